(** What follows the map costs in proportion to the support. *)

From Coq Require Import Lia.
From softproof Require Import Operations Epochs.

(** Claim: none
    Says: For two factors and one item it takes 9 operations.
*)
Theorem update_not_scores_alone : ~ (forall d n, 1 <= n -> update n d = (2 * d + 1) * n).
Proof. intros H. specialize (H 2 1 (le_n 1)). discriminate H. Qed.

(** Claim: none
    Says: The rate takes an operation for each item.
*)
Theorem update_not_without_rate : ~ (forall d n, 1 <= n -> update n d = 4 * d * n).
Proof. intros H. specialize (H 2 1 (le_n 1)). discriminate H. Qed.

(** Claim: none
    Says: The first item's part of the context's gradient is not added to anything.
*)
Theorem update_not_one_sum_more : ~ (forall d n, 1 <= n -> update n d = (4 * d + 1) * n + d).
Proof. intros H. specialize (H 2 1 (le_n 1)). discriminate H. Qed.

(** Claim: sf.cheaper_per_logit.update
    Role: part
    Place: SF, beyond the summary, Design tradeoffs
    Says: From the gradient in the scores to the moved factors of the context and of the n items that have a gradient
      it takes (4 d + 1) n operations.
    Gap: Epochs.v says which operations these are. Which items have a gradient, for sparsemax the support and the
      target, for softmax all, is not in the statement. The update is not run in Coq.
    Mutant: `(4 * d + 1) * n` becomes `(2 * d + 1) * n`; refuted by the theorem update_not_scores_alone
    Mutant: `(4 * d + 1) * n` becomes `4 * d * n`; refuted by the theorem update_not_without_rate
    Mutant: `(4 * d + 1) * n` becomes `(4 * d + 1) * n + d`; refuted by the theorem update_not_one_sum_more
*)
Theorem update_operations : forall d n, 1 <= n -> update n d = (4 * d + 1) * n.
Proof. intros d n H. unfold update, product. destruct n as [|n]; [lia|]. lia. Qed.
