(** The softmax loss beside DCG and NDCG over the full ranking, by the reductions to one label of a context: SF. *)

From Coq Require Import Reals.
From softproof Require Import Sums RgRanking RelevantSets.
From softproof Require Import RgSoftmaxConsistency RgTitleRepair.
Open Scope R_scope.

(** Claim: sf.dcg.softmax.single
    Role: establishes
    Place: SF, summary, Key results, Mechanism 3
    Says: Where one item of a context is relevant, softmax risks that tend to the least one make the expected DCG of
      the ranks tend to the largest, ties against the scores, for every N and every law of the relevant item.
    Gap: Real numbers; conditional on one context; a law on finitely many sets; natural logarithms. The loss is the
      mean over the relevant items, of which there is one.
    Mutant: `size n q = 1` becomes `1 <= size n q`; refuted by the theorem softmax_of_a_drawn_item_is_not_dcg_consistent
*)
Theorem softmax_serves_dcg_for_one_item : forall n,
  consistent n (fun q => size n q = 1) (binary_dcg n) (fun o q => loss_mean n q o).
Proof. intros n. apply softmax_of_the_mean_is_dcg_consistent_for_one_size, Rle_refl. Qed.

(** Claim: sf.dcg.softmax.pick_all
    Role: establishes
    Place: SF, summary, Key results, Mechanism 3
    Says: Softmax losses summed over the relevant items, whose risks tend to the least one, make the expected DCG of
      the ranks tend to the largest, ties against the scores, for every N and every law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; a law on finitely many sets; natural logarithms.
    Mutant: `loss_sum n q o` becomes `loss_mean n q o`; refuted by the theorem
      softmax_of_a_drawn_item_is_not_dcg_consistent
    Mutant: `(binary_dcg n)` becomes `(ndcg n)`; refuted by the theorem softmax_summed_is_not_ndcg_consistent
*)
Theorem softmax_summed_serves_dcg_for_any_set : forall n,
  consistent n (nonempty n) (binary_dcg n) (fun o q => loss_sum n q o).
Proof. intros n. apply (softmax_summed_is_dcg_consistent n). Qed.

(** Claim: sf.dcg.full_ndcg.single
    Role: establishes
    Place: SF, summary, Open Question 1
    Says: Where one item of a context is relevant, softmax risks that tend to the least one make the expected NDCG over
      the full ranking tend to the largest, ties against the scores, for every N and every law of the relevant item.
    Gap: Real numbers; conditional on one context; a law on finitely many sets.
    Mutant: `size n q = 1` becomes `1 <= size n q`; refuted by the theorem softmax_summed_is_not_ndcg_consistent
*)
Theorem softmax_serves_ndcg_for_one_item : forall n,
  consistent n (fun q => size n q = 1) (ndcg n) (fun o q => loss_sum n q o).
Proof. intros n. apply softmax_is_ndcg_consistent_for_one_size, Rle_refl. Qed.

(** Claim: sf.dcg.full_ndcg.weighted
    Role: establishes
    Place: SF, summary, Open Question 1
    Says: Softmax losses summed over the relevant items, times 1 / IDCG(m) for the m of them, whose risks tend to the
      least one, make the expected NDCG over the full ranking tend to the largest, ties against the scores, for every N
      and every law of the relevant set.
    Gap: Real numbers; conditional on one context with a relevant item; a law on finitely many sets. That the contexts
      have these weights is the claim's reading; the logarithm is natural, another base is a constant factor.
    Mutant: `loss_sum n q o / ideal (count n q)` becomes `loss_sum n q o`; refuted by the theorem
      softmax_summed_is_not_ndcg_consistent
    Mutant: `loss_sum n q o / ideal (count n q)` becomes `loss_mean n q o`; refuted by the theorem
      a_drawn_item_does_not_serve_ndcg
    Mutant: `(ndcg n)` becomes `(binary_dcg n)`; refuted by the theorem softmax_over_ideal_dcg_is_not_dcg_consistent
*)
Theorem softmax_with_normalised_gains_serves_ndcg : forall n,
  consistent n (nonempty n) (ndcg n) (fun o q => loss_sum n q o / ideal (count n q)).
Proof. intros n. apply (softmax_over_ideal_dcg_is_ndcg_consistent n). Qed.
