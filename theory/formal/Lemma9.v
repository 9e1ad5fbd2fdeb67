(** The DCG that scores lose is at most a multiple of their distance from the expected relevances: RG, Lemma 9. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Rank Rearrangement Eq25.
Open Scope R_scope.

(** RG, s. 4.2: the expected DCG loss of a ranking. *)
Definition dcg_loss (N M : nat) (P : nat -> R) (r : nat -> nat -> nat) (pi : nat -> nat) : R :=
  - expected_dcg N M P r pi.

Definition distance (N : nat) (f g : nat -> R) : R := sqrt (sum N (fun y => (f y - g y) ^ 2)).

(** The squared distance of the weights of the ranks from the same weights in the opposite order. *)
Definition S_N (N : nat) : R := sum N (fun i => (discount (i + 1) - discount (N - i)) ^ 2).

Lemma dcg_loss_binary N M P r pi :
  binary M N r -> dcg_loss N M P r pi = - sum N (fun y => discount (pi y) * f_B M P r y).
Proof.
  intros H. unfold dcg_loss. rewrite expected_dcg_by_items. f_equal. apply sum_ext. intros y Hy.
  rewrite (gain_of_binary M N) by assumption. reflexivity.
Qed.

(** No two rankings are further apart than opposite ones. *)
Lemma opposite_rankings N pi best :
  ranking N pi -> ranking N best -> sum N (fun y => (discount (pi y) - discount (best y)) ^ 2) <= S_N N.
Proof.
  intros Hp Hb. set (c := discount).
  assert (Q : forall rho, ranking N rho -> sum N (fun y => c (rho y) ^ 2) = sum N (fun i => c (i + 1)%nat ^ 2)).
  { intros rho Hr. apply (sum_ranks N rho (fun k => c k ^ 2) Hr). }
  assert (E : forall a b, sum N (fun y => (a y - b y) ^ 2)
    = sum N (fun y => a y ^ 2) + sum N (fun y => b y ^ 2) + 2 * sum N (fun y => a y * - b y)).
  { intros a b. rewrite <- sum_scal, <- !sum_plus. apply sum_ext. intros y _. ring. }
  assert (O : sum N (fun y => c (pi y) * - c (best y)) <= sum N (fun i => c (i + 1)%nat * - c (N - i)%nat)).
  { apply Rle_trans with (sum N (fun y => c (N + 1 - best y)%nat * - c (best y))).
    - apply rearrangement; [apply discount_falls|exact Hp|apply ranking_reversed, Hb|].
      intros y z Hy Hz L. destruct Hb as [Hr _]. pose proof (Hr y Hy). pose proof (Hr z Hz).
      apply Nat.nle_gt. intros C. pose proof (discount_falls (best y) (best z) ltac:(lia)). unfold c in L. lra.
    - rewrite (sum_ranks N best (fun k => c (N + 1 - k)%nat * - c k) Hb).
      rewrite <- (sum_ranks N _ (fun k => c (N + 1 - k)%nat * - c k) (ranking_backward N)).
      apply Req_le, sum_ext. intros i Hi. replace (N + 1 - (N - i))%nat with (i + 1)%nat by lia. reflexivity. }
  unfold S_N. fold c. rewrite !E, (Q pi Hp), (Q best Hb), (Q _ (ranking_backward N)). lra.
Qed.

Lemma S_N_nonneg N : 0 <= S_N N.
Proof. apply squares_nonneg. Qed.

Lemma S_N_le N : S_N N <= 2 * sum N (fun i => discount (i + 1) ^ 2).
Proof.
  set (a := sum N (fun i => discount (i + 1) ^ 2)). replace (2 * a) with (a + a) by ring. unfold a at 2.
  rewrite <- (sum_ranks N _ (fun k => discount k ^ 2) (ranking_backward N)). unfold a. rewrite <- sum_plus.
  apply sum_le. intros i Hi.
  pose proof (discount_pos (i + 1) ltac:(lia)). pose proof (discount_pos (N - i) ltac:(lia)). nra.
Qed.

Lemma sqrt_product x a b : 0 <= a -> 0 <= b -> x * x <= a * b -> x <= sqrt a * sqrt b.
Proof.
  intros Ha Hb H. rewrite <- sqrt_mult by assumption.
  apply Rle_trans with (Rabs x); [apply Rle_abs|]. rewrite <- sqrt_Rsqr_abs. apply sqrt_le_1_alt, H.
Qed.

Lemma last_line N f F pi best :
  ranking N pi -> ranking N best ->
  sum N (fun y => (discount (pi y) - discount (best y)) * (f y - F y)) <= sqrt (S_N N) * distance N f F.
Proof.
  intros Hp Hb. set (c := fun y => discount (pi y) - discount (best y)).
  apply sqrt_product; [apply S_N_nonneg|apply squares_nonneg|].
  apply Rle_trans with (sum N (fun y => c y ^ 2) * sum N (fun y => (f y - F y) ^ 2)).
  - eapply Rle_trans; [apply cauchy_schwarz|]. apply Req_le. f_equal; apply sum_ext; intros y _; unfold c; ring.
  - apply Rmult_le_compat_r; [apply squares_nonneg|apply opposite_rankings; assumption].
Qed.

Lemma regret_bound N M P r f pi best :
  binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
  dcg_loss N M P r pi - dcg_loss N M P r best <= sqrt (S_N N) * distance N f (f_B M P r).
Proof.
  intros Hr Hp Hb Hs. eapply Rle_trans; [|apply (last_line N f (f_B M P r) pi best Hp Hb)].
  rewrite !dcg_loss_binary by assumption.
  pose proof (rearrangement N discount f best pi discount_falls Hb Hp Hs) as G. set (F := f_B M P r).
  replace (sum N (fun y => (discount (pi y) - discount (best y)) * (f y - F y))) with
    (sum N (fun y => discount (pi y) * f y) - sum N (fun y => discount (best y) * f y)
     - sum N (fun y => discount (pi y) * F y) + sum N (fun y => discount (best y) * F y)); [lra|].
  rewrite <- !sum_minus, <- sum_plus. apply sum_ext. intros y _. ring.
Qed.

Lemma printed_constant N f F : sqrt (S_N N) * distance N f F
  <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f F.
Proof. apply Rmult_le_compat_r; [apply sqrt_pos|apply sqrt_le_1_alt, S_N_le]. Qed.

(** Claim: rg.lemma9
    Role: part
    Place: RG, Lemma 9, Eq. 26
    Says: The expected DCG loss of a ranking that sorts the scores f (ties in any order) exceeds that of any other
      ranking by at most (2 sum c_y^2)^(1/2) (sum (f - f_B)^2)^(1/2), for every number of items.
    Gap: The inequality of the lemma, not the lines of its proof in A.4, which lemma_9_line_by_line has. Real numbers,
      one context, natural logarithm in the discount, relevances 0 and 1.
    Mutant: `sorts N f pi -> ` becomes ``; refuted by the theorem unsorted_scores_have_no_bound
    Mutant: `ranking N best -> ` becomes ``; refuted by the theorem shared_ranks_have_no_bound
*)
Theorem lemma_9 :
  forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
  dcg_loss N M P r pi - dcg_loss N M P r best
  <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f (f_B M P r).
Proof.
  intros N M P r f pi best _ Hr Hp Hb Hs.
  eapply Rle_trans; [apply regret_bound; eassumption|apply printed_constant].
Qed.

(** Claim: rg.lemma9
    Role: establishes
    Place: RG, Lemma 9 and A.4
    Says: Every line of A.4, and the bound of Lemma 9 from them: pi sorts f, best sorts f_B, ties in any order, and the
      loss of best is the least one.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies c, and both sides),
      relevances 0 and 1. Some ranking sorts f_B, by the theorem every_score_can_be_sorted.
    Mutant: `sorts N f pi -> ` becomes ``; refuted by the theorem unsorted_scores_break_a_line
    Mutant: `- dot pi f - dot pi (fun y => F y - f y) /\` becomes `- dot pi f - dot pi (fun y => f y - F y) /\`; refuted
      by the theorem a_sign_breaks_a_line
*)
Theorem lemma_9_line_by_line :
  forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi -> sorts N (f_B M P r) best ->
  let F := f_B M P r in
  let dot rho g := sum N (fun y => discount (rho y) * g y) in
  let bound := sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f F in
  dcg_loss N M P r pi = - dot pi F /\
  - dot pi F = - dot pi f - dot pi (fun y => F y - f y) /\
  - dot pi f <= - dot best f /\
  - dot best f = - dot best F - dot best (fun y => f y - F y) /\
  - dot best F = dcg_loss N M P r best /\
  (forall rho, ranking N rho -> dcg_loss N M P r best <= dcg_loss N M P r rho) /\
  - dot best (fun y => f y - F y) - dot pi (fun y => F y - f y) <= bound /\
  dcg_loss N M P r pi <= dcg_loss N M P r best + bound.
Proof.
  intros N M P r f pi best HP Hr Hp Hb Hs Hf F dot bound.
  assert (D : forall rho g h, dot rho (fun y => g y - h y) = dot rho g - dot rho h).
  { intros rho g h. unfold dot. rewrite <- sum_minus. apply sum_ext. intros y _. ring. }
  assert (B : - dot best (fun y => f y - F y) - dot pi (fun y => F y - f y) <= bound).
  { apply Rle_trans with (sqrt (S_N N) * distance N f F); [|apply printed_constant].
    eapply Rle_trans; [|apply (last_line N f F pi best Hp Hb)]. apply Req_le.
    rewrite (sum_ext N _ (fun y => discount (pi y) * (f y - F y) - discount (best y) * (f y - F y)))
      by (intros; ring).
    rewrite sum_minus. fold (dot pi (fun y => f y - F y)) (dot best (fun y => f y - F y)).
    rewrite !D. ring. }
  pose proof (rearrangement N discount f best pi discount_falls Hb Hp Hs) as G. fold (dot best f) (dot pi f) in G.
  rewrite !(dcg_loss_binary N M P r) by exact Hr. fold F. fold (dot pi F) (dot best F).
  repeat split.
  - rewrite D. ring.
  - lra.
  - rewrite D. ring.
  - intros rho Hrho. rewrite (dcg_loss_binary N M P r rho Hr).
    pose proof (rearrangement N discount F rho best discount_falls Hrho Hb Hf) as L.
    fold F. unfold dot. lra.
  - exact B.
  - rewrite !D in B. lra.
Qed.

(** A law under which exactly one item is relevant, y with the chance P y. *)
Definition one_click (d y : nat) : nat := if Nat.eqb d y then 1 else 0.

Lemma one_click_binary M N : binary M N one_click.
Proof. intros d y _ _. unfold one_click. destruct (Nat.eqb d y); lia. Qed.

Lemma one_click_f_B N P y : (y < N)%nat -> f_B N P one_click y = P y.
Proof.
  intros Hy. rewrite <- (sum_pick N y P Hy). apply sum_ext. intros d _.
  unfold one_click, one_hot. destruct (Nat.eqb d y); simpl; ring.
Qed.

(** Where the bound is attained: equal scores, opposite to the chances in the direction that costs most. *)
Definition direction (N y : nat) : R := discount (y + 1) - discount (N - y).
Definition tilted (N : nat) (t : R) (y : nat) : R := 1 / INR N + t * direction N y.

Lemma sum_direction N : sum N (direction N) = 0.
Proof.
  unfold direction. rewrite sum_minus, (sum_ranks N _ discount (ranking_backward N)). lra.
Qed.

Lemma tilted_simplex N : (1 <= N)%nat -> simplex N (tilted N (ln 2 / INR N)).
Proof.
  intros HN. apply rank_pos in HN. unfold tilted. split.
  - intros y Hy. unfold direction.
    pose proof (discount_pos (y + 1) ltac:(lia)) as A. pose proof (discount_falls 1 (N - y) ltac:(lia)) as B.
    assert (L : 0 < ln 2) by (apply ln_pos; lra).
    assert (D : ln 2 * discount 1 = 1) by (unfold discount; simpl; replace (1 + 1) with 2 by ring; field; lra).
    replace (1 / INR N + ln 2 / INR N * (discount (y + 1) - discount (N - y)))
      with ((ln 2 * discount 1 + ln 2 * (discount (y + 1) - discount (N - y))) / INR N)
      by (rewrite D; field; lra).
    apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra]. nra.
  - rewrite sum_plus, sum_const, sum_scal, sum_direction. field. lra.
Qed.

Lemma tilted_regret N t :
  dcg_loss N N (tilted N t) one_click (fun y => N - y)%nat - dcg_loss N N (tilted N t) one_click (fun y => y + 1)%nat
  = t * S_N N.
Proof.
  rewrite !(dcg_loss_binary N N) by apply one_click_binary.
  rewrite (sum_ext N (fun y => discount (N - y) * _) (fun y => discount (N - y) * tilted N t y))
    by (intros y Hy; rewrite one_click_f_B by exact Hy; reflexivity).
  rewrite (sum_ext N (fun y => discount (y + 1) * _) (fun y => discount (y + 1) * tilted N t y))
    by (intros y Hy; rewrite one_click_f_B by exact Hy; reflexivity).
  replace (t * S_N N) with (1 / INR N * sum N (direction N) + t * S_N N) by (rewrite sum_direction; ring).
  unfold S_N. rewrite <- !sum_scal, <- sum_plus.
  apply (Rplus_eq_reg_l (sum N (fun y => discount (N - y) * tilted N t y))).
  rewrite <- sum_plus. ring_simplify. apply sum_ext. intros y _. unfold tilted, direction. ring.
Qed.

Lemma tilted_distance N t :
  0 <= t -> distance N (fun _ => 1 / INR N) (f_B N (tilted N t) one_click) = t * sqrt (S_N N).
Proof.
  intros Ht. unfold distance.
  rewrite (sum_ext N _ (fun y => (t * t) * (discount (y + 1) - discount (N - y)) ^ 2)).
  - rewrite sum_scal, sqrt_mult, sqrt_square; [reflexivity|exact Ht|nra|apply S_N_nonneg].
  - intros y Hy. rewrite one_click_f_B by exact Hy. unfold tilted, direction. ring.
Qed.

(** Claim: rg.lemma9.best
    Role: establishes
    Place: RG, Lemma 9, Eq. 26
    Says: The bound of Lemma 9, for all laws of relevances 0 and 1, scores f, rankings that sort f (ties in any order)
      and competing rankings, holds with the constant C in place of (2 sum c_y^2)^(1/2) exactly if C is at least the
      root of S_N = sum_i (c_i - c_(N+1-i))^2; for every number N of items.
    Gap: Real numbers, one context, natural logarithm in the discount (another base multiplies c, and both sides).
      The competing ranking is any one; the best one among them gives the optimal loss of the claim.
    Mutant: `<-> sqrt (S_N N) <= C` becomes `<-> 99 / 100 * sqrt (S_N N) <= C`; refuted by the theorem less_is_too_small
    Mutant: `<-> sqrt (S_N N) <= C` becomes `<-> 101 / 100 * sqrt (S_N N) <= C`; refuted by the
      theorem more_is_not_needed
    Mutant: `sorts N f pi -> ` becomes ``; refuted by the theorem unsorted_scores_bound_nothing
*)
Theorem lemma_9_best :
  forall N C, 0 <= C ->
  (forall M P r f pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
    dcg_loss N M P r pi - dcg_loss N M P r best <= C * distance N f (f_B M P r))
  <-> sqrt (S_N N) <= C.
Proof.
  intros N C HC. split.
  - intros H. destruct (Rle_lt_or_eq_dec 0 (S_N N) (S_N_nonneg N)) as [L|<-]; [|rewrite sqrt_0; exact HC].
    assert (HN : (1 <= N)%nat) by (destruct N; [apply Rlt_irrefl in L; contradiction|lia]).
    pose proof (rank_pos N HN) as HR. set (t := ln 2 / INR N).
    assert (Ht : 0 < t) by (apply Rdiv_lt_0_compat; [apply ln_pos|]; lra).
    specialize (H N (tilted N t) one_click (fun _ => 1 / INR N) (fun y => N - y)%nat (fun y => y + 1)%nat).
    rewrite tilted_regret, tilted_distance in H by lra.
    assert (B : t * S_N N <= C * (t * sqrt (S_N N))).
    { apply H; [apply tilted_simplex, HN|apply one_click_binary|apply ranking_backward|split; intros; lia|].
      intros y z _ _ F. exfalso. lra. }
    apply sqrt_lt_R0 in L as Q. rewrite <- (sqrt_sqrt (S_N N)) in B at 1 by apply S_N_nonneg.
    apply (Rmult_le_reg_l (t * sqrt (S_N N))); [apply Rmult_lt_0_compat; assumption|]. lra.
  - intros H M P r f pi best _ Hr Hp Hb Hs.
    apply Rle_trans with (sqrt (S_N N) * distance N f (f_B M P r)); [apply regret_bound; assumption|].
    apply Rmult_le_compat_r; [apply sqrt_pos|exact H].
Qed.

Lemma S_2_pos : 0 < S_N 2.
Proof. pose proof discounts_of_two. unfold S_N. simpl. nra. Qed.

(** No other multiple of the root of S_N is the best constant. *)
Lemma other_constants q : 0 <= q -> q <> 1 ->
  ~ (forall N C, 0 <= C ->
  (forall M P r f pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
    dcg_loss N M P r pi - dcg_loss N M P r best <= C * distance N f (f_B M P r))
  <-> q * sqrt (S_N N) <= C).
Proof.
  intros Hq H1 H. pose proof (sqrt_lt_R0 _ S_2_pos) as L. set (s := sqrt (S_N 2)) in *.
  assert (0 <= q * s) by nra. assert (0 <= s) by lra.
  assert (A : s <= q * s) by (apply lemma_9_best; [assumption|]; apply (H 2%nat); [assumption|apply Rle_refl]).
  assert (B : q * s <= s) by (apply (H 2%nat); [assumption|]; apply lemma_9_best; [assumption|apply Rle_refl]).
  apply H1, (Rmult_eq_reg_r s); lra.
Qed.

(** Claim: none
    Says: One hundredth less than the root of S_N is not enough.
*)
Theorem less_is_too_small :
  ~ (forall N C, 0 <= C ->
  (forall M P r f pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
    dcg_loss N M P r pi - dcg_loss N M P r best <= C * distance N f (f_B M P r))
  <-> 99 / 100 * sqrt (S_N N) <= C).
Proof. apply other_constants; lra. Qed.

(** Claim: none
    Says: One hundredth more than the root of S_N is not needed.
*)
Theorem more_is_not_needed :
  ~ (forall N C, 0 <= C ->
  (forall M P r f pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi ->
    dcg_loss N M P r pi - dcg_loss N M P r best <= C * distance N f (f_B M P r))
  <-> 101 / 100 * sqrt (S_N N) <= C).
Proof. apply other_constants; lra. Qed.

(** Two items, the first of which is relevant; f is f_B, and the ranking has them the wrong way round. *)
Lemma wrong_way_round : dcg_loss 2 2 half first_only S < dcg_loss 2 2 half first_only swapped.
Proof. unfold dcg_loss. rewrite !first_only_dcg. pose proof discounts_of_two. unfold swapped. simpl. lra. Qed.

Lemma first_only_sorted : sorts 2 (f_B 2 half first_only) S.
Proof. intros [|[|y]] [|[|z]] Hy Hz; try lia; unfold f_B, mean, half; simpl; intros; lra || lia. Qed.

Lemma no_distance N f : distance N f f = 0.
Proof. unfold distance. rewrite sum_eq_0; [apply sqrt_0|]. intros y _. ring. Qed.

(** Claim: none
    Says: Without sorting, no constant bounds the regret by the distance.
*)
Theorem unsorted_scores_bound_nothing :
  ~ (forall N C, 0 <= C ->
  (forall M P r f pi best, simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
    dcg_loss N M P r pi - dcg_loss N M P r best <= C * distance N f (f_B M P r))
  <-> sqrt (S_N N) <= C).
Proof.
  intros H. destruct (H 2%nat (sqrt (S_N 2)) (sqrt_pos _)) as [_ B].
  specialize (B (Rle_refl _) 2%nat half first_only (f_B 2 half first_only) swapped S
    half_simplex first_only_binary swapped_ranking (ranking_forward 2)).
  rewrite no_distance in B. pose proof wrong_way_round. lra.
Qed.

(** Claim: none
    Says: Without sorting, the constant of Lemma 9 does not do.
*)
Theorem unsorted_scores_have_no_bound :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best ->
  dcg_loss N M P r pi - dcg_loss N M P r best
  <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f (f_B M P r)).
Proof.
  intros H. specialize (H 2%nat 2%nat half first_only (f_B 2 half first_only) swapped S
    half_simplex first_only_binary swapped_ranking (ranking_forward 2)).
  rewrite no_distance in H. pose proof wrong_way_round. lra.
Qed.

(** Claim: none
    Says: Items that share the first rank have more DCG than the lemma allows.
*)
Theorem shared_ranks_have_no_bound :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> sorts N f pi ->
  dcg_loss N M P r pi - dcg_loss N M P r best
  <= sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f (f_B M P r)).
Proof.
  intros H. set (r := fun _ _ : nat => 1%nat). set (one := fun _ : nat => 1%nat).
  assert (L : dcg_loss 2 2 half r S - dcg_loss 2 2 half r one <= 0).
  { rewrite <- (Rmult_0_r (sqrt (2 * sum 2 (fun i => discount (i + 1) ^ 2)))), <- (no_distance 2 (f_B 2 half r)).
    apply H; [exact half_simplex|intros d y _ _; apply le_n|apply ranking_forward|].
    intros y z _ _ F. exfalso. apply (Rlt_irrefl _ F). }
  pose proof discounts_of_two. unfold dcg_loss, expected_dcg, mean, dcg, half, r, one in L. simpl in L. lra.
Qed.

(** Claim: none
    Says: Without sorting, the third line of A.4 fails: the first item is relevant and has the greater score.
*)
Theorem unsorted_scores_break_a_line :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N (f_B M P r) best ->
  let F := f_B M P r in
  let dot rho g := sum N (fun y => discount (rho y) * g y) in
  let bound := sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f F in
  dcg_loss N M P r pi = - dot pi F /\
  - dot pi F = - dot pi f - dot pi (fun y => F y - f y) /\
  - dot pi f <= - dot best f /\
  - dot best f = - dot best F - dot best (fun y => f y - F y) /\
  - dot best F = dcg_loss N M P r best /\
  (forall rho, ranking N rho -> dcg_loss N M P r best <= dcg_loss N M P r rho) /\
  - dot best (fun y => f y - F y) - dot pi (fun y => F y - f y) <= bound /\
  dcg_loss N M P r pi <= dcg_loss N M P r best + bound).
Proof.
  intros H.
  destruct (H 2%nat 2%nat half first_only (f_B 2 half first_only) swapped S half_simplex first_only_binary
    swapped_ranking (ranking_forward 2) first_only_sorted) as [_ [_ [_ [_ [_ [_ [_ L]]]]]]].
  rewrite no_distance in L. pose proof wrong_way_round. lra.
Qed.

(** Claim: none
    Says: With the sign of the last difference changed, the second line of A.4 fails.
*)
Theorem a_sign_breaks_a_line :
  ~ (forall N M P r f pi best,
  simplex M P -> binary M N r -> ranking N pi -> ranking N best -> sorts N f pi -> sorts N (f_B M P r) best ->
  let F := f_B M P r in
  let dot rho g := sum N (fun y => discount (rho y) * g y) in
  let bound := sqrt (2 * sum N (fun i => discount (i + 1) ^ 2)) * distance N f F in
  dcg_loss N M P r pi = - dot pi F /\
  - dot pi F = - dot pi f - dot pi (fun y => f y - F y) /\
  - dot pi f <= - dot best f /\
  - dot best f = - dot best F - dot best (fun y => f y - F y) /\
  - dot best F = dcg_loss N M P r best /\
  (forall rho, ranking N rho -> dcg_loss N M P r best <= dcg_loss N M P r rho) /\
  - dot best (fun y => f y - F y) - dot pi (fun y => F y - f y) <= bound /\
  dcg_loss N M P r pi <= dcg_loss N M P r best + bound).
Proof.
  intros H.
  destruct (H 2%nat 2%nat half first_only (fun _ => 0) S S half_simplex first_only_binary (ranking_forward 2)
    (ranking_forward 2) ltac:(intros y z _ _ L; exfalso; lra) first_only_sorted) as [_ [L _]].
  unfold f_B, mean, half in L. simpl in L. pose proof (discount_pos 1 (le_n 1)). lra.
Qed.
