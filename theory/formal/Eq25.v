(** Which order is best for the expected DCG: RG, Eq. 24 and 25.

    One context. Its relevances have a law with M outcomes d, of chances P d; r d y is the relevance of item y then. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Rearrangement.
Open Scope R_scope.

(** RG, Eq. 25. *)
Definition f_B (M : nat) (P : nat -> R) (r : nat -> nat -> nat) (y : nat) : R := mean M P (fun d => INR (r d y)).

(** No relevance is above 1. *)
Definition binary (M N : nat) (r : nat -> nat -> nat) : Prop :=
  forall d y, (d < M)%nat -> (y < N)%nat -> (r d y <= 1)%nat.

Definition expected_gain (M : nat) (P : nat -> R) (r : nat -> nat -> nat) (y : nat) : R :=
  mean M P (fun d => 2 ^ r d y - 1).

Definition expected_dcg (N M : nat) (P : nat -> R) (r : nat -> nat -> nat) (pi : nat -> nat) : R :=
  mean M P (fun d => dcg N (r d) pi).

Lemma expected_dcg_by_items N M P r pi :
  expected_dcg N M P r pi = sum N (fun y => discount (pi y) * expected_gain M P r y).
Proof.
  unfold expected_dcg, expected_gain, mean, dcg.
  rewrite (sum_ext M _ (fun d => sum N (fun y => P d * ((2 ^ r d y - 1) * discount (pi y)))))
    by (intros; symmetry; apply sum_scal).
  rewrite sum_exchange. apply sum_ext. intros y _. rewrite <- sum_scal. apply sum_ext. intros d _. ring.
Qed.

Lemma gain_of_binary M N P r y : binary M N r -> (y < N)%nat -> expected_gain M P r y = f_B M P r y.
Proof.
  intros H Hy. apply sum_ext. intros d Hd. specialize (H d y Hd Hy).
  destruct (r d y) as [|[|k]]; simpl; [ring|ring|lia].
Qed.

Lemma sorts_ext N f g pi : (forall y, (y < N)%nat -> f y = g y) -> sorts N f pi -> sorts N g pi.
Proof. intros E H y z Hy Hz L. apply H; try assumption. rewrite !E by assumption. exact L. Qed.

Lemma sorting_gains_is_best :
  forall N M P r pi best, simplex M P -> ranking N pi -> ranking N best -> sorts N (expected_gain M P r) best ->
  expected_dcg N M P r pi <= expected_dcg N M P r best.
Proof.
  intros N M P r pi best _ Hp Hb Hs. rewrite !expected_dcg_by_items.
  apply rearrangement; try assumption. apply discount_falls.
Qed.

(** Claim: rg.eq25
    Role: establishes
    Place: RG, Eq. 24-25
    Says: For relevances 0 and 1, a ranking that sorts f_B(y) = E[r_y], whatever it does with ties, has at least the
      expected DCG of any other ranking, for every number of items and every law of the relevances.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies both sides by one
      positive number). A law of N relevances that are 0 or 1 has finitely many outcomes, so all laws are covered.
    Mutant: `binary M N r -> ` becomes ``; refuted by the theorem sorting_grades_is_not_best
    Mutant: `sorts N (f_B M P r) best` becomes `sorts N (fun y => 1 - f_B M P r y) best`; refuted by the theorem
      sorting_irrelevance_is_not_best
    Mutant: `<=` becomes `<`; refuted by the theorem there_may_be_two_best_orders
*)
Theorem sorting_expected_relevance_is_best :
  forall N M P r pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N (f_B M P r) best ->
  expected_dcg N M P r pi <= expected_dcg N M P r best.
Proof.
  intros N M P r pi best HP Hr Hp Hb Hs. apply sorting_gains_is_best; try assumption.
  apply (sorts_ext N (f_B M P r)); [|exact Hs]. intros y Hy. symmetry. apply (gain_of_binary M N); assumption.
Qed.

(** Two items; item 0 has the grade 3 or 0, with equal chances, item 1 has the grade 2. *)
Definition grades (d y : nat) : nat := match y, d with O, O => 3 | O, _ => 0 | _, _ => 2 end.
Definition swapped (y : nat) : nat := (2 - y)%nat.

Lemma half_simplex : simplex 2 half.
Proof. split; [intros; unfold half; lra|]. unfold half. simpl. lra. Qed.

Lemma swapped_ranking : ranking 2 swapped.
Proof. unfold swapped. split; intros; lia. Qed.

Lemma discounts_of_two : discount 2 < discount 1.
Proof. apply discount_falls_strictly. lia. Qed.

(** Claim: rg.eq25.graded
    Role: refutes
    Place: RG, Eq. 25 and the sentence after Thm 10
    Says: It is not so that, for relevances 0, 1, 2, ..., a ranking that sorts E[r_y] has the greatest expected DCG:
      two items, one with the grade 3 or 0 and one with the grade 2, are a counterexample.
    Gap: Real numbers, natural logarithm in the discount, a law with finitely many outcomes (which makes the
      refutation stronger).
    Mutant: `simplex M P -> ` becomes `simplex M P -> binary M N r -> `; refuted by the theorem
      binary_relevances_are_not_refuted
    Mutant: `sorts N (f_B M P r) best` becomes `sorts N (expected_gain M P r) best`; refuted by the theorem
      expected_gains_are_not_refuted
*)
Theorem sorting_grades_is_not_best :
  ~ (forall N M P r pi best, simplex M P -> ranking N pi -> ranking N best -> sorts N (f_B M P r) best ->
  expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof.
  intros H. specialize (H 2%nat 2%nat half grades S swapped half_simplex (ranking_forward 2) swapped_ranking).
  assert (L : expected_dcg 2 2 half grades S <= expected_dcg 2 2 half grades swapped).
  { apply H. intros [|[|y]] [|[|z]] Hy Hz; try lia; unfold f_B, mean, half, swapped; simpl; intros; lra || lia. }
  pose proof discounts_of_two. unfold expected_dcg, mean, dcg, half, swapped in L. simpl in L. lra.
Qed.

(** Claim: none
    Says: What Eq. 25 says of binary relevances is not refuted.
*)
Theorem binary_relevances_are_not_refuted :
  ~ ~ (forall N M P r pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
  sorts N (f_B M P r) best -> expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof. intros H. exact (H sorting_expected_relevance_is_best). Qed.

(** Claim: none
    Says: What is said of expected gains is not refuted.
*)
Theorem expected_gains_are_not_refuted :
  ~ ~ (forall N M P r pi best, simplex M P -> ranking N pi -> ranking N best -> sorts N (expected_gain M P r) best ->
  expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof. intros H. exact (H sorting_gains_is_best). Qed.

Lemma first_only_binary : binary 2 2 first_only.
Proof. intros d [|y] _ _; simpl; lia. Qed.

Lemma first_only_dcg pi : expected_dcg 2 2 half first_only pi = discount (pi 0%nat).
Proof. unfold expected_dcg, mean, dcg, half. simpl. lra. Qed.

Lemma the_worst_first_is_not_best :
  ~ (forall N M P r pi best, simplex M P -> ranking N pi -> ranking N best ->
  sorts N (fun y => - expected_gain M P r y) best -> expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof.
  intros H. specialize (H 2%nat 2%nat half first_only S swapped half_simplex (ranking_forward 2) swapped_ranking).
  rewrite !first_only_dcg in H. pose proof discounts_of_two. unfold swapped in H at 2. simpl in H.
  apply Rlt_not_le in H0. apply H0, H.
  intros [|[|y]] [|[|z]] Hy Hz; try lia; unfold expected_gain, mean, half, swapped; simpl; intros; lra || lia.
Qed.

(** Claim: none
    Says: Sorting by the chance of being irrelevant is not best.
*)
Theorem sorting_irrelevance_is_not_best :
  ~ (forall N M P r pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
  sorts N (fun y => 1 - f_B M P r y) best -> expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof.
  intros H. specialize (H 2%nat 2%nat half first_only S swapped half_simplex first_only_binary
    (ranking_forward 2) swapped_ranking).
  rewrite !first_only_dcg in H. pose proof discounts_of_two. unfold swapped in H at 2. simpl in H.
  apply Rlt_not_le in H0. apply H0, H.
  intros [|[|y]] [|[|z]] Hy Hz; try lia; unfold f_B, mean, half, swapped; simpl; intros; lra || lia.
Qed.

(** Claim: none
    Says: The best order is not always better than another.
*)
Theorem there_may_be_two_best_orders :
  ~ (forall N M P r pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
  sorts N (f_B M P r) best -> expected_dcg N M P r pi < expected_dcg N M P r best).
Proof.
  intros H. apply (Rlt_irrefl (expected_dcg 2 2 half first_only S)), H.
  - exact half_simplex.
  - exact first_only_binary.
  - apply ranking_forward.
  - apply ranking_forward.
  - intros [|[|y]] [|[|z]] Hy Hz; try lia; unfold f_B, mean, half; simpl; intros; lra || lia.
Qed.

Lemma ranks_of_their_own_are_needed :
  ~ (forall N M P r pi best, simplex M P -> ranking N best -> sorts N (expected_gain M P r) best ->
  expected_dcg N M P r pi <= expected_dcg N M P r best).
Proof.
  intros H.
  assert (L : expected_dcg 2 2 half (fun _ _ => 1%nat) (fun _ => 1%nat) <= expected_dcg 2 2 half (fun _ _ => 1%nat) S).
  { apply H; [exact half_simplex|apply ranking_forward|].
    intros y z Hy Hz. unfold expected_gain. intros; lra. }
  pose proof discounts_of_two. unfold expected_dcg, mean, dcg, half, swapped in L. simpl in L. lra.
Qed.
