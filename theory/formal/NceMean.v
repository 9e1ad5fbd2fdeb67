(** The curvature of noise-contrastive estimation divided by its number of terms, in the scores of the items. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives NceItems.
Open Scope R_scope.

Lemma second_scaled c f x D : second_derivative f x D -> second_derivative (fun t => c * f t) x (c * D).
Proof.
  intros (g & G & B). exists (fun t => c * g t). split.
  - intros t. apply (derivable_pt_lim_scal f), G.
  - apply (derivable_pt_lim_scal g), B.
Qed.

(** The mean over the positive's term and those of the k draws. *)
Definition mean_nce_loss (k : nat) (q : nat -> R) (y : nat) (draw : nat -> nat) (o : nat -> R) : R :=
  / (INR k + 1) * nce_loss k q y draw o.

Lemma terms_positive k : 0 < INR k + 1.
Proof. pose proof (pos_INR k). lra. Qed.

(** Claim: sf.jacobian.nce.mean
    Role: establishes
    Place: SF, beyond the summary, quick check
    Says: For NCE's loss divided by k + 1 the largest norm over all scores of its Hessian in the scores of the items is
      r/(4(k + 1)), with r the largest number of terms of one item: along every v the second derivative is from 0 to
      that times ||v||^2, which is met along some v at some scores. It is at most 1/4.
    Gap: Real numbers, not floating point. The Hessian's norm is the largest second derivative along a v of length 1,
      as none is negative.
    Mutant: `INR r * / (4 * (INR k + 1)) * sum` becomes `1 / 4 * sum`; refuted by the theorem mean_of_no_hit
    Mutant: `INR r * / (4 * (INR k + 1)) * sum` becomes `INR r * / (4 * INR k) * sum`; refuted by the theorem
      the_positive_is_a_term
    Mutant: `INR r * / (4 * (INR k + 1)) * sum` becomes `INR r * / 4 * sum`; refuted by the theorem the_mean_is_divided
*)
Theorem mean_nce_curvature : forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2))) /\
  INR r / (4 * (INR k + 1)) <= 1 / 4.
Proof.
  intros n k q y draw r K Q Y D M. pose proof (terms_positive k) as T.
  pose proof (Rinv_0_lt_compat _ T) as I.
  destruct (nce_curvature_of_items n k q y draw r K Q Y D M) as (A & (o & v & V & B) & _ & L & _). split; [|split].
  - intros o' v'. destruct (A o' v') as (x & X & X0 & X1). exists (/ (INR k + 1) * x).
    split; [exact (second_scaled _ _ _ _ X)|]. split; [apply Rmult_le_pos; lra|].
    replace (INR r / (4 * (INR k + 1)) * sum n (fun i => v' i ^ 2))
      with (/ (INR k + 1) * (INR r / 4 * sum n (fun i => v' i ^ 2))) by (field; lra). apply Rmult_le_compat_l; lra.
  - exists o, v. split; [exact V|]. replace (INR r * / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2))
      with (/ (INR k + 1) * (INR r * / 4 * sum n (fun i => v i ^ 2))) by (field; lra). exact (second_scaled _ _ _ _ B).
  - apply le_INR in L. rewrite plus_INR in L. simpl in L. apply Rmult_le_reg_r with (4 * (INR k + 1)); [lra|].
    replace (INR r / (4 * (INR k + 1)) * (4 * (INR k + 1))) with (INR r) by (field; lra). lra.
Qed.

(** No norm is above the bound. *)
Lemma mean_not_met n k q y draw r c : (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) -> (y < n)%nat ->
  (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r -> (exists o v, not_zero n v /\
    second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0 (c * sum n (fun i => v i ^ 2))) ->
  c <= INR r / (4 * (INR k + 1)).
Proof.
  intros K Q Y D M (o & v & [i [Hi V]] & E).
  destruct (proj1 (mean_nce_curvature n k q y draw r K Q Y D M) o v) as (x & X & L).
  rewrite (second_unique _ _ _ _ X E) in L. apply Rmult_le_reg_r with (sum n (fun i => v i ^ 2)); [|apply L].
  apply Rlt_le_trans with ((fun i => v i ^ 2) i); [cbv beta; rewrite <- Rsqr_pow2; apply Rsqr_pos_lt, V|].
  apply (term_le_sum n (fun i => v i ^ 2)); [intros; apply pow2_ge_0|exact Hi].
Qed.

(** Claim: none
    Says: Of the positive and one draw of another item the norm is 1/8 and not 1/4.
*)
Theorem mean_of_no_hit : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0
    (1 / 4 * sum n (fun i => v i ^ 2))) /\
  INR r / (4 * (INR k + 1)) <= 1 / 4).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ 1%nat Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) as [_ [B _]].
  apply (mean_not_met 2 1 _ 0 _ 1 _ Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) in B. simpl in B. lra.
Qed.

(** Claim: none
    Says: Of the positive and one draw of another item the norm is 1/8, and not 1/4, as if there were k terms.
*)
Theorem the_positive_is_a_term : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / (4 * INR k) * sum n (fun i => v i ^ 2))) /\
  INR r / (4 * (INR k + 1)) <= 1 / 4).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ 1%nat Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) as [_ [B _]].
  apply (mean_not_met 2 1 _ 0 _ 1 _ Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) in B. simpl in B. lra.
Qed.

(** Claim: none
    Says: Of the positive and one draw of another item the norm of the mean is 1/8, and not that of the sum.
*)
Theorem the_mean_is_divided : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / (4 * (INR k + 1)) * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => mean_nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / 4 * sum n (fun i => v i ^ 2))) /\
  INR r / (4 * (INR k + 1)) <= 1 / 4).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ 1%nat Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) as [_ [B _]].
  apply (mean_not_met 2 1 _ 0 _ 1 _ Nat.lt_0_1 Q Nat.lt_0_2 D no_hit) in B. simpl in B. lra.
Qed.
