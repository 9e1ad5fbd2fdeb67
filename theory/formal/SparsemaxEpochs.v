(** What an epoch of sparsemax costs with all scores sorted by merging. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import Logarithm Operations Epochs TreeEpochs MapCosts MergeSort MergeSortBounds.
Import ListNotations.
Open Scope nat_scope.

(** Sparsemax of all scores: sorted, their threshold, and what is above it. *)
Definition sparsemax_of_all (z : list R) : counted (list R) :=
  bind (merge_sort z) (fun ordered =>
  bind (op (0 - 1)%R) (fun start =>
  bind (threshold_scan start 0 0 ordered) (fun tau =>
  each (fun s => bind (op (s - tau)%R) (fun gap =>
    bind (less 0 gap) (fun b => free (if b : bool then gap else 0%R)))) z))).

(** One step with d factors at the scores z; the gradient in the target's score is its chance less 1. *)
Definition sparsemax_step (d : nat) (z : list R) : nat := step (length z) d + operations (sparsemax_of_all z) + 1.

(** An epoch over C items, of one step for each pair; `scores` are those of the items at each pair. *)
Definition sparsemax_epoch (a : nat * nat * list (list R)) : nat :=
  let '(_, d, scores) := a in list_sum (map (sparsemax_step d) scores).

(** C items, d factors, and one pair at least, with a score of each item. *)
Definition sparsemax_sizes (a : nat * nat * list (list R)) : Prop :=
  let '(C, d, scores) := a in 2 <= C /\ 1 <= d /\ 1 <= length scores /\ Forall (fun z => length z = C) scores.

Lemma binary_logarithm m : 2 <= m -> (INR (Nat.log2_up m) <= 2 * (ln (INR m) / ln 2))%R.
Proof.
  intros H. pose proof (ln_pos 2 ltac:(lra)) as L. pose proof (Nat.log2_up_spec m ltac:(lia)) as [P _].
  pose proof (Nat.log2_up_pos m ltac:(lia)) as Pos. destruct (Nat.log2_up m) as [|p]; [lia|]. cbn [Nat.pred] in P.
  apply lt_INR in P. rewrite pow_INR in P. simpl (INR 2) in P. replace (1 + 1)%R with 2%R in P by ring.
  apply ln_increasing in P; [|apply pow_lt; lra]. rewrite ln_pow in P by lra.
  apply le_INR in H. simpl (INR 2) in H. pose proof (ln_le 2 (INR m) ltac:(lra) ltac:(lra)) as T. rewrite S_INR.
  apply (Rmult_le_reg_r (ln 2)); [exact L|].
  replace (2 * (ln (INR m) / ln 2) * ln 2)%R with (2 * ln (INR m))%R by (field; lra). lra.
Qed.

Lemma sorting_at_least z : 2 <= length z -> length z * Nat.log2_up (length z) <= 8 * snd (merge_sort z).
Proof.
  intros H. pose proof (merge_sort_at_least z) as L. unfold quarter_log in L. pose proof (binary_logarithm _ H) as B.
  apply INR_le. rewrite !mult_INR. simpl (INR 8). apply (Rmult_le_compat_l (INR (length z))) in B; [|apply pos_INR].
  lra.
Qed.

Lemma sparsemax_of_all_operations z : snd (merge_sort z) <= operations (sparsemax_of_all z)
  <= length z * Nat.log2_up (length z) + 6 * length z + 1.
Proof.
  unfold operations, sparsemax_of_all. rewrite !bind_cost. cbv beta.
  match goal with |- context [each ?f z] =>
    rewrite (proj1 (each_cost f 2 z ltac:(intros; cbv beta; rewrite !bind_cost; reflexivity))) end.
  pose proof (sort_cost (length z) z) as S. fold (merge_sort z) in S.
  pose proof (threshold_cost (fst (merge_sort z)) (fst (op (0 - 1)%R)) 0%R 0%R) as T.
  rewrite <- (Permutation_length (sort_permutes (length z) z) : length z = length (fst (merge_sort z))) in T.
  cbn [snd op] in *. lia.
Qed.

Lemma sparsemax_step_bounds d z : 1 <= d -> 2 <= length z ->
  length z * (d + Nat.log2_up (length z)) <= 8 * sparsemax_step d z /\
  sparsemax_step d z <= 14 * (length z * (d + Nat.log2_up (length z))).
Proof.
  intros Hd Hz. pose proof (sorting_at_least z Hz) as L. pose proof (sparsemax_of_all_operations z) as U.
  unfold sparsemax_step. set (o := operations _) in *. clearbody o. set (w := snd (merge_sort z)) in *. clearbody w.
  set (C := length z) in *. clearbody C. unfold step, update, product. destruct d as [|d]; [lia|].
  destruct C as [|C]; [lia|]. lia.
Qed.

Lemma sparsemax_epoch_bounds C d scores : sparsemax_sizes (C, d, scores) ->
  length scores * (C * (d + Nat.log2_up C)) <= 8 * sparsemax_epoch (C, d, scores) /\
  sparsemax_epoch (C, d, scores) <= 14 * (length scores * (C * (d + Nat.log2_up C))).
Proof.
  intros (HC & Hd & _ & HF). unfold sparsemax_epoch.
  induction HF as [|z scores E HF IH]; [simpl; lia|]. pose proof (sparsemax_step_bounds d z Hd) as B. rewrite E in B.
  specialize (B HC). cbn [map length]. change (list_sum (?a :: ?l)) with (a + list_sum l). simpl list_sum. lia.
Qed.

Lemma one_list C d : 2 <= C -> 1 <= d -> sparsemax_sizes (C, d, [repeat 0%R C]).
Proof.
  intros HC Hd. unfold sparsemax_sizes. split; [exact HC|]. split; [exact Hd|]. split; [simpl; lia|].
  constructor; [apply repeat_length|constructor].
Qed.

Lemma powers c : 2 <= 2 ^ S c.
Proof. exact (Nat.pow_le_mono_r 2 1 (S c) ltac:(lia) ltac:(lia)). Qed.

(** Claim: none
    Says: Sorting takes operations.
*)
Theorem sparsemax_not_scores : ~ of_order sparsemax_sizes sparsemax_epoch
  (fun '(C, d, scores) => length scores * (C * d)).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. set (m := 8 * c). pose proof (powers m) as P.
  exists (2 ^ S m, 1, [repeat 0%R (2 ^ S m)]). pose proof (one_list (2 ^ S m) 1 P (le_n 1)) as HS. split; [exact HS|].
  destruct (sparsemax_epoch_bounds _ _ _ HS) as [L _]. rewrite Nat.log2_up_pow2 in L by lia.
  remember (2 ^ S m) as C eqn:HC. clear HC HS. simpl length in *. unfold m in L. lia.
Qed.

(** Claim: none
    Says: The scores take operations for each factor.
*)
Theorem sparsemax_not_sorting : ~ of_order sparsemax_sizes sparsemax_epoch
  (fun '(C, d, scores) => length scores * (C * Nat.log2_up C)).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. exists (2, S (8 * c), [repeat 0%R 2]).
  pose proof (one_list 2 (S (8 * c)) (le_n 2) ltac:(lia)) as HS. split; [exact HS|].
  destruct (sparsemax_epoch_bounds _ _ _ HS) as [L _]. change (Nat.log2_up 2) with 1 in *. simpl length in *. lia.
Qed.

(** Claim: none
    Says: Sorting takes no operations for the factors.
*)
Theorem sparsemax_not_product : ~ of_order sparsemax_sizes sparsemax_epoch
  (fun '(C, d, scores) => length scores * (C * (d * Nat.log2_up C))).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. set (m := 28 * c). pose proof (powers m) as P.
  exists (2 ^ S m, S m, [repeat 0%R (2 ^ S m)]). pose proof (one_list (2 ^ S m) (S m) P ltac:(lia)) as HS.
  split; [exact HS|]. destruct (sparsemax_epoch_bounds _ _ _ HS) as [_ U]. rewrite Nat.log2_up_pow2 in * by lia.
  apply (Nat.mul_le_mono_l _ _ c) in U. remember (2 ^ S m) as C eqn:HC. clear HC HS. simpl length in *.
  assert (c * (14 * (C * (S m + S m))) < C * (S m * S m)); [|lia].
  replace (c * (14 * (C * (S m + S m)))) with (m * (C * S m)) by (unfold m; ring).
  replace (C * (S m * S m)) with (S m * (C * S m)) by ring.
  apply Nat.mul_lt_mono_pos_r; [|lia]. apply Nat.mul_pos_pos; lia.
Qed.

(** Claim: none
    Says: Merging does not compare each score with every other.
*)
Theorem sparsemax_not_all_pairs : ~ of_order sparsemax_sizes sparsemax_epoch
  (fun '(C, d, scores) => length scores * (C * (d + C))).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (power_above (14 * c + 1)) as [j Hj].
  assert (P : 2 <= 2 ^ j) by lia. exists (2 ^ j, 1, [repeat 0%R (2 ^ j)]).
  pose proof (one_list (2 ^ j) 1 P (le_n 1)) as HS. split; [exact HS|].
  destruct (sparsemax_epoch_bounds _ _ _ HS) as [_ U]. rewrite Nat.log2_up_pow2 in U by lia.
  apply (Nat.mul_le_mono_l _ _ c) in U. remember (2 ^ j) as C eqn:HC. clear HC HS. simpl length in *.
  assert (C * (14 * c * (1 + j)) <= C * (1 + C)) by (apply Nat.mul_le_mono_l; lia).
  assert (0 < C * 1) by lia. assert (C * (14 * c * (1 + j)) < C * (1 + C)) by (apply Nat.mul_lt_mono_pos_l; lia). lia.
Qed.

(** Claim: sf.complexity.sparsemax
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: With the scores sorted by merging an epoch of sparsemax costs of the order |D| C (d + log C), above and below,
      whatever the scores and however many of the items are in the support.
    Gap: Epochs.v says how many operations a step takes beside the map, which is counted as it runs. The rest adds up
      the operations of the steps; it is not run in Coq. A step moves the factors of all items, also of those without a
      gradient. Real numbers. log C is the binary logarithm, rounded up.
    Mutant: `(d + Nat.log2_up C)` becomes `d`; refuted by the theorem sparsemax_not_scores
    Mutant: `(d + Nat.log2_up C)` becomes `Nat.log2_up C`; refuted by the theorem sparsemax_not_sorting
    Mutant: `(d + Nat.log2_up C)` becomes `(d * Nat.log2_up C)`; refuted by the theorem sparsemax_not_product
    Mutant: `Nat.log2_up C` becomes `C`; refuted by the theorem sparsemax_not_all_pairs
*)
Theorem sparsemax_epoch_order : of_order sparsemax_sizes sparsemax_epoch
  (fun '(C, d, scores) => length scores * (C * (d + Nat.log2_up C))).
Proof.
  split; [exists 14|exists 8]; intros [[C d] scores] H; apply (sparsemax_epoch_bounds C d scores H).
Qed.
