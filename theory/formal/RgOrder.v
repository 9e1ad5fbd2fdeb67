(** What the DCG sees of the scores: their order (Definition 1, before Corollary 11). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Rank RgRanking.
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
