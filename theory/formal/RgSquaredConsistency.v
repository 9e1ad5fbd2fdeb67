(** Which squared losses are consistent with the DCG: Corollary 11, RG2, WSL and their weights. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Rank Rearrangement RgRanking.
Open Scope R_scope.

(** A squared loss of one context (Eq. 28): weights and labels may depend on the relevant set and the item. *)
Definition squared_loss_of {A : Type} (n : nat) (w s : A -> nat -> R) (o : nat -> R) (r : A) : R :=
  squared_loss n (w r) (s r) o.

Arguments squared_loss_of {A} n & w s o r.

(** The labels of Eq. 16 and 32, r N / |I_x| - 1. *)
Definition rg_label (n : nat) (r : nat -> bool) (y : nat) : R := hit r y * (INR n / size n r) - 1.

(** ** The least risk *)

Definition mean_weight {A} K chance (r : nat -> A) (w : A -> nat -> R) y : R := expected K chance r (fun q => w q y).

Definition mean_target {A} K chance (r : nat -> A) (w s : A -> nat -> R) y : R :=
  expected K chance r (fun q => w q y * s q y).

Definition positive_weights {A} n (admitted : A -> Prop) (w : A -> nat -> R) : Prop :=
  forall q y, admitted q -> (y < n)%nat -> 0 < w q y.

Lemma risk_is {A} n K chance (r : nat -> A) w s o :
  expected K chance r (squared_loss_of n w s o) = sum n (fun y => mean_weight K chance r w y * (o y) ^ 2
    - 2 * mean_target K chance r w s y * o y + expected K chance r (fun q => w q y * (s q y) ^ 2)).
Proof.
  unfold squared_loss_of, squared_loss. rewrite expected_sum. apply sum_ext. intros y _.
    unfold mean_weight, mean_target, expected, mean.
  rewrite <- sum_scal_r, <- (sum_scal K 2), <- sum_scal_r, <- sum_minus, <- sum_plus. apply sum_ext. intros; ring.
Qed.

(** The scores that make the risk least: the weighted means of the labels. *)
Definition centre {A} n K chance (r : nat -> A) w s (m : nat -> R) : Prop :=
  forall y, (y < n)%nat -> mean_weight K chance r w y * m y = mean_target K chance r w s y.

Lemma excess_of_squares {A} n K chance (r : nat -> A) w s o m : centre n K chance r w s m ->
  expected K chance r (squared_loss_of n w s o) - expected K chance r (squared_loss_of n w s m)
  = sum n (fun y => mean_weight K chance r w y * (o y - m y) ^ 2).
Proof.
  intros H. rewrite !risk_is, <- sum_minus. apply sum_ext. intros y Hy. rewrite <- (H y Hy). ring.
Qed.

Lemma mean_weight_positive {A} n K chance (r : nat -> A) admitted w y : law K chance r admitted ->
  positive_weights n admitted w ->
  (y < n)%nat -> 0 < mean_weight K chance r w y.
Proof. intros L P Hy. apply (expected_pos K chance r admitted); [exact L|]. intros q Hq. apply P; assumption. Qed.

Lemma least_risk {A} n K chance (r : nat -> A) admitted w s m : law K chance r admitted ->
  positive_weights n admitted w ->
  centre n K chance r w s m ->
  forall o, expected K chance r (squared_loss_of n w s m) <= expected K chance r (squared_loss_of n w s o).
Proof.
  intros L P H o. pose proof (excess_of_squares n K chance r w s o m H) as E.
  assert (0 <= sum n (fun y => mean_weight K chance r w y * (o y - m y) ^ 2)); [|lra].
  apply sum_nonneg. intros y Hy. pose proof (mean_weight_positive n K chance r admitted w y L P Hy).
  apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

Lemma centre_exists {A} n K chance (r : nat -> A) admitted w s : law K chance r admitted ->
  positive_weights n admitted w ->
  centre n K chance r w s (fun y => mean_target K chance r w s y / mean_weight K chance r w y).
Proof.
  intros L P y Hy. pose proof (mean_weight_positive n K chance r admitted w y L P Hy). field. lra.
Qed.

(** An excess bounds the distance from the best score. *)
Lemma near_the_centre {A} n K chance (r : nat -> A) admitted w s o m y g : law K chance r admitted ->
  positive_weights n admitted w ->
  centre n K chance r w s m -> (y < n)%nat -> 0 < g ->
  expected K chance r (squared_loss_of n w s o)
    <= expected K chance r (squared_loss_of n w s m) + mean_weight K chance r w y * g ^ 2 / 2 ->
  Rabs (o y - m y) < g.
Proof.
  intros L P Hm Hy Hg He. pose proof (excess_of_squares n K chance r w s o m Hm) as E.
  pose proof (mean_weight_positive n K chance r admitted w y L P Hy) as Wy.
  assert (Q : mean_weight K chance r w y * (o y - m y) ^ 2
    <= sum n (fun j => mean_weight K chance r w j * (o j - m j) ^ 2)).
  { apply (term_le_sum n (fun j => mean_weight K chance r w j * (o j - m j) ^ 2) y); [|exact Hy].
    intros j Hj. pose proof (mean_weight_positive n K chance r admitted w j L P Hj).
    apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  assert (S : (o y - m y) ^ 2 < g ^ 2).
  { apply Rmult_lt_reg_l with (mean_weight K chance r w y); [exact Wy|].
    pose proof (Rmult_lt_0_compat _ _ Wy (pow_lt g 2 Hg)). lra. }
  rewrite <- !Rsqr_pow2 in S. apply Rsqr_lt_abs_0 in S. rewrite (Rabs_right g) in S by lra. exact S.
Qed.

Lemma quotients_compare a b u v : 0 < u -> 0 < v -> a * v < b * u -> a / u < b / v.
Proof.
  intros U V H. apply Rmult_lt_reg_r with (u * v); [apply Rmult_lt_0_compat; assumption|].
  replace (a / u * (u * v)) with (a * v) by (field; lra). replace (b / v * (u * v)) with (b * u) by (field; lra).
  exact H.
Qed.

(** Scores whose risk tends to the least one sort two items at last as the best scores do. *)
Lemma sorted_at_last {A} n K chance (r : nat -> A) admitted w s o a b :
  law K chance r admitted -> positive_weights n admitted w -> (a < n)%nat -> (b < n)%nat ->
  (forall eps, 0 < eps -> exists T, forall t, (T <= t)%nat -> forall o',
    expected K chance r (squared_loss_of n w s (o t)) <= expected K chance r (squared_loss_of n w s o') + eps) ->
  mean_target K chance r w s b * mean_weight K chance r w a
    < mean_target K chance r w s a * mean_weight K chance r w b ->
  exists T : nat, forall t, (T <= t)%nat -> o t b < o t a.
Proof.
  intros L P Ha Hb Ho Hab. pose proof (centre_exists n K chance r admitted w s L P) as Hm.
  pose proof (mean_weight_positive n K chance r admitted w a L P Ha) as Wa.
  pose proof (mean_weight_positive n K chance r admitted w b L P Hb) as Wb.
  set (m := fun y => mean_target K chance r w s y / mean_weight K chance r w y) in Hm.
  pose proof (quotients_compare _ _ _ _ Wb Wa Hab : m b < m a) as G.
  assert (C : forall y, (y < n)%nat ->
    exists T : nat, forall t, (T <= t)%nat -> Rabs (o t y - m y) < (m a - m b) / 2).
  { intros y Hy. pose proof (mean_weight_positive n K chance r admitted w y L P Hy) as Wy.
    destruct (Ho (mean_weight K chance r w y * ((m a - m b) / 2) ^ 2 / 2)) as [T HT].
    { apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [exact Wy|apply pow_lt; lra]|lra]. }
    exists T. intros t Ht. apply (near_the_centre n K chance r admitted w s (o t) m y); auto; lra. }
  destruct (C a Ha) as [T HT]. destruct (C b Hb) as [T' HT']. exists (Nat.max T T'). intros t Ht.
  pose proof (Rabs_def2 _ _ (HT t ltac:(lia))). pose proof (Rabs_def2 _ _ (HT' t ltac:(lia))). lra.
Qed.

(** A squared loss is consistent with a weighted DCG if its best scores sort the items as the metric wants them. *)
Lemma sorting_is_consistency {A} n (admitted : A -> Prop) metric v w s :
  (forall pi q, metric pi q = sum n (fun y => v q y * discount (pi y))) -> positive_weights n admitted w ->
  (forall K chance r a b, law K chance r admitted -> (a < n)%nat -> (b < n)%nat ->
    expected K chance r (fun q => v q b) < expected K chance r (fun q => v q a) ->
    mean_target K chance r w s b * mean_weight K chance r w a
      < mean_target K chance r w s a * mean_weight K chance r w b) ->
  consistent n admitted metric (squared_loss_of n w s).
Proof.
  intros Hv P Hs K chance r o pi L Hr Ho eps He.
  set (share := fun y => expected K chance r (fun q => v q y)).
  assert (M : forall pi', expected K chance r (metric pi') = sum n (fun y => discount (pi' y) * share y)).
  { intros pi'. unfold share. rewrite (expected_ext K chance r admitted _ (fun q => sum n (fun y =>
      v q y * discount (pi' y))) L) by (intros q _; apply Hv).
    rewrite expected_sum. apply sum_ext. intros y _. rewrite (Rmult_comm (discount _)). apply expected_scal_r. }
  assert (S : exists T : nat, forall t, (T <= t)%nat -> forall a, (a < n)%nat -> forall b, (b < n)%nat ->
    share b < share a -> o t b < o t a).
  { apply (eventually_all n (fun a t => forall b, (b < n)%nat -> share b < share a -> o t b < o t a)).
    intros a Ha. apply (eventually_all n (fun b t => share b < share a -> o t b < o t a)). intros b Hb.
    destruct (Rlt_le_dec (share b) (share a)) as [E|E].
    - destruct (sorted_at_last n K chance r admitted w s o a b L P Ha Hb Ho) as [T HT];
        [apply Hs; assumption|]. exists T. intros t Ht _. apply HT, Ht.
    - exists 0%nat. intros t _ E'. lra. }
  destruct S as [T HT]. exists T. intros t Ht pi' Hp'. rewrite !M.
  assert (sum n (fun y => discount (pi' y) * share y) <= sum n (fun y => discount (pi t y) * share y)); [|lra].
  destruct (Hr t) as [Hp Hsort]. apply rearrangement; [apply discount_falls|exact Hp'|exact Hp|].
  intros a b Ha Hb E. apply Hsort; auto.
Qed.

Lemma sorting_is_dcg_consistency n (admitted : (nat -> bool) -> Prop) w s : positive_weights n admitted w ->
  (forall K chance r a b, law K chance r admitted -> (a < n)%nat -> (b < n)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) ->
    mean_target K chance r w s b * mean_weight K chance r w a
      < mean_target K chance r w s a * mean_weight K chance r w b) ->
  consistent n admitted (binary_dcg n) (squared_loss_of n w s).
Proof.
  intros P H. apply sorting_is_consistency with (v := hit); [apply binary_dcg_hits|exact P|exact H].
Qed.

Lemma expected_linear {A} K chance (r : nat -> A) admitted F x f z g : law K chance r admitted ->
  (forall q, admitted q -> F q = x * f q + z * g q) ->
  expected K chance r F = x * expected K chance r f + z * expected K chance r g.
Proof.
  intros L H. rewrite (expected_ext K chance r admitted F (fun q => f q * x + g q * z) L).
  - rewrite expected_plus, !expected_scal_r. ring.
  - intros q Hq. rewrite (H q Hq). ring.
Qed.

Lemma hit_cases q y : hit q y = 0 \/ hit q y = 1.
Proof. unfold hit. destruct (q y); auto. Qed.

Lemma size_not_zero n q : nonempty n q -> size n q <> 0.
Proof. unfold nonempty. lra. Qed.

(** ** Corollary 11 *)

(** Claim: rg.cor11.constant
    Role: establishes
    Place: RG, Corollary 11
    Says: A squared loss with one weight w > 0 and labels a for relevant and b < a for other items is DCG-consistent
      (Definition 8), for every number of items and every law of the relevant set.
    Gap: Real numbers; the risk and the DCG are conditional on one context, whose relevant set has a law on finitely
      many sets; minima are infima; the logarithm is natural.
    Mutant: `b < a` becomes `b <= a`; refuted by the theorem equal_labels_are_not_consistent
    Mutant: `0 < w` becomes `0 <= w`; refuted by the theorem no_weight_is_not_consistent
*)
Theorem constant_weights_and_labels_are_consistent : forall n w a b, 0 < w -> b < a ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => w) (fun r y => if r y then a else b)).
Proof.
  intros n w a b Hw Hab. apply sorting_is_dcg_consistency; [intros q y _ _; exact Hw|].
  intros K chance r i j L Hi Hj E.
  assert (T : forall y, mean_target K chance r (fun _ _ => w) (fun r y => if r y then a else b) y
    = w * (a - b) * expected K chance r (fun q => hit q y) + w * b * expected K chance r (fun _ => 1)).
  { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|].
    intros q _. unfold hit. destruct (q y); ring. }
  rewrite !T. unfold mean_weight. rewrite (expected_const K chance r (nonempty n) w L).
  assert (0 < w * (w * (a - b))) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(** Two items, of which the first is relevant with chance 3/5 and else the second: exchanging their ranks costs. *)
Lemma exchange_costs :
  expected 2 (two_chances (3 / 5)) (two_sets (only 0) (only 1)) (binary_dcg 2 (fun y => 2 - y)%nat)
  < expected 2 (two_chances (3 / 5)) (two_sets (only 0) (only 1)) (binary_dcg 2 S).
Proof. rewrite !expected_two. unfold binary_dcg, dcg, only. simpl. pose proof first_discounts. lra. Qed.

Lemma first_or_second_is_law : law 2 (two_chances (3 / 5)) (two_sets (only 0) (only 1)) (nonempty 2).
Proof. apply two_law; unfold nonempty, size, hit, only; simpl; lra. Qed.

Lemma exchange_ranks o : o 0%nat <= o 1%nat -> ranks 2 o (fun y => 2 - y)%nat.
Proof.
  intros H. split; [apply (ranking_backward 2)|]. intros a b Ha Hb E.
  destruct a as [|[|a]], b as [|[|b]]; try lia; simpl in *; try lia; lra.
Qed.

(** Claim: none
    Says: Equal labels make no loss that is consistent.
*)
Theorem equal_labels_are_not_consistent : ~ forall n w a b, 0 < w -> b <= a ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => w) (fun r y => if r y then a else b)).
Proof.
  intros H. specialize (H 2%nat 1 0 0 ltac:(lra) ltac:(lra)). revert H.
  apply not_consistent with (1 := first_or_second_is_law) (o := fun _ => 0) (pi := fun y => (2 - y)%nat)
    (pi' := S); [apply exchange_ranks; lra|apply ranking_forward| |exact exchange_costs].
  apply (least_risk 2 _ _ _ (nonempty 2)); [apply first_or_second_is_law|intros q y _ _; lra|].
  intros y _. unfold mean_weight, mean_target. rewrite !expected_two.
  destruct (only 0 y), (only 1 y); ring.
Qed.

(** Claim: none
    Says: The weight zero makes no loss that is consistent.
*)
Theorem no_weight_is_not_consistent : ~ forall n w a b, 0 <= w -> b < a ->
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun _ _ => w) (fun r y => if r y then a else b)).
Proof.
  intros H. specialize (H 2%nat 0 1 0 ltac:(lra) ltac:(lra)). revert H.
  apply not_consistent with (1 := first_or_second_is_law) (o := fun _ => 0) (pi := fun y => (2 - y)%nat)
    (pi' := S); [apply exchange_ranks; lra|apply ranking_forward| |exact exchange_costs].
  intros o. rewrite !expected_two. unfold squared_loss_of, squared_loss. simpl. lra.
Qed.
