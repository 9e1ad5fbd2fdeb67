(** Noise-contrastive estimation against maximum likelihood as the draws grow: the gradient, and the minimum's value. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws Nce NceVariance Derivatives.
Open Scope R_scope.

(** The risk of softmax where a class has the odds t. *)
Definition softmax_risk (n : nat) (p t : nat -> R) : R := ln (sum n t) - sum n (fun i => p i * ln (t i)).

(** The derivative of a risk at the odds t as the scores move along f. *)
Definition moved (t f : nat -> R) (s : R) (i : nat) : R := t i * exp (s * f i).
Definition slope (risk : (nat -> R) -> R) (t f : nat -> R) (g : R) : Prop :=
  derivable_pt_lim (fun s => risk (moved t f s)) 0 g.

Lemma proposal_simplex n p : proposal n p -> simplex n p.
Proof. intros P. split; [intros i; apply proposal_nonneg, P|apply P]. Qed.

Lemma tends_as_1_over_k u l C : (forall k, (0 < k)%nat -> Rabs (u k - l) <= C / INR k) -> Un_cv u l.
Proof.
  intros H eps Heps.
  assert (HC : 0 <= C) by (specialize (H 1%nat Nat.lt_0_1); pose proof (Rabs_pos (u 1%nat - l)); simpl in H; lra).
  destruct (archimed_cor1 (eps / (C + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as (n & Hn & N0).
  exists n. intros k Hk. assert (K : (0 < k)%nat) by lia. unfold R_dist.
  eapply Rle_lt_trans; [exact (H k K)|]. pose proof (lt_0_INR n N0).
  assert (I : / INR k <= / INR n) by (apply Rinv_le_contravar; [assumption|apply le_INR; lia]).
  apply Rle_lt_trans with (C * (eps / (C + 1))); [apply Rmult_le_compat_l; lra|].
  apply (Rmult_lt_reg_r (C + 1)); [lra|]. unfold Rdiv. rewrite !Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma sum_tends n (u : nat -> nat -> R) l : (forall i, (i < n)%nat -> Un_cv (u i) (l i)) ->
  Un_cv (fun k => sum n (fun i => u i k)) (sum n l).
Proof.
  intros H. induction n as [|n IH]; simpl.
  - intros eps E. exists 0%nat. intros. unfold R_dist. rewrite Rminus_0_r, Rabs_R0. exact E.
  - apply CV_plus; [apply IH; intros; apply H; lia|apply H; lia].
Qed.

Lemma tends_ext u v l : (forall k, (0 < k)%nat -> u k = v k) -> Un_cv u l -> Un_cv v l.
Proof.
  intros E H eps Heps. destruct (H eps Heps) as [n B]. exists (S n). intros k Hk.
  rewrite <- E by lia. apply B. lia.
Qed.

Lemma derive_log_odds a f c : 0 < a -> 0 <= c ->
  derivable_pt_lim (fun s => ln (a * exp (s * f) + c)) 0 (f * (a / (a + c))).
Proof.
  intros A C. replace (f * (a / (a + c))) with (/ (a * exp (0 * f) + c) * (a * (f * exp (0 + 0 * f)) + 0))
    by (rewrite Rplus_0_l, Rmult_0_l, exp_0; field; lra).
  apply (derivable_pt_lim_comp (fun s => a * exp (s * f) + c) ln).
  - apply (derivable_pt_lim_plus (fun s => a * exp (s * f)) (fun _ => c)); [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_scal (fun s => exp (s * f))).
    apply (derive_ext (fun s => exp (0 + s * f))); [intros; rewrite Rplus_0_l; reflexivity|apply derive_exp].
  - apply derivable_pt_lim_ln. rewrite Rmult_0_l, exp_0. lra.
Qed.

Lemma nce_slope n k p q t f : (0 < k)%nat -> all_positive n q -> all_positive n t ->
  slope (nce_risk n k p q) t f (sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i)))).
Proof.
  intros K Q T. apply lt_0_INR in K. unfold slope, nce_risk. set (c := fun i => INR k * q i).
  replace (sum n _) with (- sum n (fun i => p i * f i - (p i + c i) * (f i * (t i / (t i + c i))))).
  - apply derivable_pt_lim_opp.
    apply (derive_sum n (fun i s => p i * ln (h k q (moved t f s) i) + c i * ln (1 - h k q (moved t f s) i))).
    intros i Hi. pose proof (Rmult_lt_0_compat _ _ K (Q i Hi)) as C. specialize (T i Hi). fold (c i) in C.
    apply (derive_ext (fun s => (p i * ln (t i) + c i * ln (c i)) + s * (p i * f i)
      - (p i + c i) * ln (t i * exp (s * f i) + c i))).
    + intros s. pose proof (Rmult_lt_0_compat _ _ T (exp_pos (s * f i))) as E.
      replace (1 - h k q (moved t f s) i) with (c i / (moved t f s i + c i))
        by (unfold h, moved; fold (c i); field; lra).
      unfold h. fold (c i). unfold moved. rewrite !Nce.ln_div, ln_mult, ln_exp by (lra || apply exp_pos). ring.
    + apply derivable_pt_lim_minus; [apply derive_line|]. apply derivable_pt_lim_scal, derive_log_odds; lra.
  - rewrite <- (Rmult_1_l (sum n (fun i => p i * f i - _))), Ropp_mult_distr_l, <- sum_scal. apply sum_ext.
    intros i Hi. pose proof (Rmult_lt_0_compat _ _ K (Q i Hi)). specialize (T i Hi). fold (c i) in *. field. lra.
Qed.

Lemma softmax_slope n p t f : proposal n p -> proposal n t ->
  slope (softmax_risk n p) t f (sum n (fun i => f i * (t i - p i))).
Proof.
  intros [_ P1] [T T1]. unfold slope, softmax_risk.
  replace (sum n _) with (/ sum n (moved t f 0) * sum n (fun i => t i * (f i * exp (0 + 0 * f i)))
    - sum n (fun i => p i * f i)).
  - apply derivable_pt_lim_minus.
    + apply (derivable_pt_lim_comp (fun s => sum n (moved t f s)) ln).
      * apply (derive_ext (fun s => sum n (fun i => t i * exp (0 + s * f i)))); [|apply derive_exps].
        intros s. apply sum_ext. intros i _. rewrite Rplus_0_l. reflexivity.
      * apply derivable_pt_lim_ln. rewrite (sum_ext n _ t); [lra|].
        intros i _. unfold moved. rewrite Rmult_0_l, exp_0. ring.
    + apply (derive_sum n (fun i s => p i * ln (moved t f s i))). intros i Hi. apply derivable_pt_lim_scal.
      apply (derive_ext (fun s => ln (t i) + s * f i)); [|apply derive_line].
      intros s. unfold moved. rewrite ln_mult, ln_exp by (try apply exp_pos; exact (T i Hi)). reflexivity.
  - rewrite (sum_ext n (moved t f 0) t), T1, Rinv_1, Rmult_1_l, <- sum_minus.
    + apply sum_ext. intros i _. rewrite Rplus_0_l, Rmult_0_l, exp_0. ring.
    + intros i _. unfold moved. rewrite Rmult_0_l, exp_0. ring.
Qed.

Lemma gradient_limit n p q t f : all_positive n q -> all_positive n t ->
  Un_cv (fun k => INR k * (sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i)))
      - sum n (fun i => f i * (t i - p i))))
    (- sum n (fun i => f i * (t i - p i) * t i / q i)).
Proof.
  intros Q T. replace (- sum n _) with (sum n (fun i => - (f i * (t i - p i) * t i / q i))).
  2: { rewrite <- (Rmult_1_l (sum n _)), <- (Rmult_1_l (sum n (fun i => f i * _ * _ / _))), Ropp_mult_distr_l,
    <- !sum_scal. apply sum_ext. intros. ring. }
  apply (tends_ext (fun k => sum n (fun i => INR k * (f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))
    - f i * (t i - p i))))); [intros; rewrite sum_scal, sum_minus; reflexivity|].
  apply (sum_tends n (fun i k => INR k * (f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))
    - f i * (t i - p i)))). intros i Hi. specialize (Q i Hi). specialize (T i Hi).
  apply (tends_as_1_over_k _ _ (Rabs (f i * (t i - p i) * (t i * t i) / (q i * q i)))). intros k K. apply lt_0_INR in K.
  pose proof (Rmult_lt_0_compat _ _ K Q) as C.
  match goal with |- Rabs ?x <= _ => replace x
    with (f i * (t i - p i) * (t i * t i) / (q i * q i) * / INR k * (INR k * q i / (t i + INR k * q i))) end;
    [|field; lra].
  rewrite !Rabs_mult, (Rabs_right (/ INR k)) by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat; exact K).
  assert (W : 0 < INR k * q i / (t i + INR k * q i)) by (apply Rdiv_lt_0_compat; lra).
  assert (W1 : INR k * q i / (t i + INR k * q i) <= 1).
  { apply (Rmult_le_reg_r (t i + INR k * q i)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  rewrite (Rabs_right (INR k * q i / _)) by lra. set (A := Rabs _ * / INR k).
  apply Rle_trans with (A * 1); [apply Rmult_le_compat_l; [|exact W1]|unfold A, Rdiv; rewrite !Rabs_mult; lra].
  apply Rmult_le_pos; [apply Rabs_pos|apply Rlt_le, Rinv_0_lt_compat; exact K].
Qed.

Lemma half_proposal : proposal 2 half.
Proof. split; [intros i _; unfold half; lra|unfold half; simpl; lra]. Qed.

(** Claim: none
    Says: At p = (1/4, 3/4), q = t = (1/2, 1/2), f = (1, -1) the limit is -1/2, and not 1/2.
*)
Theorem the_gradient_is_shrunk : ~ (forall n p q t f, proposal n p -> proposal n q -> proposal n t ->
  let nce k := sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))) in
  let mle := sum n (fun i => f i * (t i - p i)) in
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (nce k)) /\
  slope (softmax_risk n p) t f mle /\
  Un_cv (fun k => INR k * (nce k - mle)) (sum n (fun i => f i * (t i - p i) * t i / q i)) /\
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) p f 0) /\ slope (softmax_risk n p) p f 0).
Proof.
  intros H. destruct (H 2%nat _ _ _ plus_minus uneven_proposal half_proposal half_proposal) as (_ & _ & L & _).
  pose proof (UL_sequence _ _ _ L (gradient_limit 2 uneven half half plus_minus (proj1 half_proposal)
    (proj1 half_proposal))) as E. unfold half, uneven, plus_minus in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: At p = (1/4, 3/4), q = t = (1/2, 1/2), f = (1, -1) the limit is -1/2, and not -1/4.
*)
Theorem the_proposal_counts : ~ (forall n p q t f, proposal n p -> proposal n q -> proposal n t ->
  let nce k := sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))) in
  let mle := sum n (fun i => f i * (t i - p i)) in
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (nce k)) /\
  slope (softmax_risk n p) t f mle /\
  Un_cv (fun k => INR k * (nce k - mle)) (- sum n (fun i => f i * (t i - p i) * t i)) /\
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) p f 0) /\ slope (softmax_risk n p) p f 0).
Proof.
  intros H. destruct (H 2%nat _ _ _ plus_minus uneven_proposal half_proposal half_proposal) as (_ & _ & L & _).
  pose proof (UL_sequence _ _ _ L (gradient_limit 2 uneven half half plus_minus (proj1 half_proposal)
    (proj1 half_proposal))) as E. unfold half, uneven, plus_minus in E. simpl in E. lra.
Qed.

(** Claim: sf.nce.js.gradient.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: At normalised odds t the derivative of NCE's risk along f is the sum of f (t - p) kq/(t + kq), that of
      softmax's the sum of f (t - p), and k times their difference tends to minus the sum of f (t - p) t/q, for every
      number of classes; at the truth, t = p, both are 0.
    Gap: Real numbers; positive p, q and t. The derivative by a score is that along its unit vector.
    Mutant: `(- sum n (fun i => f i * (t i - p i) * t i / q i))` becomes `(sum n (fun i => f i * (t i - p i) * t i /
      q i))`; refuted by the theorem the_gradient_is_shrunk
    Mutant: `* t i / q i)` becomes `* t i)`; refuted by the theorem the_proposal_counts
*)
Theorem nce_gradient_expanded : forall n p q t f, proposal n p -> proposal n q -> proposal n t ->
  let nce k := sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))) in
  let mle := sum n (fun i => f i * (t i - p i)) in
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (nce k)) /\
  slope (softmax_risk n p) t f mle /\
  Un_cv (fun k => INR k * (nce k - mle)) (- sum n (fun i => f i * (t i - p i) * t i / q i)) /\
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) p f 0) /\ slope (softmax_risk n p) p f 0.
Proof.
  intros n p q t f P Q T nce mle.
  split; [intros k K; exact (nce_slope n k p q t f K (proj1 Q) (proj1 T))|]. repeat split.
  - exact (softmax_slope n p t f P T).
  - apply gradient_limit; [exact (proj1 Q)|exact (proj1 T)].
  - intros k K. replace 0 with (sum n (fun i => f i * (INR k * q i / (p i + INR k * q i) * (p i - p i))))
      by (apply sum_eq_0; intros; ring). exact (nce_slope n k p q p f K (proj1 Q) (proj1 P)).
  - replace 0 with (sum n (fun i => f i * (p i - p i))) by (apply sum_eq_0; intros; ring).
    exact (softmax_slope n p p f P P).
Qed.

Lemma gradient_tends n p q t f g d : proposal n p -> proposal n q -> proposal n t ->
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (g k)) -> slope (softmax_risk n p) t f d -> Un_cv g d.
Proof.
  intros P Q T G D.
  destruct (nce_gradient_expanded n p q t f P Q T) as (G' & D' & _). cbv zeta in *.
  rewrite (derive_unique _ _ _ _ D D').
  apply (tends_ext (fun k => sum n (fun i => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i))))).
  { intros k K. exact (derive_unique _ _ _ _ (G' k K) (G k K)). }
  apply (sum_tends n (fun i k => f i * (INR k * q i / (t i + INR k * q i) * (t i - p i)))).
  intros i Hi. pose proof (proj1 Q i Hi) as q0. pose proof (proj1 T i Hi) as t0.
  apply (tends_as_1_over_k _ _ (Rabs (f i * (t i - p i)) * (t i / q i))). intros k K. apply lt_0_INR in K.
  pose proof (Rmult_lt_0_compat _ _ K q0) as C.
  match goal with |- Rabs ?x <= _ => replace x with (f i * (t i - p i) * - (t i / (t i + INR k * q i))) end;
    [|field; lra].
  rewrite Rabs_mult, Rabs_Ropp, (Rabs_right (t i / _)) by (apply Rle_ge, Rlt_le, Rdiv_lt_0_compat; lra).
  unfold Rdiv at 2. rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply Rabs_pos|].
  unfold Rdiv. rewrite Rmult_assoc, <- Rinv_mult, (Rmult_comm (q i)). apply Rmult_le_compat_l; [lra|].
  apply Rinv_le_contravar; lra.
Qed.

(** Claim: none
    Says: The gradient of NCE tends to that of softmax.
*)
Theorem the_gradient_tends : ~ ~ (forall n p q t f g d, proposal n p -> proposal n q -> proposal n t ->
  d <> 0 -> (exists i, (i < n)%nat /\ p i <> q i) ->
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (g k)) ->
  slope (softmax_risk n p) t f d -> Un_cv g d).
Proof. intros H. apply H. intros n p q t f g d P Q T _ _. exact (gradient_tends n p q t f g d P Q T). Qed.

(** Claim: sf.nce.js.gradient
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: It is not so that at normalised odds the gradient of NCE's risk along f misses that of softmax's in the limit
      of k wherever Q differs from P: at p = (1/4, 3/4), q = t = (1/2, 1/2), f = (1, -1) it tends to it, although
      softmax's gradient there, 1/2, is not 0.
    Gap: Real numbers; positive p, q and t; softmax's gradient is not 0, which leaves out t = p, where both are 0. By
      the mutant's refutation it tends to it wherever it is not 0.
    Mutant: `~ Un_cv g d` becomes `Un_cv g d`; refuted by the theorem the_gradient_tends
*)
Theorem nce_gradient_keeps_no_bias : ~ (forall n p q t f g d, proposal n p -> proposal n q -> proposal n t ->
  d <> 0 -> (exists i, (i < n)%nat /\ p i <> q i) ->
  (forall k, (0 < k)%nat -> slope (nce_risk n k p q) t f (g k)) ->
  slope (softmax_risk n p) t f d -> ~ Un_cv g d).
Proof.
  intros H. pose proof uneven_proposal as P. pose proof half_proposal as Q.
  destruct (nce_gradient_expanded 2 uneven half half plus_minus P Q Q) as (G & D & _). cbv zeta in G, D.
  refine (H _ _ _ _ _ _ _ P Q Q _ _ G D (gradient_tends _ _ _ _ _ _ _ P Q Q G D));
    [unfold uneven, half, plus_minus; simpl; lra|].
  exists 0%nat. split; [lia|unfold uneven, half; simpl; lra].
Qed.
