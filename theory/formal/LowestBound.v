(** The least of the bounds of the family: 1/4 up to four classes, 1/N from there on. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Jacobian SoftmaxJacobian EntmaxJacobian RgPairwiseBaselines
  FamilyBounds EntmaxDifferentiable.
Open Scope R_scope.

(** The chances x and 1 - x of two classes, and scores whose entmax they are. *)
Definition pair_of (x : R) (i : nat) : R := match i with O => x | S O => 1 - x | _ => 0 end.
Definition scores_of (a x : R) (i : nat) : R :=
  match i with O => Rpower x (a - 1) / (a - 1) | S O => Rpower (1 - x) (a - 1) / (a - 1) | _ => 0 end.

Lemma sum_pair N f g : (2 <= N)%nat -> (forall i, (2 <= i)%nat -> f i = 0) -> f 0%nat + f 1%nat = g -> sum N f = g.
Proof.
  intros HN Z <-. rewrite (sum_ext N f (fun i => one_hot 0 i * f i + one_hot 1 i * f i)).
  - rewrite sum_plus, !sum_pick by lia. reflexivity.
  - intros [|[|i]] _; unfold one_hot; simpl; [ring|ring|]. rewrite Z by lia. ring.
Qed.

Lemma pair_is_entmax a N x : 1 < a -> (2 <= N)%nat -> 0 < x < 1 -> is_entmax a N (scores_of a x) (pair_of x).
Proof.
  intros Ha HN Hx.
  assert (V : forall u, 0 < u -> u = if Rlt_dec 0 ((a - 1) * (Rpower u (a - 1) / (a - 1)))
    then Rpower ((a - 1) * (Rpower u (a - 1) / (a - 1)) - 0) (1 / (a - 1)) else 0).
  { intros u Hu. replace ((a - 1) * (Rpower u (a - 1) / (a - 1))) with (Rpower u (a - 1)) by (field; lra).
    destruct (Rlt_dec 0 (Rpower u (a - 1))) as [_|C]; [|exfalso; apply C, exp_pos].
    rewrite Rminus_0_r, Rpower_mult. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra).
    rewrite Rpower_1; [reflexivity|exact Hu]. }
  split; [split|].
  - intros [|[|i]] _; simpl; lra.
  - apply (sum_pair N (pair_of x) 1 HN); [intros [|[|i]] H; lia || reflexivity|simpl; ring].
  - exists 0. intros [|[|i]] _; simpl; [apply V; lra|apply V; lra|].
    rewrite Rmult_0_r. destruct (Rlt_dec 0 0); lra.
Qed.

(** Powers are apart by no more than the logarithms. *)
Lemma powers_apart b u v : 0 < b -> 0 < u <= v -> v <= 1 ->
  0 <= Rpower v b / b - Rpower u b / b <= ln v - ln u.
Proof.
  intros Hb Hu Hv. pose proof (ln_le u v (proj1 Hu) (proj2 Hu)) as L.
  assert (V : ln v <= 0) by (rewrite <- ln_1; apply ln_le; lra).
  assert (R1 : Rpower u b <= Rpower v b) by (apply Rle_Rpower_l; lra).
  assert (R2 : Rpower v b <= 1).
  { unfold Rpower. rewrite <- exp_0. assert (E : b * ln v <= 0) by nra.
    destruct E as [E|E]; [apply Rlt_le, exp_increasing, E|rewrite E; lra]. }
  assert (R3 : Rpower u b = Rpower v b * exp (- (b * (ln v - ln u)))).
  { unfold Rpower. rewrite <- exp_plus. f_equal. ring. }
  pose proof (exp_ineq1_le (- (b * (ln v - ln u)))) as X. pose proof (exp_pos (b * ln v)) as P. fold (Rpower v b) in P.
  pose proof (Rinv_0_lt_compat b Hb) as I.
  assert (Y : Rpower v b - Rpower u b <= b * (ln v - ln u)).
  { rewrite R3. apply Rle_trans with (Rpower v b * (b * (ln v - ln u))).
    - replace (Rpower v b - Rpower v b * exp (- (b * (ln v - ln u))))
        with (Rpower v b * (1 - exp (- (b * (ln v - ln u))))) by ring. apply Rmult_le_compat_l; lra.
    - rewrite <- (Rmult_1_l (b * (ln v - ln u))) at 2. apply Rmult_le_compat_r; [|exact R2].
      apply Rmult_le_pos; lra. }
  unfold Rdiv. rewrite <- Rmult_minus_distr_r. split; [apply Rmult_le_pos; lra|].
  apply (Rmult_le_reg_r b); [exact Hb|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma entmax_at_least a N f d : 1 < a -> (2 <= N)%nat -> (forall w, is_entmax a N w (f w)) -> lipschitz N f d ->
  1 / 4 <= d.
Proof.
  intros Ha HN F L. set (z := scores_of a (3 / 4)). set (w := scores_of a (1 / 2)). specialize (L z w).
  assert (U : forall x i, 0 < x < 1 -> (i < N)%nat -> f (scores_of a x) i = pair_of x i).
  { intros x i Hx Hi. exact (entmax_unique a N _ _ _ i Ha (F _) (pair_is_entmax a N x Ha HN Hx) Hi). }
  rewrite (norm_ext N _ (fun i => pair_of (3 / 4) i - pair_of (1 / 2) i)) in L
    by (intros i Hi; unfold z, w; rewrite !U by (exact Hi || lra); reflexivity).
  set (A := norm N (fun i => pair_of (3 / 4) i - pair_of (1 / 2) i)) in L.
  set (B := norm N (fun i => z i - w i)) in L.
  assert (EA : A * A = 1 / 8).
  { unfold A. rewrite norm_sq. apply sum_pair; [exact HN|intros [|[|i]] H; lia || (simpl; ring)|simpl; field]. }
  assert (EB : B * B <= 5 / 4).
  { unfold B. rewrite norm_sq. erewrite sum_pair; [|exact HN|intros [|[|i]] H; lia || (unfold z, w; simpl;
    ring)|reflexivity].
    unfold z, w. simpl. replace (1 - 3 / 4) with (1 / 4) by lra. replace (1 - 1 / 2) with (1 / 2) by lra.
    pose proof (powers_apart (a - 1) (1 / 2) (3 / 4) ltac:(lra) ltac:(lra) ltac:(lra)) as X.
    pose proof (powers_apart (a - 1) (1 / 4) (1 / 2) ltac:(lra) ltac:(lra) ltac:(lra)) as Y.
    assert (LX : ln (3 / 4) - ln (1 / 2) <= 1 / 2).
    { pose proof (exp_ineq1_le (ln (3 / 4) - ln (1 / 2))) as Q. unfold Rminus in Q.
      rewrite exp_plus, exp_Ropp, !exp_ln in Q by lra. lra. }
    assert (LY : ln (1 / 2) - ln (1 / 4) <= 1).
    { pose proof (exp_ineq1_le (ln (1 / 2) - ln (1 / 4))) as Q. unfold Rminus in Q.
      rewrite exp_plus, exp_Ropp, !exp_ln in Q by lra. lra. }
    set (x := Rpower (3 / 4) (a - 1) / (a - 1) - Rpower (1 / 2) (a - 1) / (a - 1)) in *.
    set (y := Rpower (1 / 2) (a - 1) / (a - 1) - Rpower (1 / 4) (a - 1) / (a - 1)) in *.
    replace (Rpower (1 / 4) (a - 1) / (a - 1) - Rpower (1 / 2) (a - 1) / (a - 1)) with (- y) by (unfold y; ring).
    assert (x * x <= 1 / 4) by nra. assert (y * y <= 1) by nra. lra. }
  pose proof (norm_nonneg N (fun i => pair_of (3 / 4) i - pair_of (1 / 2) i)) as PA. fold A in PA.
  pose proof (norm_nonneg N (fun i => z i - w i)) as PB. fold B in PB.
  apply Rnot_lt_le. intros C. assert (A <= 1 / 4 * B) by (apply Rle_trans with (d * B); [exact L|]; apply
    Rmult_le_compat_r; lra).
  assert (A * A <= 1 / 4 * B * (1 / 4 * B)) by (apply Rmult_le_compat; lra). lra.
Qed.

Lemma softmax_above k d : (2 <= k)%nat -> lipschitz k (softmax k) d -> 1 / 2 <= d.
Proof.
  intros Hk L. apply (softmax_jacobian_norm_sharp k Hk). intros s J v HJ. exact (lipschitz_stretches k _ d s J v L HJ).
Qed.

Lemma softmax_above_from_1 N f d : (2 <= N)%nat -> (forall w i, (i < N)%nat -> f w i = softmax N w i) ->
  lipschitz N f d -> 1 / 2 <= d.
Proof.
  intros HN F L. apply (softmax_above N d HN). intros z w. specialize (L z w).
  rewrite (norm_ext N _ (fun i => softmax N z i - softmax N w i)) in L by (intros; rewrite !F by assumption;
    reflexivity).
  exact L.
Qed.

Lemma family_above N n f d : (2 <= N)%nat -> family N n f -> lipschitz n f d -> Rmin (1 / 4) (/ INR N) <= d.
Proof.
  intros HN H L. pose proof (Rmin_l (1 / 4) (/ INR N)) as M1. pose proof (Rmin_r (1 / 4) (/ INR N)) as M2.
  destruct H as [a f H|k Hk|k Hk| |].
  - destruct (H (fun _ => 0)) as [[Ha _]|[Ha _]].
    + assert (F : forall w, is_entmax a N w (f w)) by (intros w; destruct (H w) as [[_ E]|[E _]]; [exact E|lra]).
      pose proof (entmax_at_least a N f d Ha HN F L). lra.
    + pose proof (softmax_above_from_1 N f d HN ltac:(intros w i Hi; destruct (H w) as [[E _]|(_ & _ & E)];
        [lra|exact (E i Hi)]) L). lra.
  - pose proof (softmax_above k d Hk L). lra.
  - pose proof (proj1 (sigmoid_bound k Hk d) L). lra.
  - pose proof (proj1 (rg2_bound N ltac:(lia) d) L). lra.
  - pose proof (rgx_below N d HN L). lra.
Qed.

Lemma family_least N : (2 <= N)%nat -> let least := Rmin (1 / 4) (/ INR N) in
  (forall n f c, family N n f -> bound n f c -> least <= c) /\ exists n f, family N n f /\ bound n f least.
Proof.
  intros HN least. split.
  - intros n f c F B. apply (family_above N n f c HN F), B, Rle_refl.
  - unfold least, Rmin. destruct (Rle_dec (1 / 4) (/ INR N)).
    + exists 1%nat, (fun s i => sigmoid (s i)). split; [apply nce_and_hsm; lia|apply sigmoid_bound; lia].
    + exists N, (fun o i => o i / INR N). split; [apply rg2|apply rg2_bound; lia].
Qed.

(** Claim: none
    Says: Up to four classes it is 1/4.
*)
Theorem up_to_four_classes : ~ ~ (forall N, (2 <= N <= 4)%nat ->
  (forall n f c, family N n f -> bound n f c -> 1 / 4 <= c) /\ exists n f, family N n f /\ bound n f (1 / 4)).
Proof.
  intros H. apply H. intros N HN. pose proof (family_least N ltac:(lia)) as L. cbv zeta in L.
  rewrite Rmin_left in L; [exact L|]. assert (0 < INR N <= 4).
  { split; [apply (lt_INR 0); lia|]. replace 4 with (INR 4) by (simpl; lra). apply le_INR. lia. }
  replace (1 / 4) with (/ 4) by lra. apply Rinv_le_contravar; lra.
Qed.

(** Claim: sf.jacobian.rg.lowest
    Role: refutes
    Place: SF, summary, Foundational learning, quick check
    Says: The least bound of softmax, sparsemax, entmax, sampled softmax, NCE, hierarchical softmax and the RG losses is
      not 1/4 for every N: for N = 5 RG2 has 1/5.
    Gap: The bound is the least Lipschitz constant of the gradient, which is the largest norm of the Hessian over all
      scores; the gradients are given, without what no score changes. RG2 and RGx have the 1/N of Eq. 15 for one pair.
    Mutant: `(2 <= N)%nat` becomes `(2 <= N <= 4)%nat`; refuted by the theorem up_to_four_classes
*)
Theorem a_quarter_is_not_the_least : ~ (forall N, (2 <= N)%nat ->
  (forall n f c, family N n f -> bound n f c -> 1 / 4 <= c) /\ exists n f, family N n f /\ bound n f (1 / 4)).
Proof.
  intros H. destruct (H 5%nat ltac:(lia)) as [L _].
  specialize (L _ _ _ (rg2 5) (rg2_bound 5 ltac:(lia))). simpl in L. lra.
Qed.

(** Claim: none
    Says: For two classes NCE has 1/4.
*)
Theorem not_one_over_few_classes : ~ (forall N, (2 <= N)%nat -> let least := / INR N in
  (forall n f c, family N n f -> bound n f c -> least <= c) /\ exists n f, family N n f /\ bound n f least).
Proof.
  intros H. destruct (H 2%nat ltac:(lia)) as [L _].
  specialize (L _ _ _ (nce_and_hsm 2 1 ltac:(lia)) (sigmoid_bound 1 ltac:(lia))). simpl in L. lra.
Qed.

(** Claim: none
    Says: For six classes RG2 has 1/6, not 1/5.
*)
Theorem not_one_over_one_less : ~ (forall N, (2 <= N)%nat -> let least := Rmin (1 / 4) (/ (INR N - 1)) in
  (forall n f c, family N n f -> bound n f c -> least <= c) /\ exists n f, family N n f /\ bound n f least).
Proof.
  intros H. destruct (H 6%nat ltac:(lia)) as [L _].
  specialize (L _ _ _ (rg2 6) (rg2_bound 6 ltac:(lia))). simpl in L. rewrite Rmin_right in L; lra.
Qed.

(** Claim: sf.jacobian.rg.lowest.repair
    Role: establishes
    Place: SF, beyond the summary, Foundational learning, quick check
    Says: The least of the bounds of softmax, sparsemax, entmax, sampled softmax, NCE, hierarchical softmax and the RG
      losses is min(1/4, 1/N), for every N of at least 2.
    Gap: The bound is the least Lipschitz constant of the gradient, which is the largest norm of the Hessian over all
      scores; the gradients are given, without what no score changes: sampled softmax in the logits of two terms or
      more, NCE and hierarchical softmax in those of one or more, and without their signs.
    Mutant: `Rmin (1 / 4) (/ INR N)` becomes `/ INR N`; refuted by the theorem not_one_over_few_classes
    Mutant: `/ INR N` becomes `/ (INR N - 1)`; refuted by the theorem not_one_over_one_less
    Mutant: `Rmin (1 / 4) (/ INR N)` becomes `1 / 4`; refuted by the theorem a_quarter_is_not_the_least
*)
Theorem least_bound_of_the_family : forall N, (2 <= N)%nat -> let least := Rmin (1 / 4) (/ INR N) in
  (forall n f c, family N n f -> bound n f c -> least <= c) /\ exists n f, family N n f /\ bound n f least.
Proof. exact family_least. Qed.
