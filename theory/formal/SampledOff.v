(** The variance of sampled softmax's gradient with the positive's own term in Z^ and draws of the other classes. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws Importance Fluctuation NceLimits SampledGradient.
From softproof Require Import SampledMinimiser SampledTowards SampledPartials.
Import ListNotations.
Open Scope R_scope.

(** Chances of the classes but y, all positive. *)
Definition proposal_off (N y : nat) (q : nat -> R) : Prop := reaches N q y /\ q y = 0 /\ sum N q = 1.

(** The ratio of the chances of a class, but for y. *)
Definition ratio_off (y : nat) (p q : nat -> R) (j : nat) : R := if Nat.eqb j y then 0 else p j / q j.

Lemma off_nonneg N y q j : proposal_off N y q -> (j < N)%nat -> 0 <= q j.
Proof.
  intros (Q & Z & _) Hj. destruct (Nat.eq_dec j y) as [->|Ne]; [lra|apply Rlt_le, Q; assumption].
Qed.

Lemma estimate_off N k q o y ys : proposal_off N y q -> (0 < k)%nat -> (y < N)%nat -> drawn N k ys ->
  let p := softmax N o in
  Z_hat true false by_kq N q o y ys
    = partition N o * (p y + total (ratio_off y p q) ys / INR k) /\
  forall i, share_in true false by_kq N q o y ys i
    = (p y * one_hot i y + total (fun j => ratio_off y p q j * one_hot i j) ys / INR k)
      / (p y + total (ratio_off y p q) ys / INR k).
Proof.
  intros (Q & Z0 & _) Hk Hy Y p. pose proof (lt_0_INR k Hk) as K. pose proof (partition_pos N o ltac:(lia)) as Z.
  assert (P : forall j, 0 < p j) by (intros j; apply softmax_pos; lia).
  assert (E : forall i, exp (o i) = partition N o * p i) by (intros i; unfold p, softmax; field; lra).
  set (v := ratio_off y p q).
  assert (V : 0 <= total v ys).
  { rewrite <- (Rmult_0_r (INR k)), <- (proj1 Y), <- total_const. apply (total_le N k); [exact Y|]. intros j Hj.
    unfold v, ratio_off. destruct (Nat.eqb_spec j y); [lra|].
    apply Rlt_le, Rdiv_lt_0_compat; [apply P|apply Q; assumption]. }
  assert (A : Z_hat true false by_kq N q o y ys = partition N o * (p y + total v ys / INR k)).
  { unfold Z_hat. rewrite total_kept. unfold own_term. rewrite (E y), Rmult_plus_distr_l. f_equal.
    rewrite (total_ext N k _ (fun j => partition N o / INR k * v j) ys Y); [rewrite total_scal; field; lra|].
    intros j Hj. unfold v, ratio_off. destruct (Nat.eqb_spec j y); [ring|]. simpl. rewrite (proj1 Y), (E j).
    specialize (Q j Hj n). field. lra. }
  split; [exact A|]. intros i. unfold share_in. rewrite A, total_kept. unfold own_term. rewrite (E y).
  rewrite (total_ext N k _ (fun j => partition N o / INR k * (v j * one_hot i j)) ys Y).
  - rewrite total_scal. assert (0 < p y + total v ys / INR k).
    { apply Rplus_lt_le_0_compat; [apply P|]. apply Rmult_le_pos; [exact V|apply Rlt_le, Rinv_0_lt_compat, K]. }
    assert (0 < p y * INR k + total v ys) by (pose proof (Rmult_lt_0_compat _ _ (P y) K); lra).
    field. repeat split; lra.
  - intros j Hj. unfold v, ratio_off. destruct (Nat.eqb_spec j y); [ring|]. simpl. rewrite (proj1 Y), (E j).
    specialize (Q j Hj n). field. lra.
Qed.

Lemma share_off_tends N q o y i : proposal_off N y q -> (y < N)%nat -> (i < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * variance_draws N q k (fun ys => share_in true false by_kq N q o y ys i - one_hot y i))
    (sum N (fun j => (if Nat.eqb j y then 0 else p j ^ 2 / q j * (one_hot j i - p i) ^ 2))
      - p y ^ 2 * (one_hot y i - p i) ^ 2).
Proof.
  intros P Hy Hi p. pose proof P as (Q & Z0 & Q1).
  assert (Pp : forall j, 0 < p j) by (intros j; apply softmax_pos; lia).
  assert (S : sum N p = 1) by (apply softmax_sum; lia).
  set (v := ratio_off y p q). set (b := (one_hot y i - p i) * p y).
  set (c := fun j => v j * (one_hot j i - p i) + b). set (e := fun j => v j + (p y - 1)).
  assert (M : forall f, sum N (fun j => q j * (v j * f j)) = sum N (fun j => p j * f j) - p y * f y).
  { intros f. rewrite <- (sum_pick N y (fun j => p j * f j) Hy), <- sum_minus. apply sum_ext. intros j Hj.
    unfold v, ratio_off, one_hot. destruct (Nat.eqb_spec j y) as [->|Ne]; [ring|]. specialize (Q j Hj Ne). field. lra. }
  assert (Sy : forall j, one_hot j i = one_hot i j) by (intros j; unfold one_hot; rewrite Nat.eqb_sym; reflexivity).
  assert (B : sum N (fun j => p j * (one_hot j i - p i)) = 0).
  { rewrite (sum_ext N _ (fun j => one_hot i j * p j - p i * p j)) by (intros; rewrite Sy; ring).
    rewrite sum_minus, sum_scal, sum_pick, S by exact Hi. ring. }
  assert (C1 : sum N (fun j => q j * (v j * (one_hot j i - p i))) = - b) by (rewrite M, B; unfold b; ring).
  assert (C0 : sum N (fun j => q j * c j) = 0).
  { unfold c. rewrite (sum_ext N _ (fun j => q j * (v j * (one_hot j i - p i)) + q j * b)) by (intros; ring).
    rewrite sum_plus, sum_scal_r, C1, Q1. ring. }
  assert (E0 : sum N (fun j => q j * e j) = 0).
  { unfold e. rewrite (sum_ext N _ (fun j => q j * (v j * 1) + q j * (p y - 1))) by (intros; ring).
    rewrite sum_plus, sum_scal_r, M, Q1, (sum_ext N (fun j => p j * 1) p), S by (intros; ring). ring. }
  assert (TE : forall k ys, (0 < k)%nat -> drawn N k ys -> 1 + total e ys / INR k = p y + total v ys / INR k).
  { intros k ys Hk [L _]. unfold e. rewrite total_plus, total_const, L.
    change (total (fun y => v y) ys) with (total v ys). pose proof (lt_0_INR k Hk). field. lra. }
  assert (HW : forall k ys, (0 < k)%nat -> drawn N k ys -> p y <= 1 + total e ys / INR k).
  { intros k ys Hk Y. rewrite (TE k ys Hk Y). pose proof (lt_0_INR k Hk) as K.
    assert (V : 0 <= total v ys).
    { rewrite <- (Rmult_0_r (INR k)), <- (proj1 Y), <- total_const. apply (total_le N k); [exact Y|]. intros j Hj.
      unfold v, ratio_off. destruct (Nat.eqb_spec j y); [lra|].
      apply Rlt_le, Rdiv_lt_0_compat; [apply Pp|apply Q; assumption]. }
    pose proof (Rmult_le_pos _ _ V (Rlt_le _ _ (Rinv_0_lt_compat _ K))). unfold Rdiv. lra. }
  pose proof (quotient_variance N q c e (p y) (fun j Hj => off_nonneg N y q j P Hj) Q1 C0 E0 (Pp y) HW) as L.
  cbv zeta in L.
  replace (_ - p y ^ 2 * (one_hot y i - p i) ^ 2) with (sum N (fun j => q j * c j ^ 2)).
  - refine (tends_ext _ _ _ _ L). intros k Hk. pose proof (lt_0_INR k Hk) as K. f_equal.
    rewrite variance_shift by exact Q1. set (f := fun ys => share_in true false by_kq N q o y ys i).
    assert (R : forall ys, drawn N k ys -> total c ys / INR k / (1 + total e ys / INR k) = f ys + - p i).
    { intros ys Y. specialize (HW k ys Hk Y). rewrite (TE k ys Hk Y) in *.
      destruct (estimate_off N k q o y ys P Hk Hy Y) as [_ Sh]. unfold f. rewrite (Sh i). fold p v.
      rewrite (total_ext N k c (fun j => v j * one_hot i j + (- p i * v j + b)) ys Y)
        by (intros; unfold c; rewrite Sy; ring).
      rewrite !total_plus, total_scal, total_const, (proj1 Y). unfold b. rewrite Sy.
      change (total (fun j => v j) ys) with (total v ys). pose proof (Pp y).
      assert (p y * INR k + total v ys <> 0).
      { apply (Rmult_le_compat_r (INR k)) in HW; [|lra]. pose proof (Rmult_lt_0_compat _ _ (Pp y) K).
        replace ((p y + total v ys / INR k) * INR k) with (p y * INR k + total v ys) in HW by (field; lra). lra. }
      field. repeat split; lra. }
    rewrite (mean_draws_ext N q k _ (fun ys => f ys + - p i) R).
    rewrite (mean_draws_ext N q k _ (fun ys => f ys ^ 2 + (-2 * p i * f ys + p i ^ 2)))
      by (intros ys Y; rewrite (R ys Y); ring).
    rewrite !mean_draws_plus, mean_draws_scal, !mean_draws_const by exact Q1.
    change (mean_draws N q k (fun ys => f ys)) with (mean_draws N q k f).
    change (mean_draws N q k (fun ys => share_in true false by_kq N q o y ys i)) with (mean_draws N q k f).
    change (mean_draws N q k (fun ys => share_in true false by_kq N q o y ys i ^ 2))
      with (mean_draws N q k (fun ys => f ys ^ 2)). ring.
  - unfold c. rewrite (sum_ext N _ (fun j => (if Nat.eqb j y then 0 else p j ^ 2 / q j * (one_hot j i - p i) ^ 2)
      + (2 * b * (q j * (v j * (one_hot j i - p i))) + q j * b ^ 2))).
    + rewrite !sum_plus, sum_scal, sum_scal_r, C1, Q1. unfold b. ring.
    + intros j Hj. unfold v, ratio_off. destruct (Nat.eqb_spec j y) as [->|Ne]; [ring|].
      specialize (Q j Hj Ne). field. lra.
Qed.
