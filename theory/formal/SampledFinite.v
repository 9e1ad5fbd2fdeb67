(** After finitely many draws the risk of sampled softmax need not be least at the labels' distribution. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Logarithm Draws NceLimits SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

(** Without the own term, hits kept and corrected for, Z^ is the mean of exp(o_j)/q_j over the draws. *)
Lemma risk_by_estimate n k eta q o : (0 < k)%nat -> proposal n eta -> proposal n q ->
  sampled_risk false true by_kq n k eta q o
  = mean_draws n q k (fun ys => ln (estimate o q ys)) - sum n (fun y => eta y * o y).
Proof.
  intros K [_ E] [Q Q1]. pose proof (lt_0_INR k K) as Pk. unfold sampled_risk.
  rewrite (sum_ext n _ (fun y => eta y * mean_draws n q k (fun ys => ln (estimate o q ys)) - eta y * o y)).
  { rewrite sum_minus, sum_scal_r, E. ring. }
  intros y Hy. rewrite (mean_draws_ext n q k _ (fun ys => ln (estimate o q ys) + - o y)).
  { rewrite mean_draws_plus, mean_draws_const by exact Q1. ring. }
  intros ys Y. unfold Z_hat, own_term, estimate, divisor. rewrite kept_all, (proj1 Y). unfold Rminus. do 2 f_equal.
  rewrite (total_ext n k _ (fun j => / INR k * (exp (o j) / q j)) ys Y), total_scal; [field; lra|].
  intros j Hj. specialize (Q j Hj). field. lra.
Qed.

Lemma ln_weight o q : 0 < q -> ln ((exp o / q + 0) / 1) = o - ln q.
Proof.
  intros Q. replace ((exp o / q + 0) / 1) with (exp o * / q) by (field; lra).
  rewrite ln_mult, ln_Rinv, ln_exp; [lra|exact Q|apply exp_pos|apply Rinv_0_lt_compat; exact Q].
Qed.

Lemma one_draw_risk n eta q o : proposal n eta -> proposal n q -> sampled_risk false true by_kq n 1 eta q o
  = sum n (fun j => (q j - eta j) * o j) - sum n (fun j => q j * ln (q j)).
Proof.
  intros E Q. rewrite (risk_by_estimate n 1 eta q o Nat.lt_0_1 E Q). unfold estimate. simpl. rewrite <- !sum_minus.
  apply sum_ext. intros j Hj. rewrite (ln_weight (o j) (q j) (proj1 Q j Hj)). ring.
Qed.

(** The logarithm of a mean is at least the mean of the logarithms. *)
Lemma log_of_estimate n k q o ys : (0 < k)%nat -> proposal n q -> drawn n k ys ->
  / INR k * total (fun j => o j - ln (q j)) ys <= ln (estimate o q ys).
Proof.
  intros K [Q _] Y. pose proof (lt_0_INR k K) as Pk. set (a := fun j => exp (o j) / q j).
  assert (A : forall j, (j < n)%nat -> 0 < a j)
    by (intros j Hj; apply Rdiv_lt_0_compat; [apply exp_pos|exact (Q j Hj)]).
  assert (T : 0 < total a ys).
  { destruct Y as [L F]. destruct ys as [|j ys]; [simpl in L; lia|]. inversion F as [|? ? Hj F']. subst. simpl.
    pose proof (A j Hj). assert (0 <= total a ys); [|lra].
    rewrite <- (Rmult_0_r (INR (length ys))), <- total_const.
    apply (total_le n (length ys)); [split; [reflexivity|exact F']|].
    intros i Hi. apply Rlt_le, A, Hi. }
  unfold estimate. fold a. rewrite (proj1 Y). set (m := total a ys / INR k).
  assert (M : 0 < m) by (apply Rdiv_lt_0_compat; assumption).
  assert (L : total (fun j => o j - ln (q j)) ys <= total (fun j => ln m + -1 + / m * a j) ys).
  { apply (total_le n k); [exact Y|]. intros j Hj. pose proof (A j Hj) as Aj.
    pose proof (ln_below (a j * / m) ltac:(apply Rmult_lt_0_compat; [exact Aj|apply Rinv_0_lt_compat, M])) as B.
    rewrite ln_mult, ln_Rinv in B by (exact Aj || exact M || apply Rinv_0_lt_compat, M).
    assert (E : ln (a j) = o j - ln (q j)).
    { unfold a, Rdiv. specialize (Q j Hj). rewrite ln_mult, ln_Rinv, ln_exp
        by (exact Q || apply exp_pos || apply Rinv_0_lt_compat, Q). ring. }
    rewrite E in B. lra. }
  rewrite total_plus, total_const, total_scal, (proj1 Y) in L.
  replace (/ m * total a ys) with (INR k) in L by (unfold m; field; lra).
  apply (Rmult_le_reg_l (INR k)); [exact Pk|]. rewrite <- Rmult_assoc, Rinv_r by lra. lra.
Qed.

(** Claim: none
    Says: With draws from q = eta the risk is least at softmax(o) = eta, however few they are.
*)
Theorem draws_from_the_labels : ~ ~ (forall n k eta q, (1 <= k)%nat -> proposal n eta ->
  proposal n q -> q = eta -> forall u, sampled_risk false true by_kq n k eta q (fun i => ln (eta i))
    <= sampled_risk false true by_kq n k eta q u).
Proof.
  intros H. apply H. intros n k eta q K P _ -> u. pose proof (lt_0_INR k ltac:(lia)) as Pk.
  rewrite !(risk_by_estimate n k eta eta) by (lia || exact P).
  rewrite (mean_draws_ext n eta k (fun ys => ln (estimate (fun i => ln (eta i)) eta ys)) (fun _ => 0)).
  - rewrite mean_draws_const by apply P.
    assert (L : / INR k * (INR k * sum n (fun j => eta j * (u j - ln (eta j))))
      <= mean_draws n eta k (fun ys => ln (estimate u eta ys))).
    { rewrite <- (mean_total n eta k) by apply P. rewrite <- mean_draws_scal.
      apply mean_draws_le; [intros i Hi; exact (proposal_nonneg n eta i P Hi)|].
      intros ys Y. apply (log_of_estimate n k eta u ys); [lia|exact P|exact Y]. }
    rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l in L by lra.
    rewrite (sum_ext n _ (fun j => eta j * u j - eta j * ln (eta j))), sum_minus in L by (intros; ring). lra.
  - intros ys Y. unfold estimate. rewrite (total_ext n k _ (fun _ => 1) ys Y), total_const, (proj1 Y).
    + replace (INR k * 1 / INR k) with 1 by (field; lra). apply ln_1.
    + intros i Hi. pose proof (proj1 P i Hi). rewrite exp_ln by assumption. field. lra.
Qed.

(** Claim: sf.ssm.mle.finite
    Role: refutes
    Place: SF, summary, Key results
    Says: At a finite k the risk of sampled softmax with Z hat the mean of exp(o_j)/q_j over the draws need not be least
      at softmax(o) = eta: for eta = (1/4, 3/4), q = (1/2, 1/2), k = 1 it is linear in the scores, of slope (1/4, -1/4).
    Gap: Read at o = log eta, as the risk does not change with a common offset of the scores.
    Mutant: `proposal n q -> forall u` becomes `proposal n q -> q = eta -> forall u`; refuted by the theorem
      draws_from_the_labels
*)
Theorem sampled_softmax_is_not_least_at_the_labels : ~ (forall n k eta q, (1 <= k)%nat -> proposal n eta ->
  proposal n q -> forall u, sampled_risk false true by_kq n k eta q (fun i => ln (eta i))
    <= sampled_risk false true by_kq n k eta q u).
Proof.
  intros H. specialize (H 2%nat 1%nat uneven half ltac:(lia) uneven_proposal half_proposal
    (fun i => ln (uneven i) - (if Nat.eqb i 0 then 1 else 0))).
  rewrite !one_draw_risk in H by (exact uneven_proposal || exact half_proposal). unfold half in H. simpl in H.
  unfold uneven in H. simpl in H. lra.
Qed.
