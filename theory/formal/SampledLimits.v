(** Which ways of keeping sampled softmax's books tend to the risk of softmax as the draws grow, and which do not. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Logarithm Softmax Draws Jensen LogBias NceLimits SampledCourse SampledGradient.
From softproof Require Import SampledMinimiser SampledTowards.
Import ListNotations.
Open Scope R_scope.

(** The scores log x and 0 of two classes, both the positive with the chance 1/2. *)
Definition scores (x : R) (i : nat) : R := if Nat.eqb i 0 then ln x else 0.

Lemma softmax_risk_of_scores x : 0 < x -> risk 2 softmax_loss half (scores x) = ln (x + 1) - ln x / 2.
Proof.
  intros X. rewrite <- softmax_risk_as_sum. unfold partition, scores, half. simpl.
  rewrite exp_ln, exp_0 by exact X. replace (0 + x + 1) with (x + 1) by ring. lra.
Qed.

(** What the difference of two risks would tend to. *)
Lemma difference_tends own hits c q : tends_to_softmax own hits c -> proposal 2 q ->
  Un_cv (fun k => sampled_risk own hits c 2 k half q (scores 3) - sampled_risk own hits c 2 k half q (scores 1))
    (ln 2 - ln 3 / 2).
Proof.
  intros T P. destruct (T 2%nat half q half_proposal P) as [_ [C L]].
  pose proof (CV_minus _ _ _ _ (L (scores 3)) (L (scores 1))) as D.
  rewrite !softmax_risk_of_scores, ln_1 in D by lra. replace (3 + 1) with (2 * 2) in D by ring.
  replace (1 + 1) with 2 in D by ring. rewrite ln_mult in D by lra.
  replace (ln 2 - ln 3 / 2) with (ln 2 + ln 2 - ln 3 / 2 - (ln 2 - 0 / 2)) by lra.
  refine (tends_ext _ _ _ _ D). intros k _. ring.
Qed.

Lemma kept_difference own c q : proposal 2 q ->
  let L x := sum 2 (fun y => half y * (ln (own_part c (own_term own (scores x) y)
    + sum 2 (fun i => q i * weight_of c q (scores x) i)) - scores x y)) in
  Un_cv (fun k => sampled_risk own true c 2 k half q (scores 3) - sampled_risk own true c 2 k half q (scores 1))
    (L 3 - L 1).
Proof.
  intros P L. destruct (kept_tends own c 2 half q (scores 3) P (own_term_sign _ _)) as [_ A].
  destruct (kept_tends own c 2 half q (scores 1) P (own_term_sign _ _)) as [_ B].
  refine (tends_ext _ _ _ _ (CV_minus _ _ _ _ A B)). intros k _. ring.
Qed.

Lemma kept_and_uncorrected own : ~ tends_to_softmax own true uncorrected.
Proof.
  intros T. pose proof (UL_sequence _ _ _ (difference_tends _ _ _ _ T uneven_proposal)
    (kept_difference own uncorrected _ uneven_proposal)) as E.
  unfold own_part, weight_of, scores, half, uneven in E. simpl in E. rewrite !exp_ln, exp_0 in E by lra.
  replace (0 + 1 / 4 * 3 + 3 / 4 * 1) with (3 / 2) in E by field.
  replace (0 + 1 / 4 * 1 + 3 / 4 * 1) with 1 in E by field. rewrite !Rplus_0_l, ln_1 in E.
  pose proof (ln_increasing (3 / 2) 2 ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma kept_and_own c : c = by_kq \/ c = by_nq -> ~ tends_to_softmax true true c.
Proof.
  intros C T. pose proof (UL_sequence _ _ _ (difference_tends _ _ _ _ T half_proposal)
    (kept_difference true c _ half_proposal)) as E.
  assert (G : ln 2 - ln 3 / 2 = (ln 7 - ln 3 + (ln 5 - ln 3)) / 2 - ln 3 / 2).
  { rewrite E. unfold own_part, weight_of, scores, half. destruct C as [-> | ->]; simpl; rewrite !exp_ln, exp_0 by lra;
      replace (3 + (0 + 1 / 2 * (3 / (1 / 2)) + 1 / 2 * (1 / (1 / 2)))) with 7 by field;
      replace (1 + (0 + 1 / 2 * (3 / (1 / 2)) + 1 / 2 * (1 / (1 / 2)))) with 5 by field;
      replace (1 + (0 + 1 / 2 * (1 / (1 / 2)) + 1 / 2 * (1 / (1 / 2)))) with 3 by field; rewrite ln_1; lra. }
  assert (L : ln (7 * 5) < ln (2 * 2 * 3 * 3)) by (apply ln_increasing; lra).
  rewrite !ln_mult in L by lra. lra.
Qed.

(** Of two classes drawn with the same chance half the draws are no hits, give or take the root of them. *)
Definition share_kept (y : nat) (ys : list nat) : R := INR (length (kept false y ys)) / INR (length ys).

Lemma length_kept y ys : INR (length (kept false y ys)) = total (fun j => if Nat.eqb j y then 0 else 1) ys.
Proof. rewrite <- (total_kept (fun _ => 1)), total_const. ring. Qed.

Lemma kept_of_two f k y ys : (y < 2)%nat -> drawn 2 k ys ->
  total f (kept false y ys) = INR (length (kept false y ys)) * f (1 - y)%nat.
Proof.
  intros Hy Y. rewrite total_kept, length_kept, Rmult_comm, <- total_scal. apply (total_ext 2 k); [exact Y|].
  intros j Hj. destruct y as [|[|y]], j as [|[|j]]; try lia; simpl; ring.
Qed.

Lemma share_spread k y : (0 < k)%nat -> (y < 2)%nat ->
  mean_draws 2 half k (fun ys => (share_kept y ys - / 2) ^ 2) = / 4 / INR k.
Proof.
  intros Hk Hy. pose proof (lt_0_INR k Hk) as K. set (c := fun j => (if Nat.eqb j y then 0 else 1) - / 2).
  assert (C0 : sum 2 (fun j => half j * c j) = 0)
    by (unfold c, half; destruct y as [|[|y]]; try lia; simpl; lra).
  destruct (mean_moments 2 half c k Hk ltac:(intros; unfold half; lra) (proj2 half_proposal) C0) as (_ & M & _).
  replace (sum 2 (fun i => half i * c i ^ 2)) with (/ 4) in M
    by (unfold c, half; destruct y as [|[|y]]; try lia; simpl; field).
  rewrite <- M. apply mean_draws_ext. intros ys Y. f_equal. unfold share_kept.
  rewrite length_kept, (proj1 Y), (total_ext 2 k c (fun j => (if Nat.eqb j y then 0 else 1) + - / 2) ys Y)
    by (intros; unfold c; ring).
  rewrite total_plus, total_const, (proj1 Y). field. lra.
Qed.

Lemma limit_is_below u l A B : Un_cv u l -> (forall k, (0 < k)%nat -> u k <= A + B / INR k) -> l <= A.
Proof.
  intros U H. destruct (Rle_lt_dec l A) as [L|L]; [exact L|exfalso].
  assert (T : Un_cv (fun k => A + B / INR k) A).
  { apply (tends_as_1_over_k _ _ (Rabs B)). intros k Hk. pose proof (lt_0_INR k Hk) as K.
    replace (A + B / INR k - A) with (B * / INR k) by (field; lra).
    rewrite Rabs_mult, (Rabs_right (/ INR k)) by (apply Rle_ge, Rlt_le, Rinv_0_lt_compat, K). apply Rle_refl. }
  destruct (U ((l - A) / 2) ltac:(lra)) as [m Hm]. destruct (T ((l - A) / 2) ltac:(lra)) as [n Hn].
  specialize (Hm (S (m + n)) ltac:(lia)). specialize (Hn (S (m + n)) ltac:(lia)). specialize (H (S (m + n)) ltac:(lia)).
  apply Rabs_def2 in Hm, Hn. lra.
Qed.

Lemma removed_fails c A D B : A 0%nat + A 1%nat < 2 * ln 2 ->
  (forall k y ys, (0 < k)%nat -> (y < 2)%nat -> drawn 2 k ys ->
    ln (Z_hat true false c 2 half (scores 3) y ys) - ln (Z_hat true false c 2 half (scores 1) y ys)
    <= A y + D / INR k + B * (share_kept y ys - / 2) ^ 2) ->
  ~ tends_to_softmax true false c.
Proof.
  intros L H T. pose proof (limit_is_below _ _ ((A 0%nat + A 1%nat) / 2 - ln 3 / 2) (D + B / 4)
    (difference_tends _ _ _ _ T half_proposal)) as E.
  enough (ln 2 - ln 3 / 2 <= (A 0%nat + A 1%nat) / 2 - ln 3 / 2) by lra. apply E. intros k Hk.
  pose proof (lt_0_INR k Hk) as K. set (z := fun x y ys => ln (Z_hat true false c 2 half (scores x) y ys)).
  assert (M : forall x y, mean_draws 2 half k (fun ys => z x y ys - scores x y)
    = mean_draws 2 half k (z x y) - scores x y).
  { intros x y. unfold Rminus. rewrite (mean_draws_plus 2 half k (z x y)), mean_draws_const by apply half_proposal.
    reflexivity. }
  assert (F : forall y, (y < 2)%nat -> mean_draws 2 half k (z 3 y) - mean_draws 2 half k (z 1 y)
    <= A y + (D + B / 4) / INR k).
  { intros y Hy. apply Rle_trans with (mean_draws 2 half k (fun ys => A y + D / INR k
      + B * (share_kept y ys - / 2) ^ 2)).
    - replace (mean_draws 2 half k (z 3 y) - mean_draws 2 half k (z 1 y))
        with (mean_draws 2 half k (fun ys => z 3 y ys + -1 * z 1 y ys))
        by (rewrite mean_draws_plus, mean_draws_scal; change (mean_draws 2 half k (fun ys => z 3 y ys))
          with (mean_draws 2 half k (z 3 y)); change (mean_draws 2 half k (fun ys => z 1 y ys))
          with (mean_draws 2 half k (z 1 y)); ring).
      apply mean_draws_le; [intros; unfold half; lra|]. intros ys Y. specialize (H k y ys Hk Hy Y). unfold z. lra.
    - rewrite (mean_draws_plus 2 half k (fun _ => A y + D / INR k)), mean_draws_scal, mean_draws_const
        by apply half_proposal. rewrite share_spread by assumption. apply Req_le. field. lra. }
  unfold sampled_risk. fold (z 3). fold (z 1).
  change (sum 2 (fun y => half y * mean_draws 2 half k (fun ys => z 3 y ys - scores 3 y))
    - sum 2 (fun y => half y * mean_draws 2 half k (fun ys => z 1 y ys - scores 1 y))
    <= (A 0%nat + A 1%nat) / 2 - ln 3 / 2 + (D + B / 4) / INR k).
  simpl sum. rewrite !M. pose proof (F 0%nat ltac:(lia)). pose proof (F 1%nat ltac:(lia)).
  set (e := fun x y => mean_draws 2 half k (z x y)) in *. fold (e 3 0%nat) (e 3 1%nat) (e 1 0%nat) (e 1 1%nat) in *.
  clearbody e. unfold scores, half. simpl. rewrite ln_1. lra.
Qed.

Lemma ratio_of_logs x y : 0 < x -> 0 < y -> ln x - ln y = ln (x / y).
Proof.
  intros X Y. unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring.
Qed.

Lemma removed_and_counted_by_all c : c <> by_kq -> c <> by_nq -> ~ tends_to_softmax true false c.
Proof.
  intros C1 C2. apply (removed_fails c (fun y => if Nat.eqb y 0 then 0 else ln 3) 8 32).
  { simpl. assert (L : ln 3 < ln (2 * 2)) by (apply ln_increasing; lra). rewrite ln_mult in L; lra. }
  intros k y ys Hk Hy Y. pose proof (lt_0_INR k Hk) as K. unfold Z_hat. rewrite !(kept_of_two _ k) by assumption.
  unfold share_kept. rewrite (proj1 Y). set (n := INR (length (kept false y ys))).
  assert (P : 0 <= n) by apply pos_INR.
  assert (D : forall m z, divisor c 2 k m half y z = 1)
    by (intros; destruct c; try contradiction; unfold divisor, half; simpl; field).
  rewrite !D. unfold own_term, scores. destruct y as [|[|y]]; [| |lia]; simpl; rewrite !exp_ln, exp_0 by lra.
  - replace (1 + n * (1 / 1)) with (1 + n) by field. replace (3 + n * (1 / 1)) with (3 + n) by field.
    rewrite ratio_of_logs by lra. pose proof (proj2 (log_first 1 ((3 + n) / (1 + n)) ltac:(lra)
      ltac:(apply (Rmult_le_reg_r (1 + n)); [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra))) as L.
    replace ((3 + n) / (1 + n) - 1) with (2 / (1 + n)) in L by (field; lra).
    eapply Rle_trans; [exact L|]. assert (S : 0 <= (n / INR k - / 2) ^ 2) by apply pow2_ge_0.
    assert (I : 0 < 8 / INR k) by (apply Rdiv_lt_0_compat; lra).
    destruct (Rle_lt_dec (INR k / 4) n) as [G|G].
    + apply Rle_trans with (8 / INR k); [|lra].
      apply (Rmult_le_reg_r ((1 + n) * INR k)); [apply Rmult_lt_0_compat; lra|]. field_simplify; lra.
    + apply Rle_trans with 2.
      * apply (Rmult_le_reg_r (1 + n)); [lra|]. field_simplify; lra.
      * assert (Q : (/ 4) ^ 2 <= (/ 2 - n / INR k) ^ 2).
        { apply pow_incr. split; [lra|]. apply (Rmult_lt_compat_r (/ INR k)) in G; [|apply Rinv_0_lt_compat; lra].
          replace (INR k / 4 * / INR k) with (/ 4) in G by (field; lra). unfold Rdiv. lra. }
        replace ((n / INR k - / 2) ^ 2) with ((/ 2 - n / INR k) ^ 2) by ring. lra.
  - replace (1 + n * (1 / 1)) with (1 + n) by field. replace (1 + n * (3 / 1)) with (1 + 3 * n) by field.
    rewrite ratio_of_logs by lra. apply Rle_trans with (ln 3).
    + apply ln_le; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_le_reg_r (1 + n)); [lra|]. field_simplify; lra.
    + pose proof (pow2_ge_0 (n / INR k - / 2)). assert (0 < 8 / INR k) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Lemma removed_and_counted_by_the_kept : ~ tends_to_softmax true false by_nq.
Proof.
  apply (removed_fails by_nq (fun y => if Nat.eqb y 0 then ln 5 - ln 3 else ln 7 - ln 3) 0 8).
  { simpl. assert (L : ln (5 * 7) < ln (3 * 3 * 2 * 2)) by (apply ln_increasing; lra).
    rewrite !ln_mult in L by lra. lra. }
  intros k y ys Hk Hy Y. pose proof (lt_0_INR k Hk) as K. unfold Z_hat. rewrite !(kept_of_two _ k) by assumption.
  unfold share_kept. set (l := length (kept false y ys)). pose proof (pow2_ge_0 (INR l / INR (length ys) - / 2)) as S.
  assert (L3 : 0 < ln 5 - ln 3 /\ 0 < ln 7 - ln 3 /\ ln 3 < 2).
  { pose proof (ln_increasing 3 5 ltac:(lra) ltac:(lra)). pose proof (ln_increasing 3 7 ltac:(lra) ltac:(lra)).
    pose proof log_two. assert (Q : ln 3 < ln (2 * 2)) by (apply ln_increasing; lra). rewrite ln_mult in Q; lra. }
  replace (0 / INR k) with 0 by (field; lra).
  destruct l as [|l]; [|pose proof (lt_0_INR (Datatypes.S l) ltac:(lia)) as P; set (n := INR (Datatypes.S l)) in *].
  - rewrite !Rmult_0_l, !Rplus_0_r in *. replace ((INR 0 / INR (length ys) - / 2) ^ 2) with (/ 4)
      by (rewrite (proj1 Y); simpl; field; lra).
    unfold own_term. rewrite !ln_exp. unfold scores. destruct y as [|[|y]]; [| |lia]; simpl; rewrite ?ln_1; lra.
  - unfold own_term, scores, divisor, half. fold n.
    destruct y as [|[|y]]; [| |lia]; simpl Nat.eqb; simpl Nat.sub; cbv iota; rewrite !exp_ln, exp_0 by lra.
    + replace (3 + n * (1 / (n * (1 / 2)))) with 5 by (field; lra).
      replace (1 + n * (1 / (n * (1 / 2)))) with 3 by (field; lra). lra.
    + replace (1 + n * (3 / (n * (1 / 2)))) with 7 by (field; lra).
      replace (1 + n * (1 / (n * (1 / 2)))) with 3 by (field; lra). lra.
Qed.

Lemma all_draws_are_hits c : ~ tends_to_softmax false false c.
Proof.
  intros T. destruct (T 2%nat half half half_proposal half_proposal) as [F _].
  specialize (F 1%nat (fun _ => 0) 0%nat [0%nat] ltac:(lia) ltac:(lia) (drawn_repeat 2 1 0 ltac:(lia))).
  unfold Z_hat in F. simpl in F. lra.
Qed.

Lemma the_seven own hits c : tends_to_softmax own hits c <->
  (own = false /\ hits = true /\ c <> uncorrected) \/
  (own = true /\ hits = false /\ c = by_kq) \/
  (own = true /\ hits = true /\ (c = by_Nq \/ c = by_q)).
Proof.
  split.
  - intros T. destruct own, hits.
    + right. right. repeat split. destruct c; auto; exfalso; revert T;
        [apply kept_and_uncorrected|apply kept_and_own; auto|apply kept_and_own; auto].
    + right. left. repeat split. destruct c; auto; exfalso; revert T;
        [apply removed_and_counted_by_all|apply removed_and_counted_by_the_kept|apply removed_and_counted_by_all
        |apply removed_and_counted_by_all]; discriminate.
    + left. repeat split. intros ->. exact (kept_and_uncorrected false T).
    + exfalso. exact (all_draws_are_hits c T).
  - intros [(-> & -> & C)|[(-> & -> & ->)|(-> & -> & C)]].
    + apply kept_and_corrected; auto.
    + exact removed_and_corrected_by_kq.
    + apply kept_and_corrected; [destruct C as [-> | ->]; discriminate|auto].
Qed.

(** Claim: none
    Says: With the positive in and hits kept it is not so for log(kq), which counts the positive twice.
*)
Theorem the_positive_counts_twice : ~ (forall own hits c, tends_to_softmax own hits c <->
  (own = false /\ hits = true /\ c <> uncorrected) \/
  (own = true /\ hits = false /\ c = by_kq) \/
  (own = true /\ hits = true /\ (c <> uncorrected))).
Proof.
  intros H. apply (kept_and_own by_kq (or_introl eq_refl)), H. right. right. repeat split. discriminate.
Qed.

(** Claim: none
    Says: With log q on both sides it is so.
*)
Theorem log_q_on_both_sides_too : ~ (forall own hits c, tends_to_softmax own hits c <->
  (own = false /\ hits = true /\ c <> uncorrected) \/
  (own = true /\ hits = false /\ c = by_kq) \/
  (own = true /\ hits = true /\ (c = by_Nq))).
Proof.
  intros H. pose proof (proj1 (H true true by_q) (kept_and_corrected true by_q ltac:(discriminate) ltac:(auto))) as G.
  destruct G as [(A & _)|[(_ & A & _)|(_ & _ & A)]]; discriminate.
Qed.

(** Claim: none
    Says: With the positive in and its hits removed it is not so for log(nq), n of the draws left.
*)
Theorem the_draws_left_are_too_few : ~ (forall own hits c, tends_to_softmax own hits c <->
  (own = false /\ hits = true /\ c <> uncorrected) \/
  (own = true /\ hits = false /\ (c = by_kq \/ c = by_nq)) \/
  (own = true /\ hits = true /\ (c = by_Nq \/ c = by_q))).
Proof. intros H. apply removed_and_counted_by_the_kept, H. right. left. auto. Qed.

(** Claim: none
    Says: Without a correction it is not so, whatever else is done.
*)
Theorem without_correction_it_is_another : ~ (forall own hits c, tends_to_softmax own hits c <->
  (own = false /\ hits = true) \/
  (own = true /\ hits = false /\ c = by_kq) \/
  (own = true /\ hits = true /\ (c = by_Nq \/ c = by_q))).
Proof. intros H. apply (kept_and_uncorrected false), H. auto. Qed.

(** Claim: sf.ssm.mle.any.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: As k grows the risk tends to the softmax risk up to a constant, for all labels, proposals and scores and every
      number of classes, exactly for these: the positive out, hits kept, any correction but none; the positive in, hits
      removed, log(kq); the positive in, hits kept, log(Nq) or log q on both sides.
    Gap: Real numbers. At each o apart; that the minimisers then tend to maximum likelihood is not in it. The constant
      may grow with k, as log(k/N) does, and does not depend on the scores, but may on N, eta and q. With the positive
      out and its hits removed the estimate of Z may be 0, its logarithm minus infinity: this counts as not tending,
      whatever a logarithm of 0 is taken for.
    Mutant: `c = by_Nq \/ c = by_q` becomes `c <> uncorrected`; refuted by the theorem the_positive_counts_twice
    Mutant: `c = by_Nq \/ c = by_q` becomes `c = by_Nq`; refuted by the theorem log_q_on_both_sides_too
    Mutant: `c = by_kq` becomes `(c = by_kq \/ c = by_nq)`; refuted by the theorem the_draws_left_are_too_few
    Mutant: `hits = true /\ c <> uncorrected` becomes `hits = true`; refuted by the theorem
      without_correction_it_is_another
*)
Theorem seven_of_twenty_tend_to_softmax : forall own hits c, tends_to_softmax own hits c <->
  (own = false /\ hits = true /\ c <> uncorrected) \/
  (own = true /\ hits = false /\ c = by_kq) \/
  (own = true /\ hits = true /\ (c = by_Nq \/ c = by_q)).
Proof. exact the_seven. Qed.
