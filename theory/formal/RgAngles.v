(** Whose gradient is closer to softmax's: RG2, RGx or WSL (s. 4 and 4.1). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax.
Open Scope R_scope.

(** The cosine of the angle between two gradients. *)
Definition cosine (N : nat) (u v : nat -> R) : R := dot N u v / (sqrt (dot N u u) * sqrt (dot N v v)).

(** The label of the first m items, and the gradients, summed over these positives: the softmax loss, RG2 and RGx
    of Eq. 15, and WSL (Eq. 11) with WRMF's weights alpha + 1 on positives and 1 elsewhere. *)
Definition label (m y : nat) : R := if Nat.ltb y m then 1 else 0.

Definition sm_gradient (N m : nat) (o : nat -> R) (y : nat) : R := INR m * softmax N o y - label m y.

Definition rg2_gradient (N m : nat) (o : nat -> R) (y : nat) : R := INR m * (o y + 1) / INR N - label m y.

Definition rgx_gradient (N m : nat) (o : nat -> R) (y : nat) : R :=
  rg2_gradient N m o y - INR m * sum N o / INR N ^ 2.

Definition wsl_gradient (alpha : R) (m : nat) (o : nat -> R) (y : nat) : R :=
  2 * (alpha * label m y + 1) * (o y - label m y).

Lemma cosine_of_opposites a b : 0 < a -> 0 < b ->
  (a * b + a * b) / (sqrt (a * a + a * a) * sqrt (b * b + b * b)) = 1.
Proof.
  intros Ha Hb. rewrite <- sqrt_mult by nra.
  replace ((a * a + a * a) * (b * b + b * b)) with ((a * b + a * b) * (a * b + a * b)) by ring.
  assert (0 < a * b) by (apply Rmult_lt_0_compat; assumption). rewrite sqrt_square by lra. field. lra.
Qed.

(** Two vectors of the plane that are not parallel have a cosine between -1 and 1. *)
Lemma cosine_between x y : (x 0%nat * y 1%nat - x 1%nat * y 0%nat) <> 0 -> - (1) < cosine 2 x y < 1.
Proof.
  intros D. unfold cosine, dot. simpl. rewrite !Rplus_0_l.
  set (a := x 0%nat) in *. set (b := x 1%nat) in *. set (c := y 0%nat) in *. set (d := y 1%nat) in *.
  assert (P : 0 < (a * d - b * c) * (a * d - b * c)) by (apply Rsqr_pos_lt; exact D).
  assert (L : (a * a + b * b) * (c * c + d * d) = (a * c + b * d) * (a * c + b * d) + (a * d - b * c) * (a * d - b * c))
    by ring.
  assert (Pa : 0 <= a * a + b * b) by nra. assert (Pc : 0 <= c * c + d * d) by nra.
  rewrite <- sqrt_mult by assumption. rewrite L.
  assert (G : Rabs (a * c + b * d) < sqrt ((a * c + b * d) * (a * c + b * d) + (a * d - b * c) * (a * d - b * c))).
  { rewrite <- (sqrt_Rsqr_abs (a * c + b * d)). pose proof (Rle_0_sqr (a * c + b * d)).
    unfold Rsqr in *. apply sqrt_lt_1; lra. }
  apply Rabs_def2 in G. destruct G as [G G'].
  set (s := sqrt ((a * c + b * d) * (a * c + b * d) + (a * d - b * c) * (a * d - b * c))) in *.
  assert (E : (a * c + b * d) / s * s = a * c + b * d) by (field; lra).
  split; apply Rmult_lt_reg_r with s; lra.
Qed.

(** Claim: rg.closer_than_wsl.rg2
    Role: refutes
    Place: RG, s. 4, s. 4.1 after Eq. 19
    Says: It is false that at every o the gradient of RG2 is at least as close to softmax's as WSL's: two items, the
      first positive, o = (2/3, 2/3), alpha = 1; WSL's has softmax's direction, RG2's has not.
    Gap: Real numbers; closer is a larger cosine of the angle; the gradients are written out, summed over the
      positives; losses up to the factor 1 / |D|.
    Mutant: `0 <= alpha ->` becomes `0 <= alpha -> (forall y, (y < N)%nat -> o y = 0) ->`; refuted by the theorem
      rg2_is_closer_at_zero
*)
Theorem rg2_is_not_always_closer : ~ forall N m alpha o, (1 <= m < N)%nat -> 0 <= alpha ->
  not_zero N (sm_gradient N m o) -> not_zero N (rg2_gradient N m o) -> not_zero N (wsl_gradient alpha m o) ->
  cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o).
Proof.
  intros H. specialize (H 2%nat 1%nat 1 (fun _ => 2 / 3) ltac:(lia) ltac:(lra)).
  assert (S : forall y, (y < 2)%nat -> sm_gradient 2 1 (fun _ => 2 / 3) y =
    match y with O => - (1 / 2) | _ => 1 / 2 end).
  { intros y Hy. unfold sm_gradient, softmax, partition, label. simpl. pose proof (exp_pos (2 / 3)).
    destruct y as [|[|y]]; [| |lia]; simpl; field; lra. }
  assert (W : cosine 2 (wsl_gradient 1 1 (fun _ => 2 / 3)) (sm_gradient 2 1 (fun _ => 2 / 3)) = 1).
  { transitivity ((4 / 3 * (1 / 2) + 4 / 3 * (1 / 2)) / (sqrt (4 / 3 * (4 / 3) + 4 / 3 * (4 / 3))
      * sqrt (1 / 2 * (1 / 2) + 1 / 2 * (1 / 2)))); [|apply cosine_of_opposites; lra].
    unfold cosine, dot. simpl. rewrite !S by lia.
    unfold wsl_gradient, label. simpl. f_equal; [lra|]. f_equal; f_equal; lra. }
  assert (G : cosine 2 (rg2_gradient 2 1 (fun _ => 2 / 3)) (sm_gradient 2 1 (fun _ => 2 / 3)) < 1).
  { apply cosine_between. rewrite !S by lia. unfold rg2_gradient, label. simpl. lra. }
  rewrite W in H. assert (1 < 1); [|lra]. apply Rle_lt_trans with (2 := G). apply H.
  - exists 0%nat. rewrite S by lia. split; [lia|lra].
  - exists 0%nat. unfold rg2_gradient, label. simpl. split; [lia|lra].
  - exists 0%nat. unfold wsl_gradient, label. simpl. split; [lia|lra].
Qed.

(** ** At zero scores *)

Lemma inner_pos N u : not_zero N u -> 0 < dot N u u.
Proof.
  intros (y & Hy & D). apply Rlt_le_trans with (u y * u y); [apply Rsqr_pos_lt, D|].
  apply (term_le_sum N (fun j => u j * u j) y); [intros; apply Rle_0_sqr|exact Hy].
Qed.

Lemma cosine_below_one N u v : not_zero N u -> not_zero N v -> cosine N u v <= 1.
Proof.
  intros Hu Hv. pose proof (inner_pos N u Hu). pose proof (inner_pos N v Hv). unfold cosine.
  rewrite <- sqrt_mult by lra. assert (PP : 0 < dot N u u * dot N v v) by (apply Rmult_lt_0_compat; assumption).
  assert (C : dot N u v * dot N u v <= dot N u u * dot N v v) by apply cauchy_schwarz.
  pose proof (sqrt_lt_R0 _ PP) as Ps. pose proof (sqrt_sqrt _ (Rlt_le _ _ PP)) as E.
  set (s := sqrt (dot N u u * dot N v v)) in *. apply Rmult_le_reg_r with s; [exact Ps|]. unfold Rdiv.
  rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma cosine_of_equals N u v : not_zero N v -> (forall y, (y < N)%nat -> u y = v y) -> cosine N u v = 1.
Proof.
  intros Hv E. pose proof (inner_pos N v Hv) as P.
  assert (A : dot N u v = dot N v v) by (apply sum_ext; intros y Hy; rewrite (E y Hy); reflexivity).
  assert (B : dot N u u = dot N v v) by (apply sum_ext; intros y Hy; rewrite (E y Hy); reflexivity).
  unfold cosine. rewrite A, B, sqrt_sqrt by lra. field. lra.
Qed.

Lemma gradients_at_zero N m o : (0 < N)%nat -> (forall y, (y < N)%nat -> o y = 0) -> forall y, (y < N)%nat ->
  rg2_gradient N m o y = sm_gradient N m o y /\ rgx_gradient N m o y = sm_gradient N m o y.
Proof.
  intros HN Z y Hy. assert (PN : INR N <> 0) by (apply not_0_INR; lia).
  assert (E : sum N (fun j => exp (o j)) = INR N).
  { rewrite (sum_ext N _ (fun _ => 1)) by (intros j Hj; rewrite (Z j Hj); apply exp_0). rewrite sum_const. ring. }
  assert (S : sum N o = 0) by (apply sum_eq_0, Z).
  unfold rgx_gradient, rg2_gradient, sm_gradient, softmax, partition. rewrite E, S, (Z y Hy), exp_0.
  split; field; exact PN.
Qed.

(** Claim: none
    Says: At zero scores RG2's gradient is softmax's, and so at least as close to it as WSL's.
*)
Theorem rg2_is_closer_at_zero : ~ ~ forall N m alpha o, (1 <= m < N)%nat ->
  0 <= alpha -> (forall y, (y < N)%nat -> o y = 0) ->
  not_zero N (sm_gradient N m o) -> not_zero N (rg2_gradient N m o) -> not_zero N (wsl_gradient alpha m o) ->
  cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rg2_gradient N m o) (sm_gradient N m o).
Proof.
  intros H. apply H. intros N m alpha o Hm _ Z Hs _ Hw.
  rewrite (cosine_of_equals N (rg2_gradient N m o)) by (try assumption; intros; apply gradients_at_zero; auto; lia).
  apply cosine_below_one; assumption.
Qed.

(** Claim: rg.closer_than_wsl.rgx
    Role: refutes
    Place: RG, s. 4, s. 4.1 after Eq. 19
    Says: It is false that at every o the gradient of RGx is at least as close to softmax's as WSL's: two items, the
      first positive, o = (3, 0), alpha = 0; RGx's has the direction opposite to softmax's, WSL's has not.
    Gap: Real numbers; closer is a larger cosine of the angle; the gradients are written out, summed over the
      positives; losses up to the factor 1 / |D|.
    Mutant: `0 <= alpha ->` becomes `0 <= alpha -> (forall y, (y < N)%nat -> o y = 0) ->`; refuted by the theorem
      rgx_is_closer_at_zero
*)
Theorem rgx_is_not_always_closer : ~ forall N m alpha o, (1 <= m < N)%nat -> 0 <= alpha ->
  not_zero N (sm_gradient N m o) -> not_zero N (rgx_gradient N m o) -> not_zero N (wsl_gradient alpha m o) ->
  cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o).
Proof.
  intros H. set (o := fun y : nat => match y with O => 3 | _ => 0 end).
  specialize (H 2%nat 1%nat 0 o ltac:(lia) ltac:(lra)). pose proof (exp_pos 3) as P.
  set (q := 1 / (exp 3 + 1)). assert (Pq : 0 < q) by (apply Rdiv_lt_0_compat; lra).
  assert (S : forall y, (y < 2)%nat -> sm_gradient 2 1 o y = match y with O => - q | _ => q end).
  { intros y Hy. unfold sm_gradient, softmax, partition, label, o, q.
    destruct y as [|[|y]]; [| |lia]; simpl; rewrite exp_0; field; lra. }
  assert (X : forall y, (y < 2)%nat -> rgx_gradient 2 1 o y = match y with O => 1 / 4 | _ => - (1 / 4) end).
  { intros y Hy. unfold rgx_gradient, rg2_gradient, label, o. simpl. destruct y as [|[|y]]; [| |lia]; simpl; lra. }
  assert (C : cosine 2 (rgx_gradient 2 1 o) (sm_gradient 2 1 o) = - (1)).
  { pose proof (cosine_of_opposites (1 / 4) q ltac:(lra) Pq) as E. unfold cosine, dot. simpl. rewrite !S, !X by lia.
    replace (0 + 1 / 4 * - q + - (1 / 4) * q) with (- (1 / 4 * q + 1 / 4 * q)) by ring.
    replace (0 + 1 / 4 * (1 / 4) + - (1 / 4) * - (1 / 4)) with (1 / 4 * (1 / 4) + 1 / 4 * (1 / 4)) by ring.
    replace (0 + - q * - q + q * q) with (q * q + q * q) by ring. unfold Rdiv in *.
      rewrite Ropp_mult_distr_l_reverse, E.
    reflexivity. }
  assert (W : - (1) < cosine 2 (wsl_gradient 0 1 o) (sm_gradient 2 1 o)).
  { apply cosine_between. rewrite !S by lia. unfold wsl_gradient, label, o. simpl. intros E.
    assert (4 * q = 0) by lra. lra. }
  rewrite C in H. assert (- (1) < - (1)); [|lra]. apply Rlt_le_trans with (1 := W). apply H.
  - exists 0%nat. rewrite S by lia. split; [lia|lra].
  - exists 0%nat. rewrite X by lia. split; [lia|lra].
  - exists 0%nat. unfold wsl_gradient, label, o. simpl. split; [lia|lra].
Qed.

(** Claim: none
    Says: At zero scores RGx's gradient is softmax's, and so at least as close to it as WSL's.
*)
Theorem rgx_is_closer_at_zero : ~ ~ forall N m alpha o, (1 <= m < N)%nat ->
  0 <= alpha -> (forall y, (y < N)%nat -> o y = 0) ->
  not_zero N (sm_gradient N m o) -> not_zero N (rgx_gradient N m o) -> not_zero N (wsl_gradient alpha m o) ->
  cosine N (wsl_gradient alpha m o) (sm_gradient N m o) <= cosine N (rgx_gradient N m o) (sm_gradient N m o).
Proof.
  intros H. apply H. intros N m alpha o Hm _ Z Hs _ Hw.
  rewrite (cosine_of_equals N (rgx_gradient N m o)) by (try assumption; intros; apply gradients_at_zero; auto; lia).
  apply cosine_below_one; assumption.
Qed.
