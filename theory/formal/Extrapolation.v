(** The logarithm's Taylor polynomial of any order, the expansion of the bias, and weights that extrapolate it. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Jensen Derivatives LogBias SumMoments.
Import ListNotations.
Open Scope R_scope.

(** The Taylor polynomial of log(1 + x), of the order n. *)
Definition log_taylor (n : nat) (x : R) : R := sum n (fun s => (-1) ^ s * / INR (S s) * x ^ S s).

Lemma geometric m v : v * sum m (fun s => (-1) ^ s * (v - 1) ^ s) = 1 - (-1) ^ m * (v - 1) ^ m.
Proof. induction m as [|m IH]; [simpl; ring|]. simpl sum. rewrite Rmult_plus_distr_l, IH. simpl. ring. Qed.

Lemma log_taylor_slope n u :
  derivable_pt_lim (fun v => log_taylor n (v - 1)) u (sum n (fun s => (-1) ^ s * (u - 1) ^ s)).
Proof.
  apply (derive_sum n (fun s v => (-1) ^ s * / INR (S s) * (v - 1) ^ S s)). intros s _.
  replace ((-1) ^ s * (u - 1) ^ s) with ((-1) ^ s * / INR (S s) * (INR (S s) * (u - 1) ^ s))
    by (field; apply not_0_INR; lia).
  apply derivable_pt_lim_scal. apply (derivative_of_power (S s) u).
Qed.

Lemma even_power r x : 0 <= x ^ (2 * r).
Proof. rewrite pow_mult. apply pow_le, pow2_ge_0. Qed.

Lemma log_taylor_bound r w x : (1 <= r)%nat -> 0 < w <= 1 -> w <= 1 + x ->
  0 <= log_taylor (2 * r - 1) x - ln (1 + x) <= x ^ (2 * r) * / (INR (2 * r) * w).
Proof.
  intros Hr Hw Hx. set (n := (2 * r - 1)%nat). assert (N : (2 * r)%nat = S n) by (unfold n; lia).
  assert (Odd : (-1) ^ n = -1).
  { pose proof (pow_1_even r) as E. rewrite N in E. simpl in E. lra. }
  set (g := fun v => log_taylor n (v - 1) - ln v).
  assert (G : forall v, 0 < v -> derivable_pt_lim g v ((v - 1) ^ n / v)).
  { intros v V. unfold g. replace ((v - 1) ^ n / v) with (sum n (fun s => (-1) ^ s * (v - 1) ^ s) - / v).
    - apply derivable_pt_lim_minus; [apply log_taylor_slope|apply derivable_pt_lim_ln, V].
    - apply (Rmult_eq_reg_l v); [|lra]. rewrite Rmult_minus_distr_l, geometric, Odd. field. lra. }
  assert (Pow : forall v, (v - 1) * (v - 1) ^ n = (v - 1) ^ (2 * r)) by (intros v; rewrite N; reflexivity).
  assert (Z : log_taylor n (1 - 1) = 0).
  { apply sum_eq_0. intros s _. replace (1 - 1) with 0 by ring. rewrite pow_i by lia. ring. }
  split.
  - pose proof (least_at_one g _ w (1 + x) Hw Hx G) as L. unfold g in L.
    rewrite Z, ln_1 in L. replace (1 + x - 1) with x in L by ring. enough (0 - 0 <= log_taylor n x - ln (1 + x)) by lra.
    apply L. intros v V. unfold Rdiv. rewrite <- Rmult_assoc, Pow.
    apply Rmult_le_pos; [apply even_power|apply Rlt_le, Rinv_0_lt_compat; lra].
  - pose proof (lt_0_INR (2 * r) ltac:(lia)) as K.
    pose proof (least_at_one (fun v => / (INR (2 * r) * w) * (v - 1) ^ (2 * r) - g v)
      (fun v => / w * (v - 1) ^ n - (v - 1) ^ n / v) w (1 + x) Hw Hx) as L. unfold g in L.
    rewrite Z, ln_1 in L. replace (1 + x - 1) with x in L by ring. replace (1 - 1) with 0 in L by ring.
    rewrite pow_i in L by lia.
    enough (/ (INR (2 * r) * w) * 0 - (0 - 0) <= / (INR (2 * r) * w) * x ^ (2 * r) - (log_taylor n x - ln (1 + x)))
      by lra.
    apply L.
    + intros v V. apply (derivable_pt_lim_minus (fun v => / (INR (2 * r) * w) * (v - 1) ^ (2 * r))); [|apply G, V].
      replace (/ w * (v - 1) ^ n) with (/ (INR (2 * r) * w) * (INR (2 * r) * (v - 1) ^ n)) by (field; lra).
      apply derivable_pt_lim_scal. replace n with (Init.Nat.pred (2 * r)) by (unfold n; lia).
      apply derivative_of_power.
    + intros v V. replace ((v - 1) * (/ w * (v - 1) ^ n - (v - 1) ^ n / v)) with ((v - 1) ^ (2 * r) * (/ w - / v))
        by (rewrite <- Pow; unfold Rdiv; ring).
      apply Rmult_le_pos; [apply even_power|]. pose proof (Rinv_le_contravar w v ltac:(lra) V). lra.
Qed.

(** An expansion in powers of 1/k below the order r, up to O(k^-r). *)
Definition expands (r : nat) (f : nat -> R) : Prop := exists a B, forall k, (0 < k)%nat ->
  Rabs (f k - sum (r - 1) (fun t => a t * / INR k ^ S t)) <= B * / INR k ^ r.

Lemma power_le k s t : (0 < k)%nat -> (s <= t)%nat -> 0 < / INR k ^ t <= / INR k ^ s.
Proof.
  intros K L. pose proof (le_INR 1 k K) as K1. simpl in K1. split.
  - apply Rinv_0_lt_compat, pow_lt. lra.
  - apply Rinv_le_contravar; [apply pow_lt; lra|]. apply Rle_pow; assumption.
Qed.

Lemma expands_plus r f g u : expands r f -> expands r g -> expands r (fun k => f k + u * g k).
Proof.
  intros (a & A & F) (b & B & G). exists (fun t => a t + u * b t), (A + Rabs u * B). intros k K.
  specialize (F k K). specialize (G k K).
  rewrite (sum_ext (r - 1) _ (fun t => a t * / INR k ^ S t + u * (b t * / INR k ^ S t))) by (intros; ring).
  rewrite sum_plus, sum_scal. set (x := sum (r - 1) (fun t => a t * _)) in *.
  set (y := sum (r - 1) (fun t => b t * _)) in *.
  replace (f k + u * g k - (x + u * y)) with ((f k - x) + u * (g k - y)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, Rmult_plus_distr_r. apply Rplus_le_compat; [exact F|].
  rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply Rabs_pos|exact G].
Qed.

Lemma expands_power r t : (1 <= t)%nat -> expands r (fun k => / INR k ^ t).
Proof.
  intros T. destruct (le_lt_dec r t) as [L|L].
  - exists (fun _ => 0), 1. intros k K. rewrite sum_eq_0 by (intros; ring). rewrite Rminus_0_r.
    pose proof (power_le k r t K L) as P. rewrite Rabs_right; lra.
  - exists (one_hot (t - 1)), 0. intros k K. rewrite (sum_pick (r - 1) (t - 1) (fun t => / INR k ^ S t)) by lia.
    replace (S (t - 1)) with t by lia. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. lra.
Qed.

Lemma expands_ext r f g : (forall k, (0 < k)%nat -> f k = g k) -> expands r f -> expands r g.
Proof. intros E (a & B & H). exists a, B. intros k K. rewrite <- E by exact K. apply H, K. Qed.

Lemma expands_zero r : expands r (fun _ => 0).
Proof.
  exists (fun _ => 0), 0. intros k _. rewrite sum_eq_0 by (intros; ring). rewrite Rminus_0_r, Rabs_R0. lra.
Qed.

Lemma expands_sum r n w (f : nat -> nat -> R) : (forall i, (i < n)%nat -> expands r (f i)) ->
  expands r (fun k => sum n (fun i => w i * f i k)).
Proof.
  induction n as [|n IH]; intros H; [apply expands_zero|].
  apply (expands_plus r (fun k => sum n (fun i => w i * f i k)) (f n) (w n));
    [apply IH; intros; apply H; lia|apply H; lia].
Qed.

Lemma power_quotient k i s : (0 < k)%nat -> (i <= s)%nat -> INR k ^ i * / INR k ^ s = / INR k ^ (s - i).
Proof.
  intros K L. pose proof (lt_0_INR k K) as K1. replace (INR k ^ s) with (INR k ^ i * INR k ^ (s - i))
    by (rewrite <- pow_add; f_equal; lia). field. split; apply pow_nonzero; lra.
Qed.

(** The moments of a mean of draws. *)
Lemma moment_expands r N q c s : sum N q = 1 -> sum N (fun i => q i * c i) = 0 -> (1 <= s)%nat ->
  expands r (fun k => mean_draws N q k (fun ys => (total c ys / INR k) ^ s)).
Proof.
  intros Q Z S1. destruct (counted_polynomial _ _ (moment_counted N q c Q Z s)) as [a A].
  assert (Half : (Nat.div2 s < s)%nat) by (apply Nat.lt_div2; lia).
  apply (expands_ext r (fun k => sum (S (Nat.div2 s)) (fun i => a i * / INR k ^ (s - i)))).
  - intros k K. rewrite (mean_draws_ext N q k _ (fun ys => / INR k ^ s * total c ys ^ s))
      by (intros; unfold Rdiv; rewrite Rpow_mult_distr, pow_inv; ring).
    rewrite mean_draws_scal, A, <- sum_scal. apply sum_ext. intros i Hi.
    rewrite <- (power_quotient k i s K) by lia. ring.
  - apply expands_sum. intros i Hi. apply expands_power. lia.
Qed.

Lemma moment_order N q c s : sum N q = 1 -> sum N (fun i => q i * c i) = 0 -> exists B, forall k, (0 < k)%nat ->
  Rabs (mean_draws N q k (fun ys => (total c ys / INR k) ^ s)) <= B * / INR k ^ (s - Nat.div2 s).
Proof.
  intros Q Z. destruct (counted_polynomial _ _ (moment_counted N q c Q Z s)) as [a A].
  assert (Half : (Nat.div2 s <= s)%nat) by (rewrite Nat.div2_div; apply Nat.div_le_upper_bound; lia).
  set (d := Nat.div2 s) in *. exists (sum (S d) (fun i => Rabs (a i))). intros k K.
  rewrite (mean_draws_ext N q k _ (fun ys => / INR k ^ s * total c ys ^ s))
    by (intros; unfold Rdiv; rewrite Rpow_mult_distr, pow_inv; ring).
  rewrite mean_draws_scal, A, <- sum_scal, <- sum_scal_r. eapply Rle_trans; [apply sum_abs|]. apply sum_le. intros i Hi.
  pose proof (power_le k (s - d) (s - i) K ltac:(lia)) as P.
  replace (/ INR k ^ s * (a i * INR k ^ i)) with (a i * / INR k ^ (s - i))
    by (rewrite <- (power_quotient k i s K) by lia; ring).
  rewrite Rabs_mult, (Rabs_right (/ INR k ^ (s - i))) by lra. apply Rmult_le_compat_l; [apply Rabs_pos|lra].
Qed.

(** The bias is that of the Taylor polynomial up to O(k^-r). *)
Lemma bias_near_taylor r N o q : (1 <= r)%nat -> proposal N q -> exists B, forall k, (0 < k)%nat ->
  Rabs (bias N o q k - sum (2 * r - 1) (fun s => ((-1) ^ s * / INR (S s))
    * mean_draws N q k (fun ys => (total (excess N o q) ys / INR k) ^ S s))) <= B * / INR k ^ r.
Proof.
  intros R1 P. destruct (some_ratio N o q P) as (w & W & Hw). pose proof (least_ratio N o q w P Hw) as W1.
  set (e := excess N o q) in *. set (n := (2 * r - 1)%nat).
  destruct (moment_order N q e (2 * r) (proj2 P) (excess_mean N o q P)) as [B HB].
  replace (2 * r - Nat.div2 (2 * r))%nat with r in HB by (rewrite Nat.div2_double; lia).
  exists (B * / (INR (2 * r) * w)). intros k K. specialize (HB k K). rewrite (bias_as_mean N k o q w) by assumption.
  fold e. rewrite <- mean_of_sum. set (L := mean_draws N q k (fun ys => sum n _)).
  set (E := mean_draws N q k (fun ys => ln _)).
  assert (Q0 : forall i, (i < N)%nat -> 0 <= q i) by (intros i Hi; apply (proposal_nonneg N); assumption).
  assert (U : forall ys, drawn N k ys -> 0 <= log_taylor n (total e ys / INR k) - ln (1 + total e ys / INR k)
    <= (total e ys / INR k) ^ (2 * r) * / (INR (2 * r) * w)).
  { intros ys Y. apply (log_taylor_bound r w); [exact R1|lra|]. apply (excess_above N k o q w ys K Y Hw). }
  assert (D : 0 <= L - E <= B * / (INR (2 * r) * w) * / INR k ^ r).
  { replace (L - E) with (mean_draws N q k (fun ys => log_taylor n (total e ys / INR k)
      + -1 * ln (1 + total e ys / INR k)))
      by (rewrite mean_draws_plus, mean_draws_scal; change (L + -1 * E = L - E); ring).
    split.
    - replace 0 with (mean_draws N q k (fun _ => 0)) by (apply mean_draws_const, P).
      apply mean_draws_le; [exact Q0|]. intros ys Y. specialize (U ys Y). lra.
    - replace (B * / (INR (2 * r) * w) * / INR k ^ r) with (/ (INR (2 * r) * w) * (B * / INR k ^ r)) by ring.
      apply Rle_trans with (/ (INR (2 * r) * w) * mean_draws N q k (fun ys => (total e ys / INR k) ^ (2 * r))).
      + rewrite <- mean_draws_scal. apply mean_draws_le; [exact Q0|]. intros ys Y. specialize (U ys Y). lra.
      + apply Rmult_le_compat_l; [|eapply Rle_trans; [apply Rle_abs|exact HB]].
        apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; [|exact W]. apply lt_0_INR. lia. }
  rewrite Rabs_minus_sym, Rabs_right; lra.
Qed.

Lemma bias_expands r N o q : (1 <= r)%nat -> proposal N q -> expands r (bias N o q).
Proof.
  intros R1 P. set (e := excess N o q). set (T := fun k => sum (2 * r - 1) (fun s => ((-1) ^ s * / INR (S s))
    * mean_draws N q k (fun ys => (total e ys / INR k) ^ S s))).
  assert (X : expands r T).
  { apply expands_sum. intros s _. apply moment_expands; [apply P|apply excess_mean, P|lia]. }
  destruct X as (a & A & HA). destruct (bias_near_taylor r N o q R1 P) as [B HB].
  exists a, (A + B). intros k K. specialize (HA k K). specialize (HB k K). fold e in HB. fold (T k) in HB.
  set (x := sum (r - 1) _) in *. replace (bias N o q k - x) with ((bias N o q k - T k) + (T k - x)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

(** Lagrange's weights at 0 for the nodes x: exact for the powers below n. *)
Lemma lagrange (x : nat -> R) n : (forall i j, (i < j < n)%nat -> x i <> x j) -> (forall i, (i < n)%nat -> x i <> 0) ->
  exists c, forall s, (s < n)%nat -> sum n (fun j => c j * x j ^ s) = if Nat.eqb s 0 then 1 else 0.
Proof.
  intros D Z. induction n as [|n IH]; [exists (fun _ => 0); intros; lia|].
  destruct IH as [c C]; [intros; apply D; lia|intros; apply Z; lia|].
  set (b := fun j => c j * x n / (x n - x j)).
  exists (fun j => if Nat.eqb j n then 1 - sum n b else b j).
  assert (E : forall s, sum (S n) (fun j => (if Nat.eqb j n then 1 - sum n b else b j) * x j ^ s)
    = sum n (fun j => b j * x j ^ s) + (1 - sum n b) * x n ^ s).
  { intros s. simpl sum. rewrite Nat.eqb_refl. f_equal. apply sum_ext. intros j Hj.
    destruct (Nat.eqb_spec j n); [lia|reflexivity]. }
  assert (Step : forall s, (s < n)%nat -> x n * sum n (fun j => b j * x j ^ s) - sum n (fun j => b j * x j ^ S s)
    = x n * if Nat.eqb s 0 then 1 else 0).
  { intros s Hs. rewrite <- (C s Hs), <- !sum_scal, <- sum_minus. apply sum_ext. intros j Hj. unfold b. simpl.
    pose proof (D j n ltac:(lia)). field. lra. }
  induction s as [|s IHs]; intros Hs.
  - rewrite E. simpl. rewrite (sum_ext n (fun j => b j * 1) b) by (intros; ring). ring.
  - specialize (IHs ltac:(lia)). specialize (Step s ltac:(lia)). rewrite E in IHs |- *. simpl Nat.eqb. cbv iota.
    simpl pow in *. apply (f_equal (fun z => x n * z)) in IHs. destruct (Nat.eqb s 0); lra.
Qed.
