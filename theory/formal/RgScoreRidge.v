(** Eq. 48: the closed forms with the ridge on the scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgNormalEquations RgUpdates.
Open Scope R_scope.

(** The N rows of Q, K entries each, have rank K. *)
Definition full_column_rank (N K : nat) (Q : nat -> nat -> R) : Prop :=
  forall c, (forall y, (y < N)%nat -> dot K c (Q y) = 0) -> forall k, (k < K)%nat -> c k = 0.

(** ** Eq. 48 *)

(** tr((S - PQ')' W (S - PQ')) + lambda |PQ'|^2, with one weight a context. *)
Definition score_ridge (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  sum M (fun x => sum N (fun y => w x * (S x y - scores K P Q x y) ^ 2 + lam * scores K P Q x y ^ 2)).

(** P = (W + lambda I)^-1 W S Q (Q'Q)^-1, as the equation (W + lambda I) P Q'Q = W S Q. *)
Definition eq48_p (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    (w x + lam) * dot K (P x) (fun l => sum N (fun y => Q y l * Q y k)) = sum N (fun y => w x * S x y * Q y k).

(** Q = S'W P (lambda P'P + P'W P)^-1, as the equation Q (lambda P'P + P'W P) = S'W P. *)
Definition eq48_q (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall y k, (y < N)%nat -> (k < K)%nat ->
    dot K (Q y) (fun l => lam * sum M (fun x => P x l * P x k) + sum M (fun x => w x * P x l * P x k))
    = sum M (fun x => S x y * w x * P x k).

Lemma rank_positive_definite N K w v Q : full_column_rank N K Q -> (forall y, (y < N)%nat -> v y < w y) ->
  positive_definite K (row_matrix N w v 0 Q).
Proof.
  intros H Hw. split.
  - intros i j. unfold row_matrix. rewrite one_hot_sym. f_equal. apply sum_ext. intros; ring.
  - intros p (k & Hk & Hp). rewrite quadratic_form, Rmult_0_l, Rplus_0_r.
    assert (A : forall y, (y < N)%nat -> 0 <= (w y - v y) * dot K p (Q y) ^ 2).
    { intros y Hy. specialize (Hw y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
    destruct (sum_nonneg N _ A) as [B|B]; [exact B|exfalso]. apply Hp, (H p); [|exact Hk]. intros y Hy.
    pose proof (term_le_sum N (fun y => (w y - v y) * dot K p (Q y) ^ 2) y A Hy) as T. cbv beta in T.
    specialize (A y Hy). specialize (Hw y Hy). apply Rsqr_0_uniq. rewrite Rsqr_pow2.
    apply Rmult_eq_reg_l with (w y - v y); lra.
Qed.

(** Without a ridge of its own a row has one best value if the matrix has full rank. *)
Lemma rank_least N K w v s Q p p' : full_column_rank N K Q -> (forall y, (y < N)%nat -> v y < w y) ->
  row_equation N K w v s 0 Q p ->
  row_loss N K w v s 0 Q p <= row_loss N K w v s 0 Q p' /\
  (row_loss N K w v s 0 Q p' <= row_loss N K w v s 0 Q p -> forall k, (k < K)%nat -> p' k = p k).
Proof.
  intros H Hw E. pose proof (rise N K w v s 0 Q p p' E) as D. rewrite Rmult_0_l, Rplus_0_r in D.
  assert (A : forall y, (y < N)%nat -> 0 <= (w y - v y) * dot K (fun k => p' k - p k) (Q y) ^ 2).
  { intros y Hy. specialize (Hw y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  pose proof (sum_nonneg N _ A) as B. split; [lra|]. intros L k Hk.
  assert (Z : p' k - p k = 0); [|lra]. apply (H (fun k => p' k - p k)); [|exact Hk]. intros y Hy.
  pose proof (term_le_sum N (fun y => (w y - v y) * dot K (fun k => p' k - p k) (Q y) ^ 2) y A Hy) as T.
  cbv beta in T. specialize (A y Hy). specialize (Hw y Hy). apply Rsqr_0_uniq. rewrite Rsqr_pow2.
  apply Rmult_eq_reg_l with (w y - v y); lra.
Qed.

Lemma score_ridge_by_rows M N K w S lam P Q : score_ridge M N K w S lam P Q
  = sum M (fun x => row_loss N K (fun _ => w x) (fun _ => - lam) (S x) 0 Q (P x)).
Proof.
  unfold score_ridge, row_loss, scores. apply sum_ext. intros x _. rewrite Rmult_0_l, Rplus_0_r. apply sum_ext.
  intros; ring.
Qed.

Lemma score_ridge_by_columns M N K w S lam P Q : score_ridge M N K w S lam P Q
  = sum N (fun y => row_loss M K w (fun _ => - lam) (fun x => S x y) 0 P (Q y)).
Proof.
  unfold score_ridge, row_loss, scores. rewrite sum_exchange. apply sum_ext. intros y _.
  rewrite Rmult_0_l, Rplus_0_r. apply sum_ext. intros x _.
  replace (dot K (Q y) (P x)) with (dot K (P x) (Q y)) by (apply sum_ext; intros; ring). ring.
Qed.

Lemma eq48_p_is_row M N K w S lam P Q : eq48_p M N K w S lam P Q <->
  forall x, (x < M)%nat -> row_equation N K (fun _ => w x) (fun _ => - lam) (S x) 0 Q (P x).
Proof.
  assert (E : forall x k, dot K (P x) (fun l => row_matrix N (fun _ => w x) (fun _ => - lam) 0 Q l k)
    = (w x + lam) * dot K (P x) (fun l => sum N (fun y => Q y l * Q y k))).
  { intros x k. unfold dot, row_matrix. rewrite <- sum_scal. apply sum_ext. intros l _.
    rewrite (sum_ext N _ (fun y => (w x + lam) * (Q y l * Q y k))) by (intros; ring). rewrite sum_scal. ring. }
  assert (R : forall x k, sum N (fun y => S x y * w x * Q y k) = sum N (fun y => w x * S x y * Q y k))
    by (intros; apply sum_ext; intros; ring).
  split; intros H; [intros x Hx k Hk|intros x k Hx Hk]; specialize (H x).
  - rewrite E, R. apply H; assumption.
  - rewrite <- E, <- R. apply H; assumption.
Qed.

Lemma eq48_q_is_row M N K w S lam P Q : eq48_q M N K w S lam P Q <->
  forall y, (y < N)%nat -> row_equation M K w (fun _ => - lam) (fun x => S x y) 0 P (Q y).
Proof.
  assert (E : forall y k, dot K (Q y) (fun l => row_matrix M w (fun _ => - lam) 0 P l k)
    = dot K (Q y) (fun l => lam * sum M (fun x => P x l * P x k) + sum M (fun x => w x * P x l * P x k))).
  { intros y k. apply sum_ext. intros l _. unfold row_matrix. f_equal. rewrite <- sum_scal, <- sum_plus.
    rewrite Rmult_0_l, Rplus_0_r. apply sum_ext. intros; ring. }
  split; intros H; [intros y Hy k Hk|intros y k Hy Hk]; specialize (H y).
  - rewrite E. apply H; assumption.
  - rewrite <- E. apply H; assumption.
Qed.

(** Claim: rg.eq48.p
    Role: establishes under the factor that is held fixed has full column rank
    Place: RG, A.6, Eq. 48
    Says: P = (W + lambda I)^-1 W S Q (Q'Q)^-1 exists and is the only minimiser in P of tr((S - PQ')'W(S - PQ')) +
      lambda |PQ'|^2 if Q has full column rank, for every M, N, K, lambda > 0 and weights W_x >= 0.
    Gap: Real numbers; the trace is written as the double sum, the inverses as the equation that they solve; a P that
      does no worse is the same in its M rows. The targets may be any numbers. W is diagonal, one weight a context,
      as the formula needs: Eq. 16's weights are, Eq. 19's are not.
    Mutant: `full_column_rank N K Q ->` becomes ``; refuted by the theorem eq48_needs_the_rank_of_q
    Mutant: `eq48_p M N K w S lam P Q ->` becomes `eq48_p M N K w S 0 P Q ->`; refuted by the theorem
      eq48_needs_lambda_in_p
*)
Theorem eq48_gives_the_best_p : forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  full_column_rank N K Q -> (exists P, eq48_p M N K w S lam P Q) /\
  forall P P', eq48_p M N K w S lam P Q ->
    score_ridge M N K w S lam P' Q <= score_ridge M N K w S lam P Q -> same M K P' P.
Proof.
  intros M N K w S lam Q Hl Hw HQ.
  assert (C : forall x y, (x < M)%nat -> (y < N)%nat -> - lam < w x) by (intros x y Hx _; specialize (Hw x Hx); lra).
  split.
  - destruct (all_rows_solvable M (fun x => row_equation N K (fun _ => w x) (fun _ => - lam) (S x) 0 Q)) as [P HP].
    + intros x Hx. apply solvable, rank_positive_definite; [exact HQ|]. intros y Hy. apply (C x y); assumption.
    + exists P. apply eq48_p_is_row. exact HP.
  - intros P P' HP. rewrite !score_ridge_by_rows.
    apply (best_rows M K (fun x => row_loss N K (fun _ => w x) (fun _ => - lam) (S x) 0 Q) P P'). intros x Hx.
    apply rank_least; [exact HQ|intros y Hy; apply (C x y); assumption|].
    apply (proj1 (eq48_p_is_row M N K w S lam P Q) HP x Hx).
Qed.

(** Claim: none
    Says: At Q = 0 every P is a minimiser.
*)
Theorem eq48_needs_the_rank_of_q : ~ forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, eq48_p M N K w S lam P Q) /\
  forall P P', eq48_p M N K w S lam P Q ->
    score_ridge M N K w S lam P' Q <= score_ridge M N K w S lam P Q -> same M K P' P.
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 1) (fun _ _ => 0) 1 (fun _ _ => 0) ltac:(lra) ltac:(intros; lra))
    as [_ U]. assert (E : 1 = 0); [|lra].
  refine (U (fun _ _ => 0) (fun _ _ => 1) _ _ 0%nat 0%nat _ _); [| |lia|lia].
  - intros x k _ _. unfold dot. simpl. lra.
  - unfold score_ridge, scores, dot. simpl. lra.
Qed.

(** Claim: none
    Says: Without lambda the formula gives P = 1, where P = 1/2 is better: one context and item, S = Q = lambda = 1.
*)
Theorem eq48_needs_lambda_in_p : ~ forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  full_column_rank N K Q -> (exists P, eq48_p M N K w S lam P Q) /\
  forall P P', eq48_p M N K w S 0 P Q ->
    score_ridge M N K w S lam P' Q <= score_ridge M N K w S lam P Q -> same M K P' P.
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 1) (fun _ _ => 1) 1 (fun _ _ => 1) ltac:(lra) ltac:(intros; lra))
    as [_ U].
  - intros c Z k Hk. specialize (Z 0%nat ltac:(lia)). unfold dot in Z. simpl in Z. destruct k; [lra|lia].
  - assert (E : 1 / 2 = 1); [|lra].
    refine (U (fun _ _ => 1) (fun _ _ => 1 / 2) _ _ 0%nat 0%nat _ _); [| |lia|lia].
    + intros x k _ _. unfold dot. simpl. lra.
    + unfold score_ridge, scores, dot. simpl. lra.
Qed.

(** Claim: rg.eq48.q
    Role: establishes under the factor that is held fixed has full column rank
    Place: RG, A.6, Eq. 48
    Says: Q = S'W P (lambda P'P + P'W P)^-1 exists and is the only minimiser in Q of tr((S - PQ')'W(S - PQ')) + lambda
      |PQ'|^2 if P has full column rank, for every M, N, K, lambda > 0 and weights W_x >= 0.
    Gap: Real numbers; the trace is written as the double sum, the inverse as the equation that it solves; a Q that
      does no worse is the same in its N rows. The targets may be any numbers. W is diagonal, one weight a context,
      as the formula needs: Eq. 16's weights are, Eq. 19's are not.
    Mutant: `full_column_rank M K P ->` becomes ``; refuted by the theorem eq48_needs_the_rank_of_p
    Mutant: `eq48_q M N K w S lam P Q ->` becomes `eq48_q M N K w S (2 * lam) P Q ->`; refuted by the theorem
      eq48_has_one_lambda_in_q
*)
Theorem eq48_gives_the_best_q : forall M N K w S lam P, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  full_column_rank M K P -> (exists Q, eq48_q M N K w S lam P Q) /\
  forall Q Q', eq48_q M N K w S lam P Q ->
    score_ridge M N K w S lam P Q' <= score_ridge M N K w S lam P Q -> same N K Q' Q.
Proof.
  intros M N K w S lam P Hl Hw HP.
  assert (C : forall x, (x < M)%nat -> - lam < w x) by (intros x Hx; specialize (Hw x Hx); lra).
  split.
  - destruct (all_rows_solvable N (fun y => row_equation M K w (fun _ => - lam) (fun x => S x y) 0 P)) as [Q HQ].
    + intros y Hy. apply solvable, rank_positive_definite; [exact HP|exact C].
    + exists Q. apply eq48_q_is_row. exact HQ.
  - intros Q Q' HQ. rewrite !score_ridge_by_columns.
    apply (best_rows N K (fun y => row_loss M K w (fun _ => - lam) (fun x => S x y) 0 P) Q Q'). intros y Hy.
    apply rank_least; [exact HP|exact C|]. apply (proj1 (eq48_q_is_row M N K w S lam P Q) HQ y Hy).
Qed.

(** Claim: none
    Says: At P = 0 every Q is a minimiser.
*)
Theorem eq48_needs_the_rank_of_p : ~ forall M N K w S lam P, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists Q, eq48_q M N K w S lam P Q) /\
  forall Q Q', eq48_q M N K w S lam P Q ->
    score_ridge M N K w S lam P Q' <= score_ridge M N K w S lam P Q -> same N K Q' Q.
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 1) (fun _ _ => 0) 1 (fun _ _ => 0) ltac:(lra) ltac:(intros; lra))
    as [_ U]. assert (E : 1 = 0); [|lra].
  refine (U (fun _ _ => 0) (fun _ _ => 1) _ _ 0%nat 0%nat _ _); [| |lia|lia].
  - intros y k _ _. unfold dot. simpl. lra.
  - unfold score_ridge, scores, dot. simpl. lra.
Qed.

(** Claim: none
    Says: With 2 lambda the formula gives Q = 1/3, where Q = 1/2 is better: one context and item, S = P = lambda = 1.
*)
Theorem eq48_has_one_lambda_in_q : ~ forall M N K w S lam P, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  full_column_rank M K P -> (exists Q, eq48_q M N K w S lam P Q) /\
  forall Q Q', eq48_q M N K w S (2 * lam) P Q ->
    score_ridge M N K w S lam P Q' <= score_ridge M N K w S lam P Q -> same N K Q' Q.
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 1) (fun _ _ => 1) 1 (fun _ _ => 1) ltac:(lra) ltac:(intros; lra))
    as [_ U].
  - intros c Z k Hk. specialize (Z 0%nat ltac:(lia)). unfold dot in Z. simpl in Z. destruct k; [lra|lia].
  - assert (E : 1 / 2 = 1 / 3); [|lra].
    refine (U (fun _ _ => 1 / 3) (fun _ _ => 1 / 2) _ _ 0%nat 0%nat _ _); [| |lia|lia].
    + intros y k _ _. unfold dot. simpl. lra.
    + unfold score_ridge, scores, dot. simpl. lra.
Qed.
