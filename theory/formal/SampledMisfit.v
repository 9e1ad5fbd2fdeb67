(** Sampled softmax with log q on both sides where the scores are restricted: it misses maximum likelihood. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws NceLimits NceMisspecified SampledCourse SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

(** The labels' chances, and the direction of the scores, of three classes. *)
Definition misfit (i : nat) : R := match i with O => 9 / 14 | 1%nat => 1 / 7 | _ => 3 / 14 end.
Definition direction (i : nat) : R := match i with O => 2 | 1%nat => 1 | _ => 0 end.

(** The exponentials at theta = log 2. *)
Definition powers (i : nat) : R := match i with O => 4 | 1%nat => 2 | _ => 1 end.

Lemma exp_direction i : exp (ln 2 * direction i) = powers i.
Proof.
  destruct i as [|[|i]]; simpl.
  - replace (ln 2 * 2) with (ln 2 + ln 2) by ring. rewrite exp_plus, exp_ln by lra. ring.
  - rewrite Rmult_1_r. apply exp_ln. lra.
  - rewrite Rmult_0_r. apply exp_0.
Qed.

Definition slope_at (k : nat) : R :=
  sum 3 (fun y => misfit y * mean_draws 3 (uniform 3) k (fun ys => (powers y * direction y
    + total (fun j => powers j * direction j) ys) / (powers y + total powers ys) - direction y)).

Lemma misfit_slope k : derivable_pt_lim (fun s => sampled_risk true true by_q 3 k misfit (uniform 3)
  (fun i => ln 2 * direction i + s * direction i)) 0 (slope_at k).
Proof.
  assert (P : forall ys, 0 <= total powers ys).
  { intros ys. apply total_nonneg. intros [|[|i]] _; simpl; lra. }
  assert (E : forall y ys, total (fun j => exp (ln 2 * direction j) / (uniform 3 j / uniform 3 y)) ys
    = total powers ys).
  { intros y ys. induction ys as [|j ys IH]; simpl; [reflexivity|]. rewrite IH, exp_direction. unfold uniform.
    simpl INR. field. }
  assert (F : forall y ys, total (fun j => exp (ln 2 * direction j) / (uniform 3 j / uniform 3 y) * direction j) ys
    = total (fun j => powers j * direction j) ys).
  { intros y ys. induction ys as [|j ys IH]; simpl; [reflexivity|]. rewrite IH, exp_direction. unfold uniform.
    simpl INR. field. }
  replace (slope_at k) with (sum 3 (fun y => misfit y * mean_draws 3 (uniform 3) k
    (fun ys => log_slope true by_q 3 (uniform 3) (fun i => ln 2 * direction i) direction y ys - direction y))).
  - apply risk_slope. intros y ys _ _. unfold Z_hat. rewrite kept_all. cbv zeta. unfold own_term, divisor.
    rewrite E, exp_direction. specialize (P ys). destruct y as [|[|y]]; simpl; lra.
  - unfold slope_at. apply sum_ext. intros y _. f_equal. apply mean_draws_ext. intros ys _. unfold log_slope, own_term.
    cbv beta zeta. unfold divisor. rewrite E, F, exp_direction. reflexivity.
Qed.

Lemma slope_1 : slope_at 1 <> 0.
Proof. unfold slope_at. cbn [mean_draws sum total]. unfold misfit, uniform, powers, direction. simpl INR. lra. Qed.
Lemma slope_2 : slope_at 2 <> 0.
Proof. unfold slope_at. cbn [mean_draws sum total]. unfold misfit, uniform, powers, direction. simpl INR. lra. Qed.
Lemma slope_3 : slope_at 3 <> 0.
Proof. unfold slope_at. cbn [mean_draws sum total]. unfold misfit, uniform, powers, direction. simpl INR. lra. Qed.
Lemma slope_4 : slope_at 4 <> 0.
Proof. unfold slope_at. cbn [mean_draws sum total]. unfold misfit, uniform, powers, direction. simpl INR. lra. Qed.

Lemma misfit_proposal : proposal 3 misfit.
Proof.
  assert (P : forall i, 0 < misfit i) by (intros [|[|i]]; simpl; lra).
  split; [intros i _; apply P|unfold misfit; simpl; lra].
Qed.

Lemma misfit_best : ml_estimate 3 misfit direction (ln 2) /\
  (varies 3 direction -> forall other, ml_estimate 3 misfit direction other -> other = ln 2).
Proof.
  apply mean_fits; [apply proposal_simplex, misfit_proposal|lia|].
  assert (E : forall i, odds_at direction (ln 2) 0 i = powers i)
    by (intros i; unfold odds_at; rewrite Rminus_0_r; apply exp_direction).
  simpl sum. rewrite !E. unfold powers, direction, misfit. field.
Qed.

(** Claim: none
    Says: Maximum likelihood is not at log 3.
*)
Theorem log_3_is_not_the_best : ~ (ml_estimate 3 misfit direction (ln 3) /\
  forall k, (1 <= k <= 4)%nat -> ~ derivable_pt_lim (fun s => sampled_risk true true by_q 3 k misfit (uniform 3)
    (fun i => ln 2 * direction i + s * direction i)) 0 0).
Proof.
  intros [M _]. apply misfit_best in M; [apply ln_inv in M; lra|].
  exists 0%nat, 1%nat. repeat split; try lia. simpl. lra.
Qed.

(** Claim: sf.ssm.mle.misspecified
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: For the scores theta (2, 1, 0), labels of the chances (9/14, 1/7, 3/14) and uniform draws softmax is least at
      theta = log 2; with the positive in, hits kept and log q on both sides the slope of the risk there is not 0 for
      k = 1, 2, 3, 4.
    Gap: Real numbers, not floating point. What it does for larger k is not in the claim. That there is a slope is the
      lemma misfit_slope.
    Mutant: `direction (ln 2)` becomes `direction (ln 3)`; refuted by the theorem log_3_is_not_the_best
*)
Theorem restricted_scores_miss_maximum_likelihood : ml_estimate 3 misfit direction (ln 2) /\
  forall k, (1 <= k <= 4)%nat -> ~ derivable_pt_lim (fun s => sampled_risk true true by_q 3 k misfit (uniform 3)
    (fun i => ln 2 * direction i + s * direction i)) 0 0.
Proof.
  split; [apply misfit_best|]. intros k K D. pose proof (uniqueness_limite _ _ _ _ (misfit_slope k) D) as E.
  destruct k as [|[|[|[|[|k]]]]]; try lia.
  - exact (slope_1 E).
  - exact (slope_2 E).
  - exact (slope_3 E).
  - exact (slope_4 E).
Qed.
