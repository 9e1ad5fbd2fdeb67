(** RG, Sect. 4.4.2: what a sweep of RGx costs beyond one of RG2. *)

From Coq Require Import Reals Lia.
From softproof Require Import Operations RgUpdates RgCoupledSteps RgSharedSystem RgxComplexity.
Open Scope nat_scope.

Lemma overhead M N K D : rgx_row_by_row (M, N, K, D) - row_by_row (M, N, K, D)
  = product K N K + M * (K ^ 2 + K ^ 2) + M * K + product K M K + N * K ^ 2.
Proof. unfold rgx_row_by_row. lia. Qed.

Lemma overhead_at_least M N K D : 1 <= N -> (M + N) * K ^ 2 <= rgx_row_by_row (M, N, K, D) - row_by_row (M, N, K, D).
Proof. intros HN. rewrite overhead. unfold product. destruct N as [|N]; [lia|]. simpl Nat.pow in *. lia. Qed.

(** Claim: none
    Says: The interaction adds operations for the items.
*)
Theorem overhead_not_contexts : ~ at_most_of_order data (fun sizes => rgx_row_by_row sizes - row_by_row sizes)
  (fun '(M, N, K, D) => M * K ^ 2).
Proof.
  apply not_at_most. intros c. exists (1, S c, 1, 1). split; [unfold data; lia|].
  pose proof (overhead_at_least 1 (S c) 1 1). simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: The interaction adds operations for the contexts.
*)
Theorem overhead_not_items : ~ at_most_of_order data (fun sizes => rgx_row_by_row sizes - row_by_row sizes)
  (fun '(M, N, K, D) => N * K ^ 2).
Proof.
  apply not_at_most. intros c. exists (S c, 1, 1, S c). split; [unfold data; lia|].
  pose proof (overhead_at_least (S c) 1 1 (S c)). simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: The interaction adds operations for the square of the factors.
*)
Theorem overhead_not_K : ~ at_most_of_order data (fun sizes => rgx_row_by_row sizes - row_by_row sizes)
  (fun '(M, N, K, D) => (M + N) * K).
Proof.
  apply not_at_most. intros c. exists (1, 1, S c, 1). split; [unfold data; lia|].
  pose proof (overhead_at_least 1 1 (S c) 1). simpl Nat.pow in *. lia.
Qed.

(** Claim: rg.complexity.rgx.overhead
    Role: establishes
    Place: RG, Sect. 4.4.2
    Says: V_x Q' Q and P' V P, whose Gram matrices are formed once a sweep, add at most of the order (M + N) K^2 to a
      sweep of RG2 that goes row by row.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. The count of RGx is that of RG2 and more, so that the difference is not cut off at 0.
    Mutant: `(M + N) * K ^ 2` becomes `M * K ^ 2`; refuted by the theorem overhead_not_contexts
    Mutant: `(M + N) * K ^ 2` becomes `N * K ^ 2`; refuted by the theorem overhead_not_items
    Mutant: `(M + N) * K ^ 2` becomes `(M + N) * K`; refuted by the theorem overhead_not_K
*)
Theorem overhead_order : at_most_of_order data (fun sizes => rgx_row_by_row sizes - row_by_row sizes)
  (fun '(M, N, K, D) => (M + N) * K ^ 2).
Proof.
  exists 5. intros [[[M N] K] D] (HM & HN & HK & _). pose proof (rgx_row_by_row_more M N K D HM HN HK). lia.
Qed.

Lemma exact_overhead M N K D : rgx_exact (M, N, K, D) - one_system (M, N, K, D) = K + 2 * K ^ 2.
Proof. unfold rgx_exact. lia. Qed.

(** Claim: none
    Says: The interaction adds operations for the square of the factors.
*)
Theorem exact_overhead_not_K : ~ ((forall M N K r S lam P Q, 0 < N -> clicks M N r ->
    (coupled_context_step M N K (W16 N r) S (V16 N r) lam P Q <-> centred_contexts M N K S lam P Q) /\
    (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q)) /\
  of_order data (fun sizes => rgx_exact sizes - one_system sizes) (fun '(M, N, K, D) => K)).
Proof.
  intros [_ [H _]]. revert H. apply not_at_most. intros c. exists (1, 1, S c, 1). split; [unfold data; lia|].
  cbv beta. rewrite exact_overhead. simpl Nat.pow. lia.
Qed.

(** Claim: none
    Says: The interaction's operations do not grow with contexts and items.
*)
Theorem exact_overhead_not_of_rows : ~ ((forall M N K r S lam P Q, 0 < N -> clicks M N r ->
    (coupled_context_step M N K (W16 N r) S (V16 N r) lam P Q <-> centred_contexts M N K S lam P Q) /\
    (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q)) /\
  of_order data (fun sizes => rgx_exact sizes - one_system sizes) (fun '(M, N, K, D) => (M + N) * K ^ 2)).
Proof.
  intros [_ [_ H]]. revert H. apply not_at_most. intros c. exists (S (3 * c), 1, 1, S (3 * c)).
  split; [unfold data; lia|]. cbv beta. rewrite exact_overhead. simpl Nat.pow. lia.
Qed.

(** Claim: none
    Says: Without the interaction the system of the contexts is another.
*)
Theorem exact_overhead_not_without_interaction : ~ (
  (forall M N K r S lam P Q, 0 < N -> clicks M N r ->
    (coupled_context_step M N K (W16 N r) S none lam P Q <-> centred_contexts M N K S lam P Q) /\
    (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q)) /\
  of_order data (fun sizes => rgx_exact sizes - one_system sizes) (fun '(M, N, K, D) => K ^ 2)).
Proof. intros [H _]. exact (the_interaction_counts H). Qed.

(** Claim: rg.complexity.rgx.exact
    Role: establishes
    Place: RG, Sect. 4.4.2, Eq. 15 and 17
    Says: With Eq. 17's weights and the interaction of Eq. 15 one system with Q' Q - Q' 1 1' Q / N serves all contexts,
      and one, Eq. 37, all items; a sweep that solves these two takes of the order K^2 operations more than one of RG2,
      above and below, whatever M and N.
    Gap: Real numbers. Operations.v says how many operations each step of a sweep takes. It adds up the operations of
      the steps; the sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That this sweep is RGx's is rg.eq38.interaction.repair and rg.eq39.interaction.repair.
    Mutant: `(V16 N r)` becomes `none`; refuted by the theorem exact_overhead_not_without_interaction
    Mutant: `=> K ^ 2` becomes `=> K`; refuted by the theorem exact_overhead_not_K
    Mutant: `=> K ^ 2` becomes `=> (M + N) * K ^ 2`; refuted by the theorem exact_overhead_not_of_rows
*)
Theorem exact_overhead_order : (forall M N K r S lam P Q, 0 < N -> clicks M N r ->
    (coupled_context_step M N K (W16 N r) S (V16 N r) lam P Q <-> centred_contexts M N K S lam P Q) /\
    (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q)) /\
  of_order data (fun sizes => rgx_exact sizes - one_system sizes) (fun '(M, N, K, D) => K ^ 2).
Proof.
  split; [exact systems_of_the_interaction|].
  split; exists 3; intros [[[M N] K] D] (_ & _ & HK & _); rewrite exact_overhead;
    destruct K as [|K]; try lia; simpl Nat.pow; lia.
Qed.
