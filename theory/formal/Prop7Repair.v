(** Prop. 7, repaired: quadratics that bound the softmax loss at all scores, and what a ridge on both sides changes. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Quadratic Jacobian Majorant LeastMajorant Prop7.
Open Scope R_scope.

Lemma quarter_at_zero N o : (0 < N)%nat ->
  ln (partition N o) <= ln (INR N) + 1 / INR N * sum N o + 1 / 4 * norm N o ^ 2.
Proof.
  intros HN. assert (P : 0 < INR N) by (apply lt_0_INR, HN).
  pose proof (quarter_serves N (fun _ => 0) o HN) as B. unfold log_partition_below in B.
  replace (fun i => 0 + o i) with o in B by (apply functional_extensionality; intros; ring).
  assert (Z : partition N (fun _ => 0) = INR N) by (unfold partition; rewrite sum_const, exp_0; ring).
  replace (dot N (softmax N (fun _ => 0)) o) with (1 / INR N * sum N o) in B; [rewrite Z in B; exact B|].
  unfold dot, softmax. rewrite Z, exp_0, <- sum_scal. reflexivity.
Qed.

(** A constant that serves two items is at least 1/4. *)
Lemma two_items_need_a_quarter c :
  (forall o, softmax_loss 2 o 0 <= ln (INR 2) - o 0%nat + 1 / INR 2 * sum 2 o + c * norm 2 o ^ 2) -> 1 / 4 <= c.
Proof.
  intros H. apply (proj1 (least_majorant 2 0 ltac:(lia) ltac:(lia))) in H. unfold least_curvature in H. exact H.
Qed.

(** Claim: rg.prop7.repair
    Role: establishes
    Place: RG, Prop. 7, repaired
    Says: the softmax loss is at most log N - o_y + 1'o/N + ||o||^2/4 for every N, target and o.
    Gap: real numbers.
    Mutant: `1 / 4 *` becomes `99 / 400 *`; refuted by the theorem less_than_a_quarter_does_not_bound
    Mutant: `1 / 4 *` becomes `1 / 8 *`; refuted by the theorem an_eighth_does_not_bound
    Mutant: `1 / 4 *` becomes `/ (2 * INR N) *`; refuted by the theorem the_curvature_of_rg2_does_not_bound
    Mutant: `<= ln (INR N) - o y` becomes `<= - o y`; refuted by the theorem the_logarithm_is_needed
    Mutant: `- o y` becomes `+ o y`; refuted by the theorem the_sign_of_the_target_matters
*)
Theorem a_quarter_bounds_everywhere : forall N o y, (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + 1 / 4 * norm N o ^ 2.
Proof. intros N o y Hy. apply loss_at_zero; [exact Hy|]. apply quarter_at_zero. lia. Qed.

(** Claim: none
    Says: 1 % less than 1/4 does not serve two items.
*)
Theorem less_than_a_quarter_does_not_bound : ~ (forall N o y, (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + 99 / 400 * norm N o ^ 2).
Proof. intros H. pose proof (two_items_need_a_quarter _ (fun o => H 2%nat o 0%nat ltac:(lia))). lra. Qed.

(** Claim: none
    Says: 1/8 does not serve two items.
*)
Theorem an_eighth_does_not_bound : ~ (forall N o y, (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + 1 / 8 * norm N o ^ 2).
Proof. intros H. pose proof (two_items_need_a_quarter _ (fun o => H 2%nat o 0%nat ltac:(lia))). lra. Qed.

(** Claim: none
    Says: 1/(2N) does not serve four items, at (3, -1, -1, -1).
*)
Theorem the_curvature_of_rg2_does_not_bound : ~ (forall N o y, (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + / (2 * INR N) * norm N o ^ 2).
Proof.
  intros H. apply rg2_does_not_bound_everywhere. intros N o y HN Hy. specialize (H N o y Hy).
  rewrite rg2_expanded by lia. lra.
Qed.

(** Claim: none
    Says: without log N the bound is 0 at zero scores, where the loss of two items is not.
*)
Theorem the_logarithm_is_needed : ~ (forall N o y, (y < N)%nat ->
  softmax_loss N o y <= - o y + 1 / INR N * sum N o + 1 / 4 * norm N o ^ 2).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) 0%nat ltac:(lia)). rewrite norm_pow in H. simpl in H.
  pose proof (softmax_loss_pos 2 (fun _ => 0) 0 ltac:(lia) ltac:(lia)). lra.
Qed.

(** Claim: none
    Says: the target's score is taken away: one item with the score -1.
*)
Theorem the_sign_of_the_target_matters : ~ (forall N o y, (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) + o y + 1 / INR N * sum N o + 1 / 4 * norm N o ^ 2).
Proof.
  intros H. specialize (H 1%nat (fun _ => -1) 0%nat ltac:(lia)).
  rewrite norm_pow, softmax_loss_one_item in H. simpl in H. rewrite ln_1 in H. lra.
Qed.

(** Claim: rg.prop7.shift
    Role: establishes
    Place: RG, Prop. 7, Eq. 14-16
    Says: for every N of at least 2 and every target there is a least C with softmax loss <= RG2 + C at all scores; it
      is above N/2 - 1 and at most N/2 - 1 + log N.
    Gap: real numbers; that Eq. 14 drops log N - 1/2 is the claim rg.eq14.
    Mutant: `INR N / 2 - 1 < C` becomes `INR N / 2 - / 2 < C`; refuted by the theorem the_lift_is_smaller
    Mutant: `<= INR N / 2 - 1 + ln (INR N)` becomes `<= ln (INR N) - / 2`; refuted by the theorem
      the_dropped_constant_is_too_small
*)
Theorem least_constant_for_rg2 : forall N y, (2 <= N)%nat -> (y < N)%nat ->
  exists C, (forall c, (forall o, softmax_loss N o y <= rg2 N o y + c) <-> C <= c) /\
  INR N / 2 - 1 < C /\ C <= INR N / 2 - 1 + ln (INR N).
Proof.
  intros N y HN Hy.
  destruct (infimum_exists (fun o => rg2 N o y - softmax_loss N o y) (- (INR N / 2 - 1 + ln (INR N))))
    as [low [L G]].
  - exact (inhabits (fun _ => 0)).
  - intros o. pose proof (lifted_rg2_is_above N o y Hy). lra.
  - exists (- low). split; [|split].
    + intros c. split; intros H.
      * cut (- c <= low); [lra|]. apply G. intros o. specialize (H o). lra.
      * intros o. specialize (L o). cbv beta in L. lra.
    + specialize (L (fun j => INR N * one_hot y j - 1)). cbv beta in L. rewrite rg2_at_optimum in L by exact Hy.
      pose proof (softmax_loss_pos N (fun j => INR N * one_hot y j - 1) y HN Hy). lra.
    + cut (- (INR N / 2 - 1 + ln (INR N)) <= low); [lra|]. apply G. intros o.
      pose proof (lifted_rg2_is_above N o y Hy). lra.
Qed.

(** Claim: none
    Says: the constant is not above N/2 - 1/2: log 2 - 1/2 serves two items.
*)
Theorem the_lift_is_smaller : ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  exists C, (forall c, (forall o, softmax_loss N o y <= rg2 N o y + c) <-> C <= c) /\
  INR N / 2 - / 2 < C /\ C <= INR N / 2 - 1 + ln (INR N)).
Proof.
  intros H. destruct (H 2%nat 0%nat ltac:(lia) ltac:(lia)) as [C [Least [L _]]].
  cut (C <= ln (INR 2) - / 2); [replace (INR 2) with 2 in * by (simpl; ring); pose proof ln_2_bounds; lra|].
  apply Least. intros o.
  pose proof (a_quarter_bounds_everywhere 2 o 0 ltac:(lia)) as B. rewrite rg2_expanded by lia.
  replace (/ (2 * INR 2)) with (1 / 4) by (simpl; field). lra.
Qed.

(** Claim: none
    Says: log N - 1/2, which Eq. 14 drops, is too small a constant for four items.
*)
Theorem the_dropped_constant_is_too_small : ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  exists C, (forall c, (forall o, softmax_loss N o y <= rg2 N o y + c) <-> C <= c) /\
  INR N / 2 - 1 < C /\ C <= ln (INR N) - / 2).
Proof.
  intros H. destruct (H 4%nat 0%nat ltac:(lia) ltac:(lia)) as [C [_ [L U]]].
  pose proof log_of_four. simpl INR in *. lra.
Qed.

(** ** A ridge on both sides *)

(** Claim: rg.prop7.minima.ridge
    Role: refutes
    Place: RG, Prop. 7, A.3, with the ridge of Eq. 6
    Says: it is not so for every N and every lambda > 0 that the infimum of the softmax loss plus lambda ||o||^2 is at
      most that of log N - 1/2 + RG2, written as log N - o_y + 1'o/N + ||o||^2/(2N), plus lambda ||o||^2.
    Gap: real numbers; infima for minima.
    Mutant: `(/ (2 * INR N) + lam)` becomes `(least_curvature N + lam)`; refuted by the theorem
      least_curvature_keeps_the_order
*)
Theorem ridge_minima_are_not_in_order : ~ (forall N y lam low best, (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
  infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
  low <= best).
Proof.
  intros H.
  destruct (infimum_exists (fun o => softmax_loss 8 o 0 + / 100 * norm 8 o ^ 2) 0) as [low Low].
  { exact (inhabits (fun _ => 0)). }
  { intros o. pose proof (softmax_loss_pos 8 o 0 ltac:(lia) ltac:(lia)). pose proof (pow2_ge_0 (norm 8 o)). lra. }
  set (g := fun o => ln (INR 8) - o 0%nat + 1 / INR 8 * sum 8 o + (/ (2 * INR 8) + / 100) * norm 8 o ^ 2).
  assert (E : forall o, g o = ln (INR 8) - / 2 + rg2 8 o 0 + / 100 * norm 8 o ^ 2)
    by (intros o; rewrite rg2_expanded by lia; unfold g; ring).
  destruct (infimum_exists g (ln (INR 8) - / 2 + (1 - INR 8 / 2))) as [best Best].
  { exact (inhabits (fun _ => 0)). }
  { intros o. rewrite E. pose proof (rg2_is_least 8 o 0 ltac:(lia)). pose proof (pow2_ge_0 (norm 8 o)). lra. }
  pose proof (H 8%nat 0%nat (/ 100) low best ltac:(lia) ltac:(lia) ltac:(lra) Low Best) as L.
  assert (L0 : 0 <= low).
  { apply Low. intros o. pose proof (softmax_loss_pos 8 o 0 ltac:(lia) ltac:(lia)).
    pose proof (pow2_ge_0 (norm 8 o)). lra. }
  destruct Best as [B _]. specialize (B (fun j => INR 8 * one_hot 0 j - 1)).
  rewrite E, rg2_at_optimum, norm_pow in B by lia.
  replace (INR 8) with (2 * 2 * 2) in B by (simpl; ring). rewrite !ln_mult in B by lra.
  unfold one_hot in B. simpl in B. pose proof ln_2_bounds. lra.
Qed.

(** Claim: rg.prop7.minima.ridge.repair
    Role: establishes
    Place: RG, Prop. 7, repaired, with the ridge of Eq. 6
    Says: the infimum of the softmax loss plus lambda ||o||^2 is at most that of log N - o_y + 1'o/N + (c_N + lambda)
      ||o||^2, for every N of at least 2 and every lambda > 0.
    Gap: real numbers; infima for minima.
    Mutant: `(least_curvature N + lam)` becomes `(/ (2 * INR N) + lam)`; refuted by the theorem
      ridge_minima_are_not_in_order
*)
Theorem ridge_minima_in_order : forall N y lam low best, (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
  infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (least_curvature N + lam) * norm N o ^ 2) best ->
  low <= best.
Proof.
  intros N y lam low best HN Hy _ [L _] [_ G]. apply G. intros o. specialize (L o). cbv beta in L.
  pose proof (proj2 (proj1 (least_majorant N y HN Hy) _) (Rle_refl _) o). lra.
Qed.

(** Claim: none
    Says: with c_N for 1/(2N) the minima are in order.
*)
Theorem least_curvature_keeps_the_order : ~ ~ (forall N y lam low best, (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
  infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (least_curvature N + lam) * norm N o ^ 2) best ->
  low <= best).
Proof. intros H. apply H. exact ridge_minima_in_order. Qed.
