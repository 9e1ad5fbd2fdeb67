(** Above alpha = 2 the Jacobian of entmax has no bound. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Jacobian SparsemaxJacobian EntmaxJacobian EntmaxLoss.
From softproof Require Import FamilyBounds EntmaxDifferentiable.
Open Scope R_scope.

(** Where all classes are in the support no score ties with the threshold. *)
Lemma full_support_has_no_tie a N z p : 1 < a -> is_entmax a N z p -> (forall i, (i < N)%nat -> 0 < p i) ->
  no_tie a N z.
Proof.
  intros Ha Hp P tau S i Hi E.
  assert (Q : is_entmax a N z (fun i => power (1 / (a - 1)) ((a - 1) * z i - tau))).
  { split; [split; [intros; apply power_nonneg|exact S]|]. exists tau. intros j _. unfold power.
    destruct (Rlt_dec tau ((a - 1) * z j)), (Rlt_dec 0 ((a - 1) * z j - tau)); lra || reflexivity. }
  pose proof (entmax_unique a N z _ _ i Ha Hp Q Hi) as F. specialize (P i Hi). rewrite F in P. cbv beta in P.
  unfold power in P. destruct (Rlt_dec 0 ((a - 1) * z i - tau)); lra.
Qed.

(** The first two classes have the probability e, all others the same. *)
Definition two_small (N : nat) (e : R) (i : nat) : R :=
  match i with O => e | S O => e | _ => (1 - 2 * e) / (INR N - 2) end.

Lemma two_small_entmax a N e : 2 < a -> (3 <= N)%nat -> 0 < e -> e * INR N <= 1 ->
  is_entmax a N (fun i => Rpower (two_small N e i) (a - 1) / (a - 1)) (two_small N e) /\
  forall i, (i < N)%nat -> e <= two_small N e i.
Proof.
  intros Ha HN He HE. assert (N3 : 3 <= INR N) by (replace 3 with (INR 3) by (simpl; ring); apply le_INR, HN).
  assert (Rest : e <= (1 - 2 * e) / (INR N - 2)).
  { apply Rmult_le_reg_r with (INR N - 2); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (L : forall i, e <= two_small N e i) by (intros [|[|i]]; simpl; lra). split; [|intros i _; apply L].
  split; [split|].
  - intros i _. specialize (L i). lra.
  - set (r := (1 - 2 * e) / (INR N - 2)) in *.
    rewrite (sum_ext N _ (fun i => r + (one_hot 0 i * (e - r) + one_hot 1 i * (e - r)))).
    + rewrite sum_plus, sum_const, sum_plus, !(sum_pick N _ (fun _ => e - r)) by lia. unfold r. field. lra.
    + intros [|[|i]] _; unfold one_hot; simpl; fold r; ring.
  - exists 0. intros i _. specialize (L i).
    replace ((a - 1) * (Rpower (two_small N e i) (a - 1) / (a - 1))) with (Rpower (two_small N e i) (a - 1))
      by (field; lra).
    destruct (Rlt_dec 0 (Rpower (two_small N e i) (a - 1))) as [_|F]; [|destruct F; apply exp_pos].
    rewrite Rminus_0_r, Rpower_mult. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
    rewrite Rpower_1; lra.
Qed.

Lemma no_bound a N f : 2 < a -> (3 <= N)%nat -> (forall w, is_entmax a N w (f w)) ->
  ~ exists c, forall z J v, jacobian N f z J -> norm N (times N J v) <= c * norm N v.
Proof.
  intros Ha HN Hf [c B]. assert (N3 : 3 <= INR N) by (replace 3 with (INR 3) by (simpl; ring); apply le_INR, HN).
  set (k := Rmax c ((a - 2) * ln (INR N))). set (e := exp (- (k / (a - 2)))).
  assert (E : 0 < e) by apply exp_pos.
  assert (EN : e * INR N <= 1).
  { rewrite <- (exp_ln (INR N)) at 1 by lra. unfold e. rewrite <- exp_plus, <- exp_0.
    assert (Q : - (k / (a - 2)) + ln (INR N) <= 0).
    { assert (ln (INR N) <= k / (a - 2)); [|lra]. apply Rmult_le_reg_r with (a - 2); [lra|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. rewrite Rmult_comm. apply Rmax_r. }
    destruct Q as [Q| ->]; [apply Rlt_le, exp_increasing, Q|lra]. }
  destruct (two_small_entmax a N e Ha HN E EN) as [S L].
  set (z := fun i => Rpower (two_small N e i) (a - 1) / (a - 1)) in S.
  assert (F : forall i, (i < N)%nat -> f z i = two_small N e i)
    by (intros i Hi; exact (entmax_unique a N z _ _ i ltac:(lra) (Hf z) S Hi)).
  assert (T : no_tie a N z)
    by (apply (full_support_has_no_tie a N z _ ltac:(lra) S); intros i Hi; specialize (L i Hi); lra).
  pose proof (entmax_has_jacobian a N f z ltac:(lra) Hf T) as J.
  destruct (entmax_norm_above_two a N f z _ e ltac:(lra) Hf J E) as [_ O];
    [intros i Hi _; rewrite F by exact Hi; exact (L i Hi)|].
  assert (C : Rpower e (2 - a) <= c).
  { apply O; [|intros v; exact (B z _ v J)]. exists 0%nat, 1%nat.
    repeat split; try lia; rewrite F by lia; reflexivity. }
  unfold Rpower, e in C. rewrite ln_exp in C. replace ((2 - a) * - (k / (a - 2))) with k in C by (field; lra).
  pose proof (exp_ineq1_le k). pose proof (Rmax_l c ((a - 2) * ln (INR N))). fold k in H0. lra.
Qed.

(** Claim: sf.jacobian.entmax.above_two
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: for a of at least 2 a-entmax has a Jacobian wherever no score ties with the threshold, and with the least
      positive probability e its norm is at most e^(2 - a), and equal to it where two classes have that; for a > 2 and N
      of at least 3 no bound serves at all scores.
    Gap: real numbers; a-entmax is its threshold form, and that every score vector has one is a premise here,
      and proved in EntmaxMap.v (entmax_exists).
    Mutant: `Rpower e (2 - a) * norm` becomes `1 * norm`; refuted by the theorem not_one
    Mutant: `Rpower e (2 - a) * norm` becomes `99 / 100 * Rpower e (2 - a) * norm`; refuted by the theorem
      not_one_per_cent_less
    Mutant: `(3 <= N)%nat` becomes `(2 <= N)%nat`; refuted by the theorem two_classes_have_a_bound
*)
Theorem entmax_norm_has_no_bound : forall a N f, 2 <= a -> (forall w, is_entmax a N w (f w)) ->
  (forall z, no_tie a N z -> exists J, jacobian N f z J) /\
  (forall z J e, jacobian N f z J -> 0 < e ->
    (exists i, (i < N)%nat /\ f z i = e) -> (forall i, (i < N)%nat -> 0 < f z i -> e <= f z i) ->
    (forall v, norm N (times N J v) <= Rpower e (2 - a) * norm N v) /\
    ((exists i j, (i < N)%nat /\ (j < N)%nat /\ i <> j /\ f z i = e /\ f z j = e) ->
     operator_norm N J (Rpower e (2 - a)))) /\
  (2 < a -> (3 <= N)%nat -> ~ exists c, forall z J v, jacobian N f z J -> norm N (times N J v) <= c * norm N v).
Proof.
  intros a N f Ha Hf. split; [|split].
  - intros z T. eexists. exact (entmax_has_jacobian a N f z ltac:(lra) Hf T).
  - intros z J e HJ He _ Hle. exact (entmax_norm_above_two a N f z J e Ha Hf HJ He Hle).
  - intros A HN. exact (no_bound a N f A HN Hf).
Qed.

(** 3-entmax of two scores is the sparsemax of their doubles. *)
Lemma three_entmax_of_two z : is_entmax 3 2 z (sparsemax2 (fun k => 2 * z k)).
Proof.
  set (p := sparsemax2 (fun k => 2 * z k)). pose proof (sparsemax2_is_sparsemax (fun k => 2 * z k)) as S. fold p in S.
  split; [apply S|]. destruct (sparsemax_threshold 2 (fun k => 2 * z k) p S) as [t T].
  pose proof (T 0%nat ltac:(lia)) as T0. pose proof (T 1%nat ltac:(lia)) as T1. cbv beta in T0, T1.
  destruct S as [[Pos Sum] _]. simpl in Sum. clear T.
  pose proof (Pos 0%nat ltac:(lia)) as P0. pose proof (Pos 1%nat ltac:(lia)) as P1.
  assert (Root : forall x q, 0 <= q -> x = q * q -> (if Rlt_dec 0 x then Rpower x (1 / (3 - 1)) else 0) = q).
  { intros x q Q ->. destruct (Rlt_dec 0 (q * q)) as [L|L].
    - replace (1 / (3 - 1)) with (/ 2) by field. rewrite Rpower_sqrt by exact L. apply sqrt_square, Q.
    - destruct Q as [Q| <-]; [pose proof (Rmult_lt_0_compat _ _ Q Q); lra|reflexivity]. }
  assert (Shift : forall tau i, (if Rlt_dec tau ((3 - 1) * z i) then Rpower ((3 - 1) * z i - tau) (1 / (3 - 1)) else 0)
    = if Rlt_dec 0 ((3 - 1) * z i - tau) then Rpower ((3 - 1) * z i - tau) (1 / (3 - 1)) else 0).
  { intros tau i. destruct (Rlt_dec tau ((3 - 1) * z i)), (Rlt_dec 0 ((3 - 1) * z i - tau)); lra || reflexivity. }
  assert (None : forall x, x <= 0 -> (if Rlt_dec 0 x then Rpower x (1 / (3 - 1)) else 0) = 0)
    by (intros x X; destruct (Rlt_dec 0 x); [lra|reflexivity]).
  unfold Rmax in T0, T1. destruct (Rle_dec 0 (2 * z 0%nat - t)), (Rle_dec 0 (2 * z 1%nat - t)).
  - exists (2 * z 0%nat - p 0%nat * p 0%nat). intros [|[|i]] Hi; [| |lia]; rewrite Shift; symmetry; apply Root; try lra.
    replace (p 0%nat) with (1 - p 1%nat) at 1 2 by lra. lra.
  - assert (E0 : p 0%nat = 1) by lra. apply Rnot_le_lt in n.
    exists (2 * z 0%nat - 1). intros [|[|i]] Hi; [| |lia]; rewrite Shift; symmetry.
    + rewrite E0. apply Root; lra.
    + rewrite T1. apply None. lra.
  - assert (E1 : p 1%nat = 1) by lra. apply Rnot_le_lt in n.
    exists (2 * z 1%nat - 1). intros [|[|i]] Hi; [| |lia]; rewrite Shift; symmetry.
    + rewrite T0. apply None. lra.
    + rewrite E1. apply Root; lra.
  - lra.
Qed.

Lemma three_entmax_bounded z J v : jacobian 2 (fun z => sparsemax2 (fun k => 2 * z k)) z J ->
  norm 2 (times 2 J v) <= 2 * norm 2 v.
Proof.
  intros HJ. apply (lipschitz_jacobian 2 (fun z => sparsemax2 (fun k => 2 * z k)) 2 z); [|lra|exact HJ].
  intros w. pose proof (norm_scaled 2 2 (fun i => w i - z i)) as E. rewrite Rabs_right in E by lra. rewrite <- E.
  rewrite (norm_ext 2 (fun k => 2 * _) (fun i => 2 * w i - 2 * z i)) by (intros; ring).
  rewrite <- (Rmult_1_l (norm 2 (fun i => 2 * w i - 2 * z i))).
  apply (proj2 (sparsemax_norm 2 sparsemax2 sparsemax2_is_sparsemax) (fun k => 2 * w k) (fun k => 2 * z k)).
Qed.

Lemma halves i : sparsemax2 (fun _ => 2 * 0) i = 1 / 2.
Proof.
  replace (fun _ : nat => 2 * 0) with (fun _ : nat => 0) by (apply functional_extensionality; intros; ring).
  apply sparsemax2_at_0.
Qed.

(** At two equal scores 3-entmax has two equal probabilities, and the norm 2. *)
Lemma three_entmax_at_0 : exists J, jacobian 2 (fun z => sparsemax2 (fun k => 2 * z k)) (fun _ => 0) J /\
  operator_norm 2 J 2.
Proof.
  set (f := fun z => sparsemax2 (fun k => 2 * z k)).
  assert (E : forall i, f (fun _ => 0) i = 1 / 2) by exact halves.
  assert (T : no_tie 3 2 (fun _ => 0)).
  { apply (full_support_has_no_tie 3 2 _ (f (fun _ => 0)) ltac:(lra) (three_entmax_of_two _)). intros. rewrite E. lra. }
  pose proof (entmax_has_jacobian 3 2 f (fun _ => 0) ltac:(lra) three_entmax_of_two T) as J. eexists. split; [exact J|].
  destruct (entmax_norm_above_two 3 2 f (fun _ => 0) _ (1 / 2) ltac:(lra) three_entmax_of_two J ltac:(lra)) as [_ O];
    [intros i _ _; rewrite E; lra|].
  replace (Rpower (1 / 2) (2 - 3)) with 2 in O.
  - apply O. exists 0%nat, 1%nat. rewrite !E. repeat split; lia || lra.
  - replace (2 - 3) with (- (1)) by ring. rewrite Rpower_Ropp, Rpower_1 by lra. field.
Qed.

Lemma least_of_the_two : (exists i, (i < 2)%nat /\ sparsemax2 (fun _ => 2 * 0) i = 1 / 2) /\
  forall i, (i < 2)%nat -> 0 < sparsemax2 (fun _ => 2 * 0) i -> 1 / 2 <= sparsemax2 (fun _ => 2 * 0) i.
Proof.
  split; [exists 0%nat; split; [lia|apply halves]|]. intros i _ _. rewrite halves. lra.
Qed.

(** Claim: none
    Says: Of two equal scores the norm of 3-entmax is 2 and not at most 1, as that of sparsemax is.
*)
Theorem not_one : ~ (forall a N f, 2 <= a -> (forall w, is_entmax a N w (f w)) ->
  (forall z, no_tie a N z -> exists J, jacobian N f z J) /\
  (forall z J e, jacobian N f z J -> 0 < e ->
    (exists i, (i < N)%nat /\ f z i = e) -> (forall i, (i < N)%nat -> 0 < f z i -> e <= f z i) ->
    (forall v, norm N (times N J v) <= 1 * norm N v) /\
    ((exists i j, (i < N)%nat /\ (j < N)%nat /\ i <> j /\ f z i = e /\ f z j = e) ->
     operator_norm N J (Rpower e (2 - a)))) /\
  (2 < a -> (3 <= N)%nat -> ~ exists c, forall z J v, jacobian N f z J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 3 2%nat _ ltac:(lra) three_entmax_of_two) as (_ & B & _).
  destruct three_entmax_at_0 as (J & HJ & O). destruct least_of_the_two as [L1 L2].
  destruct (B (fun _ => 0) J (1 / 2) HJ ltac:(lra) L1 L2) as [C _]. apply O in C.
  lra.
Qed.

(** Claim: none
    Says: Of two equal scores the norm of 3-entmax is 2, and not 1 % less.
*)
Theorem not_one_per_cent_less : ~ (forall a N f, 2 <= a -> (forall w, is_entmax a N w (f w)) ->
  (forall z, no_tie a N z -> exists J, jacobian N f z J) /\
  (forall z J e, jacobian N f z J -> 0 < e ->
    (exists i, (i < N)%nat /\ f z i = e) -> (forall i, (i < N)%nat -> 0 < f z i -> e <= f z i) ->
    (forall v, norm N (times N J v) <= 99 / 100 * Rpower e (2 - a) * norm N v) /\
    ((exists i j, (i < N)%nat /\ (j < N)%nat /\ i <> j /\ f z i = e /\ f z j = e) ->
     operator_norm N J (Rpower e (2 - a)))) /\
  (2 < a -> (3 <= N)%nat -> ~ exists c, forall z J v, jacobian N f z J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 3 2%nat _ ltac:(lra) three_entmax_of_two) as (_ & B & _).
  destruct three_entmax_at_0 as (J & HJ & O). destruct least_of_the_two as [L1 L2].
  destruct (B (fun _ => 0) J (1 / 2) HJ ltac:(lra) L1 L2) as [C _]. apply O in C.
  replace (2 - 3) with (- (1)) in C by ring. rewrite Rpower_Ropp, Rpower_1 in C by lra. lra.
Qed.

(** Claim: none
    Says: Of two classes the norm of 3-entmax is at most 2.
*)
Theorem two_classes_have_a_bound : ~ (forall a N f, 2 <= a -> (forall w, is_entmax a N w (f w)) ->
  (forall z, no_tie a N z -> exists J, jacobian N f z J) /\
  (forall z J e, jacobian N f z J -> 0 < e ->
    (exists i, (i < N)%nat /\ f z i = e) -> (forall i, (i < N)%nat -> 0 < f z i -> e <= f z i) ->
    (forall v, norm N (times N J v) <= Rpower e (2 - a) * norm N v) /\
    ((exists i j, (i < N)%nat /\ (j < N)%nat /\ i <> j /\ f z i = e /\ f z j = e) ->
     operator_norm N J (Rpower e (2 - a)))) /\
  (2 < a -> (2 <= N)%nat -> ~ exists c, forall z J v, jacobian N f z J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 3 2%nat _ ltac:(lra) three_entmax_of_two) as (_ & _ & B).
  apply (B ltac:(lra) ltac:(lia)). exists 2. exact three_entmax_bounded.
Qed.
