(** The Jacobian of entmax beside that of softmax, at one point: at the same scores, and at the same probabilities. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian Lemma23 SparsemaxJacobian EntmaxJacobian.
Open Scope R_scope.

Lemma softmax_not_flat z : 0 < form 2 (softmax_matrix (softmax 2 z)) (one_hot 0).
Proof.
  pose proof (softmax_pos 2 z 0 ltac:(lia)) as P0. pose proof (softmax_pos 2 z 1 ltac:(lia)) as P1.
  pose proof (softmax_sum 2 z ltac:(lia)) as S. simpl in S.
  unfold form, dot, times, softmax_matrix, one_hot. simpl.
  replace (softmax 2 z 1) with (1 - softmax 2 z 0) in * by lra. nra.
Qed.

(** Claim: sf.jacobian.entmax.pointwise.repair
    Role: establishes
    Place: SF, beyond the summary, Foundational learning
    Says: wherever a-entmax has a Jacobian J, a at least 1, v' J v is at least v' (diag p - p p') v for its
      probabilities p and every v, and the norm of J is no less than that of diag p - p p', softmax's
      Jacobian at the same p; at the same scores it can be 0 and softmax's positive.
    Gap: real numbers; a-entmax is its threshold form. That every score vector has one, and that it has a Jacobian
      where no score ties with the threshold, are premises here; for a > 1 they are entmax_exists and
      entmax_has_jacobian.
    Mutant: `(f z)) v <= form` becomes `(softmax N z)) v <= form`; refuted by the theorem not_same
*)
Theorem entmax_above_softmax :
  (forall a N f z J, (forall w, is_entmax_from_1 a N w (f w)) -> jacobian N f z J ->
   (forall v, form N (softmax_matrix (f z)) v <= form N J v) /\
   (forall c, (forall v, norm N (times N J v) <= c * norm N v) ->
      forall v, norm N (times N (softmax_matrix (f z)) v) <= c * norm N v)) /\
  (exists N f z J v, (forall w, is_entmax_from_1 2 N w (f w)) /\ jacobian N f z J /\
     operator_norm N J 0 /\ 0 < form N (softmax_matrix (softmax N z)) v).
Proof.
  split; [|exists 2%nat, sparsemax2, (fun k => 2 * one_hot 0 k), (fun _ _ => 0), (one_hot 0);
    split; [exact sparsemax2_from_1|]; split; [exact sparsemax2_flat|]; split; [|apply softmax_not_flat];
    apply zero_matrix; [lia|intros; unfold times; simpl; ring]].
  intros a N f z J Hf HJ. destruct (Hf z) as [[Ha _]|[Ha [HN F]]].
  - apply entmax_above with a; [exact Ha| |exact HJ].
    intros w. destruct (Hf w) as [[_ H]|[H _]]; [exact H|lra].
  - assert (P : simplex N (f z)).
    { pose proof (softmax_simplex N z HN) as [P S]. split; [intros i Hi; rewrite F by exact Hi; apply P, Hi|].
      rewrite (sum_ext N _ (softmax N z) F). exact S. }
    assert (E : forall v i, (i < N)%nat -> times N J v i = times N (softmax_matrix (f z)) v i).
    { intros v i Hi. rewrite (softmax_times a N f z J v i Ha Hf HJ Hi). symmetry. apply times_ext.
      intros j _. apply covariance_simplex, P. }
    split.
    + intros v. rewrite (form_ext N J _ v (E v)). lra.
    + intros c H v. rewrite <- (norm_ext N _ _ (E v)). apply H.
Qed.

(** Claim: sf.jacobian.entmax.pointwise
    Role: refutes
    Place: SF, summary, Foundational learning
    Says: it is not so that at the same scores the norm of entmax's Jacobian is at least that of softmax's.
    Gap: the counterexample is sparsemax, a = 2, at the scores 2 and 0, where it is constant nearby; entmax is its
      threshold form.
    Mutant: `softmax N z` becomes `f z`; refuted by the theorem same_probabilities_do
*)
Theorem entmax_below_softmax :
  ~ (forall a N f, 1 < a <= 2 -> (forall w, is_entmax a N w (f w)) ->
     forall z J, jacobian N f z J -> forall c, (forall v, norm N (times N J v) <= c * norm N v) ->
     forall v, norm N (times N (softmax_matrix (softmax N z)) v) <= c * norm N v).
Proof.
  intros H. specialize (H 2 2%nat sparsemax2 ltac:(lra) sparsemax2_is_entmax _ _ sparsemax2_flat 0).
  pose proof (softmax_not_flat (fun k => 2 * one_hot 0 k)) as P.
  assert (Q : form 2 (softmax_matrix (softmax 2 (fun k => 2 * one_hot 0 k))) (one_hot 0)
    <= 0 * sum 2 (fun i => one_hot 0 i * one_hot 0 i)).
  { apply form_below_norm, H. intros v. unfold norm, times. simpl.
    replace (0 + (0 + 0 * v 0%nat + 0 * v 1%nat) * ((0 + 0 * v 0%nat + 0 * v 1%nat) * 1)
      + (0 + 0 * v 0%nat + 0 * v 1%nat) * ((0 + 0 * v 0%nat + 0 * v 1%nat) * 1)) with 0 by ring.
    rewrite sqrt_0. lra. }
  lra.
Qed.

(** Claim: none
    Says: at the same probabilities the statement is true.
*)
Theorem same_probabilities_do :
  ~ ~ (forall a N f, 1 < a <= 2 -> (forall w, is_entmax a N w (f w)) ->
     forall z J, jacobian N f z J -> forall c, (forall v, norm N (times N J v) <= c * norm N v) ->
     forall v, norm N (times N (softmax_matrix (f z)) v) <= c * norm N v).
Proof. intros H. apply H. intros a N f Ha Hf z J HJ. apply (entmax_above a N f z J ltac:(lra) Hf HJ). Qed.

(** Claim: none
    Says: at the same scores the quadratic forms are in no order.
*)
Theorem not_same :
  ~ ((forall a N f z J, (forall w, is_entmax_from_1 a N w (f w)) -> jacobian N f z J ->
   (forall v, form N (softmax_matrix (softmax N z)) v <= form N J v) /\
   (forall c, (forall v, norm N (times N J v) <= c * norm N v) ->
      forall v, norm N (times N (softmax_matrix (f z)) v) <= c * norm N v)) /\
  (exists N f z J v, (forall w, is_entmax_from_1 2 N w (f w)) /\ jacobian N f z J /\
     operator_norm N J 0 /\ 0 < form N (softmax_matrix (softmax N z)) v)).
Proof.
  intros [H _]. destruct (H 2 2%nat sparsemax2 _ _ sparsemax2_from_1 sparsemax2_flat) as [L _].
  specialize (L (one_hot 0)). pose proof (softmax_not_flat (fun k => 2 * one_hot 0 k)) as P.
  replace (form 2 (fun _ _ => 0) (one_hot 0)) with 0 in L; [lra|]. unfold form, dot, times. simpl. ring.
Qed.
