(** The noise of NCE's stochastic gradient by the scores, where the scores are the true ones. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality.
From softproof Require Import Sums Derivatives Convexity TighterGradient Draws NceLimits Nce.
From softproof Require Import LinearModel NceSandwich NceExcess.
Open Scope R_scope.

(** g z is the gradient of the loss of the observation z by the n scores, at the scores o, whose odds are exp o. *)
Definition nce_score_gradient (n k : nat) (q o : nat -> R) (g : nat * list nat -> nat -> R) : Prop :=
  forall z, nce_seen n k z -> gradient n (fun u => nce_loss k q (fun j => exp (u j)) z) o (g z).

(** The variance of f over the observations. *)
Definition observed_variance (n k : nat) (p q : nat -> R) (f : nat * list nat -> R) : R :=
  nce_mean n k p q (fun z => (f z - nce_mean n k p q f) ^ 2).

Lemma nce_mean_ext n k p q f g : (forall z, nce_seen n k z -> f z = g z) -> nce_mean n k p q f = nce_mean n k p q g.
Proof.
  intros E. apply sum_ext. intros y Hy. f_equal. apply mean_draws_ext. intros ys D. apply E. split; assumption.
Qed.

(** The entry of the label's class is -(1 - h) once, that of a draw's class h each time. *)
Definition entries (k : nat) (q t : nat -> R) (z : nat * list nat) (j : nat) : R :=
  - (1 - h k q t (fst z)) * one_hot (fst z) j + total (fun i => h k q t i * one_hot i j) (snd z).

Lemma entries_are_the_gradient n k q o : (forall i, (i < n)%nat -> 0 < INR k * q i) ->
  nce_score_gradient n k q o (entries k q (fun j => exp (o j))).
Proof.
  intros C z [Hy [_ Hys]] v. set (t := fun j => exp (o j)).
  assert (V : forall i, (i < n)%nat -> dot n v (one_hot i) = v i).
  { intros i Hi. unfold dot. rewrite (sum_ext n _ (fun j => one_hot i j * v j)) by (intros; ring).
    exact (sum_pick n i v Hi). }
  replace (dot n _ v) with (- ((1 - h k q t (fst z)) * v (fst z)) - total (fun i => - (h k q t i * v i)) (snd z)).
  - apply derivable_pt_lim_minus.
    + apply derivable_pt_lim_opp. exact (derive_label k q o v (fst z) (C _ Hy)).
    + apply (derive_total (fun i e => ln (1 - h k q (fun j => exp (o j + e * v j)) i))).
      eapply Forall_impl; [|exact Hys]. intros i Hi. exact (derive_draw k q o v i (C i Hi)).
  - unfold entries, dot. rewrite (sum_ext n _ (fun j => - (1 - h k q t (fst z)) * (v j * one_hot (fst z) j)
      + total (fun i => h k q t i * one_hot i j) (snd z) * v j)) by (intros; fold t; ring).
    rewrite sum_plus, sum_scal. fold (dot n v (one_hot (fst z))). rewrite (V _ Hy).
    fold (dot n (fun j => total (fun i => h k q t i * one_hot i j) (snd z)) v). rewrite dot_total.
    rewrite (total_ext n (length (snd z)) (fun i => h k q t i * dot n v (one_hot i)) (fun i => h k q t i * v i)).
    + replace (fun i => - (h k q t i * v i)) with (fun i => -1 * (h k q t i * v i))
        by (apply functional_extensionality; intros; ring). rewrite total_scal. ring.
    + split; [reflexivity|exact Hys].
    + intros i Hi. rewrite (V i Hi). reflexivity.
Qed.

(** The gradient in the parameter j of a model whose items have the features F has mean 0. *)
Lemma score_mean n k p q t (F : nat -> nat -> R) j : (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall y, (y < n)%nat -> p y = t y) ->
  nce_mean n k p q (fun z => - (1 - h k q t (fst z)) * F (fst z) j + total (fun i => h k q t i * F i j) (snd z)) = 0.
Proof.
  intros K [P P1] [Q Q1] T. unfold nce_mean, mean. cbn [fst snd].
  rewrite (sum_ext n _ (fun y => - (p y * (1 - h k q t y) * F y j)
    + p y * (INR k * sum n (fun i => q i * (h k q t i * F i j))))).
  - rewrite sum_plus, sum_scal_r, P1, Rmult_1_l, <- sum_scal, <- sum_plus. apply sum_eq_0. intros y Hy.
    apply lt_0_INR in K. pose proof (Rmult_lt_0_compat _ _ K (Q y Hy)). specialize (P y Hy).
    unfold h. rewrite <- (T y Hy). field. lra.
  - intros y _. rewrite (mean_draws_plus n q k (fun _ => _) (total _)), mean_draws_const, mean_total by exact Q1. ring.
Qed.

Lemma entry_variance_is n k p q o g i : (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall j, (j < n)%nat -> p j = exp (o j)) -> nce_score_gradient n k q o g -> (i < n)%nat ->
  observed_variance n k p q (fun z => g z i) = nce_weight k p q i - (1 + / INR k) * nce_weight k p q i ^ 2.
Proof.
  intros K P Q T G Hi. set (t := fun j => exp (o j)).
  assert (C : forall j, (j < n)%nat -> 0 < INR k * q j)
    by (intros j Hj; apply Rmult_lt_0_compat; [apply lt_0_INR, K|apply Q, Hj]).
  assert (E : forall z, nce_seen n k z -> g z i = entries k q t z i)
    by (intros z S; exact (gradient_entry n _ o _ _ i Hi (G z S) (entries_are_the_gradient n k q o C z S))).
  pose proof (score_mean n k p q t one_hot i K P Q T : nce_mean n k p q (fun z => entries k q t z i) = 0) as M.
  unfold observed_variance. rewrite (nce_mean_ext n k p q _ _ E), M.
  rewrite (nce_mean_ext n k p q _ (fun z => entries k q t z i * entries k q t z i))
    by (intros z S; rewrite (E z S); ring).
  transitivity (second_moments n (nce_weight k p q) one_hot i i - (1 + / INR k)
    * (first_moments n (nce_weight k p q) one_hot i * first_moments n (nce_weight k p q) one_hot i)).
  - exact (nce_score_covariance n k p q t one_hot i i K P Q T).
  - destruct (moments_of_items n (nce_weight k p q) i i Hi) as [-> ->]. unfold one_hot. rewrite Nat.eqb_refl. ring.
Qed.

Lemma noise_bound k x : (0 < k)%nat -> x - (1 + / INR k) * x ^ 2 <= INR k / (4 * (INR k + 1)).
Proof.
  intros K. apply lt_0_INR in K. set (c := INR k) in *.
  replace (x - (1 + / c) * x ^ 2) with (c / (4 * (c + 1)) - (c + 1) / c * (x - c / (2 * (c + 1))) ^ 2) by (field; lra).
  pose proof (Rmult_le_pos ((c + 1) / c) _ ltac:(apply Rlt_le, Rdiv_lt_0_compat; lra)
    (pow2_ge_0 (x - c / (2 * (c + 1))))). lra.
Qed.

(** By the normaliser c of the scores o - c the gradient is that of one parameter, of which each item has the feature
    -1. *)
Definition normaliser_entry (k : nat) (q t : nat -> R) (z : nat * list nat) : R :=
  - (1 - h k q t (fst z)) * -1 + total (fun i => h k q t i * -1) (snd z).

Lemma normaliser_derivative n k q o c z : (forall i, (i < n)%nat -> 0 < INR k * q i) -> nce_seen n k z ->
  derivable_pt_lim (fun u => nce_loss k q (fun j => exp (o j - u)) z) c
    (normaliser_entry k q (fun j => exp (o j - c)) z).
Proof.
  intros C S. set (F := fun _ _ : nat => -1).
  assert (L : forall u, linear_scores 1 o F (fun _ => u) = (fun j => o j - u)).
  { intros u. apply functional_extensionality. intros j. unfold linear_scores, dot, sum, F. ring. }
  pose proof (nce_score n k q 1 o F (fun _ => c) z C S (fun _ => 1)) as G. cbv zeta in G. rewrite L in G.
  unfold dot in G. cbn [sum] in G. rewrite Rplus_0_l, Rmult_1_r in G. intros e He. destruct (G e He) as [r Hr].
  exists r. intros x Nx Hx. specialize (Hr x Nx Hx). rewrite Rplus_0_l, Rmult_1_r, !L in Hr.
  replace (c + 0 * 1) with c in Hr by ring. exact Hr.
Qed.

Lemma normaliser_variance n k p q t d : (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall j, (j < n)%nat -> p j = t j) -> (forall z, nce_seen n k z -> d z = normaliser_entry k q t z) ->
  observed_variance n k p q d
  = sum n (nce_weight k p q) - (1 + / INR k) * sum n (nce_weight k p q) ^ 2.
Proof.
  intros K P Q T D. set (F := fun _ _ : nat => -1).
  pose proof (score_mean n k p q t F 0 K P Q T : nce_mean n k p q (normaliser_entry k q t) = 0) as M.
  unfold observed_variance. rewrite (nce_mean_ext n k p q _ _ D), M.
  rewrite (nce_mean_ext n k p q _ (fun z => normaliser_entry k q t z * normaliser_entry k q t z))
    by (intros z S; rewrite (D z S); ring).
  transitivity (second_moments n (nce_weight k p q) F 0 0 - (1 + / INR k)
    * (first_moments n (nce_weight k p q) F 0 * first_moments n (nce_weight k p q) F 0)).
  - exact (nce_score_covariance n k p q t F 0 0 K P Q T).
  - unfold second_moments, first_moments, F. rewrite !sum_scal_r. ring.
Qed.

(** Claim: none
    Says: A bound 1 % tighter is not met by one draw for p = 1/7 and 6/7, q = 6/7 and 1/7.
*)
Theorem the_normaliser_bound_is_tight : ~ (forall n k p q o c d, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall j, (j < n)%nat -> p j = exp (o j - c)) ->
  (forall z, nce_seen n k z -> derivable_pt_lim (fun u => nce_loss k q (fun j => exp (o j - u)) z) c (d z)) ->
  observed_variance n k p q d <= 99 / 100 * (INR k / (4 * (INR k + 1)))).
Proof.
  intros H. set (p := fun i : nat => match i with O => 1 / 7 | _ => 6 / 7 end).
  set (q := fun i : nat => match i with O => 6 / 7 | _ => 1 / 7 end).
  assert (P : proposal 2 p /\ proposal 2 q).
  { repeat split; try (unfold sum, p, q; lra); intros [|i] _; unfold p, q; lra. }
  destruct P as [P Q]. set (o := fun i => ln (p i)).
  assert (T : forall j, (j < 2)%nat -> p j = exp (o j - 0)).
  { intros j Hj. unfold o. rewrite Rminus_0_r, exp_ln; [reflexivity|apply P, Hj]. }
  assert (C : forall i, (i < 2)%nat -> 0 < INR 1 * q i)
    by (intros i Hi; destruct Q as [Q _]; specialize (Q i Hi); simpl; lra).
  pose proof (H 2%nat 1%nat p q o 0 (normaliser_entry 1 q (fun j => exp (o j - 0))) Nat.lt_0_1 P Q T
    (fun z S => normaliser_derivative 2 1 q o 0 z C S)) as B.
  rewrite (normaliser_variance 2 1 p q _ _ Nat.lt_0_1 P Q T (fun z S => eq_refl)) in B.
  unfold sum, nce_weight, p, q in B. simpl in B. lra.
Qed.

(** Claim: sf.nce.robust.noise
    Role: part
    Place: SF, summary, Design tradeoffs
    Says: Where the odds exp (o - c) are the chances p, the entry of the normaliser c in the gradient of NCE's loss,
      over a label and its k draws, has a variance of at most k/(4(k + 1)), for every number of classes, p and q.
    Gap: Real numbers; positive p and q. This is the entry of a normaliser of its own; the scores' are in
      nce_noise_is_bounded.
    Mutant: `INR k / (4 * (INR k + 1))` becomes `99 / 100 * (INR k / (4 * (INR k + 1)))`; refuted by the theorem
      the_normaliser_bound_is_tight
*)
Theorem nce_normaliser_noise_is_bounded : forall n k p q o c d, (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall j, (j < n)%nat -> p j = exp (o j - c)) ->
  (forall z, nce_seen n k z -> derivable_pt_lim (fun u => nce_loss k q (fun j => exp (o j - u)) z) c (d z)) ->
  observed_variance n k p q d <= INR k / (4 * (INR k + 1)).
Proof.
  intros n k p q o c d K P Q T D. rewrite (normaliser_variance n k p q (fun j => exp (o j - c)) d K P Q T).
  - exact (noise_bound k _ K).
  - intros z S. apply (derive_unique _ _ _ _ (D z S)). apply (normaliser_derivative n); [|exact S].
    intros i Hi. apply Rmult_lt_0_compat; [apply lt_0_INR, K|apply Q, Hi].
Qed.

Lemma noise_of_halves k : (0 < k)%nat -> exists n p q o g i, proposal n p /\ proposal n q /\
  (forall j, (j < n)%nat -> p j = exp (o j)) /\ nce_score_gradient n k q o g /\ (i < n)%nat /\
  p i = 1 / 2 /\ q i = 1 / 2 /\ observed_variance n k p q (fun z => g z i) = INR k / (4 * (INR k + 1)).
Proof.
  intros K. exists 2%nat, half, half, (fun j => ln (half j)), (entries k half (fun j => exp (ln (half j)))), 0%nat.
  pose proof half_proposal as P. apply lt_0_INR in K as C.
  assert (T : forall j, (j < 2)%nat -> half j = exp (ln (half j)))
    by (intros; rewrite exp_ln; [reflexivity|unfold half; lra]).
  assert (G : nce_score_gradient 2 k half (fun j => ln (half j)) (entries k half (fun j => exp (ln (half j))))).
  { apply entries_are_the_gradient. intros i _. unfold half. lra. }
  repeat (split; [first [assumption|reflexivity|lia]|]).
  rewrite (entry_variance_is 2 k half half _ _ 0 K P P T G Nat.lt_0_2). unfold nce_weight, half. field. lra.
Qed.

(** Claim: none
    Says: A bound 1 % tighter is not met at p = q = 1/2.
*)
Theorem the_noise_bound_is_tight : ~ (
  (forall n k p q o g i, (0 < k)%nat -> proposal n p -> proposal n q -> (forall j, (j < n)%nat -> p j = exp (o j)) ->
    nce_score_gradient n k q o g -> (i < n)%nat ->
    observed_variance n k p q (fun z => g z i) <= 99 / 100 * (INR k / (4 * (INR k + 1)))) /\
  (forall k, (0 < k)%nat -> exists n p q o g i, proposal n p /\ proposal n q /\
    (forall j, (j < n)%nat -> p j = exp (o j)) /\ nce_score_gradient n k q o g /\ (i < n)%nat /\
    p i = 1 / 2 /\ q i = 1 / 2 /\ observed_variance n k p q (fun z => g z i) = INR k / (4 * (INR k + 1)))).
Proof.
  intros [A B]. destruct (B 1%nat Nat.lt_0_1) as (n & p & q & o & g & i & P & Q & T & G & Hi & _ & _ & E).
  pose proof (A n 1%nat p q o g i Nat.lt_0_1 P Q T G Hi) as U. rewrite E in U. simpl in U. lra.
Qed.

(** Claim: none
    Says: The noise does not fall with k: at p = q = 1/2 and k = 2 it is 1/6, and not at most 1/8.
*)
Theorem the_noise_does_not_fall : ~ (
  (forall n k p q o g i, (0 < k)%nat -> proposal n p -> proposal n q -> (forall j, (j < n)%nat -> p j = exp (o j)) ->
    nce_score_gradient n k q o g -> (i < n)%nat ->
    observed_variance n k p q (fun z => g z i) <= 1 / (4 * INR k)) /\
  (forall k, (0 < k)%nat -> exists n p q o g i, proposal n p /\ proposal n q /\
    (forall j, (j < n)%nat -> p j = exp (o j)) /\ nce_score_gradient n k q o g /\ (i < n)%nat /\
    p i = 1 / 2 /\ q i = 1 / 2 /\ observed_variance n k p q (fun z => g z i) = INR k / (4 * (INR k + 1)))).
Proof.
  intros [A B]. destruct (B 2%nat Nat.lt_0_2) as (n & p & q & o & g & i & P & Q & T & G & Hi & _ & _ & E).
  pose proof (A n 2%nat p q o g i Nat.lt_0_2 P Q T G Hi) as U. rewrite E in U. simpl in U. lra.
Qed.

(** Claim: sf.nce.robust.noise
    Role: establishes
    Place: SF, summary, Design tradeoffs
    Says: Where the odds are the chances p, each entry of the gradient of NCE's loss by the scores, over a label and its
      k draws, has a variance of at most k/(4(k + 1)), for every number of classes, p and q; it is attained for every k,
      at p = q = 1/2.
    Gap: Real numbers; positive p and q. The normaliser is part of the scores. The entry of a normaliser of its own is
      in nce_normaliser_noise_is_bounded.
    Mutant: `(fun z => g z i) <= INR k / (4 * (INR k + 1))` becomes `(fun z => g z i) <= 99 / 100 * (INR k / (4 * (INR k
      + 1)))`; refuted by the theorem the_noise_bound_is_tight
    Mutant: `(fun z => g z i) <= INR k / (4 * (INR k + 1))` becomes `(fun z => g z i) <= 1 / (4 * INR k)`; refuted by
      the theorem the_noise_does_not_fall
*)
Theorem nce_noise_is_bounded :
  (forall n k p q o g i, (0 < k)%nat -> proposal n p -> proposal n q -> (forall j, (j < n)%nat -> p j = exp (o j)) ->
    nce_score_gradient n k q o g -> (i < n)%nat ->
    observed_variance n k p q (fun z => g z i) <= INR k / (4 * (INR k + 1))) /\
  (forall k, (0 < k)%nat -> exists n p q o g i, proposal n p /\ proposal n q /\
    (forall j, (j < n)%nat -> p j = exp (o j)) /\ nce_score_gradient n k q o g /\ (i < n)%nat /\
    p i = 1 / 2 /\ q i = 1 / 2 /\ observed_variance n k p q (fun z => g z i) = INR k / (4 * (INR k + 1))).
Proof.
  split; [|exact noise_of_halves]. intros n k p q o g i K P Q T G Hi.
  rewrite (entry_variance_is n k p q o g i K P Q T G Hi). exact (noise_bound k _ K).
Qed.
