(** The expected squared loss: its value, its least value, and what it says of DCG: RG, Thm 10. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Eq25 Lemma9.
Open Scope R_scope.

(** RG, s. 4.2, before Thm 10: the expectation of the sum of (f - r)^2 over the items. *)
Definition squared_risk (N M : nat) (P : nat -> R) (r : nat -> nat -> nat) (f : nat -> R) : R :=
  mean M P (fun d => sum N (fun y => (f y - INR (r d y)) ^ 2)).

Lemma item_risk M P (r : nat -> nat) x : simplex M P -> (forall d, (d < M)%nat -> (r d <= 1)%nat) ->
  mean M P (fun d => (x - INR (r d)) ^ 2)
  = (x - mean M P (fun d => INR (r d))) ^ 2 + mean M P (fun d => INR (r d)) * (1 - mean M P (fun d => INR (r d))).
Proof.
  intros [_ H1] Hr. set (F := mean M P (fun d => INR (r d))).
  replace ((x - F) ^ 2 + F * (1 - F)) with (x ^ 2 * sum M P + (1 - 2 * x) * F) by (rewrite H1; ring).
  unfold F, mean. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros d Hd. specialize (Hr d Hd).
  destruct (r d) as [|[|k]]; simpl; [ring|ring|lia].
Qed.

Lemma squared_risk_by_items N M P r f : simplex M P -> binary M N r ->
  squared_risk N M P r f
  = sum N (fun y => (f y - f_B M P r y) ^ 2) + sum N (fun y => f_B M P r y * (1 - f_B M P r y)).
Proof.
  intros HP Hr. unfold squared_risk, mean.
  rewrite (sum_ext M _ (fun d => sum N (fun y => P d * (f y - INR (r d y)) ^ 2)))
    by (intros; symmetry; apply sum_scal).
  rewrite sum_exchange, <- sum_plus. apply sum_ext. intros y Hy.
  apply (item_risk M P (fun d => r d y) (f y) HP). intros d Hd. apply Hr; assumption.
Qed.

Lemma f_B_chance M N P r y : simplex M P -> binary M N r -> (y < N)%nat -> 0 <= f_B M P r y <= 1.
Proof.
  intros [HP H1] Hr Hy. split.
  - apply sum_nonneg. intros d Hd. apply Rmult_le_pos; [apply HP, Hd|apply pos_INR].
  - rewrite <- H1. apply sum_le. intros d Hd. rewrite <- (Rmult_1_r (P d)) at 2.
    apply Rmult_le_compat_l; [apply HP, Hd|]. apply (le_INR _ 1), Hr; assumption.
Qed.

Lemma squared_risk_least N M P r : simplex M P -> binary M N r ->
  squared_risk N M P r (f_B M P r) = sum N (fun y => f_B M P r y * (1 - f_B M P r y)).
Proof.
  intros HP Hr. rewrite squared_risk_by_items by assumption. rewrite sum_eq_0; [ring|]. intros y _. ring.
Qed.

Lemma squared_risk_excess N M P r f : simplex M P -> binary M N r ->
  squared_risk N M P r f - squared_risk N M P r (f_B M P r) = sum N (fun y => (f y - f_B M P r y) ^ 2).
Proof. intros HP Hr. rewrite squared_risk_least, squared_risk_by_items by assumption. ring. Qed.

Lemma f_B_is_best N M P r f : simplex M P -> binary M N r ->
  squared_risk N M P r (f_B M P r) <= squared_risk N M P r f.
Proof.
  intros HP Hr. pose proof (squared_risk_excess N M P r f HP Hr) as E.
  pose proof (squares_nonneg N (fun y => f y - f_B M P r y)) as S. simpl in S, E. lra.
Qed.

(** Claim: rg.thm10.repair
    Role: establishes
    Place: RG, Thm 10, and the line before it
    Says: For relevances 0 and 1 the expected squared loss of f is the squared distance from f_B plus the sum of
      f_B (1 - f_B); the latter is its least value, at f_B; it is zero exactly where f_B(y) is 0 or 1 for every item.
    Gap: Real numbers, one context. That a label is certain is written as: its chance f_B(y) is 0 or 1.
    Mutant: `F y * (1 - F y)` becomes `F y * (1 - F y) / 2`; refuted by the theorem half_the_variance_is_not_the_rest
    Mutant: `F y * (1 - F y)` becomes `F y ^ 2`; refuted by the theorem the_squared_chance_is_not_the_rest
    Mutant: `binary M N r -> ` becomes ``; refuted by the theorem the_rest_needs_binary_labels
*)
Theorem expected_squared_loss :
  forall N M P r, simplex M P -> binary M N r ->
  let F := f_B M P r in
  let rest := sum N (fun y => F y * (1 - F y)) in
  (forall f, squared_risk N M P r f = sum N (fun y => (f y - F y) ^ 2) + rest) /\
  squared_risk N M P r F = rest /\
  (forall f, squared_risk N M P r F <= squared_risk N M P r f) /\
  (rest = 0 <-> forall y, (y < N)%nat -> F y = 0 \/ F y = 1).
Proof.
  intros N M P r HP Hr F rest. repeat split.
  - intros f. apply squared_risk_by_items; assumption.
  - apply squared_risk_least; assumption.
  - intros f. apply f_B_is_best; assumption.
  - intros Z y Hy.
    assert (T : forall i, (i < N)%nat -> 0 <= F i * (1 - F i)).
    { intros i Hi. pose proof (f_B_chance M N P r i HP Hr Hi). fold F in H. nra. }
    pose proof (term_le_sum N (fun i => F i * (1 - F i)) y T Hy) as L. cbn beta in L. fold rest in L.
    specialize (T y Hy). assert (E : F y * (1 - F y) = 0) by lra.
    apply Rmult_integral in E. destruct E; [left|right]; lra.
  - intros C. apply sum_eq_0. intros y Hy. destruct (C y Hy) as [-> | ->]; ring.
Qed.

(** Claim: rg.thm10.bound
    Role: establishes
    Place: RG, Thm 10, Eq. 27
    Says: The expected DCG loss of a ranking that sorts f (ties in any order) exceeds that of any other ranking by at
      most (2 sum c_y^2)^(1/2) times the root of the excess of the expected squared loss of f over its least value,
      which is that of f_B.
    Gap: Real numbers, one context, natural logarithm in the discount, relevances 0 and 1. The competing ranking is any
      one; the best one among them gives the optimal loss of the claim.
    Mutant: `sorts N f pi -> ` becomes ``; refuted by the theorem unsorted_scores_have_no_risk_bound
    Mutant: `squared_risk N M P r f - squared_risk N M P r (f_B M P r)` becomes
      `squared_risk N M P r f - 2 * squared_risk N M P r (f_B M P r)`; refuted by the theorem
      the_least_risk_counts_once
*)
Theorem squared_loss_bounds_dcg :
  forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
  (forall g, squared_risk N M P r (f_B M P r) <= squared_risk N M P r g) /\
  dcg_loss N M P r pi - dcg_loss N M P r best <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2))
    * sqrt (squared_risk N M P r f - squared_risk N M P r (f_B M P r)).
Proof.
  intros N M P r f pi best HP Hr Hp Hb Hs. split; [intros g; apply f_B_is_best; assumption|].
  rewrite squared_risk_excess by assumption. apply lemma_9; assumption.
Qed.

(** A coin: one item, relevant with the chance 1/2. *)
Definition flip (d y : nat) : nat := d.

Lemma coin_binary : binary 2 1 flip.
Proof. intros d y Hd _. unfold flip. lia. Qed.

Lemma coin_f_B y : f_B 2 half flip y = 1 / 2.
Proof. unfold f_B, mean, half, flip. simpl. lra. Qed.

Lemma coin_risk f : squared_risk 1 2 half flip f = f 0%nat * f 0%nat - f 0%nat + 1 / 2.
Proof. unfold squared_risk, mean, half, flip. simpl. lra. Qed.

(** Claim: rg.thm10.risk
    Role: refutes
    Place: RG, s. 4.2, the line before Thm 10
    Says: It is not so that the expected squared loss is the squared distance from f_B: one item that is relevant with
      the chance 1/2, at f = f_B, is a counterexample.
    Gap: Real numbers, one context.
    Mutant: `squared_risk N M P r f = ` becomes `squared_risk N M P r f >= `; refuted by the theorem
      the_distance_is_below_the_risk
*)
Theorem risk_is_not_the_distance :
  ~ (forall N M P r f, simplex M P -> binary M N r ->
  squared_risk N M P r f = sum N (fun y => (f y - f_B M P r y) ^ 2)).
Proof.
  intros H. specialize (H 1%nat 2%nat half flip (fun _ => 1 / 2) half_simplex coin_binary).
  rewrite coin_risk in H. simpl sum in H. rewrite coin_f_B in H. lra.
Qed.

(** Claim: rg.thm10.minimum
    Role: refutes
    Place: RG, Thm 10, the sentence after Eq. 27
    Says: It is not so that the least expected squared loss is 0: for one item that is relevant with the chance 1/2 no
      score reaches 0.
    Gap: Real numbers, one context. Only the value 0 is refuted; that Eq. 27 holds with the true least value is
      squared_loss_bounds_dcg.
    Mutant: `squared_risk N M P r f = 0` becomes `squared_risk N M P r f >= 0`; refuted by the theorem
      the_risk_is_not_negative
*)
Theorem least_risk_is_not_zero :
  ~ (forall N M P r, simplex M P -> binary M N r ->
  exists f, squared_risk N M P r f = 0 /\ forall g, squared_risk N M P r f <= squared_risk N M P r g).
Proof.
  intros H. destruct (H 1%nat 2%nat half flip half_simplex coin_binary) as [f [Z _]].
  rewrite coin_risk in Z. pose proof (Rle_0_sqr (f 0%nat - 1 / 2)) as S. unfold Rsqr in S. lra.
Qed.

(** Claim: none
    Says: The squared distance is at most the expected squared loss.
*)
Theorem the_distance_is_below_the_risk :
  ~ ~ (forall N M P r f, simplex M P -> binary M N r ->
  squared_risk N M P r f >= sum N (fun y => (f y - f_B M P r y) ^ 2)).
Proof.
  intros H. apply H. intros N M P r f HP Hr. apply Rle_ge. rewrite squared_risk_by_items by assumption.
  enough (0 <= sum N (fun y => f_B M P r y * (1 - f_B M P r y))) by lra.
  apply sum_nonneg. intros y Hy. pose proof (f_B_chance M N P r y HP Hr Hy). nra.
Qed.

(** Claim: none
    Says: The least expected squared loss is reached, and is not negative.
*)
Theorem the_risk_is_not_negative :
  ~ ~ (forall N M P r, simplex M P -> binary M N r ->
  exists f, squared_risk N M P r f >= 0 /\ forall g, squared_risk N M P r f <= squared_risk N M P r g).
Proof.
  intros H. apply H. intros N M P r HP Hr. exists (f_B M P r). split; [|intros g; apply f_B_is_best; assumption].
  apply Rle_ge. rewrite squared_risk_least by assumption.
  apply sum_nonneg. intros y Hy. pose proof (f_B_chance M N P r y HP Hr Hy). nra.
Qed.

(** Claim: none
    Says: Half the variance is not what is left of the risk.
*)
Theorem half_the_variance_is_not_the_rest :
  ~ (forall N M P r, simplex M P -> binary M N r ->
  let F := f_B M P r in
  let rest := sum N (fun y => F y * (1 - F y) / 2) in
  (forall f, squared_risk N M P r f = sum N (fun y => (f y - F y) ^ 2) + rest) /\
  squared_risk N M P r F = rest /\
  (forall f, squared_risk N M P r F <= squared_risk N M P r f) /\
  (rest = 0 <-> forall y, (y < N)%nat -> F y = 0 \/ F y = 1)).
Proof.
  intros H. destruct (H 1%nat 2%nat half flip half_simplex coin_binary) as [_ [E _]].
  rewrite coin_risk in E. simpl sum in E. rewrite coin_f_B in E. lra.
Qed.

(** Claim: none
    Says: The squared chance is not what is left of the risk, where labels are certain.
*)
Theorem the_squared_chance_is_not_the_rest :
  ~ (forall N M P r, simplex M P -> binary M N r ->
  let F := f_B M P r in
  let rest := sum N (fun y => F y ^ 2) in
  (forall f, squared_risk N M P r f = sum N (fun y => (f y - F y) ^ 2) + rest) /\
  squared_risk N M P r F = rest /\
  (forall f, squared_risk N M P r F <= squared_risk N M P r f) /\
  (rest = 0 <-> forall y, (y < N)%nat -> F y = 0 \/ F y = 1)).
Proof.
  intros H. destruct (H 2%nat 2%nat half first_only half_simplex first_only_binary) as [_ [E _]].
  unfold squared_risk, f_B, mean, half in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: For other labels than 0 and 1 the rest is another: two items with the label 2.
*)
Theorem the_rest_needs_binary_labels :
  ~ (forall N M P r, simplex M P ->
  let F := f_B M P r in
  let rest := sum N (fun y => F y * (1 - F y)) in
  (forall f, squared_risk N M P r f = sum N (fun y => (f y - F y) ^ 2) + rest) /\
  squared_risk N M P r F = rest /\
  (forall f, squared_risk N M P r F <= squared_risk N M P r f) /\
  (rest = 0 <-> forall y, (y < N)%nat -> F y = 0 \/ F y = 1)).
Proof.
  intros H. destruct (H 2%nat 2%nat half (fun _ _ => 2%nat) half_simplex) as [_ [E _]].
  unfold squared_risk, f_B, mean, half in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: Without sorting, the constant of Thm 10 does not do.
*)
Theorem unsorted_scores_have_no_risk_bound :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
  (forall g, squared_risk N M P r (f_B M P r) <= squared_risk N M P r g) /\
  dcg_loss N M P r pi - dcg_loss N M P r best <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2))
    * sqrt (squared_risk N M P r f - squared_risk N M P r (f_B M P r))).
Proof.
  intros H. destruct (H 2%nat 2%nat half first_only (f_B 2 half first_only) swapped S
    half_simplex first_only_binary swapped_ranking (ranking_forward 2)) as [_ L].
  rewrite squared_risk_excess in L by (exact half_simplex || exact first_only_binary).
  fold (distance 2 (f_B 2 half first_only) (f_B 2 half first_only)) in L.
  rewrite no_distance in L. pose proof wrong_way_round. lra.
Qed.

(** Claim: none
    Says: The least risk is to be taken off once: one item is relevant, one with the chance 1/2, the scores are equal.
*)
Theorem the_least_risk_counts_once :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
  (forall g, squared_risk N M P r (f_B M P r) <= squared_risk N M P r g) /\
  dcg_loss N M P r pi - dcg_loss N M P r best <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2))
    * sqrt (squared_risk N M P r f - 2 * squared_risk N M P r (f_B M P r))).
Proof.
  intros H. set (r := fun d y => match y with O => 1%nat | S _ => d end).
  destruct (H 2%nat 2%nat half r (fun _ => 3 / 4) swapped S half_simplex) as [_ L].
  - intros d [|y] Hd _; simpl; lia.
  - apply swapped_ranking.
  - apply ranking_forward.
  - intros y z _ _ F. exfalso. lra.
  - rewrite (sqrt_neg_0 (_ - _)), Rmult_0_r in L.
    + pose proof discounts_of_two. unfold dcg_loss, expected_dcg, mean, dcg, half, swapped, r in L. simpl in L. lra.
    + unfold squared_risk, f_B, mean, half, r. simpl. lra.
Qed.
