(** Orders of growth in several sizes, and the operations of a sweep of alternating least squares: additions,
    subtractions, multiplications and divisions, as its steps take them. *)

From Coq Require Import Arith Lia.

(** f is at most of the order of g: at most a fixed multiple of it, at all sizes. *)
Definition at_most_of_order {A} (sizes : A -> Prop) (f g : A -> nat) : Prop :=
  exists c, forall a, sizes a -> f a <= c * g a.

(** f is of the order of g, above and below. *)
Definition of_order {A} (sizes : A -> Prop) (f g : A -> nat) : Prop :=
  at_most_of_order sizes f g /\ at_most_of_order sizes g f.

(** M contexts, N items, K factors and D pairs of a context and a positive item; no context is empty. *)
Definition data (sizes : nat * nat * nat * nat) : Prop :=
  let '(M, N, K, D) := sizes in 1 <= M /\ 1 <= N /\ 1 <= K /\ M <= D <= M * N.

(** The product of an m x n and an n x k matrix: n products and n - 1 sums for each of its entries. *)
Definition product (m n k : nat) : nat := m * k * (n + (n - 1)).

(** Gaussian elimination of K equations with r right-hand sides. The first unknown leaves each other equation by a
    quotient, and a product and a difference for each other coefficient and each right-hand side; the others are solved;
    then each of its r values takes a product and a difference for each of the others, and a quotient. *)
Fixpoint elimination (K r : nat) : nat :=
  match K with
  | 0 => 0
  | S others => others * (1 + 2 * (others + r)) + elimination others r + r * (2 * others + 1)
  end.

(** A row's own system, from the factors B of the n rows of the other side: W B, B' (W B) and the ridge on its
    diagonal, s (W B), and the solution. *)
Definition row (n K : nat) : nat := n * K + product K n K + K + product 1 n K + elimination K 1.

(** RG2 row by row: the contexts' rows of Eq. 36, then the items' of Eq. 37. *)
Definition row_by_row (sizes : nat * nat * nat * nat) : nat :=
  let '(M, N, K, _) := sizes in M * row N K + N * row M K.

(** RG2 with one system for all contexts and one for all items, the weights being Eq. 16's. For the contexts: the sum of
    Q, the sum of the positives of each, a factor and a difference for each; Q' Q, the ridge, the solution with M
    right-hand sides. Then P weighted, and for the items the same. *)
Definition one_system '(M, N, K, D) : nat :=
  N * K + D * K + 2 * M * K + product K N K + K + elimination K M
  + M * K + (M * K + D * K + 2 * N * K + product K M K + K + elimination K N).

(** RG2 with Q' Q formed once and corrected at the positives, the weights being Eq. 19's. First Q' Q, and the sum of Q;
    for each positive of a context its factors weighted, their square and they themselves added; for each context its
    multiple of Q' Q, its target, the ridge and the solution. Then P with three weights, P' W P, and a sum; for each
    positive of an item its square and two targets added; for each item its target, the ridge and the solution. *)
Definition corrected '(M, N, K, D) : nat :=
  product K N K + N * K + D * (K + 2 * K ^ 2 + K) + M * (K ^ 2 + 3 * K + K + elimination K 1)
  + 3 * (M * K) + product K M K + M * K + D * (2 * K ^ 2 + 2 * K) + N * (2 * K + K + elimination K 1).

(** RGx row by row: Q' Q and P' V P formed once, and a multiple of the one, or the other, taken off each system. *)
Definition rgx_row_by_row '(M, N, K, D) : nat :=
  product K N K + M * (K ^ 2 + K ^ 2) + M * K + product K M K + N * K ^ 2 + row_by_row (M, N, K, D).

(** RGx with one system for each side: Q' Q and P' W P times 1 - 1/N. *)
Definition rgx_one_system '(M, N, K, D) : nat := K ^ 2 + K ^ 2 + one_system (M, N, K, D).

(** RGx with Q' Q and P' W P, each times 1 - 1/N, corrected at the positives. *)
Definition rgx_corrected '(M, N, K, D) : nat := K ^ 2 + K ^ 2 + corrected (M, N, K, D).

(** RGx with one system for each side and the interaction of Eq. 15: Q' Q less 1/N times the square of Q's sum. *)
Definition rgx_exact (sizes : nat * nat * nat * nat) : nat :=
  let '(_, _, K, _) := sizes in K + K ^ 2 + K ^ 2 + one_system sizes.

Lemma elimination_exact K r : 6 * elimination K r + 3 * K ^ 2 + K + 6 * r * K = 4 * K ^ 3 + 12 * r * K ^ 2.
Proof. induction K as [|K IH]; [simpl; lia|]. cbn [elimination]. simpl Nat.pow in *. lia. Qed.

Lemma elimination_at_most K r : elimination K r <= K ^ 3 + 2 * r * K ^ 2.
Proof. pose proof (elimination_exact K r). simpl Nat.pow in *. lia. Qed.

Lemma elimination_at_least K r : 1 <= K -> 1 <= r -> K ^ 3 + r * K ^ 2 <= 2 * elimination K r.
Proof.
  intros HK Hr. pose proof (elimination_exact K r). destruct K as [|K]; [lia|]. destruct r as [|r]; [lia|].
  simpl Nat.pow in *. lia.
Qed.

Lemma not_at_most {A} (sizes : A -> Prop) (f g : A -> nat) :
  (forall c, exists a, sizes a /\ c * g a < f a) -> ~ at_most_of_order sizes f g.
Proof. intros H [c Hc]. destruct (H c) as [a [Ha Hl]]. specialize (Hc a Ha). lia. Qed.

Lemma large c : exists m, c < m.
Proof. exists (S c). lia. Qed.
