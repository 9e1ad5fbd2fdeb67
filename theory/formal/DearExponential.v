(** However dear an exponential is, sparsemax's map takes more at many equal scores. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import Logarithm MapCosts MergeSort MergeSortBounds CheaperMaps.
Open Scope R_scope.

Lemma equal_scores_operations s C : (1 <= C)%nat ->
  INR (operations (sparsemax_map merge_sort (repeat s C))) = 8 * INR C + 1 + INR (snd (merge_sort (repeat s C)))
  /\ INR (operations (softmax_map (repeat s C))) = 5 * INR C - 2.
Proof.
  intros H. destruct C as [|k]; [lia|]. pose proof (leaders_operations s k 0) as E.
  pose proof (leaders_softmax s k 0) as F.
  unfold leaders in *. cbn [repeat] in E, F. rewrite app_nil_r in E, F. rewrite Nat.add_0_r in *. cbn [repeat].
  rewrite E, F, minus_INR, !plus_INR, !mult_INR by lia. simpl (INR 4). simpl (INR 5). simpl (INR 1). simpl (INR 2). lra.
Qed.

Lemma two_equal_scores : INR (operations (sparsemax_map merge_sort (repeat 0 2))) <= 19.
Proof.
  destruct (equal_scores_operations 0 2 ltac:(lia)) as [-> _]. pose proof (sort_cost 2 (repeat 0 2)) as S.
  apply le_INR in S. change (INR (length (repeat 0 2) * Nat.log2_up (length (repeat 0 2)))) with 2 in S.
  unfold merge_sort. simpl (length (repeat 0 2)). simpl (INR 2). lra.
Qed.

Lemma binary_logarithm_of_2 : ln (INR 2) / ln 2 = 1.
Proof. pose proof (ln_pos 2 ltac:(lra)). simpl (INR 2). replace (1 + 1) with 2 by ring. field. lra. Qed.

(** Claim: none
    Says: At two equal scores, with an exponential that counts as 8, softmax takes 22 operations, sparsemax 19 at most.
*)
Theorem other_operations_matter : ~ (forall w s C, (2 <= C)%nat -> 2 * (w - 8) < ln (INR C) / ln 2 ->
  INR (operations (softmax_map (repeat s C))) + (w - 1) * INR C
  < INR (operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros H. specialize (H 8 0 2%nat (le_n 2)). rewrite binary_logarithm_of_2 in H. specialize (H ltac:(lra)).
  pose proof two_equal_scores. rewrite (proj2 (equal_scores_operations 0 2 ltac:(lia))) in H. simpl (INR 2) in H. lra.
Qed.

(** Claim: none
    Says: At two equal scores, with an exponential that counts as 100, softmax takes 206 operations and
      sparsemax 19 at most.
*)
Theorem the_weight_matters : ~ (forall w s C, (2 <= C)%nat -> 0 * w < ln (INR C) / ln 2 ->
  INR (operations (softmax_map (repeat s C))) + (w - 1) * INR C
  < INR (operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros H. specialize (H 100 0 2%nat (le_n 2)). rewrite binary_logarithm_of_2 in H. specialize (H ltac:(lra)).
  pose proof two_equal_scores. rewrite (proj2 (equal_scores_operations 0 2 ltac:(lia))) in H. simpl (INR 2) in H. lra.
Qed.

Lemma merge_level s a : forall n b, (a <= n)%nat -> snd (merge n (repeat s a) (s :: b)) = a.
Proof.
  induction a as [|a IH]; intros n b H; destruct n as [|n]; try lia; try reflexivity.
  cbn [repeat merge]. rewrite bind_cost, less_result. destruct (Rlt_dec s s); [lra|].
  rewrite bind_cost, IH by lia. cbn [snd free less op]. lia.
Qed.

Lemma two_sorted : snd (sort_halves 3 (repeat 0 2)) = 1%nat.
Proof.
  change (sort_halves 3 (repeat 0 2)) with (bind (free (repeat 0 1)) (fun a =>
    bind (free (0 :: nil)) (fun b => merge 2 a b))).
  rewrite !bind_cost. cbn [fst snd free]. rewrite merge_level by lia. reflexivity.
Qed.

Lemma four_equal_scores : snd (merge_sort (repeat 0 4)) = 4%nat.
Proof.
  change (merge_sort (repeat 0 4)) with (bind (sort_halves 3 (repeat 0 2)) (fun a =>
    bind (sort_halves 3 (repeat 0 2)) (fun b => merge 4 a b))).
  rewrite !bind_cost, (Permutation_repeat 0 2 (Permutation_sym (sort_permutes 3 (repeat 0 2)))), two_sorted.
  change (merge 4 (repeat 0 2) (repeat 0 2)) with (merge 4 (repeat 0 2) (0 :: 0 :: nil)).
  rewrite merge_level by lia. reflexivity.
Qed.

(** Claim: none
    Says: At four equal scores, with an exponential that counts as 23 / 4, both maps take 37 operations.
*)
Theorem a_quarter_of_the_logarithm : ~ (forall w s C, (2 <= C)%nat -> 1 * (w - 4) < ln (INR C) / ln 2 ->
  INR (operations (softmax_map (repeat s C))) + (w - 1) * INR C
  < INR (operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros H. specialize (H (23 / 4) 0 4%nat ltac:(lia)). pose proof (ln_pos 2 ltac:(lra)).
  assert (E : ln (INR 4) / ln 2 = 2).
  { simpl (INR 4). replace (1 + 1 + 1 + 1) with (2 * 2) by ring. rewrite ln_mult by lra. field. lra. }
  rewrite E in H. specialize (H ltac:(lra)). destruct (equal_scores_operations 0 4 ltac:(lia)) as [S F].
  rewrite S, F, four_equal_scores in H. simpl (INR 4) in H. lra.
Qed.

(** Claim: sf.cheaper_per_logit.exponential
    Role: establishes
    Place: SF, beyond the summary, Design tradeoffs
    Says: If an exponential counts as w operations, and so each of softmax's C exponentials as w - 1 more, the map of
      sparsemax takes more operations than that of softmax at C >= 2 equal scores wherever log C > 4 (w - 4), the
      logarithm binary.
    Gap: Real numbers. A comparison, a sum, a difference and a quotient count as one operation; sparsemax takes no
      exponential.
    Mutant: `4 * (w - 4)` becomes `1 * (w - 4)`; refuted by the theorem a_quarter_of_the_logarithm
    Mutant: `4 * (w - 4)` becomes `2 * (w - 8)`; refuted by the theorem other_operations_matter
    Mutant: `4 * (w - 4)` becomes `0 * w`; refuted by the theorem the_weight_matters
*)
Theorem many_equal_scores : forall w s C, (2 <= C)%nat -> 4 * (w - 4) < ln (INR C) / ln 2 ->
  INR (operations (softmax_map (repeat s C))) + (w - 1) * INR C
  < INR (operations (sparsemax_map merge_sort (repeat s C))).
Proof.
  intros w s C HC Hw. destruct (equal_scores_operations s C ltac:(lia)) as [-> ->].
  pose proof (merge_sort_at_least (repeat s C)) as L. rewrite repeat_length in L. unfold quarter_log in L.
  apply le_INR in HC. simpl (INR 2) in HC. apply (Rmult_lt_compat_l (INR C)) in Hw; [lra|lra].
Qed.
