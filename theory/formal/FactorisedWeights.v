(** The S, W and V of Eq. 32 with which Eq. 31 is Eq. 17 to the letter, and Eq. 18. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Squares Interaction SampledSquares.
Open Scope R_scope.

(** Claim: rg.eq32.full.letter.repair
    Role: establishes
    Place: RG, s. 4.3, Eq. 32
    Says: with V_x = I the squares W (S_y - o_y)^2 less V_x (1'o)^2 are the sum of Eq. 17 to the letter, its interaction
      under the sum over the items.
    Gap: real numbers. One context; without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `- positives N r * sum N (score K p q) ^ 2` becomes `- positives N r / INR N * sum N (score K p q) ^ 2`;
      refuted by the theorem letter_needs_all_of_v
*)
Theorem factorised_letter : forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2) - positives N r * sum N (score K p q) ^ 2
    = sum N (fun y => positives N r *
        ((score K p q y + 1 - r y * (INR N / positives N r)) ^ 2 - / INR N * sum N (score K p q) ^ 2)).
Proof.
  intros N K r p q L P. pose proof (positives_items N r P) as HN.
  rewrite factorised_rg2 by assumption. unfold eq16. rewrite !sum_scal, sum_minus, sum_const. field. lra.
Qed.

(** Claim: none
    Says: the printed V, I/N, is too small for the letter of Eq. 17.
*)
Theorem letter_needs_all_of_v : ~ (forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2)
    - positives N r / INR N * sum N (score K p q) ^ 2
    = sum N (fun y => positives N r *
        ((score K p q y + 1 - r y * (INR N / positives N r)) ^ 2 - / INR N * sum N (score K p q) ^ 2))).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)).
  rewrite <- factorised_letter in F by (exact L || lra). rewrite P in F. unfold score in F. simpl in F. lra.
Qed.

(** Claim: rg.eq32.sampled
    Role: establishes
    Place: RG, s. 4.3, Eq. 32
    Says: with the weights of Eq. 19 for W the squares W (S_y - o_y)^2 add up to Eq. 18's sum for RG2.
    Gap: real numbers. One context; without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `(target N r y - score` becomes `(target N r y + 2 - score`; refuted by the theorem
      sampled_targets_need_minus
*)
Theorem factorised_sampled : forall N K n r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => eq19_weight N r n y * (target N r y - score K p q y) ^ 2)
    = sum N (fun y => eq19_weight N r n y * (score K p q y + 1 - r y * (INR N / positives N r)) ^ 2).
Proof. intros N K n r p q _ _. apply sum_ext. intros y _. unfold target. ring. Qed.

(** Claim: none
    Says: with the sign of the 1 changed the targets are not those of Eq. 18.
*)
Theorem sampled_targets_need_minus : ~ (forall N K n r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => eq19_weight N r n y * (target N r y + 2 - score K p q y) ^ 2)
    = sum N (fun y => eq19_weight N r n y * (score K p q y + 1 - r y * (INR N / positives N r)) ^ 2)).
Proof.
  intros F. destruct one_positive as [L P].
  specialize (F 1%nat 0%nat 0%nat (fun _ => 1) (fun _ => 0) (fun _ _ => 0) L ltac:(lra)).
  unfold eq19_weight, target, score in F. rewrite P in F. simpl in F. lra.
Qed.

(** Claim: rg.eq32.sampled.letter.repair
    Role: establishes
    Place: RG, s. 4.3, Eq. 32
    Says: with V_x = (n+1)/N^2 times the sum of the weights of Eq. 19 the squares less V_x (1'o)^2 are Eq. 18's sum for
      RGx to the letter.
    Gap: real numbers. One context; without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `* sum N (eq19_weight N r n) * sum` becomes `* positives N r * sum`; refuted by the theorem
      sampled_letter_needs_all_weights
*)
Theorem factorised_sampled_letter : forall N K n r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => eq19_weight N r n y * (target N r y - score K p q y) ^ 2)
    - (INR n + 1) / INR N ^ 2 * sum N (eq19_weight N r n) * sum N (score K p q) ^ 2
    = sum N (fun y => eq19_weight N r n y * ((score K p q y + 1 - r y * (INR N / positives N r)) ^ 2
        - (INR n + 1) / INR N ^ 2 * sum N (score K p q) ^ 2)).
Proof.
  intros N K n r p q L P. rewrite factorised_sampled by assumption.
  set (s := (INR n + 1) / INR N ^ 2 * sum N (score K p q) ^ 2).
  rewrite (sum_ext N (fun y => eq19_weight N r n y * (_ - s)) (fun y => eq19_weight N r n y *
    (score K p q y + 1 - r y * (INR N / positives N r)) ^ 2 - eq19_weight N r n y * s)) by (intros; ring).
  rewrite sum_minus, sum_scal_r. unfold s. ring.
Qed.

(** Claim: none
    Says: the printed V, I (n+1)/N^2, is too small for the letter of Eq. 18.
*)
Theorem sampled_letter_needs_all_weights : ~ (forall N K n r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => eq19_weight N r n y * (target N r y - score K p q y) ^ 2)
    - (INR n + 1) / INR N ^ 2 * positives N r * sum N (score K p q) ^ 2
    = sum N (fun y => eq19_weight N r n y * ((score K p q y + 1 - r y * (INR N / positives N r)) ^ 2
        - (INR n + 1) / INR N ^ 2 * sum N (score K p q) ^ 2))).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat 1%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)).
  rewrite <- factorised_sampled_letter in F by (exact L || lra).
  unfold eq19_weight in F. rewrite P in F. unfold score, one_hot in F. simpl in F. lra.
Qed.
