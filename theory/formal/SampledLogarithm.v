(** The logarithm of the estimate of Z as the draws grow, and the risk of sampled softmax. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Jensen NceLimits SampledCourse SampledGradient SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

(** The mean logarithm of a + b/k and the mean of k draws of v. *)
Lemma log_tends N q a b v w : proposal N q -> 0 < w ->
  let M := a + sum N (fun i => q i * v i) in w <= M ->
  (forall k ys, (0 < k)%nat -> drawn N k ys -> w <= a + b / INR k + total v ys / INR k) ->
  Un_cv (fun k => mean_draws N q k (fun ys => ln (a + b / INR k + total v ys / INR k))) (ln M).
Proof.
  intros P W M WM H. pose proof P as [Q Q1]. set (m := sum N (fun i => q i * v i)) in *.
  set (c := fun i => v i - m). set (m2 := sum N (fun i => q i * c i ^ 2)).
  assert (C0 : sum N (fun i => q i * c i) = 0).
  { unfold c. rewrite (sum_ext N _ (fun i => q i * v i - q i * m)) by (intros; ring).
    rewrite sum_minus, sum_scal_r, Q1. fold m. ring. }
  apply (tends_as_1_over_k _ _ (Rabs b / M + (b ^ 2 + m2) / (2 * w * M))). intros k Hk.
  destruct (mean_moments N q c k Hk (fun i Hi => Rlt_le _ _ (Q i Hi)) Q1 C0) as (X1 & X2 & _).
  fold m2 in X2. specialize (H k). pose proof (le_INR 1 k Hk) as K. change (INR 1) with 1 in K.
  set (E := mean_draws N q k) in *. set (x := fun ys => total c ys / INR k) in *.
  change (E (fun ys => x ys ^ 2) = m2 / INR k) in X2. change (E x = 0) in X1.
  assert (U : forall ys, drawn N k ys ->
    let z := / M * (b / INR k + x ys) in z - z ^ 2 * (M / (2 * w))
      <= ln (a + b / INR k + total v ys / INR k) - ln M <= z).
  { intros ys Y z. specialize (H ys Hk Y). set (u := a + b / INR k + total v ys / INR k) in *.
    assert (Z : u / M - 1 = z).
    { unfold u, z, x. rewrite (total_ext N k c (fun i => v i + - m) ys Y) by (intros; unfold c; ring).
      rewrite total_plus, total_const, (proj1 Y). unfold M. field. unfold M in *. lra. }
    assert (L : ln u - ln M = ln (u / M)).
    { unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
    assert (I : 0 < / M) by (apply Rinv_0_lt_compat; lra).
    destruct (log_first (w / M) (u / M)) as [A B].
    - split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_le_reg_r M); [lra|]. unfold Rdiv.
      rewrite Rmult_assoc, Rinv_l; lra.
    - apply Rmult_le_compat_r; lra.
    - rewrite Z in A, B. rewrite L. replace (z ^ 2 / (2 * (w / M))) with (z ^ 2 * (M / (2 * w))) in A
        by (field; lra). lra. }
  assert (Q0 : forall i, (i < N)%nat -> 0 <= q i) by (intros i Hi; apply Rlt_le, Q, Hi).
  assert (Mean : E (fun ys => / M * (b / INR k + x ys)) = b / INR k / M).
  { unfold E. rewrite mean_draws_scal, (mean_draws_plus N q k (fun _ => b / INR k) x), mean_draws_const by exact Q1.
    fold E. rewrite X1. field. lra. }
  assert (Sq : E (fun ys => (/ M * (b / INR k + x ys)) ^ 2) = (b ^ 2 / INR k ^ 2 + m2 / INR k) / M ^ 2).
  { unfold E. rewrite (mean_draws_ext N q k _
      (fun ys => / M ^ 2 * (b ^ 2 / INR k ^ 2 + (2 * b / INR k * x ys + x ys ^ 2)))) by (intros; field; lra).
    rewrite mean_draws_scal, (mean_draws_plus N q k (fun _ => b ^ 2 / INR k ^ 2)), mean_draws_const by exact Q1.
    rewrite mean_draws_plus, mean_draws_scal. fold E. rewrite X1, X2. field. lra. }
  assert (L : E (fun ys => ln (a + b / INR k + total v ys / INR k)) - ln M
    = E (fun ys => ln (a + b / INR k + total v ys / INR k) - ln M)).
  { unfold E, Rminus. rewrite mean_draws_plus, mean_draws_const by exact Q1. reflexivity. }
  assert (Up : E (fun ys => ln (a + b / INR k + total v ys / INR k) - ln M) <= b / INR k / M).
  { rewrite <- Mean. apply mean_draws_le; [exact Q0|]. intros ys Y. apply (U ys Y). }
  assert (Lo : b / INR k / M - (b ^ 2 / INR k ^ 2 + m2 / INR k) / M ^ 2 * (M / (2 * w))
    <= E (fun ys => ln (a + b / INR k + total v ys / INR k) - ln M)).
  { rewrite <- Mean, <- Sq. rewrite (Rmult_comm (E _)). unfold E, Rminus at 1.
    rewrite Ropp_mult_distr_l, <- mean_draws_scal, <- mean_draws_plus.
    apply mean_draws_le; [exact Q0|]. intros ys Y. destruct (U ys Y) as [A _]. cbv zeta in A. unfold Rminus in *. lra. }
  rewrite L. set (e := E _) in *.
  assert (P2 : 0 <= m2).
  { apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [exact (Q0 i Hi)|apply pow2_ge_0]. }
  assert (I : 0 < / INR k <= 1).
  { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
  assert (A1 : Rabs (b / INR k / M) = Rabs b / M * / INR k).
  { unfold Rdiv. rewrite !Rabs_mult, (Rabs_right (/ INR k)), (Rabs_right (/ M));
      [ring|apply Rle_ge, Rlt_le, Rinv_0_lt_compat; lra|lra]. }
  assert (A2 : (b ^ 2 / INR k ^ 2 + m2 / INR k) / M ^ 2 * (M / (2 * w)) <= (b ^ 2 + m2) / (2 * w * M) * / INR k).
  { replace ((b ^ 2 / INR k ^ 2 + m2 / INR k) / M ^ 2 * (M / (2 * w)))
      with ((b ^ 2 * / INR k + m2) / (2 * w * M) * / INR k) by (field; lra).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r.
    - apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
    - pose proof (Rmult_le_compat_l (b ^ 2) _ _ (pow2_ge_0 b) (proj2 I)). lra. }
  replace ((Rabs b / M + (b ^ 2 + m2) / (2 * w * M)) / INR k)
    with (Rabs b / M * / INR k + (b ^ 2 + m2) / (2 * w * M) * / INR k) by (field; lra).
  pose proof (Rle_abs (b / INR k / M)).
  pose proof (Rle_abs (- (b / INR k / M))) as N1. rewrite Rabs_Ropp in N1.
  assert (0 <= (b ^ 2 + m2) / (2 * w * M) * / INR k).
  { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [pose proof (pow2_ge_0 b); lra|].
    apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra. }
  apply Rabs_le. split; lra.
Qed.

Lemma least_positive N v : (forall i, (i < N)%nat -> 0 < v i) -> exists w, 0 < w /\ forall i, (i < N)%nat -> w <= v i.
Proof.
  induction N as [|N IH]; intros H; [exists 1; split; [lra|intros; lia]|].
  destruct IH as (w & W & L); [intros; apply H; lia|]. specialize (H N ltac:(lia)).
  exists (Rmin w (v N)). split; [apply Rmin_glb_lt; assumption|]. intros i Hi.
  destruct (Nat.eq_dec i N) as [->|Ne]; [apply Rmin_r|].
  eapply Rle_trans; [apply Rmin_l|apply L; lia].
Qed.

Lemma above_zero N q a b v : proposal N q -> 0 <= a -> 0 <= b -> (forall i, (i < N)%nat -> 0 <= v i) ->
  0 < a \/ (forall i, (i < N)%nat -> 0 < v i) -> exists w, 0 < w /\ w <= a + sum N (fun i => q i * v i) /\
  forall k ys, (0 < k)%nat -> drawn N k ys -> w <= a + b / INR k + total v ys / INR k.
Proof.
  intros [Q Q1] A B V H.
  assert (G : exists w, 0 < w + a /\ 0 <= w /\ forall i, (i < N)%nat -> w <= v i).
  { destruct H as [H|H]; [exists 0; repeat split; [lra|lra|exact V]|].
    destruct (least_positive N v H) as (w & W & L). exists w. repeat split; [lra|lra|exact L]. }
  destruct G as (w & W & W0 & L). exists (w + a). split; [exact W|]. split.
  - rewrite Rplus_comm. apply Rplus_le_compat_l. rewrite <- (Rmult_1_l w), <- Q1, <- sum_scal_r.
    apply sum_le. intros i Hi. apply Rmult_le_compat_l; [apply Rlt_le, Q, Hi|exact (L i Hi)].
  - intros k ys Hk Y. pose proof (lt_0_INR k Hk) as K. pose proof (total_le N k (fun _ => w) v ys Y L) as T.
    rewrite total_const, (proj1 Y) in T. pose proof (Rinv_0_lt_compat _ K) as I.
    apply (Rmult_le_compat_r (/ INR k)) in T; [|lra].
    replace (INR k * w * / INR k) with w in T by (field; lra).
    pose proof (Rmult_le_pos _ _ B (Rlt_le _ _ I)). unfold Rdiv. lra.
Qed.

(** Where the estimate of Z is a multiple of such a mean, the risk tends to that of its limit. *)
Lemma risk_tends own hits c N eta q o (s : nat -> nat -> R) a b v :
  proposal N q -> (forall y, (y < N)%nat -> 0 <= a y /\ 0 <= b y /\ (forall i, (i < N)%nat -> 0 <= v y i) /\
    (0 < a y \/ forall i, (i < N)%nat -> 0 < v y i)) ->
  (forall k y ys, (0 < k)%nat -> (y < N)%nat -> drawn N k ys -> 0 < s k y /\
    Z_hat own hits c N q o y ys = s k y * (a y + b y / INR k + total (v y) ys / INR k)) ->
  (forall k y ys, (0 < k)%nat -> (y < N)%nat -> drawn N k ys -> 0 < Z_hat own hits c N q o y ys) /\
  Un_cv (fun k => sampled_risk own hits c N k eta q o - sum N (fun y => eta y * ln (s k y)))
    (sum N (fun y => eta y * (ln (a y + sum N (fun i => q i * v y i)) - o y))).
Proof.
  intros P V S.
  assert (W : forall y, (y < N)%nat -> exists w, 0 < w /\ w <= a y + sum N (fun i => q i * v y i) /\
    forall k ys, (0 < k)%nat -> drawn N k ys -> w <= a y + b y / INR k + total (v y) ys / INR k).
  { intros y Hy. destruct (V y Hy) as (A & B & C & D). apply above_zero; assumption. }
  split.
  { intros k y ys Hk Hy Y. destruct (S k y ys Hk Hy Y) as [S0 ->]. destruct (W y Hy) as (w & W0 & _ & L).
    specialize (L k ys Hk Y). apply Rmult_lt_0_compat; lra. }
  apply (tends_ext (fun k => sum N (fun y => eta y * (mean_draws N q k
    (fun ys => ln (a y + b y / INR k + total (v y) ys / INR k)) - o y)))).
  - intros k Hk. unfold sampled_risk. rewrite <- sum_minus. apply sum_ext. intros y Hy.
    rewrite <- Rmult_minus_distr_l. f_equal. destruct (W y Hy) as (w & W0 & _ & L). specialize (L k).
    assert (D : drawn N k (repeat y k)) by (apply drawn_repeat, Hy).
    destruct (S k y _ Hk Hy D) as [S0 _]. symmetry.
    rewrite (mean_draws_ext N q k _ (fun ys => (ln (s k y) + - o y)
      + ln (a y + b y / INR k + total (v y) ys / INR k))).
    + rewrite (mean_draws_plus N q k (fun _ => ln (s k y) + - o y)), mean_draws_const by apply P. ring.
    + intros ys Y. destruct (S k y ys Hk Hy Y) as [_ ->]. specialize (L ys Hk Y). rewrite ln_mult by lra. ring.
  - apply (sum_tends N (fun y k => eta y * (mean_draws N q k
      (fun ys => ln (a y + b y / INR k + total (v y) ys / INR k)) - o y))). intros y Hy.
    destruct (W y Hy) as (w & W0 & WM & L).
    apply (CV_mult (fun _ => eta y)); [intros e He; exists 0%nat; intros; unfold R_dist;
      rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact He|].
    apply (CV_minus (fun k => mean_draws N q k (fun ys => ln (a y + b y / INR k + total (v y) ys / INR k)))
      (fun _ => o y)); [apply (log_tends N q (a y) (b y) (v y) w); assumption|].
    intros e He. exists 0%nat. intros. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
Qed.
