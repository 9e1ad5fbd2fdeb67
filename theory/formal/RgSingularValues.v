(** RG2 with one factor in the coordinates of a singular value decomposition: its optimum and its second-order part. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From softproof Require Import Sums Squares Derivatives RgUpdates RgSingularPairs RgFlatOptimum Ridge.
Open Scope R_scope.

(** u_0, ..., u_{J-1} are orthonormal in n dimensions. *)
Definition orthonormal (n J : nat) (u : nat -> nat -> R) : Prop :=
  forall i j, (i < J)%nat -> (j < J)%nat -> dot n (u i) (u j) = one_hot i j.

(** T has the singular values sigma_j and vectors u_j, v_j, and no others but 0: T is the sum of sigma_j u_j v_j'. *)
Definition singular_values (M N : nat) (T : nat -> nat -> R) (J : nat) (u v : nat -> nat -> R) (sigma : nat -> R) :
  Prop := orthonormal M J u /\ orthonormal N J v /\ (forall j, (j < J)%nat -> 0 <= sigma j) /\
  forall x y, (x < M)%nat -> (y < N)%nat -> T x y = sum J (fun j => sigma j * u j x * v j y).

(** The sum of w_j x_j y_j over the coordinates of X in u and of Y in v. *)
Definition bilinear (M N J : nat) (u v : nat -> nat -> R) (w X Y : nat -> R) : R :=
  sum J (fun j => w j * dot M X (u j) * dot N Y (v j)).

Lemma bilinear_form M N T J u v sigma X Y : singular_values M N T J u v sigma ->
  sum M (fun x => sum N (fun y => T x y * X x * Y y)) = bilinear M N J u v sigma X Y.
Proof.
  intros (_ & _ & _ & E).
  rewrite (sum_ext M _ (fun x => sum J (fun j => sigma j * (X x * u j x) * dot N Y (v j)))).
  - rewrite sum_exchange. apply sum_ext. intros j _. rewrite sum_scal_r, sum_scal. reflexivity.
  - intros x Hx. rewrite (sum_ext N _ (fun y => sum J (fun j => sigma j * (X x * u j x) * (Y y * v j y)))).
    + rewrite sum_exchange. apply sum_ext. intros j _. rewrite sum_scal. reflexivity.
    + intros y Hy. rewrite E by assumption. rewrite Rmult_assoc, <- sum_scal_r. apply sum_ext. intros; ring.
Qed.

Lemma dot_line n X A u t : dot n (fun x => X x + t * A x) u = dot n X u + t * dot n A u.
Proof. unfold dot. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros; ring. Qed.

Lemma square_line n X A t :
  dot n (fun x => X x + t * A x) (fun x => X x + t * A x) = dot n X X + 2 * t * dot n X A + t ^ 2 * dot n A A.
Proof. unfold dot. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext. intros; ring. Qed.

Lemma dot_self n X : 0 <= dot n X X.
Proof. apply sum_nonneg. intros i _. apply Rle_0_sqr. Qed.

Lemma dot_positive n X : not_zero n X -> 0 < dot n X X.
Proof.
  intros [i [Hi F]]. apply Rlt_le_trans with ((fun i => X i * X i) i); [apply Rsqr_pos_lt, F|].
  apply (term_le_sum n (fun i => X i * X i)); [intros; apply Rle_0_sqr|exact Hi].
Qed.

(** Bessel: what the coordinates leave of the square of the length. *)
Lemma bessel n J u X : orthonormal n J u ->
  dot n X X - sum J (fun j => dot n X (u j) ^ 2) = sum n (fun x => (X x - sum J (fun j => dot n X (u j) * u j x)) ^ 2).
Proof.
  intros O. set (a := fun j => dot n X (u j)).
  change (dot n X X - sum J (fun j => a j ^ 2) = sum n (fun x => (X x - sum J (fun j => a j * u j x)) ^ 2)).
  rewrite (sum_ext n (fun x => (X x - sum J (fun j => a j * u j x)) ^ 2) (fun x => X x * X x
    - 2 * sum J (fun j => a j * (X x * u j x)) + sum J (fun i => sum J (fun j => a i * a j * (u i x * u j x))))).
  - rewrite sum_plus, sum_minus, sum_scal, !(sum_exchange n J).
    rewrite (sum_ext J (fun j => sum n (fun x => a j * (X x * u j x))) (fun j => a j ^ 2))
      by (intros; rewrite sum_scal; unfold a, dot; ring).
    rewrite (sum_ext J (fun i => sum n (fun x => sum J (fun j => a i * a j * (u i x * u j x)))) (fun i => a i ^ 2));
      [unfold dot; ring|].
    intros i Hi. rewrite sum_exchange, (sum_ext J _ (fun j => one_hot i j * (a i * a j))).
    + rewrite (sum_pick J i (fun j => a i * a j) Hi). ring.
    + intros j Hj. rewrite sum_scal. change (sum n (fun x => u i x * u j x)) with (dot n (u i) (u j)).
      rewrite (O i j Hi Hj). ring.
  - intros x _. rewrite (sum_ext J (fun i => sum J (fun j => a i * a j * (u i x * u j x)))
      (fun i => sum J (fun j => (a i * u i x) * (a j * u j x)))) by (intros; apply sum_ext; intros; ring).
    rewrite <- sum_square, (sum_ext J (fun j => a j * (X x * u j x)) (fun j => X x * (a j * u j x))) by (intros; ring).
    rewrite sum_scal. ring.
Qed.

Lemma bessel_nonneg n J u X : orthonormal n J u -> 0 <= dot n X X - sum J (fun j => dot n X (u j) ^ 2).
Proof. intros O. rewrite (bessel n J u X O). apply squares_nonneg. Qed.

Lemma two_coordinates c d w a b : 0 < c -> 0 < d -> w ^ 2 <= c * d ->
  0 <= c * a ^ 2 + d * b ^ 2 - 2 * w * a * b /\
  (w ^ 2 < c * d -> c * a ^ 2 + d * b ^ 2 - 2 * w * a * b <= 0 -> a = 0 /\ b = 0).
Proof.
  intros C D W. set (f := c * a ^ 2 + d * b ^ 2 - 2 * w * a * b).
  assert (E : c * f = (c * a - w * b) ^ 2 + (c * d - w ^ 2) * b ^ 2) by (unfold f; ring).
  pose proof (pow2_ge_0 (c * a - w * b)) as P. pose proof (Rmult_le_pos _ _ (Rge_le _ _ (Rge_minus _ _ (Rle_ge _ _ W)))
    (pow2_ge_0 b)) as Q. split.
  - apply Rmult_le_reg_l with c; lra.
  - intros S L. assert (F : c * f <= 0) by (pose proof (Rmult_le_compat_l c _ _ (Rlt_le _ _ C) L); lra).
    assert (B : b = 0).
    { destruct (Req_dec b 0) as [Z|Z]; [exact Z|exfalso].
      pose proof (Rmult_lt_0_compat _ _ (Rlt_Rminus _ _ S) (Rsqr_pos_lt b Z)) as G. rewrite Rsqr_pow2 in G. lra. }
    split; [|exact B]. rewrite B in E, P. assert (Z : (c * a) * (c * a) = 0) by (replace (c * a * (c * a))
      with ((c * a - w * 0) ^ 2) by ring; lra).
    destruct (Rmult_integral _ _ Z) as [Y|Y]; destruct (Rmult_integral _ _ Y); lra.
Qed.

(** c |X|^2 + d |Y|^2 less twice a bilinear form of weights that c d bounds: not negative, and where it is 0. *)
Lemma form_bounded M N J u v w c d X Y : orthonormal M J u -> orthonormal N J v -> 0 < c -> 0 < d ->
  (forall j, (j < J)%nat -> w j ^ 2 <= c * d) ->
  let f := c * dot M X X + d * dot N Y Y - 2 * bilinear M N J u v w X Y in
  0 <= f /\ (f <= 0 ->
    dot M X X = sum J (fun j => dot M X (u j) ^ 2) /\ dot N Y Y = sum J (fun j => dot N Y (v j) ^ 2) /\
    forall j, (j < J)%nat -> w j ^ 2 < c * d -> dot M X (u j) = 0 /\ dot N Y (v j) = 0).
Proof.
  intros U V C D W f. pose proof (bessel_nonneg M J u X U) as BX. pose proof (bessel_nonneg N J v Y V) as BY.
  set (g := fun j => c * dot M X (u j) ^ 2 + d * dot N Y (v j) ^ 2 - 2 * w j * dot M X (u j) * dot N Y (v j)).
  assert (G : forall j, (j < J)%nat -> 0 <= g j)
    by (intros j Hj; apply two_coordinates; [exact C|exact D|exact (W j Hj)]).
  assert (E : f = c * (dot M X X - sum J (fun j => dot M X (u j) ^ 2))
    + d * (dot N Y Y - sum J (fun j => dot N Y (v j) ^ 2)) + sum J g).
  { unfold f, g, bilinear. rewrite sum_minus, sum_plus, !sum_scal.
    rewrite (sum_ext J (fun j => 2 * w j * _ * _) (fun j => 2 * (w j * dot M X (u j) * dot N Y (v j))))
      by (intros; ring).
    rewrite sum_scal. ring. }
  pose proof (sum_nonneg J g G) as S. pose proof (Rmult_le_pos _ _ (Rlt_le _ _ C) BX) as CX.
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ D) BY) as DY. split; [lra|]. intros L. split; [|split].
  - apply Rminus_diag_uniq, (Rmult_eq_reg_l c); lra.
  - apply Rminus_diag_uniq, (Rmult_eq_reg_l d); lra.
  - intros j Hj Wj. apply (two_coordinates c d (w j) (dot M X (u j)) (dot N Y (v j)) C D (W j Hj)); [exact Wj|].
    pose proof (term_le_sum J g j G Hj) as T. unfold g in T at 1. lra.
Qed.

(** ** The objective *)

(** W^{1/2} P, of one factor, and the column of Q. *)
Definition weighted_column (N : nat) (r P : nat -> nat -> R) (x : nat) : R := sqrt (positives N (r x)) * P x 0%nat.
Definition column (Q : nat -> nat -> R) (y : nat) : R := Q y 0%nat.

Lemma one_factor M N r lam P Q J u v sigma : clicks M N r ->
  singular_values M N (weighted_targets N r) J u v sigma ->
  let X := weighted_column N r P in let Y := column Q in
  rg2_factored M N 1 r lam P Q = sum M (fun x => sum N (fun y => weighted_targets N r x y ^ 2))
    - 2 * bilinear M N J u v sigma X Y + dot M X X * dot N Y Y
    + lam * INR N * dot M X X + lam * pairs M N r * dot N Y Y.
Proof.
  intros [_ Hp] S X Y. rewrite <- (bilinear_form M N _ J u v sigma X Y S).
  assert (Q2 : forall x, (x < M)%nat -> sqrt (positives N (r x)) * sqrt (positives N (r x)) = positives N (r x))
    by (intros x Hx; apply sqrt_sqrt; specialize (Hp x Hx); lra).
  unfold rg2_factored, weighted_eq31, squares, interaction, scores, none, W16.
  rewrite (sum_ext M (fun x => 0 * _) (fun _ => 0)) by (intros; ring). rewrite sum_zero.
  rewrite (sum_ext N (fun y => sum M (fun x => positives N (r x)) * _) (fun y => pairs M N r * (Y y * Y y)))
    by (intros; unfold pairs, Y, column; simpl; ring).
  rewrite (sum_ext M (fun x => sum N (fun _ => positives N (r x)) * _) (fun x => INR N * (X x * X x))).
  2:{ intros x Hx. rewrite sum_const. unfold X, weighted_column. simpl. rewrite <- (Q2 x Hx) at 1. ring. }
  rewrite !sum_scal. fold (dot M X X) (dot N Y Y).
  rewrite (sum_ext M (fun x => sum N (fun y => positives N (r x) * (S16 N r x y - dot 1 (P x) (Q y)) ^ 2))
    (fun x => sum N (fun y => weighted_targets N r x y ^ 2) - 2 * sum N (fun y => weighted_targets N r x y * X x * Y y)
      + X x * X x * dot N Y Y)).
  - rewrite sum_plus, sum_minus, sum_scal, sum_scal_r. fold (dot M X X). ring.
  - intros x Hx. unfold dot at 2. rewrite <- !sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros y Hy.
    unfold weighted_targets, X, Y, weighted_column, column, dot. simpl sum. rewrite <- (Q2 x Hx) at 1. ring.
Qed.

Lemma second_of_quartic f c0 c1 c2 c3 c4 : (forall t, f t = c0 + c1 * t + c2 * t ^ 2 + c3 * t ^ 3 + c4 * t ^ 4) ->
  second_derivative f 0 (2 * c2).
Proof.
  intros E.
  assert (D : forall a0 a1 a2 a3 a4 t, derivable_pt_lim (fun t => a0 + a1 * t + a2 * t ^ 2 + a3 * t ^ 3 + a4 * t ^ 4) t
    (a1 + 2 * a2 * t + 3 * a3 * t ^ 2 + 4 * a4 * t ^ 3)).
  { intros a0 a1 a2 a3 a4 t.
    replace (a1 + 2 * a2 * t + 3 * a3 * t ^ 2 + 4 * a4 * t ^ 3)
      with (0 + a1 * 1 + a2 * (INR 2 * t ^ 1) + a3 * (INR 3 * t ^ 2) + a4 * (INR 4 * t ^ 3)) by (simpl; ring).
    repeat apply derivable_pt_lim_plus; try apply derivable_pt_lim_const; apply derivable_pt_lim_scal;
      [apply derivable_pt_lim_id|apply derivable_pt_lim_pow..]. }
  exists (fun t => c1 + 2 * c2 * t + 3 * c3 * t ^ 2 + 4 * c4 * t ^ 3 + 0 * t ^ 4). split.
  - intros t.
    apply (derive_ext (fun t => c0 + c1 * t + c2 * t ^ 2 + c3 * t ^ 3 + c4 * t ^ 4)); [intros; symmetry; apply E|].
    rewrite Rmult_0_l, Rplus_0_r. apply D.
  - pose proof (D c1 (2 * c2) (3 * c3) (4 * c4) 0 0) as G.
    replace (2 * c2 + 2 * (3 * c3) * 0 + 3 * (4 * c4) * 0 ^ 2 + 4 * 0 * 0 ^ 3) with (2 * c2) in G by ring. exact G.
Qed.

(** Half of the second derivative along (A, B). *)
Lemma second_of_one_factor M N r lam P Q A B J u v sigma : clicks M N r ->
  singular_values M N (weighted_targets N r) J u v sigma ->
  let X := weighted_column N r P in let Y := column Q in
  let A' := weighted_column N r A in let B' := column B in
  second_derivative (fun t => rg2_factored M N 1 r lam (fun x k => P x k + t * A x k) (fun y k => Q y k + t * B y k)) 0
    (2 * ((dot N Y Y + lam * INR N) * dot M A' A' + (dot M X X + lam * pairs M N r) * dot N B' B'
      + 4 * dot M X A' * dot N Y B' - 2 * bilinear M N J u v sigma A' B')).
Proof.
  intros C S X Y A' B'.
  assert (BB : forall t, bilinear M N J u v sigma (fun x => X x + t * A' x) (fun y => Y y + t * B' y)
    = bilinear M N J u v sigma X Y + t * (bilinear M N J u v sigma X B' + bilinear M N J u v sigma A' Y)
      + t ^ 2 * bilinear M N J u v sigma A' B').
  { intros t. unfold bilinear. rewrite <- sum_plus, <- !sum_scal, <- !sum_plus. apply sum_ext. intros j _.
    rewrite !dot_line. ring. }
  set (T2 := sum M (fun x => sum N (fun y => weighted_targets N r x y ^ 2))).
  set (xx := dot M X X). set (xa := dot M X A'). set (aa := dot M A' A').
  set (yy := dot N Y Y). set (yb := dot N Y B'). set (bb := dot N B' B'). set (b0 := bilinear M N J u v sigma X Y).
  set (b1 := bilinear M N J u v sigma X B' + bilinear M N J u v sigma A' Y) in *.
  set (b2 := bilinear M N J u v sigma A' B').
  apply (second_of_quartic _ (T2 - 2 * b0 + xx * yy + lam * INR N * xx + lam * pairs M N r * yy)
    (2 * xx * yb + 2 * xa * yy + lam * INR N * (2 * xa) + lam * pairs M N r * (2 * yb) - 2 * b1) _
    (2 * xa * bb + 2 * yb * aa) (aa * bb)).
  intros t. rewrite (one_factor M N r lam _ _ J u v sigma C S). cbv zeta.
  replace (weighted_column N r (fun x k => P x k + t * A x k)) with (fun x => X x + t * A' x)
    by (apply functional_extensionality; intros x; unfold X, A', weighted_column; ring).
  change (column (fun y k => Q y k + t * B y k)) with (fun y => Y y + t * B' y).
  rewrite BB, !square_line. fold T2 xx xa aa yy yb bb b0 b2. ring.
Qed.
