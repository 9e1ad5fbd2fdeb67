(** Where every relevant set has the same number of items, losses that sort the chances of being relevant serve DCG and
    NDCG: what refutes slips in the theorems about sets of several sizes. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax EntmaxLoss Sparsemax FenchelYoung Rank Rearrangement RgRanking RgConsistency.
From softproof Require Import RgBestScores RgTitle RelevantSets SeveralRelevant EntmaxRelevant.
Open Scope R_scope.

Lemma one_size_is_nonempty n M w rel m : 1 <= m -> law M w rel (fun q => size n q = m) -> law M w rel (nonempty n).
Proof.
  intros Hm [Lc Lm]. split; [exact Lc|]. intros k Hk. unfold nonempty. rewrite (Lm k Hk). exact Hm.
Qed.

Lemma one_count n M w rel m : law M w rel (fun q => size n q = m) ->
  exists k, INR k = m /\ forall q, size n q = m -> count n q = k.
Proof.
  intros L. destruct (law_has_a_set _ _ _ _ L) as [q0 H0]. exists (count n q0). rewrite <- size_is_count.
  split; [exact H0|]. intros q H. apply INR_eq. rewrite <- !size_is_count. congruence.
Qed.

Lemma sum_of_chances n M w rel m : law M w rel (fun q => size n q = m) ->
  sum n (fun y => expected M w rel (fun q => hit q y)) = m.
Proof.
  intros L. rewrite <- (expected_sum M w rel n hit).
  rewrite (expected_ext M w rel _ _ (fun _ => m) L) by (intros q H; exact H). apply (expected_const _ _ _ _ m L).
Qed.

(** Scores that sort the chances have the best expected gain, where a hit at the rank k gains d k, less further down,
    and a set of k items is weighed by I k. *)
Lemma chances_serve n M w rel m (d I : nat -> R) gain s : 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall j k, (1 <= j <= k)%nat -> d k <= d j) -> (forall k, (1 <= k)%nat -> 0 <= I k) ->
  (forall pi q, gain pi q = sum n (fun y => hit q y * d (pi y)) * I (count n q)) ->
  (forall a b, (a < n)%nat -> (b < n)%nat ->
    expected M w rel (fun q => hit q b) < expected M w rel (fun q => hit q a) -> s b < s a) ->
  best_ranking n (fun pi => expected M w rel (gain pi)) s.
Proof.
  intros Hm L Hd HI G Hs pi pi' [Hp Hq] Hp'. destruct (one_count n M w rel m L) as (k & Ek & C).
  assert (K : (1 <= k)%nat) by (destruct k; [simpl in Ek; lra|lia]).
  assert (E : forall p, expected M w rel (gain p)
    = sum n (fun y => d (p y) * expected M w rel (fun q => hit q y)) * I k).
  { intros p. rewrite (expected_ext M w rel _ _ (fun q => sum n (fun y => hit q y * d (p y)) * I k) L).
    - rewrite expected_scal_r, expected_sum. f_equal. apply sum_ext. intros y _. rewrite expected_scal_r. ring.
    - intros q H. rewrite G, (C q H). reflexivity. }
  rewrite !E. apply Rmult_le_compat_r; [exact (HI k K)|]. apply rearrangement; [exact Hd|exact Hp'|exact Hp|].
  intros a b Ha Hb O. apply Hq; try assumption. exact (Hs a b Ha Hb O).
Qed.

Lemma ideal_nonneg k : 0 <= / ideal k.
Proof.
  destruct k as [|k]; [unfold ideal; simpl; rewrite Rinv_0; lra|].
  apply Rlt_le, Rinv_0_lt_compat, sum_pos; [lia|]. intros i _. apply discount_pos. lia.
Qed.

Lemma chances_serve_dcg n M w rel m s : 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall a b, (a < n)%nat -> (b < n)%nat ->
    expected M w rel (fun q => hit q b) < expected M w rel (fun q => hit q a) -> s b < s a) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s /\
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s.
Proof.
  intros Hm L Hs. split.
  - apply (chances_serve n M w rel m discount (fun _ => 1)); try assumption; [exact discount_falls|intros; lra|].
    intros pi q. rewrite binary_dcg_hits. ring.
  - apply (chances_serve n M w rel m discount (fun k => / ideal k)); try assumption; [exact discount_falls| |].
    + intros k _. apply ideal_nonneg.
    + intros pi q. unfold ndcg. rewrite binary_dcg_hits. reflexivity.
Qed.

(** ** Softmax *)

Lemma sum_serves n M w rel m s : 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall u, expected M w rel (fun q => loss_sum n q s) <= expected M w rel (fun q => loss_sum n q u)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s /\
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s.
Proof.
  intros Hm L B. apply (chances_serve_dcg n M w rel m s Hm L).
  exact (softmax_sorts_chances n M w rel s (one_size_is_nonempty n M w rel m Hm L) B).
Qed.

Lemma mean_serves n M w rel m s : 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall u, expected M w rel (fun q => loss_mean n q s) <= expected M w rel (fun q => loss_mean n q u)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s /\
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s.
Proof.
  intros Hm L B. apply (sum_serves n M w rel m s Hm L). intros u. specialize (B u).
  assert (E : forall v, expected M w rel (fun q => loss_sum n q v) = expected M w rel (fun q => loss_mean n q v) * m).
  { intros v. rewrite <- expected_scal_r. apply (expected_ext M w rel _ _ _ L). intros q H.
    unfold loss_mean, loss_sum. rewrite H. field. lra. }
  rewrite !E. apply Rmult_le_compat_r; lra.
Qed.

(** Claim: none
    Says: With sets of one size the mean of the softmax losses serves the expected DCG.
*)
Theorem one_size_and_dcg : ~ ~ (forall n M w rel s m, 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall u, expected M w rel (fun q => loss_mean n q s) <= expected M w rel (fun q => loss_mean n q u)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof. intros H. apply H. intros n M w rel s m Hm L B. apply (mean_serves n M w rel m s Hm L B). Qed.

(** Claim: none
    Says: With sets of one size the mean of the softmax losses serves the expected NDCG.
*)
Theorem one_size_and_the_mean : ~ ~ (forall n M w rel s m, 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall u, expected M w rel (fun q => loss_mean n q s) <= expected M w rel (fun q => loss_mean n q u)) ->
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s).
Proof. intros H. apply H. intros n M w rel s m Hm L B. apply (mean_serves n M w rel m s Hm L B). Qed.

(** Claim: none
    Says: With sets of one size the sum of the softmax losses serves the expected NDCG.
*)
Theorem one_size_and_the_sum : ~ ~ (forall n M w rel s m, 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall u, expected M w rel (fun q => loss_sum n q s) <= expected M w rel (fun q => loss_sum n q u)) ->
  best_ranking n (fun pi => expected M w rel (ndcg n pi)) s).
Proof. intros H. apply H. intros n M w rel s m Hm L B. apply (sum_serves n M w rel m s Hm L B). Qed.

(** Claim: none
    Says: With one relevant item scores of least risk under the softmax loss serve the expected DCG.
*)
Theorem softmax_serves_dcg : ~ ~ (forall n eta s, simplex n eta ->
  (forall u, mean n eta (softmax_loss n s) <= mean n eta (softmax_loss n u)) ->
  best_ranking n (fun pi => mean n eta (fun y => binary_dcg n pi (only y))) s).
Proof.
  intros H. apply H. intros n eta s E B.
  assert (P : forall f y, (y < n)%nat -> sum n (fun i => hit (only y) i * f i) = f y).
  { intros f y Hy. exact (sum_pick n y f Hy). }
  refine (proj1 (sum_serves n n eta only 1 s (Rle_refl 1) _ _)).
  - split; [exact E|]. intros y Hy. unfold size. rewrite <- (P (fun _ => 1) y Hy). apply sum_ext. intros; ring.
  - assert (R : forall u, expected n eta only (fun q => loss_sum n q u) = mean n eta (softmax_loss n u)).
    { intros u. apply sum_ext. intros y Hy. f_equal. rewrite <- (P (softmax_loss n u) y Hy). apply sum_ext. intros i _.
      unfold hit. destruct (only y i); ring. }
    intros u. rewrite !R. exact (B u).
Qed.

(** ** Sparsemax, entmax of order 2 and Rankmax with the scale 1: one map *)

Lemma label_of_one_size n M w rel m : 1 <= m -> law M w rel (fun q => size n q = m) ->
  exists k, (1 <= k)%nat /\ INR k = m /\
  forall v y, label n M w rel v y = v k * expected M w rel (fun q => hit q y).
Proof.
  intros Hm L. destruct (one_count n M w rel m L) as (k & Ek & C). exists k.
  split; [destruct k; [simpl in Ek; lra|lia]|split; [exact Ek|]]. intros v y.
  rewrite Rmult_comm, <- expected_scal_r. apply (expected_ext M w rel _ _ _ L). intros q H. rewrite (C q H).
  unfold hit. destruct (q y); ring.
Qed.

Lemma chance_nonneg n M w rel m y : law M w rel (fun q => size n q = m) -> 0 <= expected M w rel (fun q => hit q y).
Proof. intros L. apply (expected_nonneg M w rel _ _ L). intros q _. unfold hit. destruct (q y); lra. Qed.

Lemma shares_sort n M w rel (W : R) lam s : 0 < W -> sparsemax n s (fun y => lam y / W) ->
  (exists c, 0 < c /\ forall y, lam y = c * expected M w rel (fun q => hit q y)) ->
  forall a b, (a < n)%nat -> (b < n)%nat ->
    expected M w rel (fun q => hit q b) < expected M w rel (fun q => hit q a) -> s b < s a.
Proof.
  intros HW S (c & Hc & E) a b Ha Hb O. apply Rnot_le_lt. intros C.
  pose proof (order_weak n s _ b a S Hb Ha C) as L. cbv beta in L. rewrite !E in L.
  apply (Rmult_le_compat_r W) in L; [|lra]. unfold Rdiv in L. rewrite !Rmult_assoc, !Rinv_l, !Rmult_1_r in L by lra.
  apply Rmult_le_reg_l in L; lra.
Qed.

Lemma fy_sorts n Omega M w rel m v s p : 1 <= m -> law M w rel (fun q => size n q = m) ->
  (forall k, (1 <= k)%nat -> 0 < v k) -> has_scores n Omega -> (forall q, argmax n s Omega q -> sparsemax n s q) ->
  argmax n s Omega p ->
  (forall u q, argmax n u Omega q -> sum n (fun y => label n M w rel v y * fy_loss n Omega s p (one_hot y))
    <= sum n (fun y => label n M w rel v y * fy_loss n Omega u q (one_hot y))) ->
  forall a b, (a < n)%nat -> (b < n)%nat ->
    expected M w rel (fun q => hit q b) < expected M w rel (fun q => hit q a) -> s b < s a.
Proof.
  intros Hm L Hv HO HS A B. destruct (label_of_one_size n M w rel m Hm L) as (k & K & Ek & E).
  assert (V : 0 < v k * m) by (apply Rmult_lt_0_compat; [exact (Hv k K)|lra]).
  apply (shares_sort n M w rel (v k * m) (label n M w rel v) s V); [|exists (v k); split; [exact (Hv k K)|apply E]].
  apply HS. apply (least_is_map n Omega _ (v k * m) s p V); try assumption.
  - rewrite (sum_ext n _ _ (fun y _ => E v y)), sum_scal, (sum_of_chances n M w rel m L). reflexivity.
  - intros y _. rewrite E. apply Rmult_le_pos; [apply Rlt_le, Hv, K|exact (chance_nonneg n M w rel m y L)].
Qed.

Lemma tsallis_2_map n s p : argmax n s (tsallis 2 n) p -> sparsemax n s p.
Proof.
  intros [P A]. apply (proj1 (sparsemax_is_argmax_and_threshold n s) p).
  assert (E : forall q, simplex n q -> tsallis 2 n q = gini n q).
  { intros q [Q _]. unfold tsallis, gini. rewrite (sum_ext n _ (fun i => q i ^ 2)); [field|].
    intros i Hi. specialize (Q i Hi). unfold power. destruct (Rlt_dec 0 (q i)) as [H|H].
    - rewrite <- Rpower_pow by exact H. reflexivity.
    - replace (q i) with 0 by lra. ring. }
  split; [exact P|]. intros q Q. rewrite <- !E by assumption. exact (A q Q).
Qed.

Lemma gini_1_map n s p : argmax n s (scaled_gini 1 n) p -> sparsemax n s p.
Proof.
  intros [P A]. apply (proj1 (sparsemax_is_argmax_and_threshold n s) p). split; [exact P|]. intros q Q.
  specialize (A q Q). unfold scaled_gini in A. unfold gini. lra.
Qed.

Lemma fy_mean_serves n Omega M w rel m s : 1 <= m -> law M w rel (fun q => size n q = m) -> has_scores n Omega ->
  (forall q, argmax n s Omega q -> sparsemax n s q) -> of_least_risk n Omega M w rel (fy_mean n Omega) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s.
Proof.
  intros Hm L HO HS (p & A & B). apply (chances_serve_dcg n M w rel m s Hm L).
  apply (fy_sorts n Omega M w rel m (fun k => / INR k) s p Hm L); try assumption.
  - intros k K. apply Rinv_0_lt_compat, (lt_INR 0). lia.
  - intros u q U. rewrite <- !mean_by_labels. exact (B u q U).
Qed.

Lemma fy_sum_serves n Omega K M w rel m s : 1 <= m -> law M w rel (fun q => size n q = m) -> has_scores n Omega ->
  (forall q, argmax n s Omega q -> sparsemax n s q) -> of_least_risk n Omega M w rel (fy_sum n Omega) s ->
  best_ranking n (fun pi => expected M w rel (fun q => dcg_at K n pi q / ideal (Nat.min (count n q) K))) s.
Proof.
  intros Hm L HO HS (p & A & B).
  apply (chances_serve n M w rel m (fun k => top K k * discount k) (fun k => / ideal (Nat.min k K)) _ s Hm L).
  - intros j k H. unfold top. pose proof (discount_falls j k H). pose proof (discount_pos j ltac:(lia)).
    destruct (Nat.leb_spec j K), (Nat.leb_spec k K); lra || lia.
  - intros k _. apply ideal_nonneg.
  - reflexivity.
  - apply (fy_sorts n Omega M w rel m (fun _ => 1) s p Hm L); try assumption; [intros; lra|].
    intros u q U. rewrite <- !sum_by_labels. exact (B u q U).
Qed.

Lemma entmax_2_has_scores n : has_scores n (tsallis 2 n).
Proof. intros eta E. exists (tangent 2 eta). apply tangent_argmax; [lra|exact E]. Qed.

(** Claim: none
    Says: With sets of one size the mean of the losses of entmax of order 2 serves the expected DCG.
*)
Theorem one_size_under_entmax : ~ (forall a, 1 < a -> ~ (forall n M w rel s m,
  1 <= m -> law M w rel (fun q => size n q = m) ->
  of_least_risk n (tsallis a n) M w rel (fy_mean n (tsallis a n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s)).
Proof.
  intros H. apply (H 2 ltac:(lra)). intros n M w rel s m Hm L.
  exact (fy_mean_serves n _ M w rel m s Hm L (entmax_2_has_scores n) (tsallis_2_map n s)).
Qed.

(** Claim: none
    Says: With sets of one size the mean of the losses of Rankmax with the scale 1 serves the expected DCG.
*)
Theorem one_size_under_rankmax : ~ (forall c, 0 < c -> ~ (forall n M w rel s m,
  1 <= m -> law M w rel (fun q => size n q = m) ->
  of_least_risk n (scaled_gini c n) M w rel (fy_mean n (scaled_gini c n)) s ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s)).
Proof.
  intros H. apply (H 1 ltac:(lra)). intros n M w rel s m Hm L.
  apply (fy_mean_serves n _ M w rel m s Hm L); [|apply gini_1_map].
  intros eta E. exists (fun i => eta i / 1). apply gini_argmax; [lra|exact E].
Qed.

(** Claim: none
    Says: With sets of one size the sum of the losses of entmax of order 2 serves NDCG at every cutoff.
*)
Theorem one_size_at_a_cutoff : ~ (forall a, 1 < a -> ~ (forall n K M w rel s m,
  (0 < K <= n)%nat -> 1 <= m -> law M w rel (fun q => size n q = m) ->
  of_least_risk n (tsallis a n) M w rel (fy_sum n (tsallis a n)) s ->
  best_ranking n (fun pi => expected M w rel (fun q => dcg_at K n pi q / ideal (Nat.min (count n q) K))) s)).
Proof.
  intros H. apply (H 2 ltac:(lra)). intros n K M w rel s m _ Hm L.
  exact (fy_sum_serves n _ K M w rel m s Hm L (entmax_2_has_scores n) (tsallis_2_map n s)).
Qed.

(** Claim: none
    Says: With sets of one size the mean of the sparsemax losses serves the expected DCG.
*)
Theorem one_size_under_sparsemax : ~ ~ (forall n M w rel s p m, 1 <= m -> law M w rel (fun q => size n q = m) ->
  sparsemax n s p ->
  (forall u r, sparsemax n u r ->
    expected M w rel (fun q => sparsemax_mean n q s p) <= expected M w rel (fun q => sparsemax_mean n q u r)) ->
  best_ranking n (fun pi => expected M w rel (binary_dcg n pi)) s).
Proof.
  intros H. apply H. intros n M w rel s p m Hm L S B. apply (chances_serve_dcg n M w rel m s Hm L).
  destruct (label_of_one_size n M w rel m Hm L) as (k & K & Ek & E).
  pose proof (sum_of_chances n M w rel m L) as T. set (c := fun y => expected M w rel (fun q => hit q y)) in *.
  set (lam := fun y => c y / m).
  assert (R : forall u r, expected M w rel (fun q => sparsemax_mean n q u r) = sparsemax_risk n lam u r).
  { intros u r. unfold sparsemax_risk. rewrite (sum_ext n _ (fun y => label n M w rel (fun k => / INR k) y *
      loss n u r (one_hot y))).
    - rewrite <- risk_by_labels. apply (expected_ext M w rel _ _ _ L). intros q _. unfold sparsemax_mean.
      rewrite size_is_count. reflexivity.
    - intros y _. rewrite E, Ek. unfold lam, c, Rdiv. ring. }
  pose proof (shares_simplex n c m ltac:(lra) T (fun y _ => chance_nonneg n M w rel m y L)) as Q.
  pose proof (proj1 (scores_of_least_sparsemax_risk n lam s p Q S)) as G.
  assert (P : forall i, (i < n)%nat -> p i = lam i).
  { apply G. intros u r U. rewrite <- !R. exact (B u r U). }
  intros a b Ha Hb O. apply Rnot_le_lt. intros C. pose proof (order_weak n s p b a S Hb Ha C) as O'.
  rewrite !P in O' by assumption. unfold lam, Rdiv in O'. apply Rmult_le_reg_r in O'; [unfold c in O'; lra|].
  apply Rinv_0_lt_compat. lra.
Qed.
