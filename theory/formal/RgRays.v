(** The factorised RG2 along a ray: its second derivative is of degree 2. RG, A.7, Eq. 49. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares Derivatives RgUpdates RgFlatOptimum.
Open Scope R_scope.

(** The objective at t P and t Q. *)
Definition along (M N K : nat) (r : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) (t : R) : R :=
  rg2_factored M N K r lam (fun x k => t * P x k) (fun y k => t * Q y k).

(** Some score of the factors is not zero. *)
Definition some_score (M N K : nat) (P Q : nat -> nat -> R) : Prop :=
  exists x y, (x < M)%nat /\ (y < N)%nat /\ scores K P Q x y <> 0.

Lemma ray_scores K P Q t x y : scores K (fun x k => t * P x k) (fun y k => t * Q y k) x y = t ^ 2 * scores K P Q x y.
Proof. unfold scores, dot. rewrite <- sum_scal. apply sum_ext. intros. ring. Qed.

Lemma some_square M N w s : (forall x, (x < M)%nat -> 0 < w x) ->
  (exists x y, (x < M)%nat /\ (y < N)%nat /\ s x y <> 0) -> 0 < sum M (fun x => w x * sum N (fun y => s x y ^ 2)).
Proof.
  intros Hw (x & y & Hx & Hy & D).
  assert (Q : forall z, 0 <= sum N (fun y => s z y ^ 2)) by (intros; apply sum_nonneg; intros; apply pow2_ge_0).
  apply Rlt_le_trans with (w x * sum N (fun y => s x y ^ 2)).
  - apply Rmult_lt_0_compat; [apply Hw, Hx|]. apply Rlt_le_trans with (s x y ^ 2).
    + pose proof (pow2_ge_0 (s x y)). pose proof (pow_nonzero (s x y) 2 D). lra.
    + apply (term_le_sum N (fun y => s x y ^ 2)); [intros; apply pow2_ge_0|exact Hy].
  - apply (term_le_sum M (fun x => w x * sum N (fun y => s x y ^ 2))); [|exact Hx]. intros i Hi.
    apply Rmult_le_pos; [apply Rlt_le, Hw, Hi|apply Q].
Qed.

Lemma along_is_quartic M N K r lam P Q : clicks M N r -> some_score M N K P Q ->
  exists a b c, 0 < a /\ forall t, along M N K r lam P Q t = a * t ^ 4 + b * t ^ 2 + c.
Proof.
  intros [_ C] D. set (w := fun x => positives N (r x)). set (s := scores K P Q).
  exists (sum M (fun x => w x * sum N (fun y => s x y ^ 2))).
  exists (sum M (fun x => -2 * w x * sum N (fun y => S16 N r x y * s x y))
    + lam * (sum M (fun x => sum N (fun y => W16 N r x y) * sum K (fun k => P x k ^ 2))
           + sum N (fun y => sum M (fun x => W16 N r x y) * sum K (fun k => Q y k ^ 2)))).
  exists (sum M (fun x => w x * sum N (fun y => S16 N r x y ^ 2))). split.
  - apply some_square; [|exact D]. intros x Hx. specialize (C x Hx). unfold w. lra.
  - intros t. unfold along, rg2_factored, weighted_eq31, interaction, none.
    rewrite (sum_eq_0 M (fun x => 0 * _)) by (intros; ring).
    assert (F : forall n v A, sum n (fun x => v x * sum K (fun k => (t * A x k) ^ 2))
      = t ^ 2 * sum n (fun x => v x * sum K (fun k => A x k ^ 2))).
    { intros n v A. rewrite <- sum_scal. apply sum_ext. intros x _.
      rewrite (sum_ext K (fun k => (t * A x k) ^ 2) (fun k => t ^ 2 * A x k ^ 2)) by (intros; ring).
      rewrite sum_scal. ring. }
    rewrite !F. unfold squares, W16.
    rewrite (sum_ext M (fun x => sum N (fun y => positives N (r x) * _)) (fun x =>
      t ^ 4 * (w x * sum N (fun y => s x y ^ 2)) + (t ^ 2 * (-2 * w x * sum N (fun y => S16 N r x y * s x y))
      + w x * sum N (fun y => S16 N r x y ^ 2)))).
    + rewrite !sum_plus, !sum_scal. ring.
    + intros x _. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext. intros y _. rewrite ray_scores.
      fold s. unfold w. ring.
Qed.

Lemma quartic_derivatives a b c :
  exists g, (forall t, derivable_pt_lim (fun t => a * t ^ 4 + b * t ^ 2 + c) t (g t)) /\
    forall t, derivable_pt_lim g t (12 * a * t ^ 2 + 2 * b).
Proof.
  assert (P : forall k n t, derivable_pt_lim (fun t => k * t ^ n) t (k * (INR n * t ^ Nat.pred n)))
    by (intros k n t; apply (derivable_pt_lim_scal (fun t => t ^ n) k), derivable_pt_lim_pow).
  exists (fun t => 4 * a * t ^ 3 + 2 * b * t ^ 1). split; intros t.
  - replace (4 * a * t ^ 3 + 2 * b * t ^ 1) with (a * (INR 4 * t ^ 3) + b * (INR 2 * t ^ 1) + 0) by (simpl; ring).
    apply (derivable_pt_lim_plus (fun t => a * t ^ 4 + b * t ^ 2) (fun _ => c)); [|apply derivable_pt_lim_const].
    apply (derivable_pt_lim_plus (fun t => a * t ^ 4) (fun t => b * t ^ 2)); [apply (P a 4%nat)|apply (P b 2%nat)].
  - replace (12 * a * t ^ 2 + 2 * b) with (4 * a * (INR 3 * t ^ 2) + 2 * b * (INR 1 * t ^ 0)) by (simpl; ring).
    apply (derivable_pt_lim_plus (fun t => 4 * a * t ^ 3) (fun t => 2 * b * t ^ 1));
      [apply (P (4 * a) 3%nat)|apply (P (2 * b) 1%nat)].
Qed.

(** Claim: rg.eq49.smooth.repair
    Role: establishes
    Place: RG, A.7, Eq. 49
    Says: On a ray (tP, tQ) with PQ' not zero the second derivative of the factorised RG2 has degree 2 in t, with a
      positive leading coefficient, so that no constant bounds it and the gradient is not Lipschitz along the ray.
    Gap: Real numbers, not floating point. Eq. 16's weights and targets, the ridge of Eq. 36-37. That a gradient with
      this second derivative along the ray is not Lipschitz there is the mean value theorem, and is not written out.
    Mutant: `let second t := a * t ^ 2 + b in` becomes `let second t := a * t + b in`; refuted by the theorem
      not_of_degree_one
    Mutant: `let second t := a * t ^ 2 + b in` becomes `let second t := a * t ^ 3 + b in`; refuted by the theorem
      not_of_degree_three
*)
Theorem second_derivative_on_a_ray : forall M N K r lam P Q, clicks M N r -> some_score M N K P Q ->
  exists a b, 0 < a /\
    let second t := a * t ^ 2 + b in
    (forall t, second_derivative (along M N K r lam P Q) t (second t)) /\ forall L, exists t, L < second t.
Proof.
  intros M N K r lam P Q C D. destruct (along_is_quartic M N K r lam P Q C D) as (a & b & c & A & E).
  exists (12 * a), (2 * b). split; [lra|]. cbv zeta. split.
  - destruct (quartic_derivatives a b c) as (f' & F & G). intros u. exists f'. split; [|apply G]. intros t.
    apply (derive_ext (fun t => a * t ^ 4 + b * t ^ 2 + c)); [intros; symmetry; apply E|apply F].
  - intros L. set (u := (Rabs L + Rabs (2 * b)) / (12 * a)). exists (1 + u).
    pose proof (Rabs_pos L). pose proof (Rle_abs L). pose proof (Rabs_pos (2 * b)).
    pose proof (Rle_abs (- (2 * b))) as B. rewrite Rabs_Ropp in B.
    assert (U : 0 <= u) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]).
    assert (V : 12 * a * u = Rabs L + Rabs (2 * b)) by (unfold u; field; lra).
    assert (W : 12 * a * (1 + u) ^ 2 = 12 * a + 2 * (12 * a * u) + 12 * a * u ^ 2) by ring.
    assert (0 <= 12 * a * u ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). lra.
Qed.

(** One score of 1. *)
Lemma one_score : some_score 1 2 1 (fun _ _ => 1) (fun _ _ => 1).
Proof. exists 0%nat, 0%nat. repeat split; try lia. unfold scores, dot. simpl. lra. Qed.

Lemma no_other_degree g : (forall M N K r lam P Q, clicks M N r -> some_score M N K P Q ->
  exists a b, 0 < a /\
    let second t := a * g t + b in
    (forall t, second_derivative (along M N K r lam P Q) t (second t)) /\ forall L, exists t, L < second t) ->
  exists a b A B, 0 < A /\ forall t, a * g t + b = A * t ^ 2 + B.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat first_positive 1 _ _ first_positive_clicks one_score) as (a & b & _ & D & _).
  destruct (second_derivative_on_a_ray 1 2 1 first_positive 1 _ _ first_positive_clicks one_score)
    as (A & B & P & E & _).
  exists a, b, A, B. split; [exact P|]. intros t. exact (second_unique _ t _ _ (D t) (E t)).
Qed.

Lemma not_of_degree_one : ~ (forall M N K r lam P Q, clicks M N r -> some_score M N K P Q ->
  exists a b, 0 < a /\
    let second t := a * t + b in
    (forall t, second_derivative (along M N K r lam P Q) t (second t)) /\ forall L, exists t, L < second t).
Proof.
  intros H. destruct (no_other_degree (fun t => t) H) as (a & b & A & B & P & E).
  pose proof (E 0). pose proof (E 1). pose proof (E (-1)). lra.
Qed.

Lemma not_of_degree_three : ~ (forall M N K r lam P Q, clicks M N r -> some_score M N K P Q ->
  exists a b, 0 < a /\
    let second t := a * t ^ 3 + b in
    (forall t, second_derivative (along M N K r lam P Q) t (second t)) /\ forall L, exists t, L < second t).
Proof.
  intros H. destruct (no_other_degree (fun t => t ^ 3) H) as (a & b & A & B & P & E).
  pose proof (E 0). pose proof (E 1). pose proof (E (-1)). lra.
Qed.
