(** Softmax and the cross-entropy are the map and the loss of the negative Shannon entropy. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Prop5 Sparsemax SeveralRelevant EntmaxArgmax.
Open Scope R_scope.

Lemma softmax_of_equal_scores i : softmax 2 (fun _ => 0) i = / 2.
Proof. unfold softmax, partition. simpl. rewrite exp_0. field. Qed.

Lemma softmax_is_the_argmax n z p : (0 < n)%nat ->
  (argmax n z (neg_entropy n) p <-> forall i, (i < n)%nat -> p i = softmax n z i).
Proof. intros Hn. exact (proj2 (proj2 (the_map_is_the_only_argmax n z Hn)) p). Qed.

Lemma loss_of_the_entropy n z p y : argmax n z (neg_entropy n) p -> (y < n)%nat ->
  fy_loss n (neg_entropy n) z p (one_hot y) = - ln (p y).
Proof.
  intros M Hy. pose proof (proj1 (softmax_is_the_argmax n z p ltac:(lia)) M) as E.
  unfold fy_loss. rewrite neg_entropy_label, (E y Hy). fold (softmax_loss n z y).
  rewrite softmax_loss_partition by lia.
  rewrite (sum_ext n (fun i => z i * one_hot y i) (fun i => one_hot y i * z i)), (sum_pick n y z Hy) by (intros; ring).
  unfold neg_entropy.
  rewrite (sum_ext n (fun j => p j * ln (p j)) (fun j => z j * p j - ln (partition n z) * p j)).
  - rewrite sum_minus, sum_scal, (proj2 (proj1 M)). ring.
  - intros j Hj. rewrite (E j Hj). pose proof (partition_pos n z ltac:(lia)) as Z. unfold softmax at 2. unfold Rdiv.
    rewrite ln_mult, ln_exp, ln_Rinv; [ring|exact Z|apply exp_pos|apply Rinv_0_lt_compat, Z].
Qed.

(** Claim: none
    Says: The entropy, its sign lost, is largest at a vertex for equal scores, where softmax is even.
*)
Theorem the_entropy_itself : ~ (forall n z p, (0 < n)%nat ->
  (argmax n z (fun q => - neg_entropy n q) p <-> forall i, (i < n)%nat -> p i = softmax n z i) /\
  (forall y, argmax n z (neg_entropy n) p -> (y < n)%nat ->
    fy_loss n (neg_entropy n) z p (one_hot y) = - ln (p y))).
Proof.
  intros H. destruct (H 2%nat (fun _ => 0) (softmax 2 (fun _ => 0)) ltac:(lia)) as [B _].
  destruct (proj2 B ltac:(reflexivity)) as [_ M]. specialize (M (one_hot 0) (one_hot_simplex 2 0 ltac:(lia))).
  rewrite neg_entropy_label in M. unfold neg_entropy in M. simpl in M. rewrite !softmax_of_equal_scores in M.
  rewrite ln_Rinv in M by lra. pose proof (ln_pos 2 ltac:(lra)). lra.
Qed.

(** Claim: none
    Says: For two equal scores the loss is the natural logarithm of 2, not 1.
*)
Theorem the_logarithm_is_natural : ~ (forall n z p, (0 < n)%nat ->
  (argmax n z (fun q => neg_entropy n q) p <-> forall i, (i < n)%nat -> p i = softmax n z i) /\
  (forall y, argmax n z (neg_entropy n) p -> (y < n)%nat ->
    fy_loss n (neg_entropy n) z p (one_hot y) = - (ln (p y) / ln 2))).
Proof.
  intros H. pose proof (proj2 (softmax_is_the_argmax 2 (fun _ => 0) _ ltac:(lia)) ltac:(reflexivity)) as M.
  destruct (H 2%nat (fun _ => 0) (softmax 2 (fun _ => 0)) ltac:(lia)) as [_ B]. specialize (B 0%nat M ltac:(lia)).
  rewrite (loss_of_the_entropy 2 _ _ 0 M ltac:(lia)), softmax_of_equal_scores, ln_Rinv in B by lra.
  pose proof (ln_pos 2 ltac:(lra)). pose proof (ln_below_strictly 2 ltac:(lra) ltac:(lra)).
  replace (- (- ln 2 / ln 2)) with 1 in B by (field; lra). lra.
Qed.

(** Claim: sf.fy.identities.shannon
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For every n > 0 and z the argmax of <z, p> - Omega(p), Omega the sum of p_i log p_i, is softmax, and the
      loss Omega*(z) + Omega(e_y) - <z, e_y> of every label y is -log p_y.
    Gap: Real numbers, not floating point; 0 log 0 counts as 0.
    Mutant: `(fun q => neg_entropy n q)` becomes `(fun q => - neg_entropy n q)`; refuted by the theorem
      the_entropy_itself
    Mutant: `- ln (p y)` becomes `- (ln (p y) / ln 2)`; refuted by the theorem the_logarithm_is_natural
*)
Theorem shannon_gives_softmax_and_the_cross_entropy : forall n z p, (0 < n)%nat ->
  (argmax n z (fun q => neg_entropy n q) p <-> forall i, (i < n)%nat -> p i = softmax n z i) /\
  (forall y, argmax n z (neg_entropy n) p -> (y < n)%nat ->
    fy_loss n (neg_entropy n) z p (one_hot y) = - ln (p y)).
Proof.
  intros n z p Hn. split; [exact (softmax_is_the_argmax n z p Hn)|]. intros y M Hy.
  exact (loss_of_the_entropy n z p y M Hy).
Qed.
