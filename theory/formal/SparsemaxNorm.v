(** The norm of sparsemax's Jacobian at a point: 1 where two classes or more have positive probability, 0 elsewhere. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Jacobian SparsemaxJacobian.
Open Scope R_scope.

Lemma two_in_support n p : 2 <= sum n (support p) ->
  exists a b, (a < n)%nat /\ (b < n)%nat /\ a <> b /\ support p a = 1 /\ support p b = 1.
Proof.
  intros H. destruct (some_positive n (support p) ltac:(lra)) as [a [Ha Pa]].
  destruct (some_positive n (fun k => support p k - one_hot a k)) as [b [Hb Pb]];
    [rewrite sum_minus, sum_one_hot by exact Ha; lra|].
  assert (B : forall k, 0 < support p k -> support p k = 1)
    by (intros k; unfold support; destruct (Rlt_dec 0 (p k)); lra).
  exists a, b. unfold one_hot in Pb. destruct (Nat.eqb_spec b a) as [->|Hne].
  - rewrite (B a Pa) in Pb. lra.
  - repeat split; auto. apply B. lra.
Qed.

(** Claim: sf.jacobian.sparsemax.attained
    Role: establishes
    Place: SF, beyond the summary, Foundational learning
    Says: where no score ties with the threshold the norm of sparsemax's Jacobian is 1 if two classes or more are in the
      support, and 0 if one is.
    Gap: real numbers, not floating point; that every z has a sparsemax is a premise here, and proved in Sparsemax.v;
      that there is no Jacobian where a score ties is not shown.
    Mutant: `operator_norm N J 1` becomes `operator_norm N J (1 - 1 / INR N)`; refuted by the theorem not_1_minus_1_over
    Mutant: `operator_norm N J 0` becomes `operator_norm N J (1 / 2)`; refuted by the theorem not_half_for_one_class
*)
Theorem sparsemax_norm_attained :
  forall N f z tau J, (forall w, sparsemax N w (f w)) ->
  (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) -> (forall i, (i < N)%nat -> z i <> tau) ->
  jacobian N f z J ->
  (2 <= sum N (support (f z)) -> operator_norm N J 1) /\ (sum N (support (f z)) = 1 -> operator_norm N J 0).
Proof.
  intros N f z tau J Hf Ht Hne HJ. set (s := support (f z)).
  assert (HS : 0 < sum N s) by (apply support_sum_pos, Hf).
  assert (E : forall v i, (i < N)%nat -> times N J v i = times N (covariance N s) v i).
  { intros v i Hi. apply (jacobian_unique N f z); [exact HJ| |exact Hi].
    apply (sparsemax_jacobian_spread N f z tau Hf Ht Hne). }
  split; intros HN.
  - intros d. split.
    + intros H. destruct (two_in_support N (f z) HN) as [a [b [Ha [Hb [Hab [Sa Sb]]]]]]. fold s in Sa, Sb.
      destruct (covariance_pair N s a b Ha Hb Hab ltac:(lra)) as [Q P].
      specialize (H (fun k => one_hot a k - one_hot b k)). rewrite (norm_ext N _ _ (E _)), Q, Sa, Rabs_R1 in H.
      apply Rmult_le_reg_r in H; assumption.
    + intros H v. eapply Rle_trans; [apply (proj1 (sparsemax_norm N f Hf) z J v HJ)|].
      apply Rmult_le_compat_r; [apply norm_nonneg|exact H].
  - apply zero_matrix; [destruct N; [simpl in HS; lra|lia]|]. intros v i Hi. rewrite E, times_covariance by exact Hi.
    destruct (Rlt_dec 0 (f z i)) as [L|L].
    + assert (Si : forall k, (k < N)%nat -> s k = one_hot i k).
      { intros k Hk. pose proof (term_le_sum N (fun j => s j - one_hot i j) k) as T.
        rewrite sum_minus, sum_one_hot, HN in T by exact Hi. cbv beta in T.
        assert (NN : forall j, (j < N)%nat -> 0 <= s j - one_hot i j).
        { intros j _. unfold s, support, one_hot. destruct (Nat.eqb_spec j i) as [->|]; destruct (Rlt_dec 0 _); lra. }
        specialize (T NN Hk). specialize (NN k Hk). lra. }
      unfold average. rewrite HN, (sum_ext N _ (fun k => one_hot i k * v k)) by (intros; rewrite Si; trivial).
      rewrite sum_pick by exact Hi. field.
    + unfold s, support. destruct (Rlt_dec 0 (f z i)); [contradiction|ring].
Qed.

(** Claim: none
    Says: for two equal scores the norm is 1.
*)
Theorem not_1_minus_1_over :
  ~ (forall N f z tau J, (forall w, sparsemax N w (f w)) ->
  (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) -> (forall i, (i < N)%nat -> z i <> tau) ->
  jacobian N f z J ->
  (2 <= sum N (support (f z)) -> operator_norm N J (1 - 1 / INR N)) /\
  (sum N (support (f z)) = 1 -> operator_norm N J 0)).
Proof.
  intros H.
  destruct (H 2%nat sparsemax2 (fun _ => 0) (- (1 / 2)) (covariance 2 (fun _ => 1)) sparsemax2_is_sparsemax) as [L _];
    [intros i _; rewrite sparsemax2_at_0, Rmax_right; lra|intros; lra|apply sparsemax2_jacobian|].
  assert (S : 2 <= sum 2 (support (sparsemax2 (fun _ => 0)))).
  { unfold support. simpl. rewrite !sparsemax2_at_0. destruct (Rlt_dec 0 (1 / 2)); lra. }
  specialize (proj2 (L S (1 - 1 / INR 2)) (Rle_refl _)). simpl. intros K.
  destruct (covariance_pair 2 (fun _ => 1) 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl) as [E P].
  specialize (K (fun k => one_hot 0 k - one_hot 1 k)). rewrite E, Rabs_R1 in K.
  apply Rmult_le_reg_r in K; lra.
Qed.

(** Claim: none
    Says: for a single item sparsemax is constant and the norm is 0.
*)
Theorem not_half_for_one_class :
  ~ (forall N f z tau J, (forall w, sparsemax N w (f w)) ->
  (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) -> (forall i, (i < N)%nat -> z i <> tau) ->
  jacobian N f z J ->
  (2 <= sum N (support (f z)) -> operator_norm N J 1) /\
  (sum N (support (f z)) = 1 -> operator_norm N J (1 / 2))).
Proof.
  assert (F : forall w, sparsemax 1 w (fun _ => 1)).
  { intros w. apply threshold_is_sparsemax with (w 0%nat - 1); [|simpl; ring].
    intros i Hi. assert (i = 0%nat) by lia. subst i. rewrite Rmax_right; lra. }
  assert (T : forall i, (i < 1)%nat -> 1 = Rmax 0 (0 - -1)) by (intros; rewrite Rmax_right; lra).
  assert (J : jacobian 1 (fun _ _ => 1) (fun _ => 0) (fun _ _ => 0)).
  { intros v i _. unfold times. simpl. replace (0 + 0 * v 0%nat) with 0 by ring. apply derivable_pt_lim_const. }
  intros H. destruct (H 1%nat (fun _ _ => 1) (fun _ => 0) (-1) _ F T ltac:(intros; lra) J) as [_ L].
  assert (S : sum 1 (support (fun _ => 1)) = 1) by (unfold support; simpl; destruct (Rlt_dec 0 1); lra).
  pose proof (proj1 (L S 0)) as K.
  pose proof (proj2 (zero_matrix 1 (fun _ _ => 0) ltac:(lia) ltac:(intros; unfold times; simpl; ring) 0) (Rle_refl 0)).
  specialize (K H0). lra.
Qed.
