(** Eq. 38 and 39 with the weights and the V of Eq. 32: the minimisers of Eq. 31 with its ridge weighted. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgNormalEquations RgUpdates RgPrintedUpdates RgCoupledSteps.
Open Scope R_scope.

Lemma eq32_fits_diagonal M N r W V lam : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  weights_of_eq32 N r W V -> fit M N W V lam.
Proof.
  intros HM HN Hr Hl [[-> ->]|(n & Hn & -> & ->)]; [apply (fit16 M N r lam HM HN Hr Hl)|].
  apply (fit19 M N n r lam HM Hn Hr Hl).
Qed.

Lemma eq16_in_eq32 N r : weights_of_eq32 N r (W16 N r) (V16 N r).
Proof. left. split; reflexivity. Qed.

(** Claim: rg.eq38.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 38, repaired
    Says: P_x = S_x W_x Q (Q' (W_x - V_x I) Q + lambda (sum_y W_xy) I)^-1 exists and is the only minimiser in P of Eq.
      31 with the interaction term sum_x V_x P_x Q'Q P_x' and the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y
      (sum_x W_xy) |Q_y|^2), for every M, N, K, with the weights and V of Eq. 32 that follow Eq. 16, or Eq. 19
      with 1 <= n < N.
    Gap: Real numbers; the inverse is written as the equation that it solves; a P that does no worse is the same in its
      M rows. The targets may be any numbers.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq38_needs_the_weighted_ridge
*)
Theorem eq38_is_the_only_minimiser : forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V -> (exists P, eq38 M N K W S V lam P Q) /\
  forall P P', eq38 M N K W S V lam P Q ->
    (let F := weighted_eq31 M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros M N K r W S V lam Q HM HN Hr Hl HW. apply context_step. apply (eq32_fits_diagonal M N r); assumption.
Qed.

(** Claim: none
    Says: With the plain ridge another P does better.
*)
Theorem eq38_needs_the_weighted_ridge :
  ~ forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V -> (exists P, eq38 M N K W S V lam P Q) /\
  forall P P', eq38 M N K W S V lam P Q ->
    (let F := eq31 M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros H. apply eq38_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE P'. cbv zeta.
  apply Rnot_lt_le. intros L.
  destruct (H M N K r _ (S16 N r) _ lam Q HM HN Hr Hl (eq16_in_eq32 N r)) as [_ U].
  specialize (U P P' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_P. exact U.
Qed.

(** Claim: rg.eq39.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 39, repaired
    Says: Q_y = S_y' W_y P (P' (W_y - V) P + lambda (sum_x W_xy) I)^-1 exists and is the only minimiser in Q of Eq. 31
      with the interaction term sum_x V_x P_x Q'Q P_x' and the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y (sum_x
      W_xy) |Q_y|^2), for every M, N, K, with the weights and V of Eq. 32 that follow Eq. 16, or Eq. 19
      with 1 <= n < N.
    Gap: Real numbers; the inverse is written as the equation that it solves; a Q that does no worse is the same in its
      N rows. The targets may be any numbers.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq39_needs_the_weighted_ridge
*)
Theorem eq39_is_the_only_minimiser : forall M N K r W S V lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V -> (exists Q, eq39 M N K W S V lam P Q) /\
  forall Q Q', eq39 M N K W S V lam P Q ->
    (let F := weighted_eq31 M N K W S V lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros M N K r W S V lam P HM HN Hr Hl HW. apply item_step. apply (eq32_fits_diagonal M N r); assumption.
Qed.

(** Claim: none
    Says: With the plain ridge another Q does better.
*)
Theorem eq39_needs_the_weighted_ridge :
  ~ forall M N K r W S V lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V -> (exists Q, eq39 M N K W S V lam P Q) /\
  forall Q Q', eq39 M N K W S V lam P Q ->
    (let F := eq31 M N K W S V lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros H. apply eq39_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE Q'. cbv zeta.
  apply Rnot_lt_le. intros L.
  destruct (H M N K r _ (S16 N r) _ lam P HM HN Hr Hl (eq16_in_eq32 N r)) as [_ U].
  specialize (U Q Q' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_Q. exact U.
Qed.
