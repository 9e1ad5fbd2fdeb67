(** A weakly order-preserving map and DCG-consistency: enough where the regulariser is strictly convex. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Convexity Sparsemax Rank Rearrangement RgRanking RgSquaredConsistency.
From softproof Require Import RgConsistency RelevantSets SeveralRelevant StrictRegulariser WeakOrderTopK.
Open Scope R_scope.

Lemma sorted_is_consistent n Omega f : continuous_on_simplex n Omega -> strictly_convex_on n (simplex n) Omega ->
  weakly_ordered_map n Omega f -> consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof.
  intros C S F K chance r o pi L Hr Ho eps He. set (lam := label n K chance r (fun _ => 1)).
  set (W := sum n lam). assert (HW : 0 < W).
  { pose proof (expected_size_positive n K chance r L) as Z. unfold size in Z. rewrite expected_sum in Z.
    change (1 <= W) in Z. lra. }
  assert (P : forall y, (y < n)%nat -> 0 <= lam y) by (intros; apply (label_nonneg n K chance r _ _ L); intros; lra).
  pose proof (shares_simplex n lam W HW eq_refl P) as E.
  destruct (sorted_near_the_least n Omega f _ C S E F) as (c & Hc & G).
  destruct (near_scores n Omega f _ C S E (proj1 F) (c / 2) ltac:(lra)) as (u & U).
  destruct (Ho (W * (c / 2)) ltac:(apply Rmult_lt_0_compat; lra)) as [T HT]. exists T. intros t Ht pi' Hp'.
  specialize (HT t Ht u). rewrite !sum_by_labels in HT. fold lam in HT.
  rewrite !(risk_is_loss n Omega lam W) in HT by (exact HW || reflexivity).
  assert (V : fy_loss n Omega (o t) (f (o t)) (fun y => lam y / W) < c).
  { apply (Rmult_lt_reg_l W); [exact HW|]. pose proof (Rmult_lt_compat_l W _ _ HW U). lra. }
  assert (D : forall p, expected K chance r (binary_dcg n p) = sum n (fun y => discount (p y) * lam y)).
  { intros p. transitivity (expected K chance r (fun q => sum n (fun y => hit q y * discount (p y)))).
    - unfold expected, mean. apply sum_ext. intros k _. rewrite binary_dcg_hits. reflexivity.
    - rewrite expected_sum. apply sum_ext. intros y _. rewrite expected_scal_r, Rmult_comm. reflexivity. }
  rewrite !D. destruct (Hr t) as [Hp Hsort].
  assert (sum n (fun y => discount (pi' y) * lam y) <= sum n (fun y => discount (pi t y) * lam y)); [|lra].
  apply rearrangement; [exact discount_falls|exact Hp'|exact Hp|]. intros a b Ha Hb O.
  apply Hsort; [exact Ha|exact Hb|]. apply (G (o t) V a b Ha Hb).
  apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HW|exact O].
Qed.

(** The perceptron's loss is not DCG-consistent, where one item alone is relevant. *)
Lemma perceptron_of_one_item : ~ consistent 2 (fun r => size 2 r = 1) (binary_dcg 2)
  (fun s r => fy_sum 2 (fun _ => 0) r s (even_at_ties s)).
Proof.
  intros H. specialize (H 1%nat (fun _ => 1) (fun _ => only 0) (fun _ _ => 0) (fun _ y => 2 - y)%nat).
  assert (N : size 2 (only 0) = 1) by (unfold size, hit, only; simpl; lra).
  assert (L : law 1 (fun _ => 1) (fun _ => only 0) (fun r => size 2 r = 1)).
  { split; [split; [intros; lra|simpl; ring]|intros; exact N]. }
  pose proof first_discounts as D. destruct (H L) with (eps := (discount 1 - discount 2) / 2) as [T HT].
  - intros t. apply exchange_ranks. lra.
  - intros eps He. exists 0%nat. intros _ _ o'. unfold expected, mean, fy_sum, over, only. simpl.
    rewrite (proj2 (perceptron_loss (fun _ => 0)) eq_refl). pose proof (proj1 (perceptron_loss o')). lra.
  - lra.
  - specialize (HT T (le_n T) S (ranking_forward 2)). unfold expected, mean in HT. simpl in HT.
    rewrite !binary_dcg_hits in HT. unfold hit, only in HT. simpl in HT. lra.
Qed.

(** What serves all laws of many sets serves those of fewer. *)
Lemma consistent_for_fewer {A : Type} n (P Q : A -> Prop) metric loss : (forall x, P x -> Q x) ->
  consistent n Q metric loss -> consistent n P metric loss.
Proof.
  intros I C K chance r o pi [S L]. apply C. split; [exact S|]. intros k Hk. apply I, L, Hk.
Qed.

Lemma one_is_some n (r : nat -> bool) : size n r = 1 -> nonempty n r.
Proof. unfold nonempty. lra. Qed.

(** Claim: none
    Says: Strictly convex and weakly order-preserving is enough.
*)
Theorem strict_convexity_is_enough_for_dcg : ~ ~ (forall n Omega f, continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof. intros H. exact (H sorted_is_consistent). Qed.

(** Claim: sf.dcg.sparsemax.weak_order
    Role: refutes
    Place: SF, summary, Key results and Mechanism 3
    Says: A regulariser that is convex and continuous, and of whose maps one keeps the order of the scores weakly, need
      not have a DCG-consistent loss: without a regulariser (the perceptron's loss) scores on a level have the least
      risk of a certain label, and may have it second.
    Gap: Real numbers. That it holds if Omega is strictly convex is weak_order_is_enough_for_dcg.
    Mutant: `convex Omega` becomes `strictly_convex_on n (simplex n) Omega`; refuted by the theorem
      strict_convexity_is_enough_for_dcg
*)
Theorem perceptron_is_not_consistent : ~ (forall n Omega f, continuous_on_simplex n Omega -> convex Omega ->
  weakly_ordered_map n Omega f -> consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 2%nat _ _ (nothing_continuous 2) nothing_convex perceptron_map).
Qed.

(** Claim: sf.dcg.sparsemax.weak_order
    Role: establishes under $\Omega$ is strictly convex, so that the map has one value
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of a regulariser that is continuous and strictly convex on the simplex, and whose map keeps the order
      of the scores weakly, summed over the relevant items, is DCG-consistent: for every law of the relevant set, if the
      risks of score vectors tend to the least one, the DCG of their rankings, ties in any order, tends to the best.
    Gap: Real numbers; conditional on one context with a relevant item; natural logarithms in the discount. A map f is
      given; that there is one for every continuous regulariser is not shown.
    Mutant: `strictly_convex_on n (simplex n) Omega` becomes `convex Omega`; refuted by the theorem
      perceptron_is_not_consistent
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order of the map forgotten" of sf.dcg.sparsemax.weak_order.repair
*)
Theorem weak_order_is_enough_for_dcg : forall n Omega f, continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. exact sorted_is_consistent. Qed.

(** Claim: sf.dcg.sparsemax.weak_order.repair
    Role: establishes
    Place: SF, Key results and Mechanism 3
    Says: A regulariser that is continuous and strictly convex on the simplex and whose map keeps the order of the
      scores weakly has a DCG-consistent loss, summed over the relevant items; of the regulariser nothing else is used.
    Gap: Real numbers. As in weak_order_is_enough_for_dcg.
    Mutant: `strictly_convex_on n (simplex n) Omega` becomes `convex Omega`; refuted by the theorem
      perceptron_is_not_consistent
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order of the map forgotten" of sf.dcg.sparsemax.weak_order.repair
*)
Theorem strictly_convex_and_weakly_ordered_is_consistent : forall n Omega f, continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. exact sorted_is_consistent. Qed.
