(** The curvature of softmax and of sampled softmax, and the slopes of order preserving maps. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian Derivatives.
Open Scope R_scope.

(** The second derivatives of L at o along every v are at most c ||v||^2. *)
Definition curvature_at_most (n : nat) (L : (nat -> R) -> R) (o : nat -> R) (c : R) : Prop :=
  forall v D, second_derivative (fun t => L (fun i => o i + t * v i)) 0 D -> D <= c * sum n (fun i => v i ^ 2).

(** Terms j = 0, ..., k - 1, each of an item and with a correction; the positive y may be among them or not. *)
Definition sampled_softmax (k : nat) (item : nat -> nat) (correction : nat -> R) (y : nat) (o : nat -> R) : R :=
  ln (sum k (fun j => exp (o (item j) - correction j))) - o y.

Lemma second_sampled k item corr y o v : (0 < k)%nat ->
  second_derivative (fun t => sampled_softmax k item corr y (fun i => o i + t * v i)) 0
    (variance k (softmax k (fun j => o (item j) - corr j)) (fun j => v (item j))).
Proof.
  intros K. destruct (second_log_sum_exp k (fun j => o (item j) - corr j) (fun j => v (item j)) (o y) (v y) K)
    as (g & G & B). exists g. split; [|exact B]. intros t.
  apply (derive_ext (fun t => ln (sum k (fun j => exp (o (item j) - corr j + t * v (item j)))) - (o y + t * v y)));
    [|exact (G t)].
  intros u. unfold sampled_softmax. f_equal. f_equal. apply sum_ext. intros j _. f_equal. ring.
Qed.

Lemma extremes n v : (0 < n)%nat ->
  exists a b, (a < n)%nat /\ (b < n)%nat /\ forall i, (i < n)%nat -> v a <= v i <= v b.
Proof.
  induction n as [|n IH]; [lia|]. intros _. destruct n as [|n].
  - exists 0%nat, 0%nat. repeat split; try lia; replace i with 0%nat by lia; lra.
  - destruct IH as (a & b & A & B & H); [lia|].
    exists (if Rle_dec (v a) (v (S n)) then a else S n), (if Rle_dec (v (S n)) (v b) then b else S n).
    destruct (Rle_dec (v a) (v (S n))), (Rle_dec (v (S n)) (v b)); repeat split; try lia;
      destruct (Nat.eq_dec i (S n)) as [->|E]; try lra; pose proof (H i ltac:(lia)); lra.
Qed.

Lemma two_squares n v a b : (a < n)%nat -> (b < n)%nat -> a <> b -> v a ^ 2 + v b ^ 2 <= sum n (fun i => v i ^ 2).
Proof.
  intros A B N. rewrite <- (sum_pick n a (fun i => v i ^ 2) A), <- (sum_pick n b (fun i => v i ^ 2) B), <- sum_plus.
  apply sum_le. intros i _. pose proof (pow2_ge_0 (v i)). unfold one_hot.
  destruct (Nat.eqb_spec i a), (Nat.eqb_spec i b); try lia; lra.
Qed.

(** Bhatia and Davis: a variance is at most (M - mu)(mu - m), and so here at most half the squares. *)
Lemma variance_of_items_half k n w item v : simplex k w -> (forall j, (j < k)%nat -> (item j < n)%nat) ->
  variance k w (fun j => v (item j)) <= 1 / 2 * sum n (fun i => v i ^ 2).
Proof.
  intros [W S] I. assert (N : (0 < n)%nat).
  { destruct k as [|k]; [simpl in S; lra|]. pose proof (I 0%nat ltac:(lia)). lia. }
  destruct (extremes n v N) as (a & b & A & B & H). unfold variance, mean.
  set (mu := sum k (fun j => w j * v (item j))).
  assert (P : 0 <= sum k (fun j => w j * ((v b - v (item j)) * (v (item j) - v a)))).
  { apply sum_nonneg. intros j Hj. pose proof (H (item j) (I j Hj)).
    apply Rmult_le_pos; [exact (W j Hj)|apply Rmult_le_pos; lra]. }
  rewrite (sum_ext k _ (fun j => (v a + v b) * (w j * v (item j)) - w j * v (item j) ^ 2 - v a * v b * w j)) in P
    by (intros; ring).
  rewrite !sum_minus, !sum_scal, S in P. fold mu in P.
  pose proof (pow2_ge_0 (mu - (v a + v b) / 2)) as Q.
  destruct (Nat.eq_dec a b) as [<-|E].
  - assert (0 <= sum n (fun i => v i ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0).
    pose proof (pow2_ge_0 (mu - v a)). lra.
  - pose proof (two_squares n v a b A B E). pose proof (pow2_ge_0 (v a + v b)). lra.
Qed.

Lemma sampled_half n k item corr y o : (0 < k)%nat -> (forall j, (j < k)%nat -> (item j < n)%nat) ->
  curvature_at_most n (sampled_softmax k item corr y) o (1 / 2).
Proof.
  intros K I v D HD. rewrite (second_unique _ _ _ _ HD (second_sampled k item corr y o v K)).
  apply variance_of_items_half; [apply softmax_simplex; exact K|exact I].
Qed.

(** Four items, the first the positive, the second drawn. *)
Definition contrast (i : nat) : R := match i with O => 1 | 1%nat => -1 | _ => 0 end.

Lemma two_terms_curve :
  second_derivative (fun t => sampled_softmax 2 (fun j => j) (fun _ => 0) 0 (fun i => 0 + t * contrast i)) 0 1.
Proof.
  replace 1 with (variance 2 (softmax 2 (fun j => 0 - 0)) contrast).
  - apply (second_sampled 2 (fun j => j) (fun _ => 0) 0 (fun _ => 0) contrast). lia.
  - unfold variance, mean, softmax, partition. simpl. rewrite Rminus_0_r, exp_0. field.
Qed.

Lemma no_quarter c : curvature_at_most 4 (sampled_softmax 2 (fun j => j) (fun _ => 0) 0) (fun _ => 0) c -> 1 / 2 <= c.
Proof. intros H. specialize (H contrast 1 two_terms_curve). simpl in H. lra. Qed.

(** Claim: none
    Says: With 1/2 in place of 1/4 the sentence is true.
*)
Theorem a_half_is_true : ~ ~ (forall n k item correction y o, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) ->
  curvature_at_most n (sampled_softmax k item correction y) o (1 / 2)).
Proof. intros H. exact (H sampled_half). Qed.

(** Claim: sf.jacobian.ssm.quarter
    Role: refutes
    Place: SF, summary, quick check
    Says: The curvature of sampled softmax is not at most 1/4 at all scores and for all draws: of four items with equal
      scores, the first the positive and the second drawn, it is 1/2 along (1, -1, 0, 0).
    Gap: The Hessian's norm is read from the second derivatives along lines.
    Mutant: `(1 / 4)` becomes `(1 / 2)`; refuted by the theorem a_half_is_true
*)
Theorem sampled_softmax_is_not_below_a_quarter : ~ (forall n k item correction y o, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) ->
  curvature_at_most n (sampled_softmax k item correction y) o (1 / 4)).
Proof.
  intros H. pose proof (no_quarter _ (H 4%nat 2%nat (fun j => j) (fun _ => 0) 0%nat (fun _ => 0)
    ltac:(lia) ltac:(intros; lia))). lra.
Qed.

(** Claim: none
    Says: 1/4 is no bound: of four items with equal scores, the first the positive and the second drawn, the second
      derivative along (1, -1, 0, 0) is 1, of a square of 2.
*)
Theorem the_hessian_exceeds_a_quarter : ~ (forall n k item correction y o v, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) -> exists D,
  second_derivative (fun t => sampled_softmax k item correction y (fun i => o i + t * v i)) 0 D /\
  0 <= D <= 1 / 4 * sum n (fun i => v i ^ 2)).
Proof.
  intros H. destruct (H 4%nat 2%nat (fun j => j) (fun _ => 0) 0%nat (fun _ => 0) contrast ltac:(lia) ltac:(intros; lia))
    as (D & S & B). rewrite (second_unique _ _ _ _ S two_terms_curve) in B. simpl in B. lra.
Qed.

Lemma variance_nonneg k w b : simplex k w -> 0 <= variance k w b.
Proof.
  intros [W S]. set (m := sum k (fun j => w j * b j)).
  assert (E : variance k w b = sum k (fun j => w j * (b j - m) ^ 2)).
  { unfold variance, mean. fold m.
    rewrite (sum_ext k (fun j => w j * (b j - m) ^ 2) (fun j => (w j * b j ^ 2 - 2 * m * (w j * b j)) + m ^ 2 * w j))
      by (intros; ring).
    rewrite sum_plus, sum_minus, !sum_scal, S. fold m. ring. }
  rewrite E. apply sum_nonneg. intros j Hj. apply Rmult_le_pos; [exact (W j Hj)|apply pow2_ge_0].
Qed.

(** Claim: sf.jacobian.ssm
    Role: establishes
    Place: SF, summary, Open Question 2
    Says: Along every v sampled softmax has a second derivative, and it is from 0 to 1/2 ||v||^2, at all scores and for
      every number of draws, with the positive in the sum or not, with repeated draws and accidental hits and with every
      correction; with item j = j, in the terms' own logits.
    Gap: Real numbers. The Hessian's norm is the largest second derivative along a v of length 1, as none is negative.
    Mutant: `D <= 1 / 2 *` becomes `D <= 1 / 4 *`; refuted by the theorem the_hessian_exceeds_a_quarter
*)
Theorem sampled_softmax_curvature : forall n k item correction y o v, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) -> exists D,
  second_derivative (fun t => sampled_softmax k item correction y (fun i => o i + t * v i)) 0 D /\
  0 <= D <= 1 / 2 * sum n (fun i => v i ^ 2).
Proof.
  intros n k item corr y o v K I. exists (variance k (softmax k (fun j => o (item j) - corr j)) (fun j => v (item j))).
  split; [exact (second_sampled k item corr y o v K)|]. split.
  - apply variance_nonneg, softmax_simplex, K.
  - apply variance_of_items_half; [apply softmax_simplex; exact K|exact I].
Qed.

Lemma second_softmax n y o v : (0 < n)%nat ->
  second_derivative (fun t => softmax_loss n (fun i => o i + t * v i) y) 0 (variance n (softmax n o) v).
Proof.
  intros N. destruct (second_log_sum_exp n o v (o y) (v y) N) as (g & G & B). exists g. split; [|exact B]. intros t.
  apply (derive_ext _ _ _ _ (fun u => eq_sym (softmax_loss_partition n (fun i => o i + u * v i) y N))). exact (G t).
Qed.

(** Claim: none
    Says: From 1/2 on what bounds softmax bounds sampled softmax.
*)
Theorem from_a_half : ~ ~ (forall n k item correction y o c, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) -> 1 / 2 <= c /\ curvature_at_most n (fun s => softmax_loss n s y) o c ->
  curvature_at_most n (sampled_softmax k item correction y) o c).
Proof.
  intros H. apply H. intros n k item corr y o c K I [C _] v D HD.
  pose proof (sampled_half n k item corr y o K I v D HD) as B.
  assert (0 <= sum n (fun i => v i ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0). nra.
Qed.

(** Claim: sf.jacobian.ssm.pointwise
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: At the same scores the curvature of sampled softmax may be above that of softmax: of four items with equal
      scores, the first the positive and the second drawn, it is 1/2 and softmax's 1/4.
    Gap: The norms are compared through what bounds the second derivatives along lines.
    Mutant: `curvature_at_most n (fun` becomes `1 / 2 <= c /\ curvature_at_most n (fun`; refuted by the
      theorem from_a_half
*)
Theorem sampled_softmax_may_curve_more : ~ (forall n k item correction y o c, (0 < k)%nat ->
  (forall j, (j < k)%nat -> (item j < n)%nat) ->
  curvature_at_most n (fun s => softmax_loss n s y) o c ->
  curvature_at_most n (sampled_softmax k item correction y) o c).
Proof.
  intros H. assert (B : 1 / 2 <= 1 / 4); [|lra]. apply no_quarter.
  apply (H 4%nat 2%nat (fun j => j) (fun _ => 0) 0%nat (fun _ => 0)); [lia|intros; lia|]. intros v D HD.
  rewrite (second_unique _ _ _ _ HD (second_softmax 4 0 (fun _ => 0) v ltac:(lia))).
  unfold variance, mean, softmax, partition. simpl. rewrite exp_0.
  pose proof (pow2_ge_0 (v 0%nat + v 1%nat + v 2%nat + v 3%nat)).
  replace (1 / (0 + 1 + 1 + 1 + 1)) with (1 / 4) by field. lra.
Qed.

(** Claim: none
    Says: On directions that add up to 0 the Jacobian of softmax is injective.
*)
Theorem injective_off_the_constants : ~ ~ (forall n s v, (2 <= n)%nat -> sum n v = 0 ->
  (forall i, (i < n)%nat -> sum n (fun j => softmax_matrix (softmax n s) i j * v j) = 0) -> forall i, (i < n)%nat ->
    v i = 0).
Proof.
  intros H. apply H. intros n s v N2 Z K. assert (N : (0 < n)%nat) by lia.
  set (mu := sum n (fun j => softmax n s j * v j)).
  assert (C : forall i, (i < n)%nat -> v i = mu).
  { intros i Hi. specialize (K i Hi). unfold softmax_matrix in K.
    rewrite (sum_ext n _ (fun j => softmax n s i * (one_hot i j * v j) - softmax n s i * (softmax n s j * v j))) in K
      by (intros; ring).
    rewrite sum_minus, !sum_scal, (sum_pick n i v Hi) in K. fold mu in K.
    assert (W : 0 < softmax n s i).
    { apply Rmult_lt_0_compat; [apply exp_pos|apply Rinv_0_lt_compat, partition_pos; exact N]. }
    apply (Rmult_eq_reg_l (softmax n s i)); lra. }
  intros i Hi. rewrite (C i Hi). rewrite (sum_ext n v (fun _ => mu) C), sum_const in Z. apply lt_INR in N. simpl in N.
  apply (Rmult_eq_reg_l (INR n)); lra.
Qed.

(** Claim: sf.jacobian.rank.contrast
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: The Jacobian of softmax has not the rank N: it takes the constant direction to 0, at the odds (1, 2) of two
      classes and at any others.
    Gap: Rank N is read as: only 0 is taken to 0. The matrix is diag(p) - p p^T, with which softmax's derivative agrees.
    Mutant: `(2 <= n)%nat ->` becomes `(2 <= n)%nat -> sum n v = 0 ->`; refuted by the theorem
      injective_off_the_constants
*)
Theorem softmax_has_not_full_rank : ~ (forall n s v, (2 <= n)%nat ->
  (forall i, (i < n)%nat -> sum n (fun j => softmax_matrix (softmax n s) i j * v j) = 0) -> forall i, (i < n)%nat ->
    v i = 0).
Proof.
  intros H. specialize (H 2%nat (fun i => if Nat.eqb i 0 then 0 else ln 2) (fun _ => 1) ltac:(lia)).
  assert (Z : 1 = 0); [|lra]. apply (H ltac:(
    intros [|[|i]] Hi; [| |lia]; unfold softmax_matrix, softmax, partition, one_hot; simpl;
    rewrite exp_0, exp_ln by lra; field) 0%nat).
  lia.
Qed.

Lemma some_floor n (p : nat -> R) : (forall i, (i < n)%nat -> 0 < p i) ->
  exists w, 0 < w /\ forall i, (i < n)%nat -> w <= p i.
Proof.
  induction n as [|n IH]; intros P; [exists 1; split; [lra|intros; lia]|].
  destruct IH as (w & W & H); [intros i Hi; apply P; lia|]. exists (Rmin w (p n)).
  split; [apply Rmin_glb_lt; [exact W|apply P; lia]|]. intros i Hi.
  destruct (Nat.eq_dec i n) as [->|E]; [apply Rmin_r|]. eapply Rle_trans; [apply Rmin_l|apply H; lia].
Qed.

(** Claim: none
    Says: At each s there is a bound.
*)
Theorem at_each_point_it_is_bounded : ~ ~ (forall n, (2 <= n)%nat -> forall s, exists K, forall v u,
  sum n v = 0 -> sum n u = 0 ->
  variance n (softmax n s) v * sum n (fun i => u i ^ 2) <= K * (variance n (softmax n s) u * sum n (fun i => v i ^ 2))).
Proof.
  intros H. apply H. intros n N s. set (p := softmax n s). assert (P1 : sum n p = 1) by (apply softmax_sum; lia).
  assert (P : forall i, (i < n)%nat -> 0 < p i) by (intros; apply softmax_pos; lia).
  destruct (some_floor n p P) as (w & W & F). exists (/ w). intros v u V U.
  assert (A : variance n p v <= sum n (fun i => v i ^ 2)).
  { unfold variance, mean. pose proof (pow2_ge_0 (sum n (fun i => p i * v i))).
    assert (sum n (fun i => p i * v i ^ 2) <= sum n (fun i => v i ^ 2)); [|lra].
    apply sum_le. intros i Hi. pose proof (pow2_ge_0 (v i)).
    assert (p i <= 1) by (rewrite <- P1; apply term_le_sum; [intros; apply Rlt_le, P; assumption|exact Hi]).
    pose proof (Rmult_le_compat_r (v i ^ 2) _ _ ltac:(assumption) ltac:(eassumption)). lra. }
  assert (B : w * sum n (fun i => u i ^ 2) <= variance n p u).
  { set (m := mean n p u). assert (E : variance n p u = sum n (fun i => p i * (u i - m) ^ 2)).
    { rewrite (sum_ext n _ (fun i => p i * u i ^ 2 - 2 * m * (p i * u i) + m ^ 2 * p i)) by (intros; ring).
      rewrite sum_plus, sum_minus, !sum_scal, P1. unfold variance, m, mean. ring. }
    assert (G : w * sum n (fun i => (u i - m) ^ 2) <= variance n p u).
    { rewrite E, <- sum_scal. apply sum_le. intros i Hi. apply Rmult_le_compat_r; [apply pow2_ge_0|exact (F i Hi)]. }
    rewrite (sum_ext n _ (fun i => u i ^ 2 - 2 * m * u i + m ^ 2)) in G by (intros; ring).
    rewrite sum_plus, sum_minus, sum_scal, U, sum_const in G. apply Rle_trans with (2 := G).
    apply Rmult_le_compat_l; [lra|]. pose proof (Rmult_le_pos _ _ (pos_INR n) (pow2_ge_0 m)). lra. }
  pose proof (squares_nonneg n u) as Qu. pose proof (squares_nonneg n v) as Qv.
  apply Rle_trans with (sum n (fun i => v i ^ 2) * sum n (fun i => u i ^ 2)).
  - apply Rmult_le_compat_r; assumption.
  - apply (Rmult_le_reg_l w); [exact W|]. rewrite <- Rmult_assoc.
    replace (w * (/ w * (variance n p u * sum n (fun i => v i ^ 2)))) with
      (variance n p u * sum n (fun i => v i ^ 2)) by (field; lra).
    pose proof (Rmult_le_compat_r _ _ _ Qv B). lra.
Qed.

(** Claim: sf.jacobian.well_conditioned
    Role: refutes
    Place: SF, summary, Mechanism 1
    Says: No constant K bounds the condition number of softmax's Jacobian on the directions orthogonal to 1 at every s:
      of three classes let two have R = 2K + 1 times the odds of the third; it is (4K + 3)/3.
    Gap: The condition number is bounded by K if v^T J v ||u||^2 <= K u^T J u ||v||^2 for all u, v; J is read through
      v^T J v, the variance of v under softmax.
    Mutant: `exists K, forall s v u` becomes `forall s, exists K, forall v u`; refuted by the theorem
      at_each_point_it_is_bounded
*)
Theorem softmax_is_not_well_conditioned : ~ (forall n, (2 <= n)%nat -> exists K, forall s v u,
  sum n v = 0 -> sum n u = 0 ->
  variance n (softmax n s) v * sum n (fun i => u i ^ 2) <= K * (variance n (softmax n s) u * sum n (fun i => v i ^ 2))).
Proof.
  intros H. destruct (H 3%nat ltac:(lia)) as [K B]. pose proof (Rabs_pos K) as A. pose proof (Rle_abs K) as L.
  set (r := 2 * Rabs K + 1) in *. set (u := fun i => match i with O => 1 | 1%nat => 1 | _ => -2 end).
  specialize (B (fun i => if Nat.eqb i 2 then 0 else ln r) contrast u).
  specialize (B ltac:(simpl; lra) ltac:(unfold u; simpl; lra)). unfold variance, mean, softmax, partition, u in B.
    simpl in B.
  rewrite exp_0, exp_ln in B by (unfold r; lra).
  set (x := r / (0 + r + r + 1)) in B. set (y := 1 / (0 + r + r + 1)) in B.
  assert (X : x = r * y) by (unfold x, y; field; unfold r; lra).
  assert (Y : y * (2 * r + 1) = 1) by (unfold y; field; unfold r; lra).
  assert (P : 0 < y) by (unfold y; apply Rdiv_lt_0_compat; unfold r; lra).
  assert (B' : 12 * x <= K * (2 * (2 * x + 4 * y - 4 * (x - y) ^ 2))) by (simpl; lra).
  rewrite X in B'.
  assert (E : 2 * (r * y) + 4 * y - 4 * (r * y - y) ^ 2 = 18 * r * (y * y)).
  { replace (2 * (r * y) + 4 * y) with ((2 * r + 4) * y * (y * (2 * r + 1))) by (rewrite Y; ring). ring. }
  rewrite E in B'. assert (r0 : 0 < r) by (unfold r; lra).
  assert (C : 12 * (r * y) <= 36 * Rabs K * (r * (y * y))).
  { apply (Rle_trans _ _ _ B'). replace (K * (2 * (18 * r * (y * y)))) with (K * (36 * (r * (y * y)))) by ring.
    replace (36 * Rabs K * (r * (y * y))) with (Rabs K * (36 * (r * (y * y)))) by ring.
    apply Rmult_le_compat_r; [|exact L]. apply Rmult_le_pos; [lra|].
    apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra. }
  assert (D : (r * y) * 1 <= (r * y) * (3 * Rabs K * y)) by lra.
  apply Rmult_le_reg_l in D; [|apply Rmult_lt_0_compat; assumption].
  rewrite <- Y in D. replace (y * (2 * r + 1)) with ((2 * r + 1) * y) in D by ring.
  apply Rmult_le_reg_r in D; [|exact P]. unfold r in D. lra.
Qed.
