(** The losses of entmax, sparsemax and Rankmax with a fixed scale are DCG-consistent. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Rank Rankmax RankmaxDcg RgRanking RgBestScores RgSquaredConsistency.
From softproof Require Import RelevantSets SeveralRelevant StrictRegulariser EntmaxLoss EntmaxArgmax EntmaxRelevant.
From softproof Require Import RegularEntropies WeakOrderTopK WeakOrderDcg.
Open Scope R_scope.

Lemma regular_is_consistent n Omega f : regular n Omega -> (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof.
  intros R F. pose proof R as (C & S & _). exact (sorted_is_consistent n Omega f C S (regular_map n _ f R F)).
Qed.

Lemma regular_serves_one_item n Omega f : regular n Omega -> (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof.
  intros R F. apply (consistent_for_fewer n _ (nonempty n)); [apply one_is_some|].
  exact (regular_is_consistent n Omega f R F).
Qed.

(** ** One relevant item *)

(** A loss of all items, relevant or not: level scores have the least. *)
Lemma all_items_are_not_consistent Omega f s : argmax 2 s Omega (fun _ => 1 / 2) -> s 0%nat = s 1%nat ->
  (forall s, argmax 2 s Omega (f s)) ->
  ~ consistent 2 (fun r => size 2 r = 1) (binary_dcg 2) (fun s _ => fy_sum 2 Omega (fun _ => true) s (f s)).
Proof.
  intros A E F H. assert (N : size 2 (only 0) = 1) by (unfold size, hit, only; simpl; lra).
  assert (L : law 1 (fun _ => 1) (fun _ => only 0) (fun r => size 2 r = 1)).
  { split; [split; [intros; lra|simpl; ring]|intros; exact N]. }
  pose proof first_discounts as D.
  destruct (H 1%nat (fun _ => 1) (fun _ => only 0) (fun _ => s) (fun _ y => 2 - y)%nat L) with
    (eps := (discount 1 - discount 2) / 2) as [T HT].
  - intros t. apply exchange_ranks. lra.
  - intros eps He. exists 0%nat. intros _ _ u. unfold expected, mean, fy_sum, over, fy_loss, one_hot. simpl.
    pose proof (proj2 A (f s) (proj1 (F s))) as P. pose proof (proj2 (F u) _ (proj1 A)) as Q.
    pose proof (proj2 (F s) _ (proj1 A)) as P'. simpl in P, P', Q. lra.
  - lra.
  - specialize (HT T (le_n T) S (ranking_forward 2)). unfold expected, mean in HT. simpl in HT.
    rewrite !binary_dcg_hits in HT. unfold hit, only in HT. simpl in HT. lra.
Qed.

Lemma half_simplex : simplex 2 (fun _ => 1 / 2).
Proof. split; [intros; lra|simpl; lra]. Qed.

Lemma half_of_gini : argmax 2 (fun _ => 1 / 2 / 1) (gini 2) (fun _ => 1 / 2).
Proof.
  apply (argmax_ext 2 _ (scaled_gini 1 2)); [|apply gini_argmax; [lra|exact half_simplex]].
  intros q _. unfold scaled_gini, gini. lra.
Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_one_item_without_the_regulariser_of_entmax : ~ (forall a n f, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item. exact (H 2 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: Summed over all items, relevant or not, the loss is least at scores on a level.
*)
Theorem no_dcg_of_all_items_under_entmax : ~ (forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega (fun _ => true) s (f s))).
Proof.
  intros H. destruct (tsallis_map 2 2 ltac:(lra) ltac:(lia)) as (f & F).
  exact (all_items_are_not_consistent _ f _ (tangent_argmax 2 2 _ ltac:(lra) half_simplex) eq_refl F
    (H 2 2%nat f ltac:(lra) F)).
Qed.

(** Claim: sf.dcg.entmax.single
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: With one relevant item a context, the loss of entmax with any alpha above 1 is DCG-consistent: if the
      risks of score vectors tend to the least risk, the expected DCG of rankings that sort them, ties broken in
      any way, tends to the largest, for every N and every law of the relevant item.
    Gap: Real numbers; conditional on one context; the law gives chances to a finite list of sets, as every law of
      sets of N items does; natural logarithms in the discount, which multiply the DCG by a constant. A choice f
      of the map is given; there is one for N >= 1.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_the_regulariser_of_entmax
    Mutant: `fy_sum n Omega r s (f s)` becomes `fy_sum n Omega (fun _ => true) s (f s)`; refuted by the theorem
      no_dcg_of_all_items_under_entmax
*)
Theorem entmax_serves_dcg_for_one_item : forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros a n f Ha Omega. apply regular_serves_one_item. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_one_item_without_the_regulariser_of_sparsemax : ~ (forall n f, let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item. exact (H 2%nat _ (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: Summed over all items, relevant or not, the loss is least at scores on a level.
*)
Theorem no_dcg_of_all_items_under_sparsemax : ~ (forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega (fun _ => true) s (f s))).
Proof.
  intros H. destruct (gini_map 2 ltac:(lia)) as (f & F).
  exact (all_items_are_not_consistent _ f _ half_of_gini eq_refl F (H 2%nat f F)).
Qed.

(** Claim: sf.dcg.sparsemax.single
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: With one relevant item a context, the loss of sparsemax is DCG-consistent: if the risks of score vectors
      tend to the least risk, the expected DCG of rankings that sort them, ties broken in any way, tends to the
      largest, for every N and every law of the relevant item.
    Gap: Real numbers; conditional on one context; the law gives chances to a finite list of sets, as every law of
      sets of N items does; natural logarithms in the discount, which multiply the DCG by a constant. A choice f
      of the map is given; there is one for N >= 1.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_the_regulariser_of_sparsemax
    Mutant: `fy_sum n Omega r s (f s)` becomes `fy_sum n Omega (fun _ => true) s (f s)`; refuted by the theorem
      no_dcg_of_all_items_under_sparsemax
*)
Theorem sparsemax_serves_dcg_for_one_item : forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros n f Omega. apply regular_serves_one_item. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_one_item_without_the_regulariser_of_fixed_rankmax : ~ (forall g n f, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item. exact (H 1 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: With its scale adapted to the label Rankmax is not DCG-consistent.
*)
Theorem no_dcg_where_the_scale_adapts : ~ (forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => over n r (rankmax_loss n s))).
Proof.
  intros H. apply adapted_rankmax_is_not_dcg_consistent. intros n eta s E Least pi pi' Hs Hr.
  destruct n as [|n]; [destruct E as [_ E]; simpl in E; lra|].
  destruct (scaled_gini_map (S n) ltac:(lia)) as (f & F). apply Rnot_lt_le. intros C.
  assert (One : forall y g, (y < S n)%nat -> over (S n) (only y) g = g y).
  { intros y g Hy. rewrite <- (sum_pick (S n) y g Hy). apply sum_ext. intros i _. unfold only, one_hot.
    destruct (Nat.eqb i y); ring. }
  assert (L : law (S n) eta only (fun r => size (S n) r = 1)).
  { split; [exact E|]. intros y Hy. rewrite <- (One y (fun _ => 1) Hy). reflexivity. }
  assert (Risk : forall u, expected (S n) eta only (fun r => over (S n) r (rankmax_loss (S n) u))
    = mean (S n) eta (rankmax_loss (S n) u)).
  { intros u. apply sum_ext. intros y Hy. rewrite (One y _ Hy). reflexivity. }
  destruct (H 1 (S n) f ltac:(lra) F (S n) eta only (fun _ => s) (fun _ => pi) L (fun _ => Hs)) with
    (eps := (expected (S n) eta only (binary_dcg (S n) pi') - expected (S n) eta only (binary_dcg (S n) pi)) / 2)
    as [T HT].
  - intros eps He. exists 0%nat. intros _ _ u. rewrite !Risk. specialize (Least u). lra.
  - unfold expected. lra.
  - specialize (HT T (le_n T) pi' Hr). unfold expected in *. lra.
Qed.

(** Claim: sf.dcg.rankmax.fixed.single
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: With one relevant item a context, the loss of Rankmax with any fixed scale is DCG-consistent: if the
      risks of score vectors tend to the least risk, the expected DCG of rankings that sort them, ties broken in
      any way, tends to the largest, for every N and every law of the relevant item.
    Gap: Real numbers; conditional on one context; the law gives chances to a finite list of sets, as every law of
      sets of N items does; natural logarithms in the discount, which multiply the DCG by a constant. A choice f
      of the map is given; there is one for N >= 1.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_the_regulariser_of_fixed_rankmax
    Mutant: `fy_sum n Omega r s (f s)` becomes `over n r (rankmax_loss n s)`; refuted by the theorem
      no_dcg_where_the_scale_adapts
*)
Theorem fixed_rankmax_serves_dcg_for_one_item : forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros g n f Ha Omega. apply regular_serves_one_item. exact (scaled_gini_regular g n Ha). Qed.

(** ** Any relevant set *)

(** The loss as a mean over the relevant items is not DCG-consistent where its scores of least risk need not be best. *)
Lemma mean_is_not_consistent (Omega : nat -> (nat -> R) -> R) :
  (forall n, (0 < n)%nat -> exists f, forall s, argmax n s (Omega n) (f s)) ->
  ~ (forall n M w rel s, law M w rel (nonempty n) -> of_least_risk n (Omega n) M w rel (fy_mean n (Omega n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s) ->
  ~ (forall n f, (forall s, argmax n s (Omega n) (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_mean n (Omega n) r s (f s))).
Proof.
  intros Ex No H. apply No. intros n M w rel s L (p & P & Least) pi pi' Hs Hr.
  destruct n as [|n]; [destruct P as [[_ P] _]; simpl in P; lra|].
  destruct (Ex (S n) ltac:(lia)) as (f & F). apply Rnot_lt_le. intros C.
  destruct (H (S n) f F M w rel (fun _ => s) (fun _ => pi) L (fun _ => Hs)) with
    (eps := (expected M w rel (binary_dcg (S n) pi') - expected M w rel (binary_dcg (S n) pi)) / 2) as [T HT]; [|lra|].
  - intros eps He. exists 0%nat. intros _ _ u. specialize (Least u (f u) (F u)).
    assert (E : expected M w rel (fun r => fy_mean (S n) (Omega (S n)) r s (f s))
      = expected M w rel (fun r => fy_mean (S n) (Omega (S n)) r s p)).
    { rewrite !mean_by_labels. apply sum_ext. intros y _. f_equal. unfold fy_loss.
      pose proof (proj2 P (f s) (proj1 (F s))). pose proof (proj2 (F s) p (proj1 P)). lra. }
    unfold expected in *. lra.
  - specialize (HT T (le_n T) pi' Hr). unfold expected in *. lra.
Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_any_set_without_the_regulariser_of_entmax : ~ (forall a n f, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 2 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: As a mean over the relevant items it is not DCG-consistent.
*)
Theorem no_dcg_of_the_mean_of_entmax : ~ (forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_mean n Omega r s (f s))).
Proof.
  intros H. apply (mean_is_not_consistent (tsallis 2)).
  - intros n. apply tsallis_map. lra.
  - apply entmax_of_the_mean_is_not_dcg_consistent. lra.
  - intros n f. exact (H 2 n f ltac:(lra)).
Qed.

(** Claim: sf.dcg.entmax.pick_all
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Summed over the relevant items, the loss of entmax with any alpha above 1 is DCG-consistent: if the
      risks of score vectors tend to the least risk, the expected DCG of rankings that sort them, ties broken in
      any way, tends to the largest, for every N and every law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; the law gives chances to a finite list of
      sets, as every law of sets of N items does; natural logarithms in the discount, which multiply the DCG by a
      constant. A choice f of the map is given; there is one for N >= 1.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_the_regulariser_of_entmax
    Mutant: `fy_sum n Omega r s (f s)` becomes `fy_mean n Omega r s (f s)`; refuted by the theorem
      no_dcg_of_the_mean_of_entmax
*)
Theorem entmax_serves_dcg_for_any_set : forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros a n f Ha Omega. apply regular_is_consistent. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_any_set_without_the_regulariser_of_sparsemax : ~ (forall n f, let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 2%nat _ (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: As a mean over the relevant items it is not DCG-consistent.
*)
Theorem no_dcg_of_the_mean_of_sparsemax : ~ (forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_mean n Omega r s (f s))).
Proof.
  intros H. apply (mean_is_not_consistent gini); [exact gini_map| |exact H].
  apply (mean_fails gini (fun eta i => eta i / 1)).
  - intros eta E. apply (argmax_ext 3 _ (scaled_gini 1 3)); [|apply gini_argmax; [lra|exact E]].
    intros q _. unfold scaled_gini, gini. lra.
  - intros eta i j L. lra.
Qed.

(** Claim: sf.dcg.sparsemax.pick_all
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Summed over the relevant items, the loss of sparsemax is DCG-consistent: if the risks of score vectors
      tend to the least risk, the expected DCG of rankings that sort them, ties broken in any way, tends to the
      largest, for every N and every law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; the law gives chances to a finite list of
      sets, as every law of sets of N items does; natural logarithms in the discount, which multiply the DCG by a
      constant. A choice f of the map is given; there is one for N >= 1.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_the_regulariser_of_sparsemax
    Mutant: `fy_sum n Omega r s (f s)` becomes `fy_mean n Omega r s (f s)`; refuted by the theorem
      no_dcg_of_the_mean_of_sparsemax
*)
Theorem sparsemax_serves_dcg_for_any_set : forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros n f Omega. apply regular_is_consistent. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not DCG-consistent.
*)
Theorem no_dcg_of_any_set_without_the_regulariser_of_fixed_rankmax : ~ (forall g n f, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 1 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: none
    Says: As a mean over the relevant items it is not DCG-consistent.
*)
Theorem no_dcg_of_the_mean_of_fixed_rankmax : ~ (forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_mean n Omega r s (f s))).
Proof.
  intros H. apply (mean_is_not_consistent (scaled_gini 1)); [exact scaled_gini_map| |].
  - apply rankmax_of_the_mean_is_not_dcg_consistent. lra.
  - intros n f. exact (H 1 n f ltac:(lra)).
Qed.

(** Claim: sf.dcg.rankmax.fixed.pick_all
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: Summed over the relevant items, the loss of Rankmax with any fixed scale is DCG-consistent: if the risks
      of score vectors tend to the least risk, the expected DCG of rankings that sort them, ties broken in any
      way, tends to the largest, for every N and every law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; the law gives chances to a finite list of
      sets, as every law of sets of N items does; natural logarithms in the discount, which multiply the DCG by a
      constant. A choice f of the map is given; there is one for N >= 1.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_the_regulariser_of_fixed_rankmax
    Mutant: `fy_sum n Omega r s (f s)` becomes `fy_mean n Omega r s (f s)`; refuted by the theorem
      no_dcg_of_the_mean_of_fixed_rankmax
*)
Theorem fixed_rankmax_serves_dcg_for_any_set : forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros g n f Ha Omega. apply regular_is_consistent. exact (scaled_gini_regular g n Ha). Qed.
