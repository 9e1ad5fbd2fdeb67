(** The conditional risk of the softmax loss: the least is the entropy, and two items in the wrong order cost at least
    what merging their chances costs. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Logarithm Softmax Prop5.
Open Scope R_scope.

(** The conditional risk of the softmax loss. *)
Definition softmax_risk (N : nat) (eta s : nat -> R) : R := risk N softmax_loss eta s.

(** The least risk, as an infimum: the greatest number that no risk is below. *)
Definition least_risk (N : nat) (eta : nat -> R) (low : R) : Prop :=
  (forall s, low <= softmax_risk N eta s) /\ forall m, (forall s, m <= softmax_risk N eta s) -> m <= low.

Lemma gibbs_term q p : 0 <= q -> 0 < p -> q * ln p <= q * ln q + (p - q).
Proof.
  intros [Hq|<-] Hp; [|lra]. pose proof (ln_below (p / q) ltac:(apply Rdiv_lt_0_compat; lra)) as L.
  unfold Rdiv in L at 1. rewrite ln_mult, ln_Rinv in L by (try apply Rinv_0_lt_compat; lra).
  apply (Rmult_le_compat_l q) in L; [|lra]. replace (q * (p / q - 1)) with (p - q) in L by (field; lra). lra.
Qed.

Lemma gibbs N q p : simplex N q -> (forall y, (y < N)%nat -> 0 < p y) -> sum N p = 1 ->
  sum N (fun y => q y * ln (p y)) <= neg_entropy N q.
Proof.
  intros [Hq H1] Hp P1. replace (neg_entropy N q) with (neg_entropy N q + (sum N p - sum N q)) by lra.
  unfold neg_entropy. rewrite <- sum_minus, <- sum_plus. apply sum_le. intros y Hy.
  apply gibbs_term; [apply Hq, Hy|apply Hp, Hy].
Qed.

Lemma sum_two_changed N h h' m j : (m < N)%nat -> (j < N)%nat -> m <> j ->
  (forall y, y <> m -> y <> j -> h' y = h y) -> sum N h' = sum N h + (h' m - h m) + (h' j - h j).
Proof.
  intros Hm Hj D H. rewrite <- (sum_pick N m (fun y => h' y - h y) Hm), <- (sum_pick N j (fun y => h' y - h y) Hj).
  rewrite <- !sum_plus. apply sum_ext. intros y _. unfold one_hot.
  destruct (Nat.eqb_spec y m), (Nat.eqb_spec y j); subst; try lra; [contradiction|].
  rewrite (H y) by assumption. lra.
Qed.

(** The chances with those of two items replaced by their mean. *)
Definition merged (eta : nat -> R) (m j y : nat) : R :=
  if (Nat.eqb y m || Nat.eqb y j)%bool then (eta m + eta j) / 2 else eta y.

Lemma merged_m eta m j : merged eta m j m = (eta m + eta j) / 2.
Proof. unfold merged. rewrite Nat.eqb_refl. reflexivity. Qed.

Lemma merged_j eta m j : merged eta m j j = (eta m + eta j) / 2.
Proof. unfold merged. rewrite Nat.eqb_refl, Bool.orb_true_r. reflexivity. Qed.

Lemma merged_other eta m j y : y <> m -> y <> j -> merged eta m j y = eta y.
Proof.
  intros Hm Hj. unfold merged. destruct (Nat.eqb_spec y m), (Nat.eqb_spec y j); try contradiction. reflexivity.
Qed.

Lemma merged_simplex N eta m j : (m < N)%nat -> (j < N)%nat -> m <> j -> simplex N eta -> simplex N (merged eta m j).
Proof.
  intros Hm Hj D [H0 H1]. split.
  - intros y Hy. unfold merged. pose proof (H0 m Hm). pose proof (H0 j Hj). pose proof (H0 y Hy).
    destruct (Nat.eqb y m || Nat.eqb y j)%bool; lra.
  - rewrite (sum_two_changed N eta _ m j Hm Hj D), merged_m, merged_j, H1; [lra|].
    intros. apply merged_other; assumption.
Qed.

Lemma merged_negentropy N eta m j : (m < N)%nat -> (j < N)%nat -> m <> j ->
  neg_entropy N (merged eta m j) = neg_entropy N eta + (eta m + eta j) * ln ((eta m + eta j) / 2)
    - eta m * ln (eta m) - eta j * ln (eta j).
Proof.
  intros Hm Hj D. unfold neg_entropy.
  rewrite (sum_two_changed N (fun y => eta y * ln (eta y)) (fun y => merged eta m j y * ln (merged eta m j y)) m j)
    by (try assumption; intros; rewrite merged_other by assumption; reflexivity).
  rewrite merged_m, merged_j. lra.
Qed.

Lemma softmax_le N s y z : (0 < N)%nat -> s y <= s z -> softmax N s y <= softmax N s z.
Proof.
  intros H L. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat, partition_pos, H.
  - destruct L as [L| ->]; [apply Rlt_le, exp_increasing, L|apply Rle_refl].
Qed.

Lemma softmax_risk_by_chances N eta s : softmax_risk N eta s = - sum N (fun y => eta y * ln (softmax N s y)).
Proof.
  unfold softmax_risk, risk, softmax_loss.
  rewrite (sum_ext N _ (fun y => -1 * (eta y * ln (softmax N s y)))) by (intros; ring).
  rewrite sum_scal. ring.
Qed.

Lemma risk_not_below N eta s : (0 < N)%nat -> simplex N eta -> - neg_entropy N eta <= softmax_risk N eta s.
Proof.
  intros HN He. rewrite softmax_risk_by_chances. apply Ropp_le_contravar, gibbs; [exact He| |apply softmax_sum, HN].
  intros. apply softmax_pos, HN.
Qed.

(** Two items in the wrong order cost at least what merging them costs. *)
Lemma inverted_pair N eta s m j : simplex N eta -> (m < N)%nat -> (j < N)%nat -> m <> j ->
  eta j <= eta m -> s m <= s j ->
  eta m * ln (eta m) + eta j * ln (eta j) - (eta m + eta j) * ln ((eta m + eta j) / 2)
  <= softmax_risk N eta s + neg_entropy N eta.
Proof.
  intros He Hm Hj D Le Ls. assert (HN : (0 < N)%nat) by lia. set (p := softmax N s).
  pose proof (gibbs N (merged eta m j) p (merged_simplex N eta m j Hm Hj D He)
    ltac:(intros; apply softmax_pos, HN) (softmax_sum N s HN)) as G.
  rewrite merged_negentropy in G by assumption.
  rewrite (sum_two_changed N (fun y => eta y * ln (p y)) (fun y => merged eta m j y * ln (p y)) m j) in G
    by (try assumption; intros; rewrite merged_other by assumption; reflexivity).
  rewrite merged_m, merged_j in G.
  assert (P : ln (p m) <= ln (p j)).
  { destruct (softmax_le N s m j HN Ls) as [L|E]; [|unfold p; rewrite E; lra].
    apply Rlt_le, ln_increasing; [apply softmax_pos, HN|exact L]. }
  rewrite softmax_risk_by_chances. fold p.
  assert (0 <= (eta m - eta j) * (ln (p j) - ln (p m))) by (apply Rmult_le_pos; lra). lra.
Qed.

(** Scores whose probabilities are q, up to t. *)

Lemma risk_of_chances N eta q t : simplex N eta -> simplex N q -> (0 < N)%nat -> 0 <= t ->
  (forall y, (y < N)%nat -> 0 < q y + t) ->
  softmax_risk N eta (fun y => ln (q y + t)) = ln (1 + INR N * t) - sum N (fun y => eta y * ln (q y + t)).
Proof.
  intros [_ E1] [_ Q1] HN Ht Hq. rewrite softmax_risk_by_chances.
  assert (Z : partition N (fun y => ln (q y + t)) = 1 + INR N * t).
  { unfold partition. rewrite (sum_ext N _ (fun z => q z + t)) by (intros; apply exp_ln, Hq; assumption).
    rewrite sum_plus, sum_const, Q1. reflexivity. }
  assert (HZ : 0 < 1 + INR N * t) by (pose proof (pos_INR N); nra).
  rewrite (sum_ext N _ (fun y => eta y * ln (q y + t) - ln (1 + INR N * t) * eta y)).
  - rewrite sum_minus, sum_scal, E1. ring.
  - intros y Hy. unfold softmax. rewrite Z, exp_ln by (apply Hq, Hy). unfold Rdiv.
    rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; try apply Hq; assumption). ring.
Qed.

Lemma risk_near N eta q t : simplex N eta -> simplex N q -> (0 < N)%nat -> 0 < t ->
  (forall y, (y < N)%nat -> 0 < eta y -> 0 < q y) ->
  softmax_risk N eta (fun y => ln (q y + t)) <= INR N * t - sum N (fun y => eta y * ln (q y)).
Proof.
  intros He Hq HN Ht P. pose proof He as [E0 _]. pose proof Hq as [Q0 _].
  rewrite risk_of_chances; [|assumption|assumption|assumption|lra|intros y Hy; specialize (Q0 y Hy); lra].
  assert (NT : 0 <= INR N * t) by (apply Rmult_le_pos; [apply pos_INR|lra]).
  pose proof (ln_below (1 + INR N * t) ltac:(lra)).
  enough (sum N (fun y => eta y * ln (q y)) <= sum N (fun y => eta y * ln (q y + t))) by lra.
  apply sum_le. intros y Hy. destruct (E0 y Hy) as [L|<-]; [|lra]. specialize (P y Hy L).
  apply Rmult_le_compat_l; [lra|]. apply Rlt_le, ln_increasing; lra.
Qed.

(** The least risk is the entropy. *)
Lemma entropy_is_least N eta : simplex N eta -> (0 < N)%nat -> least_risk N eta (- neg_entropy N eta).
Proof.
  intros He HN. split; [intros s; apply risk_not_below; assumption|]. intros m B.
  apply Rnot_lt_le. intros L. set (d := m + neg_entropy N eta). apply lt_INR in HN as K. simpl in K.
  assert (T : 0 < d / (2 * INR N)) by (apply Rdiv_lt_0_compat; unfold d; lra).
  pose proof (risk_near N eta eta _ He He HN T ltac:(auto)) as R. fold (neg_entropy N eta) in R.
  replace (INR N * (d / (2 * INR N))) with (d / 2) in R by (field; lra).
  pose proof (B (fun y => ln (eta y + d / (2 * INR N)))) as L2. cbn beta in R, L2. unfold d in *. lra.
Qed.

Lemma least_risk_entropy N eta low : simplex N eta -> (0 < N)%nat -> least_risk N eta low -> low = - neg_entropy N eta.
Proof.
  intros He HN [B G]. destruct (entropy_is_least N eta He HN) as [B' G'].
  apply Rle_antisym; [apply G', B|apply G, B'].
Qed.
