(** The Jacobian of alpha-entmax wherever it has one, its norm, and its order beside softmax's. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Sparsemax Derivatives Softmax Jacobian SoftmaxJacobian JacobianEquality Lemma23
  SparsemaxJacobian.
Open Scope R_scope.

(** p is the a-entmax of z, for a > 1: p_i = max((a - 1) z_i - tau, 0)^(1 / (a - 1)), which add up to one. *)
Definition is_entmax (a : R) (N : nat) (z p : nat -> R) : Prop :=
  simplex N p /\ exists tau, forall i, (i < N)%nat ->
  p i = if Rlt_dec tau ((a - 1) * z i) then Rpower ((a - 1) * z i - tau) (1 / (a - 1)) else 0.

(** For a = 1 it is softmax. *)
Definition is_entmax_from_1 (a : R) (N : nat) (z p : nat -> R) : Prop :=
  (1 < a /\ is_entmax a N z p) \/ (a = 1 /\ (0 < N)%nat /\ forall i, (i < N)%nat -> p i = softmax N z i).

(** p_i^(2 - a) on the support, 0 off it. *)
Definition entmax_weight (a : R) (p : nat -> R) (i : nat) : R := if Rlt_dec 0 (p i) then Rpower (p i) (2 - a) else 0.

Lemma entmax_weight_nonneg a p i : 0 <= entmax_weight a p i.
Proof. unfold entmax_weight. destruct (Rlt_dec 0 (p i)); [apply Rlt_le, exp_pos|lra]. Qed.

Lemma entmax_weight_sum a n p : simplex n p -> 0 < sum n (entmax_weight a p).
Proof.
  intros [Hp S]. destruct (some_positive n p ltac:(lra)) as [k [Hk P]].
  apply Rlt_le_trans with (entmax_weight a p k).
  - unfold entmax_weight. destruct (Rlt_dec 0 (p k)); [apply exp_pos|contradiction].
  - apply term_le_sum; [intros; apply entmax_weight_nonneg|exact Hk].
Qed.

Lemma derivable_local f g l d : 0 < d -> (forall t, Rabs t < d -> f t = g t) ->
  derivable_pt_lim f 0 l -> derivable_pt_lim g 0 l.
Proof.
  intros Hd E D eps He. destruct (D eps He) as [delta H].
  exists (mkposreal _ (Rmin_pos _ _ Hd (cond_pos delta))). simpl. intros h Hh Hs.
  pose proof (Rmin_l d delta). pose proof (Rmin_r d delta).
  rewrite <- !E; [apply H; [exact Hh|lra]|rewrite Rabs_R0; exact Hd|rewrite Rplus_0_l; lra].
Qed.

Lemma stays_positive g l : derivable_pt_lim g 0 l -> 0 < g 0 -> exists d, 0 < d /\ forall t, Rabs t < d -> 0 < g t.
Proof.
  intros D P. destruct (derivable_continuous_pt g 0 (exist _ l D) (g 0) P) as [d [Hd H]].
  exists d. split; [exact Hd|]. intros t Ht. destruct (Req_dec t 0) as [->|Hne]; [exact P|].
  assert (Q : Rabs (g t - g 0) < g 0).
  { apply H. split; [split; [exact I|auto]|]. simpl. unfold R_dist. rewrite Rminus_0_r. exact Ht. }
  apply Rabs_def2 in Q. lra.
Qed.

Lemma entmax_power a N z p i : 1 < a -> (exists tau, forall i, (i < N)%nat ->
    p i = if Rlt_dec tau ((a - 1) * z i) then Rpower ((a - 1) * z i - tau) (1 / (a - 1)) else 0) ->
  (i < N)%nat -> 0 < p i -> forall k, (k < N)%nat -> 0 < p k ->
  Rpower (p i) (a - 1) - Rpower (p k) (a - 1) = (a - 1) * (z i - z k).
Proof.
  intros Ha [tau H] Hi Pi k Hk Pk.
  assert (E : forall j, (j < N)%nat -> 0 < p j -> Rpower (p j) (a - 1) = (a - 1) * z j - tau).
  { intros j Hj Pj. specialize (H j Hj). destruct (Rlt_dec tau ((a - 1) * z j)) as [L|L]; [|lra].
    rewrite H, Rpower_mult. replace (1 / (a - 1) * (a - 1)) with 1 by (field; lra). apply Rpower_1. lra. }
  rewrite (E i Hi Pi), (E k Hk Pk). ring.
Qed.

Lemma derivable_power g l b : derivable_pt_lim g 0 l -> 0 < g 0 ->
  derivable_pt_lim (fun t => Rpower (g t) b) 0 (b * Rpower (g 0) (b - 1) * l).
Proof.
  intros D P. apply (derivable_pt_lim_comp g (fun x => Rpower x b)); [exact D|].
  apply derivable_pt_lim_power, P.
Qed.

Lemma entmax_jacobian_spread a N f z J v i : 1 < a -> (forall w, is_entmax a N w (f w)) -> jacobian N f z J ->
  (i < N)%nat -> times N J v i = times N (covariance N (entmax_weight a (f z))) v i.
Proof.
  intros Ha Hf HJ. set (p := f z). set (s := entmax_weight a p). set (d := times N J v).
  set (g := fun j t => f (fun k => z k + t * v k) j).
  assert (Z0 : (fun k => z k + 0 * v k) = z) by (apply functional_extensionality; intros; ring).
  assert (G0 : forall j, g j 0 = p j) by (intros j; unfold g; rewrite Z0; reflexivity).
  assert (D : forall j, (j < N)%nat -> derivable_pt_lim (g j) 0 (d j)) by (intros j Hj; apply HJ, Hj).
  assert (Ps : simplex N p) by apply Hf.
  assert (Pair : forall j k, (j < N)%nat -> (k < N)%nat -> 0 < p j -> 0 < p k ->
    Rpower (p j) (a - 1 - 1) * d j - Rpower (p k) (a - 1 - 1) * d k = v j - v k).
  { intros j k Hj Hk Pj Pk.
    destruct (stays_positive (g j) (d j) (D j Hj) ltac:(rewrite G0; exact Pj)) as [dj [Dj Hdj]].
    destruct (stays_positive (g k) (d k) (D k Hk) ltac:(rewrite G0; exact Pk)) as [dk [Dk Hdk]].
    assert (L : derivable_pt_lim (fun t => Rpower (g j t) (a - 1) - Rpower (g k t) (a - 1)) 0
      ((a - 1) * Rpower (g j 0) (a - 1 - 1) * d j - (a - 1) * Rpower (g k 0) (a - 1 - 1) * d k)).
    { apply (derivable_pt_lim_minus (fun t => Rpower (g j t) (a - 1)) (fun t => Rpower (g k t) (a - 1)));
        apply derivable_power; auto; rewrite G0; assumption. }
    apply (derivable_local _ (fun t => (a - 1) * (z j - z k) + t * ((a - 1) * (v j - v k))) _ (Rmin dj dk)) in L.
    - pose proof (uniqueness_limite _ 0 _ _ L (derive_line _ _ 0)) as E. rewrite !G0 in E.
      apply Rmult_eq_reg_l with (a - 1); [|lra]. rewrite <- E. ring.
    - apply Rmin_pos; assumption.
    - intros t Ht. pose proof (Rmin_l dj dk). pose proof (Rmin_r dj dk). unfold g.
      rewrite (entmax_power a N (fun q => z q + t * v q) (f (fun q => z q + t * v q)) j Ha (proj2 (Hf _)) Hj
        (Hdj t ltac:(lra)) k Hk (Hdk t ltac:(lra))). ring. }
  destruct (some_positive N p ltac:(destruct Ps; lra)) as [k [Hk Pk]].
  set (m := v k - Rpower (p k) (a - 1 - 1) * d k).
  assert (E : forall j, (j < N)%nat -> d j = s j * (v j - m)).
  { intros j Hj. unfold s, entmax_weight. destruct (Rlt_dec 0 (p j)) as [Pj|Pj].
    - pose proof (Pair j k Hj Hk Pj Pk) as Q.
      replace (v j - m) with (Rpower (p j) (a - 1 - 1) * d j) by (unfold m; lra).
      rewrite <- Rmult_assoc, <- Rpower_plus. replace (2 - a + (a - 1 - 1)) with 0 by ring.
      rewrite Rpower_O by exact Pj. ring.
    - rewrite Rmult_0_l. apply (deriv_minimum (g j) (-1) 1 0 (exist _ (d j) (D j Hj))); [lra|lra|].
      intros t _ _. rewrite G0. destruct (Hf (fun q => z q + t * v q)) as [[Q _] _].
      specialize (Q j Hj). unfold g. lra. }
  assert (S0 : sum N d = 0).
  { apply (uniqueness_limite (fun t => sum N (fun j => g j t)) 0); [apply derive_sum, D|].
    replace (fun t => sum N (fun j => g j t)) with (fun _ : R => 1); [apply derivable_pt_lim_const|].
    apply functional_extensionality. intros t. destruct (Hf (fun q => z q + t * v q)) as [[_ Q] _].
    symmetry. exact Q. }
  assert (M : m = average N s v).
  { pose proof (entmax_weight_sum a N p Ps) as HS. fold s in HS. unfold average.
    rewrite (sum_ext N d (fun j => s j * v j - s j * m)) in S0 by (intros j Hj; rewrite E by exact Hj; ring).
    rewrite sum_minus, sum_scal_r in S0.
    replace (sum N (fun j => s j * v j)) with (sum N s * m) by lra. field. lra. }
  intros Hi. rewrite times_covariance, <- M by exact Hi. apply E, Hi.
Qed.

Lemma form_covariance N p v : sum N p <> 0 -> form N (covariance N p) v = sum N
  (fun i => p i * (v i - average N p v) ^ 2).
Proof. apply covariance_form. Qed.

Lemma form_ext N A B v : (forall i, (i < N)%nat -> times N A v i = times N B v i) -> form N A v = form N B v.
Proof. intros H. apply dot_ext; [reflexivity|exact H]. Qed.

(** Around its own mean a vector is spread least. *)
Lemma covariance_least n p v m : sum n p = 1 ->
  sum n (fun i => p i * (v i - average n p v) ^ 2) <= sum n (fun i => p i * (v i - m) ^ 2).
Proof.
  intros S. set (u := average n p v).
  rewrite (sum_ext n (fun i => p i * (v i - m) ^ 2)
    (fun i => p i * (v i - u) ^ 2 + (2 * (u - m) * (p i * (v i - u)) + (u - m) ^ 2 * p i))) by (intros; ring).
  rewrite !sum_plus, !sum_scal. unfold u at 4. rewrite centred_sum, S by lra. pose proof (pow2_ge_0 (u - m)). lra.
Qed.

Lemma form_below_norm n A c v : norm n (times n A v) <= c * norm n v -> form n A v <= c * sum n (fun i => v i * v i).
Proof.
  intros H. rewrite <- norm_sq.
  assert (C : form n A v <= norm n v * norm n (times n A v)).
  { apply Rsqr_incr_0_var; [|apply Rmult_le_pos; apply norm_nonneg]. unfold Rsqr.
    replace (norm n v * norm n (times n A v) * (norm n v * norm n (times n A v)))
      with (norm n v * norm n v * (norm n (times n A v) * norm n (times n A v))) by ring.
    rewrite !norm_sq. apply cauchy_schwarz. }
  pose proof (Rmult_le_compat_l (norm n v) _ _ (norm_nonneg n v) H). lra.
Qed.

Lemma entmax_above a N f z J : 1 < a -> (forall w, is_entmax a N w (f w)) -> jacobian N f z J ->
  (forall v, form N (softmax_matrix (f z)) v <= form N J v) /\
  forall c, (forall v, norm N (times N J v) <= c * norm N v) ->
    forall v, norm N (times N (softmax_matrix (f z)) v) <= c * norm N v.
Proof.
  intros Ha Hf HJ. set (p := f z). set (s := entmax_weight a p).
  assert (P : simplex N p) by apply Hf. pose proof (entmax_weight_sum a N p P) as HS. fold s in HS.
  assert (FS : forall v, form N (softmax_matrix p) v = sum N (fun i => p i * (v i - average N p v) ^ 2)).
  { intros v. rewrite <- form_covariance by (destruct P; lra). apply form_ext. intros i _. apply times_ext.
    intros j _. apply covariance_simplex, P. }
  assert (F : forall v, form N (softmax_matrix p) v <= form N J v).
  { intros v. rewrite FS, (form_ext N J (covariance N s) v)
      by (intros i Hi; apply (entmax_jacobian_spread a N f z J v i Ha Hf HJ Hi)).
    rewrite form_covariance by lra. eapply Rle_trans; [apply covariance_least with (m := average N s v); apply P|].
    apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply pow2_ge_0|].
    unfold s, entmax_weight. destruct (Rlt_dec 0 (p i)) as [Pi|Pi]; [|lra].
    assert (P1 : p i <= 1) by (destruct P as [P0 P1]; rewrite <- P1; apply term_le_sum; assumption).
    rewrite <- (Rpower_1 (p i)) at 1 by exact Pi. unfold Rpower.
    assert (LN : ln (p i) <= 0) by (rewrite <- ln_1; destruct P1 as [P1| ->];
      [apply Rlt_le, ln_increasing; assumption|lra]).
    assert (E : 1 * ln (p i) <= (2 - a) * ln (p i)).
    { pose proof (Rmult_le_pos (a - 1) (- ln (p i)) ltac:(lra) ltac:(lra)). lra. }
    destruct E as [E|E]; [apply Rlt_le, exp_increasing, E|rewrite E; lra]. }
  split; [exact F|]. intros c Hc v. rewrite matrix_norm by exact P.
  assert (B : forall u, sum N (fun i => p i * (u i - average N p u) ^ 2) <= c * sum N (fun i => u i * u i)).
  { intros u. rewrite <- FS. eapply Rle_trans; [apply F|]. apply form_below_norm, Hc. }
  destruct (Rle_or_lt 0 c) as [C|C].
  - apply covariance_norm; [apply P|destruct P; lra|exact C|exact B].
  - pose proof (Hc (one_hot 0)) as Q. pose proof (norm_nonneg N (times N J (one_hot 0))) as Q0.
    exfalso. assert (N0 : 0 < norm N (one_hot 0)); [|nra].
    destruct N as [|n]; [destruct P as [_ P]; simpl in P; lra|].
    apply sqrt_lt_R0, Rlt_le_trans with ((fun k => one_hot 0 k ^ 2) 0%nat); [unfold one_hot; simpl; lra|].
    apply (term_le_sum (S n) (fun k => one_hot 0 k ^ 2)); [intros; apply pow2_ge_0|lia].
Qed.

Lemma entmax_norm_above_two :
  forall a N f z J e, 2 <= a -> (forall w, is_entmax a N w (f w)) -> jacobian N f z J ->
  0 < e -> (forall i, (i < N)%nat -> 0 < f z i -> e <= f z i) ->
  (forall v, norm N (times N J v) <= Rpower e (2 - a) * norm N v) /\
  ((exists i j, (i < N)%nat /\ (j < N)%nat /\ i <> j /\ f z i = e /\ f z j = e) ->
   operator_norm N J (Rpower e (2 - a))).
Proof.
  intros a N f z J e Ha Hf HJ He Hle. set (s := entmax_weight a (f z)).
  assert (P : simplex N (f z)) by apply Hf. pose proof (entmax_weight_sum a N (f z) P) as HS. fold s in HS.
  assert (E : forall v, norm N (times N J v) = norm N (times N (covariance N s) v)).
  { intros v. apply norm_ext. intros i Hi. apply (entmax_jacobian_spread a N f z J v i ltac:(lra) Hf HJ Hi). }
  assert (B : forall v, norm N (times N J v) <= Rpower e (2 - a) * norm N v).
  { intros v. rewrite E. apply covariance_norm_weight; [|exact HS]. intros i Hi.
    split; [apply entmax_weight_nonneg|]. unfold s, entmax_weight.
    destruct (Rlt_dec 0 (f z i)) as [Pi|Pi]; [|apply Rlt_le, exp_pos]. specialize (Hle i Hi Pi). unfold Rpower.
    assert (LN : ln e <= ln (f z i)) by (destruct Hle as [Hle| <-]; [apply Rlt_le, ln_increasing; assumption|lra]).
    assert (K : (2 - a) * ln (f z i) <= (2 - a) * ln e).
    { pose proof (Rmult_le_compat_l (a - 2) _ _ ltac:(lra) LN). lra. }
    destruct K as [K| ->]; [apply Rlt_le, exp_increasing, K|lra]. }
  split; [exact B|]. intros [i [j [Hi [Hj [Hij [Ei Ej]]]]]] d. split; intros H.
  - assert (S : forall k, f z k = e -> s k = Rpower e (2 - a)).
    { intros k Ek. unfold s, entmax_weight. rewrite Ek. destruct (Rlt_dec 0 e); [reflexivity|contradiction]. }
    destruct (covariance_pair N s i j Hi Hj Hij ltac:(rewrite !S by assumption; reflexivity)) as [Q R].
    specialize (H (fun k => one_hot i k - one_hot j k)). rewrite E, Q, S in H by exact Ei.
    rewrite Rabs_right in H by apply Rle_ge, Rlt_le, exp_pos. apply Rmult_le_reg_r in H; assumption.
  - intros v. eapply Rle_trans; [apply B|]. apply Rmult_le_compat_r; [apply norm_nonneg|exact H].
Qed.

(** Sparsemax is 2-entmax. *)
Lemma sparsemax_is_entmax N z p : sparsemax N z p -> is_entmax 2 N z p.
Proof.
  intros H. split; [apply H|]. destruct (sparsemax_threshold N z p H) as [tau T]. exists tau. intros i Hi.
  rewrite T by exact Hi. replace ((2 - 1) * z i) with (z i) by ring. replace (1 / (2 - 1)) with 1 by field.
  destruct (Rlt_dec tau (z i)) as [L|L].
  - rewrite Rpower_1, Rmax_right by lra. reflexivity.
  - apply Rmax_left. lra.
Qed.

Lemma sparsemax2_is_entmax z : is_entmax 2 2 z (sparsemax2 z).
Proof. apply sparsemax_is_entmax, sparsemax2_is_sparsemax. Qed.

(** At the scores 2 and 0 the sparsemax is constant nearby. *)
Lemma sparsemax2_flat : jacobian 2 sparsemax2 (fun k => 2 * one_hot 0 k) (fun _ _ => 0).
Proof.
  set (z := fun k => 2 * one_hot 0 k).
  assert (F : sparsemax2 z 0 = 1 /\ sparsemax2 z 1 = 0).
  { unfold sparsemax2, z, one_hot. simpl. rewrite Rmin_left, Rmax_right by lra. lra. }
  intros v i Hi.
  replace (times 2 (fun _ _ => 0) v i) with (times 2 (covariance 2 (support (sparsemax2 z))) v i).
  - apply (sparsemax_jacobian_spread 2 sparsemax2 z 1 sparsemax2_is_sparsemax); [| |exact Hi].
    + intros [|[|k]] Hk; try lia; [rewrite (proj1 F)|rewrite (proj2 F)]; unfold z, one_hot; simpl;
        [rewrite Rmax_right|rewrite Rmax_left]; lra.
    + intros k _. unfold z, one_hot. destruct (Nat.eqb k 0); lra.
  - unfold times, covariance, support. simpl. rewrite (proj1 F), (proj2 F).
    destruct (Rlt_dec 0 1); [|lra]. destruct (Rlt_dec 0 0); [lra|].
    destruct i as [|[|i]]; [| |lia]; rewrite ?(proj1 F), ?(proj2 F); unfold one_hot; simpl;
      destruct (Rlt_dec 0 1); try lra; destruct (Rlt_dec 0 0); try lra; field.
Qed.

(** For a = 1 the Jacobian is softmax's. *)
Lemma softmax_times a N f z J v i : a = 1 -> (forall u, is_entmax_from_1 a N u (f u)) -> jacobian N f z J ->
  (i < N)%nat -> times N J v i = times N (covariance N (f z)) v i.
Proof.
  intros Ha Hf HJ Hi. destruct (Hf z) as [[H _]|[_ [HN _]]]; [lra|].
  assert (F : forall w k, (k < N)%nat -> f w k = softmax N w k)
    by (intros w; destruct (Hf w) as [[H _]|[_ [_ H]]]; [lra|exact H]).
  transitivity (times N (fun i j => softmax N z i * one_hot i j - softmax N z i * softmax N z j) v i).
  - apply (uniqueness_limite (fun t => f (fun k => z k + t * v k) i) 0); [apply HJ, Hi|].
    replace (fun t => f (fun k => z k + t * v k) i) with (fun t => softmax N (fun k => z k + t * v k) i)
      by (apply functional_extensionality; intros; rewrite F by exact Hi; reflexivity).
    apply softmax_jacobian; assumption.
  - apply times_ext. intros j Hj. rewrite (covariance_simplex N _ i j (softmax_simplex N z HN)). unfold covariance.
    rewrite !F, (sum_ext N (f z) (softmax N z)) by (try apply F; assumption). reflexivity.
Qed.

Lemma sparsemax2_from_1 w : is_entmax_from_1 2 2 w (sparsemax2 w).
Proof. left. split; [lra|apply sparsemax2_is_entmax]. Qed.
