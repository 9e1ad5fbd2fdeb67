(** What an epoch of sampled softmax costs with negatives from the model's own distribution. *)

From Coq Require Import Arith Lia List.
From softproof Require Import Operations Epochs EpochOrders.

(** Walker's table for draws from C weights: their mean, quotients by it, and comparisons with 1; then two differences
    and a comparison for each item that gets an alias. *)
Definition table (C aliases : nat) : nat := (C - 1 + 1) + C + C + 3 * aliases.

(** One step: all scores and their softmax, a table, two draws and a comparison for each negative (one of the draws is
    in the sampled step), and the sampled step. *)
Definition adaptive_step (C d k aliases : nat) : nat :=
  product C d 1 + chances C + table C aliases + 2 * k + sampled_step k d.

(** An epoch, of one step for each pair; how many items get an alias differs from pair to pair. *)
Definition adaptive_epoch (a : nat * nat * nat * list nat) : nat :=
  let '(C, d, k, aliases) := a in list_sum (map (adaptive_step C d k) aliases).

(** C items, d factors and k negatives; one pair at least; fewer than C items get an alias. *)
Definition adaptive_sizes (a : nat * nat * nat * list nat) : Prop :=
  let '(C, d, k, aliases) := a in sizes (C, d, k, length aliases) /\ Forall (fun n => n < C) aliases.

Lemma adaptive_step_at_most C d k n : 2 <= C -> 1 <= d -> 1 <= k -> n < C ->
  adaptive_step C d k n <= 36 * (d * (C + k)).
Proof.
  intros HC Hd Hk Hn. unfold adaptive_step, table, sampled_step, softmax_step, step, update, chances, product.
  destruct C as [|[|C]]; try lia. destruct d as [|d]; [lia|]. destruct k as [|k]; [lia|]. lia.
Qed.

Lemma adaptive_step_at_least C d k n : 2 <= C -> 1 <= d -> d * (C + k) <= adaptive_step C d k n.
Proof.
  intros HC Hd. unfold adaptive_step, table, sampled_step, softmax_step, step, update, chances, product.
  destruct d as [|d]; [lia|]. lia.
Qed.

Lemma adaptive_epoch_at_most C d k aliases : adaptive_sizes (C, d, k, aliases) ->
  adaptive_epoch (C, d, k, aliases) <= 36 * (length aliases * d * (C + k)).
Proof.
  intros [(HC & Hd & Hk & _) H]. unfold adaptive_epoch.
  pose proof (epoch_at_most (adaptive_step C d k) (36 * (d * (C + k))) aliases) as U.
  rewrite Forall_forall in H, U. specialize (U (fun n I => adaptive_step_at_most C d k n HC Hd Hk (H n I))). lia.
Qed.

Lemma adaptive_epoch_at_least C d k aliases : adaptive_sizes (C, d, k, aliases) ->
  length aliases * d * (C + k) <= adaptive_epoch (C, d, k, aliases).
Proof.
  intros [(HC & Hd & _ & _) _]. unfold adaptive_epoch.
  pose proof (epoch_at_least (adaptive_step C d k) (d * (C + k)) aliases) as L.
  rewrite Forall_forall in L. specialize (L (fun n _ => adaptive_step_at_least C d k n HC Hd)). lia.
Qed.

Lemma one_pair C d k : 2 <= C -> 1 <= d -> 1 <= k -> adaptive_sizes (C, d, k, 0 :: nil).
Proof. intros HC Hd Hk. split; [unfold sizes; simpl; lia|]. constructor; [lia|constructor]. Qed.

(** Claim: none
    Says: An epoch of sampled softmax with the model's own distribution as the proposal costs at most of the order
      |D| d (C + k).
*)
Theorem adaptive_at_most_C : ~ ~ at_most_of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * d * (C + k)).
Proof. intros H. apply H. exists 36. intros [[[C d] k] l]. apply adaptive_epoch_at_most. Qed.

(** Claim: sf.complexity.ssm.adaptive
    Role: refutes
    Place: SF, novelty report, Contribution 3
    Says: With the model's own distribution as the proposal, drawn from by a table that is built for each pair, an epoch
      of sampled softmax does not cost at most of the order |D| k d: with one factor, one negative and one pair, it
      takes at least as many operations as there are items.
    Gap: Epochs.v and AdaptiveEpochs.v say how many operations each step takes. They add up the operations of the steps;
      the epoch is not run in Coq. That fewer than C items get an alias is assumed of the table.
    Mutant: `d * k` becomes `d * (C + k)`; refuted by the theorem adaptive_at_most_C
*)
Theorem adaptive_is_not_of_the_order_of_the_negatives : ~ at_most_of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * d * k).
Proof.
  apply not_at_most. intros c. exists (S (S c), 1, 1, 0 :: nil).
  pose proof (one_pair (S (S c)) 1 1 ltac:(lia) ltac:(lia) ltac:(lia)) as H. split; [exact H|].
  pose proof (adaptive_epoch_at_least _ _ _ _ H) as L. simpl length in *. lia.
Qed.

(** Claim: none
    Says: The scores of all items take operations.
*)
Theorem adaptive_not_negatives : ~ (of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * (d * k)) /\ at_most_of_order adaptive_sizes
  (fun '(C, d, k, aliases) => length aliases * softmax_step C d) adaptive_epoch).
Proof.
  intros [[[c H] _] _]. apply adaptive_is_not_of_the_order_of_the_negatives. exists c.
  intros [[[C d] k] l] S. specialize (H _ S). cbv beta iota in *. lia.
Qed.

(** Claim: none
    Says: Each of these scores takes operations for each factor.
*)
Theorem adaptive_not_known_scores : ~ (of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * (C + d * k)) /\ at_most_of_order adaptive_sizes
  (fun '(C, d, k, aliases) => length aliases * softmax_step C d) adaptive_epoch).
Proof.
  intros [[H _] _]. revert H. apply not_at_most. intros c. exists (S (S (2 * c)), S (S (2 * c)), 1, 0 :: nil).
  pose proof (one_pair (S (S (2 * c))) (S (S (2 * c))) 1 ltac:(lia) ltac:(lia) ltac:(lia)) as H. split; [exact H|].
  pose proof (adaptive_epoch_at_least _ _ _ _ H) as L. simpl length in *. lia.
Qed.

(** Claim: none
    Says: All scores are computed once for each pair, not for each draw.
*)
Theorem adaptive_not_each_draw : ~ (of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * (C * k * d)) /\ at_most_of_order adaptive_sizes
  (fun '(C, d, k, aliases) => length aliases * softmax_step C d) adaptive_epoch).
Proof.
  intros [[_ H] _]. revert H. apply not_at_most. intros c. destruct (large (72 * c)) as [m Hm].
  exists (S (S m), 1, S (S m), 0 :: nil).
  pose proof (one_pair (S (S m)) 1 (S (S m)) ltac:(lia) ltac:(lia) ltac:(lia)) as H.
  split; [exact H|]. pose proof (adaptive_epoch_at_most _ _ _ _ H) as U. simpl length in *.
  assert (c * adaptive_epoch (S (S m), 1, S (S m), 0 :: nil) <= c * (72 * S (S m))) by (apply Nat.mul_le_mono_l; lia).
  assert (72 * c * S (S m) < S (S m) * S (S m)) by (apply Nat.mul_lt_mono_pos_r; lia). lia.
Qed.

(** Claim: sf.complexity.ssm.adaptive.repair
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: Where the proposal is the model's own distribution, drawn from by a table that is built for each pair, an
      epoch costs of the order |D| d (C + k), above and below, and of no smaller order than softmax's.
    Gap: Epochs.v and AdaptiveEpochs.v say how many operations each step takes. They add up the operations of the steps;
      the epoch is not run in Coq. That fewer than C items get an alias is assumed of the table. 'No less than
      softmax's' is read of the order; the counts themselves can be less.
    Mutant: `(d * (C + k))` becomes `(d * k)`; refuted by the theorem adaptive_not_negatives
    Mutant: `(d * (C + k))` becomes `(C + d * k)`; refuted by the theorem adaptive_not_known_scores
    Mutant: `(d * (C + k))` becomes `(C * k * d)`; refuted by the theorem adaptive_not_each_draw
*)
Theorem adaptive_order : of_order adaptive_sizes adaptive_epoch
  (fun '(C, d, k, aliases) => length aliases * (d * (C + k))) /\ at_most_of_order adaptive_sizes
  (fun '(C, d, k, aliases) => length aliases * softmax_step C d) adaptive_epoch.
Proof.
  split; [split; [exists 36|exists 1]|exists 11]; intros [[[C d] k] l] H;
    [pose proof (adaptive_epoch_at_most C d k l H); lia| |];
    pose proof (adaptive_epoch_at_least C d k l H); [lia|].
  destruct H as [(HC & Hd & _) _].
  pose proof (Nat.mul_le_mono_l _ _ (length l) (proj2 (softmax_bounds C d HC Hd))). lia.
Qed.
