(** Ways of keeping sampled softmax's books that tend to the risk of softmax as the draws grow. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws NceLimits SampledMinimiser SampledLogarithm.
Import ListNotations.
Open Scope R_scope.

(** No estimate of Z is 0, and the risk tends to the softmax risk up to a constant, for all labels and proposals. *)
Definition tends_to_softmax (own hits : bool) (c : correction) : Prop :=
  forall N eta q, proposal N eta -> proposal N q ->
  (forall k o y ys, (0 < k)%nat -> (y < N)%nat -> drawn N k ys -> 0 < Z_hat own hits c N q o y ys) /\
  exists constant, forall o,
    Un_cv (fun k => sampled_risk own hits c N k eta q o - constant k) (risk N softmax_loss eta o).

Lemma total_kept f y ys : total f (kept false y ys) = total (fun j => if Nat.eqb j y then 0 else f j) ys.
Proof.
  induction ys as [|j ys IH]; [reflexivity|].
  change (kept false y (j :: ys)) with (if negb (Nat.eqb j y) then j :: kept false y ys else kept false y ys).
  cbn [total]. destruct (Nat.eqb j y); cbn [negb total]; rewrite IH; ring.
Qed.

(** With hits kept the estimate is this multiple of this mean of weights. *)
Definition scale (c : correction) (N : nat) (q : nat -> R) (k y : nat) : R :=
  match c with uncorrected => INR k | by_Nq => INR k / INR N | by_q => INR k * q y | _ => 1 end.
Definition weight_of (c : correction) (q o : nat -> R) (j : nat) : R :=
  match c with uncorrected => exp (o j) | _ => exp (o j) / q j end.
Definition own_part (c : correction) (x : R) : R := match c with by_kq | by_nq => x | _ => 0 end.
Definition own_over_k (c : correction) (N : nat) (q : nat -> R) (y : nat) (x : R) : R :=
  match c with uncorrected => x | by_Nq => INR N * x | by_q => x / q y | _ => 0 end.

Lemma estimate_of_kept own c N q o k y ys : proposal N q -> (0 < k)%nat -> (y < N)%nat -> drawn N k ys ->
  0 < scale c N q k y /\ Z_hat own true c N q o y ys = scale c N q k y
    * (own_part c (own_term own o y) + own_over_k c N q y (own_term own o y) / INR k
      + total (weight_of c q o) ys / INR k).
Proof.
  intros [Q Q1] Hk Hy Y. pose proof (lt_0_INR k Hk) as K. pose proof (lt_0_INR N ltac:(lia)) as NN.
  pose proof (Q y Hy) as qy. split.
  { destruct c; simpl; try lra; [apply Rdiv_lt_0_compat; lra|apply Rmult_lt_0_compat; lra]. }
  unfold Z_hat. rewrite kept_all. rewrite (total_ext N k _ (fun j => scale c N q k y / INR k * weight_of c q o j) ys Y).
  - rewrite total_scal. destruct c; simpl; field; lra.
  - intros j Hj. specialize (Q j Hj). destruct Y as [L _]. destruct c; simpl; rewrite ?L; field; lra.
Qed.

Lemma kept_tends own c N eta q o : proposal N q ->
  own_term own o = (fun _ => 0) \/ (forall y, 0 < own_term own o y) ->
  (forall k y ys, (0 < k)%nat -> (y < N)%nat -> drawn N k ys -> 0 < Z_hat own true c N q o y ys) /\
  Un_cv (fun k => sampled_risk own true c N k eta q o - sum N (fun y => eta y * ln (scale c N q k y)))
    (sum N (fun y => eta y * (ln (own_part c (own_term own o y) + sum N (fun i => q i * weight_of c q o i)) - o y))).
Proof.
  intros P O. apply (risk_tends own true c N eta q o (scale c N q) (fun y => own_part c (own_term own o y))
    (fun y => own_over_k c N q y (own_term own o y)) (fun _ => weight_of c q o)); [exact P| |].
  - intros y Hy. pose proof (proj1 P y Hy) as qy. pose proof (lt_0_INR N ltac:(lia)) as NN.
    assert (X : 0 <= own_term own o y) by (destruct O as [->|O]; [lra|apply Rlt_le, O]).
    assert (Wp : forall i, (i < N)%nat -> 0 < weight_of c q o i).
    { intros i Hi. pose proof (proj1 P i Hi). pose proof (exp_pos (o i)).
      destruct c; simpl; try apply Rdiv_lt_0_compat; lra. }
    split; [destruct c; simpl; lra|]. split.
    + destruct c; simpl; try lra; [apply Rmult_le_pos; lra|].
      apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, qy].
    + split; [intros i Hi; apply Rlt_le, Wp, Hi|right; exact Wp].
  - intros k y ys Hk Hy Y. apply estimate_of_kept; assumption.
Qed.

Lemma own_term_sign own o : own_term own o = (fun _ => 0) \/ (forall y, 0 < own_term own o y).
Proof. destruct own; [right; intros y; apply exp_pos|left; reflexivity]. Qed.

Lemma all_weights N q o : proposal N q -> sum N (fun i => q i * (exp (o i) / q i)) = partition N o.
Proof. intros [Q _]. apply sum_ext. intros i Hi. specialize (Q i Hi). field. lra. Qed.

Lemma softmax_risk_as_sum N eta o : sum N (fun y => eta y * (ln (partition N o) - o y)) = risk N softmax_loss eta o.
Proof. apply sum_ext. intros y Hy. rewrite softmax_loss_partition by lia. reflexivity. Qed.

Lemma kept_and_corrected own c : c <> uncorrected -> own = false \/ c = by_Nq \/ c = by_q ->
  tends_to_softmax own true c.
Proof.
  intros C O N eta q E P. split.
  - intros k o. apply (kept_tends own c N eta q o P (own_term_sign own o)).
  - eexists. intros o. destruct (kept_tends own c N eta q o P (own_term_sign own o)) as [_ L].
    rewrite <- softmax_risk_as_sum, <- (all_weights N q o P).
    replace (fun i => q i * (exp (o i) / q i)) with (fun i => q i * weight_of c q o i)
      by (destruct c; [contradiction| | | |]; reflexivity).
    rewrite (sum_ext N (fun y => eta y * (ln (own_part c (own_term own o y) + _) - o y))
      (fun y => eta y * (ln (sum N (fun i => q i * weight_of c q o i)) - o y))) in L; [exact L|].
    intros y _. do 3 f_equal. destruct O as [->|[->| ->]]; [destruct c; simpl|simpl|simpl]; ring.
Qed.

Lemma removed_and_corrected_by_kq : tends_to_softmax true false by_kq.
Proof.
  intros N eta q E P.
  assert (T : forall o, (forall k y ys, (0 < k)%nat -> (y < N)%nat -> drawn N k ys ->
      0 < Z_hat true false by_kq N q o y ys) /\
    Un_cv (fun k => sampled_risk true false by_kq N k eta q o - 0) (risk N softmax_loss eta o)).
  { intros o. destruct (risk_tends true false by_kq N eta q o (fun _ _ => 1) (fun y => exp (o y)) (fun _ => 0)
      (fun y j => if Nat.eqb j y then 0 else exp (o j) / q j) P) as [A B].
    - intros y Hy. pose proof (exp_pos (o y)). split; [lra|]. split; [lra|]. split; [|left; assumption].
      intros i Hi. destruct (Nat.eqb i y); [lra|]. apply Rlt_le, Rdiv_lt_0_compat; [apply exp_pos|apply P, Hi].
    - intros k y ys Hk Hy Y. split; [lra|]. pose proof (lt_0_INR k Hk) as K. unfold Z_hat. rewrite total_kept.
      unfold own_term. rewrite (total_ext N k _ (fun j => / INR k * if Nat.eqb j y then 0 else exp (o j) / q j) ys Y).
      + rewrite total_scal. field. lra.
      + intros j Hj. pose proof (proj1 P j Hj). destruct Y as [-> _]. destruct (Nat.eqb j y); simpl; field; lra.
    - split; [exact A|]. rewrite <- softmax_risk_as_sum.
      rewrite (sum_ext N (fun y => eta y * (ln (partition N o) - o y)) (fun y => eta y * (ln (exp (o y)
        + sum N (fun i => q i * if Nat.eqb i y then 0 else exp (o i) / q i)) - o y))).
      + refine (tends_ext _ _ _ _ B). intros k _. f_equal. apply sum_eq_0. intros. rewrite ln_1. ring.
      + intros y Hy. do 3 f_equal. rewrite <- (all_weights N q o P), <- (sum_pick N y (fun j => exp (o j)) Hy),
          <- sum_plus. apply sum_ext. intros i Hi. pose proof (proj1 P i Hi). unfold one_hot.
        destruct (Nat.eqb i y); field; lra. }
  split; [intros k o; apply T|]. exists (fun _ => 0). intros o. apply T.
Qed.
