(** Prop. 7: RG2 and the softmax loss, whose upper bound it is said to be as they converge to their optimum. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Quadratic RgSegment Jacobian Ridge LeastMajorant.
Open Scope R_scope.

(** The greatest lower bound of f. *)
Definition infimum {A : Type} (f : A -> R) (low : R) : Prop :=
  (forall a, low <= f a) /\ forall b, (forall a, b <= f a) -> b <= low.

Lemma infimum_exists {A : Type} (f : A -> R) b : inhabited A -> (forall a, b <= f a) -> exists low, infimum f low.
Proof.
  intros [a0] H. destruct (completeness (fun c => forall a, c <= f a)) as [low [Up Least]].
  - exists (f a0). intros c Hc. apply Hc.
  - exists b. exact H.
  - exists low. split; [|exact Up]. intros a. apply Least. intros c Hc. apply Hc.
Qed.

(** ** RG2 *)

Lemma rg2_expanded N o y : (0 < N)%nat ->
  rg2 N o y = / 2 - o y + 1 / INR N * sum N o + / (2 * INR N) * norm N o ^ 2.
Proof.
  intros HN. apply lt_0_INR in HN. unfold rg2. rewrite norm_pow.
  rewrite (sum_ext N _ (fun j => o j * o j + 2 * o j + 1)) by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. replace (sum N (fun i => o i)) with (sum N o) by reflexivity. field. lra.
Qed.

Lemma rg2_at_optimum N y : (y < N)%nat -> rg2 N (fun j => INR N * one_hot y j - 1) y = 1 - INR N / 2.
Proof.
  intros Hy. assert (P : 0 < INR N) by (apply lt_0_INR; lia). unfold rg2.
  rewrite (sum_ext N _ (fun j => one_hot y j * INR N ^ 2)).
  - rewrite sum_pick by exact Hy. unfold one_hot. rewrite Nat.eqb_refl. field. lra.
  - intros j _. unfold one_hot. destruct (Nat.eqb j y); ring.
Qed.

Lemma square_above N x : 0 < N -> x + 1 <= / (2 * N) * (x + 1) ^ 2 + N / 2.
Proof.
  intros HN. pose proof (pow2_ge_0 (x + 1 - N)) as S.
  apply Rmult_le_reg_l with (2 * N); [lra|].
  replace (2 * N * (/ (2 * N) * (x + 1) ^ 2 + N / 2)) with ((x + 1) ^ 2 + N ^ 2) by (field; lra). lra.
Qed.

Lemma share_of_squares N (o : nat -> R) j : (j < N)%nat ->
  / (2 * INR N) * (o j + 1) ^ 2 <= / (2 * INR N) * sum N (fun i => (o i + 1) ^ 2).
Proof.
  intros Hj. assert (P : 0 < INR N) by (apply lt_0_INR; lia).
  apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat; lra|].
  apply (term_le_sum N (fun i => (o i + 1) ^ 2)); [intros; apply pow2_ge_0|exact Hj].
Qed.

Lemma rg2_is_least N o y : (y < N)%nat -> 1 - INR N / 2 <= rg2 N o y.
Proof.
  intros Hy. unfold rg2. pose proof (share_of_squares N o y Hy).
  pose proof (square_above (INR N) (o y) ltac:(apply lt_0_INR; lia)). lra.
Qed.

(** With log N + N/2 - 1 for the constant RG2 is above the loss at all scores. *)
Lemma lifted_rg2_is_above N o y : (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) + (INR N / 2 - 1) + rg2 N o y.
Proof.
  intros Hy. assert (P : 0 < INR N) by (apply lt_0_INR; lia).
  rewrite softmax_loss_partition by lia. unfold rg2.
  set (M := INR N / 2 - 1 + / (2 * INR N) * sum N (fun i => (o i + 1) ^ 2)).
  assert (B : partition N o <= INR N * exp M).
  { rewrite <- sum_const. apply sum_le. intros j Hj.
    pose proof (share_of_squares N o j Hj). pose proof (square_above (INR N) (o j) P).
    destruct (Rle_lt_or_eq_dec (o j) M ltac:(unfold M; lra)) as [L|E]; [apply Rlt_le, exp_increasing, L|].
    rewrite E. lra. }
  apply ln_le in B; [|apply partition_pos; lia]. rewrite ln_mult, ln_exp in B by (try apply exp_pos; exact P).
  unfold M in B. lra.
Qed.

(** ** The softmax loss *)

Lemma softmax_loss_pos N o y : (2 <= N)%nat -> (y < N)%nat -> 0 < softmax_loss N o y.
Proof.
  intros HN Hy. rewrite softmax_loss_partition by lia. set (j := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (J : (j < N)%nat /\ j <> y) by (unfold j; destruct (Nat.eqb_spec y 0); lia). destruct J as [Hj D].
  assert (S : exp (o y) + exp (o j) <= partition N o).
  { rewrite <- (sum_pick N y (fun i => exp (o i)) Hy), <- (sum_pick N j (fun i => exp (o i)) Hj), <- sum_plus.
    apply sum_le. intros i _. pose proof (exp_pos (o i)). unfold one_hot.
    destruct (Nat.eqb_spec i y), (Nat.eqb_spec i j); try lra. congruence. }
  pose proof (exp_pos (o y)). pose proof (exp_pos (o j)).
  pose proof (ln_increasing (exp (o y)) (partition N o) ltac:(assumption) ltac:(lra)) as L. rewrite ln_exp in L. lra.
Qed.

Lemma softmax_loss_infimum N y : (y < N)%nat -> infimum (fun o => softmax_loss N o y) 0.
Proof.
  intros Hy. assert (P : 0 < INR N) by (apply lt_0_INR; lia). split.
  - intros o. apply (losses_are_nonnegative N o y Hy).
  - intros b H. destruct (Rle_or_lt b 0) as [L|L]; [exact L|exfalso].
    set (t := ln (INR N / b)). assert (E : exp t = INR N / b) by (apply exp_ln, Rdiv_lt_0_compat; assumption).
    specialize (H (fun j => t * one_hot y j)). cbv beta in H. rewrite softmax_loss_partition in H by lia.
    assert (Z : partition N (fun j => t * one_hot y j) = exp t + (INR N - 1)).
    { unfold partition. rewrite (sum_ext N _ (fun j => one_hot y j * (exp t - 1) + 1)).
      - rewrite sum_plus, sum_pick, sum_const by exact Hy. ring.
      - intros j _. unfold one_hot. destruct (Nat.eqb j y); [rewrite Rmult_1_r; ring|rewrite Rmult_0_r, exp_0; ring]. }
    set (x := (INR N - 1) / exp t). pose proof (exp_pos t) as Pt. pose proof (exp_ineq1_le x) as I.
    assert (N1 : 1 <= INR N) by (replace 1 with (INR 1) by reflexivity; apply le_INR; lia).
    assert (B : exp t + (INR N - 1) <= exp (t + x)).
    { rewrite exp_plus. replace (exp t + (INR N - 1)) with (exp t * (1 + x)) by (unfold x; field; lra).
      apply Rmult_le_compat_l; lra. }
    apply ln_le in B; [|lra]. rewrite ln_exp in B. rewrite Z in H.
    replace (t * one_hot y y) with t in H by (unfold one_hot; rewrite Nat.eqb_refl; ring).
    assert (X : x = b - b / INR N) by (unfold x; rewrite E; field; lra).
    assert (0 < b / INR N) by (apply Rdiv_lt_0_compat; assumption). lra.
Qed.

Lemma log_of_four : ln (INR 4) < 3 / 2.
Proof.
  replace (INR 4) with (2 * 2) by (simpl; ring). rewrite ln_mult by lra. pose proof ln_2_bounds. lra.
Qed.

(** ** Prop. 7 *)

(** Claim: rg.prop7.literal
    Role: refutes
    Place: RG, Prop. 7, A.3
    Says: it is not so for every N that at o* = N e_y - 1, where RG2 is least, the softmax loss is at most RG2 as Eq.
      15 prints it, without constants.
    Gap: real numbers.
    Mutant: `rg2 N o y` becomes `ln (INR N) + (INR N / 2 - 1) + rg2 N o y`; refuted by the theorem
      lifted_rg2_bounds_at_its_optimum
*)
Theorem rg2_does_not_bound_at_its_optimum : ~ forall N y, (2 <= N)%nat -> (y < N)%nat ->
  let o := fun j => INR N * one_hot y j - 1 in softmax_loss N o y <= rg2 N o y.
Proof.
  intros H. specialize (H 2%nat 0%nat ltac:(lia) ltac:(lia)). cbv zeta in H.
  rewrite rg2_at_optimum in H by lia. simpl INR in H.
  pose proof (softmax_loss_pos 2 (fun j => (1 + 1) * one_hot 0 j - 1) 0 ltac:(lia) ltac:(lia)). lra.
Qed.

(** Claim: none
    Says: with log N + N/2 - 1 added RG2 is above the loss there.
*)
Theorem lifted_rg2_bounds_at_its_optimum : ~ ~ forall N y, (2 <= N)%nat -> (y < N)%nat ->
  let o := fun j => INR N * one_hot y j - 1 in softmax_loss N o y <= ln (INR N) + (INR N / 2 - 1) + rg2 N o y.
Proof. intros H. apply H. intros N y _ Hy. apply lifted_rg2_is_above, Hy. Qed.

(** Claim: rg.prop7.constants
    Role: refutes
    Place: RG, Prop. 7, A.3
    Says: it is not so for every N that at o* = N e_y - 1 the softmax loss is at most log N - 1/2 + RG2, with the
      constants of Eq. 14.
    Gap: real numbers.
    Mutant: `ln (INR N) - / 2` becomes `ln (INR N) + (INR N / 2 - 1)`; refuted by the theorem
      lifted_rg2_bounds_at_its_optimum
*)
Theorem rg2_with_constants_does_not_bound_at_its_optimum : ~ forall N y, (2 <= N)%nat -> (y < N)%nat ->
  let o := fun j => INR N * one_hot y j - 1 in softmax_loss N o y <= ln (INR N) - / 2 + rg2 N o y.
Proof.
  intros H. specialize (H 4%nat 0%nat ltac:(lia) ltac:(lia)). cbv zeta in H. rewrite rg2_at_optimum in H by lia.
  pose proof (softmax_loss_pos 4 (fun j => INR 4 * one_hot 0 j - 1) 0 ltac:(lia) ltac:(lia)).
  pose proof log_of_four. simpl INR in *. lra.
Qed.

(** Claim: rg.prop7.squares
    Role: refutes
    Place: RG, Prop. 7, A.2 and A.3
    Says: it is not so for every N that at o* = N e_y - 1 the softmax loss is at most ||o + 1 - N e_y||^2 / (2 N), RG2
      as the square of Eq. 16.
    Gap: real numbers; one relevant item.
    Mutant: `<= / (2 * INR N)` becomes `<= ln (INR N) + / (2 * INR N)`; refuted by the theorem
      lifted_squares_bound_at_their_optimum
*)
Theorem squares_do_not_bound_at_their_optimum : ~ forall N y, (2 <= N)%nat -> (y < N)%nat ->
  let o := fun j => INR N * one_hot y j - 1 in
  softmax_loss N o y <= / (2 * INR N) * sum N (fun j => (o j + 1 - INR N * one_hot y j) ^ 2).
Proof.
  intros H. specialize (H 2%nat 0%nat ltac:(lia) ltac:(lia)). cbv zeta in H.
  rewrite sum_eq_0 in H by (intros; ring).
  pose proof (softmax_loss_pos 2 (fun j => INR 2 * one_hot 0 j - 1) 0 ltac:(lia) ltac:(lia)). lra.
Qed.

(** Claim: none
    Says: with log N added the square is above the loss there.
*)
Theorem lifted_squares_bound_at_their_optimum : ~ ~ forall N y, (2 <= N)%nat -> (y < N)%nat ->
  let o := fun j => INR N * one_hot y j - 1 in
  softmax_loss N o y <= ln (INR N) + / (2 * INR N) * sum N (fun j => (o j + 1 - INR N * one_hot y j) ^ 2).
Proof.
  intros H. apply H. intros N y _ Hy o. rewrite sum_eq_0 by (intros; unfold o; ring).
  pose proof (lifted_rg2_is_above N o y Hy) as L. unfold o in L at 2. rewrite rg2_at_optimum in L by exact Hy. lra.
Qed.

(** Claim: rg.prop7.minima
    Role: refutes
    Place: RG, Prop. 7, A.3
    Says: it is not so for every N that the infimum of the softmax loss is at most the minimum of log N - 1/2 + RG2.
    Gap: real numbers.
    Mutant: `<= ln (INR N) - / 2` becomes `<= ln (INR N) + (INR N / 2 - 1)`; refuted by the theorem
      lifted_minimum_is_above
*)
Theorem minima_are_not_in_order : ~ forall N y low best, (2 <= N)%nat -> (y < N)%nat ->
  infimum (fun o => softmax_loss N o y) low -> minimises (fun o => rg2 N o y) best ->
  low <= ln (INR N) - / 2 + rg2 N best y.
Proof.
  intros H. specialize (H 4%nat 0%nat 0 (fun j => INR 4 * one_hot 0 j - 1) ltac:(lia) ltac:(lia)).
  rewrite rg2_at_optimum in H by lia. pose proof log_of_four. cut (0 <= ln (INR 4) - / 2 + (1 - INR 4 / 2)).
  - simpl INR in *. lra.
  - apply H; [apply softmax_loss_infimum; lia|]. intros o. rewrite rg2_at_optimum by lia. apply rg2_is_least. lia.
Qed.

(** Claim: none
    Says: the minimum of log N + N/2 - 1 + RG2 is above the infimum of the loss.
*)
Theorem lifted_minimum_is_above : ~ ~ forall N y low best, (2 <= N)%nat -> (y < N)%nat ->
  infimum (fun o => softmax_loss N o y) low -> minimises (fun o => rg2 N o y) best ->
  low <= ln (INR N) + (INR N / 2 - 1) + rg2 N best y.
Proof.
  intros H. apply H. intros N y low best _ Hy [L _] _. pose proof (lifted_rg2_is_above N best y Hy).
  specialize (L best). cbv beta in L. lra.
Qed.

(** Claim: rg.prop7.ray
    Role: refutes
    Place: RG, Prop. 7, A.3
    Says: it is not so for every N that the softmax loss is at most log N - 1/2 + RG2 at t (N e_y - 1), 0 < t < 1,
      the optima of RG2 with a ridge: not for N = 8, t = 1/2.
    Gap: real numbers; that t (N e_y - 1) is the optimum for the ridge (1 - t) / (2 N t) is not in the statement.
    Mutant: `ln (INR N) - / 2` becomes `ln (INR N) + (INR N / 2 - 1)`; refuted by the theorem
      lifted_rg2_bounds_on_the_ray
*)
Theorem rg2_does_not_bound_on_the_ray : ~ forall N y t, (2 <= N)%nat -> (y < N)%nat -> 0 < t < 1 ->
  softmax_loss N (segment N y t) y <= ln (INR N) - / 2 + rg2 N (segment N y t) y.
Proof.
  intros H. specialize (H 8%nat 0%nat (1 / 2) ltac:(lia) ltac:(lia) ltac:(lra)).
  pose proof (softmax_loss_pos 8 (segment 8 0 (1 / 2)) 0 ltac:(lia) ltac:(lia)) as P.
  assert (E : ln (INR 8) = 3 * ln 2).
  { replace (INR 8) with (2 * 2 * 2) by (simpl; ring). rewrite !ln_mult by lra. ring. }
  assert (V : rg2 8 (segment 8 0 (1 / 2)) 0 = - 17 / 8) by (unfold rg2, segment, one_hot; simpl; field).
  rewrite E, V in H. pose proof ln_2_bounds. lra.
Qed.

(** Claim: none
    Says: log N + N/2 - 1 + RG2 is above the loss on the ray.
*)
Theorem lifted_rg2_bounds_on_the_ray : ~ ~ forall N y t, (2 <= N)%nat -> (y < N)%nat -> 0 < t < 1 ->
  softmax_loss N (segment N y t) y <= ln (INR N) + (INR N / 2 - 1) + rg2 N (segment N y t) y.
Proof. intros H. apply H. intros N y t _ Hy _. apply lifted_rg2_is_above, Hy. Qed.

(** Claim: rg.prop7.global
    Role: refutes
    Place: RG, Prop. 7, A.3
    Says: it is not so for every N and o that the softmax loss is at most log N - 1/2 + RG2.
    Gap: real numbers.
    Mutant: `ln (INR N) - / 2` becomes `ln (INR N) + (INR N / 2 - 1)`; refuted by the theorem
      lifted_rg2_bounds_everywhere
*)
Theorem rg2_does_not_bound_everywhere : ~ forall N o y, (2 <= N)%nat -> (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - / 2 + rg2 N o y.
Proof. intros H. apply rg2_with_constants_does_not_bound_at_its_optimum. intros N y HN Hy o. apply H; assumption. Qed.

(** Claim: none
    Says: log N + N/2 - 1 + RG2 is above the loss at all scores.
*)
Theorem lifted_rg2_bounds_everywhere : ~ ~ forall N o y, (2 <= N)%nat -> (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) + (INR N / 2 - 1) + rg2 N o y.
Proof. intros H. apply H. intros N o y _ Hy. apply lifted_rg2_is_above, Hy. Qed.
