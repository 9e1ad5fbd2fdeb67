(** RG, Theorem 14: the risk of RG2 is above the empirical risk by more than the term of Eq. 33. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Squares RgUpdates Logarithm RgLemma25 RgEq33.
Import ListNotations.
Open Scope R_scope.

(** Factors of the hypothesis space: rows of P and Q with norms of at most C_P and C_Q. *)
Definition short_rows (M N K : nat) (CP CQ : R) (P Q : nat -> nat -> R) : Prop :=
  (forall x, (x < M)%nat -> sqrt (dot K (P x) (P x)) <= CP) /\
  (forall y, (y < N)%nat -> sqrt (dot K (Q y) (Q y)) <= CQ).

(** The term of RG2 for the point d of the data, a pair (x, y) with the labels r of its context:
    |I_x| (o_y + 1 - r_y N / |I_x|)^2. *)
Definition point_loss (N K : nat) (x y : nat -> nat) (r : nat -> nat -> R) (P Q : nat -> nat -> R) (d : nat) : R :=
  positives N (r d) * (scores K P Q (x d) (y d) + 1 - r d (y d) * (INR N / positives N (r d))) ^ 2.

(** The chance that in a sample of m independent points the risk of the losses l is at most their mean in the sample,
    and so much more. *)
Definition chance_of_bound (D : nat) (chance l : nat -> R) (m : nat) (more : R) : R :=
  mean_draws D chance m (fun sample => if Rle_dec (mean D chance l) (sample_risk l sample + more) then 1 else 0).

(** Of 4096 items the first is looked at; the labels' only positive is the first or, as likely, the second. *)
Lemma coin_data N (d : nat) : INR N = 4096 -> (d < 2)%nat -> labels N (one_hot d) /\ positives N (one_hot d) = 1.
Proof.
  intros HN Hd. split.
  - intros y _. unfold one_hot. destruct (Nat.eqb y d); [right|left]; reflexivity.
  - apply sum_one_hot. apply INR_lt. rewrite HN. destruct d as [|[|d]]; [simpl; lra|simpl; lra|lia].
Qed.

Lemma coin_term N P Q d : INR N = 4096 -> (d < 2)%nat ->
  point_loss N 1 (fun _ => 0%nat) (fun _ => 0%nat) one_hot P Q d
  = (P 0%nat 0%nat * Q 0%nat 0%nat + 1 - match d with O => 4096 | _ => 0 end) ^ 2.
Proof.
  intros HN Hd. unfold point_loss. rewrite (proj2 (coin_data N d HN Hd)), HN. unfold scores, dot, one_hot.
  destruct d as [|[|d]]; [| |lia]; simpl; field.
Qed.

(** Claim: rg.thm14
    Role: refutes
    Place: RG, s. 4.4, Thm 14, Eq. 33
    Says: If |R^(h)| <= B for all hypotheses and samples, R(h) need not be at most R^(h) plus the term of Eq. 33 with a
      chance of at least 1 - delta, not even for one hypothesis at a time: one draw of a pair of one context and 4096
      items, whose label is a fair coin, delta = 1/4.
    Gap: Real numbers, not floating point. RG2; the data are independent draws of a pair with the labels of its context,
      which may be random, from a finite space of points. Scores within an interval of length 1.
    Mutant: `(eq33 (dimension (INR K) (INR M) (INR N)) B L (INR m) delta)` becomes
      `(B * sqrt (32 * ln (4 / delta) / INR m))`; refuted by the theorem coarse_term_bounds_the_risk
*)
Theorem term_of_eq33_does_not_bound_the_risk : ~ forall M N K D m chance x y r CP CQ B L delta,
  (1 <= K <= M)%nat -> (0 < N)%nat -> (0 < m)%nat -> simplex D chance -> 0 < B -> 0 < delta < 1 ->
  (forall d, (d < D)%nat -> (x d < M)%nat /\ (y d < N)%nat /\ labels N (r d) /\ 0 < positives N (r d)) ->
  0 <= CP -> 0 <= CQ -> CP * CQ <= 1 / 2 -> 2 * (2 * sqrt (INR N) * (CP * CQ) + 1 + INR N) < L ->
  (forall P Q sample, short_rows M N K CP CQ P Q -> drawn D m sample ->
    Rabs (sample_risk (point_loss N K x y r P Q) sample) <= B) ->
  forall P Q, short_rows M N K CP CQ P Q ->
    1 - delta <= chance_of_bound D chance (point_loss N K x y r P Q) m
      (eq33 (dimension (INR K) (INR M) (INR N)) B L (INR m) delta).
Proof.
  intros H. set (N := Z.to_nat 4096). assert (HN : INR N = 4096) by (rewrite INR_IZR_INZ; reflexivity).
  clearbody N. assert (N2 : (1 < N)%nat) by (apply INR_lt; rewrite HN; simpl; lra).
  specialize (H 1%nat N 1%nat 2%nat 1%nat (uniform 2) (fun _ => 0%nat) (fun _ => 0%nat) one_hot 1 (1 / 2) (2 ^ 24) 8323
    (1 / 4) ltac:(lia) ltac:(lia) ltac:(lia) (proj1 Importance.two_zeros_chances) ltac:(lra) ltac:(lra)).
  assert (G : 3 / 4 <= 1 / 2); [|lra].
  apply Rle_trans with (chance_of_bound 2 (uniform 2) (point_loss N 1 (fun _ => 0%nat) (fun _ => 0%nat) one_hot
    (fun _ _ => 0) (fun _ _ => 0)) 1 (eq33 (dimension (INR 1) (INR 1) (INR N)) (2 ^ 24) 8323 (INR 1) (1 / 4))).
  - replace (3 / 4) with (1 - 1 / 4) by field. apply H; try lra.
    + intros d Hd. destruct (coin_data N d HN Hd) as [L P]. rewrite P. repeat split; (lia || lra || exact L).
    + rewrite HN. replace 4096 with (64 * 64) by ring. rewrite sqrt_square by lra. lra.
    + intros P Q sample [HP HQ] [HS HF]. destruct sample as [|d [|d' rest]]; try discriminate.
      unfold sample_risk. simpl total. simpl length. assert (Hd : (d < 2)%nat) by (inversion HF; assumption).
      replace ((point_loss N 1 (fun _ => 0%nat) (fun _ => 0%nat) one_hot P Q d + 0) / INR 1)
        with (point_loss N 1 (fun _ => 0%nat) (fun _ => 0%nat) one_hot P Q d) by (simpl; field).
      rewrite coin_term by assumption. specialize (HP 0%nat ltac:(lia)). specialize (HQ 0%nat ltac:(lia)).
      set (p := P 0%nat 0%nat). set (q := Q 0%nat 0%nat).
      assert (Ap : Rabs p <= 1) by (rewrite <- sqrt_Rsqr_abs; unfold Rsqr, p; unfold dot in HP; simpl in HP;
        rewrite Rplus_0_l in HP; exact HP).
      assert (Aq : Rabs q <= 1 / 2) by (rewrite <- sqrt_Rsqr_abs; unfold Rsqr, q; unfold dot in HQ; simpl in HQ;
        rewrite Rplus_0_l in HQ; exact HQ).
      assert (S : Rabs (p * q) <= 1 / 2).
      { rewrite Rabs_mult. replace (1 / 2) with (1 * (1 / 2)) by ring. apply Rmult_le_compat; try assumption;
        apply Rabs_pos. }
      assert (T : - (1 / 2) <= p * q <= 1 / 2) by (unfold Rabs in S; destruct (Rcase_abs (p * q)); lra).
      rewrite Rabs_pos_eq by apply pow2_ge_0. replace (2 ^ 24) with (4096 ^ 2) by ring.
      apply pow_maj_Rabs. destruct d; apply Rabs_le; lra.
    + split; intros; unfold dot; simpl; rewrite Rmult_0_l, Rplus_0_l, sqrt_0; lra.
  - assert (T : eq33 (dimension (INR 1) (INR 1) (INR N)) (2 ^ 24) 8323 (INR 1) (1 / 4) <= 48 * 8323).
    { change (INR 1) with 1. apply eq33_below; try lra. unfold dimension. rewrite HN.
      assert (Q : 2 <= ln (16 * exp 1 * 1 / 1)).
      { rewrite <- (ln_exp 2). pose proof exp_le_3 as E. apply ln_le; [apply exp_pos|].
        replace 2 with (1 + 1) by ring. rewrite exp_plus. pose proof (exp_pos 1).
        apply Rle_trans with (exp 1 * 3); [apply Rmult_le_compat_l|]; lra. }
      lra. }
    set (t := eq33 (dimension (INR 1) (INR 1) (INR N)) (2 ^ 24) 8323 (INR 1) (1 / 4)) in *. clearbody t.
    unfold chance_of_bound, mean, mean_draws, sample_risk, uniform. cbn [sum total length INR].
    rewrite !coin_term by (assumption || lia).
    match goal with |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b) as [A1|A1] end;
    match goal with |- context [Rle_dec ?a ?b] => destruct (Rle_dec a b) as [A2|A2] end; lra.
Qed.

(** Claim: none
    Says: For one hypothesis at a time the second term of the repaired bound, B sqrt(32 log(4/delta) / m), is enough.
*)
Theorem coarse_term_bounds_the_risk : ~ ~ forall M N K D m chance x y r CP CQ B L delta,
  (1 <= K <= M)%nat -> (0 < N)%nat -> (0 < m)%nat -> simplex D chance -> 0 < B -> 0 < delta < 1 ->
  (forall d, (d < D)%nat -> (x d < M)%nat /\ (y d < N)%nat /\ labels N (r d) /\ 0 < positives N (r d)) ->
  0 <= CP -> 0 <= CQ -> CP * CQ <= 1 / 2 -> 2 * (2 * sqrt (INR N) * (CP * CQ) + 1 + INR N) < L ->
  (forall P Q sample, short_rows M N K CP CQ P Q -> drawn D m sample ->
    Rabs (sample_risk (point_loss N K x y r P Q) sample) <= B) ->
  forall P Q, short_rows M N K CP CQ P Q ->
    1 - delta <= chance_of_bound D chance (point_loss N K x y r P Q) m (B * sqrt (32 * ln (4 / delta) / INR m)).
Proof.
  intros H. apply H. clear H. intros M N K D m chance x y r CP CQ B L delta _ _ Hm [C0 C1] HB Hd _ _ _ _ _ HS P Q HPQ.
  set (l := point_loss N K x y r P Q). set (eps := B * sqrt (32 * ln (4 / delta) / INR m)).
  assert (Pm : 0 < INR m) by (apply lt_0_INR, Hm).
  assert (Pl : 0 < ln (4 / delta)).
  { rewrite <- ln_1. apply ln_increasing; [lra|]. apply Rmult_lt_reg_r with delta; [lra|]. field_simplify; lra. }
  assert (Ps : 0 < 32 * ln (4 / delta) / INR m) by (apply Rdiv_lt_0_compat; lra).
  assert (Pe : 0 < eps) by (apply Rmult_lt_0_compat; [exact HB|apply sqrt_lt_R0, Ps]).
  assert (HL : forall d, (d < D)%nat -> Rabs (l d) <= B).
  { intros d H. specialize (HS P Q (repeat d m) HPQ). unfold sample_risk in HS. rewrite repeat_length in HS.
    assert (T : total l (repeat d m) = INR m * l d).
    { clear. induction m as [|m IH]; [simpl; ring|]. rewrite S_INR. cbn [repeat total]. rewrite IH. ring. }
    fold l in HS. rewrite T in HS. replace (INR m * l d / INR m) with (l d) in HS by (field; lra). apply HS.
    split; [apply repeat_length|]. apply Forall_forall. intros i Hi. apply repeat_spec in Hi. subst i. exact H. }
  pose proof (square_bound D chance l m B eps (conj C0 C1) Hm HB Pe HL) as S.
  assert (E : exp (- (INR m * eps ^ 2 / (32 * B ^ 2))) = delta / 4).
  { unfold eps. rewrite Rpow_mult_distr, pow2_sqrt by lra.
    replace (- (INR m * (B ^ 2 * (32 * ln (4 / delta) / INR m)) / (32 * B ^ 2))) with (- ln (4 / delta)) by
      (field; lra).
    rewrite <- ln_Rinv, exp_ln by (try apply Rinv_0_lt_compat; apply Rdiv_lt_0_compat; lra). field. lra. }
  rewrite E in S. apply Rle_trans with (1 - chance_of_deviation D chance l m eps); [lra|].
  unfold chance_of_deviation, chance_of_bound. rewrite <- (mean_draws_const D chance m 1 C1) at 1.
  apply Rle_trans with (mean_draws D chance m (fun sample => 1 +
    - 1 * (if Rle_dec eps (Rabs (mean D chance l - sample_risk l sample)) then 1 else 0))).
  - rewrite mean_draws_plus, mean_draws_scal. lra.
  - apply mean_draws_le; [exact C0|]. intros sample _.
    destruct (Rle_dec eps (Rabs (mean D chance l - sample_risk l sample))) as [A|A];
      destruct (Rle_dec (mean D chance l) (sample_risk l sample + eps)) as [G|G]; try lra.
    pose proof (Rle_abs (mean D chance l - sample_risk l sample)). lra.
Qed.
