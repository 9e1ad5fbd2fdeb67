(** RG2 and RGx: where they are least, and what a common offset of the scores does to them. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Convexity.
Open Scope R_scope.

(** Eq. 15 for a pair (x, y), where o holds the N scores of the context x. *)
Definition rg2 (N : nat) (o : nat -> R) (y : nat) : R := - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2).
Definition rgx (N : nat) (o : nat -> R) (y : nat) : R := rg2 N o y - / (2 * INR N ^ 2) * sum N o ^ 2.

(** f is at least v, and v exactly where P holds. *)
Definition least_exactly (f : (nat -> R) -> R) (v : R) (P : (nat -> R) -> Prop) : Prop :=
  forall o, v <= f o /\ (f o = v <-> P o).

Lemma sum_squares_pos N f y : (y < N)%nat -> f y <> 0 -> 0 < sum N (fun j => f j ^ 2).
Proof.
  intros Hy Hf. apply Rlt_le_trans with (f y ^ 2).
  - apply Rsqr_pos_lt in Hf. unfold Rsqr in Hf. lra.
  - apply (term_le_sum N (fun j => f j ^ 2)); [intros j _; apply pow2_ge_0|exact Hy].
Qed.

(** The spread of N numbers around their mean. *)
Definition scatter (N : nat) (d : nat -> R) : R := sum N (fun j => (d j - sum N d / INR N) ^ 2).

Lemma scatter_eq N d : (0 < N)%nat -> sum N (fun j => d j ^ 2) - sum N d ^ 2 / INR N = scatter N d.
Proof.
  intros HN. apply lt_0_INR in HN. unfold scatter. set (m := sum N d / INR N).
  rewrite (sum_ext N (fun j => (d j - m) ^ 2) (fun j => d j ^ 2 + - 2 * m * d j + m ^ 2)) by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. unfold m. field. lra.
Qed.

Lemma rg2_risk N eta o : (0 < N)%nat -> sum N eta = 1 ->
  risk N rg2 eta o = 1 - INR N / 2 * sum N (fun j => eta j ^ 2)
    + / (2 * INR N) * sum N (fun j => (o j - (INR N * eta j - 1)) ^ 2).
Proof.
  intros HN H. apply lt_0_INR in HN. unfold risk, rg2.
  set (A := sum N (fun j => (o j + 1) ^ 2)).
  rewrite (sum_ext N _ (fun y => - 1 * (eta y * o y) + / (2 * INR N) * A * eta y)) by (intros; ring).
  rewrite (sum_ext N (fun j => (o j - _) ^ 2)
    (fun j => (o j + 1) ^ 2 + - 2 * INR N * (eta j * o j) + - 2 * INR N * eta j + INR N ^ 2 * eta j ^ 2))
    by (intros; ring).
  rewrite !sum_plus, !sum_scal, H. fold A. field. lra.
Qed.

Lemma rgx_risk N eta o : (0 < N)%nat -> sum N eta = 1 ->
  risk N rgx eta o = 1 - INR N / 2 * sum N (fun j => eta j ^ 2)
    + / (2 * INR N) * scatter N (fun j => o j - (INR N * eta j - 1)).
Proof.
  intros HN H. rewrite <- scatter_eq by exact HN.
  replace (risk N rgx eta o) with (risk N rg2 eta o - / (2 * INR N ^ 2) * sum N o ^ 2).
  - rewrite rg2_risk by assumption. apply lt_0_INR in HN.
    replace (sum N (fun j => o j - (INR N * eta j - 1))) with (sum N o); [field; lra|].
    rewrite sum_minus, sum_minus, sum_scal, sum_const, H. ring.
  - unfold risk, rgx.
    rewrite (sum_ext N (fun y => eta y * (rg2 N o y - _))
      (fun y => eta y * rg2 N o y - / (2 * INR N ^ 2) * sum N o ^ 2 * eta y)) by (intros; ring).
    rewrite sum_minus, sum_scal, H. ring.
Qed.

(** How far a mean of squares lies above the square of the mean. *)
Lemma squares_convex N u a b t :
  t * sum N (fun j => (a j - u j) ^ 2) + (1 - t) * sum N (fun j => (b j - u j) ^ 2)
  - sum N (fun j => (t * a j + (1 - t) * b j - u j) ^ 2) = t * (1 - t) * sum N (fun j => (a j - b j) ^ 2).
Proof. rewrite <- !sum_scal, <- sum_plus, <- sum_minus. apply sum_ext. intros j _. ring. Qed.

Lemma spread_convex N u a b t : (0 < N)%nat ->
  t * scatter N (fun j => a j - u j) + (1 - t) * scatter N (fun j => b j - u j)
  - scatter N (fun j => t * a j + (1 - t) * b j - u j) = t * (1 - t) * scatter N (fun j => a j - b j).
Proof.
  intros HN. rewrite <- !scatter_eq, !sum_minus, !sum_plus, !sum_scal by exact HN.
  pose proof (squares_convex N u a b t) as H. apply lt_0_INR in HN.
  replace (sum N (fun j => (t * a j + (1 - t) * b j - u j) ^ 2)) with
    (t * sum N (fun j => (a j - u j) ^ 2) + (1 - t) * sum N (fun j => (b j - u j) ^ 2)
     - t * (1 - t) * sum N (fun j => (a j - b j) ^ 2)) by lra.
  field. lra.
Qed.

(** Claim: rg.eq15.minimiser.rg2
    Role: establishes
    Place: RG, Eq. 15
    Says: for labels of distribution eta the risk of RG2 is strictly convex in the scores o, at least 1 - N/2 ||eta||^2,
      and has this value at o = N eta - 1 only.
    Gap: real numbers. The single click is the case eta = e_y, where ||eta||^2 = 1.
    Mutant: `INR N * eta j - 1` becomes `INR N * eta j`; refuted by the theorem rg2_is_not_least_at_n_eta
    Mutant: `1 - INR N / 2 *` becomes `1 - INR N *`; refuted by the mutant "$1 - N\|\eta\|^2$" of rg.eq15.minimiser.rg2
*)
Theorem rg2_minimiser : forall N eta, (0 < N)%nat -> simplex N eta ->
  strictly_convex N (risk N rg2 eta) /\
  least_exactly (risk N rg2 eta) (1 - INR N / 2 * sum N (fun j => eta j ^ 2))
    (fun o => forall j, (j < N)%nat -> o j = INR N * eta j - 1).
Proof.
  intros N eta HN [_ H]. assert (Hn : 0 < / (2 * INR N)).
  { apply lt_0_INR in HN. apply Rinv_0_lt_compat. lra. }
  split; [|intros o; rewrite rg2_risk by assumption; split].
  - intros a b t _ _ [j [Hj Hab]] Ht. rewrite !rg2_risk by assumption.
    pose proof (squares_convex N (fun j => INR N * eta j - 1) a b t) as C.
    assert (0 < t * (1 - t) * sum N (fun j => (a j - b j) ^ 2)) as P.
    { apply Rmult_lt_0_compat; [nra|]. apply (sum_squares_pos N (fun j => a j - b j) j Hj). lra. }
    rewrite <- C in P. apply Rmult_lt_compat_l with (1 := Hn) in P. lra.
  - pose proof (squares_nonneg N (fun j => o j - (INR N * eta j - 1))). nra.
  - split.
    + intros E j Hj. destruct (Req_dec (o j - (INR N * eta j - 1)) 0) as [Z|Z]; [lra|].
      pose proof (sum_squares_pos N (fun j => o j - (INR N * eta j - 1)) j Hj Z). nra.
    + intros E. rewrite (sum_eq_0 N (fun j => (o j - (INR N * eta j - 1)) ^ 2)); [ring|].
      intros j Hj. rewrite (E j Hj). ring.
Qed.

(** Claim: none
    Says: with one item, for instance, the risk of RG2 is not least at o = N eta.
*)
Theorem rg2_is_not_least_at_n_eta : ~ (forall N eta, (0 < N)%nat -> simplex N eta ->
  strictly_convex N (risk N rg2 eta) /\
  least_exactly (risk N rg2 eta) (1 - INR N / 2 * sum N (fun j => eta j ^ 2))
    (fun o => forall j, (j < N)%nat -> o j = INR N * eta j)).
Proof.
  intros F. destruct (F 1%nat (one_hot 0) ltac:(lia) (one_hot_simplex 1 0 ltac:(lia))) as [_ L].
  destruct (L (fun _ => 1)) as [_ [_ E]]. unfold risk, rg2, one_hot in E. simpl in E.
  assert (A : forall j, (j < 1)%nat -> 1 = 1 * (if Nat.eqb j 0 then 1 else 0)).
  { intros j Hj. replace j with 0%nat by lia. simpl. lra. }
  specialize (E A). lra.
Qed.

(** Claim: rg.eq15.minimiser.rgx
    Role: establishes
    Place: RG, Eq. 15
    Says: for labels of distribution eta the risk of RGx is convex in the scores o, at least 1 - N/2 ||eta||^2, and has
      this value exactly at the o = N eta + c 1.
    Gap: real numbers.
    Mutant: `INR N * eta j + c` becomes `eta j + c`; refuted by the theorem rgx_is_not_least_at_eta
    Mutant: `= INR N * eta j + c` becomes `= INR N * eta j - 1`; refuted by the mutant "one minimiser only" of
      rg.eq15.minimiser.rgx
*)
Theorem rgx_minimiser : forall N eta, (0 < N)%nat -> simplex N eta ->
  convex (risk N rgx eta) /\
  least_exactly (risk N rgx eta) (1 - INR N / 2 * sum N (fun j => eta j ^ 2))
    (fun o => exists c, forall j, (j < N)%nat -> o j = INR N * eta j + c).
Proof.
  intros N eta HN [_ H]. assert (Hn : 0 < / (2 * INR N)).
  { apply lt_0_INR in HN. apply Rinv_0_lt_compat. lra. }
  split; [|intros o; rewrite rgx_risk by assumption; split].
  - intros a b t Ht. rewrite !rgx_risk by assumption.
    pose proof (spread_convex N (fun j => INR N * eta j - 1) a b t HN) as C.
    assert (0 <= t * (1 - t) * scatter N (fun j => a j - b j)) as P.
    { apply Rmult_le_pos; [nra|apply squares_nonneg]. }
    rewrite <- C in P. apply Rmult_le_compat_l with (1 := Rlt_le _ _ Hn) in P. lra.
  - assert (0 <= scatter N (fun j => o j - (INR N * eta j - 1))) by apply squares_nonneg. nra.
  - set (d := fun j => o j - (INR N * eta j - 1)). split.
    + intros E. exists (sum N d / INR N - 1). intros j Hj.
      destruct (Req_dec (d j - sum N d / INR N) 0) as [Z|Z].
      { assert (d j = o j - (INR N * eta j - 1)) by reflexivity. lra. }
      pose proof (sum_squares_pos N (fun j => d j - sum N d / INR N) j Hj Z) as P.
      change (0 < scatter N d) in P. pose proof (Rmult_lt_0_compat _ _ Hn P). lra.
    + intros [c E]. replace (scatter N d) with 0; [ring|]. symmetry.
      assert (D : forall j, (j < N)%nat -> d j = c + 1) by (intros j Hj; unfold d; rewrite E by exact Hj; ring).
      apply sum_eq_0. intros j Hj. rewrite (sum_ext N d (fun _ => c + 1)) by exact D.
      rewrite sum_const, (D j Hj). apply lt_0_INR in HN. field. lra.
Qed.

(** Claim: none
    Says: with two items and one label, for instance, the risk of RGx is not least at o = eta.
*)
Theorem rgx_is_not_least_at_eta : ~ (forall N eta, (0 < N)%nat -> simplex N eta ->
  convex (risk N rgx eta) /\
  least_exactly (risk N rgx eta) (1 - INR N / 2 * sum N (fun j => eta j ^ 2))
    (fun o => exists c, forall j, (j < N)%nat -> o j = eta j + c)).
Proof.
  intros F. destruct (F 2%nat (one_hot 0) ltac:(lia) (one_hot_simplex 2 0 ltac:(lia))) as [_ L].
  destruct (L (one_hot 0)) as [_ [_ E]]. unfold risk, rgx, rg2, one_hot in E. simpl in E.
  assert (A : exists c, forall j, (j < 2)%nat ->
    (if Nat.eqb j 0 then 1 else 0) = (if Nat.eqb j 0 then 1 else 0) + c) by (exists 0; intros; ring).
  specialize (E A). lra.
Qed.

(** Claim: rg.eq15.offset.rg2
    Role: establishes
    Place: RG, Eq. 15
    Says: adding c to every score adds c/N times the sum of the scores, and c^2/2, to RG2.
    Gap: real numbers.
    Mutant: `c ^ 2 / 2` becomes `c ^ 2 / (2 * INR N)`; refuted by the theorem rg2_offset_over_n
    Mutant: `c / INR N * sum N o +` becomes ``; refuted by the mutant "the mixed term lost" of rg.eq15.offset.rg2
*)
Theorem rg2_offset : forall N o y c, (y < N)%nat ->
  rg2 N (fun j => o j + c) y = rg2 N o y + (c / INR N * sum N o + c ^ 2 / 2).
Proof.
  intros N o y c Hy. assert (HN : (0 < N)%nat) by lia. apply lt_0_INR in HN. unfold rg2.
  rewrite (sum_ext N (fun j => (o j + c + 1) ^ 2) (fun j => (o j + 1) ^ 2 + 2 * c * o j + c * (2 + c)))
    by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. field. lra.
Qed.

(** Claim: none
    Says: for two items RG2 does not grow with the square of the offset over 2N.
*)
Theorem rg2_offset_over_n : ~ (forall N o y c, (y < N)%nat ->
  rg2 N (fun j => o j + c) y = rg2 N o y + (c / INR N * sum N o + c ^ 2 / (2 * INR N))).
Proof. intros F. specialize (F 2%nat (fun _ => 0) 0%nat 1 ltac:(lia)). unfold rg2 in F. simpl in F. lra. Qed.

(** Claim: rg.eq15.offset.rgx
    Role: establishes
    Place: RG, Eq. 15
    Says: RGx does not change if c is added to every score.
    Gap: real numbers.
    Mutant: `rgx N (fun j => o j + c) y = rgx N o y` becomes `rg2 N (fun j => o j + c) y = rg2 N o y`; refuted by the
      theorem rg2_moves_with_an_offset
*)
Theorem rgx_offset : forall N o y c, (y < N)%nat -> rgx N (fun j => o j + c) y = rgx N o y.
Proof.
  intros N o y c Hy. unfold rgx. rewrite rg2_offset by exact Hy.
  assert (HN : (0 < N)%nat) by lia. apply lt_0_INR in HN.
  rewrite sum_plus, sum_const. field. lra.
Qed.

(** Claim: none
    Says: RG2 of a single item, for instance, is not invariant under a common offset.
*)
Theorem rg2_moves_with_an_offset : ~ (forall N o y c, (y < N)%nat -> rg2 N (fun j => o j + c) y = rg2 N o y).
Proof. intros F. specialize (F 1%nat (fun _ => 0) 0%nat 1 ltac:(lia)). unfold rg2 in F. simpl in F. lra. Qed.
