(** What becomes of the regulariser's weight where the coefficient of the squares is absorbed. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic Squares.
Open Scope R_scope.

Definition minimises {A : Type} (f : A -> R) (a : A) : Prop := forall b, f a <= f b.

(** |D|, the mean of a loss over the pairs of the data, and the sums of Eq. 16 and 17, over the contexts with positives,
    divided by |D|. *)
Definition pairs (M N : nat) (r : nat -> nat -> R) : R := sum M (fun x => positives N (r x)).
Definition mean_loss (loss : (nat -> R) -> nat -> R) (M N : nat) (r o : nat -> nat -> R) : R :=
  / pairs M N r * sum M (fun x => over_positives N (r x) (loss (o x))).
Definition rg2_squares (M N : nat) (r o : nat -> nat -> R) : R :=
  / pairs M N r * over_contexts M N r
    (fun x => sum N (fun y => positives N (r x) * (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2)).
Definition rgx_squares (M N : nat) (r o : nat -> nat -> R) : R :=
  / pairs M N r * over_contexts M N r (fun x => positives N (r x) *
    (sum N (fun y => (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2) - / INR N * sum N (o x) ^ 2)).

(** The sum of the squares of all scores. *)
Definition norm2 (M N : nat) (o : nat -> nat -> R) : R := sum M (fun x => sum N (fun y => o x y ^ 2)).

Lemma minimises_rescaled {A : Type} (f g : A -> R) k c a :
  0 < k -> (forall b, f b = k * g b + c) -> (minimises f a <-> minimises g a).
Proof.
  intros K E. split; intros H b; specialize (H b); rewrite ?E in *; [|nra].
  apply Rmult_le_reg_l with k; lra.
Qed.

Lemma mean_rg2_squares M N r : (forall x, (x < M)%nat -> labels N (r x)) ->
  exists c, forall o, mean_loss (rg2 N) M N r o = / (2 * INR N) * rg2_squares M N r o + c.
Proof.
  intros L. destruct (rg2_of_contexts M N r L) as [c H]. exists (/ pairs M N r * c). intros o.
  unfold mean_loss, rg2_squares. rewrite H. ring.
Qed.

Lemma mean_rgx_squares M N r : (forall x, (x < M)%nat -> labels N (r x)) ->
  exists c, forall o, mean_loss (rgx N) M N r o = / (2 * INR N) * rgx_squares M N r o + c.
Proof.
  intros L. destruct (rgx_of_contexts M N r L) as [c H]. exists (/ pairs M N r * c). intros o.
  unfold mean_loss, rgx_squares. rewrite H. ring.
Qed.

Lemma pairs_items M N r : 0 < pairs M N r -> 0 < INR N.
Proof.
  intros D. apply lt_0_INR. destruct N; [exfalso|lia].
  unfold pairs, positives in D. simpl in D. rewrite sum_zero in D. lra.
Qed.

(** ** Along a ray the squares are a parabola *)

Definition parabola (f : R -> R) : Prop := exists a b c, forall t, f t = a * t ^ 2 + b * t + c.

Lemma parabola_sum n f : (forall i, (i < n)%nat -> parabola (f i)) -> parabola (fun t => sum n (fun i => f i t)).
Proof.
  induction n as [|n IH]; intros H; [exists 0, 0, 0; intros t; simpl; ring|].
  destruct (H n (Nat.lt_succ_diag_r n)) as [a [b [c E]]].
  destruct IH as [a' [b' [c' E']]]; [intros i Hi; apply H; lia|].
  exists (a + a'), (b + b'), (c + c'). intros t. simpl sum. rewrite E, E'. ring.
Qed.

Lemma squares_on_a_ray M N r o : parabola (fun t => rg2_squares M N r (fun x y => t * o x y)).
Proof.
  unfold rg2_squares, over_contexts.
  destruct (parabola_sum M (fun x t => if Rlt_dec 0 (positives N (r x)) then sum N (fun y =>
    positives N (r x) * (t * o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2) else 0)) as [a [b [c E]]].
  - intros x _. destruct (Rlt_dec 0 (positives N (r x))); [|exists 0, 0, 0; intros; ring].
    apply (parabola_sum N (fun y t => positives N (r x) * (t * o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2)).
    intros y _. set (I := positives N (r x)). set (s := r x y * (INR N / I)).
    exists (I * o x y ^ 2), (I * (2 * (1 - s) * o x y)), (I * (1 - s) ^ 2). intros t. ring.
  - exists (/ pairs M N r * a), (/ pairs M N r * b), (/ pairs M N r * c). intros t. rewrite E. ring.
Qed.

(** A parabola that is least at 1 has its slope 0 there. *)
Lemma stationary_at_one a b : (forall t, a + b <= a * t ^ 2 + b * t) -> 2 * a + b = 0.
Proof.
  intros H. destruct (Req_dec (2 * a + b) 0) as [E|E]; [exact E|exfalso].
  set (e := - (2 * a + b) / (2 * (Rabs a + 1))). pose proof (Rabs_pos a) as A. pose proof (Rle_abs a) as B.
  specialize (H (1 + e)). assert (K : (2 * a + b) = - (2 * (Rabs a + 1)) * e) by (unfold e; field; lra).
  assert (e <> 0) by (intros Z; rewrite Z in K; lra).
  assert (P : 0 < e ^ 2) by (replace (e ^ 2) with (Rsqr e) by (unfold Rsqr; ring); apply Rsqr_pos_lt; assumption).
  assert (a + b <= a + b + (a - 2 * (Rabs a + 1)) * e ^ 2).
  { replace ((a - 2 * (Rabs a + 1)) * e ^ 2) with (a * e ^ 2 + - (2 * (Rabs a + 1)) * e * e) by ring.
    rewrite <- K. lra. }
  nra.
Qed.

Lemma norm2_ray M N o t : norm2 M N (fun x y => t * o x y) = t ^ 2 * norm2 M N o.
Proof.
  unfold norm2. rewrite <- sum_scal. apply sum_ext. intros x _.
  rewrite <- sum_scal. apply sum_ext. intros y _. ring.
Qed.

Lemma norm2_pos M N o x y : (x < M)%nat -> (y < N)%nat -> o x y <> 0 -> 0 < norm2 M N o.
Proof.
  intros Hx Hy H. apply Rlt_le_trans with (sum N (fun y => o x y ^ 2)).
  - apply (sum_squares_pos N (o x) y Hy H).
  - apply (term_le_sum M (fun x => sum N (fun y => o x y ^ 2))); [intros; apply squares_nonneg|exact Hx].
Qed.

Lemma ridge_of_squares M N r ridge other o x y : (x < M)%nat -> (y < N)%nat -> o x y <> 0 ->
  minimises (fun o => rg2_squares M N r o + ridge * norm2 M N o) o ->
  minimises (fun o => rg2_squares M N r o + other * norm2 M N o) o -> other = ridge.
Proof.
  intros Hx Hy H A B. pose proof (norm2_pos M N o x y Hx Hy H) as P.
  destruct (squares_on_a_ray M N r o) as [a [b [c E]]].
  assert (E1 : rg2_squares M N r o = a + b + c).
  { transitivity (rg2_squares M N r (fun x y => 1 * o x y)); [|rewrite E; ring].
    unfold rg2_squares, over_contexts. f_equal. apply sum_ext. intros i _.
    destruct (Rlt_dec 0 (positives N (r i))); [|reflexivity]. apply sum_ext. intros j _. ring. }
  assert (S : forall k, minimises (fun o => rg2_squares M N r o + k * norm2 M N o) o ->
    2 * (a + k * norm2 M N o) + b = 0).
  { intros k K. apply stationary_at_one. intros t. specialize (K (fun x y => t * o x y)). simpl in K.
    rewrite norm2_ray, E, E1 in K. lra. }
  pose proof (S ridge A). pose proof (S other B). nra.
Qed.

(** Claim: rg.eq16.lambda.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 16-17
    Says: for any scores o(theta) and any regulariser psi, Eq. 15 with lambda psi and the last lines of Eq. 16 and 17
      with 2N lambda psi have the same minimisers theta; and scores, not all 0, that minimise both sides for RG2 with
      the regulariser ||o||^2 and with weights lambda and lambda' show that lambda' = 2N lambda.
    Gap: real numbers. Eq. 17 with its interaction once a context, and Eq. 16-17 over the contexts with positives.
      That there is a minimiser is not part of it.
    Mutant: `rg2_squares M N r (o t) + 2 * INR N * lambda` becomes `rg2_squares M N r (o t) + INR N * lambda`; refuted
      by the theorem ridge_needs_its_two
    Mutant: `other = 2 * INR N * lambda` becomes `other = INR N * lambda`; refuted by the mutant "$N$" of
      rg.eq16.lambda.repair
*)
Theorem ridge_of_the_squares : forall M N r lambda,
  (forall x, (x < M)%nat -> labels N (r x)) -> 0 < pairs M N r ->
  (forall (Theta : Type) (o : Theta -> nat -> nat -> R) (psi : Theta -> R) (theta : Theta),
    (minimises (fun t => mean_loss (rg2 N) M N r (o t) + lambda * psi t) theta <->
     minimises (fun t => rg2_squares M N r (o t) + 2 * INR N * lambda * psi t) theta) /\
    (minimises (fun t => mean_loss (rgx N) M N r (o t) + lambda * psi t) theta <->
     minimises (fun t => rgx_squares M N r (o t) + 2 * INR N * lambda * psi t) theta)) /\
  (forall other o, (exists x y, (x < M)%nat /\ (y < N)%nat /\ o x y <> 0) ->
    minimises (fun o => mean_loss (rg2 N) M N r o + lambda * norm2 M N o) o ->
    minimises (fun o => rg2_squares M N r o + other * norm2 M N o) o -> other = 2 * INR N * lambda).
Proof.
  intros M N r lambda L D.
  pose proof (pairs_items M N r D) as HN.
  assert (K : 0 < / (2 * INR N)) by (apply Rinv_0_lt_compat; lra).
  destruct (mean_rg2_squares M N r L) as [c E]. destruct (mean_rgx_squares M N r L) as [c' E'].
  split; [intros Theta o psi theta; split|].
  - apply (minimises_rescaled _ _ (/ (2 * INR N)) c _ K). intros t. rewrite E. field. lra.
  - apply (minimises_rescaled _ _ (/ (2 * INR N)) c' _ K). intros t. rewrite E'. field. lra.
  - intros other o [x [y [Hx [Hy H]]]] A. apply (ridge_of_squares M N r (2 * INR N * lambda) other o x y Hx Hy H).
    apply (minimises_rescaled (fun o => mean_loss (rg2 N) M N r o + lambda * norm2 M N o) _ (/ (2 * INR N)) c);
      [exact K| |exact A]. intros b. rewrite E. field. lra.
Qed.

(** One context of two items, the first positive, and lambda = 1/4: Eq. 15 is least at the scores 1/2 and -1/2. *)
Lemma least_of_two : minimises
  (fun o => mean_loss (rg2 2) 1 2 (fun _ => one_hot 0) o + 1 / 4 * norm2 1 2 o) (fun _ y => one_hot 0 y - 1 / 2).
Proof.
  intros o. assert (E : forall o, mean_loss (rg2 2) 1 2 (fun _ => one_hot 0) o + 1 / 4 * norm2 1 2 o
    = / 2 * (o 0%nat 0%nat - 1 / 2) ^ 2 + / 2 * (o 0%nat 1%nat + 1 / 2) ^ 2 + 1 / 4).
  { intros u. unfold mean_loss, pairs, positives, over_positives, rg2, norm2, one_hot. simpl. field. }
  rewrite !E. unfold one_hot. simpl.
  pose proof (pow2_ge_0 (o 0%nat 0%nat - 1 / 2)). pose proof (pow2_ge_0 (o 0%nat 1%nat + 1 / 2)). simpl in *. lra.
Qed.

Lemma one_pair : (forall x, (x < 1)%nat -> labels 2 (one_hot 0)) /\ 0 < pairs 1 2 (fun _ => one_hot 0).
Proof. destruct one_of_two as [L _]. split; [intros; exact L|]. unfold pairs, positives, one_hot. simpl. lra. Qed.

Lemma one_score : exists x y, (x < 1)%nat /\ (y < 2)%nat /\ one_hot 0 y - 1 / 2 <> 0.
Proof. exists 0%nat, 0%nat. repeat split; [lia|lia|]. unfold one_hot. simpl. lra. Qed.

(** Claim: rg.eq16.lambda
    Role: refutes
    Place: RG, s. 4.1, Eq. 16-17
    Says: with one lambda for both, Eq. 15 and the last line of Eq. 16 need not have the same minimisers, for instance
      with the regulariser ||o||^2, one context, two items and one positive.
    Gap: real numbers.
    Mutant: `+ lambda * norm2 M N o) o <->` becomes `+ / (2 * INR N) * lambda * norm2 M N o) o <->`; refuted by the
      theorem divided_ridge
*)
Theorem ridge_is_not_kept : ~ (forall M N r lambda o,
  (forall x, (x < M)%nat -> labels N (r x)) -> 0 < pairs M N r -> 0 < lambda ->
  (minimises (fun o => mean_loss (rg2 N) M N r o + lambda * norm2 M N o) o <->
   minimises (fun o => rg2_squares M N r o + lambda * norm2 M N o) o)).
Proof.
  intros F. destruct one_pair as [L D].
  destruct (F 1%nat 2%nat (fun _ => one_hot 0) (1 / 4) (fun _ y => one_hot 0 y - 1 / 2) L D ltac:(lra)) as [G _].
  specialize (G least_of_two).
  destruct (ridge_of_the_squares 1 2 (fun _ => one_hot 0) (1 / 4) L D) as [_ U].
  specialize (U _ _ one_score least_of_two G). simpl in U. lra.
Qed.

(** Claim: none
    Says: with lambda over 2N in Eq. 15 and lambda in Eq. 16 the minimisers are the same.
*)
Theorem divided_ridge : ~ ~ (forall M N r lambda o,
  (forall x, (x < M)%nat -> labels N (r x)) -> 0 < pairs M N r -> 0 < lambda ->
  (minimises (fun o => mean_loss (rg2 N) M N r o + / (2 * INR N) * lambda * norm2 M N o) o <->
   minimises (fun o => rg2_squares M N r o + lambda * norm2 M N o) o)).
Proof.
  intros F. apply F. intros M N r lambda o L D _.
  pose proof (pairs_items M N r D) as HN.
  destruct (mean_rg2_squares M N r L) as [c E].
  apply (minimises_rescaled _ _ (/ (2 * INR N)) c); [apply Rinv_0_lt_compat; lra|].
  intros b. rewrite E. ring.
Qed.

(** Claim: none
    Says: N lambda does not give the last line of Eq. 16 the minimisers that Eq. 15 has with lambda.
*)
Theorem ridge_needs_its_two : ~ (forall M N r lambda,
  (forall x, (x < M)%nat -> labels N (r x)) -> 0 < pairs M N r ->
  (forall (Theta : Type) (o : Theta -> nat -> nat -> R) (psi : Theta -> R) (theta : Theta),
    (minimises (fun t => mean_loss (rg2 N) M N r (o t) + lambda * psi t) theta <->
     minimises (fun t => rg2_squares M N r (o t) + INR N * lambda * psi t) theta) /\
    (minimises (fun t => mean_loss (rgx N) M N r (o t) + lambda * psi t) theta <->
     minimises (fun t => rgx_squares M N r (o t) + 2 * INR N * lambda * psi t) theta)) /\
  (forall other o, (exists x y, (x < M)%nat /\ (y < N)%nat /\ o x y <> 0) ->
    minimises (fun o => mean_loss (rg2 N) M N r o + lambda * norm2 M N o) o ->
    minimises (fun o => rg2_squares M N r o + other * norm2 M N o) o -> other = 2 * INR N * lambda)).
Proof.
  intros F. destruct one_pair as [L D].
  destruct (F 1%nat 2%nat (fun _ => one_hot 0) (1 / 4) L D) as [S U].
  destruct (S _ (fun o => o) (norm2 1 2) (fun _ y => one_hot 0 y - 1 / 2)) as [[G _] _].
  specialize (U _ _ one_score least_of_two (G least_of_two)). simpl in U. lra.
Qed.
