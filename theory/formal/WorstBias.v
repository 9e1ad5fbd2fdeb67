(** The least worst bias of estimators of log Z that read all scores but one. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality.
From softproof Require Import Sums Logarithm Softmax Impossibility AlternatingSum.
Import ListNotations.
Open Scope R_scope.

(** Odds of 1 or x, that is, scores of 0 or log x. *)
Definition two_odds (N : nat) (x : R) (o : nat -> R) : Prop := forall i, (i < N)%nat -> o i = 0 \/ o i = ln x.

(** The size of the alternating sum of log Z over these 2^N vectors. *)
Definition alternating (N : nat) (x : R) : R :=
  Rabs (mixed (ln x) (seq 0 N) (fun o => ln (partition N o)) (fun _ => 0)).

Definition bias_at (N : nat) {chance : Type} (E : (chance -> R) -> R) (r : chance -> reader) (o : nat -> R) : R :=
  E (fun c => answer (r c) o) - ln (partition N o).

Lemma some_bias_is_large N k x {chance : Type} (E : (chance -> R) -> R) (r : chance -> reader) :
  (k < N)%nat -> expectation E -> (forall c, reads_at_most k (r c)) ->
  exists o, two_odds N x o /\ alternating N x / 2 ^ N <= Rabs (bias_at N E r o).
Proof.
  intros Hk HE Hr.
  destruct (mixed_bounded (ln x) (seq 0 N) (bias_at N E r) (fun _ => 0)) as (o & Ho & _ & B).
  exists o. split; [intros i Hi; apply Ho, in_seq; lia|]. rewrite seq_length in B.
  pose proof (pow_lt 2 N ltac:(lra)) as W. apply (Rmult_le_reg_l (2 ^ N)); [exact W|].
  replace (2 ^ N * (alternating N x / 2 ^ N)) with (alternating N x) by (field; lra).
  eapply Rle_trans; [|exact B]. apply Req_le. unfold alternating, bias_at.
  rewrite (mixed_ext (ln x) _ (fun o0 => E (fun c => answer (r c) o0) - ln (partition N o0))
    (fun o0 => 1 * E (fun c => answer (r c) o0) + -1 * ln (partition N o0))) by (intros; ring).
  rewrite mixed_combination, mean_cancels.
  - rewrite <- Rabs_Ropp. f_equal. ring.
  - exact HE.
  - intros p. etransitivity; [|apply (mean_of_zero E HE)]. f_equal. apply functional_extensionality. intros c.
    rewrite (few_reads_miss N k) by (exact Hk || apply Hr). reflexivity.
Qed.

(** A mean over all parts of a list. *)
Fixpoint over_parts (F : list nat) (f : list nat -> R) : R :=
  match F with
  | [] => f []
  | i :: rest => (over_parts rest f + over_parts rest (fun L => f (i :: L))) / 2
  end.

Lemma over_parts_expectation F : expectation (over_parts F).
Proof.
  assert (One : forall F, over_parts F (fun _ => 1) = 1).
  { clear F. induction F as [|i F IH]; simpl; [reflexivity|]. rewrite IH. lra. }
  assert (Nonneg : forall F f, (forall L, 0 <= f L) -> 0 <= over_parts F f).
  { clear F. induction F as [|i F IH]; intros f Hf; simpl; [apply Hf|].
    pose proof (IH f Hf). pose proof (IH (fun L => f (i :: L)) (fun L => Hf (i :: L))). lra. }
  split.
  - apply One.
  - induction F as [|i F IH]; intros a b f g; simpl; [reflexivity|]. rewrite !IH. lra.
  - intros A. apply Nonneg. intros L. destruct (A L); lra.
  - assert (Zero : forall (A : list nat -> bool) f, over_parts F (fun L => if A L then 1 else 0) = 0 ->
      over_parts F (fun L => if A L then f L else 0) = 0); [|exact Zero].
    induction F as [|i F IH]; intros A f H; simpl in *.
    + destruct (A []); [lra|reflexivity].
    + assert (P1 : 0 <= over_parts F (fun L => if A L then 1 else 0)) by (apply Nonneg; intros L; destruct (A L); lra).
      assert (P2 : 0 <= over_parts F (fun L => if A (i :: L) then 1 else 0))
        by (apply Nonneg; intros L; destruct (A (i :: L)); lra).
      rewrite (IH A f) by lra. rewrite (IH (fun L => A (i :: L)) (fun L => f (i :: L))) by lra. lra.
Qed.

(** Reads the classes in L and answers v of the scores read, 0 for the others. *)
Fixpoint read_list (L : list nat) (seen : nat -> R) (v : (nat -> R) -> R) : reader :=
  match L with
  | [] => Answer (v seen)
  | i :: rest => Read i (fun x => read_list rest (set seen i x) v)
  end.

Fixpoint keep (L : list nat) (seen o : nat -> R) : nat -> R :=
  match L with
  | [] => seen
  | i :: rest => keep rest (set seen i (o i)) o
  end.

Lemma read_list_answer L v o : forall seen, answer (read_list L seen v) o = v (keep L seen o).
Proof. induction L as [|i L IH]; intros seen; simpl; [reflexivity|apply IH]. Qed.

Lemma read_list_length L v o : forall seen, length (read (read_list L seen v) o) = length L.
Proof. induction L as [|i L IH]; intros seen; simpl; [reflexivity|]. rewrite IH. reflexivity. Qed.

Lemma set_idle o i : set o i (o i) = o.
Proof.
  apply functional_extensionality. intros j. unfold set. destruct (Nat.eqb_spec j i); congruence.
Qed.

(** At scores of 0 or t the alternating sum over what is kept is that over the scores, or 0. *)
Lemma kept_sum t F g o : t <> 0 -> forall seen, NoDup F -> (forall i, In i F -> seen i = 0) ->
  (forall i, In i F -> o i = 0 \/ o i = t) ->
  over_parts F (fun L => (-1) ^ length L * g (keep L seen o)) = product t F o * mixed t F g seen / 2 ^ length F.
Proof.
  intros Ht. induction F as [|i F IH]; intros seen HF Hs Ho; [simpl; field|].
  apply NoDup_cons_iff in HF. destruct HF as [Hi HF]. cbn [over_parts mixed product].
  change (length (i :: F)) with (S (length F)).
  assert (Neg : forall f, over_parts F (fun L => -1 * f L) = - over_parts F f).
  { intros f. replace (- over_parts F f) with (-1 * over_parts F f + 0 * over_parts F f) by ring.
    rewrite <- (of_combination _ (over_parts_expectation F)). f_equal. apply functional_extensionality. intros. ring. }
  assert (B : over_parts F (fun L => (-1) ^ length (i :: L) * g (keep (i :: L) seen o))
    = - over_parts F (fun L => (-1) ^ length L * g (keep L (set seen i (o i)) o))).
  { rewrite <- Neg. f_equal. apply functional_extensionality. intros L. simpl. ring. }
  rewrite B. assert (Hidle : set seen i 0 = seen).
  { rewrite <- (Hs i (or_introl eq_refl)). apply set_idle. }
  rewrite Hidle. pose proof (pow_lt 2 (length F) ltac:(lra)) as W.
  destruct (Ho i (or_introl eq_refl)) as [E|E]; rewrite E.
  - rewrite Hidle. simpl pow. field. split; lra.
  - rewrite !IH; try exact HF; try (intros j Hj; apply Ho; right; exact Hj).
    + simpl pow. field. split; lra.
    + intros j Hj. rewrite set_other by (intros ->; contradiction). apply Hs. right. exact Hj.
    + intros j Hj. apply Hs. right. exact Hj.
Qed.

Lemma over_parts_ext F : forall f g, (forall L, (length L <= length F)%nat -> f L = g L) ->
  over_parts F f = over_parts F g.
Proof.
  induction F as [|i F IH]; intros f g H; simpl; [apply H; reflexivity|]. f_equal. f_equal; apply IH.
  - intros L HL. apply H. simpl. lia.
  - intros L HL. apply H. simpl. lia.
Qed.

(** Only the whole list is no smaller than it. *)
Lemma over_whole F : forall f,
  over_parts F (fun L => if (length L <? length F)%nat then 0 else f L) = f F / 2 ^ length F.
Proof.
  induction F as [|i F IH]; intros f; [simpl; field|]. cbn [over_parts].
  rewrite (over_parts_ext F _ (fun _ => 0)).
  - rewrite mean_of_zero by apply over_parts_expectation.
    change (fun L => if (length (i :: L) <? length (i :: F))%nat then 0 else f (i :: L))
      with (fun L => if (length L <? length F)%nat then 0 else f (i :: L)).
    rewrite (IH (fun L => f (i :: L))). simpl. field. apply pow_nonzero. lra.
  - intros L HL. destruct (Nat.ltb_spec (length L) (length (i :: F))); [reflexivity|simpl in *; lia].
Qed.

Lemma keep_in L o i : forall seen, (In i L \/ seen i = o i) -> keep L seen o i = o i.
Proof.
  induction L as [|j L IH]; intros seen H; simpl; [destruct H as [[]|H]; exact H|]. apply IH.
  destruct (Nat.eq_dec i j) as [->|Hne]; [right; apply set_same|].
  destruct H as [[H|H]|H]; [congruence|left; exact H|right; rewrite set_other by exact Hne; exact H].
Qed.

(** The sign of a vector in the alternating sum. *)
Fixpoint sign_in (t : R) (F : list nat) (p : nat -> R) : R :=
  match F with
  | [] => 1
  | i :: rest => (1 - 2 * (p i / t)) * sign_in t rest p
  end.

Lemma mixed_sign t F o : t <> 0 -> NoDup F -> mixed t F (sign_in t F) o = 2 ^ length F.
Proof.
  intros Ht HF. revert o. induction HF as [|i F Hi _ IH]; intros o; [reflexivity|]. cbn [mixed length].
  rewrite (mixed_outside t F _ (fun p => 1 * sign_in t F p + 0 * 0) (set o i 0) i Hi).
  - rewrite (mixed_outside t F _ (fun p => -1 * sign_in t F p + 0 * 0) (set o i t) i Hi).
    + rewrite !(mixed_combination t F _ 0 (sign_in t F) (fun _ => 0)), !IH. simpl. ring.
    + intros p Hp. rewrite set_same in Hp. simpl. rewrite Hp. field. exact Ht.
  - intros p Hp. rewrite set_same in Hp. simpl. rewrite Hp. field. exact Ht.
Qed.

Lemma sign_size t F p : t <> 0 -> (forall i, In i F -> p i = 0 \/ p i = t) -> Rabs (sign_in t F p) = 1.
Proof.
  intros Ht H. induction F as [|i F IH]; simpl; [apply Rabs_R1|].
  rewrite Rabs_mult, IH, Rmult_1_r by (intros j Hj; apply H; right; exact Hj).
  destruct (H i (or_introl eq_refl)) as [->| ->].
  - replace (1 - 2 * (0 / t)) with 1 by (field; exact Ht). apply Rabs_R1.
  - replace (1 - 2 * (t / t)) with (- (1)) by (field; exact Ht). rewrite Rabs_Ropp. apply Rabs_R1.
Qed.

Lemma sign_ext t F p p' : (forall i, In i F -> p i = p' i) -> sign_in t F p = sign_in t F p'.
Proof.
  intros H. induction F as [|i F IH]; simpl; [reflexivity|].
  rewrite (H i (or_introl eq_refl)), IH; [reflexivity|]. intros j Hj. apply H. right. exact Hj.
Qed.

(** A function whose alternating sum is 0 is the mean of an estimator that reads all scores but one. *)
Definition all_but_one (N : nat) (g : (nat -> R) -> R) (L : list nat) : reader :=
  if (length L <? N)%nat then read_list L (fun _ => 0) (fun p => - (-1) ^ N * 2 ^ N * ((-1) ^ length L * g p))
  else Answer 0.

Lemma all_but_one_reads N g L : (0 < N)%nat -> reads_at_most (N - 1) (all_but_one N g L).
Proof.
  intros HN o. unfold all_but_one. destruct (Nat.ltb_spec (length L) N) as [H|H]; [|simpl; lia].
  pose proof (read_list_length L (fun p => - (-1) ^ N * 2 ^ N * ((-1) ^ length L * g p)) o (fun _ => 0)) as E.
  eapply Nat.le_trans; [apply NoDup_incl_length; [apply NoDup_nodup|]|rewrite E; lia].
  intros i Hi. apply nodup_In in Hi. exact Hi.
Qed.

Lemma all_but_one_mean t N g o : t <> 0 -> (forall i, (i < N)%nat -> o i = 0 \/ o i = t) ->
  mixed t (seq 0 N) g (fun _ => 0) = 0 ->
  over_parts (seq 0 N) (fun L => answer (all_but_one N g L) o) = g (keep (seq 0 N) (fun _ => 0) o).
Proof.
  intros Ht Ho M. set (F := seq 0 N) in *. assert (HL : length F = N) by apply seq_length.
  pose proof (kept_sum t F g o Ht (fun _ => 0) (seq_NoDup N 0) (fun _ _ => eq_refl)) as K.
  rewrite M in K. set (h := fun L => (-1) ^ length L * g (keep L (fun _ => 0) o)) in *.
  assert (Z : over_parts F h = 0).
  { rewrite K; [unfold Rdiv; ring|]. intros i Hi. apply in_seq in Hi. apply Ho. lia. }
  pose proof (over_whole F h) as Whole. rewrite HL in Whole.
  set (a := - (-1) ^ N * 2 ^ N) in *. set (b := - a).
  transitivity (a * over_parts F h + b * over_parts F (fun L => if (length L <? N)%nat then 0 else h L)).
  - rewrite <- (of_combination _ (over_parts_expectation F)). f_equal. apply functional_extensionality. intros L.
    unfold all_but_one. fold a. destruct (length L <? N)%nat.
    + rewrite read_list_answer. unfold h. ring.
    + simpl. unfold b. ring.
  - rewrite Z, Whole. unfold h at 1, b, a. rewrite HL. pose proof (pow_lt 2 N ltac:(lra)) as W.
    assert (S : (-1) ^ N * (-1) ^ N = 1).
    { rewrite <- Rpow_mult_distr. replace (-1 * -1) with 1 by ring. apply pow1. }
    set (v := g (keep F (fun _ => 0) o)). transitivity ((-1) ^ N * (-1) ^ N * v); [field; lra|]. rewrite S. ring.
Qed.

(** Claim: sf.oq3.impossible.worst
    Role: establishes
    Place: beyond SF, Open Question 3
    Says: Over odds that are each 1 or x < 1 the least possible worst bias of an estimator of log Z that reads at most
      N - 1 scores is D / 2^N, where D is the size of the alternating sum of log Z; it is a lower bound for fewer reads,
      and as x falls to 0 it grows beyond every bound.
    Gap: Real numbers, not floating point. Expectation and estimator as in the theorem unbiased_needs_all_scores.
    Mutant: `alternating N x / 2 ^ N <= Rabs` becomes `101 / 100 * alternating N x / 2 ^ N <= Rabs`; refuted by the
      theorem worst_bias_is_attained
    Mutant: `r o) <= alternating N x / 2 ^ N` becomes `r o) <= alternating N x / 2 ^ (N + 1)`; refuted by the theorem
      worst_bias_is_no_smaller
    Mutant: `(k < N)%nat` becomes `(k <= N)%nat`; refuted by the theorem all_scores_have_no_bias
*)
Theorem least_worst_bias : forall N, (0 < N)%nat ->
  (forall x, 0 < x < 1 ->
    (forall k (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E -> (forall c, reads_at_most k (r c)) ->
      (k < N)%nat -> exists o, two_odds N x o /\ alternating N x / 2 ^ N <= Rabs (bias_at N E r o))
    /\ exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E /\ (forall c, reads_at_most (N - 1) (r c))
      /\ forall o, two_odds N x o -> Rabs (bias_at N E r o) <= alternating N x / 2 ^ N)
  /\ (forall b, exists x0, 0 < x0 < 1 /\ forall x, 0 < x <= x0 -> b < alternating N x / 2 ^ N).
Proof.
  intros N HN. pose proof (pow_lt 2 N ltac:(lra)) as W. split.
  - intros x Hx. split; [intros; apply (some_bias_is_large N k); assumption|].
    set (t := ln x). assert (Ht : t < 0) by (unfold t; rewrite <- ln_1; apply ln_increasing; lra).
    set (F := seq 0 N). set (M := mixed t F (fun o => ln (partition N o)) (fun _ => 0)).
    set (g := fun p => 1 * ln (partition N p) + - (M / 2 ^ N) * sign_in t F p).
    assert (HL : length F = N) by apply seq_length.
    exists (list nat), (over_parts F), (all_but_one N g). split; [apply over_parts_expectation|].
    split; [intros L; apply all_but_one_reads; exact HN|]. intros o Ho. unfold bias_at.
    assert (Zero : mixed t F g (fun _ => 0) = 0).
    { unfold g. rewrite mixed_combination, mixed_sign, HL by (lra || apply seq_NoDup). fold M. field. lra. }
    pose proof (all_but_one_mean t N g o ltac:(lra) Ho Zero) as Mean. fold F in Mean. rewrite Mean. clear Mean.
    assert (K : forall i, In i F -> keep F (fun _ => 0) o i = o i) by (intros; apply keep_in; left; assumption).
    unfold g. rewrite (sign_ext t F _ o K).
    replace (partition N (keep F (fun _ => 0) o)) with (partition N o)
      by (apply sum_ext; intros i Hi; rewrite K by (apply in_seq; lia); reflexivity).
    replace (1 * ln (partition N o) + - (M / 2 ^ N) * sign_in t F o - ln (partition N o))
      with (- (M / 2 ^ N) * sign_in t F o) by ring.
    rewrite Rabs_mult, sign_size, Rabs_Ropp by (try lra; intros i Hi; apply in_seq in Hi; apply Ho; lia).
    unfold alternating, Rdiv. fold t F M. rewrite Rabs_mult, (Rabs_right (/ 2 ^ N)); [lra|].
    apply Rle_ge, Rlt_le, Rinv_0_lt_compat. exact W.
  - intros b. destruct (mixed_log_partition_large N (b * 2 ^ N) HN) as (t & Ht & H).
    exists (exp t). split; [split; [apply exp_pos|rewrite <- exp_0; apply exp_increasing; exact Ht]|].
    intros x [Hx Hle]. apply (Rmult_lt_reg_r (2 ^ N)); [exact W|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. apply H. rewrite <- (ln_exp t). apply ln_le; assumption.
Qed.

Lemma some_alternating N : (0 < N)%nat -> exists x, 0 < x < 1 /\ 0 < alternating N x / 2 ^ N.
Proof.
  intros HN. destruct (proj2 (least_worst_bias N HN) 0) as (x & Hx & H). exists x. split; [exact Hx|]. apply H. lra.
Qed.

Lemma worst_bias_is_attained : ~ (forall N, (0 < N)%nat ->
  (forall x, 0 < x < 1 ->
    (forall k (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E -> (forall c, reads_at_most k (r c)) ->
      (k < N)%nat -> exists o, two_odds N x o /\ 101 / 100 * alternating N x / 2 ^ N <= Rabs (bias_at N E r o))
    /\ exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E /\ (forall c, reads_at_most (N - 1) (r c))
      /\ forall o, two_odds N x o -> Rabs (bias_at N E r o) <= alternating N x / 2 ^ N)
  /\ (forall b, exists x0, 0 < x0 < 1 /\ forall x, 0 < x <= x0 -> b < alternating N x / 2 ^ N)).
Proof.
  intros H. destruct (some_alternating 1 Nat.lt_0_1) as (x & Hx & Pos).
  destruct (proj1 (least_worst_bias 1 Nat.lt_0_1) x Hx) as [_ (chance & E & r & HE & Hr & U)].
  destruct (proj1 (proj1 (H 1%nat Nat.lt_0_1) x Hx) 0%nat chance E r HE Hr Nat.lt_0_1) as (o & Ho & L).
  specialize (U o Ho). unfold Rdiv in *. lra.
Qed.

Lemma worst_bias_is_no_smaller : ~ (forall N, (0 < N)%nat ->
  (forall x, 0 < x < 1 ->
    (forall k (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E -> (forall c, reads_at_most k (r c)) ->
      (k < N)%nat -> exists o, two_odds N x o /\ alternating N x / 2 ^ N <= Rabs (bias_at N E r o))
    /\ exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E /\ (forall c, reads_at_most (N - 1) (r c))
      /\ forall o, two_odds N x o -> Rabs (bias_at N E r o) <= alternating N x / 2 ^ (N + 1))
  /\ (forall b, exists x0, 0 < x0 < 1 /\ forall x, 0 < x <= x0 -> b < alternating N x / 2 ^ N)).
Proof.
  intros H. destruct (some_alternating 1 Nat.lt_0_1) as (x & Hx & Pos).
  destruct (proj1 (H 1%nat Nat.lt_0_1) x Hx) as [_ (chance & E & r & HE & Hr & U)].
  destruct (proj1 (proj1 (least_worst_bias 1 Nat.lt_0_1) x Hx) 0%nat chance E r HE Hr Nat.lt_0_1) as (o & Ho & L).
  specialize (U o Ho). simpl pow in *. lra.
Qed.

Lemma all_scores_have_no_bias : ~ (forall N, (0 < N)%nat ->
  (forall x, 0 < x < 1 ->
    (forall k (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E -> (forall c, reads_at_most k (r c)) ->
      (k <= N)%nat -> exists o, two_odds N x o /\ alternating N x / 2 ^ N <= Rabs (bias_at N E r o))
    /\ exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
      expectation E /\ (forall c, reads_at_most (N - 1) (r c))
      /\ forall o, two_odds N x o -> Rabs (bias_at N E r o) <= alternating N x / 2 ^ N)
  /\ (forall b, exists x0, 0 < x0 < 1 /\ forall x, 0 < x <= x0 -> b < alternating N x / 2 ^ N)).
Proof.
  intros H. destruct (some_alternating 1 Nat.lt_0_1) as (x & Hx & Pos).
  destruct (proj1 (unbiased_needs_all_scores 1 1)) as [_ U].
  destruct (U (le_n 1)) as (chance & E & r & HE & Hr & B).
  destruct (proj1 (proj1 (H 1%nat Nat.lt_0_1) x Hx) 1%nat chance E r HE Hr (le_n 1)) as (o & _ & L).
  unfold bias_at in L. rewrite B, Rminus_diag_eq, Rabs_R0 in L by reflexivity. lra.
Qed.
