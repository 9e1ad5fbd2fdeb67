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

Lemma nce_is_shifted k q y d o : (0 < k)%nat -> 0 < q y -> (forall m, (m < k)%nat -> 0 < q (d m)) ->
  nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i)).
Proof.
  intros K Q D. unfold nce_loss, ns_loss. rewrite <- (proj1 (log_h k q o y K Q)). unfold Rminus. f_equal.
  rewrite (sum_ext k (fun m => ln (1 + exp (o (d m) + - ln (INR k * q (d m)))))
    (fun m => -1 * ln (1 + - h k q (fun i => exp (o i)) (d m)))).
  - rewrite sum_scal. ring.
  - intros m Hm. pose proof (proj2 (log_h k q o (d m) K (D m Hm))) as E. unfold Rminus in E. rewrite <- E. ring.
Qed.

(** k q = 1 for every one of the n classes if q is uniform and k = n, and if only. *)
Lemma as_many_draws_as_classes n k q : simplex n q ->
  (forall i, (i < n)%nat -> INR k * q i = 1) <-> (k = n /\ forall i, (i < n)%nat -> q i = / INR n).
Proof.
  intros [_ S]. assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]).
  pose proof (lt_INR 0 n N) as P. simpl in P. split.
  - intros E. assert (F : INR k = INR n).
    { rewrite <- (Rmult_1_r (INR k)), <- S, <- sum_scal, (sum_ext n _ (fun _ => 1)) by exact E.
      rewrite sum_const. ring. }
    split; [apply INR_eq, F|]. intros i Hi. specialize (E i Hi). rewrite F in E.
    apply (Rmult_eq_reg_l (INR n)); [rewrite Rinv_r; lra|lra].
  - intros [-> E] i Hi. rewrite (E i Hi). apply Rinv_r. lra.
Qed.

Lemma equal_where_kq_is_1 k q y d o : (0 < k)%nat -> INR k * q y = 1 ->
  (forall m, (m < k)%nat -> INR k * q (d m) = 1) -> nce_loss k q y d o = ns_loss k y d o.
Proof.
  intros K Y D. assert (P : forall i, INR k * q i = 1 -> 0 < q i).
  { intros i E. apply lt_INR in K. simpl in K. apply (Rmult_lt_reg_l (INR k)); lra. }
  rewrite (nce_is_shifted k q y d o K (P y Y) (fun m Hm => P _ (D m Hm))). unfold ns_loss.
  rewrite Y, ln_1, Rminus_0_r. f_equal. apply sum_ext. intros m Hm. rewrite (D m Hm), ln_1, Rminus_0_r. reflexivity.
Qed.

(** Claim: none
    Says: If q is uniform and k the number of classes, the losses are equal.
*)
Theorem equal_if_kq_is_1 : ~ ~ (forall n k q y d o, (0 < k)%nat -> simplex n q -> all_positive n q ->
  k = n -> (forall i, (i < n)%nat -> q i = / INR n) ->
  (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) -> nce_loss k q y d o = ns_loss k y d o).
Proof.
  intros H. apply H. intros n k q y d o K S _ E U Y D.
  pose proof (proj2 (as_many_draws_as_classes n k q S) (conj E U)) as F.
  apply equal_where_kq_is_1; [exact K|exact (F y Y)|]. intros m Hm. exact (F _ (D m Hm)).
Qed.

(** Claim: sf.nce.negative_sampling.loss
    Role: refutes
    Place: SF, beyond the summary
    Says: At the same scores and draws the losses of NCE and of negative sampling are not equal: at the odds (1, 2),
      with q = (1/2, 1/2), the first class the label and the second drawn, they are log(15/2) and log 6.
    Gap: Real numbers, the normaliser clamped.
    Mutant: `all_positive n q -> ` becomes `all_positive n q -> k = n -> (forall i, (i < n)%nat -> q i = / INR n) -> `;
      refuted by the theorem equal_if_kq_is_1
*)
Theorem nce_is_not_negative_sampling : ~ (forall n k q y d o, (0 < k)%nat -> simplex n q -> all_positive n q ->
  (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) -> nce_loss k q y d o = ns_loss k y d o).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 1 / 2) 0%nat (fun _ => 1%nat) (fun i => if Nat.eqb i 0 then 0 else ln 2)
    ltac:(lia) ltac:(split; [intros; lra|simpl; lra]) ltac:(intros i _; lra) ltac:(lia) ltac:(intros; cbv beta; lia)).
  unfold nce_loss, ns_loss, h in H. simpl in H. rewrite Ropp_0, exp_0, exp_ln in H by lra.
  replace (1 / (1 + 1 * (1 / 2))) with (/ (3 / 2)) in H by field.
  replace (1 - 2 / (2 + 1 * (1 / 2))) with (/ 5) in H by field. rewrite !ln_Rinv in H by lra.
  replace (1 + 1) with 2 in H by ring. replace (1 + 2) with 3 in H by ring.
  assert (E : ln (3 / 2) + ln 5 = ln 2 + ln 3) by lra.
  rewrite <- !ln_mult in E by lra. apply ln_inv in E; lra.
Qed.

(** Claim: sf.nce.negative_sampling.loss.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: NCE's loss at o is that of negative sampling at o - log(k q); the two are the same function of the scores, for
      every label and all draws, if and only if k q = 1 for every class, which is so exactly for the uniform q and as
      many draws as classes.
    Gap: Real numbers, the normaliser clamped; positive q.
    Mutant: `<-> forall i, (i < n)%nat -> INR k * q i = 1)` becomes `<-> forall i, (i < n)%nat -> q i = 1)`; refuted by
      the theorem the_noise_alone
    Mutant: `k = n /\ forall i` becomes `forall i`; refuted by the theorem uniform_noise_alone
*)
Theorem when_nce_is_negative_sampling : forall n k q, (0 < k)%nat -> simplex n q -> all_positive n q ->
  (forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) ->
    nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i))) /\
  ((forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) -> nce_loss k q y d o = ns_loss k y d o)
    <-> forall i, (i < n)%nat -> INR k * q i = 1) /\
  ((forall i, (i < n)%nat -> INR k * q i = 1) <-> (k = n /\ forall i, (i < n)%nat -> q i = / INR n)).
Proof.
  intros n k q K S Q. split; [|split; [split|apply as_many_draws_as_classes, S]].
  - intros y d o Y D. apply nce_is_shifted; [exact K|exact (Q y Y)|]. intros m Hm. exact (Q _ (D m Hm)).
  - intros E i Hi.
    assert (C : 0 < INR k * q i) by (apply Rmult_lt_0_compat; [apply (lt_INR 0); exact K|exact (Q i Hi)]).
    set (c := INR k * q i) in *. set (l := INR k) in *.
    assert (F : forall x, ln (1 + exp (- x)) - ln (1 + exp (- (x - ln c)))
      = l * (ln (1 + exp (x - ln c)) - ln (1 + exp x))).
    { intros x. specialize (E i (fun _ => i) (fun _ => x) Hi (fun _ _ => Hi)).
      rewrite (nce_is_shifted _ _ _ _ _ K (Q i Hi) (fun _ _ => Q i Hi)) in E.
      unfold ns_loss in E. rewrite !sum_const in E. fold l in E. fold c in E. lra. }
    pose proof (F 0) as A. pose proof (F (ln c)) as B. replace (ln c - ln c) with 0 in B by ring.
    replace (- (0 - ln c)) with (ln c) in A by ring. replace (0 - ln c) with (- ln c) in A by ring.
    rewrite Ropp_0, exp_0, exp_Ropp, exp_ln in A by exact C. rewrite Ropp_0, exp_0, exp_Ropp, exp_ln in B by exact C.
    assert (J : 0 < / c) by (apply Rinv_0_lt_compat; exact C).
    assert (I : ln (1 + / c) = ln (1 + c) - ln c).
    { rewrite <- ln_div by lra. f_equal. field. lra. }
    rewrite I in A, B. replace (1 + 1) with 2 in A, B by ring.
    assert (G : 2 * (ln 2 - ln (1 + c)) + ln c = 0).
    { apply (Rmult_eq_reg_l (l + 1)); [lra|]. unfold l. pose proof (pos_INR k). lra. }
    assert (L : ln (2 * 2 * c) = ln ((1 + c) * (1 + c))) by (rewrite !ln_mult by lra; lra).
    apply ln_inv in L; [|lra|apply Rmult_lt_0_compat; lra].
    assert (Z : Rsqr (c - 1) = 0) by (unfold Rsqr; lra). apply Rsqr_0_uniq in Z. lra.
  - intros E y d o Y D. apply equal_where_kq_is_1; [exact K|exact (E y Y)|]. intros m Hm. exact (E _ (D m Hm)).
Qed.

(** One class and two draws. *)
Lemma one_class : simplex 1 (fun _ => 1) /\ all_positive 1 (fun _ => 1).
Proof. split; [split; [intros; lra|simpl; lra]|intros i _; lra]. Qed.

(** Claim: none
    Says: One class, q = 1 and k = 2: k q is not 1 there, though q is.
*)
Theorem the_noise_alone : ~ (forall n k q, (0 < k)%nat -> simplex n q -> all_positive n q ->
  (forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) ->
    nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i))) /\
  ((forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) -> nce_loss k q y d o = ns_loss k y d o)
    <-> forall i, (i < n)%nat -> q i = 1) /\
  ((forall i, (i < n)%nat -> INR k * q i = 1) <-> (k = n /\ forall i, (i < n)%nat -> q i = / INR n))).
Proof.
  intros H. destruct one_class as [S P]. destruct (H 1%nat 2%nat _ ltac:(lia) S P) as (_ & B & _).
  destruct (when_nce_is_negative_sampling 1 2 _ ltac:(lia) S P) as (_ & T & _).
  pose proof (proj1 T (proj2 B ltac:(intros; reflexivity)) 0%nat ltac:(lia)) as E. simpl in E. lra.
Qed.

(** Claim: none
    Says: The uniform q is not enough: one class and k = 2.
*)
Theorem uniform_noise_alone : ~ (forall n k q, (0 < k)%nat -> simplex n q -> all_positive n q ->
  (forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) ->
    nce_loss k q y d o = ns_loss k y d (fun i => o i - ln (INR k * q i))) /\
  ((forall y d o, (y < n)%nat -> (forall m, (m < k)%nat -> (d m < n)%nat) -> nce_loss k q y d o = ns_loss k y d o)
    <-> forall i, (i < n)%nat -> INR k * q i = 1) /\
  ((forall i, (i < n)%nat -> INR k * q i = 1) <-> (forall i, (i < n)%nat -> q i = / INR n))).
Proof.
  intros H. destruct one_class as [S P]. destruct (H 1%nat 2%nat _ ltac:(lia) S P) as (_ & _ & B).
  pose proof (proj2 B ltac:(intros; simpl; field) 0%nat ltac:(lia)) as E. simpl in E. lra.
Qed.
