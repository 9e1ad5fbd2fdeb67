(** Under entmax, for every alpha: which classes are in the support, and what the hardest negative gets. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Sparsemax.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxIdentities EntmaxGradient EntmaxSupport.
Open Scope R_scope.

Lemma on_support_above a n z tau p i : 1 < a -> entmax a n z tau p -> (i < n)%nat -> (0 < p i <-> tau < z i).
Proof.
  intros Ha E Hi. pose proof (off_support_below a n z tau p i Ha E Hi) as B. pose proof (proj1 (proj1 E) i Hi). split.
  - intros P. apply Rnot_le_lt. rewrite <- B. lra.
  - intros L. assert (p i <> 0) by (rewrite B; lra). lra.
Qed.

Lemma on_support_sum a n z tau p i : 1 < a -> entmax a n z tau p -> (i < n)%nat ->
  (0 < p i <-> sum n (fun j => power (1 / (a - 1)) ((a - 1) * Rmax (z j - z i) 0)) < 1).
Proof.
  intros Ha E Hi. pose proof (off_support_sum a n z tau p i Ha E Hi) as B. pose proof (proj1 (proj1 E) i Hi). split.
  - intros P. apply Rnot_le_lt. rewrite <- B. lra.
  - intros L. assert (p i <> 0) by (rewrite B; lra). lra.
Qed.

(** Two classes at alpha = 3, the second by exactly the margin below the first. *)
Lemma at_the_margin : entmax 3 2 (fun i => 1 / 2 * one_hot 0 i) 0 (one_hot 0).
Proof.
  replace 0 with (1 / 2 * one_hot 0 0 - 1 / (3 - 1)) by (unfold one_hot; simpl; field).
  apply (margin_entmax 3 2 (fun i => 1 / 2 * one_hot 0 i)); [lra|lia|]. intros j _ N. unfold one_hot.
  destruct (Nat.eqb_spec j 0); [contradiction|]. simpl. lra.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) the sum is 1 for the second class, which is not in the support.
*)
Theorem not_in_the_support_at_one : ~ (forall a n z tau p, 1 < a -> entmax a n z tau p ->
  let above := fun i => sum n (fun j => power (1 / (a - 1)) ((a - 1) * Rmax (z j - z i) 0)) in
  (forall i, (i < n)%nat -> (0 < p i <-> above i <= 1) /\ (z i = tau -> ~ 0 < p i)) /\
  forall low, (low < n)%nat -> (forall i, (i < n)%nat -> z low <= z i) ->
    ((forall i, (i < n)%nat -> 0 < p i) <-> above low < 1)).
Proof.
  intros H. destruct (H 3 2%nat _ _ _ ltac:(lra) at_the_margin) as [B _].
  destruct (B 1%nat ltac:(lia)) as [[_ C] _]. unfold one_hot in C. simpl in C.
  rewrite (Rmax_left (1 / 2 * 1 - 1 / 2 * 0)), (Rmax_right (1 / 2 * 0 - 1 / 2 * 0)) in C by lra.
  replace ((3 - 1) * (1 / 2 * 1 - 1 / 2 * 0)) with 1 in C by field. rewrite power_of_1, power_0 in C by lra.
  specialize (C ltac:(lra)). lra.
Qed.

(** Claim: none
    Says: At alpha = 3 and z = (1/2, 0) the distances themselves add up to less than 1.
*)
Theorem the_distances_are_scaled : ~ (forall a n z tau p, 1 < a -> entmax a n z tau p ->
  let above := fun i => sum n (fun j => power (1 / (a - 1)) (Rmax (z j - z i) 0)) in
  (forall i, (i < n)%nat -> (0 < p i <-> above i < 1) /\ (z i = tau -> ~ 0 < p i)) /\
  forall low, (low < n)%nat -> (forall i, (i < n)%nat -> z low <= z i) ->
    ((forall i, (i < n)%nat -> 0 < p i) <-> above low < 1)).
Proof.
  intros H. destruct (H 3 2%nat _ _ _ ltac:(lra) at_the_margin) as [B _].
  destruct (B 1%nat ltac:(lia)) as [[_ C] _]. unfold one_hot in C. simpl in C.
  rewrite (Rmax_left (1 / 2 * 1 - 1 / 2 * 0)), (Rmax_right (1 / 2 * 0 - 1 / 2 * 0)) in C by lra.
  pose proof (power_lt (1 / (3 - 1)) (1 / 2 * 1 - 1 / 2 * 0) 1 ltac:(lra) ltac:(lra) ltac:(lra)) as L.
  rewrite power_of_1 in L. rewrite (power_0 _ 0) in C by lra. specialize (C ltac:(lra)). lra.
Qed.

(** Claim: sf.support_separation.criterion
    Role: establishes
    Place: SF, beyond the summary, Mechanism 3
    Says: For alpha-entmax with the threshold tau, every alpha > 1, n and z: p_i > 0 exactly if the sum of
      ((alpha - 1)(z_j - z_i)) to the power 1/(alpha - 1) over the classes of higher scores is below 1; a class at the
      threshold is not in the support; all classes are in it exactly if it is so for the one of the lowest score.
    Gap: Real numbers, not floating point.
    Mutant: `above i < 1` becomes `above i <= 1`; refuted by the theorem not_in_the_support_at_one
    Mutant: `((a - 1) * Rmax (z j - z i) 0)` becomes `(Rmax (z j - z i) 0)`; refuted by the theorem
      the_distances_are_scaled
*)
Theorem which_classes_are_in_the_support : forall a n z tau p, 1 < a -> entmax a n z tau p ->
  let above := fun i => sum n (fun j => power (1 / (a - 1)) ((a - 1) * Rmax (z j - z i) 0)) in
  (forall i, (i < n)%nat -> (0 < p i <-> above i < 1) /\ (z i = tau -> ~ 0 < p i)) /\
  forall low, (low < n)%nat -> (forall i, (i < n)%nat -> z low <= z i) ->
    ((forall i, (i < n)%nat -> 0 < p i) <-> above low < 1).
Proof.
  intros a n z tau p Ha E above. split.
  - intros i Hi. split; [exact (on_support_sum a n z tau p i Ha E Hi)|]. intros T.
    rewrite (on_support_above a n z tau p i Ha E Hi). lra.
  - intros low Hl L. unfold above. rewrite <- (on_support_sum a n z tau p low Ha E Hl). split; [intros H; apply H, Hl|].
    intros P i Hi. apply (on_support_above a n z tau p i Ha E Hi).
    apply (on_support_above a n z tau p low Ha E Hl) in P. specialize (L i Hi). lra.
Qed.

Lemma entry_of_a_negative a n f z y j g : 1 < a -> (forall w, argmax n w (omega a n) (f w)) -> (y < n)%nat ->
  (j < n)%nat -> j <> y -> gradient n (fun w => loss a n w (f w) (one_hot y)) z g -> g j = f z j.
Proof.
  intros Ha F Hy Hj N G. rewrite (gradient_entry n _ z g _ j Hj G (loss_gradient a n f z y ltac:(lra) F Hy)).
  unfold one_hot. destruct (Nat.eqb_spec j y); [contradiction|ring].
Qed.

Lemma hardest_has_a_gradient a n z p y j : 1 < a -> argmax n z (omega a n) p -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  (forall i, (i < n)%nat -> i <> y -> z i <= z j) -> loss a n z p (one_hot y) <> 0 -> 0 < p j.
Proof.
  intros Ha M Hy Hj N T L. destruct (argmax_entmax a n z p Ha M) as [tau E].
  destruct (proj1 (proj1 E) j Hj) as [P|P]; [exact P|exfalso]. apply L.
  apply (loss_zero_at_the_label a n z p y ltac:(lra) M Hy).
  pose proof (proj1 (off_support_below a n z tau p j Ha E Hj) (eq_sym P)) as B.
  assert (Z : forall i, (i < n)%nat -> i <> y -> p i = 0).
  { intros i Hi D. apply (off_support_below a n z tau p i Ha E Hi). specialize (T i Hi D). lra. }
  assert (Y : p y = 1).
  { rewrite <- (proj2 (proj1 M)), <- (sum_pick n y p Hy). apply sum_ext. intros i Hi. unfold one_hot.
    destruct (Nat.eqb_spec i y) as [->|D]; [ring|rewrite (Z i Hi D); ring]. }
  intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i y) as [->|D]; [symmetry; exact Y|symmetry; apply Z; assumption].
Qed.

Lemma top_has_its_share a n z p j : 1 < a -> argmax n z (omega a n) p -> (j < n)%nat ->
  (forall i, (i < n)%nat -> z i <= z j) -> 1 / INR n <= p j.
Proof.
  intros Ha M Hj T. destruct (argmax_entmax a n z p Ha M) as [tau [[_ S] E]].
  assert (N : 0 < INR n) by (apply (lt_INR 0); lia). apply Rmult_le_reg_l with (INR n); [exact N|].
  replace (INR n * (1 / INR n)) with 1 by (field; lra). rewrite <- S at 1. rewrite <- sum_const. apply sum_le.
  intros i Hi. rewrite (E i Hi), (E j Hj). apply power_le; [apply exponent_pos, Ha|].
  specialize (T i Hi). apply Rmult_le_compat_l; lra.
Qed.

Lemma level_entmax a n : 1 < a -> (0 < n)%nat -> exists tau, entmax a n (fun _ => 0) tau (fun _ => / INR n).
Proof.
  intros Ha Hn. assert (N : 0 < INR n) by (apply (lt_INR 0), Hn).
  assert (I : 0 < / INR n) by (apply Rinv_0_lt_compat, N). exists (- (power (a - 1) (/ INR n) / (a - 1))). split.
  - split; [intros; lra|]. rewrite sum_const. field. lra.
  - intros i _. replace ((a - 1) * (0 - - (power (a - 1) (/ INR n) / (a - 1)))) with (power (a - 1) (/ INR n))
      by (field; lra). rewrite power_power by exact I. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
    symmetry. apply power_1. lra.
Qed.

Lemma level_share a n f i : 1 < a -> (forall w, argmax n w (omega a n) (f w)) -> (i < n)%nat ->
  f (fun _ => 0) i = 1 / INR n.
Proof.
  intros Ha F Hi. destruct (level_entmax a n Ha ltac:(lia)) as [tau E].
  rewrite (proj1 (argmax_only a n _ _ _ _ ltac:(lra) (entmax_optimal a n _ tau _ Ha E)) (F _) i Hi).
  unfold Rdiv. ring.
Qed.

(** Claim: none
    Says: Of three level classes the hardest negative gets 1/3, and not 1/2.
*)
Theorem the_share_is_of_all_classes : ~ (forall a n f y j, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y ->
  (forall z g, gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
    (forall i, (i < n)%nat -> i <> y -> z i <= z j) ->
    (loss a n z (f z) (one_hot y) <> 0 -> g j <> 0) /\ (z y <= z j -> 1 / (INR n - 1) <= g j)) /\
  gradient n (fun w => loss a n w (f w) (one_hot y)) (fun _ => 0) (fun i => 1 / INR n - one_hot y i)).
Proof.
  intros H. destruct (map_exists 2 3 ltac:(lra) ltac:(lia)) as [f F].
  destruct (H 2 3%nat f 0%nat 1%nat ltac:(lra) F ltac:(lia) ltac:(lia) ltac:(lia)) as [B G].
  destruct (B (fun _ => 0) _ G ltac:(intros; lra)) as [_ C]. specialize (C ltac:(lra)). unfold one_hot in C.
  simpl in C. lra.
Qed.

(** Claim: none
    Says: Where the target has the top score, a negative may get less: at z = (2, 0) nothing.
*)
Theorem not_below_the_target : ~ (forall a n f y j, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y ->
  (forall z g, gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
    (forall i, (i < n)%nat -> i <> y -> z i <= z j) ->
    (loss a n z (f z) (one_hot y) <> 0 -> g j <> 0) /\ (z j <= z y -> 1 / INR n <= g j)) /\
  gradient n (fun w => loss a n w (f w) (one_hot y)) (fun _ => 0) (fun i => 1 / INR n - one_hot y i)).
Proof.
  intros H. destruct (map_exists 3 2 ltac:(lra) ltac:(lia)) as [f F].
  destruct (H 3 2%nat f 0%nat 1%nat ltac:(lra) F ltac:(lia) ltac:(lia) ltac:(lia)) as [B _].
  set (z := fun i => 1 / (3 - 1) * one_hot 0 i).
  pose proof (loss_gradient 3 2 f z 0 ltac:(lra) F ltac:(lia)) as G.
  destruct (B z _ G) as [_ C].
  - intros i Hi D. replace i with 1%nat by lia. lra.
  - unfold z in C. rewrite (off_at_the_margin f F) in C. unfold one_hot in C. simpl in C.
    specialize (C ltac:(lra)). lra.
Qed.

(** Claim: sf.hard_negatives.sparse.hardest
    Role: establishes
    Place: SF, beyond the summary, Mechanism 1
    Says: Under alpha-entmax, every alpha > 1, the negative j of the largest score has a gradient wherever the loss is
      not 0, and one of at least 1/n where it scores no less than the target; at level scores it is 1/n.
    Gap: Real numbers, not floating point; a gradient gives the derivative in every direction. That there is one is
      sf.fy.identities.gradient.
    Mutant: `1 / INR n <= g j` becomes `1 / (INR n - 1) <= g j`; refuted by the theorem the_share_is_of_all_classes
    Mutant: `z y <= z j` becomes `z j <= z y`; refuted by the theorem not_below_the_target
*)
Theorem the_hardest_negative : forall a n f y j, 1 < a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> (j < n)%nat -> j <> y ->
  (forall z g, gradient n (fun w => loss a n w (f w) (one_hot y)) z g ->
    (forall i, (i < n)%nat -> i <> y -> z i <= z j) ->
    (loss a n z (f z) (one_hot y) <> 0 -> g j <> 0) /\ (z y <= z j -> 1 / INR n <= g j)) /\
  gradient n (fun w => loss a n w (f w) (one_hot y)) (fun _ => 0) (fun i => 1 / INR n - one_hot y i).
Proof.
  intros a n f y j Ha F Hy Hj N. split.
  - intros z g G T. rewrite (entry_of_a_negative a n f z y j g Ha F Hy Hj N G). split.
    + intros L. pose proof (hardest_has_a_gradient a n z (f z) y j Ha (F z) Hy Hj N T L). lra.
    + intros L. apply (top_has_its_share a n z (f z) j Ha (F z) Hj). intros i Hi.
      destruct (Nat.eq_dec i y) as [->|D]; [exact L|apply T; assumption].
  - intros v. pose proof (loss_gradient a n f (fun _ => 0) y ltac:(lra) F Hy v) as G. unfold dot in *.
    rewrite (sum_ext n (fun i => (1 / INR n - one_hot y i) * v i)
      (fun i => (f (fun _ => 0) i - one_hot y i) * v i)); [exact G|].
    intros i Hi. rewrite (level_share a n f i Ha F Hi). reflexivity.
Qed.
