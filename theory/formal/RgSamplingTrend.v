(** More negatives in sampled RG2: how the weight of a positive compares with that of another item. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares SampledSquares.
Open Scope R_scope.

(** Claim: rg.sampling_is_weighting.direction
    Role: establishes
    Place: RG, s. 4.1, after Eq. 19
    Says: Drawing from all items, the ratio of the weights of a positive and of another item in the mean of sampled RG2
      is 1 + N/(mn); it falls as n grows, stays above 1 and tends to 1.
    Gap: Real numbers. A square's weight is read off the second difference in the item's score.
    Mutant: `from_all N r in` becomes `from_negatives N r in`; refuted by the theorem negatives_alone_fall_below_one
    Mutant: `1 + INR N / (positives N r * INR n)` becomes `INR N / (INR n + 1)`; refuted by the theorem
      the_trend_is_not_eq19
*)
Theorem more_negatives_level_the_weights : forall N r p q o, labels N r -> 0 < positives N r < INR N ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  let pool := from_all N r in
  let ratio := fun n => bend (mean_rg2 N r pool n) p o / bend (mean_rg2 N r pool n) q o in
  (forall n, (1 <= n)%nat -> ratio n = 1 + INR N / (positives N r * INR n)) /\
  (forall n, (1 <= n)%nat -> ratio (n + 1)%nat < ratio n) /\ (forall n, (1 <= n)%nat -> 1 < ratio n) /\ Un_cv ratio 1.
Proof.
  intros N r p q o L HI Hp Rp Hq Rq pool ratio. set (m := positives N r) in *.
  assert (E : forall n, (1 <= n)%nat -> ratio n = 1 + INR N / (m * INR n)).
  { intros n Hn. destruct (sampled_ratio N r n o p q L HI Hn Hp Rp Hq Rq) as (P & A & _).
    fold m in A. unfold ratio, pool. rewrite A. field. assert (0 < INR n) by (apply lt_0_INR; lia).
    repeat split; lra. }
  assert (F : forall n, (1 <= n)%nat -> INR N / (m * INR n) = INR N / m * / INR n).
  { intros n Hn. assert (0 < INR n) by (apply lt_0_INR; lia). field. lra. }
  assert (C : 0 < INR N / m) by (apply Rdiv_lt_0_compat; lra).
  split; [exact E|split; [|split]].
  - intros n Hn. rewrite !E, !F by lia. apply Rplus_lt_compat_l, Rmult_lt_compat_l; [exact C|].
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat; apply lt_0_INR; lia|apply lt_INR; lia].
  - intros n Hn. rewrite E, F by exact Hn. assert (0 < / INR n) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
    pose proof (Rmult_lt_0_compat _ _ C H). lra.
  - intros eps He. set (k := INR N / m) in *.
    destruct (archimed_cor1 (eps / k) ltac:(apply Rdiv_lt_0_compat; assumption)) as (n0 & A & P0).
    exists n0. intros n Hn. rewrite E, F by lia. fold k. unfold R_dist.
    replace (1 + k * / INR n - 1) with (k * / INR n) by ring.
    assert (0 < / INR n) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
    assert (/ INR n <= / INR n0) by (apply Rinv_le_contravar; [apply lt_0_INR, P0|apply le_INR; lia]).
    rewrite Rabs_pos_eq by (apply Rmult_le_pos; lra).
    replace eps with (k * (eps / k)) by (field; lra). apply Rmult_lt_compat_l; lra.
Qed.

(** Claim: none
    Says: Drawing from the negatives only the ratio does not stay above 1: two items, one positive, one draw.
*)
Theorem negatives_alone_fall_below_one : ~ (forall N r p q o, labels N r -> 0 < positives N r < INR N ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  let pool := from_negatives N r in
  let ratio := fun n => bend (mean_rg2 N r pool n) p o / bend (mean_rg2 N r pool n) q o in
  (forall n, (1 <= n)%nat -> ratio n = 1 + INR N / (positives N r * INR n)) /\
  (forall n, (1 <= n)%nat -> ratio (n + 1)%nat < ratio n) /\ (forall n, (1 <= n)%nat -> 1 < ratio n) /\ Un_cv ratio 1).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat (one_hot 0) 0%nat 1%nat (fun _ => 0) L ltac:(rewrite P; simpl; lra) ltac:(lia) eq_refl ltac:(lia)
    eq_refl) as (_ & _ & A & _). specialize (A 1%nat (le_n 1)).
  destruct (sampled_ratio 2 (one_hot 0) 1 (fun _ => 0) 0 1 L ltac:(rewrite P; simpl; lra) (le_n 1) ltac:(lia) eq_refl
    ltac:(lia) eq_refl) as (_ & _ & B & E). rewrite E, P in A.
  replace (_ * _ / _) with 1 in A; [lra|]. simpl INR. field. lra.
Qed.

(** Claim: none
    Says: The ratio is not that of Eq. 19: two items, one positive, one draw.
*)
Theorem the_trend_is_not_eq19 : ~ (forall N r p q o, labels N r -> 0 < positives N r < INR N ->
  (p < N)%nat -> r p = 1 -> (q < N)%nat -> r q = 0 ->
  let pool := from_all N r in
  let ratio := fun n => bend (mean_rg2 N r pool n) p o / bend (mean_rg2 N r pool n) q o in
  (forall n, (1 <= n)%nat -> ratio n = INR N / (INR n + 1)) /\
  (forall n, (1 <= n)%nat -> ratio (n + 1)%nat < ratio n) /\ (forall n, (1 <= n)%nat -> 1 < ratio n) /\ Un_cv ratio 1).
Proof.
  intros F. destruct one_of_two as [L P].
  destruct (F 2%nat (one_hot 0) 0%nat 1%nat (fun _ => 0) L ltac:(rewrite P; simpl; lra) ltac:(lia) eq_refl ltac:(lia)
    eq_refl) as (A & _ & B & _). specialize (A 1%nat (le_n 1)). specialize (B 1%nat (le_n 1)). cbv beta zeta in A, B.
  rewrite A in B. simpl INR in B. lra.
Qed.
