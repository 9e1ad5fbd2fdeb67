(** RGx of Eq. 31, as printed, is RG2 in other units: with weights alike for all items of a context and V in proportion
    to them. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
From softproof Require Import Sums RgUpdates.
Open Scope R_scope.

(** The factors times the root of c. *)
Definition times_root (c : R) (P : nat -> nat -> R) (x k : nat) : R := sqrt c * P x k.

(** P and Q minimise F. *)
Definition least_at (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (P Q : nat -> nat -> R) : Prop :=
  forall P' Q', F P Q <= F P' Q'.

(** P and Q are a critical point of F: its derivative there is 0 in every direction. *)
Definition critical (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (P Q : nat -> nat -> R) : Prop :=
  forall U V, derivable_pt_lim (fun t => F (fun x k => P x k + t * U x k) (fun y k => Q y k + t * V y k)) 0 0.

Lemma root_back c P : 0 < c -> times_root c (times_root (/ c) P) = P.
Proof.
  intros Hc. apply functional_extensionality. intros x. apply functional_extensionality. intros k. unfold times_root.
  rewrite <- Rmult_assoc, <- sqrt_mult by (try apply Rlt_le; try apply Rinv_0_lt_compat; lra).
  rewrite Rinv_r, sqrt_1 by lra. ring.
Qed.

Lemma back_root c P : 0 < c -> times_root (/ c) (times_root c P) = P.
Proof.
  intros Hc. rewrite <- (Rinv_inv c) at 2. apply root_back, Rinv_0_lt_compat, Hc.
Qed.

Lemma root_shift c P U t : 0 < c -> (fun x k => times_root c P x k + t * U x k)
  = times_root c (fun x k => P x k + t * times_root (/ c) U x k).
Proof.
  intros Hc. set (V := times_root (/ c) U). replace U with (times_root c V) by apply root_back, Hc.
  apply functional_extensionality. intros x. apply functional_extensionality. intros k. unfold times_root. ring.
Qed.

Lemma scores_times_root c K P Q x y : 0 <= c ->
  scores K (times_root c P) (times_root c Q) x y = c * scores K P Q x y.
Proof.
  intros Hc. unfold scores, dot, times_root. rewrite <- sum_scal. apply sum_ext. intros k _.
  rewrite <- (sqrt_sqrt c Hc) at 3. ring.
Qed.

Lemma norm_times_root c K P x : 0 <= c ->
  sum K (fun k => times_root c P x k ^ 2) = c * sum K (fun k => P x k ^ 2).
Proof.
  intros Hc. rewrite <- sum_scal. apply sum_ext. intros k _. unfold times_root. rewrite Rpow_mult_distr, pow2_sqrt by
    exact Hc. ring.
Qed.

(** One loss at the scaled factors is the other times c, up to a constant. *)
Lemma in_units c F G constant : 0 < c ->
  (forall P Q, G (times_root c P) (times_root c Q) = c * F P Q + constant) ->
  forall P Q, let P1 := times_root c P in let Q1 := times_root c Q in
    (least_at F P Q <-> least_at G P1 Q1) /\ (critical F P Q <-> critical G P1 Q1) /\
    ((forall P', F P Q <= F P' Q) <-> (forall P', G P1 Q1 <= G P' Q1)) /\
    ((forall Q', F P Q <= F P Q') <-> (forall Q', G P1 Q1 <= G P1 Q')).
Proof.
  intros Hc E P Q P1 Q1.
  assert (D : forall P' Q', F P Q <= F P' Q' <-> G P1 Q1 <= G (times_root c P') (times_root c Q')).
  { intros P' Q'. unfold P1, Q1. rewrite !E. split; intros H.
    - apply Rplus_le_compat_r, Rmult_le_compat_l; lra.
    - apply Rmult_le_reg_l with c; lra. }
  split; [|split; [|split]].
  - split; intros H P' Q'.
    + rewrite <- (root_back c P'), <- (root_back c Q') by exact Hc. apply D, H.
    + apply D, H.
  - assert (L : forall a b f, derivable_pt_lim f 0 0 -> derivable_pt_lim (fun t => a * f t + b) 0 0).
    { intros a b f H. pose proof (derivable_pt_lim_plus (fun t => a * f t) (fun _ => b) 0 (a * 0) 0
        (derivable_pt_lim_scal f a 0 0 H) (derivable_pt_lim_const b 0)) as L.
      rewrite Rmult_0_r, Rplus_0_r in L. exact L. }
    split; intros H U V.
    + apply derivable_pt_lim_ext with
        (f := fun t => c * F (fun x k => P x k + t * times_root (/ c) U x k)
          (fun y k => Q y k + t * times_root (/ c) V y k) + constant).
      * intros t. rewrite <- E. unfold P1, Q1. rewrite !root_shift by exact Hc. reflexivity.
      * apply (L c constant (fun t => F _ _)), H.
    + specialize (H (times_root c U) (times_root c V)).
      apply derivable_pt_lim_ext with (f := fun t => / c * (G (fun x k => P1 x k + t * times_root c U x k)
          (fun y k => Q1 y k + t * times_root c V y k)) + - / c * constant).
      * intros t. unfold P1, Q1. rewrite !root_shift, E by exact Hc. rewrite !back_root by exact Hc. field. lra.
      * apply (L (/ c) (- / c * constant) (fun t => G _ _)), H.
  - split; intros H P'.
    + rewrite <- (root_back c P') by exact Hc. apply D, H.
    + apply D, H.
  - split; intros H Q'.
    + rewrite <- (root_back c Q') by exact Hc. apply D, H.
    + apply D, H.
Qed.

(** Squares less an interaction that is kappa of the weights, at scores times c = 1 / (1 - kappa). *)
Lemma squares_times M N (w : nat -> R) kappa S o c : c * (1 - kappa) = 1 ->
  squares M N (fun x _ => w x) S (fun x y => c * o x y) - interaction M N (fun x => kappa * w x) (fun x y => c * o x y)
  = c * squares M N (fun x _ => w x) S o + (1 - c) * sum M (fun x => sum N (fun y => w x * S x y ^ 2)).
Proof.
  intros Hc. unfold squares, interaction. rewrite <- !sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros x _.
  rewrite <- !sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros y _.
  replace (w x * (S x y - c * o x y) ^ 2 - kappa * w x * (c * o x y) ^ 2)
    with (w x * (S x y ^ 2 - 2 * c * S x y * o x y + c * (c * (1 - kappa)) * o x y ^ 2)) by ring.
  rewrite Hc. ring.
Qed.

(** Claim: rg.b2.alpha_beta.units
    Role: establishes
    Place: RG, B.2, B.3, Eq. 31-32
    Says: For alpha > beta >= 0 and c = alpha / (alpha - beta), RGx of Eq. 31 with the constants alpha and beta for W
      and V is, at the factors times the root of c, c times RG2 with alpha, plus a constant; minimisers, critical points
      and half-steps of the one are those of the other times the root of c, and the scores rank alike.
    Gap: Real numbers. The same number lambda on both; a half-step is a minimiser in P for fixed Q, or in Q for fixed P.
      That the rows of Table 3 hence cannot differ by the interaction term is read, not in the statement.
    Mutant: `alpha / (alpha - beta)` becomes `alpha / (alpha + beta)`; refuted by the theorem a_plus_for_the_minus
    Mutant: `S none lam in` becomes `S none (c * lam) in`; refuted by the theorem the_ridge_is_not_scaled
*)
Theorem rgx_with_constants_is_rg2_in_other_units : forall M N K S alpha beta lam, 0 <= beta < alpha ->
  let c := alpha / (alpha - beta) in
  let rg2 := eq31 M N K (fun _ _ => alpha) S none lam in
  let rgx := eq31 M N K (fun _ _ => alpha) S (fun _ => beta) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, let P1 := times_root c P in let Q1 := times_root c Q in
    (least_at rg2 P Q <-> least_at rgx P1 Q1) /\ (critical rg2 P Q <-> critical rgx P1 Q1) /\
    ((forall P', rg2 P Q <= rg2 P' Q) <-> (forall P', rgx P1 Q1 <= rgx P' Q1)) /\
    ((forall Q', rg2 P Q <= rg2 P Q') <-> (forall Q', rgx P1 Q1 <= rgx P1 Q')) /\
    forall x y z, scores K P1 Q1 x y < scores K P1 Q1 x z <-> scores K P Q x y < scores K P Q x z.
Proof.
  intros M N K S alpha beta lam Hab c rg2 rgx.
  assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; lra).
  set (constant := (1 - c) * sum M (fun x => sum N (fun y => alpha * S x y ^ 2))).
  assert (E : forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant).
  { intros P Q. unfold rgx, rg2, eq31, constant.
    pose proof (squares_times M N (fun _ => alpha) (beta / alpha) S (scores K P Q) c ltac:(unfold c; field; lra)) as H.
    cbv beta in H.
    replace (scores K (times_root c P) (times_root c Q)) with (fun x y => c * scores K P Q x y).
    - replace (fun _ : nat => beta / alpha * alpha) with (fun _ : nat => beta) in H
        by (apply functional_extensionality; intros; field; lra).
      assert (F : forall n A, frobenius n K (times_root c A) = c * frobenius n K A).
      { intros n A. unfold frobenius. rewrite <- sum_scal. apply sum_ext. intros i _. apply norm_times_root. lra. }
      rewrite !F. assert (Z : interaction M N none (scores K P Q) = 0).
      { unfold interaction, none. apply sum_eq_0. intros; ring. }
      rewrite Z. lra.
    - apply functional_extensionality. intros x. apply functional_extensionality. intros y. symmetry.
      apply scores_times_root. lra. }
  split; [exists constant; exact E|]. intros P Q P1 Q1.
  destruct (in_units c rg2 rgx constant Hc E P Q) as (A1 & A2 & A3 & A4).
  repeat (split; [assumption|]). intros x y z. unfold P1, Q1. rewrite !scores_times_root by lra. split; intros H.
  - apply Rmult_lt_reg_l with c; assumption.
  - apply Rmult_lt_compat_l; assumption.
Qed.

Lemma one_pair alpha beta s lam c p q : 0 <= c ->
  eq31 1 1 1 (fun _ _ => alpha) (number s) (fun _ => beta) lam (times_root c (number p)) (times_root c (number q))
  = alpha * (s - c * (p * q)) ^ 2 + lam * (c * p ^ 2 + c * q ^ 2) - beta * (c * (p * q)) ^ 2.
Proof.
  intros Hc. unfold eq31, squares, interaction, frobenius. cbn [sum]. rewrite scores_times_root by exact Hc.
  unfold scores, dot, times_root, number. cbn [sum]. rewrite !Rplus_0_l, !Rpow_mult_distr, pow2_sqrt by exact Hc. ring.
Qed.

Lemma one_pair_plain alpha s lam p q : eq31 1 1 1 (fun _ _ => alpha) (number s) none lam (number p) (number q)
  = alpha * (s - p * q) ^ 2 + lam * (p ^ 2 + q ^ 2).
Proof. unfold eq31, squares, interaction, frobenius, scores, dot, none, number. cbn [sum]. ring. Qed.

(** Claim: none
    Says: alpha / (alpha + beta) does not do: alpha = 2, beta = 1, one pair.
*)
Theorem a_plus_for_the_minus : ~ forall M N K S alpha beta lam, 0 <= beta < alpha ->
  let c := alpha / (alpha + beta) in
  let rg2 := eq31 M N K (fun _ _ => alpha) S none lam in
  let rgx := eq31 M N K (fun _ _ => alpha) S (fun _ => beta) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, let P1 := times_root c P in let Q1 := times_root c Q in
    (least_at rg2 P Q <-> least_at rgx P1 Q1) /\ (critical rg2 P Q <-> critical rgx P1 Q1) /\
    ((forall P', rg2 P Q <= rg2 P' Q) <-> (forall P', rgx P1 Q1 <= rgx P' Q1)) /\
    ((forall Q', rg2 P Q <= rg2 P Q') <-> (forall Q', rgx P1 Q1 <= rgx P1 Q')) /\
    forall x y z, scores K P1 Q1 x y < scores K P1 Q1 x z <-> scores K P Q x y < scores K P Q x z.
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat (number 0) 2 1 0 ltac:(lra)) as [[k E] _]. cbv zeta in E.
  replace (2 / (2 + 1)) with (2 / 3) in E by field.
  pose proof (E (number 0) (number 0)) as E0. pose proof (E (number 1) (number 1)) as E1.
  rewrite one_pair in E0, E1 by lra. rewrite one_pair_plain in E0, E1. lra.
Qed.

(** Claim: none
    Says: The ridge is the same on both, not c times as large.
*)
Theorem the_ridge_is_not_scaled : ~ forall M N K S alpha beta lam, 0 <= beta < alpha ->
  let c := alpha / (alpha - beta) in
  let rg2 := eq31 M N K (fun _ _ => alpha) S none (c * lam) in
  let rgx := eq31 M N K (fun _ _ => alpha) S (fun _ => beta) lam in
  (exists constant, forall P Q, rgx (times_root c P) (times_root c Q) = c * rg2 P Q + constant) /\
  forall P Q, let P1 := times_root c P in let Q1 := times_root c Q in
    (least_at rg2 P Q <-> least_at rgx P1 Q1) /\ (critical rg2 P Q <-> critical rgx P1 Q1) /\
    ((forall P', rg2 P Q <= rg2 P' Q) <-> (forall P', rgx P1 Q1 <= rgx P' Q1)) /\
    ((forall Q', rg2 P Q <= rg2 P Q') <-> (forall Q', rgx P1 Q1 <= rgx P1 Q')) /\
    forall x y z, scores K P1 Q1 x y < scores K P1 Q1 x z <-> scores K P Q x y < scores K P Q x z.
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat (number 0) 2 1 1 ltac:(lra)) as [[k E] _]. cbv zeta in E.
  replace (2 / (2 - 1)) with 2 in E by field.
  pose proof (E (number 0) (number 0)) as E0. pose proof (E (number 1) (number 0)) as E1.
  rewrite one_pair in E0, E1 by lra. rewrite one_pair_plain in E0, E1. lra.
Qed.
