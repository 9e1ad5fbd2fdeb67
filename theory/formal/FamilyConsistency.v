(** The losses of softmax, entmax, sparsemax and Rankmax with a fixed scale are top-k calibrated, and the sparse ones
    DCG-consistent. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax SortedScores SoftmaxRisk WrongTopK Rankmax RankmaxRisk RankmaxSorted.
From softproof Require Import RgRanking RgSquaredConsistency SeveralRelevant StrictRegulariser.
From softproof Require Import RegularEntropies WeakOrderTopK WeakOrderDcg.
Open Scope R_scope.

Lemma regular_is_calibrated n k Omega f eta by_chance : regular n Omega -> (forall s, argmax n s Omega (f s)) ->
  simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof.
  intros R F. pose proof R as (C & S & _).
  exact (strict_is_calibrated n k Omega f eta by_chance C S (regular_map n _ f R F)).
Qed.

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

(** ** Top-k calibration *)

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_top_k_without_the_regulariser_of_entmax : ~ (forall a n k f eta by_chance, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 2 2%nat 1%nat _ _ _ ltac:(lra) (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: sf.topk.entmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of entmax with any alpha above 1 is top-k calibrated: the risks of all scores that break P_k
      exceed the risk of some scores by a positive number, for every N, k < N and eta.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is
      below those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any
      order. A choice f of the map is given; there is one.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_entmax
*)
Theorem entmax_is_top_k_calibrated : forall a n k f eta by_chance, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros a n k f eta by_chance Ha Omega. apply regular_is_calibrated. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_top_k_without_the_regulariser_of_sparsemax : ~ (forall n k f eta by_chance,
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 2%nat 1%nat _ _ _ (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: sf.topk.sparsemax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Sparsemax's loss is top-k calibrated: the risks of all scores that break P_k exceed the risk of some
      scores by a positive number, for every N, k < N and eta.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is
      below those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any
      order. A choice f of the map is given; there is one.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_sparsemax
*)
Theorem sparsemax_is_top_k_calibrated : forall n k f eta by_chance, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros n k f eta by_chance Omega. apply regular_is_calibrated. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_top_k_without_the_regulariser_of_fixed_rankmax : ~ (forall g n k f eta by_chance, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 1 2%nat 1%nat _ _ _ ltac:(lra) (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: sf.topk.rankmax.fixed
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: The loss of Rankmax with any fixed scale is top-k calibrated: the risks of all scores that break P_k
      exceed the risk of some scores by a positive number, for every N, k < N and eta.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is
      below those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any
      order. A choice f of the map is given; there is one.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_fixed_rankmax
*)
Theorem fixed_rankmax_is_top_k_calibrated : forall g n k f eta by_chance, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros g n k f eta by_chance Ha Omega. apply regular_is_calibrated. exact (scaled_gini_regular g n Ha). Qed.

(** Claim: none
    Says: Scores of any order come as near to the least risk as one likes: these do themselves.
*)
Theorem no_gap_without_the_condition : ~ (forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n eta s in exists u c, 0 < c /\ forall s by_score,
  falling_list n s by_score -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & _).
  destruct (H 2%nat 1%nat _ _ E ltac:(lia) L) as (u & c & Hc & B).
  destruct (sorted_list 2 u) as (_ & by_score & _ & _ & S & _). specialize (B u by_score S). cbv beta in B. lra.
Qed.

(** Claim: sf.topk.softmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: The softmax loss is top-k calibrated: the risks of all scores that break P_k exceed the risk of some
      scores by a positive number, for every N, k < N and eta.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is
      below those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any
      order.
    Mutant: `~ top_k_preserving_by n k s eta by_score by_chance -> ` becomes ``; refuted by the theorem
      no_gap_without_the_condition
    Mutant: `softmax_risk n eta s` becomes `mean n eta (rankmax_loss n s)`; refuted by the theorem
      adapted_rankmax_is_not_top_k_calibrated
*)
Theorem softmax_is_top_k_calibrated_for_every_k : forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n eta s in exists u c, 0 < c /\ forall s by_score,
  falling_list n s by_score -> ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. exact softmax_calibrated. Qed.

(** ** DCG-consistency *)

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_one_item_without_that_of_entmax : ~ (forall a n f, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item.
  exact (H 2 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.entmax.single
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Where one item of a context is relevant, risks of the loss of entmax with any alpha above 1 that tend to
      the least one make the expected DCG of the ranks tend to the largest, ties against the scores, for every N
      and every law of the relevant item.
    Gap: Real numbers; conditional on one context; a law on finitely many sets; natural logarithms. A choice f of
      the map is given; there is one.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_that_of_entmax
*)
Theorem entmax_serves_dcg_for_one_item : forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros a n f Ha Omega. apply regular_serves_one_item. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_one_item_without_that_of_sparsemax : ~ (forall n f,
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item.
  exact (H 2%nat _ (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.sparsemax.single
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Where one item of a context is relevant, risks of the loss of sparsemax that tend to the least one make
      the expected DCG of the ranks tend to the largest, ties against the scores, for every N and every law of the
      relevant item.
    Gap: Real numbers; conditional on one context; a law on finitely many sets; natural logarithms. A choice f of
      the map is given; there is one.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_that_of_sparsemax
*)
Theorem sparsemax_serves_dcg_for_one_item : forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros n f Omega. apply regular_serves_one_item. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_one_item_without_that_of_fixed_rankmax : ~ (forall g n f, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item.
  exact (H 1 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.rankmax.fixed.single
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: Where one item of a context is relevant, risks of the loss of Rankmax with any fixed scale that tend to
      the least one make the expected DCG of the ranks tend to the largest, ties against the scores, for every N
      and every law of the relevant item.
    Gap: Real numbers; conditional on one context; a law on finitely many sets; natural logarithms. A choice f of
      the map is given; there is one.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_one_item_without_that_of_fixed_rankmax
*)
Theorem fixed_rankmax_serves_dcg_for_one_item : forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (fun r => size n r = 1) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros g n f Ha Omega. apply regular_serves_one_item. exact (scaled_gini_regular g n Ha). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_any_set_without_that_of_entmax : ~ (forall a n f, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 2 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.entmax.pick_all
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Losses of entmax with any alpha above 1, summed over the relevant items, whose risks tend to the least
      one, make the expected DCG of the ranks tend to the largest, ties against the scores, for every N and every
      law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; a law on finitely many sets; natural
      logarithms. A choice f of the map is given; there is one.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_that_of_entmax
*)
Theorem entmax_serves_dcg_for_any_set : forall a n f, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros a n f Ha Omega. apply regular_is_consistent. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_any_set_without_that_of_sparsemax : ~ (forall n f,
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 2%nat _ (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.sparsemax.pick_all
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: Losses of sparsemax, summed over the relevant items, whose risks tend to the least one, make the
      expected DCG of the ranks tend to the largest, ties against the scores, for every N and every law of the
      relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; a law on finitely many sets; natural
      logarithms. A choice f of the map is given; there is one.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_that_of_sparsemax
*)
Theorem sparsemax_serves_dcg_for_any_set : forall n f, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros n f Omega. apply regular_is_consistent. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser, the perceptron's loss, it fails.
*)
Theorem no_dcg_of_any_set_without_that_of_fixed_rankmax : ~ (forall g n f, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s))).
Proof.
  intros H. apply perceptron_of_one_item, (consistent_for_fewer 2 _ (nonempty 2)); [apply one_is_some|].
  exact (H 1 2%nat _ ltac:(lra) (proj1 perceptron_map)).
Qed.

(** Claim: sf.dcg.rankmax.fixed.pick_all
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: Losses of Rankmax with any fixed scale, summed over the relevant items, whose risks tend to the least
      one, make the expected DCG of the ranks tend to the largest, ties against the scores, for every N and every
      law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; a law on finitely many sets; natural
      logarithms. A choice f of the map is given; there is one.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_dcg_of_any_set_without_that_of_fixed_rankmax
*)
Theorem fixed_rankmax_serves_dcg_for_any_set : forall g n f, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) ->
  consistent n (nonempty n) (binary_dcg n) (fun s r => fy_sum n Omega r s (f s)).
Proof. intros g n f Ha Omega. apply regular_is_consistent. exact (scaled_gini_regular g n Ha). Qed.
