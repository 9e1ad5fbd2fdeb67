(** How noisy noise-contrastive estimation is: its estimate of one coefficient, and one entry of its gradient. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Nce.
Open Scope R_scope.

(** What the weights w leave of the variance of the statistic f once the normaliser is free: an information. *)
Definition information (n : nat) (w f : nat -> R) : R :=
  sum n (fun i => w i * f i ^ 2) - sum n (fun i => w i * f i) ^ 2 / sum n w.

(** The asymptotic variances of the coefficient of f, by maximum likelihood and by NCE with k draws of q. *)
Definition variance_ml (n : nat) (p f : nat -> R) : R := / information n p f.
Definition variance_nce (n k : nat) (p q f : nat -> R) : R :=
  / information n (fun i => p i * (INR k * q i / (p i + INR k * q i))) f.

(** The information is the least of the weighted squares about a centre. *)
Lemma about n w f c : 0 < sum n w ->
  sum n (fun i => w i * (f i - c) ^ 2) = information n w f + sum n w * (c - sum n (fun i => w i * f i) / sum n w) ^ 2.
Proof.
  intros W. unfold information.
  rewrite (sum_ext n _ (fun i => w i * f i ^ 2 - (2 * c) * (w i * f i) + c ^ 2 * w i)) by (intros; ring).
  rewrite sum_plus, sum_minus, !sum_scal. field. lra.
Qed.

Lemma information_mono n w u f a : (0 < n)%nat -> 0 < a -> (forall i, (i < n)%nat -> 0 < w i /\ a * w i <= u i) ->
  a * information n w f <= information n u f.
Proof.
  intros N A H. assert (W : 0 < sum n w) by (apply sum_pos; [exact N|intros; apply H; assumption]).
  assert (U : 0 < sum n u).
  { apply sum_pos; [exact N|]. intros i Hi. destruct (H i Hi). pose proof (Rmult_lt_0_compat a (w i)). lra. }
  set (c := sum n (fun i => u i * f i) / sum n u).
  pose proof (about n w f c W) as E. pose proof (about n u f c U) as F. fold c in F.
  assert (L : a * sum n (fun i => w i * (f i - c) ^ 2) <= sum n (fun i => u i * (f i - c) ^ 2)).
  { rewrite <- sum_scal. apply sum_le. intros i Hi. rewrite <- Rmult_assoc.
    apply Rmult_le_compat_r; [apply pow2_ge_0|apply H; exact Hi]. }
  rewrite E, F in L. replace ((c - c) ^ 2) with 0 in L by ring.
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ W) (pow2_ge_0 (c - sum n (fun i => w i * f i) / sum n w))) as S.
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ A) S). lra.
Qed.

(** Of two classes and the statistic (1, -1) the information is 4 w0 w1/(w0 + w1). *)
Definition plus_minus (i : nat) : R := if Nat.eqb i 0 then 1 else -1.

Lemma pair_information w : 0 < w 0%nat -> 0 < w 1%nat ->
  information 2 w plus_minus = 4 * (w 0%nat * w 1%nat) / (w 0%nat + w 1%nat).
Proof. intros A B. unfold information, plus_minus. simpl. field. lra. Qed.

Lemma half_all_positive n : all_positive n half.
Proof. intros i _. unfold half. lra. Qed.

(** Claim: none
    Says: With q = p the variance is at most 1 + 1/k times that of maximum likelihood.
*)
Theorem the_proposal_of_the_data : ~ ~ (forall n k p q f, (0 < k)%nat -> simplex n p -> all_positive n p ->
  (forall i, q i = p i) -> 0 < information n p f ->
  variance_nce n k p q f <= (1 + 1 / INR k) * variance_ml n p f).
Proof.
  intros H. apply H. intros n k p q f K [_ S] P Q I. apply lt_INR in K. simpl in K.
  assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]). unfold variance_nce, variance_ml.
  assert (A : 0 < INR k / (1 + INR k)) by (apply Rdiv_lt_0_compat; lra).
  assert (L : INR k / (1 + INR k) * information n p f
    <= information n (fun i => p i * (INR k * q i / (p i + INR k * q i))) f).
  { apply information_mono; [exact N|exact A|]. intros i Hi. pose proof (P i Hi) as p0. split; [exact p0|].
    rewrite (Q i). apply Req_le. field. pose proof (Rmult_lt_0_compat _ _ K p0). lra. }
  pose proof (Rmult_lt_0_compat _ _ A I). apply Rinv_le_contravar in L; [|assumption].
  replace ((1 + 1 / INR k) * / information n p f) with (/ (INR k / (1 + INR k) * information n p f)); [exact L|].
  field. lra.
Qed.

(** Claim: sf.nce.robust.variance
    Role: part
    Place: SF, summary, Tradeoffs
    Says: The asymptotic variance of NCE is not at most 1 + 1/k times that of maximum likelihood for every proposal: at
      P = (1/2, 1/2), Q = (1/100, 99/100), f = (1, -1), k = 1 it is 2599/99 times as large.
    Gap: The asymptotic variances are taken by their formulas, the subject of sf.nce.js.variance.repair; that they are
      the asymptotic variances, and that q adds up to 1, is not in it.
    Mutant: `all_positive n q` becomes `(forall i, q i = p i)`; refuted by the theorem the_proposal_of_the_data
*)
Theorem nce_is_not_robust_in_variance : ~ (forall n k p q f, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> 0 < information n p f ->
  variance_nce n k p q f <= (1 + 1 / INR k) * variance_ml n p f).
Proof.
  intros H. set (q := fun i => if Nat.eqb i 0 then 1 / 100 else 99 / 100).
  assert (S : simplex 2 half) by (split; [intros i _; unfold half; lra|unfold half; simpl; lra]).
  assert (Q : all_positive 2 q) by (intros [|i] _; unfold q; simpl; lra).
  specialize (H 2%nat 1%nat half q plus_minus ltac:(lia) S (half_all_positive 2) Q).
    unfold variance_nce, variance_ml in H.
  assert (E : information 2 half plus_minus = 1) by (rewrite pair_information; unfold half; lra).
  assert (F : information 2 (fun i => half i * (INR 1 * q i / (half i + INR 1 * q i))) plus_minus = 99 / 2599).
  { assert (A : half 0%nat * (INR 1 * q 0%nat / (half 0%nat + INR 1 * q 0%nat)) = 1 / 102)
      by (unfold half, q; simpl; field).
    assert (B : half 1%nat * (INR 1 * q 1%nat / (half 1%nat + INR 1 * q 1%nat)) = 99 / 298)
      by (unfold half, q; simpl; field).
    rewrite pair_information; cbv beta; rewrite ?A, ?B; lra. }
  rewrite E, F in H. specialize (H ltac:(lra)). simpl in H. lra.
Qed.

(** Claim: none
    Says: With a bound of p by q less than the largest ratio the sentence fails: P = Q = (1/2, 1/2), k = 1.
*)
Theorem the_largest_ratio_counts : ~ (forall n k p q f rho, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> 0 < information n p f -> 0 < rho -> (forall i, (i < n)%nat -> p i <= 2 * rho * q i) ->
  variance_ml n p f <= variance_nce n k p q f <= (1 + rho / INR k) * variance_ml n p f).
Proof.
  intros H. assert (S : simplex 2 half) by (split; [intros i _; unfold half; lra|unfold half; simpl; lra]).
  assert (E : information 2 half plus_minus = 1) by (rewrite pair_information; unfold half; lra).
  destruct (H 2%nat 1%nat half half plus_minus (1 / 2) ltac:(lia) S (half_all_positive 2) (half_all_positive 2)) as [_
    B];
    [lra|lra|intros i _; unfold half; lra|]. unfold variance_nce, variance_ml in B. rewrite E in B.
  assert (A : forall i, half i * (INR 1 * half i / (half i + INR 1 * half i)) = 1 / 4)
    by (intros; unfold half; simpl; field).
  rewrite pair_information in B; cbv beta in *; rewrite ?A in *; try lra. simpl in B. lra.
Qed.

(** Claim: sf.nce.robust.variance.repair
    Role: part
    Place: SF, beyond the summary
    Says: For every n, k and statistic the asymptotic variance of NCE is at least that of maximum likelihood and at most
      1 + rho/k times as large, where rho bounds every p_i/q_i.
    Gap: The asymptotic variances are taken by their formulas; that the bounds are attained, and the formula for two
      classes, are not in it.
    Mutant: `p i <= rho * q i` becomes `p i <= 2 * rho * q i`; refuted by the theorem the_largest_ratio_counts
*)
Theorem nce_variance_bounds : forall n k p q f rho, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> 0 < information n p f -> 0 < rho -> (forall i, (i < n)%nat -> p i <= rho * q i) ->
  variance_ml n p f <= variance_nce n k p q f <= (1 + rho / INR k) * variance_ml n p f.
Proof.
  intros n k p q f rho K [_ S] P Q I R0 B. apply lt_INR in K. simpl in K.
  assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]). unfold variance_nce, variance_ml.
  set (c := INR k) in *. set (w := fun i => p i * (c * q i / (p i + c * q i))).
  assert (A : 0 < c / (c + rho)) by (apply Rdiv_lt_0_compat; lra).
  assert (C : forall i, (i < n)%nat -> 0 < c * q i) by (intros i Hi; apply Rmult_lt_0_compat; [exact K|exact (Q i Hi)]).
  assert (L : c / (c + rho) * information n p f <= information n w f).
  { apply information_mono; [exact N|exact A|]. intros i Hi. pose proof (P i Hi) as p0. pose proof (C i Hi).
    split; [exact p0|]. unfold w. rewrite Rmult_comm. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_reg_r ((c + rho) * (p i + c * q i))); [apply Rmult_lt_0_compat; lra|].
    replace (c / (c + rho) * ((c + rho) * (p i + c * q i))) with (c * (p i + c * q i)) by (field; lra).
    replace (c * q i / (p i + c * q i) * ((c + rho) * (p i + c * q i))) with (c * q i * (c + rho)) by (field; lra).
    pose proof (Rmult_le_compat_l c _ _ (Rlt_le _ _ K) (B i Hi)). lra. }
  assert (U : 1 * information n w f <= information n p f).
  { apply information_mono; [exact N|lra|]. intros i Hi. pose proof (P i Hi) as p0. pose proof (C i Hi). unfold w.
    split; [apply Rmult_lt_0_compat; [exact p0|apply Rdiv_lt_0_compat; lra]|]. rewrite Rmult_1_l.
    rewrite <- (Rmult_1_r (p i)) at 3. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_reg_r (p i + c * q i)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  rewrite Rmult_1_l in U. pose proof (Rmult_lt_0_compat _ _ A I) as D. split.
  - apply Rinv_le_contravar; [lra|exact U].
  - apply Rinv_le_contravar in L; [|exact D].
    replace ((1 + rho / c) * / information n p f) with (/ (c / (c + rho) * information n p f)); [exact L|].
    field. lra.
Qed.

(** An entry of the gradient at the truth: 1 - h for a label of the class, less h for each of k draws of it. *)
Definition entry_variance (k p q : R) : R :=
  p * (1 - p) * (1 - p / (p + k * q)) ^ 2 + k * (q * (1 - q) * (p / (p + k * q)) ^ 2).

(** Claim: none
    Says: At p = q = 1/2 the variance is k/(4(k + 1)).
*)
Theorem the_noise_is_attained : ~ (forall k p q, 1 <= k -> 0 < p <= 1 -> 0 < q <= 1 ->
  entry_variance k p q <= 99 / 100 * (k / (4 * (k + 1)))).
Proof.
  intros H. specialize (H 1 (1 / 2) (1 / 2) ltac:(lra) ltac:(lra) ltac:(lra)). unfold entry_variance in H.
  replace (1 / 2 / (1 / 2 + 1 * (1 / 2))) with (1 / 2) in H by field. lra.
Qed.

(** Claim: sf.nce.robust.noise
    Role: part
    Place: SF, summary, Tradeoffs
    Says: At the truth an entry of NCE's gradient over one label and its k draws has a variance of at most
      k/(4(k + 1)), for every chance p and q of the class.
    Gap: The variance of the sum of one Bernoulli label and k Bernoulli draws, all independent, is written out.
    Mutant: `(k / (4 * (k + 1)))` becomes `99 / 100 * (k / (4 * (k + 1)))`; refuted by the theorem the_noise_is_attained
*)
Theorem nce_gradient_noise : forall k p q, 1 <= k -> 0 < p <= 1 -> 0 < q <= 1 ->
  entry_variance k p q <= (k / (4 * (k + 1))).
Proof.
  intros k p q K P Q. pose proof (Rmult_lt_0_compat k q ltac:(lra) ltac:(lra)) as C.
  set (u := (k + 1) * (p * q) / (p + k * q)).
  replace (entry_variance k p q) with (k / (k + 1) * (u * (1 - u))) by (unfold entry_variance, u; field; lra).
  replace (k / (4 * (k + 1))) with (k / (k + 1) * (1 / 4)) by (field; lra).
  apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; lra|]. pose proof (pow2_ge_0 (u - 1 / 2)). lra.
Qed.
