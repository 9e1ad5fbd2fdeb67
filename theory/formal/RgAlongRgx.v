(** Along the direction of the positives: where RGx's gradient is closer to softmax's than WSL's. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgAngles RgAlong.
Open Scope R_scope.

Lemma rgx_along_is_closer : forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha ->
  let o := along m t in
  (forall y, (y < N)%nat -> rgx_gradient N m o y = (INR N - INR m * t) / INR N ^ 2 * sm_direction N m y) /\
  (exists c, 0 < c /\ forall y, (y < N)%nat -> sm_gradient N m o y = c * sm_direction N m y) /\
  (t <> 1 -> (not_zero N (rgx_gradient N m o) /\
    cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o) <->
    t < INR N / INR m)).
Proof.
  intros N m alpha t Hm Ha o. assert (Pm : 0 < INR m) by (apply lt_0_INR; lia).
  assert (Ln : INR m < INR N) by (apply lt_INR; lia). unfold o.
  split; [intros y _; apply rgx_along, Hm|split; [apply sm_along, Hm|]]. intros Ht.
  destruct (sm_along N m t Hm) as (c & Pc & Sm). destruct (cosine_is N m c _ Hm Pc Sm) as (k & Pk & C).
  assert (Gap' : forall g, g <> 0 -> INR m * (INR N - INR m) * INR N * (g * g) < INR m * (INR N * INR N * (g * g))).
  { intros g G. pose proof (Rsqr_pos_lt _ G) as Pg. unfold Rsqr in Pg.
    assert (A : 0 < INR m * INR m * INR N * (g * g))
      by (apply Rmult_lt_0_compat; [repeat apply Rmult_lt_0_compat; lra|exact Pg]). lra. }
  set (g := (INR N - INR m * t) / INR N ^ 2). set (a' := 2 * (alpha + 1) * (t - 1)).
  assert (PN2 : 0 < INR N ^ 2) by (apply pow_lt; lra).
  assert (Eg : g * INR N ^ 2 = INR N - INR m * t) by (unfold g; field; lra).
  assert (X : forall y, (y < N)%nat -> rgx_gradient N m (along m t) y
    = two_valued m (- (g * (INR N - INR m))) (g * INR m) y).
  { intros y _. rewrite rgx_along by exact Hm. fold g. unfold sm_direction, two_valued. destruct (Nat.ltb y m); ring. }
  clearbody g.
  assert (T : t < INR N / INR m <-> 0 < g).
  { assert (Et : INR N / INR m * INR m = INR N) by (field; lra). split; intros H.
    - apply Rmult_lt_compat_r with (r := INR m) in H; [|exact Pm]. apply Rmult_lt_reg_r with (INR N ^ 2); lra.
    - apply Rmult_lt_reg_r with (INR m); [exact Pm|]. apply Rmult_lt_compat_r with (r := INR N ^ 2) in H; lra. }
  rewrite T. assert (Na : a' <> 0) by (unfold a'; apply Rmult_integral_contrapositive_currified; lra).
  assert (Qa' : 0 < INR m * (a' * a') + (INR N - INR m) * (0 * 0)).
  { pose proof (Rmult_lt_0_compat _ _ Pm (Rsqr_pos_lt _ Na)) as A. unfold Rsqr in A. lra. }
  rewrite (C _ a' 0 (fun y _ => wsl_along alpha m t y) Qa').
  destruct (wsl_closeness N m a' Pm) as [Wp Wm]. pose proof (Rinv_0_lt_compat _ (sqrt_lt_R0 _ Pm)) as Pi.
  set (q := INR m * (- (g * (INR N - INR m)) * - (g * (INR N - INR m))) + (INR N - INR m) * (g * INR m * (g * INR m))).
  assert (Eq : q = INR m * (INR N - INR m) * INR N * (g * g)) by (unfold q; ring).
  assert (Pq : g <> 0 -> 0 < q).
  { intros G. rewrite Eq. apply Rmult_lt_0_compat; [repeat apply Rmult_lt_0_compat; lra|apply Rsqr_pos_lt, G]. }
  assert (Gap : q < INR m * (INR N * INR N * (g * g)) \/ g = 0).
  { destruct (Req_dec g 0) as [G|G]; [right; exact G|left]. rewrite Eq. apply Gap', G. }
  split.
  - intros [(y & Hy & Ny) L]. assert (G : g <> 0).
    { intros G. apply Ny. rewrite X, G by exact Hy. unfold two_valued. destruct (Nat.ltb y m); ring. }
    destruct (Rlt_le_dec 0 g) as [P|P]; [exact P|exfalso]. specialize (Pq G). destruct Gap as [Gap|Gap]; [|lra].
    rewrite (C _ _ _ X Pq) in L. apply Rmult_le_reg_l in L; [|exact Pk].
    assert (T1 : 1 < t) by (destruct (Rlt_le_dec 1 t) as [T1|T1]; [exact T1|exfalso];
      pose proof (Rmult_le_compat_l (INR m) t 1 ltac:(lra) T1);
      pose proof (Rmult_le_compat_r (INR N ^ 2) g 0 ltac:(lra) P); lra).
    rewrite Wp in L by (unfold a'; apply Rmult_lt_0_compat; lra).
    assert (Pd : 0 < INR N * - g) by (apply Rmult_lt_0_compat; lra).
    replace (closeness N m (- (g * (INR N - INR m))) (g * INR m)) with (- (INR N * - g / sqrt q)) in L
      by (unfold closeness; fold q; field; apply Rgt_not_eq, sqrt_lt_R0, Pq).
    apply Ropp_le_cancel in L. apply (compare_with_inverse_root _ q (INR m) Pq Pm Pd) in L. lra.
  - intros P. assert (Pq' : 0 < q) by (apply Pq; lra). split.
    + exists 0%nat. split; [lia|]. rewrite X by lia. unfold two_valued. destruct (Nat.ltb_spec 0 m); [|lia].
      apply Rlt_not_eq. pose proof (Rmult_lt_0_compat g (INR N - INR m) P ltac:(lra)). lra.
    + rewrite (C _ _ _ X Pq'). apply Rmult_le_compat_l; [lra|]. destruct Gap as [Gap|Gap]; [|lra].
      assert (Pd : 0 < INR N * g) by (apply Rmult_lt_0_compat; lra).
      apply Rle_trans with (/ sqrt (INR m)).
      * destruct (Rtotal_order a' 0) as [S|[S|S]]; [rewrite Wm by exact S; lra|lra|rewrite Wp by exact S; lra].
      * replace (closeness N m (- (g * (INR N - INR m))) (g * INR m)) with (INR N * g / sqrt q)
          by (unfold closeness; fold q; field; apply Rgt_not_eq, sqrt_lt_R0, Pq').
        apply (compare_with_inverse_root _ q (INR m) Pq' Pm Pd). lra.
Qed.

(** Claim: rg.closer_than_wsl.rgx.repair
    Role: establishes
    Place: RG, s. 4, s. 4.1 after Eq. 19, repaired
    Says: At scores t on the m positives and 0 elsewhere RGx's gradient is (N - m t) / N^2 times -(N - m) on positives
      and m elsewhere, of which softmax's is a positive multiple; where t <> 1, it has a direction that is at least as
      close to softmax's as WSL's exactly if t < N / m, for every alpha >= 0 and 1 <= m < N.
    Gap: Real numbers; closer is a larger cosine of the angle; the gradients are written out, summed over the positives,
      which are the first m items; losses up to the factor 1 / |D|. At t = N / m RGx's gradient is 0 and has no
      direction, which the statement says; the claim leaves it open.
    Mutant: `t < INR N / INR m` becomes `t <= INR N / INR m`; refuted by the theorem the_bound_itself_has_no_direction
    Mutant: `t < INR N / INR m` becomes `t < INR N / (2 * INR m)`; refuted by the theorem
      twice_as_far_as_rg2
*)
Theorem rgx_is_closer_up_to_n_over_m : forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha ->
  let o := along m t in
  (forall y, (y < N)%nat -> rgx_gradient N m o y = (INR N - INR m * t) / INR N ^ 2 * sm_direction N m y) /\
  (exists c, 0 < c /\ forall y, (y < N)%nat -> sm_gradient N m o y = c * sm_direction N m y) /\
  (t <> 1 -> (not_zero N (rgx_gradient N m o) /\
    cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o) <->
    t < INR N / INR m)).
Proof. exact rgx_along_is_closer. Qed.

(** Claim: none
    Says: At t = N / m RGx's gradient is 0: two items, the first positive, t = 2.
*)
Theorem the_bound_itself_has_no_direction : ~ forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha ->
  let o := along m t in
  (forall y, (y < N)%nat -> rgx_gradient N m o y = (INR N - INR m * t) / INR N ^ 2 * sm_direction N m y) /\
  (exists c, 0 < c /\ forall y, (y < N)%nat -> sm_gradient N m o y = c * sm_direction N m y) /\
  (t <> 1 -> (not_zero N (rgx_gradient N m o) /\
    cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o) <->
    t <= INR N / INR m)).
Proof.
  intros H. destruct (H 2%nat 1%nat 0 2 ltac:(lia) ltac:(lra)) as (X & _ & E).
  destruct (proj2 (E ltac:(lra)) ltac:(simpl; lra)) as [(y & Hy & Z) _]. apply Z. rewrite X by exact Hy. simpl. field.
Qed.

(** Claim: none
    Says: RGx's gradient is closer up to N / m, not half of it: two items, the first positive, t = 3/2.
*)
Theorem twice_as_far_as_rg2 : ~ forall N m alpha t, (1 <= m < N)%nat -> 0 <= alpha ->
  let o := along m t in
  (forall y, (y < N)%nat -> rgx_gradient N m o y = (INR N - INR m * t) / INR N ^ 2 * sm_direction N m y) /\
  (exists c, 0 < c /\ forall y, (y < N)%nat -> sm_gradient N m o y = c * sm_direction N m y) /\
  (t <> 1 -> (not_zero N (rgx_gradient N m o) /\
    cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o) <->
    t < INR N / (2 * INR m))).
Proof.
  intros H. destruct (H 2%nat 1%nat 0 (3 / 2) ltac:(lia) ltac:(lra)) as (_ & _ & E).
  destruct (rgx_is_closer_up_to_n_over_m 2 1 0 (3 / 2) ltac:(lia) ltac:(lra)) as (_ & _ & T).
  assert (F : 3 / 2 < INR 2 / (2 * INR 1)); [|simpl in F; lra].
  apply (E ltac:(lra)), (T ltac:(lra)). simpl. lra.
Qed.
