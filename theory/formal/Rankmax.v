(** Rankmax with its scale adapted to the label: the map, its loss and the gradient of its loss. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives.
Open Scope R_scope.

(** What the score of class i is above the margin below the label's, if it is. *)
Definition part (z : nat -> R) (y i : nat) : R := Rmax (z i - z y + 1) 0.
Definition scale (n : nat) (z : nat -> R) (y : nat) : R := sum n (part z y).
Definition rankmax (n : nat) (z : nat -> R) (y i : nat) : R := part z y i / scale n z y.
Definition rankmax_loss (n : nat) (z : nat -> R) (y : nat) : R := ln (scale n z y).

(** The scores z, that of class j raised by t. *)
Definition raise (z : nat -> R) (j : nat) (t : R) (i : nat) : R := z i + one_hot j i * t.

Lemma part_label z y : part z y y = 1.
Proof. unfold part. rewrite Rmax_left; lra. Qed.

Lemma part_nonneg z y i : 0 <= part z y i.
Proof. apply Rmax_r. Qed.

Lemma scale_ge_1 n z y : (y < n)%nat -> 1 <= scale n z y.
Proof.
  intros Hy. rewrite <- (part_label z y). apply (term_le_sum n (part z y) y); [|exact Hy]. intros. apply part_nonneg.
Qed.

(** Claim: none
    Says: Of two negatives a margin below the label and lower still both have probability 0.
*)
Theorem adapted_rankmax_order_is_not_strict : ~ (forall n z y i j, (y < n)%nat -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> rankmax n z y j < rankmax n z y i /\
  (rankmax n z y j = rankmax n z y i <-> rankmax n z y i = 0) /\ (rankmax n z y i = 0 <-> z i <= z y - 1)).
Proof.
  intros H. destruct (H 3%nat (fun i => - INR i) 0%nat 1%nat 2%nat) as [L _]; try lia; [simpl; lra|].
  unfold rankmax, part in L. rewrite !(Rmax_right (- _ - _ + 1)) in L by (simpl; lra). lra.
Qed.

(** Claim: sf.order.rankmax.adapted
    Role: establishes
    Place: SF, summary, Key results
    Says: For Rankmax with its scale adapted to the label y, z_i > z_j implies p_i >= p_j, with equality exactly where
      p_i = 0, that is where z_i <= z_y - 1.
    Gap: Real numbers, not floating point.
    Mutant: `<= rankmax n z y i` becomes `< rankmax n z y i`; refuted by the theorem adapted_rankmax_order_is_not_strict
*)
Theorem adapted_rankmax_order : forall n z y i j, (y < n)%nat -> (i < n)%nat -> (j < n)%nat ->
  z j < z i -> rankmax n z y j <= rankmax n z y i /\
  (rankmax n z y j = rankmax n z y i <-> rankmax n z y i = 0) /\ (rankmax n z y i = 0 <-> z i <= z y - 1).
Proof.
  intros n z y i j Hy Hi Hj Hz. pose proof (scale_ge_1 n z y Hy) as S. unfold rankmax.
  assert (I : 0 < / scale n z y) by (apply Rinv_0_lt_compat; lra). unfold Rdiv.
  assert (C : z i <= z y - 1 /\ part z y i = 0 /\ part z y j = 0 \/
    z y - 1 < z i /\ part z y j < part z y i /\ 0 < part z y i).
  { unfold part. destruct (Rle_lt_dec (z i) (z y - 1)); [left|right].
    - rewrite !Rmax_right by lra. lra.
    - rewrite (Rmax_left (z i - z y + 1)) by lra. unfold Rmax. destruct (Rle_dec (z j - z y + 1) 0); lra. }
  destruct C as [(L & -> & ->)|(L & P & Q)]; [rewrite Rmult_0_l; lra|].
  pose proof (Rmult_lt_compat_r _ _ _ I P). pose proof (Rmult_lt_0_compat _ _ Q I). lra.
Qed.

(** Off its kink the positive part is smooth. *)
Lemma derive_positive_part a b : a <> 0 ->
  derivable_pt_lim (fun t => Rmax (a + b * t) 0) 0 (if Rlt_dec 0 a then b else 0).
Proof.
  intros Ha eps Heps.
  assert (D : 0 < Rabs a / (Rabs b + 1)).
  { apply Rdiv_lt_0_compat; [apply Rabs_pos_lt; exact Ha|pose proof (Rabs_pos b); lra]. }
  exists (mkposreal _ D). intros h Hh Hd. simpl in Hd. rewrite Rplus_0_l, Rmult_0_r, Rplus_0_r.
  assert (B : Rabs (b * h) < Rabs a).
  { rewrite Rabs_mult. pose proof (Rabs_pos b). pose proof (Rabs_pos h).
    apply (Rmult_lt_compat_l (Rabs b + 1)) in Hd; [|lra].
    replace ((Rabs b + 1) * (Rabs a / (Rabs b + 1))) with (Rabs a) in Hd by (field; lra). nra. }
  destruct (Rlt_dec 0 a) as [P|P].
  - rewrite (Rabs_right a) in B by lra. apply Rabs_def2 in B. rewrite !Rmax_left by lra.
    replace ((a + b * h - a) / h - b) with 0 by (field; exact Hh). rewrite Rabs_R0. exact Heps.
  - rewrite (Rabs_left a) in B by lra. apply Rabs_def2 in B. rewrite !Rmax_right by lra.
    replace ((0 - 0) / h - 0) with 0 by (field; exact Hh). rewrite Rabs_R0. exact Heps.
Qed.

(** How many classes other than the label are above the margin. *)
Definition hits (n : nat) (z : nat -> R) (y : nat) : R :=
  sum n (fun i => if Nat.eqb i y then 0 else if Rlt_dec 0 (z i - z y + 1) then 1 else 0).

Lemma derive_loss n z y j (c : nat -> R) : (y < n)%nat ->
  (forall i t, raise z j t i - raise z j t y + 1 = (z i - z y + 1) + c i * t) ->
  (forall i, (i < n)%nat -> z i - z y + 1 = 0 -> c i = 0) ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0
    (sum n (fun i => if Rlt_dec 0 (z i - z y + 1) then c i else 0) / scale n z y).
Proof.
  intros Hy C K.
  assert (E : forall t, ln (sum n (fun i => Rmax ((z i - z y + 1) + c i * t) 0)) = rankmax_loss n (raise z j t) y).
  { intros t. unfold rankmax_loss, scale. f_equal. apply sum_ext. intros i _. unfold part. rewrite C. reflexivity. }
  apply (derive_ext _ _ _ _ E).
  assert (S : sum n (fun i => Rmax (z i - z y + 1 + c i * 0) 0) = scale n z y).
  { apply sum_ext. intros i _. unfold part. f_equal. ring. }
  replace (sum n (fun i => if Rlt_dec 0 (z i - z y + 1) then c i else 0) / scale n z y)
    with (/ scale n z y * sum n (fun i => if Rlt_dec 0 (z i - z y + 1) then c i else 0))
    by (unfold Rdiv; ring).
  apply (derivable_pt_lim_comp (fun t => sum n (fun i => Rmax (z i - z y + 1 + c i * t) 0)) ln).
  - apply (derive_sum n (fun i t => Rmax (z i - z y + 1 + c i * t) 0)). intros i Hi.
    destruct (Req_dec (z i - z y + 1) 0) as [Z|Z]; [|exact (derive_positive_part _ _ Z)].
    rewrite (K i Hi Z). destruct (Rlt_dec 0 (z i - z y + 1)) as [P|_]; [lra|].
    apply (derive_ext (fun _ => Rmax (z i - z y + 1) 0)); [intros t; f_equal; ring|].
    exact (derivable_pt_lim_const _ 0).
  - rewrite S. apply derivable_pt_lim_ln. pose proof (scale_ge_1 n z y Hy). lra.
Qed.

Lemma derive_other n z y j : (y < n)%nat -> (j < n)%nat -> j <> y -> z j - z y + 1 <> 0 ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0
    ((if Rlt_dec 0 (z j - z y + 1) then 1 else 0) / scale n z y).
Proof.
  intros Hy Hj N Z.
  rewrite <- (sum_pick n j (fun i => if Rlt_dec 0 (z i - z y + 1) then 1 else 0) Hj).
  rewrite (sum_ext n _ (fun i => if Rlt_dec 0 (z i - z y + 1) then one_hot j i else 0)).
  - apply (derive_loss n z y j (one_hot j) Hy).
    + intros i t. unfold raise, one_hot. destruct (Nat.eqb_spec y j); [lia|]. ring.
    + intros i _ E. unfold one_hot. destruct (Nat.eqb_spec i j) as [->|_]; [lra|reflexivity].
  - intros i _. destruct (Rlt_dec 0 (z i - z y + 1)); ring.
Qed.

Lemma derive_label n z y : (y < n)%nat -> (forall i, (i < n)%nat -> i <> y -> z i - z y + 1 <> 0) ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z y t) y) 0 (- hits n z y / scale n z y).
Proof.
  intros Hy K. replace (- hits n z y) with (-1 * hits n z y) by ring. unfold hits. rewrite <- sum_scal.
  rewrite (sum_ext n _ (fun i => if Rlt_dec 0 (z i - z y + 1) then (if Nat.eqb i y then 0 else -1) else 0)).
  - apply (derive_loss n z y y (fun i => if Nat.eqb i y then 0 else -1) Hy).
    + intros i t. unfold raise, one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec i y) as [->|_]; ring.
    + intros i Hi E. destruct (Nat.eqb_spec i y) as [_|N]; [reflexivity|]. exfalso. exact (K i Hi N E).
  - intros i _. destruct (Nat.eqb i y), (Rlt_dec 0 (z i - z y + 1)); ring.
Qed.

(** Claim: none
    Says: At z = (0, 1/3) the derivative by the second score is 3/7 and not p = 4/7.
*)
Theorem the_numerator_is_one : ~ (forall n z y, (y < n)%nat -> (forall i, (i < n)%nat -> z i <> z y - 1) ->
  (forall j, (j < n)%nat -> j <> y -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0
    ((if Rlt_dec 0 (part z y j) then part z y j else 0) / scale n z y)) /\
  derivable_pt_lim (fun t => rankmax_loss n (raise z y t) y) 0 (- hits n z y / scale n z y)).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 0 then 0 else 1 / 3).
  assert (K : forall i, z i - z 0%nat + 1 <> 0) by (intros [|i]; unfold z; simpl; lra).
  destruct (H 2%nat z 0%nat ltac:(lia)) as [D _]; [intros i _; specialize (K i); lra|].
  specialize (D 1%nat ltac:(lia) ltac:(lia)).
  pose proof (derive_unique _ _ _ _ D (derive_other 2 z 0 1 ltac:(lia) ltac:(lia) ltac:(lia) (K 1%nat))) as E.
  unfold scale, part, z in E. simpl in E. rewrite !Rmax_left in E by lra.
  destruct (Rlt_dec 0 (1 / 3 - 0 + 1)); lra.
Qed.

(** Claim: sf.fy.rankmax.adapted.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: Off the kinks, z_i = z_y - 1, the loss log S of adapted Rankmax has the derivative [x_j > 0]/S by the score of
      j, another class than the label y, and -(n - 1)/S by the label's, n - 1 the number of other classes with x_i > 0.
    Gap: The claim does not say off the kinks; at them the loss has no gradient. x_j > 0 is written p_j S > 0; real
      numbers, not floating point.
    Mutant: `then 1 else 0` becomes `then part z y j else 0`; refuted by the theorem the_numerator_is_one
*)
Theorem adapted_rankmax_gradient : forall n z y, (y < n)%nat -> (forall i, (i < n)%nat -> z i <> z y - 1) ->
  (forall j, (j < n)%nat -> j <> y -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0
    ((if Rlt_dec 0 (part z y j) then 1 else 0) / scale n z y)) /\
  derivable_pt_lim (fun t => rankmax_loss n (raise z y t) y) 0 (- hits n z y / scale n z y).
Proof.
  intros n z y Hy K. split.
  - intros j Hj N. pose proof (K j Hj). pose proof (derive_other n z y j Hy Hj N ltac:(lra)) as D.
    unfold part. destruct (Rlt_dec 0 (z j - z y + 1)).
    + rewrite Rmax_left by lra. destruct (Rlt_dec 0 (z j - z y + 1)); [exact D|lra].
    + rewrite Rmax_right by lra. destruct (Rlt_dec 0 0); [lra|exact D].
  - apply derive_label; [exact Hy|]. intros i Hi _. pose proof (K i Hi). lra.
Qed.

(** Claim: none
    Says: A negative within the margin has the derivative 1/S.
*)
Theorem a_negative_within_the_margin : ~ ~ (forall n z y j d, (y < n)%nat -> (j < n)%nat ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 d ->
  j <> y -> z y - 1 < z j -> d = 1 / scale n z y).
Proof.
  intros H. apply H. intros n z y j d Hy Hj D N L.
  rewrite (derive_unique _ _ _ _ D (derive_other n z y j Hy Hj N ltac:(lra))).
  destruct (Rlt_dec 0 (z j - z y + 1)); [reflexivity|lra].
Qed.

(** Claim: sf.fy.rankmax.adapted
    Role: refutes
    Place: SF, novelty report
    Says: Adapted Rankmax is no Fenchel-Young loss: where the loss log S has a derivative, it is not p - e_y; at
      z = (0, 1/3), the first class the label, it is 3/7 by the second score, and p is 4/7 there.
    Gap: Real numbers.
    Mutant: `d = rankmax n z y j - one_hot y j` becomes `j <> y -> z y - 1 < z j -> d = 1 / scale n z y`; refuted by the
      theorem a_negative_within_the_margin
*)
Theorem adapted_rankmax_is_no_fenchel_young_loss : ~ (forall n z y j d, (y < n)%nat -> (j < n)%nat ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 d -> d = rankmax n z y j - one_hot y j).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 0 then 0 else 1 / 3).
  assert (K : z 1%nat - z 0%nat + 1 <> 0) by (unfold z; simpl; lra).
  pose proof (derive_other 2 z 0 1 ltac:(lia) ltac:(lia) ltac:(lia) K) as D.
  pose proof (H 2%nat z 0%nat 1%nat _ ltac:(lia) ltac:(lia) D) as E.
  unfold rankmax, scale, part, one_hot, z in E. simpl in E. rewrite !Rmax_left in E by lra.
  destruct (Rlt_dec 0 (1 / 3 - 0 + 1)); lra.
Qed.

(** Claim: none
    Says: On a level with the label a negative's gradient is 1/S, not 0.
*)
Theorem the_margin_counts : ~ (forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y ->
  (z y - 1 < z j -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ scale n z y) /\ 0 < / scale n z y)
  /\ (z j <= z y -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 0)).
Proof.
  intros H. destruct (H 2%nat (fun _ => 0) 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia)) as [A B].
  destruct (A ltac:(lra)) as [D P]. pose proof (derive_unique _ _ _ _ D (B ltac:(lra))). lra.
Qed.

(** Claim: sf.hard_negatives.rankmax
    Role: establishes
    Place: SF, summary, Mechanism 1
    Says: Under adapted Rankmax the loss has the derivative 1/S > 0 by the score of a negative j if z_j > z_y - 1,
      and so for each that outranks the target, and 0 if z_j < z_y - 1.
    Gap: Real numbers.
    Mutant: `z j < z y - 1` becomes `z j <= z y`; refuted by the theorem the_margin_counts
*)
Theorem adapted_rankmax_gradient_of_a_negative : forall n z y j, (y < n)%nat -> (j < n)%nat -> j <> y ->
  (z y - 1 < z j -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 (/ scale n z y) /\ 0 < / scale n z y)
  /\ (z j < z y - 1 -> derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 0).
Proof.
  intros n z y j Hy Hj N. pose proof (scale_ge_1 n z y Hy).
  split; intros L; pose proof (derive_other n z y j Hy Hj N ltac:(lra)) as D;
    destruct (Rlt_dec 0 (z j - z y + 1)); try lra.
  - split; [|apply Rinv_0_lt_compat; lra]. replace (/ scale n z y) with (1 / scale n z y) by (field; lra). exact D.
  - replace (0 / scale n z y) with 0 in D by (field; lra). exact D.
Qed.

(** Claim: none
    Says: Of two negatives of which only the harder is within the margin, it has the larger gradient.
*)
Theorem the_one_within_the_margin : ~ ~ (forall n z y i j a b, (y < n)%nat -> (i < n)%nat -> (j < n)%nat ->
  i <> y -> j <> y -> z j < z y - 1 < z i ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z i t) y) 0 a ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 b -> b < a).
Proof.
  intros H. apply H. intros n z y i j a b Hy Hi Hj Ni Nj [L U] A B.
  destruct (proj1 (adapted_rankmax_gradient_of_a_negative n z y i Hy Hi Ni) U) as [D P].
  rewrite (derive_unique _ _ _ _ A D).
  rewrite (derive_unique _ _ _ _ B (proj2 (adapted_rankmax_gradient_of_a_negative n z y j Hy Hj Nj) L)). exact P.
Qed.

(** Claim: sf.hard_negatives.rankmax.focus
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: Of two negatives within the margin, above z_y - 1, the harder one need not have the larger gradient: at
      z = (0, -1/2, 0), the first class the target, both have the same (2/5).
    Gap: Real numbers.
    Mutant: `z y - 1 < z j < z i` becomes `z j < z y - 1 < z i`; refuted by the theorem the_one_within_the_margin
*)
Theorem rankmax_does_not_focus : ~ (forall n z y i j a b, (y < n)%nat -> (i < n)%nat -> (j < n)%nat ->
  i <> y -> j <> y -> z y - 1 < z j < z i ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z i t) y) 0 a ->
  derivable_pt_lim (fun t => rankmax_loss n (raise z j t) y) 0 b -> b < a).
Proof.
  intros H. set (z := fun i => if Nat.eqb i 1 then - (1 / 2) else 0).
  assert (D : forall j, (j < 3)%nat -> j <> 0%nat ->
    derivable_pt_lim (fun t => rankmax_loss 3 (raise z j t) 0) 0 (/ scale 3 z 0)).
  { intros j Hj N. apply (adapted_rankmax_gradient_of_a_negative 3 z 0 j ltac:(lia) Hj N).
    unfold z. destruct (Nat.eqb j 1); simpl; lra. }
  pose proof (H 3%nat z 0%nat 2%nat 1%nat _ _ ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia)
    ltac:(unfold z; simpl; lra) (D 2%nat ltac:(lia) ltac:(lia)) (D 1%nat ltac:(lia) ltac:(lia))). lra.
Qed.

(** Half way between two score vectors. *)
Definition middle (z w : nat -> R) (i : nat) : R := 1 / 2 * (z i + w i).

Lemma part_convex z w y i a b : 0 <= a -> 0 <= b -> a + b = 1 ->
  part (fun m => a * z m + b * w m) y i <= a * part z y i + b * part w y i.
Proof.
  intros Ha Hb E. pose proof (Rmult_le_compat_l a _ _ Ha (Rmax_l (z i - z y + 1) 0)).
  pose proof (Rmult_le_compat_l b _ _ Hb (Rmax_l (w i - w y + 1) 0)).
  pose proof (Rmult_le_pos a _ Ha (part_nonneg z y i)). pose proof (Rmult_le_pos b _ Hb (part_nonneg w y i)).
  unfold part in *. apply Rmax_lub; lra.
Qed.

Lemma scale_convex n z w y a b : 0 <= a -> 0 <= b -> a + b = 1 ->
  scale n (fun m => a * z m + b * w m) y <= a * scale n z y + b * scale n w y.
Proof.
  intros Ha Hb E. unfold scale. rewrite <- !sum_scal, <- sum_plus. apply sum_le.
  intros i _. apply part_convex; assumption.
Qed.

(** Claim: none
    Says: S, the exponential of the loss, is convex.
*)
Theorem the_scale_is_convex : ~ ~ (forall n z w y, (y < n)%nat ->
  scale n (middle z w) y <= 1 / 2 * (scale n z y + scale n w y)).
Proof.
  intros H. apply H. intros n z w y _. rewrite Rmult_plus_distr_l.
  replace (scale n (middle z w) y) with (scale n (fun m => 1 / 2 * z m + 1 / 2 * w m) y);
    [apply scale_convex; lra|]. apply sum_ext. intros i _. unfold part, middle. f_equal. ring.
Qed.

(** Claim: sf.fy.rankmax.adapted.convex
    Role: refutes
    Place: SF, novelty report
    Says: The loss of adapted Rankmax is not convex: of two classes, from z_j - z_y = -1 to 0, the loss at the middle,
      log(3/2), is above the mean of the ends, log(2)/2.
    Gap: Real numbers.
    Mutant: `rankmax_loss n (middle z w) y <= 1 / 2 * (rankmax_loss n z y + rankmax_loss n w y)` becomes `scale n
      (middle z w) y <= 1 / 2 * (scale n z y + scale n w y)`; refuted by the theorem the_scale_is_convex
*)
Theorem adapted_rankmax_loss_is_not_convex : ~ (forall n z w y, (y < n)%nat ->
  rankmax_loss n (middle z w) y <= 1 / 2 * (rankmax_loss n z y + rankmax_loss n w y)).
Proof.
  intros H. specialize (H 2%nat (fun i => - INR i) (fun _ => 0) 0%nat ltac:(lia)).
  unfold rankmax_loss, scale, part, middle in H. simpl in H.
  rewrite (Rmax_right (- (1) - _ + 1)), !Rmax_left in H by lra.
  replace (0 + (- 0 - - 0 + 1) + 0) with 1 in H by ring. rewrite ln_1 in H.
  assert (L : ln 2 < 2 * ln (3 / 2)).
  { replace (2 * ln (3 / 2)) with (ln (3 / 2) + ln (3 / 2)) by ring. rewrite <- ln_mult by lra.
    apply ln_increasing; lra. }
  replace (0 + (1 / 2 * (- 0 + 0) - 1 / 2 * (- 0 + 0) + 1) + (1 / 2 * (- (1) + 0) - 1 / 2 * (- 0 + 0) + 1))
    with (3 / 2) in H by field.
  replace (0 + (0 - 0 + 1) + (0 - 0 + 1)) with 2 in H by ring. lra.
Qed.

Lemma exp_increasing_weakly x y : x <= y -> exp x <= exp y.
Proof. intros [L| ->]; [apply Rlt_le, exp_increasing, L|apply Rle_refl]. Qed.

Lemma exp_le_inv x y : exp x <= exp y -> x <= y.
Proof. intros H. apply Rnot_lt_le. intros L. pose proof (exp_increasing y x L). lra. Qed.

(** Claim: none
    Says: The hinge has the margin 1: at a level pair S is 2.
*)
Theorem the_hinge_has_a_margin : ~ (forall n y, (y < n)%nat ->
  (forall z, exp (rankmax_loss n z y) = scale n z y /\
    scale n z y = 1 + sum n (fun j => (1 - one_hot y j) * Rmax (0 - z y + z j) 0)) /\
  forall z w a b, 0 <= a -> 0 <= b -> a + b = 1 -> let u := fun m => a * z m + b * w m in
    exp (rankmax_loss n u y) <= a * exp (rankmax_loss n z y) + b * exp (rankmax_loss n w y) /\
    forall c, rankmax_loss n z y <= c -> rankmax_loss n w y <= c -> rankmax_loss n u y <= c).
Proof.
  intros H. destruct (H 2%nat 0%nat ltac:(lia)) as [A _]. destruct (A (fun _ => 0)) as [_ E].
  unfold scale, part, one_hot in E. simpl in E.
  rewrite (Rmax_left (0 - 0 + 1)), (Rmax_left (0 - 0 + 0)) in E by lra. lra.
Qed.

(** Claim: sf.fy.rankmax.adapted.convex.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: The exponential of the loss of adapted Rankmax is S, one more than the hinge loss of Weston and Watkins; it is
      convex in the scores, and the sublevel sets of the loss are convex.
    Gap: Real numbers.
    Mutant: `1 - z y` becomes `0 - z y`; refuted by the theorem the_hinge_has_a_margin
    Mutant: `exp (rankmax_loss n u y) <= a * exp (rankmax_loss n z y) + b * exp (rankmax_loss n w y)` becomes
      `rankmax_loss n u y <= a * rankmax_loss n z y + b * rankmax_loss n w y`; refuted by the theorem
      the_loss_is_quasiconvex_alone
*)
Theorem adapted_rankmax_is_a_hinge : forall n y, (y < n)%nat ->
  (forall z, exp (rankmax_loss n z y) = scale n z y /\
    scale n z y = 1 + sum n (fun j => (1 - one_hot y j) * Rmax (1 - z y + z j) 0)) /\
  forall z w a b, 0 <= a -> 0 <= b -> a + b = 1 -> let u := fun m => a * z m + b * w m in
    exp (rankmax_loss n u y) <= a * exp (rankmax_loss n z y) + b * exp (rankmax_loss n w y) /\
    forall c, rankmax_loss n z y <= c -> rankmax_loss n w y <= c -> rankmax_loss n u y <= c.
Proof.
  intros n y Hy. assert (X : forall z, exp (rankmax_loss n z y) = scale n z y).
  { intros z. unfold rankmax_loss. apply exp_ln. pose proof (scale_ge_1 n z y Hy). lra. }
  split.
  - intros z. split; [apply X|]. unfold scale. rewrite <- (sum_one_hot n y Hy) at 1. rewrite <- sum_plus.
    apply sum_ext. intros j _. unfold part, one_hot. destruct (Nat.eqb_spec j y) as [->|_].
    + rewrite Rmax_left; lra.
    + replace (z j - z y + 1) with (1 - z y + z j) by ring. ring.
  - intros z w a b Ha Hb E u. pose proof (scale_convex n z w y a b Ha Hb E) as C.
    split; [rewrite !X; exact C|]. intros c Z W. apply exp_le_inv. rewrite X.
    apply Rle_trans with (1 := C). apply Rle_trans with (a * exp c + b * exp c).
    + apply Rplus_le_compat; (apply Rmult_le_compat_l; [assumption|]); rewrite <- X; apply exp_increasing_weakly;
        assumption.
    + rewrite <- Rmult_plus_distr_r, E. lra.
Qed.

(** Claim: none
    Says: The loss itself is not convex.
*)
Theorem the_loss_is_quasiconvex_alone : ~ (forall n y, (y < n)%nat ->
  (forall z, exp (rankmax_loss n z y) = scale n z y /\
    scale n z y = 1 + sum n (fun j => (1 - one_hot y j) * Rmax (1 - z y + z j) 0)) /\
  forall z w a b, 0 <= a -> 0 <= b -> a + b = 1 -> let u := fun m => a * z m + b * w m in
    rankmax_loss n u y <= a * rankmax_loss n z y + b * rankmax_loss n w y /\
    forall c, rankmax_loss n z y <= c -> rankmax_loss n w y <= c -> rankmax_loss n u y <= c).
Proof.
  intros H. apply adapted_rankmax_loss_is_not_convex. intros n z w y Hy. destruct (H n y Hy) as [_ C].
  destruct (C z w (1 / 2) (1 / 2) ltac:(lra) ltac:(lra) ltac:(lra)) as [L _]. rewrite Rmult_plus_distr_l.
  replace (rankmax_loss n (middle z w) y) with (rankmax_loss n (fun m => 1 / 2 * z m + 1 / 2 * w m) y); [exact L|].
  unfold rankmax_loss. f_equal. apply sum_ext. intros i _. unfold part, middle. f_equal. ring.
Qed.
