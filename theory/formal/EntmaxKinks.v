(** Where entmax is differentiable, and its Jacobian there, for every alpha. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Derivatives Jacobian SoftmaxJacobian Sparsemax EntmaxJacobian.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxSupport.
Open Scope R_scope.

Lemma weight_of_power a p i x : 1 < a -> p i = power (1 / (a - 1)) x ->
  entmax_weight a p i = power (1 / (a - 1) - 1) x.
Proof.
  intros Ha E. unfold entmax_weight. rewrite E. destruct (Rlt_le_dec 0 x) as [X|X].
  - destruct (Rlt_dec 0 (power (1 / (a - 1)) x)) as [_|N]; [|destruct N; apply power_pos, X].
    unfold power. destruct (Rlt_dec 0 x); [|contradiction]. rewrite Rpower_mult. f_equal. field. lra.
  - rewrite !power_0 by exact X. destruct (Rlt_dec 0 0); lra.
Qed.

(** The sum of the powers above u, along a line of scores; it falls with u. *)
Lemma sum_of_powers_falls a n z v t u u' : 1 < a -> u <= u' ->
  sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - u')))
  <= sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - u))).
Proof.
  intros Ha L. apply sum_le. intros i _. apply power_le; [apply exponent_pos, Ha|]. apply Rmult_le_compat_l; lra.
Qed.

(** A term of the sum where its line passes x with the slope c. *)
Lemma derive_power_along a (y : R -> R) c : 1 < a -> a < 2 \/ y 0 <> 0 -> derivable_pt_lim y 0 ((a - 1) * c) ->
  derivable_pt_lim (fun t => power (1 / (a - 1)) (y t)) 0 (power (1 / (a - 1) - 1) (y 0) * c).
Proof.
  intros Ha H D. replace (power (1 / (a - 1) - 1) (y 0) * c)
    with (1 / (a - 1) * power (1 / (a - 1) - 1) (y 0) * ((a - 1) * c)) by (field; lra).
  apply (derivable_pt_lim_comp y (power (1 / (a - 1)))); [exact D|]. apply power_derivative.
  destruct H as [H|H]; [right|left; exact H]. apply Rmult_lt_reg_r with (a - 1); [lra|].
  replace (1 / (a - 1) * (a - 1)) with 1 by (field; lra). lra.
Qed.

Lemma scaled_line a p q c x : derivable_pt_lim (fun t => (a - 1) * (p + t * q - (c + t * x))) 0 ((a - 1) * (q - x)).
Proof.
  apply (derive_ext (fun t => (a - 1) * (p - c) + t * ((a - 1) * (q - x)))); [intros; ring|]. apply derive_line.
Qed.

(** The threshold along a line moves at the mean rate of the scores, by the weights s. *)
Lemma derive_threshold a n z v T s : 1 < a ->
  (forall t, sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - T t))) = 1) ->
  (forall i, (i < n)%nat -> a < 2 \/ z i <> T 0) ->
  (forall i, (i < n)%nat -> s i = power (1 / (a - 1) - 1) ((a - 1) * (z i - T 0))) -> 0 < sum n s ->
  derivable_pt_lim T 0 (average n s v).
Proof.
  intros Ha HT NT Es HS. set (m := average n s v).
  set (G := fun t u => sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - u)))).
  change (forall t, G t (T t) = 1) in HT.
  assert (Fall : forall t u u', u <= u' -> G t u' <= G t u)
    by (intros t u u' L; exact (sum_of_powers_falls a n z v t u u' Ha L)).
  assert (D : forall c, derivable_pt_lim (fun t => G t (T 0 + t * c)) 0 ((m - c) * sum n s)).
  { intros c. replace ((m - c) * sum n s) with (sum n (fun i => s i * (v i - c))).
    - apply derive_sum. intros i Hi. rewrite (Es i Hi).
      replace (z i - T 0) with (z i + 0 * v i - (T 0 + 0 * c)) by ring.
      apply (derive_power_along a (fun t => (a - 1) * (z i + t * v i - (T 0 + t * c)))); [exact Ha| |apply scaled_line].
      destruct (NT i Hi) as [L|N]; [left; exact L|right]. intros E. apply N.
      apply Rmult_integral in E. lra.
    - rewrite (sum_ext n _ (fun i => s i * v i - s i * c)) by (intros; ring). rewrite sum_minus, sum_scal_r.
      unfold m, average. field. lra. }
  assert (G0 : forall c, G 0 (T 0 + 0 * c) = 1) by (intros c; rewrite Rmult_0_l, Rplus_0_r; apply HT).
  assert (Q : forall c t, t <> 0 -> (G t (T 0 + t * c) - 1) / t < 0 -> (T t - T 0) / t < c).
  { intros c t Ht N. apply Rnot_le_lt. intros L. set (q := (T t - T 0) / t) in *.
    assert (Et : T t = T 0 + t * q) by (unfold q; field; exact Ht). pose proof (HT t) as One.
    assert (X : G t (T 0 + t * c) - 1 = (G t (T 0 + t * c) - 1) / t * t) by (field; exact Ht).
    destruct (Rtotal_order t 0) as [C|[C|C]]; [|contradiction|].
    - pose proof (Rmult_lt_0_compat (- ((G t (T 0 + t * c) - 1) / t)) (- t) ltac:(lra) ltac:(lra)).
      pose proof (Rmult_le_pos (q - c) (- t) ltac:(lra) ltac:(lra)). pose proof (Fall t (T t) (T 0 + t * c)). lra.
    - pose proof (Rmult_lt_0_compat (- ((G t (T 0 + t * c) - 1) / t)) t ltac:(lra) ltac:(lra)).
      pose proof (Rmult_le_pos (q - c) t ltac:(lra) ltac:(lra)). pose proof (Fall t (T 0 + t * c) (T t)). lra. }
  assert (Q' : forall c t, t <> 0 -> 0 < (G t (T 0 + t * c) - 1) / t -> c < (T t - T 0) / t).
  { intros c t Ht N. apply Rnot_le_lt. intros L. set (q := (T t - T 0) / t) in *.
    assert (Et : T t = T 0 + t * q) by (unfold q; field; exact Ht). pose proof (HT t) as One.
    assert (X : G t (T 0 + t * c) - 1 = (G t (T 0 + t * c) - 1) / t * t) by (field; exact Ht).
    destruct (Rtotal_order t 0) as [C|[C|C]]; [|contradiction|].
    - pose proof (Rmult_lt_0_compat ((G t (T 0 + t * c) - 1) / t) (- t) ltac:(lra) ltac:(lra)).
      pose proof (Rmult_le_pos (c - q) (- t) ltac:(lra) ltac:(lra)). pose proof (Fall t (T 0 + t * c) (T t)). lra.
    - pose proof (Rmult_lt_0_compat ((G t (T 0 + t * c) - 1) / t) t ltac:(lra) ltac:(lra)).
      pose proof (Rmult_le_pos (c - q) t ltac:(lra) ltac:(lra)). pose proof (Fall t (T t) (T 0 + t * c)). lra. }
  intros eps He. pose proof (Rmult_lt_0_compat eps _ He HS) as P.
  destruct (D (m + eps) (eps * sum n s) P) as [d D1]. destruct (D (m - eps) (eps * sum n s) P) as [d' D2].
  exists (mkposreal _ (Rmin_pos _ _ (cond_pos d) (cond_pos d'))). simpl. intros h Hh Hs.
  pose proof (Rmin_l d d'). pose proof (Rmin_r d d'). specialize (D1 h Hh ltac:(lra)). specialize (D2 h Hh ltac:(lra)).
  rewrite G0, !Rplus_0_l in D1. rewrite G0, !Rplus_0_l in D2. rewrite Rplus_0_l. apply Rabs_def2 in D1, D2.
  pose proof (Q (m + eps) h Hh ltac:(lra)). pose proof (Q' (m - eps) h Hh ltac:(lra)). apply Rabs_def1; lra.
Qed.

Lemma entmax_differentiable a n f z : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (2 <= a -> forall tau, entmax a n z tau (f z) -> forall i, (i < n)%nat -> z i <> tau) ->
  jacobian n f z (covariance n (entmax_weight a (f z))).
Proof.
  intros [Ha|<-] F NT v i Hi.
  - assert (Hn : (0 < n)%nat) by lia. set (s := entmax_weight a (f z)).
    set (T := fun t => proj1_sig (threshold_exists a n (fun k => z k + t * v k) Ha Hn)).
    assert (HT : forall t, sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - T t))) = 1)
      by (intros t; exact (proj2_sig (threshold_exists a n (fun k => z k + t * v k) Ha Hn))).
    assert (E : forall t j, (j < n)%nat ->
      f (fun k => z k + t * v k) j = power (1 / (a - 1)) ((a - 1) * (z j + t * v j - T t))).
    { intros t. apply (argmax_only a n (fun k => z k + t * v k) (T t + 1 / (a * (a - 1)))); [lra| |apply F].
      apply entmax_optimal; [exact Ha|]. split; [split; [intros; apply power_nonneg|apply HT]|reflexivity]. }
    assert (E0 : forall j, (j < n)%nat -> f z j = power (1 / (a - 1)) ((a - 1) * (z j - T 0))).
    { intros j Hj. replace (z j) with (z j + 0 * v j) by ring. rewrite <- (E 0 j Hj). f_equal.
      apply functional_extensionality. intros. ring. }
    assert (Es : forall j, (j < n)%nat -> s j = power (1 / (a - 1) - 1) ((a - 1) * (z j - T 0)))
      by (intros j Hj; apply weight_of_power; [exact Ha|apply E0, Hj]).
    assert (N : forall j, (j < n)%nat -> a < 2 \/ z j <> T 0).
    { intros j Hj. destruct (Rlt_le_dec a 2) as [L|L]; [left; exact L|right]. apply (NT L); [|exact Hj].
      split; [exact (proj1 (F z))|exact E0]. }
    rewrite times_covariance by exact Hi.
    apply (derive_ext (fun t => power (1 / (a - 1)) ((a - 1) * (z i + t * v i - T t)))).
    { intros t. symmetry. apply E, Hi. }
    rewrite (Es i Hi). replace (z i - T 0) with (z i + 0 * v i - T 0) by ring.
    apply (derive_power_along a (fun t => (a - 1) * (z i + t * v i - T t))); [exact Ha| |].
    + destruct (N i Hi) as [L|L]; [left; exact L|right]. intros C. apply Rmult_integral in C. lra.
    + apply (derivable_pt_lim_scal (fun t => z i + t * v i - T t)).
      apply (derivable_pt_lim_minus (fun t => z i + t * v i) T); [apply derive_line|].
      apply (derive_threshold a n z v T s Ha HT N Es). exact (entmax_weight_sum a n (f z) (proj1 (F z))).
  - assert (Hn : (0 < n)%nat) by lia.
    assert (E : forall w j, (j < n)%nat -> f w j = softmax n w j)
      by (intros w; exact (proj1 (argmax_only 1 n w _ _ _ ltac:(lra) (softmax_optimal n w Hn)) (F w))).
    apply (derive_ext (fun t => softmax n (fun k => z k + t * v k) i)); [intros; symmetry; apply E, Hi|].
    replace (times n (covariance n (entmax_weight 1 (f z))) v i)
      with (times n (fun i j => softmax n z i * one_hot i j - softmax n z i * softmax n z j) v i);
      [exact (softmax_jacobian n z Hn v i Hi)|].
    assert (W : forall j, (j < n)%nat -> entmax_weight 1 (f z) j = softmax n z j).
    { intros j Hj. unfold entmax_weight. rewrite (E z j Hj). pose proof (softmax_pos n z j Hn).
      destruct (Rlt_dec 0 (softmax n z j)); [|contradiction]. replace (2 - 1) with 1 by ring.
      apply Rpower_1. assumption. }
    apply times_ext. intros j Hj. rewrite (covariance_simplex n _ i j (softmax_simplex n z Hn)). unfold covariance.
    rewrite !W, (sum_ext n (entmax_weight 1 (f z)) (softmax n z)) by assumption. reflexivity.
Qed.

(** Sparsemax of two equal scores. *)
Lemma even_pair f : (forall w, argmax 2 w (omega 2 2) (f w)) ->
  (forall tau, entmax 2 2 (fun _ => 0) tau (f (fun _ => 0)) -> forall i, (i < 2)%nat -> 0 <> tau) /\
  forall i, (i < 2)%nat -> entmax_weight 2 (f (fun _ => 0)) i = 1.
Proof.
  intros F. assert (E : entmax 2 2 (fun _ => 0) (- (1 / 2)) (fun _ => 1 / 2)).
  { apply entmax_2. split; [|simpl; lra]. intros i _. rewrite Rmax_left; lra. }
  pose proof (proj1 (argmax_only 2 2 _ _ _ _ ltac:(lra) (entmax_optimal 2 2 _ _ _ ltac:(lra) E)) (F (fun _ => 0))) as P.
  split.
  - intros tau [_ H] i Hi C. specialize (H i Hi). rewrite (P i Hi), <- C, power_0 in H by lra. lra.
  - intros i Hi. unfold entmax_weight. rewrite (P i Hi). destruct (Rlt_dec 0 (1 / 2)); [|lra].
    replace (2 - 2) with 0 by ring. apply Rpower_O. lra.
Qed.

(** Claim: none
    Says: Without the divisor the first entry is wrong for sparsemax at two equal scores.
*)
Theorem the_divisor_is_needed : ~ (forall a n f z, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (2 <= a -> forall tau, entmax a n z tau (f z) -> forall i, (i < n)%nat -> z i <> tau) ->
  let s := entmax_weight a (f z) in jacobian n f z (fun i j => s i * one_hot i j - s i * s j)).
Proof.
  intros H. destruct (map_exists 2 2 ltac:(lra) ltac:(lia)) as [f F]. destruct (even_pair f F) as [N W].
  pose proof (H 2 2%nat f (fun _ => 0) ltac:(lra) F (fun _ => N)) as J.
  pose proof (entmax_differentiable 2 2 f (fun _ => 0) ltac:(lra) F (fun _ => N)) as K.
  pose proof (jacobian_unique _ _ _ _ _ (one_hot 0) 0 J K ltac:(lia)) as E. unfold times, covariance in E. simpl in E.
  rewrite !W in E by lia. unfold one_hot in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: With a plus the first entry is wrong for sparsemax at two equal scores.
*)
Theorem the_outer_product_is_taken_away : ~ (forall a n f z, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (2 <= a -> forall tau, entmax a n z tau (f z) -> forall i, (i < n)%nat -> z i <> tau) ->
  let s := entmax_weight a (f z) in jacobian n f z (fun i j => s i * one_hot i j + s i * s j / sum n s)).
Proof.
  intros H. destruct (map_exists 2 2 ltac:(lra) ltac:(lia)) as [f F]. destruct (even_pair f F) as [N W].
  pose proof (H 2 2%nat f (fun _ => 0) ltac:(lra) F (fun _ => N)) as J.
  pose proof (entmax_differentiable 2 2 f (fun _ => 0) ltac:(lra) F (fun _ => N)) as K.
  pose proof (jacobian_unique _ _ _ _ _ (one_hot 0) 0 J K ltac:(lia)) as E. unfold times, covariance in E. simpl in E.
  rewrite !W in E by lia. unfold one_hot in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: Sparsemax has a kink at z = (1, 0), where the second score ties with the threshold.
*)
Theorem sparsemax_has_a_kink_at_a_tie : ~ (forall a n f z, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (2 < a -> forall tau, entmax a n z tau (f z) -> forall i, (i < n)%nat -> z i <> tau) ->
  let s := entmax_weight a (f z) in jacobian n f z (fun i j => s i * one_hot i j - s i * s j / sum n s)).
Proof.
  intros H. destruct (map_exists 2 2 ltac:(lra) ltac:(lia)) as [f F].
  pose proof (H 2 2%nat f (one_hot 0) ltac:(lra) F ltac:(intros; lra) (one_hot 0) 0%nat ltac:(lia)) as J.
  assert (P : forall z tau p, threshold 2 z tau p -> f z 0%nat = p 0%nat).
  { intros z tau p T. apply entmax_2 in T.
    exact (proj1 (argmax_only 2 2 z _ p _ ltac:(lra) (entmax_optimal 2 2 z tau p ltac:(lra) T)) (F z) 0%nat
      ltac:(lia)). }
  assert (L : forall t, -1 < t <= 0 -> f (fun k => one_hot 0 k + t * one_hot 0 k) 0%nat = 1 + t / 2).
  { intros t Ht. apply (P _ (t / 2) (fun k => if Nat.eqb k 0 then 1 + t / 2 else - (t / 2))). unfold one_hot.
    split; [|simpl; lra]. intros [|k] _; simpl; rewrite Rmax_left; lra. }
  assert (R : forall t, 0 <= t -> f (fun k => one_hot 0 k + t * one_hot 0 k) 0%nat = 1).
  { intros t Ht. apply (P _ t (one_hot 0)). unfold one_hot. split; [|simpl; lra].
    intros [|k] _; simpl; [rewrite Rmax_left|rewrite Rmax_right]; lra. }
  destruct (J (1 / 4) ltac:(lra)) as [d D]. set (h := Rmin (d / 2) (1 / 2)).
  assert (Hh : 0 < h <= 1 / 2 /\ h < d).
  { pose proof (cond_pos d). pose proof (Rmin_l (d / 2) (1 / 2)). pose proof (Rmin_r (d / 2) (1 / 2)). unfold h.
    split; [split; [apply Rmin_pos; lra|lra]|lra]. }
  pose proof (D h ltac:(lra) ltac:(rewrite Rabs_right; lra)) as A.
  pose proof (D (- h) ltac:(lra) ltac:(rewrite Rabs_Ropp, Rabs_right; lra)) as B.
  rewrite !Rplus_0_l, (R 0), (R h) in A by lra. rewrite !Rplus_0_l, (R 0), (L (- h)) in B by lra.
  replace ((1 - 1) / h) with 0 in A by (field; lra).
  replace ((1 + - h / 2 - 1) / - h) with (1 / 2) in B by (field; lra).
  apply Rabs_def2 in A, B. lra.
Qed.

(** Claim: sf.jacobian.entmax.formula
    Role: establishes
    Place: SF, beyond the summary, Foundational learning
    Says: For every alpha >= 1, n and z, f alpha-entmax: the Jacobian of f at z is diag(s) - s s' / (sum of s), with
      s_i = p_i^(2 - alpha) on the support and 0 off it; for alpha >= 2 where no score is at the threshold.
    Gap: Real numbers, not floating point; as derivatives in every direction, of which those along the axes are the
      entries.
    Mutant: `s i * s j / sum n s` becomes `s i * s j`; refuted by the theorem the_divisor_is_needed
    Mutant: `one_hot i j - s i` becomes `one_hot i j + s i`; refuted by the theorem the_outer_product_is_taken_away
    Mutant: `2 <= a` becomes `2 < a`; refuted by the theorem sparsemax_has_a_kink_at_a_tie
*)
Theorem the_jacobian_of_entmax : forall a n f z, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  (2 <= a -> forall tau, entmax a n z tau (f z) -> forall i, (i < n)%nat -> z i <> tau) ->
  let s := entmax_weight a (f z) in jacobian n f z (fun i j => s i * one_hot i j - s i * s j / sum n s).
Proof. exact entmax_differentiable. Qed.
