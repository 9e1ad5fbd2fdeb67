(** After Eq. 17: RGx is not closer in value to the softmax loss than RG2 at all scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Quadratic LeastMajorant KearnsSaul Prop7.
Open Scope R_scope.

(** (log 2, - log 2, - log 2), whose exponentials add up to 3. *)
Definition doubled_and_halved (i : nat) : R := match i with O => ln 2 | _ => - ln 2 end.

Lemma log_of_two_below : ln 2 < 12 / 17.
Proof.
  rewrite <- (ln_exp (12 / 17)). apply ln_increasing; [lra|].
  pose proof (exp_quadratic_above (6 / 17) ltac:(lra)) as L. set (e := exp (6 / 17)) in *.
  replace (12 / 17) with (6 / 17 + 6 / 17) by field. rewrite exp_plus. fold e.
  assert (M : 409 / 289 <= e) by lra. assert (409 / 289 * (409 / 289) <= e * e) by (apply Rmult_le_compat; lra). lra.
Qed.

Lemma errors_there :
  ln (INR 3) - / 2 + rg2 3 doubled_and_halved 0 - softmax_loss 3 doubled_and_halved 0 = ln 2 * (ln 2 / 2 - 1 / 3) /\
  ln (INR 3) - / 2 + rgx 3 doubled_and_halved 0 - softmax_loss 3 doubled_and_halved 0 = ln 2 * (4 / 9 * ln 2 - 1 / 3).
Proof.
  assert (Z : partition 3 doubled_and_halved = INR 3).
  { unfold partition. simpl. rewrite exp_Ropp, exp_ln by lra. field. }
  unfold rgx, rg2. rewrite softmax_loss_partition, Z by lia. simpl. split; field.
Qed.

(** Claim: rg.tighter.value
    Role: refutes
    Place: RG, s. 4.1, after Eq. 17
    Says: it is not so for every N and o that RGx is at least as close to the softmax loss as RG2, both with Eq. 14's
      log N - 1/2.
    Gap: real numbers.
    Mutant: `(y < N)%nat ->` becomes `(y < N)%nat -> sum N o = 0 ->`; refuted by the theorem
      as_close_where_the_scores_add_up_to_zero
    Mutant: `forall N o y, (y < N)%nat ->` becomes `forall N o y, (y < N)%nat -> N = 2%nat ->`; refuted by the theorem
      closer_for_two_items
*)
Theorem rgx_is_not_always_closer : ~ (forall N o y, (y < N)%nat ->
  Rabs (ln (INR N) - / 2 + rgx N o y - softmax_loss N o y)
  <= Rabs (ln (INR N) - / 2 + rg2 N o y - softmax_loss N o y)).
Proof.
  intros H. specialize (H 3%nat doubled_and_halved 0%nat ltac:(lia)). destruct errors_there as [E2 Ex].
  rewrite E2, Ex, !Rabs_mult in H. pose proof ln_lt_2. pose proof log_of_two_below as U. pose proof ln_2_bounds.
  apply Rmult_le_reg_l in H; [|apply Rabs_pos_lt; lra].
  rewrite (Rabs_left (4 / 9 * ln 2 - 1 / 3)) in H by lra. unfold Rabs in H.
  destruct (Rcase_abs (ln 2 / 2 - 1 / 3)); lra.
Qed.

(** Claim: none
    Says: where the scores add up to zero RGx is RG2.
*)
Theorem as_close_where_the_scores_add_up_to_zero : ~ ~ (forall N o y, (y < N)%nat -> sum N o = 0 ->
  Rabs (ln (INR N) - / 2 + rgx N o y - softmax_loss N o y)
  <= Rabs (ln (INR N) - / 2 + rg2 N o y - softmax_loss N o y)).
Proof.
  intros H. apply H. intros N o y _ S. unfold rgx. rewrite S.
  replace (rg2 N o y - / (2 * INR N ^ 2) * 0 ^ 2) with (rg2 N o y) by ring. apply Rle_refl.
Qed.

Lemma rgx_of_centred N o y : (y < N)%nat ->
  rgx N o y = rg2 N (fun i => o i + - (sum N o / INR N)) y.
Proof.
  intros Hy. assert (P : 0 < INR N) by (apply lt_0_INR; lia). set (m := sum N o / INR N).
  assert (E : sum N o = INR N * m) by (unfold m; field; lra). unfold rgx, rg2. rewrite E.
  rewrite (sum_ext N (fun j => (o j + - m + 1) ^ 2) (fun j => (o j + 1) ^ 2 + (- 2 * m * o j + (m ^ 2 - 2 * m))))
    by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. replace (sum N (fun i => o i)) with (sum N o) by reflexivity.
  rewrite E. field. lra.
Qed.

(** Claim: none
    Says: for two items RGx is above the loss, and RG2 above RGx.
*)
Theorem closer_for_two_items : ~ ~ (forall N o y, (y < N)%nat -> N = 2%nat ->
  Rabs (ln (INR N) - / 2 + rgx N o y - softmax_loss N o y)
  <= Rabs (ln (INR N) - / 2 + rg2 N o y - softmax_loss N o y)).
Proof.
  intros H. apply H. intros N o y Hy ->. set (c := fun i => o i + - (sum 2 o / INR 2)).
  assert (B : softmax_loss 2 o y <= ln (INR 2) - / 2 + rgx 2 o y).
  { rewrite rgx_of_centred by exact Hy. fold c. rewrite rg2_expanded by lia.
    rewrite <- (softmax_loss_offset 2 o y (- (sum 2 o / INR 2))) by lia. fold c.
    pose proof (proj2 (proj1 (least_majorant 2 y ltac:(lia) Hy) _) (Rle_refl _) c) as L.
    unfold least_curvature in L. simpl Nat.eqb in L. cbv iota in L.
    replace (/ (2 * INR 2)) with (1 / 4) by (simpl; field). lra. }
  assert (G : rgx 2 o y <= rg2 2 o y).
  { unfold rgx. assert (0 <= / (2 * INR 2 ^ 2) * sum 2 o ^ 2); [|lra].
    apply Rmult_le_pos; [simpl; lra|apply pow2_ge_0]. }
  rewrite !Rabs_pos_eq by lra. lra.
Qed.
