(** What a wrong class on top costs under the loss of Rankmax with a fixed scale, for every number of classes. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Prop7 Sparsemax FenchelYoung RankmaxNegatives.
From softproof Require Import EntmaxRegretFrom2 EntmaxWrongClass ClassificationCosts.
Open Scope R_scope.

(** The risk of the loss of Rankmax with the fixed scale c, f z the sparsemax of c z, where the label is y with the
  probability eta y. *)
Definition fixed_risk (n : nat) (c : R) (f : (nat -> R) -> nat -> R) (eta z : nat -> R) : R :=
  risk n (fun n z y => fixed_loss n c z (f z) y) eta z.

Lemma fixed_risk_scaled n c f eta z :
  fixed_risk n c f eta z = / c * sparsemax_risk n eta (fun i => c * z i) (f z).
Proof.
  unfold fixed_risk, risk, sparsemax_risk, fixed_loss. rewrite <- sum_scal. apply sum_ext. intros y _. ring.
Qed.

Lemma scaled_and_back c (w : nat -> R) : c <> 0 -> (fun i => c * (w i / c)) = w.
Proof. intros Hc. apply functional_extensionality. intros i. field. exact Hc. Qed.

(** Scores of sparsemax in place of those of Rankmax. *)
Lemma fixed_infimum n c f eta (P Q : (nat -> R) -> Prop) (low : R) d :
  0 < c -> (forall z, P z -> Q (fun i => c * z i)) -> (forall w, Q w -> P (fun i => w i / c)) ->
  infimum (fun w : {w | Q w} => sparsemax_risk n eta (proj1_sig w) (f (fun i => proj1_sig w i / c)) - c * low) (c * d)
  <-> infimum (fun z : {z | P z} => fixed_risk n c f eta (proj1_sig z) - low) d.
Proof.
  intros Hc PQ QP. assert (I : 0 < / c) by (apply Rinv_0_lt_compat, Hc).
  assert (E : forall z, c * fixed_risk n c f eta z
    = sparsemax_risk n eta (fun i => c * z i) (f (fun i => c * z i / c))).
  { intros z. rewrite fixed_risk_scaled, <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. do 2 f_equal.
    apply functional_extensionality. intros i. field. lra. }
  assert (B : forall w, c * fixed_risk n c f eta (fun i => w i / c) = sparsemax_risk n eta w (f (fun i => w i / c))).
  { intros w. rewrite fixed_risk_scaled, <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
    rewrite scaled_and_back by lra. reflexivity. }
  split; intros [L G]; split.
  - intros [z Z]. simpl. apply Rmult_le_reg_l with c; [exact Hc|]. pose proof (L (exist _ _ (PQ z Z))) as V.
    simpl in V. rewrite <- E in V. lra.
  - intros b H. apply Rmult_le_reg_l with c; [exact Hc|]. apply G. intros [w W]. simpl. rewrite <- B.
    pose proof (H (exist _ _ (QP w W))) as V. simpl in V. apply (Rmult_le_compat_l c) in V; lra.
  - intros [w W]. simpl. rewrite <- B. pose proof (L (exist _ _ (QP w W))) as V. simpl in V.
    apply (Rmult_le_compat_l c) in V; lra.
  - intros b H. assert (V : / c * b <= d).
    { apply G. intros [z Z]. simpl. pose proof (H (exist _ _ (PQ z Z))) as V. simpl in V. rewrite <- E in V.
      apply Rmult_le_reg_l with c; [exact Hc|]. rewrite <- Rmult_assoc, Rinv_r; lra. }
    apply (Rmult_le_compat_l c) in V; [|lra]. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l in V; lra.
Qed.

Lemma infimum_of_all {A : Type} (F : A -> R) low : infimum F low <->
  infimum (fun a : {a | (fun _ : A => True) a} => F (proj1_sig a) - 0) low.
Proof.
  split; intros [L G]; split.
  - intros [a T]. simpl. rewrite Rminus_0_r. apply L.
  - intros b H. apply G. intros a. specialize (H (exist _ a I)). simpl in H. lra.
  - intros a. pose proof (L (exist _ a I)) as V. simpl in V. lra.
  - intros b H. apply G. intros [a T]. simpl. rewrite Rminus_0_r. apply H.
Qed.

Lemma fixed_costs n c f eta low x y m : 0 < c -> (forall z, sparsemax n (fun i => c * z i) (f z)) -> simplex n eta ->
  infimum (fixed_risk n c f eta) low -> two_largest n eta x y m ->
  let cost := INR m / (INR m + 1) * ((x - y) ^ 2 / (2 * c)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => fixed_risk n c f eta (proj1_sig z) - low) cost.
Proof.
  intros Hc S E I T cost. set (g := fun w : nat -> R => f (fun i => w i / c)).
  assert (Sg : forall w, sparsemax n w (g w)).
  { intros w. rewrite <- (scaled_and_back c w) at 1 by lra. apply S. }
  apply infimum_of_all in I.
  apply (fixed_infimum n c f eta (fun _ => True) (fun _ => True) 0 low Hc) in I; [|trivial|trivial].
  rewrite Rmult_0_r in I. apply (infimum_of_all (fun w => sparsemax_risk n eta w (g w))) in I.
  destruct (sparsemax_costs n g eta (c * low) x y m Sg E I T) as [P J].
  assert (K : INR m / (INR m + 1) * ((x - y) ^ 2 / 2) = c * cost).
  { unfold cost. pose proof (pos_INR m). field. lra. }
  rewrite K in P, J. split.
  - apply Rmult_lt_reg_l with c; lra.
  - apply (fixed_infimum n c f eta (wrong_top n eta x) (wrong_top n eta x) low cost Hc); [| |exact J].
    + intros z (i & Hi & Li & Z). exists i. split; [exact Hi|]. split; [exact Li|]. intros j Hj.
      apply Rmult_le_compat_l; [lra|apply Z, Hj].
    + intros w (i & Hi & Li & Z). exists i. split; [exact Hi|]. split; [exact Li|]. intros j Hj.
      apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hc|apply Z, Hj].
Qed.

Lemma fixed_choice n c : 0 < c -> (0 < n)%nat -> exists f, forall z, sparsemax n (fun i => c * z i) (f z).
Proof.
  intros Hc Hn. destruct (sparsemax_choice n Hn) as [g G]. exists (fun z => g (fun i => c * z i)). intros z. apply G.
Qed.

Lemma fixed_least n c f eta : 0 < c -> (forall z, sparsemax n (fun i => c * z i) (f z)) -> simplex n eta ->
  exists low, infimum (fixed_risk n c f eta) low.
Proof.
  intros Hc S E. set (g := fun w : nat -> R => f (fun i => w i / c)).
  assert (Sg : forall w, sparsemax n w (g w)).
  { intros w. rewrite <- (scaled_and_back c w) at 1 by lra. apply S. }
  pose proof (sparsemax_least n g eta Sg E) as I. set (l := - EntmaxLoss.omega 2 n eta) in I. exists (l / c).
  apply infimum_of_all, (fixed_infimum n c f eta (fun _ => True) (fun _ => True) 0 (l / c) Hc); [trivial|trivial|].
  rewrite Rmult_0_r. replace (c * (l / c)) with l by (field; lra).
  exact (proj1 (infimum_of_all (fun w => sparsemax_risk n eta w (g w)) l) I).
Qed.

(** Claim: none
    Says: At the scale 2 a certain class of two costs 1/8, and not 1/4 as for sparsemax.
*)
Theorem the_scale_divides_the_cost : ~ (forall n c f eta low x y m, 0 < c ->
  (forall z, sparsemax n (fun i => c * z i) (f z)) -> simplex n eta ->
  infimum (fixed_risk n c f eta) low -> two_largest n eta x y m ->
  let cost := INR m / (INR m + 1) * ((x - y) ^ 2 / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => fixed_risk n c f eta (proj1_sig z) - low) cost).
Proof.
  intros H. destruct (fixed_choice 2 2 ltac:(lra) ltac:(lia)) as [f S].
  pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  destruct (fixed_least 2 2 f _ ltac:(lra) S E) as [low I].
  destruct (H 2%nat 2 f _ _ _ _ _ ltac:(lra) S E I certain_largest) as [_ A].
  destruct (fixed_costs 2 2 f _ _ _ _ _ ltac:(lra) S E I certain_largest) as [_ B].
  pose proof (infimum_unique _ _ _ A B) as C. simpl in C. lra.
Qed.

(** Claim: none
    Says: At the scale 2 a certain class of two costs 1/8, and not 1/4, since it shares the chance with the other.
*)
Theorem the_best_classes_share : ~ (forall n c f eta low x y m, 0 < c ->
  (forall z, sparsemax n (fun i => c * z i) (f z)) -> simplex n eta ->
  infimum (fixed_risk n c f eta) low -> two_largest n eta x y m ->
  let cost := ((x - y) ^ 2 / (2 * c)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => fixed_risk n c f eta (proj1_sig z) - low) cost).
Proof.
  intros H. destruct (fixed_choice 2 2 ltac:(lra) ltac:(lia)) as [f S].
  pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  destruct (fixed_least 2 2 f _ ltac:(lra) S E) as [low I].
  destruct (H 2%nat 2 f _ _ _ _ _ ltac:(lra) S E I certain_largest) as [_ A].
  destruct (fixed_costs 2 2 f _ _ _ _ _ ltac:(lra) S E I certain_largest) as [_ B].
  pose proof (infimum_unique _ _ _ A B) as C. simpl in C. lra.
Qed.

(** Claim: sf.calibration.classification.rankmax.fixed
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: For 1/c times sparsemax's loss at c z, whose map is the sparsemax of c z, every c > 0 and n, and chances whose
      largest is x, of m classes, and whose second largest value is y: over the scores with a class of a chance below x
      on top, the infimum of the excess risk is m/(m + 1) times (x - y)^2/(2 c), which is positive.
    Gap: Real numbers, not floating point; sparsemax is the nearest point of the simplex.
    Mutant: `(2 * c)` becomes `2`; refuted by the theorem the_scale_divides_the_cost
    Mutant: `INR m / (INR m + 1) * ((x - y) ^ 2 / (2 * c))` becomes `((x - y) ^ 2 / (2 * c))`; refuted by the theorem
      the_best_classes_share
*)
Theorem the_cost_of_a_wrong_class_for_rankmax : forall n c f eta low x y m, 0 < c ->
  (forall z, sparsemax n (fun i => c * z i) (f z)) -> simplex n eta ->
  infimum (fixed_risk n c f eta) low -> two_largest n eta x y m ->
  let cost := INR m / (INR m + 1) * ((x - y) ^ 2 / (2 * c)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => fixed_risk n c f eta (proj1_sig z) - low) cost.
Proof. exact fixed_costs. Qed.
