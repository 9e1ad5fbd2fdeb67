(** The Hessian of the softmax loss between zero scores and the optimum of RG2 (A.3, the proof of Prop. 7). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax RgSemidefinite.
Open Scope R_scope.

(** The scores t (N e_y - 1), which lead from 0 to o* = N e_y - 1. *)
Definition segment (N y : nat) (t : R) (j : nat) : R := t * (INR N * one_hot y j - 1).

(** Their softmax: x on the target and (1 - x) / (N - 1) on every other item. *)
Lemma softmax_segment N y t j : (y < N)%nat -> softmax N (segment N y t) j
  = (if Nat.eqb j y then exp (t * INR N) else 1) / (exp (t * INR N) + (INR N - 1)).
Proof.
  intros Hy. set (z := exp (t * INR N)). pose proof (exp_pos (t * INR N)) as Pz. fold z in Pz.
  assert (PN : 1 <= INR N) by (replace 1 with (INR 1) by reflexivity; apply le_INR; lia).
  assert (E : forall i, exp (segment N y t i) = exp (- t) * (one_hot y i * (z - 1) + 1)).
  { intros i. unfold segment, one_hot. destruct (Nat.eqb i y).
    - replace (t * (INR N * 1 - 1)) with (- t + t * INR N) by ring. rewrite exp_plus. fold z. ring.
    - replace (t * (INR N * 0 - 1)) with (- t) by ring. ring. }
  unfold softmax, partition.
  rewrite (sum_ext N _ _ (fun i _ => E i)), sum_scal, sum_plus, sum_scal_r, sum_one_hot, sum_const, E
    by exact Hy. pose proof (exp_pos (- t)). unfold one_hot. destruct (Nat.eqb j y); field; lra.
Qed.

(** The form at a softmax with x on the item y and q on the others. *)
Lemma form_of_two N a p v y x q : (2 <= N)%nat -> (y < N)%nat -> p y = x -> (forall j, (j < N)%nat -> j <> y ->
  p j = q) ->
  x + (INR N - 1) * q = 1 -> 0 <= x -> 0 <= q -> q <= a -> INR N * x * q <= a -> 0 <= remainder N a p v.
Proof.
  intros HN Hy Ex Eq H1 Px Pq Qa L. set (n := INR N - 1) in *.
  assert (Pn : 1 <= n) by (unfold n; replace (INR N) with (INR (N - 1) + 1) by (rewrite <- S_INR; f_equal; lia);
    replace 1 with (INR 1) at 1 by reflexivity; pose proof (le_INR 1 (N - 1) ltac:(lia)); lra).
  rewrite (remainder_apart N a p v y Hy), Ex.
  rewrite (sum_but_ext N y (fun j => (a - p j) * v j ^ 2) (fun j => (a - q) * v j ^ 2)),
    (sum_but_ext N y (fun j => p j * v j) (fun j => q * v j)), !sum_but_scal
    by (intros j Hj D; rewrite (Eq j Hj D); reflexivity).
  pose proof (sum_but_schwarz N y (fun _ => 1) (fun _ => 1) v ltac:(intros; lra)) as C. cbv beta in C.
  rewrite (sum_but_ext N y (fun j => 1 * v j) v), (sum_but_ext N y (fun _ => 1 ^ 2 / 1) (fun _ => 1)),
    (sum_but_ext N y (fun j => 1 * v j ^ 2) (fun j => v j ^ 2)) in C by (intros; field).
  assert (Cn : sum_but N y (fun _ => 1) = n).
  { pose proof (sum_apart N y (fun _ => 1) Hy) as S. rewrite sum_const in S. unfold n. lra. }
  rewrite Cn in C. set (T := sum_but N y v) in *. set (D := sum_but N y (fun j => v j ^ 2)) in *. set (w := v y).
  set (u := a - INR N * x * q) in *. assert (Pu : 0 <= u) by (unfold u; lra).
  assert (Ea : a = u + (n + 1) * x * q) by (unfold u, n; ring).
  assert (Exq : x = 1 - n * q) by lra.
  assert (B : 0 <= n * ((a - x) * w ^ 2 + (a - q) * D + (x * w + q * T) ^ 2)).
  { assert (0 <= (a - q) * (n * D - T ^ 2)) by (apply Rmult_le_pos; lra).
    assert (0 <= u * (n * w ^ 2 + T ^ 2)).
    { apply Rmult_le_pos; [exact Pu|]. pose proof (pow2_ge_0 w). pose proof (pow2_ge_0 T).
      assert (0 <= n * w ^ 2) by (apply Rmult_le_pos; lra). lra. }
    assert (0 <= n * (x * q) * (w + T) ^ 2).
    { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra|apply Rmult_le_pos; assumption]. }
    replace (n * ((a - x) * w ^ 2 + (a - q) * D + (x * w + q * T) ^ 2))
      with ((a - q) * (n * D - T ^ 2) + u * (n * w ^ 2 + T ^ 2) + n * (x * q) * (w + T) ^ 2); [lra|].
    rewrite Ea, Exq. ring. }
  replace ((a - x) * w ^ 2 + (a - q) * D + (x * w + q * T) ^ 2)
    with (/ n * (n * ((a - x) * w ^ 2 + (a - q) * D + (x * w + q * T) ^ 2))) by (field; lra).
  apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat; lra|exact B].
Qed.

(** Claim: rg.a3.psd.segment
    Role: refutes
    Place: RG, A.3, proof of Prop. 7
    Says: With A = I/N the hypothesis of Lemma 23, A - Hessian positive semidefinite, does not hold at every point
      between 0 and o* = N e_y - 1: for N = 3 it fails where p = (5/12, 7/24, 7/24), along v = (-35/26, 1, 0).
    Gap: Real numbers; the Hessian of the softmax loss is written as diag(p) - p p'.
    Mutant: `(/ INR N)` becomes `(1 / 2)`; refuted by the theorem one_half_serves_the_segment
*)
Theorem one_over_n_does_not_dominate : ~ forall N y t, (2 <= N)%nat -> (y < N)%nat -> 0 <= t <= 1 ->
  semidefinite N (/ INR N) (softmax N (segment N y t)).
Proof.
  intros H. assert (P : 0 <= ln (10 / 7) <= 1).
  { split; [rewrite <- ln_1; apply Rlt_le, ln_increasing; lra|].
    rewrite <- (ln_exp 1). apply Rlt_le, ln_increasing; [lra|]. pose proof (exp_ineq1 1). lra. }
  specialize (H 3%nat 0%nat (ln (10 / 7) / 3) ltac:(lia) ltac:(lia) ltac:(lra)
    (fun j => match j with O => - (35 / 26) | 1%nat => 1 | _ => 0 end)).
  unfold remainder in H. simpl sum in H. rewrite !softmax_segment in H by lia. simpl Nat.eqb in H.
  replace (ln (10 / 7) / 3 * INR 3) with (ln (10 / 7)) in H by (simpl; field). rewrite exp_ln in H by lra.
  simpl in H. lra.
Qed.

(** Claim: rg.a3.psd.segment.repair
    Role: establishes
    Place: RG, A.3, proof of Prop. 7, repaired
    Says: For every N >= 2, a I - Hessian is positive semidefinite at every point between 0 and N e_y - 1 exactly if a
      >= N / (4 (N - 1)).
    Gap: Real numbers; the Hessian of the softmax loss is written as diag(p) - p p'.
    Mutant: `INR N / (4 * (INR N - 1)) <= a` becomes `/ INR N <= a`; refuted by the theorem one_over_n_is_not_the_border
    Mutant: `INR N / (4 * (INR N - 1)) <= a` becomes `1 / 2 <= a`; refuted by the theorem one_half_is_not_the_border
*)
Theorem border_of_the_segment : forall N y a, (2 <= N)%nat -> (y < N)%nat ->
  ((forall t, 0 <= t <= 1 -> semidefinite N a (softmax N (segment N y t))) <-> INR N / (4 * (INR N - 1)) <= a).
Proof.
  intros N y a HN Hy. assert (PN : 2 <= INR N) by (replace 2 with (INR 2) by (simpl; lra); apply le_INR, HN).
  split.
  - intros H. set (n := INR N - 1). assert (Pn : 1 <= n) by (unfold n; lra).
    assert (Pt : 0 <= ln n / INR N <= 1).
    { assert (L : 0 <= ln n) by (rewrite <- ln_1; destruct (Rle_lt_or_eq_dec 1 n Pn) as [G|<-];
        [apply Rlt_le, ln_increasing; lra|lra]).
      split; [apply Rmult_le_pos; [exact L|apply Rlt_le, Rinv_0_lt_compat; lra]|].
      apply Rmult_le_reg_r with (INR N); [lra|]. replace (ln n / INR N * INR N) with (ln n) by (field; lra).
      rewrite Rmult_1_l, <- (ln_exp (INR N)). apply Rlt_le, ln_increasing; [lra|].
      pose proof (exp_ineq1 (INR N)). unfold n. lra. }
    specialize (H _ Pt (fun j => if Nat.eqb j y then n else - 1)).
    assert (E : forall j, softmax N (segment N y (ln n / INR N)) j = if Nat.eqb j y then 1 / 2 else 1 / (2 * n)).
    { intros j. rewrite softmax_segment by exact Hy. replace (ln n / INR N * INR N) with (ln n) by (field; lra).
      rewrite exp_ln by lra. fold n. destruct (Nat.eqb j y); field; lra. }
    rewrite (remainder_apart N a _ _ y Hy), E, Nat.eqb_refl in H.
    rewrite (sum_but_ext N y _ (fun _ => (a - 1 / (2 * n)) * 1)), (sum_but_ext N y
      (fun j => softmax N (segment N y (ln n / INR N)) j * (if Nat.eqb j y then n else - 1)) (fun _ => - (1 / (2 *
        n)) * 1)),
      !sum_but_scal in H.
    + assert (Cn : sum_but N y (fun _ => 1) = n).
      { pose proof (sum_apart N y (fun _ => 1) Hy) as S. rewrite sum_const in S. unfold n. lra. }
      rewrite Cn in H.
      replace ((a - 1 / 2) * n ^ 2 + (a - 1 / (2 * n)) * n + (1 / 2 * n + - (1 / (2 * n)) * n) ^ 2)
        with (n * (n + 1) * (a - (n + 1) / (4 * n))) in H by (field; lra).
      replace (INR N) with (n + 1) by (unfold n; ring).
      assert (0 <= a - (n + 1) / (4 * n)); [|lra].
      apply Rmult_le_reg_l with (n * (n + 1)); [apply Rmult_lt_0_compat; lra|]. lra.
    + intros j Hj D. rewrite E. destruct (Nat.eqb_spec j y); [congruence|]. ring.
    + intros j Hj D. rewrite E. destruct (Nat.eqb_spec j y); [congruence|]. ring.
  - intros L t Ht v. set (z := exp (t * INR N)). set (n := INR N - 1) in *. assert (Pn : 1 <= n) by (unfold n; lra).
    assert (Pz : 1 <= z).
    { unfold z. rewrite <- exp_0. destruct (Rle_lt_or_eq_dec 0 (t * INR N)) as [G|<-];
        [apply Rmult_le_pos; lra|apply Rlt_le, exp_increasing, G|lra]. }
    assert (Pxq : INR N * (z / (z + n)) * (1 / (z + n)) <= a).
    { apply Rle_trans with (INR N / (4 * n)); [|exact L]. apply Rmult_le_reg_r with (4 * n * (z + n) ^ 2).
      - apply Rmult_lt_0_compat; [lra|]. apply pow_lt. lra.
      - replace (INR N * (z / (z + n)) * (1 / (z + n)) * (4 * n * (z + n) ^ 2)) with (INR N * (4 * n * z)) by (field;
        lra).
        replace (INR N / (4 * n) * (4 * n * (z + n) ^ 2)) with (INR N * (z + n) ^ 2) by (field; lra).
        apply Rmult_le_compat_l; [lra|]. pose proof (pow2_ge_0 (z - n)). lra. }
    assert (P0 : 0 < z / (z + n)) by (apply Rdiv_lt_0_compat; lra).
    assert (P1 : 0 < 1 / (z + n)) by (apply Rdiv_lt_0_compat; lra).
    apply (form_of_two N a _ v y (z / (z + n)) (1 / (z + n)) HN Hy).
    + rewrite softmax_segment, Nat.eqb_refl by exact Hy. reflexivity.
    + intros j Hj D. rewrite softmax_segment by exact Hy. destruct (Nat.eqb_spec j y); [congruence|reflexivity].
    + fold n. field. lra.
    + lra.
    + lra.
    + apply Rle_trans with (INR N * (z / (z + n)) * (1 / (z + n))); [|exact Pxq].
      rewrite <- (Rmult_1_l (1 / (z + n))) at 1. apply Rmult_le_compat_r; [lra|].
      apply Rmult_le_reg_r with (z + n); [lra|].
      replace (INR N * (z / (z + n)) * (z + n)) with (INR N * z) by (field; lra). unfold n in *.
      assert (0 <= (INR N - 1) * (z - 1)) by (apply Rmult_le_pos; lra). lra.
    + exact Pxq.
Qed.

(** Claim: none
    Says: 1/2 is enough for every N.
*)
Theorem one_half_serves_the_segment : ~ ~ forall N y t, (2 <= N)%nat -> (y < N)%nat -> 0 <= t <= 1 ->
  semidefinite N (1 / 2) (softmax N (segment N y t)).
Proof.
  intros H. apply H. intros N y t HN Hy Ht. clear H.
  assert (PN : 2 <= INR N) by (replace 2 with (INR 2) by (simpl; lra); apply le_INR, HN).
  apply (border_of_the_segment N y (1 / 2) HN Hy); [|exact Ht].
  apply Rmult_le_reg_r with (4 * (INR N - 1)); [lra|].
  replace (INR N / (4 * (INR N - 1)) * (4 * (INR N - 1))) with (INR N) by (field; lra). lra.
Qed.

(** Claim: none
    Says: 1 / N is not the border.
*)
Theorem one_over_n_is_not_the_border : ~ forall N y a, (2 <= N)%nat -> (y < N)%nat ->
  ((forall t, 0 <= t <= 1 -> semidefinite N a (softmax N (segment N y t))) <-> / INR N <= a).
Proof.
  intros H. apply one_over_n_does_not_dominate. intros N y t HN Hy.
  apply (proj2 (H N y (/ INR N) HN Hy)). lra.
Qed.

(** Claim: none
    Says: 1 / 2 is not the border.
*)
Theorem one_half_is_not_the_border : ~ forall N y a, (2 <= N)%nat -> (y < N)%nat ->
  ((forall t, 0 <= t <= 1 -> semidefinite N a (softmax N (segment N y t))) <-> 1 / 2 <= a).
Proof.
  intros H. destruct (H 3%nat 0%nat (3 / 8) ltac:(lia) ltac:(lia)) as [E _].
  assert (1 / 2 <= 3 / 8); [|lra]. apply E. apply (border_of_the_segment 3 0 (3 / 8) ltac:(lia) ltac:(lia)).
  simpl. lra.
Qed.
