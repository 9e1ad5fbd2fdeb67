(** Where the map of sparsemax takes fewer operations than that of softmax. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import MapCosts MergeSort.
Import ListNotations.
Open Scope nat_scope.

Lemma sparsemax_operations z : operations (sparsemax_map merge_sort z)
  = length z - 1 + 3 * length z + 2 + snd (merge_sort (candidates z))
    + snd (threshold_scan (0 - 1)%R 0 0 (fst (merge_sort (candidates z)))).
Proof. unfold operations. rewrite sparsemax_cost. unfold candidates. lia. Qed.

Lemma few_candidates z : let m := length (candidates z) in m * (4 + Nat.log2_up m) + 3 < length z ->
  operations (sparsemax_map merge_sort z) < operations (softmax_map z).
Proof.
  intros m H. rewrite sparsemax_operations. unfold operations. rewrite softmax_cost by lia.
  pose proof (sort_cost (length (candidates z)) (candidates z)) as S.
  pose proof (threshold_cost (fst (merge_sort (candidates z))) (0 - 1)%R 0%R 0%R) as T.
  unfold merge_sort in *. rewrite <- (Permutation_length (sort_permutes _ _)) in T. fold m in S, T. fold m. lia.
Qed.

(** So many level scores, and others 2 below them. *)
Definition leaders (s : R) (level below : nat) : list R := repeat s level ++ repeat (s - 2)%R below.

Lemma stays_largest s l : (forall x, In x l -> (x <= s)%R) ->
  fst (through (fun best x => bind (less best x) (fun b => free (if b : bool then x else best))) s l) = s.
Proof.
  induction l as [|x l IH]; intros H; [reflexivity|]. rewrite through_step, bind_result, less_result. cbn [fst free].
  pose proof (H x (or_introl eq_refl)). destruct (Rlt_dec s x); [lra|]. apply IH. intros y I. apply H. right. exact I.
Qed.

Lemma leaders_largest s k m : fst (largest (leaders s (S k) m)) = s.
Proof.
  apply stays_largest. intros x I. apply in_app_or in I. destruct I as [I|I]; apply repeat_spec in I; lra.
Qed.

Lemma leaders_candidates s k m : candidates (leaders s (S k) m) = repeat s (S k).
Proof.
  unfold candidates. rewrite leaders_largest. unfold leaders. set (n := S k). clearbody n.
  induction n as [|n IH]; cbn [repeat app].
  - induction m as [|m IH]; [reflexivity|]. cbn [repeat]. rewrite select_step, less_result. cbn [fst].
    destruct (Rlt_dec (s - 1) (s - 2)); [lra|exact IH].
  - rewrite select_step, less_result. cbn [fst]. destruct (Rlt_dec (s - 1) s); [f_equal; exact IH|lra].
Qed.

Lemma scan_of_level_scores s n : forall size last, (0 <= size)%R ->
  snd (threshold_scan (size * s - 1)%R size last (repeat s n)) = 4 * n.
Proof.
  induction n as [|n IH]; intros size last H; [reflexivity|]. cbn [repeat threshold_scan].
  rewrite !bind_cost. cbn [snd fst op less].
  assert (L : ((size * s - 1 + s) / (size + 1) < s)%R).
  { replace ((size * s - 1 + s) / (size + 1))%R with (s - / (size + 1))%R by (field; lra).
    assert (0 < / (size + 1))%R by (apply Rinv_0_lt_compat; lra). lra. }
  destruct (Rlt_dec _ s); [|contradiction].
  replace (size * s - 1 + s)%R with ((size + 1) * s - 1)%R by ring. rewrite IH by lra. lia.
Qed.

Lemma leaders_operations s k m : operations (sparsemax_map merge_sort (leaders s (S k) m))
  = 4 * (S k + m) + 1 + 4 * S k + snd (merge_sort (repeat s (S k))).
Proof.
  rewrite sparsemax_operations, leaders_candidates.
  unfold merge_sort at 2. rewrite (Permutation_repeat s (S k) (Permutation_sym (sort_permutes _ _))).
  replace (0 - 1)%R with (0 * s - 1)%R by ring. rewrite scan_of_level_scores by lra.
  unfold leaders. rewrite app_length, !repeat_length. lia.
Qed.

Lemma leaders_softmax s k m : operations (softmax_map (leaders s (S k) m)) = 5 * (S k + m) - 2.
Proof.
  unfold operations, leaders. rewrite softmax_cost; rewrite app_length, !repeat_length; lia.
Qed.

Lemma more_at_equal_scores s C : 1 <= C ->
  operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C)).
Proof.
  intros H. destruct C as [|k]; [lia|]. pose proof (leaders_operations s k 0) as E.
  pose proof (leaders_softmax s k 0) as F. unfold leaders in *. cbn [repeat] in E, F.
  rewrite app_nil_r in E, F. cbn [repeat]. lia.
Qed.

Lemma counterexample k m : ~ operations (sparsemax_map merge_sort (leaders 0 (S k) m))
  < operations (softmax_map (leaders 0 (S k) m)) ->
  forall enough, enough (S k) < S k + m -> ~ (forall z n, n = length (candidates z) -> enough n < length z ->
    operations (sparsemax_map merge_sort z) < operations (softmax_map z)).
Proof.
  intros F enough E H. apply F, (H _ (S k)).
  - rewrite leaders_candidates, repeat_length. reflexivity.
  - unfold leaders. rewrite app_length, !repeat_length. exact E.
Qed.

Lemma one_of_seven : ~ operations (sparsemax_map merge_sort (leaders 0 1 6)) < operations (softmax_map (leaders 0 1 6)).
Proof. rewrite leaders_operations, leaders_softmax. simpl. lia. Qed.

Lemma two_of_twelve : ~ operations (sparsemax_map merge_sort (leaders 0 2 10))
  < operations (softmax_map (leaders 0 2 10)).
Proof.
  rewrite leaders_operations, leaders_softmax. unfold merge_sort. cbn [repeat length sort_halves Nat.leb].
  rewrite !bind_cost. simpl firstn. simpl skipn. cbn [sort_halves length Nat.leb free fst snd merge].
  rewrite bind_cost. cbn [snd op less]. destruct (fst _); rewrite bind_cost; simpl; lia.
Qed.

(** Claim: none
    Says: Of seven scores of which one is 2 above the others both maps take 33 operations.
*)
Theorem cheaper_not_one_less : ~ ((forall z m, m = length (candidates z) -> m * (4 + Nat.log2_up m) + 2 < length z ->
  operations (sparsemax_map merge_sort z) < operations (softmax_map z)) /\
  (forall s C, 2 <= C -> operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros [H _]. revert H.
  exact (counterexample _ _ one_of_seven (fun m => m * (4 + Nat.log2_up m) + 2) ltac:(simpl; lia)).
Qed.

(** Claim: none
    Says: The threshold takes 4 operations for each candidate.
*)
Theorem cheaper_not_without_threshold : ~ ((forall z m, m = length (candidates z) -> m * Nat.log2_up m + 3 < length z ->
  operations (sparsemax_map merge_sort z) < operations (softmax_map z)) /\
  (forall s C, 2 <= C -> operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros [H _]. revert H.
  exact (counterexample _ _ one_of_seven (fun m => m * Nat.log2_up m + 3) ltac:(simpl; lia)).
Qed.

(** Claim: none
    Says: Of twelve scores of which two are 2 above the others both maps take 58 operations.
*)
Theorem cheaper_not_without_sorting : ~ ((forall z m, m = length (candidates z) -> m * 4 + 3 < length z ->
  operations (sparsemax_map merge_sort z) < operations (softmax_map z)) /\
  (forall s C, 2 <= C -> operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros [H _]. revert H.
  exact (counterexample _ _ two_of_twelve (fun m => m * 4 + 3) ltac:(simpl; lia)).
Qed.

(** Claim: none
    Says: That some score is no candidate is not enough.
*)
Theorem cheaper_not_below_all : ~ ((forall z m, m = length (candidates z) -> m < length z ->
  operations (sparsemax_map merge_sort z) < operations (softmax_map z)) /\
  (forall s C, 2 <= C -> operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C)))).
Proof.
  intros [H _]. revert H.
  exact (counterexample _ _ one_of_seven (fun m => m) ltac:(simpl; lia)).
Qed.

(** Claim: sf.cheaper_per_logit.repair
    Role: establishes
    Place: SF, beyond the summary, Design tradeoffs
    Says: The map of sparsemax takes fewer operations than that of softmax where m (4 + log m) + 3 < C for the m scores
      less than 1 below the largest, the binary logarithm rounded up; where all scores are equal it takes more, for
      every C >= 2.
    Gap: Real numbers. An exponential counts as one operation, as do a comparison, a sum, a difference and a quotient.
    Mutant: `+ 3` becomes `+ 2`; refuted by the theorem cheaper_not_one_less
    Mutant: `(4 + Nat.log2_up m)` becomes `Nat.log2_up m`; refuted by the theorem cheaper_not_without_threshold
    Mutant: `(4 + Nat.log2_up m)` becomes `4`; refuted by the theorem cheaper_not_without_sorting
    Mutant: `m * (4 + Nat.log2_up m) + 3 <` becomes `m <`; refuted by the theorem cheaper_not_below_all
*)
Theorem cheaper_with_few_candidates : (forall z m, m = length (candidates z) ->
  m * (4 + Nat.log2_up m) + 3 < length z -> operations (sparsemax_map merge_sort z) < operations (softmax_map z)) /\
  (forall s C, 2 <= C -> operations (softmax_map (repeat s C)) < operations (sparsemax_map merge_sort (repeat s C))).
Proof.
  split; [intros z m -> H; exact (few_candidates z H)|]. intros s C H. apply more_at_equal_scores. lia.
Qed.
