(** How noisy the gradient of noise-contrastive estimation is over one label and its draws. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Derivatives Nce NceVariance NceLimits.
Import ListNotations.
Open Scope R_scope.

(** The loss of one label y and its draws ys at the odds t: y is to be told from noise, each draw from a label. *)
Definition nce_loss (k : nat) (q : nat -> R) (y : nat) (ys : list nat) (t : nat -> R) : R :=
  - ln (h k q t y) - total (fun j => ln (1 - h k q t j)) ys.

(** The mean over a label from p and k draws from q, and the variance. *)
Definition mean_sample (N k : nat) (p q : nat -> R) (f : nat -> list nat -> R) : R :=
  sum N (fun y => p y * mean_draws N q k (f y)).
Definition variance_sample (N k : nat) (p q : nat -> R) (f : nat -> list nat -> R) : R :=
  mean_sample N k p q (fun y ys => (f y ys - mean_sample N k p q f) ^ 2).

(** At the truth, odds p, the loss's partial derivative by the score of the class i has the variance V. *)
Definition entry_varies_by (N k : nat) (p q : nat -> R) (i : nat) (V : R) : Prop :=
  exists g, (forall y ys, (y < N)%nat -> drawn N k ys -> slope (nce_loss k q y ys) p (one_hot i) (g y ys)) /\
  variance_sample N k p q g = V.

Lemma class_slopes k q t f j : (0 < k)%nat -> 0 < q j -> 0 < t j ->
  derivable_pt_lim (fun s => - ln (h k q (moved t f s) j)) 0 (- (f j * (1 - h k q t j))) /\
  derivable_pt_lim (fun s => - ln (1 - h k q (moved t f s) j)) 0 (f j * h k q t j).
Proof.
  intros K Q T. apply lt_0_INR in K. set (c := INR k * q j).
  assert (C : 0 < c) by (apply Rmult_lt_0_compat; assumption).
  pose proof (derive_log_odds (t j) (f j) c T (Rlt_le _ _ C)) as D.
  assert (E : forall s, 0 < t j * exp (s * f j)) by (intros s; apply Rmult_lt_0_compat; [exact T|apply exp_pos]).
  split.
  - apply (derive_ext (fun s => ln (t j * exp (s * f j) + c) - (ln (t j) + s * f j))).
    + intros s. specialize (E s). unfold h, moved. fold c. rewrite Nce.ln_div, ln_mult, ln_exp by
        (lra || apply exp_pos). ring.
    + replace (- (f j * (1 - h k q t j))) with (f j * (t j / (t j + c)) - f j)
        by (unfold h; fold c; field; lra).
      apply derivable_pt_lim_minus; [exact D|apply derive_line].
  - apply (derive_ext (fun s => ln (t j * exp (s * f j) + c) - ln c)).
    + intros s. specialize (E s).
      replace (1 - h k q (moved t f s) j) with (c / (t j * exp (s * f j) + c))
        by (unfold h, moved; fold c; field; lra). rewrite Nce.ln_div by lra. ring.
    + replace (f j * h k q t j) with (f j * (t j / (t j + c)) - 0) by (unfold h; fold c; field; lra).
      apply (derivable_pt_lim_minus _ (fun _ => ln c)); [exact D|apply derivable_pt_lim_const].
Qed.

Lemma loss_slope N k q t f y ys : (0 < k)%nat -> all_positive N q -> all_positive N t -> (y < N)%nat ->
  drawn N k ys -> slope (nce_loss k q y ys) t f (- (f y * (1 - h k q t y)) + total (fun j => f j * h k q t j) ys).
Proof.
  intros K Q T Hy [_ D]. unfold slope.
  apply (derive_ext (fun s => - ln (h k q (moved t f s) y) + total (fun j => - ln (1 - h k q (moved t f s) j)) ys)).
  - intros s. unfold nce_loss, Rminus. f_equal. clear. induction ys as [|j ys IH]; simpl; [ring|]. rewrite IH. ring.
  - apply (derivable_pt_lim_plus (fun s => - ln (h k q (moved t f s) y))).
    + apply class_slopes; [exact K|apply Q, Hy|apply T, Hy].
    + induction D as [|j ys Hj _ IH]; simpl; [apply derivable_pt_lim_const|].
      apply (derivable_pt_lim_plus (fun s => - ln (1 - h k q (moved t f s) j))); [|exact IH].
      apply class_slopes; [exact K|apply Q, Hj|apply T, Hj].
Qed.

Lemma variance_sample_ext N k p q f g : (forall y ys, (y < N)%nat -> drawn N k ys -> f y ys = g y ys) ->
  variance_sample N k p q f = variance_sample N k p q g.
Proof.
  assert (E : forall f g, (forall y ys, (y < N)%nat -> drawn N k ys -> f y ys = g y ys) ->
    mean_sample N k p q f = mean_sample N k p q g).
  { intros u v H. apply sum_ext. intros y Hy. f_equal. apply mean_draws_ext. intros ys Y. apply H; assumption. }
  intros H. unfold variance_sample. rewrite (E f g H). apply E. intros y ys Hy Y. rewrite (H y ys Hy Y). reflexivity.
Qed.

(** A label's part and the draws' parts vary on their own. *)
Lemma variance_of_parts N k p q a b : sum N p = 1 -> sum N q = 1 ->
  let ma := sum N (fun y => p y * a y) in let mb := sum N (fun j => q j * b j) in
  variance_sample N k p q (fun y ys => a y + total b ys)
  = sum N (fun y => p y * (a y - ma) ^ 2) + INR k * sum N (fun j => q j * (b j - mb) ^ 2).
Proof.
  intros P Q ma mb. set (c := fun j => b j - mb).
  assert (C0 : sum N (fun j => q j * c j) = 0).
  { unfold c. rewrite (sum_ext N _ (fun j => q j * b j - q j * mb)) by (intros; ring).
    rewrite sum_minus, sum_scal_r, Q. fold mb. ring. }
  destruct (total_moments N q c k Q C0) as (M1 & M2 & _).
  assert (M : mean_sample N k p q (fun y ys => a y + total b ys) = ma + INR k * mb).
  { unfold mean_sample. rewrite (sum_ext N _ (fun y => p y * a y + p y * (INR k * mb))).
    - rewrite sum_plus, sum_scal_r, P. fold ma. ring.
    - intros y _. rewrite (mean_draws_plus N q k (fun _ => a y)), mean_draws_const by exact Q.
      change (fun ys => total b ys) with (total b). rewrite mean_total by exact Q. fold mb. ring. }
  unfold variance_sample. rewrite M. unfold mean_sample.
  set (v := INR k * sum N (fun j => q j * (b j - mb) ^ 2)).
  rewrite <- (Rmult_1_l v), <- P, <- sum_scal_r, <- sum_plus. apply sum_ext. intros y _.
  rewrite <- Rmult_plus_distr_l. f_equal.
  rewrite (mean_draws_ext N q k _ (fun ys => (a y - ma) ^ 2 + (2 * (a y - ma) * total c ys + total c ys ^ 2))).
  - rewrite (mean_draws_plus N q k (fun _ => (a y - ma) ^ 2)), mean_draws_const, mean_draws_plus, mean_draws_scal
      by exact Q.
    change (mean_draws N q k (fun ys => total c ys)) with (mean_draws N q k (total c)).
    rewrite M1, M2. unfold v, c. ring.
  - intros ys Y. rewrite (total_ext N k c (fun j => b j + - mb) ys Y) by (intros; unfold c; ring).
    rewrite total_plus, total_const, (proj1 Y). change (total (fun y0 => b y0) ys) with (total b ys). ring.
Qed.

(** What is x for the class i and 0 for others. *)
Lemma variance_of_one_hot N p i x : sum N p = 1 -> (i < N)%nat ->
  sum N (fun y => p y * (one_hot i y * x - sum N (fun y => p y * (one_hot i y * x))) ^ 2) = p i * (1 - p i) * x ^ 2.
Proof.
  intros P Hi.
  assert (M : sum N (fun y => p y * (one_hot i y * x)) = p i * x).
  { rewrite (sum_ext N _ (fun y => one_hot i y * (p y * x))) by (intros; ring). apply (sum_pick N i), Hi. }
  rewrite M. rewrite (sum_ext N _ (fun y => one_hot i y * (p y * (x ^ 2 - 2 * x * (p i * x))) + p y * (p i * x) ^ 2)).
  - rewrite sum_plus, sum_pick, sum_scal_r, P by exact Hi. ring.
  - intros y _. unfold one_hot. destruct (Nat.eqb y i); ring.
Qed.

Lemma entry_varies N k p q i : (0 < k)%nat -> proposal N p -> proposal N q -> (i < N)%nat ->
  entry_varies_by N k p q i (entry_variance (INR k) (p i) (q i)).
Proof.
  intros K [P P1] [Q Q1] Hi. eexists. split; [intros y ys Hy Y; apply (loss_slope N); assumption|]. cbv beta.
  set (x := h k q p i).
  assert (S : forall y, one_hot i y * - (1 - x) = - (one_hot i y * (1 - h k q p y)))
    by (intros y; unfold one_hot, x; destruct (Nat.eqb_spec y i) as [->|]; ring).
  assert (T : forall y, one_hot i y * x = one_hot i y * h k q p y)
    by (intros y; unfold one_hot, x; destruct (Nat.eqb_spec y i) as [->|]; ring).
  transitivity (variance_sample N k p q (fun y ys => one_hot i y * - (1 - x) + total (fun j => one_hot i j * x) ys)).
  - apply variance_sample_ext. intros y ys Hy Y. rewrite S. f_equal. apply (total_ext N k); [exact Y|]. intros j _.
    rewrite T. reflexivity.
  - rewrite variance_of_parts, !variance_of_one_hot by assumption. unfold entry_variance, x, h. ring.
Qed.

Lemma entry_variance_at_half k : 1 <= k -> entry_variance k (1 / 2) (1 / 2) = k / (4 * (k + 1)).
Proof. intros K. unfold entry_variance. field. lra. Qed.

(** What an entry varies by is one number. *)
Lemma entry_variance_unique N k p q i V : (0 < k)%nat -> proposal N p -> proposal N q -> (i < N)%nat ->
  entry_varies_by N k p q i V -> V = entry_variance (INR k) (p i) (q i).
Proof.
  intros K P Q Hi (g & G & <-). destruct (entry_varies N k p q i K P Q Hi) as (g' & G' & <-).
  apply variance_sample_ext. intros y ys Hy Y. exact (derive_unique _ _ _ _ (G y ys Hy Y) (G' y ys Hy Y)).
Qed.

Lemma two_halves_vary k V : (1 <= k)%nat -> entry_varies_by 2 k half half 0 V -> V = INR k / (4 * (INR k + 1)).
Proof.
  intros K H. apply entry_variance_unique in H; [|lia|exact half_proposal|exact half_proposal|lia].
  rewrite H. apply entry_variance_at_half, (le_INR 1), K.
Qed.

(** Claim: none
    Says: The bound is attained, and 1 % less is none.
*)
Theorem the_noise_bound_is_tight : ~ (forall N k p q i, (1 <= k)%nat -> proposal N p -> proposal N q -> (i < N)%nat ->
  (exists V, entry_varies_by N k p q i V /\ V <= 99 * INR k / (400 * (INR k + 1))) /\
  entry_varies_by 2 k half half 0 (INR k / (4 * (INR k + 1)))).
Proof.
  intros H. destruct (H 2%nat 1%nat half half 0%nat (le_n 1) half_proposal half_proposal ltac:(lia))
    as [(V & E & L) _].
  apply two_halves_vary in E; [|lia]. simpl in *. lra.
Qed.

(** Claim: none
    Says: It does not fall with k: for two draws it is 1/6.
*)
Theorem the_noise_does_not_fall : ~ (forall N k p q i, (1 <= k)%nat -> proposal N p -> proposal N q -> (i < N)%nat ->
  (exists V, entry_varies_by N k p q i V /\ V <= 1 / (4 * INR k)) /\
  entry_varies_by 2 k half half 0 (INR k / (4 * (INR k + 1)))).
Proof.
  intros H. destruct (H 2%nat 2%nat half half 0%nat ltac:(lia) half_proposal half_proposal ltac:(lia))
    as [(V & E & L) _].
  apply two_halves_vary in E; [|lia]. simpl in *. lra.
Qed.

(** Claim: none
    Says: Nor is it less with k + 2 for k + 1.
*)
Theorem one_label_is_counted : ~ (forall N k p q i, (1 <= k)%nat -> proposal N p -> proposal N q -> (i < N)%nat ->
  (exists V, entry_varies_by N k p q i V /\ V <= INR k / (4 * (INR k + 2))) /\
  entry_varies_by 2 k half half 0 (INR k / (4 * (INR k + 1)))).
Proof.
  intros H. destruct (H 2%nat 1%nat half half 0%nat (le_n 1) half_proposal half_proposal ltac:(lia))
    as [(V & E & L) _].
  apply two_halves_vary in E; [|lia]. simpl in *. lra.
Qed.

(** Claim: sf.nce.robust.noise
    Role: establishes
    Place: SF, summary, Tradeoffs
    Says: At the truth each entry of NCE's gradient over one label and its k draws, the partial derivative of the loss
      by a score, has a variance of at most k/(4(k + 1)), for every number of classes, P and Q; it is that at
      p = q = 1/2.
    Gap: Real numbers; positive P and Q. At the truth the odds are p; the normaliser is taken into the scores.
    Mutant: `V <= INR k / (4 * (INR k + 1))` becomes `V <= 99 * INR k / (400 * (INR k + 1))`; refuted by the theorem
      the_noise_bound_is_tight
    Mutant: `V <= INR k / (4 * (INR k + 1))` becomes `V <= 1 / (4 * INR k)`; refuted by the theorem
      the_noise_does_not_fall
    Mutant: `V <= INR k / (4 * (INR k + 1))` becomes `V <= INR k / (4 * (INR k + 2))`; refuted by the theorem
      one_label_is_counted
*)
Theorem the_noise_of_an_entry_is_bounded : forall N k p q i, (1 <= k)%nat -> proposal N p -> proposal N q ->
  (i < N)%nat ->
  (exists V, entry_varies_by N k p q i V /\ V <= INR k / (4 * (INR k + 1))) /\
  entry_varies_by 2 k half half 0 (INR k / (4 * (INR k + 1))).
Proof.
  intros N k p q i K P Q Hi. pose proof (le_INR 1 k K) as K1. split.
  - exists (entry_variance (INR k) (p i) (q i)). split; [apply entry_varies; assumption|].
    apply nce_gradient_noise; [exact K1| |]; split; [apply P, Hi| |apply Q, Hi|].
    + rewrite <- (proj2 P). apply term_le_sum; [|exact Hi]. intros j Hj. apply Rlt_le, P, Hj.
    + rewrite <- (proj2 Q). apply term_le_sum; [|exact Hi]. intros j Hj. apply Rlt_le, Q, Hj.
  - rewrite <- entry_variance_at_half by exact K1.
    exact (entry_varies 2 k half half 0 K half_proposal half_proposal ltac:(lia)).
Qed.
