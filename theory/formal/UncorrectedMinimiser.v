(** Sampled softmax without correction, the positive's own term out and its hits kept: what it learns. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws SampledCourse SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

Lemma uncorrected_risk N k eta o : sum N eta = 1 ->
  sampled_risk false true uncorrected N k eta eta o
  = mean_draws N eta k (fun ys => ln (total (fun j => exp (o j)) ys)) - sum N (fun y => eta y * o y).
Proof.
  intros S. unfold sampled_risk. set (E := mean_draws N eta k (fun ys => ln (total (fun j => exp (o j)) ys))).
  rewrite (sum_ext N _ (fun y => eta y * E - eta y * o y)).
  - rewrite sum_minus, sum_scal_r, S. ring.
  - intros y _. unfold Rminus at 1. rewrite (mean_draws_plus N eta k _ (fun _ => - o y)), mean_draws_const by exact S.
    rewrite <- Rmult_minus_distr_l. f_equal. unfold Rminus. f_equal. apply mean_draws_ext. intros ys Y.
    unfold Z_hat. rewrite kept_all. unfold own_term. rewrite Rplus_0_l. f_equal.
    apply (total_ext N k); [exact Y|]. intros j _. simpl. field.
Qed.

(** How far k times the logarithm of a mean of exponentials is above their scores. *)
Definition excess_over (k : nat) (o : nat -> R) (ys : list nat) (y : nat) : R :=
  let m := total (fun j => exp (o j)) ys / INR k in exp (o y - ln m) - 1 - (o y - ln m).

Lemma excess_over_total N k o ys : (0 < k)%nat -> drawn N k ys ->
  total (excess_over k o ys) ys = INR k * ln (total (fun j => exp (o j)) ys / INR k) - total o ys.
Proof.
  intros Hk [L D]. pose proof (lt_0_INR k Hk) as K.
  assert (T : 0 < total (fun j => exp (o j)) ys)
    by (apply (total_pos N); [intros; apply exp_pos|exact D|intros ->; simpl in L; lia]).
  set (m := total (fun j => exp (o j)) ys / INR k).
  assert (M : 0 < m) by (apply Rdiv_lt_0_compat; assumption).
  rewrite (total_ext N k _ (fun y => / m * exp (o y) + (ln m - 1) + -1 * o y) ys (conj L D)).
  - rewrite !total_plus, !total_scal, total_const, L.
    replace (total (fun y => exp (o y)) ys) with (m * INR k) by (unfold m; field; lra).
    change (total (fun y => o y) ys) with (total o ys). field. lra.
  - intros y _. unfold excess_over. fold m. unfold Rminus at 3. rewrite exp_plus, exp_Ropp, exp_ln by exact M. ring.
Qed.

Lemma least_is_flat N k eta o : (2 <= k)%nat -> proposal N eta ->
  (forall u, sampled_risk false true uncorrected N k eta eta o <= sampled_risk false true uncorrected N k eta eta u) ->
  forall i j, (i < N)%nat -> (j < N)%nat -> o i = o j.
Proof.
  intros Hk [P E1] L i j Hi Hj. pose proof (lt_0_INR k ltac:(lia)) as K. specialize (L (fun _ => 0)).
  rewrite !uncorrected_risk in L by exact E1.
  rewrite (mean_draws_ext N eta k (fun ys => ln (total (fun _ => exp 0) ys)) (fun _ => ln (INR k))) in L
    by (intros ys [Y _]; rewrite total_const, Y, exp_0; f_equal; ring).
  rewrite mean_draws_const in L by exact E1. rewrite (sum_eq_0 N (fun y => eta y * 0)) in L by (intros; ring).
  assert (Pos : forall ys y, 0 <= excess_over k o ys y).
  { intros ys y. unfold excess_over.
    pose proof (exp_ineq1_le (o y - ln (total (fun j => exp (o j)) ys / INR k))). lra. }
  assert (M : mean_draws N eta k (fun ys => total (excess_over k o ys) ys) <= 0).
  { rewrite (mean_draws_ext N eta k _ (fun ys => INR k * ln (total (fun j => exp (o j)) ys) + - (INR k * ln (INR k))
      + -1 * total o ys)).
    - rewrite !mean_draws_plus, !mean_draws_scal, mean_draws_const, mean_total by exact E1.
      pose proof (Rmult_le_compat_l (INR k) _ _ (Rlt_le _ _ K) L). lra.
    - intros ys Y. rewrite (excess_over_total N) by (lia || exact Y).
      assert (T : 0 < total (fun j => exp (o j)) ys).
      { apply (total_pos N); [intros; apply exp_pos|exact (proj2 Y)|].
        intros ->. destruct Y as [Y _]. simpl in Y. lia. }
      unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring. }
  destruct (Req_dec (o i) (o j)) as [E|E]; [exact E|exfalso].
  destruct k as [|[|k]]; try lia.
  enough (0 < mean_draws N eta (S (S k)) (fun ys => total (excess_over (S (S k)) o ys) ys)) by lra.
  apply (some_list_counts N eta (S (S k)) P _ (i :: repeat j (S k))).
  - intros zs _. apply total_nonneg. intros; apply Pos.
  - apply drawn_cons; [exact Hi|apply drawn_repeat, Hj].
  - set (ys := i :: repeat j (S k)).
    assert (Strict : forall y, o y <> ln (total (fun j => exp (o j)) ys / INR (S (S k))) ->
      0 < excess_over (S (S k)) o ys y).
    { intros y Ny. unfold excess_over. set (z := o y - _). pose proof (exp_ineq1 z ltac:(unfold z; lra)). lra. }
    pose proof (total_nonneg (excess_over (S (S k)) o ys) (repeat j k) (fun y _ => Pos ys y)) as T.
    change (0 < excess_over (S (S k)) o ys i + (excess_over (S (S k)) o ys j
      + total (excess_over (S (S k)) o ys) (repeat j k))). pose proof (Pos ys i). pose proof (Pos ys j).
    destruct (Req_dec (o i) (ln (total (fun j => exp (o j)) ys / INR (S (S k))))) as [A|A].
    + pose proof (Strict j ltac:(lra)). lra.
    + pose proof (Strict i A). lra.
Qed.

Lemma flat_is_least N k eta : (0 < k)%nat -> proposal N eta ->
  forall u, sampled_risk false true uncorrected N k eta eta (fun _ => 0)
    <= sampled_risk false true uncorrected N k eta eta u.
Proof.
  intros Hk [P S] u. pose proof (lt_0_INR k Hk) as K. rewrite !uncorrected_risk by exact S.
  rewrite (mean_draws_ext N eta k (fun ys => ln (total (fun _ => exp 0) ys)) (fun _ => ln (INR k)))
    by (intros ys [Y _]; rewrite total_const, Y, exp_0; f_equal; ring).
  rewrite mean_draws_const by exact S. rewrite (sum_eq_0 N (fun y => eta y * 0)) by (intros; ring).
  assert (M : 0 <= mean_draws N eta k (fun ys => total (excess_over k u ys) ys)).
  { apply mean_nonneg; [intros i; apply (proposal_nonneg N eta i (conj P S))|]. intros ys _.
    apply total_nonneg. intros y _. unfold excess_over.
    pose proof (exp_ineq1_le (u y - ln (total (fun j => exp (u j)) ys / INR k))). lra. }
  rewrite (mean_draws_ext N eta k _ (fun ys => INR k * ln (total (fun j => exp (u j)) ys) + - (INR k * ln (INR k))
      + -1 * total u ys)) in M.
  - rewrite !mean_draws_plus, !mean_draws_scal, mean_draws_const, mean_total in M by exact S.
    apply (Rmult_le_reg_l (INR k)); [exact K|]. lra.
  - intros ys Y. rewrite (excess_over_total N) by (lia || exact Y).
    assert (T : 0 < total (fun j => exp (u j)) ys).
    { apply (total_pos N); [intros; apply exp_pos|exact (proj2 Y)|].
        intros ->. destruct Y as [Y _]. simpl in Y. lia. }
    unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring.
Qed.

Lemma flat_softmax N o i : (i < N)%nat -> (forall a b, (a < N)%nat -> (b < N)%nat -> o a = o b) ->
  softmax N o i = / INR N.
Proof.
  intros Hi F. unfold softmax, partition. rewrite (sum_ext N _ (fun _ => exp (o i))), sum_const
    by (intros j Hj; rewrite (F j i Hj Hi); reflexivity).
  pose proof (exp_pos (o i)). pose proof (lt_0_INR N ltac:(lia)). field. lra.
Qed.

Lemma uncorrected_limit N eta o : proposal N eta ->
  (forall k, (0 < k)%nat -> forall u, sampled_risk false true uncorrected N k eta eta (o k)
    <= sampled_risk false true uncorrected N k eta eta u) ->
  forall i, (i < N)%nat -> Un_cv (fun k => softmax N (o k) i) (/ INR N).
Proof.
  intros E L i Hi eps He. exists 2%nat. intros k Hk.
  rewrite (flat_softmax N (o k) i Hi) by (apply (least_is_flat N k eta); [exact Hk|exact E|apply L; lia]).
  unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
Qed.

(** Claim: none
    Says: From labels and draws of the chances (1/4, 3/4) it learns (1/2, 1/2).
*)
Theorem the_labels_are_not_learned : ~ (forall N eta o, proposal N eta ->
  (forall k, (0 < k)%nat -> forall u, sampled_risk false true uncorrected N k eta eta (o k)
    <= sampled_risk false true uncorrected N k eta eta u) ->
  forall i, (i < N)%nat -> Un_cv (fun k => softmax N (o k) i) (eta i)).
Proof.
  intros H. pose proof uneven_proposal as P.
  assert (L : forall k, (0 < k)%nat -> forall u, sampled_risk false true uncorrected 2 k uneven uneven (fun _ => 0)
    <= sampled_risk false true uncorrected 2 k uneven uneven u) by (intros; apply flat_is_least; assumption).
  pose proof (UL_sequence _ _ _ (H 2%nat uneven (fun _ _ => 0) P L 0%nat ltac:(lia))
    (uncorrected_limit 2 uneven (fun _ _ => 0) P L 0%nat ltac:(lia))) as E.
  unfold uneven in E. simpl in E. lra.
Qed.

(** Claim: sf.ssm.mle.any
    Role: refutes
    Place: SF, summary, Mechanism 2
    Says: Not in every form in use does the minimiser tend to maximum likelihood: without correction, the positive out
      and hits kept, with labels and draws from one eta, the softmax of the minimiser tends to the uniform distribution,
      whatever eta and the number of classes are.
    Gap: Real numbers. Of this form alone, and of q = eta; it contradicts the claim wherever eta is not uniform, as at
      (1/4, 3/4) in the_labels_are_not_learned. That there is a minimiser is flat_is_least.
    Mutant: `(/ INR N)` becomes `(eta i)`; refuted by the theorem the_labels_are_not_learned
*)
Theorem without_correction_it_learns_nothing : forall N eta o, proposal N eta ->
  (forall k, (0 < k)%nat -> forall u, sampled_risk false true uncorrected N k eta eta (o k)
    <= sampled_risk false true uncorrected N k eta eta u) ->
  forall i, (i < N)%nat -> Un_cv (fun k => softmax N (o k) i) (/ INR N).
Proof. exact uncorrected_limit. Qed.
