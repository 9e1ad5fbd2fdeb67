(** The support of sparsemax: which classes it leaves out, and how far below the others their scores are. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax.
Open Scope R_scope.

Lemma sum_above n z tau p : threshold n z tau p -> sum n (fun i => Rmax (z i - tau) 0) = 1.
Proof. intros [Hp Hs]. rewrite <- Hs. apply sum_ext. intros i Hi. symmetry. exact (Hp i Hi). Qed.

(** What exceeds the score of j sums to 1 or more exactly if j is off the support. *)
Lemma off_support n z p j : sparsemax n z p -> (j < n)%nat ->
  (p j = 0 <-> 1 <= sum n (fun i => Rmax (z i - z j) 0)).
Proof.
  intros H Hj. destruct (sparsemax_above n z p H) as [tau A]. pose proof (sum_above n z tau p A) as S.
  destruct A as [Hp _]. rewrite (Hp j Hj). split.
  - intros E. assert (z j <= tau) by (pose proof (Rmax_l (z j - tau) 0); lra).
    rewrite <- S. apply sum_le. intros i _. apply Rmax_mono. lra.
  - intros L. destruct (Rle_lt_dec (z j) tau) as [Q|Q]; [apply Rmax_right; lra|exfalso].
    assert (D : 0 <= sum n (fun i => Rmax (z i - tau) 0 - Rmax (z i - z j) 0 - one_hot j i * (z j - tau))).
    { apply sum_nonneg. intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i j) as [->|_].
      - rewrite (Rmax_left (z j - tau)), (Rmax_left (z j - z j)) by lra. lra.
      - pose proof (Rmax_mono (z i - z j) (z i - tau)). lra. }
    rewrite !sum_minus, S, (sum_pick n j (fun _ => z j - tau) Hj) in D. lra.
Qed.

(** Claim: none
    Says: At z = (1, 0) the sum is 1 and the second class is off the support.
*)
Theorem at_one_a_class_is_off_the_support : ~ (forall n z p j, sparsemax n z p -> (j < n)%nat ->
  (p j = 0 <-> 1 < sum n (fun i => Rmax (z i - z j) 0))).
Proof.
  intros H. assert (S : sparsemax 2 (one_hot 0) (one_hot 0)).
  { apply (above_sparsemax _ _ 0). split; [|simpl; unfold one_hot; simpl; lra].
    intros [|i] _; unfold one_hot; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra. }
  destruct (H 2%nat (one_hot 0) (one_hot 0) 1%nat S ltac:(lia)) as [B _]. specialize (B eq_refl).
  unfold one_hot in B. simpl in B. rewrite (Rmax_left (1 - 0)), (Rmax_right (0 - 0)) in B by lra. lra.
Qed.

(** Claim: sf.hard_negatives.sparse.criterion
    Role: part
    Place: SF, summary, Mechanism 1
    Says: Under sparsemax a class j has p_j = 0, and as a negative no gradient, exactly if the sum of
      max(z_i - z_j, 0) over all i is at least 1.
    Gap: alpha = 2 alone. That the gradient of the loss in the score of a negative is p_j is another theorem.
    Mutant: `1 <= sum` becomes `1 < sum`; refuted by the theorem at_one_a_class_is_off_the_support
*)
Theorem sparsemax_support : forall n z p j, sparsemax n z p -> (j < n)%nat ->
  (p j = 0 <-> 1 <= sum n (fun i => Rmax (z i - z j) 0)).
Proof. exact off_support. Qed.

(** The same with a fixed scale c. *)
Lemma rankmax_of_a_fixed_scale_support : forall n c z p j, 0 < c -> sparsemax n (fun i => c * z i) p ->
  (j < n)%nat -> (p j = 0 <-> / c <= sum n (fun i => Rmax (z i - z j) 0)).
Proof.
  intros n c z p j Hc H Hj. rewrite (off_support n _ p j H Hj).
  rewrite (sum_ext n (fun i => Rmax (c * z i - c * z j) 0) (fun i => c * Rmax (z i - z j) 0)).
  - rewrite sum_scal. split; intros L.
    + apply (Rmult_le_reg_l c); [exact Hc|]. rewrite Rinv_r; lra.
    + apply (Rmult_le_compat_l c) in L; [|lra]. rewrite Rinv_r in L; lra.
  - intros i _. unfold Rmax. destruct (Rle_dec (c * z i - c * z j) 0), (Rle_dec (z i - z j) 0); nra.
Qed.

(** Claim: none
    Says: A negative that outranks all others has a gradient.
*)
Theorem the_highest_has_a_gradient : ~ ~ (forall n c z p y j, 0 < c ->
  sparsemax n (fun i => c * z i) p -> (y < n)%nat -> (j < n)%nat -> (forall i, (i < n)%nat -> z i <= z j) -> 0 < p j).
Proof.
  intros H. apply H. intros n c z p y j Hc S _ Hj M. pose proof (proj1 (proj1 S) j Hj) as [P|P]; [exact P|exfalso].
  symmetry in P. apply (off_support n _ p j S Hj) in P. rewrite (sum_eq_0 n) in P; [lra|]. intros i Hi.
  apply Rmax_right. pose proof (Rmult_le_compat_l c _ _ (Rlt_le _ _ Hc) (M i Hi)). lra.
Qed.

(** Claim: sf.hard_negatives.rankmax.fixed
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: With a fixed scale a negative that outranks the target need not have a gradient: at scale 1 and
      z = (0, 1, 2), target first, the second class has p_j = 0.
    Gap: That the gradient of the loss in the score of a negative is p_j is another theorem.
    Mutant: `z y < z j` becomes `(forall i, (i < n)%nat -> z i <= z j)`; refuted by the theorem
      the_highest_has_a_gradient
*)
Theorem an_outranking_negative_without_a_gradient : ~ (forall n c z p y j, 0 < c ->
  sparsemax n (fun i => c * z i) p -> (y < n)%nat -> (j < n)%nat -> z y < z j -> 0 < p j).
Proof.
  intros H. assert (S : sparsemax 3 (fun i => 1 * INR i) (one_hot 2)).
  { apply (above_sparsemax _ _ 1). split; [|unfold one_hot; simpl; lra]. unfold one_hot.
    intros [|[|[|i]]] L; [| | |lia]; simpl; [rewrite Rmax_right|rewrite Rmax_right|rewrite Rmax_left]; lra. }
  specialize (H 3%nat 1 INR _ 0%nat 1%nat ltac:(lra) S ltac:(lia) ltac:(lia)). unfold one_hot in H. simpl in H. lra.
Qed.

(** Claim: none
    Says: A class on the support may be nearer than 2 p_i to one off it: at z = (1, 0).
*)
Theorem no_wider_gap : ~ (forall n z tau p i j, threshold n z tau p -> (i < n)%nat -> (j < n)%nat ->
  0 < p i -> p j = 0 -> 2 * p i <= z i - z j /\ (z i - z j = p i <-> z j = tau)).
Proof.
  intros H. assert (S : threshold 2 (one_hot 0) 0 (one_hot 0)).
  { split; [|simpl; unfold one_hot; simpl; lra].
    intros [|i] _; unfold one_hot; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra. }
  destruct (H 2%nat _ 0 _ 0%nat 1%nat S) as [L _]; unfold one_hot in *; simpl in *; try lia; lra.
Qed.

(** Claim: sf.support_separation
    Role: part
    Place: SF, summary, Mechanism 3
    Says: For sparsemax with the threshold tau, p_i > 0 = p_j implies z_i - z_j >= p_i > 0, with equality exactly
      if z_j is at the threshold.
    Gap: alpha = 2 alone, and not the sentence on softmax.
    Mutant: `p i <= z i - z j` becomes `2 * p i <= z i - z j`; refuted by the theorem no_wider_gap
*)
Theorem sparsemax_support_is_apart : forall n z tau p i j, threshold n z tau p -> (i < n)%nat -> (j < n)%nat ->
  0 < p i -> p j = 0 -> p i <= z i - z j /\ (z i - z j = p i <-> z j = tau).
Proof.
  intros n z tau p i j [Hp _] Hi Hj Pi Pj. rewrite (Hp i Hi) in *. rewrite (Hp j Hj) in Pj.
  pose proof (Rmax_l (z j - tau) 0). unfold Rmax in *. destruct (Rle_dec (z i - tau) 0); lra.
Qed.

(** Claim: none
    Says: Where two other classes tie at the top, a class may be off the support by less than 1.
*)
Theorem no_gap_of_one : ~ (forall n z p j top, sparsemax n z p -> (j < n)%nat -> p j = 0 ->
  (top < n)%nat -> (forall i, (i < n)%nat -> z i <= z top) -> 1 <= z top - z j).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 2 then 0 else 1 / 2).
  assert (S : sparsemax 3 z z).
  { apply (above_sparsemax _ _ 0). unfold z. split; [|simpl; lra].
    intros [|[|[|i]]] _; simpl; [rewrite Rmax_left|rewrite Rmax_left|rewrite Rmax_left|rewrite Rmax_left]; lra. }
  pose proof (H 3%nat z z 2%nat 0%nat S ltac:(lia) eq_refl ltac:(lia)) as L. unfold z in L. simpl in L.
  assert (1 <= 1 / 2 - 0); [|lra]. apply L. intros i _. destruct (Nat.eqb i 2); lra.
Qed.

(** Claim: sf.support_separation.top
    Role: part
    Place: SF, summary, Mechanism 3
    Says: For sparsemax and every n, a class with p_j = 0 is at least 1/(n - 1) below the top score.
    Gap: alpha = 2 alone; that 1/(n - 1) is attained is not in it.
    Mutant: `/ (INR n - 1) <=` becomes `1 <=`; refuted by the theorem no_gap_of_one
*)
Theorem off_the_support_is_below_the_top : forall n z p j top, sparsemax n z p -> (j < n)%nat -> p j = 0 ->
  (top < n)%nat -> (forall i, (i < n)%nat -> z i <= z top) -> / (INR n - 1) <= z top - z j.
Proof.
  intros n z p j top S Hj Pj Ht T. pose proof (proj1 (off_support n z p j S Hj) Pj) as L.
  assert (U : sum n (fun i => Rmax (z i - z j) 0) <= sum n (fun i => (z top - z j) - one_hot j i * (z top - z j))).
  { apply sum_le. intros i Hi. pose proof (T i Hi). pose proof (T j Hj). unfold one_hot.
    destruct (Nat.eqb_spec i j) as [->|_]; apply Rmax_lub; lra. }
  rewrite sum_minus, sum_const, (sum_pick n j (fun _ => z top - z j) Hj) in U. pose proof (T j Hj).
  assert (1 < INR n).
  { apply (lt_INR 1). destruct n as [|[|n]]; [lia| |lia]. destruct S as [[_ S] _].
    assert (j = 0%nat) by lia. subst j. simpl in S. lra. }
  apply (Rmult_le_reg_l (INR n - 1)); [lra|]. rewrite Rinv_r by lra. lra.
Qed.
