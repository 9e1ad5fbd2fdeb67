(** Weights and labels that depend on the relevant set: which keep a squared loss DCG-consistent. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking RgSquaredConsistency.
Open Scope R_scope.

(** ** The law {2, 3} with chance 3/5 and {1} with chance 2/5 on three items *)

Lemma many_or_one_is_law : law 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (nonempty 3).
Proof. apply two_law; unfold nonempty, size, hit, only, but; simpl; lra. Qed.

Lemma first_item_should_be_last :
  expected 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (binary_dcg 3 S)
  < expected 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (binary_dcg 3 first_last).
Proof.
  rewrite !expected_two. unfold binary_dcg, dcg, but, only. simpl.
  pose proof first_discounts. lra.
Qed.

Lemma first_item_first o : o 1%nat = o 2%nat -> o 1%nat <= o 0%nat -> ranks 3 o S.
Proof.
  intros E H. split; [apply ranking_forward|]. intros a b Ha Hb L.
  destruct a as [|[|[|a]]], b as [|[|[|b]]]; try lia; lra.
Qed.

(** The best scores have the first item first, and should have it last. *)
Lemma refuted_by_many_or_one w s (m : nat -> R) : positive_weights 3 (nonempty 3) w ->
  m 1%nat = m 2%nat -> m 1%nat <= m 0%nat ->
  centre 3 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) w s m ->
  ~ consistent 3 (nonempty 3) (binary_dcg 3) (squared_loss_of 3 w s).
Proof.
  intros P E H C. apply not_consistent with (1 := many_or_one_is_law) (o := m) (pi := S)
    (pi' := first_last); [apply first_item_first; assumption|apply ranking_first_last|
    |apply first_item_should_be_last].
  apply (least_risk 3 _ _ _ (nonempty 3)); [apply many_or_one_is_law|exact P|exact C].
Qed.

Ltac compute_means :=
  unfold mean_weight, mean_target; rewrite !expected_two; unfold size, rg_label, size, hit, but, only; simpl.

(** ** Corollary 11 *)

(** Claim: rg.cor11.weights
    Role: refutes
    Place: RG, Corollary 11
    Says: Corollary 11 is false if the weight w_x > 0 may depend on the relevant set that was drawn: with w_x = 1 /
      |I_x|, labels 2 and 1 on three items, and the sets {2, 3} with chance 3/5 and {1} with 2/5, the least risk puts
      item 1 first.
    Gap: The condition under which the claim holds is the theorem equal_sizes_keep_corollary_11.
    Mutant: `w (size n r)` becomes `w 1`; refuted by the theorem one_weight_for_all_sets_is_consistent
*)
Theorem weights_of_the_set_break_corollary_11 : ~ forall n w a b, (forall m : R, 1 <= m -> 0 < w m) -> b < a ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => w (size n r))
    (fun r y => if r y then a else b)).
Proof.
  intros H. specialize (H 3%nat (fun m => / m) 2 1 ltac:(intros m Hm; apply Rinv_0_lt_compat; lra) ltac:(lra)).
  revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => 11 / 7 | 1%nat => 10 / 7 | _ => 10 / 7 end); [|lra|lra|].
  - intros q y Hq _. apply Rinv_0_lt_compat. unfold nonempty in Hq. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** Claim: none
    Says: Corollary 11 holds if the weight is the same for all sets.
*)
Theorem one_weight_for_all_sets_is_consistent : ~ ~ forall n w a b, (forall m : R, 1 <= m -> 0 < w m) -> b < a ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => w 1) (fun r y => if r y then a else b)).
Proof.
  intros H. apply H. intros n w a b Hw Hab. apply constant_weights_and_labels_are_consistent; [apply Hw; lra|exact Hab].
Qed.

(** Claim: rg.cor11.weights
    Role: establishes under every context has the same number of relevant items (single click: one)
    Place: RG, Corollary 11
    Says: Where every relevant set has m items, Corollary 11 holds with a weight w_x > 0 that depends on the set
      through its size.
    Gap: Real numbers; minima are infima (Definition 8); the DCG has natural logarithms. The weight depends on the set
      through its size alone, as the claim reads it, so that here it is one number.
    Mutant: `size n r = m` becomes `1 <= size n r`; refuted by the theorem sizes_must_be_equal
*)
Theorem equal_sizes_keep_corollary_11 : forall n m w a b, (forall m : R, 1 <= m -> 0 < w m) -> b < a -> 1 <= m ->
  consistent n (fun r => size n r = m) (binary_dcg n)
    (squared_loss_of n (fun r _ => w (size n r)) (fun r y => if r y then a else b)).
Proof.
  intros n m w a b Hw Hab Hm. apply sorting_is_dcg_consistency.
  - intros q y Hq _. rewrite Hq. apply Hw, Hm.
  - intros K chance r i j L Hi Hj E. pose proof (Hw m Hm) as W.
    assert (T : forall y, mean_target K chance r (fun r _ => w (size n r)) (fun r y => if r y then a else b) y
      = w m * (a - b) * expected K chance r (fun q => hit q y) + w m * b * expected K chance r (fun _ => 1)).
    { intros y. apply (expected_linear K chance r (fun r => size n r = m)); [exact L|].
      intros q Hq. rewrite Hq. unfold hit. destruct (q y); ring. }
    assert (V : forall y, mean_weight K chance r (fun r _ => w (size n r)) y = w m).
    { intros y. unfold mean_weight. rewrite (expected_ext K chance r (fun r => size n r = m) _ (fun _ => w m) L);
        [apply (expected_const K chance r _ (w m) L)|]. intros q Hq. rewrite Hq. reflexivity. }
    rewrite !T, !V. assert (0 < w m * (w m * (a - b))) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(** Claim: none
    Says: Sets of one item and of more are too many sizes for a weight that depends on the size.
*)
Theorem sizes_must_be_equal : ~ forall n m w a b, (forall m : R, 1 <= m -> 0 < w m) -> b < a -> 1 <= m ->
  consistent n (fun r => 1 <= size n r) (binary_dcg n)
    (squared_loss_of n (fun r _ => w (size n r)) (fun r y => if r y then a else b)).
Proof.
  intros H. apply weights_of_the_set_break_corollary_11. intros n w a b Hw Hab.
  exact (H n 1 w a b Hw Hab ltac:(lra)).
Qed.

(** Claim: rg.cor11.labels
    Role: refutes
    Place: RG, Corollary 11
    Says: Corollary 11 is false if labels may depend on the item: two items, of which the first is relevant with
      chance 3/5, else the second, weight 1, label 1 for the first and 2 for the second where relevant, 0 where not;
      every positive label is above every negative one, and the least risk puts the second item first.
    Gap: Real numbers; conditional on one context; the DCG has natural logarithms.
    Mutant: `s r' z < s r y` becomes `s r' z = 0 /\ s r y = 1`; refuted by the theorem constant_labels_keep_corollary_11
*)
Theorem labels_of_the_item_break_corollary_11 : ~ forall n w s, 0 < w ->
  (forall r r' y z, r y = true -> r' z = false -> s r' z < s r y) ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => w) s).
Proof.
  intros H. specialize (H 2%nat 1 (fun r y => if r y then INR y + 1 else 0) ltac:(lra)).
  refine (_ (H _)); clear H.
  - apply not_consistent with (1 := first_or_second_is_law) (pi := fun y => (2 - y)%nat) (pi' := S)
      (o := fun y => match y with O => 3 / 5 | _ => 4 / 5 end);
      [apply exchange_ranks; lra|apply ranking_forward| |exact exchange_costs].
    apply (least_risk 2 _ _ _ (nonempty 2)); [apply first_or_second_is_law|intros q y _ _; lra|].
    intros y Hy. destruct y as [|[|y]]; [| |lia]; compute_means; field.
  - intros r r' y z E E'. rewrite E, E'. pose proof (pos_INR y). lra.
Qed.

(** Claim: none
    Says: Corollary 11 holds with the labels 0 and 1.
*)
Theorem constant_labels_keep_corollary_11 : ~ ~ forall n w s, 0 < w ->
  (forall r r' y z, r y = true -> r' z = false -> s r' z = 0 /\ s r y = 1) ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => w) s).
Proof.
  intros H. apply H. intros n w s Hw Hs.
  assert (L : forall r y, s r y = if r y then 1 else 0).
  { intros r y. destruct (r y) eqn:E.
    - apply (Hs r (fun _ => false) y y E eq_refl).
    - apply (Hs (fun _ => true) r y y eq_refl E). }
  apply consistent_ext with (loss' := squared_loss_of n (fun _ _ => w) (fun (r : nat ->
    bool) y => if r y then 1 else 0)).
  - intros o q _. apply sum_ext. intros y _. rewrite L. reflexivity.
  - apply constant_weights_and_labels_are_consistent; lra.
Qed.

(** Claim: rg.cor11.repair
    Role: establishes
    Place: RG, Corollary 11, repaired
    Says: Corollary 11 holds with a weight w(m) > 0 that depends on the size m of the relevant set if the labels are
      b, and b + K / w(m) for relevant items: the gap of the labels is inverse to the weight.
    Gap: Real numbers; weight and labels depend on the set through its size; minima are infima (Definition 8).
    Mutant: `K / w (size n r)` becomes `K * w (size n r)`; refuted by the theorem gaps_must_be_inverse_to_weights
    Mutant: `0 < K` becomes `K < 0`; refuted by the theorem exchanged_labels_are_not_consistent
*)
Theorem gaps_inverse_to_weights_are_consistent : forall n w b K, (forall m, 1 <= m -> 0 < w m) -> 0 < K ->
  consistent n (nonempty n) (binary_dcg n)
    (squared_loss_of n (fun r _ => w (size n r)) (fun r y => b + hit r y * (K / w (size n r)))).
Proof.
  intros n w b K Hw HK. apply sorting_is_dcg_consistency.
  - intros q y Hq _. apply Hw, Hq.
  - intros J chance r i j L Hi Hj E.
    pose proof (expected_pos J chance r (nonempty n) (fun q => w (size n q)) L (fun q Hq => Hw _ Hq)) as W.
    assert (T : forall y, mean_target J chance r (fun r _ => w (size n r))
      (fun r y => b + hit r y * (K / w (size n r))) y
      = K * expected J chance r (fun q => hit q y) + b * expected J chance r (fun q => w (size n q))).
    { intros y. apply (expected_linear J chance r (nonempty n)); [exact L|].
      intros q Hq. pose proof (Hw _ Hq). field. lra. }
    rewrite !T. unfold mean_weight. assert (0 < K * expected J chance r (fun q => w (size n q))) by
      (apply Rmult_lt_0_compat; assumption). nra.
Qed.

(** Claim: none
    Says: A gap that grows with the weight is not consistent: weights 1 / m, gaps 1 / m.
*)
Theorem gaps_must_be_inverse_to_weights : ~ forall n w b K, (forall m, 1 <= m -> 0 < w m) -> 0 < K ->
  consistent n (nonempty n) (binary_dcg n)
    (squared_loss_of n (fun r _ => w (size n r)) (fun r y => b + hit r y * (K * w (size n r)))).
Proof.
  intros H. specialize (H 3%nat (fun m => / m) 0 1 ltac:(intros m Hm; apply Rinv_0_lt_compat; lra) ltac:(lra)).
  revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => 4 / 7 | 1%nat => 3 / 14 | _ => 3 / 14 end); [|lra|lra|].
  - intros q y Hq _. apply Rinv_0_lt_compat. unfold nonempty in Hq. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** Claim: none
    Says: Labels that are lower for relevant items are not consistent.
*)
Theorem exchanged_labels_are_not_consistent : ~ forall n w b K, (forall m, 1 <= m -> 0 < w m) -> K < 0 ->
  consistent n (nonempty n) (binary_dcg n)
    (squared_loss_of n (fun r _ => w (size n r)) (fun r y => b + hit r y * (K / w (size n r)))).
Proof.
  intros H. specialize (H 3%nat (fun m => 1) 0 (-1) ltac:(intros; lra) ltac:(lra)).
  revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => - (2 / 5) | 1%nat => - (3 / 5) | _ => - (3 / 5) end); [|lra|lra|].
  - intros q y _ _. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.
