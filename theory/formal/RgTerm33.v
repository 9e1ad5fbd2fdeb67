(** The term of RG, Eq. 33: what solves Eq. 45, and how the error of Eq. 35 grows with the constant C of Prop. 15. *)

From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

(** The right-hand side of Eq. 45, at |D| = m. *)
Definition eq45 (d : nat) (B L m eps : R) : R :=
  4 * exp 1 * (INR d + 1) * (16 * exp 1 * L / eps) ^ d * (32 * B ^ 4 / (m * eps ^ 2)).

(** (d+1) B^4 e^(d+1) L^d / (m delta), and its root of order d + 2. *)
Definition radicand (d : nat) (B L m delta : R) : R :=
  (INR d + 1) * B ^ 4 * exp 1 ^ (d + 1) * L ^ d / (m * delta).
Definition root (d : nat) (B L m delta : R) : R := Rpower (radicand d B L m delta) (/ INR (d + 2)).

Lemma radicand_pos d B L m delta : 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < radicand d B L m delta.
Proof.
  intros HB HL Hm Hd. pose proof (pos_INR d). pose proof (exp_pos 1). unfold radicand.
  apply Rdiv_lt_0_compat; [|apply Rmult_lt_0_compat; assumption].
  repeat apply Rmult_lt_0_compat; try apply pow_lt; lra.
Qed.

Lemma order_pos d : 0 < INR (d + 2).
Proof. apply lt_0_INR. lia. Qed.

Lemma root_pow d B L m delta : 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  root d B L m delta ^ (d + 2) = radicand d B L m delta.
Proof.
  intros HB HL Hm Hd. pose proof (order_pos d). unfold root. rewrite <- Rpower_pow by apply exp_pos.
  rewrite Rpower_mult, Rinv_l, Rpower_1; [reflexivity|apply radicand_pos; assumption|lra].
Qed.

Lemma pow_inj_pos n a b : 0 < a -> 0 < b -> (0 < n)%nat -> a ^ n = b ^ n -> a = b.
Proof.
  intros Ha Hb Hn E. rewrite <- !Rpower_pow in E by assumption. apply lt_0_INR in Hn.
  rewrite <- (Rpower_1 a), <- (Rpower_1 b) by assumption. replace 1 with (INR n * / INR n) by (field; lra).
  rewrite <- !Rpower_mult, E. reflexivity.
Qed.

(** Eq. 45 at eps = 16 c: half of delta times the radicand over the power d + 2 of c. *)
Lemma eq45_value d B L m delta c : 0 < c -> 0 < m -> 0 < delta ->
  eq45 d B L m (16 * c) = delta / 2 * (radicand d B L m delta / c ^ (d + 2)).
Proof.
  intros Hc Hm Hd. pose proof (pow_lt c d Hc) as P. unfold eq45, radicand.
  replace (16 * exp 1 * L / (16 * c)) with (exp 1 * (L * / c)) by (field; lra).
  rewrite !Rpow_mult_distr, !pow_add, pow_inv. simpl. field. repeat split; lra.
Qed.

(** Claim: rg.eq45.suffices
    Role: establishes
    Place: RG, A.5, Eq. 45
    Says: At eps equal to 16 times the root of order d + 2 the right-hand side of Eq. 45 is delta / 2, hence at most
      delta.
    Gap: Real numbers, not floating point.
    Mutant: `16 * root` becomes `8 * root`; refuted by the theorem half_the_term_does_not_suffice
    Mutant: `= delta / 2` becomes `= delta`; refuted by the theorem the_term_is_not_tight
*)
Theorem term_suffices : forall d B L m delta, 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  eq45 d B L m (16 * root d B L m delta) = delta / 2 /\ delta / 2 <= delta.
Proof.
  intros d B L m delta HB HL Hm Hd. split; [|lra]. pose proof (radicand_pos d B L m delta HB HL Hm Hd) as P.
  rewrite (eq45_value d B L m delta) by (assumption || apply exp_pos).
  rewrite root_pow by assumption. field. lra.
Qed.

(** Claim: rg.eq45.repair
    Role: establishes
    Place: RG, A.5, Eq. 45
    Says: Eq. 45 holds for a positive eps exactly if eps is 16 * 2^(-1/(d+2)) times the root of order d + 2, for every
      d.
    Gap: Real numbers, not floating point.
    Mutant: `Rpower 2 (- / INR (d + 2))` becomes `1`; refuted by the theorem sixteen_does_not_solve
    Mutant: `Rpower 2 (- / INR (d + 2))` becomes `Rpower 2 (- / INR (d + 1))`; refuted by the theorem
      the_order_of_the_root
*)
Theorem eq45_solved : forall d B L m delta eps, 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < eps ->
  (delta = eq45 d B L m eps <-> eps = 16 * Rpower 2 (- / INR (d + 2)) * root d B L m delta).
Proof.
  intros d B L m delta eps HB HL Hm Hd He. pose proof (order_pos d) as Hn.
  set (X := radicand d B L m delta). set (h := Rpower 2 (- / INR (d + 2)) * root d B L m delta).
  assert (X0 : 0 < X) by (apply radicand_pos; assumption).
  assert (h0 : 0 < h) by (apply Rmult_lt_0_compat; apply exp_pos).
  assert (hp : h ^ (d + 2) = X / 2).
  { unfold h. rewrite Rpow_mult_distr, root_pow by assumption. fold X.
    rewrite <- Rpower_pow by apply exp_pos. rewrite Rpower_mult.
    replace (- / INR (d + 2) * INR (d + 2)) with (- (1)) by (field; lra). rewrite Rpower_Ropp, Rpower_1 by lra. field. }
  rewrite Rmult_assoc. fold h. assert (c0 : 0 < eps / 16) by lra.
  replace eps with (16 * (eps / 16)) at 1 by field. rewrite (eq45_value d B L m delta) by assumption. fold X.
  pose proof (pow_lt _ (d + 2) c0) as P. split; intros E.
  - enough (eps / 16 = h) by lra. apply (pow_inj_pos (d + 2)); [assumption|assumption|lia|]. rewrite hp.
    set (u := (eps / 16) ^ (d + 2)) in *. apply (Rmult_eq_reg_l (2 * delta)); [|lra].
    rewrite E at 1. field. lra.
  - replace (eps / 16) with h by lra. rewrite hp. field. lra.
Qed.

(** Claim: rg.eq45
    Role: refutes
    Place: RG, A.5, Eq. 45
    Says: The eps that solves Eq. 45 is not always 16 times the root of order d + 2: not at d = 1.
    Gap: Real numbers, not floating point. That it is nowhere so follows from eq45_solved.
    Mutant: `eps = 16 *` becomes `eps = 16 * Rpower 2 (- / INR (d + 2)) *`; refuted by the theorem the_solution_is_less
*)
Theorem sixteen_is_not_the_factor : ~ (forall d B L m delta eps,
  (1 <= d)%nat -> 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < eps ->
  delta = eq45 d B L m eps -> eps = 16 * root d B L m delta).
Proof.
  intros H. set (eps := 16 * Rpower 2 (- / INR (1 + 2)) * root 1 1 1 1 1).
  assert (P : 0 < eps) by (repeat apply Rmult_lt_0_compat; try apply exp_pos; lra).
  assert (E : 1 = eq45 1 1 1 1 eps) by (apply eq45_solved; try lra; reflexivity).
  pose proof (H 1%nat 1 1 1 1 eps (le_n 1) Rlt_0_1 Rlt_0_1 Rlt_0_1 Rlt_0_1 P E) as F.
  destruct (term_suffices 1 1 1 1 1) as [S _]; try lra. rewrite <- F, <- E in S. lra.
Qed.

Lemma the_solution_is_less : ~ ~ (forall d B L m delta eps,
  (1 <= d)%nat -> 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < eps ->
  delta = eq45 d B L m eps -> eps = 16 * Rpower 2 (- / INR (d + 2)) * root d B L m delta).
Proof. intros H. apply H. intros d B L m delta eps _ HB HL Hm Hd He. apply eq45_solved; assumption. Qed.

Lemma sixteen_does_not_solve : ~ (forall d B L m delta eps, 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < eps ->
  (delta = eq45 d B L m eps <-> eps = 16 * 1 * root d B L m delta)).
Proof.
  intros H. apply sixteen_is_not_the_factor. intros d B L m delta eps _ HB HL Hm Hd He E.
  rewrite <- (Rmult_1_r 16). apply H; assumption.
Qed.

Lemma the_order_of_the_root : ~ (forall d B L m delta eps, 0 < B -> 0 < L -> 0 < m -> 0 < delta -> 0 < eps ->
  (delta = eq45 d B L m eps <-> eps = 16 * Rpower 2 (- / INR (d + 1)) * root d B L m delta)).
Proof.
  intros H. set (r := root 1 1 1 1 1). set (e := 16 * Rpower 2 (- / INR (1 + 2)) * r).
  assert (R0 : 0 < r) by apply exp_pos.
  assert (P : 0 < e) by (repeat apply Rmult_lt_0_compat; try apply exp_pos; lra).
  assert (E : 1 = eq45 1 1 1 1 e) by (apply eq45_solved; try lra; reflexivity).
  apply H in E; try lra. unfold e in E. fold r in E. apply Rmult_eq_reg_r in E; [|lra].
  apply Rmult_eq_reg_l in E; [|lra]. unfold Rpower in E. apply exp_inv in E. simpl in E.
  pose proof ln_lt_2. lra.
Qed.

Lemma half_the_term_does_not_suffice : ~ (forall d B L m delta, 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  eq45 d B L m (8 * root d B L m delta) = delta / 2 /\ delta / 2 <= delta).
Proof.
  intros H. destruct (H 1%nat 1 1 1 1) as [E _]; try lra. revert E.
  replace (8 * root 1 1 1 1 1) with (16 * (root 1 1 1 1 1 * / 2)) by field.
  assert (R0 : 0 < root 1 1 1 1 1) by apply exp_pos. rewrite (eq45_value 1 1 1 1 1) by lra.
  rewrite Rpow_mult_distr, root_pow by lra. pose proof (radicand_pos 1 1 1 1 1) as P.
  intros E. assert (F : 1 / 2 * (radicand 1 1 1 1 1 / (radicand 1 1 1 1 1 * (/ 2) ^ (1 + 2))) = 4)
    by (simpl; field; lra). lra.
Qed.

Lemma the_term_is_not_tight : ~ (forall d B L m delta, 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  eq45 d B L m (16 * root d B L m delta) = delta /\ delta / 2 <= delta).
Proof.
  intros H. destruct (H 1%nat 1 1 1 1) as [E _]; try lra. destruct (term_suffices 1 1 1 1 1) as [F _]; lra.
Qed.

(** ** The error of Eq. 35 *)

(** C times the gap between the empirical and the least risk and the term of Eq. 33, as printed. *)
Definition error35 (d : nat) (gap B L m delta C : R) : R := C * (gap + 16 * root d B L m delta).

(** Between two positive multiples of a power of C. *)
Definition grows_as (f : R -> R) (power : R) : Prop :=
  exists a b, 0 < a /\ forall C, 0 < C -> a * Rpower C power <= f C <= b * Rpower C power.

Lemma error_pos d gap B L m delta : 0 <= gap -> 0 < gap + 16 * root d B L m delta.
Proof. intros G. assert (0 < root d B L m delta) by apply exp_pos. lra. Qed.

(** Claim: rg.rates.constant.repair
    Role: establishes
    Place: RG, s. 4.4, after Prop. 15
    Says: With the C of Prop. 15 the error of Eq. 35 grows as C: it lies between two positive multiples of C.
    Gap: Real numbers, not floating point; the term of Eq. 33 as printed; the error is positive (R - inf R is at most
      it where Eq. 33 holds, so that it is no less than 0).
    Mutant: `(error35 d gap B L m delta) 1` becomes `(error35 d gap B L m delta) (1 / 2)`; refuted by the theorem
      not_the_root_of_C
    Mutant: `(error35 d gap B L m delta) 1` becomes `(error35 d gap B L m delta) (1 - / INR (d + 2))`; refuted by the
      theorem not_the_printed_power
*)
Theorem error_grows_as_C : forall d gap B L m delta,
  0 < gap + 16 * root d B L m delta -> 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  grows_as (error35 d gap B L m delta) 1.
Proof.
  intros d gap B L m delta P _ _ _ _.
  set (k := gap + 16 * root d B L m delta) in *. exists k, k. split; [exact P|]. intros C HC.
  rewrite Rpower_1 by exact HC. unfold error35. fold k. split; right; ring.
Qed.

(** No smaller power of C will do. *)
Lemma no_smaller_power d gap B L m delta p : 0 <= gap -> p < 1 -> ~ grows_as (error35 d gap B L m delta) p.
Proof.
  intros G Hp (a & b & _ & H). pose proof (error_pos d gap B L m delta G) as P. unfold error35 in H.
  set (k := gap + 16 * root d B L m delta) in *. set (u := (Rabs b + 1) / k).
  assert (U : 0 < u) by (apply Rdiv_lt_0_compat; [pose proof (Rabs_pos b); lra|exact P]).
  set (C := Rpower u (/ (1 - p))). assert (C0 : 0 < C) by apply exp_pos. destruct (H C C0) as [_ A].
  assert (E : C = u * Rpower C p).
  { replace u with (Rpower C (1 - p)).
    - rewrite <- Rpower_plus. replace (1 - p + p) with 1 by ring. rewrite Rpower_1 by exact C0. reflexivity.
    - unfold C. rewrite Rpower_mult. rewrite Rinv_l by lra. apply Rpower_1, U. }
  assert (Q : 0 < Rpower C p) by apply exp_pos. rewrite E in A at 1.
  replace (u * Rpower C p * k) with ((Rabs b + 1) * Rpower C p) in A by (unfold u; field; lra).
  apply Rmult_le_reg_r in A; [|exact Q]. pose proof (Rle_abs b). lra.
Qed.

(** Claim: rg.rates.constant
    Role: refutes
    Place: RG, s. 4.4, after Prop. 15
    Says: With the C of Prop. 15 the error of Eq. 35 does not always grow as C^(1 - 1/(d+2)): not at d = 1.
    Gap: Real numbers, not floating point; the term of Eq. 33 as printed. To grow is to lie between two positive
      multiples for every C > 0; that it is the upper one that fails, for large C, is not in the statement.
    Mutant: `1 - / INR (d + 2)` becomes `1`; refuted by the theorem it_grows_as_C
*)
Theorem error_does_not_grow_as_printed : ~ (forall d gap B L m delta, (1 <= d)%nat ->
  0 <= gap -> 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  grows_as (error35 d gap B L m delta) (1 - / INR (d + 2))).
Proof.
  intros H. specialize (H 1%nat 0 1 1 1 1 (le_n 1) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  revert H. apply no_smaller_power; simpl; lra.
Qed.

Lemma it_grows_as_C : ~ ~ (forall d gap B L m delta, (1 <= d)%nat ->
  0 <= gap -> 0 < B -> 0 < L -> 0 < m -> 0 < delta -> grows_as (error35 d gap B L m delta) (1)).
Proof. intros H. apply H. intros d gap B L m delta _ G. apply error_grows_as_C, error_pos, G. Qed.

Lemma not_the_root_of_C : ~ (forall d gap B L m delta,
  0 < gap + 16 * root d B L m delta -> 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  grows_as (error35 d gap B L m delta) (1 / 2)).
Proof. intros H. apply (no_smaller_power 1 0 1 1 1 1 (1 / 2)); try lra. apply H; try lra. apply error_pos. lra. Qed.

Lemma not_the_printed_power : ~ (forall d gap B L m delta,
  0 < gap + 16 * root d B L m delta -> 0 < B -> 0 < L -> 0 < m -> 0 < delta ->
  grows_as (error35 d gap B L m delta) (1 - / INR (d + 2))).
Proof. intros H. apply error_does_not_grow_as_printed. intros d gap B L m delta _ G. apply H, error_pos, G. Qed.
