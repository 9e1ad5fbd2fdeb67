(** RG, Eq. 8-9: the gradient of sampled softmax, on average over the draws, and what a constant in the logits does. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws Importance SampledLoss.
Import ListNotations.
Open Scope R_scope.

(** The derivatives in o_i of the loss of the positive y: sampled, where a draw j has the term v j, and not. *)
Definition sampled_gradient (o : nat -> R) (y : nat) (v : nat -> R) (js : list nat) (i : nat) : R :=
  (one_hot y i * exp (o y) + total (fun j => one_hot i j * v j) js) / (exp (o y) + total v js) - one_hot y i.
Definition softmax_gradient (N : nat) (o : nat -> R) (y i : nat) : R := softmax N o i - one_hot y i.

(** Where the terms are exp(o_j - c_j) they are these. *)
Definition moved (i : nat) (h : R) (o : nat -> R) (j : nat) : R := o j + h * one_hot i j.

Lemma line_derivative a b : derivable_pt_lim (fun h => a + h * b) 0 b.
Proof.
  intros eps Heps. exists (mkposreal 1 Rlt_0_1). intros h Hh _.
  replace ((a + (0 + h) * b - (a + 0 * b)) / h - b) with 0 by (field; exact Hh). rewrite Rabs_R0. exact Heps.
Qed.

Lemma exp_line a c b : derivable_pt_lim (fun h => exp (a + h * b - c)) 0 (exp (a - c) * b).
Proof.
  replace (exp (a - c)) with (exp (a + 0 * b - c)) by (f_equal; ring).
  apply (derivable_pt_lim_comp (fun h => a + h * b - c) exp 0 b); [|apply derivable_pt_lim_exp].
  assert (D : derivable_pt_lim (fun h => a + h * b - c) 0 (b - 0)).
  { apply (derivable_pt_lim_minus (fun h => a + h * b) (fun _ => c)); [apply line_derivative|].
    apply derivable_pt_lim_const. }
  rewrite Rminus_0_r in D. exact D.
Qed.

Lemma total_line o c i js : derivable_pt_lim (fun h => total (fun j => exp (moved i h o j - c j)) js) 0
  (total (fun j => one_hot i j * exp (o j - c j)) js).
Proof.
  induction js as [|j js IH]; simpl; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun h => exp (moved i h o j - c j))); [|exact IH].
  rewrite Rmult_comm. apply exp_line.
Qed.

Lemma total_exp_nonneg a js : 0 <= total (fun j => exp (a j)) js.
Proof. induction js as [|j js IH]; simpl; [lra|]. pose proof (exp_pos (a j)). lra. Qed.

(** The gradient is the derivative of the loss. *)
Lemma sampled_gradient_is_derivative o y c js i :
  derivable_pt_lim (fun h => loss_with_terms (moved i h o) y (fun j => exp (moved i h o j - c j)) js) 0
    (sampled_gradient o y (fun j => exp (o j - c j)) js i).
Proof.
  pose proof (exp_pos (o y)) as E. pose proof (total_exp_nonneg (fun j => o j - c j) js) as T. cbv beta in T.
  set (f := fun h => exp (moved i h o y - 0) + total (fun j => exp (moved i h o j - c j)) js).
  assert (F0 : f 0 = exp (o y) + total (fun j => exp (o j - c j)) js).
  { unfold f, moved. f_equal; [f_equal; ring|]. induction js as [|j js IH]; [reflexivity|]. simpl.
    rewrite IH by apply (total_exp_nonneg (fun j => o j - c j)). f_equal. f_equal. ring. }
  assert (D : derivable_pt_lim (fun h => ln (f h) - (o y + h * one_hot i y)) 0
    (/ f 0 * (exp (o y - 0) * one_hot i y + total (fun j => one_hot i j * exp (o j - c j)) js) - one_hot i y)).
  { apply (derivable_pt_lim_minus (fun h => ln (f h))).
    - apply (derivable_pt_lim_comp f ln); [|apply derivable_pt_lim_ln; rewrite F0; lra].
      apply (derivable_pt_lim_plus (fun h => exp (moved i h o y - 0))); [apply exp_line|apply total_line].
    - apply line_derivative. }
  assert (S : one_hot i y = one_hot y i) by (unfold one_hot; rewrite Nat.eqb_sym; reflexivity).
  replace (sampled_gradient o y (fun j => exp (o j - c j)) js i) with
    (/ f 0 * (exp (o y - 0) * one_hot i y + total (fun j => one_hot i j * exp (o j - c j)) js) - one_hot i y).
  - intros eps Heps. destruct (D eps Heps) as [delta H]. exists delta. intros h Hh Hd. specialize (H h Hh Hd).
    assert (V : forall h, loss_with_terms (moved i h o) y (fun j => exp (moved i h o j - c j)) js
      = ln (f h) - (o y + h * one_hot i y)).
    { intros u. unfold loss_with_terms, f. rewrite Rminus_0_r.
      pose proof (exp_pos (moved i u o y)). pose proof (total_exp_nonneg (fun j => moved i u o j - c j) js) as W.
      cbv beta in W. unfold Rdiv. rewrite ln_mult, ln_exp, ln_Rinv; try apply Rinv_0_lt_compat; try lra.
      unfold moved at 1. lra. }
    rewrite !V. exact H.
  - rewrite F0, Rminus_0_r, S. unfold sampled_gradient. field. lra.
Qed.

(** Claim: rg.eq9.gradient.repair
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: If the items but y are drawn as softmax itself would, and log(n q_j) is subtracted from the draws' scores, the
      mean gradient of the sampled loss in the scores is that of the softmax loss, for every n and all scores.
    Gap: Real numbers, not floating point. The proposal is held while the scores move, as in the claim; the gradient is
      written out, and is the derivative of the loss by the lemma sampled_gradient_is_derivative.
    Mutant: `INR n * softmax_off` becomes `INR N * softmax_off`; refuted by the theorem gradient_off_by_size
    Mutant: `INR n * softmax_off` becomes `INR (n + 1) * softmax_off`; refuted by the theorem gradient_off_by_one
*)
Theorem sampled_gradient_unbiased : forall N n o y i,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat -> (i < N)%nat ->
  mean_draws N (softmax_off N o y) n (fun js => sampled_gradient o y
    (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * softmax_off N o y j))) js i)
  = softmax_gradient N o y i.
Proof.
  intros N n o y i Hn HN Hy Hi. pose proof (partition_off N o y HN Hy) as P. pose proof (lt_0_INR n Hn) as K.
  pose proof (softmax_off_sum N o y HN Hy) as Q1. pose proof (exp_pos (o y)) as E.
  set (q := softmax_off N o y). set (v := fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))).
  assert (V : forall j, q j <> 0 -> v j = (partition N o - exp (o y)) / INR n).
  { intros j Hj. unfold v, q, softmax_off in *. destruct (Nat.eqb j y); [contradiction|]. pose proof (exp_pos (o j)).
    rewrite corrected by (apply Rmult_lt_0_compat; [exact K|apply Rdiv_lt_0_compat; lra]). field. lra. }
  rewrite (mean_draws_support N q n _ (fun js => / partition N o * total (fun j => one_hot i j * v j) js
    + (one_hot y i * exp (o y) / partition N o - one_hot y i))).
  - rewrite (mean_draws_plus N q n (fun js => _ * total _ js)), mean_draws_scal, mean_total, mean_draws_const
      by exact Q1.
    rewrite (sum_ext N _ (fun j => one_hot i j * (q j * v j))) by (intros; ring).
    rewrite (sum_pick N i (fun j => q j * v j) Hi). unfold softmax_gradient, softmax. unfold one_hot at 1 2 3.
    destruct (Nat.eqb_spec i y) as [->|Ne].
    + unfold v. rewrite Nat.eqb_refl. field. lra.
    + assert (q i = exp (o i) / (partition N o - exp (o y)))
        by (unfold q, softmax_off; destruct (Nat.eqb_spec i y); [contradiction|reflexivity]).
      pose proof (exp_pos (o i)). assert (0 < q i) by (rewrite H; apply Rdiv_lt_0_compat; lra).
      rewrite V, H by lra. field. lra.
  - intros js [L _] S. unfold sampled_gradient.
    rewrite (total_constant_on v ((partition N o - exp (o y)) / INR n) js), L
      by (eapply Forall_impl; [|exact S]; intros j Hj; apply V, Hj).
    replace (exp (o y) + INR n * ((partition N o - exp (o y)) / INR n)) with (partition N o) by (field; lra).
    field. lra.
Qed.

(** Two items of equal scores, the first positive: with one draw of the term a the positive's derivative. *)
Lemma two_gradient q v b : sum 2 q = 1 -> (forall j, (j < 2)%nat -> q j <> 0 -> v j = b) -> 0 <= b ->
  mean_draws 2 q 1 (fun js => sampled_gradient (fun _ => 0) 0 v js 1) = q 1%nat * b / (1 + b).
Proof.
  intros S V B. rewrite (mean_draws_support 2 q 1 _
    (fun js => total (fun j => one_hot 1 j * (b / (1 + b))) js)).
  - rewrite mean_total by exact S. unfold one_hot. simpl. field. lra.
  - intros [|j [|k js]] [L D] Q; try discriminate. inversion D; subst. inversion Q; subst.
    unfold sampled_gradient. simpl total. rewrite (V j) by assumption. rewrite exp_0. unfold one_hot. simpl.
    destruct (Nat.eqb j 1); field; lra.
Qed.

Lemma two_softmax_gradient : softmax_gradient 2 (fun _ => 0) 0 1 = 1 / 2.
Proof. unfold softmax_gradient, softmax. rewrite partition_two_zeros, exp_0. unfold one_hot. simpl. lra. Qed.

Lemma two_off v : 0 < v ->
  mean_draws 2 (softmax_off 2 (fun _ => 0) 0) 1 (fun js => sampled_gradient (fun _ => 0) 0
    (fun j => if Nat.eqb j 0 then 0 else exp (0 - ln (v * softmax_off 2 (fun _ => 0) 0 j))) js 1) = / (v + 1).
Proof.
  intros Hv. assert (Q : softmax_off 2 (fun _ => 0) 0 1 = 1).
  { unfold softmax_off. rewrite partition_two_zeros, exp_0. simpl. lra. }
  assert (I : 0 < / v) by (apply Rinv_0_lt_compat, Hv).
  rewrite (two_gradient _ _ (/ v)); [|apply softmax_off_sum; lia| |lra].
  - rewrite Q. field. lra.
  - intros [|[|j]] Hj Hq; [contradiction Hq; reflexivity| |lia]. cbn [Nat.eqb]. rewrite Q, corrected, exp_0 by lra.
    field. lra.
Qed.

Lemma gradient_off_by_size : ~ (forall N n o y i,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat -> (i < N)%nat ->
  mean_draws N (softmax_off N o y) n (fun js => sampled_gradient o y
    (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR N * softmax_off N o y j))) js i)
  = softmax_gradient N o y i).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  rewrite two_off, two_softmax_gradient in H; simpl in *; lra.
Qed.

Lemma gradient_off_by_one : ~ (forall N n o y i,
  (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat -> (i < N)%nat ->
  mean_draws N (softmax_off N o y) n (fun js => sampled_gradient o y
    (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR (n + 1) * softmax_off N o y j))) js i)
  = softmax_gradient N o y i).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)).
  rewrite two_off, two_softmax_gradient in H; simpl in *; lra.
Qed.

(** Claim: rg.eq9.gradient
    Role: refutes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With the logits of Eq. 9 the mean gradient of the sampled loss is not that of the softmax loss, read in any of
      three ways: (a) an observed positive that is drawn keeps its score, (b) every draw is corrected, (c) draws are
      from the negatives only.
    Gap: Real numbers, not floating point. The gradient is written out, and is the derivative of the loss by the
      lemma sampled_gradient_is_derivative.
    Mutant: `sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) -> mean_draws N q n (fun
      js => sampled_gradient o y (fun j => exp (o j - ln (INR N * q j))) js i)` becomes `q = softmax_off N o y -> (1 <
      N)%nat -> mean_draws N q n (fun js => sampled_gradient o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln
      (INR n * q j))) js i)`; refuted by the theorem unbiased_if_drawn_as_softmax
*)
Theorem sampled_gradient_biased :
  ~ (forall N n q o y positive i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> positive y = true -> proposal N q ->
    mean_draws N q n (fun js =>
      sampled_gradient o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))) js i)
    = softmax_gradient N o y i) /\
  ~ (forall N n q o y i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> proposal N q ->
    mean_draws N q n (fun js => sampled_gradient o y (fun j => exp (o j - ln (INR N * q j))) js i)
    = softmax_gradient N o y i) /\
  ~ (forall N n q o y (positive : nat -> bool) i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> positive y = true ->
    sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) ->
    mean_draws N q n (fun js => sampled_gradient o y (fun j => exp (o j - ln (INR N * q j))) js i)
    = softmax_gradient N o y i).
Proof.
  pose proof (uniform_proposal 2 ltac:(lia)) as P.
  assert (One : forall j, exp (0 - ln (INR 2 * uniform 2 j)) = 1).
  { intros j. rewrite corrected, exp_0 by (unfold uniform; simpl; lra). unfold uniform. simpl. field. }
  repeat split; intros H.
  - specialize (H 2%nat 1%nat _ (fun _ => 0) 0%nat (Nat.eqb 0) 1%nat ltac:(lia) ltac:(lia) ltac:(lia) eq_refl P).
    rewrite (two_gradient _ _ 1), two_softmax_gradient in H; [|apply P| |lra].
    + unfold uniform in H. simpl in H. lra.
    + intros j _ _. destruct (Nat.eqb 0 j); [apply exp_0|apply One].
  - specialize (H 2%nat 1%nat _ (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia) P).
    rewrite (two_gradient _ _ 1), two_softmax_gradient in H; [|apply P|intros; apply One|lra].
    unfold uniform in H. simpl in H. lra.
  - set (q := fun i => if Nat.eqb 0 i then 0 else 1). assert (S : sum 2 q = 1) by (unfold q; simpl; lra).
    specialize (H 2%nat 1%nat q (fun _ => 0) 0%nat (Nat.eqb 0) 1%nat ltac:(lia) ltac:(lia) ltac:(lia) eq_refl S).
    rewrite (two_gradient _ _ (/ 2)), two_softmax_gradient in H; [|exact S| |lra].
    + assert (E : q 1%nat * / 2 / (1 + / 2) = 1 / 2) by (apply H; intros [|i] Hi; unfold q; simpl; lra).
      unfold q in E. simpl in E. lra.
    + intros [|j] _ Q; [unfold q in Q; simpl in Q; lra|]. unfold q. cbn [Nat.eqb].
      rewrite corrected, exp_0 by (simpl; lra). simpl. field.
Qed.

Lemma unbiased_if_drawn_as_softmax : ~ (
  ~ (forall N n q o y positive i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> positive y = true -> proposal N q ->
    mean_draws N q n (fun js =>
      sampled_gradient o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))) js i)
    = softmax_gradient N o y i) /\
  ~ (forall N n q o y i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> proposal N q ->
    mean_draws N q n (fun js => sampled_gradient o y (fun j => exp (o j - ln (INR N * q j))) js i)
    = softmax_gradient N o y i) /\
  ~ (forall N n q o y (positive : nat -> bool) i, (0 < n)%nat -> (y < N)%nat -> (i < N)%nat -> positive y = true ->
    q = softmax_off N o y -> (1 < N)%nat ->
    mean_draws N q n (fun js => sampled_gradient o y
      (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))) js i)
    = softmax_gradient N o y i)).
Proof.
  intros (_ & _ & H). apply H. intros N n q o y positive i Hn Hy Hi _ -> HN.
  apply sampled_gradient_unbiased; assumption.
Qed.
