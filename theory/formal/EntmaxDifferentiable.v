(** The map alpha-entmax is one, and has a Jacobian wherever no score ties with the threshold. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Jacobian EntmaxJacobian EntmaxLoss EntmaxMap EntmaxIdentities EntmaxKinks.
Open Scope R_scope.

(** No score equals the threshold, at which the probabilities add up to one. *)
Definition no_tie (a : R) (N : nat) (z : nat -> R) : Prop :=
  forall tau, sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau)) = 1 ->
  forall i, (i < N)%nat -> (a - 1) * z i <> tau.

(** The two threshold forms of entmax are one. *)
Lemma is_entmax_threshold a N z p : 1 < a -> (is_entmax a N z p <-> exists tau, entmax a N z tau p).
Proof.
  intros Ha.
  assert (E : forall t u x, t = (a - 1) * u ->
    (if Rlt_dec t ((a - 1) * x) then Rpower ((a - 1) * x - t) (1 / (a - 1)) else 0)
      = power (1 / (a - 1)) ((a - 1) * (x - u))).
  { intros t u x ->. rewrite Rmult_minus_distr_l. unfold power.
    destruct (Rlt_dec ((a - 1) * u) ((a - 1) * x)), (Rlt_dec 0 ((a - 1) * x - (a - 1) * u)); lra || reflexivity. }
  split.
  - intros [P [t T]]. exists (t / (a - 1)). split; [exact P|]. intros i Hi. rewrite (T i Hi). apply E. field. lra.
  - intros [u [P T]]. split; [exact P|]. exists ((a - 1) * u). intros i Hi. rewrite (T i Hi). symmetry.
    apply E. reflexivity.
Qed.

Lemma entmax_unique a N z p q i : 1 < a -> is_entmax a N z p -> is_entmax a N z q -> (i < N)%nat -> p i = q i.
Proof.
  intros Ha P Q. apply (is_entmax_threshold a N z p Ha) in P. apply (is_entmax_threshold a N z q Ha) in Q.
  destruct P as [t P], Q as [u Q].
  apply (argmax_only a N z _ q p ltac:(lra) (entmax_optimal a N z u q Ha Q)), (entmax_argmax a N z t p Ha P).
Qed.

(** The Jacobian is diag s - s s' / (sum of s), with s = p^(2 - a) on the support. *)
Lemma entmax_has_jacobian a N f z : 1 < a -> (forall w, is_entmax a N w (f w)) -> no_tie a N z ->
  jacobian N f z (covariance N (entmax_weight a (f z))).
Proof.
  intros Ha Hf H. apply entmax_differentiable; [lra| |].
  - intros w. destruct (proj1 (is_entmax_threshold a N w (f w) Ha) (Hf w)) as [tau E].
    exact (entmax_argmax a N w tau _ Ha E).
  - intros _ tau [P T] i Hi E. apply (H ((a - 1) * tau)) with i; [|exact Hi|rewrite E; reflexivity].
    transitivity (sum N (f z)); [|exact (proj2 P)]. apply sum_ext. intros j Hj. rewrite (T j Hj). f_equal. ring.
Qed.
