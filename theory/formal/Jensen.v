(** The logarithm against its Taylor polynomials, and the mean logarithm of a mean of independent draws. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws.
Open Scope R_scope.

Lemma least_at_one h h' w u :
  0 < w <= 1 -> w <= u ->
  (forall v, 0 < v -> derivable_pt_lim h v (h' v)) -> (forall v, w <= v -> 0 <= (v - 1) * h' v) -> h 1 <= h u.
Proof.
  intros Hw Hu D S. destruct (Rtotal_order u 1) as [H|[->|H]]; [|lra|].
  - destruct (MVT_cor2 h h' u 1 H) as (v & E & Hv); [intros; apply D; lra|].
    specialize (S v ltac:(lra)). destruct (Rle_lt_dec (h' v) 0); nra.
  - destruct (MVT_cor2 h h' 1 u H) as (v & E & Hv); [intros; apply D; lra|].
    specialize (S v ltac:(lra)). destruct (Rlt_le_dec (h' v) 0); nra.
Qed.

Lemma derivative_of_power n u : derivable_pt_lim (fun v => (v - 1) ^ n) u (INR n * (u - 1) ^ Init.Nat.pred n).
Proof.
  replace (INR n * (u - 1) ^ Init.Nat.pred n) with (INR n * (u - 1) ^ Init.Nat.pred n * (1 - 0)) by ring.
  apply (derivable_pt_lim_comp (fun v => v - 1) (fun x => x ^ n)); [|apply derivable_pt_lim_pow].
  apply derivable_pt_lim_minus; [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
Qed.

Lemma derivative_of_quartic a b c d e u : 0 < u ->
  derivable_pt_lim (fun v => a * (v - 1) ^ 1 + b * (v - 1) ^ 2 + c * (v - 1) ^ 3 + d * (v - 1) ^ 4 + e * ln v) u
    (a + 2 * b * (u - 1) + 3 * c * (u - 1) ^ 2 + 4 * d * (u - 1) ^ 3 + e / u).
Proof.
  intros Hu.
  replace (a + 2 * b * (u - 1) + 3 * c * (u - 1) ^ 2 + 4 * d * (u - 1) ^ 3 + e / u)
    with (a * (INR 1 * (u - 1) ^ 0) + b * (INR 2 * (u - 1) ^ 1) + c * (INR 3 * (u - 1) ^ 2)
      + d * (INR 4 * (u - 1) ^ 3) + e * / u) by (simpl; field; lra).
  repeat apply derivable_pt_lim_plus; apply derivable_pt_lim_scal;
    try apply derivative_of_power; apply derivable_pt_lim_ln; exact Hu.
Qed.

Lemma quartic_bound a b c d e w u : 0 < w <= 1 -> w <= u ->
  (forall v, w <= v -> 0 <= (v - 1) * (a + 2 * b * (v - 1) + 3 * c * (v - 1) ^ 2 + 4 * d * (v - 1) ^ 3 + e / v)) ->
  0 <= a * (u - 1) ^ 1 + b * (u - 1) ^ 2 + c * (u - 1) ^ 3 + d * (u - 1) ^ 4 + e * ln u.
Proof.
  intros Hw Hu S.
  pose proof (least_at_one _ _ w u Hw Hu (derivative_of_quartic a b c d e) S) as H. cbv beta in H.
  rewrite ln_1, Rminus_diag_eq, !pow_i in H by (reflexivity || lia). lra.
Qed.

Lemma square_times x y : 0 <= y -> 0 <= x ^ 2 * y.
Proof. intros H. apply Rmult_le_pos; [apply pow2_ge_0|exact H]. Qed.

(** Taylor's polynomials of odd order are above the logarithm, by at most the next term over w. *)
Lemma log_first w u : 0 < w <= 1 -> w <= u -> (u - 1) - (u - 1) ^ 2 / (2 * w) <= ln u <= u - 1.
Proof.
  intros Hw Hu. split.
  - pose proof (quartic_bound (-1) (/ (2 * w)) 0 0 1 w u Hw Hu) as H.
    unfold Rdiv in *. enough (0 <= -1 * (u - 1) ^ 1 + / (2 * w) * (u - 1) ^ 2 + 0 * (u - 1) ^ 3 + 0 * (u - 1) ^ 4
      + 1 * ln u) by lra.
    apply H. intros v Hv.
    replace ((v - 1) * _) with ((v - 1) ^ 2 * ((v - w) * / (w * v))) by (field; lra).
    apply square_times, Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
  - enough (0 <= 1 * (u - 1) ^ 1 + 0 * (u - 1) ^ 2 + 0 * (u - 1) ^ 3 + 0 * (u - 1) ^ 4 + -1 * ln u) by lra.
    apply (quartic_bound 1 0 0 0 (-1) w u Hw Hu). intros v Hv.
    replace ((v - 1) * _) with ((v - 1) ^ 2 * / v) by (field; lra).
    apply square_times, Rlt_le, Rinv_0_lt_compat; lra.
Qed.

Lemma log_third w u : 0 < w <= 1 -> w <= u ->
  0 <= (u - 1) - (u - 1) ^ 2 / 2 + (u - 1) ^ 3 / 3 - ln u <= (u - 1) ^ 4 / (4 * w).
Proof.
  intros Hw Hu. split.
  - enough (0 <= 1 * (u - 1) ^ 1 + - / 2 * (u - 1) ^ 2 + / 3 * (u - 1) ^ 3 + 0 * (u - 1) ^ 4 + -1 * ln u) by lra.
    apply (quartic_bound 1 (- / 2) (/ 3) 0 (-1) w u Hw Hu). intros v Hv.
    replace ((v - 1) * _) with (((v - 1) ^ 2) ^ 2 * / v) by (field; lra).
    apply square_times, Rlt_le, Rinv_0_lt_compat; lra.
  - unfold Rdiv. enough (0 <= -1 * (u - 1) ^ 1 + / 2 * (u - 1) ^ 2 + - / 3 * (u - 1) ^ 3 + / (4 * w) * (u - 1) ^ 4
      + 1 * ln u) by lra.
    apply (quartic_bound (-1) (/ 2) (- / 3) (/ (4 * w)) 1 w u Hw Hu). intros v Hv.
    replace ((v - 1) * _) with (((v - 1) ^ 2) ^ 2 * ((v - w) * / (w * v))) by (field; lra).
    apply square_times, Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
Qed.

Lemma twice_log v : 1 <= v -> 0 <= 2 * ln v <= v - / v.
Proof.
  intros Hv. split.
  - enough (ln 1 <= ln v) by (rewrite ln_1 in *; lra).
    destruct Hv as [Hv| <-]; [apply Rlt_le, ln_increasing; lra|lra].
  - enough (1 - / 1 - 2 * ln 1 <= v - / v - 2 * ln v) by (rewrite ln_1, Rinv_1 in *; lra).
    pose proof (least_at_one (fun x => x - 1 / x - 2 * ln x) (fun x => (1 - / x) ^ 2) 1 v) as H.
    unfold Rdiv in H. rewrite !Rmult_1_l in H. apply H; [lra|exact Hv| |].
    + intros x Hx. replace ((1 - / x) ^ 2) with (1 - (0 * x - 1 * 1) / Rsqr x - 2 * / x) by (unfold Rsqr; field; lra).
      apply derivable_pt_lim_minus; [apply derivable_pt_lim_minus|].
      * apply derivable_pt_lim_id.
      * apply (derivable_pt_lim_div (fun _ => 1) (fun y => y)); [| |lra].
        -- apply derivable_pt_lim_const.
        -- apply derivable_pt_lim_id.
      * apply derivable_pt_lim_scal, derivable_pt_lim_ln. exact Hx.
    + intros x Hx. rewrite Rmult_comm. apply square_times. lra.
Qed.

(** The square of the logarithm is at most (u - 1)^2 / u. *)
Lemma log_square u : 0 < u -> ln u ^ 2 <= (u - 1) ^ 2 / u.
Proof.
  intros Hu.
  assert (R : 0 < sqrt u) by (apply sqrt_lt_R0; exact Hu).
  pose proof (sqrt_sqrt u ltac:(lra)) as E. set (s := sqrt u) in *. rewrite <- E.
  rewrite ln_mult by exact R.
  replace ((s * s - 1) ^ 2 / (s * s)) with ((s - / s) ^ 2) by (field; lra).
  destruct (Rle_lt_dec 1 s) as [H|H].
  - pose proof (twice_log s H). replace (ln s + ln s) with (2 * ln s) by ring. apply pow_incr. lra.
  - assert (1 <= / s) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    pose proof (twice_log (/ s) ltac:(assumption)) as T. rewrite ln_Rinv, Rinv_inv in T by lra.
    replace ((ln s + ln s) ^ 2) with ((2 * - ln s) ^ 2) by ring.
    replace ((s - / s) ^ 2) with ((/ s - s) ^ 2) by ring. apply pow_incr. exact T.
Qed.

(** The mean of the logarithm of a mean 1 + c of k draws, where c has the mean 0, and of its square. *)
Lemma log_of_mean N q k c w (m := fun r => sum N (fun i => q i * c i ^ r)) :
  (forall i, (i < N)%nat -> 0 <= q i) -> sum N q = 1 -> sum N (fun i => q i * c i) = 0 -> (0 < k)%nat ->
  0 < w <= 1 -> (forall ys, drawn N k ys -> w <= 1 + total c ys / INR k) ->
  let E := mean_draws N q k (fun ys => ln (1 + total c ys / INR k)) in
  - (m 2%nat / (2 * INR k * w)) <= E <= 0
  /\ 0 <= - (m 2%nat / (2 * INR k)) + m 3%nat / (3 * INR k ^ 2) - E
     <= / (4 * w) * (3 * m 2%nat ^ 2 / INR k ^ 2 + (m 4%nat - 3 * m 2%nat ^ 2) / INR k ^ 3)
  /\ mean_draws N q k (fun ys => ln (1 + total c ys / INR k) ^ 2) <= m 2%nat / (INR k * w).
Proof.
  intros Hq H1 H0 Hk Hw Hu E. pose proof (lt_0_INR k Hk) as K.
  destruct (total_moments N q c k H1 H0) as (M1 & M2 & M3 & M4).
  fold (m 2%nat) in M2, M4. fold (m 3%nat) in M3. fold (m 4%nat) in M4.
  assert (Le : forall f b1 b2 b3 b4,
    (forall ys, drawn N k ys -> let x := total c ys / INR k in f ys <= b1 * x + b2 * x ^ 2 + b3 * x ^ 3 + b4 * x ^ 4) ->
    mean_draws N q k f <= b2 * m 2%nat / INR k + b3 * m 3%nat / INR k ^ 2
      + b4 * (3 * m 2%nat ^ 2 / INR k ^ 2 + (m 4%nat - 3 * m 2%nat ^ 2) / INR k ^ 3)).
  { intros f b1 b2 b3 b4 H.
    replace (b2 * m 2%nat / INR k + _ + _) with (mean_draws N q k (fun ys => 0 + b1 / INR k * total c ys
      + b2 / INR k ^ 2 * total c ys ^ 2 + b3 / INR k ^ 3 * total c ys ^ 3 + b4 / INR k ^ 4 * total c ys ^ 4)).
    - apply mean_draws_le; [exact Hq|]. intros ys Hys. eapply Rle_trans; [apply H; exact Hys|].
      apply Req_le. field. lra.
    - rewrite mean_quartic, M1, M2, M3, M4 by exact H1. field. lra. }
  assert (Neg : forall f, mean_draws N q k (fun ys => -1 * f ys) = - mean_draws N q k f)
    by (intros; rewrite mean_draws_scal; ring).
  assert (I : forall x, 1 + x - 1 = x) by (intros; ring).
  assert (Hw2 : forall a, a / (2 * INR k * w) = / (2 * w) * a / INR k) by (intros; field; lra).
  repeat split.
  - apply Ropp_le_cancel. rewrite Ropp_involutive. unfold E. rewrite <- Neg.
    eapply Rle_trans; [apply (Le _ (-1) (/ (2 * w)) 0 0)|apply Req_le; field; lra].
    intros ys Hys x. destruct (log_first w (1 + x) Hw (Hu ys Hys)) as [L _]. rewrite I in L.
    fold x. unfold Rdiv in L. lra.
  - eapply Rle_trans; [apply (Le _ 1 0 0 0)|apply Req_le; field; lra].
    intros ys Hys x. destruct (log_first w (1 + x) Hw (Hu ys Hys)) as [_ L]. fold x. lra.
  - enough (E <= - (m 2%nat / (2 * INR k)) + m 3%nat / (3 * INR k ^ 2)) by lra.
    eapply Rle_trans; [apply (Le _ 1 (- / 2) (/ 3) 0)|apply Req_le; field; lra].
    intros ys Hys x. destruct (log_third w (1 + x) Hw (Hu ys Hys)) as [L _]. rewrite I in L. fold x. lra.
  - enough (- E <= m 2%nat / (2 * INR k) - m 3%nat / (3 * INR k ^ 2)
      + / (4 * w) * (3 * m 2%nat ^ 2 / INR k ^ 2 + (m 4%nat - 3 * m 2%nat ^ 2) / INR k ^ 3)) by lra.
    unfold E. rewrite <- Neg.
    eapply Rle_trans; [apply (Le _ (-1) (/ 2) (- / 3) (/ (4 * w)))|apply Req_le; field; lra].
    intros ys Hys x. destruct (log_third w (1 + x) Hw (Hu ys Hys)) as [_ L]. rewrite I in L. fold x.
    unfold Rdiv in L. lra.
  - eapply Rle_trans; [apply (Le _ 0 (/ w) 0 0)|apply Req_le; field; lra].
    intros ys Hys x. specialize (Hu ys Hys). fold x in Hu |- *. pose proof (log_square (1 + x) ltac:(lra)) as L.
    rewrite I in L. eapply Rle_trans; [exact L|]. rewrite !Rmult_0_l. unfold Rdiv.
    assert (/ (1 + x) <= / w) by (apply Rinv_le_contravar; lra). pose proof (pow2_ge_0 x). nra.
Qed.
