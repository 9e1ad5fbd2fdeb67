(** The mean of sampled RG2 over n independent draws, as a weighted sum of squares. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Squares.
Import ListNotations.
Open Scope R_scope.

(** Draws from all items, and from those that are not positive. *)
Definition from_all (N : nat) (r : nat -> R) (i : nat) : R := / INR N.
Definition from_negatives (N : nat) (r : nat -> R) (i : nat) : R := (1 - r i) / (INR N - positives N r).

(** What stands under the mean of Eq. 18 for the positive y and n drawn items. *)
Definition sampled_rg2 (n : nat) (o : nat -> R) (y : nat) (drawn : list nat) : R :=
  - o y + / (2 * INR n + 2) * total (fun j => (o j + 1) ^ 2) (y :: drawn).

(** Its mean over the draws, summed over the positives of a context. *)
Definition mean_rg2 (N : nat) (r q : nat -> R) (n : nat) (o : nat -> R) : R :=
  over_positives N r (fun y => mean_draws N q n (sampled_rg2 n o y)).

(** The sum of f over the items that are not positive. *)
Definition over_others (N : nat) (r f : nat -> R) : R := sum N (fun y => (1 - r y) * f y).

(** The mean of a sum over the draws. *)
Lemma mean_shifted_total N q n f a : sum N q = 1 ->
  mean_draws N q n (fun l => a + total f l) = a + INR n * sum N (fun i => q i * f i).
Proof.
  intros Hq. rewrite (mean_draws_plus N q n (fun _ => a) (total f)), mean_draws_const, mean_total by exact Hq.
  reflexivity.
Qed.

(** Item by item: each has its share of the squares. *)
Lemma mean_rg2_items N r q n o : sum N q = 1 -> mean_rg2 N r q n o
  = sum N (fun j => / (2 * INR n + 2) * (r j + positives N r * INR n * q j) * (o j + 1) ^ 2 - r j * o j).
Proof.
  intros Hq. unfold mean_rg2, over_positives. set (h := / (2 * INR n + 2)).
  rewrite (sum_ext N _ (fun y => r y * (h * (o y + 1) ^ 2 - o y)
    + r y * (h * INR n * sum N (fun i => q i * (o i + 1) ^ 2)))).
  - rewrite sum_plus, sum_scal_r. fold (positives N r).
    rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros j _. ring.
  - intros y _. unfold sampled_rg2. fold h.
    rewrite (mean_draws_ext N q n _ (fun l => h * ((o y + 1) ^ 2 - / h * o y + total (fun j => (o j + 1) ^ 2) l))).
    + rewrite mean_draws_scal, (mean_shifted_total N q n _ _ Hq). field. unfold h. pose proof (pos_INR n).
      apply Rinv_neq_0_compat. lra.
    + intros l _. simpl total. field. unfold h. pose proof (pos_INR n). apply Rinv_neq_0_compat. lra.
Qed.

Lemma from_all_sum N r : (0 < N)%nat -> sum N (from_all N r) = 1.
Proof. intros HN. apply lt_0_INR in HN. unfold from_all. rewrite sum_const. field. lra. Qed.

Lemma from_negatives_sum N r : positives N r < INR N -> sum N (from_negatives N r) = 1.
Proof.
  intros H. unfold from_negatives, Rdiv. rewrite sum_scal_r, sum_minus, sum_const.
  fold (positives N r). field. lra.
Qed.

(** Claim: rg.eq18.rg2.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 18-19
    Says: with m positives and n draws from all items the mean of sampled RG2, summed over the positives, is a positive
      factor times the sum of the (m + N/n) (o_y + 1 - N(n+1)/(N+mn))^2 over the positives and of the m (o_y + 1)^2 over
      the other items, plus a constant; factor and constant are given.
    Gap: real numbers.
    Mutant: `positives N r + INR N / INR n)` becomes `positives N r)`; refuted by the theorem hits_have_a_weight
    Mutant: `INR N * (INR n + 1) / (INR N + positives N r * INR n)` becomes `INR N / positives N r`; refuted by the
      mutant "the target of Eq. 16" of rg.eq18.rg2.repair
*)
Theorem sampled_rg2_from_all : forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rg2 N r (from_all N r) n o
    = INR n / (2 * INR N * (INR n + 1)) *
        (over_positives N r (fun y => (positives N r + INR N / INR n) *
           (o y + 1 - INR N * (INR n + 1) / (INR N + positives N r * INR n)) ^ 2)
         + over_others N r (fun y => positives N r * (o y + 1) ^ 2))
      + positives N r * (1 - INR N * (INR n + 1) / (2 * (INR N + positives N r * INR n))).
Proof.
  intros N r n o L HI Hn. apply lt_0_INR in Hn.
  rewrite mean_rg2_items by (apply from_all_sum; apply INR_lt; simpl; lra).
  unfold over_positives, over_others. set (m := positives N r) in *.
  rewrite <- sum_plus. rewrite <- (sum_scal N (INR n / _)).
  replace (m * (1 - INR N * (INR n + 1) / (2 * (INR N + m * INR n)))) with
    (sum N (fun y => r y * (1 - INR N * (INR n + 1) / (2 * (INR N + m * INR n)))))
    by (rewrite sum_scal_r; reflexivity).
  rewrite <- sum_plus. apply sum_ext. intros y Hy. unfold from_all.
  assert (0 < INR N + m * INR n) by nra.
  destruct (L y Hy) as [E|E]; rewrite E; field; lra.
Qed.

Lemma fewer_than_two : 0 < positives 2 (one_hot 0) < INR 2.
Proof. destruct one_of_two as [_ P]. rewrite P. simpl. lra. Qed.

(** Claim: none
    Says: a positive item weighs more than the draws give it: with two items, one positive and one draw, for instance.
*)
Theorem hits_have_a_weight : ~ (forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rg2 N r (from_all N r) n o
    = INR n / (2 * INR N * (INR n + 1)) *
        (over_positives N r (fun y => (positives N r) *
           (o y + 1 - INR N * (INR n + 1) / (INR N + positives N r * INR n)) ^ 2)
         + over_others N r (fun y => positives N r * (o y + 1) ^ 2))
      + positives N r * (1 - INR N * (INR n + 1) / (2 * (INR N + positives N r * INR n)))).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat (one_hot 0) 1%nat (fun _ => 0) L fewer_than_two (le_n 1)).
  rewrite mean_rg2_items in F by (apply from_all_sum; lia).
  unfold over_positives, over_others in F. rewrite P in F. unfold from_all, one_hot in F. simpl in F. lra.
Qed.

(** Claim: rg.eq18.rg2.negatives
    Role: establishes
    Place: RG, s. 4.1, Eq. 18-19
    Says: with m positives and n draws from the N - m other items the mean of sampled RG2, summed over the positives, is
      a positive factor times the sum of the (N - m) (o_y - n)^2 over the positives and of the m n (o_y + 1)^2 over the
      other items, plus a constant; factor and constant are given.
    Gap: real numbers.
    Mutant: `(INR N - positives N r) * (o y - INR n)` becomes `INR N * (o y - INR n)`; refuted by the theorem
      negatives_are_not_all_items
    Mutant: `positives N r * INR n * (o y + 1)` becomes `INR n * (o y + 1)`; refuted by the mutant "$m$ lost" of
      rg.eq18.rg2.negatives
*)
Theorem sampled_rg2_from_negatives : forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rg2 N r (from_negatives N r) n o
    = / ((INR N - positives N r) * (2 * INR n + 2)) *
        (over_positives N r (fun y => (INR N - positives N r) * (o y - INR n) ^ 2)
         + over_others N r (fun y => positives N r * INR n * (o y + 1) ^ 2))
      + positives N r * (1 - INR n) / 2.
Proof.
  intros N r n o L HI Hn. apply lt_0_INR in Hn.
  rewrite mean_rg2_items by (apply from_negatives_sum; lra).
  unfold over_positives, over_others, from_negatives. set (m := positives N r) in *.
  rewrite <- sum_plus, <- (sum_scal N (/ _)).
  replace (m * (1 - INR n) / 2) with (sum N (fun y => r y * ((1 - INR n) / 2)))
    by (rewrite sum_scal_r; unfold m, positives; field).
  rewrite <- sum_plus. apply sum_ext. intros y Hy.
  destruct (L y Hy) as [E|E]; rewrite E; field; lra.
Qed.

(** Claim: none
    Says: with two items, one positive and one draw of the other, the positive weighs N - 1, not N.
*)
Theorem negatives_are_not_all_items : ~ (forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rg2 N r (from_negatives N r) n o
    = / ((INR N - positives N r) * (2 * INR n + 2)) *
        (over_positives N r (fun y => INR N * (o y - INR n) ^ 2)
         + over_others N r (fun y => positives N r * INR n * (o y + 1) ^ 2))
      + positives N r * (1 - INR n) / 2).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat (one_hot 0) 1%nat (fun _ => 0) L fewer_than_two (le_n 1)).
  rewrite mean_rg2_items in F by (apply from_negatives_sum; apply fewer_than_two).
  unfold over_positives, over_others, from_negatives in F. rewrite P in F. unfold one_hot in F. simpl in F. lra.
Qed.

(** The weights of Eq. 19: I on positives, I (n + 1)/N on the other items. *)
Definition eq19_weight (N : nat) (r : nat -> R) (n : nat) (y : nat) : R :=
  positives N r * (r y + (1 - r y) * ((INR n + 1) / INR N)).

(** Three items, of which the first is positive. *)
Lemma one_of_three : labels 3 (one_hot 0) /\ positives 3 (one_hot 0) = 1.
Proof.
  split; [|unfold positives, one_hot; simpl; lra].
  intros y _. unfold one_hot. destruct (Nat.eqb y 0); [right|left]; reflexivity.
Qed.

(** Claim: rg.eq18.rg2
    Role: refutes
    Place: RG, s. 4.1, Eq. 18-19
    Says: the mean of sampled RG2, summed over the positives, is not the weighted sum of squares of Eq. 18-19, whatever
      the positive factor and the constant, neither if all items are drawn from nor if the negatives are.
    Gap: real numbers.
    Mutant: `exists a c, 0 < a /\ forall o, mean` becomes `forall o, exists a c, 0 < a /\ mean`; refuted by the theorem
      one_score_vector_tells_nothing
*)
Theorem sampled_rg2_is_not_eq18 : forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  exists a c, 0 < a /\ forall o, mean_rg2 N r (pool N r) n o
    = a * sum N (fun y => eq19_weight N r n y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c).
Proof.
  intros pool Hp F. destruct one_of_three as [L P].
  destruct (F 3%nat (one_hot 0) 1%nat L ltac:(rewrite P; simpl; lra) (le_n 1)) as [a [c [_ E]]].
  assert (M : forall o, sum 3 (fun j => / (2 * INR 1 + 2) * (one_hot 0 j + positives 3 (one_hot 0) * INR 1 *
    pool 3%nat (one_hot 0) j) * (o j + 1) ^ 2 - one_hot 0 j * o j) = a * sum 3 (fun y =>
    eq19_weight 3 (one_hot 0) 1 y * (o y + 1 - one_hot 0 y * (INR 3 / positives 3 (one_hot 0))) ^ 2) + c).
  { intros o. rewrite <- E, mean_rg2_items; [reflexivity|].
    destruct Hp as [->| ->]; [apply from_all_sum; lia|apply from_negatives_sum; rewrite P; simpl; lra]. }
  unfold eq19_weight in M. rewrite P in M.
  pose proof (M (fun _ => 0)) as M0.
  pose proof (M (fun j => one_hot 0 j)) as M1. pose proof (M (fun j => - one_hot 0 j)) as M2.
  pose proof (M (fun j => one_hot 1 j)) as M3. pose proof (M (fun j => - one_hot 1 j)) as M4.
  destruct Hp as [->| ->]; unfold from_all, from_negatives in *; rewrite ?P in *;
    unfold one_hot in *; simpl in *; lra.
Qed.

(** Claim: none
    Says: at a single vector of scores any two values are a positive factor and a constant apart.
*)
Theorem one_score_vector_tells_nothing : ~ (forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  forall o, exists a c, 0 < a /\ mean_rg2 N r (pool N r) n o
    = a * sum N (fun y => eq19_weight N r n y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c)).
Proof.
  intros F. apply (F from_negatives (or_intror eq_refl)). intros N r n _ _ _ o.
  exists 1. eexists (_ - _). split; [lra|]. rewrite Rmult_1_l. symmetry. apply Rplus_minus.
Qed.

(** Twice the coefficient of the square of o_j in a quadratic function L of the scores: its second difference. *)
Definition bend (L : (nat -> R) -> R) (j : nat) (o : nat -> R) : R :=
  L (fun i => o i + one_hot j i) + L (fun i => o i - one_hot j i) - 2 * L o.

Lemma bend_mean N r q n j o : sum N q = 1 -> (j < N)%nat ->
  bend (mean_rg2 N r q n) j o = / (INR n + 1) * (r j + positives N r * INR n * q j).
Proof.
  intros Hq Hj. unfold bend. rewrite !mean_rg2_items by exact Hq.
  rewrite <- sum_scal, <- sum_plus, <- sum_minus.
  rewrite <- (sum_pick N j (fun i => / (INR n + 1) * (r i + positives N r * INR n * q i)) Hj).
  apply sum_ext. intros i _. unfold one_hot. pose proof (pos_INR n).
  destruct (Nat.eqb i j); field; lra.
Qed.

(** Claim: rg.eq19.ratio.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 19
    Says: in the mean of sampled RG2 the squares of positives and of other items stand as 1 + N/(mn) : 1 where all items
      are drawn from, and as (N - m)/(mn) : 1 where the negatives are.
    Gap: real numbers. A square's weight is read off the second difference in the item's score.
    Mutant: `(1 + INR N / (positives N r * INR n))` becomes `(INR N / (INR n + 1))`; refuted by the theorem
      ratio_is_not_eq19
    Mutant: `(1 + INR N / (positives N r * INR n))` becomes `(INR N / (positives N r * INR n))`; refuted by the mutant
      "$\frac N{mn}$, hits on positives forgotten" of rg.eq19.ratio.repair
*)
Theorem sampled_ratio : forall N r n o p q, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  0 < bend (mean_rg2 N r (from_all N r) n) q o /\
  bend (mean_rg2 N r (from_all N r) n) p o
    = (1 + INR N / (positives N r * INR n)) * bend (mean_rg2 N r (from_all N r) n) q o /\
  0 < bend (mean_rg2 N r (from_negatives N r) n) q o /\
  bend (mean_rg2 N r (from_negatives N r) n) p o
    = (INR N - positives N r) / (positives N r * INR n) * bend (mean_rg2 N r (from_negatives N r) n) q o.
Proof.
  intros N r n o p q _ HI Hn Hp Rp Hq Rq. apply lt_0_INR in Hn.
  assert (A : sum N (from_all N r) = 1) by (apply from_all_sum; lia).
  assert (B : sum N (from_negatives N r) = 1) by (apply from_negatives_sum; lra).
  rewrite !bend_mean by assumption. unfold from_all, from_negatives. rewrite Rp, Rq.
  set (m := positives N r) in *.
  assert (0 < m * INR n * / INR N) by (repeat apply Rmult_lt_0_compat; try apply Rinv_0_lt_compat; lra).
  assert (0 < m * INR n * / (INR N - m)) by (repeat apply Rmult_lt_0_compat; try apply Rinv_0_lt_compat; lra).
  assert (0 < / (INR n + 1)) by (apply Rinv_0_lt_compat; lra).
  replace ((1 - 0) / (INR N - m)) with (/ (INR N - m)) by (field; lra).
  repeat split; try (apply Rmult_lt_0_compat; lra); field; lra.
Qed.

(** Claim: rg.eq19.ratio
    Role: refutes
    Place: RG, s. 4.1, Eq. 19
    Says: in the mean of sampled RG2 the squares of positives and of other items do not always stand as N/(n+1) : 1,
      neither if all items are drawn from nor if the negatives are.
    Gap: real numbers. A square's weight is read off the second difference in the item's score.
    Mutant: `INR N / (INR n + 1) *` becomes `(1 + INR N / (positives N r * INR n)) *`; refuted by the theorem
      ratio_from_all
*)
Theorem sampled_ratio_is_not_eq19 : forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n o p q, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  bend (mean_rg2 N r (pool N r) n) p o = INR N / (INR n + 1) * bend (mean_rg2 N r (pool N r) n) q o).
Proof.
  intros pool Hp F. destruct one_of_three as [L P].
  specialize (F 3%nat (one_hot 0) 1%nat (fun _ => 0) 0%nat 1%nat L ltac:(rewrite P; simpl; lra) (le_n 1)
    ltac:(lia) ltac:(reflexivity) ltac:(lia) ltac:(reflexivity)).
  destruct Hp as [->| ->]; rewrite !bend_mean in F by
    (lia || (apply from_all_sum; lia) || (apply from_negatives_sum; rewrite P; simpl; lra));
    unfold from_all, from_negatives in F; rewrite P in F; unfold one_hot in F; simpl in F; lra.
Qed.

(** Claim: none
    Says: where all items are drawn from, the ratio is 1 + N/(mn).
*)
Theorem ratio_from_all : ~ (forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n o p q, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  bend (mean_rg2 N r (pool N r) n) p o
    = (1 + INR N / (positives N r * INR n)) * bend (mean_rg2 N r (pool N r) n) q o)).
Proof.
  intros F. apply (F from_all (or_introl eq_refl)). intros N r n o p q L HI Hn Hp Rp Hq Rq.
  apply (sampled_ratio N r n o p q L HI Hn Hp Rp Hq Rq).
Qed.

(** Claim: none
    Says: the ratio of Eq. 19 is not that of the mean.
*)
Theorem ratio_is_not_eq19 : ~ (forall N r n o p q,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  0 < bend (mean_rg2 N r (from_all N r) n) q o /\
  bend (mean_rg2 N r (from_all N r) n) p o
    = (INR N / (INR n + 1)) * bend (mean_rg2 N r (from_all N r) n) q o /\
  0 < bend (mean_rg2 N r (from_negatives N r) n) q o /\
  bend (mean_rg2 N r (from_negatives N r) n) p o
    = (INR N - positives N r) / (positives N r * INR n) * bend (mean_rg2 N r (from_negatives N r) n) q o).
Proof.
  intros F. apply (sampled_ratio_is_not_eq19 from_all (or_introl eq_refl)).
  intros N r n o p q L HI Hn Hp Rp Hq Rq. apply (F N r n o p q L HI Hn Hp Rp Hq Rq).
Qed.
