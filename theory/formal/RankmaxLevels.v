(** Scores of least risk under Rankmax with its scale adapted to the label: some have levels one apart, and none
    reverses two chances. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums SortedScores Rankmax RankmaxWhole RankmaxSorted RankmaxClassification.
Import ListNotations.
Open Scope R_scope.

(** ** Two classes exchanged *)

Definition exchanged (a b i : nat) : nat := if Nat.eqb i a then b else if Nat.eqb i b then a else i.

Lemma exchanging n a b : (a < n)%nat -> (b < n)%nat -> falling_list n (fun _ => 0) (exchanged a b).
Proof.
  intros Ha Hb. unfold exchanged. split; [|split; [|intros; lra]].
  - intros i Hi. destruct (Nat.eqb_spec i a), (Nat.eqb_spec i b); lia.
  - intros i j Hi Hj. destruct (Nat.eqb_spec i a), (Nat.eqb_spec i b), (Nat.eqb_spec j a), (Nat.eqb_spec j b); lia.
Qed.

Lemma loss_listed n g item z y : falling_list n g item ->
  rankmax_loss n (fun i => z (item i)) y = rankmax_loss n z (item y).
Proof. intros F. unfold rankmax_loss, scale. f_equal. symmetry. exact (sum_listed n g item _ F). Qed.

Lemma exchange_gains n eta z a b : (a < n)%nat -> (b < n)%nat -> a <> b ->
  mean n eta (rankmax_loss n (fun j => z (exchanged a b j)))
  = mean n eta (rankmax_loss n z) - (eta a - eta b) * (rankmax_loss n z a - rankmax_loss n z b).
Proof.
  intros Ha Hb D. set (l := rankmax_loss n z). unfold mean.
  rewrite (sum_ext n _ (fun y => eta y * l y - (one_hot a y * (eta a * (l a - l b))
    + one_hot b y * (eta b * (l b - l a))))).
  - rewrite sum_minus, sum_plus, !(sum_pick n) by assumption. ring.
  - intros y _. rewrite (loss_listed n (fun _ => 0) (exchanged a b) z y) by (apply exchanging; assumption). fold l.
    unfold exchanged, one_hot. destruct (Nat.eqb_spec y a), (Nat.eqb_spec y b); subst; try lia; ring.
Qed.

(** The scale of a class below exceeds that of one above by their distance at least. *)
Lemma scale_falls_by n z i j : (i < n)%nat -> z j <= z i -> scale n z i + (z i - z j) <= scale n z j.
Proof.
  intros Hi H. rewrite <- (sum_pick n i (fun _ => z i - z j) Hi). unfold scale. rewrite <- sum_plus.
  apply sum_le. intros k _. unfold part, one_hot. destruct (Nat.eqb_spec k i) as [->|_].
  - rewrite !Rmax_left; lra.
  - pose proof (Rle_max_compat_r (z k - z i + 1) (z k - z j + 1) 0 ltac:(lra)). lra.
Qed.

(** ** Levels one apart *)

Fixpoint all_flags (m : nat) : list (list bool) :=
  match m with
  | O => [[]]
  | S k => map (cons true) (all_flags k) ++ map (cons false) (all_flags k)
  end.

Lemma all_flags_complete m f : In (map f (seq 0 m)) (all_flags m).
Proof.
  assert (G : forall s, In (map f (seq s m)) (all_flags m)); [|apply G].
  induction m as [|m IH]; intros s; simpl; [tauto|]. apply in_or_app. specialize (IH (S s)).
  destruct (f s); [left|right]; apply in_map, IH.
Qed.

Lemma flags_of f m k : (k < m)%nat -> flags (map f (seq 0 m)) k = f k.
Proof.
  intros H. unfold flags. rewrite (nth_indep _ false (f 0%nat)) by (rewrite map_length, seq_length; exact H).
  rewrite map_nth, seq_nth by exact H. reflexivity.
Qed.

Definition of_flags (l : list bool) : nat -> Z := levels (flags l).

Lemma least_of_list {A : Type} (f : A -> R) l : l <> [] -> exists a, In a l /\ forall b, In b l -> f a <= f b.
Proof.
  induction l as [|a l IH]; intros H; [congruence|]. destruct l as [|b l].
  - exists a. split; [left; reflexivity|]. intros c [->|[]]. lra.
  - destruct IH as (m & Hm & L); [congruence|]. destruct (Rle_lt_dec (f a) (f m)) as [C|C].
    + exists a. split; [left; reflexivity|]. intros c [<-|Hc]; [lra|]. specialize (L c Hc). lra.
    + exists m. split; [right; exact Hm|]. intros c [<-|Hc]; [lra|]. apply L, Hc.
Qed.

Lemma all_flags_some m : all_flags m <> [].
Proof. intros C. pose proof (all_flags_complete m (fun _ => true)) as I. rewrite C in I. exact I. Qed.

(** Flags of sorted scores, whose risk is no greater. *)
Lemma flags_lower m eta w : (forall y, (y < S m)%nat -> 0 <= eta y) ->
  (forall i j, (i <= j < S m)%nat -> (w j <= w i)%Z) ->
  mean (S m) eta (rankmax_loss (S m) (whole (of_flags (map (falls w) (seq 0 m)))))
  <= mean (S m) eta (rankmax_loss (S m) (whole w)).
Proof.
  intros E F. eapply Rle_trans; [|apply levels_are_enough; assumption]. apply Req_le, sum_ext. intros y Hy. f_equal.
  unfold rankmax_loss. f_equal. apply sum_ext. intros i Hi. rewrite !part_whole. unfold of_flags.
  rewrite !(levels_ext (flags (map (falls w) (seq 0 m))) (falls w) m); try lia; [reflexivity| |];
    intros k Hk; apply flags_of, Hk.
Qed.

Lemma flags_of_least_risk m eta : simplex (S m) eta -> (forall i j, (i <= j)%nat -> eta j <= eta i) ->
  exists best, forall u, mean (S m) eta (rankmax_loss (S m) (whole (of_flags best)))
  <= mean (S m) eta (rankmax_loss (S m) u).
Proof.
  intros E F. set (of l := mean (S m) eta (rankmax_loss (S m) (whole (of_flags l)))).
  destruct (least_of_list of (all_flags m) (all_flags_some m)) as (best & _ & Least). exists best.
  apply whole_is_enough; [exact E|]. apply sorted_is_enough; [exact F|]. intros w Fw.
  eapply Rle_trans; [|apply flags_lower; [apply E|exact Fw]]. apply Least, all_flags_complete.
Qed.

(** ** Classes in the order of their chances *)

Lemma loss_of_first n eta z z' : (forall j, (j < n)%nat -> z j = z' j) ->
  mean n eta (rankmax_loss n z) = mean n eta (rankmax_loss n z').
Proof.
  intros E. apply sum_ext. intros y Hy. f_equal. unfold rankmax_loss. f_equal. apply sum_ext. intros i Hi. unfold part.
  rewrite !E by assumption. reflexivity.
Qed.

(** The same chances falling: e k is that of item k, whose place is rank. *)
Lemma in_order_of_chance n eta : simplex n eta -> exists e rank item, (forall i j, (i <= j)%nat -> e j <= e i) /\
  simplex n e /\ falling_list n eta item /\
  (forall k, (k < n)%nat -> e k = eta (item k) /\ rank (item k) = k) /\
  forall z, mean n eta (rankmax_loss n z) = mean n e (rankmax_loss n (fun k => z (item k))).
Proof.
  intros [E0 E1]. destruct (sorted_list n eta) as (pi & item & _ & _ & Li & P). pose proof Li as (Lr & _ & Lf).
  destruct n as [|n]; [simpl in E1; lra|].
  set (e k := eta (item (Nat.min k n))).
  assert (e_at : forall k, (k < S n)%nat -> e k = eta (item k)) by (intros; unfold e; do 2 f_equal; lia).
  exists e, (fun y => pi y - 1)%nat, item. split; [|split; [split|split; [exact Li|split]]].
  - intros i j Hij. apply Lf. lia.
  - intros k Hk. rewrite e_at by exact Hk. apply E0, Lr, Hk.
  - rewrite <- E1, (sum_listed (S n) eta item eta Li). apply sum_ext. exact e_at.
  - intros k Hk. rewrite P by exact Hk. split; [apply e_at, Hk|lia].
  - intros z. unfold mean. rewrite (sum_listed (S n) eta item _ Li). apply sum_ext. intros k Hk.
    rewrite (loss_listed (S n) eta item z k Li), (e_at k Hk). reflexivity.
Qed.

Lemma levels_are_taken f m l : (levels f m <= l <= 0)%Z -> exists i, (i <= m)%nat /\ levels f i = l.
Proof.
  induction m as [|m IH]; intros H; [exists 0%nat; simpl in *; lia|].
  destruct (Z.le_gt_cases (levels f m) l) as [C|C].
  - destruct (IH ltac:(lia)) as (i & Hi & E). exists i. split; [lia|exact E].
  - exists (S m). split; [lia|]. simpl in *. destruct (f m); lia.
Qed.

Lemma levels_below f i j : (i <= j)%nat -> (levels f j <= levels f i)%Z.
Proof. induction 1 as [|j H IH]; [lia|]. simpl. destruct (f j); lia. Qed.

Lemma shifted n eta (v : nat -> Z) k :
  mean n eta (rankmax_loss n (whole (fun i => v i + k)%Z)) = mean n eta (rankmax_loss n (whole v)).
Proof.
  apply sum_ext. intros y _. f_equal. unfold rankmax_loss. f_equal. apply sum_ext. intros i _.
  rewrite !part_whole. do 2 f_equal. lia.
Qed.

Lemma least_at_levels n eta : simplex n eta -> exists (v : nat -> Z) (L : Z),
  (forall y, (y < n)%nat -> (0 <= v y <= L)%Z) /\ (forall l, (0 <= l <= L)%Z -> exists y, (y < n)%nat /\ v y = l) /\
  forall u, mean n eta (rankmax_loss n (whole v)) <= mean n eta (rankmax_loss n u).
Proof.
  intros E. destruct (in_order_of_chance n eta E) as (e & rank & item & F & Ee & Li & At & Risk).
  destruct n as [|m]; [destruct E as [_ E]; simpl in E; lra|].
  destruct (flags_of_least_risk m e Ee F) as (best & B). set (f := flags best) in *.
  set (L := (- levels f m)%Z). exists (fun y => levels f (rank y) + L)%Z, L. split; [|split].
  - intros y Hy. destruct (in_list _ _ _ y Li Hy) as (k & Hk & <-). rewrite (proj2 (At k Hk)).
    pose proof (levels_below f k m ltac:(lia)). pose proof (levels_below f 0 k ltac:(lia)). simpl in *. unfold L. lia.
  - intros l Hl. destruct (levels_are_taken f m (l - L) ltac:(unfold L in *; lia)) as (k & Hk & K).
    exists (item k). split; [apply Li; lia|]. rewrite (proj2 (At k ltac:(lia))). lia.
  - intros u. rewrite !Risk. eapply Rle_trans; [|apply B]. right.
    rewrite (loss_of_first (S m) e _ (whole (fun k => levels f k + L)%Z)).
    + apply shifted.
    + intros j Hj. unfold whole. rewrite (proj2 (At j Hj)). reflexivity.
Qed.

Lemma least_keeps_the_order n eta s a b : (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  (a < n)%nat -> (b < n)%nat -> eta b < eta a -> s b <= s a.
Proof.
  intros B Ha Hb D. apply Rnot_lt_le. intros C.
  pose proof (exchange_gains n eta s a b Ha Hb ltac:(intros ->; lra)) as G.
  specialize (B (fun j => s (exchanged a b j))). rewrite G in B.
  pose proof (scale_falls_by n s b a Hb ltac:(lra)). assert (S : scale n s b < scale n s a) by lra.
  pose proof (scale_at_least_one n s b Hb) as O. apply ln_increasing in S; [|lra].
  pose proof (Rmult_lt_0_compat (eta a - eta b) (ln (scale n s a) - ln (scale n s b)) ltac:(lra) ltac:(lra)).
  unfold rankmax_loss in B. lra.
Qed.

Lemma half_simplex : simplex 2 half.
Proof. unfold half. split; [intros; lra|simpl; lra]. Qed.

Lemma log_3_below : ln 3 < 2 * ln 2.
Proof.
  replace (2 * ln 2) with (ln 2 + ln 2) by ring. rewrite <- ln_mult by lra. apply ln_increasing; lra.
Qed.

Lemma one_above : mean 2 half (rankmax_loss 2 (whole (fun y => match y with O => 1 | _ => 0 end)%Z)) = / 2 * ln 3.
Proof.
  unfold mean, half, rankmax_loss, scale. simpl. rewrite !part_whole. simpl.
  cbn [Z.max Z.compare Pos.compare Pos.compare_cont].
  replace (0 + 1 + 0) with 1 by ring. replace (0 + 2 + 1) with 3 by ring. rewrite ln_1. field.
Qed.

Lemma on_a_level z : z 0%nat = z 1%nat -> mean 2 half (rankmax_loss 2 z) = ln 2.
Proof.
  intros E. unfold mean, half, rankmax_loss, scale, part. simpl. rewrite E, !Rmax_left by lra.
  replace (0 + (z 1%nat - z 1%nat + 1) + (z 1%nat - z 1%nat + 1)) with 2 by ring. field.
Qed.

Lemma two_apart z : z 0%nat = z 1%nat + 2 \/ z 1%nat = z 0%nat + 2 -> mean 2 half (rankmax_loss 2 z) = ln 2.
Proof.
  intros [E|E]; unfold mean, half, rankmax_loss, scale, part; simpl; rewrite E.
  - rewrite (Rmax_left (z 1%nat + 2 - (z 1%nat + 2) + 1)), (Rmax_right (z 1%nat - (z 1%nat + 2) + 1)),
      (Rmax_left (z 1%nat + 2 - z 1%nat + 1)), (Rmax_left (z 1%nat - z 1%nat + 1)) by lra.
    replace (0 + (z 1%nat + 2 - (z 1%nat + 2) + 1) + 0) with 1 by ring.
    replace (0 + (z 1%nat + 2 - z 1%nat + 1) + (z 1%nat - z 1%nat + 1)) with (2 * 2) by ring.
    rewrite ln_1, ln_mult by lra. field.
  - rewrite (Rmax_left (z 0%nat - z 0%nat + 1)), (Rmax_left (z 0%nat + 2 - z 0%nat + 1)),
      (Rmax_right (z 0%nat - (z 0%nat + 2) + 1)), (Rmax_left (z 0%nat + 2 - (z 0%nat + 2) + 1)) by lra.
    replace (0 + 0 + (z 0%nat + 2 - (z 0%nat + 2) + 1)) with 1 by ring.
    replace (0 + (z 0%nat - z 0%nat + 1) + (z 0%nat + 2 - z 0%nat + 1)) with (2 * 2) by ring.
    rewrite ln_1, ln_mult by lra. field.
Qed.

(** Claim: none
    Says: Two equal chances on levels two apart, or on one, have the risk ln 2; one apart, half ln 3, which is less.
*)
Theorem levels_are_not_two_apart : ~ (forall n eta, simplex n eta -> exists (v : nat -> Z) (L : Z),
  (forall y, (y < n)%nat -> (0 <= v y <= L)%Z) /\
  (forall l, (0 <= l <= L)%Z -> exists y, (y < n)%nat /\ v y = l) /\
  forall u, mean n eta (rankmax_loss n (fun y => 2 * whole v y)) <= mean n eta (rankmax_loss n u)).
Proof.
  intros H. destruct (H 2%nat _ half_simplex) as (v & L & B & T & Least).
  specialize (Least (whole (fun y => match y with O => 1 | _ => 0 end)%Z)). rewrite one_above in Least.
  pose proof log_3_below. enough (mean 2 half (rankmax_loss 2 (fun y => 2 * whole v y)) = ln 2) by lra.
  pose proof (B 0%nat ltac:(lia)). pose proof (B 1%nat ltac:(lia)). clear Least. unfold whole.
  destruct (Z.eq_dec (v 0%nat) (v 1%nat)) as [E|N]; [apply on_a_level; rewrite E; reflexivity|]. apply two_apart.
  destruct (T 0%Z ltac:(lia)) as ([|[|y]] & Hy & E0); [| |lia];
    destruct (T 1%Z ltac:(lia)) as ([|[|y']] & Hy' & E1); try lia; rewrite E0, E1; [right|left]; ring.
Qed.

(** Claim: sf.topk.rankmax.levels
    Role: establishes
    Place: SF, Key results
    Says: For every N and eta the risk of adapted Rankmax has a minimum, attained at scores with the levels 0, 1, ...,
      L, each taken.
    Gap: Real numbers, not floating point.
    Mutant: `(whole v)) <=` becomes `(fun y => 2 * whole v y)) <=`; refuted by the theorem levels_are_not_two_apart
*)
Theorem the_risk_is_least_at_levels : forall n eta, simplex n eta -> exists (v : nat -> Z) (L : Z),
  (forall y, (y < n)%nat -> (0 <= v y <= L)%Z) /\
  (forall l, (0 <= l <= L)%Z -> exists y, (y < n)%nat /\ v y = l) /\
  forall u, mean n eta (rankmax_loss n (whole v)) <= mean n eta (rankmax_loss n u).
Proof. exact least_at_levels. Qed.

(** Claim: none
    Says: Of the chances 64, 63, 43, 43, 43, 22 of 278 the first two tie.
*)
Theorem the_likeliest_may_tie : ~ (forall n eta s a b, simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  (a < n)%nat -> (b < n)%nat -> eta b < eta a -> s b < s a).
Proof.
  intros H. specialize (H 6%nat witness (whole level_top) 0%nat 1%nat witness_simplex level_top_is_least ltac:(lia)
    ltac:(lia) ltac:(unfold witness; simpl; lra)). apply lt_IZR in H. vm_compute in H. discriminate.
Qed.

(** Claim: none
    Says: Of two equal chances one is above the other.
*)
Theorem equal_chances_may_be_apart : ~ (forall n eta s a b, simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  (a < n)%nat -> (b < n)%nat -> eta b <= eta a -> s b <= s a).
Proof.
  intros H. destruct (least_at_levels 2 half half_simplex) as (v & L & _ & _ & Least).
  pose proof (H 2%nat half (whole v) 0%nat 1%nat half_simplex Least ltac:(lia) ltac:(lia) ltac:(unfold half; lra)).
  pose proof (H 2%nat half (whole v) 1%nat 0%nat half_simplex Least ltac:(lia) ltac:(lia) ltac:(unfold half; lra)).
  specialize (Least (whole (fun y => match y with O => 1 | _ => 0 end)%Z)).
  rewrite one_above, on_a_level in Least by lra. pose proof log_3_below. pose proof (ln_increasing 1 2).
  rewrite ln_1 in *. lra.
Qed.

(** Claim: sf.topk.rankmax.adapted.order
    Role: establishes
    Place: SF, Key results
    Says: Scores of least risk under adapted Rankmax do not put a class above a likelier one, for every N and eta.
    Gap: Real numbers, not floating point. That eta is a distribution is not used. That two may tie is the theorem that
      refutes the first mutant.
    Mutant: `s b <= s a` becomes `s b < s a`; refuted by the theorem the_likeliest_may_tie
    Mutant: `eta b < eta a` becomes `eta b <= eta a`; refuted by the theorem equal_chances_may_be_apart
*)
Theorem scores_of_least_risk_reverse_none : forall n eta s a b, simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  (a < n)%nat -> (b < n)%nat -> eta b < eta a -> s b <= s a.
Proof. intros n eta s a b _. apply least_keeps_the_order. Qed.
