(** The term of RG, Eq. 33, for the d of Theorem 14, and how large it is where d is large. *)

From Coq Require Import Reals Lra.
From softproof Require Rankmax.
Open Scope R_scope.

(** The term of Eq. 33, 16 times the root of order d + 2 of (d+1) B^4 e^(d+1) L^d / (m delta), for any real d > 0. *)
Definition eq33 (d B L m delta : R) : R :=
  16 * Rpower ((d + 1) * B ^ 4 * exp (d + 1) * Rpower L d / (m * delta)) (/ (d + 2)).

(** The d of Theorem 14, K (M + N) log (16 e M / K). *)
Definition dimension (K M N : R) : R := K * (M + N) * ln (16 * exp 1 * M / K).

Lemma exp_ge_pow2 n : 2 ^ n <= exp (INR n).
Proof.
  induction n as [|n IH]; [simpl; rewrite exp_0; lra|]. rewrite S_INR, exp_plus. simpl.
  pose proof (exp_ineq1 1 ltac:(lra)) as E. pose proof (pow_lt 2 n ltac:(lra)). pose proof (exp_pos (INR n)).
  rewrite Rmult_comm. apply Rmult_le_compat; lra.
Qed.

(** e^(1 + 1/20) < 3, as e^(1/20) <= 20/19. *)
Lemma exp_below_three x : 0 <= x -> exp (x + x / 20) <= Rpower 3 x.
Proof.
  intros P. unfold Rpower. apply Rankmax.exp_increasing_weakly.
  assert (E : exp (/ 20) <= 20 / 19).
  { pose proof (exp_ineq1_le (- / 20)) as L. rewrite exp_Ropp in L. pose proof (exp_pos (/ 20)) as Q.
    apply Rmult_le_reg_r with (/ exp (/ 20)); [apply Rinv_0_lt_compat, Q|]. rewrite Rinv_r by lra. lra. }
  assert (L : 21 / 20 <= ln 3); [|nra].
  rewrite <- (ln_exp (21 / 20)). apply Rlt_le, ln_increasing; [apply exp_pos|].
  replace (21 / 20) with (INR 21 * / 20) by (simpl; field). rewrite <- (ln_exp (/ 20)).
  change (Rpower (exp (/ 20)) (INR 21) < 3). rewrite Rpower_pow by apply exp_pos.
  apply Rle_lt_trans with ((20 / 19) ^ 21); [apply pow_incr; split; [apply Rlt_le, exp_pos|exact E]|]. lra.
Qed.

Lemma root_below d X a : 0 < d -> 0 < X -> X <= Rpower a (d + 2) -> 0 < a -> Rpower X (/ (d + 2)) <= a.
Proof.
  intros Hd H0 HX Ha. apply Rle_trans with (Rpower (Rpower a (d + 2)) (/ (d + 2))).
  - apply Rle_Rpower_l; [apply Rlt_le, Rinv_0_lt_compat; lra|split; assumption].
  - rewrite Rpower_mult, Rinv_r, Rpower_1 by lra. lra.
Qed.

(** Where d is large the root is below 3 L, as it is little more than e L. *)
Lemma eq33_below d B L m delta : 6800 <= d -> 0 < B <= 2 ^ 40 -> 1 <= L -> 1 <= m -> 1 / 20 <= delta ->
  eq33 d B L m delta <= 48 * L.
Proof.
  intros Hd HB HL Hm Hdelta. unfold eq33. apply Rle_trans with (16 * (3 * L)); [|lra].
  apply Rmult_le_compat_l; [lra|]. set (b := B ^ 4). assert (P4 : 0 < b) by (apply pow_lt; lra).
  assert (E3 : b * 1024 <= 2 ^ 170).
  { replace (2 ^ 170) with ((2 ^ 40) ^ 4 * 1024) by ring. apply Rmult_le_compat_r; [lra|]. apply pow_incr. lra. }
  clearbody b. assert (P : 0 < Rpower L d) by apply exp_pos. assert (E : 0 < exp (d + 2)) by apply exp_pos.
  assert (A : (d + 1) * b * 20 <= exp ((d + 2) / 20)).
  { replace ((d + 2) / 20) with ((d + 2) / 40 + (d + 2) / 40) by field. rewrite exp_plus.
    pose proof (exp_ineq1_le ((d + 2) / 40)) as E1.
    assert (E2 : 2 ^ 170 <= exp ((d + 2) / 40)).
    { apply Rle_trans with (1 := exp_ge_pow2 170). rewrite INR_IZR_INZ. simpl Z.of_nat.
      apply Rankmax.exp_increasing_weakly. lra. }
    set (big := 2 ^ 170) in *. clearbody big. apply Rle_trans with ((d + 2) / 40 * (b * 1024)); [nra|].
    apply Rmult_le_compat; lra. }
  assert (C : Rpower L d <= Rpower L (d + 2)) by (apply Rle_Rpower; lra).
  assert (D : exp (d + 1) <= exp (d + 2)) by (apply Rankmax.exp_increasing_weakly; lra).
  assert (I : 0 < / (m * delta) <= 20).
  { split; [apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra|]. replace 20 with (/ (1 / 20)) by field.
    apply Rinv_le_contravar; [lra|]. nra. }
  pose proof (exp_pos (d + 1)) as E'. apply root_below; [lra| | |lra].
  - apply Rmult_lt_0_compat; [|apply I]. repeat apply Rmult_lt_0_compat; lra.
  - rewrite <- Rpower_mult_distr by lra.
    apply Rle_trans with ((d + 1) * b * 20 * exp (d + 2) * Rpower L d).
    + unfold Rdiv. apply Rle_trans with ((d + 1) * b * exp (d + 1) * Rpower L d * 20).
      * apply Rmult_le_compat_l; [repeat apply Rmult_le_pos; lra|apply I].
      * apply Rle_trans with ((d + 1) * b * 20 * Rpower L d * exp (d + 1)); [right; ring|].
        apply Rle_trans with ((d + 1) * b * 20 * Rpower L d * exp (d + 2)); [|right; ring].
        apply Rmult_le_compat_l; [repeat apply Rmult_le_pos; lra|exact D].
    + apply Rmult_le_compat; [repeat apply Rmult_le_pos; lra|lra| |exact C].
      apply Rle_trans with (2 := exp_below_three (d + 2) ltac:(lra)). rewrite (exp_plus (d + 2)).
      rewrite (Rmult_comm (exp (d + 2))). apply Rmult_le_compat_r; lra.
Qed.
