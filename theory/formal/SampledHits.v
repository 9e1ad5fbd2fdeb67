(** With uniform draws, or with one draw: bookkeepings that are as good as log q on both sides. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws NceLimits RgBias SampledMinimiser.
From softproof Require Import Importance SampledExactness SampledLeast.
Import ListNotations.
Open Scope R_scope.

Lemma least_same risk risk' o a : (forall u, risk u = risk' u + a) -> (least risk o <-> least risk' o).
Proof.
  intros E. split; intros L u; specialize (L u); rewrite ?E in *; lra.
Qed.

Lemma kept_risk_ext own c c' N k eta q o :
  (forall y j, (y < N)%nat -> (j < N)%nat -> divisor c N k k q y j = divisor c' N k k q y j) ->
  sampled_risk own true c N k eta q o = sampled_risk own true c' N k eta q o.
Proof.
  intros E. apply sum_ext. intros y Hy. f_equal. apply mean_draws_ext. intros ys Y. do 2 f_equal.
  unfold Z_hat. rewrite kept_all. f_equal. apply (total_ext N k); [exact Y|]. intros j Hj.
  rewrite (proj1 Y), (E y j Hy Hj). reflexivity.
Qed.

Lemma least_with_uniform_draws N k eta q c o : (1 <= k)%nat -> proposal N eta -> q = uniform N ->
  c = uncorrected \/ c = by_Nq ->
  (least (sampled_risk true true c N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros Hk E -> C. assert (HN : (0 < N)%nat) by (destruct E as [_ E]; destruct N; [simpl in E; lra|lia]).
  pose proof (lt_0_INR N HN) as I.
  rewrite <- (least_with_log_q N k eta (uniform N) o Hk E (uniform_proposal N HN)).
  apply (least_same _ _ o 0). intros u. rewrite Rplus_0_r. apply kept_risk_ext. intros y j _ _.
  unfold uniform. destruct C as [-> | ->]; simpl; field; lra.
Qed.

(** With one draw, log q on both sides: a hit that is removed leaves the risk as it is, but for log 2. *)
Lemma one_hit_removed N eta q o : proposal N eta -> proposal N q ->
  sampled_risk true true by_q N 1 eta q o
  = sampled_risk true false by_q N 1 eta q o + ln 2 * sum N (fun y => eta y * q y).
Proof.
  intros E [Q _]. unfold sampled_risk. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros y Hy.
  replace (ln 2 * (eta y * q y)) with (eta y * (q y * ln 2)) by ring. rewrite <- Rmult_plus_distr_l. f_equal.
  rewrite <- (sum_pick N y (fun j => q j * ln 2) Hy). cbn [mean_draws]. rewrite <- sum_plus. apply sum_ext.
  intros j Hj. replace (one_hot y j * (q j * ln 2)) with (q j * (one_hot y j * ln 2)) by ring.
  rewrite <- Rmult_plus_distr_l. f_equal. unfold Z_hat, kept, one_hot. simpl.
  destruct (Nat.eqb_spec j y) as [->|Ne]; simpl; [|ring]. specialize (Q y Hy).
  replace (exp (o y) + (exp (o y) / (q y / q y) + 0)) with (2 * exp (o y)) by (field; lra).
  rewrite ln_mult, Rplus_0_r by (lra || apply exp_pos). ring.
Qed.

Lemma least_with_one_draw N eta q o : proposal N eta -> proposal N q ->
  (least (sampled_risk true false by_q N 1 eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros E Q. rewrite <- (least_with_log_q N 1 eta q o (le_n 1) E Q). symmetry.
  apply (least_same _ _ o (ln 2 * sum N (fun y => eta y * q y))). intros u. apply one_hit_removed; assumption.
Qed.

Lemma one_draw_by_kq_moves_it : ~ least (sampled_risk true false by_kq 2 1 uneven half) (at_odds 3).
Proof.
  assert (V : forall x, 0 < x -> sampled_risk true false by_kq 2 1 uneven half (at_odds x)
    = (ln (1 + 2 * x) + 3 * (ln (x + 2) - ln x)) / 8).
  { intros x X. unfold sampled_risk, Z_hat, kept, at_odds. simpl. rewrite exp_ln, exp_0 by exact X.
    unfold half, uneven. simpl. rewrite !Rplus_0_r.
    replace (1 + x / (1 * (1 / 2))) with (1 + 2 * x) by field. replace (x + 1 / (1 * (1 / 2))) with (x + 2) by field.
    rewrite ln_1. lra. }
  intros L. specialize (L (at_odds 4)). rewrite !V in L by lra.
  replace (1 + 2 * 3) with 7 in L by ring. replace (3 + 2) with 5 in L by ring.
  replace (1 + 2 * 4) with (3 ^ 2) in L by ring. replace (4 + 2) with (2 * 3) in L by ring.
  replace 4 with (2 ^ 2) in L by ring. assert (B : ln (2 ^ 3 * 3 ^ 8) < ln (2 ^ 6 * (7 * 5 ^ 3))).
  { apply ln_increasing; lra. }
  rewrite !(ln_mult (_ ^ _)), (ln_mult 7), (ln_mult 2 3), !ln_pow in * by (try apply pow_lt; lra). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: With log(kq) it is not so, though the draws are uniform.
*)
Theorem uniform_draws_by_kq_are_not_exact : ~ (forall N k eta q c, (1 <= k)%nat -> proposal N eta -> q = uniform N ->
  c = uncorrected \/ c = by_kq ->
  forall o, least (sampled_risk true true c N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros H. enough (L : least (sampled_risk true true by_kq 2 1 uneven half)
    (fun i => ln (uneven i))) by exact (not_least_by_kq L).
  assert (U : uniform 2 = half)
    by (apply FunctionalExtensionality.functional_extensionality; intros i; unfold uniform, half; simpl; field).
  apply (H 2%nat 1%nat _ half by_kq (le_n 1) uneven_proposal (eq_sym U) (or_intror eq_refl)),
    uneven_softmax.
Qed.

(** Claim: none
    Says: With draws that are not uniform it is not so.
*)
Theorem other_draws_are_not_exact : ~ (forall N k eta q c, (1 <= k)%nat -> proposal N eta -> proposal N q ->
  c = uncorrected \/ c = by_Nq ->
  forall o, least (sampled_risk true true c N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros H. apply not_least_by_Nq, (H 2%nat 1%nat _ _ by_Nq (le_n 1) uneven_proposal
    uneven_proposal (or_intror eq_refl)), uneven_softmax.
Qed.

(** Claim: none
    Says: With hits removed it is not so: labels (1/4, 3/4), two uniform draws.
*)
Theorem uniform_hits_removed_are_not_exact : ~ (forall N k eta q c, (1 <= k)%nat -> proposal N eta -> q = uniform N ->
  c = uncorrected \/ c = by_Nq ->
  forall o, least (sampled_risk true false c N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros H. apply (two_draws_move_it uncorrected (or_intror eq_refl)).
  assert (U : uniform 2 = half)
    by (apply FunctionalExtensionality.functional_extensionality; intros i; unfold uniform, half; simpl; field).
  apply (H 2%nat 2%nat _ half uncorrected ltac:(lia) uneven_proposal (eq_sym U) (or_introl eq_refl)),
    softmax_at_odds.
Qed.

(** Claim: sf.ssm.mle.uniform
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: For uniform draws, the positive in, hits kept, without correction or with log(Nq), the risk is least exactly
      where softmax(o) = eta, for every k >= 1 and number of classes.
    Gap: Real numbers; positive eta.
    Mutant: `c = by_Nq` becomes `c = by_kq`; refuted by the theorem uniform_draws_by_kq_are_not_exact
    Mutant: `q = uniform N` becomes `proposal N q`; refuted by the theorem other_draws_are_not_exact
    Mutant: `true true c` becomes `true false c`; refuted by the theorem uniform_hits_removed_are_not_exact
*)
Theorem uniform_draws_need_no_correction : forall N k eta q c, (1 <= k)%nat -> proposal N eta -> q = uniform N ->
  c = uncorrected \/ c = by_Nq ->
  forall o, least (sampled_risk true true c N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i.
Proof. intros N k eta q c K E U C o. exact (least_with_uniform_draws N k eta q c o K E U C). Qed.

(** Claim: none
    Says: With two draws it is not so.
*)
Theorem with_two_draws_hits_matter : ~ (forall N eta q, proposal N eta -> proposal N q ->
  forall o, least (sampled_risk true false by_q N 2 eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros H. apply (two_draws_move_it by_q); [auto|].
  apply (H 2%nat _ _ uneven_proposal half_proposal), softmax_at_odds.
Qed.

(** Claim: none
    Says: With log(kq) on the draw it is not so.
*)
Theorem with_one_draw_by_kq_it_is_not_so : ~ (forall N eta q, proposal N eta -> proposal N q ->
  forall o, least (sampled_risk true false by_kq N 1 eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros H. apply one_draw_by_kq_moves_it, (H 2%nat _ _ uneven_proposal half_proposal), softmax_at_odds.
Qed.

(** Claim: sf.ssm.mle.one
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: With the positive in, hits removed, log q on both sides and one draw the risk is least exactly where
      softmax(o) = eta, for every proposal and number of classes.
    Gap: Real numbers; positive eta and q.
    Mutant: `by_q N 1` becomes `by_q N 2`; refuted by the theorem with_two_draws_hits_matter
    Mutant: `by_q N 1` becomes `by_kq N 1`; refuted by the theorem with_one_draw_by_kq_it_is_not_so
*)
Theorem with_one_draw_hits_do_not_matter : forall N eta q, proposal N eta -> proposal N q ->
  forall o, least (sampled_risk true false by_q N 1 eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i.
Proof. intros N eta q E Q o. exact (least_with_one_draw N eta q o E Q). Qed.
