(** What an epoch costs with softmax, Rankmax and entmax, losses over all items. *)

From Coq Require Import Arith Lia List.
From softproof Require Import Operations Epochs.
Import ListNotations.

Lemma pairs_of_order (f g : nat -> nat -> nat -> nat) low high :
  (forall C d k, 2 <= C -> 1 <= d -> 1 <= k -> g C d k <= low * f C d k /\ f C d k <= high * g C d k) ->
  of_order sizes (fun '(C, d, k, D) => D * f C d k) (fun '(C, d, k, D) => D * g C d k).
Proof.
  intros H. split; [exists high|exists low]; intros [[[C d] k] D] (HC & Hd & Hk & _);
    destruct (H C d k HC Hd Hk) as [L U];
    [apply (Nat.mul_le_mono_l _ _ D) in U|apply (Nat.mul_le_mono_l _ _ D) in L]; lia.
Qed.

Lemma epoch_at_most {A} (f : A -> nat) bound l : Forall (fun x => f x <= bound) l ->
  list_sum (map f l) <= length l * bound.
Proof. induction 1; simpl; lia. Qed.

Lemma epoch_at_least {A} (f : A -> nat) bound l : Forall (fun x => bound <= f x) l ->
  length l * bound <= list_sum (map f l).
Proof. induction 1; simpl; lia. Qed.

(** Sizes along which the one has no bound by the other. *)
Lemma pairs_not_at_most (f g : nat -> nat -> nat -> nat -> nat) :
  (forall c, exists C d k D, sizes (C, d, k, D) /\ c * g C d k D < f C d k D) ->
  ~ at_most_of_order sizes (fun '(C, d, k, D) => f C d k D) (fun '(C, d, k, D) => g C d k D).
Proof.
  intros H. apply not_at_most. intros c. destruct (H c) as (C & d & k & D & S & L). exists (C, d, k, D).
  split; assumption.
Qed.

Lemma softmax_bounds C d : 2 <= C -> 1 <= d -> C * d <= softmax_step C d <= 11 * (C * d).
Proof.
  intros HC Hd. unfold softmax_step, step, update, chances, product. destruct d as [|d]; [lia|].
  destruct C as [|C]; [lia|]. lia.
Qed.

Lemma rankmax_bounds C d n : 2 <= C -> 1 <= d -> n <= C -> C * d <= rankmax_step C d n <= 11 * (C * d).
Proof.
  intros HC Hd Hn. unfold rankmax_step, step, update, product. destruct d as [|d]; [lia|].
  destruct C as [|C]; [lia|]. lia.
Qed.

Lemma entmax_bounds C d k : 2 <= C -> 1 <= d -> 1 <= k -> C * (d + k) <= entmax_step C d k <= 10 * (C * (d + k)).
Proof.
  intros HC Hd Hk. unfold entmax_step, step, update, product. destruct d as [|d]; [lia|]. destruct k as [|k]; [lia|].
  destruct C as [|C]; [lia|]. lia.
Qed.

(** Claim: none
    Says: Each score takes operations for each factor.
*)
Theorem softmax_not_items : ~ of_order sizes (fun '(C, d, k, D) => D * softmax_step C d)
  (fun '(C, d, k, D) => D * C).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, (S (2 * c)), 1, 1.
  split; [unfold sizes; lia|]. pose proof (softmax_bounds 2 (S (2 * c)) ltac:(lia) ltac:(lia)). lia.
Qed.

(** Claim: none
    Says: Each pair takes operations.
*)
Theorem softmax_not_one_pass : ~ of_order sizes (fun '(C, d, k, D) => D * softmax_step C d)
  (fun '(C, d, k, D) => C * d).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, 1, 1, (S c).
  split; [unfold sizes; lia|]. pose proof (softmax_bounds 2 1 ltac:(lia) ltac:(lia)). nia.
Qed.

(** Claim: none
    Says: No operations are for pairs of factors.
*)
Theorem softmax_not_squared : ~ of_order sizes (fun '(C, d, k, D) => D * softmax_step C d)
  (fun '(C, d, k, D) => D * (C * d ^ 2)).
Proof.
  intros [_ H]. revert H. apply pairs_not_at_most. intros c. exists 2, (S (11 * c)), 1, 1.
  split; [unfold sizes; lia|]. pose proof (softmax_bounds 2 (S (11 * c)) ltac:(lia) ltac:(lia)).
  simpl Nat.pow. nia.
Qed.

(** Claim: sf.complexity.softmax
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: An epoch of softmax costs of the order |D| C d, above and below.
    Gap: Epochs.v says how many operations each step takes. It adds up the operations of the steps; the epoch is not run
      in Coq.
    Mutant: `D * (C * d)` becomes `D * C`; refuted by the theorem softmax_not_items
    Mutant: `D * (C * d)` becomes `C * d`; refuted by the theorem softmax_not_one_pass
    Mutant: `D * (C * d)` becomes `D * (C * d ^ 2)`; refuted by the theorem softmax_not_squared
*)
Theorem softmax_epoch_order : of_order sizes (fun '(C, d, k, D) => D * softmax_step C d)
  (fun '(C, d, k, D) => D * (C * d)).
Proof.
  apply (pairs_of_order (fun C d _ => softmax_step C d) (fun C d _ => C * d) 1 11).
  intros C d _ HC Hd _. pose proof (softmax_bounds C d HC Hd). lia.
Qed.

(** C items, d factors, k as above, and a pair for each support, of at least one item. *)
Definition rankmax_sizes (a : nat * nat * nat * list nat) : Prop :=
  let '(C, d, k, supports) := a in sizes (C, d, k, length supports) /\ Forall (fun n => 1 <= n <= C) supports.

(** An epoch, of one step for each pair; how many items are in the support differs from pair to pair. *)
Definition rankmax_epoch (a : nat * nat * nat * list nat) : nat :=
  let '(C, d, _, supports) := a in list_sum (map (rankmax_step C d) supports).

Lemma rankmax_epoch_bounds C d k supports : rankmax_sizes (C, d, k, supports) ->
  length supports * (C * d) <= rankmax_epoch (C, d, k, supports) <= 11 * (length supports * (C * d)).
Proof.
  intros [(HC & Hd & _) HF]. pose proof (epoch_at_most (rankmax_step C d) (11 * (C * d)) supports) as U.
  unfold rankmax_epoch. split; [apply epoch_at_least|eapply Nat.le_trans; [apply U|lia]];
    (eapply Forall_impl; [|exact HF]); intros n [_ Hn]; apply (rankmax_bounds C d n HC Hd Hn).
Qed.

Lemma one_support C d : 2 <= C -> 1 <= d -> rankmax_sizes (C, d, 1, [1]) /\
  C * d <= rankmax_epoch (C, d, 1, [1]) <= 11 * (C * d).
Proof.
  intros HC Hd. assert (S : rankmax_sizes (C, d, 1, [1])).
  { split; [unfold sizes; simpl; lia|]. constructor; [lia|constructor]. }
  split; [exact S|]. pose proof (rankmax_epoch_bounds C d 1 [1] S). simpl length in *. lia.
Qed.

(** Claim: none
    Says: Each score takes operations for each factor.
*)
Theorem rankmax_not_items : ~ of_order rankmax_sizes rankmax_epoch
  (fun '(C, d, k, supports) => length supports * C).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. exists (2, S (2 * c), 1, [1]).
  destruct (one_support 2 (S (2 * c)) ltac:(lia) ltac:(lia)) as [S B]. split; [exact S|]. simpl length. lia.
Qed.

(** Claim: none
    Says: All items take operations.
*)
Theorem rankmax_not_negatives : ~ of_order rankmax_sizes rankmax_epoch
  (fun '(C, d, k, supports) => length supports * (k * d)).
Proof.
  intros [H _]. revert H. apply not_at_most. intros c. exists (S (S c), 1, 1, [1]).
  destruct (one_support (S (S c)) 1 ltac:(lia) ltac:(lia)) as [S B]. split; [exact S|]. simpl length. lia.
Qed.

(** Claim: none
    Says: With its scale adapted Rankmax sorts nothing.
*)
Theorem rankmax_not_sorted : ~ of_order rankmax_sizes rankmax_epoch
  (fun '(C, d, k, supports) => length supports * (C * (d + Nat.log2_up C))).
Proof.
  intros [_ H]. revert H. apply not_at_most. intros c. exists (2 ^ S (11 * c), 1, 1, [1]).
  pose proof (Nat.pow_le_mono_r 2 1 (S (11 * c)) ltac:(lia) ltac:(lia)) as P. simpl (2 ^ 1) in P.
  destruct (one_support (2 ^ S (11 * c)) 1 P ltac:(lia)) as [HS [_ U]]. split; [exact HS|].
  rewrite Nat.log2_up_pow2 by lia. apply (Nat.mul_le_mono_l _ _ c) in U. simpl length.
  remember (2 ^ S (11 * c)) as C. nia.
Qed.

(** Claim: sf.complexity.rankmax
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: With the scale adapted to the target an epoch of Rankmax costs of the order |D| C d, above and below, however
      many items are in the support at each pair.
    Gap: Epochs.v says how many operations each step takes. It adds up the operations of the steps; the epoch is not run
      in Coq.
    Mutant: `(C * d)` becomes `C`; refuted by the theorem rankmax_not_items
    Mutant: `(C * d)` becomes `(k * d)`; refuted by the theorem rankmax_not_negatives
    Mutant: `(C * d)` becomes `(C * (d + Nat.log2_up C))`; refuted by the theorem rankmax_not_sorted
*)
Theorem rankmax_epoch_order : of_order rankmax_sizes rankmax_epoch
  (fun '(C, d, k, supports) => length supports * (C * d)).
Proof.
  split; [exists 11|exists 1]; intros [[[C d] k] l] H; pose proof (rankmax_epoch_bounds C d k l H); lia.
Qed.

(** Claim: none
    Says: The halvings take operations.
*)
Theorem entmax_not_scores : ~ of_order sizes (fun '(C, d, k, D) => D * entmax_step C d k)
  (fun '(C, d, k, D) => D * (C * d)).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists 2, 1, (S c), 1.
  split; [unfold sizes; lia|]. pose proof (entmax_bounds 2 1 (S c) ltac:(lia) ltac:(lia) ltac:(lia)). lia.
Qed.

(** Claim: none
    Says: The halvings take no operations for the factors.
*)
Theorem entmax_not_product : ~ of_order sizes (fun '(C, d, k, D) => D * entmax_step C d k)
  (fun '(C, d, k, D) => D * (C * d * k)).
Proof.
  intros [_ H]. revert H. apply pairs_not_at_most. intros c. exists 2, (S (20 * c)), (S (20 * c)), 1.
  split; [unfold sizes; lia|]. pose proof (entmax_bounds 2 (S (20 * c)) (S (20 * c)) ltac:(lia) ltac:(lia) ltac:(lia)).
  nia.
Qed.

(** Claim: none
    Says: Each halving takes operations for each item.
*)
Theorem entmax_not_sum : ~ of_order sizes (fun '(C, d, k, D) => D * entmax_step C d k)
  (fun '(C, d, k, D) => D * (C * d + k)).
Proof.
  intros [H _]. revert H. apply pairs_not_at_most. intros c. exists (S (S (3 * c))), 1, (S (S (3 * c))), 1.
  split; [unfold sizes; lia|].
  pose proof (entmax_bounds (S (S (3 * c))) 1 (S (S (3 * c))) ltac:(lia) ltac:(lia) ltac:(lia)). nia.
Qed.

(** Claim: sf.complexity.entmax
    Role: establishes
    Place: SF, novelty report, Contribution 3
    Says: An epoch of entmax by bisection, alpha = 5/4, costs of the order |D| C (d + k) with k halvings, above
      and below.
    Gap: Epochs.v says how many operations each step takes. It adds up the operations of the steps; the epoch is not run
      in Coq. A fourth power counts for every item, also below the threshold.
    Mutant: `D * (C * (d + k))` becomes `D * (C * d)`; refuted by the theorem entmax_not_scores
    Mutant: `D * (C * (d + k))` becomes `D * (C * d * k)`; refuted by the theorem entmax_not_product
    Mutant: `D * (C * (d + k))` becomes `D * (C * d + k)`; refuted by the theorem entmax_not_sum
*)
Theorem entmax_epoch_order : of_order sizes (fun '(C, d, k, D) => D * entmax_step C d k)
  (fun '(C, d, k, D) => D * (C * (d + k))).
Proof.
  apply (pairs_of_order entmax_step (fun C d k => C * (d + k)) 1 10).
  intros C d k HC Hd Hk. pose proof (entmax_bounds C d k HC Hd Hk). lia.
Qed.
