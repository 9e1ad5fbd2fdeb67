(** The map alpha-entmax has a Jacobian wherever no score ties with the threshold. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Derivatives Jacobian SparsemaxJacobian EntmaxJacobian EntmaxLoss.
Open Scope R_scope.

(** No score equals the threshold, at which the probabilities add up to one. *)
Definition no_tie (a : R) (N : nat) (z : nat -> R) : Prop :=
  forall tau, sum N (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau)) = 1 ->
  forall i, (i < N)%nat -> (a - 1) * z i <> tau.

Lemma entmax_is_power a N z p tau : (forall i, (i < N)%nat ->
    p i = if Rlt_dec tau ((a - 1) * z i) then Rpower ((a - 1) * z i - tau) (1 / (a - 1)) else 0) ->
  forall i, (i < N)%nat -> p i = power (1 / (a - 1)) ((a - 1) * z i - tau).
Proof.
  intros H i Hi. rewrite (H i Hi). unfold power.
  destruct (Rlt_dec tau ((a - 1) * z i)), (Rlt_dec 0 ((a - 1) * z i - tau)); lra || reflexivity.
Qed.

Lemma above_grows a x y : 1 < a -> x <= y -> power (1 / (a - 1)) x <= power (1 / (a - 1)) y.
Proof.
  intros Ha H. unfold power. destruct (Rlt_dec 0 x), (Rlt_dec 0 y); try lra.
  - destruct H as [H| ->]; [|lra]. apply Rlt_le, Rlt_Rpower_l; [|lra]. apply Rdiv_lt_0_compat; lra.
  - apply Rlt_le, exp_pos.
Qed.

Lemma above_grows_strictly a x y : 1 < a -> 0 < x -> x < y -> power (1 / (a - 1)) x < power (1 / (a - 1)) y.
Proof.
  intros Ha P H. unfold power. destruct (Rlt_dec 0 x), (Rlt_dec 0 y); try lra.
  apply Rlt_Rpower_l; [|lra]. apply Rdiv_lt_0_compat; lra.
Qed.

Lemma above_positive a x : 0 < power (1 / (a - 1)) x -> 0 < x.
Proof. unfold power. destruct (Rlt_dec 0 x); lra. Qed.

(** A threshold moves no further than the scores. *)
Lemma threshold_moves a N x y : 1 < a -> sum N (fun i => power (1 / (a - 1)) (x i)) = 1 ->
  sum N (fun i => power (1 / (a - 1)) (y i)) = 1 -> ~ (forall i, (i < N)%nat -> y i < x i).
Proof.
  intros Ha X Y H.
  destruct (some_positive N (fun i => power (1 / (a - 1)) (y i)) ltac:(lra)) as [k [Hk P]].
  assert (D : forall i, (i < N)%nat -> 0 <= power (1 / (a - 1)) (x i) - power (1 / (a - 1)) (y i)).
  { intros i Hi. pose proof (above_grows a (y i) (x i) Ha (Rlt_le _ _ (H i Hi))). lra. }
  pose proof (term_le_sum N _ k D Hk) as T. rewrite sum_minus, X, Y in T. cbv beta in T.
  pose proof (above_grows_strictly a (y k) (x k) Ha (above_positive a _ P) (H k Hk)). lra.
Qed.

Lemma above_derivative a x : 1 < a -> x <> 0 -> forall eps, 0 < eps -> exists d, 0 < d /\ forall k, Rabs k < d ->
  Rabs (power (1 / (a - 1)) (x + k) - power (1 / (a - 1)) x
    - / (a - 1) * entmax_weight a (fun _ => power (1 / (a - 1)) x) 0 * k) <= eps * Rabs k.
Proof.
  intros Ha Hx eps He. unfold entmax_weight. destruct (Rlt_dec 0 x) as [P|P].
  - destruct (derivable_pt_lim_power x (1 / (a - 1)) P eps He) as [d D].
    exists (Rmin d x). split; [apply Rmin_pos; [apply cond_pos|exact P]|]. intros k Hk.
    pose proof (Rmin_l d x). pose proof (Rmin_r d x). unfold power.
    assert (K : Rabs k < x) by lra. apply Rabs_def2 in K.
    destruct (Rlt_dec 0 (x + k)); [|lra]. destruct (Rlt_dec 0 x); [|lra].
    destruct (Rlt_dec 0 (Rpower x (1 / (a - 1)))) as [_|F]; [|exfalso; apply F, exp_pos].
    rewrite Rpower_mult. replace (1 / (a - 1) * (2 - a)) with (1 / (a - 1) - 1) by (field; lra).
    destruct (Req_dec k 0) as [->|K0].
    + rewrite Rplus_0_r, Rmult_0_r, Rabs_R0. replace (_ - _ - 0) with 0 by ring. rewrite Rabs_R0. lra.
    + specialize (D k K0 ltac:(lra)).
      replace (Rpower (x + k) (1 / (a - 1)) - Rpower x (1 / (a - 1)) - / (a - 1) * Rpower x (1 / (a - 1) - 1) * k)
        with (((Rpower (x + k) (1 / (a - 1)) - Rpower x (1 / (a - 1))) / k
          - 1 / (a - 1) * Rpower x (1 / (a - 1) - 1)) * k) by (field; lra).
      rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos|lra].
  - exists (- x). split; [lra|]. intros k Hk. apply Rabs_def2 in Hk. unfold power.
    destruct (Rlt_dec 0 (x + k)); [lra|]. destruct (Rlt_dec 0 x); [lra|]. destruct (Rlt_dec 0 0); [lra|].
    replace (0 - 0 - / (a - 1) * 0 * k) with 0 by ring. rewrite Rabs_R0.
    apply Rmult_le_pos; [lra|apply Rabs_pos].
Qed.

Lemma above_derivatives a N x eps : 1 < a -> (forall i, (i < N)%nat -> x i <> 0) -> 0 < eps ->
  exists d, 0 < d /\ forall i k, (i < N)%nat -> Rabs k < d ->
  Rabs (power (1 / (a - 1)) (x i + k) - power (1 / (a - 1)) (x i)
    - / (a - 1) * entmax_weight a (fun j => power (1 / (a - 1)) (x j)) i * k) <= eps * Rabs k.
Proof.
  intros Ha. induction N as [|N IH]; intros H He; [exists 1; split; [lra|intros; lia]|].
  destruct IH as [d [D0 D]]; [intros; apply H; lia|exact He|].
  destruct (above_derivative a (x N) Ha (H N ltac:(lia)) eps He) as [d' [D0' D']].
  exists (Rmin d d'). split; [apply Rmin_pos; assumption|]. intros i k Hi Hk.
  pose proof (Rmin_l d d'). pose proof (Rmin_r d d').
  destruct (Nat.eq_dec i N) as [->|Ne]; [apply D'; lra|apply D; [lia|lra]].
Qed.

Lemma sum_abs_le n f c : (forall i, (i < n)%nat -> Rabs (f i) <= c) -> Rabs (sum n f) <= INR n * c.
Proof.
  intros H. eapply Rle_trans; [apply sum_abs|]. rewrite <- sum_const. apply sum_le. exact H.
Qed.

(** The Jacobian is diag s - s s' / (sum of s), with s = p^(2 - a) on the support. *)
Lemma entmax_has_jacobian a N f z : 1 < a -> (forall w, is_entmax a N w (f w)) -> no_tie a N z ->
  jacobian N f z (covariance N (entmax_weight a (f z))).
Proof.
  intros Ha Hf Hne v i Hi eps He. destruct (Hf z) as [P [tau T]].
  set (x := fun j => (a - 1) * z j - tau). set (s := entmax_weight a (f z)).
  pose proof (entmax_is_power a N z (f z) tau T) as F0. fold s.
  assert (S0 : sum N (fun j => power (1 / (a - 1)) (x j)) = 1)
    by (transitivity (sum N (f z)); [symmetry; apply sum_ext; exact F0|apply P]).
  specialize (Hne tau S0).
  assert (G : 0 < sum N s) by (apply entmax_weight_sum, P).
  set (B := (a - 1) * sum N (fun j => Rabs (v j)) + 1).
  assert (V : forall j, (j < N)%nat -> (a - 1) * Rabs (v j) <= B - 1).
  { intros j Hj. unfold B. replace (_ + 1 - 1) with ((a - 1) * sum N (fun j => Rabs (v j))) by ring.
    apply Rmult_le_compat_l; [lra|].
    apply (term_le_sum N (fun j => Rabs (v j))); [intros; apply Rabs_pos|exact Hj]. }
  assert (B1 : 1 <= B)
    by (pose proof (V i Hi); pose proof (Rmult_le_pos (a - 1) (Rabs (v i)) ltac:(lra) (Rabs_pos _)); lra).
  set (e := eps / (2 * B * (INR N + 1) + 1)). pose proof (pos_INR N) as NN.
  assert (Q : 0 <= B * INR N) by (apply Rmult_le_pos; lra).
  assert (E : 0 < e) by (apply Rdiv_lt_0_compat; lra).
  assert (X0 : forall j, (j < N)%nat -> x j <> 0) by (intros j Hj; specialize (Hne j Hj); unfold x; lra).
  destruct (above_derivatives a N x e Ha X0 E) as [d [D0 D]].
  assert (D1 : 0 < d / (2 * B)) by (apply Rdiv_lt_0_compat; lra). exists (mkposreal _ D1). simpl. intros h H0 Hh.
  destruct (Hf (fun k => z k + h * v k)) as [P' [tau' T']]. rewrite Rplus_0_l.
  replace (fun k => z k + 0 * v k) with z by (apply functional_extensionality; intros; ring).
  pose proof (entmax_is_power a N _ _ tau' T') as F1.
  set (delta := tau' - tau). set (k := fun j => (a - 1) * (h * v j) - delta).
  assert (X1 : forall j, (a - 1) * (z j + h * v j) - tau' = x j + k j) by (intros; unfold x, k, delta; ring).
  assert (S1 : sum N (fun j => power (1 / (a - 1)) (x j + k j)) = 1).
  { transitivity (sum N (f (fun k => z k + h * v k))); [|apply P']. symmetry. apply sum_ext. intros j Hj.
    rewrite F1 by exact Hj. rewrite X1. reflexivity. }
  assert (HV : forall j, (j < N)%nat -> Rabs ((a - 1) * (h * v j)) <= (B - 1) * Rabs h).
  { intros j Hj. rewrite !Rabs_mult, (Rabs_right (a - 1)) by lra.
    replace ((a - 1) * (Rabs h * Rabs (v j))) with ((a - 1) * Rabs (v j) * Rabs h) by ring.
    apply Rmult_le_compat_r; [apply Rabs_pos|exact (V j Hj)]. }
  pose proof (Rabs_pos_lt h H0) as HP.
  assert (DB : Rabs delta <= B * Rabs h).
  { apply Rabs_le. split; apply Rnot_lt_le; intros C.
    - apply (threshold_moves a N (fun j => x j + k j) x Ha S1 S0). intros j Hj.
      pose proof (HV j Hj) as W. pose proof (Rle_abs (- ((a - 1) * (h * v j)))) as W'. rewrite Rabs_Ropp in W'.
      unfold k. lra.
    - apply (threshold_moves a N x (fun j => x j + k j) Ha S0 S1). intros j Hj.
      pose proof (HV j Hj) as W. pose proof (Rle_abs ((a - 1) * (h * v j))). unfold k. lra. }
  assert (KB : forall j, (j < N)%nat -> Rabs (k j) <= 2 * B * Rabs h).
  { intros j Hj. unfold k. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. pose proof (HV j Hj). lra. }
  assert (SW : forall j, (j < N)%nat -> entmax_weight a (fun j => power (1 / (a - 1)) (x j)) j = s j)
    by (intros j Hj; unfold s, entmax_weight; rewrite (F0 j Hj); reflexivity).
  set (rest := fun j => power (1 / (a - 1)) (x j + k j) - power (1 / (a - 1)) (x j) - / (a - 1) * s j * k j).
  assert (RB : forall j, (j < N)%nat -> Rabs (rest j) <= e * (2 * B * Rabs h)).
  { intros j Hj. unfold rest. rewrite <- (SW j Hj). eapply Rle_trans; [apply D; [exact Hj|]|].
    - apply Rle_lt_trans with (2 * B * Rabs h); [exact (KB j Hj)|].
      apply Rlt_le_trans with (2 * B * (d / (2 * B))); [apply Rmult_lt_compat_l; lra|right; field; lra].
    - apply Rmult_le_compat_l; [lra|exact (KB j Hj)]. }
  assert (SR : sum N rest = - (h * sum N (fun j => s j * v j)) + / (a - 1) * delta * sum N s).
  { unfold rest. rewrite (sum_ext N _ (fun j => power (1 / (a - 1)) (x j + k j) - power (1 / (a - 1)) (x j)
      - (h * (s j * v j) - / (a - 1) * delta * s j))) by (intros; unfold k; field; lra).
    rewrite !sum_minus, S0, S1, !sum_scal. ring. }
  assert (Fi : f (fun k => z k + h * v k) i - f z i - h * (s i * (v i - average N s v))
    = rest i - s i / sum N s * sum N rest).
  { rewrite (F1 i Hi), (F0 i Hi), X1. fold (x i). rewrite SR. unfold rest, average, k. field. lra. }
  rewrite times_covariance by exact Hi.
  replace ((f (fun k => z k + h * v k) i - f z i) / h - s i * (v i - average N s v))
    with ((rest i - s i / sum N s * sum N rest) / h) by (rewrite <- Fi; field; exact H0).
  unfold Rdiv at 1. rewrite Rabs_mult, Rabs_inv.
  assert (si : 0 <= s i / sum N s <= 1).
  { pose proof (entmax_weight_nonneg a (f z) i) as W. fold s in W. split.
    - apply Rmult_le_pos; [exact W|apply Rlt_le, Rinv_0_lt_compat, G].
    - apply Rmult_le_reg_r with (sum N s); [exact G|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_l by lra.
      rewrite Rmult_1_r. apply term_le_sum; [intros; apply entmax_weight_nonneg|exact Hi]. }
  assert (RT : Rabs (rest i - s i / sum N s * sum N rest) <= e * (2 * B * (INR N + 1)) * Rabs h).
  { eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, (Rabs_right (s i / _)) by lra.
    pose proof (sum_abs_le N rest _ RB) as R1. pose proof (RB i Hi) as R2.
    pose proof (Rmult_le_compat_r (Rabs (sum N rest)) _ _ (Rabs_pos _) (proj2 si)). lra. }
  apply Rle_lt_trans with (e * (2 * B * (INR N + 1)) * Rabs h * / Rabs h).
  - apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, HP|exact RT].
  - rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra.
    replace eps with (e * (2 * B * (INR N + 1) + 1)) by (unfold e; field; lra). apply Rmult_lt_compat_l; lra.
Qed.
