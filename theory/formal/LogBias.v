(** The logarithm of the estimate of Z from k draws: its bias, and its mean square error. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws Jensen.
Import ListNotations.
Open Scope R_scope.

(** E_Q (P/Q - 1)^r; the chi-square of P from Q is the second of these. *)
Definition moment (N : nat) (p q : nat -> R) (r : nat) : R := sum N (fun i => q i * (p i / q i - 1) ^ r).

(** E log Z^ - log Z for k draws from q, and the mean square of log Z^ - log Z. *)
Definition bias (N : nat) (o q : nat -> R) (k : nat) : R :=
  mean_draws N q k (fun ys => ln (estimate o q ys)) - ln (partition N o).
Definition square_error (N : nat) (o q : nat -> R) (k : nat) : R :=
  mean_draws N q k (fun ys => (ln (estimate o q ys) - ln (partition N o)) ^ 2).
Definition log_variance (N : nat) (o q : nat -> R) (k : nat) : R :=
  variance_draws N q k (fun ys => ln (estimate o q ys)).

(** What the ratio P(y)/Q(y) of a draw y is above its mean, 1. *)
Definition excess (N : nat) (o q : nat -> R) (i : nat) : R := softmax N o i / q i - 1.

Lemma proposal_size N q : proposal N q -> (0 < N)%nat.
Proof. intros [_ H]. destruct N; [simpl in H; lra|lia]. Qed.

(** Z^ is Z times the mean of the ratios of the draws. *)
Lemma estimate_as_ratio N k o q ys :
  (0 < N)%nat -> (0 < k)%nat -> drawn N k ys ->
  estimate o q ys = partition N o * (1 + total (excess N o q) ys / INR k).
Proof.
  intros HN Hk D. pose proof (partition_pos N o HN) as Z. pose proof (lt_0_INR k Hk) as K.
  unfold estimate. rewrite (proj1 D).
  rewrite (total_ext N k _ (fun y => partition N o * 1 + partition N o * excess N o q y) ys D).
  - rewrite total_plus, total_const, total_scal, (proj1 D). field. lra.
  - intros i _. unfold excess, softmax, Rdiv.
    replace (_ + _) with (partition N o * / partition N o * (exp (o i) * / q i)) by ring.
    rewrite Rinv_r by lra. ring.
Qed.

Lemma excess_mean N o q : proposal N q -> sum N (fun i => q i * excess N o q i) = 0.
Proof.
  intros P. pose proof (proposal_size N q P) as HN. destruct P as [Hq H1].
  rewrite (sum_ext N _ (fun i => softmax N o i - q i)).
  - rewrite sum_minus, H1, softmax_sum by exact HN. ring.
  - intros i Hi. unfold excess. specialize (Hq i Hi). field. lra.
Qed.

Lemma excess_above N k o q w ys :
  (0 < k)%nat -> drawn N k ys -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 + total (excess N o q) ys / INR k.
Proof.
  intros Hk D Hw. pose proof (lt_0_INR k Hk) as K.
  assert (H : total (fun _ => w - 1) ys <= total (excess N o q) ys).
  { apply (total_le N k); [exact D|]. intros i Hi. specialize (Hw i Hi). unfold excess. lra. }
  rewrite total_const, (proj1 D) in H. apply (Rmult_le_reg_l (INR k)); [exact K|].
  replace (INR k * (1 + total (excess N o q) ys / INR k)) with (INR k + total (excess N o q) ys) by (field; lra). lra.
Qed.

Lemma least_ratio N o q w :
  proposal N q -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) -> w <= 1.
Proof.
  intros P Hw. pose proof (excess_mean N o q P) as E. destruct P as [Hq H1].
  enough (0 <= sum N (fun i => q i * (excess N o q i + 1 - w))).
  { rewrite (sum_ext N _ (fun i => q i * excess N o q i + q i * (1 - w))) in H by (intros; ring).
    rewrite sum_plus, sum_scal_r, E, H1 in H. lra. }
  apply sum_nonneg. intros i Hi. specialize (Hw i Hi). specialize (Hq i Hi).
  apply Rmult_le_pos; [lra|unfold excess; lra].
Qed.

Lemma chi_square_moment N p q : (forall i, (i < N)%nat -> 0 < q i) -> chi_square N p q = moment N p q 2.
Proof. intros Hq. apply sum_ext. intros i Hi. specialize (Hq i Hi). field. lra. Qed.

Lemma log_estimate N k o q w ys :
  proposal N q -> (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) -> drawn N k ys ->
  ln (estimate o q ys) - ln (partition N o) = ln (1 + total (excess N o q) ys / INR k).
Proof.
  intros P Hk W Hw D. pose proof (proposal_size N q P) as HN.
  rewrite (estimate_as_ratio N k) by assumption. pose proof (excess_above N k o q w ys Hk D Hw).
  rewrite ln_mult by (lra || apply partition_pos; exact HN). ring.
Qed.

Lemma bias_as_mean N k o q w :
  proposal N q -> (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  bias N o q k = mean_draws N q k (fun ys => ln (1 + total (excess N o q) ys / INR k)).
Proof.
  intros P Hk W Hw. unfold bias.
  rewrite <- (mean_draws_ext N q k _ _ (fun ys => log_estimate N k o q w ys P Hk W Hw)). unfold Rminus.
  rewrite mean_draws_plus, mean_draws_const by apply P. reflexivity.
Qed.

(** Claim: sf.ssm.bias.bound.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: The bias of log Z^ from k draws is at most 0 and at least minus the chi-square of P from Q over 2kw, with w
      the least ratio P(y)/Q(y) or any smaller positive number; w is at most 1.
    Gap: Real numbers, not floating point.
    Mutant: `/ (2 * INR k * w)` becomes `/ (2 * INR k)`; refuted by the theorem bias_needs_least_ratio
    Mutant: `/ (2 * INR k * w)` becomes `/ (202 / 100 * INR k * w)`; refuted by the theorem bias_bound_is_tight
    Mutant: `2 * INR k * w` becomes `2 * INR (k + 1) * w`; refuted by the theorem bias_counts_no_more_draws
    Mutant: `<= bias N o q k <= 0` becomes `<= - bias N o q k <= 0`; refuted by the theorem bias_is_not_positive
*)
Theorem bias_of_log_estimate : forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ - (chi_square N (softmax N o) q / (2 * INR k * w)) <= bias N o q k <= 0.
Proof.
  intros N k o q w Hk P W Hw. pose proof (least_ratio N o q w P Hw) as W1. split; [exact W1|].
  rewrite (bias_as_mean N k o q w), chi_square_moment by (assumption || apply P).
  apply (log_of_mean N q k (excess N o q) w); try apply P; try assumption.
  - intros i Hi. apply (proposal_nonneg N); assumption.
  - apply excess_mean. exact P.
  - lra.
  - intros ys D. apply (excess_above N k); assumption.
Qed.

(** Claim: sf.ssm.bias.exact.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: For every k the bias of log Z^ is - mu_2/(2k) + mu_3/(3k^2) up to an error between 0 and
      (3 mu_2^2/k^2 + (mu_4 - 3 mu_2^2)/k^3) / (4w) below it, with w the least ratio P(y)/Q(y) or a smaller positive
      number.
    Gap: Real numbers, not floating point.
    Mutant: `/ (3 * INR k ^ 2)` becomes `/ (2 * INR k ^ 2)`; refuted by the theorem bias_next_term
    Mutant: `/ (4 * w)` becomes `/ (404 / 100 * w)`; refuted by the theorem bias_error_is_tight
*)
Theorem bias_up_to_error : forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  let mu := moment N (softmax N o) q in
  0 <= - (mu 2%nat / (2 * INR k)) + mu 3%nat / (3 * INR k ^ 2) - bias N o q k
    <= / (4 * w) * (3 * mu 2%nat ^ 2 / INR k ^ 2 + (mu 4%nat - 3 * mu 2%nat ^ 2) / INR k ^ 3).
Proof.
  intros N k o q w Hk P W Hw mu. pose proof (least_ratio N o q w P Hw) as W1.
  rewrite (bias_as_mean N k o q w) by assumption.
  apply (log_of_mean N q k (excess N o q) w); try apply P; try assumption.
  - intros i Hi. apply (proposal_nonneg N); assumption.
  - apply excess_mean. exact P.
  - lra.
  - intros ys D. apply (excess_above N k); assumption.
Qed.

Lemma square_error_of_log_estimate : forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ log_variance N o q k <= square_error N o q k <= chi_square N (softmax N o) q / (INR k * w).
Proof.
  intros N k o q w Hk P W Hw. pose proof (least_ratio N o q w P Hw) as W1. split; [exact W1|]. split.
  - unfold log_variance, variance_draws, square_error. set (m := mean_draws N q k (fun ys => ln (estimate o q ys))).
    set (l := ln (partition N o)).
    assert (E : forall a, mean_draws N q k (fun ys => (ln (estimate o q ys) - a) ^ 2)
      = mean_draws N q k (fun ys => ln (estimate o q ys) ^ 2) - 2 * a * m + a ^ 2).
    { intros a. rewrite (mean_draws_ext N q k _ (fun ys => a ^ 2 + - (2 * a) * ln (estimate o q ys)
        + 1 * ln (estimate o q ys) ^ 2 + 0 * ln (estimate o q ys) ^ 3 + 0 * ln (estimate o q ys) ^ 4))
        by (intros; ring).
      rewrite mean_quartic by apply P. fold m. ring. }
    rewrite !E. pose proof (pow2_ge_0 (m - l)). lra.
  - unfold square_error. rewrite chi_square_moment by apply P.
    rewrite (mean_draws_ext N q k _ (fun ys => ln (1 + total (excess N o q) ys / INR k) ^ 2))
      by (intros ys D; rewrite (log_estimate N k o q w ys) by assumption; reflexivity).
    apply (log_of_mean N q k (excess N o q) w); try apply P; try assumption.
    + intros i Hi. apply (proposal_nonneg N); assumption.
    + apply excess_mean. exact P.
    + lra.
    + intros ys D. apply (excess_above N k); assumption.
Qed.

(** Two classes of odds a and b, one draw that takes either with the chance 1/2. *)
Definition pair (a b : R) (i : nat) : R := match i with O => a | S _ => b end.
Definition fair : nat -> R := pair (1 / 2) (1 / 2).
Definition odds (a b : R) : nat -> R := pair (ln a) (ln b).

Lemma pair_proposal a b : 0 < a -> 0 < b -> a + b = 1 -> proposal 2 (pair a b).
Proof. intros Ha Hb H. split; [intros [|i] _; assumption|simpl; lra]. Qed.

Lemma fair_proposal : proposal 2 fair.
Proof. apply pair_proposal; lra. Qed.

Lemma odds_partition a b : 0 < a -> 0 < b -> partition 2 (odds a b) = a + b.
Proof. intros Ha Hb. unfold partition. simpl. rewrite !exp_ln by assumption. ring. Qed.

Lemma odds_softmax a b i : 0 < a -> 0 < b -> softmax 2 (odds a b) i = pair (a / (a + b)) (b / (a + b)) i.
Proof.
  intros Ha Hb. unfold softmax. rewrite odds_partition by assumption.
  destruct i; simpl; rewrite exp_ln by assumption; reflexivity.
Qed.

Lemma odds_moment a b r : 0 < a -> 0 < b ->
  moment 2 (softmax 2 (odds a b)) fair r = (((a - b) / (a + b)) ^ r + ((b - a) / (a + b)) ^ r) / 2.
Proof.
  intros Ha Hb. unfold moment. simpl. rewrite !odds_softmax by assumption. simpl.
  replace (a / (a + b) / (1 / 2) - 1) with ((a - b) / (a + b)) by (field; lra).
  replace (b / (a + b) / (1 / 2) - 1) with ((b - a) / (a + b)) by (field; lra). lra.
Qed.

Lemma odds_chi_square a b : 0 < a -> 0 < b ->
  chi_square 2 (softmax 2 (odds a b)) fair = ((b - a) / (a + b)) ^ 2.
Proof.
  intros Ha Hb. rewrite chi_square_moment by apply fair_proposal. rewrite odds_moment by assumption. field. lra.
Qed.

Lemma odds_estimate a b i : 0 < a -> 0 < b -> estimate (odds a b) fair [i] = pair (2 * a) (2 * b) i.
Proof.
  intros Ha Hb. unfold estimate. destruct i; simpl; rewrite exp_ln by assumption; field.
Qed.

Lemma odds_bias a b : 0 < a -> 0 < b -> bias 2 (odds a b) fair 1 = (ln (2 * a) + ln (2 * b)) / 2 - ln (a + b).
Proof.
  intros Ha Hb. unfold bias. cbn [mean_draws sum]. rewrite !odds_estimate, odds_partition by assumption. simpl. lra.
Qed.

Lemma odds_ratio a b w i : 0 < a -> 0 < b -> w * (a + b) <= 2 * a -> w * (a + b) <= 2 * b -> (i < 2)%nat ->
  w <= softmax 2 (odds a b) i / fair i.
Proof.
  intros Ha Hb Wa Wb _. rewrite odds_softmax by assumption.
  destruct i; simpl; apply (Rmult_le_reg_r (a + b)); try lra; field_simplify; lra.
Qed.

(** Odds of 1 and e^8: the bias is below -3 and the variance 16, while the chi-square is at most 1. *)
Lemma far_chi_square : 0 <= chi_square 2 (softmax 2 (odds 1 (exp 8))) fair <= 1.
Proof.
  pose proof (exp_increasing 0 8 ltac:(lra)) as E. rewrite exp_0 in E.
  rewrite odds_chi_square by lra. split; [apply pow2_ge_0|].
  apply Rle_trans with (1 ^ 2); [apply pow_incr|lra].
  assert (0 < / (1 + exp 8)) by (apply Rinv_0_lt_compat; lra).
  replace ((exp 8 - 1) / (1 + exp 8)) with (1 - 2 * / (1 + exp 8)) by (field; lra). split; [|lra].
  replace (1 - 2 * / (1 + exp 8)) with ((exp 8 - 1) * / (1 + exp 8)) by (field; lra). apply Rmult_le_pos; lra.
Qed.

Lemma log_two : 0 < ln 2 < 1.
Proof.
  split; [rewrite <- ln_1; apply ln_increasing; lra|].
  destruct (log_third 1 2 ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma far_bias : bias 2 (odds 1 (exp 8)) fair 1 < -3.
Proof.
  pose proof (exp_pos 8) as E. pose proof log_two. rewrite odds_bias by lra.
  rewrite Rmult_1_r, ln_mult, ln_exp by lra.
  assert (ln (exp 8) < ln (1 + exp 8)) by (apply ln_increasing; lra). rewrite ln_exp in *. lra.
Qed.

Lemma far_variance : log_variance 2 (odds 1 (exp 8)) fair 1 = 16.
Proof.
  pose proof (exp_pos 8) as E. unfold log_variance, variance_draws. cbn [mean_draws sum].
    rewrite !odds_estimate by lra. simpl.
  rewrite Rmult_1_r, ln_mult, ln_exp by lra. lra.
Qed.

Lemma far_ratio i : (i < 2)%nat -> 2 / (1 + exp 8) <= softmax 2 (odds 1 (exp 8)) i / fair i.
Proof.
  pose proof (exp_increasing 0 8 ltac:(lra)) as E. rewrite exp_0 in E.
  apply odds_ratio; try lra; field_simplify; lra.
Qed.

Lemma far_ratio_pos : 0 < 2 / (1 + exp 8).
Proof. pose proof (exp_pos 8). apply Rdiv_lt_0_compat; lra. Qed.

(** Odds of 199 and 201: P is near Q, where the bounds are all but attained. *)
Lemma near_chi_square : chi_square 2 (softmax 2 (odds 199 201)) fair = / 200 ^ 2.
Proof. rewrite odds_chi_square by lra. lra. Qed.

Lemma near_bias : bias 2 (odds 199 201) fair 1 <= - / 2 * / 200 ^ 2 - / 4 * / 200 ^ 4.
Proof.
  rewrite odds_bias by lra.
  assert (E : ln (2 * 199) + ln (2 * 201) - 2 * ln (199 + 201) = ln (1 - / 200 ^ 2)).
  { replace (2 * ln (199 + 201)) with (ln (199 + 201) + ln (199 + 201)) by ring.
    assert (L : ln (2 * 199) + ln (2 * 201) = ln (1 - / 200 ^ 2) + (ln (199 + 201) + ln (199 + 201)));
      [rewrite <- !ln_mult by lra; f_equal; lra|lra]. }
  destruct (log_third (1 / 2) (1 - / 200 ^ 2) ltac:(lra) ltac:(lra)) as [U _]. lra.
Qed.

Lemma near_ratio i : (i < 2)%nat -> 199 / 200 <= softmax 2 (odds 199 201) i / fair i.
Proof. apply odds_ratio; lra. Qed.

Lemma bias_needs_least_ratio : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ - (chi_square N (softmax N o) q / (2 * INR k)) <= bias N o q k <= 0).
Proof.
  intros H. specialize (H 2%nat 1%nat _ fair _ Nat.lt_0_1 fair_proposal far_ratio_pos far_ratio).
  pose proof far_bias. pose proof far_chi_square. simpl INR in H. lra.
Qed.

Lemma bias_bound_is_tight : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ - (chi_square N (softmax N o) q / (202 / 100 * INR k * w)) <= bias N o q k <= 0).
Proof.
  intros H. specialize (H 2%nat 1%nat _ fair (199 / 200) Nat.lt_0_1 fair_proposal ltac:(lra) near_ratio).
  pose proof near_bias. rewrite near_chi_square in H. simpl INR in H. lra.
Qed.

Lemma bias_counts_no_more_draws : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ - (chi_square N (softmax N o) q / (2 * INR (k + 1) * w)) <= bias N o q k <= 0).
Proof.
  intros H. specialize (H 2%nat 1%nat _ fair (199 / 200) Nat.lt_0_1 fair_proposal ltac:(lra) near_ratio).
  pose proof near_bias. rewrite near_chi_square in H. simpl INR in H. lra.
Qed.

Lemma bias_is_not_positive : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  w <= 1 /\ - (chi_square N (softmax N o) q / (2 * INR k * w)) <= - bias N o q k <= 0).
Proof.
  intros H. specialize (H 2%nat 1%nat _ fair (199 / 200) Nat.lt_0_1 fair_proposal ltac:(lra) near_ratio).
  destruct H as (_ & _ & H). pose proof near_bias. lra.
Qed.

(** Odds of 8 and 11, the chances 1/3 and 2/3: the third moment is negative. *)
Definition third : nat -> R := pair (1 / 3) (2 / 3).

Lemma skew_moment r : moment 2 (softmax 2 (odds 4 11)) third r = ((- (1 / 5)) ^ r + 2 * (1 / 10) ^ r) / 3.
Proof.
  unfold moment. simpl. rewrite !odds_softmax by lra. simpl.
  replace (4 / (4 + 11) / (1 / 3) - 1) with (- (1 / 5)) by lra.
  replace (11 / (4 + 11) / (2 / 3) - 1) with (1 / 10) by lra. lra.
Qed.

Lemma skew_ratio i : (i < 2)%nat -> 4 / 5 <= softmax 2 (odds 4 11) i / third i.
Proof. intros _. rewrite odds_softmax by lra. destruct i; simpl; lra. Qed.

Lemma bias_next_term : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  let mu := moment N (softmax N o) q in
  0 <= - (mu 2%nat / (2 * INR k)) + mu 3%nat / (2 * INR k ^ 2) - bias N o q k
    <= / (4 * w) * (3 * mu 2%nat ^ 2 / INR k ^ 2 + (mu 4%nat - 3 * mu 2%nat ^ 2) / INR k ^ 3)).
Proof.
  intros H. assert (P : proposal 2 third) by (apply pair_proposal; lra).
  specialize (H 2%nat 1%nat _ third (4 / 5) Nat.lt_0_1 P ltac:(lra) skew_ratio).
  pose proof (bias_up_to_error 2 1 _ third (4 / 5) Nat.lt_0_1 P ltac:(lra) skew_ratio) as T.
  cbv zeta in H, T. rewrite !skew_moment in H, T. simpl INR in H, T. lra.
Qed.

Lemma bias_error_is_tight : ~ (forall N k o q w,
  (0 < k)%nat -> proposal N q -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
  let mu := moment N (softmax N o) q in
  0 <= - (mu 2%nat / (2 * INR k)) + mu 3%nat / (3 * INR k ^ 2) - bias N o q k
    <= / (404 / 100 * w) * (3 * mu 2%nat ^ 2 / INR k ^ 2 + (mu 4%nat - 3 * mu 2%nat ^ 2) / INR k ^ 3)).
Proof.
  intros H. specialize (H 2%nat 1%nat _ fair (199 / 200) Nat.lt_0_1 fair_proposal ltac:(lra) near_ratio).
  pose proof near_bias. cbv zeta in H. rewrite !odds_moment in H by lra. simpl INR in H. lra.
Qed.

Lemma square_error_needs_least_ratio : ~ (forall N o q, proposal N q ->
  (forall k w, (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    w <= 1 /\ log_variance N o q k <= square_error N o q k <= chi_square N (softmax N o) q / INR k) /\
  Un_cv (fun k => square_error N o q k) 0 /\ Un_cv (fun k => log_variance N o q k) 0).
Proof.
  intros G. destruct (G 2%nat (odds 1 (exp 8)) fair fair_proposal) as [H _].
  specialize (H 1%nat _ Nat.lt_0_1 far_ratio_pos far_ratio).
  rewrite far_variance in H. pose proof far_chi_square. simpl INR in H. lra.
Qed.

Lemma square_error_is_tight : ~ (forall N o q, proposal N q ->
  (forall k w, (0 < k)%nat -> 0 < w -> (forall i, (i < N)%nat -> w <= softmax N o i / q i) ->
    w <= 1 /\ log_variance N o q k <= square_error N o q k <= chi_square N (softmax N o) q / (101 / 100 * INR k * w)) /\
  Un_cv (fun k => square_error N o q k) 0 /\ Un_cv (fun k => log_variance N o q k) 0).
Proof.
  intros G. destruct (G 2%nat (odds 199 201) fair fair_proposal) as [H _].
  specialize (H 1%nat (199 / 200) Nat.lt_0_1 ltac:(lra) near_ratio).
  rewrite near_chi_square in H. unfold square_error in H. cbn [mean_draws sum] in H.
  rewrite !odds_estimate, odds_partition in H by lra. simpl pair in H.
  assert (D : forall a, 0 < a -> ln (2 * a) - ln (199 + 201) = ln (a / 200)).
  { intros a Ha. replace (2 * a) with (a / 200 * (199 + 201)) by lra. rewrite ln_mult by lra. ring. }
  rewrite !D in H by lra.
  destruct (log_first (1 / 2) (199 / 200) ltac:(lra) ltac:(lra)) as [_ L].
  destruct (log_first 1 (201 / 200) ltac:(lra) ltac:(lra)) as [U _].
  assert ((/ 200) ^ 2 <= ln (199 / 200) ^ 2).
  { replace (ln (199 / 200) ^ 2) with ((- ln (199 / 200)) ^ 2) by ring. apply pow_incr. lra. }
  assert ((/ 200 - / 200 ^ 2 / 2) ^ 2 <= ln (201 / 200) ^ 2) by (apply pow_incr; lra).
  destruct H as (_ & _ & H). change (fair 0%nat) with (1 / 2) in H. change (fair 1%nat) with (1 / 2) in H.
  simpl INR in H. lra.
Qed.

Lemma some_ratio N o q : proposal N q -> exists w, 0 < w /\ forall i, (i < N)%nat -> w <= softmax N o i / q i.
Proof.
  intros P. pose proof (proposal_size N q P) as HN.
  assert (R : forall i, (i < N)%nat -> 0 < softmax N o i / q i).
  { intros i Hi. apply Rdiv_lt_0_compat; [|apply P; exact Hi].
    apply Rdiv_lt_0_compat; [apply exp_pos|apply partition_pos; exact HN]. }
  assert (L : forall n, (n <= N)%nat -> exists w, 0 < w /\ forall i, (i < n)%nat -> w <= softmax N o i / q i).
  { induction n as [|n IH]; intros Hn; [exists 1; split; [lra|intros; lia]|].
    destruct (IH ltac:(lia)) as (w & W & H). specialize (R n ltac:(lia)).
    exists (Rmin w (softmax N o n / q n)). split; [apply Rmin_glb_lt; assumption|].
    intros i Hi. destruct (Nat.eq_dec i n) as [->|Hne]; [apply Rmin_r|].
    eapply Rle_trans; [apply Rmin_l|apply H; lia]. }
  apply L. lia.
Qed.

Lemma log_variance_nonneg N o q k : proposal N q -> 0 <= log_variance N o q k.
Proof.
  intros P. unfold log_variance, variance_draws. rewrite <- (mean_draws_const N q k 0) at 1 by apply P.
  apply mean_draws_le; [intros i Hi; apply (proposal_nonneg N); assumption|intros; apply pow2_ge_0].
Qed.
