(** Remark 13: Lipschitz constants of the terms of RG2, for scores in [-c, c]. *)

From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

(** A term of RG2 as a function of its score t; the item's label is r, and I of the N items are relevant. *)
Definition rg2_term (N I : nat) (r t : R) : R := INR I * (t + 1 - r * (INR N / INR I)) ^ 2.

(** L is a Lipschitz constant of f for scores in [-c, c]. *)
Definition lipschitz (c L : R) (f : R -> R) : Prop :=
  forall s t, - c <= s <= c -> - c <= t <= c -> Rabs (f s - f t) <= L * Rabs (s - t).

Definition binary (r : R) : Prop := r = 0 \/ r = 1.

Lemma limit_of_slopes A B L c : 0 < c -> 0 <= B -> (forall h, 0 < h <= c -> A - B * h <= L) -> A <= L.
Proof.
  intros Hc HB H. destruct (Rle_or_lt A L) as [C|C]; [exact C|exfalso].
  set (h := Rmin c ((A - L) / (2 * (B + 1)))).
  assert (P : 0 < (A - L) / (2 * (B + 1))) by (apply Rdiv_lt_0_compat; lra).
  pose proof (Rmin_l c ((A - L) / (2 * (B + 1))) : h <= c).
  pose proof (Rmin_r c ((A - L) / (2 * (B + 1))) : h <= _) as U.
  assert (0 < h) by (apply Rmin_pos; assumption). specialize (H h ltac:(lra)).
  assert (E : (B + 1) * ((A - L) / (2 * (B + 1))) = (A - L) / 2) by (field; lra).
  pose proof (Rmult_le_compat_l (B + 1) _ _ ltac:(lra) U). lra.
Qed.

Lemma sizes N I : (1 <= I < N)%nat -> 1 <= INR I /\ INR I + 1 <= INR N.
Proof.
  intros [A B]. split; [apply le_INR in A; exact A|]. rewrite <- S_INR. apply le_INR. lia.
Qed.

(** ** RG2 *)

Lemma rg2_term_step N I r s t : (1 <= I)%nat ->
  rg2_term N I r s - rg2_term N I r t = (INR I * (s + t) + 2 * (INR I - r * INR N)) * (s - t).
Proof. intros H. apply lt_0_INR in H. unfold rg2_term. field. lra. Qed.

(** Claim: rg.remark13.rg2.repair
    Role: establishes
    Place: RG, s. 4.4, Remark 13
    Says: 2 (I c + max(I, N - I)) is the least Lipschitz constant of the terms I (o_y + 1 - r N/I)^2 of RG2, r = 0 and
      1, for scores in [-c, c] and 1 <= I < N relevant items: L is one exactly if it is not less.
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `INR I * c` becomes `c`; refuted by the theorem rg2_slope_grows_with_the_positives
    Mutant: `Rmax (INR I) (INR N - INR I)` becomes `(INR N - INR I)`; refuted by the theorem
      rg2_slope_of_other_items_counts
    Mutant: `Rmax (INR I) (INR N - INR I)` becomes `Rmax (INR I) (INR N)`; refuted by the theorem
      rg2_slope_is_not_of_all_items
    Mutant: `2 * (INR I` becomes `99 / 100 * 2 * (INR I`; refuted by the theorem rg2_constant_is_tight
*)
Theorem least_lipschitz_constant_of_rg2 : forall N I c L, (1 <= I < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz c L (rg2_term N I r)) <-> 2 * (INR I * c + Rmax (INR I) (INR N - INR I)) <= L).
Proof.
  intros N I c L HI Hc. destruct (sizes N I HI) as [P1 PN]. split.
  - intros H. assert (B : 2 * (INR I * c) + 2 * INR I <= L /\ 2 * (INR I * c) + 2 * (INR N - INR I) <= L).
    { split; (apply (limit_of_slopes _ (INR I) L c Hc ltac:(lra)); intros h Hh).
      - specialize (H 0 (or_introl eq_refl) c (c - h) ltac:(lra) ltac:(lra)).
        rewrite rg2_term_step, Rabs_mult in H by lia.
        replace (c - (c - h)) with h in H by ring. rewrite (Rabs_pos_eq h) in H by lra.
        apply Rmult_le_reg_r in H; [|lra]. pose proof (Rle_trans _ _ _ (Rle_abs _) H). lra.
      - specialize (H 1 (or_intror eq_refl) (- c) (- c + h) ltac:(lra) ltac:(lra)).
        rewrite rg2_term_step, Rabs_mult in H by lia. replace (- c - (- c + h)) with (- h) in H by ring.
        rewrite (Rabs_Ropp h), (Rabs_pos_eq h) in H by lra. apply Rmult_le_reg_r in H; [|lra].
        rewrite <- Rabs_Ropp in H. pose proof (Rle_trans _ _ _ (Rle_abs _) H). lra. }
    destruct B. unfold Rmax. destruct (Rle_dec _ _); lra.
  - intros H r Hr s t Hs Ht. rewrite rg2_term_step, Rabs_mult by lia. apply Rmult_le_compat_r; [apply Rabs_pos|].
    pose proof (Rmax_l (INR I) (INR N - INR I)). pose proof (Rmax_r (INR I) (INR N - INR I)).
    assert (- (INR I * (2 * c)) <= INR I * (s + t) <= INR I * (2 * c)).
    { split; [rewrite Ropp_mult_distr_r|]; apply Rmult_le_compat_l; lra. }
    apply Rabs_le. destruct Hr as [-> | ->]; lra.
Qed.

(** Claim: none
    Says: c for I c is too small for two of three.
*)
Theorem rg2_slope_grows_with_the_positives : ~ (forall N I c L, (1 <= I < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz c L (rg2_term N I r)) <-> 2 * (c + Rmax (INR I) (INR N - INR I)) <= L)).
Proof.
  intros H. pose proof (proj2 (H 3%nat 2%nat 1 _ ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (least_lipschitz_constant_of_rg2 3 2 1 _ ltac:(lia) Rlt_0_1) in K. simpl INR in K. lra.
Qed.

(** Claim: none
    Says: the slope of items that are not relevant is the larger one for two of three.
*)
Theorem rg2_slope_of_other_items_counts : ~ (forall N I c L, (1 <= I < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz c L (rg2_term N I r)) <-> 2 * (INR I * c + (INR N - INR I)) <= L)).
Proof.
  intros H. pose proof (proj2 (H 3%nat 2%nat 1 _ ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (least_lipschitz_constant_of_rg2 3 2 1 _ ltac:(lia) Rlt_0_1) in K.
  pose proof (Rmax_l (INR 2) (INR 3 - INR 2)). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: N for N - I is not the least.
*)
Theorem rg2_slope_is_not_of_all_items : ~ (forall N I c L, (1 <= I < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz c L (rg2_term N I r)) <-> 2 * (INR I * c + Rmax (INR I) (INR N)) <= L)).
Proof.
  intros H. pose proof (proj2 (least_lipschitz_constant_of_rg2 2 1 1 _ ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (H 2%nat 1%nat 1 _ ltac:(lia) Rlt_0_1) in K. pose proof (Rmax_r (INR 1) (INR 2)).
  rewrite (Rmax_left (INR 1) (INR 2 - INR 1)) in K by (simpl; lra). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: a constant 1 % less is none.
*)
Theorem rg2_constant_is_tight : ~ (forall N I c L, (1 <= I < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz c L (rg2_term N I r))
    <-> 99 / 100 * 2 * (INR I * c + Rmax (INR I) (INR N - INR I)) <= L)).
Proof.
  intros H. pose proof (proj2 (H 3%nat 2%nat 1 _ ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (least_lipschitz_constant_of_rg2 3 2 1 _ ltac:(lia) Rlt_0_1) in K.
  pose proof (Rmax_l (INR 2) (INR 3 - INR 2)). simpl INR in *. lra.
Qed.

Lemma root_of_nine : sqrt (INR 9) = 3.
Proof. replace (INR 9) with (3 * 3) by (simpl; ring). apply sqrt_square. lra. Qed.

(** Claim: rg.remark13.rg2
    Role: refutes
    Place: RG, s. 4.4, Remark 13
    Says: it is not so for every N, 1 <= I < N and c > 0 that every L > 2 (2 sqrt(N) c + 1 + N) is a Lipschitz
      constant of the terms of RG2 for scores in [-c, c].
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `(1 <= I < N)%nat ->` becomes `(1 <= I < N)%nat -> I = 1%nat ->`; refuted by the theorem
      printed_constant_serves_rg2_for_one_click
*)
Theorem printed_constant_does_not_serve_rg2 : ~ (forall N I c L r, (1 <= I < N)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz c L (rg2_term N I r)).
Proof.
  intros H. assert (K : forall r, binary r -> lipschitz 2 45 (rg2_term 9 8 r)).
  { intros r. apply H; [lia|lra|]. rewrite root_of_nine. simpl INR. lra. }
  apply (least_lipschitz_constant_of_rg2 9 8 2 45 ltac:(lia) ltac:(lra)) in K.
  pose proof (Rmax_l (INR 8) (INR 9 - INR 8)). simpl INR in *. lra.
Qed.

Lemma root_at_least_one N : (1 <= N)%nat -> 1 <= sqrt (INR N).
Proof. intros H. rewrite <- sqrt_1. apply sqrt_le_1_alt. apply le_INR in H. exact H. Qed.

(** Claim: rg.remark13.rg2
    Role: establishes under $|\mathcal I_x| = 1$ (single click)
    Place: RG, s. 4.4, Remark 13
    Says: with one relevant item every L > 2 (2 sqrt(N) c + 1 + N) is a Lipschitz constant of the terms of RG2 for
      scores in [-c, c].
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `I = 1%nat` becomes `(1 <= I)%nat`; refuted by the theorem printed_constant_needs_one_click_for_rg2
*)
Theorem printed_constant_for_rg2 : forall N I c L r, (I < N)%nat -> I = 1%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz c L (rg2_term N I r).
Proof.
  intros N I c L r HI -> Hc HL. apply (least_lipschitz_constant_of_rg2 N 1 c L ltac:(lia) Hc).
  pose proof (root_at_least_one N ltac:(lia)) as S. destruct (sizes N 1 ltac:(lia)) as [_ PN].
  pose proof (Rmult_le_compat_r c _ _ ltac:(lra) S). unfold Rmax. simpl INR in *. destruct (Rle_dec _ _); lra.
Qed.

(** Claim: none
    Says: with one relevant item it serves.
*)
Theorem printed_constant_serves_rg2_for_one_click : ~ ~ (forall N I c L r, (1 <= I < N)%nat -> I = 1%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz c L (rg2_term N I r)).
Proof. intros H. apply H. intros N I c L r HI. apply printed_constant_for_rg2. lia. Qed.

(** Claim: none
    Says: with more it need not.
*)
Theorem printed_constant_needs_one_click_for_rg2 : ~ (forall N I c L r, (I < N)%nat -> (1 <= I)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz c L (rg2_term N I r)).
Proof.
  intros H. apply printed_constant_does_not_serve_rg2. intros N I c L r HI. apply H; lia.
Qed.
