(** What negative sampling learns: the scores of least population risk. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Draws Nce.
Open Scope R_scope.

(** Labels from p, k draws from q for each. *)
Definition ns_risk (n k : nat) (p q o : nat -> R) : R :=
  sum n (fun i => p i * ln (1 + exp (- o i)) + INR k * q i * ln (1 + exp (o i))).
Definition ns_minimiser (n k : nat) (p q o : nat -> R) : Prop := forall u, ns_risk n k p q o <= ns_risk n k p q u.

Definition information (k : nat) (p q : nat -> R) (i : nat) : R := ln (p i / q i) - ln (INR k).

(** It is the risk of NCE at the odds kq exp o. *)
Lemma ns_is_nce n k p q o : (0 < k)%nat -> all_positive n q ->
  ns_risk n k p q o = nce_risk n k p q (fun i => INR k * q i * exp (o i)).
Proof.
  intros K Q. apply lt_0_INR in K. unfold ns_risk, nce_risk.
  rewrite <- (Rmult_1_l (sum n (fun i => p i * ln (h _ _ _ _) + _))), Ropp_mult_distr_l, <- sum_scal.
  apply sum_ext. intros i Hi.
  pose proof (Rmult_lt_0_compat _ _ K (Q i Hi)) as C. unfold h. set (c := INR k * q i) in *.
  pose proof (exp_pos (o i)) as E. rewrite exp_Ropp. set (x := exp (o i)) in *.
  pose proof (Rmult_lt_0_compat _ _ C E).
  replace (c * x / (c * x + c)) with (/ (1 + / x)) by (field; lra).
  replace (1 - / (1 + / x)) with (/ (1 + x)) by (field; lra).
  pose proof (Rinv_0_lt_compat x E). rewrite !ln_Rinv by lra. ring.
Qed.

Lemma ns_least n k p q o : (0 < k)%nat -> all_positive n p -> all_positive n q ->
  (ns_minimiser n k p q o <-> forall i, (i < n)%nat -> o i = information k p q i).
Proof.
  intros K P Q. pose proof (lt_0_INR k K) as K'.
  assert (T : forall u, all_positive n (fun i => INR k * q i * exp (u i))).
  { intros u i Hi. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [exact K'|exact (Q i Hi)]|apply exp_pos]. }
  assert (E : forall u i, (i < n)%nat -> (INR k * q i * exp (u i) = p i <-> u i = information k p q i)).
  { intros u i Hi. specialize (P i Hi). specialize (Q i Hi). unfold information.
    assert (X : exp (ln (p i / q i) - ln (INR k)) = p i / (INR k * q i)).
    { unfold Rminus. rewrite exp_plus, exp_Ropp, !exp_ln by (try apply Rdiv_lt_0_compat; assumption). field. lra. }
    split; intros Z.
    - apply exp_inv. rewrite X, <- Z. field. lra.
    - rewrite Z, X. field. lra. }
  split.
  - intros L i Hi. apply E; [exact Hi|].
    apply (proj2 (nce_least n k p q _ K P Q (T o))); [|exact Hi].
    specialize (L (information k p q)). rewrite !ns_is_nce in L by assumption.
    eapply Rle_trans; [exact L|]. apply Req_le. unfold nce_risk, h. f_equal. apply sum_ext. intros j Hj.
    rewrite (proj2 (E (information k p q) j Hj) eq_refl). reflexivity.
  - intros Z u. rewrite !ns_is_nce by assumption.
    replace (nce_risk n k p q (fun i => INR k * q i * exp (o i))) with (nce_risk n k p q p).
    + exact (proj1 (nce_least n k p q _ K P Q (T u))).
    + unfold nce_risk, h. f_equal. apply sum_ext. intros i Hi. rewrite (proj2 (E o i Hi) (Z i Hi)). reflexivity.
Qed.

(** Claim: none
    Says: For one class, p = q = 1 and k = 2 the minimiser is -log 2, and not log 2.
*)
Theorem log_k_is_subtracted : ~ (forall n k p q o, (0 < k)%nat -> proposal n p -> proposal n q ->
  (ns_minimiser n k p q o <-> forall i, (i < n)%nat -> o i = ln (p i / q i) + ln (INR k)) /\
  (ns_minimiser n k p q o -> forall i j, (i < n)%nat -> (j < n)%nat -> (o i < o j <-> p i / q i < p j / q j))).
Proof.
  intros H. assert (P : proposal 1 (fun _ => 1)).
  { split; [intros i _; lra|simpl; lra]. }
  destruct (H 1%nat 2%nat _ _ (fun _ => ln (1 / 1) + ln (INR 2)) ltac:(lia) P P) as [[_ B] _].
  specialize (B (fun _ _ => eq_refl)).
  apply (ns_least 1 2 _ _ _ ltac:(lia) (proj1 P) (proj1 P)) with (i := 0%nat) in B; [|lia].
  unfold information in B. simpl in B. pose proof (ln_increasing 1 (1 + 1) ltac:(lra) ltac:(lra)) as L.
  rewrite ln_1 in L. lra.
Qed.

(** Claim: none
    Says: At p = (1/4, 3/4) and q = p all scores are equal, and the chances are not.
*)
Theorem the_order_is_not_of_p : ~ (forall n k p q o, (0 < k)%nat -> proposal n p -> proposal n q ->
  (ns_minimiser n k p q o <-> forall i, (i < n)%nat -> o i = ln (p i / q i) - ln (INR k)) /\
  (ns_minimiser n k p q o -> forall i j, (i < n)%nat -> (j < n)%nat -> (o i < o j <-> p i < p j))).
Proof.
  intros H. pose proof uneven_proposal as P. set (o := information 1 uneven uneven).
  destruct (H 2%nat 1%nat uneven uneven o ltac:(lia) P P) as [[_ B] C]. specialize (B (fun _ _ => eq_refl)).
  destruct (C B 0%nat 1%nat ltac:(lia) ltac:(lia)) as [_ D]. unfold uneven at 1 2 in D. simpl in D.
  specialize (D ltac:(lra)). unfold o, information in D. pose proof (proj1 P) as Q.
  replace (uneven 0 / uneven 0) with 1 in D by (specialize (Q 0%nat ltac:(lia)); field; lra).
  replace (uneven 1 / uneven 1) with 1 in D by (specialize (Q 1%nat ltac:(lia)); field; lra). lra.
Qed.

(** Claim: sf.nce.negative_sampling.learned.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: The only minimiser of the sum of p log(1 + exp(-o)) + kq log(1 + exp o) is o = log(p/q) - log k, for every
      number of classes and k; its order is that of p/q.
    Gap: Real numbers; positive p and q.
    Mutant: `ln (p i / q i) - ln (INR k)` becomes `ln (p i / q i) + ln (INR k)`; refuted by the theorem
      log_k_is_subtracted
    Mutant: `p i / q i < p j / q j` becomes `p i < p j`; refuted by the theorem the_order_is_not_of_p
*)
Theorem negative_sampling_learns_information : forall n k p q o, (0 < k)%nat -> proposal n p -> proposal n q ->
  (ns_minimiser n k p q o <-> forall i, (i < n)%nat -> o i = ln (p i / q i) - ln (INR k)) /\
  (ns_minimiser n k p q o -> forall i j, (i < n)%nat -> (j < n)%nat -> (o i < o j <-> p i / q i < p j / q j)).
Proof.
  intros n k p q o K [P _] [Q _]. pose proof (ns_least n k p q o K P Q) as L. split; [exact L|].
  intros M i j Hi Hj. rewrite (proj1 L M i Hi), (proj1 L M j Hj). unfold information.
  pose proof (Rdiv_lt_0_compat _ _ (P i Hi) (Q i Hi)). pose proof (Rdiv_lt_0_compat _ _ (P j Hj) (Q j Hj)).
  split; intros A.
  - apply ln_lt_inv; lra.
  - apply ln_increasing in A; lra.
Qed.

(** Claim: none
    Says: With q = p = (1/4, 3/4) the learned distribution is (1/2, 1/2).
*)
Theorem the_noise_is_divided_out : ~ (forall n k p q o, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall i, (i < n)%nat -> q i = p i) ->
  ns_minimiser n k p q o -> forall i, (i < n)%nat -> softmax n o i = p i).
Proof.
  intros H. pose proof uneven_proposal as P.
  pose proof (proj2 (ns_least 2 1 uneven uneven (information 1 uneven uneven) ltac:(lia) (proj1 P) (proj1 P))
    (fun _ _ => eq_refl)) as M.
  pose proof (H 2%nat 1%nat uneven uneven _ ltac:(lia) P P ltac:(reflexivity) M 0%nat ltac:(lia)) as E.
  pose proof (proj1 P) as Q. unfold softmax, partition, information in E. simpl in E.
  replace (uneven 0 / uneven 0) with 1 in E by (specialize (Q 0%nat ltac:(lia)); field; lra).
  replace (uneven 1 / uneven 1) with 1 in E by (specialize (Q 1%nat ltac:(lia)); field; lra).
  rewrite ln_1, Rminus_0_r, exp_0 in E. unfold uneven in E. simpl in E. lra.
Qed.

(** Claim: sf.nce.negative_sampling.learned
    Role: establishes under $Q$ is uniform
    Place: SF, beyond the summary, Mechanism 2
    Says: Where the noise is uniform the softmax of the scores at the minimum of negative sampling's risk is P, for
      every number of classes and k.
    Gap: Real numbers; positive P. Without the assumption it fails: the_noise_is_divided_out.
    Mutant: `q i = / INR n` becomes `q i = p i`; refuted by the theorem the_noise_is_divided_out
*)
Theorem negative_sampling_learns_the_data : forall n k p q o, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall i, (i < n)%nat -> q i = / INR n) ->
  ns_minimiser n k p q o -> forall i, (i < n)%nat -> softmax n o i = p i.
Proof.
  intros n k p q o K [P S] [Q _] U M i Hi.
  pose proof (proj1 (ns_least n k p q o K P Q) M) as E.
  apply lt_0_INR in K. assert (N : 0 < INR n) by (apply lt_0_INR; lia).
  assert (X : forall j, (j < n)%nat -> exp (o j) = INR n / INR k * p j).
  { intros j Hj. rewrite (E j Hj). unfold information, Rminus. specialize (P j Hj). specialize (Q j Hj).
    rewrite exp_plus, exp_Ropp, !exp_ln by (try apply Rdiv_lt_0_compat; assumption). rewrite (U j Hj). field. lra. }
  unfold softmax, partition. rewrite (sum_ext n _ _ X), sum_scal, S, (X i Hi). field. lra.
Qed.
