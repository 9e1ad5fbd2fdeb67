(** For three items, the ridge up to which RG2's minimum, with its constants, is no lower than the softmax loss's. *)

From Coq Require Import Reals Lra.
From softproof Require Rankmax.
From softproof Require Import Logarithm LogSeries RidgeGap RidgeRay RidgeBorder.
Open Scope R_scope.

(** The ridge, as s = 1 + 6 lambda, leaves RG2's minimum no lower for three items. *)
Definition not_lower (s : R) : Prop := exists t, 0 <= t /\ above 3 s t <= 0.

Lemma not_lower_below_convex s s' t : 1 < s' <= s -> fall 3 t <= -1 -> above 3 s t <= 0 -> above 3 s' t <= 0.
Proof.
  intros Hs F. rewrite !above_3. intros H. destruct (Rle_lt_dec (1 / (s * s')) (t ^ 2)) as [C|C].
  - assert (E : (s - 1) * t ^ 2 + 1 / s - ((s' - 1) * t ^ 2 + 1 / s') = (s - s') * (t ^ 2 - 1 / (s * s')))
      by (field; lra).
    pose proof (Rmult_le_pos (s - s') (t ^ 2 - 1 / (s * s')) ltac:(lra) ltac:(lra)). lra.
  - assert (D : 1 / (s * s') <= 1 / s').
    { unfold Rdiv. rewrite !Rmult_1_l. apply Rinv_le_contravar; [lra|]. nra. }
    assert (E : 1 - ((s' - 1) * t ^ 2 + 1 / s') = (s' - 1) * (1 / s' - t ^ 2)) by (field; lra).
    pose proof (Rmult_le_pos (s' - 1) (1 / s' - t ^ 2) ltac:(lra) ltac:(lra)). lra.
Qed.

(** The gap is positive up to 0.96, as e^2.88 < 18. *)
Lemma gap_at_96 : 0 < gap 3 (24 / 25).
Proof.
  destruct logs_of_2_3_10 as (L2 & L3 & _). pose proof log_of_3 as L3'. unfold gap, fall.
  assert (E : exp (0 + 24 / 25 * 3) <= 18).
  { replace 18 with (2 * 3 * 3) by ring. rewrite <- (exp_ln (2 * 3 * 3)) by lra.
    apply Rankmax.exp_increasing_weakly. rewrite !ln_mult by lra. lra. }
  pose proof (exp_inverse 3 (24 / 25)) as I. pose proof (exp_pos (0 + 24 / 25 * 3)) as P.
  pose proof (exp_pos (0 + 24 / 25 * - (3))) as P'.
  assert (Q : 1 / 18 <= exp (0 + 24 / 25 * - (3))).
  { apply Rmult_le_reg_r with (exp (0 + 24 / 25 * 3)); [exact P|]. rewrite I. lra. }
  pose proof (ln_by_series (10 / 9) (1 / 19) ltac:(lra) ltac:(lra)) as S.
  pose proof (ln_le (10 / 9) (1 + (3 - 1) * exp (0 + 24 / 25 * - (3))) ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma not_lower_below s s' : 1 < s' <= s -> not_lower s -> not_lower s'.
Proof.
  intros Hs (t & Ht & H). destruct (Rle_lt_dec (fall 3 t) (-1)) as [F|F].
  - exists t. split; [exact Ht|]. apply (not_lower_below_convex s); assumption.
  - rewrite above_3 in H. assert (E : 1 - ((s - 1) * t ^ 2 + 1 / s) = (s - 1) * (1 / s - t ^ 2)) by (field; lra).
    assert (T2 : t ^ 2 < 1 / s).
    { apply Rnot_le_lt. intros X. pose proof (Rmult_le_pos (s - 1) (t ^ 2 - 1 / s) ltac:(lra) ltac:(lra)). lra. }
    assert (T : 24 / 25 < t).
    { apply Rnot_le_lt. intros X. destruct (Req_dec t 0) as [->|T0].
      - rewrite fall_0 in H by lra. assert (0 < 1 / s) by (apply Rdiv_lt_0_compat; lra). lra.
      - pose proof (gap_positive 3 (24 / 25) t ltac:(lra) gap_at_96 ltac:(lra)) as G. unfold gap in G.
        pose proof (chord_above s t ltac:(lra)). lra. }
    destruct below_at_low_border as [B B']. destruct touch_values as [V _].
    exists touch. split; [lra|]. apply (not_lower_below_convex low_border); try assumption. split; [lra|].
    assert (X : (24 / 25) ^ 2 * s < 1).
    { apply Rlt_trans with (t ^ 2 * s); [apply Rmult_lt_compat_r; [lra|nra]|].
      apply Rlt_le_trans with (1 / s * s); [apply Rmult_lt_compat_r; lra|right; field; lra]. }
    unfold low_border. lra.
Qed.

(** Where RG2's minimum is lower, it is so for all ridges a little smaller. *)
Lemma lower_is_open s : 1.09 < s <= 1.1 -> ~ not_lower s ->
  exists d, 0 < d /\ forall s', s - d < s' <= s -> ~ not_lower s'.
Proof.
  intros Hs H. assert (Hl : 0 < (s - 1) / 6) by lra.
  destruct (on_ray_least 3 ((s - 1) / 6) ltac:(lra) Hl) as (t0 & H0 & L).
  set (g := above 3 s t0). assert (Hg : 0 < g).
  { apply Rnot_le_lt. intros X. apply H. exists t0. split; assumption. }
  assert (G : forall t, 0 <= t -> g <= above 3 s t).
  { intros t Ht. specialize (L t Ht). pose proof (above_is 3 ((s - 1) / 6) t ltac:(lra) Hl) as A.
    pose proof (above_is 3 ((s - 1) / 6) t0 ltac:(lra) Hl) as A0.
    replace (1 + 2 * 3 * ((s - 1) / 6)) with s in A, A0 by field. unfold g. lra. }
  exists (Rmin (g / 8) (s - 1.09)). split; [apply Rmin_glb_lt; lra|]. intros s' Hs' (t & Ht & B).
  pose proof (Rmin_l (g / 8) (s - 1.09)). pose proof (Rmin_r (g / 8) (s - 1.09)).
  specialize (G t Ht). rewrite above_3 in B, G.
  assert (I : 1 / s <= 1 / s') by (unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; lra).
  destruct (Rle_lt_dec t 2) as [T|T].
  - assert (t ^ 2 <= 4) by nra. pose proof (pow2_ge_0 t).
    assert (0 <= (s - s') * (4 - t ^ 2)) by (apply Rmult_le_pos; lra). lra.
  - pose proof (fall_above 3 t ltac:(lra)) as F. pose proof log_of_3 as L3.
    assert (Q : 0.09 * 4 <= (s' - 1) * t ^ 2) by (apply Rmult_le_compat; [lra|lra|lra|nra]).
    assert (I' : 0.9 <= 1 / s') by (apply inverse_bounds; lra). lra.
Qed.

(** The border for three items. *)
Lemma border_of_three : exists s3, low_border <= s3 <= high_border /\ forall s, 1 < s -> (~ not_lower s <-> s3 < s).
Proof.
  assert (Hi : forall s, not_lower s -> 1 < s -> s <= high_border).
  { intros s H _. apply Rnot_lt_le. intros X.
    destruct (not_lower_below s high_border ltac:(unfold high_border in *; lra) H) as (t & _ & B).
    pose proof (above_at_high_border t). lra. }
  assert (Lo : not_lower low_border).
  { exists touch. destruct touch_values as [V _]. split; [lra|apply below_at_low_border]. }
  destruct (completeness (fun s => 1 < s /\ not_lower s)) as (s3 & Up & Least).
  - exists high_border. intros s [S1 S]. apply Hi; assumption.
  - exists low_border. split; [unfold low_border; lra|exact Lo].
  - exists s3. assert (B : low_border <= s3 <= high_border).
    { split; [apply Up; split; [unfold low_border; lra|exact Lo]|]. apply Least. intros s [S1 S].
      apply Hi; assumption. }
    split; [exact B|]. intros s Hs. split; intros H.
    + apply Rnot_le_lt. intros X. destruct (Rle_lt_or_eq_dec s s3 X) as [L|E].
      * assert (A : s3 <= s); [|lra]. apply Least. intros x [X1 Hx]. apply Rnot_lt_le. intros Y. apply H.
        apply (not_lower_below x); [lra|exact Hx].
      * subst s. unfold low_border, high_border in B. destruct (lower_is_open s3 ltac:(lra) H) as (d & Hd & O).
        assert (A : s3 <= s3 - d); [|lra]. apply Least. intros x [X1 Hx]. apply Rnot_lt_le. intros Y.
        apply (O x); [split; [exact Y|apply Up; split; assumption]|exact Hx].
    + intros X. assert (s <= s3); [|lra]. apply Up. split; assumption.
Qed.
