(** What a sweep of RG costs in SF's letters. *)

From Coq Require Import Arith Lia.
From softproof Require Import Operations Epochs RgSharedComplexity.

(** Claim: none
    Says: The elimination takes operations.
*)
Theorem rg_epoch_not_without_cube : ~ of_order (fun '(C, d, k, D) => sizes (C, d, k, D) /\ k <= D <= k * C)
  (fun '(C, d, k, D) => one_system (k, C, d, D)) (fun '(C, d, k, D) => D * d + (k + C) * d ^ 2).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. destruct (large (8 * c)) as [m Hm]. exists (2, m, 1, 1).
  split; [unfold sizes; lia|]. pose proof (one_system_at_least 1 2 m 1 ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (m <= m ^ 2) by (simpl; nia). assert (c * m <= c * m ^ 2) by (apply Nat.mul_le_mono_l; assumption).
  assert (8 * c * m ^ 2 < m ^ 3) by (simpl; nia). lia.
Qed.

(** Claim: none
    Says: The positives take operations.
*)
Theorem rg_epoch_not_without_positives : ~ of_order (fun '(C, d, k, D) => sizes (C, d, k, D) /\ k <= D <= k * C)
  (fun '(C, d, k, D) => one_system (k, C, d, D)) (fun '(C, d, k, D) => (k + C) * d ^ 2 + d ^ 3).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. destruct (large (S (8 * c))) as [m Hm].
  exists (m ^ 2, m, m ^ 2, m ^ 2 * m ^ 2). assert (H2 : m <= m ^ 2) by (simpl; nia).
  pose proof (one_system_at_least (m ^ 2) (m ^ 2) m (m ^ 2 * m ^ 2) ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (m ^ 2 * 1 <= m ^ 2 * m ^ 2) by (apply Nat.mul_le_mono_l; lia). split; [unfold sizes; lia|].
  remember (m ^ 2 * m ^ 2) as q eqn:Hq.
  replace ((m ^ 2 + m ^ 2) * m ^ 2) with (2 * q) in * by (subst q; ring).
  assert (m ^ 3 <= q) by (subst q; simpl; nia). assert (0 < q) by nia. assert (8 * c * q < m * q) by nia.
  assert (c * m ^ 3 <= c * q) by (apply Nat.mul_le_mono_l; assumption). lia.
Qed.

(** Claim: none
    Says: One system serves all rows.
*)
Theorem rg_epoch_not_a_system_each : ~ of_order (fun '(C, d, k, D) => sizes (C, d, k, D) /\ k <= D <= k * C)
  (fun '(C, d, k, D) => one_system (k, C, d, D)) (fun '(C, d, k, D) => D * d + (k + C) * d ^ 3).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. destruct (large (52 * c + 1)) as [m Hm]. exists (m, m, m, m).
  split; [unfold sizes; nia|]. pose proof (one_system_at_most m m m m ltac:(lia) ltac:(lia) ltac:(lia)) as U.
  remember (m ^ 3) as q eqn:Hq. assert (0 < q) by (subst q; apply Nat.neq_0_lt_0, Nat.pow_nonzero; lia).
  replace (m * m + (m + m) * m ^ 2 + q) with (m ^ 2 + 3 * q) in U by (subst q; simpl; ring).
  assert (m ^ 2 <= q) by (subst q; simpl; nia).
  assert (52 * c * q < m * q) by (apply Nat.mul_lt_mono_pos_r; lia).
  assert (c * one_system (m, m, m, m) <= c * (52 * q)) by (apply Nat.mul_le_mono_l; lia). lia.
Qed.

(** Claim: sf.complexity.rg
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: A sweep of alternating least squares on RG2 over k contexts, with one system for all contexts and one for all
      items, costs of the order |D| d + (k + C) d^2 + d^3, above and below.
    Gap: Operations.v says how many operations each step of a sweep takes. It adds up the operations of the steps; the
      sweep is not run in Coq, but for its elimination and its products, which are counted as they run in
      EliminationCosts.v. That the rows share a system for the weights of RG's Eq. 16 is in rg.complexity.tight.repair.
    Mutant: `(k + C) * d ^ 2 + d ^ 3` becomes `(k + C) * d ^ 2`; refuted by the theorem rg_epoch_not_without_cube
    Mutant: `D * d + (k + C) * d ^ 2` becomes `(k + C) * d ^ 2`; refuted by the theorem rg_epoch_not_without_positives
    Mutant: `(k + C) * d ^ 2 + d ^ 3` becomes `(k + C) * d ^ 3`; refuted by the theorem rg_epoch_not_a_system_each
*)
Theorem rg_epoch_order : of_order (fun '(C, d, k, D) => sizes (C, d, k, D) /\ k <= D <= k * C)
  (fun '(C, d, k, D) => one_system (k, C, d, D)) (fun '(C, d, k, D) => D * d + (k + C) * d ^ 2 + d ^ 3).
Proof.
  split; [exists 13|exists 2]; intros [[[C d] k] D] [(HC & Hd & Hk & _) _];
    [apply one_system_at_most|apply one_system_at_least]; lia.
Qed.
