(** RG2 for graded relevance (open question 1 of the summary, with the gains of Definition 1). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking RgSquaredConsistency RgConsistency RgBestScores.
Open Scope R_scope.

(** The gain 2^r - 1 of a grade r = 0, 1, 2, ... in the DCG of Definition 1. *)
Definition gain (q : nat -> nat) (y : nat) : R := 2 ^ q y - 1.

(** Some item is relevant. *)
Definition relevant (N : nat) (q : nat -> nat) : Prop := exists y, (y < N)%nat /\ (0 < q y)%nat.

(** RG2's labels with these values u for the relevances: u N / sum u - 1. *)
Definition label_of (N : nat) (u : (nat -> nat) -> nat -> R) (q : nat -> nat) (y : nat) : R :=
  u q y * (INR N / sum N (u q)) - 1.

Definition grade (q : nat -> nat) (y : nat) : R := INR (q y).

Lemma gain_nonneg q y : 0 <= gain q y.
Proof. unfold gain. pose proof (pow_R1_Rle 2 (q y) ltac:(lra)). lra. Qed.

Lemma gain_pos q y : (0 < q y)%nat -> 0 < gain q y.
Proof. intros H. unfold gain. pose proof (Rlt_pow_R1 2 (q y) ltac:(lra) H). lra. Qed.

Lemma total_gain_pos N q : relevant N q -> 0 < sum N (gain q).
Proof.
  intros (y & Hy & Q). apply Rlt_le_trans with (gain q y); [apply gain_pos, Q|].
  apply term_le_sum; [intros; apply gain_nonneg|exact Hy].
Qed.

Lemma relevant_gives_items N q : relevant N q -> 0 < INR N.
Proof. intros (y & Hy & _). apply lt_0_INR. lia. Qed.

Lemma ideal_dcg_pos N q x : relevant N q -> ideal_dcg N q x -> 0 < x.
Proof.
  intros (y & Hy & Q) [_ H]. apply Rlt_le_trans with (dcg N q S); [|apply H, ranking_forward].
  apply Rlt_le_trans with (gain q y * discount (S y)).
  - apply Rmult_lt_0_compat; [apply gain_pos, Q|apply discount_pos; lia].
  - apply (term_le_sum N (fun y => gain q y * discount (S y)) y); [|exact Hy].
    intros i _. apply Rmult_le_pos; [apply gain_nonneg|apply Rlt_le, discount_pos; lia].
Qed.

(** Claim: rg.oq1.gains
    Role: part
    Place: summary, open question 1; RG, Definition 1, Eq. 16
    Says: With the gains g = 2^r - 1 for the relevances and their sum G for |I_x| in Eq. 16, the best scores order the
      items exactly as E[g] does, for every N and every law of the grades.
    Gap: Real numbers; conditional on one context, with a relevant item; the scores are free. That the loss is the
      expansion of the sum of g times the softmax loss is not in the statement.
    Mutant: `(label_of N gain)` becomes `(label_of N grade)`; refuted by the theorem
      grades_as_labels_do_not_follow_the_gains
*)
Theorem rg2_of_gains_orders_as_the_gains : forall N K chance r o, law K chance r (relevant N) ->
  best_scores N K chance r (fun q _ => sum N (gain q)) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => gain q b) < expected K chance r (fun q => gain q a) <-> o b < o a).
Proof.
  intros N K chance r o L Ho. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  apply (order_of_best N K chance r (relevant N) (fun q _ => sum N (gain q)) (label_of N gain) o
    (fun q => sum N (gain q)) gain (INR N) L).
  - reflexivity.
  - intros q Hq. apply total_gain_pos, Hq.
  - apply (relevant_gives_items N q0 Hq0).
  - intros q y Hq. unfold label_of. field. pose proof (total_gain_pos N q Hq). lra.
  - exact Ho.
Qed.

Definition two_grades (a b y : nat) : nat := match y with O => a | _ => b end.

Lemma grades_law a b c d : (0 < a + b)%nat -> (0 < c + d)%nat ->
  law 2 (two_chances (3 / 5)) (two_sets (two_grades a b) (two_grades c d)) (relevant 2).
Proof.
  intros H H'. apply two_law; [lra| |].
  - destruct a; [exists 1%nat; simpl; lia|exists 0%nat; simpl; lia].
  - destruct c; [exists 1%nat; simpl; lia|exists 0%nat; simpl; lia].
Qed.

Ltac compute_grades :=
  unfold mean_weight, mean_target; rewrite ?expected_two; unfold label_of, grade, gain, two_grades; simpl.

(** Claim: none
    Says: Grades as labels, with the sum of the gains as weight, do not follow the gains.
*)
Theorem grades_as_labels_do_not_follow_the_gains : ~ forall N K chance r o, law K chance r (relevant N) ->
  best_scores N K chance r (fun q _ => sum N (gain q)) (label_of N grade) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => gain q b) < expected K chance r (fun q => gain q a) <-> o b < o a).
Proof.
  intros H. specialize (H 2%nat 2%nat (two_chances (3 / 5)) (two_sets (two_grades 0 1) (two_grades 2 1))
    (fun y => match y with O => - (1 / 33) | _ => 1 / 33 end) (grades_law 0 1 2 1 ltac:(lia) ltac:(lia))).
  assert (1 / 33 < - (1 / 33)); [|lra]. refine (proj1 (H _ 0%nat 1%nat _ _) _); [intros o'|lia|lia|].
  - apply (least_risk 2 _ _ _ (relevant 2)); [apply grades_law; lia| |].
    + intros q y Hq _. apply total_gain_pos, Hq.
    + intros y Hy. destruct y as [|[|y]]; [| |lia]; compute_grades; field.
  - rewrite !expected_two. unfold gain, two_grades. simpl. lra.
Qed.

Lemma total_grade_pos N q : relevant N q -> 0 < sum N (grade q).
Proof.
  intros (y & Hy & Q). apply Rlt_le_trans with (grade q y); [apply lt_0_INR, Q|].
  apply term_le_sum; [intros; apply pos_INR|exact Hy].
Qed.

(** Claim: rg.oq1.grades
    Role: refutes
    Place: summary, open question 1; RG, Definition 1, Eq. 16
    Says: It is false that with grades 0, 1, 2, ... for the relevances of Eq. 16 and their sum for |I_x| the best
      scores order the items as E[2^r - 1]: two items, P(r = (0, 1)) = 3/5, P(r = (2, 1)) = 2/5, best scores (-1/9,
      1/9), expected gains (6/5, 1).
    Gap: Real numbers; conditional on one context; the scores are free.
    Mutant: `(fun q _ => sum N (grade q)) (label_of N grade)` becomes `(fun q _ => sum N (gain q)) (label_of N gain)`;
      refuted by the theorem gains_as_labels_follow_the_gains
*)
Theorem grades_do_not_follow_the_gains : ~ forall N K chance r o, law K chance r (relevant N) ->
  best_scores N K chance r (fun q _ => sum N (grade q)) (label_of N grade) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => gain q b) < expected K chance r (fun q => gain q a) -> o b < o a.
Proof.
  intros H. specialize (H 2%nat 2%nat (two_chances (3 / 5)) (two_sets (two_grades 0 1) (two_grades 2 1))
    (fun y => match y with O => - (1 / 9) | _ => 1 / 9 end) (grades_law 0 1 2 1 ltac:(lia) ltac:(lia))).
  assert (1 / 9 < - (1 / 9)); [|lra]. refine (H _ 0%nat 1%nat _ _ _); [intros o'|lia|lia|].
  - apply (least_risk 2 _ _ _ (relevant 2)); [apply grades_law; lia| |].
    + intros q y Hq _. apply total_grade_pos, Hq.
    + intros y Hy. destruct y as [|[|y]]; [| |lia]; compute_grades; field.
  - rewrite !expected_two. unfold gain, two_grades. simpl. lra.
Qed.

(** Claim: none
    Says: With the gains for the relevances the best scores follow the gains.
*)
Theorem gains_as_labels_follow_the_gains : ~ ~ forall N K chance r o, law K chance r (relevant N) ->
  best_scores N K chance r (fun q _ => sum N (gain q)) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => gain q b) < expected K chance r (fun q => gain q a) -> o b < o a.
Proof.
  intros H. apply H. intros N K chance r o L Ho a b Ha Hb.
  apply (rg2_of_gains_orders_as_the_gains N K chance r o L Ho a b Ha Hb).
Qed.

(** ** NDCG *)

(** Claim: rg.oq1.ndcg.repair
    Role: establishes
    Place: summary, open question 1, repaired
    Says: With G over the largest DCG as the weight and the targets g N / G - 1, the best scores order the items
      exactly as E[g / (largest DCG)], the shares of the expected NDCG, do.
    Gap: Real numbers; conditional on one context, with a relevant item; the scores are free; natural logarithms; that
      a largest DCG exists is assumed (a largest of finitely many numbers), and proved for two items in
      larger_dcg_is_ideal.
    Mutant: `sum N (gain q) / ideal q` becomes `sum N (gain q)`; refuted by the theorem gains_do_not_follow_the_shares
*)
Theorem weights_over_the_largest_dcg_follow_ndcg : forall N K chance r o ideal, law K chance r (relevant N) ->
  (forall q, relevant N q -> ideal_dcg N q (ideal q)) ->
  best_scores N K chance r (fun q _ => sum N (gain q) / ideal q) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => gain q b / ideal q) < expected K chance r (fun q => gain q a / ideal q) <->
      o b < o a).
Proof.
  intros N K chance r o ideal L Hi Ho. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  assert (P : forall q, relevant N q -> 0 < ideal q) by (intros q Hq; apply (ideal_dcg_pos N q _ Hq (Hi q Hq))).
  apply (order_of_best N K chance r (relevant N) (fun q _ => sum N (gain q) / ideal q) (label_of N gain) o
    (fun q => sum N (gain q) / ideal q) (fun q y => gain q y / ideal q) (INR N) L).
  - reflexivity.
  - intros q Hq. apply Rdiv_lt_0_compat; [apply total_gain_pos, Hq|apply P, Hq].
  - apply (relevant_gives_items N q0 Hq0).
  - intros q y Hq. unfold label_of. pose proof (total_gain_pos N q Hq). pose proof (P q Hq). field. lra.
  - exact Ho.
Qed.

(** The largest DCG of two items. *)
Definition larger_dcg (q : nat -> nat) : R :=
  Rmax (dcg 2 q S) (dcg 2 q (fun y => 2 - y)%nat).

Lemma larger_dcg_is_ideal q : ideal_dcg 2 q (larger_dcg q).
Proof.
  unfold larger_dcg. split.
  - apply Rmax_case.
    + exists S. split; [apply ranking_forward|reflexivity].
    + exists (fun y => 2 - y)%nat. split; [apply (ranking_backward 2)|reflexivity].
  - intros pi [R I]. pose proof (R 0%nat ltac:(lia)). pose proof (R 1%nat ltac:(lia)).
    assert (pi 0%nat <> pi 1%nat) by (intros E; specialize (I 0%nat 1%nat ltac:(lia) ltac:(lia) E); lia).
    unfold dcg. simpl. assert (C : (pi 0%nat = 1 /\ pi 1%nat = 2 \/ pi 0%nat = 2 /\ pi 1%nat = 1)%nat) by lia.
    destruct C as [[-> ->]|[-> ->]]; [apply Rmax_l|apply Rmax_r].
Qed.

Lemma larger_dcg_of_one (a : nat) : larger_dcg (two_grades 0 a) = (2 ^ a - 1) * discount 1
  /\ larger_dcg (two_grades a 0) = (2 ^ a - 1) * discount 1.
Proof.
  pose proof first_discounts as D. pose proof (pow_R1_Rle 2 a ltac:(lra)) as P.
  assert ((2 ^ a - 1) * discount 2 <= (2 ^ a - 1) * discount 1) by (apply Rmult_le_compat_l; lra).
  unfold larger_dcg, dcg, two_grades. simpl.
  split; [rewrite Rmax_right|rewrite Rmax_left]; lra.
Qed.

Lemma shares_of_two : forall y, (y < 2)%nat ->
  expected 2 (two_chances (3 / 5)) (two_sets (two_grades 0 1) (two_grades 2 0)) (fun q => gain q y / larger_dcg q)
  = match y with O => 2 / 5 | _ => 3 / 5 end / discount 1.
Proof.
  intros y Hy. rewrite expected_two. destruct (larger_dcg_of_one 1) as [-> _]. destruct (larger_dcg_of_one 2) as [_ ->].
  pose proof (discount_pos 1 ltac:(lia)). destruct y as [|[|y]]; [| |lia]; unfold gain, two_grades; simpl; field; lra.
Qed.

Lemma best_of_two : best_scores 2 2 (two_chances (3 / 5)) (two_sets (two_grades 0 1) (two_grades 2 0))
  (fun q _ => sum 2 (gain q)) (label_of 2 gain) (fun y => match y with O => 1 / 3 | _ => - (1 / 3) end).
Proof.
  intros o'. apply (least_risk 2 _ _ _ (relevant 2)); [apply grades_law; lia| |].
  - intros q y Hq _. apply total_gain_pos, Hq.
  - intros y Hy. destruct y as [|[|y]]; [| |lia]; compute_grades; field.
Qed.

(** Claim: none
    Says: The labels and weights of the gains do not follow the shares of the expected NDCG.
*)
Theorem gains_do_not_follow_the_shares : ~ forall N K chance r o ideal, law K chance r (relevant N) ->
  (forall q, relevant N q -> ideal_dcg N q (ideal q)) ->
  best_scores N K chance r (fun q _ => sum N (gain q)) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => gain q b / ideal q) < expected K chance r (fun q => gain q a / ideal q) <->
      o b < o a).
Proof.
  intros H. specialize (H 2%nat 2%nat _ _ _ larger_dcg (grades_law 0 1 2 0 ltac:(lia) ltac:(lia))
    (fun q _ => larger_dcg_is_ideal q) best_of_two 1%nat 0%nat ltac:(lia) ltac:(lia)).
  rewrite !shares_of_two in H by lia. pose proof (discount_pos 1 ltac:(lia)) as P.
  assert (1 / 3 < - (1 / 3)); [|lra]. apply H. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, P|lra].
Qed.

(** Claim: rg.oq1.ndcg
    Role: refutes
    Place: summary, open question 1
    Says: It is false that with the labels and weights of the gains the best scores order the items as E[g / (largest
      DCG)]: two items, P(r = (0, 1)) = 3/5, P(r = (2, 0)) = 2/5, best scores (1/3, -1/3), shares 2/5 and 3/5.
    Gap: Real numbers; conditional on one context; natural logarithms, so that both shares are divided by the first
      discount 1 / log 2.
    Mutant: `(fun q _ => sum N (gain q))` becomes `(fun q _ => sum N (gain q) / ideal q)`; refuted by the theorem
      gains_over_the_largest_dcg_follow_ndcg
*)
Theorem gains_do_not_follow_ndcg : ~ forall N K chance r o ideal, law K chance r (relevant N) ->
  (forall q, relevant N q -> ideal_dcg N q (ideal q)) ->
  best_scores N K chance r (fun q _ => sum N (gain q)) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => gain q b / ideal q) < expected K chance r (fun q => gain q a / ideal q) -> o b < o a.
Proof.
  intros H. specialize (H 2%nat 2%nat _ _ _ larger_dcg (grades_law 0 1 2 0 ltac:(lia) ltac:(lia))
    (fun q _ => larger_dcg_is_ideal q) best_of_two 1%nat 0%nat ltac:(lia) ltac:(lia)).
  rewrite !shares_of_two in H by lia. pose proof (discount_pos 1 ltac:(lia)) as P.
  assert (1 / 3 < - (1 / 3)); [|lra]. apply H. apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, P|lra].
Qed.

(** Claim: none
    Says: With the weights over the largest DCG the best scores follow the shares.
*)
Theorem gains_over_the_largest_dcg_follow_ndcg : ~ ~ forall N K chance r o ideal, law K chance r (relevant N) ->
  (forall q, relevant N q -> ideal_dcg N q (ideal q)) ->
  best_scores N K chance r (fun q _ => sum N (gain q) / ideal q) (label_of N gain) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => gain q b / ideal q) < expected K chance r (fun q => gain q a / ideal q) -> o b < o a.
Proof.
  intros H. apply H. intros N K chance r o ideal L Hi Ho a b Ha Hb.
  apply (weights_over_the_largest_dcg_follow_ndcg N K chance r o ideal L Hi Ho a b Ha Hb).
Qed.
