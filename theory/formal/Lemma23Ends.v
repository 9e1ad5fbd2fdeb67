(** Lemma 23 of RG as the proof of Prop. 7 applies it: the softmax loss, its Hessian bounded at two points alone. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Convexity Jacobian Lemma23 Majorant.
Open Scope R_scope.

(** Scores of the softmax (4/5, 1/10, 1/10). *)
Definition concentrated (i : nat) : R := match i with O => 2 * ln 2 | _ => - ln 2 end.

Lemma concentrated_softmax i : (i < 3)%nat -> softmax 3 concentrated i = match i with O => 4 / 5 | _ => 1 / 10 end.
Proof.
  assert (A : exp (2 * ln 2) = 4) by (replace (2 * ln 2) with (ln 2 + ln 2) by ring; rewrite exp_plus, exp_ln; lra).
  assert (B : exp (- ln 2) = 1 / 2) by (rewrite exp_Ropp, exp_ln; lra).
  intros Hi. unfold softmax, partition, concentrated. simpl. rewrite A, B. destruct i; lra.
Qed.

Lemma flat_softmax i : softmax 3 (fun _ => 0) i = 1 / 3.
Proof. unfold softmax, partition. simpl. rewrite exp_0. field. Qed.

Lemma ln_2_below : ln 2 < 7 / 10.
Proof.
  rewrite <- (ln_exp (7 / 10)). apply ln_increasing; [lra|].
  pose proof (exp_ineq1 (7 / 640) ltac:(lra)) as E. set (u := exp (7 / 640)) in *.
  assert (P : exp (7 / 10) = u ^ 64).
  { unfold u. rewrite <- Rpower_pow by apply exp_pos. unfold Rpower. rewrite ln_exp. f_equal. simpl. lra. }
  rewrite P. apply Rlt_le_trans with ((1 + 7 / 640) ^ 64); [|apply pow_incr; lra].
  replace 64%nat with (8 * 8)%nat by reflexivity. rewrite pow_mult.
  apply Rlt_le_trans with ((10908 / 10000) ^ 8); [lra|]. apply pow_incr; lra.
Qed.

Lemma ln_5_3_above : 49 / 100 < ln (5 / 3).
Proof.
  assert (L : forall x, 0 < x -> 1 - / x <= ln x).
  { intros x Hx. pose proof (exp_ineq1_le (ln (/ x))) as E. rewrite exp_ln in E by (apply Rinv_0_lt_compat; exact Hx).
    rewrite ln_Rinv in E by exact Hx. lra. }
  assert (E : ln (13 / 12) + ln (14 / 13) + ln (15 / 14) + ln (16 / 15) + ln (17 / 16) + ln (18 / 17) + ln (19 / 18)
    + ln (20 / 19) = ln (5 / 3)) by (rewrite <- !ln_mult by lra; f_equal; lra).
  pose proof (L (13 / 12) ltac:(lra)). pose proof (L (14 / 13) ltac:(lra)). pose proof (L (15 / 14) ltac:(lra)).
  pose proof (L (16 / 15) ltac:(lra)). pose proof (L (17 / 16) ltac:(lra)). pose proof (L (18 / 17) ltac:(lra)).
  pose proof (L (19 / 18) ltac:(lra)). pose proof (L (20 / 19) ltac:(lra)). lra.
Qed.

(** Claim: rg.lemma23.ends
    Role: refutes
    Place: RG, A.3, proof of Prop. 7
    Says: it is not enough for Lemma 23 that A dominates the Hessian of the softmax loss where p is uniform and where it
      is concentrated: three items, A = I/3, o = (log 4, - log 2, - log 2), where p = (4/5, 1/10, 1/10).
    Gap: real numbers; from the scores 0, the first item the target.
    Mutant: `forall v, form N (H z) v` becomes `forall u v, form N (H u) v`; refuted by the theorem
      everywhere_is_enough
*)
Theorem two_points_are_not_enough : ~ (forall N y G H A z, (y < N)%nat ->
  (forall u, gradient N (fun o => softmax_loss N o y) u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall v, form N (H (fun _ => 0)) v <= form N A v) -> (forall v, form N (H z) v <= form N A v) ->
  softmax_loss N z y <= softmax_loss N (fun _ => 0) y + dot N (G (fun _ => 0)) z + 1 / 2 * form N A z).
Proof.
  intros L. specialize (L 3%nat 0%nat _ _ (scaled_identity (1 / 3)) concentrated ltac:(lia)
    (fun u => softmax_loss_gradient 3 0 u ltac:(lia)) (fun u => softmax_loss_hessian 3 0 u ltac:(lia))).
  pose proof ln_2_below as U. pose proof ln_5_3_above as V.
  assert (W : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  unfold softmax_loss in L. rewrite concentrated_softmax, flat_softmax in L by lia.
  assert (D : dot 3 (fun i => softmax 3 (fun _ => 0) i - one_hot 0 i) concentrated = - (2 * ln 2)).
  { unfold dot, one_hot, concentrated. simpl. rewrite !flat_softmax. lra. }
  assert (F : form 3 (scaled_identity (1 / 3)) concentrated = 2 * (ln 2 * ln 2)).
  { unfold form, dot, times, scaled_identity, one_hot, concentrated. simpl. lra. }
  rewrite D, F in L. clear D F.
  assert (E : ln (4 / 5) = ln 2 + ln 2 - (ln (5 / 3) + ln 3)).
  { rewrite <- !ln_mult by lra. replace (5 / 3 * 3) with 5 by lra. replace (2 * 2) with 4 by lra.
    unfold Rdiv. rewrite ln_mult, ln_Rinv by lra. ring. }
  assert (E' : ln (1 / 3) = - ln 3) by (unfold Rdiv; rewrite Rmult_1_l, ln_Rinv by lra; reflexivity).
  rewrite E, E' in L. assert (Q : ln 2 * ln 2 < 7 / 10 * (7 / 10)) by (apply Rmult_le_0_lt_compat; lra).
  assert (B : - (ln 2 + ln 2 - (ln (5 / 3) + ln 3)) <= - - ln 3 + - (2 * ln 2) + 1 / 2 * (2 * (ln 2 * ln 2))); [|lra].
  apply L; intros v; unfold form, dot, times, covariance, scaled_identity, one_hot; simpl.
  - rewrite !flat_softmax. pose proof (pow2_ge_0 (v 0%nat + v 1%nat + v 2%nat)). simpl in *. lra.
  - rewrite !concentrated_softmax by lia.
    pose proof (pow2_ge_0 (v 0%nat + v 1%nat)). pose proof (pow2_ge_0 (v 0%nat + v 2%nat)).
    pose proof (pow2_ge_0 (v 1%nat + v 2%nat)). pose proof (pow2_ge_0 (v 0%nat)).
    pose proof (pow2_ge_0 (v 1%nat)). pose proof (pow2_ge_0 (v 2%nat)). simpl in *. lra.
Qed.

(** Claim: none
    Says: with a domination everywhere the statement is true.
*)
Theorem everywhere_is_enough : ~ ~ (forall N y G H A z, (y < N)%nat ->
  (forall u, gradient N (fun o => softmax_loss N o y) u (G u)) -> (forall u, jacobian N G u (H u)) ->
  (forall v, form N (H (fun _ => 0)) v <= form N A v) -> (forall u v, form N (H u) v <= form N A v) ->
  softmax_loss N z y <= softmax_loss N (fun _ => 0) y + dot N (G (fun _ => 0)) z + 1 / 2 * form N A z).
Proof.
  intros L. apply L. intros N y G H A z _ HG HH _ HA.
  pose proof (lemma23 N _ G H A HG HH HA (fun _ => 0) z) as B. cbv beta in B.
  replace (fun k => z k - 0) with z in B by (apply functional_extensionality; intros; ring). exact B.
Qed.
