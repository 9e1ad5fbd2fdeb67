(** How much larger than maximum likelihood's the asymptotic variance of noise-contrastive estimation can be. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Derivatives Draws NceVariance NceLimits NceMisspecified.
From softproof Require Import NceAsymptotic NceVarianceLimit NceVarianceRatio.
Open Scope R_scope.

(** Claim: none
    Says: With the proposal of the data the variance is at most 1 + 1/k times that of maximum likelihood.
*)
Theorem with_the_data_as_proposal : ~ ~ (forall n k p q f v u, (0 < k)%nat -> proposal n p -> (forall i, q i = p i) ->
  varies n f -> nce_asymptotic_variance n k p q f v -> ml_asymptotic_variance n p f u -> v <= (1 + 1 / INR k) * u).
Proof.
  intros H. apply H. intros n k p q f v u K P E V N M.
  assert (Q : proposal n q).
  { destruct P as [P P1]. split; [intros i Hi; rewrite E; exact (P i Hi)|]. rewrite (sum_ext n q p); auto. }
  assert (R : variance_ratio n k p q f (v / u)) by (exists v, u; auto).
  assert (L : largest_ratio n p q 1).
  { assert (D : forall i, (i < n)%nat -> p i / q i = 1)
      by (intros i Hi; rewrite E; pose proof (proj1 P i Hi); field; lra).
    destruct V as (i & _ & Hi & _). split; [intros j Hj; rewrite (D j Hj); lra|exists i; auto]. }
  destruct (ratio_between n k p q f _ 1 K P Q V L R) as [_ B].
  assert (U : 0 < u).
  { rewrite (proj1 (ml_variance_is n p f u P V) M). apply Rinv_0_lt_compat, variance_positive; assumption. }
  apply (Rmult_le_compat_r u) in B; [|lra]. replace (v / u * u) with v in B by (field; lra). exact B.
Qed.

(** Claim: sf.nce.robust.variance
    Role: refutes
    Place: SF, summary, Design tradeoffs
    Says: It is not so that for every positive proposal the asymptotic variance of NCE is at most 1 + 1/k times that of
      maximum likelihood: at P = (1/2, 1/2), Q = (1/100, 99/100), f = (1, -1), k = 1 it is 2599/99 times as large.
    Gap: Real numbers; the model is right and f is not constant. The asymptotic variance is the sandwich formula's; that
      there are estimates, whose error tends in law to a normal one of this variance over many labels, is not in it.
    Mutant: `proposal n q` becomes `(forall i, q i = p i)`; refuted by the theorem with_the_data_as_proposal
*)
Theorem nce_variance_needs_a_good_proposal : ~ (forall n k p q f v u, (0 < k)%nat -> proposal n p -> proposal n q ->
  varies n f -> nce_asymptotic_variance n k p q f v -> ml_asymptotic_variance n p f u -> v <= (1 + 1 / INR k) * u).
Proof.
  intros H. set (q := fun i => if Nat.eqb i 0 then 1 / 100 else 99 / 100).
  assert (Q : proposal 2 q) by (split; [intros [|i] _; unfold q; simpl; lra|unfold q; simpl; lra]).
  pose proof half_proposal as P. pose proof plus_minus_varies as V.
  specialize (H 2%nat 1%nat half q plus_minus _ _ Nat.lt_0_1 P Q V
    (proj2 (nce_variance_is _ _ _ _ _ _ Nat.lt_0_1 P Q V) eq_refl) (proj2 (ml_variance_is _ _ _ _ P V) eq_refl)).
  pose proof (ratio_of_two 1 half q plus_minus Nat.lt_0_1 P Q V) as E.
  replace (variance 2 half plus_minus) with 1 in H, E by (unfold variance, mean, half, plus_minus; simpl; field).
  rewrite Rmult_1_r in E. rewrite E in H. unfold half, q in H. simpl in H. lra.
Qed.

(** Claim: none
    Says: A bound 1 % tighter is not met at k = rho = 1.
*)
Theorem the_ratio_bound_is_tight : ~ (
  (forall n k p q f r rho, (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
    largest_ratio n p q rho -> variance_ratio n k p q f r -> 1 <= r <= 1 + 99 / 100 * (rho / INR k)) /\
  (forall k rho, (0 < k)%nat -> 1 <= rho -> exists n p q f, proposal n p /\ proposal n q /\ varies n f /\
    largest_ratio n p q rho /\ variance_ratio n k p q f (1 + rho / INR k)) /\
  (forall n p q f r, proposal n p -> proposal n q -> varies n f ->
    (forall k, (0 < k)%nat -> variance_ratio n k p q f (r k)) -> Un_cv r 1) /\
  (forall k p q f r, (0 < k)%nat -> proposal 2 p -> proposal 2 q -> varies 2 f -> variance_ratio 2 k p q f r ->
    r = 1 + p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat))) /\
  (forall k p f M, (0 < k)%nat -> proposal 2 p -> varies 2 f -> exists delta, 0 < delta /\
    forall q r, proposal 2 q -> q 0%nat < delta -> variance_ratio 2 k p q f r -> M < r)).
Proof.
  intros (A & B & _). destruct (B 1%nat 1 Nat.lt_0_1 (Rle_refl 1)) as (n & p & q & f & P & Q & V & L & R).
  destruct (A n 1%nat p q f _ 1 Nat.lt_0_1 P Q V L R) as [_ U]. simpl in U. lra.
Qed.

(** Claim: none
    Says: A bound with k + 1 for k is not met at k = rho = 1.
*)
Theorem the_draws_are_not_one_more : ~ (
  (forall n k p q f r rho, (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
    largest_ratio n p q rho -> variance_ratio n k p q f r -> 1 <= r <= 1 + rho / INR (k + 1)) /\
  (forall k rho, (0 < k)%nat -> 1 <= rho -> exists n p q f, proposal n p /\ proposal n q /\ varies n f /\
    largest_ratio n p q rho /\ variance_ratio n k p q f (1 + rho / INR k)) /\
  (forall n p q f r, proposal n p -> proposal n q -> varies n f ->
    (forall k, (0 < k)%nat -> variance_ratio n k p q f (r k)) -> Un_cv r 1) /\
  (forall k p q f r, (0 < k)%nat -> proposal 2 p -> proposal 2 q -> varies 2 f -> variance_ratio 2 k p q f r ->
    r = 1 + p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat))) /\
  (forall k p f M, (0 < k)%nat -> proposal 2 p -> varies 2 f -> exists delta, 0 < delta /\
    forall q r, proposal 2 q -> q 0%nat < delta -> variance_ratio 2 k p q f r -> M < r)).
Proof.
  intros (A & B & _). destruct (B 1%nat 1 Nat.lt_0_1 (Rle_refl 1)) as (n & p & q & f & P & Q & V & L & R).
  destruct (A n 1%nat p q f _ 1 Nat.lt_0_1 P Q V L R) as [_ U]. simpl in U. lra.
Qed.

(** Claim: none
    Says: With P and Q exchanged the ratio of two classes is another: at p = (1/4, 3/4), q = (1/2, 1/2), k = 1.
*)
Theorem the_proposal_divides : ~ (
  (forall n k p q f r rho, (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
    largest_ratio n p q rho -> variance_ratio n k p q f r -> 1 <= r <= 1 + rho / INR k) /\
  (forall k rho, (0 < k)%nat -> 1 <= rho -> exists n p q f, proposal n p /\ proposal n q /\ varies n f /\
    largest_ratio n p q rho /\ variance_ratio n k p q f (1 + rho / INR k)) /\
  (forall n p q f r, proposal n p -> proposal n q -> varies n f ->
    (forall k, (0 < k)%nat -> variance_ratio n k p q f (r k)) -> Un_cv r 1) /\
  (forall k p q f r, (0 < k)%nat -> proposal 2 p -> proposal 2 q -> varies 2 f -> variance_ratio 2 k p q f r ->
    r = 1 + q 0%nat * q 1%nat / (INR k * (p 0%nat * p 1%nat))) /\
  (forall k p f M, (0 < k)%nat -> proposal 2 p -> varies 2 f -> exists delta, 0 < delta /\
    forall q r, proposal 2 q -> q 0%nat < delta -> variance_ratio 2 k p q f r -> M < r)).
Proof.
  intros (_ & _ & _ & A & _). pose proof uneven_proposal as P. pose proof half_proposal as Q.
  specialize (A 1%nat _ _ _ _ Nat.lt_0_1 P Q plus_minus_varies
    (proj2 (variance_ratio_is _ _ _ _ _ _ Nat.lt_0_1 P Q plus_minus_varies) eq_refl)).
  rewrite (ratio_of_two 1 _ _ _ Nat.lt_0_1 P Q plus_minus_varies) in A. unfold uneven, half in A. simpl in A. lra.
Qed.

(** Claim: sf.nce.robust.variance.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: For every number of classes, k and statistic, in a right model with a free normaliser, the asymptotic variance
      of NCE is at least that of maximum likelihood and at most 1 + rho/k times as large, rho = max p/q; this factor is
      attained for every k and rho >= 1, and 1 in the limit of k. For two classes it is 1 + p1 p2/(k q1 q2), and larger
      than any number once q1 is small enough.
    Gap: Real numbers; positive p and q, and f is not constant. The asymptotic variance is the sandwich formula's; that
      there are estimates, whose error tends in law to a normal one of this variance over many labels, is not in it.
      That there is a ratio for all p, q, f and k is in nce_variance_expanded.
    Mutant: `1 <= r <= 1 + rho / INR k` becomes `1 <= r <= 1 + 99 / 100 * (rho / INR k)`; refuted by the theorem
      the_ratio_bound_is_tight
    Mutant: `1 <= r <= 1 + rho / INR k` becomes `1 <= r <= 1 + rho / INR (k + 1)`; refuted by the theorem
      the_draws_are_not_one_more
    Mutant: `1 <= r <= 1 + rho / INR k` becomes `1 <= r <= 1 + 1 / INR k`; refuted by the claim sf.nce.robust.variance
    Mutant: `p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat))` becomes `q 0%nat * q 1%nat / (INR k * (p 0%nat *
      p 1%nat))`; refuted by the theorem the_proposal_divides
*)
Theorem nce_variance_ratio :
  (forall n k p q f r rho, (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
    largest_ratio n p q rho -> variance_ratio n k p q f r -> 1 <= r <= 1 + rho / INR k) /\
  (forall k rho, (0 < k)%nat -> 1 <= rho -> exists n p q f, proposal n p /\ proposal n q /\ varies n f /\
    largest_ratio n p q rho /\ variance_ratio n k p q f (1 + rho / INR k)) /\
  (forall n p q f r, proposal n p -> proposal n q -> varies n f ->
    (forall k, (0 < k)%nat -> variance_ratio n k p q f (r k)) -> Un_cv r 1) /\
  (forall k p q f r, (0 < k)%nat -> proposal 2 p -> proposal 2 q -> varies 2 f -> variance_ratio 2 k p q f r ->
    r = 1 + p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat))) /\
  (forall k p f M, (0 < k)%nat -> proposal 2 p -> varies 2 f -> exists delta, 0 < delta /\
    forall q r, proposal 2 q -> q 0%nat < delta -> variance_ratio 2 k p q f r -> M < r).
Proof.
  split; [exact ratio_between|split; [|split; [exact ratio_tends|split; [|exact ratio_unbounded]]]].
  - intros k rho K R. exists 3%nat, quarters, (rarer rho), ends. destruct (bound_attained k rho K R) as [L V].
    split; [exact quarters_proposal|split; [exact (rarer_proposal rho R)|split; [exact ends_vary|split; assumption]]].
  - intros k p q f r K P Q V R. rewrite (proj1 (variance_ratio_is 2 k p q f r K P Q V) R).
    exact (ratio_of_two k p q f K P Q V).
Qed.
