(** Several relevant items under the losses of entmax and of Rankmax with a fixed scale: scores of least risk. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums EntmaxLoss Sparsemax RgRanking RgBestScores RelevantSets.
Open Scope R_scope.

(** The regularisers of a-entmax and of Rankmax with the scale c. *)
Definition tsallis (a : R) (n : nat) (p : nat -> R) : R := / (a * (a - 1)) * (sum n (fun i => power a (p i)) - 1).
Definition scaled_gini (c : R) (n : nat) (p : nat -> R) : R := / (2 * c) * (sum n (fun i => p i ^ 2) - 1).

(** The Fenchel-Young loss of Omega for q at the scores s, of which p is a map. *)
Definition fy_loss (n : nat) (Omega : (nat -> R) -> R) (s p q : nat -> R) : R :=
  (sum n (fun i => s i * p i) - Omega p) + Omega q - sum n (fun i => s i * q i).

(** The loss of a set of relevant items: the mean over them, or the sum. *)
Definition fy_mean (n : nat) (Omega : (nat -> R) -> R) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => fy_loss n Omega s p (one_hot y)) / size n rel.
Definition fy_sum (n : nat) (Omega : (nat -> R) -> R) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => fy_loss n Omega s p (one_hot y)).

(** The scores s have the least expected loss. *)
Definition of_least_risk (n : nat) (Omega : (nat -> R) -> R) (M : nat) (w : nat -> R) (rel : nat -> nat -> bool)
    (loss : (nat -> bool) -> (nat -> R) -> (nat -> R) -> R) (s : nat -> R) : Prop :=
  exists p, argmax n s Omega p /\ forall u q, argmax n u Omega q ->
  expected M w rel (fun r => loss r s p) <= expected M w rel (fun r => loss r u q).

(** Every distribution is the map of some scores. *)
Definition has_scores (n : nat) (Omega : (nat -> R) -> R) : Prop :=
  forall eta, simplex n eta -> exists u, argmax n u Omega eta.
(** The expected weight of each item, v of the number of relevant ones. *)
Definition label (n M : nat) (w : nat -> R) (rel : nat -> nat -> bool) (v : nat -> R) (y : nat) : R :=
  expected M w rel (fun r => if r y then v (count n r) else 0).

Lemma risk_by_labels n M w rel v L : expected M w rel (fun r => over n r L * v (count n r))
  = sum n (fun y => label n M w rel v y * L y).
Proof.
  unfold over, label, expected, mean.
  rewrite (sum_ext M _ (fun m => sum n (fun y => w m * (if rel m y then v (count n (rel m)) else 0) * L y))).
  - rewrite sum_exchange. apply sum_ext. intros y _. rewrite <- sum_scal_r. reflexivity.
  - intros m _. rewrite (Rmult_comm (sum n _)), <- Rmult_assoc, <- sum_scal. apply sum_ext.
    intros y _. destruct (rel m y); ring.
Qed.

Lemma mean_by_labels n Omega M w rel s p : expected M w rel (fun r => fy_mean n Omega r s p)
  = sum n (fun y => label n M w rel (fun k => / INR k) y * fy_loss n Omega s p (one_hot y)).
Proof.
  rewrite <- risk_by_labels. unfold expected, mean. apply sum_ext. intros m _. unfold fy_mean.
  rewrite size_is_count. reflexivity.
Qed.

Lemma sum_by_labels n Omega M w rel s p : expected M w rel (fun r => fy_sum n Omega r s p)
  = sum n (fun y => label n M w rel (fun _ => 1) y * fy_loss n Omega s p (one_hot y)).
Proof.
  rewrite <- risk_by_labels. unfold expected, mean. apply sum_ext. intros m _. unfold fy_sum. ring.
Qed.

Lemma fy_nonneg n Omega s p q : argmax n s Omega p -> simplex n q -> 0 <= fy_loss n Omega s p q.
Proof. intros [_ A] Q. specialize (A q Q). unfold fy_loss. lra. Qed.

(** The risk of labels lam, which add up to W, is W times the loss of lam / W, but for what no score changes. *)
Lemma risk_is_loss n Omega lam W s p : 0 < W -> sum n lam = W ->
  sum n (fun y => lam y * fy_loss n Omega s p (one_hot y)) = W * fy_loss n Omega s p (fun y => lam y / W)
    + (sum n (fun y => lam y * Omega (one_hot y)) - W * Omega (fun y => lam y / W)).
Proof.
  intros HW E. unfold fy_loss.
  rewrite (sum_ext n _ (fun y => lam y * (sum n (fun i => s i * p i) - Omega p)
    + (lam y * Omega (one_hot y) - s y * lam y))).
  - rewrite sum_plus, sum_minus, sum_scal_r, E.
    rewrite (sum_ext n (fun i => s i * (lam i / W)) (fun i => / W * (s i * lam i))) by (intros; unfold Rdiv; ring).
    rewrite sum_scal. field. lra.
  - intros y Hy. rewrite (sum_ext n (fun i => s i * one_hot y i) (fun i => one_hot y i * s i)) by (intros; ring).
    rewrite (sum_pick n y s Hy). ring.
Qed.

Lemma shares_simplex n lam W : 0 < W -> sum n lam = W -> (forall y, (y < n)%nat -> 0 <= lam y) ->
  simplex n (fun y => lam y / W).
Proof.
  intros HW E P. split.
  - intros y Hy. apply Rmult_le_pos; [exact (P y Hy)|apply Rlt_le, Rinv_0_lt_compat, HW].
  - unfold Rdiv. rewrite sum_scal_r, E. apply Rinv_r. lra.
Qed.

(** Scores whose map is the distribution of the labels have the least risk, and no others. *)
Lemma map_is_least n Omega lam W s : 0 < W -> sum n lam = W -> (forall y, (y < n)%nat -> 0 <= lam y) ->
  argmax n s Omega (fun y => lam y / W) -> forall u q, argmax n u Omega q ->
  sum n (fun y => lam y * fy_loss n Omega s (fun y => lam y / W) (one_hot y))
  <= sum n (fun y => lam y * fy_loss n Omega u q (one_hot y)).
Proof.
  intros HW E P A u q B. rewrite !(risk_is_loss n Omega lam W) by assumption.
  pose proof (fy_nonneg n Omega u q _ B (shares_simplex n lam W HW E P)) as N.
  pose proof (Rmult_le_pos W _ ltac:(lra) N) as G.
  replace (fy_loss n Omega s (fun y => lam y / W) (fun y => lam y / W)) with 0 by (unfold fy_loss; ring). lra.
Qed.

Lemma least_is_map n Omega lam W s p : 0 < W -> sum n lam = W -> (forall y, (y < n)%nat -> 0 <= lam y) ->
  has_scores n Omega -> argmax n s Omega p -> (forall u q, argmax n u Omega q ->
  sum n (fun y => lam y * fy_loss n Omega s p (one_hot y)) <= sum n (fun y => lam y * fy_loss n Omega u q (one_hot y)))
  -> argmax n s Omega (fun y => lam y / W).
Proof.
  intros HW E P S A L. pose proof (shares_simplex n lam W HW E P) as Q. destruct (S _ Q) as [u B].
  specialize (L u _ B). rewrite !(risk_is_loss n Omega lam W) in L by assumption.
  replace (fy_loss n Omega u (fun y => lam y / W) (fun y => lam y / W)) with 0 in L by (unfold fy_loss; ring).
  assert (F : fy_loss n Omega s p (fun y => lam y / W) <= 0) by (apply (Rmult_le_reg_l W); lra).
  split; [exact Q|]. intros q Hq. pose proof (proj2 A q Hq). unfold fy_loss in F. lra.
Qed.

Lemma count_positive n q : nonempty n q -> (0 < count n q)%nat.
Proof. unfold nonempty. rewrite size_is_count. destruct (count n q); simpl; [lra|lia]. Qed.

Lemma label_nonneg n M w rel v y : law M w rel (nonempty n) -> (forall k, (0 < k)%nat -> 0 < v k) ->
  0 <= label n M w rel v y.
Proof.
  intros L V. apply (expected_nonneg M w rel (nonempty n) _ L). intros q Q.
  destruct (q y); [apply Rlt_le, V, count_positive, Q|lra].
Qed.

