(** The variance of what is computed from k independent draws: of the estimate of Z, its logarithm, the gradient. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias Importance SampledLoss.
Import ListNotations.
Open Scope R_scope.

Lemma variance_nonneg N q k f : (forall i, (i < N)%nat -> 0 <= q i) -> 0 <= variance_draws N q k f.
Proof.
  intros Hq. unfold variance_draws.
  apply Rle_trans with (mean_draws N q k (fun _ => 0 * 0)).
  - rewrite (mean_draws_scal N q k 0 (fun _ => 0)). lra.
  - apply mean_draws_le; [exact Hq|]. intros. rewrite Rmult_0_l. apply pow2_ge_0.
Qed.

(** What is almost surely a constant does not vary. *)
Lemma variance_of_constant N q k f a : sum N q = 1 ->
  (forall ys, drawn N k ys -> Forall (fun y => q y <> 0) ys -> f ys = a) -> variance_draws N q k f = 0.
Proof.
  intros Hq H. unfold variance_draws.
  assert (M : mean_draws N q k f = a) by (rewrite <- (mean_draws_const N q k a Hq); apply mean_draws_support; exact H).
  rewrite M, <- (mean_draws_const N q k 0 Hq). apply mean_draws_support. intros ys D Q.
  rewrite (H ys D Q). ring.
Qed.

Lemma variance_shift N q k f a : sum N q = 1 ->
  variance_draws N q k (fun ys => f ys - a) = mean_draws N q k (fun ys => f ys ^ 2) - mean_draws N q k f ^ 2.
Proof.
  intros Hq. set (m := mean_draws N q k f).
  assert (M : mean_draws N q k (fun ys => f ys - a) = m - a).
  { unfold Rminus. rewrite mean_draws_plus, mean_draws_const by exact Hq. reflexivity. }
  unfold variance_draws. rewrite M.
  rewrite (mean_draws_ext N q k _ (fun ys => m ^ 2 + - (2 * m) * f ys + 1 * f ys ^ 2 + 0 * f ys ^ 3 + 0 * f ys ^ 4))
    by (intros; ring).
  rewrite mean_quartic by exact Hq. fold m. ring.
Qed.

(** Claim: sf.ssm.explodes.repair
    Role: part
    Place: SF, beyond the summary, Failure signatures
    Says: Z^ from k independent draws has the mean Z, and Z^/Z has the variance chi-square of P from Q over k.
    Gap: Real numbers, not floating point. That it falls with every further draw unless P is Q is read off this. The
      claim's other half, that the size of the bias falls too, is not covered.
    Mutant: `/ INR k` becomes `/ (INR k + 1)`; refuted by the theorem variance_is_over_k
*)
Theorem estimate_mean_and_variance : forall N k o q, (0 < k)%nat -> proposal N q ->
  mean_draws N q k (estimate o q) = partition N o
  /\ variance_draws N q k (fun ys => estimate o q ys / partition N o) = chi_square N (softmax N o) q / INR k.
Proof.
  intros N k o q Hk P. pose proof (proposal_size N q P) as HN. pose proof (partition_pos N o HN) as Z.
  pose proof (lt_0_INR k Hk) as K.
  destruct (total_moments N q (excess N o q) k (proj2 P) (excess_mean N o q P)) as (M1 & M2 & _).
  assert (E : mean_draws N q k (estimate o q) = partition N o).
  { rewrite (mean_draws_ext N q k _ (fun ys => partition N o + partition N o / INR k * total (excess N o q) ys)).
    - rewrite mean_draws_plus, mean_draws_const, mean_draws_scal, M1 by apply P. ring.
    - intros ys D. rewrite (estimate_as_ratio N k) by assumption. field. lra. }
  split; [exact E|]. unfold variance_draws.
  assert (R : mean_draws N q k (fun ys => estimate o q ys / partition N o) = 1).
  { unfold Rdiv. rewrite (mean_draws_ext N q k _ (fun ys => / partition N o * estimate o q ys)) by (intros; ring).
    rewrite mean_draws_scal, E. apply Rinv_l. lra. }
  rewrite R, chi_square_moment by apply P.
  rewrite (mean_draws_ext N q k _ (fun ys => / INR k ^ 2 * total (excess N o q) ys ^ 2)).
  - rewrite mean_draws_scal, M2. unfold moment, excess. field. lra.
  - intros ys D. rewrite (estimate_as_ratio N k) by assumption. field. lra.
Qed.

Lemma variance_is_over_k : ~ (forall N k o q, (0 < k)%nat -> proposal N q ->
  mean_draws N q k (estimate o q) = partition N o
  /\ variance_draws N q k (fun ys => estimate o q ys / partition N o) = chi_square N (softmax N o) q / (INR k + 1)).
Proof.
  intros H. destruct (H 2%nat 1%nat (odds 1 3) fair Nat.lt_0_1 fair_proposal) as [_ V].
  destruct (estimate_mean_and_variance 2 1 (odds 1 3) fair Nat.lt_0_1 fair_proposal) as [_ T].
  rewrite T, odds_chi_square in V by lra. simpl INR in V. lra.
Qed.

(** Claim: sf.ssm.variance.best.value
    Role: establishes
    Place: SF, summary, Design tradeoffs and first experiments 3
    Says: With the softmax as proposal log Z^ has no variance, for every k; nor has the loss with the positive's own
      term in Z^, with the softmax of the other classes as proposal; and no variance is less than none.
    Gap: Real numbers, not floating point. With the positive's own term, log Z^ is the loss plus its score.
    Mutant: `variance_draws N (softmax N o) k (fun ys => ln (estimate o (softmax N o) ys))` becomes
      `variance_draws N (uniform N) k (fun ys => ln (estimate o (uniform N) ys))`; refuted by the theorem
      uniform_value_varies
*)
Theorem best_proposal_for_the_value : forall N k o, (0 < N)%nat -> (0 < k)%nat ->
  variance_draws N (softmax N o) k (fun ys => ln (estimate o (softmax N o) ys)) = 0
  /\ (forall y, (1 < N)%nat -> (y < N)%nat ->
    variance_draws N (softmax_off N o y) k
      (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR k * softmax_off N o y j)))) = 0)
  /\ forall q f, (forall i, (i < N)%nat -> 0 <= q i) -> 0 <= variance_draws N q k f.
Proof.
  intros N k o HN Hk. pose proof (partition_pos N o HN) as Z. pose proof (lt_0_INR k Hk) as K.
  split; [|split; [|intros; apply variance_nonneg; assumption]].
  - apply (variance_of_constant N _ k _ (ln (partition N o))); [apply softmax_sum; exact HN|].
    intros ys [HL _] _. f_equal. unfold estimate. rewrite (total_constant_on _ (partition N o)), HL by
      (apply Forall_forall; intros i _; unfold softmax; pose proof (exp_pos (o i)); field; lra). field. lra.
  - intros y HN1 Hy. pose proof (partition_off N o y HN1 Hy) as P.
    apply (variance_of_constant N _ k _ (softmax_loss N o y)); [apply softmax_off_sum; assumption|].
    intros js D Q. apply sampled_loss_constant; assumption.
Qed.

Lemma uniform_value_varies : ~ (forall N k o, (0 < N)%nat -> (0 < k)%nat ->
  variance_draws N (uniform N) k (fun ys => ln (estimate o (uniform N) ys)) = 0
  /\ (forall y, (1 < N)%nat -> (y < N)%nat ->
    variance_draws N (softmax_off N o y) k
      (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR k * softmax_off N o y j)))) = 0)
  /\ forall q f, (forall i, (i < N)%nat -> 0 <= q i) -> 0 <= variance_draws N q k f).
Proof.
  intros H. destruct (H 2%nat 1%nat (zero_and 8) ltac:(lia) ltac:(lia)) as [V _].
  assert (E : forall i, ln (estimate (zero_and 8) (uniform 2) [i]) = ln 2 + zero_and 8 i).
  { intros i. unfold estimate, uniform. replace (total _ [i] / INR (length [i])) with (2 * exp (zero_and 8 i))
      by (simpl; field). rewrite ln_mult, ln_exp by (lra || apply exp_pos). reflexivity. }
  unfold variance_draws in V. cbn [mean_draws sum] in V. rewrite !E in V. unfold uniform in V. simpl in V. lra.
Qed.

(** The share of the class i in Z^; the partial derivative of log Z^ - o_y by its score is it less one_hot y i. *)
Definition share (o q : nat -> R) (i : nat) (ys : list nat) : R :=
  total (fun j => one_hot i j * (exp (o j) / q j)) ys / total (fun j => exp (o j) / q j) ys.

Lemma share_of_one N o q i j : proposal N q -> (j < N)%nat -> share o q i [j] = one_hot i j.
Proof.
  intros [Hq _] Hj. unfold share. simpl. specialize (Hq j Hj). pose proof (exp_pos (o j)). field. lra.
Qed.

Lemma one_hot_square i j : one_hot i j ^ 2 = one_hot i j.
Proof. unfold one_hot. destruct (Nat.eqb j i); ring. Qed.

(** For one draw the variances of the shares do not depend on the scores. *)
Lemma variance_of_one_gradient : forall N o q y, proposal N q ->
  sum N (fun i => variance_draws N q 1 (fun ys => share o q i ys - one_hot y i)) = 1 - sum N (fun j => q j ^ 2).
Proof.
  intros N o q y P. rewrite <- (proj2 P), <- sum_minus. apply sum_ext. intros i Hi.
  rewrite variance_shift by apply P. cbn [mean_draws].
  rewrite (sum_ext N _ (fun j => one_hot i j * q j)), (sum_ext N (fun j => q j * share o q i [j])
    (fun j => one_hot i j * q j)), sum_pick by
    (try exact Hi; intros j Hj; rewrite (share_of_one N) by assumption; rewrite ?one_hot_square; ring). ring.
Qed.

(** The variances of any shares add up to at most 1 - 1/N, which one uniform draw attains. *)
Lemma variance_of_gradient_bounded : forall N, (0 < N)%nat ->
  (forall k q y (s : list nat -> nat -> R), simplex N q -> (forall ys, drawn N k ys -> simplex N (s ys)) ->
    sum N (fun i => variance_draws N q k (fun ys => s ys i - one_hot y i)) <= 1 - / INR N)
  /\ forall o y, sum N (fun i => variance_draws N (uniform N) 1 (fun ys => share o (uniform N) i ys - one_hot y i))
    = 1 - / INR N.
Proof.
  intros N HN. pose proof (lt_0_INR N HN) as I. split.
  - intros k q y s [Q0 Q1] Hs. set (m := fun i => mean_draws N q k (fun ys => s ys i)).
    rewrite (sum_ext N _ (fun i => mean_draws N q k (fun ys => s ys i ^ 2) - m i * m i))
      by (intros; rewrite variance_shift by exact Q1; unfold m; ring).
    rewrite sum_minus.
    assert (Swap : forall n (f : nat -> list nat -> R),
      sum n (fun i => mean_draws N q k (f i)) = mean_draws N q k (fun ys => sum n (fun i => f i ys))).
    { intros n f. induction n as [|n IH]; simpl; [symmetry; apply mean_draws_const; exact Q1|].
      rewrite IH, <- mean_draws_plus. reflexivity. }
    assert (A : sum N (fun i => mean_draws N q k (fun ys => s ys i ^ 2)) <= 1).
    { rewrite Swap, <- (mean_draws_const N q k 1 Q1). apply mean_draws_le; [exact Q0|]. intros ys D.
      destruct (Hs ys D) as [S0 S1]. rewrite <- S1. apply sum_le. intros i Hi.
      pose proof (term_le_sum N (s ys) i S0 Hi) as L. rewrite S1 in L. specialize (S0 i Hi). nra. }
    assert (B : sum N m = 1).
    { unfold m. rewrite Swap, <- (mean_draws_const N q k 1 Q1). apply mean_draws_ext. intros ys D. apply (Hs ys D). }
    pose proof (cauchy_schwarz N (fun _ => 1) m) as C. cbv beta in C.
    rewrite (sum_ext N (fun i => 1 * m i) m), B, sum_const in C by (intros; ring).
    assert (/ INR N <= sum N (fun i => m i * m i)).
    { apply (Rmult_le_reg_l (INR N)); [exact I|]. rewrite Rinv_r by lra. lra. }
    lra.
  - intros o y. rewrite variance_of_one_gradient by (apply uniform_proposal; exact HN).
    unfold uniform. rewrite sum_const. field. lra.
Qed.
