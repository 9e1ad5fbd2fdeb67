(** The curvature of noise-contrastive estimation in the scores of the items and the log normaliser. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives RgPairwiseBaselines LogisticTerms NceItems.
Open Scope R_scope.

(** NCE's loss at scores o and log normaliser c, with which exp(o - c) are the probabilities. *)
Definition normalised_loss (k : nat) (q : nat -> R) (y : nat) (draw : nat -> nat) (o : nat -> R) (c : R) : R :=
  nce_loss k q y draw (fun i => o i - c).

(** The positive and the k draws are different items. *)
Definition all_different (k y : nat) (draw : nat -> nat) : Prop := forall a b, (a < S k)%nat -> (b < S k)%nat ->
  with_positive y draw a = with_positive y draw b -> a = b.

Lemma second_normalised k q y draw o c v w :
  second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
    (sum (S k) (fun j => let i := with_positive y draw j in
      let s := sigmoid (match j with O => -1 | S _ => 1 end * (o i - c - ln (INR k * q i))) in
      s * (1 - s) * (v i - w) ^ 2)).
Proof.
  destruct (second_nce k q y draw (fun i => o i - c) (fun i => v i - w)) as (g & G & B). exists g. split; [|exact B].
  intros t. refine (derive_ext _ _ _ _ _ (G t)). intros u. unfold normalised_loss, nce_loss, logistic_terms.
  apply sum_ext. intros j _. do 4 f_equal. ring.
Qed.

Lemma squares_of_terms n k y draw v : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  all_different k y draw -> sum (S k) (fun j => v (with_positive y draw j) ^ 2) <= sum n (fun i => v i ^ 2).
Proof.
  intros Y D A. rewrite (by_items n (S k) (with_positive y draw) (fun i => v i ^ 2) (items_inside n k y draw Y D)).
  apply sum_le. intros i _. pose proof (count_at_most_one (S k) (with_positive y draw) i A) as C. apply le_INR in C.
  pose proof (Rmult_le_compat_r (v i ^ 2) _ _ (pow2_ge_0 _) C). simpl INR in *. lra.
Qed.

(** The square of a difference, summed over m terms. *)
Lemma differences m (u : nat -> R) w :
  sum m (fun j => (u j - w) ^ 2) <= (INR m + 1) * (sum m (fun j => u j ^ 2) + w ^ 2).
Proof.
  pose proof (cauchy_schwarz m (fun _ => 1) u) as C. cbv beta in C.
  rewrite (sum_ext m (fun i => 1 * u i) u), (sum_ext m (fun _ => 1 * 1) (fun _ => 1)), sum_const in C by (intros; ring).
  rewrite (sum_ext m (fun i => u i * u i) (fun i => u i ^ 2)) in C by (intros; ring).
  rewrite (sum_ext m _ (fun j => u j ^ 2 - 2 * w * u j + w ^ 2)) by (intros; ring).
  rewrite sum_plus, sum_minus, sum_scal, sum_const. pose proof (pow2_ge_0 (sum m u + w)). lra.
Qed.

Lemma normalised_bounds n k q y draw o c v w : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  all_different k y draw -> exists D,
  second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0 D /\
  0 <= D <= (INR k + 2) / 4 * (sum n (fun i => v i ^ 2) + w ^ 2).
Proof.
  intros Y Dr A. eexists. split; [apply second_normalised|].
  assert (B : forall x z, 0 <= sigmoid x * (1 - sigmoid x) * z ^ 2 <= 1 / 4 * z ^ 2).
  { intros x z. pose proof (sigmoid_between x) as S. pose proof (pow2_ge_0 z).
    split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra]|]. apply Rmult_le_compat_r; [lra|].
    pose proof (pow2_ge_0 (sigmoid x - 1 / 2)). lra. }
  split; [apply sum_nonneg; intros; apply B|].
  apply Rle_trans with (sum (S k) (fun j => 1 / 4 * (v (with_positive y draw j) - w) ^ 2));
    [apply sum_le; intros; apply B|].
  rewrite sum_scal. pose proof (differences (S k) (fun j => v (with_positive y draw j)) w) as E. cbv beta in E.
  rewrite S_INR in E. pose proof (squares_of_terms n k y draw v Y Dr A) as F. pose proof (pos_INR k).
  pose proof (Rmult_le_compat_l (INR k + 1 + 1) _ _ ltac:(lra) (Rplus_le_compat_r (w ^ 2) _ _ F)). lra.
Qed.

Lemma at_the_noise k q y draw v w :
  second_derivative (fun t => normalised_loss k q y draw (fun i => ln (INR k * q i) + t * v i) (0 + t * w)) 0
    (1 / 4 * sum (S k) (fun j => (v (with_positive y draw j) - w) ^ 2)).
Proof.
  rewrite <- sum_scal. erewrite sum_ext; [apply second_normalised|]. intros j _. cbv beta zeta.
  replace (match j with O => -1 | S _ => 1 end * _) with 0 by ring. rewrite sigmoid_at_0. field.
Qed.

(** Along the terms' items, and k + 1 times as far back along the normaliser. *)
Lemma normalised_attained n k q y draw : (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) ->
  all_different k y draw -> exists o c v w, not_zero n v /\
  second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
    ((INR k + 2) * / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)).
Proof.
  intros Y D A. set (v := fun i => INR (terms_of k y draw i)).
  exists (fun i => ln (INR k * q i)), 0, v, (- (INR k + 1)).
  assert (One : forall j, (j < S k)%nat -> v (with_positive y draw j) = 1).
  { intros j Hj. unfold v, terms_of. pose proof (count_at_most_one (S k) (with_positive y draw)
      (with_positive y draw j) A) as C.
    assert (P : (1 <= count (S k) (fun i => Nat.eqb (with_positive y draw i) (with_positive y draw j)))%nat).
    { clear C. induction (S k) as [|m IH]; [lia|]. simpl. destruct (Nat.eq_dec j m) as [->|Ne].
      - rewrite Nat.eqb_refl. lia.
      - assert (1 <= count m (fun i => Nat.eqb (with_positive y draw i) (with_positive y draw j)))%nat
          by (apply IH; lia). lia. }
    replace (count _ _) with 1%nat by lia. reflexivity. }
  split.
  - exists y. split; [exact Y|]. change y with (with_positive y draw 0) at 1. rewrite One by lia. lra.
  - pose proof (at_the_noise k q y draw v (- (INR k + 1))) as B.
    rewrite (sum_ext (S k) _ (fun _ => (INR k + 2) ^ 2)) in B by (intros j Hj; rewrite One by exact Hj; ring).
    assert (V : sum n (fun i => v i ^ 2) = INR k + 1).
    { pose proof (by_items n (S k) (with_positive y draw) (fun i => v i) (items_inside n k y draw Y D)) as E.
      rewrite (sum_ext (S k) _ (fun _ => 1)), sum_const, S_INR in E by (intros j Hj; apply One, Hj).
      rewrite Rmult_1_r in E. rewrite E. apply sum_ext. intros i _. unfold v, terms_of. ring. }
    rewrite sum_const, S_INR in B. rewrite V.
    match goal with |- second_derivative _ _ ?x => match type of B with second_derivative _ _ ?b =>
      replace x with b by field end end. exact B.
Qed.

(** Claim: sf.jacobian.nce.normaliser
    Role: establishes
    Place: SF, beyond the summary, quick check
    Says: In the scores of the items and the log normaliser c the largest norm over all of them of NCE's Hessian is
      (k + 2)/4, for draws that differ from one another and from the positive: along every direction (v, w) the second
      derivative is from 0 to that times ||v||^2 + w^2, which is met along one at some scores.
    Gap: Real numbers, not floating point. The Hessian's norm is the largest second derivative along a direction of
      length 1, as none is negative.
    Mutant: `(INR k + 2) / 4` becomes `1 / 4`; refuted by the theorem the_normaliser_adds
    Mutant: `(INR k + 2) / 4` becomes `(INR k + 1) / 4`; refuted by the theorem not_its_own_entry
    Mutant: `(INR k + 2) * / 4` becomes `(INR k + 1) * / 2`; refuted by the theorem not_half_the_terms
*)
Theorem nce_curvature_with_normaliser : forall n k q y draw, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> all_different k y draw ->
  (forall o c v w, exists D,
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0 D /\
    0 <= D <= (INR k + 2) / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)) /\
  (exists o c v w, not_zero n v /\
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
      ((INR k + 2) * / 4 * (sum n (fun i => v i ^ 2) + w ^ 2))).
Proof.
  intros n k q y draw _ _ Y D A. split; [|exact (normalised_attained n k q y draw Y D A)].
  intros o c v w. exact (normalised_bounds n k q y draw o c v w Y D A).
Qed.

(** Of two items the first is the positive and the second is drawn. *)
Lemma both_differ : all_different 1 0 (fun _ => 1%nat).
Proof. intros [|[|a]] [|[|b]] Ha Hb E; simpl in E; lia. Qed.

Lemma squares_positive n v w : not_zero n v -> 0 < sum n (fun i => v i ^ 2) + w ^ 2.
Proof.
  intros [i [Hi V]]. pose proof (pow2_ge_0 w).
  assert (0 < sum n (fun i => v i ^ 2)); [|lra]. apply Rlt_le_trans with ((fun i => v i ^ 2) i).
  - cbv beta. rewrite <- Rsqr_pow2. apply Rsqr_pos_lt, V.
  - apply (term_le_sum n (fun i => v i ^ 2)); [intros; apply pow2_ge_0|exact Hi].
Qed.

(** Claim: none
    Says: With one draw the norm is 3/4 and not at most 1/4.
*)
Theorem the_normaliser_adds : ~ (forall n k q y draw, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> all_different k y draw ->
  (forall o c v w, exists D,
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0 D /\
    0 <= D <= 1 / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)) /\
  (exists o c v w, not_zero n v /\
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
      ((INR k + 2) * / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)))).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ Nat.lt_0_1 Q Nat.lt_0_2 D both_differ) as [B _].
  destruct (normalised_attained 2 1 (fun _ => 1 / 2) 0 _ Nat.lt_0_2 D both_differ) as (o & c & v & w & V & E).
  destruct (B o c v w) as (x & X & L). rewrite (second_unique _ _ _ _ X E) in L.
  pose proof (squares_positive 2 v w V) as P.
  destruct L as [_ L]. apply Rmult_le_reg_r in L; [simpl in L; lra|exact P].
Qed.

(** Claim: none
    Says: With one draw the norm is 3/4 and not 2/4, the entry of the normaliser.
*)
Theorem not_its_own_entry : ~ (forall n k q y draw, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> all_different k y draw ->
  (forall o c v w, exists D,
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0 D /\
    0 <= D <= (INR k + 1) / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)) /\
  (exists o c v w, not_zero n v /\
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
      ((INR k + 2) * / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)))).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ Nat.lt_0_1 Q Nat.lt_0_2 D both_differ) as [B _].
  destruct (normalised_attained 2 1 (fun _ => 1 / 2) 0 _ Nat.lt_0_2 D both_differ) as (o & c & v & w & V & E).
  destruct (B o c v w) as (x & X & L). rewrite (second_unique _ _ _ _ X E) in L.
  pose proof (squares_positive 2 v w V) as P.
  destruct L as [_ L]. apply Rmult_le_reg_r in L; [simpl in L; lra|exact P].
Qed.

(** Claim: none
    Says: With one draw the norm is 3/4 and not 1.
*)
Theorem not_half_the_terms : ~ (forall n k q y draw, (0 < k)%nat -> (forall i, (i < n)%nat -> 0 < q i) ->
  (y < n)%nat -> (forall j, (j < k)%nat -> (draw j < n)%nat) -> all_different k y draw ->
  (forall o c v w, exists D,
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0 D /\
    0 <= D <= (INR k + 2) / 4 * (sum n (fun i => v i ^ 2) + w ^ 2)) /\
  (exists o c v w, not_zero n v /\
    second_derivative (fun t => normalised_loss k q y draw (fun i => o i + t * v i) (c + t * w)) 0
      ((INR k + 1) * / 2 * (sum n (fun i => v i ^ 2) + w ^ 2)))).
Proof.
  intros H. assert (Q : forall i : nat, (i < 2)%nat -> 0 < (fun _ : nat => 1 / 2) i) by (intros; lra).
  assert (D : forall j : nat, (j < 1)%nat -> ((fun _ : nat => 1%nat) j < 2)%nat) by (intros; cbv beta; lia).
  destruct (H 2%nat 1%nat _ 0%nat _ Nat.lt_0_1 Q Nat.lt_0_2 D both_differ) as [_ (o & c & v & w & V & E)].
  destruct (normalised_bounds 2 1 (fun _ => 1 / 2) 0 _ o c v w Nat.lt_0_2 D both_differ) as (x & X & L).
  rewrite (second_unique _ _ _ _ X E) in L.
  pose proof (squares_positive 2 v w V) as P.
  destruct L as [_ L]. apply Rmult_le_reg_r in L; [simpl in L; lra|exact P].
Qed.
