(** How the best scores of RG2 order the items: constant weights, grades, NDCG (B.2, open question 1, the title). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking RgSquaredConsistency RgWeights RgConsistency.
Open Scope R_scope.

(** Scores of least risk under a squared loss with these weights and labels. *)
Definition best_scores {A : Type} (n K : nat) (chance : nat -> R) (r : nat -> A) (w s : A -> nat -> R)
    (o : nat -> R) : Prop :=
  forall o', expected K chance r (squared_loss_of n w s o) <= expected K chance r (squared_loss_of n w s o').

Lemma best_is_centre {A} n K chance (r : nat -> A) admitted w s o :
  law K chance r admitted -> positive_weights n admitted w -> best_scores n K chance r w s o ->
    centre n K chance r w s o.
Proof.
  intros L P Ho y Hy. pose proof (centre_exists n K chance r admitted w s L P) as Hm.
  set (m := fun y => mean_target K chance r w s y / mean_weight K chance r w y) in Hm.
  pose proof (excess_of_squares n K chance r w s o m Hm) as E. specialize (Ho m).
  pose proof (mean_weight_positive n K chance r admitted w y L P Hy) as W.
  assert (Q : mean_weight K chance r w y * (o y - m y) ^ 2
    <= sum n (fun j => mean_weight K chance r w j * (o j - m j) ^ 2)).
  { apply (term_le_sum n (fun j => mean_weight K chance r w j * (o j - m j) ^ 2) y); [|exact Hy].
    intros j Hj. pose proof (mean_weight_positive n K chance r admitted w j L P Hj).
    apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  assert (Z : (o y - m y) ^ 2 = 0).
  { pose proof (pow2_ge_0 (o y - m y)). apply Rmult_eq_reg_l with (mean_weight K chance r w y); [|lra].
    rewrite Rmult_0_r. apply Rle_antisym; [lra|apply Rmult_le_pos; lra]. }
  assert (D : o y - m y = 0) by (apply Rsqr_0_uniq; rewrite Rsqr_pow2; exact Z).
  replace (o y) with (m y) by lra. apply Hm, Hy.
Qed.

(** A constant gap between weight times label makes the best scores follow u. *)
Lemma order_of_best {A} n K chance (r : nat -> A) admitted w s o (v : A -> R) (u : A -> nat -> R) c :
  law K chance r admitted -> (forall q y, admitted q -> w q y = v q) -> (forall q, admitted q -> 0 < v q) -> 0 < c ->
  (forall q y, admitted q -> v q * s q y = c * u q y - v q) -> best_scores n K chance r w s o ->
  forall a b, (a < n)%nat -> (b < n)%nat -> (expected K chance r (fun q => u q b) < expected K chance r
    (fun q => u q a) <->
    o b < o a).
Proof.
  intros L Hw Pv Pc Hs Ho a b Ha Hb.
  assert (C : centre n K chance r w s o).
  { apply (best_is_centre n K chance r admitted); [exact L| |exact Ho]. intros q y Hq _. rewrite Hw by exact Hq.
    apply Pv, Hq. }
  pose proof (expected_pos K chance r admitted v L Pv) as V.
  assert (T : forall y, (y < n)%nat -> expected K chance r v * o y =
    c * expected K chance r (fun q => u q y) + (- (1)) * expected K chance r v).
  { intros y Hy. rewrite <- (expected_linear K chance r admitted (fun q => w q y * s q y) c
      (fun q => u q y) (- (1)) v L).
    - fold (mean_target K chance r w s y). rewrite <- (C y Hy). unfold mean_weight.
      rewrite (expected_ext K chance r admitted (fun q => w q y) v L); [ring|]. intros q Hq. apply Hw, Hq.
    - intros q Hq. rewrite (Hw q y Hq), (Hs q y Hq). ring. }
  pose proof (T a Ha) as Ta. pose proof (T b Hb) as Tb. split; intros E.
  - apply Rmult_lt_reg_l with (expected K chance r v); [exact V|]. rewrite Ta, Tb.
    assert (c * expected K chance r (fun q => u q b) < c * expected K chance r (fun q => u q a)); [|lra].
    apply Rmult_lt_compat_l; assumption.
  - apply Rmult_lt_reg_l with c; [exact Pc|].
    assert (expected K chance r v * o b < expected K chance r v * o a) by (apply Rmult_lt_compat_l; assumption). lra.
Qed.

(** ** B.2's constant weight *)

(** Claim: rg.b2.alpha_beta.consistent
    Role: refutes
    Place: RG, B.2, B.3, Eq. 31-32
    Says: It is false that, with W_x = alpha > 0 and the targets r N / |I_x| - 1, the best scores order the items as
      E[r]: three items, P({1}) = 2/5, P({2, 3}) = 3/5, best scores (1/5, -1/10, -1/10).
    Gap: Real numbers; the scores of one context are free, as without a factorisation.
    Mutant: `fun _ _ => alpha` becomes `fun q _ => alpha * size N q`; refuted by the theorem
      a_weight_in_proportion_orders_as_the_chances
*)
Theorem constant_weight_orders_otherwise : ~ forall N alpha K chance r o, 0 < alpha -> law K chance r (nonempty N) ->
  best_scores N K chance r (fun _ _ => alpha) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.
Proof.
  intros H. specialize (H 3%nat 1 2%nat (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (fun y => match y with O => 1 / 5 | 1%nat => - (1 / 10) | _ => - (1 / 10) end) ltac:(lra)
    (one_or_many_is_law (2 / 5) ltac:(lra))).
  assert (1 / 5 < - (1 / 10)); [|lra]. refine (H _ 1%nat 0%nat _ _ _); [|lia|lia|].
  - intros o'; apply (least_risk 3 _ _ _ (nonempty 3)); [apply one_or_many_is_law; lra|intros q y _ _; lra|].
    intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
  - rewrite !expected_two. unfold hit, only, but. simpl. lra.
Qed.

(** Claim: rg.b2.alpha_beta.eq32
    Role: establishes
    Place: RG, B.2, B.3, Eq. 31-32
    Says: With W_x = |I_x| and the targets r N / |I_x| - 1, the best scores order the items exactly as E[r] does, for
      every N and every law of the relevant set.
    Gap: Real numbers; the scores of one context are free, as without a factorisation; a context has a positive.
    Mutant: `fun q _ => size N q` becomes `fun _ _ => 1`; refuted by the theorem weight_one_orders_otherwise
    Mutant: `hit q a) <->` becomes `hit q a / size N q) <->`; refuted by the theorem rg2_does_not_order_as_the_shares
*)
Theorem rg2_orders_as_the_chances : forall N K chance r o, law K chance r (nonempty N) ->
  best_scores N K chance r (fun q _ => size N q) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) <-> o b < o a).
Proof.
  intros N K chance r o L Ho. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  apply (order_of_best N K chance r (nonempty N) (fun q _ => size N q) (rg_label N) o (fun q => size N q) hit (INR N)
    L).
  - reflexivity.
  - unfold nonempty. intros q Hq. lra.
  - apply (size_gives_items N q0 Hq0).
  - intros q y Hq. unfold rg_label. field. apply size_not_zero, Hq.
  - exact Ho.
Qed.

(** Claim: none
    Says: With the weight alpha |I_x| the best scores order the items as E[r].
*)
Theorem a_weight_in_proportion_orders_as_the_chances : ~ ~ forall N alpha K chance r o, 0 < alpha ->
  law K chance r (nonempty N) -> best_scores N K chance r (fun q _ => alpha * size N q) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) -> o b < o a.
Proof.
  intros H. apply H. intros N alpha K chance r o Hal L Ho a b Ha Hb. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  apply (order_of_best N K chance r (nonempty N) (fun q _ => alpha * size N q) (rg_label N) o
    (fun q => alpha * size N q) hit (alpha * INR N) L);
    [reflexivity| | | |exact Ho|exact Ha|exact Hb].
  - unfold nonempty. intros q Hq. apply Rmult_lt_0_compat; lra.
  - apply Rmult_lt_0_compat; [lra|apply (size_gives_items N q0 Hq0)].
  - intros q y Hq. unfold rg_label. field. apply size_not_zero, Hq.
Qed.

(** Claim: none
    Says: With the weight 1 the best scores do not order the items as E[r].
*)
Theorem weight_one_orders_otherwise : ~ forall N K chance r o, law K chance r (nonempty N) ->
  best_scores N K chance r (fun _ _ => 1) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) <-> o b < o a).
Proof.
  intros H. specialize (H 3%nat 2%nat (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (fun y => match y with O => 1 / 5 | 1%nat => - (1 / 10) | _ => - (1 / 10) end)
    (one_or_many_is_law (2 / 5) ltac:(lra))).
  assert (1 / 5 < - (1 / 10)); [|lra]. refine (proj1 (H _ 1%nat 0%nat _ _) _); [|lia|lia|].
  - intros o'; apply (least_risk 3 _ _ _ (nonempty 3)); [apply one_or_many_is_law; lra|intros q y _ _; lra|].
    intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
  - rewrite !expected_two. unfold hit, only, but. simpl. lra.
Qed.

(** Claim: none
    Says: RG2 does not compare the chance of one item with the share E[r / |I_x|] of another.
*)
Theorem rg2_does_not_order_as_the_shares : ~ forall N K chance r o, law K chance r (nonempty N) ->
  best_scores N K chance r (fun q _ => size N q) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a / size N q) <-> o b < o a).
Proof.
  intros H. specialize (H 3%nat 2%nat (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (fun y => match y with O => - (1 / 4) | 1%nat => 1 / 8 | _ => 1 / 8 end)
    (one_or_many_is_law (2 / 5) ltac:(lra))).
  assert (2 / 5 < 3 / 10); [|lra]. assert (B : expected 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0))
    (fun q => hit q 0) < expected 2 (two_chances (2 / 5)) (two_sets (only 0) (but 0)) (fun q => hit q 1 / size 3 q)).
  { refine (proj2 (H _ 1%nat 0%nat _ _) _); [|lia|lia|simpl; lra].
    intros o'; apply (least_risk 3 _ _ _ (nonempty 3)); [apply one_or_many_is_law; lra| |].
    - unfold positive_weights, nonempty. intros q y Hq _. lra.
    - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field. }
  rewrite !expected_two in B. unfold size, hit, only, but in B. simpl in B. lra.
Qed.

(** With a constant weight the best scores order the items as the shares E[r / |I_x|] do. *)
Lemma constant_weight_orders_as_the_shares : forall N alpha K chance r o, 0 < alpha -> law K chance r (nonempty N) ->
  best_scores N K chance r (fun _ _ => alpha) (rg_label N) o ->
  forall a b, (a < N)%nat -> (b < N)%nat ->
    (expected K chance r (fun q => hit q b / size N q) < expected K chance r (fun q => hit q a / size N q) <->
      o b < o a).
Proof.
  intros N alpha K chance r o Hal L Ho. destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
  apply (order_of_best N K chance r (nonempty N) (fun _ _ => alpha) (rg_label N) o (fun _ => alpha)
    (fun q y => hit q y / size N q) (alpha * INR N) L).
  - reflexivity.
  - intros q _. exact Hal.
  - apply Rmult_lt_0_compat; [lra|apply (size_gives_items N q0 Hq0)].
  - intros q y Hq. unfold rg_label. field. apply size_not_zero, Hq.
  - exact Ho.
Qed.

(** ** NDCG *)

Lemma size_is_count n q : size n q = INR (count n q).
Proof.
  unfold size. induction n as [|n IH]; [reflexivity|]. simpl. rewrite IH, plus_INR. unfold hit.
  destruct (q n); reflexivity.
Qed.

Lemma ideal_positive n q : nonempty n q -> 0 < ideal (count n q).
Proof.
  unfold nonempty. rewrite size_is_count. intros H. apply sum_pos; [|intros; apply discount_pos; lia].
  destruct (count n q); [simpl in H; lra|lia].
Qed.

Lemma ndcg_wants_the_first_item_first :
  expected 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (ndcg 3 first_last)
  < expected 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (ndcg 3 S).
Proof.
  rewrite !expected_two. unfold ndcg, ideal, binary_dcg, dcg, only, but. simpl.
  pose proof discounts_are_close as C. pose proof first_discounts as D.
  set (x := discount 1) in *. set (y := discount 2) in *. set (z := discount 3) in *.
  assert (P : 0 < 2 * (x - z) * (2 * y - x)) by (repeat apply Rmult_lt_0_compat; lra).
  apply Rmult_lt_reg_r with (5 * x * (x + y)); [apply Rmult_lt_0_compat; lra|].
  match goal with |- ?l * _ < ?r * _ =>
    replace (l * (5 * x * (x + y))) with (3 * x * (x + y) + 2 * z * (x + y)) by (field; lra);
    replace (r * (5 * x * (x + y))) with (3 * x * (y + z) + 2 * x * (x + y)) by (field; lra) end.
  nra.
Qed.

(** The least risk of RG2 for this law has the first item last. *)
Lemma rg2_has_the_first_item_last :
  best_scores 3 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) (fun q _ => size 3 q) (rg_label 3)
    (fun y => match y with O => - (1 / 4) | 1%nat => 1 / 8 | _ => 1 / 8 end).
Proof.
  intros o'. apply (least_risk 3 _ _ _ (nonempty 3)); [apply many_or_one_is_law| |].
  - intros q y Hq _. unfold nonempty in Hq. lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** Claim: rg.title.consistent
    Role: refutes
    Place: RG, title and abstract
    Says: RG2 of Eq. 16, whose best scores sort E[r], is not NDCG-consistent: three items, the sets {2, 3} with chance
      3/5 and {1} with 2/5; the best scores put item 1 last, the expected NDCG wants it first.
    Gap: Of RG2 only; of the softmax loss it is softmax_summed_is_not_ndcg_consistent. The condition under which the
      claim holds is that of sorting_chances_serves_ndcg_for_one_size.
    Mutant: `(ndcg n)` becomes `(binary_dcg n)`; refuted by the theorem rg2_serves_dcg
    Mutant: `n, consistent n (nonempty n)` becomes `n m, 1 <= m -> consistent n (fun q => size n q = m)`; refuted by the
      theorem rg2_serves_ndcg_for_one_size
*)
Theorem rg2_is_not_ndcg_consistent : ~ forall n,
  consistent n (nonempty n) (ndcg n) (squared_loss_of n (fun q _ => size n q) (rg_label n)).
Proof.
  intros H. specialize (H 3%nat). revert H.
  apply not_consistent with (1 := many_or_one_is_law) (pi := first_last) (pi' := S)
    (o := fun y => match y with O => - (1 / 4) | 1%nat => 1 / 8 | _ => 1 / 8 end);
    [apply first_last_ranks; lra|apply ranking_forward|exact rg2_has_the_first_item_last
    |exact ndcg_wants_the_first_item_first].
Qed.

(** Claim: none
    Says: RG2 is consistent with the DCG.
*)
Theorem rg2_serves_dcg : ~ ~ forall n,
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun q _ => size n q) (rg_label n)).
Proof. intros H. apply H. exact rg2_is_consistent. Qed.

(** Claim: none
    Says: RG2 is NDCG-consistent where every relevant set has m items.
*)
Theorem rg2_serves_ndcg_for_one_size : ~ ~ forall n m, 1 <= m ->
  consistent n (fun q => size n q = m) (ndcg n) (squared_loss_of n (fun q _ => size n q) (rg_label n)).
Proof.
  intros H. apply H. intros n m Hm. apply sorting_is_consistency with (v := fun q y => hit q y / ideal (count n q)).
  - intros pi q. unfold ndcg, Rdiv. rewrite binary_dcg_hits, <- sum_scal_r. apply sum_ext. intros; ring.
  - intros q y Hq _. lra.
  - intros K chance r a b L Ha Hb E. assert (L' : law K chance r (nonempty n)).
    { destruct L as [Lc Lm]. split; [exact Lc|]. intros k Hk. unfold nonempty. rewrite (Lm k Hk). exact Hm. }
    destruct (law_has_a_set _ _ _ _ L) as [q0 Hq0].
    assert (I : forall q, size n q = m -> ideal (count n q) = ideal (count n q0)).
    { intros q Hq. f_equal. apply INR_eq. rewrite <- !size_is_count, Hq, Hq0. reflexivity. }
    assert (V : forall y, expected K chance r (fun q => hit q y / ideal (count n q))
      = expected K chance r (fun q => hit q y) * / ideal (count n q0)).
    { intros y. rewrite <- expected_scal_r. apply (expected_ext K chance r _ _ _ L). intros q Hq.
      rewrite (I q Hq). reflexivity. }
    assert (PI : 0 < ideal (count n q0)) by (apply ideal_positive; unfold nonempty; lra).
    rewrite !V in E. assert (E' : expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a)).
    { apply Rmult_lt_reg_r with (/ ideal (count n q0)); [apply Rinv_0_lt_compat, PI|exact E]. }
    rewrite !rg2_target by exact L'. unfold mean_weight.
    pose proof (expected_size_positive n K chance r L'). pose proof (size_gives_items n q0) as PN.
    assert (0 < INR n) by (apply PN; unfold nonempty; lra).
    assert (0 < INR n * expected K chance r (fun q => size n q)) by (apply Rmult_lt_0_compat; lra). nra.
Qed.
