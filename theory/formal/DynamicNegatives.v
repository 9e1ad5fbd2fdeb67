(** Dynamic negatives: the highest-scored of m uniform draws, beside one uniform draw. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws.
Open Scope R_scope.

(** Classes are numbered by ascending score, from 0: class r is the highest of m uniform draws of n with this chance. *)
Definition dynamic (n m r : nat) : R := (INR (r + 1) ^ m - INR r ^ m) / INR n ^ m.

(** What k times the variances of the gradient's entries, added up, tend to. *)
Definition gradient_variance (n : nat) (p q : nat -> R) : R :=
  sum n (fun j => p j ^ 2 / q j * (1 - 2 * p j + sum n (fun i => p i ^ 2))).

(** Softmax of finite scores in ascending order. *)
Definition ascending (n : nat) (p : nat -> R) : Prop :=
  simplex n p /\ (forall j, (j < n)%nat -> 0 < p j) /\ forall i j, (i <= j < n)%nat -> p i <= p j.

Lemma pow_increasing m a b : (0 < m)%nat -> 0 <= a < b -> a ^ m < b ^ m.
Proof.
  intros M [A B]. induction m as [|m IH]; [lia|]. simpl. destruct (Nat.eq_0_gt_0_cases m) as [->|P]; [simpl; lra|].
  specialize (IH P). pose proof (pow_le a m A). apply Rmult_le_0_lt_compat; lra.
Qed.

Lemma dynamic_pos n m r : (0 < n)%nat -> (0 < m)%nat -> 0 < dynamic n m r.
Proof.
  intros N M. apply Rdiv_lt_0_compat.
  - pose proof (pow_increasing m (INR r) (INR (r + 1)) M). rewrite plus_INR in *. simpl INR in *.
    pose proof (pos_INR r). lra.
  - apply pow_lt. exact (lt_INR 0 n N).
Qed.

Lemma dynamic_first n m : (0 < m)%nat -> dynamic n m 0 = / INR n ^ m.
Proof. intros M. unfold dynamic, Rdiv. simpl INR. rewrite pow1, pow_i by exact M. ring. Qed.

Lemma dynamic_simplex n m : (0 < n)%nat -> (0 < m)%nat -> sum n (dynamic n m) = 1.
Proof.
  intros N M. assert (P : 0 < INR n ^ m) by (apply pow_lt; exact (lt_INR 0 n N)).
  assert (T : forall c, sum c (fun r => INR (r + 1) ^ m - INR r ^ m) = INR c ^ m).
  { induction c as [|c IH]; simpl sum; [simpl INR; rewrite pow_i; [reflexivity|exact M]|].
    rewrite IH. replace (c + 1)%nat with (S c) by lia. ring. }
  unfold dynamic, Rdiv. rewrite sum_scal_r, T. apply Rinv_r. lra.
Qed.

Lemma first_is_rare n m : (2 <= n)%nat -> (2 <= m)%nat -> dynamic n m 0 < / INR n.
Proof.
  intros N M. rewrite dynamic_first by lia. apply (le_INR 2) in N. simpl in N.
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]|].
  rewrite <- (pow_1 (INR n)) at 1. apply Rlt_pow; [lra|lia].
Qed.

(** The harmonic mean of a law that is not uniform is below 1/n. *)
Lemma inverses n q : (0 < n)%nat -> (forall j, (j < n)%nat -> 0 < q j) -> sum n q = 1 -> q 0%nat <> / INR n ->
  INR n ^ 2 < sum n (fun j => / q j).
Proof.
  intros N P S D. apply lt_INR in N as N'. simpl in N'.
  assert (E : forall j, (j < n)%nat -> 0 <= / q j - (2 * INR n - INR n ^ 2 * q j)).
  { intros j Hj. specialize (P j Hj).
    replace (/ q j - (2 * INR n - INR n ^ 2 * q j)) with ((1 - INR n * q j) ^ 2 * / q j) by (field; lra).
    apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat; exact P]. }
  pose proof (term_le_sum n _ 0 E N) as T. cbv beta in T.
  rewrite sum_minus, sum_minus, sum_const, sum_scal, S in T.
  assert (F : 0 < / q 0%nat - (2 * INR n - INR n ^ 2 * q 0%nat)).
  { specialize (P 0%nat N).
    replace (/ q 0%nat - (2 * INR n - INR n ^ 2 * q 0%nat))
      with ((1 - INR n * q 0%nat) ^ 2 * / q 0%nat) by (field; lra).
    apply Rmult_lt_0_compat; [|apply Rinv_0_lt_compat; exact P].
    rewrite <- Rsqr_pow2. apply Rlt_0_sqr. intros Z. apply D.
    apply (Rmult_eq_reg_l (INR n)); [|lra]. rewrite Rinv_r; lra. }
  lra.
Qed.

Lemma dynamic_inverses n m : (2 <= n)%nat -> (2 <= m)%nat -> INR n ^ 2 < sum n (fun j => / dynamic n m j).
Proof.
  intros N M. apply inverses; [lia|intros; apply dynamic_pos; lia|apply dynamic_simplex; lia|].
  pose proof (first_is_rare n m N M). lra.
Qed.

Lemma chi_square_dynamic n m p : (0 < n)%nat -> (0 < m)%nat -> sum n p = 1 ->
  chi_square n p (dynamic n m) = sum n (fun j => p j ^ 2 / dynamic n m j) - 1.
Proof.
  intros N M S. apply chi_square_as_squares; [intros; apply dynamic_pos; assumption|exact S|].
  apply dynamic_simplex; assumption.
Qed.

(** The two classes of the counterexample. *)
Definition two (a : R) (i : nat) : R := match i with O => 1 - a | _ => a end.

Lemma two_ascending a : 1 / 2 <= a < 1 -> ascending 2 (two a).
Proof.
  intros A. split; [split; [intros [|i] _; simpl; lra|simpl; lra]|]. split; [intros [|i] _; simpl; lra|].
  intros [|i] [|j] H; simpl; lra || lia.
Qed.

Lemma two_draws : dynamic 2 2 0 = 1 / 4 /\ dynamic 2 2 1 = 3 / 4 /\ uniform 2 0 = 1 / 2 /\ uniform 2 1 = 1 / 2.
Proof. unfold dynamic, uniform. simpl. repeat split; field. Qed.

Lemma one_draw r : dynamic 2 1 r = uniform 2 r.
Proof. unfold dynamic, uniform. rewrite plus_INR. simpl. field. Qed.

(** Claim: sf.sampling.dns.value
    Role: refutes
    Place: SF, summary, first experiments 3
    Says: The chi-square of P from dynamic negatives, the limit of k Var log Z, is not always lower than from uniform
      ones: at P = (2/5, 3/5) and m = 2 it is 3/25, and 1/25 from uniform ones.
    Gap: That the chi-square is the limit of k times the variance is another claim.
    Mutant: `ascending n p -> ` becomes `ascending n p -> let top := (n - 1)%nat in ((1 - p top) / p top) ^ 2 < / INR n
      ^ m * (INR n - / dynamic n m top) -> `; refuted by the theorem a_large_share_lowers_the_variance
*)
Theorem dynamic_negatives_may_raise_the_variance : ~ (forall n m p, (2 <= n)%nat -> (2 <= m)%nat ->
  ascending n p -> chi_square n p (dynamic n m) < chi_square n p (uniform n)).
Proof.
  intros H. specialize (H 2%nat 2%nat (two (3 / 5)) ltac:(lia) ltac:(lia) (two_ascending (3 / 5) ltac:(lra))).
  destruct two_draws as (A & B & C & D). unfold chi_square, two in H. simpl sum in H.
  rewrite A, B, C, D in H. simpl in H. lra.
Qed.

(** Claim: none
    Says: With one draw the law is uniform, and nothing is higher.
*)
Theorem one_draw_is_uniform : ~ (forall n m, (2 <= n)%nat -> (1 <= m)%nat ->
  (chi_square n (uniform n) (uniform n) = 0 /\ 0 < chi_square n (uniform n) (dynamic n m)) /\
  (forall p, ascending n p -> let top := (n - 1)%nat in
    ((1 - p top) / p top) ^ 2 < / INR n ^ m * (INR n - / dynamic n m top) ->
    chi_square n p (dynamic n m) < chi_square n p (uniform n)) /\
  forall p, ascending 2 p ->
    (chi_square 2 p (dynamic 2 2) < chi_square 2 p (uniform 2) <-> (3 - sqrt 3) / 2 < p 1%nat)).
Proof.
  intros H. destruct (H 2%nat 1%nat ltac:(lia) ltac:(lia)) as [[E L] _]. unfold chi_square in *. simpl in *.
  rewrite !one_draw in L. lra.
Qed.

Lemma from_a_flat_target n m : (2 <= n)%nat -> (2 <= m)%nat ->
  chi_square n (uniform n) (uniform n) = 0 /\ 0 < chi_square n (uniform n) (dynamic n m).
Proof.
  intros N M. pose proof (dynamic_inverses n m N M) as I. assert (P : (0 < n)%nat) by lia. apply (le_INR 2) in N.
    simpl in N.
  split.
  - unfold chi_square, uniform. rewrite sum_const. field. lra.
  - rewrite chi_square_dynamic by (lia || (unfold uniform; rewrite sum_const; field; lra)).
    unfold uniform. rewrite (sum_ext n _ (fun j => (/ INR n) ^ 2 * / dynamic n m j)) by (intros; unfold Rdiv; ring).
    rewrite sum_scal. assert (J : 0 < (/ INR n) ^ 2) by (apply pow_lt, Rinv_0_lt_compat; lra).
    apply (Rmult_lt_compat_l _ _ _ J) in I.
    replace ((/ INR n) ^ 2 * INR n ^ 2) with 1 in I by (field; lra). lra.
Qed.

(** No class is rarer than the first. *)
Lemma dynamic_least n m r : (0 < n)%nat -> (0 < m)%nat -> / dynamic n m r <= INR n ^ m.
Proof.
  intros N M. assert (P : 0 < INR n ^ m) by (apply pow_lt; exact (lt_INR 0 n N)).
  assert (G : INR r ^ m + 1 <= INR (r + 1) ^ m).
  { rewrite plus_INR. simpl INR. destruct m as [|m]; [lia|]. clear M P. induction m as [|m IH]; [simpl; lra|].
    pose proof (pos_INR r) as R0. pose proof (pow_le (INR r) (S m) R0).
    change (INR r * INR r ^ S m + 1 <= (INR r + 1) * (INR r + 1) ^ S m).
    apply Rle_trans with ((INR r + 1) * (INR r ^ S m + 1)); [|apply Rmult_le_compat_l; lra]. nra. }
  rewrite <- (Rinv_inv (INR n ^ m)). apply Rinv_le_contravar; [apply Rinv_0_lt_compat; exact P|].
  unfold dynamic, Rdiv. rewrite <- (Rmult_1_l (/ INR n ^ m)) at 1.
  apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; exact P|lra].
Qed.

Lemma squares_below_square n p : (forall j, (j < n)%nat -> 0 <= p j) -> sum n (fun j => p j ^ 2) <= sum n p ^ 2.
Proof.
  intros P. replace (sum n p ^ 2) with (sum n p * sum n p) by ring. rewrite <- sum_scal. apply sum_le. intros j Hj.
  pose proof (term_le_sum n p j P Hj). pose proof (P j Hj). simpl. rewrite Rmult_1_r. apply Rmult_le_compat_r; lra.
Qed.

Lemma difference n m p : (0 < n)%nat -> (0 < m)%nat -> sum n p = 1 ->
  chi_square n p (dynamic n m) - chi_square n p (uniform n)
    = sum n (fun j => p j ^ 2 * (/ dynamic n m j - INR n)).
Proof.
  intros N M S. pose proof (lt_0_INR n N) as P. rewrite chi_square_dynamic, chi_square_as_squares by
    (assumption || (unfold uniform; intros; try rewrite sum_const; try (apply Rinv_0_lt_compat; exact P); field; lra)).
  unfold uniform.
  replace (sum n (fun j => p j ^ 2 / dynamic n m j) - 1 - (sum n (fun j => p j ^ 2 / / INR n) - 1))
    with (sum n (fun j => p j ^ 2 / dynamic n m j) - sum n (fun j => p j ^ 2 / / INR n)) by ring.
  rewrite <- sum_minus. apply sum_ext. intros j _. unfold Rdiv. rewrite Rinv_inv. ring.
Qed.

Lemma lower_for_peaks n m p : (2 <= n)%nat -> (2 <= m)%nat -> ascending n p -> let top := (n - 1)%nat in
  ((1 - p top) / p top) ^ 2 < / INR n ^ m * (INR n - / dynamic n m top) ->
  chi_square n p (dynamic n m) < chi_square n p (uniform n).
Proof.
  intros N M ([_ S] & P & _) top L. assert (E : n = (top + 1)%nat) by (unfold top; lia).
  pose proof (difference n m p ltac:(lia) ltac:(lia) S) as D. rewrite E in D at 5.
  assert (X : forall f, sum (top + 1) f = sum top f + f top) by (intros f; replace (top + 1)%nat with (Datatypes.S top)
    by lia; reflexivity).
  rewrite X in D. rewrite E, X in S. assert (C : 0 < INR n ^ m) by (apply pow_lt, (lt_INR 0); lia).
  assert (T : 0 < p top) by (apply P; unfold top; lia).
  assert (A : sum top (fun j => p j ^ 2 * (/ dynamic n m j - INR n)) <= (1 - p top) ^ 2 * INR n ^ m).
  { apply Rle_trans with (sum top (fun j => p j ^ 2 * INR n ^ m)).
    - apply sum_le. intros j _. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      pose proof (dynamic_least n m j ltac:(lia) ltac:(lia)). pose proof (pos_INR n). lra.
    - rewrite sum_scal_r. apply Rmult_le_compat_r; [lra|]. replace (1 - p top) with (sum top p) by lra.
      apply squares_below_square. intros j Hj. apply Rlt_le, P. unfold top in Hj. lia. }
  apply (Rmult_lt_compat_l (p top ^ 2 * INR n ^ m)) in L; [|apply Rmult_lt_0_compat; [apply pow_lt; exact T|exact C]].
  replace (p top ^ 2 * INR n ^ m * ((1 - p top) / p top) ^ 2) with ((1 - p top) ^ 2 * INR n ^ m) in L by (field; lra).
  replace (p top ^ 2 * INR n ^ m * (/ INR n ^ m * (INR n - / dynamic n m top)))
    with (- (p top ^ 2 * (/ dynamic n m top - INR n))) in L by (field; split;
    [apply Rgt_not_eq, dynamic_pos; lia|lra]).
  lra.
Qed.

Lemma pair_threshold p : ascending 2 p ->
  (chi_square 2 p (dynamic 2 2) < chi_square 2 p (uniform 2) <-> (3 - sqrt 3) / 2 < p 1%nat).
Proof.
  intros ([_ S] & P & _). pose proof (P 0%nat ltac:(lia)) as P0. pose proof (P 1%nat ltac:(lia)) as P1.
  rewrite chi_square_dynamic, chi_square_as_squares by (lia || exact S || (intros; unfold uniform; simpl; lra)).
  simpl in S. destruct two_draws as (A & B & C & D). simpl sum. rewrite A, B, C, D.
  replace (p 0%nat) with (1 - p 1%nat) in * by lra. set (x := p 1%nat) in *.
  pose proof (sqrt_lt_R0 3 ltac:(lra)) as R. pose proof (sqrt_sqrt 3 ltac:(lra)) as Q. set (s := sqrt 3) in *.
  assert (F : (s * (1 - x) - x) * (s * (1 - x) + x) = 3 * (1 - x) ^ 2 - x ^ 2).
  { replace ((s * (1 - x) - x) * (s * (1 - x) + x)) with (s * s * (1 - x) ^ 2 - x ^ 2) by ring. rewrite Q. ring. }
  assert (G : 0 < s * (1 - x) + x) by (pose proof (Rmult_lt_0_compat s (1 - x) R P0); lra).
  assert (E : (3 - s) / 2 * (1 + s) = s).
  { replace ((3 - s) / 2 * (1 + s)) with ((3 + 2 * s - s * s) / 2) by field. lra. }
  split; intros L.
  - apply Rmult_lt_reg_r with (1 + s); [lra|]. rewrite E. assert (s * (1 - x) - x < 0); [|lra].
    apply Rnot_le_lt. intros Z. pose proof (Rmult_le_pos _ _ Z (Rlt_le _ _ G)). simpl in *. lra.
  - apply (Rmult_lt_compat_r (1 + s)) in L; [|lra]. rewrite E in L.
    pose proof (Rmult_lt_compat_r _ (s * (1 - x) - x) 0 G ltac:(lra)). simpl in *. lra.
Qed.

(** Claim: sf.sampling.dns.value.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: Where P is uniform the chi-square is 0 from uniform negatives and positive from dynamic ones, for all n and
      m of at least 2; it is lower from dynamic ones if ((1 - p_top)/p_top)^2 < n^-m (n - 1/q_top), q_top the chance of
      the top class among them; and for n = m = 2 it is lower exactly if p_top > (3 - sqrt 3)/2.
    Gap: Real numbers. That the chi-square is the limit of k times the variance is another claim.
    Mutant: `(2 <= m)%nat` becomes `(1 <= m)%nat`; refuted by the theorem one_draw_is_uniform
    Mutant: `/ INR n ^ m *` becomes `/ INR n *`; refuted by the theorem the_pool_counts_in_the_condition
    Mutant: `(3 - sqrt 3) / 2` becomes `1 / 2`; refuted by the theorem a_majority_is_not_enough
*)
Theorem when_dynamic_negatives_lower_the_variance : forall n m, (2 <= n)%nat -> (2 <= m)%nat ->
  (chi_square n (uniform n) (uniform n) = 0 /\ 0 < chi_square n (uniform n) (dynamic n m)) /\
  (forall p, ascending n p -> let top := (n - 1)%nat in
    ((1 - p top) / p top) ^ 2 < / INR n ^ m * (INR n - / dynamic n m top) ->
    chi_square n p (dynamic n m) < chi_square n p (uniform n)) /\
  forall p, ascending 2 p ->
    (chi_square 2 p (dynamic 2 2) < chi_square 2 p (uniform 2) <-> (3 - sqrt 3) / 2 < p 1%nat).
Proof.
  intros n m N M. split; [apply from_a_flat_target; assumption|split].
  - intros p A. apply lower_for_peaks; assumption.
  - exact pair_threshold.
Qed.

(** Claim: none
    Says: Where the share of the top class is large enough the chi-square is lower.
*)
Theorem a_large_share_lowers_the_variance : ~ ~ (forall n m p, (2 <= n)%nat -> (2 <= m)%nat ->
  ascending n p -> let top := (n - 1)%nat in
  ((1 - p top) / p top) ^ 2 < / INR n ^ m * (INR n - / dynamic n m top) ->
  chi_square n p (dynamic n m) < chi_square n p (uniform n)).
Proof. intros H. apply H. intros n m p N M A. apply lower_for_peaks; assumption. Qed.

(** Claim: none
    Says: At n = 2, m = 3 and P = (7/20, 13/20) the condition without the power of n holds, and the chi-square is
      higher.
*)
Theorem the_pool_counts_in_the_condition : ~ (forall n m, (2 <= n)%nat -> (2 <= m)%nat ->
  (chi_square n (uniform n) (uniform n) = 0 /\ 0 < chi_square n (uniform n) (dynamic n m)) /\
  (forall p, ascending n p -> let top := (n - 1)%nat in
    ((1 - p top) / p top) ^ 2 < / INR n * (INR n - / dynamic n m top) ->
    chi_square n p (dynamic n m) < chi_square n p (uniform n)) /\
  forall p, ascending 2 p ->
    (chi_square 2 p (dynamic 2 2) < chi_square 2 p (uniform 2) <-> (3 - sqrt 3) / 2 < p 1%nat)).
Proof.
  intros H. destruct (H 2%nat 3%nat ltac:(lia) ltac:(lia)) as (_ & C & _).
  specialize (C (two (13 / 20)) (two_ascending (13 / 20) ltac:(lra))). simpl Nat.sub in C.
  unfold chi_square, dynamic, uniform, two in C. simpl in C.
  match type of C with ?a < ?b -> _ => assert (X : a < b) by lra end. specialize (C X). lra.
Qed.

(** Claim: none
    Says: At n = m = 2 a top share of 3/5 is above one half, and the chi-square is higher.
*)
Theorem a_majority_is_not_enough : ~ (forall n m, (2 <= n)%nat -> (2 <= m)%nat ->
  (chi_square n (uniform n) (uniform n) = 0 /\ 0 < chi_square n (uniform n) (dynamic n m)) /\
  (forall p, ascending n p -> let top := (n - 1)%nat in
    ((1 - p top) / p top) ^ 2 < / INR n ^ m * (INR n - / dynamic n m top) ->
    chi_square n p (dynamic n m) < chi_square n p (uniform n)) /\
  forall p, ascending 2 p ->
    (chi_square 2 p (dynamic 2 2) < chi_square 2 p (uniform 2) <-> 1 / 2 < p 1%nat)).
Proof.
  intros H. destruct (H 2%nat 2%nat ltac:(lia) ltac:(lia)) as (_ & _ & T).
  pose proof (proj2 (T (two (3 / 5)) (two_ascending (3 / 5) ltac:(lra))) ltac:(simpl; lra)) as L.
  destruct two_draws as (A & B & C & D). unfold chi_square, two in L. simpl sum in L.
  rewrite A, B, C, D in L. simpl in L. lra.
Qed.

Lemma pool_bound n m p : (2 <= n)%nat -> (2 <= m)%nat -> ascending n p ->
  p 0%nat ^ 2 * INR n ^ m - 1 <= chi_square n p (dynamic n m).
Proof.
  intros N M ([_ S] & P & _). rewrite chi_square_dynamic by (lia || exact S).
  assert (D : forall j, (j < n)%nat -> 0 <= p j ^ 2 / dynamic n m j).
  { intros j Hj. apply Rlt_le, Rdiv_lt_0_compat; [apply pow_lt, P; exact Hj|apply dynamic_pos; lia]. }
  pose proof (term_le_sum n _ 0 D ltac:(lia)) as T. cbv beta in T. rewrite dynamic_first in T by lia.
  unfold Rdiv in T at 1. rewrite Rinv_inv in T. lra.
Qed.

(** Claim: none
    Says: At n = m = 2 and P = (1/2, 1/2) the chi-square is 1/3.
*)
Theorem no_square_of_a_half : ~ (forall n p, (2 <= n)%nat -> ascending n p ->
  (forall m, (2 <= m)%nat -> p 0%nat * INR n ^ m - 1 <= chi_square n p (dynamic n m)) /\
  forall B, exists m, forall l, (m <= l)%nat -> B < chi_square n p (dynamic n l)).
Proof.
  intros H. destruct (H 2%nat (two (1 / 2)) ltac:(lia) (two_ascending (1 / 2) ltac:(lra))) as [A' _].
  clear H. pose proof (A' 2%nat ltac:(lia)) as H.
  destruct two_draws as (A & B & _). unfold chi_square, two in H. simpl sum in H. rewrite A, B in H. simpl in H. lra.
Qed.

(** Claim: sf.sampling.dns.pool
    Role: establishes
    Place: SF, beyond the summary
    Says: The chi-square of P from dynamic negatives is at least p_1^2 n^m - 1, p_1 the least share, for every n and m:
      it grows without bound with m.
    Gap: Real numbers, not floating point.
    Mutant: `p 0%nat ^ 2` becomes `p 0%nat`; refuted by the theorem no_square_of_a_half
*)
Theorem the_pool_raises_the_variance : forall n p, (2 <= n)%nat -> ascending n p ->
  (forall m, (2 <= m)%nat -> p 0%nat ^ 2 * INR n ^ m - 1 <= chi_square n p (dynamic n m)) /\
  forall B, exists m, forall l, (m <= l)%nat -> B < chi_square n p (dynamic n l).
Proof.
  intros n p N A. split; [intros m M; exact (pool_bound n m p N M A)|]. intros B.
  pose proof (pow_lt _ 2 (proj1 (proj2 A) 0%nat ltac:(lia))) as P.
  destruct (Pow_x_infinity (INR n)) with (b := (B + 2) / p 0%nat ^ 2) as [m H].
  - apply (le_INR 2) in N. simpl in N. rewrite Rabs_right; lra.
  - exists (m + 2)%nat. intros l L. specialize (H l ltac:(lia)).
    apply (le_INR 2) in N as N'. simpl in N'. rewrite Rabs_right in H by (apply Rle_ge, Rlt_le, pow_lt; lra).
    apply Rge_le, (Rmult_le_compat_l (p 0%nat ^ 2)) in H; [|lra].
    set (a := p 0%nat ^ 2) in *. replace (a * ((B + 2) / a)) with (B + 2) in H by (field; lra).
    pose proof (pool_bound n l p N ltac:(lia) A) as Q. fold a in Q. lra.
Qed.

(** Two classes: both entries of the gradient have the same share in its variance. *)
Lemma pair_variance p q : p 0%nat + p 1%nat = 1 ->
  gradient_variance 2 p q = 2 * (p 0%nat * p 1%nat) ^ 2 * sum 2 (fun j => / q j).
Proof.
  intros S. unfold gradient_variance. simpl. replace (p 1%nat) with (1 - p 0%nat) by lra. unfold Rdiv. ring.
Qed.

Lemma pair_is_higher m p : (2 <= m)%nat -> ascending 2 p ->
  gradient_variance 2 p (uniform 2) < gradient_variance 2 p (dynamic 2 m).
Proof.
  intros M ([_ S] & P & _). simpl in S. rewrite !pair_variance by lra.
  pose proof (Rmult_lt_0_compat _ _ (P 0%nat ltac:(lia)) (P 1%nat ltac:(lia))) as Q.
  apply Rmult_lt_compat_l; [pose proof (pow_lt _ 2 Q); lra|].
  pose proof (dynamic_inverses 2 m ltac:(lia) M) as I. unfold uniform. simpl in *. lra.
Qed.

Lemma uniform_is_best p q : p 0%nat + p 1%nat = 1 -> simplex 2 q -> (forall j, 0 < q j) ->
  gradient_variance 2 p (uniform 2) <= gradient_variance 2 p q.
Proof.
  intros S [_ Q] P. rewrite !pair_variance by exact S. apply Rmult_le_compat_l.
  - pose proof (pow2_ge_0 (p 0%nat * p 1%nat)). lra.
  - unfold uniform. simpl in *. destruct (Req_dec (q 0%nat) (1 / 2)) as [E|E].
    + replace (q 1%nat) with (1 / 2) by lra. rewrite E. lra.
    + pose proof (inverses 2 q ltac:(lia) ltac:(intros; apply P) Q) as I. simpl in I. specialize (I ltac:(lra)). lra.
Qed.

(** Where P is uniform or there are two classes dynamic negatives raise it, and of two the uniform law is the best. *)
Lemma where_dynamic_negatives_raise_the_gradient_variance : forall n m, (2 <= n)%nat -> (2 <= m)%nat ->
  gradient_variance n (uniform n) (uniform n) < gradient_variance n (uniform n) (dynamic n m) /\
  (forall p, ascending 2 p -> gradient_variance 2 p (uniform 2) < gradient_variance 2 p (dynamic 2 m)) /\
  forall p q, ascending 2 p -> simplex 2 q -> (forall j, 0 < q j) ->
    gradient_variance 2 p (uniform 2) <= gradient_variance 2 p q.
Proof.
  intros n m N M. split; [|split].
  2: { intros p A. exact (pair_is_higher m p M A). }
  2: { intros p q ([_ S] & _) Q P. simpl in S. apply uniform_is_best; [lra|exact Q|exact P]. }
  pose proof (dynamic_inverses n m N M) as I. apply (le_INR 2) in N. simpl in N.
  assert (E : forall q, gradient_variance n (uniform n) q = (/ INR n) ^ 2 * (1 - / INR n) * sum n (fun j => / q j)).
  { intros q. unfold gradient_variance, uniform. rewrite sum_const, <- sum_scal. apply sum_ext. intros j _.
    unfold Rdiv. replace (INR n * (/ INR n) ^ 2) with (/ INR n) by (field; lra). ring. }
  rewrite !E. apply Rmult_lt_compat_l.
  - apply Rmult_lt_0_compat; [apply pow_lt, Rinv_0_lt_compat; lra|].
    assert (/ INR n < 1); [|lra]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
  - unfold uniform. rewrite Rinv_inv, sum_const. lra.
Qed.
