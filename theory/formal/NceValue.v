(** The value of noise-contrastive estimation's risk at its minimum, as the draws grow and at a few of them. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws Prop5 Nce Jensen NceLimits.
Open Scope R_scope.

Lemma log_1_plus y : 0 <= y -> 0 <= ln (1 + y) - y + y ^ 2 / 2 <= y ^ 3 / 3.
Proof.
  intros Y. destruct (log_first 1 (1 + y) ltac:(lra) ltac:(lra)) as [A _].
  destruct (log_third 1 (1 + y) ltac:(lra) ltac:(lra)) as [B _]. replace (1 + y - 1) with y in A, B by ring. lra.
Qed.

(** What a class adds to the value's deviation. *)
Lemma class_value x k : 0 < x -> 1 <= k ->
  Rabs (k * ((x + k) * (ln (1 + x / k) - ln (1 + 1 / k))) - k * (x - 1) - (x - 1) ^ 2 / 2)
  <= (x * (x ^ 2 + 1) / 2 + (x + 1) * (x ^ 3 + 1) / 3) / k.
Proof.
  intros X K. pose proof (Rinv_0_lt_compat k ltac:(lra)) as I. set (e := / k) in *.
  assert (E1 : e <= 1) by (unfold e; rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
  unfold Rdiv. fold e. rewrite Rmult_1_l.
  assert (A : 0 <= x * e) by (apply Rlt_le, Rmult_lt_0_compat; lra).
  pose proof (log_1_plus (x * e) A) as U. pose proof (log_1_plus e ltac:(lra)) as V.
  set (u := ln (1 + x * e) - x * e + (x * e) ^ 2 / 2) in *. set (v := ln (1 + e) - e + e ^ 2 / 2) in *.
  replace (ln (1 + x * e)) with (u + x * e - (x * e) ^ 2 / 2) by (unfold u; ring).
  replace (ln (1 + e)) with (v + e - e ^ 2 / 2) by (unfold v; ring).
  assert (KE : k * e = 1) by (apply Rinv_r; lra).
  match goal with |- Rabs ?y <= _ => replace y with (- (x * (x ^ 2 - 1) / 2 * e) + k * (x + k) * (u - v)) end.
  2: { replace k with (/ e) by (unfold e; rewrite Rinv_inv; reflexivity). field. lra. }
  assert (B : Rabs (u - v) <= (x ^ 3 + 1) / 3 * e ^ 3).
  { apply Rabs_le. replace ((x * e) ^ 3 / 3) with (x ^ 3 / 3 * e ^ 3) in U by field.
    pose proof (Rmult_le_pos _ _ (Rlt_le _ _ (pow_lt x 3 X)) (Rlt_le _ _ (pow_lt e 3 I))).
    pose proof (pow_lt e 3 I). lra. }
  assert (C : k * (x + k) * e ^ 3 <= (x + 1) * e).
  { replace (k * (x + k) * e ^ 3) with ((k * e) * (x * e + k * e) * e) by ring. rewrite KE.
    apply Rmult_le_compat_r; [lra|]. pose proof (Rmult_le_compat_l x e 1). lra. }
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_r. apply Rplus_le_compat.
  - rewrite Rabs_Ropp, Rabs_mult, (Rabs_right e) by lra. apply Rmult_le_compat_r; [lra|].
    unfold Rdiv. rewrite !Rabs_mult, (Rabs_right x), (Rabs_right (/ 2)) by lra. apply Rmult_le_compat_r; [lra|].
    apply Rmult_le_compat_l; [lra|]. apply Rabs_le. pose proof (pow_lt x 2 X). lra.
  - rewrite Rabs_mult, (Rabs_right (k * (x + k))) by (apply Rle_ge, Rmult_le_pos; lra).
    eapply Rle_trans; [apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact B]|].
    pose proof (Rmult_le_compat_l ((x ^ 3 + 1) / 3) _ _ ltac:(pose proof (pow_lt x 3 X); lra) C). lra.
Qed.

Lemma value_at_the_minimum n k p q t : (0 < k)%nat -> all_positive n p -> all_positive n q ->
  minimiser n k p q t -> nce_risk n k p q t = nce_risk n k p q p.
Proof.
  intros K P Q [T L]. apply Rle_antisym; [exact (L p P)|exact (proj1 (nce_least n k p q t K P Q T))].
Qed.

Lemma minimum_expanded n p q t : proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => INR k * (nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i)) + neg_entropy n p)) (1 / 2 * chi_square n p q).
Proof.
  intros [P P1] [Q Q1] T. unfold chi_square. rewrite <- sum_scal.
  apply (tends_ext (fun k => sum n (fun i => q i * (INR k * ((p i / q i + INR k)
    * (ln (1 + p i / q i / INR k) - ln (1 + 1 / INR k))) - INR k * (p i / q i - 1))))).
  - intros k K. rewrite (value_at_the_minimum n k p q (t k) K P Q (T k K)).
    apply lt_0_INR in K. set (c := INR k) in *.
    rewrite (sum_ext n _ (fun i => -1 * c * (p i * ln (h k q p i) + c * q i * ln (1 - h k q p i))
      + c * (p i * ln (p i)) - c * (p i * ln (q i)) - c * (1 + ln (1 + c)) * p i
      + c * (1 - c * ln (1 + c) + c * ln c) * q i)).
    + rewrite sum_plus, !sum_minus, sum_plus, !sum_scal, P1, Q1. unfold nce_risk, neg_entropy. fold c. ring.
    + intros i Hi. specialize (P i Hi). specialize (Q i Hi). pose proof (Rmult_lt_0_compat _ _ K Q) as C.
      unfold h. fold c. replace (1 - p i / (p i + c * q i)) with (c * q i / (p i + c * q i)) by (field; lra).
      replace (1 + p i / q i / c) with ((p i + c * q i) / (c * q i)) by (field; lra).
      replace (1 + 1 / c) with ((1 + c) / c) by (field; lra).
      rewrite !Nce.ln_div, !ln_mult by lra. field. lra.
  - apply (sum_tends n (fun i k => q i * (INR k * ((p i / q i + INR k)
      * (ln (1 + p i / q i / INR k) - ln (1 + 1 / INR k))) - INR k * (p i / q i - 1)))).
    intros i Hi. specialize (P i Hi). specialize (Q i Hi). set (x := p i / q i).
    assert (X : 0 < x) by (apply Rdiv_lt_0_compat; assumption).
    replace (1 / 2 * ((p i - q i) ^ 2 / q i)) with (q i * ((x - 1) ^ 2 / 2)) by (unfold x; field; lra).
    apply (tends_as_1_over_k _ _ (q i * (x * (x ^ 2 + 1) / 2 + (x + 1) * (x ^ 3 + 1) / 3))). intros k K.
    apply (le_INR 1) in K. simpl in K. rewrite <- Rmult_minus_distr_l, Rabs_mult.
    unfold Rdiv. rewrite (Rmult_assoc (q i)).
    rewrite (Rabs_right (q i)) by lra. apply Rmult_le_compat_l; [lra|]. exact (class_value x (INR k) X K).
Qed.

Lemma chi_square_of_the_pair : chi_square 2 uneven half = 1 / 4.
Proof. unfold chi_square, uneven, half. simpl. field. Qed.

Lemma the_pair_tends : Un_cv (fun k => INR k * (nce_risk 2 k uneven half uneven - (1 + INR k) * ln (1 + INR k)
    + INR k * ln (INR k) - sum 2 (fun i => uneven i * ln (half i)) + neg_entropy 2 uneven)) (1 / 8).
Proof.
  replace (1 / 8) with (1 / 2 * chi_square 2 uneven half) by (rewrite chi_square_of_the_pair; field).
  apply (minimum_expanded 2 uneven half (fun _ => uneven) uneven_proposal half_proposal). intros k K.
  apply data_minimiser; [exact K|exact (proj1 uneven_proposal)|intros; unfold half; lra].
Qed.

(** Claim: none
    Says: At p = (1/4, 3/4), q = (1/2, 1/2) the limit is 1/8, and not -1/8.
*)
Theorem the_value_is_not_below : ~ (forall n p q t, proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => INR k * (nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i)) + neg_entropy n p)) (- (1 / 2) * chi_square n p q)).
Proof.
  intros H. specialize (H 2%nat uneven half (fun _ => uneven) uneven_proposal half_proposal).
  assert (T : forall k, (0 < k)%nat -> minimiser 2 k uneven half uneven).
  { intros k K. apply data_minimiser; [exact K|exact (proj1 uneven_proposal)|intros; unfold half; lra]. }
  pose proof (UL_sequence _ _ _ (H T) the_pair_tends) as E. rewrite chi_square_of_the_pair in E. lra.
Qed.

(** Claim: none
    Says: At p = (1/4, 3/4), q = (1/2, 1/2) the limit is 1/8, and not 1/4.
*)
Theorem the_value_needs_its_half : ~ (forall n p q t, proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => INR k * (nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i)) + neg_entropy n p)) (1 * chi_square n p q)).
Proof.
  intros H. specialize (H 2%nat uneven half (fun _ => uneven) uneven_proposal half_proposal).
  assert (T : forall k, (0 < k)%nat -> minimiser 2 k uneven half uneven).
  { intros k K. apply data_minimiser; [exact K|exact (proj1 uneven_proposal)|intros; unfold half; lra]. }
  pose proof (UL_sequence _ _ _ (H T) the_pair_tends) as E. rewrite chi_square_of_the_pair in E. lra.
Qed.

(** Claim: sf.nce.js.value.bias.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: k times the least risk of NCE, less (1 + k) log(1 + k) - k log k, the sum of p log q and the entropy of P,
      tends to half the chi-square of P from Q, for every number of classes.
    Gap: Real numbers; positive p and q. That it is as much as sampled softmax's log-partition is off, with the other
      sign, is bias_limit.
    Mutant: `(1 / 2 * chi_square n p q)` becomes `(- (1 / 2) * chi_square n p q)`; refuted by the theorem
      the_value_is_not_below
    Mutant: `(1 / 2 * chi_square n p q)` becomes `(1 * chi_square n p q)`; refuted by the theorem
      the_value_needs_its_half
*)
Theorem nce_minimum_expanded : forall n p q t, proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => INR k * (nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i)) + neg_entropy n p)) (1 / 2 * chi_square n p q).
Proof. exact minimum_expanded. Qed.

Lemma tends_if_scaled_does u l a : Un_cv (fun k => INR k * (u k - a)) l -> Un_cv u a.
Proof.
  intros H. destruct (maj_by_pos _ (exist _ l H)) as (M & M0 & B). apply (tends_as_1_over_k _ _ M). intros k K.
  apply lt_0_INR in K. apply (Rmult_le_reg_l (INR k)); [exact K|]. specialize (B k). rewrite Rabs_mult in B.
  rewrite (Rabs_right (INR k)) in B by lra. replace (INR k * (M / INR k)) with M by (field; lra). exact B.
Qed.

Lemma minimum_tends n p q t : proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i))) (- neg_entropy n p).
Proof.
  intros P Q T. apply (tends_if_scaled_does _ (1 / 2 * chi_square n p q)).
  eapply tends_ext; [|exact (minimum_expanded n p q t P Q T)]. intros k _. cbv beta. ring.
Qed.

(** Claim: none
    Says: The least risk of NCE, less the terms that do not depend on the model, tends to the entropy.
*)
Theorem the_value_tends : ~ ~ (forall n p q t, proposal n p -> proposal n q ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  Un_cv (fun k => nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i))) (- neg_entropy n p)).
Proof. intros H. apply H. intros n p q t P Q _. exact (minimum_tends n p q t P Q). Qed.

(** Claim: sf.nce.js.value.bias
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: It is not so that the least risk of NCE, less (1 + k) log(1 + k) - k log k and the sum of p log q, stays away
      from the entropy of P wherever Q differs from P: at p = (1/4, 3/4), q = (1/2, 1/2) it tends to it.
    Gap: Real numbers; positive p and q. By the mutant's refutation it tends to it everywhere.
    Mutant: `~ Un_cv` becomes `Un_cv`; refuted by the theorem the_value_tends
*)
Theorem nce_value_keeps_no_bias : ~ (forall n p q t, proposal n p -> proposal n q ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> minimiser n k p q (t k)) ->
  ~ Un_cv (fun k => nce_risk n k p q (t k) - (1 + INR k) * ln (1 + INR k) + INR k * ln (INR k)
    - sum n (fun i => p i * ln (q i))) (- neg_entropy n p)).
Proof.
  intros H. assert (T : forall k, (0 < k)%nat -> minimiser 2 k uneven half uneven).
  { intros k K. apply data_minimiser; [exact K|exact (proj1 uneven_proposal)|intros; unfold half; lra]. }
  apply (H 2%nat uneven half (fun _ => uneven) uneven_proposal half_proposal); [|exact T|].
  - exists 0%nat. split; [lia|unfold uneven, half; simpl; lra].
  - exact (minimum_tends 2 uneven half (fun _ => uneven) uneven_proposal half_proposal T).
Qed.

(** Claim: none
    Says: With the weights 1/(1 + k) and k/(1 + k) it is the minimum.
*)
Theorem the_skewed_divergence : ~ ~ (forall n k p q t, (0 < k)%nat -> proposal n p -> proposal n q ->
  minimiser n k p q t -> nce_risk n k p q t =
    (1 + INR k) * ln (1 + INR k) - INR k * ln (INR k) - (1 + INR k) * js n (/ (1 + INR k)) p q).
Proof.
  intros H. apply H. intros n k p q t K P Q T.
  exact (proj2 (nce_value_at_the_minimum n k p q K (proposal_simplex n p P) (proposal_simplex n q Q) (proj1 P)
    (proj1 Q)) t T).
Qed.

(** Claim: sf.nce.js.value.literal
    Role: refutes
    Place: SF, summary, Mechanism 2
    Says: The least risk of NCE is not (1 + k) log(1 + k) - k log k less 1 + k times the Jensen-Shannon divergence with
      equal weights: at P = (1/4, 3/4), Q = (1/2, 1/2), k = 2 it is another, as 3^30 5^5 is not 2^20 7^14.
    Gap: Real numbers; positive p and q.
    Mutant: `js n (1 / 2)` becomes `js n (/ (1 + INR k))`; refuted by the theorem the_skewed_divergence
*)
Theorem nce_value_has_unequal_weights : ~ (forall n k p q t, (0 < k)%nat -> proposal n p -> proposal n q ->
  minimiser n k p q t -> nce_risk n k p q t =
    (1 + INR k) * ln (1 + INR k) - INR k * ln (INR k) - (1 + INR k) * js n (1 / 2) p q).
Proof.
  intros H. pose proof (proj1 uneven_proposal) as P. pose proof (proj1 half_proposal) as Q.
  pose proof (proposal_simplex 2 uneven uneven_proposal) as P1.
  pose proof (proposal_simplex 2 half half_proposal) as Q1.
  specialize (H 2%nat 2%nat uneven half uneven ltac:(lia) uneven_proposal half_proposal).
  rewrite (value_at_the_data 2 2 uneven half ltac:(lia) P1 Q1 P Q) in H.
  specialize (H ltac:(apply data_minimiser; [lia|exact P|intros; unfold half; lra])).
  assert (J : js 2 (/ (1 + INR 2)) uneven half = js 2 (1 / 2) uneven half) by (simpl INR in *; lra).
  clear H. unfold js, kl, mixture, uneven, half in J. simpl in J.
  replace (1 / 4 / (/ (1 + (1 + 1)) * (1 / 4) + (1 - / (1 + (1 + 1))) * (1 / 2))) with (3 / 5) in J by field.
  replace (3 / 4 / (/ (1 + (1 + 1)) * (3 / 4) + (1 - / (1 + (1 + 1))) * (1 / 2))) with (3 * 3 / 7) in J by field.
  replace (1 / 2 / (/ (1 + (1 + 1)) * (1 / 4) + (1 - / (1 + (1 + 1))) * (1 / 2))) with (2 * 3 / 5) in J by field.
  replace (1 / 2 / (/ (1 + (1 + 1)) * (3 / 4) + (1 - / (1 + (1 + 1))) * (1 / 2))) with (2 * 3 / 7) in J by field.
  replace (1 / 4 / (1 / 2 * (1 / 4) + (1 - 1 / 2) * (1 / 2))) with (2 / 3) in J by field.
  replace (3 / 4 / (1 / 2 * (3 / 4) + (1 - 1 / 2) * (1 / 2))) with (2 * 3 / 5) in J by field.
  replace (1 / 2 / (1 / 2 * (1 / 4) + (1 - 1 / 2) * (1 / 2))) with (2 * 2 / 3) in J by field.
  replace (1 / 2 / (1 / 2 * (3 / 4) + (1 - 1 / 2) * (1 / 2))) with (2 * 2 / 5) in J by field.
  rewrite !Nce.ln_div, !ln_mult in J by lra.
  assert (E : 30 * ln 3 + 5 * ln 5 = 20 * ln 2 + 14 * ln 7) by lra.
  assert (F : ln (3 ^ 30 * 5 ^ 5) = ln (2 ^ 20 * 7 ^ 14)).
  { rewrite !ln_mult, !ln_pow by (try apply pow_lt; lra). rewrite !INR_IZR_INZ. simpl. lra. }
  apply ln_inv in F; lra.
Qed.
