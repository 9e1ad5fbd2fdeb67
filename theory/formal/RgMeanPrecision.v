(** MAP of Definition 2 with a cutoff: what its sum is for the best order. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** Definition 2's sum up to the rank K, where rel i is the relevance at the rank i + 1. *)
Definition precision (rel : nat -> R) (i : nat) : R := sum (S i) rel / INR (S i).

Definition precisions (K : nat) (rel : nat -> R) : R := sum K (fun i => precision rel i * rel i).

(** N items of which m are relevant, in some order, and in the best one. *)
Definition order_of (N m : nat) (rel : nat -> R) : Prop :=
  (forall i, (i < N)%nat -> rel i = 0 \/ rel i = 1) /\ sum N rel = INR m.

Definition best_order (m i : nat) : R := if Nat.ltb i m then 1 else 0.

Lemma sum_best_order m k : sum k (best_order m) = INR (Nat.min m k).
Proof.
  induction k as [|k IH]; [rewrite Nat.min_0_r; reflexivity|]. simpl sum. rewrite IH. unfold best_order.
  destruct (Nat.ltb_spec k m).
  - rewrite !Nat.min_r by lia. rewrite S_INR. reflexivity.
  - rewrite !Nat.min_l by lia. ring.
Qed.

Lemma precisions_of_best_order m K : precisions K (best_order m) = INR (Nat.min m K).
Proof.
  rewrite <- sum_best_order. unfold precisions. apply sum_ext. intros i _. unfold precision. rewrite sum_best_order.
  unfold best_order. destruct (Nat.ltb_spec i m); [|ring]. rewrite Nat.min_r by lia. field. apply not_0_INR. lia.
Qed.

Lemma sum_monotone n k f : (forall i, (i < n)%nat -> 0 <= f i) -> (k <= n)%nat -> sum k f <= sum n f.
Proof.
  intros H L. induction n as [|n IH]; [replace k with O by lia; lra|]. destruct (Nat.eq_dec k (S n)) as [->|E]; [lra|].
  simpl sum at 2. specialize (IH ltac:(intros; apply H; lia) ltac:(lia)). specialize (H n ltac:(lia)). lra.
Qed.

Lemma precisions_at_most N K m rel : (K <= N)%nat -> order_of N m rel -> precisions K rel <= INR (Nat.min m K).
Proof.
  intros L [B S]. assert (B' : forall i, (i < N)%nat -> 0 <= rel i <= 1) by
    (intros i Hi; destruct (B i Hi) as [->| ->]; lra).
  assert (C : forall k, (k <= N)%nat -> sum k rel <= INR k).
  { intros k Hk. rewrite <- (Rmult_1_r (INR k)), <- sum_const. apply sum_le. intros i Hi. apply B'. lia. }
  assert (A : precisions K rel <= sum K rel).
  { apply sum_le. intros i Hi. rewrite <- (Rmult_1_l (rel i)) at 2. apply Rmult_le_compat_r; [apply B'; lia|].
    unfold precision. assert (P : 0 < INR (Datatypes.S i)) by (apply lt_0_INR; lia).
    apply Rmult_le_reg_r with (INR (Datatypes.S i)); [exact P|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
    specialize (C (Datatypes.S i) ltac:(lia)). lra. }
  destruct (Nat.le_gt_cases m K) as [H|H].
  - rewrite Nat.min_l by exact H. rewrite <- S. apply Rle_trans with (1 := A). apply sum_monotone; [|exact L].
    intros i Hi. apply B', Hi.
  - rewrite Nat.min_r by lia. apply Rle_trans with (1 := A), C, L.
Qed.

(** Claim: rg.def2.map.cutoff.repair
    Role: establishes
    Place: RG, Def. 2, s. 5.1, repaired
    Says: Definition 2's sum over the ranks up to K is min(|I_x|, K) for the order with the |I_x| = m relevant items
      first, and no order of the N items has more.
    Gap: Real numbers; an order is the list of the relevances by rank; one context, whose mean Definition 2 takes; the
      cutoff is at most N.
    Mutant: `precisions K (best_order m) = INR (Nat.min m K)` becomes `precisions K (best_order m) = INR m`; refuted by
      the theorem a_cutoff_hides_relevant_items
    Mutant: `precisions K (best_order m) = INR (Nat.min m K)` becomes `precisions K (best_order m) = INR K`; refuted by
      the theorem fewer_relevant_items_than_ranks
*)
Theorem best_precisions_at_a_cutoff : forall N K m, (m <= N)%nat -> (K <= N)%nat ->
  precisions K (best_order m) = INR (Nat.min m K) /\
  forall rel, order_of N m rel -> precisions K rel <= INR (Nat.min m K).
Proof.
  intros N K m Hm HK. split; [apply precisions_of_best_order|]. intros rel. apply precisions_at_most, HK.
Qed.

(** Claim: none
    Says: With two relevant items and the cutoff 1 the sum is 1.
*)
Theorem a_cutoff_hides_relevant_items : ~ forall N K m, (m <= N)%nat -> (K <= N)%nat ->
  precisions K (best_order m) = INR m /\
  forall rel, order_of N m rel -> precisions K rel <= INR (Nat.min m K).
Proof.
  intros H. destruct (H 2%nat 1%nat 2%nat ltac:(lia) ltac:(lia)) as [E _].
  rewrite precisions_of_best_order in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: With one relevant item and the cutoff 2 the sum is 1.
*)
Theorem fewer_relevant_items_than_ranks : ~ forall N K m, (m <= N)%nat -> (K <= N)%nat ->
  precisions K (best_order m) = INR K /\
  forall rel, order_of N m rel -> precisions K rel <= INR (Nat.min m K).
Proof.
  intros H. destruct (H 2%nat 2%nat 1%nat ltac:(lia) ltac:(lia)) as [E _].
  rewrite precisions_of_best_order in E. simpl in E. lra.
Qed.

(** Claim: rg.def2.map.cutoff
    Role: establishes under no context has more relevant items than the cutoff, $|\mathcal I_x| \le K$
    Place: RG, Def. 2, s. 5.1
    Says: With 1 <= |I_x| = m <= K relevant items Definition 2's sum over the ranks up to K, divided by |I_x|, is 1 for
      the order with the relevant items first, and no order of the N items has more.
    Gap: Real numbers; an order is the list of the relevances by rank; one context, whose mean Definition 2 takes; the
      cutoff is at most N. That without the condition it need not be 1 is
      the theorem the_cutoff_must_not_be_smaller.
    Mutant: `(1 <= m <= K)%nat` becomes `(1 <= m <= N)%nat`; refuted by the theorem the_cutoff_must_not_be_smaller
*)
Theorem map_at_a_cutoff_is_one : forall N K m, (1 <= m <= K)%nat -> (K <= N)%nat ->
  precisions K (best_order m) / INR m = 1 /\ forall rel, order_of N m rel -> precisions K rel / INR m <= 1.
Proof.
  intros N K m Hm HK. assert (P : 0 < INR m) by (apply lt_0_INR; lia). split.
  - rewrite precisions_of_best_order, Nat.min_l by lia. field. lra.
  - intros rel R. pose proof (precisions_at_most N K m rel HK R) as A. rewrite Nat.min_l in A by lia.
    apply Rmult_le_reg_r with (INR m); [exact P|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

(** Claim: none
    Says: With two relevant items and the cutoff 1 it is 1/2.
*)
Theorem the_cutoff_must_not_be_smaller : ~ forall N K m, (1 <= m <= N)%nat -> (K <= N)%nat ->
  precisions K (best_order m) / INR m = 1 /\ forall rel, order_of N m rel -> precisions K rel / INR m <= 1.
Proof.
  intros H. destruct (H 2%nat 1%nat 2%nat ltac:(lia) ltac:(lia)) as [E _].
  rewrite precisions_of_best_order in E. simpl in E. lra.
Qed.
