(** Lemma 23 of RG: when a quadratic bounds a twice differentiable function of N variables from above. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From softproof Require Import Sums Derivatives Convexity Jacobian.
Open Scope R_scope.

(** The quadratic form v' A v. *)
Definition form (n : nat) (A : nat -> nat -> R) (v : nat -> R) : R := dot n v (times n A v).

Lemma dot_ext n u v w x :
  (forall i, (i < n)%nat -> u i = w i) -> (forall i, (i < n)%nat -> v i = x i) -> dot n u v = dot n w x.
Proof. intros H K. apply sum_ext. intros i Hi. rewrite H, K by exact Hi. reflexivity. Qed.

(** The mean value theorem: a derivative that is not negative. *)
Lemma increases f f' a b : a <= b ->
  (forall x, a <= x <= b -> derivable_pt_lim f x (f' x)) -> (forall x, a < x < b -> 0 <= f' x) -> f a <= f b.
Proof.
  intros [L| ->] D P; [|lra]. destruct (MVT_cor2 f f' a b L D) as [x [E X]].
  assert (0 <= f' x * (b - a)) by (apply Rmult_le_pos; [apply P, X|lra]). lra.
Qed.

(** A derivative along a line at t is one at 0 from the point that belongs to t. *)
Lemma along_line (F : (nat -> R) -> R) x v t l :
  derivable_pt_lim (fun r => F (fun k => (x k + t * v k) + r * v k)) 0 l ->
  derivable_pt_lim (fun r => F (fun k => x k + r * v k)) t l.
Proof.
  intros D eps E. destruct (D eps E) as [delta H]. exists delta. intros h Hh Hd. specialize (H h Hh Hd).
  replace (fun k => x k + (t + h) * v k) with (fun k => x k + t * v k + (0 + h) * v k)
    by (apply functional_extensionality; intros; ring).
  replace (fun k => x k + t * v k) with (fun k => x k + t * v k + 0 * v k)
    by (apply functional_extensionality; intros; ring).
  exact H.
Qed.

Lemma slope_along n f G x v t : (forall u, gradient n f u (G u)) ->
  derivable_pt_lim (fun r => f (fun k => x k + r * v k)) t (dot n (G (fun k => x k + t * v k)) v).
Proof. intros HG. apply along_line, HG. Qed.

Lemma curvature_along n G H x v t : (forall u, jacobian n G u (H u)) ->
  derivable_pt_lim (fun r => dot n (G (fun k => x k + r * v k)) v) t (form n (H (fun k => x k + t * v k)) v).
Proof.
  intros HH. apply (along_line (fun u => dot n (G u) v)).
  apply (derive_sum n (fun i r => G (fun k => x k + t * v k + r * v k) i * v i)). intros i Hi.
  set (u := fun k => x k + t * v k). set (d := times n (H u) v i).
  assert (D : derivable_pt_lim (fun r => v i * G (fun k => u k + r * v k) i) 0 (v i * d)).
  { apply (derivable_pt_lim_scal (fun r => G (fun k => u k + r * v k) i)). apply HH, Hi. }
  replace (fun r => G (fun k => x k + t * v k + r * v k) i * v i) with (fun r => v i * G (fun k => u k + r * v k) i)
    by (apply functional_extensionality; intros; apply Rmult_comm).
  exact D.
Qed.

(** f along the line from x with direction v, against the parabola with the same value and slope at 0. *)
Lemma parabola_derivative n f G x v q t : (forall u, gradient n f u (G u)) ->
  derivable_pt_lim (fun r => r * dot n (G x) v + 1 / 2 * q * (r * r) - f (fun k => x k + r * v k)) t
    (dot n (G x) v + q * t - dot n (G (fun k => x k + t * v k)) v).
Proof.
  intros HG. apply (derivable_pt_lim_minus (fun r => r * dot n (G x) v + 1 / 2 * q * (r * r))
    (fun r => f (fun k => x k + r * v k))); [|apply slope_along, HG].
  assert (D : derivable_pt_lim (fun r => r * dot n (G x) v + 1 / 2 * q * (r * r)) t
    ((1 * dot n (G x) v + t * 0) + 1 / 2 * q * (1 * t + t * 1))).
  { apply (derivable_pt_lim_plus (fun r => r * dot n (G x) v) (fun r => 1 / 2 * q * (r * r))).
    - apply (derivable_pt_lim_mult (fun r => r) (fun _ => dot n (G x) v));
        [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
    - apply (derivable_pt_lim_scal (fun r => r * r)).
      apply (derivable_pt_lim_mult (fun r => r) (fun r => r)); apply derivable_pt_lim_id. }
  replace (dot n (G x) v + q * t) with ((1 * dot n (G x) v + t * 0) + 1 / 2 * q * (1 * t + t * 1)) by field.
  exact D.
Qed.

(** Claim: rg.lemma23.between
    Role: establishes
    Place: RG, A.3, Lemma 23
    Says: if A dominates the Hessian strictly between x and y along y - x, then the quadratic of Lemma 23 bounds f(y).
    Gap: real numbers; f twice differentiable: in every direction, at every point; A need not be symmetric.
    Mutant: `1 / 2` becomes `1 / 4`; refuted by the theorem between_not_quarter
    Mutant: `dot N (G x)` becomes `dot N (G y)`; refuted by the theorem between_not_gradient_at_y
    Mutant: `0 < t < 1` becomes `1 / 2 < t < 1`; refuted by the theorem between_not_half_way
*)
Theorem lemma23_between :
  forall N f G H A x y,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall t, 0 < t < 1 ->
     form N (H (fun k => x k + t * (y k - x k))) (fun k => y k - x k) <= form N A (fun k => y k - x k)) ->
  f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k).
Proof.
  intros N f G H A x y HG HH HA. set (v := fun k => y k - x k) in *. set (q := form N A v) in *.
  set (slope := fun t => dot N (G x) v + q * t - dot N (G (fun k => x k + t * v k)) v).
  assert (X0 : (fun k => x k + 0 * v k) = x) by (apply functional_extensionality; intros; ring).
  assert (X1 : (fun k => x k + 1 * v k) = y) by (apply functional_extensionality; intros; unfold v; ring).
  assert (S : forall t, 0 <= t <= 1 -> 0 <= slope t).
  { intros t Ht. replace 0 with (slope 0) by (unfold slope; rewrite X0; ring).
    apply (increases slope (fun t => q - form N (H (fun k => x k + t * v k)) v)); [lra| |].
    - intros r _. apply (derivable_pt_lim_minus (fun t => dot N (G x) v + q * t)
        (fun t => dot N (G (fun k => x k + t * v k)) v)); [|apply curvature_along, HH].
      replace (fun t => dot N (G x) v + q * t) with (fun t => dot N (G x) v + t * q)
        by (apply functional_extensionality; intros; ring).
      apply derive_line.
    - intros r Hr. cbv beta. pose proof (HA r ltac:(lra)) as B.
      change (form N (H (fun k => x k + r * v k)) v <= q) in B. lra. }
  pose proof (increases _ slope 0 1 ltac:(lra) (fun t _ => parabola_derivative N f G x v q t HG)
    (fun t Ht => S t ltac:(lra))) as L.
  cbv beta in L. rewrite X0, X1 in L. lra.
Qed.

(** Claim: rg.lemma23
    Role: establishes
    Place: RG, A.3, Lemma 23
    Says: if A dominates the Hessian of f everywhere, then f(y) is at most its quadratic from x with the matrix A.
    Gap: real numbers; f twice differentiable: in every direction, at every point; A need not be symmetric.
    Mutant: `1 / 2` becomes `1 / 4`; refuted by the theorem lemma23_not_quarter
    Mutant: `dot N (G x)` becomes `dot N (G y)`; refuted by the theorem lemma23_not_gradient_at_y
*)
Theorem lemma23 :
  forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall u v, form N (H u) v <= form N A v) ->
  forall x y, f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k).
Proof.
  intros N f G H A HG HH HA x y. apply (lemma23_between N f G H A x y HG HH). intros t _. apply HA.
Qed.

(** Claim: rg.lemma23.exact
    Role: establishes
    Place: RG, A.3, Lemma 23
    Says: the quadratic with the matrix A bounds f from every point exactly if A dominates the Hessian everywhere.
    Gap: real numbers; f twice differentiable: in every direction, at every point; A need not be symmetric.
    Mutant: `form N (H u) v <=` becomes `1 / 2 * form N (H u) v <=`; refuted by the theorem exact_not_half
    Mutant: `form N (H u) v <=` becomes `2 * form N (H u) v <=`; refuted by the theorem exact_not_twice
*)
Theorem lemma23_exact :
  forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall x y, f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)) <->
  (forall u v, form N (H u) v <= form N A v).
Proof.
  intros N f G H A HG HH. split; [|exact (lemma23 N f G H A HG HH)].
  intros L u v. destruct (Rle_or_lt (form N (H u) v) (form N A v)) as [Q|Q]; [exact Q|exfalso].
  set (q := form N A v) in *. set (g := fun t => dot N (G (fun k => u k + t * v k)) v).
  assert (U0 : (fun k => u k + 0 * v k) = u) by (apply functional_extensionality; intros; ring).
  pose proof (curvature_along N G H u v 0 HH) as D. rewrite U0 in D.
  destruct (D (form N (H u) v - q) ltac:(lra)) as [delta B].
  set (T := delta / 2). assert (HT : 0 < T < delta) by (unfold T; pose proof (cond_pos delta); lra).
  assert (P : forall t, 0 < t <= T -> q * t < g t - g 0).
  { intros t Ht. specialize (B t ltac:(lra)). rewrite Rabs_right in B by lra. specialize (B ltac:(lra)).
    apply Rabs_def2 in B. destruct B as [_ B]. rewrite Rplus_0_l in B.
    apply Rmult_lt_reg_r with (/ t); [apply Rinv_0_lt_compat; lra|].
    replace (q * t * / t) with q by (field; lra). unfold g, Rdiv in *. lra. }
  destruct (MVT_cor2 _ (fun t => dot N (G u) v + q * t - g t) 0 T ltac:(lra)
    (fun t _ => parabola_derivative N f G u v q t HG)) as [t [E Ht]].
  cbv beta in E. rewrite U0 in E. specialize (P t ltac:(lra)).
  specialize (L u (fun k => u k + T * v k)). cbv beta in L.
  replace (fun k => u k + T * v k - u k) with (fun k => T * v k) in L
    by (apply functional_extensionality; intros; ring).
  replace (dot N (G u) (fun k => T * v k)) with (T * dot N (G u) v) in L
    by (unfold dot; rewrite <- sum_scal; apply sum_ext; intros; ring).
  replace (form N A (fun k => T * v k)) with (q * (T * T)) in L.
  - assert (g0 : g 0 = dot N (G u) v) by (unfold g; rewrite U0; reflexivity).
    assert ((dot N (G u) v + q * t - g t) * (T - 0) < 0 * (T - 0)) by (apply Rmult_lt_compat_r; lra). lra.
  - unfold q, form, dot. rewrite <- sum_scal_r. apply sum_ext. intros i _. unfold times.
    rewrite (sum_ext N (fun j => A i j * (T * v j)) (fun j => T * (A i j * v j))) by (intros; ring).
    rewrite sum_scal. ring.
Qed.

(** The counterexamples: polynomials of one variable. *)
Definition poly (a b d x : R) : R := a * x ^ 2 + b * x ^ 3 + d * x ^ 4.
Definition poly1 (a b d x : R) : R := 2 * a * x + 3 * b * x ^ 2 + 4 * d * x ^ 3.
Definition poly2 (a b d x : R) : R := 2 * a + 6 * b * x + 12 * d * x ^ 2.

Lemma derivable_monomial c n x : derivable_pt_lim (fun y => c * y ^ n) x (c * (INR n * x ^ pred n)).
Proof. apply (derivable_pt_lim_scal (fun y => y ^ n)), derivable_pt_lim_pow. Qed.

Lemma poly_derivative a b d x : derivable_pt_lim (poly a b d) x (poly1 a b d x).
Proof.
  replace (poly1 a b d x) with
    (a * (INR 2 * x ^ pred 2) + b * (INR 3 * x ^ pred 3) + d * (INR 4 * x ^ pred 4)) by (unfold poly1; simpl; ring).
  apply (derivable_pt_lim_plus (fun y => a * y ^ 2 + b * y ^ 3) (fun y => d * y ^ 4)); [|apply derivable_monomial].
  apply (derivable_pt_lim_plus (fun y => a * y ^ 2) (fun y => b * y ^ 3)); apply derivable_monomial.
Qed.

Lemma poly_second_derivative a b d x : derivable_pt_lim (poly1 a b d) x (poly2 a b d x).
Proof.
  replace (poly1 a b d) with (fun y => 2 * a * y ^ 1 + 3 * b * y ^ 2 + 4 * d * y ^ 3)
    by (apply functional_extensionality; intros; unfold poly1; ring).
  replace (poly2 a b d x) with
    (2 * a * (INR 1 * x ^ pred 1) + 3 * b * (INR 2 * x ^ pred 2) + 4 * d * (INR 3 * x ^ pred 3))
    by (unfold poly2; simpl; ring).
  apply (derivable_pt_lim_plus (fun y => 2 * a * y ^ 1 + 3 * b * y ^ 2) (fun y => 4 * d * y ^ 3));
    [|apply derivable_monomial].
  apply (derivable_pt_lim_plus (fun y => 2 * a * y ^ 1) (fun y => 3 * b * y ^ 2)); apply derivable_monomial.
Qed.

Lemma of_first_entry (p p1 : R -> R) u v : (forall x, derivable_pt_lim p x (p1 x)) ->
  derivable_pt_lim (fun t => p (u 0%nat + t * v 0%nat)) 0 (0 + p1 (u 0%nat) * v 0%nat).
Proof.
  intros D. rewrite Rplus_0_l. replace (p1 (u 0%nat)) with (p1 (u 0%nat + 0 * v 0%nat)) by (f_equal; ring).
  apply (derivable_pt_lim_comp (fun t => u 0%nat + t * v 0%nat) p); [apply derive_line|apply D].
Qed.

Lemma poly_gradient a b d u : gradient 1 (fun w => poly a b d (w 0%nat)) u (fun _ => poly1 a b d (u 0%nat)).
Proof. intros v. apply (of_first_entry (poly a b d) (poly1 a b d)), poly_derivative. Qed.

Lemma poly_hessian a b d u : jacobian 1 (fun w _ => poly1 a b d (w 0%nat)) u (fun _ _ => poly2 a b d (u 0%nat)).
Proof. intros v i _. apply (of_first_entry (poly1 a b d) (poly2 a b d)), poly_second_derivative. Qed.

(** Claim: none
    Says: x^2 is above a quarter of its second derivative.
*)
Theorem between_not_quarter :
  ~ (forall N f G H A x y,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall t, 0 < t < 1 ->
     form N (H (fun k => x k + t * (y k - x k))) (fun k => y k - x k) <= form N A (fun k => y k - x k)) ->
  f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 4 * form N A (fun k => y k - x k)).
Proof.
  intros L. specialize (L 1%nat _ _ _ (fun _ _ => 2) (fun _ => 0) (fun _ => 1) (poly_gradient 1 0 0)
    (poly_hessian 1 0 0)).
  unfold form, dot, times, poly, poly1, poly2 in L. simpl in L. cut (1 <= 1 / 2); [lra|].
  eapply Rle_trans; [|eapply Rle_trans; [apply L|]]; [|intros|]; lra.
Qed.

(** Claim: none
    Says: a concave parabola is above what its slope at the other point gives.
*)
Theorem between_not_gradient_at_y :
  ~ (forall N f G H A x y,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall t, 0 < t < 1 ->
     form N (H (fun k => x k + t * (y k - x k))) (fun k => y k - x k) <= form N A (fun k => y k - x k)) ->
  f y <= f x + dot N (G y) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)).
Proof.
  intros L. specialize (L 1%nat _ _ _ (fun _ _ => -2) (fun _ => 0) (fun _ => 1) (poly_gradient (-1) 0 0)
    (poly_hessian (-1) 0 0)).
  unfold form, dot, times, poly, poly1, poly2 in L. simpl in L. cut (-1 <= -3); [lra|].
  eapply Rle_trans; [|eapply Rle_trans; [apply L|]]; [|intros|]; lra.
Qed.

(** Claim: none
    Says: x^2 / 2 - x^3 / 3 is concave from 1/2 on, and higher at 1 than at 0, where its slope is 0.
*)
Theorem between_not_half_way :
  ~ (forall N f G H A x y,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall t, 1 / 2 < t < 1 ->
     form N (H (fun k => x k + t * (y k - x k))) (fun k => y k - x k) <= form N A (fun k => y k - x k)) ->
  f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)).
Proof.
  intros L. specialize (L 1%nat _ _ _ (fun _ _ => 0) (fun _ => 0) (fun _ => 1) (poly_gradient (1 / 2) (- (1 / 3)) 0)
    (poly_hessian (1 / 2) (- (1 / 3)) 0)).
  unfold form, dot, times, poly, poly1, poly2 in L. simpl in L. cut (1 / 6 <= 0); [lra|].
  eapply Rle_trans; [|eapply Rle_trans; [apply L|]]; [|intros|]; lra.
Qed.

(** Claim: none
    Says: x^2 is above a quarter of its second derivative.
*)
Theorem lemma23_not_quarter :
  ~ (forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall u v, form N (H u) v <= form N A v) ->
  forall x y, f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 4 * form N A (fun k => y k - x k)).
Proof.
  intros L. specialize (L 1%nat _ _ _ (fun _ _ => 2) (poly_gradient 1 0 0) (poly_hessian 1 0 0)).
  unfold form, dot, times, poly, poly1, poly2 in L. simpl in L.
  specialize (L ltac:(intros; lra) (fun _ => 0) (fun _ => 1)). lra.
Qed.

(** Claim: none
    Says: a concave parabola is above what its slope at the other point gives.
*)
Theorem lemma23_not_gradient_at_y :
  ~ (forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall u v, form N (H u) v <= form N A v) ->
  forall x y, f y <= f x + dot N (G y) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)).
Proof.
  intros L. specialize (L 1%nat _ _ _ (fun _ _ => -2) (poly_gradient (-1) 0 0) (poly_hessian (-1) 0 0)).
  unfold form, dot, times, poly, poly1, poly2 in L. simpl in L.
  specialize (L ltac:(intros; lra) (fun _ => 0) (fun _ => 1)). lra.
Qed.

(** Claim: none
    Says: for x^2 the matrix 1 dominates half the Hessian and is no majorant.
*)
Theorem exact_not_half :
  ~ (forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall x y, f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)) <->
  (forall u v, 1 / 2 * form N (H u) v <= form N A v)).
Proof.
  intros L. destruct (L 1%nat _ _ _ (fun _ _ => 1) (poly_gradient 1 0 0) (poly_hessian 1 0 0)) as [_ K].
  unfold form, dot, times, poly, poly1, poly2 in K. simpl in K.
  specialize (K ltac:(intros; lra) (fun _ => 0) (fun _ => 1)). lra.
Qed.

(** Claim: none
    Says: for x^2 the matrix 2 is a majorant and does not dominate twice the Hessian.
*)
Theorem exact_not_twice :
  ~ (forall N f G H A,
  (forall u, gradient N f u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall x y, f y <= f x + dot N (G x) (fun k => y k - x k) + 1 / 2 * form N A (fun k => y k - x k)) <->
  (forall u v, 2 * form N (H u) v <= form N A v)).
Proof.
  intros L. destruct (L 1%nat _ _ _ (fun _ _ => 2) (poly_gradient 1 0 0) (poly_hessian 1 0 0)) as [K _].
  unfold form, dot, times, poly, poly1, poly2 in K. simpl in K.
  specialize (K ltac:(intros; lra) (fun _ => 0) (fun _ => 1)). lra.
Qed.
