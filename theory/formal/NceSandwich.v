(** Noise-contrastive estimation as an M-estimator, and the asymptotic covariance of its parameters. *)

From Coq Require Import Reals Lra List FunctionalExtensionality.
From softproof Require Import Sums Derivatives Convexity Jacobian Draws Nce NceLimits RgSynthetic LinearModel
  MEstimator.
Open Scope R_scope.

(** The loss of an observation, a label and k draws of noise: that of telling which is which by a class's odds t. *)
Definition nce_loss (k : nat) (q t : nat -> R) (z : nat * list nat) : R :=
  - ln (h k q t (fst z)) - total (fun j => ln (1 - h k q t j)) (snd z).

(** The observations that occur: a label and k draws, all among the n classes. *)
Definition nce_seen (n k : nat) (z : nat * list nat) : Prop := (fst z < n)%nat /\ drawn n k (snd z).

(** The mean over the observations: the label is from p, the k draws are from q, all independent. *)
Definition nce_mean (n k : nat) (p q : nat -> R) (f : nat * list nat -> R) : R :=
  mean n p (fun y => mean_draws n q k (fun ys => f (y, ys))).

(** The asymptotic covariance C of the parameters estimated by NCE with k draws of q for each label. *)
Definition nce_covariance (n k : nat) (p q : nat -> R) (d : nat) (a : nat -> R) (F : nat -> nat -> R) (s : nat -> R)
  (C : nat -> nat -> R) : Prop :=
  asymptotic_covariance d (nce_seen n k) (nce_mean n k p q)
    (fun u => nce_loss k q (fun i => exp (linear_scores d a F u i))) s C.

Lemma dot_total d c F v ys :
  dot d (fun j => total (fun i => c i * F i j) ys) v = total (fun i => c i * dot d v (F i)) ys.
Proof.
  unfold dot. induction ys as [|y ys IH]; simpl.
  - apply sum_eq_0. intros; ring.
  - rewrite <- IH, <- sum_scal, <- sum_plus. apply sum_ext. intros; ring.
Qed.

Lemma ln_h k q t i : 0 < t i -> 0 < INR k * q i ->
  ln (h k q t i) = ln (t i) - ln (t i + INR k * q i) /\ ln (1 - h k q t i) = ln (INR k * q i) - ln (t i + INR k * q i).
Proof.
  intros T C. unfold h. split; [apply Nce.ln_div; lra|].
  replace (1 - t i / (t i + INR k * q i)) with (INR k * q i / (t i + INR k * q i)) by (field; lra).
  apply Nce.ln_div; lra.
Qed.

Lemma derive_label k q o x i : 0 < INR k * q i ->
  derivable_pt_lim (fun t => ln (h k q (fun j => exp (o j + t * x j)) i)) 0
    ((1 - h k q (fun j => exp (o j)) i) * x i).
Proof.
  intros C. pose proof (exp_pos (o i)) as E.
  apply (derive_ext (fun t => (o i + t * x i) - ln (exp (o i) * exp (t * x i) + INR k * q i))).
  - intros t. rewrite (proj1 (ln_h k q _ i (exp_pos _) C)), ln_exp, exp_plus. reflexivity.
  - replace ((1 - h k q _ i) * x i) with (x i - x i * (exp (o i) / (exp (o i) + INR k * q i))) by (unfold h; ring).
    apply derivable_pt_lim_minus; [apply derive_line|apply derive_log_odds; lra].
Qed.

Lemma derive_draw k q o x i : 0 < INR k * q i ->
  derivable_pt_lim (fun t => ln (1 - h k q (fun j => exp (o j + t * x j)) i)) 0
    (- (h k q (fun j => exp (o j)) i * x i)).
Proof.
  intros C. pose proof (exp_pos (o i)) as E.
  apply (derive_ext (fun t => ln (INR k * q i) - ln (exp (o i) * exp (t * x i) + INR k * q i))).
  - intros t. rewrite (proj2 (ln_h k q _ i (exp_pos _) C)), exp_plus. reflexivity.
  - replace (- _) with (0 - x i * (exp (o i) / (exp (o i) + INR k * q i))) by (unfold h; ring).
    apply derivable_pt_lim_minus; [apply derivable_pt_lim_const|apply derive_log_odds; lra].
Qed.

Lemma derive_total (u : nat -> R -> R) d ys : Forall (fun y => derivable_pt_lim (u y) 0 (d y)) ys ->
  derivable_pt_lim (fun t => total (fun y => u y t) ys) 0 (total d ys).
Proof.
  intros D. induction D as [|y ys Dy _ IH]; simpl; [exact (derivable_pt_lim_const 0 0)|].
  exact (derivable_pt_lim_plus (u y) (fun t => total (fun y => u y t) ys) 0 _ _ Dy IH).
Qed.

(** The gradient of the loss of an observation. *)
Lemma nce_score n k q d a F s z : (forall i, (i < n)%nat -> 0 < INR k * q i) -> nce_seen n k z ->
  let t := fun i => exp (linear_scores d a F s i) in
  gradient d (fun u => nce_loss k q (fun i => exp (linear_scores d a F u i)) z) s
    (fun j => - (1 - h k q t (fst z)) * F (fst z) j + total (fun i => h k q t i * F i j) (snd z)).
Proof.
  intros C [Hy [_ Hys]] t v. set (x := fun i => dot d v (F i)). set (o := linear_scores d a F s).
  replace (dot d _ v) with (- ((1 - h k q t (fst z)) * x (fst z)) - total (fun i => - (h k q t i * x i)) (snd z)).
  - apply (derive_ext (fun e => - ln (h k q (fun j => exp (o j + e * x j)) (fst z))
      - total (fun i => ln (1 - h k q (fun j => exp (o j + e * x j)) i)) (snd z))).
    + intros e. unfold nce_loss. replace (fun j => exp (o j + e * x j))
        with (fun i => exp (linear_scores d a F (fun j => s j + e * v j) i)); [reflexivity|].
      apply functional_extensionality. intros i. rewrite scores_line. reflexivity.
    + apply derivable_pt_lim_minus.
      * apply derivable_pt_lim_opp. exact (derive_label k q o x (fst z) (C _ Hy)).
      * apply (derive_total (fun i e => ln (1 - h k q (fun j => exp (o j + e * x j)) i))).
        eapply Forall_impl; [|exact Hys]. intros i Hi. exact (derive_draw k q o x i (C i Hi)).
  - replace (fun i => - (h k q t i * x i)) with (fun i => -1 * (h k q t i * x i))
      by (apply functional_extensionality; intros; ring).
    rewrite total_scal. unfold x at 2. rewrite <- (dot_total d (h k q t) F v (snd z)). unfold x, dot.
    rewrite (sum_ext d (fun j => (_ + _) * v j) (fun j => - (1 - h k q t (fst z)) * (v j * F (fst z) j)
      + total (fun i => h k q t i * F i j) (snd z) * v j)) by (intros; ring).
    rewrite sum_plus, sum_scal. ring.
Qed.

(** The expected loss is NCE's population risk. *)
Lemma nce_mean_loss n k p q t : sum n p = 1 -> sum n q = 1 -> nce_mean n k p q (nce_loss k q t) = nce_risk n k p q t.
Proof.
  intros P Q. unfold nce_mean, mean, nce_loss, nce_risk. cbn [fst snd].
  rewrite (sum_ext n _ (fun i => -1 * (p i * ln (h k q t i))
    + p i * (-1 * (INR k * sum n (fun j => q j * ln (1 - h k q t j)))))).
  - rewrite sum_plus, sum_scal, sum_scal_r, P, sum_plus,
      (sum_ext n (fun i => INR k * q i * _) (fun i => INR k * (q i * ln (1 - h k q t i)))) by (intros; ring).
    rewrite sum_scal. ring.
  - intros i _. rewrite <- (mean_total n q k _ Q), <- (mean_draws_scal n q k (-1)).
    set (L := fun j => ln (1 - h k q t j)).
    replace (fun ys => - ln (h k q t i) - total L ys) with (fun ys => - ln (h k q t i) + -1 * total L ys)
      by (apply functional_extensionality; intros; ring).
    rewrite (mean_draws_plus n q k (fun _ => _) (fun ys => -1 * total L ys)), mean_draws_const by exact Q. ring.
Qed.

Lemma nce_gradient n k p q d a F u : (0 < k)%nat -> sum n p = 1 -> proposal n q ->
  let t := fun i => exp (linear_scores d a F u i) in
  gradient d (fun u => nce_mean n k p q (nce_loss k q (fun i => exp (linear_scores d a F u i)))) u
    (fun j => sum n (fun i => INR k * q i / (t i + INR k * q i) * (t i - p i) * F i j)).
Proof.
  intros K P [Q Q1] t v.
  apply (derive_ext (fun e => nce_risk n k p q (moved t (fun i => dot d v (F i)) e))).
  - intros e. rewrite (nce_mean_loss n k p q _ P Q1). f_equal. apply functional_extensionality. intros i.
    rewrite scores_line, exp_plus. reflexivity.
  - rewrite (dot_features n d (fun i => INR k * q i / (t i + INR k * q i) * (t i - p i)) F v).
    rewrite (sum_ext n _ (fun i => dot d v (F i) * (INR k * q i / (t i + INR k * q i) * (t i - p i))))
      by (intros; ring).
    apply (nce_slope n k p q t (fun i => dot d v (F i)) K Q). intros i _. apply exp_pos.
Qed.

(** What of the data's mass of an item tells the label from noise. *)
Definition nce_weight (k : nat) (p q : nat -> R) (i : nat) : R := p i * (INR k * q i / (p i + INR k * q i)).

Lemma nce_hessian n k p q d a F s : (0 < k)%nat -> proposal n p -> proposal n q -> right_model n p d a F s ->
  jacobian d (fun u j => sum n (fun i => INR k * q i / (exp (linear_scores d a F u i) + INR k * q i)
    * (exp (linear_scores d a F u i) - p i) * F i j)) s (second_moments n (nce_weight k p q) F).
Proof.
  intros K [P _] [Q _] M v j _. rewrite times_moments. apply lt_0_INR in K.
  apply (derive_sum n (fun i e => INR k * q i / (exp (linear_scores d a F (fun l => s l + e * v l) i) + INR k * q i)
    * (exp (linear_scores d a F (fun l => s l + e * v l) i) - p i) * F i j)).
  intros i Hi. pose proof (Rmult_lt_0_compat _ _ K (Q i Hi)) as C. specialize (P i Hi).
  set (x := dot d v (F i)). set (c := INR k * q i) in *. set (o := linear_scores d a F s i).
  assert (E : forall e, linear_scores d a F (fun l => s l + e * v l) i = o + e * x) by (intros; apply scores_line).
  apply (derive_ext (fun e => F i j * (c * (exp (o + e * x) + - p i) / (exp (o + e * x) + c)))).
  { intros e. rewrite E. pose proof (exp_pos (o + e * x)). field. lra. }
  assert (T : exp (o + 0 * x) = p i) by (rewrite (M i Hi), Rmult_0_l, Rplus_0_r; reflexivity).
  set (e0 := exp (o + 0 * x)) in *.
  replace (x * (nce_weight k p q i * F i j))
    with (F i j * ((c * (x * e0 + 0) * (e0 + c) - (x * e0 + 0) * (c * (e0 + - p i))) / Rsqr (e0 + c)))
    by (rewrite T; unfold nce_weight, Rsqr; fold c; field; lra).
  apply (derivable_pt_lim_scal (fun e => c * (exp (o + e * x) + - p i) / (exp (o + e * x) + c))).
  apply (derivable_pt_lim_div (fun e => c * (exp (o + e * x) + - p i)) (fun e => exp (o + e * x) + c));
    [| |fold e0; lra].
  - apply (derivable_pt_lim_scal (fun e => exp (o + e * x) + - p i)).
    apply (derivable_pt_lim_plus (fun e => exp (o + e * x)) (fun _ => - p i)); [apply derive_exp|].
    apply derivable_pt_lim_const.
  - apply (derivable_pt_lim_plus (fun e => exp (o + e * x)) (fun _ => c)); [apply derive_exp|].
    apply derivable_pt_lim_const.
Qed.

Lemma two_totals n q k u v : sum n q = 1 -> forall x y,
  mean_draws n q k (fun ys => (x + total u ys) * (y + total v ys))
  = x * y + x * (INR k * mean n q v) + y * (INR k * mean n q u)
    + INR k * mean n q (fun i => u i * v i) + INR k * (INR k - 1) * (mean n q u * mean n q v).
Proof.
  intros Q. induction k as [|k IH]; intros x y; [simpl; ring|]. rewrite S_INR. cbn [mean_draws total].
  rewrite (sum_ext n _ (fun i => q i * (x * y + x * (INR k * mean n q v) + y * (INR k * mean n q u)
      + INR k * mean n q (fun i => u i * v i) + INR k * (INR k - 1) * (mean n q u * mean n q v))
    + (x + INR k * mean n q u) * (q i * v i) + (y + INR k * mean n q v) * (q i * u i) + q i * (u i * v i))).
  - rewrite !sum_plus, !sum_scal, sum_scal_r, Q. fold (mean n q u) (mean n q v) (mean n q (fun i => u i * v i)). ring.
  - intros i _. replace (fun ys => (x + (u i + total u ys)) * (y + (v i + total v ys)))
      with (fun ys => ((x + u i) + total u ys) * ((y + v i) + total v ys))
      by (apply functional_extensionality; intros; ring).
    rewrite IH. ring.
Qed.

(** The covariance of the gradient of an observation's loss. *)
Lemma nce_score_covariance n k p q t F i j : (0 < k)%nat -> proposal n p -> proposal n q ->
  (forall y, (y < n)%nat -> p y = t y) ->
  let w := nce_weight k p q in
  let g z j := - (1 - h k q t (fst z)) * F (fst z) j + total (fun i => h k q t i * F i j) (snd z) in
  nce_mean n k p q (fun z => g z i * g z j)
  = second_moments n w F i j - (1 + / INR k) * (first_moments n w F i * first_moments n w F j).
Proof.
  intros K [P P1] [Q Q1] T w g. apply lt_0_INR in K. unfold nce_mean, mean, g. cbn [fst snd].
  set (u := fun j y => h k q t y * F y j). set (A := first_moments n w F i). set (B := first_moments n w F j).
  assert (U : forall l, INR k * mean n q (u l) = first_moments n w F l).
  { intros l. unfold mean, first_moments. rewrite <- sum_scal. apply sum_ext. intros y Hy.
    pose proof (Rmult_lt_0_compat _ _ K (Q y Hy)). specialize (P y Hy). unfold u, w, h, nce_weight.
    rewrite <- (T y Hy). field. lra. }
  rewrite (sum_ext n _ (fun y => p y * (1 - h k q t y) ^ 2 * (F y i * F y j) + - B * (w y * F y i)
    + - A * (w y * F y j) + (INR k * mean n q (fun y => u i y * u j y) + (1 - / INR k) * (A * B)) * p y)).
  - rewrite !sum_plus, !sum_scal, P1. fold (first_moments n w F i) (first_moments n w F j) A B.
    enough (E : sum n (fun y => p y * (1 - h k q t y) ^ 2 * (F y i * F y j)) + INR k * mean n q (fun y => u i y * u j y)
      = second_moments n w F i j) by (rewrite <- E; ring).
    unfold mean. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros y Hy.
    pose proof (Rmult_lt_0_compat _ _ K (Q y Hy)). specialize (P y Hy). unfold u, w, h, nce_weight.
    rewrite <- (T y Hy). field. lra.
  - intros y Hy. rewrite (two_totals n q k (u i) (u j) Q1), !U. fold A B.
    replace (INR k * (INR k - 1) * (mean n q (u i) * mean n q (u j))) with ((1 - / INR k) * (A * B))
      by (unfold A, B; rewrite <- !U; field; lra).
    replace (w y) with (p y * (1 - h k q t y)); [ring|].
    pose proof (Rmult_lt_0_compat _ _ K (Q y Hy)). specialize (P y Hy). unfold w, h, nce_weight.
    rewrite <- (T y Hy). field. lra.
Qed.

Lemma nce_covariance_is n k p q d a F s B : (0 < k)%nat -> proposal n p -> proposal n q -> right_model n p d a F s ->
  let H := second_moments n (nce_weight k p q) F in let m := first_moments n (nce_weight k p q) F in
  inverse d H B -> inverse d B H ->
  nce_covariance n k p q d a F s
    (product d (product d B (fun i j => H i j - (1 + / INR k) * (m i * m j))) B).
Proof.
  intros K P Q M H m I J. set (t := fun i => exp (linear_scores d a F s i)).
  exists (fun z j => - (1 - h k q t (fst z)) * F (fst z) j + total (fun i => h k q t i * F i j) (snd z)).
  exists (fun u j => sum n (fun i => INR k * q i / (exp (linear_scores d a F u i) + INR k * q i)
    * (exp (linear_scores d a F u i) - p i) * F i j)). exists H, B.
  split; [|split; [|split; [|split; [|split; [exact I|split; [exact J|]]]]]].
  - intros z S. apply (nce_score n k q d a F s z); [|exact S]. intros i Hi.
    apply Rmult_lt_0_compat; [apply lt_0_INR, K|apply Q, Hi].
  - intros u. exact (nce_gradient n k p q d a F u K (proj2 P) Q).
  - intros i _. apply sum_eq_0. intros y Hy. rewrite <- (M y Hy). ring.
  - exact (nce_hessian n k p q d a F s K P Q M).
  - intros i j _ _. apply product_ext; [|reflexivity]. intros l _. apply product_ext; [reflexivity|].
    intros l' _. symmetry. exact (nce_score_covariance n k p q t F l' l K P Q M).
Qed.

Lemma nce_covariance_unique n k p q d a F s C C' i j : nce_covariance n k p q d a F s C ->
  nce_covariance n k p q d a F s C' -> (i < d)%nat -> (j < d)%nat -> C i j = C' i j.
Proof.
  apply covariance_unique. intros f g E. apply sum_ext. intros y Hy. f_equal. apply mean_draws_ext.
  intros ys D. apply E. split; assumption.
Qed.
