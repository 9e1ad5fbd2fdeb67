(** The risk of noise-contrastive estimation with one normaliser for all contexts, as the draws grow. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Logarithm Draws Nce NceLimits NceMisspecified.
Open Scope R_scope.

(** As k grows, the infimum of f k over all real numbers tends to L. *)
Definition infimum_tends (f : nat -> R -> R) (L : R) : Prop :=
  forall eps, 0 < eps -> exists K, forall k, (K <= k)%nat ->
    (forall c, L - eps < f k c) /\ exists c, f k c < L + eps.

(** NCE's risk in M contexts of weights w, of scores o and with the log normaliser c in all of them. *)
Definition shared_risk (M n : nat) (w : nat -> R) (p q o : nat -> nat -> R) (k : nat) (c : R) : R :=
  mean M w (fun x => nce_risk n k (p x) (q x) (fun i => exp (o x i - c))).

(** What of it does not depend on the scores: 1 and the mean log(k q), with which it grows. *)
Definition growth (M n : nat) (w : nat -> R) (p q : nat -> nat -> R) (k : nat) : R :=
  1 + mean M w (fun x => sum n (fun i => p x i * ln (INR k * q x i))).

Lemma size_of_proposal n p : proposal n p -> (0 < n)%nat.
Proof. intros [_ S]. destruct n; [simpl in S; lra|lia]. Qed.

Lemma infimum_unique f L L' : infimum_tends f L -> infimum_tends f L' -> L = L'.
Proof.
  enough (A : forall L L', infimum_tends f L -> infimum_tends f L' -> L <= L')
    by (intros H H'; apply Rle_antisym; apply A; assumption).
  intros a b A B. apply Rnot_lt_le. intros G. destruct (A ((a - b) / 2) ltac:(lra)) as [K HK].
  destruct (B ((a - b) / 2) ltac:(lra)) as [K' HK']. destruct (HK (Nat.max K K') ltac:(lia)) as [X _].
  destruct (HK' (Nat.max K K') ltac:(lia)) as [_ [c Y]]. specialize (X c). lra.
Qed.

(** Above its tangents at c - 1, c and c + 1 a function has its infimum between the outer two. *)
Lemma tangents_suffice f g L c : (forall k x y, (0 < k)%nat -> f k x + g k x * (x - y) <= f k y) ->
  Un_cv (fun k => f k c) L -> (forall x, Un_cv (fun k => f k x) (L + (exp (c - x) - 1 + (x - c)))) ->
  (forall x, Un_cv (fun k => g k x) (exp (c - x) - 1)) -> infimum_tends f L.
Proof.
  intros T F0 F G eps He.
  assert (E : 0 < exp 1 - 1 /\ exp (-1) - 1 < 0).
  { pose proof (exp_increasing 0 1 ltac:(lra)) as A. pose proof (exp_increasing (-1) 0 ltac:(lra)) as B.
    rewrite exp_0 in A, B. lra. }
  pose proof (F (c - 1)) as Fl. pose proof (F (c + 1)) as Fr. pose proof (G c) as G0.
  pose proof (G (c - 1)) as Gl. pose proof (G (c + 1)) as Gr.
  replace (c - (c - 1)) with 1 in Fl, Gl by ring. replace (c - (c + 1)) with (-1) in Fr, Gr by ring.
  replace (c - c) with 0 in G0 by ring. rewrite exp_0 in G0.
  pose proof (exp_ineq1_le 1). pose proof (exp_pos (-1)).
  destruct (F0 (eps / 2) ltac:(lra)) as [k0 A0]. destruct (Fl (eps / 2) ltac:(lra)) as [k1 A1].
  destruct (Fr (eps / 2) ltac:(lra)) as [k2 A2]. destruct (G0 (eps / 2) ltac:(lra)) as [k3 A3].
  destruct (Gl (exp 1 - 1) ltac:(lra)) as [k4 A4]. destruct (Gr (1 - exp (-1)) ltac:(lra)) as [k5 A5].
  exists (S (k0 + k1 + k2 + k3 + k4 + k5)). intros k Hk. unfold R_dist in *.
  specialize (A0 k ltac:(lia)). specialize (A1 k ltac:(lia)). specialize (A2 k ltac:(lia)).
  specialize (A3 k ltac:(lia)). specialize (A4 k ltac:(lia)). specialize (A5 k ltac:(lia)).
  apply Rabs_def2 in A0, A1, A2, A3, A4, A5. split; [|exists c; lra]. intros y.
  assert (K : (0 < k)%nat) by lia.
  destruct (Rle_dec y (c - 1)) as [Y|Y]; [|destruct (Rle_dec y (c + 1)) as [Y'|Y']].
  - pose proof (T k (c - 1) y K). pose proof (Rmult_le_pos (g k (c - 1)) (c - 1 - y) ltac:(lra) ltac:(lra)). lra.
  - pose proof (T k c y K).
    assert (B : Rabs (g k c * (c - y)) <= eps / 2).
    { rewrite Rabs_mult. replace (eps / 2) with (eps / 2 * 1) by ring. apply Rmult_le_compat; try apply Rabs_pos.
      - apply Rabs_le. lra.
      - apply Rabs_le. lra. }
    pose proof (Rle_abs (- (g k c * (c - y)))) as B'. rewrite Rabs_Ropp in B'. lra.
  - pose proof (T k (c + 1) y K).
    pose proof (Rmult_le_pos (- g k (c + 1)) (- (c + 1 - y)) ltac:(lra) ltac:(lra)). lra.
Qed.

(** The risk of a class of odds t. *)
Lemma class_limit p q t : 0 < p -> 0 < q -> 0 < t ->
  Un_cv (fun k => - (p * ln (t / (t + INR k * q)) + INR k * q * ln (1 - t / (t + INR k * q))) - p * ln (INR k * q))
    (t - p * ln t) /\
  Un_cv (fun k => INR k * q * (t - p) / (t + INR k * q)) (t - p).
Proof.
  intros P Q T. split.
  - apply (tends_as_1_over_k _ _ ((p * t + t * t) / q)). intros k K. apply lt_0_INR in K.
    pose proof (Rmult_lt_0_compat _ _ K Q) as C. set (c := INR k * q) in *.
    replace (1 - t / (t + c)) with (c / (t + c)) by (field; lra). rewrite !Nce.ln_div by lra.
    set (l := ln (t + c) - ln c).
    assert (L : t / (t + c) <= l <= t / c).
    { unfold l. rewrite <- Nce.ln_div by lra. split.
      - pose proof (ln_below (c / (t + c)) ltac:(apply Rdiv_lt_0_compat; lra)) as B.
        rewrite Nce.ln_div in B by lra. rewrite Nce.ln_div by lra.
        replace (t / (t + c)) with (1 - c / (t + c)) by (field; lra). lra.
      - pose proof (ln_below ((t + c) / c) ltac:(apply Rdiv_lt_0_compat; lra)) as B.
        replace (t / c) with ((t + c) / c - 1) by (field; lra). exact B. }
    replace (- (p * (ln t - ln (t + c)) + c * (ln c - ln (t + c))) - p * ln c - (t - p * ln t))
      with ((p + c) * l - t) by (unfold l; ring).
    replace ((p * t + t * t) / q / INR k) with (p * t / c + t * t / c) by (unfold c; field; lra).
    pose proof (Rmult_le_compat_l (p + c) _ _ ltac:(lra) (proj1 L)) as L1.
    pose proof (Rmult_le_compat_l (p + c) _ _ ltac:(lra) (proj2 L)) as L2.
    replace ((p + c) * (t / c)) with (t + p * t / c) in L2 by (field; lra).
    replace ((p + c) * (t / (t + c))) with (t + p * t / (t + c) - t * t / (t + c)) in L1 by (field; lra).
    assert (I : / (t + c) <= / c) by (apply Rinv_le_contravar; lra).
    pose proof (Rmult_lt_0_compat _ _ T T) as TT. pose proof (Rmult_lt_0_compat _ _ P T) as PT.
    pose proof (Rmult_le_compat_l (t * t) _ _ ltac:(lra) I) as I1.
    pose proof (Rmult_lt_0_compat _ _ PT (Rinv_0_lt_compat (t + c) ltac:(lra))) as I2.
    pose proof (Rmult_lt_0_compat _ _ TT (Rinv_0_lt_compat c ltac:(lra))) as I3.
    pose proof (Rmult_lt_0_compat _ _ PT (Rinv_0_lt_compat c ltac:(lra))) as I4.
    unfold Rdiv in *. apply Rabs_le. lra.
  - apply (tends_as_1_over_k _ _ (t * Rabs (t - p) / q)). intros k K. apply lt_0_INR in K.
    pose proof (Rmult_lt_0_compat _ _ K Q) as C.
    replace (INR k * q * (t - p) / (t + INR k * q) - (t - p)) with (- ((t - p) * (t * / (t + INR k * q))))
      by (field; lra).
    rewrite Rabs_Ropp, Rabs_mult, (Rabs_right (t * _)).
    + replace (t * Rabs (t - p) / q / INR k) with (Rabs (t - p) * (t * / (INR k * q))) by (field; lra).
      apply Rmult_le_compat_l; [apply Rabs_pos|]. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra.
    + apply Rle_ge, Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat. lra.
Qed.

(** A context's risk and its derivative, as k grows. *)
Lemma context_limit n p q o c : proposal n p -> proposal n q ->
  Un_cv (fun k => nce_risk n k p q (fun i => exp (o i - c)) - sum n (fun i => p i * ln (INR k * q i)))
    (partition n o * exp (- c) + c - sum n (fun i => p i * o i)) /\
  Un_cv (fun k => sum n (fun i => INR k * q i * (exp (o i - c) - p i) / (exp (o i - c) + INR k * q i)))
    (partition n o * exp (- c) - 1).
Proof.
  intros [P S] [Q _].
  assert (Z : sum n (fun i => exp (o i - c)) = partition n o * exp (- c)).
  { unfold partition. rewrite <- sum_scal_r. apply sum_ext. intros i _. rewrite <- exp_plus. reflexivity. }
  split.
  - replace (partition n o * exp (- c) + c - sum n (fun i => p i * o i))
      with (sum n (fun i => exp (o i - c) - p i * ln (exp (o i - c)))).
    + apply (tends_ext (fun k => sum n (fun i => - (p i * ln (h k q (fun i => exp (o i - c)) i)
        + INR k * q i * ln (1 - h k q (fun i => exp (o i - c)) i)) - p i * ln (INR k * q i)))).
      * intros k _. unfold nce_risk. rewrite sum_minus. f_equal.
        rewrite (sum_ext n _ (fun i => -1 * (p i * ln (h k q (fun i => exp (o i - c)) i)
          + INR k * q i * ln (1 - h k q (fun i => exp (o i - c)) i)))) by (intros; ring). rewrite sum_scal. ring.
      * apply (sum_tends n (fun i k => - (p i * ln (h k q (fun i => exp (o i - c)) i)
          + INR k * q i * ln (1 - h k q (fun i => exp (o i - c)) i)) - p i * ln (INR k * q i))).
        intros i Hi. exact (proj1 (class_limit (p i) (q i) (exp (o i - c)) (P i Hi) (Q i Hi) (exp_pos _))).
    + rewrite sum_minus, Z. rewrite (sum_ext n (fun i => p i * ln (exp (o i - c))) (fun i => p i * o i - p i * c))
        by (intros; rewrite ln_exp; ring).
      rewrite sum_minus, sum_scal_r, S. ring.
  - replace (partition n o * exp (- c) - 1) with (sum n (fun i => exp (o i - c) - p i))
      by (rewrite sum_minus, Z, S; reflexivity).
    apply (sum_tends n (fun i k => INR k * q i * (exp (o i - c) - p i) / (exp (o i - c) + INR k * q i))).
    intros i Hi. exact (proj2 (class_limit (p i) (q i) (exp (o i - c)) (P i Hi) (Q i Hi) (exp_pos _))).
Qed.

Lemma context_tangent n k p q o c d : (0 < k)%nat -> proposal n p -> proposal n q ->
  nce_risk n k p q (fun i => exp (o i - c))
    + sum n (fun i => INR k * q i * (exp (o i - c) - p i) / (exp (o i - c) + INR k * q i)) * (c - d)
  <= nce_risk n k p q (fun i => exp (o i - d)).
Proof.
  intros K [P _] [Q _]. apply lt_0_INR in K. rewrite <- sum_scal_r. unfold nce_risk.
  enough (0 <= sum n (fun i => p i * ln (h k q (fun i => exp (o i - c)) i)
      + INR k * q i * ln (1 - h k q (fun i => exp (o i - c)) i)
    - (p i * ln (h k q (fun i => exp (o i - d)) i) + INR k * q i * ln (1 - h k q (fun i => exp (o i - d)) i))
    - INR k * q i * (exp (o i - c) - p i) / (exp (o i - c) + INR k * q i) * (c - d))) as A
    by (rewrite !sum_minus in A; lra).
  apply sum_nonneg. intros i Hi.
  pose proof (proj1 (class_tangent (p i) (INR k * q i) (exp (o i - c)) (exp (o i - d)) (P i Hi)
    (Rmult_lt_0_compat _ _ K (Q i Hi)) (exp_pos _) (exp_pos _))) as T.
  rewrite !ln_exp in T. unfold h. replace (o i - d - (o i - c)) with (c - d) in T by ring. lra.
Qed.

Lemma constant_tends c : Un_cv (fun _ => c) c.
Proof.
  intros eps He. exists 0%nat. intros k _. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; [exact He|reflexivity].
Qed.

Lemma mean_tends M w (u : nat -> nat -> R) l : (forall x, (x < M)%nat -> Un_cv (u x) (l x)) ->
  Un_cv (fun k => mean M w (fun x => u x k)) (mean M w l).
Proof.
  intros H. apply (sum_tends M (fun x k => w x * u x k)). intros x Hx.
  apply (CV_mult (fun _ => w x) (u x)); [apply constant_tends|exact (H x Hx)].
Qed.

Lemma mean_plus M w f g : mean M w (fun x => f x + g x) = mean M w f + mean M w g.
Proof. unfold mean. rewrite <- sum_plus. apply sum_ext. intros; ring. Qed.

Lemma mean_constant M w c : simplex M w -> mean M w (fun _ => c) = c.
Proof. intros [_ S]. unfold mean. rewrite sum_scal_r, S. ring. Qed.

Lemma mean_scaled M w f c : mean M w (fun x => f x * c) = mean M w f * c.
Proof. unfold mean. rewrite <- sum_scal_r. apply sum_ext. intros; ring. Qed.

Lemma mean_positive M w f : simplex M w -> all_positive M w -> all_positive M f -> 0 < mean M w f.
Proof.
  intros [_ S] W F. apply sum_pos; [destruct M; [simpl in S; lra|lia]|].
  intros x Hx. apply Rmult_lt_0_compat; [exact (W x Hx)|exact (F x Hx)].
Qed.

Lemma shared_infimum M n w p q o : simplex M w -> all_positive M w ->
  (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
  infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
    (ln (mean M w (fun x => partition n (o x))) + mean M w (fun x => - sum n (fun i => p x i * o x i))).
Proof.
  intros S W H. set (m := mean M w (fun x => partition n (o x))).
  set (b := mean M w (fun x => - sum n (fun i => p x i * o x i))).
  assert (P : 0 < m).
  { apply mean_positive; [exact S|exact W|]. intros x Hx. apply partition_pos, (size_of_proposal n (p x)), H, Hx. }
  set (slope := fun k c x =>
    sum n (fun i => INR k * q x i * (exp (o x i - c) - p x i) / (exp (o x i - c) + INR k * q x i))).
  assert (F : forall c, Un_cv (fun k => shared_risk M n w p q o k c - growth M n w p q k) (m * exp (- c) + c + b - 1)).
  { intros c.
    assert (A : Un_cv (fun k => mean M w (fun x => nce_risk n k (p x) (q x) (fun i => exp (o x i - c))
        - sum n (fun i => p x i * ln (INR k * q x i))) - 1) (m * exp (- c) + c + b - 1)).
    { apply CV_minus; [|apply constant_tends].
      replace (m * exp (- c) + c + b) with (mean M w (fun x => partition n (o x) * exp (- c) + c
        - sum n (fun i => p x i * o x i))).
      - apply (mean_tends M w (fun x k => nce_risk n k (p x) (q x) (fun i => exp (o x i - c))
          - sum n (fun i => p x i * ln (INR k * q x i)))).
        intros x Hx. apply (context_limit n (p x) (q x) (o x) c); apply H, Hx.
      - unfold Rminus. rewrite !mean_plus, mean_scaled, mean_constant by exact S. reflexivity. }
    apply (tends_ext (fun k => mean M w (fun x => nce_risk n k (p x) (q x) (fun i => exp (o x i - c))
      - sum n (fun i => p x i * ln (INR k * q x i))) - 1)); [|exact A].
    intros k _. unfold shared_risk, growth. unfold mean.
    rewrite (sum_ext M _ (fun x => w x * nce_risk n k (p x) (q x) (fun i => exp (o x i - c))
      - w x * sum n (fun i => p x i * ln (INR k * q x i)))) by (intros; ring). rewrite sum_minus. ring. }
  assert (V : forall x, m * exp (- x) = exp (ln m - x)).
  { intros x. unfold Rminus. rewrite exp_plus, exp_ln by exact P. reflexivity. }
  apply (tangents_suffice _ (fun k c => mean M w (slope k c)) _ (ln m)).
  - intros k x y K. unfold shared_risk, growth.
    enough (0 <= mean M w (fun z => nce_risk n k (p z) (q z) (fun i => exp (o z i - y))
      - nce_risk n k (p z) (q z) (fun i => exp (o z i - x)) - slope k x z * (x - y))) as A.
    { unfold mean in *. rewrite (sum_ext M _ (fun z => w z * nce_risk n k (p z) (q z) (fun i => exp (o z i - y))
        - w z * nce_risk n k (p z) (q z) (fun i => exp (o z i - x)) - w z * slope k x z * (x - y))) in A
        by (intros; ring). rewrite !sum_minus, sum_scal_r in A. lra. }
    apply sum_nonneg. intros z Hz. apply Rmult_le_pos; [apply Rlt_le, W, Hz|].
    pose proof (context_tangent n k (p z) (q z) (o z) x y K (proj1 (H z Hz)) (proj2 (H z Hz))) as T.
    unfold slope. lra.
  - replace (ln m + b) with (m * exp (- ln m) + ln m + b - 1); [exact (F (ln m))|].
    rewrite V. replace (ln m - ln m) with 0 by ring. rewrite exp_0. ring.
  - intros x. replace (ln m + b + (exp (ln m - x) - 1 + (x - ln m))) with (m * exp (- x) + x + b - 1)
      by (rewrite V; ring). exact (F x).
  - intros x. rewrite <- V.
    replace (m * exp (- x) - 1) with (mean M w (fun z => partition n (o z) * exp (- x) + - (1))).
    + apply (mean_tends M w (fun z k => slope k x z)). intros z Hz.
      apply (context_limit n (p z) (q z) (o z) x); apply H, Hz.
    + rewrite mean_plus, mean_scaled, mean_constant by exact S. reflexivity.
Qed.
