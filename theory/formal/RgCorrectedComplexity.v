(** RG, Sect. 4.4.2: what a sweep costs with Q' Q shared and corrected at the positives, and what RGx adds. *)

From Coq Require Import Arith Lia.
From softproof Require Import Operations.

Lemma rgx_corrected_more M N K D : corrected (M, N, K, D) <= rgx_corrected (M, N, K, D).
Proof. unfold rgx_corrected. lia. Qed.

Lemma rgx_corrected_at_most M N K D : data (M, N, K, D) ->
  rgx_corrected (M, N, K, D) <= 16 * (D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  intros (HM & HN & HK & _). unfold rgx_corrected, corrected, product. pose proof (elimination_at_most K 1) as E.
  pose proof (Nat.mul_le_mono_l _ _ M E). pose proof (Nat.mul_le_mono_l _ _ N E).
  destruct M as [|M]; [lia|]. destruct N as [|N]; [lia|]. destruct K as [|K]; [lia|]. simpl Nat.pow in *. lia.
Qed.

(** Its parts: the squares of the positives, the solutions, and one sum for each row. *)
Lemma corrected_at_least M N K D : data (M, N, K, D) ->
  2 * (D * K ^ 2) + N * K ^ 2 <= corrected (M, N, K, D) /\ (M + N) * K ^ 3 <= 2 * corrected (M, N, K, D).
Proof.
  intros (HM & HN & HK & _). unfold corrected, product. pose proof (elimination_at_least K 1 HK (le_n 1)) as E.
  pose proof (Nat.mul_le_mono_l _ _ M E). pose proof (Nat.mul_le_mono_l _ _ N E).
  destruct N as [|N]; [lia|]. simpl Nat.pow in *. split; lia.
Qed.

Lemma above_D_K f : (forall a, corrected a <= f a) ->
  ~ at_most_of_order data f (fun '(M, N, K, D) => D * K + (M + N) * K ^ 3).
Proof.
  intros H. apply not_at_most. intros c. destruct (large (3 * c)) as [m Hm].
  exists (m ^ 2, m ^ 2, m, m ^ 2 * m ^ 2). pose proof (Nat.pow_nonzero m 2 ltac:(lia)) as H2.
  assert (HD : data (m ^ 2, m ^ 2, m, m ^ 2 * m ^ 2)) by (unfold data; nia). split; [exact HD|].
  specialize (H (m ^ 2, m ^ 2, m, m ^ 2 * m ^ 2)). destruct (corrected_at_least _ _ _ _ HD) as [L _].
  remember (m ^ 2 * m ^ 2) as q eqn:Hq. replace ((m ^ 2 + m ^ 2) * m ^ 3) with (2 * (q * m)) by (subst q; simpl; ring).
  replace (q * m ^ 2) with (q * m * m) in L by (simpl; ring). assert (0 < q * m) by nia.
  assert (3 * c * (q * m) < q * m * m) by nia. lia.
Qed.

Lemma above_squares f : (forall a, corrected a <= f a) ->
  ~ at_most_of_order data f (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 2).
Proof.
  intros H. apply not_at_most. intros c. destruct (large (3 * c)) as [m Hm]. exists (1, 1, m, 1).
  assert (HD : data (1, 1, m, 1)) by (unfold data; lia). split; [exact HD|]. specialize (H (1, 1, m, 1)).
  destruct (corrected_at_least _ _ _ _ HD) as [_ L]. assert (3 * c * m ^ 2 < m ^ 3) by (simpl; nia). lia.
Qed.

Lemma above_contexts f : (forall a, corrected a <= f a) ->
  ~ at_most_of_order data f (fun '(M, N, K, D) => D * K ^ 2 + M * K ^ 3).
Proof.
  intros H. apply not_at_most. intros c. destruct (large (2 * c)) as [m Hm]. exists (1, m, 1, 1).
  assert (HD : data (1, m, 1, 1)) by (unfold data; lia). split; [exact HD|]. specialize (H (1, m, 1, 1)).
  destruct (corrected_at_least _ _ _ _ HD) as [L _]. simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: The corrections at the positives take of the order |D| K^2, not |D| K.
*)
Theorem corrected_not_D_K : ~ at_most_of_order data corrected (fun '(M, N, K, D) => D * K + (M + N) * K ^ 3).
Proof. exact (above_D_K corrected (fun a => le_n _)). Qed.

(** Claim: none
    Says: The solutions take of the order (M + N) K^3, not (M + N) K^2.
*)
Theorem corrected_not_squares : ~ at_most_of_order data corrected
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 2).
Proof. exact (above_squares corrected (fun a => le_n _)). Qed.

(** Claim: none
    Says: The items, some of which may have no positives, take operations as well.
*)
Theorem corrected_not_contexts : ~ at_most_of_order data corrected (fun '(M, N, K, D) => D * K ^ 2 + M * K ^ 3).
Proof. exact (above_contexts corrected (fun a => le_n _)). Qed.

(** Claim: rg.complexity.total
    Role: part
    Place: RG, Sect. 4.4.2
    Says: A sweep that shares Q' Q and corrects it at the positives costs at most of the order |D| K^2 + (M + N) K^3.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That the corrected matrices are those of Eq. 36-37 is not in the statement.
    Mutant: `D * K ^ 2` becomes `D * K`; refuted by the theorem corrected_not_D_K
    Mutant: `(M + N) * K ^ 3` becomes `(M + N) * K ^ 2`; refuted by the theorem corrected_not_squares
    Mutant: `(M + N) * K ^ 3` becomes `M * K ^ 3`; refuted by the theorem corrected_not_contexts
*)
Theorem corrected_order : at_most_of_order data corrected (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3).
Proof.
  exists 16. intros [[[M N] K] D] H. pose proof (rgx_corrected_at_most M N K D H).
  pose proof (rgx_corrected_more M N K D). lia.
Qed.

Lemma rgx_corrected_above a : corrected a <= rgx_corrected a.
Proof. destruct a as [[[M N] K] D]. apply rgx_corrected_more. Qed.

Lemma one_system_costs_no_more M N K D : data (M, N, K, D) -> rgx_one_system (M, N, K, D) <= rgx_corrected (M, N, K, D).
Proof.
  intros (HM & HN & HK & _). unfold rgx_one_system, one_system, rgx_corrected, corrected, product.
  pose proof (elimination_exact K 1) as E. pose proof (f_equal (Nat.mul M) E). pose proof (f_equal (Nat.mul N) E).
  pose proof (elimination_exact K M). pose proof (elimination_exact K N).
  destruct M as [|M]; [lia|]. destruct N as [|N]; [lia|]. destruct K as [|K]; [lia|]. simpl Nat.pow in *. lia.
Qed.

(** Claim: none
    Says: The corrections at the positives take of the order |D| K^2, not |D| K.
*)
Theorem rgx_corrected_not_D_K : ~ (at_most_of_order data rgx_corrected (fun '(M, N, K, D) => D * K + (M + N) * K ^ 3) /\
  (forall sizes, data sizes -> rgx_one_system sizes <= rgx_corrected sizes)).
Proof. intros [H _]. exact (above_D_K rgx_corrected rgx_corrected_above H). Qed.

(** Claim: none
    Says: The solutions take of the order (M + N) K^3, not (M + N) K^2.
*)
Theorem rgx_corrected_not_squares : ~ (at_most_of_order data rgx_corrected
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 2) /\
  (forall sizes, data sizes -> rgx_one_system sizes <= rgx_corrected sizes)).
Proof. intros [H _]. exact (above_squares rgx_corrected rgx_corrected_above H). Qed.

(** Claim: none
    Says: The items, some of which may have no positives, take operations as well.
*)
Theorem rgx_corrected_not_contexts : ~ (at_most_of_order data rgx_corrected
  (fun '(M, N, K, D) => D * K ^ 2 + M * K ^ 3) /\
  (forall sizes, data sizes -> rgx_one_system sizes <= rgx_corrected sizes)).
Proof. intros [H _]. exact (above_contexts rgx_corrected rgx_corrected_above H). Qed.

(** Claim: rg.complexity.rgx.total
    Role: part
    Place: RG, Sect. 4.4.2, Eq. 38-39
    Says: A sweep of RGx that shares Q' Q and corrects it at the positives costs at most of the order |D| K^2 + (M + N)
      K^3; and no more where one system serves all contexts and one all items.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That the corrected matrices are those of Eq. 38-39 is not in the statement.
    Mutant: `D * K ^ 2` becomes `D * K`; refuted by the theorem rgx_corrected_not_D_K
    Mutant: `(M + N) * K ^ 3` becomes `(M + N) * K ^ 2`; refuted by the theorem rgx_corrected_not_squares
    Mutant: `(M + N) * K ^ 3` becomes `M * K ^ 3`; refuted by the theorem rgx_corrected_not_contexts
*)
Theorem rgx_corrected_order : at_most_of_order data rgx_corrected
  (fun '(M, N, K, D) => D * K ^ 2 + (M + N) * K ^ 3) /\
  (forall sizes, data sizes -> rgx_one_system sizes <= rgx_corrected sizes).
Proof.
  split; [exists 16|]; intros [[[M N] K] D] H; [exact (rgx_corrected_at_most M N K D H)|].
  exact (one_system_costs_no_more M N K D H).
Qed.
