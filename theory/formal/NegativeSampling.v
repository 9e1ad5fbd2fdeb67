(** Noise-contrastive estimation beside negative sampling, and beside maximum likelihood. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Nce.
Open Scope R_scope.

(** The losses of a label y and the draws d 0, ..., d (k - 1), at the scores o; NCE's classifier has the odds exp o. *)
Definition ns_loss (k : nat) (y : nat) (d : nat -> nat) (o : nat -> R) : R :=
  ln (1 + exp (- o y)) + sum k (fun m => ln (1 + exp (o (d m)))).
Definition nce_loss (k : nat) (q : nat -> R) (y : nat) (d : nat -> nat) (o : nat -> R) : R :=
  - ln (h k q (fun i => exp (o i)) y) - sum k (fun m => ln (1 - h k q (fun i => exp (o i)) (d m))).

Lemma log_h k q o i : (0 < k)%nat -> 0 < q i ->
  - ln (h k q (fun i => exp (o i)) i) = ln (1 + exp (- (o i - ln (INR k * q i)))) /\
  - ln (1 - h k q (fun i => exp (o i)) i) = ln (1 + exp (o i - ln (INR k * q i))).
Proof.
  intros K Q. apply lt_INR in K. simpl in K. pose proof (Rmult_lt_0_compat _ _ K Q) as C.
  pose proof (exp_pos (o i)) as E.
  unfold h. set (c := INR k * q i) in *. set (x := exp (o i)) in *.
  assert (P : 0 < x / (x + c)) by (apply Rdiv_lt_0_compat; lra).
  assert (S : 1 - x / (x + c) = c / (x + c)) by (field; lra).
  assert (P' : 0 < c / (x + c)) by (apply Rdiv_lt_0_compat; lra).
  rewrite S, <- !ln_Rinv by assumption. unfold Rminus. rewrite Ropp_plus_distr, Ropp_involutive, !exp_plus, !exp_Ropp.
  rewrite exp_ln by exact C. fold x. split; f_equal; field; lra.
Qed.

Lemma nce_is_shifted k q y d o : (0 < k)%nat -> (forall i, 0 < q i) ->
  nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i)).
Proof.
  intros K Q. unfold nce_loss, ns_loss. rewrite <- (proj1 (log_h k q o y K (Q y))). unfold Rminus. f_equal.
  rewrite (sum_ext k (fun m => ln (1 + exp (o (d m) + - ln (INR k * q (d m)))))
    (fun m => -1 * ln (1 + - h k q (fun i => exp (o i)) (d m)))).
  - rewrite sum_scal. ring.
  - intros m _. pose proof (proj2 (log_h k q o (d m) K (Q (d m)))) as E. unfold Rminus in E. rewrite <- E. ring.
Qed.

(** Claim: none
    Says: If k q = 1 for every class, the losses are equal.
*)
Theorem equal_if_kq_is_1 : ~ ~ (forall k q y d o, (forall i, INR k * q i = 1) -> (0 < k)%nat -> (forall i, 0 < q i) ->
  nce_loss k q y d o = ns_loss k y d o).
Proof.
  intros H. apply H. intros k q y d o E K Q. rewrite (nce_is_shifted k q y d o K Q). unfold ns_loss.
  rewrite E, ln_1, Rminus_0_r. f_equal. apply sum_ext. intros m _. rewrite E, ln_1, Rminus_0_r. reflexivity.
Qed.

(** Claim: sf.nce.negative_sampling.loss
    Role: part
    Place: SF, beyond the summary
    Says: At the same scores and draws the losses of NCE and of negative sampling are not equal: at the odds (1, 2),
      with q = (1/2, 1/2), the first class the label and the second drawn, they are log(15/2) and log 6.
    Gap: Real numbers. The classes are all natural numbers, so q is any positive function and no distribution.
    Mutant: `(0 < k)%nat` becomes `(forall i, INR k * q i = 1) -> (0 < k)%nat`; refuted by the theorem equal_if_kq_is_1
*)
Theorem nce_is_not_negative_sampling : ~ (forall k q y d o, (0 < k)%nat -> (forall i, 0 < q i) ->
  nce_loss k q y d o = ns_loss k y d o).
Proof.
  intros H. specialize (H 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 1%nat) (fun i => if Nat.eqb i 0 then 0 else ln 2)
    ltac:(lia) ltac:(intros; lra)).
  unfold nce_loss, ns_loss, h in H. simpl in H. rewrite Ropp_0, exp_0, exp_ln in H by lra.
  replace (1 / (1 + 1 * (1 / 2))) with (/ (3 / 2)) in H by field.
  replace (1 - 2 / (2 + 1 * (1 / 2))) with (/ 5) in H by field. rewrite !ln_Rinv in H by lra.
  replace (1 + 1) with 2 in H by ring. replace (1 + 2) with 3 in H by ring.
  assert (E : ln (3 / 2) + ln 5 = ln 2 + ln 3) by lra.
  rewrite <- !ln_mult in E by lra. apply ln_inv in E; lra.
Qed.

(** Claim: none
    Says: One class, q = 1 and k = 2: k q is not 1 there, though q is.
*)
Theorem the_noise_alone : ~ (forall k q, (0 < k)%nat -> (forall i, 0 < q i) ->
  (forall y d o, nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i))) /\
  ((forall y d o, nce_loss k q y d o = ns_loss k y d o) <-> forall i, q i = 1)).
Proof.
  intros H. apply nce_is_not_negative_sampling. intros k q y d o K Q.
  destruct (H 2%nat (fun _ => 1 / 2) ltac:(lia) ltac:(intros; lra)) as [A [B _]].
  assert (Z : 1 / 2 = 1); [|lra]. apply (fun F => B F 0%nat). intros y' d' o'. rewrite A. unfold ns_loss.
  replace (INR 2 * (1 / 2)) with 1 by (simpl; field). rewrite ln_1, Rminus_0_r. f_equal. apply sum_ext.
  intros m _. rewrite Rminus_0_r. reflexivity.
Qed.

(** Claim: sf.nce.negative_sampling.loss.repair
    Role: part
    Place: SF, beyond the summary
    Says: NCE's loss at o is that of negative sampling at o - log(k q), and the two are the same function of the scores
      if and only if k q = 1 for every class.
    Gap: Real numbers, the normaliser clamped. The classes are all natural numbers, so q is any positive function and
      no distribution. That k q = 1 for every class means Q uniform and k = N is not in it.
    Mutant: `forall i, INR k * q i = 1` becomes `forall i, q i = 1`; refuted by the theorem the_noise_alone
*)
Theorem when_nce_is_negative_sampling : forall k q, (0 < k)%nat -> (forall i, 0 < q i) ->
  (forall y d o, nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i))) /\
  ((forall y d o, nce_loss k q y d o = ns_loss k y d o) <-> forall i, INR k * q i = 1).
Proof.
  intros k q K Q. split; [intros; apply nce_is_shifted; assumption|]. split.
  - intros E i. assert (C : 0 < INR k * q i) by (apply Rmult_lt_0_compat; [apply (lt_INR 0); exact K|apply Q]).
    set (c := INR k * q i) in *. set (n := INR k) in *.
    assert (F : forall x, ln (1 + exp (- x)) - ln (1 + exp (- (x - ln c)))
      = n * (ln (1 + exp (x - ln c)) - ln (1 + exp x))).
    { intros x. specialize (E i (fun _ => i) (fun _ => x)). rewrite (nce_is_shifted _ _ _ _ _ K Q) in E.
      unfold ns_loss in E. rewrite !sum_const in E. fold n in E. fold c in E. lra. }
    pose proof (F 0) as A. pose proof (F (ln c)) as B. replace (ln c - ln c) with 0 in B by ring.
    replace (- (0 - ln c)) with (ln c) in A by ring. replace (0 - ln c) with (- ln c) in A by ring.
    rewrite Ropp_0, exp_0, exp_Ropp, exp_ln in A by exact C. rewrite Ropp_0, exp_0, exp_Ropp, exp_ln in B by exact C.
    assert (J : 0 < / c) by (apply Rinv_0_lt_compat; exact C).
    assert (I : ln (1 + / c) = ln (1 + c) - ln c).
    { rewrite <- ln_div by lra. f_equal. field. lra. }
    rewrite I in A, B. replace (1 + 1) with 2 in A, B by ring.
    assert (G : 2 * (ln 2 - ln (1 + c)) + ln c = 0).
    { apply (Rmult_eq_reg_l (n + 1)); [lra|]. unfold n. pose proof (pos_INR k). lra. }
    assert (L : ln (2 * 2 * c) = ln ((1 + c) * (1 + c))) by (rewrite !ln_mult by lra; lra).
    apply ln_inv in L; [|lra|apply Rmult_lt_0_compat; lra].
    assert (Z : Rsqr (c - 1) = 0) by (unfold Rsqr; lra). apply Rsqr_0_uniq in Z. lra.
  - intros E y d o. rewrite (nce_is_shifted k q y d o K Q). unfold ns_loss. rewrite E, ln_1, Rminus_0_r. f_equal.
    apply sum_ext. intros m _. rewrite E, ln_1, Rminus_0_r. reflexivity.
Qed.
