(** The Jacobian of sparsemax, and the norm of that. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Sparsemax Derivatives Jacobian.
Open Scope R_scope.

(** The support of p: one where p is positive, zero elsewhere. *)
Definition support (p : nat -> R) (i : nat) : R := if Rlt_dec 0 (p i) then 1 else 0.

Lemma sparsemax_variational N z p q : sparsemax N z p -> simplex N q ->
  0 <= sum N (fun i => (p i - z i) * (q i - p i)).
Proof.
  intros [[Hp Sp] H] [Hq Sq]. set (a := sum N (fun i => (p i - z i) * (q i - p i))).
  set (b := sum N (fun i => (q i - p i) * (q i - p i))).
  assert (Hb : 0 <= b) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  destruct (Rle_or_lt 0 a) as [L|L]; [exact L|exfalso].
  set (t := - a / (b - a)). assert (T : t * (b - a) = - a) by (unfold t; field; lra).
  assert (T0 : 0 < t) by (apply Rdiv_lt_0_compat; lra).
  assert (T1 : t <= 1) by (apply Rmult_le_reg_r with (b - a); lra).
  assert (S : simplex N (fun i => p i + t * (q i - p i))).
  { split.
    - intros i Hi. specialize (Hp i Hi). specialize (Hq i Hi).
      replace (p i + t * (q i - p i)) with ((1 - t) * p i + t * q i) by ring.
      pose proof (Rmult_le_pos (1 - t) (p i) ltac:(lra) Hp). pose proof (Rmult_le_pos t (q i) ltac:(lra) Hq). lra.
    - rewrite sum_plus, sum_scal, sum_minus, Sp, Sq. ring. }
  pose proof (H _ S) as Q. cbv beta in Q.
  rewrite (sum_ext N (fun i => (p i + t * (q i - p i) - z i) ^ 2)
    (fun i => (p i - z i) ^ 2 + (2 * t * ((p i - z i) * (q i - p i))
      + t * t * ((q i - p i) * (q i - p i))))) in Q by (intros; ring).
  rewrite !sum_plus, !sum_scal in Q. fold a b in Q.
  assert (K : 0 <= t * (2 * a + t * b)) by lra.
  replace (t * b) with (t * a - a) in K by lra.
  assert (0 < t * - a) by (apply Rmult_lt_0_compat; lra).
  assert (t * (2 * a + (t * a - a)) < 0); [|lra].
  replace (t * (2 * a + (t * a - a))) with (- (t * - a) * (1 + t)) by ring.
  assert (0 < t * - a * (1 + t)) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma sparsemax_nonexpansive N z w p q : sparsemax N z p -> sparsemax N w q ->
  norm N (fun i => p i - q i) <= 1 * norm N (fun i => z i - w i).
Proof.
  intros P Q. pose proof (sparsemax_variational N z p q P (proj1 Q)) as A.
  pose proof (sparsemax_variational N w q p Q (proj1 P)) as B.
  apply norm_le; [lra|]. set (D := sum N (fun i => (p i - q i) * (p i - q i))).
  set (E := sum N (fun i => (z i - w i) * (z i - w i))).
  pose proof (cauchy_schwarz N (fun i => p i - q i) (fun i => z i - w i)) as C. cbv beta in C. fold D E in C.
  set (X := sum N (fun i => (p i - q i) * (z i - w i))) in C.
  assert (DX : D <= X).
  { assert (F : X - D = sum N (fun i => (p i - z i) * (q i - p i)) + sum N (fun i => (q i - w i) * (p i - q i))).
    { unfold X, D. rewrite <- sum_minus, <- sum_plus. apply sum_ext. intros i _. ring. }
    lra. }
  assert (D0 : 0 <= D) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  assert (E0 : 0 <= E) by (apply sum_nonneg; intros; apply Rle_0_sqr).
  destruct D0 as [D0|D0]; [|rewrite <- D0; lra].
  apply Rmult_le_reg_l with D; [exact D0|].
  assert (D * D <= X * X) by (apply Rmult_le_compat; lra). lra.
Qed.

Lemma sparsemax_unique N z p q i : sparsemax N z p -> sparsemax N z q -> (i < N)%nat -> p i = q i.
Proof.
  intros P Q. destruct (sparsemax_above N z p P) as [tau A]. destruct (sparsemax_above N z q Q) as [tau' B].
  exact (above_unique N z tau tau' p q i A B).
Qed.

(** Scores less a threshold, cut off at zero, are the projection if they add up to one. *)
Lemma threshold_is_sparsemax N z p tau :
  (forall i, (i < N)%nat -> p i = Rmax 0 (z i - tau)) -> sum N p = 1 -> sparsemax N z p.
Proof.
  intros H S. apply (above_sparsemax N z tau). split; [|exact S]. intros i Hi. rewrite Rmax_comm. apply H, Hi.
Qed.

Lemma some_positive N p : 0 < sum N p -> exists a, (a < N)%nat /\ 0 < p a.
Proof.
  induction N as [|N IH]; simpl; intros H; [lra|].
  destruct (Rlt_dec 0 (p N)) as [L|L]; [exists N; split; [lia|exact L]|].
  destruct IH as [a [Ha P]]; [lra|]. exists a. split; [lia|exact P].
Qed.

(** The projection has a threshold. *)
Lemma sparsemax_threshold N z p : sparsemax N z p ->
  exists tau, forall i, (i < N)%nat -> p i = Rmax 0 (z i - tau).
Proof.
  intros P. destruct (sparsemax_above N z p P) as [tau [T _]]. exists tau. intros i Hi. rewrite Rmax_comm. apply T, Hi.
Qed.

(** A map that lengthens no difference by more than c has a Jacobian that lengthens no vector by more than c. *)
Lemma lipschitz_jacobian n f c z J v :
  (forall w, norm n (fun i => f w i - f z i) <= c * norm n (fun i => w i - z i)) -> 0 <= c ->
  jacobian n f z J -> norm n (times n J v) <= c * norm n v.
Proof.
  intros H Hc HJ. set (w := times n J v).
  set (h := fun t => sum n (fun i => f (fun k => z k + t * v k) i * w i)).
  assert (D : derivable_pt_lim h 0 (norm n w * norm n w)).
  { rewrite norm_sq. apply (derive_sum n (fun i t => f (fun k => z k + t * v k) i * w i)). intros i Hi.
    replace (fun t => f (fun k => z k + t * v k) i * w i) with (fun t => w i * f (fun k => z k + t * v k) i)
      by (apply functional_extensionality; intros; apply Rmult_comm).
    apply (derivable_pt_lim_scal (fun t => f (fun k => z k + t * v k) i)), HJ, Hi. }
  destruct (Rle_or_lt (norm n w) (c * norm n v)) as [L|L]; [exact L|exfalso].
  pose proof (Rmult_le_pos c (norm n v) Hc (norm_nonneg n v)) as CV.
  assert (E : 0 < norm n w * norm n w - c * norm n v * norm n w).
  { replace (norm n w * norm n w - c * norm n v * norm n w) with (norm n w * (norm n w - c * norm n v)) by ring.
    apply Rmult_lt_0_compat; lra. }
  destruct (D _ E) as [delta B]. set (t := delta / 2).
  assert (T : 0 < t < delta) by (unfold t; pose proof (cond_pos delta); lra).
  specialize (B t ltac:(lra)). rewrite Rabs_right in B by lra. specialize (B ltac:(lra)).
  apply Rabs_def2 in B. destruct B as [_ B]. rewrite Rplus_0_l in B.
  assert (U : h t - h 0 <= c * t * norm n v * norm n w).
  { set (u := fun i => f (fun k => z k + t * v k) i - f z i).
    assert (HU : norm n u <= c * t * norm n v).
    { specialize (H (fun k => z k + t * v k)). cbv beta in H. fold u in H.
      rewrite (norm_ext n (fun i => z i + t * v i - z i) (fun i => t * v i)) in H by (intros; ring).
      assert (NT : norm n (fun i => t * v i) <= t * norm n v).
      { apply norm_le; [lra|]. rewrite <- sum_scal. apply Req_le, sum_ext. intros; ring. }
      pose proof (Rmult_le_compat_l c _ _ Hc NT). lra. }
    replace (h t - h 0) with (sum n (fun i => u i * w i)).
    - apply Rle_trans with (norm n u * norm n w);
        [|apply Rmult_le_compat_r; [apply norm_nonneg|exact HU]].
      apply Rsqr_incr_0_var; [|apply Rmult_le_pos; apply norm_nonneg]. unfold Rsqr.
      replace (norm n u * norm n w * (norm n u * norm n w)) with (norm n u * norm n u * (norm n w * norm n w)) by ring.
      rewrite !norm_sq. apply cauchy_schwarz.
    - unfold h, u. rewrite <- sum_minus. apply sum_ext. intros i _.
      replace (fun k => z k + 0 * v k) with z by (apply functional_extensionality; intros; ring). ring. }
  assert (Q : (h t - h 0) / t <= c * norm n v * norm n w).
  { apply Rmult_le_reg_r with t; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  lra.
Qed.

(** A step so small that no entry changes its sign. *)
Lemma small_step n (g u : nat -> R) : (forall i, (i < n)%nat -> g i <> 0) ->
  exists delta : posreal, forall t i, Rabs t < delta -> (i < n)%nat -> Rabs (t * u i) < Rabs (g i).
Proof.
  induction n as [|n IH]; intros H; [exists (mkposreal 1 Rlt_0_1); intros; lia|].
  destruct IH as [d D]; [intros; apply H; lia|].
  pose proof (Rabs_pos_lt (g n) (H n ltac:(lia))) as G. pose proof (Rabs_pos (u n)) as U.
  assert (R : 0 < Rabs (g n) / (Rabs (u n) + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (mkposreal _ (Rmin_pos _ _ (cond_pos d) R)). simpl. intros t i Ht Hi.
  pose proof (Rmin_l d (Rabs (g n) / (Rabs (u n) + 1))). pose proof (Rmin_r d (Rabs (g n) / (Rabs (u n) + 1))).
  destruct (Nat.eq_dec i n) as [->|Hne]; [|apply D; [lra|lia]].
  rewrite Rabs_mult. apply Rle_lt_trans with (Rabs t * (Rabs (u n) + 1)).
  - apply Rmult_le_compat_l; [apply Rabs_pos|lra].
  - apply Rlt_le_trans with (Rabs (g n) / (Rabs (u n) + 1) * (Rabs (u n) + 1));
      [apply Rmult_lt_compat_r; lra|apply Req_le; field; lra].
Qed.

Lemma support_nonneg p i : 0 <= support p i.
Proof. unfold support. destruct (Rlt_dec 0 (p i)); lra. Qed.

Lemma support_sum_pos N p : simplex N p -> 0 < sum N (support p).
Proof.
  intros [Hp S]. destruct (some_positive N p ltac:(lra)) as [a [Ha P]].
  apply Rlt_le_trans with (support p a); [unfold support; destruct (Rlt_dec 0 (p a)); lra|].
  apply term_le_sum; [intros; apply support_nonneg|exact Ha].
Qed.

Lemma sparsemax_jacobian_spread N f z tau :
  (forall w, sparsemax N w (f w)) -> (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) ->
  (forall i, (i < N)%nat -> z i <> tau) -> jacobian N f z (covariance N (support (f z))).
Proof.
  intros Hf Ht Hne v i Hi. set (s := support (f z)). set (m := average N s v).
  destruct (small_step N (fun k => z k - tau) (fun k => v k - m)) as [delta D];
    [intros k Hk; specialize (Hne k Hk); lra|].
  assert (HS : 0 < sum N s) by (apply support_sum_pos, Hf).
  assert (E : forall k, (k < N)%nat -> f z k = s k * (z k - tau)).
  { intros k Hk. unfold s, support. rewrite (Ht k Hk). unfold Rmax.
    destruct (Rle_dec 0 (z k - tau)); destruct (Rlt_dec 0 _); lra. }
  assert (F : forall t k, Rabs t < delta -> (k < N)%nat ->
    f (fun j => z j + t * v j) k = s k * (z k - tau + t * (v k - m))).
  { intros t k Hd Hk. apply (sparsemax_unique N (fun j => z j + t * v j) _
      (fun k => s k * (z k - tau + t * (v k - m)))); [apply Hf| |exact Hk].
    apply threshold_is_sparsemax with (tau + t * m).
    - intros j Hj. specialize (D t j Hd Hj). cbv beta in D.
      replace (z j + t * v j - (tau + t * m)) with (z j - tau + t * (v j - m)) by ring.
      unfold s, support. rewrite (Ht j Hj). specialize (Hne j Hj).
      destruct (Rle_or_lt (z j - tau) 0) as [L|L].
      + rewrite (Rmax_left 0 (z j - tau)) by exact L. destruct (Rlt_dec 0 0); [lra|].
        rewrite (Rabs_left (z j - tau)) in D by lra. apply Rabs_def2 in D. rewrite Rmax_left; lra.
      + rewrite (Rmax_right 0 (z j - tau)) by lra. destruct (Rlt_dec 0 (z j - tau)); [|lra].
        rewrite (Rabs_right (z j - tau)) in D by lra. apply Rabs_def2 in D. rewrite Rmax_right; lra.
    - rewrite (sum_ext N _ (fun k => f z k + t * (s k * (v k - m)))) by (intros j Hj; rewrite E by exact Hj; ring).
      rewrite sum_plus, sum_scal. unfold m. rewrite centred_sum by lra.
      destruct (Hf z) as [[_ S] _]. rewrite S. ring. }
  rewrite times_covariance by exact Hi. fold m. intros eps He. exists delta. intros h Hh Hd.
  rewrite Rplus_0_l, F by assumption. rewrite F by (rewrite ?Rabs_R0; first [apply cond_pos|exact Hi]).
  replace ((s i * (z i - tau + h * (v i - m)) - s i * (z i - tau + 0 * (v i - m))) / h - s i * (v i - m)) with 0
    by (field; exact Hh).
  rewrite Rabs_R0. exact He.
Qed.

(** Claim: sf.jacobian.sparsemax.formula
    Role: establishes
    Place: SF, summary, Mechanism 1
    Says: sparsemax has a threshold, and where no score ties with it its Jacobian is diag(1_S) - 1_S 1_S' / |S|.
    Gap: real numbers; that every z has a sparsemax is a premise here, and proved in Sparsemax.v; as derivatives in
      every direction, of which those along the axes are the entries.
    Mutant: `1 / sum N (support (f z))` becomes `1 / (sum N (support (f z)) + 1)`; refuted by the theorem not_n_plus_1
    Mutant: `support (f z) i * one_hot i j` becomes `one_hot i j`; refuted by the theorem not_identity_outside
*)
Theorem sparsemax_jacobian :
  forall N f, (forall w, sparsemax N w (f w)) -> forall z,
  exists tau, (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) /\
  ((forall i, (i < N)%nat -> z i <> tau) -> jacobian N f z (fun i j =>
     support (f z) i * one_hot i j - 1 / sum N (support (f z)) * (support (f z) i * support (f z) j))).
Proof.
  intros N f Hf z. destruct (sparsemax_threshold N z (f z) (Hf z)) as [tau Ht]. exists tau. split; [exact Ht|].
  intros Hne v i Hi. rewrite (times_ext N _ (covariance N (support (f z)))) by (intros; unfold covariance, Rdiv; ring).
  apply (sparsemax_jacobian_spread N f z tau Hf Ht Hne v i Hi).
Qed.

(** Claim: sf.jacobian.sparsemax
    Role: establishes
    Place: SF, summary, Foundational learning
    Says: the norm of sparsemax's Jacobian is at most 1 wherever it is differentiable, and sparsemax lengthens no
      difference of two score vectors.
    Gap: real numbers, not floating point; that every z has a sparsemax is a premise here, and proved in Sparsemax.v.
    Mutant: `1 * norm N v` becomes `1 / 2 * norm N v`; refuted by the theorem sparsemax_norm_above_half
    Mutant: `1 * norm N v` becomes `99 / 100 * norm N v`; refuted by the theorem sparsemax_norm_above_099
    Mutant: `1 * norm N (fun` becomes `99 / 100 * norm N (fun`; refuted by the theorem sparsemax_lipschitz_above_099
*)
Theorem sparsemax_norm :
  forall N f, (forall z, sparsemax N z (f z)) ->
  (forall z J v, jacobian N f z J -> norm N (times N J v) <= 1 * norm N v) /\
  (forall z w, norm N (fun i => f z i - f w i) <= 1 * norm N (fun i => z i - w i)).
Proof.
  intros N f Hf. split.
  - intros z J v HJ. apply (lipschitz_jacobian N f 1 z); [|lra|exact HJ].
    intros w. apply sparsemax_nonexpansive; apply Hf.
  - intros z w. apply sparsemax_nonexpansive; apply Hf.
Qed.

(** The sparsemax of two scores. *)
Definition sparsemax2 (z : nat -> R) (i : nat) : R :=
  let c := Rmax 0 (Rmin 1 ((z 0%nat - z 1%nat + 1) / 2)) in if Nat.eqb i 0 then c else 1 - c.

Lemma sparsemax2_is_sparsemax z : sparsemax 2 z (sparsemax2 z).
Proof.
  unfold sparsemax, simplex, sparsemax2. set (a := z 0%nat). set (b := z 1%nat).
  set (c := Rmax 0 (Rmin 1 ((a - b + 1) / 2))). simpl.
  assert (C : 0 <= c <= 1).
  { unfold c. split; [apply Rmax_l|]. apply Rmax_lub; [lra|apply Rmin_l]. }
  split; [split; [intros [|i] _; simpl; lra|lra]|].
  intros q [Hq Sq]. pose proof (Hq 0%nat ltac:(lia)) as Q0. pose proof (Hq 1%nat ltac:(lia)) as Q1.
  simpl. fold a b.
  replace (q 1%nat) with (1 - q 0%nat) in * by lra. set (x := q 0%nat) in *.
  assert (K : 0 <= (x - c) * (x + c - (a - b + 1))).
  { set (d := (a - b + 1) / 2) in *. replace (a - b + 1) with (2 * d) by (unfold d; field).
    destruct (Rle_or_lt 1 d) as [D1|D1]; [|destruct (Rle_or_lt d 0) as [D0|D0]].
    - unfold c. rewrite (Rmin_left 1 d), (Rmax_right 0 1) by lra.
      replace ((x - 1) * (x + 1 - 2 * d)) with ((1 - x) * (2 * d - 1 - x)) by ring. apply Rmult_le_pos; lra.
    - unfold c. rewrite (Rmin_right 1 d), (Rmax_left 0 d) by lra. apply Rmult_le_pos; lra.
    - unfold c. rewrite (Rmin_right 1 d), (Rmax_right 0 d) by lra.
      replace ((x - d) * (x + d - 2 * d)) with (Rsqr (x - d)) by (unfold Rsqr; ring). apply Rle_0_sqr. }
  lra.
Qed.

Lemma sparsemax2_at_0 i : sparsemax2 (fun _ => 0) i = 1 / 2.
Proof.
  unfold sparsemax2. rewrite Rmin_right, Rmax_right by lra. destruct (Nat.eqb i 0); field.
Qed.

Lemma sparsemax2_jacobian : jacobian 2 sparsemax2 (fun _ => 0) (covariance 2 (fun _ => 1)).
Proof.
  intros v i Hi.
  rewrite (times_ext 2 _ (covariance 2 (support (sparsemax2 (fun _ => 0))))).
  - apply (sparsemax_jacobian_spread 2 sparsemax2 (fun _ => 0) (- (1 / 2)) sparsemax2_is_sparsemax);
      [|intros; lra|exact Hi].
    intros k _. rewrite sparsemax2_at_0, Rmax_right; lra.
  - intros j _. unfold covariance, support. simpl. rewrite !sparsemax2_at_0. destruct (Rlt_dec 0 (1 / 2)); lra.
Qed.

Lemma pair_stretched c :
  (forall z J v, jacobian 2 sparsemax2 z J -> norm 2 (times 2 J v) <= c * norm 2 v) -> 1 <= c.
Proof.
  intros H. destruct (covariance_pair 2 (fun _ => 1) 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl) as [E P].
  specialize (H _ _ (fun k => one_hot 0 k - one_hot 1 k) sparsemax2_jacobian). rewrite E, Rabs_R1 in H.
  apply Rmult_le_reg_r in H; assumption.
Qed.

(** Claim: none
    Says: 1/2, the bound for softmax, does not serve two classes.
*)
Theorem sparsemax_norm_above_half :
  ~ (forall N f, (forall z, sparsemax N z (f z)) ->
  (forall z J v, jacobian N f z J -> norm N (times N J v) <= 1 / 2 * norm N v) /\
  (forall z w, norm N (fun i => f z i - f w i) <= 1 * norm N (fun i => z i - w i))).
Proof.
  intros H. destruct (H 2%nat sparsemax2 sparsemax2_is_sparsemax) as [L _]. apply pair_stretched in L. lra.
Qed.

(** Claim: none
    Says: a bound 1 % below 1 does not serve two classes.
*)
Theorem sparsemax_norm_above_099 :
  ~ (forall N f, (forall z, sparsemax N z (f z)) ->
  (forall z J v, jacobian N f z J -> norm N (times N J v) <= 99 / 100 * norm N v) /\
  (forall z w, norm N (fun i => f z i - f w i) <= 1 * norm N (fun i => z i - w i))).
Proof.
  intros H. destruct (H 2%nat sparsemax2 sparsemax2_is_sparsemax) as [L _]. apply pair_stretched in L. lra.
Qed.

(** Claim: none
    Says: a Lipschitz constant 1 % below 1 does not serve two classes.
*)
Theorem sparsemax_lipschitz_above_099 :
  ~ (forall N f, (forall z, sparsemax N z (f z)) ->
  (forall z J v, jacobian N f z J -> norm N (times N J v) <= 1 * norm N v) /\
  (forall z w, norm N (fun i => f z i - f w i) <= 99 / 100 * norm N (fun i => z i - w i))).
Proof.
  intros H. destruct (H 2%nat sparsemax2 sparsemax2_is_sparsemax) as [_ L]. cut (1 <= 99 / 100); [lra|].
  apply pair_stretched. intros z J v HJ. apply (lipschitz_jacobian 2 sparsemax2 (99 / 100) z); [|lra|exact HJ].
  intros w. apply L.
Qed.

(** Claim: none
    Says: the divisor is the size of the support, not one more.
*)
Theorem not_n_plus_1 :
  ~ (forall N f, (forall w, sparsemax N w (f w)) -> forall z,
  exists tau, (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) /\
  ((forall i, (i < N)%nat -> z i <> tau) -> jacobian N f z (fun i j =>
     support (f z) i * one_hot i j - 1 / (sum N (support (f z)) + 1) * (support (f z) i * support (f z) j)))).
Proof.
  intros H. destruct (H 2%nat sparsemax2 sparsemax2_is_sparsemax (fun _ => 0)) as [tau [T J]].
  pose proof (T 0%nat ltac:(lia)) as T0. rewrite sparsemax2_at_0 in T0.
  assert (E : tau = - (1 / 2)) by (unfold Rmax in T0; destruct (Rle_dec 0 (0 - tau)); lra).
  pose proof (jacobian_unique _ _ _ _ _ (fun _ => 1) 0%nat (J ltac:(intros; lra)) sparsemax2_jacobian ltac:(lia)) as Q.
  unfold times, covariance, support, one_hot in Q. simpl in Q. rewrite !sparsemax2_at_0 in Q.
  destruct (Rlt_dec 0 (1 / 2)); lra.
Qed.

(** Claim: none
    Says: a class outside the support has no row in the Jacobian.
*)
Theorem not_identity_outside :
  ~ (forall N f, (forall w, sparsemax N w (f w)) -> forall z,
  exists tau, (forall i, (i < N)%nat -> f z i = Rmax 0 (z i - tau)) /\
  ((forall i, (i < N)%nat -> z i <> tau) -> jacobian N f z (fun i j =>
     one_hot i j - 1 / sum N (support (f z)) * (support (f z) i * support (f z) j)))).
Proof.
  intros H. set (z := fun k => 2 * one_hot 0 k).
  destruct (H 2%nat sparsemax2 sparsemax2_is_sparsemax z) as [tau [T J]].
  assert (F : sparsemax2 z 0 = 1 /\ sparsemax2 z 1 = 0).
  { unfold sparsemax2, z, one_hot. simpl. rewrite Rmin_left, Rmax_right by lra. lra. }
  destruct F as [F0 F1]. pose proof (T 0%nat ltac:(lia)) as T0. rewrite F0 in T0.
  assert (E : tau = 1).
  { unfold z, one_hot in T0. simpl in T0. unfold Rmax in T0. destruct (Rle_dec 0 (2 * 1 - tau)); lra. }
  assert (Hne : forall i, (i < 2)%nat -> z i <> tau).
  { intros i _. rewrite E. unfold z, one_hot. destruct (Nat.eqb i 0); lra. }
  pose proof (jacobian_unique _ _ _ _ _ (one_hot 1) 1%nat (J Hne)
    (sparsemax_jacobian_spread 2 _ z tau sparsemax2_is_sparsemax T Hne) ltac:(lia)) as Q.
  unfold times, covariance, support, one_hot in Q. simpl in Q. rewrite F1 in Q.
  destruct (Rlt_dec 0 0); lra.
Qed.

Lemma zero_matrix n A : (0 < n)%nat -> (forall v i, (i < n)%nat -> times n A v i = 0) -> operator_norm n A 0.
Proof.
  intros Hn H d.
  assert (Z : forall v, norm n (times n A v) = 0).
  { intros v. unfold norm. rewrite sum_eq_0; [apply sqrt_0|]. intros i Hi. rewrite H by exact Hi. ring. }
  assert (P : 0 < norm n (one_hot 0)).
  { apply sqrt_lt_R0, Rlt_le_trans with ((fun k => one_hot 0 k ^ 2) 0%nat); [unfold one_hot; simpl; lra|].
    apply (term_le_sum n (fun k => one_hot 0 k ^ 2)); [intros; apply pow2_ge_0|exact Hn]. }
  split; intros L.
  - specialize (L (one_hot 0)). rewrite Z in L. apply Rmult_le_reg_r with (norm n (one_hot 0)); [exact P|lra].
  - intros v. rewrite Z. apply Rmult_le_pos; [exact L|apply norm_nonneg].
Qed.
