(** The order of the scores and that of their entmax, for every alpha. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Sparsemax EntmaxLoss EntmaxMap EntmaxIdentities EntmaxSupport.
Open Scope R_scope.

Lemma entmax_order a n z p i j : 1 <= a -> argmax n z (omega a n) p -> (i < n)%nat -> (j < n)%nat -> z j < z i ->
  p j <= p i /\ (p j = p i <-> p i = 0) /\ (a = 1 -> p i <> 0).
Proof.
  intros [Ha|<-] M Hi Hj L.
  - destruct (argmax_entmax a n z p Ha M) as [tau [_ E]]. rewrite (E i Hi), (E j Hj).
    assert (D : (a - 1) * (z j - tau) < (a - 1) * (z i - tau)) by (apply Rmult_lt_compat_l; lra).
    pose proof (exponent_pos a Ha) as X. split; [apply power_le; [exact X|lra]|]. split; [|lra].
    destruct (Rlt_le_dec 0 ((a - 1) * (z i - tau))) as [P|P].
    + pose proof (power_lt _ _ _ X P D). pose proof (power_pos (1 / (a - 1)) _ P). split; lra.
    + rewrite !power_0 by lra. split; reflexivity.
  - pose proof (proj1 (argmax_only 1 n z _ _ p ltac:(lra) (softmax_optimal n z ltac:(lia))) M) as S.
    rewrite (S i Hi), (S j Hj). pose proof (softmax_strictly_order_preserving n z i j Hi Hj L).
    pose proof (softmax_pos n z i ltac:(lia)). split; [lra|]. split; [split; lra|lra].
Qed.

(** One class ahead by the margin, the others below one another. *)
Definition falling_behind (a : R) (i : nat) : R := if Nat.eqb i 0 then 1 / (a - 1) else - INR i.

Lemma falling_behind_entmax a n : 1 < a -> (0 < n)%nat -> argmax n (falling_behind a) (omega a n) (one_hot 0).
Proof.
  intros Ha Hn. apply (entmax_argmax a n _ (falling_behind a 0%nat - 1 / (a - 1))); [exact Ha|].
  apply margin_entmax; [exact Ha|exact Hn|]. intros j _ N. unfold falling_behind.
  destruct (Nat.eqb_spec j 0); [contradiction|]. simpl Nat.eqb. cbv iota. pose proof (pos_INR j). lra.
Qed.

Lemma not_strict_from_three_on a n : 1 < a -> (3 <= n)%nat -> ~ (forall z p i j, argmax n z (omega a n) p ->
  (i < n)%nat -> (j < n)%nat -> z j < z i -> p j < p i).
Proof.
  intros Ha Hn H. assert (O : falling_behind a 2 < falling_behind a 1) by (unfold falling_behind; simpl; lra).
  pose proof (H _ _ 1%nat 2%nat (falling_behind_entmax a n Ha ltac:(lia)) ltac:(lia) ltac:(lia) O) as L.
  unfold one_hot in L. simpl in L. lra.
Qed.

Lemma strict_order a n : 1 <= a -> ((forall z p i j, argmax n z (omega a n) p -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> p j < p i) <-> a = 1 \/ (n <= 2)%nat).
Proof.
  intros Ha. split.
  - intros H. destruct (Req_dec a 1) as [E|E]; [left; exact E|right]. destruct (le_lt_dec n 2) as [L|L]; [exact L|].
    exfalso. exact (not_strict_from_three_on a n ltac:(lra) L H).
  - intros C z p i j M Hi Hj L. destruct (entmax_order a n z p i j Ha M Hi Hj L) as (W & E & S).
    destruct (Req_dec (p j) (p i)) as [Q|Q]; [exfalso|lra]. pose proof (proj1 E Q) as Z.
    destruct C as [C|C]; [exact (S C Z)|]. destruct M as [[_ M] _].
    destruct n as [|[|[|n]]]; [lia|assert (i = j) by lia; subst; lra| |lia]. simpl in M.
    destruct i as [|[|i]], j as [|[|j]]; try lia; lra.
Qed.

(** Claim: none
    Says: For no alpha > 1 is entmax of three classes strictly order-preserving.
*)
Theorem three_classes_tie : ~ (forall a n, 1 <= a ->
  ((forall z p i j, argmax n z (omega a n) p -> (i < n)%nat -> (j < n)%nat -> z j < z i -> p j < p i)
    <-> a = 1 \/ (n <= 3)%nat)).
Proof.
  intros H. apply (not_strict_from_three_on 2 3 ltac:(lra) ltac:(lia)). apply (H 2 3%nat ltac:(lra)). right. lia.
Qed.

(** Claim: none
    Says: At alpha = 3/2 entmax of three classes is not strictly order-preserving.
*)
Theorem below_two_is_no_better : ~ (forall a n, 1 <= a ->
  ((forall z p i j, argmax n z (omega a n) p -> (i < n)%nat -> (j < n)%nat -> z j < z i -> p j < p i)
    <-> a < 2 \/ (n <= 2)%nat)).
Proof.
  intros H. apply (not_strict_from_three_on (3 / 2) 3 ltac:(lra) ltac:(lia)). apply (H (3 / 2) 3%nat ltac:(lra)).
  left. lra.
Qed.

(** Claim: sf.order.entmax.strict
    Role: establishes
    Place: SF, beyond the summary, Mechanism 1
    Says: alpha-entmax of n scores, alpha >= 1, is strictly order-preserving, z_i > z_j implies p_i > p_j, exactly if
      alpha = 1 or n <= 2.
    Gap: Real numbers, not floating point.
    Mutant: `n <= 2` becomes `n <= 3`; refuted by the theorem three_classes_tie
    Mutant: `a = 1 \/` becomes `a < 2 \/`; refuted by the theorem below_two_is_no_better
*)
Theorem strict_for_softmax_or_two_classes_only : forall a n, 1 <= a ->
  ((forall z p i j, argmax n z (omega a n) p -> (i < n)%nat -> (j < n)%nat -> z j < z i -> p j < p i)
    <-> a = 1 \/ (n <= 2)%nat).
Proof. exact strict_order. Qed.

(** Claim: none
    Says: At alpha = 3 two classes off the support tie, though their scores differ.
*)
Theorem ties_from_two_on_too : ~ (forall a n z p i j, 1 <= a -> argmax n z (omega a n) p ->
  (i < n)%nat -> (j < n)%nat -> z j < z i ->
  p j < p i /\ (p j = p i <-> p i = 0) /\ (a = 1 -> p i <> 0)).
Proof.
  intros H. apply (not_strict_from_three_on 3 3 ltac:(lra) ltac:(lia)). intros z p i j M Hi Hj L.
  exact (proj1 (H 3 3%nat z p i j ltac:(lra) M Hi Hj L)).
Qed.

(** Claim: none
    Says: At alpha = 3/2 entmax has zeros.
*)
Theorem zeros_below_two_too : ~ (forall a n z p i j, 1 <= a -> argmax n z (omega a n) p ->
  (i < n)%nat -> (j < n)%nat -> z j < z i ->
  p j <= p i /\ (p j = p i <-> p i = 0) /\ (a < 2 -> p i <> 0)).
Proof.
  intros H. assert (O : falling_behind (3 / 2) 2 < falling_behind (3 / 2) 1) by (unfold falling_behind; simpl; lra).
  apply (H (3 / 2) 3%nat _ _ 1%nat 2%nat ltac:(lra) (falling_behind_entmax (3 / 2) 3 ltac:(lra) ltac:(lia)) ltac:(lia)
    ltac:(lia) O); [lra|reflexivity].
Qed.

(** Claim: sf.order.entmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 1
    Says: For alpha-entmax, every alpha >= 1 and n, z_i > z_j implies p_i >= p_j, with equality exactly where p_i = 0,
      which softmax, alpha = 1, never gives.
    Gap: Real numbers, not floating point.
    Mutant: `p j <= p i` becomes `p j < p i`; refuted by the theorem ties_from_two_on_too
    Mutant: `a = 1 -> p i` becomes `a < 2 -> p i`; refuted by the theorem zeros_below_two_too
*)
Theorem the_order_is_kept_weakly : forall a n z p i j, 1 <= a -> argmax n z (omega a n) p ->
  (i < n)%nat -> (j < n)%nat -> z j < z i ->
  p j <= p i /\ (p j = p i <-> p i = 0) /\ (a = 1 -> p i <> 0).
Proof. exact entmax_order. Qed.
