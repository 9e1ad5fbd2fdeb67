(** The Fenchel-Young loss of sparsemax: its gradient, its risk, and what it has of a divergence. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax.
Open Scope R_scope.

(** Omega*(z) + Omega(q) - <z, q> for Omega = gini; the conjugate is <z, p> - Omega(p) at the sparsemax p of z. *)
Definition loss (n : nat) (z p q : nat -> R) : R :=
  (sum n (fun i => z i * p i) - gini n p) + gini n q - sum n (fun i => z i * q i).

(** The Bregman divergence of gini from p to q. *)
Definition divergence (n : nat) (q p : nat -> R) : R := 1 / 2 * sum n (fun i => (q i - p i) ^ 2).

Lemma loss_as_distances n z p q :
  loss n z p q = 1 / 2 * (sum n (fun i => (q i - z i) ^ 2) - sum n (fun i => (p i - z i) ^ 2)).
Proof. unfold loss. rewrite (objective n z q), (objective n z p). lra. Qed.

Lemma loss_value n z tau p q : threshold n z tau p -> simplex n q ->
  loss n z p q = divergence n q p + sum n (fun i => q i * Rmax (tau - z i) 0).
Proof. intros A Q. rewrite loss_as_distances, (distance n z tau p q A Q). unfold divergence. lra. Qed.

(** The two scores of the counterexample. *)
Lemma two_scores_above a : 0 <= a -> threshold 2 (fun i => if Nat.eqb i 0 then 0 else - (1 + a)) (-1) (one_hot 0).
Proof.
  intros Ha. split; [|unfold one_hot; simpl; lra]. unfold one_hot.
  intros [|i] _; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra.
Qed.

(** Claim: none
    Says: Where p is positive everywhere, the loss is the divergence.
*)
Theorem inside : ~ ~ (forall n z p q, sparsemax n z p -> simplex n q -> (forall i, 0 < p i) ->
  loss n z p q = divergence n q p).
Proof.
  intros H. apply H. intros n z p q S Q P. destruct (sparsemax_above n z p S) as [tau A].
  rewrite (loss_value n z tau p q A Q), sum_eq_0; [lra|]. intros i Hi. specialize (P i).
  rewrite (proj1 A i Hi) in P. rewrite (Rmax_right (tau - z i)); [lra|].
  unfold Rmax in P. destruct (Rle_dec (z i - tau) 0); lra.
Qed.

(** Claim: sf.fy.bregman
    Role: refutes
    Place: SF, the argument of RG's Prop. 5, carried over to the sparse losses
    Says: The loss of sparsemax is not the Bregman divergence of its map: at z = (0, -9) and q = (0, 1) it is 9, and
      the divergence from the map, (1, 0), is 1.
    Gap: alpha = 2, one value of the alpha of the claim, which says it for every alpha >= 1.
    Mutant: `simplex n q ->` becomes `simplex n q -> (forall i, 0 < p i) ->`; refuted by the theorem inside
*)
Theorem the_loss_is_no_divergence : ~ (forall n z p q, sparsemax n z p -> simplex n q ->
  loss n z p q = divergence n q p).
Proof.
  intros H. pose proof (above_sparsemax _ _ _ _ (two_scores_above 8 ltac:(lra))) as S.
  specialize (H _ _ _ (one_hot 1) S (one_hot_simplex 2 1 ltac:(lia))).
  unfold loss, divergence, gini, one_hot in H. simpl in H. lra.
Qed.

Lemma gini_one_hot n y : (y < n)%nat -> gini n (one_hot y) = 0.
Proof.
  intros Hy. unfold gini. rewrite (sum_ext n (fun i => one_hot y i ^ 2) (one_hot y)).
  - rewrite sum_one_hot by exact Hy. ring.
  - intros i _. unfold one_hot. destruct (Nat.eqb i y); ring.
Qed.

Lemma sum_at n y z : (y < n)%nat -> sum n (fun i => z i * one_hot y i) = z y.
Proof. intros Hy. rewrite <- (sum_pick n y z Hy). apply sum_ext. intros i _. ring. Qed.

(** p - q is the gradient of the loss, kinks of the map included. *)
Lemma sparsemax_loss_gradient : forall n z p z' p' q, sparsemax n z p -> sparsemax n z' p' -> simplex n q ->
  0 <= loss n z' p' q - loss n z p q - sum n (fun i => (p i - q i) * (z' i - z i))
    <= 1 / 2 * sum n (fun i => (z' i - z i) ^ 2).
Proof.
  intros n z p z' p' q S S' Q. destruct (sparsemax_above n z p S) as [tau A].
  pose proof (proj2 S' p (proj1 S)) as L.
  pose proof (distance n z tau p p' A (proj1 S')) as D. pose proof (slack_nonneg n z tau p' (proj1 S')).
  rewrite !loss_as_distances.
  assert (E : sum n (fun i => (p i - q i) * (z' i - z i)) =
    1 / 2 * (sum n (fun i => (p i - z i) ^ 2) - sum n (fun i => (p i - z' i) ^ 2)
    + (sum n (fun i => (q i - z' i) ^ 2) - sum n (fun i => (q i - z i) ^ 2)))).
  { rewrite <- !sum_minus, <- sum_plus, <- sum_scal. apply sum_ext. intros i _. field. }
  assert (F : sum n (fun i => (p i - z' i) ^ 2) - sum n (fun i => (p' i - z' i) ^ 2)
    = sum n (fun i => (p i - z i) ^ 2) - sum n (fun i => (p' i - z i) ^ 2) + sum n (fun i => (p' i - p i) ^ 2)
    + sum n (fun i => (z' i - z i) ^ 2) - sum n (fun i => ((p' i - p i) - (z' i - z i)) ^ 2)).
  { rewrite <- !sum_minus, <- !sum_plus, <- sum_minus. apply sum_ext. intros i _. ring. }
  rewrite E. pose proof (squares_nonneg n (fun i => (p' i - p i) - (z' i - z i))). lra.
Qed.

(** Claim: none
    Says: The map of (||p||^2 - 1)/(2c) is the sparsemax of c z and not of z/c: at c = 2 and z = (1/2, 0).
*)
Theorem the_scale_multiplies : ~ (forall n c z p, 0 < c ->
  (sparsemax n (fun i => z i / c) p <-> argmax n z (fun q => / (2 * c) * (sum n (fun i => q i ^ 2) - 1)) p)).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 0 then 1 / 2 else 0).
  set (p := fun i => if Nat.eqb i 0 then 5 / 8 else 3 / 8).
  assert (S : sparsemax 2 (fun i => z i / 2) p).
  { apply (above_sparsemax _ _ (- (3 / 8))). unfold z, p. split; [|simpl; lra].
    intros [|i] _; simpl; rewrite Rmax_left; lra. }
  destruct (proj1 (H 2%nat 2 z p ltac:(lra)) S) as [_ M]. specialize (M _ (one_hot_simplex 2 0 ltac:(lia))).
  unfold z, p, one_hot in M. simpl in M. lra.
Qed.

(** Claim: sf.fy.rankmax.fixed
    Role: establishes
    Place: SF, novelty report, consistency analysis
    Says: The sparsemax of c z is the argmax over the simplex of <z, p> - (||p||^2 - 1)/(2c), for every c > 0, n and z.
    Gap: Real numbers; sparsemax is the nearest point of the simplex.
    Mutant: `c * z i` becomes `z i / c`; refuted by the theorem the_scale_multiplies
*)
Theorem rankmax_of_a_fixed_scale_is_an_argmax : forall n c z p, 0 < c ->
  (sparsemax n (fun i => c * z i) p <-> argmax n z (fun q => / (2 * c) * (sum n (fun i => q i ^ 2) - 1)) p).
Proof.
  intros n c z p Hc. rewrite (proj1 (sparsemax_is_argmax_and_threshold n (fun i => c * z i)) p).
  assert (E : forall q, sum n (fun i => c * z i * q i) - gini n q
    = c * (sum n (fun i => z i * q i) - / (2 * c) * (sum n (fun i => q i ^ 2) - 1))).
  { intros q. unfold gini. rewrite (sum_ext n (fun i => c * z i * q i) (fun i => c * (z i * q i))) by (intros; ring).
    rewrite sum_scal. field. lra. }
  split; intros [Hs M]; (split; [exact Hs|]); intros q Hq; specialize (M q Hq); rewrite ?E in *.
  - exact (Rmult_le_reg_l c _ _ Hc M).
  - apply Rmult_le_compat_l; [lra|exact M].
Qed.

(** The mean loss over labels of chances eta. *)
Definition sparsemax_risk (n : nat) (eta z p : nat -> R) : R := sum n (fun y => eta y * loss n z p (one_hot y)).

Lemma risk_as_loss n eta z p : simplex n eta -> sparsemax_risk n eta z p = loss n z p eta - gini n eta.
Proof.
  intros [_ Hs]. unfold sparsemax_risk, loss.
  rewrite (sum_ext n _ (fun y => (sum n (fun i => z i * p i) - gini n p) * eta y - z y * eta y)).
  - rewrite sum_minus, sum_scal, Hs. ring.
  - intros y Hy. rewrite (gini_one_hot n y Hy), (sum_at n y z Hy). ring.
Qed.

(** The risk exceeds the least by at least half the squared distance of the sparsemax from eta. *)
Lemma sparsemax_excess n eta z p : simplex n eta -> sparsemax n z p ->
  1 / 2 * sum n (fun i => (eta i - p i) ^ 2) <= sparsemax_risk n eta z p + gini n eta.
Proof.
  intros He S. destruct (sparsemax_above n z p S) as [tau A]. rewrite (risk_as_loss n eta z p He).
  rewrite (loss_value n z tau p eta A He). unfold divergence. pose proof (slack_nonneg n z tau eta He). lra.
Qed.

Lemma order_weak n z p i k : sparsemax n z p -> (i < n)%nat -> (k < n)%nat -> z k <= z i -> p k <= p i.
Proof.
  intros S Hi Hk L. destruct (sparsemax_above n z p S) as [tau [A _]]. rewrite (A i Hi), (A k Hk).
  apply Rmax_mono. lra.
Qed.

Lemma scores_of_least_sparsemax_risk : forall n eta z p, simplex n eta -> sparsemax n z p ->
  ((forall z' p', sparsemax n z' p' -> sparsemax_risk n eta z p <= sparsemax_risk n eta z' p')
    <-> forall i, (i < n)%nat -> p i = eta i).
Proof.
  intros n eta z p He S.
  assert (L : forall w r, sparsemax n w r -> - gini n eta <= sparsemax_risk n eta w r).
  { intros w r W. pose proof (sparsemax_excess n eta w r He W).
    pose proof (squares_nonneg n (fun i => eta i - r i)). lra. }
  assert (M : forall w r, simplex n eta -> (forall j, (j < n)%nat -> r j = eta j) ->
    sparsemax_risk n eta w r = - gini n eta).
  { intros w r _ E. rewrite (risk_as_loss n eta w r He). unfold loss, gini.
    rewrite (sum_ext n (fun j => w j * r j) (fun j => w j * eta j)) by (intros j Hj; rewrite (E j Hj); reflexivity).
    rewrite (sum_ext n (fun j => r j ^ 2) (fun j => eta j ^ 2)) by (intros j Hj; rewrite (E j Hj); reflexivity).
    ring. }
  split.
  - intros H i Hi. assert (A : threshold n eta 0 eta).
    { split; [|exact (proj2 He)]. intros j Hj. pose proof (proj1 He j Hj). rewrite Rmax_left; lra. }
    specialize (H eta eta (above_sparsemax _ _ _ _ A)). rewrite (M eta eta He) in H by reflexivity.
    pose proof (sparsemax_excess n eta z p He S).
    assert (D : eta i - p i = 0) by (apply (squares_zero n (fun j => eta j - p j)); [lra|exact Hi]). lra.
  - intros E z' p' S'. rewrite (M z p He E). exact (L z' p' S').
Qed.
