(** Gradient descent on the exact risk of a label distribution, with softmax and with sparsemax. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Sparsemax.
Open Scope R_scope.

(** From zero scores, with steps of one size: z t are the scores after t steps and p t what the map makes of them. *)
Definition descends (n : nat) (eta : nat -> R) (step : R) (z p : nat -> nat -> R) : Prop :=
  (forall i, z 0%nat i = 0) /\ forall t i, z (S t) i = z t i - step * (p t i - eta i).

Definition by_sparsemax (n : nat) (eta : nat -> R) (z p : nat -> nat -> R) : Prop :=
  descends n eta 1 z p /\ forall t, sparsemax n (z t) (p t).
Definition by_softmax (n : nat) (eta : nat -> R) (step : R) (z p : nat -> nat -> R) : Prop :=
  descends n eta step z p /\ forall t i, p t i = softmax n (z t) i.

(** The squared distance of the prediction from eta. *)
Definition miss (n : nat) (eta p : nat -> R) : R := sum n (fun i => (p i - eta i) ^ 2).

Lemma shifted_above n eta c z : simplex n eta -> (forall i, (i < n)%nat -> z i = eta i + c) -> threshold n z c eta.
Proof.
  intros [P S] E. split; [|exact S]. intros i Hi. rewrite (E i Hi). specialize (P i Hi). rewrite Rmax_left; lra.
Qed.

Lemma flat_above n : (0 < n)%nat -> threshold n (fun _ => 0) (- / INR n) (fun _ => / INR n).
Proof.
  intros N. apply lt_INR in N. simpl in N. pose proof (Rinv_0_lt_compat _ N). split.
  - intros i _. rewrite Rmax_left; lra.
  - rewrite sum_const. apply Rinv_r. lra.
Qed.

Lemma sparsemax_ext n z w p : (forall i, z i = w i) -> sparsemax n z p -> sparsemax n w p.
Proof.
  intros E S. destruct (sparsemax_above n z p S) as [tau [A B]]. apply (above_sparsemax n w tau). split; [|exact B].
  intros i Hi. rewrite <- E. exact (A i Hi).
Qed.

Lemma at_once n eta z p t i : simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i.
Proof.
  intros E [[Z D] M] Hi.
  assert (N : (0 < n)%nat) by lia.
  assert (A : forall t, (forall j, (j < n)%nat -> z (S t) j = eta j - / INR n) /\
    forall j, (j < n)%nat -> p (S t) j = eta j).
  { induction t0 as [|u [U V]].
    - assert (Q : forall j, (j < n)%nat -> z 1%nat j = eta j - / INR n).
      { intros j Hj. destruct (sparsemax_above _ _ _ (sparsemax_ext _ _ (fun _ => 0) _ Z (M 0%nat))) as [tau B].
        rewrite D, Z, (above_unique _ _ _ _ _ _ j B (flat_above n N) Hj). ring. }
      split; [exact Q|]. intros j Hj. destruct (sparsemax_above _ _ _ (M 1%nat)) as [tau B].
      refine (above_unique _ _ _ (- / INR n) _ _ j B _ Hj).
      apply (shifted_above n eta (- / INR n) _ E). intros k Hk. rewrite (Q k Hk). ring.
    - assert (Q : forall j, (j < n)%nat -> z (S (S u)) j = eta j - / INR n).
      { intros j Hj. rewrite D, (U j Hj), (V j Hj). ring. }
      split; [exact Q|]. intros j Hj. destruct (sparsemax_above _ _ _ (M (S (S u)))) as [tau B].
      refine (above_unique _ _ _ (- / INR n) _ _ j B _ Hj).
      apply (shifted_above n eta (- / INR n) _ E). intros k Hk. rewrite (Q k Hk). ring. }
  exact (proj2 (A t) i Hi).
Qed.

(** A run of sparsemax on two classes that starts at the flat prediction and is at the label from the first step on. *)
Definition run_z (t i : nat) : R := match t with O => 0 | _ => if Nat.eqb i 0 then 1 / 2 else - (1 / 2) end.
Definition run_p (t i : nat) : R := match t with O => 1 / 2 | _ => if Nat.eqb i 0 then 1 else 0 end.

Lemma run_by_sparsemax : by_sparsemax 2 (one_hot 0) (fun t i => if Nat.ltb i 2 then run_z t i else 0)
  (fun t i => if Nat.ltb i 2 then run_p t i else 0).
Proof.
  split; [split|].
  - intros i. destruct (Nat.ltb i 2); reflexivity.
  - intros [|t] [|[|i]]; unfold one_hot; simpl; lra.
  - intros [|t].
    + apply (above_sparsemax _ _ (- (1 / 2))). split; [|simpl; lra].
      intros [|[|i]] Hi; [| |lia]; simpl; rewrite Rmax_left; lra.
    + apply (above_sparsemax _ _ (- (1 / 2))). split; [|unfold one_hot; simpl; lra].
      intros [|[|i]] Hi; [| |lia]; unfold one_hot; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra.
Qed.

(** A run of softmax exists: the scores are defined step by step. *)
Fixpoint softmax_run (n : nat) (eta : nat -> R) (step : R) (t : nat) : nat -> R :=
  match t with
  | O => fun _ => 0
  | S u => fun i => softmax_run n eta step u i - step * (softmax n (softmax_run n eta step u) i - eta i)
  end.

Lemma softmax_run_descends n eta step :
  by_softmax n eta step (softmax_run n eta step) (fun t => softmax n (softmax_run n eta step t)).
Proof. split; [split; [reflexivity|reflexivity]|reflexivity]. Qed.

(** Claim: none
    Says: Sparsemax is never farther from eta: at first both are as far, and then sparsemax is there.
*)
Theorem sparsemax_is_never_farther : ~ ~ (forall n eta t z p y r, (2 <= n)%nat -> simplex n eta ->
  by_sparsemax n eta z p -> by_softmax n eta 2 y r -> miss n eta (p t) <= miss n eta (r t)).
Proof.
  intros H. apply H. intros n eta t z p y r N E D [[Y _] W]. destruct t as [|t].
  - destruct D as [[Z _] M]. apply Req_le, sum_ext. intros i Hi. f_equal. f_equal.
    destruct (sparsemax_above _ _ _ (sparsemax_ext _ _ (fun _ => 0) _ Z (M 0%nat))) as [tau B].
    rewrite (above_unique _ _ _ _ _ _ i B (flat_above n ltac:(lia)) Hi), W. unfold softmax, partition.
    rewrite (sum_ext n (fun j => exp (y 0%nat j)) (fun _ => 1)) by (intros j _; rewrite Y; exact exp_0).
    rewrite Y, exp_0, sum_const. apply le_INR in N. simpl in N. field. lra.
  - unfold miss at 1. rewrite sum_eq_0.
    + apply sum_nonneg. intros; apply pow2_ge_0.
    + intros i Hi. rewrite (at_once n eta z p t i E D Hi). ring.
Qed.

(** Claim: sf.wop_slower
    Role: refutes
    Place: SF, summary, Key results
    Says: From zero scores, with steps of size 1 for sparsemax and 2 for softmax, sparsemax is not always as far from
      eta as softmax or farther: for eta = (1, 0) it is at eta after one step, and softmax is not.
    Gap: The distance is the squared Euclidean one, which is 0 at eta alone.
    Mutant: `miss n eta (r t) <= miss n eta (p t)` becomes `miss n eta (p t) <= miss n eta (r t)`; refuted by the
      theorem sparsemax_is_never_farther
*)
Theorem sparsemax_is_not_slower : ~ (forall n eta t z p y r, (2 <= n)%nat -> simplex n eta ->
  by_sparsemax n eta z p -> by_softmax n eta 2 y r -> miss n eta (r t) <= miss n eta (p t)).
Proof.
  intros H. assert (E : simplex 2 (one_hot 0)).
  { split; [intros i _; unfold one_hot; destruct (Nat.eqb i 0); lra|unfold one_hot; simpl; lra]. }
  specialize (H 2%nat (one_hot 0) 1%nat _ _ _ _ ltac:(lia) E run_by_sparsemax (softmax_run_descends 2 (one_hot 0) 2)).
  unfold miss in H. simpl in H. set (q := softmax 2 _ 1%nat) in H.
  assert (Q : 0 < q) by (apply Rmult_lt_0_compat; [apply exp_pos|apply Rinv_0_lt_compat, partition_pos; lia]).
  unfold one_hot in H. simpl in H.
  match type of H with 0 + ?a * _ + _ <= _ => pose proof (pow2_ge_0 a) as A end.
  pose proof (Rmult_lt_0_compat _ _ Q Q). simpl in A. lra.
Qed.

(** Claim: none
    Says: Before the first step sparsemax is at the uniform distribution.
*)
Theorem not_before_the_first_step : ~ (forall n, (2 <= n)%nat ->
  (forall eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p t i = eta i) /\
  forall y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
    (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y).
Proof.
  intros F. destruct (F 2%nat ltac:(lia)) as [H _]. assert (E : simplex 2 (one_hot 0)).
  { split; [intros i _; unfold one_hot; destruct (Nat.eqb i 0); lra|unfold one_hot; simpl; lra]. }
  specialize (H _ _ _ 0%nat 0%nat E run_by_sparsemax ltac:(lia)). unfold one_hot in H. simpl in H. lra.
Qed.

(** While the other scores are level, softmax depends on how far the label's score is above them alone. *)
Lemma level_weights n y k z : (y < n)%nat -> (k < n)%nat -> k <> y ->
  (forall i, (i < n)%nat -> i <> y -> z i = z k) -> let x := exp (z y - z k) in
  softmax n z y = x / (x + (INR n - 1)) /\ forall i, (i < n)%nat -> i <> y -> softmax n z i = 1 / (x + (INR n - 1)).
Proof.
  intros Hy Hk N L x. pose proof (exp_pos (z k)) as K. pose proof (exp_pos (z y - z k)) as X. fold x in X.
  assert (E : exp (z y) = x * exp (z k)) by (unfold x; rewrite <- exp_plus; f_equal; ring).
  assert (Z : sum n (fun i => exp (z i)) = (x + (INR n - 1)) * exp (z k)).
  { rewrite (sum_ext n _ (fun i => exp (z k) + one_hot y i * (exp (z y) - exp (z k)))).
    - rewrite sum_plus, sum_const, (sum_pick n y (fun _ => exp (z y) - exp (z k)) Hy), E. ring.
    - intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i y) as [->|D]; [ring|]. rewrite (L i Hi D). ring. }
  assert (P : 1 <= INR n) by (apply (le_INR 1); lia).
  unfold softmax, partition. rewrite Z. split; [rewrite E; field; lra|]. intros i Hi D. rewrite (L i Hi D). field. lra.
Qed.

Lemma softmax_run_is_level n y step z p k : (y < n)%nat -> (k < n)%nat -> k <> y -> 0 < step ->
  by_softmax n (one_hot y) step z p -> forall t, (forall i, (i < n)%nat -> i <> y -> z t i = z t k) /\
  1 <= exp (z t y - z t k) <= 1 + INR n * (step * exp step * INR t).
Proof.
  intros Hy Hk N P [[Z D] W]. induction t as [|t [L [B U]]].
  - split; [intros; rewrite !Z; reflexivity|]. rewrite !Z, Rminus_diag_eq, exp_0 by reflexivity. simpl INR. lra.
  - destruct (level_weights n y k (z t) Hy Hk N L) as [A C]. set (x := exp (z t y - z t k)) in *.
    assert (M : 1 <= INR n - 1).
    { assert (2 <= INR n); [|lra]. apply (le_INR 2). lia. }
    split.
    + intros i Hi Ni. rewrite !D, !W, (L i Hi Ni), (C i Hi Ni), (C k Hk N). unfold one_hot.
      rewrite (proj2 (Nat.eqb_neq i y) Ni), (proj2 (Nat.eqb_neq k y) N). reflexivity.
    + set (a := step * (INR n / (x + (INR n - 1)))).
      assert (E : exp (z (S t) y - z (S t) k) = x * exp a).
      { unfold x, a. rewrite <- exp_plus. f_equal. rewrite !D, !W, A, (C k Hk N). unfold one_hot.
        rewrite Nat.eqb_refl, (proj2 (Nat.eqb_neq k y) N). fold x. field. lra. }
      assert (F : 0 < INR n / (x + (INR n - 1)) <= 1).
      { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_reg_r with (x + (INR n - 1)); [lra|].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
      assert (A0 : 0 < a) by (apply Rmult_lt_0_compat; lra).
      assert (A1 : a <= step) by (unfold a; rewrite <- (Rmult_1_r step) at 2; apply Rmult_le_compat_l; lra).
      rewrite E. pose proof (exp_ineq1_le (- a)) as G. pose proof (exp_pos a) as Ea.
      apply (Rmult_le_compat_l (exp a)) in G; [|lra]. rewrite <- exp_plus in G.
      replace (a + - a) with 0 in G by ring. rewrite exp_0 in G. pose proof (exp_ineq1_le a).
      assert (T : exp a <= exp step) by (destruct A1 as [A1| ->]; [apply Rlt_le, exp_increasing, A1|lra]).
      assert (Q : x * a <= step * INR n).
      { unfold a. replace (x * (step * (INR n / (x + (INR n - 1))))) with (step * INR n * (x / (x + (INR n - 1))))
          by (field; lra). rewrite <- (Rmult_1_r (step * INR n)) at 2. apply Rmult_le_compat_l.
        - apply Rmult_le_pos; lra.
        - apply Rmult_le_reg_r with (x + (INR n - 1)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
      split; [apply Rle_trans with (x * 1); [lra|apply Rmult_le_compat_l; lra]|].
      apply Rle_trans with (x + x * a * exp a).
      * pose proof (Rmult_le_compat_l x _ _ ltac:(lra) G). lra.
      * assert (V : x * a * exp a <= step * INR n * exp step).
        { apply Rmult_le_compat; [apply Rmult_le_pos; lra|lra|exact Q|exact T]. }
        rewrite S_INR. lra.
Qed.

Lemma softmax_is_slow n y step z p t : (2 <= n)%nat -> (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
  (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y.
Proof.
  intros N Hy P M. set (k := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (K : (k < n)%nat /\ k <> y) by (unfold k; destruct (Nat.eqb_spec y 0); lia). destruct K as [Hk Nk].
  destruct (softmax_run_is_level n y step z p k Hy Hk Nk P M t) as [L [B U]].
  destruct (level_weights n y k (z t) Hy Hk Nk L) as [A _]. rewrite (proj2 M), A. set (x := exp (z t y - z t k)) in *.
  apply (le_INR 2) in N. simpl in N. replace (1 - x / (x + (INR n - 1))) with ((INR n - 1) / (x + (INR n - 1)))
    by (field; lra).
  apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; lra.
Qed.

(** Claim: sf.wop_slower.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: By gradient descent from zero scores sparsemax, with steps of size 1, is at eta after one step and stays
      there, for every n >= 2 and every eta; softmax with eta = e_y and steps of any size gamma > 0 has 1 - p_y >= (n -
      1)/(n (1 + gamma e^gamma t)) after t steps.
    Gap: Real numbers; n >= 2 (of one class both are trivial). That 1 is one over the norm of sparsemax's Jacobian is
      not in it.
    Mutant: `p (S t) i` becomes `p t i`; refuted by the theorem not_before_the_first_step
    Mutant: `step * exp step * INR t` becomes `step * INR t`; refuted by the theorem the_power_of_the_step_counts
*)
Theorem sparsemax_arrives_at_once : forall n, (2 <= n)%nat ->
  (forall eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i) /\
  forall y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
    (INR n - 1) / (INR n * (1 + step * exp step * INR t)) <= 1 - p t y.
Proof.
  intros n N. split; [intros eta z p t i E D Hi; exact (at_once n eta z p t i E D Hi)|].
  intros y step z p t Hy P M. apply (softmax_is_slow n y step z p t N Hy P M).
Qed.

(** Claim: none
    Says: Of two classes, after one step of size 2, softmax is at 1 - p_y = 1/(1 + e^2), below 1/6.
*)
Theorem the_power_of_the_step_counts : ~ (forall n, (2 <= n)%nat ->
  (forall eta z p t i, simplex n eta -> by_sparsemax n eta z p -> (i < n)%nat -> p (S t) i = eta i) /\
  forall y step z p t, (y < n)%nat -> 0 < step -> by_softmax n (one_hot y) step z p ->
    (INR n - 1) / (INR n * (1 + step * INR t)) <= 1 - p t y).
Proof.
  intros F. destruct (F 2%nat ltac:(lia)) as [_ H].
  specialize (H 0%nat 2 _ _ 1%nat ltac:(lia) ltac:(lra) (softmax_run_descends 2 (one_hot 0) 2)).
  assert (W : forall i, softmax 2 (fun _ => 0) i = 1 / 2)
    by (intros i; unfold softmax, partition; simpl; rewrite exp_0; field).
  assert (Y : softmax_run 2 (one_hot 0) 2 1 0 = 1).
  { simpl. rewrite W. unfold one_hot. simpl. field. }
  assert (Y' : softmax_run 2 (one_hot 0) 2 1 1 = - (1)).
  { simpl. rewrite W. unfold one_hot. simpl. field. }
  unfold softmax, partition in H. cbn [sum] in H. rewrite Y, Y', Rplus_0_l in H. simpl in H.
  assert (E : exp 1 = exp 2 * exp (- (1))) by (rewrite <- exp_plus; f_equal; ring).
  pose proof (exp_pos (- (1))) as P. rewrite E in H.
  pose proof (exp_pos 2) as P2. pose proof (Rmult_lt_0_compat _ _ P2 P) as P3.
  replace (1 - exp 2 * exp (- (1)) / (exp 2 * exp (- (1)) + exp (- (1)))) with (1 / (exp 2 + 1)) in H
    by (field; repeat split; lra).
  assert (X : 5 < exp 2).
  { pose proof (exp_ineq1 (1 / 2) ltac:(lra)) as G. set (u := exp (1 / 2)) in *.
    replace (exp 2) with (u ^ 4) by (unfold u; simpl; rewrite Rmult_1_r, <- !exp_plus; f_equal; lra).
    apply Rlt_le_trans with ((3 / 2) ^ 4); [lra|]. apply pow_incr. lra. }
  assert (1 / (exp 2 + 1) < 1 / 6); [|lra]. unfold Rdiv. rewrite !Rmult_1_l. apply Rinv_lt_contravar; [|lra].
  apply Rmult_lt_0_compat; lra.
Qed.
