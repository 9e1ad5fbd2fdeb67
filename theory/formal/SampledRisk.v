(** Sampled softmax with k independent draws: its risk and the variance of its log-partition, at finite k. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** The mean of f (total + w j1 + ... + w jk) over k independent draws j1, ..., jk from q. *)
Fixpoint draws_mean (n k : nat) (q w : nat -> R) (f : R -> R) (total : R) : R :=
  match k with
  | O => f total
  | S m => sum n (fun j => q j * draws_mean n m q w f (total + w j))
  end.

(** log of the mean over the draws of exp(o_j)/q_j, less the label's score, over labels of chances eta. *)
Definition sampled_risk (n k : nat) (eta q o : nat -> R) : R :=
  draws_mean n k q (fun j => exp (o j) / q j) (fun s => ln (s / INR k)) 0 - sum n (fun y => eta y * o y).

(** The variance of log Z hat over Z, Z hat/Z the mean over the draws of p_j/q_j. *)
Definition log_variance (n k : nat) (p q : nat -> R) : R :=
  draws_mean n k q (fun j => p j / q j) (fun s => ln (s / INR k) ^ 2) 0
  - draws_mean n k q (fun j => p j / q j) (fun s => ln (s / INR k)) 0 ^ 2.

Definition chi_square (n : nat) (p q : nat -> R) : R := sum n (fun j => p j ^ 2 / q j) - 1.

Definition distribution (n : nat) (p : nat -> R) : Prop := simplex n p /\ forall i, 0 < p i.

Definition uneven (i : nat) : R := if Nat.eqb i 0 then 1 / 4 else 3 / 4.
Definition even (i : nat) : R := 1 / 2.

Lemma uneven_distribution : distribution 2 uneven.
Proof.
  assert (P : forall i, 0 < uneven i) by (intros i; unfold uneven; destruct (Nat.eqb i 0); lra).
  split; [split; [intros i _; apply Rlt_le, P|unfold uneven; simpl; lra]|exact P].
Qed.

Lemma even_distribution : distribution 2 even.
Proof. split; [split; [intros i _; unfold even; lra|unfold even; simpl; lra]|intros i; unfold even; lra]. Qed.

Lemma ln_weight o q : 0 < q -> ln ((0 + exp o / q) / 1) = o - ln q.
Proof.
  intros Q. replace ((0 + exp o / q) / 1) with (exp o * / q) by (field; lra).
  rewrite ln_mult, ln_Rinv, ln_exp; [lra|exact Q|apply exp_pos|apply Rinv_0_lt_compat; exact Q].
Qed.

Lemma one_draw_risk n eta q o : (forall i, 0 < q i) ->
  sampled_risk n 1 eta q o = sum n (fun j => (q j - eta j) * o j) - sum n (fun j => q j * ln (q j)).
Proof.
  intros Q. unfold sampled_risk. simpl draws_mean. simpl INR. rewrite <- !sum_minus. apply sum_ext. intros j _.
  rewrite (ln_weight (o j) (q j) (Q j)). ring.
Qed.

(** Claim: none
    Says: With one draw from q = eta the risk is the same at all scores.
*)
Theorem one_draw_from_the_labels : ~ ~ (forall n k eta q, k = 1%nat /\ q = eta -> distribution n eta ->
  distribution n q -> forall u, sampled_risk n k eta q (fun i => ln (eta i)) <= sampled_risk n k eta q u).
Proof.
  intros H. apply H. intros n k eta q [-> ->] [_ P] _ u. rewrite !one_draw_risk by exact P.
  rewrite !(sum_eq_0 n (fun j => (eta j - eta j) * _)); [lra| |]; intros; ring.
Qed.

(** Claim: sf.ssm.mle.finite
    Role: refutes
    Place: SF, summary, Key results
    Says: At a finite k the risk of sampled softmax with Z hat the mean of exp(o_j)/q_j over the draws need not be least
      at softmax(o) = eta: for eta = (1/4, 3/4), q = (1/2, 1/2), k = 1 it is linear in the scores, of slope (1/4, -1/4).
    Gap: Read at o = log eta, as the risk does not change with a common offset of the scores.
    Mutant: `(1 <= k)%nat` becomes `k = 1%nat /\ q = eta`; refuted by the theorem one_draw_from_the_labels
*)
Theorem sampled_softmax_is_not_least_at_the_labels : ~ (forall n k eta q, (1 <= k)%nat -> distribution n eta ->
  distribution n q -> forall u, sampled_risk n k eta q (fun i => ln (eta i)) <= sampled_risk n k eta q u).
Proof.
  intros H. specialize (H 2%nat 1%nat uneven even ltac:(lia) uneven_distribution even_distribution
    (fun i => ln (uneven i) - (if Nat.eqb i 0 then 1 else 0))).
  rewrite !one_draw_risk in H by apply even_distribution. unfold even in H. simpl in H. unfold uneven in H.
  simpl in H. lra.
Qed.

Lemma ln_above x : 0 < x -> 1 - / x <= ln x.
Proof.
  intros H. pose proof (Rinv_0_lt_compat x H) as I. pose proof (exp_ineq1_le (ln (/ x))) as L.
  rewrite exp_ln in L by exact I. rewrite ln_Rinv in L by exact H. lra.
Qed.

(** log 3 is above 1: 3 is the product of (j + 1)/j from 4 to 11. *)
Lemma ln_3 : 1 < ln 3.
Proof.
  assert (E : ln (5 / 4) + ln (6 / 5) + ln (7 / 6) + ln (8 / 7) + ln (9 / 8) + ln (10 / 9) + ln (11 / 10) + ln (12 / 11)
    = ln 3) by (rewrite <- !ln_mult by lra; f_equal; lra).
  pose proof (ln_above (5 / 4) ltac:(lra)). pose proof (ln_above (6 / 5) ltac:(lra)).
  pose proof (ln_above (7 / 6) ltac:(lra)). pose proof (ln_above (8 / 7) ltac:(lra)).
  pose proof (ln_above (9 / 8) ltac:(lra)). pose proof (ln_above (10 / 9) ltac:(lra)).
  pose proof (ln_above (11 / 10) ltac:(lra)). pose proof (ln_above (12 / 11) ltac:(lra)). lra.
Qed.

(** Claim: none
    Says: With one draw from q = p there is no variance.
*)
Theorem no_variance_from_the_target : ~ ~ (forall n k p q, k = 1%nat /\ q = p -> distribution n p ->
  distribution n q -> log_variance n k p q <= chi_square n p q / INR k).
Proof.
  intros H. apply H. intros n k p q [-> ->] [[_ S] P] _.
  assert (E : forall j, ln ((0 + p j / p j) / INR 1) = 0).
  { intros j. specialize (P j). replace ((0 + p j / p j) / INR 1) with 1 by (simpl; field; lra). exact ln_1. }
  assert (Z : draws_mean n 1 p (fun j => p j / p j) (fun s => ln (s / INR 1) ^ 2) 0 = 0).
  { apply sum_eq_0. intros j _. cbn [draws_mean]. rewrite E. ring. }
  assert (M : draws_mean n 1 p (fun j => p j / p j) (fun s => ln (s / INR 1)) 0 = 0).
  { apply sum_eq_0. intros j _. cbn [draws_mean]. rewrite E. ring. }
  unfold log_variance, chi_square. rewrite Z, M, (sum_ext n (fun j => p j ^ 2 / p j) p), S; [simpl; lra|].
  intros j _. specialize (P j). field. lra.
Qed.

(** Claim: sf.ssm.variance.bound
    Role: refutes
    Place: SF, novelty report
    Says: Var log Z hat is not at most chi^2(P||Q)/k for every k: for P = (1/4, 3/4), Q = (1/2, 1/2), k = 1 it is
      log(3)^2/4, above 1/4.
    Gap: Real numbers; the mean over the draws is written out as k nested sums.
    Mutant: `(1 <= k)%nat` becomes `k = 1%nat /\ q = p`; refuted by the theorem no_variance_from_the_target
*)
Theorem the_variance_is_not_below_the_chi_square : ~ (forall n k p q, (1 <= k)%nat -> distribution n p ->
  distribution n q -> log_variance n k p q <= chi_square n p q / INR k).
Proof.
  intros H. specialize (H 2%nat 1%nat uneven even ltac:(lia) uneven_distribution even_distribution).
  unfold log_variance, chi_square, uneven, even in H. simpl in H.
  replace ((0 + 1 / 4 / (1 / 2)) / 1) with (/ 2) in H by field.
  replace ((0 + 3 / 4 / (1 / 2)) / 1) with (3 * / 2) in H by field.
  rewrite ln_mult, ln_Rinv in H by lra. pose proof ln_3 as L. pose proof (Rmult_lt_0_compat (ln 3 - 1) (ln 3 + 1)).
  lra.
Qed.
