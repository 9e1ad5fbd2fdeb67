(** Exactly which weights and labels, depending on the number of relevant items, keep a squared loss DCG-consistent. *)

From Coq Require Import Reals Lra Lia Bool.
From softproof Require Import Sums RgRanking RgSquaredConsistency RgBalance.
Open Scope R_scope.

(** A relevant set with a relevant item and another one. *)
Definition proper (N : nat) (r : nat -> bool) : Prop := (1 <= count N r < N)%nat.

(** What depends on the number m of relevant items: a m on the relevant ones and b m on the others. *)
Definition by_count (N : nat) (a b : nat -> R) (r : nat -> bool) (y : nat) : R :=
  if r y then a (count N r) else b (count N r).

Lemma by_count_positive N a b n : (forall m, (1 <= m < N)%nat -> 0 < a m /\ 0 < b m) ->
  positive_weights n (proper N) (by_count N a b).
Proof. intros H q y Hq _. unfold by_count. destruct (H _ Hq). destruct (q y); assumption. Qed.

(** ** The criterion suffices *)

Lemma criterion_suffices N w1 w0 s1 s0 A C :
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  (forall m, (1 <= m < N)%nat -> w1 m * s1 m - w0 m * s0 m = A /\ w1 m - w0 m = C) ->
  consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)).
Proof.
  intros Hw Hs HAC. apply sorting_is_dcg_consistency; [apply by_count_positive, Hw|].
  intros K chance r a b L Ha Hb E.
  set (B := expected K chance r (fun q => w0 (count N q) * s0 (count N q))).
  set (D := expected K chance r (fun q => w0 (count N q))).
  assert (T : forall y, mean_target K chance r (by_count N w1 w0) (by_count N s1 s0) y
    = A * expected K chance r (fun q => hit q y) + 1 * B).
  { intros y. apply (expected_linear K chance r (proper N)); [exact L|]. intros q Hq. destruct (HAC _ Hq).
    unfold by_count, hit. destruct (q y); lra. }
  assert (W : forall y, mean_weight K chance r (by_count N w1 w0) y
    = C * expected K chance r (fun q => hit q y) + 1 * D).
  { intros y. apply (expected_linear K chance r (proper N)); [exact L|]. intros q Hq. destruct (HAC _ Hq).
    unfold by_count, hit. destruct (q y); lra. }
  assert (P : 0 < A * D + - C * B).
  { assert (X : expected K chance r (fun q => w0 (count N q) * w1 (count N q) * (s1 (count N q) - s0 (count N q)))
      = A * D + - C * B).
    { apply (expected_linear K chance r (proper N)); [exact L|]. intros q Hq. destruct (HAC _ Hq) as [<- <-]. ring. }
    rewrite <- X. apply (expected_pos K chance r (proper N)); [exact L|]. intros q Hq. destruct (Hw _ Hq).
    specialize (Hs _ Hq). repeat apply Rmult_lt_0_compat; lra. }
  rewrite !T, !W. set (ha := expected K chance r (fun q => hit q a)) in *.
  set (hb := expected K chance r (fun q => hit q b)) in *.
  pose proof (Rmult_lt_0_compat _ _ P (Rgt_minus _ _ E)). lra.
Qed.

(** ** The criterion is needed *)

(** Three sets of the chances t, t and 1 - 2t. *)
Definition three_chances (t : R) (k : nat) : R := match k with 2%nat => 1 - 2 * t | _ => t end.
Definition three_sets (a b c : nat -> bool) (k : nat) : nat -> bool := match k with O => a | 1%nat => b | _ => c end.

Lemma expected_three t a b c f : expected 3 (three_chances t) (three_sets a b c) f
  = t * f a + t * f b + (1 - 2 * t) * f c.
Proof. unfold expected, mean. simpl. ring. Qed.

Lemma three_law t a b c (admitted : (nat -> bool) -> Prop) : 0 < t < 1 / 2 -> admitted a -> admitted b -> admitted c ->
  law 3 (three_chances t) (three_sets a b c) admitted.
Proof.
  intros Ht Ha Hb Hc. split; [split|].
  - intros [|[|[|k]]] Hk; simpl; lra || lia.
  - simpl. ring.
  - intros [|[|[|k]]] Hk; simpl; assumption || lia.
Qed.

(** Sets a with the item 0 and not 1, b with 1 and not 0, and c with neither or both. *)
Lemma from_three_sets N w1 w0 s1 s0 a b c : (2 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) ->
  consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) ->
  proper N a -> proper N b -> proper N c -> a 0%nat = true -> a 1%nat = false -> b 0%nat = false -> b 1%nat = true ->
  c 0%nat = c 1%nat -> let m := count N a in let m' := count N b in
  w1 m * s1 m - w0 m * s0 m - (w1 m' * s1 m' - w0 m' * s0 m')
  = by_count N s1 s0 c 0%nat * (w1 m - w0 m - (w1 m' - w0 m')).
Proof.
  intros HN Hw C Pa Pb Pc A0 A1 B0 B1 C01 m m'. pose proof (by_count_positive N w1 w0 N Hw) as P.
  assert (E : forall t, 0 < t < 1 / 2 -> let v := by_count N w1 w0 c 0%nat in
    let s := by_count N s1 s0 c 0%nat in
    (t * (w0 m * s0 m) + t * (w1 m' * s1 m') + (1 - 2 * t) * (v * s)) * (t * w1 m + t * w0 m' + (1 - 2 * t) * v)
    = (t * (w1 m * s1 m) + t * (w0 m' * s0 m') + (1 - 2 * t) * (v * s)) * (t * w0 m + t * w1 m' + (1 - 2 * t) * v)).
  { intros t Ht. cbv zeta.
    pose proof (balance N (proper N) _ _ 3 (three_chances t) (three_sets a b c) 0 1 0 1 C P
      (three_law t a b c _ Ht Pa Pb Pc) ltac:(lia) ltac:(lia) ltac:(simpl; lra) ltac:(simpl; lra) ltac:(lia) ltac:(lia)
      A0 A1 B0 B1) as X.
    unfold mean_target, mean_weight in X. rewrite !expected_three in X. unfold hit in X. unfold by_count in *.
    rewrite A0, A1, B0, B1, <- C01 in X. fold m m' in X. apply X. ring. }
  pose proof (E (1 / 4) ltac:(lra)) as X. pose proof (E (1 / 8) ltac:(lra)) as Y. cbv zeta in X, Y.
  assert (V : 0 < by_count N w1 w0 c 0%nat) by (apply P; [exact Pc|lia]).
  set (v := by_count N w1 w0 c 0%nat) in *. set (s := by_count N s1 s0 c 0%nat) in *.
  apply (Rmult_eq_reg_l v); [|lra]. lra.
Qed.

(** The item y of the first two, and m - 1 others. *)
Definition with_others (y m i : nat) : bool := (i =? y)%nat || ((2 <=? i)%nat && (i <=? m)%nat).

Lemma count_with_others y m n : (y < 2)%nat -> (2 <= n)%nat ->
  count n (with_others y m) = (1 + min (n - 2) (m - 1))%nat.
Proof.
  intros Hy Hn. induction Hn as [|n Hn IH].
  - unfold with_others. destruct y as [|[|y]]; [reflexivity|reflexivity|lia].
  - cbn [count]. rewrite IH. unfold with_others. destruct (Nat.eqb_spec n y); [lia|].
    destruct (Nat.leb_spec 2 n); [|lia]. destruct (Nat.leb_spec n m); cbn [andb orb]; lia.
Qed.

(** The first two items, and the next two. *)
Lemma count_first_two n : (2 <= n)%nat -> count n (fun i => (i <? 2)%nat) = 2%nat.
Proof.
  intros Hn. induction Hn as [|n Hn IH]; [reflexivity|]. cbn [count]. rewrite IH.
  destruct (Nat.ltb_spec n 2); lia.
Qed.

Lemma count_next_two n : (4 <= n)%nat -> count n (fun i => (2 <=? i)%nat && (i <? 4)%nat) = 2%nat.
Proof.
  intros Hn. induction Hn as [|n Hn IH]; [reflexivity|]. cbn [count]. rewrite IH.
  destruct (Nat.ltb_spec n 4); [lia|]. rewrite andb_false_r. lia.
Qed.

Lemma needed_from_four N w1 w0 s1 s0 m m' : (4 <= N)%nat ->
  (forall m, (1 <= m < N)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < N)%nat -> s0 m < s1 m) ->
  consistent N (proper N) (binary_dcg N) (squared_loss_of N (by_count N w1 w0) (by_count N s1 s0)) ->
  (1 <= m < N)%nat -> (1 <= m' < N)%nat ->
  w1 m * s1 m - w0 m * s0 m = w1 m' * s1 m' - w0 m' * s0 m' /\ w1 m - w0 m = w1 m' - w0 m'.
Proof.
  intros HN Hw Hs C Hm Hm'. set (a := with_others 0 m). set (b := with_others 1 m').
  assert (Ca : count N a = m) by (unfold a; rewrite count_with_others; lia).
  assert (Cb : count N b = m') by (unfold b; rewrite count_with_others; lia).
  assert (H : forall c, count N c = 2%nat -> c 0%nat = c 1%nat ->
    w1 m * s1 m - w0 m * s0 m - (w1 m' * s1 m' - w0 m' * s0 m')
    = by_count N s1 s0 c 0%nat * (w1 m - w0 m - (w1 m' - w0 m'))).
  { intros c Cc C01. rewrite <- Ca, <- Cb. apply (from_three_sets N w1 w0 s1 s0 a b c ltac:(lia) Hw C);
      try reflexivity; try exact C01; unfold proper; rewrite ?Ca, ?Cb, ?Cc; lia. }
  pose proof (H _ (count_first_two N ltac:(lia)) eq_refl) as X. pose proof (H _ (count_next_two N HN) eq_refl) as Y.
  unfold by_count in X, Y. rewrite count_first_two in X by lia. rewrite count_next_two in Y by exact HN. simpl in X, Y.
  specialize (Hs 2%nat ltac:(lia)). set (g := w1 m - w0 m - (w1 m' - w0 m')) in *.
  assert (Z : (s1 2%nat - s0 2%nat) * g = 0) by lra. apply Rmult_integral in Z. destruct Z as [Z|Z]; [lra|].
  rewrite Z in X. unfold g in Z. lra.
Qed.

(** Of three items: one with the chance 4/10 or 3/10, and its complement with 2/10 or 1/10. *)
Definition four_chances (k : nat) : R := match k with O => 4 / 10 | 1%nat => 3 / 10 | 2%nat => 2 / 10 | _ => 1 / 10 end.
Definition four_sets (k : nat) : nat -> bool :=
  match k with O => only 0 | 1%nat => only 1 | 2%nat => but 0 | _ => but 1 end.

Lemma needed_for_three w1 w0 s1 s0 :
  (forall m, (1 <= m < 3)%nat -> 0 < w1 m /\ 0 < w0 m) -> (forall m, (1 <= m < 3)%nat -> s0 m < s1 m) ->
  consistent 3 (proper 3) (binary_dcg 3) (squared_loss_of 3 (by_count 3 w1 w0) (by_count 3 s1 s0)) ->
  w1 1%nat * s1 1%nat - w0 1%nat * s0 1%nat = w1 2%nat * s1 2%nat - w0 2%nat * s0 2%nat /\
  w1 1%nat - w0 1%nat = w1 2%nat - w0 2%nat.
Proof.
  intros Hw Hs C. pose proof (by_count_positive 3 w1 w0 3 Hw) as P.
  assert (H : forall c, proper 3 c -> c 0%nat = c 1%nat ->
    w1 1%nat * s1 1%nat - w0 1%nat * s0 1%nat - (w1 2%nat * s1 2%nat - w0 2%nat * s0 2%nat)
    = by_count 3 s1 s0 c 0%nat * (w1 1%nat - w0 1%nat - (w1 2%nat - w0 2%nat))).
  { intros c Pc C01. apply (from_three_sets 3 w1 w0 s1 s0 (only 0) (but 0) c ltac:(lia) Hw C);
      try reflexivity; try assumption; unfold proper; simpl; lia. }
  pose proof (H (only 2) ltac:(unfold proper; simpl; lia) eq_refl) as X.
  pose proof (H (but 2) ltac:(unfold proper; simpl; lia) eq_refl) as Y. unfold by_count in X, Y. simpl in X, Y.
  set (g := w1 1%nat - w0 1%nat - (w1 2%nat - w0 2%nat)) in *.
  enough (Z : g = 0) by (rewrite Z in X; unfold g in Z; lra).
  destruct (Req_dec (s0 1%nat) (s1 2%nat)) as [S|S].
  - assert (L : law 4 four_chances four_sets (proper 3)).
    { split; [split|].
      - intros [|[|[|[|k]]]] Hk; simpl; lra || lia.
      - simpl. field.
      - intros [|[|[|[|k]]]] Hk; unfold proper; simpl; lia. }
    pose proof (balance 3 (proper 3) _ _ 4 four_chances four_sets 0 1 0 1 C P L ltac:(lia) ltac:(lia)
      ltac:(simpl; lra) ltac:(simpl; lra) ltac:(lia) ltac:(lia) eq_refl eq_refl eq_refl eq_refl) as B.
    assert (E : forall f, expected 4 four_chances four_sets f
      = 4 / 10 * f (only 0) + 3 / 10 * f (only 1) + 2 / 10 * f (but 0) + 1 / 10 * f (but 1)).
    { intros f. unfold expected, mean. simpl. ring. }
    unfold mean_target, mean_weight in B. rewrite !E in B. unfold hit, by_count in B. simpl in B.
    specialize (B ltac:(field)). rewrite S in *. specialize (Hs 1%nat ltac:(lia)).
    destruct (Hw 1%nat ltac:(lia)) as [W _].
    assert (Z : w1 1%nat * (s1 1%nat - s1 2%nat) * g = 0).
    { assert (K : w0 2%nat * s0 2%nat = w1 2%nat * s1 2%nat - w1 1%nat * s1 1%nat + w0 1%nat * s1 2%nat
        + s1 2%nat * g) by lra. rewrite K in B. unfold g in *. lra. }
    apply Rmult_integral in Z. destruct Z as [Z|Z]; [|exact Z]. apply Rmult_integral in Z. lra.
  - assert (Z : (s0 1%nat - s1 2%nat) * g = 0) by lra. apply Rmult_integral in Z. lra.
Qed.
