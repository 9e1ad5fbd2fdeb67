(** The rank of the Jacobians of sparsemax and entmax: below N - 1 only where some class has no probability. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Jacobian SparsemaxJacobian EntmaxJacobian JacobianRank.
Open Scope R_scope.

(** The rank of J is at most r: r vectors b are enough to write every J v. *)
Definition rank_at_most (N : nat) (J : nat -> nat -> R) (r : nat) : Prop :=
  exists b : nat -> nat -> R, forall v, exists c : nat -> R, forall i, (i < N)%nat ->
  times N J v i = sum r (fun l => c l * b l i).

(** Claim: none
    Says: The rank is at most N - 1 everywhere, as what J reaches adds up to 0.
*)
Theorem one_less_than_the_classes : ~ ~ (forall a N f z J, 1 < a -> (2 <= N)%nat ->
  (forall w, is_entmax a N w (f w)) -> jacobian N f z J -> rank_at_most N J (N - 1)).
Proof.
  intros H. apply H. intros a N f z J Ha HN Hf HJ.
  assert (G : forall w, is_entmax_from_1 a N w (f w)) by (intros w; left; split; [exact Ha|apply Hf]).
  exists (fun l i => one_hot l i - one_hot (N - 1) i). intros v. exists (times N J v). intros i Hi.
  destruct (proj1 (jacobian_image a N f z J G HJ (times N J v)) (ex_intro _ v (fun i _ => eq_refl))) as [_ S].
  set (w := times N J v) in *. assert (E : N = Datatypes.S (N - 1)) by lia.
  rewrite E in S. simpl in S.
  rewrite (sum_ext (N - 1) _ (fun l => one_hot i l * w l - w l * one_hot (N - 1) i)).
  - rewrite sum_minus, sum_scal_r. destruct (Nat.eq_dec i (N - 1)) as [->|A].
    + rewrite sum_eq_0.
      * unfold one_hot. rewrite Nat.eqb_refl. lra.
      * intros l Hl. unfold one_hot. destruct (Nat.eqb_spec l (N - 1)); [lia|ring].
    + rewrite sum_pick by lia. unfold one_hot. destruct (Nat.eqb_spec i (N - 1)); [contradiction|ring].
  - intros l _. unfold one_hot. rewrite (Nat.eqb_sym l i). destruct (Nat.eqb i l), (Nat.eqb i (N - 1)); ring.
Qed.

(** Claim: sf.jacobian.rank.everywhere
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: The rank of the Jacobian of sparsemax and entmax is not at most N - 2 at every z: of sparsemax at two equal
      scores it is not 0.
    Gap: Real numbers. Entmax is its threshold form, sparsemax that of a = 2; where there is no Jacobian, at a tie
      with the threshold, nothing is claimed.
    Mutant: `(N - 2)` becomes `(N - 1)`; refuted by the theorem one_less_than_the_classes
*)
Theorem the_rank_is_not_always_lower : ~ (forall a N f z J, 1 < a -> (2 <= N)%nat ->
  (forall w, is_entmax a N w (f w)) -> jacobian N f z J -> rank_at_most N J (N - 2)).
Proof.
  intros H. destruct (H 2 2%nat sparsemax2 (fun _ => 0) _ ltac:(lra) ltac:(lia) sparsemax2_is_entmax
    sparsemax2_jacobian)
    as [b B]. destruct (B (one_hot 0)) as [c C]. specialize (C 0%nat ltac:(lia)).
  rewrite times_covariance in C by lia. unfold average, one_hot in C. simpl in C. lra.
Qed.
