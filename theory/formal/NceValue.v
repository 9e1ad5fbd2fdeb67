(** The population risk of noise-contrastive estimation: its minimiser, and its value there. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws.
Open Scope R_scope.

Definition softplus (x : R) : R := ln (1 + exp x).

(** One class's part of the risk of the odds t, told from k draws of q by the logit log t - log (k q). *)
Definition risk_of_class (k p q t : R) : R :=
  p * softplus (- (ln t - ln (k * q))) + k * q * softplus (ln t - ln (k * q)).
Definition risk (N : nat) (k : R) (p q t : nat -> R) : R := sum N (fun i => risk_of_class k (p i) (q i) (t i)).

(** The Jensen-Shannon divergence with the weight w on p. *)
Definition kl (N : nat) (p q : nat -> R) : R := sum N (fun i => p i * ln (p i / q i)).
Definition skewed_js (N : nat) (w : R) (p q : nat -> R) : R :=
  let m i := w * p i + (1 - w) * q i in w * kl N p m + (1 - w) * kl N q m.

Lemma log_below x : 0 < x -> ln x <= x - 1 /\ (ln x = x - 1 -> x = 1).
Proof.
  intros Hx. destruct (Req_dec (ln x) 0) as [Z|Z].
  - assert (x = 1) by (apply ln_inv; [exact Hx|lra|rewrite ln_1; exact Z]). split; [lra|intros; assumption].
  - pose proof (exp_ineq1 (ln x) Z) as H. rewrite exp_ln in H by exact Hx. split; lra.
Qed.

Lemma risk_of_class_value k p q t : 0 < k -> 0 < q -> 0 < t ->
  risk_of_class k p q t = p * (ln (t + k * q) - ln t) + k * q * (ln (t + k * q) - ln (k * q)).
Proof.
  intros Hk Hq Ht. assert (Hkq : 0 < k * q) by (apply Rmult_lt_0_compat; assumption).
  assert (A : forall a b, 0 < a -> 0 < b -> softplus (ln a - ln b) = ln (a + b) - ln b).
  { intros a b Ha Hb. unfold softplus, Rminus. rewrite exp_plus, exp_Ropp, !exp_ln by assumption.
    replace (1 + a * / b) with ((a + b) * / b) by (field; lra).
    rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). reflexivity. }
  unfold risk_of_class. rewrite Ropp_minus_distr, !A, (Rplus_comm (k * q)) by assumption. reflexivity.
Qed.

(** Gibbs' inequality for one class. *)
Lemma risk_of_class_least k p q t : 0 < k -> 0 < p -> 0 < q -> 0 < t ->
  risk_of_class k p q p <= risk_of_class k p q t /\ (risk_of_class k p q t = risk_of_class k p q p -> t = p).
Proof.
  intros Hk Hp Hq Ht. assert (Hkq : 0 < k * q) by (apply Rmult_lt_0_compat; assumption).
  rewrite !risk_of_class_value by assumption. set (b := k * q) in *.
  destruct (log_below ((p + b) / (t + b))) as [L E]; [apply Rdiv_lt_0_compat; lra|].
  destruct (log_below (t / p * ((p + b) / (t + b)))) as [L' _].
  { apply Rmult_lt_0_compat; apply Rdiv_lt_0_compat; lra. }
  assert (D : forall x y, 0 < x -> 0 < y -> ln (x / y) = ln x - ln y).
  { intros x y Hx Hy. unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). reflexivity. }
  rewrite ln_mult in L' by (apply Rdiv_lt_0_compat; lra). rewrite !D in L' by lra. rewrite D in L, E by lra.
  apply (Rmult_le_compat_l p) in L'; [|lra].
  pose proof (Rmult_le_compat_l b _ _ (Rlt_le _ _ Hkq) L) as L2.
  assert (S : p * (t / p * ((p + b) / (t + b)) - 1) + b * ((p + b) / (t + b) - 1) = 0) by (field; lra).
  split; [lra|]. intros Eq.
  assert (X : (p + b) / (t + b) = 1).
  { apply E. apply (Rmult_eq_reg_l b); lra. }
  apply (f_equal (fun x => x * (t + b))) in X. unfold Rdiv in X. rewrite Rmult_assoc, Rinv_l in X by lra. lra.
Qed.

(** Claim: sf.nce.js.value.intended
    Role: establishes
    Place: SF, Key results and Mechanism 2
    Says: The least risk over all odds is (1 + k) log(1 + k) - k log k less (1 + k) times the Jensen-Shannon divergence
      with the weight 1/(1 + k) on P; it is attained where the odds are P, and nowhere else.
    Gap: Real numbers, not floating point. k is any positive number. The risk is written as a sum over classes.
    Mutant: `- k * ln k` becomes `+ k * ln k`; refuted by the theorem value_subtracts
    Mutant: `(1 + k) * skewed_js` becomes `skewed_js`; refuted by the theorem value_has_its_factor
*)
Theorem nce_least_risk : forall N k p q, 0 < k -> proposal N p -> proposal N q ->
  let least := (1 + k) * ln (1 + k) - k * ln k - (1 + k) * skewed_js N (/ (1 + k)) p q in
  risk N k p q p = least
  /\ forall t, (forall i, (i < N)%nat -> 0 < t i) ->
    least <= risk N k p q t /\ (risk N k p q t = least -> forall i, (i < N)%nat -> t i = p i).
Proof.
  intros N k p q Hk [P0 P1] [Q0 Q1] least.
  assert (V : risk N k p q p = least).
  { enough (risk N k p q p + (1 + k) * skewed_js N (/ (1 + k)) p q = (1 + k) * ln (1 + k) - k * ln k)
      by (unfold least; lra).
    unfold skewed_js, kl, risk. rewrite Rmult_plus_distr_l, <- !Rmult_assoc, <- !sum_scal, <- !sum_plus.
    replace ((1 + k) * ln (1 + k) - k * ln k) with (sum N p * ln (1 + k) + sum N q * (k * (ln (1 + k) - ln k)))
      by (rewrite P1, Q1; ring).
    rewrite <- !sum_scal_r, <- sum_plus. apply sum_ext. intros i Hi. specialize (P0 i Hi). specialize (Q0 i Hi).
    assert (Hkq : 0 < k * q i) by (apply Rmult_lt_0_compat; assumption).
    rewrite risk_of_class_value by assumption.
    replace (/ (1 + k) * p i + (1 - / (1 + k)) * q i) with ((p i + k * q i) * / (1 + k)) by (field; lra).
    assert (D : forall x, 0 < x -> ln (x / ((p i + k * q i) * / (1 + k))) = ln x + ln (1 + k) - ln (p i + k * q i)).
    { intros x Hx. replace (x / ((p i + k * q i) * / (1 + k))) with (x * (1 + k) * / (p i + k * q i)) by (field; lra).
      rewrite !ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; try apply Rmult_lt_0_compat; lra). ring. }
    rewrite !D, ln_mult by assumption. field. lra. }
  split; [exact V|]. intros t Ht.
  assert (Each : forall i, (i < N)%nat -> 0 <= risk_of_class k (p i) (q i) (t i) - risk_of_class k (p i) (q i) (p i)).
  { intros i Hi. destruct (risk_of_class_least k (p i) (q i) (t i)) as [L _]; auto. lra. }
  split.
  - rewrite <- V. apply sum_le. intros i Hi. specialize (Each i Hi). lra.
  - intros Eq i Hi. apply (risk_of_class_least k (p i) (q i) (t i)); auto.
    pose proof (term_le_sum N _ i Each Hi) as T. cbv beta in T. rewrite sum_minus in T.
    unfold risk in Eq, V. rewrite Eq, V in T. specialize (Each i Hi). lra.
Qed.

Lemma one_class : proposal 1 (fun _ => 1).
Proof. split; [intros; lra|simpl; lra]. Qed.

Lemma value_subtracts : ~ (forall N k p q, 0 < k -> proposal N p -> proposal N q ->
  let least := (1 + k) * ln (1 + k) + k * ln k - (1 + k) * skewed_js N (/ (1 + k)) p q in
  risk N k p q p = least
  /\ forall t, (forall i, (i < N)%nat -> 0 < t i) ->
    least <= risk N k p q t /\ (risk N k p q t = least -> forall i, (i < N)%nat -> t i = p i)).
Proof.
  intros H. destruct (H 1%nat 2 _ _ ltac:(lra) one_class one_class) as [E _].
  destruct (nce_least_risk 1 2 _ _ ltac:(lra) one_class one_class) as [T _].
  assert (0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra). lra.
Qed.

(** Two classes, P of the odds 3 to 1 and Q of the odds 1 to 3. *)
Definition three_to_one (i : nat) : R := match i with O => 3 / 4 | S _ => 1 / 4 end.
Definition one_to_three (i : nat) : R := match i with O => 1 / 4 | S _ => 3 / 4 end.

Lemma js_positive : 0 < skewed_js 2 (/ (1 + 1)) three_to_one one_to_three.
Proof.
  unfold skewed_js, kl. simpl.
  replace (/ (1 + 1) * (3 / 4) + (1 - / (1 + 1)) * (1 / 4)) with (1 / 2) by lra.
  replace (/ (1 + 1) * (1 / 4) + (1 - / (1 + 1)) * (3 / 4)) with (1 / 2) by lra.
  replace (3 / 4 / (1 / 2)) with (3 * / 2) by lra. replace (1 / 4 / (1 / 2)) with (/ 2) by lra.
  rewrite ln_mult, ln_Rinv by lra.
  assert (ln 2 + ln 2 + (ln 2 + ln 2) < ln 3 + ln 3 + ln 3); [|lra].
  rewrite <- !ln_mult by lra. apply ln_increasing; lra.
Qed.

Lemma value_has_its_factor : ~ (forall N k p q, 0 < k -> proposal N p -> proposal N q ->
  let least := (1 + k) * ln (1 + k) - k * ln k - skewed_js N (/ (1 + k)) p q in
  risk N k p q p = least
  /\ forall t, (forall i, (i < N)%nat -> 0 < t i) ->
    least <= risk N k p q t /\ (risk N k p q t = least -> forall i, (i < N)%nat -> t i = p i)).
Proof.
  intros H. assert (P : proposal 2 three_to_one) by (split; [intros [|i] _; simpl; lra|simpl; lra]).
  assert (Q : proposal 2 one_to_three) by (split; [intros [|i] _; simpl; lra|simpl; lra]).
  destruct (H 2%nat 1 _ _ Rlt_0_1 P Q) as [E _]. destruct (nce_least_risk 2 1 _ _ Rlt_0_1 P Q) as [T _].
  pose proof js_positive. lra.
Qed.
