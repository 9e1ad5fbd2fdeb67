(** RG2 and RGx with the interaction of Eq. 15, both with factors: RGx is RG2 at centred item factors and a ridge on
    their sum, so that the two have the same minimisers. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Quadratic Squares RgUpdates RgSylvester RgCoupledSteps RgCoupledItems RgGrid.
Open Scope R_scope.

(** The item factors less their mean, Q - 11'Q / N. *)
Definition centred (N : nat) (Q : nat -> nat -> R) (y k : nat) : R := Q y k - sum N (fun j => Q j k) / INR N.

(** RG2 with the weights of Eq. 16, the targets of Eq. 32 and the ridge of Eq. 36-37. *)
Definition rg2_objective (M N K : nat) (r : nat -> nat -> R) (lam : R) : (nat -> nat -> R) -> (nat -> nat -> R) -> R :=
  weighted_eq31 M N K (W16 N r) (S16 N r) none lam.

(** The same less kappa sum_x |I_x| (sum_y o_y)^2; RGx has kappa = 1/N. *)
Definition rgx_objective (kappa : R) (M N K : nat) (r : nat -> nat -> R) (lam : R)
    : (nat -> nat -> R) -> (nat -> nat -> R) -> R :=
  coupled M N K (W16 N r) (S16 N r) (fun x => kappa * positives N (r x)) lam.

Lemma centred_scores N K P Q x y :
  scores K P (centred N Q) x y = scores K P Q x y - sum N (scores K P Q x) / INR N.
Proof.
  unfold scores. rewrite <- dot_sum. unfold dot, centred, Rdiv. rewrite <- sum_scal_r, <- sum_minus.
  apply sum_ext. intros k _. ring.
Qed.

Lemma centred_sum N Q k : (0 < N)%nat -> sum N (fun y => centred N Q y k) = 0.
Proof.
  intros HN. apply lt_0_INR in HN. unfold centred. rewrite sum_minus, sum_const. field. lra.
Qed.

Lemma centred_fixed N K Q : (forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0) -> same N K (centred N Q) Q.
Proof. intros Z y k _ Hk. unfold centred. rewrite (Z k Hk). unfold Rdiv. ring. Qed.

Lemma interaction_none M N o : interaction M N none o = 0.
Proof. unfold interaction, none. apply sum_eq_0. intros; ring. Qed.

(** One context: what centring takes off the squares. *)
Lemma centred_squares N K r P Q x : (0 < N)%nat -> 1 <= positives N (r x) ->
  sum N (fun y => W16 N r x y * (S16 N r x y - scores K P Q x y) ^ 2)
  = sum N (fun y => W16 N r x y * (S16 N r x y - scores K P (centred N Q) x y) ^ 2)
    + / INR N * (positives N (r x) * sum N (scores K P Q x) ^ 2).
Proof.
  intros HN Hx. unfold W16. rewrite !sum_scal. set (w := positives N (r x)) in *.
  set (d := fun y => S16 N r x y - scores K P Q x y).
  assert (E : sum N d = - sum N (scores K P Q x)).
  { unfold d. rewrite sum_minus, targets_sum_to_zero by exact Hx. ring. }
  pose proof (scatter_eq N d HN) as H. unfold scatter in H. rewrite E in H.
  rewrite (sum_ext N (fun y => (S16 N r x y - scores K P (centred N Q) x y) ^ 2)
    (fun j => (d j - - sum N (scores K P Q x) / INR N) ^ 2)).
  - rewrite <- H. apply lt_0_INR in HN. change (fun y => (S16 N r x y - scores K P Q x y) ^ 2)
      with (fun j => d j ^ 2). field. lra.
  - intros y _. rewrite centred_scores. unfold d. unfold Rdiv. ring.
Qed.

Lemma centred_norms N K Q : (0 < N)%nat -> sum N (fun y => sum K (fun k => Q y k ^ 2))
  = sum N (fun y => sum K (fun k => centred N Q y k ^ 2)) + / INR N * sum K (fun k => sum N (fun y => Q y k) ^ 2).
Proof.
  intros HN. rewrite !(sum_exchange N K), <- sum_scal, <- sum_plus. apply sum_ext. intros k _.
  pose proof (scatter_eq N (fun y => Q y k) HN) as H. unfold scatter in H. unfold centred. rewrite <- H.
  apply lt_0_INR in HN. field. lra.
Qed.

(** RGx is RG2 at the centred items, and two terms that are 0 there. *)
Lemma rgx_is_rg2_centred kappa M N K r lam P Q : (0 < N)%nat -> clicks M N r ->
  rgx_objective kappa M N K r lam P Q = rg2_objective M N K r lam P (centred N Q)
    + (/ INR N - kappa) * sum M (fun x => positives N (r x) * sum N (scores K P Q x) ^ 2)
    + lam * sum M (fun x => positives N (r x)) * / INR N * sum K (fun k => sum N (fun y => Q y k) ^ 2).
Proof.
  intros HN [_ Hp]. unfold rgx_objective, rg2_objective, coupled, weighted_eq31. rewrite !interaction_none.
  unfold squares. rewrite (sum_ext M _ _ (fun x Hx => centred_squares N K r P Q x HN (Hp x Hx))), sum_plus, sum_scal.
  rewrite (sum_ext M (fun x => kappa * positives N (r x) * sum N (scores K P Q x) ^ 2)
    (fun x => kappa * (positives N (r x) * sum N (scores K P Q x) ^ 2))), sum_scal by (intros; ring).
  unfold W16. set (T := sum M (fun x => positives N (r x))). rewrite !(sum_scal N T), (centred_norms N K Q HN). ring.
Qed.

Lemma weighted_positive M N r (f : nat -> R) : clicks M N r ->
  0 <= sum M (fun x => positives N (r x) * f x ^ 2).
Proof.
  intros [_ Hp]. apply sum_nonneg. intros x Hx. specialize (Hp x Hx). apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

Lemma total_positive M N r : (0 < M)%nat -> clicks M N r -> 0 < sum M (fun x => positives N (r x)).
Proof. intros HM [_ Hp]. apply sum_pos; [exact HM|]. intros x Hx. specialize (Hp x Hx). lra. Qed.

Lemma rg2_same_items M N K r lam P Q Q' : same N K Q' Q ->
  rg2_objective M N K r lam P Q' = rg2_objective M N K r lam P Q.
Proof.
  intros E. assert (D : forall x y, (y < N)%nat -> scores K P Q' x y = scores K P Q x y).
  { intros x y Hy. apply sum_ext. intros k Hk. rewrite (E y k Hy Hk). reflexivity. }
  unfold rg2_objective, weighted_eq31. rewrite !interaction_none. unfold squares. f_equal. f_equal.
  - apply sum_ext. intros x _. apply sum_ext. intros y Hy. rewrite D by exact Hy. reflexivity.
  - f_equal. f_equal. apply sum_ext. intros y Hy. f_equal. apply sum_ext. intros k Hk.
    rewrite (E y k Hy Hk). reflexivity.
Qed.

(** RGx is at most RG2, where it takes no more than the interaction, and RG2 for centred items. *)
Lemma rgx_at_most_rg2 kappa M N K r lam P Q : clicks M N r -> 0 <= kappa ->
  rgx_objective kappa M N K r lam P Q <= rg2_objective M N K r lam P Q.
Proof.
  intros Hr Hk. unfold rgx_objective, rg2_objective, coupled.
  rewrite (sum_ext M (fun x => kappa * positives N (r x) * sum N (scores K P Q x) ^ 2)
    (fun x => kappa * (positives N (r x) * sum N (scores K P Q x) ^ 2))), sum_scal by (intros; ring).
  pose proof (Rmult_le_pos _ _ Hk (weighted_positive M N r (fun x => sum N (scores K P Q x)) Hr)). lra.
Qed.

Lemma rgx_of_centred_items kappa M N K r lam P Q : (forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0) ->
  rgx_objective kappa M N K r lam P Q = rg2_objective M N K r lam P Q.
Proof.
  intros Z. unfold rgx_objective, rg2_objective, coupled. rewrite (sum_eq_0 M); [ring|]. intros x _.
  replace (sum N (scores K P Q x)) with 0; [ring|]. unfold scores. rewrite <- dot_sum. symmetry. unfold dot.
  apply sum_eq_0. intros k Hk. rewrite (Z k Hk). ring.
Qed.

Lemma rg2_centred_below kappa M N K r lam P Q : (0 < M)%nat -> (0 < N)%nat -> clicks M N r -> 0 < lam ->
  kappa <= / INR N -> rg2_objective M N K r lam P (centred N Q) <= rgx_objective kappa M N K r lam P Q /\
  (rgx_objective kappa M N K r lam P Q <= rg2_objective M N K r lam P (centred N Q) ->
    forall k, (k < K)%nat -> sum N (fun y => Q y k) = 0).
Proof.
  intros HM HN Hr Hl Hk. rewrite (rgx_is_rg2_centred kappa M N K r lam P Q HN Hr).
  pose proof (Rmult_le_pos (/ INR N - kappa) _ ltac:(lra)
    (weighted_positive M N r (fun x => sum N (scores K P Q x)) Hr)) as A.
  pose proof (total_positive M N r HM Hr) as T. apply lt_0_INR in HN. set (c := lam * _ * / INR N).
  assert (C : 0 < c) by (repeat apply Rmult_lt_0_compat; try apply Rinv_0_lt_compat; assumption).
  pose proof (squares_nonneg K (fun k => sum N (fun y => Q y k))) as S.
  pose proof (Rmult_le_pos c _ ltac:(lra) S) as B. split; [lra|]. intros L k Hk'.
  assert (Z : c * sum K (fun k => sum N (fun y => Q y k) ^ 2) <= 0) by lra.
  pose proof (term_le_sum K (fun k => sum N (fun y => Q y k) ^ 2) k ltac:(intros; apply pow2_ge_0) Hk') as U.
  cbv beta in U. set (v := sum N (fun y => Q y k)) in *. assert (V : v ^ 2 <= 0).
  { apply Rmult_le_reg_l with c; [exact C|]. pose proof (Rmult_le_compat_l c _ _ (Rlt_le _ _ C) U). lra. }
  pose proof (pow2_ge_0 v). assert (E : v ^ 2 = 0) by lra. destruct (Req_dec v 0) as [G|G]; [exact G|].
  exfalso. apply (pow_nonzero v 2 G E).
Qed.

Lemma rgx_unbounded kappa M N K r lam : (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> clicks M N r ->
  / INR N < kappa -> ~ exists low, forall P Q, low <= rgx_objective kappa M N K r lam P Q.
Proof.
  intros HM HN HK Hr Hk [low H]. pose proof (total_positive M N r HM Hr) as T. set (w := sum M _) in T.
  pose proof (lt_0_INR N HN) as PN. set (a := (1 - kappa * INR N) * INR N * w).
  set (b := 2 * lam * INR N * w). set (c := sum M (fun x => sum N (fun y => positives N (r x) * S16 N r x y ^ 2))).
  assert (A : a < 0).
  { assert (1 < kappa * INR N) by (apply Rmult_lt_reg_r with (/ INR N); [apply Rinv_0_lt_compat, PN|];
      rewrite Rmult_assoc, Rinv_r by lra; lra).
    unfold a. assert (0 < (kappa * INR N - 1) * INR N * w) by (repeat apply Rmult_lt_0_compat; lra). lra. }
  destruct (falls_without_end (- a) b c low ltac:(lra)) as [t F]. specialize (H (first_column t) (first_column t)).
  enough (E : rgx_objective kappa M N K r lam (first_column t) (first_column t) = a * t ^ 4 + b * t ^ 2 + c) by lra.
  clear F H.
  assert (R1 : forall x, sum K (fun k => first_column t x k ^ 2) = t ^ 2).
  { intros x. unfold first_column. rewrite (sum_ext K _ (fun k => one_hot 0 k * (t ^ 2 * one_hot 0 k)))
      by (intros; ring). rewrite sum_pick by exact HK. unfold one_hot. simpl. ring. }
  unfold rgx_objective, coupled, weighted_eq31. rewrite interaction_none. unfold squares, W16.
  rewrite (sum_ext M (fun x => sum N (fun y => positives N (r x) *
      (S16 N r x y - scores K (first_column t) (first_column t) x y) ^ 2))
    (fun x => sum N (fun y => positives N (r x) * S16 N r x y ^ 2) + INR N * t ^ 4 * positives N (r x))).
  - rewrite sum_plus, sum_scal. fold c w.
    rewrite (sum_ext M (fun x => sum N (fun _ => positives N (r x)) * _) (fun x => INR N * t ^ 2 * positives N (r x)))
      by (intros; rewrite sum_const, R1; ring).
    rewrite (sum_ext N (fun y => w * _) (fun _ => w * t ^ 2)) by (intros; rewrite R1; reflexivity).
    rewrite (sum_ext M (fun x => kappa * positives N (r x) * _)
      (fun x => kappa * (INR N * t ^ 2) ^ 2 * positives N (r x))).
    + rewrite !sum_scal, sum_const. fold w. unfold a, b. ring.
    + intros x _. rewrite (sum_ext N (scores K (first_column t) (first_column t) x) (fun _ => t ^ 2)), sum_const
        by (intros; apply first_column_scores, HK). ring.
  - intros x Hx. rewrite (sum_ext N _ (fun y => positives N (r x) * S16 N r x y ^ 2
      + (- 2 * t ^ 2 * positives N (r x) * S16 N r x y + positives N (r x) * t ^ 4))).
    + rewrite !sum_plus, !sum_scal, sum_const, targets_sum_to_zero by (apply Hr, Hx). ring.
    + intros y _. rewrite first_column_scores by exact HK. ring.
Qed.
