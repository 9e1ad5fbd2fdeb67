(** Rankmax with its scale adapted to the label, one relevant item: the scores of least risk and what they gain. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rankmax RelevantSets RankmaxRisk.
Open Scope R_scope.

(** Of two items the better one first is best. *)
Lemma best_of_two gain g a b s : 0 <= b <= a ->
  (forall r, ranking 2 r -> gain r = g (r 0%nat) * a + g (r 1%nat) * b) ->
  (g 1%nat < g 0%nat -> s 1%nat < s 0%nat) -> (g 0%nat < g 1%nat -> s 0%nat < s 1%nat) -> best 2 gain s.
Proof.
  intros H G A B r r' R S R'. rewrite (G r R), (G r' R').
  assert (C : forall q, ranking 2 q -> q 0%nat = 0%nat /\ q 1%nat = 1%nat \/ q 0%nat = 1%nat /\ q 1%nat = 0%nat).
  { intros q [Q1 Q2]. pose proof (Q1 0%nat ltac:(lia)). pose proof (Q1 1%nat ltac:(lia)).
    destruct (Q2 0%nat ltac:(lia)) as ([|[|j]] & J & E); destruct (Q2 1%nat ltac:(lia)) as ([|[|l]] & L & F); lia. }
  pose proof (S 0%nat 1%nat ltac:(lia)) as O.
  assert (D : forall x y, x <= y -> 0 <= (y - x) * (a - b)) by (intros; apply Rmult_le_pos; lra).
  destruct (C r R) as [[E0 E1]|[E0 E1]], (C r' R') as [[F0 F1]|[F0 F1]]; rewrite E0, E1 in *; rewrite F0, F1; try lra.
  - destruct (Rlt_le_dec (g 0%nat) (g 1%nat)) as [L|L]; [specialize (B L); lra|specialize (D _ _ L); lra].
  - destruct (Rlt_le_dec (g 1%nat) (g 0%nat)) as [L|L]; [specialize (A L); lra|specialize (D _ _ L); lra].
Qed.

Lemma single_gain (eta : nat -> R) r : ranking 2 r -> mean 2 eta (fun y => dcg 2 (Nat.eqb y) r)
  = eta (r 0%nat) * discount 0 + eta (r 1%nat) * discount 1.
Proof.
  intros [R _]. pose proof (R 0%nat ltac:(lia)). pose proof (R 1%nat ltac:(lia)).
  unfold mean, dcg. simpl. destruct (r 0%nat) as [|[|i]], (r 1%nat) as [|[|j]]; try lia; simpl; ring.
Qed.

Lemma two_classes_sort eta s : 0 <= eta 1%nat < eta 0%nat ->
  mean 2 eta (rankmax_loss 2 s) <= eta 1%nat * ln 3 -> s 1%nat < s 0%nat.
Proof.
  intros He L. apply Rnot_le_lt. intros C. unfold mean, rankmax_loss, scale, part in L. simpl in L.
  set (x := s 1%nat - s 0%nat). assert (X : 0 <= x) by (unfold x; lra). destruct powers as (_ & _ & _ & _ & _ & P).
  pose proof (logs) as (Q & _). rewrite (Rmax_left (s 0%nat - s 0%nat + 1)), (Rmax_left (s 1%nat - s 0%nat + 1)),
    (Rmax_left (s 1%nat - s 1%nat + 1)) in L by lra.
  replace (0 + (s 0%nat - s 0%nat + 1) + (s 1%nat - s 0%nat + 1)) with (2 + x) in L by (unfold x; ring).
  replace (s 0%nat - s 1%nat + 1) with (1 - x) in L by (unfold x; ring).
  replace (s 1%nat - s 1%nat + 1) with 1 in L by ring. destruct (Rle_lt_dec 1 x) as [B|B].
  - rewrite Rmax_right in L by lra. replace (0 + 0 + 1) with 1 in L by ring. rewrite ln_1 in L.
    pose proof (ln_mono 3 (2 + x) ltac:(lra) ltac:(lra)) as M.
    pose proof (Rmult_le_compat_l (eta 0%nat) _ _ ltac:(lra) M).
    pose proof (Rmult_lt_compat_r (ln 3) _ _ ltac:(lra) (proj2 He)). lra.
  - rewrite Rmax_left in L by lra. replace (0 + (1 - x) + 1) with (2 - x) in L by ring.
    assert (M : ln 3 <= ln (2 + x) + ln (2 - x)).
    { rewrite <- ln_mult by lra. apply ln_mono; [lra|]. nra. }
    pose proof (ln_mono 2 (2 + x) ltac:(lra) ltac:(lra)) as M2.
    pose proof (Rmult_le_compat_l (eta 1%nat) _ _ ltac:(lra) M).
    pose proof (Rmult_lt_0_compat (eta 0%nat - eta 1%nat) (ln (2 + x)) ltac:(lra) ltac:(lra)). lra.
Qed.

Lemma first_on_top eta y : (y < 2)%nat -> mean 2 eta (rankmax_loss 2 (one_hot y)) = eta (1 - y)%nat * ln 3.
Proof.
  intros Hy. unfold mean, rankmax_loss, scale, part, one_hot. destruct y as [|[|y]]; [| |lia]; simpl;
    rewrite (Rmax_left (1 - 0 + 1)), (Rmax_right (0 - 1 + 1)), ?(Rmax_left (0 - 0 + 1)), ?(Rmax_left (1 - 1 + 1)) by
      lra.
  - replace (0 + (1 - 1 + 1) + 0) with 1 by ring. replace (0 + (1 - 0 + 1) + (0 - 0 + 1)) with 3 by ring.
    rewrite ln_1. ring.
  - replace (0 + 0 + (1 - 1 + 1)) with 1 by ring. replace (0 + (0 - 0 + 1) + (1 - 0 + 1)) with 3 by ring.
    rewrite ln_1. ring.
Qed.

Lemma exchanged eta s : mean 2 (fun i => eta (1 - i)%nat) (rankmax_loss 2 (fun i => s (1 - i)%nat))
  = mean 2 eta (rankmax_loss 2 s).
Proof.
  unfold mean, rankmax_loss, scale, part. simpl. set (a := Rmax (s 0%nat - s 0%nat + 1) 0).
  set (b := Rmax (s 1%nat - s 0%nat + 1) 0). set (c := Rmax (s 0%nat - s 1%nat + 1) 0).
  set (d := Rmax (s 1%nat - s 1%nat + 1) 0). replace (0 + d + c) with (0 + c + d) by ring.
  replace (0 + b + a) with (0 + a + b) by ring. ring.
Qed.

(** Claim: none
    Says: Of two items the scores of least risk rank the likelier one first.
*)
Theorem of_two_items_the_likelier_is_first : ~ ~ (forall n eta s, n = 2%nat -> simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  best n (fun r => mean n eta (fun y => dcg n (Nat.eqb y) r)) s).
Proof.
  intros H. apply H. intros n eta s -> [P _] M. pose proof (P 0%nat ltac:(lia)). pose proof (P 1%nat ltac:(lia)).
  destruct discounts as (_ & _ & _ & D2 & D1 & D0 & _).
  apply (best_of_two _ eta (discount 0) (discount 1)); [lra|exact (single_gain eta)| |]; intros L.
  - apply (two_classes_sort eta s); [lra|]. pose proof (M (one_hot 0)) as Q. rewrite (first_on_top eta 0) in Q by lia.
    exact Q.
  - pose proof (M (one_hot 1)) as Q. rewrite (first_on_top eta 1) in Q by lia. simpl in Q.
    apply (two_classes_sort (fun i => eta (1 - i)%nat) (fun i => s (1 - i)%nat)); [simpl; lra|].
    rewrite exchanged. simpl. lra.
Qed.

(** Claim: sf.dcg.rankmax.adapted
    Role: refutes
    Place: SF, novelty report, consistency analysis
    Says: Scores of least risk under adapted Rankmax, with one relevant item a context, need not have the best expected
      DCG, ties against the scores: for the chances 4/11, 4/11, 3/11 the scores (0, 1, 0) have the least risk, and the
      least likely item may come second.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `simplex n eta ->` becomes `n = 2%nat -> simplex n eta ->`; refuted by the theorem
      of_two_items_the_likelier_is_first
*)
Theorem adapted_rankmax_is_not_dcg_consistent : ~ (forall n eta s, simplex n eta ->
  (forall u, mean n eta (rankmax_loss n s) <= mean n eta (rankmax_loss n u)) ->
  best n (fun r => mean n eta (fun y => dcg n (Nat.eqb y) r)) s).
Proof.
  intros H. pose proof (H 3%nat elevenths (one_hot 1) elevenths_simplex) as B.
  specialize (B ltac:(intros u; rewrite second_on_top; apply least_of_elevenths)).
  specialize (B second_first (fun j => match j with O => 1 | S O => 0 | _ => 2 end)%nat second_first_ranking).
  destruct discounts as (_ & _ & _ & D2 & D1 & D0 & _).
  assert (S : sorted 3 second_first (one_hot 1)).
  { unfold one_hot. intros [|[|[|j]]] [|[|[|k]]] J; try lia; simpl; lra. }
  specialize (B S). unfold mean, dcg in B. simpl in B.
  assert (R : ranking 3 (fun j => match j with O => 1 | S O => 0 | _ => 2 end)%nat).
  { split; [intros [|[|j]] J; lia|]. intros [|[|[|i]]] I; [exists 1%nat|exists 0%nat|exists 2%nat|lia]; lia. }
  specialize (B R). lra.
Qed.
