(** No function of the weights of k draws has the mean log Z. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality.
From softproof Require Import Sums Softmax Draws.
Import ListNotations.
Open Scope R_scope.

(** The difference of order n with the step d. *)
Fixpoint difference (d : R) (n : nat) (f : R -> R) (x : R) : R :=
  match n with
  | O => f x
  | S m => difference d m f (x + d) - difference d m f x
  end.

Lemma difference_ext d n f g : 0 < d -> forall x,
  (forall y, x <= y <= x + INR n * d -> f y = g y) -> difference d n f x = difference d n g x.
Proof.
  intros Hd. induction n as [|n IH]; intros x H; [simpl in *; apply H; lra|].
  rewrite S_INR in H. assert (0 <= INR n * d) by (apply Rmult_le_pos; [apply pos_INR|lra]).
  simpl. f_equal; apply IH; intros y Hy; apply H; lra.
Qed.

Lemma difference_shift d n f a : forall x, difference d n (fun y => f (a + y)) x = difference d n f (a + x).
Proof.
  induction n as [|n IH]; intros x; simpl; [reflexivity|]. rewrite !IH, Rplus_assoc. reflexivity.
Qed.

Lemma difference_combination d n a b f g : forall x,
  difference d n (fun y => a * f y + b * g y) x = a * difference d n f x + b * difference d n g x.
Proof. induction n as [|n IH]; intros x; simpl; [reflexivity|]. rewrite !IH. ring. Qed.

Lemma difference_times d n f : forall x,
  difference d (S n) (fun y => y * f y) x = x * difference d (S n) f x + INR (S n) * d * difference d n f (x + d).
Proof.
  induction n as [|n IH]; intros x; [simpl; ring|].
  change (difference d (S (S n)) (fun y => y * f y) x)
    with (difference d (S n) (fun y => y * f y) (x + d) - difference d (S n) (fun y => y * f y) x).
  rewrite !IH, !S_INR. simpl. ring.
Qed.

(** The mean over k draws of the weights 1 and 2, the second of the chance r, is a polynomial in r. *)
Fixpoint mean_of_two (k : nat) (g : list R -> R) (r : R) : R :=
  match k with
  | O => g []
  | S m => (1 - r) * mean_of_two m (fun ws => g (1 :: ws)) r + r * mean_of_two m (fun ws => g (2 :: ws)) r
  end.

Lemma mean_of_two_flat d k : forall g x, difference d (S k) (mean_of_two k g) x = 0.
Proof.
  induction k as [|k IH]; intros g x; [simpl; ring|].
  set (A := mean_of_two k (fun ws => g (1 :: ws))). set (B := mean_of_two k (fun ws => g (2 :: ws))).
  assert (Flat : forall h, (forall y, difference d (S k) h y = 0) ->
    difference d (S (S k)) h x = 0 /\ difference d (S (S k)) (fun y => y * h y) x = 0).
  { intros h Hh. assert (E : difference d (S (S k)) h x = 0)
      by (change (difference d (S k) h (x + d) - difference d (S k) h x = 0); rewrite !Hh; ring).
    split; [exact E|]. rewrite difference_times, E, Hh. ring. }
  destruct (Flat A (IH _)) as [A1 A2]. destruct (Flat B (IH _)) as [_ B2].
  assert (E : difference d (S (S k)) (mean_of_two (S k) g) x = difference d (S (S k))
    (fun y => 1 * (1 * A y + -1 * (y * A y)) + 1 * (y * B y)) x).
  { f_equal. apply functional_extensionality. intros y. simpl. fold A B. ring. }
  rewrite E, (difference_combination d (S (S k)) 1 1 (fun y => 1 * A y + -1 * (y * A y)) (fun y => y * B y)).
  rewrite (difference_combination d (S (S k)) 1 (-1) A (fun y => y * A y)), A1, A2, B2. ring.
Qed.

(** The differences of the logarithm do not vanish: a difference is the step times the derivative's difference. *)
Lemma difference_derivative d n f f' : 0 < d ->
  (forall x, 0 < x -> derivable_pt_lim f x (f' x)) ->
  forall x, 0 < x -> derivable_pt_lim (difference d n f) x (difference d n f' x).
Proof.
  intros Hd H. induction n as [|n IH]; intros x Hx; simpl; [apply H; exact Hx|].
  apply derivable_pt_lim_minus; [|apply IH; exact Hx].
  replace (difference d n f' (x + d)) with (difference d n f' (x + d) * (1 + 0)) by ring.
  apply (derivable_pt_lim_comp (fun y => y + d) (difference d n f)); [|apply IH; lra].
  apply derivable_pt_lim_plus; [apply derivable_pt_lim_id|apply derivable_pt_lim_const].
Qed.

Lemma difference_nonzero d n f f' : 0 < d ->
  (forall x, 0 < x -> derivable_pt_lim f x (f' x)) -> (forall x, 0 < x -> difference d n f' x <> 0) ->
  forall x, 0 < x -> difference d (S n) f x <> 0.
Proof.
  intros Hd H N x Hx.
  destruct (MVT_cor2 (difference d n f) (difference d n f') x (x + d) ltac:(lra)) as (v & E & Hv).
  - intros v Hv. apply (difference_derivative d n f f' Hd H). lra.
  - simpl. rewrite E. apply Rmult_integral_contrapositive. split; [apply N; lra|lra].
Qed.

Lemma power_derivative c m x : 0 < x ->
  derivable_pt_lim (fun y => c * (1 / y ^ S m)) x (c * - INR (S m) * (1 / x ^ S (S m))).
Proof.
  intros Hx. pose proof (pow_lt x m Hx) as P.
  replace (c * - INR (S m) * (1 / x ^ S (S m)))
    with (c * ((0 * x ^ S m - INR (S m) * x ^ m * 1) / Rsqr (x ^ S m))).
  - apply derivable_pt_lim_scal. apply (derivable_pt_lim_div (fun _ => 1) (fun y => y ^ S m)).
    + apply derivable_pt_lim_const.
    + apply (derivable_pt_lim_pow x (S m)).
    + apply pow_nonzero. lra.
  - unfold Rsqr. simpl pow. field. lra.
Qed.

Lemma power_difference d n : 0 < d -> forall c m x, c <> 0 -> 0 < x ->
  difference d n (fun y => c * (1 / y ^ S m)) x <> 0.
Proof.
  intros Hd. induction n as [|n IH]; intros c m x Hc Hx.
  - apply Rmult_integral_contrapositive. split; [exact Hc|]. pose proof (pow_lt x (S m) Hx).
    apply Rgt_not_eq, Rdiv_lt_0_compat; lra.
  - apply (difference_nonzero d n _ (fun y => c * - INR (S m) * (1 / y ^ S (S m))) Hd); [| |exact Hx].
    + intros y Hy. apply power_derivative. exact Hy.
    + intros y Hy. apply IH; [|exact Hy]. apply Rmult_integral_contrapositive. split; [exact Hc|].
      rewrite S_INR. pose proof (pos_INR m). lra.
Qed.

Lemma log_difference d n x : 0 < d -> 0 < x -> difference d (S n) ln x <> 0.
Proof.
  intros Hd Hx. apply (difference_nonzero d n ln (fun y => 1 * (1 / y ^ 1)) Hd); [| |exact Hx].
  - intros y Hy. replace (1 * (1 / y ^ 1)) with (/ y) by (field; lra). apply derivable_pt_lim_ln. exact Hy.
  - intros y Hy. apply power_difference; lra.
Qed.

(** One class of the chance r and the weight 2, the others of equal chances and the weight 1: then Z = 1 + r. *)
Definition one_rare (n : nat) (r : R) (i : nat) : R := if Nat.ltb i n then (1 - r) / INR n else r.
Definition doubled (n : nat) (r : R) (i : nat) : R := ln (if Nat.ltb i n then (1 - r) / INR n else 2 * r).

Lemma sum_one_rare n (f : nat -> R) a b : (0 < n)%nat -> (forall i, (i < n)%nat -> f i = a / INR n) -> f n = b ->
  sum (S n) f = a + b.
Proof.
  intros Hn Ha Hb. pose proof (lt_0_INR n Hn). simpl.
  rewrite (sum_ext n f (fun _ => a / INR n) Ha), sum_const, Hb. field. lra.
Qed.

Lemma below n i : (i < n)%nat -> Nat.ltb i n = true.
Proof. apply Nat.ltb_lt. Qed.

Lemma one_rare_weight n r i : (0 < n)%nat -> 0 < r < 1 ->
  exp (doubled n r i) / one_rare n r i = if Nat.ltb i n then 1 else 2.
Proof.
  intros Hn Hr. pose proof (lt_0_INR n Hn). unfold doubled, one_rare. destruct (Nat.ltb i n).
  - rewrite exp_ln by (apply Rdiv_lt_0_compat; lra). field. lra.
  - rewrite exp_ln by lra. field. lra.
Qed.

Lemma one_rare_mean n r k : (0 < n)%nat -> 0 < r < 1 -> forall g,
  mean_draws (S n) (one_rare n r) k (fun ys => g (map (fun y => exp (doubled n r y) / one_rare n r y) ys))
  = mean_of_two k g r.
Proof.
  intros Hn Hr. pose proof (lt_0_INR n Hn). induction k as [|k IH]; intros g; [reflexivity|].
  cbn [mean_draws mean_of_two map]. apply sum_one_rare; [exact Hn| |].
  - intros i Hi. rewrite one_rare_weight, below by assumption. rewrite (IH (fun ws => g (1 :: ws))).
    unfold one_rare. rewrite below by exact Hi. field. lra.
  - rewrite one_rare_weight, Nat.ltb_irrefl by assumption. rewrite (IH (fun ws => g (2 :: ws))).
    unfold one_rare. rewrite Nat.ltb_irrefl. reflexivity.
Qed.

(** Claim: sf.oq3.impossible
    Role: establishes
    Place: beyond SF, Open Question 3
    Says: For no k is there a function of the weights exp(o_y) / q_y of k independent draws whose mean is log Z for all
      scores and positive proposals, for any number of classes from two.
    Gap: Real numbers, not floating point. A function that uses chance too has, its chance averaged out, the mean of a
      function of the weights.
    Mutant: `(2 <= N)%nat` becomes `(1 <= N)%nat`; refuted by the theorem one_class_is_known
    Mutant: `= ln (partition N o)` becomes `= partition N o`; refuted by the theorem partition_is_estimated
*)
Theorem no_unbiased_function_of_weights : forall N k (g : list R -> R), (2 <= N)%nat ->
  ~ (forall o q, proposal N q ->
    mean_draws N q k (fun ys => g (map (fun y => exp (o y) / q y) ys)) = ln (partition N o)).
Proof.
  intros N k g HN H. destruct N as [|n]; [lia|]. assert (Hn : (0 < n)%nat) by lia.
  pose proof (lt_0_INR n Hn) as HI. set (d := / (INR k + 3)).
  assert (Hk : 0 < INR k + 3) by (pose proof (pos_INR k); lra).
  assert (Hd : 0 < d) by (apply Rinv_0_lt_compat; exact Hk).
  assert (K : (INR k + 3) * d = 1) by (apply Rinv_r; lra).
  apply (log_difference d k (1 + d)); [exact Hd|lra|].
  rewrite <- difference_shift, <- (mean_of_two_flat d k g d).
  apply (difference_ext d (S k) _ _ Hd). intros r Hr. rewrite S_INR in Hr. assert (Hr1 : 0 < r < 1) by lra.
  rewrite <- (one_rare_mean n) by assumption. rewrite H.
  - f_equal. symmetry. unfold partition. replace (1 + r) with ((1 - r) + 2 * r) by ring.
    apply sum_one_rare; [exact Hn| |]; unfold doubled.
    + intros i Hi. rewrite below by exact Hi. apply exp_ln, Rdiv_lt_0_compat; lra.
    + rewrite Nat.ltb_irrefl. apply exp_ln. lra.
  - split.
    + intros i _. unfold one_rare. destruct (Nat.ltb i n); [apply Rdiv_lt_0_compat|]; lra.
    + replace 1 with ((1 - r) + r) by ring. apply sum_one_rare; [exact Hn| |]; unfold one_rare.
      * intros i Hi. rewrite below by exact Hi. reflexivity.
      * rewrite Nat.ltb_irrefl. reflexivity.
Qed.

Lemma one_class_is_known : ~ (forall N k (g : list R -> R), (1 <= N)%nat ->
  ~ (forall o q, proposal N q ->
    mean_draws N q k (fun ys => g (map (fun y => exp (o y) / q y) ys)) = ln (partition N o))).
Proof.
  intros H. apply (H 1%nat 1%nat (fun ws => ln (hd 1 ws)) (le_n 1)). intros o q [_ H1].
  unfold partition. simpl in *. replace (q 0%nat) with 1 by lra. unfold Rdiv.
  rewrite Rinv_1, Rmult_1_r, !Rplus_0_l. ring.
Qed.

Lemma partition_is_estimated : ~ (forall N k (g : list R -> R), (2 <= N)%nat ->
  ~ (forall o q, proposal N q ->
    mean_draws N q k (fun ys => g (map (fun y => exp (o y) / q y) ys)) = partition N o)).
Proof.
  intros H. apply (H 2%nat 1%nat (hd 1) (le_n 2)). intros o q [Hq _]. apply sum_ext. intros i Hi.
  specialize (Hq i Hi). simpl. field. lra.
Qed.
