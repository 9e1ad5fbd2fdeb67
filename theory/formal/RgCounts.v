(** WRMF (Hu, Koren and Volinsky, 2008) as Eq. 11: its weights for counts of interactions. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** Eq. 11 for one context: weights w and labels s. *)
Definition eq11 (N : nat) (w s o : nat -> R) : R := sum N (fun y => w y * (o y - s y) ^ 2).

(** The preference, 1 where there was an interaction. *)
Definition preference (count : nat) : R := if Nat.ltb 0 count then 1 else 0.

(** Hu et al.: the preference is fitted with the confidence 1 + alpha r, where r counts the interactions. *)
Definition wrmf (N : nat) (alpha : R) (r : nat -> nat) (o : nat -> R) : R :=
  sum N (fun y => (1 + alpha * INR (r y)) * (o y - preference (r y)) ^ 2).

(** The change of the loss where one score goes from 0 to c. *)
Lemma one_score_changes N w s y c : (y < N)%nat ->
  eq11 N w s (fun j => one_hot y j * c) - eq11 N w s (fun _ => 0) = w y * (c ^ 2 - 2 * s y * c).
Proof.
  intros Hy. unfold eq11. rewrite <- sum_minus. rewrite <- (sum_pick N y (fun j => w j * (c ^ 2 - 2 * s j * c)) Hy).
  apply sum_ext. intros j _. unfold one_hot. destruct (Nat.eqb j y); ring.
Qed.

(** Positive weights and the labels are known from the loss. *)
Lemma weights_are_known N w s w' s' : (forall y, (y < N)%nat -> 0 < w' y) ->
  ((forall o, eq11 N w s o = eq11 N w' s' o) <-> forall y, (y < N)%nat -> w y = w' y /\ s y = s' y).
Proof.
  intros P. split.
  - intros H y Hy. specialize (P y Hy). pose proof (one_score_changes N w s y 1 Hy) as A.
    pose proof (one_score_changes N w s y (- (1)) Hy) as B. rewrite !H in A, B.
    rewrite one_score_changes in A, B by exact Hy. assert (E : w y = w' y) by lra. split; [exact E|].
    rewrite E in A. apply Rmult_eq_reg_l with (w' y); lra.
  - intros H o. apply sum_ext. intros y Hy. destruct (H y Hy) as [-> ->]. reflexivity.
Qed.

Lemma confidence_positive alpha count : 0 <= alpha -> 0 < 1 + alpha * INR count.
Proof. intros H. pose proof (Rmult_le_pos _ _ H (pos_INR count)). lra. Qed.

(** Claim: rg.eq11.wrmf.counts.repair
    Role: establishes
    Place: RG, Eq. 11 with Hu et al. (2008), repaired
    Says: For counts r the WRMF loss is Eq. 11 with the weights w and labels s exactly if w_y = 1 + alpha r_y for every
      item, and s_y is 1 where r_y > 0 and 0 elsewhere.
    Gap: Real numbers; one context, without the ridge; alpha >= 0.
    Mutant: `w y = 1 + alpha * INR (r y)` becomes `w y = alpha * INR (r y)`; refuted by the theorem
      confidence_of_unseen_items_is_one
    Mutant: `w y = 1 + alpha * INR (r y)` becomes `w y = (1 + alpha) * INR (r y)`; refuted by the theorem
      confidence_is_no_multiple_of_the_count
*)
Theorem weights_of_wrmf_for_counts : forall N alpha r w s, 0 <= alpha ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = 1 + alpha * INR (r y) /\ s y = preference (r y)).
Proof.
  intros N alpha r w s Ha.
  apply (weights_are_known N w s (fun y => 1 + alpha * INR (r y)) (fun y => preference (r y))).
  intros y _. apply confidence_positive, Ha.
Qed.

(** Claim: none
    Says: An item without interactions has the weight 1.
*)
Theorem confidence_of_unseen_items_is_one : ~ forall N alpha r w s, 0 <= alpha ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = alpha * INR (r y) /\ s y = preference (r y)).
Proof.
  intros H. destruct (H 1%nat 0 (fun _ => 0%nat) (fun _ => 1) (fun _ => 0) ltac:(lra)) as [E _].
  destruct (E ltac:(intros o; unfold eq11, wrmf, preference; simpl; ring) 0%nat ltac:(lia)) as [E' _].
  simpl in E'. lra.
Qed.

(** Claim: none
    Says: Nor is the weight (1 + alpha) r.
*)
Theorem confidence_is_no_multiple_of_the_count : ~ forall N alpha r w s, 0 <= alpha ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (1 + alpha) * INR (r y) /\ s y = preference (r y)).
Proof.
  intros H. destruct (H 1%nat 0 (fun _ => 0%nat) (fun _ => 1) (fun _ => 0) ltac:(lra)) as [E _].
  destruct (E ltac:(intros o; unfold eq11, wrmf, preference; simpl; ring) 0%nat ltac:(lia)) as [E' _].
  simpl in E'. lra.
Qed.

(** Claim: rg.eq11.wrmf.counts
    Role: establishes under interactions are not counted, $r \in \{0, 1\}$
    Place: RG, Eq. 11 with Hu et al. (2008)
    Says: Where the counts are 0 or 1 the WRMF loss is Eq. 11 with the weights w and labels s exactly if w is alpha + 1
      on positive items and 1 on others, and s is 1 and 0 there.
    Gap: Real numbers; one context, without the ridge; alpha >= 0. That for larger counts it is false is the theorem
      two_interactions_weigh_more.
    Mutant: `(forall y, (y < N)%nat -> r y = 0%nat \/ r y = 1%nat) ->` becomes ``; refuted by the theorem
      two_interactions_weigh_more
*)
Theorem weights_of_wrmf_for_labels : forall N alpha r w s, 0 <= alpha ->
  (forall y, (y < N)%nat -> r y = 0%nat \/ r y = 1%nat) ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if Nat.ltb 0 (r y) then alpha + 1 else 1) /\ s y = preference (r y)).
Proof.
  intros N alpha r w s Ha B. rewrite weights_of_wrmf_for_counts by exact Ha.
  assert (E : forall y, (y < N)%nat -> 1 + alpha * INR (r y) = if Nat.ltb 0 (r y) then alpha + 1 else 1)
    by (intros y Hy; destruct (B y Hy) as [->| ->]; simpl; ring).
  split; intros H y Hy; specialize (H y Hy); rewrite (E y Hy) in *; exact H.
Qed.

(** Claim: none
    Says: Where the counts are 0 or 1 the weights are as printed.
*)
Theorem labels_have_the_printed_weights : ~ ~ forall N alpha r w s, 0 <= alpha ->
  (forall y, (y < N)%nat -> r y = 0%nat \/ r y = 1%nat) ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if Nat.ltb 0 (r y) then alpha + 1 else 1) /\ s y = preference (r y)).
Proof. intros H. exact (H weights_of_wrmf_for_labels). Qed.

(** Claim: rg.eq11.wrmf.counts
    Role: refutes
    Place: RG, Eq. 11 with Hu et al. (2008)
    Says: For counts r the WRMF loss is not Eq. 11 with the weights alpha + 1 on positive items and 1 on others: two
      interactions have the weight 1 + 2 alpha.
    Gap: Real numbers; one context, without the ridge.
    Mutant: `0 <= alpha ->` becomes `0 <= alpha -> (forall y, (y < N)%nat -> r y = 0%nat \/ r y = 1%nat) ->`; refuted by
      the theorem labels_have_the_printed_weights
*)
Theorem two_interactions_weigh_more : ~ forall N alpha r w s, 0 <= alpha ->
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if Nat.ltb 0 (r y) then alpha + 1 else 1) /\ s y = preference (r y)).
Proof.
  intros H. destruct (H 1%nat 1 (fun _ => 2%nat) (fun _ => 3) (fun _ => 1) ltac:(lra)) as [E _].
  destruct (E ltac:(intros o; unfold eq11, wrmf, preference; simpl; ring) 0%nat ltac:(lia)) as [E' _].
  simpl in E'. lra.
Qed.

(** Claim: rg.eq11.wrmf
    Role: establishes
    Place: RG, Eq. 11 with Hu et al. (2008)
    Says: For labels r in {0, 1} the WRMF loss is Eq. 11 with the weights w and labels s exactly if w is alpha + 1 on
      positive items and 1 on others, and s is r.
    Gap: Real numbers; one context, without the ridge; alpha >= 0; each observed pair counts once.
    Mutant: `then alpha + 1 else 1` becomes `then alpha else 1`; refuted by the theorem positives_weigh_one_more
    Mutant: `then alpha + 1 else 1` becomes `then alpha + 1 else 0`; refuted by the theorem others_weigh_one
*)
Theorem weights_of_wrmf : forall N alpha (positive : nat -> bool) w s, 0 <= alpha ->
  let r := fun y => if positive y then 1%nat else 0%nat in
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if positive y then alpha + 1 else 1) /\ s y = INR (r y)).
Proof.
  intros N alpha positive w s Ha r. rewrite weights_of_wrmf_for_counts by exact Ha. unfold r, preference.
  split; intros H y Hy; specialize (H y Hy); destruct (positive y); simpl in *; lra.
Qed.

(** Claim: none
    Says: The weight of a positive item is not alpha.
*)
Theorem positives_weigh_one_more : ~ forall N alpha (positive : nat -> bool) w s, 0 <= alpha ->
  let r := fun y => if positive y then 1%nat else 0%nat in
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if positive y then alpha else 1) /\ s y = INR (r y)).
Proof.
  intros H. destruct (H 1%nat 1 (fun _ => true) (fun _ => 2) (fun _ => 1) ltac:(lra)) as [E _].
  destruct (E ltac:(intros o; unfold eq11, wrmf, preference; simpl; ring) 0%nat ltac:(lia)) as [E' _]. lra.
Qed.

(** Claim: none
    Says: The weight of another item is not 0.
*)
Theorem others_weigh_one : ~ forall N alpha (positive : nat -> bool) w s, 0 <= alpha ->
  let r := fun y => if positive y then 1%nat else 0%nat in
  ((forall o, eq11 N w s o = wrmf N alpha r o) <->
   forall y, (y < N)%nat -> w y = (if positive y then alpha + 1 else 0) /\ s y = INR (r y)).
Proof.
  intros H. destruct (H 1%nat 1 (fun _ => false) (fun _ => 1) (fun _ => 0) ltac:(lra)) as [E _].
  destruct (E ltac:(intros o; unfold eq11, wrmf, preference; simpl; ring) 0%nat ltac:(lia)) as [E' _]. lra.
Qed.
