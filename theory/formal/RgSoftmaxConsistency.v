(** The softmax loss beside DCG and NDCG, for one relevant item and for many: RG, Prop. 6 and the title. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Rank RgRanking RgWeights RgConsistency RgBestScores.
From softproof Require Import RelevantSets SoftmaxConsistency.
Open Scope R_scope.

(** ** One relevant item *)

Lemma item_weighs_itself n : weighs_items n (fun y => (y < n)%nat) one_hot (softmax_loss n).
Proof.
  split; [|split].
  - intros o q Hq. rewrite sum_pick by exact Hq. reflexivity.
  - intros q y _ _. unfold one_hot. destruct (Nat.eqb y q); lra.
  - intros q Hq. rewrite sum_one_hot by exact Hq. lra.
Qed.

(** Claim: rg.prop6.single
    Role: establishes
    Place: RG, Prop. 6, A.1.2
    Says: With one relevant item y a context, of any law, the softmax loss -log p(o_y) is DCG-consistent in the sense of
      Definition 8, for every N: if the risks of scores tend to the least one, the expected discounts c of the rank of
      the relevant item tend to the largest.
    Gap: Real numbers; conditional on one context; a law on finitely many items; minima are infima; ties are broken in
      any way; the logarithm is natural.
    Mutant: `softmax_loss n o` becomes `softmax_loss n (fun i => - o i)`; refuted by the theorem
      energies_are_not_consistent
*)
Theorem softmax_is_dcg_consistent_for_one_item : forall n,
  consistent n (fun y => (y < n)%nat) (fun pi y => discount (pi y)) (fun o y => softmax_loss n o y).
Proof.
  intros n. apply softmax_is_consistent with (u := one_hot) (v := one_hot).
  - intros pi q Hq. rewrite (sum_pick n q (fun y => discount (pi y)) Hq). reflexivity.
  - exact (item_weighs_itself n).
  - intros K chance r a b _ E. exact E.
Qed.

(** Claim: none
    Says: Energies, the scores with the other sign, are not consistent: of two items the first has the chance 3/4.
*)
Theorem energies_are_not_consistent : ~ forall n,
  consistent n (fun y => (y < n)%nat) (fun pi y => discount (pi y)) (fun o y => softmax_loss n (fun i => - o i) y).
Proof.
  intros H. specialize (H 2%nat). revert H. set (e := fun y => match y with O => 3 / 4 | _ => 1 / 4 end).
  assert (L : law 2 (two_chances (3 / 4)) (two_sets 0%nat 1%nat) (fun y => (y < 2)%nat)) by (apply two_law; lra || lia).
  apply not_consistent with (1 := L) (o := fun y => - ln (e y)) (pi := fun y => (2 - y)%nat) (pi' := S).
  - split; [apply ranking_backward|]. pose proof (ln_increasing (1 / 4) (3 / 4) ltac:(lra) ltac:(lra)) as I.
    intros [|[|a]] [|[|b]] Ha Hb F; try lia; simpl in F; lra.
  - apply ranking_forward.
  - intros o'. pose proof (log_shares_are_best 2 2 _ _ _ one_hot (softmax_loss 2) (fun y => - - ln (e y)) L
      (item_weighs_itself 2)) as B. apply B. intros y Hy. rewrite Ropp_involutive, exp_ln by (destruct y; simpl; lra).
    unfold share. rewrite expected_two. destruct y as [|[|y]]; [| |lia]; unfold one_hot; simpl; field.
  - rewrite !expected_two. simpl. pose proof first_discounts. lra.
Qed.

(** ** Relevant sets: the best scores for {2, 3} with chance p and {1} otherwise *)

Lemma not_consistent_for_many_or_one p w loss metric pi pi' : 0 < p < 1 -> (forall q, nonempty 3 q -> 0 < w q) ->
  (forall o q, nonempty 3 q -> loss o q = w q * loss_sum 3 q o) ->
  let o y := ln (match y with O => (1 - p) * w (only 0) | _ => p * w (but 0) end) in
  ranks 3 o pi -> ranking 3 pi' ->
  expected 2 (two_chances p) (two_sets (but 0) (only 0)) (metric pi)
  < expected 2 (two_chances p) (two_sets (but 0) (only 0)) (metric pi') ->
  ~ consistent 3 (nonempty 3) metric loss.
Proof.
  intros Hp Hw E o Hr Hr'. assert (N1 : nonempty 3 (only 0)) by (unfold nonempty, size, hit, only; simpl; lra).
  assert (N2 : nonempty 3 (but 0)) by (unfold nonempty, size, hit, but; simpl; lra).
  pose proof (two_law p (but 0) (only 0) (nonempty 3) ltac:(lra) N2 N1) as L.
  apply not_consistent with (1 := L) (o := o); [exact Hr|exact Hr'|].
  apply (log_shares_are_best 3 2 _ _ _ (fun q y => w q * hit q y) loss o L);
    [apply context_weighs_items; auto|].
  pose proof (Hw _ N1). pose proof (Hw _ N2). intros y Hy. unfold o. rewrite exp_ln.
  - unfold share. rewrite expected_two. destruct y as [|[|[|y]]]; [| | |lia]; unfold hit, but, only; simpl; ring.
  - destruct y; apply Rmult_lt_0_compat; lra.
Qed.

Lemma first_last_of_logs x y : 0 < x <= y -> ranks 3 (fun i => ln (match i with O => x | _ => y end)) first_last.
Proof. intros H. apply first_last_ranks; [reflexivity|]. apply Logarithm.ln_le; lra. Qed.

Lemma first_of_logs x y : 0 < y <= x -> ranks 3 (fun i => ln (match i with O => x | _ => y end)) S.
Proof. intros H. apply first_item_first; [reflexivity|]. apply Logarithm.ln_le; lra. Qed.

Lemma size_pos n q : nonempty n q -> 0 < / size n q.
Proof. unfold nonempty. intros H. apply Rinv_0_lt_compat. lra. Qed.

Lemma loss_mean_by_sum n q o : loss_mean n q o = / size n q * loss_sum n q o.
Proof. apply Rmult_comm. Qed.

(** ** Many relevant items, and DCG *)

Lemma sum_weighs_items n : weighs_items n (nonempty n) hit (fun o q => loss_sum n q o).
Proof.
  split; [intros; apply loss_sum_hits|split; [|intros q Hq; unfold nonempty, size in Hq; lra]].
  intros q y _ _. unfold hit. destruct (q y); lra.
Qed.

(** Claim: rg.title.consistent
    Role: refutes
    Place: RG, title and abstract
    Says: The softmax loss, summed over the pairs, is not NDCG-consistent in the sense of Definition 8: of three items
      {2, 3} are relevant with chance 3/5 and {1} with 2/5; the best scores put item 1 last, the expected NDCG wants it
      first.
    Gap: Of the softmax loss; that of RG2 is rg2_is_not_ndcg_consistent. The condition under which the claim holds is
      that of sorting_chances_serves_ndcg_for_one_size.
    Mutant: `(ndcg n)` becomes `(binary_dcg n)`; refuted by the theorem softmax_summed_serves_dcg
*)
Theorem softmax_summed_is_not_ndcg_consistent : ~ forall n,
  consistent n (nonempty n) (ndcg n) (fun o q => loss_sum n q o).
Proof.
  intros H. specialize (H 3%nat). revert H.
  apply (not_consistent_for_many_or_one (3 / 5) (fun _ => 1)) with (pi := first_last) (pi' := S);
    [lra|intros; lra|intros; ring|apply first_last_of_logs; lra|apply ranking_forward
    |exact ndcg_wants_the_first_item_first].
Qed.

(** Claim: rg.prop6.many
    Role: establishes
    Place: RG, Prop. 6, Eq. 16
    Says: The softmax loss summed over the relevant items of a context is DCG-consistent in the sense of Definition 8,
      for every N and every law of the relevant set, and scores of least risk sort the items by E[r_y].
    Gap: Real numbers; conditional on one context with a positive; a law on finitely many sets; minima are infima;
      without 1/|D|, the same for all pairs; the logarithm is natural. Scores of least risk exist where every item is
      relevant with some chance.
    Mutant: `let loss o q := loss_sum n q o in` becomes `let loss o q := loss_mean n q o in`; refuted by the theorem
      the_mean_is_not_for_all_laws
    Mutant: `(binary_dcg n)` becomes `(ndcg n)`; refuted by the theorem the_sum_does_not_serve_ndcg
*)
Theorem softmax_summed_is_dcg_consistent : forall n,
  let loss o q := loss_sum n q o in
  consistent n (nonempty n) (binary_dcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    forall a b, (a < n)%nat -> (b < n)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.
Proof.
  intros n loss. split.
  - apply softmax_is_consistent with (u := hit) (v := hit); [|apply sum_weighs_items|intros; assumption].
    intros pi q _. apply binary_dcg_hits.
  - intros K chance r o L B.
    exact (least_risk_sorts_shares n K chance r (nonempty n) hit loss o L (sum_weighs_items n) B).
Qed.

(** Claim: rg.prop6.many.per_context
    Role: refutes
    Place: RG, Prop. 6, Eq. 5-6
    Says: The softmax loss of an item drawn from the relevant ones with equal chances is not DCG-consistent: of three
      items {2, 3} are relevant with chance 3/5 and {1} with 2/5; the best scores put item 1 first, the expected DCG
      wants it last.
    Gap: Natural logarithms; the mean over a context's relevant items is the expectation over the item drawn. The
      condition under which the claim holds is that of softmax_of_the_mean_is_dcg_consistent_for_one_size.
    Mutant: `loss_mean n q o` becomes `loss_sum n q o`; refuted by the theorem softmax_summed_serves_dcg
*)
Theorem softmax_of_a_drawn_item_is_not_dcg_consistent : ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (fun o q => loss_mean n q o).
Proof.
  intros H. specialize (H 3%nat). revert H.
  apply (not_consistent_for_many_or_one (3 / 5) (fun q => / size 3 q)) with (pi := S) (pi' := first_last);
    [lra|apply size_pos|intros; apply loss_mean_by_sum| |apply ranking_first_last|exact first_item_should_be_last].
  apply first_of_logs. unfold size, hit, only, but. simpl. lra.
Qed.

(** Claim: none
    Says: The softmax loss summed over the relevant items does not serve the NDCG.
*)
Theorem the_sum_does_not_serve_ndcg : ~ forall n,
  let loss o q := loss_sum n q o in
  consistent n (nonempty n) (ndcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    forall a b, (a < n)%nat -> (b < n)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.
Proof. intros H. apply softmax_summed_is_not_ndcg_consistent. intros n. apply (H n). Qed.

(** Claim: none
    Says: The softmax loss summed over the relevant items is DCG-consistent.
*)
Theorem softmax_summed_serves_dcg : ~ ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (fun o q => loss_sum n q o).
Proof. intros H. apply H. intros n. apply (softmax_summed_is_dcg_consistent n). Qed.

(** Claim: none
    Says: The mean over the relevant items does not serve every law of the relevant set.
*)
Theorem the_mean_is_not_for_all_laws : ~ forall n,
  let loss o q := loss_mean n q o in
  consistent n (nonempty n) (binary_dcg n) loss /\
  forall K chance r o, law K chance r (nonempty n) ->
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
    forall a b, (a < n)%nat -> (b < n)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.
Proof. intros H. apply softmax_of_a_drawn_item_is_not_dcg_consistent. intros n. apply (H n). Qed.

Lemma one_size_is_nonempty n m q : 1 <= m -> size n q = m -> nonempty n q.
Proof. unfold nonempty. lra. Qed.

(** Claim: rg.prop6.many.per_context
    Role: establishes under every context has the same number of relevant items (single click: one)
    Place: RG, Prop. 6, Eq. 5-6
    Says: The softmax loss of an item drawn from the relevant ones with equal chances is DCG-consistent in the sense of
      Definition 8 where every relevant set has m items, for every N and every law of such sets.
    Gap: Real numbers; the mean over a context's relevant items is the expectation over the item drawn; conditional on
      one context; a law on finitely many sets; minima are infima; the logarithm is natural.
    Mutant: `size n q = m` becomes `m <= size n q`; refuted by the theorem a_drawn_item_needs_sets_of_one_size
*)
Theorem softmax_of_the_mean_is_dcg_consistent_for_one_size : forall n m, 1 <= m ->
  consistent n (fun q => size n q = m) (binary_dcg n) (fun o q => loss_mean n q o).
Proof.
  intros n m Hm. apply softmax_is_consistent with (u := hit) (v := fun q y => / m * hit q y).
  - intros pi q _. apply binary_dcg_hits.
  - apply (context_weighs_items n _ (fun _ => / m)).
    + intros q. apply one_size_is_nonempty, Hm.
    + intros q _. apply Rinv_0_lt_compat. lra.
    + intros o q Hq. rewrite loss_mean_by_sum, Hq. reflexivity.
  - intros K chance r a b _ E. rewrite !share_scaled.
    apply Rmult_lt_compat_l; [apply Rinv_0_lt_compat; lra|exact E].
Qed.

(** Claim: none
    Says: With sets of several sizes the mean is not DCG-consistent.
*)
Theorem a_drawn_item_needs_sets_of_one_size : ~ forall n m, 1 <= m ->
  consistent n (fun q => m <= size n q) (binary_dcg n) (fun o q => loss_mean n q o).
Proof.
  intros H. apply softmax_of_a_drawn_item_is_not_dcg_consistent. intros n. apply (H n 1). lra.
Qed.
