(** The softmax loss over the ideal DCG serves the NDCG, and unweighted for sets of one size: RG, title. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Rank RgRanking RgWeights RgConsistency RgBestScores.
From softproof Require Import RankmaxRisk RelevantSets SoftmaxConsistency RgSoftmaxConsistency.
Open Scope R_scope.

(** What an item adds to the NDCG at a rank of discount 1. *)
Definition ndcg_gain (n : nat) (q : nat -> bool) (y : nat) : R := / ideal (count n q) * hit q y.

Lemma ndcg_by_gains n pi q : ndcg n pi q = sum n (fun y => ndcg_gain n q y * discount (pi y)).
Proof.
  unfold ndcg, ndcg_gain, Rdiv. rewrite binary_dcg_hits, Rmult_comm, <- sum_scal. apply sum_ext. intros; ring.
Qed.

Lemma ideal_inverse_positive n q : nonempty n q -> 0 < / ideal (count n q).
Proof. intros H. apply Rinv_0_lt_compat, ideal_positive, H. Qed.

(** Claim: rg.title.single
    Role: establishes
    Place: RG, title and abstract, Remark 22
    Says: Where every relevant set has m items (m = 1 for a single click), the softmax loss summed over the pairs is
      NDCG-consistent in the sense of Definition 8, for every N and every law of such sets.
    Gap: Real numbers; conditional on one context; a law on finitely many sets; minima are infima; ties are broken in
      any way. NDCG is the same for every base of the logarithm. With the mean over a context's items the loss is the
      same up to the factor 1/m.
    Mutant: `size n q = m` becomes `m <= size n q`; refuted by the theorem softmax_needs_sets_of_one_size
*)
Theorem softmax_is_ndcg_consistent_for_one_size : forall n m, 1 <= m ->
  consistent n (fun q => size n q = m) (ndcg n) (fun o q => loss_sum n q o).
Proof.
  intros n m Hm. apply softmax_is_consistent with (u := ndcg_gain n) (v := fun q y => 1 * hit q y).
  - intros pi q _. apply ndcg_by_gains.
  - apply (context_weighs_items n _ (fun _ => 1)); [|intros; lra|intros; ring].
    intros q. apply one_size_is_nonempty, Hm.
  - intros K chance r a b L E. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
    assert (V : forall y, share K chance r (ndcg_gain n) y = / ideal (count n q0) * share K chance r hit y).
    { intros y. rewrite <- share_scaled. apply (expected_ext K chance r _ _ _ L). intros q Hq. unfold ndcg_gain.
      do 3 f_equal. apply INR_eq. rewrite <- !size_is_count, Hq, Hq0. reflexivity. }
    rewrite !V in E. rewrite !share_scaled, !Rmult_1_l.
    apply Rmult_lt_reg_l with (/ ideal (count n q0)); [|exact E].
    apply ideal_inverse_positive, (one_size_is_nonempty n m q0 Hm Hq0).
Qed.

(** Claim: none
    Says: With sets of several sizes the softmax loss is not NDCG-consistent.
*)
Theorem softmax_needs_sets_of_one_size : ~ forall n m, 1 <= m ->
  consistent n (fun q => m <= size n q) (ndcg n) (fun o q => loss_sum n q o).
Proof. intros H. apply softmax_summed_is_not_ndcg_consistent. intros n. apply (H n 1). lra. Qed.

(** Claim: none
    Says: The weight 1/m does not serve the NDCG: {2, 3} are relevant with chance 13/20, {1} with 7/20.
*)
Theorem a_drawn_item_does_not_serve_ndcg : ~ forall n,
  consistent n (nonempty n) (ndcg n) (fun o q => loss_mean n q o).
Proof.
  intros H. specialize (H 3%nat). revert H.
  apply (not_consistent_for_many_or_one (13 / 20) (fun q => / size 3 q)) with (pi := S) (pi' := first_last);
    [lra|apply size_pos|intros; apply loss_mean_by_sum| |apply ranking_first_last|].
  - apply first_of_logs. unfold size, hit, only, but. simpl. lra.
  - rewrite !expected_two. unfold ndcg, ideal, binary_dcg, dcg, only, but. simpl.
    pose proof first_discounts as D. assert (Q : 3 * discount 2 < 2 * discount 1).
    { pose proof logs as (L2 & _ & _ & L). unfold discount. simpl. replace (1 + 1) with 2 by ring.
      replace (1 + 2) with 3 by ring. apply Rmult_lt_reg_r with (ln 2 * ln 3); [apply Rmult_lt_0_compat; lra|].
      replace (3 * (1 / ln 3) * (ln 2 * ln 3)) with (3 * ln 2) by (field; lra).
      replace (2 * (1 / ln 2) * (ln 2 * ln 3)) with (2 * ln 3) by (field; lra). exact L. }
    set (x := discount 1) in *. set (y := discount 2) in *. set (z := discount 3) in *.
    assert (P : 0 < (x - z) * (6 * x - 7 * y)) by (apply Rmult_lt_0_compat; lra).
    apply Rmult_lt_reg_r with (20 * x * (x + y)); [apply Rmult_lt_0_compat; lra|].
    match goal with |- ?l * _ < ?r * _ =>
      replace (l * (20 * x * (x + y))) with (13 * x * (y + z) + 7 * x * (x + y)) by (field; lra);
      replace (r * (20 * x * (x + y))) with (13 * x * (x + y) + 7 * z * (x + y)) by (field; lra) end.
    lra.
Qed.

(** Claim: none
    Says: With the weight 1 / IDCG the DCG is not served: {2, 3} are relevant with chance 3/5, {1} with 2/5.
*)
Theorem softmax_over_ideal_dcg_is_not_dcg_consistent : ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (fun o q => loss_sum n q o / ideal (count n q)).
Proof.
  intros H. specialize (H 3%nat). revert H.
  apply (not_consistent_for_many_or_one (3 / 5) (fun q => / ideal (count 3 q))) with (pi := S) (pi' := first_last);
    [lra|apply ideal_inverse_positive|intros; apply Rmult_comm| |apply ranking_first_last
    |exact first_item_should_be_last].
  apply first_of_logs. unfold ideal, but, only. simpl. pose proof discounts_are_close as C. pose proof first_discounts.
  set (x := discount 1) in *. set (y := discount 2) in *.
  pose proof (Rinv_0_lt_compat (0 + x + y) ltac:(lra)). split; [lra|].
  apply Rmult_le_reg_r with (5 * (0 + x) * (0 + x + y)); [apply Rmult_lt_0_compat; lra|].
  field_simplify; lra.
Qed.

(** Claim: rg.title.repair
    Role: establishes
    Place: RG, title and abstract, Remark 22
    Says: The softmax loss summed over the relevant items of a context, times 1 / IDCG(m) for the m of them, is
      NDCG-consistent in the sense of Definition 8, for every N and every law of the relevant set; scores of least risk
      sort the items by E[r_y / IDCG].
    Gap: Real numbers; conditional on one context with a positive; a law on finitely many sets; minima are infima; ties
      are broken in any way. The logarithm is natural: another base multiplies the loss by a constant. Scores of least
      risk exist where every item is relevant with some chance.
    Mutant: `let loss o q := loss_sum n q o / ideal (count n q) in` becomes `let loss o q := loss_sum n q o in`;
      refuted by the theorem ndcg_needs_a_weight
    Mutant: `let loss o q := loss_sum n q o / ideal (count n q) in` becomes `let loss o q := loss_mean n q o in`;
      refuted by the theorem ndcg_needs_more_than_the_mean
    Mutant: `(ndcg n)` becomes `(binary_dcg n)`; refuted by the theorem dcg_is_not_served_with_it
*)
Theorem softmax_over_ideal_dcg_is_ndcg_consistent : forall n,
  let loss o q := loss_sum n q o / ideal (count n q) in
  consistent n (nonempty n) (ndcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    let share y := expected K chance r (fun q => hit q y / ideal (count n q)) in
    forall a b, (a < n)%nat -> (b < n)%nat -> share b < share a -> o b < o a.
Proof.
  intros n loss. assert (W : weighs_items n (nonempty n) (ndcg_gain n) loss).
  { apply (context_weighs_items n _ (fun q => / ideal (count n q))); [auto|apply ideal_inverse_positive|].
    intros o q _. unfold loss, Rdiv. apply Rmult_comm. }
  split.
  - apply softmax_is_consistent with (u := ndcg_gain n) (v := ndcg_gain n); [|exact W|intros; assumption].
    intros pi q _. apply ndcg_by_gains.
  - intros K chance r o L B expected_share a b Ha Hb E.
    apply (least_risk_sorts_shares n K chance r (nonempty n) (ndcg_gain n) loss o L W B a b Ha Hb).
    assert (V : forall y, share K chance r (ndcg_gain n) y = expected_share y).
    { intros y. apply sum_ext. intros k _. unfold ndcg_gain, Rdiv. ring. }
    rewrite !V. exact E.
Qed.

(** Claim: none
    Says: Without a weight the softmax loss is not NDCG-consistent.
*)
Theorem ndcg_needs_a_weight : ~ forall n,
  let loss o q := loss_sum n q o in
  consistent n (nonempty n) (ndcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    let share y := expected K chance r (fun q => hit q y / ideal (count n q)) in
    forall a b, (a < n)%nat -> (b < n)%nat -> share b < share a -> o b < o a.
Proof. intros H. apply softmax_summed_is_not_ndcg_consistent. intros n. apply (H n). Qed.

(** Claim: none
    Says: The weight 1/m does not serve the NDCG.
*)
Theorem ndcg_needs_more_than_the_mean : ~ forall n,
  let loss o q := loss_mean n q o in
  consistent n (nonempty n) (ndcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    let share y := expected K chance r (fun q => hit q y / ideal (count n q)) in
    forall a b, (a < n)%nat -> (b < n)%nat -> share b < share a -> o b < o a.
Proof. intros H. apply a_drawn_item_does_not_serve_ndcg. intros n. apply (H n). Qed.

(** Claim: none
    Says: With the weight 1 / IDCG the DCG is not served.
*)
Theorem dcg_is_not_served_with_it : ~ forall n,
  let loss o q := loss_sum n q o / ideal (count n q) in
  consistent n (nonempty n) (binary_dcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    let share y := expected K chance r (fun q => hit q y / ideal (count n q)) in
    forall a b, (a < n)%nat -> (b < n)%nat -> share b < share a -> o b < o a.
Proof. intros H. apply softmax_over_ideal_dcg_is_not_dcg_consistent. intros n. apply (H n). Qed.
