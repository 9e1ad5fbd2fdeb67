(** The end of s. 4.2: exactly which weights and labels keep a squared loss DCG-consistent. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import RgRanking RgSquaredConsistency RgCriterion.
Open Scope R_scope.

(** Claim: rg.weights_disrupt.exact
    Role: establishes
    Place: RG, end of s. 4.2
    Says: For N >= 3 items, relevant sets of 1 to N - 1 items, and positive weights and labels s_1 > s_0 that depend on
      the number m of relevant items, the squared loss is DCG-consistent (Definition 8) exactly if w_1 s_1 - w_0 s_0 and
      w_1 - w_0 do not depend on m.
    Gap: Real numbers; conditional on one context, whose relevant set has a law on finitely many sets; minima are
      infima; the logarithm is natural.
    Mutant: ` /\ w1 m - w0 m = w1 m' - w0 m')` becomes `)`; refuted by the theorem the_first_condition_is_not_enough
    Mutant: `w1 m * s1 m - w0 m * s0 m = w1 m' * s1 m' - w0 m' * s0 m' /\ ` becomes ``; refuted by the theorem
      the_second_condition_is_not_enough
    Mutant: `w1 m - w0 m = w1 m' - w0 m')` becomes `w1 m = w0 m)`; refuted by the theorem the_weights_may_differ
*)
Theorem which_weights_and_labels_are_consistent : forall N w1 w0 s1 s0, (3 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  (consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) <->
   forall m m', (1 <= m < N)%nat -> (1 <= m' < N)%nat ->
     w1 m * s1 m - w0 m * s0 m = w1 m' * s1 m' - w0 m' * s0 m' /\ w1 m - w0 m = w1 m' - w0 m').
Proof.
  intros N w1 w0 s1 s0 HN Hw Hs. split.
  - intros C m m' Hm Hm'. destruct (le_lt_dec 4 N) as [L|L]; [apply (needed_from_four N); assumption|].
    assert (E : N = 3%nat) by lia. subst N. destruct (needed_for_three w1 w0 s1 s0 Hw Hs C) as [A B].
    assert (M : m = 1%nat \/ m = 2%nat) by lia. assert (M' : m' = 1%nat \/ m' = 2%nat) by lia.
    destruct M as [-> | ->], M' as [-> | ->]; lra.
  - intros H. apply (criterion_suffices N w1 w0 s1 s0 (w1 1%nat * s1 1%nat - w0 1%nat * s0 1%nat)
      (w1 1%nat - w0 1%nat) Hw Hs). intros m Hm. apply H; [exact Hm|lia].
Qed.

(** What is a for one relevant item and b for more. *)
Definition one_or_more (a b : R) (m : nat) : R := match m with 1%nat => a | _ => b end.

(** Claim: none
    Says: w_1 s_1 - w_0 s_0 may be the same without consistency: N = 3, w_1 = 2, 3, s_1 = 3, 2, w_0 = 1, s_0 = 0.
*)
Theorem the_first_condition_is_not_enough : ~ (forall N w1 w0 s1 s0, (3 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  (consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) <->
   forall m m', (1 <= m < N)%nat -> (1 <= m' < N)%nat ->
     w1 m * s1 m - w0 m * s0 m = w1 m' * s1 m' - w0 m' * s0 m')).
Proof.
  intros F. set (w1 := one_or_more 2 3). set (s1 := one_or_more 3 2).
  assert (Hw : forall m, (1 <= m < 3)%nat -> 0 < w1 m /\ 0 < 1) by (intros [|[|[|m]]] H; simpl; lra || lia).
  assert (Hs : forall m, (1 <= m < 3)%nat -> 0 < s1 m) by (intros [|[|[|m]]] H; simpl; lra || lia).
  destruct (F 3%nat w1 (fun _ => 1) s1 (fun _ => 0) ltac:(lia) Hw Hs) as [_ C].
  apply (which_weights_and_labels_are_consistent 3 w1 (fun _ => 1) s1 (fun _ => 0) ltac:(lia) Hw Hs) with
    (m := 1%nat) (m' := 2%nat) in C; [simpl in C; lra| |lia|lia].
  intros m m' Hm Hm'. assert (M : m = 1%nat \/ m = 2%nat) by lia. assert (M' : m' = 1%nat \/ m' = 2%nat) by lia.
  destruct M as [-> | ->], M' as [-> | ->]; simpl; lra.
Qed.

(** Claim: none
    Says: w_1 - w_0 may be the same without consistency: N = 3, weights 1, s_1 = 1, 2, s_0 = 0.
*)
Theorem the_second_condition_is_not_enough : ~ (forall N w1 w0 s1 s0, (3 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  (consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) <->
   forall m m', (1 <= m < N)%nat -> (1 <= m' < N)%nat ->
     w1 m - w0 m = w1 m' - w0 m')).
Proof.
  intros F. set (s1 := one_or_more 1 2).
  assert (Hw : forall m, (1 <= m < 3)%nat -> 0 < 1 /\ 0 < 1) by (intros; lra).
  assert (Hs : forall m, (1 <= m < 3)%nat -> 0 < s1 m) by (intros [|[|[|m]]] H; simpl; lra || lia).
  destruct (F 3%nat (fun _ => 1) (fun _ => 1) s1 (fun _ => 0) ltac:(lia) Hw Hs) as [_ C].
  apply (which_weights_and_labels_are_consistent 3 (fun _ => 1) (fun _ => 1) s1 (fun _ => 0) ltac:(lia) Hw Hs) with
    (m := 1%nat) (m' := 2%nat) in C; [simpl in C; lra| |lia|lia]. intros; reflexivity.
Qed.

(** Claim: none
    Says: Uniform weights are not needed: weights 5 and 1 with labels 1 and 0 are consistent.
*)
Theorem the_weights_may_differ : ~ (forall N w1 w0 s1 s0, (3 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  (consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) <->
   forall m m', (1 <= m < N)%nat -> (1 <= m' < N)%nat ->
     w1 m * s1 m - w0 m * s0 m = w1 m' * s1 m' - w0 m' * s0 m' /\ w1 m = w0 m)).
Proof.
  intros F. assert (Hw : forall m, (1 <= m < 3)%nat -> 0 < 5 /\ 0 < 1) by (intros; lra).
  assert (Hs : forall m : nat, (1 <= m < 3)%nat -> 0 < 1) by (intros; lra).
  destruct (F 3%nat (fun _ => 5) (fun _ => 1) (fun _ => 1) (fun _ => 0) ltac:(lia) Hw Hs) as [C _].
  destruct (C (proj2 (which_weights_and_labels_are_consistent 3 (fun _ => 5) (fun _ => 1) (fun _ => 1) (fun _ => 0)
    ltac:(lia) Hw Hs) (fun m m' _ _ => conj eq_refl eq_refl)) 1%nat 2%nat ltac:(lia) ltac:(lia)) as [_ E]. lra.
Qed.
