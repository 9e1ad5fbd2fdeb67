(** The losses of entmax: their value, where they are zero, and the cross-entropy among them. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Sparsemax EntmaxLoss EntmaxMap EntmaxArgmax.
Open Scope R_scope.

Lemma power_of_1 a : power a 1 = 1.
Proof. unfold power. destruct (Rlt_dec 0 1); [|lra]. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0. Qed.

Lemma power_times a x : 0 <= x -> power a x = x * power (a - 1) x.
Proof.
  intros [H|<-]; [|rewrite !power_0 by lra; ring]. unfold power. destruct (Rlt_dec 0 x); [|contradiction].
  rewrite <- (Rpower_1 x) at 2 by exact H. rewrite <- Rpower_plus. f_equal. ring.
Qed.

Lemma omega_one_hot a n y : omega a n (one_hot y) = 0.
Proof.
  rewrite omega_terms. apply sum_eq_0. intros i _. unfold entropy_term, one_hot.
  destruct (Req_EM_T a 1), (Nat.eqb i y); rewrite ?ln_1, ?power_of_1, ?power_0 by lra; unfold Rdiv; ring.
Qed.

Lemma sum_at n y z : (y < n)%nat -> sum n (fun i => z i * one_hot y i) = z y.
Proof. intros Hy. rewrite <- (sum_pick n y z Hy). apply sum_ext. intros i _. ring. Qed.

Lemma argmax_entmax a n z p : 1 < a -> argmax n z (omega a n) p -> exists tau, entmax a n z tau p.
Proof.
  intros Ha M. destruct (entmax_exists a n z Ha (simplex_nonempty n p (proj1 M))) as (tau & r & E).
  pose proof (proj1 (argmax_only a n z _ r p ltac:(lra) (entmax_optimal a n z tau r Ha E)) M) as S.
  exists tau. split; [exact (proj1 M)|]. intros i Hi. rewrite (S i Hi). apply E, Hi.
Qed.

Lemma entmax_argmax a n z tau p : 1 < a -> entmax a n z tau p -> argmax n z (omega a n) p.
Proof. intros Ha E. exact (optimal_argmax a n z _ p ltac:(lra) (entmax_optimal a n z tau p Ha E)). Qed.

Lemma entmax_scores a z tau p : 1 < a -> p = power (1 / (a - 1)) ((a - 1) * (z - tau)) ->
  power (a - 1) p = (a - 1) * Rmax (z - tau) 0.
Proof.
  intros Ha E. destruct (entmax_slope a z tau p Ha E) as [S _]. unfold slope in S. destruct (Req_EM_T a 1); [lra|].
  apply (f_equal (fun x => x * (a - 1) + / a)) in S.
  replace ((a * power (a - 1) p - 1) / (a * (a - 1)) * (a - 1) + / a) with (power (a - 1) p) in S by (field; lra).
  rewrite S. field. lra.
Qed.

(** One class, and what its threshold is. *)
Lemma lone_class a : 1 < a -> argmax 1 (fun _ => 0) (omega a 1) (one_hot 0).
Proof.
  intros Ha. apply (entmax_argmax a 1 _ (- (1 / (a - 1)))); [exact Ha|]. split; [apply one_hot_simplex; lia|].
  intros i Hi. replace i with 0%nat by lia. replace ((a - 1) * (0 - - (1 / (a - 1)))) with 1 by (field; lra).
  symmetry. apply power_of_1.
Qed.

Lemma lone_threshold a tau : 1 < a -> power (a - 1) (one_hot 0 0) = (a - 1) * Rmax (0 - tau) 0 -> tau = - / (a - 1).
Proof.
  intros Ha E. unfold one_hot in E. simpl in E. rewrite power_of_1 in E. unfold Rmax in E.
  destruct (Rle_dec (0 - tau) 0); [lra|]. apply Rmult_eq_reg_l with (a - 1); [|lra].
  replace ((a - 1) * - / (a - 1)) with (-1) by (field; lra). lra.
Qed.

Lemma lone_loss a : loss a 1 (fun _ => 0) (one_hot 0) (one_hot 0) = 0.
Proof. unfold loss, objective. ring. Qed.

(** Claim: none
    Says: One class, alpha = 2: the loss is 0, and with the whole sum of the powers it would not be.
*)
Theorem the_powers_count_by_their_share : ~ (forall a n z p, 1 < a -> argmax n z (omega a n) p -> exists tau,
  (forall i, (i < n)%nat -> power (a - 1) (p i) = (a - 1) * Rmax (z i - tau) 0) /\
  forall y, (y < n)%nat ->
  loss a n z p (one_hot y) = tau - z y + 1 / (a * (a - 1)) + sum n (fun i => power a (p i)) /\
  (a = 2 -> loss a n z p (one_hot y) = tau - z y + 1 / 2 + 1 / 2 * sum n (fun i => p i ^ 2))).
Proof.
  intros H. destruct (H 2 1%nat _ _ ltac:(lra) (lone_class 2 ltac:(lra))) as (tau & T & V).
  pose proof (lone_threshold 2 tau ltac:(lra) (T 0%nat ltac:(lia))) as E.
  destruct (V 0%nat ltac:(lia)) as [W _]. rewrite lone_loss, E in W. unfold one_hot in W. simpl in W.
  rewrite power_of_1 in W. lra.
Qed.

(** Claim: none
    Says: One class, alpha = 3: the constant is 1/6, and not 1/2 as at alpha = 2.
*)
Theorem the_constant_of_sparsemax : ~ (forall a n z p, 1 < a -> argmax n z (omega a n) p -> exists tau,
  (forall i, (i < n)%nat -> power (a - 1) (p i) = (a - 1) * Rmax (z i - tau) 0) /\
  forall y, (y < n)%nat ->
  loss a n z p (one_hot y) = tau - z y + 1 / 2 + 1 / a * sum n (fun i => power a (p i)) /\
  (a = 2 -> loss a n z p (one_hot y) = tau - z y + 1 / 2 + 1 / 2 * sum n (fun i => p i ^ 2))).
Proof.
  intros H. destruct (H 3 1%nat _ _ ltac:(lra) (lone_class 3 ltac:(lra))) as (tau & T & V).
  pose proof (lone_threshold 3 tau ltac:(lra) (T 0%nat ltac:(lia))) as E.
  destruct (V 0%nat ltac:(lia)) as [W _]. rewrite lone_loss, E in W. unfold one_hot in W. simpl in W.
  rewrite power_of_1 in W. lra.
Qed.

(** Claim: sf.fy.identities.value
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For every alpha > 1, n and z, p the argmax of <z, p> - Omega(p): with the threshold tau, for which
      p_i^(alpha - 1) = (alpha - 1) max(z_i - tau, 0), the loss of a label y is
      tau - z_y + 1/(alpha (alpha - 1)) + 1/alpha times the sum of p_i^alpha; at alpha = 2 it is
      tau - z_y + 1/2 + ||p||^2/2.
    Gap: Real numbers, not floating point.
    Mutant: `1 / a * sum` becomes `sum`; refuted by the theorem the_powers_count_by_their_share
    Mutant: `1 / (a * (a - 1))` becomes `1 / 2`; refuted by the theorem the_constant_of_sparsemax
*)
Theorem loss_by_threshold_and_powers : forall a n z p, 1 < a -> argmax n z (omega a n) p -> exists tau,
  (forall i, (i < n)%nat -> power (a - 1) (p i) = (a - 1) * Rmax (z i - tau) 0) /\
  forall y, (y < n)%nat ->
  loss a n z p (one_hot y) = tau - z y + 1 / (a * (a - 1)) + 1 / a * sum n (fun i => power a (p i)) /\
  (a = 2 -> loss a n z p (one_hot y) = tau - z y + 1 / 2 + 1 / 2 * sum n (fun i => p i ^ 2)).
Proof.
  intros a n z p Ha M. destruct (argmax_entmax a n z p Ha M) as [tau [[P S] E]]. exists tau.
  assert (T : forall i, (i < n)%nat -> power (a - 1) (p i) = (a - 1) * Rmax (z i - tau) 0)
    by (intros i Hi; apply entmax_scores; [exact Ha|apply E, Hi]).
  split; [exact T|]. intros y Hy.
  assert (V : loss a n z p (one_hot y) = tau - z y + 1 / (a * (a - 1)) + 1 / a * sum n (fun i => power a (p i))).
  { unfold loss, objective. rewrite omega_one_hot, sum_at by exact Hy. unfold omega.
    destruct (Req_EM_T a 1) as [A|_]; [lra|].
    rewrite (sum_ext n (fun i => z i * p i) (fun i => tau * p i + 1 / (a - 1) * power a (p i))).
    - rewrite (sum_ext n (fun i => (power a (p i) - p i) / (a * (a - 1)))
        (fun i => 1 / (a * (a - 1)) * power a (p i) - 1 / (a * (a - 1)) * p i)) by (intros; field; lra).
      rewrite sum_plus, sum_minus, !sum_scal, S. field. lra.
    - intros i Hi. rewrite power_times, (T i Hi) by (apply P, Hi).
      replace (tau * p i + 1 / (a - 1) * (p i * ((a - 1) * Rmax (z i - tau) 0)))
        with ((tau + Rmax (z i - tau) 0) * p i) by (field; lra).
      pose proof (proj2 (entmax_slope a (z i) tau (p i) Ha (E i Hi))) as K.
      assert (R : Rmax (z i - tau) 0 = z i - tau + Rmax (tau - z i) 0).
      { unfold Rmax. destruct (Rle_dec (z i - tau) 0), (Rle_dec (tau - z i) 0); lra. }
      rewrite R. lra. }
  split; [exact V|]. intros A. rewrite V, A.
  rewrite (sum_ext n (fun i => power 2 (p i)) (fun i => p i ^ 2)) by (intros i Hi; apply power_2, P, Hi). lra.
Qed.

Lemma margin_entmax a n z y : 1 < a -> (y < n)%nat ->
  (forall j, (j < n)%nat -> j <> y -> 1 / (a - 1) <= z y - z j) -> entmax a n z (z y - 1 / (a - 1)) (one_hot y).
Proof.
  intros Ha Hy M. split; [apply one_hot_simplex, Hy|]. intros i Hi. unfold one_hot.
  destruct (Nat.eqb_spec i y) as [->|N].
  - replace ((a - 1) * (z y - (z y - 1 / (a - 1)))) with 1 by (field; lra). symmetry. apply power_of_1.
  - specialize (M i Hi N). symmetry. apply power_0. rewrite <- (Rmult_0_r (a - 1)). apply Rmult_le_compat_l; lra.
Qed.

(** The loss of a label is zero where the map is the label. *)
Lemma loss_zero_at_the_label a n z p y : 1 <= a -> argmax n z (omega a n) p -> (y < n)%nat ->
  (loss a n z p (one_hot y) = 0 <-> forall i, (i < n)%nat -> one_hot y i = p i).
Proof.
  intros Ha M Hy. destruct (argmax_optimal a n z p Ha M) as [c O].
  exact (proj2 (optimal_loss a n z c p (one_hot y) Ha O (one_hot_simplex n y Hy))).
Qed.

Lemma zero_at_the_margin a n z p y : 1 < a -> argmax n z (omega a n) p -> (y < n)%nat ->
  (loss a n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> 1 / (a - 1) <= z y - z j).
Proof.
  intros Ha M Hy. rewrite (loss_zero_at_the_label a n z p y ltac:(lra) M Hy). split.
  - intros E j Hj N. destruct (argmax_entmax a n z p Ha M) as [tau [_ T]].
    pose proof (entmax_scores a (z y) tau (p y) Ha (T y Hy)) as Y.
    pose proof (entmax_scores a (z j) tau (p j) Ha (T j Hj)) as J.
    rewrite <- (E y Hy) in Y. rewrite <- (E j Hj) in J. unfold one_hot in Y, J. rewrite Nat.eqb_refl, power_of_1 in Y.
    destruct (Nat.eqb_spec j y) as [C|_]; [contradiction|]. rewrite power_0 in J by lra.
    assert (J0 : Rmax (z j - tau) 0 = 0) by (apply (Rmult_eq_reg_l (a - 1)); lra). pose proof (Rmax_l (z j - tau) 0).
    apply Rmult_le_reg_l with (a - 1); [lra|]. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
    apply Rle_trans with (1 := Req_le _ _ Y), Rmult_le_compat_l; [lra|]. unfold Rmax in *.
    destruct (Rle_dec (z y - tau) 0); [|lra].
    rewrite Rmult_0_r in Y. lra.
  - intros L. pose proof (entmax_optimal a n z _ _ Ha (margin_entmax a n z y Ha Hy L)) as O.
    intros i Hi. symmetry. exact (proj1 (argmax_only a n z _ _ p ltac:(lra) O) M i Hi).
Qed.

(** Two classes, the first ahead by exactly the margin. *)
Lemma ahead a : 1 < a -> argmax 2 (fun i => 1 / (a - 1) * one_hot 0 i) (omega a 2) (one_hot 0) /\
  loss a 2 (fun i => 1 / (a - 1) * one_hot 0 i) (one_hot 0) (one_hot 0) = 0.
Proof.
  intros Ha. split; [|unfold loss, objective; ring].
  apply (entmax_argmax a 2 _ (1 / (a - 1) * one_hot 0 0 - 1 / (a - 1))); [exact Ha|].
  apply (margin_entmax a 2 (fun i => 1 / (a - 1) * one_hot 0 i)); [exact Ha|lia|]. intros j _ N. unfold one_hot.
  destruct (Nat.eqb_spec j 0); [contradiction|]. simpl. lra.
Qed.

(** Claim: none
    Says: At alpha = 3 a lead of 1/2 is enough.
*)
Theorem the_margin_of_sparsemax : ~ (forall a n z p y, argmax n z (omega a n) p -> (y < n)%nat ->
  (1 < a ->
    (loss a n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> 1 <= z y - z j)) /\
  (a = 1 -> (2 <= n)%nat -> loss a n z p (one_hot y) <> 0)).
Proof.
  intros H. destruct (ahead 3 ltac:(lra)) as [M L]. destruct (H _ _ _ _ 0%nat M ltac:(lia)) as [B _].
  pose proof (proj1 (B ltac:(lra)) L 1%nat ltac:(lia) ltac:(lia)) as C. unfold one_hot in C. simpl in C. lra.
Qed.

(** Claim: none
    Says: A lead by exactly the margin is enough.
*)
Theorem the_margin_itself_is_enough : ~ (forall a n z p y, argmax n z (omega a n) p -> (y < n)%nat ->
  (1 < a ->
    (loss a n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> 1 / (a - 1) < z y - z j)) /\
  (a = 1 -> (2 <= n)%nat -> loss a n z p (one_hot y) <> 0)).
Proof.
  intros H. destruct (ahead 3 ltac:(lra)) as [M L]. destruct (H _ _ _ _ 0%nat M ltac:(lia)) as [B _].
  pose proof (proj1 (B ltac:(lra)) L 1%nat ltac:(lia) ltac:(lia)) as C. unfold one_hot in C. simpl in C. lra.
Qed.

(** Claim: sf.fy.identities.zero
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For every alpha > 1, n and z the loss of a label y is 0 exactly if z_y is above every other score by at least
      1/(alpha - 1); that of softmax, alpha = 1, is never 0 for n >= 2.
    Gap: Real numbers, not floating point.
    Mutant: `1 / (a - 1) <=` becomes `1 <=`; refuted by the theorem the_margin_of_sparsemax
    Mutant: `1 / (a - 1) <=` becomes `1 / (a - 1) <`; refuted by the theorem the_margin_itself_is_enough
*)
Theorem loss_is_zero_from_the_margin_on : forall a n z p y, argmax n z (omega a n) p -> (y < n)%nat ->
  (1 < a ->
    (loss a n z p (one_hot y) = 0 <-> forall j, (j < n)%nat -> j <> y -> 1 / (a - 1) <= z y - z j)) /\
  (a = 1 -> (2 <= n)%nat -> loss a n z p (one_hot y) <> 0).
Proof.
  intros a n z p y M Hy. split; [intros Ha; exact (zero_at_the_margin a n z p y Ha M Hy)|]. intros -> Hn L.
  pose proof (proj1 (loss_zero_at_the_label 1 n z p y ltac:(lra) M Hy) L) as E.
  pose proof (proj1 (argmax_only 1 n z _ _ p ltac:(lra) (softmax_optimal n z ltac:(lia))) M) as S.
  set (j := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (Hj : (j < n)%nat /\ j <> y) by (unfold j; destruct (Nat.eqb_spec y 0); lia).
  pose proof (E j (proj1 Hj)) as J. rewrite (S j (proj1 Hj)) in J. unfold one_hot in J.
  destruct (Nat.eqb_spec j y); [lia|]. pose proof (softmax_pos n z j ltac:(lia)). lra.
Qed.
