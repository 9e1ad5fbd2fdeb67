(** The bias and the mean square error of the logarithm of the estimate of Z as the draws grow. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias.
Import ListNotations.
Open Scope R_scope.

(** Claim: sf.ssm.bias
    Role: establishes
    Place: SF, Mechanism 2
    Says: k times the bias of log Z^ from k draws tends to minus half the chi-square of P from Q as k grows.
    Gap: Real numbers, not floating point. That the bias itself vanishes is read off this.
    Mutant: `chi_square N (softmax N o) q / 2` becomes `chi_square N (softmax N o) q`; refuted by the theorem
      bias_keeps_the_half
    Mutant: `(- (chi_square N (softmax N o) q / 2))` becomes `(chi_square N (softmax N o) q / 2)`; refuted by
      the theorem bias_limit_is_negative
*)
Theorem bias_limit : forall N o q,
  proposal N q -> Un_cv (fun k => INR k * bias N o q k) (- (chi_square N (softmax N o) q / 2)).
Proof.
  intros N o q P eps Heps. destruct (some_ratio N o q P) as (w & W & Hw).
  set (mu := moment N (softmax N o) q). set (A := Rabs (mu 3%nat) / 3).
  set (B := 3 * mu 2%nat ^ 2 * / (4 * w)). set (D := Rabs (mu 4%nat - 3 * mu 2%nat ^ 2) * / (4 * w)).
  assert (W4 : 0 < / (4 * w)) by (apply Rinv_0_lt_compat; lra).
  assert (HA : 0 <= A) by (unfold A; pose proof (Rabs_pos (mu 3%nat)); lra).
  assert (HB : 0 <= B) by (unfold B; pose proof (pow2_ge_0 (mu 2%nat)); apply Rmult_le_pos; lra).
  assert (HD : 0 <= D) by (unfold D; apply Rmult_le_pos; [apply Rabs_pos|lra]).
  destruct (archimed_cor1 (eps / (A + B + D + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as (n & Hn & Hn0).
  exists n. intros k Hk. assert (Hk0 : (0 < k)%nat) by lia. pose proof (lt_0_INR k Hk0) as K.
  pose proof (bias_up_to_error N k o q w Hk0 P W Hw) as [L U]. fold mu in L, U.
  rewrite (chi_square_moment N) by apply P. change (moment N (softmax N o) q 2) with (mu 2%nat).
  assert (IK : / INR k <= / INR n) by (apply Rinv_le_contravar; [apply lt_0_INR; lia|apply le_INR; lia]).
  assert (I1 : / INR k <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; [lra|apply (le_INR 1); lia]).
  assert (I0 : 0 < / INR k) by (apply Rinv_0_lt_compat; exact K).
  set (b := bias N o q k) in *. set (t := / INR k) in *.
  assert (E : R_dist (INR k * b) (- (mu 2%nat / 2)) <= (A + B + D) * t).
  { replace (R_dist (INR k * b) (- (mu 2%nat / 2))) with (Rabs (INR k * (b + mu 2%nat / (2 * INR k))))
      by (unfold R_dist; f_equal; field; lra).
    rewrite Rabs_mult, (Rabs_right (INR k)) by lra. apply (Rmult_le_reg_l t); [exact I0|].
    rewrite <- Rmult_assoc. replace (t * INR k) with 1 by (unfold t; field; lra). rewrite Rmult_1_l.
    replace (mu 3%nat / (3 * INR k ^ 2)) with (mu 3%nat / 3 * t ^ 2) in L, U by (unfold t; field; lra).
    replace (/ (4 * w) * _) with (B * t ^ 2 + (mu 4%nat - 3 * mu 2%nat ^ 2) * / (4 * w) * t ^ 3) in U
      by (unfold B, t; field; lra).
    assert (T2 : 0 <= t ^ 2) by apply pow2_ge_0.
    assert (T3 : 0 <= t ^ 3 <= t ^ 2).
    { replace (t ^ 3) with (t * t ^ 2) by ring. split; [apply Rmult_le_pos; lra|]. nra. }
    assert (MA : Rabs (mu 3%nat / 3 * t ^ 2) <= A * t ^ 2).
    { unfold A, Rdiv. rewrite !Rabs_mult, (Rabs_right (/ 3)), (Rabs_right (t ^ 2)) by lra. lra. }
    assert (MD : (mu 4%nat - 3 * mu 2%nat ^ 2) * / (4 * w) * t ^ 3 <= D * t ^ 2).
    { apply Rle_trans with (D * t ^ 3); [|apply Rmult_le_compat_l; lra].
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; [lra|]. apply Rle_abs. }
    assert (MB : 0 <= B * t ^ 2) by (apply Rmult_le_pos; lra).
    assert (MD0 : 0 <= D * t ^ 2) by (apply Rmult_le_pos; lra).
    pose proof (Rle_abs (mu 3%nat / 3 * t ^ 2)). pose proof (Rle_abs (- (mu 3%nat / 3 * t ^ 2))) as N3.
    rewrite Rabs_Ropp in N3. apply Rabs_le. split; lra. }
  eapply Rle_lt_trans; [exact E|].
  apply Rle_lt_trans with ((A + B + D) * (eps / (A + B + D + 1))); [apply Rmult_le_compat_l; lra|].
  apply (Rmult_lt_reg_r (A + B + D + 1)); [lra|]. unfold Rdiv. rewrite !Rmult_assoc, Rinv_l by lra. lra.
Qed.

(** Claim: none
    Says: In the limit of many draws the bias is minus the chi-square over 2k.
*)
Theorem the_bias_is_exact_in_the_limit : ~ ~ (forall N o q, proposal N q ->
  Un_cv (fun k => INR k * bias N o q k) (- (chi_square N (softmax N o) q / 2))).
Proof. intros H. exact (H bias_limit). Qed.

Lemma bias_keeps_the_half : ~ (forall N o q,
  proposal N q -> Un_cv (fun k => INR k * bias N o q k) (- (chi_square N (softmax N o) q))).
Proof.
  intros H. specialize (H 2%nat (odds 1 3) fair fair_proposal).
  pose proof (UL_sequence _ _ _ H (bias_limit 2 (odds 1 3) fair fair_proposal)) as E.
  rewrite odds_chi_square in E by lra. lra.
Qed.

Lemma bias_limit_is_negative : ~ (forall N o q,
  proposal N q -> Un_cv (fun k => INR k * bias N o q k) (chi_square N (softmax N o) q / 2)).
Proof.
  intros H. specialize (H 2%nat (odds 1 3) fair fair_proposal).
  pose proof (UL_sequence _ _ _ H (bias_limit 2 (odds 1 3) fair fair_proposal)) as E.
  rewrite odds_chi_square in E by lra. lra.
Qed.

Lemma square_error_vanishes : forall N o q, proposal N q -> Un_cv (fun k => square_error N o q k) 0.
Proof.
  intros N o q P eps Heps. destruct (some_ratio N o q P) as (w & W & Hw).
  set (C := chi_square N (softmax N o) q / w).
  assert (HC : 0 <= C).
  { unfold C. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra]. apply sum_nonneg. intros i Hi.
    apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat, P; exact Hi]. }
  destruct (archimed_cor1 (eps / (C + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as (n & Hn & Hn0).
  exists n. intros k Hk. assert (Hk0 : (0 < k)%nat) by lia. pose proof (lt_0_INR k Hk0) as K.
  destruct (square_error_of_log_estimate N k o q w Hk0 P W Hw) as (_ & _ & U).
  replace (chi_square N (softmax N o) q / (INR k * w)) with (C * / INR k) in U by (unfold C; field; lra).
  assert (L : 0 <= square_error N o q k).
  { unfold square_error. rewrite <- (mean_draws_const N q k 0) at 1 by apply P.
    apply mean_draws_le; [intros i Hi; apply (proposal_nonneg N); assumption|intros; apply pow2_ge_0]. }
  assert (IK : / INR k <= / INR n) by (apply Rinv_le_contravar; [apply lt_0_INR; lia|apply le_INR; lia]).
  unfold R_dist. rewrite Rminus_0_r, Rabs_right by lra.
  apply Rle_lt_trans with (C * (eps / (C + 1))).
  - apply Rle_trans with (C * / INR k); [exact U|]. apply Rmult_le_compat_l; lra.
  - apply (Rmult_lt_reg_r (C + 1)); [lra|]. unfold Rdiv. rewrite !Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma bias_square N o q k : proposal N q -> bias N o q k ^ 2 <= square_error N o q k.
Proof.
  intros P. set (f := fun ys => ln (estimate o q ys) - ln (partition N o)).
  assert (M : mean_draws N q k f = bias N o q k).
  { unfold f, bias, Rminus. rewrite mean_draws_plus, mean_draws_const by apply P. reflexivity. }
  set (m := bias N o q k) in *.
  assert (V : 0 <= mean_draws N q k (fun ys => m ^ 2 + - (2 * m) * f ys + 1 * f ys ^ 2 + 0 * f ys ^ 3 + 0 * f ys ^ 4)).
  { rewrite <- (mean_draws_const N q k 0) at 1 by apply P.
    apply mean_draws_le; [intros i Hi; apply (proposal_nonneg N); assumption|]. intros ys _.
    pose proof (pow2_ge_0 (f ys - m)). lra. }
  rewrite mean_quartic, M in V by apply P.
  change (mean_draws N q k (fun ys => f ys ^ 2)) with (square_error N o q k) in V.
  lra.
Qed.

Lemma square_error_is_no_smaller : ~ (forall N o q, proposal N q ->
  (forall k w, (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    w <= 1 /\ log_variance N o q k <= square_error N o q k <= chi_square N (softmax N o) q / (INR k * w)) /\
  Un_cv (fun k => INR k ^ 2 * square_error N o q k) 0 /\ Un_cv (fun k => log_variance N o q k) 0).
Proof.
  intros G. destruct (G 2%nat (odds 1 3) fair fair_proposal) as (_ & H & _).
  pose proof (bias_limit 2 (odds 1 3) fair fair_proposal) as L. pose proof (CV_mult _ _ _ _ L L) as L2.
  rewrite odds_chi_square in L2 by lra.
  destruct (H (/ 128) ltac:(lra)) as (n & Hn). destruct (L2 (/ 128) ltac:(lra)) as (n' & Hn').
  specialize (Hn (max n n') ltac:(lia)). specialize (Hn' (max n n') ltac:(lia)). set (k := max n n') in *.
  apply Rabs_def2 in Hn, Hn'. pose proof (bias_square 2 (odds 1 3) fair k fair_proposal) as B.
  apply (Rmult_le_compat_l (INR k ^ 2)) in B; [|apply pow2_ge_0]. lra.
Qed.

(** Claim: sf.ssm.variance.bound.repair
    Role: establishes
    Place: SF, beyond the novelty report, contribution 2
    Says: For every k the variance of log Z^ is at most its mean square error, and this is at most the chi-square of P
      from Q over kw, with w the least ratio P(y)/Q(y) or a smaller positive number, and w is at most 1; both vanish as
      k grows, for all scores and every positive proposal.
    Gap: Real numbers, not floating point.
    Mutant: `/ (INR k * w)` becomes `/ INR k`; refuted by the theorem square_error_needs_least_ratio
    Mutant: `/ (INR k * w)` becomes `/ (101 / 100 * INR k * w)`; refuted by the theorem square_error_is_tight
    Mutant: `(fun k => square_error N o q k)` becomes `(fun k => INR k ^ 2 * square_error N o q k)`; refuted by the
      theorem square_error_is_no_smaller
*)
Theorem variance_and_square_error_vanish : forall N o q, proposal N q ->
  (forall k w, (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    w <= 1 /\ log_variance N o q k <= square_error N o q k <= chi_square N (softmax N o) q / (INR k * w)) /\
  Un_cv (fun k => square_error N o q k) 0 /\ Un_cv (fun k => log_variance N o q k) 0.
Proof.
  intros N o q P. pose proof (square_error_vanishes N o q P) as S. split; [|split].
  - intros k w Hk W Hw. apply square_error_of_log_estimate; assumption.
  - exact S.
  - destruct (some_ratio N o q P) as (w & W & Hw). intros eps He. destruct (S eps He) as [n Hn]. exists (max n 1).
    intros k Hk. specialize (Hn k ltac:(lia)).
    destruct (square_error_of_log_estimate N k o q w ltac:(lia) P W Hw) as (_ & A & _).
    pose proof (log_variance_nonneg N o q k P).
    unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_right in * by lra. lra.
Qed.
