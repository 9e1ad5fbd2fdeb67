(** The Jacobian of softmax, which is diag z - z z' / (sum of z) with z = p, and its norm. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives Softmax Jacobian.
Open Scope R_scope.

Lemma derivable_exp_line a b x : derivable_pt_lim (fun t => exp (a + t * b)) x (exp (a + x * b) * b).
Proof. apply (derivable_pt_lim_comp (fun t => a + t * b) exp); [apply derive_line|apply derivable_pt_lim_exp]. Qed.

(** Claim: sf.jacobian.softmax.formula
    Role: establishes
    Place: SF, summary, Key results
    Says: the Jacobian of softmax at s is diag(p) - p p' with p = softmax(s).
    Gap: real numbers; as derivatives in every direction, of which those along the axes are the entries.
    Mutant: `one_hot i j - softmax` becomes `one_hot i j + softmax`; refuted by the theorem softmax_jacobian_not_plus
    Mutant: `softmax N s i * softmax N s j` becomes `softmax N s i`; refuted by the theorem softmax_jacobian_outer
*)
Theorem softmax_jacobian :
  forall N s, (0 < N)%nat ->
  jacobian N (softmax N) s (fun i j => softmax N s i * one_hot i j - softmax N s i * softmax N s j).
Proof.
  intros N s HN v i Hi. pose proof (partition_pos N s HN) as P.
  set (Z := fun t => partition N (fun k => s k + t * v k)).
  assert (Z0 : Z 0 = partition N s) by (apply sum_ext; intros; f_equal; ring).
  assert (DZ : derivable_pt_lim Z 0 (sum N (fun k => exp (s k + 0 * v k) * v k))).
  { apply derive_sum. intros k _. apply derivable_exp_line. }
  pose proof (derivable_pt_lim_div (fun t => exp (s i + t * v i)) Z 0 _ _ (derivable_exp_line (s i) (v i) 0) DZ) as D.
  rewrite Z0 in D. specialize (D ltac:(lra)).
  replace (times N _ v i) with
    ((exp (s i + 0 * v i) * v i * partition N s - sum N (fun k => exp (s k + 0 * v k) * v k) * exp (s i + 0 * v i))
     / Rsqr (partition N s)); [exact D|].
  rewrite (times_ext N _ (covariance N (softmax N s))) by (intros; apply covariance_simplex, softmax_simplex, HN).
  rewrite times_covariance by exact Hi. unfold average. rewrite softmax_sum by exact HN.
  rewrite (sum_ext N (fun k => softmax N s k * v k) (fun k => / partition N s * (exp (s k) * v k)))
    by (intros; unfold softmax; field; lra).
  rewrite sum_scal, (sum_ext N (fun k => exp (s k + 0 * v k) * v k) (fun k => exp (s k) * v k))
    by (intros; do 2 f_equal; ring).
  replace (s i + 0 * v i) with (s i) by ring. unfold softmax, Rsqr. field. lra.
Qed.

(** Claim: none
    Says: the outer product is not added: for one item the Jacobian is 0.
*)
Theorem softmax_jacobian_not_plus :
  ~ (forall N s, (0 < N)%nat ->
     jacobian N (softmax N) s (fun i j => softmax N s i * one_hot i j + softmax N s i * softmax N s j)).
Proof.
  intros H. specialize (H 1%nat (fun _ => 0) ltac:(lia)).
  pose proof (jacobian_unique _ _ _ _ _ (fun _ => 1) 0%nat H
                (softmax_jacobian 1 (fun _ => 0) ltac:(lia)) ltac:(lia)) as E.
  pose proof (softmax_pos 1 (fun _ => 0) 0 ltac:(lia)).
  unfold times, one_hot in E. simpl in E. nra.
Qed.

(** Claim: none
    Says: without its last factor the outer product is another matrix, at two equal scores.
*)
Theorem softmax_jacobian_outer :
  ~ (forall N s, (0 < N)%nat -> jacobian N (softmax N) s (fun i j => softmax N s i * one_hot i j - softmax N s i)).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) ltac:(lia)).
  pose proof (jacobian_unique _ _ _ _ _ (one_hot 0) 0%nat H
                (softmax_jacobian 2 (fun _ => 0) ltac:(lia)) ltac:(lia)) as E.
  unfold times, one_hot, softmax, partition in E. simpl in E. rewrite exp_0 in E. lra.
Qed.

(** Claim: sf.jacobian.softmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 1
    Says: the norm of the Jacobian of softmax is at most 1/2, at every score vector and for every number of classes.
    Gap: real numbers, not floating point.
    Mutant: `1 / 2` becomes `99 / 200`; refuted by the theorem softmax_norm_above_099_halves
    Mutant: `1 / 2` becomes `1 / 4`; refuted by the theorem softmax_norm_above_quarter
    Mutant: `1 / 2` becomes `1 / INR N`; refuted by the theorem softmax_norm_not_1_over_N
*)
Theorem softmax_jacobian_norm :
  forall N s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= 1 / 2 * norm N v.
Proof.
  intros N s J v HJ. destruct (Nat.eq_dec N 0) as [->|HN]; [unfold norm; simpl; rewrite sqrt_0; lra|].
  assert (P : simplex N (softmax N s)) by (apply softmax_simplex; lia).
  rewrite (norm_ext N _ (times N (covariance N (softmax N s)) v)).
  - apply covariance_norm; [apply P|destruct P; lra|lra|]. intros u. apply variance_half, P.
  - intros i Hi. rewrite (jacobian_unique _ _ _ _ _ v i HJ (softmax_jacobian N s ltac:(lia)) Hi).
    apply times_ext. intros j _. apply covariance_simplex, P.
Qed.

(** The scores ln x, ln x, 0, ..., 0. *)
Definition two_high (x : R) (k : nat) : R := if Nat.ltb k 2 then ln x else 0.

Lemma two_high_partition n x : 0 < x -> partition (S (S n)) (two_high x) = 2 * x + INR n.
Proof.
  intros Hx. unfold partition. induction n as [|n IH].
  - unfold two_high. simpl. rewrite exp_ln by exact Hx. ring.
  - replace (sum (S (S (S n))) (fun i => exp (two_high x i)))
      with (sum (S (S n)) (fun i => exp (two_high x i)) + exp (two_high x (S (S n)))) by reflexivity.
    rewrite IH, S_INR. unfold two_high. simpl. rewrite exp_0. ring.
Qed.

(** A constant that serves all scores is at least x / (2 x + N - 2) for every x > 0. *)
Lemma two_high_norm N c x : (2 <= N)%nat -> 0 < x ->
  (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) ->
  x / (2 * x + (INR N - 2)) <= c.
Proof.
  intros HN Hx H. set (s := two_high x). set (p := softmax N s).
  assert (HP : simplex N p) by (apply softmax_simplex; lia).
  pose proof (H s _ (fun k => one_hot 0 k - one_hot 1 k) (softmax_jacobian N s ltac:(lia))) as L.
  rewrite (norm_ext N (times N _ _) (times N (covariance N p) (fun k => one_hot 0 k - one_hot 1 k))) in L
    by (intros; apply times_ext; intros; apply covariance_simplex, HP).
  destruct (covariance_pair N p 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl) as [E P].
  rewrite E in L. apply Rmult_le_reg_r in L; [|exact P].
  replace (x / (2 * x + (INR N - 2))) with (Rabs (p 0%nat)); [exact L|].
  rewrite Rabs_right by (apply Rle_ge, HP; lia). unfold p, softmax, s.
  destruct N as [|[|n]]; try lia. rewrite two_high_partition by exact Hx.
  change (two_high x 0) with (ln x). rewrite exp_ln by exact Hx. rewrite !S_INR. f_equal. ring.
Qed.

(** Claim: none
    Says: a constant 1 % below 1/2 does not serve two classes.
*)
Theorem softmax_norm_above_099_halves :
  ~ (forall N s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= 99 / 200 * norm N v).
Proof.
  intros H. pose proof (two_high_norm 2 _ 1 ltac:(lia) ltac:(lra) (H 2%nat)) as L. simpl in L. lra.
Qed.

(** Claim: none
    Says: 1/4, the largest derivative of the logistic function, does not serve two classes.
*)
Theorem softmax_norm_above_quarter :
  ~ (forall N s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= 1 / 4 * norm N v).
Proof.
  intros H. pose proof (two_high_norm 2 _ 1 ltac:(lia) ltac:(lra) (H 2%nat)) as L. simpl in L. lra.
Qed.

(** Claim: none
    Says: 1/N, the norm at equal scores, does not serve three classes.
*)
Theorem softmax_norm_not_1_over_N :
  ~ (forall N s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= 1 / INR N * norm N v).
Proof.
  intros H. pose proof (two_high_norm 3 _ 2 ltac:(lia) ltac:(lra) (H 3%nat)) as L. simpl in L. lra.
Qed.

(** Claim: sf.jacobian.softmax.sharp
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: for every N of at least 2 the least constant that bounds the norm of softmax's Jacobian at all scores is 1/2.
    Gap: real numbers, not floating point.
    Mutant: `1 / 2 <= c` becomes `51 / 100 <= c`; refuted by the theorem softmax_norm_sharp_not_looser
    Mutant: `1 / 2 <= c` becomes `99 / 200 <= c`; refuted by the theorem softmax_norm_sharp_not_tighter
    Mutant: `1 / 2 <= c` becomes `1 - 1 / INR N <= c`; refuted by the theorem softmax_norm_sharp_not_1_minus
    Mutant: `(2 <= N)%nat` becomes `(1 <= N)%nat`; refuted by the theorem softmax_norm_sharp_not_for_one
*)
Theorem softmax_jacobian_norm_sharp :
  forall N, (2 <= N)%nat -> forall c,
  (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) <-> 1 / 2 <= c.
Proof.
  intros N HN c. split; intros H.
  - destruct (Rle_or_lt (1 / 2) c) as [L|L]; [exact L|exfalso].
    assert (K : 2 <= INR N) by (replace 2 with (INR 2) by reflexivity; apply le_INR, HN).
    pose proof (two_high_norm N c ((INR N - 1) / (1 - 2 * c)) HN
                  ltac:(apply Rdiv_lt_0_compat; lra) H) as B.
    set (x := (INR N - 1) / (1 - 2 * c)) in B.
    assert (X : x * (1 - 2 * c) = INR N - 1) by (unfold x; field; lra).
    assert (P : 0 < x) by (apply Rdiv_lt_0_compat; lra).
    apply Rmult_le_compat_r with (r := 2 * x + (INR N - 2)) in B; [|lra].
    unfold Rdiv in B. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in B by lra.
    assert (c * (INR N - 2) <= 1 / 2 * (INR N - 2)) by (apply Rmult_le_compat_r; lra). lra.
  - intros s J v HJ. eapply Rle_trans; [apply softmax_jacobian_norm with (1 := HJ)|].
    apply Rmult_le_compat_r; [apply norm_nonneg|exact H].
Qed.

(** Claim: none
    Says: 51/100 is not the least constant, as 1/2 serves.
*)
Theorem softmax_norm_sharp_not_looser :
  ~ (forall N, (2 <= N)%nat -> forall c,
     (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) <-> 51 / 100 <= c).
Proof.
  intros H. destruct (H 2%nat ltac:(lia) (1 / 2)) as [L _].
  specialize (L (fun s J v => softmax_jacobian_norm 2 s J v)). lra.
Qed.

(** Claim: none
    Says: 99/200 is not the least constant, as it does not serve.
*)
Theorem softmax_norm_sharp_not_tighter :
  ~ (forall N, (2 <= N)%nat -> forall c,
     (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) <-> 99 / 200 <= c).
Proof.
  intros H. destruct (H 2%nat ltac:(lia) (99 / 200)) as [_ L].
  apply (softmax_jacobian_norm_sharp 2 ltac:(lia)) in L; lra.
Qed.

(** Claim: none
    Says: 1 - 1/N is the least constant for two classes only.
*)
Theorem softmax_norm_sharp_not_1_minus :
  ~ (forall N, (2 <= N)%nat -> forall c,
     (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) <-> 1 - 1 / INR N <= c).
Proof.
  intros H. destruct (H 3%nat ltac:(lia) (1 / 2)) as [L _].
  specialize (L (fun s J v => softmax_jacobian_norm 3 s J v)). simpl in L. lra.
Qed.

(** Claim: none
    Says: for one class the Jacobian is 0 and every constant serves.
*)
Theorem softmax_norm_sharp_not_for_one :
  ~ (forall N, (1 <= N)%nat -> forall c,
     (forall s J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v) <-> 1 / 2 <= c).
Proof.
  intros H. destruct (H 1%nat ltac:(lia) 0) as [L _]. cut (1 / 2 <= 0); [lra|]. apply L. intros s J v HJ.
  assert (P : simplex 1 (softmax 1 s)) by (apply softmax_simplex; lia).
  rewrite (norm_ext 1 _ (fun _ => 0)).
  - unfold norm. simpl. replace (0 + 0 * (0 * 1)) with 0 by ring. rewrite sqrt_0. lra.
  - intros i Hi. rewrite (jacobian_unique _ _ _ _ _ v i HJ (softmax_jacobian 1 s ltac:(lia)) Hi).
    destruct P as [_ P]. simpl in P. assert (i = 0%nat) by lia. subst i.
    unfold times. simpl. replace (softmax 1 s 0) with 1 by lra. unfold one_hot. simpl. ring.
Qed.
