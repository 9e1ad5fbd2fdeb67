(** Top-k calibration of the softmax loss on the simplex as RG's Definition 20 prints it, without eta >= 0. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Prop5 SortedScores WrongTopK SoftmaxRisk TopKCalibration.
Open Scope R_scope.

(** Chances that sum to 1, one of them negative; and scores that take the first two for the best. *)
Definition with_negative (i : nat) : R := match i with O => 3 / 4 | S O => 1 / 2 | _ => - (1 / 4) end.
Definition first_two (M : R) (i : nat) : R := match i with O => M | S O => M | _ => 0 end.

Lemma with_negative_sum : sum 3 with_negative = 1.
Proof. simpl. lra. Qed.

Lemma with_negative_falls : falling_list 3 with_negative (fun i => i).
Proof. split; [auto|split; [auto|]]. intros [|[|[|i]]] [|[|[|j]]] H; try lia; simpl; lra. Qed.

Lemma first_two_falls M : 0 <= M -> falling_list 3 (first_two M) (fun i => i).
Proof. intros HM. split; [auto|split; [auto|]]. intros [|[|[|i]]] [|[|[|j]]] H; try lia; simpl; lra. Qed.

(** The risk at M (1, 1, 0) falls with M without a bound. *)
Lemma first_two_risk M : 0 <= M -> softmax_risk 3 with_negative (first_two M) <= ln 3 - M / 4.
Proof.
  intros HM. unfold softmax_risk, risk. simpl. rewrite !softmax_loss_partition by lia.
  assert (P : ln (partition 3 (first_two M)) <= ln 3 + M).
  { rewrite <- (ln_exp M) at 2. rewrite <- ln_mult by (try apply exp_pos; lra).
    apply ln_le; [apply partition_pos; lia|]. unfold partition. simpl.
    assert (exp 0 <= exp M); [|lra]. destruct HM as [HM|<-]; [apply Rlt_le, exp_increasing, HM|lra]. }
  simpl. lra.
Qed.

(** Claim: rg.prop5.calibrated
    Role: refutes
    Place: RG, Prop. 5, Definition 20
    Says: With the simplex as printed, sum eta_i = 1 without eta >= 0, the softmax loss is not top-k calibrated: for
      eta = (3/4, 1/2, -1/4) and k = 1 the scores M (1, 1, 0) break P_k, and their risk tends to minus infinity.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any order.
    Mutant: `sum N eta = 1 ->` becomes `sum N eta = 1 -> (forall y, (y < N)%nat -> 0 <= eta y) ->`; refuted by the
      theorem on_the_simplex_it_is_calibrated
*)
Theorem softmax_is_not_calibrated_on_the_printed_simplex : ~ forall N k eta by_chance,
  sum N eta = 1 -> (1 <= k < N)%nat -> falling_list N eta by_chance ->
  exists u c, 0 < c /\ forall s by_score, falling_list N s by_score ->
    ~ top_k_preserving_by N k s eta by_score by_chance -> softmax_risk N eta u + c <= softmax_risk N eta s.
Proof.
  intros H. destruct (H 3%nat 1%nat _ _ with_negative_sum ltac:(lia) with_negative_falls) as (u & c & Hc & B).
  set (M := Rmax 0 (4 * (ln 3 - softmax_risk 3 with_negative u))).
  pose proof (Rmax_l 0 (4 * (ln 3 - softmax_risk 3 with_negative u))) as M0.
  pose proof (Rmax_r 0 (4 * (ln 3 - softmax_risk 3 with_negative u))) as M1. fold M in M0, M1.
  specialize (B _ _ (first_two_falls M M0)). pose proof (first_two_risk M M0) as L.
  assert (W : ~ top_k_preserving_by 3 1 (first_two M) with_negative (fun i => i) (fun i => i)).
  { intros P. destruct (P 0%nat ltac:(lia)) as [Q _]. simpl in Q. specialize (Q ltac:(lra)). lra. }
  specialize (B W). lra.
Qed.

(** Claim: rg.prop5.calibrated
    Role: establishes under $\eta \ge 0$
    Place: RG, Prop. 5, Definition 20
    Says: Where sum eta_i = 1 and eta >= 0, the infimum of the softmax risk over the scores that break P_k is greater
      than that over all scores, for every N, every k < N and every such eta, zeros and ties included.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0; the k-th largest entries are read off falling lists, ties in any order.
      Where all scores keep P_k the infimum over none is infinite.
    Mutant: `(forall y, (y < N)%nat -> 0 <= eta y) -> ` becomes ``; refuted by the theorem
      softmax_is_not_calibrated_on_the_printed_simplex
*)
Theorem softmax_is_calibrated_on_the_simplex : forall N k eta by_chance,
  (forall y, (y < N)%nat -> 0 <= eta y) -> sum N eta = 1 -> (1 <= k < N)%nat -> falling_list N eta by_chance ->
  exists u c, 0 < c /\ forall s by_score, falling_list N s by_score ->
    ~ top_k_preserving_by N k s eta by_score by_chance -> softmax_risk N eta u + c <= softmax_risk N eta s.
Proof.
  intros N k eta by_chance E0 E1 Hk Hf. assert (He : simplex N eta) by (split; assumption).
  pose proof (entropy_is_least N eta He ltac:(lia)) as Low.
  destruct (softmax_is_top_k_calibrated N k eta by_chance _ He Hk Hf Low) as (c & Hc & B).
  assert (HN : 0 < INR N) by (apply lt_0_INR; lia).
  pose proof (risk_near N eta eta (c / 2 / INR N) He He ltac:(lia) ltac:(apply Rdiv_lt_0_compat; lra) ltac:(auto)) as R.
  fold (neg_entropy N eta) in R. replace (INR N * (c / 2 / INR N)) with (c / 2) in R by (field; lra).
  exists (fun y => ln (eta y + c / 2 / INR N)), (c / 2). split; [lra|]. intros s by_score Hs W.
  specialize (B s by_score Hs W). lra.
Qed.

(** Claim: none
    Says: With eta >= 0 asked as well the softmax loss is top-k calibrated.
*)
Theorem on_the_simplex_it_is_calibrated : ~ ~ forall N k eta by_chance,
  sum N eta = 1 -> (forall y, (y < N)%nat -> 0 <= eta y) -> (1 <= k < N)%nat -> falling_list N eta by_chance ->
  exists u c, 0 < c /\ forall s by_score, falling_list N s by_score ->
    ~ top_k_preserving_by N k s eta by_score by_chance -> softmax_risk N eta u + c <= softmax_risk N eta s.
Proof. intros H. apply H. intros. apply (softmax_is_calibrated_on_the_simplex N k eta by_chance); assumption. Qed.
