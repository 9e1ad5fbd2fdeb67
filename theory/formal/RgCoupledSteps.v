(** The context's half-step of RGx with the interaction of Eq. 15, the square of the sum of the scores: it takes an
    outer product off. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgGenerators RgNormalEquations RgUpdates RgPrintedUpdates RgSylvester.
Open Scope R_scope.

(** P_x (Q'(W_x - V_x 11')Q + lambda (sum_y W_xy) I) = S_x W_x Q for each context x. *)
Definition coupled_context_step (M N K : nat) (W S : nat -> nat -> R) (V : nat -> R) (lam : R) (P Q : nat -> nat -> R)
    : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => sum N (fun y => W x y * Q y l * Q y k)
        - V x * sum N (fun y => Q y l) * sum N (fun y => Q y k) + lam * sum N (fun y => W x y) * one_hot k l)
    = sum N (fun y => S x y * W x y * Q y k).

(** ** One context: the sum of the scores is the score of one more item, of weight 0 *)

Definition with_sum (N : nat) (Q : nat -> nat -> R) (y k : nat) : R :=
  if Nat.eqb y N then sum N (fun j => Q j k) else Q y k.

Definition but_last (N : nat) (f : nat -> R) (y : nat) : R := if Nat.eqb y N then 0 else f y.

Definition at_last (N : nat) (v : R) (y : nat) : R := if Nat.eqb y N then v else 0.

Definition one_more_loss (N K : nat) (w s : nat -> R) (v rho : R) (Q : nat -> nat -> R) (p : nat -> R) : R :=
  row_loss (S N) K (but_last N w) (at_last N v) (but_last N s) rho (with_sum N Q) p.

Definition one_more_equation (N K : nat) (w s : nat -> R) (v rho : R) (Q : nat -> nat -> R) (p : nat -> R) : Prop :=
  row_equation (S N) K (but_last N w) (at_last N v) (but_last N s) rho (with_sum N Q) p.

Lemma dot_sum N K p Q : dot K p (fun k => sum N (fun j => Q j k)) = sum N (fun j => dot K p (Q j)).
Proof.
  unfold dot. rewrite (sum_exchange N K). apply sum_ext. intros k _. rewrite sum_scal. reflexivity.
Qed.

Lemma last_differs N y : (y < N)%nat -> Nat.eqb y N = false.
Proof. intros H. apply Nat.eqb_neq. lia. Qed.

Lemma dot_with_sum N K p Q y : (y < N)%nat -> dot K p (with_sum N Q y) = dot K p (Q y).
Proof. intros H. unfold with_sum. rewrite (last_differs N y H). reflexivity. Qed.

Lemma dot_with_sum_last N K p Q : dot K p (with_sum N Q N) = sum N (fun y => dot K p (Q y)).
Proof. unfold with_sum. rewrite Nat.eqb_refl. apply (dot_sum N K p Q). Qed.

Lemma but_last_in N f y : (y < N)%nat -> but_last N f y = f y.
Proof. intros H. unfold but_last. rewrite (last_differs N y H). reflexivity. Qed.

Lemma at_last_in N v y : (y < N)%nat -> at_last N v y = 0.
Proof. intros H. unfold at_last. rewrite (last_differs N y H). reflexivity. Qed.

Lemma with_sum_in N Q y k : (y < N)%nat -> with_sum N Q y k = Q y k.
Proof. intros H. unfold with_sum. rewrite (last_differs N y H). reflexivity. Qed.

Lemma at_the_last N f v Q k : but_last N f N = 0 /\ at_last N v N = v /\ with_sum N Q N k = sum N (fun y => Q y k).
Proof. unfold but_last, at_last, with_sum. rewrite Nat.eqb_refl. auto. Qed.

Lemma sum_last N f : sum (S N) f = sum N f + f N.
Proof. reflexivity. Qed.

Lemma one_more_loss_is N K w s v rho Q p : one_more_loss N K w s v rho Q p
  = row_loss N K w none s rho Q p - v * sum N (fun y => dot K p (Q y)) ^ 2.
Proof.
  unfold one_more_loss, row_loss. rewrite sum_last, dot_with_sum_last.
  destruct (at_the_last N w v Q 0) as (-> & -> & _).
  rewrite (sum_ext N (fun y => but_last N w y * (but_last N s y - dot K p (with_sum N Q y)) ^ 2
    - at_last N v y * dot K p (with_sum N Q y) ^ 2)
    (fun y => w y * (s y - dot K p (Q y)) ^ 2 - none y * dot K p (Q y) ^ 2)).
  - ring.
  - intros y Hy. rewrite !but_last_in, at_last_in, dot_with_sum by exact Hy. reflexivity.
Qed.

(** Where N times the interaction is at most the weight, the one row has one best value. *)
Lemma excess_nonneg N K w v Q d : (0 < N)%nat -> 0 <= v -> (forall y, (y < N)%nat -> INR N * v <= w y) ->
  0 <= sum (S N) (fun y => (but_last N w y - at_last N v y) * dot K d (with_sum N Q y) ^ 2).
Proof.
  intros HN Hv Hw. assert (PN : 0 < INR N) by (apply lt_0_INR; exact HN).
  rewrite sum_last, dot_with_sum_last. destruct (at_the_last N w v Q 0) as (-> & -> & _).
  pose proof (square_of_sum N (fun y => dot K d (Q y)) HN) as C.
  rewrite (sum_ext N _ (fun y => w y * dot K d (Q y) ^ 2)).
  - assert (A : INR N * v * sum N (fun y => dot K d (Q y) ^ 2) <= sum N (fun y => w y * dot K d (Q y) ^ 2)).
    { rewrite <- sum_scal. apply sum_le. intros y Hy. apply Rmult_le_compat_r; [apply pow2_ge_0|apply Hw, Hy]. }
    assert (B : v * sum N (fun y => dot K d (Q y)) ^ 2 <= INR N * v * sum N (fun y => dot K d (Q y) ^ 2)); [|lra].
    replace (v * sum N (fun y => dot K d (Q y)) ^ 2)
      with (INR N * v * (/ INR N * sum N (fun y => dot K d (Q y)) ^ 2)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact C].
  - intros y Hy. rewrite but_last_in, at_last_in, dot_with_sum by exact Hy. ring.
Qed.

Lemma one_more_positive_definite N K w v rho Q : (0 < N)%nat -> 0 <= v -> 0 < rho ->
  (forall y, (y < N)%nat -> INR N * v <= w y) ->
  positive_definite K (row_matrix (S N) (but_last N w) (at_last N v) rho (with_sum N Q)).
Proof.
  intros HN Hv Hr Hw. split.
  - intros i j. unfold row_matrix. rewrite one_hot_sym. f_equal. apply sum_ext. intros; ring.
  - intros p (k & Hk & Hp). rewrite quadratic_form.
    pose proof (excess_nonneg N K w v Q p HN Hv Hw) as A.
    assert (B : 0 < sum K (fun k => p k ^ 2)).
    { apply Rlt_le_trans with (p k ^ 2); [rewrite <- Rsqr_pow2; apply Rsqr_pos_lt, Hp|].
      apply (term_le_sum K (fun k => p k ^ 2) k); [intros; apply pow2_ge_0|exact Hk]. }
    pose proof (Rmult_lt_0_compat _ _ Hr B). lra.
Qed.

(** A step down by no more than nothing, and a ridge: the rows agree. *)
Lemma no_rise_no_move K rho p p' e : 0 < rho -> 0 <= e -> e + rho * sum K (fun k => (p' k - p k) ^ 2) <= 0 ->
  forall k, (k < K)%nat -> p' k = p k.
Proof.
  intros Hr He L k Hk. assert (B : 0 <= sum K (fun k => (p' k - p k) ^ 2)) by (apply sum_nonneg; intros;
    apply pow2_ge_0).
  assert (Z : sum K (fun k => (p' k - p k) ^ 2) = 0).
  { apply Rle_antisym; [|exact B]. apply Rmult_le_reg_l with rho; [exact Hr|]. lra. }
  pose proof (term_le_sum K (fun k => (p' k - p k) ^ 2) k ltac:(intros; apply pow2_ge_0) Hk) as T. cbv beta in T.
  pose proof (pow2_ge_0 (p' k - p k)). assert (E : (p' k - p k) ^ 2 = 0) by lra.
  assert (p' k - p k = 0); [|lra]. apply Rsqr_0_uniq. rewrite Rsqr_pow2. exact E.
Qed.

Lemma one_more_least N K w s v rho Q p p' : (0 < N)%nat -> 0 <= v -> 0 < rho ->
  (forall y, (y < N)%nat -> INR N * v <= w y) -> one_more_equation N K w s v rho Q p ->
  one_more_loss N K w s v rho Q p <= one_more_loss N K w s v rho Q p' /\
  (one_more_loss N K w s v rho Q p' <= one_more_loss N K w s v rho Q p -> forall k, (k < K)%nat -> p' k = p k).
Proof.
  intros HN Hv Hr Hw H. pose proof (rise _ _ _ _ _ _ _ _ p' H) as E. unfold one_more_loss.
  pose proof (excess_nonneg N K w v Q (fun k => p' k - p k) HN Hv Hw) as A.
  assert (B : 0 <= sum K (fun k => (p' k - p k) ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0).
  pose proof (Rmult_le_pos rho _ (Rlt_le _ _ Hr) B). split; [lra|]. intros L.
  apply (no_rise_no_move K rho p p' _ Hr A). lra.
Qed.

Lemma coupled_context_is_row M N K W S V lam P Q : coupled_context_step M N K W S V lam P Q <->
  forall x, (x < M)%nat -> one_more_equation N K (W x) (S x) (V x) (lam * sum N (fun y => W x y)) Q (P x).
Proof.
  assert (E : forall x k, dot K (P x) (fun l => row_matrix (Datatypes.S N) (but_last N (W x)) (at_last N (V x))
      (lam * sum N (fun y => W x y)) (with_sum N Q) l k)
    = dot K (P x) (fun l => sum N (fun y => W x y * Q y l * Q y k)
        - V x * sum N (fun y => Q y l) * sum N (fun y => Q y k) + lam * sum N (fun y => W x y) * one_hot k l)).
  { intros x k. apply sum_ext. intros l _. f_equal. unfold row_matrix. f_equal. rewrite sum_last.
    destruct (at_the_last N (W x) (V x) Q l) as (-> & -> & ->).
    destruct (at_the_last N (W x) (V x) Q k) as (_ & _ & ->).
    rewrite (sum_ext N _ (fun y => W x y * Q y l * Q y k)); [ring|].
    intros y Hy. rewrite but_last_in, at_last_in, !with_sum_in by exact Hy. ring. }
  assert (R : forall x k, sum (Datatypes.S N) (fun y => but_last N (S x) y * but_last N (W x) y * with_sum N Q y k)
    = sum N (fun y => S x y * W x y * Q y k)).
  { intros x k. rewrite sum_last. destruct (at_the_last N (W x) (V x) Q k) as (-> & _ & _).
    rewrite (sum_ext N _ (fun y => S x y * W x y * Q y k)); [ring|].
    intros y Hy. rewrite !but_last_in, with_sum_in by exact Hy. reflexivity. }
  split; intros H; [intros x Hx k Hk|intros x k Hx Hk]; specialize (H x).
  - rewrite E, R. apply H; assumption.
  - rewrite <- E, <- R. apply H; assumption.
Qed.

Lemma coupled_by_rows M N K W S V lam P Q : coupled M N K W S V lam P Q
  = sum M (fun x => one_more_loss N K (W x) (S x) (V x) (lam * sum N (fun y => W x y)) Q (P x))
    + lam * sum N (fun y => sum M (fun x => W x y) * sum K (fun k => Q y k ^ 2)).
Proof.
  unfold coupled. rewrite weighted_by_rows.
  rewrite (sum_ext M (fun x => one_more_loss N K (W x) (S x) (V x) (lam * sum N (fun y => W x y)) Q (P x))
    (fun x => row_loss N K (W x) none (S x) (lam * sum N (fun y => W x y)) Q (P x)
      - V x * sum N (fun y => dot K (P x) (Q y)) ^ 2)) by (intros; apply one_more_loss_is).
  rewrite sum_minus. unfold scores, none. ring.
Qed.

(** What the step needs of the weights. *)
Definition coupled_fit (M N : nat) (W : nat -> nat -> R) (V : nat -> R) (lam : R) : Prop :=
  (0 < N)%nat /\ 0 < lam /\ (forall x, (x < M)%nat -> 0 < sum N (fun y => W x y) /\ 0 <= V x) /\
  forall x y, (x < M)%nat -> (y < N)%nat -> INR N * V x <= W x y.

Lemma eq32_fits M N r W V lam : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam -> weights_of_eq32 N r W V ->
  coupled_fit M N W V lam.
Proof.
  intros HM HN Hr Hl HW. assert (PN : 1 <= INR N) by (replace 1 with (INR 1) by reflexivity; apply le_INR; lia).
  destruct HW as [[-> ->]|(n & Hn & -> & ->)].
  - destruct (fit16 M N r lam HM HN Hr Hl) as [(_ & A & _) _]. destruct Hr as [_ Hp].
    split; [exact HN|split; [exact Hl|split]].
    + intros x Hx. split; [apply A, Hx|]. specialize (Hp x Hx). unfold V16. apply Rlt_le, Rdiv_lt_0_compat; lra.
    + intros x y Hx _. unfold V16, W16. apply Req_le. field. lra.
  - destruct (fit19 M N n r lam HM Hn Hr Hl) as [(_ & A & _) _]. destruct Hr as [Hr Hp].
    assert (Pn : 0 < INR n) by (apply lt_0_INR; lia).
    assert (LN : INR n + 1 <= INR N) by (rewrite <- S_INR; apply le_INR; lia).
    split; [exact HN|split; [exact Hl|split]].
    + intros x Hx. split; [apply A, Hx|]. specialize (Hp x Hx). unfold V19. apply Rlt_le, Rdiv_lt_0_compat.
      * apply Rmult_lt_0_compat; lra.
      * apply pow_lt. lra.
    + intros x y Hx Hy. specialize (Hp x Hx). unfold V19, W19.
      replace (INR N * (positives N (r x) * (INR n + 1) / INR N ^ 2)) with (positives N (r x) * ((INR n + 1) / INR N))
        by (field; lra).
      replace (positives N (r x) * (INR n + 1) / INR N) with (positives N (r x) * ((INR n + 1) / INR N)) by (field;
        lra).
      assert (F : (INR n + 1) / INR N <= 1).
      { apply Rmult_le_reg_r with (INR N); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
      assert (positives N (r x) * ((INR n + 1) / INR N) <= positives N (r x) * 1) by (apply Rmult_le_compat_l; lra).
      destruct (Hr x y Hx Hy) as [->| ->]; lra.
Qed.

Lemma coupled_context_step_least M N K W S V lam Q P P' : coupled_fit M N W V lam ->
  coupled_context_step M N K W S V lam P Q ->
  coupled M N K W S V lam P Q <= coupled M N K W S V lam P' Q /\
  (coupled M N K W S V lam P' Q <= coupled M N K W S V lam P Q -> same M K P' P).
Proof.
  intros (HN & Hl & Hx & HV) HP. rewrite !coupled_by_rows.
  destruct (best_rows M K (fun x => one_more_loss N K (W x) (S x) (V x) (lam * sum N (fun y => W x y)) Q) P P')
    as [A B].
  - intros x H. destruct (Hx x H) as [H1 H2]. apply one_more_least.
    + exact HN.
    + exact H2.
    + apply Rmult_lt_0_compat; assumption.
    + intros y Hy. apply HV; assumption.
    + apply (proj1 (coupled_context_is_row M N K W S V lam P Q) HP x H).
  - split; [lra|]. intros L. apply B. lra.
Qed.

(** Claim: rg.eq38.interaction.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 38, repaired
    Says: P_x = S_x W_x Q (Q' (W_x - V_x 11') Q + lambda (sum_y W_xy) I)^-1 exists and is the only minimiser in P of the
      weighted objective less sum_x V_x (P_x Q'1)^2, for every M, N, K, with the weights and V of Eq. 32 that follow
      Eq. 16, or Eq. 19 with 1 <= n < N.
    Gap: Real numbers; the inverse is written as the equation that it solves; a P that does no worse is the same in its
      M rows. The targets may be any numbers.
    Mutant: `let F := coupled` becomes `let F := weighted_eq31`; refuted by the theorem
      squared_scores_are_another_interaction
*)
Theorem coupled_context_step_is_the_minimiser : forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> weights_of_eq32 N r W V ->
  (exists P, coupled_context_step M N K W S V lam P Q) /\
  forall P P', coupled_context_step M N K W S V lam P Q ->
    (let F := coupled M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros M N K r W S V lam Q HM HN Hr Hl HW. pose proof (eq32_fits M N r W V lam HM HN Hr Hl HW) as F. split.
  - destruct F as (_ & _ & Hx & HV).
    destruct (all_rows_solvable M (fun x =>
      one_more_equation N K (W x) (S x) (V x) (lam * sum N (fun y => W x y)) Q)) as [P HP].
    + intros x H. destruct (Hx x H) as [H1 H2]. apply solvable, one_more_positive_definite; try assumption.
      * apply Rmult_lt_0_compat; assumption.
      * intros y Hy. apply HV; assumption.
    + exists P. apply coupled_context_is_row. exact HP.
  - intros P P' HP. apply (coupled_context_step_least M N K W S V lam Q P P' F HP).
Qed.

(** Claim: none
    Says: With the squares of the scores for the interaction another P does better: R = (0, 1), Q = (1; 2), lambda = 1.
*)
Theorem squared_scores_are_another_interaction : ~ forall M N K r W S V lam Q, (0 < M)%nat -> (0 < N)%nat ->
  clicks M N r -> 0 < lam -> weights_of_eq32 N r W V ->
  (exists P, coupled_context_step M N K W S V lam P Q) /\
  forall P P', coupled_context_step M N K W S V lam P Q ->
    (let F := weighted_eq31 M N K W S V lam in F P' Q <= F P Q) -> same M K P' P.
Proof.
  intros H. destruct (H 1%nat 2%nat 1%nat second_item (W16 2 second_item) (S16 2 second_item) (V16 2 second_item) 1
    one_two
    ltac:(lia) ltac:(lia) (second_clicks 1) ltac:(lra) (or_introl (conj eq_refl eq_refl))) as [_ U].
  specialize (U (fun _ _ => 2 / 5) (fun _ _ => 2 / 9)).
  assert (E : 2 / 9 = 2 / 5); [|lra]. refine (U _ _ 0%nat 0%nat _ _); [| |lia|lia].
  - intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia]. unfold_all. lra.
  - cbv zeta. unfold_all. lra.
Qed.
