(** The gap between the softmax loss and RG2 along t (N e_y - 1), for any real N = n. *)

From Coq Require Import Reals Lra.
From softproof Require Import Derivatives.
Open Scope R_scope.

(** The softmax loss along t (N e_y - 1), less its value at zero. *)
Definition fall (n t : R) : R := ln (1 + (n - 1) * exp (0 + t * - n)) - ln n.
Definition gap (n t : R) : R := fall n t + (n - 1) * (t - t ^ 2 / 2).

Lemma fall_arg n t : 1 <= n -> 0 < 1 + (n - 1) * exp (0 + t * - n).
Proof.
  intros Hn. pose proof (exp_pos (0 + t * - n)) as E.
  pose proof (Rmult_le_pos (n - 1) _ ltac:(lra) (Rlt_le _ _ E)). lra.
Qed.

Lemma fall_0 n : 1 <= n -> fall n 0 = 0.
Proof.
  intros Hn. unfold fall. replace (0 + 0 * - n) with 0 by ring. rewrite exp_0.
  replace (1 + (n - 1) * 1) with n by ring. ring.
Qed.

Lemma exp_inverse n t : exp (0 + t * - n) * exp (0 + t * n) = 1.
Proof. rewrite <- exp_plus. replace (0 + t * - n + (0 + t * n)) with 0 by ring. apply exp_0. Qed.

Lemma derive_fall n t : 1 <= n -> derivable_pt_lim (fall n) t (- (n * (n - 1)) / (exp (0 + t * n) + (n - 1))).
Proof.
  intros Hn. pose proof (fall_arg n t Hn) as A. pose proof (exp_pos (0 + t * n)) as P.
  pose proof (exp_pos (0 + t * - n)) as Q. pose proof (exp_inverse n t) as I. unfold fall.
  assert (D : derivable_pt_lim (fun t => 1 + (n - 1) * exp (0 + t * - n)) t ((n - 1) * (- n * exp (0 + t * - n)))).
  { pose proof (derivable_pt_lim_plus (fun _ => 1) (fun t => (n - 1) * exp (0 + t * - n)) t 0 _
      (derivable_pt_lim_const 1 t)
      (derivable_pt_lim_scal (fun t => exp (0 + t * - n)) (n - 1) t _ (derive_exp 0 (- n) t))) as D.
    rewrite Rplus_0_l in D. exact D. }
  pose proof (derivable_pt_lim_comp _ ln t _ _ D (derivable_pt_lim_ln _ A)) as E.
  pose proof (derivable_pt_lim_minus _ (fun _ => ln n) t _ 0 E (derivable_pt_lim_const (ln n) t)) as F.
  replace (- (n * (n - 1)) / (exp (0 + t * n) + (n - 1)))
    with (/ (1 + (n - 1) * exp (0 + t * - n)) * ((n - 1) * (- n * exp (0 + t * - n))) - 0); [exact F|].
  set (z := exp (0 + t * n)) in *. set (w := exp (0 + t * - n)) in *.
  assert (W : w = / z) by (apply Rmult_eq_reg_r with z; [rewrite I, Rinv_l; lra|lra]).
  rewrite W in *. field. split; [lra|]. intros X. apply (Rlt_not_eq _ _ A). apply (Rmult_eq_reg_r z); [|lra].
  rewrite Rmult_0_l. field_simplify; lra.
Qed.

Lemma derive_gap n t : 1 <= n -> derivable_pt_lim (gap n) t
  ((n - 1) / (exp (0 + t * n) + (n - 1)) * ((1 - t) * (exp (0 + t * n) + (n - 1)) - n)).
Proof.
  intros Hn. pose proof (exp_pos (0 + t * n)) as P.
  replace ((n - 1) / (exp (0 + t * n) + (n - 1)) * ((1 - t) * (exp (0 + t * n) + (n - 1)) - n))
    with (- (n * (n - 1)) / (exp (0 + t * n) + (n - 1)) + (n - 1) * (1 - 2 * t / 2)) by (field; lra).
  apply (derivable_pt_lim_plus (fall n) (fun t => (n - 1) * (t - t ^ 2 / 2))); [apply derive_fall, Hn|].
  apply (derivable_pt_lim_scal (fun t => t - t ^ 2 / 2)).
  apply (derivable_pt_lim_minus (fun t => t) (fun t => t ^ 2 / 2)); [apply derivable_pt_lim_id|].
  replace (2 * t / 2) with (/ 2 * (INR 2 * t ^ pred 2)) by (simpl; field).
  apply (derive_ext (fun t => / 2 * t ^ 2)); [intros; field|].
  apply (derivable_pt_lim_scal (fun t => t ^ 2)), derivable_pt_lim_pow.
Qed.

(** The sign of the slope, and its derivatives. *)
Definition bend (n t : R) : R := (1 - t) * (exp (0 + t * n) + (n - 1)) - n.
Definition bend' (n t : R) : R := exp (0 + t * n) * (n * (1 - t) - 1) - (n - 1).

Lemma derive_bend n t : derivable_pt_lim (bend n) t (bend' n t).
Proof.
  unfold bend, bend'. set (z := exp (0 + t * n)).
  replace (z * (n * (1 - t) - 1) - (n - 1)) with ((0 - 1) * (z + (n - 1)) + (1 - t) * (n * z + 0) - 0) by ring.
  apply (derivable_pt_lim_minus (fun t => (1 - t) * (exp (0 + t * n) + (n - 1))) (fun _ => n));
    [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_mult (fun t => 1 - t) (fun t => exp (0 + t * n) + (n - 1))).
  - apply (derivable_pt_lim_minus (fun _ => 1) (fun t => t)); [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
  - apply (derivable_pt_lim_plus (fun t => exp (0 + t * n)) (fun _ => n - 1));
      [apply derive_exp|apply derivable_pt_lim_const].
Qed.

Lemma derive_bend' n t : derivable_pt_lim (bend' n) t (n * exp (0 + t * n) * (n - 2 - n * t)).
Proof.
  unfold bend'. set (z := exp (0 + t * n)).
  replace (n * z * (n - 2 - n * t)) with (n * z * (n * (1 - t) - 1) + z * (n * (0 - 1) - 0) - 0) by ring.
  apply (derivable_pt_lim_minus (fun t => exp (0 + t * n) * (n * (1 - t) - 1)) (fun _ => n - 1));
    [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_mult (fun t => exp (0 + t * n)) (fun t => n * (1 - t) - 1)); [apply derive_exp|].
  apply (derivable_pt_lim_minus (fun t => n * (1 - t)) (fun _ => 1)); [|apply derivable_pt_lim_const].
  apply (derivable_pt_lim_scal (fun t => 1 - t)).
  apply (derivable_pt_lim_minus (fun _ => 1) (fun t => t)); [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
Qed.

(** The gap rises from 0 and then falls: positive at T, it is positive before. *)
Lemma gap_positive n T t : 2 <= n -> 0 < gap n T -> 0 < t <= T -> 0 < gap n t.
Proof.
  intros Hn HT Ht. destruct (Rlt_le_dec 0 (gap n t)) as [P|P]; [exact P|exfalso].
  assert (LT : t < T) by (destruct (proj2 Ht) as [L| ->]; lra).
  assert (G0 : gap n 0 = 0) by (unfold gap; rewrite fall_0 by lra; field).
  set (g' := fun t => (n - 1) / (exp (0 + t * n) + (n - 1)) * bend n t).
  assert (F : forall t, 0 < (n - 1) / (exp (0 + t * n) + (n - 1))).
  { intros x. pose proof (exp_pos (0 + x * n)). apply Rdiv_lt_0_compat; lra. }
  destruct (MVT_cor2 (gap n) g' 0 t ltac:(lra) (fun c _ => derive_gap n c ltac:(lra))) as (a & Ea & Ia).
  destruct (MVT_cor2 (gap n) g' t T LT (fun c _ => derive_gap n c ltac:(lra))) as (b & Eb & Ib).
  assert (Ha : bend n a <= 0).
  { apply Rnot_lt_le. intros X. pose proof (Rmult_lt_0_compat _ _ (F a) X) as Y. fold (g' a) in Y.
    pose proof (Rmult_lt_0_compat _ (t - 0) Y ltac:(lra)). lra. }
  assert (Hb : 0 < bend n b).
  { apply Rnot_le_lt. intros X. assert (Y : 0 <= (n - 1) / (exp (0 + b * n) + (n - 1)) * (- bend n b) * (T - t)).
    { apply Rmult_le_pos; [apply Rmult_le_pos|]; try lra. apply Rlt_le, F. }
    unfold g' in Eb. lra. }
  assert (B0 : bend n 0 = 0) by (unfold bend; replace (0 + 0 * n) with 0 by ring; rewrite exp_0; ring).
  destruct (MVT_cor2 (bend n) (bend' n) 0 a ltac:(lra) (fun c _ => derive_bend n c)) as (a1 & Ea1 & Ia1).
  destruct (MVT_cor2 (bend n) (bend' n) a b ltac:(lra) (fun c _ => derive_bend n c)) as (b1 & Eb1 & Ib1).
  assert (Ha1 : bend' n a1 <= 0).
  { apply Rnot_lt_le. intros X. pose proof (Rmult_lt_0_compat _ (a - 0) X ltac:(lra)). lra. }
  assert (Hb1 : 0 < bend' n b1).
  { apply Rnot_le_lt. intros X. pose proof (Rmult_le_pos (- bend' n b1) (b - a) ltac:(lra) ltac:(lra)). lra. }
  assert (C0 : bend' n 0 = 0) by (unfold bend'; replace (0 + 0 * n) with 0 by ring; rewrite exp_0; ring).
  set (b'' := fun t => n * exp (0 + t * n) * (n - 2 - n * t)).
  destruct (MVT_cor2 (bend' n) b'' 0 a1 ltac:(lra) (fun c _ => derive_bend' n c)) as (a2 & Ea2 & Ia2).
  destruct (MVT_cor2 (bend' n) b'' a1 b1 ltac:(lra) (fun c _ => derive_bend' n c)) as (b2 & Eb2 & Ib2).
  assert (Pz : forall x, 0 < n * exp (0 + x * n)) by (intros x; apply Rmult_lt_0_compat; [lra|apply exp_pos]).
  assert (Ha2 : n - 2 - n * a2 <= 0).
  { apply Rnot_lt_le. intros X. pose proof (Rmult_lt_0_compat _ _ (Pz a2) X) as Y. fold (b'' a2) in Y.
    pose proof (Rmult_lt_0_compat _ (a1 - 0) Y ltac:(lra)). lra. }
  assert (Hb2 : n - 2 - n * b2 < 0) by (assert (n * a2 < n * b2) by (apply Rmult_lt_compat_l; lra); lra).
  pose proof (Rmult_lt_0_compat _ (- (n - 2 - n * b2)) (Pz b2) ltac:(lra)) as Y.
  pose proof (Rmult_lt_0_compat _ (b1 - a1) Y ltac:(lra)) as Z. unfold b'' in Eb2. lra.
Qed.
