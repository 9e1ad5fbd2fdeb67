(** What an epoch of hierarchical softmax costs, on a balanced tree and on any. *)

From Coq Require Import Arith Lia List.
From softproof Require Import Operations TreeEpochs.
Import ListNotations.

Lemma tree_epoch_at_most t d pairs m : tree_sizes t d pairs -> (forall n, In n (depths t) -> n <= m) -> 1 <= m ->
  tree_epoch (t, d, pairs) <= 10 * (length pairs * d * m).
Proof.
  intros (_ & Hd & _ & HF) H Hm.
  assert (forall n, In n (depths t) -> 0 <= path_step n d <= 10 * (m * d)) as B; [|
    pose proof (tree_epoch_between t d pairs _ _ HF B); lia].
  intros n I. pose proof (path_step_bounds n d Hd). specialize (H n I).
  assert (n * d <= m * d) by (apply Nat.mul_le_mono_r, H).
  assert (1 * d <= m * d) by (apply Nat.mul_le_mono_r, Hm). lia.
Qed.

(** Claim: none
    Says: On any tree an epoch of hierarchical softmax costs at most of the order |D| d C.
*)
Theorem any_tree_at_most_items : ~ ~ at_most_of_order
  (fun '(t, d, pairs) => tree_sizes t d pairs /\ equally_frequent t pairs) tree_epoch
  (fun '(t, d, pairs) => length pairs * d * items t).
Proof.
  intros H. apply H. exists 10. intros [[t d] pairs] [S _]. apply (tree_epoch_at_most t d pairs (items t) S).
  - intros n I. apply Nat.lt_le_incl, depth_below_items, I.
  - destruct S as [S _]. lia.
Qed.

(** Claim: sf.complexity.hsm.any_tree
    Role: refutes
    Place: SF, novelty report, Contribution 3
    Says: An epoch of hierarchical softmax does not cost at most of the order |D| d log C for every binary tree and
      equally frequent items: on the chain, in which one item hangs at each decision, of 2^j items, each once, with one
      factor, it takes at least (2^j - 1) 2^j / 2 operations, and the order is j 2^j.
    Gap: Epochs.v and TreeEpochs.v say how many operations a step takes. They add up the operations of the steps; the
      epoch is not run in Coq. log C is the binary logarithm, rounded up.
    Mutant: `Nat.log2_up (items t)` becomes `items t`; refuted by the theorem any_tree_at_most_items
*)
Theorem any_tree_is_not_of_the_order_of_the_logarithm : ~ at_most_of_order
  (fun '(t, d, pairs) => tree_sizes t d pairs /\ equally_frequent t pairs) tree_epoch
  (fun '(t, d, pairs) => length pairs * d * Nat.log2_up (items t)).
Proof.
  apply not_at_most. intros c. destruct (power_above (2 * c + 1)) as [j Hj]. set (t := chain (2 ^ j - 1)).
  assert (E : items t = 2 ^ j) by (unfold t; rewrite chain_items; lia).
  exists (t, 1, seq 0 (items t)). split; [split; [|apply all_items_once]|].
  - unfold tree_sizes. rewrite seq_length, E. split; [lia|]. split; [lia|]. split; [lia|].
    apply Forall_forall. intros y I. apply in_seq in I. lia.
  - pose proof (each_item_once t 1 (le_n 1)) as L. pose proof (chain_depths (2 ^ j - 1)) as T. fold t in T.
    rewrite seq_length, E in *. rewrite Nat.log2_up_pow2 by lia. replace (S (2 ^ j - 1)) with (2 ^ j) in T by lia.
    assert (2 * c * j * 2 ^ j < (2 ^ j - 1) * 2 ^ j) by (apply Nat.mul_lt_mono_pos_r; lia). lia.
Qed.

(** Claim: none
    Says: An epoch of hierarchical softmax is not of the order |D| d log C, above and below, for every tree.
*)
Theorem any_tree_not_logarithm : ~ of_order (fun '(t, d, pairs) => tree_sizes t d pairs) tree_epoch
  (fun '(t, d, pairs) => length pairs * (d * Nat.log2_up (items t))).
Proof.
  intros [[c H] _]. apply any_tree_is_not_of_the_order_of_the_logarithm. exists c.
  intros [[t d] pairs] [S _]. specialize (H (t, d, pairs) S). cbv beta iota in *. lia.
Qed.

(** Claim: none
    Says: On balanced trees an epoch is not of the order |D| d: there are more decisions.
*)
Theorem balanced_not_factors : ~ of_order (fun '(t, d, pairs) => tree_sizes t d pairs /\ balanced t) tree_epoch
  (fun '(t, d, pairs) => length pairs * d).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. exists (perfect (S c), 1, [0]).
  split; [exact (conj (perfect_sizes (S c) 1 ltac:(lia) (le_n 1)) (perfect_balanced (S c)))|].
  pose proof (perfect_epoch (S c) 1 ltac:(lia) (le_n 1)). simpl length. lia.
Qed.

(** Claim: none
    Says: On balanced trees an epoch is not of the order |D| (d + log C): each decision has all factors.
*)
Theorem balanced_not_sum : ~ of_order (fun '(t, d, pairs) => tree_sizes t d pairs /\ balanced t) tree_epoch
  (fun '(t, d, pairs) => length pairs * (d + Nat.log2_up (items t))).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. set (m := S (2 * c)). exists (perfect m, m, [0]).
  split; [exact (conj (perfect_sizes m m ltac:(lia) ltac:(lia)) (perfect_balanced m))|].
  pose proof (perfect_epoch m m ltac:(lia) ltac:(lia)). rewrite perfect_items, Nat.log2_up_pow2 by lia.
  simpl length. assert (2 * c * m < m * m) by (apply Nat.mul_lt_mono_pos_r; lia). lia.
Qed.

(** Claim: none
    Says: On balanced trees an epoch is not of the order |D| d C: few decisions lead to an item.
*)
Theorem balanced_not_items : ~ of_order (fun '(t, d, pairs) => tree_sizes t d pairs /\ balanced t) tree_epoch
  (fun '(t, d, pairs) => length pairs * (d * items t)).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (power_above (10 * c + 1)) as [j Hj].
  assert (1 <= j) by (destruct j; [simpl in Hj; lia|lia]). exists (perfect j, 1, [0]).
  split; [exact (conj (perfect_sizes j 1 ltac:(lia) (le_n 1)) (perfect_balanced j))|].
  pose proof (perfect_epoch j 1 ltac:(lia) (le_n 1)) as [_ U]. rewrite perfect_items. simpl length.
  apply (Nat.mul_le_mono_l _ _ c) in U. lia.
Qed.

(** Claim: sf.complexity.hsm
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: With a balanced binary tree, in which no way is longer than another by more than 1, an epoch of hierarchical
      softmax costs of the order |D| d log C, above and below, however often each item occurs.
    Gap: Epochs.v and TreeEpochs.v say how many operations a step takes. They add up the operations of the steps; the
      epoch is not run in Coq. log C is the binary logarithm, rounded up.
    Mutant: `tree_sizes t d pairs /\ balanced t` becomes `tree_sizes t d pairs`; refuted by the theorem
      any_tree_not_logarithm
    Mutant: `(d * Nat.log2_up (items t))` becomes `d`; refuted by the theorem balanced_not_factors
    Mutant: `(d * Nat.log2_up (items t))` becomes `(d + Nat.log2_up (items t))`; refuted by the theorem
      balanced_not_sum
    Mutant: `Nat.log2_up (items t)` becomes `items t`; refuted by the theorem balanced_not_items
*)
Theorem balanced_tree_order : of_order (fun '(t, d, pairs) => tree_sizes t d pairs /\ balanced t) tree_epoch
  (fun '(t, d, pairs) => length pairs * (d * Nat.log2_up (items t))).
Proof.
  split; [exists 20|exists 2]; intros [[t d] pairs] [S B]; pose proof S as (H2 & Hd & _ & HF).
  - pose proof (Nat.log2_up_pos (items t) ltac:(lia)).
    pose proof (tree_epoch_at_most t d pairs (2 * Nat.log2_up (items t)) S
      (fun n I => proj1 (balanced_depth t n B H2 I)) ltac:(lia)). lia.
  - set (l := Nat.log2_up (items t)). unfold tree_epoch. rewrite Forall_forall in HF.
    assert (L : forall y, In y pairs -> d * l <= 2 * path_step (nth y (depths t) 0) d).
    { intros y I. pose proof (balanced_depth t _ B H2 (nth_In (depths t) 0 (HF y I))) as [_ L]. fold l in L.
      pose proof (path_step_bounds (nth y (depths t) 0) d Hd). apply (Nat.mul_le_mono_l _ _ d) in L. lia. }
    clear - L. induction pairs as [|y r IH]; [simpl; lia|]. pose proof (L y (or_introl eq_refl)).
    specialize (IH (fun z I => L z (or_intror I))). simpl. lia.
Qed.
