(** RG, Lemma 25: the chance that an empirical risk is far from the risk. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Importance.
Import ListNotations.
Open Scope R_scope.

(** The risk of the losses l under the chances P of M points, the mean loss of a sample, and the chance that in a sample
    of m independent points the two are at least eps apart. *)
Definition risk (M : nat) (P l : nat -> R) : R := sum M (fun d => P d * l d).
Definition sample_risk (l : nat -> R) (sample : list nat) : R := total l sample / INR (length sample).
Definition chance_of_deviation (M : nat) (P l : nat -> R) (m : nat) (eps : R) : R :=
  mean_draws M P m (fun sample => if Rle_dec eps (Rabs (risk M P l - sample_risk l sample)) then 1 else 0).

(** Claim: rg.lemma25
    Role: refutes
    Place: RG, A.5, Lemma 25, Eq. 43
    Says: For losses of at most B in size the chance that the empirical risk of m draws deviates by eps or more is not
      always at most 4 N exp(-m eps^2 / (32 B^4)): not even for a class of one hypothesis, whose covering number N is 1.
    Gap: Real numbers, not floating point. One hypothesis, a finite space of points, and N written as 1.
    Mutant: `0 < eps` becomes `2 * B < eps`; refuted by the theorem no_loss_deviates_by_more
*)
Theorem deviations_exceed_the_printed_bound : ~ (forall M P l m B eps, chances M P -> (0 < m)%nat -> 0 < B -> 0 < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 4 * 1 * exp (- (INR m * eps ^ 2 / (32 * B ^ 4)))).
Proof.
  intros H. set (l := fun d : nat => match d with O => / 16 | _ => - / 16 end).
  assert (L : forall d, Rabs (l d) = / 16).
  { intros [|d]; unfold l; [|rewrite Rabs_Ropp]; apply Rabs_right; lra. }
  specialize (H 2%nat (uniform 2) l 1%nat (/ 16) (/ 16) (proj1 two_zeros_chances) ltac:(lia) ltac:(lra) ltac:(lra)).
  assert (E : chance_of_deviation 2 (uniform 2) l 1 (/ 16) = 1).
  { unfold chance_of_deviation. rewrite (mean_draws_ext 2 (uniform 2) 1 _ (fun _ => 1)).
    - apply mean_draws_const, (proj1 two_zeros_chances).
    - intros sample [S _]. destruct sample as [|d [|d' rest]]; try discriminate.
      assert (R0 : risk 2 (uniform 2) l = 0) by (unfold risk, uniform, l; simpl; lra).
      assert (S0 : sample_risk l [d] = l d) by (unfold sample_risk; simpl; field).
      rewrite R0, S0, Rminus_0_l, Rabs_Ropp, L. destruct (Rle_dec (/ 16) (/ 16)); lra. }
  rewrite E in H. specialize (H ltac:(intros; rewrite L; lra)).
  replace (- (INR 1 * (/ 16) ^ 2 / (32 * (/ 16) ^ 4))) with (- (8)) in H by (simpl; field).
  pose proof (exp_ineq1 8 ltac:(lra)) as X. rewrite exp_Ropp in H.
  assert (/ exp 8 < / 9) by (apply Rinv_lt_contravar; lra). lra.
Qed.

Lemma total_within B l M sample : (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  Forall (fun d => (d < M)%nat) sample -> Rabs (total l sample) <= INR (length sample) * B.
Proof.
  intros L. induction 1 as [|d sample Hd _ IH]; [simpl; rewrite Rabs_R0; lra|].
  cbn [total length]. rewrite S_INR. pose proof (Rabs_triang (l d) (total l sample)). specialize (L d Hd). lra.
Qed.

Lemma no_loss_deviates_by_more : ~ ~ (forall M P l m B eps, chances M P -> (0 < m)%nat -> 0 < B -> 2 * B < eps ->
  (forall d, (d < M)%nat -> Rabs (l d) <= B) ->
  chance_of_deviation M P l m eps <= 4 * 1 * exp (- (INR m * eps ^ 2 / (32 * B ^ 4)))).
Proof.
  intros H. apply H. intros M P l m B eps [P0 P1] Hm HB He L. apply lt_0_INR in Hm.
  apply Rle_trans with 0; [right|pose proof (exp_pos (- (INR m * eps ^ 2 / (32 * B ^ 4)))); lra].
  unfold chance_of_deviation. rewrite (mean_draws_ext M P m _ (fun _ => 0)); [apply mean_draws_const, P1|].
  intros sample [S D]. destruct (Rle_dec eps (Rabs (risk M P l - sample_risk l sample))) as [G|]; [exfalso|reflexivity].
  assert (A : Rabs (risk M P l) <= B).
  { eapply Rle_trans; [apply sum_abs|]. replace B with (sum M (fun d => P d * B)) by (rewrite sum_scal_r, P1; ring).
    apply sum_le. intros d Hd. rewrite Rabs_mult, (Rabs_right (P d)) by (apply Rle_ge, P0, Hd).
    apply Rmult_le_compat_l; [apply P0, Hd|apply L, Hd]. }
  assert (C : Rabs (sample_risk l sample) <= B).
  { unfold sample_risk. rewrite S. unfold Rdiv. rewrite Rabs_mult, (Rabs_right (/ INR m))
      by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat, Hm).
    apply (Rmult_le_reg_r (INR m)); [exact Hm|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    pose proof (total_within B l M sample L D) as T. rewrite S in T. lra. }
  pose proof (Rabs_triang (risk M P l) (- sample_risk l sample)) as T. rewrite Rabs_Ropp in T. unfold Rminus in G. lra.
Qed.
