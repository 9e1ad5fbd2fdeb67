(** The DCG that scores lose, bounded by their excess risk under RG2 and RGx of Eq. 15, not regularised: RG, Thm 12.

    Single click: the item y of the pair is drawn with the chance eta y, and is the only relevant one. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Quadratic Logarithm Rank Eq25 Lemma9.
Open Scope R_scope.

(** The expected DCG loss. *)
Definition click_loss (N : nat) (eta : nat -> R) (pi : nat -> nat) : R := dcg_loss N N eta one_click pi.

(** The scores at which both risks are least. *)
Definition least_scores (N : nat) (eta : nat -> R) (y : nat) : R := INR N * eta y - 1.

(** What the two risks have in common; c is a common offset that the risk does not see. *)
Definition squared_excess (N : nat) (risk : (nat -> R) -> (nat -> R) -> R) (c : (nat -> R) -> R) : Prop :=
  c (fun _ => 0) = 0 /\
  forall eta o, simplex N eta -> risk eta o
  = risk eta (least_scores N eta) + INR N / 2 * sum N (fun y => ((o y - c o + 1) / INR N - eta y) ^ 2).

Lemma expand_squares N eta o c : (1 <= N)%nat -> simplex N eta ->
  INR N / 2 * sum N (fun y => ((o y - c + 1) / INR N - eta y) ^ 2)
  = 1 / (2 * INR N) * sum N (fun z => (o z + 1) ^ 2) - sum N (fun y => eta y * o y)
    + INR N / 2 * sum N (fun y => eta y ^ 2) - 1 - c / INR N * sum N o + c ^ 2 / 2.
Proof.
  intros HN [_ H1]. apply rank_pos in HN. set (n := INR N) in *.
  rewrite (sum_ext N _ (fun y => / n ^ 2 * (o y + 1) ^ 2 + -2 * c / n ^ 2 * o y + (c ^ 2 / n ^ 2 - 2 * c / n ^ 2)
    + eta y ^ 2 + -2 / n * (eta y * o y) + (2 * c / n - 2 / n) * eta y)) by (intros; field; lra).
  rewrite !sum_plus, !sum_scal, sum_const, H1. fold n. field. lra.
Qed.

Lemma mean_of_same N eta a g : simplex N eta -> sum N (fun y => eta y * (- g y + a)) = a - sum N (fun y => eta y * g y).
Proof.
  intros [_ H1]. rewrite (sum_ext N _ (fun y => a * eta y - eta y * g y)) by (intros; ring).
  rewrite sum_minus, sum_scal, H1. ring.
Qed.

Lemma rg2_excess N : (1 <= N)%nat -> squared_excess N (risk N rg2) (fun _ => 0).
Proof.
  intros HN. split; [reflexivity|]. intros eta o He.
  assert (E : forall g, risk N rg2 eta g = INR N / 2 * sum N (fun y => ((g y - 0 + 1) / INR N - eta y) ^ 2)
    + 1 - INR N / 2 * sum N (fun y => eta y ^ 2)).
  { intros g. rewrite expand_squares by assumption. unfold risk, rg2. rewrite mean_of_same by exact He. lra. }
  rewrite !E. apply rank_pos in HN.
  assert (Z : sum N (fun y => ((least_scores N eta y - 0 + 1) / INR N - eta y) ^ 2) = 0).
  { apply sum_eq_0. intros y _. unfold least_scores. field. lra. }
  rewrite Z. ring.
Qed.

Lemma rgx_excess N : (1 <= N)%nat -> squared_excess N (risk N rgx) (fun o => sum N o / INR N).
Proof.
  intros HN. apply rank_pos in HN as K. split; [rewrite sum_zero; field; lra|]. intros eta o He.
  assert (E : forall g, risk N rgx eta g
    = INR N / 2 * sum N (fun y => ((g y - sum N g / INR N + 1) / INR N - eta y) ^ 2)
    + 1 - INR N / 2 * sum N (fun y => eta y ^ 2)).
  { intros g. rewrite expand_squares by assumption. unfold risk, rgx, rg2.
    rewrite (sum_ext N _ (fun y => eta y * (- g y + (/ (2 * INR N) * sum N (fun z => (g z + 1) ^ 2)
      - / (2 * INR N ^ 2) * sum N g ^ 2)))) by (intros; unfold Rminus; rewrite Rplus_assoc; reflexivity).
    rewrite mean_of_same by exact He. field. lra. }
  assert (M : sum N (least_scores N eta) = 0).
  { unfold least_scores. rewrite sum_minus, sum_scal, sum_const. destruct He as [_ ->]. ring. }
  assert (Z : sum N (fun y => ((least_scores N eta y - 0 / INR N + 1) / INR N - eta y) ^ 2) = 0).
  { apply sum_eq_0. intros y _. unfold least_scores. field. lra. }
  rewrite !E, M, Z. ring.
Qed.

(** The bound, and that its constant is the best one, for both. *)
Lemma regret_from_excess N risk c : (1 <= N)%nat -> squared_excess N risk c -> forall C, 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk eta least <= risk eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk eta o - risk eta least))
  <-> sqrt (2 * S_N N / INR N) <= C.
Proof.
  intros HN [C0 HE] C HC. apply rank_pos in HN as K.
  assert (HS : sqrt (2 * S_N N / INR N) = sqrt (S_N N) * sqrt (2 / INR N)).
  { rewrite <- sqrt_mult; [f_equal; unfold Rdiv; ring|apply S_N_nonneg|].
    apply Rlt_le, Rdiv_lt_0_compat; lra. }
  assert (L : forall eta, simplex N eta -> forall g, risk eta (least_scores N eta) <= risk eta g).
  { intros eta He g. rewrite (HE eta g He). pose proof (squares_nonneg N (fun y => (g y - c g + 1) / INR N - eta y)).
    cbn beta in *. nra. }
  assert (D : forall eta o, simplex N eta -> distance N (fun y => (o y - c o + 1) / INR N) (f_B N eta one_click)
    = sqrt (2 / INR N) * sqrt (risk eta o - risk eta (least_scores N eta))).
  { intros eta o He. pose proof (L eta He o). rewrite <- sqrt_mult; [|apply Rlt_le, Rdiv_lt_0_compat; lra|lra].
    unfold distance. f_equal. rewrite (HE eta o He).
    rewrite (sum_ext N _ (fun y => ((o y - c o + 1) / INR N - eta y) ^ 2))
      by (intros y Hy; rewrite one_click_f_B by exact Hy; reflexivity).
    field. lra. }
  split.
  - intros H. destruct (Rle_lt_or_eq_dec 0 (S_N N) (S_N_nonneg N)) as [P|P].
    2: { rewrite HS, <- P, sqrt_0, Rmult_0_l. exact HC. }
    set (t := ln 2 / INR N). assert (Ht : 0 < t) by (apply Rdiv_lt_0_compat; [apply ln_pos|]; lra).
    pose proof (tilted_simplex N HN) as T. fold t in T.
    specialize (H (tilted N t) (fun _ => 0) (least_scores N (tilted N t)) (fun y => N - y)%nat (fun y => y + 1)%nat T
      (L _ T) (ranking_backward N) ltac:(split; intros; lia) ltac:(intros y z _ _ F; exfalso; lra)).
    unfold click_loss in H. rewrite tilted_regret in H.
    pose proof (D (tilted N t) (fun _ => 0) T) as E. rewrite C0 in E.
    replace (distance N (fun _ => (0 - 0 + 1) / INR N) (f_B N (tilted N t) one_click)) with (t * sqrt (S_N N)) in E
      by (rewrite <- tilted_distance by lra; unfold distance; f_equal; apply sum_ext; intros; f_equal; f_equal; lra).
    set (x := sqrt (risk _ _ - _)) in *. apply sqrt_lt_R0 in P as Q. rewrite HS.
    assert (W : 0 < sqrt (2 / INR N)) by (apply sqrt_lt_R0, Rdiv_lt_0_compat; lra).
    rewrite <- (sqrt_sqrt (S_N N)) in H at 1 by apply S_N_nonneg.
    set (s := sqrt (S_N N)) in *. set (w := sqrt (2 / INR N)) in *.
    assert (X : 0 < x) by (apply (Rmult_lt_reg_l w); [exact W|]; rewrite <- E, Rmult_0_r; apply Rmult_lt_0_compat; lra).
    apply (Rmult_le_reg_r x); [exact X|]. replace (s * w * x) with (t * (s * s)) by (rewrite Rmult_assoc, <- E; ring).
    exact H.
  - intros H eta o least pi best He Hl Hp Hb Hs.
    pose proof (regret_bound N N eta one_click (fun y => (o y - c o + 1) / INR N) pi best
      (one_click_binary N N) Hp Hb) as B.
    fold (click_loss N eta pi) (click_loss N eta best) in B. rewrite D, <- Rmult_assoc, <- HS in B by exact He.
    assert (E : risk eta least = risk eta (least_scores N eta)) by (apply Rle_antisym; [apply Hl|apply L, He]).
    rewrite E. eapply Rle_trans; [apply B|apply Rmult_le_compat_r; [apply sqrt_pos|exact H]].
    intros y z Hy Hz F. apply Hs; try assumption. apply (Rmult_lt_compat_r (INR N)) in F; [|lra].
    unfold Rdiv in F. rewrite !Rmult_assoc, Rinv_l in F by lra. lra.
Qed.

(** Claim: rg.thm12.rg2
    Role: establishes
    Place: RG, Thm 12, Eq. 15
    Says: The expected DCG loss of a ranking that sorts o (ties in any order) exceeds that of any other ranking by at
      most C times the root of the excess of the RG2 risk of Eq. 15 over its least value, for all distributions and
      all scores, exactly if C is at least the root of 2 S_N / N; for every number N of items.
    Gap: Real numbers, one context, single click, no regularisation; natural logarithm in the discount (another base
      multiplies S_N, and the losses). The competing ranking is any one.
    Mutant: `<-> sqrt (2 * S_N N / INR N) <= C` becomes `<-> 99 / 100 * sqrt (2 * S_N N / INR N) <= C`; refuted by the
      theorem rg2_needs_all_of_its_constant
    Mutant: `<-> sqrt (2 * S_N N / INR N) <= C` becomes `<-> sqrt (S_N N / INR N) <= C`; refuted by the
      theorem rg2_needs_the_factor_two
    Mutant: `<-> sqrt (2 * S_N N / INR N) <= C` becomes `<-> sqrt (S_N N) <= C`; refuted by the
      theorem rg2_needs_its_scale
*)
Theorem rg2_bounds_dcg :
  forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rg2 eta least <= risk N rg2 eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rg2 eta o - risk N rg2 eta least))
  <-> sqrt (2 * S_N N / INR N) <= C.
Proof. intros N C HN. exact (regret_from_excess N _ _ HN (rg2_excess N HN) C). Qed.

(** Claim: rg.thm12.rgx
    Role: establishes
    Place: RG, Thm 12, Eq. 15
    Says: The expected DCG loss of a ranking that sorts o (ties in any order) exceeds that of any other ranking by at
      most C times the root of the excess of the RGx risk of Eq. 15 over its least value, for all distributions and
      all scores, exactly if C is at least the root of 2 S_N / N; for every number N of items.
    Gap: Real numbers, one context, single click, no regularisation; natural logarithm in the discount (another base
      multiplies S_N, and the losses). The competing ranking is any one.
    Mutant: `<-> sqrt (2 * S_N N / INR N) <= C` becomes `<-> 99 / 100 * sqrt (2 * S_N N / INR N) <= C`; refuted by the
      theorem rgx_needs_all_of_its_constant
    Mutant: `<-> sqrt (2 * S_N N / INR N) <= C` becomes `<-> sqrt (S_N N / INR N) <= C`; refuted by the
      theorem rgx_needs_the_factor_two
*)
Theorem rgx_bounds_dcg :
  forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rgx eta least <= risk N rgx eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rgx eta o - risk N rgx eta least))
  <-> sqrt (2 * S_N N / INR N) <= C.
Proof. intros N C HN. exact (regret_from_excess N _ _ HN (rgx_excess N HN) C). Qed.

(** Every other constant is refuted at three items. *)
Lemma S_3_pos : 0 < S_N 3.
Proof.
  pose proof (discount_falls_strictly 1 3 ltac:(lia)). unfold S_N. simpl.
  pose proof (Rle_0_sqr (discount 2 - discount 2)). unfold Rsqr in *. nra.
Qed.

Lemma best_at_three : 0 < sqrt (2 * S_N 3 / INR 3).
Proof. pose proof S_3_pos. apply sqrt_lt_R0. simpl. lra. Qed.

Lemma other_bounds (holds : nat -> R -> Prop) K :
  (forall N C, (1 <= N)%nat -> 0 <= C -> holds N C <-> sqrt (2 * S_N N / INR N) <= C) ->
  0 <= K 3%nat -> K 3%nat <> sqrt (2 * S_N 3 / INR 3) ->
  ~ (forall N C, (1 <= N)%nat -> 0 <= C -> holds N C <-> K N <= C).
Proof.
  intros B HK D H. apply D, Rle_antisym.
  - apply (H 3%nat); [lia|apply sqrt_pos|]. apply B; [lia|apply sqrt_pos|apply Rle_refl].
  - apply B; [lia|exact HK|]. apply (H 3%nat); [lia|exact HK|apply Rle_refl].
Qed.

Lemma hundredth : 99 / 100 * sqrt (2 * S_N 3 / INR 3) <> sqrt (2 * S_N 3 / INR 3).
Proof. pose proof best_at_three. lra. Qed.

Lemma less : 0 <= 99 / 100 * sqrt (2 * S_N 3 / INR 3).
Proof. pose proof best_at_three. lra. Qed.

Lemma two : sqrt (S_N 3 / INR 3) <> sqrt (2 * S_N 3 / INR 3).
Proof. pose proof S_3_pos. apply Rlt_not_eq, sqrt_lt_1_alt. simpl. lra. Qed.

Lemma scale : sqrt (S_N 3) <> sqrt (2 * S_N 3 / INR 3).
Proof. pose proof S_3_pos. apply Rgt_not_eq, sqrt_lt_1_alt. simpl. lra. Qed.

(** Claim: none
    Says: One hundredth less than the best constant for RG2 is not enough.
*)
Theorem rg2_needs_all_of_its_constant :
  ~ (forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rg2 eta least <= risk N rg2 eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rg2 eta o - risk N rg2 eta least))
  <-> 99 / 100 * sqrt (2 * S_N N / INR N) <= C).
Proof.
  exact (other_bounds _ (fun N => 99 / 100 * sqrt (2 * S_N N / INR N)) rg2_bounds_dcg less hundredth).
Qed.

(** Claim: none
    Says: Without the factor 2 the constant for RG2 is too small.
*)
Theorem rg2_needs_the_factor_two :
  ~ (forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rg2 eta least <= risk N rg2 eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rg2 eta o - risk N rg2 eta least))
  <-> sqrt (S_N N / INR N) <= C).
Proof. exact (other_bounds _ (fun N => sqrt (S_N N / INR N)) rg2_bounds_dcg ltac:(apply sqrt_pos) two). Qed.

(** Claim: none
    Says: The constant of Lemma 9, without the scale of Eq. 15, is not the best one for RG2.
*)
Theorem rg2_needs_its_scale :
  ~ (forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rg2 eta least <= risk N rg2 eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rg2 eta o - risk N rg2 eta least))
  <-> sqrt (S_N N) <= C).
Proof. exact (other_bounds _ (fun N => sqrt (S_N N)) rg2_bounds_dcg ltac:(apply sqrt_pos) scale). Qed.

(** Claim: none
    Says: One hundredth less than the best constant for RGx is not enough.
*)
Theorem rgx_needs_all_of_its_constant :
  ~ (forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rgx eta least <= risk N rgx eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rgx eta o - risk N rgx eta least))
  <-> 99 / 100 * sqrt (2 * S_N N / INR N) <= C).
Proof.
  exact (other_bounds _ (fun N => 99 / 100 * sqrt (2 * S_N N / INR N)) rgx_bounds_dcg less hundredth).
Qed.

(** Claim: none
    Says: Without the factor 2 the constant for RGx is too small.
*)
Theorem rgx_needs_the_factor_two :
  ~ (forall N C, (1 <= N)%nat -> 0 <= C ->
  (forall eta o least pi best, simplex N eta -> (forall g, risk N rgx eta least <= risk N rgx eta g) ->
    ranking N pi -> ranking N best -> sorts N o pi ->
    click_loss N eta pi - click_loss N eta best <= C * sqrt (risk N rgx eta o - risk N rgx eta least))
  <-> sqrt (S_N N / INR N) <= C).
Proof. exact (other_bounds _ (fun N => sqrt (S_N N / INR N)) rgx_bounds_dcg ltac:(apply sqrt_pos) two). Qed.
