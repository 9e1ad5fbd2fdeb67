(** The curvature of noise-contrastive estimation: a sum of logistic terms. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Derivatives Curvature.
Open Scope R_scope.

(** Terms j = 0, ..., k - 1 of an item each: the positive's has the sign -1, a draw's 1; the shifts are log(k q). *)
Definition logistic_terms (k : nat) (sign shift : nat -> R) (item : nat -> nat) (o : nat -> R) : R :=
  sum k (fun j => ln (1 + exp (sign j * (o (item j) - shift j)))).

Definition slope (x : R) : R := exp x / (1 + exp x).

Lemma second_logistic a b : second_derivative (fun t => ln (1 + exp (a + t * b))) 0 (slope a * (1 - slope a) * b ^ 2).
Proof.
  destruct (second_log_sum_exp 2 (fun j => if Nat.eqb j 0 then 0 else a) (fun j => if Nat.eqb j 0 then 0 else b) 0 0
    ltac:(lia)) as (g & G & B). exists g. split.
  - intros t. apply (derive_ext _ (fun t => ln (1 + exp (a + t * b))) _ _) with (2 := G t). intros u. simpl.
    replace (0 + u * 0) with 0 by ring. rewrite exp_0, Rminus_0_r. f_equal. ring.
  - replace (slope a * (1 - slope a) * b ^ 2)
      with (variance 2 (softmax 2 (fun j => if Nat.eqb j 0 then 0 else a)) (fun j => if Nat.eqb j 0 then 0 else b));
      [exact B|].
    unfold variance, mean, softmax, partition, slope. simpl. rewrite exp_0. pose proof (exp_pos a). field. lra.
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
    (sum k (fun j => let s := slope (sign j * (o (item j) - shift j)) in s * (1 - s) * (sign j * v (item j)) ^ 2)).
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
  pose proof (pow2_ge_0 (slope (sign j * (o j - shift j)) - 1 / 2)). lra.
Qed.

Lemma slope_0 : slope 0 = 1 / 2.
Proof. unfold slope. rewrite exp_0. field. Qed.

(** At the scores that are the shifts every term has the slope 1/2. *)
Lemma at_the_shifts n k sign item v c : (forall j, sign j = 1 \/ sign j = -1) ->
  curvature_at_most n (logistic_terms k sign (fun _ => 0) item) (fun _ => 0) c ->
  1 / 4 * sum k (fun j => v (item j) ^ 2) <= c * sum n (fun i => v i ^ 2).
Proof.
  intros S B. specialize (B v _ (second_terms k sign (fun _ => 0) item (fun _ => 0) v)).
  refine (Rle_trans _ _ _ (Req_le _ _ _) B). rewrite <- sum_scal. apply sum_ext. intros j _. cbv zeta.
  replace (sign j * (0 - 0)) with 0 by ring. rewrite slope_0, (square_of_sign _ _ (S j)). field.
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

(** Claim: none
    Says: At scores that are the shifts the curvature is 1/4.
*)
Theorem no_less_than_a_quarter : ~ (forall k sign, (0 < k)%nat -> (forall j, sign j = 1 \/ sign j = -1) ->
  (forall shift o, curvature_at_most k (logistic_terms k sign shift (fun j => j)) o (1 / 5)) /\
  exists shift o, forall c, curvature_at_most k (logistic_terms k sign shift (fun j => j)) o c -> 1 / 4 <= c).
Proof.
  intros H. assert (S : forall j : nat, (fun _ => 1) j = 1 \/ (fun _ => 1) j = -1) by (intros; left; reflexivity).
  destruct (H 1%nat (fun _ => 1) ltac:(lia) S) as [B _].
  pose proof (at_the_shifts 1 1 (fun _ => 1) (fun j => j) (fun _ => 1) (1 / 5) S (B _ _)) as C. simpl in C. lra.
Qed.

(** Claim: sf.jacobian.nce
    Role: part
    Place: SF, summary, quick check
    Says: The largest norm over all scores of the Hessian of NCE's loss is 1/4, if each of its k terms has a logit of
      its own: it is nowhere more, and that much where the logits are 0.
    Gap: The Hessian's norm is read from the second derivatives along lines, as the loss is convex. k counts all
      terms, the positive's too; that 1/4 is attained for every proposal is not in it, for the shift is chosen.
    Mutant: `(1 / 4)` becomes `(1 / 5)`; refuted by the theorem no_less_than_a_quarter
*)
Theorem nce_curvature : forall k sign, (0 < k)%nat -> (forall j, sign j = 1 \/ sign j = -1) ->
  (forall shift o, curvature_at_most k (logistic_terms k sign shift (fun j => j)) o (1 / 4)) /\
  exists shift o, forall c, curvature_at_most k (logistic_terms k sign shift (fun j => j)) o c -> 1 / 4 <= c.
Proof.
  intros k sign K S. split; [intros shift o; exact (own_logits k sign shift o S)|].
  exists (fun _ => 0), (fun _ => 0). intros c B.
  pose proof (at_the_shifts k k sign (fun j => j) (one_hot 0) c S B) as C.
  assert (E : sum k (fun i => one_hot 0 i ^ 2) = 1).
  { rewrite <- (sum_one_hot k 0 K). apply sum_ext. intros i _. unfold one_hot. destruct (Nat.eqb i 0); ring. }
  rewrite E in C. lra.
Qed.
