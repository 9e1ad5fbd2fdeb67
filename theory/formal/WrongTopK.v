(** What a wrong top k costs in softmax risk: RG, Prop. 5 and Definitions 18 and 20. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Prop5 SoftmaxRisk Rank SortedScores.
Open Scope R_scope.

(** RG, Definition 18, with lists of the items by falling chance and by falling score; from 0, the item at k - 1 is the
    k-th, that at k the next one. *)
Definition top_k_preserving_by (N k : nat) (s eta : nat -> R) (by_score by_chance : nat -> nat) : Prop :=
  forall n, (n < N)%nat ->
  (eta (by_chance k) < eta n -> s (by_score k) < s n) /\
  (eta n < eta (by_chance (k - 1)%nat) -> s n < s (by_score (k - 1)%nat)).

(** What merging two chances a and b costs. *)
Definition merge_cost (a b : R) : R := a * ln (2 * a / (a + b)) + b * ln (2 * b / (a + b)).

(** The cost grows with the greater chance and falls with the smaller one. *)
Lemma merge_cost_bound a b x y : 0 <= y <= b -> b < a -> a <= x ->
  merge_cost a b <= x * ln x + y * ln y - (x + y) * ln ((x + y) / 2).
Proof.
  intros Hy Hab Hx. unfold merge_cost. set (u := 2 * a / (a + b)). set (v := 2 * b / (a + b)). set (z := (x + y) / 2).
  assert (Hz : 0 < z) by (unfold z; lra).
  assert (U : 1 <= u) by (unfold u; apply (Rmult_le_reg_r (a + b)); [lra|]; field_simplify; lra).
  assert (T : forall c w, 0 <= c -> 0 < w -> c * ln w + c * ln z <= c * ln c + (w * z - c)).
  { intros c w Hc Hw. rewrite <- Rmult_plus_distr_l, <- ln_mult by assumption.
    apply gibbs_term; [exact Hc|apply Rmult_lt_0_compat; assumption]. }
  pose proof (T x u ltac:(lra) ltac:(lra)) as TX.
  assert (LU : 0 <= ln u) by (rewrite <- ln_1; destruct U as [U|<-]; [apply Rlt_le, ln_increasing|]; lra).
  assert (AX : a * ln u <= x * ln u) by (apply Rmult_le_compat_r; lra).
  assert (UV : u * z + v * z = 2 * z) by (unfold u, v; field; lra).
  replace ((x + y) * ln z) with (x * ln z + y * ln z) by ring.
  assert (XY : x + y = 2 * z) by (unfold z; field).
  destruct (proj1 Hy) as [Y|Y].
  - assert (V : 0 < v) by (unfold v; apply Rdiv_lt_0_compat; lra).
    assert (V1 : v <= 1) by (unfold v; apply (Rmult_le_reg_r (a + b)); [lra|]; field_simplify; lra).
    pose proof (T y v ltac:(lra) V) as TY.
    assert (LV : ln v <= 0) by (rewrite <- ln_1; destruct V1 as [V1| ->]; [apply Rlt_le, ln_increasing|]; lra).
    assert (b * ln v <= y * ln v) by nra. lra.
  - rewrite <- Y in *. destruct (Rle_lt_or_eq_dec 0 b ltac:(lra)) as [B|B].
    + assert (V : 0 < v) by (unfold v; apply Rdiv_lt_0_compat; lra).
      assert (V1 : v <= 1) by (unfold v; apply (Rmult_le_reg_r (a + b)); [lra|]; field_simplify; lra).
      assert (LV : ln v <= 0) by (rewrite <- ln_1; destruct V1 as [V1| ->]; [apply Rlt_le, ln_increasing|]; lra).
      assert (b * ln v <= 0) by nra. assert (0 < v * z) by (apply Rmult_lt_0_compat; assumption). lra.
    + assert (V : v = 0) by (unfold v; rewrite <- B; unfold Rdiv; ring). rewrite V in UV. rewrite <- B. lra.
Qed.

(** How many items there are with more, or with less, than a bound. *)

Definition more (b x : R) : R := if Rlt_dec b x then 1 else 0.

Lemma not_all_above N k eta by_score by_chance : (1 <= k < N)%nat ->
  falling_list N eta by_chance -> (forall h, sum N h = sum N (fun i => h (by_score i))) ->
  ~ (forall i, (i <= k)%nat -> eta (by_chance k) < eta (by_score i)).
Proof.
  intros Hk Hc Hsum A. set (b := eta (by_chance k)).
  assert (U : sum N (fun y => more b (eta y)) <= INR k).
  { rewrite (sum_listed N eta by_chance _ Hc), <- (sum_top N k) by lia. apply sum_le. intros i Hi.
    unfold more, top. destruct Hc as [_ [_ F]].
    destruct (Rlt_dec b (eta (by_chance i))) as [L|L], (Nat.leb_spec (i + 1) k); try lra.
    exfalso. specialize (F k i ltac:(lia)). unfold b in L. lra. }
  assert (V : INR (k + 1) <= sum N (fun y => more b (eta y))).
  { rewrite (Hsum (fun y => more b (eta y))), <- (sum_top N (k + 1)) by lia. apply sum_le. intros i Hi.
    unfold more, top. destruct (Nat.leb_spec (i + 1) (k + 1)), (Rlt_dec b (eta (by_score i))) as [L|L]; try lra.
    exfalso. apply L, A. lia. }
  rewrite plus_INR in V. simpl in V. lra.
Qed.

Lemma not_all_below N k eta by_score by_chance : (1 <= k < N)%nat ->
  falling_list N eta by_chance -> (forall h, sum N h = sum N (fun i => h (by_score i))) ->
  ~ (forall i, (k - 1 <= i < N)%nat -> eta (by_score i) < eta (by_chance (k - 1)%nat)).
Proof.
  intros Hk Hc Hsum A. set (a := eta (by_chance (k - 1)%nat)).
  assert (U : INR k <= sum N (fun y => 1 - more (eta y) a)).
  { rewrite (sum_listed N eta by_chance _ Hc), <- (sum_top N k) by lia. apply sum_le. intros i Hi.
    unfold more, top. destruct Hc as [_ [_ F]].
    destruct (Rlt_dec (eta (by_chance i)) a) as [L|L], (Nat.leb_spec (i + 1) k); try lra.
    exfalso. specialize (F i (k - 1)%nat ltac:(lia)). unfold a in L. lra. }
  assert (V : sum N (fun y => 1 - more (eta y) a) <= INR (k - 1)).
  { rewrite (Hsum (fun y => 1 - more (eta y) a)), <- (sum_top N (k - 1)) by lia. apply sum_le. intros i Hi.
    unfold more, top. destruct (Nat.leb_spec (i + 1) (k - 1)), (Rlt_dec (eta (by_score i)) a) as [L|L]; try lra.
    exfalso. apply L, A. lia. }
  rewrite minus_INR in V by lia. simpl in V. lra.
Qed.

(** Without two items in the wrong order the top k are right. *)
Lemma ordered_is_preserving N k s eta by_score by_chance : (1 <= k < N)%nat ->
  falling_list N eta by_chance -> falling_list N s by_score ->
  (forall m j, (m < N)%nat -> (j < N)%nat -> eta (by_chance (k - 1)%nat) <= eta m -> eta j <= eta (by_chance k) ->
    s j < s m) ->
  top_k_preserving_by N k s eta by_score by_chance.
Proof.
  intros Hk Hc Hs O n Hn. pose proof Hs as [Sr [_ Sf]]. pose proof Hc as [_ [_ Cf]].
  assert (Hsum : forall h, sum N h = sum N (fun i => h (by_score i)))
    by (intros h; apply (sum_listed N s by_score h Hs)).
  assert (AB : forall y, (y < N)%nat -> eta (by_chance (k - 1)%nat) <= eta y \/ eta y <= eta (by_chance k)).
  { intros y Hy. assert (T : exists i, (i < N)%nat /\ by_chance i = y).
    { destruct Hc as [Cr [Ci _]].
      assert (RI : ranking N (fun i => S (by_chance i))).
      { split; [intros i H; specialize (Cr i H); lia|]. intros i j A B E. apply Ci; try assumption. lia. }
      destruct (rank_is_taken N _ (S y) RI ltac:(lia)) as [i [Hi E]]. exists i. split; [exact Hi|lia]. }
    destruct T as [i [Hi <-]]. destruct (Nat.lt_ge_cases i k) as [L|L]; [left|right]; apply Cf; lia. }
  split; intros L.
  - apply Rnot_le_lt. intros C. apply (not_all_above N k eta by_score by_chance Hk Hc Hsum). intros i Hi.
    apply Rnot_le_lt. intros B. specialize (O n (by_score i) Hn (Sr i ltac:(lia))).
    assert (s (by_score i) < s n) by (apply O; [destruct (AB n Hn); lra|exact B]).
    specialize (Sf i k ltac:(lia)). lra.
  - apply Rnot_le_lt. intros C. apply (not_all_below N k eta by_score by_chance Hk Hc Hsum). intros i Hi.
    apply Rnot_le_lt. intros B. specialize (O (by_score i) n (Sr i ltac:(lia)) Hn).
    assert (s n < s (by_score i)) by (apply O; [exact B|destruct (AB n Hn); lra]).
    specialize (Sf (k - 1)%nat i ltac:(lia)). lra.
Qed.

Lemma merged_list N k eta by_chance t : (1 <= k < N)%nat -> simplex N eta -> falling_list N eta by_chance ->
  (forall y, (y < N)%nat -> 0 < merged eta (by_chance (k - 1)%nat) (by_chance k) y + t) ->
  falling_list N (fun y => ln (merged eta (by_chance (k - 1)%nat) (by_chance k) y + t)) by_chance.
Proof.
  intros Hk He [Cr [Ci Cf]] P. split; [exact Cr|split; [exact Ci|]]. intros i j Hij.
  set (m := by_chance (k - 1)%nat) in *. set (l := by_chance k) in *.
  assert (V : forall i, (i < N)%nat -> (i = (k - 1)%nat \/ i = k) /\ merged eta m l (by_chance i) = (eta m + eta l) / 2
    \/ (i <> (k - 1)%nat /\ i <> k) /\ merged eta m l (by_chance i) = eta (by_chance i)).
  { intros x Hx. destruct (Nat.eq_dec x (k - 1)) as [->|A]; [left; split; [tauto|apply merged_m]|].
    destruct (Nat.eq_dec x k) as [->|B]; [left; split; [tauto|apply merged_j]|].
    right. split; [tauto|]. apply merged_other; intros E; [apply A|apply B]; apply Ci; (exact E || lia). }
  assert (L : merged eta m l (by_chance j) <= merged eta m l (by_chance i)).
  { pose proof (Cf (k - 1)%nat k ltac:(lia)) as F. fold m l in F.
    destruct (V i ltac:(lia)) as [[I ->]|[I ->]]; destruct (V j ltac:(lia)) as [[J ->]|[J ->]].
    - lra.
    - pose proof (Cf k j ltac:(lia)) as G. fold l in G. lra.
    - pose proof (Cf i (k - 1)%nat ltac:(lia)) as G. fold m in G. lra.
    - apply Cf, Hij. }
  pose proof (P (by_chance j) (Cr j ltac:(lia))) as Q.
  destruct L as [L|L]; [apply Rlt_le, ln_increasing; lra|rewrite L; lra].
Qed.

(** The merged scores have the top k wrong. *)
Lemma merged_not_preserving N k eta by_chance t : (1 <= k < N)%nat -> falling_list N eta by_chance ->
  eta (by_chance k) < eta (by_chance (k - 1)%nat) ->
  ~ top_k_preserving_by N k (fun y => ln (merged eta (by_chance (k - 1)%nat) (by_chance k) y
    + t)) eta by_chance by_chance.
Proof.
  intros Hk [Cr _] L H. destruct (H (by_chance (k - 1)%nat) (Cr (k - 1)%nat ltac:(lia))) as [A _].
  specialize (A L). rewrite merged_m, merged_j in A. lra.
Qed.

Lemma merged_cross N eta m j : (m < N)%nat -> (j < N)%nat -> m <> j -> 0 <= eta j < eta m ->
  - sum N (fun y => eta y * ln (merged eta m j y)) = merge_cost (eta m) (eta j) - neg_entropy N eta.
Proof.
  intros Hm Hj D Hp. set (z := (eta m + eta j) / 2). assert (Hz : 0 < z) by (unfold z; lra).
  assert (E : sum N (fun y => eta y * ln (merged eta m j y))
    = neg_entropy N eta + (eta m + eta j) * ln z - eta m * ln (eta m) - eta j * ln (eta j)).
  { unfold neg_entropy.
    rewrite (sum_two_changed N (fun y => eta y * ln (eta y)) (fun y => eta y * ln (merged eta m j y)) m j)
      by (try assumption; intros; rewrite merged_other by assumption; reflexivity).
    rewrite merged_m, merged_j. fold z. lra. }
  assert (T : forall x, 0 <= x -> x * ln (2 * x / (eta m + eta j)) = x * ln x - x * ln z).
  { intros x [Hx|<-]; [|lra]. replace (2 * x / (eta m + eta j)) with (x * / z) by (unfold z; field; lra).
    rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring. }
  rewrite E. unfold merge_cost. rewrite !T by lra. lra.
Qed.

(** Claim: rg.prop5.calibrated.gap
    Role: establishes
    Place: RG, Prop. 5, Definitions 18 and 20
    Says: Scores that are not top-k preserving have a softmax risk above the least one by at least
      a log(2a/(a+b)) + b log(2b/(a+b)), with a and b the k-th and the next largest chance; if a > b this is the infimum
      of what they cost, and it is attained if all chances are positive. For every N, every k < N, every distribution.
    Gap: Real numbers; 0 log 0 = 0, and Coq's ln 0 is 0 where the claim has 0 log 0. The k-th largest entries are read
      off lists of the items by falling chance and by falling score, ties in any order.
    Mutant: `>= cost` becomes `>= 101 / 100 * cost`; refuted by the theorem a_wrong_top_k_costs_no_more
    Mutant: `= low + cost` becomes `= low + 99 / 100 * cost`; refuted by the theorem a_wrong_top_k_costs_no_less
*)
Theorem wrong_top_k_costs :
  forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  let a := eta (by_chance (k - 1)%nat) in
  let b := eta (by_chance k) in
  let cost := merge_cost a b in
  let wrong s by_score := falling_list N s by_score /\ ~ top_k_preserving_by N k s eta by_score by_chance in
  (forall s by_score, wrong s by_score -> softmax_risk N eta s - low >= cost) /\
  (b < a -> forall eps, 0 < eps -> exists s by_score, wrong s by_score /\ softmax_risk N eta s < low + cost + eps) /\
  (b < a -> (forall y, (y < N)%nat -> 0 < eta y) -> exists s by_score,
    wrong s by_score /\ softmax_risk N eta s = low + cost).
Proof.
  intros N k eta by_chance low He Hk Hc Hl a b cost wrong. assert (HN : (0 < N)%nat) by lia.
  apply lt_INR in HN as K. simpl in K.
  rewrite (least_risk_entropy N eta low He HN Hl). pose proof Hc as [Cr [Ci Cf]]. pose proof He as [E0 _].
  set (m := by_chance (k - 1)%nat) in *. set (l := by_chance k) in *.
  assert (Hm : (m < N)%nat) by (apply Cr; lia). assert (Hj : (l < N)%nat) by (apply Cr; lia).
  assert (D : m <> l) by (intros E; apply Ci in E; lia).
  assert (Hab : b <= a) by (apply Cf; lia). assert (Hb : 0 <= b) by (apply E0, Hj).
  split; [|split].
  - intros s by_score [Hs W]. apply Rle_ge, Rnot_lt_le. intros L. destruct Hab as [Hab|Hab].
    + apply W. apply (ordered_is_preserving N k s eta by_score by_chance Hk Hc Hs). fold m l a b.
      intros x y Hx Hy Lx Ly. apply Rnot_le_lt. intros C.
      assert (x <> y) by (intros ->; lra).
      pose proof (inverted_pair N eta s x y He Hx Hy ltac:(assumption) ltac:(lra) C) as P.
      pose proof (merge_cost_bound a b (eta x) (eta y) (conj (E0 y Hy) Ly) Hab Lx). unfold cost in L. lra.
    + pose proof (risk_not_below N eta s HN He) as P. assert (cost = 0); [|lra].
      unfold cost, merge_cost. rewrite <- Hab. destruct Hb as [Hb|Hb].
      * replace (2 * b / (b + b)) with 1 by (field; lra). rewrite ln_1. ring.
      * rewrite <- Hb. ring.
  - intros L eps Heps. set (t := eps / (2 * INR N)).
    assert (Ht : 0 < t) by (apply Rdiv_lt_0_compat; lra).
    pose proof (merged_simplex N eta m l Hm Hj D He) as Q. pose proof Q as [Q0 _].
    exists (fun y => ln (merged eta m l y + t)), by_chance. split; [split|].
    + apply merged_list; try assumption. intros y Hy. specialize (Q0 y Hy). fold m l. lra.
    + apply merged_not_preserving; assumption.
    + eapply Rle_lt_trans.
      * apply risk_near; try assumption. intros y Hy P. unfold merged.
        destruct (Nat.eqb y m || Nat.eqb y l)%bool; [|exact P]. fold a b. lra.
      * pose proof (merged_cross N eta m l Hm Hj D (conj Hb L)) as X. fold a b cost in X.
        unfold t. replace (INR N * (eps / (2 * INR N))) with (eps / 2) by (field; lra). lra.
  - intros L Hp. pose proof (merged_simplex N eta m l Hm Hj D He) as Q.
    assert (P : forall y, (y < N)%nat -> 0 < merged eta m l y + 0).
    { intros y Hy. unfold merged. pose proof (Hp y Hy). fold a b.
      destruct (Nat.eqb y m || Nat.eqb y l)%bool; lra. }
    exists (fun y => ln (merged eta m l y + 0)), by_chance. split; [split|].
    + apply merged_list; assumption.
    + apply merged_not_preserving; assumption.
    + rewrite risk_of_chances by (assumption || lra). rewrite Rmult_0_r, Rplus_0_r, ln_1.
      rewrite (sum_ext N _ (fun y => eta y * ln (merged eta m l y))) by (intros; rewrite Rplus_0_r; reflexivity).
      pose proof (merged_cross N eta m l Hm Hj D (conj Hb L)) as X. fold a b cost in X. lra.
Qed.

(** Two items with the chances 3/4 and 1/4. *)

Definition quarters (y : nat) : R := match y with O => 3 / 4 | S _ => 1 / 4 end.

Lemma quarters_simplex : simplex 2 quarters.
Proof. split; [intros [|y] _; simpl; lra|simpl; lra]. Qed.

Lemma quarters_listed : falling_list 2 quarters (fun i => i).
Proof.
  split; [auto|split; [auto|]]. intros i j H. destruct i as [|[|i]], j as [|[|j]]; try lia; simpl; lra.
Qed.

Lemma quarters_cost : 0 < merge_cost (quarters 0) (quarters 1).
Proof.
  unfold merge_cost. simpl.
  replace (2 * (3 / 4) / (3 / 4 + 1 / 4)) with (3 * / 2) by field.
  replace (2 * (1 / 4) / (3 / 4 + 1 / 4)) with (/ 2) by field.
  rewrite ln_mult, ln_Rinv by lra.
  assert (L : ln (2 * 2 * (2 * 2)) < ln (3 * 3 * 3)) by (apply ln_increasing; lra).
  rewrite !ln_mult in L by lra. lra.
Qed.

Lemma quarters_least : least_risk 2 quarters (- neg_entropy 2 quarters).
Proof. apply entropy_is_least; [apply quarters_simplex|lia]. Qed.

Lemma quarters_positive : forall y, (y < 2)%nat -> 0 < quarters y.
Proof. intros [|y] _; simpl; lra. Qed.

Lemma quarters_fall : quarters 1 < quarters 0.
Proof. simpl. lra. Qed.

(** Claim: none
    Says: One hundredth more is not lost: a wrong order of the chances 3/4 and 1/4 can cost less.
*)
Theorem a_wrong_top_k_costs_no_more :
  ~ (forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  let a := eta (by_chance (k - 1)%nat) in
  let b := eta (by_chance k) in
  let cost := merge_cost a b in
  let wrong s by_score := falling_list N s by_score /\ ~ top_k_preserving_by N k s eta by_score by_chance in
  (forall s by_score, wrong s by_score -> softmax_risk N eta s - low >= 101 / 100 * cost) /\
  (b < a -> forall eps, 0 < eps -> exists s by_score, wrong s by_score /\ softmax_risk N eta s < low + cost + eps) /\
  (b < a -> (forall y, (y < N)%nat -> 0 < eta y) -> exists s by_score,
    wrong s by_score /\ softmax_risk N eta s = low + cost)).
Proof.
  intros H. pose proof quarters_cost as C. set (low := - neg_entropy 2 quarters).
  destruct (H 2%nat 1%nat quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [A _].
  destruct (wrong_top_k_costs 2 1 quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [_ [_ B]].
  destruct (B quarters_fall quarters_positive) as [s [by_score [W E]]]. specialize (A s by_score W).
  simpl Nat.sub in A, E. cbv zeta in A, E. lra.
Qed.

(** Claim: none
    Says: A wrong order of the chances 3/4 and 1/4 cannot cost one hundredth less.
*)
Theorem a_wrong_top_k_costs_no_less :
  ~ (forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  let a := eta (by_chance (k - 1)%nat) in
  let b := eta (by_chance k) in
  let cost := merge_cost a b in
  let wrong s by_score := falling_list N s by_score /\ ~ top_k_preserving_by N k s eta by_score by_chance in
  (forall s by_score, wrong s by_score -> softmax_risk N eta s - low >= cost) /\
  (b < a -> forall eps, 0 < eps -> exists s by_score, wrong s by_score /\ softmax_risk N eta s < low + cost + eps) /\
  (b < a -> (forall y, (y < N)%nat -> 0 < eta y) -> exists s by_score,
    wrong s by_score /\ softmax_risk N eta s = low + 99 / 100 * cost)).
Proof.
  intros H. pose proof quarters_cost as C. set (low := - neg_entropy 2 quarters).
  destruct (H 2%nat 1%nat quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [_ [_ B]].
  destruct (wrong_top_k_costs 2 1 quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [A _].
  destruct (B quarters_fall quarters_positive) as [s [by_score [W E]]]. specialize (A s by_score W).
  simpl Nat.sub in A, E. cbv zeta in A, E. lra.
Qed.
