(** Jacobians and their norms, and the norm of diag z - z z' / (sum of z). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** The Euclidean norm of a vector of n entries. *)
Definition norm (n : nat) (v : nat -> R) : R := sqrt (sum n (fun i => v i ^ 2)).

(** A matrix times a vector. *)
Definition times (n : nat) (A : nat -> nat -> R) (v : nat -> R) (i : nat) : R := sum n (fun j => A i j * v j).

(** c is the norm of the matrix A: the least factor by which A lengthens at most. *)
Definition operator_norm (n : nat) (A : nat -> nat -> R) (c : R) : Prop :=
  forall d, (forall v, norm n (times n A v) <= d * norm n v) <-> c <= d.

(** J is the Jacobian of f at s: in every direction v, f changes at the rate J v. *)
Definition jacobian (n : nat) (f : (nat -> R) -> nat -> R) (s : nat -> R) (J : nat -> nat -> R) : Prop :=
  forall v i, (i < n)%nat -> derivable_pt_lim (fun t => f (fun k => s k + t * v k) i) 0 (times n J v i).

(** diag z - z z' / (sum of z). *)
Definition covariance (n : nat) (z : nat -> R) (i j : nat) : R := z i * one_hot i j - z i * z j / sum n z.

(** diag p - p p'. *)
Definition softmax_matrix (p : nat -> R) (i j : nat) : R := p i * one_hot i j - p i * p j.

(** The mean of v with the weights z. *)
Definition average (n : nat) (z v : nat -> R) : R := sum n (fun i => z i * v i) / sum n z.

Lemma norm_nonneg n v : 0 <= norm n v.
Proof. apply sqrt_pos. Qed.

Lemma norm_sq n v : norm n v * norm n v = sum n (fun i => v i * v i).
Proof.
  unfold norm. rewrite sqrt_sqrt by (apply sum_nonneg; intros; apply pow2_ge_0).
  apply sum_ext. intros i _. ring.
Qed.

Lemma norm_le n v w c :
  0 <= c -> sum n (fun i => w i * w i) <= c * c * sum n (fun i => v i * v i) -> norm n w <= c * norm n v.
Proof.
  intros Hc H. rewrite <- !norm_sq in H. apply Rsqr_incr_0_var.
  - unfold Rsqr. replace (c * norm n v * (c * norm n v)) with (c * c * (norm n v * norm n v)) by ring. exact H.
  - apply Rmult_le_pos; [exact Hc|apply norm_nonneg].
Qed.

Lemma norm_ext n v w : (forall i, (i < n)%nat -> v i = w i) -> norm n v = norm n w.
Proof. intros H. unfold norm. f_equal. apply sum_ext. intros i Hi. rewrite H by exact Hi. reflexivity. Qed.

Lemma times_ext n A B v i :
  (forall j, (j < n)%nat -> A i j = B i j) -> times n A v i = times n B v i.
Proof. intros H. apply sum_ext. intros j Hj. rewrite H by exact Hj. reflexivity. Qed.

Lemma jacobian_unique n f s J K v i :
  jacobian n f s J -> jacobian n f s K -> (i < n)%nat -> times n J v i = times n K v i.
Proof.
  intros HJ HK Hi. exact (uniqueness_limite _ 0 _ _ (HJ v i Hi) (HK v i Hi)).
Qed.

Lemma times_covariance n z v i : (i < n)%nat -> times n (covariance n z) v i = z i * (v i - average n z v).
Proof.
  intros Hi. unfold times, covariance, average.
  rewrite (sum_ext n _ (fun j => one_hot i j * (z i * v j) - z i / sum n z * (z j * v j)))
    by (intros; unfold Rdiv; ring).
  rewrite sum_minus, sum_pick, sum_scal by exact Hi. unfold Rdiv. ring.
Qed.

Lemma centred_sum n z v : sum n z <> 0 -> sum n (fun i => z i * (v i - average n z v)) = 0.
Proof.
  intros H. rewrite (sum_ext n _ (fun i => z i * v i - z i * average n z v)) by (intros; ring).
  rewrite sum_minus, sum_scal_r. unfold average. field. exact H.
Qed.

(** The quadratic form of `covariance` is the spread of v around its average. *)
Lemma covariance_form n z v : sum n z <> 0 ->
  sum n (fun i => v i * times n (covariance n z) v i) = sum n (fun i => z i * (v i - average n z v) ^ 2).
Proof.
  intros H.
  rewrite (sum_ext n _ (fun i => z i * (v i - average n z v) ^ 2 + average n z v * (z i * (v i - average n z v)))).
  - rewrite sum_plus, sum_scal, centred_sum by exact H. ring.
  - intros i Hi. rewrite times_covariance by exact Hi. ring.
Qed.

Lemma covariance_expand n z v : sum n z <> 0 ->
  sum n (fun i => z i * (v i - average n z v) ^ 2) = sum n (fun i => z i * (v i * v i)) - sum n z * average n z v ^ 2.
Proof.
  intros H.
  rewrite (sum_ext n _ (fun i => z i * (v i * v i) - 2 * average n z v * (z i * v i) + average n z v ^ 2 * z i))
    by (intros; ring).
  rewrite sum_plus, sum_minus, !sum_scal.
  replace (sum n (fun i => z i * v i)) with (average n z v * sum n z) by (unfold average; field; exact H). ring.
Qed.

(** For such a matrix a bound of the quadratic form is a bound of the norm. *)
Lemma covariance_norm n z c v :
  (forall i, (i < n)%nat -> 0 <= z i) -> 0 < sum n z -> 0 <= c ->
  (forall u, sum n (fun i => z i * (u i - average n z u) ^ 2) <= c * sum n (fun i => u i * u i)) ->
  norm n (times n (covariance n z) v) <= c * norm n v.
Proof.
  intros Hz HS Hc H. apply norm_le; [exact Hc|].
  set (w := times n (covariance n z) v). set (V := sum n (fun i => v i * v i)). set (W := sum n (fun i => w i * w i)).
  assert (HV : 0 <= V) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  assert (HW : 0 <= W) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  assert (E : W = sum n (fun i => z i * ((v i - average n z v) * (w i - average n z w)))).
  { rewrite (sum_ext n _ (fun i => z i * (v i - average n z v) * w i - average n z w * (z i * (v i - average n z v))))
      by (intros; ring).
    rewrite sum_minus, sum_scal, centred_sum by lra. rewrite Rmult_0_r, Rminus_0_r.
    apply sum_ext. intros i Hi. unfold w at 1. rewrite times_covariance by exact Hi. ring. }
  pose proof (cauchy_schwarz_weighted n z (fun i => v i - average n z v) (fun i => w i - average n z w) Hz) as Q.
  cbv beta in Q. rewrite <- E in Q.
  pose proof (H v) as Hv. pose proof (H w) as Hw. fold V in Hv. fold W in Hw.
  rewrite (sum_ext n _ (fun i => z i * ((v i - average n z v) * (v i - average n z v)))) in Hv by (intros; ring).
  rewrite (sum_ext n _ (fun i => z i * ((w i - average n z w) * (w i - average n z w)))) in Hw by (intros; ring).
  assert (B : W * W <= c * V * (c * W)).
  { eapply Rle_trans; [exact Q|]. apply Rmult_le_compat; [| |exact Hv|exact Hw];
      apply sum_nonneg; intros i Hi; (apply Rmult_le_pos; [apply Hz, Hi|apply Rle_0_sqr]). }
  destruct (Req_dec W 0) as [Z|Z].
  - rewrite Z. apply Rmult_le_pos; [|exact HV]. apply Rmult_le_pos; exact Hc.
  - apply Rmult_le_reg_r with W; [lra|]. replace (c * c * V * W) with (c * V * (c * W)) by ring. exact B.
Qed.

(** The largest weight bounds the norm. *)
Lemma covariance_norm_weight n z c v :
  (forall i, (i < n)%nat -> 0 <= z i <= c) -> 0 < sum n z -> norm n (times n (covariance n z) v) <= c * norm n v.
Proof.
  intros Hz HS.
  assert (Hc : 0 <= c).
  { destruct n as [|n]; [simpl in HS; lra|]. destruct (Hz 0%nat ltac:(lia)). lra. }
  apply covariance_norm; [intros i Hi; apply Hz, Hi|exact HS|exact Hc|]. intros u.
  rewrite covariance_expand by lra.
  assert (0 <= sum n z * average n z u ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  assert (sum n (fun i => z i * (u i * u i)) <= c * sum n (fun i => u i * u i)); [|lra].
  rewrite <- sum_scal. apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply Rle_0_sqr|apply Hz, Hi].
Qed.

(** For probabilities: v' (diag p - p p') v is at most twice the sum of p (1 - p) v^2. *)
Lemma variance_bound n p v : simplex n p ->
  sum n (fun i => p i * (v i - average n p v) ^ 2) <= sum n (fun i => 2 * (p i * (1 - p i)) * (v i * v i)).
Proof.
  intros [Hp S]. rewrite covariance_expand by lra. rewrite S. unfold average. rewrite S.
  set (m := sum n (fun i => p i * v i)). set (q := sum n (fun i => p i * (v i * v i))).
  assert (E : sum n (fun i => sum n (fun j => p i * p j * (v i + v j) ^ 2)) = 2 * q + 2 * m * m).
  { rewrite (sum_ext n _ (fun i => p i * (v i * v i) * 1 + 2 * m * (p i * v i) + p i * q)).
    - rewrite !sum_plus, sum_scal, !sum_scal_r, S. fold m q. ring.
    - intros i _. rewrite <- S. unfold m, q.
      rewrite (sum_ext n _ (fun j => p i * (v i * v i) * p j + 2 * (p i * v i) * (p j * v j)
                                     + p i * (p j * (v j * v j)))) by (intros; ring).
      rewrite !sum_plus, !sum_scal. ring. }
  assert (D : sum n (fun i => 4 * (p i * p i) * (v i * v i))
              <= sum n (fun i => sum n (fun j => p i * p j * (v i + v j) ^ 2))).
  { apply sum_le. intros i Hi.
    replace (4 * (p i * p i) * (v i * v i)) with ((fun j => p i * p j * (v i + v j) ^ 2) i) by ring.
    apply (term_le_sum n (fun j => p i * p j * (v i + v j) ^ 2)); [|exact Hi].
    intros j Hj. apply Rmult_le_pos; [apply Rmult_le_pos; apply Hp; assumption|apply pow2_ge_0]. }
  rewrite (sum_ext n _ (fun i => 2 * (p i * (v i * v i)) - / 2 * (4 * (p i * p i) * (v i * v i))))
    by (intros; field).
  rewrite sum_minus, !sum_scal. fold q.
  replace (m / 1) with m by field. lra.
Qed.

Lemma variance_half n p v : simplex n p ->
  sum n (fun i => p i * (v i - average n p v) ^ 2) <= 1 / 2 * sum n (fun i => v i * v i).
Proof.
  intros H. eapply Rle_trans; [apply variance_bound, H|]. rewrite <- sum_scal.
  apply sum_le. intros i _. apply Rmult_le_compat_r; [apply Rle_0_sqr|].
  pose proof (Rle_0_sqr (p i - 1 / 2)). unfold Rsqr in *. lra.
Qed.

Lemma covariance_simplex n p i j : simplex n p -> p i * one_hot i j - p i * p j = covariance n p i j.
Proof. intros [_ S]. unfold covariance. rewrite S. field. Qed.

(** The difference of two items of equal weight is an eigenvector. *)
Lemma covariance_pair n z i j : (i < n)%nat -> (j < n)%nat -> i <> j -> z i = z j ->
  norm n (times n (covariance n z) (fun k => one_hot i k - one_hot j k)) =
  Rabs (z i) * norm n (fun k => one_hot i k - one_hot j k)
  /\ 0 < norm n (fun k => one_hot i k - one_hot j k).
Proof.
  intros Hi Hj Hne E. set (v := fun k => one_hot i k - one_hot j k).
  assert (M : average n z v = 0).
  { unfold average, v. rewrite (sum_ext n _ (fun k => one_hot i k * z k - one_hot j k * z k)) by (intros; ring).
    rewrite sum_minus, !sum_pick, E by assumption. unfold Rdiv. ring. }
  assert (D : forall k, z k * v k = z i * v k).
  { intros k. unfold v, one_hot. destruct (Nat.eqb_spec k i) as [->|]; [destruct (Nat.eqb i j); ring|].
    destruct (Nat.eqb_spec k j) as [->|]; [rewrite E; ring|ring]. }
  split.
  - rewrite (norm_ext n _ (fun k => z i * v k)).
    + unfold norm. rewrite <- sqrt_Rsqr_abs, <- sqrt_mult_alt by apply Rle_0_sqr. f_equal.
      rewrite <- sum_scal. apply sum_ext. intros k _. unfold Rsqr. ring.
    + intros k Hk. rewrite times_covariance, M by exact Hk. rewrite <- D. ring.
  - apply sqrt_lt_R0. apply Rlt_le_trans with ((fun k => v k ^ 2) i).
    + unfold v, one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec i j); [contradiction|]. lra.
    + apply (term_le_sum n (fun k => v k ^ 2)); [|exact Hi]. intros. apply pow2_ge_0.
Qed.
