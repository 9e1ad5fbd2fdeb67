(** RG2 and its weights: which are consistent with the DCG of Definition 1 (Theorem 12, Eq. 18-19, B.2). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Softmax Rank RgRanking RgSquaredConsistency RgWeights.
Open Scope R_scope.

Lemma size_gives_items n q : nonempty n q -> 0 < INR n.
Proof.
  unfold nonempty, size. destruct n as [|n]; [simpl; lra|]. intros _. apply lt_0_INR. lia.
Qed.

Lemma law_has_a_set {A} K chance (r : nat -> A) admitted : law K chance r admitted -> exists q, admitted q.
Proof.
  intros [[_ H1] Ha]. destruct K as [|K]; [simpl in H1; lra|]. exists (r 0%nat). apply Ha. lia.
Qed.

Lemma expected_size_positive n K chance r : law K chance r (nonempty n) -> 1 <= expected K chance r (fun q => size n q).
Proof.
  intros L. pose proof (expected_nonneg K chance r (nonempty n) (fun q => size n q - 1) L) as H.
  assert (E : expected K chance r (fun q => size n q - 1) =
    1 * expected K chance r (fun q => size n q) + (-1) * expected K chance r (fun _ => 1)).
  { apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q _. ring. }
  rewrite E, (expected_const K chance r (nonempty n) 1 L) in H. unfold nonempty in H.
  assert (0 <= 1 * expected K chance r (fun q => size n q) + -1 * 1); [|lra]. apply H. intros q Hq. lra.
Qed.

Lemma expected_hit_bounds n K chance r y : law K chance r (nonempty n) ->
  0 <= expected K chance r (fun q => hit q y) <= 1.
Proof.
  intros L. split.
  - apply (expected_nonneg K chance r (nonempty n)); [exact L|]. intros q _. destruct (hit_cases q y); lra.
  - pose proof (expected_nonneg K chance r (nonempty n) (fun q => 1 - hit q y) L) as H.
    assert (E : expected K chance r (fun q => 1 - hit q y) =
      1 * expected K chance r (fun _ => 1) + (-1) * expected K chance r (fun q => hit q y)).
    { apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q _. ring. }
    rewrite E, (expected_const K chance r (nonempty n) 1 L) in H.
    assert (0 <= 1 * 1 + -1 * expected K chance r (fun q => hit q y)); [|lra].
    apply H. intros q _. destruct (hit_cases q y); lra.
Qed.

(** ** RG2 with the weights of Eq. 16 *)

Lemma rg2_target n K chance r y : law K chance r (nonempty n) ->
  mean_target K chance r (fun q _ => size n q) (rg_label n) y
  = INR n * expected K chance r (fun q => hit q y) + (-1) * expected K chance r (fun q => size n q).
Proof.
  intros L. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q Hq. unfold rg_label.
  field. apply size_not_zero, Hq.
Qed.

(** Claim: rg.thm12.eq16
    Role: establishes
    Place: RG, Theorem 12, Eq. 16
    Says: The loss sum_y |I_x| (o_y + 1 - r_y N / |I_x|)^2 of Eq. 16 is DCG-consistent in the sense of Definition 8,
      for every N and every law of the relevant set, one positive or many.
    Gap: Real numbers; conditional on one context with a positive and without a regulariser; minima are infima; the
      logarithm is natural.
    Mutant: `fun r _ => size n r` becomes `fun _ _ => 1`; refuted by the theorem a_constant_weight_is_not_consistent
    Mutant: `(rg_label n)` becomes `hit`; refuted by the theorem binary_labels_need_equal_weights
*)
Theorem rg2_is_consistent : forall n,
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => size n r) (rg_label n)).
Proof.
  intros n. apply sorting_is_dcg_consistency; [intros q y Hq _; unfold nonempty in Hq; lra|].
  intros K chance r a b L Ha Hb E. rewrite !rg2_target by exact L. unfold mean_weight.
  pose proof (expected_size_positive n K chance r L). destruct (law_has_a_set _ _ _ _ L) as [q Hq].
  pose proof (size_gives_items n q Hq).
  assert (0 < INR n * expected K chance r (fun q => size n q)) by (apply Rmult_lt_0_compat; lra). nra.
Qed.

Lemma first_last_ranks o : o 1%nat = o 2%nat -> o 0%nat <= o 1%nat -> ranks 3 o first_last.
Proof.
  intros E H. split; [apply ranking_first_last|]. intros a b Ha Hb L.
  destruct a as [|[|[|a]]], b as [|[|[|b]]]; try lia; simpl in *; try lia; lra.
Qed.

Lemma first_item_should_be_first p : 1 / 2 < p ->
  expected 2 (two_chances p) (two_sets (only 0) (but 0)) (binary_dcg 3 first_last)
  < expected 2 (two_chances p) (two_sets (only 0) (but 0)) (binary_dcg 3 S).
Proof.
  intros Hp. rewrite !expected_two. unfold binary_dcg, dcg, but, only. simpl.
  pose proof first_discounts. nra.
Qed.

(** Claim: none
    Says: With the weights |I_x| and the labels 0 and 1 the loss is not consistent.
*)
Theorem binary_labels_need_equal_weights : ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => size n r) hit).
Proof.
  intros H. specialize (H 3%nat). revert H. pose proof (one_or_many_is_law (3 / 5) ltac:(lra)) as L.
  apply not_consistent with (1 := L) (pi := first_last) (pi' := S)
    (o := fun y => match y with O => 3 / 7 | 1%nat => 4 / 7 | _ => 4 / 7 end);
    [apply first_last_ranks; lra|apply ranking_forward| |apply first_item_should_be_first; lra].
  apply (least_risk 3 _ _ _ (nonempty 3)); [exact L| |].
  - intros q y Hq _. unfold nonempty in Hq. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** ** Other weights *)

(** Claim: rg.weights_disrupt.b2
    Role: refutes
    Place: RG, B.2 with Eq. 32
    Says: With a constant weight alpha > 0 in place of |I_x|, as B.2 has it, RG2 is not DCG-consistent: three items,
      the sets {2, 3} with chance 3/5 and {1} with 2/5, and the least risk has item 1 first.
    Gap: The condition under which the claim holds is the theorem a_constant_weight_serves_one_size; the logarithm is
      natural.
    Mutant: `fun _ _ => alpha` becomes `fun r _ => alpha * size n r`; refuted by the theorem
      a_multiple_of_rg2_is_consistent
*)
Theorem a_constant_weight_disrupts : ~ forall n alpha, 0 < alpha ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => alpha) (rg_label n)).
Proof.
  intros H. specialize (H 3%nat 1 ltac:(lra)). revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => 1 / 5 | 1%nat => - (1 / 10) | _ => - (1 / 10) end); [|lra|lra|].
  - intros q y _ _. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** Claim: none
    Says: RG2 with the weight 1 is not consistent.
*)
Theorem a_constant_weight_is_not_consistent : ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => 1) (rg_label n)).
Proof.
  intros H. specialize (H 3%nat). revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => 1 / 5 | 1%nat => - (1 / 10) | _ => - (1 / 10) end); [|lra|lra|].
  - intros q y _ _. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

Lemma multiple_target n K chance r alpha y : law K chance r (nonempty n) ->
  mean_target K chance r (fun q _ => alpha * size n q) (rg_label n) y
  = alpha * INR n * expected K chance r (fun q => hit q y) + (- alpha) * expected K chance r (fun q => size n q).
Proof.
  intros L. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q Hq. unfold rg_label.
  field. apply size_not_zero, Hq.
Qed.

(** Claim: none
    Says: RG2 times a constant is consistent.
*)
Theorem a_multiple_of_rg2_is_consistent : ~ ~ forall n alpha, 0 < alpha ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => alpha * size n r) (rg_label n)).
Proof.
  intros H. apply H. intros n alpha Hal. apply sorting_is_dcg_consistency.
  - intros q y Hq _. unfold nonempty in Hq. apply Rmult_lt_0_compat; lra.
  - intros K chance r a b L Ha Hb E. rewrite !multiple_target by exact L.
    destruct (law_has_a_set _ _ _ _ L) as [q Hq]. pose proof (size_gives_items n q Hq).
    pose proof (expected_pos K chance r (nonempty n) (fun q => alpha * size n q) L) as W. unfold mean_weight.
    assert (0 < expected K chance r (fun q => alpha * size n q)).
    { apply W. intros q' Hq'. unfold nonempty in Hq'. apply Rmult_lt_0_compat; lra. }
    assert (0 < alpha * INR n * expected K chance r (fun q => alpha * size n q)) by
      (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(** The weights of Eq. 19 with N = 3, n = 1, the sets {2, 3} with chance 13/25 and {1} with 12/25. *)
Lemma weights_of_eq19_disrupt : ~ forall N draws, (1 <= draws < N)%nat -> consistent N (nonempty N) (binary_dcg N)
  (squared_loss_of N (fun r y => if r y then size N r else size N r * (INR draws + 1) / INR N) (rg_label N)).
Proof.
  intros H. specialize (H 3%nat 1%nat ltac:(lia)). revert H.
  assert (L : law 2 (two_chances (13 / 25)) (two_sets (but 0) (only 0)) (nonempty 3))
    by (apply two_law; unfold nonempty, size, hit, only, but; simpl; lra).
  apply not_consistent with (1 := L) (pi := S) (pi' := first_last)
    (o := fun y => match y with O => 5 / 22 | 1%nat => 5 / 34 | _ => 5 / 34 end).
  - apply first_item_first; lra.
  - apply ranking_first_last.
  - apply (least_risk 3 _ _ _ (nonempty 3)); [exact L| |].
    + intros q y Hq _. unfold nonempty in Hq. destruct (q y); simpl; lra.
    + intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
  - rewrite !expected_two. unfold binary_dcg, dcg, but, only. simpl.
    pose proof first_discounts. lra.
Qed.

Lemma wsl_is_consistent : forall n alpha beta a b, 0 < alpha -> 0 < beta -> b < a ->
  consistent n (nonempty n) (binary_dcg n)
  (squared_loss_of n (fun r y => if r y then alpha else beta) (fun r y => if r y then a else b)).
Proof.
  intros n alpha beta a b Hal Hbe Hab. apply sorting_is_dcg_consistency; [intros q y _ _; destruct (q y); assumption|].
  intros K chance r i j L Hi Hj E.
  assert (T : forall y, mean_target K chance r (fun r y => if r y then alpha else beta)
    (fun r y => if r y then a else b) y
    = (alpha * a - beta * b) * expected K chance r (fun q => hit q y) + beta * b * expected K chance r (fun _ => 1)).
  { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q _. unfold hit.
      destruct (q y); ring. }
  assert (W : forall y, mean_weight K chance r (fun r y => if r y then alpha else beta) y
    = (alpha - beta) * expected K chance r (fun q => hit q y) + beta * expected K chance r (fun _ => 1)).
  { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q _. unfold hit.
      destruct (q y); ring. }
  rewrite !T, !W, (expected_const K chance r (nonempty n) 1 L).
  assert (0 < alpha * beta * (a - b)) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

Lemma other_items_need_a_weight : ~ forall n alpha beta a b, 0 < alpha -> 0 <= beta -> b < a ->
  consistent n (nonempty n) (binary_dcg n)
    (squared_loss_of n (fun r y => if r y then alpha else beta) (fun r y => if r y then a else b)).
Proof.
  intros H. specialize (H 2%nat 1 0 1 0 ltac:(lra) ltac:(lra) ltac:(lra)). revert H.
  apply not_consistent with (1 := first_or_second_is_law) (pi := fun y => (2 - y)%nat) (pi' := S)
    (o := fun _ => 1); [apply exchange_ranks; lra|apply ranking_forward| |exact exchange_costs].
  intros o. rewrite !expected_two. unfold squared_loss_of, squared_loss, only. simpl.
  pose proof (pow2_ge_0 (o 0%nat - 1)). pose proof (pow2_ge_0 (o 1%nat - 1)). simpl in *. lra.
Qed.
