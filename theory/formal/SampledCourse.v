(** What one more draw does to sampled softmax: to the bias and the variance of its estimates of Z and of log Z. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality Classical_Prop.
From softproof Require Import Sums Logarithm Softmax Draws Jensen LogBias LogBiasLimit Fluctuation.
Import ListNotations.
Open Scope R_scope.

(** Each draw in turn left out of k + 1: on average, as k draws. *)
Lemma one_left_out N q w k : sum N q = 1 -> forall g,
  mean_draws N q (S k) (fun ys => total (fun y => g (total w ys - w y)) ys)
  = INR (S k) * mean_draws N q k (fun ys => g (total w ys)).
Proof.
  intros Hq. induction k as [|k IH]; intros g.
  - simpl. rewrite (sum_ext N _ (fun i => q i * g 0)), sum_scal_r, Hq; [ring|].
    intros i _. replace (w i + 0 - w i) with 0 by ring. ring.
  - set (E := mean_draws N q (S k) (fun ys => g (total w ys))).
    transitivity (sum N (fun i => q i * E + INR (S k) * (q i * mean_draws N q k (fun ys => g (w i + total w ys))))).
    + change (sum N (fun i => q i * mean_draws N q (S k) (fun zs =>
        total (fun y => g (total w (i :: zs) - w y)) (i :: zs)))
        = sum N (fun i => q i * E + INR (S k) * (q i * mean_draws N q k (fun ys => g (w i + total w ys))))).
      apply sum_ext. intros i _.
      rewrite (mean_draws_ext N q (S k) _
        (fun zs => g (total w zs) + total (fun y => g (w i + (total w zs - w y))) zs)).
      * rewrite mean_draws_plus, (IH (fun x => g (w i + x))). fold E. ring.
      * intros zs _. cbn [total]. replace (w i + total w zs - w i) with (total w zs) by ring. f_equal.
        f_equal. apply functional_extensionality. intros y. f_equal. ring.
    + rewrite sum_plus, sum_scal_r, sum_scal, Hq. rewrite (S_INR (S k)).
      change (sum N (fun i => q i * mean_draws N q k (fun ys => g (w i + total w ys)))) with E. ring.
Qed.

Lemma mean_nonneg N q k f : (forall i, (i < N)%nat -> 0 <= q i) -> (forall zs, drawn N k zs -> 0 <= f zs) ->
  0 <= mean_draws N q k f.
Proof.
  intros Hq Hf. replace 0 with (mean_draws N q k (fun _ => 0 * 0)) by (rewrite mean_draws_scal; ring).
  apply mean_draws_le; [exact Hq|]. intros zs Z. rewrite Rmult_0_l. exact (Hf zs Z).
Qed.

(** What is nowhere negative and positive for one list of draws has a positive mean. *)
Lemma some_list_counts N q k : (forall i, (i < N)%nat -> 0 < q i) -> forall f ys,
  (forall zs, drawn N k zs -> 0 <= f zs) -> drawn N k ys -> 0 < f ys -> 0 < mean_draws N q k f.
Proof.
  intros Hq. assert (Q : forall i, (i < N)%nat -> 0 <= q i) by (intros; apply Rlt_le, Hq; assumption).
  induction k as [|k IH]; intros f ys Hf [HL D] Hy.
  - destruct ys; [exact Hy|discriminate].
  - destruct ys as [|y ys]; [discriminate|]. apply Forall_cons_iff in D. destruct D as [Dy D]. simpl.
    assert (T : forall i zs, (i < N)%nat -> drawn N k zs -> 0 <= f (i :: zs))
      by (intros; apply Hf, drawn_cons; assumption).
    apply Rlt_le_trans with (q y * mean_draws N q k (fun zs => f (y :: zs))).
    + apply Rmult_lt_0_compat; [apply Hq; exact Dy|]. simpl in HL.
      apply (IH _ ys); [intros; apply T; assumption|split; [lia|exact D]|exact Hy].
    + apply (term_le_sum N (fun i => q i * mean_draws N q k (fun zs => f (i :: zs)))); [|exact Dy].
      intros i Hi. apply Rmult_le_pos; [apply Q; exact Hi|]. apply mean_nonneg; [exact Q|]. intros. apply T; assumption.
Qed.

Lemma total_app w a b : total w (a ++ b) = total w a + total w b.
Proof. induction a as [|i a IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma total_pos N w ys : (forall i, (i < N)%nat -> 0 < w i) -> Forall (fun y => (y < N)%nat) ys -> ys <> [] ->
  0 < total w ys.
Proof.
  intros W D. destruct D as [|y ys Hy D]; [contradiction|]. intros _. simpl. specialize (W y Hy) as Y.
  enough (0 <= total w ys) by lra. clear Hy. induction D as [|z zs Hz _ IH]; simpl; [lra|]. specialize (W z Hz). lra.
Qed.

Lemma total_nonneg v ys : (forall y, In y ys -> 0 <= v y) -> 0 <= total v ys.
Proof.
  induction ys as [|y ys IH]; intros H; simpl; [lra|]. pose proof (H y (or_introl eq_refl)).
  assert (0 <= total v ys) by (apply IH; intros; apply H; right; assumption). lra.
Qed.

(** By how much the logarithm of a mean is above its tangent at the mean with the draw y left out. *)
Definition above (k : nat) (w : nat -> R) (ys : list nat) (y : nat) : R :=
  let m := total w ys / INR (S k) in ln m + (- / (INR k * m)) * w y + (total w ys / (INR k * m) - 1)
    + -1 * ln ((total w ys - w y) / INR k).

Lemma above_total N k w ys : (0 < k)%nat -> drawn N (S k) ys -> (forall i, (i < N)%nat -> 0 < w i) ->
  total (above k w ys) ys
  = INR (S k) * ln (total w ys / INR (S k)) - total (fun y => ln ((total w ys - w y) / INR k)) ys.
Proof.
  intros Hk [HL D] W. pose proof (lt_0_INR k Hk) as K. pose proof (lt_0_INR (S k) ltac:(lia)) as K1.
  assert (T : 0 < total w ys) by (apply (total_pos N); [exact W|exact D|intros ->; discriminate]).
  unfold above. rewrite !total_plus, !total_const, !total_scal, HL. rewrite S_INR in *. field. lra.
Qed.

Lemma above_nonneg N k w ys y : (0 < k)%nat -> drawn N (S k) ys -> (forall i, (i < N)%nat -> 0 < w i) -> In y ys ->
  0 <= above k w ys y /\ (INR (S k) * w y <> total w ys -> 0 < above k w ys y).
Proof.
  intros Hk [HL D] W Hy. pose proof (lt_0_INR k Hk) as K. pose proof (lt_0_INR (S k) ltac:(lia)) as K1.
  assert (T : 0 < total w ys) by (apply (total_pos N); [exact W|exact D|intros ->; discriminate]).
  assert (R : 0 < total w ys - w y).
  { apply in_split in Hy. destruct Hy as (a & b & E). rewrite E in D, HL |- *. apply Forall_app in D.
    destruct D as [Da Db]. apply Forall_cons_iff in Db. rewrite total_app. simpl.
    replace (total w a + (w y + total w b) - w y) with (total w (a ++ b)) by (rewrite total_app; ring).
    apply (total_pos N); [exact W|apply Forall_app; tauto|]. intros F. apply (f_equal (@length nat)) in F.
    rewrite app_length in *. simpl in *. lia. }
  unfold above. set (t := total w ys) in *. set (m := t / INR (S k)).
  assert (M : 0 < m) by (apply Rdiv_lt_0_compat; assumption).
  set (x := (t - w y) / INR k). assert (X : 0 < x) by (apply Rdiv_lt_0_compat; assumption).
  assert (XM : 0 < x / m) by (apply Rdiv_lt_0_compat; assumption).
  replace (ln m + - / (INR k * m) * w y + (t / (INR k * m) - 1) + -1 * ln x) with (x / m - 1 - ln (x / m)).
  - split.
    + pose proof (log_first 1 1 ltac:(lra) ltac:(lra)). pose proof (exp_ineq1_le (ln (x / m))) as L.
      rewrite exp_ln in L by exact XM. lra.
    + intros N0. assert (Z : ln (x / m) <> 0).
      { intros Z. apply N0. rewrite <- ln_1 in Z. apply ln_inv in Z; [|exact XM|lra].
        apply (f_equal (fun z => z * (INR k * m))) in Z. unfold x in Z.
        replace ((t - w y) / INR k / m * (INR k * m)) with (t - w y) in Z by (field; lra).
        assert (E : INR (S k) * m = t) by (unfold m; field; lra). rewrite <- E. f_equal. rewrite S_INR in E. lra. }
      pose proof (exp_ineq1 (ln (x / m)) Z) as L. rewrite exp_ln in L by exact XM. lra.
  - assert (L : ln (x / m) = ln x - ln m).
    { unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring. }
    rewrite L. unfold x at 1. field. lra.
Qed.

(** The proposal is not the softmax. *)
Definition mismatched (N : nat) (o q : nat -> R) : Prop := exists i, (i < N)%nat /\ softmax N o i <> q i.

Lemma two_ratios N o q : proposal N q -> mismatched N o q ->
  exists i j, (i < N)%nat /\ (j < N)%nat /\ exp (o i) / q i <> exp (o j) / q j.
Proof.
  intros [Q Q1] (i & Hi & D). destruct (classic (exists j, (j < N)%nat /\ exp (o i) / q i <> exp (o j) / q j)) as [H|H].
  { destruct H as (j & Hj & E). exists i, j. auto. }
  exfalso. apply D. set (c := exp (o i) / q i) in *.
  assert (E : forall j, (j < N)%nat -> exp (o j) = c * q j).
  { intros j Hj. destruct (Req_dec c (exp (o j) / q j)) as [F|F]; [|exfalso; apply H; exists j; auto].
    specialize (Q j Hj). rewrite F. field. lra. }
  assert (C : 0 < c) by (apply Rdiv_lt_0_compat; [apply exp_pos|apply Q; exact Hi]).
  unfold softmax, partition. rewrite (sum_ext N _ _ E), sum_scal, Q1, (E i Hi). field. lra.
Qed.

Lemma drawn_repeat N k j : (j < N)%nat -> drawn N k (repeat j k).
Proof.
  intros H. split; [apply repeat_length|]. apply Forall_forall. intros y Hy. apply repeat_spec in Hy. subst. exact H.
Qed.

Lemma total_repeat w j k : total w (repeat j k) = INR k * w j.
Proof. induction k as [|k IH]; [simpl; ring|]. rewrite S_INR. simpl. rewrite IH. ring. Qed.

Lemma log_mean_rises N o q k : (0 < k)%nat -> proposal N q -> mismatched N o q ->
  mean_draws N q k (fun ys => ln (estimate o q ys)) < mean_draws N q (S k) (fun ys => ln (estimate o q ys)).
Proof.
  intros Hk P M. destruct (two_ratios N o q P M) as (i & j & Hi & Hj & D). destruct P as [Q Q1].
  set (w := fun y => exp (o y) / q y) in *. pose proof (lt_0_INR k Hk) as K.
  assert (W : forall y, (y < N)%nat -> 0 < w y) by (intros y Hy; apply Rdiv_lt_0_compat; [apply exp_pos|apply Q, Hy]).
  assert (E : forall n, mean_draws N q n (fun ys => ln (estimate o q ys))
    = mean_draws N q n (fun ys => ln (total w ys / INR n))).
  { intros n. apply mean_draws_ext. intros ys [L _]. unfold estimate. rewrite L. reflexivity. }
  rewrite !E. pose proof (lt_0_INR (S k) ltac:(lia)) as K1. apply (Rmult_lt_reg_l (INR (S k))); [exact K1|].
  rewrite <- (one_left_out N q w k Q1 (fun x => ln (x / INR k))).
  enough (0 < mean_draws N q (S k) (fun ys => total (above k w ys) ys)).
  { rewrite (mean_draws_ext N q (S k) _ (fun ys => INR (S k) * ln (total w ys / INR (S k))
      + -1 * total (fun y => ln ((total w ys - w y) / INR k)) ys)) in H.
    - rewrite mean_draws_plus, !mean_draws_scal in H. lra.
    - intros ys Y. rewrite (above_total N) by assumption. ring. }
  assert (A : forall ys y, drawn N (S k) ys -> In y ys -> 0 <= above k w ys y).
  { intros ys y Y I. exact (proj1 (above_nonneg N k w ys y Hk Y W I)). }
  apply (some_list_counts N q (S k) Q _ (i :: repeat j k)).
  - intros zs Z. apply total_nonneg. intros y Hy. apply A; assumption.
  - apply drawn_cons; [exact Hi|apply drawn_repeat; exact Hj].
  - assert (Y : drawn N (S k) (i :: repeat j k)) by (apply drawn_cons; [exact Hi|apply drawn_repeat; exact Hj]).
    cbn [total]. apply Rplus_lt_le_0_compat.
    + apply (above_nonneg N); try assumption; [left; reflexivity|]. cbn [total]. rewrite total_repeat, S_INR. intros F.
      apply D. change (w i = w j). apply (Rmult_eq_reg_l (INR k)); lra.
    + apply total_nonneg. intros y Hy. apply A; [exact Y|right; exact Hy].
Qed.

Lemma chi_square_pos N o q : proposal N q -> mismatched N o q -> 0 < chi_square N (softmax N o) q.
Proof.
  intros [Q _] (i & Hi & D). unfold chi_square.
  apply Rlt_le_trans with ((softmax N o i - q i) ^ 2 / q i).
  - apply Rdiv_lt_0_compat; [|apply Q, Hi]. rewrite <- Rsqr_pow2. apply Rsqr_pos_lt. lra.
  - apply (term_le_sum N (fun i => (softmax N o i - q i) ^ 2 / q i)); [|exact Hi]. intros j Hj.
    apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat, Q, Hj].
Qed.

Lemma bias_rises N k o q : (0 < k)%nat -> proposal N q -> mismatched N o q -> bias N o q k < bias N o q (S k) <= 0.
Proof.
  intros Hk P M. split; [unfold bias; pose proof (log_mean_rises N o q k Hk P M); lra|].
  destruct (some_ratio N o q P) as (w & W & Hw).
  apply (bias_of_log_estimate N (S k) o q w ltac:(lia) P W Hw).
Qed.

(** The variance of Z^/Z. *)
Definition ratio_variance (N : nat) (o q : nat -> R) (k : nat) : R :=
  variance_draws N q k (fun ys => estimate o q ys / partition N o).

Lemma variance_of_ratio_falls N k o q : (0 < k)%nat -> proposal N q -> mismatched N o q ->
  ratio_variance N o q (S k) < ratio_variance N o q k.
Proof.
  intros Hk P M. unfold ratio_variance. rewrite !(fun n H => proj2 (estimate_mean_and_variance N n o q H P)) by lia.
  pose proof (chi_square_pos N o q P M) as C. pose proof (lt_0_INR k Hk) as K.
  unfold Rdiv. apply Rmult_lt_compat_l; [exact C|]. apply Rinv_lt_contravar; [|rewrite S_INR; lra].
  apply Rmult_lt_0_compat; [exact K|apply lt_0_INR; lia].
Qed.

(** Two classes of the same score: one draw in 32, or one in 2, takes the first. *)
Definition rare : nat -> R := pair (1 / 32) (31 / 32).

Lemma rare_proposal : proposal 2 rare.
Proof. apply pair_proposal; lra. Qed.

Lemma rare_mismatched : mismatched 2 (odds 1 1) rare.
Proof. exists 0%nat. split; [lia|]. rewrite odds_softmax by lra. simpl. lra. Qed.

Lemma rare_estimates :
  estimate (odds 1 1) rare [0%nat] = 2 ^ 5 /\ estimate (odds 1 1) rare [1%nat] = 2 ^ 5 * / 31 /\
  estimate (odds 1 1) rare [0%nat; 0%nat] = 2 ^ 5 /\ estimate (odds 1 1) rare [0%nat; 1%nat] = 2 ^ 9 * / 31 /\
  estimate (odds 1 1) rare [1%nat; 0%nat] = 2 ^ 9 * / 31 /\ estimate (odds 1 1) rare [1%nat; 1%nat] = 2 ^ 5 * / 31.
Proof.
  unfold estimate, rare, odds. simpl. rewrite ln_1, exp_0. repeat split; field.
Qed.

Lemma log_31 : 0 < ln 2 /\ 0 < ln 31 <= 5 * ln 2.
Proof.
  pose proof log_two. assert (ln (2 * 2 * 2 * 2 * 2) = 5 * ln 2) by (rewrite !ln_mult by lra; ring).
  split; [lra|]. split; [rewrite <- ln_1; apply ln_increasing; lra|].
  rewrite <- H0. apply ln_le; lra.
Qed.

(** The variance of the logarithm rises from one draw to two: from below 0.37 to above 0.43. *)
Lemma rare_variance : log_variance 2 (odds 1 1) rare 1 < log_variance 2 (odds 1 1) rare 2.
Proof.
  destruct rare_estimates as (A & B & C & D & E & F). destruct log_31 as (L2 & L & U).
  unfold log_variance, variance_draws. cbn [mean_draws sum]. rewrite A, B, C, D, E, F.
  rewrite !(ln_mult (2 ^ 5)), !(ln_mult (2 ^ 9)), !ln_pow, ln_Rinv by (try apply pow_lt; lra).
  unfold rare. simpl pair. simpl INR. set (a := ln 2) in *. set (b := ln 31) in *.
  assert (Q : b * b <= (5 * a) * (5 * a)) by (apply Rmult_le_compat; lra).
  assert (R : a * b <= a * (5 * a)) by (apply Rmult_le_compat_l; lra).
  pose proof (Rmult_lt_0_compat a a L2 L2). lra.
Qed.

(** Claim: none
    Says: The variance of Z^/Z falls with every draw.
*)
Theorem the_variance_of_the_ratio_falls : ~ ~ (forall N k o q, (0 < k)%nat -> proposal N q -> mismatched N o q ->
  ratio_variance N o q (S k) < ratio_variance N o q k).
Proof. intros H. exact (H variance_of_ratio_falls). Qed.

(** Claim: sf.ssm.explodes.falls
    Role: refutes
    Place: SF, beyond the summary, failure signatures
    Says: The variance of log Z^ does not fall with every further draw wherever Q differs from P: for P = (1/2, 1/2) and
      Q = (1/32, 31/32) it rises from one draw to two.
    Gap: Real numbers, not floating point. P is the softmax of the scores. The witness is the step from one draw to two;
      nothing is said of larger k.
    Mutant: `log_variance N o q (S k) < log_variance N o q k` becomes `ratio_variance N o q (S k) < ratio_variance N o q
      k`; refuted by the theorem the_variance_of_the_ratio_falls
*)
Theorem one_draw_more_may_raise_the_variance : ~ (forall N k o q, (0 < k)%nat -> proposal N q -> mismatched N o q ->
  log_variance N o q (S k) < log_variance N o q k).
Proof.
  intros H. specialize (H 2%nat 1%nat _ _ Nat.lt_0_1 rare_proposal rare_mismatched). pose proof rare_variance. lra.
Qed.

Lemma fair_mismatched : mismatched 2 (odds 1 3) fair.
Proof. exists 0%nat. split; [lia|]. rewrite odds_softmax by lra. simpl. lra. Qed.

Lemma fair_variance : log_variance 2 (odds 1 3) fair 2 < log_variance 2 (odds 1 3) fair 1.
Proof.
  assert (A : estimate (odds 1 3) fair [0%nat] = 2 /\ estimate (odds 1 3) fair [1%nat] = 2 * 3 /\
    estimate (odds 1 3) fair [0%nat; 0%nat] = 2 /\ estimate (odds 1 3) fair [0%nat; 1%nat] = 2 * 2 /\
    estimate (odds 1 3) fair [1%nat; 0%nat] = 2 * 2 /\ estimate (odds 1 3) fair [1%nat; 1%nat] = 2 * 3).
  { unfold estimate, fair, odds. simpl. rewrite ln_1, exp_0, exp_ln by lra. repeat split; field. }
  destruct A as (A & B & C & D & E & F). unfold log_variance, variance_draws. cbn [mean_draws sum].
  rewrite A, B, C, D, E, F, !ln_mult by lra. unfold fair. simpl pair. pose proof log_two.
  pose proof (ln_increasing 2 3 ltac:(lra) ltac:(lra)). set (a := ln 2) in *. set (b := ln 3) in *.
  pose proof (Rmult_lt_0_compat a (b - a)). pose proof (Rmult_lt_0_compat b b). lra.
Qed.

(** Claim: none
    Says: The bias rises towards 0 with every draw.
*)
Theorem the_bias_rises : ~ ~ (forall N k o q, (0 < k)%nat -> proposal N q -> mismatched N o q ->
  bias N o q k < bias N o q (S k)).
Proof. intros H. apply H. intros N k o q K P M. exact (proj1 (bias_rises N k o q K P M)). Qed.

(** Claim: sf.ssm.explodes.grows
    Role: refutes
    Place: SF, summary, failure signatures
    Says: The variance of log Z^ does not grow with every further draw wherever Q differs from P: for P = (1/4, 3/4) and
      Q = (1/2, 1/2) it falls from one draw to two.
    Gap: Real numbers, not floating point. P is the softmax of the scores. The witness is the step from one draw to two.
      That the variance does not grow in the end for any Q, since it vanishes, is variance_and_square_error_vanish.
    Mutant: `log_variance N o q k < log_variance N o q (S k)` becomes `bias N o q k < bias N o q (S k)`; refuted by the
      theorem the_bias_rises
*)
Theorem one_draw_more_may_lower_the_variance : ~ (forall N k o q, (0 < k)%nat -> proposal N q -> mismatched N o q ->
  log_variance N o q k < log_variance N o q (S k)).
Proof.
  intros H. specialize (H 2%nat 1%nat _ _ Nat.lt_0_1 fair_proposal fair_mismatched). pose proof fair_variance. lra.
Qed.

(** Claim: none
    Says: That the variance of log Z^ itself falls is not so.
*)
Theorem the_variance_of_the_logarithm_need_not_fall : ~ (forall N o q, proposal N q -> mismatched N o q ->
  (forall k, (0 < k)%nat -> log_variance N o q (S k) < log_variance N o q k /\
    Rabs (bias N o q (S k)) < Rabs (bias N o q k)) /\
  Un_cv (log_variance N o q) 0).
Proof.
  intros H. apply one_draw_more_may_raise_the_variance. intros N k o q K P M. exact (proj1 (proj1 (H N o q P M) k K)).
Qed.

(** Claim: none
    Says: Where the proposal is the softmax nothing varies, and nothing falls.
*)
Theorem without_a_mismatch_nothing_falls : ~ (forall N o q, proposal N q ->
  (forall k, (0 < k)%nat -> ratio_variance N o q (S k) < ratio_variance N o q k /\
    Rabs (bias N o q (S k)) < Rabs (bias N o q k)) /\
  Un_cv (log_variance N o q) 0).
Proof.
  intros H. destruct (H 2%nat (odds 1 1) fair fair_proposal) as [F _]. destruct (F 1%nat Nat.lt_0_1) as [L _].
  unfold ratio_variance in L.
  rewrite !(fun n K => proj2 (estimate_mean_and_variance 2 n (odds 1 1) fair K fair_proposal)) in L by lia.
  rewrite odds_chi_square in L by lra. simpl in L. lra.
Qed.

(** Claim: sf.ssm.explodes.repair
    Role: establishes
    Place: SF, beyond the summary, failure signatures
    Says: For every P that is not Q and every k the variance of Z^/Z and the size of the bias of log Z^ are strictly
      less with k + 1 draws than with k, and the variance of log Z^ vanishes as k grows.
    Gap: Real numbers, not floating point; positive Q, and P is the softmax of the scores. That the variance of log Z^
      need not fall is one_draw_more_may_raise_the_variance.
    Mutant: `ratio_variance N o q (S k) < ratio_variance N o q k` becomes `log_variance N o q (S k) < log_variance N o q
      k`; refuted by the theorem the_variance_of_the_logarithm_need_not_fall
    Mutant: `mismatched N o q ->` becomes ``; refuted by the theorem without_a_mismatch_nothing_falls
*)
Theorem one_draw_more_lowers_bias : forall N o q, proposal N q -> mismatched N o q ->
  (forall k, (0 < k)%nat -> ratio_variance N o q (S k) < ratio_variance N o q k /\
    Rabs (bias N o q (S k)) < Rabs (bias N o q k)) /\
  Un_cv (log_variance N o q) 0.
Proof.
  intros N o q P M. split.
  - intros k Hk. split; [exact (variance_of_ratio_falls N k o q Hk P M)|].
    destruct (bias_rises N k o q Hk P M) as [A B]. rewrite !Rabs_left1 by lra. lra.
  - intros eps Heps. destruct (square_error_vanishes N o q P eps Heps) as [n H]. exists (S n). intros k Hk.
    specialize (H k ltac:(lia)). destruct (some_ratio N o q P) as (w & W & Hw).
    destruct (square_error_of_log_estimate N k o q w ltac:(lia) P W Hw) as (_ & L & _).
    assert (V : 0 <= log_variance N o q k).
    { apply mean_nonneg; [intros i Hi; apply (proposal_nonneg N); assumption|]. intros. apply pow2_ge_0. }
    unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_right in * by lra. lra.
Qed.
