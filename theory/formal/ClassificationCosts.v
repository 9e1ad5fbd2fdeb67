(** What a wrong class on top costs under the losses of softmax and of sparsemax, for every number of classes. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Prop7 Sparsemax FenchelYoung.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxIdentities EntmaxMinimisers.
From softproof Require Import EntmaxRegret EntmaxRegretFrom2 EntmaxWrongClass EntmaxCalibration.
Open Scope R_scope.

Lemma infimum_ext {A : Type} (F G : A -> R) x y : (forall a, F a = G a) -> x = y -> infimum F x -> infimum G y.
Proof.
  intros E <- [L B]. split; [intros a; rewrite <- E; apply L|]. intros b H. apply B. intros a. rewrite E. apply H.
Qed.

Lemma softmax_risk_is_entmax n eta z : (0 < n)%nat -> risk n softmax_loss eta z = entmax_risk 1 n (softmax n) eta z.
Proof.
  intros Hn. apply sum_ext. intros y Hy. f_equal. rewrite softmax_loss_partition by exact Hn.
  unfold EntmaxLoss.loss. rewrite softmax_value, omega_one_hot, (EntmaxIdentities.sum_at n y z Hy) by exact Hn. ring.
Qed.

Lemma softmax_costs n eta low x y m : simplex n eta -> infimum (risk n softmax_loss eta) low ->
  two_largest n eta x y m ->
  let cost := INR m * x * ln x + y * ln y - (INR m * x + y) * ln ((INR m * x + y) / (INR m + 1)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => risk n softmax_loss eta (proj1_sig z) - low) cost.
Proof.
  intros E I T cost. assert (Hn : (0 < n)%nat) by (apply (simplex_nonempty n eta E)).
  assert (F : forall w, argmax n w (omega 1 n) (softmax n w))
    by (intros w; exact (optimal_argmax 1 n w _ _ ltac:(lra) (softmax_optimal n w Hn))).
  apply (infimum_ext _ (entmax_risk 1 n (softmax n) eta) low low) in I;
    [|intros z; apply softmax_risk_is_entmax, Hn|reflexivity].
  destruct (infimum_of_wrong_classes 1 n (softmax n) eta low x y m ltac:(lra) F E I T) as [P J].
  assert (C : level_cost 1 (INR m) x y = cost).
  { unfold level_cost, entropy_term, cost. destruct (Req_EM_T 1 1) as [_|N]; [|lra]. pose proof (pos_INR m).
    field. lra. }
  rewrite <- C. split; [exact P|]. refine (infimum_ext _ _ _ _ _ eq_refl J). intros z.
  rewrite softmax_risk_is_entmax by exact Hn. reflexivity.
Qed.

Lemma sparsemax_map n w p : sparsemax n w p -> argmax n w (omega 2 n) p.
Proof.
  intros S. apply (argmax_ext n w (gini n)); [intros q Q; symmetry; apply omega_2, Q|].
  apply sparsemax_is_argmax_and_threshold, S.
Qed.

Lemma sparsemax_risk_is_entmax n f eta z : (forall w, sparsemax n w (f w)) ->
  sparsemax_risk n eta z (f z) = entmax_risk 2 n f eta z.
Proof.
  intros S. apply sum_ext. intros y Hy. f_equal. unfold FenchelYoung.loss, EntmaxLoss.loss, EntmaxLoss.objective.
  rewrite !omega_2 by (try apply one_hot_simplex, Hy; apply S). reflexivity.
Qed.

Lemma sparsemax_costs n f eta low x y m : (forall w, sparsemax n w (f w)) -> simplex n eta ->
  infimum (fun z => sparsemax_risk n eta z (f z)) low -> two_largest n eta x y m ->
  let cost := INR m / (INR m + 1) * ((x - y) ^ 2 / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => sparsemax_risk n eta (proj1_sig z) (f (proj1_sig z)) - low)
    cost.
Proof.
  intros S E I T cost. assert (F : forall w, argmax n w (omega 2 n) (f w)) by (intros w; apply sparsemax_map, S).
  apply (infimum_ext _ (entmax_risk 2 n f eta) low low) in I;
    [|intros z; apply sparsemax_risk_is_entmax, S|reflexivity].
  destruct (infimum_of_wrong_classes 2 n f eta low x y m ltac:(lra) F E I T) as [P J].
  assert (C : level_cost 2 (INR m) x y = cost).
  { destruct T as (Hyx & _ & (i & Hi & Ei) & _ & _). pose proof (proj1 E i Hi) as Y. pose proof (pos_INR m) as M.
    pose proof (Rmult_le_pos (INR m) x ltac:(lra) ltac:(lra)).
    assert (U : 0 <= (INR m * x + y) / (INR m + 1))
      by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]).
    unfold level_cost, entropy_term, cost. destruct (Req_EM_T 2 1) as [N|_]; [lra|].
    rewrite !power_2 by lra. field. lra. }
  rewrite <- C. split; [exact P|]. refine (infimum_ext _ _ _ _ _ eq_refl J). intros z.
  rewrite sparsemax_risk_is_entmax by exact S. reflexivity.
Qed.

(** Two classes, one of them certain. *)
Lemma certain_largest : two_largest 2 (one_hot 0) 1 0 1.
Proof.
  split; [lra|]. split; [intros i _; unfold one_hot; destruct (Nat.eqb i 0); lra|].
  split; [exists 1%nat; unfold one_hot; simpl; split; [lia|reflexivity]|]. split; [|lia]. simpl. unfold one_hot. simpl.
  destruct (Rlt_dec 0 1); [|lra]. destruct (Rlt_dec 0 0); [lra|reflexivity].
Qed.

Lemma sparsemax_least n f eta : (forall w, sparsemax n w (f w)) -> simplex n eta ->
  infimum (fun z => sparsemax_risk n eta z (f z)) (- omega 2 n eta).
Proof.
  intros S E. refine (infimum_ext (entmax_risk 2 n f eta) _ _ _ _ eq_refl _).
  - intros z. symmetry. apply sparsemax_risk_is_entmax, S.
  - apply infimum_is_omega; [lra|intros w; apply sparsemax_map, S|exact E|reflexivity].
Qed.

Lemma sparsemax_choice n : (0 < n)%nat -> exists f, forall w, sparsemax n w (f w).
Proof.
  intros Hn. destruct (map_exists 2 n ltac:(lra) Hn) as [f F]. exists f. intros w.
  apply (proj1 (sparsemax_is_argmax_and_threshold n w)), (argmax_ext n w (omega 2 n)); [|apply F].
  intros q Q. apply omega_2, Q.
Qed.

(** Claim: none
    Says: A certain class of two costs 1/4, and not 1/2.
*)
Theorem not_half_the_square : ~ (forall n f eta low x y m, (forall w, sparsemax n w (f w)) -> simplex n eta ->
  infimum (fun z => sparsemax_risk n eta z (f z)) low -> two_largest n eta x y m ->
  let cost := ((x - y) ^ 2 / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => sparsemax_risk n eta (proj1_sig z) (f (proj1_sig z)) - low)
    cost).
Proof.
  intros H. destruct (sparsemax_choice 2 ltac:(lia)) as [f S]. pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  pose proof (sparsemax_least 2 f _ S E) as I.
  destruct (H 2%nat f _ _ _ _ _ S E I certain_largest) as [_ A].
  destruct (sparsemax_costs 2 f _ _ _ _ _ S E I certain_largest) as [_ B].
  pose proof (infimum_unique _ _ _ A B) as C. simpl in C. lra.
Qed.

(** Claim: none
    Says: Chances 2/5, 2/5 and 1/5 cost 1/75, two thirds of a fiftieth, and not a half.
*)
Theorem not_as_for_one_best_class : ~ (forall n f eta low x y m, (forall w, sparsemax n w (f w)) -> simplex n eta ->
  infimum (fun z => sparsemax_risk n eta z (f z)) low -> two_largest n eta x y m ->
  let cost := 1 / 2 * ((x - y) ^ 2 / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => sparsemax_risk n eta (proj1_sig z) (f (proj1_sig z)) - low)
    cost).
Proof.
  intros H. destruct (sparsemax_choice 3 ltac:(lia)) as [f S]. pose proof two_of_three_simplex as E.
  pose proof (sparsemax_least 3 f _ S E) as I.
  destruct (H 3%nat f _ _ _ _ _ S E I two_of_three_largest) as [_ A].
  destruct (sparsemax_costs 3 f _ _ _ _ _ S E I two_of_three_largest) as [_ B].
  pose proof (infimum_unique _ _ _ A B) as C. simpl in C. lra.
Qed.

(** Claim: sf.calibration.classification.sparsemax
    Role: establishes
    Place: SF, summary, Key results
    Says: For the loss of sparsemax, every n, and chances whose largest is x, of m classes, and whose second largest
      value is y: over the scores with a class of a chance below x on top, the infimum of the excess risk is
      m/(m + 1) times (x - y)^2/2, which is positive.
    Gap: Real numbers, not floating point; sparsemax is the nearest point of the simplex.
    Mutant: `INR m / (INR m + 1) * ((x - y) ^ 2 / 2)` becomes `((x - y) ^ 2 / 2)`; refuted by the theorem
      not_half_the_square
    Mutant: `INR m / (INR m + 1) *` becomes `1 / 2 *`; refuted by the theorem not_as_for_one_best_class
*)
Theorem the_cost_of_a_wrong_class_for_sparsemax : forall n f eta low x y m,
  (forall w, sparsemax n w (f w)) -> simplex n eta ->
  infimum (fun z => sparsemax_risk n eta z (f z)) low -> two_largest n eta x y m ->
  let cost := INR m / (INR m + 1) * ((x - y) ^ 2 / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => sparsemax_risk n eta (proj1_sig z) (f (proj1_sig z)) - low)
    cost.
Proof. exact sparsemax_costs. Qed.

(** Claim: none
    Says: A certain class of two costs log 2, and not 0: the two share the chance.
*)
Theorem the_chance_is_shared : ~ (forall n eta low x y m, simplex n eta -> infimum (risk n softmax_loss eta) low ->
  two_largest n eta x y m ->
  let cost := INR m * x * ln x + y * ln y - (INR m * x + y) * ln (INR m * x + y) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => risk n softmax_loss eta (proj1_sig z) - low) cost).
Proof.
  intros H. pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  assert (I : infimum (risk 2 softmax_loss (one_hot 0)) (- omega 1 2 (one_hot 0))).
  { refine (infimum_ext (entmax_risk 1 2 (softmax 2) _) _ _ _ _ eq_refl _).
    - intros z. symmetry. apply softmax_risk_is_entmax. lia.
    - apply infimum_is_omega; [lra| |exact E|reflexivity]. intros w.
      exact (optimal_argmax 1 2 w _ _ ltac:(lra) (softmax_optimal 2 w ltac:(lia))). }
  destruct (H 2%nat _ _ _ _ _ E I certain_largest) as [P _]. simpl in P.
  replace (1 * 1 + 0) with 1 in P by ring. rewrite ln_1 in P. lra.
Qed.

(** Claim: sf.calibration.classification.softmax
    Role: establishes
    Place: SF, summary, Key results
    Says: For the softmax loss, every n, and chances whose largest is x, of m classes, and whose second largest value is
      y: over the scores with a class of a chance below x on top, the infimum of the excess risk is
      m x log x + y log y - (m x + y) log((m x + y)/(m + 1)), which is positive.
    Gap: Real numbers, not floating point; 0 log 0 counts as 0.
    Mutant: `ln ((INR m * x + y) / (INR m + 1))` becomes `ln (INR m * x + y)`; refuted by the theorem
      the_chance_is_shared
*)
Theorem the_cost_of_a_wrong_class_for_softmax : forall n eta low x y m, simplex n eta ->
  infimum (risk n softmax_loss eta) low -> two_largest n eta x y m ->
  let cost := INR m * x * ln x + y * ln y - (INR m * x + y) * ln ((INR m * x + y) / (INR m + 1)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => risk n softmax_loss eta (proj1_sig z) - low) cost.
Proof. exact softmax_costs. Qed.
