(** Bounds of the condition number of softmax's Jacobian, orthogonally to 1, for scores of a given range. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Jacobian SoftmaxJacobian Lemma23 EntmaxJacobian Curvature.
Open Scope R_scope.

(** Orthogonally to 1 the matrix J has a condition number of at most c: no v'Jv / v'v is above c times a u'Ju / u'u. *)
Definition conditioned_by (N : nat) (J : nat -> nat -> R) (c : R) : Prop := forall v u, sum N v = 0 -> sum N u = 0 ->
  form N J v * sum N (fun i => u i ^ 2) <= c * (form N J u * sum N (fun i => v i ^ 2)).

(** The condition number of J orthogonally to 1: the least such c. *)
Definition condition_number (N : nat) (J : nat -> nat -> R) (c : R) : Prop :=
  forall d, conditioned_by N J d <-> c <= d.

Lemma softmax_form N s J v : (0 < N)%nat -> jacobian N (softmax N) s J ->
  form N J v = sum N (fun i => softmax N s i * (v i - average N (softmax N s) v) ^ 2).
Proof.
  intros HN HJ. rewrite <- form_covariance by (rewrite softmax_sum by exact HN; lra). apply form_ext. intros i Hi.
  rewrite (jacobian_unique _ _ _ _ _ v i HJ (softmax_jacobian N s HN) Hi). apply times_ext. intros j _.
  apply covariance_simplex, softmax_simplex, HN.
Qed.

Lemma form_expanded N s J v : (0 < N)%nat -> jacobian N (softmax N) s J ->
  form N J v = sum N (fun i => softmax N s i * v i ^ 2) - sum N (fun i => softmax N s i * v i) ^ 2.
Proof.
  intros HN HJ. rewrite (softmax_form N s J v HN HJ), covariance_expand by (rewrite softmax_sum by exact HN; lra).
  unfold average. rewrite softmax_sum by exact HN. unfold Rdiv. rewrite Rinv_1, !Rmult_1_r, Rmult_1_l. f_equal.
  apply sum_ext. intros; ring.
Qed.

Lemma form_nonneg N s J v : (0 < N)%nat -> jacobian N (softmax N) s J -> 0 <= form N J v.
Proof.
  intros HN HJ. rewrite (softmax_form N s J v HN HJ). apply sum_nonneg. intros i _.
  apply Rmult_le_pos; [apply Rlt_le, softmax_pos, HN|apply pow2_ge_0].
Qed.

(** The quotients v'Jv / v'v are from low to high. *)
Lemma between N J low high c : 0 <= low -> 0 <= c -> high <= c * low ->
  (forall v, sum N v = 0 -> low * sum N (fun i => v i ^ 2) <= form N J v <= high * sum N (fun i => v i ^ 2)) ->
  conditioned_by N J c.
Proof.
  intros L C H B v u V U. destruct (B v V) as [_ Bv]. destruct (B u U) as [Bu _].
  set (a := sum N (fun i => v i ^ 2)) in *. set (b := sum N (fun i => u i ^ 2)) in *.
  assert (A0 : 0 <= a) by apply squares_nonneg. assert (B0 : 0 <= b) by apply squares_nonneg.
  pose proof (Rmult_le_compat_r b _ _ B0 Bv) as S1.
  pose proof (Rmult_le_compat_r (a * b) _ _ (Rmult_le_pos _ _ A0 B0) H) as S2.
  pose proof (Rmult_le_compat_l c _ _ C (Rmult_le_compat_r a _ _ A0 Bu)) as S3.
  replace (high * a * b) with (high * (a * b)) in S1 by ring.
  replace (c * (low * b * a)) with (c * low * (a * b)) in S3 by ring. lra.
Qed.

(** No probability is above R times another. *)
Lemma odds_ratio N s B i j : (0 < N)%nat -> s i - s j <= B -> softmax N s i <= exp B * softmax N s j.
Proof.
  intros HN H. unfold softmax, Rdiv. rewrite <- Rmult_assoc, <- exp_plus. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat, partition_pos, HN.
  - destruct (Rle_lt_or_eq_dec (s i) (B + s j) ltac:(lra)) as [L| ->]; [apply Rlt_le, exp_increasing, L|lra].
Qed.

Lemma conditioned_by_ratio N s B J : (0 < N)%nat -> (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) ->
  jacobian N (softmax N) s J -> conditioned_by N J (exp B).
Proof.
  intros HN H HJ. destruct (extremes N (softmax N s) HN) as (a & b & Ha & Hb & E).
  apply (between N J (softmax N s a) (softmax N s b)).
  - apply Rlt_le, softmax_pos, HN.
  - apply Rlt_le, exp_pos.
  - apply odds_ratio; [exact HN|apply H; assumption].
  - intros v V. split.
    + rewrite (softmax_form N s J v HN HJ). set (m := average N (softmax N s) v).
      apply Rle_trans with (sum N (fun i => softmax N s a * (v i - m) ^ 2)).
      * rewrite sum_scal. apply Rmult_le_compat_l; [apply Rlt_le, softmax_pos, HN|].
        rewrite (sum_ext N (fun i => (v i - m) ^ 2) (fun i => v i ^ 2 - 2 * m * v i + m ^ 2)) by (intros; ring).
        rewrite sum_plus, sum_minus, sum_scal, V, sum_const.
        pose proof (Rmult_le_pos _ _ (pos_INR N) (pow2_ge_0 m)). lra.
      * apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply pow2_ge_0|apply E, Hi].
    + rewrite (form_expanded N s J v HN HJ). pose proof (pow2_ge_0 (sum N (fun i => softmax N s i * v i))).
      cut (sum N (fun i => softmax N s i * v i ^ 2) <= softmax N s b * sum N (fun i => v i ^ 2)); [lra|].
      rewrite <- sum_scal. apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply pow2_ge_0|apply E, Hi].
Qed.

Lemma two_classes s J : jacobian 2 (softmax 2) s J -> conditioned_by 2 J 1.
Proof.
  intros HJ. pose proof (softmax_sum 2 s ltac:(lia)) as S. simpl in S.
  pose proof (softmax_pos 2 s 0 ltac:(lia)) as P0. pose proof (softmax_pos 2 s 1 ltac:(lia)) as P1.
  apply (between 2 J (2 * softmax 2 s 0 * softmax 2 s 1) (2 * softmax 2 s 0 * softmax 2 s 1)).
  - apply Rmult_le_pos; lra.
  - lra.
  - lra.
  - intros v V. rewrite (form_expanded 2 s J v ltac:(lia) HJ). simpl sum in *.
    replace (v 1%nat) with (- v 0%nat) by lra. replace (softmax 2 s 1) with (1 - softmax 2 s 0) by lra.
    split; right; ring.
Qed.

(** ** Three classes *)

Lemma three_sorted x y z : 0 < x -> x <= y -> y <= z ->
  x * (2 * z + x) * (x * y + y * z + x * z) ^ 2 <= (z + 2 * x) ^ 2 * ((x + y + z) * (x * y * z)).
Proof.
  intros X Y Z.
  assert (E : (z + 2 * x) ^ 2 * ((x + y + z) * (x * y * z)) - x * (2 * z + x) * (x * y + y * z + x * z) ^ 2
    = x * ((z - y) * ((z ^ 3 + z ^ 2 * x + x ^ 3) * (y - x) + x * ((z - x) ^ 2 * (z + x))))) by ring.
  assert (P : 0 <= x * ((z - y) * ((z ^ 3 + z ^ 2 * x + x ^ 3) * (y - x) + x * ((z - x) ^ 2 * (z + x))))); [|lra].
  assert (0 <= z ^ 2 * x) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
  assert (0 <= z ^ 3) by (apply pow_le; lra). assert (0 <= x ^ 3) by (apply pow_le; lra).
  apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra|]. apply Rplus_le_le_0_compat.
  - apply Rmult_le_pos; lra.
  - apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [apply pow2_ge_0|lra].
Qed.

Lemma three_ratio x y z r : 0 < x -> x <= y -> y <= z -> z <= r * x ->
  (2 * r + 1) * (x * y + y * z + x * z) ^ 2 <= (r + 2) ^ 2 * ((x + y + z) * (x * y * z)).
Proof.
  intros X Y Z R. pose proof (three_sorted x y z X Y Z) as T.
  set (a := (x * y + y * z + x * z) ^ 2) in *. set (b := (x + y + z) * (x * y * z)) in *.
  assert (P : 0 < x * y * z) by (apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; lra).
  assert (B : 0 < b) by (apply Rmult_lt_0_compat; lra).
  assert (R1 : 1 <= r) by (apply Rmult_le_reg_r with x; lra).
  assert (M : (2 * r + 1) * (z + 2 * x) ^ 2 <= (r + 2) ^ 2 * (x * (2 * z + x))).
  { assert (E : (r + 2) ^ 2 * (x * (2 * z + x)) - (2 * r + 1) * (z + 2 * x) ^ 2
      = (r * x - z) * (2 * (r * (z - x)) + (z - x) + 3 * ((r - 1) * x))) by ring.
    assert (0 <= (r * x - z) * (2 * (r * (z - x)) + (z - x) + 3 * ((r - 1) * x))); [|lra].
    assert (0 <= r * (z - x)) by (apply Rmult_le_pos; lra). assert (0 <= (r - 1) * x) by (apply Rmult_le_pos; lra).
    apply Rmult_le_pos; lra. }
  assert (D : 0 < x * (2 * z + x)) by (apply Rmult_lt_0_compat; lra).
  apply Rmult_le_reg_l with (x * (2 * z + x)); [exact D|].
  apply Rle_trans with ((2 * r + 1) * ((z + 2 * x) ^ 2 * b)).
  - replace (x * (2 * z + x) * ((2 * r + 1) * a)) with ((2 * r + 1) * (x * (2 * z + x) * a)) by ring.
    apply Rmult_le_compat_l; lra.
  - replace (x * (2 * z + x) * ((r + 2) ^ 2 * b)) with ((r + 2) ^ 2 * (x * (2 * z + x)) * b) by ring.
    replace ((2 * r + 1) * ((z + 2 * x) ^ 2 * b)) with ((2 * r + 1) * (z + 2 * x) ^ 2 * b) by ring.
    apply Rmult_le_compat_r; lra.
Qed.

(** Whether a d^2 + b e^2 + c (d + e)^2 is ever negative. *)
Lemma two_variables a b c d e : 0 <= a + b + c -> 0 <= a * b + b * c + a * c ->
  0 <= a * d ^ 2 + b * e ^ 2 + c * (d + e) ^ 2.
Proof.
  intros S D.
  assert (P : 0 <= (a + c) * (b + c)) by (pose proof (pow2_ge_0 c); lra).
  assert (Q : 0 <= (a + c) * (a + b)) by (pose proof (pow2_ge_0 a); lra).
  destruct (Rtotal_order (a + c) 0) as [L|[Z|L]].
  - exfalso.
    assert (G : forall t, 0 <= (a + c) * t -> t <= 0).
    { intros t T. apply Rnot_lt_le. intros F.
      pose proof (Rmult_lt_0_compat _ _ (Ropp_0_gt_lt_contravar _ L) F). lra. }
    pose proof (G _ P). pose proof (G _ Q). lra.
  - assert (C0 : c = 0).
    { pose proof (pow2_ge_0 c). replace a with (- c) in D by lra. assert (C2 : c * c = 0) by lra.
      destruct (Rmult_integral _ _ C2); assumption. }
    replace a with 0 by lra. rewrite C0. pose proof (Rmult_le_pos b (e ^ 2) ltac:(lra) (pow2_ge_0 e)). lra.
  - apply Rmult_le_reg_l with (a + c); [exact L|]. rewrite Rmult_0_r.
    replace ((a + c) * (a * d ^ 2 + b * e ^ 2 + c * (d + e) ^ 2))
      with (((a + c) * d + c * e) ^ 2 + (a * b + b * c + a * c) * e ^ 2) by ring.
    pose proof (pow2_ge_0 ((a + c) * d + c * e)). pose proof (Rmult_le_pos _ _ D (pow2_ge_0 e)). lra.
Qed.

Lemma three_any_order x y z r : 0 < x -> 0 < y -> 0 < z -> (forall a b, In a (x :: y :: z :: nil) ->
  In b (x :: y :: z :: nil) -> a <= r * b) ->
  (2 * r + 1) * (x * y + y * z + x * z) ^ 2 <= (r + 2) ^ 2 * ((x + y + z) * (x * y * z)).
Proof.
  intros X Y Z H.
  assert (G : forall a b c, 0 < a -> a <= b -> b <= c -> c <= r * a ->
    a * b + b * c + a * c = x * y + y * z + x * z -> a + b + c = x + y + z -> a * b * c = x * y * z ->
    (2 * r + 1) * (x * y + y * z + x * z) ^ 2 <= (r + 2) ^ 2 * ((x + y + z) * (x * y * z))).
  { intros a b c A B C D <- <- <-. exact (three_ratio a b c r A B C D). }
  destruct (Rle_dec x y), (Rle_dec y z), (Rle_dec x z); try (exfalso; lra).
  - apply (G x y z); try lra. apply H; simpl; auto.
  - apply (G x z y); try lra. apply H; simpl; auto.
  - apply (G z x y); try lra. apply H; simpl; auto.
  - apply (G y x z); try lra. apply H; simpl; auto.
  - apply (G y z x); try lra. apply H; simpl; auto.
  - apply (G z y x); try lra. apply H; simpl; auto.
Qed.

Lemma three_classes s B J : (forall i j, (i < 3)%nat -> (j < 3)%nat -> s i - s j <= B) ->
  jacobian 3 (softmax 3) s J -> conditioned_by 3 J ((2 * exp B + 1) / 3).
Proof.
  intros H HJ. pose proof (softmax_sum 3 s ltac:(lia)) as S. simpl in S.
  pose proof (softmax_pos 3 s 0 ltac:(lia)) as X. pose proof (softmax_pos 3 s 1 ltac:(lia)) as Y.
  pose proof (softmax_pos 3 s 2 ltac:(lia)) as Z.
  assert (Q : forall i j, (i < 3)%nat -> (j < 3)%nat -> softmax 3 s i <= exp B * softmax 3 s j)
    by (intros i j Hi Hj; apply odds_ratio; [lia|apply H; assumption]).
  assert (R1 : 1 <= exp B).
  { pose proof (Q 0%nat 0%nat ltac:(lia) ltac:(lia)). apply Rmult_le_reg_r with (softmax 3 s 0); lra. }
  assert (F : forall v, form 3 J v = softmax 3 s 0 * softmax 3 s 1 * (v 0%nat - v 1%nat) ^ 2
    + softmax 3 s 1 * softmax 3 s 2 * (v 1%nat - v 2%nat) ^ 2
    + softmax 3 s 0 * softmax 3 s 2 * (v 0%nat - v 1%nat + (v 1%nat - v 2%nat)) ^ 2).
  { intros v. rewrite (form_expanded 3 s J v ltac:(lia) HJ). simpl sum.
    replace (softmax 3 s 2) with (1 - softmax 3 s 0 - softmax 3 s 1) by lra. ring. }
  set (x := softmax 3 s 0) in *. set (y := softmax 3 s 1) in *. set (z := softmax 3 s 2) in *. set (r := exp B) in *.
  assert (T : (2 * r + 1) * (x * y + y * z + x * z) ^ 2 <= (r + 2) ^ 2 * ((x + y + z) * (x * y * z))).
  { apply three_any_order; [exact X|exact Y|exact Z|]. unfold x, y, z.
    intros a b [<-|[<-|[<-|[]]]] [<-|[<-|[<-|[]]]]; apply Q; lia. }
  replace (x + y + z) with 1 in T by lra.
  set (E := x * y + y * z + x * z) in *.
  assert (E0 : 0 < E) by (unfold E; repeat apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; assumption).
  assert (I : 0 < / (r + 2)) by (apply Rinv_0_lt_compat; lra).
  set (m := E * / (r + 2)).
  assert (M : (r + 2) * m = E) by (unfold m; field; lra).
  assert (Mp : 0 < m) by (apply Rmult_lt_0_compat; assumption).
  assert (D : 0 <= x * y * z - 2 * m * E + 3 * m ^ 2).
  { apply Rmult_le_reg_l with ((r + 2) ^ 2); [apply pow_lt; lra|]. rewrite Rmult_0_r.
    replace ((r + 2) ^ 2 * (x * y * z - 2 * m * E + 3 * m ^ 2))
      with ((r + 2) ^ 2 * (x * y * z) - 2 * (r + 2) * ((r + 2) * m) * E + 3 * ((r + 2) * m) ^ 2) by ring.
    rewrite M. lra. }
  assert (rm : 0 <= (r - 1) * m) by (apply Rmult_le_pos; lra).
  apply (between 3 J (3 * m) ((2 * r + 1) * m)).
  - lra.
  - lra.
  - right. field.
  - intros v V. simpl sum in V.
    assert (W : sum 3 (fun i => v i ^ 2) = / 3 * ((v 0%nat - v 1%nat) ^ 2 + (v 1%nat - v 2%nat) ^ 2
      + (v 0%nat - v 1%nat + (v 1%nat - v 2%nat)) ^ 2)).
    { simpl sum. replace (v 2%nat) with (- v 0%nat - v 1%nat) by lra. field. }
    rewrite W, F. set (d := v 0%nat - v 1%nat). set (e := v 1%nat - v 2%nat).
    assert (xyz : x * y * (y * z) + y * z * (x * z) + x * y * (x * z) = x * y * z).
    { replace z with (1 - x - y) by lra. ring. }
    split.
    + pose proof (two_variables (x * y - m) (y * z - m) (x * z - m) d e) as G.
      assert (S1 : x * y - m + (y * z - m) + (x * z - m) = (r - 1) * m) by (fold E; unfold E in M; lra).
      assert (S2 : (x * y - m) * (y * z - m) + (y * z - m) * (x * z - m) + (x * y - m) * (x * z - m)
        = x * y * z - 2 * m * E + 3 * m ^ 2) by (rewrite <- xyz; unfold E; ring).
      specialize (G ltac:(lra) ltac:(lra)). lra.
    + set (h := (2 * r + 1) * m / 3).
      pose proof (two_variables (h - x * y) (h - y * z) (h - x * z) d e) as G.
      assert (h3 : h = 2 * E / 3 - m) by (rewrite <- M; unfold h; field).
      assert (S1 : h - x * y + (h - y * z) + (h - x * z) = (r - 1) * m) by (unfold h; unfold E in M; lra).
      assert (S2 : (h - x * y) * (h - y * z) + (h - y * z) * (h - x * z) + (h - x * y) * (h - x * z)
        = x * y * z - 2 * m * E + 3 * m ^ 2) by (rewrite <- xyz, h3; unfold E; field).
      specialize (G ltac:(lra) ltac:(lra)). unfold h in G. lra.
Qed.
