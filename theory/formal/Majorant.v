(** Quadratics above the softmax loss: the least constant that serves at every base point is 1/4. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Derivatives Logarithm Convexity Softmax Jacobian SoftmaxJacobian Lemma23.
Open Scope R_scope.

(** A multiple of the identity matrix. *)
Definition scaled_identity (c : R) (i j : nat) : R := c * one_hot i j.

Lemma form_identity n c v : form n (scaled_identity c) v = c * norm n v ^ 2.
Proof.
  replace (norm n v ^ 2) with (norm n v * norm n v) by ring. rewrite norm_sq, <- sum_scal.
  apply sum_ext. intros i Hi. unfold times, scaled_identity.
  rewrite (sum_ext n _ (fun j => one_hot i j * (c * v j))) by (intros; ring).
  rewrite sum_pick by exact Hi. ring.
Qed.

Lemma partition_line N o v : (0 < N)%nat ->
  derivable_pt_lim (fun t => ln (partition N (fun k => o k + t * v k))) 0 (dot N (softmax N o) v).
Proof.
  intros HN. pose proof (partition_pos N o HN) as P.
  assert (Z0 : partition N (fun k => o k + 0 * v k) = partition N o) by (apply sum_ext; intros; f_equal; ring).
  replace (dot N (softmax N o) v)
    with (/ partition N (fun k => o k + 0 * v k) * sum N (fun k => exp (o k + 0 * v k) * v k)).
  - apply (derivable_pt_lim_comp (fun t => partition N (fun k => o k + t * v k)) ln).
    + apply (derive_sum N (fun k t => exp (o k + t * v k))). intros k _. apply derivable_exp_line.
    + apply derivable_pt_lim_ln. rewrite Z0. exact P.
  - rewrite Z0, <- sum_scal. apply sum_ext. intros k _.
    replace (o k + 0 * v k) with (o k) by ring. unfold softmax. field. lra.
Qed.

Lemma softmax_loss_gradient N y o : (y < N)%nat ->
  gradient N (fun u => softmax_loss N u y) o (fun i => softmax N o i - one_hot y i).
Proof.
  intros Hy v.
  replace (fun t => softmax_loss N (fun k => o k + t * v k) y)
    with (fun t => ln (partition N (fun k => o k + t * v k)) - (o y + t * v y))
    by (apply functional_extensionality; intros; rewrite softmax_loss_partition by lia; reflexivity).
  replace (dot N _ v) with (dot N (softmax N o) v - v y).
  - apply (derivable_pt_lim_minus (fun t => ln (partition N (fun k => o k + t * v k))) (fun t => o y + t * v y));
      [apply partition_line; lia|apply derive_line].
  - rewrite <- (sum_pick N y v Hy). unfold dot. rewrite <- sum_minus. apply sum_ext. intros i _. ring.
Qed.

Lemma softmax_loss_hessian N y o : (y < N)%nat ->
  jacobian N (fun u i => softmax N u i - one_hot y i) o (covariance N (softmax N o)).
Proof.
  intros Hy v i Hi. rewrite <- (Rminus_0_r (times N _ v i)).
  apply (derivable_pt_lim_minus (fun t => softmax N (fun k => o k + t * v k) i) (fun _ => one_hot y i));
    [|apply derivable_pt_lim_const].
  rewrite (times_ext N _ (fun i j => softmax N o i * one_hot i j - softmax N o i * softmax N o j)).
  - apply softmax_jacobian; [lia|exact Hi].
  - intros j _. symmetry. apply covariance_simplex, softmax_simplex. lia.
Qed.

Lemma gradient_unique n f x g h v : gradient n f x g -> gradient n f x h -> dot n g v = dot n h v.
Proof. intros G H. exact (uniqueness_limite _ 0 _ _ (G v) (H v)). Qed.

Lemma sampled_is_softmax n draw o y :
  sampled_loss n draw o y = softmax_loss (S n) (fun k => if Nat.eqb k n then o y else o (draw k)) n.
Proof.
  unfold sampled_loss, softmax_loss, softmax, partition. simpl. rewrite Nat.eqb_refl, Rplus_comm.
  do 4 f_equal. apply sum_ext. intros k Hk. destruct (Nat.eqb_spec k n); [lia|reflexivity].
Qed.

(** Claim: rg.eq3.repair
    Role: establishes
    Place: RG, Eq. 3 and 5
    Says: the mixed second derivative of the softmax loss by o_y and o_j is - p_y p_j < 0 for every N and o; SSM
      is the softmax loss of the scores drawn, the target's last.
    Gap: real numbers; SSM for given draws, before the expectation over them.
    Mutant: `j <> y` becomes `j = y`; refuted by the theorem second_derivative_is_positive
    Mutant: `< 0` becomes `<= - (1 / 4)`; refuted by the theorem mixed_derivative_above_quarter
*)
Theorem softmax_loss_mixed_derivative :
  forall N y j o G H, (y < N)%nat -> (j < N)%nat -> j <> y ->
  (forall u, gradient N (fun w => softmax_loss N w y) u (G u)) -> jacobian N G o H ->
  H j y = - (softmax N o y * softmax N o j) /\ H j y < 0 /\
  (forall n draw, sampled_loss n draw o y = softmax_loss (S n) (fun k => if Nat.eqb k n then o y else o (draw k)) n).
Proof.
  intros N y j o G H Hy Hj Hne HG HH.
  assert (HS : H j y = - (softmax N o y * softmax N o j)).
  { assert (E : forall u, G u j = softmax N u j - one_hot y j).
    { intros u. pose proof (gradient_unique N _ u _ _ (one_hot j) (HG u) (softmax_loss_gradient N y u Hy)) as Q.
      unfold dot in Q. rewrite (sum_ext N _ (fun i => one_hot j i * G u i)) in Q by (intros; ring).
      rewrite (sum_ext N (fun i => (softmax N u i - one_hot y i) * one_hot j i)
        (fun i => one_hot j i * (softmax N u i - one_hot y i))) in Q by (intros; ring).
      rewrite !sum_pick in Q by exact Hj. exact Q. }
    pose proof (softmax_loss_hessian N y o Hy (one_hot y) j Hj) as D. cbv beta in D.
    replace (fun t => softmax N (fun k => o k + t * one_hot y k) j - one_hot y j)
      with (fun t => G (fun k => o k + t * one_hot y k) j) in D
      by (apply functional_extensionality; intros; apply E).
    pose proof (uniqueness_limite _ 0 _ _ (HH (one_hot y) j Hj) D) as Q. unfold times in Q.
    rewrite (sum_ext N _ (fun k => one_hot y k * H j k)) in Q by (intros; ring).
    rewrite (sum_ext N (fun k => covariance N (softmax N o) j k * one_hot y k)
      (fun k => one_hot y k * covariance N (softmax N o) j k)) in Q by (intros; ring).
    rewrite !sum_pick in Q by exact Hy. rewrite Q. unfold covariance. rewrite softmax_sum by lia.
    unfold one_hot. destruct (Nat.eqb_spec y j); [lia|]. field. }
  split; [exact HS|]. split; [rewrite HS|intros; apply sampled_is_softmax].
  pose proof (Rmult_lt_0_compat _ _ (softmax_pos N o y ltac:(lia)) (softmax_pos N o j ltac:(lia))). lra.
Qed.

(** Claim: none
    Says: the second derivative by one score is not of this form.
*)
Theorem second_derivative_is_positive :
  ~ (forall N y j o G H, (y < N)%nat -> (j < N)%nat -> j = y ->
  (forall u, gradient N (fun w => softmax_loss N w y) u (G u)) -> jacobian N G o H ->
  H j y = - (softmax N o y * softmax N o j) /\ H j y < 0 /\
  (forall n draw, sampled_loss n draw o y = softmax_loss (S n) (fun k => if Nat.eqb k n then o y else o (draw k)) n)).
Proof.
  intros L. destruct (L 1%nat 0%nat 0%nat (fun _ => 0) _ _ ltac:(lia) ltac:(lia) eq_refl
    (fun u => softmax_loss_gradient 1 0 u ltac:(lia)) (softmax_loss_hessian 1 0 _ ltac:(lia))) as [_ [K _]].
  unfold covariance in K. pose proof (softmax_sum 1 (fun _ => 0) ltac:(lia)) as S. simpl in S.
  replace (softmax 1 (fun _ => 0) 0) with 1 in K by lra. unfold one_hot in K. simpl in K.
  rewrite Rplus_0_l in K. replace (softmax 1 (fun _ => 0) 0) with 1 in K by lra. lra.
Qed.

(** Claim: none
    Says: for three equal scores the mixed derivative is - 1/9.
*)
Theorem mixed_derivative_above_quarter :
  ~ (forall N y j o G H, (y < N)%nat -> (j < N)%nat -> j <> y ->
  (forall u, gradient N (fun w => softmax_loss N w y) u (G u)) -> jacobian N G o H ->
  H j y = - (softmax N o y * softmax N o j) /\ H j y <= - (1 / 4) /\
  (forall n draw, sampled_loss n draw o y = softmax_loss (S n) (fun k => if Nat.eqb k n then o y else o (draw k)) n)).
Proof.
  intros L. destruct (L 3%nat 0%nat 1%nat (fun _ => 0) _ _ ltac:(lia) ltac:(lia) ltac:(lia)
    (fun u => softmax_loss_gradient 3 0 u ltac:(lia)) (softmax_loss_hessian 3 0 _ ltac:(lia))) as [E [K _]].
  rewrite E in K. unfold softmax, partition in K. simpl in K. rewrite exp_0 in K. lra.
Qed.

(** sinh x is at least x. *)
Lemma sinh_above x : 0 <= x -> 2 * x <= exp x - exp (- x).
Proof.
  intros Hx.
  assert (D : forall t, derivable_pt_lim (fun t => exp (0 + t * 1) - exp (0 + t * -1) + (0 + t * -2)) t
    (exp (0 + t * 1) * 1 - exp (0 + t * -1) * -1 + -2)).
  { intros t. apply (derivable_pt_lim_plus (fun t => exp (0 + t * 1) - exp (0 + t * -1)) (fun t => 0 + t * -2));
      [|apply derive_line].
    apply (derivable_pt_lim_minus (fun t => exp (0 + t * 1)) (fun t => exp (0 + t * -1))); apply derivable_exp_line. }
  pose proof (increases _ _ 0 x Hx (fun t _ => D t)) as L. cbv beta in L.
  replace (0 + x * 1) with x in L by ring. replace (0 + x * -1) with (- x) in L by ring.
  replace (0 + 0 * 1) with 0 in L by ring. replace (0 + 0 * -1) with 0 in L by ring. rewrite exp_0 in L.
  cut (1 - 1 + (0 + 0 * -2) <= exp x - exp (- x) + (0 + x * -2)); [lra|]. apply L. intros t _.
  replace (0 + t * 1) with t by ring. replace (0 + t * -1) with (- t) by ring.
  assert (E : exp t * exp (- t) = 1) by (rewrite <- exp_plus, Rplus_opp_r, exp_0; reflexivity).
  pose proof (exp_pos t). pose proof (exp_pos (- t)). pose proof (Rle_0_sqr (exp t - exp (- t))) as Q.
  unfold Rsqr in Q. pose proof (pow2_ge_0 (exp t + exp (- t) - 2)). nra.
Qed.

Lemma cosh_above t : 2 + t * t <= exp t + exp (- t).
Proof.
  assert (H : forall t, 0 <= t -> 2 + t * t <= exp t + exp (- t)).
  { intros x Hx. pose proof (sinh_above (x / 2) ltac:(lra)) as L.
    assert (E : exp (x / 2) * exp (- (x / 2)) = 1) by (rewrite <- exp_plus, Rplus_opp_r, exp_0; reflexivity).
    replace (exp x) with (exp (x / 2) * exp (x / 2)) by (rewrite <- exp_plus; f_equal; field).
    replace (exp (- x)) with (exp (- (x / 2)) * exp (- (x / 2))) by (rewrite <- exp_plus; f_equal; field).
    assert (x * x <= (exp (x / 2) - exp (- (x / 2))) * (exp (x / 2) - exp (- (x / 2))))
      by (apply Rmult_le_compat; lra). lra. }
  destruct (Rle_or_lt 0 t) as [L|L]; [apply H, L|].
  pose proof (H (- t) ltac:(lra)) as K. rewrite Ropp_involutive in K. lra.
Qed.

Lemma ln_1_plus x : 0 <= x -> x / (1 + x) <= ln (1 + x).
Proof.
  intros Hx. pose proof (exp_ineq1_le (- ln (1 + x))) as L. rewrite exp_Ropp, exp_ln in L by lra.
  replace (x / (1 + x)) with (1 - / (1 + x)) by (field; lra). lra.
Qed.

(** The bound at base a and step v, without the target, whose score is in it on both sides. *)
Definition log_partition_below (N : nat) (c : R) (a v : nat -> R) : Prop :=
  ln (partition N (fun i => a i + v i)) <= ln (partition N a) + dot N (softmax N a) v + c * norm N v ^ 2.

Lemma loss_below N y c a v g : (y < N)%nat -> gradient N (fun o => softmax_loss N o y) a g ->
  softmax_loss N (fun i => a i + v i) y <= softmax_loss N a y + dot N g v + c * norm N v ^ 2 <->
  log_partition_below N c a v.
Proof.
  intros Hy Hg. rewrite (gradient_unique N _ a _ _ v Hg (softmax_loss_gradient N y a Hy)).
  rewrite !softmax_loss_partition by lia. unfold log_partition_below.
  replace (dot N (fun i => softmax N a i - one_hot y i) v) with (dot N (softmax N a) v - v y); [split; lra|].
  rewrite <- (sum_pick N y v Hy). unfold dot. rewrite <- sum_minus. apply sum_ext. intros i _. ring.
Qed.

(** At the scores ln x, ln x, 0, ..., 0, moved by t and - t in the two highest. *)
Lemma two_high_step N c x t : (2 <= N)%nat -> 0 < x ->
  (forall v, log_partition_below N c (two_high x) v) ->
  ln ((x * (exp t + exp (- t)) + (INR N - 2)) / (2 * x + (INR N - 2))) <= 2 * c * (t * t).
Proof.
  intros HN Hx H. set (v := fun k => t * (one_hot 0 k - one_hot 1 k)).
  pose proof (H v) as L. unfold log_partition_below in L.
  assert (K : 2 <= INR N) by (replace 2 with (INR 2) by reflexivity; apply le_INR, HN).
  assert (Z0 : partition N (two_high x) = 2 * x + (INR N - 2)).
  { destruct N as [|[|n]]; try lia. rewrite two_high_partition, !S_INR by exact Hx. ring. }
  assert (Z1 : partition N (fun i => two_high x i + v i) = x * (exp t + exp (- t)) + (INR N - 2)).
  { assert (D : partition N (fun i => two_high x i + v i) - partition N (two_high x)
      = sum N (fun i => one_hot 0 i * (x * (exp t - 1)) + one_hot 1 i * (x * (exp (- t) - 1)))).
    { unfold partition. rewrite <- sum_minus. apply sum_ext. intros i _. rewrite exp_plus. unfold v, one_hot, two_high.
      destruct i as [|[|i]]; simpl; [| |replace (t * (0 - 0)) with 0 by ring; rewrite exp_0; ring];
        rewrite exp_ln by exact Hx; [replace (t * (1 - 0)) with t by ring|replace (t * (0 - 1)) with (- t) by ring];
        ring. }
    rewrite sum_plus, (sum_pick N 0), (sum_pick N 1), Z0 in D by lia. lra. }
  assert (P : forall w, dot N w v = t * w 0%nat - t * w 1%nat).
  { intros w. unfold dot, v. rewrite (sum_ext N _ (fun i => t * (one_hot 0 i * w i) - t * (one_hot 1 i * w i)))
      by (intros; ring). rewrite sum_minus, !sum_scal, !sum_pick by lia. reflexivity. }
  rewrite P in L. replace (norm N v ^ 2) with (norm N v * norm N v) in L by ring. rewrite norm_sq in L.
  change (sum N (fun i => v i * v i)) with (dot N v v) in L. rewrite P in L. rewrite Z0, Z1 in L.
  replace (softmax N (two_high x) 0) with (softmax N (two_high x) 1) in L by reflexivity.
  unfold v, one_hot in L. simpl in L.
  pose proof (exp_pos t). pose proof (exp_pos (- t)).
  assert (0 < x * (exp t + exp (- t))) by (apply Rmult_lt_0_compat; lra).
  unfold Rdiv. rewrite ln_mult, ln_Rinv; [lra|lra|lra|apply Rinv_0_lt_compat; lra].
Qed.

(** The curvature there, x / (2 x + N - 2), is at most 2 c. *)
Lemma two_high_curvature N c x : (2 <= N)%nat -> 0 < x ->
  (forall v, log_partition_below N c (two_high x) v) -> x / (2 * x + (INR N - 2)) <= 2 * c.
Proof.
  intros HN Hx H. set (p := x / (2 * x + (INR N - 2))).
  destruct (Rle_or_lt p (2 * c)) as [L|L]; [exact L|exfalso].
  assert (K : 2 <= INR N) by (replace 2 with (INR 2) by reflexivity; apply le_INR, HN).
  assert (Hp : p * (2 * x + (INR N - 2)) = x) by (unfold p; field; lra).
  assert (Hp0 : 0 < p) by (apply Rdiv_lt_0_compat; lra).
  assert (Hp1 : p <= 1 / 2) by (apply Rmult_le_reg_r with (2 * x + (INR N - 2)); lra).
  set (w := p - 2 * c). assert (HW : 0 < w) by (unfold w; lra).
  set (t := sqrt w). assert (T : t * t = w) by (apply sqrt_sqrt; lra).
  pose proof (two_high_step N c x t HN Hx H) as B. rewrite T in B.
  assert (M : 1 + p * w <= (x * (exp t + exp (- t)) + (INR N - 2)) / (2 * x + (INR N - 2))).
  { apply Rmult_le_reg_r with (2 * x + (INR N - 2)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace ((1 + p * w) * (2 * x + (INR N - 2))) with (2 * x + (INR N - 2) + p * (2 * x + (INR N - 2)) * w) by ring.
    rewrite Hp, <- T. pose proof (Rmult_le_compat_l x _ _ ltac:(lra) (cosh_above t)). lra. }
  assert (Q : 0 <= p * w) by (apply Rmult_le_pos; lra).
  pose proof (ln_1_plus (p * w) Q) as R1.
  pose proof (ln_le (1 + p * w) _ ltac:(lra) M) as R2.
  assert (R3 : p * w / (1 + p * w) <= 2 * c * w) by lra.
  apply Rmult_le_compat_r with (r := 1 + p * w) in R3; [|lra].
  unfold Rdiv in R3. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in R3 by lra.
  assert (R4 : p <= 2 * c * (1 + p * w)) by (apply Rmult_le_reg_r with w; [exact HW|lra]).
  destruct (Rle_or_lt 0 c) as [Hc|Hc].
  - assert (2 * c * (p * w) <= 1 / 2 * (p * w)) by (apply Rmult_le_compat_r; lra).
    assert (p * w <= 1 / 2 * w) by (apply Rmult_le_compat_r; lra). unfold w in *. lra.
  - assert (2 * c * (1 + p * w) <= 0) by nra. lra.
Qed.

Lemma every_base_least N c : (2 <= N)%nat -> (forall a v, log_partition_below N c a v) -> 1 / 4 <= c.
Proof.
  intros HN H. destruct (Rle_or_lt (1 / 4) c) as [L|L]; [exact L|exfalso].
  assert (K : 2 <= INR N) by (replace 2 with (INR 2) by reflexivity; apply le_INR, HN).
  set (x := (INR N - 1) / (1 - 4 * c)). assert (Hx : 0 < x) by (apply Rdiv_lt_0_compat; lra).
  assert (X : x * (1 - 4 * c) = INR N - 1) by (unfold x; field; lra).
  pose proof (two_high_curvature N c x HN Hx (H (two_high x))) as B.
  apply Rmult_le_compat_r with (r := 2 * x + (INR N - 2)) in B; [|lra].
  unfold Rdiv in B. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in B by lra.
  assert (2 * c * (INR N - 2) <= 1 / 2 * (INR N - 2)) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma quarter_serves N a v : (0 < N)%nat -> log_partition_below N (1 / 4) a v.
Proof.
  intros HN. apply (loss_below N 0 (1 / 4) a v _ HN (softmax_loss_gradient N 0 a HN)).
  pose proof (lemma23 N (fun o => softmax_loss N o 0) _ _ (scaled_identity (1 / 2))
    (fun u => softmax_loss_gradient N 0 u HN) (fun u => softmax_loss_hessian N 0 u HN)) as L. cbv beta in L.
  assert (HJ : forall u w, form N (covariance N (softmax N u)) w <= form N (scaled_identity (1 / 2)) w).
  { intros u w. pose proof (softmax_simplex N u HN) as P.
    unfold form at 1, dot. rewrite covariance_form by (destruct P; lra). rewrite form_identity.
    replace (norm N w ^ 2) with (norm N w * norm N w) by ring. rewrite norm_sq. apply variance_half, P. }
  specialize (L HJ a (fun i => a i + v i)). cbv beta in L.
  replace (fun k => a k + v k - a k) with v in L by (apply functional_extensionality; intros; ring).
  rewrite form_identity in L. lra.
Qed.

(** Claim: rg.x.majorant.every_base
    Role: establishes
    Place: RG, beyond Prop. 7
    Says: the softmax loss is at most its tangent plus c times the squared step, from every base point a and for every
      step v, exactly if c is at least 1/4; for every N of at least 2 and every target.
    Gap: real numbers, not floating point.
    Mutant: `1 / 4 <= c` becomes `99 / 400 <= c`; refuted by the theorem every_base_not_tighter
    Mutant: `1 / 4 <= c` becomes `1 / 2 <= c`; refuted by the theorem every_base_not_half
    Mutant: `(2 <= N)%nat` becomes `(1 <= N)%nat`; refuted by the theorem every_base_not_for_one
*)
Theorem every_base :
  forall N y c, (2 <= N)%nat -> (y < N)%nat ->
  (forall a v g, gradient N (fun o => softmax_loss N o y) a g ->
     softmax_loss N (fun i => a i + v i) y <= softmax_loss N a y + dot N g v + c * norm N v ^ 2) <-> 1 / 4 <= c.
Proof.
  intros N y c HN Hy. split; intros H.
  - apply (every_base_least N c HN). intros a v. pose proof (softmax_loss_gradient N y a Hy) as Hg.
    apply (loss_below N y c a v _ Hy Hg), H, Hg.
  - intros a v g Hg. apply (loss_below N y c a v g Hy Hg).
    pose proof (quarter_serves N a v ltac:(lia)) as B. unfold log_partition_below in *.
    assert (1 / 4 * norm N v ^ 2 <= c * norm N v ^ 2) by (apply Rmult_le_compat_r; [apply pow2_ge_0|exact H]). lra.
Qed.

(** Claim: none
    Says: 99/400 does not serve two items.
*)
Theorem every_base_not_tighter :
  ~ (forall N y c, (2 <= N)%nat -> (y < N)%nat ->
  (forall a v g, gradient N (fun o => softmax_loss N o y) a g ->
     softmax_loss N (fun i => a i + v i) y <= softmax_loss N a y + dot N g v + c * norm N v ^ 2) <-> 99 / 400 <= c).
Proof.
  intros H. destruct (H 2%nat 0%nat (99 / 400) ltac:(lia) ltac:(lia)) as [_ L].
  apply (every_base 2 0 _ ltac:(lia) ltac:(lia)) in L; lra.
Qed.

(** Claim: none
    Says: 1/2, the bound of the Hessian, is not the least constant.
*)
Theorem every_base_not_half :
  ~ (forall N y c, (2 <= N)%nat -> (y < N)%nat ->
  (forall a v g, gradient N (fun o => softmax_loss N o y) a g ->
     softmax_loss N (fun i => a i + v i) y <= softmax_loss N a y + dot N g v + c * norm N v ^ 2) <-> 1 / 2 <= c).
Proof.
  intros H. destruct (H 2%nat 0%nat (1 / 4) ltac:(lia) ltac:(lia)) as [L _].
  pose proof (proj2 (every_base 2 0 (1 / 4) ltac:(lia) ltac:(lia)) ltac:(lra)) as B. specialize (L B). lra.
Qed.

(** Claim: none
    Says: for one item the loss is 0 and 0 serves.
*)
Theorem every_base_not_for_one :
  ~ (forall N y c, (1 <= N)%nat -> (y < N)%nat ->
  (forall a v g, gradient N (fun o => softmax_loss N o y) a g ->
     softmax_loss N (fun i => a i + v i) y <= softmax_loss N a y + dot N g v + c * norm N v ^ 2) <-> 1 / 4 <= c).
Proof.
  intros H. destruct (H 1%nat 0%nat 0 ltac:(lia) ltac:(lia)) as [L _]. cut (1 / 4 <= 0); [lra|]. apply L.
  intros a v g Hg. rewrite !softmax_loss_one_item.
  rewrite (gradient_unique 1 _ a _ _ v Hg (softmax_loss_gradient 1 0 a ltac:(lia))).
  unfold dot. pose proof (softmax_sum 1 a ltac:(lia)) as S. simpl in *. rewrite Rplus_0_l in S. rewrite S.
  unfold one_hot. simpl. lra.
Qed.
