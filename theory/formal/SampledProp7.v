(** Whether RG2 bounds the sampled softmax loss, draw by draw and on average, and a quadratic that does (RG, s. 6). *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Quadratic Ridge LeastMajorant Prop7 Prop7Repair.
From softproof Require Import Draws Importance Squares SampledLoss SampledSquares.
Import ListNotations.
Open Scope R_scope.

(** The score a of the positive, then those of the draws js. *)
Definition listed (a : R) (s : nat -> R) (js : list nat) (k : nat) : R :=
  match k with O => a | S m => s (nth m js 0%nat) end.

Lemma sum_from_first n f : sum (S n) f = f 0%nat + sum n (fun k => f (S k)).
Proof. induction n as [|n IH]; [simpl; ring|]. cbn [sum] in *. rewrite IH. ring. Qed.

Lemma sum_listed a s js (g : R -> R) :
  sum (S (length js)) (fun k => g (listed a s js k)) = g a + total (fun j => g (s j)) js.
Proof.
  rewrite sum_from_first. f_equal. cbn [listed].
  induction js as [|j js IH]; [reflexivity|]. cbn [length]. rewrite sum_from_first. cbn [nth total]. rewrite IH.
  reflexivity.
Qed.

Lemma sampled_as_softmax o s y js : loss_with_terms o y (fun j => exp (s j)) js
  = softmax_loss (S (length js)) (listed (o y) s js) 0.
Proof.
  unfold loss_with_terms, softmax_loss, softmax, partition.
  rewrite (sum_listed (o y) s js exp). reflexivity.
Qed.

Lemma lifted_sampled_rg2 n o y js : length js = n ->
  loss_with_terms o y (fun j => exp (o j)) js
  <= ln (INR n + 1) + ((INR n + 1) / 2 - 1) + sampled_rg2 n o y js.
Proof.
  intros <-. rewrite sampled_as_softmax.
  pose proof (lifted_rg2_is_above (S (length js)) (listed (o y) o js) 0 ltac:(lia)) as L.
  unfold rg2 in L. rewrite (sum_listed (o y) o js (fun x => (x + 1) ^ 2)), S_INR in L.
  unfold sampled_rg2. cbn [total]. replace (2 * INR (length js) + 2) with (2 * (INR (length js) + 1)) by ring. exact L.
Qed.

Lemma sampled_loss_nonneg o s y js : 0 <= loss_with_terms o y (fun j => exp (s j)) js.
Proof. rewrite sampled_as_softmax. apply losses_are_nonnegative. lia. Qed.

(** Claim: rg.prop7.ssm.draw
    Role: refutes
    Place: RG, s. 6; s. 4.1, before Eq. 18
    Says: it is not so for every n that where the positive has the score n and each of n draws -1, the optimum of RG2
      of that draw, the sampled softmax loss is at most RG2 of the draw with the constant log(n + 1) - 1/2.
    Gap: real numbers; one relevant item.
    Mutant: `- / 2 +` becomes `+ ((INR n + 1) / 2 - 1) +`; refuted by the theorem lifted_rg2_bounds_every_draw
*)
Theorem rg2_of_a_draw_does_not_bound : ~ (forall n o y js, (1 <= n)%nat -> length js = n ->
  o y = INR n -> Forall (fun j => o j = -1) js ->
  loss_with_terms o y (fun j => exp (o j)) js <= ln (INR n + 1) - / 2 + sampled_rg2 n o y js).
Proof.
  intros H. set (o := fun j => 4 * one_hot 0 j - 1).
  assert (E : o 0%nat = 3 /\ o 1%nat = -1) by (unfold o, one_hot; simpl; lra). destruct E as [E0 E1].
  specialize (H 3%nat o 0%nat [1%nat; 1%nat; 1%nat] ltac:(lia) eq_refl).
  assert (L : loss_with_terms o 0 (fun j => exp (o j)) [1%nat; 1%nat; 1%nat]
    <= ln (INR 3 + 1) - / 2 + sampled_rg2 3 o 0 [1%nat; 1%nat; 1%nat]).
  { apply H; [rewrite E0; simpl; ring|repeat constructor; exact E1]. }
  pose proof (sampled_loss_nonneg o o 0 [1%nat; 1%nat; 1%nat]).
  unfold sampled_rg2 in L. simpl total in L. rewrite E0, E1 in L.
  replace (INR 3 + 1) with (INR 4) in L by (simpl; ring). pose proof log_of_four. simpl INR in *. lra.
Qed.

(** Claim: none
    Says: with log(n + 1) + (n + 1)/2 - 1 RG2 of a draw is above its loss.
*)
Theorem lifted_rg2_bounds_every_draw : ~ ~ (forall n o y js, (1 <= n)%nat -> length js = n ->
  o y = INR n -> Forall (fun j => o j = -1) js ->
  loss_with_terms o y (fun j => exp (o j)) js <= ln (INR n + 1) + ((INR n + 1) / 2 - 1) + sampled_rg2 n o y js).
Proof. intros H. apply H. intros n o y js _ L _ _. apply lifted_sampled_rg2, L. Qed.

Lemma mean_sampled_rg2 N n y o : (y < N)%nat ->
  mean_draws N (uniform N) n (sampled_rg2 n o y)
  = sum N (fun j => / (2 * INR n + 2) * (one_hot y j + INR n * / INR N) * (o j + 1) ^ 2 - one_hot y j * o j).
Proof.
  intros Hy.
  assert (S1 : sum N (uniform N) = 1) by (apply (uniform_proposal N); lia).
  pose proof (mean_rg2_items N (one_hot y) (uniform N) n o S1) as E. unfold mean_rg2, over_positives in E.
  rewrite (sum_pick N y (fun y => mean_draws N (uniform N) n (sampled_rg2 n o y)) Hy) in E. rewrite E.
  unfold positives. rewrite sum_one_hot by exact Hy. apply sum_ext. intros j _. unfold uniform. ring.
Qed.

(** Claim: rg.prop7.ssm.mean
    Role: refutes
    Place: RG, s. 6; s. 4.1, before Eq. 18
    Says: it is not so for every N and n that, at scores where RG2 of n uniform draws is least on average, the sampled
      softmax loss is on average at most RG2 with the constant log(n + 1) - 1/2.
    Gap: real numbers; one relevant item; draws with replacement from all items, of which those of the positive are
      kept.
    Mutant: `- / 2 +` becomes `+ ((INR n + 1) / 2 - 1) +`; refuted by the theorem lifted_rg2_bounds_on_average
*)
Theorem mean_rg2_does_not_bound : ~ (forall N n y o, (2 <= N)%nat -> (1 <= n)%nat -> (y < N)%nat ->
  minimises (fun u => mean_draws N (uniform N) n (sampled_rg2 n u y)) o ->
  mean_draws N (uniform N) n (loss_with_terms o y (fun j => exp (o j)))
  <= ln (INR n + 1) - / 2 + mean_draws N (uniform N) n (sampled_rg2 n o y)).
Proof.
  intros H. set (best := fun j => 8 * one_hot 0 j - 1).
  assert (I : INR 15 = 15) by (simpl; ring).
  assert (F : mean_draws 15 (uniform 15) 15 (sampled_rg2 15 best 0) = -3).
  { rewrite mean_sampled_rg2, I by lia. rewrite (sum_ext 15 _ (fun j => one_hot 0 j * -3)).
    - apply (sum_pick 15 0 (fun _ => -3)). lia.
    - intros j _. unfold best, one_hot. destruct (Nat.eqb j 0); field. }
  assert (M : minimises (fun u => mean_draws 15 (uniform 15) 15 (sampled_rg2 15 u 0)) best).
  { intros u. rewrite F, mean_sampled_rg2, I by lia. rewrite <- (sum_pick 15 0 (fun _ => -3)) by lia.
    apply sum_le. intros j _. pose proof (pow2_ge_0 (u j - 7)). pose proof (pow2_ge_0 (u j + 1)).
    unfold one_hot. destruct (Nat.eqb j 0); lra. }
  specialize (H 15%nat 15%nat 0%nat best ltac:(lia) ltac:(lia) ltac:(lia) M). rewrite F, I in H.
  assert (P : 0 <= mean_draws 15 (uniform 15) 15 (loss_with_terms best 0 (fun j => exp (best j)))).
  { destruct (uniform_proposal 15 ltac:(lia)) as [U S1]. rewrite <- (mean_draws_const 15 (uniform 15) 15 0 S1).
    apply (mean_draws_le 15 (uniform 15) 15); [intros i Hi; apply Rlt_le, U, Hi|].
    intros js _. apply sampled_loss_nonneg. }
  replace (15 + 1) with (2 * 2 * (2 * 2)) in H by ring. rewrite !ln_mult in H by lra. pose proof ln_2_bounds. lra.
Qed.

(** Claim: none
    Says: with log(n + 1) + (n + 1)/2 - 1 it is above on average too.
*)
Theorem lifted_rg2_bounds_on_average : ~ ~ (forall N n y o, (2 <= N)%nat -> (1 <= n)%nat -> (y < N)%nat ->
  minimises (fun u => mean_draws N (uniform N) n (sampled_rg2 n u y)) o ->
  mean_draws N (uniform N) n (loss_with_terms o y (fun j => exp (o j)))
  <= ln (INR n + 1) + ((INR n + 1) / 2 - 1) + mean_draws N (uniform N) n (sampled_rg2 n o y)).
Proof.
  intros H. apply H. intros N n y o HN _ _ _. destruct (uniform_proposal N ltac:(lia)) as [U S1].
  set (c := ln (INR n + 1) + ((INR n + 1) / 2 - 1)).
  pose proof (mean_draws_plus N (uniform N) n (fun _ => c) (sampled_rg2 n o y)) as E.
  rewrite (mean_draws_const N (uniform N) n c S1) in E.
  apply Rle_trans with (2 := Req_le _ _ E).
  apply (mean_draws_le N (uniform N) n); [intros i Hi; apply Rlt_le, U, Hi|].
  intros js [L _]. apply lifted_sampled_rg2, L.
Qed.

(** Claim: rg.prop7.ssm.repair
    Role: establishes
    Place: RG, s. 6, repaired
    Says: the sampled softmax loss is at most log(n + 1) - o_y + 1'o_[n]/(n + 1) + c_(n+1) ||o_[n]||^2, where o_[n]
      holds the positive's score and those of n >= 1 draws, for every draw, every s, and on average over the draws of
      any q.
    Gap: real numbers; s holds the scores with which items are drawn, so that it is o, or o less Eq. 9's correction.
    Mutant: `least_curvature (n + 1)` becomes `/ (2 * (INR n + 1))`; refuted by the theorem
      sampled_bound_needs_more_than_rg2
    Mutant: `least_curvature (n + 1)` becomes `least_curvature (n + 2)`; refuted by the theorem
      sampled_bound_counts_the_positive
    Mutant: `least_curvature (n + 1)` becomes `99 / 100 * least_curvature (n + 1)`; refuted by the theorem
      sampled_bound_is_tight
    Mutant: `ln (INR n + 1)` becomes `ln (INR n)`; refuted by the theorem sampled_bound_needs_its_logarithm
*)
Theorem least_curvature_bounds_sampled_softmax : forall N q n o s y, (1 <= n)%nat -> simplex N q ->
  let loss := loss_with_terms o y (fun j => exp (s j)) in
  let bound := fun js => ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total s js)
    + least_curvature (n + 1) * (o y ^ 2 + total (fun j => s j ^ 2) js) in
  (forall js, drawn N n js -> loss js <= bound js) /\ mean_draws N q n loss <= mean_draws N q n bound.
Proof.
  intros N q n o s y Hn [Q _] loss bound.
  assert (B : forall js, drawn N n js -> loss js <= bound js).
  { intros js [L _]. unfold loss, bound. rewrite sampled_as_softmax, L.
    pose proof (proj2 (proj1 (least_majorant (S n) 0 ltac:(lia) ltac:(lia)) _) (Rle_refl _) (listed (o y) s js)) as K.
    rewrite norm_pow, <- L in K.
    replace (sum (S (length js)) (listed (o y) s js)) with (o y + total s js) in K
      by (symmetry; exact (sum_listed (o y) s js (fun x => x))).
    rewrite (sum_listed (o y) s js (fun x => x * x)), L, S_INR in K. cbn [listed] in K.
    replace (n + 1)%nat with (S n) by lia.
    replace (o y ^ 2 + total (fun j => s j ^ 2) js) with (o y * o y + total (fun j => s j * s j) js); [exact K|].
    f_equal; [ring|]. clear. induction js as [|j js IH]; [reflexivity|]. cbn [total]. rewrite IH. ring. }
  split; [exact B|]. apply (mean_draws_le N q n); assumption.
Qed.

Lemma even_chances : simplex 2 (uniform 2).
Proof.
  destruct (uniform_proposal 2 ltac:(lia)) as [U S1]. split; [intros j Hj; apply Rlt_le, U, Hj|exact S1].
Qed.

(** One draw, of another item than the positive. *)
Lemma one_draw c : (forall o : nat -> R, loss_with_terms o 0 (fun j => exp (o j)) [1%nat] <=
  ln (INR 1 + 1) - o 0%nat + 1 / (INR 1 + 1) * (o 0%nat + total o [1%nat])
    + c * (o 0%nat ^ 2 + total (fun j => o j ^ 2) [1%nat])) -> 1 / 4 <= c.
Proof.
  intros H. apply two_items_need_a_quarter. intros o. specialize (H o).
  rewrite norm_pow. unfold softmax_loss, softmax, partition.
  unfold loss_with_terms in H. cbn [total] in H. cbn [sum].
  replace (0 + exp (o 0%nat) + exp (o 1%nat)) with (exp (o 0%nat) + (exp (o 1%nat) + 0)) by ring.
  simpl INR in *. replace (0 + o 0%nat + o 1%nat) with (o 0%nat + (o 1%nat + 0)) by ring.
  replace (0 + o 0%nat * o 0%nat + o 1%nat * o 1%nat) with (o 0%nat ^ 2 + (o 1%nat ^ 2 + 0)) by ring. exact H.
Qed.

Lemma drawn_ones n : drawn 2 n (repeat 1%nat n).
Proof.
  split; [apply repeat_length|]. apply Forall_forall. intros j Hj. apply repeat_spec in Hj. lia.
Qed.

(** Claim: none
    Says: the curvature of RG2 does not serve three draws.
*)
Theorem sampled_bound_needs_more_than_rg2 : ~ (forall N q n o s y, (1 <= n)%nat -> simplex N q ->
  let loss := loss_with_terms o y (fun j => exp (s j)) in
  let bound := fun js => ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total s js)
    + / (2 * (INR n + 1)) * (o y ^ 2 + total (fun j => s j ^ 2) js) in
  (forall js, drawn N n js -> loss js <= bound js) /\ mean_draws N q n loss <= mean_draws N q n bound).
Proof.
  intros H. set (o := fun j => 4 * one_hot 0 j - 1).
  assert (E : o 0%nat = 3 /\ o 1%nat = -1) by (unfold o, one_hot; simpl; lra). destruct E as [E0 E1].
  destruct (H 2%nat (uniform 2) 3%nat o o 0%nat ltac:(lia) even_chances) as [L _].
  specialize (L _ (drawn_ones 3)). pose proof (sampled_loss_nonneg o o 0 (repeat 1%nat 3)).
  simpl total in L. rewrite E0, E1 in L. replace (INR 3 + 1) with (INR 4) in L by (simpl; ring).
  simpl repeat in *. pose proof log_of_four. simpl INR in *. lra.
Qed.

(** Claim: none
    Says: the positive counts among the scores: c_3 does not serve one draw.
*)
Theorem sampled_bound_counts_the_positive : ~ (forall N q n o s y, (1 <= n)%nat -> simplex N q ->
  let loss := loss_with_terms o y (fun j => exp (s j)) in
  let bound := fun js => ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total s js)
    + least_curvature (n + 2) * (o y ^ 2 + total (fun j => s j ^ 2) js) in
  (forall js, drawn N n js -> loss js <= bound js) /\ mean_draws N q n loss <= mean_draws N q n bound).
Proof.
  intros H. cut (1 / 4 <= least_curvature 3).
  - intros L. pose proof ln_2_bounds as B. pose proof three_items as T.
    pose proof (Rmult_le_compat_l (8 * ln 2) _ _ ltac:(lra) L). lra.
  - apply one_draw. intros o. destruct (H 2%nat (uniform 2) 1%nat o o 0%nat ltac:(lia) even_chances) as [L _].
    exact (L _ (drawn_ones 1)).
Qed.

(** Claim: none
    Says: 1 % less does not serve one draw.
*)
Theorem sampled_bound_is_tight : ~ (forall N q n o s y, (1 <= n)%nat -> simplex N q ->
  let loss := loss_with_terms o y (fun j => exp (s j)) in
  let bound := fun js => ln (INR n + 1) - o y + 1 / (INR n + 1) * (o y + total s js)
    + 99 / 100 * least_curvature (n + 1) * (o y ^ 2 + total (fun j => s j ^ 2) js) in
  (forall js, drawn N n js -> loss js <= bound js) /\ mean_draws N q n loss <= mean_draws N q n bound).
Proof.
  intros H. cut (1 / 4 <= 99 / 100 * least_curvature 2); [unfold least_curvature; simpl; lra|].
  apply one_draw. intros o. destruct (H 2%nat (uniform 2) 1%nat o o 0%nat ltac:(lia) even_chances) as [L _].
  exact (L _ (drawn_ones 1)).
Qed.

(** Claim: none
    Says: log n for log(n + 1) is too small at zero scores.
*)
Theorem sampled_bound_needs_its_logarithm : ~ (forall N q n o s y, (1 <= n)%nat -> simplex N q ->
  let loss := loss_with_terms o y (fun j => exp (s j)) in
  let bound := fun js => ln (INR n) - o y + 1 / (INR n + 1) * (o y + total s js)
    + least_curvature (n + 1) * (o y ^ 2 + total (fun j => s j ^ 2) js) in
  (forall js, drawn N n js -> loss js <= bound js) /\ mean_draws N q n loss <= mean_draws N q n bound).
Proof.
  intros H. destruct (H 2%nat (uniform 2) 1%nat (fun _ => 0) (fun _ => 0) 0%nat ltac:(lia) even_chances) as [L _].
  specialize (L _ (drawn_ones 1)). simpl in L. rewrite ln_1 in L.
  pose proof (sampled_as_softmax (fun _ => 0) (fun _ => 0) 0 [1%nat]) as E. cbn [length] in E. rewrite E in L.
  pose proof (softmax_loss_pos 2 (listed 0 (fun _ => 0) [1%nat]) 0 ltac:(lia) ltac:(lia)). lra.
Qed.
