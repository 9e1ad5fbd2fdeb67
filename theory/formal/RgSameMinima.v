(** RG2 and RGx with factors and the interaction of Eq. 15 have the same minimum and the same minimisers. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgUpdates RgPrintedUpdates RgCentredItems RgUnits.
Open Scope R_scope.

(** Claim: rg.x.equivalence.minima
    Role: establishes
    Place: RG, s. 4.3-4.4.1
    Says: With V_x = kappa |I_x|, factorised RG2 less sum_x V_x (1'o)^2 has the minimisers, the minimum and all lower
      bounds of RG2 for every kappa from 0 to 1/N, and is not bounded below for any kappa > 1/N.
    Gap: Real numbers. The minimum is the value at a minimiser, or the infimum; that it is attained is not stated.
      Without the factor 1/|D|.
    Mutant: `0 <= kappa <= / INR N ->` becomes `0 <= kappa <= 2 / INR N ->`; refuted by the theorem
      twice_the_kappa_has_no_minimum
    Mutant: `/ INR N < kappa` becomes `/ (2 * INR N) < kappa`; refuted by the theorem half_the_kappa_is_bounded
*)
Theorem same_minimum_and_minimisers : forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat ->
  clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in
  (forall kappa, 0 <= kappa <= / INR N -> let rgx := rgx_objective kappa M N K r lam in
    (forall P Q, least_at rgx P Q <-> least_at rg2 P Q) /\
    (forall P Q, least_at rg2 P Q -> rgx P Q = rg2 P Q) /\
    forall low, (forall P Q, low <= rgx P Q) <-> (forall P Q, low <= rg2 P Q)) /\
  forall kappa, / INR N < kappa -> ~ exists low, forall P Q, low <= rgx_objective kappa M N K r lam P Q.
Proof.
  intros M N K r lam HM HN HK Hr Hl rg2. split; [|intros kappa Hk; apply rgx_unbounded; assumption].
  intros kappa Hk rgx.
  assert (A : forall P Q, rgx P Q <= rg2 P Q) by (intros; apply rgx_at_most_rg2; [exact Hr|lra]).
  assert (B : forall P Q, rg2 P (centred N Q) <= rgx P Q /\
    (rgx P Q <= rg2 P (centred N Q) -> forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0))
    by (intros; apply rg2_centred_below; try assumption; lra).
  assert (C : forall P Q, least_at rg2 P Q -> rgx P Q = rg2 P Q).
  { intros P Q H. apply Rle_antisym; [apply A|]. apply Rle_trans with (1 := H P (centred N Q)), B. }
  split; [|split; [exact C|]].
  - intros P Q. split; intros H P' Q'.
    + assert (Z : forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0).
      { apply (proj2 (B P Q)). apply Rle_trans with (1 := H P (centred N Q)), A. }
      unfold rg2. rewrite <- (rgx_of_centred_items kappa M N K r lam P Q Z).
      apply Rle_trans with (1 := H P' Q'), A.
    + rewrite (C P Q H). apply Rle_trans with (1 := H P' (centred N Q')), B.
  - intros low. split; intros H P Q.
    + apply Rle_trans with (1 := H P Q), A.
    + apply Rle_trans with (1 := H P (centred N Q)), B.
Qed.

Lemma rg2_nonneg M N K r lam P Q : clicks M N r -> 0 < lam -> 0 <= rg2_objective M N K r lam P Q.
Proof.
  intros [_ Hp] Hl. unfold rg2_objective, weighted_eq31. rewrite interaction_none.
  assert (W : forall x y, (x < M)%nat -> 0 <= W16 N r x y) by (intros x y H; specialize (Hp x H); unfold W16; lra).
  assert (A : 0 <= squares M N (W16 N r) (S16 N r) (scores K P Q)).
  { apply sum_nonneg. intros x H. apply sum_nonneg. intros y _. apply Rmult_le_pos; [apply W, H|apply pow2_ge_0]. }
  match goal with |- 0 <= _ + lam * (?a + ?b) - 0 => assert (B : 0 <= a); [|assert (C : 0 <= b)] end.
  - apply sum_nonneg. intros x H. apply Rmult_le_pos; [apply sum_nonneg; intros; apply W, H|apply squares_nonneg].
  - apply sum_nonneg. intros y _. apply Rmult_le_pos; [apply sum_nonneg; intros; apply W; assumption|
      apply squares_nonneg].
  - assert (0 <= lam * (_ + _)) by (apply Rmult_le_pos; [lra|apply (Rplus_le_le_0_compat _ _ B C)]). lra.
Qed.

(** Claim: none
    Says: For kappa = 2/N there is no lower bound, while RG2 has the lower bound 0: one context of two items.
*)
Theorem twice_the_kappa_has_no_minimum : ~ (forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat ->
  clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in
  (forall kappa, 0 <= kappa <= 2 / INR N -> let rgx := rgx_objective kappa M N K r lam in
    (forall P Q, least_at rgx P Q <-> least_at rg2 P Q) /\
    (forall P Q, least_at rg2 P Q -> rgx P Q = rg2 P Q) /\
    forall low, (forall P Q, low <= rgx P Q) <-> (forall P Q, low <= rg2 P Q)) /\
  forall kappa, / INR N < kappa -> ~ exists low, forall P Q, low <= rgx_objective kappa M N K r lam P Q).
Proof.
  intros F. destruct (F 1%nat 2%nat 1%nat second_item 1 ltac:(lia) ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra))
    as [A B]. cbv zeta in A. destruct (A 1 ltac:(simpl; lra)) as (_ & _ & L). apply (B 1); [simpl; lra|].
  exists 0. apply L. intros P Q. apply rg2_nonneg; [apply second_clicks|lra].
Qed.

(** Claim: none
    Says: For kappa between 1/(2N) and 1/N there is a lower bound: one context of two items, kappa = 1/2.
*)
Theorem half_the_kappa_is_bounded : ~ (forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat ->
  clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in
  (forall kappa, 0 <= kappa <= / INR N -> let rgx := rgx_objective kappa M N K r lam in
    (forall P Q, least_at rgx P Q <-> least_at rg2 P Q) /\
    (forall P Q, least_at rg2 P Q -> rgx P Q = rg2 P Q) /\
    forall low, (forall P Q, low <= rgx P Q) <-> (forall P Q, low <= rg2 P Q)) /\
  forall kappa, / (2 * INR N) < kappa -> ~ exists low, forall P Q, low <= rgx_objective kappa M N K r lam P Q).
Proof.
  intros F. destruct (F 1%nat 2%nat 1%nat second_item 1 ltac:(lia) ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra))
    as [A B]. cbv zeta in A. destruct (A (1 / 2) ltac:(simpl; lra)) as (_ & _ & L). apply (B (1 / 2)); [simpl; lra|].
  exists 0. apply L. intros P Q. apply rg2_nonneg; [apply second_clicks|lra].
Qed.
