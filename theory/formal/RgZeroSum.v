(** Where the generator of RGx, Eq. 30, is strictly convex: on vectors of one sum. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity RgBregman RgGenerators.
Open Scope R_scope.

(** Claim: rg.eq30.strict
    Role: establishes under only vectors of sum 0 are asked, as $\eta$ and the values of the link are
    Place: RG, Eq. 30 with Prop. 6
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is strictly convex on a set of vectors whose sums are 0.
    Gap: Real numbers. That it is not strictly convex without the condition is the theorem generator_of_rgx_is_flat.
    Mutant: `(forall o, D o -> sum N o = 0) ->` becomes ``; refuted by the theorem any_set_of_vectors_is_too_much
    Mutant: `(forall o, D o -> sum N o = 0) ->` becomes `(forall o, D o -> 0 <= sum N o) ->`; refuted by the theorem
      sums_of_one_sign_are_not_enough
*)
Theorem strict_where_sums_are_zero : forall N m (D : (nat -> R) -> Prop), (0 < N)%nat -> 0 < m ->
  (forall o, D o -> sum N o = 0) -> strictly_convex N D (phix N m).
Proof.
  intros N m D HN Hm HD s t a Ds Dt. apply (generator_of_rgx_is_strict_on_sum_zero N m HN Hm s t a (HD s Ds) (HD t Dt)).
Qed.

(** Claim: none
    Says: Without the condition it is constant along (1, 1).
*)
Theorem any_set_of_vectors_is_too_much : ~ forall N m (D : (nat -> R) -> Prop), (0 < N)%nat -> 0 < m ->
  strictly_convex N D (phix N m).
Proof. intros H. apply generator_of_rgx_is_flat. intros N m HN Hm. apply H; assumption. Qed.

(** Claim: none
    Says: Sums that are at least 0 are not enough.
*)
Theorem sums_of_one_sign_are_not_enough :
  ~ forall N m (D : (nat -> R) -> Prop), (0 < N)%nat -> 0 < m -> (forall o, D o -> 0 <= sum N o) ->
  strictly_convex N D (phix N m).
Proof.
  intros H. apply generator_of_rgx_needs_sum_zero. intros N m HN Hm. apply H; [exact HN|exact Hm|].
  intros o Ho. exact Ho.
Qed.

(** Claim: rg.eq30.strict.repair
    Role: establishes
    Place: RG, Eq. 30 with Prop. 6, repaired
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is strictly convex on the vectors of sum 0, and eta = r N / |I_x| - 1 and
      all values of the link g_x are such vectors, for every N.
    Gap: Real numbers; m = |I_x| positives among labels of 0 and 1.
    Mutant: `sum N (gx N m o) = 0` becomes `sum N (g2 m o) = 0`; refuted by the theorem
      links_of_rg2_are_not_such_vectors
    Mutant: `(fun o => sum N o = 0)` becomes `anywhere`; refuted by the theorem not_strict_anywhere
*)
Theorem strict_where_labels_and_links_lie : forall N m r, (0 < N)%nat -> labels N m r ->
  strictly_convex N (fun o => sum N o = 0) (phix N m) /\ sum N (eta N m r) = 0 /\ forall o, sum N (gx N m o) = 0.
Proof.
  intros N m r HN L. split.
  - apply generator_of_rgx_is_strict_on_sum_zero; [exact HN|apply L].
  - split; [|intros o]; apply (labels_and_links_have_sum_zero N m r (fun _ => 0) HN L) ||
      apply (labels_and_links_have_sum_zero N m r o HN L).
Qed.

Lemma first_of_two : labels 2 1 (one_hot 0).
Proof.
  unfold labels, one_hot. split; [intros y _; destruct (Nat.eqb y 0); auto|simpl; lra].
Qed.

(** Claim: none
    Says: The values of the link of RG2 have any sum.
*)
Theorem links_of_rg2_are_not_such_vectors : ~ forall N m r, (0 < N)%nat -> labels N m r ->
  strictly_convex N (fun o => sum N o = 0) (phix N m) /\ sum N (eta N m r) = 0 /\ forall o, sum N (g2 m o) = 0.
Proof.
  intros H. destruct (H 2%nat 1 (one_hot 0) ltac:(lia) first_of_two) as (_ & _ & E).
  specialize (E (one_hot 0)). unfold g2, one_hot in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: On all vectors it is not strictly convex: it is constant along (1, 1).
*)
Theorem not_strict_anywhere : ~ forall N m r, (0 < N)%nat -> labels N m r ->
  strictly_convex N anywhere (phix N m) /\ sum N (eta N m r) = 0 /\ forall o, sum N (gx N m o) = 0.
Proof.
  intros H. destruct (H 2%nat 1 (one_hot 0) ltac:(lia) first_of_two) as [S _].
  specialize (S (fun _ => 1) (fun _ => 0) (1 / 2) I I). unfold phix in S. simpl in S.
  assert (E : exists y, (y < 2)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]).
  specialize (S E ltac:(lra)). lra.
Qed.
