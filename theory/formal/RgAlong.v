(** Along the direction of the positives: the gradients there, and where RG2's is closer to softmax's than WSL's. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax RgAngles.
Open Scope R_scope.

(** Scores t on the m positives, the first m items, and 0 elsewhere. *)
Definition along (m : nat) (t : R) (y : nat) : R := t * label m y.

(** a on the m positives and b elsewhere. *)
Definition two_valued (m : nat) (a b : R) (y : nat) : R := if Nat.ltb y m then a else b.

(** - (N - m) on the m positives and m elsewhere. *)
Definition sm_direction (N m : nat) : nat -> R := two_valued m (- (INR N - INR m)) (INR m).

Lemma sum_two_valued N m a b : (m <= N)%nat -> sum N (two_valued m a b) = INR m * a + (INR N - INR m) * b.
Proof.
  intros H. induction N as [|N IH]; [replace m with O by lia; simpl; ring|]. simpl sum.
  destruct (Nat.eq_dec m (S N)) as [->|E].
  - rewrite (sum_ext N _ (fun _ => a)).
    + rewrite sum_const, S_INR. unfold two_valued. destruct (Nat.ltb_spec N (S N)); [ring|lia].
    + intros y Hy. unfold two_valued. destruct (Nat.ltb_spec y (S N)); [reflexivity|lia].
  - rewrite IH by lia. rewrite S_INR. unfold two_valued. destruct (Nat.ltb_spec N m); [lia|ring].
Qed.

Lemma dot_two_valued N m a b c d u v : (m <= N)%nat -> (forall y, (y < N)%nat -> u y = two_valued m a b y) ->
  (forall y, (y < N)%nat -> v y = two_valued m c d y) ->
  dot N u v = INR m * (a * c) + (INR N - INR m) * (b * d).
Proof.
  intros H U V. unfold dot. rewrite <- sum_two_valued by exact H. apply sum_ext. intros y Hy.
  rewrite U, V by exact Hy. unfold two_valued. destruct (Nat.ltb y m); reflexivity.
Qed.

(** The cosine of the angle between (a, b) and a positive multiple of softmax's direction, but for a positive factor. *)
Definition closeness (N m : nat) (a b : R) : R := (b - a) / sqrt (INR m * (a * a) + (INR N - INR m) * (b * b)).

Lemma cosine_is N m c w : (1 <= m < N)%nat -> 0 < c -> (forall y, (y < N)%nat -> w y = c * sm_direction N m y) ->
  exists k, 0 < k /\ forall u a b, (forall y, (y < N)%nat -> u y = two_valued m a b y) ->
    0 < INR m * (a * a) + (INR N - INR m) * (b * b) -> cosine N u w = k * closeness N m a b.
Proof.
  intros Hm Hc Hw. assert (Pm : 0 < INR m) by (apply lt_0_INR; lia).
  assert (Pn : 0 < INR N - INR m) by (apply Rlt_Rminus, lt_INR; lia).
  assert (W : forall y, (y < N)%nat -> w y = two_valued m (- (c * (INR N - INR m))) (c * INR m) y).
  { intros y Hy. rewrite Hw by exact Hy. unfold sm_direction, two_valued. destruct (Nat.ltb y m); ring. }
  assert (Q : 0 < dot N w w).
  { rewrite (dot_two_valued N m _ _ _ _ w w ltac:(lia) W W). pose proof (Rmult_lt_0_compat _ _ Hc Pm) as A.
    pose proof (Rmult_lt_0_compat _ _ Hc Pn) as B. pose proof (Rmult_lt_0_compat _ _ A A) as A2.
    pose proof (Rmult_lt_0_compat _ _ B B) as B2. pose proof (Rmult_lt_0_compat _ _ Pm B2).
    pose proof (Rmult_lt_0_compat _ _ Pn A2). lra. }
  pose proof (sqrt_lt_R0 _ Q) as S. exists (c * (INR m * (INR N - INR m)) / sqrt (dot N w w)). split.
  - apply Rdiv_lt_0_compat; [repeat apply Rmult_lt_0_compat; assumption|exact S].
  - intros u a b U P. unfold cosine, closeness. rewrite (dot_two_valued N m _ _ _ _ u w ltac:(lia) U W),
      (dot_two_valued N m _ _ _ _ u u ltac:(lia) U U). pose proof (sqrt_lt_R0 _ P).
    set (s := sqrt (dot N w w)) in *. set (s' := sqrt (INR m * (a * a) + (INR N - INR m) * (b * b))) in *.
    field. lra.
Qed.

(** Softmax's gradient at these scores has that direction. *)
Lemma sm_along N m t : (1 <= m < N)%nat -> exists c, 0 < c /\
  forall y, (y < N)%nat -> sm_gradient N m (along m t) y = c * sm_direction N m y.
Proof.
  intros Hm. assert (Pm : 0 < INR m) by (apply lt_0_INR; lia).
  assert (Pn : 0 < INR N - INR m) by (apply Rlt_Rminus, lt_INR; lia). pose proof (exp_pos t) as Pe.
  assert (Z : sum N (fun j => exp (along m t j)) = INR m * exp t + (INR N - INR m) * 1).
  { rewrite <- sum_two_valued by lia. apply sum_ext. intros y _. unfold along, label, two_valued.
    destruct (Nat.ltb y m); [rewrite Rmult_1_r; reflexivity|rewrite Rmult_0_r; apply exp_0]. }
  assert (P : 0 < INR m * exp t + (INR N - INR m) * 1) by (pose proof (Rmult_lt_0_compat _ _ Pm Pe); lra).
  exists (/ (INR m * exp t + (INR N - INR m) * 1)). split; [apply Rinv_0_lt_compat, P|]. intros y _.
  unfold sm_gradient, softmax, partition. rewrite Z. unfold along, label, sm_direction, two_valued.
  destruct (Nat.ltb y m); [rewrite Rmult_1_r|rewrite Rmult_0_r, exp_0]; field; lra.
Qed.

Lemma rg2_along N m t y : (1 <= m < N)%nat -> rg2_gradient N m (along m t) y
  = two_valued m (INR m * (t + 1) / INR N - 1) (INR m / INR N) y.
Proof.
  intros Hm. assert (0 < INR N) by (apply lt_0_INR; lia). unfold rg2_gradient, along, label, two_valued.
  destruct (Nat.ltb y m); field; lra.
Qed.

Lemma rgx_along N m t y : (1 <= m < N)%nat -> rgx_gradient N m (along m t) y
  = (INR N - INR m * t) / INR N ^ 2 * sm_direction N m y.
Proof.
  intros Hm. assert (0 < INR N) by (apply lt_0_INR; lia). unfold rgx_gradient.
  rewrite rg2_along by exact Hm. unfold along. rewrite sum_scal.
  change (sum N (label m)) with (sum N (two_valued m 1 0)). rewrite sum_two_valued by lia.
  unfold sm_direction, two_valued. destruct (Nat.ltb y m); field; lra.
Qed.

Lemma wsl_along alpha m t y : wsl_gradient alpha m (along m t) y = two_valued m (2 * (alpha + 1) * (t - 1)) 0 y.
Proof. unfold wsl_gradient, along, label, two_valued. destruct (Nat.ltb y m); ring. Qed.

(** WSL's closeness: 1 / sqrt m, with the sign of 1 - t. *)
Lemma wsl_closeness N m a : 0 < INR m ->
  (0 < a -> closeness N m a 0 = - / sqrt (INR m)) /\ (a < 0 -> closeness N m a 0 = / sqrt (INR m)).
Proof.
  intros Pm. unfold closeness. pose proof (sqrt_lt_R0 _ Pm).
  replace (INR m * (a * a) + (INR N - INR m) * (0 * 0)) with (INR m * Rsqr a) by (unfold Rsqr; ring).
  rewrite sqrt_mult, sqrt_Rsqr_abs by (try apply Rle_0_sqr; lra). split; intros A.
  - rewrite Rabs_right by lra. field. lra.
  - rewrite Rabs_left by lra. field. lra.
Qed.

(** Comparisons of roots by squares. *)
Lemma squares_compare x y : 0 < x -> 0 < y -> (x <= y <-> x * x <= y * y).
Proof.
  intros Px Py. split; intros H; [apply Rmult_le_compat; lra|]. apply Rnot_lt_le. intros L.
  assert (y * y < x * x) by (apply Rmult_le_0_lt_compat; lra). lra.
Qed.

Lemma compare_with_inverse_root d q k : 0 < q -> 0 < k -> 0 < d ->
  (/ sqrt k <= d / sqrt q <-> q <= k * (d * d)) /\ (d / sqrt q <= / sqrt k <-> k * (d * d) <= q).
Proof.
  intros Pq Pk Pd. pose proof (sqrt_lt_R0 _ Pq) as Q. pose proof (sqrt_lt_R0 _ Pk) as K.
  pose proof (sqrt_sqrt _ (Rlt_le _ _ Pq)) as Eq. pose proof (sqrt_sqrt _ (Rlt_le _ _ Pk)) as Ek.
  assert (X : 0 < / sqrt k) by (apply Rinv_0_lt_compat, K).
  assert (Y : 0 < d / sqrt q) by (apply Rdiv_lt_0_compat; lra).
  rewrite (squares_compare (/ sqrt k) (d / sqrt q) X Y), (squares_compare (d / sqrt q) (/ sqrt k) Y X).
  assert (EX : / sqrt k * / sqrt k = / k) by (transitivity (/ (sqrt k * sqrt k)); [field; lra|rewrite Ek; reflexivity]).
  assert (EY : d / sqrt q * (d / sqrt q) = d * d / q)
    by (transitivity (d * d / (sqrt q * sqrt q)); [field; lra|rewrite Eq; reflexivity]).
  rewrite EX, EY. assert (Pkq : 0 < k * q) by (apply Rmult_lt_0_compat; assumption).
  assert (A : k * q * / k = q) by (field; lra). assert (B : k * q * (d * d / q) = k * (d * d)) by (field; lra).
  split; split; intros H.
  - apply Rmult_le_compat_l with (r := k * q) in H; [rewrite A, B in H; exact H|lra].
  - apply Rmult_le_reg_l with (k * q); [exact Pkq|rewrite A, B; exact H].
  - apply Rmult_le_compat_l with (r := k * q) in H; [rewrite A, B in H; exact H|lra].
  - apply Rmult_le_reg_l with (k * q); [exact Pkq|rewrite A, B; exact H].
Qed.

Lemma rg2_along_is_closer : forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha -> t <> 1 ->
  let o := along m t in
  (cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o) <->
   t <= INR N / (2 * INR m) \/ 1 < t).
Proof.
  intros N m alpha t Hm Ha Ht o. assert (Pm : 0 < INR m) by (apply lt_0_INR; lia).
  assert (Ln : INR m < INR N) by (apply lt_INR; lia).
  destruct (sm_along N m t Hm) as (c & Pc & Sm). destruct (cosine_is N m c _ Hm Pc Sm) as (k & Pk & C).
  set (a := INR m * (t + 1) / INR N - 1). set (b := INR m / INR N). set (a' := 2 * (alpha + 1) * (t - 1)).
  assert (Pb : 0 < b) by (apply Rdiv_lt_0_compat; lra).
  assert (D : b - a = 1 - b * t) by (unfold a, b; field; lra).
  assert (Hb : b * INR N = INR m) by (unfold b; field; lra). assert (Lb : b < 1).
  { apply Rmult_lt_reg_r with (INR N); lra. }
  assert (Qa : 0 < INR m * (a * a) + (INR N - INR m) * (b * b)).
  { pose proof (Rmult_le_pos _ _ (Rlt_le _ _ Pm) (Rle_0_sqr a)) as A. unfold Rsqr in A.
    pose proof (Rmult_lt_0_compat _ _ Pb Pb) as B.
    pose proof (Rmult_lt_0_compat (INR N - INR m) _ ltac:(lra) B). lra. }
  assert (Na : a' <> 0).
  { unfold a'. apply Rmult_integral_contrapositive_currified; lra. }
  assert (Qa' : 0 < INR m * (a' * a') + (INR N - INR m) * (0 * 0)).
  { pose proof (Rmult_lt_0_compat _ _ Pm (Rsqr_pos_lt _ Na)) as A. unfold Rsqr in A. lra. }
  unfold o. rewrite (C _ a' 0 (fun y _ => wsl_along alpha m t y) Qa'),
    (C _ a b (fun y _ => rg2_along N m t y Hm) Qa).
  transitivity (closeness N m a' 0 <= closeness N m a b).
  { split; intros H; [apply Rmult_le_reg_l with k; assumption|apply Rmult_le_compat_l; lra]. }
  clearbody a b. destruct (wsl_closeness N m a' Pm) as [Wp Wm]. destruct (Rlt_le_dec 1 t) as [T|T].
  - rewrite Wp by (unfold a'; apply Rmult_lt_0_compat; lra). split; intros _; [right; exact T|].
    pose proof (sqrt_lt_R0 _ Pm) as Sm'. pose proof (Rinv_0_lt_compat _ Sm').
    destruct (Rle_lt_dec 0 (b - a)) as [S|S].
    + assert (0 <= closeness N m a b); [|lra]. apply Rmult_le_pos; [exact S|].
      apply Rlt_le, Rinv_0_lt_compat, sqrt_lt_R0, Qa.
    + replace (closeness N m a b) with (- ((a - b) / sqrt (INR m * (a * a) + (INR N - INR m) * (b * b))))
        by (unfold closeness; field; apply Rgt_not_eq, sqrt_lt_R0, Qa).
      apply Ropp_le_contravar. apply compare_with_inverse_root; [exact Qa|exact Pm|lra|].
      assert (A : (a - b) * (a - b) <= a * a) by (apply Rmult_le_compat; lra).
      apply Rmult_le_compat_l with (r := INR m) in A; [|lra].
      pose proof (Rmult_le_pos (INR N - INR m) _ ltac:(lra) (Rle_0_sqr b)) as B. unfold Rsqr in B. lra.
  - rewrite Wm by (unfold a'; pose proof (Rmult_lt_0_compat (2 * (alpha + 1)) (1 - t) ltac:(lra) ltac:(lra)); lra).
    assert (Pd : 0 < b - a) by (rewrite D; pose proof (Rmult_le_compat_l b t 1 ltac:(lra) T); lra).
    unfold closeness. rewrite (proj1 (compare_with_inverse_root (b - a) _ (INR m) Qa Pm Pd)).
    assert (E : INR m * ((b - a) * (b - a)) - (INR m * (a * a) + (INR N - INR m) * (b * b))
      = b * (INR m - 2 * INR m * b * t)).
    { transitivity (2 * INR m * b * (b - a) - b * INR N * b); [ring|rewrite Hb, D; ring]. }
    split; intros H.
    + left. assert (0 <= INR m - 2 * INR m * b * t) by (apply Rmult_le_reg_l with b; lra).
      apply Rmult_le_reg_r with (2 * INR m * b); [repeat apply Rmult_lt_0_compat; lra|].
      replace (INR N / (2 * INR m) * (2 * INR m * b)) with (b * INR N) by (field; lra). lra.
    + destruct H as [H|H]; [|lra]. apply Rmult_le_compat_r with (r := 2 * INR m * b) in H;
        [|repeat apply Rmult_le_pos; lra].
      replace (INR N / (2 * INR m) * (2 * INR m * b)) with (b * INR N) in H by (field; lra).
      assert (0 <= b * (INR m - 2 * INR m * b * t)) by (apply Rmult_le_pos; lra). lra.
Qed.

(** Claim: rg.closer_than_wsl.rg2.repair
    Role: establishes
    Place: RG, s. 4, s. 4.1 after Eq. 19, repaired
    Says: At scores t on the m positives and 0 elsewhere, t <> 1, RG2's gradient is at least as close to softmax's as
      WSL's exactly if t <= N / (2 m) or t > 1, for every alpha >= 0 and 1 <= m < N.
    Gap: Real numbers; closer is a larger cosine of the angle; the gradients are written out, summed over the positives,
      which are the first m items; losses up to the factor 1 / |D|.
    Mutant: `t <= INR N / (2 * INR m)` becomes `t <= INR N / INR m`; refuted by the theorem half_as_far_as_the_targets
    Mutant: `t <= INR N / (2 * INR m) \/ 1 < t` becomes `t <= INR N / (2 * INR m)`; refuted by the theorem
      beyond_one_it_is_closer
*)
Theorem rg2_is_closer_up_to_half_of_n_over_m : forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha -> t <> 1 ->
  let o := along m t in
  (cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o) <->
   t <= INR N / (2 * INR m) \/ 1 < t).
Proof. exact rg2_along_is_closer. Qed.

(** Claim: none
    Says: Three items of which two are positive, t = 9/10: between N / (2 m) = 3/4 and 1 WSL's gradient is closer.
*)
Theorem half_as_far_as_the_targets : ~ forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha -> t <> 1 ->
  let o := along m t in
  (cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o) <->
   t <= INR N / INR m \/ 1 < t).
Proof.
  intros H. destruct (H 3%nat 2%nat 0 (9 / 10) ltac:(lia) ltac:(lra) ltac:(lra)) as [_ E].
  assert (F : 9 / 10 <= INR 3 / (2 * INR 2) \/ 1 < 9 / 10); [|simpl in F; lra].
  apply (rg2_is_closer_up_to_half_of_n_over_m 3 2 0 (9 / 10) ltac:(lia) ltac:(lra) ltac:(lra)), E. left. simpl. lra.
Qed.

(** Claim: none
    Says: Beyond 1 RG2's is closer too: two items, the first positive, t = 2.
*)
Theorem beyond_one_it_is_closer : ~ forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha -> t <> 1 ->
  let o := along m t in
  (cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o) <->
   t <= INR N / (2 * INR m)).
Proof.
  intros H. destruct (H 2%nat 1%nat 0 2 ltac:(lia) ltac:(lra) ltac:(lra)) as [E _].
  assert (F : 2 <= INR 2 / (2 * INR 1)); [|simpl in F; lra].
  apply E, (rg2_is_closer_up_to_half_of_n_over_m 2 1 0 2 ltac:(lia) ltac:(lra) ltac:(lra)). right. lra.
Qed.
