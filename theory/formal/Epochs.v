(** The operations of an epoch of stochastic gradient descent on a factor model, one step for each pair of a context and
    a positive item: additions, subtractions, multiplications, divisions, exponentials, comparisons and draws. *)

From softproof Require Import Operations.

(** What follows the gradient in the scores of n items with d factors: this gradient times the rate; from that the
    gradient in the context's factors; the items' factors moved, by a product and a difference each; the context's. *)
Definition update (n d : nat) : nat := n + product 1 n d + 2 * (n * d) + d.

(** One step on n items: their scores, and, but for the gradient in these, all that follows. *)
Definition step (n d : nat) : nat := product n d 1 + update n d.

(** The softmax of n scores: the largest, differences from it, exponentials, their sum, and quotients. *)
Definition chances (n : nat) : nat := (n - 1) + n + n + (n - 1) + n.

(** Softmax over C items; the gradient in the target's score is its chance less 1. *)
Definition softmax_step (C d : nat) : nat := step C d + chances C + 1.

(** Sampled softmax with k uniform negatives, drawn at random: softmax over these and the positive item. *)
Definition sampled_step (k d : nat) : nat := k + softmax_step (S k) d.

(** Noise-contrastive estimation with k uniform noise items: each score less a constant, its sigmoid by an exponential,
    a sum and a quotient, and 1 off the positive item's. *)
Definition nce_step (k d : nat) : nat := k + step (S k) d + 4 * S k + 1.

(** Rankmax with its scale adapted to the target: each score less the target's, and 1 more, compared with 0; the sum of
    those above, which are the support; its inverse; the sum of the other items' gradients, and its negative. *)
Definition rankmax_step (C d support : nat) : nat := step C d + 3 * C + (support - 1) + 1 + (C - 1 - 1) + 1.

(** Entmax of alpha = 5/4 by k halvings: scores scaled, their largest, and 1 off it. A halving takes the middle by a sum
    and a product; differences from it, comparisons with 0 and fourth powers; their sum, and its comparison with 1. *)
Definition entmax_step (C d k : nat) : nat :=
  step C d + C + (C - 1) + 1 + k * (2 + C * (1 + 1 + 3) + (C - 1) + 1) + 1.

(** C items, d factors, k as above, and D pairs. *)
Definition sizes (a : nat * nat * nat * nat) : Prop := let '(C, d, k, D) := a in 2 <= C /\ 1 <= d /\ 1 <= k /\ 1 <= D.

