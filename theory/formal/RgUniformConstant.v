(** After RG, Eq. 9: what a constant that is subtracted from the scores of all draws changes. *)

From Coq Require Import Reals Lra List.
From softproof Require Import Draws Importance SampledLoss.
Import ListNotations.
Open Scope R_scope.

(** Sampled softmax with log c subtracted from the scores of all draws: the chance of the positive y, and the loss. *)
Definition chance (o : nat -> R) (y : nat) (c : R) (js : list nat) : R :=
  exp (o y) / (exp (o y) + total (fun j => exp (o j - ln c)) js).
Definition loss (o : nat -> R) (y : nat) (c : R) (js : list nat) : R :=
  loss_with_terms o y (fun j => exp (o j - ln c)) js.

(** How strongly the positive's score is pulled up, and the loss without a term of the positive's own. *)
Definition pull (o : nat -> R) (y : nat) (c : R) (js : list nat) : R := 1 - chance o y c js.
Definition loss_of_draws (o : nat -> R) (y : nat) (c : R) (js : list nat) : R :=
  - ln (exp (o y) / total (fun j => exp (o j - ln c)) js).

Lemma total_divided o c js : 0 < c -> total (fun j => exp (o j - ln c)) js = total (fun j => exp (o j)) js / c.
Proof.
  intros Hc. induction js as [|j js IH]; simpl; [field; lra|]. rewrite IH, corrected by exact Hc. field. lra.
Qed.

Lemma total_exp_pos o js : 0 <= total (fun j => exp (o j)) js /\ (js <> [] -> 0 < total (fun j => exp (o j)) js).
Proof.
  induction js as [|j js [IH _]]; simpl; [split; [lra|intros H; contradiction H; reflexivity]|].
  pose proof (exp_pos (o j)). split; [lra|intros _; lra].
Qed.

Lemma one_divided o js : total (fun j => exp (o j - ln 1)) js = total (fun j => exp (o j)) js.
Proof. rewrite total_divided by lra. field. Qed.

Lemma ln_quotient a b : 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros Ha Hb. unfold Rdiv. rewrite ln_mult, ln_Rinv; [ring| | |apply Rinv_0_lt_compat]; assumption.
Qed.

(** Claim: rg.eq9.uniform.cancels.repair
    Role: establishes
    Place: RG, s. 3.3, after Eq. 9
    Says: Subtracting log c from the scores of all draws changes -log p by log(p + (1-p)/c) and the pull 1 - p on the
      positive's score to (1-p)/(1+(c-1)p); it does cancel, as -log c, where the positive has no term of its own.
    Gap: Real numbers, not floating point. For c = 1 nothing is subtracted. The pull is 1 - p by definition; it is
      minus the loss's derivative in o_y where the positive is not drawn, which is not shown here.
    Mutant: `ln (p + (1 - p) / c)` becomes `ln (p + (1 - p) * c)`; refuted by the theorem not_multiplied
    Mutant: `(1 - p) / (1 + (c - 1) * p)` becomes `(1 - p) / (1 + c * p)`; refuted by the theorem not_c_times_p
    Mutant: `pull o y c js = (1 - p) / (1 + (c - 1) * p)` becomes `pull o y c js = (1 - p) / c`; refuted by the theorem
      not_divided
*)
Theorem constant_in_the_draws : forall o y c js, 0 < c ->
  let p := chance o y 1 js in
  loss o y c js = loss o y 1 js + ln (p + (1 - p) / c) /\
  pull o y 1 js = 1 - p /\ pull o y c js = (1 - p) / (1 + (c - 1) * p) /\
  (js <> [] -> loss_of_draws o y c js = loss_of_draws o y 1 js - ln c).
Proof.
  intros o y c js Hc. unfold loss, loss_of_draws, loss_with_terms, pull, chance. cbv zeta.
  rewrite one_divided, total_divided by exact Hc. destruct (total_exp_pos o js) as [T0 T1].
  pose proof (exp_pos (o y)) as E. set (T := total (fun j => exp (o j)) js) in *. set (e := exp (o y)) in *.
  assert (D : 0 <= T / c) by (apply Rmult_le_pos; [exact T0|apply Rlt_le, Rinv_0_lt_compat, Hc]).
  assert (P : 0 < c * e + T) by (pose proof (Rmult_lt_0_compat _ _ Hc E); lra).
  split; [|split; [reflexivity|split]].
  - replace (e / (e + T) + (1 - e / (e + T)) / c) with ((e + T / c) / (e + T)) by (field; lra).
    rewrite !ln_quotient by lra. ring.
  - field. repeat split; lra.
  - intros J. specialize (T1 J). assert (0 < T / c) by (apply Rdiv_lt_0_compat; assumption).
    rewrite !ln_quotient by assumption. ring.
Qed.

(** Scores of 0 and one draw: the positive's chance is 1/2, or c / (c + 1). *)
Lemma at_zero c : 0 < c -> chance (fun _ => 0) 0 c [1%nat] = c / (c + 1) /\
  loss (fun _ => 0) 0 c [1%nat] = ln (1 + / c).
Proof.
  intros Hc. pose proof (Rinv_0_lt_compat c Hc) as I. unfold chance, loss, loss_with_terms.
  rewrite !total_divided by exact Hc. simpl. rewrite exp_0. split; [field; lra|].
  replace (1 / (1 + (1 + 0) / c)) with (/ (1 + / c)) by (field; lra). rewrite ln_Rinv by lra. ring.
Qed.

(** Claim: rg.eq9.uniform.cancels
    Role: refutes
    Place: RG, s. 3.3, after Eq. 9
    Says: Subtracting log c from the scores of all draws does not change the loss by -log c, and it does not leave the
      pull on the positive's score as it is.
    Gap: Real numbers, not floating point. For c = 1 nothing is subtracted. Each of the two parts is refuted. The pull
      is 1 - p, minus the loss's derivative in o_y where no draw is y.
    Mutant: `loss o y c js = loss o y 1 js - ln c` becomes `loss_of_draws o y c js = loss_of_draws o y 1 js - ln c`;
      refuted by the theorem it_cancels_among_the_draws
*)
Theorem constant_does_not_cancel :
  ~ (forall o y c js, 0 < c -> js <> [] -> ~ In y js -> loss o y c js = loss o y 1 js - ln c) /\
  ~ (forall o y c js, 0 < c -> js <> [] -> ~ In y js -> pull o y c js = pull o y 1 js).
Proof.
  assert (J : [1%nat] <> []) by discriminate. assert (F : ~ In 0%nat [1%nat]) by (intros [E|[]]; discriminate E).
  destruct (at_zero 1 ltac:(lra)) as [A1 B1]. destruct (at_zero 2 ltac:(lra)) as [A2 B2]. split; intros H.
  - specialize (H (fun _ => 0) 0%nat 2 [1%nat] ltac:(lra) J F). rewrite B1, B2 in H.
    replace (1 + / 1) with 2 in H by lra. rewrite Rminus_diag_eq in H by reflexivity.
    rewrite <- ln_1 in H. apply ln_inv in H; lra.
  - specialize (H (fun _ => 0) 0%nat 2 [1%nat] ltac:(lra) J F). unfold pull in H. rewrite A1, A2 in H. lra.
Qed.

Lemma it_cancels_among_the_draws : ~ (
  ~ (forall o y c js, 0 < c -> js <> [] -> ~ In y js -> loss_of_draws o y c js = loss_of_draws o y 1 js - ln c) /\
  ~ (forall o y c js, 0 < c -> js <> [] -> ~ In y js -> pull o y c js = pull o y 1 js)).
Proof. intros [H _]. apply H. intros o y c js Hc J _. apply constant_in_the_draws; assumption. Qed.

Lemma not_multiplied : ~ (forall o y c js, 0 < c ->
  let p := chance o y 1 js in
  loss o y c js = loss o y 1 js + ln (p + (1 - p) * c) /\
  pull o y 1 js = 1 - p /\ pull o y c js = (1 - p) / (1 + (c - 1) * p) /\
  (js <> [] -> loss_of_draws o y c js = loss_of_draws o y 1 js - ln c)).
Proof.
  intros H. destruct (H (fun _ => 0) 0%nat 2 [1%nat] ltac:(lra)) as [E _].
  destruct (at_zero 1 ltac:(lra)) as [A1 B1]. destruct (at_zero 2 ltac:(lra)) as [_ B2]. rewrite A1, B1, B2 in E.
  rewrite <- ln_mult in E by lra. apply ln_inv in E; lra.
Qed.

Lemma not_c_times_p : ~ (forall o y c js, 0 < c ->
  let p := chance o y 1 js in
  loss o y c js = loss o y 1 js + ln (p + (1 - p) / c) /\
  pull o y 1 js = 1 - p /\ pull o y c js = (1 - p) / (1 + c * p) /\
  (js <> [] -> loss_of_draws o y c js = loss_of_draws o y 1 js - ln c)).
Proof.
  intros H. destruct (H (fun _ => 0) 0%nat 2 [1%nat] ltac:(lra)) as (_ & _ & E & _). unfold pull in E.
  rewrite (proj1 (at_zero 1 ltac:(lra))), (proj1 (at_zero 2 ltac:(lra))) in E. lra.
Qed.

Lemma not_divided : ~ (forall o y c js, 0 < c ->
  let p := chance o y 1 js in
  loss o y c js = loss o y 1 js + ln (p + (1 - p) / c) /\
  pull o y 1 js = 1 - p /\ pull o y c js = (1 - p) / c /\
  (js <> [] -> loss_of_draws o y c js = loss_of_draws o y 1 js - ln c)).
Proof.
  intros H. destruct (H (fun _ => 0) 0%nat 2 [1%nat] ltac:(lra)) as (_ & _ & E & _). unfold pull in E.
  rewrite (proj1 (at_zero 1 ltac:(lra))), (proj1 (at_zero 2 ltac:(lra))) in E. lra.
Qed.
