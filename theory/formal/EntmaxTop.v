(** How far below the top score the classes off the support of entmax are, for every alpha. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax EntmaxLoss EntmaxMap EntmaxIdentities EntmaxSupport.
Open Scope R_scope.

(** The classes j and k of scores z whose alpha-entmax is p: j is off the support, k has the largest score. *)
Definition off_and_top (a : R) (n : nat) (z p : nat -> R) (j k : nat) : Prop :=
  argmax n z (omega a n) p /\ (j < n)%nat /\ (k < n)%nat /\ p j = 0 /\ forall i, (i < n)%nat -> z i <= z k.

Lemma reciprocal_power a x : 1 < a -> 0 < x -> power (a - 1) (/ x) = Rpower x (1 - a).
Proof.
  intros Ha Hx. unfold power. destruct (Rlt_dec 0 (/ x)) as [_|N]; [|destruct N; apply Rinv_0_lt_compat, Hx].
  unfold Rpower. rewrite ln_Rinv by exact Hx. f_equal. ring.
Qed.

Lemma top_above a n z p j k : 1 < a -> (2 <= n)%nat -> off_and_top a n z p j k ->
  Rpower (INR n - 1) (1 - a) / (a - 1) <= z k - z j.
Proof.
  intros Ha Hn (A & Hj & Hk & Pj & T). destruct (argmax_entmax a n z p Ha A) as [tau E].
  pose proof (proj1 (off_support_sum a n z tau p j Ha E Hj) Pj) as L.
  assert (N : 1 < INR n) by (apply (lt_INR 1); lia). set (M := z k - z j).
  set (X := power (1 / (a - 1)) ((a - 1) * M)).
  assert (U : sum n (fun i => power (1 / (a - 1)) ((a - 1) * Rmax (z i - z j) 0))
    <= sum n (fun i => X - one_hot j i * X)).
  { apply sum_le. intros i Hi. unfold one_hot. destruct (Nat.eqb_spec i j) as [->|_].
    - rewrite Rmax_right, Rmult_0_r, power_0 by lra. lra.
    - rewrite power_above by lra. apply Rle_trans with X; [|lra]. apply power_le; [apply exponent_pos, Ha|].
      apply Rmult_le_compat_l; [lra|]. pose proof (T i Hi). unfold M. lra. }
  rewrite sum_minus, sum_const, (sum_pick n j (fun _ => X) Hj) in U.
  assert (I : / (INR n - 1) <= X).
  { apply Rmult_le_reg_l with (INR n - 1); [lra|]. rewrite Rinv_r by lra. lra. }
  assert (P : 0 < / (INR n - 1)) by (apply Rinv_0_lt_compat; lra).
  pose proof (power_le (a - 1) _ _ ltac:(lra) I) as V. rewrite reciprocal_power in V by lra. unfold X in V.
  assert (M0 : 0 < (a - 1) * M).
  { apply Rnot_le_lt. intros C. unfold X in I. rewrite power_0 in I by exact C. lra. }
  rewrite power_power in V by exact M0. replace (1 / (a - 1) * (a - 1)) with 1 in V by (field; lra).
  rewrite power_1 in V by lra. apply Rmult_le_reg_l with (a - 1); [lra|].
  replace ((a - 1) * (Rpower (INR n - 1) (1 - a) / (a - 1))) with (Rpower (INR n - 1) (1 - a)) by (field; lra). exact V.
Qed.

Lemma top_reached a n : 1 < a -> (2 <= n)%nat -> exists z p j k,
  off_and_top a n z p j k /\ z k - z j = Rpower (INR n - 1) (1 - a) / (a - 1).
Proof.
  intros Ha Hn. assert (N : 1 < INR n) by (apply (lt_INR 1); lia). set (d := Rpower (INR n - 1) (1 - a) / (a - 1)).
  assert (D : 0 < d) by (apply Rdiv_lt_0_compat; [apply exp_pos|lra]).
  set (z := fun i => d - one_hot 0 i * d). set (p := fun i => / (INR n - 1) - one_hot 0 i * / (INR n - 1)).
  assert (I : 0 < / (INR n - 1)) by (apply Rinv_0_lt_compat; lra).
  assert (E : entmax a n z 0 p).
  { split; [split|].
    - intros i _. unfold p, one_hot. destruct (Nat.eqb i 0); lra.
    - unfold p. rewrite sum_minus, sum_const, (sum_pick n 0 (fun _ => / (INR n - 1))) by lia. field. lra.
    - intros i _. unfold z, p, one_hot. destruct (Nat.eqb i 0); rewrite Rminus_0_r.
      + rewrite power_0; [ring|]. right. ring.
      + replace ((a - 1) * (d - 0 * d)) with (power (a - 1) (/ (INR n - 1)))
          by (rewrite reciprocal_power by lra; unfold d; field; lra).
        rewrite power_power by exact I. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
        rewrite power_1 by lra. ring. }
  exists z, p, 0%nat, 1%nat. split; [|unfold z, one_hot; simpl; ring]. split; [exact (entmax_argmax a n z 0 p Ha E)|].
  split; [lia|]. split; [lia|]. unfold p, z, one_hot. simpl. split; [ring|]. intros i _. destruct (Nat.eqb i 0); lra.
Qed.

(** Claim: none
    Says: Of two classes at alpha = 2 the second is off the support from 1 on, not from 1/2 on.
*)
Theorem the_top_itself_does_not_share : ~ (forall a n, 1 < a -> (2 <= n)%nat ->
  (forall z p j k, off_and_top a n z p j k -> Rpower (INR n - 1) (1 - a) / (a - 1) <= z k - z j) /\
  (exists z p j k, off_and_top a n z p j k /\ z k - z j = Rpower (INR n) (1 - a) / (a - 1)) /\
  (a = 2 -> Rpower (INR n - 1) (1 - a) / (a - 1) = 1 / (INR n - 1))).
Proof.
  intros H. destruct (H 2 2%nat ltac:(lra) ltac:(lia)) as (L & (z & p & j & k & T & E) & _).
  specialize (L z p j k T). rewrite E in L. replace (INR 2) with 2 in L by (simpl; ring).
  rewrite <- !reciprocal_power in L by lra. replace (2 - 1) with 1 in L by ring. rewrite !power_1 in L by lra. lra.
Qed.

(** Claim: none
    Says: Of two classes at alpha = 3 the second is off the support from 1/2 on, not from 1 on.
*)
Theorem not_one_share_for_every_alpha : ~ (forall a n, 1 < a -> (2 <= n)%nat ->
  (forall z p j k, off_and_top a n z p j k -> 1 / (INR n - 1) <= z k - z j) /\
  (exists z p j k, off_and_top a n z p j k /\ z k - z j = Rpower (INR n - 1) (1 - a) / (a - 1)) /\
  (a = 2 -> Rpower (INR n - 1) (1 - a) / (a - 1) = 1 / (INR n - 1))).
Proof.
  intros H. destruct (H 3 2%nat ltac:(lra) ltac:(lia)) as (L & (z & p & j & k & T & E) & _).
  specialize (L z p j k T). rewrite E in L. replace (INR 2) with 2 in L by (simpl; ring).
  rewrite <- reciprocal_power in L by lra. replace (/ (2 - 1)) with 1 in L by field. rewrite power_of_1 in L. lra.
Qed.

(** Claim: sf.support_separation.top
    Role: establishes
    Place: SF, beyond the summary, Mechanism 3
    Says: For alpha-entmax, every alpha > 1 and n >= 2, a class with p_j = 0 is below the top score by at least
      (n - 1)^(1 - alpha)/(alpha - 1), and by no more than that for some scores; at alpha = 2 it is 1/(n - 1).
    Gap: Real numbers, not floating point.
    Mutant: `z k - z j = Rpower (INR n - 1)` becomes `z k - z j = Rpower (INR n)`; refuted by the theorem
      the_top_itself_does_not_share
    Mutant: `Rpower (INR n - 1) (1 - a) / (a - 1) <=` becomes `1 / (INR n - 1) <=`; refuted by the theorem
      not_one_share_for_every_alpha
*)
Theorem the_least_distance_to_the_top : forall a n, 1 < a -> (2 <= n)%nat ->
  (forall z p j k, off_and_top a n z p j k -> Rpower (INR n - 1) (1 - a) / (a - 1) <= z k - z j) /\
  (exists z p j k, off_and_top a n z p j k /\ z k - z j = Rpower (INR n - 1) (1 - a) / (a - 1)) /\
  (a = 2 -> Rpower (INR n - 1) (1 - a) / (a - 1) = 1 / (INR n - 1)).
Proof.
  intros a n Ha Hn. assert (N : 1 < INR n) by (apply (lt_INR 1); lia). split; [|split].
  - intros z p j k T. exact (top_above a n z p j k Ha Hn T).
  - exact (top_reached a n Ha Hn).
  - intros ->. rewrite <- reciprocal_power by lra. replace (2 - 1) with 1 by ring.
    rewrite power_1 by (apply Rlt_le, Rinv_0_lt_compat; lra). field. lra.
Qed.
