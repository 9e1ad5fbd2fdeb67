(** Every quadratic above the softmax loss at zero scores, isotropic or not: its least trace and largest eigenvalue. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian Lemma23 LeastMajorant.
Open Scope R_scope.

Definition symmetric (n : nat) (A : nat -> nat -> R) : Prop :=
  forall i j, (i < n)%nat -> (j < n)%nat -> A i j = A j i.

Definition trace (n : nat) (A : nat -> nat -> R) : R := sum n (fun i => A i i).

(** The softmax loss is at most its tangent at zero scores plus o' A o, for all scores o. *)
Definition bounds_loss_at_zero (N y : nat) (A : nat -> nat -> R) : Prop :=
  forall o, softmax_loss N o y <= ln (INR N) - o y + 1 / INR N * sum N o + form N A o.

(** The sum of all entries. *)
Definition sum_all (n : nat) (A : nat -> nat -> R) : R := sum n (fun i => sum n (A i)).

Lemma form_touching N A k : (3 <= N)%nat -> (k < N)%nat ->
  form N A (touching N k) = 4 * ln (INR N - 1) ^ 2 *
    (A k k - 1 / INR N * sum N (A k) - 1 / INR N * sum N (fun i => A i k) + 1 / INR N * (1 / INR N) * sum_all N A).
Proof.
  intros HN Hk. set (u := 1 / INR N). unfold form, dot, touching. fold u.
  rewrite (sum_ext N _ (fun i => 4 * ln (INR N - 1) ^ 2 *
    (one_hot k i * (A i k - u * sum N (A i)) - u * A i k + u * u * sum N (A i)))).
  - rewrite sum_scal, sum_plus, sum_minus, sum_pick, !sum_scal by exact Hk. unfold sum_all. ring.
  - intros i Hi. unfold times.
    rewrite (sum_ext N (fun j => A i j * _) (fun j => 2 * ln (INR N - 1) * (one_hot k j * A i j)
      - 2 * ln (INR N - 1) * u * A i j)) by (intros; ring).
    rewrite sum_minus, !sum_scal, sum_pick by exact Hk.
    replace (sum N (fun j => A i j)) with (sum N (A i)) by reflexivity. ring.
Qed.

Lemma touching_norm N k : (3 <= N)%nat -> (k < N)%nat ->
  norm N (touching N k) ^ 2 = 4 * ln (INR N - 1) ^ 2 * (1 - 1 / INR N).
Proof.
  intros HN Hk. destruct (least_curvature_3 N HN) as [_ [K _]]. rewrite norm_pow. unfold touching.
  set (L := ln (INR N - 1)).
  rewrite (sum_ext N _ (fun i => 4 * (L * L) * (one_hot k i * (one_hot k i - 2 / INR N)) +
    4 * (L * L) * (1 / INR N * (1 / INR N)))) by (intros; field; lra).
  rewrite sum_plus, sum_scal, sum_pick, sum_const by exact Hk. unfold one_hot. rewrite Nat.eqb_refl. field. lra.
Qed.

Lemma touching_below N y A k : (3 <= N)%nat -> (y < N)%nat -> (k < N)%nat -> bounds_loss_at_zero N y A ->
  least_curvature N * norm N (touching N k) ^ 2 <= form N A (touching N k).
Proof.
  intros HN Hy Hk H. destruct (touching_values N k HN Hk) as [S [_ E]].
  specialize (H (touching N k)). apply loss_at_zero in H; [|exact Hy]. rewrite E, S in H. lra.
Qed.

Lemma sum_all_nonneg N y A : (3 <= N)%nat -> (y < N)%nat -> bounds_loss_at_zero N y A -> 0 <= sum_all N A.
Proof.
  intros HN Hy H. destruct (least_curvature_3 N HN) as [_ [K _]].
  specialize (H (fun _ => 1)). apply loss_at_zero in H; [|exact Hy].
  assert (P : partition N (fun _ => 1) = INR N * exp 1) by (unfold partition; apply sum_const).
  rewrite P, ln_mult, ln_exp, sum_const in H by (try apply exp_pos; lra).
  replace (form N A (fun _ => 1)) with (sum_all N A) in H.
  - replace (1 / INR N * (INR N * 1)) with 1 in H by (field; lra). lra.
  - unfold form, dot, times, sum_all. apply sum_ext. intros i _. rewrite Rmult_1_l. apply sum_ext. intros. ring.
Qed.

Lemma centring_form n c v : INR n <> 0 ->
  form n (fun i j => c * (one_hot i j - 1 / INR n)) v = c * (norm n v ^ 2 - 1 / INR n * sum n v ^ 2).
Proof.
  intros Hn. rewrite norm_pow. unfold form, dot.
  rewrite (sum_ext n _ (fun i => c * (v i * v i) - c * (1 / INR n) * sum n v * v i)).
  - rewrite sum_minus, !sum_scal. replace (sum n (fun i => v i)) with (sum n v) by reflexivity. ring.
  - intros i Hi. unfold times.
    rewrite (sum_ext n _ (fun j => c * (one_hot i j * v j) - c * (1 / INR n) * v j)) by (intros; ring).
    rewrite sum_minus, !sum_scal, sum_pick by exact Hi.
    replace (sum n (fun j => v j)) with (sum n v) by reflexivity. ring.
Qed.

(** Claim: rg.x.majorant.any
    Role: establishes
    Place: RG, beyond Prop. 7
    Says: a symmetric A with which the quadratic bounds the softmax loss at zero has trace at least (N - 1) c_N and
      largest eigenvalue at least c_N; c_N (I - 1 1' / N) is such a matrix and attains both, for every N of at least 3.
    Gap: real numbers; the largest eigenvalue of A is the least c with v' A v at most c |v|^2 for every v.
    Mutant: `- 1) * least_curvature N <= trace` becomes `) * least_curvature N <= trace`; refuted by the theorem trace_N
    Mutant: `least_curvature N <= c` becomes `101 / 100 * least_curvature N <= c`; refuted by the theorem not_1_more_any
*)
Theorem any_majorant :
  forall N y, (3 <= N)%nat -> (y < N)%nat ->
  (forall A, symmetric N A -> bounds_loss_at_zero N y A ->
     (INR N - 1) * least_curvature N <= trace N A /\
     forall c, (forall v, form N A v <= c * norm N v ^ 2) -> least_curvature N <= c) /\
  (let B := fun i j => least_curvature N * (one_hot i j - 1 / INR N) in
     symmetric N B /\ bounds_loss_at_zero N y B /\
     trace N B = (INR N - 1) * least_curvature N /\ forall v, form N B v <= least_curvature N * norm N v ^ 2).
Proof.
  intros N y HN Hy. destruct (least_curvature_3 N HN) as [_ [K HL]].
  pose proof (least_curvature_pos N ltac:(lia)) as C. split.
  - intros A _ H. split.
    + assert (HT : sum N (fun k => least_curvature N * norm N (touching N k) ^ 2)
          <= sum N (fun k => form N A (touching N k)))
        by (apply sum_le; intros k Hk; apply (touching_below N y A k HN Hy Hk H)).
      set (L := 4 * ln (INR N - 1) ^ 2).
      assert (PL : 0 < L) by (apply Rmult_lt_0_compat; [lra|apply pow_lt, HL]).
      rewrite (sum_ext N _ (fun _ => least_curvature N * (L * (1 - 1 / INR N)))) in HT
        by (intros k Hk; rewrite touching_norm by assumption; reflexivity).
      rewrite (sum_ext N (fun k => form N A (touching N k)) (fun k => L * (A k k - 1 / INR N * sum N (A k)
        - 1 / INR N * sum N (fun i => A i k) + 1 / INR N * (1 / INR N) * sum_all N A))) in HT
        by (intros k Hk; rewrite form_touching by assumption; reflexivity).
      rewrite sum_const, sum_scal, sum_plus, !sum_minus, !sum_scal, sum_const in HT.
      rewrite (sum_exchange N N (fun k i => A i k)) in HT.
      change (sum N (fun j => sum N (fun i => A j i))) with (sum_all N A) in HT.
      change (sum N (fun k => sum N (A k))) with (sum_all N A) in HT.
      change (sum N (fun k => A k k)) with (trace N A) in HT.
      pose proof (sum_all_nonneg N y A HN Hy H) as P.
      replace (INR N * (least_curvature N * (L * (1 - 1 / INR N)))) with (L * ((INR N - 1) * least_curvature N)) in HT
        by (field; lra).
      apply Rmult_le_reg_l in HT; [|exact PL].
      replace (trace N A - 1 / INR N * sum_all N A - 1 / INR N * sum_all N A
        + 1 / INR N * (1 / INR N) * (INR N * sum_all N A)) with (trace N A - 1 / INR N * sum_all N A) in HT by (field;
            lra).
      assert (0 <= 1 / INR N * sum_all N A)
        by (apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra|exact P]). lra.
    + intros c Hc. destruct (touching_values N y HN Hy) as [_ [P _]].
      pose proof (touching_below N y A y HN Hy Hy H). specialize (Hc (touching N y)).
      apply Rmult_le_reg_r with (norm N (touching N y) ^ 2); [exact P|lra].
  - intros B. assert (HB : forall v, form N B v = least_curvature N * (norm N v ^ 2 - 1 / INR N * sum N v ^ 2))
      by (intros v; apply centring_form; lra).
    split; [|split; [|split]].
    + intros i j _ _. unfold B, one_hot. rewrite (Nat.eqb_sym i j). reflexivity.
    + intros o. apply loss_at_zero; [exact Hy|]. rewrite HB. set (m := sum N o / INR N).
      pose proof (least_serves N (fun i => o i + - m) ltac:(lia)) as L.
      rewrite partition_offset, ln_mult, ln_exp in L by (try apply partition_pos; try apply exp_pos; lia).
      rewrite sum_plus, sum_const in L.
      replace (sum N (fun i => o i)) with (sum N o) in L by reflexivity.
      assert (Q : norm N (fun i => o i + - m) ^ 2 = norm N o ^ 2 - 1 / INR N * sum N o ^ 2).
      { rewrite !norm_pow, (sum_ext N (fun i => (o i + - m) * (o i + - m))
          (fun i => o i * o i + (- 2 * m * o i + m * m))) by (intros; ring).
        rewrite !sum_plus, sum_scal, sum_const. replace (sum N (fun i => o i)) with (sum N o) by reflexivity.
        unfold m. field. lra. }
      rewrite Q in L. replace (1 / INR N * (sum N o + INR N * - m)) with 0 in L by (unfold m; field; lra).
      replace (1 / INR N * sum N o) with m by (unfold m; field; lra). lra.
    + unfold trace, B. rewrite (sum_ext N _ (fun _ => least_curvature N * (1 - 1 / INR N)))
        by (intros; unfold one_hot; rewrite Nat.eqb_refl; reflexivity).
      rewrite sum_const. field. lra.
    + intros v. rewrite HB. apply Rmult_le_compat_l; [lra|].
      assert (0 <= 1 / INR N * sum N v ^ 2)
        by (apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat; lra|apply pow2_ge_0]). lra.
Qed.

(** Claim: none
    Says: N c_N, the trace of c_N I, is not the least.
*)
Theorem trace_N :
  ~ (forall N y, (3 <= N)%nat -> (y < N)%nat ->
  (forall A, symmetric N A -> bounds_loss_at_zero N y A ->
     INR N * least_curvature N <= trace N A /\
     forall c, (forall v, form N A v <= c * norm N v ^ 2) -> least_curvature N <= c) /\
  (let B := fun i j => least_curvature N * (one_hot i j - 1 / INR N) in
     symmetric N B /\ bounds_loss_at_zero N y B /\
     trace N B = (INR N - 1) * least_curvature N /\ forall v, form N B v <= least_curvature N * norm N v ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _].
  destruct (any_majorant 3 0 ltac:(lia) ltac:(lia)) as [_ [S [B [T _]]]].
  destruct (L _ S B) as [L1 _]. rewrite T in L1. pose proof (least_curvature_pos 3 ltac:(lia)). lra.
Qed.

(** Claim: none
    Says: the largest eigenvalue of c_N (I - 1 1' / N) is c_N.
*)
Theorem not_1_more_any :
  ~ (forall N y, (3 <= N)%nat -> (y < N)%nat ->
  (forall A, symmetric N A -> bounds_loss_at_zero N y A ->
     (INR N - 1) * least_curvature N <= trace N A /\
     forall c, (forall v, form N A v <= c * norm N v ^ 2) -> 101 / 100 * least_curvature N <= c) /\
  (let B := fun i j => least_curvature N * (one_hot i j - 1 / INR N) in
     symmetric N B /\ bounds_loss_at_zero N y B /\
     trace N B = (INR N - 1) * least_curvature N /\ forall v, form N B v <= least_curvature N * norm N v ^ 2)).
Proof.
  intros H. destruct (H 3%nat 0%nat ltac:(lia) ltac:(lia)) as [L _].
  destruct (any_majorant 3 0 ltac:(lia) ltac:(lia)) as [_ [S [B [_ V]]]].
  destruct (L _ S B) as [_ L1]. specialize (L1 _ V). pose proof (least_curvature_pos 3 ltac:(lia)). lra.
Qed.
