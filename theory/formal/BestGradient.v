(** The proposals of least variance of sampled softmax's gradient, with the positive's own term in Z^ and without. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias Fluctuation SampledLoss NceLimits SampledGradient.
From softproof Require Import BestProposal SampledMinimiser SampledPartials SampledOff.
From softproof Require DynamicNegatives.
Import ListNotations.
Open Scope R_scope.

(** k times the variances of the loss's partial derivatives over k draws from q, added up, tends to V. *)
Definition variation_tends (N : nat) (q : nat -> R) (loss : list nat -> (nat -> R) -> R) (o : nat -> R)
  (V : R) : Prop :=
  exists v, (forall k, (0 < k)%nat -> partials_vary_by N k q loss o (v k)) /\ Un_cv (fun k => INR k * v k) V.

(** In proportion to p_j |e_j - p| over the classes but y. *)
Definition weight_off (N y : nat) (p : nat -> R) (j : nat) : R := if Nat.eqb j y then 0 else weight N p j.
Definition flatter_off (N y : nat) (o : nat -> R) (j : nat) : R :=
  weight_off N y (softmax N o) j / sum N (weight_off N y (softmax N o)).

(** The squared distance of e_j from p, and what of the limit is the proposal's. *)
Definition distance (N : nat) (p : nat -> R) (j : nat) : R := 1 - 2 * p j + sum N (fun i => p i ^ 2).
Definition spread_off (N y : nat) (p q : nat -> R) : R :=
  sum N (fun j => if Nat.eqb j y then 0 else p j ^ 2 / q j * distance N p j).

(** Of the allowed proposals best, and no other, has the least limit of k times the variances added up. *)
Definition varies_least (N : nat) (allowed : (nat -> R) -> Prop)
  (loss : (nat -> R) -> list nat -> (nat -> R) -> R) (o best : nat -> R) : Prop :=
  allowed best /\ exists V, variation_tends N best (loss best) o V /\
  forall q, allowed q -> exists W, variation_tends N q (loss q) o W /\
    V <= W /\ (W <= V -> forall i, (i < N)%nat -> q i = best i).

Lemma variation_limit N q own hits c o y L :
  (forall k ys, (0 < k)%nat -> drawn N k ys -> 0 < Z_hat own hits c N q o y ys) ->
  Un_cv (fun k => INR k * sum N (fun i => variance_draws N q k
    (fun ys => share_in own hits c N q o y ys i - one_hot y i))) L ->
  forall V, variation_tends N q (draws_loss own hits c N q y) o V <-> V = L.
Proof.
  intros Z U V. split.
  - intros (v & D & T). refine (UL_sequence _ _ _ T (tends_ext _ _ _ _ U)). intros k Hk. f_equal.
    apply (vary_as_shares own hits c N k q o y (v k) (fun ys => Z k ys Hk)), D, Hk.
  - intros ->. eexists. split; [|exact U]. intros k Hk. cbv beta.
    apply vary_as_shares; [exact (fun ys => Z k ys Hk)|reflexivity].
Qed.

Lemma limit_out N q o y V : proposal N q -> (y < N)%nat ->
  (variation_tends N q (draws_loss false true by_kq N q y) o V <->
    V = DynamicNegatives.gradient_variance N (softmax N o) q).
Proof.
  intros P Hy. apply variation_limit.
  - intros k ys Hk Y. apply (estimate_positive false true by_kq N k); auto.
  - refine (tends_ext _ _ _ _ (gradient_variance_tends N o q y P)). intros k Hk. f_equal. apply sum_ext. intros i Hi.
    pose proof (lt_0_INR k Hk) as K.
    assert (E : forall ys, drawn N k ys -> share o q i ys - one_hot y i
      = share_in false true by_kq N q o y ys i - one_hot y i).
    { intros ys Y. destruct (estimate_positive false true by_kq N k q o y ys (or_intror eq_refl) P Hk Hy Y) as [Z _].
      unfold share_in, share, Z_hat, own_term in *. rewrite kept_all in *. rewrite Rplus_0_l in *.
      assert (A : forall j, (j < N)%nat -> exp (o j) / divisor by_kq N (length ys) (length ys) q y j
        = / INR k * (exp (o j) / q j)).
      { intros j Hj. simpl. rewrite (proj1 Y). pose proof (proj1 P j Hj). field. lra. }
      rewrite (total_ext N k _ _ ys Y A), total_scal in *.
      rewrite (total_ext N k (fun j => exp (o j) / divisor by_kq N (length ys) (length ys) q y j * one_hot i j)
        (fun j => / INR k * (one_hot i j * (exp (o j) / q j))) ys Y) by (intros j Hj; rewrite (A j Hj); ring).
      rewrite total_scal. assert (T : total (fun j => exp (o j) / q j) ys <> 0) by (intros T; rewrite T in Z; lra).
      field. split; lra. }
    unfold variance_draws. rewrite (mean_draws_ext N q k _ _ E). apply mean_draws_ext. intros ys Y. rewrite (E ys Y).
    reflexivity.
Qed.

Lemma distances N p j : (j < N)%nat -> sum N (fun i => (one_hot j i - p i) ^ 2) = distance N p j.
Proof.
  intros Hj. rewrite (sum_ext N _ (fun i => one_hot j i - 2 * (one_hot j i * p i) + p i ^ 2)).
  - rewrite sum_plus, sum_minus, sum_scal, sum_one_hot, sum_pick by exact Hj. unfold distance. ring.
  - intros i _. unfold one_hot. destruct (Nat.eqb i j); ring.
Qed.

Lemma limit_in N q o y V : proposal_off N y q -> (y < N)%nat ->
  (variation_tends N q (draws_loss true false by_kq N q y) o V <->
    V = spread_off N y (softmax N o) q - softmax N o y ^ 2 * distance N (softmax N o) y).
Proof.
  intros P Hy. set (p := softmax N o). apply variation_limit.
  - intros k ys Hk Y. destruct (estimate_off N k q o y ys P Hk Hy Y) as [-> _]. fold p.
    pose proof (lt_0_INR k Hk) as K.
    apply Rmult_lt_0_compat; [apply partition_pos; lia|]. apply Rplus_lt_le_0_compat; [apply softmax_pos; lia|].
    apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, K].
    rewrite <- (Rmult_0_r (INR k)), <- (proj1 Y), <- total_const. apply (total_le N k); [exact Y|]. intros j Hj.
    unfold ratio_off. destruct (Nat.eqb_spec j y); [lra|].
    apply Rlt_le, Rdiv_lt_0_compat; [apply softmax_pos; lia|apply P; assumption].
  - replace (spread_off N y p q - p y ^ 2 * distance N p y) with (sum N (fun i => sum N (fun j =>
      if Nat.eqb j y then 0 else p j ^ 2 / q j * (one_hot j i - p i) ^ 2) - p y ^ 2 * (one_hot y i - p i) ^ 2)).
    + apply (tends_ext (fun k => sum N (fun i => INR k * variance_draws N q k
        (fun ys => share_in true false by_kq N q o y ys i - one_hot y i)))); [intros k _; apply sum_scal|].
      apply (sum_tends N (fun i k => INR k * variance_draws N q k
        (fun ys => share_in true false by_kq N q o y ys i - one_hot y i))).
      intros i Hi. apply share_off_tends; assumption.
    + rewrite sum_minus, sum_scal, distances, sum_exchange by exact Hy. f_equal. apply sum_ext. intros j Hj.
      destruct (Nat.eqb j y); [apply sum_zero|]. rewrite sum_scal, distances by exact Hj. reflexivity.
Qed.

Lemma weight_off_sum N y o : (2 <= N)%nat -> (y < N)%nat -> 0 < sum N (weight_off N y (softmax N o)).
Proof.
  intros H Hy. set (z := if Nat.eqb y 0 then 1%nat else 0%nat).
  assert (Z : (z < N)%nat /\ z <> y) by (unfold z; destruct (Nat.eqb_spec y 0); lia). destruct Z as [Hz Ne].
  apply Rlt_le_trans with (weight_off N y (softmax N o) z).
  - unfold weight_off. destruct (Nat.eqb_spec z y); [lia|]. apply weight_pos; assumption.
  - apply term_le_sum; [|exact Hz]. intros j Hj. unfold weight_off. destruct (Nat.eqb j y); [lra|].
    apply Rlt_le, weight_pos; assumption.
Qed.

Lemma flatter_off_proposal N y o : (2 <= N)%nat -> (y < N)%nat -> proposal_off N y (flatter_off N y o).
Proof.
  intros H Hy. pose proof (weight_off_sum N y o H Hy) as S. unfold flatter_off. repeat split.
  - intros j Hj Ne. apply Rdiv_lt_0_compat; [|exact S]. unfold weight_off.
    destruct (Nat.eqb_spec j y); [contradiction|]. apply weight_pos; assumption.
  - unfold weight_off at 1. rewrite Nat.eqb_refl. unfold Rdiv. ring.
  - unfold Rdiv. rewrite sum_scal_r. apply Rinv_r. lra.
Qed.

Lemma spread_off_above N y o q : (2 <= N)%nat -> (y < N)%nat -> proposal_off N y q ->
  let a := weight_off N y (softmax N o) in let S := sum N a in
  spread_off N y (softmax N o) q - S ^ 2 = sum N (fun j => if Nat.eqb j y then 0 else (a j - S * q j) ^ 2 / q j).
Proof.
  intros H Hy (Q & Z & Q1) a S. set (p := softmax N o) in *. pose proof (softmax_proposal N o ltac:(lia)) as P.
  rewrite (sum_ext N (fun j => if Nat.eqb j y then 0 else (a j - S * q j) ^ 2 / q j)
    (fun j => (if Nat.eqb j y then 0 else p j ^ 2 / q j * distance N p j) - 2 * S * a j + S ^ 2 * q j)).
  - rewrite sum_plus, sum_minus, !sum_scal, Q1. fold S. unfold spread_off. ring.
  - intros j Hj. unfold a, weight_off. destruct (Nat.eqb_spec j y) as [->|Ne]; [rewrite Z; ring|].
    specialize (Q j Hj Ne). pose proof (distance_pos N p j H P Hj) as D. unfold weight, distance.
    set (d := 1 - 2 * p j + sum N (fun i => p i ^ 2)) in *. pose proof (sqrt_sqrt d ltac:(lra)) as E.
    replace (p j ^ 2 / q j * d) with (p j ^ 2 / q j * (sqrt d * sqrt d)) by (rewrite E; reflexivity). field. lra.
Qed.

Lemma best_in N o y : (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal_off N y) (fun q => draws_loss true false by_kq N q y) o (flatter_off N y o).
Proof.
  intros H Hy. pose proof (flatter_off_proposal N y o H Hy) as B. split; [exact B|].
  eexists. split; [apply limit_in; [exact B|exact Hy|reflexivity]|]. intros q P.
  eexists. split; [apply limit_in; [exact P|exact Hy|reflexivity]|].
  pose proof (spread_off_above N y o _ H Hy B) as E. pose proof (spread_off_above N y o q H Hy P) as A.
  cbv zeta in A, E. pose proof (weight_off_sum N y o H Hy) as SP. set (a := weight_off N y (softmax N o)) in *.
  set (S := sum N a) in *. destruct P as (Q & Z & Q1).
  rewrite (sum_eq_0 N (fun j => if Nat.eqb j y then 0 else (_ - S * flatter_off N y o j) ^ 2 / _)) in E.
  2: { intros j Hj. destruct (Nat.eqb j y); [reflexivity|]. unfold flatter_off. fold a S.
       replace (_ - _) with 0 by (field; lra). unfold Rdiv. ring. }
  assert (G : forall j, (j < N)%nat -> 0 <= if Nat.eqb j y then 0 else (a j - S * q j) ^ 2 / q j).
  { intros j Hj. destruct (Nat.eqb_spec j y); [lra|].
    apply Rmult_le_pos; [apply pow2_ge_0|apply Rlt_le, Rinv_0_lt_compat, Q; assumption]. }
  pose proof (sum_nonneg N _ G). split; [lra|]. intros L i Hi. destruct (Nat.eq_dec i y) as [->|Ne].
  - rewrite Z. symmetry. apply B.
  - pose proof (term_le_sum N _ i G Hi) as T. cbv beta in T. destruct (Nat.eqb_spec i y); [contradiction|].
    specialize (Q i Hi Ne). destruct (Req_dec (a i - S * q i) 0) as [F|F].
    + unfold flatter_off. fold a S. apply (Rmult_eq_reg_l S); [|lra]. unfold Rdiv.
      rewrite (Rmult_comm _ (/ S)), <- Rmult_assoc, Rinv_r by lra. lra.
    + exfalso. apply Rsqr_pos_lt in F. rewrite Rsqr_pow2 in F. pose proof (Rdiv_lt_0_compat _ _ F Q). lra.
Qed.

Lemma best_out N o y : (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal N) (fun q => draws_loss false true by_kq N q y) o (flatter N o).
Proof.
  intros H Hy. pose proof (flatter_proposal N o H) as B. split; [exact B|].
  eexists. split; [apply limit_out; [exact B|exact Hy|reflexivity]|]. intros q P.
  eexists. split; [apply limit_out; [exact P|exact Hy|reflexivity]|]. apply flatter_is_best; assumption.
Qed.

Lemma one_is_best N (allowed : (nat -> R) -> Prop) loss o b b' : (forall q V W, variation_tends N q (loss q) o V ->
    variation_tends N q (loss q) o W -> allowed q -> V = W) ->
  varies_least N allowed loss o b -> varies_least N allowed loss o b' -> forall i, (i < N)%nat -> b' i = b i.
Proof.
  intros U (A & V & T & L) (A' & V' & T' & L'). destruct (L b' A') as (W & TW & B & C).
  destruct (L' b A) as (W' & TW' & B' & _). apply C. rewrite (U b' W V'), (U b V W'); assumption.
Qed.

Lemma best_is_flatter N o y b : (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal N) (fun q => draws_loss false true by_kq N q y) o b ->
  forall i, (i < N)%nat -> b i = flatter N o i.
Proof.
  intros H Hy. apply (one_is_best N (proposal N) (fun q => draws_loss false true by_kq N q y)).
  - intros q V W A B P. rewrite (proj1 (limit_out N q o y V P Hy) A), (proj1 (limit_out N q o y W P Hy) B).
    reflexivity.
  - apply best_out; assumption.
Qed.

Lemma best_off_is_flatter N o y b : (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal_off N y) (fun q => draws_loss true false by_kq N q y) o b ->
  forall i, (i < N)%nat -> b i = flatter_off N y o i.
Proof.
  intros H Hy. apply (one_is_best N (proposal_off N y) (fun q => draws_loss true false by_kq N q y)).
  - intros q V W A B P. rewrite (proj1 (limit_in N q o y V P Hy) A), (proj1 (limit_in N q o y W P Hy) B).
    reflexivity.
  - apply best_in; assumption.
Qed.

(** Claim: none
    Says: For two classes of the odds 1 and 3 the softmax is not that proposal, which is uniform.
*)
Theorem the_target_is_not_the_one : ~ (forall N o y, (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal N) (fun q => draws_loss false true by_kq N q y) o (softmax N o) /\
  varies_least N (proposal_off N y) (fun q => draws_loss true false by_kq N q y) o (flatter_off N y o) /\
  (N = 2%nat -> forall i, (i < 2)%nat -> flatter N o i = 1 / 2)).
Proof.
  intros H. destruct (H 2%nat (odds 1 3) 0%nat ltac:(lia) ltac:(lia)) as (B & _ & _).
  pose proof (best_is_flatter 2 (odds 1 3) 0 _ ltac:(lia) ltac:(lia) B 0%nat ltac:(lia)) as E.
  rewrite odds_softmax, flatter_of_two in E by (lra || lia). simpl in E. lra.
Qed.

(** Claim: none
    Says: Nor is the softmax of the other classes, with the positive in: three classes of the odds 1, 2 and 1.
*)
Theorem the_target_off_is_not_the_one : ~ (forall N o y, (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal N) (fun q => draws_loss false true by_kq N q y) o (flatter N o) /\
  varies_least N (proposal_off N y) (fun q => draws_loss true false by_kq N q y) o (softmax_off N o y) /\
  (N = 2%nat -> forall i, (i < 2)%nat -> flatter N o i = 1 / 2)).
Proof.
  intros H. set (o := fun i => if Nat.eqb i 1 then ln 2 else 0).
  destruct (H 3%nat o 2%nat ltac:(lia) ltac:(lia)) as (_ & B & _).
  pose proof (best_off_is_flatter 3 o 2 _ ltac:(lia) ltac:(lia) B) as E.
  pose proof (E 0%nat ltac:(lia)) as E0. pose proof (E 1%nat ltac:(lia)) as E1. clear H B E.
  pose proof (weight_off_sum 3 2 o ltac:(lia) ltac:(lia)) as SP. unfold flatter_off in E0, E1.
  set (S := sum 3 _) in *. unfold weight_off, softmax_off in E0, E1. simpl Nat.eqb in *. cbv iota in *.
  assert (P : partition 3 o = 4) by (unfold partition, o; simpl; rewrite exp_ln, exp_0 by lra; ring).
  unfold weight in E0, E1. set (d0 := 1 - _ + _) in E0. set (d1 := 1 - _ + _) in E1.
  assert (D : d0 <> d1).
  { unfold d0, d1, softmax. rewrite P. unfold o. simpl. rewrite exp_ln, exp_0 by lra. lra. }
  pose proof (distance_pos 3 (softmax 3 o) 0 ltac:(lia) (softmax_proposal 3 o ltac:(lia)) ltac:(lia)) as A0.
  pose proof (distance_pos 3 (softmax 3 o) 1 ltac:(lia) (softmax_proposal 3 o ltac:(lia)) ltac:(lia)) as A1.
  fold d0 in A0. fold d1 in A1. clearbody d0 d1. unfold softmax in E0, E1. rewrite P in E0, E1.
  unfold o in E0, E1. simpl in E0, E1. rewrite exp_ln, exp_0 in * by lra.
  assert (F0 : S = 3 / 4 * sqrt d0).
  { apply (f_equal (fun x => x * (3 * S))) in E0. replace (1 / (4 - 1) * (3 * S)) with S in E0 by field.
    replace (1 / 4 * sqrt d0 / S * (3 * S)) with (3 / 4 * sqrt d0) in E0 by (field; lra). exact E0. }
  assert (F1 : S = 3 / 4 * sqrt d1).
  { apply (f_equal (fun x => x * (3 / 2 * S))) in E1. replace (2 / (4 - 1) * (3 / 2 * S)) with S in E1 by field.
    replace (2 / 4 * sqrt d1 / S * (3 / 2 * S)) with (3 / 4 * sqrt d1) in E1 by (field; lra). exact E1. }
  apply D. apply sqrt_inj; lra.
Qed.

(** Claim: sf.ssm.variance.best.gradient.repair
    Role: establishes
    Place: SF, beyond the summary, first experiments 3
    Says: The least limit of k times the variances of the loss's partial derivatives, added up, is that of q_j in
      proportion to p_j |e_j - p|, and of no other proposal: over all classes where the positive's own term is out of
      Z^, over the others where it is in; for two classes it is uniform where it is out.
    Gap: Real numbers. Proposals are positive on the classes that are drawn, and 0 on the positive where its own term is
      in. With two classes and the positive in there is but one proposal.
    Mutant: `(flatter N o) /\` becomes `(softmax N o) /\`; refuted by the theorem the_target_is_not_the_one
    Mutant: `(flatter_off N y o)` becomes `(softmax_off N o y)`; refuted by the theorem the_target_off_is_not_the_one
*)
Theorem the_gradient_varies_least_for_a_flatter_proposal : forall N o y, (2 <= N)%nat -> (y < N)%nat ->
  varies_least N (proposal N) (fun q => draws_loss false true by_kq N q y) o (flatter N o) /\
  varies_least N (proposal_off N y) (fun q => draws_loss true false by_kq N q y) o (flatter_off N y o) /\
  (N = 2%nat -> forall i, (i < 2)%nat -> flatter N o i = 1 / 2).
Proof.
  intros N o y H Hy. split; [apply best_out; assumption|]. split; [apply best_in; assumption|].
  intros -> i Hi. apply flatter_of_two, Hi.
Qed.
