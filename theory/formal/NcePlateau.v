(** The log-loss learned by noise-contrastive estimation falls with every draw, to that of maximum likelihood. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws NceLimits NceExcess.
Open Scope R_scope.

Lemma excess_tends_to_ml n p q x e : proposal n p -> proposal n q ->
  (forall k, (0 < k)%nat -> nce_excess n k p q (x k)) -> ml_excess n p e -> Un_cv x e.
Proof.
  intros P Q X E. rewrite (proj1 (ml_excess_is n p e P) E). set (A := sum n (fun i => p i * (1 - p i) / q i)).
  apply (tends_as_1_over_k _ _ (Rabs A / 2)). intros k K. rewrite (proj1 (nce_excess_is n k p q (x k) K P Q) (X k K)).
  fold A. apply lt_0_INR in K.
  replace ((INR n - 1) / 2 + 1 / (2 * INR k) * A - (INR n - 1) / 2) with (A * / (2 * INR k)) by (field; lra).
  rewrite Rabs_mult, (Rabs_right (/ _)) by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat; lra).
  apply Req_le. field. lra.
Qed.

(** Claim: none
    Says: The asymptotic mean of the excess log-loss tends to that of maximum likelihood.
*)
Theorem the_excess_tends : ~ ~ (forall n p q x e, proposal n p -> proposal n q ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> nce_excess n k p q (x k)) -> ml_excess n p e ->
  Un_cv x e).
Proof. intros H. apply H. intros n p q x e P Q _. exact (excess_tends_to_ml n p q x e P Q). Qed.

(** Claim: sf.sampling.plateau.nce
    Role: refutes
    Place: SF, summary, first experiments 2 and Failure signatures
    Says: It is not so that, wherever Q differs from P, the log-loss of the distribution that NCE learns from many
      labels stays in its asymptotic mean above that of maximum likelihood as k grows: at p = (1/4, 3/4) and
      q = (1/2, 1/2), all scores free, it tends to it.
    Gap: Real numbers; positive p and q. The asymptotic mean is that of the quadratic form of a law with the sandwich
      formula's covariance; that the excess times the number of labels tends in law to such a form is not in it. By
      the mutant's refutation it tends to it everywhere.
    Mutant: `~ Un_cv x e` becomes `Un_cv x e`; refuted by the theorem the_excess_tends
*)
Theorem nce_has_no_plateau : ~ (forall n p q x e, proposal n p -> proposal n q ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> nce_excess n k p q (x k)) -> ml_excess n p e ->
  ~ Un_cv x e).
Proof.
  intros H. pose proof uneven_proposal as P. pose proof half_proposal as Q.
  set (x := fun k => (INR 2 - 1) / 2 + 1 / (2 * INR k) * sum 2 (fun i => uneven i * (1 - uneven i) / half i)).
  assert (X : forall k, (0 < k)%nat -> nce_excess 2 k uneven half (x k)) by (intros k K; apply nce_excess_is; auto).
  assert (E : ml_excess 2 uneven ((INR 2 - 1) / 2)) by (apply ml_excess_is; auto).
  apply (H 2%nat uneven half x ((INR 2 - 1) / 2) P Q); [|exact X|exact E|exact (excess_tends_to_ml _ _ _ _ _ P Q X E)].
  exists 0%nat. split; [lia|unfold uneven, half; simpl; lra].
Qed.

Lemma excess_falls n k p q x y : (2 <= n)%nat -> (0 < k)%nat -> proposal n p -> proposal n q ->
  nce_excess n k p q x -> nce_excess n (S k) p q y -> y < x.
Proof.
  intros N K P Q X Y. rewrite (proj1 (nce_excess_is n k p q x K P Q) X).
  rewrite (proj1 (nce_excess_is n (S k) p q y (Nat.lt_0_succ k) P Q) Y).
  assert (T : forall i, (i < n)%nat -> 0 < p i * (1 - p i) / q i).
  { intros i Hi. pose proof (proj1 P i Hi) as p0. assert (L : p i < 1).
    { assert (O : exists j, (j < n)%nat /\ j <> i)
        by (destruct (Nat.eq_dec i 0); [exists 1%nat|exists 0%nat]; split; lia).
      destruct O as (j & Hj & Ne). pose proof (proj1 P j Hj). rewrite <- (proj2 P).
      apply Rlt_le_trans with (p i + p j); [lra|].
      rewrite <- (sum_pick n i p Hi), <- (sum_pick n j p Hj), <- sum_plus. apply sum_le. intros l Hl.
      pose proof (proj1 P l Hl). unfold one_hot. destruct (Nat.eqb_spec l i), (Nat.eqb_spec l j); try lra. lia. }
    apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact (proj1 Q i Hi)]. }
  pose proof (sum_pos n _ ltac:(lia) T) as S0. apply lt_0_INR in K. rewrite S_INR.
  apply Rplus_lt_compat_l, Rmult_lt_compat_r; [exact S0|]. unfold Rdiv. rewrite !Rmult_1_l.
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; lra|lra].
Qed.

Lemma excess_of_halves : nce_excess 2 1 half half 1.
Proof. apply nce_excess_is; try exact half_proposal; [lia|]. unfold half. simpl. field. Qed.

(** Claim: none
    Says: Without the factor 1/2 the excess is another: 1 at p = q = (1/2, 1/2), k = 1.
*)
Theorem the_excess_needs_its_half : ~ (forall n k p q, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall x, nce_excess n k p q x <->
    x = (INR n - 1) / 2 + 1 / INR k * sum n (fun i => p i * (1 - p i) / q i)) /\
  (forall e, ml_excess n p e <-> e = (INR n - 1) / 2) /\
  ((2 <= n)%nat -> forall x y, nce_excess n k p q x -> nce_excess n (S k) p q y -> y < x)).
Proof.
  intros H. destruct (H 2%nat 1%nat half half Nat.lt_0_1 half_proposal half_proposal) as [E _].
  pose proof (proj1 (E 1) excess_of_halves) as A. unfold half in A. simpl in A. lra.
Qed.

(** Claim: none
    Says: With p/q for p (1 - p)/q the excess is another: 1 at p = q = (1/2, 1/2), k = 1.
*)
Theorem the_common_offset_is_free : ~ (forall n k p q, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall x, nce_excess n k p q x <->
    x = (INR n - 1) / 2 + 1 / (2 * INR k) * sum n (fun i => p i / q i)) /\
  (forall e, ml_excess n p e <-> e = (INR n - 1) / 2) /\
  ((2 <= n)%nat -> forall x y, nce_excess n k p q x -> nce_excess n (S k) p q y -> y < x)).
Proof.
  intros H. destruct (H 2%nat 1%nat half half Nat.lt_0_1 half_proposal half_proposal) as [E _].
  pose proof (proj1 (E 1) excess_of_halves) as A. unfold half in A. simpl in A. lra.
Qed.

(** Claim: sf.sampling.plateau.nce.repair
    Role: part
    Place: SF, beyond the summary, first experiments 2 and Failure signatures
    Says: For the saturated model the asymptotic mean of the excess log-loss, times the number of labels, is (N - 1)/2
      by maximum likelihood and by NCE that plus the sum of p (1 - p)/q over 2k, for every number N of classes; with
      two classes or more it is strictly less with k + 1 draws than with k.
    Gap: Real numbers; positive p and q. The asymptotic mean is that of the quadratic form of a law with the sandwich
      formula's covariance; that the excess times the number of labels tends in law to such a form, which the claim
      says too, is not in it. The rate of sampled softmax's bias is bias_limit.
    Mutant: `1 / (2 * INR k)` becomes `1 / INR k`; refuted by the theorem the_excess_needs_its_half
    Mutant: `p i * (1 - p i) / q i` becomes `p i / q i`; refuted by the theorem the_common_offset_is_free
*)
Theorem nce_excess_expanded : forall n k p q, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall x, nce_excess n k p q x <->
    x = (INR n - 1) / 2 + 1 / (2 * INR k) * sum n (fun i => p i * (1 - p i) / q i)) /\
  (forall e, ml_excess n p e <-> e = (INR n - 1) / 2) /\
  ((2 <= n)%nat -> forall x y, nce_excess n k p q x -> nce_excess n (S k) p q y -> y < x).
Proof.
  intros n k p q K P Q. split; [|split].
  - intros x. exact (nce_excess_is n k p q x K P Q).
  - intros e. exact (ml_excess_is n p e P).
  - intros N x y. exact (excess_falls n k p q x y N K P Q).
Qed.
