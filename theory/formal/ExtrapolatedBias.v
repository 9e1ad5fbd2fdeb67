(** Estimators of log Z without memory whose bias is of any order: logarithms of Z^ from the first draws, weighted. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias LogBiasLimit SumMoments Extrapolation.
From softproof Require NceLimits.
Import ListNotations.
Open Scope R_scope.

(** The sum of log Z^ from the first m, 2 m, ..., r m of the draws ys, with the weights c. *)
Definition extrapolated (r m : nat) (c o q : nat -> R) (ys : list nat) : R :=
  sum r (fun j => c j * ln (estimate o q (firstn (S j * m) ys))).

Lemma mean_of_first N q k : sum N q = 1 -> forall n (g : list nat -> R), (n <= k)%nat ->
  mean_draws N q k (fun ys => g (firstn n ys)) = mean_draws N q n g.
Proof.
  intros Q. induction k as [|k IH]; intros n g L.
  - replace n with 0%nat by lia. reflexivity.
  - destruct n as [|n]; [apply (mean_draws_const N q (S k) (g [])), Q|]. simpl. apply sum_ext. intros i _. f_equal.
    apply (IH n (fun ys => g (i :: ys))). lia.
Qed.

Lemma bias_of_extrapolated N r m c o q : proposal N q -> sum r c = 1 ->
  mean_draws N q (r * m) (extrapolated r m c o q) - ln (partition N o) = sum r (fun j => c j * bias N o q (S j * m)).
Proof.
  intros P C. unfold extrapolated. rewrite mean_of_sum.
  rewrite (sum_ext r _ (fun j => c j * bias N o q (S j * m) + c j * ln (partition N o))).
  - rewrite sum_plus, sum_scal_r, C. ring.
  - intros j Hj. rewrite <- Rmult_plus_distr_l. f_equal. unfold bias.
    rewrite (mean_of_first N q (r * m) (proj2 P) (S j * m) (fun ys => ln (estimate o q ys)))
      by (apply Nat.mul_le_mono_r; lia). ring.
Qed.

Lemma weights r : (1 <= r)%nat -> exists c, sum r c = 1 /\
  forall s, (1 <= s < r)%nat -> sum r (fun j => c j * (/ INR (S j)) ^ s) = 0.
Proof.
  intros R1. destruct (lagrange (fun j => / INR (S j)) r) as [c C].
  - intros i j L E. apply (f_equal Rinv) in E. rewrite !Rinv_inv in E. apply INR_eq in E. lia.
  - intros i _. apply Rinv_neq_0_compat, not_0_INR. lia.
  - exists c. split.
    + transitivity (sum r (fun j => c j * (/ INR (S j)) ^ 0)); [apply sum_ext; intros; simpl; ring|].
      exact (C 0%nat ltac:(lia)).
    + intros s L. rewrite (C s ltac:(lia)). destruct (Nat.eqb_spec s 0); [lia|reflexivity].
Qed.

Lemma extrapolation_error r c (f : nat -> R) : (1 <= r)%nat ->
  (forall s, (1 <= s < r)%nat -> sum r (fun j => c j * (/ INR (S j)) ^ s) = 0) -> expands r f ->
  exists B, forall m, (0 < m)%nat -> Rabs (sum r (fun j => c j * f (S j * m)%nat)) <= B * / INR (r * m) ^ r.
Proof.
  intros R1 C (a & A & H). exists (sum r (fun j => Rabs (c j)) * Rabs A * INR r ^ r). intros m M.
  pose proof (lt_0_INR m M) as M0. pose proof (lt_0_INR r ltac:(lia)) as R0.
  set (t := fun k => sum (r - 1) (fun t => a t * / INR k ^ S t)).
  assert (Z : sum r (fun j => c j * t (S j * m)%nat) = 0).
  { unfold t. rewrite (sum_ext r _ (fun j => sum (r - 1) (fun s => a s * / INR m ^ S s * (c j * (/ INR (S j)) ^ S s)))).
    - rewrite sum_exchange. apply sum_eq_0. intros s Hs. rewrite sum_scal, C by lia. ring.
    - intros j _. rewrite <- sum_scal. apply sum_ext. intros s _. rewrite mult_INR, Rpow_mult_distr, pow_inv.
      pose proof (lt_0_INR (S j) ltac:(lia)). field. split; apply pow_nonzero; lra. }
  replace (sum r (fun j => c j * f (S j * m)%nat)) with (sum r (fun j => c j * (f (S j * m)%nat - t (S j * m)%nat))).
  2: { rewrite (sum_ext r _ (fun j => c j * f (S j * m)%nat - c j * t (S j * m)%nat)) by (intros; ring).
       rewrite sum_minus, Z. ring. }
  eapply Rle_trans; [apply sum_abs|].
  replace (sum r (fun j => Rabs (c j)) * Rabs A * INR r ^ r * / INR (r * m) ^ r)
    with (sum r (fun j => Rabs (c j) * (Rabs A * / INR m ^ r))).
  - apply sum_le. intros j _. rewrite Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos|].
    eapply Rle_trans; [apply H; lia|]. assert (L : INR m ^ r <= INR (S j * m) ^ r)
      by (apply pow_incr; split; [lra|apply le_INR; lia]).
    pose proof (pow_lt _ r M0) as P. apply Rmult_le_compat; [|apply Rlt_le, Rinv_0_lt_compat; lra|apply Rle_abs|].
    + specialize (H 1%nat Nat.lt_0_1). simpl INR in H. rewrite pow1, Rinv_1, Rmult_1_r in H.
      eapply Rle_trans; [apply Rabs_pos|exact H].
    + apply Rinv_le_contravar; assumption.
  - rewrite sum_scal_r, mult_INR, Rpow_mult_distr. field. split; apply pow_nonzero; lra.
Qed.

(** With one estimator and the weight 1 it is log Z^. *)
Lemma one_is_plain N c o q m : proposal N q -> c 0%nat = 1 ->
  mean_draws N q (1 * m) (extrapolated 1 m c o q) - ln (partition N o) = bias N o q m.
Proof.
  intros P C. rewrite bias_of_extrapolated by (exact P || (simpl; lra)). simpl sum. rewrite C, Nat.add_0_r. ring.
Qed.

(** Claim: none
    Says: One order more is not to be had: log Z^ itself has a bias of 1/k and no less.
*)
Theorem one_order_more_is_too_much : ~ (forall r, (1 <= r)%nat -> exists c, (r = 1%nat -> c 0%nat = 1) /\
  forall N o q, proposal N q -> exists B, forall m, (0 < m)%nat ->
  Rabs (mean_draws N q (r * m) (extrapolated r m c o q) - ln (partition N o)) <= B * / INR (r * m) ^ (r + 1)).
Proof.
  intros H. destruct (H 1%nat (le_n 1)) as (c & C & E). specialize (C eq_refl).
  destruct (E 2%nat (odds 1 3) fair fair_proposal) as [B HB].
  pose proof (bias_limit 2 (odds 1 3) fair fair_proposal) as L. rewrite odds_chi_square in L by lra.
  assert (Z : Un_cv (fun k => INR k * bias 2 (odds 1 3) fair k) 0).
  { apply (NceLimits.tends_as_1_over_k _ _ B). intros k K. specialize (HB k K). pose proof (lt_0_INR k K) as K0.
    rewrite one_is_plain in HB by (exact fair_proposal || exact C). rewrite Nat.mul_1_l in HB. simpl Nat.add in HB.
    rewrite Rminus_0_r, Rabs_mult, (Rabs_right (INR k)) by lra.
    apply Rle_trans with (INR k * (B * / INR k ^ 2)); [apply Rmult_le_compat_l; lra|]. apply Req_le. field. lra. }
  pose proof (UL_sequence _ _ _ L Z). lra.
Qed.

(** Claim: none
    Says: At r = 1 no constant does for all scores: the bias is not bounded.
*)
Theorem no_constant_for_all_scores : ~ (forall r, (1 <= r)%nat -> exists c, (r = 1%nat -> c 0%nat = 1) /\
  exists B, forall N o q, proposal N q -> forall m, (0 < m)%nat ->
  Rabs (mean_draws N q (r * m) (extrapolated r m c o q) - ln (partition N o)) <= B * / INR (r * m) ^ r).
Proof.
  intros H. destruct (H 1%nat (le_n 1)) as (c & C & B & E). specialize (C eq_refl).
  set (t := 2 * (Rabs B + 2)). pose proof (exp_pos t) as T.
  specialize (E 2%nat (odds 1 (exp t)) fair fair_proposal 1%nat Nat.lt_0_1).
  rewrite one_is_plain in E by (exact fair_proposal || exact C). rewrite odds_bias in E by lra.
  rewrite Rmult_1_r, ln_mult, ln_exp in E by lra. simpl in E. rewrite !Rmult_1_r, Rinv_1, Rmult_1_r in E.
  pose proof log_two. assert (L : ln (exp t) < ln (1 + exp t)) by (apply ln_increasing; lra). rewrite ln_exp in L.
  pose proof (Rle_abs B). pose proof (Rle_abs (- ((ln 2 + (ln 2 + t)) / 2 - ln (1 + exp t)))) as A.
  rewrite Rabs_Ropp in A. unfold t in *. lra.
Qed.

(** Claim: sf.oq3.known.repair
    Role: establishes
    Place: SF, beyond the summary, Open Question 3
    Says: For every r >= 1 there are fixed weights for log Z^ from the first m, 2 m, ..., r m draws such that their sum
      has a bias of O(k^-r), k = r m, for every number of classes, positive Q and scores; for r = 1 it is log Z^ itself.
    Gap: Real numbers. The constant in O may depend on N, the scores and Q; that at r = 1 none does for all scores is
      no_constant_for_all_scores.
      That nothing is kept from visit to visit of a query is seen in that the weights and the draws are all that enters.
    Mutant: `/ INR (r * m) ^ r` becomes `/ INR (r * m) ^ (r + 1)`; refuted by the theorem one_order_more_is_too_much
    Mutant: `forall N o q, proposal N q -> exists B, forall m` becomes `exists B, forall N o q, proposal N q -> forall
      m`; refuted by the theorem no_constant_for_all_scores
*)
Theorem extrapolation_has_a_bias_of_any_order : forall r, (1 <= r)%nat -> exists c, (r = 1%nat -> c 0%nat = 1) /\
  forall N o q, proposal N q -> exists B, forall m, (0 < m)%nat ->
  Rabs (mean_draws N q (r * m) (extrapolated r m c o q) - ln (partition N o)) <= B * / INR (r * m) ^ r.
Proof.
  intros r R1. destruct (weights r R1) as (c & C & Z). exists c. split; [intros ->; simpl in C; lra|].
  intros N o q P. destruct (extrapolation_error r c _ R1 Z (bias_expands r N o q R1 P)) as [B HB].
  exists B. intros m M. rewrite bias_of_extrapolated by assumption. apply HB, M.
Qed.
