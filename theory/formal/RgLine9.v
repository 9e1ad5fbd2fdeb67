(** When line 9 of Algorithm 1 has a result. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgNormalEquations RgUpdates RgAlgorithm RgScoreRidge.
Open Scope R_scope.

(** A matrix of zeros and ones; contexts may be empty. *)
Definition binary (M N : nat) (r : nat -> nat -> R) : Prop :=
  forall x y, (x < M)%nat -> (y < N)%nat -> r x y = 0 \/ r x y = 1.

Lemma positives_from_entries M N r x y : binary M N r -> (x < M)%nat -> (y < N)%nat -> r x y <= positives N (r x).
Proof.
  intros B Hx Hy. apply (term_le_sum N (r x) y); [|exact Hy]. intros j Hj. destruct (B x j Hx Hj) as [->| ->]; lra.
Qed.

Lemma not_positive_is_zero M N r x : binary M N r -> (x < M)%nat -> ~ 0 < positives N (r x) -> positives N (r x) = 0.
Proof.
  intros B Hx H. apply sum_eq_0. intros y Hy. pose proof (positives_from_entries M N r x y B Hx Hy).
  destruct (B x y Hx Hy) as [E|E]; lra.
Qed.

Lemma inverse_of_row M N K W rho lam Q x : (x < M)%nat -> rho = lam * sum N (fun y => W x y) ->
  positive_definite K (row_matrix N (W x) (fun _ => 0) rho Q) ->
  exists B, forall i k, (i < K)%nat -> (k < K)%nat ->
    sum K (fun l => B i l * (sum N (fun y => W x y * Q y l * Q y k) + lam * sum N (fun y => W x y) * one_hot k l))
    = one_hot i k.
Proof.
  intros Hx -> PD. destruct (all_rows_solvable K (fun i p => forall k, (k < K)%nat -> dot K p (fun l =>
    row_matrix N (W x) (fun _ => 0) (lam * sum N (fun y => W x y)) Q l k) = one_hot i k)) as [B HB].
  - intros i Hi. apply (solvable K _ (one_hot i) PD).
  - exists B. intros i k Hi Hk. rewrite <- (HB i Hi k Hk). apply sum_ext. intros l _. unfold row_matrix.
    do 2 f_equal. apply sum_ext. intros; ring.
Qed.

(** Claim: rg.alg1.defined.repair
    Role: establishes
    Place: RG, Algorithm 1, line 9, Eq. 36, repaired
    Says: For every R in {0,1}^(M x N), Q and lambda >= 0 line 9 with Eq. 36 has a result if and only if no context is
      empty, and lambda > 0 or Q has rank K.
    Gap: Real numbers; a result is an inverse from the left of each context's matrix; there is a context and a factor.
      N / |I_x| of an empty context plays no part: its weights are 0, and its matrix has no inverse.
    Mutant: `(0 < lam \/ full_column_rank N K Q)` becomes `0 < lam`; refuted by the theorem rank_is_enough_for_line9
    Mutant: `(0 < lam \/ full_column_rank N K Q)` becomes `(0 <= lam \/ full_column_rank N K Q)`; refuted by the theorem
      line9_needs_a_ridge_or_rank
*)
Theorem when_line9_has_a_result : forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ (0 < lam \/ full_column_rank N K Q)).
Proof.
  intros M N K r lam Q HM HK HB Hl. split.
  - intros H. split.
    + intros x Hx. destruct (Rlt_dec 0 (positives N (r x))) as [P|P]; [exact P|exfalso].
      pose proof (not_positive_is_zero M N r x HB Hx P) as Z. destruct (H x Hx) as [B E].
      specialize (E 0%nat 0%nat HK HK). rewrite sum_eq_0 in E; [unfold one_hot in E; simpl in E; lra|]. intros l _.
      unfold W16. rewrite Z, sum_zero, (sum_eq_0 N (fun y => 0 * Q y l * Q y 0%nat)) by (intros; ring). ring.
    + destruct (Req_dec lam 0) as [Z|Z]; [right|left; lra]. intros c HC i Hi. destruct (H 0%nat HM) as [B E].
      rewrite <- (sum_pick K i c Hi). rewrite (sum_ext K _ (fun k => sum K (fun l => B i l *
        sum N (fun y => W16 N r 0 y * Q y l * (c k * Q y k))))).
      * rewrite sum_exchange. apply sum_eq_0. intros l _. rewrite sum_scal, sum_exchange.
        rewrite (sum_eq_0 N); [ring|]. intros y Hy. rewrite sum_scal.
        transitivity (W16 N r 0 y * Q y l * dot K c (Q y)); [reflexivity|]. rewrite (HC y Hy). ring.
      * intros k Hk. rewrite <- (E i k Hi Hk), Z, <- sum_scal_r. apply sum_ext. intros l _.
        rewrite (sum_ext N (fun y => W16 N r 0 y * Q y l * (c k * Q y k))
          (fun y => W16 N r 0 y * Q y l * Q y k * c k)) by (intros; ring). rewrite sum_scal_r. ring.
  - intros [HP HQ] x Hx. specialize (HP x Hx).
    assert (PN : 0 < INR N).
    { apply lt_0_INR. destruct N; [unfold positives in HP; simpl in HP; lra|lia]. }
    apply (inverse_of_row M N K (W16 N r) _ lam Q x Hx eq_refl). destruct (Req_dec lam 0) as [Z|Z].
    + rewrite Z, Rmult_0_l. destruct HQ as [HQ|HQ]; [lra|].
      apply rank_positive_definite; [exact HQ|]. intros y _. unfold W16. exact HP.
    + apply row_positive_definite. split.
      * unfold W16. rewrite sum_const. repeat apply Rmult_lt_0_compat; lra.
      * intros y _. unfold W16. lra.
Qed.

Lemma one_click : binary 1 1 (fun _ _ => 1) /\ forall x, (x < 1)%nat -> 0 < positives 1 (fun _ => 1).
Proof. split; [intros x y _ _; right; reflexivity|intros x _; unfold positives; simpl; lra]. Qed.

(** Claim: none
    Says: Without a ridge factors of full rank are enough: one context and item, Q = 1, lambda = 0.
*)
Theorem rank_is_enough_for_line9 : ~ forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ 0 < lam).
Proof.
  intros H. destruct one_click as [B P].
  destruct (H 1%nat 1%nat 1%nat (fun _ _ => 1) 0 (fun _ _ => 1) ltac:(lia) ltac:(lia) B ltac:(lra)) as [E _].
  apply (Rlt_irrefl 0), E, when_line9_has_a_result; [lia|lia|exact B|lra|]. split; [exact P|right].
  intros c Z k Hk. specialize (Z 0%nat ltac:(lia)). unfold dot in Z. simpl in Z. destruct k; [lra|lia].
Qed.

(** Claim: none
    Says: Without a ridge and with Q = 0 there is no result.
*)
Theorem line9_needs_a_ridge_or_rank :
  ~ forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ (0 <= lam \/ full_column_rank N K Q)).
Proof.
  intros H. destruct one_click as [B P].
  destruct (H 1%nat 1%nat 1%nat (fun _ _ => 1) 0 (fun _ _ => 0) ltac:(lia) ltac:(lia) B ltac:(lra)) as [_ E].
  specialize (E (conj P (or_introl (Rle_refl 0)))).
  apply when_line9_has_a_result in E; [|lia|lia|exact B|lra]. destruct E as [_ [E|E]]; [lra|].
  specialize (E (fun _ => 1)). assert (1 = 0); [|lra]. apply (E ltac:(intros; unfold dot; simpl; ring) 0%nat). lia.
Qed.
