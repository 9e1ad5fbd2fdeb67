(** The regularisers of entmax, sparsemax and softmax: of each the map is the argmax, the only one. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Sparsemax EntmaxLoss EntmaxMap.
Open Scope R_scope.

Lemma argmax_ext n z Omega Omega' p : (forall q, simplex n q -> Omega q = Omega' q) ->
  (argmax n z Omega p <-> argmax n z Omega' p).
Proof.
  intros E. split; intros [S M]; (split; [exact S|]); intros q Q; specialize (M q Q).
  - rewrite <- !E by assumption. exact M.
  - rewrite !E by assumption. exact M.
Qed.

Lemma power_2 x : 0 <= x -> power 2 x = x ^ 2.
Proof.
  intros [H|<-]; [|rewrite power_0 by lra; ring]. unfold power. destruct (Rlt_dec 0 x); [|contradiction].
  replace 2 with (INR 2) by (simpl; ring). apply Rpower_pow, H.
Qed.

Lemma omega_2 n p : simplex n p -> omega 2 n p = gini n p.
Proof.
  intros [P S]. unfold omega, gini. destruct (Req_EM_T 2 1) as [E|_]; [lra|]. rewrite (sum_ext n _
    (fun i => 1 / 2 * (p i ^ 2 - p i))); [rewrite sum_scal, sum_minus, S; reflexivity|].
  intros i Hi. rewrite power_2 by (apply P, Hi). field.
Qed.

(** Sparsemax is 2-entmax. *)
Lemma entmax_2 n z tau p : entmax 2 n z tau p <-> threshold n z tau p.
Proof.
  assert (E : forall x, power (1 / (2 - 1)) ((2 - 1) * x) = Rmax x 0).
  { intros x. replace (1 / (2 - 1)) with 1 by field. replace ((2 - 1) * x) with x by ring.
    destruct (Rle_lt_dec x 0); [rewrite power_0, Rmax_right|rewrite power_1, Rmax_left]; lra. }
  split.
  - intros [S H]. split; [|apply S]. intros i Hi. rewrite <- E. apply H, Hi.
  - intros H. split; [exact (above_simplex _ _ _ _ H)|]. intros i Hi. rewrite E. apply H, Hi.
Qed.

(** Two scores apart by 1 / 2, and their sparsemax. *)
Lemma half_apart : entmax 2 2 (fun i => 1 / 2 * one_hot 0 i) (- (1 / 4)) (fun i => 1 / 4 + 1 / 2 * one_hot 0 i).
Proof.
  apply entmax_2. unfold one_hot. split; [|simpl; lra]. intros [|i] _; simpl; rewrite Rmax_left; lra.
Qed.

(** Claim: none
    Says: Without the factor 1/alpha the map of the scores (1/2, 0) at alpha = 2 is (5/8, 3/8), and not (3/4, 1/4).
*)
Theorem the_factor_is_needed : ~ (forall n z, (0 < n)%nat ->
  (forall a, 1 < a -> (exists tau p, entmax a n z tau p) /\ forall tau p q, entmax a n z tau p ->
    (argmax n z (fun r => sum n (fun i => (power a (r i) - r i) / (a - 1))) q
      <-> forall i, (i < n)%nat -> q i = p i)) /\
  (forall q, (sparsemax n z q <-> exists tau, entmax 2 n z tau q) /\
    (sparsemax n z q <-> argmax n z (fun r => 1 / 2 * (sum n (fun i => r i ^ 2) - 1)) q)) /\
  (forall q, argmax n z (fun r => sum n (fun i => r i * ln (r i))) q <-> forall i, (i < n)%nat -> q i = softmax n z i)).
Proof.
  intros H. destruct (H 2%nat (fun i => 1 / 2 * one_hot 0 i) ltac:(lia)) as [A _].
  destruct (A 2 ltac:(lra)) as [_ B]. destruct (proj2 (B _ _ _ half_apart) ltac:(reflexivity)) as [_ M].
  specialize (M (fun i => 3 / 8 + 1 / 4 * one_hot 0 i)). unfold simplex, one_hot in M. simpl in M.
  rewrite !power_2 in M by lra.
  assert (Q : (forall i, (i < 2)%nat -> 0 <= 3 / 8 + 1 / 4 * (if Nat.eqb i 0 then 1 else 0)) /\
    0 + (3 / 8 + 1 / 4 * 1) + (3 / 8 + 1 / 4 * 0) = 1).
  { split; [intros i _; destruct (Nat.eqb i 0); lra|lra]. }
  specialize (M Q). unfold Rdiv in M. replace (/ (2 - 1)) with 1 in M by field. lra.
Qed.

(** Claim: none
    Says: The map of half the squares without their factor is another: at (1/2, 0) it is not (3/4, 1/4).
*)
Theorem half_the_squares : ~ (forall n z, (0 < n)%nat ->
  (forall a, 1 < a -> (exists tau p, entmax a n z tau p) /\ forall tau p q, entmax a n z tau p ->
    (argmax n z (fun r => sum n (fun i => (power a (r i) - r i) / (a * (a - 1)))) q
      <-> forall i, (i < n)%nat -> q i = p i)) /\
  (forall q, (sparsemax n z q <-> exists tau, entmax 2 n z tau q) /\
    (sparsemax n z q <-> argmax n z (fun r => (sum n (fun i => r i ^ 2) - 1)) q)) /\
  (forall q, argmax n z (fun r => sum n (fun i => r i * ln (r i))) q <-> forall i, (i < n)%nat -> q i = softmax n z i)).
Proof.
  intros H. destruct (H 2%nat (fun i => 1 / 2 * one_hot 0 i) ltac:(lia)) as [_ [B _]].
  destruct (B (fun i => 1 / 4 + 1 / 2 * one_hot 0 i)) as [C D].
  destruct (proj1 D (proj2 C (ex_intro _ (- (1 / 4)) half_apart))) as [_ M].
  specialize (M (fun i => 3 / 8 + 1 / 4 * one_hot 0 i)). unfold simplex, one_hot in M. simpl in M.
  assert (Q : (forall i, (i < 2)%nat -> 0 <= 3 / 8 + 1 / 4 * (if Nat.eqb i 0 then 1 else 0)) /\
    0 + (3 / 8 + 1 / 4 * 1) + (3 / 8 + 1 / 4 * 0) = 1).
  { split; [intros i _; destruct (Nat.eqb i 0); lra|lra]. }
  specialize (M Q). lra.
Qed.

(** Claim: none
    Says: At two equal scores the entropy with its sign lost has its largest value at a vertex, and softmax is even.
*)
Theorem the_sign_of_the_entropy : ~ (forall n z, (0 < n)%nat ->
  (forall a, 1 < a -> (exists tau p, entmax a n z tau p) /\ forall tau p q, entmax a n z tau p ->
    (argmax n z (fun r => sum n (fun i => (power a (r i) - r i) / (a * (a - 1)))) q
      <-> forall i, (i < n)%nat -> q i = p i)) /\
  (forall q, (sparsemax n z q <-> exists tau, entmax 2 n z tau q) /\
    (sparsemax n z q <-> argmax n z (fun r => 1 / 2 * (sum n (fun i => r i ^ 2) - 1)) q)) /\
  (forall q, argmax n z (fun r => sum n (fun i => - (r i * ln (r i)))) q
    <-> forall i, (i < n)%nat -> q i = softmax n z i)).
Proof.
  intros H. destruct (H 2%nat (fun _ => 0) ltac:(lia)) as [_ [_ B]].
  destruct (proj2 (B (softmax 2 (fun _ => 0))) ltac:(reflexivity)) as [_ M].
  specialize (M (one_hot 0) (one_hot_simplex 2 0 ltac:(lia))). unfold one_hot, softmax, partition in M. simpl in M.
  rewrite exp_0, ln_1 in M. replace (1 / (0 + 1 + 1)) with (/ 2) in M by field.
  rewrite ln_Rinv in M by lra. pose proof ln_lt_2. lra.
Qed.

(** Claim: sf.fy.identities.map
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For every alpha > 1, n and z there is a threshold tau for which p_i = ((alpha - 1) max(z_i - tau, 0)) to the
      power 1/(alpha - 1) adds up to 1, and p is the only argmax over the simplex of <z, p> less the sum of
      (p_i^alpha - p_i)/(alpha (alpha - 1)); at alpha = 2 it is sparsemax, the argmax with (||p||^2 - 1)/2; the only
      argmax with the sum of p_i log p_i is softmax.
    Gap: Real numbers, not floating point; 0 log 0 counts as 0; sparsemax is the nearest point of the simplex.
    Mutant: `/ (a * (a - 1))` becomes `/ (a - 1)`; refuted by the theorem the_factor_is_needed
    Mutant: `1 / 2 * (sum` becomes `(sum`; refuted by the theorem half_the_squares
    Mutant: `r i * ln (r i)` becomes `- (r i * ln (r i))`; refuted by the theorem the_sign_of_the_entropy
*)
Theorem the_map_is_the_only_argmax : forall n z, (0 < n)%nat ->
  (forall a, 1 < a -> (exists tau p, entmax a n z tau p) /\ forall tau p q, entmax a n z tau p ->
    (argmax n z (fun r => sum n (fun i => (power a (r i) - r i) / (a * (a - 1)))) q
      <-> forall i, (i < n)%nat -> q i = p i)) /\
  (forall q, (sparsemax n z q <-> exists tau, entmax 2 n z tau q) /\
    (sparsemax n z q <-> argmax n z (fun r => 1 / 2 * (sum n (fun i => r i ^ 2) - 1)) q)) /\
  (forall q, argmax n z (fun r => sum n (fun i => r i * ln (r i))) q <-> forall i, (i < n)%nat -> q i = softmax n z i).
Proof.
  intros n z Hn. split; [|split].
  - intros a Ha. split; [apply entmax_exists; assumption|]. intros tau p q E.
    rewrite <- (argmax_only a n z _ p q ltac:(lra) (entmax_optimal a n z tau p Ha E)).
    apply argmax_ext. intros r _. unfold omega. destruct (Req_EM_T a 1); [lra|reflexivity].
  - intros q. split; [|exact (proj1 (sparsemax_is_argmax_and_threshold n z) q)]. split.
    + intros S. destruct (sparsemax_above n z q S) as [tau T]. exists tau. apply entmax_2, T.
    + intros [tau T]. apply (above_sparsemax n z tau), entmax_2, T.
  - intros q. rewrite <- (argmax_only 1 n z _ _ q ltac:(lra) (softmax_optimal n z Hn)).
    apply argmax_ext. intros r _. unfold omega. destruct (Req_EM_T 1 1); [reflexivity|lra].
Qed.
