(** What bounds the risk of RG2 under single click for all scores in range at once, without covering numbers. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Logarithm.
From softproof Require Import Sums Draws Remark13 RgLemma25 Hoeffding.
Import ListNotations.
Open Scope R_scope.

(** Under single click one item is relevant. *)
Lemma click_term N r o : rg2_term N 1 r o = (o + 1 - r * INR N) ^ 2.
Proof. unfold rg2_term. simpl INR. field. Qed.

(** The middle of its values for scores in [-c, c]. *)
Definition middle (N : nat) (c r : R) : R := (1 - r * INR N) ^ 2 + c ^ 2.

Lemma near_the_middle N c r o : 2 <= INR N -> 0 < c <= 1 -> r = 0 \/ r = 1 -> - c <= o <= c ->
  Rabs (rg2_term N 1 r o - middle N c r) <= 2 * c * (INR N - 1) /\ 0 <= middle N c r <= (INR N - 1 + c) ^ 2.
Proof.
  intros HN Hc Hr Ho. rewrite click_term. unfold middle. set (n := INR N - 1). assert (Hn : 1 <= n) by (unfold n; lra).
  assert (Pc : 0 <= c ^ 2) by apply pow2_ge_0. assert (cn : c <= c * n) by nra.
  assert (Sq : o ^ 2 <= c ^ 2) by nra. assert (n1 : 1 <= n ^ 2) by nra.
  replace (INR N) with (n + 1) by (unfold n; ring). destruct Hr as [-> | ->].
  - split.
    + replace ((o + 1 - 0 * (n + 1)) ^ 2 - ((1 - 0 * (n + 1)) ^ 2 + c ^ 2)) with (2 * o + (o ^ 2 - c ^ 2)) by ring.
      apply Rabs_le. split; [|lra]. assert (0 <= (c + o) * (2 - (c - o))) by (apply Rmult_le_pos; lra). lra.
    + assert (0 <= c * n) by (apply Rmult_le_pos; lra). lra.
  - split.
    + replace ((o + 1 - 1 * (n + 1)) ^ 2 - ((1 - 1 * (n + 1)) ^ 2 + c ^ 2)) with (- (2 * n * o) + (o ^ 2 - c ^ 2))
        by ring.
      apply Rabs_le. assert (0 <= (c - o) * (2 * n - (c + o))) by (apply Rmult_le_pos; lra).
      assert (0 <= n * (c + o)) by (apply Rmult_le_pos; lra). lra.
    + assert (0 <= c * n) by (apply Rmult_le_pos; lra). pose proof (pow2_ge_0 n). lra.
Qed.

Lemma mean_close D chance f g b : simplex D chance -> (forall d, (d < D)%nat -> Rabs (f d - g d) <= b) ->
  mean D chance f <= mean D chance g + b.
Proof.
  intros [C0 C1] H. unfold mean. replace b with (sum D (fun d => chance d * b)) by (rewrite sum_scal_r, C1; ring).
  rewrite <- sum_plus. apply sum_le. intros d Hd. specialize (H d Hd). specialize (C0 d Hd).
  pose proof (Rle_abs (f d - g d)). rewrite <- Rmult_plus_distr_l. apply Rmult_le_compat_l; lra.
Qed.

Lemma sample_close D m f g b sample : (0 < m)%nat -> drawn D m sample ->
  (forall d, (d < D)%nat -> Rabs (f d - g d) <= b) -> sample_risk g sample <= sample_risk f sample + b.
Proof.
  intros Hm S H. pose proof (lt_0_INR m Hm) as P. unfold sample_risk. rewrite (proj1 S).
  replace (total f sample / INR m + b) with ((total f sample + INR m * b) / INR m) by (field; lra).
  apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, P|].
  rewrite <- (proj1 S), <- total_const, <- total_plus. apply (total_le D m); [exact S|]. intros d Hd.
  specialize (H d Hd). pose proof (Rle_abs (- (f d - g d))) as A. rewrite Rabs_Ropp in A. lra.
Qed.

(** Claim: rg.thm14.no_learning
    Role: establishes
    Place: RG, s. 4.4, Thm 14
    Says: Under single click, in a set of samples of m independent points that has a chance of at least 1 - delta, the
      risk of all scores in [-c, c], c <= 1, is at most the empirical risk plus 4c(N-1) and
      (N-1+c)^2 sqrt(log(1/delta) / (2m)).
    Gap: Real numbers, not floating point. A finite space of points, each a pair with its label, of which M contexts
      and N items have 2MN. N >= 2 and c > 0; at N = 1 it does not hold.
    Mutant: `+ 4 * c *` becomes `+ 2 * c *`; refuted by the theorem half_the_swing_is_too_little
    Mutant: `(2 * INR m)` becomes `(8 * INR m)`; refuted by the theorem a_quarter_of_the_draws_is_too_few
*)
Theorem risk_without_learning : forall N D m chance x y r c delta, (2 <= N)%nat -> (0 < m)%nat ->
  simplex D chance ->
  (forall d, (d < D)%nat -> r d = 0 \/ r d = 1) -> 0 < c <= 1 -> 0 < delta < 1 -> exists good : list nat -> bool,
  1 - delta <= mean_draws D chance m (fun sample => if good sample then 1 else 0) /\
  forall sample o, drawn D m sample -> good sample = true -> (forall u v : nat, - c <= o u v <= c) ->
    let loss := fun d => rg2_term N 1 (r d) (o (x d) (y d)) in
    mean D chance loss <= sample_risk loss sample + 4 * c * (INR N - 1)
      + (INR N - 1 + c) ^ 2 * sqrt (ln (/ delta) / (2 * INR m)).
Proof.
  intros N D m chance x y r c delta HN Hm HC Hr Hc Hd.
  assert (PN : 2 <= INR N) by (apply (le_INR 2) in HN; simpl in HN; lra).
  set (l := fun d => middle N c (r d)). set (B := (INR N - 1 + c) ^ 2).
  assert (PB : 0 < B) by (apply pow_lt; lra). set (t := B * sqrt (ln (/ delta) / (2 * INR m))).
  assert (Pl : 0 < ln (/ delta)).
  { rewrite <- ln_1. apply ln_increasing; [lra|]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
  pose proof (lt_0_INR m Hm) as Pm.
  assert (Pq : 0 < ln (/ delta) / (2 * INR m)) by (apply Rdiv_lt_0_compat; lra).
  assert (Pt : 0 <= t) by (apply Rmult_le_pos; [lra|apply sqrt_pos]).
  exists (fun sample => if Rle_dec (mean D chance l) (sample_risk l sample + t) then true else false). split.
  - assert (HB : forall d, (d < D)%nat -> 0 <= l d <= B).
    { intros d H. apply (near_the_middle N c (r d) 0 PN Hc (Hr d H)). lra. }
    pose proof (rarely_far_below D chance l B m t HC PB HB Hm Pt) as H.
    replace (- (2 * INR m * t ^ 2 / B ^ 2)) with (- ln (/ delta)) in H.
    + rewrite <- ln_Rinv, Rinv_inv, exp_ln in H by (try apply Rinv_0_lt_compat; lra).
      apply Rle_trans with (1 := H). right. apply mean_draws_ext. intros sample _.
      destruct (Rle_dec (mean D chance l) (sample_risk l sample + t)); reflexivity.
    + unfold t. rewrite Rpow_mult_distr, pow2_sqrt by lra. field. lra.
  - intros sample o S G Ho loss.
    destruct (Rle_dec (mean D chance l) (sample_risk l sample + t)) as [H|]; [|discriminate].
    assert (C : forall d, (d < D)%nat -> Rabs (loss d - l d) <= 2 * c * (INR N - 1)).
    { intros d H'. apply (near_the_middle N c (r d) _ PN Hc (Hr d H') (Ho (x d) (y d))). }
    pose proof (mean_close D chance loss l _ HC C). pose proof (sample_close D m loss l _ sample Hm S C).
    lra.
Qed.

(** Claim: none
    Says: Half the swing is too little: four contexts, a positive each, of which one is drawn, scores of 1 for the drawn
      context and -1 elsewhere; N = 2, c = 1, delta = 9/10.
*)
Theorem half_the_swing_is_too_little : ~ (forall N D m chance x y r c delta, (2 <= N)%nat -> (0 < m)%nat ->
  simplex D chance ->
  (forall d, (d < D)%nat -> r d = 0 \/ r d = 1) -> 0 < c <= 1 -> 0 < delta < 1 -> exists good : list nat -> bool,
  1 - delta <= mean_draws D chance m (fun sample => if good sample then 1 else 0) /\
  forall sample o, drawn D m sample -> good sample = true -> (forall u v : nat, - c <= o u v <= c) ->
    let loss := fun d => rg2_term N 1 (r d) (o (x d) (y d)) in
    mean D chance loss <= sample_risk loss sample + 2 * c * (INR N - 1)
      + (INR N - 1 + c) ^ 2 * sqrt (ln (/ delta) / (2 * INR m))).
Proof.
  intros F. destruct (F 2%nat 4%nat 1%nat (uniform 4) (fun d => d) (fun _ => 0%nat) (fun _ => 1) 1 (9 / 10) ltac:(lia)
    ltac:(lia)) as (good & G & H); try lra.
  - split; [intros; unfold uniform; simpl; lra|unfold uniform; simpl; lra].
  - intros; right; reflexivity.
  - assert (E : exists d, (d < 4)%nat /\ good [d] = true).
    { unfold uniform in G. simpl in G.
      destruct (good [0%nat]) eqn:E0; [exists 0%nat; split; [lia|exact E0]|].
      destruct (good [1%nat]) eqn:E1; [exists 1%nat; split; [lia|exact E1]|].
      destruct (good [2%nat]) eqn:E2; [exists 2%nat; split; [lia|exact E2]|].
      destruct (good [3%nat]) eqn:E3; [exists 3%nat; split; [lia|exact E3]|lra]. }
    destruct E as (d & Hd & E). specialize (H [d] (fun u _ => if Nat.eqb u d then 1 else - 1)).
    specialize (H ltac:(split; [reflexivity|constructor; [exact Hd|constructor]]) E).
    specialize (H ltac:(intros u v; cbv beta; destruct (Nat.eqb u d); lra)). cbv zeta in H.
    assert (L : sqrt (ln (/ (9 / 10)) / (2 * INR 1)) < 1 / 4).
    { replace (1 / 4) with (sqrt ((1 / 4) ^ 2)) by (apply sqrt_pow2; lra). apply sqrt_lt_1_alt. simpl INR.
      replace (/ (9 / 10)) with (10 / 9) by field. pose proof (Logarithm.ln_below (10 / 9) ltac:(lra)).
      assert (0 < ln (10 / 9)) by (rewrite <- ln_1; apply ln_increasing; lra). lra. }
    set (q := sqrt _) in *. unfold mean, sample_risk, rg2_term, uniform in H.
    destruct d as [|[|[|[|d]]]]; [| | | |lia]; simpl in H; lra.
Qed.

(** Claim: none
    Says: 8m for 2m is too much: one pair, drawn once, whose label is a fair coin; N = 10, c = 1/10, delta = 9/20.
*)
Theorem a_quarter_of_the_draws_is_too_few : ~ (forall N D m chance x y r c delta, (2 <= N)%nat -> (0 < m)%nat ->
  simplex D chance ->
  (forall d, (d < D)%nat -> r d = 0 \/ r d = 1) -> 0 < c <= 1 -> 0 < delta < 1 -> exists good : list nat -> bool,
  1 - delta <= mean_draws D chance m (fun sample => if good sample then 1 else 0) /\
  forall sample o, drawn D m sample -> good sample = true -> (forall u v : nat, - c <= o u v <= c) ->
    let loss := fun d => rg2_term N 1 (r d) (o (x d) (y d)) in
    mean D chance loss <= sample_risk loss sample + 4 * c * (INR N - 1)
      + (INR N - 1 + c) ^ 2 * sqrt (ln (/ delta) / (8 * INR m))).
Proof.
  intros F. destruct (F 10%nat 2%nat 1%nat (uniform 2) (fun _ => 0%nat) (fun _ => 0%nat)
    (fun d => match d with O => 1 | _ => 0 end) (1 / 10) (9 / 20) ltac:(lia) ltac:(lia)) as (good & G & H); try lra.
  - split; [intros; unfold uniform; simpl; lra|unfold uniform; simpl; lra].
  - intros [|d] _; [right|left]; reflexivity.
  - assert (E : good [1%nat] = true).
    { unfold uniform in G. simpl in G. destruct (good [1%nat]); [reflexivity|]. destruct (good [0%nat]); lra. }
    specialize (H [1%nat] (fun _ _ => - (1 / 10))).
    specialize (H ltac:(split; [reflexivity|constructor; [lia|constructor]]) E).
    specialize (H ltac:(intros; lra)). cbv zeta in H.
    assert (L : sqrt (ln (/ (9 / 20)) / (8 * INR 1)) < 9 / 25).
    { replace (9 / 25) with (sqrt ((9 / 25) ^ 2)) by (apply sqrt_pow2; lra). apply sqrt_lt_1_alt. simpl INR.
      replace (/ (9 / 20)) with (20 / 9) by field.
      assert (0 < ln (20 / 9)) by (rewrite <- ln_1; apply ln_increasing; lra).
      assert (ln (20 / 9) <= 1); [|lra]. rewrite <- (ln_exp 1). apply Logarithm.ln_le; [lra|].
      replace 1 with (1 / 2 + 1 / 2) at 1 by field. rewrite exp_plus. pose proof (exp_ineq1_le (1 / 2)).
      apply Rle_trans with ((3 / 2) * (3 / 2)); [lra|]. apply Rmult_le_compat; lra. }
    set (q := sqrt _) in *. unfold mean, sample_risk, rg2_term, uniform in H. simpl in H. lra.
Qed.
