(** The least DCG risk and the bounds of Proposition 15. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgRanking RgSquaredConsistency RgConsistency RgBestScores.
Open Scope R_scope.

(** L is the least risk -E[DCG] of all orders. *)
Definition least_dcg_risk (N K : nat) (chance : nat -> R) (r : nat -> nat -> bool) (L : R) : Prop :=
  (exists pi, permutation N pi /\ L = - mean K chance r (dcg N pi)) /\
  forall pi, permutation N pi -> L <= - mean K chance r (dcg N pi).

Lemma permutations_of_two pi : permutation 2 pi ->
  (pi 0%nat = 0 /\ pi 1%nat = 1 \/ pi 0%nat = 1 /\ pi 1%nat = 0)%nat.
Proof.
  intros [place H]. destruct (H 0%nat ltac:(lia)) as (A & _ & A' & _).
    destruct (H 1%nat ltac:(lia)) as (B & _ & B' & _).
  assert (pi 0%nat <> pi 1%nat) by (intros E; rewrite E in A'; congruence). lia.
Qed.

Lemma one_or_other_is_law p : 0 <= p <= 1 -> law 2 (two_chances p) (two_sets (only 0) (only 1)) (nonempty 2).
Proof. intros Hp. apply two_law; unfold nonempty, size, hit, only; simpl; lra. Qed.

Lemma dcg_risk_of_two p pi : permutation 2 pi -> mean 2 (two_chances p) (two_sets (only 0) (only 1)) (dcg 2 pi)
  = p * discount (pi 0%nat) + (1 - p) * discount (pi 1%nat).
Proof. intros _. rewrite mean_two. unfold dcg, hit, only. simpl. ring. Qed.

Lemma least_of_two p : 1 / 2 <= p <= 1 -> least_dcg_risk 2 2 (two_chances p) (two_sets (only 0) (only 1))
  (- (p * discount 0 + (1 - p) * discount 1)).
Proof.
  intros Hp. pose proof (discount_falls 0). split.
  - exists (fun y => y). split; [apply permutation_id|]. rewrite dcg_risk_of_two by apply permutation_id. reflexivity.
  - intros pi P. rewrite dcg_risk_of_two by exact P. destruct (permutations_of_two pi P) as [[-> ->]|[-> ->]];
    [lra|nra].
Qed.

Lemma ideal_of_two p : mean 2 (two_chances p) (two_sets (only 0) (only 1)) (ideal_dcg 2) = discount 0.
Proof. rewrite mean_two. unfold ideal_dcg, count, only. simpl. ring. Qed.

(** Claim: rg.prop15.optimum
    Role: refutes
    Place: RG, s. 4.4, before Eq. 35
    Says: The least DCG risk is not E[IDCG]: two items, each alone relevant with chance 1/2.
    Gap: Real numbers; one context; natural logarithms, so every number is that of base 2 over log 2.
    Mutant: `L = mean K chance r (ideal_dcg N)` becomes `L <= mean K chance r (ideal_dcg N)`; refuted by the theorem
      least_risk_is_at_most_ideal
*)
Theorem optimum_is_not_ideal : ~ forall N K chance r L, law K chance r (nonempty N) ->
  least_dcg_risk N K chance r L -> L = mean K chance r (ideal_dcg N).
Proof.
  intros H. specialize (H 2%nat _ _ _ _ (one_or_other_is_law (1 / 2) ltac:(lra)) (least_of_two (1 / 2) ltac:(lra))).
  rewrite ideal_of_two in H. pose proof (discount_positive 0). pose proof (discount_positive 1). lra.
Qed.

Lemma dcg_nonneg N pi q : 0 <= dcg N pi q.
Proof.
  apply sum_nonneg. intros y _. pose proof (discount_positive (pi y)). destruct (hit_cases q y) as [->| ->]; lra.
Qed.

(** Claim: none
    Says: The least risk is at most 0, so at most E[IDCG].
*)
Theorem least_risk_is_at_most_ideal : ~ ~ forall N K chance r L, law K chance r (nonempty N) ->
  least_dcg_risk N K chance r L -> L <= mean K chance r (ideal_dcg N).
Proof.
  intros H. apply H. intros N K chance r L HL [(pi & _ & ->) _].
  pose proof (mean_nonneg K chance r (nonempty N) (dcg N pi) HL (fun q _ => dcg_nonneg N pi q)).
  pose proof (mean_nonneg K chance r (nonempty N) (ideal_dcg N) HL (fun q Hq => Rlt_le _ _ (ideal_dcg_positive N q
    Hq))).
  lra.
Qed.

(** Claim: rg.prop15.optimum.sign
    Role: refutes
    Place: RG, s. 4.4, Eq. 35
    Says: The least DCG risk is not -E[IDCG] either: two items, each alone relevant with chance 1/2, have the least
      risk -(c_1 + c_2) / 2 and -E[IDCG] = -c_1.
    Gap: Real numbers; one context; natural logarithms, so every number is that of base 2 over log 2.
    Mutant: `L = - mean K chance r (ideal_dcg N)` becomes `L <= 0`; refuted by the theorem least_risk_is_at_most_zero
*)
Theorem optimum_is_not_minus_ideal : ~ forall N K chance r L, law K chance r (nonempty N) ->
  least_dcg_risk N K chance r L -> L = - mean K chance r (ideal_dcg N).
Proof.
  intros H. specialize (H 2%nat _ _ _ _ (one_or_other_is_law (1 / 2) ltac:(lra)) (least_of_two (1 / 2) ltac:(lra))).
  rewrite ideal_of_two in H. pose proof (discount_falls 0). lra.
Qed.

(** Claim: none
    Says: The least risk is at most 0.
*)
Theorem least_risk_is_at_most_zero : ~ ~ forall N K chance r L, law K chance r (nonempty N) ->
  least_dcg_risk N K chance r L -> L <= 0.
Proof.
  intros H. apply H. intros N K chance r L HL [(pi & _ & ->) _].
  pose proof (mean_nonneg K chance r (nonempty N) (dcg N pi) HL (fun q _ => dcg_nonneg N pi q)). lra.
Qed.

(** Claim: rg.prop15.optimum.repair
    Role: establishes
    Place: RG, s. 4.4, Prop. 15, repaired
    Says: The least DCG risk is - sum_y E[r_y] c_(pi y) for ranks pi that sort E[r], so - sum_k c_k eta_[k]: one order
      serves all relevant sets.
    Gap: Real numbers; one context; the sorted values are written with ranks that sort them, ties in any way; natural
      logarithms.
    Mutant: `ranks N (fun y => mean K chance r (fun q => hit q y)) pi` becomes `permutation N pi`; refuted by the
      theorem not_any_order_is_best
*)
Theorem optimum_sorts_the_chances : forall N K chance r pi, law K chance r (nonempty N) ->
  ranks N (fun y => mean K chance r (fun q => hit q y)) pi ->
  least_dcg_risk N K chance r (- sum N (fun y => mean K chance r (fun q => hit q y) * discount (pi y))).
Proof.
  intros N K chance r pi L Hr.
  assert (M : forall pi', mean K chance r (dcg N pi')
    = sum N (fun y => mean K chance r (fun q => hit q y) * discount (pi' y))).
  { intros pi'. unfold dcg. rewrite mean_sum. apply sum_ext. intros y _. apply mean_scal_r. }
  split.
  - exists pi. split; [apply Hr|]. rewrite M. reflexivity.
  - intros pi' Hp. rewrite M. apply Ropp_le_contravar. apply sorted_is_best; [|exact Hr|exact Hp].
    intros k. apply Rlt_le, discount_falls.
Qed.

(** Claim: none
    Says: An order that sorts the wrong way has a larger risk.
*)
Theorem not_any_order_is_best : ~ forall N K chance r pi, law K chance r (nonempty N) -> permutation N pi ->
  least_dcg_risk N K chance r (- sum N (fun y => mean K chance r (fun q => hit q y) * discount (pi y))).
Proof.
  intros H. specialize (H 2%nat _ _ _ _ first_or_second_is_law permutation_exchange). destruct H as [_ H].
  specialize (H (fun y => y) (permutation_id 2)). simpl in H. rewrite !mean_two in H. unfold dcg, hit, only in H.
  simpl in H. pose proof (discount_falls 0). lra.
Qed.

Lemma root_of_two_times : sqrt 2 * sqrt (8 / 25) = 4 / 5.
Proof.
  rewrite <- sqrt_mult by lra. replace (2 * (8 / 25)) with ((4 / 5) * (4 / 5)) by field. apply sqrt_square. lra.
Qed.

Lemma root_is_small : sqrt 2 * (8 / 25) < 4 / 5.
Proof.
  assert (S : sqrt 2 * sqrt 2 = 2) by (apply sqrt_sqrt; lra). pose proof (sqrt_pos 2).
  assert (sqrt 2 < 2); [|lra]. apply Rnot_le_lt. intros G. nra.
Qed.

Lemma exchanged_dcg p : mean 2 (two_chances p) (two_sets (only 0) (only 1)) (dcg 2 (fun y => 1 - y)%nat)
  = p * discount 1 + (1 - p) * discount 0.
Proof. rewrite dcg_risk_of_two by apply permutation_exchange. reflexivity. Qed.

(** Claim: rg.prop15.eq34
    Role: refutes
    Place: RG, s. 4.4, Prop. 15, Eq. 34
    Says: The second line of Eq. 34, without the root, does not follow from the first and R <= R-hat + T: two items,
      relevant alone with chances 9/10 and 1/10, ranked the wrong way round, C = sqrt 2 (c_1 - c_2), R - Phi* = R-hat
      + T - Phi* = 8/25.
    Gap: Real numbers; one context; natural logarithms, so every DCG is that of base 2 over log 2.
    Mutant: `C * (emp + T - least) + best` becomes `C * sqrt (emp + T - least) + best`; refuted by the theorem
      eq34_with_the_root_follows
*)
Theorem eq34_loses_the_root : ~ forall N K chance r pi best C risk least emp T, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  - mean K chance r (dcg N pi) <= C * (emp + T - least) + best.
Proof.
  intros H. pose proof (discount_falls 0) as D.
  specialize (H 2%nat _ _ _ _ _ (sqrt 2 * (discount 0 - discount 1)) (8 / 25) 0 (8 / 25) 0
    (one_or_other_is_law (9 / 10) ltac:(lra)) permutation_exchange (least_of_two (9 / 10) ltac:(lra))).
  rewrite exchanged_dcg in H. pose proof root_of_two_times as E. pose proof root_is_small as F.
  assert (P : 0 <= sqrt 2 * (discount 0 - discount 1)) by (apply Rmult_le_pos; [apply sqrt_pos|lra]).
  specialize (H P ltac:(lra) ltac:(lra)).
  replace (8 / 25 - 0) with (8 / 25) in H by ring. replace (8 / 25 + 0 - 0) with (8 / 25) in H by ring.
  replace (sqrt 2 * (discount 0 - discount 1) * sqrt (8 / 25)) with (4 / 5 * (discount 0 - discount 1)) in H by
    (rewrite <- E; ring).
  specialize (H ltac:(lra)). assert (G : sqrt 2 * (8 / 25) * (discount 0 - discount 1) < 4 / 5 * (discount 0 -
    discount 1)) by
    (apply Rmult_lt_compat_r; lra). lra.
Qed.

(** Claim: none
    Says: With the root kept the second line follows.
*)
Theorem eq34_with_the_root_follows :
  ~ ~ forall N K chance r pi best C risk least emp T, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  - mean K chance r (dcg N pi) <= C * sqrt (emp + T - least) + best.
Proof.
  intros H. apply H. intros N K chance r pi best C risk least emp T _ _ _ PC L1 L2 E.
  assert (sqrt (risk - least) <= sqrt (emp + T - least)) by (apply sqrt_le_1; lra).
  assert (C * sqrt (risk - least) <= C * sqrt (emp + T - least)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Claim: rg.prop15.eq35
    Role: refutes
    Place: RG, s. 4.4, Prop. 15, Eq. 35
    Says: E[DCG] >= E[IDCG] - C (R-hat - inf R + T) does not follow from the first line of Eq. 34 and R <= R-hat + T:
      the example of Eq. 34.
    Gap: Real numbers; one context; natural logarithms, so every DCG is that of base 2 over log 2; inf R is the Phi*
      of Eq. 34.
    Mutant: `mean K chance r (ideal_dcg N) - C * (emp - least + T) <= mean` becomes `- best - C * sqrt (emp - least +
      T) <= mean`; refuted by the theorem eq35_repaired
*)
Theorem eq35_does_not_follow : ~ forall N K chance r pi best C risk least emp T, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  mean K chance r (ideal_dcg N) - C * (emp - least + T) <= mean K chance r (dcg N pi).
Proof.
  intros H. pose proof (discount_falls 0) as D.
  specialize (H 2%nat _ _ _ _ _ (sqrt 2 * (discount 0 - discount 1)) (8 / 25) 0 (8 / 25) 0
    (one_or_other_is_law (9 / 10) ltac:(lra)) permutation_exchange (least_of_two (9 / 10) ltac:(lra))).
  rewrite exchanged_dcg, ideal_of_two in H. pose proof root_of_two_times as E. pose proof root_is_small as F.
  assert (P : 0 <= sqrt 2 * (discount 0 - discount 1)) by (apply Rmult_le_pos; [apply sqrt_pos|lra]).
  specialize (H P ltac:(lra) ltac:(lra)).
  replace (8 / 25 - 0) with (8 / 25) in H by ring. replace (8 / 25 - 0 + 0) with (8 / 25) in H by ring.
  replace (sqrt 2 * (discount 0 - discount 1) * sqrt (8 / 25)) with (4 / 5 * (discount 0 - discount 1)) in H by
    (rewrite <- E; ring).
  specialize (H ltac:(lra)). assert (G : sqrt 2 * (8 / 25) * (discount 0 - discount 1) < 4 / 5 * (discount 0 -
    discount 1)) by
    (apply Rmult_lt_compat_r; lra). lra.
Qed.

(** Claim: none
    Says: With the root and with the least risk the line follows.
*)
Theorem eq35_repaired : ~ ~ forall N K chance r pi best C risk least emp T, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  - best - C * sqrt (emp - least + T) <= mean K chance r (dcg N pi).
Proof.
  intros H. apply H. intros N K chance r pi best C risk least emp T _ _ _ PC L1 L2 E.
  assert (sqrt (risk - least) <= sqrt (emp - least + T)) by (apply sqrt_le_1; lra).
  assert (C * sqrt (risk - least) <= C * sqrt (emp - least + T)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Claim: rg.prop15.repair
    Role: establishes
    Place: RG, s. 4.4, Prop. 15, repaired
    Says: From the first line of Eq. 34 and R <= R-hat + T it follows that E[DCG] >= sum_k c_k eta_[k] - C sqrt(R-hat
      + T - inf R).
    Gap: Real numbers; one context; the sorted sum is written with ranks that sort E[r]; natural logarithms.
    Mutant: `C * sqrt (emp + T - least) <=` becomes `C * (emp + T - least) <=`; refuted by the theorem
      prop15_needs_the_root
*)
Theorem prop15_repaired : forall N K chance r pi best C risk least emp T sorted, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  ranks N (fun y => mean K chance r (fun q => hit q y)) sorted ->
  sum N (fun y => mean K chance r (fun q => hit q y) * discount (sorted y)) - C * sqrt (emp + T - least) <=
    mean K chance r (dcg N pi).
Proof.
  intros N K chance r pi best C risk least emp T sorted L _ [_ HB] PC L1 L2 E S.
  specialize (HB sorted (proj1 S)).
  assert (M : mean K chance r (dcg N sorted) =
    sum N (fun y => mean K chance r (fun q => hit q y) * discount (sorted y))).
  { unfold dcg. rewrite mean_sum. apply sum_ext. intros y _. apply mean_scal_r. }
  rewrite M in HB. assert (sqrt (risk - least) <= sqrt (emp + T - least)) by (apply sqrt_le_1; lra).
  assert (C * sqrt (risk - least) <= C * sqrt (emp + T - least)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Claim: none
    Says: Without the root the repaired line is false.
*)
Theorem prop15_needs_the_root :
  ~ forall N K chance r pi best C risk least emp T sorted, law K chance r (nonempty N) ->
  permutation N pi -> least_dcg_risk N K chance r best -> 0 <= C -> least <= risk -> risk <= emp + T ->
  - mean K chance r (dcg N pi) <= C * sqrt (risk - least) + best ->
  ranks N (fun y => mean K chance r (fun q => hit q y)) sorted ->
  sum N (fun y => mean K chance r (fun q => hit q y) * discount (sorted y)) - C * (emp + T - least) <=
    mean K chance r (dcg N pi).
Proof.
  intros H. pose proof (discount_falls 0) as D.
  specialize (H 2%nat _ _ _ _ _ (sqrt 2 * (discount 0 - discount 1)) (8 / 25) 0 (8 / 25) 0 (fun y => y)
    (one_or_other_is_law (9 / 10) ltac:(lra)) permutation_exchange (least_of_two (9 / 10) ltac:(lra))).
  simpl sum in H. rewrite exchanged_dcg, !mean_two in H. pose proof root_of_two_times as E.
  pose proof root_is_small as F.
  assert (P : 0 <= sqrt 2 * (discount 0 - discount 1)) by (apply Rmult_le_pos; [apply sqrt_pos|lra]).
  specialize (H P ltac:(lra) ltac:(lra)).
  replace (8 / 25 - 0) with (8 / 25) in H by ring. replace (8 / 25 + 0 - 0) with (8 / 25) in H by ring.
  replace (sqrt 2 * (discount 0 - discount 1) * sqrt (8 / 25)) with (4 / 5 * (discount 0 - discount 1)) in H by
    (rewrite <- E; ring).
  assert (S : ranks 2 (fun y => mean 2 (two_chances (9 / 10)) (two_sets (only 0) (only 1)) (fun q => hit q y)) (fun y
    => y)).
  { split; [apply permutation_id|]. intros a b Ha Hb L. rewrite !mean_two in L. unfold hit, only in L.
    destruct a as [|[|a]], b as [|[|b]]; try lia; simpl in L; lra. }
  specialize (H ltac:(lra) S). unfold hit, only in H. simpl in H.
  assert (G : sqrt 2 * (8 / 25) * (discount 0 - discount 1) < 4 / 5 * (discount 0 - discount 1)) by
    (apply Rmult_lt_compat_r; lra). lra.
Qed.
