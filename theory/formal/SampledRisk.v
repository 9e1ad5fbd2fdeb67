(** The risk of sampled softmax with k independent draws, at finite k. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws.
Open Scope R_scope.

(** log of the mean over the draws of exp(o_j)/q_j, less the label's score, over labels of chances eta. *)
Definition sampled_risk (n k : nat) (eta q o : nat -> R) : R :=
  mean_draws n q k (fun ys => ln (estimate o q ys)) - sum n (fun y => eta y * o y).

Definition uneven (i : nat) : R := if Nat.eqb i 0 then 1 / 4 else 3 / 4.

Lemma uneven_proposal : proposal 2 uneven.
Proof. split; [intros i _; unfold uneven; destruct (Nat.eqb i 0); lra|unfold uneven; simpl; lra]. Qed.

Lemma even_proposal : proposal 2 (uniform 2).
Proof. unfold uniform. split; [intros i _; simpl; lra|simpl; lra]. Qed.

Lemma ln_weight o q : 0 < q -> ln ((exp o / q + 0) / 1) = o - ln q.
Proof.
  intros Q. replace ((exp o / q + 0) / 1) with (exp o * / q) by (field; lra).
  rewrite ln_mult, ln_Rinv, ln_exp; [lra|exact Q|apply exp_pos|apply Rinv_0_lt_compat; exact Q].
Qed.

Lemma one_draw_risk n eta q o : proposal n q ->
  sampled_risk n 1 eta q o = sum n (fun j => (q j - eta j) * o j) - sum n (fun j => q j * ln (q j)).
Proof.
  intros [Q _]. unfold sampled_risk, estimate. simpl. rewrite <- !sum_minus. apply sum_ext. intros j Hj.
  rewrite (ln_weight (o j) (q j) (Q j Hj)). ring.
Qed.

(** Claim: none
    Says: With one draw from q = eta the risk is the same at all scores.
*)
Theorem one_draw_from_the_labels : ~ ~ (forall n k eta q, k = 1%nat /\ q = eta -> proposal n eta ->
  proposal n q -> forall u, sampled_risk n k eta q (fun i => ln (eta i)) <= sampled_risk n k eta q u).
Proof.
  intros H. apply H. intros n k eta q [-> ->] P _ u. rewrite !one_draw_risk by exact P.
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
Theorem sampled_softmax_is_not_least_at_the_labels : ~ (forall n k eta q, (1 <= k)%nat -> proposal n eta ->
  proposal n q -> forall u, sampled_risk n k eta q (fun i => ln (eta i)) <= sampled_risk n k eta q u).
Proof.
  intros H. specialize (H 2%nat 1%nat uneven (uniform 2) ltac:(lia) uneven_proposal even_proposal
    (fun i => ln (uneven i) - (if Nat.eqb i 0 then 1 else 0))).
  rewrite !one_draw_risk in H by apply even_proposal. unfold uniform in H. simpl in H. unfold uneven in H.
  simpl in H. lra.
Qed.
