(** What an epoch of sampled softmax costs with negatives from a table that is built once. *)

From Coq Require Import Arith Lia.
From softproof Require Import Operations Epochs SampledEpochs AdaptiveEpochs.

(** An epoch with one table, of C weights, in which so many items get an alias; a negative takes two draws and a
    comparison, of which one is in the sampled step. *)
Definition table_epoch (a : nat * nat * nat * nat * nat) : nat :=
  let '(C, d, k, D, aliases) := a in table C aliases + D * (2 * k + sampled_step k d).

Lemma table_bounds C n : 1 <= C -> n < C -> C <= table C n <= 6 * C.
Proof. intros HC Hn. unfold table. lia. Qed.

Lemma table_epoch_bounds C d k D n : sizes (C, d, k, D) -> n < C ->
  D * (k * d) + C <= table_epoch (C, d, k, D, n) <= 25 * (D * (k * d) + C).
Proof.
  intros (HC & Hd & Hk & _) Hn. unfold table_epoch. pose proof (table_bounds C n ltac:(lia) Hn).
  pose proof (sampled_bounds k d Hk Hd) as B. assert (k * 1 <= k * d) by (apply Nat.mul_le_mono_l, Hd).
  assert (D * (k * d) <= D * (2 * k + sampled_step k d)) by (apply Nat.mul_le_mono_l; lia).
  assert (D * (2 * k + sampled_step k d) <= D * (25 * (k * d))) by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** Claim: none
    Says: The table takes operations.
*)
Theorem table_epoch_not_without_table : ~ of_order (fun '(C, d, k, D, n) => sizes (C, d, k, D) /\ n < C) table_epoch
  (fun '(C, d, k, D, n) => D * (k * d)).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. exists (S (S c), 1, 1, 1, 0).
  assert (S : sizes (S (S c), 1, 1, 1)) by (unfold sizes; lia). split; [split; [exact S|lia]|].
  pose proof (table_epoch_bounds _ _ _ _ 0 S ltac:(lia)). lia.
Qed.

(** Claim: none
    Says: The table is built once in an epoch, not for each pair.
*)
Theorem table_epoch_not_for_each_pair : ~ of_order (fun '(C, d, k, D, n) => sizes (C, d, k, D) /\ n < C) table_epoch
  (fun '(C, d, k, D, n) => D * (k * d + C)).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (large (50 * c + 1)) as [m Hm]. exists (m, 1, 1, m, 0).
  assert (S : sizes (m, 1, 1, m)) by (unfold sizes; lia). split; [split; [exact S|lia]|].
  pose proof (table_epoch_bounds _ _ _ _ 0 S ltac:(lia)) as [_ U]. apply (Nat.mul_le_mono_l _ _ c) in U.
  assert (50 * c * m <= m * m) by (apply Nat.mul_le_mono_r; lia). lia.
Qed.

(** Claim: none
    Says: The table takes no operations for pairs of items.
*)
Theorem table_epoch_not_squared : ~ of_order (fun '(C, d, k, D, n) => sizes (C, d, k, D) /\ n < C) table_epoch
  (fun '(C, d, k, D, n) => D * (k * d) + C ^ 2).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (large (50 * c + 1)) as [m Hm]. exists (m, 1, 1, 1, 0).
  assert (S : sizes (m, 1, 1, 1)) by (unfold sizes; lia). split; [split; [exact S|lia]|].
  pose proof (table_epoch_bounds _ _ _ _ 0 S ltac:(lia)) as [_ U]. apply (Nat.mul_le_mono_l _ _ c) in U.
  assert (50 * c * m <= m * m) by (apply Nat.mul_le_mono_r; lia).
  assert (c * 1 <= c * m) by (apply Nat.mul_le_mono_l; lia).
  simpl Nat.pow. lia.
Qed.

(** Claim: sf.complexity.ssm.table
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: With a table built once an epoch for draws from a fixed distribution an epoch of sampled softmax costs of the
      order |D| k d + C, above and below.
    Gap: Epochs.v and AdaptiveEpochs.v say how many operations each step takes. They add up the operations of the steps;
      the epoch is not run in Coq. That fewer than C items get an alias is assumed of the table.
    Mutant: `D * (k * d) + C` becomes `D * (k * d)`; refuted by the theorem table_epoch_not_without_table
    Mutant: `D * (k * d) + C` becomes `D * (k * d + C)`; refuted by the theorem table_epoch_not_for_each_pair
    Mutant: `D * (k * d) + C` becomes `D * (k * d) + C ^ 2`; refuted by the theorem table_epoch_not_squared
*)
Theorem table_epoch_order : of_order (fun '(C, d, k, D, n) => sizes (C, d, k, D) /\ n < C) table_epoch
  (fun '(C, d, k, D, n) => D * (k * d) + C).
Proof.
  split; [exists 25|exists 1]; intros [[[[C d] k] D] n] [S Hn]; pose proof (table_epoch_bounds C d k D n S Hn); lia.
Qed.
