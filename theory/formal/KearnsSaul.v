(** The largest partition function of scores of mean zero and given norm, and Kearns and Saul's inequality, which bounds
    its logarithm. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Derivatives Softmax Lemma23 Majorant.
Open Scope R_scope.

Lemma exp_less_parabola x y : x <= y -> exp x - (1 + x + x * x / 2) <= exp y - (1 + y + y * y / 2).
Proof.
  intros H.
  pose proof (increases (fun t => exp t - (1 + t * 1 + 1 / 2 * (t * t)))
    (fun t => exp t - (1 + 1 / 2 * (1 * t + t * 1))) x y H) as L. cbv beta in L.
  cut (exp x - (1 + x * 1 + 1 / 2 * (x * x)) <= exp y - (1 + y * 1 + 1 / 2 * (y * y))); [lra|]. apply L.
  - intros t _. apply (derivable_pt_lim_minus exp (fun t => 1 + t * 1 + 1 / 2 * (t * t)));
      [apply derivable_pt_lim_exp|].
    apply (derivable_pt_lim_plus (fun t => 1 + t * 1) (fun t => 1 / 2 * (t * t))); [apply derive_line|].
    apply (derivable_pt_lim_scal (fun t => t * t)).
    apply (derivable_pt_lim_mult (fun t => t) (fun t => t)); apply derivable_pt_lim_id.
  - intros t _. pose proof (exp_ineq1_le t). lra.
Qed.

Lemma exp_quadratic_above x : 0 <= x -> 1 + x + x * x / 2 <= exp x.
Proof. intros H. pose proof (exp_less_parabola 0 x H) as L. rewrite exp_0 in L. lra. Qed.

Lemma exp_quadratic_below x : x <= 0 -> exp x <= 1 + x + x * x / 2.
Proof. intros H. pose proof (exp_less_parabola x 0 H) as L. rewrite exp_0 in L. lra. Qed.

(** (w - 2) e^w + w + 2 >= 0: the sign of the derivative of (e^w - 1 - w) / w^2. *)
Lemma ratio_slope_sign w : 0 <= w -> 0 <= (w - 2) * exp w + w + 2.
Proof.
  intros Hw.
  pose proof (increases (fun t => (-2 + t * 1) * exp t + (2 + t * 1)) (fun t => 1 * exp t + (-2 + t * 1) * exp t + 1)
    0 w Hw) as L. cbv beta in L. rewrite exp_0 in L.
  cut ((-2 + 0 * 1) * 1 + (2 + 0 * 1) <= (-2 + w * 1) * exp w + (2 + w * 1)); [lra|]. apply L.
  - intros t _. apply (derivable_pt_lim_plus (fun t => (-2 + t * 1) * exp t) (fun t => 2 + t * 1));
      [|apply derive_line].
    apply (derivable_pt_lim_mult (fun t => -2 + t * 1) exp); [apply derive_line|apply derivable_pt_lim_exp].
  - intros t _. pose proof (exp_ineq1_le (- t)) as B. pose proof (exp_pos t) as P.
    apply Rmult_le_compat_l with (r := exp t) in B; [|lra].
    rewrite <- exp_plus, Rplus_opp_r, exp_0 in B. lra.
Qed.

(** (e^w - 1 - w) / w^2 increases; so the parabola through e^g that touches e^w at 0 is above it as far as g. *)
Lemma exp_below_parabola w g : w <= g -> 0 < g ->
  exp w <= 1 + w + (exp g - 1 - g) / (g * g) * (w * w).
Proof.
  intros Hwg Hg. assert (HG : 0 < g * g) by (apply Rmult_lt_0_compat; exact Hg).
  destruct (Rle_or_lt w 0) as [Hw|Hw].
  - assert (K : 1 / 2 <= (exp g - 1 - g) / (g * g)).
    { apply Rmult_le_reg_r with (g * g); [exact HG|]. unfold Rdiv at 2. rewrite Rmult_assoc, Rinv_l by lra.
      pose proof (exp_quadratic_above g ltac:(lra)). lra. }
    pose proof (exp_quadratic_below w Hw).
    pose proof (Rmult_le_compat_r (w * w) _ _ (Rle_0_sqr w) K). lra.
  - assert (HW : 0 < w * w) by (apply Rmult_lt_0_compat; exact Hw).
    pose proof (increases (fun t => (exp t - (1 + t * 1)) / (t * t))
      (fun t => ((exp t - 1) * (t * t) - (1 * t + t * 1) * (exp t - (1 + t * 1))) / Rsqr (t * t)) w g Hwg) as L.
    cbv beta in L.
    assert (M : (exp w - (1 + w * 1)) / (w * w) <= (exp g - (1 + g * 1)) / (g * g)).
    { apply L.
      - intros t Ht. assert (0 < t * t) by (apply Rmult_lt_0_compat; lra).
        apply (derivable_pt_lim_div (fun t => exp t - (1 + t * 1)) (fun t => t * t)); [| |lra].
        + apply (derivable_pt_lim_minus exp (fun t => 1 + t * 1)); [apply derivable_pt_lim_exp|apply derive_line].
        + apply (derivable_pt_lim_mult (fun t => t) (fun t => t)); apply derivable_pt_lim_id.
      - intros t Ht. assert (0 < t * t) by (apply Rmult_lt_0_compat; lra).
        apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, Rlt_0_sqr; lra].
        replace ((exp t - 1) * (t * t) - (1 * t + t * 1) * (exp t - (1 + t * 1)))
          with (t * ((t - 2) * exp t + t + 2)) by ring.
        apply Rmult_le_pos; [lra|apply ratio_slope_sign; lra]. }
    apply Rmult_le_compat_r with (r := w * w) in M; [|lra].
    unfold Rdiv at 1 in M. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in M by lra.
    replace (1 + g * 1) with (1 + g) in M by ring.
    replace (exp g - 1 - g) with (exp g - (1 + g)) by ring. lra.
Qed.

(** Scores of mean zero: their partition function is at most that of the scores with one above all others. *)
Lemma partition_two_level N o g : (2 <= N)%nat -> 0 <= g -> sum N o = 0 ->
  sum N (fun i => o i * o i) = (INR N - 1) / INR N * (g * g) ->
  partition N o <= exp (- (g / INR N)) * (INR N - 1 + exp g).
Proof.
  intros HN Hg S Q. assert (K : 2 <= INR N) by (replace 2 with (INR 2) by reflexivity; apply le_INR, HN).
  assert (M : forall i, (i < N)%nat -> o i <= (INR N - 1) / INR N * g).
  { intros j Hj. pose proof (cauchy_schwarz N (fun i => one_hot j i - 1 / INR N) o) as C. rewrite Q in C.
    rewrite (sum_ext N _ (fun i => one_hot j i * o i - 1 / INR N * o i)) in C by (intros; ring).
    rewrite sum_minus, sum_pick, sum_scal, S in C by exact Hj.
    rewrite (sum_ext N _ (fun i => one_hot j i * (one_hot j i - 2 / INR N) + 1 / INR N * (1 / INR N))) in C
      by (intros; field; lra).
    rewrite sum_plus, sum_pick, sum_const in C by exact Hj. unfold one_hot in C. rewrite Nat.eqb_refl in C.
    replace (1 - 2 / INR N + INR N * (1 / INR N * (1 / INR N))) with ((INR N - 1) / INR N) in C by (field; lra).
    destruct (Rle_or_lt (o j) 0) as [L|L].
    - apply Rle_trans with 0; [exact L|]. apply Rmult_le_pos; [|exact Hg].
      apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra].
    - rewrite Rmult_0_r, Rminus_0_r in C. apply Rsqr_incr_0_var; [unfold Rsqr; lra|]. apply Rmult_le_pos; [|exact Hg].
      apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]. }
  destruct Hg as [Hg|Hg].
  - set (c := (exp g - 1 - g) / (g * g)).
    assert (B : partition N (fun i => o i + g / INR N) <=
      sum N (fun i => 1 + (o i + g / INR N) + c * ((o i + g / INR N) * (o i + g / INR N)))).
    { apply sum_le. intros i Hi. apply exp_below_parabola; [|exact Hg]. specialize (M i Hi).
      replace g with ((INR N - 1) / INR N * g + g / INR N) at 2 by (field; lra). lra. }
    rewrite (sum_ext N _ (fun i => (1 + g / INR N + c * (g / INR N * (g / INR N)))
      + ((1 + 2 * c * (g / INR N)) * o i + c * (o i * o i)))) in B by (intros; ring).
    rewrite sum_plus, sum_const, sum_plus, !sum_scal, S, Q in B.
    replace (INR N * (1 + g / INR N + c * (g / INR N * (g / INR N)))
      + ((1 + 2 * c * (g / INR N)) * 0 + c * ((INR N - 1) / INR N * (g * g)))) with (INR N - 1 + exp g) in B
      by (unfold c; field; lra).
    rewrite partition_offset in B.
    apply Rmult_le_reg_r with (exp (g / INR N)); [apply exp_pos|].
    replace (exp (- (g / INR N)) * (INR N - 1 + exp g) * exp (g / INR N))
      with (exp (- (g / INR N)) * exp (g / INR N) * (INR N - 1 + exp g)) by ring.
    rewrite <- exp_plus, Rplus_opp_l, exp_0. lra.
  - subst g. unfold Rdiv. rewrite Rmult_0_l, Ropp_0, exp_0.
    assert (Z : partition N o <= sum N (fun _ => 1)).
    { apply sum_le. intros i Hi. specialize (M i Hi). rewrite Rmult_0_r in M.
      destruct M as [M| ->]; [apply Rlt_le; rewrite <- exp_0; apply exp_increasing, M|rewrite exp_0; lra]. }
    rewrite sum_const in Z. lra.
Qed.

(** The logistic function less 1/2. *)
Definition bent (u : R) : R := exp u / (1 + exp u) - 1 / 2.

Lemma derivable_logistic u : derivable_pt_lim (fun t => exp t / (1 + exp t)) u (exp u / Rsqr (1 + exp u)).
Proof.
  pose proof (exp_pos u) as P.
  replace (exp u / Rsqr (1 + exp u))
    with ((exp u * (1 + exp u) - (0 + exp u) * exp u) / Rsqr (1 + exp u)) by (unfold Rsqr; field; lra).
  apply (derivable_pt_lim_div exp (fun t => 1 + exp t)); [apply derivable_pt_lim_exp| |lra].
  apply (derivable_pt_lim_plus (fun _ => 1) exp); [apply derivable_pt_lim_const|apply derivable_pt_lim_exp].
Qed.

(** bent u / u decreases for u > 0. *)
Lemma bent_ratio a b : 0 < a <= b -> bent b * a <= bent a * b.
Proof.
  intros [Ha Hb].
  pose proof (increases (fun t => - (bent t / t))
    (fun t => - (((exp t / Rsqr (1 + exp t) - 0) * t - 1 * bent t) / Rsqr t)) a b Hb) as L. cbv beta in L.
  assert (M : - (bent a / a) <= - (bent b / b)).
  { apply L.
    - intros t Ht. apply (derivable_pt_lim_opp (fun t => bent t / t)).
      apply (derivable_pt_lim_div bent (fun t => t)); [|apply derivable_pt_lim_id|lra].
      apply (derivable_pt_lim_minus (fun t => exp t / (1 + exp t)) (fun _ => 1 / 2));
        [apply derivable_logistic|apply derivable_pt_lim_const].
    - intros t Ht. unfold Rdiv at 1. rewrite Ropp_mult_distr_l.
      apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, Rlt_0_sqr; lra].
      pose proof (exp_pos t) as P. pose proof (sinh_above t ltac:(lra)) as K.
      assert (E : exp t * exp (- t) = 1) by (rewrite <- exp_plus, Rplus_opp_r, exp_0; reflexivity).
      apply Rmult_le_compat_l with (r := exp t) in K; [|lra].
      apply Rmult_le_reg_r with (2 * Rsqr (1 + exp t)); [apply Rmult_lt_0_compat; [lra|apply Rlt_0_sqr; lra]|].
      replace (- ((exp t / Rsqr (1 + exp t) - 0) * t - 1 * bent t) * (2 * Rsqr (1 + exp t)))
        with (exp t * exp t - 1 - 2 * t * exp t) by (unfold bent, Rsqr; field; lra). lra. }
  apply Rmult_le_compat_r with (r := a * b) in M; [|apply Rmult_le_pos; lra].
  replace (- (bent a / a) * (a * b)) with (- (bent a * b)) in M by (field; lra).
  replace (- (bent b / b) * (a * b)) with (- (bent b * a)) in M by (field; lra). lra.
Qed.

Lemma bent_odd u : bent (- u) = - bent u.
Proof. unfold bent. rewrite exp_Ropp. pose proof (exp_pos u). field. lra. Qed.

(** Kearns and Saul's inequality with p = 1 / (M + 1). *)
Lemma kearns_saul M g : 1 < M -> 0 <= g ->
  ln (M + exp g) <= ln (M + 1) + g * (1 / (M + 1)) + (M - 1) / (4 * (M + 1) * ln M) * (g * g).
Proof.
  intros HM Hg. set (L := ln M). assert (HL : 0 < L) by (unfold L; rewrite <- ln_1; apply ln_increasing; lra).
  set (K := (M - 1) / (4 * (M + 1) * L)).
  assert (HK : 2 * K * L = 1 / 2 - 1 / (M + 1)) by (unfold K; field; lra).
  set (phi := fun t => 0 + t * (1 / (M + 1)) + K * (t * t) - ln (M + exp t)).
  assert (D : forall t, derivable_pt_lim phi t (2 * K * (t - L) - bent (t - L))).
  { intros t. pose proof (exp_pos t) as P.
    replace (2 * K * (t - L) - bent (t - L))
      with (1 / (M + 1) + K * (1 * t + t * 1) - / (M + exp t) * (0 + exp t)).
    - apply (derivable_pt_lim_minus (fun t => 0 + t * (1 / (M + 1)) + K * (t * t)) (fun t => ln (M + exp t))).
      + apply (derivable_pt_lim_plus (fun t => 0 + t * (1 / (M + 1))) (fun t => K * (t * t))); [apply derive_line|].
        apply (derivable_pt_lim_scal (fun t => t * t)).
        apply (derivable_pt_lim_mult (fun t => t) (fun t => t)); apply derivable_pt_lim_id.
      + apply (derivable_pt_lim_comp (fun t => M + exp t) ln); [|apply derivable_pt_lim_ln; lra].
        apply (derivable_pt_lim_plus (fun _ => M) exp); [apply derivable_pt_lim_const|apply derivable_pt_lim_exp].
    - unfold bent, Rminus. rewrite exp_plus, exp_Ropp. unfold L at 2 3. rewrite exp_ln by lra.
      replace (2 * K * (t + - L)) with (2 * K * t - 2 * K * L) by ring. rewrite HK. field. lra. }
  assert (BL : bent L = 2 * K * L) by (rewrite HK; unfold bent, L; rewrite exp_ln by lra; field; lra).
  assert (Below : forall w, 0 < w <= L -> 2 * K * w <= bent w).
  { intros w Hw. pose proof (bent_ratio w L Hw) as B. rewrite BL in B.
    apply Rmult_le_reg_r with L; [exact HL|lra]. }
  assert (Above : forall w, L <= w -> bent w <= 2 * K * w).
  { intros w Hw. pose proof (bent_ratio L w ltac:(lra)) as B. rewrite BL in B.
    apply Rmult_le_reg_r with L; [exact HL|lra]. }
  assert (E0 : phi 0 = - ln (M + 1)) by (unfold phi; rewrite exp_0; ring).
  assert (E2 : phi (2 * L) = - ln (M + 1)).
  { unfold phi. replace (exp (2 * L)) with (M * M).
    - replace (M + M * M) with (M * (M + 1)) by ring. rewrite ln_mult by lra. fold L.
      replace (K * (2 * L * (2 * L))) with (2 * L * (2 * K * L)) by ring. rewrite HK. field. lra.
    - replace (2 * L) with (L + L) by ring. rewrite exp_plus. unfold L. rewrite exp_ln by lra. reflexivity. }
  assert (Min : - ln (M + 1) <= phi g).
  { destruct (Rle_or_lt g L) as [G|G]; [|destruct (Rle_or_lt g (2 * L)) as [G2|G2]].
    - rewrite <- E0. apply (increases phi _ 0 g Hg (fun t _ => D t)). intros t Ht.
      pose proof (Below (L - t) ltac:(lra)) as B. replace (t - L) with (- (L - t)) by ring. rewrite bent_odd. lra.
    - rewrite <- E2. apply Ropp_le_cancel.
      apply (increases (fun t => - phi t) (fun t => - (2 * K * (t - L) - bent (t - L))) g (2 * L) G2).
      + intros t _. apply derivable_pt_lim_opp, D.
      + intros t Ht. pose proof (Below (t - L) ltac:(lra)). lra.
    - rewrite <- E2. apply (increases phi _ (2 * L) g ltac:(lra) (fun t _ => D t)). intros t Ht.
      pose proof (Above (t - L) ltac:(lra)). lra. }
  unfold phi in Min. lra.
Qed.
