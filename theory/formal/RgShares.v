(** RG2 with a constant for its weights (B.2): for which metrics the order of its best scores is best. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Rearrangement RgRanking RgSquaredConsistency RgWeights RgConsistency
  RgBestScores.
Open Scope R_scope.

(** The share of the relevant items that are among the first k. *)
Definition recall (N k : nat) (pi : nat -> nat) (r : nat -> bool) : R :=
  sum N (fun y => hit r y * top k (pi y)) / size N r.

Definition share (N K : nat) (chance : nat -> R) (r : nat -> nat -> bool) (y : nat) : R :=
  expected K chance r (fun q => hit q y / size N q).

Lemma top_falls k i j : (1 <= i <= j)%nat -> top k j <= top k i.
Proof. intros H. unfold top. destruct (Nat.leb_spec j k), (Nat.leb_spec i k); try lra. lia. Qed.

(** Any discounted sum of the hits over the number of relevant items has the mean sum_y share_y c(rank). *)
Lemma mean_over_size N K chance r (c : nat -> R) (pi : nat -> nat) :
  expected K chance r (fun q => sum N (fun y => hit q y * c (pi y)) / size N q)
  = sum N (fun y => share N K chance r y * c (pi y)).
Proof.
  unfold share, expected, mean.
  rewrite (sum_ext N _ (fun y => sum K (fun k => chance k * (hit (r k) y / size N (r k)) * c (pi y))))
    by (intros; rewrite sum_scal_r; reflexivity).
  rewrite sum_exchange. apply sum_ext. intros k _. unfold Rdiv. rewrite <- sum_scal_r, <- sum_scal. apply sum_ext.
  intros; ring.
Qed.

Lemma shares_are_best N K chance r (c : nat -> R) pi pi' : (forall i j, (1 <= i <= j)%nat -> c j <= c i) ->
  ranks N (share N K chance r) pi -> ranking N pi' ->
  expected K chance r (fun q => sum N (fun y => hit q y * c (pi' y)) / size N q)
  <= expected K chance r (fun q => sum N (fun y => hit q y * c (pi y)) / size N q).
Proof.
  intros Hc Hr Hp. rewrite !mean_over_size.
  rewrite (sum_ext N _ (fun y => c (pi' y) * share N K chance r y)) by (intros; ring).
  rewrite (sum_ext N (fun y => _ * c (pi y)) (fun y => c (pi y) * share N K chance r y)) by (intros; ring).
  apply rearrangement; [exact Hc|exact Hp|apply Hr..].
Qed.

(** Claim: rg.b2.alpha_beta.consistent.repair
    Role: establishes
    Place: RG, B.2, B.3, Eq. 31-32, repaired
    Says: With a constant weight alpha > 0 the best scores order the items exactly as the shares E[r / |I_x|] do; ranks
      that sort them have the best mean of DCG / |I_x|, and of the recall at every cutoff, and, where the number of
      positives of the context is not random, of the DCG.
    Gap: Real numbers; conditional on one context, whose relevant set, never empty, has a law on finitely many sets; the
      logarithm is natural; equal scores are ranked in any way.
    Mutant: `(fun q => binary_dcg N pi' q / size N q) <= expected K chance r (fun q => binary_dcg N pi q / size N q)`
      becomes `(binary_dcg N pi') <= expected K chance r (binary_dcg N pi)`; refuted by the theorem
      not_best_for_the_dcg
    Mutant: `size N q = m` becomes `m <= size N q`; refuted by the theorem sizes_must_not_be_random
*)
Theorem constant_weights_are_best_for_shares : forall N alpha K chance r o pi, 0 < alpha ->
  law K chance r (nonempty N) -> best_scores N K chance r (fun _ _ => alpha) (rg_label N) o -> ranks N o pi ->
  (forall a b, (a < N)%nat -> (b < N)%nat -> (share N K chance r b < share N K chance r a <-> o b < o a)) /\
  (forall pi', ranking N pi' ->
    expected K chance r (fun q => binary_dcg N pi' q / size N q) <=
    expected K chance r (fun q => binary_dcg N pi q / size N q)) /\
  (forall k pi', ranking N pi' -> expected K chance r (recall N k pi') <= expected K chance r (recall N k pi)) /\
  (forall m, law K chance r (fun q => size N q = m) ->
    forall pi', ranking N pi' -> expected K chance r (binary_dcg N pi') <= expected K chance r (binary_dcg N pi)).
Proof.
  intros N alpha K chance r o pi Hal L Ho Hr.
  pose proof (constant_weight_orders_as_the_shares N alpha K chance r o Hal L Ho) as E.
  assert (R : ranks N (share N K chance r) pi).
  { split; [apply Hr|]. intros a b Ha Hb S. apply (proj2 Hr a b Ha Hb), (E a b Ha Hb), S. }
  assert (D : forall pi', ranking N pi' ->
    expected K chance r (fun q => binary_dcg N pi' q / size N q) <=
    expected K chance r (fun q => binary_dcg N pi q / size N q)).
  { assert (B : forall p, expected K chance r (fun q => binary_dcg N p q / size N q)
      = expected K chance r (fun q => sum N (fun y => hit q y * discount (p y)) / size N q)).
    { intros p. apply sum_ext. intros k _. rewrite binary_dcg_hits. reflexivity. }
    intros pi' Hp. rewrite !B. apply (shares_are_best N K chance r discount pi pi' discount_falls R Hp). }
  split; [exact E|split; [exact D|split]].
  - intros k pi' Hp. apply (shares_are_best N K chance r (top k) pi pi' (top_falls k) R Hp).
  - intros m Lm pi' Hp. specialize (D pi' Hp). destruct (law_has_a_set _ _ _ _ Lm) as [q0 Hq0].
    assert (M : forall f, expected K chance r f = expected K chance r (fun q => f q / size N q) * m).
    { intros f. rewrite <- expected_scal_r. apply (expected_ext K chance r (fun q => nonempty N q /\ size N q = m)).
      - split; [apply L|]. intros k Hk. split; [apply L, Hk|apply Lm, Hk].
      - intros q [Hq Hm]. unfold nonempty in Hq. rewrite <- Hm. field. lra. }
    rewrite (M (binary_dcg N pi')), (M (binary_dcg N pi)). apply Rmult_le_compat_r; [|exact D]. rewrite <- Hq0.
    apply sum_nonneg. intros y _. unfold hit. destruct (q0 y); lra.
Qed.

(** The law {2, 3} with chance 3/5 and {1} with 2/5 on three items, and its best scores. *)
Definition three_scores (y : nat) : R := match y with O => 1 / 5 | _ => - (1 / 10) end.

Lemma three_scores_are_best :
  best_scores 3 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (fun _ _ => 1) (rg_label 3) three_scores.
Proof.
  intros o'. apply (least_risk 3 _ _ _ (nonempty 3)); [apply many_or_one_is_law|intros q y _ _; lra|].
  intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; unfold three_scores; compute_means; field.
Qed.

Lemma three_scores_ranked : ranks 3 three_scores S.
Proof. apply first_item_first; unfold three_scores; lra. Qed.

(** Claim: none
    Says: For the DCG itself the order need not be best.
*)
Theorem not_best_for_the_dcg : ~ forall N alpha K chance r o pi, 0 < alpha ->
  law K chance r (nonempty N) -> best_scores N K chance r (fun _ _ => alpha) (rg_label N) o -> ranks N o pi ->
  (forall a b, (a < N)%nat -> (b < N)%nat -> (share N K chance r b < share N K chance r a <-> o b < o a)) /\
  (forall pi', ranking N pi' ->
    expected K chance r (binary_dcg N pi') <= expected K chance r (binary_dcg N pi)) /\
  (forall k pi', ranking N pi' -> expected K chance r (recall N k pi') <= expected K chance r (recall N k pi)) /\
  (forall m, law K chance r (fun q => size N q = m) ->
    forall pi', ranking N pi' -> expected K chance r (binary_dcg N pi') <= expected K chance r (binary_dcg N pi)).
Proof.
  intros H. destruct (H 3%nat 1 2%nat _ _ _ _ ltac:(lra) many_or_one_is_law three_scores_are_best three_scores_ranked)
    as (_ & D & _). specialize (D first_last ranking_first_last). pose proof first_item_should_be_last. lra.
Qed.

(** Claim: none
    Says: Nor is it where the number of positives is only bounded below.
*)
Theorem sizes_must_not_be_random : ~ forall N alpha K chance r o pi, 0 < alpha ->
  law K chance r (nonempty N) -> best_scores N K chance r (fun _ _ => alpha) (rg_label N) o -> ranks N o pi ->
  (forall a b, (a < N)%nat -> (b < N)%nat -> (share N K chance r b < share N K chance r a <-> o b < o a)) /\
  (forall pi', ranking N pi' ->
    expected K chance r (fun q => binary_dcg N pi' q / size N q) <=
    expected K chance r (fun q => binary_dcg N pi q / size N q)) /\
  (forall k pi', ranking N pi' -> expected K chance r (recall N k pi') <= expected K chance r (recall N k pi)) /\
  (forall m, law K chance r (fun q => m <= size N q) ->
    forall pi', ranking N pi' -> expected K chance r (binary_dcg N pi') <= expected K chance r (binary_dcg N pi)).
Proof.
  intros H. destruct (H 3%nat 1 2%nat _ _ _ _ ltac:(lra) many_or_one_is_law three_scores_are_best three_scores_ranked)
    as (_ & _ & _ & D). specialize (D 1 many_or_one_is_law first_last ranking_first_last).
  pose proof first_item_should_be_last. lra.
Qed.
