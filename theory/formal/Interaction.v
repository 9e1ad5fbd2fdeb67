(** The interaction term of RGx: how much of it leaves the loss bounded below, and its form with factors. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic Squares.
Open Scope R_scope.

(** The distances to the targets add up to the sum of the scores, as the targets add up to 0. *)
Lemma distances_sum N r o : 0 < positives N r ->
  sum N (fun y => o y + 1 - r y * (INR N / positives N r)) = sum N o.
Proof.
  intros P. rewrite sum_minus, sum_plus, sum_const, sum_scal_r. fold (positives N r). field. lra.
Qed.

Lemma eq17_nonneg kappa N r o : 0 < positives N r -> kappa <= / INR N -> 0 <= eq17 kappa N r o.
Proof.
  intros P K. pose proof (positives_items N r P) as HN. unfold eq17.
  apply Rmult_le_pos; [lra|]. rewrite <- (distances_sum N r o P).
  set (d := fun y => o y + 1 - r y * (INR N / positives N r)).
  assert (S : 0 <= scatter N d) by apply squares_nonneg.
  rewrite <- scatter_eq in S by (apply INR_lt; exact HN). pose proof (pow2_ge_0 (sum N d)) as Q.
  apply Rle_trans with (1 := S). apply Rplus_le_compat_l, Ropp_le_contravar.
  unfold Rdiv. rewrite Rmult_comm. apply Rmult_le_compat_l; assumption.
Qed.

(** The loss at the targets and an offset c. *)
Lemma eq17_along kappa N r c : 0 < positives N r ->
  eq17 kappa N r (fun y => r y * (INR N / positives N r) - 1 + c)
  = positives N r * INR N * (1 - kappa * INR N) * c ^ 2.
Proof.
  intros P. unfold eq17.
  rewrite <- (distances_sum N r (fun y => r y * (INR N / positives N r) - 1 + c) P).
  rewrite (sum_ext N (fun y => (r y * (INR N / positives N r) - 1 + c + 1 - r y * (INR N / positives N r)) ^ 2)
    (fun _ => c ^ 2)) by (intros; ring).
  rewrite (sum_ext N (fun y => r y * (INR N / positives N r) - 1 + c + 1 - r y * (INR N / positives N r))
    (fun _ => c)) by (intros; ring).
  rewrite !sum_const. ring.
Qed.

(** A parabola that is bounded below opens upwards. *)
Lemma parabola_bounded a b : (forall c, b <= a * c ^ 2) -> 0 <= a.
Proof.
  intros H. destruct (Rle_lt_dec 0 a) as [A|A]; [exact A|exfalso].
  set (c := Rabs b / - a + 1). assert (C : 0 <= Rabs b / - a).
  { apply Rmult_le_pos; [apply Rabs_pos|apply Rlt_le, Rinv_0_lt_compat; lra]. }
  specialize (H c). assert (E : - a * c = Rabs b - a) by (unfold c; field; lra).
  assert (L : - a * c <= - a * c ^ 2) by (apply Rmult_le_compat_l; [lra|unfold c; nra]).
  pose proof (Rle_abs (- b)) as B. rewrite Rabs_Ropp in B. lra.
Qed.

(** Claim: rg.eq17.bounded
    Role: establishes
    Place: RG, s. 4.1, Eq. 17
    Says: I (the squares less kappa times the squared sum of the scores) is bounded below exactly if kappa <= 1/N, and
      then by 0; RGx of Eq. 15, summed over a context's pairs, is 1/(2N) times that with kappa = 1/N, and a constant.
    Gap: real numbers.
    Mutant: `kappa <= / INR N)` becomes `kappa <= 2 * / INR N)`;
      refuted by the theorem twice_the_interaction_is_unbounded
    Mutant: `kappa <= / INR N)` becomes `kappa <= / (2 * INR N))`; refuted by the mutant "$\frac1{2N}$" of
      rg.eq17.bounded
    Mutant: `eq17 (/ INR N) N r o` becomes `eq17 1 N r o`; refuted by the theorem
      eq15_has_the_interaction_once
*)
Theorem interaction_bounded_below : forall N r kappa, labels N r -> 0 < positives N r ->
  ((exists b, forall o, b <= eq17 kappa N r o) <-> kappa <= / INR N) /\
  ((exists b, forall o, b <= eq17 kappa N r o) -> forall o, 0 <= eq17 kappa N r o) /\
  forall o, over_positives N r (rgx N o)
    = / (2 * INR N) * eq17 (/ INR N) N r o + (positives N r - INR N / 2).
Proof.
  intros N r kappa L P. pose proof (positives_items N r P) as HN.
  assert (B : (exists b, forall o, b <= eq17 kappa N r o) -> kappa <= / INR N).
  { intros [b H].
    assert (A : 0 <= positives N r * INR N * (1 - kappa * INR N)).
    { apply parabola_bounded with (b := b). intros c. rewrite <- eq17_along by exact P. apply H. }
    assert (K : 0 <= 1 - kappa * INR N).
    { apply Rmult_le_reg_l with (positives N r * INR N); [apply Rmult_lt_0_compat; assumption|lra]. }
    apply Rmult_le_reg_r with (INR N); [exact HN|]. rewrite Rinv_l; lra. }
  split; [split; [exact B|]|split].
  - intros K. exists 0. intros o. apply eq17_nonneg; assumption.
  - intros H o. apply eq17_nonneg; [exact P|exact (B H)].
  - intros o. destruct (squares_and_constant N r o L P) as [_ E]. rewrite E. unfold eq17.
    rewrite sum_scal. unfold Rdiv. ring.
Qed.

(** Claim: none
    Says: with twice the interaction term, for instance of one item, nothing bounds the loss below.
*)
Theorem twice_the_interaction_is_unbounded : ~ (forall N r kappa, labels N r -> 0 < positives N r ->
  ((exists b, forall o, b <= eq17 kappa N r o) <-> kappa <= 2 * / INR N) /\
  ((exists b, forall o, b <= eq17 kappa N r o) -> forall o, 0 <= eq17 kappa N r o) /\
  forall o, over_positives N r (rgx N o)
    = / (2 * INR N) * eq17 (/ INR N) N r o + (positives N r - INR N / 2)).
Proof.
  intros F. destruct one_positive as [L P].
  destruct (F 1%nat (fun _ => 1) 2 L ltac:(lra)) as [[_ E] _].
  destruct (interaction_bounded_below 1 (fun _ => 1) 2 L ltac:(lra)) as [[T _] _].
  simpl in E, T. specialize (T (E ltac:(lra))). lra.
Qed.

(** Claim: none
    Says: the interaction of Eq. 15 is not that of Eq. 17 to the letter: two items, of which the first is positive,
      o = (1, 1).
*)
Theorem eq15_has_the_interaction_once : ~ (forall N r kappa, labels N r -> 0 < positives N r ->
  ((exists b, forall o, b <= eq17 kappa N r o) <-> kappa <= / INR N) /\
  ((exists b, forall o, b <= eq17 kappa N r o) -> forall o, 0 <= eq17 kappa N r o) /\
  forall o, over_positives N r (rgx N o)
    = / (2 * INR N) * eq17 1 N r o + (positives N r - INR N / 2)).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat (one_hot 0) 0 L ltac:(lra)) as (_ & _ & E). specialize (E (fun _ => 1)).
  destruct (interaction_bounded_below 2 (one_hot 0) 0 L ltac:(lra)) as (_ & _ & T). specialize (T (fun _ => 1)).
  unfold eq17 in E, T. rewrite P in E, T. simpl in E, T. lra.
Qed.

(** Claim: rg.eq17.bounded.literal
    Role: refutes
    Place: RG, s. 4.1, Eq. 17
    Says: with the interaction term under the sum over the items, as Eq. 17 prints it, RGx need not be bounded below:
      two items and one positive are enough.
    Gap: real numbers.
    Mutant: `- / INR N * sum N o ^ 2` becomes `- / INR N ^ 2 * sum N o ^ 2`; refuted by the theorem
      interaction_within_the_sum_bounded
*)
Theorem eq17_to_the_letter_is_unbounded : ~ (forall N r, (2 <= N)%nat -> labels N r -> 0 < positives N r ->
  exists b, forall o, b <= sum N (fun y => positives N r *
    ((o y + 1 - r y * (INR N / positives N r)) ^ 2 - / INR N * sum N o ^ 2))).
Proof.
  intros F. destruct one_of_two as [L P]. destruct (F 2%nat (one_hot 0) ltac:(lia) L ltac:(lra)) as [b H].
  assert (T : 1 <= / INR 2).
  { apply (interaction_bounded_below 2 (one_hot 0) 1 L ltac:(lra)). exists b. intros o. specialize (H o).
    rewrite sum_scal, sum_minus, sum_const in H. unfold eq17.
    replace (INR 2 * (/ INR 2 * sum 2 o ^ 2)) with (1 * sum 2 o ^ 2) in H by (simpl; field). exact H. }
  simpl in T. lra.
Qed.

(** Claim: none
    Says: with 1/N^2 for 1/N under the sum over the items RGx is bounded below.
*)
Theorem interaction_within_the_sum_bounded : ~ ~ (forall N r, (2 <= N)%nat -> labels N r -> 0 < positives N r ->
  exists b, forall o, b <= sum N (fun y => positives N r *
    ((o y + 1 - r y * (INR N / positives N r)) ^ 2 - / INR N ^ 2 * sum N o ^ 2))).
Proof.
  intros F. apply F. intros N r _ L P. exists 0. intros o. pose proof (positives_items N r P) as HN.
  rewrite sum_scal, sum_minus, sum_const.
  replace (INR N * (/ INR N ^ 2 * sum N o ^ 2)) with (/ INR N * sum N o ^ 2) by (field; lra).
  apply (eq17_nonneg (/ INR N)); [exact P|lra].
Qed.

(** The scores of a context from its factors p and those of the items, q. *)
Definition score (K : nat) (p : nat -> R) (q : nat -> nat -> R) (y : nat) : R := sum K (fun k => p k * q y k).

(** Claim: rg.eq31.rg2
    Role: establishes
    Place: RG, s. 4.3, Eq. 31-32
    Says: with S and W = I of Eq. 32 the squares W (S_y - p q_y)^2 add up to those of Eq. 16 for one context, at the
      scores o_y = p q_y.
    Gap: real numbers. One context; without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `(target N r y - score` becomes `(target N r y + 2 - score`; refuted by the theorem targets_need_their_minus
    Mutant: `sum N (fun y => positives N r * (target` becomes `sum N (fun y => 1 * (target`; refuted by the mutant
      "weights 1" of rg.eq31.rg2
*)
Theorem factorised_rg2 : forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2) = eq16 N r (score K p q).
Proof. intros N K r p q _ _. apply sum_ext. intros y _. unfold target. ring. Qed.

(** Claim: none
    Says: with the sign of the 1 changed the targets of Eq. 32 are not those of Eq. 16.
*)
Theorem targets_need_their_minus : ~ (forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y + 2 - score K p q y) ^ 2) = eq16 N r (score K p q)).
Proof.
  intros F. destruct one_positive as [L P].
  specialize (F 1%nat 0%nat (fun _ => 1) (fun _ => 0) (fun _ _ => 0) L ltac:(lra)).
  unfold eq16, target, score in F. rewrite P in F. simpl in F. lra.
Qed.

(** p Q^T Q p^T, as Eq. 31 prints it: Q^T Q has the entries sum_y q_yk q_yl. *)
Definition printed_interaction (N K : nat) (p : nat -> R) (q : nat -> nat -> R) : R :=
  sum K (fun k => sum K (fun l => p k * sum N (fun y => q y k * q y l) * p l)).

Lemma printed_interaction_is_diagonal N K p q :
  printed_interaction N K p q = sum N (fun y => score K p q y ^ 2).
Proof.
  unfold printed_interaction, score.
  rewrite (sum_ext N _ (fun y => sum K (fun k => sum K (fun l => p k * q y k * (p l * q y l))))).
  - rewrite (sum_exchange N K). apply sum_ext. intros k _. rewrite (sum_exchange N K). apply sum_ext. intros l _.
    rewrite <- sum_scal, <- sum_scal_r. apply sum_ext. intros y _. ring.
  - intros y _. rewrite <- sum_square. ring.
Qed.

(** Claim: rg.eq31.rgx
    Role: refutes
    Place: RG, s. 4.3, Eq. 31
    Says: with S, W and V of Eq. 32 the squares less V p Q^T Q p^T are not the sum of Eq. 17 for one context, its
      interaction taken once.
    Gap: real numbers. Without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `printed_interaction N K p q` becomes `sum N (score K p q) ^ 2`; refuted by the theorem
      interaction_is_the_squared_sum
*)
Theorem printed_interaction_is_another : ~ (forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2)
    - positives N r / INR N * printed_interaction N K p q
  = eq17 (/ INR N) N r (score K p q)).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat 1%nat (one_hot 0) (fun _ => 1) (fun _ _ => 1) L ltac:(lra)).
  rewrite printed_interaction_is_diagonal in F.
  unfold target, score, eq17 in F. rewrite P in F. unfold one_hot in F. simpl in F. lra.
Qed.

(** Claim: rg.eq31.rgx.repair
    Role: establishes
    Place: RG, s. 4.3, Eq. 31-32
    Says: with S, W and V of Eq. 32 the squares less V (p Q^T 1)^2 are the sum of Eq. 17 for one context, its
      interaction taken once; the printed p Q^T Q p^T is the sum of the squared scores.
    Gap: real numbers. Without the factor 1/|D| and the regulariser, as in the claim.
    Mutant: `sum N (score K p q) ^ 2` becomes `printed_interaction N K p q`; refuted by the theorem
      diagonal_is_not_the_interaction
    Mutant: `- positives N r / INR N * sum` becomes `- positives N r * sum`; refuted by the mutant
      "$|\mathcal I_x|$ for $|\mathcal I_x|/N$" of rg.eq31.rgx.repair
*)
Theorem factorised_rgx : forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2)
    - positives N r / INR N * sum N (score K p q) ^ 2
    = eq17 (/ INR N) N r (score K p q) /\
  printed_interaction N K p q = sum N (fun y => score K p q y ^ 2).
Proof.
  intros N K r p q L P. pose proof (positives_items N r P) as HN.
  split; [|apply printed_interaction_is_diagonal].
  rewrite factorised_rg2 by assumption. unfold eq16, eq17. rewrite sum_scal. field. lra.
Qed.

(** Claim: none
    Says: the sum of the squared scores in the interaction's place is not it.
*)
Theorem diagonal_is_not_the_interaction : ~ (forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2)
    - positives N r / INR N * printed_interaction N K p q
    = eq17 (/ INR N) N r (score K p q) /\
  printed_interaction N K p q = sum N (fun y => score K p q y ^ 2)).
Proof.
  intros F. apply printed_interaction_is_another. intros N K r p q L P. apply (F N K r p q L P).
Qed.

(** Claim: none
    Says: with the square of the summed scores the interaction is that of Eq. 17.
*)
Theorem interaction_is_the_squared_sum : ~ ~ (forall N K r p q, labels N r -> 0 < positives N r ->
  sum N (fun y => positives N r * (target N r y - score K p q y) ^ 2)
    - positives N r / INR N * sum N (score K p q) ^ 2
  = eq17 (/ INR N) N r (score K p q)).
Proof. intros F. apply F. intros N K r p q L P. apply (factorised_rgx N K r p q L P). Qed.
