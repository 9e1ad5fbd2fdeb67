(** Algorithm 1: the targets of its line 7, and whether line 9 has a result. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgNormalEquations RgUpdates RgPrintedUpdates.
Open Scope R_scope.

(** The targets as line 7 prints them, S = (1 / N) Diag(x)^-1 R - 1. *)
Definition printed_targets (N : nat) (r : nat -> nat -> R) (x y : nat) : R := / INR N * (r x y / positives N (r x)) - 1.

(** The sum over W_xy (S_xy - o_y)^2 for the context x with the weights of Eq. 16. *)
Definition context_squares (N : nat) (r S : nat -> nat -> R) (o : nat -> R) (x : nat) : R :=
  sum N (fun y => W16 N r x y * (S x y - o y) ^ 2).

(** Claim: rg.alg1.targets
    Role: refutes
    Place: RG, Algorithm 1, line 7
    Says: With S = (1 / N) Diag(x)^-1 R - 1 as printed, the factorised sum of a context is not Eq. 16's: o = (1, 1),
      the first of two items positive, 25/4 and 4.
    Gap: Real numbers; up to the factor 1 / |D| that Eq. 31 drops.
    Mutant: `(printed_targets N r)` becomes `(S16 N r)`; refuted by the theorem targets_of_eq32_are_right
*)
Theorem printed_targets_are_wrong : ~ forall M N r o x, clicks M N r -> (x < M)%nat ->
  context_squares N r (printed_targets N r) o x = eq16 N (r x) o.
Proof.
  intros H. specialize (H 1%nat 2%nat first_positive (fun _ => 1) 0%nat first_positive_clicks ltac:(lia)).
  unfold context_squares, eq16, printed_targets, W16, positives, first_positive in H. simpl in H. lra.
Qed.

(** Claim: none
    Says: The targets of Eq. 32 are right.
*)
Theorem targets_of_eq32_are_right : ~ ~ forall M N r o x, clicks M N r -> (x < M)%nat ->
  context_squares N r (S16 N r) o x = eq16 N (r x) o.
Proof.
  intros H. apply H. intros M N r o x _ _. apply sum_ext. intros y _. unfold W16, S16. ring.
Qed.

(** Line 9 has a result for all contexts: each of its matrices has an inverse. *)
Definition line9_has_a_result (M N K : nat) (W : nat -> nat -> R) (lam : R) (Q : nat -> nat -> R) : Prop :=
  forall x, (x < M)%nat -> exists B, forall i k, (i < K)%nat -> (k < K)%nat ->
    sum K (fun l => B i l * (sum N (fun y => W x y * Q y l * Q y k) + lam * sum N (fun y => W x y) * one_hot k l))
    = one_hot i k.

(** Claim: rg.alg1.defined
    Role: refutes
    Place: RG, Algorithm 1, line 9, Eq. 36
    Says: Line 9 does not have a result for every R, Q and lambda >= 0: R = (1, 0; 0, 1), Q = (1, 1; 2, 2), lambda = 0.
    Gap: Real numbers; an inverse is one from the left; that an empty context has none is not in the statement.
    Mutant: `0 <= lam` becomes `0 < lam`; refuted by the theorem with_a_ridge_line9_has_a_result
*)
Theorem line9_need_not_have_a_result : ~ forall M N K r lam Q, clicks M N r -> (0 < N)%nat -> 0 <= lam ->
  line9_has_a_result M N K (W16 N r) lam Q.
Proof.
  intros H. specialize (H 2%nat 2%nat 2%nat one_hot 0 (fun y _ => one_two y 0)).
  destruct (H ltac:(split; [intros x y _ _; unfold one_hot; destruct (Nat.eqb y x); auto|
    intros x Hx; unfold positives; rewrite sum_one_hot by exact Hx; lra]) ltac:(lia) ltac:(lra) 0%nat ltac:(lia))
    as [B HB].
  pose proof (HB 0%nat 0%nat ltac:(lia) ltac:(lia)) as E. pose proof (HB 0%nat 1%nat ltac:(lia) ltac:(lia)) as E'.
  unfold W16, positives, one_two, one_hot in E, E'. simpl in E, E'. lra.
Qed.

(** Claim: none
    Says: With a ridge and without empty contexts line 9 has a result.
*)
Theorem with_a_ridge_line9_has_a_result : ~ ~ forall M N K r lam Q, clicks M N r -> (0 < N)%nat -> 0 < lam ->
  line9_has_a_result M N K (W16 N r) lam Q.
Proof.
  intros H. apply H. intros M N K r lam Q [_ Hr] HN Hl x Hx. specialize (Hr x Hx).
  assert (PN : 0 < INR N) by (apply lt_0_INR; exact HN).
  assert (C : row_is_convex N (W16 N r x) (fun _ => 0) (lam * sum N (fun y => W16 N r x y))).
  { split.
    - apply Rmult_lt_0_compat; [exact Hl|]. unfold W16. rewrite sum_const. apply Rmult_lt_0_compat; lra.
    - intros y _. unfold W16. lra. }
  assert (PD : positive_definite K (row_matrix N (W16 N r x) (fun _ => 0) (lam * sum N (fun y => W16 N r x y)) Q))
    by (apply row_positive_definite, C).
  destruct (all_rows_solvable K (fun i p => forall k, (k < K)%nat -> dot K p (fun l =>
    row_matrix N (W16 N r x) (fun _ => 0) (lam * sum N (fun y => W16 N r x y)) Q l k) = one_hot i k)) as [B HB].
  - intros i Hi. apply (solvable K _ (one_hot i) PD).
  - exists B. intros i k Hi Hk. rewrite <- (HB i Hi k Hk). apply sum_ext. intros l _. unfold row_matrix.
    do 2 f_equal. apply sum_ext. intros; ring.
Qed.
