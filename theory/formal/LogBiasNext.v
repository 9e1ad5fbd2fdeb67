(** The bias of log Z^ to the second order in 1/k. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias Extrapolation.
From softproof Require NceLimits.
Import ListNotations.
Open Scope R_scope.

(** The coefficient of 1/k^2. *)
Definition next_term (mu : nat -> R) : R := mu 3%nat / 3 - 3 * mu 2%nat ^ 2 / 4.

Lemma taylor_to_fifth N o q k : proposal N q -> (0 < k)%nat -> let mu := moment N (softmax N o) q in
  sum (2 * 3 - 1) (fun s => ((-1) ^ s * / INR (S s))
    * mean_draws N q k (fun ys => (total (excess N o q) ys / INR k) ^ S s))
  = - (mu 2%nat / (2 * INR k)) + next_term mu / INR k ^ 2 + - / 4 * (mu 4%nat - 3 * mu 2%nat ^ 2) * / INR k ^ 3
    + / 5 * mean_draws N q k (fun ys => (total (excess N o q) ys / INR k) ^ 5).
Proof.
  intros P K mu. pose proof (lt_0_INR k K) as K0. set (e := excess N o q).
  assert (E : forall r, mean_draws N q k (fun ys => (total e ys / INR k) ^ r)
    = / INR k ^ r * mean_draws N q k (fun ys => total e ys ^ r)).
  { intros r. rewrite <- mean_draws_scal. apply mean_draws_ext. intros ys _. unfold Rdiv.
    rewrite Rpow_mult_distr, pow_inv. ring. }
  destruct (total_moments N q e k (proj2 P) (excess_mean N o q P)) as (M1 & M2 & M3 & M4).
  assert (M1' : mean_draws N q k (fun ys => total e ys ^ 1) = 0)
    by (rewrite <- M1; apply mean_draws_ext; intros; ring).
  change (sum N (fun i => q i * e i ^ 2)) with (mu 2%nat) in M2, M4.
  change (sum N (fun i => q i * e i ^ 3)) with (mu 3%nat) in M3.
  change (sum N (fun i => q i * e i ^ 4)) with (mu 4%nat) in M4.
  set (m5 := mean_draws N q k (fun ys => (total e ys / INR k) ^ 5)).
  change (sum (2 * 3 - 1) (fun s => ((-1) ^ s * / INR (S s)) * mean_draws N q k (fun ys => (total e ys / INR k) ^ S s)))
    with (0 + (-1) ^ 0 * / 1 * mean_draws N q k (fun ys => (total e ys / INR k) ^ 1)
      + (-1) ^ 1 * / (1 + 1) * mean_draws N q k (fun ys => (total e ys / INR k) ^ 2)
      + (-1) ^ 2 * / (1 + 1 + 1) * mean_draws N q k (fun ys => (total e ys / INR k) ^ 3)
      + (-1) ^ 3 * / (1 + 1 + 1 + 1) * mean_draws N q k (fun ys => (total e ys / INR k) ^ 4)
      + (-1) ^ 4 * / (1 + 1 + 1 + 1 + 1) * m5).
  rewrite !E, M1', M2, M3, M4. unfold next_term. field. lra.
Qed.

Lemma bias_to_second_order N o q : proposal N q -> let mu := moment N (softmax N o) q in
  exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - (- (mu 2%nat / (2 * INR k)) + next_term mu / INR k ^ 2)) <= B * / INR k ^ 3.
Proof.
  intros P mu. destruct (bias_near_taylor 3 N o q ltac:(lia) P) as [B HB].
  destruct (moment_order N q (excess N o q) 5 (proj2 P) (excess_mean N o q P)) as [D HD].
  change (5 - Nat.div2 5)%nat with 3%nat in HD. set (v := - / 4 * (mu 4%nat - 3 * mu 2%nat ^ 2)).
  exists (B + (Rabs v + / 5 * D)). intros k K. specialize (HB k K). specialize (HD k K).
  rewrite taylor_to_fifth in HB by assumption. fold mu v in HB.
  set (m5 := mean_draws N q k (fun ys => (total (excess N o q) ys / INR k) ^ 5)) in *.
  set (x := - (mu 2%nat / (2 * INR k)) + next_term mu / INR k ^ 2) in *.
  replace (bias N o q k - x) with ((bias N o q k - (x + v * / INR k ^ 3 + / 5 * m5)) + (v * / INR k ^ 3 + / 5 * m5))
    by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rmult_plus_distr_r. apply Rplus_le_compat; [exact HB|].
  eapply Rle_trans; [apply Rabs_triang|]. pose proof (lt_0_INR k K) as K0.
  assert (I : 0 < / INR k ^ 3) by (apply Rinv_0_lt_compat, pow_lt, K0).
  rewrite !Rabs_mult, (Rabs_right (/ INR k ^ 3)), (Rabs_right (/ 5)) by lra. lra.
Qed.

(** k^2 times what the first term leaves has but one limit. *)
Lemma second_limit N o q c B : (forall k, (0 < k)%nat ->
    Rabs (bias N o q k - (- (moment N (softmax N o) q 2 / (2 * INR k)) + c / INR k ^ 2)) <= B * / INR k ^ 3) ->
  Un_cv (fun k => INR k ^ 2 * (bias N o q k + moment N (softmax N o) q 2 / (2 * INR k))) c.
Proof.
  set (m := moment N (softmax N o) q 2). intros HB. apply (NceLimits.tends_as_1_over_k _ _ B). intros k K.
  specialize (HB k K). pose proof (lt_0_INR k K) as K0. set (b := bias N o q k) in *.
  replace (INR k ^ 2 * (b + m / (2 * INR k)) - c) with (INR k ^ 2 * (b - (- (m / (2 * INR k)) + c / INR k ^ 2)))
    by (field; lra).
  rewrite Rabs_mult, (Rabs_right (INR k ^ 2)) by (apply Rle_ge, Rlt_le, pow_lt, K0).
  apply Rle_trans with (INR k ^ 2 * (B * / INR k ^ 3)); [apply Rmult_le_compat_l; [apply Rlt_le, pow_lt, K0|exact HB]|].
  apply Req_le. field. lra.
Qed.

Lemma second_is_next N o q c : proposal N q -> (exists B, forall k, (0 < k)%nat ->
    Rabs (bias N o q k - (- (moment N (softmax N o) q 2 / (2 * INR k)) + c / INR k ^ 2)) <= B * / INR k ^ 3) ->
  c = next_term (moment N (softmax N o) q).
Proof.
  intros P [B H]. destruct (bias_to_second_order N o q P) as [D G].
  exact (UL_sequence _ _ _ (second_limit N o q c B H) (second_limit N o q _ D G)).
Qed.

(** Chances 1/4 and 3/4 of the draws of two classes of the same score. *)
Lemma quarter_moments : let p := softmax 2 (odds 1 1) in let q := pair (1 / 4) (3 / 4) in
  moment 2 p q 2 = 1 / 3 /\ moment 2 p q 3 = 2 / 9.
Proof.
  cbv zeta. unfold moment. simpl sum. rewrite !odds_softmax by lra. simpl. split; field.
Qed.

Lemma quarter_proposal : proposal 2 (pair (1 / 4) (3 / 4)).
Proof. apply pair_proposal; lra. Qed.

(** Claim: none
    Says: The square of mu_2 has 3/4, and not 3/2, of it.
*)
Theorem three_halves_are_too_many : ~ (forall N o q, proposal N q -> let mu := moment N (softmax N o) q in
  mu 2%nat = chi_square N (softmax N o) q /\
  exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - (- (mu 2%nat / (2 * INR k)) + (mu 3%nat / 3 - 3 * mu 2%nat ^ 2 / 2) / INR k ^ 2))
    <= B * / INR k ^ 3).
Proof.
  intros H. destruct (H 2%nat (odds 1 1) _ quarter_proposal) as [_ E]. apply second_is_next in E;
    [|exact quarter_proposal]. unfold next_term in E. destruct quarter_moments as [A B]. cbv zeta in A, B.
  rewrite A, B in E. lra.
Qed.

(** Claim: none
    Says: Nor 1/4, the fourth moment left out.
*)
Theorem the_fourth_moment_counts : ~ (forall N o q, proposal N q -> let mu := moment N (softmax N o) q in
  mu 2%nat = chi_square N (softmax N o) q /\
  exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - (- (mu 2%nat / (2 * INR k)) + (mu 3%nat / 3 - mu 2%nat ^ 2 / 4) / INR k ^ 2))
    <= B * / INR k ^ 3).
Proof.
  intros H. destruct (H 2%nat (odds 1 1) _ quarter_proposal) as [_ E]. apply second_is_next in E;
    [|exact quarter_proposal]. unfold next_term in E. destruct quarter_moments as [A B]. cbv zeta in A, B.
  rewrite A, B in E. lra.
Qed.

(** Claim: none
    Says: The third moment has 1/3, and not 1/2, of it.
*)
Theorem the_third_moment_has_a_third : ~ (forall N o q, proposal N q -> let mu := moment N (softmax N o) q in
  mu 2%nat = chi_square N (softmax N o) q /\
  exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - (- (mu 2%nat / (2 * INR k)) + (mu 3%nat / 2 - 3 * mu 2%nat ^ 2 / 4) / INR k ^ 2))
    <= B * / INR k ^ 3).
Proof.
  intros H. destruct (H 2%nat (odds 1 1) _ quarter_proposal) as [_ E]. apply second_is_next in E;
    [|exact quarter_proposal]. unfold next_term in E. destruct quarter_moments as [A B]. cbv zeta in A, B.
  rewrite A, B in E. lra.
Qed.

(** Claim: sf.ssm.bias.next
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: The bias of log Z^ from k draws is - mu_2/(2k) + (mu_3/3 - 3 mu_2^2/4)/k^2 + O(k^-3), with mu_r the mean of
      (P/Q - 1)^r under Q, and mu_2 is the chi-square of P from Q, for every number of classes, Q and scores.
    Gap: Real numbers; positive Q, and P is the softmax of the scores. The constant in O depends on both.
    Mutant: `3 * mu 2%nat ^ 2 / 4` becomes `3 * mu 2%nat ^ 2 / 2`; refuted by the theorem three_halves_are_too_many
    Mutant: `3 * mu 2%nat ^ 2 / 4` becomes `mu 2%nat ^ 2 / 4`; refuted by the theorem the_fourth_moment_counts
    Mutant: `mu 3%nat / 3` becomes `mu 3%nat / 2`; refuted by the theorem the_third_moment_has_a_third
*)
Theorem the_next_term_of_the_bias : forall N o q, proposal N q -> let mu := moment N (softmax N o) q in
  mu 2%nat = chi_square N (softmax N o) q /\
  exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - (- (mu 2%nat / (2 * INR k)) + (mu 3%nat / 3 - 3 * mu 2%nat ^ 2 / 4) / INR k ^ 2))
    <= B * / INR k ^ 3.
Proof.
  intros N o q P mu. split; [symmetry; apply chi_square_moment, P|]. exact (bias_to_second_order N o q P).
Qed.
