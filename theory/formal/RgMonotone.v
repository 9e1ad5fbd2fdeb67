(** Whether the half-steps of Algorithm 1 ever raise an objective: as printed, corrected, and as released. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates RgPrintedUpdates RgSylvester RgCoupledSteps RgCoupledItems.
Open Scope R_scope.

(** A run of alternating updates: P t is the context step from Q t, and Q (t + 1) the item step from P t. *)
Definition alternates (context item : (nat -> nat -> R) -> (nat -> nat -> R) -> Prop) (P Q : nat -> nat -> nat -> R)
    : Prop :=
  forall t, context (P t) (Q t) /\ item (P t) (Q (S t)).

(** No half-step of the run raises F. *)
Definition never_rises (F : (nat -> nat -> R) -> (nat -> nat -> R) -> R) (P Q : nat -> nat -> nat -> R) : Prop :=
  forall t, F (P t) (Q (S t)) <= F (P t) (Q t) /\ F (P (S t)) (Q (S t)) <= F (P t) (Q (S t)).

Lemma best_steps_never_raise (context item : (nat -> nat -> R) -> (nat -> nat -> R) -> Prop) F P Q :
  (forall P Q P', context P Q -> F P Q <= F P' Q) -> (forall P Q Q', item P Q -> F P Q <= F P Q') ->
  alternates context item P Q -> never_rises F P Q.
Proof.
  intros C I A t. split; [apply I, A|apply C, A].
Qed.

(** ** Runs of one context and one factor, R = (0, 1) *)

(** The x_0, g(x_0), g(g(x_0)), ..., two steps at a time, and factors of two items that are its multiples. *)
Fixpoint iterates (g : R -> R) (x0 : R) (t : nat) : R :=
  match t with O => x0 | S u => g (g (iterates g x0 u)) end.

Definition single (p : nat -> R) (t x k : nat) : R := p t.

Definition pair (a b : R) (q : nat -> R) (t y k : nat) : R := match y with O => a * q t | _ => b * q t end.

Ltac one_row := let t := fresh "t" in intros t; split;
  [intros x k Hx Hk; destruct x; [|lia]; (destruct k; [|lia])
  |intros y k Hy Hk; destruct y as [|[|y]]; [| |lia]; (destruct k; [|lia])].

Lemma square_pos x c : 0 < c -> x * x + c <> 0.
Proof. intros H. pose proof (Rle_0_sqr x) as P. unfold Rsqr in P. lra. Qed.

(** ** Eq. 36 and 37 *)

(** With lambda = 1 both steps are x / (x^2 + 1) on the line of the item factors (-q; q). *)
Definition shrink (x : R) : R := x / (x * x + 1).

Definition shrinking_Q : nat -> nat -> nat -> R := pair (- (1)) 1 (iterates shrink 1).
Definition shrinking_P : nat -> nat -> nat -> R := single (fun t => shrink (iterates shrink 1 t)).

Lemma shrinking_run : alternates (eq38 1 2 1 (W16 2 second_item) (S16 2 second_item) none 1)
  (eq39 1 2 1 (W16 2 second_item) (S16 2 second_item) none 1) shrinking_P shrinking_Q.
Proof.
  one_row; unfold shrinking_P, shrinking_Q, single, pair; unfold_all.
  - set (q := iterates shrink 1 t). unfold shrink. pose proof (square_pos q 1 ltac:(lra)). field. assumption.
  - set (q := shrink (iterates shrink 1 t)). unfold shrink. pose proof (square_pos q 1 ltac:(lra)). field. assumption.
  - set (q := shrink (iterates shrink 1 t)). unfold shrink. pose proof (square_pos q 1 ltac:(lra)). field. assumption.
Qed.

(** Claim: rg.x.monotone.printed
    Role: refutes
    Place: Beyond RG, Algorithm 1, Eq. 36-37
    Says: It is false that no half-step of Eq. 36-37 raises Eq. 31 with its plain ridge: for R = (0, 1), lambda = 1 and
      Q_0 = (-1; 1) the second context step raises it from 1.85 to 1.93.
    Gap: Real numbers; the inverses are written as the equations that they solve; the weights of Eq. 16.
    Mutant: `never_rises (eq31` becomes `never_rises (weighted_eq31`; refuted by the theorem
      eq36_and_37_never_raise_the_weighted_objective
*)
Theorem eq36_may_raise_eq31 : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  never_rises (eq31 M N K (W16 N r) (S16 N r) none lam) P Q.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item 1 shrinking_P shrinking_Q ltac:(lia) ltac:(lia) (second_clicks 1)
    ltac:(lra) shrinking_run 0%nat) as [_ L]. revert L.
  assert (A : shrink 1 = 1 / 2) by (unfold shrink; field).
  assert (B : shrink (1 / 2) = 2 / 5) by (unfold shrink; field).
  assert (C : shrink (2 / 5) = 10 / 29) by (unfold shrink; field).
  unfold shrinking_P, shrinking_Q, single, pair. unfold_all. rewrite !A, !B, !C. lra.
Qed.

(** Claim: none
    Says: Eq. 36 and 37 never raise the objective whose ridge is in proportion to the weights.
*)
Theorem eq36_and_37_never_raise_the_weighted_objective :
  ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  never_rises (weighted_eq31 M N K (W16 N r) (S16 N r) none lam) P Q.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl. pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as F.
  apply best_steps_never_raise; intros; [apply context_step_least|apply item_step_least]; assumption.
Qed.

(** Claim: rg.x.monotone.printed.repair
    Role: establishes
    Place: Beyond RG, Algorithm 1, Eq. 36-37, repaired
    Says: No half-step of Eq. 36-37 raises sum |I_x| (S_xy - P_x Q_y')^2 + lambda (N sum_x |I_x| |P_x|^2 + |D| |Q|^2),
      and each is its only minimiser over its block, for every M, N, K and every start.
    Gap: Real numbers; the inverses are written as the equations that they solve; the weights of Eq. 16, with which the
      ridge of weighted_eq31 is this one; factors are compared in their rows and entries.
    Mutant: `let F := weighted_eq31` becomes `let F := eq31`; refuted by the theorem a_plain_ridge_may_rise
*)
Theorem eq36_and_37_are_the_only_best_steps : forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  let F := weighted_eq31 M N K (W16 N r) (S16 N r) none lam in
  never_rises F P Q /\
  forall t, (forall P', F P' (Q t) <= F (P t) (Q t) -> same M K P' (P t)) /\
    (forall Q', F (P t) Q' <= F (P t) (Q (S t)) -> same N K Q' (Q (S t))).
Proof.
  intros M N K r lam P Q HM HN Hr Hl A F. pose proof (proj1 (fit16 M N r lam HM HN Hr Hl)) as Fit. split.
  - apply (best_steps_never_raise (eq38 M N K (W16 N r) (S16 N r) none lam)
      (eq39 M N K (W16 N r) (S16 N r) none lam)); [| |exact A]; intros;
      [apply context_step_least|apply item_step_least]; assumption.
  - intros t. destruct (A t) as [E E']. split; intros X L.
    + apply (proj2 (context_step M N K _ _ _ _ _ Fit) (P t) X E L).
    + apply (proj2 (item_step M N K _ _ _ _ _ Fit) (Q (S t)) X E' L).
Qed.

(** Claim: none
    Says: With the plain ridge a context step may raise the objective.
*)
Theorem a_plain_ridge_may_rise : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  let F := eq31 M N K (W16 N r) (S16 N r) none lam in
  never_rises F P Q /\
  forall t, (forall P', F P' (Q t) <= F (P t) (Q t) -> same M K P' (P t)) /\
    (forall Q', F (P t) Q' <= F (P t) (Q (S t)) -> same N K Q' (Q (S t))).
Proof.
  intros H. apply eq36_may_raise_eq31. intros M N K r lam P Q HM HN Hr Hl A.
  apply (H M N K r lam P Q HM HN Hr Hl A).
Qed.

(** ** The released code *)

(** The context step with the ridge lambda (sum_y W_xy + 1), and the item step with the targets S + 2: their constant
    part, - 1, with the other sign. *)
Definition code_context (M N K : nat) (W S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => sum N (fun y => W x y * Q y l * Q y k) + lam * (sum N (fun y => W x y) + 1) * one_hot k l)
    = sum N (fun y => S x y * W x y * Q y k).

Definition code_item (M N K : nat) (W S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  eq39 M N K W (fun x y => S x y + 2) none lam P Q.

(** With lambda = 1, on the line of the item factors (q; 3 q). *)
Fixpoint code_q (t : nat) : R :=
  match t with
  | O => 1
  | S u => let p := 2 * code_q u / (10 * (code_q u * code_q u) + 3) in p / (p * p + 1)
  end.

Definition code_P : nat -> nat -> nat -> R := single (fun t => 2 * code_q t / (10 * (code_q t * code_q t) + 3)).
Definition code_Q : nat -> nat -> nat -> R := pair 1 3 code_q.

Lemma code_run : alternates (code_context 1 2 1 (W16 2 second_item) (S16 2 second_item) 1)
  (code_item 1 2 1 (W16 2 second_item) (S16 2 second_item) 1) code_P code_Q.
Proof.
  one_row; unfold code_item, code_P, code_Q, single, pair; unfold_all.
  - set (q := code_q t). pose proof (Rle_0_sqr q) as P. unfold Rsqr in P. field. lra.
  - set (p := 2 * code_q t / (10 * (code_q t * code_q t) + 3)). pose proof (square_pos p 1 ltac:(lra)).
    field. assumption.
  - set (p := 2 * code_q t / (10 * (code_q t * code_q t) + 3)). pose proof (square_pos p 1 ltac:(lra)).
    field. assumption.
Qed.

(** Claim: rg.x.monotone.code
    Role: refutes
    Place: released code, Algorithm 1
    Says: It is false that no half-step of the released code raises the objective with the weighted ridge: for R = (0,
      1), lambda = 1 and Q_0 = (1; 3) the second context step raises it.
    Gap: Real numbers; the code's steps as the claim describes them: one lambda more in the context's ridge, and the
      constant part of the targets with the other sign in the item step; the weights of Eq. 16.
    Mutant: `alternates (code_context M N K (W16 N r) (S16 N r) lam) (code_item M N K (W16 N r) (S16 N r) lam) P Q`
      becomes `alternates (eq38 M N K (W16 N r) (S16 N r) none lam) (eq39 M N K (W16 N r) (S16 N r) none lam) P Q`;
      refuted by the theorem eq36_and_37_never_raise_the_weighted_objective
*)
Theorem released_steps_may_raise : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (code_context M N K (W16 N r) (S16 N r) lam) (code_item M N K (W16 N r) (S16 N r) lam) P Q ->
  never_rises (weighted_eq31 M N K (W16 N r) (S16 N r) none lam) P Q.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item 1 code_P code_Q ltac:(lia) ltac:(lia) (second_clicks 1)
    ltac:(lra) code_run 0%nat) as [_ L]. revert L.
  assert (A : 2 * 1 / (10 * (1 * 1) + 3) = 2 / 13) by field.
  assert (B : 2 / 13 / (2 / 13 * (2 / 13) + 1) = 26 / 173) by field.
  assert (C : 2 * (26 / 173) / (10 * (26 / 173 * (26 / 173)) + 3) = 8996 / 96547) by field.
  unfold code_P, code_Q, single, pair. unfold_all. rewrite !A, !B, !C. lra.
Qed.

(** ** Eq. 38 and 39 *)

(** With lambda = 1/10 both steps are 2 x / (x^2 + 1/5) on the line of the item factors (-q; q). *)
Definition swing (x : R) : R := 2 * x / (x * x + 1 / 5).

Definition swinging_Q : nat -> nat -> nat -> R := pair (- (1)) 1 (iterates swing 1).
Definition swinging_P : nat -> nat -> nat -> R := single (fun t => swing (iterates swing 1 t)).

Lemma swinging_run : alternates (eq38 1 2 1 (W16 2 second_item) (S16 2 second_item) (V16 2 second_item) (1 / 10))
  (eq39 1 2 1 (W16 2 second_item) (S16 2 second_item) (V16 2 second_item) (1 / 10)) swinging_P swinging_Q.
Proof.
  one_row; unfold swinging_P, swinging_Q, single, pair; unfold_all.
  - set (q := iterates swing 1 t). unfold swing. pose proof (square_pos q (1 / 5) ltac:(lra)). field. lra.
  - set (q := swing (iterates swing 1 t)). unfold swing. pose proof (square_pos q (1 / 5) ltac:(lra)). field. lra.
  - set (q := swing (iterates swing 1 t)). unfold swing. pose proof (square_pos q (1 / 5) ltac:(lra)). field. lra.
Qed.

(** Claim: rg.x.monotone.rgx
    Role: refutes
    Place: Beyond RG, Algorithm 1, Eq. 38-39
    Says: It is false that no half-step of Eq. 38-39 raises the weighted objective less sum_x V_x (P_x Q'1)^2: for R =
      (0, 1), lambda = 1/10 and Q_0 = (-1; 1) the first item step raises it.
    Gap: Real numbers; the inverses are written as the equations that they solve; the weights of Eq. 16.
    Mutant: `never_rises (coupled` becomes `never_rises (weighted_eq31`; refuted by the theorem
      eq38_and_39_never_raise_squared_scores
*)
Theorem eq38_and_39_may_raise_rgx : ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam) (eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam) P Q ->
  never_rises (coupled M N K (W16 N r) (S16 N r) (V16 N r) lam) P Q.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item (1 / 10) swinging_P swinging_Q ltac:(lia) ltac:(lia)
    (second_clicks 1)
    ltac:(lra) swinging_run 0%nat) as [L _]. revert L.
  assert (A : swing 1 = 5 / 3) by (unfold swing; field). assert (B : swing (5 / 3) = 75 / 67) by (unfold swing; field).
  unfold swinging_P, swinging_Q, single, pair, coupled. unfold_all. rewrite !A, !B. lra.
Qed.

(** Claim: none
    Says: They never raise it with the squares of the scores for the interaction, as Eq. 31 prints it.
*)
Theorem eq38_and_39_never_raise_squared_scores :
  ~ ~ forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  alternates (eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam) (eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam) P Q ->
  never_rises (weighted_eq31 M N K (W16 N r) (S16 N r) (V16 N r) lam) P Q.
Proof.
  intros H. apply H. intros M N K r lam P Q HM HN Hr Hl. pose proof (proj2 (fit16 M N r lam HM HN Hr Hl)) as F.
  apply best_steps_never_raise; intros; [apply context_step_least|apply item_step_least]; assumption.
Qed.

(** Claim: rg.x.monotone.rgx.repair
    Role: establishes
    Place: Beyond RG, Algorithm 1, Eq. 38-39, repaired
    Says: With the context step P_x (Q'(W_x - V_x 11')Q + lambda (sum_y W_xy) I) = S_x W_x Q and Eq. 37 for the items no
      half-step raises the weighted objective less sum_x V_x (P_x Q'1)^2, for every M, N, K and every start.
    Gap: Real numbers; the inverses are written as the equations that they solve; the weights of Eq. 16. The first
      context step, from the initial P, is not compared: that it raises nothing is rg.eq38.interaction.repair.
    Mutant: `alternates (coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam) (eq39 M N K (W16 N r) (S16 N r)
      none lam) P Q` becomes `alternates (eq38 M N K (W16 N r) (S16 N r) (V16 N r) lam) (eq39 M N K (W16 N r) (S16 N r)
      (V16 N r) lam) P Q`; refuted by the theorem eq38_and_39_may_raise_rgx
*)
Theorem corrected_steps_never_raise_rgx : forall M N K r lam P Q, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> alternates (coupled_context_step M N K (W16 N r) (S16 N r) (V16 N r) lam)
    (eq39 M N K (W16 N r) (S16 N r) none lam) P Q ->
  never_rises (coupled M N K (W16 N r) (S16 N r) (V16 N r) lam) P Q.
Proof.
  intros M N K r lam P Q HM HN Hr Hl. apply best_steps_never_raise.
  - intros P0 Q0 P' E. apply (coupled_context_step_least M N K _ _ _ lam Q0 P0 P'); [|exact E].
    apply (eq32_fits M N r _ _ lam HM HN Hr Hl). left. split; reflexivity.
  - intros P0 Q0 Q' E. pose proof (items_step_least M N K r lam P0 Q0 Q' HM HN Hr Hl E) as L.
    assert (0 <= sum N (fun y => lam * sum M (fun x => positives N (r x)) * sum K (fun k => (Q' y k - Q0 y k) ^ 2)));
      [|lra].
    apply sum_nonneg. intros y _. apply Rmult_le_pos; [apply Rmult_le_pos; [lra|]|]; apply sum_nonneg; intros.
    + pose proof (proj2 Hr i ltac:(assumption)). lra.
    + apply pow2_ge_0.
Qed.
