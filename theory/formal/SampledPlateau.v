(** Sampled softmax's estimates of Z and of log Z improve with every draw, and without end. *)

From Coq Require Import Reals Lra.
From softproof Require Import Softmax Draws LogBias Fluctuation NceLimits SampledCourse.
Open Scope R_scope.

Lemma bias_vanishes N o q : proposal N q -> Un_cv (bias N o q) 0.
Proof.
  intros P. destruct (some_ratio N o q P) as (w & W & Hw).
  apply (tends_as_1_over_k _ _ (chi_square N (softmax N o) q / (2 * w))). intros k Hk.
  destruct (bias_of_log_estimate N k o q w Hk P W Hw) as (_ & L & U). apply lt_0_INR in Hk. rewrite Rminus_0_r.
  rewrite Rabs_left1 by exact U.
  replace (chi_square N (softmax N o) q / (2 * w) / INR k) with (chi_square N (softmax N o) q / (2 * INR k * w))
    by (field; lra). lra.
Qed.

Lemma ratio_variance_vanishes N o q : proposal N q -> Un_cv (ratio_variance N o q) 0.
Proof.
  intros P. apply (tends_as_1_over_k _ _ (Rabs (chi_square N (softmax N o) q))). intros k Hk.
  unfold ratio_variance. rewrite (proj2 (estimate_mean_and_variance N k o q Hk P)), Rminus_0_r. apply lt_0_INR in Hk.
  unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ INR k)); [lra|apply Rle_ge, Rlt_le, Rinv_0_lt_compat, Hk].
Qed.

(** Claim: none
    Says: The variance of log Z^ need not fall.
*)
Theorem the_logarithm_may_vary_more : ~ (forall N o q, proposal N q -> mismatched N o q ->
  (forall k, (0 < k)%nat -> Rabs (bias N o q (S k)) < Rabs (bias N o q k) /\
    log_variance N o q (S k) < log_variance N o q k) /\
  Un_cv (bias N o q) 0 /\ Un_cv (ratio_variance N o q) 0).
Proof.
  intros H. apply one_draw_more_may_raise_the_variance. intros N k o q K P M. exact (proj2 (proj1 (H N o q P M) k K)).
Qed.

(** Claim: sf.sampling.plateau.ssm
    Role: establishes
    Place: SF, summary, first experiments 2
    Says: For every Q that is not P and every k the size of the bias of log Z^ and the variance of Z^/Z are strictly
      less with k + 1 draws than with k, and both vanish as k grows: there is no plateau.
    Gap: Real numbers, not floating point; positive Q, and P is the softmax of the scores.
    Mutant: `ratio_variance N o q (S k) < ratio_variance N o q k` becomes `log_variance N o q (S k) < log_variance N o q
      k`; refuted by the theorem the_logarithm_may_vary_more
*)
Theorem sampled_softmax_has_no_plateau : forall N o q, proposal N q -> mismatched N o q ->
  (forall k, (0 < k)%nat -> Rabs (bias N o q (S k)) < Rabs (bias N o q k) /\
    ratio_variance N o q (S k) < ratio_variance N o q k) /\
  Un_cv (bias N o q) 0 /\ Un_cv (ratio_variance N o q) 0.
Proof.
  intros N o q P M. split; [|split; [exact (bias_vanishes N o q P)|exact (ratio_variance_vanishes N o q P)]].
  intros k K. destruct (one_draw_more_lowers_bias N o q P M) as [F _]. destruct (F k K). split; assumption.
Qed.
