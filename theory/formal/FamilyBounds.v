(** The bounds of the family's losses: the least constants that bound the norms of their Hessians over all scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian OrderBound EntmaxJacobian StableStep.
Open Scope R_scope.

Definition logistic (x : R) : R := / (1 + exp (- x)).

(** The gradients of the losses of one example with N classes, less what no score changes, and the number of scores that
    they depend on: softmax (a = 1), sparsemax (a = 2) and a-entmax; sampled softmax in the logits of its k terms; the
    terms of NCE, and the nodes of hierarchical softmax, in theirs; RG2 and RGx. *)
Inductive family (N : nat) : nat -> ((nat -> R) -> nat -> R) -> Prop :=
  | entmax_family a f : (forall w, is_entmax_from_1 a N w (f w)) -> family N N f
  | sampled_softmax k : (2 <= k)%nat -> family N k (softmax k)
  | nce_and_hsm k : (1 <= k)%nat -> family N k (fun s i => logistic (s i))
  | rg2 : family N N (fun o i => o i / INR N)
  | rgx : family N N (fun o i => (o i - sum N o / INR N) / INR N).

(** c is the least Lipschitz constant of the gradient f of n scores. *)
Definition lipschitz (n : nat) (f : (nat -> R) -> nat -> R) (d : R) : Prop :=
  forall z w, norm n (fun i => f z i - f w i) <= d * norm n (fun i => z i - w i).
Definition bound (n : nat) (f : (nat -> R) -> nat -> R) (c : R) : Prop := forall d, lipschitz n f d <-> c <= d.

(** What bounds every difference bounds the derivative. *)
Lemma derivative_bound g l K : derivable_pt_lim g 0 l -> (forall t, Rabs (g t - g 0) <= K * Rabs t) -> l <= K.
Proof.
  intros D B. apply Rnot_lt_le. intros L. destruct (D ((l - K) / 2) ltac:(lra)) as [d H].
  pose proof (cond_pos d) as P. specialize (H (d / 2) ltac:(lra) ltac:(rewrite Rabs_right; lra)).
  specialize (B (d / 2)). rewrite Rplus_0_l in H. rewrite (Rabs_right (d / 2)) in B by lra.
  apply Rabs_def2 in H. destruct H as [_ H].
  assert (Q : (g (d / 2) - g 0) / (d / 2) <= K).
  { apply (Rmult_le_reg_r (d / 2)); [lra|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra.
    pose proof (Rle_abs (g (d / 2) - g 0)). lra. }
  lra.
Qed.

Lemma norm_dot n u v : Rabs (sum n (fun i => u i * v i)) <= norm n u * norm n v.
Proof.
  rewrite <- (Rabs_right (norm n u * norm n v)) by (apply Rle_ge, Rmult_le_pos; apply norm_nonneg).
  apply Rsqr_le_abs_0. unfold Rsqr.
  replace (norm n u * norm n v * (norm n u * norm n v)) with (norm n u * norm n u * (norm n v * norm n v)) by ring.
  rewrite !norm_sq. apply cauchy_schwarz.
Qed.

Lemma norm_scaled n t v : norm n (fun i => t * v i) = Rabs t * norm n v.
Proof.
  rewrite <- norm_scale by apply Rabs_pos. unfold norm. f_equal. apply sum_ext. intros i _.
  rewrite !Rpow_mult_distr, <- (Rsqr_pow2 t), <- (Rsqr_pow2 (Rabs t)), <- Rsqr_abs. reflexivity.
Qed.

Lemma lipschitz_jacobian n f d o J v : lipschitz n f d -> jacobian n f o J -> norm n (times n J v) <= d * norm n v.
Proof.
  intros L HJ. set (w := times n J v). pose proof (norm_nonneg n w) as [W|W].
  - apply (Rmult_le_reg_l (norm n w)); [exact W|]. rewrite norm_sq.
    apply (derivative_bound (fun t => sum n (fun i => w i * f (fun k => o k + t * v k) i))).
    + apply (derivable_sum n (fun i t => w i * f (fun k => o k + t * v k) i) (fun i => w i * w i)). intros i Hi.
      apply (derivable_pt_lim_scal (fun t => f (fun k => o k + t * v k) i)). exact (HJ v i Hi).
    + intros t. rewrite <- sum_minus.
      rewrite (sum_ext n _ (fun i => w i * (f (fun k => o k + t * v k) i - f (fun k => o k + 0 * v k) i)))
        by (intros; ring).
      eapply Rle_trans; [apply norm_dot|]. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
      eapply Rle_trans; [apply L|]. rewrite (norm_ext n _ (fun i => t * v i)) by (intros; ring).
      rewrite norm_scaled. lra.
  - rewrite <- W. specialize (L v (fun _ => 0)). pose proof (norm_nonneg n (fun i => f v i - f (fun _ => 0) i)).
    cbv beta in L. rewrite (norm_ext n (fun i => v i - 0) v) in L by (intros; ring). lra.
Qed.

Lemma derive_logistic x : derivable_pt_lim logistic x (logistic x * (1 - logistic x)).
Proof.
  pose proof (exp_pos (- x)) as P.
  assert (E : derivable_pt_lim (fun t => 1 + exp (- t)) x (0 + exp (- x) * - (1))).
  { apply (derivable_pt_lim_plus (fun _ => 1) (fun t => exp (- t))); [apply derivable_pt_lim_const|].
    apply (derivable_pt_lim_comp (fun t => - t) exp); [|apply derivable_pt_lim_exp].
    apply (derivable_pt_lim_opp (fun t => t)), derivable_pt_lim_id. }
  pose proof (derivable_pt_lim_div (fun _ => 1) _ x 0 _ (derivable_pt_lim_const 1 x) E ltac:(lra)) as D.
  replace (logistic x * (1 - logistic x)) with
    ((0 * (1 + exp (- x)) - (0 + exp (- x) * - (1)) * 1) / Rsqr (1 + exp (- x))).
  - intros eps He. destruct (D eps He) as [d H]. exists d. intros h Hh Hd. specialize (H h Hh Hd).
    unfold div_fct, logistic in *. unfold Rdiv in H at 2 3. rewrite !Rmult_1_l in H. exact H.
  - unfold logistic, Rsqr. field. lra.
Qed.

Lemma logistic_steps x y : Rabs (logistic x - logistic y) <= 1 / 4 * Rabs (x - y).
Proof.
  assert (B : forall u v, u < v -> Rabs (logistic v - logistic u) <= 1 / 4 * Rabs (v - u)).
  { intros u v L. destruct (MVT_cor2 logistic _ u v L (fun c _ => derive_logistic c)) as (c & E & _). rewrite E,
    Rabs_mult.
    apply Rmult_le_compat_r; [apply Rabs_pos|]. set (s := logistic c).
    pose proof (Rle_0_sqr (s - 1 / 2)) as Q. unfold Rsqr in Q.
    assert (S : 0 <= s <= 1).
    { unfold s, logistic. pose proof (exp_pos (- c)). split; [apply Rlt_le, Rinv_0_lt_compat; lra|].
      rewrite <- Rinv_1 at 2. apply Rinv_le_contravar; lra. }
    rewrite Rabs_right; [lra|]. apply Rle_ge, Rmult_le_pos; lra. }
  destruct (Rtotal_order x y) as [L|[->|L]].
  - rewrite Rabs_minus_sym, (Rabs_minus_sym x y). apply B, L.
  - rewrite !Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
  - apply B, L.
Qed.

Lemma logistic_bound k : (1 <= k)%nat -> bound k (fun s i => logistic (s i)) (1 / 4).
Proof.
  intros Hk d. split.
  - intros L. assert (J : jacobian k (fun s i => logistic (s i)) (fun _ => 0) (fun i j => 1 / 4 * one_hot i j)).
    { intros v i Hi. unfold times. rewrite (sum_ext k _ (fun j => one_hot i j * (1 / 4 * v j))) by (intros; ring).
      rewrite (sum_pick k i (fun j => 1 / 4 * v j) Hi).
      replace (1 / 4 * v i) with (logistic (0 + 0 * v i) * (1 - logistic (0 + 0 * v i)) * v i).
      - apply (derivable_pt_lim_comp (fun t => 0 + t * v i) logistic); [apply derivable_line|apply derive_logistic].
      - replace (0 + 0 * v i) with 0 by ring. unfold logistic. rewrite Ropp_0, exp_0. field. }
    pose proof (lipschitz_jacobian k _ d _ _ (one_hot 0) L J) as B. rewrite (norm_one_hot k 0) in B by lia.
    rewrite (norm_ext k _ (fun i => 1 / 4 * one_hot 0 i)), norm_scaled, (norm_one_hot k 0), Rabs_right in B by (lia ||
      lra ||
      (intros i Hi; unfold times; rewrite (sum_ext k _ (fun j => one_hot i j * (1 / 4 * one_hot 0 j))) by (intros;
        ring);
       apply (sum_pick k i (fun j => 1 / 4 * one_hot 0 j) Hi))). lra.
  - intros L z w. apply Rle_trans with (1 / 4 * norm k (fun i => z i - w i));
      [|apply Rmult_le_compat_r; [apply norm_nonneg|exact L]].
    apply norm_le; [lra|]. rewrite <- sum_scal. apply sum_le. intros i _.
    pose proof (logistic_steps (z i) (w i)) as B.
    assert (Q : Rsqr (logistic (z i) - logistic (w i)) <= Rsqr (1 / 4 * (z i - w i))).
    { apply Rsqr_le_abs_1. rewrite (Rabs_mult (1 / 4)), (Rabs_right (1 / 4)) by lra. exact B. }
    unfold Rsqr in Q. lra.
Qed.

Lemma rg2_bound N : (1 <= N)%nat -> bound N (fun o i => o i / INR N) (/ INR N).
Proof.
  intros HN. assert (P : 0 < / INR N) by (apply Rinv_0_lt_compat, (lt_INR 0); lia).
  assert (E : forall z w, norm N (fun i => z i / INR N - w i / INR N) = / INR N * norm N (fun i => z i - w i)).
  { intros z w. rewrite <- norm_scale by lra. apply norm_ext. intros. unfold Rdiv. ring. }
  intros d. split.
  - intros L. specialize (L (one_hot 0) (fun _ => 0)). cbv beta in L. rewrite E in L.
    rewrite (norm_ext N _ (one_hot 0)), (norm_one_hot N 0) in L by (lia || (intros; ring)). lra.
  - intros L z w. rewrite E. apply Rmult_le_compat_r; [apply norm_nonneg|exact L].
Qed.

Lemma rgx_below N d : (2 <= N)%nat -> lipschitz N (fun o i => (o i - sum N o / INR N) / INR N) d -> / INR N <= d.
Proof.
  intros HN L. assert (P : 0 < / INR N) by (apply Rinv_0_lt_compat, (lt_INR 0); lia).
  set (v := fun i => one_hot 0 i - one_hot 1 i). specialize (L v (fun _ => 0)). cbv beta in L.
  assert (S : sum N v = 0) by (unfold v; rewrite sum_minus, !sum_one_hot by lia; ring).
  rewrite S, sum_zero, (norm_ext N (fun i => v i - 0) v) in L by (intros; ring).
  rewrite (norm_ext N _ (fun i => / INR N * v i)), norm_scale in L by (lra || (intros; unfold Rdiv; ring)).
  apply (Rmult_le_reg_r (norm N v)); [|exact L]. pose proof (norm_nonneg N v) as [Q|Q]; [exact Q|exfalso].
  pose proof (norm_sq N v) as E. rewrite <- Q in E.
  pose proof (term_le_sum N (fun i => v i * v i) 0 ltac:(intros; apply Rle_0_sqr) ltac:(lia)) as T. cbv beta in T.
  assert (V : v 0%nat = 1) by (unfold v, one_hot; simpl; ring). rewrite V in T. lra.
Qed.
