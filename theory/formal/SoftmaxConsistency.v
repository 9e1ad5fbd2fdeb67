(** When softmax losses are consistent with weighted DCGs: Definition 8 for losses whose risk is that of shares. *)

From Coq Require Import Reals Lra Lia.
From softproof Require SoftmaxRisk TopKCalibration.
From softproof Require Import Sums Softmax Prop5 Rank Rearrangement RgRanking RelevantSets.
Open Scope R_scope.

(** A loss of one context is the sum of the softmax losses of its items, each with a weight. *)
Definition weighs_items {A : Type} (n : nat) (admitted : A -> Prop) (v : A -> nat -> R)
    (loss : (nat -> R) -> A -> R) : Prop :=
  (forall o q, admitted q -> loss o q = sum n (fun y => v q y * softmax_loss n o y)) /\
  (forall q y, admitted q -> (y < n)%nat -> 0 <= v q y) /\ (forall q, admitted q -> 0 < sum n (v q)).

(** The expected weight of an item, and of all of them. *)
Definition share {A : Type} (K : nat) (chance : nat -> R) (r : nat -> A) (v : A -> nat -> R) (y : nat) : R :=
  expected K chance r (fun q => v q y).

Lemma share_scaled {A} K chance (r : nat -> A) c v y :
  share K chance r (fun q y => c * v q y) y = c * share K chance r v y.
Proof.
  unfold share. rewrite (Rmult_comm c), <- expected_scal_r. apply sum_ext. intros k _. ring.
Qed.

Lemma risk_of_shares {A} n K chance (r : nat -> A) admitted v loss o : law K chance r admitted ->
  weighs_items n admitted v loss ->
  expected K chance r (loss o) = sum n (fun y => share K chance r v y * softmax_loss n o y).
Proof.
  intros L (E & _). rewrite (expected_ext K chance r admitted _ _ L (fun q Hq => E o q Hq)), expected_sum.
  apply sum_ext. intros y _. apply expected_scal_r.
Qed.

Lemma shares_are_chances {A} n K chance (r : nat -> A) admitted v loss : law K chance r admitted ->
  weighs_items n admitted v loss -> let total := sum n (share K chance r v) in
  (0 < n)%nat /\ 0 < total /\ simplex n (fun y => share K chance r v y / total) /\
  forall o, expected K chance r (loss o) = total * SoftmaxRisk.softmax_risk n (fun y => share K chance r v y / total) o.
Proof.
  intros L W total. pose proof W as (_ & V0 & V1).
  assert (T : 0 < total).
  { unfold total, share. rewrite <- expected_sum. exact (expected_pos K chance r admitted _ L V1). }
  split; [|split; [exact T|split; [split|]]].
  - destruct n; [simpl in T; unfold total in T; simpl in T; lra|lia].
  - intros y Hy. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, T].
    apply (expected_nonneg K chance r admitted _ L). intros q Hq. apply V0; assumption.
  - unfold Rdiv. rewrite sum_scal_r. apply Rinv_r. lra.
  - intros o. rewrite (risk_of_shares n K chance r admitted v loss o L W).
    unfold SoftmaxRisk.softmax_risk, risk. rewrite <- sum_scal. apply sum_ext. intros y _. field. lra.
Qed.

(** Two items in the wrong order cost something. *)
Lemma wrong_order_costs {A} n K chance (r : nat -> A) admitted v loss a b : law K chance r admitted ->
  weighs_items n admitted v loss -> (a < n)%nat -> (b < n)%nat -> share K chance r v b < share K chance r v a ->
  exists c, 0 < c /\ forall o,
    (forall o', expected K chance r (loss o) <= expected K chance r (loss o') + c) -> o b < o a.
Proof.
  intros L W Ha Hb E. destruct (shares_are_chances n K chance r admitted v loss L W) as (Hn & T & S & R).
  set (total := sum n (share K chance r v)) in *. set (eta := fun y => share K chance r v y / total) in *.
  assert (D : eta b < eta a) by (apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, T|exact E]).
  pose proof (proj1 S b Hb) as B0.
  pose proof (TopKCalibration.merging_costs (eta a) (eta b) ltac:(lra)) as C.
  set (c := eta a * ln (eta a) + eta b * ln (eta b) - (eta a + eta b) * ln ((eta a + eta b) / 2)) in C.
  exists (total * (c / 2)). split; [apply Rmult_lt_0_compat; lra|]. intros o Ho.
  apply Rnot_le_lt. intros Le.
  pose proof (SoftmaxRisk.inverted_pair n eta o a b S Ha Hb ltac:(intros ->; lra) ltac:(lra) Le) as P. fold c in P.
  destruct (SoftmaxRisk.entropy_is_least n eta S Hn) as [_ G].
  specialize (G (SoftmaxRisk.softmax_risk n eta o - c / 2)).
  assert (SoftmaxRisk.softmax_risk n eta o - c / 2 <= - neg_entropy n eta); [|lra]. apply G. intros s.
  specialize (Ho s). rewrite !R in Ho. apply Rmult_le_reg_l with total; [exact T|]. lra.
Qed.

(** Scores of least risk sort the items by their shares. *)
Lemma least_risk_sorts_shares {A} n K chance (r : nat -> A) admitted v loss o : law K chance r admitted ->
  weighs_items n admitted v loss -> (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
  forall a b, (a < n)%nat -> (b < n)%nat -> share K chance r v b < share K chance r v a -> o b < o a.
Proof.
  intros L W B a b Ha Hb E. destruct (wrong_order_costs n K chance r admitted v loss a b L W Ha Hb E) as (c & Hc & H).
  apply H. intros o'. specialize (B o'). lra.
Qed.

(** A softmax loss is consistent with a weighted DCG if its weights sort the items as those of the metric. *)
Lemma softmax_is_consistent {A} n (admitted : A -> Prop) metric loss u v :
  (forall pi q, admitted q -> metric pi q = sum n (fun y => u q y * discount (pi y))) ->
  weighs_items n admitted v loss ->
  (forall K chance r a b, law K chance r admitted -> share K chance r u b < share K chance r u a ->
    share K chance r v b < share K chance r v a) ->
  consistent n admitted metric loss.
Proof.
  intros U W O K chance r o pi L Hr Ho eps He.
  assert (M : forall pi', expected K chance r (metric pi') = sum n (fun y => discount (pi' y) * share K chance r u y)).
  { intros pi'. rewrite (expected_ext K chance r admitted _ _ L (fun q Hq => U pi' q Hq)), expected_sum.
    apply sum_ext. intros y _. rewrite (Rmult_comm (discount _)). apply expected_scal_r. }
  assert (S : exists T : nat, forall t, (T <= t)%nat -> forall a, (a < n)%nat -> forall b, (b < n)%nat ->
    share K chance r u b < share K chance r u a -> o t b < o t a).
  { apply (eventually_all n (fun a t => forall b, (b < n)%nat ->
      share K chance r u b < share K chance r u a -> o t b < o t a)). intros a Ha.
    apply (eventually_all n (fun b t => share K chance r u b < share K chance r u a -> o t b < o t a)). intros b Hb.
    destruct (Rlt_le_dec (share K chance r u b) (share K chance r u a)) as [E|E].
    - destruct (wrong_order_costs n K chance r admitted v loss a b L W Ha Hb (O K chance r a b L E)) as (c & Hc & H).
      destruct (Ho c Hc) as [T HT]. exists T. intros t Ht _. apply H. intros o'. apply HT, Ht.
    - exists 0%nat. intros t _ E'. lra. }
  destruct S as [T HT]. exists T. intros t Ht pi' Hp'. rewrite !M. destruct (Hr t) as [Hp Hsort].
  pose proof (rearrangement n discount (share K chance r u) pi' (pi t) discount_falls Hp' Hp
    ltac:(intros y z Hy Hz E; apply Hsort; auto)). lra.
Qed.

(** The logarithms of the shares are scores of least risk. *)
Lemma log_shares_are_best {A} n K chance (r : nat -> A) admitted v loss o : law K chance r admitted ->
  weighs_items n admitted v loss -> (forall y, (y < n)%nat -> exp (o y) = share K chance r v y) ->
  forall o', expected K chance r (loss o) <= expected K chance r (loss o').
Proof.
  intros L W P o'. destruct (shares_are_chances n K chance r admitted v loss L W) as (Hn & T & S & R). rewrite !R.
  apply Rmult_le_compat_l; [lra|]. eapply Rle_trans; [|apply SoftmaxRisk.risk_not_below; assumption].
  rewrite SoftmaxRisk.softmax_risk_by_chances. apply Req_le, f_equal, sum_ext. intros y Hy. do 2 f_equal.
  unfold softmax, partition. rewrite (P y Hy), (sum_ext n _ _ P). reflexivity.
Qed.

Lemma loss_sum_hits n q o : loss_sum n q o = sum n (fun y => hit q y * softmax_loss n o y).
Proof. apply sum_ext. intros y _. unfold hit. destruct (q y); ring. Qed.

(** The softmax loss summed over the relevant items of a context, with a positive weight for the context. *)
Lemma context_weighs_items n (admitted : (nat -> bool) -> Prop) w loss : (forall q, admitted q -> nonempty n q) ->
  (forall q, admitted q -> 0 < w q) -> (forall o q, admitted q -> loss o q = w q * loss_sum n q o) ->
  weighs_items n admitted (fun q y => w q * hit q y) loss.
Proof.
  intros N P E. split; [|split].
  - intros o q Hq. rewrite (E o q Hq), loss_sum_hits, <- sum_scal. apply sum_ext. intros; ring.
  - intros q y Hq _. specialize (P q Hq). unfold hit. destruct (q y); lra.
  - intros q Hq. rewrite sum_scal. fold (size n q). specialize (N q Hq). unfold nonempty in N.
    apply Rmult_lt_0_compat; [apply P, Hq|lra].
Qed.
