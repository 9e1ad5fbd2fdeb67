(** The risk of Rankmax with its scale adapted to the label is least at whole scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Rankmax.
Open Scope R_scope.

(** Whole numbers as scores. *)
Definition whole (v : nat -> Z) (i : nat) : R := IZR (v i).

Lemma Rmax_whole k : Rmax (IZR k) 0 = IZR (Z.max k 0).
Proof.
  destruct (Z.max_spec k 0) as [[H ->]|[H ->]]; [apply Rmax_right|apply Rmax_left]; apply IZR_le; lia.
Qed.

Lemma part_whole v y i : part (whole v) y i = IZR (Z.max (v i - v y + 1) 0).
Proof. unfold part, whole. rewrite <- Rmax_whole, plus_IZR, minus_IZR. reflexivity. Qed.

(** ** Scores on a grid are means of whole scores *)

Lemma sum_telescope n (a : nat -> R) : sum n (fun t => a (S t)) + a 0%nat = sum n a + a n.
Proof. induction n as [|n IH]; simpl; lra. Qed.

(** Hermite's identity. *)
Lemma hermite M k : (0 < M)%nat -> sum M (fun t => IZR ((k + Z.of_nat t) / Z.of_nat M)) = IZR k.
Proof.
  intros HM. revert k. apply Z.bi_induction.
  - intros x y E. change (x = y) in E. rewrite E. tauto.
  - apply sum_eq_0. intros t Ht. rewrite Z.div_small by lia. reflexivity.
  - intros k. pose proof (sum_telescope M (fun t => IZR ((k + Z.of_nat t) / Z.of_nat M))) as T. cbn beta in T.
    rewrite (sum_ext M _ (fun t => IZR ((Z.succ k + Z.of_nat t) / Z.of_nat M))) in T
      by (intros t _; do 2 f_equal; lia).
    replace (k + Z.of_nat M)%Z with (k + 1 * Z.of_nat M)%Z in T by lia.
    rewrite Z.div_add, Z.add_0_r, plus_IZR in T by lia. rewrite succ_IZR. lra.
Qed.

Lemma part_averaged M k l : (0 < M)%nat ->
  sum M (fun t => IZR (Z.max ((k + Z.of_nat t) / Z.of_nat M - (l + Z.of_nat t) / Z.of_nat M + 1) 0))
  = IZR (Z.max (k - l + Z.of_nat M) 0).
Proof.
  intros HM. assert (D : forall x, ((x + 1 * Z.of_nat M) / Z.of_nat M = x / Z.of_nat M + 1)%Z)
    by (intros; apply Z.div_add; lia).
  destruct (Z.le_gt_cases 0 (k - l + Z.of_nat M)) as [H|H].
  - rewrite Z.max_l by exact H.
    rewrite (sum_ext M _ (fun t => IZR ((k + Z.of_nat t) / Z.of_nat M) - IZR ((l + Z.of_nat t) / Z.of_nat M) + 1)).
    + rewrite sum_plus, sum_minus, !hermite, sum_const, plus_IZR, minus_IZR, <- INR_IZR_INZ by exact HM. ring.
    + intros t _. rewrite Z.max_l, plus_IZR, minus_IZR; [reflexivity|].
      pose proof (Z.div_le_mono (l + Z.of_nat t) (k + Z.of_nat t + 1 * Z.of_nat M) (Z.of_nat M) ltac:(lia) ltac:(lia)).
      rewrite D in *. lia.
  - rewrite Z.max_r by lia. apply sum_eq_0. intros t _. rewrite Z.max_r; [reflexivity|].
    pose proof (Z.div_le_mono (k + Z.of_nat t + 1 * Z.of_nat M) (l + Z.of_nat t) (Z.of_nat M) ltac:(lia) ltac:(lia)).
    rewrite D in *. lia.
Qed.

(** The scores v / M, after rounding down v / M + t / M. *)
Definition rounded (v : nat -> Z) (M t i : nat) : Z := ((v i + Z.of_nat t) / Z.of_nat M)%Z.

Lemma scale_averaged n v M y : (0 < M)%nat ->
  INR M * scale n (fun i => IZR (v i) / INR M) y = sum M (fun t => scale n (whole (rounded v M t)) y).
Proof.
  intros HM. assert (P : 0 < INR M) by (apply lt_0_INR, HM). unfold scale. rewrite sum_exchange, <- sum_scal.
  apply sum_ext. intros i _. rewrite (sum_ext M _ _ (fun t _ => part_whole (rounded v M t) y i)).
  unfold rounded. rewrite part_averaged by exact HM. rewrite <- Rmax_whole, plus_IZR, minus_IZR, <- INR_IZR_INZ.
  unfold part. rewrite <- (Rmult_0_r (INR M)) at 2. rewrite <- RmaxRmult by lra. f_equal. field. lra.
Qed.

Lemma scale_at_least_one n z y : (y < n)%nat -> 1 <= scale n z y.
Proof.
  intros Hy. rewrite <- (part_label z y). apply (term_le_sum n (part z y)); [|exact Hy].
  intros i _. apply Rmax_r.
Qed.

Lemma ln_of_mean M x : (0 < M)%nat -> (forall t, (t < M)%nat -> 1 <= x t) ->
  sum M (fun t => ln (x t)) <= INR M * ln (/ INR M * sum M x).
Proof.
  intros HM Hx. assert (P : 0 < INR M) by (apply lt_0_INR, HM). set (m := / INR M * sum M x).
  assert (S0 : 0 < sum M x) by (apply sum_pos; [exact HM|intros t Ht; specialize (Hx t Ht); lra]).
  assert (Hm : 0 < m) by (apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat|]; assumption).
  replace (INR M * ln m) with (sum M (fun t => ln m + (x t * / m - 1))).
  - apply sum_le. intros t Ht. specialize (Hx t Ht).
    pose proof (ln_below (x t / m) ltac:(apply Rdiv_lt_0_compat; lra)) as L.
    unfold Rdiv in L. rewrite ln_mult, ln_Rinv in L by (try apply Rinv_0_lt_compat; lra). lra.
  - rewrite sum_plus, sum_minus, sum_scal_r, !sum_const. unfold m. field. split; lra.
Qed.

Lemma grid_risk n eta L v M : (0 < M)%nat -> (forall y, (y < n)%nat -> 0 <= eta y) ->
  (forall t, L <= mean n eta (rankmax_loss n (whole (rounded v M t)))) ->
  L <= mean n eta (rankmax_loss n (fun i => IZR (v i) / INR M)).
Proof.
  intros HM He H. assert (P : 0 < INR M) by (apply lt_0_INR, HM). apply Rmult_le_reg_l with (INR M); [exact P|].
  rewrite <- sum_const. apply Rle_trans with (sum M (fun t => mean n eta (rankmax_loss n (whole (rounded v M t))))).
  - apply sum_le. intros t _. apply H.
  - unfold mean. rewrite sum_exchange, <- sum_scal. apply sum_le. intros y Hy. rewrite sum_scal.
    replace (INR M * (eta y * rankmax_loss n (fun i => IZR (v i) / INR M) y))
      with (eta y * (INR M * rankmax_loss n (fun i => IZR (v i) / INR M) y)) by ring.
    apply Rmult_le_compat_l; [apply He, Hy|]. unfold rankmax_loss.
    replace (scale n (fun i => IZR (v i) / INR M) y)
      with (/ INR M * sum M (fun t => scale n (whole (rounded v M t)) y)).
    + apply ln_of_mean; [exact HM|]. intros. apply scale_at_least_one, Hy.
    + rewrite <- scale_averaged by exact HM. field. lra.
Qed.

Lemma up_rises x y : x <= y -> (up x <= up y)%Z.
Proof.
  intros H. apply Z.le_ngt. intros C. apply Zlt_le_succ, IZR_le in C. rewrite succ_IZR in C.
  pose proof (archimed x). pose proof (archimed y). lra.
Qed.

(** A bound of the risk at the whole scores that are in the order of u, where u has equal scores perhaps, holds at u. *)
Lemma whole_in_order_is_enough n eta L u : simplex n eta ->
  (forall v, (forall i j, u i <= u j -> (v i <= v j)%Z) -> L <= mean n eta (rankmax_loss n (whole v))) ->
  L <= mean n eta (rankmax_loss n u).
Proof.
  intros [He H1] H. apply le_epsilon. intros eps Heps.
  pose proof (pos_INR n) as N0.
  destruct (archimed_cor1 (eps / (INR n + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as (M & HM & M0).
  assert (P : 0 < INR M) by (apply lt_0_INR, M0).
  assert (Q : INR n * / INR M <= eps).
  { apply Rle_trans with (INR n * (eps / (INR n + 1))); [apply Rmult_le_compat_l; lra|].
    apply Rmult_le_reg_r with (INR n + 1); [lra|]. field_simplify; lra. }
  set (v := fun i => up (u i * INR M)). set (z := fun i => IZR (v i) / INR M).
  assert (Z : forall i, u i <= z i <= u i + / INR M).
  { intros i. pose proof (archimed (u i * INR M)) as A. unfold z, v, Rdiv.
    pose proof (Rinv_0_lt_compat _ P) as I. split; apply Rmult_le_reg_r with (INR M); try exact P;
      rewrite ?Rmult_plus_distr_r, ?Rmult_assoc, ?Rinv_l by lra; lra. }
  apply Rle_trans with (mean n eta (rankmax_loss n z)); [apply grid_risk; [exact M0|exact He|]|].
  { intros t. apply H. intros i j Hij. apply Z.div_le_mono; [lia|]. apply Zplus_le_compat_r, up_rises.
    apply Rmult_le_compat_r; lra. }
  apply Rle_trans with (mean n eta (fun y => rankmax_loss n u y + eps)).
  - apply sum_le. intros y Hy. apply Rmult_le_compat_l; [apply He, Hy|]. unfold rankmax_loss.
    assert (S1 : scale n z y <= scale n u y + eps).
    { apply Rle_trans with (scale n u y + INR n * / INR M); [|lra]. unfold scale.
      rewrite <- sum_const, <- sum_plus. apply sum_le. intros i _. unfold part.
      pose proof (Z i). pose proof (Z y). pose proof (Rinv_0_lt_compat _ P).
      apply Rmax_lub; [pose proof (Rmax_l (u i - u y + 1) 0)|pose proof (Rmax_r (u i - u y + 1) 0)]; lra. }
    pose proof (scale_at_least_one n u y Hy) as U. pose proof (scale_at_least_one n z y Hy) as W.
    pose proof (ln_below (scale n z y / scale n u y) ltac:(apply Rdiv_lt_0_compat; lra)) as B.
    unfold Rdiv in B. rewrite ln_mult, ln_Rinv in B by (try apply Rinv_0_lt_compat; lra).
    assert (scale n z y * / scale n u y - 1 <= eps); [|lra].
    apply Rmult_le_reg_r with (scale n u y); [lra|].
    rewrite Rmult_minus_distr_r, Rmult_assoc, Rinv_l by lra.
    assert (eps * 1 <= eps * scale n u y) by (apply Rmult_le_compat_l; lra). lra.
  - unfold mean. rewrite (sum_ext n _ (fun y => eta y * rankmax_loss n u y + eta y * eps)) by (intros; ring).
    rewrite sum_plus, sum_scal_r, H1. lra.
Qed.

(** A bound of the risk at all whole scores is one at all scores. *)
Lemma whole_is_enough n eta L : simplex n eta -> (forall v, L <= mean n eta (rankmax_loss n (whole v))) ->
  forall u, L <= mean n eta (rankmax_loss n u).
Proof. intros E H u. apply whole_in_order_is_enough; [exact E|]. intros v _. apply H. Qed.
