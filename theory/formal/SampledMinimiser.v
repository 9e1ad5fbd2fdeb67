(** Where the risk of sampled softmax is least after finitely many draws, for several ways of keeping its books. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Derivatives NceVariance NceLimits SampledCourse.
Import ListNotations.
Open Scope R_scope.

(** What a draw's exponential is divided by: 1, k q_j, n q_j (n draws are left), N q_j, or q_j / q_y. *)
Inductive correction := uncorrected | by_kq | by_nq | by_Nq | by_q.
Definition divisor (c : correction) (N k n : nat) (q : nat -> R) (y j : nat) : R :=
  match c with
  | uncorrected => 1
  | by_kq => INR k * q j
  | by_nq => INR n * q j
  | by_Nq => INR N * q j
  | by_q => q j / q y
  end.

(** The draws that are kept: all, or those that are not the positive. *)
Definition kept (hits : bool) (y : nat) (ys : list nat) : list nat :=
  filter (fun j => orb hits (negb (Nat.eqb j y))) ys.

(** The estimate of Z, with or without the positive's own term, and the risk: the mean of its logarithm less o_y. *)
Definition own_term (own : bool) (o : nat -> R) (y : nat) : R := if own then exp (o y) else 0.
Definition Z_hat (own hits : bool) (c : correction) (N : nat) (q o : nat -> R) (y : nat) (ys : list nat) : R :=
  let l := kept hits y ys in own_term own o y + total (fun j => exp (o j) / divisor c N (length ys) (length l) q y j) l.
Definition sampled_risk (own hits : bool) (c : correction) (N k : nat) (eta q o : nat -> R) : R :=
  sum N (fun y => eta y * mean_draws N q k (fun ys => ln (Z_hat own hits c N q o y ys) - o y)).

(** The gradient vanishes. *)
Definition stationary (risk : (nat -> R) -> R) (o : nat -> R) : Prop :=
  forall f, derivable_pt_lim (fun s => risk (fun i => o i + s * f i)) 0 0.

Lemma kept_all y ys : kept true y ys = ys.
Proof. induction ys as [|j ys IH]; simpl; [reflexivity|]. rewrite IH. reflexivity. Qed.

Lemma derive_mean_draws N q k x : forall (F : list nat -> R -> R) D,
  (forall ys, drawn N k ys -> derivable_pt_lim (F ys) x (D ys)) ->
  derivable_pt_lim (fun s => mean_draws N q k (fun ys => F ys s)) x (mean_draws N q k D).
Proof.
  induction k as [|k IH]; intros F D H; simpl.
  - apply H. split; [reflexivity|constructor].
  - apply (derive_sum N (fun i s => q i * mean_draws N q k (fun ys => F (i :: ys) s))). intros i Hi.
    apply derivable_pt_lim_scal, (IH (fun ys => F (i :: ys))). intros ys Y. apply H, drawn_cons; assumption.
Qed.

Lemma derive_scaled a f : derivable_pt_lim (fun s => a * exp (s * f)) 0 (a * f).
Proof.
  replace (a * f) with (a * (f * exp (0 + 0 * f))) by (rewrite Rplus_0_l, Rmult_0_l, exp_0; ring).
  apply derivable_pt_lim_scal. apply (derive_ext (fun s => exp (0 + s * f))); [|apply derive_exp].
  intros s. rewrite Rplus_0_l. reflexivity.
Qed.

Lemma derive_total a f ys :
  derivable_pt_lim (fun s => total (fun j => a j * exp (s * f j)) ys) 0 (total (fun j => a j * f j) ys).
Proof.
  induction ys as [|y ys IH]; simpl; [apply derivable_pt_lim_const|].
  apply (derivable_pt_lim_plus (fun s => a y * exp (s * f y))); [apply derive_scaled|exact IH].
Qed.

(** The slope along f of the logarithm of Z hat, hits kept. *)
Definition log_slope (own : bool) c N q o f y ys : R :=
  let a j := exp (o j) / divisor c N (length ys) (length ys) q y j in
  (own_term own o y * f y + total (fun j => a j * f j) ys) / (own_term own o y + total a ys).

Lemma risk_slope own c N k eta q o f :
  (forall y ys, (y < N)%nat -> drawn N k ys -> 0 < Z_hat own true c N q o y ys) ->
  derivable_pt_lim (fun s => sampled_risk own true c N k eta q (fun i => o i + s * f i)) 0
    (sum N (fun y => eta y * mean_draws N q k (fun ys => log_slope own c N q o f y ys - f y))).
Proof.
  intros P. unfold sampled_risk.
  apply (derive_sum N (fun y s => eta y * mean_draws N q k
    (fun ys => ln (Z_hat own true c N q (fun i => o i + s * f i) y ys) - (o y + s * f y)))).
  intros y Hy. apply derivable_pt_lim_scal.
  apply (derive_mean_draws N q k 0
    (fun ys s => ln (Z_hat own true c N q (fun i => o i + s * f i) y ys) - (o y + s * f y))).
  intros ys Y. apply derivable_pt_lim_minus; [|apply derive_line]. specialize (P y ys Hy Y).
  set (a := fun j => exp (o j) / divisor c N (length ys) (length ys) q y j).
  assert (E : forall s, Z_hat own true c N q (fun i => o i + s * f i) y ys
    = own_term own o y * exp (s * f y) + total (fun j => a j * exp (s * f j)) ys).
  { intros s. unfold Z_hat. rewrite kept_all. f_equal.
    - unfold own_term. destruct own; [apply exp_plus|ring].
    - apply (total_ext N k); [exact Y|]. intros j _. unfold a. rewrite exp_plus. unfold Rdiv. ring. }
  apply (derive_ext (fun s => ln (own_term own o y * exp (s * f y) + total (fun j => a j * exp (s * f j)) ys)));
    [intros s; rewrite E; reflexivity|].
  assert (E0 : own_term own o y * exp (0 * f y) + total (fun j => a j * exp (0 * f j)) ys
    = own_term own o y + total a ys).
  { rewrite Rmult_0_l, exp_0, Rmult_1_r. f_equal. apply (total_ext N k); [exact Y|]. intros j _.
    rewrite Rmult_0_l, exp_0. ring. }
  assert (P0 : 0 < own_term own o y + total a ys) by (unfold Z_hat in P; rewrite kept_all in P; exact P).
  unfold log_slope. fold a. unfold Rdiv at 1. rewrite Rmult_comm, <- E0.
  apply (derivable_pt_lim_comp
    (fun s => own_term own o y * exp (s * f y) + total (fun j => a j * exp (s * f j)) ys) ln).
  - apply (derivable_pt_lim_plus (fun s => own_term own o y * exp (s * f y)));
      [apply derive_scaled|apply derive_total].
  - apply derivable_pt_lim_ln. rewrite E0. exact P0.
Qed.

Lemma stationary_slope risk o f d : stationary risk o ->
  derivable_pt_lim (fun s => risk (fun i => o i + s * f i)) 0 d -> d = 0.
Proof. intros H D. exact (derive_unique _ _ _ _ D (H f)). Qed.

(** Without the positive's own term, corrected by kq, at the scores log eta. *)
Lemma slope_without_own N k eta q f : (0 < k)%nat -> proposal N eta -> proposal N q ->
  derivable_pt_lim (fun s => sampled_risk false true by_kq N k eta q (fun i => ln (eta i) + s * f i)) 0
    (mean_draws N q k (fun ys => total (fun j => eta j / q j * f j) ys / total (fun j => eta j / q j) ys)
      - sum N (fun y => eta y * f y)).
Proof.
  intros Hk [P S] [Q Q1]. pose proof (lt_0_INR k Hk) as K.
  set (w := fun j => eta j / q j).
  assert (W : forall j, (j < N)%nat -> 0 < w j).
  { intros j Hj. apply Rdiv_lt_0_compat; [exact (P j Hj)|exact (Q j Hj)]. }
  assert (A : forall y ys, drawn N k ys -> forall j, (j < N)%nat ->
    exp (ln (eta j)) / divisor by_kq N (length ys) (length ys) q y j = / INR k * w j).
  { intros y ys [L _] j Hj. simpl. rewrite L, exp_ln by exact (P j Hj). specialize (Q j Hj). unfold w. field. lra. }
  assert (T : forall ys, drawn N k ys -> 0 < total w ys).
  { intros ys [L D]. apply (total_pos N); [exact W|exact D|]. intros ->. simpl in L. lia. }
  assert (G : mean_draws N q k (fun ys => total (fun j => w j * f j) ys / total w ys) - sum N (fun y => eta y * f y)
    = sum N (fun y => eta y * mean_draws N q k
      (fun ys => log_slope false by_kq N q (fun i => ln (eta i)) f y ys - f y))).
  { rewrite <- (Rmult_1_l (mean_draws N q k _)), <- S, <- sum_scal_r, <- sum_minus. apply sum_ext. intros y _.
    rewrite <- Rmult_minus_distr_l. f_equal.
    rewrite <- (mean_draws_const N q k (f y) Q1) at 1. unfold Rminus.
    rewrite <- (Rmult_1_l (mean_draws N q k (fun _ => f y))), Ropp_mult_distr_l, <- mean_draws_scal, <- mean_draws_plus.
    apply mean_draws_ext. intros ys Y. unfold log_slope, own_term. cbv beta zeta. specialize (T ys Y).
    specialize (A y ys Y).
    set (a := fun j => exp (ln (eta j)) / divisor by_kq N (length ys) (length ys) q y j) in *.
    assert (T1 : total a ys = / INR k * total w ys)
      by (rewrite (total_ext N k a (fun j => / INR k * w j) ys Y A), total_scal; reflexivity).
    assert (T2 : total (fun j => a j * f j) ys = / INR k * total (fun j => w j * f j) ys).
    { rewrite <- total_scal. apply (total_ext N k); [exact Y|]. intros j Hj. unfold a. rewrite (A j Hj). ring. }
    unfold a in *. rewrite T1, T2. field. lra. }
  refine (eq_ind _ (fun d => derivable_pt_lim _ 0 d) _ _ (eq_sym G)). apply risk_slope.
  intros y ys Hy Y. unfold Z_hat. rewrite kept_all. unfold own_term.
  rewrite (total_ext N k _ (fun j => / INR k * w j) ys Y (A y ys Y)), total_scal, Rplus_0_l.
  apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat; exact K|apply T; exact Y].
Qed.

Lemma stationary_without_own N k eta q : (0 < k)%nat -> proposal N eta -> proposal N q ->
  (stationary (sampled_risk false true by_kq N k eta q) (fun i => ln (eta i)) <->
    forall i, (i < N)%nat -> q i = eta i).
Proof.
  intros Hk E Q. pose proof (slope_without_own N k eta q) as D. specialize (fun f => D f Hk E Q).
  destruct E as [P S]. destruct Q as [Q Q1]. pose proof (lt_0_INR k Hk) as K.
  set (w := fun j => eta j / q j) in *.
  assert (W : forall j, (j < N)%nat -> 0 < w j).
  { intros j Hj. apply Rdiv_lt_0_compat; [exact (P j Hj)|exact (Q j Hj)]. }
  assert (T : forall ys, drawn N k ys -> 0 < total w ys).
  { intros ys [L F]. apply (total_pos N); [exact W|exact F|]. intros ->. simpl in L. lia. }
  split.
  - intros St j Hj. destruct (Req_dec (w j) 1) as [Z|Z].
    { specialize (Q j Hj). unfold w in Z. apply (f_equal (fun x => x * q j)) in Z. unfold Rdiv in Z.
      rewrite Rmult_assoc, Rinv_l in Z; lra. }
    exfalso. pose proof (stationary_slope _ _ _ _ St (D (fun i => q i / eta i))) as E.
    rewrite (mean_draws_ext N q k _ (fun ys => INR k / total w ys)) in E.
    2: { intros ys Y. f_equal. rewrite (total_ext N k _ (fun _ => 1) ys Y).
      - rewrite total_const, (proj1 Y). ring.
      - intros i Hi. specialize (P i Hi). specialize (Q i Hi). field. lra. }
    rewrite (sum_ext N _ q), Q1 in E by (intros i Hi; specialize (P i Hi); field; lra).
    pose proof (mean_total N q k w Q1) as M.
    rewrite (sum_ext N _ eta), S in M by (intros i Hi; specialize (Q i Hi); unfold w; field; lra).
    set (g := fun ys => INR k / total w ys + / INR k * total w ys + -2).
    assert (G : mean_draws N q k g = 0).
    { unfold g. rewrite !mean_draws_plus, mean_draws_scal, mean_draws_const, M by exact Q1.
      replace (/ INR k * (INR k * 1)) with 1 by (field; lra). lra. }
    assert (Sq : forall ys, drawn N k ys -> g ys = (total w ys - INR k) ^ 2 / (INR k * total w ys)).
    { intros ys Y. specialize (T ys Y). unfold g. field. lra. }
    pose proof (some_list_counts N q k Q g (repeat j k)) as C. rewrite G in C. apply (Rlt_irrefl 0), C.
    + intros ys Y. rewrite (Sq ys Y). apply Rmult_le_pos; [apply pow2_ge_0|].
      apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; [exact K|exact (T ys Y)].
    + apply drawn_repeat, Hj.
    + rewrite Sq by (apply drawn_repeat, Hj). rewrite total_repeat. apply Rdiv_lt_0_compat.
      * rewrite <- Rsqr_pow2. apply Rsqr_pos_lt. intros F. apply Z. apply (Rmult_eq_reg_l (INR k)); lra.
      * apply Rmult_lt_0_compat; [exact K|]. apply Rmult_lt_0_compat; [exact K|exact (W j Hj)].
  - intros E f. specialize (D f).
    assert (W1 : forall i, (i < N)%nat -> w i = 1).
    { intros i Hi. unfold w. rewrite (E i Hi). specialize (P i Hi). field. lra. }
    rewrite (mean_draws_ext N q k _ (fun ys => / INR k * total f ys)) in D.
    + rewrite mean_draws_scal, mean_total in D by exact Q1.
      rewrite (sum_ext N (fun i => q i * f i) (fun i => eta i * f i)) in D
        by (intros i Hi; rewrite (E i Hi); reflexivity).
      assert (Z : / INR k * (INR k * sum N (fun i => eta i * f i)) - sum N (fun y => eta y * f y) = 0) by (field; lra).
      rewrite Z in D. exact D.
    + intros ys Y. rewrite (total_ext N k _ f ys Y)
        by (intros i Hi; change (w i * f i = f i); rewrite (W1 i Hi); ring).
      rewrite (total_ext N k w (fun _ => 1) ys Y) by exact W1. rewrite total_const, (proj1 Y). field. lra.
Qed.

Lemma two_slope c (q f : nat -> R) : proposal 2 q ->
  (forall y j, (y < 2)%nat -> (j < 2)%nat -> 0 < divisor c 2 1 1 q y j) ->
  derivable_pt_lim (fun s => sampled_risk true true c 2 1 uneven q (fun i => ln (uneven i) + s * f i)) 0
    (sum 2 (fun y => uneven y * sum 2 (fun j => q j * ((uneven y * f y
      + uneven j / divisor c 2 1 1 q y j * f j) / (uneven y + uneven j / divisor c 2 1 1 q y j) - f y)))).
Proof.
  intros [Q _] D. pose proof (proj1 uneven_proposal) as P.
  assert (X : forall i, (i < 2)%nat -> exp (ln (uneven i)) = uneven i) by (intros; apply exp_ln, P; assumption).
  match goal with |- derivable_pt_lim _ _ ?d => replace d with (sum 2 (fun y => uneven y * mean_draws 2 q 1
    (fun ys => log_slope true c 2 q (fun i => ln (uneven i)) f y ys - f y))) end.
  - apply risk_slope. intros y ys Hy [L F]. destruct ys as [|j [|? ?]]; try discriminate.
    pose proof (Forall_inv F) as Hj. unfold Z_hat. rewrite kept_all. simpl total. simpl length. unfold own_term.
    rewrite !X by assumption. pose proof (Rdiv_lt_0_compat _ _ (P j Hj) (D y j Hy Hj)). specialize (P y Hy). lra.
  - apply sum_ext. intros y Hy. f_equal. cbn [mean_draws]. apply sum_ext. intros j Hj. f_equal.
    unfold log_slope, own_term. cbv beta zeta. simpl total. simpl length.
    rewrite !X by assumption. rewrite !Rplus_0_r. reflexivity.
Qed.

Lemma the_uneven_is_stationary : stationary (sampled_risk true true by_q 2 1 uneven half) (fun i => ln (uneven i)).
Proof.
  intros f. match goal with |- derivable_pt_lim ?g _ _ => enough (E : exists d, derivable_pt_lim g 0 d /\ d = 0) end.
  { destruct E as (d & D & ->). exact D. }
  eexists. split.
  - apply (two_slope by_q half f half_proposal). intros y j _ _. unfold divisor, half. lra.
  - unfold divisor, half, uneven. simpl. field.
Qed.

(** Claim: none
    Says: With the positive's own term and its hits kept the gradient does not vanish at q = eta = (1/4, 3/4), k = 1.
*)
Theorem the_own_term_moves_it : ~ (forall N k eta q, (0 < k)%nat -> proposal N eta -> proposal N q ->
  (stationary (sampled_risk true true by_kq N k eta q) (fun i => ln (eta i)) <->
    forall i, (i < N)%nat -> q i = eta i)).
Proof.
  intros H. pose proof uneven_proposal as P.
  pose proof (proj2 (H 2%nat 1%nat uneven uneven Nat.lt_0_1 P P) ltac:(reflexivity)) as St.
  pose proof (stationary_slope _ _ _ _ St (two_slope by_kq uneven plus_minus P
    ltac:(intros y j _ _; unfold divisor, uneven; destruct (Nat.eqb j 0); simpl; lra))) as E.
  unfold divisor, uneven, plus_minus in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: For eta = (1/4, 3/4) and uniform draws the gradient does not vanish.
*)
Theorem uniform_draws_move_it : ~ (forall N k eta q, (0 < k)%nat -> proposal N eta -> proposal N q ->
  (stationary (sampled_risk false true by_kq N k eta q) (fun i => ln (eta i)) <->
    forall i, (i < N)%nat -> q i = / INR N)).
Proof.
  intros H. pose proof (proj2 (H 2%nat 1%nat uneven half Nat.lt_0_1 uneven_proposal half_proposal)
    ltac:(intros; unfold half; simpl; field)) as St.
  pose proof (proj1 (stationary_without_own 2 1 uneven half Nat.lt_0_1 uneven_proposal half_proposal) St 0%nat
    ltac:(lia)) as E. unfold uneven, half in E. simpl in E. lra.
Qed.

(** Claim: sf.ssm.mle.finite.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: With the mean of exp(o_j)/q_j over the draws for Z^ and any k the gradient of the risk vanishes at exp o = eta
      exactly if q = eta, for every number of classes.
    Gap: Real numbers; the gradient vanishes if the derivative along every direction is 0. Where the gradient vanishes
      the risk, convex in the scores, is least: that is not in it.
    Mutant: `false true by_kq` becomes `true true by_kq`; refuted by the theorem the_own_term_moves_it
    Mutant: `q i = eta i` becomes `q i = / INR N`; refuted by the theorem uniform_draws_move_it
*)
Theorem sampled_softmax_is_stationary_at_the_labels : forall N k eta q, (0 < k)%nat ->
  proposal N eta -> proposal N q ->
  (stationary (sampled_risk false true by_kq N k eta q) (fun i => ln (eta i)) <->
    forall i, (i < N)%nat -> q i = eta i).
Proof. intros N k eta q. exact (stationary_without_own N k eta q). Qed.

(** Claim: none
    Says: Without the positive's own term it never vanishes but for q = eta.
*)
Theorem without_the_own_term_never : ~ ~ (forall N k eta q, (0 < k)%nat -> proposal N eta -> proposal N q ->
  (exists i, (i < N)%nat /\ q i <> eta i) ->
  ~ stationary (sampled_risk false true by_kq N k eta q) (fun i => ln (eta i))).
Proof.
  intros H. apply H. intros N k eta q K E Q (i & Hi & D) St. apply D.
  exact (proj1 (stationary_without_own N k eta q K E Q) St i Hi).
Qed.

(** Claim: sf.sampling.plateau.ssm.minimiser
    Role: refutes
    Place: SF, summary, first experiments 2
    Says: It is not so that at no finite k the risk is stationary at maximum likelihood wherever q differs from eta:
      with log q on both sides, the positive in and hits kept, it is for eta = (1/4, 3/4), q = (1/2, 1/2) and k = 1.
    Gap: Real numbers; read at exp o = eta, as the risk does not change with a common offset of the scores. Where the
      gradient vanishes the risk, convex in the scores, is least: that is not in it.
    Mutant: `true true by_q` becomes `false true by_kq`; refuted by the theorem without_the_own_term_never
*)
Theorem one_draw_can_be_enough : ~ (forall N k eta q, (0 < k)%nat -> proposal N eta -> proposal N q ->
  (exists i, (i < N)%nat /\ q i <> eta i) ->
  ~ stationary (sampled_risk true true by_q N k eta q) (fun i => ln (eta i))).
Proof.
  intros H. apply (H 2%nat 1%nat uneven half Nat.lt_0_1 uneven_proposal half_proposal);
    [|exact the_uneven_is_stationary]. exists 0%nat. split; [lia|unfold half, uneven; simpl; lra].
Qed.
