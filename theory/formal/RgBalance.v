(** What the DCG-consistency of a squared loss asks of its best scores: equally relevant items, of which a little chance
    can make either the more relevant one, have equal scores. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Rank SortedScores RgRanking RgTies RgSquaredConsistency.
Open Scope R_scope.

(** The best scores do not put an item above a more relevant one. *)
Lemma order_is_kept n admitted w s K chance (r : nat -> nat -> bool) a b :
  consistent n admitted (binary_dcg n) (squared_loss_of n w s) -> positive_weights n admitted w ->
  law K chance r admitted -> (a < n)%nat -> (b < n)%nat ->
  expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) ->
  mean_target K chance r w s b * mean_weight K chance r w a
  <= mean_target K chance r w s a * mean_weight K chance r w b.
Proof.
  intros C P L Ha Hb H. apply Rnot_lt_le. intros G.
  pose proof (centre_exists n K chance r admitted w s L P) as Hm.
  pose proof (mean_weight_positive n K chance r admitted w a L P Ha) as Wa.
  pose proof (mean_weight_positive n K chance r admitted w b L P Hb) as Wb.
  set (m := fun y => mean_target K chance r w s y / mean_weight K chance r w y) in Hm.
  pose proof (quotients_compare _ _ _ _ Wa Wb G : m a < m b) as M.
  destruct (every_score_can_be_sorted n m) as (pi & Hp & Hs).
  pose proof (Hs b a Hb Ha M) as O. assert (D : a <> b) by (intros ->; lra).
  assert (Hp' : ranking n (fun y => pi (exchanged a b y))).
  { apply (exchanged_ranks n (fun _ => 0) pi a b Ha Hb eq_refl). split; [exact Hp|]. intros y z _ _ E. lra. }
  refine (not_consistent n admitted _ _ K chance r m pi _ L (conj Hp Hs) Hp'
    (least_risk n K chance r admitted w s m L P Hm) _ C).
  assert (E : expected K chance r (binary_dcg n (fun y => pi (exchanged a b y)))
    = expected K chance r (binary_dcg n pi)
      + (expected K chance r (fun q => hit q a) - expected K chance r (fun q => hit q b))
        * (discount (pi b) - discount (pi a))).
  { unfold expected, mean. rewrite <- sum_minus, <- sum_scal_r, <- sum_plus. apply sum_ext. intros k _.
    pose proof (exchanged_dcg n pi (r k) a b Ha Hb D) as X.
    replace (binary_dcg n (fun y => pi (exchanged a b y)) (r k)) with (binary_dcg n pi (r k)
      + (hit (r k) a - hit (r k) b) * (discount (pi b) - discount (pi a))) by lra. ring. }
  rewrite E. pose proof (discount_falls_strictly (pi b) (pi a)
    ltac:(split; [apply (proj1 Hp b Hb)|exact O])) as F.
  pose proof (Rmult_lt_0_compat _ _ (Rgt_minus _ _ H) (Rgt_minus _ _ F)). lra.
Qed.

(** The chance e moved from the set j to the set i. *)
Definition moved (chance : nat -> R) (i j : nat) (e : R) (k : nat) : R := chance k + e * (one_hot i k - one_hot j k).

Lemma expected_moved K chance (r : nat -> nat -> bool) i j e f : (i < K)%nat -> (j < K)%nat ->
  expected K (moved chance i j e) r f = expected K chance r f + e * (f (r i) - f (r j)).
Proof.
  intros Hi Hj. unfold expected, mean, moved. rewrite <- (sum_pick K i (fun k => f (r k)) Hi),
    <- (sum_pick K j (fun k => f (r k)) Hj), <- sum_minus, <- sum_scal, <- sum_plus. apply sum_ext. intros; ring.
Qed.

Lemma moved_law K chance (r : nat -> nat -> bool) admitted i j e : law K chance r admitted -> (i < K)%nat ->
  (j < K)%nat -> 0 < e <= chance j -> law K (moved chance i j e) r admitted.
Proof.
  intros [[C0 C1] A] Hi Hj He. split; [split|exact A].
  - intros k Hk. specialize (C0 k Hk). unfold moved, one_hot. destruct (Nat.eqb_spec k j) as [->|N].
    + destruct (Nat.eqb j i); lra.
    + destruct (Nat.eqb k i); lra.
  - pose proof (expected_moved K chance r i j e (fun _ => 1) Hi Hj) as E. unfold expected, mean in E.
    rewrite !sum_scal_r in E. lra.
Qed.

(** A quadratic that is not negative to the right of 0 is not so at 0. *)
Lemma limit_at_zero p q c e0 : 0 < e0 -> (forall e, 0 < e <= e0 -> 0 <= p + q * e + c * e ^ 2) -> 0 <= p.
Proof.
  intros He H. destruct (Rle_lt_dec 0 p) as [P|P]; [exact P|exfalso].
  set (S := Rabs q + Rabs c + 1). pose proof (Rabs_pos q). pose proof (Rabs_pos c).
  set (e := Rmin (Rmin e0 1) (- p / S)). assert (HS : 0 < S) by (unfold S; lra).
  assert (E1 : e <= e0) by (eapply Rle_trans; [apply Rmin_l|apply Rmin_l]).
  assert (E2 : e <= 1) by (eapply Rle_trans; [apply Rmin_l|apply Rmin_r]).
  assert (E3 : e <= - p / S) by apply Rmin_r.
  assert (E0 : 0 < e) by (repeat apply Rmin_glb_lt; try lra; apply Rdiv_lt_0_compat; lra).
  specialize (H e (conj E0 E1)).
  assert (X : S * e <= - p).
  { apply Rle_trans with (S * (- p / S)); [apply Rmult_le_compat_l; lra|right; field; lra]. }
  pose proof (Rle_abs q) as Q. pose proof (Rle_abs c) as C.
  assert (q * e <= Rabs q * e) by (apply Rmult_le_compat_r; lra).
  assert (c * e ^ 2 <= Rabs c * e).
  { apply Rle_trans with (Rabs c * e ^ 2); [apply Rmult_le_compat_r; [apply pow2_ge_0|exact C]|].
    apply Rmult_le_compat_l; [assumption|]. nra. }
  unfold S in X. lra.
Qed.

Lemma half_balance n admitted w s K chance (r : nat -> nat -> bool) i j y z :
  consistent n admitted (binary_dcg n) (squared_loss_of n w s) -> positive_weights n admitted w ->
  law K chance r admitted -> (i < K)%nat -> (j < K)%nat -> 0 < chance j -> (y < n)%nat -> (z < n)%nat ->
  r i y = true -> r i z = false -> r j y = false -> r j z = true ->
  expected K chance r (fun q => hit q y) = expected K chance r (fun q => hit q z) ->
  mean_target K chance r w s z * mean_weight K chance r w y
  <= mean_target K chance r w s y * mean_weight K chance r w z.
Proof.
  intros C P L Hi Hj Pj Hy Hz Riy Riz Rjy Rjz E.
  set (dT := fun x => w (r i) x * s (r i) x - w (r j) x * s (r j) x). set (dW := fun x => w (r i) x - w (r j) x).
  set (T := mean_target K chance r w s). set (W := mean_weight K chance r w).
  assert (H : 0 <= T y * W z - T z * W y); [|lra].
  apply limit_at_zero with (q := T y * dW z + dT y * W z - T z * dW y - dT z * W y)
    (c := dT y * dW z - dT z * dW y) (e0 := chance j); [exact Pj|]. intros e He.
  pose proof (moved_law K chance r admitted i j e L Hi Hj He) as L'.
  assert (G : expected K (moved chance i j e) r (fun q => hit q z)
    < expected K (moved chance i j e) r (fun q => hit q y)).
  { rewrite !expected_moved by assumption. unfold hit at 2 3 5 6. rewrite Riy, Riz, Rjy, Rjz, E. lra. }
  pose proof (order_is_kept n admitted w s K _ r y z C P L' Hy Hz G) as O.
  unfold mean_target, mean_weight in O. rewrite !expected_moved in O by assumption.
  fold (mean_target K chance r w s y) (mean_target K chance r w s z) in O.
  fold (mean_weight K chance r w y) (mean_weight K chance r w z) in O.
  change (mean_target K chance r w s) with T in O. change (mean_weight K chance r w) with W in O.
  unfold dT, dW. lra.
Qed.

(** The balance: the set i has y and not z, the set j has z and not y, and both have a chance. *)
Lemma balance n admitted w s K chance (r : nat -> nat -> bool) i j y z :
  consistent n admitted (binary_dcg n) (squared_loss_of n w s) -> positive_weights n admitted w ->
  law K chance r admitted -> (i < K)%nat -> (j < K)%nat -> 0 < chance i -> 0 < chance j -> (y < n)%nat -> (z < n)%nat ->
  r i y = true -> r i z = false -> r j y = false -> r j z = true ->
  expected K chance r (fun q => hit q y) = expected K chance r (fun q => hit q z) ->
  mean_target K chance r w s z * mean_weight K chance r w y
  = mean_target K chance r w s y * mean_weight K chance r w z.
Proof.
  intros C P L Hi Hj Pi Pj Hy Hz Riy Riz Rjy Rjz E. apply Rle_antisym.
  - apply (half_balance n admitted w s K chance r i j); assumption.
  - apply (half_balance n admitted w s K chance r j i); try assumption. symmetry. exact E.
Qed.
