(** NCE of two contexts with one normaliser: the odds of the reference class, and their limit. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Draws Nce NceLimits NceMisspecified NceShared NceSharedRisk.
Open Scope R_scope.

(** The odds at which the gradient by the normaliser vanishes, from the chances of the reference class. *)
Definition shared_odds (k : nat) (r q r' q' : R) : R :=
  let b := 2 * (INR k * (q * q')) - r * q - r' * q' in
  (sqrt (b ^ 2 + 4 * (q + q') * (INR k * (q * q') * (r + r'))) - b) / (2 * (q + q')).

(** The data's chances, but at the reference class. *)
Definition with_odds (v : R) (p : nat -> R) (i : nat) : R := if Nat.eqb i 0 then v else p i.

Lemma shared_odds_facts k r q r' q' : (0 < k)%nat -> 0 < r -> 0 < q -> 0 < r' -> 0 < q' ->
  let v := shared_odds k r q r' q' in
  0 < v /\ (v - r) * q * (v + INR k * q') + (v - r') * q' * (v + INR k * q) = 0.
Proof.
  intros K R Q R' Q' v. apply lt_0_INR in K. unfold v, shared_odds.
  set (b := 2 * (INR k * (q * q')) - r * q - r' * q'). set (c := INR k * (q * q') * (r + r')).
  assert (C : 0 < c) by (unfold c; repeat apply Rmult_lt_0_compat; lra).
  assert (A : 0 < 4 * (q + q') * c) by (apply Rmult_lt_0_compat; lra).
  pose proof (pow2_ge_0 b) as B. pose proof (sqrt_sqrt (b ^ 2 + 4 * (q + q') * c) ltac:(lra)) as S.
  assert (L : Rabs b < sqrt (b ^ 2 + 4 * (q + q') * c)).
  { rewrite <- sqrt_Rsqr_abs. apply sqrt_lt_1; [apply Rle_0_sqr|lra|rewrite Rsqr_pow2; lra]. }
  set (s := sqrt (b ^ 2 + 4 * (q + q') * c)) in *. pose proof (Rle_abs b) as U. split.
  - apply Rdiv_lt_0_compat; lra.
  - set (x := (s - b) / (2 * (q + q'))). assert (X : s = 2 * (q + q') * x + b) by (unfold x; field; lra).
    rewrite X in S. assert (E : (q + q') * x ^ 2 + b * x - c = 0).
    { apply Rmult_eq_reg_l with (4 * (q + q')); lra. }
    rewrite <- E. unfold b, c. ring.
Qed.

(** They are between the two chances, and near their mean. *)
Lemma shared_odds_near k r q r' q' : (0 < k)%nat -> 0 < r <= 1 -> 0 < q <= 1 -> 0 < r' <= 1 -> 0 < q' <= 1 ->
  Rabs (shared_odds k r q r' q' - (r + r') / 2) <= / (q * q') / INR k.
Proof.
  intros K R Q R' Q'.
  destruct (shared_odds_facts k r q r' q' K ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as [V E].
  set (v := shared_odds k r q r' q') in *. apply lt_0_INR in K.
  assert (QQ : 0 < q * q') by (apply Rmult_lt_0_compat; lra).
  assert (D : 0 < q * (v + INR k * q') /\ 0 < q' * (v + INR k * q)).
  { pose proof (Rmult_lt_0_compat (INR k) q K ltac:(lra)). pose proof (Rmult_lt_0_compat (INR k) q' K ltac:(lra)).
    split; apply Rmult_lt_0_compat; lra. }
  assert (V1 : v <= 1).
  { apply Rnot_lt_le. intros G. pose proof (Rmult_lt_0_compat (v - r) _ ltac:(lra) (proj1 D)).
    pose proof (Rmult_lt_0_compat (v - r') _ ltac:(lra) (proj2 D)). lra. }
  assert (F : v - (r + r') / 2 = - (v * ((v - r) * q + (v - r') * q')) * / (2 * (q * q') * INR k)).
  { assert (P : 0 < 2 * (q * q') * INR k) by (repeat apply Rmult_lt_0_compat; lra).
    apply Rmult_eq_reg_r with (2 * (q * q') * INR k); [|lra].
    replace (- (v * ((v - r) * q + (v - r') * q')) * / (2 * (q * q') * INR k) * (2 * (q * q') * INR k))
      with (- (v * ((v - r) * q + (v - r') * q'))) by (field; lra). lra. }
  assert (I : 0 < / (2 * (q * q') * INR k)) by (apply Rinv_0_lt_compat; repeat apply Rmult_lt_0_compat; lra).
  rewrite F, Rabs_mult, Rabs_Ropp, Rabs_mult, (Rabs_right v) by lra. rewrite (Rabs_right (/ _)) by lra.
  replace (/ (q * q') / INR k) with (1 * 2 * / (2 * (q * q') * INR k)) by (field; lra).
  apply Rmult_le_compat_r; [lra|].
  assert (B : Rabs ((v - r) * q + (v - r') * q') <= 2).
  { eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult, (Rabs_right q), (Rabs_right q') by lra.
    assert (Rabs (v - r) <= 1) by (apply Rabs_le; lra). assert (Rabs (v - r') <= 1) by (apply Rabs_le; lra).
    pose proof (Rmult_le_compat (Rabs (v - r)) 1 q 1 (Rabs_pos _) ltac:(lra) ltac:(lra) ltac:(lra)).
    pose proof (Rmult_le_compat (Rabs (v - r')) 1 q' 1 (Rabs_pos _) ltac:(lra) ltac:(lra) ltac:(lra)). lra. }
  apply Rmult_le_compat; [lra|apply Rabs_pos|exact V1|exact B].
Qed.

(** What the class i adds to minus the risk. *)
Definition of_class (k : nat) (p q t : nat -> R) (i : nat) : R :=
  p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i).

(** The odds v of the reference class, and the data's chances of the others, have the least risk, and only they. *)
Lemma shared_least n k p q p' q' u u' : (0 < n)%nat -> (0 < k)%nat -> all_positive n p -> all_positive n q ->
  all_positive n p' -> all_positive n q' -> all_positive n u -> all_positive n u' -> u 0%nat = u' 0%nat ->
  let v := shared_odds k (p 0%nat) (q 0%nat) (p' 0%nat) (q' 0%nat) in
  nce_risk n k p q (with_odds v p) + nce_risk n k p' q' (with_odds v p')
    <= nce_risk n k p q u + nce_risk n k p' q' u' /\
  (nce_risk n k p q u + nce_risk n k p' q' u'
     <= nce_risk n k p q (with_odds v p) + nce_risk n k p' q' (with_odds v p') ->
   forall i, (i < n)%nat -> u i = with_odds v p i).
Proof.
  intros N K P Q P' Q' U U' Same v.
  destruct (shared_odds_facts k _ _ _ _ K (P 0%nat N) (Q 0%nat N) (P' 0%nat N) (Q' 0%nat N)) as [V E]. fold v in V, E.
  set (gap := fun i => of_class k p q (with_odds v p) i - of_class k p q u i
    + (of_class k p' q' (with_odds v p') i - of_class k p' q' u' i)).
  assert (S : sum n gap = nce_risk n k p q u + nce_risk n k p' q' u'
    - (nce_risk n k p q (with_odds v p) + nce_risk n k p' q' (with_odds v p'))).
  { unfold gap, of_class, nce_risk. rewrite sum_plus, !sum_minus. ring. }
  assert (G : forall i, (i < n)%nat -> 0 <= gap i /\ (gap i <= 0 -> u i = with_odds v p i)).
  { intros i Hi. unfold gap, of_class, h, with_odds. destruct (Nat.eqb_spec i 0) as [->|Ne].
    - apply lt_0_INR in K. pose proof (Rmult_lt_0_compat _ _ K (Q 0%nat N)) as C.
      pose proof (Rmult_lt_0_compat _ _ K (Q' 0%nat N)) as C'.
      destruct (class_tangent (p 0%nat) (INR k * q 0%nat) v (u 0%nat) (P 0%nat N) C V (U 0%nat N)) as [A B].
      destruct (class_tangent (p' 0%nat) (INR k * q' 0%nat) v (u' 0%nat) (P' 0%nat N) C' V (U' 0%nat N)) as [A' _].
      rewrite <- Same in *. set (d := ln (u 0%nat) - ln v) in *.
      assert (Z : INR k * q 0%nat * (v - p 0%nat) / (v + INR k * q 0%nat) * d
        + INR k * q' 0%nat * (v - p' 0%nat) / (v + INR k * q' 0%nat) * d = 0).
      { replace (_ + _) with (INR k * d * ((v - p 0%nat) * q 0%nat * (v + INR k * q' 0%nat)
          + (v - p' 0%nat) * q' 0%nat * (v + INR k * q 0%nat))
          / ((v + INR k * q 0%nat) * (v + INR k * q' 0%nat))) by (field; lra). rewrite E. unfold Rdiv. ring. }
      split; [lra|]. intros L. apply B. lra.
    - destruct (class_risk k p q u i K (P i Hi) (Q i Hi) (U i Hi)) as [A B].
      destruct (class_risk k p' q' u' i K (P' i Hi) (Q' i Hi) (U' i Hi)) as [A' _]. unfold h in A, B, A'.
      split; [lra|]. intros L. destruct (Req_dec (u i) (p i)) as [F|F]; [exact F|exfalso]. specialize (B F). lra. }
  pose proof (sum_nonneg n gap (fun i Hi => proj1 (G i Hi))). split; [lra|].
  intros L i Hi. apply (G i Hi). pose proof (term_le_sum n gap i (fun j Hj => proj1 (G j Hj)) Hi). lra.
Qed.

Lemma with_odds_positive n v p : 0 < v -> all_positive n p -> all_positive n (with_odds v p).
Proof. intros V P i Hi. unfold with_odds. destruct (Nat.eqb i 0); [exact V|exact (P i Hi)]. Qed.

Lemma there_is_a_minimiser n k p q p' q' : (0 < k)%nat -> proposal n p -> proposal n q -> proposal n p' ->
  proposal n q' -> let v := shared_odds k (p 0%nat) (q 0%nat) (p' 0%nat) (q' 0%nat) in
  shared_minimiser n k p q p' q' (with_odds v p) (with_odds v p').
Proof.
  intros K P Q P' Q' v. pose proof (size_of_proposal n p P) as N.
  destruct P as [P _], Q as [Q _], P' as [P' _], Q' as [Q' _].
  destruct (shared_odds_facts k _ _ _ _ K (P 0%nat N) (Q 0%nat N) (P' 0%nat N) (Q' 0%nat N)) as [V _]. fold v in V.
  split; [exact (with_odds_positive n v p V P)|]. split; [exact (with_odds_positive n v p' V P')|].
  split; [reflexivity|]. intros u u' U U' Same.
  exact (proj1 (shared_least n k p q p' q' u u' N K P Q P' Q' U U' Same)).
Qed.

Lemma the_minimiser n k p q p' q' t t' : (0 < k)%nat -> proposal n p -> proposal n q -> proposal n p' ->
  proposal n q' -> shared_minimiser n k p q p' q' t t' ->
  forall i, (i < n)%nat -> t i = with_odds (shared_odds k (p 0%nat) (q 0%nat) (p' 0%nat) (q' 0%nat)) p i.
Proof.
  intros K P Q P' Q' (T & T' & Same & L). pose proof (there_is_a_minimiser n k p q p' q' K P Q P' Q') as M.
  pose proof (size_of_proposal n p P) as N. destruct P as [P _], Q as [Q _], P' as [P' _], Q' as [Q' _].
  apply (shared_least n k p q p' q' t t' N K P Q P' Q' T T' Same). destruct M as (W & W' & E & _).
  exact (L _ _ W W' E).
Qed.

Lemma chance_le_1 n p : proposal n p -> 0 < p 0%nat <= 1.
Proof.
  intros P. pose proof (size_of_proposal n p P) as N. destruct P as [P S]. split; [exact (P 0%nat N)|].
  rewrite <- S. apply term_le_sum; [intros i Hi; apply Rlt_le, P, Hi|exact N].
Qed.

Lemma learned_reference n p v : (0 < n)%nat -> sum n p = 1 -> learned n (with_odds v p) 0 = v / (v + (1 - p 0%nat)).
Proof.
  intros N S. unfold learned. replace (sum n (with_odds v p)) with (v + (1 - p 0%nat)); [reflexivity|].
  rewrite (sum_ext n (with_odds v p) (fun i => p i + one_hot 0 i * (v - p 0%nat))).
  - rewrite sum_plus, S, (sum_pick n 0 (fun _ => v - p 0%nat) N). ring.
  - intros i _. unfold with_odds, one_hot. destruct (Nat.eqb_spec i 0) as [->|_]; ring.
Qed.

Lemma shared_limits n p q p' q' t t' : proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
  (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
  let r := p 0%nat in let m := (r + p' 0%nat) / 2 in
  Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) ((m - r) * (1 - r) / (1 - r + m)).
Proof.
  intros P Q P' Q' T r m. pose proof (size_of_proposal n p P) as N.
  pose proof (chance_le_1 n p P) as R. pose proof (chance_le_1 n q Q) as R0.
  pose proof (chance_le_1 n p' P') as R'. pose proof (chance_le_1 n q' Q') as R0'. fold r in R.
  set (v := fun k => shared_odds k r (q 0%nat) (p' 0%nat) (q' 0%nat)).
  assert (E : forall k, (0 < k)%nat -> forall i, (i < n)%nat -> t k i = with_odds (v k) p i)
    by (intros k K; exact (the_minimiser n k p q p' q' _ _ K P Q P' Q' (T k K))).
  assert (V : Un_cv v m)
    by (apply (tends_as_1_over_k _ _ (/ (q 0%nat * q' 0%nat))); intros; apply shared_odds_near; auto).
  assert (M : 0 < m <= 1) by (unfold m; lra). split.
  - apply (tends_ext v); [|exact V]. intros k K. symmetry. exact (E k K 0%nat N).
  - replace ((m - r) * (1 - r) / (1 - r + m)) with (m * / (m + (1 - r)) - r) by (field; lra).
    apply (tends_ext (fun k => v k * / (v k + (1 - r)) - r)).
    + intros k K. f_equal. unfold learned. rewrite (sum_ext n (t k) _ (E k K)), (E k K 0%nat N).
      symmetry. exact (learned_reference n p (v k) N (proj2 P)).
    + apply (continuity_seq (fun x => x * / (x + (1 - r)) - r)); [|exact V].
      apply continuity_pt_minus; [|apply continuity_pt_const; intros x y; reflexivity].
      apply continuity_pt_mult; [apply derivable_continuous_pt, derivable_pt_id|].
      apply continuity_pt_inv; [|lra].
      apply continuity_pt_plus; [apply derivable_continuous_pt, derivable_pt_id|].
      apply continuity_pt_const. intros x y; reflexivity.
Qed.
