(** The softmax loss as a Bregman divergence, and its generator, the negative entropy. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Convexity Softmax.
Open Scope R_scope.

(** x log x, where 0 log 0 = 0: in Coq the product is 0, whatever the number ln 0 is. *)
Definition neg_entropy (N : nat) (o : nat -> R) : R := sum N (fun j => o j * ln (o j)).

(** g is the total gradient of phi at s: phi(s + h) - phi(s) - <g, h> is small against the size of h. *)
Definition total_gradient (N : nat) (phi : (nat -> R) -> R) (s g : nat -> R) : Prop :=
  forall eps, 0 < eps -> exists delta, 0 < delta /\
  forall h, (forall j, (j < N)%nat -> Rabs (h j) < delta) ->
  Rabs (phi (fun j => s j + h j) - phi s - sum N (fun j => g j * h j)) <= eps * sum N (fun j => Rabs (h j)).

(** The derivative of x log x at x > 0. *)
Lemma x_ln_x_derivative x : 0 < x -> derivable_pt_lim (fun z => z * ln z) x (ln x + 1).
Proof.
  intros Hx. replace (ln x + 1) with (1 * ln x + x * / x) by (field; lra).
  apply (derivable_pt_lim_mult id ln); [apply derivable_pt_lim_id|apply derivable_pt_lim_ln; exact Hx].
Qed.

(** A sum of functions of one coordinate each has the gradient of their derivatives. *)
Lemma separable_gradient N f s g :
  (forall j, (j < N)%nat -> derivable_pt_lim f (s j) (g j)) -> total_gradient N (fun o => sum N (fun j => f (o j))) s g.
Proof.
  intros D eps He. induction N as [|N IH].
  - exists 1. split; [lra|]. intros h _. simpl. rewrite !Rminus_0_r, Rabs_R0. lra.
  - destruct IH as [d1 [P1 H1]]; [intros j Hj; apply D; lia|].
    destruct (D N (Nat.lt_succ_diag_r N) eps He) as [d2 H2].
    exists (Rmin d1 d2). split; [apply Rmin_pos; [exact P1|apply cond_pos]|].
    intros h Hh. simpl.
    assert (A : Rabs (f (s N + h N) - f (s N) - g N * h N) <= eps * Rabs (h N)).
    { destruct (Req_dec (h N) 0) as [Z|Z].
      - replace (f (s N + h N) - f (s N) - g N * h N) with 0 by (rewrite Z, Rplus_0_r; ring).
        rewrite Z, Rabs_R0. lra.
      - specialize (H2 (h N) Z (Rlt_le_trans _ _ _ (Hh N (Nat.lt_succ_diag_r N)) (Rmin_r _ _))).
        replace (f (s N + h N) - f (s N) - g N * h N) with (((f (s N + h N) - f (s N)) / h N - g N) * h N)
          by (field; exact Z).
        rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra]. }
    specialize (H1 h ltac:(intros j Hj; apply Rlt_le_trans with (1 := Hh j (Nat.lt_lt_succ_r _ _ Hj)), Rmin_l)).
    simpl in H1.
    set (B := sum N (fun j => f (s j + h j)) - sum N (fun j => f (s j)) - sum N (fun j => g j * h j)) in *.
    replace (_ - _ - _) with (B + (f (s N + h N) - f (s N) - g N * h N)) by (unfold B; ring).
    pose proof (Rabs_triang B (f (s N + h N) - f (s N) - g N * h N)). lra.
Qed.

Lemma neg_entropy_gradient N s : (forall j, (j < N)%nat -> 0 < s j) ->
  total_gradient N (neg_entropy N) s (fun j => ln (s j) + 1).
Proof.
  intros H. apply (separable_gradient N (fun x => x * ln x)). intros j Hj. apply x_ln_x_derivative, H, Hj.
Qed.

(** There is at most one gradient. *)
Lemma total_gradient_unique N phi s g g' j : total_gradient N phi s g -> total_gradient N phi s g' -> (j < N)%nat ->
  g j = g' j.
Proof.
  intros G G' Hj. destruct (Req_dec (g j) (g' j)) as [E|E]; [exact E|exfalso].
  set (eps := Rabs (g j - g' j) / 4).
  assert (He : 0 < eps) by (apply Rdiv_lt_0_compat; [apply Rabs_pos_lt; lra|lra]).
  destruct (G eps He) as [d [P H]]. destruct (G' eps He) as [d' [P' H']].
  set (t := Rmin d d' / 2). assert (T : 0 < t) by (unfold t; pose proof (Rmin_pos d d' P P'); lra).
  assert (B : forall i, (i < N)%nat -> Rabs (t * one_hot j i) < Rmin d d').
  { intros i _. unfold one_hot. rewrite Rabs_pos_eq by (destruct (Nat.eqb i j); lra).
    unfold t in *. destruct (Nat.eqb i j); lra. }
  specialize (H _ (fun i Hi => Rlt_le_trans _ _ _ (B i Hi) (Rmin_l d d'))).
  specialize (H' _ (fun i Hi => Rlt_le_trans _ _ _ (B i Hi) (Rmin_r d d'))).
  assert (S : forall f, sum N (fun i => f i * (t * one_hot j i)) = t * f j).
  { intros f. rewrite <- (sum_pick N j f Hj), <- sum_scal. apply sum_ext. intros i _. ring. }
  assert (A : sum N (fun i => Rabs (t * one_hot j i)) = t).
  { transitivity (sum N (fun i => one_hot j i * t)); [|apply sum_pick; exact Hj]. apply sum_ext. intros i _.
    rewrite Rabs_pos_eq; [ring|]. unfold one_hot. destruct (Nat.eqb i j); lra. }
  rewrite S, A in H, H'. set (D := phi (fun i => s i + t * one_hot j i) - phi s) in *.
  pose proof (Rabs_triang (D - t * g' j) (- (D - t * g j))) as R. rewrite Rabs_Ropp in R.
  replace (D - t * g' j + - (D - t * g j)) with (t * (g j - g' j)) in R by ring.
  rewrite Rabs_mult, (Rabs_pos_eq t) in R by lra.
  assert (t * Rabs (g j - g' j) = 4 * (eps * t)) by (unfold eps; field). nra.
Qed.

(** The negative entropy of a label is 0. *)
Lemma neg_entropy_label N y : neg_entropy N (one_hot y) = 0.
Proof.
  apply sum_eq_0. intros j _. unfold one_hot. destruct (Nat.eqb j y); [rewrite ln_1|]; ring.
Qed.

(** Claim: rg.prop5.bregman
    Role: establishes
    Place: RG, Prop. 5
    Says: minus the log of the softmax probability of y is the Bregman divergence, in the argument order of Def. 4, of
      the negative entropy from the softmax output to the label e_y.
    Gap: real numbers; ln is the natural logarithm. The gradient is asked for as a total derivative, and is unique.
    Mutant: `- ln (softmax N o y)` becomes `ln (softmax N o y)`; refuted by the theorem divergence_is_not_the_log
    Mutant: `(softmax N o) g /\ - ln (softmax N o y) = bregman N (neg_entropy N) g (softmax N o) (one_hot y)` becomes
      `(one_hot y) g /\ - ln (softmax N o y) = bregman N (neg_entropy N) g (one_hot y) (softmax N o)`; refuted by the
      mutant "the label first, as in the usual order" of rg.prop5.bregman
*)
Theorem softmax_loss_is_a_bregman_divergence : forall N o y, (y < N)%nat ->
  exists g, total_gradient N (neg_entropy N) (softmax N o) g /\
    - ln (softmax N o y) = bregman N (neg_entropy N) g (softmax N o) (one_hot y).
Proof.
  intros N o y Hy. assert (HN : (0 < N)%nat) by lia.
  exists (fun j => ln (softmax N o j) + 1). split.
  - apply neg_entropy_gradient. intros j _. apply softmax_pos, HN.
  - unfold bregman, dot. rewrite neg_entropy_label. unfold neg_entropy.
    rewrite (sum_ext N (fun j => (ln (softmax N o j) + 1) * (one_hot y j - softmax N o j))
      (fun j => one_hot y j * ln (softmax N o j) + one_hot y j - softmax N o j * ln (softmax N o j)
        - softmax N o j)) by (intros; ring).
    rewrite !sum_minus, sum_plus, sum_pick, sum_one_hot, softmax_sum by assumption. ring.
Qed.

(** Claim: none
    Says: with two equal scores, for instance, the divergence is not the log itself.
*)
Theorem divergence_is_not_the_log : ~ (forall N o y, (y < N)%nat ->
  exists g, total_gradient N (neg_entropy N) (softmax N o) g /\
    ln (softmax N o y) = bregman N (neg_entropy N) g (softmax N o) (one_hot y)).
Proof.
  intros F. destruct (F 2%nat (fun _ => 0) 0%nat ltac:(lia)) as [g [G E]].
  destruct (softmax_loss_is_a_bregman_divergence 2 (fun _ => 0) 0%nat ltac:(lia)) as [g' [G' E']].
  replace (bregman 2 (neg_entropy 2) g' (softmax 2 (fun _ => 0)) (one_hot 0))
    with (bregman 2 (neg_entropy 2) g (softmax 2 (fun _ => 0)) (one_hot 0)) in E'.
  - assert (P : softmax 2 (fun _ => 0) 0%nat = / 2) by (unfold softmax, partition; simpl; rewrite exp_0; field).
    rewrite P in E, E'. rewrite (ln_Rinv 2) in E, E' by lra. pose proof ln_lt_2. lra.
  - unfold bregman, dot. f_equal. apply sum_ext. intros j Hj.
    rewrite (total_gradient_unique _ _ _ _ _ j G G' Hj). reflexivity.
Qed.

(** ** The generator *)

(** x log x lies above its tangents. *)
Lemma x_ln_x_tangent z c : 0 <= z -> 0 < c -> z <> c -> c * ln c + (ln c + 1) * (z - c) < z * ln z.
Proof.
  intros Hz Hc H. destruct Hz as [Hz|E]; [|rewrite <- E; lra].
  assert (Q : c / z <> 1).
  { intros E. apply H. apply (f_equal (fun u => u * z)) in E. unfold Rdiv in E.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l in E by lra. lra. }
  pose proof (ln_below_strictly (c / z) (Rdiv_lt_0_compat _ _ Hc Hz) Q) as I.
  unfold Rdiv in I. rewrite ln_mult, ln_Rinv in I by (try apply Rinv_0_lt_compat; lra).
  apply Rmult_lt_compat_l with (1 := Hz) in I.
  replace (z * (c * / z - 1)) with (c - z) in I by (field; lra). lra.
Qed.

Lemma x_ln_x_convex a b t : 0 <= a -> 0 <= b -> 0 < t < 1 -> a <> b ->
  (t * a + (1 - t) * b) * ln (t * a + (1 - t) * b) < t * (a * ln a) + (1 - t) * (b * ln b).
Proof.
  intros Ha Hb Ht H. set (c := t * a + (1 - t) * b).
  assert (Hc : 0 < c) by (unfold c; destruct (Req_dec a 0); nra).
  assert (A : a <> c) by (unfold c; intros E; apply H; nra).
  assert (B : b <> c) by (unfold c; intros E; apply H; nra).
  pose proof (x_ln_x_tangent a c Ha Hc A) as TA. pose proof (x_ln_x_tangent b c Hb Hc B) as TB.
  apply Rmult_lt_compat_l with (r := t) in TA; [|lra].
  apply Rmult_lt_compat_l with (r := 1 - t) in TB; [|lra].
  assert (t * ((ln c + 1) * (a - c)) + (1 - t) * ((ln c + 1) * (b - c)) = 0) by (unfold c; ring). lra.
Qed.

Lemma sum_lt N f g y : (y < N)%nat -> (forall i, (i < N)%nat -> f i <= g i) -> f y < g y -> sum N f < sum N g.
Proof.
  intros Hy H L. assert (g y - f y <= sum N (fun i => g i - f i)).
  { apply (term_le_sum N (fun i => g i - f i)); [|exact Hy]. intros i Hi. specialize (H i Hi). lra. }
  rewrite sum_minus in *. lra.
Qed.

Lemma neg_entropy_convex N a b t :
  (forall j, (j < N)%nat -> 0 <= a j) -> (forall j, (j < N)%nat -> 0 <= b j) ->
  (exists j, (j < N)%nat /\ a j <> b j) -> 0 < t < 1 ->
  neg_entropy N (fun j => t * a j + (1 - t) * b j) < t * neg_entropy N a + (1 - t) * neg_entropy N b.
Proof.
  intros Ha Hb [y [Hy H]] Ht. unfold neg_entropy. rewrite <- !sum_scal, <- sum_plus.
  apply sum_lt with y; [exact Hy| |apply x_ln_x_convex; auto].
  intros j Hj. destruct (Req_dec (a j) (b j)) as [E|E]; [|apply Rlt_le, x_ln_x_convex; auto].
  rewrite E. replace (t * b j + (1 - t) * b j) with (b j) by ring. lra.
Qed.

(** Claim: rg.prop5.generator.repair
    Role: establishes
    Place: RG, Prop. 5
    Says: the negative entropy is strictly convex on the closed simplex, and differentiable where every o_y > 0, as at
      every softmax output.
    Gap: real numbers; differentiable means that there is a total derivative.
    Mutant: `-> 0 < s j` becomes `-> 0 <= s j`; refuted by the theorem not_differentiable_on_the_boundary
    Mutant: `strictly_convex_on N (simplex N) (neg_entropy N)` becomes `strictly_convex_on N (simplex N) (fun o => -
      neg_entropy N o)`; refuted by the mutant "the wrong sign: the entropy itself" of rg.prop5.generator.repair
*)
Theorem generator_on_the_simplex : forall N,
  strictly_convex_on N (simplex N) (neg_entropy N) /\
  (forall s, (forall j, (j < N)%nat -> 0 < s j) -> exists g, total_gradient N (neg_entropy N) s g) /\
  (forall o j, (j < N)%nat -> 0 < softmax N o j).
Proof.
  intros N. split; [|split].
  - intros a b t [Ha _] [Hb _]. apply neg_entropy_convex; assumption.
  - intros s H. eexists. apply neg_entropy_gradient, H.
  - intros o j Hj. apply softmax_pos. lia.
Qed.

(** With a single item, at 0, the difference quotient is the log. *)
Lemma not_differentiable_at_zero : ~ exists g, total_gradient 1 (neg_entropy 1) (fun _ => 0) g.
Proof.
  intros [g G]. destruct (G 1 ltac:(lra)) as [d [Hd H]].
  set (t := Rmin (d / 2) (exp (g 0%nat - 2))).
  assert (T : 0 < t) by (apply Rmin_pos; [lra|apply exp_pos]).
  assert (L : ln t <= g 0%nat - 2).
  { rewrite <- (ln_exp (g 0%nat - 2)).
    destruct (Rle_lt_or_eq_dec _ _ (Rmin_r (d / 2) (exp (g 0%nat - 2)))) as [Q|Q].
    - apply Rlt_le, ln_increasing; assumption.
    - unfold t. rewrite Q. lra. }
  specialize (H (fun _ => t)). unfold neg_entropy in H. simpl in H.
  rewrite (Rabs_pos_eq t) in H by lra.
  assert (B : t < d) by (pose proof (Rmin_l (d / 2) (exp (g 0%nat - 2))); unfold t; lra).
  specialize (H (fun _ _ => B)). rewrite !Rplus_0_l, Rmult_0_l, Rminus_0_r in H.
  pose proof (Rle_abs (- (t * ln t - g 0%nat * t))) as R. rewrite Rabs_Ropp in R. nra.
Qed.

(** Claim: none
    Says: on the boundary of the orthant the negative entropy is not differentiable.
*)
Theorem not_differentiable_on_the_boundary : ~ (forall N,
  strictly_convex_on N (simplex N) (neg_entropy N) /\
  (forall s, (forall j, (j < N)%nat -> 0 <= s j) -> exists g, total_gradient N (neg_entropy N) s g) /\
  (forall o j, (j < N)%nat -> 0 < softmax N o j)).
Proof.
  intros F. apply not_differentiable_at_zero. apply (F 1%nat). intros. apply Rle_refl.
Qed.

(** Claim: rg.prop5.generator
    Role: establishes under differentiability is asked where every $o_y > 0$ only
    Place: RG, Prop. 5
    Says: the negative entropy is strictly convex on the closed orthant, and differentiable where every o_y > 0.
    Gap: real numbers; differentiable means that there is a total derivative.
    Mutant: `-> 0 < s j` becomes `-> 0 <= s j`; refuted by the theorem not_differentiable_on_the_closed_orthant
*)
Theorem generator_on_the_orthant : forall N,
  strictly_convex_on N (fun o => forall j, (j < N)%nat -> 0 <= o j) (neg_entropy N) /\
  (forall s, (forall j, (j < N)%nat -> 0 < s j) -> exists g, total_gradient N (neg_entropy N) s g).
Proof.
  intros N. split.
  - intros a b t Ha Hb. apply neg_entropy_convex; assumption.
  - intros s H. eexists. apply neg_entropy_gradient, H.
Qed.

(** Claim: none
    Says: on the whole closed orthant the negative entropy is not differentiable.
*)
Theorem not_differentiable_on_the_closed_orthant : ~ (forall N,
  strictly_convex_on N (fun o => forall j, (j < N)%nat -> 0 <= o j) (neg_entropy N) /\
  (forall s, (forall j, (j < N)%nat -> 0 <= s j) -> exists g, total_gradient N (neg_entropy N) s g)).
Proof.
  intros F. apply not_differentiable_at_zero. apply (F 1%nat). intros. apply Rle_refl.
Qed.
