(** The losses that sort by the chances of being relevant, softmax and RG2, beside NDCG (title of RG). *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Majorant.
From softproof Require Import Sums Softmax Rank Rearrangement Derivatives.
From softproof Require Import RgRanking RgSquaredConsistency RgWeights RgConsistency RgBestScores RelevantSets.
Open Scope R_scope.

(** Scores of least risk sort the items by their chances of being relevant. *)
Definition sorts_chances (n : nat) (loss : (nat -> R) -> (nat -> bool) -> R) : Prop :=
  forall K chance r o, law K chance r (nonempty n) ->
  (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
  forall a b, (a < n)%nat -> (b < n)%nat ->
  expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.

Lemma softmax_of_least_risk n K chance (r : nat -> nat -> bool) o a : (a < n)%nat ->
  (forall o', expected K chance r (fun q => loss_sum n q o) <= expected K chance r (fun q => loss_sum n q o')) ->
  expected K chance r (size n) * softmax n o a = expected K chance r (fun q => hit q a).
Proof.
  intros Ha B. set (u := fun t k => o k + t * one_hot a k). set (p := softmax n o a).
  assert (D : derivable_pt_lim (fun t => expected K chance r (fun q => loss_sum n q (u t))) 0
    (sum K (fun k => chance k * sum n (fun y => hit (r k) y * (p - one_hot y a))))).
  { apply (derive_sum K (fun k t => chance k * loss_sum n (r k) (u t))). intros k _.
    apply (derivable_pt_lim_scal (fun t => loss_sum n (r k) (u t))).
    replace (fun t => loss_sum n (r k) (u t)) with (fun t => sum n (fun y => hit (r k) y * softmax_loss n (u t) y)).
    2: { apply functional_extensionality. intros t. apply sum_ext. intros y _. unfold hit. destruct (r k y); ring. }
    apply (derive_sum n (fun y t => hit (r k) y * softmax_loss n (u t) y)). intros y Hy.
    apply (derivable_pt_lim_scal (fun t => softmax_loss n (u t) y)).
    replace (p - one_hot y a) with (dot n (fun i => softmax n o i - one_hot y i) (one_hot a)).
    - exact (Majorant.softmax_loss_gradient n y o Hy (one_hot a)).
    - unfold dot, p. rewrite <- (sum_pick n a (fun i => softmax n o i - one_hot y i) Ha).
      apply sum_ext. intros; ring. }
  assert (Z : u 0 = o) by (apply functional_extensionality; intros k; unfold u; ring).
  pose proof (deriv_minimum _ (- (1)) 1 0 (exist _ _ D) ltac:(lra) ltac:(lra)) as M. simpl in M.
  rewrite Z in M. specialize (M ltac:(intros; apply B)).
  apply Rminus_diag_uniq. rewrite <- M. unfold expected, mean. rewrite <- sum_scal_r, <- sum_minus.
  apply sum_ext. intros k _.
  rewrite (sum_ext n (fun y => hit (r k) y * (p - one_hot y a))
    (fun y => hit (r k) y * p - one_hot a y * hit (r k) y)).
  - rewrite sum_minus, sum_scal_r, sum_pick by exact Ha. unfold size. ring.
  - intros y _. unfold one_hot. rewrite Nat.eqb_sym. ring.
Qed.

Lemma softmax_sorts_chances n : sorts_chances n (fun o q => loss_sum n q o).
Proof.
  intros K chance r o L B a b Ha Hb E.
  assert (M : 1 <= expected K chance r (size n)) by exact (expected_size_positive n K chance r L).
  pose proof (softmax_of_least_risk n K chance r o a Ha B) as A.
  pose proof (softmax_of_least_risk n K chance r o b Hb B) as A'.
  assert (S : softmax n o b < softmax n o a).
  { apply Rmult_lt_reg_l with (expected K chance r (size n)); [lra|]. lra. }
  pose proof (partition_pos n o ltac:(lia)) as P. unfold softmax in S.
  apply exp_lt_inv. apply Rmult_lt_reg_r with (/ partition n o); [apply Rinv_0_lt_compat, P|exact S].
Qed.

Lemma rg2_sorts_chances n : sorts_chances n (squared_loss_of n (fun q _ => size n q) (rg_label n)).
Proof.
  intros K chance r o L B a b Ha Hb E. exact (proj1 (rg2_orders_as_the_chances n K chance r o L B a b Ha Hb) E).
Qed.

(** Claim: rg.title.consistent
    Role: establishes under every context has the same number of relevant items (single click: one)
    Place: RG, title and abstract, Remark 22
    Says: Where every relevant set has m items, scores of least risk under a loss whose minimisers sort E[r] have the
      best expected NDCG, whatever they do with ties; the softmax loss summed over pairs and RG2 of Eq. 16 are such.
    Gap: Real numbers; conditional on one context; minimisers of the risk, where there are any. NDCG is the same for
      every base of the logarithm.
    Mutant: `size n q = m` becomes `m <= size n q`; refuted by the theorem sorting_chances_needs_sets_of_one_size
*)
Theorem sorting_chances_serves_ndcg_for_one_size :
  (forall n m loss, 1 <= m -> sorts_chances n loss -> forall K chance r o pi pi',
    law K chance r (fun q => size n q = m) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    ranks n o pi -> ranking n pi' -> expected K chance r (ndcg n pi') <= expected K chance r (ndcg n pi)) /\
  forall n, sorts_chances n (fun o q => loss_sum n q o) /\
    sorts_chances n (squared_loss_of n (fun q _ => size n q) (rg_label n)).
Proof.
  split; [|intros n; split; [apply softmax_sorts_chances|apply rg2_sorts_chances]].
  intros n m loss Hm F K chance r o pi pi' L B [Hp Hs] Hp'. assert (L' : law K chance r (nonempty n)).
  { destruct L as [Lc Lm]. split; [exact Lc|]. intros k Hk. unfold nonempty. rewrite (Lm k Hk). exact Hm. }
  destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  assert (PI : 0 < ideal (count n q0)) by (apply ideal_positive; unfold nonempty; lra).
  assert (V : forall p, expected K chance r (ndcg n p)
    = sum n (fun y => expected K chance r (fun q => hit q y) * discount (p y)) * / ideal (count n q0)).
  { intros p. rewrite (expected_ext K chance r _ _
      (fun q => sum n (fun y => hit q y * discount (p y)) * / ideal (count n q0)) L).
    - rewrite expected_scal_r. f_equal. rewrite expected_sum. apply sum_ext. intros y _. apply expected_scal_r.
    - intros q Hq. unfold ndcg, Rdiv. rewrite binary_dcg_hits. do 3 f_equal. apply INR_eq.
      rewrite <- !size_is_count, Hq, Hq0. reflexivity. }
  rewrite !V. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, PI|].
  rewrite (sum_ext n _ _ (fun y _ => Rmult_comm _ (discount (pi' y)))),
    (sum_ext n _ _ (fun y _ => Rmult_comm _ (discount (pi y)))).
  apply rearrangement; [exact discount_falls|exact Hp'|exact Hp|].
  intros a b Ha Hb E. apply Hs; try assumption. exact (F K chance r o L' B a b Ha Hb E).
Qed.

(** Claim: none
    Says: With sets of several sizes it is false of RG2: {2, 3} with chance 3/5 and {1} with 2/5.
*)
Theorem sorting_chances_needs_sets_of_one_size : ~ (
  (forall n m loss, 1 <= m -> sorts_chances n loss -> forall K chance r o pi pi',
    law K chance r (fun q => m <= size n q) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    ranks n o pi -> ranking n pi' -> expected K chance r (ndcg n pi') <= expected K chance r (ndcg n pi)) /\
  forall n, sorts_chances n (fun o q => loss_sum n q o) /\
    sorts_chances n (squared_loss_of n (fun q _ => size n q) (rg_label n))).
Proof.
  intros [H _]. pose proof ndcg_wants_the_first_item_first as W. revert W. apply Rle_not_lt.
  apply (H 3%nat 1 _ ltac:(lra) (rg2_sorts_chances 3)) with
    (o := fun y => match y with O => - (1 / 4) | 1%nat => 1 / 8 | _ => 1 / 8 end).
  - exact many_or_one_is_law.
  - exact rg2_has_the_first_item_last.
  - apply first_last_ranks; lra.
  - apply ranking_forward.
Qed.
