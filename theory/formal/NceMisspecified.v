(** Noise-contrastive estimation of a model that does not contain the data's distribution, as the draws grow. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Draws Nce NceLimits.
Open Scope R_scope.

(** Scores theta f, with a free normaliser exp c. *)
Definition odds_at (f : nat -> R) (theta c : R) (i : nat) : R := exp (theta * f i - c).

Definition nce_estimate (n k : nat) (p q f : nat -> R) (theta : R) : Prop := exists c,
  forall theta' c', nce_risk n k p q (odds_at f theta c) <= nce_risk n k p q (odds_at f theta' c').
Definition ml_estimate (n : nat) (p f : nat -> R) (theta : R) : Prop :=
  forall theta', softmax_risk n p (odds_at f theta 0) <= softmax_risk n p (odds_at f theta' 0).

Definition contains (n : nat) (f p : nat -> R) : Prop :=
  exists theta c, forall i, (i < n)%nat -> p i = odds_at f theta c i.

Lemma odds_at_pos f theta c i : 0 < odds_at f theta c i.
Proof. apply exp_pos. Qed.

Lemma ln_odds_at f theta c i : ln (odds_at f theta c i) = theta * f i - c.
Proof. apply ln_exp. Qed.

(** Jensen's inequality for the logarithm. *)
Lemma log_of_a_mean n w x : simplex n w -> all_positive n x -> 0 < sum n (fun i => w i * x i) ->
  sum n (fun i => w i * ln (x i)) <= ln (sum n (fun i => w i * x i)).
Proof.
  intros [W S] X M. set (m := sum n (fun i => w i * x i)) in *.
  assert (E : sum n (fun i => w i * ln (x i) - w i * ln m) <= sum n (fun i => / m * (w i * x i) - w i)).
  { apply sum_le. intros i Hi. specialize (X i Hi).
    pose proof (ln_below (x i / m) ltac:(apply Rdiv_lt_0_compat; lra)) as B.
    rewrite Nce.ln_div in B by assumption. pose proof (Rmult_le_compat_l _ _ _ (W i Hi) B).
    replace (/ m * (w i * x i) - w i) with (w i * (x i / m - 1)) by (field; lra). lra. }
  rewrite !sum_minus, sum_scal, sum_scal_r, S in E. fold m in E. rewrite Rinv_l in E by lra. lra.
Qed.

Lemma log_of_a_mean_equal n w x i : simplex n w -> all_positive n w -> all_positive n x ->
  0 < sum n (fun i => w i * x i) -> ln (sum n (fun i => w i * x i)) <= sum n (fun i => w i * ln (x i)) ->
  (i < n)%nat -> x i = sum n (fun i => w i * x i).
Proof.
  intros [_ S] W X M E Hi. set (m := sum n (fun i => w i * x i)) in *.
  destruct (Req_dec (x i / m) 1) as [Z|Z].
  { apply (f_equal (fun y => y * m)) in Z. unfold Rdiv in Z. rewrite Rmult_assoc, Rinv_l in Z; lra. }
  exfalso. set (gap := fun j => w j * (x j / m - 1 - ln (x j / m))).
  assert (G : forall j, (j < n)%nat -> 0 <= gap j).
  { intros j Hj. apply Rmult_le_pos; [apply Rlt_le, W, Hj|].
    pose proof (ln_below (x j / m) ltac:(apply Rdiv_lt_0_compat; [exact (X j Hj)|lra])). lra. }
  pose proof (term_le_sum n gap i G Hi) as T. unfold gap at 1 in T.
  pose proof (ln_below_strictly (x i / m) ltac:(apply Rdiv_lt_0_compat; [exact (X i Hi)|lra]) Z).
  pose proof (Rmult_lt_0_compat (w i) (x i / m - 1 - ln (x i / m)) (W i Hi) ltac:(lra)).
  rewrite (sum_ext n gap (fun j => / m * (w j * x j) - w j - w j * ln (x j) + w j * ln m)) in T.
  - rewrite sum_plus, !sum_minus, sum_scal, sum_scal_r, S in T. fold m in T. rewrite Rinv_l in T; lra.
  - intros j Hj. unfold gap. rewrite Nce.ln_div by (exact (X j Hj) || lra). field. lra.
Qed.

(** The risk of a class is convex in its score. *)
Lemma class_tangent p c t u : 0 < p -> 0 < c -> 0 < t -> 0 < u ->
  c * (t - p) / (t + c) * (ln u - ln t) <=
  (p * ln (t / (t + c)) + c * ln (1 - t / (t + c))) - (p * ln (u / (u + c)) + c * ln (1 - u / (u + c))) /\
  ((p * ln (t / (t + c)) + c * ln (1 - t / (t + c))) - (p * ln (u / (u + c)) + c * ln (1 - u / (u + c)))
    <= c * (t - p) / (t + c) * (ln u - ln t) -> u = t).
Proof.
  intros P C T U. replace (1 - t / (t + c)) with (c / (t + c)) by (field; lra).
  replace (1 - u / (u + c)) with (c / (u + c)) by (field; lra). rewrite !Nce.ln_div by lra.
  set (w := fun i => if Nat.eqb i 0 then t / (t + c) else c / (t + c)).
  set (x := fun i => if Nat.eqb i 0 then u / t else 1).
  assert (W : simplex 2 w).
  { split; [|unfold w; simpl; field; lra]. intros i _. unfold w.
    destruct (Nat.eqb i 0); apply Rlt_le, Rdiv_lt_0_compat; lra. }
  assert (X : all_positive 2 x).
  { intros i _. unfold x. destruct (Nat.eqb i 0); [apply Rdiv_lt_0_compat; lra|lra]. }
  assert (M : sum 2 (fun i => w i * x i) = (u + c) / (t + c)) by (unfold w, x; simpl; field; lra).
  assert (W0 : all_positive 2 w) by (intros i _; unfold w; destruct (Nat.eqb i 0); apply Rdiv_lt_0_compat; lra).
  assert (M0 : 0 < (u + c) / (t + c)) by (apply Rdiv_lt_0_compat; lra).
  pose proof (log_of_a_mean 2 w x W X) as J. rewrite M in J. specialize (J M0).
  pose proof (fun i => log_of_a_mean_equal 2 w x i W W0 X) as Eq. rewrite M in Eq. specialize (fun i => Eq i M0).
  replace (c * (t - p) / (t + c)) with ((p + c) * (t / (t + c)) - p) by (field; lra).
  assert (F : sum 2 (fun i => w i * ln (x i)) = t / (t + c) * (ln u - ln t)).
  { unfold w, x. simpl. rewrite ln_1, Nce.ln_div by lra. ring. }
  rewrite F in J, Eq. rewrite Nce.ln_div in J, Eq by lra. split.
  - apply (Rmult_le_compat_l (p + c)) in J; [|lra]. lra.
  - intros L. assert (B : ln (u + c) - ln (t + c) <= t / (t + c) * (ln u - ln t)).
    { apply (Rmult_le_reg_l (p + c)); [lra|]. lra. }
    pose proof (Eq 0%nat B ltac:(lia)) as E0. pose proof (Eq 1%nat B ltac:(lia)) as E1. unfold x in E0, E1. simpl in *.
    rewrite <- E1 in E0. apply (f_equal (fun y => y * t)) in E0.
    unfold Rdiv in E0. rewrite Rmult_assoc, Rinv_l in E0; lra.
Qed.

Definition varies (n : nat) (f : nat -> R) : Prop := exists i j, (i < n)%nat /\ (j < n)%nat /\ f i <> f j.

Lemma same_odds n f a c b d : varies n f ->
  (forall i, (i < n)%nat -> odds_at f b d i = odds_at f a c i) -> b = a.
Proof.
  intros (i & j & Hi & Hj & V) E. pose proof (E i Hi) as A. pose proof (E j Hj) as B.
  apply (f_equal ln) in A, B. rewrite !ln_odds_at in A, B. apply (Rmult_eq_reg_r (f i - f j)); lra.
Qed.

Lemma stationary_is_least n k p q f theta c : (0 < k)%nat -> all_positive n p -> all_positive n q ->
  let g i := INR k * q i * (odds_at f theta c i - p i) / (odds_at f theta c i + INR k * q i) in
  sum n g = 0 -> sum n (fun i => g i * f i) = 0 ->
  nce_estimate n k p q f theta /\ (varies n f -> forall other, nce_estimate n k p q f other -> other = theta).
Proof.
  intros K P Q g G0 G1. apply lt_0_INR in K.
  set (class := fun t i => p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i)).
  set (gap := fun a d i => class (odds_at f theta c) i - class (odds_at f a d) i
    - ((a - theta) * (g i * f i) - (d - c) * g i)).
  assert (S : forall a d, sum n (gap a d) = nce_risk n k p q (odds_at f a d) - nce_risk n k p q (odds_at f theta c)).
  { intros a d. unfold gap. rewrite !sum_minus, !sum_scal, G0, G1. unfold nce_risk, class. ring. }
  assert (G : forall a d i, (i < n)%nat -> 0 <= gap a d i /\ (gap a d i <= 0 -> odds_at f a d i = odds_at f theta c i)).
  { intros a d i Hi.
    destruct (class_tangent (p i) (INR k * q i) (odds_at f theta c i) (odds_at f a d i) (P i Hi)
      (Rmult_lt_0_compat _ _ K (Q i Hi)) (odds_at_pos _ _ _ _) (odds_at_pos _ _ _ _)) as [A B].
    rewrite !ln_odds_at in A, B. fold (g i) in A, B. unfold gap, class, h. split; [lra|]. intros L. apply B. lra. }
  split.
  - exists c. intros a d. pose proof (sum_nonneg n (gap a d) (fun i Hi => proj1 (G a d i Hi))). rewrite S in *. lra.
  - intros V a [d L]. specialize (L theta c). apply (same_odds n f theta c a d V). intros i Hi. apply G; [exact Hi|].
    pose proof (term_le_sum n (gap a d) i (fun j Hj => proj1 (G a d j Hj)) Hi). rewrite S in *. lra.
Qed.

Lemma mean_fits n p f theta : simplex n p -> (0 < n)%nat ->
  sum n (fun i => odds_at f theta 0 i * f i) = sum n (odds_at f theta 0) * sum n (fun i => p i * f i) ->
  ml_estimate n p f theta /\ (varies n f -> forall other, ml_estimate n p f other -> other = theta).
Proof.
  intros _ N E.
  enough (A : forall theta', softmax_risk n p (odds_at f theta 0) <= softmax_risk n p (odds_at f theta' 0) /\
    (softmax_risk n p (odds_at f theta' 0) <= softmax_risk n p (odds_at f theta 0) -> varies n f -> theta' = theta)).
  { split; [intros a; apply A|]. intros V a L. exact (proj2 (A a) (L theta) V). }
  intros theta'. unfold softmax_risk. set (Z := sum n (odds_at f theta 0)) in *.
  assert (ZP : 0 < Z) by (apply sum_pos; [exact N|intros; apply odds_at_pos]).
  set (w := fun i => odds_at f theta 0 i / Z). set (x := fun i => odds_at f theta' 0 i / odds_at f theta 0 i).
  assert (W : simplex n w).
  { split; [intros i _; apply Rlt_le, Rdiv_lt_0_compat; [apply odds_at_pos|exact ZP]|].
    unfold w, Rdiv. rewrite sum_scal_r. fold Z. apply Rinv_r. lra. }
  assert (X : all_positive n x) by (intros i _; apply Rdiv_lt_0_compat; apply odds_at_pos).
  assert (S : sum n (fun i => w i * x i) = sum n (odds_at f theta' 0) / Z).
  { unfold Rdiv. rewrite <- sum_scal_r. apply sum_ext. intros i _. unfold w, x.
    pose proof (odds_at_pos f theta 0 i). field. lra. }
  assert (ZP' : 0 < sum n (odds_at f theta' 0)) by (apply sum_pos; [exact N|intros; apply odds_at_pos]).
  assert (W0 : all_positive n w) by (intros i _; apply Rdiv_lt_0_compat; [apply odds_at_pos|exact ZP]).
  assert (M0 : 0 < sum n (odds_at f theta' 0) / Z) by (apply Rdiv_lt_0_compat; lra).
  pose proof (log_of_a_mean n w x W X) as J. rewrite S in J. specialize (J M0).
  pose proof (fun i => log_of_a_mean_equal n w x i W W0 X) as Eq. rewrite S in Eq. specialize (fun i => Eq i M0).
  assert (D : sum n (fun i => w i * ln (x i)) = (theta' - theta) * sum n (fun i => p i * f i)).
  { rewrite (sum_ext n _ (fun i => (theta' - theta) * / Z * (odds_at f theta 0 i * f i))).
    - rewrite sum_scal, E. field. lra.
    - intros i _. unfold w, x. rewrite Nce.ln_div, !ln_odds_at by apply odds_at_pos. field. lra. }
  rewrite D in J, Eq. rewrite Nce.ln_div in J by assumption.
  assert (F : forall th, sum n (fun i => p i * ln (odds_at f th 0 i)) = th * sum n (fun i => p i * f i)).
  { intros th. rewrite <- sum_scal. apply sum_ext. intros i _. rewrite ln_odds_at. ring. }
  rewrite !F. split; [lra|]. intros L (i & j & Hi & Hj & V).
  assert (B : ln (sum n (odds_at f theta' 0) / Z) <= (theta' - theta) * sum n (fun i => p i * f i))
    by (rewrite Nce.ln_div by assumption; lra).
  pose proof (Eq i B Hi) as A. rewrite <- (Eq j B Hj) in A. unfold x in A. apply (f_equal ln) in A.
  rewrite !Nce.ln_div, !ln_odds_at in A by apply odds_at_pos. apply (Rmult_eq_reg_r (f i - f j)); lra.
Qed.

(** Three classes, of which the model cannot tell the last two apart. *)
Definition data (i : nat) : R := match i with O => 1 / 2 | 1%nat => 1 / 8 | _ => 3 / 8 end.
Definition noise (i : nat) : R := match i with 1%nat | O => 1 / 4 | _ => 1 / 2 end.
Definition first_or_not (i : nat) : R := match i with O => 1 | _ => -1 end.

Lemma data_proposal : proposal 3 data.
Proof.
  split; [intros i _; destruct i as [|[|i]]; simpl; lra|unfold data; simpl; lra].
Qed.

Lemma noise_proposal : proposal 3 noise.
Proof.
  split; [intros i _; destruct i as [|[|i]]; simpl; lra|unfold noise; simpl; lra].
Qed.

Lemma data_is_outside : ~ contains 3 first_or_not data.
Proof.
  intros (theta & c & E). pose proof (E 1%nat ltac:(lia)) as A. pose proof (E 2%nat ltac:(lia)) as B.
  unfold odds_at in *. simpl in *. lra.
Qed.

(** The odds of the last two classes at the minimum, and what they are above 1/4. *)
Definition common (k : nat) : R := ((7 - 8 * INR k) + sqrt ((8 * INR k - 7) ^ 2 + 192 * INR k)) / 48.
Definition theta_of (b : R) : R := (ln (1 / 2) - ln b) / 2.

Lemma common_root k : (0 < k)%nat ->
  let d := common k - 1 / 4 in 24 * d ^ 2 + (8 * INR k + 5) * d = 1 / 4 /\ / (56 * INR k) <= d <= / (32 * INR k).
Proof.
  intros K d. apply (le_INR 1) in K. simpl in K. set (x := INR k) in *.
  assert (R0 : 0 <= (8 * x - 7) ^ 2 + 192 * x) by (pose proof (pow2_ge_0 (8 * x - 7)); lra).
  pose proof (sqrt_sqrt _ R0) as S. pose proof (sqrt_pos ((8 * x - 7) ^ 2 + 192 * x)) as SP.
  set (s := sqrt ((8 * x - 7) ^ 2 + 192 * x)) in *.
  assert (D : d = (s - 8 * x - 5) / 48) by (unfold d, common; fold x; fold s; field).
  assert (L : 8 * x + 5 < s) by (apply Rsqr_incrst_0; [unfold Rsqr; lra|lra|exact SP]).
  assert (D0 : 0 < d) by lra.
  assert (E : 24 * d ^ 2 + (8 * x + 5) * d = 1 / 4) by (rewrite D; lra). split; [exact E|].
  pose proof (Rmult_lt_0_compat d d D0 D0) as D2.
  assert (DX : 0 < d * x) by (apply Rmult_lt_0_compat; lra).
  assert (D1 : d <= 1 / 32) by (pose proof (Rmult_le_compat_l d 1 x); lra).
  assert (D3 : d * d <= d * (1 / 32)) by (apply Rmult_le_compat_l; lra). split.
  - apply (Rmult_le_reg_l (56 * x)); [lra|]. rewrite Rinv_r by lra. pose proof (Rmult_le_compat_l d 1 x). lra.
  - apply (Rmult_le_reg_l (32 * x)); [lra|]. rewrite Rinv_r by lra. lra.
Qed.

Lemma two_odds b i : 0 < b -> odds_at first_or_not (theta_of b) (- (ln (1 / 2) + ln b) / 2) i
  = match i with O => 1 / 2 | _ => b end.
Proof.
  intros B. unfold odds_at, theta_of, first_or_not. destruct i as [|i].
  - replace ((ln (1 / 2) - ln b) / 2 * 1 - - (ln (1 / 2) + ln b) / 2) with (ln (1 / 2)) by field. apply exp_ln. lra.
  - replace ((ln (1 / 2) - ln b) / 2 * -1 - - (ln (1 / 2) + ln b) / 2) with (ln b) by field. apply exp_ln, B.
Qed.

Lemma the_first_differs : varies 3 first_or_not.
Proof. exists 0%nat, 1%nat. repeat split; try lia. simpl. lra. Qed.

Lemma estimate_of_the_three k : (0 < k)%nat -> nce_estimate 3 k data noise first_or_not (theta_of (common k)) /\
  (varies 3 first_or_not -> forall a, nce_estimate 3 k data noise first_or_not a -> a = theta_of (common k)).
Proof.
  intros K. destruct (common_root k K) as (E & L & _). apply lt_0_INR in K as K'.
  assert (B : 1 / 4 < common k).
  { pose proof (Rinv_0_lt_compat (56 * INR k) ltac:(lra)). lra. }
  set (b := common k) in *. clearbody b.
  apply (stationary_is_least 3 k data noise first_or_not (theta_of b) (- (ln (1 / 2) + ln b) / 2) K);
    [exact (proj1 data_proposal)|exact (proj1 noise_proposal)| |]; simpl sum; rewrite !two_odds by lra;
    unfold data, noise, first_or_not; set (x := INR k) in *.
  - replace (0 + _ + _ + _) with (x * (24 * (b - 1 / 4) ^ 2 + (8 * x + 5) * (b - 1 / 4) - 1 / 4)
      / (32 * (b + x * (1 / 4)) * (b + x * (1 / 2)))) by (field; lra). rewrite E. field. lra.
  - replace (0 + _ + _ + _) with (- (x * (24 * (b - 1 / 4) ^ 2 + (8 * x + 5) * (b - 1 / 4) - 1 / 4)
      / (32 * (b + x * (1 / 4)) * (b + x * (1 / 2))))) by (field; lra). rewrite E. field. lra.
Qed.

Lemma best_of_the_three : ml_estimate 3 data first_or_not (theta_of (1 / 4)) /\
  (varies 3 first_or_not -> forall a, ml_estimate 3 data first_or_not a -> a = theta_of (1 / 4)).
Proof.
  apply mean_fits; [apply proposal_simplex, data_proposal|lia|].
  set (e := exp ((ln (1 / 2) + ln (1 / 4)) / 2)).
  assert (O : forall i, odds_at first_or_not (theta_of (1 / 4)) 0 i = match i with O => 1 / 2 | _ => 1 / 4 end / e).
  { intros i. rewrite <- (two_odds (1 / 4) i) by lra. unfold odds_at, e.
    match goal with |- exp ?a = exp ?b / exp ?c => replace a with (b + - c) by field end.
    rewrite exp_plus, exp_Ropp. reflexivity. }
  assert (P : 0 < e) by apply exp_pos. simpl sum. rewrite !O. unfold first_or_not, data. field. lra.
Qed.

Lemma error_of_the_three k : (0 < k)%nat ->
  / (56 * INR k) <= theta_of (1 / 4) - theta_of (common k) <= / (16 * INR k).
Proof.
  intros K. destruct (common_root k K) as (_ & L & U). apply (le_INR 1) in K. simpl in K.
  set (d := common k - 1 / 4) in *.
  pose proof (Rinv_0_lt_compat (56 * INR k) ltac:(lra)) as I. set (x := INR k) in *.
  assert (V : / (32 * x) <= 1 / 32).
  { replace (1 / 32) with (/ (32 * 1)) by field. apply Rinv_le_contravar; lra. }
  replace (theta_of (1 / 4) - theta_of (common k)) with (ln (1 + 4 * d) / 2).
  - split.
    + pose proof (ln_below (/ (1 + 4 * d)) ltac:(apply Rinv_0_lt_compat; lra)) as B. rewrite ln_Rinv in B by lra.
      assert (/ (1 + 4 * d) <= 1 - 2 * d); [|lra]. apply (Rmult_le_reg_l (1 + 4 * d)); [lra|]. rewrite Rinv_r by lra.
      assert (d * d <= d * (1 / 32)) by (apply Rmult_le_compat_l; lra). lra.
    + pose proof (ln_below (1 + 4 * d) ltac:(lra)). replace (/ (16 * x)) with (2 * / (32 * x)) by (field; lra). lra.
  - unfold theta_of. replace (common k) with ((1 + 4 * d) * (1 / 4)) by (unfold d; field).
    rewrite ln_mult by lra. field.
Qed.

Lemma three_tend : Un_cv (fun k => theta_of (common k)) (theta_of (1 / 4)).
Proof.
  apply (tends_as_1_over_k _ _ (1 / 16)). intros k K. destruct (error_of_the_three k K) as [L U].
  apply lt_0_INR in K. pose proof (Rinv_0_lt_compat (56 * INR k) ltac:(lra)). rewrite Rabs_left1 by lra.
  replace (1 / 16 / INR k) with (/ (16 * INR k)) by (field; lra). lra.
Qed.

(** Claim: none
    Says: At k = 1 the two estimates are not the same.
*)
Theorem the_estimates_differ : ~ (forall theta best,
  (forall k, (0 < k)%nat -> nce_estimate 3 k data noise first_or_not (theta k)) ->
  ml_estimate 3 data first_or_not best ->
  ~ contains 3 first_or_not data /\ (forall k, (0 < k)%nat -> theta k = best)).
Proof.
  intros H. destruct (H (fun k => theta_of (common k)) (theta_of (1 / 4))
    (fun k K => proj1 (estimate_of_the_three k K)) (proj1 best_of_the_three)) as [_ E].
  specialize (E 1%nat Nat.lt_0_1). destruct (error_of_the_three 1 Nat.lt_0_1) as [L _].
  pose proof (Rinv_0_lt_compat (56 * INR 1) ltac:(simpl; lra)). lra.
Qed.

(** Claim: sf.nce.js.misspecified
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: For p = (1/2, 1/8, 3/8), q = (1/4, 1/4, 1/2) and the scores theta (1, -1, -1), a model that does not contain
      p, the minimiser of NCE's risk does tend to the maximum-likelihood theta as k grows.
    Gap: Real numbers; the normaliser is free. This one case contradicts the claim, that it never tends to it; that it
      always does is sf.nce.js.misspecified.repair and not in it. The offset of the scores is 0. That there are such
      minimisers is in the_estimates_differ.
    Mutant: `Un_cv theta best` becomes `(forall k, (0 < k)%nat -> theta k = best)`; refuted by the theorem
      the_estimates_differ
*)
Theorem nce_of_a_wrong_model_tends : forall theta best,
  (forall k, (0 < k)%nat -> nce_estimate 3 k data noise first_or_not (theta k)) ->
  ml_estimate 3 data first_or_not best ->
  ~ contains 3 first_or_not data /\ Un_cv theta best.
Proof.
  intros theta best T B. split; [exact data_is_outside|].
  rewrite (proj2 best_of_the_three the_first_differs best B). apply (tends_ext (fun k => theta_of (common k)));
    [|exact three_tend].
  intros k K. symmetry. exact (proj2 (estimate_of_the_three k K) the_first_differs _ (T k K)).
Qed.

(** Claim: none
    Says: In a right model NCE's estimate is maximum likelihood's at every k.
*)
Theorem in_a_right_model_they_agree : ~ ~ (forall n p q f theta best, proposal n p -> proposal n q ->
  varies n f -> contains n f p -> (forall k, (0 < k)%nat -> nce_estimate n k p q f (theta k)) ->
  ml_estimate n p f best -> Un_cv (fun k => INR k * (theta k - best)) 0).
Proof.
  intros H. apply H. intros n p q f theta best [P S] [Q _] V (a & c & E) T B.
  assert (N : (0 < n)%nat) by (destruct V as (i & _ & Hi & _); lia).
  assert (A : best = a).
  { apply (mean_fits n p f a (proposal_simplex n p (conj P S)) N); [|exact V|exact B].
    assert (F : forall i, (i < n)%nat -> odds_at f a 0 i = exp c * p i).
    { intros i Hi. rewrite (E i Hi). unfold odds_at. rewrite <- exp_plus. f_equal. ring. }
    rewrite (sum_ext n (odds_at f a 0) _ F), sum_scal, S, (sum_ext n _ (fun i => exp c * (p i * f i))).
    - rewrite sum_scal. ring.
    - intros i Hi. rewrite (F i Hi). ring. }
  subst best. apply (tends_ext (fun _ => 0)).
  - intros k K. replace (theta k) with a; [ring|]. symmetry.
    apply (stationary_is_least n k p q f a c K P Q); [| |exact V|exact (T k K)]; apply sum_eq_0; intros i Hi;
      rewrite (E i Hi); unfold Rdiv; ring.
  - intros eps He. exists 0%nat. intros k _. unfold R_dist. rewrite Rminus_0_r, Rabs_R0. exact He.
Qed.

(** Claim: sf.nce.robust.misspecified
    Role: refutes
    Place: SF, summary, Design tradeoffs
    Says: For scores theta f that do not contain P it is not so that k (theta_k - theta_infinity) tends to 0 whatever Q
      is: at p = (1/2, 1/8, 3/8), q = (1/4, 1/4, 1/2), f = (1, -1, -1) its size is at least 1/56 for every k.
    Gap: Real numbers; the normaliser is free, and f is not constant. The offset of the scores is 0.
    Mutant: `~ contains n f p` becomes `contains n f p`; refuted by the theorem in_a_right_model_they_agree
*)
Theorem nce_of_a_wrong_model_is_not_robust : ~ (forall n p q f theta best, proposal n p -> proposal n q ->
  varies n f -> ~ contains n f p -> (forall k, (0 < k)%nat -> nce_estimate n k p q f (theta k)) ->
  ml_estimate n p f best -> Un_cv (fun k => INR k * (theta k - best)) 0).
Proof.
  intros H. specialize (H 3%nat data noise first_or_not _ _ data_proposal noise_proposal the_first_differs
    data_is_outside (fun k K => proj1 (estimate_of_the_three k K)) (proj1 best_of_the_three) (1 / 56) ltac:(lra)).
  destruct H as [n H]. specialize (H (S n) ltac:(lia)). unfold R_dist in H. rewrite Rminus_0_r in H.
  destruct (error_of_the_three (S n) ltac:(lia)) as [L _]. pose proof (lt_0_INR (S n) ltac:(lia)) as K.
  apply (Rmult_le_compat_l (INR (S n))) in L; [|lra].
  replace (INR (S n) * / (56 * INR (S n))) with (1 / 56) in L by (field; lra).
  rewrite Rabs_left1 in H; lra.
Qed.
