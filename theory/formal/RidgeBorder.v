(** Where the minimum of RG2 with its constants is below that of the softmax loss, under one ridge. *)

From Coq Require Import Reals Lra.
From softproof Require Import Logarithm Hoeffding LogSeries RidgeGap RidgeRay Prop7.
Open Scope R_scope.

(** What the softmax loss on the ray is above RG2's minimum, with s = 1 + 2 n lambda. *)
Definition above (n s t : R) : R := fall n t + (n - 1) / 2 * ((s - 1) * t ^ 2 + 1 / s).

Lemma above_is n lam t : 1 <= n -> 0 < lam -> on_ray n lam t - rg2_minimum n lam = above n (1 + 2 * n * lam) t.
Proof.
  intros Hn Hl. pose proof (Rmult_lt_0_compat n lam ltac:(lra) Hl). unfold on_ray, rg2_minimum, above. field. lra.
Qed.

Lemma fall_above n t : 1 < n -> - ln n < fall n t.
Proof.
  intros Hn. unfold fall. pose proof (exp_pos (0 + t * - n)) as P.
  pose proof (Rmult_lt_0_compat (n - 1) _ ltac:(lra) P).
  pose proof (ln_pos (1 + (n - 1) * exp (0 + t * - n)) ltac:(lra)). lra.
Qed.

(** ** Four items and more *)

Lemma half_above_log n : 4 <= n -> ln n <= (n - 1) / 2.
Proof.
  intros Hn. pose proof log_of_four as L. replace (INR 4) with 4 in L by (simpl; ring).
  replace n with (4 * (n / 4)) at 1 by field. rewrite ln_mult by lra. pose proof (ln_below (n / 4) ltac:(lra)). lra.
Qed.

Lemma chord_above s t : 0 < s -> 2 * t - t ^ 2 <= (s - 1) * t ^ 2 + 1 / s.
Proof.
  intros Hs. assert (E : (s - 1) * t ^ 2 + 1 / s - (2 * t - t ^ 2) = (s * t - 1) ^ 2 * / s) by (field; lra).
  pose proof (Rmult_le_pos _ _ (pow2_ge_0 (s * t - 1)) (Rlt_le _ _ (Rinv_0_lt_compat s Hs))). lra.
Qed.

Lemma above_from_four n s t : 4 <= n -> 1 < s -> 0 <= t -> 0 < above n s t.
Proof.
  intros Hn Hs Ht. pose proof (half_above_log n Hn) as L. unfold above.
  destruct (Req_dec t 0) as [->|T0].
  { rewrite fall_0 by lra.
    replace (0 + (n - 1) / 2 * ((s - 1) * 0 ^ 2 + 1 / s)) with ((n - 1) / 2 * (1 / s)) by (field; lra).
    apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; lra]. }
  destruct (Rle_lt_dec t 1) as [T1|T1].
  - assert (G1 : 0 < gap n 1) by (unfold gap; pose proof (fall_above n 1 ltac:(lra)); lra).
    pose proof (gap_positive n 1 t ltac:(lra) G1 ltac:(lra)) as G. unfold gap in G.
    pose proof (Rmult_le_compat_l ((n - 1) / 2) _ _ ltac:(lra) (chord_above s t ltac:(lra))). lra.
  - pose proof (fall_above n t ltac:(lra)) as F. assert (Q : 1 <= (s - 1) * t ^ 2 + 1 / s).
    { pose proof (chord_above s 1 ltac:(lra)) as C. assert ((s - 1) * 1 ^ 2 <= (s - 1) * t ^ 2); [|lra].
      apply Rmult_le_compat_l; [lra|]. nra. }
    pose proof (Rmult_le_compat_l ((n - 1) / 2) _ _ ltac:(lra) Q). lra.
Qed.

(** ** Three items *)

Lemma above_3 s t : above 3 s t = fall 3 t + ((s - 1) * t ^ 2 + 1 / s).
Proof. unfold above. replace ((3 - 1) / 2) with 1 by field. ring. Qed.

Lemma log_of_3 : 1.0986122884 <= ln 3 <= 1.0986122888.
Proof.
  pose proof (ln_by_series (16 / 15) (1 / 31) ltac:(lra) ltac:(lra)) as A.
  pose proof (ln_by_series (25 / 24) (1 / 49) ltac:(lra) ltac:(lra)) as B.
  pose proof (ln_by_series (81 / 80) (1 / 161) ltac:(lra) ltac:(lra)) as C.
  assert (E : ln 3 = 11 * ln (16 / 15) + 8 * ln (25 / 24) + 5 * ln (81 / 80)).
  { replace 3 with ((16 / 15) ^ 11 * (25 / 24) ^ 8 * (81 / 80) ^ 5) at 1 by field.
    rewrite !ln_mult, !ln_pow by (try apply Rmult_lt_0_compat; try apply pow_lt; lra). simpl INR. ring. }
  rewrite E. lra.
Qed.

(** Where the softmax loss has its minimum at the border, nearly. *)
Definition touch : R := ln (2727 / 100) / 3.

Lemma touch_values : 1.1019290 <= touch <= 1.1019291 /\ fall 3 touch = ln (2927 / 2727) - ln 3 /\
  0.0707759038 <= ln (2927 / 2727) <= 0.0707759039.
Proof.
  pose proof log_of_3 as L3. split; [|split].
  - pose proof (ln_by_series (101 / 100) (1 / 201) ltac:(lra) ltac:(lra)) as A.
    assert (E : ln (2727 / 100) = 3 * ln 3 + ln (101 / 100)).
    { replace (2727 / 100) with (3 * 3 * 3 * (101 / 100)) by field. rewrite !ln_mult by lra. ring. }
    unfold touch. rewrite E. lra.
  - unfold fall, touch. replace (0 + ln (2727 / 100) / 3 * - (3)) with (- ln (2727 / 100)) by field.
    rewrite exp_Ropp, exp_ln by lra. f_equal. f_equal. field.
  - pose proof (ln_by_series (2927 / 2727) (100 / 2827) ltac:(lra) ltac:(lra)). lra.
Qed.

(** The tangent there: the fall is convex. *)
Lemma fall_above_tangent t : fall 3 touch - 600 / 2927 * (t - touch) <= fall 3 t.
Proof.
  destruct touch_values as (_ & E & _). set (x := -3 * (t - touch)).
  pose proof (exp_chord (200 / 2927) x ltac:(lra)) as C.
  assert (X : exp (0 + t * - (3)) = 100 / 2727 * exp x).
  { replace (100 / 2727) with (/ exp (ln (2727 / 100))) by (rewrite exp_ln by lra; field).
    rewrite <- exp_Ropp, <- exp_plus. f_equal. unfold x, touch. field. }
  rewrite E. unfold fall. rewrite X.
  assert (L : ln (2927 / 2727) + 200 / 2927 * x <= ln (1 + (3 - 1) * (100 / 2727 * exp x))).
  { rewrite <- (ln_exp (200 / 2927 * x)) at 1. rewrite <- ln_mult by (try apply exp_pos; lra).
    apply ln_le; [apply Rmult_lt_0_compat; [lra|apply exp_pos]|]. lra. }
  unfold x in L. unfold x. lra.
Qed.

Lemma inverse_bounds a b : 0 < a -> (1 <= b * a -> 1 / a <= b) /\ (b * a <= 1 -> b <= 1 / a).
Proof.
  intros Ha. assert (E : 1 / a * a = 1) by (field; lra).
  split; intros H; apply Rmult_le_reg_r with a; rewrite ?E; assumption.
Qed.

(** Just above 1 + 6 * 0.015499, and just below 1 + 6 * 0.0155. *)
Definition low_border : R := 1.0929941.
Definition high_border : R := 1.0929999.

Lemma below_at_low_border : above 3 low_border touch <= 0 /\ fall 3 touch <= -1.
Proof.
  destruct touch_values as (T & E & L). pose proof log_of_3 as L3. rewrite above_3, E. unfold low_border. split; [|lra].
  assert (Q : touch ^ 2 <= 1.1019291 ^ 2) by (apply pow_incr; lra).
  assert (I : 1 / 1.0929941 <= 0.9149181) by (apply inverse_bounds; lra). lra.
Qed.

Lemma parabola_above k d x : 0 < k -> - d ^ 2 <= 4 * k * (d * x + k * x ^ 2).
Proof. intros _. pose proof (pow2_ge_0 (2 * k * x + d)). lra. Qed.

Lemma above_at_high_border t : 0 < above 3 high_border t.
Proof.
  destruct touch_values as (T & E & L). pose proof log_of_3 as L3. rewrite above_3. unfold high_border.
  pose proof (fall_above_tangent t) as F. rewrite E in F. set (x := t - touch) in *.
  replace (t ^ 2) with (touch ^ 2 + 2 * touch * x + x ^ 2) by (unfold x; ring).
  assert (Q : 1.1019290 ^ 2 <= touch ^ 2) by (apply pow_incr; lra).
  assert (I : 0.9149131 <= 1 / 1.0929999) by (apply inverse_bounds; lra).
  set (d := 2 * 0.0929999 * touch - 600 / 2927). assert (D : Rabs d <= 1 / 10000) by (apply Rabs_le; unfold d; lra).
  assert (P : - (1 / 10000000) <= d * x + 0.0929999 * x ^ 2).
  { assert (D2 : d ^ 2 <= (1 / 10000) ^ 2)
      by (rewrite <- (pow2_abs d); apply pow_incr; split; [apply Rabs_pos|exact D]).
    pose proof (parabola_above 0.0929999 d x ltac:(lra)) as S. lra. }
  unfold d in P. lra.
Qed.
