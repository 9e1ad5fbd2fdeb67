(** A weakly order-preserving map and DCG-consistency: enough where the regulariser is strictly convex. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax SeveralRelevant StrictRegulariser WeakOrderTopK.
From softproof Require Import RgRanking RgConsistency RgSquaredConsistency.
Open Scope R_scope.

(** The loss of a relevant set, the sum over its items, under the regulariser Omega with the map f. *)
Definition set_loss (n : nat) (Omega : (nat -> R) -> R) (f : (nat -> R) -> nat -> R) (s : nat -> R) (r : nat -> bool)
  : R :=
  sum n (fun y => hit r y * fy_loss n Omega s (f s) (one_hot y)).

Lemma hit_nonneg q y : 0 <= hit q y.
Proof. unfold hit. destruct (q y); lra. Qed.

Lemma sorted_is_consistent n Omega f : continuous_on_simplex n Omega -> strictly_convex n Omega ->
  weakly_ordered_map n Omega f -> consistent n (nonempty n) (dcg n) (set_loss n Omega f).
Proof.
  intros C S F K chance r o pi L Hr Ho eps He. set (lam := fun y => mean K chance r (fun q => hit q y)).
  assert (M : forall X, mean K chance r (fun q => sum n (fun y => hit q y * X y)) = sum n (fun y => lam y * X y)).
  { intros X. rewrite mean_sum. apply sum_ext. intros y _. apply mean_scal_r. }
  set (W := sum n lam). assert (HW : 0 < W).
  { pose proof (mean_size_positive n K chance r L) as Z. unfold size in Z. rewrite mean_sum in Z. unfold W, lam. lra. }
  assert (P : forall y, (y < n)%nat -> 0 <= lam y).
  { intros y _. apply (mean_nonneg K chance r (nonempty n) _ L). intros. apply hit_nonneg. }
  pose proof (shares_simplex n lam W HW eq_refl P) as E.
  destruct (sorted_near_the_least n Omega f _ C S E F) as (c & Hc & G).
  destruct (near_scores n Omega f _ C S E (proj1 F) (c / 2) ltac:(lra)) as (u & U).
  destruct (Ho (W * (c / 2)) ltac:(apply Rmult_lt_0_compat; lra)) as [T HT]. exists T. intros t Ht pi' Hp'.
  specialize (HT t Ht u). unfold set_loss in HT. rewrite !M, !(risk_is_loss n Omega lam W) in HT by (exact HW ||
    reflexivity).
  assert (V : fy_loss n Omega (o t) (f (o t)) (fun y => lam y / W) < c).
  { apply (Rmult_lt_reg_l W); [exact HW|]. pose proof (Rmult_lt_compat_l W _ _ HW U). lra. }
  unfold dcg. rewrite !M.
  assert (sum n (fun y => lam y * discount (pi' y)) <= sum n (fun y => lam y * discount (pi t y))); [|lra].
  destruct (Hr t) as [Hp Hsort]. apply sorted_is_best; [intros k; apply Rlt_le, discount_falls| |exact Hp'].
  split; [exact Hp|]. intros a b Ha Hb O. apply Hsort; [exact Ha|exact Hb|]. apply (G (o t) V a b Ha Hb).
  apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, HW|exact O].
Qed.

(** Claim: none
    Says: Without a regulariser scores on a level have the least risk of a certain label, and may have it second.
*)
Theorem perceptron_is_not_consistent : ~ (forall n Omega f, continuous_on_simplex n Omega -> convex n Omega ->
  weakly_ordered_map n Omega f -> consistent n (nonempty n) (dcg n) (set_loss n Omega f)).
Proof.
  intros H. specialize (H 2%nat _ _ (nothing_continuous 2) (nothing_convex 2) perceptron_map 1%nat (fun _ => 1)
    (fun _ => only 0) (fun _ _ => 0) (fun _ y => 1 - y)%nat).
  assert (N : nonempty 2 (only 0)) by (unfold nonempty, size, hit, only; simpl; lra).
  assert (L : law 1 (fun _ => 1) (fun _ => only 0) (nonempty 2)).
  { split; [split; [intros; lra|simpl; ring]|intros; exact N]. }
  assert (Q : permutation 2 (fun y => 1 - y)%nat).
  { exists (fun y => 1 - y)%nat. intros i Hi. lia. }
  assert (D : discount 1 < discount 0) by apply discount_falls.
  destruct (H L) with (eps := (discount 0 - discount 1) / 2) as [T HT].
  - intros t. split; [exact Q|]. intros; lra.
  - intros eps He. exists 0%nat. intros _ _ o'. unfold mean, set_loss, hit, only. simpl.
    rewrite (proj2 (perceptron_loss (fun _ => 0)) eq_refl). pose proof (proj1 (perceptron_loss o')). lra.
  - lra.
  - specialize (HT T (le_n T) (fun y => y) (permutation_id 2)). unfold mean, dcg, hit, only in HT. simpl in HT. lra.
Qed.

(** Claim: sf.dcg.sparsemax.weak_order
    Role: establishes under $\Omega$ is strictly convex, so that the map has one value
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of a regulariser that is continuous and strictly convex on the simplex, and whose map keeps the order
      of the scores weakly, summed over the relevant items, is DCG-consistent: for every law of the relevant set, if the
      risks of score vectors tend to the least one, the DCG of their rankings, ties in any order, tends to the best.
    Gap: Real numbers; laws of finitely many sets. A map f is given; that there is one for every continuous regulariser
      is not shown.
    Mutant: `strictly_convex n Omega` becomes `convex n Omega`; refuted by the theorem perceptron_is_not_consistent
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order
      of the map forgotten" of sf.dcg.sparsemax.weak_order.repair
*)
Theorem weak_order_is_enough_for_dcg : forall n Omega f, continuous_on_simplex n Omega -> strictly_convex n Omega ->
  weakly_ordered_map n Omega f -> consistent n (nonempty n) (dcg n) (set_loss n Omega f).
Proof. exact sorted_is_consistent. Qed.

(** Claim: sf.dcg.sparsemax.weak_order.repair
    Role: establishes
    Place: SF, beyond the summary, Key results and Mechanism 3
    Says: A regulariser that is continuous and strictly convex on the simplex and whose map keeps the order of the
      scores
      weakly has a DCG-consistent loss, summed over the relevant items; of the regulariser nothing else is used.
    Gap: Real numbers; laws of finitely many sets. As in weak_order_is_enough_for_dcg.
    Mutant: `strictly_convex n Omega` becomes `convex n Omega`; refuted by the theorem perceptron_is_not_consistent
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order
      of the map forgotten" of sf.dcg.sparsemax.weak_order.repair
*)
Theorem strictly_convex_and_weakly_ordered_is_consistent : forall n Omega f, continuous_on_simplex n Omega ->
  strictly_convex n Omega -> weakly_ordered_map n Omega f -> consistent n (nonempty n) (dcg n) (set_loss n Omega f).
Proof. exact sorted_is_consistent. Qed.
