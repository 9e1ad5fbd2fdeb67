(** The gradient of the loss of entmax is the map less the label, for every alpha. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Convexity Derivatives Prop5 Sparsemax SparsemaxJacobian.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxIdentities.
Open Scope R_scope.

(** Scores that rise by at most b raise the threshold by at most b. *)
Lemma threshold_rise a n z tau p z' tau' p' b : 1 < a -> entmax a n z tau p -> entmax a n z' tau' p' ->
  (forall i, (i < n)%nat -> z' i - z i <= b) -> tau' <= tau + b.
Proof.
  intros Ha [[P S] E] [[P' S'] E'] B. apply Rnot_lt_le. intros C.
  assert (R : 0 < 1 / (a - 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (L : forall i, (i < n)%nat -> (a - 1) * (z' i - tau') < (a - 1) * (z i - tau)).
  { intros i Hi. specialize (B i Hi). apply Rmult_lt_compat_l; lra. }
  destruct (some_positive n p ltac:(lra)) as [k [Hk Pk]].
  assert (D : sum n p' < sum n p); [|lra]. apply (sum_lt n p' p k Hk).
  - intros i Hi. rewrite (E i Hi), (E' i Hi). apply power_le; [exact R|]. apply Rlt_le, L, Hi.
  - rewrite (E k Hk) in *. rewrite (E' k Hk). apply power_lt; [exact R| |apply L, Hk].
    apply Rnot_le_lt. intros N. rewrite power_0 in Pk; lra.
Qed.

Lemma total_bounds n v i : (i < n)%nat -> Rabs (v i) <= sum n (fun k => Rabs (v k)).
Proof. intros Hi. apply (term_le_sum n (fun k => Rabs (v k))); [intros; apply Rabs_pos|exact Hi]. Qed.

Lemma threshold_along a n z v tau p t tau' p' : 1 < a -> entmax a n z tau p ->
  entmax a n (fun k => z k + t * v k) tau' p' -> Rabs (tau' - tau) <= Rabs t * sum n (fun k => Rabs (v k)).
Proof.
  intros Ha E E'. assert (B : forall i, (i < n)%nat -> Rabs (t * v i) <= Rabs t * sum n (fun k => Rabs (v k))).
  { intros i Hi. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|apply total_bounds, Hi]. }
  apply Rabs_le. split.
  - pose proof (threshold_rise a n _ _ _ _ _ _ (Rabs t * sum n (fun k => Rabs (v k))) Ha E' E) as L.
    assert (tau <= tau' + Rabs t * sum n (fun k => Rabs (v k))); [apply L|lra].
    intros i Hi. pose proof (B i Hi). pose proof (Rle_abs (- (t * v i))) as N. rewrite Rabs_Ropp in N. lra.
  - pose proof (threshold_rise a n _ _ _ _ _ _ (Rabs t * sum n (fun k => Rabs (v k))) Ha E E') as L.
    assert (tau' <= tau + Rabs t * sum n (fun k => Rabs (v k))); [apply L|lra].
    intros i Hi. pose proof (B i Hi). pose proof (Rle_abs (t * v i)). lra.
Qed.

(** Along every line the map is continuous. *)
Lemma map_continuous a n f z v i : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> (i < n)%nat ->
  continuity_pt (fun t => f (fun k => z k + t * v k) i) 0.
Proof.
  intros [Ha|<-] F Hi.
  - destruct (argmax_entmax a n _ _ Ha (F (fun k => z k + 0 * v k))) as [tau E0].
    set (B := sum n (fun k => Rabs (v k))). assert (HB : 0 <= B) by (apply sum_nonneg; intros; apply Rabs_pos).
    intros eps He.
    destruct (power_continuous (1 / (a - 1)) ltac:(apply Rdiv_lt_0_compat; lra)
      ((a - 1) * (z i + 0 * v i - tau)) eps He) as [d [Hd D]].
    exists (d / ((a - 1) * (2 * B + 1))).
    assert (K : 0 < (a - 1) * (2 * B + 1)) by (apply Rmult_lt_0_compat; lra).
    split; [apply Rdiv_lt_0_compat; assumption|]. intros t [_ Ht]. simpl in *. unfold R_dist in *.
    rewrite Rminus_0_r in Ht. destruct (argmax_entmax a n _ _ Ha (F (fun k => z k + t * v k))) as [tau' E].
    rewrite (proj2 E i Hi), (proj2 E0 i Hi). set (u := (a - 1) * (z i + t * v i - tau')).
    set (x := (a - 1) * (z i + 0 * v i - tau)) in *. destruct (Req_dec x u) as [W|W].
    { rewrite W, Rminus_diag_eq, Rabs_R0 by reflexivity. exact He. }
    apply D. split; [split; [exact I|exact W]|].
    assert (T : Rabs (tau' - tau) <= Rabs t * B).
    { apply (threshold_along a n z v tau (f (fun k => z k + 0 * v k)) t tau' (f (fun k => z k + t * v k)) Ha);
        [|exact E].
      replace z with (fun k => z k + 0 * v k) at 1 by (apply functional_extensionality; intros; ring). exact E0. }
    assert (V : Rabs (t * v i) <= Rabs t * B).
    { rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|apply total_bounds, Hi]. }
    replace (u - x) with ((a - 1) * (t * v i - (tau' - tau))) by (unfold u, x; ring).
    rewrite Rabs_mult, (Rabs_right (a - 1)) by lra. pose proof (Rabs_triang (t * v i) (- (tau' - tau))) as A.
    rewrite Rabs_Ropp in A. pose proof (Rabs_pos t) as T0.
    apply Rle_lt_trans with ((a - 1) * (2 * B + 1) * Rabs t).
    + rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|]. unfold Rminus at 1. lra.
    + apply (Rmult_lt_compat_l _ _ _ K) in Ht. eapply Rlt_le_trans; [exact Ht|]. right. field. lra.
  - assert (Hn : (0 < n)%nat) by lia. apply derivable_continuous_pt.
    eexists. apply (derive_ext (fun t => softmax n (fun k => z k + t * v k) i)); [|exact (derive_softmax n z v i Hn)].
    intros t. symmetry.
    exact (proj1 (argmax_only 1 n _ _ _ _ ltac:(lra) (softmax_optimal n _ Hn)) (F (fun k => z k + t * v k)) i Hi).
Qed.

Lemma sum_continuous n (F : nat -> R -> R) x : (forall i, (i < n)%nat -> continuity_pt (F i) x) ->
  continuity_pt (fun t => sum n (fun i => F i t)) x.
Proof.
  intros H. induction n as [|n IH]; simpl.
  - apply continuity_pt_const. intros s t. reflexivity.
  - apply (continuity_pt_plus (fun t => sum n (fun i => F i t)) (F n)); [apply IH; intros; apply H; lia|apply H; lia].
Qed.

Lemma loss_gradient a n f z y : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> (y < n)%nat ->
  gradient n (fun w => loss a n w (f w) (one_hot y)) z (fun i => f z i - one_hot y i).
Proof.
  intros Ha F Hy v. set (G := fun t => sum n (fun i => v i * f (fun k => z k + t * v k) i)).
  set (V := fun w => objective a n w (f w)).
  assert (Z0 : (fun k => z k + 0 * v k) = z) by (apply functional_extensionality; intros; ring).
  assert (C : continuity_pt G 0).
  { apply (sum_continuous n (fun i t => v i * f (fun k => z k + t * v k) i)). intros i Hi.
    apply (continuity_pt_scal (fun t => f (fun k => z k + t * v k) i)).
    apply (map_continuous a n f z v i); assumption. }
  assert (S : forall s t, V (fun k => z k + s * v k) + (t - s) * G s <= V (fun k => z k + t * v k)).
  { intros s t. pose proof (proj2 (F (fun k => z k + t * v k)) _ (proj1 (F (fun k => z k + s * v k)))) as M.
    eapply Rle_trans; [right|exact M]. unfold V, objective, G. rewrite <- sum_scal.
    rewrite (sum_ext n (fun i => (z i + t * v i) * f (fun k => z k + s * v k) i) (fun i =>
      (z i + s * v i) * f (fun k => z k + s * v k) i + (t - s) * (v i * f (fun k => z k + s * v k) i)))
      by (intros; ring). rewrite sum_plus. ring. }
  assert (L : forall t, loss a n (fun k => z k + t * v k) (f (fun k => z k + t * v k)) (one_hot y)
    = V (fun k => z k + t * v k) + omega a n (one_hot y) - (z y + t * v y)).
  { intros t. unfold loss. rewrite (sum_at n y (fun k => z k + t * v k) Hy). reflexivity. }
  assert (D : dot n (fun i => f z i - one_hot y i) v = G 0 - v y).
  { unfold dot, G. rewrite Z0, <- (sum_pick n y v Hy), <- sum_minus. apply sum_ext. intros. ring. }
  rewrite D. intros eps He. destruct (C eps He) as [d [Hd K]]. exists (mkposreal d Hd). simpl. intros h Hh Hs.
  rewrite !L, Rplus_0_l. set (Q := (V (fun k => z k + h * v k) - V (fun k => z k + 0 * v k)) / h).
  replace (_ / h - (G 0 - v y)) with (Q - G 0) by (unfold Q; field; exact Hh).
  specialize (K h). simpl in K. unfold R_dist in K. rewrite Rminus_0_r in K.
  specialize (K (conj (conj I (not_eq_sym Hh)) Hs)). apply Rle_lt_trans with (2 := K).
  pose proof (S 0 h) as A. pose proof (S h 0) as B. assert (E : Q * h = V (fun k => z k + h * v k)
    - V (fun k => z k + 0 * v k)) by (unfold Q; field; exact Hh).
  assert (A' : 0 <= h * (Q - G 0)) by lra. assert (B' : 0 <= h * (G h - Q)) by lra.
  destruct (Rtotal_order h 0) as [N|[N|N]]; [|contradiction|].
  - assert (Q <= G 0) by (apply Rnot_lt_le; intros X; pose proof (Rmult_lt_0_compat (- h) (Q - G 0)); lra).
    assert (G h <= Q) by (apply Rnot_lt_le; intros X; pose proof (Rmult_lt_0_compat (- h) (G h - Q)); lra).
    rewrite !Rabs_left1 by lra. lra.
  - assert (G 0 <= Q) by (apply Rnot_lt_le; intros X; pose proof (Rmult_lt_0_compat h (G 0 - Q)); lra).
    assert (Q <= G h) by (apply Rnot_lt_le; intros X; pose proof (Rmult_lt_0_compat h (Q - G h)); lra).
    rewrite !Rabs_right by lra. lra.
Qed.

Lemma softmax_map n w : (0 < n)%nat -> argmax n w (omega 1 n) (softmax n w).
Proof. intros Hn. exact (optimal_argmax 1 n w _ _ ltac:(lra) (softmax_optimal n w Hn)). Qed.

(** Claim: none
    Says: Two equal scores: the derivative in the score of the label is -1/2, and not 1/2.
*)
Theorem not_the_label_less_the_map : ~ (forall a n f z y, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> gradient n (fun w => loss a n w (f w) (one_hot y)) z (fun i => one_hot y i - f z i)).
Proof.
  intros H. assert (F : forall w, argmax 2 w (omega 1 2) (softmax 2 w)) by (intros; apply softmax_map; lia).
  pose proof (H 1 2%nat _ (fun _ => 0) 0%nat ltac:(lra) F ltac:(lia) (one_hot 0)) as A.
  pose proof (loss_gradient 1 2 _ (fun _ => 0) 0 ltac:(lra) F ltac:(lia) (one_hot 0)) as B.
  pose proof (derive_unique _ _ _ _ A B) as E. unfold dot, one_hot, softmax, partition in E. simpl in E.
  rewrite exp_0 in E. lra.
Qed.

(** Claim: none
    Says: Two equal scores: the derivative in the score of the label is -1/2, and not the probability.
*)
Theorem not_the_map_alone : ~ (forall a n f z y, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (y < n)%nat -> gradient n (fun w => loss a n w (f w) (one_hot y)) z (fun i => f z i)).
Proof.
  intros H. assert (F : forall w, argmax 2 w (omega 1 2) (softmax 2 w)) by (intros; apply softmax_map; lia).
  pose proof (H 1 2%nat _ (fun _ => 0) 0%nat ltac:(lra) F ltac:(lia) (one_hot 0)) as A.
  pose proof (loss_gradient 1 2 _ (fun _ => 0) 0 ltac:(lra) F ltac:(lia) (one_hot 0)) as B.
  pose proof (derive_unique _ _ _ _ A B) as E. unfold dot, one_hot, softmax, partition in E. simpl in E.
  rewrite exp_0 in E. lra.
Qed.

(** Claim: sf.fy.identities.gradient
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For every alpha >= 1, n, z and label y, f the argmax of <z, p> - Omega(p): the gradient of the loss in z is
      f(z) - e_y, at the kinks of f, too.
    Gap: Real numbers, not floating point; a gradient gives the derivative in every direction.
    Mutant: `f z i - one_hot y i` becomes `one_hot y i - f z i`; refuted by the theorem not_the_label_less_the_map
    Mutant: `f z i - one_hot y i` becomes `f z i`; refuted by the theorem not_the_map_alone
*)
Theorem the_gradient_is_the_map_less_the_label : forall a n f z y, 1 <= a ->
  (forall w, argmax n w (omega a n) (f w)) -> (y < n)%nat ->
  gradient n (fun w => loss a n w (f w) (one_hot y)) z (fun i => f z i - one_hot y i).
Proof. exact loss_gradient. Qed.
