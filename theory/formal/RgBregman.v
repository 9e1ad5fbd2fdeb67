(** RG2 and RGx as Bregman divergences (Definition 4, Eq. 29-30). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Squares.
Open Scope R_scope.

(** grad is the gradient of phi, at every s; and the divergence of a function with the gradient grad. *)
Definition gradient_map (N : nat) (phi : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R) : Prop :=
  forall s, gradient N phi s (grad s).
Definition bregman_map (N : nat) (phi : (nat -> R) -> R) (grad : (nat -> R) -> nat -> R) (s t : nat -> R) : R :=
  bregman N phi (grad s) s t.

(** Labels of which m are 1. *)
Definition counted_labels (N : nat) (m : R) (r : nat -> R) : Prop :=
  labels N r /\ positives N r = m /\ 0 < m.

(** The generators of Eq. 29 and 30. *)
Definition phi2 (N : nat) (m : R) (o : nat -> R) : R := m * sum N (fun y => o y ^ 2).

Definition phix (N : nat) (m : R) (o : nat -> R) : R := m * (sum N (fun y => o y ^ 2) - / INR N * sum N o ^ 2).

(** The links of Eq. 29 and 30. *)
Definition g2 (m : R) (o : nat -> R) (y : nat) : R := 2 * m * o y.

Definition gx (N : nat) (m : R) (o : nat -> R) (y : nat) : R := 2 * m * (o y - sum N o / INR N).

(** ** Gradients *)

Lemma quadratic_derivative f a b c : (forall h, f h = a + b * h + c * h ^ 2) -> derivable_pt_lim f 0 b.
Proof.
  intros H eps He. assert (P : 0 < eps / (Rabs c + 1)).
  { apply Rdiv_lt_0_compat; [exact He|]. pose proof (Rabs_pos c). lra. }
  exists (mkposreal _ P). intros h Hh Hd. simpl in Hd. rewrite !H.
  replace ((a + b * (0 + h) + c * (0 + h) ^ 2 - (a + b * 0 + c * 0 ^ 2)) / h - b) with (c * h) by (field; exact Hh).
  rewrite Rabs_mult. pose proof (Rabs_pos c). pose proof (Rabs_pos h).
  apply Rle_lt_trans with (Rabs c * (eps / (Rabs c + 1))); [apply Rmult_le_compat_l; lra|].
  apply Rmult_lt_reg_r with (Rabs c + 1); [lra|].
  replace (Rabs c * (eps / (Rabs c + 1)) * (Rabs c + 1)) with (Rabs c * eps) by (field; lra). nra.
Qed.

Lemma sum_of_squares N s v h :
  sum N (fun y => (s y + h * v y) ^ 2)
  = sum N (fun y => s y ^ 2) + 2 * h * sum N (fun y => s y * v y) + h ^ 2 * sum N (fun y => v y ^ 2).
Proof. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext. intros; ring. Qed.

Lemma gradient_phi2 N m : gradient_map N (phi2 N m) (g2 m).
Proof.
  intros s v. apply quadratic_derivative with (a := phi2 N m s) (c := m * sum N (fun y => v y ^ 2)).
  intros h. unfold phi2, g2, dot. rewrite sum_of_squares.
  rewrite (sum_ext N (fun y => 2 * m * s y * v y) (fun y => 2 * m * (s y * v y))) by (intros; ring).
  rewrite sum_scal. ring.
Qed.

Lemma gradient_phix N m : gradient_map N (phix N m) (gx N m).
Proof.
  intros s v. apply quadratic_derivative with (a := phix N m s)
    (c := m * (sum N (fun y => v y ^ 2) - / INR N * sum N v ^ 2)).
  intros h. unfold phix, gx, dot. rewrite sum_of_squares, sum_plus, sum_scal.
  rewrite (sum_ext N (fun y => 2 * m * (s y - sum N s / INR N) * v y)
    (fun y => 2 * m * (s y * v y) - 2 * m * (sum N s / INR N) * v y)) by (intros; ring).
  rewrite sum_minus, !sum_scal. unfold Rdiv. ring.
Qed.

Lemma gradient_map_unique N phi g g' s y :
  gradient_map N phi g -> gradient_map N phi g' -> (y < N)%nat -> g s y = g' s y.
Proof.
  intros H H' Hy. pose proof (uniqueness_limite _ _ _ _ (H s (one_hot y)) (H' s (one_hot y))) as E.
  unfold dot in E.
  rewrite (sum_ext N (fun j => g s j * one_hot y j) (fun j => one_hot y j * g s j)) in E by (intros; ring).
  rewrite (sum_ext N (fun j => g' s j * one_hot y j) (fun j => one_hot y j * g' s j)) in E by (intros; ring).
  rewrite !sum_pick in E by exact Hy. exact E.
Qed.

Lemma bregman_unique N phi g g' s t : gradient_map N phi g -> gradient_map N phi g' -> bregman_map N phi g s t =
  bregman_map N phi g' s t.
Proof.
  intros H H'. unfold bregman_map, bregman, dot. rewrite (sum_ext N _ (fun y => g' s y * (t y - s y))); [reflexivity|].
  intros y Hy. rewrite (gradient_map_unique N phi g g' s y H H' Hy). reflexivity.
Qed.

Lemma bregman_phi2 N m s t : bregman_map N (phi2 N m) (g2 m) s t = m * sum N (fun y => (s y - t y) ^ 2).
Proof.
  unfold bregman_map, bregman, dot, phi2, g2. rewrite <- !sum_scal, <- !sum_minus. apply sum_ext. intros; ring.
Qed.

Lemma bregman_phix N m s t : (0 < N)%nat -> bregman_map N (phix N m) (gx N m) s t
  = m * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2).
Proof.
  intros HN. assert (INR N <> 0) by (apply not_0_INR; lia). unfold bregman_map, bregman, dot, phix, gx.
  rewrite (sum_ext N (fun y => 2 * m * (s y - sum N s / INR N) * (t y - s y))
    (fun y => m * (2 * (s y * t y) - 2 * (s y ^ 2)) - 2 * m * (sum N s / INR N) * (t y - s y))) by (intros; ring).
  rewrite sum_minus, !sum_scal, !sum_minus, !sum_scal.
  rewrite (sum_ext N (fun y => (s y - t y) ^ 2) (fun y => (s y ^ 2 + t y ^ 2) - 2 * (s y * t y))) by (intros; ring).
  rewrite !sum_minus, sum_plus, !sum_scal. field. assumption.
Qed.

(** ** Eq. 29 *)

(** Claim: rg.eq29.form
    Role: refutes
    Place: RG, Eq. 29
    Says: RG2 of a context is not the divergence D(g_2(o), eta) of phi_2(o) = |I_x| |o|^2 with the link g_2(o) = 2
      |I_x| o as printed: two items, the first relevant, o = (0, 1), loss 5 and divergence 10.
    Gap: Real numbers; without the regulariser and the factor 1 / |D|; a gradient is the one of all directional
      derivatives.
    Mutant: `(g2 m o)` becomes `o`; refuted by the theorem eq29_without_the_link_holds
*)
Theorem eq29_fails : ~ forall N m r o grad, counted_labels N m r -> gradient_map N (phi2 N m) grad ->
  eq16 N r o = bregman_map N (phi2 N m) grad (g2 m o) (target N r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (g2 1)).
  rewrite bregman_phi2 in H. unfold eq16, g2, target, positives, one_hot in H. simpl in H.
  assert (E : 5 = 10); [|lra].
  assert (L : counted_labels 2 1 (one_hot 0)).
  { unfold counted_labels, labels, positives, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phi2 2 1)). lra.
Qed.

(** Claim: rg.eq29.repair
    Role: establishes
    Place: RG, Eq. 29, repaired
    Says: RG2 of a context is the divergence D(o, eta) of phi_2(o) = |I_x| |o|^2, eta = r N / |I_x| - 1, without a
      link, for every N.
    Gap: Real numbers; without the regulariser and the factor 1 / |D|; a gradient is the one of all directional
      derivatives.
    Mutant: `grad o (target` becomes `grad (g2 m o) (target`; refuted by the theorem eq29_fails
    Mutant: `gradient_map N (phi2 N m) grad ->` becomes `gradient_map N (phi2 N (m / 2)) grad ->`;
      refuted by the theorem
      half_the_generator_is_not_enough
*)
Theorem eq29_repaired : forall N m r o grad, counted_labels N m r -> gradient_map N (phi2 N m) grad ->
  eq16 N r o = bregman_map N (phi2 N m) grad o (target N r).
Proof.
  intros N m r o grad HL HG. rewrite (bregman_unique N _ grad (g2 m) _ _ HG (gradient_phi2 N m)), bregman_phi2.
  destruct HL as (_ & <- & _). unfold eq16, target. rewrite sum_scal. f_equal. apply sum_ext. intros. ring.
Qed.

(** Claim: none
    Says: Eq. 29 holds without the link.
*)
Theorem eq29_without_the_link_holds : ~ ~ forall N m r o grad, counted_labels N m r -> gradient_map N (phi2 N m) grad ->
  eq16 N r o = bregman_map N (phi2 N m) grad o (target N r).
Proof. intros H. exact (H eq29_repaired). Qed.

(** Claim: none
    Says: The gradient of half the generator does not serve.
*)
Theorem half_the_generator_is_not_enough : ~ forall N m r o grad, counted_labels N m r ->
  gradient_map N (phi2 N (m / 2)) grad -> eq16 N r o = bregman_map N (phi2 N m) grad o (target N r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (g2 (1 / 2))).
  unfold eq16, g2, target, positives, bregman_map, bregman, dot, phi2, one_hot in H. simpl in H.
  assert (L : counted_labels 2 1 (one_hot 0)).
  { unfold counted_labels, labels, positives, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phi2 2 (1 / 2))). lra.
Qed.

(** ** Eq. 30 *)

(** Claim: rg.eq30.form
    Role: refutes
    Place: RG, Eq. 30
    Says: RGx of a context is not the divergence D(g_x(o), eta) of phi_x(o) = |I_x| o' (I - 11'/N) o with the link
      g_x(o) = 2 |I_x| (I - 11'/N) o as printed: two items, the first relevant, o = (0, 1), loss 9/2 and divergence 8.
    Gap: Real numbers; the interaction term of Eq. 17 is taken once a context; a gradient is the one of all
      directional derivatives.
    Mutant: `(gx N m o)` becomes `(fun y => o y - sum N o / INR N)`; refuted by the theorem
      eq30_with_centred_scores_holds
*)
Theorem eq30_fails : ~ forall N m r o grad, (0 < N)%nat -> counted_labels N m r -> gradient_map N (phix N m) grad ->
  eq17 (/ INR N) N r o = bregman_map N (phix N m) grad (gx N m o) (target N r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (gx 2 1) ltac:(lia)).
  rewrite bregman_phix in H by lia. unfold eq17, gx, target, positives, one_hot in H. simpl in H.
  assert (L : counted_labels 2 1 (one_hot 0)).
  { unfold counted_labels, labels, positives, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phix 2 1)). lra.
Qed.

(** Claim: rg.eq30.repair
    Role: establishes
    Place: RG, Eq. 30, repaired
    Says: RGx of a context is the divergence D(o - mean(o) 1, eta) of phi_x(o) = |I_x| o' (I - 11'/N) o, eta = r N /
      |I_x| - 1, for every N.
    Gap: Real numbers; the interaction term of Eq. 17 is taken once a context; a gradient is the one of all
      directional derivatives.
    Mutant: `(fun y => o y - sum N o / INR N)` becomes `(gx N m o)`; refuted by the theorem eq30_fails
    Mutant: `eq17 (/ INR N) N r o` becomes `eq16 N r o`; refuted by the theorem eq30_is_not_of_rg2
*)
Theorem eq30_repaired : forall N m r o grad, (0 < N)%nat -> counted_labels N m r -> gradient_map N (phix N m) grad ->
  eq17 (/ INR N) N r o = bregman_map N (phix N m) grad (fun y => o y - sum N o / INR N) (target N r).
Proof.
  intros N m r o grad HN (_ & Hr & Hm) HG. assert (P : INR N <> 0) by (apply not_0_INR; lia).
  rewrite (bregman_unique N _ grad (gx N m) _ _ HG (gradient_phix N m)), bregman_phix by exact HN.
  unfold eq17. rewrite Hr. f_equal. set (c := sum N o / INR N).
  assert (Z : sum N (fun y => o y - c) = 0).
  { rewrite sum_minus, sum_const. unfold c. field. exact P. }
  assert (Z' : sum N (target N r) = 0).
  { unfold target. rewrite Hr. rewrite sum_minus, sum_scal_r, sum_const. fold (positives N r). rewrite Hr.
    field. lra. }
  rewrite Z, Z'. rewrite (sum_ext N (fun y => (o y - c - target N r y) ^ 2)
    (fun y => (o y + 1 - r y * (INR N / m)) ^ 2 - (2 * c * (o y - target N r y) - c ^ 2)))
    by (intros; unfold target; rewrite Hr; ring).
  rewrite !sum_minus, sum_scal, sum_minus, sum_const, Z'. unfold c. field. exact P.
Qed.

(** Claim: none
    Says: Eq. 30 holds with centred scores for the link.
*)
Theorem eq30_with_centred_scores_holds :
  ~ ~ forall N m r o grad, (0 < N)%nat -> counted_labels N m r -> gradient_map N (phix N m) grad ->
  eq17 (/ INR N) N r o = bregman_map N (phix N m) grad (fun y => o y - sum N o / INR N) (target N r).
Proof. intros H. exact (H eq30_repaired). Qed.

(** Claim: none
    Says: The divergence of Eq. 30 with centred scores is not RG2.
*)
Theorem eq30_is_not_of_rg2 : ~ forall N m r o grad, (0 < N)%nat -> counted_labels N m r ->
  gradient_map N (phix N m) grad ->
  eq16 N r o = bregman_map N (phix N m) grad (fun y => o y - sum N o / INR N) (target N r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (gx 2 1) ltac:(lia)).
  rewrite bregman_phix in H by lia. unfold eq16, target, positives, one_hot in H. simpl in H.
  assert (L : counted_labels 2 1 (one_hot 0)).
  { unfold counted_labels, labels, positives, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phix 2 1)). lra.
Qed.
