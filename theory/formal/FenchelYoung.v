(** The Fenchel-Young loss of sparsemax: its value, its gradient, its zeros, and what it has of a divergence. *)

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
    Place: SF, summary, Foundational
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

Lemma above_scores n z tau p : threshold n z tau p -> sum n (fun i => z i * p i) = tau + sum n (fun i => p i ^ 2).
Proof.
  intros [Hp Hs]. replace tau with (tau * sum n p) by (rewrite Hs; ring). rewrite <- sum_scal, <- sum_plus.
  apply sum_ext. intros i Hi. rewrite (Hp i Hi). unfold Rmax. destruct (Rle_dec (z i - tau) 0); ring.
Qed.

Lemma gini_one_hot n y : (y < n)%nat -> gini n (one_hot y) = 0.
Proof.
  intros Hy. unfold gini. rewrite (sum_ext n (fun i => one_hot y i ^ 2) (one_hot y)).
  - rewrite sum_one_hot by exact Hy. ring.
  - intros i _. unfold one_hot. destruct (Nat.eqb i y); ring.
Qed.

Lemma sum_at n y z : (y < n)%nat -> sum n (fun i => z i * one_hot y i) = z y.
Proof. intros Hy. rewrite <- (sum_pick n y z Hy). apply sum_ext. intros i _. ring. Qed.

(** Claim: none
    Says: One class, z = 0 and tau = -1: the loss is 0, and without the half of the squares it would not be.
*)
Theorem the_squares_count_once : ~ (forall n z tau p y, threshold n z tau p -> (y < n)%nat ->
  loss n z p (one_hot y) = tau - z y + 1 / 2 + sum n (fun i => p i ^ 2)).
Proof.
  intros H. assert (A : threshold 1 (fun _ => 0) (-1) (one_hot 0)).
  { split; [|unfold one_hot; simpl; lra]. intros [|i] L; [|lia]. unfold one_hot. simpl. rewrite Rmax_left; lra. }
  specialize (H _ _ _ _ 0%nat A ltac:(lia)). unfold loss, gini, one_hot in H. simpl in H. lra.
Qed.

(** Claim: sf.fy.identities.value
    Role: part
    Place: SF, summary, Foundational
    Says: The loss of sparsemax for a label y is tau - z_y + 1/2 + ||p||^2/2.
    Gap: alpha = 2 alone.
    Mutant: `1 / 2 * sum` becomes `sum`; refuted by the theorem the_squares_count_once
*)
Theorem sparsemax_loss_value : forall n z tau p y, threshold n z tau p -> (y < n)%nat ->
  loss n z p (one_hot y) = tau - z y + 1 / 2 + 1 / 2 * sum n (fun i => p i ^ 2).
Proof.
  intros n z tau p y A Hy. unfold loss. rewrite (gini_one_hot n y Hy), (sum_at n y z Hy), (above_scores n z tau p A).
  unfold gini. lra.
Qed.

Lemma margin_above n z y : (y < n)%nat -> (forall j, (j < n)%nat -> j <> y -> z j + 1 <= z y) ->
  threshold n z (z y - 1) (one_hot y).
Proof.
  intros Hy M. split; [|exact (sum_one_hot n y Hy)]. intros i Hi. unfold one_hot.
  destruct (Nat.eqb_spec i y) as [->|E]; [rewrite Rmax_left; lra|].
  specialize (M i Hi E). rewrite Rmax_right; lra.
Qed.

(** Claim: none
    Says: At z = (1, 0) the margin is 1 and the loss of the first class is 0.
*)
Theorem a_margin_of_one_is_enough : ~ (forall n z p y, sparsemax n z p -> (y < n)%nat ->
  (loss n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> z j + 1 < z y)).
Proof.
  intros H. assert (A : threshold 2 (one_hot 0) (one_hot 0 0 - 1) (one_hot 0)).
  { apply margin_above; [lia|]. intros [|j] _ E; [lia|]. unfold one_hot. simpl. lra. }
  destruct (H 2%nat _ _ 0%nat (above_sparsemax _ _ _ _ A) ltac:(lia)) as [F _].
  unfold loss, gini in F. specialize (F ltac:(lra) 1%nat ltac:(lia) ltac:(lia)). unfold one_hot in F. simpl in F. lra.
Qed.

(** Claim: sf.fy.identities.zero
    Role: part
    Place: SF, summary, Foundational
    Says: The loss of sparsemax for a label y is 0 exactly if z_y is above every other score by at least 1.
    Gap: alpha = 2 alone, and not the sentence on softmax.
    Mutant: `z j + 1 <= z y` becomes `z j + 1 < z y`; refuted by the theorem a_margin_of_one_is_enough
*)
Theorem sparsemax_loss_zero : forall n z p y, sparsemax n z p -> (y < n)%nat ->
  (loss n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> z j + 1 <= z y).
Proof.
  intros n z p y S Hy. destruct (sparsemax_above n z p S) as [tau A]. split.
  - intros E j Hj Hn. rewrite (loss_value n z tau p _ A (one_hot_simplex n y Hy)) in E. unfold divergence in E.
    pose proof (slack_nonneg n z tau _ (one_hot_simplex n y Hy)).
    assert (P : forall i, (i < n)%nat -> one_hot y i - p i = 0).
    { apply squares_zero. pose proof (squares_nonneg n (fun i => one_hot y i - p i)). lra. }
    destruct A as [A _]. pose proof (P y Hy) as Py. pose proof (P j Hj) as Pj. rewrite (A y Hy) in Py.
    rewrite (A j Hj) in Pj. unfold one_hot in *. rewrite Nat.eqb_refl in Py. destruct (Nat.eqb_spec j y); [lia|].
    unfold Rmax in *. destruct (Rle_dec (z y - tau) 0), (Rle_dec (z j - tau) 0); lra.
  - intros M. pose proof (margin_above n z y Hy M) as B. rewrite loss_as_distances.
    rewrite (sum_ext n (fun i => (p i - z i) ^ 2) (fun i => (one_hot y i - z i) ^ 2)); [lra|].
    intros i Hi. rewrite (above_unique _ _ _ _ _ _ i A B Hi). reflexivity.
Qed.

(** Claim: none
    Says: Two classes, from z = (0, 0) to (1, -1): the remainder is above a quarter of the squared step.
*)
Theorem no_flatter_remainder : ~ (forall n z p z' p' q, sparsemax n z p -> sparsemax n z' p' -> simplex n q ->
  0 <= loss n z' p' q - loss n z p q - sum n (fun i => (p i - q i) * (z' i - z i))
    <= 1 / 8 * sum n (fun i => (z' i - z i) ^ 2)).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 0 then 1 / 2 else - (1 / 2)).
  assert (A : sparsemax 2 (fun _ => 0) (fun _ => 1 / 2)).
  { apply (above_sparsemax _ _ (- (1 / 2))). split; [|simpl; lra]. intros i _. rewrite Rmax_left; lra. }
  assert (B : sparsemax 2 z (one_hot 0)).
  { apply (above_sparsemax _ _ (- (1 / 2))). split; [|unfold one_hot; simpl; lra]. unfold z, one_hot.
    intros [|i] _; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra. }
  specialize (H _ _ _ _ _ (one_hot 0) A B (one_hot_simplex 2 0 ltac:(lia))).
  unfold loss, gini, z, one_hot in H. simpl in H. lra.
Qed.

(** Claim: sf.fy.identities.gradient
    Role: part
    Place: SF, summary, Foundational
    Says: Between any two score vectors z, z' the loss of sparsemax lies above its linear part with the gradient
      p - q at z, by at most half the squared step: so p - q is its gradient, kinks of the map included.
    Gap: alpha = 2 alone; for any q of the simplex, of which the claim's one-hot labels are some.
    Mutant: `1 / 2 * sum` becomes `1 / 8 * sum`; refuted by the theorem no_flatter_remainder
*)
Theorem sparsemax_loss_gradient : forall n z p z' p' q, sparsemax n z p -> sparsemax n z' p' -> simplex n q ->
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
    Place: SF, novelty report
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

(** A wrong top costs at least a quarter of the square of what it is short of the best chance. *)
Lemma sparsemax_excess n eta z p : simplex n eta -> sparsemax n z p ->
  1 / 2 * sum n (fun i => (eta i - p i) ^ 2) <= sparsemax_risk n eta z p + gini n eta.
Proof.
  intros He S. destruct (sparsemax_above n z p S) as [tau A]. rewrite (risk_as_loss n eta z p He).
  rewrite (loss_value n z tau p eta A He). unfold divergence. pose proof (slack_nonneg n z tau eta He). lra.
Qed.

Lemma two_terms n f i k : (forall j, (j < n)%nat -> 0 <= f j) -> (i < n)%nat -> (k < n)%nat -> i <> k ->
  f i + f k <= sum n f.
Proof.
  intros P Hi Hk N. rewrite <- (sum_pick n i f Hi), <- (sum_pick n k f Hk), <- sum_plus. apply sum_le.
  intros j Hj. pose proof (P j Hj). unfold one_hot.
  destruct (Nat.eqb_spec j i), (Nat.eqb_spec j k); try lia; lra.
Qed.

Lemma order_weak n z p i k : sparsemax n z p -> (i < n)%nat -> (k < n)%nat -> z k <= z i -> p k <= p i.
Proof.
  intros S Hi Hk L. destruct (sparsemax_above n z p S) as [tau [A _]]. rewrite (A i Hi), (A k Hk).
  apply Rmax_mono. lra.
Qed.

(** Claim: none
    Says: Two classes of chances 3/4 and 1/4 on a level: the excess risk is 1/16, a quarter of the square of 1/2.
*)
Theorem a_wrong_top_may_cost_a_quarter : ~ (forall n eta z p z' p' i k, simplex n eta -> sparsemax n z p ->
  sparsemax n z' p' -> (i < n)%nat -> (k < n)%nat -> z k <= z i -> eta i <= eta k ->
  (forall j, (j < n)%nat -> p' j = eta j) ->
  101 / 400 * (eta k - eta i) ^ 2 <= sparsemax_risk n eta z p - sparsemax_risk n eta z' p').
Proof.
  intros H. set (eta := fun i => if Nat.eqb i 0 then 3 / 4 else 1 / 4).
  assert (E : simplex 2 eta) by (unfold eta; split; [intros i _; destruct (Nat.eqb i 0); lra|simpl; lra]).
  assert (A : sparsemax 2 (fun _ => 0) (fun _ => 1 / 2)).
  { apply (above_sparsemax _ _ (- (1 / 2))). split; [|simpl; lra]. intros i _. rewrite Rmax_left; lra. }
  assert (B : sparsemax 2 eta eta).
  { apply (above_sparsemax _ _ 0). split; [|exact (proj2 E)]. intros i Hi. rewrite Rmax_left; [lra|].
    pose proof (proj1 E i Hi). lra. }
  specialize (H 2%nat eta _ _ _ _ 1%nat 0%nat E A B ltac:(lia) ltac:(lia) ltac:(lra)).
  unfold sparsemax_risk, loss, gini, one_hot, eta in H. specialize (H ltac:(simpl; lra) ltac:(reflexivity)).
    simpl in H. lra.
Qed.

(** Claim: sf.calibration.classification.entmax.regret
    Role: part
    Place: SF, summary, Key results
    Says: If the scores z put class i on top of class k (no lower), whose chance is higher by eps, the risk of
      the sparsemax loss at z exceeds that at any scores whose sparsemax is eta by at least eps^2/4.
    Gap: alpha = 2 alone. That the scores to compare with are those of least risk is another theorem; that two classes
      attain the bound is what refutes the mutant.
    Mutant: `1 / 4 *` becomes `101 / 400 *`; refuted by the theorem a_wrong_top_may_cost_a_quarter
*)
Theorem a_wrong_top_costs_a_quarter : forall n eta z p z' p' i k, simplex n eta -> sparsemax n z p ->
  sparsemax n z' p' -> (i < n)%nat -> (k < n)%nat -> z k <= z i -> eta i <= eta k ->
  (forall j, (j < n)%nat -> p' j = eta j) ->
  1 / 4 * (eta k - eta i) ^ 2 <= sparsemax_risk n eta z p - sparsemax_risk n eta z' p'.
Proof.
  intros n eta z p z' p' i k He S S' Hi Hk Hz Hik Hp'.
  assert (M : sparsemax_risk n eta z' p' = - gini n eta).
  { rewrite (risk_as_loss n eta z' p' He). unfold loss, gini.
    rewrite (sum_ext n (fun j => z' j * p' j) (fun j => z' j * eta j))
      by (intros j Hj; rewrite (Hp' j Hj); reflexivity).
    rewrite (sum_ext n (fun j => p' j ^ 2) (fun j => eta j ^ 2)) by (intros j Hj; rewrite (Hp' j Hj); reflexivity).
    ring. }
  pose proof (sparsemax_excess n eta z p He S) as X. rewrite M. destruct (Nat.eq_dec i k) as [->|N].
  - pose proof (squares_nonneg n (fun j => eta j - p j)). lra.
  - pose proof (two_terms n (fun j => (eta j - p j) ^ 2) i k ltac:(intros; apply pow2_ge_0) Hi Hk N) as T.
    cbv beta in T.
    pose proof (order_weak n z p i k S Hi Hk Hz) as O. pose proof (pow2_ge_0 (eta k - p k + (eta i - p i))) as Q.
    pose proof (Rmult_le_pos (eta k - eta i) (p i - p k)). pose proof (pow2_ge_0 (p i - p k)). lra.
Qed.

(** Claim: sf.calibration.classification.entmax.minimisers
    Role: part
    Place: SF, summary, Key results
    Says: For every n and eta the scores of least risk under the sparsemax loss are those whose sparsemax is eta.
    Gap: alpha = 2 alone; uniqueness up to an offset and the argmax are not in it.
    Mutant: `p i = eta i` becomes `z i = eta i`; refuted by the theorem the_chances_are_not_the_only_scores
*)
Theorem scores_of_least_sparsemax_risk : forall n eta z p, simplex n eta -> sparsemax n z p ->
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

(** Claim: none
    Says: The scores of least risk are not eta alone: for eta = (1/2, 1/2) they may be (1, 1).
*)
Theorem the_chances_are_not_the_only_scores : ~ (forall n eta z p, simplex n eta -> sparsemax n z p ->
  ((forall z' p', sparsemax n z' p' -> sparsemax_risk n eta z p <= sparsemax_risk n eta z' p')
    <-> forall i, (i < n)%nat -> z i = eta i)).
Proof.
  intros H. assert (E : simplex 2 half) by (split; [intros; unfold half; lra|unfold half; simpl; lra]).
  assert (A : sparsemax 2 (fun _ => 1) half).
  { apply (above_sparsemax _ _ (1 / 2)). split; [|exact (proj2 E)].
    intros i _. unfold half. rewrite Rmax_left; lra. }
  destruct (H 2%nat half _ _ E A) as [B _].
  pose proof (B (proj2 (scores_of_least_sparsemax_risk 2 half _ _ E A) ltac:(reflexivity)) 0%nat ltac:(lia)) as C.
  unfold half in C. lra.
Qed.
