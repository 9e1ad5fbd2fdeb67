(** Eq. 36-39 as printed: not the minimisers of Eq. 31, but of the same with a ridge in proportion to the weights. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates.
Open Scope R_scope.

(** ** The counterexamples' data *)

(** R = (0, 1), and (0, 1; 0, 1): every context has the second item; the factor that is held fixed is (1; 2). *)
Definition second_item (x y : nat) : R := match y with O => 0 | _ => 1 end.

Definition one_two (i k : nat) : R := match i with O => 1 | _ => 2 end.

Lemma second_clicks M : clicks M 2 second_item.
Proof.
  split; [|intros; unfold positives, second_item; simpl; lra]. intros x y _ _. unfold second_item. destruct y; auto.
Qed.

Ltac unfold_all :=
  unfold eq31, weighted_eq31, squares, interaction, scores, frobenius, S16, W16, V16, none, positives, second_item,
    one_two,
    one_hot, dot; simpl.

(** ** Eq. 36 *)

(** Claim: rg.eq36
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 36
    Says: The update P_x = S_x W_x Q (Q' W_x Q + lambda (sum_y W_xy) I)^-1 is not a minimiser in P of Eq. 31, with the
      weights of Eq. 16 and targets of Eq. 32: R = (0, 1), Q = (1; 2), lambda = 1 give P = 1/7, where 1/6 is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := eq31` becomes `let F := weighted_eq31`; refuted by the theorem eq36_minimises_with_eq16
*)
Theorem eq36_does_not_minimise_eq31 : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq38 M N K (W16 N r) (S16 N r) none lam P Q ->
  forall P', let F := eq31 M N K (W16 N r) (S16 N r) none lam in F P Q <= F P' Q.
Proof.
  intros H. specialize (H 1%nat 2%nat 1%nat second_item 1
    (fun _ _ => 1 / 7) one_two
    ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra)).
  refine (_ (H _ (fun _ _ => 1 / 6))); clear H.
  - cbv zeta. unfold_all. lra.
  - intros x k Hx Hk.
    destruct x; [|lia]; (destruct k; [|lia]); unfold_all; lra.
Qed.

(** Claim: none
    Says: With the ridge in proportion to the weights, Eq. 36 is a minimiser.
*)
Theorem eq36_minimises_with_eq16 : ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq38 M N K (W16 N r) (S16 N r) none lam P Q ->
  forall P', let F := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in F P Q <= F P' Q.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl HE P'. clear H.
  cbv zeta.  pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F.
    exact (context_step_least M N K _ _ _ lam _ F _ _ HE).
Qed.

(** Claim: rg.eq36.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 36, repaired
    Says: The update P_x = S_x W_x Q (Q' W_x Q + lambda (sum_y W_xy) I)^-1 exists and is the only minimiser in P of
      Eq. 31 with the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y (sum_x W_xy) |Q_y|^2), for every M, N, K: a P
      that does no worse is the same in its M rows.
    Gap: Real numbers; for all weights, targets and ridges that fit (lambda > 0, positive sums of the weights of each
      row and column, 0 or the interaction at most the weight); fit16 and fit19 show that those of Eq. 16 and 19 do.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq36_is_not_for_a_plain_ridge
*)
Theorem eq36_minimises_the_weighted_objective : forall M N K W S lam Q, fit M N W none lam ->
  (exists P, eq38 M N K W S none lam P Q) /\
  forall P P', eq38 M N K W S none lam P Q ->
    (let F := weighted_eq31 M N K W S none lam in F P' Q <= F P Q) -> same M K P' P.
Proof. intros. apply context_step. assumption. Qed.

(** Claim: none
    Says: With the plain ridge another P does better.
*)
Theorem eq36_is_not_for_a_plain_ridge : ~ forall M N K W S lam Q, fit M N W none lam ->
  (exists P, eq38 M N K W S none lam P Q) /\
  forall P P', eq38 M N K W S none lam P Q ->
    (let F := eq31 M N K W S none lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros H. apply eq36_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE P'. cbv zeta.
  apply Rnot_lt_le. intros L. pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F.
  destruct (H M N K (W16 N r) (S16 N r) lam Q F) as [_ U].
  specialize (U P P' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_P. exact U.
Qed.

(** ** Eq. 37 *)

(** Claim: rg.eq37
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 37
    Says: The update Q_y = S_y' W_y P (P' W_y P + lambda (sum_x W_xy) I)^-1 is not a minimiser in Q of Eq. 31, with
      the weights of Eq. 16 and targets of Eq. 32: R = (0, 1; 0, 1), P = (1; 2), lambda = 1 give Q = (-3/7; 3/7),
      where (-1/2; 1/2) is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := eq31` becomes `let F := weighted_eq31`; refuted by the theorem eq37_minimises_with_eq16
*)
Theorem eq37_does_not_minimise_eq31 : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
  forall Q', let F := eq31 M N K (W16 N r) (S16 N r) none lam in F P Q <= F P Q'.
Proof.
  intros H. specialize (H 2%nat 2%nat 1%nat second_item 1
    one_two (fun y _ => match y with O => - (3 / 7) | _ => 3 / 7 end)
    ltac:(lia) ltac:(lia) (second_clicks 2) ltac:(lra)).
  refine (_ (H _ (fun y _ => match y with O => - (1 / 2) | _ => 1 / 2 end))); clear H.
  - cbv zeta. unfold_all. lra.
  - intros y k Hx Hk.
    destruct y as [|[|y]]; [| |lia]; (destruct k; [|lia]); unfold_all; lra.
Qed.

(** Claim: none
    Says: With the ridge in proportion to the weights, Eq. 37 is a minimiser.
*)
Theorem eq37_minimises_with_eq16 : ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
  forall Q', let F := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in F P Q <= F P Q'.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl HE Q'. clear H.
  cbv zeta.  pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F. exact (item_step_least M N K _ _ _ lam _ F _ _ HE).
Qed.

(** Claim: rg.eq37.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 37, repaired
    Says: The update Q_y = S_y' W_y P (P' W_y P + lambda (sum_x W_xy) I)^-1 exists and is the only minimiser in Q of
      Eq. 31 with the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y (sum_x W_xy) |Q_y|^2), for every M, N, K: a Q
      that does no worse is the same in its N rows.
    Gap: Real numbers; for all weights, targets and ridges that fit (lambda > 0, positive sums of the weights of each
      row and column, 0 or the interaction at most the weight); fit16 and fit19 show that those of Eq. 16 and 19 do.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq37_is_not_for_a_plain_ridge
*)
Theorem eq37_minimises_the_weighted_objective : forall M N K W S lam P, fit M N W none lam ->
  (exists Q, eq39 M N K W S none lam P Q) /\
  forall Q Q', eq39 M N K W S none lam P Q ->
    (let F := weighted_eq31 M N K W S none lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof. intros. apply item_step. assumption. Qed.

(** Claim: none
    Says: With the plain ridge another Q does better.
*)
Theorem eq37_is_not_for_a_plain_ridge : ~ forall M N K W S lam P, fit M N W none lam ->
  (exists Q, eq39 M N K W S none lam P Q) /\
  forall Q Q', eq39 M N K W S none lam P Q ->
    (let F := eq31 M N K W S none lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros H. apply eq37_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE Q'. cbv zeta.
  apply Rnot_lt_le. intros L. pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F.
  destruct (H M N K (W16 N r) (S16 N r) lam P F) as [_ U].
  specialize (U Q Q' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_Q. exact U.
Qed.

(** The weights and the V of Eq. 32: those that follow Eq. 16, or those that follow Eq. 19 with 1 <= n < N draws. *)
Definition weights_of_eq32 (N : nat) (r W : nat -> nat -> R) (V : nat -> R) : Prop :=
  (W = W16 N r /\ V = V16 N r) \/ exists n, (1 <= n < N)%nat /\ W = W19 N n r /\ V = V19 N n r.

Lemma eq32_fits_diagonal M N r W V lam : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  weights_of_eq32 N r W V -> fit M N W V lam.
Proof.
  intros HM HN C L [[-> ->]|(n & Hn & -> & ->)]; [apply fit16|apply fit19]; assumption.
Qed.

(** ** Eq. 38 *)

(** Claim: rg.eq38
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 38
    Says: The update P_x = S_x W_x Q (Q' (W_x - V_x I) Q + lambda (sum_y W_xy) I)^-1 is not a minimiser in P of Eq. 31
      with the interaction term, with the weights of Eq. 16 and targets of Eq. 32: R = (0, 1), Q = (1; 2), lambda = 1
      give P = 2/9, where 2/7 is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := eq31` becomes `let F := weighted_eq31`; refuted by the theorem eq38_minimises_with_eq16
*)
Theorem eq38_does_not_minimise_eq31 : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall P', let F := eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P' Q.
Proof.
  intros H. specialize (H 1%nat 2%nat 1%nat second_item 1
    (fun _ _ => 2 / 9) one_two
    ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra)).
  refine (_ (H _ (fun _ _ => 2 / 7))); clear H.
  - cbv zeta. unfold_all. lra.
  - intros x k Hx Hk.
    destruct x; [|lia]; (destruct k; [|lia]); unfold_all; lra.
Qed.

(** Claim: none
    Says: With the ridge in proportion to the weights, Eq. 38 is a minimiser.
*)
Theorem eq38_minimises_with_eq16 : ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall P', let F := weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P' Q.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl HE P'. clear H.
  cbv zeta.  pose proof (proj2 (fit16 M N r lam HM HN Hr Hl)) as F.
    exact (context_step_least M N K _ _ _ lam _ F _ _ HE).
Qed.

(** Claim: rg.eq38.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 38, repaired
    Says: The update P_x = S_x W_x Q (Q' (W_x - V_x I) Q + lambda (sum_y W_xy) I)^-1 exists and is the only minimiser
      in P of Eq. 31 with the interaction term with the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y (sum_x W_xy)
      |Q_y|^2), for every M, N, K: a P that does no worse is the same in its M rows.
    Gap: Real numbers; the inverse is written as the equation that it solves. The weights are those of Eq. 32 that
      follow Eq. 16, or Eq. 18-19 with 1 <= n < N, every context has a positive and lambda > 0, as the claim assumes.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq38_is_not_for_a_plain_ridge
*)
Theorem eq38_minimises_the_weighted_objective : forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> weights_of_eq32 N r W V ->
  (exists P, eq38 M N K W S V lam P Q) /\
  forall P P', eq38 M N K W S V lam P Q ->
    (let F := weighted_eq31 M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof. intros. apply context_step, (eq32_fits_diagonal M N r); assumption. Qed.

(** Claim: none
    Says: With the plain ridge another P does better.
*)
Theorem eq38_is_not_for_a_plain_ridge : ~ forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V ->
  (exists P, eq38 M N K W S V lam P Q) /\
  forall P P', eq38 M N K W S V lam P Q ->
    (let F := eq31 M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros H. apply eq38_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE P'. cbv zeta.
  apply Rnot_lt_le. intros L.
  destruct (H M N K r (W16 N r) (S16 N r) (V16 N r) lam Q HM HN Hr Hl (or_introl (conj eq_refl eq_refl))) as [_ U].
  specialize (U P P' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_P. exact U.
Qed.

(** ** Eq. 39 *)

(** Claim: rg.eq39
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 39
    Says: The update Q_y = S_y' W_y P (P' (W_y - V) P + lambda (sum_x W_xy) I)^-1 is not a minimiser in Q of Eq. 31
      with the interaction term, with the weights of Eq. 16 and targets of Eq. 32: R = (0, 1; 0, 1), P = (1; 2),
      lambda = 1 give Q = (-2/3; 2/3), where (-6/7; 6/7) is better.
    Gap: Real numbers; the inverse is written as the equation that it solves.
    Mutant: `let F := eq31` becomes `let F := weighted_eq31`; refuted by the theorem eq39_minimises_with_eq16
*)
Theorem eq39_does_not_minimise_eq31 : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall Q', let F := eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P Q'.
Proof.
  intros H. specialize (H 2%nat 2%nat 1%nat second_item 1
    one_two (fun y _ => match y with O => - (2 / 3) | _ => 2 / 3 end)
    ltac:(lia) ltac:(lia) (second_clicks 2) ltac:(lra)).
  refine (_ (H _ (fun y _ => match y with O => - (6 / 7) | _ => 6 / 7 end))); clear H.
  - cbv zeta. unfold_all. lra.
  - intros y k Hx Hk.
    destruct y as [|[|y]]; [| |lia]; (destruct k; [|lia]); unfold_all; lra.
Qed.

(** Claim: none
    Says: With the ridge in proportion to the weights, Eq. 39 is a minimiser.
*)
Theorem eq39_minimises_with_eq16 : ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
  forall Q', let F := weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q <= F P Q'.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl HE Q'. clear H.
  cbv zeta.  pose proof (proj2 (fit16 M N r lam HM HN Hr Hl)) as F. exact (item_step_least M N K _ _ _ lam _ F _ _ HE).
Qed.

(** Claim: rg.eq39.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 39, repaired
    Says: The update Q_y = S_y' W_y P (P' (W_y - V) P + lambda (sum_x W_xy) I)^-1 exists and is the only minimiser in
      Q of Eq. 31 with the interaction term with the ridge lambda (sum_x (sum_y W_xy) |P_x|^2 + sum_y (sum_x W_xy)
      |Q_y|^2), for every M, N, K: a Q that does no worse is the same in its N rows.
    Gap: Real numbers; the inverse is written as the equation that it solves. The weights are those of Eq. 32 that
      follow Eq. 16, or Eq. 18-19 with 1 <= n < N, every context has a positive and lambda > 0, as the claim assumes.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem eq39_is_not_for_a_plain_ridge
*)
Theorem eq39_minimises_the_weighted_objective : forall M N K r W S V lam P, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> weights_of_eq32 N r W V ->
  (exists Q, eq39 M N K W S V lam P Q) /\
  forall Q Q', eq39 M N K W S V lam P Q ->
    (let F := weighted_eq31 M N K W S V lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof. intros. apply item_step, (eq32_fits_diagonal M N r); assumption. Qed.

(** Claim: none
    Says: With the plain ridge another Q does better.
*)
Theorem eq39_is_not_for_a_plain_ridge : ~ forall M N K r W S V lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> weights_of_eq32 N r W V ->
  (exists Q, eq39 M N K W S V lam P Q) /\
  forall Q Q', eq39 M N K W S V lam P Q ->
    (let F := eq31 M N K W S V lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros H. apply eq39_does_not_minimise_eq31. intros M N K r lam P Q HM HN Hr Hl HE Q'. cbv zeta.
  apply Rnot_lt_le. intros L.
  destruct (H M N K r (W16 N r) (S16 N r) (V16 N r) lam P HM HN Hr Hl (or_introl (conj eq_refl eq_refl))) as [_ U].
  specialize (U Q Q' HE (Rlt_le _ _ L)). cbv zeta in U. revert L. apply Rle_not_lt, Req_le.
  apply eq31_same_Q. exact U.
Qed.
