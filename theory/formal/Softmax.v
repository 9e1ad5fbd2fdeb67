(** Softmax, the losses of RG, s. 3 and s. 4.1, and what holds of them at sight: signs, order, a common offset. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** The sum of exponentials in Eq. 4, of N scores o. *)
Definition partition (N : nat) (o : nat -> R) : R := sum N (fun i => exp (o i)).

(** RG, Eq. 4. *)
Definition softmax (N : nat) (o : nat -> R) (i : nat) : R := exp (o i) / partition N o.

(** SM, RG, Eq. 5, at the target y. *)
Definition softmax_loss (N : nat) (o : nat -> R) (y : nat) : R := - ln (softmax N o y).

(** SSM, RG, Eq. 8 and 10, for given draws; o are the scores that enter it, corrected or not. *)
Definition sampled_loss (n : nat) (draw : nat -> nat) (o : nat -> R) (y : nat) : R :=
  - ln (exp (o y) / (exp (o y) + sum n (fun k => exp (o (draw k))))).

(** WSL, RG, Eq. 11: the sum over the items of a context, with weights w and labels r. *)
Definition squared_loss (N : nat) (w r o : nat -> R) : R := sum N (fun i => w i * (o i - r i) ^ 2).

(** All scores are 0; and log 2, 0, 0, ..., whose softmax is 2/3 and 1/3 for two items, 1/2, 1/4 and 1/4 for three. *)
Definition zero_scores (i : nat) : R := 0.
Definition two_one (i : nat) : R := match i with O => ln 2 | _ => 0 end.

(** The risk of a loss where the label is y with the probability eta y. *)
Definition risk (N : nat) (loss : nat -> (nat -> R) -> nat -> R) (eta o : nat -> R) : R :=
  sum N (fun y => eta y * loss N o y).

Lemma partition_pos N o : (0 < N)%nat -> 0 < partition N o.
Proof. intros H. apply sum_pos; [exact H|]. intros. apply exp_pos. Qed.

Lemma softmax_pos N o i : (0 < N)%nat -> 0 < softmax N o i.
Proof. intros H. apply Rdiv_lt_0_compat; [apply exp_pos|apply partition_pos; exact H]. Qed.

Lemma softmax_sum N o : (0 < N)%nat -> sum N (softmax N o) = 1.
Proof.
  intros H. pose proof (partition_pos N o H) as P. unfold softmax, Rdiv.
  rewrite sum_scal_r. apply Rinv_r. apply Rgt_not_eq, P.
Qed.

Lemma softmax_simplex N o : (0 < N)%nat -> simplex N (softmax N o).
Proof.
  intros H. split; [|apply softmax_sum; exact H]. intros i _. apply Rlt_le, softmax_pos, H.
Qed.

Lemma softmax_le_1 N o i : (i < N)%nat -> softmax N o i <= 1.
Proof.
  intros H. destruct (softmax_simplex N o) as [P <-]; [lia|]. apply term_le_sum; assumption.
Qed.

Lemma softmax_loss_partition N o y : (0 < N)%nat -> softmax_loss N o y = ln (partition N o) - o y.
Proof.
  intros H. pose proof (partition_pos N o H) as P. unfold softmax_loss, softmax, Rdiv.
  rewrite ln_mult, ln_Rinv, ln_exp; [ring|exact P|apply exp_pos|apply Rinv_0_lt_compat, P].
Qed.

Lemma partition_offset N o c : partition N (fun i => o i + c) = partition N o * exp c.
Proof.
  unfold partition. rewrite <- sum_scal_r. apply sum_ext. intros i _. apply exp_plus.
Qed.

Lemma softmax_offset N o c i : (0 < N)%nat -> softmax N (fun k => o k + c) i = softmax N o i.
Proof.
  intros H. unfold softmax. rewrite partition_offset, exp_plus. field.
  split; [apply Rgt_not_eq, partition_pos, H|apply Rgt_not_eq, exp_pos].
Qed.

Lemma neg_ln_nonneg x : 0 < x <= 1 -> 0 <= - ln x.
Proof.
  intros [P [L| ->]]; [|rewrite ln_1; lra].
  pose proof (ln_increasing x 1 P L) as Q. rewrite ln_1 in Q. lra.
Qed.

(** Claim: sf.order.softmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 1
    Says: softmax is strictly order preserving for every N: of two scores the larger one has the larger probability.
    Gap: real numbers; in floating point two close scores can have equal probabilities, and a probability can be 0.
    Mutant: `z j < z i` becomes `z j <= z i`; refuted by the theorem softmax_ties_equal_scores
    Mutant: `softmax N z j < softmax N z i` becomes `softmax N z i < softmax N z j`; refuted by the theorem order_kept
*)
Theorem softmax_strictly_order_preserving :
  forall N z i j, (i < N)%nat -> (j < N)%nat -> z j < z i -> softmax N z j < softmax N z i.
Proof.
  intros N z i j Hi _ H. apply Rmult_lt_compat_r.
  - apply Rinv_0_lt_compat, partition_pos. lia.
  - apply exp_increasing, H.
Qed.

(** Claim: none
    Says: equal scores have equal probabilities.
*)
Theorem softmax_ties_equal_scores :
  ~ (forall N z i j, (i < N)%nat -> (j < N)%nat -> z j <= z i -> softmax N z j < softmax N z i).
Proof.
  intros H. specialize (H 1%nat (fun _ => 0) 0%nat 0%nat ltac:(lia) ltac:(lia) ltac:(lra)). lra.
Qed.

(** Claim: none
    Says: softmax does not exchange the order of two scores.
*)
Theorem order_kept :
  ~ (forall N z i j, (i < N)%nat -> (j < N)%nat -> z j < z i -> softmax N z i < softmax N z j).
Proof.
  intros H. specialize (H 2%nat (fun k => INR k) 1%nat 0%nat ltac:(lia) ltac:(lia) ltac:(simpl; lra)).
  pose proof (softmax_strictly_order_preserving 2 (fun k => INR k) 1 0 ltac:(lia) ltac:(lia) ltac:(simpl; lra)). lra.
Qed.

(** Claim: rg.eq3.nonnegative
    Role: establishes
    Place: RG, Eq. 3, with Eq. 5, 8, 10 and 11
    Says: SM, SSM for any draws and WSL with weights that are not negative are at least 0 at all scores.
    Gap: real numbers; the sums of Eq. 11 over one context; SSM for given draws and scores, before the expectation.
      That weights are not negative is not printed, and is needed; no regularisation.
    Mutant: `0 <= softmax_loss N o y` becomes `0 < softmax_loss N o y`; refuted by the theorem softmax_loss_can_vanish
    Mutant: `0 <= squared_loss N w r o` becomes `0 < squared_loss N w r o`; refuted by the theorem squared_can_vanish
    Mutant: `0 <= w i` becomes `w i <= 1`; refuted by the theorem negative_weights_give_negative_losses
*)
Theorem losses_are_nonnegative :
  forall N o y, (y < N)%nat ->
  0 <= softmax_loss N o y /\
  (forall n draw, 0 <= sampled_loss n draw o y) /\
  (forall w r, (forall i, (i < N)%nat -> 0 <= w i) -> 0 <= squared_loss N w r o).
Proof.
  intros N o y Hy. split; [|split].
  - apply neg_ln_nonneg. split; [apply softmax_pos; lia|apply softmax_le_1, Hy].
  - intros n draw. apply neg_ln_nonneg. pose proof (exp_pos (o y)) as P.
    assert (S : 0 <= sum n (fun k => exp (o (draw k)))) by (apply sum_nonneg; intros; apply Rlt_le, exp_pos).
    split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_le_reg_r with (exp (o y) + sum n (fun k => exp (o (draw k)))); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - intros w r W. apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply W, Hi|apply pow2_ge_0].
Qed.

Lemma softmax_loss_one_item o : softmax_loss 1 o 0 = 0.
Proof. rewrite softmax_loss_partition by lia. unfold partition. simpl. rewrite Rplus_0_l, ln_exp. ring. Qed.

(** Claim: none
    Says: the softmax loss of a single item is 0.
*)
Theorem softmax_loss_can_vanish :
  ~ (forall N o y, (y < N)%nat ->
  0 < softmax_loss N o y /\
  (forall n draw, 0 <= sampled_loss n draw o y) /\
  (forall w r, (forall i, (i < N)%nat -> 0 <= w i) -> 0 <= squared_loss N w r o)).
Proof.
  intros H. destruct (H 1%nat (fun _ => 0) 0%nat ltac:(lia)) as [L _]. rewrite softmax_loss_one_item in L. lra.
Qed.

(** Claim: none
    Says: the weighted squared loss is 0 where the scores are the labels.
*)
Theorem squared_can_vanish :
  ~ (forall N o y, (y < N)%nat ->
  0 <= softmax_loss N o y /\
  (forall n draw, 0 <= sampled_loss n draw o y) /\
  (forall w r, (forall i, (i < N)%nat -> 0 <= w i) -> 0 < squared_loss N w r o)).
Proof.
  intros H. destruct (H 1%nat (fun _ => 0) 0%nat ltac:(lia)) as [_ [_ L]].
  specialize (L (fun _ => 1) (fun _ => 0) ltac:(intros; lra)). unfold squared_loss in L. simpl in L. lra.
Qed.

(** Claim: none
    Says: a negative weight can make the weighted squared loss negative.
*)
Theorem negative_weights_give_negative_losses :
  ~ (forall N o y, (y < N)%nat ->
  0 <= softmax_loss N o y /\
  (forall n draw, 0 <= sampled_loss n draw o y) /\
  (forall w r, (forall i, (i < N)%nat -> w i <= 1) -> 0 <= squared_loss N w r o)).
Proof.
  intros H. destruct (H 1%nat (fun _ => 1) 0%nat ltac:(lia)) as [_ [_ L]].
  specialize (L (fun _ => -1) (fun _ => 0) ltac:(intros; lra)). unfold squared_loss in L. simpl in L. lra.
Qed.

(** Claim: rg.eq3.positive
    Role: refutes
    Place: RG, Eq. 3, with Eq. 11
    Says: for every N the weighted squared loss with positive weights is 0 at some scores, so it is not positive.
    Gap: of the three losses the weighted squared one; SM and SSM are 0 only where nothing but the target is counted,
      which is not shown here.
    Mutant: `squared_loss N w r o = 0` becomes `squared_loss N w r o < 0`; refuted by the theorem squared_not_below_0
*)
Theorem squared_loss_is_not_positive :
  forall N w r, (forall i, (i < N)%nat -> 0 < w i) -> exists o, squared_loss N w r o = 0.
Proof.
  intros N w r _. exists r. unfold squared_loss. apply sum_eq_0. intros i _. ring.
Qed.

(** Claim: none
    Says: the weighted squared loss with positive weights is negative nowhere.
*)
Theorem squared_not_below_0 :
  ~ (forall N w r, (forall i, (i < N)%nat -> 0 < w i) -> exists o, squared_loss N w r o < 0).
Proof.
  intros H. destruct (H 0%nat (fun _ => 1) (fun _ => 0) ltac:(intros; lra)) as [o L].
  unfold squared_loss in L. simpl in L. lra.
Qed.

(** Claim: rg.eq3.softmax
    Role: refutes
    Place: RG, Eq. 3 and 5
    Says: for no N of at least 2 is the softmax loss a function of the target's score alone.
    Gap: real numbers; the loss of one pair, Eq. 5, not its mean over the pairs of Eq. 3.
    Mutant: `(2 <= N)%nat` becomes `(1 <= N)%nat`; refuted by the theorem softmax_loss_of_one_item_is_pointwise
*)
Theorem softmax_loss_is_not_pointwise :
  forall N y, (2 <= N)%nat -> (y < N)%nat -> ~ exists l : R -> R, forall o, softmax_loss N o y = l (o y).
Proof.
  intros N y HN Hy [l H].
  set (j := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (Hj : (j < N)%nat /\ j <> y) by (unfold j; destruct (Nat.eqb_spec y 0); lia).
  destruct Hj as [Hj Hne].
  pose proof (H (fun _ => 0)) as H0. pose proof (H (one_hot j)) as H1. cbv beta in H0.
  assert (E : one_hot j y = 0) by (unfold one_hot; destruct (Nat.eqb_spec y j); [lia|reflexivity]).
  rewrite E in H1. rewrite <- H0 in H1. rewrite !softmax_loss_partition, E in H1 by lia.
  assert (I : ln (partition N (one_hot j)) = ln (partition N (fun _ => 0))) by lra.
  apply ln_inv in I; try (apply partition_pos; lia).
  assert (D : partition N (one_hot j) - partition N (fun _ => 0) = exp 1 - exp 0).
  { unfold partition. rewrite <- sum_minus, <- (sum_pick N j (fun _ => exp 1 - exp 0)) by exact Hj.
    apply sum_ext. intros i _. unfold one_hot. destruct (Nat.eqb i j); ring. }
  pose proof (exp_increasing 0 1 Rlt_0_1). lra.
Qed.

(** Claim: none
    Says: with a single item the softmax loss is constant.
*)
Theorem softmax_loss_of_one_item_is_pointwise :
  ~ (forall N y, (1 <= N)%nat -> (y < N)%nat -> ~ exists l : R -> R, forall o, softmax_loss N o y = l (o y)).
Proof.
  intros H. apply (H 1%nat 0%nat ltac:(lia) ltac:(lia)). exists (fun _ => 0). intros o. apply softmax_loss_one_item.
Qed.

(** Claim: rg.eq3.sampled
    Role: refutes
    Place: RG, Eq. 3, 8 and 10
    Says: the sampled softmax loss is no function of the target's score alone, for any draws with another item in them.
    Gap: for given draws, before the expectation over them.
    Mutant: `draw k <> y` becomes `draw k = y`; refuted by the theorem sampled_loss_of_the_target_is_pointwise
*)
Theorem sampled_loss_is_not_pointwise :
  forall n draw y k, (k < n)%nat -> draw k <> y -> ~ exists l : R -> R, forall o, sampled_loss n draw o y = l (o y).
Proof.
  intros n draw y k Hk Hne [l H].
  set (e := one_hot (draw k)).
  assert (E : e y = 0) by (unfold e, one_hot; destruct (Nat.eqb_spec y (draw k)); [congruence|reflexivity]).
  pose proof (H (fun _ => 0)) as H0. pose proof (H e) as H1. cbv beta in H0. rewrite E in H1. rewrite <- H0 in H1.
  unfold sampled_loss in H1. rewrite E, exp_0 in H1.
  set (A := sum n (fun k0 => exp (e (draw k0)))) in H1. set (B := sum n (fun _ => 1)) in H1.
  assert (HB : 0 <= B) by (apply sum_nonneg; intros; lra).
  pose proof (exp_increasing 0 1 Rlt_0_1) as G. rewrite exp_0 in G.
  assert (HA : B + (exp 1 - 1) <= A).
  { unfold A, B. replace (exp 1 - 1) with (exp (e (draw k)) - 1).
    - rewrite (Rplus_comm (sum n (fun _ => 1))).
      apply Rplus_le_reg_r with (- sum n (fun _ => 1)). ring_simplify.
      replace (exp (e (draw k)) - 1) with ((fun i => exp (e (draw i)) - 1) k) by reflexivity.
      apply Rle_trans with (sum n (fun i => exp (e (draw i)) - 1)); [|rewrite sum_minus; lra].
      apply (term_le_sum n (fun i => exp (e (draw i)) - 1)); [|exact Hk].
      intros i _. unfold e, one_hot. destruct (Nat.eqb (draw i) (draw k)); [lra|rewrite exp_0; lra].
    - unfold e, one_hot. rewrite Nat.eqb_refl. reflexivity. }
  assert (I : ln (1 / (1 + A)) = ln (1 / (1 + B))) by lra.
  apply ln_inv in I; try (apply Rdiv_lt_0_compat; lra).
  pose proof (Rinv_lt_contravar (1 + B) (1 + A) ltac:(apply Rmult_lt_0_compat; lra) ltac:(lra)).
  unfold Rdiv in I. lra.
Qed.

(** Claim: none
    Says: if only the target is drawn, the sampled softmax loss is constant.
*)
Theorem sampled_loss_of_the_target_is_pointwise :
  ~ (forall n draw y k, (k < n)%nat -> draw k = y -> ~ exists l : R -> R, forall o, sampled_loss n draw o y = l (o y)).
Proof.
  intros H. apply (H 1%nat (fun _ => 0%nat) 0%nat 0%nat ltac:(lia) eq_refl).
  exists (fun x => - ln (exp x / (exp x + (0 + exp x)))). intros o. reflexivity.
Qed.

(** Claim: rg.eq15.offset.rgx
    Role: part
    Place: RG, Eq. 5
    Says: the softmax loss does not change where a common offset is added to all scores, so RGx shares this with it.
    Gap: real numbers; in floating point the exponentials overflow unless the scores are shifted first.
    Mutant: `= softmax_loss N o y` becomes `= softmax_loss N o y - c`; refuted by the theorem softmax_loss_does_not_fall
*)
Theorem softmax_loss_offset :
  forall N o y c, (0 < N)%nat -> softmax_loss N (fun i => o i + c) y = softmax_loss N o y.
Proof. intros N o y c H. unfold softmax_loss. rewrite softmax_offset by exact H. reflexivity. Qed.

(** Claim: none
    Says: the softmax loss does not fall by the offset, as minus the target's score does.
*)
Theorem softmax_loss_does_not_fall :
  ~ (forall N o y c, (0 < N)%nat -> softmax_loss N (fun i => o i + c) y = softmax_loss N o y - c).
Proof.
  intros H. specialize (H 1%nat (fun _ => 0) 0%nat 1 ltac:(lia)). rewrite !softmax_loss_one_item in H. lra.
Qed.
