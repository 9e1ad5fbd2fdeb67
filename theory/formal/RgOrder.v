(** What the DCG sees of the scores: their order, and the ties (Definition 1, before Corollary 11). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking.
Open Scope R_scope.

(** x is the DCG of the scores o, ties broken in some way. *)
Definition dcg_of (N : nat) (o : nat -> R) (r : nat -> bool) (x : R) : Prop :=
  exists pi, ranks N o pi /\ binary_dcg N pi r = x.

(** Claim: rg.order_invariance.strict
    Role: establishes
    Place: RG, before Corollary 11
    Says: DCG(f) = DCG(g(f)) for every g with g(s) > g(t) where s > t: the scores o and g(o) have the same DCGs, one for
      each way to break ties.
    Gap: Real numbers; binary relevance; natural logarithms.
    Mutant: `s < t -> g s < g t` becomes `s <= t -> g s <= g t`; refuted by the theorem weak_order_is_not_enough
*)
Theorem order_is_enough : forall N (g : R -> R) o r x, (forall s t, s < t -> g s < g t) ->
  (dcg_of N o r x <-> dcg_of N (fun y => g (o y)) r x).
Proof.
  intros N g o r x Hg.
  assert (E : forall pi, ranks N o pi <-> ranks N (fun y => g (o y)) pi).
  { intros pi. split; intros [Hp Hs]; (split; [exact Hp|]); intros a b Ha Hb L; apply Hs; try assumption.
    - destruct (Rlt_le_dec (o b) (o a)) as [G|[G|G]]; [exact G|specialize (Hg _ _ G); lra|rewrite G in L; lra].
    - apply Hg, L. }
  split; intros (pi & Hr & Hx); exists pi; (split; [apply E, Hr|exact Hx]).
Qed.

Lemma zeros_ranks : ranks 3 (fun _ => 0) S.
Proof. split; [apply ranking_forward|]. intros y z _ _ L. lra. Qed.

(** Claim: rg.order_invariance.weak
    Role: refutes
    Place: RG, before Corollary 11
    Says: It is false for g that only never decreases: g = 0 takes the scores (0, 0, 1) to (0, 0, 0), and with the
      third item relevant the DCG can fall from 1 / log 2 to 1 / log 4.
    Gap: Real numbers; natural logarithms; the ties are those after g.
    Mutant: `s <= t -> g s <= g t` becomes `s < t -> g s < g t`; refuted by the theorem strict_order_is_enough
*)
Theorem weak_order_is_not_enough : ~ forall N (g : R -> R) o r x, (forall s t, s <= t -> g s <= g t) ->
  (dcg_of N o r x <-> dcg_of N (fun y => g (o y)) r x).
Proof.
  intros H. destruct (H 3%nat (fun _ => 0) (fun y => match y with 2%nat => 1 | _ => 0 end) (only 2) (discount 3)) as
    [_ B]; [intros; lra|].
  destruct B as (pi & [[Hp Hi] Hs] & E); [exists S; split; [apply zeros_ranks|]|].
  - unfold binary_dcg, dcg, only. simpl. ring.
  - unfold binary_dcg, dcg, only in E. simpl in E. pose proof (Hs 2%nat 0%nat ltac:(lia) ltac:(lia) ltac:(lra)).
    pose proof (Hs 2%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lra)). pose proof (Hp 0%nat ltac:(lia)) as P0.
    pose proof (Hp 1%nat ltac:(lia)) as P1. pose proof (Hp 2%nat ltac:(lia)) as P2.
    assert (D : pi 0%nat <> pi 1%nat) by (intros D; specialize (Hi 0%nat 1%nat ltac:(lia) ltac:(lia) D); lia).
    assert (Z : pi 2%nat = 1%nat) by lia. rewrite Z in E. pose proof first_discounts. lra.
Qed.

(** Claim: none
    Says: A strictly increasing g leaves the DCG as it is.
*)
Theorem strict_order_is_enough : ~ ~ forall N (g : R -> R) o r x, (forall s t, s < t -> g s < g t) ->
  (dcg_of N o r x <-> dcg_of N (fun y => g (o y)) r x).
Proof. intros H. exact (H order_is_enough). Qed.

(** Claim: rg.def1.ties
    Role: part
    Place: RG, Definition 1
    Says: The DCG of Eq. 1 is not one number for every o without a rule for ties: the scores (0, 0), the second item
      relevant, have the DCGs 1 / log 3 and 1 / log 2.
    Gap: The condition under which the claim holds is the theorem without_ties_the_dcg_is_one_number; natural
      logarithms.
    Mutant: `x = x'` becomes `0 <= x'`; refuted by the theorem every_dcg_is_at_least_zero
*)
Theorem with_ties_the_dcg_is_not_one_number : ~ forall N o r x x', dcg_of N o r x -> dcg_of N o r x' -> x = x'.
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 2) (discount 1)).
  pose proof first_discounts. assert (discount 2 = discount 1); [|lra]. apply H.
  - exists S. split; [split; [apply ranking_forward|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
  - exists (fun y => 2 - y)%nat. split; [split; [apply (ranking_backward 2)|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
Qed.

(** Claim: none
    Says: Every DCG is at least 0.
*)
Theorem every_dcg_is_at_least_zero : ~ ~ forall N o r x x', dcg_of N o r x -> dcg_of N o r x' -> 0 <= x'.
Proof.
  intros H. apply H. intros N o r x x' _ (pi & [[Hr _] _] & <-). rewrite binary_dcg_hits. apply sum_nonneg. intros y Hy.
  pose proof (discount_pos (pi y) (proj1 (Hr y Hy))). unfold hit. destruct (r y); lra.
Qed.

(** Claim: rg.def1.ties
    Role: establishes under no two scores are equal
    Place: RG, Definition 1
    Says: Where no two scores are equal, the DCG of Eq. 1 is one number.
    Gap: Real numbers; binary relevance; natural logarithms. At most one number: that some ranks sort the scores is
      not in the statement.
    Mutant: `a <> b ->` becomes `(a + 1 < b)%nat ->`; refuted by the theorem neighbours_may_not_be_tied
*)
Theorem without_ties_the_dcg_is_one_number : forall N o r x x',
  (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> o a <> o b) -> dcg_of N o r x -> dcg_of N o r x' -> x = x'.
Proof.
  intros N o r x x' D (pi & [Hp Hs] & <-) (pi' & [Hp' Hs'] & <-).
  assert (C : forall p, ranking N p -> sorts N o p -> forall y, (y < N)%nat ->
    INR (p y) = 1 + sum N (fun j => if Rlt_dec (o y) (o j) then 1 else 0)).
  { intros p P Q y Hy. pose proof (proj1 P y Hy). rewrite <- (count_top N p (p y) P) by lia.
    transitivity (sum N (fun j => one_hot y j + (if Rlt_dec (o y) (o j) then 1 else 0)));
      [|rewrite sum_plus, (sum_one_hot N y Hy); reflexivity]. apply sum_ext. intros j Hj. unfold one_hot.
    destruct (Nat.eqb_spec j y) as [->|E]; [rewrite top_in by lia; destruct (Rlt_dec (o y) (o y)); lra|].
    specialize (D j y Hj Hy E). destruct (Rlt_dec (o y) (o j)) as [L|L].
    - specialize (Q j y Hj Hy L). rewrite top_in by lia. ring.
    - specialize (Q y j Hy Hj ltac:(lra)). rewrite top_out by lia. ring. }
  apply sum_ext. intros y Hy. do 2 f_equal. apply INR_eq. rewrite (C pi Hp Hs y Hy), (C pi' Hp' Hs' y Hy). reflexivity.
Qed.

(** Claim: none
    Says: Items that are next to each other may not be tied either.
*)
Theorem neighbours_may_not_be_tied : ~ forall N o r x x',
  (forall a b, (a < N)%nat -> (b < N)%nat -> (a + 1 < b)%nat -> o a <> o b) -> dcg_of N o r x -> dcg_of N o r x' ->
    x = x'.
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 2) (discount 1)).
  pose proof first_discounts. assert (discount 2 = discount 1); [|lra]. apply H.
  - intros; lia.
  - exists S. split; [split; [apply ranking_forward|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
  - exists (fun y => 2 - y)%nat. split; [split; [apply (ranking_backward 2)|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
Qed.
