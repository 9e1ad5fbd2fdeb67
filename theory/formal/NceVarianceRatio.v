(** The ratio of the asymptotic variances of noise-contrastive estimation and of maximum likelihood. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives Draws NceVariance NceLimits NceMisspecified.
From softproof Require Import NceAsymptotic NceVarianceLimit.
Open Scope R_scope.

(** r is the asymptotic variance of NCE with k draws of q for each label over that of maximum likelihood. *)
Definition variance_ratio (n k : nat) (p q f : nat -> R) (r : R) : Prop := exists v u,
  nce_asymptotic_variance n k p q f v /\ ml_asymptotic_variance n p f u /\ r = v / u.

(** rho is the largest p/q of an item. *)
Definition largest_ratio (n : nat) (p q : nat -> R) (rho : R) : Prop :=
  (forall i, (i < n)%nat -> p i / q i <= rho) /\ exists i, (i < n)%nat /\ p i / q i = rho.

Lemma variance_ratio_is n k p q f r : (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
  (variance_ratio n k p q f r <-> r = variance_nce n k p q f * variance n p f).
Proof.
  intros K P Q V. pose proof (variance_positive n p f P V) as I. split.
  - intros (v & u & N & M & ->). rewrite (proj1 (nce_variance_is n k p q f v K P Q V) N).
    rewrite (proj1 (ml_variance_is n p f u P V) M). field. lra.
  - intros ->. exists (variance_nce n k p q f), (/ variance n p f).
    split; [apply nce_variance_is; auto|split; [apply ml_variance_is; auto|field; lra]].
Qed.

(** Between 1 and 1 + rho/k. *)
Lemma ratio_between n k p q f r rho : (0 < k)%nat -> proposal n p -> proposal n q -> varies n f ->
  largest_ratio n p q rho -> variance_ratio n k p q f r -> 1 <= r <= 1 + rho / INR k.
Proof.
  intros K P Q V [L (i & Hi & E)] R. rewrite (proj1 (variance_ratio_is n k p q f r K P Q V) R).
  pose proof (variance_positive n p f P V) as I.
  assert (B : forall j, (j < n)%nat -> p j <= rho * q j).
  { intros j Hj. pose proof (proj1 Q j Hj). specialize (L j Hj).
    apply (Rmult_le_compat_r (q j)) in L; [|lra]. replace (p j / q j * q j) with (p j) in L by (field; lra). exact L. }
  assert (R0 : 0 < rho) by (rewrite <- E; apply Rdiv_lt_0_compat; [apply P|apply Q]; exact Hi).
  rewrite <- (information_is_variance n p f (proj2 P)) in *.
  destruct (nce_variance_bounds n k p q f rho K (proposal_simplex n p P) (proj1 P) (proj1 Q) I R0 B) as [A C].
  unfold variance_ml in *. apply (Rmult_le_compat_r (information n p f)) in A; [|lra].
  apply (Rmult_le_compat_r (information n p f)) in C; [|lra].
  rewrite Rmult_assoc in C. rewrite !Rinv_l in A, C by lra. lra.
Qed.

(** Two classes. *)
Lemma ratio_of_two k p q f : (0 < k)%nat -> proposal 2 p -> proposal 2 q -> varies 2 f ->
  variance_nce 2 k p q f * variance 2 p f = 1 + p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat)).
Proof.
  intros K [P P1] [Q Q1] (i & j & Hi & Hj & V). apply lt_0_INR in K.
  pose proof (P 0%nat ltac:(lia)) as p0. pose proof (P 1%nat ltac:(lia)) as p1.
  pose proof (Q 0%nat ltac:(lia)) as q0. pose proof (Q 1%nat ltac:(lia)) as q1. simpl in P1, Q1.
  assert (D : f 0%nat - f 1%nat <> 0) by (destruct i as [|[|i]], j as [|[|j]]; try lia; lra).
  assert (S : p 1%nat = 1 - p 0%nat) by lra. assert (T : q 1%nat = 1 - q 0%nat) by lra.
  set (d := f 0%nat - f 1%nat) in *. set (c := INR k) in *.
  assert (E : variance 2 p f = p 0%nat * p 1%nat * d ^ 2) by (unfold variance, mean, d; simpl; rewrite S; ring).
  set (w := fun i => p i * (c * q i / (p i + c * q i))).
  pose proof (Rmult_lt_0_compat _ _ K q0) as C0. pose proof (Rmult_lt_0_compat _ _ K q1) as C1.
  assert (w0 : 0 < w 0%nat) by (apply Rmult_lt_0_compat; [|apply Rdiv_lt_0_compat]; lra).
  assert (w1 : 0 < w 1%nat) by (apply Rmult_lt_0_compat; [|apply Rdiv_lt_0_compat]; lra).
  assert (I : information 2 w f = d ^ 2 / (/ w 0%nat + / w 1%nat))
    by (unfold information, d; simpl; field; lra).
  assert (W0 : / w 0%nat = / p 0%nat + / (c * q 0%nat)) by (unfold w; field; lra).
  assert (W1 : / w 1%nat = / p 1%nat + / (c * q 1%nat)) by (unfold w; field; lra).
  change (variance_nce 2 k p q f) with (/ information 2 w f). rewrite I, E, W0, W1.
  transitivity (p 0%nat + p 1%nat + p 0%nat * p 1%nat * (q 0%nat + q 1%nat) / (c * (q 0%nat * q 1%nat))).
  - field. repeat split; try lra; try exact D.
    pose proof (Rmult_lt_0_compat (c * q 0%nat + p 0%nat) _ ltac:(lra) (Rmult_lt_0_compat _ _ p1 q1)).
    pose proof (Rmult_lt_0_compat (c * q 1%nat + p 1%nat) _ ltac:(lra) (Rmult_lt_0_compat _ _ p0 q0)). lra.
  - rewrite S, T. field. lra.
Qed.

(** Three classes of which the outer two have the largest ratio, and a statistic of which they are the ends. *)
Definition quarters (i : nat) : R := match i with 1%nat => 1 / 2 | _ => 1 / 4 end.
Definition rarer (rho : R) (i : nat) : R := match i with 1%nat => 1 - 1 / (2 * rho) | _ => 1 / (4 * rho) end.
Definition ends (i : nat) : R := match i with O => 1 | 1%nat => 0 | _ => -1 end.

Lemma quarters_proposal : proposal 3 quarters.
Proof. split; [intros [|[|i]] _; simpl; lra|unfold quarters; simpl; lra]. Qed.

Lemma rarer_proposal rho : 1 <= rho -> proposal 3 (rarer rho).
Proof.
  intros R. assert (I : 0 < / rho <= 1)
    by (split; [apply Rinv_0_lt_compat; lra|rewrite <- Rinv_1; apply Rinv_le_contravar; lra]).
  assert (A : 1 / (4 * rho) = / rho / 4) by (field; lra).
  assert (B : 1 - 1 / (2 * rho) = 1 - / rho / 2) by (field; lra).
  split; [intros [|[|i]] _; simpl; lra|unfold rarer; simpl; lra].
Qed.

Lemma ends_vary : varies 3 ends.
Proof. exists 0%nat, 1%nat. repeat split; try lia. simpl. lra. Qed.

Lemma bound_attained k rho : (0 < k)%nat -> 1 <= rho -> largest_ratio 3 quarters (rarer rho) rho /\
  variance_ratio 3 k quarters (rarer rho) ends (1 + rho / INR k).
Proof.
  intros K R. pose proof (rarer_proposal rho R) as Q. split.
  - assert (E : forall x, x = 1 / (4 * rho) -> 1 / 4 / x = rho) by (intros x ->; field; lra). split.
    + pose proof (proj1 Q 1%nat ltac:(lia)) as M. cbn [rarer] in M.
      assert (L : 1 / 2 / (1 - 1 / (2 * rho)) <= rho).
      { apply (Rmult_le_reg_r (1 - 1 / (2 * rho))); [exact M|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra.
        replace (rho * (1 - 1 / (2 * rho))) with (rho - 1 / 2) by (field; lra). lra. }
      intros [|[|i]] _; unfold quarters, rarer; [rewrite (E _ eq_refl); lra|exact L|rewrite (E _ eq_refl); lra].
    + exists 0%nat. split; [lia|exact (E _ eq_refl)].
  - apply (variance_ratio_is 3 k quarters (rarer rho) ends _ K quarters_proposal Q ends_vary).
    apply lt_0_INR in K. set (w := fun i => quarters i * (INR k * rarer rho i / (quarters i + INR k * rarer rho i))).
    assert (W0 : w 0%nat = INR k / (4 * (rho + INR k))) by (unfold w; simpl; field; lra).
    assert (W2 : w 2%nat = w 0%nat) by reflexivity.
    assert (I : information 3 w ends = 2 * w 0%nat) by (unfold information; simpl; rewrite W2; unfold Rdiv; ring).
    change (variance_nce 3 k quarters (rarer rho) ends) with (/ information 3 w ends). rewrite I, W0.
    replace (variance 3 quarters ends) with (1 / 2) by (unfold variance, mean; simpl; field). field. lra.
Qed.

Lemma ratio_tends n p q f r : proposal n p -> proposal n q -> varies n f ->
  (forall k, (0 < k)%nat -> variance_ratio n k p q f (r k)) -> Un_cv r 1.
Proof.
  intros P Q V H. pose proof (variance_positive n p f P V) as I.
  apply (tends_ext (fun k => variance_nce n k p q f * variance n p f)).
  - intros k K. symmetry. exact (proj1 (variance_ratio_is n k p q f (r k) K P Q V) (H k K)).
  - replace 1 with (/ variance n p f * variance n p f) by (field; lra).
    apply CV_mult; [|apply constant_tends]. apply (nce_variance_tends n p q f _ P Q V).
    intros k K. apply nce_variance_is; auto.
Qed.

Lemma ratio_unbounded k p f M : (0 < k)%nat -> proposal 2 p -> varies 2 f -> exists delta, 0 < delta /\
  forall q r, proposal 2 q -> q 0%nat < delta -> variance_ratio 2 k p q f r -> M < r.
Proof.
  intros K P V. pose proof (proj1 P 0%nat ltac:(lia)) as p0. pose proof (proj1 P 1%nat ltac:(lia)) as p1.
  apply lt_0_INR in K as C. pose proof (Rmult_lt_0_compat _ _ p0 p1) as PP. pose proof (Rabs_pos M) as M0.
  set (m := Rabs M + 1). assert (m0 : 0 < m) by (unfold m; lra).
  exists (p 0%nat * p 1%nat / (INR k * m)).
  split; [apply Rdiv_lt_0_compat; [exact PP|apply Rmult_lt_0_compat; lra]|]. intros q r Q L R.
  rewrite (proj1 (variance_ratio_is 2 k p q f r K P Q V) R), (ratio_of_two k p q f K P Q V).
  pose proof (proj1 Q 0%nat ltac:(lia)) as q0. pose proof (proj1 Q 1%nat ltac:(lia)) as q1.
  pose proof (proj2 Q) as Q1. simpl in Q1.
  assert (X : 0 < INR k * (q 0%nat * q 1%nat)) by (repeat apply Rmult_lt_0_compat; assumption).
  enough (m <= p 0%nat * p 1%nat / (INR k * (q 0%nat * q 1%nat))) by (pose proof (Rle_abs M); unfold m in *; lra).
  apply (Rmult_le_reg_r (INR k * (q 0%nat * q 1%nat))); [exact X|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply (Rmult_lt_compat_r (INR k * m)) in L; [|apply Rmult_lt_0_compat; lra].
  unfold Rdiv in L. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in L by (apply Rgt_not_eq, Rmult_lt_0_compat; lra).
  assert (Y : q 0%nat * (INR k * m) * q 1%nat <= q 0%nat * (INR k * m) * 1)
    by (apply Rmult_le_compat_l; [apply Rlt_le; repeat apply Rmult_lt_0_compat; assumption|lra]).
  lra.
Qed.
