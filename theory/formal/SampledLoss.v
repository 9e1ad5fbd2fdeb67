(** RG's sampled softmax loss with draws of the positive left out, on average over n independent draws. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Logarithm Softmax Draws Jensen Importance.
Import ListNotations.
Open Scope R_scope.

(** The loss of the positive y, where each draw j has the term v j beside exp(o_y). *)
Definition loss_with_terms (o : nat -> R) (y : nat) (v : nat -> R) (js : list nat) : R :=
  - ln (exp (o y) / (exp (o y) + total v js)).

(** The softmax of all classes but y. *)
Definition softmax_off (N : nat) (o : nat -> R) (y j : nat) : R :=
  if Nat.eqb j y then 0 else exp (o j) / (partition N o - exp (o y)).

Lemma total_constant_on v a ys : Forall (fun y => v y = a) ys -> total v ys = INR (length ys) * a.
Proof.
  induction 1 as [|y ys Hy _ IH]; [simpl; ring|]. cbn [total length]. rewrite IH, Hy, S_INR. ring.
Qed.

Lemma sum_off N y f : (y < N)%nat -> sum N (fun j => if Nat.eqb j y then 0 else f j) = sum N f - f y.
Proof.
  intros Hy. rewrite <- (sum_pick N y f Hy), <- sum_minus. apply sum_ext. intros j _. unfold one_hot.
  destruct (Nat.eqb j y); ring.
Qed.

Lemma partition_off N o y : (1 < N)%nat -> (y < N)%nat -> 0 < partition N o - exp (o y).
Proof.
  intros HN Hy. unfold partition. rewrite <- (sum_off N y (fun j => exp (o j)) Hy).
  set (z := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (Hz : (z < N)%nat /\ z <> y) by (unfold z; destruct (Nat.eqb_spec y 0); lia).
  apply Rlt_le_trans with (if Nat.eqb z y then 0 else exp (o z)).
  - destruct (Nat.eqb_spec z y); [lia|apply exp_pos].
  - apply (term_le_sum N (fun j => if Nat.eqb j y then 0 else exp (o j)) z); [|lia].
    intros j _. destruct (Nat.eqb j y); [lra|apply Rlt_le, exp_pos].
Qed.

Lemma softmax_off_sum N o y : (1 < N)%nat -> (y < N)%nat -> sum N (softmax_off N o y) = 1.
Proof.
  intros HN Hy. pose proof (partition_off N o y HN Hy) as P. unfold softmax_off.
  rewrite (sum_off N y (fun j => exp (o j) / (partition N o - exp (o y))) Hy). unfold Rdiv. rewrite sum_scal_r.
  fold (partition N o). rewrite <- Rmult_minus_distr_r. apply Rinv_r. lra.
Qed.

(** With draws from it every list of draws has the softmax loss. *)
Lemma sampled_loss_constant N n o y js :
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat -> drawn N n js -> Forall (fun j => softmax_off N o y j <> 0) js ->
  loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * softmax_off N o y j))) js
  = softmax_loss N o y.
Proof.
  intros Hn HN Hy [HL _] Q. pose proof (partition_off N o y HN Hy) as P. pose proof (lt_0_INR n Hn) as K.
  unfold loss_with_terms, softmax_loss, softmax.
  rewrite (total_constant_on _ ((partition N o - exp (o y)) / INR n)).
  - rewrite HL.
    replace (INR n * ((partition N o - exp (o y)) / INR n)) with (partition N o - exp (o y)) by (field; lra).
    do 3 f_equal. ring.
  - eapply Forall_impl; [|exact Q]. intros j Hj. cbv beta in *. unfold softmax_off in *.
    destruct (Nat.eqb j y); [contradiction|]. pose proof (exp_pos (o j)).
    rewrite corrected by (apply Rmult_lt_0_compat; [exact K|apply Rdiv_lt_0_compat; lra]). field. lra.
Qed.

(** Claim: rg.eq9.loss.repair
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: If the items but y are drawn as softmax itself would, and log(n q_j) is subtracted from the draws' scores, the
      mean sampled loss is the softmax loss, for every n and all scores.
    Gap: Real numbers, not floating point. That no other proposal has this (rg.eq9.gradient.only) is not covered.
    Mutant: `INR n * softmax_off` becomes `INR N * softmax_off`; refuted by the theorem off_by_size
    Mutant: `INR n * softmax_off` becomes `INR (n + 1) * softmax_off`; refuted by the theorem off_by_one
*)
Theorem sampled_loss_unbiased : forall N n o y,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat ->
  mean_draws N (softmax_off N o y) n
    (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * softmax_off N o y j))))
  = softmax_loss N o y.
Proof.
  intros N n o y Hn HN Hy.
  rewrite <- (mean_draws_const N (softmax_off N o y) n (softmax_loss N o y)) by (apply softmax_off_sum; assumption).
  apply mean_draws_support. intros js D Q. apply sampled_loss_constant; assumption.
Qed.

(** Two classes of the score 0, of which the second alone is drawn. *)
Lemma off_two v n :
  mean_draws 2 (softmax_off 2 (fun _ => 0) 0) 1 (loss_with_terms (fun _ => 0) 0 (fun j => if Nat.eqb j 0 then 0 else
    exp (0 - ln (v * softmax_off 2 (fun _ => 0) 0 j)))) = n -> 0 < v -> n = ln (1 + / v).
Proof.
  intros <- Hv. cbn [mean_draws sum]. unfold loss_with_terms, softmax_off. rewrite partition_two_zeros. simpl.
  rewrite exp_0. replace (1 / (2 - 1)) with 1 by lra. rewrite corrected, exp_0 by lra.
  pose proof (Rinv_0_lt_compat v Hv) as I. unfold Rdiv.
  replace (1 + (1 * / (v * 1) + 0)) with (1 + / v) by (field; lra).
  rewrite (Rmult_1_l (/ (1 + / v))), ln_Rinv by lra. ring.
Qed.

Lemma softmax_loss_two : softmax_loss 2 (fun _ => 0) 0 = ln 2.
Proof.
  unfold softmax_loss, softmax. rewrite partition_two_zeros, exp_0. unfold Rdiv. rewrite Rmult_1_l, ln_Rinv; lra.
Qed.

Lemma off_by_size : ~ (forall N n o y,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat ->
  mean_draws N (softmax_off N o y) n
    (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR N * softmax_off N o y j))))
  = softmax_loss N o y).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) ltac:(lia)).
  apply off_two in H; [|simpl; lra]. rewrite softmax_loss_two in H. simpl in H. apply ln_inv in H; lra.
Qed.

Lemma off_by_one : ~ (forall N n o y,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat ->
  mean_draws N (softmax_off N o y) n
    (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR (n + 1) * softmax_off N o y j))))
  = softmax_loss N o y).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) ltac:(lia)).
  apply off_two in H; [|simpl; lra]. rewrite softmax_loss_two in H. simpl in H. apply ln_inv in H; lra.
Qed.

(** Claim: rg.eq9.loss.bound
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With draws of y left out and log(n q_j) subtracted, the mean sampled loss is at most the softmax loss and at
      least that less V / (2 n p_y), where V is the sum of p_j^2 / q_j over all j but y, less (1 - p_y)^2.
    Gap: Real numbers, not floating point.
    Mutant: `(2 * INR n * p y)` becomes `(2 * INR n)`; refuted by the theorem loss_bound_needs_its_chance
    Mutant: `(2 * INR n * p y)` becomes `(202 / 100 * INR n * p y)`; refuted by the theorem loss_bound_is_tight
    Mutant: `(2 * INR n * p y)` becomes `(4 * INR n * p y)`; refuted by the theorem loss_bound_is_not_half
*)
Theorem sampled_loss_low : forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  let p := softmax N o in
  let V := sum N (fun j => if Nat.eqb j y then 0 else p j ^ 2 / q j) - (1 - p y) ^ 2 in
  0 <= softmax_loss N o y
    - mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    <= V / (2 * INR n * p y).
Proof.
  intros N n q o y Hn Hy [Q0 Q1] Q p V. assert (HN : (0 < N)%nat) by lia. pose proof (lt_0_INR n Hn) as K.
  pose proof (partition_pos N o HN) as Z. pose proof (exp_pos (o y)) as Ey.
  assert (P1 : sum N p = 1) by (apply softmax_sum; exact HN).
  assert (Pj : forall j, 0 < p j) by (intros j; apply Rdiv_lt_0_compat; [apply exp_pos|exact Z]).
  assert (Py : 0 < p y <= 1).
  { split; [apply Pj|]. rewrite <- P1. apply term_le_sum; [|exact Hy]. intros. apply Rlt_le, Pj. }
  set (c := fun j => (if Nat.eqb j y then 0 else p j / q j) - (1 - p y)).
  assert (Off : forall f, sum N (fun j => q j * ((if Nat.eqb j y then 0 else f j) - (1 - p y)))
    = sum N (fun j => if Nat.eqb j y then 0 else q j * f j) - (1 - p y)).
  { intros f. rewrite (sum_ext N _ (fun j => (if Nat.eqb j y then 0 else q j * f j) - q j * (1 - p y)))
      by (intros j _; destruct (Nat.eqb j y); ring).
    rewrite sum_minus, sum_scal_r, Q1. ring. }
  assert (Pq : sum N (fun j => if Nat.eqb j y then 0 else q j * (p j / q j)) = 1 - p y).
  { rewrite <- P1, <- (sum_off N y p Hy). apply sum_ext. intros j Hj. destruct (Nat.eqb_spec j y); [reflexivity|].
    specialize (Q j Hj n0). field. lra. }
  assert (C0 : sum N (fun j => q j * c j) = 0) by (unfold c; rewrite Off, Pq; ring).
  assert (C2 : sum N (fun j => q j * c j ^ 2) = V).
  { rewrite (sum_ext N _ (fun j => (if Nat.eqb j y then 0 else p j ^ 2 / q j)
      + (- (2 * (1 - p y)) * (q j * c j) + q j * - (1 - p y) ^ 2))).
    - rewrite !sum_plus, sum_scal, sum_scal_r, C0, Q1. unfold V. ring.
    - intros j Hj. unfold c. destruct (Nat.eqb_spec j y); [ring|]. specialize (Q j Hj n0). field. lra. }
  assert (U : forall js, drawn N n js -> p y <= 1 + total c js / INR n).
  { intros js D. assert (H : total (fun _ => p y - 1) js <= total c js).
    { apply (total_le N n); [exact D|]. intros j Hj. unfold c. destruct (Nat.eqb_spec j y); [lra|].
      assert (0 < p j / q j) by (apply Rdiv_lt_0_compat; [apply Pj|apply Q; assumption]). lra. }
    rewrite total_const, (proj1 D) in H. apply (Rmult_le_reg_l (INR n)); [exact K|].
    replace (INR n * (1 + total c js / INR n)) with (INR n + total c js) by (field; lra). lra. }
  destruct (log_of_mean N q n c (p y) Q0 Q1 C0 Hn Py U) as [B _]. rewrite C2 in B.
  set (E := mean_draws N q n (fun js => ln (1 + total c js / INR n))) in B.
  enough (M : mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    = softmax_loss N o y + E) by (rewrite M; lra).
  unfold E. rewrite <- (mean_draws_const N q n (softmax_loss N o y)) by exact Q1. rewrite <- mean_draws_plus.
  apply mean_draws_ext. intros js D. specialize (U js D). unfold loss_with_terms, softmax_loss. fold p.
  rewrite (total_ext N n _ (fun j => partition N o / INR n * (1 - p y) + partition N o / INR n * c j) js D).
  - rewrite total_plus, total_const, total_scal, (proj1 D).
    replace (exp (o y)) with (partition N o * p y) by (unfold p, softmax; field; lra).
    replace (partition N o * p y + _) with (partition N o * (1 + total c js / INR n)) by (field; lra).
    set (u := 1 + total c js / INR n) in *.
    replace (partition N o * p y / (partition N o * u)) with (p y * / u) by (field; lra).
    rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring.
  - intros j Hj. unfold c. destruct (Nat.eqb_spec j y); [ring|]. specialize (Q j Hj n0).
    rewrite corrected by (apply Rmult_lt_0_compat; assumption). unfold p, softmax. field. lra.
Qed.

(** Two classes of the scores 0 and s, drawn with the chance 1/2 each, and one draw. *)
Definition zero_and (s : R) (j : nat) : R := match j with O => 0 | S _ => s end.

Lemma scores_chance s : softmax 2 (zero_and s) 0 = / (1 + exp s) /\ softmax 2 (zero_and s) 1 = exp s / (1 + exp s).
Proof. unfold softmax, partition, zero_and. simpl. rewrite exp_0, Rplus_0_l.
  split; [unfold Rdiv; ring|reflexivity]. Qed.

Lemma scores_loss s : softmax_loss 2 (zero_and s) 0 - mean_draws 2 (uniform 2) 1 (loss_with_terms (zero_and s) 0
    (fun j => if Nat.eqb j 0 then 0 else exp (zero_and s j - ln (INR 1 * uniform 2 j))))
  = ln (1 + exp s) - ln (1 + 2 * exp s) / 2.
Proof.
  pose proof (exp_pos s) as E. unfold softmax_loss. rewrite (proj1 (scores_chance s)), ln_Rinv by lra.
  cbn [mean_draws sum]. unfold loss_with_terms, uniform. simpl. rewrite exp_0, corrected by lra.
  replace (1 / (1 + (0 + 0))) with 1 by lra.
  replace (1 / (1 + (exp s / (1 * / (1 + 1)) + 0))) with (/ (1 + 2 * exp s)) by (field; lra).
  rewrite ln_1, ln_Rinv by lra. lra.
Qed.

Lemma scores_spread s : sum 2 (fun j => if Nat.eqb j 0 then 0 else softmax 2 (zero_and s) j ^ 2 / uniform 2 j)
    - (1 - softmax 2 (zero_and s) 0) ^ 2 = (exp s / (1 + exp s)) ^ 2.
Proof.
  pose proof (exp_pos s) as E. destruct (scores_chance s) as [P0 P1]. cbn [sum Nat.eqb]. rewrite P0, P1.
  unfold uniform. simpl INR. field. lra.
Qed.

Lemma far_scores : 3 < ln (1 + exp 8) - ln (1 + 2 * exp 8) / 2 /\ (exp 8 / (1 + exp 8)) ^ 2 <= 1.
Proof.
  pose proof (exp_increasing 0 8 ltac:(lra)) as E. rewrite exp_0 in E. split.
  - assert (L : ln (exp 8) <= ln (1 + exp 8)) by (apply ln_le; lra).
    assert (U : ln (1 + 2 * exp 8) <= ln (2 * (2 * exp 8))) by (apply ln_le; lra).
    rewrite !ln_mult, ln_exp in U by lra. rewrite ln_exp in L.
    destruct (log_third 1 2 ltac:(lra) ltac:(lra)). lra.
  - apply Rle_trans with (1 ^ 2); [apply pow_incr|lra]. split; [apply Rlt_le, Rdiv_lt_0_compat; lra|].
    apply (Rmult_le_reg_r (1 + exp 8)); [lra|]. field_simplify; lra.
Qed.

(** Odds of 1/200: the bound is all but attained. *)
Lemma near_scores : / 80802 < ln (1 + / 200) - ln (1 + 2 * / 200) / 2.
Proof.
  destruct (log_third 1 (201 * 201 / (200 * 202)) ltac:(lra) ltac:(lra)) as [_ L].
  assert (E : 2 * ln (1 + / 200) - ln (1 + 2 * / 200) = ln (201 * 201 / (200 * 202))).
  { assert (A : ln (1 + / 200) + ln (1 + / 200) = ln (201 * 201 / (200 * 202)) + ln (1 + 2 * / 200));
      [rewrite <- !ln_mult by lra; f_equal; lra|lra]. }
  lra.
Qed.

Lemma loss_bound_needs_its_chance : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  let p := softmax N o in
  let V := sum N (fun j => if Nat.eqb j y then 0 else p j ^ 2 / q j) - (1 - p y) ^ 2 in
  0 <= softmax_loss N o y
    - mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    <= V / (2 * INR n)).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (zero_and 8) 0%nat ltac:(lia) ltac:(lia) C Q).
  cbv zeta in H. rewrite scores_loss, scores_spread in H.
  pose proof far_scores. simpl INR in H. lra.
Qed.

Lemma loss_bound_is_tight : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  let p := softmax N o in
  let V := sum N (fun j => if Nat.eqb j y then 0 else p j ^ 2 / q j) - (1 - p y) ^ 2 in
  0 <= softmax_loss N o y
    - mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    <= V / (202 / 100 * INR n * p y)).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (zero_and (ln (/ 200))) 0%nat ltac:(lia) ltac:(lia) C Q).
  cbv zeta in H. rewrite scores_loss, scores_spread, (proj1 (scores_chance _)), exp_ln in H by lra.
  pose proof near_scores. simpl INR in H. lra.
Qed.

Lemma loss_bound_is_not_half : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  let p := softmax N o in
  let V := sum N (fun j => if Nat.eqb j y then 0 else p j ^ 2 / q j) - (1 - p y) ^ 2 in
  0 <= softmax_loss N o y
    - mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    <= V / (4 * INR n * p y)).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (zero_and (ln (/ 200))) 0%nat ltac:(lia) ltac:(lia) C Q).
  cbv zeta in H. rewrite scores_loss, scores_spread, (proj1 (scores_chance _)), exp_ln in H by lra.
  pose proof near_scores. simpl INR in H. lra.
Qed.

(** Where every draw has the same term, the loss is that of n terms. *)
Lemma sampled_loss_of_equal_terms q n o y v a : sum 2 q = 1 -> 0 <= a -> exp (o y) = 1 ->
  (forall j, (j < 2)%nat -> q j <> 0 -> v j = a) ->
  mean_draws 2 q n (loss_with_terms o y v) = ln (1 + INR n * a).
Proof.
  intros Hq Ha E H. rewrite <- (mean_draws_const 2 q n (ln (1 + INR n * a)) Hq). apply mean_draws_support.
  intros js D S. unfold loss_with_terms. rewrite E, (total_constant_on v a).
  - rewrite (proj1 D). assert (0 <= INR n * a) by (apply Rmult_le_pos; [apply pos_INR|exact Ha]).
    unfold Rdiv. rewrite Rmult_1_l, ln_Rinv by lra. ring.
  - destruct D as [_ D]. rewrite Forall_forall in *. intros j Hj. apply H; [apply D|apply S]; exact Hj.
Qed.

(** Claim: rg.eq9.loss
    Role: refutes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With the logits of Eq. 9 the mean of the sampled loss is not the softmax loss, read in any of three ways: (a)
      an observed positive that is drawn keeps its score, (b) every draw is corrected, (c) draws are from the negatives
      only.
    Gap: Real numbers, not floating point. Each witness has one positive and two classes of equal scores.
    Mutant: `fun j => exp (o j - ln (INR N * q j)))) =` becomes `fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR
      n * q j)))) <=`; refuted by the theorem loss_is_low_if_corrected
*)
Theorem sampled_loss_biased :
  ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true -> proposal N q ->
    mean_draws N q n (loss_with_terms o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))))
    = softmax_loss N o y)
  /\ ~ (forall N n q o y, (0 < n)%nat -> (y < N)%nat -> proposal N q ->
    mean_draws N q n (loss_with_terms o y (fun j => exp (o j - ln (INR N * q j)))) = softmax_loss N o y)
  /\ ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true ->
    sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) ->
    mean_draws N q n (loss_with_terms o y (fun i => exp (o i - ln (INR N * q i)))) = softmax_loss N o y).
Proof.
  pose proof (uniform_proposal 2 ltac:(lia)) as P.
  assert (One : forall j, exp (0 - ln (INR 2 * uniform 2 j)) = 1).
  { intros j. rewrite corrected, exp_0 by (unfold uniform; simpl; lra). unfold uniform. simpl. field. }
  repeat split; intros H.
  - specialize (H 2%nat 2%nat _ (fun _ => 0) 0%nat (Nat.eqb 0) ltac:(lia) ltac:(lia) eq_refl P).
    rewrite (sampled_loss_of_equal_terms _ _ _ _ _ 1), softmax_loss_two in H; [|apply P|lra|apply exp_0|].
    + apply ln_inv in H; simpl in *; lra.
    + intros j _ _. destruct (Nat.eqb 0 j); [apply exp_0|apply One].
  - specialize (H 2%nat 2%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) P).
    rewrite (sampled_loss_of_equal_terms _ _ _ _ _ 1), softmax_loss_two in H; [|apply P|lra|apply exp_0|].
    + apply ln_inv in H; simpl in *; lra.
    + intros j _ _. apply One.
  - assert (S : sum 2 (fun i => if Nat.eqb 0 i then 0 else 1) = 1) by (simpl; lra).
    specialize (H 2%nat 1%nat (fun i => if Nat.eqb 0 i then 0 else 1) (fun _ => 0) 0%nat (Nat.eqb 0)
      ltac:(lia) ltac:(lia) eq_refl S).
    rewrite (sampled_loss_of_equal_terms _ _ _ _ _ (/ 2)), softmax_loss_two in H; [|exact S|lra|apply exp_0|].
    + assert (E : ln (1 + INR 1 * / 2) = ln 2) by (apply H; intros [|i] Hi; simpl; lra).
      apply ln_inv in E; simpl in *; lra.
    + intros [|j] _ Q; [simpl in Q; lra|]. cbn [Nat.eqb]. rewrite corrected, exp_0 by (simpl; lra). simpl. field.
Qed.

Lemma loss_is_low_if_corrected : ~ (
  ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true -> proposal N q ->
    mean_draws N q n (loss_with_terms o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))))
    = softmax_loss N o y)
  /\ ~ (forall N n q o y, (0 < n)%nat -> (y < N)%nat -> proposal N q ->
    mean_draws N q n (loss_with_terms o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))))
    <= softmax_loss N o y)
  /\ ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true ->
    sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) ->
    mean_draws N q n (loss_with_terms o y (fun i => exp (o i - ln (INR N * q i)))) = softmax_loss N o y)).
Proof.
  intros (_ & H & _). apply H. intros N n q o y Hn Hy P.
  assert (C : simplex N q) by (split; [intros i Hi; apply (proposal_nonneg N); assumption|apply P]).
  destruct (sampled_loss_low N n q o y Hn Hy C) as [L _]; [intros j Hj _; apply P; exact Hj|lra].
Qed.
