(** RG, Theorem 14 at the counts of Table 5. *)

From Coq Require Import Reals Lra List.
From softproof Require Import Logarithm RgEq33.
Import ListNotations.
Open Scope R_scope.

(** Left entities, right entities and interactions of MovieLens, Electronics, Steam and Wiki. *)
Definition table5 : list (Z * Z * Z) := [(69815, 9888, 8240192); (192403, 63001, 1689188); (281204, 11961, 3484497);
  (129404, 129432, 13715724)]%Z.

(** The L of Remark 13. *)
Definition remark13 (N c : R) : R := 2 * (2 * sqrt N * c + 1 + N).

(** The largest term of RG2 under single click for scores in [-c, c]. *)
Definition largest_term (N c : R) : R := (N - 1 + c) ^ 2.

Lemma large_dimension M N : 60000 <= M -> 5000 <= N -> 6800 <= dimension 64 M N.
Proof.
  intros HM HN. unfold dimension. assert (Q : 1 <= ln (16 * exp 1 * M / 64)).
  { rewrite <- (ln_exp 1) at 1. pose proof (exp_pos 1). apply ln_le; [assumption|].
    assert (0 <= exp 1 * (M / 64 * 16 - 1)) by (apply Rmult_le_pos; lra). lra. }
  assert (0 <= (64 * (M + N)) * (ln (16 * exp 1 * M / 64) - 1)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma sqrt_below x a : 0 <= a -> x <= a ^ 2 -> sqrt x <= a.
Proof. intros Ha H. rewrite <- (sqrt_pow2 a Ha). apply sqrt_le_1_alt, H. Qed.

Lemma row_below M N m a : 60000 <= M -> 5000 <= N <= 2 ^ 20 -> 1 <= m -> 0 <= a -> N <= a ^ 2 ->
  48 * (2 * (2 * a + 1 + N)) < 1 / 100 * N ^ 2 ->
  eq33 (dimension 64 M N) (largest_term N 1) (remark13 N 1) m (1 / 20) < 1 / 100 * largest_term N 1.
Proof.
  intros HM HN Hm Ha HaN H. unfold largest_term. replace (N - 1 + 1) with N by ring.
  pose proof (sqrt_below N a Ha HaN) as S. pose proof (sqrt_pos N) as S0.
  apply Rle_lt_trans with (48 * remark13 N 1); [|unfold remark13; lra].
  apply eq33_below; try lra.
  - apply large_dimension; lra.
  - split; [apply pow_lt; lra|]. replace (2 ^ 40) with ((2 ^ 20) ^ 2) by ring. apply pow_incr. lra.
  - unfold remark13. lra.
Qed.

(** Claim: rg.thm14.below_largest_loss
    Role: establishes
    Place: RG, s. 4.4, Thm 14; Table 5, B.3
    Says: At each row of Table 5, with K = 64, c = 1 and delta = 1/20, the term of Eq. 33 is below a hundredth of
      (N - 1 + c)^2, the largest term of RG2 under single click.
    Gap: Real numbers, not floating point. The B of Theorem 14 is that largest term; the L of Remark 13 its bound.
      c = 1 is beyond the interval of length 1 of rg.thm14.
    Mutant: `1 / 100 *` becomes `1 / 1000 *`; refuted by the theorem not_below_a_thousandth
*)
Theorem below_a_hundredth_of_the_largest_term : forall M N m, In (M, N, m) table5 ->
  let n := IZR N in let B := largest_term n 1 in
  eq33 (dimension 64 (IZR M) n) B (remark13 n 1) (IZR m) (1 / 20) < 1 / 100 * B.
Proof.
  intros M N m H. cbv zeta. unfold table5 in H. simpl in H.
  destruct H as [E|[E|[E|[E|[]]]]]; injection E as <- <- <-.
  - apply (row_below _ _ _ (199 / 2)); lra.
  - apply (row_below _ _ _ 251); lra.
  - apply (row_below _ _ _ 110); lra.
  - apply (row_below _ _ _ 360); lra.
Qed.

Lemma root_above d X a : 0 < d -> 0 < a -> Rpower a (d + 2) <= X -> a <= Rpower X (/ (d + 2)).
Proof.
  intros Hd Ha HX. apply Rle_trans with (Rpower (Rpower a (d + 2)) (/ (d + 2))).
  - rewrite Rpower_mult, Rinv_r, Rpower_1 by lra. lra.
  - apply Rle_Rpower_l; [apply Rlt_le, Rinv_0_lt_compat; lra|split; [apply exp_pos|exact HX]].
Qed.

Lemma eq33_above d B L m : 0 < d -> 0 < L -> 0 < m -> 2 * L ^ 2 * m <= B ^ 4 -> 32 * L <= eq33 d B L m (1 / 20).
Proof.
  intros Hd HL Hm H. unfold eq33. replace (32 * L) with (16 * (2 * L)) by ring. apply Rmult_le_compat_l; [lra|].
  apply root_above; [exact Hd|lra|]. rewrite <- Rpower_mult_distr by lra.
  assert (E : Rpower 2 (d + 2) <= 2 * exp (d + 1)).
  { replace (d + 2) with (1 + (d + 1)) by ring. rewrite Rpower_plus, Rpower_1 by lra. apply Rmult_le_compat_l; [lra|].
    replace (exp (d + 1)) with (Rpower (exp 1) (d + 1)) by (unfold Rpower; rewrite ln_exp; f_equal; ring).
    apply Rle_Rpower_l; [lra|]. pose proof (exp_ineq1 1 ltac:(lra)). lra. }
  assert (P : Rpower L (d + 2) = L ^ 2 * Rpower L d).
  { replace 2 with (INR 2) at 1 by (simpl; ring). rewrite Rpower_plus, Rpower_pow by exact HL. ring. }
  rewrite P. assert (P1 : 0 < Rpower L d) by apply exp_pos. assert (P2 : 0 < exp (d + 1)) by apply exp_pos.
  assert (L2 : 0 < L ^ 2) by (apply pow_lt, HL).
  apply Rle_trans with (2 * exp (d + 1) * (L ^ 2 * Rpower L d)).
  - apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|exact E].
  - replace ((d + 1) * B ^ 4 * exp (d + 1) * Rpower L d / (m * (1 / 20)))
      with ((d + 1) * 20 * (B ^ 4 / m) * (exp (d + 1) * Rpower L d)) by (field; lra).
    replace (2 * exp (d + 1) * (L ^ 2 * Rpower L d)) with (2 * L ^ 2 * (exp (d + 1) * Rpower L d)) by ring.
    apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|].
    assert (Q : 2 * L ^ 2 <= B ^ 4 / m).
    { apply Rmult_le_reg_r with m; [exact Hm|]. replace (B ^ 4 / m * m) with (B ^ 4) by (field; lra). exact H. }
    assert (1 * (B ^ 4 / m) <= (d + 1) * 20 * (B ^ 4 / m)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(** Claim: none
    Says: The term is not below a thousandth of the largest term: Electronics.
*)
Theorem not_below_a_thousandth : ~ (forall M N m, In (M, N, m) table5 ->
  let n := IZR N in let B := largest_term n 1 in
  eq33 (dimension 64 (IZR M) n) B (remark13 n 1) (IZR m) (1 / 20) < 1 / 1000 * B).
Proof.
  intros F. specialize (F 192403%Z 63001%Z 1689188%Z ltac:(unfold table5; simpl; tauto)). cbv zeta in F.
  assert (S : sqrt 63001 = 251) by (replace 63001 with (251 ^ 2) by ring; apply sqrt_pow2; lra).
  assert (L : remark13 63001 1 = 127008) by (unfold remark13; rewrite S; ring).
  assert (B : largest_term 63001 1 = 63001 ^ 2) by (unfold largest_term; ring). rewrite L, B in F.
  pose proof (eq33_above (dimension 64 192403 63001) (63001 ^ 2) 127008 1689188
    ltac:(pose proof (large_dimension 192403 63001); lra) ltac:(lra) ltac:(lra) ltac:(lra)). lra.
Qed.
