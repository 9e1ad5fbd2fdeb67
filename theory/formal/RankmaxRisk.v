(** The least risk of Rankmax with its scale adapted to the label, for three classes of the chances 4/11, 4/11, 3/11. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Prop5 Rankmax SortedScores WrongTopK SoftmaxRisk TopKCalibration.
Open Scope R_scope.

Lemma ln_power n x : 0 < x -> ln (x ^ n) = INR n * ln x.
Proof.
  intros H. induction n as [|n IH]; [simpl; rewrite ln_1; ring|].
  rewrite S_INR, <- tech_pow_Rmult, ln_mult, IH by (try apply pow_lt; exact H). ring.
Qed.

Lemma logs : 0 < ln 2 < ln 3 /\ ln 3 < ln 4 /\ ln 4 = 2 * ln 2 /\ 3 * ln 2 < 2 * ln 3.
Proof.
  pose proof (ln_pos 2 ltac:(lra)). pose proof (ln_increasing 2 3 ltac:(lra) ltac:(lra)).
  pose proof (ln_increasing 3 4 ltac:(lra) ltac:(lra)).
  assert (E : ln 4 = ln 2 + ln 2) by (rewrite <- ln_mult by lra; f_equal; lra).
  pose proof (ln_increasing (2 * 4) (3 * 3) ltac:(lra) ltac:(lra)) as B. rewrite !ln_mult in B by lra. lra.
Qed.

Lemma powers : 3 * ln 2 < 2 * ln 3 /\ 11 * ln 2 <= 7 * ln 3 /\ 2 * ln 2 <= ln 5 /\ ln 4 = 2 * ln 2 /\
  ln 6 = ln 2 + ln 3 /\ 0 < ln 2.
Proof.
  split; [exact (proj2 (proj2 (proj2 logs)))|]. split.
  - pose proof (ln_le (2 ^ 11) (3 ^ 7) ltac:(lra) ltac:(lra)) as L. rewrite !ln_power in L by lra. simpl in L. lra.
  - pose proof (ln_le 4 5 ltac:(lra) ltac:(lra)). destruct logs as (A & _ & B & _).
    assert (ln 6 = ln 2 + ln 3) by (replace 6 with (2 * 3) by ring; apply ln_mult; lra). lra.
Qed.

(** The logarithm of a mean of three is at least the mean of the logarithms. *)
Lemma ln_concave a b c x y z : 0 <= a -> 0 <= b -> 0 <= c -> a + b + c = 1 -> 0 < x -> 0 < y -> 0 < z ->
  a * ln x + b * ln y + c * ln z <= ln (a * x + b * y + c * z).
Proof.
  intros Ha Hb Hc E Hx Hy Hz. set (m := a * x + b * y + c * z).
  assert (M : 0 < m).
  { unfold m. pose proof (Rmult_le_pos a x Ha (Rlt_le _ _ Hx)). pose proof (Rmult_le_pos b y Hb (Rlt_le _ _ Hy)).
    pose proof (Rmult_le_pos c z Hc (Rlt_le _ _ Hz)). destruct (Req_dec a 0), (Req_dec b 0).
    - replace c with 1 by lra. subst. lra.
    - pose proof (Rmult_lt_0_compat b y ltac:(lra) Hy). lra.
    - pose proof (Rmult_lt_0_compat a x ltac:(lra) Hx). lra.
    - pose proof (Rmult_lt_0_compat a x ltac:(lra) Hx). lra. }
  assert (T : forall w, 0 < w -> ln w <= ln m + (w * / m - 1)).
  { intros w Hw. pose proof (ln_below (w / m) ltac:(apply Rdiv_lt_0_compat; assumption)) as L.
    unfold Rdiv in L. rewrite ln_mult, ln_Rinv in L by (try apply Rinv_0_lt_compat; assumption). lra. }
  pose proof (Rmult_le_compat_l a _ _ Ha (T x Hx)). pose proof (Rmult_le_compat_l b _ _ Hb (T y Hy)).
  pose proof (Rmult_le_compat_l c _ _ Hc (T z Hz)).
  assert (I : a * (x * / m) + b * (y * / m) + c * (z * / m) = 1).
  { replace (a * (x * / m) + b * (y * / m) + c * (z * / m)) with (m * / m) by (unfold m; ring). apply Rinv_r. lra. }
  replace (ln m) with ((a + b + c) * ln m) by (rewrite E; ring). lra.
Qed.

(** Scores a apart below and d above the middle one, no more than 1: the least is at (0, 1, 0). *)
Lemma near_levels a d : 0 <= a <= 1 -> 0 <= d <= 1 -> 14 * ln 2 <=
  4 * ln (2 - d + Rmax (1 - a - d) 0) + 4 * ln (3 + d - a) + 3 * ln (3 + 2 * a + d).
Proof.
  intros Ha Hd. destruct powers as (P1 & P2 & P3 & P4 & P5 & P6). destruct (Rle_lt_dec (a + d) 1) as [L|L].
  - rewrite Rmax_left by lra.
    pose proof (ln_concave (1 - a - d) a d 3 2 1 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra)) as A.
    pose proof (ln_concave (1 - a - d) a d 3 2 4 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra)) as B.
    pose proof (ln_concave (1 - a - d) a d 3 5 4 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra)) as C.
    replace ((1 - a - d) * 3 + a * 2 + d * 1) with (2 - d + (1 - a - d)) in A by ring.
    replace ((1 - a - d) * 3 + a * 2 + d * 4) with (3 + d - a) in B by ring.
    replace ((1 - a - d) * 3 + a * 5 + d * 4) with (3 + 2 * a + d) in C by ring.
    rewrite ln_1 in A. rewrite P4 in B, C.
    pose proof (Rmult_le_compat_l (1 - a - d) (14 * ln 2) (11 * ln 3) ltac:(lra) ltac:(lra)).
    pose proof (Rmult_le_compat_l a (14 * ln 2) (8 * ln 2 + 3 * ln 5) ltac:(lra) ltac:(lra)). lra.
  - rewrite Rmax_right by lra.
    pose proof (ln_concave (1 - d) (1 - a) (a + d - 1) 2 1 1 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra) ltac:(lra)) as A.
    pose proof (ln_concave (1 - d) (1 - a) (a + d - 1) 2 4 3 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra) ltac:(lra)) as B.
    pose proof (ln_concave (1 - d) (1 - a) (a + d - 1) 5 4 6 ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)
      ltac:(lra) ltac:(lra)) as C.
    replace ((1 - d) * 2 + (1 - a) * 1 + (a + d - 1) * 1) with (2 - d + 0) in A by ring.
    replace ((1 - d) * 2 + (1 - a) * 4 + (a + d - 1) * 3) with (3 + d - a) in B by ring.
    replace ((1 - d) * 5 + (1 - a) * 4 + (a + d - 1) * 6) with (3 + 2 * a + d) in C by ring.
    rewrite ln_1 in A. rewrite P4 in B, C. rewrite P5 in C.
    pose proof (Rmult_le_compat_l (1 - d) (14 * ln 2) (8 * ln 2 + 3 * ln 5) ltac:(lra) ltac:(lra)).
    pose proof (Rmult_le_compat_l (a + d - 1) (14 * ln 2) (7 * ln 3 + 3 * ln 2) ltac:(lra) ltac:(lra)). lra.
Qed.

(** What three scores are above the margin below x. *)
Definition total (l m t x : R) : R := Rmax (l - x + 1) 0 + Rmax (m - x + 1) 0 + Rmax (t - x + 1) 0.

Lemma Rmax_pos_part x : Rmax x 0 = x /\ 0 <= x \/ Rmax x 0 = 0 /\ x <= 0.
Proof. unfold Rmax. destruct (Rle_dec x 0); [right|left]; lra. Qed.

Lemma total_least l m t : l <= m <= t -> 14 * ln 2 <= 4 * ln (total l m t t) + 4 * ln (total l m t m)
  + 3 * ln (total l m t l) /\ ln (total l m t t) <= ln (total l m t m) <= ln (total l m t l).
Proof.
  intros H. assert (T1 : 1 <= total l m t t).
  { unfold total. pose proof (Rmax_r (l - t + 1) 0). pose proof (Rmax_r (m - t + 1) 0). pose proof (Rmax_l (t - t + 1)
    0).
    lra. }
  assert (F : forall x y, x <= y -> total l m t y <= total l m t x).
  { intros x y L. unfold total. assert (G : forall z, Rmax (z - y + 1) 0 <= Rmax (z - x + 1) 0).
    { intros z. apply Rle_max_compat_r. lra. } pose proof (G l). pose proof (G m). pose proof (G t). lra. }
  pose proof (F m t ltac:(lra)) as T2. pose proof (F l m ltac:(lra)) as T3.
  split; [|split; apply ln_le; lra].
  set (a := Rmin (m - l) 1). set (d := Rmin (t - m) 1).
  assert (A : 0 <= a <= 1 /\ a <= m - l /\ (a = m - l \/ a = 1)).
  { unfold a, Rmin. destruct (Rle_dec (m - l) 1); lra. }
  assert (D : 0 <= d <= 1 /\ d <= t - m /\ (d = t - m \/ d = 1)).
  { unfold d, Rmin. destruct (Rle_dec (t - m) 1); lra. }
  eapply Rle_trans; [apply (near_levels a d); lra|].
  pose proof (Rmax_pos_part (1 - a - d)) as R1.
  assert (B1 : 2 - d + Rmax (1 - a - d) 0 <= total l m t t).
  { unfold total. pose proof (Rmax_pos_part (l - t + 1)). pose proof (Rmax_pos_part (m - t + 1)).
    pose proof (Rmax_pos_part (t - t + 1)). lra. }
  assert (B2 : 3 + d - a <= total l m t m).
  { unfold total. pose proof (Rmax_pos_part (l - m + 1)). pose proof (Rmax_pos_part (m - m + 1)).
    pose proof (Rmax_pos_part (t - m + 1)). lra. }
  assert (B3 : 3 + 2 * a + d <= total l m t l).
  { unfold total. pose proof (Rmax_pos_part (l - l + 1)). pose proof (Rmax_pos_part (m - l + 1)).
    pose proof (Rmax_pos_part (t - l + 1)). lra. }
  apply (ln_le (2 - d + Rmax (1 - a - d) 0)) in B1; [|lra]. apply ln_le in B2; [|lra]. apply ln_le in B3; [|lra].
  lra.
Qed.

Definition elevenths (i : nat) : R := match i with O => 4 / 11 | S O => 4 / 11 | _ => 3 / 11 end.

Lemma elevenths_simplex : simplex 3 elevenths.
Proof. split; [intros [|[|i]] _; simpl; lra|simpl; lra]. Qed.

Lemma least_of_elevenths u : 14 / 11 * ln 2 <= mean 3 elevenths (rankmax_loss 3 u).
Proof.
  unfold mean, rankmax_loss, scale, part. simpl.
  set (x := u 0%nat). set (y := u 1%nat). set (z := u 2%nat).
  assert (E : forall l m t w, (forall f : R -> R, f l + f m + f t = f x + f y + f z) ->
    0 + Rmax (x - w + 1) 0 + Rmax (y - w + 1) 0 + Rmax (z - w + 1) 0 = total l m t w).
  { intros l m t w P. unfold total. rewrite (P (fun s => Rmax (s - w + 1) 0)). ring. }
  assert (C : (x <= y <= z \/ y <= x <= z) \/ (x <= z <= y \/ z <= x <= y) \/ (y <= z <= x \/ z <= y <= x)) by lra.
  destruct C as [[C|C]|[[C|C]|[C|C]]].
  - rewrite !(E x y z) by (intros; ring). pose proof (total_least _ _ _ C). lra.
  - rewrite !(E y x z) by (intros; ring). pose proof (total_least _ _ _ C). lra.
  - rewrite !(E x z y) by (intros; ring). pose proof (total_least _ _ _ C). lra.
  - rewrite !(E z x y) by (intros; ring). pose proof (total_least _ _ _ C). lra.
  - rewrite !(E y z x) by (intros; ring). pose proof (total_least _ _ _ C). lra.
  - rewrite !(E z y x) by (intros; ring). pose proof (total_least _ _ _ C). lra.
Qed.

(** The second class alone on top. *)
Lemma second_on_top : mean 3 elevenths (rankmax_loss 3 (one_hot 1)) = 14 / 11 * ln 2.
Proof.
  unfold mean, rankmax_loss, scale, part, one_hot. simpl.
  rewrite (Rmax_left (0 - 0 + 1)), (Rmax_left (1 - 0 + 1)), (Rmax_right (0 - 1 + 1)), (Rmax_left (1 - 1 + 1)) by lra.
  replace (0 + (0 - 0 + 1) + (1 - 0 + 1) + (0 - 0 + 1)) with 4 by ring.
  replace (0 + 0 + (1 - 1 + 1) + 0) with 1 by ring. rewrite ln_1. destruct powers as (_ & _ & _ & -> & _). lra.
Qed.

Lemma elevenths_fall : falling_list 3 elevenths (fun i => i).
Proof. split; [auto|split; [auto|]]. intros [|[|[|i]]] [|[|[|j]]] H; try lia; simpl; lra. Qed.

Definition second_only (i : nat) : nat := match i with O => 1 | S O => 0 | _ => i end%nat.

Lemma second_falls : falling_list 3 (one_hot 1) second_only.
Proof.
  split; [intros [|[|[|i]]] H; simpl; lia|split].
  - intros [|[|[|i]]] [|[|[|j]]] H H'; simpl; lia.
  - unfold one_hot. intros [|[|[|i]]] [|[|[|j]]] H; try lia; simpl; lra.
Qed.

(** The softmax loss is top-k calibrated. *)
Lemma softmax_calibrated n k eta by_chance : simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n eta s in exists u c, 0 < c /\ forall s by_score,
  falling_list n s by_score -> ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s.
Proof.
  intros He Hk Hf risk.
  destruct (softmax_is_top_k_calibrated n k eta by_chance _ He Hk Hf (entropy_is_least n eta He ltac:(lia)))
    as (c & Hc & B).
  assert (Hn : 0 < INR n) by (apply (lt_INR 0); lia).
  assert (T : 0 < c / 2 / INR n) by (apply Rdiv_lt_0_compat; lra).
  pose proof (risk_near n eta eta _ He He ltac:(lia) T ltac:(auto)) as R.
  replace (INR n * (c / 2 / INR n)) with (c / 2) in R by (field; lra). fold (neg_entropy n eta) in R.
  exists (fun y => ln (eta y + c / 2 / INR n)), (c / 2). split; [lra|]. intros s by_score Hs W.
  specialize (B s by_score Hs W). unfold risk. lra.
Qed.

(** Claim: none
    Says: For softmax it is so.
*)
Theorem so_it_is_for_softmax : ~ ~ (forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := softmax_risk n eta s in exists u c, 0 < c /\ forall s by_score,
  falling_list n s by_score -> ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof. intros H. exact (H softmax_calibrated). Qed.

(** Claim: sf.topk.rankmax.adapted
    Role: refutes
    Place: SF, novelty report, consistency analysis
    Says: The risk of adapted Rankmax does not always have a greater infimum over the scores that break P_k than over
      all: for the chances 4/11, 4/11, 3/11 and k = 2 the scores (0, 1, 0) break it and have the least risk.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any order.
    Mutant: `mean n eta (rankmax_loss n s)` becomes `softmax_risk n eta s`; refuted by the theorem so_it_is_for_softmax
*)
Theorem adapted_rankmax_is_not_top_k_calibrated : ~ (forall n k eta by_chance, simplex n eta -> (1 <= k < n)%nat ->
  falling_list n eta by_chance -> let risk s := mean n eta (rankmax_loss n s) in exists u c, 0 < c /\ forall s by_score,
  falling_list n s by_score -> ~ top_k_preserving_by n k s eta by_score by_chance -> risk u + c <= risk s).
Proof.
  intros H. destruct (H 3%nat 2%nat elevenths _ elevenths_simplex ltac:(lia) elevenths_fall) as (u & c & Hc & B).
  specialize (B (one_hot 1) second_only second_falls). cbv beta in B. rewrite second_on_top in B.
  pose proof (least_of_elevenths u) as L. apply (Rlt_irrefl (14 / 11 * ln 2)).
  eapply Rlt_le_trans; [|apply B]; [lra|]. intros P. destruct (P 0%nat ltac:(lia)) as [Q _].
  unfold one_hot in Q. simpl in Q. specialize (Q ltac:(lra)). lra.
Qed.
