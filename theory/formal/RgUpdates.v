(** The updates of alternating least squares, Eq. 36-39, and the objectives that they minimise. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgNormalEquations.
Open Scope R_scope.

(** Eq. 31 for M contexts, N items and K factors: RG2; the interaction term sum_x V_x P_x Q'Q P_x' of RGx. *)
Definition squares (M N : nat) (W S score : nat -> nat -> R) : R :=
  sum M (fun x => sum N (fun y => W x y * (S x y - score x y) ^ 2)).

Definition scores (K : nat) (P Q : nat -> nat -> R) (x y : nat) : R := dot K (P x) (Q y).

Definition frobenius (M K : nat) (P : nat -> nat -> R) : R := sum M (fun x => sum K (fun k => P x k ^ 2)).

Definition interaction (M N : nat) (V : nat -> R) (score : nat -> nat -> R) : R :=
  sum M (fun x => V x * sum N (fun y => score x y ^ 2)).

Definition eq31 (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  squares M N W S (scores K P Q) + lam * (frobenius M K P + frobenius N K Q) - interaction M N V (scores K P Q).

(** The same with a ridge in proportion to the weights. *)
Definition weighted_eq31 (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  squares M N W S (scores K P Q)
  + lam * (sum M (fun x => sum N (fun y => W x y) * sum K (fun k => P x k ^ 2))
           + sum N (fun y => sum M (fun x => W x y) * sum K (fun k => Q y k ^ 2)))
  - interaction M N V (scores K P Q).

Definition none (x : nat) : R := 0.

(** Eq. 36 (V = 0) and 38: P_x (Q'(W_x - V_x I)Q + lambda (sum_y W_xy) I) = S_x W_x Q for each context x. *)
Definition eq38 (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => sum N (fun y => (W x y - V x) * Q y l * Q y k) + lam * sum N (fun y => W x y) * one_hot k l)
    = sum N (fun y => S x y * W x y * Q y k).

(** Eq. 37 (V = 0) and 39: Q_y (P'(W_y - V)P + lambda (sum_x W_xy) I) = S_y' W_y P for each item y. *)
Definition eq39 (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall y k, (y < N)%nat -> (k < K)%nat ->
    dot K (Q y) (fun l => sum M (fun x => (W x y - V x) * P x l * P x k) + lam * sum M (fun x => W x y) * one_hot k l)
    = sum M (fun x => S x y * W x y * P x k).

(** The first M rows of P and P', K entries each, agree. *)
Definition same (M K : nat) (P P' : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat -> P x k = P' x k.

(** A matrix with all entries a: a number, if it has one row and one column. *)
Definition number (a : R) (i j : nat) : R := a.

(** ** The weights and targets of Eq. 32 that follow Eq. 16 *)

(** A matrix of zeros and ones without an empty row. *)
Definition clicks (M N : nat) (r : nat -> nat -> R) : Prop :=
  (forall x y, (x < M)%nat -> (y < N)%nat -> r x y = 0 \/ r x y = 1) /\
  forall x, (x < M)%nat -> 1 <= positives N (r x).

Definition S16 (N : nat) (r : nat -> nat -> R) (x y : nat) : R := r x y * (INR N / positives N (r x)) - 1.

Definition W16 (N : nat) (r : nat -> nat -> R) (x y : nat) : R := positives N (r x).

Definition V16 (N : nat) (r : nat -> nat -> R) (x : nat) : R := positives N (r x) / INR N.

(** Two items of which the first is positive. *)
Definition first_positive (x y : nat) : R := match y with O => 1 | _ => 0 end.

Lemma first_positive_clicks : clicks 1 2 first_positive.
Proof.
  split.
  - intros x [|y] _ _; simpl; lra.
  - intros x _. unfold positives. simpl. lra.
Qed.

(** ** Rows *)

Lemma weighted_by_rows M N K W S V lam P Q : weighted_eq31 M N K W S V lam P Q
  = sum M (fun x => row_loss N K (W x) (fun _ => V x) (S x) (lam * sum N (fun y => W x y)) Q (P x))
    + lam * sum N (fun y => sum M (fun x => W x y) * sum K (fun k => Q y k ^ 2)).
Proof.
  unfold weighted_eq31, squares, interaction, scores, row_loss. rewrite sum_plus.
  rewrite (sum_ext M (fun x => sum N (fun y => W x y * (S x y - dot K (P x) (Q y)) ^ 2 - V x * dot K (P x) (Q y) ^ 2))
    (fun x => sum N (fun y => W x y * (S x y - dot K (P x) (Q y)) ^ 2) - V x * sum N (fun y => dot K (P x) (Q y) ^ 2)))
    by (intros; rewrite sum_minus, sum_scal; reflexivity).
  rewrite sum_minus, Rmult_plus_distr_l.
  rewrite (sum_ext M (fun x => lam * sum N (fun y => W x y) * sum K (fun k => P x k ^ 2))
    (fun x => lam * (sum N (fun y => W x y) * sum K (fun k => P x k ^ 2)))) by (intros; ring).
  rewrite (sum_scal M lam). ring.
Qed.

Lemma weighted_by_columns M N K W S V lam P Q : weighted_eq31 M N K W S V lam P Q
  = sum N (fun y => row_loss M K (fun x => W x y) V (fun x => S x y) (lam * sum M (fun x => W x y)) P (Q y))
    + lam * sum M (fun x => sum N (fun y => W x y) * sum K (fun k => P x k ^ 2)).
Proof.
  unfold weighted_eq31, squares, interaction, scores, row_loss. rewrite sum_plus.
  assert (D : forall x y, dot K (Q y) (P x) = dot K (P x) (Q y)).
  { intros x y. unfold dot. apply sum_ext. intros; ring. }
  rewrite (sum_ext N (fun y => sum M (fun x => W x y * (S x y - dot K (Q y) (P x)) ^ 2 - V x * dot K (Q y) (P x) ^ 2))
    (fun y => sum M (fun x => W x y * (S x y - dot K (P x) (Q y)) ^ 2 - V x * dot K (P x) (Q y) ^ 2)))
    by (intros; apply sum_ext; intros; rewrite D; reflexivity).
  rewrite (sum_exchange N M), (sum_ext M (fun x => sum N (fun y => W x y * (S x y - dot K (P x) (Q y)) ^ 2
    - V x * dot K (P x) (Q y) ^ 2))
    (fun x => sum N (fun y => W x y * (S x y - dot K (P x) (Q y)) ^ 2) - V x * sum N (fun y => dot K (P x) (Q y) ^ 2)))
    by (intros; rewrite sum_minus, sum_scal; reflexivity).
  rewrite sum_minus, Rmult_plus_distr_l.
  rewrite (sum_ext N (fun y => lam * sum M (fun x => W x y) * sum K (fun k => Q y k ^ 2))
    (fun y => lam * (sum M (fun x => W x y) * sum K (fun k => Q y k ^ 2)))) by (intros; ring).
  rewrite (sum_scal N lam). ring.
Qed.

(** Best rows make the best sum, and only they do. *)
Lemma best_rows M K (F : nat -> (nat -> R) -> R) P P' :
  (forall x, (x < M)%nat -> F x (P x) <= F x (P' x) /\
    (F x (P' x) <= F x (P x) -> forall k, (k < K)%nat -> P' x k = P x k)) ->
  sum M (fun x => F x (P x)) <= sum M (fun x => F x (P' x)) /\
  (sum M (fun x => F x (P' x)) <= sum M (fun x => F x (P x)) -> same M K P' P).
Proof.
  intros H. split; [apply sum_le; intros; apply H; assumption|]. intros L x k Hx Hk.
  apply (H x Hx); [|exact Hk].
  pose proof (term_le_sum M (fun x => F x (P' x) - F x (P x)) x) as T. cbv beta in T.
  assert (B : F x (P' x) - F x (P x) <= sum M (fun x => F x (P' x) - F x (P x))).
  { apply T; [|exact Hx]. intros i Hi. destruct (H i Hi). lra. }
  rewrite sum_minus in B. lra.
Qed.

Lemma all_rows_solvable M (E : nat -> (nat -> R) -> Prop) : (forall x, (x < M)%nat -> exists p, E x p) ->
  exists P : nat -> nat -> R, forall x, (x < M)%nat -> E x (P x).
Proof.
  induction M as [|M IH]; intros H; [exists (fun _ _ => 0); intros; lia|].
  destruct IH as [P HP]; [intros; apply H; lia|]. destruct (H M) as [p Hp]; [lia|].
  exists (fun x => if Nat.eqb x M then p else P x). intros x Hx. destruct (Nat.eqb_spec x M) as [->|E'].
  - exact Hp.
  - apply HP. lia.
Qed.

(** The conditions of the repaired claims: a ridge, weights of some size in each row (column), and an interaction
    that is at most the weight. *)
Definition fit (M N : nat) (W : nat -> nat -> R) (V : nat -> R) (lam : R) : Prop :=
  0 < lam /\ (forall x, (x < M)%nat -> 0 < sum N (fun y => W x y)) /\
  (forall y, (y < N)%nat -> 0 < sum M (fun x => W x y)) /\
  forall x y, (x < M)%nat -> (y < N)%nat -> V x <= W x y.

Lemma context_step M N K W S V lam Q : fit M N W V lam -> (exists P, eq38 M N K W S V lam P Q) /\
  forall P P', eq38 M N K W S V lam P Q ->
    weighted_eq31 M N K W S V lam P' Q <= weighted_eq31 M N K W S V lam P Q -> same M K P' P.
Proof.
  intros (Hl & Hx & _ & HV).
  assert (C : forall x, (x < M)%nat -> row_is_convex N (W x) (fun _ => V x) (lam * sum N (fun y => W x y))).
  { intros x H. split; [apply Rmult_lt_0_compat; [exact Hl|apply Hx, H]|]. intros y Hy. apply HV; assumption. }
  split.
  - destruct (all_rows_solvable M (fun x =>
      row_equation N K (W x) (fun _ => V x) (S x) (lam * sum N (fun y => W x y)) Q)) as [P HP];
      [intros x H; apply row_solvable, C, H|].
    exists P. intros x k H Hk. apply HP; assumption.
  - intros P P' HP L. rewrite !weighted_by_rows in L.
    apply (best_rows M K (fun x => row_loss N K (W x) (fun _ => V x) (S x) (lam * sum N (fun y => W x y)) Q) P P');
      [|lra]. intros x H. apply row_least; [apply C, H|]. intros k Hk. apply HP; assumption.
Qed.

Lemma item_step M N K W S V lam P : fit M N W V lam -> (exists Q, eq39 M N K W S V lam P Q) /\
  forall Q Q', eq39 M N K W S V lam P Q ->
    weighted_eq31 M N K W S V lam P Q' <= weighted_eq31 M N K W S V lam P Q -> same N K Q' Q.
Proof.
  intros (Hl & _ & Hy & HV).
  assert (C : forall y, (y < N)%nat -> row_is_convex M (fun x => W x y) V (lam * sum M (fun x => W x y))).
  { intros y H. split; [apply Rmult_lt_0_compat; [exact Hl|apply Hy, H]|]. intros x Hx. apply HV; assumption. }
  split.
  - destruct (all_rows_solvable N (fun y => row_equation M K (fun x => W x y) V (fun x => S x y)
      (lam * sum M (fun x => W x y)) P)) as [Q HQ]; [intros y H; apply row_solvable, C, H|].
    exists Q. intros y k H Hk. apply HQ; assumption.
  - intros Q Q' HQ L. rewrite !weighted_by_columns in L.
    apply (best_rows N K (fun y => row_loss M K (fun x => W x y) V (fun x => S x y) (lam * sum M (fun x => W x y)) P)
      Q Q'); [|lra]. intros y H. apply row_least; [apply C, H|]. intros k Hk. apply HQ; assumption.
Qed.

Lemma context_step_least M N K W S V lam Q : fit M N W V lam -> forall P P', eq38 M N K W S V lam P Q ->
  weighted_eq31 M N K W S V lam P Q <= weighted_eq31 M N K W S V lam P' Q.
Proof.
  intros (Hl & Hx & _ & HV) P P' HP. rewrite !weighted_by_rows. apply Rplus_le_compat_r.
  apply sum_le. intros x H. apply row_least; [|intros k Hk; apply HP; assumption].
  split; [apply Rmult_lt_0_compat; [exact Hl|apply Hx, H]|]. intros y Hy. apply HV; assumption.
Qed.

Lemma item_step_least M N K W S V lam P : fit M N W V lam -> forall Q Q', eq39 M N K W S V lam P Q ->
  weighted_eq31 M N K W S V lam P Q <= weighted_eq31 M N K W S V lam P Q'.
Proof.
  intros (Hl & _ & Hy & HV) Q Q' HQ. rewrite !weighted_by_columns. apply Rplus_le_compat_r.
  apply sum_le. intros y H. apply row_least; [|intros k Hk; apply HQ; assumption].
  split; [apply Rmult_lt_0_compat; [exact Hl|apply Hy, H]|]. intros x Hx. apply HV; assumption.
Qed.

(** Eq. 31 looks at the rows and entries that there are. *)
Lemma eq31_same_P M N K W S V lam P P' Q : same M K P' P -> eq31 M N K W S V lam P Q = eq31 M N K W S V lam P' Q.
Proof.
  intros E. assert (D : forall x y, (x < M)%nat -> dot K (P x) (Q y) = dot K (P' x) (Q y)).
  { intros x y Hx. apply sum_ext. intros k Hk. rewrite (E x k Hx Hk). reflexivity. }
  unfold eq31, squares, interaction, frobenius, scores. f_equal; [f_equal; [|do 2 f_equal]|].
  - apply sum_ext. intros x Hx. apply sum_ext. intros y _. rewrite D by exact Hx. reflexivity.
  - apply sum_ext. intros x Hx. apply sum_ext. intros k Hk. rewrite (E x k Hx Hk). reflexivity.
  - apply sum_ext. intros x Hx. f_equal. apply sum_ext. intros y _. rewrite D by exact Hx. reflexivity.
Qed.

Lemma eq31_same_Q M N K W S V lam P Q Q' : same N K Q' Q -> eq31 M N K W S V lam P Q = eq31 M N K W S V lam P Q'.
Proof.
  intros E. assert (D : forall x y, (y < N)%nat -> dot K (P x) (Q y) = dot K (P x) (Q' y)).
  { intros x y Hy. apply sum_ext. intros k Hk. rewrite (E y k Hy Hk). reflexivity. }
  unfold eq31, squares, interaction, frobenius, scores. f_equal; [f_equal; [|do 2 f_equal]|].
  - apply sum_ext. intros x _. apply sum_ext. intros y Hy. rewrite D by exact Hy. reflexivity.
  - apply sum_ext. intros y Hy. apply sum_ext. intros k Hk. rewrite (E y k Hy Hk). reflexivity.
  - apply sum_ext. intros x _. f_equal. apply sum_ext. intros y Hy. rewrite D by exact Hy. reflexivity.
Qed.

Lemma fit16 M N r lam : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  fit M N (W16 N r) none lam /\ fit M N (W16 N r) (V16 N r) lam.
Proof.
  intros HM HN [_ Hp] Hl. assert (PN : 1 <= INR N) by (replace 1 with (INR 1) by reflexivity; apply le_INR; lia).
  assert (A : forall x, (x < M)%nat -> 0 < sum N (fun y => W16 N r x y)).
  { intros x Hx. unfold W16. rewrite sum_const. specialize (Hp x Hx). apply Rmult_lt_0_compat; lra. }
  assert (B : forall y, (y < N)%nat -> 0 < sum M (fun x => W16 N r x y)).
  { intros y _. apply sum_pos; [exact HM|]. intros x Hx. unfold W16. specialize (Hp x Hx). lra. }
  split; (split; [exact Hl|split; [exact A|split; [exact B|]]]); intros x y Hx _; specialize (Hp x Hx).
  - unfold none, W16. lra.
  - unfold V16, W16. apply Rmult_le_reg_r with (INR N); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. nra.
Qed.

(** Eq. 19's weights and Eq. 32's V fit too, for 1 <= n < N. *)
Definition W19 (N n : nat) (r : nat -> nat -> R) (x y : nat) : R :=
  r x y * positives N (r x) + (1 - r x y) * (positives N (r x) * (INR n + 1) / INR N).

Definition V19 (N n : nat) (r : nat -> nat -> R) (x : nat) : R := positives N (r x) * (INR n + 1) / INR N ^ 2.

Lemma fit19 M N n r lam : (0 < M)%nat -> (1 <= n < N)%nat -> clicks M N r -> 0 < lam ->
  fit M N (W19 N n r) none lam /\ fit M N (W19 N n r) (V19 N n r) lam.
Proof.
  intros HM Hn [Hr Hp] Hl.
  assert (Pn : 1 <= INR n) by (replace 1 with (INR 1) by reflexivity; apply le_INR; lia).
  assert (PN : INR n + 1 <= INR N) by (rewrite <- S_INR; apply le_INR; lia).
  assert (F : 0 < (INR n + 1) / INR N <= 1).
  { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (INR N); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. lra. }
  set (f := (INR n + 1) / INR N) in F.
  assert (B : forall x y, (x < M)%nat -> (y < N)%nat -> positives N (r x) * f <= W19 N n r x y).
  { intros x y Hx Hy. specialize (Hp x Hx). unfold W19.
    replace (positives N (r x) * (INR n + 1) / INR N) with (positives N (r x) * f) by (unfold f; field; lra).
    assert (positives N (r x) * f <= positives N (r x) * 1) by (apply Rmult_le_compat_l; lra).
    destruct (Hr x y Hx Hy) as [->| ->]; lra. }
  assert (A : forall x y, (x < M)%nat -> (y < N)%nat -> 0 < W19 N n r x y).
  { intros x y Hx Hy. specialize (B x y Hx Hy). specialize (Hp x Hx).
    assert (0 < positives N (r x) * f) by (apply Rmult_lt_0_compat; lra). lra. }
  split; (split; [exact Hl|split; [|split]]); intros x.
  1, 4: intros Hx; apply sum_pos; [lia|]; intros y Hy; apply A; assumption.
  1, 3: intros Hx; apply sum_pos; [exact HM|]; intros y Hy; apply A; assumption.
  - intros y Hx Hy. apply Rlt_le. unfold none. apply A; assumption.
  - intros y Hx Hy. apply Rle_trans with (positives N (r x) * f); [|apply B; assumption]. unfold V19.
    replace (positives N (r x) * (INR n + 1) / INR N ^ 2) with (positives N (r x) * f * / INR N) by
      (unfold f; field; lra). specialize (Hp x Hx).
    assert (0 < positives N (r x) * f) by (apply Rmult_lt_0_compat; lra).
    rewrite <- (Rmult_1_r (positives N (r x) * f)) at 2. apply Rmult_le_compat_l; [lra|].
    rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.
