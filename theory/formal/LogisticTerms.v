(** The curvature of noise-contrastive estimation: a sum of logistic terms. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Derivatives Curvature RgPairwiseBaselines.
Open Scope R_scope.

(** Terms j = 0, ..., k - 1 of an item each: the positive's has the sign -1, a draw's 1; the shifts are log(k q). *)
Definition logistic_terms (k : nat) (sign shift : nat -> R) (item : nat -> nat) (o : nat -> R) : R :=
  sum k (fun j => ln (1 + exp (sign j * (o (item j) - shift j)))).

Lemma sigmoid_as_ratio x : sigmoid x = exp x / (1 + exp x).
Proof. pose proof (exp_pos x). unfold sigmoid. rewrite exp_Ropp. field. lra. Qed.

Lemma second_logistic a b :
  second_derivative (fun t => ln (1 + exp (a + t * b))) 0 (sigmoid a * (1 - sigmoid a) * b ^ 2).
Proof.
  destruct (second_log_sum_exp 2 (fun j => if Nat.eqb j 0 then 0 else a) (fun j => if Nat.eqb j 0 then 0 else b) 0 0
    ltac:(lia)) as (g & G & B). exists g. split.
  - intros t. apply (derive_ext _ (fun t => ln (1 + exp (a + t * b))) _ _) with (2 := G t). intros u. simpl.
    replace (0 + u * 0) with 0 by ring. rewrite exp_0, Rminus_0_r. f_equal. ring.
  - replace (sigmoid a * (1 - sigmoid a) * b ^ 2)
      with (variance 2 (softmax 2 (fun j => if Nat.eqb j 0 then 0 else a)) (fun j => if Nat.eqb j 0 then 0 else b));
      [exact B|].
    rewrite sigmoid_as_ratio. unfold variance, mean, softmax, partition. simpl. rewrite exp_0.
    pose proof (exp_pos a). field. lra.
Qed.

Lemma second_sum k (f : nat -> R -> R) D : (forall j, (j < k)%nat -> second_derivative (f j) 0 (D j)) ->
  second_derivative (fun t => sum k (fun j => f j t)) 0 (sum k D).
Proof.
  induction k as [|k IH]; intros H; simpl.
  - exists (fun _ => 0). split; [intros t|]; apply derivable_pt_lim_const.
  - destruct IH as (g & G & A); [intros j Hj; apply H; lia|]. destruct (H k ltac:(lia)) as (u & U & B).
    exists (fun t => g t + u t). split.
    + intros t. apply (derivable_pt_lim_plus (fun t => sum k (fun j => f j t)) (f k)); [apply G|apply U].
    + apply (derivable_pt_lim_plus g u); [exact A|exact B].
Qed.

Lemma second_terms k sign shift item o v :
  second_derivative (fun t => logistic_terms k sign shift item (fun i => o i + t * v i)) 0
    (sum k (fun j => let s := sigmoid (sign j * (o (item j) - shift j)) in s * (1 - s) * (sign j * v (item j)) ^ 2)).
Proof.
  destruct (second_sum k (fun j t => ln (1 + exp (sign j * (o (item j) - shift j) + t * (sign j * v (item j))))) _
    (fun j _ => second_logistic (sign j * (o (item j) - shift j)) (sign j * v (item j)))) as (g & G & B).
  exists g. split; [|exact B]. intros t. refine (derive_ext _ _ _ _ _ (G t)). intros u. unfold logistic_terms.
  apply sum_ext. intros j _. f_equal. f_equal. f_equal. ring.
Qed.

Lemma square_of_sign s v : s = 1 \/ s = -1 -> (s * v) ^ 2 = v ^ 2.
Proof. intros [-> | ->]; ring. Qed.

Lemma own_logits k sign shift o : (forall j, sign j = 1 \/ sign j = -1) ->
  curvature_at_most k (logistic_terms k sign shift (fun j => j)) o (1 / 4).
Proof.
  intros S v D HD. rewrite (second_unique _ _ _ _ HD (second_terms k sign shift (fun j => j) o v)), <- sum_scal.
  apply sum_le. intros j _. cbv zeta. rewrite (square_of_sign _ _ (S j)). apply Rmult_le_compat_r; [apply pow2_ge_0|].
  pose proof (pow2_ge_0 (sigmoid (sign j * (o j - shift j)) - 1 / 2)). lra.
Qed.

Lemma sigmoid_at_0 : sigmoid 0 = 1 / 2.
Proof. rewrite sigmoid_as_ratio, exp_0. field. Qed.

(** At the scores that are the shifts every term has the slope 1/2. *)
Lemma at_the_shifts n k sign item v c : (forall j, sign j = 1 \/ sign j = -1) ->
  curvature_at_most n (logistic_terms k sign (fun _ => 0) item) (fun _ => 0) c ->
  1 / 4 * sum k (fun j => v (item j) ^ 2) <= c * sum n (fun i => v i ^ 2).
Proof.
  intros S B. specialize (B v _ (second_terms k sign (fun _ => 0) item (fun _ => 0) v)).
  refine (Rle_trans _ _ _ (Req_le _ _ _) B). rewrite <- sum_scal. apply sum_ext. intros j _. cbv zeta.
  replace (sign j * (0 - 0)) with 0 by ring. rewrite sigmoid_at_0, (square_of_sign _ _ (S j)). field.
Qed.

(** Claim: none
    Says: If no item has two terms, 1/4 is a bound.
*)
Theorem distinct : ~ ~ (forall n k sign shift item o, n = k /\ item = (fun j => j) ->
  (forall j, sign j = 1 \/ sign j = -1) -> curvature_at_most n (logistic_terms k sign shift item) o (1 / 4)).
Proof. intros H. apply H. intros n k sign shift item o [-> ->] S. exact (own_logits k sign shift o S). Qed.

(** Claim: sf.jacobian.nce.items
    Role: refutes
    Place: SF, summary, quick check
    Says: In the scores of the items the curvature of NCE is not at most 1/4 for all draws with replacement: with
      one item drawn twice it is 1/2 along that item's score, where the scores are log(k q).
    Gap: Any signs are allowed; the witness has one positive and two draws of another item. The Hessian's norm is read
      from the second derivatives along lines; the shifts log(k q) are any numbers.
    Mutant: `(forall j, (item j < n)%nat)` becomes `n = k /\ item = (fun j => j)`; refuted by the theorem distinct
*)
Theorem repeated_draws_curve_more : ~ (forall n k sign shift item o, (forall j, (item j < n)%nat) ->
  (forall j, sign j = 1 \/ sign j = -1) -> curvature_at_most n (logistic_terms k sign shift item) o (1 / 4)).
Proof.
  intros H. set (sign := fun j => if Nat.eqb j 0 then -1 else 1).
  set (item := fun j => if Nat.eqb j 0 then 0%nat else 1%nat).
  assert (S : forall j, sign j = 1 \/ sign j = -1) by (intros j; unfold sign; destruct (Nat.eqb j 0); lra).
  pose proof (at_the_shifts 4 3 sign item (one_hot 1) (1 / 4) S) as B. unfold item, one_hot in B. simpl in B.
  assert (I : forall j, (item j < 4)%nat) by (intros j; unfold item; destruct (Nat.eqb j 0); lia).
  specialize (B (H 4%nat 3%nat sign (fun _ => 0) item (fun _ => 0) I S)). lra.
Qed.

Lemma sigmoid_between x : 0 < sigmoid x < 1.
Proof.
  pose proof (exp_pos x). rewrite sigmoid_as_ratio. split; [apply Rdiv_lt_0_compat; lra|].
  apply (Rmult_lt_reg_r (1 + exp x)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** At the scores that are the shifts every term has the slope 1/2. *)
Lemma second_at_the_shift k sign shift v : (forall j, sign j = 1 \/ sign j = -1) ->
  second_derivative (fun t => logistic_terms k sign shift (fun j => j) (fun i => shift i + t * v i)) 0
    (1 / 4 * sum k (fun i => v i ^ 2)).
Proof.
  intros S. rewrite <- sum_scal. erewrite sum_ext; [exact (second_terms k sign shift (fun j => j) shift v)|].
  intros j _. cbv beta zeta. replace (sign j * (shift j - shift j)) with 0 by ring.
  rewrite sigmoid_at_0, (square_of_sign _ _ (S j)). field.
Qed.

(** Claim: none
    Says: At scores that are the shifts the second derivative is 1/4 ||v||^2.
*)
Theorem no_less_than_a_quarter : ~ (forall k sign shift, (0 < k)%nat -> (forall j, sign j = 1 \/ sign j = -1) ->
  (forall o v, exists D,
    second_derivative (fun t => logistic_terms k sign shift (fun j => j) (fun i => o i + t * v i)) 0 D /\
    0 <= D <= 1 / 5 * sum k (fun i => v i ^ 2)) /\
  exists o, forall v, second_derivative (fun t => logistic_terms k sign shift (fun j => j) (fun i => o i + t * v i)) 0
    (/ 4 * sum k (fun i => v i ^ 2))).
Proof.
  intros H. assert (S : forall j : nat, (fun _ => 1) j = 1 \/ (fun _ => 1) j = -1) by (intros; left; reflexivity).
  destruct (H 1%nat (fun _ => 1) (fun _ => 0) ltac:(lia) S) as [B _].
  destruct (B (fun _ => 0) (fun _ => 1)) as (D & E & L).
  rewrite (second_unique _ _ _ _ E (second_at_the_shift 1 (fun _ => 1) (fun _ => 0) (fun _ => 1) S)) in L.
  simpl in L. lra.
Qed.

(** Claim: sf.jacobian.nce
    Role: establishes
    Place: SF, summary, quick check
    Says: The largest norm over all scores of the Hessian of NCE's loss is 1/4, if each of its terms has a logit of its
      own: along every v the second derivative is from 0 to 1/4 ||v||^2, and at some scores (in the proof log(k q),
      whatever that is) it is 1/4 ||v||^2 along every v.
    Gap: Real numbers. The Hessian's norm is the largest second derivative along a v of length 1, as none is negative.
      Any signs and any number k > 0 of terms: the claim has k + 1, the positive's too.
    Mutant: `D <= 1 / 4 *` becomes `D <= 1 / 5 *`; refuted by the theorem no_less_than_a_quarter
*)
Theorem nce_curvature : forall k sign shift, (0 < k)%nat -> (forall j, sign j = 1 \/ sign j = -1) ->
  (forall o v, exists D,
    second_derivative (fun t => logistic_terms k sign shift (fun j => j) (fun i => o i + t * v i)) 0 D /\
    0 <= D <= 1 / 4 * sum k (fun i => v i ^ 2)) /\
  exists o, forall v, second_derivative (fun t => logistic_terms k sign shift (fun j => j) (fun i => o i + t * v i)) 0
    (/ 4 * sum k (fun i => v i ^ 2)).
Proof.
  intros k sign shift K S. split.
  - intros o v. eexists. pose proof (second_terms k sign shift (fun j => j) o v) as E. split; [exact E|]. split.
    + apply sum_nonneg. intros j _. cbv zeta. pose proof (sigmoid_between (sign j * (o j - shift j))).
      apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0].
    + exact (own_logits k sign shift o S v _ E).
  - exists shift. intros v. replace (/ 4) with (1 / 4) by field. exact (second_at_the_shift k sign shift v S).
Qed.
