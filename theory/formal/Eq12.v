(** Eq. 12: the second-order expansion of the softmax loss at any scores, with the remainder as it is printed. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Convexity Expansion Softmax Jacobian Lemma23 Majorant LeastMajorant.
Open Scope R_scope.

(** G is the gradient of the softmax loss at all scores, and H its derivative, the Hessian, at a. *)
Definition loss_derivatives (N y : nat) (a : nat -> R) (G : (nat -> R) -> nat -> R) (H : nat -> nat -> R) : Prop :=
  (forall u, gradient N (fun w => softmax_loss N w y) u (G u)) /\ jacobian N G a H.

Lemma loss_derivatives_exist N y a : (y < N)%nat ->
  loss_derivatives N y a (fun u i => softmax N u i - one_hot y i) (covariance N (softmax N a)).
Proof. intros Hy. split; [intros u; apply softmax_loss_gradient, Hy|apply softmax_loss_hessian, Hy]. Qed.

Lemma derived_gradient N y a G H v : (y < N)%nat -> loss_derivatives N y a G H ->
  dot N (G a) v = sum N (fun i => softmax N a i * v i) - v y.
Proof.
  intros Hy [HG _]. rewrite (gradient_unique N _ a _ _ v (HG a) (softmax_loss_gradient N y a Hy)).
  rewrite <- (sum_pick N y v Hy). unfold dot. rewrite <- sum_minus. apply sum_ext. intros i _. ring.
Qed.

Lemma derived_hessian N y a G H v : (y < N)%nat -> loss_derivatives N y a G H ->
  form N H v = sum N (fun i => softmax N a i * v i ^ 2) - sum N (fun i => softmax N a i * v i) ^ 2.
Proof.
  intros Hy [HG HH].
  assert (E : forall u i, (i < N)%nat -> G u i = softmax N u i - one_hot y i).
  { intros u i Hi. pose proof (gradient_unique N _ u _ _ (one_hot i) (HG u) (softmax_loss_gradient N y u Hy)) as Q.
    unfold dot in Q. rewrite (sum_ext N _ (fun k => one_hot i k * G u k)) in Q by (intros; ring).
    rewrite (sum_ext N (fun k => (softmax N u k - one_hot y k) * one_hot i k)
      (fun k => one_hot i k * (softmax N u k - one_hot y k))) in Q by (intros; ring).
    rewrite !sum_pick in Q by exact Hi. exact Q. }
  assert (T : forall i, (i < N)%nat -> times N H v i = times N (covariance N (softmax N a)) v i).
  { intros i Hi. pose proof (softmax_loss_hessian N y a Hy v i Hi) as D. cbv beta in D.
    replace (fun t => softmax N (fun k => a k + t * v k) i - one_hot y i) with (fun t => G (fun k => a k + t * v k) i)
      in D by (apply functional_extensionality; intros; apply E, Hi).
    exact (uniqueness_limite _ 0 _ _ (HH v i Hi) D). }
  unfold form, dot. rewrite (sum_ext N _ (fun i => v i * times N (covariance N (softmax N a)) v i))
    by (intros i Hi; rewrite T by exact Hi; reflexivity).
  pose proof (softmax_sum N a ltac:(lia)) as S. rewrite covariance_form by (rewrite S; lra).
  unfold average. rewrite S. set (m := sum N (fun i => softmax N a i * v i) / 1).
  rewrite (sum_ext N _ (fun i => softmax N a i * v i ^ 2 + (- 2 * m * (softmax N a i * v i) + m ^ 2 * softmax N a i)))
    by (intros; ring).
  rewrite !sum_plus, !sum_scal, S. unfold m. field.
Qed.

Lemma weighted_mean_bound N p f c : simplex N p -> (forall j, (j < N)%nat -> Rabs (f j) <= c) ->
  Rabs (sum N (fun j => p j * f j)) <= c.
Proof.
  intros [P S] H. apply Rle_trans with (1 := sum_abs N _). replace c with (sum N (fun j => p j * c))
    by (rewrite sum_scal_r, S; ring).
  apply sum_le. intros j Hj. rewrite Rabs_mult, Rabs_pos_eq by (apply P, Hj).
  apply Rmult_le_compat_l; [apply P, Hj|apply H, Hj].
Qed.

(** The error of the polynomial of order two, from scores a moved by at most b <= 1/4 each. *)
Lemma expansion_error_at N y a v b : (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (v j) <= b) ->
  Rabs (softmax_loss N (fun i => a i + v i) y - (softmax_loss N a y
    + (sum N (fun i => softmax N a i * v i) - v y) + / 2 * (sum N (fun i => softmax N a i * v i ^ 2)
    - sum N (fun i => softmax N a i * v i) ^ 2))) <= 5 * b ^ 3.
Proof.
  intros Hy Hb Hv. assert (HN : (0 < N)%nat) by lia.
  assert (B : 0 <= b) by (apply Rle_trans with (2 := Hv y Hy); apply Rabs_pos).
  set (p := softmax N a). pose proof (softmax_simplex N a HN) as P. fold p in P.
  set (m := sum N (fun i => p i * v i)). set (w := sum N (fun i => p i * v i ^ 2)).
  set (d := sum N (fun i => p i * (exp (v i) - 1 - v i - v i ^ 2 / 2))).
  assert (Z : partition N (fun i => a i + v i) = partition N a * (1 + (m + w / 2 + d))).
  { pose proof (partition_pos N a HN) as Q. destruct P as [_ P1]. rewrite <- P1 at 1. unfold m, w, d, Rdiv.
    rewrite <- sum_scal_r, <- !sum_plus, <- sum_scal. apply sum_ext. intros i _. rewrite exp_plus.
    unfold p, softmax. field. lra. }
  assert (L : Rabs (ln (1 + (m + w / 2 + d)) - (m + w / 2 - m ^ 2 / 2)) <= 5 * b ^ 3).
  { apply log_moments; [lra|apply weighted_mean_bound; assumption| |].
    - apply weighted_mean_bound; [exact P|]. intros j Hj. rewrite <- RPow_abs.
      apply pow_incr. split; [apply Rabs_pos|apply Hv, Hj].
    - apply weighted_mean_bound; [exact P|]. intros j Hj. specialize (Hv j Hj).
      apply Rle_trans with (1 := exp_order_3 (v j) (Rle_trans _ _ _ Hv Hb)).
      apply Rmult_le_compat_l; [lra|]. apply pow_incr. split; [apply Rabs_pos|exact Hv]. }
  assert (Pos : 0 < 1 + (m + w / 2 + d)).
  { apply Rmult_lt_reg_l with (partition N a); [apply partition_pos, HN|]. rewrite <- Z, Rmult_0_r.
    apply partition_pos, HN. }
  rewrite !softmax_loss_partition, Z, ln_mult by (try apply partition_pos; assumption).
  replace (ln (partition N a) + ln (1 + (m + w / 2 + d)) - (a y + v y)
    - (ln (partition N a) - a y + (m - v y) + / 2 * (w - m ^ 2)))
    with (ln (1 + (m + w / 2 + d)) - (m + w / 2 - m ^ 2 / 2)) by field. exact L.
Qed.

Lemma coordinate_below_norm N v j : (j < N)%nat -> Rabs (v j) <= norm N v.
Proof.
  intros Hj. apply Rsqr_incr_0_var; [|apply norm_nonneg]. rewrite <- Rsqr_abs. unfold Rsqr. rewrite norm_sq.
  apply (term_le_sum N (fun i => v i * v i)); [intros; apply Rle_0_sqr|exact Hj].
Qed.

(** Claim: rg.eq12.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 12
    Says: l(o) = l(a) + grad l(a)'(o - a) + (o - a)' Hess l(a) (o - a) / 2 + o(||o - a||^2) for the softmax loss l,
      every N and every a, which the paper calls o_0.
    Gap: real numbers.
    Mutant: `dot N (G a) v` becomes `dot N (G a) o`; refuted by the theorem the_linear_term_is_of_the_step
    Mutant: `form N H v` becomes `form N H o`; refuted by the theorem the_quadratic_term_is_of_the_step
    Mutant: `/ 2 * form` becomes `form`; refuted by the theorem the_quadratic_term_is_halved
    Mutant: `+ / 2 * form N H v` becomes ``; refuted by the theorem the_quadratic_term_counts
    Mutant: `let v := fun i => o i - a i in` becomes `let v := fun i => a i - o i in`; refuted by the theorem
      the_step_is_not_reversed
*)
Theorem taylor_at_any_scores : forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => o i - a i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) v + / 2 * form N H v)) <= eps * norm N v ^ 2.
Proof.
  intros N y a G H Hy D eps He. exists (Rmin (1 / 4) (eps / 5)). split; [apply Rmin_pos; lra|].
  intros o v Hv. rewrite (derived_gradient N y a G H v Hy D), (derived_hessian N y a G H v Hy D).
  pose proof (Rmin_l (1 / 4) (eps / 5)). pose proof (Rmin_r (1 / 4) (eps / 5)). set (b := norm N v) in *.
  pose proof (expansion_error_at N y a v b Hy ltac:(lra) (coordinate_below_norm N v)) as L.
  replace (fun i => a i + v i) with o in L by (apply functional_extensionality; intros; unfold v; ring).
  apply Rle_trans with (1 := L). replace (5 * b ^ 3) with (5 * b * b ^ 2) by ring.
  apply Rmult_le_compat_r; [apply pow2_ge_0|lra].
Qed.

(** At the base scores (log 2, 0): what is left of the two printed terms where o is the base itself. *)
Lemma at_two_one : let G := fun u i => softmax 2 u i - one_hot 0 i in let H := covariance 2 (softmax 2 two_one) in
  loss_derivatives 2 0 two_one G H /\ dot 2 (G two_one) two_one = - ln 2 / 3 /\ form 2 H two_one = 2 / 9 * ln 2 ^ 2.
Proof.
  intros G H. pose proof (loss_derivatives_exist 2 0 two_one ltac:(lia)) as D. split; [exact D|].
  rewrite (derived_gradient 2 0 two_one G H two_one ltac:(lia) D).
  rewrite (derived_hessian 2 0 two_one G H two_one ltac:(lia) D).
  unfold softmax, partition, two_one. simpl. rewrite exp_ln, exp_0 by lra. split; field.
Qed.

Lemma base_itself : norm 2 (fun i => two_one i - two_one i) = 0.
Proof.
  unfold norm. rewrite sum_eq_0 by (intros; ring). apply sqrt_0.
Qed.

(** A remainder at the base itself is 0. *)
Lemma remainder_at_base z c : Rabs (c - (c + z)) <= 1 * norm 2 (fun i => two_one i - two_one i) ^ 2 -> z = 0.
Proof.
  rewrite base_itself. intros L. replace (c - (c + z)) with (- z) in L by ring. rewrite Rabs_Ropp in L.
  pose proof (Rabs_pos z). destruct (Req_dec z 0) as [E|E]; [exact E|]. pose proof (Rabs_pos_lt z E). lra.
Qed.

(** Claim: rg.eq12
    Role: refutes
    Place: RG, s. 4.1, Eq. 12
    Says: it is not so for every N and a that l(o) = l(a) + grad l(a)'o + o' Hess l(a) o / 2 + o(||o - a||^2), with
      the powers of the scores themselves, for the softmax loss l.
    Gap: real numbers.
    Mutant: `dot N (G a) o + / 2 * form N H o` becomes `dot N (G a) (fun i => o i - a i) + / 2 * form N H (fun i => o
      i - a i)`; refuted by the theorem powers_of_the_step_are_right
    Mutant: `forall N y a G H, (y < N)%nat ->` becomes `forall N y a G H, (y < N)%nat -> (forall i, a i = 0) ->`;
      refuted by the theorem at_zero_scores_the_powers_are_right
*)
Theorem powers_of_the_scores_are_wrong : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o,
  norm N (fun i => o i - a i) < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + (dot N (G a) o + / 2 * form N H o)))
  <= eps * norm N (fun i => o i - a i) ^ 2).
Proof.
  intros F. destruct at_two_one as [D [E1 E2]].
  destruct (F 2%nat 0%nat two_one _ _ ltac:(lia) D 1 Rlt_0_1) as [delta [Hd K]].
  specialize (K two_one ltac:(rewrite base_itself; exact Hd)). apply remainder_at_base in K. rewrite E1, E2 in K.
  pose proof ln_2_bounds. assert (0 < ln 2 * (3 - ln 2)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** Claim: none
    Says: with the powers of the step it is so.
*)
Theorem powers_of_the_step_are_right : ~ ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o,
  norm N (fun i => o i - a i) < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y
    + (dot N (G a) (fun i => o i - a i) + / 2 * form N H (fun i => o i - a i))))
  <= eps * norm N (fun i => o i - a i) ^ 2).
Proof.
  intros F. apply F. intros N y a G H Hy D eps He.
  destruct (taylor_at_any_scores N y a G H Hy D eps He) as [delta [Hd K]]. exists delta. split; [exact Hd|].
  intros o Ho. rewrite <- Rplus_assoc. exact (K o Ho).
Qed.

(** Claim: none
    Says: at zero scores, where Eq. 13 uses it, it is so.
*)
Theorem at_zero_scores_the_powers_are_right : ~ ~ (forall N y a G H, (y < N)%nat -> (forall i, a i = 0) ->
  loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o,
  norm N (fun i => o i - a i) < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + (dot N (G a) o + / 2 * form N H o)))
  <= eps * norm N (fun i => o i - a i) ^ 2).
Proof.
  intros F. apply F. intros N y a G H Hy Z D eps He.
  destruct (taylor_at_any_scores N y a G H Hy D eps He) as [delta [Hd K]]. exists delta. split; [exact Hd|].
  intros o Ho. specialize (K o Ho). cbv zeta in K.
  replace (fun i => o i - a i) with o in * by (apply functional_extensionality; intros; rewrite Z; ring).
  rewrite <- Rplus_assoc. exact K.
Qed.

(** Claim: none
    Says: o for o - a in the linear term is wrong already at o = a.
*)
Theorem the_linear_term_is_of_the_step : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => o i - a i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) o + / 2 * form N H v)) <= eps * norm N v ^ 2).
Proof.
  intros F. destruct at_two_one as [D [E1 _]].
  destruct (F 2%nat 0%nat two_one _ _ ltac:(lia) D 1 Rlt_0_1) as [delta [Hd K]].
  specialize (K two_one ltac:(rewrite base_itself; exact Hd)). cbv zeta in K. rewrite Rplus_assoc in K.
  apply remainder_at_base in K. rewrite E1, (derived_hessian 2 0 _ _ _ _ ltac:(lia) D) in K.
  rewrite !sum_eq_0 in K by (intros; ring). pose proof ln_2_bounds. lra.
Qed.

(** Claim: none
    Says: o for o - a in the quadratic term is wrong already at o = a.
*)
Theorem the_quadratic_term_is_of_the_step : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => o i - a i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) v + / 2 * form N H o)) <= eps * norm N v ^ 2).
Proof.
  intros F. destruct at_two_one as [D [_ E2]].
  destruct (F 2%nat 0%nat two_one _ _ ltac:(lia) D 1 Rlt_0_1) as [delta [Hd K]].
  specialize (K two_one ltac:(rewrite base_itself; exact Hd)). cbv zeta in K. rewrite Rplus_assoc in K.
  apply remainder_at_base in K. rewrite E2, (derived_gradient 2 0 _ _ _ _ ltac:(lia) D) in K.
  rewrite sum_eq_0 in K by (intros; ring). pose proof ln_2_bounds.
  assert (0 < ln 2 ^ 2) by (apply pow_lt; lra). lra.
Qed.

(** From zero scores by t (1, -1): the expansion without its quadratic term is t^2 / 2 too low. *)
Lemma zero_step delta : 0 < delta -> exists t, 0 < t <= 1 / 40 /\ let o := fun i => t * (1 - 2 * INR i) in
  norm 2 (fun i => o i - zero_scores i) < delta /\ norm 2 (fun i => o i - zero_scores i) ^ 2 = 2 * t ^ 2 /\
  (forall G H, loss_derivatives 2 0 zero_scores G H ->
    dot 2 (G zero_scores) (fun i => o i - zero_scores i) = - t /\
    dot 2 (G zero_scores) (fun i => zero_scores i - o i) = t /\
    form 2 H (fun i => o i - zero_scores i) = t ^ 2 /\ form 2 H (fun i => zero_scores i - o i) = t ^ 2) /\
  Rabs (softmax_loss 2 o 0 - (softmax_loss 2 zero_scores 0 - t + / 2 * t ^ 2)) <= 1 / 8 * t ^ 2.
Proof.
  intros Hd. exists (Rmin (1 / 40) (delta / 2)). set (t := Rmin (1 / 40) (delta / 2)).
  assert (T : 0 < t) by (apply Rmin_pos; lra).
  pose proof (Rmin_l (1 / 40) (delta / 2) : t <= 1 / 40) as T1. pose proof (Rmin_r (1 / 40) (delta / 2) : t <= _) as T2.
  split; [lra|]. intros o.
  assert (Q : norm 2 (fun i => o i - zero_scores i) ^ 2 = 2 * t ^ 2)
    by (rewrite norm_pow; unfold o, zero_scores; simpl; ring).
  assert (P : forall i, (i < 2)%nat -> softmax 2 zero_scores i = 1 / 2)
    by (intros i _; unfold softmax, partition, zero_scores; simpl; rewrite exp_0; field).
  split; [|split; [exact Q|split]].
  - apply Rsqr_incrst_0; [|apply norm_nonneg|lra]. rewrite !Rsqr_pow2, Q.
    assert (t * t <= delta / 2 * (delta / 2)) by (apply Rmult_le_compat; lra).
    assert (0 < delta * delta) by (apply Rmult_lt_0_compat; exact Hd). lra.
  - intros G H D. rewrite !(derived_gradient 2 0 _ _ _ _ ltac:(lia) D), !(derived_hessian 2 0 _ _ _ _ ltac:(lia) D).
    simpl sum. rewrite !P by lia. unfold o, zero_scores. simpl. repeat split; field.
  - pose proof (expansion_error_at 2 0 zero_scores o t ltac:(lia) ltac:(lra)) as L.
    cbn [sum] in L. rewrite !P in L by lia.
    replace (fun i => zero_scores i + o i) with o in L
      by (apply functional_extensionality; intros; unfold zero_scores; ring).
    replace (softmax_loss 2 zero_scores 0 + (0 + 1 / 2 * o 0%nat + 1 / 2 * o 1%nat - o 0%nat)
      + / 2 * (0 + 1 / 2 * o 0%nat ^ 2 + 1 / 2 * o 1%nat ^ 2 - (0 + 1 / 2 * o 0%nat + 1 / 2 * o 1%nat) ^ 2))
      with (softmax_loss 2 zero_scores 0 - t + / 2 * t ^ 2) in L by (unfold o; simpl; field).
    apply Rle_trans with (5 * t ^ 3); [apply L|].
    + intros j Hj. unfold o. destruct j as [|[|j]]; [| |lia]; simpl.
      * replace (t * (1 - 2 * 0)) with t by ring. rewrite Rabs_pos_eq; lra.
      * replace (t * (1 - 2 * 1)) with (- t) by ring. rewrite Rabs_Ropp, Rabs_pos_eq; lra.
    + replace (5 * t ^ 3) with (5 * t * t ^ 2) by ring. apply Rmult_le_compat_r; [apply pow2_ge_0|lra].
Qed.

Lemma abs_bounds x e : Rabs x <= e -> - e <= x <= e.
Proof. intros H. pose proof (Rle_abs x). pose proof (Rle_abs (- x)) as L. rewrite Rabs_Ropp in L. lra. Qed.

(** Claim: none
    Says: without 1/2 the quadratic term is too large.
*)
Theorem the_quadratic_term_is_halved : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => o i - a i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) v + form N H v)) <= eps * norm N v ^ 2).
Proof.
  intros F. pose proof (loss_derivatives_exist 2 0 zero_scores ltac:(lia)) as D.
  destruct (F 2%nat 0%nat zero_scores _ _ ltac:(lia) D (1 / 16) ltac:(lra)) as [delta [Hd K]].
  destruct (zero_step delta Hd) as [t [T [B [Q [E L]]]]]. destruct (E _ _ D) as [E1 [_ [E2 _]]].
  specialize (K _ B). cbv beta zeta in K, L, E1, E2. rewrite E1, E2, Q in K. assert (0 < t ^ 2) by (apply pow_lt; lra).
  apply abs_bounds in K, L. lra.
Qed.

(** Claim: none
    Says: without the quadratic term the remainder is of order two.
*)
Theorem the_quadratic_term_counts : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => o i - a i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) v)) <= eps * norm N v ^ 2).
Proof.
  intros F. pose proof (loss_derivatives_exist 2 0 zero_scores ltac:(lia)) as D.
  destruct (F 2%nat 0%nat zero_scores _ _ ltac:(lia) D (1 / 16) ltac:(lra)) as [delta [Hd K]].
  destruct (zero_step delta Hd) as [t [T [B [Q [E L]]]]]. destruct (E _ _ D) as [E1 _].
  specialize (K _ B). cbv beta zeta in K, L, E1. rewrite E1, Q in K. assert (0 < t ^ 2) by (apply pow_lt; lra).
  apply abs_bounds in K, L. lra.
Qed.

(** Claim: none
    Says: the step is o - a, not a - o.
*)
Theorem the_step_is_not_reversed : ~ (forall N y a G H, (y < N)%nat -> loss_derivatives N y a G H ->
  forall eps, 0 < eps -> exists delta, 0 < delta /\ forall o, let v := fun i => a i - o i in
  norm N v < delta ->
  Rabs (softmax_loss N o y - (softmax_loss N a y + dot N (G a) v + / 2 * form N H v)) <= eps * norm N v ^ 2).
Proof.
  intros F. pose proof (loss_derivatives_exist 2 0 zero_scores ltac:(lia)) as D.
  destruct (F 2%nat 0%nat zero_scores _ _ ltac:(lia) D (1 / 16) ltac:(lra)) as [delta [Hd K]].
  destruct (zero_step delta Hd) as [t [T [B [Q [E L]]]]]. destruct (E _ _ D) as [_ [E1 [_ E2]]].
  assert (S : forall o, norm 2 (fun i => zero_scores i - o i) = norm 2 (fun i => o i - zero_scores i))
    by (intros o; unfold norm; f_equal; apply sum_ext; intros; ring).
  specialize (K (fun i => t * (1 - 2 * INR i))). cbv beta zeta in K, L, E1, E2. rewrite S in K. specialize (K B).
  rewrite E1, E2, Q in K. assert (t * t <= 1 / 40 * t) by (apply Rmult_le_compat_r; lra).
  assert (0 < t ^ 2) by (apply pow_lt; lra). apply abs_bounds in K, L. simpl pow in *. lra.
Qed.
