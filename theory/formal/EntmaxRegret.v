(** What a wrong top class costs under the loss of entmax, alpha from 1 to 2, for every number of classes. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Prop7.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxIdentities EntmaxMinimisers PairCost.
Open Scope R_scope.

(** Of n classes of the chances eta, k has the largest and i the top score of z; low is the infimum of the risk over all
    scores, f alpha-entmax. *)
Definition topped (a : R) (n : nat) (f : (nat -> R) -> nat -> R) (eta z : nat -> R) (low : R) (i k : nat) : Prop :=
  (forall w, argmax n w (omega a n) (f w)) /\ simplex n eta /\ infimum (entmax_risk a n f eta) low /\
  (i < n)%nat /\ (k < n)%nat /\ forall j, (j < n)%nat -> z j <= z i /\ eta j <= eta k.

Lemma infimum_is_omega a n f eta low : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  (infimum (entmax_risk a n f eta) low <-> low = - omega a n eta).
Proof.
  intros Ha F E. assert (I : infimum (entmax_risk a n f eta) (- omega a n eta)).
  { split; [intros w; exact (proj1 (risk_above a n f eta w Ha F E))|]. intros b B. apply Rnot_lt_le. intros L.
    destruct (risk_approached a n f eta (b - - omega a n eta) Ha F E ltac:(lra)) as [w W]. specialize (B w). lra. }
  split; [|intros ->; exact I]. intros [L G]. apply Rle_antisym; [apply (proj2 I), L|apply G, (proj1 I)].
Qed.

(** eta with the chances of i and k moved together. *)
Lemma levelled n eta i k : simplex n eta -> (i < n)%nat -> (k < n)%nat -> i <> k -> eta i <= eta k ->
  simplex n (fun j => eta j + (eta k - eta i) / 2 * (one_hot i j - one_hot k j)).
Proof.
  intros [P S] Hi Hk N L. split.
  - intros j Hj. pose proof (P i Hi). pose proof (P j Hj). unfold one_hot.
    destruct (Nat.eqb_spec j i) as [A|_], (Nat.eqb_spec j k) as [B|_]; [congruence|rewrite A; lra|rewrite B; lra|lra].
  - rewrite sum_plus, sum_scal, sum_minus, !sum_one_hot, S by assumption. ring.
Qed.

Lemma omega_levelled a n eta i k : (i < n)%nat -> (k < n)%nat -> i <> k ->
  omega a n eta - omega a n (fun j => eta j + (eta k - eta i) / 2 * (one_hot i j - one_hot k j))
  = entropy_term a (eta k) + entropy_term a (eta i) - 2 * entropy_term a ((eta i + eta k) / 2).
Proof.
  intros Hi Hk N. rewrite !omega_terms, <- sum_minus. set (m := entropy_term a ((eta i + eta k) / 2)).
  rewrite (sum_ext n _
    (fun j => one_hot i j * (entropy_term a (eta i) - m) + one_hot k j * (entropy_term a (eta k) - m))).
  - rewrite sum_plus, !(sum_pick n _ (fun _ => _)) by assumption. ring.
  - intros j _. unfold one_hot. destruct (Nat.eqb_spec j i) as [A|_], (Nat.eqb_spec j k) as [B|_]; [congruence| | |].
    + unfold m. rewrite A. replace (eta i + (eta k - eta i) / 2 * (1 - 0)) with ((eta i + eta k) / 2) by field. ring.
    + unfold m. rewrite B. replace (eta k + (eta k - eta i) / 2 * (0 - 1)) with ((eta i + eta k) / 2) by field. ring.
    + replace (eta j + (eta k - eta i) / 2 * (0 - 0)) with (eta j) by ring. ring.
Qed.

(** The cost of levelling the pair is a bound, for every alpha. *)
Lemma pair_below_cost a n f eta z low i k : 1 <= a -> topped a n f eta z low i k ->
  entropy_term a (eta i + (eta k - eta i)) + entropy_term a (eta i) - 2 * entropy_term a (eta i + (eta k - eta i) / 2)
  <= entmax_risk a n f eta z - low.
Proof.
  intros Ha (F & E & I & Hi & Hk & T). apply (infimum_is_omega a n f eta low Ha F E) in I. subst low.
  rewrite (risk_as_loss a n f eta z E). replace (eta i + (eta k - eta i)) with (eta k) by ring.
  replace (eta i + (eta k - eta i) / 2) with ((eta i + eta k) / 2) by field. destruct (Nat.eq_dec i k) as [->|N].
  - destruct (argmax_optimal a n z (f z) Ha (F z)) as [c O].
    pose proof (proj1 (optimal_loss a n z c (f z) eta Ha O E)).
    replace ((eta k + eta k) / 2) with (eta k) by field. lra.
  - destruct (T i Hi) as [_ Li]. destruct (T k Hk) as [Lz _].
    pose proof (proj2 (F z) _ (levelled n eta i k E Hi Hk N Li)) as M.
    cbv beta in M. rewrite (sum_ext n (fun j => z j * (eta j + (eta k - eta i) / 2 * (one_hot i j - one_hot k j)))
      (fun j => z j * eta j + (eta k - eta i) / 2 * (z j * one_hot i j - z j * one_hot k j))) in M by (intros; ring).
    rewrite sum_plus, sum_scal, sum_minus, !sum_at in M by assumption.
    pose proof (omega_levelled a n eta i k Hi Hk N) as W.
    pose proof (Rmult_le_pos ((eta k - eta i) / 2) (z i - z k) ltac:(lra) ltac:(lra)). unfold loss, objective. lra.
Qed.

Lemma a_wrong_top_costs a n f eta z low i k : 1 <= a <= 2 -> topped a n f eta z low i k ->
  psi a (eta k - eta i) <= entmax_risk a n f eta z - low.
Proof.
  intros Ha T. eapply Rle_trans; [|exact (pair_below_cost a n f eta z low i k ltac:(lra) T)].
  destruct T as (_ & E & _ & Hi & Hk & T). pose proof (proj1 E i Hi) as Pi. destruct (T i Hi) as [_ Li].
  destruct (Nat.eq_dec i k) as [->|N].
  - unfold psi. replace (eta k + (eta k - eta k)) with (eta k) by ring.
    replace (eta k + (eta k - eta k) / 2) with (eta k) by field.
    replace ((1 + (eta k - eta k)) / 2) with (1 / 2) by field.
    replace ((1 - (eta k - eta k)) / 2) with (1 / 2) by field. lra.
  - apply pair_cost; [exact Ha|exact Pi|lra|].
    assert (S : eta i + eta k <= 1); [|lra]. rewrite <- (proj2 E), <- (sum_pick n i eta Hi), <- (sum_pick n k eta Hk).
    rewrite <- sum_plus. apply sum_le. intros j Hj. pose proof (proj1 E j Hj). unfold one_hot.
    destruct (Nat.eqb_spec j i), (Nat.eqb_spec j k); try lra. subst. contradiction.
Qed.

(** Chances apart by e, of two classes. *)
Definition apart (e : R) (i : nat) : R := if Nat.eqb i 0 then (1 + e) / 2 else (1 - e) / 2.

Lemma apart_simplex e : 0 <= e <= 1 -> simplex 2 (apart e).
Proof. intros He. unfold apart. split; [intros i _; destruct (Nat.eqb i 0); lra|simpl; lra]. Qed.

Lemma two_classes_attain a e : 1 <= a -> 0 <= e <= 1 -> exists f eta z low,
  topped a 2 f eta z low 1 0 /\ eta 0%nat - eta 1%nat = e /\ entmax_risk a 2 f eta z - low = psi a e.
Proof.
  intros Ha He. destruct (map_exists a 2 Ha ltac:(lia)) as [f F]. pose proof (apart_simplex e He) as E.
  exists f, (apart e), (fun _ => 0), (- omega a 2 (apart e)). split; [|split].
  - split; [exact F|]. split; [exact E|]. split; [apply infimum_is_omega; [exact Ha|exact F|exact E|reflexivity]|].
    split; [lia|]. split; [lia|]. intros j _. unfold apart. simpl. destruct (Nat.eqb j 0); lra.
  - unfold apart. simpl. field.
  - rewrite (risk_as_loss a 2 f _ _ E).
    assert (O : optimal a 2 (fun _ => 0) (- slope a (1 / 2)) (fun _ => 1 / 2)).
    { split; [split; [intros; lra|simpl; lra]|]. intros i _. left. split; [lra|ring]. }
    pose proof (proj1 (argmax_only a 2 _ _ _ _ Ha O) (F (fun _ => 0))) as P.
    unfold loss, objective, psi. rewrite !omega_terms. simpl. unfold apart. simpl.
    rewrite (P 0%nat), (P 1%nat) by lia. ring.
Qed.

Lemma psi_pos : psi 2 1 = 1 / 4.
Proof. rewrite psi_of_sparsemax by lra. field. Qed.

(** Three classes, scores and chances for which alpha = 3 costs less. *)
Definition chances (i : nat) : R := if Nat.eqb i 0 then 1 / 2 else 1 / 4.
Definition levelled_chances (i : nat) : R := if Nat.eqb i 2 then 1 / 4 else 3 / 8.

Lemma power_3 x : 0 <= x -> power 3 x = x ^ 3.
Proof.
  intros H. rewrite power_times by exact H. replace (3 - 1) with 2 by ring. rewrite power_2 by exact H. ring.
Qed.

Lemma less_at_alpha_3 : exists f eta z low, topped 3 3 f eta z low 1 0 /\
  entmax_risk 3 3 f eta z - low < psi 3 (eta 0%nat - eta 1%nat).
Proof.
  destruct (map_exists 3 3 ltac:(lra) ltac:(lia)) as [f F].
  assert (E : simplex 3 chances) by (unfold chances; split; [intros i _; destruct (Nat.eqb i 0); lra|simpl; lra]).
  assert (M : simplex 3 levelled_chances)
    by (unfold levelled_chances; split; [intros i _; destruct (Nat.eqb i 2); lra|simpl; lra]).
  assert (A : 1 < 3) by lra. pose proof (scores_of_chances 3 3 levelled_chances M (or_introl A)) as O.
  set (z := fun i => slope 3 (levelled_chances i)) in O.
  exists f, chances, z, (- omega 3 3 chances). split.
  - split; [exact F|]. split; [exact E|].
    split; [apply infimum_is_omega; [lra|exact F|exact E|reflexivity]|]. split; [lia|]. split; [lia|]. intros j _.
    split; [|unfold chances; destruct (Nat.eqb j 0); simpl; lra]. unfold z, levelled_chances. simpl.
    destruct (Nat.eqb j 2); [|lra]. apply Rlt_le, slope_lt; lra.
  - rewrite (risk_as_loss 3 3 f _ _ E). pose proof (at_the_optimum 3 3 f levelled_chances z 0 ltac:(lra) F O) as P.
    unfold loss, objective, psi. rewrite !omega_terms. simpl. rewrite !P by lia.
    unfold z, slope, entropy_term, levelled_chances, chances. destruct (Req_EM_T 3 1) as [C|_]; [lra|]. simpl.
    replace (3 - 1) with 2 by ring. rewrite !power_2, !power_3 by lra. lra.
Qed.

(** Claim: none
    Says: At alpha = 3 the cost of three classes of the chances 1/2, 1/4 and 1/4 is less.
*)
Theorem not_beyond_two : ~ (
  (forall a n f eta z low i k, 1 <= a <= 3 -> topped a n f eta z low i k ->
    psi a (eta k - eta i) <= entmax_risk a n f eta z - low) /\
  (forall a e, 1 <= a -> 0 <= e <= 1 -> exists f eta z low, topped a 2 f eta z low 1 0 /\
    eta 0%nat - eta 1%nat = e /\ entmax_risk a 2 f eta z - low = psi a e) /\
  (forall e, 0 <= e <= 1 -> psi 2 e = e ^ 2 / 4 /\
    psi 1 e = ln 2 - - ((1 + e) / 2 * ln ((1 + e) / 2) + (1 - (1 + e) / 2) * ln (1 - (1 + e) / 2)))).
Proof.
  intros [H _]. destruct less_at_alpha_3 as (f & eta & z & low & T & L).
  pose proof (H 3 3%nat f eta z low 1%nat 0%nat ltac:(lra) T). lra.
Qed.

(** Claim: none
    Says: Two classes cost no more than psi, so that twice as much is no bound.
*)
Theorem not_twice_as_much : ~ (
  (forall a n f eta z low i k, 1 <= a <= 2 -> topped a n f eta z low i k ->
    2 * psi a (eta k - eta i) <= entmax_risk a n f eta z - low) /\
  (forall a e, 1 <= a -> 0 <= e <= 1 -> exists f eta z low, topped a 2 f eta z low 1 0 /\
    eta 0%nat - eta 1%nat = e /\ entmax_risk a 2 f eta z - low = psi a e) /\
  (forall e, 0 <= e <= 1 -> psi 2 e = e ^ 2 / 4 /\
    psi 1 e = ln 2 - - ((1 + e) / 2 * ln ((1 + e) / 2) + (1 - (1 + e) / 2) * ln (1 - (1 + e) / 2)))).
Proof.
  intros [H _]. destruct (two_classes_attain 2 1 ltac:(lra) ltac:(lra)) as (f & eta & z & low & T & D & V).
  pose proof (H 2 2%nat f eta z low 1%nat 0%nat ltac:(lra) T) as L. rewrite D, V, psi_pos in L. lra.
Qed.

(** Claim: none
    Says: For sparsemax psi(1) is 1/4, and not 1/2.
*)
Theorem a_quarter_of_the_square : ~ (
  (forall a n f eta z low i k, 1 <= a <= 2 -> topped a n f eta z low i k ->
    psi a (eta k - eta i) <= entmax_risk a n f eta z - low) /\
  (forall a e, 1 <= a -> 0 <= e <= 1 -> exists f eta z low, topped a 2 f eta z low 1 0 /\
    eta 0%nat - eta 1%nat = e /\ entmax_risk a 2 f eta z - low = psi a e) /\
  (forall e, 0 <= e <= 1 -> psi 2 e = e ^ 2 / 2 /\
    psi 1 e = ln 2 - - ((1 + e) / 2 * ln ((1 + e) / 2) + (1 - (1 + e) / 2) * ln (1 - (1 + e) / 2)))).
Proof. intros (_ & _ & H). destruct (H 1 ltac:(lra)) as [P _]. rewrite psi_pos in P. lra. Qed.

(** Claim: sf.calibration.classification.entmax.regret
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: For alpha-entmax, 1 <= alpha <= 2, every n, eta and z: if a class of the top scores has a chance that is
      below the largest by e, the risk exceeds its infimum by at least psi(e) = f((1 + e)/2) + f((1 - e)/2) - 2 f(1/2),
      f the term of Omega, and for two classes by no more than that, for every e of [0, 1]; psi(e) is e^2/4 for
      sparsemax, and log 2 less the binary entropy of (1 + e)/2 for softmax.
    Gap: Real numbers, not floating point; 0 log 0 counts as 0.
    Mutant: `1 <= a <= 2` becomes `1 <= a <= 3`; refuted by the theorem not_beyond_two
    Mutant: `psi a (eta k - eta i) <=` becomes `2 * psi a (eta k - eta i) <=`; refuted by the theorem not_twice_as_much
    Mutant: `e ^ 2 / 4` becomes `e ^ 2 / 2`; refuted by the theorem a_quarter_of_the_square
*)
Theorem the_cost_of_a_wrong_top :
  (forall a n f eta z low i k, 1 <= a <= 2 -> topped a n f eta z low i k ->
    psi a (eta k - eta i) <= entmax_risk a n f eta z - low) /\
  (forall a e, 1 <= a -> 0 <= e <= 1 -> exists f eta z low, topped a 2 f eta z low 1 0 /\
    eta 0%nat - eta 1%nat = e /\ entmax_risk a 2 f eta z - low = psi a e) /\
  (forall e, 0 <= e <= 1 -> psi 2 e = e ^ 2 / 4 /\
    psi 1 e = ln 2 - - ((1 + e) / 2 * ln ((1 + e) / 2) + (1 - (1 + e) / 2) * ln (1 - (1 + e) / 2))).
Proof.
  split; [|split].
  - intros a n f eta z low i k Ha T. exact (a_wrong_top_costs a n f eta z low i k Ha T).
  - exact two_classes_attain.
  - intros e He. split; [exact (psi_of_sparsemax e He)|exact (psi_of_softmax e He)].
Qed.
