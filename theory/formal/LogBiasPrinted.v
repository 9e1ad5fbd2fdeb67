(** The chi-square over the draws, as SF has it, is neither the bias of log Z^ nor a bound of it or of its variance. *)

From Coq Require Import Reals Lra.
From softproof Require Import Softmax Draws LogBias.
Open Scope R_scope.

(** Claim: sf.ssm.bias.exact
    Role: refutes
    Place: SF, Mechanism 2
    Says: The bias of log Z^ is not minus the chi-square over 2k for every k.
    Gap: Real numbers, not floating point. The witness has one draw; the refutation says nothing of larger k.
    Mutant: `N k o q, (0 < k)%nat -> proposal N q -> bias N o q k = - (chi_square N (softmax N o) q / (2 * INR k))`
      becomes `N o q, proposal N q -> Un_cv (fun k => INR k * bias N o q k) (- (chi_square N (softmax N o) q / 2))`;
      refuted by the theorem the_bias_is_exact_in_the_limit
*)
Theorem bias_is_not_exact : ~ (forall N k o q,
  (0 < k)%nat -> proposal N q -> bias N o q k = - (chi_square N (softmax N o) q / (2 * INR k))).
Proof.
  intros H. specialize (H 2%nat 1%nat (odds 1 (exp 8)) fair Nat.lt_0_1 fair_proposal).
  pose proof far_bias. pose proof far_chi_square. simpl INR in H. lra.
Qed.

(** Claim: sf.ssm.bias.bound
    Role: refutes
    Place: SF, Mechanism 2
    Says: The size of the bias of log Z^ is not bounded by the chi-square over 2k for every k.
    Gap: Real numbers, not floating point. The witness has one draw; the refutation says nothing of larger k.
    Mutant: `Rabs (bias N o q k) <= chi_square N (softmax N o) q / (2 * INR k)` becomes `forall w, 0 < w -> (forall i,
      (i < N)%nat -> w <= softmax N o i / q i) -> Rabs (bias N o q k) <= chi_square N (softmax N o) q / (2 * INR k *
      w)`; refuted by the theorem bias_is_bounded_over_w
*)
Theorem bias_bound_fails : ~ (forall N k o q,
  (0 < k)%nat -> proposal N q -> Rabs (bias N o q k) <= chi_square N (softmax N o) q / (2 * INR k)).
Proof.
  intros H. specialize (H 2%nat 1%nat (odds 1 (exp 8)) fair Nat.lt_0_1 fair_proposal).
  pose proof far_bias. pose proof far_chi_square. simpl INR in H. rewrite Rabs_left in H by lra. lra.
Qed.

Lemma bias_is_bounded_over_w : ~ ~ (forall N k o q,
  (0 < k)%nat -> proposal N q -> forall w, 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    Rabs (bias N o q k) <= chi_square N (softmax N o) q / (2 * INR k * w)).
Proof.
  intros H. apply H. intros N k o q Hk P w W Hw.
  destruct (bias_of_log_estimate N k o q w Hk P W Hw) as (_ & L & U). rewrite Rabs_left1 by exact U. lra.
Qed.

Lemma variance_is_bounded_over_w : ~ ~ (forall N k o q,
  (0 < k)%nat -> proposal N q -> forall w, 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    log_variance N o q k <= chi_square N (softmax N o) q / (INR k * w)).
Proof.
  intros H. apply H. intros N k o q Hk P w W Hw.
  destruct (square_error_of_log_estimate N k o q w Hk P W Hw) as (_ & A & B). lra.
Qed.

(** Claim: sf.ssm.variance.bound
    Role: refutes
    Place: SF, beyond the novelty report, contribution 2
    Says: The variance of log Z^ is not bounded by the chi-square over k for every k.
    Gap: Real numbers, not floating point. The witness has one draw; the refutation says nothing of larger k.
    Mutant: `log_variance N o q k <= chi_square N (softmax N o) q / INR k` becomes `forall w, 0 < w -> (forall i, (i <
      N)%nat -> w <= softmax N o i / q i) -> log_variance N o q k <= chi_square N (softmax N o) q / (INR k * w)`;
      refuted by the theorem variance_is_bounded_over_w
*)
Theorem variance_bound_fails : ~ (forall N k o q,
  (0 < k)%nat -> proposal N q -> log_variance N o q k <= chi_square N (softmax N o) q / INR k).
Proof.
  intros H. specialize (H 2%nat 1%nat (odds 1 (exp 8)) fair Nat.lt_0_1 fair_proposal).
  rewrite far_variance in H. pose proof far_chi_square. simpl INR in H. lra.
Qed.
