(** Several relevant items: the scores of least risk and what their ranking gains. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Sparsemax FenchelYoung Nce.
Open Scope R_scope.

(** The relevant set is rel m with the chance w m, m = 0, ..., M - 1; none is empty. *)
Definition law (n M : nat) (w : nat -> R) (rel : nat -> nat -> bool) : Prop :=
  simplex M w /\ forall m, (m < M)%nat -> (0 < count n (rel m))%nat.
Definition mean (M : nat) (w f : nat -> R) : R := sum M (fun m => w m * f m).
Definition over (n : nat) (rel : nat -> bool) (f : nat -> R) : R := sum n (fun i => if rel i then f i else 0).

(** A ranking names the item at each position; it is sorted by the scores, in some order of those that tie. *)
Definition ranking (n : nat) (r : nat -> nat) : Prop :=
  (forall j, (j < n)%nat -> (r j < n)%nat) /\ forall i, (i < n)%nat -> exists j, (j < n)%nat /\ r j = i.
Definition sorted (n : nat) (r : nat -> nat) (s : nat -> R) : Prop :=
  forall j k, (j < k < n)%nat -> s (r k) <= s (r j).

Definition discount (j : nat) : R := / ln (INR (j + 2)).
Definition dcg (K : nat) (rel : nat -> bool) (r : nat -> nat) : R :=
  sum K (fun j => if rel (r j) then discount j else 0).
Definition ideal (K m : nat) : R := sum (min m K) discount.

(** No ranking gains more than one by the scores, whatever the order of those that tie. *)
Definition best (n : nat) (gain : (nat -> nat) -> R) (s : nat -> R) : Prop :=
  forall r r', ranking n r -> sorted n r s -> ranking n r' -> gain r' <= gain r.

(** The loss of a set: the mean over its items, or their sum. *)
Definition loss_mean (n : nat) (rel : nat -> bool) (s : nat -> R) : R :=
  over n rel (softmax_loss n s) / INR (count n rel).
Definition loss_sum (n : nat) (rel : nat -> bool) (s : nat -> R) : R := over n rel (softmax_loss n s).

(** The inequality of Gibbs: the risk of softmax is least where it is the distribution of the labels. *)
Lemma softmax_least n eta u : simplex n eta -> (forall i, (i < n)%nat -> 0 < eta i) ->
  sum n (fun y => eta y * softmax_loss n (fun i => ln (eta i)) y) <= sum n (fun y => eta y * softmax_loss n u y).
Proof.
  intros [_ S] P. assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]).
  assert (E : forall v, sum n (fun y => eta y * softmax_loss n v y)
    = sum n (fun y => eta y * (ln (partition n v) - v y))).
  { intros v. apply sum_ext. intros y _. rewrite softmax_loss_partition by exact N. reflexivity. }
  rewrite !E. unfold partition. set (Z := sum n (fun i => exp (u i))).
  assert (HZ : 0 < Z) by (apply sum_pos; [exact N|intros; apply exp_pos]).
  rewrite (sum_ext n (fun i => exp (ln (eta i))) eta) by (intros i Hi; apply exp_ln; exact (P i Hi)). rewrite S, ln_1.
  assert (G : sum n (fun y => eta y * (0 - ln (eta y)) - eta y * (ln Z - u y))
    <= sum n (fun y => exp (u y) * / Z - eta y)).
  { apply sum_le. intros i Hi. specialize (P i Hi). pose proof (exp_pos (u i)) as U.
    assert (I : 0 < exp (u i) * / Z) by (apply Rmult_lt_0_compat; [exact U|apply Rinv_0_lt_compat; exact HZ]).
    assert (D : 0 < exp (u i) * / Z * / eta i) by (apply Rmult_lt_0_compat; [exact I|apply Rinv_0_lt_compat; exact P]).
    pose proof (Rmult_le_compat_l (eta i) _ _ ltac:(lra) (ln_below _ D)) as L.
    rewrite ln_mult, ln_Rinv, ln_mult, ln_Rinv, ln_exp in L
      by (assumption || apply Rinv_0_lt_compat; assumption).
    replace (eta i * (exp (u i) * / Z * / eta i - 1)) with (exp (u i) * / Z - eta i) in L by (field; lra). lra. }
  rewrite !sum_minus, S, sum_scal_r in G. fold Z in G. rewrite Rinv_r in G by lra. lra.
Qed.

(** The rankings 0, 1, 2 and 1, 2, 0. *)
Definition second_first (j : nat) : nat := match j with O => 1 | S O => 2 | _ => 0 end%nat.

Lemma straight_ranking n : ranking n (fun j => j).
Proof. split; [intros j H; exact H|]. intros i H. exists i. split; [exact H|reflexivity]. Qed.

Lemma second_first_ranking : ranking 3 second_first.
Proof.
  split.
  - intros [|[|[|j]]] H; simpl; lia.
  - intros [|[|[|i]]] H; [exists 2%nat|exists 0%nat|exists 1%nat|lia]; simpl; split; lia || reflexivity.
Qed.

(** The first item alone is relevant, or the two others are. *)
Definition one_or_two (m i : nat) : bool := match m with O => Nat.eqb i 0 | _ => negb (Nat.eqb i 0) end.
Definition chances (a : R) (m : nat) : R := match m with O => a | _ => 1 - a end.

Lemma one_or_two_law a : 0 <= a <= 1 -> law 3 2 (chances a) one_or_two.
Proof.
  intros A. split; [split; [intros [|m] _; simpl; lra|simpl; lra]|]. intros [|m] _; simpl; lia.
Qed.

Definition shares (a b : R) (i : nat) : R := match i with O => a | _ => b end.

(** Where the first item is before the two others, it had better be after them, if its gain is less than theirs. *)
Lemma the_pair_first gain s : best 3 gain s -> s 1%nat <= s 0%nat -> s 2%nat <= s 0%nat -> s 2%nat <= s 1%nat ->
  gain second_first <= gain (fun j => j).
Proof.
  intros B A C D. apply (B (fun j => j)); [apply straight_ranking| |apply second_first_ranking].
  intros j k [J K]. destruct j as [|[|j]], k as [|[|[|k]]]; try lia; assumption.
Qed.

Lemma the_one_first gain s : best 3 gain s -> s 0%nat <= s 2%nat -> s 0%nat <= s 1%nat -> s 2%nat <= s 1%nat ->
  gain (fun j => j) <= gain second_first.
Proof.
  intros B A C D. apply (B second_first); [apply second_first_ranking| |apply straight_ranking].
  intros j k [J K]. destruct j as [|[|j]], k as [|[|[|k]]]; try lia; simpl; assumption.
Qed.

Lemma logs : 0 < ln 2 < ln 3 /\ ln 3 < ln 4 /\ ln 4 = 2 * ln 2 /\ 3 * ln 2 < 2 * ln 3.
Proof.
  pose proof (ln_increasing 1 2 ltac:(lra) ltac:(lra)) as A. rewrite ln_1 in A.
  pose proof (ln_increasing 2 3 ltac:(lra) ltac:(lra)). pose proof (ln_increasing 3 4 ltac:(lra) ltac:(lra)).
  assert (E : ln 4 = ln 2 + ln 2) by (rewrite <- ln_mult by lra; f_equal; lra).
  pose proof (ln_increasing 8 9 ltac:(lra) ltac:(lra)) as B.
  replace 8 with (2 * 4) in B by lra. replace 9 with (3 * 3) in B by lra. rewrite !ln_mult in B by lra. lra.
Qed.

Lemma discounts : discount 0 = / ln 2 /\ discount 1 = / ln 3 /\ discount 2 = / ln 4 /\
  0 < discount 2 /\ discount 2 < discount 1 /\ discount 1 < discount 0 /\ 3 * discount 1 < 2 * discount 0 /\
  discount 0 < 2 * discount 1.
Proof.
  destruct logs as ((A & B) & C & D & E). unfold discount.
  replace (INR (0 + 2)) with 2 by (simpl; ring). replace (INR (1 + 2)) with 3 by (simpl; ring).
  replace (INR (2 + 2)) with 4 by (simpl; ring).
  assert (I2 : ln 2 * / ln 2 = 1) by (apply Rinv_r; lra). assert (I3 : ln 3 * / ln 3 = 1) by (apply Rinv_r; lra).
  assert (P2 : 0 < / ln 2) by (apply Rinv_0_lt_compat; lra). assert (P3 : 0 < / ln 3) by (apply Rinv_0_lt_compat; lra).
  repeat split; try reflexivity.
  - apply Rinv_0_lt_compat. lra.
  - apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
  - apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
  - replace (3 * / ln 3) with (3 * ln 2 * (/ ln 2 * / ln 3)) by (field; lra).
    replace (2 * / ln 2) with (2 * ln 3 * (/ ln 2 * / ln 3)) by (field; lra).
    apply Rmult_lt_compat_r; [apply Rmult_lt_0_compat; assumption|lra].
  - replace (/ ln 2) with (ln 3 * (/ ln 2 * / ln 3)) by (field; lra).
    replace (2 * / ln 3) with (2 * ln 2 * (/ ln 2 * / ln 3)) by (field; lra).
    apply Rmult_lt_compat_r; [apply Rmult_lt_0_compat; assumption|lra].
Qed.

Lemma only_one_ranking r : ranking 1 r -> r 0%nat = 0%nat.
Proof. intros [A _]. specialize (A 0%nat ltac:(lia)). lia. Qed.

Lemma one_item K (f : (nat -> bool) -> R -> R) M w rel s : (K <= 1)%nat ->
  best 1 (fun r => mean M w (fun m => f (rel m) (dcg K (rel m) r))) s.
Proof.
  intros L r r' A _ B. apply Req_le, sum_ext. intros m _. f_equal. f_equal. apply sum_ext. intros j J.
  replace j with 0%nat by lia. rewrite (only_one_ranking r A), (only_one_ranking r' B). reflexivity.
Qed.

(** Claim: none
    Says: Of one item there is one ranking, and no regret.
*)
Theorem one_item_has_no_regret : ~ ~ (forall n M w rel s, n = 1%nat -> law n M w rel ->
  (forall u, mean M w (fun m => loss_mean n (rel m) s) <= mean M w (fun m => loss_mean n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r)) s).
Proof. intros H. apply H. intros n M w rel s -> _ _. exact (one_item 1 (fun _ x => x) M w rel s ltac:(lia)). Qed.

(** Claim: sf.dcg.softmax.mean
    Role: refutes
    Place: SF, summary, Key results
    Says: Scores of least risk under the softmax loss, as the mean over the relevant items, need not have the best
      expected DCG: of three items the first alone is relevant with chance 2/5, the two others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `law n M w rel ->` becomes `n = 1%nat -> law n M w rel ->`; refuted by the theorem one_item_has_no_regret
*)
Theorem softmax_of_the_mean_is_not_dcg_consistent : ~ (forall n M w rel s, law n M w rel ->
  (forall u, mean M w (fun m => loss_mean n (rel m) s) <= mean M w (fun m => loss_mean n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r)) s).
Proof.
  intros H. set (eta := shares (2 / 5) (3 / 10)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best 3 (fun r => mean 2 (chances (2 / 5)) (fun m => dcg 3 (one_or_two m) r)) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_two_law (2 / 5) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. unfold mean, loss_mean, over. simpl in *. lra. }
  assert (L : ln (3 / 10) < ln (2 / 5)) by (apply ln_increasing; lra).
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold mean, dcg in D. simpl in D. destruct discounts as (_ & _ & _ & C). lra.
Qed.

(** What the ranking of the one first, c0 of its ideal c0, is worth beside that of the two, c0 + c1 of theirs. *)
Lemma worth a b c0 c1 c2 : 0 < c0 -> 0 < c1 ->
  (a * (c0 / c0) + b * ((c1 + c2) / (c0 + c1))) - (a * (c2 / c0) + b * ((c0 + c1) / (c0 + c1)))
  = (c0 - c2) * (a * (c0 + c1) - b * c0) * (/ c0 * / (c0 + c1)).
Proof. intros A B. field. lra. Qed.

Lemma worth_pos c0 c1 : 0 < c0 -> 0 < c1 -> 0 < / c0 * / (c0 + c1).
Proof. intros A B. apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; lra. Qed.

(** Claim: none
    Says: Of one item there is one ranking, and no regret.
*)
Theorem one_item_and_the_mean : ~ ~ (forall n M w rel s, n = 1%nat -> law n M w rel ->
  (forall u, mean M w (fun m => loss_mean n (rel m) s) <= mean M w (fun m => loss_mean n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r / ideal n (count n (rel m)))) s).
Proof.
  intros H. apply H. intros n M w rel s -> _ _.
  exact (one_item 1 (fun R x => x / ideal 1 (count 1 R)) M w rel s ltac:(lia)).
Qed.

(** Claim: sf.dcg.full_ndcg.mean
    Role: refutes
    Place: SF, summary, Open Question 1
    Says: Scores of least risk under the softmax loss, as the mean over the relevant items, need not have the best
      expected NDCG over the full ranking: of three items the first alone is relevant with chance 3/8,
      the others with 5/8.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `law n M w rel ->` becomes `n = 1%nat -> law n M w rel ->`; refuted by the theorem one_item_and_the_mean
*)
Theorem softmax_of_the_mean_is_not_ndcg_consistent : ~ (forall n M w rel s, law n M w rel ->
  (forall u, mean M w (fun m => loss_mean n (rel m) s) <= mean M w (fun m => loss_mean n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r / ideal n (count n (rel m)))) s).
Proof.
  intros H. set (eta := shares (3 / 8) (5 / 16)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best 3 (fun r => mean 2 (chances (3 / 8)) (fun m => dcg 3 (one_or_two m) r
    / ideal 3 (count 3 (one_or_two m)))) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_two_law (3 / 8) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. unfold mean, loss_mean, over. simpl in *. lra. }
  assert (L : ln (5 / 16) < ln (3 / 8)) by (apply ln_increasing; lra).
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold mean, dcg, ideal in D. simpl in D. destruct discounts as (_ & _ & _ & C).
  rewrite !Rplus_0_l, !Rplus_0_r in D.
  pose proof (worth (3 / 8) (5 / 8) (discount 0) (discount 1) (discount 2) ltac:(lra) ltac:(lra)) as W.
  pose proof (worth_pos (discount 0) (discount 1) ltac:(lra) ltac:(lra)) as V.
  assert (N : 0 < (discount 0 - discount 2) * (5 / 8 * discount 0 - 3 / 8 * (discount 0 + discount 1))).
  { apply Rmult_lt_0_compat; lra. }
  pose proof (Rmult_lt_0_compat _ _ N V). replace (1 - 3 / 8) with (5 / 8) in D by lra. lra.
Qed.

(** Claim: none
    Says: Of one item there is one ranking, and no regret.
*)
Theorem one_item_and_the_sum : ~ ~ (forall n M w rel s, n = 1%nat -> law n M w rel ->
  (forall u, mean M w (fun m => loss_sum n (rel m) s) <= mean M w (fun m => loss_sum n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r / ideal n (count n (rel m)))) s).
Proof.
  intros H. apply H. intros n M w rel s -> _ _.
  exact (one_item 1 (fun R x => x / ideal 1 (count 1 R)) M w rel s ltac:(lia)).
Qed.

(** Claim: sf.dcg.full_ndcg.pick_all
    Role: refutes
    Place: SF, summary, Open Question 1
    Says: Scores of least risk under the softmax loss, as the sum over the relevant items, need not have the best
      expected NDCG over the full ranking: of three items the first alone is relevant with chance 2/5,
      the others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `law n M w rel ->` becomes `n = 1%nat -> law n M w rel ->`; refuted by the theorem one_item_and_the_sum
*)
Theorem softmax_of_the_sum_is_not_ndcg_consistent : ~ (forall n M w rel s, law n M w rel ->
  (forall u, mean M w (fun m => loss_sum n (rel m) s) <= mean M w (fun m => loss_sum n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r / ideal n (count n (rel m)))) s).
Proof.
  intros H. set (eta := shares (1 / 4) (3 / 8)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best 3 (fun r => mean 2 (chances (2 / 5)) (fun m => dcg 3 (one_or_two m) r
    / ideal 3 (count 3 (one_or_two m)))) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat _ _ _ (one_or_two_law (2 / 5) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. unfold mean, loss_sum, over. simpl in *. lra. }
  assert (L : ln (1 / 4) < ln (3 / 8)) by (apply ln_increasing; lra).
  pose proof (the_one_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold mean, dcg, ideal in D. simpl in D. destruct discounts as (_ & _ & _ & C).
  rewrite !Rplus_0_l, !Rplus_0_r in D.
  pose proof (worth (2 / 5) (3 / 5) (discount 0) (discount 1) (discount 2) ltac:(lra) ltac:(lra)) as W.
  pose proof (worth_pos (discount 0) (discount 1) ltac:(lra) ltac:(lra)) as V.
  assert (N : 0 < (discount 0 - discount 2) * (2 / 5 * (discount 0 + discount 1) - 3 / 5 * discount 0)).
  { apply Rmult_lt_0_compat; lra. }
  pose proof (Rmult_lt_0_compat _ _ N V). replace (1 - 2 / 5) with (3 / 5) in D by lra. lra.
Qed.

(** Claim: none
    Says: Of one item there is one ranking, and no regret at any cutoff.
*)
Theorem one_item_at_a_cutoff : ~ ~ (forall n K M w rel s, n = 1%nat -> (0 < K <= n)%nat -> law n M w rel ->
  (forall u, mean M w (fun m => loss_sum n (rel m) s) <= mean M w (fun m => loss_sum n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg K (rel m) r / ideal K (count n (rel m)))) s).
Proof.
  intros H. apply H. intros n K M w rel s -> HK _ _.
  exact (one_item K (fun R x => x / ideal K (count 1 R)) M w rel s ltac:(lia)).
Qed.

(** Claim: sf.oq1.unnormalised
    Role: part
    Place: SF, summary, Open Question 1
    Says: Scores of least risk under the softmax loss, as the sum over the relevant items, need not have the best
      expected NDCG@K, ties against the scores: of three items the first alone is relevant with chance 1/2, or the two
      others are; K = 2.
    Gap: Softmax, alpha = 1, while the claim's losses are those of alpha above 1. The claim is on sequences of scores;
      a constant sequence is one.
    Mutant: `(0 < K <= n)%nat` becomes `n = 1%nat -> (0 < K <= n)%nat`; refuted by the theorem one_item_at_a_cutoff
*)
Theorem the_sum_is_not_consistent_at_a_cutoff : ~ (forall n K M w rel s, (0 < K <= n)%nat -> law n M w rel ->
  (forall u, mean M w (fun m => loss_sum n (rel m) s) <= mean M w (fun m => loss_sum n (rel m) u)) ->
  best n (fun r => mean M w (fun m => dcg K (rel m) r / ideal K (count n (rel m)))) s).
Proof.
  intros H. set (eta := shares (1 / 3) (1 / 3)).
  assert (P : forall i, (i < 3)%nat -> 0 < eta i) by (intros [|i] _; unfold eta; simpl; lra).
  assert (E : simplex 3 eta) by (split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold eta; simpl; lra]).
  assert (B : best 3 (fun r => mean 2 (chances (1 / 2)) (fun m => dcg 2 (one_or_two m) r
    / ideal 2 (count 3 (one_or_two m)))) (fun i => ln (eta i))).
  { apply (H 3%nat 2%nat 2%nat _ _ _ ltac:(lia) (one_or_two_law (1 / 2) ltac:(lra))). intros u.
    pose proof (softmax_least 3 eta u E P) as G. unfold mean, loss_sum, over. simpl in *. lra. }
  pose proof (the_one_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold mean, dcg, ideal in D. simpl in D. destruct discounts as (_ & _ & _ & C).
  rewrite !Rplus_0_l, !Rplus_0_r in D. unfold Rdiv in D.
  rewrite !Rinv_r in D by lra.
  pose proof (Rinv_0_lt_compat (discount 0 + discount 1) ltac:(lra)) as I.
  pose proof (Rmult_lt_0_compat (discount 1) _ ltac:(lra) I). lra.
Qed.

(** The mean over the relevant items of the sparsemax loss of the scores s, whose map is p. *)
Definition sparsemax_mean (n : nat) (rel : nat -> bool) (s p : nat -> R) : R :=
  over n rel (fun y => loss n s p (one_hot y)) / INR (count n rel).

(** Claim: none
    Says: Of one item there is one ranking, and no regret.
*)
Theorem one_item_under_sparsemax : ~ ~ (forall n M w rel s p, n = 1%nat -> law n M w rel -> sparsemax n s p ->
  (forall u r, sparsemax n u r ->
    mean M w (fun m => sparsemax_mean n (rel m) s p) <= mean M w (fun m => sparsemax_mean n (rel m) u r)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r)) s).
Proof. intros H. apply H. intros n M w rel s p -> _ _ _. exact (one_item 1 (fun _ x => x) M w rel s ltac:(lia)). Qed.

(** Claim: sf.dcg.sparsemax.mean
    Role: refutes
    Place: SF, summary, Key results
    Says: Scores of least risk under the sparsemax loss, as the mean over the relevant items, need not have the best
      expected DCG: of three items the first alone is relevant with chance 2/5, the two others with 3/5.
    Gap: The claim is on sequences of scores whose risk tends to the least; a constant sequence is one.
    Mutant: `law n M w rel ->` becomes `n = 1%nat -> law n M w rel ->`; refuted by the theorem one_item_under_sparsemax
*)
Theorem sparsemax_of_the_mean_is_not_dcg_consistent : ~ (forall n M w rel s p, law n M w rel -> sparsemax n s p ->
  (forall u r, sparsemax n u r ->
    mean M w (fun m => sparsemax_mean n (rel m) s p) <= mean M w (fun m => sparsemax_mean n (rel m) u r)) ->
  best n (fun r => mean M w (fun m => dcg n (rel m) r)) s).
Proof.
  intros H. set (eta := shares (2 / 5) (3 / 10)).
  assert (E : simplex 3 eta) by (split; [intros [|i] Hi; unfold eta; simpl; lra|unfold eta; simpl; lra]).
  assert (A : sparsemax 3 eta eta).
  { apply (above_sparsemax _ _ 0). split; [|exact (proj2 E)]. intros i Hi. rewrite Rmax_left; [lra|].
    pose proof (proj1 E i Hi). lra. }
  assert (B : best 3 (fun r => mean 2 (chances (2 / 5)) (fun m => dcg 3 (one_or_two m) r)) eta).
  { apply (H 3%nat 2%nat _ _ _ eta (one_or_two_law (2 / 5) ltac:(lra)) A). intros u r V.
    pose proof (proj2 (scores_of_least_sparsemax_risk 3 eta eta eta E A) ltac:(reflexivity) u r V) as G.
    unfold risk in G. unfold mean, sparsemax_mean, over. simpl in *. lra. }
  pose proof (the_pair_first _ _ B) as D. unfold eta in D. simpl in D. specialize (D ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold mean, dcg in D. simpl in D. destruct discounts as (_ & _ & _ & C). lra.
Qed.
