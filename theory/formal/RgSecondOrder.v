(** One factor of RG2: the least value of its objective, and the form of its second-order part there. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates RgSingularValues.
Open Scope R_scope.

(** The objective of one factor, less the squares of the targets; a and b are the ridges' weights. *)
Definition reduced (M N J : nat) (u v : nat -> nat -> R) (sigma : nat -> R) (a b : R) (X Y : nat -> R) : R :=
  dot M X X * dot N Y Y + a * dot M X X + b * dot N Y Y - 2 * bilinear M N J u v sigma X Y.

Lemma bilinear_below M N J u v sigma X Y : orthonormal M J u -> orthonormal N J v ->
  (forall j, (j < J)%nat -> 0 <= sigma j <= sigma 0%nat) -> (0 < J)%nat ->
  bilinear M N J u v sigma X Y <= sigma 0%nat * (sqrt (dot M X X) * sqrt (dot N Y Y)).
Proof.
  intros U V S HJ. pose proof (S 0%nat HJ) as S0.
  assert (B : forall n w Z, orthonormal n J w ->
    sum J (fun j => sigma j * (dot n Z (w j) * dot n Z (w j))) <= sigma 0%nat * dot n Z Z).
  { intros n w Z O. pose proof (bessel_nonneg n J w Z O).
    apply Rle_trans with (sigma 0%nat * sum J (fun j => dot n Z (w j) ^ 2)); [|apply Rmult_le_compat_l; lra].
    rewrite <- sum_scal. apply sum_le. intros j Hj.
    replace (dot n Z (w j) ^ 2) with (dot n Z (w j) * dot n Z (w j)) by ring.
    apply Rmult_le_compat_r; [apply Rle_0_sqr|apply S, Hj]. }
  assert (B0 : forall n w Z, 0 <= sum J (fun j => sigma j * (dot n Z (w j) * dot n Z (w j)))).
  { intros n w Z. apply sum_nonneg. intros j Hj. apply Rmult_le_pos; [apply S, Hj|apply Rle_0_sqr]. }
  pose proof (cauchy_schwarz_weighted J sigma (fun j => dot M X (u j)) (fun j => dot N Y (v j))
    (fun j Hj => proj1 (S j Hj))) as C. cbv beta in C.
  pose proof (Rmult_le_compat _ _ _ _ (B0 M u X) (B0 N v Y) (B M u X U) (B N v Y V)) as D.
  unfold bilinear. rewrite (sum_ext J _ (fun j => sigma j * (dot M X (u j) * dot N Y (v j)))) by (intros; ring).
  apply Rsqr_incr_0_var.
  - unfold Rsqr. pose proof (sqrt_sqrt _ (dot_self M X)) as E. pose proof (sqrt_sqrt _ (dot_self N Y)) as F.
    set (p := sqrt (dot M X X)) in *. set (q := sqrt (dot N Y Y)) in *.
    replace (sigma 0%nat * (p * q) * (sigma 0%nat * (p * q)))
      with (sigma 0%nat * (p * p) * (sigma 0%nat * (q * q))) by ring.
    rewrite E, F. lra.
  - apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; apply sqrt_pos.
Qed.

Lemma reduced_least M N J u v sigma al be X Y : orthonormal M J u -> orthonormal N J v ->
  (forall j, (j < J)%nat -> 0 <= sigma j <= sigma 0%nat) -> (0 < J)%nat ->
  let s := sigma 0%nat - al * be in let p := sqrt (dot M X X) in let q := sqrt (dot N Y Y) in
  - s ^ 2 <= reduced M N J u v sigma (al ^ 2) (be ^ 2) X Y /\
  (reduced M N J u v sigma (al ^ 2) (be ^ 2) X Y <= - s ^ 2 ->
    p * q = s /\ al * p = be * q /\ bilinear M N J u v sigma X Y = sigma 0%nat * s).
Proof.
  intros U V S HJ s p q. pose proof (bilinear_below M N J u v sigma X Y U V S HJ) as B. fold p q in B.
  pose proof (sqrt_sqrt _ (dot_self M X)) as E. pose proof (sqrt_sqrt _ (dot_self N Y)) as F. fold p in E. fold q in F.
  assert (Id : reduced M N J u v sigma (al ^ 2) (be ^ 2) X Y + s ^ 2 = (p * q - s) ^ 2 + (al * p - be * q) ^ 2
    + 2 * (sigma 0%nat * (p * q) - bilinear M N J u v sigma X Y)).
  { unfold reduced. rewrite <- E, <- F. unfold s. ring. }
  pose proof (pow2_ge_0 (p * q - s)) as Q1. pose proof (pow2_ge_0 (al * p - be * q)) as Q2. split; [lra|]. intros L.
  assert (Z : forall z, z ^ 2 <= 0 -> z = 0).
  { intros z Hz. pose proof (pow2_ge_0 z). assert (Z : z * z = 0) by lra. destruct (Rmult_integral _ _ Z); assumption. }
  assert (PQ : p * q = s) by (pose proof (Z (p * q - s) ltac:(lra)); lra).
  split; [exact PQ|]. split; [pose proof (Z (al * p - be * q) ltac:(lra)); lra|]. rewrite PQ in *. lra.
Qed.

Lemma along_first n J u X A : orthonormal n J u -> (0 < J)%nat -> dot n X X = sum J (fun j => dot n X (u j) ^ 2) ->
  (forall j, (0 < j < J)%nat -> dot n X (u j) = 0) -> dot n X A = dot n X (u 0%nat) * dot n A (u 0%nat).
Proof.
  intros O HJ E Z. pose proof (bessel n J u X O) as B. rewrite <- E, Rminus_diag_eq in B by reflexivity.
  unfold dot at 1 3. rewrite <- sum_scal. apply sum_ext. intros x Hx.
  assert (P : X x - sum J (fun j => dot n X (u j) * u j x) = 0).
  { pose proof (term_le_sum n (fun x => (X x - sum J (fun j => dot n X (u j) * u j x)) ^ 2) x
      (fun y _ => pow2_ge_0 _) Hx) as T. cbv beta in T. rewrite <- B in T.
    set (z := X x - _) in *. pose proof (pow2_ge_0 z). assert (Q : z * z = 0) by lra.
    destruct (Rmult_integral _ _ Q); assumption. }
  rewrite (sum_ext J _ (fun j => one_hot 0 j * (dot n X (u j) * u j x))) in P.
  - rewrite (sum_pick J 0 (fun j => dot n X (u j) * u j x) HJ) in P. replace (X x) with (dot n X (u 0%nat) * u 0%nat x)
      by lra. ring.
  - intros j Hj. unfold one_hot. destruct (Nat.eqb_spec j 0) as [->|Ne]; [ring|]. rewrite (Z j ltac:(lia)). ring.
Qed.

(** What the optimum has of the second-order part. *)
Lemma at_optimum M N J u v sigma al be X Y : orthonormal M J u -> orthonormal N J v -> 0 < al -> 0 < be ->
  (forall j, (j < J)%nat -> 0 <= sigma j) -> (0 < J)%nat -> (forall j, (0 < j < J)%nat -> sigma j < sigma 0%nat) ->
  al * be < sigma 0%nat -> let s := sigma 0%nat - al * be in
  reduced M N J u v sigma (al ^ 2) (be ^ 2) X Y <= - s ^ 2 ->
  dot N Y Y + al ^ 2 = sigma 0%nat * (al / be) /\ dot M X X + be ^ 2 = sigma 0%nat * (be / al) /\
  forall A B, dot M X A * dot N Y B = s * (dot M A (u 0%nat) * dot N B (v 0%nat)).
Proof.
  intros U V Al Be S HJ Top T s L.
  assert (S' : forall j, (j < J)%nat -> 0 <= sigma j <= sigma 0%nat).
  { intros j Hj. split; [exact (S j Hj)|]. destruct j as [|j]; [lra|apply Rlt_le, Top; lia]. }
  destruct (reduced_least M N J u v sigma al be X Y U V S' HJ) as [_ H]. destruct (H L) as (PQ & R & B). clear H.
  fold s in PQ, B. pose proof (sqrt_sqrt _ (dot_self M X)) as E. pose proof (sqrt_sqrt _ (dot_self N Y)) as F.
  set (p := sqrt (dot M X X)) in *. set (q := sqrt (dot N Y Y)) in *.
  assert (AB : 0 < al * be) by (apply Rmult_lt_0_compat; assumption).
  assert (QQ : dot N Y Y = s * (al / be)).
  { rewrite <- F, <- PQ. replace (p * q * (al / be)) with (al * p * q / be) by (field; lra). rewrite R. field. lra. }
  assert (PP : dot M X X = s * (be / al)).
  { rewrite <- E, <- PQ. replace (p * q * (be / al)) with (be * q * p / al) by (field; lra). rewrite <- R. field. lra. }
  set (c := sigma 0%nat * (al / be)). set (d := sigma 0%nat * (be / al)).
  assert (Cp : 0 < c) by (apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; assumption]).
  assert (Dp : 0 < d) by (apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; assumption]).
  assert (CD : c * d = sigma 0%nat ^ 2) by (unfold c, d; field; lra).
  assert (W : forall j, (j < J)%nat -> sigma j ^ 2 <= c * d)
    by (intros j Hj; rewrite CD; apply pow_incr, S', Hj).
  destruct (form_bounded M N J u v sigma c d X Y U V Cp Dp W) as [_ G].
  destruct G as (GX & GY & G0); [rewrite B, PP, QQ; unfold c, d; right; field; lra|].
  assert (G1 : forall j, (0 < j < J)%nat -> dot M X (u j) = 0 /\ dot N Y (v j) = 0).
  { intros j Hj. apply G0; [lia|]. rewrite CD. pose proof (S j ltac:(lia)). pose proof (Top j Hj).
    assert (sigma j * sigma j < sigma 0%nat * sigma 0%nat) by (apply Rmult_le_0_lt_compat; lra). lra. }
  split; [rewrite QQ; unfold c, s; field; lra|]. split; [rewrite PP; unfold d, s; field; lra|]. intros A D.
  rewrite (along_first M J u X A U HJ GX (fun j Hj => proj1 (G1 j Hj))).
  rewrite (along_first N J v Y D V HJ GY (fun j Hj => proj2 (G1 j Hj))).
  assert (X0 : dot M X (u 0%nat) * dot N Y (v 0%nat) = s).
  { apply Rmult_eq_reg_l with (sigma 0%nat); [|lra]. rewrite <- B. unfold bilinear.
    rewrite (sum_ext J _ (fun j => one_hot 0 j * (sigma j * dot M X (u j) * dot N Y (v j)))).
    - rewrite (sum_pick J 0 (fun j => sigma j * dot M X (u j) * dot N Y (v j)) HJ). ring.
    - intros j Hj. unfold one_hot. destruct (Nat.eqb_spec j 0) as [->|Ne]; [ring|].
      rewrite (proj1 (G1 j ltac:(lia))). ring. }
  rewrite <- X0. ring.
Qed.

(** The form of the second-order part is positive definite. *)
Lemma second_order_positive M N J u v sigma c d s A B : orthonormal M J u -> orthonormal N J v -> 0 < c -> 0 < d ->
  c * d = sigma 0%nat ^ 2 -> (forall j, (j < J)%nat -> 0 <= sigma j) -> (0 < J)%nat ->
  (forall j, (0 < j < J)%nat -> sigma j < sigma 0%nat) -> 0 < s < sigma 0%nat -> not_zero M A \/ not_zero N B ->
  0 < c * dot M A A + d * dot N B B + 4 * (s * (dot M A (u 0%nat) * dot N B (v 0%nat)))
    - 2 * bilinear M N J u v sigma A B.
Proof.
  intros U V C D CD S HJ Top Hs Z. set (w := fun j => sigma j - one_hot 0 j * (2 * s)).
  assert (E : bilinear M N J u v w A B
    = bilinear M N J u v sigma A B - 2 * s * (dot M A (u 0%nat) * dot N B (v 0%nat))).
  { unfold bilinear, w. rewrite (sum_ext J _ (fun j => sigma j * dot M A (u j) * dot N B (v j)
      - one_hot 0 j * (2 * s * (dot M A (u j) * dot N B (v j))))) by (intros; ring).
    rewrite sum_minus, (sum_pick J 0 (fun j => 2 * s * (dot M A (u j) * dot N B (v j))) HJ). reflexivity. }
  assert (W : forall j, (j < J)%nat -> w j ^ 2 < c * d).
  { intros j Hj. rewrite CD. unfold w, one_hot. pose proof (S j Hj) as Sj. destruct (Nat.eqb_spec j 0) as [->|Ne].
    - assert (0 < s * (sigma 0%nat - s)) by (apply Rmult_lt_0_compat; lra). lra.
    - pose proof (Top j ltac:(lia)) as Tj.
      assert (sigma j * sigma j < sigma 0%nat * sigma 0%nat) by (apply Rmult_le_0_lt_compat; lra). lra. }
  destruct (form_bounded M N J u v w c d A B U V C D (fun j Hj => Rlt_le _ _ (W j Hj))) as [_ G]. rewrite E in G.
  apply Rnot_le_lt. intros L. destruct G as (GA & GB & G); [lra|].
  rewrite (sum_eq_0 J) in GA by (intros j Hj; rewrite (proj1 (G j Hj (W j Hj))); ring).
  rewrite (sum_eq_0 J) in GB by (intros j Hj; rewrite (proj2 (G j Hj (W j Hj))); ring).
  destruct Z as [Z|Z]; pose proof (dot_positive _ _ Z); lra.
Qed.

(** ** There is an optimum *)

(** The context factor of which the weighted column is X. *)
Definition unweighted (N : nat) (r : nat -> nat -> R) (X : nat -> R) (x k : nat) : R :=
  / sqrt (positives N (r x)) * X x.

Lemma weighted_again M N r X x : clicks M N r -> (x < M)%nat -> weighted_column N r (unweighted N r X) x = X x.
Proof.
  intros [_ H] Hx. specialize (H x Hx). unfold weighted_column, unweighted. field. apply Rgt_not_eq, sqrt_lt_R0. lra.
Qed.
