(** The minima of the softmax loss and of RG2 under a ridge: both are on the ray t (N e_y - 1). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Jacobian LeastMajorant RgSemidefinite RgSegment Prop7 RidgeGap.
Open Scope R_scope.

(** The softmax loss with the ridge on the ray, and the least value of RG2 with its constants and the ridge. *)
Definition on_ray (n lam t : R) : R := ln n + fall n t + lam * (n * (n - 1)) * t ^ 2.
Definition rg2_minimum (n lam : R) : R := ln n - (n - 1) / (2 * (1 + 2 * n * lam)).

Lemma others N : (2 <= N)%nat -> 2 <= INR N.
Proof. intros H. apply (le_INR 2) in H. simpl in H. lra. Qed.

Lemma sum_but_const N y c : (y < N)%nat -> sum_but N y (fun _ => c) = (INR N - 1) * c.
Proof. intros Hy. pose proof (sum_apart N y (fun _ => c) Hy) as E. rewrite sum_const in E. lra. Qed.

Lemma sum_but_plus N y f g : sum_but N y (fun j => f j + g j) = sum_but N y f + sum_but N y g.
Proof.
  unfold sum_but. rewrite <- sum_plus. apply sum_ext. intros j _. destruct (Nat.eqb j y); ring.
Qed.

Lemma sum_but_le N y f g : (forall j, f j <= g j) -> sum_but N y f <= sum_but N y g.
Proof. intros H. apply sum_le. intros j _. destruct (Nat.eqb j y); [lra|apply H]. Qed.

(** Averaging the scores of the other items, and taking off the mean, lowers the softmax loss with the ridge. *)
Lemma on_ray_below N y lam o : (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  exists t, 0 <= t /\ on_ray (INR N) lam t <= softmax_loss N o y + lam * norm N o ^ 2.
Proof.
  intros HN Hy Hl. pose proof (others N HN) as PN. set (n := INR N) in *. set (u := o y).
  set (v := sum_but N y o / (n - 1)). assert (Sv : sum_but N y o = (n - 1) * v) by (unfold v; field; lra).
  assert (Z : exp u + (n - 1) * exp v <= partition N o).
  { unfold partition. rewrite (sum_apart N y (fun i => exp (o i)) Hy). apply Rplus_le_compat_l.
    apply Rle_trans with (sum_but N y (fun j => exp v * (1 - v) + exp v * o j)).
    - rewrite sum_but_plus, sum_but_const, sum_but_scal, Sv by exact Hy. fold n. right. ring.
    - apply sum_but_le. intros j. pose proof (exp_ineq1_le (o j - v)) as E.
      replace (exp (o j)) with (exp v * exp (o j - v)) by (rewrite <- exp_plus; f_equal; ring).
      pose proof (Rmult_le_compat_l (exp v) _ _ (Rlt_le _ _ (exp_pos v)) E). lra. }
  assert (Q : (n - 1) / n * (u - v) ^ 2 <= norm N o ^ 2).
  { rewrite norm_pow, (sum_apart N y (fun j => o j * o j) Hy). fold u.
    apply Rle_trans with (u * u + sum_but N y (fun j => - v ^ 2 + 2 * v * o j)).
    - rewrite sum_but_plus, sum_but_const, sum_but_scal, Sv by exact Hy. fold n.
      assert (E : u * u + ((n - 1) * - v ^ 2 + 2 * v * ((n - 1) * v)) - (n - 1) / n * (u - v) ^ 2
        = (u + (n - 1) * v) ^ 2 / n) by (field; lra).
      assert (0 <= (u + (n - 1) * v) ^ 2 / n)
        by (apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat; lra]). lra.
    - apply Rplus_le_compat_l, sum_but_le. intros j. pose proof (pow2_ge_0 (o j - v)). lra. }
  rewrite softmax_loss_partition by lia. fold u.
  assert (L : ln (1 + (n - 1) * exp (v - u)) <= ln (partition N o) - u).
  { pose proof (exp_pos u) as Pu. pose proof (exp_pos (v - u)) as P.
    assert (P' : 0 < 1 + (n - 1) * exp (v - u)) by (pose proof (Rmult_lt_0_compat (n - 1) _ ltac:(lra) P); lra).
    rewrite <- (ln_exp u) at 2. assert (E : ln (1 + (n - 1) * exp (v - u)) + ln (exp u) <= ln (partition N o)); [|lra].
    rewrite <- ln_mult by assumption. apply ln_le; [apply Rmult_lt_0_compat; assumption|].
    replace ((1 + (n - 1) * exp (v - u)) * exp u) with (exp u + (n - 1) * (exp (v - u) * exp u)) by ring.
    rewrite <- exp_plus. replace (v - u + u) with v by ring. exact Z. }
  destruct (Rle_lt_dec 0 (u - v)) as [T|T].
  - exists ((u - v) / n). split; [apply Rmult_le_pos; [exact T|apply Rlt_le, Rinv_0_lt_compat; lra]|].
    unfold on_ray, fall. replace (0 + (u - v) / n * - n) with (v - u) by (field; lra).
    replace (lam * (n * (n - 1)) * ((u - v) / n) ^ 2) with (lam * ((n - 1) / n * (u - v) ^ 2)) by (field; lra).
    pose proof (Rmult_le_compat_l lam _ _ (Rlt_le _ _ Hl) Q). lra.
  - exists 0. split; [lra|]. unfold on_ray. rewrite fall_0 by lra.
    pose proof (Rmult_le_pos lam _ (Rlt_le _ _ Hl) (pow2_ge_0 (norm N o))).
    assert (ln n <= ln (1 + (n - 1) * exp (v - u))); [|lra]. apply ln_le; [lra|].
    pose proof (exp_ineq1_le (v - u)).
    pose proof (Rmult_le_compat_l (n - 1) 1 (exp (v - u)) ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma on_ray_is N y lam t : (2 <= N)%nat -> (y < N)%nat ->
  softmax_loss N (segment N y t) y + lam * norm N (segment N y t) ^ 2 = on_ray (INR N) lam t.
Proof.
  intros HN Hy. pose proof (others N HN) as PN. unfold softmax_loss. rewrite softmax_segment, Nat.eqb_refl by exact Hy.
  unfold on_ray, fall. set (n := INR N) in *. pose proof (exp_pos (t * n)) as P.
  assert (E : ln (1 + (n - 1) * exp (0 + t * - n)) = - ln (exp (t * n) / (exp (t * n) + (n - 1)))).
  { rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; lra). f_equal. replace (0 + t * - n) with (- (t * n)) by ring.
    rewrite exp_Ropp. field. lra. }
  rewrite E, norm_pow.
  replace (sum N (fun i => segment N y t i * segment N y t i)) with (t ^ 2 * (n * (n - 1))); [ring|].
  rewrite (sum_ext N _ (fun i => one_hot y i * (t ^ 2 * (n ^ 2 * one_hot y i - 2 * n)) + t ^ 2)).
  - rewrite sum_plus, sum_pick, sum_const by exact Hy. unfold one_hot. rewrite Nat.eqb_refl. fold n. ring.
  - intros i _. unfold segment. fold n. ring.
Qed.

(** The least value on the ray is attained. *)
Lemma on_ray_least n lam : 2 <= n -> 0 < lam ->
  exists t, 0 <= t /\ forall x, 0 <= x -> on_ray n lam t <= on_ray n lam x.
Proof.
  intros Hn Hl. set (k := lam * (n * (n - 1))).
  assert (Hk : 0 < k) by (unfold k; repeat apply Rmult_lt_0_compat; lra).
  assert (Ln : 0 < ln n) by (apply ln_pos; lra). set (T := 1 + ln n / k).
  assert (Q : 0 <= ln n / k) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, Hk]).
  destruct (continuity_ab_min (on_ray n lam) 0 T) as (t & Ht & It); [unfold T; lra| |].
  - intros c _. apply derivable_continuous_pt.
    exists (0 + - (n * (n - 1)) / (exp (0 + c * n) + (n - 1)) + k * (INR 2 * c ^ pred 2)).
    apply (derivable_pt_lim_plus (fun t => ln n + fall n t) (fun t => k * t ^ 2)).
    + apply (derivable_pt_lim_plus (fun _ => ln n) (fall n)); [apply derivable_pt_lim_const|apply derive_fall; lra].
    + apply (derivable_pt_lim_scal (fun t => t ^ 2)), derivable_pt_lim_pow.
  - exists t. split; [apply It|]. intros x Hx. destruct (Rle_lt_dec x T) as [L|L]; [apply Ht; lra|].
    apply Rle_trans with (on_ray n lam 0); [apply Ht; unfold T; lra|]. unfold on_ray. rewrite fall_0 by lra. fold k.
    assert (A : 0 <= ln n + fall n x).
    { unfold fall. pose proof (exp_pos (0 + x * - n)) as P.
      pose proof (Rmult_lt_0_compat (n - 1) _ ltac:(lra) P).
      pose proof (ln_pos (1 + (n - 1) * exp (0 + x * - n)) ltac:(lra)). lra. }
    assert (B : ln n <= k * x ^ 2); [|lra].
    apply Rle_trans with (k * T); [unfold T; replace (k * (1 + ln n / k)) with (k + ln n) by (field; lra); lra|].
    apply Rmult_le_compat_l; [lra|]. unfold T in *. nra.
Qed.

Lemma rg2_infimum N y lam best : (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
  best = rg2_minimum (INR N) lam.
Proof.
  intros HN Hy Hl [Low Great]. pose proof (others N HN) as PN. set (n := INR N) in *.
  set (kappa := / (2 * n) + lam) in *.
  assert (Hk : 0 < kappa) by (unfold kappa; pose proof (Rinv_0_lt_compat (2 * n) ltac:(lra)); lra).
  assert (V : sum N (fun j => (one_hot y j - 1 / n) ^ 2) = 1 - 1 / n).
  { rewrite (sum_ext N _ (fun j => one_hot y j * (one_hot y j - 2 / n) + (1 / n) ^ 2)) by (intros; field; lra).
    rewrite sum_plus, (sum_pick N y (fun j => one_hot y j - 2 / n)), sum_const by exact Hy. fold n. unfold one_hot.
    rewrite Nat.eqb_refl. field. lra. }
  assert (E : forall o, ln n - o y + 1 / n * sum N o + kappa * norm N o ^ 2
    = rg2_minimum n lam + kappa * sum N (fun j => (o j - (one_hot y j - 1 / n) / (2 * kappa)) ^ 2)).
  { intros o. rewrite (sum_ext N (fun j => (o j - (one_hot y j - 1 / n) / (2 * kappa)) ^ 2)
      (fun j => o j * o j + (- / kappa * (one_hot y j * o j) + (/ (n * kappa) * o j
        + / (4 * kappa ^ 2) * (one_hot y j - 1 / n) ^ 2)))) by (intros; field; lra).
    rewrite !sum_plus, !sum_scal, sum_pick, V, norm_pow by exact Hy.
    assert (Ek : (n - 1) / (2 * (1 + 2 * n * lam)) = (1 - 1 / n) / (4 * kappa)).
    { unfold kappa. field. repeat split; try lra. pose proof (Rmult_lt_0_compat n lam ltac:(lra) Hl). lra. }
    unfold rg2_minimum. rewrite Ek. field. lra. }
  apply Rle_antisym.
  - set (o := fun j => (one_hot y j - 1 / n) / (2 * kappa)). specialize (Low o). cbv beta in Low. rewrite E in Low.
    rewrite (sum_eq_0 N) in Low by (intros; unfold o; ring). lra.
  - apply Great. intros o. rewrite E. pose proof (Rmult_le_pos kappa _ (Rlt_le _ _ Hk)
      (squares_nonneg N (fun j => o j - (one_hot y j - 1 / n) / (2 * kappa)))). lra.
Qed.

(** RG2 has the lower minimum exactly if the softmax loss is above it on the whole ray. *)
Lemma minima_by_ray N y lam low best : (2 <= N)%nat -> (y < N)%nat -> 0 < lam ->
  infimum (fun o => softmax_loss N o y + lam * norm N o ^ 2) low ->
  infimum (fun o => ln (INR N) - o y + 1 / INR N * sum N o + (/ (2 * INR N) + lam) * norm N o ^ 2) best ->
  (best < low <-> forall t, 0 <= t -> rg2_minimum (INR N) lam < on_ray (INR N) lam t).
Proof.
  intros HN Hy Hl [Low Great] Best. rewrite (rg2_infimum N y lam best HN Hy Hl Best). split; intros H.
  - intros t _. specialize (Low (segment N y t)). cbv beta in Low. rewrite on_ray_is in Low by assumption. lra.
  - destruct (on_ray_least (INR N) lam (others N HN) Hl) as (t & Ht & L). apply Rlt_le_trans with (1 := H t Ht).
    apply Great. intros o. destruct (on_ray_below N y lam o HN Hy Hl) as (x & Hx & B).
    apply Rle_trans with (2 := B), L, Hx.
Qed.
