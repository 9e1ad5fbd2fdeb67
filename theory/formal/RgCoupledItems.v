(** The items' half-step of RGx with the interaction of Eq. 15: with the weights of Eq. 16 it is RG2's, Eq. 37. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgGenerators RgNormalEquations RgUpdates RgPrintedUpdates RgSylvester
  RgCoupledSteps.
Open Scope R_scope.

Lemma targets_sum_to_zero N r x : 1 <= positives N (r x) -> sum N (fun y => S16 N r x y) = 0.
Proof.
  intros H. unfold S16. rewrite sum_minus, sum_const, sum_scal_r.
  transitivity (positives N (r x) * (INR N / positives N (r x)) - INR N * 1); [reflexivity|field; lra].
Qed.

(** With the weights of Eq. 16 the items' factors add up to zero. *)
Lemma items_sum_to_zero M N K r lam P Q : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  eq39 M N K (W16 N r) (S16 N r) none lam P Q -> forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0.
Proof.
  intros HM HN Hr Hl HQ. set (w := fun x => positives N (r x)). set (rho := lam * sum M w).
  assert (A : forall k, sum M (fun x => 0 * w x * P x k) = 0) by (intros; apply sum_eq_0; intros; ring).
  assert (C : row_is_convex M w none rho).
  { split.
    - apply Rmult_lt_0_compat; [exact Hl|]. apply sum_pos; [exact HM|]. intros x Hx. pose proof (proj2 Hr x Hx).
      unfold w. lra.
    - intros x Hx. pose proof (proj2 Hr x Hx). unfold none, w. lra. }
  assert (Z : row_equation M K w none (fun _ => 0) rho P (fun _ => 0)).
  { intros k _. rewrite A. unfold dot. apply sum_eq_0. intros; ring. }
  assert (E : row_equation M K w none (fun _ => 0) rho P (fun k => sum N (fun y => Q y k))).
  { intros k Hk. rewrite A.
    transitivity (sum N (fun y => dot K (Q y) (fun l => row_matrix M w none rho P l k))).
    - unfold dot. rewrite (sum_exchange N K). apply sum_ext. intros l _. rewrite sum_scal_r. reflexivity.
    - rewrite (sum_ext N _ (fun y => sum M (fun x => S16 N r x y * w x * P x k)))
        by (intros y Hy; apply (HQ y k Hy Hk)).
      rewrite (sum_exchange N M). apply sum_eq_0. intros x Hx.
      rewrite (sum_ext N _ (fun y => S16 N r x y * (w x * P x k))) by (intros; ring).
      rewrite sum_scal_r, targets_sum_to_zero by (apply Hr, Hx). ring. }
  exact (proj2 (row_least M K w none (fun _ => 0) rho P (fun _ => 0) (fun k => sum N (fun y => Q y k)) C Z)
    (proj1 (row_least M K w none (fun _ => 0) rho P (fun k => sum N (fun y => Q y k)) (fun _ => 0) C E))).
Qed.

Lemma items_step_least M N K r lam P Q Q' : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
  coupled M N K (W16 N r) (S16 N r) (V16 N r) lam P Q
    + sum N (fun y => lam * sum M (fun x => positives N (r x)) * sum K (fun k => (Q' y k - Q y k) ^ 2))
  <= coupled M N K (W16 N r) (S16 N r) (V16 N r) lam P Q'.
Proof.
  intros HM HN Hr Hl HQ. pose proof (items_sum_to_zero M N K r lam P Q HM HN Hr Hl HQ) as Z.
  assert (PN : 0 < INR N) by (apply lt_0_INR; exact HN).
  unfold coupled. rewrite !weighted_by_columns. set (rho := lam * sum M (fun x => positives N (r x))).
  set (d := fun y k => Q' y k - Q y k).
  assert (I0 : forall x, sum N (scores K P Q x) = 0).
  { intros x. unfold scores. rewrite <- dot_sum. unfold dot. apply sum_eq_0. intros k Hk. rewrite (Z k Hk). ring. }
  assert (I1 : forall x, sum N (scores K P Q' x) = sum N (fun y => dot K (d y) (P x))).
  { intros x. rewrite <- (Rminus_0_r (sum N (scores K P Q' x))), <- (I0 x), <- sum_minus. apply sum_ext. intros y _.
    unfold scores, dot, d. rewrite <- sum_minus. apply sum_ext. intros; ring. }
  rewrite (sum_ext M (fun x => V16 N r x * sum N (scores K P Q x) ^ 2) (fun _ => 0)) by (intros; rewrite I0; ring).
  rewrite sum_zero.
  set (L := fun q y => row_loss M K (fun x => W16 N r x y) none (fun x => S16 N r x y)
    (lam * sum M (fun x => W16 N r x y)) P (q y)).
  change (sum N (L Q) + lam * sum M (fun x => sum N (fun y => W16 N r x y) * sum K (fun k => P x k ^ 2)) - 0
    + sum N (fun y => rho * sum K (fun k => (Q' y k - Q y k) ^ 2))
    <= sum N (L Q') + lam * sum M (fun x => sum N (fun y => W16 N r x y) * sum K (fun k => P x k ^ 2))
      - sum M (fun x => V16 N r x * sum N (scores K P Q' x) ^ 2)).
  assert (D : sum N (L Q') - sum N (L Q) = sum M (fun x => positives N (r x) * sum N (fun y => dot K (d y) (P x) ^ 2))
    + sum N (fun y => rho * sum K (fun k => (Q' y k - Q y k) ^ 2))).
  { rewrite <- sum_minus. rewrite (sum_ext N _ (fun y => sum M (fun x => positives N (r x) * dot K (d y) (P x) ^ 2)
      + rho * sum K (fun k => (Q' y k - Q y k) ^ 2))).
    - rewrite sum_plus, (sum_exchange N M). f_equal. apply sum_ext. intros x _. apply sum_scal.
    - intros y Hy. unfold L. rewrite (rise M K _ none _ _ P (Q y) (Q' y) (fun k Hk => HQ y k Hy Hk)).
      apply (f_equal (fun e => e + _)). apply sum_ext. intros x _. unfold none, W16, d. ring. }
  assert (B : sum M (fun x => V16 N r x * sum N (scores K P Q' x) ^ 2)
    <= sum M (fun x => positives N (r x) * sum N (fun y => dot K (d y) (P x) ^ 2))); [|lra].
  apply sum_le. intros x Hx. rewrite I1. pose proof (square_of_sum N (fun y => dot K (d y) (P x)) HN) as C.
  unfold V16, Rdiv. rewrite Rmult_assoc. pose proof (proj2 Hr x Hx). apply Rmult_le_compat_l; [lra|exact C].
Qed.

(** Claim: rg.eq39.interaction.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 39, repaired
    Says: Q = S'W P (P'W P + lambda |D| I)^-1, which is Eq. 37, exists, has 1'Q = 0 and is the only minimiser in Q of
      the weighted objective less sum_x V_x (P_x Q'1)^2, for every M, N, K, with the weights of Eq. 16.
    Gap: Real numbers; the inverse is written as the equation that it solves; a Q that does no worse is the same in its
      N rows.
    Mutant: `eq39 M N K (W16 N r) (S16 N r) none lam P Q ->` becomes
      `eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->`; refuted by the theorem eq39_is_not_the_coupled_minimiser
    Mutant: `sum N (fun y => Q y k) = 0` becomes `sum N (fun y => Q y k) = INR N`; refuted by the theorem
      items_do_not_sum_to_n
*)
Theorem eq37_minimises_the_interaction_too : forall M N K r lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> (exists Q, eq39 M N K (W16 N r) (S16 N r) none lam P Q /\ forall k, (k < K)%nat ->
    sum N (fun y => Q y k) = 0) /\
  forall Q Q', eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
    (let F := coupled M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros M N K r lam P HM HN Hr Hl. split.
  - destruct (item_step M N K _ (S16 N r) none lam P (proj1 (fit16 M N r lam HM HN Hr Hl))) as [[Q HQ] _].
    exists Q. split; [exact HQ|]. apply (items_sum_to_zero M N K r lam P Q HM HN Hr Hl HQ).
  - intros Q Q' HQ L y k Hy Hk. cbv zeta in L. pose proof (items_step_least M N K r lam P Q Q' HM HN Hr Hl HQ) as R.
    set (rho := lam * sum M (fun x => positives N (r x))) in R.
    assert (Pr : 0 < rho).
    { apply Rmult_lt_0_compat; [exact Hl|]. apply sum_pos; [exact HM|]. intros x Hx. pose proof (proj2 Hr x Hx). lra. }
    assert (T : rho * sum K (fun k => (Q' y k - Q y k) ^ 2)
      <= sum N (fun y => rho * sum K (fun k => (Q' y k - Q y k) ^ 2))).
    { apply (term_le_sum N (fun y => rho * sum K (fun k => (Q' y k - Q y k) ^ 2)) y); [|exact Hy].
      intros j _. apply Rmult_le_pos; [lra|]. apply sum_nonneg. intros; apply pow2_ge_0. }
    apply (no_rise_no_move K rho (Q y) (Q' y) 0 Pr); [lra|lra|exact Hk].
Qed.

(** Claim: none
    Says: Eq. 39 itself is not the minimiser: R = (0, 1; 0, 1), P = (1; 2), lambda = 1.
*)
Theorem eq39_is_not_the_coupled_minimiser : ~ forall M N K r lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> (exists Q, eq39 M N K (W16 N r) (S16 N r) none lam P Q /\ forall k, (k < K)%nat ->
    sum N (fun y => Q y k) = 0) /\
  forall Q Q', eq39 M N K (W16 N r) (S16 N r) (V16 N r) lam P Q ->
    (let F := coupled M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros H. destruct (H 2%nat 2%nat 1%nat second_item 1 one_two ltac:(lia) ltac:(lia) (second_clicks 2) ltac:(lra))
    as [_ U].
  specialize (U (fun y _ => match y with O => - (2 / 3) | _ => 2 / 3 end)
    (fun y _ => match y with O => - (1 / 2) | _ => 1 / 2 end)).
  assert (E : - (1 / 2) = - (2 / 3)); [|lra]. refine (U _ _ 0%nat 0%nat _ _); [| |lia|lia].
  - intros y k Hy Hk. destruct y as [|[|y]]; [| |lia]; (destruct k; [|lia]); unfold_all; lra.
  - cbv zeta. unfold coupled. unfold_all. lra.
Qed.

(** Claim: none
    Says: The items' factors do not add up to N, as they would for targets without the 1 taken off and one factor 1.
*)
Theorem items_do_not_sum_to_n : ~ forall M N K r lam P, (0 < M)%nat -> (0 < N)%nat -> clicks M N r ->
  0 < lam -> (exists Q, eq39 M N K (W16 N r) (S16 N r) none lam P Q /\ forall k, (k < K)%nat ->
    sum N (fun y => Q y k) = INR N) /\
  forall Q Q', eq39 M N K (W16 N r) (S16 N r) none lam P Q ->
    (let F := coupled M N K (W16 N r) (S16 N r) (V16 N r) lam in F P Q' <= F P Q) -> same N K Q' Q.
Proof.
  intros H. destruct (H 2%nat 2%nat 1%nat second_item 1 one_two ltac:(lia) ltac:(lia) (second_clicks 2) ltac:(lra))
    as [(Q & HQ & E) _]. specialize (E 0%nat ltac:(lia)).
  rewrite (items_sum_to_zero 2 2 1 second_item 1 one_two Q) in E; [simpl in E; lra|lia|lia|apply
    second_clicks|lra|exact HQ|
    lia].
Qed.
