(** The equation of A.6 (Eq. 46-47) and the interaction term in Eq. 38-39. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgBregman RgNormalEquations RgUpdates RgPrintedUpdates.
Open Scope R_scope.

(** Eq. 46: sum W_x (S_xy - P_x Q_y')^2 + lambda (|P|^2 + |Q|^2), with one weight a context. *)
Definition eq46 (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  eq31 M N K (fun x _ => w x) S none lam P Q.

(** The entry (x, k) of W P Q'Q + lambda P, and of W T Q for a matrix T of M rows and N columns. *)
Definition sylvester (N K : nat) (w : nat -> R) (lam : R) (P Q : nat -> nat -> R) (x k : nat) : R :=
  sum N (fun y => w x * dot K (P x) (Q y) * Q y k) + lam * P x k.

Definition right_side (N : nat) (w : nat -> R) (T Q : nat -> nat -> R) (x k : nat) : R :=
  sum N (fun y => w x * T x y * Q y k).

(** P with h added to its entry (x, k). *)
Definition moved (x k : nat) (h : R) (P : nat -> nat -> R) (i l : nat) : R := P i l + h * (one_hot x i * one_hot k l).

(** D is the matrix of the partial derivatives of eq46 in P. *)
Definition gradient_in_P (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R)
    (D : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    derivable_pt_lim (fun h => eq46 M N K w S lam (moved x k h P) Q) 0 (D x k).

Lemma gradient_is M N K w S lam P Q : gradient_in_P M N K w S lam P Q
  (fun x k => 2 * (sylvester N K w lam P Q x k - right_side N w S Q x k)).
Proof.
  intros x k Hx Hk. apply quadratic_derivative with (a := eq46 M N K w S lam P Q)
    (c := w x * sum N (fun y => Q y k ^ 2) + lam). intros h.
  assert (D : forall i y, dot K (moved x k h P i) (Q y) = dot K (P i) (Q y) + h * one_hot x i * Q y k).
  { intros i y. unfold dot, moved.
    rewrite (sum_ext K _ (fun l => P i l * Q y l + h * one_hot x i * (one_hot k l * Q y l))) by (intros; ring).
    rewrite sum_plus, sum_scal, sum_pick by exact Hk. reflexivity. }
  assert (I : forall f, sum M (fun i => one_hot x i * f i) = f x) by (intros; apply sum_pick, Hx).
  assert (O : forall a b, one_hot a b * one_hot a b = one_hot a b).
  { intros a b. unfold one_hot. destruct (Nat.eqb b a); ring. }
  unfold eq46, eq31, squares, interaction, frobenius, scores, none.
  rewrite (sum_ext M (fun i => sum N (fun y => w i * (S i y - dot K (moved x k h P i) (Q y)) ^ 2))
    (fun i => sum N (fun y => w i * (S i y - dot K (P i) (Q y)) ^ 2)
      + one_hot x i * (h * (-2 * sum N (fun y => w i * (S i y - dot K (P i) (Q y)) * Q y k))
        + h ^ 2 * (w i * sum N (fun y => Q y k ^ 2))))).
  - rewrite sum_plus, I.
    rewrite (sum_ext M (fun i => sum K (fun l => moved x k h P i l ^ 2)) (fun i => sum K (fun l => P i l ^ 2)
      + one_hot x i * (2 * h * P i k + h ^ 2))).
    + rewrite sum_plus, I. rewrite !(sum_eq_0 M (fun i => 0 * _)) by (intros; ring).
      unfold sylvester, right_side.
      rewrite (sum_ext N (fun y => w x * (S x y - dot K (P x) (Q y)) * Q y k)
        (fun y => w x * S x y * Q y k - w x * dot K (P x) (Q y) * Q y k)) by (intros; ring).
      rewrite sum_minus. ring.
    + intros i _. unfold moved.
      rewrite (sum_ext K (fun l => (P i l + h * (one_hot x i * one_hot k l)) ^ 2)
        (fun l => P i l ^ 2 + one_hot k l * (2 * h * one_hot x i * P i l + h ^ 2 * one_hot x i))).
      * rewrite sum_plus, sum_pick by exact Hk. ring.
      * intros l _. pose proof (O x i) as A. pose proof (O k l) as B.
        replace ((P i l + h * (one_hot x i * one_hot k l)) ^ 2) with (P i l ^ 2
          + 2 * h * one_hot x i * one_hot k l * P i l + h ^ 2 * (one_hot x i * one_hot x i) * (one_hot k l * one_hot
            k l))
          by ring. rewrite A, B. ring.
  - intros i _. rewrite (sum_ext N (fun y => w i * (S i y - dot K (moved x k h P i) (Q y)) ^ 2)
      (fun y => w i * (S i y - dot K (P i) (Q y)) ^ 2
        + (one_hot x i * (h * (-2))) * (w i * (S i y - dot K (P i) (Q y)) * Q y k)
        + (one_hot x i * (h ^ 2 * w i)) * Q y k ^ 2)).
    + rewrite !sum_plus, !sum_scal. ring.
    + intros y _. rewrite D. pose proof (O x i) as A.
      replace (w i * (S i y - (dot K (P i) (Q y) + h * one_hot x i * Q y k)) ^ 2)
        with (w i * (S i y - dot K (P i) (Q y)) ^ 2
          + one_hot x i * (h * -2) * (w i * (S i y - dot K (P i) (Q y)) * Q y k)
          + (one_hot x i * one_hot x i) * (h ^ 2 * w i) * Q y k ^ 2) by ring. rewrite A. ring.
Qed.

(** Claim: rg.eq47.gradient
    Role: establishes
    Place: RG, A.6, Eq. 47
    Says: The gradient of Eq. 46 in P is -2 W S Q + 2 W P Q'Q + 2 lambda P, and it vanishes exactly where W P Q'Q +
      lambda P = W S Q, for every M, N, K.
    Gap: Real numbers; the gradient is the matrix of the partial derivatives; Eq. 46 is its first line, the double
      sum, not the trace.
    Mutant: `(forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P Q x k = right_side N w S Q x k)` becomes
      `(forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w (2 * lam) P Q x k = right_side N w S Q x k)`;
      refuted by the theorem the_ridge_is_not_doubled
*)
Theorem gradient_of_eq46 : forall M N K w S lam P Q,
  gradient_in_P M N K w S lam P Q
    (fun x k => - (2) * right_side N w S Q x k + 2 * sylvester N K w lam P Q x k) /\
  (gradient_in_P M N K w S lam P Q (fun _ _ => 0) <->
   (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P Q x k = right_side N w S Q x k)).
Proof.
  intros M N K w S lam P Q. pose proof (gradient_is M N K w S lam P Q) as G. split; [|split].
  - intros x k Hx Hk. replace (- (2) * right_side N w S Q x k + 2 * sylvester N K w lam P Q x k)
      with (2 * (sylvester N K w lam P Q x k - right_side N w S Q x k)) by ring. apply G; assumption.
  - intros Z x k Hx Hk. pose proof (uniqueness_limite _ _ _ _ (G x k Hx Hk) (Z x k Hx Hk)). lra.
  - intros E x k Hx Hk. replace 0 with (2 * (sylvester N K w lam P Q x k - right_side N w S Q x k)) at 2
      by (rewrite (E x k Hx Hk); ring). apply G; assumption.
Qed.

(** One context, R = (0, 1), so S = (-1, 1) and W = 1; Q = (1; 2), lambda = 1. *)
Definition minus_plus (x y : nat) : R := match y with O => - (1) | _ => 1 end.

Lemma sixth_solves : gradient_in_P 1 2 1 (fun _ => 1) minus_plus 1 (fun _ _ => 1 / 6) one_two (fun _ _ => 0).
Proof.
  apply gradient_of_eq46. intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia].
  unfold sylvester, right_side, minus_plus, one_two, dot. simpl. lra.
Qed.

(** Claim: none
    Says: With 2 lambda for lambda the equation is not the one of the gradient.
*)
Theorem the_ridge_is_not_doubled : ~ forall M N K w S lam P Q,
  gradient_in_P M N K w S lam P Q
    (fun x k => - (2) * right_side N w S Q x k + 2 * sylvester N K w lam P Q x k) /\
  (gradient_in_P M N K w S lam P Q (fun _ _ => 0) <->
   (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w (2 * lam) P Q x k = right_side N w S Q x k)).
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat (fun _ => 1) minus_plus 1 (fun _ _ => 1 / 6) one_two) as [_ [E _]].
  specialize (E sixth_solves 0%nat 0%nat ltac:(lia) ltac:(lia)).
  unfold sylvester, right_side, minus_plus, one_two, dot in E. simpl in E. lra.
Qed.

(** Claim: rg.eq47.equation
    Role: refutes
    Place: RG, A.6, Eq. 47
    Says: A vanishing gradient does not imply W P Q'Q + lambda P = W R Q as printed: R = (0, 1), Q = (1; 2), lambda =
      1, P = 1/6.
    Gap: Real numbers; the weights and targets are those of Eq. 32 that follow Eq. 16.
    Mutant: `right_side N (fun x => positives N (r x)) r Q x k` becomes `right_side N
      (fun x => positives N (r x)) (S16 N r) Q x k`; refuted by
      the theorem eq47_with_the_targets_holds
*)
Theorem printed_eq47_fails : ~ forall M N K r lam P Q, clicks M N r -> 0 < lam ->
  gradient_in_P M N K (fun x => positives N (r x)) (S16 N r) lam P Q (fun _ _ => 0) ->
  forall x k, (x < M)%nat -> (k < K)%nat ->
    sylvester N K (fun x => positives N (r x)) lam P Q x k = right_side N (fun x => positives N (r x)) r Q x k.
Proof.
  intros H. specialize (H 1%nat 2%nat 1%nat second_item 1 (fun _ _ => 1 / 6) one_two (second_clicks 1) ltac:(lra)).
  refine (_ (H _ 0%nat 0%nat _ _)); [|clear H|lia|lia].
  - unfold sylvester, right_side. unfold_all. lra.
  - apply gradient_of_eq46. intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia].
    unfold sylvester, right_side. unfold_all. lra.
Qed.

(** Claim: none
    Says: With the targets S for R the equation holds.
*)
Theorem eq47_with_the_targets_holds : ~ ~ forall M N K r lam P Q, clicks M N r -> 0 < lam ->
  gradient_in_P M N K (fun x => positives N (r x)) (S16 N r) lam P Q (fun _ _ => 0) ->
  forall x k, (x < M)%nat -> (k < K)%nat ->
    sylvester N K (fun x => positives N (r x)) lam P Q x k = right_side N (fun x => positives N (r x)) (S16 N r) Q x k.
Proof. intros H. apply H. intros M N K r lam P Q _ _ G. apply gradient_of_eq46, G. Qed.

(** P_x (W_x Q'Q + lambda I) = W_x S_x Q for every context x: the closed form P_x =
  W_x S_x Q (W_x Q'Q + lambda I)^-1. *)
Definition closed_form (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => sum N (fun y => w x * Q y l * Q y k) + lam * one_hot k l) = right_side N w S Q x k.

Lemma closed_is_row M N K w S lam P Q : closed_form M N K w S lam P Q <->
  forall x, (x < M)%nat -> row_equation N K (fun _ => w x) none (S x) lam Q (P x).
Proof.
  assert (E : forall x k, dot K (P x) (fun l => row_matrix N (fun _ => w x) none lam Q l k)
    = dot K (P x) (fun l => sum N (fun y => w x * Q y l * Q y k) + lam * one_hot k l)).
  { intros x k. apply sum_ext. intros l _. unfold row_matrix, none. do 2 f_equal. apply sum_ext. intros; ring. }
  assert (E' : forall x k, sum N (fun y => S x y * w x * Q y k) = right_side N w S Q x k).
  { intros x k. apply sum_ext. intros; ring. }
  split; intros H; [intros x Hx k Hk|intros x k Hx Hk]; specialize (H x).
  - rewrite E, E'. apply H; assumption.
  - rewrite <- E, <- E'. apply H; assumption.
Qed.

Lemma closed_is_sylvester M N K w S lam P Q : closed_form M N K w S lam P Q <->
  forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P Q x k = right_side N w S Q x k.
Proof.
  assert (E : forall x k, (k < K)%nat -> dot K (P x) (fun l => sum N (fun y => w x * Q y l * Q y k) + lam * one_hot k l)
    = sylvester N K w lam P Q x k).
  { intros x k Hk. pose proof (dot_row N K (fun _ => w x) none lam Q (P x) k Hk) as R. unfold sylvester.
    rewrite (sum_ext N (fun y => w x * dot K (P x) (Q y) * Q y k) (fun y => (w x - none y) * dot K (P x) (Q y) * Q y k))
      by (intros; unfold none; ring). rewrite <- R. apply sum_ext. intros l _. unfold row_matrix, none.
    do 2 f_equal. apply sum_ext. intros; ring. }
  split; intros H x k Hx Hk; specialize (H x k Hx Hk); rewrite E in * by exact Hk; exact H.
Qed.

(** Claim: rg.eq47.closed
    Role: refutes
    Place: RG, A.6, after Eq. 46
    Says: There are no weights, targets, factors and lambda > 0 for which P_x = W_x S_x Q (W_x Q'Q + lambda I)^-1 does
      not solve W P Q'Q + lambda P = W S Q.
    Gap: Real numbers; that another regulariser is needed is read as: the closed form of this one is, at least once, no
      solution. The inverse is written as the equation that it solves.
    Mutant: `sylvester N K w lam P Q x k` becomes `sylvester N K w (2 * lam) P Q x k`; refuted by the theorem
      the_closed_form_has_one_ridge
*)
Theorem closed_form_is_a_solution : ~ exists M N K w S lam P Q, 0 < lam /\ closed_form M N K w S lam P Q /\
  ~ forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P Q x k = right_side N w S Q x k.
Proof. intros (M & N & K & w & S & lam & P & Q & _ & C & Z). apply Z, closed_is_sylvester, C. Qed.

(** Claim: none
    Says: With 2 lambda in the equation there are: R = (0, 1), Q = (1; 2), lambda = 1 give P = 1/6.
*)
Theorem the_closed_form_has_one_ridge : ~ ~ exists M N K w S lam P Q, 0 < lam /\ closed_form M N K w S lam P Q /\
  ~ forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w (2 * lam) P Q x k = right_side N w S Q x k.
Proof.
  intros H. apply H. exists 1%nat, 2%nat, 1%nat, (fun _ => 1), minus_plus, 1, (fun _ _ => 1 / 6), one_two.
  split; [lra|split].
  - apply closed_is_sylvester, gradient_of_eq46, sixth_solves.
  - intros E. specialize (E 0%nat 0%nat ltac:(lia) ltac:(lia)).
    unfold sylvester, right_side, minus_plus, one_two, dot in E. simpl in E. lra.
Qed.

(** The columns of U are orthonormal eigenvectors of Q'Q with these eigenvalues: Q'Q = U diag(lambda) U'. *)
Definition eigenvectors (N K : nat) (Q U : nat -> nat -> R) (ev : nat -> R) : Prop :=
  (forall j k, (j < K)%nat -> (k < K)%nat -> sum K (fun l => U l j * U l k) = one_hot j k) /\
  forall k l, (k < K)%nat -> (l < K)%nat -> sum N (fun y => Q y k * Q y l) = sum K (fun j => U k j * ev j * U l j).

Lemma times_eigenvector N K Q U ev j l : eigenvectors N K Q U ev -> (j < K)%nat -> (l < K)%nat ->
  sum K (fun k => sum N (fun y => Q y l * Q y k) * U k j) = ev j * U l j.
Proof.
  intros [O E] Hj Hl.
  rewrite (sum_ext K _ (fun k => sum K (fun i => U l i * ev i * (U k i * U k j)))).
  - rewrite sum_exchange. rewrite (sum_ext K _ (fun i => one_hot j i * (U l i * ev i))).
    + rewrite sum_pick by exact Hj. ring.
    + intros i Hi. rewrite sum_scal, (O i j Hi Hj). unfold one_hot. rewrite Nat.eqb_sym. ring.
  - intros k Hk. rewrite (E l k Hl Hk), <- sum_scal_r. apply sum_ext. intros; ring.
Qed.

Lemma with_eigenvectors N K w lam S P Q U ev x j : eigenvectors N K Q U ev -> (j < K)%nat ->
  (forall k, (k < K)%nat -> sylvester N K w lam P Q x k = right_side N w S Q x k) ->
  dot K (P x) (fun l => U l j) * (w x * ev j + lam) = sum K (fun k => right_side N w S Q x k * U k j).
Proof.
  intros EV Hj H. rewrite (sum_ext K _ (fun k => sylvester N K w lam P Q x k * U k j))
    by (intros k Hk; rewrite (H k Hk); reflexivity).
  rewrite (sum_ext K (fun k => sylvester N K w lam P Q x k * U k j) (fun k =>
    sum K (fun l => w x * P x l * (sum N (fun y => Q y l * Q y k) * U k j)) + lam * (P x k * U k j))).
  - rewrite sum_plus, sum_scal, sum_exchange.
    rewrite (sum_ext K _ (fun l => w x * ev j * (P x l * U l j))).
    + rewrite sum_scal. unfold dot. ring.
    + intros l Hl. rewrite sum_scal, (times_eigenvector N K Q U ev j l EV Hj Hl). ring.
  - intros k _. unfold sylvester, dot. rewrite Rmult_plus_distr_r. f_equal; [|ring].
    rewrite (sum_ext N _ (fun y => sum K (fun l => w x * P x l * (Q y l * Q y k)))).
    + rewrite sum_exchange, <- sum_scal_r. apply sum_ext. intros l _. rewrite sum_scal. ring.
    + intros y _.
      rewrite (sum_ext K (fun l => w x * P x l * (Q y l * Q y k)) (fun l => (P x l * Q y l) * (w x * Q y k)))
        by (intros; ring). rewrite sum_scal_r. ring.
Qed.

(** Claim: rg.eq47.closed.repair
    Role: establishes
    Place: RG, A.6, after Eq. 46, repaired
    Says: For lambda > 0 and weights W_x >= 0 the closed form P_x = W_x S_x Q (W_x Q'Q + lambda I)^-1 exists, it is the
      only solution of W P Q'Q + lambda P = W S Q, and with Q'Q = U diag(ev) U' it has P_x U =
      W_x S_x Q U (W_x diag(ev) + lambda I)^-1.
    Gap: Real numbers; that Q'Q has such U and ev is not in it; the inverse of a matrix is written as the equation that
      it solves.
    Mutant: `0 < lam ->` becomes `0 <= lam ->`; refuted by the theorem without_a_ridge_there_are_many
    Mutant: `(w x * ev j + lam)` becomes `(ev j + lam)`; refuted by the theorem the_weight_scales_the_eigenvalues
*)
Theorem closed_form_is_the_only_solution : forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, closed_form M N K w S lam P Q) /\
  forall P, closed_form M N K w S lam P Q ->
    (forall P', (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P' Q x k = right_side N w S Q x k)
      <-> same M K P' P) /\
    forall U ev, eigenvectors N K Q U ev -> forall x j, (x < M)%nat -> (j < K)%nat ->
      dot K (P x) (fun l => U l j) = sum K (fun k => right_side N w S Q x k * U k j) / (w x * ev j + lam).
Proof.
  intros M N K w S lam Q Hl Hw.
  assert (C : forall x, (x < M)%nat -> row_is_convex N (fun _ => w x) none lam).
  { intros x Hx. split; [exact Hl|]. intros y _. apply Hw, Hx. }
  split.
  - destruct (all_rows_solvable M (fun x => row_equation N K (fun _ => w x) none (S x) lam Q)) as [P HP];
      [intros x Hx; apply row_solvable, C, Hx|]. exists P. apply closed_is_row. exact HP.
  - intros P HP. split; [intros P'; split|].
    + intros HP' x k Hx Hk. apply closed_is_sylvester in HP'.
      pose proof (proj1 (closed_is_row M N K w S lam P Q) HP x Hx) as E.
      pose proof (proj1 (closed_is_row M N K w S lam P' Q) HP' x Hx) as E'.
      apply (proj2 (row_least N K (fun _ => w x) none (S x) lam Q (P x) (P' x) (C x Hx) E)); [|exact Hk].
      apply (proj1 (row_least N K (fun _ => w x) none (S x) lam Q (P' x) (P x) (C x Hx) E')).
    + intros Z x k Hx Hk. rewrite <- (proj1 (closed_is_sylvester M N K w S lam P Q) HP x k Hx Hk).
      unfold sylvester. rewrite (Z x k Hx Hk). f_equal. apply sum_ext. intros y _. f_equal. f_equal.
      apply sum_ext. intros l Hl'. rewrite (Z x l Hx Hl'). reflexivity.
    + intros U ev EV x j Hx Hj. pose proof (proj1 (closed_is_sylvester M N K w S lam P Q) HP x) as E.
      rewrite <- (with_eigenvectors N K w lam S P Q U ev x j EV Hj (fun k Hk => E k Hx Hk)).
      assert (V : 0 <= ev j).
      { destruct EV as [O G].
        assert (F : sum N (fun y => dot K (fun k => U k j) (Q y) ^ 2) = ev j).
        { rewrite (sum_ext N _ (fun y => sum K (fun l => sum K (fun k => Q y l * Q y k * U k j) * U l j))).
          - rewrite sum_exchange. rewrite (sum_ext K _ (fun l => ev j * (U l j * U l j))).
            + rewrite sum_scal, (O j j Hj Hj). unfold one_hot. rewrite Nat.eqb_refl. ring.
            + intros l Hl'. rewrite sum_scal_r. rewrite (sum_exchange N K).
              rewrite (sum_ext K _ (fun k => sum N (fun y => Q y l * Q y k) * U k j))
                by (intros; apply sum_scal_r).
              rewrite (times_eigenvector N K Q U ev j l (conj O G) Hj Hl'). ring.
          - intros y _. unfold dot. replace (sum K (fun k => U k j * Q y k) ^ 2)
              with (sum K (fun k => U k j * Q y k) * sum K (fun k => U k j * Q y k)) by ring.
            rewrite sum_times. apply sum_ext. intros l _. rewrite <- sum_scal_r. apply sum_ext. intros; ring. }
        rewrite <- F. apply sum_nonneg. intros; apply pow2_ge_0. }
      pose proof (Rmult_le_pos _ _ (Hw x Hx) V). field. lra.
Qed.

(** Claim: none
    Says: Without a ridge, at Q = 0, everything is a solution.
*)
Theorem without_a_ridge_there_are_many :
  ~ forall M N K w S lam Q, 0 <= lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, closed_form M N K w S lam P Q) /\
  forall P, closed_form M N K w S lam P Q ->
    (forall P', (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P' Q x k = right_side N w S Q x k)
      <-> same M K P' P) /\
    forall U ev, eigenvectors N K Q U ev -> forall x j, (x < M)%nat -> (j < K)%nat ->
      dot K (P x) (fun l => U l j) = sum K (fun k => right_side N w S Q x k * U k j) / (w x * ev j + lam).
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 1) (fun _ _ => 0) 0 (fun _ _ => 0) ltac:(lra) ltac:(intros; lra))
    as [_ U]. destruct (U (fun _ _ => 0)) as [V _];
    [intros x k _ _; unfold closed_form, right_side, dot; simpl; ring|].
  assert (E : 1 = 0); [|lra]. apply (proj1 (V (fun _ _ => 1))
    ltac:(intros x k _ _; unfold sylvester, right_side, dot; simpl; ring) 0%nat 0%nat); lia.
Qed.

(** Claim: none
    Says: The eigenvalues of Q'Q enter with the weight of the context: N = K = 1, Q = (1), W = 2, S = 1, lambda = 1 give
      P = 2/3, and not 2/2.
*)
Theorem the_weight_scales_the_eigenvalues :
  ~ forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, closed_form M N K w S lam P Q) /\
  forall P, closed_form M N K w S lam P Q ->
    (forall P', (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P' Q x k = right_side N w S Q x k)
      <-> same M K P' P) /\
    forall U ev, eigenvectors N K Q U ev -> forall x j, (x < M)%nat -> (j < K)%nat ->
      dot K (P x) (fun l => U l j) = sum K (fun k => right_side N w S Q x k * U k j) / (ev j + lam).
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 2) (fun _ _ => 1) 1 (fun _ _ => 1) ltac:(lra) ltac:(intros; lra))
    as [_ U]. destruct (U (fun _ _ => 2 / 3)) as [_ V].
  - intros x k _ Hk. destruct k as [|k]; [|lia]. unfold right_side, dot, one_hot. simpl. lra.
  - assert (EV : eigenvectors 1 1 (fun _ _ => 1) (fun _ _ => 1) (fun _ => 1)).
    { split; intros j k Hj Hk; destruct j as [|j]; [|lia| |lia]; destruct k as [|k]; [|lia| |lia];
        unfold one_hot; simpl; lra. }
    specialize (V _ _ EV 0%nat 0%nat ltac:(lia) ltac:(lia)). unfold right_side, dot in V. simpl in V. lra.
Qed.

(** ** The interaction of Eq. 15: the square of the sum of the scores *)

(** The weighted objective of RG2 less sum_x V_x (P_x Q'1)^2. *)
Definition coupled (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  weighted_eq31 M N K W S none lam P Q - sum M (fun x => V x * sum N (scores K P Q x) ^ 2).

(** Claim: rg.eq38.interaction
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 38
    Says: Eq. 38 is not the minimiser in P of the objective with the interaction of Eq. 15, sum_x V_x (P_x Q'1)^2, and
      the ridge in proportion to the weights: R = (0, 1), Q = (1; 2), lambda = 1 give P = 2/9, where 2/5 is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := coupled` becomes `let F := weighted_eq31`; refuted by the theorem eq38_minimises_with_eq16
*)
Theorem eq38_leaves_the_interaction_out : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall P', let F := coupled M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P' Q.
Proof.
  intros H. specialize (H 1%nat 2%nat 1%nat second_item 1 (fun _ _ => 2 / 9) one_two
    ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra)).
  refine (_ (H _ (fun _ _ => 2 / 5))); clear H.
  - cbv zeta. unfold coupled. unfold_all. lra.
  - intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia]. unfold_all. lra.
Qed.

(** Claim: rg.eq39.interaction
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 39
    Says: Eq. 39 is not the minimiser in Q of the objective with the interaction of Eq. 15, sum_x V_x (P_x Q'1)^2, and
      the ridge in proportion to the weights: R = (0, 1), P = (1), lambda = 1 give Q = (-2/3; 2/3), where (-1/2; 1/2)
      is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := coupled` becomes `let F := weighted_eq31`; refuted by the theorem eq39_minimises_with_eq16
*)
Theorem eq39_leaves_the_interaction_out : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall Q', let F := coupled M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P Q'.
Proof.
  intros H. specialize (H 1%nat 2%nat 1%nat second_item 1 one_two
    (fun y _ => match y with O => - (2 / 3) | _ => 2 / 3 end) ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra)).
  refine (_ (H _ (fun y _ => match y with O => - (1 / 2) | _ => 1 / 2 end))); clear H.
  - cbv zeta. unfold coupled. unfold_all. lra.
  - intros y k Hy Hk. destruct y as [|[|y]]; [| |lia]; (destruct k; [|lia]); unfold_all; lra.
Qed.
