(** Hoeffding's inequality: the chance that the mean of losses between 0 and B in a sample is far below their risk. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Rankmax.
From softproof Require Import Sums Draws Softmax Jacobian Majorant RgLemma25.
Import ListNotations.
Open Scope R_scope.

(** The exponential lies below its chords. *)
Lemma exp_chord t z : 0 <= t <= 1 -> exp (t * z) <= (1 - t) + t * exp z.
Proof.
  intros Ht. pose proof (exp_pos (t * z)) as P. pose proof (exp_ineq1_le ((1 - t) * z)) as A.
  pose proof (exp_ineq1_le (- (t * z))) as B.
  assert (E : exp z = exp (t * z) * exp ((1 - t) * z)) by (rewrite <- exp_plus; f_equal; ring).
  assert (F : 1 = exp (t * z) * exp (- (t * z))) by (rewrite <- exp_plus, Rplus_opp_r, exp_0; reflexivity).
  assert (C : exp (t * z) * (1 + (1 - t) * z) <= exp z) by (rewrite E; apply Rmult_le_compat_l; lra).
  assert (D : exp (t * z) * (1 + - (t * z)) <= 1) by (rewrite F at 2; apply Rmult_le_compat_l; lra).
  assert (G : t * (exp (t * z) * (1 + (1 - t) * z)) <= t * exp z) by (apply Rmult_le_compat_l; lra).
  assert (H : (1 - t) * (exp (t * z) * (1 + - (t * z))) <= (1 - t) * 1) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** Two values, 0 and 2h, of the chances 1 - q and q. *)
Lemma two_values q h : 0 <= q <= 1 -> (1 - q) + q * exp (2 * h) <= exp (2 * q * h + h ^ 2 / 2).
Proof.
  intros Hq. pose proof (pow2_ge_0 h) as S. destruct (Req_dec q 0) as [->|Q0].
  { replace (1 - 0 + 0 * exp (2 * h)) with (exp 0) by (rewrite exp_0; ring).
    apply Rankmax.exp_increasing_weakly. lra. }
  destruct (Req_dec q 1) as [->|Q1].
  { replace (1 - 1 + 1 * exp (2 * h)) with (exp (2 * h)) by ring. apply Rankmax.exp_increasing_weakly. lra. }
  set (a := fun i : nat => match i with O => ln (1 - q) | _ => ln q end).
  set (v := fun i : nat => match i with O => - h | _ => h end).
  pose proof (quarter_serves 2 a v ltac:(lia)) as L. unfold log_partition_below in L.
  assert (Z : partition 2 a = 1) by (unfold partition, a; simpl; rewrite !exp_ln by lra; ring).
  assert (Y : partition 2 (fun i => a i + v i) = (1 - q) * exp (- h) + q * exp h).
  { unfold partition, a, v. simpl. rewrite !exp_plus, !exp_ln by lra. ring. }
  assert (N2 : norm 2 v ^ 2 = 2 * h ^ 2).
  { unfold norm. rewrite pow2_sqrt by apply squares_nonneg. unfold v. simpl. ring. }
  rewrite N2, Y, Z, ln_1 in L. unfold dot, softmax in L. rewrite Z in L. unfold a, v in L. simpl sum in L.
  rewrite !exp_ln in L by lra. pose proof (exp_pos h) as P. pose proof (exp_pos (- h)) as P'.
  assert (W : 0 < (1 - q) * exp (- h) + q * exp h).
  { pose proof (Rmult_lt_0_compat (1 - q) _ ltac:(lra) P'). pose proof (Rmult_lt_0_compat q _ ltac:(lra) P). lra. }
  apply Rankmax.exp_increasing_weakly in L. rewrite exp_ln in L by exact W.
  apply (Rmult_le_compat_l (exp h)) in L; [|lra]. rewrite <- exp_plus in L.
  replace (exp h * ((1 - q) * exp (- h) + q * exp h)) with (1 - q + q * exp (2 * h)) in L.
  - apply Rle_trans with (1 := L). apply Rankmax.exp_increasing_weakly. lra.
  - replace (2 * h) with (h + h) by ring. rewrite exp_plus, exp_Ropp. field. lra.
Qed.

(** Hoeffding's lemma. *)
Lemma mean_exp_centred D chance l B u : simplex D chance -> 0 < B -> (forall d, (d < D)%nat -> 0 <= l d <= B) ->
  sum D (fun d => chance d * exp (u * (l d - mean D chance l))) <= exp (u ^ 2 * B ^ 2 / 8).
Proof.
  intros [C0 C1] HB Hl. set (mu := mean D chance l).
  assert (Q : 0 <= mu / B <= 1).
  { assert (0 <= mu) by (apply sum_nonneg; intros; apply Rmult_le_pos; [apply C0|apply Hl]; assumption).
    assert (mu <= B).
    { replace B with (sum D (fun d => chance d * B)) by (rewrite sum_scal_r, C1; ring). apply sum_le.
      intros d Hd. apply Rmult_le_compat_l; [apply C0|apply Hl]; exact Hd. }
    split; [apply Rmult_le_pos; [assumption|apply Rlt_le, Rinv_0_lt_compat, HB]|].
    apply Rmult_le_reg_r with B; [exact HB|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  apply Rle_trans with (exp (- (u * mu)) * ((1 - mu / B) + mu / B * exp (2 * (u * B / 2)))).
  - rewrite (sum_ext D _ (fun d => exp (- (u * mu)) * (chance d * exp (u * l d)))).
    + rewrite sum_scal. apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|].
      apply Rle_trans with (sum D (fun d => chance d + (exp (u * B) - 1) / B * (chance d * l d))).
      * apply sum_le. intros d Hd. replace (chance d + (exp (u * B) - 1) / B * (chance d * l d))
          with (chance d * ((1 - l d / B) + l d / B * exp (u * B))) by (field; lra).
        apply Rmult_le_compat_l; [apply C0, Hd|]. replace (u * l d) with (l d / B * (u * B)) by (field; lra).
        apply exp_chord. specialize (Hl d Hd). split.
        -- apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, HB].
        -- apply Rmult_le_reg_r with B; [exact HB|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
      * right. rewrite sum_plus, sum_scal, C1. fold (mean D chance l). fold mu.
        replace (2 * (u * B / 2)) with (u * B) by field. field. lra.
    + intros d _. replace (u * (l d - mu)) with (- (u * mu) + u * l d) by ring. rewrite exp_plus. ring.
  - apply Rle_trans with (exp (- (u * mu)) * exp (2 * (mu / B) * (u * B / 2) + (u * B / 2) ^ 2 / 2)).
    + apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|]. apply two_values, Q.
    + rewrite <- exp_plus. apply Rankmax.exp_increasing_weakly. right. field. lra.
Qed.

Lemma total_shifted l k sample : total (fun d => l d - k) sample = total l sample - INR (length sample) * k.
Proof. induction sample as [|d rest IH]; [simpl; ring|]. cbn [total length]. rewrite S_INR, IH. ring. Qed.

(** Hoeffding's inequality, one side. *)
Lemma rarely_far_below D chance l B m t : simplex D chance -> 0 < B -> (forall d, (d < D)%nat -> 0 <= l d <= B) ->
  (0 < m)%nat -> 0 <= t -> 1 - exp (- (2 * INR m * t ^ 2 / B ^ 2))
  <= mean_draws D chance m (fun sample => if Rle_dec (mean D chance l) (sample_risk l sample + t) then 1 else 0).
Proof.
  intros [C0 C1] HB Hl Hm Ht. apply lt_0_INR in Hm. set (mu := mean D chance l). set (s := 4 * t / B ^ 2).
  assert (B2 : 0 < B ^ 2) by (apply pow_lt, HB).
  assert (S0 : 0 <= s) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, B2]).
  set (g := exp (- (s * (INR m * t)))).
  apply Rle_trans with (mean_draws D chance m (fun sample => 1 + - g * exp (- s * total (fun d => l d - mu) sample))).
  - rewrite mean_draws_plus, mean_draws_const, mean_draws_scal, mean_exp_total by exact C1.
    pose proof (mean_exp_centred D chance l B (- s) (conj C0 C1) HB Hl) as H. fold mu in H.
    assert (P : sum D (fun d => chance d * exp (- s * (l d - mu))) ^ m <= exp ((- s) ^ 2 * B ^ 2 / 8) ^ m).
    { apply pow_incr. split; [|exact H]. apply sum_nonneg. intros d Hd. apply Rmult_le_pos; [apply C0, Hd|].
      apply Rlt_le, exp_pos. }
    rewrite <- (Rpower_pow m (exp _)) in P by apply exp_pos. unfold Rpower in P. rewrite ln_exp in P.
    apply (Rmult_le_compat_l g) in P; [|apply Rlt_le, exp_pos]. unfold g in P at 2. rewrite <- exp_plus in P.
    replace (- (s * (INR m * t)) + INR m * ((- s) ^ 2 * B ^ 2 / 8)) with (- (2 * INR m * t ^ 2 / B ^ 2)) in P
      by (unfold s; field; lra). lra.
  - apply mean_draws_le; [exact C0|]. intros sample [L _].
    pose proof (exp_pos (- s * total (fun d => l d - mu) sample)) as E. pose proof (exp_pos (- (s * (INR m * t)))) as G.
    fold g in G. pose proof (Rmult_lt_0_compat _ _ G E) as GE.
    destruct (Rle_dec mu (sample_risk l sample + t)) as [H|H]; [lra|].
    enough (1 <= g * exp (- s * total (fun d => l d - mu) sample)) by lra.
    unfold g. rewrite <- exp_plus, <- exp_0. apply Rankmax.exp_increasing_weakly. rewrite total_shifted, L.
    assert (T : total l sample = INR m * sample_risk l sample) by (unfold sample_risk; rewrite L; field; lra).
    rewrite T. replace (- (s * (INR m * t)) + - s * (INR m * sample_risk l sample - INR m * mu))
      with (s * (INR m * (mu - (sample_risk l sample + t)))) by ring.
    apply Rmult_le_pos; [exact S0|]. apply Rmult_le_pos; lra.
Qed.
