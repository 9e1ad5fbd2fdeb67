(** The Jacobian of alpha-entmax, which it has wherever no score ties with the threshold. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Derivatives Softmax Jacobian SparsemaxJacobian EntmaxJacobian EntmaxDifferentiable
  EntmaxUnbounded.
Open Scope R_scope.

(** Claim: sf.jacobian.entmax.formula
    Role: establishes
    Place: SF, beyond the summary, Foundational learning
    Says: a-entmax, a at least 1, has at every z at which no score ties with the threshold the Jacobian
      diag(s) - s s' / (sum of s) with s = p^(2 - a) on the support and 0 off it; for a = 1, softmax, at every z.
    Gap: real numbers; a-entmax is its threshold form; that every score vector has one is a premise, and proved in
      EntmaxExists.v. As derivatives in every direction, of which those along the axes are the entries.
    Mutant: `s i * s j / sum N s` becomes `s i * s j`; refuted by the theorem the_sum_counts
    Mutant: `one_hot i j - s i * s j / sum N s` becomes `one_hot i j`; refuted by the theorem the_threshold_moves
    Mutant: `(1 < a -> no_tie a N z)` becomes `1 <= a`; refuted by the theorem a_tie_is_a_kink
*)
Theorem entmax_jacobian_formula : forall a N f z, (forall w, is_entmax_from_1 a N w (f w)) -> (1 < a -> no_tie a N z) ->
  let s := entmax_weight a (f z) in
  jacobian N f z (fun i j => s i * one_hot i j - s i * s j / sum N s).
Proof.
  intros a N f z Hf T s. change (jacobian N f z (covariance N s)). destruct (Hf z) as [[A _]|[A [HN F]]].
  - apply (entmax_has_jacobian a N f z A); [|exact (T A)].
    intros w. destruct (Hf w) as [[_ E]|[E _]]; [exact E|lra].
  - assert (E : forall i, (i < N)%nat -> s i = softmax N z i).
    { intros i Hi. unfold s, entmax_weight. rewrite (F i Hi). pose proof (softmax_pos N z i HN) as P.
      destruct (Rlt_dec 0 (softmax N z i)) as [_|Q]; [|lra]. rewrite A. replace (2 - 1) with 1 by ring.
      apply Rpower_1, P. }
    intros v i Hi. apply (derive_ext (fun t => softmax N (fun k => z k + t * v k) i)).
    + intros t. destruct (Hf (fun k => z k + t * v k)) as [[B _]|[_ [_ G]]]; [lra|]. symmetry. exact (G i Hi).
    + rewrite times_covariance, (E i Hi) by exact Hi.
      replace (average N s v) with (average N (softmax N z) v).
      * rewrite <- times_covariance by exact Hi.
        rewrite <- (times_ext N (fun i j => softmax N z i * one_hot i j - softmax N z i * softmax N z j) _ v i
          (fun j _ => covariance_simplex N _ i j (softmax_simplex N z HN))).
        exact (softmax_jacobian N z HN v i Hi).
      * unfold average. rewrite (sum_ext N s _ E). f_equal. apply sum_ext. intros j Hj. rewrite (E j Hj). reflexivity.
Qed.

(** Two equal scores, at which sparsemax has both classes in the support. *)
Lemma equal_scores_do_not_tie : 1 < 2 -> no_tie 2 2 (fun _ => 0).
Proof.
  intros _. apply (full_support_has_no_tie 2 2 _ (sparsemax2 (fun _ => 0)) ltac:(lra) (sparsemax2_is_entmax _)).
  intros i _. rewrite sparsemax2_at_0. lra.
Qed.

Lemma weight_of_the_two i : entmax_weight 2 (sparsemax2 (fun _ => 0)) i = 1.
Proof. rewrite half_weights. replace (2 - 2) with 0 by ring. apply Rpower_O. lra. Qed.

(** Claim: none
    Says: At two equal scores the entries of sparsemax's Jacobian are 1/2 in size, and not 0 and 1.
*)
Theorem the_sum_counts : ~ (forall a N f z, (forall w, is_entmax_from_1 a N w (f w)) -> (1 < a -> no_tie a N z) ->
  let s := entmax_weight a (f z) in
  jacobian N f z (fun i j => s i * one_hot i j - s i * s j)).
Proof.
  intros H. specialize (H 2 2%nat sparsemax2 (fun _ => 0) sparsemax2_from_1 equal_scores_do_not_tie).
  pose proof (jacobian_unique 2 _ _ _ _ (one_hot 0) 0%nat H sparsemax2_jacobian ltac:(lia)) as E.
  unfold times, covariance, one_hot in E. simpl in E. rewrite !weight_of_the_two in E. lra.
Qed.

(** Claim: none
    Says: At two equal scores the Jacobian of sparsemax is not the identity, as at a fixed threshold.
*)
Theorem the_threshold_moves : ~ (forall a N f z, (forall w, is_entmax_from_1 a N w (f w)) -> (1 < a -> no_tie a N z) ->
  let s := entmax_weight a (f z) in
  jacobian N f z (fun i j => s i * one_hot i j)).
Proof.
  intros H. specialize (H 2 2%nat sparsemax2 (fun _ => 0) sparsemax2_from_1 equal_scores_do_not_tie).
  pose proof (jacobian_unique 2 _ _ _ _ (one_hot 0) 0%nat H sparsemax2_jacobian ltac:(lia)) as E.
  unfold times, covariance, one_hot in E. simpl in E. rewrite !weight_of_the_two in E. lra.
Qed.

(** Claim: none
    Says: At the scores 1 and 0 the second one ties with sparsemax's threshold; as the first falls its probability falls
      at the rate 1/2, and not 0.
*)
Theorem a_tie_is_a_kink : ~ (forall a N f z, (forall w, is_entmax_from_1 a N w (f w)) -> 1 <= a ->
  let s := entmax_weight a (f z) in
  jacobian N f z (fun i j => s i * one_hot i j - s i * s j / sum N s)).
Proof.
  intros H. specialize (H 2 2%nat sparsemax2 (one_hot 0) sparsemax2_from_1 ltac:(lra)). cbv zeta in H.
  assert (E : forall t, sparsemax2 (fun k => one_hot 0 k + t * - one_hot 0 k) 0
    = Rmax 0 (Rmin 1 ((1 + t * - (1) - (0 + t * - 0) + 1) / 2))) by (intros; reflexivity).
  assert (Z : sparsemax2 (one_hot 0) 0 = 1 /\ sparsemax2 (one_hot 0) 1 = 0).
  { unfold sparsemax2, one_hot. simpl. rewrite Rmin_left, Rmax_right by lra. lra. }
  specialize (H (fun k => - one_hot 0 k) 0%nat ltac:(lia)). unfold times, entmax_weight in H. simpl sum in H.
  rewrite (proj1 Z), (proj2 Z) in H. destruct (Rlt_dec 0 1) as [_|F]; [|lra]. destruct (Rlt_dec 0 0) as [F|_]; [lra|].
  replace (2 - 2) with 0 in H by ring. rewrite Rpower_O in H by lra. unfold one_hot at 3 4 5 6 in H. simpl in H.
  destruct (H (1 / 4) ltac:(lra)) as [d D]. set (h := Rmin (d / 2) 1).
  assert (P : 0 < h <= 1 /\ h < d).
  { pose proof (cond_pos d). pose proof (Rmin_l (d / 2) 1). pose proof (Rmin_r (d / 2) 1).
    pose proof (Rmin_pos (d / 2) 1 ltac:(lra) ltac:(lra)). unfold h. lra. }
  specialize (D h ltac:(lra) ltac:(rewrite Rabs_right; lra)). rewrite Rplus_0_l, !E in D.
  rewrite Rmin_right, Rmax_right in D by lra. rewrite Rmin_left, Rmax_right in D by lra.
  match type of D with Rabs ?x < _ => replace x with (- (1 / 2)) in D by (field; lra) end.
  rewrite Rabs_left in D; lra.
Qed.
