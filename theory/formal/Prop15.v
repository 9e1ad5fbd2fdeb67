(** What bounds of the risk say of DCG, and the least DCG loss: RG, Prop. 15. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Rearrangement SortedScores Eq25 Lemma9.
Open Scope R_scope.

(** L is the least expected DCG loss: that of some ranking, and of no ranking is it smaller. *)
Definition least_dcg_loss (N M : nat) (P : nat -> R) (r : nat -> nat -> nat) (L : R) : Prop :=
  (exists best, ranking N best /\ dcg_loss N M P r best = L) /\
  forall pi, ranking N pi -> L <= dcg_loss N M P r pi.

(** The sum of c_k times the k-th largest expected relevance. *)
Definition best_dcg (N : nat) (g : nat -> R) (item : nat -> nat) : R :=
  sum N (fun i => discount (i + 1) * g (item i)).

Lemma best_dcg_of_sorted N g item best :
  falling_list N g item -> ranking N best -> sorts N g best ->
  sum N (fun y => discount (best y) * g y) = best_dcg N g item.
Proof.
  intros [Hr [Hi Hg]] [Br Bi] Hs.
  assert (E : sum N (fun y => discount (best y) * g y) = sum N (fun i => discount (best (item i)) * g (item i))).
  { apply (sum_listed N g item (fun y => discount (best y) * g y)). split; [exact Hr|split; assumption]. }
  assert (RB : ranking N (fun i => best (item i))).
  { split; [intros i H; apply Br, Hr, H|]. intros i j A B D. apply Hi; try assumption.
    apply Bi; try apply Hr; assumption. }
  assert (RF : ranking N (fun i => (i + 1)%nat)) by (split; intros; lia).
  rewrite E. apply Rle_antisym.
  - apply (rearrangement N discount (fun i => g (item i))); [apply discount_falls|assumption|assumption|].
    intros i j A B L. destruct (Nat.lt_ge_cases i j) as [C|C]; [lia|]. specialize (Hg j i ltac:(lia)). lra.
  - apply (rearrangement N discount (fun i => g (item i))); [apply discount_falls|assumption|assumption|].
    intros i j A B L. apply Hs; [apply Hr, A|apply Hr, B|exact L].
Qed.

Lemma least_is_best_dcg N M P r item :
  binary M N r -> falling_list N (f_B M P r) item -> least_dcg_loss N M P r (- best_dcg N (f_B M P r) item).
Proof.
  intros Hr Hi. destruct (every_score_can_be_sorted N (f_B M P r)) as [best [Hb Hs]].
  rewrite <- (best_dcg_of_sorted N _ item best Hi Hb Hs), <- (dcg_loss_binary N M P r best Hr). split.
  - exists best. split; [exact Hb|reflexivity].
  - intros pi Hp. rewrite !(dcg_loss_binary N M P r) by exact Hr.
    apply Ropp_le_contravar, rearrangement; try assumption. apply discount_falls.
Qed.

Lemma least_unique N M P r K L : least_dcg_loss N M P r K -> least_dcg_loss N M P r L -> K = L.
Proof.
  intros [[p [Hp <-]] A] [[q [Hq <-]] B]. apply Rle_antisym; [apply A, Hq|apply B, Hp].
Qed.

(** Claim: rg.prop15.optimum.repair
    Role: establishes
    Place: RG, s. 4.4, before Eq. 35
    Says: The least expected DCG loss is minus the sum over the ranks k of c_k times the k-th largest of the chances
      f_B(y) of relevance, for every number of items and every law of relevances 0 and 1.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies both sides).
    Mutant: `(- sum N` becomes `(sum N`; refuted by the theorem the_least_loss_is_negative
    Mutant: `discount (i + 1)` becomes `discount (N - i)`; refuted by the theorem the_first_rank_weighs_most
*)
Theorem least_loss_from_the_chances :
  forall N M P r item, simplex M P -> binary M N r -> falling_list N (f_B M P r) item ->
  least_dcg_loss N M P r (- sum N (fun i => discount (i + 1) * f_B M P r (item i))).
Proof. intros N M P r item _ Hr Hi. apply least_is_best_dcg; assumption. Qed.

(** Claim: rg.prop15.repair
    Role: establishes
    Place: RG, Prop. 15, Eq. 34-35
    Says: From line 1 of Eq. 34, with any C >= 0, and R <= R_hat + T follows that the expected DCG is at least the sum
      over the ranks k of c_k times the k-th largest f_B(y), less C times the root of R_hat + T - Phi, for every N.
    Gap: Real numbers, one context, natural logarithm in the discount. Line 1 of Eq. 34 and R <= R_hat + T are
      premises, as in the claim; so are C >= 0 and Phi <= R, which holds of an infimum. The risks are any such numbers.
    Mutant: `C * sqrt (R_hat + T - Phi)` becomes `C * (R_hat + T - Phi)`; refuted by the theorem the_root_stays
    Mutant: `C * sqrt (R_hat + T - Phi)` becomes `C / 2 * sqrt (R_hat + T - Phi)`; refuted by the theorem
      the_whole_constant_stays
*)
Theorem dcg_from_the_risk :
  forall N M P r item pi L C R R_hat T Phi,
  simplex M P -> binary M N r -> falling_list N (f_B M P r) item -> least_dcg_loss N M P r L -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  expected_dcg N M P r pi >= sum N (fun i => discount (i + 1) * f_B M P r (item i)) - C * sqrt (R_hat + T - Phi).
Proof.
  intros N M P r item pi L C R R_hat T Phi _ Hr Hi HL HC HR H HT.
  pose proof (least_unique N M P r _ _ HL (least_is_best_dcg N M P r item Hr Hi)) as E. unfold best_dcg in E.
  assert (sqrt (R - Phi) <= sqrt (R_hat + T - Phi)) by (apply sqrt_le_1_alt; lra).
  assert (C * sqrt (R - Phi) <= C * sqrt (R_hat + T - Phi)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Two items, the first of which is relevant: their order costs the difference of the two discounts. *)

Lemma first_only_listed : falling_list 2 (f_B 2 half first_only) (fun i => i).
Proof.
  split; [auto|split; [auto|]]. intros i j H. destruct i as [|[|i]], j as [|[|j]]; try lia;
  unfold f_B, mean, half; simpl; lra.
Qed.

Lemma first_only_best : best_dcg 2 (f_B 2 half first_only) (fun i => i) = discount 1.
Proof. unfold best_dcg, f_B, mean, half. simpl. lra. Qed.

Lemma first_only_least : least_dcg_loss 2 2 half first_only (- discount 1).
Proof. rewrite <- first_only_best. apply least_is_best_dcg; [apply first_only_binary|apply first_only_listed]. Qed.

Lemma sqrt_quarter : sqrt (1 / 4) = 1 / 2.
Proof. replace (1 / 4) with ((1 / 2) * (1 / 2)) by field. apply sqrt_square. lra. Qed.

Lemma ideal_of_first_only : forall d, (d < 2)%nat -> ideal_dcg 2 (first_only d) (discount 1).
Proof.
  assert (E : forall d pi, dcg 2 (first_only d) pi = discount (pi 0%nat)).
  { intros d pi. unfold dcg. simpl. lra. }
  intros d _. split.
  - exists S. split; [apply ranking_forward|apply E].
  - intros pi [Hr _]. rewrite E. apply discount_falls. specialize (Hr 0%nat ltac:(lia)). lia.
Qed.

(** Claim: rg.prop15.eq34
    Role: refutes
    Place: RG, Prop. 15, Eq. 34, second line
    Says: It is not so that line 1 of Eq. 34 and R <= R_hat + T give the second line, which has no root: two items, one
      of them relevant, in the wrong order, with R - Phi = 1/4, are a counterexample.
    Gap: The risks and C are any numbers that satisfy line 1, as in the claim; natural logarithm in the discount.
    Mutant: `C * (R_hat + T - Phi) + L` becomes `C * sqrt (R_hat + T - Phi) + L`; refuted by the theorem
      with_the_root_eq_34_is_not_refuted
*)
Theorem eq_34_needs_the_root :
  ~ (forall N M P r pi L C R R_hat T Phi,
  simplex M P -> binary M N r -> ranking N pi -> least_dcg_loss N M P r L -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  - expected_dcg N M P r pi <= C * (R_hat + T - Phi) + L).
Proof.
  intros H. pose proof discounts_of_two as D. set (g := discount 1 - discount 2).
  specialize (H 2%nat 2%nat half first_only swapped (- discount 1) (2 * g) (1 / 4) (1 / 4) 0 0
    half_simplex first_only_binary swapped_ranking first_only_least ltac:(unfold g; lra) ltac:(lra)).
  rewrite Rminus_0_r, sqrt_quarter, first_only_dcg in H. unfold swapped in H. simpl Nat.sub in H.
  unfold g in H. lra.
Qed.

(** Claim: rg.prop15.eq35
    Role: refutes
    Place: RG, Prop. 15, Eq. 35
    Says: It is not so that line 1 of Eq. 34 and R <= R_hat + T give Eq. 35: two items, the first of them relevant, in
      the wrong order, with R - Phi = 1/4, are a counterexample.
    Gap: The risks and C are any numbers that satisfy line 1, as in the claim, Phi stands for inf R; natural logarithm
      in the discount.
    Mutant: `mean M P I - C * (R_hat - Phi + T)` becomes `- L - C * sqrt (R_hat - Phi + T)`; refuted by the theorem
      with_the_root_and_the_best_order_eq_35_is_not_refuted
*)
Theorem eq_35_needs_the_root :
  ~ (forall N M P r pi L I C R R_hat T Phi,
  simplex M P -> binary M N r -> ranking N pi -> least_dcg_loss N M P r L ->
  (forall d, (d < M)%nat -> ideal_dcg N (r d) (I d)) -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  expected_dcg N M P r pi >= mean M P I - C * (R_hat - Phi + T)).
Proof.
  intros H. pose proof discounts_of_two as D. set (g := discount 1 - discount 2).
  specialize (H 2%nat 2%nat half first_only swapped (- discount 1) (fun _ => discount 1) (2 * g) (1 / 4) (1 / 4) 0 0
    half_simplex first_only_binary swapped_ranking first_only_least ideal_of_first_only
    ltac:(unfold g; lra) ltac:(lra)).
  rewrite !Rminus_0_r, sqrt_quarter, first_only_dcg in H. unfold swapped in H. simpl Nat.sub in H.
  unfold g, mean, half in H. simpl sum in H. lra.
Qed.

(** Two items, of which each is the relevant one with the chance 1/2. *)

Lemma either_dcg pi : expected_dcg 2 2 half one_click pi = (discount (pi 0%nat) + discount (pi 1%nat)) / 2.
Proof. unfold expected_dcg, mean, dcg, half. simpl. lra. Qed.

Lemma either_least : least_dcg_loss 2 2 half one_click (- ((discount 1 + discount 2) / 2)).
Proof.
  split; [exists S; split; [apply ranking_forward|unfold dcg_loss; rewrite either_dcg; reflexivity]|].
  intros pi [Hr Hi]. unfold dcg_loss. rewrite either_dcg.
  pose proof (Hr 0%nat ltac:(lia)). pose proof (Hr 1%nat ltac:(lia)).
  assert (pi 0%nat <> pi 1%nat) by (intros E; specialize (Hi 0%nat 1%nat ltac:(lia) ltac:(lia) E); lia).
  assert (C : pi 0%nat = 1%nat /\ pi 1%nat = 2%nat \/ pi 0%nat = 2%nat /\ pi 1%nat = 1%nat) by lia.
  destruct C as [[-> ->]|[-> ->]]; lra.
Qed.

Lemma either_ideal : forall d, (d < 2)%nat -> ideal_dcg 2 (one_click d) (discount 1).
Proof.
  assert (E : forall d pi, (d < 2)%nat -> dcg 2 (one_click d) pi = discount (pi d)).
  { intros [|[|d]] pi Hd; [| |lia]; unfold dcg; simpl; lra. }
  intros d Hd. split.
  - exists (fun y => if Nat.eqb y d then 1 else 2)%nat. rewrite E, Nat.eqb_refl by exact Hd. split; [|reflexivity].
    split; [intros y _; destruct (Nat.eqb y d); lia|]. intros y z Hy Hz.
    destruct (Nat.eqb_spec y d), (Nat.eqb_spec z d); lia.
  - intros pi [Hr _]. rewrite E by exact Hd. apply discount_falls. specialize (Hr d Hd). lia.
Qed.

(** Claim: rg.prop15.optimum
    Role: refutes
    Place: RG, s. 4.4, before Eq. 35
    Says: It is not so that the least expected DCG loss is the mean ideal DCG: two items, each the relevant one with the
      chance 1/2, are a counterexample.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies both sides).
    Mutant: `L = mean M P I` becomes `L >= - mean M P I`; refuted by the theorem the_ideal_is_only_a_bound
*)
Theorem least_loss_is_not_the_mean_ideal_dcg :
  ~ (forall N M P r L I, simplex M P -> binary M N r -> least_dcg_loss N M P r L ->
  (forall d, (d < M)%nat -> ideal_dcg N (r d) (I d)) -> L = mean M P I).
Proof.
  intros H. specialize (H 2%nat 2%nat half one_click _ (fun _ => discount 1)
    half_simplex (one_click_binary 2 2) either_least either_ideal).
  unfold mean, half in H. simpl in H. pose proof (discount_pos 1 (le_n 1)). pose proof discounts_of_two.
  pose proof (discount_pos 2 ltac:(lia)). lra.
Qed.

(** Claim: rg.prop15.optimum.sign
    Role: refutes
    Place: RG, s. 4.4, Eq. 35
    Says: It is not so that the least expected DCG loss is minus the mean ideal DCG: two items, each the relevant one
      with the chance 1/2, are a counterexample.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies both sides).
    Mutant: `L = - mean M P I` becomes `L >= - mean M P I`; refuted by the theorem the_ideal_is_only_a_bound
*)
Theorem least_loss_is_not_minus_the_mean_ideal_dcg :
  ~ (forall N M P r L I, simplex M P -> binary M N r -> least_dcg_loss N M P r L ->
  (forall d, (d < M)%nat -> ideal_dcg N (r d) (I d)) -> L = - mean M P I).
Proof.
  intros H. specialize (H 2%nat 2%nat half one_click _ (fun _ => discount 1)
    half_simplex (one_click_binary 2 2) either_least either_ideal).
  unfold mean, half in H. simpl in H. pose proof discounts_of_two. lra.
Qed.

(** Claim: none
    Says: The least loss is at least minus the mean ideal DCG.
*)
Theorem the_ideal_is_only_a_bound :
  ~ (~ (forall N M P r L I, simplex M P -> binary M N r -> least_dcg_loss N M P r L ->
  (forall d, (d < M)%nat -> ideal_dcg N (r d) (I d)) -> L >= - mean M P I)).
Proof.
  intros H. apply H. intros N M P r L I [HP _] _ [[best [Hb <-]] _] HI. unfold dcg_loss, expected_dcg.
  apply Ropp_le_ge_contravar, sum_le. intros d Hd. apply Rmult_le_compat_l; [apply HP, Hd|].
  apply (HI d Hd), Hb.
Qed.

(** Claim: none
    Says: With the root the second line of Eq. 34 follows.
*)
Theorem with_the_root_eq_34_is_not_refuted :
  ~ (~ (forall N M P r pi L C R R_hat T Phi,
  simplex M P -> binary M N r -> ranking N pi -> least_dcg_loss N M P r L -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  - expected_dcg N M P r pi <= C * sqrt (R_hat + T - Phi) + L)).
Proof.
  intros H. apply H. intros N M P r pi L C R R_hat T Phi _ _ _ _ HC HR A B.
  assert (sqrt (R - Phi) <= sqrt (R_hat + T - Phi)) by (apply sqrt_le_1_alt; lra).
  assert (C * sqrt (R - Phi) <= C * sqrt (R_hat + T - Phi)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Claim: none
    Says: With the root, and the best order in place of the ideal ones, Eq. 35 follows.
*)
Theorem with_the_root_and_the_best_order_eq_35_is_not_refuted :
  ~ (~ (forall N M P r pi L I C R R_hat T Phi,
  simplex M P -> binary M N r -> ranking N pi -> least_dcg_loss N M P r L ->
  (forall d, (d < M)%nat -> ideal_dcg N (r d) (I d)) -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  expected_dcg N M P r pi >= - L - C * sqrt (R_hat - Phi + T))).
Proof.
  intros H. apply H. intros N M P r pi L I C R R_hat T Phi _ _ _ _ _ HC HR A B.
  assert (sqrt (R - Phi) <= sqrt (R_hat - Phi + T)) by (apply sqrt_le_1_alt; lra).
  assert (C * sqrt (R - Phi) <= C * sqrt (R_hat - Phi + T)) by (apply Rmult_le_compat_l; assumption). lra.
Qed.

(** Claim: none
    Says: The least loss of a relevant and an irrelevant item is negative.
*)
Theorem the_least_loss_is_negative :
  ~ (forall N M P r item, simplex M P -> binary M N r -> falling_list N (f_B M P r) item ->
  least_dcg_loss N M P r (sum N (fun i => discount (i + 1) * f_B M P r (item i)))).
Proof.
  intros H. specialize (H 2%nat 2%nat half first_only _ half_simplex first_only_binary first_only_listed).
  pose proof first_only_best as B. unfold best_dcg in B. cbn beta in B, H. rewrite B in H.
  pose proof (least_unique _ _ _ _ _ _ H first_only_least). pose proof (discount_pos 1 (le_n 1)). lra.
Qed.

(** Claim: none
    Says: The weights of the ranks do not count from the last rank.
*)
Theorem the_first_rank_weighs_most :
  ~ (forall N M P r item, simplex M P -> binary M N r -> falling_list N (f_B M P r) item ->
  least_dcg_loss N M P r (- sum N (fun i => discount (N - i) * f_B M P r (item i)))).
Proof.
  intros H. specialize (H 2%nat 2%nat half first_only _ half_simplex first_only_binary first_only_listed).
  pose proof (least_unique _ _ _ _ _ _ H first_only_least) as E. unfold f_B, mean, half in E. simpl in E.
  pose proof discounts_of_two. lra.
Qed.

(** Claim: none
    Says: Without the root the bound of the DCG fails.
*)
Theorem the_root_stays :
  ~ (forall N M P r item pi L C R R_hat T Phi,
  simplex M P -> binary M N r -> falling_list N (f_B M P r) item -> least_dcg_loss N M P r L -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  expected_dcg N M P r pi >= sum N (fun i => discount (i + 1) * f_B M P r (item i)) - C * (R_hat + T - Phi)).
Proof.
  intros H. pose proof discounts_of_two as D. set (g := discount 1 - discount 2).
  specialize (H 2%nat 2%nat half first_only _ swapped (- discount 1) (2 * g) (1 / 4) (1 / 4) 0 0
    half_simplex first_only_binary first_only_listed first_only_least ltac:(unfold g; lra) ltac:(lra)).
  pose proof first_only_best as B. unfold best_dcg in B. cbn beta in B, H. rewrite B in H.
  rewrite Rplus_0_r, Rminus_0_r, sqrt_quarter, first_only_dcg in H.
  unfold swapped in H. simpl Nat.sub in H. unfold g in H. lra.
Qed.

(** Claim: none
    Says: With half the constant the bound of the DCG fails.
*)
Theorem the_whole_constant_stays :
  ~ (forall N M P r item pi L C R R_hat T Phi,
  simplex M P -> binary M N r -> falling_list N (f_B M P r) item -> least_dcg_loss N M P r L -> 0 <= C -> Phi <= R ->
  - expected_dcg N M P r pi <= C * sqrt (R - Phi) + L -> R <= R_hat + T ->
  expected_dcg N M P r pi >= sum N (fun i => discount (i + 1) * f_B M P r (item i)) - C / 2 * sqrt (R_hat + T - Phi)).
Proof.
  intros H. pose proof discounts_of_two as D. set (g := discount 1 - discount 2).
  specialize (H 2%nat 2%nat half first_only _ swapped (- discount 1) (2 * g) (1 / 4) (1 / 4) 0 0
    half_simplex first_only_binary first_only_listed first_only_least ltac:(unfold g; lra) ltac:(lra)).
  pose proof first_only_best as B. unfold best_dcg in B. cbn beta in B, H. rewrite B in H.
  rewrite Rplus_0_r, Rminus_0_r, sqrt_quarter, first_only_dcg in H.
  unfold swapped in H. simpl Nat.sub in H. unfold g in H. lra.
Qed.
