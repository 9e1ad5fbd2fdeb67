(** The printed V of Eq. 32: it fits Eq. 17 and 18 with the interaction once a context, and hardly ever their letter. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Squares Interaction SampledSquares SampledInteraction.
Open Scope R_scope.

(** The squares W (S_y - o_y)^2 of a context, with S of Eq. 32 and any weights, and those of Eq. 16 to 18. *)
Definition factorised_squares (N K : nat) (W r p : nat -> R) (q : nat -> nat -> R) : R :=
  sum N (fun y => W y * (target N r y - score K p q y) ^ 2).

Definition distances (N K : nat) (W r p : nat -> R) (q : nat -> nat -> R) : R :=
  sum N (fun y => W y * (score K p q y + 1 - r y * (INR N / positives N r)) ^ 2).

Lemma factorised_squares_are_distances N K W r p q : factorised_squares N K W r p q = distances N K W r p q.
Proof. apply sum_ext. intros y _. unfold target. ring. Qed.

(** The interaction under the sum over the items. *)
Definition letter (N K : nat) (W r p : nat -> R) (q : nat -> nat -> R) (kappa : R) : R :=
  sum N (fun y => W y * ((score K p q y + 1 - r y * (INR N / positives N r)) ^ 2 - kappa * sum N (score K p q) ^ 2)).

Lemma letter_is N K W r p q kappa :
  letter N K W r p q kappa = distances N K W r p q - sum N W * (kappa * sum N (score K p q) ^ 2).
Proof.
  unfold letter, distances. rewrite <- sum_scal_r, <- sum_minus. apply sum_ext. intros; ring.
Qed.

(** Claim: rg.eq32.full.letter
    Role: establishes under the interaction is taken once a context, as in Eq. 15
    Place: RG, s. 4.3, Eq. 32
    Says: With V_x = I/N the squares I (S_y - o_y)^2 less V_x (1'o)^2 are Eq. 17's sum with the interaction once a
      context; they are the letter of Eq. 17, its interaction under the sum over y, only for one item or scores of sum
      0.
    Gap: Real numbers. One context with I >= 1 positives, o_y = p q_y; without the factor 1/|D| and the regulariser, as
      in the claim.
    Mutant: `= distances N K W r p q - positives N r *` becomes `= distances N K W r p q - INR N * positives N r *`;
      refuted by the theorem once_is_not_n_times
    Mutant: `INR N = 1 \/ sum N (score K p q) = 0` becomes `0 < INR N`; refuted by the theorem v_misses_the_letter
*)
Theorem printed_v_fits_once_a_context : forall N K r p q, labels N r -> 0 < positives N r ->
  let W := fun _ => positives N r in
  let factorised := factorised_squares N K W r p q - positives N r / INR N * sum N (score K p q) ^ 2 in
  factorised = distances N K W r p q - positives N r * (/ INR N * sum N (score K p q) ^ 2) /\
  (factorised = letter N K W r p q (/ INR N) <-> INR N = 1 \/ sum N (score K p q) = 0).
Proof.
  intros N K r p q _ P W. cbv zeta. pose proof (positives_items N r P) as HN.
  rewrite factorised_squares_are_distances, letter_is. unfold W. rewrite sum_const. fold W.
  set (s := sum N (score K p q)). set (D := distances N K W r p q). split; [field; lra|]. split.
  - intros E. assert (Z : positives N r * (INR N - 1) * s ^ 2 = 0).
    { assert (E' : positives N r / INR N * s ^ 2 = INR N * positives N r * (/ INR N * s ^ 2)) by lra.
      apply (f_equal (fun z => INR N * z)) in E'.
      replace (INR N * (positives N r / INR N * s ^ 2)) with (positives N r * s ^ 2) in E' by (field; lra).
      replace (INR N * (INR N * positives N r * (/ INR N * s ^ 2))) with (INR N * positives N r * s ^ 2) in E'
        by (field; lra). lra. }
    apply Rmult_integral in Z. destruct Z as [Z|Z].
    + apply Rmult_integral in Z. destruct Z; [lra|left; lra].
    + right. apply Rsqr_0_uniq. rewrite Rsqr_pow2. exact Z.
  - intros [E|E]; rewrite E; field. lra.
Qed.

(** Claim: none
    Says: Two items, the first positive, scores of 1: once a context is not N times.
*)
Theorem once_is_not_n_times : ~ forall N K r p q, labels N r -> 0 < positives N r ->
  let W := fun _ => positives N r in
  let factorised := factorised_squares N K W r p q - positives N r / INR N * sum N (score K p q) ^ 2 in
  factorised = distances N K W r p q - INR N * positives N r * (/ INR N * sum N (score K p q) ^ 2) /\
  (factorised = letter N K W r p q (/ INR N) <-> INR N = 1 \/ sum N (score K p q) = 0).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)) as [E _].
  rewrite factorised_squares_are_distances, P in E. unfold score in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: Two items, the first positive, scores of 1: the letter of Eq. 17 is missed.
*)
Theorem v_misses_the_letter : ~ forall N K r p q, labels N r -> 0 < positives N r ->
  let W := fun _ => positives N r in
  let factorised := factorised_squares N K W r p q - positives N r / INR N * sum N (score K p q) ^ 2 in
  factorised = distances N K W r p q - positives N r * (/ INR N * sum N (score K p q) ^ 2) /\
  (factorised = letter N K W r p q (/ INR N) <-> 0 < INR N).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)) as [_ [_ E]].
  specialize (E ltac:(simpl; lra)). rewrite factorised_squares_are_distances, letter_is, P in E.
  unfold score in E. simpl in E. lra.
Qed.

(** Claim: rg.eq32.sampled.letter
    Role: establishes under the interaction is taken once a context, as in Eq. 15
    Place: RG, s. 4.3, Eq. 32
    Says: With V_x = I (n+1)/N^2 and the weights of Eq. 19 the squares less V_x (1'o)^2 are Eq. 18's sum for RGx with
      the interaction, (n+1)/N^2 (1'o)^2, once a context, I times; they are its letter, the interaction under the sum
      over y with its weight, only if the weights add up to I or the scores to 0.
    Gap: Real numbers. One context with I >= 1 positives, o_y = p q_y; without the factor 1/|D| and the regulariser, as
      in the claim.
    Mutant: `- once_a_context N r n *` becomes `- to_the_letter N r n *`; refuted by the theorem
      sampled_v_misses_the_letter
*)
Theorem printed_sampled_v_fits_once_a_context : forall N K n r p q, labels N r -> 0 < positives N r ->
  let W := eq19_weight N r n in
  let factorised := factorised_squares N K W r p q
    - positives N r * (INR n + 1) / INR N ^ 2 * sum N (score K p q) ^ 2 in
  let kappa := (INR n + 1) / INR N ^ 2 in
  factorised = distances N K W r p q - once_a_context N r n * (kappa * sum N (score K p q) ^ 2) /\
  (factorised = letter N K W r p q kappa <-> sum N W = positives N r \/ sum N (score K p q) = 0).
Proof.
  intros N K n r p q _ P W. cbv zeta. pose proof (positives_items N r P) as HN. pose proof (pos_INR n) as Pn.
  rewrite factorised_squares_are_distances, letter_is. unfold once_a_context.
  assert (Pk : 0 < (INR n + 1) / INR N ^ 2) by (apply Rdiv_lt_0_compat; [lra|apply pow_lt, HN]).
  replace (positives N r * (INR n + 1) / INR N ^ 2) with (positives N r * ((INR n + 1) / INR N ^ 2)) by (field; lra).
  set (kappa := (INR n + 1) / INR N ^ 2) in *. set (s := sum N (score K p q)). set (D := distances N K W r p q).
  split; [ring|]. split.
  - intros E. assert (Z : kappa * (sum N W - positives N r) * s ^ 2 = 0) by lra.
    apply Rmult_integral in Z. destruct Z as [Z|Z].
    + apply Rmult_integral in Z. destruct Z; [lra|left; lra].
    + right. apply Rsqr_0_uniq. rewrite Rsqr_pow2. exact Z.
  - intros [E|E]; rewrite E; ring.
Qed.

(** Claim: none
    Says: Two items, the first positive, one draw, scores of 1: the letter of Eq. 18 is missed.
*)
Theorem sampled_v_misses_the_letter : ~ forall N K n r p q, labels N r -> 0 < positives N r ->
  let W := eq19_weight N r n in
  let factorised := factorised_squares N K W r p q
    - positives N r * (INR n + 1) / INR N ^ 2 * sum N (score K p q) ^ 2 in
  let kappa := (INR n + 1) / INR N ^ 2 in
  factorised = distances N K W r p q - to_the_letter N r n * (kappa * sum N (score K p q) ^ 2) /\
  (factorised = letter N K W r p q kappa <-> sum N W = positives N r \/ sum N (score K p q) = 0).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat 1%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)) as [E _].
  rewrite factorised_squares_are_distances in E. unfold to_the_letter, eq19_weight in E. rewrite P in E.
  unfold score, one_hot in E. simpl in E. lra.
Qed.
