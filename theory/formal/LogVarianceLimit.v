(** The variance of log Z^ as the draws grow, beside the square of its bias. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws Jensen LogBias LogBiasLimit NceLimits SampledGradient.
Import ListNotations.
Open Scope R_scope.

Lemma within x b : Rabs x <= b -> - b <= x <= b.
Proof. intros H. pose proof (Rle_abs x). pose proof (Rle_abs (- x)). rewrite Rabs_Ropp in *. lra. Qed.

(** The square of the logarithm is x^2 - x^3 up to the fourth power. *)
Lemma log_squared w x : 0 < w <= 1 -> w <= 1 + x ->
  Rabs (ln (1 + x) ^ 2 - x ^ 2 + x ^ 3) <= (3 + / w + / w ^ 2) * x ^ 4.
Proof.
  intros Hw Hx. assert (I : 0 < / w) by (apply Rinv_0_lt_compat; lra).
  assert (I2 : 0 < / w ^ 2) by (apply Rinv_0_lt_compat, pow_lt; lra).
  assert (X4 : 0 <= x ^ 4) by (replace (x ^ 4) with ((x ^ 2) ^ 2) by ring; apply pow2_ge_0).
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ I) X4) as P1. pose proof (Rmult_le_pos _ _ (Rlt_le _ _ I2) X4) as P2.
  destruct (Rle_lt_dec x 1) as [L|L].
  - destruct (log_third w (1 + x) Hw Hx) as [A B]. replace (1 + x - 1) with x in A, B by ring.
    set (p := x - x ^ 2 / 2 + x ^ 3 / 3) in *. set (rho := p - ln (1 + x)) in *.
    replace (ln (1 + x)) with (p - rho) by (unfold rho; ring).
    assert (X : Rabs x <= 1) by (apply Rabs_le; lra).
    assert (Pow : forall n, Rabs (x ^ n) <= 1)
      by (intros n; rewrite <- RPow_abs, <- (pow1 n); apply pow_incr; split; [apply Rabs_pos|exact X]).
    assert (X2 : Rabs (x ^ 2) <= 1) by apply Pow. assert (X3 : Rabs (x ^ 3) <= 1) by apply Pow.
    apply within in X. apply within in X2. apply within in X3.
    assert (R0 : 0 <= rho <= / w * x ^ 4 / 4).
    { split; [exact A|]. replace (/ w * x ^ 4 / 4) with (x ^ 4 / (4 * w)) by (field; lra). exact B. }
    assert (P : -2 <= p <= 2) by (unfold p; lra).
    assert (Q1 : -2 * rho <= p * rho <= 2 * rho) by (split; apply Rmult_le_compat_r; lra).
    assert (X41 : x ^ 4 <= 1) by (pose proof (Pow 4%nat) as Q; apply within in Q; lra).
    assert (Q2 : 0 <= rho * rho <= / w ^ 2 * x ^ 4).
    { split; [apply Rmult_le_pos; lra|].
      apply Rle_trans with ((/ w * x ^ 4 / 4) * (/ w * x ^ 4 / 4)); [apply Rmult_le_compat; lra|].
      replace ((/ w * x ^ 4 / 4) * (/ w * x ^ 4 / 4)) with (/ w ^ 2 * x ^ 4 * (x ^ 4 / 16)) by (field; lra).
      rewrite <- (Rmult_1_r (/ w ^ 2 * x ^ 4)) at 2. apply Rmult_le_compat_l; lra. }
    assert (Q3 : -1 * x ^ 4 <= x ^ 4 * x <= 1 * x ^ 4)
      by (rewrite (Rmult_comm (x ^ 4)); split; apply Rmult_le_compat_r; lra).
    assert (Q4 : 0 <= x ^ 4 * x ^ 2 <= x ^ 4 * 1)
      by (split; [apply Rmult_le_pos; [exact X4|apply pow2_ge_0]|apply Rmult_le_compat_l; lra]).
    replace ((p - rho) ^ 2 - x ^ 2 + x ^ 3)
      with (11 / 12 * x ^ 4 - x ^ 4 * x / 3 + x ^ 4 * x ^ 2 / 9 - 2 * (p * rho) + rho * rho) by (unfold p; field).
    apply Rabs_le. split; lra.
  - assert (A : 0 <= ln (1 + x) <= x).
    { split; [rewrite <- ln_1; apply Rlt_le, ln_increasing; lra|].
      pose proof (proj2 (log_first w (1 + x) Hw Hx)) as B. lra. }
    assert (S : 0 <= ln (1 + x) ^ 2 <= x ^ 2) by (split; [apply pow2_ge_0|apply pow_incr; exact A]).
    assert (C : x ^ 2 <= x ^ 3 <= x ^ 4) by (split; apply Rle_pow; lra || lia).
    rewrite Rabs_right; lra.
Qed.

Lemma square_error_limit N o q : proposal N q ->
  Un_cv (fun k => INR k * square_error N o q k) (chi_square N (softmax N o) q).
Proof.
  intros P. destruct (some_ratio N o q P) as (w & W & Hw). pose proof (least_ratio N o q w P Hw) as W1.
  rewrite (chi_square_moment N) by apply P. set (e := excess N o q).
  set (m := fun r => sum N (fun i => q i * e i ^ r)). change (moment N (softmax N o) q 2) with (m 2%nat).
  set (D := 3 + / w + / w ^ 2).
  apply (tends_as_1_over_k _ _ (D * (m 4%nat + 3 * m 2%nat ^ 2) + Rabs (m 3%nat))). intros k K.
  assert (Q0 : forall i, (i < N)%nat -> 0 <= q i) by (intros i Hi; apply (proposal_nonneg N); assumption).
  destruct (mean_moments N q e k K Q0 (proj2 P) (excess_mean N o q P)) as (_ & M2 & M3 & M4).
  fold (m 2%nat) in M2, M4. fold (m 3%nat) in M3. fold (m 4%nat) in M4. pose proof (lt_0_INR k K) as K0.
  set (x := INR k) in *. set (E := mean_draws N q k) in *.
  assert (I : 0 < / w) by (apply Rinv_0_lt_compat; lra).
  assert (I2 : 0 < / w ^ 2) by (apply Rinv_0_lt_compat, pow_lt; lra).
  assert (B : Rabs (square_error N o q k - m 2%nat / x + m 3%nat / x ^ 2)
    <= D * ((m 4%nat + 3 * m 2%nat ^ 2) / x ^ 2)).
  { replace (square_error N o q k - m 2%nat / x + m 3%nat / x ^ 2) with (E (fun ys => ln (1 + total e ys / x) ^ 2
      + (-1 * (total e ys / x) ^ 2 + (total e ys / x) ^ 3))).
    - eapply Rle_trans; [apply (mean_abs N q k _ (fun ys => D * (total e ys / x) ^ 4) Q0)|].
      + intros ys Y. pose proof (log_squared w (total e ys / x) ltac:(lra) (excess_above N k o q w ys K Y Hw)) as B.
        set (z := total e ys / x) in *.
        replace (ln (1 + z) ^ 2 + (-1 * z ^ 2 + z ^ 3)) with (ln (1 + z) ^ 2 - z ^ 2 + z ^ 3) by ring. exact B.
      + rewrite mean_draws_scal. apply Rmult_le_compat_l; [unfold D; lra|exact M4].
    - unfold E. rewrite !mean_draws_plus, mean_draws_scal. fold E. rewrite M2, M3.
      replace (E (fun ys => ln (1 + total e ys / x) ^ 2)) with (square_error N o q k); [ring|].
      apply mean_draws_ext. intros ys Y. rewrite (log_estimate N k o q w ys) by assumption. reflexivity. }
  replace (x * square_error N o q k - m 2%nat)
    with (x * (square_error N o q k - m 2%nat / x + m 3%nat / x ^ 2) + - (m 3%nat * / x)) by (field; lra).
  eapply Rle_trans; [apply Rabs_triang|]. assert (J : 0 < / x) by (apply Rinv_0_lt_compat, K0).
  rewrite Rabs_Ropp, !Rabs_mult, (Rabs_right x), (Rabs_right (/ x)) by lra.
  apply (Rmult_le_compat_l x) in B; [|lra].
  replace ((D * (m 4%nat + 3 * m 2%nat ^ 2) + Rabs (m 3%nat)) / x)
    with (D * (m 4%nat + 3 * m 2%nat ^ 2) * / x + Rabs (m 3%nat) * / x) by (field; lra).
  apply Rplus_le_compat_r. eapply Rle_trans; [exact B|]. apply Req_le. field. lra.
Qed.

Lemma log_variance_is N o q k : proposal N q -> log_variance N o q k = square_error N o q k - bias N o q k ^ 2.
Proof.
  intros [_ Q]. unfold log_variance, variance_draws, square_error, bias.
  set (f := fun ys => ln (estimate o q ys)). set (z := ln (partition N o)). set (a := mean_draws N q k f).
  change (mean_draws N q k (fun ys => (f ys - a) ^ 2) = mean_draws N q k (fun ys => (f ys - z) ^ 2) - (a - z) ^ 2).
  assert (E : forall c, mean_draws N q k (fun ys => (f ys - c) ^ 2)
    = mean_draws N q k (fun ys => f ys ^ 2) + (-2 * c * a + c ^ 2)).
  { intros c. rewrite (mean_draws_ext N q k _ (fun ys => f ys ^ 2 + (-2 * c * f ys + c ^ 2))) by (intros; ring).
    rewrite !mean_draws_plus, mean_draws_scal, mean_draws_const by exact Q. reflexivity. }
  rewrite !E. ring.
Qed.

Lemma bias_square_limit N o q : proposal N q ->
  Un_cv (fun k => INR k ^ 2 * bias N o q k ^ 2) (chi_square N (softmax N o) q ^ 2 / 4).
Proof.
  intros P. pose proof (bias_limit N o q P) as L. pose proof (CV_mult _ _ _ _ L L) as M.
  replace (chi_square N (softmax N o) q ^ 2 / 4)
    with (- (chi_square N (softmax N o) q / 2) * - (chi_square N (softmax N o) q / 2)) by field.
  refine (tends_ext _ _ _ _ M). intros k _. ring.
Qed.

Lemma log_variance_limit N o q : proposal N q ->
  Un_cv (fun k => INR k * log_variance N o q k) (chi_square N (softmax N o) q).
Proof.
  intros P. pose proof (bias_square_limit N o q P) as B.
  assert (J : Un_cv (fun k => / INR k) 0).
  { apply (tends_as_1_over_k _ _ 1). intros k K. pose proof (Rinv_0_lt_compat _ (lt_0_INR k K)).
    rewrite Rminus_0_r, Rabs_right by lra. unfold Rdiv. lra. }
  pose proof (CV_minus _ _ _ _ (square_error_limit N o q P) (CV_mult _ _ _ _ J B)) as L.
  rewrite Rmult_0_l, Rminus_0_r in L. refine (tends_ext _ _ _ _ L). intros k K. pose proof (lt_0_INR k K).
  rewrite (log_variance_is N o q k P). field. lra.
Qed.

Lemma odds_limits V B S : let v := chi_square 2 (softmax 2 (odds 1 3)) fair in
  Un_cv (fun k => INR k * log_variance 2 (odds 1 3) fair k) V ->
  Un_cv (fun k => INR k ^ 2 * bias 2 (odds 1 3) fair k ^ 2) B ->
  Un_cv (fun k => INR k * square_error 2 (odds 1 3) fair k) S -> v = 1 / 4 /\ V = 1 / 4 /\ B = 1 / 64 /\ S = 1 / 4.
Proof.
  intros v HV HB HS. assert (C : v = 1 / 4) by (unfold v; rewrite odds_chi_square by lra; field).
  rewrite (UL_sequence _ _ _ HV (log_variance_limit 2 (odds 1 3) fair fair_proposal)).
  rewrite (UL_sequence _ _ _ HB (bias_square_limit 2 (odds 1 3) fair fair_proposal)).
  rewrite (UL_sequence _ _ _ HS (square_error_limit 2 (odds 1 3) fair fair_proposal)).
  fold v. rewrite C. repeat split; lra.
Qed.

(** Claim: none
    Says: The variance has not half of the chi-square, as the bias has.
*)
Theorem the_variance_has_no_half : ~ (forall N o q, proposal N q -> let chi := chi_square N (softmax N o) q in
  Un_cv (fun k => INR k * log_variance N o q k) (chi / 2) /\
  Un_cv (fun k => INR k ^ 2 * bias N o q k ^ 2) (chi ^ 2 / 4) /\
  Un_cv (fun k => INR k * square_error N o q k) chi).
Proof.
  intros H. destruct (H 2%nat (odds 1 3) fair fair_proposal) as (V & B & S).
  destruct (odds_limits _ _ _ V B S) as (C & E & _). rewrite C in E. lra.
Qed.

(** Claim: none
    Says: The bias is of no higher order.
*)
Theorem the_bias_is_of_the_first_order : ~ (forall N o q, proposal N q -> let chi := chi_square N (softmax N o) q in
  Un_cv (fun k => INR k * log_variance N o q k) chi /\
  Un_cv (fun k => INR k ^ 2 * bias N o q k ^ 2) 0 /\
  Un_cv (fun k => INR k * square_error N o q k) chi).
Proof.
  intros H. destruct (H 2%nat (odds 1 3) fair fair_proposal) as (V & B & S).
  destruct (odds_limits _ _ _ V B S) as (_ & _ & E & _). lra.
Qed.

(** Claim: sf.ssm.variance.value
    Role: establishes
    Place: SF, beyond the novelty report, contribution 2
    Says: k times the variance of log Z^ tends to the chi-square of P from Q; k^2 times the square of its bias tends to
      a quarter of the square of that, so that k times the mean square error tends to what the variance alone does, for
      every number of classes, Q and scores.
    Gap: Real numbers; positive Q, and P is the softmax of the scores.
    Mutant: `log_variance N o q k) chi` becomes `log_variance N o q k) (chi / 2)`; refuted by the theorem
      the_variance_has_no_half
    Mutant: `(chi ^ 2 / 4)` becomes `0`; refuted by the theorem the_bias_is_of_the_first_order
*)
Theorem the_variance_is_what_is_left : forall N o q, proposal N q -> let chi := chi_square N (softmax N o) q in
  Un_cv (fun k => INR k * log_variance N o q k) chi /\
  Un_cv (fun k => INR k ^ 2 * bias N o q k ^ 2) (chi ^ 2 / 4) /\
  Un_cv (fun k => INR k * square_error N o q k) chi.
Proof.
  intros N o q P chi. split; [exact (log_variance_limit N o q P)|]. split; [exact (bias_square_limit N o q P)|].
  exact (square_error_limit N o q P).
Qed.
