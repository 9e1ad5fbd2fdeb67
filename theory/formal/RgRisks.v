(** RG, s. 4.4: the empirical risk of RG2, and which risk it estimates without bias. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Importance.
Import ListNotations.
Open Scope R_scope.

(** A draw d < M N is the pair of the context d / N and the item d mod N. *)
Definition is_pair (N x y d : nat) : R := one_hot (d / N) x * one_hot (d mod N) y.

(** How often a pair was drawn, and how often its context. *)
Definition clicks (N : nat) (data : list nat) (x y : nat) : R := total (is_pair N x y) data.
Definition size (N : nat) (data : list nat) (x : nat) : R := sum N (clicks N data x).

(** The sum over all pairs of the context's size times (o_y + 1 - r_y N / size)^2, divided by |D|. *)
Definition empirical_risk (M N : nat) (o : nat -> nat -> R) (data : list nat) : R :=
  / INR (length data) * sum M (fun x => sum N (fun y =>
    size N data x * (o x y + 1 - clicks N data x y * (INR N / size N data x)) ^ 2)).

(** The term of the drawn pair alone, and the draw's loss over all items of its context. *)
Definition pair_loss (N : nat) (o : nat -> nat -> R) (d : nat) : R := (o (d / N)%nat (d mod N) + 1 - INR N) ^ 2.
Definition draw_loss (N : nat) (o : nat -> nat -> R) (d : nat) : R :=
  sum N (fun y => (o (d / N)%nat y + 1 - INR N * one_hot (d mod N) y) ^ 2).

(** What repeated draws of one pair add. *)
Definition repeated (M N : nat) (data : list nat) : R :=
  INR N ^ 2 / INR (length data) * sum M (fun x => sum N (fun y =>
    clicks N data x y - clicks N data x y ^ 2 / size N data x)).

Lemma is_pair_nonneg N x y d : 0 <= is_pair N x y d.
Proof. unfold is_pair, one_hot. destruct (Nat.eqb x (d / N)), (Nat.eqb y (d mod N)); lra. Qed.

Lemma clicks_nonneg N data x y : 0 <= clicks N data x y.
Proof.
  unfold clicks. induction data as [|d data IH]; simpl; [lra|]. pose proof (is_pair_nonneg N x y d). lra.
Qed.

Lemma no_clicks N data x y : (y < N)%nat -> size N data x = 0 -> clicks N data x y = 0.
Proof.
  intros Hy Z. apply Rle_antisym; [|apply clicks_nonneg]. rewrite <- Z.
  apply (term_le_sum N (clicks N data x) y); [|exact Hy]. intros. apply clicks_nonneg.
Qed.

(** Of a pair that was drawn n times of its context's I, the empirical term and the repeated draws' are linear in n. *)
Lemma square_and_repeats N data x y s : (y < N)%nat ->
  size N data x * (s + 1 - clicks N data x y * (INR N / size N data x)) ^ 2
    + INR N ^ 2 * (clicks N data x y - clicks N data x y ^ 2 / size N data x)
  = size N data x * (s + 1) ^ 2 + clicks N data x y * (INR N ^ 2 - 2 * INR N * (s + 1)).
Proof.
  intros Hy. destruct (Req_dec (size N data x) 0) as [Z|Z]; [|field; exact Z].
  rewrite (no_clicks N data x y Hy Z), Z. unfold Rdiv. ring.
Qed.

(** Sums over pairs of what is linear in the clicks are sums over the draws. *)
Lemma over_draws M N data (f : nat -> nat -> R) : (0 < N)%nat -> Forall (fun d => (d < M * N)%nat) data ->
  sum M (fun x => sum N (fun y => clicks N data x y * f x y)) = total (fun d => f (d / N)%nat (d mod N)) data.
Proof.
  intros HN. induction 1 as [|d data Hd _ IH].
  { apply sum_eq_0; intros; apply sum_eq_0; intros; unfold clicks; simpl; ring. }
  simpl total. rewrite <- IH.
  rewrite (sum_ext M _ (fun x => sum N (fun y => is_pair N x y d * f x y)
    + sum N (fun y => clicks N data x y * f x y))) by (intros x _; rewrite <- sum_plus; apply sum_ext; intros y _;
    unfold clicks; simpl; ring).
  rewrite sum_plus. f_equal. unfold is_pair.
  rewrite (sum_ext M _ (fun x => one_hot (d / N) x * f x (d mod N))).
  - apply (sum_pick M (d / N) (fun x => f x (d mod N))). apply Nat.div_lt_upper_bound; [lia|]. lia.
  - intros x _. rewrite (sum_ext N _ (fun y => one_hot (d mod N) y * (one_hot (d / N) x * f x y)))
      by (intros; ring).
    rewrite (sum_pick N (d mod N) (fun y => one_hot (d / N) x * f x y)); [reflexivity|].
    apply Nat.mod_upper_bound. lia.
Qed.

Lemma size_over_draws M N data (g : nat -> nat -> R) : (0 < N)%nat -> Forall (fun d => (d < M * N)%nat) data ->
  sum M (fun x => sum N (fun y => size N data x * g x y)) = total (fun d => sum N (g (d / N)%nat)) data.
Proof.
  intros HN Hd. rewrite <- (over_draws M N data (fun x _ => sum N (g x)) HN Hd). apply sum_ext. intros x _.
  rewrite sum_scal, sum_scal_r. reflexivity.
Qed.

Lemma risk_of_draws M N o data : (0 < N)%nat -> Forall (fun d => (d < M * N)%nat) data ->
  empirical_risk M N o data + repeated M N data = / INR (length data) * total (draw_loss N o) data.
Proof.
  intros HN Hd. unfold empirical_risk, repeated, Rdiv. rewrite (Rmult_comm (INR N ^ 2)), Rmult_assoc.
  rewrite <- Rmult_plus_distr_l. f_equal. rewrite <- sum_scal, <- sum_plus.
  rewrite (sum_ext M _ (fun x => sum N (fun y => size N data x * (o x y + 1) ^ 2)
    + sum N (fun y => clicks N data x y * (INR N ^ 2 - 2 * INR N * (o x y + 1))))).
  - rewrite sum_plus, (size_over_draws M N data (fun x y => (o x y + 1) ^ 2) HN Hd).
    rewrite (over_draws M N data (fun x y => INR N ^ 2 - 2 * INR N * (o x y + 1)) HN Hd).
    rewrite <- total_plus. clear Hd. induction data as [|d data IH]; [reflexivity|]. cbn [total]. rewrite IH. f_equal.
    unfold draw_loss. rewrite <- (sum_pick N (d mod N) (fun y => INR N ^ 2 - 2 * INR N * (o (d / N)%nat y + 1)))
      by (apply Nat.mod_upper_bound; lia).
    rewrite <- sum_plus. apply sum_ext. intros y _. unfold one_hot. destruct (Nat.eqb y (d mod N)); ring.
  - intros x _. rewrite <- sum_scal, <- !sum_plus. apply sum_ext. intros y Hy.
    apply (square_and_repeats N data x y (o x y) Hy).
Qed.

(** Claim: rg.risks.repair
    Role: establishes
    Place: RG, s. 4.4, before Remark 13
    Says: The empirical risk plus N^2 / |D| times the sum of r - r^2 / |I_x| over all pairs estimates the mean of a
      draw's loss over all items, ||o + 1 - N e_y||^2, without bias, for all scores and every number of draws.
    Gap: Real numbers, not floating point. Pairs are numbered; contexts without a draw have no weight.
    Mutant: `(fun data => empirical_risk M N o data + repeated M N data)` becomes `(empirical_risk M N o)`; refuted by
      the theorem repeats_matter
    Mutant: `(draw_loss N o)` becomes `(pair_loss N o)`; refuted by the theorem other_items_matter
*)
Theorem empirical_risk_estimates : forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (fun data => empirical_risk M N o data + repeated M N data) = mean (M * N) P (draw_loss N o).
Proof.
  intros M N P o k Hk HN [_ P1]. unfold mean. apply lt_0_INR in Hk.
  rewrite (mean_draws_ext (M * N) P k _ (fun data => / INR k * total (draw_loss N o) data)).
  - rewrite mean_draws_scal, mean_total by exact P1. field. lra.
  - intros data [L D]. rewrite risk_of_draws, L by assumption. reflexivity.
Qed.

(** One context of two items, of which the first is always drawn, at scores 0. *)
Lemma always_first : simplex (1 * 2) (one_hot 0).
Proof. apply (one_hot_simplex 2). lia. Qed.

Lemma first_value : mean_draws (1 * 2) (one_hot 0) 1 (empirical_risk 1 2 (fun _ _ => 0)) = 2.
Proof. unfold empirical_risk, size, clicks, is_pair, one_hot. simpl. field. Qed.

Lemma first_pair : mean (1 * 2) (one_hot 0) (pair_loss 2 (fun _ _ => 0)) = 1.
Proof. unfold mean, pair_loss, one_hot. simpl. ring. Qed.

Lemma first_draw : mean (1 * 2) (one_hot 0) (draw_loss 2 (fun _ _ => 0)) = 2.
Proof. unfold mean, draw_loss, one_hot. simpl. ring. Qed.

(** Claim: rg.risks.pairs
    Role: refutes
    Place: RG, s. 4.4, before Remark 13
    Says: The empirical risk does not estimate the mean of (o_y + 1 - N)^2 over the drawn pair without bias.
    Gap: Real numbers, not floating point. Pairs are numbered; contexts without a draw have no weight.
    Mutant: `(empirical_risk M N o) = mean (M * N) P (pair_loss N o)` becomes `(fun data => empirical_risk M N o data +
      repeated M N data) = mean (M * N) P (draw_loss N o)`; refuted by the theorem repaired_risk_is_estimated
*)
Theorem pairs_are_not_estimated : ~ (forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (empirical_risk M N o) = mean (M * N) P (pair_loss N o)).
Proof.
  intros H. specialize (H 1%nat 2%nat _ (fun _ _ => 0) 1%nat ltac:(lia) ltac:(lia) always_first).
  rewrite first_value, first_pair in H. lra.
Qed.

(** Claim: rg.risks.uniform
    Role: refutes
    Place: RG, s. 4.4, before Remark 13
    Says: The empirical risk does not estimate the mean of the terms over all MN pairs without bias.
    Gap: Real numbers, not floating point. Pairs are numbered; contexts without a draw have no weight; the terms of a
      draw are those of the items of its context.
    Mutant: `(empirical_risk M N o) = mean (M * N) P (draw_loss N o) / (INR M * INR N)` becomes `(fun data =>
      empirical_risk M N o data + repeated M N data) = mean (M * N) P (draw_loss N o)`; refuted by the theorem
      repaired_risk_is_estimated
*)
Theorem uniform_pairs_are_not_estimated : ~ (forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (empirical_risk M N o) = mean (M * N) P (draw_loss N o) / (INR M * INR N)).
Proof.
  intros H. specialize (H 1%nat 2%nat _ (fun _ _ => 0) 1%nat ltac:(lia) ltac:(lia) always_first).
  rewrite first_value, first_draw in H. simpl in H. lra.
Qed.

Lemma repaired_risk_is_estimated : ~ ~ (forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (fun data => empirical_risk M N o data + repeated M N data) = mean (M * N) P (draw_loss N o)).
Proof. intros H. apply H, empirical_risk_estimates. Qed.

(** Two draws, of either item with the chance 1/2. *)
Lemma repeats_matter : ~ (forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (empirical_risk M N o) = mean (M * N) P (draw_loss N o)).
Proof.
  intros H. specialize (H 1%nat 2%nat (uniform 2) (fun _ _ => -1) 2%nat ltac:(lia) ltac:(lia)
    (proj1 two_zeros_chances)).
  unfold mean, draw_loss, empirical_risk, size, clicks, is_pair, uniform, one_hot in H. simpl in H. field_simplify in H.
  lra.
Qed.

Lemma other_items_matter : ~ (forall M N P o k, (0 < k)%nat -> (0 < N)%nat -> simplex (M * N) P ->
  mean_draws (M * N) P k (fun data => empirical_risk M N o data + repeated M N data) = mean (M * N) P (pair_loss N o)).
Proof.
  intros H. specialize (H 1%nat 2%nat _ (fun _ _ => 0) 1%nat ltac:(lia) ltac:(lia) always_first).
  rewrite empirical_risk_estimates, first_draw, first_pair in H; [lra|lia|lia|apply always_first].
Qed.
