(** Eq. 12: the gradient and the Hessian of the softmax loss at any scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Softmax Jacobian Majorant.
Open Scope R_scope.

(** Claim: rg.eq12.derivatives
    Role: establishes
    Place: RG, s. 4.1, Eq. 12
    Says: the gradient of the softmax loss at any scores o is p with p_y - 1 at the target y, and the Hessian, the
      derivative of the gradient, has the entries p_i (delta_ij - p_j), p = softmax(o); for every N.
    Gap: real numbers. Derivatives are those along all directions.
    Mutant: `softmax N o i - one_hot y i)` becomes `softmax N o i)`; refuted by the theorem gradient_has_the_target
    Mutant: `(one_hot i j - softmax N o j)` becomes `(softmax N o j - one_hot i j)`; refuted by the theorem
      hessian_has_its_sign
    Mutant: `(one_hot i j - softmax N o j)` becomes `(one_hot i j * (1 - softmax N o j))`; refuted by the theorem
      hessian_has_more_than_a_diagonal
*)
Theorem gradient_and_hessian : forall N y o, (y < N)%nat ->
  gradient N (fun u => softmax_loss N u y) o (fun i => softmax N o i - one_hot y i) /\
  jacobian N (fun u i => softmax N u i - one_hot y i) o (fun i j => softmax N o i * (one_hot i j - softmax N o j)).
Proof.
  intros N y o Hy. split; [apply softmax_loss_gradient, Hy|]. intros v i Hi.
  replace (times N _ v i) with (times N (covariance N (softmax N o)) v i); [apply softmax_loss_hessian; assumption|].
  apply sum_ext. intros j _. rewrite <- covariance_simplex by (apply softmax_simplex; lia). ring.
Qed.

Lemma zero_softmax : softmax 2 (fun _ => 0) 0 = 1 / 2 /\ softmax 2 (fun _ => 0) 1 = 1 / 2.
Proof. unfold softmax, partition. simpl. rewrite exp_0. lra. Qed.

Lemma hessian_at_zero J : jacobian 2 (fun u i => softmax 2 u i - one_hot 0 i) (fun _ => 0) J ->
  J 0%nat 0%nat = 1 / 4 /\ J 0%nat 1%nat = - (1 / 4).
Proof.
  intros H. destruct (gradient_and_hessian 2 0 (fun _ => 0) ltac:(lia)) as [_ K]. destruct zero_softmax as [Z0 Z1].
  pose proof (uniqueness_limite _ 0 _ _ (H (one_hot 0) 0%nat ltac:(lia)) (K (one_hot 0) 0%nat ltac:(lia))) as E.
  pose proof (uniqueness_limite _ 0 _ _ (H (one_hot 1) 0%nat ltac:(lia)) (K (one_hot 1) 0%nat ltac:(lia))) as F.
  unfold times in E, F. cbn [sum] in E, F. rewrite Z0, Z1 in E, F. unfold one_hot in E, F. simpl in E, F. lra.
Qed.

(** Claim: none
    Says: at the target 1 is taken away.
*)
Theorem gradient_has_the_target : ~ (forall N y o, (y < N)%nat ->
  gradient N (fun u => softmax_loss N u y) o (fun i => softmax N o i) /\
  jacobian N (fun u i => softmax N u i - one_hot y i) o (fun i j => softmax N o i * (one_hot i j - softmax N o j))).
Proof.
  intros H. destruct (H 2%nat 0%nat (fun _ => 0) ltac:(lia)) as [G _].
  pose proof (gradient_unique 2 _ _ _ _ (one_hot 0) G (softmax_loss_gradient 2 0 (fun _ => 0) ltac:(lia))) as E.
  unfold dot, one_hot in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: the Hessian is not its opposite.
*)
Theorem hessian_has_its_sign : ~ (forall N y o, (y < N)%nat ->
  gradient N (fun u => softmax_loss N u y) o (fun i => softmax N o i - one_hot y i) /\
  jacobian N (fun u i => softmax N u i - one_hot y i) o (fun i j => softmax N o i * (softmax N o j - one_hot i j))).
Proof.
  intros H. destruct (H 2%nat 0%nat (fun _ => 0) ltac:(lia)) as [_ J]. apply hessian_at_zero in J. cbv beta in J.
  destruct zero_softmax as [Z0 Z1]. rewrite Z0, Z1 in J. unfold one_hot in J. simpl in J. lra.
Qed.

(** Claim: none
    Says: the Hessian is no diagonal matrix.
*)
Theorem hessian_has_more_than_a_diagonal : ~ (forall N y o, (y < N)%nat ->
  gradient N (fun u => softmax_loss N u y) o (fun i => softmax N o i - one_hot y i) /\
  jacobian N (fun u i => softmax N u i - one_hot y i) o
    (fun i j => softmax N o i * (one_hot i j * (1 - softmax N o j)))).
Proof.
  intros H. destruct (H 2%nat 0%nat (fun _ => 0) ltac:(lia)) as [_ J]. apply hessian_at_zero in J. cbv beta in J.
  unfold one_hot in J. simpl in J. lra.
Qed.
