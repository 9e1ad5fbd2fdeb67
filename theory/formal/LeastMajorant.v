(** The least isotropic quadratic above the softmax loss at zero scores, for every N.

    The scores of mean zero and given norm with the largest partition function are equal but for one, because
    (e^w - 1 - w) / w^2 increases; for these the bound is an inequality of Kearns and Saul. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Logarithm Softmax Jacobian SoftmaxJacobian Majorant KearnsSaul.
Open Scope R_scope.

(** c_N = (N - 2) / (4 (N - 1) ln (N - 1)), and 1/4, the limit, for two items. *)
Definition least_curvature (N : nat) : R :=
  if Nat.eqb N 2 then 1 / 4 else (INR N - 2) / (4 * (INR N - 1) * ln (INR N - 1)).

(** 2 ln (N - 1) (e_k - 1/N). *)
Definition touching (N k i : nat) : R := 2 * ln (INR N - 1) * (one_hot k i - 1 / INR N).

Lemma least_curvature_3 N : (3 <= N)%nat ->
  least_curvature N = (INR N - 2) / (4 * (INR N - 1) * ln (INR N - 1)) /\ 3 <= INR N /\ 0 < ln (INR N - 1).
Proof.
  intros H. assert (K : 3 <= INR N) by (replace 3 with (INR 3) by (simpl; ring); apply le_INR, H).
  split; [|split; [exact K|]].
  - unfold least_curvature. destruct (Nat.eqb_spec N 2); [lia|reflexivity].
  - rewrite <- ln_1. apply ln_increasing; lra.
Qed.

Lemma least_curvature_pos N : (2 <= N)%nat -> 0 < least_curvature N.
Proof.
  intros H. destruct (Nat.eq_dec N 2) as [->|Hne]; [unfold least_curvature; simpl; lra|].
  destruct (least_curvature_3 N ltac:(lia)) as [-> [K L]].
  apply Rdiv_lt_0_compat; [lra|]. apply Rmult_lt_0_compat; lra.
Qed.

Lemma norm_pow n v : norm n v ^ 2 = sum n (fun i => v i * v i).
Proof. rewrite <- norm_sq. ring. Qed.

(** c_N serves. *)
Lemma least_serves N o : (2 <= N)%nat ->
  ln (partition N o) <= ln (INR N) + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2.
Proof.
  intros HN. destruct (Nat.eq_dec N 2) as [->|Hne].
  - pose proof (quarter_serves 2 (fun _ => 0) o ltac:(lia)) as B. unfold log_partition_below in B.
    replace (fun i => 0 + o i) with o in B by (apply functional_extensionality; intros; ring).
    replace (partition 2 (fun _ => 0)) with (INR 2) in B by (unfold partition; simpl; rewrite exp_0; ring).
    replace (dot 2 (softmax 2 (fun _ => 0)) o) with (1 / INR 2 * sum 2 o) in B; [exact B|].
    unfold dot, softmax, partition. simpl. rewrite exp_0. field.
  - destruct (least_curvature_3 N ltac:(lia)) as [EC [K HL]]. set (m := sum N o / INR N).
    set (z := fun i => o i + - m).
    assert (Sz : sum N z = 0) by (unfold z, m; rewrite sum_plus, sum_const; field; lra).
    set (Q := sum N (fun i => z i * z i)).
    assert (HQ : 0 <= Q) by (apply sum_nonneg; intros; apply Rle_0_sqr).
    assert (QO : Q <= norm N o ^ 2).
    { rewrite norm_pow. unfold Q, z.
      rewrite (sum_ext N _ (fun i => o i * o i + (- 2 * m * o i + m * m))) by (intros; ring).
      rewrite !sum_plus, sum_scal, sum_const. replace (sum N o) with (INR N * m) by (unfold m; field; lra).
      pose proof (Rmult_le_pos (INR N) (m * m) ltac:(lra) (Rle_0_sqr m)). lra. }
    set (g := sqrt (INR N / (INR N - 1) * Q)).
    assert (Hg : 0 <= g) by apply sqrt_pos.
    assert (G : g * g = INR N / (INR N - 1) * Q).
    { apply sqrt_sqrt, Rmult_le_pos; [|exact HQ]. apply Rlt_le, Rdiv_lt_0_compat; lra. }
    pose proof (partition_two_level N z g HN Hg Sz ltac:(rewrite G; unfold Q; field; lra)) as B.
    apply ln_le in B; [|apply partition_pos; lia]. pose proof (exp_pos g).
    rewrite ln_mult, ln_exp in B by (try apply exp_pos; lra).
    pose proof (kearns_saul (INR N - 1) g ltac:(lra) Hg) as KS.
    replace (INR N - 1 + 1) with (INR N) in KS by ring.
    assert (E : (INR N - 1 - 1) / (4 * INR N * ln (INR N - 1)) * (g * g) = least_curvature N * Q)
      by (rewrite G, EC; field; lra).
    rewrite E in KS.
    assert (P : ln (partition N z) = ln (partition N o) - m).
    { unfold z. rewrite partition_offset, ln_mult, ln_exp; [ring|apply partition_pos; lia|apply exp_pos]. }
    rewrite P in B. pose proof (least_curvature_pos N HN) as C.
    pose proof (Rmult_le_compat_l _ _ _ (Rlt_le _ _ C) QO).
    unfold m in B. unfold Rdiv in *. lra.
Qed.

Lemma touching_values N k : (3 <= N)%nat -> (k < N)%nat ->
  sum N (touching N k) = 0 /\ 0 < norm N (touching N k) ^ 2 /\
  ln (partition N (touching N k)) = ln (INR N) + least_curvature N * norm N (touching N k) ^ 2.
Proof.
  intros HN Hk. destruct (least_curvature_3 N HN) as [EC [K HL]]. set (L := ln (INR N - 1)) in *.
  assert (S : sum N (touching N k) = 0).
  { unfold touching. rewrite sum_scal, sum_minus, sum_one_hot, sum_const by exact Hk. field. lra. }
  assert (Q : norm N (touching N k) ^ 2 = 4 * (L * L) * ((INR N - 1) / INR N)).
  { rewrite norm_pow. unfold touching. fold L.
    rewrite (sum_ext N _ (fun i => 4 * (L * L) * (one_hot k i * (one_hot k i - 2 / INR N)) +
      4 * (L * L) * (1 / INR N * (1 / INR N)))) by (intros; field; lra).
    rewrite sum_plus, sum_scal, sum_pick, sum_const by exact Hk. unfold one_hot. rewrite Nat.eqb_refl. field. lra. }
  split; [exact S|]. split.
  - rewrite Q. apply Rmult_lt_0_compat; [|apply Rdiv_lt_0_compat; lra].
    apply Rmult_lt_0_compat; [lra|apply Rmult_lt_0_compat; exact HL].
  - assert (P : partition N (touching N k) = exp (- (2 * L / INR N)) * ((INR N - 1) * INR N)).
    { unfold partition. rewrite (sum_ext N _ (fun i => exp (- (2 * L / INR N)) *
        (one_hot k i * ((INR N - 1) * (INR N - 1) - 1) + 1))).
      - rewrite sum_scal, sum_plus, sum_pick, sum_const by exact Hk. ring.
      - intros i _. unfold touching. fold L.
        replace (2 * L * (one_hot k i - 1 / INR N)) with (- (2 * L / INR N) + 2 * L * one_hot k i) by (field; lra).
        rewrite exp_plus. f_equal. unfold one_hot. destruct (Nat.eqb i k).
        + replace (2 * L * 1) with (L + L) by ring. rewrite exp_plus. unfold L. rewrite exp_ln by lra. ring.
        + rewrite Rmult_0_r, exp_0. ring. }
    rewrite P, !ln_mult, ln_exp, Q, EC by (try apply exp_pos; try apply Rmult_lt_0_compat; lra). fold L. field. lra.
Qed.

Lemma loss_at_zero N y c o : (y < N)%nat ->
  softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c <->
  ln (partition N o) <= ln (INR N) + 1 / INR N * sum N o + c.
Proof. intros Hy. rewrite softmax_loss_partition by lia. split; lra. Qed.

(** Claim: rg.x.majorant
    Role: establishes
    Place: RG, beyond Prop. 7
    Says: the softmax loss is at most log N - o_y + (sum of o)/N + c |o|^2 for every o exactly if c is at least c_N, for
      every N of at least 2 and every target; for N of at least 3 the two are equal at 2 log(N - 1)(e_k - 1/N), each k.
    Gap: real numbers, not floating point; that c_2 = 1/4 is the limit of the formula for c_N is not stated.
    Mutant: `least_curvature N <= c` becomes `1 / (2 * INR N) <= c`; refuted by the theorem not_rg2_curvature
    Mutant: `least_curvature N <= c` becomes `1 / 4 <= c`; refuted by the theorem not_hessian_curvature
    Mutant: `least_curvature N <= c` becomes `99 / 100 * least_curvature N <= c`; refuted by the theorem not_1_less
    Mutant: `least_curvature N <= c` becomes `101 / 100 * least_curvature N <= c`; refuted by the theorem not_1_more
*)
Theorem least_majorant :
  forall N y, (2 <= N)%nat -> (y < N)%nat ->
  (forall c, (forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c * norm N o ^ 2)
             <-> least_curvature N <= c) /\
  ((3 <= N)%nat -> forall k, (k < N)%nat ->
   let o := touching N k in
   softmax_loss N o y = ln (INR N) - o y + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2).
Proof.
  intros N y HN Hy. split.
  - intros c. split; intros H.
    + destruct (Nat.eq_dec N 2) as [->|Hne].
      * pose proof (two_high_curvature 2 c 1 ltac:(lia) ltac:(lra)) as B.
        simpl in B. replace (1 / (2 * 1 + (1 + 1 - 2))) with (1 / 2) in B by field.
        unfold least_curvature. simpl Nat.eqb. cbv iota. cut (1 / 2 <= 2 * c); [lra|]. apply B. intros v.
        unfold log_partition_below.
        assert (T : two_high 1 = fun _ => 0).
        { apply functional_extensionality. intros i. unfold two_high. rewrite ln_1.
          destruct (Nat.ltb i 2); reflexivity. }
        rewrite T. replace (fun i => 0 + v i) with v by (apply functional_extensionality; intros; ring).
        replace (partition 2 (fun _ => 0)) with (INR 2) by (unfold partition; simpl; rewrite exp_0; ring).
        replace (dot 2 (softmax 2 (fun _ => 0)) v) with (1 / INR 2 * sum 2 v)
          by (unfold dot, softmax, partition; simpl; rewrite exp_0; field).
        apply (loss_at_zero 2 y (c * norm 2 v ^ 2) v Hy), H.
      * destruct (touching_values N 0 ltac:(lia) ltac:(lia)) as [S [P E]].
        specialize (H (touching N 0)). apply loss_at_zero in H; [|exact Hy]. rewrite E, S in H.
        apply Rmult_le_reg_r with (norm N (touching N 0) ^ 2); [exact P|lra].
    + intros o. apply loss_at_zero; [exact Hy|]. pose proof (least_serves N o HN).
      pose proof (Rmult_le_compat_r _ _ _ (pow2_ge_0 (norm N o)) H). lra.
  - intros H3 k Hk o. destruct (touching_values N k H3 Hk) as [S [_ E]]. fold o in S, E.
    rewrite softmax_loss_partition, E by lia. rewrite S. ring.
Qed.

Lemma ln_2_bounds : 1 / 2 < ln 2 < 3 / 4.
Proof.
  split; [pose proof ln_lt_2; lra|]. rewrite <- (ln_exp (3 / 4)). apply ln_increasing; [lra|].
  pose proof (exp_quadratic_above (3 / 4) ltac:(lra)). lra.
Qed.

Lemma three_items : 8 * ln 2 * least_curvature 3 = 1.
Proof.
  pose proof ln_2_bounds. unfold least_curvature. simpl. replace (1 + 1 + 1 - 1) with 2 by ring. field. lra.
Qed.

(** Claim: none
    Says: 1/(2 N), the constant of RG2, does not serve three items.
*)
Theorem not_rg2_curvature :
  ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  (forall c, (forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c * norm N o ^ 2)
             <-> 1 / (2 * INR N) <= c) /\
  ((3 <= N)%nat -> forall k, (k < N)%nat ->
   let o := touching N k in
   softmax_loss N o y = ln (INR N) - o y + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _]. specialize (L (1 / (2 * INR 3))).
  apply proj2 in L. specialize (L (Rle_refl _)). apply (proj1 (least_majorant 3 0 ltac:(lia) ltac:(lia))) in L.
  pose proof ln_2_bounds as B. pose proof three_items as E. simpl in L.
  pose proof (Rmult_le_compat_l (8 * ln 2) _ _ ltac:(lra) L). lra.
Qed.

(** Claim: none
    Says: 1/4, which serves at every base point, is not the least constant at zero.
*)
Theorem not_hessian_curvature :
  ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  (forall c, (forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c * norm N o ^ 2)
             <-> 1 / 4 <= c) /\
  ((3 <= N)%nat -> forall k, (k < N)%nat ->
   let o := touching N k in
   softmax_loss N o y = ln (INR N) - o y + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _].
  specialize (L (least_curvature 3)). apply proj1 in L.
  specialize (L (proj2 (proj1 (least_majorant 3 0 ltac:(lia) ltac:(lia)) _) (Rle_refl _))).
  pose proof ln_2_bounds as B. pose proof three_items as E.
  pose proof (Rmult_le_compat_l (8 * ln 2) _ _ ltac:(lra) L). lra.
Qed.

(** Claim: none
    Says: a constant 1 % less does not serve.
*)
Theorem not_1_less :
  ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  (forall c, (forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c * norm N o ^ 2)
             <-> 99 / 100 * least_curvature N <= c) /\
  ((3 <= N)%nat -> forall k, (k < N)%nat ->
   let o := touching N k in
   softmax_loss N o y = ln (INR N) - o y + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _].
  specialize (L (99 / 100 * least_curvature 3)). apply proj2 in L. specialize (L (Rle_refl _)).
  apply (proj1 (least_majorant 3 0 ltac:(lia) ltac:(lia))) in L.
  pose proof (least_curvature_pos 3 ltac:(lia)). lra.
Qed.

(** Claim: none
    Says: a constant 1 % more is not the least.
*)
Theorem not_1_more :
  ~ (forall N y, (2 <= N)%nat -> (y < N)%nat ->
  (forall c, (forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + c * norm N o ^ 2)
             <-> 101 / 100 * least_curvature N <= c) /\
  ((3 <= N)%nat -> forall k, (k < N)%nat ->
   let o := touching N k in
   softmax_loss N o y = ln (INR N) - o y + 1 / INR N * sum N o + least_curvature N * norm N o ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _]. specialize (L (least_curvature 3)).
  apply proj1 in L. specialize (L (proj2 (proj1 (least_majorant 3 0 ltac:(lia) ltac:(lia)) _) (Rle_refl _))).
  pose proof (least_curvature_pos 3 ltac:(lia)). lra.
Qed.
