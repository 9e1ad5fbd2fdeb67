(** The support of sparsemax: which classes it leaves out. *)

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
    Place: SF, summary, Design tradeoffs
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
