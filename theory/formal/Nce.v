(** The population risk of noise-contrastive estimation: its minimiser, its noise and its loss. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm.
Open Scope R_scope.

(** Labels from p, k draws from q for each; the classifier takes a class of odds t for a label with the chance h. *)
Definition h (k : nat) (q t : nat -> R) (i : nat) : R := t i / (t i + INR k * q i).

Definition nce_risk (n k : nat) (p q t : nat -> R) : R :=
  - sum n (fun i => p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i)).

Definition all_positive (n : nat) (p : nat -> R) : Prop := forall i, (i < n)%nat -> 0 < p i.

Definition minimiser (n k : nat) (p q t : nat -> R) : Prop :=
  all_positive n t /\ forall u, all_positive n u -> nce_risk n k p q t <= nce_risk n k p q u.

Lemma h_between k q t i : (0 < k)%nat -> 0 < q i -> 0 < t i -> 0 < h k q t i < 1.
Proof.
  intros K Q T. apply lt_INR in K. simpl in K. pose proof (Rmult_lt_0_compat _ _ K Q). unfold h. split.
  - apply Rdiv_lt_0_compat; lra.
  - apply (Rmult_lt_reg_r (t i + INR k * q i)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** Of two classifiers of one class the true one has the smaller risk. *)
Lemma gibbs_of_two a b x : 0 < a -> 0 < b -> 0 < x < 1 ->
  a * ln x + b * ln (1 - x) <= a * ln (a / (a + b)) + b * ln (1 - a / (a + b)) /\
  (x <> a / (a + b) -> a * ln x + b * ln (1 - x) < a * ln (a / (a + b)) + b * ln (1 - a / (a + b))).
Proof.
  intros A B X. set (s := a / (a + b)).
  assert (S : 0 < s < 1).
  { unfold s. split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_lt_reg_r (a + b)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (D : forall u v, 0 < u -> 0 < v -> ln u - ln v = ln (u / v)).
  { intros u v U V. unfold Rdiv. rewrite ln_mult, ln_Rinv; [lra|exact V|exact U|apply Rinv_0_lt_compat; exact V]. }
  assert (U : 0 < x / s) by (apply Rdiv_lt_0_compat; lra).
  assert (V : 0 < (1 - x) / (1 - s)) by (apply Rdiv_lt_0_compat; lra).
  assert (Z : a * (x / s - 1) + b * ((1 - x) / (1 - s) - 1) = 0).
  { unfold s. field. lra. }
  assert (E : a * ln x + b * ln (1 - x) - (a * ln s + b * ln (1 - s)) = a * ln (x / s) + b * ln ((1 - x) / (1 - s))).
  { rewrite <- !D by lra. ring. }
  pose proof (Rmult_le_compat_l b _ _ ltac:(lra) (ln_below _ V)).
  split.
  - pose proof (Rmult_le_compat_l a _ _ ltac:(lra) (ln_below _ U)). lra.
  - intros N. assert (M : x / s <> 1).
    { intros M. apply N. apply (f_equal (fun y => y * s)) in M. unfold Rdiv in M.
      rewrite Rmult_assoc, Rinv_l in M; lra. }
    pose proof (Rmult_lt_compat_l a _ _ A (ln_below_strictly _ U M)). lra.
Qed.

Lemma class_risk k p q t i : (0 < k)%nat -> 0 < p i -> 0 < q i -> 0 < t i ->
  p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i)
    <= p i * ln (h k q p i) + INR k * q i * ln (1 - h k q p i) /\
  (t i <> p i -> p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i)
    < p i * ln (h k q p i) + INR k * q i * ln (1 - h k q p i)).
Proof.
  intros K P Q T. pose proof (h_between k q t i K Q T) as H. apply lt_INR in K. simpl in K.
  pose proof (Rmult_lt_0_compat _ _ K Q) as B. destruct (gibbs_of_two (p i) (INR k * q i) _ P B H) as [W S].
  split; [exact W|]. intros N. apply S. intros E. apply N. unfold h in E.
  apply (f_equal (fun y => y * (t i + INR k * q i) * (p i + INR k * q i))) in E.
  replace (t i / (t i + INR k * q i) * (t i + INR k * q i) * (p i + INR k * q i))
    with (t i * (p i + INR k * q i)) in E by (field; lra).
  replace (p i / (p i + INR k * q i) * (t i + INR k * q i) * (p i + INR k * q i))
    with (p i * (t i + INR k * q i)) in E by (field; lra).
  apply (Rmult_eq_reg_r (INR k * q i)); lra.
Qed.

Lemma nce_least n k p q t : (0 < k)%nat -> all_positive n p -> all_positive n q -> all_positive n t ->
  nce_risk n k p q p <= nce_risk n k p q t /\
  (nce_risk n k p q t <= nce_risk n k p q p -> forall i, (i < n)%nat -> t i = p i).
Proof.
  intros K P Q T. unfold nce_risk.
  assert (W : forall i, (i < n)%nat -> 0 <= p i * ln (h k q p i) + INR k * q i * ln (1 - h k q p i)
    - (p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i))).
  { intros i Hi. pose proof (proj1 (class_risk k p q t i K (P i Hi) (Q i Hi) (T i Hi))). lra. }
  pose proof (sum_nonneg n _ W) as S. rewrite sum_minus in S. split; [lra|].
  intros L i Hi. destruct (Req_dec (t i) (p i)) as [E|E]; [exact E|exfalso].
  pose proof (proj2 (class_risk k p q t i K (P i Hi) (Q i Hi) (T i Hi)) E).
  pose proof (term_le_sum n _ i W Hi) as M. cbv beta in M. rewrite sum_minus in M. lra.
Qed.

(** Claim: none
    Says: The odds of twice the chances are not the minimiser.
*)
Theorem not_the_odds_to_one : ~ (forall n k p q, (0 < k)%nat -> all_positive n p -> all_positive n q ->
  forall t, all_positive n t ->
  (minimiser n k p q t <-> forall i, (i < n)%nat -> t i = INR k * p i)).
Proof.
  intros H. assert (P : all_positive 1 (fun _ => 1)) by (intros i _; lra).
  assert (T : all_positive 1 (fun _ => 2)) by (intros i _; lra).
  destruct (H 1%nat 2%nat _ _ ltac:(lia) P P _ T) as [_ B].
  destruct (nce_least 1 2 _ _ _ ltac:(lia) P P T) as [_ L].
  specialize (L (proj2 (B ltac:(intros; simpl; lra)) _ P) 0%nat ltac:(lia)). lra.
Qed.

(** Claim: sf.nce.js.minimiser.odds
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: Over all odds t the risk of NCE is least at t = p and nowhere else, for every n, every k >= 1 and every
      positive p and q.
    Gap: Real numbers. With a class of chance 0 in the data there is no minimiser, which the claim's words do not say.
    Mutant: `t i = p i` becomes `t i = INR k * p i`; refuted by the theorem not_the_odds_to_one
*)
Theorem nce_minimiser : forall n k p q, (0 < k)%nat -> all_positive n p -> all_positive n q ->
  forall t, all_positive n t -> (minimiser n k p q t <-> forall i, (i < n)%nat -> t i = p i).
Proof.
  intros n k p q K P Q t T. split.
  - intros [_ L]. exact (proj2 (nce_least n k p q t K P Q T) (L p P)).
  - intros E. split; [exact T|]. intros u U. replace (nce_risk n k p q t) with (nce_risk n k p q p).
    { exact (proj1 (nce_least n k p q u K P Q U)). }
    unfold nce_risk, h. f_equal. apply sum_ext. intros i Hi. rewrite (E i Hi). reflexivity.
Qed.

(** Claim: none
    Says: The odds of data and noise together are not the minimiser: one class, p = 1, q = 2, k = 1.
*)
Theorem data_and_noise_are_no_minimiser : ~ (forall n p, all_positive n p ->
  forall k q, (0 < k)%nat -> all_positive n q -> forall t,
  (minimiser n k p q t <-> forall i, (i < n)%nat -> t i = (p i + q i / INR k) / (1 + / INR k))).
Proof.
  intros H. assert (P : all_positive 1 (fun _ => 1)) by (intros i _; lra).
  assert (T : all_positive 1 (fun _ => 2)) by (intros i _; lra).
  destruct (H 1%nat _ P 1%nat _ ltac:(lia) T (fun _ => 3 / 2)) as [_ B]. destruct B as [U L]; [intros; simpl; field|].
  pose proof (proj2 (nce_least 1 1 _ _ _ ltac:(lia) P T U) (L _ P) 0%nat ltac:(lia)). lra.
Qed.

(** Claim: sf.nce.robust.minimiser
    Role: establishes
    Place: SF, summary, Tradeoffs
    Says: Over all odds the minimiser of NCE's risk is t = p, the same one for every positive proposal q and every
      k >= 1.
    Gap: Real numbers; positive p.
    Mutant: `t i = p i` becomes `t i = (p i + q i / INR k) / (1 + / INR k)`; refuted by the theorem
      data_and_noise_are_no_minimiser
*)
Theorem nce_is_robust_to_the_proposal : forall n p, all_positive n p ->
  forall k q, (0 < k)%nat -> all_positive n q -> forall t,
  (minimiser n k p q t <-> forall i, (i < n)%nat -> t i = p i).
Proof.
  intros n p P k q K Q t. split.
  - intros M. exact (proj1 (nce_minimiser n k p q K P Q t (proj1 M)) M).
  - intros E. apply (nce_minimiser n k p q K P Q t); [intros i Hi; rewrite (E i Hi); exact (P i Hi)|exact E].
Qed.

(** Divergences, and that of Jensen and Shannon with the weight w on p. *)
Definition kl (n : nat) (p q : nat -> R) : R := sum n (fun i => p i * ln (p i / q i)).
Definition js (n : nat) (w : R) (p q : nat -> R) : R :=
  w * kl n p (mixture w p q) + (1 - w) * kl n q (mixture w p q).

Lemma ln_div a b : 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof. intros A B. unfold Rdiv. rewrite ln_mult, ln_Rinv; [lra|exact B|exact A|apply Rinv_0_lt_compat; exact B]. Qed.

Lemma value_at_the_data n k p q : (0 < k)%nat -> simplex n p -> simplex n q ->
  all_positive n p -> all_positive n q -> nce_risk n k p q p =
    (1 + INR k) * ln (1 + INR k) - INR k * ln (INR k) - (1 + INR k) * js n (/ (1 + INR k)) p q.
Proof.
  intros K [_ Sp] [_ Sq] P Q. apply lt_INR in K. simpl in K. set (c := INR k) in *.
  unfold js, kl, nce_risk. fold c.
  assert (E : forall i, (i < n)%nat -> - (p i * ln (h k q p i) + c * q i * ln (1 - h k q p i)) =
    ln (1 + c) * p i + (c * (ln (1 + c) - ln c)) * q i - (p i * ln (p i / mixture (/ (1 + c)) p q i)
      + c * (q i * ln (q i / mixture (/ (1 + c)) p q i)))).
  { intros i Hi. specialize (P i Hi). specialize (Q i Hi). pose proof (Rmult_lt_0_compat _ _ K Q).
    assert (M : mixture (/ (1 + c)) p q i = (p i + c * q i) / (1 + c)) by (unfold mixture; field; lra).
    rewrite M. replace (1 - h k q p i) with (c * q i / (p i + c * q i)) by (unfold h; fold c; field; lra).
    unfold h. fold c. rewrite !ln_div; try lra; try (apply Rdiv_lt_0_compat; lra).
    rewrite (ln_mult c (q i) K Q). ring. }
  assert (F : - sum n (fun i => p i * ln (h k q p i) + c * q i * ln (1 - h k q p i))
    = sum n (fun i => - (p i * ln (h k q p i) + c * q i * ln (1 - h k q p i)))).
  { rewrite (sum_ext n (fun i => - _) (fun i => -1 * (p i * ln (h k q p i) + c * q i * ln (1 - h k q p i))))
      by (intros; ring). rewrite sum_scal. ring. }
  rewrite F, (sum_ext n _ _ E), sum_minus, !sum_plus, !sum_scal, Sp, Sq. field. lra.
Qed.

(** Claim: none
    Says: p = q = (1), k = 1: the minimum is 2 log 2, and not 2 log 2 - log 2.
*)
Theorem another_constant : ~ (forall n k p q, (0 < k)%nat -> simplex n p -> simplex n q ->
  all_positive n p -> all_positive n q ->
  (exists t, minimiser n k p q t) /\ forall t, minimiser n k p q t -> nce_risk n k p q t =
    (1 + INR k) * ln (1 + INR k) - INR k * ln (1 + INR k) - (1 + INR k) * js n (/ (1 + INR k)) p q).
Proof.
  intros H. assert (P : all_positive 1 (fun _ => 1)) by (intros i _; lra).
  assert (S : simplex 1 (fun _ => 1)) by (split; [intros; lra|simpl; lra]).
  destruct (H 1%nat 1%nat _ _ ltac:(lia) S S P P) as [_ E]. clear H.
  assert (H := E (fun _ => 1) (proj2 (nce_minimiser 1 1 _ _ ltac:(lia) P P _ P) ltac:(intros; reflexivity))).
  unfold nce_risk, h, js, kl, mixture in H. simpl in H.
  replace (1 / (1 + 1 * 1)) with (/ 2) in H by field. replace (1 - / 2) with (/ 2) in H by field.
  replace (/ (1 + 1) * 1 + (1 - / (1 + 1)) * 1) with 1 in H by field.
  replace (1 / 1) with 1 in H by field. rewrite ln_1, ln_Rinv in H by lra. replace (1 + 1) with 2 in H by ring.
  pose proof (ln_increasing 1 2 ltac:(lra) ltac:(lra)) as L.
  rewrite ln_1 in L. lra.
Qed.

(** Claim: sf.nce.js.value.intended
    Role: establishes
    Place: SF, summary, Key results and Mechanism 2
    Says: The least risk of NCE over all odds is (1 + k) log(1 + k) - k log k less (1 + k) times the Jensen-Shannon
      divergence of p and q with the weight 1/(1 + k) on p, for every n and k >= 1.
    Gap: Real numbers, positive p and q. That it is attained where t is p and nowhere else is nce_minimiser.
    Mutant: `INR k * ln (INR k)` becomes `INR k * ln (1 + INR k)`; refuted by the theorem another_constant
*)
Theorem nce_value_at_the_minimum : forall n k p q, (0 < k)%nat -> simplex n p -> simplex n q ->
  all_positive n p -> all_positive n q ->
  (exists t, minimiser n k p q t) /\ forall t, minimiser n k p q t -> nce_risk n k p q t =
    (1 + INR k) * ln (1 + INR k) - INR k * ln (INR k) - (1 + INR k) * js n (/ (1 + INR k)) p q.
Proof.
  intros n k p q K Sp Sq P Q. split; [exists p; apply nce_minimiser; auto|]. intros t M.
  rewrite <- (value_at_the_data n k p q K Sp Sq P Q).
  unfold nce_risk, h. f_equal. apply sum_ext. intros i Hi.
  rewrite (proj1 (nce_minimiser n k p q K P Q t (proj1 M)) M i Hi). reflexivity.
Qed.

(** The distribution of odds t. *)
Definition learned (n : nat) (t : nat -> R) (i : nat) : R := t i / sum n t.

Lemma kl_itself n p t : simplex n p -> all_positive n p ->
  (forall i, (i < n)%nat -> t i = p i) -> kl n p (learned n t) = 0.
Proof.
  intros [_ S] P E. apply sum_eq_0. intros i Hi. specialize (P i Hi). unfold learned.
  rewrite (sum_ext n t p E), S, (E i Hi). replace (p i / (p i / 1)) with 1 by (field; lra). rewrite ln_1. ring.
Qed.

(** Claim: none
    Says: Of odds that are no minimiser the learned distribution is off: p = (1/4, 3/4) and odds (1, 1).
*)
Theorem other_odds_are_off : ~ (forall n k p q, (0 < k)%nat -> simplex n p -> all_positive n p -> all_positive n q ->
  forall t, all_positive n t -> kl n p (learned n t) = 0).
Proof.
  intros H. set (p := fun i => if Nat.eqb i 0 then 1 / 4 else 3 / 4). set (u := fun _ : nat => 1).
  assert (P : all_positive 2 p) by (intros [|i] _; unfold p; simpl; lra).
  assert (S : simplex 2 p) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold p; simpl; lra]).
  assert (U : all_positive 2 u) by (intros i _; unfold u; lra).
  specialize (H 2%nat 1%nat p u ltac:(lia) S P U u U). unfold kl, learned, p, u in H. simpl in H.
  replace (1 / 4 / (1 / (0 + 1 + 1))) with (/ 2) in H by field.
  replace (3 / 4 / (1 / (0 + 1 + 1))) with (/ (2 / 3)) in H by field. rewrite !ln_Rinv in H by lra.
  pose proof (ln_below_strictly 2 ltac:(lra) ltac:(lra)).
  pose proof (ln_below_strictly (2 / 3) ltac:(lra) ltac:(lra)). lra.
Qed.

(** Claim: sf.nce.js.minimiser.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: The distribution learned by NCE over all scores, of odds t of least risk, has KL(p || learned) = 0 for
      every n and k >= 1.
    Gap: That there is a minimiser is nce_minimiser. Real numbers; positive p and q.
    Mutant: `minimiser n k p q t` becomes `all_positive n t`; refuted by the theorem other_odds_are_off
*)
Theorem nce_has_no_bias : forall n k p q, (0 < k)%nat -> simplex n p -> all_positive n p -> all_positive n q ->
  forall t, minimiser n k p q t -> kl n p (learned n t) = 0.
Proof.
  intros n k p q K S P Q t [T L]. exact (kl_itself n p t S P (proj2 (nce_least n k p q t K P Q T) (L p P))).
Qed.

(** Claim: none
    Says: With the factor 0 allowed the sentence is true.
*)
Theorem the_factor_is_zero : ~ ~ (forall n k p q t, (0 < k)%nat -> simplex n p -> simplex n q -> all_positive n p ->
  all_positive n q -> minimiser n k p q t ->
  exists kappa, 0 <= kappa /\ kl n p (learned n t) = kappa * ((1 + INR k) * js n (1 / 2) p q)).
Proof.
  intros H. apply H. intros n k p q t K S _ P Q T. exists 0. split; [lra|].
  rewrite (nce_has_no_bias n k p q K S P Q t T). ring.
Qed.

(** Claim: sf.nce.js.minimiser
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: The distribution learned by NCE is not off by a positive multiple of (1 + k) JS(p || q): at p = (1/4, 3/4),
      q = (1/2, 1/2), k = 1 it is p, and the divergence of Jensen and Shannon is not 0.
    Gap: Real numbers; with the weights 1/2, which at k = 1 are also 1/(1 + k).
    Mutant: `0 < kappa` becomes `0 <= kappa`; refuted by the theorem the_factor_is_zero
*)
Theorem nce_bias_is_no_multiple_of_js : ~ (forall n k p q t, (0 < k)%nat -> simplex n p -> simplex n q ->
  all_positive n p -> all_positive n q -> minimiser n k p q t ->
  exists kappa, 0 < kappa /\ kl n p (learned n t) = kappa * ((1 + INR k) * js n (1 / 2) p q)).
Proof.
  intros H. set (p := fun i => if Nat.eqb i 0 then 1 / 4 else 3 / 4). set (q := fun _ : nat => 1 / 2).
  assert (P : all_positive 2 p) by (intros [|i] _; unfold p; simpl; lra).
  assert (S : simplex 2 p) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold p; simpl; lra]).
  assert (Q : all_positive 2 q) by (intros i _; unfold q; lra).
  assert (T : simplex 2 q) by (split; [intros i Hi; apply Rlt_le, Q; exact Hi|unfold q; simpl; lra]).
  destruct (H 2%nat 1%nat p q p ltac:(lia) S T P Q) as (kappa & K & E).
  { split; [exact P|]. intros u U. exact (proj1 (nce_least 2 1 p q u ltac:(lia) P Q U)). }
  rewrite (kl_itself 2 p p S P) in E by reflexivity.
  assert (J : 0 < js 2 (1 / 2) p q).
  { unfold js, kl, mixture, p, q. simpl.
    replace (1 / 4 / (1 / 2 * (1 / 4) + (1 - 1 / 2) * (1 / 2))) with (/ (3 / 2)) by field.
    replace (3 / 4 / (1 / 2 * (3 / 4) + (1 - 1 / 2) * (1 / 2))) with (/ (5 / 6)) by field.
    replace (1 / 2 / (1 / 2 * (1 / 4) + (1 - 1 / 2) * (1 / 2))) with (/ (3 / 4)) by field.
    replace (1 / 2 / (1 / 2 * (3 / 4) + (1 - 1 / 2) * (1 / 2))) with (/ (5 / 4)) by field.
    rewrite !ln_Rinv by lra.
    pose proof (ln_below_strictly (3 / 2) ltac:(lra) ltac:(lra)).
    pose proof (ln_below_strictly (5 / 6) ltac:(lra) ltac:(lra)).
    pose proof (ln_below_strictly (3 / 4) ltac:(lra) ltac:(lra)).
    pose proof (ln_below_strictly (5 / 4) ltac:(lra) ltac:(lra)).
    lra. }
  pose proof (Rmult_lt_0_compat _ _ K (Rmult_lt_0_compat (1 + INR 1) _ ltac:(simpl; lra) J)). lra.
Qed.

(** Some of the noise may be 0: then p is still a minimiser, and where q_i > 0 the only one. *)
Lemma class_risk_weak k p q t i : (0 < k)%nat -> 0 < p i -> 0 <= q i -> 0 < t i ->
  0 <= p i * ln (h k q p i) + INR k * q i * ln (1 - h k q p i)
    - (p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i)).
Proof.
  intros K P [Q|Q] T; [pose proof (proj1 (class_risk k p q t i K P Q T)); lra|].
  unfold h. rewrite <- Q. replace (p i / (p i + INR k * 0)) with 1 by (field; lra).
  replace (t i / (t i + INR k * 0)) with 1 by (field; lra). lra.
Qed.

Lemma data_minimiser n k p q :
  (0 < k)%nat -> all_positive n p -> (forall i, (i < n)%nat -> 0 <= q i) -> minimiser n k p q p.
Proof.
  intros K P Q. split; [exact P|]. intros u U. unfold nce_risk.
  assert (S : 0 <= sum n (fun i => p i * ln (h k q p i) + INR k * q i * ln (1 - h k q p i)
    - (p i * ln (h k q u i) + INR k * q i * ln (1 - h k q u i)))).
  { apply sum_nonneg. intros i Hi. exact (class_risk_weak k p q u i K (P i Hi) (Q i Hi) (U i Hi)). }
  rewrite sum_minus in S. lra.
Qed.
