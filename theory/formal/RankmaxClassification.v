(** Rankmax with its scale adapted to the label is not classification-calibrated: six classes. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Logarithm Rankmax SoftmaxRisk RankmaxWhole RankmaxSorted.
From softproof Require RgPrintedSimplex.
Open Scope R_scope.

(** A class that has not the largest chance has the largest score. *)
Definition wrong_top (n : nat) (eta z : nat -> R) : Prop :=
  exists i m, (i < n)%nat /\ (m < n)%nat /\ eta i < eta m /\ forall j, (j < n)%nat -> z j <= z i.

(** ** The witness: the chances 64, 63, 43, 43, 43, 22 of 278 *)

Definition parts (y : nat) : Z := 
  match y with O => 64 | 1%nat => 63 | 2%nat | 3%nat | 4%nat => 43 | _ => 22 end%Z.
Definition witness (y : nat) : R := IZR (parts y) / 278.

Definition flags (l : list bool) (k : nat) : bool := nth k l false.

(** The scores 2, 2, 1, 1, 1, 0, less 2. *)
Definition level_top : nat -> Z := levels (flags (false :: true :: false :: false :: true :: nil)).

Lemma all_are_beaten a b c d e :
  (scales 6 parts level_top <= scales 6 parts (levels (flags (a :: b :: c :: d :: e :: nil))))%Z.
Proof. apply Z.leb_le. destruct a, b, c, d, e; vm_compute; reflexivity. Qed.

Lemma witness_simplex : simplex 6 witness.
Proof.
  split; [|unfold witness; simpl; lra]. intros y _. unfold witness.
  do 6 (destruct y as [|y]; [simpl; lra|]). simpl. lra.
Qed.

Lemma witness_falls i j : (i <= j)%nat -> witness j <= witness i.
Proof.
  unfold witness. intros H. do 6 (destruct i as [|i]; [do 6 (destruct j as [|j]; [simpl; lra || lia|]); simpl; lra|]).
  do 6 (destruct j as [|j]; [lia|]). simpl. lra.
Qed.

Lemma levels_ext f g m i : (forall k, (k < m)%nat -> f k = g k) -> (i <= m)%nat -> levels f i = levels g i.
Proof.
  intros E. induction i as [|i IH]; intros H; [reflexivity|]. simpl. rewrite IH, (E i) by lia. reflexivity.
Qed.

Lemma parts_nonnegative y : (0 <= parts y)%Z.
Proof. do 6 (destruct y as [|y]; [simpl; lia|]). simpl. lia. Qed.

Lemma level_top_is_least u : mean 6 witness (rankmax_loss 6 (whole level_top)) <= mean 6 witness (rankmax_loss 6 u).
Proof.
  revert u. apply whole_is_enough; [exact witness_simplex|]. apply sorted_is_enough; [exact witness_falls|].
  intros w F. eapply Rle_trans; [|apply levels_are_enough; [apply witness_simplex|exact F]].
  set (f := flags (falls w 0 :: falls w 1 :: falls w 2 :: falls w 3 :: falls w 4 :: nil)).
  assert (E : forall i, (i < 6)%nat -> levels (falls w) i = levels f i).
  { intros i Hi. apply (levels_ext _ _ 5); [|lia]. intros k Hk. do 5 (destruct k as [|k]; [reflexivity|]). lia. }
  replace (mean 6 witness (rankmax_loss 6 (whole (levels (falls w)))))
    with (mean 6 witness (rankmax_loss 6 (whole (levels f)))).
  - destruct (risk_by_scales 6 278 parts level_top) as [P A]; [intros; apply parts_nonnegative|].
    destruct (risk_by_scales 6 278 parts (levels f)) as [Q B]; [intros; apply parts_nonnegative|].
    unfold witness. rewrite A, B. apply Rmult_le_compat_l; [lra|].
    apply ln_le; [apply IZR_lt, P|]. apply IZR_le. exact (all_are_beaten _ _ _ _ _).
  - apply sum_ext. intros y Hy. f_equal. unfold rankmax_loss. f_equal. apply sum_ext. intros i Hi.
    rewrite !part_whole, !E by assumption. reflexivity.
Qed.

Lemma level_top_is_wrong : wrong_top 6 witness (whole level_top).
Proof.
  exists 1%nat, 0%nat. split; [lia|split; [lia|split; [unfold witness; simpl; lra|]]].
  intros j Hj. apply IZR_le. do 6 (destruct j as [|j]; [vm_compute; discriminate|]). lia.
Qed.

(** Claim: sf.calibration.classification.rankmax.adapted
    Role: refutes
    Place: SF, novelty report, consistency analysis
    Says: The risk of adapted Rankmax does not for every N and every eta have a greater infimum over the scores whose
      argmax holds a class of less than the largest chance than over all: of six classes with the chances 64, 63, 43,
      43, 43 and 22 of 278 the scores (2, 2, 1, 1, 1, 0) have the least risk of all.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0. Six classes; for which numbers it holds is the claim
      sf.calibration.classification.rankmax.adapted.repair. The tie of the two leading classes is not what refutes: the
      risk is continuous.
    Mutant: `mean n eta (rankmax_loss n z)` becomes `softmax_risk n eta z`; refuted by the theorem
      softmax_is_classification_calibrated
*)
Theorem adapted_rankmax_is_not_classification_calibrated : ~ forall n eta, simplex n eta ->
  let risk z := mean n eta (rankmax_loss n z) in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z.
Proof.
  intros H. destruct (H 6%nat witness witness_simplex) as (u & c & Hc & B).
  specialize (B _ level_top_is_wrong). pose proof (level_top_is_least u). cbv beta in B. lra.
Qed.

(** Claim: none
    Says: The softmax loss is classification-calibrated.
*)
Theorem softmax_is_classification_calibrated : ~ ~ forall n eta, simplex n eta ->
  let risk z := softmax_risk n eta z in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z.
Proof.
  intros H. apply H. intros n eta He risk. destruct (le_lt_dec 2 n) as [Hn|Hn].
  - destruct (sorted_list n eta) as (_ & by_chance & _ & _ & Le & _).
    pose proof He as [E0 E1].
    destruct (RgPrintedSimplex.softmax_is_calibrated_on_the_simplex n 1 eta by_chance E0 E1 ltac:(lia) Le)
      as (u & c & Hc & B).
    exists u, c. split; [exact Hc|]. intros z (i & m & Hi & Hm & D & T).
    destruct (sorted_list n z) as (_ & by_score & _ & _ & Ls & _). apply (B z by_score Ls). intros P.
    destruct (P i Hi) as [_ Q]. assert (T0 : eta i < eta (by_chance (1 - 1)%nat)).
    { destruct (in_list n eta by_chance m Le Hm) as (k & Hk & <-). destruct Le as (_ & _ & F).
      specialize (F 0%nat k ltac:(lia)). simpl. lra. }
    specialize (Q T0). specialize (T (by_score (1 - 1)%nat) ltac:(apply (proj1 Ls); lia)). lra.
  - exists eta, 1. split; [lra|]. intros z (i & m & Hi & Hm & D & _). replace i with m in D by lia. lra.
Qed.
