(** For which N and which ridge RG2's minimum, with its constants, is below that of the softmax loss. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian Prop7 RidgeRay RidgeBorder RidgeMinima.
Open Scope R_scope.

Lemma minima_of_three y lam low best : (y < 3)%nat -> 0 < lam ->
  infimum (fun o => softmax_loss 3 o y + lam * norm 3 o ^ 2) low ->
  infimum (fun o => ln 3 - o y + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best ->
  (best < low <-> ~ not_lower (1 + 6 * lam)).
Proof.
  intros Hy Hl Low Best. assert (E : INR 3 = 3) by (simpl; ring). rewrite <- E in Best.
  rewrite (minima_by_ray 3 y lam low best ltac:(lia) Hy Hl Low Best), E.
  assert (A : forall t, on_ray 3 lam t - rg2_minimum 3 lam = above 3 (1 + 6 * lam) t).
  { intros t. rewrite above_is by lra. replace (1 + 2 * 3 * lam) with (1 + 6 * lam) by ring. reflexivity. }
  split.
  - intros H (t & Ht & B). specialize (H t Ht). specialize (A t). lra.
  - intros H t Ht. apply Rnot_le_lt. intros X. apply H. exists t. specialize (A t). split; lra.
Qed.

(** Claim: rg.prop7.minima.ridge.exact
    Role: establishes
    Place: RG, Prop. 7, A.3, with the ridge of Eq. 6
    Says: With lambda ||o||^2 on both, the infimum of RG2 with constants, log N - o_y + 1'o/N + ||o||^2/(2N), is below
      that of the softmax loss for every lambda > 0 if N >= 4, and exactly for lambda > lambda_3 if N = 3, where
      0.015499 < lambda_3 < 0.0155.
    Gap: real numbers; infima for minima.
    Mutant: `(4 <= N)%nat` becomes `(3 <= N)%nat`; refuted by the theorem not_every_ridge_for_three
    Mutant: `0.015499 < lam3 < 0.015500` becomes `0.015344 < lam3 < 0.015345`; refuted by the theorem
      border_is_not_lower
    Mutant: `0.015499 < lam3 < 0.015500` becomes `0.015654 < lam3 < 0.015655`; refuted by the theorem
      border_is_not_higher
*)
Theorem minima_under_one_ridge : (forall N y lam low best, (4 <= N)%nat -> (y < N)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
    infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
    best < low) /\
  exists lam3, 0.015499 < lam3 < 0.015500 /\ forall y lam low best, (y < 3)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss 3 o y + lam * norm 3 o ^ 2) low ->
    infimum (fun o => ln 3 - o y + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best ->
    (best < low <-> lam3 < lam).
Proof.
  split.
  - intros N y lam low best HN Hy Hl Low Best. apply (minima_by_ray N y lam low best ltac:(lia) Hy Hl Low Best).
    intros t Ht. assert (PN : 4 <= INR N) by (apply (le_INR 4) in HN; simpl in HN; lra).
    pose proof (above_is (INR N) lam t ltac:(lra) Hl) as A. pose proof (Rmult_lt_0_compat (INR N) lam ltac:(lra) Hl).
    pose proof (above_from_four (INR N) (1 + 2 * INR N * lam) t PN ltac:(lra) Ht). lra.
  - destruct border_of_three as (s3 & B & H). unfold low_border, high_border in B. exists ((s3 - 1) / 6).
    split; [lra|]. intros y lam low best Hy Hl Low Best. rewrite (minima_of_three y lam low best Hy Hl Low Best).
    rewrite (H (1 + 6 * lam)) by lra. split; lra.
Qed.

(** The infima of three items are there. *)
Lemma infima_of_three lam : 0 < lam -> exists low best,
  infimum (fun o => softmax_loss 3 o 0 + lam * norm 3 o ^ 2) low /\
  infimum (fun o => ln 3 - o 0%nat + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best.
Proof.
  intros Hl. destruct (infimum_exists (fun o => softmax_loss 3 o 0 + lam * norm 3 o ^ 2) 0) as [low Low].
  { exact (inhabits (fun _ => 0)). }
  { intros o. pose proof (softmax_loss_pos 3 o 0 ltac:(lia) ltac:(lia)).
    pose proof (Rmult_le_pos lam _ (Rlt_le _ _ Hl) (pow2_ge_0 (norm 3 o))). lra. }
  destruct (infimum_exists (fun o => ln 3 - o 0%nat + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2)
    (ln 3 - / 2 + (1 - INR 3 / 2))) as [best Best].
  { exact (inhabits (fun _ => 0)). }
  { intros o. pose proof (rg2_is_least 3 o 0 ltac:(lia)) as R. rewrite rg2_expanded in R by lia.
    replace (INR 3) with 3 in * by (simpl; ring).
    pose proof (Rmult_le_pos lam _ (Rlt_le _ _ Hl) (pow2_ge_0 (norm 3 o))). lra. }
  exists low, best. split; assumption.
Qed.

(** Claim: none
    Says: For three items RG2's minimum is not lower for every ridge: lambda = 1/100.
*)
Theorem not_every_ridge_for_three : ~ ((forall N y lam low best, (3 <= N)%nat -> (y < N)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
    infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
    best < low) /\
  exists lam3, 0.015499 < lam3 < 0.015500 /\ forall y lam low best, (y < 3)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss 3 o y + lam * norm 3 o ^ 2) low ->
    infimum (fun o => ln 3 - o y + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best ->
    (best < low <-> lam3 < lam)).
Proof.
  intros [F _]. destruct (infima_of_three (1 / 100) ltac:(lra)) as (low & best & Low & Best).
  destruct minima_under_one_ridge as [_ (l & L & T)].
  specialize (T 0%nat (1 / 100) low best ltac:(lia) ltac:(lra) Low Best).
  assert (E : INR 3 = 3) by (simpl; ring). rewrite <- E in Best.
  specialize (F 3%nat 0%nat (1 / 100) low best ltac:(lia) ltac:(lia) ltac:(lra) Low Best). apply T in F. lra.
Qed.

(** Claim: none
    Says: The border is not 1 % lower: lambda = 0.0154.
*)
Theorem border_is_not_lower : ~ ((forall N y lam low best, (4 <= N)%nat -> (y < N)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
    infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
    best < low) /\
  exists lam3, 0.015344 < lam3 < 0.015345 /\ forall y lam low best, (y < 3)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss 3 o y + lam * norm 3 o ^ 2) low ->
    infimum (fun o => ln 3 - o y + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best ->
    (best < low <-> lam3 < lam)).
Proof.
  intros [_ (l' & L' & F)]. destruct (infima_of_three 0.0154 ltac:(lra)) as (low & best & Low & Best).
  destruct minima_under_one_ridge as [_ (l & L & T)].
  specialize (T 0%nat 0.0154 low best ltac:(lia) ltac:(lra) Low Best).
  specialize (F 0%nat 0.0154 low best ltac:(lia) ltac:(lra) Low Best). assert (B : best < low) by (apply F; lra).
  apply T in B. lra.
Qed.

(** Claim: none
    Says: The border is not 1 % higher: lambda = 0.0156.
*)
Theorem border_is_not_higher : ~ ((forall N y lam low best, (4 <= N)%nat -> (y < N)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
    infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
    best < low) /\
  exists lam3, 0.015654 < lam3 < 0.015655 /\ forall y lam low best, (y < 3)%nat -> 0 < lam ->
    infimum (fun o => softmax_loss 3 o y + lam * norm 3 o ^ 2) low ->
    infimum (fun o => ln 3 - o y + 1 / 3 * sum 3 o + (/ (2 * 3) + lam) * norm 3 o ^ 2) best ->
    (best < low <-> lam3 < lam)).
Proof.
  intros [_ (l' & L' & F)]. destruct (infima_of_three 0.0156 ltac:(lra)) as (low & best & Low & Best).
  destruct minima_under_one_ridge as [_ (l & L & T)].
  specialize (T 0%nat 0.0156 low best ltac:(lia) ltac:(lra) Low Best).
  specialize (F 0%nat 0.0156 low best ltac:(lia) ltac:(lra) Low Best). assert (B : best < low) by (apply T; lra).
  apply F in B. lra.
Qed.
