(** The norm of entmax's Jacobian at two equal classes, above the bound of softmax. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian SoftmaxJacobian Sparsemax EntmaxJacobian.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxIdentities EntmaxKinks.
Open Scope R_scope.

(** Two classes of the probability 1/2, and scores that give it at the threshold 0. *)
Definition two_halves (i : nat) : R := if Nat.ltb i 2 then 1 / 2 else 0.
Definition two_level (a : R) (i : nat) : R := if Nat.ltb i 2 then power (a - 1) (1 / 2) / (a - 1) else -1.

Lemma two_halves_sum n : sum (S (S n)) two_halves = 1.
Proof.
  induction n as [|n IH]; [unfold two_halves; simpl; lra|].
  change (sum (S (S n)) two_halves + two_halves (S (S n)) = 1).
  rewrite IH. unfold two_halves. simpl. ring.
Qed.

Lemma two_halves_entmax a n : 1 < a -> (2 <= n)%nat -> entmax a n (two_level a) 0 two_halves.
Proof.
  intros Ha Hn. split; [split|].
  - intros i _. unfold two_halves. destruct (Nat.ltb i 2); lra.
  - destruct n as [|[|n]]; [lia|lia|apply two_halves_sum].
  - intros i _. unfold two_halves, two_level. destruct (Nat.ltb i 2); rewrite Rminus_0_r.
    + replace ((a - 1) * (power (a - 1) (1 / 2) / (a - 1))) with (power (a - 1) (1 / 2)) by (field; lra).
      rewrite power_power by lra. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
      symmetry. apply power_1. lra.
    + symmetry. apply power_0. lra.
Qed.

Lemma norm_at_two_halves a n f : 1 < a -> (2 <= n)%nat -> (forall w, argmax n w (omega a n) (f w)) ->
  exists z J, jacobian n f z J /\
  forall c, (forall v, norm n (times n J v) <= c * norm n v) -> Rpower (1 / 2) (2 - a) <= c.
Proof.
  intros Ha Hn F. pose proof (two_halves_entmax a n Ha Hn) as E.
  pose proof (proj1 (argmax_only a n _ _ _ _ ltac:(lra) (entmax_optimal a n _ 0 _ Ha E)) (F (two_level a))) as P.
  assert (P0 : f (two_level a) 0%nat = 1 / 2) by (rewrite P by lia; reflexivity).
  assert (P1 : f (two_level a) 1%nat = 1 / 2) by (rewrite P by lia; reflexivity).
  set (s := entmax_weight a (f (two_level a))).
  assert (S0 : s 0%nat = Rpower (1 / 2) (2 - a)).
  { unfold s, entmax_weight. rewrite P0. destruct (Rlt_dec 0 (1 / 2)); [reflexivity|lra]. }
  assert (S1 : s 1%nat = Rpower (1 / 2) (2 - a)).
  { unfold s, entmax_weight. rewrite P1. destruct (Rlt_dec 0 (1 / 2)); [reflexivity|lra]. }
  exists (two_level a), (covariance n s). split.
  - apply entmax_differentiable; [lra|exact F|]. intros _ tau [_ T] i Hi C.
    assert (L : 0 < power (a - 1) (1 / 2) / (a - 1)) by (apply Rdiv_lt_0_compat; [apply power_pos|]; lra).
    assert (B : tau < two_level a 0%nat).
    { pose proof (T 0%nat ltac:(lia)) as Q. rewrite P0 in Q. apply Rnot_le_lt. intros X. rewrite power_0 in Q; [lra|].
      rewrite <- (Rmult_0_r (a - 1)). apply Rmult_le_compat_l; lra. }
    assert (Z : tau = 0).
    { pose proof (entmax_scores a _ tau _ Ha (T 0%nat ltac:(lia))) as Q. rewrite P0 in Q.
      rewrite Rmax_left in Q by lra. unfold two_level in Q. simpl in Q.
      replace ((a - 1) * (power (a - 1) (1 / 2) / (a - 1) - tau)) with (power (a - 1) (1 / 2) - (a - 1) * tau) in Q
        by (field; lra). apply (Rmult_eq_reg_l (a - 1)); lra. }
    unfold two_level in C. destruct (Nat.ltb i 2); lra.
  - intros c Hc. destruct (covariance_pair n s 0 1 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra)) as [N Q].
    specialize (Hc (fun k => one_hot 0 k - one_hot 1 k)). rewrite N, S0 in Hc.
    rewrite Rabs_right in Hc by (apply Rle_ge, Rlt_le, exp_pos). apply Rmult_le_reg_r in Hc; assumption.
Qed.

Lemma above_half a : 1 < a -> 1 / 2 < Rpower (1 / 2) (2 - a).
Proof.
  intros Ha. rewrite <- (Rpower_1 (1 / 2)) at 1 by lra. unfold Rpower. apply exp_increasing.
  assert (L : ln (1 / 2) < 0) by (rewrite <- ln_1; apply ln_increasing; lra).
  pose proof (Rmult_lt_0_compat (a - 1) (- ln (1 / 2)) ltac:(lra) ltac:(lra)). lra.
Qed.

(** Claim: none
    Says: At alpha = 1, softmax, no norm is above 1/2.
*)
Theorem softmax_is_not_above_half : ~ (forall a n f, 1 <= a <= 2 -> (2 <= n)%nat ->
  (forall w, argmax n w (omega a n) (f w)) ->
  exists z J, jacobian n f z J /\ forall c, (forall v, norm n (times n J v) <= c * norm n v) -> 1 / 2 < c).
Proof.
  intros H. destruct (H 1 2%nat (softmax 2) ltac:(lra) ltac:(lia)) as (z & J & D & B).
  - intros w. exact (optimal_argmax 1 2 w _ _ ltac:(lra) (softmax_optimal 2 w ltac:(lia))).
  - specialize (B (1 / 2)). assert (1 / 2 < 1 / 2); [|lra]. apply B. intros v.
    exact (softmax_jacobian_norm 2 z J v D).
Qed.

(** Claim: sf.jacobian.entmax
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: For alpha-entmax f, every 1 < alpha <= 2 and n >= 2, there are scores at which f has a Jacobian whose norm is
      above 1/2, the bound for softmax.
    Gap: Real numbers, not floating point; as derivatives in every direction. The scores are those of two equal classes
      that share all the probability, none at the threshold; that the norm is the largest there is not in it.
    Mutant: `1 < a <= 2` becomes `1 <= a <= 2`; refuted by the theorem softmax_is_not_above_half
    Mutant: `1 / 2 < c` becomes `51 / 100 < c`; refuted by the mutant "51/100" of sf.jacobian.entmax
*)
Theorem some_norm_of_entmax_is_above_half : forall a n f, 1 < a <= 2 -> (2 <= n)%nat ->
  (forall w, argmax n w (omega a n) (f w)) ->
  exists z J, jacobian n f z J /\ forall c, (forall v, norm n (times n J v) <= c * norm n v) -> 1 / 2 < c.
Proof.
  intros a n f Ha Hn F. destruct (norm_at_two_halves a n f ltac:(lra) Hn F) as (z & J & D & B).
  exists z, J. split; [exact D|]. intros c Hc. pose proof (above_half a ltac:(lra)). pose proof (B c Hc). lra.
Qed.
