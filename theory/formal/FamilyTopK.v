(** The losses of softmax, entmax, sparsemax and Rankmax with a fixed scale are top-k calibrated. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax SortedScores SoftmaxRisk WrongTopK Rankmax RankmaxRisk RankmaxSorted.
From softproof Require Import SeveralRelevant StrictRegulariser RegularEntropies WeakOrderTopK.
Open Scope R_scope.

Lemma regular_is_calibrated n k Omega f eta by_chance : regular n Omega -> (forall s, argmax n s Omega (f s)) ->
  simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof.
  intros R F. pose proof R as (C & S & _).
  exact (strict_is_calibrated n k Omega f eta by_chance C S (regular_map n _ f R F)).
Qed.

(** A risk that the chances do not enter serves no two certain labels. *)
Lemma chances_count (risk : (nat -> R) -> R) : ~ (forall eta by_chance, simplex 2 eta -> falling_list 2 eta by_chance ->
  exists u c, 0 < c /\ forall s by_score, falling_list 2 s by_score ->
  ~ top_k_preserving_by 2 1 s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H.
  assert (F : forall a, (a < 2)%nat -> falling_list 2 (one_hot a) (fun i => if Nat.eqb a 0 then i else (1 - i)%nat)).
  { intros [|[|a]] Ha; [| |lia]; cbn [Nat.eqb]; (split; [|split]).
    - auto.
    - auto.
    - unfold one_hot. intros [|[|i]] [|[|j]] J; try lia; simpl; lra.
    - intros; lia.
    - intros; lia.
    - unfold one_hot. intros [|[|i]] [|[|j]] J; try lia; simpl; lra. }
  assert (B : forall a, (a < 2)%nat -> exists u c, 0 < c /\ forall s, s a <= s (1 - a)%nat -> risk u + c <= risk s).
  { intros a Ha. destruct (H _ _ (one_hot_simplex 2 a Ha) (F a Ha)) as (u & c & Hc & B).
    exists u, c. split; [exact Hc|]. intros s L.
    destruct (sorted_list 2 s) as (_ & by_score & _ & _ & S & _). apply (B s by_score S). intros P.
    destruct (P a Ha) as [Q _]. destruct S as (Sr & Si & Sf).
    pose proof (Sf 0%nat 1%nat ltac:(lia)) as O.
    pose proof (Sr 0%nat ltac:(lia)) as A0. pose proof (Sr 1%nat ltac:(lia)) as A1.
    pose proof (Si 0%nat 1%nat ltac:(lia) ltac:(lia)) as D.
    assert (K : s a <= s (by_score 1%nat)).
    { assert (E : by_score 1%nat = a \/ by_score 1%nat = (1 - a)%nat) by lia.
      destruct E as [-> | ->]; lra. }
    destruct a as [|[|a]]; [| |lia]; unfold one_hot in Q; simpl in Q, K; specialize (Q ltac:(lra)); lra. }
  destruct (B 0%nat ltac:(lia)) as (u & c & Hc & B0), (B 1%nat ltac:(lia)) as (v & d & Hd & B1). simpl in B0, B1.
  pose proof (B0 v). pose proof (B0 u). pose proof (B1 u). pose proof (B1 v).
  destruct (Rle_lt_dec (u 0%nat) (u 1%nat)), (Rle_lt_dec (v 1%nat) (v 0%nat)); lra.
Qed.

(** Claim: none
    Says: A risk that the chances do not enter cannot serve two certain labels.
*)
Theorem no_top_k_of_softmax_without_the_chances : ~ (forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n (uniform n) s in exists u c, 0 < c /\
  forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. eapply chances_count. intros eta l E L. exact (H 2%nat 1%nat eta l E ltac:(lia) L).
Qed.

(** Claim: sf.topk.softmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: The softmax loss is top-k calibrated: there are scores whose risk is lower than that of all scores that
      break P_k by at least one positive number, for every N, 1 <= k < N and eta.
    Gap: Real numbers. That the infimum over the scores that break P_k is greater is said by a score vector u and
      one c > 0, which may depend on eta and k; where none break it, as for equal chances, any u and c do. The
      k-th largest entries are read off falling lists, ties in any order.
    Mutant: `softmax_risk n eta s` becomes `softmax_risk n (uniform n) s`; refuted by the theorem
      no_top_k_of_softmax_without_the_chances
    Mutant: `softmax_risk n eta s` becomes `mean n eta (rankmax_loss n s)`; refuted by the theorem
      adapted_rankmax_is_not_top_k_calibrated
*)
Theorem softmax_is_top_k_calibrated_for_every_k : forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n eta s in exists u c, 0 < c /\
  forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. exact softmax_calibrated. Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not top-k calibrated.
*)
Theorem no_top_k_without_the_regulariser_of_entmax : ~ (forall a n k f eta by_chance, 1 < a ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 2 2%nat 1%nat _ _ _ ltac:(lra) (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: none
    Says: A risk that the chances do not enter cannot serve two certain labels.
*)
Theorem no_top_k_of_entmax_without_the_chances : ~ (forall a n k f eta by_chance, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct (tsallis_map 2 2 ltac:(lra) ltac:(lia)) as (f & F). eapply chances_count. intros eta l E L.
  exact (H 2 2%nat 1%nat f eta l ltac:(lra) F E ltac:(lia) L).
Qed.

(** Claim: sf.topk.entmax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of entmax with any alpha above 1 is top-k calibrated: there are scores whose risk is lower than
      that of all scores that break P_k by at least one positive number, for every N, 1 <= k < N and eta.
    Gap: Real numbers. That the infimum over the scores that break P_k is greater is said by a score vector u and
      one c > 0, which may depend on eta and k; where none break it, as for equal chances, any u and c do. The
      k-th largest entries are read off falling lists, ties in any order. A choice f of the map is given; there is
      one for N >= 1, and the loss does not depend on which.
    Mutant: `tsallis a n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_entmax
    Mutant: `eta y * fy_loss n Omega s (f s) (one_hot y)` becomes `fy_loss n Omega s (f s) (one_hot y)`; refuted
      by the theorem no_top_k_of_entmax_without_the_chances
*)
Theorem entmax_is_top_k_calibrated : forall a n k f eta by_chance, 1 < a -> let Omega := tsallis a n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros a n k f eta by_chance Ha Omega. apply regular_is_calibrated. exact (tsallis_regular a n Ha). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not top-k calibrated.
*)
Theorem no_top_k_without_the_regulariser_of_sparsemax : ~ (forall n k f eta by_chance,
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 2%nat 1%nat _ _ _ (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: none
    Says: A risk that the chances do not enter cannot serve two certain labels.
*)
Theorem no_top_k_of_sparsemax_without_the_chances : ~ (forall n k f eta by_chance, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct (gini_map 2 ltac:(lia)) as (f & F). eapply chances_count. intros eta l E L.
  exact (H 2%nat 1%nat f eta l F E ltac:(lia) L).
Qed.

(** Claim: sf.topk.sparsemax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of sparsemax is top-k calibrated: there are scores whose risk is lower than that of all scores
      that break P_k by at least one positive number, for every N, 1 <= k < N and eta.
    Gap: Real numbers. That the infimum over the scores that break P_k is greater is said by a score vector u and
      one c > 0, which may depend on eta and k; where none break it, as for equal chances, any u and c do. The
      k-th largest entries are read off falling lists, ties in any order. A choice f of the map is given; there is
      one for N >= 1, and the loss does not depend on which.
    Mutant: `gini n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_sparsemax
    Mutant: `eta y * fy_loss n Omega s (f s) (one_hot y)` becomes `fy_loss n Omega s (f s) (one_hot y)`; refuted
      by the theorem no_top_k_of_sparsemax_without_the_chances
*)
Theorem sparsemax_is_top_k_calibrated : forall n k f eta by_chance, let Omega := gini n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros n k f eta by_chance Omega. apply regular_is_calibrated. exact (gini_regular n). Qed.

(** Claim: none
    Says: Without a regulariser the loss is the perceptron's, which is not top-k calibrated.
*)
Theorem no_top_k_without_the_regulariser_of_fixed_rankmax : ~ (forall g n k f eta by_chance, 0 < g ->
  let Omega := fun _ : nat -> R => 0 in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 1 2%nat 1%nat _ _ _ ltac:(lra) (proj1 perceptron_map) E ltac:(lia) L)).
Qed.

(** Claim: none
    Says: A risk that the chances do not enter cannot serve two certain labels.
*)
Theorem no_top_k_of_fixed_rankmax_without_the_chances : ~ (forall g n k f eta by_chance, 0 < g ->
  let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct (scaled_gini_map 2 ltac:(lia)) as (f & F). eapply chances_count. intros eta l E L.
  exact (H 1 2%nat 1%nat f eta l ltac:(lra) F E ltac:(lia) L).
Qed.

(** A concave regulariser: its map is a vertex. *)
Definition first_at_ties (s : nat -> R) : nat -> R := if Rlt_dec (s 0%nat) (s 1%nat) then one_hot 1 else one_hot 0.

Lemma concave_map s : argmax 2 s (scaled_gini (-1) 2) (first_at_ties s).
Proof.
  unfold first_at_ties. split.
  - destruct (Rlt_dec (s 0%nat) (s 1%nat)); apply one_hot_simplex; lia.
  - intros q [Q S]. pose proof (Q 0%nat ltac:(lia)). pose proof (Q 1%nat ltac:(lia)).
    unfold scaled_gini. simpl in S |- *.
    replace (/ (2 * -1)) with (- (1 / 2)) by field. unfold one_hot.
    destruct (Rlt_dec (s 0%nat) (s 1%nat)); simpl; nra.
Qed.

(** Claim: none
    Says: At a negative scale the regulariser is concave, and scores on a level have the least risk of a certain
      label.
*)
Theorem no_top_k_for_a_negative_scale : ~ (forall g n k f eta by_chance, g <> 0 -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & _).
  destruct (H (-1) 2%nat 1%nat first_at_ties _ _ ltac:(lra) concave_map E ltac:(lia) L) as (u & c & Hc & B).
  assert (Z : falling_list 2 (fun _ => 0) (fun i => i)) by (split; [auto|split; [auto|intros; lra]]).
  specialize (B (fun _ => 0) (fun i => i) Z). cbv beta in B. rewrite !risk_of_chances_is_loss in B by exact E.
  pose proof (fy_nonneg 2 _ u _ (one_hot 0) (concave_map u) E) as N.
  assert (V : fy_loss 2 (scaled_gini (-1) 2) (fun _ => 0) (first_at_ties (fun _ => 0)) (one_hot 0) = 0).
  { unfold first_at_ties. destruct (Rlt_dec 0 0); [lra|]. unfold fy_loss. ring. }
  rewrite V in B.
  assert (W : ~ top_k_preserving_by 2 1 (fun _ => 0) (one_hot 0) (fun i => i) (fun i => i)).
  { intros P. destruct (P 0%nat ltac:(lia)) as [Q _]. unfold one_hot in Q. simpl in Q. specialize (Q ltac:(lra)). lra. }
  specialize (B W). lra.
Qed.

(** Claim: none
    Says: With its scale adapted to the label Rankmax is not top-k calibrated.
*)
Theorem no_top_k_where_the_scale_adapts : ~ (forall g n k f eta by_chance, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * rankmax_loss n s y) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. apply adapted_rankmax_is_not_top_k_calibrated. intros n k eta l E Hk L.
  destruct (scaled_gini_map n ltac:(lia)) as (f & F). exact (H 1 n k f eta l ltac:(lra) F E Hk L).
Qed.

(** Claim: sf.topk.rankmax.fixed
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: The loss of Rankmax with any fixed scale is top-k calibrated: there are scores whose risk is lower than
      that of all scores that break P_k by at least one positive number, for every N, 1 <= k < N and eta.
    Gap: Real numbers. That the infimum over the scores that break P_k is greater is said by a score vector u and
      one c > 0, which may depend on eta and k; where none break it, as for equal chances, any u and c do. The
      k-th largest entries are read off falling lists, ties in any order. A choice f of the map is given; there is
      one for N >= 1, and the loss does not depend on which.
    Mutant: `scaled_gini g n` becomes `fun _ : nat -> R => 0`; refuted by the theorem
      no_top_k_without_the_regulariser_of_fixed_rankmax
    Mutant: `eta y * fy_loss n Omega s (f s) (one_hot y)` becomes `fy_loss n Omega s (f s) (one_hot y)`; refuted
      by the theorem no_top_k_of_fixed_rankmax_without_the_chances
    Mutant: `0 < g` becomes `g <> 0`; refuted by the theorem no_top_k_for_a_negative_scale
    Mutant: `fy_loss n Omega s (f s) (one_hot y)` becomes `rankmax_loss n s y`; refuted by the theorem
      no_top_k_where_the_scale_adapts
*)
Theorem fixed_rankmax_is_top_k_calibrated : forall g n k f eta by_chance, 0 < g -> let Omega := scaled_gini g n in
  (forall s, argmax n s Omega (f s)) -> simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. intros g n k f eta by_chance Ha Omega. apply regular_is_calibrated. exact (scaled_gini_regular g n Ha). Qed.
