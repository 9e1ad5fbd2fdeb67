(** Sparsemax: its thresholds and its order. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

(** The point of the simplex nearest to the scores z. *)
Definition sparsemax (n : nat) (z p : nat -> R) : Prop :=
  simplex n p /\ forall q, simplex n q -> sum n (fun i => (p i - z i) ^ 2) <= sum n (fun i => (q i - z i) ^ 2).

(** What exceeds the threshold tau, which is such that it sums to 1. *)
Definition threshold (n : nat) (z : nat -> R) (tau : R) (p : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> p i = Rmax (z i - tau) 0) /\ sum n p = 1.

(** The largest of <z, p> - Omega(p) over the simplex is at p. *)
Definition argmax (n : nat) (z : nat -> R) (Omega : (nat -> R) -> R) (p : nat -> R) : Prop :=
  simplex n p /\
  forall q, simplex n q -> sum n (fun i => z i * q i) - Omega q <= sum n (fun i => z i * p i) - Omega p.

Definition gini (n : nat) (p : nat -> R) : R := 1 / 2 * (sum n (fun i => p i ^ 2) - 1).

Lemma above_simplex n z tau p : threshold n z tau p -> simplex n p.
Proof.
  intros [Hp Hs]. split; [|exact Hs]. intros i Hi. rewrite Hp by exact Hi. apply Rmax_r.
Qed.

(** The distance of q from the scores, compared with that of p: everything below rests on it. *)
Lemma distance n z tau p q : threshold n z tau p -> simplex n q ->
  sum n (fun i => (q i - z i) ^ 2) =
  sum n (fun i => (p i - z i) ^ 2) + sum n (fun i => (q i - p i) ^ 2) + 2 * sum n (fun i => q i * Rmax (tau - z i) 0).
Proof.
  intros [Hp Hs] [_ Hq].
  assert (E : sum n (fun i => (q i - z i) ^ 2) - (sum n (fun i => (p i - z i) ^ 2) + sum n (fun i => (q i - p i) ^ 2)
    + 2 * sum n (fun i => q i * Rmax (tau - z i) 0)) = sum n (fun i => 2 * tau * (p i - q i))).
  { rewrite <- sum_scal, <- !sum_plus, <- sum_minus. apply sum_ext. intros i Hi. rewrite (Hp i Hi).
    destruct (Rle_lt_dec (z i) tau).
    - rewrite (Rmax_right (z i - tau)), (Rmax_left (tau - z i)) by lra. ring.
    - rewrite (Rmax_left (z i - tau)), (Rmax_right (tau - z i)) by lra. ring. }
  rewrite sum_scal, sum_minus, Hs, Hq in E. lra.
Qed.

Lemma slack_nonneg n z tau q : simplex n q -> 0 <= sum n (fun i => q i * Rmax (tau - z i) 0).
Proof.
  intros [Hq _]. apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [exact (Hq i Hi)|apply Rmax_r].
Qed.

Lemma squares_zero n f : sum n (fun i => f i ^ 2) <= 0 -> forall i, (i < n)%nat -> f i = 0.
Proof.
  intros H i Hi. pose proof (term_le_sum n (fun i => f i ^ 2) i ltac:(intros; apply pow2_ge_0) Hi) as T.
  cbv beta in T. nra.
Qed.

Lemma above_sparsemax n z tau p : threshold n z tau p -> sparsemax n z p.
Proof.
  intros H. split; [exact (above_simplex _ _ _ _ H)|]. intros q Hq.
  rewrite (distance n z tau p q H Hq).
  pose proof (slack_nonneg n z tau q Hq). pose proof (squares_nonneg n (fun i => q i - p i)). lra.
Qed.

Lemma continuous_sum n (f : nat -> R -> R) :
  (forall i, continuity (f i)) -> continuity (fun t => sum n (fun i => f i t)).
Proof.
  intros H. induction n as [|n IH]; simpl.
  - apply continuity_const. intros x y. reflexivity.
  - apply (continuity_plus (fun t => sum n (fun i => f i t)) (f n)); [exact IH|apply H].
Qed.

Lemma Rmax_as_abs a : Rmax a 0 = 1 / 2 * (a + Rabs a).
Proof. unfold Rmax, Rabs. destruct (Rle_dec a 0), (Rcase_abs a); lra. Qed.

Lemma Rmax_mono a b : a <= b -> Rmax a 0 <= Rmax b 0.
Proof. intros H. apply Rle_max_compat_r. exact H. Qed.

Lemma threshold_exists n z : (0 < n)%nat -> exists tau, sum n (fun i => Rmax (z i - tau) 0) = 1.
Proof.
  intros Hn.
  set (b := sum n (fun i => Rabs (z i))).
  assert (Hb : forall i, (i < n)%nat -> - b <= z i <= b).
  { intros i Hi. pose proof (term_le_sum n (fun i => Rabs (z i)) i ltac:(intros; apply Rabs_pos) Hi) as T.
    fold b in T. cbv beta in T. unfold Rabs in T. destruct (Rcase_abs (z i)); lra. }
  set (f := fun t => 1 - sum n (fun i => Rmax (z i - t) 0)).
  assert (C : continuity f).
  { apply (continuity_minus (fun _ => 1) (fun t => sum n (fun i => Rmax (z i - t) 0))).
    - apply continuity_const. intros x y. reflexivity.
    - apply continuous_sum. intros i.
      assert (L : continuity (fun t => z i - t)).
      { apply (continuity_minus (fun _ => z i) (fun t => t)).
        - apply continuity_const. intros x y. reflexivity.
        - apply derivable_continuous, derivable_id. }
      assert (A : continuity (fun t => 1 / 2 * (z i - t + Rabs (z i - t)))).
      { apply (continuity_scal (fun t => z i - t + Rabs (z i - t))).
        apply (continuity_plus (fun t => z i - t) (fun t => Rabs (z i - t))); [exact L|].
        apply (continuity_comp (fun t => z i - t) Rabs); [exact L|exact Rcontinuity_abs]. }
      intros x eps Heps. destruct (A x eps Heps) as [d [Hd D]]. exists d. split; [exact Hd|].
      intros y Hy. rewrite !Rmax_as_abs. exact (D y Hy). }
  destruct (IVT_cor f (- b - 1) b C) as [t [_ Ht]].
  - pose proof (Hb 0%nat Hn). lra.
  - assert (f b = 1).
    { unfold f. rewrite sum_eq_0; [lra|]. intros i Hi. pose proof (Hb i Hi). apply Rmax_right. lra. }
    assert (f (- b - 1) <= 0).
    { unfold f. pose proof (term_le_sum n (fun i => Rmax (z i - (- b - 1)) 0) 0 ltac:(intros; apply Rmax_r) Hn) as T.
      cbv beta in T. pose proof (Hb 0%nat Hn). pose proof (Rmax_l (z 0%nat - (- b - 1)) 0). lra. }
    nra.
  - exists t. unfold f in Ht. lra.
Qed.

Lemma above_exists n z : (0 < n)%nat -> exists tau p, threshold n z tau p.
Proof.
  intros Hn. destruct (threshold_exists n z Hn) as [tau H].
  exists tau, (fun i => Rmax (z i - tau) 0). split; [reflexivity|exact H].
Qed.

Lemma simplex_nonempty n p : simplex n p -> (0 < n)%nat.
Proof. intros [_ H]. destruct n; [simpl in H; lra|lia]. Qed.

Lemma sparsemax_above n z p : sparsemax n z p -> exists tau, threshold n z tau p.
Proof.
  intros [Hs Hp]. destruct (above_exists n z (simplex_nonempty n p Hs)) as (tau & p' & H).
  pose proof (Hp p' (above_simplex _ _ _ _ H)) as L. rewrite (distance n z tau p' p H Hs) in L.
  pose proof (slack_nonneg n z tau p Hs).
  assert (E : forall i, (i < n)%nat -> p i - p' i = 0) by (apply squares_zero; lra).
  exists tau. split; [|apply Hs]. intros i Hi. specialize (E i Hi). rewrite <- (proj1 H i Hi). lra.
Qed.

Lemma above_unique n z tau tau' p p' i : threshold n z tau p -> threshold n z tau' p' -> (i < n)%nat -> p i = p' i.
Proof.
  intros H H' Hi.
  assert (E : forall j, (j < n)%nat -> p j - p' j = 0).
  { apply squares_zero. pose proof (distance n z tau' p' p H' (above_simplex _ _ _ _ H)).
    pose proof (proj2 (above_sparsemax _ _ _ _ H) p' (above_simplex _ _ _ _ H')).
    pose proof (slack_nonneg n z tau' p (above_simplex _ _ _ _ H)). lra. }
  specialize (E i Hi). lra.
Qed.

(** The two objectives differ by what does not depend on q. *)
Lemma objective n z q :
  sum n (fun i => (q i - z i) ^ 2) = sum n (fun i => z i ^ 2) - 2 * (sum n (fun i => z i * q i) - gini n q) + 1.
Proof.
  unfold gini.
  assert (E : sum n (fun i => (q i - z i) ^ 2)
    = sum n (fun i => z i ^ 2) - 2 * sum n (fun i => z i * q i) + sum n (fun i => q i ^ 2)).
  { rewrite <- sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros i _. ring. }
  lra.
Qed.

(** Sparsemax is the argmax for gini, and in threshold form; and there is one. *)
Lemma sparsemax_is_argmax_and_threshold : forall n z,
  (forall p, sparsemax n z p <-> argmax n z (gini n) p) /\
  (forall p, sparsemax n z p <-> exists tau, (forall i, (i < n)%nat -> p i = Rmax (z i - tau) 0) /\ sum n p = 1) /\
  ((0 < n)%nat -> exists p, sparsemax n z p).
Proof.
  intros n z. split; [|split].
  - intros p. split; intros [Hs Hp]; (split; [exact Hs|]); intros q Hq; specialize (Hp q Hq);
      rewrite ?(objective n z q), ?(objective n z p) in *; lra.
  - intros p. split; [apply sparsemax_above|]. intros [tau H]. exact (above_sparsemax n z tau p H).
  - intros Hn. destruct (above_exists n z Hn) as (tau & p & H). exists p. exact (above_sparsemax n z tau p H).
Qed.

Lemma above_order n z tau p i j : threshold n z tau p -> (i < n)%nat -> (j < n)%nat -> z j < z i ->
  p j <= p i /\ (p j = p i <-> p i = 0).
Proof.
  intros [Hp _] Hi Hj Hz. rewrite (Hp i Hi), (Hp j Hj).
  destruct (Rle_lt_dec (z i) tau).
  - rewrite !Rmax_right by lra. lra.
  - rewrite (Rmax_left (z i - tau)) by lra. unfold Rmax. destruct (Rle_dec (z j - tau) 0); lra.
Qed.

(** Three scores of which two are off the support: the witness of what is not strict. *)
Definition far (i : nat) : R := if Nat.eqb i 0 then 2 else - INR i.

Lemma far_above n : (0 < n)%nat -> threshold n far 1 (one_hot 0).
Proof.
  intros Hn. split; [|exact (sum_one_hot n 0 Hn)]. intros [|i] _.
  - unfold far, one_hot. simpl. rewrite Rmax_left; lra.
  - unfold far, one_hot. simpl Nat.eqb. cbv iota. pose proof (pos_INR (S i)). rewrite Rmax_right; lra.
Qed.

(** Claim: none
    Says: Below the threshold sparsemax keeps no order.
*)
Theorem sparsemax_order_is_not_strict : ~ (forall n z p i j, sparsemax n z p -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> p j < p i /\ (p j = p i <-> p i = 0)).
Proof.
  intros H. pose proof (above_sparsemax _ _ _ _ (far_above 3 ltac:(lia))) as S.
  destruct (H 3%nat far (one_hot 0) 1%nat 2%nat S) as [L _]; [lia|lia|unfold far; simpl; lra|].
  unfold one_hot in L. simpl in L. lra.
Qed.

(** Claim: sf.order.sparsemax
    Role: establishes
    Place: SF, summary, Key results and Mechanism 1
    Says: For sparsemax of any n scores, z_i > z_j implies p_i >= p_j, with equality exactly where p_i = 0.
    Gap: Real numbers, not floating point; sparsemax is the nearest point of the simplex.
    Mutant: `p j <= p i` becomes `p j < p i`; refuted by the theorem sparsemax_order_is_not_strict
*)
Theorem sparsemax_order : forall n z p i j, sparsemax n z p -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> p j <= p i /\ (p j = p i <-> p i = 0).
Proof.
  intros n z p i j H. destruct (sparsemax_above n z p H) as [tau A]. exact (above_order n z tau p i j A).
Qed.

(** Claim: none
    Says: With a negative scale the order is turned round.
*)
Theorem a_negative_scale_turns_the_order : ~ (forall n c z p i j,
  c < 0 -> sparsemax n (fun m => c * z m) p -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> p j <= p i /\ (p j = p i <-> p i = 0)).
Proof.
  intros H. assert (S : sparsemax 2 (fun m => -1 * (if Nat.eqb m 0 then 0 else 1)) (one_hot 0)).
  { apply (above_sparsemax _ _ (-1)). split; [|simpl; unfold one_hot; simpl; lra].
    intros [|m] _; unfold one_hot; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra. }
  destruct (H 2%nat (-1) (fun m => if Nat.eqb m 0 then 0 else 1) (one_hot 0) 1%nat 0%nat) as [L _];
    [lra|exact S|lia|lia|simpl; lra|]. unfold one_hot in L. simpl in L. lra.
Qed.

(** Claim: sf.order.rankmax.fixed
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: For the sparsemax of c z, every c > 0 and every n, z_i > z_j implies p_i >= p_j, with equality exactly
      where p_i = 0.
    Gap: Real numbers, not floating point.
    Mutant: `0 < c` becomes `c < 0`; refuted by the theorem a_negative_scale_turns_the_order
*)
Theorem rankmax_of_a_fixed_scale_keeps_the_order : forall n c z p i j,
  0 < c -> sparsemax n (fun m => c * z m) p -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> p j <= p i /\ (p j = p i <-> p i = 0).
Proof.
  intros n c z p i j Hc H Hi Hj Hz.
  exact (sparsemax_order n _ p i j H Hi Hj (Rmult_lt_compat_l c _ _ Hc Hz)).
Qed.
