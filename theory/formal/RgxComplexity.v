(** RG, Sect. 4.4.2: what a sweep of RGx costs, row by row and with one system for each side. *)

From Coq Require Import Reals Lia.
From softproof Require Import Operations RgUpdates RgSharedSystem RgComplexity RgSharedComplexity.
Open Scope nat_scope.

Lemma rgx_row_by_row_more M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  row_by_row (M, N, K, D) <= rgx_row_by_row (M, N, K, D) <= row_by_row (M, N, K, D) + 5 * ((M + N) * K ^ 2).
Proof.
  intros HM HN HK. unfold rgx_row_by_row, product. set (r := row_by_row (M, N, K, D)).
  destruct M as [|M]; [lia|]. destruct N as [|N]; [lia|]. destruct K as [|K]; [lia|]. simpl Nat.pow in *. lia.
Qed.

Lemma cube_above_square M N K : 1 <= K -> (M + N) * K ^ 2 <= (M + N) * K ^ 3.
Proof. intros HK. apply Nat.mul_le_mono_l, Nat.pow_le_mono_r; lia. Qed.

Lemma rgx_row_by_row_at_most M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  rgx_row_by_row (M, N, K, D) <= 23 * (M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros HM HN HK. pose proof (rgx_row_by_row_more M N K D HM HN HK).
  pose proof (row_by_row_at_most M N K D HM HN HK). pose proof (cube_above_square M N K HK). lia.
Qed.

(** Claim: none
    Says: Row by row a sweep of RGx costs at most of the order M N K^2 + (M + N) K^3.
*)
Theorem rgx_row_by_row_at_most_MN : ~ ~ at_most_of_order data rgx_row_by_row
  (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros H. apply H. exists 23. intros [[[M N] K] D] (HM & HN & HK & _). apply rgx_row_by_row_at_most; assumption.
Qed.

Lemma rgx_row_by_row_above (order : nat * nat * nat * nat -> nat) :
  at_most_of_order data rgx_row_by_row order -> at_most_of_order data row_by_row order.
Proof.
  intros [c Hc]. exists c. intros [[[M N] K] D] H. specialize (Hc _ H). destruct H as (HM & HN & HK & _).
  pose proof (rgx_row_by_row_more M N K D HM HN HK). lia.
Qed.

(** Claim: rg.complexity.rgx.rows
    Role: refutes
    Place: RG, Sect. 4.4.2, Eq. 38-39
    Says: A sweep of RGx with Q' Q and P' V P formed once, and Q' W_x Q and P' W_y P for each row, does not cost at most
      of the order |D| K^2 + (M + N) K^3: with one factor and as many contexts as items, each with one positive, it
      takes more than 10 |D|^2 operations, and the order is 3 |D|.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That a context's own O(N K^2 + K^3), and an item's O(M K^2 + K^3), are right is not in the
      statement.
    Mutant: `D * K ^ 2` becomes `M * N * K ^ 2`; refuted by the theorem rgx_row_by_row_at_most_MN
*)
Theorem rgx_row_by_row_is_not_of_the_stated_order : ~ at_most_of_order data rgx_row_by_row
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof. intros H. exact (row_by_row_is_not_of_the_stated_order (rgx_row_by_row_above _ H)). Qed.

(** Claim: none
    Says: Row by row a sweep of RGx is not of the order |D| K^2 + (M + N) K^3, above and below.
*)
Theorem rgx_row_by_row_not_D : ~ of_order data rgx_row_by_row (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof. intros [H _]. exact (rgx_row_by_row_is_not_of_the_stated_order H). Qed.

(** Claim: none
    Says: Row by row a sweep of RGx is not of the order M N K + (M + N) K^3, above and below.
*)
Theorem rgx_row_by_row_not_MNK : ~ of_order data rgx_row_by_row (fun '(M, N, K, D) => M * N * K + (M + N) * K ^ 3).
Proof. intros [H _]. exact (row_by_row_above_MNK (rgx_row_by_row_above _ H)). Qed.

(** Claim: none
    Says: Row by row a sweep of RGx is not of the order (M + N) K^2 + (M + N) K^3, above and below.
*)
Theorem rgx_row_by_row_not_once : ~ of_order data rgx_row_by_row
  (fun '(M, N, K, D) => (M + N) * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros [[c H] _]. apply rgx_row_by_row_is_not_of_the_stated_order. exists (2 * c).
  intros [[[M N] K] D] HD. specialize (H _ HD). cbv beta iota in *. destruct HD as (HM & HN & HK & HD).
  pose proof (cube_above_square M N K HK). assert (c * ((M + N) * K ^ 2) <= c * ((M + N) * K ^ 3)) by nia. lia.
Qed.

(** Claim: rg.complexity.rgx.rows.repair
    Role: establishes
    Place: RG, Sect. 4.4.2, Eq. 38-39
    Says: A sweep of RGx with Q' Q and P' V P formed once, and Q' W_x Q and P' W_y P for each row, costs of the order
      M N K^2 + (M + N) K^3, above and below, however sparse the data.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v.
    Mutant: `M * N * K ^ 2` becomes `D * K ^ 2`; refuted by the theorem rgx_row_by_row_not_D
    Mutant: `M * N * K ^ 2` becomes `(M + N) * K ^ 2`; refuted by the theorem rgx_row_by_row_not_once
    Mutant: `M * N * K ^ 2` becomes `M * N * K`; refuted by the theorem rgx_row_by_row_not_MNK
*)
Theorem rgx_row_by_row_order : of_order data rgx_row_by_row (fun '(M, N, K, D) => M * N * K ^ 2 + (M + N) * K ^ 3).
Proof.
  split.
  - exists 23. intros [[[M N] K] D] (HM & HN & HK & _). apply rgx_row_by_row_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). pose proof (row_by_row_at_least M N K D HM HN HK).
    pose proof (rgx_row_by_row_more M N K D HM HN HK). lia.
Qed.

Lemma rgx_one_system_more M N K D : 1 <= M ->
  one_system (M, N, K, D) <= rgx_one_system (M, N, K, D) <= one_system (M, N, K, D) + 2 * ((M + N) * K ^ 2).
Proof.
  intros HM. unfold rgx_one_system. set (r := one_system (M, N, K, D)). destruct M as [|M]; [lia|].
  simpl Nat.pow in *. lia.
Qed.

Lemma rgx_one_system_at_most M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  rgx_one_system (M, N, K, D) <= 15 * (D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  intros HM HN HK. pose proof (rgx_one_system_more M N K D HM). pose proof (one_system_at_most M N K D HM HN HK). lia.
Qed.

Lemma rgx_one_system_above (order : nat * nat * nat * nat -> nat) :
  at_most_of_order data rgx_one_system order -> at_most_of_order data one_system order.
Proof.
  intros [c Hc]. exists c. intros [[[M N] K] D] H. specialize (Hc _ H). destruct H as (HM & HN & HK & _).
  pose proof (rgx_one_system_more M N K D HM). lia.
Qed.

(** Claim: none
    Says: With one system for each side a sweep of RGx costs at most of the order |D| K^2 + (M + N) K^3.
*)
Theorem rgx_one_system_at_most_stated : ~ ~ at_most_of_order data rgx_one_system
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros H. apply one_system_at_most_stated. intros [c Hc]. apply H. exists (c + 2).
  intros [[[M N] K] D] HD. specialize (Hc _ HD). cbv beta iota in *. destruct HD as (HM & HN & HK & _).
  pose proof (rgx_one_system_more M N K D HM). pose proof (cube_above_square M N K HK). lia.
Qed.

(** Claim: none
    Says: With one system for each side a sweep of RGx costs of the order |D| K + (M + N) K^2 + K^3, above and below.
*)
Theorem rgx_one_system_of_its_order : ~ ~ of_order data rgx_one_system
  (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  intros H. apply H. split.
  - exists 15. intros [[[M N] K] D] (HM & HN & HK & _). apply rgx_one_system_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). pose proof (one_system_at_least M N K D HM HN HK).
    pose proof (rgx_one_system_more M N K D HM). lia.
Qed.

(** Claim: rg.complexity.rgx.tight
    Role: refutes
    Place: RG, Sect. 4.4.2, Eq. 38-39
    Says: With Eq. 17's weights, for which one system serves all contexts and one all items, a sweep of RGx is not of
      the order |D| K^2 + (M + N) K^3, above and below.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v.
    Mutant: `of_order` becomes `at_most_of_order`; refuted by the theorem rgx_one_system_at_most_stated
    Mutant: `D * K ^ 2 + (M + N) * K ^ 3` becomes `D * K + (M + N) * K ^ 2 + K ^ 3`; refuted by the theorem
      rgx_one_system_of_its_order
*)
Theorem rgx_one_system_is_not_of_the_stated_order : ~ of_order data rgx_one_system
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros [U [c L]]. apply one_system_is_not_of_the_stated_order. split; [exact (rgx_one_system_above _ U)|].
  exists (3 * c). intros [[[M N] K] D] HD. specialize (L _ HD). cbv beta iota in *. destruct HD as (HM & HN & HK & _).
  assert (rgx_one_system (M, N, K, D) <= 3 * one_system (M, N, K, D)); [|nia]. unfold rgx_one_system.
  pose proof (one_system_at_least M N K D HM HN HK). destruct M as [|M]; [lia|]. destruct N as [|N]; [lia|].
  remember (one_system _) as r. simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: The right-hand sides take of the order (M + N) K^2, not (M + N) K.
*)
Theorem rgx_one_system_not_K : ~ (shared_systems V16 (fun N => 1 - 1 / INR N)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D * K + (M + N) * K + K ^ 3)).
Proof. intros [_ [H _]]. exact (one_system_above_K (rgx_one_system_above _ H)). Qed.

(** Claim: none
    Says: The elimination takes of the order K^3, not K^2.
*)
Theorem rgx_one_system_not_square : ~ (shared_systems V16 (fun N => 1 - 1 / INR N)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 2)).
Proof. intros [_ [H _]]. exact (one_system_above_square (rgx_one_system_above _ H)). Qed.

(** Claim: none
    Says: The sums over the positives take of the order |D| K, not |D|.
*)
Theorem rgx_one_system_not_D : ~ (shared_systems V16 (fun N => 1 - 1 / INR N)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D + (M + N) * K ^ 2 + K ^ 3)).
Proof. intros [_ [H _]]. exact (one_system_above_D (rgx_one_system_above _ H)). Qed.

(** Claim: none
    Says: With one system for each side a sweep of RGx is not of the order |D| K^2 + (M + N) K^3, above and below.
*)
Theorem rgx_one_system_not_stated : ~ (shared_systems V16 (fun N => 1 - 1 / INR N)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3)).
Proof. intros [_ H]. exact (rgx_one_system_is_not_of_the_stated_order H). Qed.

(** Claim: none
    Says: With the interaction the system of all contexts is not RG2's: with one context, item and factor, all 1.
*)
Theorem rgx_one_system_not_the_same : ~ (shared_systems V16 (fun N => 1)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3)).
Proof. intros [H _]. exact (rgx_shares_less H). Qed.

(** Claim: rg.complexity.rgx.tight.repair
    Role: establishes
    Place: RG, Sect. 4.4.2, Eq. 38-39
    Says: With Eq. 17's weights one K x K system, with 1 - 1/N times Q' Q, serves all contexts in Eq. 38, and one all
      items in Eq. 39; a sweep of RGx that solves these two costs of the order |D| K + (M + N) K^2 + K^3, above and
      below.
    Gap: Real numbers. Operations.v says how many operations each step of a sweep takes. It adds up the operations of
      the steps; the sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v.
    Mutant: `1 - 1 / INR N` becomes `1`; refuted by the theorem rgx_one_system_not_the_same
    Mutant: `D * K +` becomes `D +`; refuted by the theorem rgx_one_system_not_D
    Mutant: `(M + N) * K ^ 2` becomes `(M + N) * K`; refuted by the theorem rgx_one_system_not_K
    Mutant: `K ^ 3` becomes `K ^ 2`; refuted by the theorem rgx_one_system_not_square
    Mutant: `D * K + (M + N) * K ^ 2 + K ^ 3` becomes `D * K ^ 2 + (M + N) * K ^ 3`; refuted by the theorem
      rgx_one_system_not_stated
*)
Theorem rgx_one_system_order : shared_systems V16 (fun N => 1 - 1 / INR N)%R /\
  of_order data rgx_one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  split; [exact rgx_shares|]. split.
  - exists 15. intros [[[M N] K] D] (HM & HN & HK & _). apply rgx_one_system_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). pose proof (one_system_at_least M N K D HM HN HK).
    pose proof (rgx_one_system_more M N K D HM). lia.
Qed.
