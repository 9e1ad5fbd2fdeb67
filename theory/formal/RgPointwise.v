(** Eq. 3 calls SM, SSM and WSL point-wise, with a loss of one score into the positive reals. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgSemidefinite.
Open Scope R_scope.

(** Eq. 5, the softmax loss of the positive y. *)
Definition sm (N y : nat) (o : nat -> R) : R := - ln (softmax N o y).

(** Eq. 8 and 10, the sampled softmax loss of the positive y with the items d 0, ..., d (n - 1) drawn. *)
Definition ssm (n : nat) (d : nat -> nat) (y : nat) (o : nat -> R) : R :=
  - ln (exp (o y) / (exp (o y) + sum n (fun i => exp (o (d i))))).

(** Eq. 11, the weighted squared loss of a pair with label r and weight w. *)
Definition wsl (w r : R) (y : nat) (o : nat -> R) : R := w * (o y - r) ^ 2.

(** Eq. 3: a loss is point-wise if it is a function l of the score of y alone. *)
Definition point_wise (y : nat) (loss : (nat -> R) -> R) : Prop := exists l : R -> R, forall o, loss o = l (o y).

Lemma ln_nonpos x : 0 < x <= 1 -> ln x <= 0.
Proof. intros [P [L|E]]; [rewrite <- ln_1; apply Rlt_le, ln_increasing; assumption|rewrite E, ln_1; lra]. Qed.

Lemma ln_neg x : 0 < x < 1 -> ln x < 0.
Proof. intros [P L]. rewrite <- ln_1. apply ln_increasing; assumption. Qed.

(** The scores of two items, 0 for the positive and c for the other. *)
Definition other (c : R) (y : nat) : R := match y with O => 0 | _ => c end.

(** Claim: rg.eq3.softmax
    Role: refutes
    Place: RG, Eq. 3 and 5
    Says: The softmax loss is not point-wise: with two items and o_y = 0 it is log 2 at o_j = 0, and log(1 + e) at o_j
      = 1.
    Gap: Real numbers.
    Mutant: `(2 <= N)%nat` becomes `N = 1%nat`; refuted by the theorem softmax_of_one_item_is_point_wise
    Mutant: `point_wise y (sm N y)` becomes `point_wise y (wsl 1 (INR N) y)`; refuted by the theorem
      the_squared_loss_is_point_wise
*)
Theorem softmax_loss_is_not_point_wise : ~ forall N y, (2 <= N)%nat -> (y < N)%nat -> point_wise y (sm N y).
Proof.
  intros H. destruct (H 2%nat 0%nat ltac:(lia) ltac:(lia)) as [l Hl].
  pose proof (Hl (other 0)) as A. pose proof (Hl (other 1)) as B.
  unfold sm, softmax, other in A, B. simpl in A, B. rewrite exp_0 in A, B. pose proof (exp_ineq1 1 ltac:(lra)) as E.
  assert (C : ln (1 / (0 + 1 + exp 1)) < ln (1 / (0 + 1 + 1))); [|lra].
  apply ln_increasing; [apply Rdiv_lt_0_compat; lra|]. unfold Rdiv. rewrite !Rmult_1_l.
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|lra].
Qed.

(** Claim: none
    Says: With one item the softmax loss is constant.
*)
Theorem softmax_of_one_item_is_point_wise : ~ ~ forall N y, N = 1%nat -> (y < N)%nat -> point_wise y (sm N y).
Proof.
  intros H. apply H. intros N y -> Hy. exists (fun _ => 0). intros o. replace y with 0%nat by lia.
  unfold sm, softmax. simpl. replace (exp (o 0%nat) / (0 + exp (o 0%nat))) with 1; [rewrite ln_1; ring|].
  field. pose proof (exp_pos (o 0%nat)). lra.
Qed.

(** Claim: none
    Says: The weighted squared loss of a pair is point-wise.
*)
Theorem the_squared_loss_is_point_wise :
  ~ ~ forall N y, (2 <= N)%nat -> (y < N)%nat -> point_wise y (wsl 1 (INR N) y).
Proof. intros H. apply H. intros N y _ _. exists (fun x => 1 * (x - INR N) ^ 2). reflexivity. Qed.

(** Claim: rg.eq3.sampled
    Role: refutes
    Place: RG, Eq. 3, 8 and 10
    Says: The sampled softmax loss of given draws is not point-wise: with another item drawn twice and o_y = 0 it is
      log 3 at o_j = 0, and log(1 + 2e) at o_j = 1.
    Gap: Real numbers; without the correction of Eq. 9.
    Mutant: `(1 <= n)%nat` becomes `n = 0%nat`; refuted by the theorem without_draws_it_is_point_wise
*)
Theorem sampled_loss_is_not_point_wise : ~ forall n d y, (1 <= n)%nat -> point_wise y (ssm n d y).
Proof.
  intros H. destruct (H 2%nat (fun _ => 1%nat) 0%nat ltac:(lia)) as [l Hl].
  pose proof (Hl (other 0)) as A. pose proof (Hl (other 1)) as B.
  unfold ssm, other in A, B. simpl in A, B. rewrite exp_0 in A, B. pose proof (exp_ineq1 1 ltac:(lra)) as E.
  assert (C : ln (1 / (1 + (0 + exp 1 + exp 1))) < ln (1 / (1 + (0 + 1 + 1)))); [|lra].
  apply ln_increasing; [apply Rdiv_lt_0_compat; lra|]. unfold Rdiv. rewrite !Rmult_1_l.
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|lra].
Qed.

(** Claim: none
    Says: Without draws the sampled softmax loss is constant.
*)
Theorem without_draws_it_is_point_wise : ~ ~ forall n d y, n = 0%nat -> point_wise y (ssm n d y).
Proof.
  intros H. apply H. intros n d y ->. exists (fun _ => 0). intros o. unfold ssm. simpl.
  replace (exp (o y) / (exp (o y) + 0)) with 1; [rewrite ln_1; ring|]. field. pose proof (exp_pos (o y)). lra.
Qed.

Lemma softmax_below_1 N o y : (y < N)%nat -> 0 < softmax N o y <= 1.
Proof.
  intros Hy. split; [apply softmax_pos; lia|]. rewrite <- (softmax_sum N o) by lia.
  apply term_le_sum; [|exact Hy]. intros i _. apply Rlt_le, softmax_pos. lia.
Qed.

(** Claim: rg.eq3.nonnegative
    Role: establishes
    Place: RG, Eq. 3
    Says: The softmax loss, the sampled softmax loss and the weighted squared loss with a weight that is at least 0
      are at least 0, for every number of items, every score and every draw.
    Gap: Real numbers.
    Mutant: `0 <= wsl w r y o` becomes `0 < wsl w r y o`; refuted by the theorem the_squared_loss_can_be_zero
    Mutant: `0 <= sm N y o` becomes `0 <= - sm N y o`; refuted by the theorem the_log_likelihood_is_negative
*)
Theorem losses_are_at_least_zero : forall N y o n d w r, (y < N)%nat -> 0 <= w ->
  0 <= sm N y o /\ 0 <= ssm n d y o /\ 0 <= wsl w r y o.
Proof.
  intros N y o n d w r Hy Hw. split; [|split].
  - pose proof (ln_nonpos _ (softmax_below_1 N o y Hy)). unfold sm. lra.
  - assert (P : 0 <= sum n (fun i => exp (o (d i)))) by (apply sum_nonneg; intros; apply Rlt_le, exp_pos).
    pose proof (exp_pos (o y)) as E. unfold ssm.
    assert (ln (exp (o y) / (exp (o y) + sum n (fun i => exp (o (d i))))) <= 0); [|lra].
    apply ln_nonpos. split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_le_reg_r with (exp (o y) + sum n (fun i => exp (o (d i)))); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. lra.
  - apply Rmult_le_pos; [exact Hw|apply pow2_ge_0].
Qed.

(** Claim: none
    Says: The weighted squared loss is 0 at its label.
*)
Theorem the_squared_loss_can_be_zero : ~ forall N y o n d w r, (y < N)%nat -> 0 <= w ->
  0 <= sm N y o /\ 0 <= ssm n d y o /\ 0 < wsl w r y o.
Proof.
  intros H. destruct (H 1%nat 0%nat (fun _ => 1) 0%nat (fun _ => 0%nat) 1 1 ltac:(lia) ltac:(lra)) as (_ & _ & E).
  unfold wsl in E. lra.
Qed.

(** Claim: none
    Says: The log-likelihood of two items with equal scores is below 0.
*)
Theorem the_log_likelihood_is_negative : ~ forall N y o n d w r, (y < N)%nat -> 0 <= w ->
  0 <= - sm N y o /\ 0 <= ssm n d y o /\ 0 <= wsl w r y o.
Proof.
  intros H. destruct (H 2%nat 0%nat (fun _ => 0) 0%nat (fun _ => 0%nat) 1 1 ltac:(lia) ltac:(lra)) as (E & _).
  unfold sm, softmax in E. simpl in E. rewrite exp_0 in E. pose proof (ln_neg (1 / (0 + 1 + 1)) ltac:(lra)). lra.
Qed.

(** Claim: rg.eq3.positive
    Role: refutes
    Place: RG, Eq. 3
    Says: It is false that the three losses are above 0: with two items, o_y = 1, o_j = 0, and label 1 the weighted
      squared loss is 0.
    Gap: Real numbers.
    Mutant: `0 < wsl w r y o` becomes `0 <= wsl w r y o`; refuted by the theorem softmax_losses_are_above_zero
*)
Theorem losses_are_not_above_zero : ~ forall N y o n d w r, (2 <= N)%nat -> (y < N)%nat -> (1 <= n)%nat -> 0 < w ->
  0 < sm N y o /\ 0 < ssm n d y o /\ 0 < wsl w r y o.
Proof.
  intros H. destruct (H 2%nat 0%nat (fun y => match y with O => 1 | _ => 0 end) 2%nat (fun _ => 1%nat) 1 1
    ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra)) as (_ & _ & E). unfold wsl in E. lra.
Qed.

(** Claim: none
    Says: SM and SSM are above 0 and WSL at least 0.
*)
Theorem softmax_losses_are_above_zero :
  ~ ~ forall N y o n d w r, (2 <= N)%nat -> (y < N)%nat -> (1 <= n)%nat -> 0 < w ->
  0 < sm N y o /\ 0 < ssm n d y o /\ 0 <= wsl w r y o.
Proof.
  intros H. apply H. intros N y o n d w r HN Hy Hn Hw. split; [|split].
  - unfold sm. assert (ln (softmax N o y) < 0); [|lra]. apply ln_neg. split; [apply softmax_pos; lia|].
    rewrite <- (softmax_sum N o) by lia. rewrite (sum_apart N y (softmax N o) Hy).
    assert (0 < sum_but N y (softmax N o)); [|lra]. set (j := if Nat.eqb y 0 then 1%nat else 0%nat).
    assert (D : (j < N)%nat /\ j <> y) by (unfold j; destruct (Nat.eqb_spec y 0); lia). destruct D as [Hj D].
    apply Rlt_le_trans with (softmax N o j); [apply softmax_pos; lia|].
    pose proof (term_le_sum N (fun i => if Nat.eqb i y then 0 else softmax N o i) j) as T. cbv beta in T.
    rewrite (proj2 (Nat.eqb_neq j y) D) in T. apply T; [|exact Hj]. intros i _.
    destruct (Nat.eqb i y); [lra|apply Rlt_le, softmax_pos; lia].
  - assert (P : 0 < sum n (fun i => exp (o (d i)))) by (apply sum_pos; [lia|intros; apply exp_pos]).
    pose proof (exp_pos (o y)) as E. unfold ssm.
    assert (ln (exp (o y) / (exp (o y) + sum n (fun i => exp (o (d i))))) < 0); [|lra].
    apply ln_neg. split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_lt_reg_r with (exp (o y) + sum n (fun i => exp (o (d i)))); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. lra.
  - apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.
