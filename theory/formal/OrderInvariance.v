(** Which maps of the scores leave DCG alone: RG, the sentence before Cor. 11. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Sorting.
Open Scope R_scope.

(** DCG of the ranking by falling score, equal scores by the number of the item. *)
Definition dcg_of_scores (N : nat) (r : nat -> nat) (f : nat -> R) : R := dcg N r (rank_of N f).

Lemma rising_iff g a b : (forall x y, y < x -> g y < g x) -> (g a < g b <-> a < b).
Proof.
  intros H. split; [|apply H]. intros L. destruct (Rtotal_order a b) as [C|[->|C]]; [exact C| |].
  - exfalso. apply (Rlt_irrefl _ L).
  - exfalso. apply H in C. lra.
Qed.

Lemma rank_of_rising N g f y : (forall x y, y < x -> g y < g x) -> rank_of N (fun z => g (f z)) y = rank_of N f y.
Proof.
  intros H. unfold rank_of. do 2 f_equal. apply List.filter_ext. intros x.
  apply Bool.eq_iff_eq_true. rewrite !before_spec. unfold before. rewrite (rising_iff g) by exact H.
  split; intros [L|[E L]]; try (left; exact L); right; (split; [|exact L]).
  - destruct (Rtotal_order (f y) (f x)) as [C|[C|C]]; [|exact C|]; apply H in C; lra.
  - rewrite E. reflexivity.
Qed.

(** Claim: rg.order_invariance.strict
    Role: establishes
    Place: RG, s. 4.2, before Cor. 11
    Says: If g is strictly increasing, the rankings that sort g(f) are those that sort f, ties in any order; and DCG
      with ties broken by the number of the item is the same for f and g(f), for every number of items.
    Gap: Real numbers, natural logarithm in the discount. A rule for ties that looks at the size of the scores is not
      covered, as in the claim.
    Mutant: `(forall a b, b < a -> g b < g a)` becomes `(forall a b, b <= a -> g b <= g a)`; refuted by the theorem
      ties_may_be_made
    Mutant: `(forall a b, b < a -> g b < g a)` becomes `(forall a b, b < a -> g a < g b)`; refuted by the theorem
      falling_maps_reverse
    Mutant: `(forall a b, b < a -> g b < g a)` becomes `(forall a b, a <> b -> g a <> g b)`; refuted by the theorem
      one_to_one_is_not_enough
*)
Theorem increasing_maps_keep_dcg :
  forall N r f g, (forall a b, b < a -> g b < g a) ->
  (forall pi, sorts N (fun y => g (f y)) pi <-> sorts N f pi) /\
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f.
Proof.
  intros N r f g H. split.
  - intros pi. split; intros S y z Hy Hz L; apply (S y z Hy Hz).
    + apply H, L.
    + apply (rising_iff g); assumption.
  - apply sum_ext. intros y _. rewrite rank_of_rising by exact H. reflexivity.
Qed.

Lemma two_ranks f : before f 0 1 -> rank_of 2 f 0 = 1%nat /\ rank_of 2 f 1 = 2%nat.
Proof.
  intros B. apply (rank_of_before 2) in B; [|lia].
  pose proof (rank_of_bounds 2 f 0 ltac:(lia)). pose proof (rank_of_bounds 2 f 1 ltac:(lia)). lia.
Qed.

Lemma two_ranks_reversed f : before f 1 0 -> rank_of 2 f 0 = 2%nat /\ rank_of 2 f 1 = 1%nat.
Proof.
  intros B. apply (rank_of_before 2) in B; [|lia].
  pose proof (rank_of_bounds 2 f 0 ltac:(lia)). pose proof (rank_of_bounds 2 f 1 ltac:(lia)). lia.
Qed.

Definition first_relevant (y : nat) : nat := match y with O => 1 | S _ => 0 end.

Lemma first_relevant_dcg f : dcg_of_scores 2 first_relevant f = discount (rank_of 2 f 0).
Proof. unfold dcg_of_scores, dcg. simpl. lra. Qed.

(** Scores by number, and a map that does not keep their order. *)
Lemma order_lost g : before (fun y => g (INR y)) 0 1 ->
  dcg_of_scores 2 first_relevant (fun y => g (INR y)) <> dcg_of_scores 2 first_relevant INR.
Proof.
  intros B. rewrite !first_relevant_dcg. destruct (two_ranks _ B) as [-> _].
  assert (A : before INR 1 0) by (left; simpl; lra). destruct (two_ranks_reversed _ A) as [-> _].
  pose proof (discount_falls_strictly 1 2 ltac:(lia)). lra.
Qed.

(** Claim: rg.order_invariance.weak
    Role: refutes
    Place: RG, s. 4.2, before Cor. 11
    Says: It is not so that every non-decreasing g leaves DCG alone: a constant g on two items of different scores, of
      which the one with the smaller score is relevant and comes first where scores are equal, is a counterexample.
    Gap: Ties are broken by the number of the item; real numbers, natural logarithm in the discount.
    Mutant: `(forall a b, b <= a -> g b <= g a)` becomes `(forall a b, b < a -> g b < g a)`; refuted by the theorem
      increasing_maps_are_not_refuted
*)
Theorem non_decreasing_maps_change_dcg :
  ~ (forall N r f g, (forall a b, b <= a -> g b <= g a) ->
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f).
Proof.
  intros H. apply (order_lost (fun _ => 0)); [right; split; [reflexivity|lia]|].
  apply (H 2%nat first_relevant INR (fun _ => 0)). intros. apply Rle_refl.
Qed.

(** Claim: none
    Says: Strictly increasing maps leave DCG alone.
*)
Theorem increasing_maps_are_not_refuted :
  ~ ~ (forall N r f g, (forall a b, b < a -> g b < g a) ->
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f).
Proof. intros H. apply H. intros N r f g G. apply increasing_maps_keep_dcg, G. Qed.

(** Claim: none
    Says: A non-decreasing map can make a tie.
*)
Theorem ties_may_be_made :
  ~ (forall N r f g, (forall a b, b <= a -> g b <= g a) ->
  (forall pi, sorts N (fun y => g (f y)) pi <-> sorts N f pi) /\
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f).
Proof. intros H. apply non_decreasing_maps_change_dcg. intros N r f g G. apply H, G. Qed.

(** Claim: none
    Says: A decreasing map reverses the order.
*)
Theorem falling_maps_reverse :
  ~ (forall N r f g, (forall a b, b < a -> g a < g b) ->
  (forall pi, sorts N (fun y => g (f y)) pi <-> sorts N f pi) /\
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f).
Proof.
  intros H. apply (order_lost (fun x => - x)); [left; simpl; lra|].
  apply (H 2%nat first_relevant INR (fun x => - x)). intros. lra.
Qed.

(** Claim: none
    Says: A map that is one to one can reverse the order.
*)
Theorem one_to_one_is_not_enough :
  ~ (forall N r f g, (forall a b, a <> b -> g a <> g b) ->
  (forall pi, sorts N (fun y => g (f y)) pi <-> sorts N f pi) /\
  dcg_of_scores N r (fun y => g (f y)) = dcg_of_scores N r f).
Proof.
  intros H. apply (order_lost (fun x => - x)); [left; simpl; lra|].
  apply (H 2%nat first_relevant INR (fun x => - x)). intros a b D. lra.
Qed.
