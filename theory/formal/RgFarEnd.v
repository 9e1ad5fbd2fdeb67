(** RG, A.3: softmax at RG2's optimum N e_y - 1, and the condition for I/N to dominate the Hessian there. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax RgSegment.
Open Scope R_scope.

Lemma exp_above_square x : 0 <= x -> (x - 1) ^ 2 <= exp x.
Proof.
  intros Hx. pose proof (exp_ineq1_le (x / 3)) as E. replace x with (x / 3 + (x / 3 + x / 3)) at 2 by field.
  rewrite !exp_plus.
  assert (C : (1 + x / 3) * ((1 + x / 3) * (1 + x / 3)) <= exp (x / 3) * (exp (x / 3) * exp (x / 3))).
  { repeat apply Rmult_le_compat; try apply Rmult_le_pos; lra. }
  assert (0 <= x * (x - 9) ^ 2) by (apply Rmult_le_pos; [exact Hx|apply pow2_ge_0]). lra.
Qed.

Lemma optimum_entry N y j : (2 <= N)%nat -> (y < N)%nat ->
  softmax N (fun i => INR N * one_hot y i - 1) j
  = (if Nat.eqb j y then exp (INR N) else 1) / (exp (INR N) + (INR N - 1)).
Proof.
  intros _ Hy. rewrite <- (Rmult_1_l (exp (INR N))). transitivity (softmax N (segment N y 1) j).
  - unfold softmax, partition, segment. f_equal; [f_equal; ring|apply sum_ext; intros; f_equal; ring].
  - rewrite (softmax_segment N y 1 j Hy), !Rmult_1_l. reflexivity.
Qed.

Lemma printed_total a : exp (a - 1) + (a - 1) * exp (- 1) = exp (- 1) * (exp a + (a - 1)).
Proof. replace (exp (a - 1)) with (exp a * exp (- 1)) by (rewrite <- exp_plus; f_equal; ring). ring. Qed.

Lemma printed_entries a : 1 <= a ->
  exp (a - 1) / (exp (a - 1) + (a - 1) * exp (- 1)) = exp a / (exp a + (a - 1)) /\
  exp (- 1) / (exp (a - 1) + (a - 1) * exp (- 1)) = 1 / (exp a + (a - 1)).
Proof.
  intros Ha. rewrite printed_total. pose proof (exp_pos a). pose proof (exp_pos (- 1)).
  replace (exp (a - 1)) with (exp a * exp (- 1)) by (rewrite <- exp_plus; f_equal; ring). split; field; split; lra.
Qed.

(** How close the entries are to 1 and 0. *)
Lemma entries_near a : 2 <= a ->
  0 < 1 / (exp a + (a - 1)) <= / a /\ 1 - 4 / a <= exp a / (exp a + (a - 1)) < 1.
Proof.
  intros Ha. pose proof (exp_pos a) as P. pose proof (exp_ineq1_le a) as E.
  assert (E2 : a ^ 2 / 4 <= exp a).
  { replace a with (a / 2 + a / 2) at 2 by field. rewrite exp_plus. pose proof (exp_ineq1_le (a / 2)) as L.
    apply Rle_trans with ((1 + a / 2) * (1 + a / 2)); [nra|apply Rmult_le_compat; lra]. }
  split; split.
  - apply Rdiv_lt_0_compat; lra.
  - unfold Rdiv. rewrite Rmult_1_l. apply Rinv_le_contravar; lra.
  - apply Rmult_le_reg_r with (a * (exp a + (a - 1))); [apply Rmult_lt_0_compat; lra|].
    replace ((1 - 4 / a) * (a * (exp a + (a - 1)))) with ((a - 4) * (exp a + (a - 1))) by (field; lra).
    replace (exp a / (exp a + (a - 1)) * (a * (exp a + (a - 1)))) with (exp a * a) by (field; lra). nra.
  - apply Rmult_lt_reg_r with (exp a + (a - 1)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma two_or_more N : (2 <= N)%nat -> 2 <= INR N.
Proof. intros H. apply (le_INR 2) in H. simpl in H. lra. Qed.

(** Claim: rg.a3.psd.optimum
    Role: establishes
    Place: RG, A.3, proof of Prop. 7
    Says: At RG2's optimum o = N e_y - 1 softmax is as printed, exp(N-1) and exp(-1) over their total, the largest is on
      y, and p_max <= 1/N + sum_j p_j^2, for every N >= 2; the two entries tend to 1 and to 0 as N grows.
    Gap: Real numbers. 'Highly concentrated' is read as this p; N >= 2.
    Mutant: `(INR N - 1) * exp (- 1) in` becomes `INR N * exp (- 1) in`; refuted by the theorem
      there_are_n_less_one_others
    Mutant: `/ INR N + sum N` becomes `sum N`; refuted by the theorem the_condition_needs_one_over_n
*)
Theorem softmax_at_the_optimum :
  (forall N y, (2 <= N)%nat -> (y < N)%nat -> let p := softmax N (fun j => INR N * one_hot y j - 1) in
    let total := exp (INR N - 1) + (INR N - 1) * exp (- 1) in
    p y = exp (INR N - 1) / total /\ (forall j, (j < N)%nat -> j <> y -> p j = exp (- 1) / total /\ p j <= p y) /\
    p y <= / INR N + sum N (fun j => p j ^ 2)) /\
  Un_cv (fun N => exp (INR N - 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 1 /\
  Un_cv (fun N => exp (- 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 0.
Proof.
  split; [|split].
  - intros N y HN Hy p total. pose proof (two_or_more N HN) as PN. pose proof (exp_ineq1_le (INR N)) as PE.
    destruct (printed_entries (INR N) ltac:(lra)) as [E1 E2]. fold total in E1, E2. rewrite E1, E2.
    assert (Py : p y = exp (INR N) / (exp (INR N) + (INR N - 1))).
    { unfold p. rewrite optimum_entry, Nat.eqb_refl by assumption. reflexivity. }
    split; [exact Py|split].
    + intros j Hj D. assert (Pj : p j = 1 / (exp (INR N) + (INR N - 1))).
      { unfold p. rewrite optimum_entry by assumption. destruct (Nat.eqb_spec j y); [congruence|reflexivity]. }
      split; [exact Pj|]. rewrite Pj, Py. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat; lra|lra].
    + assert (S : p y ^ 2 <= sum N (fun j => p j ^ 2))
        by (apply (term_le_sum N (fun j => p j ^ 2)); [intros; apply pow2_ge_0|exact Hy]).
      assert (B : p y - p y ^ 2 <= / INR N); [|lra]. rewrite Py. set (z := exp (INR N)) in *. set (a := INR N) in *.
      apply Rmult_le_reg_r with (a * (z + (a - 1)) ^ 2); [apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]|].
      replace ((z / (z + (a - 1)) - (z / (z + (a - 1))) ^ 2) * (a * (z + (a - 1)) ^ 2)) with (a * (a - 1) * z)
        by (field; lra).
      replace (/ a * (a * (z + (a - 1)) ^ 2)) with ((z + (a - 1)) ^ 2) by (field; lra).
      pose proof (exp_above_square a ltac:(lra)) as Q. fold z in Q.
      assert (0 <= z * (z - (a - 1) ^ 2)) by (apply Rmult_le_pos; lra).
      assert (0 <= z * (a - 1)) by (apply Rmult_le_pos; lra). pose proof (pow2_ge_0 (a - 1)). lra.
  - intros eps He. destruct (archimed_cor1 (eps / 4) ltac:(lra)) as (n0 & L & P0). exists (max n0 2). intros N HN.
    pose proof (two_or_more N ltac:(lia)) as PN. destruct (printed_entries (INR N) ltac:(lra)) as [E _]. rewrite E.
    destruct (entries_near (INR N) PN) as [_ B]. assert (I : / INR N <= / INR n0).
    { apply Rinv_le_contravar; [apply lt_0_INR, P0|apply le_INR; lia]. }
    unfold R_dist. apply Rabs_def1; lra.
  - intros eps He. destruct (archimed_cor1 eps He) as (n0 & L & P0). exists (max n0 2). intros N HN.
    pose proof (two_or_more N ltac:(lia)) as PN. destruct (printed_entries (INR N) ltac:(lra)) as [_ E]. rewrite E.
    destruct (entries_near (INR N) PN) as [B _]. assert (I : / INR N <= / INR n0).
    { apply Rinv_le_contravar; [apply lt_0_INR, P0|apply le_INR; lia]. }
    unfold R_dist. apply Rabs_def1; lra.
Qed.

(** Claim: none
    Says: There are N - 1 other items, not N: N = 2.
*)
Theorem there_are_n_less_one_others : ~ (
  (forall N y, (2 <= N)%nat -> (y < N)%nat -> let p := softmax N (fun j => INR N * one_hot y j - 1) in
    let total := exp (INR N - 1) + INR N * exp (- 1) in
    p y = exp (INR N - 1) / total /\ (forall j, (j < N)%nat -> j <> y -> p j = exp (- 1) / total /\ p j <= p y) /\
    p y <= / INR N + sum N (fun j => p j ^ 2)) /\
  Un_cv (fun N => exp (INR N - 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 1 /\
  Un_cv (fun N => exp (- 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 0).
Proof.
  intros [F _]. destruct (F 2%nat 0%nat ltac:(lia) ltac:(lia)) as [E _].
  destruct (proj1 softmax_at_the_optimum 2%nat 0%nat ltac:(lia) ltac:(lia)) as [T _]. cbv zeta in E, T.
  rewrite T in E. simpl INR in E. pose proof (exp_pos (1 + 1 - 1)) as P1. pose proof (exp_pos (- 1)) as P2.
  set (a := exp (1 + 1 - 1)) in *. set (b := exp (- 1)) in *.
  assert (L : a / (a + (1 + 1) * b) < a / (a + (1 + 1 - 1) * b)); [|lra].
  apply Rmult_lt_compat_l; [exact P1|]. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

(** Claim: none
    Says: Without 1/N the condition fails: N = 2.
*)
Theorem the_condition_needs_one_over_n : ~ (
  (forall N y, (2 <= N)%nat -> (y < N)%nat -> let p := softmax N (fun j => INR N * one_hot y j - 1) in
    let total := exp (INR N - 1) + (INR N - 1) * exp (- 1) in
    p y = exp (INR N - 1) / total /\ (forall j, (j < N)%nat -> j <> y -> p j = exp (- 1) / total /\ p j <= p y) /\
    p y <= sum N (fun j => p j ^ 2)) /\
  Un_cv (fun N => exp (INR N - 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 1 /\
  Un_cv (fun N => exp (- 1) / (exp (INR N - 1) + (INR N - 1) * exp (- 1))) 0).
Proof.
  intros [F _]. destruct (F 2%nat 0%nat ltac:(lia) ltac:(lia)) as (_ & _ & C). cbv zeta in C. cbn [sum] in C.
  rewrite !optimum_entry in C by lia. simpl Nat.eqb in C. cbv iota in C. simpl INR in C.
  pose proof (exp_ineq1_le (1 + 1)) as P. set (z := exp (1 + 1)) in *.
  assert (A : z / (z + (1 + 1 - 1)) = 1 - 1 / (z + 1)) by (field; lra).
  assert (B : 1 / (z + (1 + 1 - 1)) = 1 / (z + 1)) by (field; lra). rewrite A, B in C.
  assert (Q : 0 < 1 / (z + 1) <= 1 / 4).
  { split; [apply Rdiv_lt_0_compat; lra|]. unfold Rdiv. rewrite !Rmult_1_l. apply Rinv_le_contravar; lra. }
  set (q := 1 / (z + 1)) in *. nra.
Qed.
