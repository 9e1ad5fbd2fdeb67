(** The ideal DCG of m relevant items: where NDCG is a number (Definition 1), and the weights of Remark 22. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking Rearrangement SortedScores LeastMajorant.
Open Scope R_scope.

(** Relevances 0 and 1, m of them 1. *)
Definition relevant_items (N : nat) (r : nat -> nat) (m : nat) : Prop :=
  (forall y, (y < N)%nat -> (r y <= 1)%nat) /\ sum N (fun y => INR (r y)) = INR m.

Lemma binary_gain k : (k <= 1)%nat -> 2 ^ k - 1 = INR k.
Proof. intros H. destruct k as [|[|k]]; [simpl; ring|simpl; ring|lia]. Qed.

Lemma relevant_at_most_all N r m : relevant_items N r m -> (m <= N)%nat.
Proof.
  intros [B S]. apply INR_le. rewrite <- S, <- (Rmult_1_r (INR N)), <- sum_const. apply sum_le. intros y Hy.
  specialize (B y Hy). apply le_INR in B. exact B.
Qed.

(** In a sorted list the m relevant items stand at the first m ranks. *)
Lemma sorted_relevant_first N r m best y : relevant_items N r m -> ranking N best ->
  sorts N (fun z => INR (r z)) best -> (y < N)%nat -> INR (r y) = top m (best y).
Proof.
  intros [B S] Hb Hs Hy. pose proof (proj1 Hb y Hy) as Ry.
  assert (V : forall z, (z < N)%nat -> r z = 0%nat \/ r z = 1%nat) by (intros z Hz; specialize (B z Hz); lia).
  destruct (V y Hy) as [E|E]; rewrite E.
  - rewrite top_out; [reflexivity|]. destruct (Nat.lt_ge_cases m (best y)) as [C|C]; [exact C|exfalso].
    assert (L : sum N (fun z => INR (r z)) <= sum N (fun z => top (best y - 1) (best z))).
    { apply sum_le. intros z Hz. destruct (V z Hz) as [Z|Z]; rewrite Z.
      - unfold top. destruct (Nat.leb (best z) (best y - 1)); simpl; lra.
      - rewrite top_in; [simpl; lra|]. specialize (Hs z y Hz Hy). cbv beta in Hs. rewrite Z, E in Hs. simpl in Hs.
        specialize (Hs ltac:(lra)). lia. }
    rewrite S, (count_top N best) in L by (assumption || lia). apply INR_le in L. lia.
  - rewrite top_in; [reflexivity|]. destruct (Nat.le_gt_cases (best y) m) as [C|C]; [exact C|exfalso].
    assert (L : sum N (fun z => top (best y) (best z)) <= sum N (fun z => INR (r z))).
    { apply sum_le. intros z Hz. destruct (V z Hz) as [Z|Z]; rewrite Z.
      - destruct (Nat.eq_dec z y) as [->|D]; [rewrite Z in E; discriminate|].
        rewrite top_out; [simpl; lra|]. apply Hs; [exact Hy|exact Hz|]. cbv beta. rewrite E, Z. simpl. lra.
      - unfold top. destruct (Nat.leb (best z) (best y)); simpl; lra. }
    rewrite S, (count_top N best) in L by (assumption || lia). apply INR_le in L. lia.
Qed.

Lemma sum_of_top N m f : (m <= N)%nat -> sum N (fun i => top m (i + 1) * f i) = sum m f.
Proof.
  intros H. induction N as [|N IH]; [replace m with O by lia; reflexivity|]. simpl sum.
  destruct (Nat.eq_dec m (S N)) as [->|D].
  - rewrite top_in by lia. simpl sum. rewrite (sum_ext N _ f); [ring|]. intros i Hi. rewrite top_in by lia. ring.
  - rewrite top_out, IH by lia. ring.
Qed.

Lemma ideal_is_largest N r m : relevant_items N r m -> ideal_dcg N r (ideal m).
Proof.
  intros H. pose proof (relevant_at_most_all N r m H) as HM.
  destruct (every_score_can_be_sorted N (fun y => INR (r y))) as [best [Hb Hs]].
  assert (E : forall pi, dcg N r pi = sum N (fun y => discount (pi y) * INR (r y))).
  { intros pi. apply sum_ext. intros y Hy. rewrite (binary_gain (r y)) by (apply H, Hy). ring. }
  assert (V : dcg N r best = ideal m).
  { rewrite E, (sum_ext N _ (fun y => top m (best y) * discount (best y)))
      by (intros y Hy; rewrite (sorted_relevant_first N r m best y H Hb Hs Hy); ring).
    rewrite (sum_ranks N best (fun k => top m k * discount k) Hb). apply sum_of_top, HM. }
  split; [exists best; split; assumption|]. intros pi Hp. rewrite <- V, !E.
  apply rearrangement; try assumption. apply discount_falls.
Qed.

Lemma ideal_value N r m I : relevant_items N r m -> ideal_dcg N r I -> I = ideal m.
Proof.
  intros H [[p [Hp <-]] A]. destruct (ideal_is_largest N r m H) as [[q [Hq E]] B]. rewrite <- E.
  apply Rle_antisym; [rewrite E; apply B, Hp|apply A, Hq].
Qed.

Lemma ideal_rises m k : (m < k)%nat -> ideal m < ideal k.
Proof.
  intros H. induction H as [|k H IH]; unfold ideal in *; simpl sum; [pose proof (discount_pos (m + 1) ltac:(lia))
    |pose proof (discount_pos (k + 1) ltac:(lia))]; lra.
Qed.

Lemma ideal_positive m : (1 <= m)%nat -> 0 < ideal m.
Proof. intros H. pose proof (ideal_rises 0 m ltac:(lia)) as L. unfold ideal at 1 in L. simpl in L. exact L. Qed.

(** The first m of N items. *)
Definition first_items (m y : nat) : nat := if Nat.ltb y m then 1 else 0.

Lemma first_items_relevant N m : (m <= N)%nat -> relevant_items N (first_items m) m.
Proof.
  intros H. split; [intros y _; unfold first_items; destruct (Nat.ltb y m); lia|].
  rewrite <- (sum_top N m H). apply sum_ext. intros y _. unfold first_items, top.
  destruct (Nat.ltb_spec y m), (Nat.leb_spec (y + 1) m); try lia; reflexivity.
Qed.

(** ** Definition 1 *)

(** Claim: rg.def1.positives
    Role: refutes
    Place: RG, Definition 1, Eq. 2
    Says: it is not so for every set of relevant items that the largest DCG, by which NDCG divides, is not 0.
    Gap: real numbers; binary relevance. NDCG is said to be a number where its denominator is not 0.
    Mutant: `relevant_items N r m ->` becomes `relevant_items N r m -> (1 <= m)%nat ->`; refuted by the theorem
      ndcg_of_relevant_items_is_a_number
*)
Theorem ndcg_need_not_be_a_number : ~ (forall N r m I, (1 <= N)%nat -> relevant_items N r m ->
  ideal_dcg N r I -> I <> 0).
Proof.
  intros H. pose proof (first_items_relevant 1 0 ltac:(lia)) as R0.
  apply (H 1%nat _ 0%nat (ideal 0) ltac:(lia) R0 (ideal_is_largest _ _ _ R0)). reflexivity.
Qed.

(** Claim: none
    Says: with a relevant item it is not 0.
*)
Theorem ndcg_of_relevant_items_is_a_number : ~ ~ (forall N r m I, (1 <= N)%nat -> relevant_items N r m ->
  (1 <= m)%nat -> ideal_dcg N r I -> I <> 0).
Proof.
  intros H. apply H. intros N r m I _ R M D. rewrite (ideal_value N r m I R D).
  apply Rgt_not_eq, ideal_positive, M.
Qed.

(** Claim: rg.def1.positives
    Role: establishes under every context has a relevant item
    Place: RG, Definition 1, Eq. 2
    Says: where an item is relevant the largest DCG, by which NDCG divides, is not 0.
    Gap: real numbers; binary relevance. NDCG is said to be a number where its denominator is not 0.
    Mutant: `(1 <= m)%nat` becomes `(0 <= m)%nat`; refuted by the theorem no_relevant_item_is_not_enough
*)
Theorem ndcg_is_a_number : forall N r m I, relevant_items N r m -> (1 <= m)%nat -> ideal_dcg N r I -> I <> 0.
Proof.
  intros N r m I R M D. rewrite (ideal_value N r m I R D). apply Rgt_not_eq, ideal_positive, M.
Qed.

(** Claim: none
    Says: without a relevant item it is 0.
*)
Theorem no_relevant_item_is_not_enough :
  ~ (forall N r m I, relevant_items N r m -> (0 <= m)%nat -> ideal_dcg N r I -> I <> 0).
Proof.
  intros H. apply ndcg_need_not_be_a_number. intros N r m I _ R. apply (H N r m I R). lia.
Qed.

(** Claim: rg.def1.positives.repair
    Role: establishes
    Place: RG, Definition 1, Eq. 2
    Says: the largest DCG of m relevant items is not 0 exactly if m >= 1; then NDCG is in (0, 1] for every ranking;
      else it is 0/0.
    Gap: real numbers; binary relevance.
    Mutant: `(1 <= m)%nat` becomes `(2 <= m)%nat`; refuted by the theorem one_relevant_item_is_enough
    Mutant: `0 < dcg N r pi / I <= 1` becomes `0 < dcg N r pi / I < 1`; refuted by the theorem the_best_ndcg_is_one
    Mutant: `0 < dcg N r pi / I <= 1` becomes `1 / 2 <= dcg N r pi / I <= 1`; refuted by the theorem
      ndcg_can_be_below_one_half
*)
Theorem where_ndcg_is_a_number : forall N r m I pi, relevant_items N r m -> ideal_dcg N r I -> ranking N pi ->
  (I <> 0 <-> (1 <= m)%nat) /\ (I <> 0 -> 0 < dcg N r pi / I <= 1) /\ (I = 0 -> dcg N r pi = 0).
Proof.
  intros N r m I pi R D Hp. pose proof (ideal_value N r m I R D) as E. destruct D as [_ D]. specialize (D pi Hp).
  assert (T : forall y, (y < N)%nat -> 0 <= (2 ^ r y - 1) * discount (pi y)).
  { intros y Hy. rewrite (binary_gain (r y)) by (apply R, Hy).
    apply Rmult_le_pos; [apply pos_INR|apply Rlt_le, discount_pos, (proj1 Hp y Hy)]. }
  assert (P : 0 <= dcg N r pi) by (apply sum_nonneg, T).
  split; [|split].
  - split; intros H; [destruct m; [rewrite E in H; exfalso; apply H; reflexivity|lia]|].
    rewrite E. apply Rgt_not_eq, ideal_positive, H.
  - intros H. assert (M : (1 <= m)%nat) by (destruct m; [rewrite E in H; exfalso; apply H; reflexivity|lia]).
    assert (PI : 0 < I) by (rewrite E; apply ideal_positive, M). split.
    + apply Rdiv_lt_0_compat; [|exact PI]. destruct P as [P|P]; [exact P|exfalso].
      assert (Z : sum N (fun y => INR (r y)) <= sum N (fun _ => 0)).
      { apply sum_le. intros y Hy. destruct R as [B _]. specialize (B y Hy).
        destruct (r y) as [|[|k]] eqn:F; [simpl; lra| |lia]. exfalso.
        pose proof (term_le_sum N (fun y => (2 ^ r y - 1) * discount (pi y)) y T Hy) as L. cbv beta in L.
        pose proof (discount_pos (pi y) (proj1 (proj1 Hp y Hy))). rewrite F in L. simpl pow in L.
        change (sum N (fun y => (2 ^ r y - 1) * discount (pi y))) with (dcg N r pi) in L. lra. }
      rewrite (proj2 R), sum_zero in Z. apply le_INR in M. simpl in M. lra.
    + apply Rmult_le_reg_r with I; [exact PI|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - intros H. lra.
Qed.

(** Claim: none
    Says: one relevant item is enough.
*)
Theorem one_relevant_item_is_enough : ~ (forall N r m I pi, relevant_items N r m -> ideal_dcg N r I -> ranking N pi ->
  (I <> 0 <-> (2 <= m)%nat) /\ (I <> 0 -> 0 < dcg N r pi / I <= 1) /\ (I = 0 -> dcg N r pi = 0)).
Proof.
  intros H. pose proof (first_items_relevant 1 1 ltac:(lia)) as R1.
  destruct (H 1%nat _ 1%nat _ S R1 (ideal_is_largest _ _ _ R1) (ranking_forward 1)) as [[L _] _].
  specialize (L (Rgt_not_eq _ _ (ideal_positive 1 ltac:(lia)))). lia.
Qed.

(** Claim: none
    Says: the NDCG of the best ranking is 1.
*)
Theorem the_best_ndcg_is_one : ~ (forall N r m I pi, relevant_items N r m -> ideal_dcg N r I -> ranking N pi ->
  (I <> 0 <-> (1 <= m)%nat) /\ (I <> 0 -> 0 < dcg N r pi / I < 1) /\ (I = 0 -> dcg N r pi = 0)).
Proof.
  intros H. pose proof (first_items_relevant 1 1 ltac:(lia)) as R1.
  destruct (H 1%nat _ 1%nat _ S R1 (ideal_is_largest _ _ _ R1) (ranking_forward 1)) as [_ [L _]].
  pose proof (ideal_positive 1 ltac:(lia)) as P. specialize (L (Rgt_not_eq _ _ P)).
  replace (dcg 1 (first_items 1) S) with (ideal 1) in L by (unfold ideal, dcg, first_items; simpl; ring).
  unfold Rdiv in L. rewrite Rinv_r in L by lra. lra.
Qed.

(** Claim: none
    Says: the NDCG of one relevant item at the rank 4 is 1/log2(5), which is below 1/2.
*)
Theorem ndcg_can_be_below_one_half : ~ (forall N r m I pi, relevant_items N r m -> ideal_dcg N r I -> ranking N pi ->
  (I <> 0 <-> (1 <= m)%nat) /\ (I <> 0 -> 1 / 2 <= dcg N r pi / I <= 1) /\ (I = 0 -> dcg N r pi = 0)).
Proof.
  intros H. pose proof (first_items_relevant 4 1 ltac:(lia)) as R1.
  destruct (H 4%nat _ 1%nat _ (fun y => (4 - y)%nat) R1 (ideal_is_largest _ _ _ R1) (ranking_backward 4)) as [_ [L _]].
  pose proof (ideal_positive 1 ltac:(lia)) as P. specialize (L (Rgt_not_eq _ _ P)).
  replace (dcg 4 (first_items 1) (fun y => (4 - y)%nat)) with (discount 4) in L
    by (unfold dcg, first_items; simpl; ring).
  replace (ideal 1) with (discount 1) in L by (unfold ideal; simpl; ring).
  unfold discount in L. simpl INR in L. replace (1 + 1) with 2 in L by ring.
  replace (1 + (2 + 1 + 1)) with 5 in L by ring.
  pose proof ln_2_bounds as B2. assert (B5 : ln 4 < ln 5) by (apply ln_increasing; lra).
  replace 4 with (2 * 2) in B5 by ring. rewrite ln_mult in B5 by lra.
  replace (1 / ln 5 / (1 / ln 2)) with (ln 2 / ln 5) in L by (field; lra).
  destruct L as [L _]. apply Rmult_le_compat_r with (r := ln 5) in L; [|lra].
  unfold Rdiv in L. rewrite (Rmult_assoc (ln 2)), Rinv_l in L by lra. lra.
Qed.
