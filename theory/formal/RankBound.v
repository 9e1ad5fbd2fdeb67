(** A probability is at most one over its rank, and what it says of NDCG: RG, Prop. 3. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Rank.
Open Scope R_scope.

(** The mean of h over the relevant items, those with r y = 1. *)
Definition mean_relevant (N : nat) (r : nat -> nat) (h : nat -> R) : R :=
  sum N (fun y => INR (r y) * h y) / sum N (fun y => INR (r y)).

(** In one context: relevances 0 and 1, not all 0, and a ranking that sorts the scores. *)
Definition context (N : nat) (r : nat -> nat) (o : nat -> R) (pi : nat -> nat) : Prop :=
  (forall y, (y < N)%nat -> (r y <= 1)%nat) /\ (exists y, (y < N)%nat /\ r y = 1%nat) /\ ranking N pi /\ sorts N o pi.

Definition log2 (x : R) : R := ln x / ln 2.

Lemma rank_times_exp N o pi y :
  ranking N pi -> sorts N o pi -> (y < N)%nat -> INR (pi y) * exp (o y) <= partition N o.
Proof.
  intros Hp Hs Hy. destruct Hp as [Hr Hi]. pose proof (Hr y Hy).
  rewrite <- (count_top N pi (pi y) (conj Hr Hi)) by lia. rewrite <- sum_scal_r. apply sum_le. intros z Hz.
  pose proof (exp_pos (o z)). unfold top. destruct (Nat.leb_spec (pi z) (pi y)) as [L|L]; [|lra].
  destruct (Rlt_le_dec (o z) (o y)) as [C|C]; [specialize (Hs y z Hy Hz C); lia|].
  destruct C as [C|E]; [apply exp_increasing in C; lra|rewrite E; lra].
Qed.

(** Claim: rg.prop3
    Role: part
    Place: RG, Prop. 3, its first step
    Says: The softmax probability of an item is at most one over its rank, in every ranking that sorts the scores,
      whatever it does with ties, for every number of items.
    Gap: The step of the proof that is about softmax alone. Real numbers.
    Mutant: `1 / INR (pi y)` becomes `99 / 100 / INR (pi y)`; refuted by the theorem equal_scores_attain_the_rank_bound
    Mutant: `1 / INR (pi y)` becomes `1 / INR (pi y + 1)`; refuted by the theorem a_single_item_is_certain
    Mutant: `sorts N o pi -> ` becomes ``; refuted by the theorem unsorted_ranks_bound_nothing
*)
Theorem probability_times_rank :
  forall N o pi y, ranking N pi -> sorts N o pi -> (y < N)%nat -> softmax N o y <= 1 / INR (pi y).
Proof.
  intros N o pi y Hp Hs Hy. pose proof (rank_times_exp N o pi y Hp Hs Hy) as H.
  destruct Hp as [Hr _]. pose proof (rank_pos (pi y) ltac:(specialize (Hr y Hy); lia)) as K.
  pose proof (exp_pos (o y)). unfold softmax.
  assert (Z : 0 < partition N o) by nra.
  apply (Rmult_le_reg_r (INR (pi y) * partition N o)); [apply Rmult_lt_0_compat; lra|].
  replace (exp (o y) / partition N o * (INR (pi y) * partition N o))
    with (INR (pi y) * exp (o y)) by (field; lra).
  replace (1 / INR (pi y) * (INR (pi y) * partition N o))
    with (partition N o) by (field; lra).
  exact H.
Qed.

(** The logarithm of a mean is at least the mean of the logarithms. *)
Lemma jensen_ln N a z :
  (forall y, (y < N)%nat -> 0 <= a y) -> 0 < sum N a -> (forall y, (y < N)%nat -> 0 < z y) ->
  sum N (fun y => a y * ln (z y)) / sum N a <= ln (sum N (fun y => a y * z y) / sum N a).
Proof.
  intros Ha A Hz. set (m := sum N (fun y => a y * z y) / sum N a).
  assert (P : 0 < sum N (fun y => a y * z y)).
  { destruct (Rle_lt_or_eq_dec 0 (sum N (fun y => a y * z y))) as [L|E]; [|exact L|].
    - apply sum_nonneg. intros y Hy. pose proof (Ha y Hy). pose proof (Hz y Hy). nra.
    - exfalso. assert (Z : sum N a = 0); [|lra]. apply sum_eq_0. intros y Hy.
      assert (T : a y * z y <= 0).
      { rewrite E. apply (term_le_sum N (fun y => a y * z y)); [|exact Hy].
        intros i Hi. pose proof (Ha i Hi). pose proof (Hz i Hi). nra. }
      pose proof (Ha y Hy). pose proof (Hz y Hy). nra. }
  assert (M : 0 < m) by (apply Rdiv_lt_0_compat; assumption).
  apply (Rmult_le_reg_r (sum N a)); [exact A|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_trans with (sum N (fun y => a y * (ln m + (z y / m - 1)))).
  - apply sum_le. intros y Hy. apply Rmult_le_compat_l; [apply Ha, Hy|].
    pose proof (ln_below (z y / m) ltac:(apply Rdiv_lt_0_compat; [apply Hz, Hy|exact M])) as L.
    unfold Rdiv in L at 1. rewrite ln_mult, ln_Rinv in L; [lra|exact M|apply Hz, Hy|apply Rinv_0_lt_compat, M].
  - apply Req_le. rewrite (sum_ext N _ (fun y => (ln m - 1) * a y + / m * (a y * z y))) by (intros; unfold Rdiv; ring).
    rewrite sum_plus, !sum_scal. unfold m. field. lra.
Qed.

(** The bound in one context, with an exponent k that serves all ranks. *)
Lemma context_bound N r o pi I k :
  context N r o pi -> ideal_dcg N r I -> 0 <= k ->
  (forall j, (1 <= j)%nat -> - k * ln (INR j) <= ln (discount j / discount 1)) ->
  k * mean_relevant N r (fun y => ln (softmax N o y)) <= ln (dcg N r pi / I).
Proof.
  intros [Hr [[t [Ht Rt]] [Hp Hs]]] [[best [Hb <-]] _] Hk Hd.
  set (a := fun y => INR (r y)). set (z := fun y => discount (pi y) / discount 1).
  assert (D1 : 0 < discount 1) by (apply discount_pos; lia).
  assert (Ha : forall y, (y < N)%nat -> 0 <= a y) by (intros y _; apply pos_INR).
  assert (HD : forall rho, ranking N rho -> forall y, (y < N)%nat -> 0 < discount (rho y)).
  { intros rho [B _] y Hy. apply discount_pos, B, Hy. }
  assert (Hz : forall y, (y < N)%nat -> 0 < z y).
  { intros y Hy. apply Rdiv_lt_0_compat; [apply HD; assumption|exact D1]. }
  assert (A : 0 < sum N a).
  { apply Rlt_le_trans with (a t); [unfold a; rewrite Rt; simpl; lra|]. apply term_le_sum; assumption. }
  assert (E : forall rho, dcg N r rho = sum N (fun y => a y * discount (rho y))).
  { intros rho. apply sum_ext. intros y Hy. specialize (Hr y Hy). unfold a.
    destruct (r y) as [|[|j]]; simpl; [ring|ring|lia]. }
  assert (B0 : 0 < dcg N r best).
  { rewrite E. apply Rlt_le_trans with (a t * discount (best t)).
    - unfold a. rewrite Rt. simpl. rewrite Rmult_1_l. apply HD; assumption.
    - apply (term_le_sum N (fun y => a y * discount (best y))); [|exact Ht].
      intros y Hy. apply Rmult_le_pos; [apply Ha, Hy|apply Rlt_le, HD; assumption]. }
  assert (B1 : dcg N r best <= discount 1 * sum N a).
  { rewrite E, <- sum_scal. apply sum_le. intros y Hy. rewrite Rmult_comm. apply Rmult_le_compat_r; [apply Ha, Hy|].
    apply discount_falls. destruct Hb as [Hb _]. specialize (Hb y Hy). lia. }
  assert (Ez : sum N (fun y => a y * z y) = dcg N r pi / discount 1).
  { rewrite E. unfold Rdiv. rewrite <- sum_scal_r. apply sum_ext. intros y _. unfold z, Rdiv. ring. }
  assert (Zp : 0 < dcg N r pi).
  { rewrite E. apply Rlt_le_trans with (a t * discount (pi t)).
    - unfold a. rewrite Rt. simpl. rewrite Rmult_1_l. apply HD; assumption.
    - apply (term_le_sum N (fun y => a y * discount (pi y))); [|exact Ht].
      intros y Hy. apply Rmult_le_pos; [apply Ha, Hy|apply Rlt_le, HD; assumption]. }
  apply Rle_trans with (sum N (fun y => a y * ln (z y)) / sum N a).
  - unfold mean_relevant. fold a. unfold Rdiv. rewrite <- Rmult_assoc, <- sum_scal.
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, A|]. apply sum_le. intros y Hy.
    replace (k * (INR (r y) * ln (softmax N o y))) with (a y * (k * ln (softmax N o y))) by (unfold a; ring).
    apply Rmult_le_compat_l; [apply Ha, Hy|]. destruct Hp as [Hq Hi]. pose proof (Hq y Hy) as Q.
    pose proof (rank_pos (pi y) ltac:(lia)) as K.
    apply Rle_trans with (- k * ln (INR (pi y))); [|apply Hd; lia].
    replace (- k * ln (INR (pi y))) with (k * - ln (INR (pi y))) by ring.
    apply Rmult_le_compat_l; [exact Hk|]. rewrite <- ln_Rinv by lra.
    assert (S0 : 0 < softmax N o y).
    { apply softmax_pos. lia. }
    pose proof (probability_times_rank N o pi y (conj Hq Hi) Hs Hy) as L. rewrite <- (Rmult_1_l (/ _)).
    destruct L as [L| ->]; [apply Rlt_le, ln_increasing; assumption|apply Rle_refl].
  - eapply Rle_trans; [apply jensen_ln; assumption|]. rewrite Ez.
    assert (L : dcg N r pi / discount 1 / sum N a <= dcg N r pi / dcg N r best).
    { unfold Rdiv. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
      rewrite <- Rinv_mult. apply Rinv_le_contravar; assumption. }
    destruct L as [L| ->]; [|apply Rle_refl]. apply Rlt_le, ln_increasing; [|exact L].
    apply Rdiv_lt_0_compat; [apply Rdiv_lt_0_compat|]; assumption.
Qed.

Lemma softmax_of_one o : softmax 1 o 0 = 1.
Proof. unfold softmax, partition. simpl. pose proof (exp_pos (o 0%nat)). field. lra. Qed.

Lemma softmax_of_two_equal y : softmax 2 (fun _ => 0) y = 1 / 2.
Proof. unfold softmax, partition. simpl. rewrite exp_0. field. Qed.

(** Claim: none
    Says: Of two equal scores, the second has the probability 1/2.
*)
Theorem equal_scores_attain_the_rank_bound :
  ~ (forall N o pi y, ranking N pi -> sorts N o pi -> (y < N)%nat -> softmax N o y <= 99 / 100 / INR (pi y)).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) S 1%nat (ranking_forward 2)).
  rewrite softmax_of_two_equal in H. simpl in H.
  assert (1 / 2 <= 99 / 100 / (1 + 1)); [|lra]. apply H; [|lia]. intros y z _ _ L. exfalso. lra.
Qed.

(** Claim: none
    Says: A single item has the probability 1.
*)
Theorem a_single_item_is_certain :
  ~ (forall N o pi y, ranking N pi -> sorts N o pi -> (y < N)%nat -> softmax N o y <= 1 / INR (pi y + 1)).
Proof.
  intros H. specialize (H 1%nat (fun _ => 0) S 0%nat (ranking_forward 1)). rewrite softmax_of_one in H. simpl in H.
  assert (1 <= 1 / (1 + 1)); [|lra]. apply H; [|lia]. intros y z _ _ L. exfalso. lra.
Qed.

(** Claim: none
    Says: Of two items in the wrong order, the first by score has a probability above 1/2, and the rank 2.
*)
Theorem unsorted_ranks_bound_nothing :
  ~ (forall N o pi y, ranking N pi -> (y < N)%nat -> softmax N o y <= 1 / INR (pi y)).
Proof.
  intros H. specialize (H 2%nat (fun y => 1 - INR y) _ 0%nat (ranking_backward 2) ltac:(lia)).
  unfold softmax, partition in H. simpl in H. replace (1 - 0) with 1 in H by ring. replace (1 - 1) with 0 in H by ring.
  rewrite exp_0 in H. pose proof (exp_ineq1 1 ltac:(lra)) as E.
  apply (Rmult_le_compat_r (0 + exp 1 + 1)) in H; [|lra].
  unfold Rdiv in H at 1. rewrite Rmult_assoc, Rinv_l in H by lra. lra.
Qed.
