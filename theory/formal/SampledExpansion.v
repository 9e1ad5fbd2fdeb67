(** The second-order expansion of the sampled softmax loss at zero scores (RG, s. 4.1, before Eq. 18). *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Expansion LeastMajorant.
From softproof Require Import Draws SampledLoss SampledProp7.
Import ListNotations.
Open Scope R_scope.

Lemma listed_small a s js b : Rabs a <= b -> Forall (fun j => Rabs (s j) <= b) js ->
  forall k, (k < S (length js))%nat -> Rabs (listed a s js k) <= b.
Proof.
  intros A F [|k] Hk; [exact A|]. cbn [listed]. rewrite Forall_forall in F. apply F, nth_In. lia.
Qed.

(** Claim: rg.ssm_taylor.expansion.repair
    Role: establishes
    Place: RG, s. 4.1, before Eq. 18
    Says: as the scores tend to 0, the sampled softmax loss of n draws is log(n + 1) - o_y + 1'o_[n] / (n + 1) +
      o_[n]'(I - 11'/(n + 1)) o_[n] / (2 (n + 1)) up to o(b^2), b the largest absolute score, uniformly in the draws,
      for every n >= 1.
    Gap: real numbers; u is o_[n], the positive's score and those of the draws, which may repeat or be the positive.
      The expansion is recognised by its remainder, not by derivatives.
    Mutant: `/ (2 * (INR n + 1))` becomes `/ (2 * INR n)`; refuted by the theorem printed_expansion_of_ssm_is_wrong
    Mutant: `/ (2 * (INR n + 1))` becomes `/ (INR n + 1)`; refuted by the theorem expansion_of_ssm_has_a_half
    Mutant: `ln (INR n + 1)` becomes `ln (INR n)`; refuted by the theorem expansion_of_ssm_counts_the_positive
    Mutant: `1 / (INR n + 1) * (o y + total o js)` becomes `1 / INR n * (o y + total o js)`; refuted by the theorem
      linear_term_counts_the_positive
    Mutant: `1 / (INR n + 1) * (o y + total o js)` becomes `1 / (INR n + 1) * total o js`; refuted by the theorem
      linear_term_has_the_positive
*)
Theorem expansion_of_ssm : forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1))
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2.
Proof.
  intros n Hn eps He. exists (Rmin (1 / 4) (eps / 5)). split; [apply Rmin_pos; lra|].
  intros o y js b L Hb Hy Hj u. pose proof (Rmin_l (1 / 4) (eps / 5)). pose proof (Rmin_r (1 / 4) (eps / 5)).
  assert (B : 0 <= b) by (apply Rle_trans with (2 := Hy); apply Rabs_pos).
  assert (S : forall k, (k < Datatypes.S n)%nat -> Rabs (u k) <= b)
    by (rewrite <- L; apply listed_small; assumption).
  pose proof (expansion_error (Datatypes.S n) u 0 b ltac:(lia) ltac:(lra) S) as E.
  rewrite sampled_as_softmax, L. unfold expansion in E. rewrite S_INR in E.
  replace (sum (Datatypes.S n) u) with (o y + total o js) in E
    by (rewrite <- L; symmetry; exact (sum_listed (o y) o js (fun x => x))).
  unfold Rdiv. rewrite !Rmult_1_l. apply Rle_trans with (1 := E). replace (5 * b ^ 3) with (5 * b * b ^ 2) by ring.
  apply Rmult_le_compat_r; [apply pow2_ge_0|lra].
Qed.

(** Two scores t and r, the second of the item drawn. *)
Definition pair_of (t r : R) (i : nat) : R := match i with O => t | _ => r end.

(** Another quantity z that follows the loss of one draw to order two is near the expansion. *)
Lemma near_the_expansion (z : R -> R -> R) : (forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b,
    length js = 1%nat -> b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js ->
    forall t r, o = pair_of t r -> y = 0%nat -> js = [1%nat] ->
    Rabs (loss_with_terms o y (fun j => exp (o j)) js - z t r) <= eps * b ^ 2) ->
  exists b, 0 < b <= 1 /\ forall t r, Rabs t <= b -> Rabs r <= b ->
  Rabs (z t r - (ln 2 + (r - t) / 2 + (t - r) ^ 2 / 8)) <= 1 / 8 * b ^ 2.
Proof.
  intros H. destruct (H (1 / 16) ltac:(lra)) as [d1 [P1 H1]].
  destruct (expansion_of_ssm 1 ltac:(lia) (1 / 16) ltac:(lra)) as [d2 [P2 H2]].
  exists (Rmin 1 (Rmin d1 d2 / 2)). set (b := Rmin 1 (Rmin d1 d2 / 2)).
  pose proof (Rmin_l 1 (Rmin d1 d2 / 2) : b <= 1). pose proof (Rmin_r 1 (Rmin d1 d2 / 2) : b <= _).
  pose proof (Rmin_l d1 d2). pose proof (Rmin_r d1 d2). pose proof (Rmin_pos d1 d2 P1 P2).
  assert (B : 0 < b) by (apply Rmin_pos; lra). split; [lra|]. intros t r Ht Hr.
  assert (F : Forall (fun j => Rabs (pair_of t r j) <= b) [1%nat]) by (constructor; [exact Hr|constructor]).
  specialize (H1 (pair_of t r) 0%nat [1%nat] b eq_refl ltac:(lra) Ht F t r eq_refl eq_refl eq_refl).
  specialize (H2 (pair_of t r) 0%nat [1%nat] b eq_refl ltac:(lra) Ht F).
  set (l := loss_with_terms _ _ _ _) in *. cbv zeta in H2.
  match type of H2 with Rabs (_ - ?p) <= _ =>
    replace p with (ln 2 + (r - t) / 2 + (t - r) ^ 2 / 8) in H2
      by (simpl; replace (1 + 1) with 2 by ring; unfold one_hot; simpl; field) end.
  set (p := ln 2 + (r - t) / 2 + (t - r) ^ 2 / 8) in *.
  pose proof (Rabs_triang (z t r - l) (l - p)) as T. replace (z t r - l + (l - p)) with (z t r - p) in T by ring.
  rewrite (Rabs_minus_sym (z t r) l) in T. lra.
Qed.

(** Claim: rg.ssm_taylor.expansion
    Role: refutes
    Place: RG, s. 4.1, before Eq. 18
    Says: it is not so for every n that log(n + 1) - o_y + 1'o_[n] / (n + 1) + o_[n]'(I - 11'/(n + 1)) o_[n] / (2n) is
      the second-order expansion of the sampled softmax loss of n draws at zero scores.
    Gap: real numbers; u is o_[n]. An expansion is recognised by its remainder, o(b^2) for scores of at most b.
    Mutant: `/ (2 * INR n)` becomes `/ (2 * (INR n + 1))`; refuted by the theorem expansion_of_ssm_repaired
*)
Theorem printed_expansion_of_ssm_is_wrong : ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * INR n)
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof.
  intros H. destruct (near_the_expansion (fun t r => ln 2 + (r - t) / 2 + (t - r) ^ 2 / 4)) as [b [B K]].
  - intros eps He. destruct (H 1%nat ltac:(lia) eps He) as [d [P D]]. exists d. split; [exact P|].
    intros o y js b L Hb Hy Hj t r -> -> ->. specialize (D _ _ _ b L Hb Hy Hj). cbv zeta in D.
    match type of D with Rabs (_ - ?p) <= _ => replace (ln 2 + (r - t) / 2 + (t - r) ^ 2 / 4) with p; [exact D|] end.
    simpl. replace (1 + 1) with 2 by ring. unfold one_hot. simpl. field.
  - specialize (K b (- b)). rewrite Rabs_Ropp, Rabs_pos_eq in K by lra. specialize (K ltac:(lra) ltac:(lra)).
    pose proof (Rle_trans _ _ _ (Rle_abs _) K). assert (0 < b ^ 2) by (apply pow_lt; lra). lra.
Qed.

(** Claim: none
    Says: with 2 (n + 1) for 2 n it is so.
*)
Theorem expansion_of_ssm_repaired : ~ ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1))
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof. intros H. apply H. exact expansion_of_ssm. Qed.

(** Claim: none
    Says: without 1/2 the quadratic term is too large.
*)
Theorem expansion_of_ssm_has_a_half : ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (INR n + 1)
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof.
  intros H. destruct (near_the_expansion (fun t r => ln 2 + (r - t) / 2 + (t - r) ^ 2 / 4)) as [b [B K]].
  - intros eps He. destruct (H 1%nat ltac:(lia) eps He) as [d [P D]]. exists d. split; [exact P|].
    intros o y js b L Hb Hy Hj t r -> -> ->. specialize (D _ _ _ b L Hb Hy Hj). cbv zeta in D.
    match type of D with Rabs (_ - ?p) <= _ => replace (ln 2 + (r - t) / 2 + (t - r) ^ 2 / 4) with p; [exact D|] end.
    simpl. replace (1 + 1) with 2 by ring. unfold one_hot. simpl. field.
  - specialize (K b (- b)). rewrite Rabs_Ropp, Rabs_pos_eq in K by lra. specialize (K ltac:(lra) ltac:(lra)).
    pose proof (Rle_trans _ _ _ (Rle_abs _) K). assert (0 < b ^ 2) by (apply pow_lt; lra). lra.
Qed.

(** Claim: none
    Says: the constant is log(n + 1), not log n: one draw at zero scores.
*)
Theorem expansion_of_ssm_counts_the_positive : ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1))
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof.
  intros H. destruct (near_the_expansion (fun t r => (r - t) / 2 + (t - r) ^ 2 / 8)) as [b [B K]].
  - intros eps He. destruct (H 1%nat ltac:(lia) eps He) as [d [P D]]. exists d. split; [exact P|].
    intros o y js b L Hb Hy Hj t r -> -> ->. specialize (D _ _ _ b L Hb Hy Hj). cbv zeta in D.
    match type of D with Rabs (_ - ?p) <= _ => replace ((r - t) / 2 + (t - r) ^ 2 / 8) with p; [exact D|] end.
    simpl. rewrite ln_1. unfold one_hot. simpl. field.
  - specialize (K 0 0). rewrite Rabs_R0, Rabs_minus_sym in K. specialize (K ltac:(lra) ltac:(lra)).
    pose proof (Rle_trans _ _ _ (Rle_abs _) K). pose proof ln_2_bounds.
    assert (b ^ 2 <= 1 ^ 2) by (apply pow_incr; lra). lra.
Qed.

(** Claim: none
    Says: the mean is over n + 1 scores, not n.
*)
Theorem linear_term_counts_the_positive : ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / INR n * (o y + total o js)
    + / (2 * (INR n + 1))
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof.
  intros H. destruct (near_the_expansion (fun t r => ln 2 + r + (t - r) ^ 2 / 8)) as [b [B K]].
  - intros eps He. destruct (H 1%nat ltac:(lia) eps He) as [d [P D]]. exists d. split; [exact P|].
    intros o y js b L Hb Hy Hj t r -> -> ->. specialize (D _ _ _ b L Hb Hy Hj). cbv zeta in D.
    match type of D with Rabs (_ - ?p) <= _ => replace (ln 2 + r + (t - r) ^ 2 / 8) with p; [exact D|] end.
    simpl. replace (1 + 1) with 2 by ring. unfold one_hot. simpl. field.
  - specialize (K b b). rewrite Rabs_pos_eq in K by lra. specialize (K ltac:(lra) ltac:(lra)).
    pose proof (Rle_trans _ _ _ (Rle_abs _) K).
    assert (b * b <= 1 * b) by (apply Rmult_le_compat_r; lra). lra.
Qed.

(** Claim: none
    Says: the mean has the positive's score in it.
*)
Theorem linear_term_has_the_positive : ~ (forall n, (1 <= n)%nat ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o y js b, length js = n ->
  b < delta -> Rabs (o y) <= b -> Forall (fun j => Rabs (o j) <= b) js -> let u := listed (o y) o js in
  Rabs (loss_with_terms o y (fun j => exp (o j)) js - (ln (INR n + 1) - o y + 1 / (INR n + 1) * total o js
    + / (2 * (INR n + 1))
      * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j)))) <= eps * b ^ 2).
Proof.
  intros H. destruct (near_the_expansion (fun t r => ln 2 + r / 2 - t + (t - r) ^ 2 / 8)) as [b [B K]].
  - intros eps He. destruct (H 1%nat ltac:(lia) eps He) as [d [P D]]. exists d. split; [exact P|].
    intros o y js b L Hb Hy Hj t r -> -> ->. specialize (D _ _ _ b L Hb Hy Hj). cbv zeta in D.
    match type of D with Rabs (_ - ?p) <= _ => replace (ln 2 + r / 2 - t + (t - r) ^ 2 / 8) with p; [exact D|] end.
    simpl. replace (1 + 1) with 2 by ring. unfold one_hot. simpl. field.
  - specialize (K (- b) (- b)). rewrite Rabs_Ropp, Rabs_pos_eq in K by lra. specialize (K ltac:(lra) ltac:(lra)).
    pose proof (Rle_trans _ _ _ (Rle_abs _) K).
    assert (b * b <= 1 * b) by (apply Rmult_le_compat_r; lra). lra.
Qed.
