(** Sampled softmax that is least at maximum likelihood after any number of draws. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws SampledCourse RgBias SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

(** A draw and k others, against each in turn of k + 1 draws. *)
Lemma each_in_turn N q w (F : nat -> R -> R) k : forall a,
  mean_draws N q (S k) (fun ys => total (fun y => F y (a + total w ys)) ys)
  = INR (S k) * sum N (fun y => q y * mean_draws N q k (fun ys => F y (a + (w y + total w ys)))).
Proof.
  induction k as [|k IH]; intros a.
  - simpl. rewrite Rmult_1_l. apply sum_ext. intros i _. rewrite Rplus_0_r. reflexivity.
  - set (E := fun a y => mean_draws N q k (fun ys => F y (a + (w y + total w ys)))).
    transitivity (sum N (fun i => q i * (mean_draws N q (S k) (fun ys => F i (a + (w i + total w ys)))
      + INR (S k) * sum N (fun y => q y * E (a + w i) y)))).
    + change (sum N (fun i => q i * mean_draws N q (S k) (fun ys =>
        F i (a + (w i + total w ys)) + total (fun y => F y (a + (w i + total w ys))) ys)) = sum N (fun i => q i *
        (mean_draws N q (S k) (fun ys => F i (a + (w i + total w ys)))
          + INR (S k) * sum N (fun y => q y * E (a + w i) y)))).
      apply sum_ext. intros i _. rewrite mean_draws_plus. do 2 f_equal. unfold E. rewrite <- IH.
      apply mean_draws_ext. intros ys _. rewrite !Rplus_assoc. reflexivity.
    + rewrite (sum_ext N _ (fun i => q i * mean_draws N q (S k) (fun ys => F i (a + (w i + total w ys)))
        + INR (S k) * sum N (fun y => q y * (q i * E (a + w i) y)))).
      2: { intros i _.
           rewrite (sum_ext N (fun y => q y * (q i * _)) (fun y => q i * (q y * E (a + w i) y))) by (intros; ring).
           rewrite sum_scal. ring. }
      rewrite sum_plus, sum_scal, sum_exchange, (S_INR (S k)).
      rewrite (sum_ext N (fun j => sum N (fun i => q j * (q i * E (a + w i) j)))
        (fun j => q j * mean_draws N q (S k) (fun ys => F j (a + (w j + total w ys))))); [ring|].
      intros j _. rewrite sum_scal. f_equal. apply sum_ext. intros i _. f_equal. apply mean_draws_ext.
      intros ys _. cbn [total]. f_equal. ring.
Qed.

(** Of the classes in the places of a list the one of weight r y is the positive, and w y is what it is taken for. *)
Definition entropy_over (r w : nat -> R) (ys : list nat) (y : nat) : R :=
  let t := w y * total r ys / (total w ys * r y) in r y * (t - 1 - ln t).

Lemma entropy_total N k r w ys : drawn N (S k) ys -> (forall i, (i < N)%nat -> 0 < r i /\ 0 < w i) ->
  total (fun y => r y * (ln (total w ys) - ln (w y))) ys
  = total (fun y => r y * (ln (total r ys) - ln (r y))) ys + total (entropy_over r w ys) ys.
Proof.
  intros [L D] P. assert (R : 0 < total r ys) by (apply (total_pos N); [apply P|exact D|intros ->; discriminate]).
  assert (W : 0 < total w ys) by (apply (total_pos N); [apply P|exact D|intros ->; discriminate]).
  rewrite (total_ext N (S k) (entropy_over r w ys) (fun y => (total r ys / total w ys) * w y + -1 * r y
    + (r y * (ln (total w ys) - ln (w y)) + -1 * (r y * (ln (total r ys) - ln (r y))))) ys (conj L D)).
  - rewrite !total_plus, !total_scal. change (total (fun y => w y) ys) with (total w ys).
    change (total (fun y => r y) ys) with (total r ys). field. lra.
  - intros y Hy. destruct (P y Hy) as [r0 w0]. unfold entropy_over, Rdiv.
    rewrite ln_mult, ln_mult, ln_Rinv, ln_mult
      by (try apply Rinv_0_lt_compat; try apply Rmult_lt_0_compat; assumption). field. lra.
Qed.

Lemma entropy_nonneg N k r w ys y : drawn N (S k) ys -> (forall i, (i < N)%nat -> 0 < r i /\ 0 < w i) ->
  (y < N)%nat -> 0 <= entropy_over r w ys y /\
  (w y * total r ys <> total w ys * r y -> 0 < entropy_over r w ys y).
Proof.
  intros [L D] P Hy. assert (R : 0 < total r ys) by (apply (total_pos N); [apply P|exact D|intros ->; discriminate]).
  assert (W : 0 < total w ys) by (apply (total_pos N); [apply P|exact D|intros ->; discriminate]).
  destruct (P y Hy) as [r0 w0]. unfold entropy_over. set (t := w y * total r ys / (total w ys * r y)).
  pose proof (Rmult_lt_0_compat _ _ W r0) as B.
  assert (T : 0 < t) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; assumption). split.
  - apply Rmult_le_pos; [lra|]. pose proof (exp_ineq1_le (ln t)) as I. rewrite exp_ln in I by exact T. lra.
  - intros Ne. apply Rmult_lt_0_compat; [exact r0|]. assert (Z : ln t <> 0).
    { intros Z. rewrite <- ln_1 in Z. apply ln_inv in Z; [|exact T|lra]. apply Ne.
      apply (f_equal (fun x => x * (total w ys * r y))) in Z. unfold t in Z.
      replace (w y * total r ys / (total w ys * r y) * (total w ys * r y)) with (w y * total r ys) in Z
        by (field; lra). lra. }
    pose proof (exp_ineq1 (ln t) Z) as I. rewrite exp_ln in I by exact T. lra.
Qed.

(** With log q on both sides: the least risk, and what the scores o are above it. *)
Definition over_least (N k : nat) (eta q o : nat -> R) : R :=
  / INR (S k) * mean_draws N q (S k)
    (fun ys => total (entropy_over (fun j => eta j / q j) (fun j => exp (o j) / q j) ys) ys).

Lemma risk_over_least N k eta q : proposal N eta -> proposal N q -> exists v, forall o,
  sampled_risk true true by_q N k eta q o = v + over_least N k eta q o.
Proof.
  intros [P _] [Q Q1]. set (r := fun j => eta j / q j).
  exists (/ INR (S k) * mean_draws N q (S k) (fun ys => total (fun y => r y * (ln (total r ys) - ln (r y))) ys)).
  intros o. set (w := fun j => exp (o j) / q j). pose proof (lt_0_INR (S k) ltac:(lia)) as K.
  assert (RW : forall i, (i < N)%nat -> 0 < r i /\ 0 < w i).
  { intros i Hi. specialize (Q i Hi). split; apply Rdiv_lt_0_compat; [apply P, Hi|exact Q|apply exp_pos|exact Q]. }
  unfold over_least. fold r w. rewrite <- Rmult_plus_distr_l, <- mean_draws_plus.
  rewrite (mean_draws_ext N q (S k) _ (fun ys => total (fun y => r y * (ln (0 + total w ys) - ln (w y))) ys)).
  2: { intros ys Y. rewrite <- (entropy_total N k) by assumption. rewrite Rplus_0_l. reflexivity. }
  rewrite (each_in_turn N q w (fun y x => r y * (ln x - ln (w y)))), <- Rmult_assoc, Rinv_l, Rmult_1_l by lra.
  apply sum_ext. intros y Hy. specialize (Q y Hy) as q0. destruct (RW y Hy) as [r0 w0].
  rewrite mean_draws_scal, <- Rmult_assoc. f_equal; [unfold r; field; lra|]. apply mean_draws_ext.
  intros ys [L D]. unfold Z_hat. rewrite kept_all. unfold own_term.
  rewrite (total_ext N k _ (fun j => q y * w j) ys (conj L D)).
  - rewrite total_scal, Rplus_0_l. assert (T : 0 <= total w ys).
    { apply total_nonneg. intros j Hj. rewrite Forall_forall in D. apply Rlt_le, RW, D, Hj. }
    replace (exp (o y) + q y * total w ys) with (q y * (w y + total w ys)) by (unfold w; field; lra).
    rewrite ln_mult by lra. assert (L1 : ln (w y) = o y - ln (q y)); [|lra].
    unfold w, Rdiv. rewrite ln_mult, ln_Rinv, ln_exp by (try apply Rinv_0_lt_compat; assumption || apply exp_pos). ring.
  - intros j Hj. specialize (Q j Hj). simpl. unfold w. field. lra.
Qed.

Lemma least_with_log_q N k eta q o : (1 <= k)%nat -> proposal N eta -> proposal N q ->
  (least (sampled_risk true true by_q N k eta q) o <-> forall i, (i < N)%nat -> softmax N o i = eta i).
Proof.
  intros Hk E P. destruct (risk_over_least N k eta q E P) as [v V]. destruct E as [E E1], P as [Q Q1].
  assert (HN : (0 < N)%nat) by (destruct N; [simpl in Q1; lra|lia]). pose proof (lt_0_INR (S k) ltac:(lia)) as K.
  set (r := fun j => eta j / q j). set (w := fun (o : nat -> R) j => exp (o j) / q j).
  assert (RW : forall o i, (i < N)%nat -> 0 < r i /\ 0 < w o i).
  { intros u i Hi. specialize (Q i Hi). split; apply Rdiv_lt_0_compat; [apply E, Hi|exact Q|apply exp_pos|exact Q]. }
  assert (Pos : forall u ys, drawn N (S k) ys -> 0 <= total (entropy_over r (w u) ys) ys).
  { intros u ys Y. apply total_nonneg. intros y Hy. apply (entropy_nonneg N k); [exact Y|apply RW|].
    destruct Y as [_ D]. rewrite Forall_forall in D. exact (D y Hy). }
  assert (G : forall u, 0 <= over_least N k eta q u).
  { intros u. apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat, K|].
    apply mean_nonneg; [intros i Hi; apply Rlt_le, Q, Hi|exact (Pos u)]. }
  assert (Z : forall u, (forall i, (i < N)%nat -> softmax N u i = eta i) -> over_least N k eta q u = 0).
  { intros u S. unfold over_least. rewrite (mean_draws_ext N q (Datatypes.S k) _ (fun _ => 0)).
    - rewrite mean_draws_const by exact Q1. ring.
    - intros ys [L D]. fold r (w u). pose proof (partition_pos N u HN) as Zp.
      assert (W : forall i, (i < N)%nat -> w u i = partition N u * r i).
      { intros i Hi. unfold w, r. rewrite <- (S i Hi). unfold softmax. specialize (Q i Hi). field. lra. }
      assert (R : 0 < total r ys).
      { apply (total_pos N); [intros i Hi; apply (RW u i Hi)|exact D|intros ->; discriminate]. }
      rewrite (total_ext N (Datatypes.S k) _ (fun _ => 0) ys (conj L D)); [rewrite total_const; ring|].
      intros y Hy. unfold entropy_over. rewrite (total_ext N (Datatypes.S k) _ _ ys (conj L D) W), (W y Hy), total_scal.
      destruct (RW u y Hy) as [r0 _].
      replace (partition N u * r y * total r ys / (partition N u * total r ys * r y)) with 1 by (field; lra).
      rewrite ln_1. ring. }
  split.
  - intros L. assert (O : over_least N k eta q o <= 0).
    { rewrite <- (Z (fun i => ln (eta i))); [specialize (L (fun i => ln (eta i))); rewrite !V in L; lra|].
      intros i Hi. unfold softmax, partition. rewrite (sum_ext N _ eta) by (intros; apply exp_ln, E; assumption).
      rewrite E1, exp_ln by (apply E, Hi). field. }
    assert (Same : forall i j, (i < N)%nat -> (j < N)%nat -> w o i * r j = w o j * r i).
    { intros i j Hi Hj. set (ys := i :: repeat j k).
      assert (Y : drawn N (S k) ys) by (apply drawn_cons; [exact Hi|apply drawn_repeat, Hj]).
      destruct (Req_dec (w o i * total r ys) (total (w o) ys * r i)) as [A|A].
      - unfold ys in A. cbn [total] in A. rewrite !total_repeat in A. pose proof (lt_0_INR k ltac:(lia)).
        apply (Rmult_eq_reg_l (INR k)); lra.
      - exfalso. apply (entropy_nonneg N k r (w o) ys i Y (RW o) Hi) in A.
        enough (0 < over_least N k eta q o) by lra. apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat, K|].
        apply (some_list_counts N q (S k) Q _ ys); [exact (Pos o)|exact Y|]. unfold ys at 2. cbn [total].
        fold r (w o). apply Rplus_lt_le_0_compat; [exact A|]. apply total_nonneg. intros y Hy.
        apply repeat_spec in Hy. subst y. apply (entropy_nonneg N k); [exact Y|apply RW|exact Hj]. }
    intros i Hi. unfold softmax. apply (Rmult_eq_reg_r (partition N o)); [|pose proof (partition_pos N o HN); lra].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by (pose proof (partition_pos N o HN); lra).
    transitivity (sum N (fun j => exp (o i) * eta j)); [rewrite sum_scal, E1; ring|].
    unfold partition. rewrite <- sum_scal. apply sum_ext. intros j Hj. specialize (Same i j Hi Hj).
    unfold w, r in Same. specialize (Q i Hi) as qi. specialize (Q j Hj) as qj.
    apply (f_equal (fun x => x * (q i * q j))) in Same.
    replace (exp (o i) / q i * (eta j / q j) * (q i * q j)) with (exp (o i) * eta j) in Same by (field; lra).
    replace (exp (o j) / q j * (eta i / q i) * (q i * q j)) with (eta i * exp (o j)) in Same by (field; lra).
    exact Same.
  - intros S u. rewrite !V, (Z o S). pose proof (G u). lra.
Qed.
