(** The softmax loss bounds the mean logarithm of NDCG: RG, Prop. 3, with the printed and with the best exponent. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Rank RankBound.
Open Scope R_scope.

Lemma ln_powers m n a b : 0 < a -> 0 < b -> a ^ m <= b ^ n -> INR m * ln a <= INR n * ln b.
Proof.
  intros Ha Hb H.
  assert (E : forall x k, 0 < x -> ln (x ^ k) = INR k * ln x).
  { intros x k Hx. induction k as [|k IH]; [simpl; rewrite ln_1; ring|].
    rewrite S_INR. simpl pow. rewrite ln_mult, IH; [ring|exact Hx|apply pow_lt, Hx]. }
  rewrite <- !E by assumption. pose proof (pow_lt a m Ha).
  destruct H as [H| ->]; [apply Rlt_le, ln_increasing; assumption|apply Rle_refl].
Qed.

Lemma ln_2_pos : 0 < ln 2.
Proof. apply ln_pos. lra. Qed.

Lemma discount_ratio j : (1 <= j)%nat -> ln (discount j / discount 1) = - ln (log2 (1 + INR j)).
Proof.
  intros H. apply rank_pos in H. pose proof ln_2_pos. assert (0 < ln (1 + INR j)) by (apply ln_pos; lra).
  unfold log2. rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; assumption). f_equal.
  unfold discount. simpl INR. replace (1 + 1) with 2 by ring. field. lra.
Qed.

Lemma log2_le_rank j : (1 <= j)%nat -> log2 (1 + INR j) <= INR j.
Proof.
  intros H. pose proof ln_2_pos. unfold log2. apply (Rmult_le_reg_r (ln 2)); [assumption|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  replace (ln (1 + INR j)) with (INR 1 * ln (1 + INR j)) by (simpl; ring).
  apply ln_powers; [apply rank_pos in H; lra|lra|]. rewrite pow_1. clear H.
  induction j as [|j IH]; [simpl; lra|]. rewrite S_INR. simpl pow.
  assert (1 <= 2 ^ j) by (apply pow_R1_Rle; lra). lra.
Qed.

(** Sums over contexts of what holds in each. *)
Lemma over_contexts X w f g k :
  (forall x, (x < X)%nat -> 0 <= w x /\ k * g x <= f x) ->
  k * sum X (fun x => w x * g x) <= sum X (fun x => w x * f x).
Proof.
  intros H. rewrite <- sum_scal. apply sum_le. intros x Hx. destruct (H x Hx) as [W L].
  replace (k * (w x * g x)) with (w x * (k * g x)) by ring. apply Rmult_le_compat_l; assumption.
Qed.

(** Claim: rg.prop3
    Role: establishes
    Place: RG, Prop. 3, Eq. 7
    Says: The mean of log NDCG over the contexts is at least the mean of log p_y, y one of the relevant items of its
      context with equal chances: for every number of contexts and items, all weights of the contexts that are not
      negative, all sets of
      relevant items that are not empty, all scores, and all rankings that sort them, ties in any order.
    Gap: Real numbers. Natural logarithms: in NDCG the base cancels, and in the two means another base divides both by
      one positive number. Finitely many contexts, as in a data set.
    Mutant: `>= sum X` becomes `>= 1 / 2 * sum X`; refuted by the theorem a_square_root_is_too_much
    Mutant: `0 <= w x /\ ` becomes ``; refuted by the theorem negative_weights_turn_the_bound
    Mutant: `>= sum X` becomes `> sum X`; refuted by the theorem a_single_item_has_equality
*)
Theorem prop_3 :
  forall X N w r o pi I,
  (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
  sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
  >= sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))).
Proof.
  intros X N w r o pi I H. apply Rle_ge. rewrite <- Rmult_1_l at 1. apply over_contexts.
  intros x Hx. destruct (H x Hx) as [W [C D]]. split; [exact W|].
  apply context_bound; [exact C|exact D|lra|]. intros j Hj. rewrite discount_ratio by exact Hj.
  pose proof (log2_le_rank j Hj) as L. apply rank_pos in Hj as K. pose proof ln_2_pos.
  assert (P : 0 < log2 (1 + INR j)) by (apply Rdiv_lt_0_compat; [apply ln_pos; lra|assumption]).
  enough (ln (log2 (1 + INR j)) <= ln (INR j)) by lra.
  destruct L as [L| ->]; [apply Rlt_le, ln_increasing; assumption|apply Rle_refl].
Qed.

(** The best exponent, kappa = log2 (log2 3), about 0.664. *)

Lemma log2_3 : 11 / 7 <= log2 3 <= 8 / 5.
Proof.
  pose proof ln_2_pos. unfold log2.
  pose proof (ln_powers 11 7 2 3 ltac:(lra) ltac:(lra) ltac:(lra)) as A.
  pose proof (ln_powers 5 8 3 2 ltac:(lra) ltac:(lra) ltac:(lra)) as B. simpl INR in A, B.
  split; apply (Rmult_le_reg_r (ln 2)); try assumption; unfold Rdiv; rewrite ?Rmult_assoc, Rinv_l by lra; lra.
Qed.

Definition kappa : R := log2 (log2 3).

Lemma kappa_ln_2 : kappa * ln 2 = ln (log2 3).
Proof. unfold kappa, log2 at 1. pose proof ln_2_pos. field. lra. Qed.

Lemma ln_log2_3 : ln (11 / 7) <= ln (log2 3).
Proof. destruct log2_3 as [[L|<-] _]; [apply Rlt_le, ln_increasing; lra|apply Rle_refl]. Qed.

Lemma kappa_pos : 0 < kappa.
Proof. pose proof log2_3. apply Rdiv_lt_0_compat; [apply ln_pos; lra|apply ln_2_pos]. Qed.

Lemma log2_at_most m n a : 0 < a -> (0 < m)%nat -> a ^ m <= 2 ^ n -> log2 a <= INR n / INR m.
Proof.
  intros Ha Hm H. apply ln_powers in H; [|exact Ha|lra]. apply lt_INR in Hm. simpl in Hm. pose proof ln_2_pos.
  unfold log2. apply (Rmult_le_reg_r (INR m * ln 2)); [apply Rmult_lt_0_compat; lra|].
  replace (ln a / ln 2 * (INR m * ln 2)) with (INR m * ln a) by (field; lra).
  replace (INR n / INR m * (INR m * ln 2)) with (INR n * ln 2) by (field; lra). exact H.
Qed.

Lemma log2_pos a : 1 < a -> 0 < log2 a.
Proof. intros H. apply Rdiv_lt_0_compat; [apply ln_pos, H|apply ln_2_pos]. Qed.

(** The ranks 1 to 5, and from each later one to the next. *)

Lemma rank_1 : ln (log2 2) <= kappa * ln 1.
Proof. pose proof ln_2_pos. unfold log2, Rdiv. rewrite Rinv_r, ln_1 by lra. lra. Qed.

Lemma rank_3 : ln (log2 4) <= kappa * ln 3.
Proof.
  pose proof (log2_at_most 1 2 4 ltac:(lra) ltac:(lia) ltac:(lra)) as Q.
  replace (INR 2 / INR 1) with 2 in Q by (simpl; field).
  apply Rle_trans with (ln 2); [apply ln_le; [apply log2_pos; lra|exact Q]|].
  replace (kappa * ln 3) with (log2 3 * (kappa * ln 2)) by (unfold log2; pose proof ln_2_pos; field; lra).
  rewrite kappa_ln_2. pose proof ln_log2_3. pose proof log2_3.
  pose proof (ln_powers 7 11 2 (11 / 7) ltac:(lra) ltac:(lra) ltac:(lra)) as E. simpl INR in E.
  pose proof ln_2_pos. nra.
Qed.

Lemma rank_4 : ln (log2 5) <= kappa * ln 4.
Proof.
  pose proof (log2_at_most 3 7 5 ltac:(lra) ltac:(lia) ltac:(lra)) as Q.
  pose proof (ln_le (log2 5) (INR 7 / INR 3) (log2_pos 5 ltac:(lra)) Q) as L.
  replace 4 with (2 * 2) by lra. rewrite ln_mult by lra.
  replace (kappa * (ln 2 + ln 2)) with (2 * (kappa * ln 2)) by ring. rewrite kappa_ln_2. pose proof ln_log2_3.
  pose proof (ln_powers 1 2 (INR 7 / INR 3) (11 / 7) ltac:(simpl; lra) ltac:(lra) ltac:(simpl; lra)) as E.
  simpl (INR 1) in E. simpl (INR 2) in E. lra.
Qed.

Lemma rank_5 : ln (log2 6) <= kappa * ln 5.
Proof.
  pose proof (log2_at_most 5 13 6 ltac:(lra) ltac:(lia) ltac:(lra)) as Q.
  pose proof (ln_le (log2 6) (INR 13 / INR 5) (log2_pos 6 ltac:(lra)) Q) as L.
  pose proof (ln_powers 9 4 2 5 ltac:(lra) ltac:(lra) ltac:(lra)) as F.
  pose proof (ln_powers 4 9 (INR 13 / INR 5) (11 / 7) ltac:(simpl; lra) ltac:(lra) ltac:(simpl; lra)) as E.
  simpl (INR 9) in *. simpl (INR 4) in *. pose proof kappa_pos as K. pose proof kappa_ln_2. pose proof ln_log2_3.
  assert (kappa * (9 * ln 2) <= kappa * (4 * ln 5)).
  { apply Rmult_le_compat_l; lra. }
  lra.
Qed.

Lemma kappa_ln_6 : 1 <= kappa * ln 6.
Proof.
  assert (E3 : 1 <= ln 3).
  { rewrite <- (ln_exp 1). apply ln_le; [apply exp_pos|apply exp_le_3]. }
  pose proof (ln_powers 18 7 2 6 ltac:(lra) ltac:(lra) ltac:(lra)) as F.
  pose proof (ln_powers 7 18 3 (11 / 7) ltac:(lra) ltac:(lra) ltac:(lra)) as E.
  simpl (INR 18) in *. simpl (INR 7) in *. pose proof kappa_pos as K. pose proof kappa_ln_2. pose proof ln_log2_3.
  assert (kappa * (18 * ln 2) <= kappa * (7 * ln 6)).
  { apply Rmult_le_compat_l; lra. }
  lra.
Qed.

Lemma next_rank x : 5 <= x -> ln (log2 (1 + x)) <= kappa * ln x -> ln (log2 (1 + (x + 1))) <= kappa * ln (x + 1).
Proof.
  intros Hx H. pose proof ln_2_pos. pose proof kappa_pos. pose proof kappa_ln_6.
  assert (L6 : ln 6 <= ln (1 + x)) by (apply ln_le; lra). assert (0 < ln 6) by (apply ln_pos; lra).
  assert (S : forall a, 0 < a -> ln (a + 1) <= ln a + 1 / a).
  { intros a Ha. replace (a + 1) with (a * ((a + 1) / a)) by (field; lra).
    assert (0 < (a + 1) / a) by (apply Rdiv_lt_0_compat; lra). rewrite ln_mult by assumption.
    pose proof (ln_below ((a + 1) / a) ltac:(assumption)) as T.
    replace ((a + 1) / a - 1) with (1 / a) in T by (field; lra). lra. }
  assert (G : ln x + 1 / (1 + x) <= ln (x + 1)).
  { pose proof (ln_below (x / (x + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as T.
    unfold Rdiv in T at 1. rewrite ln_mult, ln_Rinv in T by (try apply Rinv_0_lt_compat; lra).
    replace (x / (x + 1) - 1) with (- (1 / (1 + x))) in T by (field; lra). lra. }
  pose proof (S (1 + x) ltac:(lra)) as U. replace (1 + x + 1) with (1 + (x + 1)) in U by ring.
  set (a := ln (1 + x)) in *. set (b := ln (1 + (x + 1))) in *. set (d := 1 / (1 + x)) in *.
  assert (Hd : 0 < d) by (apply Rdiv_lt_0_compat; lra).
  assert (Hb : 0 < b) by (apply ln_pos; lra).
  assert (R : ln (log2 (1 + (x + 1))) = ln (log2 (1 + x)) + ln (b / a)).
  { unfold log2. fold a b. rewrite <- ln_mult by (apply Rdiv_lt_0_compat; lra). f_equal. field. lra. }
  rewrite R. pose proof (ln_below (b / a) ltac:(apply Rdiv_lt_0_compat; lra)) as T.
  assert (V : b / a - 1 <= kappa * d).
  { apply (Rmult_le_reg_r a); [lra|]. replace ((b / a - 1) * a) with (b - a) by (field; lra).
    assert (1 <= kappa * a) by (apply Rle_trans with (kappa * ln 6); [assumption|apply Rmult_le_compat_l; lra]).
    apply Rle_trans with d; [lra|]. replace (kappa * d * a) with (d * (kappa * a)) by ring.
    rewrite <- (Rmult_1_r d) at 1. apply Rmult_le_compat_l; lra. }
  assert (kappa * (ln x + d) <= kappa * ln (x + 1)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma below_kappa j : (1 <= j)%nat -> ln (log2 (1 + INR j)) <= kappa * ln (INR j).
Proof.
  intros Hj. destruct (Nat.le_gt_cases 5 j) as [H5|H5].
  - induction H5 as [|j H5 IH].
    + replace (1 + INR 5) with 6 by (simpl; ring). replace (INR 5) with 5 by (simpl; ring). exact rank_5.
    + rewrite S_INR. apply next_rank; [|apply IH; lia]. apply le_INR in H5. simpl in H5. lra.
  - destruct j as [|[|[|[|[|j]]]]]; try lia; simpl INR.
    + replace (1 + 1) with 2 by ring. exact rank_1.
    + replace (1 + (1 + 1)) with 3 by ring. replace (1 + 1) with 2 by ring. rewrite kappa_ln_2. apply Rle_refl.
    + replace (1 + (1 + 1 + 1)) with 4 by ring. replace (1 + 1 + 1) with 3 by ring. exact rank_3.
    + replace (1 + (1 + 1 + 1 + 1)) with 5 by ring. replace (1 + 1 + 1 + 1) with 4 by ring. exact rank_4.
Qed.

(** Two equal scores, one of a relevant item, and the tie broken against it. *)

Lemma dcg_first_only N pi : (0 < N)%nat -> dcg N (first_only 0) pi = discount (pi 0%nat).
Proof.
  intros H. rewrite <- (sum_pick N 0 (fun y => discount (pi y)) H). apply sum_ext. intros y _.
  unfold one_hot. destruct y as [|y]; simpl; ring.
Qed.

Lemma ideal_dcg_first_only N : (0 < N)%nat -> ideal_dcg N (first_only 0) (discount 1).
Proof.
  intros H. split.
  - exists S. split; [apply ranking_forward|apply dcg_first_only, H].
  - intros pi [Hr _]. rewrite dcg_first_only by exact H. apply discount_falls. specialize (Hr 0%nat H). lia.
Qed.

Lemma context_first_only N pi : (0 < N)%nat -> ranking N pi -> context N (first_only 0) (fun _ => 0) pi.
Proof.
  intros H Hp. split; [intros [|y] _; simpl; lia|]. split; [exists 0%nat; split; [exact H|reflexivity]|].
  split; [exact Hp|]. intros y z _ _ L. exfalso. lra.
Qed.

Lemma mean_first_only N h : (0 < N)%nat -> mean_relevant N (first_only 0) h = h 0%nat.
Proof.
  intros H. unfold mean_relevant.
  assert (E : forall y, INR (first_only 0 y) = one_hot 0 y) by (intros [|y]; reflexivity).
  rewrite (sum_ext N (fun y => INR (first_only 0 y)) (one_hot 0)), sum_one_hot by (intros; (apply E || exact H)).
  rewrite (sum_ext N _ (fun y => one_hot 0 y * h y)), sum_pick by (intros; (rewrite E; reflexivity) || exact H).
  field.
Qed.

Lemma tie k :
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y)))) ->
  kappa <= k.
Proof.
  intros H. specialize (H 1%nat 2%nat (fun _ => 1) (fun _ => first_only 0) (fun _ _ => 0) (fun _ y => 2 - y)%nat
    (fun _ => discount 1)).
  assert (L : - ln (log2 3) >= k * - ln 2).
  { replace 3 with (1 + INR 2) by (simpl; ring). rewrite <- discount_ratio by lia.
    rewrite <- ln_Rinv by lra. replace (/ 2) with (softmax 2 (fun _ => 0) 0) by (rewrite softmax_of_two_equal; lra).
    rewrite <- (mean_first_only 2 (fun y => ln (softmax 2 (fun _ => 0) y))) by lia.
    replace (discount 2) with (dcg 2 (first_only 0) (fun y => 2 - y)%nat) by (apply dcg_first_only; lia).
    simpl sum in H. rewrite !Rmult_1_l, !Rplus_0_l in H. apply H. intros x _. split; [lra|].
    split; [apply context_first_only; [lia|apply ranking_backward]|apply ideal_dcg_first_only; lia]. }
  pose proof kappa_ln_2. pose proof ln_2_pos. apply (Rmult_le_reg_r (ln 2)); lra.
Qed.

(** Claim: rg.prop3.best
    Role: establishes
    Place: RG, Prop. 3, Eq. 7
    Says: The mean of log NDCG is at least k times the mean of log p_y, for all contexts as in Prop. 3, exactly if k is
      at least log2 (log2 3) = 0.664...; as no log p_y is positive, a smaller k makes the better bound.
    Gap: Real numbers. Natural logarithms: in NDCG the base cancels, and in the two means another base divides both by
      one positive number. Finitely many contexts, as in a data set.
    Mutant: `<-> log2 (log2 3) <= k` becomes `<-> 1 <= k`; refuted by the theorem the_printed_exponent_is_not_the_best
    Mutant: `<-> log2 (log2 3) <= k` becomes `<-> 99 / 100 * log2 (log2 3) <= k`; refuted by the theorem
      a_smaller_exponent_fails
    Mutant: `<-> log2 (log2 3) <= k` becomes `<-> log2 3 - 1 <= k`; refuted by the theorem
      the_linear_exponent_fails
*)
Theorem prop_3_best :
  forall k,
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))))
  <-> log2 (log2 3) <= k.
Proof.
  intros k. split; [apply tie|]. intros Hk X N w r o pi I H. fold kappa in Hk. pose proof kappa_pos as K.
  apply Rle_ge, over_contexts. intros x Hx. destruct (H x Hx) as [W [C D]]. split; [exact W|].
  apply context_bound; [exact C|exact D|lra|]. intros j Hj. rewrite discount_ratio by exact Hj.
  pose proof (below_kappa j Hj) as L. apply rank_pos in Hj.
  assert (0 <= ln (INR j)) by (rewrite <- ln_1; apply ln_le; lra).
  assert (kappa * ln (INR j) <= k * ln (INR j)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma other_exponents e : e <> kappa -> ~ (forall k,
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))))
  <-> e <= k).
Proof.
  intros He H. apply He, Rle_antisym.
  - apply (proj1 (H kappa)), prop_3_best, Rle_refl.
  - apply prop_3_best, (H e), Rle_refl.
Qed.

(** The exponent lies between 3/5 and 7/10. *)
Lemma kappa_about : 3 / 5 < kappa < 7 / 10.
Proof.
  pose proof kappa_ln_2 as K. pose proof ln_log2_3 as A. pose proof ln_2_pos as L. pose proof log2_3 as [_ B].
  pose proof (ln_le (log2 3) (8 / 5) (log2_pos 3 ltac:(lra)) B) as C.
  pose proof (ln_powers 16 25 2 (11 / 7) ltac:(lra) ltac:(lra) ltac:(lra)) as D.
  pose proof (ln_powers 50 34 (8 / 5) 2 ltac:(lra) ltac:(lra) ltac:(lra)) as E.
  simpl INR in D, E. split; apply (Rmult_lt_reg_r (ln 2)); lra.
Qed.

(** Claim: none
    Says: The printed exponent 1 is not the best one.
*)
Theorem the_printed_exponent_is_not_the_best :
  ~ (forall k,
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))))
  <-> 1 <= k).
Proof. apply other_exponents. pose proof kappa_about. lra. Qed.

(** Claim: none
    Says: One hundredth less than the best exponent fails.
*)
Theorem a_smaller_exponent_fails :
  ~ (forall k,
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))))
  <-> 99 / 100 * log2 (log2 3) <= k).
Proof. apply other_exponents. fold kappa. pose proof kappa_about. lra. Qed.

(** Claim: none
    Says: log2 3 - 1, which is below the best exponent, fails.
*)
Theorem the_linear_exponent_fails :
  ~ (forall k,
  (forall X N w r o pi I,
    (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
    sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
    >= k * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y))))
  <-> log2 3 - 1 <= k).
Proof. apply other_exponents. pose proof kappa_about. pose proof log2_3. lra. Qed.

(** Claim: none
    Says: The mean log NDCG is not always above half the mean log-probability.
*)
Theorem a_square_root_is_too_much :
  ~ (forall X N w r o pi I,
  (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
  sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
  >= 1 / 2 * sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y)))).
Proof. intros H. apply tie in H. pose proof kappa_about. lra. Qed.

(** Claim: none
    Says: With a negative weight the bound turns round: two equal scores, the relevant item first.
*)
Theorem negative_weights_turn_the_bound :
  ~ (forall X N w r o pi I,
  (forall x, (x < X)%nat -> context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
  sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
  >= sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y)))).
Proof.
  intros H. specialize (H 1%nat 2%nat (fun _ => -1) (fun _ => first_only 0) (fun _ _ => 0) (fun _ => S)
    (fun _ => discount 1)).
  simpl sum in H. rewrite dcg_first_only, mean_first_only, softmax_of_two_equal in H by lia.
  pose proof (discount_pos 1 (le_n 1)) as D. unfold Rdiv in H. rewrite Rinv_r, ln_1, Rmult_1_l, ln_Rinv in H by lra.
  pose proof ln_2_pos. assert (0 + -1 * 0 >= 0 + -1 * - ln 2); [|lra]. apply H. intros x _.
  split; [apply context_first_only; [lia|apply ranking_forward]|apply ideal_dcg_first_only; lia].
Qed.

(** Claim: none
    Says: For a single item both sides are 0.
*)
Theorem a_single_item_has_equality :
  ~ (forall X N w r o pi I,
  (forall x, (x < X)%nat -> 0 <= w x /\ context N (r x) (o x) (pi x) /\ ideal_dcg N (r x) (I x)) ->
  sum X (fun x => w x * ln (dcg N (r x) (pi x) / I x))
  > sum X (fun x => w x * mean_relevant N (r x) (fun y => ln (softmax N (o x) y)))).
Proof.
  intros H. specialize (H 1%nat 1%nat (fun _ => 1) (fun _ => first_only 0) (fun _ _ => 0) (fun _ => S)
    (fun _ => discount 1)).
  simpl sum in H. rewrite dcg_first_only, mean_first_only, softmax_of_one in H by lia.
  pose proof (discount_pos 1 (le_n 1)) as D. unfold Rdiv in H. rewrite Rinv_r, ln_1 in H by lra.
  assert (0 + 1 * 0 > 0 + 1 * 0); [|lra]. apply H. intros x _.
  split; [lra|]. split; [apply context_first_only; [lia|apply ranking_forward]|apply ideal_dcg_first_only; lia].
Qed.
