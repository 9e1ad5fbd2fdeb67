(** Several relevant items: the scores of least risk and what their ranking gains. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Sparsemax FenchelYoung Rank RgRanking.
Open Scope R_scope.

Definition over (n : nat) (rel : nat -> bool) (f : nat -> R) : R := sum n (fun i => if rel i then f i else 0).

(** The DCG at the cutoff K: what has a rank after it does not count. *)
Definition dcg_at (K n : nat) (pi : nat -> nat) (rel : nat -> bool) : R :=
  sum n (fun y => hit rel y * (top K (pi y) * discount (pi y))).

(** No ranking gains more than one by the scores, whatever the order of those that tie. *)
Definition best_ranking (n : nat) (gain : (nat -> nat) -> R) (s : nat -> R) : Prop :=
  forall pi pi', ranks n s pi -> ranking n pi' -> gain pi' <= gain pi.

(** The loss of a set: the mean over its items, or their sum. *)
Definition loss_mean (n : nat) (rel : nat -> bool) (s : nat -> R) : R :=
  over n rel (softmax_loss n s) / size n rel.
Definition loss_sum (n : nat) (rel : nat -> bool) (s : nat -> R) : R := over n rel (softmax_loss n s).

(** The inequality of Gibbs: the risk of softmax is least where it is the distribution of the labels. *)
Lemma softmax_least n eta u : simplex n eta -> (forall i, (i < n)%nat -> 0 < eta i) ->
  sum n (fun y => eta y * softmax_loss n (fun i => ln (eta i)) y) <= sum n (fun y => eta y * softmax_loss n u y).
Proof.
  intros [_ S] P. assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]).
  assert (E : forall v, sum n (fun y => eta y * softmax_loss n v y)
    = sum n (fun y => eta y * (ln (partition n v) - v y))).
  { intros v. apply sum_ext. intros y _. rewrite softmax_loss_partition by exact N. reflexivity. }
  rewrite !E. unfold partition. set (Z := sum n (fun i => exp (u i))).
  assert (HZ : 0 < Z) by (apply sum_pos; [exact N|intros; apply exp_pos]).
  rewrite (sum_ext n (fun i => exp (ln (eta i))) eta) by (intros i Hi; apply exp_ln; exact (P i Hi)). rewrite S, ln_1.
  assert (G : sum n (fun y => eta y * (0 - ln (eta y)) - eta y * (ln Z - u y))
    <= sum n (fun y => exp (u y) * / Z - eta y)).
  { apply sum_le. intros i Hi. specialize (P i Hi). pose proof (exp_pos (u i)) as U.
    assert (I : 0 < exp (u i) * / Z) by (apply Rmult_lt_0_compat; [exact U|apply Rinv_0_lt_compat; exact HZ]).
    assert (D : 0 < exp (u i) * / Z * / eta i) by (apply Rmult_lt_0_compat; [exact I|apply Rinv_0_lt_compat; exact P]).
    pose proof (Rmult_le_compat_l (eta i) _ _ ltac:(lra) (ln_below _ D)) as L.
    rewrite ln_mult, ln_Rinv, ln_mult, ln_Rinv, ln_exp in L
      by (assumption || apply Rinv_0_lt_compat; assumption).
    replace (eta i * (exp (u i) * / Z * / eta i - 1)) with (exp (u i) * / Z - eta i) in L by (field; lra). lra. }
  rewrite !sum_minus, S, sum_scal_r in G. fold Z in G. rewrite Rinv_r in G by lra. lra.
Qed.

Definition shares (a b : R) (i : nat) : R := match i with O => a | _ => b end.

(** Where the first item is before the two others, it had better be after them, if its gain is less than theirs. *)
Lemma the_pair_first gain s : best_ranking 3 gain s -> s 1%nat <= s 0%nat -> s 2%nat <= s 0%nat -> s 2%nat <= s 1%nat ->
  gain first_last <= gain S.
Proof.
  intros B A C D. apply B; [split; [apply ranking_forward|]|apply ranking_first_last].
  intros [|[|[|y]]] [|[|[|z]]] Hy Hz L; lia || lra.
Qed.

Lemma the_one_first gain s : best_ranking 3 gain s -> s 0%nat <= s 2%nat -> s 0%nat <= s 1%nat -> s 2%nat <= s 1%nat ->
  gain S <= gain first_last.
Proof.
  intros B A C D. apply B; [split; [apply ranking_first_last|]|apply ranking_forward].
  intros [|[|[|y]]] [|[|[|z]]] Hy Hz L; simpl; lia || lra.
Qed.

Lemma first_discount_is_large : 3 * discount 2 < 2 * discount 1.
Proof.
  unfold discount. simpl. replace (1 + 1) with 2 by ring. replace (1 + 2) with 3 by ring.
  pose proof (ln_pos 2 ltac:(lra)). pose proof (ln_pos 3 ltac:(lra)).
  pose proof (ln_increasing (2 * (2 * 2)) (3 * 3) ltac:(lra) ltac:(lra)) as B. rewrite !ln_mult in B by lra.
  apply Rmult_lt_reg_r with (ln 2 * ln 3); [apply Rmult_lt_0_compat; assumption|].
  replace (3 * (1 / ln 3) * (ln 2 * ln 3)) with (3 * ln 2) by (field; lra).
  replace (2 * (1 / ln 2) * (ln 2 * ln 3)) with (2 * ln 3) by (field; lra). lra.
Qed.

(** Claim: sf.dcg.softmax.mean
    Role: refutes
    Place: SF, summary, Key results
    Says: Scores of least risk under the softmax loss, as the mean over the relevant items, need not have the best
      expected DCG: of three items the first alone is relevant with chance 2/5, the two others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, law M w rel (nonempty n)` becomes `rel s m, 1 <= m -> law M w rel (fun q => size n q = m)`; refuted
      by the theorem one_size_and_dcg
*)
Theorem softmax_of_the_mean_is_not_dcg_consistent : ~ (forall n M w rel s, law M w rel (nonempty n) ->
  (forall u, expected M w rel (fun q => loss_mean n q s) <= expected M w rel (fun q => loss_mean n q u)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros H. set (eta := shares (2 / 5) (3 / 10)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best_ranking 3 (fun pi => expected 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (binary_dcg 3 pi)) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_many_is_law (2 / 5) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. rewrite !expected_two.
    unfold loss_mean, over, size, hit, only, but. simpl in *. lra. }
  assert (L : ln (3 / 10) < ln (2 / 5)) by (apply ln_increasing; lra).
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  rewrite !expected_two, !binary_dcg_hits in D. unfold hit, only, but in D. simpl in D. pose proof first_discounts. lra.
Qed.

(** What the ranking of the one first, c0 of its ideal c0, is worth beside that of the two, c0 + c1 of theirs. *)
Lemma worth a b c0 c1 c2 : 0 < c0 -> 0 < c1 ->
  (a * (c0 / c0) + b * ((c1 + c2) / (c0 + c1))) - (a * (c2 / c0) + b * ((c0 + c1) / (c0 + c1)))
  = (c0 - c2) * (a * (c0 + c1) - b * c0) * (/ c0 * / (c0 + c1)).
Proof. intros A B. field. lra. Qed.

Lemma worth_pos c0 c1 : 0 < c0 -> 0 < c1 -> 0 < / c0 * / (c0 + c1).
Proof. intros A B. apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; lra. Qed.

(** Claim: sf.dcg.full_ndcg.mean
    Role: refutes
    Place: SF, summary, Open Question 1
    Says: Scores of least risk under the softmax loss, as the mean over the relevant items, need not have the best
      expected NDCG over the full ranking: of three items the first alone is relevant with chance 3/8,
      the others with 5/8.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, law M w rel (nonempty n)` becomes `rel s m, 1 <= m -> law M w rel (fun q => size n q = m)`; refuted
      by the theorem one_size_and_the_mean
*)
Theorem softmax_of_the_mean_is_not_ndcg_consistent : ~ (forall n M w rel s, law M w rel (nonempty n) ->
  (forall u, expected M w rel (fun q => loss_mean n q s) <= expected M w rel (fun q => loss_mean n q u)) ->
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s).
Proof.
  intros H. set (eta := shares (3 / 8) (5 / 16)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best_ranking 3 (fun pi => expected 2 (two_chances (3 / 8)) (two_sets (only 0) (but 0))
    (ndcg 3 pi)) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_many_is_law (3 / 8) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. rewrite !expected_two.
    unfold loss_mean, over, size, hit, only, but. simpl in *. lra. }
  assert (L : ln (5 / 16) < ln (3 / 8)) by (apply ln_increasing; lra).
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold ndcg in D. rewrite !expected_two, !binary_dcg_hits in D. unfold ideal, hit, only, but in D. simpl in D.
  rewrite !Rmult_0_l, !Rmult_1_l, !Rplus_0_l, !Rplus_0_r in D. pose proof first_discounts as C.
  pose proof first_discount_is_large as F. pose proof discounts_are_close as F'.
  pose proof (worth (3 / 8) (5 / 8) (discount 1) (discount 2) (discount 3) ltac:(lra) ltac:(lra)) as W.
  pose proof (worth_pos (discount 1) (discount 2) ltac:(lra) ltac:(lra)) as V.
  assert (N : 0 < (discount 1 - discount 3) * (5 / 8 * discount 1 - 3 / 8 * (discount 1 + discount 2))).
  { apply Rmult_lt_0_compat; lra. }
  pose proof (Rmult_lt_0_compat _ _ N V). replace (1 - 3 / 8) with (5 / 8) in D by lra. lra.
Qed.

(** Claim: sf.dcg.full_ndcg.pick_all
    Role: refutes
    Place: SF, summary, Open Question 1
    Says: Scores of least risk under the softmax loss, as the sum over the relevant items, need not have the best
      expected NDCG over the full ranking: of three items the first alone is relevant with chance 2/5,
      the others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, law M w rel (nonempty n)` becomes `rel s m, 1 <= m -> law M w rel (fun q => size n q = m)`; refuted
      by the theorem one_size_and_the_sum
*)
Theorem softmax_of_the_sum_is_not_ndcg_consistent : ~ (forall n M w rel s, law M w rel (nonempty n) ->
  (forall u, expected M w rel (fun q => loss_sum n q s) <= expected M w rel (fun q => loss_sum n q u)) ->
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s).
Proof.
  intros H. set (eta := shares (1 / 4) (3 / 8)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best_ranking 3 (fun pi => expected 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (ndcg 3 pi)) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_many_is_law (2 / 5) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. rewrite !expected_two.
    unfold loss_sum, over, size, hit, only, but. simpl in *. lra. }
  assert (L : ln (1 / 4) < ln (3 / 8)) by (apply ln_increasing; lra).
  pose proof (the_one_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold ndcg in D. rewrite !expected_two, !binary_dcg_hits in D. unfold ideal, hit, only, but in D. simpl in D.
  rewrite !Rmult_0_l, !Rmult_1_l, !Rplus_0_l, !Rplus_0_r in D. pose proof first_discounts as C.
  pose proof first_discount_is_large as F. pose proof discounts_are_close as F'.
  pose proof (worth (2 / 5) (3 / 5) (discount 1) (discount 2) (discount 3) ltac:(lra) ltac:(lra)) as W.
  pose proof (worth_pos (discount 1) (discount 2) ltac:(lra) ltac:(lra)) as V.
  assert (N : 0 < (discount 1 - discount 3) * (2 / 5 * (discount 1 + discount 2) - 3 / 5 * discount 1)).
  { apply Rmult_lt_0_compat; lra. }
  pose proof (Rmult_lt_0_compat _ _ N V). replace (1 - 2 / 5) with (3 / 5) in D by lra. lra.
Qed.

(** The mean over the relevant items of the sparsemax loss of the scores s, whose map is p. *)
Definition sparsemax_mean (n : nat) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => loss n s p (one_hot y)) / size n rel.

(** Claim: sf.dcg.sparsemax.mean
    Role: refutes
    Place: SF, summary, Key results
    Says: Scores of least risk under the sparsemax loss, as the mean over the relevant items, need not have the best
      expected DCG: of three items the first alone is relevant with chance 2/5, the two others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s p, law M w rel (nonempty n)` becomes `rel s p m, 1 <= m -> law M w rel (fun q => size n q = m)`;
      refuted by the theorem one_size_under_sparsemax
*)
Theorem sparsemax_of_the_mean_is_not_dcg_consistent : ~ (forall n M w rel s p, law M w rel (nonempty n) ->
  sparsemax n s p ->
  (forall u r, sparsemax n u r ->
    expected M w rel (fun q => sparsemax_mean n q s p) <= expected M w rel (fun q => sparsemax_mean n q u r)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros H. set (eta := shares (2 / 5) (3 / 10)).
  assert (E : simplex 3 eta) by (split; [intros [|i] Hi; unfold eta; simpl; lra|unfold eta; simpl; lra]).
  assert (A : sparsemax 3 eta eta).
  { apply (above_sparsemax _ _ 0). split; [|exact (proj2 E)]. intros i Hi. rewrite Rmax_left; [lra|].
    pose proof (proj1 E i Hi). lra. }
  assert (B : best_ranking 3 (fun pi => expected 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (binary_dcg 3 pi)) eta).
  { apply (H 3%nat 2%nat _ _ _ eta (one_or_many_is_law (2 / 5) ltac:(lra)) A). intros u r V.
    pose proof (proj2 (scores_of_least_sparsemax_risk 3 eta eta eta E A) ltac:(reflexivity) u r V) as G.
    unfold sparsemax_risk in G. rewrite !expected_two. unfold sparsemax_mean, over, size, hit, only, but. simpl in *.
      lra. }
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  rewrite !expected_two, !binary_dcg_hits in D. unfold hit, only, but in D. simpl in D. pose proof first_discounts. lra.
Qed.
