(** Bookkeepings of sampled softmax with maximum likelihood as their least risk after finitely many draws. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws NceLimits NceVariance RgBias SampledMinimiser.
From softproof Require Import SampledExactness.
Import ListNotations.
Open Scope R_scope.

(** Where the slope is not 0 the risk is not least. *)
Lemma least_has_no_slope risk o f d : least risk o -> derivable_pt_lim (fun s => risk (fun i => o i + s * f i)) 0 d ->
  d = 0.
Proof.
  intros L D. set (g := fun s => risk (fun i => o i + s * f i)) in *.
  assert (Pr : derivable_pt g 0) by (exists d; exact D).
  assert (Z : risk (fun i => o i + 0 * f i) <= risk o).
  { replace (fun i => o i + 0 * f i) with o; [apply Rle_refl|].
    apply FunctionalExtensionality.functional_extensionality. intros i. ring. }
  pose proof (deriv_minimum g (-1) 1 0 Pr ltac:(lra) ltac:(lra)
    (fun x _ _ => Rle_trans _ _ _ Z (L (fun i => o i + x * f i)))) as M.
  rewrite <- M. symmetry. apply derive_pt_eq_0, D.
Qed.

(** The labels of the chances 1/4 and 3/4, and their scores. *)
Lemma uneven_softmax i : (i < 2)%nat -> softmax 2 (fun i => ln (uneven i)) i = uneven i.
Proof.
  intros Hi. unfold softmax, partition. pose proof (proj1 uneven_proposal) as P.
  rewrite (sum_ext 2 _ uneven) by (intros; apply exp_ln, P; assumption).
  rewrite (proj2 uneven_proposal), exp_ln by (apply P, Hi). field.
Qed.

Lemma moved_by_slope c q f d : proposal 2 q ->
  (forall y j, (y < 2)%nat -> (j < 2)%nat -> 0 < divisor c 2 1 1 q y j) ->
  d = sum 2 (fun y => uneven y * sum 2 (fun j => q j * ((uneven y * f y
    + uneven j / divisor c 2 1 1 q y j * f j)
    / (uneven y + uneven j / divisor c 2 1 1 q y j) - f y))) -> d <> 0 ->
  ~ least (sampled_risk true true c 2 1 uneven q) (fun i => ln (uneven i)).
Proof.
  intros P D -> N0 L. apply N0. exact (least_has_no_slope _ _ f _ L (two_slope c q f P D)).
Qed.

Lemma not_least_by_kq : ~ least (sampled_risk true true by_kq 2 1 uneven half)
  (fun i => ln (uneven i)).
Proof.
  eapply (moved_by_slope by_kq half plus_minus); [exact half_proposal| |reflexivity|].
  - intros y j _ _. unfold divisor, half. simpl. lra.
  - unfold divisor, half, uneven, plus_minus. simpl. lra.
Qed.

Lemma not_least_by_Nq : ~ least (sampled_risk true true by_Nq 2 1 uneven uneven)
  (fun i => ln (uneven i)).
Proof.
  eapply (moved_by_slope by_Nq uneven plus_minus); [exact uneven_proposal| |reflexivity|].
  - intros y j _ _. unfold divisor, uneven. destruct (Nat.eqb j 0); simpl; lra.
  - unfold divisor, uneven, plus_minus. simpl. lra.
Qed.

(** Scores of the odds (1, x): those of (1, 4) can have less risk than those of (1, 3), the odds of the labels. *)
Definition at_odds (x : R) (i : nat) : R := if Nat.eqb i 0 then 0 else ln x.

Lemma softmax_at_odds i : (i < 2)%nat -> softmax 2 (at_odds 3) i = uneven i.
Proof.
  intros Hi. unfold softmax, partition, at_odds, uneven. simpl.
  destruct i as [|[|i]]; [| |lia]; simpl; rewrite exp_ln, exp_0 by lra; field.
Qed.

Lemma two_draws_of_two c x : c = by_q \/ c = uncorrected -> 0 < x ->
  sampled_risk true false c 2 2 uneven half (at_odds x)
  = (2 * ln (1 + x) + ln (1 + 2 * x) + 3 * (2 * ln (x + 1) + ln (x + 2)) - 9 * ln x) / 16.
Proof.
  intros C X. assert (D : forall y j n, divisor c 2 2 n half y j = 1)
    by (intros; unfold divisor, half; destruct C as [-> | ->]; field).
  unfold sampled_risk, Z_hat, kept, at_odds. simpl. rewrite !D, exp_ln, exp_0 by exact X.
  unfold half, uneven. simpl. unfold Rdiv. rewrite !Rinv_1, !Rmult_1_r, !Rplus_0_r.
  replace (x + (1 + 1)) with (x + 2) by ring. replace (1 + (x + x)) with (1 + 2 * x) by ring. rewrite ln_1. lra.
Qed.

Lemma two_draws_move_it c : c = by_q \/ c = uncorrected ->
  ~ least (sampled_risk true false c 2 2 uneven half) (at_odds 3).
Proof.
  intros C L. specialize (L (at_odds 4)). rewrite !two_draws_of_two in L by (exact C || lra).
  replace (1 + 3) with (2 ^ 2) in L by ring. replace (3 + 1) with (2 ^ 2) in L by ring.
  replace (1 + 2 * 3) with 7 in L by ring. replace (3 + 2) with 5 in L by ring. replace (1 + 4) with 5 in L by ring.
  replace (1 + 2 * 4) with (3 ^ 2) in L by ring. replace (4 + 1) with 5 in L by ring.
  replace (4 + 2) with (2 * 3) in L by ring. replace 4 with (2 ^ 2) in L by ring.
  assert (B : ln (5 ^ 5 * 3 ^ 14) < ln (2 ^ 31 * 7)) by (apply ln_increasing; lra).
  rewrite !(ln_mult (_ ^ _)), (ln_mult 2 3), !ln_pow in * by (try apply pow_lt; lra). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: With log(kq) on the draws, which gives Z^ the mean Z but for the positive's own term, it is not so.
*)
Theorem log_kq_is_not_exact : ~ (forall N k eta q, (1 <= k)%nat -> proposal N eta -> proposal N q ->
  (forall o, least (sampled_risk true true by_kq N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i) /\
  (forall o y, (y < N)%nat ->
    mean_draws N q k (Z_hat true true by_q N q o y) = exp (o y) + INR k * q y * partition N o)).
Proof.
  intros H. apply not_least_by_kq.
  apply (H 2%nat 1%nat _ _ (le_n 1) uneven_proposal half_proposal), uneven_softmax.
Qed.

(** Claim: none
    Says: With log(Nq) on the draws it is not so.
*)
Theorem log_Nq_is_not_exact : ~ (forall N k eta q, (1 <= k)%nat -> proposal N eta -> proposal N q ->
  (forall o, least (sampled_risk true true by_Nq N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i) /\
  (forall o y, (y < N)%nat ->
    mean_draws N q k (Z_hat true true by_q N q o y) = exp (o y) + INR k * q y * partition N o)).
Proof.
  intros H. apply not_least_by_Nq.
  apply (H 2%nat 1%nat _ _ (le_n 1) uneven_proposal uneven_proposal), uneven_softmax.
Qed.

(** Claim: none
    Says: With hits removed it is not so: labels (1/4, 3/4), two uniform draws.
*)
Theorem hits_removed_are_not_exact : ~ (forall N k eta q, (1 <= k)%nat -> proposal N eta -> proposal N q ->
  (forall o, least (sampled_risk true false by_q N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i) /\
  (forall o y, (y < N)%nat ->
    mean_draws N q k (Z_hat true true by_q N q o y) = exp (o y) + INR k * q y * partition N o)).
Proof.
  intros H. apply (two_draws_move_it by_q); [auto|].
  apply (H 2%nat 2%nat _ _ ltac:(lia) uneven_proposal half_proposal), softmax_at_odds.
Qed.

(** Claim: none
    Says: Without draws all scores are as good.
*)
Theorem without_draws_all_are_as_good : ~ (forall N k eta q, (0 <= k)%nat -> proposal N eta -> proposal N q ->
  (forall o, least (sampled_risk true true by_q N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i) /\
  (forall o y, (y < N)%nat ->
    mean_draws N q k (Z_hat true true by_q N q o y) = exp (o y) + INR k * q y * partition N o)).
Proof.
  intros H. assert (V : forall o, sampled_risk true true by_q 2 0 uneven half o = 0).
  { intros o. apply sum_eq_0. intros y _. unfold Z_hat. simpl. rewrite Rplus_0_r, ln_exp. ring. }
  destruct (H 2%nat 0%nat _ _ (le_n 0) uneven_proposal half_proposal) as [L _].
  specialize (proj1 (L (at_odds 1)) ltac:(intros u; rewrite !V; lra) 0%nat ltac:(lia)) as E.
  unfold softmax, partition, at_odds, uneven in E. simpl in E. rewrite ln_1, exp_0 in E. lra.
Qed.

(** Claim: sf.ssm.mle.log_q
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: With the positive in, hits kept and log q subtracted from every score, the positive's too, the risk is least
      exactly where softmax(o) = eta, for every k >= 1, proposal and number of classes, although the mean of Z^ is
      exp(o_y) + k q_y Z, in general not Z.
    Gap: Real numbers; positive eta and q. Z^ is taken with q_y multiplied in, which the loss does not see. Its mean is
      Z only where softmax(o)_y + k q_y = 1, as for flat scores, uniform q and N = k + 1.
    Mutant: `least (sampled_risk true true by_q` becomes `least (sampled_risk true true by_kq`; refuted by the theorem
      log_kq_is_not_exact
    Mutant: `least (sampled_risk true true by_q` becomes `least (sampled_risk true true by_Nq`; refuted by the theorem
      log_Nq_is_not_exact
    Mutant: `least (sampled_risk true true by_q` becomes `least (sampled_risk true false by_q`; refuted by the theorem
      hits_removed_are_not_exact
    Mutant: `(1 <= k)%nat` becomes `(0 <= k)%nat`; refuted by the theorem without_draws_all_are_as_good
*)
Theorem log_q_on_both_sides_is_exact : forall N k eta q, (1 <= k)%nat -> proposal N eta -> proposal N q ->
  (forall o, least (sampled_risk true true by_q N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i) /\
  (forall o y, (y < N)%nat ->
    mean_draws N q k (Z_hat true true by_q N q o y) = exp (o y) + INR k * q y * partition N o).
Proof.
  intros N k eta q Hk E Q. split; [intros o; apply least_with_log_q; assumption|]. intros o y Hy.
  rewrite (mean_draws_ext N q k _ (fun ys => exp (o y) + total (fun j => exp (o j) / (q j / q y)) ys))
    by (intros ys _; unfold Z_hat; rewrite kept_all; reflexivity).
  rewrite (mean_draws_plus N q k (fun _ => exp (o y))), mean_draws_const by apply Q.
  change (fun ys => total (fun j => exp (o j) / (q j / q y)) ys) with (total (fun j => exp (o j) / (q j / q y))).
  rewrite mean_total by apply Q. rewrite Rmult_assoc. do 2 f_equal. unfold partition. rewrite <- sum_scal.
  apply sum_ext. intros j Hj. pose proof (proj1 Q j Hj). pose proof (proj1 Q y Hy). field. lra.
Qed.
