(** The losses of entmax and of fixed-scale Rankmax over several relevant items, and the rankings that they lead to. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums EntmaxLoss Sparsemax Rank RgRanking RelevantSets SeveralRelevant.
Open Scope R_scope.

(** The inequality of Bernoulli, between exponentials. *)
Lemma bernoulli a l : 1 < a -> 1 + a * (exp l - 1) <= exp (a * l) /\ (l <> 0 -> 1 + a * (exp l - 1) < exp (a * l)).
Proof.
  intros Ha. pose proof (exp_pos l) as P. pose proof (exp_ineq1_le ((a - 1) * l)) as A.
  pose proof (exp_ineq1_le (- l)) as B. apply (Rmult_le_compat_l (exp l)) in A; [|lra].
  apply (Rmult_le_compat_l (exp l)) in B; [|lra]. rewrite <- !exp_plus in A, B.
  replace (l + (a - 1) * l) with (a * l) in A by ring. replace (l + - l) with 0 in B by ring. rewrite exp_0 in B.
  apply (Rmult_le_compat_l (a - 1)) in B as B'; [|lra]. split; [lra|]. intros N.
  pose proof (exp_ineq1 (- l) ltac:(lra)) as C. apply (Rmult_lt_compat_l (exp l)) in C; [|lra]. rewrite <- exp_plus in
    C.
  replace (l + - l) with 0 in C by ring. rewrite exp_0 in C. apply (Rmult_lt_compat_l (a - 1)) in C; lra.
Qed.

(** x^a is above its tangents. *)
Lemma power_tangent a x y : 1 < a -> 0 <= x -> 0 <= y ->
  power a y + a * power (a - 1) y * (x - y) <= power a x /\
  (x <> y -> power a y + a * power (a - 1) y * (x - y) < power a x).
Proof.
  intros Ha Hx Hy. unfold power. destruct (Rlt_dec 0 y) as [Y|Y], (Rlt_dec 0 x) as [X|X].
  - set (l := ln x - ln y). pose proof (bernoulli a l Ha) as [B S]. pose proof (exp_pos (a * ln y)) as P.
    assert (E1 : Rpower y (a - 1) * y = Rpower y a).
    { rewrite <- (Rpower_1 y) at 2 by exact Y. rewrite <- Rpower_plus. f_equal. ring. }
    assert (E2 : y * exp l = x).
    { rewrite <- (exp_ln y) at 1 by exact Y. rewrite <- exp_plus. unfold l.
      replace (ln y + (ln x - ln y)) with (ln x) by ring. apply exp_ln, X. }
    assert (E3 : Rpower x a = Rpower y a * exp (a * l)).
    { unfold Rpower. rewrite <- exp_plus. f_equal. unfold l. ring. }
    assert (E4 : Rpower y a + a * Rpower y (a - 1) * (x - y) = Rpower y a * (1 + a * (exp l - 1))).
    { rewrite <- E2, <- E1. ring. }
    fold (Rpower y a) in P. rewrite E3, E4. split; [apply Rmult_le_compat_l; lra|]. intros N.
    apply Rmult_lt_compat_l; [exact P|]. apply S. unfold l. intros Z. apply N, ln_inv; lra.
  - assert (x = 0) by lra. subst x.
    assert (E1 : Rpower y (a - 1) * y = Rpower y a).
    { rewrite <- (Rpower_1 y) at 2 by exact Y. rewrite <- Rpower_plus. f_equal. ring. }
    pose proof (exp_pos (a * ln y)) as P. fold (Rpower y a) in P.
    replace (Rpower y a + a * Rpower y (a - 1) * (0 - y)) with (- ((a - 1) * Rpower y a)) by (rewrite <- E1; ring).
    pose proof (Rmult_lt_0_compat (a - 1) _ ltac:(lra) P). lra.
  - pose proof (exp_pos (a * ln x)) as P. fold (Rpower x a) in P. lra.
  - lra.
Qed.

Definition tangent (a : R) (eta : nat -> R) (i : nat) : R := power (a - 1) (eta i) / (a - 1).

Lemma tangent_argmax a n eta : 1 < a -> simplex n eta -> argmax n (tangent a eta) (tsallis a n) eta.
Proof.
  intros Ha E. split; [exact E|]. intros q Q.
  assert (A : 0 < a * (a - 1)) by (apply Rmult_lt_0_compat; lra). pose proof (Rinv_0_lt_compat _ A) as I.
  assert (T : sum n (fun i => power a (eta i) + a * power (a - 1) (eta i) * (q i - eta i))
    <= sum n (fun i => power a (q i))).
  { apply sum_le. intros i Hi. apply power_tangent; [exact Ha|apply Q, Hi|apply E, Hi]. }
  rewrite sum_plus in T. apply (Rmult_le_compat_l (/ (a * (a - 1)))) in T; [|lra].
  rewrite Rmult_plus_distr_l, <- (sum_scal n (/ (a * (a - 1))) (fun i => a * _ * _)) in T.
  rewrite (sum_ext n (fun i => / (a * (a - 1)) * (a * power (a - 1) (eta i) * (q i - eta i)))
    (fun i => tangent a eta i * q i - tangent a eta i * eta i)) in T
    by (intros i _; unfold tangent; field; lra).
  rewrite sum_minus in T. unfold tsallis. lra.
Qed.

Lemma tangent_order a eta i j : 1 < a -> 0 <= eta i <= eta j -> tangent a eta i <= tangent a eta j.
Proof.
  intros Ha H. unfold tangent, power, Rdiv. pose proof (Rinv_0_lt_compat (a - 1) ltac:(lra)).
  apply Rmult_le_compat_r; [lra|]. pose proof (exp_pos ((a - 1) * ln (eta j))) as P. fold (Rpower (eta j) (a - 1)) in P.
  destruct (Rlt_dec 0 (eta i)), (Rlt_dec 0 (eta j)); try lra. apply Rle_Rpower_l; lra.
Qed.

Lemma gini_argmax c n eta : 0 < c -> simplex n eta -> argmax n (fun i => eta i / c) (scaled_gini c n) eta.
Proof.
  intros Hc E. split; [exact E|]. intros q Q. pose proof (Rinv_0_lt_compat c Hc).
  assert (T : 0 <= sum n (fun i => (q i - eta i) ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0).
  rewrite (sum_ext n _ (fun i => q i ^ 2 + eta i ^ 2 - 2 * (eta i * q i))) in T by (intros; ring).
  rewrite sum_minus, sum_plus, sum_scal in T.
  rewrite (sum_ext n (fun i => eta i / c * q i) (fun i => / c * (eta i * q i))) by (intros; unfold Rdiv; ring).
  rewrite (sum_ext n (fun i => eta i / c * eta i) (fun i => / c * eta i ^ 2)) by (intros; unfold Rdiv; ring).
  rewrite !sum_scal. unfold scaled_gini. rewrite Rinv_mult. pose proof (Rmult_le_pos (/ c) _ ltac:(lra) T). lra.
Qed.

Lemma mean_fails (Omega : nat -> (nat -> R) -> R) (T : (nat -> R) -> nat -> R) :
  (forall eta, simplex 3 eta -> argmax 3 (T eta) (Omega 3%nat) eta) ->
  (forall eta i j, 0 <= eta i <= eta j -> T eta i <= T eta j) ->
  ~ (forall n M w rel s, law M w rel (nonempty n) -> of_least_risk n (Omega n) M w rel (fy_mean n (Omega n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros A O H. set (lam := label 3 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0)) (fun k => / INR k)).
  assert (L : lam 0%nat = 2 / 5 /\ lam 1%nat = 3 / 10 /\ lam 2%nat = 3 / 10).
  { unfold lam, label. rewrite !expected_two. simpl. lra. }
  assert (E : sum 3 lam = 1) by (simpl; lra).
  assert (P : forall y, (y < 3)%nat -> 0 <= lam y) by (intros [|[|[|y]]] Hy; lra || lia).
  pose proof (A _ (shares_simplex 3 lam 1 ltac:(lra) E P)) as Q. set (eta := fun y => lam y / 1) in Q.
  assert (V : eta 0%nat = 2 / 5 /\ eta 1%nat = 3 / 10 /\ eta 2%nat = 3 / 10) by (unfold eta; lra).
  pose proof (H 3%nat 2%nat _ _ (T eta) (one_or_many_is_law (2 / 5) ltac:(lra))) as B.
  assert (R : of_least_risk 3 (Omega 3%nat) 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (fy_mean 3 (Omega 3%nat)) (T eta)).
  { exists eta. split; [exact Q|]. intros u q U. rewrite !mean_by_labels.
    exact (map_is_least 3 (Omega 3%nat) lam 1 (T eta) ltac:(lra) E P Q u q U). }
  pose proof (the_pair_first _ _ (B R)) as D.
  specialize (D ltac:(apply O; lra) ltac:(apply O; lra) ltac:(apply O; lra)).
  cbv beta in D. rewrite !expected_two, !binary_dcg_hits in D. unfold hit, only, but in D. simpl in D.
  pose proof first_discounts. lra.
Qed.

(** Claim: sf.dcg.entmax.mean
    Role: refutes
    Place: SF, summary, Key results
    Says: For every alpha above 1 scores of least risk under the loss of entmax, as the mean over the relevant items,
      need not have the best expected DCG: of three items the first alone is relevant with chance 2/5, the two others
      with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, law M w rel (nonempty n)` becomes `rel s m, 1 <= m -> law M w rel (fun q => size n q = m)`; refuted
      by the theorem one_size_under_entmax
*)
Theorem entmax_of_the_mean_is_not_dcg_consistent : forall a, 1 < a -> ~ (forall n M w rel s,
  law M w rel (nonempty n) -> of_least_risk n (tsallis a n) M w rel (fy_mean n (tsallis a n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros a Ha. apply (mean_fails (tsallis a) (tangent a)).
  - intros eta E. exact (tangent_argmax a 3 eta Ha E).
  - intros eta i j L. exact (tangent_order a eta i j Ha L).
Qed.

(** Claim: sf.dcg.rankmax.fixed.mean
    Role: refutes
    Place: SF, novelty report, consistency analysis
    Says: For every fixed scale scores of least risk under the loss of Rankmax, as the mean over the relevant items,
      need not have the best expected DCG: of three items the first alone is relevant with chance 2/5, the two others
      with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, law M w rel (nonempty n)` becomes `rel s m, 1 <= m -> law M w rel (fun q => size n q = m)`; refuted
      by the theorem one_size_under_rankmax
*)
Theorem rankmax_of_the_mean_is_not_dcg_consistent : forall c, 0 < c -> ~ (forall n M w rel s,
  law M w rel (nonempty n) -> of_least_risk n (scaled_gini c n) M w rel (fy_mean n (scaled_gini c n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros c Hc. apply (mean_fails (scaled_gini c) (fun eta i => eta i / c)).
  - intros eta E. exact (gini_argmax c 3 eta Hc E).
  - intros eta i j L. apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hc|lra].
Qed.

Lemma sum_fails (Omega : nat -> (nat -> R) -> R) (T : (nat -> R) -> nat -> R) :
  (forall eta, simplex 3 eta -> argmax 3 (T eta) (Omega 3%nat) eta) ->
  (forall eta i j, 0 <= eta i <= eta j -> T eta i <= T eta j) ->
  ~ (forall n K M w rel s, (0 < K <= n)%nat -> law M w rel (nonempty n) ->
  of_least_risk n (Omega n) M w rel (fy_sum n (Omega n)) s ->
  best_ranking n (fun pi => expected M w rel (fun q => dcg_at K n pi q / ideal (Nat.min (count n q) K))) s).
Proof.
  intros A O H. set (lam := label 3 2 (two_chances (1 / 2)) (two_sets (only 0) (but 0)) (fun _ => 1)).
  assert (L : lam 0%nat = 1 / 2 /\ lam 1%nat = 1 / 2 /\ lam 2%nat = 1 / 2).
  { unfold lam, label. rewrite !expected_two. simpl. lra. }
  assert (E : sum 3 lam = 3 / 2) by (simpl; lra).
  assert (P : forall y, (y < 3)%nat -> 0 <= lam y) by (intros [|[|[|y]]] Hy; lra || lia).
  pose proof (A _ (shares_simplex 3 lam (3 / 2) ltac:(lra) E P)) as Q. set (eta := fun y => lam y / (3 / 2)) in Q.
  assert (V : eta 0%nat = 1 / 3 /\ eta 1%nat = 1 / 3 /\ eta 2%nat = 1 / 3) by (unfold eta; lra).
  pose proof (H 3%nat 2%nat 2%nat _ _ (T eta) ltac:(lia) (one_or_many_is_law (1 / 2) ltac:(lra))) as B.
  assert (R : of_least_risk 3 (Omega 3%nat) 2 (two_chances (1 / 2)) (two_sets (only 0) (but 0))
    (fy_sum 3 (Omega 3%nat)) (T eta)).
  { exists eta. split; [exact Q|]. intros u q U. rewrite !sum_by_labels.
    exact (map_is_least 3 (Omega 3%nat) lam (3 / 2) (T eta) ltac:(lra) E P Q u q U). }
  pose proof (the_one_first _ _ (B R)) as D.
  specialize (D ltac:(apply O; lra) ltac:(apply O; lra) ltac:(apply O; lra)).
  cbv beta in D. rewrite !expected_two in D. unfold dcg_at, top, ideal, hit, only, but in D. simpl in D.
  pose proof first_discounts as C.
  rewrite ?Rmult_0_l, ?Rmult_0_r, ?Rmult_1_l, !Rplus_0_l, !Rplus_0_r in D. unfold Rdiv in D.
  rewrite !Rinv_r in D by lra.
  pose proof (Rinv_0_lt_compat (discount 1 + discount 2) ltac:(lra)) as I.
  pose proof (Rmult_lt_0_compat (discount 2) _ ltac:(lra) I). lra.
Qed.

(** Claim: sf.oq1.unnormalised
    Role: refutes
    Place: SF, summary, Open Question 1
    Says: For every alpha above 1 scores of least risk under the loss of entmax, as the sum over the relevant items,
      need not have the best expected NDCG@K, ties against the scores: of three items the first alone is relevant with
      chance 1/2, or the two others are; K = 2.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `rel s, (0 < K <= n)%nat -> law M w rel (nonempty n)` becomes `rel s m, (0 < K <= n)%nat -> 1 <= m ->
      law M w rel (fun q => size n q = m)`; refuted by the theorem one_size_at_a_cutoff
*)
Theorem entmax_of_the_sum_is_not_consistent_at_a_cutoff : forall a, 1 < a -> ~ (forall n K M w rel s,
  (0 < K <= n)%nat -> law M w rel (nonempty n) -> of_least_risk n (tsallis a n) M w rel (fy_sum n (tsallis a n)) s ->
  best_ranking n (fun pi => expected M w rel (fun q => dcg_at K n pi q / ideal (Nat.min (count n q) K))) s).
Proof.
  intros a Ha. apply (sum_fails (tsallis a) (tangent a)).
  - intros eta E. exact (tangent_argmax a 3 eta Ha E).
  - intros eta i j L. exact (tangent_order a eta i j Ha L).
Qed.
