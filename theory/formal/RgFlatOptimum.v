(** The factorised RG2 of RG, A.7: whether its optimum is a strict local minimum and its gradient is Lipschitz. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates.
Open Scope R_scope.

(** RG2 with the weights and targets that follow Eq. 16 and the ridge of Eq. 36-37. *)
Definition rg2_factored (M N K : nat) (r : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : R :=
  weighted_eq31 M N K (W16 N r) (S16 N r) none lam P Q.

(** All entries of P' are within eps of those of P. *)
Definition near (M K : nat) (eps : R) (P P' : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat -> Rabs (P' x k - P x k) < eps.

(** At lambda = 3/4 the objective is 15/8 and a sum of squares. *)
Lemma value_at P Q : rg2_factored 1 2 2 first_positive (3 / 4) P Q
  = 15 / 8 + ((P 0%nat 0%nat * Q 0%nat 0%nat + P 0%nat 1%nat * Q 0%nat 1%nat - 1 / 4) ^ 2
    + (P 0%nat 0%nat * Q 1%nat 0%nat + P 0%nat 1%nat * Q 1%nat 1%nat + 1 / 4) ^ 2)
    + 3 / 4 * ((P 0%nat 0%nat - Q 0%nat 0%nat) ^ 2 + (P 0%nat 1%nat - Q 0%nat 1%nat) ^ 2
      + (P 0%nat 0%nat + Q 1%nat 0%nat) ^ 2 + (P 0%nat 1%nat + Q 1%nat 1%nat) ^ 2).
Proof.
  unfold rg2_factored, weighted_eq31, squares, interaction, scores, dot, none, W16, S16, positives, first_positive.
  simpl. field.
Qed.

Lemma value_at_least P Q : 15 / 8 <= rg2_factored 1 2 2 first_positive (3 / 4) P Q.
Proof.
  rewrite value_at.
  pose proof (pow2_ge_0 (P 0%nat 0%nat * Q 0%nat 0%nat + P 0%nat 1%nat * Q 0%nat 1%nat - 1 / 4)).
  pose proof (pow2_ge_0 (P 0%nat 0%nat * Q 1%nat 0%nat + P 0%nat 1%nat * Q 1%nat 1%nat + 1 / 4)).
  pose proof (pow2_ge_0 (P 0%nat 0%nat - Q 0%nat 0%nat)). pose proof (pow2_ge_0 (P 0%nat 1%nat - Q 0%nat 1%nat)).
  pose proof (pow2_ge_0 (P 0%nat 0%nat + Q 1%nat 0%nat)). pose proof (pow2_ge_0 (P 0%nat 1%nat + Q 1%nat 1%nat)).
  lra.
Qed.

(** The factors c/2, s/2 of the context and of the first item, and minus these of the second. *)
Definition turned (c s : R) (i k : nat) : R :=
  (match k with O => c / 2 | _ => s / 2 end) * (match i with O => 1 | _ => -1 end).

Lemma turned_value c s : c ^ 2 + s ^ 2 = 1 ->
  rg2_factored 1 2 2 first_positive (3 / 4) (turned c s) (turned c s) = 15 / 8.
Proof.
  intros E. rewrite value_at. unfold turned.
  replace (c / 2 * 1 * (c / 2 * 1) + s / 2 * 1 * (s / 2 * 1) - 1 / 4) with ((c ^ 2 + s ^ 2 - 1) / 4) by field.
  replace (c / 2 * 1 * (c / 2 * -1) + s / 2 * 1 * (s / 2 * -1) + 1 / 4) with ((1 - (c ^ 2 + s ^ 2)) / 4) by field.
  rewrite E. field.
Qed.

Lemma small_turn eps : 0 < eps -> exists c s, c ^ 2 + s ^ 2 = 1 /\ 0 < s /\ s / 2 < eps /\ Rabs (c / 2 - 1 / 2) < eps.
Proof.
  intros He. set (t := Rmin eps 1 / 2).
  assert (T : 0 < t < eps /\ t < 1).
  { unfold t. pose proof (Rmin_l eps 1). pose proof (Rmin_r eps 1). pose proof (Rmin_pos eps 1 He Rlt_0_1). lra. }
  assert (D : 0 < 1 + t ^ 2) by nra. assert (D1 : 1 < 1 + t ^ 2) by nra.
  assert (I : 0 < / (1 + t ^ 2) < 1).
  { split; [apply Rinv_0_lt_compat, D|]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
  exists ((1 - t ^ 2) / (1 + t ^ 2)), (2 * t / (1 + t ^ 2)). repeat split.
  - field. lra.
  - apply Rdiv_lt_0_compat; lra.
  - replace (2 * t / (1 + t ^ 2) / 2) with (t * / (1 + t ^ 2)) by (field; lra). nra.
  - replace ((1 - t ^ 2) / (1 + t ^ 2) / 2 - 1 / 2) with (- (t ^ 2 * / (1 + t ^ 2))) by (field; lra).
    rewrite Rabs_Ropp, Rabs_right; nra.
Qed.

(** Claim: rg.eq49.newton
    Role: refutes
    Place: RG, A.7
    Says: The optimum of the factorised RG2 is not always a strict local minimum: with two factors there is an optimum
      that has other factors of the same objective as near as one likes.
    Gap: Real numbers, not floating point. What is said of Newton-CG is read as this condition, as in the claim.
      The objective has the weights of Eq. 16 and the ridge of Eq. 36-37, not the plain one of Eq. 31.
    Mutant: `rg2_factored M N K r lam P Q < rg2_factored M N K r lam P' Q'` becomes `rg2_factored M N K r lam P Q <=
      rg2_factored M N K r lam P' Q'`; refuted by the theorem optimum_is_a_local_minimum
*)
Theorem optimum_is_not_strict : ~ (forall M N K r lam P Q, clicks M N r -> (0 < K)%nat -> 0 < lam ->
  (forall P' Q', rg2_factored M N K r lam P' Q' >= rg2_factored M N K r lam P Q) ->
  exists eps, 0 < eps /\ forall P' Q', near M K eps P P' -> near N K eps Q Q' ->
    ~ (same M K P P' /\ same N K Q Q') -> rg2_factored M N K r lam P Q < rg2_factored M N K r lam P' Q').
Proof.
  intros H. assert (V : rg2_factored 1 2 2 first_positive (3 / 4) (turned 1 0) (turned 1 0) = 15 / 8)
    by (apply turned_value; ring).
  destruct (H 1%nat 2%nat 2%nat first_positive (3 / 4) (turned 1 0) (turned 1 0) first_positive_clicks)
    as (eps & He & F); [lia|lra|intros P Q; rewrite V; apply Rle_ge, value_at_least|].
  destruct (small_turn eps He) as (c & s & E & S0 & S1 & C).
  assert (A : forall i k, (i < 2)%nat -> (k < 2)%nat -> Rabs (turned c s i k - turned 1 0 i k) < eps).
  { assert (S2 : Rabs (s / 2) < eps) by (rewrite Rabs_right; lra).
    intros [|i] [|k] _ _; unfold turned.
    - replace (c / 2 * 1 - 1 / 2 * 1) with (c / 2 - 1 / 2) by ring. exact C.
    - replace (s / 2 * 1 - 0 / 2 * 1) with (s / 2) by field. exact S2.
    - replace (c / 2 * -1 - 1 / 2 * -1) with (- (c / 2 - 1 / 2)) by ring. rewrite Rabs_Ropp. exact C.
    - replace (s / 2 * -1 - 0 / 2 * -1) with (- (s / 2)) by field. rewrite Rabs_Ropp. exact S2. }
  specialize (F (turned c s) (turned c s)). rewrite V, (turned_value c s E) in F. apply (Rlt_irrefl (15 / 8)), F.
  - intros i k Hi Hk. apply A; lia.
  - intros i k Hi Hk. apply A; lia.
  - intros [B _]. specialize (B 0%nat 1%nat ltac:(lia) ltac:(lia)). unfold turned in B. lra.
Qed.

Lemma optimum_is_a_local_minimum : ~ ~ (forall M N K r lam P Q, clicks M N r -> (0 < K)%nat -> 0 < lam ->
  (forall P' Q', rg2_factored M N K r lam P' Q' >= rg2_factored M N K r lam P Q) ->
  exists eps, 0 < eps /\ forall P' Q', near M K eps P P' -> near N K eps Q Q' ->
    ~ (same M K P P' /\ same N K Q Q') -> rg2_factored M N K r lam P Q <= rg2_factored M N K r lam P' Q').
Proof.
  intros H. apply H. intros M N K r lam P Q _ _ _ O. exists 1. split; [lra|]. intros P' Q' _ _ _. apply Rge_le, O.
Qed.

(** ** Second derivatives *)

Definition plus (A B : nat -> nat -> R) (i k : nat) : R := A i k + B i k.
Definition minus (A B : nat -> nat -> R) (i k : nat) : R := A i k - B i k.
Definition size (M N K : nat) (A B : nat -> nat -> R) : R := frobenius M K A + frobenius N K B.

(** Claim: rg.eq49.smooth
    Role: refutes
    Place: RG, A.7, Eq. 49
    Says: The factorised RG2 is not always smooth in the sense that the rate of SGD assumes: for R = (1, 0), K = 1 and
      lambda = 1 no L bounds its second differences by L times the square of the step, as a gradient of the Lipschitz
      constant L would.
    Gap: Real numbers, not floating point. A bound of the second derivatives is read as one of second differences, which
      follows from it. The objective has the weights of Eq. 16 and the ridge of Eq. 36-37, not the plain one of Eq. 31.
    Mutant: `exists L, forall P Q A B` becomes `forall P Q A B, exists L`; refuted by the theorem
      bounded_point_by_point
*)
Theorem factored_is_not_smooth : ~ (forall M N K r lam, clicks M N r -> 0 < lam ->
  exists L, forall P Q A B, 0 < size M N K A B ->
    rg2_factored M N K r lam (plus P A) (plus Q B) + rg2_factored M N K r lam (minus P A) (minus Q B)
    - 2 * rg2_factored M N K r lam P Q <= L * size M N K A B).
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat first_positive 1 first_positive_clicks Rlt_0_1) as [L F].
  set (t := Rabs L + 1). set (e := fun i k : nat => match i with O => 1 | _ => 0 end).
  assert (S : size 1 2 1 e e = 2) by (unfold size, frobenius, e; simpl; ring).
  specialize (F (fun i k => t * e i k) (fun i k => t * e i k) e e ltac:(lra)). rewrite S in F.
  assert (V : forall u, weighted_eq31 1 2 1 (W16 2 first_positive) (S16 2 first_positive) none 1 u u
    = (1 - u 0%nat 0%nat ^ 2) ^ 2 + (1 + u 0%nat 0%nat * u 1%nat 0%nat) ^ 2
      + 3 * u 0%nat 0%nat ^ 2 + u 1%nat 0%nat ^ 2).
  { intros u. unfold weighted_eq31, squares, interaction, scores, dot, none, W16, S16, positives, first_positive. simpl.
    field. }
  unfold rg2_factored in F. rewrite !V in F. unfold plus, minus, e in F.
  assert (T : 1 <= t /\ L <= t) by (unfold t; pose proof (Rabs_pos L); pose proof (Rle_abs L); lra). nra.
Qed.

Lemma quotient_suffices v s : 0 < s -> v <= v / s * s.
Proof. intros S. right. field. lra. Qed.

Lemma bounded_point_by_point : ~ ~ (forall M N K r lam, clicks M N r -> 0 < lam ->
  forall P Q A B, exists L, 0 < size M N K A B ->
    rg2_factored M N K r lam (plus P A) (plus Q B) + rg2_factored M N K r lam (minus P A) (minus Q B)
    - 2 * rg2_factored M N K r lam P Q <= L * size M N K A B).
Proof.
  intros H. apply H. intros M N K r lam _ _ P Q A B. eexists. intros S.
  apply (quotient_suffices _ _ S).
Qed.
