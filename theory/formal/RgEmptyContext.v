(** RG, Eq. 16, over all contexts, of which some may have no positive. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic Squares.
Open Scope R_scope.

(** Claim: rg.eq16.empty
    Role: refutes
    Place: RG, s. 4.1, Eq. 16, A.2
    Says: Eq. 16 is not defined over all contexts: there need not be numbers N/|I_x|, one for each context, with which
      the sum over the pairs is a positive factor times the sum of squares over all contexts, plus a constant.
    Gap: Real numbers, not floating point. That a quotient is defined is written out, as a number that times |I_x| is N,
      for with any number in place of N/0, as Coq's own division gives one, the term of an empty context is 0.
    Mutant: `labels N (r x)) ->` becomes `labels N (r x) /\ 0 < positives N (r x)) ->`; refuted by the theorem
      defined_without_empty_contexts
*)
Theorem eq16_needs_positives : ~ (forall M N r, (0 < N)%nat -> (forall x, (x < M)%nat -> labels N (r x)) ->
  (exists x, (x < M)%nat /\ 0 < positives N (r x)) ->
  exists ratio : nat -> R, (forall x, (x < M)%nat -> ratio x * positives N (r x) = INR N) /\
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rg2 N (o x)))
    = a * sum M (fun x => sum N (fun y => positives N (r x) * (o x y + 1 - r x y * ratio x) ^ 2)) + c).
Proof.
  intros H. destruct (H 2%nat 2%nat (fun x y => one_hot 0 x * one_hot 0 y) ltac:(lia)) as (ratio & E & _).
  - intros [|x] _ [|y] _; unfold one_hot; simpl; lra.
  - exists 0%nat. unfold positives, one_hot. simpl. split; [lia|lra].
  - specialize (E 1%nat ltac:(lia)). unfold positives, one_hot in E. simpl in E. lra.
Qed.

Lemma defined_without_empty_contexts : ~ ~ (forall M N r, (0 < N)%nat ->
  (forall x, (x < M)%nat -> labels N (r x) /\ 0 < positives N (r x)) ->
  (exists x, (x < M)%nat /\ 0 < positives N (r x)) ->
  exists ratio : nat -> R, (forall x, (x < M)%nat -> ratio x * positives N (r x) = INR N) /\
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rg2 N (o x)))
    = a * sum M (fun x => sum N (fun y => positives N (r x) * (o x y + 1 - r x y * ratio x) ^ 2)) + c).
Proof.
  intros H. apply H. intros M N r HN L _. exists (fun x => INR N / positives N (r x)). split.
  - intros x Hx. destruct (L x Hx) as [_ P]. field. lra.
  - destruct (rg2_of_contexts M N r (fun x Hx => proj1 (L x Hx))) as [c E]. exists (/ (2 * INR N)), c. split.
    + apply lt_0_INR in HN. apply Rinv_0_lt_compat. lra.
    + intros o. rewrite E. f_equal. f_equal. unfold over_contexts. apply sum_ext. intros x Hx.
      destruct (Rlt_dec 0 (positives N (r x))) as [_|D]; [reflexivity|]. destruct (L x Hx). contradiction.
Qed.
