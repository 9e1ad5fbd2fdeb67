(** The expected calibration error of predicted probabilities, and the order of their top k. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums SortedScores WrongTopK TopKCalibration DynamicNegatives.
Open Scope R_scope.

(** In the context x, of the chance law x, the items' true probabilities are eta x and the predicted ones p x; ranked x
    lists the items by falling prediction, best x by falling true probability. A prediction v is in the bin `bin v`. *)
Definition predictions (M N B : nat) (law : nat -> R) (p eta : nat -> nat -> R) (ranked best : nat -> nat -> nat)
    (bin : R -> nat) : Prop :=
  simplex M law /\ (forall v, (bin v < B)%nat) /\ forall x, (x < M)%nat ->
  simplex N (p x) /\ simplex N (eta x) /\ falling_list N (p x) (ranked x) /\ falling_list N (eta x) (best x).

(** The sum over the bins of what their predictions, of the k items ranked first, are off in the mean. *)
Definition calibration_error (M B k : nat) (law : nat -> R) (p eta : nat -> nat -> R) (ranked : nat -> nat -> nat)
    (bin : R -> nat) : R :=
  sum B (fun b => Rabs (sum M (fun x => law x * sum k (fun i =>
    if Nat.eqb (bin (p x (ranked x i))) b then eta x (ranked x i) - p x (ranked x i) else 0)))) / INR k.

(** Every predicted value has a bin of its own. *)
Definition own_bins (M N : nat) (p : nat -> nat -> R) (bin : R -> nat) : Prop :=
  forall x y i j, (x < M)%nat -> (y < M)%nat -> (i < N)%nat -> (j < N)%nat ->
  bin (p x i) = bin (p y j) -> p x i = p y j.

(** The items by falling probability; one bin below 1/2 and one above. *)
Definition second_first (i : nat) : nat := (1 - i)%nat.
Definition two_bins (v : R) : nat := if Rlt_dec (1 / 2) v then 1%nat else 0%nat.

Lemma two_simplex a : 0 <= a <= 1 -> simplex 2 (two a).
Proof. intros H. split; [intros [|i] _; simpl; lra|simpl; lra]. Qed.

Lemma two_falls a : 1 / 2 <= a -> falling_list 2 (two a) second_first.
Proof.
  intros H. unfold second_first. split; [intros i _; lia|split; [intros i j Hi Hj E; lia|]].
  intros [|[|i]] [|[|j]] L; try lia; simpl; lra.
Qed.

Lemma two_falls_back a : a <= 1 / 2 -> falling_list 2 (two a) (fun i => i).
Proof.
  intros H. split; [auto|split; [auto|]]. intros [|[|i]] [|[|j]] L; try lia; simpl; lra.
Qed.

Lemma two_bins_are_few v : (two_bins v < 2)%nat.
Proof. unfold two_bins. destruct (Rlt_dec (1 / 2) v); lia. Qed.

Lemma two_own_bins a : 1 / 2 < a -> own_bins 2 2 (fun _ => two a) two_bins.
Proof.
  intros H x y [|[|i]] [|[|j]] _ _ Hi Hj; try lia; simpl; unfold two_bins;
    destruct (Rlt_dec (1 / 2) (1 - a)), (Rlt_dec (1 / 2) a); intros E; lra || discriminate E.
Qed.

(** In the first context the second item has the probability 1, in the second another one. *)
Definition certain_or (a : R) (x : nat) : nat -> R := match x with O => two 1 | _ => two a end.
Definition straight_second (x : nat) : nat -> nat := match x with O => second_first | _ => fun i => i end.

Lemma third_predictions : predictions 2 2 2 half (fun _ => two (2 / 3)) (certain_or (1 / 3)) (fun _ => second_first)
  straight_second two_bins.
Proof.
  split; [split; [intros; unfold half; lra|unfold half; simpl; lra]|split; [exact two_bins_are_few|]].
  intros [|x] _; simpl;
    (split; [|split; [|split]]); (apply two_simplex || apply two_falls || apply two_falls_back); lra.
Qed.

Lemma third_error : calibration_error 2 2 1 half (fun _ => two (2 / 3)) (certain_or (1 / 3)) (fun _ => second_first)
  two_bins = 0.
Proof.
  unfold calibration_error, half, two_bins. simpl. destruct (Rlt_dec (1 / 2) (2 / 3)); [|lra]. simpl.
  rewrite !Rabs_right by lra. lra.
Qed.

Lemma third_wrong : ~ top_k_preserving_by 2 1 (two (2 / 3)) (two (1 / 3)) second_first (fun i => i).
Proof. intros H. destruct (H 0%nat ltac:(lia)) as [L _]. simpl in L. specialize (L ltac:(lra)). lra. Qed.

Lemma certain_predictions : predictions 2 2 2 half (fun _ => two 1) (certain_or (2 / 3)) (fun _ => second_first)
  (fun _ => second_first) two_bins.
Proof.
  split; [split; [intros; unfold half; lra|unfold half; simpl; lra]|split; [exact two_bins_are_few|]].
  intros [|x] _; simpl;
    (split; [|split; [|split]]); (apply two_simplex || apply two_falls); lra.
Qed.

Lemma certain_order x : top_k_preserving_by 2 1 (two 1) (certain_or (2 / 3) x) second_first second_first.
Proof. destruct x; intros [|[|n]] Hn; try lia; simpl; lra. Qed.

Lemma certain_error : calibration_error 2 2 1 half (fun _ => two 1) (certain_or (2 / 3)) (fun _ => second_first)
  two_bins = 1 / 6.
Proof.
  unfold calibration_error, half, two_bins. simpl. destruct (Rlt_dec (1 / 2) 1); [|lra]. simpl.
  rewrite Rabs_right, Rabs_left by lra. lra.
Qed.

Lemma exact_is_preserved N k p eta ranked best : (1 <= k < N)%nat -> (forall i, (i < N)%nat -> p i = eta i) ->
  falling_list N p ranked -> falling_list N eta best -> top_k_preserving_by N k p eta ranked best.
Proof.
  intros Hk E P Q. apply same_order_is_preserving; try assumption. intros m j Hm Hj L. rewrite !E by assumption.
  exact L.
Qed.

Lemma exact_has_no_error M N B k law p eta ranked best bin : (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin ->
  (forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i) ->
  calibration_error M B k law p eta ranked bin = 0.
Proof.
  intros Hk [_ [_ P]] E. unfold calibration_error. rewrite sum_eq_0; [unfold Rdiv; ring|]. intros b _.
  rewrite sum_eq_0; [apply Rabs_R0|]. intros x Hx. rewrite sum_eq_0; [ring|]. intros i Hi.
  destruct (P x Hx) as (_ & _ & [R1 _] & _). rewrite (E x _ Hx (R1 i ltac:(lia))).
  destruct (Nat.eqb _ b); ring.
Qed.

(** Claim: none
    Says: True probabilities have no error and the right order.
*)
Theorem true_probabilities_have_the_order : ~ ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin -> own_bins M N p bin ->
  (forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i) ->
  forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)).
Proof.
  intros H. apply H. intros M N B k law p eta ranked best bin Hk [_ [_ P]] _ E x Hx.
  destruct (P x Hx) as (_ & _ & Q & R). apply exact_is_preserved; auto.
Qed.

(** Claim: sf.ece.order
    Role: refutes
    Place: SF, summary, next check 3
    Says: That the expected calibration error of the items ranked first is 0, with a bin for every predicted value, does
      not mean that the predicted probabilities preserve the top k of the true ones in every context: two equally likely
      contexts, k = 1, (0, 1) and (2/3, 1/3) both predicted as (1/3, 2/3).
    Gap: Ties at the k-th place are broken in any one order, where the claim counts them in proportion; the witness has
      none.
    Mutant: `calibration_error M B k law p eta ranked bin = 0` becomes `(forall x i, (x < M)%nat -> (i < N)%nat ->
      p x i = eta x i)`; refuted by the theorem true_probabilities_have_the_order
*)
Theorem no_calibration_error_is_no_order : ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin -> own_bins M N p bin ->
  calibration_error M B k law p eta ranked bin = 0 ->
  forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)).
Proof.
  intros H. apply third_wrong. exact (H 2%nat 2%nat 2%nat 1%nat half _ _ _ _ two_bins ltac:(lia) third_predictions
    (two_own_bins (2 / 3) ltac:(lra)) third_error 1%nat ltac:(lia)).
Qed.

(** Claim: none
    Says: True probabilities have no error.
*)
Theorem true_probabilities_have_no_error : ~ ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin -> own_bins M N p bin ->
  (forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i) ->
  calibration_error M B k law p eta ranked bin = 0).
Proof.
  intros H. apply H. intros M N B k law p eta ranked best bin Hk P _ E.
  exact (exact_has_no_error M N B k law p eta ranked best bin Hk P E).
Qed.

(** Claim: sf.ece.converse
    Role: refutes
    Place: SF, summary, next check 3
    Says: Predicted probabilities that preserve the top k of the true ones in every context need not have an expected
      calibration error of 0: two equally likely contexts, k = 1, (0, 1) and (1/3, 2/3) both predicted as (0, 1); the
      error is 1/6.
    Gap: Ties at the k-th place are broken in any one order, where the claim counts them in proportion; the witness has
      none.
    Mutant: `(forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x))` becomes `(forall x i,
      (x < M)%nat -> (i < N)%nat -> p x i = eta x i)`; refuted by the theorem true_probabilities_have_no_error
*)
Theorem an_order_is_not_calibrated : ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin -> own_bins M N p bin ->
  (forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)) ->
  calibration_error M B k law p eta ranked bin = 0).
Proof.
  intros H. specialize (H 2%nat 2%nat 2%nat 1%nat half _ _ _ _ two_bins ltac:(lia) certain_predictions
    (two_own_bins 1 ltac:(lra)) (fun x _ => certain_order x)). rewrite certain_error in H. lra.
Qed.

(** Claim: none
    Says: The order is not enough for the error to be 0.
*)
Theorem the_order_is_not_enough : ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin ->
  (forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)) ->
  calibration_error M B k law p eta ranked bin = 0 /\
  forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)).
Proof.
  intros H. apply an_order_is_not_calibrated. intros M N B k law p eta ranked best bin Hk P _ O.
  exact (proj1 (H M N B k law p eta ranked best bin Hk P O)).
Qed.

(** Claim: none
    Says: No error is not enough for the order.
*)
Theorem no_error_is_not_enough : ~ (forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin ->
  calibration_error M B k law p eta ranked bin = 0 ->
  calibration_error M B k law p eta ranked bin = 0 /\
  forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x)).
Proof.
  intros H. apply no_calibration_error_is_no_order. intros M N B k law p eta ranked best bin Hk P _ O.
  exact (proj2 (H M N B k law p eta ranked best bin Hk P O)).
Qed.

(** Claim: sf.ece.repair
    Role: establishes
    Place: SF, summary, next check 3
    Says: Where the predicted probabilities are the true ones, the expected calibration error is 0, with whatever bins,
      and the top k is in order in every context, for every number of contexts, every N and every k < N.
    Gap: Real numbers. Ties at the k-th place are broken in any order, where the claim counts them in proportion.
    Mutant: `(forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i)` becomes `(forall x, (x < M)%nat ->
      top_k_preserving_by N k (p x) (eta x) (ranked x) (best x))`; refuted by the theorem the_order_is_not_enough
    Mutant: `(forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i)` becomes `calibration_error M B k law p eta
      ranked bin = 0`; refuted by the theorem no_error_is_not_enough
*)
Theorem true_probabilities_have_both : forall M N B k law p eta ranked best bin, (1 <= k < N)%nat ->
  predictions M N B law p eta ranked best bin ->
  (forall x i, (x < M)%nat -> (i < N)%nat -> p x i = eta x i) ->
  calibration_error M B k law p eta ranked bin = 0 /\
  forall x, (x < M)%nat -> top_k_preserving_by N k (p x) (eta x) (ranked x) (best x).
Proof.
  intros M N B k law p eta ranked best bin Hk P E. split.
  - exact (exact_has_no_error M N B k law p eta ranked best bin Hk P E).
  - intros x Hx. destruct P as [_ [_ P]]. destruct (P x Hx) as (_ & _ & Q & R). apply exact_is_preserved; auto.
Qed.
