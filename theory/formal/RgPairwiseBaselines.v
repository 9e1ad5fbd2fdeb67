(** RG, B.2: BPR and the binary cross-entropy fall as a positive's score rises and rise with a negative's. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Definition sigmoid (t : R) : R := / (1 + exp (- t)).

(** The losses of a positive of the score a and a negative of the score b. *)
Definition bpr (a b : R) : R := - ln (sigmoid (a - b)).
Definition bce (a b : R) : R := - ln (sigmoid a) - ln (1 - sigmoid b).

Lemma log_sigmoid t : - ln (sigmoid t) = ln (1 + exp (- t)).
Proof. pose proof (exp_pos (- t)). unfold sigmoid. rewrite ln_Rinv by lra. ring. Qed.

Lemma log_one_less t : - ln (1 - sigmoid t) = ln (1 + exp t).
Proof.
  pose proof (exp_pos t) as E. rewrite <- (Ropp_involutive t) at 2. rewrite <- log_sigmoid. f_equal. f_equal.
  unfold sigmoid. rewrite Ropp_involutive, exp_Ropp. field. lra.
Qed.

Lemma softplus_rises s t : s < t -> ln (1 + exp s) < ln (1 + exp t).
Proof. intros H. pose proof (exp_pos s). apply ln_increasing; [lra|]. apply Rplus_lt_compat_l, exp_increasing, H. Qed.

(** Claim: rg.baselines.bpr
    Role: establishes
    Place: RG, B.2
    Says: The printed BPR loss falls strictly as the positive's score rises and rises strictly with the negative's.
    Gap: Real numbers, not floating point; one positive and one negative.
    Mutant: `bpr a b < bpr a (b + rise)` becomes `bpr a (b + rise) < bpr a b`; refuted by the theorem
      bpr_does_not_fall_with_negatives
*)
Theorem bpr_has_right_signs : forall a b rise, 0 < rise -> bpr (a + rise) b < bpr a b /\ bpr a b < bpr a (b + rise).
Proof. intros a b rise H. unfold bpr. rewrite !log_sigmoid. split; apply softplus_rises; lra. Qed.

(** Claim: rg.baselines.bce
    Role: establishes
    Place: RG, B.2
    Says: The printed binary cross-entropy falls strictly as the positive's score rises and rises strictly with the
      negative's.
    Gap: Real numbers, not floating point; one positive and one negative.
    Mutant: `bce a b < bce a (b + rise)` becomes `bce a (b + rise) < bce a b`; refuted by the theorem
      bce_does_not_fall_with_negatives
*)
Theorem bce_has_right_signs : forall a b rise, 0 < rise -> bce (a + rise) b < bce a b /\ bce a b < bce a (b + rise).
Proof.
  intros a b rise H. unfold bce, Rminus. rewrite !log_sigmoid. fold (Rminus 1 (sigmoid b)).
  fold (Rminus 1 (sigmoid (b + rise))). rewrite !log_one_less.
  split; [apply Rplus_lt_compat_r|apply Rplus_lt_compat_l]; apply softplus_rises; lra.
Qed.

Lemma bpr_does_not_fall_with_negatives :
  ~ (forall a b rise, 0 < rise -> bpr (a + rise) b < bpr a b /\ bpr a (b + rise) < bpr a b).
Proof.
  intros H. destruct (H 0 0 1 Rlt_0_1) as [_ A]. destruct (bpr_has_right_signs 0 0 1 Rlt_0_1) as [_ B]. lra.
Qed.

Lemma bce_does_not_fall_with_negatives :
  ~ (forall a b rise, 0 < rise -> bce (a + rise) b < bce a b /\ bce a (b + rise) < bce a b).
Proof.
  intros H. destruct (H 0 0 1 Rlt_0_1) as [_ A]. destruct (bce_has_right_signs 0 0 1 Rlt_0_1) as [_ B]. lra.
Qed.
