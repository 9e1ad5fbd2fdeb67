(** RG2 and RGx as Bregman divergences (Definition 4, Eq. 29-30). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** g is the gradient of phi: at every s and in every direction v the derivative of phi is g(s)' v. *)
Definition gradient (N : nat) (phi : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) : Prop :=
  forall s v, derivable_pt_lim (fun h => phi (fun y => s y + h * v y)) 0 (sum N (fun y => g s y * v y)).

(** Definition 4, in the paper's order of the arguments, for a function phi with the gradient g. *)
Definition bregman (N : nat) (phi : (nat -> R) -> R) (g : (nat -> R) -> nat -> R) (s t : nat -> R) : R :=
  phi t - phi s - sum N (fun y => g s y * (t y - s y)).

(** A label for each item, 0 or 1, of which m are 1; eta_y = r_y N / m - 1. *)
Definition labels (N : nat) (m : R) (r : nat -> R) : Prop :=
  (forall y, (y < N)%nat -> r y = 0 \/ r y = 1) /\ sum N r = m /\ 0 < m.

Definition eta (N : nat) (m : R) (r : nat -> R) (y : nat) : R := r y * INR N / m - 1.

(** The losses of one context: Eq. 16, and Eq. 17 with its interaction once a context, as Eq. 15 has it. *)
Definition rg2 (N : nat) (m : R) (r o : nat -> R) : R := m * sum N (fun y => (o y + 1 - r y * INR N / m) ^ 2).

Definition rgx (N : nat) (m : R) (r o : nat -> R) : R :=
  m * (sum N (fun y => (o y + 1 - r y * INR N / m) ^ 2) - / INR N * sum N o ^ 2).

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

Lemma gradient_phi2 N m : gradient N (phi2 N m) (g2 m).
Proof.
  intros s v. apply quadratic_derivative with (a := phi2 N m s) (c := m * sum N (fun y => v y ^ 2)).
  intros h. unfold phi2, g2. rewrite sum_of_squares.
  rewrite (sum_ext N (fun y => 2 * m * s y * v y) (fun y => 2 * m * (s y * v y))) by (intros; ring).
  rewrite sum_scal. ring.
Qed.

Lemma gradient_phix N m : gradient N (phix N m) (gx N m).
Proof.
  intros s v. apply quadratic_derivative with (a := phix N m s)
    (c := m * (sum N (fun y => v y ^ 2) - / INR N * sum N v ^ 2)).
  intros h. unfold phix, gx. rewrite sum_of_squares, sum_plus, sum_scal.
  rewrite (sum_ext N (fun y => 2 * m * (s y - sum N s / INR N) * v y)
    (fun y => 2 * m * (s y * v y) - 2 * m * (sum N s / INR N) * v y)) by (intros; ring).
  rewrite sum_minus, !sum_scal. unfold Rdiv. ring.
Qed.

Lemma gradient_unique N phi g g' s y : gradient N phi g -> gradient N phi g' -> (y < N)%nat -> g s y = g' s y.
Proof.
  intros H H' Hy. pose proof (uniqueness_limite _ _ _ _ (H s (one_hot y)) (H' s (one_hot y))) as E.
  rewrite (sum_ext N (fun j => g s j * one_hot y j) (fun j => one_hot y j * g s j)) in E by (intros; ring).
  rewrite (sum_ext N (fun j => g' s j * one_hot y j) (fun j => one_hot y j * g' s j)) in E by (intros; ring).
  rewrite !sum_pick in E by exact Hy. exact E.
Qed.

Lemma bregman_unique N phi g g' s t : gradient N phi g -> gradient N phi g' -> bregman N phi g s t = bregman N phi g' s t.
Proof.
  intros H H'. unfold bregman. rewrite (sum_ext N _ (fun y => g' s y * (t y - s y))); [reflexivity|].
  intros y Hy. rewrite (gradient_unique N phi g g' s y H H' Hy). reflexivity.
Qed.

Lemma bregman_phi2 N m s t : bregman N (phi2 N m) (g2 m) s t = m * sum N (fun y => (s y - t y) ^ 2).
Proof.
  unfold bregman, phi2, g2. rewrite <- !sum_scal, <- !sum_minus. apply sum_ext. intros; ring.
Qed.

Lemma bregman_phix N m s t : (0 < N)%nat -> bregman N (phix N m) (gx N m) s t
  = m * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2).
Proof.
  intros HN. assert (INR N <> 0) by (apply not_0_INR; lia). unfold bregman, phix, gx.
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
    Says: RG2 of a context is not the divergence D(g_2(o), eta) of phi_2(o) = |I_x| |o|^2 with the link g_2(o) = 2 |I_x| o as printed: two items, the first relevant, o = (0, 1), loss 5 and divergence 10.
    Gap: Real numbers; without the regulariser and the factor 1 / |D|; a gradient is the one of all directional derivatives.
    Mutant: `(g2 m o)` becomes `o`; refuted by the theorem eq29_without_the_link_holds
*)
Theorem eq29_fails : ~ forall N m r o grad, labels N m r -> gradient N (phi2 N m) grad ->
  rg2 N m r o = bregman N (phi2 N m) grad (g2 m o) (eta N m r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (g2 1)).
  rewrite bregman_phi2 in H. unfold rg2, g2, eta, one_hot in H. simpl in H.
  assert (E : 5 = 10); [|lra].
  assert (L : labels 2 1 (one_hot 0)).
  { unfold labels, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phi2 2 1)). lra.
Qed.

(** Claim: rg.eq29.repair
    Role: establishes
    Place: RG, Eq. 29, repaired
    Says: RG2 of a context is the divergence D(o, eta) of phi_2(o) = |I_x| |o|^2, eta = r N / |I_x| - 1, without a link, for every N.
    Gap: Real numbers; without the regulariser and the factor 1 / |D|; a gradient is the one of all directional derivatives.
    Mutant: `grad o (eta` becomes `grad (g2 m o) (eta`; refuted by the theorem eq29_fails
    Mutant: `gradient N (phi2 N m) grad ->` becomes `gradient N (phi2 N (m / 2)) grad ->`; refuted by the theorem half_the_generator_is_not_enough
*)
Theorem eq29_repaired : forall N m r o grad, labels N m r -> gradient N (phi2 N m) grad ->
  rg2 N m r o = bregman N (phi2 N m) grad o (eta N m r).
Proof.
  intros N m r o grad HL HG. rewrite (bregman_unique N _ grad (g2 m) _ _ HG (gradient_phi2 N m)), bregman_phi2.
  unfold rg2, eta. f_equal. apply sum_ext. intros. ring.
Qed.

(** Claim: none
    Says: Eq. 29 holds without the link.
*)
Theorem eq29_without_the_link_holds : ~ ~ forall N m r o grad, labels N m r -> gradient N (phi2 N m) grad ->
  rg2 N m r o = bregman N (phi2 N m) grad o (eta N m r).
Proof. intros H. exact (H eq29_repaired). Qed.

(** Claim: none
    Says: The gradient of half the generator does not serve.
*)
Theorem half_the_generator_is_not_enough : ~ forall N m r o grad, labels N m r ->
  gradient N (phi2 N (m / 2)) grad -> rg2 N m r o = bregman N (phi2 N m) grad o (eta N m r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (g2 (1 / 2))).
  unfold rg2, g2, eta, bregman, phi2, one_hot in H. simpl in H.
  assert (L : labels 2 1 (one_hot 0)).
  { unfold labels, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phi2 2 (1 / 2))). lra.
Qed.

(** phi is strictly convex at the vectors that the domain D admits. *)
Definition strictly_convex (N : nat) (D : (nat -> R) -> Prop) (phi : (nat -> R) -> R) : Prop :=
  forall s t a, D s -> D t -> (exists y, (y < N)%nat /\ s y <> t y) -> 0 < a < 1 ->
    phi (fun y => a * s y + (1 - a) * t y) < a * phi s + (1 - a) * phi t.

Definition anywhere (o : nat -> R) : Prop := True.

Lemma spread_phi2 N m s t a : a * phi2 N m s + (1 - a) * phi2 N m t - phi2 N m (fun y => a * s y + (1 - a) * t y)
  = m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2).
Proof. unfold phi2. rewrite <- !sum_scal, <- sum_plus, <- sum_minus. apply sum_ext. intros; ring. Qed.

Lemma distance_pos N s t y : (y < N)%nat -> s y <> t y -> 0 < sum N (fun j => (s j - t j) ^ 2).
Proof.
  intros Hy E. apply Rlt_le_trans with ((s y - t y) ^ 2); [rewrite <- Rsqr_pow2; apply Rsqr_pos_lt; lra|].
  apply (term_le_sum N (fun j => (s j - t j) ^ 2) y); [intros; apply pow2_ge_0|exact Hy].
Qed.

(** Claim: rg.eq29.generator
    Role: establishes
    Place: RG, Eq. 29, s. 4.2
    Says: phi_2(o) = |I_x| |o|^2 is strictly convex and differentiable, and the link g_2(o) = 2 |I_x| o keeps every order, both ways (Definition 21), for every N.
    Gap: Real numbers; differentiable says that all directional derivatives exist and are linear in the direction.
    Mutant: `0 < m ->` becomes `0 <= m ->`; refuted by the theorem generator_needs_a_positive
*)
Theorem generator_of_rg2 : forall N m, 0 < m ->
  strictly_convex N anywhere (phi2 N m) /\ (exists grad, gradient N (phi2 N m) grad) /\
  (forall o a b, g2 m o b < g2 m o a <-> o b < o a).
Proof.
  intros N m Hm. split; [|split].
  - intros s t a _ _ (y & Hy & E) Ha. pose proof (spread_phi2 N m s t a) as S.
    assert (0 < m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2)); [|lra].
    apply Rmult_lt_0_compat; [|apply (distance_pos N s t y Hy E)]. repeat apply Rmult_lt_0_compat; lra.
  - exists (g2 m). apply gradient_phi2.
  - intros o a b. unfold g2. split; intros E.
    + apply Rmult_lt_reg_l with (2 * m); [lra|exact E].
    + apply Rmult_lt_compat_l; [lra|exact E].
Qed.

(** Claim: none
    Says: With |I_x| = 0 the generator is constant.
*)
Theorem generator_needs_a_positive : ~ forall N m, 0 <= m ->
  strictly_convex N anywhere (phi2 N m) /\ (exists grad, gradient N (phi2 N m) grad) /\
  (forall o a b, g2 m o b < g2 m o a <-> o b < o a).
Proof.
  intros H. destruct (H 1%nat 0 ltac:(lra)) as (_ & _ & E).
  destruct (E INR 1%nat 0%nat) as [_ E']. unfold g2 in E'. simpl in E'. lra.
Qed.

(** ** Eq. 30 *)

(** Claim: rg.eq30.form
    Role: refutes
    Place: RG, Eq. 30
    Says: RGx of a context is not the divergence D(g_x(o), eta) of phi_x(o) = |I_x| o' (I - 11'/N) o with the link g_x(o) = 2 |I_x| (I - 11'/N) o as printed: two items, the first relevant, o = (0, 1), loss 9/2 and divergence 8.
    Gap: Real numbers; the interaction term of Eq. 17 is taken once a context; a gradient is the one of all directional derivatives.
    Mutant: `(gx N m o)` becomes `(fun y => o y - sum N o / INR N)`; refuted by the theorem eq30_with_centred_scores_holds
*)
Theorem eq30_fails : ~ forall N m r o grad, (0 < N)%nat -> labels N m r -> gradient N (phix N m) grad ->
  rgx N m r o = bregman N (phix N m) grad (gx N m o) (eta N m r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (gx 2 1) ltac:(lia)).
  rewrite bregman_phix in H by lia. unfold rgx, gx, eta, one_hot in H. simpl in H.
  assert (L : labels 2 1 (one_hot 0)).
  { unfold labels, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phix 2 1)). lra.
Qed.

(** Claim: rg.eq30.repair
    Role: establishes
    Place: RG, Eq. 30, repaired
    Says: RGx of a context is the divergence D(o - mean(o) 1, eta) of phi_x(o) = |I_x| o' (I - 11'/N) o, eta = r N / |I_x| - 1, for every N.
    Gap: Real numbers; the interaction term of Eq. 17 is taken once a context; a gradient is the one of all directional derivatives.
    Mutant: `(fun y => o y - sum N o / INR N)` becomes `(gx N m o)`; refuted by the theorem eq30_fails
    Mutant: `rgx N m r o` becomes `rg2 N m r o`; refuted by the theorem eq30_is_not_of_rg2
*)
Theorem eq30_repaired : forall N m r o grad, (0 < N)%nat -> labels N m r -> gradient N (phix N m) grad ->
  rgx N m r o = bregman N (phix N m) grad (fun y => o y - sum N o / INR N) (eta N m r).
Proof.
  intros N m r o grad HN (_ & Hr & Hm) HG. assert (P : INR N <> 0) by (apply not_0_INR; lia).
  rewrite (bregman_unique N _ grad (gx N m) _ _ HG (gradient_phix N m)), bregman_phix by exact HN.
  unfold rgx. f_equal. set (c := sum N o / INR N).
  assert (Z : sum N (fun y => o y - c) = 0).
  { rewrite sum_minus, sum_const. unfold c. field. exact P. }
  assert (Z' : sum N (eta N m r) = 0).
  { unfold eta, Rdiv. rewrite sum_minus, sum_scal_r, sum_scal_r, Hr, sum_const. field. lra. }
  rewrite Z, Z'. rewrite (sum_ext N (fun y => (o y - c - eta N m r y) ^ 2)
    (fun y => (o y + 1 - r y * INR N / m) ^ 2 - (2 * c * (o y - eta N m r y) - c ^ 2))) by (intros; unfold eta; ring).
  rewrite !sum_minus, sum_scal, sum_minus, sum_const, Z'. unfold c. field. exact P.
Qed.

(** Claim: none
    Says: Eq. 30 holds with centred scores for the link.
*)
Theorem eq30_with_centred_scores_holds :
  ~ ~ forall N m r o grad, (0 < N)%nat -> labels N m r -> gradient N (phix N m) grad ->
  rgx N m r o = bregman N (phix N m) grad (fun y => o y - sum N o / INR N) (eta N m r).
Proof. intros H. exact (H eq30_repaired). Qed.

(** Claim: none
    Says: The divergence of Eq. 30 with centred scores is not RG2.
*)
Theorem eq30_is_not_of_rg2 : ~ forall N m r o grad, (0 < N)%nat -> labels N m r -> gradient N (phix N m) grad ->
  rg2 N m r o = bregman N (phix N m) grad (fun y => o y - sum N o / INR N) (eta N m r).
Proof.
  intros H. specialize (H 2%nat 1 (one_hot 0) (one_hot 1) (gx 2 1) ltac:(lia)).
  rewrite bregman_phix in H by lia. unfold rg2, eta, one_hot in H. simpl in H.
  assert (L : labels 2 1 (one_hot 0)).
  { unfold labels, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto. }
  specialize (H L (gradient_phix 2 1)). lra.
Qed.

Lemma spread_phix N m s t a : a * phix N m s + (1 - a) * phix N m t - phix N m (fun y => a * s y + (1 - a) * t y)
  = m * (a * (1 - a)) * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2).
Proof.
  unfold phix. rewrite sum_plus, !sum_scal.
  rewrite (sum_ext N (fun y => (a * s y + (1 - a) * t y) ^ 2)
    (fun y => a * s y ^ 2 + (1 - a) * t y ^ 2 - a * (1 - a) * (s y - t y) ^ 2)) by (intros; ring).
  rewrite sum_minus, sum_plus, !sum_scal. ring.
Qed.

(** The square of a sum is at most N times the sum of squares. *)
Lemma square_of_sum N f : (0 < N)%nat -> / INR N * sum N f ^ 2 <= sum N (fun y => f y ^ 2).
Proof.
  intros HN. assert (P : 0 < INR N) by (apply lt_0_INR; exact HN).
  pose proof (cauchy_schwarz N f (fun _ => 1)) as C. cbv beta in C.
  rewrite (sum_ext N (fun i => f i * 1) f) in C by (intros; ring).
  rewrite (sum_ext N (fun i => f i * f i) (fun i => f i ^ 2)) in C by (intros; ring).
  rewrite (sum_ext N (fun _ => 1 * 1) (fun _ => 1)) in C by (intros; ring). rewrite (sum_const N 1) in C.
  apply Rmult_le_reg_l with (INR N); [exact P|].
  replace (INR N * (/ INR N * sum N f ^ 2)) with (sum N f * sum N f) by (field; lra). lra.
Qed.

(** phi is convex. *)
Definition convex (phi : (nat -> R) -> R) : Prop :=
  forall s t a, 0 < a < 1 -> phi (fun y => a * s y + (1 - a) * t y) <= a * phi s + (1 - a) * phi t.

(** Claim: rg.eq30.generator
    Role: establishes
    Place: RG, Eq. 30, s. 4.2
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is convex and differentiable, and the link g_x(o) = 2 |I_x| (I - 11'/N) o keeps every order, both ways (Definition 21), for every N.
    Gap: Real numbers; differentiable says that all directional derivatives exist and are linear in the direction.
    Mutant: `convex (phix N m) /\` becomes `strictly_convex N anywhere (phix N m) /\`; refuted by the theorem generator_of_rgx_is_not_strict
*)
Theorem generator_of_rgx : forall N m, (0 < N)%nat -> 0 < m ->
  convex (phix N m) /\ (exists grad, gradient N (phix N m) grad) /\
  (forall o a b, gx N m o b < gx N m o a <-> o b < o a).
Proof.
  intros N m HN Hm. split; [|split].
  - intros s t a Ha. pose proof (spread_phix N m s t a) as S.
    pose proof (square_of_sum N (fun y => s y - t y) HN) as Q. rewrite sum_minus in Q.
    assert (0 <= m * (a * (1 - a)) * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2)); [|lra].
    apply Rmult_le_pos; [|lra]. apply Rlt_le. repeat apply Rmult_lt_0_compat; lra.
  - exists (gx N m). apply gradient_phix.
  - intros o a b. unfold gx. split; intros E.
    + apply Rmult_lt_reg_l in E; lra.
    + apply Rmult_lt_compat_l; lra.
Qed.

(** Claim: none
    Says: The generator of RGx is constant along (1, 1).
*)
Theorem generator_of_rgx_is_not_strict : ~ forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex N anywhere (phix N m) /\ (exists grad, gradient N (phix N m) grad) /\
  (forall o a b, gx N m o b < gx N m o a <-> o b < o a).
Proof.
  intros H. destruct (H 2%nat 1 ltac:(lia) ltac:(lra)) as (S & _).
  specialize (S (fun _ => 1) (fun _ => 0) (1 / 2) I I). unfold phix in S. simpl in S.
  assert (E : exists y, (y < 2)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]).
  specialize (S E ltac:(lra)). lra.
Qed.

(** Claim: rg.eq30.strict
    Role: part
    Place: RG, Eq. 30 with Prop. 6
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is not strictly convex: it is constant along (1, 1).
    Gap: The condition under which the claim holds is the theorem generator_of_rgx_is_strict_on_sum_zero.
    Mutant: `strictly_convex N anywhere` becomes `convex`; refuted by the theorem generator_of_rgx_is_convex
*)
Theorem generator_of_rgx_is_flat : ~ forall N m, (0 < N)%nat -> 0 < m -> strictly_convex N anywhere (phix N m).
Proof.
  intros H. apply generator_of_rgx_is_not_strict. intros N m HN Hm. split; [apply H; assumption|].
  apply (generator_of_rgx N m HN Hm).
Qed.

(** Claim: none
    Says: The generator of RGx is convex.
*)
Theorem generator_of_rgx_is_convex : ~ ~ forall N m, (0 < N)%nat -> 0 < m -> convex (phix N m).
Proof. intros H. apply H. intros N m HN Hm. apply (generator_of_rgx N m HN Hm). Qed.

(** Claim: rg.eq30.strict.repair
    Role: part
    Place: RG, Eq. 30 with Prop. 6, repaired
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is strictly convex on the vectors of sum 0, for every N.
    Gap: That eta and the values of the link have sum 0 is the theorem labels_and_links_have_sum_zero.
    Mutant: `sum N o = 0` becomes `0 <= sum N o`; refuted by the theorem generator_of_rgx_needs_sum_zero
*)
Theorem generator_of_rgx_is_strict_on_sum_zero : forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex N (fun o => sum N o = 0) (phix N m).
Proof.
  intros N m HN Hm s t a Hs Ht (y & Hy & E) Ha. pose proof (spread_phix N m s t a) as S. rewrite Hs, Ht in S.
  assert (0 < m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2)); [|lra].
  apply Rmult_lt_0_compat; [|apply (distance_pos N s t y Hy E)]. repeat apply Rmult_lt_0_compat; lra.
Qed.

(** Claim: none
    Says: A sum that is at least 0 is not enough.
*)
Theorem generator_of_rgx_needs_sum_zero : ~ forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex N (fun o => 0 <= sum N o) (phix N m).
Proof.
  intros H. specialize (H 2%nat 1 ltac:(lia) ltac:(lra) (fun _ => 1) (fun _ => 0) (1 / 2)).
  unfold phix in H. simpl in H.
  assert (E : exists y, (y < 2)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]).
  specialize (H ltac:(lra) ltac:(lra) E ltac:(lra)). lra.
Qed.

(** Claim: rg.eq30.strict.repair
    Role: part
    Place: RG, Eq. 30 with Prop. 6, repaired
    Says: eta = r N / |I_x| - 1 and the values of g_x have sum 0, for every N.
    Gap: With generator_of_rgx_is_strict_on_sum_zero it is the claim.
    Mutant: `sum N (gx N m o) = 0` becomes `sum N (g2 m o) = 0`; refuted by the theorem the_link_of_rg2_has_any_sum
*)
Theorem labels_and_links_have_sum_zero : forall N m r o, (0 < N)%nat -> labels N m r ->
  sum N (eta N m r) = 0 /\ sum N (gx N m o) = 0.
Proof.
  intros N m r o HN (_ & Hr & Hm). assert (P : INR N <> 0) by (apply not_0_INR; lia). split.
  - unfold eta, Rdiv. rewrite sum_minus, sum_scal_r, sum_scal_r, Hr, sum_const. field. lra.
  - unfold gx. rewrite sum_scal, sum_minus, sum_const. field. exact P.
Qed.

(** Claim: none
    Says: The values of the link of RG2 have any sum.
*)
Theorem the_link_of_rg2_has_any_sum : ~ forall N m r o, (0 < N)%nat -> labels N m r ->
  sum N (eta N m r) = 0 /\ sum N (g2 m o) = 0.
Proof.
  intros H. destruct (H 2%nat 1 (one_hot 0) (one_hot 0) ltac:(lia)) as [_ E].
  - unfold labels, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto.
  - unfold g2, one_hot in E. simpl in E. lra.
Qed.

(** ** Definition 4 *)

(** Claim: rg.def4
    Role: part
    Place: RG, Definition 4
    Says: In the paper's order of the arguments, with labels T k of chances p k, E[D(s, T)] - E[D(E T, T)] = D(s, E T) >= 0 for every convex phi with a gradient: the mean label is the best first argument.
    Gap: For labels of finitely many values; phi is convex on the whole space; a gradient is the one of all directional derivatives.
    Mutant: `bregman N phi grad s (T k)) - sum` becomes `bregman N phi grad (T k) s) - sum`; refuted by the theorem the_usual_order_fails
*)
Theorem mean_label_is_best : forall N K p (T : nat -> nat -> R) phi grad s, simplex K p -> convex phi ->
  (forall o o', (forall y, (y < N)%nat -> o y = o' y) -> phi o = phi o') -> gradient N phi grad ->
  let ET := fun y => sum K (fun k => p k * T k y) in
  sum K (fun k => p k * bregman N phi grad s (T k)) - sum K (fun k => p k * bregman N phi grad ET (T k))
    = bregman N phi grad s ET /\ 0 <= bregman N phi grad s ET.
Proof.
  intros N K p T phi grad s [Hp H1] Hc Hext HG ET.
  assert (M : forall u, sum K (fun k => p k * bregman N phi grad u (T k)) = sum K (fun k => p k * phi (T k)) - phi u
    - sum N (fun y => grad u y * (ET y - u y))).
  { intros u. unfold bregman.
    rewrite (sum_ext K _ (fun k => p k * phi (T k) - phi u * p k - sum N (fun y => p k * (grad u y * (T k y - u y)))))
      by (intros; rewrite sum_scal; ring).
    rewrite !sum_minus, sum_scal, H1, sum_exchange. f_equal; [ring|]. apply sum_ext. intros y _. unfold ET.
    rewrite (sum_ext K _ (fun k => grad u y * (p k * T k y) - grad u y * u y * p k)) by (intros; ring).
    rewrite sum_minus, !sum_scal, H1. ring. }
  split.
  - rewrite !M. unfold bregman. rewrite (sum_eq_0 N (fun y => grad ET y * (ET y - ET y))); [ring|]. intros; ring.
  - unfold bregman. set (v := fun y => ET y - s y). set (g := sum N (fun y => grad s y * v y)).
    apply Rnot_lt_le. intros Neg. set (e := - (phi ET - phi s - g)). assert (Pe : 0 < e) by (unfold e, g, v; lra).
    destruct (HG s v e Pe) as [d Hd]. set (h := Rmin (d / 2) (1 / 2)). pose proof (cond_pos d) as Pd.
    assert (Ph : 0 < h) by (unfold h; apply Rmin_glb_lt; lra).
    assert (Lh : h < d) by (apply Rle_lt_trans with (d / 2); [apply Rmin_l|lra]).
    assert (Lh' : h < 1) by (apply Rle_lt_trans with (1 / 2); [apply Rmin_r|lra]).
    specialize (Hd h ltac:(lra) ltac:(rewrite Rabs_right; lra)).
    pose proof (Hc ET s h ltac:(lra)) as C.
    rewrite (Hext (fun y => h * ET y + (1 - h) * s y) (fun y => s y + (0 + h) * v y)) in C by
      (intros; unfold v; ring).
    rewrite (Hext (fun y => s y + 0 * v y) s) in Hd by (intros; ring). fold g in Hd.
    apply Rabs_def2 in Hd. destruct Hd as [_ Hd].
    assert (C' : (phi (fun y => s y + (0 + h) * v y) - phi s) / h <= phi ET - phi s).
    { apply Rmult_le_reg_r with h; [exact Ph|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    rewrite Rplus_0_l in *. unfold e in Hd. lra.
Qed.

Lemma fourth_power_is_convex : convex (fun o => o 0%nat ^ 4).
Proof.
  intros s t a Ha. set (x := s 0%nat). set (y := t 0%nat). set (u := (a * x + (1 - a) * y) ^ 2).
  set (w := a * x ^ 2 + (1 - a) * y ^ 2).
  assert (Q : 0 <= a * (1 - a)) by (apply Rmult_le_pos; lra).
  assert (A : u <= w).
  { pose proof (Rmult_le_pos _ _ Q (pow2_ge_0 (x - y))). unfold u, w. lra. }
  assert (B : w ^ 2 <= a * (x ^ 2) ^ 2 + (1 - a) * (y ^ 2) ^ 2).
  { pose proof (Rmult_le_pos _ _ Q (pow2_ge_0 (x ^ 2 - y ^ 2))). unfold w. lra. }
  assert (C : u ^ 2 <= w ^ 2) by (apply pow_incr; split; [apply pow2_ge_0|exact A]).
  replace ((a * x + (1 - a) * y) ^ 4) with (u ^ 2) by (unfold u; ring). lra.
Qed.

Lemma gradient_of_fourth_power : gradient 1 (fun o => o 0%nat ^ 4) (fun o _ => 4 * o 0%nat ^ 3).
Proof.
  intros s v. replace (sum 1 (fun y => 4 * s 0%nat ^ 3 * v y))
    with (INR 4 * (s 0%nat + 0 * v 0%nat) ^ pred 4 * v 0%nat) by (simpl; ring).
  apply (derivable_pt_lim_comp (fun h => s 0%nat + h * v 0%nat) (fun x => x ^ 4)); [|apply derivable_pt_lim_pow].
  apply quadratic_derivative with (a := s 0%nat) (c := 0). intros; ring.
Qed.

(** Claim: none
    Says: With the first divergence in the usual order the excess is another number: phi(x) = x^4, labels 0 and 1 of chance 1/2, s = 0.
*)
Theorem the_usual_order_fails : ~ forall N K p (T : nat -> nat -> R) phi grad s, simplex K p -> convex phi ->
  (forall o o', (forall y, (y < N)%nat -> o y = o' y) -> phi o = phi o') -> gradient N phi grad ->
  let ET := fun y => sum K (fun k => p k * T k y) in
  sum K (fun k => p k * bregman N phi grad (T k) s) - sum K (fun k => p k * bregman N phi grad ET (T k))
    = bregman N phi grad s ET /\ 0 <= bregman N phi grad s ET.
Proof.
  intros H. destruct (H 1%nat 2%nat (fun _ => 1 / 2) (fun k _ => INR k) (fun o => o 0%nat ^ 4)
    (fun o _ => 4 * o 0%nat ^ 3) (fun _ => 0)) as [E _].
  - split; [intros; lra|simpl; lra].
  - apply fourth_power_is_convex.
  - intros o o' E. rewrite (E 0%nat) by lia. reflexivity.
  - apply gradient_of_fourth_power.
  - unfold bregman in E. simpl in E. lra.
Qed.
