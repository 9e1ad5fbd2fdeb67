(** Alternating least squares on RGx, with the interaction of Eq. 15, is that on RG2 from centred item factors. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates RgPrintedUpdates RgCoupledSteps RgCoupledItems.
From softproof Require Import RgMonotone RgCentredItems.
Open Scope R_scope.

(** The exact steps: the context factors P are the best for Q, and the item factors Q for P. *)
Definition best_contexts (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (P Q : nat -> nat -> R) : Prop :=
  forall P', F P Q <= F P' Q.

(** The same for the items. *)
Definition best_items (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (P Q : nat -> nat -> R) : Prop :=
  forall Q', F P Q <= F P Q'.

(** What RGx adds to RG2 at the centred items. *)
Lemma rgx_and_centred M N K r lam Q : (0 < N)%nat -> clicks M N r -> exists a, forall P,
  rgx_objective (/ INR N) M N K r lam P Q = rg2_objective M N K r lam P (centred N Q) + a.
Proof.
  intros HN Hr. eexists. intros P. rewrite (rgx_is_rg2_centred (/ INR N) M N K r lam P Q HN Hr), Rminus_diag_eq,
    Rmult_0_l, Rplus_0_r by reflexivity. reflexivity.
Qed.

Lemma context_steps M N K r lam P Q : (0 < N)%nat -> clicks M N r ->
  (coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam P Q <->
    eq38 M N K (W16 N r) (S16 N r) none lam P (centred N Q)).
Proof.
  intros HN [_ Hp]. pose proof (lt_0_INR N HN) as PN.
  assert (G : forall x l k, sum N (fun y => (W16 N r x y - none x) * centred N Q y l * centred N Q y k)
    = sum N (fun y => W16 N r x y * Q y l * Q y k) - V16 N r x * sum N (fun y => Q y l) * sum N (fun y => Q y k)).
  { intros x l k. unfold W16, V16, none, centred. set (w := positives N (r x)). set (a := sum N (fun y => Q y l)).
    set (b := sum N (fun y => Q y k)).
    rewrite (sum_ext N _ (fun y => w * Q y l * Q y k + (- (w * b / INR N) * Q y l + - (w * a / INR N) * Q y k
      + w * a * b / INR N ^ 2))) by (intros; field; lra).
    rewrite !sum_plus, !sum_scal, sum_const. fold a b. field. lra. }
  assert (B : forall x k, (x < M)%nat -> sum N (fun y => S16 N r x y * W16 N r x y * centred N Q y k)
    = sum N (fun y => S16 N r x y * W16 N r x y * Q y k)).
  { intros x k Hx. unfold centred, W16. set (c := sum N (fun j => Q j k) / INR N).
    rewrite (sum_ext N _ (fun y => S16 N r x y * positives N (r x) * Q y k + S16 N r x y * - (positives N (r x) * c)))
      by (intros; ring). rewrite sum_plus, sum_scal_r, targets_sum_to_zero by (apply Hp, Hx). ring. }
  unfold coupled_context_step, eq38. split; intros H x k Hx Hk; specialize (H x k Hx Hk).
  - rewrite B by exact Hx. rewrite <- H. apply sum_ext. intros l _. rewrite G. reflexivity.
  - rewrite <- (B x k Hx), <- H. apply sum_ext. intros l _. rewrite G. reflexivity.
Qed.

Lemma eq39_same M N K W S V lam P Q Q' : same N K Q' Q -> eq39 M N K W S V lam P Q -> eq39 M N K W S V lam P Q'.
Proof.
  intros E H y k Hy Hk. rewrite <- (H y k Hy Hk). apply sum_ext. intros l Hl. rewrite (E y l Hy Hl). reflexivity.
Qed.

(** The exact item step of RG2, and of RGx, is Eq. 37. *)
Lemma item_steps M N K r lam P Q : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  ((forall Q', rg2_objective M N K r lam P Q <= rg2_objective M N K r lam P Q') <->
    eq39 M N K (W16 N r) (S16 N r) none lam P Q) /\
  ((forall Q', rgx_objective (/ INR N) M N K r lam P Q <= rgx_objective (/ INR N) M N K r lam P Q') <->
    eq39 M N K (W16 N r) (S16 N r) none lam P Q).
Proof.
  intros HM HN Hr Hl. pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F.
  pose proof (Rinv_0_lt_compat _ (lt_0_INR N HN)) as PN.
  destruct (item_step M N K (W16 N r) (S16 N r) none lam P F) as [[Q0 H0] U].
  assert (A : (forall Q', rg2_objective M N K r lam P Q <= rg2_objective M N K r lam P Q') <->
    eq39 M N K (W16 N r) (S16 N r) none lam P Q).
  { split; intros H.
    - apply (eq39_same M N K _ _ _ lam P Q0 Q); [|exact H0]. apply U; [exact H0|apply H].
    - intros Q'. apply item_step_least; assumption. }
  split; [exact A|]. apply iff_trans with (2 := A).
  assert (L : forall Q', rg2_objective M N K r lam P (centred N Q') <= rgx_objective (/ INR N) M N K r lam P Q' /\
    (rgx_objective (/ INR N) M N K r lam P Q' <= rg2_objective M N K r lam P (centred N Q') ->
      forall k, (k < K)%nat -> sum N (fun y => Q' y k) = 0))
    by (intros; apply rg2_centred_below; try assumption; lra).
  assert (B : forall Q', rgx_objective (/ INR N) M N K r lam P Q' <= rg2_objective M N K r lam P Q')
    by (intros; apply rgx_at_most_rg2; [exact Hr|lra]).
  split; intros H Q'.
  - assert (Z : forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0).
    { apply (proj2 (L Q)). apply Rle_trans with (1 := H (centred N Q)), B. }
    rewrite <- (rgx_of_centred_items (/ INR N) M N K r lam P Q Z). apply Rle_trans with (1 := H Q'), B.
  - apply Rle_trans with (1 := B Q). apply Rle_trans with (1 := H (centred N Q')), L.
Qed.

(** Claim: rg.x.equivalence.iterates
    Role: establishes
    Place: RG, s. 4.3-4.4.1, Eq. 36-37
    Says: The exact context step of RGx from Q solves Eq. 36 from Q - 11'Q/N; the exact item step of RGx is Eq. 37,
      after which 1'Q = 0; so the runs of alternating least squares on RGx from Q are those on RG2 from the centred Q,
      the same from the first context step on in P and from the first item step on in Q.
    Gap: Real numbers; inverses are written as the equations that they solve, of which each has one solution; a step of
      a run is a minimiser.
    Mutant: `lam P (centred N Q))` becomes `lam P Q)`; refuted by the theorem the_start_is_not_q
    Mutant: `O => centred N (Q O)` becomes `O => Q O`; refuted by the theorem runs_from_q_differ
*)
Theorem alternating_steps_are_the_same : forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in let rgx := rgx_objective (/ INR N) M N K r lam in
  (forall P Q, coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam P Q <->
    eq38 M N K (W16 N r) (S16 N r) none lam P (centred N Q)) /\
  (forall P Q, best_items rgx P Q <-> eq39 M N K (W16 N r) (S16 N r) none lam P Q) /\
  (forall P Q k, eq39 M N K (W16 N r) (S16 N r) none lam P Q -> (k < K)%nat -> sum N (fun y => Q y k) = 0) /\
  forall P Q, alternates (best_contexts rgx) (best_items rgx) P Q <->
    alternates (best_contexts rg2) (best_items rg2) P (fun t => match t with O => centred N (Q O) | S _ => Q t end).
Proof.
  intros M N K r lam HM HN Hr Hl rg2 rgx.
  pose proof (fun P Q => item_steps M N K r lam P Q HM HN Hr Hl) as I.
  assert (Z : forall P Q, eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
    forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0) 
    by (intros P Q H; apply (items_sum_to_zero M N K r lam P Q HM HN Hr Hl H)).
  split; [intros; apply context_steps; assumption|split; [intros; apply I|split]].
  { intros P Q k H Hk. apply (Z P Q H k Hk). }
  intros P Q. set (C := fun t => match t with O => centred N (Q O) | S _ => Q t end).
  assert (J : forall t, (forall Q', rgx (P t) (Q (S t)) <= rgx (P t) Q') <->
    (forall Q', rg2 (P t) (C (S t)) <= rg2 (P t) Q')).
  { intros t. destruct (I (P t) (Q (S t))) as [I1 I2]. split; intros H; [apply I1, I2, H|apply I2, I1, H]. }
  assert (D : forall t, (t = O \/ exists p, eq39 M N K (W16 N r) (S16 N r) none lam p (Q t)) ->
    (forall P', rgx (P t) (Q t) <= rgx P' (Q t)) <-> (forall P', rg2 (P t) (C t) <= rg2 P' (C t))).
  { intros t [->|[p Hp]].
    - destruct (rgx_and_centred M N K r lam (Q O) HN Hr) as [a E]. unfold C.
      change (forall P', rgx P' (Q O) = rg2 P' (centred N (Q O)) + a) in E.
      split; intros H P'; specialize (H P'); rewrite !E in *; lra.
    - assert (E : forall P', rgx P' (Q t) = rg2 P' (C t)).
      { intros P'. unfold rgx. rewrite (rgx_of_centred_items _ M N K r lam P' (Q t) (Z p (Q t) Hp)). unfold C.
        destruct t; [|reflexivity]. symmetry. apply rg2_same_items, centred_fixed, (Z p (Q O) Hp). }
      split; intros H P'; specialize (H P'); rewrite !E in *; exact H. }
  unfold alternates, best_contexts, best_items.
  split; intros H t; (split; [|apply J, H]); apply D; try apply H; (destruct t as [|t]; [left; reflexivity|right]);
    exists (P t); apply I; [|apply J]; apply H.
Qed.

(** Claim: none
    Says: The context step of RGx is not Eq. 36 from Q itself: R = (0, 1), Q = (1; 2), lambda = 1, P = 2/5.
*)
Theorem the_start_is_not_q : ~ (forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in let rgx := rgx_objective (/ INR N) M N K r lam in
  (forall P Q, coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam P Q <->
    eq38 M N K (W16 N r) (S16 N r) none lam P Q) /\
  (forall P Q, best_items rgx P Q <-> eq39 M N K (W16 N r) (S16 N r) none lam P Q) /\
  (forall P Q k, eq39 M N K (W16 N r) (S16 N r) none lam P Q -> (k < K)%nat -> sum N (fun y => Q y k) = 0) /\
  forall P Q, alternates (best_contexts rgx) (best_items rgx) P Q <->
    alternates (best_contexts rg2) (best_items rg2) P (fun t => match t with O => centred N (Q O) | S _ => Q t end)).
Proof.
  intros F. destruct (F 1%nat 2%nat 1%nat second_item 1 ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra)) as [A _].
  destruct (A (fun _ _ => 2 / 5) one_two) as [B _].
  assert (C : eq38 1 2 1 (W16 2 second_item) (S16 2 second_item) none 1 (fun _ _ => 2 / 5) one_two).
  { apply B. intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia]. unfold_all. lra. }
  specialize (C 0%nat 0%nat ltac:(lia) ltac:(lia)). revert C. unfold_all. lra.
Qed.

(** A run for R = (0, 1), lambda = 3/4: P stays at 1/2, Q goes from (1; 2) to (-1/2; 1/2). *)
Definition settled (t y k : nat) : R :=
  match t, y with O, _ => one_two y k | S _, O => - (1 / 2) | S _, _ => 1 / 2 end.

(** Claim: none
    Says: The runs from Q itself differ: R = (0, 1), lambda = 3/4, Q = (1; 2), where RGx has P = 1/2 and RG2 has 2/13.
*)
Theorem runs_from_q_differ : ~ (forall M N K r lam, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  let rg2 := rg2_objective M N K r lam in let rgx := rgx_objective (/ INR N) M N K r lam in
  (forall P Q, coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam P Q <->
    eq38 M N K (W16 N r) (S16 N r) none lam P (centred N Q)) /\
  (forall P Q, best_items rgx P Q <-> eq39 M N K (W16 N r) (S16 N r) none lam P Q) /\
  (forall P Q k, eq39 M N K (W16 N r) (S16 N r) none lam P Q -> (k < K)%nat -> sum N (fun y => Q y k) = 0) /\
  forall P Q, alternates (best_contexts rgx) (best_items rgx) P Q <->
    alternates (best_contexts rg2) (best_items rg2) P (fun t => match t with O => Q O | S _ => Q t end)).
Proof.
  intros F. set (P := fun _ _ _ : nat => 1 / 2).
  destruct (F 1%nat 2%nat 1%nat second_item (3 / 4) ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra))
    as (_ & _ & _ & A). destruct (A P settled) as [B _].
  destruct (alternating_steps_are_the_same 1 2 1 second_item (3 / 4) ltac:(lia) ltac:(lia) (second_clicks 1)
    ltac:(lra)) as (_ & _ & _ & T). destruct (T P settled) as [_ G]. clear A T F.
  pose proof (proj1 (fit16 1 2 second_item (3 / 4) ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra))) as W.
  assert (R : alternates (best_contexts (rgx_objective (/ INR 2) 1 2 1 second_item (3 / 4)))
    (best_items (rgx_objective (/ INR 2) 1 2 1 second_item (3 / 4))) P settled).
  { apply G. intros t. split.
    - intros P'. apply (context_step_least 1 2 1 _ _ none (3 / 4) _ W). intros x k Hx Hk.
      destruct x; [|lia]. destruct k; [|lia]. destruct t; unfold centred, settled, P; unfold_all; lra.
    - intros Q'. apply (item_step_least 1 2 1 _ _ none (3 / 4) _ W). intros y k Hy Hk.
      destruct k; [|lia]. destruct y as [|[|y]]; [| |lia]; unfold settled, P; unfold_all; lra. }
  apply B in R. destruct (R 0%nat) as [H _]. specialize (H (fun _ _ => 1 / 6)). revert H.
  unfold rg2_objective, settled, P. unfold_all. lra.
Qed.
