(** Remark 22: the weight 1 / IDCG that normalisation gives to a context, with logarithms to the base 2. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Rank RgRanking RankBound LeastMajorant IdealDcg.
Open Scope R_scope.

(** W is one over the ideal DCG, whose discounts are 1 / log2(1 + rank). *)
Definition weight (N : nat) (r : nat -> nat) (W : R) : Prop := exists I, ideal_dcg N r I /\ W = / (ln 2 * I).

Lemma weight_value N r m W : relevant_items N r m -> weight N r W -> W = / (ln 2 * ideal m).
Proof. intros R [I [D E]]. rewrite E, (ideal_value N r m I R D). reflexivity. Qed.

Lemma weight_of_first N m : (m <= N)%nat -> weight N (first_items m) (/ (ln 2 * ideal m)).
Proof.
  intros H. exists (ideal m). split; [|reflexivity]. apply ideal_is_largest, first_items_relevant, H.
Qed.

Lemma ideal_of_one : ln 2 * ideal 1 = 1.
Proof.
  pose proof ln_2_bounds. unfold ideal, discount. simpl. replace (1 + 1) with 2 by ring. field. lra.
Qed.

Lemma ideal_of_two : 1 < ln 2 * ideal 2.
Proof.
  rewrite <- ideal_of_one. pose proof ln_2_bounds. apply Rmult_lt_compat_l; [lra|apply ideal_rises; lia].
Qed.

Lemma ideal_base_2 m : ln 2 * ideal m = sum m (fun i => / log2 (1 + INR (i + 1))).
Proof.
  pose proof ln_2_bounds. unfold ideal. rewrite <- sum_scal. apply sum_ext. intros i _. unfold discount, log2.
  assert (0 < ln (1 + INR (i + 1))) by (apply ln_pos; pose proof (rank_pos (i + 1) ltac:(lia)); lra). field. lra.
Qed.

(** Claim: rg.remark22.single
    Role: establishes
    Place: RG, Remark 22
    Says: of binary relevances one of which is 1, the weight 1 / IDCG is 1.
    Gap: real numbers; logarithms to the base 2.
    Mutant: `relevant_items N r 1` becomes `relevant_items N r 2`; refuted by the theorem
      two_relevant_items_weigh_less
    Mutant: `W = 1` becomes `W = ln 2`; refuted by the theorem the_base_is_two
*)
Theorem single_click_weighs_one : forall N r W, relevant_items N r 1 -> weight N r W -> W = 1.
Proof. intros N r W R D. rewrite (weight_value N r 1 W R D), ideal_of_one. field. Qed.

(** Claim: none
    Says: two relevant items weigh less.
*)
Theorem two_relevant_items_weigh_less : ~ (forall N r W, relevant_items N r 2 -> weight N r W -> W = 1).
Proof.
  intros H. pose proof ideal_of_two as L.
  specialize (H 2%nat _ _ (first_items_relevant 2 2 ltac:(lia)) (weight_of_first 2 2 ltac:(lia))).
  pose proof (Rinv_l (ln 2 * ideal 2) ltac:(lra)) as E. rewrite H in E. lra.
Qed.

(** Claim: none
    Says: with discounts to the base 2 the weight is not that of natural logarithms.
*)
Theorem the_base_is_two : ~ (forall N r W, relevant_items N r 1 -> weight N r W -> W = ln 2).
Proof.
  intros H. pose proof (first_items_relevant 1 1 ltac:(lia)) as R1. pose proof (weight_of_first 1 1 ltac:(lia)) as D.
  specialize (H 1%nat _ _ R1 D). rewrite (single_click_weighs_one 1 _ _ R1 D) in H. pose proof ln_2_bounds. lra.
Qed.

(** Claim: rg.remark22.binary
    Role: refutes
    Place: RG, Remark 22
    Says: it is not so for any number m >= 1 of relevant items that the weight 1 / IDCG is 1: not for two.
    Gap: real numbers; logarithms to the base 2.
    Mutant: `(1 <= m)%nat` becomes `m = 1%nat`; refuted by the theorem one_relevant_item_weighs_one
*)
Theorem binary_relevance_does_not_weigh_one : ~ (forall N r m W, (1 <= m)%nat -> relevant_items N r m ->
  weight N r W -> W = 1).
Proof.
  intros H. apply two_relevant_items_weigh_less. intros N r W R. apply (H N r 2%nat W ltac:(lia) R).
Qed.

(** Claim: none
    Says: for one it is so.
*)
Theorem one_relevant_item_weighs_one : ~ ~ (forall N r m W, m = 1%nat -> relevant_items N r m ->
  weight N r W -> W = 1).
Proof. intros H. apply H. intros N r m W ->. apply single_click_weighs_one. Qed.

(** Claim: rg.remark22.binary
    Role: establishes under every context has one relevant item (single click)
    Place: RG, Remark 22
    Says: of binary relevances the weight 1 / IDCG is 1 where one item is relevant.
    Gap: real numbers; logarithms to the base 2.
    Mutant: `m = 1%nat` becomes `(1 <= m)%nat`; refuted by the theorem more_relevant_items_weigh_less
*)
Theorem binary_relevance_of_one_weighs_one : forall N r m W, relevant_items N r m -> m = 1%nat ->
  weight N r W -> W = 1.
Proof. intros N r m W R ->. apply single_click_weighs_one, R. Qed.

(** Claim: none
    Says: not where there is at least one.
*)
Theorem more_relevant_items_weigh_less : ~ (forall N r m W, relevant_items N r m -> (1 <= m)%nat ->
  weight N r W -> W = 1).
Proof.
  intros H. apply binary_relevance_does_not_weigh_one. intros N r m W M R. apply (H N r m W R M).
Qed.

(** Claim: rg.remark22.repair
    Role: establishes
    Place: RG, Remark 22
    Says: of binary relevances, m >= 1 of them 1, the weight is 1 / sum_(i <= m) 1 / log2(1 + i); two contexts have
      the same weight exactly if they have the same number of relevant items.
    Gap: real numbers; logarithms to the base 2. Contexts may have different numbers of items.
    Mutant: `W = / sum m (fun i => / log2 (1 + INR (i + 1)))` becomes `W = / INR m`; refuted by the theorem
      the_weight_is_not_one_over_m
    Mutant: `W = / sum m (fun i => / log2 (1 + INR (i + 1)))` becomes `W = log2 (1 + INR m)`; refuted by the theorem
      the_weight_is_not_that_of_the_last_rank
    Mutant: `log2 (1 + INR (i + 1))` becomes `ln (1 + INR (i + 1))`; refuted by the theorem
      the_weight_has_logarithms_to_the_base_two
*)
Theorem weights_of_relevant_items : forall N r m W N' r' m' W', (1 <= m)%nat -> (1 <= m')%nat ->
  relevant_items N r m -> weight N r W -> relevant_items N' r' m' -> weight N' r' W' ->
  W = / sum m (fun i => / log2 (1 + INR (i + 1))) /\ (W = W' <-> m = m').
Proof.
  intros N r m W N' r' m' W' M M' R D R' D'. pose proof ln_2_bounds.
  rewrite (weight_value N r m W R D), (weight_value N' r' m' W' R' D'). split; [rewrite ideal_base_2; reflexivity|].
  split; [|intros ->; reflexivity]. intros E.
  pose proof (ideal_positive m M). pose proof (ideal_positive m' M').
  assert (E' : ideal m = ideal m').
  { apply Rmult_eq_reg_l with (ln 2); [|lra]. rewrite <- (Rinv_inv (ln 2 * ideal m)), E. apply Rinv_inv. }
  destruct (Nat.lt_total m m') as [L|[L|L]]; [|exact L|]; apply ideal_rises in L; lra.
Qed.

(** The statement about two relevant items of two, in one context and in the other. *)
Lemma weight_of_two : relevant_items 2 (first_items 2) 2 /\ weight 2 (first_items 2) (/ (ln 2 * ideal 2)) /\
  1 / 2 < / (ln 2 * ideal 2) < 1.
Proof.
  split; [apply first_items_relevant; lia|]. split; [apply weight_of_first; lia|].
  pose proof ideal_of_two as L. pose proof ideal_of_one as L1. pose proof ln_2_bounds as B.
  assert (U : ln 2 * ideal 2 < 2).
  { unfold ideal in *. simpl sum in *. pose proof (discount_falls_strictly 1 2 ltac:(lia)) as F.
    replace (0 + 1)%nat with 1%nat in * by reflexivity. replace (1 + 1)%nat with 2%nat in * by reflexivity.
    pose proof (Rmult_lt_compat_l (ln 2) _ _ ltac:(lra) F). lra. }
  split.
  - replace (1 / 2) with (/ 2) by field. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|exact U].
  - rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

(** Claim: none
    Says: two items weigh more than 1/2.
*)
Theorem the_weight_is_not_one_over_m : ~ (forall N r m W N' r' m' W', (1 <= m)%nat -> (1 <= m')%nat ->
  relevant_items N r m -> weight N r W -> relevant_items N' r' m' -> weight N' r' W' ->
  W = / INR m /\ (W = W' <-> m = m')).
Proof.
  intros H. destruct weight_of_two as [R [D B]].
  destruct (H _ _ _ _ _ _ _ _ (le_S 1 1 (le_n 1)) (le_S 1 1 (le_n 1)) R D R D) as [E _]. simpl INR in E. lra.
Qed.

(** Claim: none
    Says: two items weigh less than 1, hence not log2(3).
*)
Theorem the_weight_is_not_that_of_the_last_rank : ~ (forall N r m W N' r' m' W', (1 <= m)%nat -> (1 <= m')%nat ->
  relevant_items N r m -> weight N r W -> relevant_items N' r' m' -> weight N' r' W' ->
  W = log2 (1 + INR m) /\ (W = W' <-> m = m')).
Proof.
  intros H. destruct weight_of_two as [R [D B]].
  destruct (H _ _ _ _ _ _ _ _ (le_S 1 1 (le_n 1)) (le_S 1 1 (le_n 1)) R D R D) as [E _]. simpl INR in E.
  pose proof ln_2_bounds. assert (1 < log2 (1 + (1 + 1))).
  { unfold log2. apply Rmult_lt_reg_r with (ln 2); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
    rewrite Rmult_1_l, Rmult_1_r. apply ln_increasing; lra. }
  lra.
Qed.

(** Claim: none
    Says: with natural logarithms the weight of one item is ln 2.
*)
Theorem the_weight_has_logarithms_to_the_base_two :
  ~ (forall N r m W N' r' m' W', (1 <= m)%nat -> (1 <= m')%nat ->
  relevant_items N r m -> weight N r W -> relevant_items N' r' m' -> weight N' r' W' ->
  W = / sum m (fun i => / ln (1 + INR (i + 1))) /\ (W = W' <-> m = m')).
Proof.
  intros H. pose proof (first_items_relevant 1 1 ltac:(lia)) as R. pose proof (weight_of_first 1 1 ltac:(lia)) as D.
  destruct (H _ _ _ _ _ _ _ _ (le_n 1) (le_n 1) R D R D) as [E _].
  rewrite (single_click_weighs_one 1 _ _ R D) in E. simpl in E. replace (1 + 1) with 2 in E by ring.
  rewrite Rplus_0_l, Rinv_inv in E. pose proof ln_2_bounds. lra.
Qed.
