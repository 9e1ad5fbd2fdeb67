(** The bias of sampled softmax's gradient: what k times the mean of a share, less the class's chance, tends to. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias Fluctuation NceLimits SampledGradient.
Import ListNotations.
Open Scope R_scope.

(** k times the mean of a quotient of means: of c, with the mean 0, by 1 + e, with e of the mean 0. *)
Lemma quotient_mean N q c e w :
  (forall i, (i < N)%nat -> 0 <= q i) -> sum N q = 1 ->
  sum N (fun i => q i * c i) = 0 -> sum N (fun i => q i * e i) = 0 -> 0 < w ->
  (forall k ys, (0 < k)%nat -> drawn N k ys -> w <= 1 + total e ys / INR k) ->
  Un_cv (fun k => INR k * mean_draws N q k (fun ys => total c ys / INR k / (1 + total e ys / INR k)))
    (- sum N (fun i => q i * (c i * e i))).
Proof.
  intros Q0 Q1 C0 E0 W HW. set (s := sum N (fun i => q i * (c i * e i))).
  set (m := fun (f : nat -> R) r => sum N (fun i => q i * f i ^ r)).
  set (u := fun i => c i + e i). set (v := fun i => c i + -1 * e i).
  set (T := (m u 3%nat + m v 3%nat - 2 * m c 3%nat) / 6).
  set (F := (m c 4%nat + 3 * m c 2%nat ^ 2) + (m e 4%nat + 3 * m e 2%nat ^ 2)).
  apply (tends_as_1_over_k _ _ (Rabs T + / w * F)). intros k Hk.
  assert (U0 : sum N (fun i => q i * u i) = 0).
  { unfold u. rewrite (sum_ext N _ (fun i => q i * c i + q i * e i)) by (intros; ring). rewrite sum_plus. lra. }
  assert (V0 : sum N (fun i => q i * v i) = 0).
  { unfold v. rewrite (sum_ext N _ (fun i => q i * c i - q i * e i)) by (intros; ring). rewrite sum_minus. lra. }
  destruct (mean_moments N q c k Hk Q0 Q1 C0) as (X1 & _ & X3 & X4).
  destruct (mean_moments N q e k Hk Q0 Q1 E0) as (_ & _ & _ & D4).
  destruct (mean_moments N q u k Hk Q0 Q1 U0) as (_ & U2 & U3 & _).
  destruct (mean_moments N q v k Hk Q0 Q1 V0) as (_ & V2 & V3 & _).
  fold (m c 3%nat) in X3. fold (m c 2%nat) (m c 4%nat) in X4. fold (m e 2%nat) (m e 4%nat) in D4.
  fold (m u 2%nat) in U2. fold (m u 3%nat) in U3. fold (m v 2%nat) in V2. fold (m v 3%nat) in V3.
  specialize (HW k). specialize (fun ys => HW ys Hk). pose proof (lt_0_INR k Hk) as K. set (x := INR k) in *.
  set (M := mean_draws N q k) in *. set (X := fun ys => total c ys / x). set (D := fun ys => total e ys / x).
  assert (US : forall ys, total u ys / x = X ys + D ys)
    by (intros ys; unfold u, X, D; rewrite total_plus; unfold Rdiv; change (total (fun y => c y) ys) with (total c ys);
      change (total (fun y => e y) ys) with (total e ys); ring).
  assert (VS : forall ys, total v ys / x = X ys + -1 * D ys)
    by (intros ys; unfold v, X, D; rewrite total_plus, total_scal; unfold Rdiv;
      change (total (fun y => c y) ys) with (total c ys); change (total (fun y => e y) ys) with (total e ys); ring).
  assert (XD : M (fun ys => X ys * D ys) = s / x).
  { transitivity (M (fun ys => / 4 * (total u ys / x) ^ 2 + - / 4 * (total v ys / x) ^ 2)).
    - apply mean_draws_ext. intros ys _. rewrite US, VS. field.
    - unfold M. rewrite mean_draws_plus, !mean_draws_scal. fold M. rewrite U2, V2.
      replace s with (/ 4 * m u 2%nat - / 4 * m v 2%nat); [field; lra|]. unfold m, u, v, s.
      rewrite <- !sum_scal, <- sum_minus. apply sum_ext. intros i _. field. }
  assert (XDD : M (fun ys => X ys * D ys ^ 2) = T / x ^ 2).
  { transitivity (M (fun ys => / 6 * (total u ys / x) ^ 3
      + (/ 6 * (total v ys / x) ^ 3 + - / 3 * (total c ys / x) ^ 3))).
    - apply mean_draws_ext. intros ys _. rewrite US, VS. change (total c ys / x) with (X ys). field.
    - unfold M. rewrite !mean_draws_plus, !mean_draws_scal. fold M. rewrite U3, V3, X3. unfold T. field. lra. }
  set (r := fun ys => X ys / (1 + D ys)).
  assert (B : Rabs (M (fun ys => r ys + (-1 * X ys + (X ys * D ys + -1 * (X ys * D ys ^ 2))))) <= / w * F / x ^ 2).
  { eapply Rle_trans; [apply (mean_abs N q k _ (fun ys => / w * (X ys ^ 4 + D ys ^ 4)) Q0)|].
    - intros ys Y. specialize (HW ys Y). change (w <= 1 + D ys) in HW. unfold r. set (a := X ys). set (d := D ys) in *.
      replace (a / (1 + d) + (-1 * a + (a * d + -1 * (a * d ^ 2)))) with (- (a * d ^ 3 * / (1 + d))) by (field; lra).
      assert (I : 0 < / (1 + d) <= / w)
        by (split; [apply Rinv_0_lt_compat; lra|apply Rinv_le_contravar; lra]).
      rewrite Rabs_Ropp, Rabs_mult, (Rabs_right (/ (1 + d))), Rmult_comm by lra.
      apply Rmult_le_compat; [lra|apply Rabs_pos|apply I|].
      pose proof (pow2_ge_0 (a ^ 2 - d ^ 2)) as S1. pose proof (pow2_ge_0 ((a - d) * d)) as S2.
      pose proof (pow2_ge_0 ((a + d) * d)) as S3. pose proof (pow2_ge_0 (a ^ 2)) as S4.
      pose proof (pow2_ge_0 (d ^ 2)) as S5.
      apply Rabs_le. split; lra.
    - rewrite mean_draws_scal, mean_draws_plus. fold M. unfold Rdiv. rewrite Rmult_assoc.
      apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, W|].
      apply Rle_trans with ((m c 4%nat + 3 * m c 2%nat ^ 2) / x ^ 2 + (m e 4%nat + 3 * m e 2%nat ^ 2) / x ^ 2);
        [apply Rplus_le_compat; assumption|]. unfold F, Rdiv. apply Req_le. ring. }
  assert (E : M (fun ys => r ys + (-1 * X ys + (X ys * D ys + -1 * (X ys * D ys ^ 2)))) = M r + s / x - T / x ^ 2).
  { unfold M. rewrite !mean_draws_plus, !mean_draws_scal. fold M. rewrite XD, XDD.
    change (M X = 0) in X1. change (M r + (-1 * M X + (s / x + -1 * (T / x ^ 2))) = M r + s / x - T / x ^ 2).
    rewrite X1. ring. }
  rewrite E in B. change (Rabs (x * M r - - s) <= (Rabs T + / w * F) / x).
  replace (x * M r - - s) with (x * (M r + s / x - T / x ^ 2) + T * / x) by (field; lra).
  eapply Rle_trans; [apply Rabs_triang|]. assert (I : 0 < / x) by (apply Rinv_0_lt_compat, K).
  rewrite !Rabs_mult, (Rabs_right x), (Rabs_right (/ x)) by lra.
  apply (Rmult_le_compat_l x) in B; [|lra]. replace (x * (/ w * F / x ^ 2)) with (/ w * F * / x) in B by (field; lra).
  unfold Rdiv. rewrite Rmult_plus_distr_r. lra.
Qed.

Lemma share_bias_tends N o q j : proposal N q -> (j < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * (mean_draws N q k (share o q j) - p j))
    (p j * (sum N (fun i => p i ^ 2 / q i) - p j / q j)).
Proof.
  intros P Hj p. pose proof (proposal_size N q P) as HN. pose proof (partition_pos N o HN) as Z.
  destruct (some_ratio N o q P) as (w & W & Hw). pose proof (excess_mean N o q P) as E0.
  destruct P as [Q Q1]. set (e := excess N o q) in *. set (b := fun i => p i / q i).
  set (c := fun i => (one_hot j i - p j) * b i).
  assert (S : sum N p = 1) by (apply softmax_sum; exact HN).
  assert (B : forall f, sum N (fun i => q i * (b i * f i)) = sum N (fun i => p i * f i)).
  { intros f. apply sum_ext. intros i Hi. unfold b. specialize (Q i Hi). field. lra. }
  assert (C0 : sum N (fun i => q i * c i) = 0).
  { unfold c. rewrite (sum_ext N _ (fun i => q i * (b i * (one_hot j i - p j)))) by (intros; ring).
    rewrite B, (sum_ext N _ (fun i => one_hot j i * p i - p j * p i)) by (intros; ring).
    rewrite sum_minus, sum_scal, sum_pick, S by exact Hj. ring. }
  assert (HW : forall k ys, (0 < k)%nat -> drawn N k ys -> w <= 1 + total e ys / INR k)
    by (intros k ys Hk Y; apply (excess_above N k o q w ys Hk Y Hw)).
  pose proof (quotient_mean N q c e w (fun i Hi => Rlt_le _ _ (Q i Hi)) Q1 C0 E0 W HW) as L.
  replace (p j * (sum N (fun i => p i ^ 2 / q i) - p j / q j)) with (- sum N (fun i => q i * (c i * e i))).
  - refine (tends_ext _ _ _ _ L). intros k Hk. pose proof (lt_0_INR k Hk) as K. f_equal.
    transitivity (mean_draws N q k (fun ys => share o q j ys + - p j)).
    + apply mean_draws_ext. intros ys Y. specialize (HW k ys Hk Y).
      assert (TE : 1 + total e ys / INR k = total b ys / INR k).
      { rewrite (total_ext N k e (fun i => b i + -1) ys Y) by (intros; reflexivity).
        rewrite total_plus, total_const, (proj1 Y). change (total (fun y => b y) ys) with (total b ys). field. lra. }
      rewrite TE in *. assert (TB : total b ys <> 0) by (intros F; rewrite F in HW; unfold Rdiv in HW; lra).
      rewrite (total_ext N k c (fun i => one_hot j i * b i + - p j * b i) ys Y) by (intros; unfold c; ring).
      rewrite total_plus, total_scal. change (total (fun y => b y) ys) with (total b ys).
      unfold share. rewrite (total_ext N k (fun i => exp (o i) / q i) (fun i => partition N o * b i) ys Y).
      2: { intros i Hi. unfold b, p, softmax. specialize (Q i Hi). field. lra. }
      rewrite (total_ext N k (fun i => one_hot j i * (exp (o i) / q i))
        (fun i => partition N o * (one_hot j i * b i)) ys Y).
      2: { intros i Hi. unfold b, p, softmax. specialize (Q i Hi). field. lra. }
      rewrite !total_scal. change (total (fun y => b y) ys) with (total b ys). field. repeat split; lra.
    + rewrite mean_draws_plus, mean_draws_const by exact Q1. reflexivity.
  - rewrite (sum_ext N (fun i => q i * (c i * e i)) (fun i => one_hot j i * (p i * (p i / q i - 1))
      - p j * (p i ^ 2 / q i - p i))).
    + rewrite sum_minus, sum_scal, sum_minus, sum_pick, S by exact Hj. field. pose proof (Q j Hj). lra.
    + intros i Hi. unfold c, e, excess, b. fold p. specialize (Q i Hi). field. lra.
Qed.

Lemma odds_share_limit l : Un_cv (fun k => INR k * (mean_draws 2 fair k (share (odds 1 3) fair 0)
    - softmax 2 (odds 1 3) 0)) l -> l = 3 / 16.
Proof.
  intros H. rewrite (UL_sequence _ _ _ H (share_bias_tends 2 (odds 1 3) fair 0 fair_proposal ltac:(lia))).
  simpl sum. rewrite !odds_softmax by lra. simpl. field.
Qed.

(** Claim: none
    Says: The chi-square is not in it: at P = (1/4, 3/4) and Q = (1/2, 1/2) the limit is 3/16.
*)
Theorem not_the_chi_square_of_the_share : ~ (forall N o q j, proposal N q -> (j < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * (mean_draws N q k (share o q j) - p j))
    (p j * (sum N (fun i => p i ^ 2 / q i) - 1 - p j / q j))).
Proof.
  intros H. pose proof (odds_share_limit _ (H 2%nat (odds 1 3) fair 0%nat fair_proposal ltac:(lia))) as E.
  cbv zeta in E. simpl sum in E. rewrite !odds_softmax in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: The covariance is not to be left out.
*)
Theorem the_covariance_of_the_share_counts : ~ (forall N o q j, proposal N q -> (j < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * (mean_draws N q k (share o q j) - p j))
    (p j * (sum N (fun i => p i ^ 2 / q i) - 1))).
Proof.
  intros H. pose proof (odds_share_limit _ (H 2%nat (odds 1 3) fair 0%nat fair_proposal ltac:(lia))) as E.
  cbv zeta in E. simpl sum in E. rewrite !odds_softmax in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: It is not half of it, as for the value.
*)
Theorem not_half_of_the_share : ~ (forall N o q j, proposal N q -> (j < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * (mean_draws N q k (share o q j) - p j))
    (p j / 2 * (sum N (fun i => p i ^ 2 / q i) - p j / q j))).
Proof.
  intros H. pose proof (odds_share_limit _ (H 2%nat (odds 1 3) fair 0%nat fair_proposal ltac:(lia))) as E.
  cbv zeta in E. simpl sum in E. rewrite !odds_softmax in E by lra. simpl in E. lra.
Qed.

(** Claim: sf.ssm.variance.gradient.bias
    Role: establishes
    Place: SF, beyond the novelty report, contribution 2
    Says: k times the mean of a class's share in Z^, less its p_j, tends to p_j times the sum of the p_i^2/q_i less
      p_j/q_j, for every number of classes, class, positive Q and scores.
    Gap: Real numbers; P is the softmax of the scores. The partial derivative of the loss is the share less the label,
      so its bias is that of the share.
    Mutant: `- p j / q j` becomes `- 1 - p j / q j`; refuted by the theorem not_the_chi_square_of_the_share
    Mutant: `- p j / q j` becomes `- 1`; refuted by the theorem the_covariance_of_the_share_counts
    Mutant: `(p j * (sum` becomes `(p j / 2 * (sum`; refuted by the theorem not_half_of_the_share
*)
Theorem the_bias_of_a_share : forall N o q j, proposal N q -> (j < N)%nat -> let p := softmax N o in
  Un_cv (fun k => INR k * (mean_draws N q k (share o q j) - p j))
    (p j * (sum N (fun i => p i ^ 2 / q i) - p j / q j)).
Proof. intros N o q j P Hj. exact (share_bias_tends N o q j P Hj). Qed.
