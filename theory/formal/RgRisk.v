(** The risk of the squared loss in Theorem 10. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgRanking RgSquaredConsistency RgConsistency.
Open Scope R_scope.

Definition any_set (q : nat -> bool) : Prop := True.

(** The squared loss before Theorem 10, and the Bayes scores of Eq. 25. *)
Definition phi_B (N : nat) (f : nat -> R) (q : nat -> bool) : R := sum N (fun y => (f y - hit q y) ^ 2).

Definition f_B (K : nat) (chance : nat -> R) (r : nat -> nat ->
  bool) (y : nat) : R := mean K chance r (fun q => hit q y).

Lemma risk_split N K chance r f : law K chance r any_set -> mean K chance r (phi_B N f)
  = sum N (fun y => (f y - f_B K chance r y) ^ 2) + sum N (fun y => f_B K chance r y * (1 - f_B K chance r y)).
Proof.
  intros L. unfold phi_B. rewrite mean_sum, <- sum_plus. apply sum_ext. intros y _.
  rewrite (mean_linear K chance r any_set (fun q => (f y - hit q y) ^ 2) (1 - 2 * f y) (fun q => hit q y)
    (f y ^ 2) (fun _ => 1) L).
  - rewrite (mean_const K chance r any_set 1 L). fold (f_B K chance r y). ring.
  - intros q _. unfold hit. destruct (q y); ring.
Qed.

Lemma coin_is_law : law 2 (two_chances (1 / 2)) (two_sets (only 0) (but 0)) any_set.
Proof. apply two_law; unfold any_set; auto; lra. Qed.

(** Claim: rg.thm10.risk
    Role: refutes
    Place: RG, s. 4.2, before Theorem 10
    Says: The risk E[sum_y (f - r)^2] is not sum_y (f - f_B)^2: one item that is relevant with chance 1/2, and f = 0,
      give 1/2 and 1/4.
    Gap: Real numbers; conditional on one context.
    Mutant: `(f y - f_B K chance r y) ^ 2)` becomes `(f y - f_B K chance r y) ^ 2 + f_B K chance r y * (1 - f_B K
      chance r y))`; refuted by the theorem the_variance_is_missing
*)
Theorem printed_risk_is_wrong : ~ forall N K chance r f, law K chance r any_set ->
  mean K chance r (phi_B N f) = sum N (fun y => (f y - f_B K chance r y) ^ 2).
Proof.
  intros H. specialize (H 1%nat _ _ _ (fun _ => 0) coin_is_law). rewrite mean_two in H.
  unfold phi_B, f_B, hit, only, but in H. simpl in H. rewrite mean_two in H. simpl in H. lra.
Qed.

(** Claim: none
    Says: With the variance of the labels the risk is right.
*)
Theorem the_variance_is_missing : ~ ~ forall N K chance r f, law K chance r any_set ->
  mean K chance r (phi_B N f)
  = sum N (fun y => (f y - f_B K chance r y) ^ 2 + f_B K chance r y * (1 - f_B K chance r y)).
Proof. intros H. apply H. intros. rewrite risk_split, sum_plus by assumption. reflexivity. Qed.

(** Claim: rg.thm10.minimum
    Role: refutes
    Place: RG, Theorem 10
    Says: The least risk of the squared loss is not 0, although every f is allowed: one item that is relevant with
      chance 1/2 has the least risk 1/4.
    Gap: Real numbers; conditional on one context; that Eq. 27 holds with the true least risk is not in the statement.
    Mutant: `mean K chance r (phi_B N f) = 0` becomes `mean K chance r (phi_B N f) = sum N (fun y => f_B K chance r y
      * (1 - f_B K chance r y))`; refuted by the theorem the_least_risk_is_the_variance
*)
Theorem least_risk_is_not_zero : ~ forall N K chance r, law K chance r any_set ->
  exists f, mean K chance r (phi_B N f) = 0.
Proof.
  intros H. destruct (H 1%nat _ _ _ coin_is_law) as [f E]. rewrite risk_split in E by apply coin_is_law.
  unfold f_B in E. simpl in E. rewrite !mean_two in E. unfold hit, only, but in E. simpl in E.
  pose proof (pow2_ge_0 (f 0%nat - (1 / 2 * 1 + (1 - 1 / 2) * 0))) as Q. simpl in Q. lra.
Qed.

(** Claim: none
    Says: The least risk is the variance of the labels.
*)
Theorem the_least_risk_is_the_variance : ~ ~ forall N K chance r, law K chance r any_set ->
  exists f, mean K chance r (phi_B N f) = sum N (fun y => f_B K chance r y * (1 - f_B K chance r y)).
Proof.
  intros H. apply H. intros N K chance r L. exists (f_B K chance r). rewrite risk_split by exact L.
  rewrite (sum_eq_0 N (fun y => (f_B K chance r y - f_B K chance r y) ^ 2)); [ring|]. intros; ring.
Qed.

(** Claim: rg.thm10.repair
    Role: establishes
    Place: RG, Theorem 10, repaired
    Says: The risk is sum_y (f - f_B)^2 + sum_y f_B (1 - f_B), whose second part is the least risk, and is 0 exactly
      where every label is certain.
    Gap: Real numbers; conditional on one context.
    Mutant: `= 0 <->` becomes `<= 1 <->`; refuted by the theorem labels_need_not_be_certain
    Mutant: `f_B K chance r y * (1 - f_B K chance r y)) /\` becomes `f_B K chance r y) /\`; refuted by the theorem
      the_second_moment_is_not_the_variance
*)
Theorem risk_is_distance_and_variance : forall N K chance r, law K chance r any_set ->
  (forall f, mean K chance r (phi_B N f) - sum N (fun y => (f y - f_B K chance r y) ^ 2)
    = sum N (fun y => f_B K chance r y * (1 - f_B K chance r y)) /\
    mean K chance r (phi_B N (f_B K chance r)) <= mean K chance r (phi_B N f)) /\
  (mean K chance r (phi_B N (f_B K chance r)) = 0 <->
    forall y, (y < N)%nat -> f_B K chance r y = 0 \/ f_B K chance r y = 1).
Proof.
  intros N K chance r L.
  assert (Z : sum N (fun y => (f_B K chance r y - f_B K chance r y) ^ 2) = 0).
  { apply sum_eq_0. intros; ring. }
  split.
  - intros f. rewrite !risk_split, Z by exact L. split; [ring|].
    assert (0 <= sum N (fun y => (f y - f_B K chance r y) ^ 2)); [|lra]. apply sum_nonneg. intros; apply pow2_ge_0.
  - rewrite risk_split, Z, Rplus_0_l by exact L.
    assert (B : forall y, 0 <= f_B K chance r y * (1 - f_B K chance r y)).
    { intros y. assert (P0 : 0 <= f_B K chance r y).
      { apply (mean_nonneg K chance r any_set); [exact L|]. intros q _. destruct (hit_cases q y); lra. }
      assert (P1 : 0 <= 1 - f_B K chance r y).
      { pose proof (mean_nonneg K chance r any_set (fun q => 1 - hit q y) L) as M.
        rewrite (mean_linear K chance r any_set (fun q => 1 - hit q y) 1 (fun _ => 1) (- (1)) (fun q => hit q y) L) in M
          by (intros; ring). rewrite (mean_const K chance r any_set 1 L) in M. unfold f_B.
        assert (0 <= 1 * 1 + - (1) * mean K chance r (fun q => hit q y)); [|lra].
        apply M. intros q _. destruct (hit_cases q y); lra. }
      apply Rmult_le_pos; assumption. }
    split.
    + intros E y Hy. pose proof (term_le_sum N (fun y => f_B K chance r y * (1 - f_B K chance r y)) y
        (fun i _ => B i) Hy) as T. cbv beta in T. specialize (B y).
      destruct (Rmult_integral (f_B K chance r y) (1 - f_B K chance r y)) as [E'|E']; [lra|left; exact E'|right; lra].
    + intros E. apply sum_eq_0. intros y Hy. destruct (E y Hy) as [->| ->]; ring.
Qed.

(** Claim: none
    Says: A least risk of at most 1 does not make labels certain.
*)
Theorem labels_need_not_be_certain : ~ forall N K chance r, law K chance r any_set ->
  (forall f, mean K chance r (phi_B N f) - sum N (fun y => (f y - f_B K chance r y) ^ 2)
    = sum N (fun y => f_B K chance r y * (1 - f_B K chance r y)) /\
    mean K chance r (phi_B N (f_B K chance r)) <= mean K chance r (phi_B N f)) /\
  (mean K chance r (phi_B N (f_B K chance r)) <= 1 <->
    forall y, (y < N)%nat -> f_B K chance r y = 0 \/ f_B K chance r y = 1).
Proof.
  intros H. destruct (H 1%nat _ _ _ coin_is_law) as [_ [E _]]. rewrite risk_split in E by apply coin_is_law.
  unfold f_B in E. simpl in E. rewrite !mean_two in E. unfold hit, only, but in E. simpl in E.
  destruct (E ltac:(lra) 0%nat ltac:(lia)) as [E'|E']; rewrite mean_two in E'; simpl in E'; lra.
Qed.

(** Claim: none
    Says: The mean of r^2 is not the least risk.
*)
Theorem the_second_moment_is_not_the_variance : ~ forall N K chance r, law K chance r any_set ->
  (forall f, mean K chance r (phi_B N f) - sum N (fun y => (f y - f_B K chance r y) ^ 2)
    = sum N (fun y => f_B K chance r y) /\
    mean K chance r (phi_B N (f_B K chance r)) <= mean K chance r (phi_B N f)) /\
  (mean K chance r (phi_B N (f_B K chance r)) = 0 <->
    forall y, (y < N)%nat -> f_B K chance r y = 0 \/ f_B K chance r y = 1).
Proof.
  intros H. destruct (H 1%nat _ _ _ coin_is_law) as [E _]. destruct (E (fun _ => 0)) as [E' _].
  rewrite risk_split in E' by apply coin_is_law. unfold f_B in E'. simpl in E'. rewrite !mean_two in E'.
  unfold hit, only, but in E'. simpl in E'. lra.
Qed.
