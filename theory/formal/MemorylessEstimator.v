(** An estimator of log Z that remembers nothing, and whose bias is of the order of one over its draws. *)

From Coq Require Import Reals Lra List Classical.
From softproof Require Import Softmax Draws LogBias Blind.
Import ListNotations.
Open Scope R_scope.

(** An estimator is a function of the weights exp(o_y)/q_y of the draws of one query at one visit. *)
Definition memoryless_bias (N : nat) (g : list R -> R) (o q : nat -> R) (k : nat) : R :=
  mean_draws N q k (fun ys => g (map (fun y => exp (o y) / q y) ys)) - ln (partition N o).

Definition log_of_mean_weight (ws : list R) : R := ln (fold_right Rplus 0 ws / INR (length ws)).

Lemma log_of_mean_weight_is_plain N o q k : memoryless_bias N log_of_mean_weight o q k = bias N o q k.
Proof.
  unfold memoryless_bias, bias. f_equal. apply mean_draws_ext. intros ys _. unfold log_of_mean_weight, estimate.
  rewrite map_length. do 2 f_equal. induction ys as [|y ys IH]; simpl; [reflexivity|]. rewrite IH. reflexivity.
Qed.

(** Claim: none
    Says: No such estimator is without bias.
*)
Theorem none_is_without_bias : ~ ~ (forall g : list R -> R, ~ (forall N o q, proposal N q -> exists C : R,
  forall k, (0 < k)%nat -> Rabs (memoryless_bias N g o q k) = 0)).
Proof.
  intros H. apply H. intros g A. apply (no_unbiased_function_of_weights 2 1 g (le_n 2)). intros o q P.
  destruct (A 2%nat o q P) as [_ B]. specialize (B 1%nat Nat.lt_0_1). unfold memoryless_bias in B.
  apply Rminus_diag_uniq. apply NNPP. intros E. exact (Rabs_no_R0 _ E B).
Qed.

(** Claim: sf.oq3.known
    Role: refutes
    Place: SF, summary, Open Question 3
    Says: It is not so that no estimator of log Z, a function of the weights of the draws alone, has a bias of O(1/k)
      for every number of classes, all scores and every positive proposal: the logarithm of the mean weight has.
    Gap: Real numbers, not floating point. Memory per query is read as anything but the draws of this visit. The
      constant may depend on the classes, the scores and the proposal.
    Mutant: `<= C / INR k` becomes `= 0`; refuted by the theorem none_is_without_bias
*)
Theorem a_memoryless_estimator_exists : ~ (forall g : list R -> R, ~ (forall N o q, proposal N q -> exists C : R,
  forall k, (0 < k)%nat -> Rabs (memoryless_bias N g o q k) <= C / INR k)).
Proof.
  intros H. apply (H log_of_mean_weight). intros N o q P. destruct (some_ratio N o q P) as (w & W & Hw).
  exists (chi_square N (softmax N o) q / (2 * w)). intros k K. rewrite log_of_mean_weight_is_plain.
  destruct (bias_of_log_estimate N k o q w K P W Hw) as (_ & L & U). apply lt_0_INR in K.
  rewrite Rabs_left1 by exact U.
  replace (chi_square N (softmax N o) q / (2 * w) / INR k) with (chi_square N (softmax N o) q / (2 * INR k * w))
    by (field; lra). lra.
Qed.
