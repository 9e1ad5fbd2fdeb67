(** Strict order preservation gives no bound of the Jacobian: softmax of b s has the norm b / 2. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Jacobian SoftmaxJacobian.
Open Scope R_scope.

Definition strictly_order_preserving (n : nat) (f : (nat -> R) -> nat -> R) : Prop :=
  forall s i j, (i < n)%nat -> (j < n)%nat -> s j < s i -> f s j < f s i.

Lemma jacobian_scale N b s J : jacobian N (softmax N) (fun k => b * s k) J ->
  jacobian N (fun u => softmax N (fun k => b * u k)) s (fun i j => b * J i j).
Proof.
  intros H v i Hi.
  replace (fun t => softmax N (fun k => b * (s k + t * v k)) i)
    with (fun t => softmax N (fun k => b * s k + t * (b * v k)) i).
  - replace (times N (fun i j => b * J i j) v i) with (times N J (fun k => b * v k) i)
      by (apply sum_ext; intros; ring).
    apply H, Hi.
  - apply functional_extensionality. intros t. f_equal. apply functional_extensionality. intros k. ring.
Qed.

Lemma norm_scale n b v : 0 <= b -> norm n (fun i => b * v i) = b * norm n v.
Proof.
  intros Hb. unfold norm. rewrite (sum_ext n _ (fun i => b * b * v i ^ 2)) by (intros; ring).
  rewrite sum_scal, sqrt_mult_alt, sqrt_square by (try exact Hb; apply Rle_0_sqr). reflexivity.
Qed.

Lemma norm_times_scale N b J v : 0 <= b -> norm N (times N (fun i j => b * J i j) v) = b * norm N (times N J v).
Proof.
  intros Hb. rewrite <- norm_scale by exact Hb. apply norm_ext. intros i _. unfold times. rewrite <- sum_scal.
  apply sum_ext. intros j _. ring.
Qed.

(** Claim: sf.jacobian.sop_implies_bound.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 1
    Says: for every b > 0 and every N of at least 2 softmax of b s is strictly order preserving, and the least bound of
      the norm of its Jacobian at all scores is b / 2: no constant serves all strictly order preserving maps.
    Gap: real numbers, not floating point.
    Mutant: `b / 2 <= c` becomes `1 / 2 <= c`; refuted by the theorem scaled_norm_not_half
    Mutant: `b / 2 <= c` becomes `b <= c`; refuted by the theorem scaled_norm_not_b
    Mutant: `b / 2 <= c` becomes `1 / (2 * b) <= c`; refuted by the theorem scaled_norm_not_inverse
*)
Theorem scaled_softmax_norm :
  forall N b, (2 <= N)%nat -> 0 < b ->
  strictly_order_preserving N (fun s => softmax N (fun k => b * s k)) /\
  (forall c, (forall s J v, jacobian N (fun u => softmax N (fun k => b * u k)) s J ->
                norm N (times N J v) <= c * norm N v) <-> b / 2 <= c).
Proof.
  intros N b HN Hb. split.
  - intros s i j Hi Hj H. apply softmax_strictly_order_preserving; [exact Hi|exact Hj|].
    apply Rmult_lt_compat_l; assumption.
  - intros c. split; intros H.
    + assert (L : 1 / 2 <= c / b); [|apply Rmult_le_compat_r with (r := b) in L; [|lra];
        unfold Rdiv at 2 in L; rewrite Rmult_assoc, Rinv_l in L by lra; lra].
      apply (softmax_jacobian_norm_sharp N HN). intros s J v HJ.
      specialize (H (fun k => s k / b) (fun i j => b * J i j) v). rewrite norm_times_scale in H by lra.
      apply Rmult_le_reg_l with b; [exact Hb|]. replace (b * (c / b * norm N v)) with (c * norm N v) by (field; lra).
      apply H, jacobian_scale. replace (fun k => b * (s k / b)) with s; [exact HJ|].
      apply functional_extensionality. intros k. field. lra.
    + intros s J v HJ. set (K := covariance N (softmax N (fun k => b * s k))).
      assert (HK : jacobian N (softmax N) (fun k => b * s k) K).
      { intros w i Hi. unfold K. rewrite (times_ext N _ (fun i j => softmax N (fun k => b * s k) i * one_hot i j
          - softmax N (fun k => b * s k) i * softmax N (fun k => b * s k) j)).
        - apply softmax_jacobian; [lia|exact Hi].
        - intros j _. symmetry. apply covariance_simplex, softmax_simplex. lia. }
      rewrite (norm_ext N _ (times N (fun i j => b * K i j) v))
        by (intros i Hi; apply (jacobian_unique N _ s _ _ v i HJ (jacobian_scale N b s K HK) Hi)).
      rewrite norm_times_scale by lra. pose proof (softmax_jacobian_norm N _ K v HK) as B.
      pose proof (Rmult_le_compat_l b _ _ ltac:(lra) B). pose proof (norm_nonneg N v).
      pose proof (Rmult_le_compat_r (norm N v) _ _ ltac:(assumption) H). lra.
Qed.

(** Claim: none
    Says: for b = 2 the bound 1/2 does not serve.
*)
Theorem scaled_norm_not_half :
  ~ (forall N b, (2 <= N)%nat -> 0 < b ->
  strictly_order_preserving N (fun s => softmax N (fun k => b * s k)) /\
  (forall c, (forall s J v, jacobian N (fun u => softmax N (fun k => b * u k)) s J ->
                norm N (times N J v) <= c * norm N v) <-> 1 / 2 <= c)).
Proof.
  intros H. destruct (H 2%nat 2 ltac:(lia) ltac:(lra)) as [_ L].
  destruct (scaled_softmax_norm 2 2 ltac:(lia) ltac:(lra)) as [_ T]. specialize (L (1 / 2)). specialize (T (1 / 2)).
  apply proj2 in L. specialize (L ltac:(lra)). apply T in L. lra.
Qed.

(** Claim: none
    Says: b, as for sparsemax, is not the least constant.
*)
Theorem scaled_norm_not_b :
  ~ (forall N b, (2 <= N)%nat -> 0 < b ->
  strictly_order_preserving N (fun s => softmax N (fun k => b * s k)) /\
  (forall c, (forall s J v, jacobian N (fun u => softmax N (fun k => b * u k)) s J ->
                norm N (times N J v) <= c * norm N v) <-> b <= c)).
Proof.
  intros H. destruct (H 2%nat 1 ltac:(lia) ltac:(lra)) as [_ L].
  destruct (scaled_softmax_norm 2 1 ltac:(lia) ltac:(lra)) as [_ T]. specialize (L (1 / 2)). specialize (T (1 / 2)).
  apply proj2 in T. specialize (T ltac:(lra)). apply L in T. lra.
Qed.

(** Claim: none
    Says: the temperature is not its inverse.
*)
Theorem scaled_norm_not_inverse :
  ~ (forall N b, (2 <= N)%nat -> 0 < b ->
  strictly_order_preserving N (fun s => softmax N (fun k => b * s k)) /\
  (forall c, (forall s J v, jacobian N (fun u => softmax N (fun k => b * u k)) s J ->
                norm N (times N J v) <= c * norm N v) <-> 1 / (2 * b) <= c)).
Proof.
  intros H. destruct (H 2%nat 2 ltac:(lia) ltac:(lra)) as [_ L].
  destruct (scaled_softmax_norm 2 2 ltac:(lia) ltac:(lra)) as [_ T]. specialize (L (1 / 4)). specialize (T (1 / 4)).
  apply proj2 in L. specialize (L ltac:(lra)). apply T in L. lra.
Qed.

(** Claim: sf.jacobian.sop_implies_bound
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: it is not so that every strictly order preserving map has a Jacobian of norm at most 1/2.
    Gap: the counterexample is softmax of 4 s at two equal scores.
    Mutant: `strictly_order_preserving N f` becomes `f = softmax N`; refuted by the theorem order_bound_for_softmax
*)
Theorem order_gives_no_bound :
  ~ (forall N f, strictly_order_preserving N f -> forall s J v,
     jacobian N f s J -> norm N (times N J v) <= 1 / 2 * norm N v).
Proof.
  intros H. destruct (scaled_softmax_norm 2 4 ltac:(lia) ltac:(lra)) as [S T].
  specialize (T (1 / 2)). apply proj1 in T. specialize (T (H 2%nat _ S)). lra.
Qed.

(** Claim: none
    Says: of softmax itself the statement is true.
*)
Theorem order_bound_for_softmax :
  ~ ~ (forall N f, f = softmax N -> forall s J v,
     jacobian N f s J -> norm N (times N J v) <= 1 / 2 * norm N v).
Proof. intros H. apply H. intros N f -> s J v. apply softmax_jacobian_norm. Qed.
