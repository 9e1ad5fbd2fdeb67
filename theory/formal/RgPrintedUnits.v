(** RGx as Eq. 31 prints it, with the weights of Eq. 16, has RG2's minimisers in other units. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Squares RgUpdates RgPrintedUpdates RgUnits.
Open Scope R_scope.

(** Claim: rg.x.equivalence.printed
    Role: establishes
    Place: RG, s. 4.3-4.4.1, Eq. 31, 38-39
    Says: With the weights of Eq. 16, V_x = |I_x| / N and the ridge of Eq. 38-39, RGx as Eq. 31 prints it is, at the
      factors times the root of c = N / (N - 1), c times RG2 at P and Q, up to a constant; so its minimisers are RG2's
      times that root, and their scores RG2's times c, at the same lambda.
    Gap: Real numbers. Without the factor 1/|D|.
    Mutant: `INR N / (INR N - 1)` becomes `(INR N - 1) / INR N`; refuted by the theorem the_factor_upside_down
    Mutant: `INR N / (INR N - 1)` becomes `(INR N + 1) / INR N`; refuted by the theorem one_more_item
*)
Theorem printed_rgx_is_rg2_in_other_units : forall M N K r lam, (1 < N)%nat -> clicks M N r -> 0 < lam ->
  let c := INR N / (INR N - 1) in
  let rg2 := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  let rgx := weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, (least_at rg2 P Q <-> least_at rgx (times_root c P) (times_root c Q)) /\
    forall x y, scores K (times_root c P) (times_root c Q) x y = c * scores K P Q x y.
Proof.
  intros M N K r lam HN _ _ c rg2 rgx. assert (PN : 1 < INR N) by (apply (lt_INR 1), HN).
  assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; lra).
  set (constant := (1 - c) * sum M (fun x => sum N (fun y => W16 N r x y * S16 N r x y ^ 2))).
  assert (E : forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant).
  { intros P Q. unfold rgx, rg2, weighted_eq31, constant.
    pose proof (squares_times M N (fun x => positives N (r x)) (/ INR N) (S16 N r) (scores K P Q) c
      ltac:(unfold c; field; lra)) as H. cbv beta in H.
    replace (scores K (times_root c P) (times_root c Q)) with (fun x y => c * scores K P Q x y).
    - replace (fun x => / INR N * positives N (r x)) with (V16 N r) in H
        by (apply functional_extensionality; intros x; unfold V16; field; lra).
      assert (F : forall n w A, sum n (fun x => w x * sum K (fun k => times_root c A x k ^ 2))
        = c * sum n (fun x => w x * sum K (fun k => A x k ^ 2))).
      { intros n w A. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite norm_times_root by lra. ring. }
      rewrite !F. assert (Z : interaction M N none (scores K P Q) = 0).
      { unfold interaction, none. apply sum_eq_0. intros; ring. }
      rewrite Z. unfold W16 in *. lra.
    - apply functional_extensionality. intros x. apply functional_extensionality. intros y. symmetry.
      apply scores_times_root. lra. }
  split; [exists constant; exact E|]. intros P Q.
  destruct (in_units c rg2 rgx constant Hc E P Q) as (A & _). split; [exact A|].
  intros x y. apply scores_times_root. lra.
Qed.

Lemma two_items V lam c p q : 0 <= c -> V 0%nat = 1 / 2 ->
  weighted_eq31 1 2 1 (W16 2 second_item) (S16 2 second_item) V lam (times_root c (number p)) (times_root c (number q))
  = 2 + (c * (p * q)) ^ 2 + 2 * c * lam * (p ^ 2 + q ^ 2).
Proof.
  intros Hc HV. unfold weighted_eq31, squares, interaction. cbn [sum]. rewrite !scores_times_root, HV by exact Hc.
  unfold scores, dot, times_root, number, W16, S16, positives, second_item. simpl sum. simpl INR.
  rewrite !Rpow_mult_distr, pow2_sqrt by exact Hc. field.
Qed.

Lemma two_items_plain lam p q :
  weighted_eq31 1 2 1 (W16 2 second_item) (S16 2 second_item) none lam (number p) (number q)
  = 2 + 2 * (p * q) ^ 2 + 2 * lam * (p ^ 2 + q ^ 2).
Proof.
  unfold weighted_eq31, squares, interaction, scores, dot, number, W16, S16, positives, second_item, none.
  simpl sum. simpl INR. field.
Qed.

(** Claim: none
    Says: (N - 1) / N is not the factor: N = 2.
*)
Theorem the_factor_upside_down : ~ forall M N K r lam, (1 < N)%nat -> clicks M N r -> 0 < lam ->
  let c := (INR N - 1) / INR N in
  let rg2 := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  let rgx := weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, (least_at rg2 P Q <-> least_at rgx (times_root c P) (times_root c Q)) /\
    forall x y, scores K (times_root c P) (times_root c Q) x y = c * scores K P Q x y.
Proof.
  intros F. destruct (F 1%nat 2%nat 1%nat second_item 1 ltac:(lia) (second_clicks 1) ltac:(lra)) as [[k E] _].
  cbv zeta in E. replace ((INR 2 - 1) / INR 2) with (1 / 2) in E by (simpl; field).
  pose proof (E (number 0) (number 0)) as E0. pose proof (E (number 1) (number 1)) as E1.
  rewrite two_items in E0, E1 by (try lra; unfold V16, positives, second_item; simpl; field).
  rewrite two_items_plain in E0, E1. lra.
Qed.

(** Claim: none
    Says: (N + 1) / N is not the factor: N = 2.
*)
Theorem one_more_item : ~ forall M N K r lam, (1 < N)%nat -> clicks M N r -> 0 < lam ->
  let c := (INR N + 1) / INR N in
  let rg2 := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  let rgx := weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, (least_at rg2 P Q <-> least_at rgx (times_root c P) (times_root c Q)) /\
    forall x y, scores K (times_root c P) (times_root c Q) x y = c * scores K P Q x y.
Proof.
  intros F. destruct (F 1%nat 2%nat 1%nat second_item 1 ltac:(lia) (second_clicks 1) ltac:(lra)) as [[k E] _].
  cbv zeta in E. replace ((INR 2 + 1) / INR 2) with (3 / 2) in E by (simpl; field).
  pose proof (E (number 0) (number 0)) as E0. pose proof (E (number 1) (number 1)) as E1.
  rewrite two_items in E0, E1 by (try lra; unfold V16, positives, second_item; simpl; field).
  rewrite two_items_plain in E0, E1. lra.
Qed.
