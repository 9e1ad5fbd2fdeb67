(** The gradients of Rankmax in the scores of the negatives: with its scale adapted to the label, and with a fixed
    one. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives Sparsemax FenchelYoung SparsemaxSupport Rankmax.
Open Scope R_scope.

Lemma lone_scale n z y j : (y < n)%nat -> (j < n)%nat -> j <> y -> z y - 1 < z j ->
  (forall i, (i < n)%nat -> i <> y -> i <> j -> z i < z y - 1) -> scale n z y = 2 + (z j - z y).
Proof.
  intros Hy Hj N L O. unfold scale.
  rewrite (sum_ext n _ (fun i => one_hot y i * 1 + one_hot j i * (z j - z y + 1))).
  - rewrite sum_plus, (sum_pick n y (fun _ => 1) Hy), (sum_pick n j (fun _ => z j - z y + 1) Hj). ring.
  - intros i Hi. unfold part, one_hot. destruct (Nat.eqb_spec i y) as [E|A], (Nat.eqb_spec i j) as [F|B].
    + congruence.
    + rewrite E, Rmax_left; lra.
    + rewrite F, Rmax_left; lra.
    + specialize (O i Hi A B). rewrite Rmax_right; lra.
Qed.

Lemma lone_gradient n z y j : (y < n)%nat -> (j < n)%nat -> j <> y -> z y - 1 < z j ->
  (forall i, (i < n)%nat -> i <> y -> i <> j -> z i < z y - 1) ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ (2 + (z j - z y))).
Proof.
  intros Hy Hj N L O. rewrite <- (lone_scale n z y j Hy Hj N L O).
  exact (proj1 (proj1 (adapted_rankmax_gradient_of_a_negative n z y j Hy Hj N) L)).
Qed.

Lemma falls_to_0 : (forall u u', -1 < u < u' -> / (2 + u') < / (2 + u)) /\
  forall eps, 0 < eps -> exists U, forall u, U <= u -> / (2 + u) < eps.
Proof.
  split.
  - intros u u' H. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
  - intros eps He. exists (/ eps). intros u Hu. pose proof (Rinv_0_lt_compat eps He).
    rewrite <- (Rinv_involutive eps) by lra. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

(** Claim: none
    Says: On a level with the label the lone negative has the gradient 1/2.
*)
Theorem the_target_counts_too : ~ (
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y ->
    (z y - 1 < z j -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ scale n z y)) /\
    (z j < z y - 1 -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 0)) /\
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y -> z y - 1 < z j ->
    (forall i, (i < n)%nat -> i <> y -> i <> j -> z i < z y - 1) ->
    derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ (1 + (z j - z y)))) /\
  (forall u u', -1 < u < u' -> / (2 + u') < / (2 + u)) /\
  forall eps, 0 < eps -> exists U, forall u, U <= u -> / (2 + u) < eps).
Proof.
  intros (_ & H & _). specialize (H 2%nat (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra)
    ltac:(intros; lia)).
  pose proof (derive_unique _ _ _ _ H (lone_gradient 2 (fun _ => 0) 0 1 ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lra)
    ltac:(intros; lia))) as E. cbv beta in E. replace (1 + (0 - 0)) with 1 in E by ring. rewrite Rinv_1 in E. lra.
Qed.

(** Claim: none
    Says: On a level with the label a negative has the gradient 1/S, not 0.
*)
Theorem within_the_margin_it_counts : ~ (
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y ->
    (z y - 1 < z j -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ scale n z y)) /\
    (z j <= z y -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 0)) /\
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y -> z y - 1 < z j ->
    (forall i, (i < n)%nat -> i <> y -> i <> j -> z i < z y - 1) ->
    derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ (2 + (z j - z y)))) /\
  (forall u u', -1 < u < u' -> / (2 + u') < / (2 + u)) /\
  forall eps, 0 < eps -> exists U, forall u, U <= u -> / (2 + u) < eps).
Proof.
  intros (H & L & _). destruct (H 2%nat (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia)) as [A B].
  specialize (A ltac:(lra)). specialize (B ltac:(lra)). pose proof (derive_unique _ _ _ _ A B).
  pose proof (Rinv_0_lt_compat _ (Rlt_le_trans _ _ _ Rlt_0_1 (scale_ge_1 2 (fun _ => 0) 0 ltac:(lia)))). lra.
Qed.

(** Claim: sf.hard_negatives.rankmax.focus.repair
    Role: establishes
    Place: SF, beyond the summary, Design tradeoffs
    Says: Under adapted Rankmax all negatives above z_y - 1 have the same gradient 1/S, those below have none; that of a
      lone negative above the margin is 1/(2 + u), u = z_j - z_y, which falls as u grows, to 0.
    Gap: Real numbers. A lone negative is the only one above z_y - 1. At z_y - 1 itself the loss has a kink, and nothing
      is said.
    Mutant: `z j < z y - 1` becomes `z j <= z y`; refuted by the theorem within_the_margin_it_counts
    Mutant: `/ (2 + (z j` becomes `/ (1 + (z j`; refuted by the theorem the_target_counts_too
*)
Theorem negatives_of_adapted_rankmax :
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y ->
    (z y - 1 < z j -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ scale n z y)) /\
    (z j < z y - 1 -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 0)) /\
  (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y -> z y - 1 < z j ->
    (forall i, (i < n)%nat -> i <> y -> i <> j -> z i < z y - 1) ->
    derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ (2 + (z j - z y)))) /\
  (forall u u', -1 < u < u' -> / (2 + u') < / (2 + u)) /\
  forall eps, 0 < eps -> exists U, forall u, U <= u -> / (2 + u) < eps.
Proof.
  split; [|split; [exact lone_gradient|exact falls_to_0]]. intros n z y j Hy Hj N.
  destruct (adapted_rankmax_gradient_of_a_negative n z y j Hy Hj N) as [A B].
  split; [intros L; exact (proj1 (A L))|exact B].
Qed.

(** The loss of Rankmax with the fixed scale c, of which p is the map: the Fenchel-Young loss of gini / c. *)
Definition fixed_loss (n : nat) (c : R) (z p : nat -> R) (y : nat) : R :=
  / c * loss n (fun i => c * z i) p (one_hot y).

(** Its derivative in the score of a negative is the probability. *)
Lemma fixed_gradient n c z (p : R -> nat -> R) y j : 0 < c ->
  (forall t, sparsemax n (fun i => c * raise z j t i) (p t)) -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  derivable_pt_lim (fun t => fixed_loss n c (raise z j t) (p t) y) 0 (p 0 j).
Proof.
  intros Hc S Hy Hj N eps He. assert (D : 0 < eps / c) by (apply Rdiv_lt_0_compat; lra).
  exists (mkposreal _ D). intros h Hh Hd. simpl in Hd. rewrite Rplus_0_l.
  pose proof (sparsemax_loss_gradient n _ _ _ _ (one_hot y) (S 0) (S h) (one_hot_simplex n y Hy)) as G.
  assert (E : forall i, c * raise z j h i - c * raise z j 0 i = c * h * one_hot j i) by (intros; unfold raise; ring).
  assert (J : one_hot j j = 1 /\ one_hot y j = 0).
  { unfold one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec j y); [contradiction|]. split; reflexivity. }
  rewrite (sum_ext n (fun i => (p 0 i - one_hot y i) * _) (fun i => one_hot j i * (c * h * (p 0 i - one_hot y i)))) in G
    by (intros i _; rewrite E; ring).
  rewrite (sum_ext n (fun i => (c * raise z j h i - c * raise z j 0 i) ^ 2)
    (fun i => one_hot j i * (c * h * (c * h * one_hot j i)))) in G by (intros i _; rewrite E; ring).
  rewrite (sum_pick n j (fun i => c * h * (p 0 i - one_hot y i)) Hj),
    (sum_pick n j (fun i => c * h * (c * h * one_hot j i)) Hj), (proj1 J), (proj2 J) in G.
  unfold fixed_loss. set (A := loss n _ (p h) _) in *. set (B := loss n _ (p 0) _) in *.
  assert (Q : 0 <= / c * (A - B - c * h * p 0 j) <= c * h ^ 2 / 2).
  { pose proof (Rinv_0_lt_compat c Hc). split; [apply Rmult_le_pos; lra|].
    apply (Rmult_le_reg_l c); [exact Hc|]. rewrite <- Rmult_assoc, Rinv_r by lra. simpl in *. lra. }
  replace ((/ c * A - / c * B) / h - p 0 j) with (/ c * (A - B - c * h * p 0 j) / h) by (field; lra).
  unfold Rdiv at 1. rewrite Rabs_mult, Rabs_inv, (Rabs_right (/ c * _)) by lra.
  assert (P : 0 < Rabs h) by (apply Rabs_pos_lt; exact Hh).
  apply (Rmult_lt_reg_r (Rabs h)); [exact P|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply (Rmult_lt_compat_r c) in Hd; [|exact Hc]. replace (eps / c * c) with eps in Hd by (field; lra).
  assert (H2 : h ^ 2 = Rabs h * Rabs h) by (rewrite <- Rabs_mult, Rabs_right; [ring|nra]).
  rewrite H2 in Q. pose proof (Rmult_lt_compat_r (Rabs h) _ _ P Hd).
  pose proof (Rmult_lt_0_compat _ _ (Rmult_lt_0_compat _ _ P Hc) P). lra.
Qed.

Lemma fixed_support n c z p j : 0 < c -> sparsemax n (fun i => c * raise z j 0 i) p -> (j < n)%nat ->
  (p j = 0 <-> / c <= sum n (fun i => Rmax (z i - z j) 0)).
Proof.
  intros Hc S Hj. rewrite (rankmax_of_a_fixed_scale_support n c (raise z j 0) p j Hc S Hj).
  rewrite (sum_ext n _ (fun i => Rmax (z i - z j) 0)); [reflexivity|]. intros i _. f_equal. unfold raise. ring.
Qed.

Lemma no_gradient n c z (p : R -> nat -> R) y j : 0 < c ->
  (forall t, sparsemax n (fun i => c * raise z j t i) (p t)) -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  (derivable_pt_lim (fun t => fixed_loss n c (raise z j t) (p t) y) 0 0
    <-> / c <= sum n (fun i => Rmax (z i - z j) 0)).
Proof.
  intros Hc S Hy Hj N. rewrite <- (fixed_support n c z (p 0) j Hc (S 0) Hj).
  pose proof (fixed_gradient n c z p y j Hc S Hy Hj N) as D. split; intros H.
  - exact (derive_unique _ _ _ _ D H).
  - rewrite H in D. exact D.
Qed.

(** Sparsemax of two scores. *)
Definition sparse_pair (z : nat -> R) (i : nat) : R :=
  Rmax 0 (Rmin 1 ((1 + (if Nat.eqb i 0 then z 0%nat - z 1%nat else z 1%nat - z 0%nat)) / 2)).

Lemma sparse_pair_is_sparsemax z : sparsemax 2 z (sparse_pair z).
Proof.
  unfold sparse_pair. destruct (Rle_lt_dec (z 0%nat - z 1%nat) (-1)); [|destruct (Rle_lt_dec 1 (z 0%nat - z 1%nat))].
  - apply (above_sparsemax _ _ (z 1%nat - 1)). split; [intros [|[|i]] Hi; try lia|]; simpl;
      unfold Rmax, Rmin; repeat destruct (Rle_dec _ _); lra.
  - apply (above_sparsemax _ _ (z 0%nat - 1)). split; [intros [|[|i]] Hi; try lia|]; simpl;
      unfold Rmax, Rmin; repeat destruct (Rle_dec _ _); lra.
  - apply (above_sparsemax _ _ ((z 0%nat + z 1%nat - 1) / 2)). split; [intros [|[|i]] Hi; try lia|]; simpl;
      unfold Rmax, Rmin; repeat destruct (Rle_dec _ _); lra.
Qed.

(** Claim: none
    Says: With the scale 1/2 and z = (3/2, 0) the second class has a gradient, though the sum is above 1/2.
*)
Theorem the_scale_counts_inversely : ~ (forall n c z (p : R -> nat -> R) y j, 0 < c ->
  (forall t, sparsemax n (fun i => c * raise z j t i) (p t)) -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  (derivable_pt_lim (fun t => fixed_loss n c (raise z j t) (p t) y) 0 0
    <-> c <= sum n (fun i => Rmax (z i - z j) 0))).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 0 then 3 / 2 else 0).
  assert (S : forall t, sparsemax 2 (fun i => 1 / 2 * raise z 1 t i) (sparse_pair (fun i => 1 / 2 * raise z 1 t i)))
    by (intros; apply sparse_pair_is_sparsemax).
  pose proof (proj1 (no_gradient 2 (1 / 2) z _ 0 1 ltac:(lra) S ltac:(lia) ltac:(lia) ltac:(lia))) as A.
  pose proof (proj2 (H 2%nat (1 / 2) z _ 0%nat 1%nat ltac:(lra) S ltac:(lia) ltac:(lia) ltac:(lia))) as B.
  unfold z in A, B. simpl in A, B. rewrite (Rmax_left (3 / 2 - 0)), (Rmax_left (0 - 0)) in * by lra.
  specialize (A (B ltac:(lra))). lra.
Qed.

(** Claim: none
    Says: At scale 1 and z = (1, 0) the sum is 1 and the second class has no gradient.
*)
Theorem at_the_bound_there_is_no_gradient : ~ (forall n c z (p : R -> nat -> R) y j, 0 < c ->
  (forall t, sparsemax n (fun i => c * raise z j t i) (p t)) -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  (derivable_pt_lim (fun t => fixed_loss n c (raise z j t) (p t) y) 0 0
    <-> / c < sum n (fun i => Rmax (z i - z j) 0))).
Proof.
  intros H.
  assert (S : forall t, sparsemax 2 (fun i => 1 * raise (one_hot 0) 1 t i)
    (sparse_pair (fun i => 1 * raise (one_hot 0) 1 t i))) by (intros; apply sparse_pair_is_sparsemax).
  pose proof (proj2 (no_gradient 2 1 (one_hot 0) _ 0 1 ltac:(lra) S ltac:(lia) ltac:(lia) ltac:(lia))) as A.
  pose proof (proj1 (H 2%nat 1 (one_hot 0) _ 0%nat 1%nat ltac:(lra) S ltac:(lia) ltac:(lia) ltac:(lia))) as B.
  unfold one_hot in A, B. simpl in A, B. rewrite Rinv_1, (Rmax_left (1 - 0)), (Rmax_left (0 - 0)) in * by lra.
  specialize (B (A ltac:(lra))). lra.
Qed.

(** Claim: sf.hard_negatives.rankmax.fixed.repair
    Role: establishes
    Place: SF, beyond the summary, Design tradeoffs
    Says: With the fixed scale c a negative j gets no gradient, the derivative of the loss in its score is 0, exactly if
      the sum of max(z_i - z_j, 0) over all i is at least 1/c, whether it outranks the target or not.
    Gap: Real numbers. p t is the map of the scores of which that of j is raised by t; that there is one for all scores
      is proved in Sparsemax.v. The loss is the Fenchel-Young loss of gini / c, whose gradient is p - e_y; it is not
      -log p_y.
    Mutant: `/ c <= sum` becomes `c <= sum`; refuted by the theorem the_scale_counts_inversely
    Mutant: `/ c <= sum` becomes `/ c < sum`; refuted by the theorem at_the_bound_there_is_no_gradient
*)
Theorem negatives_of_rankmax_of_a_fixed_scale : forall n c z (p : R -> nat -> R) y j, 0 < c ->
  (forall t, sparsemax n (fun i => c * raise z j t i) (p t)) -> (y < n)%nat -> (j < n)%nat -> j <> y ->
  (derivable_pt_lim (fun t => fixed_loss n c (raise z j t) (p t) y) 0 0
    <-> / c <= sum n (fun i => Rmax (z i - z j) 0)).
Proof. exact no_gradient. Qed.
