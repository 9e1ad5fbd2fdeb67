(** The risk of sampled softmax with k independent draws, at finite k. *)

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
