(** Every score vector has an alpha-entmax, for alpha > 1. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums EntmaxJacobian EntmaxLoss.
Open Scope R_scope.

Lemma power_continuous e x : 0 < e -> continuity_pt (power e) x.
Proof.
  intros He. destruct (Rtotal_order x 0) as [L|[->|L]].
  - intros eps E. exists (- x). split; [lra|]. intros y [_ D]. simpl in *. unfold R_dist in *. apply Rabs_def2 in D.
    unfold power. destruct (Rlt_dec 0 y), (Rlt_dec 0 x); try lra. rewrite Rminus_0_r, Rabs_R0. exact E.
  - intros eps E. exists (Rpower eps (/ e)). split; [apply exp_pos|]. intros y [_ D]. simpl in *. unfold R_dist in *.
    rewrite Rminus_0_r in D. unfold power at 2. destruct (Rlt_dec 0 0); [lra|]. rewrite Rminus_0_r. unfold power.
    destruct (Rlt_dec 0 y) as [Y|Y]; [|rewrite Rabs_R0; exact E]. rewrite Rabs_right in D by lra.
    rewrite Rabs_right by apply Rle_ge, Rlt_le, exp_pos.
    replace eps with (Rpower (Rpower eps (/ e)) e); [apply Rlt_Rpower_l; lra|].
    rewrite Rpower_mult, Rinv_l by lra. apply Rpower_1, E.
  - intros eps E. destruct (derivable_continuous_pt (fun y => Rpower y e) x
      (exist _ _ (derivable_pt_lim_power x e L)) eps E) as [d [D0 D]].
    exists (Rmin d x). split; [apply Rmin_pos; lra|]. intros y [N Y]. simpl in *. unfold R_dist in *.
    pose proof (Rmin_l d x). pose proof (Rmin_r d x). assert (K : Rabs (y - x) < x) by lra. apply Rabs_def2 in K.
    unfold power. destruct (Rlt_dec 0 y), (Rlt_dec 0 x); try lra. apply D. split; [exact N|lra].
Qed.

Lemma sum_continuous n (f : nat -> R -> R) : (forall i, (i < n)%nat -> continuity (f i)) ->
  continuity (fun t => sum n (fun i => f i t)).
Proof.
  induction n as [|n IH]; intros H; simpl; [apply continuity_const; intros x y; reflexivity|].
  apply (continuity_plus (fun t => sum n (fun i => f i t)) (f n)); [apply IH; intros; apply H; lia|apply H; lia].
Qed.

(** A threshold at which the probabilities add up to one. *)
Lemma threshold_of_entmax a N z : 1 < a -> (0 < N)%nat ->
  { tau | sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau)) = 1 }.
Proof.
  intros Ha HN. assert (E : 0 < 1 / (a - 1)) by (apply Rdiv_lt_0_compat; lra).
  set (g := fun tau => sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau)) - 1).
  set (B := (a - 1) * sum N (fun i => Rabs (z i))).
  assert (Z : forall i, (i < N)%nat -> - B <= (a - 1) * z i <= B).
  { intros i Hi. pose proof (term_le_sum N (fun i => Rabs (z i)) i ltac:(intros; apply Rabs_pos) Hi) as T.
    cbv beta in T.
    pose proof (Rmult_le_compat_l (a - 1) _ _ ltac:(lra) T) as T'. fold B in T'.
    pose proof (Rle_abs (z i)). pose proof (Rle_abs (- z i)) as A. rewrite Rabs_Ropp in A.
    pose proof (Rmult_le_compat_l (a - 1) (z i) (Rabs (z i)) ltac:(lra) ltac:(lra)).
    pose proof (Rmult_le_compat_l (a - 1) (- z i) (Rabs (z i)) ltac:(lra) ltac:(lra)). lra. }
  assert (B0 : 0 <= B) by (apply Rmult_le_pos; [lra|apply sum_nonneg; intros; apply Rabs_pos]).
  assert (C : continuity g).
  { apply (continuity_minus (fun tau => sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau))) (fun _ => 1));
      [|apply continuity_const; intros x y; reflexivity].
    apply (sum_continuous N (fun i tau => power (1 / (a - 1)) ((a - 1) * z i - tau))). intros i _ tau.
    apply (continuity_pt_comp (fun tau => (a - 1) * z i - tau) (power (1 / (a - 1)))); [|apply power_continuous, E].
    apply (continuity_pt_minus (fun _ => (a - 1) * z i) (fun tau => tau));
      [apply continuity_pt_const; intros x y; reflexivity|apply derivable_continuous_pt, derivable_pt_id]. }
  assert (Hi : g B = -1).
  { unfold g. rewrite sum_eq_0; [ring|]. intros i Hi. unfold power. specialize (Z i Hi).
    destruct (Rlt_dec 0 ((a - 1) * z i - B)); [lra|reflexivity]. }
  assert (Lo : 0 <= g (- B - 1)).
  { unfold g. assert (1 <= sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - (- B - 1)))); [|lra].
    apply Rle_trans with (power (1 / (a - 1)) ((a - 1) * z 0%nat - (- B - 1))).
    - specialize (Z 0%nat HN). unfold power. destruct (Rlt_dec 0 ((a - 1) * z 0%nat - (- B - 1))); [|lra].
      rewrite <- (Rpower_1 1) at 1 by lra. replace (Rpower 1 1) with (Rpower 1 (1 / (a - 1)))
        by (unfold Rpower; rewrite ln_1, !Rmult_0_r; reflexivity).
      apply Rle_Rpower_l; lra.
    - apply (term_le_sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - (- B - 1))));
        [intros; apply power_nonneg|exact HN]. }
  destruct (IVT_cor g (- B - 1) B C ltac:(lra)) as [tau [_ T]].
  - rewrite Hi. lra.
  - exists tau. unfold g in T. lra.
Qed.

Lemma entmax_exists a N : 1 < a -> (0 < N)%nat -> exists f, forall z, is_entmax a N z (f z).
Proof.
  intros Ha HN.
  exists (fun z i => power (1 / (a - 1)) ((a - 1) * z i - proj1_sig (threshold_of_entmax a N z Ha HN))). intros z.
  destruct (threshold_of_entmax a N z Ha HN) as [tau T]. simpl. split; [split; [intros; apply power_nonneg|exact T]|].
  exists tau. intros i _. unfold power.
  destruct (Rlt_dec tau ((a - 1) * z i)), (Rlt_dec 0 ((a - 1) * z i - tau)); lra || reflexivity.
Qed.
