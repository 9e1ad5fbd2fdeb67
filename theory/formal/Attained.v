(** Definition 8 with the softmax loss: for which label distributions the least risk is attained. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Prop5 SoftmaxRisk Softmax Ridge Prop7.
Open Scope R_scope.

Lemma softmax_risk_eq N eta o : (0 < N)%nat -> sum N eta = 1 ->
  risk N softmax_loss eta o = ln (partition N o) - sum N (fun y => eta y * o y).
Proof.
  intros HN S. unfold risk. rewrite (sum_ext N _ (fun y => eta y * ln (partition N o) - eta y * o y)).
  - rewrite sum_minus, sum_scal_r, S. ring.
  - intros y _. rewrite softmax_loss_partition by exact HN. ring.
Qed.

Lemma simplex_items N eta : simplex N eta -> (0 < N)%nat.
Proof. intros [_ S]. destruct N; [simpl in S; lra|lia]. Qed.

Lemma attained_at_log_chances N eta : simplex N eta -> (forall y, (y < N)%nat -> 0 < eta y) ->
  minimises (risk N softmax_loss eta) (fun y => ln (eta y)).
Proof.
  intros S P b. pose proof (simplex_items N eta S) as HN. destruct (softmax_simplex N b HN) as [_ B1].
  rewrite softmax_risk_eq by (try apply S; exact HN).
  assert (Z : partition N (fun y => ln (eta y)) = 1).
  { destruct S as [_ <-]. apply sum_ext. intros y Hy. apply exp_ln, P, Hy. }
  rewrite Z, ln_1. pose proof (gibbs N eta (softmax N b) S (fun y _ => softmax_pos N b y HN) B1) as G.
  unfold neg_entropy in G. unfold risk, softmax_loss.
  rewrite (sum_ext N (fun y => eta y * - ln (softmax N b y)) (fun y => -1 * (eta y * ln (softmax N b y))))
    by (intros; ring).
  rewrite sum_scal. lra.
Qed.

Lemma not_attained N eta o y : simplex N eta -> (y < N)%nat -> eta y = 0 -> ~ minimises (risk N softmax_loss eta) o.
Proof.
  intros S Hy E H. pose proof (simplex_items N eta S) as HN. specialize (H (fun j => o j - one_hot y j)).
  rewrite !softmax_risk_eq in H by (try apply S; exact HN).
  assert (D : sum N (fun j => eta j * (o j - one_hot y j)) = sum N (fun j => eta j * o j)).
  { apply sum_ext. intros j _. unfold one_hot. destruct (Nat.eqb_spec j y) as [->|]; [rewrite E|]; ring. }
  rewrite D in H.
  assert (Z : partition N o - partition N (fun j => o j - one_hot y j) = exp (o y) - exp (o y - 1)).
  { unfold partition. rewrite <- sum_minus, <- (sum_pick N y (fun j => exp (o j) - exp (o j - 1)) Hy).
    apply sum_ext. intros j _. unfold one_hot. destruct (Nat.eqb j y); [ring|rewrite Rminus_0_r; ring]. }
  pose proof (exp_increasing (o y - 1) (o y) ltac:(lra)).
  pose proof (ln_increasing _ (partition N o) (partition_pos N (fun j => o j - one_hot y j) HN) ltac:(lra)). lra.
Qed.

Definition second_is_certain (y : nat) : R := match y with 1%nat => 1 | _ => 0 end.

Lemma second_is_certain_simplex : simplex 2 second_is_certain.
Proof. split; [intros [|[|y]] _; simpl; lra|simpl; lra]. Qed.

(** Claim: rg.def8.attained
    Role: refutes
    Place: RG, Definition 8
    Says: the least conditional risk of the softmax loss is not attained for every label distribution eta.
    Gap: real numbers.
    Mutant: `simplex N eta ->` becomes `simplex N eta -> (forall y, (y < N)%nat -> 0 < eta y) ->`; refuted by the
      theorem positive_chances_attain
*)
Theorem least_risk_is_not_always_attained : ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  exists o, minimises (risk N softmax_loss eta) o).
Proof.
  intros H. destruct (H 2%nat second_is_certain ltac:(lia) second_is_certain_simplex) as [o M].
  exact (not_attained 2 _ o 0 second_is_certain_simplex ltac:(lia) eq_refl M).
Qed.

(** Claim: none
    Says: where all chances are positive it is attained.
*)
Theorem positive_chances_attain : ~ ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall y, (y < N)%nat -> 0 < eta y) -> exists o, minimises (risk N softmax_loss eta) o).
Proof. intros H. apply H. intros N eta _ S P. eexists. apply attained_at_log_chances; assumption. Qed.

(** Claim: rg.def8.attained
    Role: establishes under every item has a positive chance
    Place: RG, Definition 8
    Says: where every item has a positive chance the least conditional risk of the softmax loss is attained.
    Gap: real numbers.
    Mutant: `0 < eta y` becomes `0 <= eta y`; refuted by the theorem a_chance_of_zero_is_not_enough
    Mutant: `0 < eta y` becomes `eta y < 1`; refuted by the theorem an_uncertain_label_is_not_enough
*)
Theorem least_risk_is_attained : forall N eta, simplex N eta -> (forall y, (y < N)%nat -> 0 < eta y) ->
  exists o, minimises (risk N softmax_loss eta) o.
Proof. intros N eta S P. eexists. apply attained_at_log_chances; assumption. Qed.

(** Claim: none
    Says: chances that are not negative do not suffice.
*)
Theorem a_chance_of_zero_is_not_enough : ~ (forall N eta, simplex N eta -> (forall y, (y < N)%nat -> 0 <= eta y) ->
  exists o, minimises (risk N softmax_loss eta) o).
Proof. intros H. apply least_risk_is_not_always_attained. intros N eta _ S. apply H; [exact S|apply S]. Qed.

Definition half_of_two (y : nat) : R := match y with O => 0 | _ => 1 / 2 end.

Lemma half_of_two_simplex : simplex 3 half_of_two.
Proof. split; [intros [|y] _; simpl; lra|simpl; lra]. Qed.

(** Claim: none
    Says: it does not suffice that no item is certain: (0, 1/2, 1/2).
*)
Theorem an_uncertain_label_is_not_enough : ~ (forall N eta, simplex N eta -> (forall y, (y < N)%nat -> eta y < 1) ->
  exists o, minimises (risk N softmax_loss eta) o).
Proof.
  intros H. destruct (H 3%nat half_of_two half_of_two_simplex) as [o M].
  - intros [|y] _; simpl; lra.
  - exact (not_attained 3 _ o 0 half_of_two_simplex ltac:(lia) eq_refl M).
Qed.

(** Claim: rg.def8.attained.repair
    Role: establishes
    Place: RG, Definition 8
    Says: for every label distribution the conditional risk of the softmax loss has an infimum; it is attained exactly
      if every chance is positive.
    Gap: real numbers. It holds for one item too.
    Mutant: `0 < eta y` becomes `0 <= eta y`; refuted by the theorem attained_with_a_chance_of_zero
    Mutant: `0 < eta y` becomes `eta y < 1`; refuted by the theorem attained_where_nothing_is_certain
    Mutant: `0 < eta y` becomes `0 < eta y <= 1 / 2`; refuted by the theorem attained_below_one_half_only
*)
Theorem attained_exactly_if_positive : forall N eta, simplex N eta ->
  (exists low, infimum (risk N softmax_loss eta) low) /\
  ((exists o, minimises (risk N softmax_loss eta) o) <-> forall y, (y < N)%nat -> 0 < eta y).
Proof.
  intros N eta S. split; [|split].
  - apply (infimum_exists _ 0); [exact (inhabits (fun _ => 0))|]. intros o. apply sum_nonneg. intros y Hy.
    apply Rmult_le_pos; [apply S, Hy|apply losses_are_nonnegative, Hy].
  - intros [o M] y Hy. destruct S as [P S1]. destruct (P y Hy) as [L|E]; [exact L|exfalso].
    exact (not_attained N eta o y (conj P S1) Hy (eq_sym E) M).
  - intros P. apply least_risk_is_attained; assumption.
Qed.

(** Claim: none
    Says: not for every distribution.
*)
Theorem attained_with_a_chance_of_zero : ~ (forall N eta, simplex N eta ->
  (exists low, infimum (risk N softmax_loss eta) low) /\
  ((exists o, minimises (risk N softmax_loss eta) o) <-> forall y, (y < N)%nat -> 0 <= eta y)).
Proof. intros H. apply least_risk_is_not_always_attained. intros N eta _ S. apply (H N eta S), S. Qed.

(** Claim: none
    Says: not wherever no item is certain.
*)
Theorem attained_where_nothing_is_certain : ~ (forall N eta, simplex N eta ->
  (exists low, infimum (risk N softmax_loss eta) low) /\
  ((exists o, minimises (risk N softmax_loss eta) o) <-> forall y, (y < N)%nat -> eta y < 1)).
Proof. intros H. apply an_uncertain_label_is_not_enough. intros N eta S P. apply (H N eta S), P. Qed.

(** Claim: none
    Says: the chances (1/4, 3/4) attain it as well.
*)
Theorem attained_below_one_half_only : ~ (forall N eta, simplex N eta ->
  (exists low, infimum (risk N softmax_loss eta) low) /\
  ((exists o, minimises (risk N softmax_loss eta) o) <-> forall y, (y < N)%nat -> 0 < eta y <= 1 / 2)).
Proof.
  intros H. set (eta := fun y : nat => match y with O => 1 / 4 | _ => 3 / 4 end).
  assert (S : simplex 2 eta) by (split; [intros [|y] _; simpl; lra|simpl; lra]).
  destruct (H 2%nat eta S) as [_ [L _]].
  specialize (L (least_risk_is_attained 2 eta S ltac:(intros [|y] _; simpl; lra))).
  specialize (L 1%nat ltac:(lia)). simpl in L. lra.
Qed.
