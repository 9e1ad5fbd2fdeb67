(** RG2 and RGx of a context, summed over its pairs, as weighted sums of squares. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic.
Open Scope R_scope.

(** The labels of a context, 1 for its positives and 0 for the other items, and how many positives there are. *)
Definition labels (N : nat) (r : nat -> R) : Prop := forall y, (y < N)%nat -> r y = 0 \/ r y = 1.
Definition positives (N : nat) (r : nat -> R) : R := sum N r.

(** The sum of f over the positives. *)
Definition over_positives (N : nat) (r f : nat -> R) : R := sum N (fun y => r y * f y).

Lemma positives_items N r : 0 < positives N r -> 0 < INR N.
Proof. intros H. apply lt_0_INR. destruct N; [unfold positives in H; simpl in H; lra|lia]. Qed.

(** A context without a positive: all of its labels are 0. *)
Lemma no_positive N r y : labels N r -> ~ 0 < positives N r -> (y < N)%nat -> r y = 0.
Proof.
  intros L H Hy. destruct (L y Hy) as [E|E]; [exact E|exfalso]. apply H.
  apply Rlt_le_trans with (r y); [lra|]. apply (term_le_sum N r y); [|exact Hy].
  intros i Hi. destruct (L i Hi); lra.
Qed.

(** One item, which is positive. *)
Lemma one_positive : labels 1 (fun _ => 1) /\ positives 1 (fun _ => 1) = 1.
Proof. split; [intros y _; right; reflexivity|unfold positives; simpl; lra]. Qed.

Lemma pairs_rg2 N r o : over_positives N r (rg2 N o)
  = - sum N (fun y => r y * o y) + / (2 * INR N) * positives N r * sum N (fun j => (o j + 1) ^ 2).
Proof.
  unfold over_positives, rg2, positives. set (A := sum N (fun j => (o j + 1) ^ 2)).
  rewrite (sum_ext N _ (fun y => - 1 * (r y * o y) + / (2 * INR N) * A * r y)) by (intros; ring).
  rewrite sum_plus, !sum_scal. ring.
Qed.

Lemma pairs_rgx N r o : over_positives N r (rgx N o)
  = over_positives N r (rg2 N o) - / (2 * INR N ^ 2) * positives N r * sum N o ^ 2.
Proof.
  unfold over_positives, rgx, positives.
  rewrite (sum_ext N _ (fun y => r y * rg2 N o y - / (2 * INR N ^ 2) * sum N o ^ 2 * r y)) by (intros; ring).
  rewrite sum_minus, sum_scal. ring.
Qed.

Lemma label_square N r y : labels N r -> (y < N)%nat -> r y ^ 2 = r y.
Proof. intros L Hy. destruct (L y Hy) as [E|E]; rewrite E; ring. Qed.

(** The squares of Eq. 16, for any target t. *)
Lemma squares_to N r o t : labels N r ->
  sum N (fun y => (o y + 1 - r y * t) ^ 2) = sum N (fun j => (o j + 1) ^ 2)
    - 2 * t * sum N (fun y => r y * o y) + (t ^ 2 - 2 * t) * positives N r.
Proof.
  intros L. unfold positives.
  rewrite (sum_ext N _ (fun y => (o y + 1) ^ 2 + - 2 * t * (r y * o y) + (t ^ 2 - 2 * t) * r y)).
  - rewrite !sum_plus, !sum_scal. ring.
  - intros y Hy. pose proof (label_square N r y L Hy) as E.
    replace ((o y + 1 - r y * t) ^ 2) with ((o y + 1) ^ 2 - 2 * (r y * o y) * t - 2 * t * r y + t ^ 2 * r y ^ 2)
      by ring.
    rewrite E. ring.
Qed.

(** Eq. 16 for one context, and Eq. 17, its interaction once a context, with kappa in the place of 1/N. *)
Definition eq16 (N : nat) (r o : nat -> R) : R :=
  sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2).
Definition eq17 (kappa : R) (N : nat) (r o : nat -> R) : R :=
  positives N r * (sum N (fun y => (o y + 1 - r y * (INR N / positives N r)) ^ 2) - kappa * sum N o ^ 2).

(** Where its squares are 0: the targets S of Eq. 32, the eta of Eq. 29 and 30. *)
Definition target (N : nat) (r : nat -> R) (y : nat) : R := r y * (INR N / positives N r) - 1.

(** Claim: rg.eq16.constants
    Role: establishes
    Place: RG, Eq. 16-17, A.2
    Says: for one context with I >= 1 positives, RG2 summed over its pairs is 1/(2N) times the sum of the I (o_y + 1 -
      r_y N/I)^2, plus I - N/2; for RGx the bracket is less I/N times the square of the sum of the scores.
    Gap: real numbers.
    Mutant: `+ (positives N r - INR N / 2) /\` becomes `/\`; refuted by the theorem squares_need_their_constant
    Mutant: `sum N o ^ 2) + (positives N r - INR N / 2)` becomes `sum N o ^ 2) + (1 - INR N / 2)`;
      refuted by the mutant "$1 - \frac N2$, as for one positive" of rg.eq16.constants
*)
Theorem squares_and_constant : forall N r o, labels N r -> 0 < positives N r ->
  over_positives N r (rg2 N o)
    = / (2 * INR N) * sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
      + (positives N r - INR N / 2) /\
  over_positives N r (rgx N o)
    = / (2 * INR N) * (sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
                       - positives N r / INR N * sum N o ^ 2) + (positives N r - INR N / 2).
Proof.
  intros N r o L HI.
  pose proof (positives_items N r HI) as HN.
  rewrite pairs_rgx, pairs_rg2, sum_scal, squares_to by exact L. split; field; lra.
Qed.

(** Claim: none
    Says: for one item that is positive, RG2 is not half the square that is left.
*)
Theorem squares_need_their_constant : ~ (forall N r o, labels N r -> 0 < positives N r ->
  over_positives N r (rg2 N o)
    = / (2 * INR N) * sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
      /\
  over_positives N r (rgx N o)
    = / (2 * INR N) * (sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
                       - positives N r / INR N * sum N o ^ 2) + (positives N r - INR N / 2)).
Proof.
  intros F. destruct one_positive as [L P]. destruct (F 1%nat (fun _ => 1) (fun _ => 0) L ltac:(lra)) as [E _].
  rewrite P in E. unfold over_positives, rg2 in E. simpl in E. lra.
Qed.

(** Claim: rg.eq11.rg2
    Role: establishes
    Place: RG, s. 3.4, Eq. 11
    Says: with m positives, RG2 summed over them is N/(2m) times the sum of the (m/N (o_j + 1) - r_j)^2, up to the
      constant m - N/2.
    Gap: real numbers. The constant, which the claim leaves open, is given. One context; factor and slope depend on N
      and m only, so that contexts with the same m share them.
    Mutant: `/ (2 * positives N r) *` becomes `/ positives N r *`; refuted by the theorem squared_loss_needs_the_half
    Mutant: `(o j + 1) - r j` becomes `o j - r j`; refuted by the mutant "scores $o$ for $o + 1$" of rg.eq11.rg2
*)
Theorem rg2_is_a_squared_loss : forall N r o, labels N r -> 0 < positives N r ->
  over_positives N r (rg2 N o)
    = INR N / (2 * positives N r) * sum N (fun j => (positives N r / INR N * (o j + 1) - r j) ^ 2)
      + (positives N r - INR N / 2).
Proof.
  intros N r o L HI. pose proof (positives_items N r HI) as HN.
  destruct (squares_and_constant N r o L HI) as [E _]. rewrite E. f_equal.
  rewrite <- (sum_scal N (/ (2 * INR N))), <- (sum_scal N (INR N / (2 * positives N r))).
  apply sum_ext. intros j _. field. lra.
Qed.

(** Claim: none
    Says: for one item that is positive, RG2 has half the curvature of the square.
*)
Theorem squared_loss_needs_the_half : ~ (forall N r o, labels N r -> 0 < positives N r ->
  over_positives N r (rg2 N o)
    = INR N / positives N r * sum N (fun j => (positives N r / INR N * (o j + 1) - r j) ^ 2)
      + (positives N r - INR N / 2)).
Proof.
  intros F. destruct one_positive as [L P]. specialize (F 1%nat (fun _ => 1) (fun _ => 1) L ltac:(lra)).
  rewrite P in F. unfold over_positives, rg2 in F. simpl in F. lra.
Qed.

(** The sum of f over those of M contexts that have a positive. *)
Definition over_contexts (M N : nat) (r : nat -> nat -> R) (f : nat -> R) : R :=
  sum M (fun x => if Rlt_dec 0 (positives N (r x)) then f x else 0).

Lemma pairs_of_contexts M N r loss squares constant :
  (forall x, (x < M)%nat -> labels N (r x)) ->
  (forall o q, labels N q -> 0 < positives N q ->
    over_positives N q (loss o) = / (2 * INR N) * squares q o + constant q) ->
  exists c, forall o : nat -> nat -> R, sum M (fun x => over_positives N (r x) (loss (o x)))
    = / (2 * INR N) * over_contexts M N r (fun x => squares (r x) (o x)) + c.
Proof.
  intros L H. exists (over_contexts M N r (fun x => constant (r x))). intros o.
  unfold over_contexts. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros x Hx.
  specialize (L x Hx). destruct (Rlt_dec 0 (positives N (r x))) as [P|P]; [apply H; assumption|].
  unfold over_positives. rewrite sum_eq_0; [ring|]. intros y Hy.
  rewrite (no_positive N (r x) y L ltac:(lra) Hy). ring.
Qed.

Lemma rg2_of_contexts M N r : (forall x, (x < M)%nat -> labels N (r x)) ->
  exists c, forall o, sum M (fun x => over_positives N (r x) (rg2 N (o x))) = / (2 * INR N) * over_contexts M N r
    (fun x => sum N (fun y => positives N (r x) * (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2)) + c.
Proof.
  intros L. apply (pairs_of_contexts M N r (rg2 N)
    (fun r o => sum N (fun y => positives N r * (o y + 1 - r y * (INR N / positives N r)) ^ 2))
    (fun q => positives N q - INR N / 2) L).
  intros o q Lq P. apply (squares_and_constant N q o Lq P).
Qed.

Lemma rgx_of_contexts M N r : (forall x, (x < M)%nat -> labels N (r x)) ->
  exists c, forall o, sum M (fun x => over_positives N (r x) (rgx N (o x))) = / (2 * INR N) * over_contexts M N r
    (fun x => positives N (r x) *
      (sum N (fun y => (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2) - / INR N * sum N (o x) ^ 2)) + c.
Proof.
  intros L. apply (pairs_of_contexts M N r (rgx N)
    (fun r o => positives N r *
      (sum N (fun y => (o y + 1 - r y * (INR N / positives N r)) ^ 2) - / INR N * sum N o ^ 2))
    (fun q => positives N q - INR N / 2) L).
  intros o q Lq P. destruct (squares_and_constant N q o Lq P) as [_ E]. rewrite E, sum_scal.
  pose proof (positives_items N q P). field. lra.
Qed.

(** Claim: rg.eq16
    Role: establishes
    Place: RG, s. 4.1, Eq. 16, A.2
    Says: RG2 summed over all pairs is, up to one positive factor and a constant, the sum over the contexts with
      positives, one or many, of the I_x (o_y + 1 - r_y N/I_x)^2.
    Gap: real numbers. Without lambda psi and the factor 1/|D|, as in the claim.
    Mutant: `o x y + 1 - r x y` becomes `o x y - r x y`; refuted by the theorem squares_need_the_one
    Mutant: `positives N (r x) * (o x y` becomes `(o x y`; refuted by the mutant "the weight $|\mathcal I_x|$ lost" of
      rg.eq16
    Mutant: `INR N / positives N (r x)` becomes `INR N`; refuted by the mutant "$N$ for $N/|\mathcal I_x|$" of rg.eq16
*)
Theorem rg2_is_a_sum_of_squares : forall M N r, (0 < N)%nat -> (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rg2 N (o x)))
    = a * over_contexts M N r
        (fun x => sum N (fun y => positives N (r x) * (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2)) + c.
Proof.
  intros M N r HN L. destruct (rg2_of_contexts M N r L) as [c H]. exists (/ (2 * INR N)), c.
  split; [|exact H]. apply lt_0_INR in HN. apply Rinv_0_lt_compat. lra.
Qed.

(** Claim: none
    Says: for one context of one item, a positive, RG2 is symmetric around 0, and the square without the 1 is not.
*)
Theorem squares_need_the_one : ~ (forall M N r, (0 < N)%nat -> (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rg2 N (o x)))
    = a * over_contexts M N r
        (fun x => sum N (fun y => positives N (r x) * (o x y - r x y * (INR N / positives N (r x))) ^ 2)) + c).
Proof.
  intros F. destruct one_positive as [L P].
  destruct (F 1%nat 1%nat (fun _ _ => 1) ltac:(lia) (fun _ _ => L)) as [a [c [Ha E]]].
  pose proof (E (fun _ _ => 1)) as E1. specialize (E (fun _ _ => - 1)).
  unfold over_contexts in E, E1. cbn [sum] in E, E1. rewrite P in E, E1.
  destruct (Rlt_dec 0 1) as [_|Q]; [|lra]. unfold over_positives, rg2 in E, E1. simpl in E, E1. lra.
Qed.

(** Claim: rg.eq17.intended
    Role: establishes
    Place: RG, s. 4.1, Eq. 17
    Says: RGx summed over all pairs is, up to one positive factor and a constant, the sum over the contexts with
      positives of I_x times the squares less 1/N of the square of the summed scores, once a context.
    Gap: real numbers. Without lambda psi and the factor 1/|D|, as in the claim.
    Mutant: `- / INR N * sum N (o x) ^ 2` becomes `- sum N (o x) ^ 2`;
      refuted by the theorem interaction_needs_its_share
    Mutant: `- / INR N * sum N (o x) ^ 2` becomes ``; refuted by the mutant "no interaction term" of rg.eq17.intended
*)
Theorem rgx_is_squares_less_an_interaction : forall M N r, (0 < N)%nat ->
  (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rgx N (o x)))
    = a * over_contexts M N r (fun x => positives N (r x) *
        (sum N (fun y => (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2) - / INR N * sum N (o x) ^ 2)) + c.
Proof.
  intros M N r HN L. destruct (rgx_of_contexts M N r L) as [c H]. exists (/ (2 * INR N)), c.
  split; [|exact H]. apply lt_0_INR in HN. apply Rinv_0_lt_compat. lra.
Qed.

(** Two items, of which the first is positive. *)
Lemma one_of_two : labels 2 (one_hot 0) /\ positives 2 (one_hot 0) = 1.
Proof.
  split; [|unfold positives, one_hot; simpl; lra].
  intros y _. unfold one_hot. destruct (Nat.eqb y 0); [right|left]; reflexivity.
Qed.

(** Claim: none
    Says: for one context of two items and one positive, RGx is invariant under a common offset, and squares less the
      whole square of the summed scores are not.
*)
Theorem interaction_needs_its_share : ~ (forall M N r, (0 < N)%nat ->
  (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rgx N (o x)))
    = a * over_contexts M N r (fun x => positives N (r x) *
        (sum N (fun y => (o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2) - sum N (o x) ^ 2)) + c).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 1%nat 2%nat (fun _ => one_hot 0) ltac:(lia) (fun _ _ => L)) as [a [c [Ha E]]].
  pose proof (E (fun _ _ => 1)) as E1. specialize (E (fun _ _ => 0)).
  unfold over_contexts in E, E1. cbn [sum] in E, E1. rewrite P in E, E1.
  destruct (Rlt_dec 0 1) as [_|Q]; [|lra]. unfold over_positives, rgx, rg2, one_hot in E, E1. simpl in E, E1. lra.
Qed.

(** Claim: rg.eq17.literal
    Role: refutes
    Place: RG, s. 4.1, Eq. 17
    Says: with the interaction term under the sum over the items, as Eq. 17 prints it, the right-hand side is not RGx
      summed over the pairs, whatever the positive factor and the constant.
    Gap: real numbers.
    Mutant: `/ INR N * sum N (o x) ^ 2` becomes `/ INR N ^ 2 * sum N (o x) ^ 2`; refuted by the theorem
      interaction_within_the_sum
*)
Theorem rgx_is_not_eq17_to_the_letter : ~ (forall M N r, (0 < N)%nat ->
  (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rgx N (o x)))
    = a * over_contexts M N r (fun x => sum N (fun y => positives N (r x) *
        ((o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2 - / INR N * sum N (o x) ^ 2))) + c).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 1%nat 2%nat (fun _ => one_hot 0) ltac:(lia) (fun _ _ => L)) as [a [c [Ha E]]].
  pose proof (E (fun _ _ => 1)) as E1. specialize (E (fun _ _ => 0)).
  unfold over_contexts in E, E1. cbn [sum] in E, E1. rewrite P in E, E1.
  destruct (Rlt_dec 0 1) as [_|Q]; [|lra]. unfold over_positives, rgx, rg2, one_hot in E, E1. simpl in E, E1. lra.
Qed.

(** Claim: none
    Says: with 1/N^2 for 1/N the interaction term may stand under the sum over the N items.
*)
Theorem interaction_within_the_sum : ~ ~ (forall M N r, (0 < N)%nat ->
  (forall x, (x < M)%nat -> labels N (r x)) ->
  exists a c, 0 < a /\ forall o, sum M (fun x => over_positives N (r x) (rgx N (o x)))
    = a * over_contexts M N r (fun x => sum N (fun y => positives N (r x) *
        ((o x y + 1 - r x y * (INR N / positives N (r x))) ^ 2 - / INR N ^ 2 * sum N (o x) ^ 2))) + c).
Proof.
  intros F. apply F. intros M N r HN L.
  destruct (rgx_is_squares_less_an_interaction M N r HN L) as [a [c [Ha E]]].
  exists a, c. split; [exact Ha|]. intros o. rewrite E. unfold over_contexts. do 2 f_equal. apply sum_ext. intros x _.
  destruct (Rlt_dec 0 (positives N (r x))); [|reflexivity].
  rewrite sum_scal, sum_minus, sum_const. apply lt_0_INR in HN. field. lra.
Qed.
