(** What the DCG sees of the scores: their order, and the ties (Definition 1, before Corollary 11). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgRanking.
Open Scope R_scope.

(** x is the DCG of the scores o, ties broken in some way. *)
Definition dcg_of (N : nat) (o : nat -> R) (r : nat -> bool) (x : R) : Prop :=
  exists pi, ranks N o pi /\ dcg N pi r = x.

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

Lemma zeros_ranks : ranks 3 (fun _ => 0) (fun y => y).
Proof. split; [apply permutation_id|]. intros; lra. Qed.

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
  intros H. destruct (H 3%nat (fun _ => 0) (fun y => match y with 2%nat => 1 | _ => 0 end) (only 2) (discount 2)) as
    [_ B];
    [intros; lra|].
  destruct B as (pi & [[place Hp] Hs] & E); [exists (fun y => y); split; [apply zeros_ranks|]|].
  - unfold dcg, hit, only. simpl. ring.
  - unfold dcg, hit, only in E. simpl in E. pose proof (Hs 2%nat 0%nat ltac:(lia) ltac:(lia) ltac:(lra)).
    pose proof (Hs 2%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lra)). pose proof (Hp 0%nat ltac:(lia)) as P0.
    pose proof (Hp 1%nat ltac:(lia)) as P1. pose proof (Hp 2%nat ltac:(lia)) as P2.
    assert (D : pi 0%nat <> pi 1%nat) by (intros D; destruct P0 as (_ & _ & A & _); destruct P1 as (_ & _ & B & _);
      rewrite D in A; congruence).
    assert (Z : pi 2%nat = 0%nat) by lia. rewrite Z in E. pose proof (discount_falls 0). pose proof (discount_falls 1).
    lra.
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
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 1) (discount 0)).
  pose proof (discount_falls 0). assert (discount 1 = discount 0); [|lra]. apply H.
  - exists (fun y => y). split; [split; [apply permutation_id|intros; lra]|]. unfold dcg, hit, only. simpl. ring.
  - exists (fun y => 1 - y)%nat. split; [split; [apply permutation_exchange|intros; lra]|].
    unfold dcg, hit, only. simpl. ring.
Qed.

(** Claim: none
    Says: Every DCG is at least 0.
*)
Theorem every_dcg_is_at_least_zero : ~ ~ forall N o r x x', dcg_of N o r x -> dcg_of N o r x' -> 0 <= x'.
Proof.
  intros H. apply H. intros N o r x x' _ (pi & _ & <-). apply sum_nonneg. intros y _.
  pose proof (discount_positive (pi y)). unfold hit. destruct (r y); lra.
Qed.

Lemma sum_top n m : (m <= n)%nat -> sum n (top m) = INR m.
Proof.
  induction n as [|n IH]; intros Hm; [replace m with 0%nat by lia; reflexivity|]. simpl.
  destruct (Nat.eq_dec m (S n)) as [->|E].
  - rewrite (sum_ext n _ (fun _ => 1)), sum_const.
    + unfold top. rewrite (proj2 (Nat.ltb_lt n (S n))) by lia. rewrite S_INR. ring.
    + intros k Hk. unfold top. rewrite (proj2 (Nat.ltb_lt k (S n))) by lia. reflexivity.
  - rewrite IH by lia. unfold top. rewrite (proj2 (Nat.ltb_ge n m)) by lia. ring.
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
  assert (C : forall p, permutation N p -> (forall a b, (a < N)%nat -> (b < N)%nat -> o b < o a -> (p a < p b)%nat) ->
    forall y, (y < N)%nat -> INR (p y) = sum N (fun j => if Rlt_dec (o y) (o j) then 1 else 0)).
  { intros p P Q y Hy. rewrite <- (sum_top N (p y)), <- (sum_permutation N p (top (p y)) P).
    - apply sum_ext. intros j Hj. unfold top. destruct (Rlt_dec (o y) (o j)) as [L|L].
      + rewrite (proj2 (Nat.ltb_lt (p j) (p y))) by (apply Q; assumption). reflexivity.
      + rewrite (proj2 (Nat.ltb_ge (p j) (p y))); [reflexivity|]. destruct (Nat.eq_dec j y) as [->|E]; [lia|].
        specialize (D j y Hj Hy E). pose proof (Q y j Hy Hj ltac:(lra)). lia.
    - destruct P as [place P]. destruct (P y Hy). lia. }
  apply sum_ext. intros y Hy. do 2 f_equal. apply INR_eq. rewrite (C pi Hp Hs y Hy), (C pi' Hp' Hs' y Hy). reflexivity.
Qed.

(** Claim: none
    Says: Items that are next to each other may not be tied either.
*)
Theorem neighbours_may_not_be_tied : ~ forall N o r x x',
  (forall a b, (a < N)%nat -> (b < N)%nat -> (a + 1 < b)%nat -> o a <> o b) -> dcg_of N o r x -> dcg_of N o r x' ->
    x = x'.
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 1) (discount 0)).
  pose proof (discount_falls 0). assert (discount 1 = discount 0); [|lra]. apply H.
  - intros; lia.
  - exists (fun y => y). split; [split; [apply permutation_id|intros; lra]|]. unfold dcg, hit, only. simpl. ring.
  - exists (fun y => 1 - y)%nat. split; [split; [apply permutation_exchange|intros; lra]|].
    unfold dcg, hit, only. simpl. ring.
Qed.
