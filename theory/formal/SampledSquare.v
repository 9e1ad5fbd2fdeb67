(** The completed square of the expansion of sampled softmax (RG, s. 4.1, before Eq. 18). *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Expansion Draws SampledProp7 SampledExpansion.
Import ListNotations.
Open Scope R_scope.

(** Claim: rg.ssm_taylor.square
    Role: establishes
    Place: RG, s. 4.1, before Eq. 18
    Says: up to a constant that depends on n alone, the second-order expansion of the sampled softmax loss of n draws
      is -o_y + ||o_[n] + 1||^2 / (2n + 2) - (1'o_[n])^2 / (2 (n + 1)^2), at all scores and for all draws.
    Gap: real numbers; u is o_[n]. The expansion is that of rg.ssm_taylor.expansion.repair, not the printed one.
    Mutant: `/ (2 * INR n + 2)` becomes `/ (2 * INR n)`; refuted by the theorem square_is_over_the_positive_too
    Mutant: `/ (2 * (INR n + 1) ^ 2)` becomes `/ (INR n + 1) ^ 2`; refuted by the theorem interaction_has_a_half
*)
Theorem square_of_ssm : forall n, (1 <= n)%nat -> exists k, forall o y js, length js = n ->
  let u := listed (o y) o js in
  ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1)) * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j))
  = k + (- o y + / (2 * INR n + 2) * sum (S n) (fun j => (u j + 1) ^ 2) - / (2 * (INR n + 1) ^ 2) * sum (S n) u ^ 2).
Proof.
  intros n Hn. exists (ln (INR n + 1) - / 2). intros o y js L u.
  pose proof (expansion_eq (S n) u 0 ltac:(lia)) as E. unfold expansion in E. rewrite S_INR in E.
  replace (o y + total o js) with (sum (S n) u)
    by (rewrite <- L; exact (sum_listed (o y) o js (fun x => x))).
  unfold Rdiv. rewrite !Rmult_1_l. change (o y) with (u 0%nat).
  replace (2 * INR n + 2) with (2 * (INR n + 1)) by ring. rewrite E. ring.
Qed.

(** Claim: none
    Says: with 2 n for 2 n + 2 it is not: one draw, the scores (0, 0) and (1, -1).
*)
Theorem square_is_over_the_positive_too : ~ (forall n, (1 <= n)%nat -> exists k, forall o y js, length js = n ->
  let u := listed (o y) o js in
  ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1)) * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j))
  = k + (- o y + / (2 * INR n) * sum (S n) (fun j => (u j + 1) ^ 2) - / (2 * (INR n + 1) ^ 2) * sum (S n) u ^ 2)).
Proof.
  intros H. destruct (H 1%nat ltac:(lia)) as [k K].
  pose proof (K (pair_of 0 0) 0%nat [1%nat] eq_refl) as A. pose proof (K (pair_of 1 (-1)) 0%nat [1%nat] eq_refl) as B.
  unfold one_hot in A, B. simpl in A, B. lra.
Qed.

(** Claim: none
    Says: without 1/2 in the interaction it is not: one draw, the scores (0, 0) and (1, 1).
*)
Theorem interaction_has_a_half : ~ (forall n, (1 <= n)%nat -> exists k, forall o y js, length js = n ->
  let u := listed (o y) o js in
  ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total o js)
    + / (2 * (INR n + 1)) * sum (S n) (fun i => sum (S n) (fun j => u i * (one_hot i j - 1 / (INR n + 1)) * u j))
  = k + (- o y + / (2 * INR n + 2) * sum (S n) (fun j => (u j + 1) ^ 2) - / (INR n + 1) ^ 2 * sum (S n) u ^ 2)).
Proof.
  intros H. destruct (H 1%nat ltac:(lia)) as [k K].
  pose proof (K (pair_of 0 0) 0%nat [1%nat] eq_refl) as A. pose proof (K (pair_of 1 1) 0%nat [1%nat] eq_refl) as B.
  unfold one_hot in A, B. simpl in A, B. lra.
Qed.
