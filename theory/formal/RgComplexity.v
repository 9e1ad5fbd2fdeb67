(** RG, Sect. 4.4.2: what a sweep of RG2 costs, row by row and with one system for all rows. *)

From Coq Require Import Arith Lia.
From softproof Require Import Operations.

Lemma row_at_most n K : 1 <= n -> 1 <= K -> row n K <= 9 * (n * K ^ 2) + K ^ 3.
Proof.
  intros Hn HK. unfold row, product. pose proof (elimination_at_most K 1).
  destruct n as [|n]; [lia|]. destruct K as [|K]; [lia|]. simpl Nat.pow in *. lia.
Qed.

Lemma row_at_least n K : 1 <= n -> 1 <= K -> n * K ^ 2 + K ^ 3 <= 2 * row n K.
Proof.
  intros Hn HK. unfold row, product. pose proof (elimination_at_least K 1 HK (le_n 1)).
  destruct n as [|n]; [lia|]. simpl Nat.pow in *. lia.
Qed.

Lemma row_by_row_at_most M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  row_by_row (M, N, K, D) <= 18 * (M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros HM HN HK. unfold row_by_row. pose proof (Nat.mul_le_mono_l _ _ M (row_at_most N K HN HK)).
  pose proof (Nat.mul_le_mono_l _ _ N (row_at_most M K HM HK)). lia.
Qed.

Lemma row_by_row_at_least M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  M * N * K ^ 2 + (M + N) * K ^ 3 <= 2 * row_by_row (M, N, K, D).
Proof.
  intros HM HN HK. unfold row_by_row. pose proof (Nat.mul_le_mono_l _ _ M (row_at_least N K HN HK)).
  pose proof (Nat.mul_le_mono_l _ _ N (row_at_least M K HM HK)). lia.
Qed.

(** Claim: none
    Says: A sweep row by row costs at most of the order M N K^2 + (M + N) K^3.
*)
Theorem row_by_row_at_most_MN : ~ ~ at_most_of_order data row_by_row
  (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros H. apply H. exists 18. intros [[[M N] K] D] (HM & HN & HK & _). apply row_by_row_at_most; assumption.
Qed.

(** Claim: rg.complexity.rows
    Role: refutes
    Place: RG, Sect. 4.4.2
    Says: A sweep that forms Q' W_x Q anew for each context, and P' W_y P for each item, does not cost at most of the
      order |D| K^2 + (M + N) K^3: with one factor and as many contexts as items, each with one positive, it takes
      10 |D|^2 operations, and the order is 3 |D|.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That a context's own O(N K), O(N K^2) and O(K^3) are right is not in the statement.
    Mutant: `D * K ^ 2` becomes `M * N * K ^ 2`; refuted by the theorem row_by_row_at_most_MN
*)
Theorem row_by_row_is_not_of_the_stated_order : ~ at_most_of_order data row_by_row
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  apply not_at_most. intros c. exists (S c, S c, 1, S c). split; [unfold data; lia|].
  pose proof (row_by_row_at_least (S c) (S c) 1 (S c) ltac:(lia) ltac:(lia) ltac:(lia)).
  unfold row_by_row, row, product in *. simpl. lia.
Qed.

(** Claim: none
    Says: A sweep row by row is not of the order |D| K^2 + (M + N) K^3, above and below.
*)
Theorem row_by_row_not_D : ~ of_order data row_by_row (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof. intros [H _]. exact (row_by_row_is_not_of_the_stated_order H). Qed.

Lemma row_by_row_above_MNK : ~ at_most_of_order data row_by_row (fun '(M, N, K, D) => M * N * K + (M + N) * K ^ 3).
Proof.
  apply not_at_most. intros c. destruct (large (6 * c)) as [m Hm].
  exists (m ^ 3, m ^ 3, m, m ^ 3). pose proof (Nat.pow_nonzero m 3 ltac:(lia)) as H3. split; [unfold data; nia|].
  pose proof (row_by_row_at_least (m ^ 3) (m ^ 3) m (m ^ 3) ltac:(lia) ltac:(lia) ltac:(lia)) as L.
  remember (m ^ 3 * m ^ 3) as q eqn:Hq. assert (0 < q) by nia.
  replace (q * m ^ 2) with (q * m * m) in L by (simpl; ring).
  replace ((m ^ 3 + m ^ 3) * m ^ 3) with (2 * q) in * by (subst q; ring).
  assert (6 * c * (q * m) < q * m * m) by nia. assert (2 * c * q <= 2 * c * (q * m)) by nia. lia.
Qed.

(** Claim: none
    Says: A sweep row by row is not of the order M N K + (M + N) K^3: many contexts and items.
*)
Theorem row_by_row_not_MNK : ~ of_order data row_by_row (fun '(M, N, K, D) => M * N * K + (M + N) * K ^ 3).
Proof. intros [H _]. exact (row_by_row_above_MNK H). Qed.

Lemma row_by_row_above_K2 : ~ at_most_of_order data row_by_row (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 2).
Proof.
  apply not_at_most. intros c. destruct (large (6 * c)) as [m Hm]. exists (1, 1, m, 1).
  split; [unfold data; lia|]. pose proof (row_by_row_at_least 1 1 m 1 ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (6 * c * m ^ 2 < m ^ 3) by (simpl; nia). lia.
Qed.

(** Claim: none
    Says: A sweep row by row is not of the order M N K^2 + (M + N) K^2: one context, one item, many factors.
*)
Theorem row_by_row_not_K2 : ~ of_order data row_by_row (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 2).
Proof. intros [H _]. exact (row_by_row_above_K2 H). Qed.

(** Claim: rg.complexity.rows.repair
    Role: establishes
    Place: RG, Sect. 4.4.2
    Says: A sweep that forms Q' W_x Q anew for each context, and P' W_y P for each item, costs of the order
      M N K^2 + (M + N) K^3, above and below, however sparse the data.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v.
    Mutant: `M * N * K ^ 2` becomes `D * K ^ 2`; refuted by the theorem row_by_row_not_D
    Mutant: `M * N * K ^ 2` becomes `M * N * K`; refuted by the theorem row_by_row_not_MNK
    Mutant: `(M + N) * K ^ 3` becomes `(M + N) * K ^ 2`; refuted by the theorem row_by_row_not_K2
*)
Theorem row_by_row_order : of_order data row_by_row (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  split.
  - exists 18. intros [[[M N] K] D] (HM & HN & HK & _). apply row_by_row_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). apply row_by_row_at_least; assumption.
Qed.

