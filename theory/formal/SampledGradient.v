(** The total variance of sampled softmax's gradient: what k times it tends to, as the draws grow. *)

From Coq Require Import Reals Lra List.
From softproof Require Import Sums Softmax Draws LogBias Fluctuation NceLimits.
From softproof Require DynamicNegatives.
Import ListNotations.
Open Scope R_scope.

Lemma mean_abs N q k f g : (forall i, (i < N)%nat -> 0 <= q i) -> (forall ys, drawn N k ys -> Rabs (f ys) <= g ys) ->
  Rabs (mean_draws N q k f) <= mean_draws N q k g.
Proof.
  intros Q H. apply Rabs_le. split.
  - apply Ropp_le_cancel. rewrite Ropp_involutive.
    replace (- mean_draws N q k f) with (mean_draws N q k (fun ys => -1 * f ys)) by (rewrite mean_draws_scal; ring).
    apply mean_draws_le; [exact Q|]. intros ys Y. specialize (H ys Y). pose proof (Rle_abs (- f ys)).
    rewrite Rabs_Ropp in *. lra.
  - apply mean_draws_le; [exact Q|]. intros ys Y. specialize (H ys Y). pose proof (Rle_abs (f ys)). lra.
Qed.

(** The moments of a mean of k draws of c, where c has the mean 0. *)
Lemma mean_moments N q c k : (0 < k)%nat -> (forall i, (i < N)%nat -> 0 <= q i) -> sum N q = 1 ->
  sum N (fun i => q i * c i) = 0 -> let m r := sum N (fun i => q i * c i ^ r) in
  mean_draws N q k (fun ys => total c ys / INR k) = 0 /\
  mean_draws N q k (fun ys => (total c ys / INR k) ^ 2) = m 2%nat / INR k /\
  mean_draws N q k (fun ys => (total c ys / INR k) ^ 3) = m 3%nat / INR k ^ 2 /\
  mean_draws N q k (fun ys => (total c ys / INR k) ^ 4) <= (m 4%nat + 3 * m 2%nat ^ 2) / INR k ^ 2.
Proof.
  intros Hk Q0 Q1 Z m. destruct (total_moments N q c k Q1 Z) as (M1 & M2 & M3 & M4).
  fold (m 2%nat) in M2, M4. fold (m 3%nat) in M3. fold (m 4%nat) in M4.
  apply (le_INR 1) in Hk. simpl in Hk. set (x := INR k) in *.
  assert (E : forall r, mean_draws N q k (fun ys => (total c ys / x) ^ r)
    = / x ^ r * mean_draws N q k (fun ys => total c ys ^ r)).
  { intros r. rewrite <- mean_draws_scal. apply mean_draws_ext. intros ys _. unfold Rdiv.
    rewrite Rpow_mult_distr, pow_inv. ring. }
  assert (E1 : mean_draws N q k (fun ys => total c ys / x) = / x * mean_draws N q k (total c)).
  { rewrite <- mean_draws_scal. apply mean_draws_ext. intros ys _. unfold Rdiv. ring. }
  rewrite E1, !E, M1, M2, M3, M4. split; [ring|]. split; [field; lra|]. split; [field; lra|].
  assert (P4 : 0 <= m 4%nat).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [exact (Q0 i Hi)|].
    replace (c i ^ 4) with ((c i ^ 2) ^ 2) by ring.
    apply pow2_ge_0. }
  pose proof (pow2_ge_0 (m 2%nat)) as P2. apply (Rmult_le_reg_l (x ^ 3)); [apply pow_lt; lra|].
  replace (x ^ 3 * (/ x ^ 4 * (x * m 4%nat + 3 * (x * (x - 1)) * m 2%nat ^ 2)))
    with (m 4%nat + 3 * (x - 1) * m 2%nat ^ 2) by (field; lra).
  replace (x ^ 3 * ((m 4%nat + 3 * m 2%nat ^ 2) / x ^ 2)) with (x * m 4%nat + 3 * x * m 2%nat ^ 2) by (field; lra).
  pose proof (Rmult_le_compat_r _ _ _ P4 Hk). lra.
Qed.

(** k times the variance of a quotient of means: of c, with the mean 0, by 1 + e, with e of the mean 0. *)
Lemma quotient_variance N q c e w :
  (forall i, (i < N)%nat -> 0 <= q i) -> sum N q = 1 ->
  sum N (fun i => q i * c i) = 0 -> sum N (fun i => q i * e i) = 0 -> 0 < w ->
  (forall k ys, (0 < k)%nat -> drawn N k ys -> w <= 1 + total e ys / INR k) ->
  let r k ys := total c ys / INR k / (1 + total e ys / INR k) in
  Un_cv (fun k => INR k * (mean_draws N q k (fun ys => r k ys ^ 2) - mean_draws N q k (r k) ^ 2))
    (sum N (fun i => q i * c i ^ 2)).
Proof.
  intros Q0 Q1 C0 E0 W HW r.
  set (mc := fun n => sum N (fun i => q i * c i ^ n)). set (me := fun n => sum N (fun i => q i * e i ^ n)).
  set (T := (sum N (fun i => q i * (c i + e i) ^ 3) - sum N (fun i => q i * (c i + -1 * e i) ^ 3) - 2 * me 3%nat) / 6).
  set (F := mc 4%nat + 3 * mc 2%nat ^ 2 + (me 4%nat + 3 * me 2%nat ^ 2)).
  set (A := / w ^ 2 + 2 * / w).
  apply (tends_as_1_over_k _ _ (2 * Rabs T + A / 2 * F + (/ w / 2 * (mc 2%nat + me 2%nat)) ^ 2)). intros k Hk.
  destruct (mean_moments N q c k Hk Q0 Q1 C0) as (X1 & X2 & X3 & X4).
  destruct (mean_moments N q e k Hk Q0 Q1 E0) as (D1 & D2 & D3 & D4).
  destruct (mean_moments N q (fun i => c i + e i) k Hk Q0 Q1) as (_ & _ & S3 & _).
  { rewrite (sum_ext N _ (fun i => q i * c i + q i * e i)) by (intros; ring). rewrite sum_plus. lra. }
  destruct (mean_moments N q (fun i => c i + -1 * e i) k Hk Q0 Q1) as (_ & _ & R3 & _).
  { rewrite (sum_ext N _ (fun i => q i * c i - q i * e i)) by (intros; ring). rewrite sum_minus. lra. }
  fold (mc 2%nat) in X2, X4 |- *. fold (mc 4%nat) in X4. fold (me 2%nat) in D2, D4. fold (me 3%nat) in D3.
  fold (me 4%nat) in D4. specialize (HW k). apply lt_0_INR in Hk as K. specialize (fun ys => HW ys Hk).
  set (M := mean_draws N q k) in *. set (x := INR k) in *.
  set (X := fun ys => total c ys / x). set (D := fun ys => total e ys / x).
  change (M (fun ys => X ys ^ 2) = mc 2%nat / x) in X2.
  change (M (fun ys => X ys ^ 4) <= (mc 4%nat + 3 * mc 2%nat ^ 2) / x ^ 2) in X4.
  change (M (fun ys => D ys ^ 2) = me 2%nat / x) in D2. change (M (fun ys => D ys ^ 3) = me 3%nat / x ^ 2) in D3.
  change (M (fun ys => D ys ^ 4) <= (me 4%nat + 3 * me 2%nat ^ 2) / x ^ 2) in D4. change (M X = 0) in X1.
  assert (XD : M (fun ys => X ys ^ 2 * D ys) = T / x ^ 2).
  { unfold M. rewrite (mean_draws_ext N q k _ (fun ys => / 6 * (total (fun i => c i + e i) ys / x) ^ 3
      + (- / 6 * (total (fun i => c i + -1 * e i) ys / x) ^ 3 + - / 3 * D ys ^ 3))).
    - rewrite !mean_draws_plus, !mean_draws_scal. fold M. rewrite S3, R3, D3. unfold T. field. lra.
    - intros ys _. rewrite !total_plus, total_scal. unfold X, D. field. lra. }
  assert (B1 : Rabs (M (fun ys => r k ys ^ 2) - mc 2%nat / x + 2 * (T / x ^ 2)) <= A / 2 * F / x ^ 2).
  { replace (M (fun ys => r k ys ^ 2) - mc 2%nat / x + 2 * (T / x ^ 2))
      with (M (fun ys => r k ys ^ 2 + (-1 * X ys ^ 2 + 2 * (X ys ^ 2 * D ys)))).
    - eapply Rle_trans; [apply (mean_abs N q k _ (fun ys => A / 2 * (X ys ^ 4 + D ys ^ 4)) Q0)|].
      + intros ys Y. specialize (HW ys Y). set (a := X ys). set (d := D ys).
        change (Rabs ((a / (1 + d)) ^ 2 + (-1 * a ^ 2 + 2 * (a ^ 2 * d))) <= A / 2 * (a ^ 4 + d ^ 4)).
        change (w <= 1 + d) in HW.
        replace ((a / (1 + d)) ^ 2 + (-1 * a ^ 2 + 2 * (a ^ 2 * d)))
          with (a ^ 2 * d ^ 2 * ((/ (1 + d)) ^ 2 + 2 * / (1 + d))) by (field; lra).
        assert (I : 0 < / (1 + d) <= / w).
        { split; [apply Rinv_0_lt_compat; lra|apply Rinv_le_contravar; lra]. }
        pose proof (pow_incr (/ (1 + d)) (/ w) 2 ltac:(lra)) as I2. rewrite (pow_inv w 2) in I2.
        pose proof (pow_lt (/ (1 + d)) 2 (proj1 I)) as I3.
        pose proof (Rmult_le_pos _ _ (pow2_ge_0 a) (pow2_ge_0 d)) as P.
        rewrite Rabs_right by (apply Rle_ge, Rmult_le_pos; lra).
        apply Rle_trans with (a ^ 2 * d ^ 2 * A); [apply Rmult_le_compat_l; [exact P|unfold A; lra]|].
        assert (AP : 0 <= A) by (unfold A; pose proof (pow_lt w 2 W) as W2; pose proof (Rinv_0_lt_compat _ W2); lra).
        pose proof (Rmult_le_pos _ _ AP (pow2_ge_0 (a ^ 2 - d ^ 2))) as Sq. lra.
      + rewrite mean_draws_scal, mean_draws_plus. fold M.
        assert (AP : 0 <= A / 2).
        { unfold A. pose proof (Rinv_0_lt_compat _ (pow_lt w 2 W)). pose proof (Rinv_0_lt_compat _ W). lra. }
        replace (A / 2 * F / x ^ 2) with (A / 2 * ((mc 4%nat + 3 * mc 2%nat ^ 2) / x ^ 2
          + (me 4%nat + 3 * me 2%nat ^ 2) / x ^ 2)) by (unfold F; field; lra).
        apply Rmult_le_compat_l; [exact AP|lra].
    - unfold M. rewrite !mean_draws_plus, !mean_draws_scal. fold M. rewrite X2, XD. ring. }
  assert (B2 : Rabs (M (r k)) <= / w / 2 * (mc 2%nat + me 2%nat) / x).
  { replace (M (r k)) with (M (fun ys => r k ys + -1 * X ys))
      by (unfold M; rewrite mean_draws_plus, mean_draws_scal; fold M; rewrite X1;
        change (M (r k) + -1 * 0 = M (r k)); ring).
    eapply Rle_trans; [apply (mean_abs N q k _ (fun ys => / w / 2 * (X ys ^ 2 + D ys ^ 2)) Q0)|].
    - intros ys Y. specialize (HW ys Y). set (a := X ys). set (d := D ys).
      change (Rabs (a / (1 + d) + -1 * a) <= / w / 2 * (a ^ 2 + d ^ 2)). change (w <= 1 + d) in HW.
      replace (a / (1 + d) + -1 * a) with (- (a * d * / (1 + d))) by (field; lra).
      assert (I : 0 < / (1 + d) <= / w).
      { split; [apply Rinv_0_lt_compat; lra|apply Rinv_le_contravar; lra]. }
      rewrite Rabs_Ropp, Rabs_mult, (Rabs_right (/ (1 + d))) by lra.
      assert (H : Rabs (a * d) <= (a ^ 2 + d ^ 2) / 2).
      { apply Rabs_le. pose proof (pow2_ge_0 (a + d)). pose proof (pow2_ge_0 (a - d)). lra. }
      pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos (a * d)) (Rlt_le _ _ (proj1 I)) H (proj2 I)). lra.
    - rewrite mean_draws_scal, mean_draws_plus. fold M. rewrite X2, D2. apply Req_le. field. lra. }
  set (v := M (fun ys => r k ys ^ 2)) in *. set (u := M (r k)) in *. set (G := / w / 2 * (mc 2%nat + me 2%nat)) in *.
  replace (x * (v - u ^ 2) - mc 2%nat) with (x * (v - mc 2%nat / x + 2 * (T / x ^ 2)) + - (2 * T / x) + - (x * u ^ 2))
    by (field; lra).
  assert (U : u ^ 2 <= (G / x) ^ 2).
  { rewrite <- (pow2_abs u). apply pow_incr. split; [apply Rabs_pos|exact B2]. }
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, (Rabs_right (x * u ^ 2))
    by (apply Rle_ge, Rmult_le_pos; [lra|apply pow2_ge_0]).
  apply Rle_trans with (x * (A / 2 * F / x ^ 2) + 2 * Rabs T / x + x * (G / x) ^ 2); [|apply Req_le; field; lra].
  apply Rplus_le_compat; [|apply Rmult_le_compat_l; lra].
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat.
  - rewrite Rabs_mult, (Rabs_right x) by lra. apply Rmult_le_compat_l; lra.
  - rewrite Rabs_Ropp. unfold Rdiv. rewrite !Rabs_mult, (Rabs_right 2), (Rabs_right (/ x));
      [lra|apply Rle_ge, Rlt_le, Rinv_0_lt_compat; lra|lra].
Qed.

(** The variances of the partial derivatives of the loss at the label y, the shares less the label, added up. *)
Definition total_variance (N : nat) (o q : nat -> R) (y k : nat) : R :=
  sum N (fun i => variance_draws N q k (fun ys => share o q i ys - one_hot y i)).

Lemma share_variance N o q y i : proposal N q -> (i < N)%nat ->
  Un_cv (fun k => INR k * variance_draws N q k (fun ys => share o q i ys - one_hot y i))
    (sum N (fun j => softmax N o j ^ 2 / q j * (one_hot j i - softmax N o i) ^ 2)).
Proof.
  intros P Hi. pose proof (proposal_size N q P) as HN. pose proof (partition_pos N o HN) as Z.
  destruct (some_ratio N o q P) as (w & W & Hw). pose proof (excess_mean N o q P) as E0.
  destruct P as [Q Q1]. set (p := softmax N o) in *. set (e := excess N o q) in *.
  set (c := fun j => (one_hot i j - p i) * (p j / q j)).
  assert (S : sum N p = 1) by (apply softmax_sum; exact HN).
  assert (C0 : sum N (fun j => q j * c j) = 0).
  { rewrite (sum_ext N _ (fun j => one_hot i j * p j - p i * p j)).
    - rewrite sum_minus, sum_scal, sum_pick, S by exact Hi. ring.
    - intros j Hj. unfold c. specialize (Q j Hj). field. lra. }
  assert (HW : forall k ys, (0 < k)%nat -> drawn N k ys -> w <= 1 + total e ys / INR k)
    by (intros k ys Hk Y; apply (excess_above N k o q w ys Hk Y Hw)).
  pose proof (quotient_variance N q c e w (fun j Hj => Rlt_le _ _ (Q j Hj)) Q1 C0 E0 W HW) as L. cbv zeta in L.
  replace (sum N (fun j => p j ^ 2 / q j * (one_hot j i - p i) ^ 2)) with (sum N (fun j => q j * c j ^ 2)).
  - refine (tends_ext _ _ _ _ L). intros k Hk. pose proof (lt_0_INR k Hk) as K. f_equal.
    rewrite variance_shift by exact Q1.
    assert (R : forall ys, drawn N k ys ->
      total c ys / INR k / (1 + total e ys / INR k) = share o q i ys + - p i).
    { intros ys Y. specialize (HW k ys Hk Y). set (a := fun j => one_hot i j * (p j / q j)).
      set (b := fun j => p j / q j).
      assert (TE : total e ys = total b ys + INR k * -1).
      { rewrite (total_ext N k e (fun j => b j + -1) ys Y) by (intros; unfold e, excess, b; fold p; ring).
        rewrite total_plus, total_const, (proj1 Y). ring. }
      assert (TC : total c ys = total a ys + - p i * total b ys).
      { rewrite (total_ext N k c (fun j => a j + - p i * b j) ys Y) by (intros; unfold c, a, b; ring).
        rewrite total_plus, total_scal. reflexivity. }
      assert (TB : 0 < total b ys).
      { rewrite TE in HW.
        replace (1 + (total b ys + INR k * -1) / INR k) with (total b ys / INR k) in HW by (field; lra).
        apply (Rmult_lt_reg_r (/ INR k)); [apply Rinv_0_lt_compat; exact K|]. unfold Rdiv in HW. lra. }
      unfold share. rewrite (total_ext N k (fun j => exp (o j) / q j) (fun j => partition N o * b j) ys Y).
      2: { intros j Hj. unfold b, p, softmax. specialize (Q j Hj). field. lra. }
      rewrite (total_ext N k (fun j => one_hot i j * (exp (o j) / q j)) (fun j => partition N o * a j) ys Y).
      2: { intros j Hj. unfold a, p, softmax. specialize (Q j Hj). field. lra. }
      rewrite !total_scal, TE, TC. field. repeat split; try lra. }
    set (f := share o q i) in *.
    rewrite (mean_draws_ext N q k _ (fun ys => f ys + - p i) R).
    rewrite (mean_draws_ext N q k _ (fun ys => f ys ^ 2 + (-2 * p i * f ys + p i ^ 2)))
      by (intros ys Y; rewrite (R ys Y); ring).
    rewrite !mean_draws_plus, mean_draws_scal, !mean_draws_const by exact Q1.
    change (mean_draws N q k (fun ys => f ys)) with (mean_draws N q k f). ring.
  - apply sum_ext. intros j Hj. specialize (Q j Hj). unfold c, one_hot. rewrite (Nat.eqb_sym i j). field. lra.
Qed.

Lemma gradient_variance_tends N o q y : proposal N q ->
  Un_cv (fun k => INR k * total_variance N o q y k) (DynamicNegatives.gradient_variance N (softmax N o) q).
Proof.
  intros P. pose proof (proposal_size N q P) as HN. set (p := softmax N o).
  replace (DynamicNegatives.gradient_variance N p q)
    with (sum N (fun i => sum N (fun j => p j ^ 2 / q j * (one_hot j i - p i) ^ 2))).
  - apply (tends_ext (fun k => sum N (fun i => INR k * variance_draws N q k (fun ys => share o q i ys - one_hot y i)))).
    { intros k _. unfold total_variance. apply sum_scal. }
    apply (sum_tends N (fun i k => INR k * variance_draws N q k (fun ys => share o q i ys - one_hot y i))).
    intros i Hi. apply share_variance; assumption.
  - rewrite sum_exchange. apply sum_ext. intros j Hj. rewrite sum_scal. f_equal.
    rewrite (sum_ext N _ (fun i => one_hot j i - 2 * (one_hot j i * p i) + p i ^ 2)).
    + rewrite sum_plus, sum_minus, sum_scal, sum_one_hot, sum_pick by exact Hj. ring.
    + intros i _. unfold one_hot. destruct (Nat.eqb i j); ring.
Qed.

(** Claim: none
    Says: The sum of the squares is not to be left out.
*)
Theorem the_other_shares_count : ~ (forall N o q y, proposal N q -> let p := softmax N o in
  Un_cv (fun k => INR k * total_variance N o q y k)
    (sum N (fun j => p j ^ 2 / q j * (1 - p j)))).
Proof.
  intros H. pose proof (UL_sequence _ _ _ (H 2%nat (odds 1 3) fair 0%nat fair_proposal)
    (gradient_variance_tends 2 (odds 1 3) fair 0 fair_proposal)) as E. cbv zeta in E.
  unfold DynamicNegatives.gradient_variance in E. simpl sum in E. rewrite !odds_softmax in E by lra. simpl in E. lra.
Qed.

(** Claim: sf.ssm.variance.gradient
    Role: establishes
    Place: SF, beyond the novelty report, contribution 2
    Says: k times the variances of the shares less the label, which the partial derivatives are, added up, tends to the
      sum of p_j^2/q_j (1 - 2 p_j + ||p||^2), for every number of classes and all scores.
    Gap: Real numbers; the positive's own term is out of Z^, and all hits are kept. That the partial derivatives are
      these is not part of it. Nor is it that 1 - 2 p_j + ||p||^2 is the squared length of e_j - p.
    Mutant: `(1 - 2 * p j + sum N (fun i => p i ^ 2))` becomes `(1 - p j)`; refuted by the theorem
      the_other_shares_count
*)
Theorem gradient_variance_expanded : forall N o q y, proposal N q -> let p := softmax N o in
  Un_cv (fun k => INR k * total_variance N o q y k)
    (sum N (fun j => p j ^ 2 / q j * (1 - 2 * p j + sum N (fun i => p i ^ 2)))).
Proof. exact gradient_variance_tends. Qed.
