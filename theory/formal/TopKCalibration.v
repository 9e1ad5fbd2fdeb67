(** The softmax loss is top-k calibrated on the probability simplex: RG, Prop. 5 and Definition 20. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Prop5 SortedScores WrongTopK SoftmaxRisk.
Open Scope R_scope.

(** Scores in the order of the chances have the top k right. *)
Lemma same_order_is_preserving N k s eta by_score by_chance : (1 <= k < N)%nat ->
  falling_list N eta by_chance -> falling_list N s by_score ->
  (forall m j, (m < N)%nat -> (j < N)%nat -> eta j < eta m -> s j < s m) ->
  top_k_preserving_by N k s eta by_score by_chance.
Proof.
  intros Hk Hc Hs O n Hn. pose proof Hs as [Sr [_ Sf]].
  assert (Hsum : forall h, sum N h = sum N (fun i => h (by_score i)))
    by (intros h; apply (sum_listed N s by_score h Hs)).
  split; intros L.
  - apply Rnot_le_lt. intros C. apply (not_all_above N k eta by_score by_chance Hk Hc Hsum). intros i Hi.
    apply Rnot_le_lt. intros B. specialize (O n (by_score i) Hn (Sr i ltac:(lia)) ltac:(lra)).
    specialize (Sf i k ltac:(lia)). lra.
  - apply Rnot_le_lt. intros C. apply (not_all_below N k eta by_score by_chance Hk Hc Hsum). intros i Hi.
    apply Rnot_le_lt. intros B. specialize (O (by_score i) n (Sr i ltac:(lia)) Hn ltac:(lra)).
    specialize (Sf (k - 1)%nat i ltac:(lia)). lra.
Qed.

(** Finitely many positive numbers have a positive lower bound. *)
Lemma positive_bound n (P : nat -> Prop) (g : nat -> R) : (forall i, P i \/ ~ P i) ->
  (forall i, (i < n)%nat -> P i -> 0 < g i) -> exists c, 0 < c /\ forall i, (i < n)%nat -> P i -> c <= g i.
Proof.
  intros Dec H. induction n as [|n IH]; [exists 1; split; [lra|intros; lia]|].
  destruct IH as [c [Hc B]]; [intros; apply H; auto|].
  destruct (Dec n) as [Pn|Pn].
  - exists (Rmin c (g n)). split; [apply Rmin_pos; [exact Hc|apply H; auto]|]. intros i Hi Pi.
    destruct (Nat.eq_dec i n) as [->|D]; [apply Rmin_r|].
    apply Rle_trans with c; [apply Rmin_l|apply B; [lia|exact Pi]].
  - exists c. split; [exact Hc|]. intros i Hi Pi. destruct (Nat.eq_dec i n) as [->|D]; [contradiction|].
    apply B; [lia|exact Pi].
Qed.

Lemma merging_costs x y : 0 <= y < x -> 0 < x * ln x + y * ln y - (x + y) * ln ((x + y) / 2).
Proof.
  intros H. set (z := (x + y) / 2). assert (Hz : 0 < z) by (unfold z; lra).
  assert (E : x + y = 2 * z) by (unfold z; field).
  assert (X : x * ln z < x * ln x + (z - x)).
  { assert (D : ln (z / x) < z / x - 1).
    { assert (Q : 0 < z / x) by (apply Rdiv_lt_0_compat; lra).
      assert (N : ln (z / x) <> 0).
      { intros C. rewrite <- ln_1 in C. apply ln_inv in C; [|exact Q|lra].
        apply (f_equal (fun t => t * x)) in C. unfold Rdiv in C. rewrite Rmult_assoc, Rinv_l in C by lra.
        unfold z in C. lra. }
      pose proof (exp_ineq1 (ln (z / x)) N) as F. rewrite exp_ln in F by exact Q. lra. }
    unfold Rdiv in D at 1. rewrite ln_mult, ln_Rinv in D by (try apply Rinv_0_lt_compat; lra).
    apply (Rmult_lt_compat_l x) in D; [|lra]. replace (x * (z / x - 1)) with (z - x) in D by (field; lra). lra. }
  pose proof (gibbs_term y z ltac:(lra) Hz) as Y. lra.
Qed.

(** Claim: rg.prop5.calibrated.repair
    Role: establishes
    Place: RG, Prop. 5, Definition 20
    Says: On the probability simplex, boundary included, the softmax risks of all scores that are not top-k preserving
      exceed the least risk by at least one positive number, which depends on the chances and k alone: their infimum
      is above
      the least risk. For every N and every k < N.
    Gap: Real numbers; 0 log 0 = 0. The infimum over scores that are not top-k preserving is that of the empty set, and
      infinite, where all scores are.
    Mutant: `~ top_k_preserving_by N k s eta by_score by_chance -> ` becomes ``; refuted by the theorem
      some_scores_come_near_the_least_risk
    Mutant: `0 < c` becomes `1 < c`; refuted by the theorem the_excess_may_be_small
*)
Theorem softmax_is_top_k_calibrated :
  forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  exists c, 0 < c /\ forall s by_score,
    falling_list N s by_score -> ~ top_k_preserving_by N k s eta by_score by_chance -> low + c <= softmax_risk N eta s.
Proof.
  intros N k eta by_chance low He Hk Hc Hl. assert (HN : (0 < N)%nat) by lia.
  rewrite (least_risk_entropy N eta low He HN Hl). pose proof He as [E0 _].
  set (J := fun m j => eta m * ln (eta m) + eta j * ln (eta j) - (eta m + eta j) * ln ((eta m + eta j) / 2)).
  assert (F : exists c, 0 < c /\ forall i, (i < N * N)%nat ->
    eta (i mod N)%nat < eta (i / N)%nat -> c <= J (i / N)%nat (i mod N)%nat).
  { apply (positive_bound (N * N) (fun i => eta (i mod N)%nat < eta (i / N)%nat)).
    - intros i. destruct (Rlt_dec (eta (i mod N)%nat) (eta (i / N)%nat)); tauto.
    - intros i Hi L. apply merging_costs. split; [|exact L]. apply E0, Nat.mod_upper_bound. lia. }
  destruct F as [c [Hpos B]]. exists c. split; [exact Hpos|]. intros s by_score Hs W.
  apply Rnot_lt_le. intros L. apply W, (same_order_is_preserving N k s eta by_score by_chance Hk Hc Hs).
  intros m j Hm Hj D. apply Rnot_le_lt. intros C.
  specialize (B (m * N + j)%nat ltac:(nia)).
  replace ((m * N + j) / N)%nat with m in B by (apply (Nat.div_unique _ _ _ j); lia).
  replace ((m * N + j) mod N)%nat with j in B by (apply (Nat.mod_unique _ _ m); lia).
  specialize (B D). assert (m <> j) by (intros ->; lra).
  pose proof (inverted_pair N eta s m j He Hm Hj ltac:(assumption) ltac:(lra) C) as P. fold (J m j) in P. lra.
Qed.

(** Claim: none
    Says: Without the condition on the top k, scores come as near to the least risk as one likes.
*)
Theorem some_scores_come_near_the_least_risk :
  ~ (forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  exists c, 0 < c /\ forall s by_score,
    falling_list N s by_score -> low + c <= softmax_risk N eta s).
Proof.
  intros H. set (low := - neg_entropy 2 quarters).
  destruct (H 2%nat 1%nat quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [c [Hc B]].
  destruct (entropy_is_least 2 quarters quarters_simplex ltac:(lia)) as [_ G].
  assert (low + c <= low); [|lra]. apply G. intros s.
  destruct (Rle_dec (s 1%nat) (s 0%nat)) as [L|L].
  - apply (B s (fun i => i)). split; [auto|split; [auto|]].
    intros i j Hij. destruct i as [|[|i]], j as [|[|j]]; try lia; lra.
  - apply (B s (fun i => 1 - i)%nat). split; [intros; lia|split; [intros; lia|]].
    intros i j Hij. destruct i as [|[|i]], j as [|[|j]]; try lia; simpl; lra.
Qed.

(** Claim: none
    Says: A wrong order of the chances 3/4 and 1/4 can cost less than 1.
*)
Theorem the_excess_may_be_small :
  ~ (forall N k eta by_chance low,
  simplex N eta -> (1 <= k < N)%nat -> falling_list N eta by_chance -> least_risk N eta low ->
  exists c, 1 < c /\ forall s by_score,
    falling_list N s by_score -> ~ top_k_preserving_by N k s eta by_score by_chance -> low + c <= softmax_risk N eta s).
Proof.
  intros H. set (low := - neg_entropy 2 quarters).
  destruct (H 2%nat 1%nat quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [c [Hc A]].
  destruct (wrong_top_k_costs 2 1 quarters (fun i => i) low quarters_simplex ltac:(lia) quarters_listed quarters_least)
    as [_ [_ B]].
  destruct (B quarters_fall quarters_positive) as [s [by_score [[W V] E]]]. specialize (A s by_score W V).
  rewrite E in A. simpl Nat.sub in A.
  assert (merge_cost (quarters 0) (quarters 1) <= 1); [|lra]. unfold merge_cost. simpl.
  pose proof (ln_below (2 * (3 / 4) / (3 / 4 + 1 / 4)) ltac:(lra)).
  pose proof (ln_below (2 * (1 / 4) / (3 / 4 + 1 / 4)) ltac:(lra)). lra.
Qed.
