(** The bias of log Z^ where the proposal may miss classes. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws Jensen LogBias Importance.
Import ListNotations.
Open Scope R_scope.

(** The probability under P of what q can draw. *)
Definition covered (N : nat) (p q : nat -> R) : R := sum N (fun i => if Rlt_dec 0 (q i) then p i else 0).

Lemma some_below N f : (forall i, (i < N)%nat -> 0 < f i) -> exists w, 0 < w <= 1 /\ forall i, (i < N)%nat -> w <= f i.
Proof.
  induction N as [|N IH]; intros H; [exists 1; split; [lra|intros; lia]|].
  destruct IH as (w & W & L); [intros; apply H; lia|]. specialize (H N ltac:(lia)).
  exists (Rmin w (f N)). pose proof (Rmin_l w (f N)). split; [split; [apply Rmin_glb_lt; lra|lra]|].
  intros i Hi. destruct (Nat.eq_dec i N) as [->|Hne]; [apply Rmin_r|]. specialize (L i ltac:(lia)). lra.
Qed.

Lemma covered_pos N o q : simplex N q -> 0 < covered N (softmax N o) q.
Proof.
  intros [Q0 Q1]. assert (HN : (0 < N)%nat) by (destruct N; [simpl in Q1; lra|lia]).
  assert (P : forall i, 0 < softmax N o i) by (intros; apply Rdiv_lt_0_compat; [apply exp_pos|apply partition_pos, HN]).
  destruct (Rlt_le_dec 0 (covered N (softmax N o) q)) as [H|H]; [exact H|exfalso].
  enough (sum N q <= 0) by lra. apply Rle_trans with (sum N (fun _ => 0)); [|rewrite sum_zero; lra].
  apply sum_le. intros i Hi. destruct (Rlt_dec 0 (q i)) as [L|L]; [exfalso|lra].
  pose proof (term_le_sum N (fun i => if Rlt_dec 0 (q i) then softmax N o i else 0) i) as T. cbv beta in T.
  fold (covered N (softmax N o) q) in T. specialize (P i) as Pi.
  destruct (Rlt_dec 0 (q i)); [|contradiction].
  assert (softmax N o i <= covered N (softmax N o) q); [|lra]. apply T; [|exact Hi].
  intros j _. specialize (P j). destruct (Rlt_dec 0 (q j)); lra.
Qed.

Lemma total_ext_support N k q u v ys : drawn N k ys -> Forall (fun y => q y <> 0) ys ->
  (forall i, (i < N)%nat -> q i <> 0 -> u i = v i) -> total u ys = total v ys.
Proof.
  intros [_ D] S H. revert S. induction D as [|y ys Hy _ IH]; intros S; [reflexivity|].
  apply Forall_cons_iff in S. destruct S as [Sy S]. simpl. rewrite (H y Hy Sy), IH by exact S. reflexivity.
Qed.

(** Claim: sf.ssm.bias.support.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: The bias of log Z^ tends to the logarithm of the probability under P of the classes that the proposal can
      draw, for all scores and every proposal.
    Gap: Real numbers, not floating point.
    Mutant: `ln (covered N (softmax N o) q)` becomes `(covered N (softmax N o) q - 1)`; refuted by the theorem
      limit_is_no_mass
    Mutant: `ln (covered N (softmax N o) q)` becomes `(ln (covered N (softmax N o) q) / 2)`; refuted by the theorem
      limit_is_not_half
*)
Theorem bias_tends_to_lost_mass : forall N o q,
  simplex N q -> Un_cv (fun k => bias N o q k) (ln (covered N (softmax N o) q)).
Proof.
  intros N o q Q. pose proof (covered_pos N o q Q) as C. set (c := covered N (softmax N o) q) in *.
  destruct Q as [Q0 Q1]. assert (HN : (0 < N)%nat) by (destruct N; [simpl in Q1; lra|lia]).
  pose proof (partition_pos N o HN) as Z.
  assert (P : forall i, 0 < softmax N o i) by (intros; apply Rdiv_lt_0_compat; [apply exp_pos|exact Z]).
  set (e := fun i => if Rlt_dec 0 (q i) then softmax N o i / (c * q i) - 1 else 0).
  assert (E0 : sum N (fun i => q i * e i) = 0).
  { rewrite (sum_ext N _ (fun i => / c * (if Rlt_dec 0 (q i) then softmax N o i else 0) - q i)).
    - rewrite sum_minus, sum_scal, Q1. fold (covered N (softmax N o) q). fold c. rewrite Rinv_l; lra.
    - intros i Hi. specialize (Q0 i Hi). unfold e. destruct (Rlt_dec 0 (q i)); [field; lra|].
      replace (q i) with 0 by lra. ring. }
  destruct (some_below N (fun i => 1 + e i)) as (w & W & Hw).
  { intros i Hi. unfold e. destruct (Rlt_dec 0 (q i)) as [L|L]; [|lra].
    assert (0 < softmax N o i / (c * q i)) by (apply Rdiv_lt_0_compat; [apply P|apply Rmult_lt_0_compat; assumption]).
    lra. }
  set (B := sum N (fun i => q i * e i ^ 2) / (2 * w)).
  assert (HB : 0 <= B).
  { unfold B. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra]. apply sum_nonneg. intros i Hi.
    apply Rmult_le_pos; [apply Q0; exact Hi|apply pow2_ge_0]. }
  intros eps Heps.
  destruct (archimed_cor1 (eps / (B + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as (n & Hn & Hn0).
  exists n. intros k Hk. assert (Hk0 : (0 < k)%nat) by lia. pose proof (lt_0_INR k Hk0) as K.
  assert (U : forall ys, drawn N k ys -> w <= 1 + total e ys / INR k).
  { intros ys D. assert (H : total (fun _ => w - 1) ys <= total e ys).
    { apply (total_le N k); [exact D|]. intros i Hi. specialize (Hw i Hi). lra. }
    rewrite total_const, (proj1 D) in H. apply (Rmult_le_reg_l (INR k)); [exact K|].
    replace (INR k * (1 + total e ys / INR k)) with (INR k + total e ys) by (field; lra). lra. }
  destruct (log_of_mean N q k e w Q0 Q1 E0 Hk0 W U) as [[L1 L2] _].
  set (E := mean_draws N q k (fun ys => ln (1 + total e ys / INR k))) in *.
  assert (Eq : bias N o q k = ln c + E).
  { unfold bias, E. transitivity (mean_draws N q k (fun ys => ln c + ln (partition N o) + ln (1 + total e ys / INR k))
      - ln (partition N o)).
    - f_equal. apply mean_draws_support. intros ys D S. specialize (U ys D). rewrite <- ln_mult by assumption.
      rewrite <- ln_mult by (try apply Rmult_lt_0_compat; lra). f_equal. unfold estimate. rewrite (proj1 D).
      transitivity (total (fun i => c * partition N o * 1 + c * partition N o * e i) ys / INR k).
      + f_equal. apply (total_ext_support N k q); [exact D|exact S|]. intros i Hi Si. specialize (Q0 i Hi).
        unfold e, softmax. destruct (Rlt_dec 0 (q i)); [field; lra|lra].
      + rewrite total_plus, total_const, total_scal, (proj1 D). field. lra.
    - rewrite mean_draws_plus, mean_draws_const by exact Q1. ring. }
  unfold R_dist. rewrite Eq. replace (ln c + E - ln c) with E by ring. rewrite Rabs_left1 by exact L2.
  replace (sum N (fun i => q i * e i ^ 2) / (2 * INR k * w)) with (B * / INR k) in L1 by (unfold B; field; lra).
  assert (IK : / INR k <= / INR n) by (apply Rinv_le_contravar; [apply lt_0_INR; lia|apply le_INR; lia]).
  apply Rle_lt_trans with (B * (eps / (B + 1))).
  - apply Rle_trans with (B * / INR k); [lra|]. apply Rmult_le_compat_l; lra.
  - apply (Rmult_lt_reg_r (B + 1)); [lra|]. unfold Rdiv. rewrite !Rmult_assoc, Rinv_l by lra. lra.
Qed.

(** Two classes of the score 0, of which the first alone is drawn. *)
Definition first_alone (i : nat) : R := match i with O => 1 | S _ => 0 end.

Lemma first_chances : simplex 2 first_alone.
Proof. split; [intros [|i] _; simpl; lra|simpl; lra]. Qed.

Lemma first_covered : covered 2 (softmax 2 (fun _ => 0)) first_alone = / 2.
Proof.
  unfold covered, softmax. rewrite partition_two_zeros, exp_0. simpl.
  destruct (Rlt_dec 0 1), (Rlt_dec 0 0); lra.
Qed.

Lemma log_half : - ln 2 < - (1 / 2) /\ ln (/ 2) = - ln 2.
Proof.
  split; [|apply ln_Rinv; lra]. destruct (log_first (1 / 2) (/ 2) ltac:(lra) ltac:(lra)) as [_ U].
  rewrite ln_Rinv in U by lra.
  destruct (log_third (1 / 2) (/ 2) ltac:(lra) ltac:(lra)) as [V _]. rewrite ln_Rinv in V by lra. lra.
Qed.

Lemma limit_is_no_mass : ~ (forall N o q,
  simplex N q -> Un_cv (fun k => bias N o q k) (covered N (softmax N o) q - 1)).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) first_alone first_chances).
  pose proof (UL_sequence _ _ _ H (bias_tends_to_lost_mass 2 (fun _ => 0) first_alone first_chances)) as E.
  rewrite first_covered in E. pose proof log_half. lra.
Qed.

Lemma limit_is_not_half : ~ (forall N o q,
  simplex N q -> Un_cv (fun k => bias N o q k) (ln (covered N (softmax N o) q) / 2)).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) first_alone first_chances).
  pose proof (UL_sequence _ _ _ H (bias_tends_to_lost_mass 2 (fun _ => 0) first_alone first_chances)) as E.
  rewrite first_covered in E. pose proof log_half. lra.
Qed.

(** Claim: sf.ssm.bias.support
    Role: refutes
    Place: SF, Mechanism 2
    Says: The bias of log Z^ does not tend to 0 for every proposal, if it may miss classes.
    Gap: Real numbers, not floating point. The witness has two classes, of which the proposal draws one.
    Mutant: `simplex N q` becomes `proposal N q`; refuted by the theorem bias_vanishes_if_all_are_drawn
*)
Theorem bias_need_not_vanish : ~ (forall N o q, simplex N q -> Un_cv (fun k => bias N o q k) 0).
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) first_alone first_chances).
  pose proof (UL_sequence _ _ _ H (bias_tends_to_lost_mass 2 (fun _ => 0) first_alone first_chances)) as E.
  rewrite first_covered in E. pose proof log_half. lra.
Qed.

Lemma bias_vanishes_if_all_are_drawn :
  ~ ~ (forall N o q, proposal N q -> Un_cv (fun k => bias N o q k) 0).
Proof.
  intros H. apply H. intros N o q P.
  assert (Q : simplex N q) by (split; [intros i Hi; apply (proposal_nonneg N); assumption|apply P]).
  pose proof (bias_tends_to_lost_mass N o q Q) as L. replace (ln (covered N (softmax N o) q)) with 0 in L; [exact L|].
  rewrite <- ln_1, <- (softmax_sum N o (proposal_size N q P)). f_equal. symmetry. apply sum_ext. intros i Hi.
  pose proof (proj1 P i Hi). destruct (Rlt_dec 0 (q i)); lra.
Qed.
