(** Several relevant items under the losses of entmax and of Rankmax with a fixed scale: scores of least risk. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax RelevantSets RankmaxDcg.
Open Scope R_scope.

(** x^b for x > 0, and 0 for x = 0. *)
Definition power (b x : R) : R := if Rlt_dec 0 x then Rpower x b else 0.

(** The regularisers of a-entmax and of Rankmax with the scale c. *)
Definition tsallis (a : R) (n : nat) (p : nat -> R) : R := / (a * (a - 1)) * (sum n (fun i => power a (p i)) - 1).
Definition scaled_gini (c : R) (n : nat) (p : nat -> R) : R := / (2 * c) * (sum n (fun i => p i ^ 2) - 1).

(** The Fenchel-Young loss of Omega for q at the scores s, of which p is a map. *)
Definition fy_loss (n : nat) (Omega : (nat -> R) -> R) (s p q : nat -> R) : R :=
  (sum n (fun i => s i * p i) - Omega p) + Omega q - sum n (fun i => s i * q i).

(** The loss of a set of relevant items: the mean over them, or the sum. *)
Definition fy_mean (n : nat) (Omega : (nat -> R) -> R) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => fy_loss n Omega s p (one_hot y)) / INR (count n rel).
Definition fy_sum (n : nat) (Omega : (nat -> R) -> R) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => fy_loss n Omega s p (one_hot y)).

(** The scores s have the least expected loss. *)
Definition of_least_risk (n : nat) (Omega : (nat -> R) -> R) (M : nat) (w : nat -> R) (rel : nat -> nat -> bool)
    (loss : (nat -> bool) -> (nat -> R) -> (nat -> R) -> R) (s : nat -> R) : Prop :=
  exists p, argmax n s Omega p /\ forall u q, argmax n u Omega q ->
  mean M w (fun m => loss (rel m) s p) <= mean M w (fun m => loss (rel m) u q).

(** What is needed of a regulariser: every distribution is the map of some scores; of two chances even ones are least.
    *)
Definition has_scores (n : nat) (Omega : (nat -> R) -> R) : Prop :=
  forall eta, simplex n eta -> exists u, argmax n u Omega eta.
Definition least_if_even (Omega : (nat -> R) -> R) : Prop :=
  forall e, simplex 2 e -> e 0%nat <> e 1%nat -> Omega (fun _ => 1 / 2) < Omega e.

(** The expected weight of each item, v of the number of relevant ones. *)
Definition label (n M : nat) (w : nat -> R) (rel : nat -> nat -> bool) (v : nat -> R) (y : nat) : R :=
  mean M w (fun m => if rel m y then v (count n (rel m)) else 0).

Lemma risk_by_labels n M w rel v L : mean M w (fun m => over n (rel m) L * v (count n (rel m)))
  = sum n (fun y => label n M w rel v y * L y).
Proof.
  unfold mean, over, label, mean.
  rewrite (sum_ext M _ (fun m => sum n (fun y => w m * (if rel m y then v (count n (rel m)) else 0) * L y))).
  - rewrite sum_exchange. apply sum_ext. intros y _. rewrite <- sum_scal_r. reflexivity.
  - intros m _. rewrite (Rmult_comm (sum n _)), <- Rmult_assoc, <- sum_scal. apply sum_ext.
    intros y _. destruct (rel m y); ring.
Qed.

Lemma mean_by_labels n Omega M w rel s p : mean M w (fun m => fy_mean n Omega (rel m) s p)
  = sum n (fun y => label n M w rel (fun k => / INR k) y * fy_loss n Omega s p (one_hot y)).
Proof. rewrite <- risk_by_labels. reflexivity. Qed.

Lemma sum_by_labels n Omega M w rel s p : mean M w (fun m => fy_sum n Omega (rel m) s p)
  = sum n (fun y => label n M w rel (fun _ => 1) y * fy_loss n Omega s p (one_hot y)).
Proof.
  rewrite <- risk_by_labels. unfold mean. apply sum_ext. intros m _. unfold fy_sum. ring.
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

(** Of two items the likelier label has the larger score. *)
Lemma two_sorted Omega s eta : least_if_even Omega -> argmax 2 s Omega eta ->
  (eta 1%nat < eta 0%nat -> s 1%nat < s 0%nat) /\ (eta 0%nat < eta 1%nat -> s 0%nat < s 1%nat).
Proof.
  intros Ev [E A]. specialize (A (fun _ => 1 / 2) ltac:(split; [intros; lra|simpl; lra])). simpl in A.
  pose proof (proj2 E) as S. simpl in S.
  assert (H : eta 0%nat <> eta 1%nat -> 0 < (s 0%nat - s 1%nat) * (eta 0%nat - eta 1%nat)).
  { intros N. specialize (Ev eta E N). replace (eta 1%nat) with (1 - eta 0%nat) in A |- * by lra. lra. }
  split; intros L; specialize (H ltac:(lra)); apply Rnot_le_lt; intros C.
  - pose proof (Rmult_le_pos (s 1%nat - s 0%nat) (eta 0%nat - eta 1%nat)). lra.
  - pose proof (Rmult_le_pos (s 0%nat - s 1%nat) (eta 1%nat - eta 0%nat)). lra.
Qed.

Lemma two_alike M w rel v v' c : v 1%nat = c * v' 1%nat ->
  label 2 M w rel v 0 - label 2 M w rel v 1 = c * (label 2 M w rel v' 0 - label 2 M w rel v' 1).
Proof.
  intros E. unfold label, mean. rewrite <- !sum_minus, <- sum_scal. apply sum_ext. intros m _.
  destruct (rel m 0%nat) eqn:A, (rel m 1%nat) eqn:B; simpl; rewrite ?A, ?B; simpl; rewrite ?E; ring.
Qed.

Lemma label_nonneg n M w rel v y : law n M w rel -> (forall k, (0 < k)%nat -> 0 < v k) -> 0 <= label n M w rel v y.
Proof.
  intros [[P _] C] V. apply sum_nonneg. intros m Hm. apply Rmult_le_pos; [exact (P m Hm)|].
  destruct (rel m y); [apply Rlt_le, V, C, Hm|lra].
Qed.

Lemma labels_positive M w rel v : law 2 M w rel -> (forall k, (0 < k)%nat -> 0 < v k) ->
  0 < label 2 M w rel v 0 + label 2 M w rel v 1.
Proof.
  intros [[P S] C] V. unfold label, mean. rewrite <- sum_plus.
  assert (Z : ~ forall m, (m < M)%nat -> w m = 0) by (intros Z; rewrite (sum_eq_0 M w Z) in S; lra).
  apply Rnot_le_lt. intros L. apply Z. intros m Hm. apply Rle_antisym; [|exact (P m Hm)]. apply Rnot_lt_le. intros W.
  set (f := fun m => w m * (if rel m 0%nat then v (count 2 (rel m)) else 0)
    + w m * (if rel m 1%nat then v (count 2 (rel m)) else 0)) in L.
  assert (F : forall k, (k < M)%nat -> 0 <= f k).
  { intros k Hk. unfold f. rewrite <- Rmult_plus_distr_l. apply Rmult_le_pos; [exact (P k Hk)|].
    pose proof (V (count 2 (rel k)) (C k Hk)). destruct (rel k 0%nat), (rel k 1%nat); lra. }
  pose proof (term_le_sum M f m F Hm) as T.
  assert (0 < f m); [|lra]. unfold f. rewrite <- Rmult_plus_distr_l. apply Rmult_lt_0_compat; [exact W|].
  pose proof (V (count 2 (rel m)) (C m Hm)). specialize (C m Hm). simpl in C.
  destruct (rel m 0%nat), (rel m 1%nat); try lra. lia.
Qed.

(** Of two items scores of least risk rank the better one first, where the weights v and v' of one item alone agree. *)
Lemma two_items_are_ranked Omega M w rel v v' c s p gain : law 2 M w rel -> has_scores 2 Omega -> least_if_even Omega ->
  (forall k, (0 < k)%nat -> 0 < v k) -> v' 1%nat = c * v 1%nat -> 0 < c -> argmax 2 s Omega p ->
  (forall u q, argmax 2 u Omega q -> sum 2 (fun y => label 2 M w rel v y * fy_loss 2 Omega s p (one_hot y))
    <= sum 2 (fun y => label 2 M w rel v y * fy_loss 2 Omega u q (one_hot y))) ->
  (exists a b, 0 <= b <= a /\ forall r, ranking 2 r ->
    gain r = label 2 M w rel v' (r 0%nat) * a + label 2 M w rel v' (r 1%nat) * b) ->
  best 2 gain s.
Proof.
  intros Hl Hs He Hv E Hc A L (a & b & Hab & G). set (lam := label 2 M w rel v) in *.
  assert (W : 0 < sum 2 lam) by (pose proof (labels_positive M w rel v Hl Hv); simpl; unfold lam; lra).
  pose proof (least_is_map 2 Omega lam _ s p W eq_refl (fun y _ => label_nonneg 2 M w rel v y Hl Hv) Hs A L) as B.
  destruct (two_sorted Omega s _ He B) as [S1 S2]. pose proof (two_alike M w rel v' v c E) as D. fold lam in D.
  pose proof (Rinv_0_lt_compat _ W) as I. unfold Rdiv in S1, S2.
  apply (best_of_two gain (label 2 M w rel v') a b s Hab G); intros O; [apply S1|apply S2];
    apply Rmult_lt_compat_r; try exact I; apply Rnot_le_lt; intros C.
  - pose proof (Rmult_le_pos c (lam 1%nat - lam 0%nat)). lra.
  - pose proof (Rmult_le_pos c (lam 0%nat - lam 1%nat)). lra.
Qed.
