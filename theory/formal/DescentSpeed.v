(** How fast gradient descent from zero scores comes to a label: at once with sparsemax, no faster than 1/t with
    softmax. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Derivatives Descent.
Open Scope R_scope.

Lemma exp_minus_1 x : exp x - 1 <= x * exp x.
Proof.
  pose proof (exp_ineq1_le (- x)) as L. pose proof (exp_pos x) as P.
  apply (Rmult_le_compat_l (exp x)) in L; [|lra]. rewrite <- exp_plus in L.
  replace (x + - x) with 0 in L by ring. rewrite exp_0 in L. lra.
Qed.

(** The other scores stay level, at c; the odds of the label's are e^(z_y - c) against n - 1. *)
Lemma odds_grow_slowly n y step z p t : (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  exists c, (forall j, (j < n)%nat -> j <> y -> z t j = c) /\ 1 <= exp (z t y - c) /\
  exp (z t y - c) + (INR n - 1) <= INR n * (1 + step * exp step * INR t).
Proof.
  intros Hy Hs [[Z D] W]. assert (N : 1 <= INR n) by (apply (le_INR 1); lia).
  induction t as [|t (c & L & U1 & B)].
  - exists 0. split; [intros; apply Z|]. rewrite Z, Rminus_0_r, exp_0. simpl. lra.
  - set (U := exp (z t y - c)) in *. set (S := U + (INR n - 1)).
    assert (PS : 0 < S) by (unfold S; lra). pose proof (exp_pos c) as C.
    assert (E : sum n (fun i => exp (z t i)) = exp c * S).
    { rewrite (sum_ext n _ (fun i => one_hot y i * (exp (z t y) - exp c) + exp c)).
      - rewrite sum_plus, (sum_pick n y (fun _ => exp (z t y) - exp c) Hy), sum_const. unfold S, U.
        replace (z t y) with (c + (z t y - c)) at 1 by ring. rewrite exp_plus. ring.
      - intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i y) as [->|A]; [ring|]. rewrite (L i Hi A). ring. }
    assert (Wy : weight n (z t) y = U / S).
    { unfold weight. rewrite E. replace (z t y) with (c + (z t y - c)) by ring. rewrite exp_plus. fold U. field. lra. }
    exists (c - step / S). split; [|].
    + intros j Hj A. rewrite D, W, (L j Hj A). unfold weight. rewrite E, (L j Hj A). unfold one_hot.
      destruct (Nat.eqb_spec j y); [contradiction|]. field. lra.
    + rewrite D, W, Wy. unfold one_hot. rewrite Nat.eqb_refl.
      replace (z t y - step * (U / S - 1) - (c - step / S)) with (z t y - c + step * (INR n / S))
        by (unfold S; field; fold S; lra).
      rewrite exp_plus. fold U. set (x := step * (INR n / S)).
      assert (R : 0 < INR n / S <= 1).
      { split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_le_reg_r S); [exact PS|].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. unfold S. lra. }
      assert (X : 0 < x <= step) by (unfold x; split; [apply Rmult_lt_0_compat; lra|]; nra).
      pose proof (exp_ineq1_le x) as X1. pose proof (exp_minus_1 x) as X2. pose proof (exp_pos step) as P.
      assert (X3 : exp x <= exp step).
      { destruct (proj2 X) as [Q|Q]; [apply Rlt_le, exp_increasing, Q|rewrite Q; lra]. }
      split; [pose proof (Rmult_le_compat_l U 1 (exp x) ltac:(lra) ltac:(lra)); lra|].
      assert (G : U * (exp x - 1) <= INR n * (step * exp step)).
      { apply Rle_trans with (U * (x * exp step)).
        - apply Rmult_le_compat_l; [lra|]. apply Rle_trans with (1 := X2). apply Rmult_le_compat_l; lra.
        - replace (U * (x * exp step)) with (U / S * (INR n * (step * exp step))) by (unfold x; field; lra).
          rewrite <- (Rmult_1_l (INR n * (step * exp step))) at 2. apply Rmult_le_compat_r.
          + repeat apply Rmult_le_pos; lra.
          + apply (Rmult_le_reg_r S); [exact PS|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. unfold S. lra. }
      rewrite S_INR. lra.
Qed.

Lemma label_is_slow n y step z p t : (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y.
Proof.
  intros Hy Hs H. destruct (odds_grow_slowly n y step z p t Hy Hs H) as (c & L & U1 & B). destruct H as [_ W].
  assert (N : 1 <= INR n) by (apply (le_INR 1); lia).
  set (U := exp (z t y - c)) in *. pose proof (exp_pos c) as C.
  assert (E : sum n (fun i => exp (z t i)) = exp c * (U + (INR n - 1))).
  { rewrite (sum_ext n _ (fun i => one_hot y i * (exp (z t y) - exp c) + exp c)).
    - rewrite sum_plus, (sum_pick n y (fun _ => exp (z t y) - exp c) Hy), sum_const. unfold U.
      replace (z t y) with (c + (z t y - c)) at 1 by ring. rewrite exp_plus. ring.
    - intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i y) as [->|A]; [ring|]. rewrite (L i Hi A). ring. }
  rewrite W. unfold weight. rewrite E. replace (z t y) with (c + (z t y - c)) by ring. rewrite exp_plus. fold U.
  replace (1 - exp c * U / (exp c * (U + (INR n - 1)))) with ((INR n - 1) * / (U + (INR n - 1)))
    by (field; split; lra).
  apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra.
Qed.

(** One step of size 2 on two classes: the scores are 1 and -1, and the label's odds e^2. *)
Lemma one_step : 1 - weight 2 (softmax_run 2 (one_hot 0) 2 1) 0 = / (1 + exp 2).
Proof.
  assert (A : weight 2 (fun _ => 0) 0 = 1 / 2) by (unfold weight; simpl; rewrite exp_0; field).
  assert (B : weight 2 (fun _ => 0) 1 = 1 / 2) by (unfold weight; simpl; rewrite exp_0; field).
  unfold weight. simpl. unfold one_hot. simpl. rewrite A, B.
  replace (0 - 2 * (1 / 2 - 1)) with (2 + (0 - 2 * (1 / 2 - 0))) by field. rewrite exp_plus.
  pose proof (exp_pos 2) as P. pose proof (exp_pos (0 - 2 * (1 / 2 - 0))) as Q. pose proof (Rmult_lt_0_compat _ _ P Q).
  field. split; lra.
Qed.

Lemma exp_2_above_5 : 5 < exp 2.
Proof.
  replace 2 with (1 / 2 + 1 / 2 + (1 / 2 + 1 / 2)) by field. rewrite !exp_plus.
  pose proof (exp_ineq1_le (1 / 2)) as L. set (r := exp (1 / 2)) in *.
  pose proof (Rmult_le_compat (3 / 2) r (3 / 2) r ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as Q.
  pose proof (Rmult_le_compat (3 / 2 * (3 / 2)) (r * r) (3 / 2 * (3 / 2)) (r * r) ltac:(lra) ltac:(lra) Q Q). lra.
Qed.

(** Claim: none
    Says: After one step of size 2 on two classes 1 - p_y is 1/(1 + e^2), below 1/6.
*)
Theorem the_exponential_is_needed : ~ (
  (forall n eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i) /\
  forall n y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  (INR n - 1) / (INR n * (1 + step * INR t)) <= 1 - p t y).
Proof.
  intros [_ H]. specialize (H 2%nat 0%nat 2 _ _ 1%nat ltac:(lia) ltac:(lra) (softmax_run_descends 2 (one_hot 0) 2)).
  cbv beta in H. rewrite one_step in H. pose proof exp_2_above_5. simpl in H.
  assert (/ (1 + exp 2) < / 6); [|lra]. apply Rinv_lt_contravar; lra.
Qed.

(** Claim: none
    Says: Before the first step on two classes 1 - p_y is 1/2, not 1.
*)
Theorem one_class_less : ~ (
  (forall n eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i) /\
  forall n y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  INR n / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y).
Proof.
  intros [_ H]. specialize (H 2%nat 0%nat 2 _ _ 0%nat ltac:(lia) ltac:(lra) (softmax_run_descends 2 (one_hot 0) 2)).
  unfold weight in H. simpl in H. rewrite exp_0, Rmult_0_r in H. lra.
Qed.

(** Claim: none
    Says: Before the first step sparsemax is at the uniform distribution.
*)
Theorem it_takes_one_step : ~ (
  (forall n eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p t i = eta i) /\
  forall n y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y).
Proof. intros [H _]. exact (not_before_the_first_step H). Qed.

(** Claim: sf.wop_slower.repair
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: By gradient descent on the exact risk from zero scores, with steps of size 1, sparsemax is at eta after one
      step and stays there, for every N and eta. Softmax, for the label y and with steps of any size gamma > 0, has
      1 - p_y >= (N - 1)/(N (1 + gamma e^gamma t)) after t steps.
    Gap: Real numbers, not floating point.
    Mutant: `p (S t) i` becomes `p t i`; refuted by the theorem it_takes_one_step
    Mutant: `step * exp step * INR t` becomes `step * INR t`; refuted by the theorem the_exponential_is_needed
    Mutant: `(INR n - 1) /` becomes `INR n /`; refuted by the theorem one_class_less
*)
Theorem sparsemax_at_once_softmax_slowly :
  (forall n eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i) /\
  forall n y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y.
Proof. split; [exact sparsemax_arrives_at_once|exact label_is_slow]. Qed.
