(** The scores of least risk under the loss of entmax, for every alpha: which they are, and where they are unique. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Ridge Sparsemax SparsemaxJacobian.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxIdentities.
Open Scope R_scope.

(** The risk of the loss of alpha-entmax, which is f, where the label is y with the probability eta y. *)
Definition entmax_risk (a : R) (n : nat) (f : (nat -> R) -> nat -> R) (eta z : nat -> R) : R :=
  risk n (fun n z y => loss a n z (f z) (one_hot y)) eta z.

Lemma risk_as_loss a n f eta z : simplex n eta -> entmax_risk a n f eta z = loss a n z (f z) eta - omega a n eta.
Proof.
  intros [_ S]. unfold entmax_risk, risk, loss.
  rewrite (sum_ext n _ (fun y => objective a n z (f z) * eta y - z y * eta y)).
  - rewrite sum_minus, sum_scal, S. ring.
  - intros y Hy. rewrite omega_one_hot, (sum_at n y z Hy). ring.
Qed.

Lemma slope_lt a x y : 1 <= a -> 0 <= x < y -> (a = 1 -> 0 < x) -> slope a x < slope a y.
Proof.
  intros Ha H H1. unfold slope. destruct (Req_EM_T a 1) as [E|E].
  - pose proof (ln_increasing x y (H1 E) ltac:(lra)). lra.
  - apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra|].
    pose proof (power_lt (a - 1) x y ltac:(lra) ltac:(lra) ltac:(lra)) as P.
    apply (Rmult_lt_compat_l a) in P; lra.
Qed.

Lemma scores_of_chances a n eta : simplex n eta -> (1 < a \/ forall i, (i < n)%nat -> 0 < eta i) ->
  optimal a n (fun i => slope a (eta i)) 0 eta.
Proof.
  intros E H. split; [exact E|]. intros i Hi. destruct (proj1 E i Hi) as [P|P]; [left; split; [exact P|ring]|].
  destruct H as [H|H]; [|specialize (H i Hi); lra]. right. rewrite <- P. split; [exact H|]. split; [reflexivity|lra].
Qed.

Lemma at_the_optimum a n f eta z c : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> optimal a n z c eta ->
  forall i, (i < n)%nat -> f z i = eta i.
Proof. intros Ha F O. exact (proj1 (argmax_only a n z c eta (f z) Ha O) (F z)). Qed.

Lemma loss_zero_at_map a n f p z c : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> optimal a n z c p ->
  (loss a n z (f z) p = 0 <-> forall i, (i < n)%nat -> p i = f z i).
Proof.
  intros Ha F O. destruct (argmax_optimal a n z (f z) Ha (F z)) as [d B].
  exact (proj2 (optimal_loss a n z d (f z) p Ha B (proj1 O))).
Qed.

Lemma risk_above a n f eta z : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  - omega a n eta <= entmax_risk a n f eta z /\
  (entmax_risk a n f eta z = - omega a n eta <-> forall i, (i < n)%nat -> f z i = eta i).
Proof.
  intros Ha F E. rewrite (risk_as_loss a n f eta z E). destruct (argmax_optimal a n z (f z) Ha (F z)) as [c O].
  destruct (optimal_loss a n z c (f z) eta Ha O E) as [L Z]. split; [lra|]. split.
  - intros H i Hi. symmetry. apply Z; [lra|exact Hi].
  - intros H. rewrite (proj2 Z); [ring|]. intros i Hi. symmetry. apply H, Hi.
Qed.

Lemma softmax_value n z : (0 < n)%nat -> objective 1 n z (softmax n z) = ln (partition n z).
Proof.
  intros Hn. unfold objective, omega. destruct (Req_EM_T 1 1) as [_|N]; [|lra].
  rewrite (sum_ext n (fun i => softmax n z i * ln (softmax n z i))
    (fun i => z i * softmax n z i - ln (partition n z) * softmax n z i)).
  - rewrite sum_minus, sum_scal, softmax_sum by exact Hn. ring.
  - intros i _. pose proof (partition_pos n z Hn) as Z. unfold softmax at 2. unfold Rdiv.
    rewrite ln_mult, ln_exp, ln_Rinv; [ring|exact Z|apply exp_pos|apply Rinv_0_lt_compat, Z].
Qed.

(** Scores in the order of the chances p, for which the loss is as small as may be. *)
Lemma loss_approached a n f p c : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n p -> 0 < c ->
  exists h, (forall x y, 0 <= x <= y -> h x <= h y) /\
  loss a n (fun i => h (p i)) (f (fun i => h (p i))) p < c.
Proof.
  intros [Ha|<-] F E Hc.
  - exists (slope a). split.
    + intros x y [Hx [L| ->]]; [apply Rlt_le, slope_lt; lra|lra].
    + pose proof (scores_of_chances a n p E (or_introl Ha)) as O.
      rewrite (proj2 (loss_zero_at_map a n f p _ 0 ltac:(lra) F O)); [exact Hc|].
      intros i Hi. symmetry. exact (at_the_optimum a n f p _ 0 ltac:(lra) F O i Hi).
  - assert (Hn : (0 < n)%nat) by (apply (simplex_nonempty n p E)). assert (N : 0 < INR n) by (apply (lt_INR 0), Hn).
    set (d := c / (2 * INR n)). assert (D : 0 < d) by (apply Rdiv_lt_0_compat; lra).
    exists (fun x => ln (x + d)). split; [intros x y H; apply ln_le; lra|]. set (z := fun i => ln (p i + d)).
    assert (V : objective 1 n z (f z) = ln (partition n z)).
    { rewrite <- (softmax_value n z Hn). pose proof (softmax_optimal n z Hn) as O.
      pose proof (optimal_argmax 1 n z _ _ ltac:(lra) O) as M. unfold objective.
      pose proof (proj2 M (f z) (proj1 (F z))). pose proof (proj2 (F z) _ (proj1 M)). lra. }
    assert (Z : partition n z = 1 + c / 2).
    { unfold partition, z. rewrite (sum_ext n _ (fun i => p i + d)).
      - rewrite sum_plus, sum_const, (proj2 E). unfold d. field. lra.
      - intros i Hi. apply exp_ln. pose proof (proj1 E i Hi). lra. }
    assert (S : omega 1 n p <= sum n (fun i => z i * p i)).
    { unfold omega. destruct (Req_EM_T 1 1) as [_|B]; [|lra]. apply sum_le. intros i Hi. unfold z.
      destruct (proj1 E i Hi) as [P|<-]; [|lra]. rewrite Rmult_comm. apply Rmult_le_compat_r; [lra|].
      apply ln_le; lra. }
    unfold loss. fold z. rewrite V, Z. pose proof (ln_below (1 + c / 2) ltac:(lra)). lra.
Qed.

(** The least value of the risk is at least approached. *)
Lemma risk_approached a n f eta c : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta -> 0 < c ->
  exists z, entmax_risk a n f eta z < - omega a n eta + c.
Proof.
  intros Ha F E Hc. destruct (loss_approached a n f eta c Ha F E Hc) as (h & _ & L).
  exists (fun i => h (eta i)). rewrite (risk_as_loss a n f eta _ E). lra.
Qed.

Lemma least_risk a n f eta z : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  (minimises (entmax_risk a n f eta) z <-> forall i, (i < n)%nat -> f z i = eta i).
Proof.
  intros Ha F E. destruct (risk_above a n f eta z Ha F E) as [L Z]. rewrite <- Z. split.
  - intros M. destruct L as [L|L]; [exfalso|symmetry; exact L].
    destruct (risk_approached a n f eta (entmax_risk a n f eta z + omega a n eta) Ha F E ltac:(lra)) as [w W].
    specialize (M w). lra.
  - intros R w. rewrite R. exact (proj1 (risk_above a n f eta w Ha F E)).
Qed.

(** A higher probability has a higher score. *)
Lemma optimal_order a n z c p i j : 1 <= a -> optimal a n z c p -> (i < n)%nat -> (j < n)%nat -> p i < p j -> z i < z j.
Proof.
  intros Ha [[P _] O] Hi Hj L. pose proof (P i Hi) as Pi.
  destruct (O j Hj) as [[_ Ej]|[_ [Ej _]]]; [|lra]. rewrite Ej.
  assert (S : slope a (p i) < slope a (p j)).
  { apply slope_lt; [exact Ha|lra|]. intros E. destruct (O i Hi) as [[Q _]|[Q _]]; lra. }
  destruct (O i Hi) as [[_ Ei]|[_ [Ei Bi]]]; [rewrite Ei; lra|rewrite Ei in S; lra].
Qed.

Lemma same_argmax a n z c p i : 1 <= a -> optimal a n z c p -> (i < n)%nat ->
  ((forall j, (j < n)%nat -> z j <= z i) <-> forall j, (j < n)%nat -> p j <= p i).
Proof.
  intros Ha O Hi. split; intros H j Hj; apply Rnot_lt_le; intros L.
  - pose proof (optimal_order a n z c p i j Ha O Hi Hj L). specialize (H j Hj). lra.
  - destruct (some_positive n p ltac:(destruct O as [[_ S] _]; lra)) as (k & Hk & Pk). pose proof (H k Hk).
    assert (E : p j = p i).
    { apply Rle_antisym; [exact (H j Hj)|]. apply Rnot_lt_le. intros B.
      pose proof (optimal_order a n z c p j i Ha O Hj Hi B). lra. }
    destruct O as [_ O]. destruct (O i Hi) as [[_ Ei]|[_ [Ei _]]]; [|lra].
    destruct (O j Hj) as [[_ Ej]|[_ [Ej _]]]; [rewrite E in Ej|]; lra.
Qed.

Lemma unique_where_positive a n f eta : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  ((exists z, minimises (entmax_risk a n f eta) z /\ forall w, minimises (entmax_risk a n f eta) w ->
    exists c, forall i, (i < n)%nat -> w i = z i + c) <-> forall i, (i < n)%nat -> 0 < eta i).
Proof.
  intros Ha F E. split.
  - intros (z & M & U) k Hk. destruct (proj1 E k Hk) as [P|P]; [exact P|exfalso].
    pose proof (proj1 (least_risk a n f eta z Ha F E) M) as Z.
    destruct (argmax_optimal a n z (f z) Ha (F z)) as [c [_ O]].
    assert (B : optimal a n (fun i => z i - one_hot k i) c eta).
    { split; [exact E|]. intros i Hi. rewrite <- (Z i Hi). unfold one_hot. destruct (Nat.eqb_spec i k) as [->|N].
      - right. destruct (O k Hk) as [[Q _]|(A & Q & B)]; [rewrite (Z k Hk) in Q; lra|].
        split; [exact A|]. split; [exact Q|lra].
      - rewrite Rminus_0_r. apply O, Hi. }
    pose proof (at_the_optimum a n f eta _ c Ha F B) as W. apply (least_risk a n f eta _ Ha F E) in W.
    destruct (U _ W) as [d D]. destruct (some_positive n eta ltac:(destruct E; lra)) as (i & Hi & Pi).
    pose proof (D k Hk) as Dk. pose proof (D i Hi) as Di. unfold one_hot in Dk, Di. rewrite Nat.eqb_refl in Dk.
    destruct (Nat.eqb_spec i k) as [->|_]; lra.
  - intros P. pose proof (scores_of_chances a n eta E (or_intror P)) as O. exists (fun i => slope a (eta i)). split.
    + apply (least_risk a n f eta _ Ha F E). exact (at_the_optimum a n f eta _ 0 Ha F O).
    + intros w W. pose proof (proj1 (least_risk a n f eta w Ha F E) W) as Z.
      destruct (argmax_optimal a n w (f w) Ha (F w)) as [c [_ B]]. exists c. intros i Hi.
      destruct (B i Hi) as [[_ V]|[_ [V _]]]; rewrite (Z i Hi) in V; [exact V|]. pose proof (P i Hi). lra.
Qed.

Lemma minimisers a n f eta : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  let least := minimises (entmax_risk a n f eta) in let positive := forall i, (i < n)%nat -> 0 < eta i in
  (forall z, least z <-> forall i, (i < n)%nat -> f z i = eta i) /\
  ((exists z, least z) <-> 1 < a \/ positive) /\
  ((exists z, least z /\ forall w, least w -> exists c, forall i, (i < n)%nat -> w i = z i + c) <-> positive) /\
  (forall z, least z -> forall i, (i < n)%nat ->
    ((forall j, (j < n)%nat -> z j <= z i) <-> forall j, (j < n)%nat -> eta j <= eta i)).
Proof.
  intros Ha F E least positive.
  assert (L : forall z, least z <-> forall i, (i < n)%nat -> f z i = eta i)
    by (intros z; exact (least_risk a n f eta z Ha F E)).
  split; [exact L|]. split; [|split].
  - split.
    + intros [z W]. pose proof (proj1 (L z) W) as Z.
      destruct Ha as [Ha|<-]; [left; exact Ha|right]. intros i Hi. rewrite <- (Z i Hi).
      assert (Hn : (0 < n)%nat) by lia.
      rewrite (proj1 (argmax_only 1 n z _ _ _ ltac:(lra) (softmax_optimal n z Hn)) (F z) i Hi). apply softmax_pos, Hn.
    + intros H. exists (fun i => slope a (eta i)). apply (proj2 (L _)).
      exact (at_the_optimum a n f eta _ 0 Ha F (scores_of_chances a n eta E H)).
  - exact (unique_where_positive a n f eta Ha F E).
  - intros z W i Hi. pose proof (proj1 (L z) W) as Z. destruct (argmax_optimal a n z (f z) Ha (F z)) as [c O].
    rewrite (same_argmax a n z c (f z) i Ha O Hi). rewrite <- (Z i Hi).
    split; intros H j Hj; [rewrite <- (Z j Hj)|rewrite (Z j Hj)]; apply H, Hj.
Qed.

(** A label that is certain, of two. *)
Lemma not_positive : ~ (forall i, (i < 2)%nat -> 0 < one_hot 0 i).
Proof. intros P. specialize (P 1%nat ltac:(lia)). unfold one_hot in P. simpl in P. lra. Qed.

(** Claim: none
    Says: Softmax has no scores of least risk where a label is certain.
*)
Theorem softmax_only_approaches : ~ (forall a n f eta, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  simplex n eta -> let least := minimises (entmax_risk a n f eta) in
  let positive := forall i, (i < n)%nat -> 0 < eta i in
  (forall z, least z <-> forall i, (i < n)%nat -> f z i = eta i) /\
  ((exists z, least z) <-> 1 <= a \/ positive) /\
  ((exists z, least z /\ forall w, least w -> exists c, forall i, (i < n)%nat -> w i = z i + c) <-> positive) /\
  (forall z, least z -> forall i, (i < n)%nat ->
    ((forall j, (j < n)%nat -> z j <= z i) <-> forall j, (j < n)%nat -> eta j <= eta i))).
Proof.
  intros H. destruct (map_exists 1 2 ltac:(lra) ltac:(lia)) as [f F]. pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  destruct (H 1 2%nat f (one_hot 0) ltac:(lra) F E) as (_ & B & _).
  destruct (minimisers 1 2 f (one_hot 0) ltac:(lra) F E) as (_ & C & _).
  destruct (proj1 C (proj2 B ltac:(left; lra))) as [L|L]; [lra|exact (not_positive L)].
Qed.

(** Claim: none
    Says: Sparsemax has scores of least risk where a label is certain, and they are not unique.
*)
Theorem attained_but_not_unique : ~ (forall a n f eta, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  simplex n eta -> let least := minimises (entmax_risk a n f eta) in
  let positive := forall i, (i < n)%nat -> 0 < eta i in
  (forall z, least z <-> forall i, (i < n)%nat -> f z i = eta i) /\
  ((exists z, least z) <-> 1 < a \/ positive) /\
  ((exists z, least z /\ forall w, least w -> exists c, forall i, (i < n)%nat -> w i = z i + c)
    <-> 1 < a \/ positive) /\
  (forall z, least z -> forall i, (i < n)%nat ->
    ((forall j, (j < n)%nat -> z j <= z i) <-> forall j, (j < n)%nat -> eta j <= eta i))).
Proof.
  intros H. destruct (map_exists 2 2 ltac:(lra) ltac:(lia)) as [f F]. pose proof (one_hot_simplex 2 0 ltac:(lia)) as E.
  destruct (H 2 2%nat f (one_hot 0) ltac:(lra) F E) as (_ & _ & B & _).
  destruct (minimisers 2 2 f (one_hot 0) ltac:(lra) F E) as (_ & _ & C & _).
  exact (not_positive (proj1 C (proj2 B ltac:(left; lra)))).
Qed.

(** Claim: sf.calibration.classification.entmax.minimisers
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: For alpha-entmax f, every alpha >= 1, n and eta: the scores z of least risk are those with f(z) = eta; there
      are some exactly if alpha > 1 or eta > 0; there is exactly one but for a common offset exactly if eta > 0; and
      each has its top scores at the classes of the largest chance, ties included.
    Gap: Real numbers, not floating point.
    Mutant: `<-> 1 < a \/ positive` becomes `<-> 1 <= a \/ positive`; refuted by the theorem softmax_only_approaches
    Mutant: `z i + c) <-> positive` becomes `z i + c) <-> 1 < a \/ positive`; refuted by the theorem
      attained_but_not_unique
*)
Theorem the_scores_of_least_risk : forall a n f eta, 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  simplex n eta -> let least := minimises (entmax_risk a n f eta) in
  let positive := forall i, (i < n)%nat -> 0 < eta i in
  (forall z, least z <-> forall i, (i < n)%nat -> f z i = eta i) /\
  ((exists z, least z) <-> 1 < a \/ positive) /\
  ((exists z, least z /\ forall w, least w -> exists c, forall i, (i < n)%nat -> w i = z i + c) <-> positive) /\
  (forall z, least z -> forall i, (i < n)%nat ->
    ((forall j, (j < n)%nat -> z j <= z i) <-> forall j, (j < n)%nat -> eta j <= eta i)).
Proof. exact minimisers. Qed.
