(** RG, Theorem 14: the number of interactions from which its term is at most 8 L, where its covering bound holds. *)

From Coq Require Import Reals Lra List.
From softproof Require Rankmax.
From softproof Require Import Logarithm LogSeries RgEq33 RgTable5.
Import ListNotations.
Open Scope R_scope.

(** The least number of interactions at which the term of Eq. 33 is at most kappa L. *)
Lemma threshold d B L kappa delta : 0 < d -> 0 < B -> 0 < L -> 0 < kappa -> 0 < delta ->
  exists D0, 0 < D0 /\ (forall D, 0 < D -> (eq33 d B L D delta <= kappa * L <-> D0 <= D)) /\
  ln D0 = (d + 2) * (ln 16 - ln kappa) + (d + 1) + (ln (d + 1) + 4 * ln B - ln delta - 2 * ln L).
Proof.
  intros Hd HB HL Hk Hdelta. set (num := (d + 1) * B ^ 4 * exp (d + 1) * Rpower L d).
  set (a := kappa * L / 16). assert (Pa : 0 < a) by (unfold a; pose proof (Rmult_lt_0_compat _ _ Hk HL); lra).
  pose proof (pow_lt B 4 HB) as B4. pose proof (exp_pos (d + 1)) as E1.
  assert (PL : 0 < Rpower L d) by apply exp_pos. assert (Pp : 0 < Rpower a (d + 2)) by apply exp_pos.
  assert (Pn : 0 < num) by (unfold num; repeat apply Rmult_lt_0_compat; lra).
  exists (num / (Rpower a (d + 2) * delta)). split; [|split].
  - apply Rdiv_lt_0_compat; [exact Pn|]. apply Rmult_lt_0_compat; assumption.
  - intros D HD. unfold eq33. fold num. assert (PX : 0 < num / (D * delta)).
    { apply Rdiv_lt_0_compat; [exact Pn|apply Rmult_lt_0_compat; assumption]. }
    assert (S : Rpower (num / (D * delta)) (/ (d + 2)) <= a <-> num / (D * delta) <= Rpower a (d + 2)).
    { split; intros H; [|apply root_below; assumption].
      destruct (Rle_lt_dec (num / (D * delta)) (Rpower a (d + 2))) as [G|G]; [exact G|exfalso].
      assert (T : a < Rpower (num / (D * delta)) (/ (d + 2))); [|lra].
      rewrite <- (Rpower_1 a) at 1 by exact Pa. replace 1 with ((d + 2) * / (d + 2)) by (field; lra).
      rewrite <- Rpower_mult. apply Rlt_Rpower_l; [apply Rinv_0_lt_compat; lra|split; assumption]. }
    transitivity (Rpower (num / (D * delta)) (/ (d + 2)) <= a); [unfold a; split; lra|]. rewrite S.
    split; intros H.
    + apply Rmult_le_reg_r with (Rpower a (d + 2)); [exact Pp|].
      replace (num / (Rpower a (d + 2) * delta) * Rpower a (d + 2)) with (num / (D * delta) * D) by (field; lra).
      rewrite (Rmult_comm D (Rpower a (d + 2))). apply Rmult_le_compat_r; lra.
    + apply Rmult_le_reg_r with D; [exact HD|].
      replace (num / (D * delta) * D) with (num / (Rpower a (d + 2) * delta) * Rpower a (d + 2)) by (field; lra).
      rewrite (Rmult_comm (Rpower a (d + 2)) D). apply Rmult_le_compat_r; lra.
  - pose proof (Rmult_lt_0_compat _ _ Pp Hdelta) as Pd. unfold Rdiv at 1.
    rewrite ln_mult, ln_Rinv, (ln_mult (Rpower a (d + 2))) by (assumption || apply Rinv_0_lt_compat, Pd).
    unfold num. rewrite !ln_mult, ln_pow, ln_exp by (repeat apply Rmult_lt_0_compat; lra).
    unfold Rpower. rewrite !ln_exp. assert (Ea : ln a = ln kappa + ln L - ln 16).
    { unfold a, Rdiv. rewrite !ln_mult, ln_Rinv by (repeat apply Rmult_lt_0_compat; lra). ring. }
    rewrite Ea. simpl INR. ring.
Qed.

(** Ten to the power a against a number of a known logarithm. *)
Lemma power_of_ten a x : 0 < x -> (Rpower 10 a <= x <-> a * ln 10 <= ln x).
Proof.
  intros Hx. unfold Rpower. split; intros H.
  - rewrite <- (ln_exp (a * ln 10)). apply ln_le; [apply exp_pos|exact H].
  - rewrite <- (exp_ln x Hx). apply Rankmax.exp_increasing_weakly, H.
Qed.

(** What stands beside the powers in the threshold is small. *)
Lemma small_part d B L : 0 < d -> d + 1 <= 2 ^ 28 -> 1 <= L -> L <= B -> B <= 2 ^ 36 ->
  0 <= ln (d + 1) + 4 * ln B - ln (1 / 20) - 2 * ln L <= 150.
Proof.
  intros Hd Hd' HL HLB HB. destruct logs_of_2_3_10 as [L2 _].
  pose proof (ln_le 1 L ltac:(lra) HL) as A1. pose proof (ln_le L B ltac:(lra) HLB) as A2.
  pose proof (ln_le B _ ltac:(lra) HB) as A3. pose proof (ln_le (d + 1) _ ltac:(lra) Hd') as A4.
  pose proof (ln_le 1 (d + 1) ltac:(lra) ltac:(lra)) as A5. rewrite ln_1 in A1, A5. rewrite ln_pow in A3, A4 by lra.
  assert (E : ln (1 / 20) = - ln 20) by (unfold Rdiv; rewrite Rmult_1_l, ln_Rinv; lra).
  pose proof (ln_below 20 ltac:(lra)). pose proof (ln_le 1 20 ltac:(lra) ltac:(lra)) as A6. rewrite ln_1 in A6.
  rewrite E. rewrite INR_IZR_INZ in A3, A4. simpl Z.of_nat in A3, A4. lra.
Qed.

Lemma dimension_of_row M N : 0 < M -> dimension 64 M N = 64 * (M + N) * (1 + ln (M / 4)).
Proof.
  intros HM. unfold dimension. replace (16 * exp 1 * M / 64) with (exp 1 * (M / 4)) by field.
  rewrite ln_mult, ln_exp by (try apply exp_pos; lra). reflexivity.
Qed.

(** A row whose d is between low and high. *)
Lemma row_of_digits M N t low high : 1 <= N -> 1 <= low -> high + 1 <= 2 ^ 28 ->
  low <= dimension 64 M N <= high -> 2 * (2 * N + 1 + N) <= N ^ 2 <= 2 ^ 36 ->
  100000 * t * 2.302587 <= low * 1.693146 -> high * 1.693148 + 160 <= 100000 * (t + 1) * 2.302582 -> 0 <= t ->
  exists D0, (forall D, 0 < D ->
    (eq33 (dimension 64 M N) (largest_term N 1) (remark13 N 1) D (1 / 20) <= 8 * remark13 N 1 <-> D0 <= D)) /\
  Rpower 10 (100000 * t) <= D0 < Rpower 10 (100000 * (t + 1)).
Proof.
  intros HN Hlow Hhigh Hd HB H1 H2 Ht. set (d := dimension 64 M N) in *. destruct logs_of_2_3_10 as (L2 & _ & L10).
  assert (S : 0 <= sqrt N <= N).
  { split; [apply sqrt_pos|]. apply sqrt_below; [lra|]. nra. }
  assert (EB : largest_term N 1 = N ^ 2) by (unfold largest_term; ring). rewrite EB.
  assert (HL : 1 <= remark13 N 1 <= N ^ 2) by (unfold remark13; lra). set (L := remark13 N 1) in *.
  destruct (threshold d (N ^ 2) L 8 (1 / 20)) as (D0 & P0 & I & E); try lra.
  exists D0. split; [exact I|]. pose proof (small_part d (N ^ 2) L ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
    ltac:(lra)) as Q. assert (E16 : ln 16 - ln 8 = ln 2).
  { replace 16 with (8 * 2) by ring. rewrite ln_mult by lra. ring. }
  rewrite E16 in E. assert (A : low * 1.693146 <= d * (1 + ln 2)) by (apply Rmult_le_compat; lra).
  assert (B : d * (1 + ln 2) <= high * 1.693148) by (apply Rmult_le_compat; lra).
  assert (C : 100000 * t * ln 10 <= 100000 * t * 2.302587) by (apply Rmult_le_compat_l; lra).
  assert (D : 100000 * (t + 1) * 2.302582 <= 100000 * (t + 1) * ln 10) by (apply Rmult_le_compat_l; lra).
  split; [apply power_of_ten; [exact P0|lra]|]. apply Rnot_le_lt. intros G. apply power_of_ten in G; [|exact P0]. lra.
Qed.

(** The logarithms of the rows' M / 4, from powers of 2 and of 3. *)
Lemma ln_quarters x k y z : 0 < x -> 0 < y -> 0 <= z <= 1 / 7 -> y * (1 - z) = 1 + z -> x = 2 ^ k * y ->
  INR k * ln 2 + (2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5) <= ln x
  <= INR k * ln 2 + (2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + 3 / 10 * z ^ 7).
Proof.
  intros Hx Hy Hz E ->. rewrite ln_mult, ln_pow by (try apply pow_lt; lra). pose proof (ln_by_series y z Hz E). lra.
Qed.

Lemma quarter_of_movielens : 54923741 <= dimension 64 69815 9888 <= 54924181.
Proof.
  destruct logs_of_2_3_10 as [L2 _].
  pose proof (ln_quarters (69815 / 4) 14 (17453.75 / 16384) (1069.75 / 33837.75) ltac:(lra) ltac:(lra) ltac:(lra)
    ltac:(lra) ltac:(lra)) as L. rewrite dimension_of_row by lra. rewrite INR_IZR_INZ in L. simpl Z.of_nat in L. lra.
Qed.

Lemma quarter_of_electronics : 192570626 <= dimension 64 192403 63001 <= 192572167.
Proof.
  destruct logs_of_2_3_10 as (L2 & L3 & _).
  pose proof (ln_by_series (49152 / 48100.75) (1051.25 / 97252.75) ltac:(lra) ltac:(lra)) as L.
  assert (E : ln (192403 / 4) = 14 * ln 2 + ln 3 - ln (49152 / 48100.75)).
  { assert (X : ln (192403 / 4) + ln (49152 / 48100.75) = ln (2 ^ 14) + ln 3)
      by (rewrite <- !ln_mult by lra; f_equal; lra).
    rewrite ln_pow, INR_IZR_INZ in X by lra. simpl Z.of_nat in X. lra. }
  rewrite dimension_of_row, E by lra. lra.
Qed.

Lemma quarter_of_steam : 228161973 <= dimension 64 281204 11961 <= 228163799.
Proof.
  destruct logs_of_2_3_10 as [L2 _].
  pose proof (ln_quarters (281204 / 4) 16 (70301 / 65536) (4765 / 135837) ltac:(lra) ltac:(lra) ltac:(lra)
    ltac:(lra) ltac:(lra)) as L. rewrite dimension_of_row by lra. rewrite INR_IZR_INZ in L. simpl Z.of_nat in L. lra.
Qed.

Lemma quarter_of_wiki : 188587572 <= dimension 64 129404 129432 <= 188589082.
Proof.
  destruct logs_of_2_3_10 as [L2 _].
  pose proof (ln_by_series (32768 / 32351) (417 / 65119) ltac:(lra) ltac:(lra)) as L.
  assert (E : ln (129404 / 4) = 15 * ln 2 - ln (32768 / 32351)).
  { assert (X : ln (129404 / 4) + ln (32768 / 32351) = ln (2 ^ 15)) by (rewrite <- ln_mult by lra; f_equal; lra).
    rewrite ln_pow, INR_IZR_INZ in X by lra. simpl Z.of_nat in X. lra. }
  rewrite dimension_of_row, E by lra. lra.
Qed.

(** Claim: rg.thm14.sample_size
    Role: establishes
    Place: RG, s. 4.4, Thm 14; Table 5, B.3
    Says: With K = 64, c = 1 and delta = 1/20 the term of Eq. 33 is at most 8 L from a number of interactions on that
      has 40.3 (MovieLens), 141.6 (Electronics), 167.7 (Steam) and 138.6 (Wiki) million decimal digits, rounded down: it
      is between 10 to the power of so many million and of 0.1 million more.
    Gap: Real numbers, not floating point. The B of Theorem 14 is the largest term of RG2 under single click; the L of
      Remark 13 its bound. c = 1 is beyond the interval of length 1 of rg.thm14.
    Mutant: `<= 8 * L` becomes `<= L`; refuted by the theorem digits_for_l
    Mutant: `Rpower 10 (100000 * (IZR t + 1))` becomes `exp (100000 * (IZR t + 1))`; refuted by the theorem
      digits_are_decimal
*)
Theorem digits_of_the_sample_size : forall M N m t, In (M, N, m, t) (combine table5 [403; 1416; 1677; 1386]%Z) ->
  let n := IZR N in let L := remark13 n 1 in
  let term := fun D => eq33 (dimension 64 (IZR M) n) (largest_term n 1) L D (1 / 20) in
  exists D0, (forall D, 0 < D -> (term D <= 8 * L <-> D0 <= D)) /\
    Rpower 10 (100000 * IZR t) <= D0 < Rpower 10 (100000 * (IZR t + 1)).
Proof.
  intros M N m t H. cbv zeta. unfold table5 in H. simpl in H.
  destruct H as [E|[E|[E|[E|[]]]]]; injection E as <- <- <- <-.
  - apply (row_of_digits _ _ _ 54923741 54924181); try lra. exact quarter_of_movielens.
  - apply (row_of_digits _ _ _ 192570626 192572167); try lra. exact quarter_of_electronics.
  - apply (row_of_digits _ _ _ 228161973 228163799); try lra. exact quarter_of_steam.
  - apply (row_of_digits _ _ _ 188587572 188589082); try lra. exact quarter_of_wiki.
Qed.

(** Claim: none
    Says: For a term of at most L more digits are needed, 89.9 million for MovieLens.
*)
Theorem digits_for_l : ~ (forall M N m t, In (M, N, m, t) (combine table5 [403; 1416; 1677; 1386]%Z) ->
  let n := IZR N in let L := remark13 n 1 in
  let term := fun D => eq33 (dimension 64 (IZR M) n) (largest_term n 1) L D (1 / 20) in
  exists D0, (forall D, 0 < D -> (term D <= L <-> D0 <= D)) /\
    Rpower 10 (100000 * IZR t) <= D0 < Rpower 10 (100000 * (IZR t + 1))).
Proof.
  intros F. destruct (F 69815%Z 9888%Z 8240192%Z 403%Z ltac:(unfold table5; simpl; tauto)) as (D0 & I & P & Q).
  cbv zeta in I. destruct logs_of_2_3_10 as (L2 & _ & L10). pose proof quarter_of_movielens as Hd.
  set (d := dimension 64 69815 9888) in *. pose proof (sqrt_pos 9888) as S0.
  assert (S1 : sqrt 9888 <= 9888) by (apply sqrt_below; lra).
  assert (EB : largest_term 9888 1 = 9888 ^ 2) by (unfold largest_term; ring). rewrite EB in I.
  assert (HL : 1 <= remark13 9888 1 <= 9888 ^ 2) by (unfold remark13; lra). set (L := remark13 9888 1) in *.
  destruct (threshold d (9888 ^ 2) L 1 (1 / 20)) as (D1 & P1 & J & E); try lra. rewrite Rmult_1_l in J.
  pose proof (small_part d (9888 ^ 2) L ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as T.
  assert (P0 : 0 < D0) by (apply Rlt_le_trans with (2 := P); apply exp_pos).
  assert (G : D1 <= D0) by (apply J; [exact P0|]; apply I; [exact P0|lra]).
  apply ln_le in G; [|exact P1]. rewrite E, ln_1 in G. replace 16 with (2 * 2 * 2 * 2) in G by ring.
  rewrite !ln_mult in G by lra.
  assert (U : ln D0 <= 100000 * (403 + 1) * ln 10).
  { apply ln_increasing in Q; [|exact P0]. unfold Rpower in Q. rewrite ln_exp in Q. lra. }
  assert (V : 54923741 * (4 * 0.693146) <= d * (4 * ln 2)) by (apply Rmult_le_compat; lra). lra.
Qed.

(** Claim: none
    Says: The digits are decimal ones: e for 10 is too small.
*)
Theorem digits_are_decimal : ~ (forall M N m t, In (M, N, m, t) (combine table5 [403; 1416; 1677; 1386]%Z) ->
  let n := IZR N in let L := remark13 n 1 in
  let term := fun D => eq33 (dimension 64 (IZR M) n) (largest_term n 1) L D (1 / 20) in
  exists D0, (forall D, 0 < D -> (term D <= 8 * L <-> D0 <= D)) /\
    Rpower 10 (100000 * IZR t) <= D0 < exp (100000 * (IZR t + 1))).
Proof.
  intros F. destruct (F 69815%Z 9888%Z 8240192%Z 403%Z ltac:(unfold table5; simpl; tauto)) as (D0 & _ & P & Q).
  destruct logs_of_2_3_10 as (_ & _ & L10). unfold Rpower in P. pose proof (Rle_lt_trans _ _ _ P Q) as G.
  apply exp_lt_inv in G. lra.
Qed.
