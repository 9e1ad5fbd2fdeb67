(** The support of entmax, for every alpha: which classes are off it, and how far below the others they are. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Convexity Derivatives Prop5 Sparsemax.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxIdentities EntmaxGradient.
Open Scope R_scope.

Lemma exponent_pos a : 1 < a -> 0 < 1 / (a - 1).
Proof. intros H. apply Rdiv_lt_0_compat; lra. Qed.

Lemma off_support_below a n z tau p j : 1 < a -> entmax a n z tau p -> (j < n)%nat -> (p j = 0 <-> z j <= tau).
Proof.
  intros Ha [_ E] Hj. rewrite (E j Hj). split; intros H.
  - apply Rnot_lt_le. intros C. pose proof (power_pos (1 / (a - 1)) ((a - 1) * (z j - tau))) as P.
    rewrite H in P. apply (Rlt_irrefl 0), P, Rmult_lt_0_compat; lra.
  - apply power_0. rewrite <- (Rmult_0_r (a - 1)). apply Rmult_le_compat_l; lra.
Qed.

Lemma power_above b c x : 0 < c -> power b (c * Rmax x 0) = power b (c * x).
Proof.
  intros Hc. unfold Rmax. destruct (Rle_dec x 0) as [L|_]; [|reflexivity]. symmetry.
  rewrite Rmult_0_r, !power_0; [reflexivity|lra|]. rewrite <- (Rmult_0_r c). apply Rmult_le_compat_l; lra.
Qed.

Lemma off_support_sum a n z tau p j : 1 < a -> entmax a n z tau p -> (j < n)%nat ->
  (p j = 0 <-> 1 <= sum n (fun i => power (1 / (a - 1)) ((a - 1) * Rmax (z i - z j) 0))).
Proof.
  intros Ha H Hj. rewrite (off_support_below a n z tau p j Ha H Hj). destruct H as [[_ S] E].
  rewrite (sum_ext n _ (fun i => power (1 / (a - 1)) ((a - 1) * (z i - z j)))) by (intros; apply power_above; lra).
  assert (M : forall x y, x <= y -> (a - 1) * x <= (a - 1) * y) by (intros; apply Rmult_le_compat_l; lra). split.
  - intros L. apply Rle_trans with (sum n p); [lra|]. apply sum_le. intros i Hi. rewrite (E i Hi).
    apply power_le; [apply exponent_pos, Ha|]. apply M. lra.
  - intros L. apply Rnot_lt_le. intros C.
    assert (D : sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i - z j))) < sum n p); [|lra].
    apply (sum_lt n _ p j Hj).
    + intros i Hi. rewrite (E i Hi). apply power_le; [apply exponent_pos, Ha|]. apply M. lra.
    + rewrite (E j Hj). apply power_lt; [apply exponent_pos, Ha|apply Rmult_lt_0_compat; lra|].
      apply Rmult_lt_compat_l; lra.
Qed.

Lemma gradient_entry n F z g g' j : (j < n)%nat -> gradient n F z g -> gradient n F z g' -> g j = g' j.
Proof.
  intros Hj G G'. pose proof (derive_unique _ _ _ _ (G (one_hot j)) (G' (one_hot j))) as E. unfold dot in E.
  rewrite !sum_at in E by exact Hj. exact E.
Qed.

(** Two classes, the second at the margin below the first, at alpha = 3: it is off the support. *)
Lemma off_at_the_margin f : (forall w, argmax 2 w (omega 3 2) (f w)) ->
  f (fun i => 1 / (3 - 1) * one_hot 0 i) 1%nat = 0.
Proof.
  intros F. set (z := fun i => 1 / (3 - 1) * one_hot 0 i). assert (M : forall j, (j < 2)%nat -> j <> 0%nat ->
    1 / (3 - 1) <= z 0%nat - z j).
  { intros j _ N. unfold z, one_hot. destruct (Nat.eqb_spec j 0); [contradiction|]. simpl. lra. }
  pose proof (entmax_optimal 3 2 z _ _ ltac:(lra) (margin_entmax 3 2 z 0 ltac:(lra) ltac:(lia) M)) as O.
  rewrite (proj1 (argmax_only 3 2 z _ _ (f z) ltac:(lra) O) (F z) 1%nat ltac:(lia)). reflexivity.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) the sum is 1, and the second class gets no gradient.
*)
Theorem no_gradient_at_one : ~ (forall a n f z y j g, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y -> gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
  (g j = 0 <-> 1 < sum n (fun i => power (1 / (a - 1)) ((a - 1) * Rmax (z i - z j) 0))) /\
  (a = 2 -> (g j = 0 <-> 1 <= sum n (fun i => Rmax (z i - z j) 0)))).
Proof.
  intros H. destruct (map_exists 3 2 ltac:(lra) ltac:(lia)) as [f F]. set (z := fun i => 1 / (3 - 1) * one_hot 0 i).
  pose proof (loss_gradient 3 2 f z 0 ltac:(lra) F ltac:(lia)) as G.
  destruct (H 3 2%nat f z 0%nat 1%nat _ ltac:(lra) F ltac:(lia) ltac:(lia) ltac:(lia) G) as [B _].
  assert (Z : f z 1%nat - one_hot 0 1 = 0)
    by (unfold z; rewrite off_at_the_margin by exact F; unfold one_hot; simpl; ring).
  apply (proj1 B) in Z. unfold z, one_hot in Z. simpl in Z. rewrite Rmax_left, Rmax_right in Z by lra.
  replace ((3 - 1) * (1 / (3 - 1) * 1 - 1 / (3 - 1) * 0)) with 1 in Z by field.
  rewrite power_of_1, power_0 in Z by lra. lra.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) the second class gets no gradient, and the distance alone is not enough.
*)
Theorem the_distance_is_scaled : ~ (forall a n f z y j g, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y -> gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
  (g j = 0 <-> 1 <= sum n (fun i => power (1 / (a - 1)) (Rmax (z i - z j) 0))) /\
  (a = 2 -> (g j = 0 <-> 1 <= sum n (fun i => Rmax (z i - z j) 0)))).
Proof.
  intros H. destruct (map_exists 3 2 ltac:(lra) ltac:(lia)) as [f F]. set (z := fun i => 1 / (3 - 1) * one_hot 0 i).
  pose proof (loss_gradient 3 2 f z 0 ltac:(lra) F ltac:(lia)) as G.
  destruct (H 3 2%nat f z 0%nat 1%nat _ ltac:(lra) F ltac:(lia) ltac:(lia) ltac:(lia) G) as [B _].
  assert (Z : f z 1%nat - one_hot 0 1 = 0)
    by (unfold z; rewrite off_at_the_margin by exact F; unfold one_hot; simpl; ring).
  apply (proj1 B) in Z. unfold z, one_hot in Z. simpl in Z. rewrite Rmax_left, Rmax_right in Z by lra.
  pose proof (power_lt (1 / (3 - 1)) (1 / (3 - 1) * 1 - 1 / (3 - 1) * 0) 1 ltac:(lra) ltac:(lra) ltac:(lra)) as L.
  rewrite power_of_1 in L. rewrite (power_0 _ 0) in Z by lra. lra.
Qed.

(** Claim: sf.hard_negatives.sparse.criterion
    Role: establishes
    Place: SF, beyond the summary, Mechanism 1
    Says: For every alpha > 1, n and z, f alpha-entmax: a class j other than the label gets no gradient from the loss
      exactly if the sum over all i of ((alpha - 1) max(z_i - z_j, 0)) to the power 1/(alpha - 1) is at least 1; at
      alpha = 2 if the sum of max(z_i - z_j, 0) is.
    Gap: Real numbers, not floating point; a gradient gives the derivative in every direction. That there is one is
      sf.fy.identities.gradient.
    Mutant: `1 <= sum n (fun i => power` becomes `1 < sum n (fun i => power`; refuted by the theorem no_gradient_at_one
    Mutant: `((a - 1) * Rmax (z i - z j) 0)` becomes `(Rmax (z i - z j) 0)`; refuted by the theorem
      the_distance_is_scaled
*)
Theorem a_negative_without_a_gradient : forall a n f z y j g, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y -> gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
  (g j = 0 <-> 1 <= sum n (fun i => power (1 / (a - 1)) ((a - 1) * Rmax (z i - z j) 0))) /\
  (a = 2 -> (g j = 0 <-> 1 <= sum n (fun i => Rmax (z i - z j) 0))).
Proof.
  intros a n f z y j g Ha F Hy Hj N G. destruct (argmax_entmax a n z (f z) Ha (F z)) as [tau E].
  assert (B : g j = 0 <-> 1 <= sum n (fun i => power (1 / (a - 1)) ((a - 1) * Rmax (z i - z j) 0))).
  { rewrite <- (off_support_sum a n z tau (f z) j Ha E Hj).
    rewrite (gradient_entry n _ z g _ j Hj G (loss_gradient a n f z y ltac:(lra) F Hy)). unfold one_hot.
    destruct (Nat.eqb_spec j y); [contradiction|]. rewrite Rminus_0_r. reflexivity. }
  split; [exact B|]. intros A. rewrite B, A.
  rewrite (sum_ext n _ (fun i => Rmax (z i - z j) 0)); [reflexivity|]. intros i _.
  replace (1 / (2 - 1)) with 1 by field. replace ((2 - 1) * Rmax (z i - z j) 0) with (Rmax (z i - z j) 0) by ring.
  apply power_1, Rmax_r.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) a class with p_i = 1 is above one off the support by 1/2.
*)
Theorem the_gap_is_scaled : ~ (forall n z,
  (forall a tau p i j, 1 < a -> entmax a n z tau p -> (i < n)%nat -> (j < n)%nat -> 0 < p i -> p j = 0 ->
    0 < power (a - 1) (p i) / (a - 1) /\ power (a - 1) (p i) <= z i - z j /\
    (z i - z j = power (a - 1) (p i) / (a - 1) <-> z j = tau) /\ (a = 2 -> p i <= z i - z j)) /\
  forall i, (i < n)%nat -> 0 < softmax n z i).
Proof.
  intros H. set (z := fun i => 1 / (3 - 1) * one_hot 0 i).
  assert (E : entmax 3 2 z (z 0%nat - 1 / (3 - 1)) (one_hot 0)).
  { apply margin_entmax; [lra|lia|]. intros j _ N. unfold z, one_hot. destruct (Nat.eqb_spec j 0); [contradiction|].
    simpl. lra. }
  destruct (H 2%nat z) as [B _]. destruct (B 3 _ _ 0%nat 1%nat ltac:(lra) E) as (_ & C & _);
    try (unfold one_hot; simpl; lia || lra).
  unfold z, one_hot in C. simpl in C. rewrite power_of_1 in C. lra.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) the second class is at the threshold, and the distance is the least possible.
*)
Theorem the_gap_is_reached : ~ (forall n z,
  (forall a tau p i j, 1 < a -> entmax a n z tau p -> (i < n)%nat -> (j < n)%nat -> 0 < p i -> p j = 0 ->
    0 < power (a - 1) (p i) / (a - 1) /\ power (a - 1) (p i) / (a - 1) < z i - z j /\
    (z i - z j = power (a - 1) (p i) / (a - 1) <-> z j = tau) /\ (a = 2 -> p i <= z i - z j)) /\
  forall i, (i < n)%nat -> 0 < softmax n z i).
Proof.
  intros H. set (z := fun i => 1 / (3 - 1) * one_hot 0 i).
  assert (E : entmax 3 2 z (z 0%nat - 1 / (3 - 1)) (one_hot 0)).
  { apply margin_entmax; [lra|lia|]. intros j _ N. unfold z, one_hot. destruct (Nat.eqb_spec j 0); [contradiction|].
    simpl. lra. }
  destruct (H 2%nat z) as [B _]. destruct (B 3 _ _ 0%nat 1%nat ltac:(lra) E) as (_ & C & _);
    try (unfold one_hot; simpl; lia || lra).
  unfold z, one_hot in C. simpl in C. rewrite power_of_1 in C. lra.
Qed.

(** Claim: sf.support_separation
    Role: establishes
    Place: SF, summary, Mechanism 3
    Says: For alpha-entmax with the threshold tau, every alpha > 1, n and z: p_i > 0 = p_j implies that z_i - z_j is at
      least p_i^(alpha - 1)/(alpha - 1), which is positive, with equality exactly if z_j = tau; at alpha = 2 it is at
      least p_i. With softmax every class has a positive probability.
    Gap: Real numbers, not floating point.
    Mutant: `power (a - 1) (p i) / (a - 1) <= z i - z j` becomes `power (a - 1) (p i) <= z i - z j`; refuted by the
      theorem the_gap_is_scaled
    Mutant: `/ (a - 1) <= z i - z j` becomes `/ (a - 1) < z i - z j`; refuted by the theorem the_gap_is_reached
*)
Theorem the_support_is_apart : forall n z,
  (forall a tau p i j, 1 < a -> entmax a n z tau p -> (i < n)%nat -> (j < n)%nat -> 0 < p i -> p j = 0 ->
    0 < power (a - 1) (p i) / (a - 1) /\ power (a - 1) (p i) / (a - 1) <= z i - z j /\
    (z i - z j = power (a - 1) (p i) / (a - 1) <-> z j = tau) /\ (a = 2 -> p i <= z i - z j)) /\
  forall i, (i < n)%nat -> 0 < softmax n z i.
Proof.
  intros n z. split; [|intros i Hi; apply softmax_pos; lia]. intros a tau p i j Ha E Hi Hj Pi Pj.
  assert (V : power (a - 1) (p i) / (a - 1) = z i - tau).
  { rewrite (entmax_scores a (z i) tau (p i) Ha (proj2 E i Hi)).
    assert (L : ~ z i <= tau) by (rewrite <- (off_support_below a n z tau p i Ha E Hi); lra).
    rewrite Rmax_left by lra. field. lra. }
  pose proof (proj1 (off_support_below a n z tau p j Ha E Hj) Pj) as L.
  pose proof (Rdiv_lt_0_compat _ (a - 1) (power_pos (a - 1) (p i) Pi) ltac:(lra)) as P. rewrite V in *.
  split; [exact P|]. split; [lra|]. split; [lra|]. intros A. rewrite A in V. replace (2 - 1) with 1 in V by ring.
  rewrite power_1 in V by lra. lra.
Qed.
