(** The last step of Eq. 44: from an exponential to a power. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

(** e^-x is at most 1 / (e x). *)
Lemma exp_below_reciprocal x : 0 < x -> exp (- x) <= / exp 1 * / x.
Proof.
  intros Hx. assert (E : x <= exp (x - 1)).
  { destruct (Req_dec x 1) as [->|D]; [replace (1 - 1) with 0 by ring; rewrite exp_0; lra|].
    pose proof (exp_ineq1 (x - 1) ltac:(lra)). lra. }
  replace (exp (- x)) with (/ exp 1 * / exp (x - 1)).
  - apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, exp_pos|]. apply Rinv_le_contravar; assumption.
  - rewrite exp_Ropp. replace (exp x) with (exp 1 * exp (x - 1)) by (rewrite <- exp_plus; f_equal; ring).
    field. split; apply Rgt_not_eq, exp_pos.
Qed.

(** Claim: rg.eq44.last
    Role: refutes
    Place: RG, A.5, Eq. 44
    Says: The last inequality of Eq. 44, with 32 e B on the left and 16 e L on the right, is false: d = 50, B = 9, L =
      16, epsilon = 9, |D| = 2592.
    Gap: Real numbers; d is a natural number, as a pseudo-dimension is; the witness has the B = N^2 of RG2's terms and
      an L of Remark 13 for N = 3.
    Mutant: `4 * exp 1 * (INR d + 1) * (32 * exp 1 * B / eps) ^ d` becomes `4 * exp 1 * (INR d + 1) * (16 * exp 1 * L
      / eps) ^ d`; refuted by the theorem the_same_cover_on_both_sides_holds
*)
Theorem last_step_of_eq44_fails : ~ forall d B L eps D, 0 < B -> 0 < L -> 0 < eps -> 0 < D ->
  4 * exp 1 * (INR d + 1) * (32 * exp 1 * B / eps) ^ d * exp (- (D * eps ^ 2 / (32 * B ^ 4)))
  <= 4 * exp 1 * (INR d + 1) * ((16 * exp 1 * L / eps) ^ d * (32 * B ^ 4 / (D * eps ^ 2))).
Proof.
  intros H. specialize (H 50%nat 9 16 9 2592 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  pose proof (exp_pos 1) as P. pose proof exp_le_3 as U. pose proof (pos_INR 50) as PI.
  set (n := INR 50) in *. clearbody n.
  replace (2592 * 9 ^ 2 / (32 * 9 ^ 4)) with 1 in H by field.
  replace (32 * 9 ^ 4 / (2592 * 9 ^ 2)) with 1 in H by field.
  replace (32 * exp 1 * 9 / 9) with (9 / 8 * (16 * exp 1 * 16 / 9)) in H by field.
  rewrite Rpow_mult_distr, exp_Ropp in H. set (c := (16 * exp 1 * 16 / 9) ^ 50) in H.
  assert (Pc : 0 < c) by (apply pow_lt; lra). clearbody c.
  assert (G : 3 < (9 / 8) ^ 50).
  { replace 50%nat with (10 * 5)%nat by reflexivity. rewrite pow_mult.
    assert (T : 3 < (9 / 8) ^ 10) by lra. apply Rlt_trans with (3 ^ 5); [lra|].
    pose proof (Rmult_lt_0_compat 3 3 ltac:(lra) ltac:(lra)). simpl.
    set (b := 9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * (9 / 8 * 1)))))))))) in *.
    assert (T' : 3 < b) by (unfold b; lra). rewrite !Rmult_1_r.
    repeat (apply Rmult_gt_0_lt_compat; [lra| |lra|]); try lra;
      repeat (apply Rmult_lt_0_compat; try lra). }
  set (g := (9 / 8) ^ 50) in *. clearbody g.
  assert (Q : 4 * exp 1 * (n + 1) * c < 4 * exp 1 * (n + 1) * (g * c) * / exp 1).
  { replace (4 * exp 1 * (n + 1) * (g * c) * / exp 1) with (4 * (n + 1) * c * g) by (field; lra).
    replace (4 * exp 1 * (n + 1) * c) with (4 * (n + 1) * c * exp 1) by ring.
    apply Rmult_lt_compat_l; [repeat apply Rmult_lt_0_compat; lra|lra]. }
  lra.
Qed.

(** Claim: rg.eq44.last.repair
    Role: establishes
    Place: RG, A.5, Eq. 44, repaired
    Says: With 16 e L on both sides the last inequality of Eq. 44 holds, with the factor 1 / e on the right, for all
      B, L, epsilon, |D| > 0 and every d >= 0, an integer or not.
    Gap: Real numbers; a power with the exponent d is exp(d log x).
    Mutant: `<= / exp 1 * (` becomes `<= / exp 1 * (99 / 100) * (`; refuted by the theorem one_over_e_is_best
*)
Theorem last_step_of_eq44_repaired : forall d B L eps D, 0 <= d -> 0 < B -> 0 < L -> 0 < eps -> 0 < D ->
  4 * exp 1 * (d + 1) * Rpower (16 * exp 1 * L / eps) d * exp (- (D * eps ^ 2 / (32 * B ^ 4)))
  <= / exp 1 * (4 * exp 1 * (d + 1) * Rpower (16 * exp 1 * L / eps) d * (32 * B ^ 4 / (D * eps ^ 2))).
Proof.
  intros d B L eps D Hd HB HL He HD. set (c := 4 * exp 1 * (d + 1) * Rpower (16 * exp 1 * L / eps) d).
  assert (Pc : 0 < c).
  { unfold c. pose proof (exp_pos 1). apply Rmult_lt_0_compat; [repeat apply Rmult_lt_0_compat; lra|apply exp_pos]. }
  assert (PB : 0 < B ^ 4) by (apply pow_lt, HB). assert (Pe : 0 < eps ^ 2) by (apply pow_lt, He).
  assert (PD : 0 < D * eps ^ 2) by (apply Rmult_lt_0_compat; assumption).
  assert (Px : 0 < D * eps ^ 2 / (32 * B ^ 4)) by (apply Rdiv_lt_0_compat; lra).
  replace (/ exp 1 * (c * (32 * B ^ 4 / (D * eps ^ 2)))) with (c * (/ exp 1 * / (D * eps ^ 2 / (32 * B ^ 4)))).
  - apply Rmult_le_compat_l; [lra|]. apply exp_below_reciprocal, Px.
  - pose proof (exp_pos 1). field. repeat split; lra.
Qed.

(** Claim: none
    Says: With 16 e L on both sides the last inequality of Eq. 44 holds without the factor 1 / e too.
*)
Theorem the_same_cover_on_both_sides_holds : ~ ~ forall d B L eps D, 0 < B -> 0 < L -> 0 < eps -> 0 < D ->
  4 * exp 1 * (INR d + 1) * (16 * exp 1 * L / eps) ^ d * exp (- (D * eps ^ 2 / (32 * B ^ 4)))
  <= 4 * exp 1 * (INR d + 1) * ((16 * exp 1 * L / eps) ^ d * (32 * B ^ 4 / (D * eps ^ 2))).
Proof.
  intros H. apply H. intros d B L eps D HB HL He HD. rewrite <- Rmult_assoc.
  pose proof (last_step_of_eq44_repaired (INR d) B L eps D (pos_INR d) HB HL He HD) as S.
  rewrite Rpower_pow in S by (pose proof (exp_pos 1); apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact He]).
  apply Rle_trans with (1 := S).
  set (z := 4 * exp 1 * (INR d + 1) * (16 * exp 1 * L / eps) ^ d * (32 * B ^ 4 / (D * eps ^ 2))).
  assert (Pz : 0 < z).
  { unfold z. pose proof (exp_pos 1). pose proof (pos_INR d). assert (0 < B ^ 4) by (apply pow_lt, HB).
    assert (0 < D * eps ^ 2) by (apply Rmult_lt_0_compat; [exact HD|apply pow_lt, He]).
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|apply Rdiv_lt_0_compat; lra].
    - repeat apply Rmult_lt_0_compat; lra.
    - apply pow_lt. apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; lra|exact He]. }
  pose proof (exp_ineq1 1 ltac:(lra)) as E. rewrite <- (Rmult_1_l z) at 2. apply Rmult_le_compat_r; [lra|].
  apply Rmult_le_reg_l with (exp 1); [lra|]. rewrite Rinv_r by lra. lra.
Qed.

(** Claim: none
    Says: The factor 1 / e is the best one: d = 0, B = L = eps = 1, |D| = 32 attain it.
*)
Theorem one_over_e_is_best : ~ forall d B L eps D, 0 <= d -> 0 < B -> 0 < L -> 0 < eps -> 0 < D ->
  4 * exp 1 * (d + 1) * Rpower (16 * exp 1 * L / eps) d * exp (- (D * eps ^ 2 / (32 * B ^ 4)))
  <= / exp 1 * (99 / 100) * (4 * exp 1 * (d + 1) * Rpower (16 * exp 1 * L / eps) d * (32 * B ^ 4 / (D * eps ^ 2))).
Proof.
  intros H. specialize (H 0 1 1 1 32 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  replace (32 * 1 ^ 2 / (32 * 1 ^ 4)) with 1 in H by field. replace (32 * 1 ^ 4 / (32 * 1 ^ 2)) with 1 in H by field.
  pose proof (exp_pos 1) as P. rewrite exp_Ropp, Rpower_O in H by lra.
  replace (4 * exp 1 * (0 + 1) * 1 * / exp 1) with 4 in H by (field; lra).
  replace (/ exp 1 * (99 / 100) * (4 * exp 1 * (0 + 1) * 1 * 1)) with (396 / 100) in H by (field; lra). lra.
Qed.
