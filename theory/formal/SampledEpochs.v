(** What an epoch costs with uniform negatives: sampled softmax and noise-contrastive estimation. *)

From Coq Require Import Arith Lia.
From softproof Require Import Operations Epochs EpochOrders.

Lemma sampled_bounds k d : 1 <= k -> 1 <= d -> k * d <= sampled_step k d <= 23 * (k * d).
Proof.
  intros Hk Hd. unfold sampled_step, softmax_step, step, update, chances, product. destruct d as [|d]; [lia|].
  destruct k as [|k]; [lia|]. lia.
Qed.

Lemma nce_bounds k d : 1 <= k -> 1 <= d -> k * d <= nce_step k d <= 22 * (k * d).
Proof.
  intros Hk Hd. unfold nce_step, step, update, product. destruct d as [|d]; [lia|]. destruct k as [|k]; [lia|]. lia.
Qed.

(** Claim: none
    Says: Items that are not drawn take no operations.
*)
Theorem sampled_not_items : ~ of_order sizes (fun '(C, d, k, D) => D * sampled_step k d)
  (fun '(C, d, k, D) => D * (C * d)).
Proof.
  intros [_ H]. revert H. apply pairs_not_at_most. intros c. exists (S (S (23 * c))), 1, 1, 1.
  split; [unfold sizes; lia|]. pose proof (sampled_bounds 1 1 ltac:(lia) ltac:(lia)). nia.
Qed.

(** Claim: none
    Says: Each negative takes operations for each factor.
*)
Theorem sampled_not_negatives : ~ of_order sizes (fun '(C, d, k, D) => D * sampled_step k d)
  (fun '(C, d, k, D) => D * k).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, (S c), 1, 1.
  split; [unfold sizes; lia|]. pose proof (sampled_bounds 1 (S c) ltac:(lia) ltac:(lia)). lia.
Qed.

(** Claim: none
    Says: The negatives and the factors multiply.
*)
Theorem sampled_not_sum : ~ of_order sizes (fun '(C, d, k, D) => D * sampled_step k d)
  (fun '(C, d, k, D) => D * (k + d)).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, (S (2 * c)), (S (2 * c)), 1.
  split; [unfold sizes; lia|]. pose proof (sampled_bounds (S (2 * c)) (S (2 * c)) ltac:(lia) ltac:(lia)). lia.
Qed.

(** Claim: sf.complexity.ssm
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: An epoch of sampled softmax with k uniform negatives a pair costs of the order |D| k d, above and below,
      whatever C.
    Gap: Epochs.v says how many operations each step takes. It adds up the operations of the steps; the epoch is not run
      in Coq.
    Mutant: `D * (k * d)` becomes `D * (C * d)`; refuted by the theorem sampled_not_items
    Mutant: `D * (k * d)` becomes `D * k`; refuted by the theorem sampled_not_negatives
    Mutant: `D * (k * d)` becomes `D * (k + d)`; refuted by the theorem sampled_not_sum
*)
Theorem sampled_epoch_order : of_order sizes (fun '(C, d, k, D) => D * sampled_step k d)
  (fun '(C, d, k, D) => D * (k * d)).
Proof.
  apply (pairs_of_order (fun _ d k => sampled_step k d) (fun _ d k => k * d) 1 23).
  intros _ d k _ Hd Hk. pose proof (sampled_bounds k d Hk Hd). lia.
Qed.

(** Claim: none
    Says: Items that are not drawn take no operations.
*)
Theorem nce_not_items : ~ of_order sizes (fun '(C, d, k, D) => D * nce_step k d)
  (fun '(C, d, k, D) => D * (C * d)).
Proof.
  intros [_ H]. revert H. apply pairs_not_at_most. intros c. exists (S (S (22 * c))), 1, 1, 1.
  split; [unfold sizes; lia|]. pose proof (nce_bounds 1 1 ltac:(lia) ltac:(lia)). nia.
Qed.

(** Claim: none
    Says: The noise items take operations.
*)
Theorem nce_not_positive_alone : ~ of_order sizes (fun '(C, d, k, D) => D * nce_step k d)
  (fun '(C, d, k, D) => D * d).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, 1, (S c), 1.
  split; [unfold sizes; lia|]. pose proof (nce_bounds (S c) 1 ltac:(lia) ltac:(lia)). lia.
Qed.

(** Claim: none
    Says: No operations are for pairs of noise items.
*)
Theorem nce_not_squared : ~ of_order sizes (fun '(C, d, k, D) => D * nce_step k d)
  (fun '(C, d, k, D) => D * (k ^ 2 * d)).
Proof.
  intros [_ H]. revert H. apply pairs_not_at_most. intros c. exists 2, 1, (S (22 * c)), 1.
  split; [unfold sizes; lia|]. pose proof (nce_bounds (S (22 * c)) 1 ltac:(lia) ltac:(lia)).
  simpl Nat.pow. nia.
Qed.

(** Claim: sf.complexity.nce
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: An epoch of noise-contrastive estimation with k uniform noise items a pair costs of the order |D| k d,
      above and below.
    Gap: Epochs.v says how many operations each step takes. It adds up the operations of the steps; the epoch is not run
      in Coq.
    Mutant: `D * (k * d)` becomes `D * (C * d)`; refuted by the theorem nce_not_items
    Mutant: `D * (k * d)` becomes `D * d`; refuted by the theorem nce_not_positive_alone
    Mutant: `D * (k * d)` becomes `D * (k ^ 2 * d)`; refuted by the theorem nce_not_squared
*)
Theorem nce_epoch_order : of_order sizes (fun '(C, d, k, D) => D * nce_step k d)
  (fun '(C, d, k, D) => D * (k * d)).
Proof.
  apply (pairs_of_order (fun _ d k => nce_step k d) (fun _ d k => k * d) 1 22).
  intros _ d k _ Hd Hk. pose proof (nce_bounds k d Hk Hd). lia.
Qed.
