(** A weakly order-preserving map and top-k calibration: enough where the regulariser is strictly convex. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Sparsemax SortedScores WrongTopK TopKCalibration.
From softproof Require Import SeveralRelevant StrictRegulariser.
Open Scope R_scope.

Lemma risk_of_chances_is_loss n Omega eta s p : simplex n eta ->
  sum n (fun y => eta y * fy_loss n Omega s p (one_hot y))
  = fy_loss n Omega s p eta + (sum n (fun y => eta y * Omega (one_hot y)) - Omega eta).
Proof.
  intros [_ E]. unfold fy_loss.
  rewrite (sum_ext n _ (fun y => eta y * (sum n (fun i => s i * p i) - Omega p)
    + (eta y * Omega (one_hot y) - s y * eta y))).
  - rewrite sum_plus, sum_minus, sum_scal_r, E. ring.
  - intros y Hy. rewrite (sum_ext n (fun i => s i * one_hot y i) (fun i => one_hot y i * s i)) by (intros; ring).
    rewrite (sum_pick n y s Hy). ring.
Qed.

Lemma strict_is_calibrated n k Omega f eta by_chance : continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f -> simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof.
  intros C S F He Hk Hf risk. destruct (sorted_near_the_least n Omega f eta C S He F) as (c & Hc & G).
  destruct (near_scores n Omega f eta C S He (proj1 F) (c / 2) ltac:(lra)) as (u & U).
  exists u, (c / 2). split; [lra|]. intros s by_score Hs W. unfold risk. rewrite !risk_of_chances_is_loss by exact He.
  assert (c <= fy_loss n Omega s (f s) eta); [|lra]. apply Rnot_lt_le. intros V. apply W.
  apply (same_order_is_preserving n k s eta by_score by_chance Hk Hf Hs). intros m j Hm Hj. exact (G s V m j Hm Hj).
Qed.

(** The map of no regulariser, the perceptron's, for two classes: even at a tie. *)
Definition even_at_ties (s : nat -> R) (i : nat) : R :=
  if Rlt_dec (s 0%nat) (s 1%nat) then one_hot 1 i else if Rlt_dec (s 1%nat) (s 0%nat) then one_hot 0 i else 1 / 2.

Lemma perceptron_map : weakly_ordered_map 2 (fun _ => 0) even_at_ties.
Proof.
  split.
  - intros s. unfold even_at_ties. split.
    + destruct (Rlt_dec (s 0%nat) (s 1%nat)), (Rlt_dec (s 1%nat) (s 0%nat));
        (split; [intros i _; unfold one_hot; try destruct (Nat.eqb i _); lra|unfold one_hot; simpl; lra]).
    + intros q [Q S]. pose proof (Q 0%nat ltac:(lia)). pose proof (Q 1%nat ltac:(lia)). simpl in S |- *.
      replace (q 1%nat) with (1 - q 0%nat) by lra. unfold one_hot.
      destruct (Rlt_dec (s 0%nat) (s 1%nat)), (Rlt_dec (s 1%nat) (s 0%nat)); simpl; nra.
  - intros s a b Ha Hb L. unfold even_at_ties, one_hot.
    destruct a as [|[|a]], b as [|[|b]]; try lia;
      destruct (Rlt_dec (s 0%nat) (s 1%nat)), (Rlt_dec (s 1%nat) (s 0%nat)); simpl; lra.
Qed.

Lemma nothing_continuous n : continuous_on_simplex n (fun _ => 0).
Proof.
  intros p _ eps He. exists 1. split; [lra|]. intros q _ _. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
Qed.

Lemma nothing_convex : convex (fun _ => 0).
Proof. intros p q t _. lra. Qed.

Lemma perceptron_loss s : 0 <= fy_loss 2 (fun _ => 0) s (even_at_ties s) (one_hot 0) /\
  (s = (fun _ => 0) -> fy_loss 2 (fun _ => 0) s (even_at_ties s) (one_hot 0) = 0).
Proof.
  split; [apply fy_nonneg; [apply perceptron_map|]|].
  - split; [intros i _; unfold one_hot; destruct (Nat.eqb i 0); lra|unfold one_hot; simpl; lra].
  - intros ->. unfold fy_loss. simpl. ring.
Qed.

(** Its loss is not top-k calibrated: scores on a level have the least risk of a certain label. *)
Lemma perceptron_at_a_level : let risk s := sum 2 (fun y => one_hot 0 y * fy_loss 2 (fun _ => 0) s (even_at_ties s)
  (one_hot y)) in
  simplex 2 (one_hot 0) /\ falling_list 2 (one_hot 0) (fun i => i) /\
  ~ exists u c, 0 < c /\ forall s by_score, falling_list 2 s by_score ->
  ~ top_k_preserving_by 2 1 s (one_hot 0) by_score (fun i => i) -> risk u + c <= risk s.
Proof.
  intros risk. assert (E : simplex 2 (one_hot 0)) by (apply one_hot_simplex; lia). split; [exact E|split].
  { split; [auto|split; [auto|]]. unfold one_hot. intros [|[|i]] [|[|j]] J; try lia; simpl; lra. }
  intros (u & c & Hc & B).
  assert (Z : falling_list 2 (fun _ => 0) (fun i => i)) by (split; [auto|split; [auto|intros; lra]]).
  specialize (B (fun _ => 0) (fun i => i) Z). unfold risk in B.
  rewrite !(risk_of_chances_is_loss 2 (fun _ => 0) (one_hot 0)) in B by exact E.
  rewrite (proj2 (perceptron_loss (fun _ => 0)) eq_refl) in B. pose proof (proj1 (perceptron_loss u)).
  assert (N : ~ top_k_preserving_by 2 1 (fun _ => 0) (one_hot 0) (fun i => i) (fun i => i)).
  { intros P. destruct (P 0%nat ltac:(lia)) as [Q _]. unfold one_hot in Q. simpl in Q. specialize (Q ltac:(lra)). lra. }
  specialize (B N). lra.
Qed.

(** Claim: none
    Says: Strictly convex and weakly order-preserving is enough.
*)
Theorem strict_convexity_is_enough_for_the_top_k : ~ ~ (forall n k Omega f eta by_chance,
  continuous_on_simplex n Omega -> strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f ->
  simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof. intros H. exact (H strict_is_calibrated). Qed.

(** Claim: sf.topk.sparsemax.weak_order
    Role: refutes
    Place: SF, summary, Key results and Mechanism 3
    Says: A regulariser that is convex and continuous, and of whose maps one keeps the order of the scores weakly, need
      not have a top-k calibrated loss: without a regulariser (the perceptron's loss) scores on a level have the least
      risk of a certain label, and break P_1.
    Gap: Real numbers; as in weak_order_is_enough_for_the_top_k, which says that it holds if Omega is strictly convex.
    Mutant: `convex Omega` becomes `strictly_convex_on n (simplex n) Omega`; refuted by the theorem
      strict_convexity_is_enough_for_the_top_k
*)
Theorem perceptron_is_not_calibrated : ~ (forall n k Omega f eta by_chance, continuous_on_simplex n Omega ->
  convex Omega -> weakly_ordered_map n Omega f -> simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct perceptron_at_a_level as (E & L & N).
  exact (N (H 2%nat 1%nat _ _ _ _ (nothing_continuous 2) nothing_convex perceptron_map E ltac:(lia) L)).
Qed.

(** Claim: sf.topk.sparsemax.weak_order
    Role: establishes under $\Omega$ is strictly convex, so that the map has one value
    Place: SF, summary, Key results and Mechanism 3
    Says: The loss of a regulariser that is continuous and strictly convex on the simplex, and whose map keeps the order
      of the scores weakly, is top-k calibrated: the risks of all scores that break P_k exceed the risk of some scores
      by a positive number, for every N, k < N and eta.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any order. A map
      f is given; that there is one for every continuous regulariser is not shown.
    Mutant: `strictly_convex_on n (simplex n) Omega` becomes `convex Omega`; refuted by the theorem
      perceptron_is_not_calibrated
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order of the map forgotten" of sf.topk.sparsemax.weak_order.repair
*)
Theorem weak_order_is_enough_for_the_top_k : forall n k Omega f eta by_chance, continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f -> simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. exact strict_is_calibrated. Qed.

(** Claim: sf.topk.sparsemax.weak_order.repair
    Role: establishes
    Place: SF, Key results and Mechanism 3
    Says: A regulariser that is continuous and strictly convex on the simplex and whose map keeps the order of the
      scores weakly has a top-k calibrated loss, for every N, k < N and eta; of the regulariser nothing else is used.
    Gap: Real numbers. As in weak_order_is_enough_for_the_top_k.
    Mutant: `strictly_convex_on n (simplex n) Omega` becomes `convex Omega`; refuted by the theorem
      perceptron_is_not_calibrated
    Mutant: `weakly_ordered_map n Omega f` becomes `(forall s, argmax n s Omega (f s))`; refuted by the mutant "the
      order of the map forgotten" of sf.topk.sparsemax.weak_order.repair
*)
Theorem strictly_convex_and_weakly_ordered_is_calibrated : forall n k Omega f eta by_chance,
  continuous_on_simplex n Omega -> strictly_convex_on n (simplex n) Omega -> weakly_ordered_map n Omega f ->
  simplex n eta -> (1 <= k < n)%nat -> falling_list n eta by_chance ->
  let risk s := sum n (fun y => eta y * fy_loss n Omega s (f s) (one_hot y)) in
  exists u c, 0 < c /\ forall s by_score, falling_list n s by_score ->
  ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof. exact strict_is_calibrated. Qed.
