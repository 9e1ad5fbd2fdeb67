(** The asymptotic variance of noise-contrastive estimation where the model is right and has one statistic. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Derivatives Draws Nce NceVariance NceLimits.
From softproof Require Import NceMisspecified RgSynthetic LinearModel NceSandwich MlSandwich.
Open Scope R_scope.

(** The features of the scores a + theta f - c: the statistic f, and the normaliser. *)
Definition statistic (f : nat -> R) (i j : nat) : R := match j with O => f i | _ => -1 end.

(** v is the asymptotic variance of theta estimated by NCE, with k draws of q for each label, in a right model with an
    offset a, the scores a + theta f - c and a free normaliser c. *)
Definition nce_asymptotic_variance (n k : nat) (p q f : nat -> R) (v : R) : Prop := exists a s C,
  right_model n p 2 a (statistic f) s /\ nce_covariance n k p q 2 a (statistic f) s C /\ v = C 0%nat 0%nat.

(** v is the asymptotic variance of theta estimated by maximum likelihood in that model, without c. *)
Definition ml_asymptotic_variance (n : nat) (p f : nat -> R) (v : R) : Prop := exists a s C,
  right_model n p 2 a (statistic f) s /\ ml_covariance n p 1 a (statistic f) s C /\ v = C 0%nat 0%nat.

Lemma information_positive n w f : varies n f -> all_positive n w -> 0 < sum n w /\ 0 < information n w f.
Proof.
  intros (i & j & Hi & Hj & V) W. assert (S : 0 < sum n w) by (apply sum_pos; [lia|exact W]). split; [exact S|].
  set (c := sum n (fun i => w i * f i) / sum n w). pose proof (about n w f c S) as E. fold c in E.
  replace ((c - c) ^ 2) with 0 in E by ring. rewrite Rmult_0_r, Rplus_0_r in E. rewrite <- E.
  assert (T : forall l, (l < n)%nat -> 0 <= w l * (f l - c) ^ 2)
    by (intros l Hl; apply Rmult_le_pos; [apply Rlt_le, W, Hl|apply pow2_ge_0]).
  assert (P : forall l, (l < n)%nat -> f l <> c -> 0 < sum n (fun l => w l * (f l - c) ^ 2)).
  { intros l Hl N. apply Rlt_le_trans with (w l * (f l - c) ^ 2); [|exact (term_le_sum n _ l T Hl)].
    apply Rmult_lt_0_compat; [exact (W l Hl)|]. rewrite <- Rsqr_pow2. apply Rlt_0_sqr. lra. }
  destruct (Req_dec (f i) c) as [A|A]; [|exact (P i Hi A)]. apply (P j Hj). intros B. apply V. lra.
Qed.

Lemma nce_weight_positive n k p q : (0 < k)%nat -> all_positive n p -> all_positive n q ->
  all_positive n (nce_weight k p q).
Proof.
  intros K P Q i Hi. apply lt_0_INR in K. pose proof (Rmult_lt_0_compat _ _ K (Q i Hi)). specialize (P i Hi).
  apply Rmult_lt_0_compat; [exact P|apply Rdiv_lt_0_compat; lra].
Qed.

(** Every distribution is in some such model. *)
Lemma some_model n p f : all_positive n p -> right_model n p 2 (fun i => ln (p i)) (statistic f) (fun _ => 0).
Proof.
  intros P i Hi. unfold linear_scores, dot. simpl. rewrite !Rmult_0_l, !Rplus_0_r, exp_ln by exact (P i Hi).
  reflexivity.
Qed.

Lemma nce_variance_in n k p q f a s : (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
  right_model n p 2 a (statistic f) s -> exists C, nce_covariance n k p q 2 a (statistic f) s C /\
    C 0%nat 0%nat = variance_nce n k p q f.
Proof.
  intros K P Q V M. pose proof (nce_weight_positive n k p q K (proj1 P) (proj1 Q)) as W.
  destruct (information_positive n _ f V W) as [S0 I0].
  set (w := nce_weight k p q) in *. change (variance_nce n k p q f) with (/ information n w f).
  set (A := sum n w) in *. set (B := sum n (fun i => w i * f i)). set (D := sum n (fun i => w i * f i ^ 2)).
  assert (E : information n w f = D - B ^ 2 / A) by reflexivity.
  assert (N : 0 < A * D - B ^ 2).
  { replace (A * D - B ^ 2) with (A * information n w f) by (rewrite E; field; lra). apply Rmult_lt_0_compat; lra. }
  set (inv := fun i j => match i, j with O, O => A | O, _ => B | _, O => B | _, _ => D end / (A * D - B ^ 2)).
  assert (H00 : second_moments n w (statistic f) 0 0 = D) by (apply sum_ext; intros; simpl; ring).
  assert (HB : forall x, x = -1 * B -> x = - B) by (intros; lra).
  assert (H01 : second_moments n w (statistic f) 0 1 = - B)
    by (apply HB; unfold B; rewrite <- sum_scal; apply sum_ext; intros; simpl; ring).
  assert (H10 : second_moments n w (statistic f) 1 0 = - B)
    by (apply HB; unfold B; rewrite <- sum_scal; apply sum_ext; intros; simpl; ring).
  assert (H11 : second_moments n w (statistic f) 1 1 = A) by (apply sum_ext; intros; simpl; ring).
  assert (M0 : first_moments n w (statistic f) 0 = B) by reflexivity.
  assert (M1 : first_moments n w (statistic f) 1 = - A)
    by (replace (- A) with (-1 * A) by ring; unfold A; rewrite <- sum_scal; apply sum_ext; intros; simpl; ring).
  eexists. split; [apply (nce_covariance_is n k p q 2 a (statistic f) s inv K P Q M)|]; fold w.
  - intros [|[|i]] [|[|j]] Hi Hj; try lia; unfold product, one_hot; cbn [sum Nat.eqb]; rewrite ?H00, ?H01, ?H10, ?H11;
      unfold inv; field; lra.
  - intros [|[|i]] [|[|j]] Hi Hj; try lia; unfold product, one_hot; cbn [sum Nat.eqb]; rewrite ?H00, ?H01, ?H10, ?H11;
      unfold inv; field; lra.
  - unfold product. cbn [sum]. rewrite H00, H01, H10, H11, M0, M1, E. unfold inv. apply lt_0_INR in K.
    field. repeat split; lra.
Qed.

Lemma nce_variance_is n k p q f v : (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
  (nce_asymptotic_variance n k p q f v <-> v = variance_nce n k p q f).
Proof.
  intros K P Q V. split.
  - intros (a & s & C & M & H & E). destruct (nce_variance_in n k p q f a s K P Q V M) as (C' & H' & E').
    rewrite E, <- E'. apply (nce_covariance_unique _ _ _ _ _ _ _ _ _ _ 0 0 H H'); lia.
  - intros ->. pose proof (some_model n p f (proj1 P)) as M.
    destruct (nce_variance_in n k p q f _ _ K P Q V M) as (C & H & E).
    exists (fun i => ln (p i)), (fun _ => 0), C. split; [exact M|split; [exact H|symmetry; exact E]].
Qed.

Lemma information_is_variance n p f : sum n p = 1 -> information n p f = variance n p f.
Proof. intros P. unfold information, variance, mean. rewrite P. field. Qed.

Lemma right_softmax n p a f s : sum n p = 1 -> right_model n p 2 a (statistic f) s ->
  forall i, (i < n)%nat -> softmax n (linear_scores 1 a (statistic f) s) i = p i.
Proof.
  intros P M i Hi.
  assert (E : forall j, linear_scores 1 a (statistic f) s j = linear_scores 2 a (statistic f) s j + s 1%nat)
    by (intros; unfold linear_scores, dot; simpl; ring).
  assert (D : forall j, (j < n)%nat -> exp (linear_scores 1 a (statistic f) s j) = p j * exp (s 1%nat))
    by (intros j Hj; rewrite E, exp_plus, (M j Hj); reflexivity).
  unfold softmax, partition. rewrite (sum_ext n _ _ D), (D i Hi), sum_scal_r, P. pose proof (exp_pos (s 1%nat)).
  field. lra.
Qed.

Lemma ml_variance_in n p f a s : proposal n p -> varies n f -> right_model n p 2 a (statistic f) s ->
  exists C, ml_covariance n p 1 a (statistic f) s C /\ C 0%nat 0%nat = / variance n p f.
Proof.
  intros P V M. destruct (information_positive n p f V (proj1 P)) as [_ I].
  rewrite (information_is_variance n p f (proj2 P)) in I.
  set (F := statistic f).
  assert (H : second_moments n p F 0 0 - first_moments n p F 0 * first_moments n p F 0 = variance n p f).
  { unfold variance, second_moments. change (first_moments n p F 0) with (mean n p f).
    f_equal; [apply sum_ext; intros; simpl; ring|ring]. }
  eexists. split.
  - apply (ml_covariance_is n p 1 a F s (fun _ _ => / variance n p f) P (right_softmax n p a f s (proj2 P) M));
      intros [|i] [|j] Hi Hj; try lia; unfold product, one_hot; cbn [sum Nat.eqb]; rewrite H; field; lra.
  - unfold product. cbn [sum]. rewrite H. field. lra.
Qed.

Lemma ml_variance_is n p f u : proposal n p -> varies n f ->
  (ml_asymptotic_variance n p f u <-> u = / variance n p f).
Proof.
  intros P V. split.
  - intros (a & s & C & M & H & E). destruct (ml_variance_in n p f a s P V M) as (C' & H' & E').
    rewrite E, <- E'. apply (ml_covariance_unique _ _ _ _ _ _ _ _ 0 0 H H'); lia.
  - intros ->. pose proof (some_model n p f (proj1 P)) as M. destruct (ml_variance_in n p f _ _ P V M) as (C & H & E).
    exists (fun i => ln (p i)), (fun _ => 0), C. split; [exact M|split; [exact H|symmetry; exact E]].
Qed.

(** The weights as the draws grow. *)
Lemma weight_tends k p q i : (0 < k)%nat -> 0 < p i -> 0 < q i ->
  Rabs (INR k * (p i - nce_weight k p q i) - p i ^ 2 / q i) <= p i ^ 3 / q i ^ 2 / INR k.
Proof.
  intros K P Q. apply lt_0_INR in K. unfold nce_weight. set (c := INR k) in *.
  pose proof (Rmult_lt_0_compat _ _ K Q) as C.
  replace (c * (p i - p i * (c * q i / (p i + c * q i))) - p i ^ 2 / q i)
    with (- (p i ^ 3 / q i * / (p i + c * q i))) by (field; lra).
  pose proof (pow_lt _ 3 P) as P3. rewrite Rabs_Ropp, Rabs_right.
  - replace (p i ^ 3 / q i ^ 2 / c) with (p i ^ 3 / q i * / (c * q i)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rdiv_lt_0_compat; assumption|]. apply Rinv_le_contravar; lra.
  - apply Rle_ge, Rmult_le_pos; apply Rlt_le; [apply Rdiv_lt_0_compat; assumption|apply Rinv_0_lt_compat; lra].
Qed.

Lemma masses_tend n p q (f : nat -> R) : all_positive n p -> all_positive n q ->
  Un_cv (fun k => sum n (fun i => INR k * (p i - nce_weight k p q i) * f i)) (sum n (fun i => p i ^ 2 / q i * f i)) /\
  Un_cv (fun k => sum n (fun i => nce_weight k p q i * f i)) (sum n (fun i => p i * f i)).
Proof.
  intros P Q. split.
  - apply (sum_tends n (fun i k => INR k * (p i - nce_weight k p q i) * f i) (fun i => p i ^ 2 / q i * f i)).
    intros i Hi. apply (tends_as_1_over_k _ _ (p i ^ 3 / q i ^ 2 * Rabs (f i))). intros k K.
    rewrite <- Rmult_minus_distr_r, Rabs_mult.
    replace (p i ^ 3 / q i ^ 2 * Rabs (f i) / INR k) with (p i ^ 3 / q i ^ 2 / INR k * Rabs (f i))
      by (unfold Rdiv; ring).
    apply Rmult_le_compat_r; [apply Rabs_pos|exact (weight_tends k p q i K (P i Hi) (Q i Hi))].
  - apply (sum_tends n (fun i k => nce_weight k p q i * f i) (fun i => p i * f i)). intros i Hi.
    apply (tends_as_1_over_k _ _ ((p i ^ 2 / q i + p i ^ 3 / q i ^ 2) * Rabs (f i))). intros k K.
    pose proof (weight_tends k p q i K (P i Hi) (Q i Hi)) as B. specialize (P i Hi). specialize (Q i Hi).
    apply (le_INR 1) in K. simpl in K. rewrite <- Rmult_minus_distr_r, Rabs_mult.
    replace ((p i ^ 2 / q i + p i ^ 3 / q i ^ 2) * Rabs (f i) / INR k)
      with ((p i ^ 2 / q i + p i ^ 3 / q i ^ 2) / INR k * Rabs (f i)) by (unfold Rdiv; ring).
    apply Rmult_le_compat_r; [apply Rabs_pos|].
    assert (X : 0 <= p i ^ 2 / q i) by (apply Rlt_le, Rdiv_lt_0_compat; [apply pow_lt|]; assumption).
    assert (Y : 0 <= p i ^ 3 / q i ^ 2) by (apply Rlt_le, Rdiv_lt_0_compat; apply pow_lt; assumption).
    assert (Z : p i ^ 3 / q i ^ 2 / INR k <= p i ^ 3 / q i ^ 2).
    { rewrite <- (Rmult_1_r (p i ^ 3 / q i ^ 2)) at 2. apply Rmult_le_compat_l; [exact Y|].
      rewrite <- Rinv_1. apply Rinv_le_contravar; lra. }
    apply (Rmult_le_reg_l (INR k)); [lra|].
    replace (INR k * ((p i ^ 2 / q i + p i ^ 3 / q i ^ 2) / INR k)) with (p i ^ 2 / q i + p i ^ 3 / q i ^ 2)
      by (field; lra).
    replace (INR k * Rabs (nce_weight k p q i - p i)) with (Rabs (INR k * (p i - nce_weight k p q i))).
    + pose proof (Rabs_triang (INR k * (p i - nce_weight k p q i) - p i ^ 2 / q i) (p i ^ 2 / q i)) as T.
      replace (_ + p i ^ 2 / q i) with (INR k * (p i - nce_weight k p q i)) in T by ring.
      rewrite (Rabs_right (p i ^ 2 / q i)) in T; lra.
    + rewrite Rabs_mult, (Rabs_minus_sym (p i)), (Rabs_right (INR k)) by lra. reflexivity.
Qed.

Lemma tends_inverse u l : l <> 0 -> Un_cv u l -> Un_cv (fun k => / u k) (/ l).
Proof.
  intros L U. apply (continuity_seq (fun x => / x) u l); [|exact U].
  apply (continuity_pt_inv id); [apply derivable_continuous_pt, derivable_pt_id|exact L].
Qed.

Lemma constant_tends c : Un_cv (fun _ => c) c.
Proof.
  intros eps E. exists 0%nat. intros k _. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact E.
Qed.

(** The information of the weights, and the mean of f by them, tend to those of the data. *)
Lemma information_tends n p q f : proposal n p -> proposal n q ->
  Un_cv (fun k => sum n (fun i => nce_weight k p q i * f i) / sum n (nce_weight k p q)) (mean n p f) /\
  Un_cv (fun k => information n (nce_weight k p q) f) (variance n p f).
Proof.
  intros [P P1] [Q _].
  assert (A : Un_cv (fun k => / sum n (nce_weight k p q)) 1).
  { rewrite <- Rinv_1. apply tends_inverse; [lra|].
    rewrite <- P1, (sum_ext n p (fun i => p i * 1)) by (intros; ring).
    apply (tends_ext (fun k => sum n (fun i => nce_weight k p q i * 1))); [|exact (proj2 (masses_tend n p q _ P Q))].
    intros k _. apply sum_ext. intros; ring. }
  assert (B : Un_cv (fun k => sum n (fun i => nce_weight k p q i * f i) / sum n (nce_weight k p q)) (mean n p f)).
  { rewrite <- (Rmult_1_r (mean n p f)). apply (CV_mult (fun k => sum n (fun i => nce_weight k p q i * f i)));
      [exact (proj2 (masses_tend n p q f P Q))|exact A]. }
  split; [exact B|]. unfold variance.
  apply (tends_ext (fun k => sum n (fun i => nce_weight k p q i * f i ^ 2) - sum n (fun i => nce_weight k p q i * f i)
    * (sum n (fun i => nce_weight k p q i * f i) / sum n (nce_weight k p q)))).
  { intros k _. unfold information, Rdiv. ring. }
  replace (mean n p f ^ 2) with (mean n p f * mean n p f) by ring.
  apply CV_minus; [exact (proj2 (masses_tend n p q _ P Q))|]. apply CV_mult; [exact (proj2 (masses_tend n p q f P Q))|].
  exact B.
Qed.
