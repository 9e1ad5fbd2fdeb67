(** RG, Sect. 4.4.2: what a sweep of RG2 costs with one system for all contexts and one for all items. *)

From Coq Require Import Reals Lia.
From softproof Require Import Operations RgUpdates RgSharedSystem.
Open Scope nat_scope.

Lemma one_system_at_most M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  one_system (M, N, K, D) <= 13 * (D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  intros HM HN HK. unfold one_system, product.
  pose proof (elimination_at_most K M). pose proof (elimination_at_most K N).
  destruct M as [|M]; [lia|]. destruct N as [|N]; [lia|]. destruct K as [|K]; [lia|]. simpl Nat.pow in *. lia.
Qed.

Lemma one_system_at_least M N K D : 1 <= M -> 1 <= N -> 1 <= K ->
  D * K + (M + N) * K ^ 2 + K ^ 3 <= 2 * one_system (M, N, K, D).
Proof.
  intros HM HN HK. unfold one_system, product.
  pose proof (elimination_at_least K M HK HM). pose proof (elimination_at_least K N HK HN). simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: With one system for each side a sweep costs at most of the order |D| K^2 + (M + N) K^3.
*)
Theorem one_system_at_most_stated : ~ ~ at_most_of_order data one_system
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros H. apply H. exists 26. intros [[[M N] K] D] (HM & HN & HK & _).
  pose proof (one_system_at_most M N K D HM HN HK). destruct M as [|M]; [lia|]. destruct K as [|K]; [lia|].
  simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: With one system for each side a sweep costs of the order |D| K + (M + N) K^2 + K^3, above and below.
*)
Theorem one_system_of_its_order : ~ ~ of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  intros H. apply H. split.
  - exists 13. intros [[[M N] K] D] (HM & HN & HK & _). apply one_system_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). apply one_system_at_least; assumption.
Qed.

(** Claim: rg.complexity.tight
    Role: refutes
    Place: RG, Sect. 4.4.2
    Says: With Eq. 16's weights, for which one system serves all contexts and one all items, a sweep is not of the order
      |D| K^2 + (M + N) K^3, above and below: with as many contexts, items and pairs as factors it takes at most 52 K^3
      operations, and the order is K^3 + 2 K^4.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v.
    Mutant: `of_order` becomes `at_most_of_order`; refuted by the theorem one_system_at_most_stated
    Mutant: `D * K ^ 2 + (M + N) * K ^ 3` becomes `D * K + (M + N) * K ^ 2 + K ^ 3`; refuted by the theorem
      one_system_of_its_order
*)
Theorem one_system_is_not_of_the_stated_order : ~ of_order data one_system
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (large (52 * c)) as [m Hm]. exists (m, m, m, m).
  split; [unfold data; nia|]. pose proof (one_system_at_most m m m m ltac:(lia) ltac:(lia) ltac:(lia)) as U.
  remember (m ^ 3) as q eqn:Hq. assert (0 < q) by (subst q; apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia).
  replace (m * m + (m + m) * m ^ 2 + q) with (m ^ 2 + 3 * q) in U by (subst q; simpl; ring).
  assert (m ^ 2 <= q) by (subst q; simpl; nia). replace (m * m ^ 2) with q by (subst q; simpl; ring).
  assert (52 * c * q < m * q) by nia. assert (c * one_system (m, m, m, m) <= c * (52 * q)) by nia. lia.
Qed.

Lemma one_system_above_D : ~ at_most_of_order data one_system (fun '(M, N, K, D) => D + (M + N) * K ^ 2 + K ^ 3).
Proof.
  apply not_at_most. intros c. destruct (large (8 * c)) as [m Hm].
  exists (m ^ 2, m ^ 2, m, m ^ 2 * m ^ 2). pose proof (Nat.pow_nonzero m 2 ltac:(lia)) as H2.
  split; [unfold data; nia|].
  pose proof (one_system_at_least (m ^ 2) (m ^ 2) m (m ^ 2 * m ^ 2) ltac:(lia) ltac:(lia) ltac:(lia)).
  remember (m ^ 2 * m ^ 2) as q eqn:Hq. replace ((m ^ 2 + m ^ 2) * m ^ 2) with (2 * q) in * by (subst q; ring).
  assert (m ^ 3 <= q) by (subst q; simpl; nia). assert (0 < q) by nia. assert (8 * c * q < m * q) by nia.
  assert (c * m ^ 3 <= c * q) by nia. lia.
Qed.

(** Claim: none
    Says: The sums over the positives take of the order |D| K, not |D|.
*)
Theorem one_system_not_D : ~ (shared_systems (fun _ _ => none) (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D + (M + N) * K ^ 2 + K ^ 3)).
Proof. intros [_ [H _]]. exact (one_system_above_D H). Qed.

Lemma one_system_above_K : ~ at_most_of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K + K ^ 3).
Proof.
  apply not_at_most. intros c. destruct (large (4 * c)) as [m Hm].
  exists (m ^ 2, m ^ 2, m, m ^ 2). pose proof (Nat.pow_nonzero m 2 ltac:(lia)) as H2. split; [unfold data; nia|].
  pose proof (one_system_at_least (m ^ 2) (m ^ 2) m (m ^ 2) ltac:(lia) ltac:(lia) ltac:(lia)).
  replace (m ^ 2 * m + (m ^ 2 + m ^ 2) * m + m ^ 3) with (4 * m ^ 3) by (simpl; ring).
  replace ((m ^ 2 + m ^ 2) * m ^ 2) with (2 * (m * m ^ 3)) in * by (simpl; ring).
  assert (0 < m ^ 3) by (apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia). assert (4 * c * m ^ 3 < m * m ^ 3) by nia. lia.
Qed.

(** Claim: none
    Says: The right-hand sides take of the order (M + N) K^2, not (M + N) K.
*)
Theorem one_system_not_K : ~ (shared_systems (fun _ _ => none) (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K + K ^ 3)).
Proof. intros [_ [H _]]. exact (one_system_above_K H). Qed.

Lemma one_system_above_square : ~ at_most_of_order data one_system
  (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 2).
Proof.
  apply not_at_most. intros c. destruct (large (8 * c)) as [m Hm]. exists (1, 1, m, 1).
  split; [unfold data; lia|]. pose proof (one_system_at_least 1 1 m 1 ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (m <= m ^ 2) by (simpl; nia). assert (c * m <= c * m ^ 2) by nia.
  assert (8 * c * m ^ 2 < m ^ 3) by (simpl; nia). lia.
Qed.

(** Claim: none
    Says: The elimination takes of the order K^3, not K^2.
*)
Theorem one_system_not_square : ~ (shared_systems (fun _ _ => none) (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 2)).
Proof. intros [_ [H _]]. exact (one_system_above_square H). Qed.

(** Claim: none
    Says: With one system for each side a sweep is not of the order |D| K^2 + (M + N) K^3, above and below.
*)
Theorem one_system_not_stated : ~ (shared_systems (fun _ _ => none) (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3)).
Proof. intros [_ H]. exact (one_system_is_not_of_the_stated_order H). Qed.

(** Claim: none
    Says: With the interaction of RGx the system of all contexts is another: with one context, item and factor, all 1.
*)
Theorem one_system_without_interaction : ~ (shared_systems V16 (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3)).
Proof. intros [H _]. exact (rgx_shares_less H). Qed.

(** Claim: rg.complexity.tight.repair
    Role: establishes
    Place: RG, Sect. 4.4.2
    Says: With Eq. 16's weights one K x K system serves all contexts and one all items, and a sweep that solves these
      two costs of the order |D| K + (M + N) K^2 + K^3, above and below.
    Gap: Real numbers. Operations.v says how many operations each step of a sweep takes. It adds up the operations of
      the steps; the sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That this is a factor K less than stated where K <= M + N is read off the orders.
    Mutant: `(fun _ _ => none)` becomes `V16`; refuted by the theorem one_system_without_interaction
    Mutant: `D * K +` becomes `D +`; refuted by the theorem one_system_not_D
    Mutant: `(M + N) * K ^ 2` becomes `(M + N) * K`; refuted by the theorem one_system_not_K
    Mutant: `K ^ 3` becomes `K ^ 2`; refuted by the theorem one_system_not_square
    Mutant: `D * K + (M + N) * K ^ 2 + K ^ 3` becomes `D * K ^ 2 + (M + N) * K ^ 3`; refuted by the theorem
      one_system_not_stated
*)
Theorem one_system_order : shared_systems (fun _ _ => none) (fun _ => 1)%R /\
  of_order data one_system (fun '(M, N, K, D) => D * K + (M + N) * K ^ 2 + K ^ 3).
Proof.
  split; [exact rg_shares|]. split.
  - exists 13. intros [[[M N] K] D] (HM & HN & HK & _). apply one_system_at_most; assumption.
  - exists 2. intros [[[M N] K] D] (HM & HN & HK & _). apply one_system_at_least; assumption.
Qed.
