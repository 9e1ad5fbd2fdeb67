(** Rankmax with its scale adapted to the label, one relevant item: the scores of least risk and what they gain. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Rank RgRanking Rankmax RelevantSets RankmaxRisk.
Open Scope R_scope.

(** Claim: sf.dcg.rankmax.adapted
    Role: refutes
    Place: SF, novelty report, consistency analysis
    Says: Scores of least risk under adapted Rankmax, with one relevant item a context, need not have the best expected
      DCG, ties against the scores: for the chances 4/11, 4/11, 3/11 the scores (0, 1, 0) have the least risk, and the
      least likely item may come second.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)` becomes `mean n eta (softmax_loss n s) <=
      mean n eta (softmax_loss n u)`; refuted by the theorem softmax_serves_dcg
*)
Theorem adapted_rankmax_is_not_dcg_consistent : ~ (forall n eta s, simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  best_ranking n (fun pi => mean n eta (fun y => binary_dcg n pi (only y))) s).
Proof.
  intros H. pose proof (H 3%nat elevenths (one_hot 1) elevenths_simplex) as B.
  specialize (B ltac:(intros u; rewrite second_on_top; apply least_of_elevenths)).
  set (second := fun y => match y with O => 2 | S O => 1 | _ => S y end%nat).
  assert (S : ranks 3 (one_hot 1) first_last).
  { split; [exact ranking_first_last|]. unfold one_hot. intros [|[|[|y]]] [|[|[|z]]] Hy Hz; simpl; lia || lra. }
  assert (R : ranking 3 second).
  { unfold second. split; [intros [|[|[|y]]] Hy; lia|]. intros [|[|[|y]]] [|[|[|z]]]; lia. }
  specialize (B first_last second S R). unfold mean in B. simpl in B. rewrite !binary_dcg_hits in B.
  unfold hit, only, second in B. simpl in B. pose proof first_discounts. lra.
Qed.
