(** RG, Lemma 25: the chance that an empirical risk is far from the risk. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Importance.
Import ListNotations.
Open Scope R_scope.

(** The risk of the losses l under the chances P of M points, the mean loss of a sample, and the chance that in a sample
    of m independent points the two are at least eps apart. *)
Definition sample_risk (l : nat -> R) (sample : list nat) : R := total l sample / INR (length sample).
Definition chance_of_deviation (M : nat) (P l : nat -> R) (m : nat) (eps : R) : R :=
  mean_draws M P m (fun sample => if Rle_dec eps (Rabs (mean M P l - sample_risk l sample)) then 1 else 0).

(** Claim: rg.lemma25
    Role: refutes
    Place: RG, A.5, Lemma 25, Eq. 43
    Says: For losses of at most B in size the chance that the empirical risk of m draws deviates by eps or more is not
      always at most 4 N exp(-m eps^2 / (32 B^4)): not even for a class of one hypothesis, whose covering number N is 1.
    Gap: Real numbers, not floating point. One hypothesis, a finite space of points, and N written as 1. That the loss
      is L-Lipschitz in h(x) is not written: with one hypothesis a loss that does not depend on h(x), which is so for
      every L, takes these values.
    Mutant: `B ^ 4` becomes `B ^ 2`; refuted by the theorem the_square_is_right
*)
Theorem deviations_exceed_the_printed_bound : ~ (forall M P l m B eps, simplex M P -> (0 < m)%nat -> 0 < B -> 0 < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 4 * 1 * exp (- (INR m * eps ^ 2 / (32 * B ^ 4)))).
Proof.
  intros H. set (l := fun d : nat => match d with O => / 16 | _ => - / 16 end).
  assert (L : forall d, Rabs (l d) = / 16).
  { intros [|d]; unfold l; [|rewrite Rabs_Ropp]; apply Rabs_right; lra. }
  specialize (H 2%nat (uniform 2) l 1%nat (/ 16) (/ 16) (proj1 two_zeros_chances) ltac:(lia) ltac:(lra) ltac:(lra)).
  assert (E : chance_of_deviation 2 (uniform 2) l 1 (/ 16) = 1).
  { unfold chance_of_deviation. rewrite (mean_draws_ext 2 (uniform 2) 1 _ (fun _ => 1)).
    - apply mean_draws_const, (proj1 two_zeros_chances).
    - intros sample [S _]. destruct sample as [|d [|d' rest]]; try discriminate.
      assert (R0 : mean 2 (uniform 2) l = 0) by (unfold mean, uniform, l; simpl; lra).
      assert (S0 : sample_risk l [d] = l d) by (unfold sample_risk; simpl; field).
      rewrite R0, S0, Rminus_0_l, Rabs_Ropp, L. destruct (Rle_dec (/ 16) (/ 16)); lra. }
  rewrite E in H. specialize (H ltac:(intros; rewrite L; lra)).
  replace (- (INR 1 * (/ 16) ^ 2 / (32 * (/ 16) ^ 4))) with (- (8)) in H by (simpl; field).
  pose proof (exp_ineq1 8 ltac:(lra)) as X. rewrite exp_Ropp in H.
  assert (/ exp 8 < / 9) by (apply Rinv_lt_contravar; lra). lra.
Qed.

(** ** With B^2 for B^4 the bound holds *)

Lemma exp_at_most_quadratic x : exp x <= x + exp (2 * x ^ 2).
Proof.
  pose proof (exp_ineq1_le (2 * x ^ 2)) as Q. pose proof (pow2_ge_0 x) as S.
  destruct (Rlt_le_dec x 0) as [N|N].
  - assert (E : exp x <= 1 - (- x) + x ^ 2).
    { rewrite <- (Ropp_involutive x) at 1. rewrite exp_Ropp. pose proof (exp_ineq1_le (- x)) as L.
      apply Rle_trans with (/ (1 - x)); [apply Rinv_le_contravar; lra|].
      apply (Rmult_le_reg_r (1 - x)); [lra|]. rewrite Rinv_l by lra.
      assert (0 <= - x ^ 3) by (replace (- x ^ 3) with (- x * x ^ 2) by ring; apply Rmult_le_pos; lra). lra. }
    lra.
  - destruct (Rlt_le_dec x (1 / 2)) as [H|H].
    + assert (E : exp x <= 1 + x + 2 * x ^ 2); [|lra].
      pose proof (exp_ineq1_le (- (x / 2))) as L.
      assert (D : (1 - x / 2) ^ 2 <= exp (- x)).
      { replace (- x) with (- (x / 2) + - (x / 2)) by field. rewrite exp_plus. simpl. rewrite Rmult_1_r.
        apply Rmult_le_compat; lra. }
      assert (P : 0 < (1 - x / 2) ^ 2) by (apply pow_lt; lra).
      rewrite <- (Ropp_involutive x) at 1. rewrite exp_Ropp.
      apply Rle_trans with (/ (1 - x / 2) ^ 2); [apply Rinv_le_contravar; assumption|].
      apply (Rmult_le_reg_r ((1 - x / 2) ^ 2)); [exact P|]. rewrite Rinv_l by lra.
      replace ((1 + x + 2 * x ^ 2) * (1 - x / 2) ^ 2) with (1 + x ^ 2 * (5 / 4 - 7 / 4 * x + 1 / 2 * x ^ 2)) by field.
      assert (0 <= x ^ 2 * (5 / 4 - 7 / 4 * x + 1 / 2 * x ^ 2)) by (apply Rmult_le_pos; lra). lra.
    + assert (E : x <= 2 * x ^ 2) by nra. destruct E as [E|E]; [apply exp_increasing in E; lra|rewrite <- E; lra].
Qed.

Lemma mean_exp_total M P s c m :
  mean_draws M P m (fun ys => exp (s * total c ys)) = sum M (fun d => P d * exp (s * c d)) ^ m.
Proof.
  induction m as [|m IH]; simpl; [rewrite Rmult_0_r; apply exp_0|].
  rewrite <- IH, <- sum_scal_r. apply sum_ext. intros d _. rewrite Rmult_assoc. f_equal. rewrite <- mean_draws_scal.
  apply mean_draws_ext. intros ys _. rewrite <- exp_plus. f_equal. ring.
Qed.

(** Centred terms of at most a in size. *)
Lemma mean_exp_small M P s c a m : simplex M P -> sum M (fun d => P d * c d) = 0 ->
  (forall d, (d < M)%nat -> c d ^ 2 <= a) ->
  mean_draws M P m (fun ys => exp (s * total c ys)) <= exp (INR m * (2 * s ^ 2 * a)).
Proof.
  intros [P0 P1] C A. rewrite mean_exp_total.
  assert (E : sum M (fun d => P d * exp (s * c d)) <= exp (2 * s ^ 2 * a)).
  { apply Rle_trans with (sum M (fun d => s * (P d * c d) + P d * exp (2 * s ^ 2 * a))).
    - apply sum_le. intros d Hd. pose proof (exp_at_most_quadratic (s * c d)) as Q.
      assert (L : exp (2 * (s * c d) ^ 2) <= exp (2 * s ^ 2 * a)).
      { assert (K : 2 * (s * c d) ^ 2 <= 2 * s ^ 2 * a).
        { rewrite Rpow_mult_distr, <- Rmult_assoc. apply Rmult_le_compat_l; [|apply A, Hd].
          pose proof (pow2_ge_0 s). lra. }
        destruct K as [K|K]; [left; apply exp_increasing, K|rewrite K; lra]. }
      replace (s * (P d * c d) + P d * exp (2 * s ^ 2 * a)) with (P d * (s * c d + exp (2 * s ^ 2 * a))) by ring.
      apply Rmult_le_compat_l; [apply P0, Hd|lra].
    - rewrite sum_plus, sum_scal, sum_scal_r, C, P1. lra. }
  apply Rle_trans with (exp (2 * s ^ 2 * a) ^ m).
  - apply pow_incr. split; [|exact E]. apply sum_nonneg. intros d Hd.
    apply Rmult_le_pos; [apply P0, Hd|apply Rlt_le, exp_pos].
  - right. rewrite <- Rpower_pow by apply exp_pos. unfold Rpower. rewrite ln_exp. reflexivity.
Qed.

(** A far sample has a large sum of centred losses, of either sign. *)
Lemma far_sample M P l m eps sample : (0 < INR m) -> length sample = m ->
  eps <= Rabs (mean M P l - sample_risk l sample) ->
  INR m * eps <= Rabs (total (fun d => l d - mean M P l) sample).
Proof.
  intros Hm L G. replace (total (fun d => l d - mean M P l) sample)
    with (- (INR m * (mean M P l - sample_risk l sample))).
  - rewrite Rabs_Ropp, Rabs_mult, (Rabs_right (INR m)) by lra. apply Rmult_le_compat_l; lra.
  - unfold sample_risk. rewrite L. set (k := mean M P l). replace (INR m * (k - total l sample / INR m))
      with (INR m * k - total l sample) by (field; lra).
    rewrite <- L. clear. induction sample as [|d sample IH]; [simpl; ring|]. cbn [total length]. rewrite S_INR. lra.
Qed.

Lemma square_bound M P l m B eps : simplex M P -> (0 < m)%nat -> 0 < B -> 0 < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 2 * exp (- (INR m * eps ^ 2 / (32 * B ^ 2))).
Proof.
  intros [P0 P1] Hm HB He L. apply lt_0_INR in Hm. unfold chance_of_deviation.
  set (k := mean M P l). set (c := fun d => l d - k).
  assert (K : Rabs k <= B).
  { eapply Rle_trans; [apply sum_abs|]. replace B with (sum M (fun d => P d * B)) by (rewrite sum_scal_r, P1; ring).
    apply sum_le. intros d Hd. rewrite Rabs_mult, (Rabs_right (P d)) by (apply Rle_ge, P0, Hd).
    apply Rmult_le_compat_l; [apply P0, Hd|apply L, Hd]. }
  assert (C0 : sum M (fun d => P d * c d) = 0).
  { rewrite (sum_ext M _ (fun d => P d * l d - P d * k)) by (intros; unfold c; ring).
    rewrite sum_minus, sum_scal_r, P1. fold (mean M P l). fold k. ring. }
  assert (C2 : forall d, (d < M)%nat -> c d ^ 2 <= 4 * B ^ 2).
  { intros d Hd. specialize (L d Hd). rewrite <- (Rabs_pos_eq (c d ^ 2)) by apply pow2_ge_0. rewrite <- RPow_abs.
    replace (4 * B ^ 2) with ((2 * B) ^ 2) by ring. apply pow_incr. split; [apply Rabs_pos|].
    unfold c, Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
  set (s := eps / (16 * B ^ 2)). assert (B2 : 0 < B ^ 2) by (apply pow_lt, HB).
  assert (S0 : 0 < s) by (apply Rdiv_lt_0_compat; lra). set (g := exp (- (s * (INR m * eps)))).
  assert (M1 : forall u, u ^ 2 = s ^ 2 -> mean_draws M P m (fun ys => exp (u * total c ys))
    <= exp (INR m * (2 * s ^ 2 * (4 * B ^ 2)))).
  { intros u E. rewrite <- E. apply mean_exp_small; [split; assumption|exact C0|exact C2]. }
  apply Rle_trans with (mean_draws M P m (fun ys => g * exp (s * total c ys) + g * exp (- s * total c ys))).
  - apply mean_draws_le; [exact P0|]. intros sample [S _]. unfold g. rewrite <- !exp_plus.
    pose proof (exp_pos (- (s * (INR m * eps)) + s * total c sample)) as E1.
    pose proof (exp_pos (- (s * (INR m * eps)) + - s * total c sample)) as E2.
    destruct (Rle_dec eps (Rabs (k - sample_risk l sample))) as [G|_]; [|lra].
    pose proof (far_sample M P l m eps sample Hm S G) as F. fold k in F. fold c in F.
    assert (H : s * (INR m * eps) <= s * Rabs (total c sample)) by (apply Rmult_le_compat_l; lra).
    pose proof (exp_ineq1_le (- (s * (INR m * eps)) + s * total c sample)) as I1.
    pose proof (exp_ineq1_le (- (s * (INR m * eps)) + - s * total c sample)) as I2.
    unfold Rabs in H. destruct (Rcase_abs (total c sample)); lra.
  - rewrite mean_draws_plus, !mean_draws_scal. pose proof (M1 s eq_refl) as A. pose proof (M1 (- s) ltac:(ring)) as D.
    replace (- (INR m * eps ^ 2 / (32 * B ^ 2))) with
      (- (s * (INR m * eps)) + INR m * (2 * s ^ 2 * (4 * B ^ 2))) by (unfold s; field; lra).
    rewrite exp_plus. fold g. assert (G : 0 < g) by apply exp_pos.
    pose proof (Rmult_le_compat_l g _ _ (Rlt_le _ _ G) A). pose proof (Rmult_le_compat_l g _ _ (Rlt_le _ _ G) D). lra.
Qed.

(** Claim: rg.lemma25.repair
    Role: part
    Place: RG, A.5, Lemma 25, Eq. 43
    Says: For one hypothesis, whose covering number is 1, and losses of at most B in size, hence for those between 0 and
      B, the chance that the empirical risk of m draws deviates by eps or more is at most 4 exp(-m eps^2 / (32 B^2)).
    Gap: Real numbers, not floating point. One hypothesis only, so that no covering number enters; a finite space of
      points.
    Mutant: `B ^ 2` becomes `B ^ 4`; refuted by the theorem deviations_exceed_the_printed_bound
*)
Theorem deviation_of_one_hypothesis : forall M P l m B eps, simplex M P -> (0 < m)%nat -> 0 < B -> 0 < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 4 * 1 * exp (- (INR m * eps ^ 2 / (32 * B ^ 2))).
Proof.
  intros M P l m B eps HP Hm HB He L. pose proof (square_bound M P l m B eps HP Hm HB He L).
  pose proof (exp_pos (- (INR m * eps ^ 2 / (32 * B ^ 2)))). lra.
Qed.

Lemma the_square_is_right : ~ ~ (forall M P l m B eps, simplex M P -> (0 < m)%nat -> 0 < B -> 0 < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 4 * 1 * exp (- (INR m * eps ^ 2 / (32 * B ^ 2)))).
Proof. intros H. apply H, deviation_of_one_hypothesis. Qed.
