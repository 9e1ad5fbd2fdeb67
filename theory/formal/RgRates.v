(** Theorem 26 and the RG losses: neither a linear rate to the minimum from every start, nor one to a stationary
    point. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import RgUpdates RgPrintedUpdates RgMonotone.
Open Scope R_scope.

Definition is_least (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (v : R) : Prop :=
  (forall P Q, v <= F P Q) /\ exists P Q, F P Q = v.

(** ** From zero factors *)

Lemma least_of_one_row : is_least (weighted_eq31 1 2 1 (W16 2 second_item) (S16 2 second_item) none (3 / 4)) (15 / 8).
Proof.
  split.
  - intros P Q. unfold_all. set (p := P 0%nat 0%nat). set (a := Q 0%nat 0%nat). set (b := Q 1%nat 0%nat).
    set (s := (b - a) / 2). set (m := (a + b) / 2).
    pose proof (pow2_ge_0 (p * s - 1 / 4)). pose proof (pow2_ge_0 (p - s)). pose proof (pow2_ge_0 (p * m)).
    pose proof (pow2_ge_0 m).
    assert (0 <= 2 * (p * s - 1 / 4) ^ 2 + 3 / 2 * (p - s) ^ 2 + 2 * (p * m) ^ 2 + 3 / 2 * m ^ 2) by lra.
    unfold s, m in *. lra.
  - exists (fun _ _ => 1 / 2), (fun y _ => match y with O => - (1 / 2) | _ => 1 / 2 end). unfold_all. lra.
Qed.

Lemma zero_run : alternates (eq38 1 2 1 (W16 2 second_item) (S16 2 second_item) none (3 / 4))
  (eq39 1 2 1 (W16 2 second_item) (S16 2 second_item) none (3 / 4)) (fun _ _ _ => 0) (fun _ _ _ => 0).
Proof.
  one_row; unfold_all; lra.
Qed.

(** Claim: rg.thm26.global
    Role: refutes
    Place: RG, Theorem 26, A.7, Table 2
    Says: It is false that from every start |L(P_T, Q_T) - L*| <= rho^T |L(P_0, Q_0) - L*| with some rho < 1, for the
      half-steps of Eq. 36-37 and the RG2 objective that they lower: for R = (0, 1), lambda = 3/4 and Q_0 = 0 all
      factors stay zero, and L stays 2, where L* = 15/8.
    Gap: Real numbers; L* is a minimum; the weights of Eq. 16 and the ridge in proportion to them; L(P_0, Q_0) is taken
      after the first context step.
    Mutant: `0 <= rho < 1` becomes `0 <= rho <= 1`; refuted by the theorem never_farther_from_the_minimum
*)
Theorem no_linear_rate_from_every_start : ~ forall M N K r lam least P Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> let L := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in is_least L least ->
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  exists rho, 0 <= rho < 1 /\
    forall T, Rabs (L (P T) (Q T) - least) <= rho ^ T * Rabs (L (P 0%nat) (Q 0%nat) - least).
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item (3 / 4) (15 / 8) (fun _ _ _ => 0) (fun _ _ _ => 0)
    ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra) least_of_one_row zero_run) as (rho & Hr & B).
  specialize (B 1%nat). cbv zeta in B.
  assert (E : weighted_eq31 1 2 1 (W16 2 second_item) (S16 2 second_item) none (3 / 4) (fun _ _ => 0) (fun _ _ => 0) =
    2)
    by (unfold_all; lra).
  rewrite E in B. rewrite Rabs_right in B; lra.
Qed.

Lemma falls_along_a_run M N K r lam P Q : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  forall T, weighted_eq31 M N K (W16 N r) (S16 N r) none lam (P T) (Q T)
    <= weighted_eq31 M N K (W16 N r) (S16 N r) none lam (P 0%nat) (Q 0%nat).
Proof.
  intros HM HN Hr Hl A. destruct (eq36_and_37_are_the_only_best_steps M N K r lam P Q HM HN Hr Hl A) as [D _].
  induction T as [|T IH]; [lra|]. specialize (D T). lra.
Qed.

(** Claim: none
    Says: With rho = 1 the bound holds: the half-steps never raise the objective.
*)
Theorem never_farther_from_the_minimum : ~ ~ forall M N K r lam least P Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> let L := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in is_least L least ->
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  exists rho, 0 <= rho <= 1 /\
    forall T, Rabs (L (P T) (Q T) - least) <= rho ^ T * Rabs (L (P 0%nat) (Q 0%nat) - least).
Proof.
  intros H. apply H. intros M N K r lam least P Q HM HN Hr Hl L [B _] A. exists 1. split; [lra|]. intros T.
  rewrite pow1, Rmult_1_l. pose proof (falls_along_a_run M N K r lam P Q HM HN Hr Hl A T) as D. fold L in D.
  rewrite !Rabs_right; [lra|apply Rge_minus, Rle_ge, B|apply Rge_minus, Rle_ge, B].
Qed.

(** ** From a singular vector to the value lambda sqrt (N |D|) *)

Lemma shrink_in x : 0 < x <= 1 -> 0 < shrink x <= x.
Proof.
  intros H. unfold shrink. assert (1 <= x * x + 1) by nra. split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_le_reg_r with (x * x + 1); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma shrink_square x : 0 < x <= 1 -> shrink x ^ 2 * (x ^ 2 + 1) ^ 2 = x ^ 2.
Proof. intros H. unfold shrink. field. nra. Qed.

Lemma shrink_above x a : 0 < x <= 1 -> x ^ 2 * a <= 1 -> shrink x ^ 2 * (a + 2) <= 1.
Proof.
  intros H A. pose proof (shrink_square x H) as E. assert (P : 0 < (x ^ 2 + 1) ^ 2) by (apply pow_lt; nra).
  apply Rmult_le_reg_r with ((x ^ 2 + 1) ^ 2); [exact P|].
  replace (shrink x ^ 2 * (a + 2) * (x ^ 2 + 1) ^ 2) with ((a + 2) * (shrink x ^ 2 * (x ^ 2 + 1) ^ 2)) by ring.
  rewrite E.
  pose proof (pow2_ge_0 (x ^ 2)). lra.
Qed.

Lemma shrink_below x a : 0 < x <= 1 -> 1 <= x ^ 2 * a -> 1 <= shrink x ^ 2 * (a + 3).
Proof.
  intros H A. pose proof (shrink_square x H) as E. assert (P : 0 < (x ^ 2 + 1) ^ 2) by (apply pow_lt; nra).
  apply Rmult_le_reg_r with ((x ^ 2 + 1) ^ 2); [exact P|].
  replace (shrink x ^ 2 * (a + 3) * (x ^ 2 + 1) ^ 2) with ((a + 3) * (shrink x ^ 2 * (x ^ 2 + 1) ^ 2)) by ring.
  rewrite E.
  assert ((x ^ 2) ^ 2 <= x ^ 2); [|lra]. assert (0 <= x ^ 2 <= 1) by nra. nra.
Qed.

(** After t sweeps the square of the factor is between 1 / (1 + 6 t) and 1 / (1 + 4 t). *)
Lemma slow t : let q := iterates shrink 1 t in
  0 < q <= 1 /\ q ^ 2 * (1 + 4 * INR t) <= 1 /\ 1 <= q ^ 2 * (1 + 6 * INR t).
Proof.
  induction t as [|t (H & A & B)]; [simpl; lra|]. set (q := iterates shrink 1 t) in *.
  change (iterates shrink 1 (S t)) with (shrink (shrink q)). rewrite S_INR.
  pose proof (shrink_in q H) as H1. assert (H2 : 0 < shrink q <= 1) by lra. pose proof (shrink_in _ H2) as H3.
  cbv zeta. split; [lra|split].
  - replace (1 + 4 * (INR t + 1)) with (1 + 4 * INR t + 2 + 2) by ring. apply shrink_above; [exact H2|].
    apply shrink_above; assumption.
  - replace (1 + 6 * (INR t + 1)) with (1 + 6 * INR t + 3 + 3) by ring. apply shrink_below; [exact H2|].
    apply shrink_below; assumption.
Qed.

Definition on_the_run (t : nat) : R :=
  weighted_eq31 1 2 1 (W16 2 second_item) (S16 2 second_item) none 1 (shrinking_P t) (shrinking_Q t).

Lemma on_the_run_is t : let q := iterates shrink 1 t in
  on_the_run t - 2 = 2 * (q - shrink q) ^ 2 + 2 * (shrink q ^ 2 * q ^ 2).
Proof. unfold on_the_run, shrinking_P, shrinking_Q, single, pair. unfold_all. field. Qed.

Lemma excess_is_slow t : 2 <= (on_the_run t - 2) * (4 + 6 * INR t) ^ 2 /\ (on_the_run t - 2) * (1 + 4 * INR t) <= 4.
Proof.
  rewrite on_the_run_is. destruct (slow t) as (H & A & B). set (q := iterates shrink 1 t) in *.
  pose proof (shrink_in q H) as H1. pose proof (shrink_below q _ H B) as B1. set (p := shrink q) in *.
  pose proof (pos_INR t) as T. set (n := INR t) in *. split.
  - apply Rle_trans with (2 * (p ^ 2 * q ^ 2) * (4 + 6 * n) ^ 2).
    + assert (1 <= q ^ 2 * (4 + 6 * n)) by (pose proof (pow2_ge_0 q); nra).
      assert (1 <= p ^ 2 * (4 + 6 * n)) by (replace (4 + 6 * n) with (1 + 6 * n + 3) by ring; exact B1).
      assert (1 * 1 <= (q ^ 2 * (4 + 6 * n)) * (p ^ 2 * (4 + 6 * n))) by (apply Rmult_le_compat; lra).
      replace (2 * (p ^ 2 * q ^ 2) * (4 + 6 * n) ^ 2) with (2 * ((q ^ 2 * (4 + 6 * n)) * (p ^ 2 * (4 + 6 * n))))
        by ring. lra.
    + apply Rmult_le_compat_r; [apply pow2_ge_0|]. pose proof (pow2_ge_0 (q - p)). lra.
  - assert (E : 2 * (q - p) ^ 2 + 2 * (p ^ 2 * q ^ 2) <= 4 * q ^ 2).
    { assert ((q - p) ^ 2 <= q ^ 2) by nra. assert (p ^ 2 <= 1) by nra. pose proof (pow2_ge_0 q). nra. }
    apply Rle_trans with (4 * q ^ 2 * (1 + 4 * n)); [apply Rmult_le_compat_r; lra|lra].
Qed.

Lemma the_run_converges : Un_cv on_the_run 2.
Proof.
  intros eps He. destruct (archimed_cor1 eps He) as (m & Hm & Pm). exists m. intros t Ht.
  destruct (excess_is_slow t) as [A B]. pose proof (pos_INR t). apply lt_INR in Pm. simpl in Pm. apply le_INR in Ht.
  assert (P : 0 <= on_the_run t - 2).
  { rewrite on_the_run_is. set (q := iterates shrink 1 t). pose proof (pow2_ge_0 (q - shrink q)).
    pose proof (Rmult_le_pos _ _ (pow2_ge_0 (shrink q)) (pow2_ge_0 q)). lra. }
  unfold R_dist. rewrite Rabs_right by lra. apply Rle_lt_trans with (/ INR m); [|exact Hm].
  apply Rmult_le_reg_r with (INR m); [exact Pm|]. rewrite Rinv_l by lra. nra.
Qed.

(** No power of rho < 1 stays above the inverse of a square. *)
Lemma powers_fall_faster C rho : 0 <= rho < 1 -> (forall t, 2 <= C * rho ^ t * (4 + 6 * INR t) ^ 2) -> False.
Proof.
  intros [H0 H1] B. destruct (Req_dec rho 0) as [Z|Z].
  - specialize (B 1%nat). rewrite Z in B. simpl in B. lra.
  - assert (Pr : 0 < rho) by lra. set (h := / rho - 1).
    assert (Ph : 0 < h) by (unfold h; rewrite <- Rinv_1 at 1; apply Rlt_Rminus, Rinv_lt_contravar; lra).
    assert (PC : 0 < C) by (specialize (B 0%nat); simpl in B; lra).
    assert (Ph3 : 0 < h ^ 3) by (apply pow_lt; exact Ph).
    destruct (archimed_cor1 (h ^ 3 / (242 * C)) ltac:(apply Rdiv_lt_0_compat; lra)) as (j & Hj & Pj).
    assert (Pn : 0 < INR j) by (apply lt_0_INR; exact Pj).
    assert (Hj' : 242 * C < INR j * h ^ 3).
    { apply Rmult_lt_compat_r with (r := INR j * (242 * C)) in Hj; [|apply Rmult_lt_0_compat; lra].
      replace (/ INR j * (INR j * (242 * C))) with (242 * C) in Hj by (field; lra).
      replace (h ^ 3 / (242 * C) * (INR j * (242 * C))) with (INR j * h ^ 3) in Hj by (field; lra). exact Hj. }
    apply le_INR in Pj. change (INR 1) with 1 in Pj.
    pose proof (poly j h Ph) as G. replace (1 + h) with (/ rho) in G by (unfold h; ring).
    assert (Prj : 0 < rho ^ j) by (apply pow_lt; exact Pr).
    assert (G' : rho ^ j * (1 + INR j * h) <= 1).
    { apply Rmult_le_compat_l with (r := rho ^ j) in G; [|lra]. rewrite <- Rinv_pow, Rinv_r in G by lra. exact G. }
    specialize (B (j + (j + j))%nat). rewrite !pow_add, !plus_INR in B.
    set (x := rho ^ j) in *. set (n := INR j) in *. set (z := 1 + n * h) in *.
    assert (Pz : n * h <= z) by (unfold z; lra). assert (Pnh : 0 < n * h) by (apply Rmult_lt_0_compat; lra).
    assert (X3 : (x * z) ^ 3 <= 1 ^ 3) by (apply pow_incr; split; [apply Rmult_le_pos; lra|exact G']).
    assert (Z3 : (n * h) ^ 3 <= z ^ 3) by (apply pow_incr; lra).
    assert (S2 : (4 + 6 * (n + (n + n))) ^ 2 <= (22 * n) ^ 2) by (apply pow_incr; lra).
    assert (E : 2 * z ^ 3 <= C * (22 * n) ^ 2).
    { apply Rle_trans with (C * (x * (x * x)) * (4 + 6 * (n + (n + n))) ^ 2 * z ^ 3).
      - apply Rmult_le_compat_r; [apply pow_le; lra|exact B].
      - replace (C * (x * (x * x)) * (4 + 6 * (n + (n + n))) ^ 2 * z ^ 3)
          with (C * (4 + 6 * (n + (n + n))) ^ 2 * (x * z) ^ 3) by ring.
        apply Rle_trans with (C * (4 + 6 * (n + (n + n))) ^ 2 * 1).
        + apply Rmult_le_compat_l; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|lra].
        + rewrite Rmult_1_r. apply Rmult_le_compat_l; lra. }
    assert (Q : n ^ 2 * (n * h ^ 3) <= n ^ 2 * (242 * C)).
    { replace (n ^ 2 * (n * h ^ 3)) with ((n * h) ^ 3) by ring. lra. }
    apply Rmult_le_reg_l in Q; [lra|apply pow_lt; lra].
Qed.

(** Claim: rg.thm26.stationary
    Role: refutes
    Place: RG, Theorem 26, A.7, Table 2
    Says: It is false that from every start L(P_t, Q_t) - lim L <= C rho^t for all t with some C and some rho < 1, for
      the half-steps of Eq. 36-37 and the RG2 objective that they lower: for R = (0, 1), lambda = 1 and Q_0 = (-1; 1)
      the left-hand side is at least 2 / (4 + 6 t)^2.
    Gap: Real numbers; the weights of Eq. 16 and the ridge in proportion to them.
    Mutant: `0 <= rho < 1` becomes `0 <= rho <= 1`; refuted by the theorem never_farther_from_the_limit
*)
Theorem no_linear_rate_to_a_stationary_point : ~ forall M N K r lam limit P Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> let L := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  Un_cv (fun t => L (P t) (Q t)) limit ->
  exists C rho, 0 <= rho < 1 /\ forall t, L (P t) (Q t) - limit <= C * rho ^ t.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item 1 2 shrinking_P shrinking_Q ltac:(lia) ltac:(lia) (second_clicks
    1)
    ltac:(lra) shrinking_run the_run_converges) as (C & rho & Hr & B).
  apply (powers_fall_faster C rho Hr). intros t. destruct (excess_is_slow t) as [E _].
  apply Rle_trans with (1 := E). apply Rmult_le_compat_r; [apply pow2_ge_0|exact (B t)].
Qed.

(** Claim: none
    Says: With rho = 1 the bound holds: the half-steps never raise the objective.
*)
Theorem never_farther_from_the_limit : ~ ~ forall M N K r lam limit P Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> let L := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  Un_cv (fun t => L (P t) (Q t)) limit ->
  exists C rho, 0 <= rho <= 1 /\ forall t, L (P t) (Q t) - limit <= C * rho ^ t.
Proof.
  intros H. apply H. intros M N K r lam limit P Q HM HN Hr Hl L A _. exists (L (P 0%nat) (Q 0%nat) - limit), 1.
  split; [lra|]. intros t. rewrite pow1, Rmult_1_r.
  pose proof (falls_along_a_run M N K r lam P Q HM HN Hr Hl A t) as D. fold L in D. lra.
Qed.
