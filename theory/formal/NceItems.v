(** The curvature of noise-contrastive estimation in the scores of the items, where an item may have several terms. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives RgPairwiseBaselines LogisticTerms TopK.
Open Scope R_scope.

(** The items of the terms: the positive y, then the draws. *)
Definition with_positive (y : nat) (draw : nat -> nat) (j : nat) : nat := match j with O => y | S i => draw i end.

(** The loss of NCE for the positive y and k draws: log(1 + exp(-t_y)) and log(1 + exp(t_j)) of each draw j, where t
    is a score less log(k q). *)
Definition nce_loss (k : nat) (q : nat -> R) (y : nat) (draw : nat -> nat) (o : nat -> R) : R :=
  logistic_terms (S k) (fun j => match j with O => -1 | S _ => 1 end)
    (fun j => ln (INR k * q (with_positive y draw j))) (with_positive y draw) o.

(** How many of the positive and the k draws are the item i. *)
Definition terms_of (k y : nat) (draw : nat -> nat) (i : nat) : nat :=
  count (S k) (fun j => Nat.eqb (with_positive y draw j) i).

(** The largest number of terms of one of the n items. *)
Definition most_terms (n k y : nat) (draw : nat -> nat) (r : nat) : Prop :=
  (exists i, (i < n)%nat /\ terms_of k y draw i = r) /\ forall i, (i < n)%nat -> (terms_of k y draw i <= r)%nat.

Lemma by_items n k item f : (forall j, (j < k)%nat -> (item j < n)%nat) ->
  sum k (fun j => f (item j)) = sum n (fun i => INR (count k (fun j => Nat.eqb (item j) i)) * f i).
Proof.
  induction k as [|k IH]; intros H; simpl.
  - symmetry. apply sum_eq_0. intros; simpl; ring.
  - rewrite IH by (intros; apply H; lia).
    rewrite <- (sum_pick n (item k) f (H k ltac:(lia))) at 1. rewrite <- sum_plus. apply sum_ext. intros i _.
    rewrite plus_INR. unfold one_hot. rewrite (Nat.eqb_sym i). destruct (Nat.eqb (item k) i); simpl; ring.
Qed.

Lemma items_inside n k y draw : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  forall j, (j < S k)%nat -> (with_positive y draw j < n)%nat.
Proof. intros Y D [|j] H; simpl; [exact Y|apply D; lia]. Qed.

Lemma second_nce k q y draw o v : second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
  (sum (S k) (fun j => let i := with_positive y draw j in
     let s := sigmoid (match j with O => -1 | S _ => 1 end * (o i - ln (INR k * q i))) in s * (1 - s) * v i ^ 2)).
Proof.
  erewrite sum_ext; [apply second_terms|]. intros [|j] _; cbv beta zeta; ring.
Qed.

Lemma second_nce_bounds n k q y draw o v r : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  most_terms n k y draw r -> exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / 4 * sum n (fun i => v i ^ 2).
Proof.
  intros Y D [_ M]. eexists. split; [apply second_nce|].
  assert (B : forall x w, 0 <= sigmoid x * (1 - sigmoid x) * w ^ 2 <= 1 / 4 * w ^ 2).
  { intros x w. pose proof (sigmoid_between x) as S. pose proof (pow2_ge_0 w).
    split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra]|]. apply Rmult_le_compat_r; [lra|].
    pose proof (pow2_ge_0 (sigmoid x - 1 / 2)). lra. }
  split; [apply sum_nonneg; intros; apply B|].
  apply Rle_trans with (sum (S k) (fun j => (fun i => 1 / 4 * v i ^ 2) (with_positive y draw j)));
    [apply sum_le; intros; apply B|].
  rewrite (by_items n (S k) (with_positive y draw) (fun i => 1 / 4 * v i ^ 2) (items_inside n k y draw Y D)).
  rewrite <- sum_scal.
  apply sum_le. intros i Hi. specialize (M i Hi). apply le_INR in M. unfold terms_of in M.
  pose proof (Rmult_le_compat_r (1 / 4 * v i ^ 2) _ _ ltac:(pose proof (pow2_ge_0 (v i)); lra) M). lra.
Qed.

Lemma second_nce_at_shifts n k q y draw v : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  second_derivative (fun t => nce_loss k q y draw (fun i => ln (INR k * q i) + t * v i)) 0
    (sum n (fun i => INR (terms_of k y draw i) / 4 * v i ^ 2)).
Proof.
  intros Y D. rewrite (sum_ext n _ (fun i => INR (terms_of k y draw i) * (1 / 4 * v i ^ 2))) by (intros; field).
  unfold terms_of. rewrite <- (by_items n (S k) (with_positive y draw) (fun i => 1 / 4 * v i ^ 2)
    (items_inside n k y draw Y D)).
  erewrite sum_ext; [apply second_nce|]. intros j _. cbv beta zeta.
  replace (match j with O => -1 | S _ => 1 end * _) with 0 by ring. rewrite sigmoid_at_0. field.
Qed.

Lemma one_hot_squares n i f : (i < n)%nat -> sum n (fun j => f j * one_hot i j ^ 2) = f i.
Proof.
  intros H. rewrite <- (sum_pick n i f H). apply sum_ext. intros j _. unfold one_hot. destruct (Nat.eqb j i); ring.
Qed.

Lemma attained n k q y draw r : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  most_terms n k y draw r -> exists v, not_zero n v /\
    second_derivative (fun t => nce_loss k q y draw (fun i => ln (INR k * q i) + t * v i)) 0
      (INR r * / 4 * sum n (fun i => v i ^ 2)).
Proof.
  intros Y D [[i [Hi E]] _]. exists (one_hot i). split.
  - exists i. split; [exact Hi|]. unfold one_hot. rewrite Nat.eqb_refl. lra.
  - pose proof (second_nce_at_shifts n k q y draw (one_hot i) Y D) as B.
    rewrite (one_hot_squares n i (fun i => INR (terms_of k y draw i) / 4) Hi), E in B.
    rewrite (sum_ext n _ (fun j => 1 * one_hot i j ^ 2)) by (intros; ring).
    rewrite (one_hot_squares n i (fun _ => 1) Hi), Rmult_1_r. exact B.
Qed.

Lemma count_none N p : (forall i, (i < N)%nat -> p i = false) -> count N p = 0%nat.
Proof. induction N as [|N IH]; intros H; simpl; [reflexivity|]. rewrite (H N), IH by auto. reflexivity. Qed.

Lemma count_at_most_one k item i : (forall a b, (a < k)%nat -> (b < k)%nat -> item a = item b -> a = b) ->
  (count k (fun j => Nat.eqb (item j) i) <= 1)%nat.
Proof.
  induction k as [|k IH]; intros H; simpl; [lia|]. destruct (Nat.eqb_spec (item k) i) as [E|E].
  - rewrite count_none; [lia|]. intros j Hj. apply Nat.eqb_neq. intros F. assert (j = k) by (apply H; lia). lia.
  - assert (count k (fun j => Nat.eqb (item j) i) <= 1)%nat by (apply IH; intros; apply H; lia). lia.
Qed.

Lemma some_terms k y draw : (1 <= terms_of k y draw y)%nat.
Proof.
  unfold terms_of. induction k as [|k IH]; simpl in *; [rewrite Nat.eqb_refl; lia|lia].
Qed.

Lemma count_bound k p : (count k p <= k)%nat.
Proof. induction k as [|k IH]; simpl; [lia|]. destruct (p k); lia. Qed.

(** Claim: sf.jacobian.nce.items.repair
    Role: establishes
    Place: SF, beyond the summary, quick check
    Says: In the scores of the items the largest norm over all scores of the Hessian of NCE's loss for given draws is
      r/4, with r the largest number of terms of one item, the positive's counted: along every v the second derivative
      is from 0 to r/4 ||v||^2, and r/4 ||v||^2 is met along some v at some scores. It is 1/4 without repetition and at
      most (k + 1)/4, which it is if all draws are the positive.
    Gap: Real numbers, not floating point. The Hessian's norm is the largest second derivative along a v of length 1,
      as none is negative.
    Mutant: `<= INR r / 4 *` becomes `<= 1 / 4 *`; refuted by the theorem repetition_counts
    Mutant: `<= INR r / 4 *` becomes `<= INR k / 4 *`; refuted by the theorem the_positive_counts
    Mutant: `(INR r * / 4 *` becomes `(INR r ^ 2 * / 4 *`; refuted by the theorem repetition_is_not_squared
    Mutant: `(INR r * / 4 *` becomes `(INR (S k) * / 4 *`; refuted by the theorem only_repeated_draws_add_up
*)
Theorem nce_curvature_of_items : forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / 4 * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / 4 * sum n (fun i => v i ^ 2))) /\
  ((forall a b, (a < S k)%nat -> (b < S k)%nat -> with_positive y draw a = with_positive y draw b -> a = b) ->
    r = 1%nat) /\
  (r <= k + 1)%nat /\ ((forall j, (j < k)%nat -> draw j = y) -> r = (k + 1)%nat).
Proof.
  intros n k q y draw r _ _ Y D M. split; [|split; [|split; [|split]]].
  - intros o v. exact (second_nce_bounds n k q y draw o v r Y D M).
  - exists (fun i => ln (INR k * q i)). exact (attained n k q y draw r Y D M).
  - intros I. destruct M as [[i [_ <-]] M]. pose proof (count_at_most_one (S k) (with_positive y draw) i I).
    pose proof (some_terms k y draw). specialize (M y Y). unfold terms_of in *. lia.
  - destruct M as [[i [_ <-]] _]. pose proof (count_bound (S k) (fun j => Nat.eqb (with_positive y draw j) i)).
    unfold terms_of. lia.
  - intros A. destruct M as [[i [_ E]] M]. specialize (M y Y).
    pose proof (count_bound (S k) (fun j => Nat.eqb (with_positive y draw j) i)) as C. unfold terms_of in *.
    rewrite (count_all (S k) (fun j => Nat.eqb (with_positive y draw j) y)) in M; [lia|].
    intros [|j] Hj; apply Nat.eqb_eq; simpl; [reflexivity|apply A; lia].
Qed.

(** Of two items the first is the positive and drawn once. *)
Lemma one_hit : most_terms 2 1 0 (fun _ => 0%nat) 2.
Proof. split; [exists 0%nat; split; [lia|reflexivity]|]. intros [|[|i]] Hi; [| |lia]; unfold terms_of; simpl; lia. Qed.

(** Of two items the first is the positive and the second is drawn. *)
Lemma no_hit : most_terms 2 1 0 (fun _ => 1%nat) 1.
Proof. split; [exists 0%nat; split; [lia|reflexivity]|]. intros [|[|i]] Hi; [| |lia]; unfold terms_of; simpl; lia. Qed.

Lemma met_at_a_hit c : (forall o v, exists D, second_derivative
    (fun t => nce_loss 1 (fun _ => 1 / 2) 0 (fun _ => 0%nat) (fun i => o i + t * v i)) 0 D /\
    0 <= D <= c * sum 2 (fun i => v i ^ 2)) -> 1 / 2 <= c.
Proof.
  intros B. destruct (B (fun i => ln (INR 1 * (1 / 2))) (one_hot 0)) as (D & E & L).
  rewrite (second_unique _ _ _ _ E (second_nce_at_shifts 2 1 (fun _ => 1 / 2) 0 (fun _ => 0%nat) (one_hot 0)
    ltac:(lia) ltac:(intros; cbv beta; lia))) in L.
  unfold one_hot, terms_of in L. simpl in L. lra.
Qed.

(** Claim: none
    Says: Of two items the first is the positive and drawn once: the norm is above 1/4.
*)
Theorem repetition_counts : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= 1 / 4 * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / 4 * sum n (fun i => v i ^ 2))) /\
  ((forall a b, (a < S k)%nat -> (b < S k)%nat -> with_positive y draw a = with_positive y draw b -> a = b) ->
    r = 1%nat) /\
  (r <= k + 1)%nat /\ ((forall j, (j < k)%nat -> draw j = y) -> r = (k + 1)%nat)).
Proof.
  intros H. destruct (H 2%nat 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 0%nat) 2%nat ltac:(lia) ltac:(intros; lra)
    ltac:(lia) ltac:(intros; cbv beta; lia) one_hit) as [B _]. apply met_at_a_hit in B. lra.
Qed.

(** Claim: none
    Says: Of two items the first is the positive and drawn once: the norm is above k/4 for k = 1.
*)
Theorem the_positive_counts : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR k / 4 * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r * / 4 * sum n (fun i => v i ^ 2))) /\
  ((forall a b, (a < S k)%nat -> (b < S k)%nat -> with_positive y draw a = with_positive y draw b -> a = b) ->
    r = 1%nat) /\
  (r <= k + 1)%nat /\ ((forall j, (j < k)%nat -> draw j = y) -> r = (k + 1)%nat)).
Proof.
  intros H. destruct (H 2%nat 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 0%nat) 2%nat ltac:(lia) ltac:(intros; lra)
    ltac:(lia) ltac:(intros; cbv beta; lia) one_hit) as [B _]. apply met_at_a_hit in B. simpl in B. lra.
Qed.

(** No norm is above the bound. *)
Lemma not_met n k q y draw r c : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  most_terms n k y draw r -> (exists o v, not_zero n v /\
    second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 (c * sum n (fun i => v i ^ 2))) ->
  c <= INR r / 4.
Proof.
  intros Y D M (o & v & [i [Hi V]] & E). destruct (second_nce_bounds n k q y draw o v r Y D M) as (C & F & L).
  rewrite (second_unique _ _ _ _ F E) in L. apply Rmult_le_reg_r with (sum n (fun i => v i ^ 2)); [|apply L].
  apply Rlt_le_trans with ((fun i => v i ^ 2) i); [cbv beta; rewrite <- Rsqr_pow2; apply Rsqr_pos_lt, V|].
  apply (term_le_sum n (fun i => v i ^ 2)); [intros; apply pow2_ge_0|exact Hi].
Qed.

(** Claim: none
    Says: An item of two terms has the norm 2/4 and not 4/4.
*)
Theorem repetition_is_not_squared : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / 4 * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR r ^ 2 * / 4 * sum n (fun i => v i ^ 2))) /\
  ((forall a b, (a < S k)%nat -> (b < S k)%nat -> with_positive y draw a = with_positive y draw b -> a = b) ->
    r = 1%nat) /\
  (r <= k + 1)%nat /\ ((forall j, (j < k)%nat -> draw j = y) -> r = (k + 1)%nat)).
Proof.
  intros H. destruct (H 2%nat 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 0%nat) 2%nat ltac:(lia) ltac:(intros; lra)
    ltac:(lia) ltac:(intros; cbv beta; lia) one_hit) as [_ [B _]].
  apply (not_met 2 1 _ 0 (fun _ => 0%nat) 2) in B; [|lia|intros; cbv beta; lia|exact one_hit]. simpl in B. lra.
Qed.

(** Claim: none
    Says: Where the draw is another item than the positive the norm is 1/4 and not 2/4.
*)
Theorem only_repeated_draws_add_up : ~ (forall n k q y draw r, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> most_terms n k y draw r ->
  (forall o v, exists D, second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0 D /\
    0 <= D <= INR r / 4 * sum n (fun i => v i ^ 2)) /\
  (exists o v, not_zero n v /\ second_derivative (fun t => nce_loss k q y draw (fun i => o i + t * v i)) 0
    (INR (S k) * / 4 * sum n (fun i => v i ^ 2))) /\
  ((forall a b, (a < S k)%nat -> (b < S k)%nat -> with_positive y draw a = with_positive y draw b -> a = b) ->
    r = 1%nat) /\
  (r <= k + 1)%nat /\ ((forall j, (j < k)%nat -> draw j = y) -> r = (k + 1)%nat)).
Proof.
  intros H. destruct (H 2%nat 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 1%nat) 1%nat ltac:(lia) ltac:(intros; lra)
    ltac:(lia) ltac:(intros; cbv beta; lia) no_hit) as [_ [B _]].
  apply (not_met 2 1 _ 0 (fun _ => 1%nat) 1) in B; [|lia|intros; cbv beta; lia|exact no_hit]. simpl in B. lra.
Qed.
