(** At zero scores the gradients of RG2 and RGx are softmax's, and WSL's is at an angle to it. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax RgAngles RgAlong.
Open Scope R_scope.

Lemma sm_at_zero N m y : (1 <= m < N)%nat ->
  sm_gradient N m zero_scores y = two_valued m (INR m / INR N - 1) (INR m / INR N) y.
Proof.
  intros Hm. assert (0 < INR N) by (apply lt_0_INR; lia). unfold sm_gradient, softmax, partition, zero_scores, label,
    two_valued.
  rewrite sum_const, exp_0. destruct (Nat.ltb y m); field; lra.
Qed.

Lemma square_of_cosine N u v : 0 < dot N u u -> 0 < dot N v v ->
  cosine N u v ^ 2 = dot N u v ^ 2 / (dot N u u * dot N v v).
Proof.
  intros U V. unfold cosine. pose proof (sqrt_lt_R0 _ U). pose proof (sqrt_lt_R0 _ V).
  pose proof (sqrt_sqrt _ (Rlt_le _ _ U)) as A. pose proof (sqrt_sqrt _ (Rlt_le _ _ V)) as B.
  rewrite <- A at 2. rewrite <- B at 2. field. lra.
Qed.

(** Claim: rg.closer_than_wsl.zero
    Role: establishes
    Place: RG, s. 4, s. 4.1 after Eq. 19
    Says: At o = 0 the gradients of SM, RG2 and RGx are equal, and that of WSL has the squared cosine 1 - m/N with them,
      for every alpha >= 0 and 1 <= m < N.
    Gap: Real numbers; the gradients are written out, summed over the positives, which are the first m items; losses up
      to the factor 1 / |D|.
    Mutant: `1 - INR m / INR N` becomes `1 - 1 / INR N`; refuted by the theorem every_positive_counts
    Mutant: `1 - INR m / INR N` becomes `INR m / INR N`; refuted by the theorem cosine_not_sine
*)
Theorem gradients_at_zero_scores : forall N m alpha, (1 <= m < N)%nat -> 0 <= alpha ->
  (forall y, (y < N)%nat -> rg2_gradient N m zero_scores y = sm_gradient N m zero_scores y /\
    rgx_gradient N m zero_scores y = sm_gradient N m zero_scores y) /\
  cosine N (wsl_gradient alpha m zero_scores) (sm_gradient N m zero_scores) ^ 2 = 1 - INR m / INR N.
Proof.
  intros N m alpha Hm Ha. assert (Pm : 0 < INR m) by (apply lt_0_INR; lia).
  assert (Ln : INR m < INR N) by (apply lt_INR; lia). split.
  - intros y _. rewrite sm_at_zero by exact Hm. unfold rgx_gradient.
    assert (E : rg2_gradient N m zero_scores y = two_valued m (INR m / INR N - 1) (INR m / INR N) y).
    { unfold rg2_gradient, zero_scores, label, two_valued. destruct (Nat.ltb y m); field; lra. }
    rewrite E. split; [reflexivity|]. unfold zero_scores. rewrite sum_zero. field. lra.
  - assert (W : forall y, (y < N)%nat -> wsl_gradient alpha m zero_scores y = two_valued m (- (2) * (alpha + 1)) 0 y).
    { intros y _. unfold wsl_gradient, zero_scores, label, two_valued. destruct (Nat.ltb y m); ring. }
    assert (S : forall y, (y < N)%nat ->
      sm_gradient N m zero_scores y = two_valued m (INR m / INR N - 1) (INR m / INR N) y)
      by (intros; apply sm_at_zero, Hm).
    set (w := wsl_gradient alpha m zero_scores) in *. set (g := sm_gradient N m zero_scores) in *.
    pose proof (dot_two_valued N m _ _ _ _ w g ltac:(lia) W S) as WG.
    pose proof (dot_two_valued N m _ _ _ _ w w ltac:(lia) W W) as WW.
    pose proof (dot_two_valued N m _ _ _ _ g g ltac:(lia) S S) as GG.
    assert (PW : dot N w w = 4 * INR m * ((alpha + 1) * (alpha + 1))) by (rewrite WW; ring).
    assert (PG : dot N g g = INR m * (INR N - INR m) / INR N) by (rewrite GG; field; lra).
    assert (0 < (alpha + 1) * (alpha + 1)) by (apply Rmult_lt_0_compat; lra).
    rewrite square_of_cosine, PW, PG, WG.
    + field. repeat split; lra.
    + rewrite PW. repeat apply Rmult_lt_0_compat; lra.
    + rewrite PG. apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra.
Qed.

(** Claim: none
    Says: With two positives of three items it is 1/3, not 2/3.
*)
Theorem every_positive_counts : ~ forall N m alpha, (1 <= m < N)%nat -> 0 <= alpha ->
  (forall y, (y < N)%nat -> rg2_gradient N m zero_scores y = sm_gradient N m zero_scores y /\
    rgx_gradient N m zero_scores y = sm_gradient N m zero_scores y) /\
  cosine N (wsl_gradient alpha m zero_scores) (sm_gradient N m zero_scores) ^ 2 = 1 - 1 / INR N.
Proof.
  intros H. destruct (H 3%nat 2%nat 0 ltac:(lia) ltac:(lra)) as [_ E].
  destruct (gradients_at_zero_scores 3 2 0 ltac:(lia) ltac:(lra)) as [_ T]. rewrite T in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: With one positive of three items it is 2/3, not 1/3.
*)
Theorem cosine_not_sine : ~ forall N m alpha, (1 <= m < N)%nat -> 0 <= alpha ->
  (forall y, (y < N)%nat -> rg2_gradient N m zero_scores y = sm_gradient N m zero_scores y /\
    rgx_gradient N m zero_scores y = sm_gradient N m zero_scores y) /\
  cosine N (wsl_gradient alpha m zero_scores) (sm_gradient N m zero_scores) ^ 2 = INR m / INR N.
Proof.
  intros H. destruct (H 3%nat 1%nat 0 ltac:(lia) ltac:(lra)) as [_ E].
  destruct (gradients_at_zero_scores 3 1 0 ltac:(lia) ltac:(lra)) as [_ T]. rewrite T in E. simpl in E. lra.
Qed.
