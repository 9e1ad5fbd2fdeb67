(** The partition function of RG, Eq. 8-9, on average over n independent draws from q. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws.
Import ListNotations.
Open Scope R_scope.

(** The positive's own term and, for each draw j, the term v j. *)
Definition mean_partition (N : nat) (q : nat -> R) (n : nat) (o : nat -> R) (y : nat) (v : nat -> R) : R :=
  mean_draws N q n (fun js => exp (o y) + total v js).

(** Positive off y at least. *)
Definition reaches (N : nat) (q : nat -> R) (y : nat) : Prop := forall j, (j < N)%nat -> j <> y -> 0 < q j.

Lemma mean_partition_value N q n o y v : sum N q = 1 ->
  mean_partition N q n o y v = exp (o y) + INR n * sum N (fun j => q j * v j).
Proof.
  intros Hq. unfold mean_partition.
  rewrite (mean_draws_plus N q n (fun _ => exp (o y)) (total v)), mean_draws_const, mean_total by exact Hq. reflexivity.
Qed.

Lemma corrected a c : 0 < c -> exp (a - ln c) = exp a / c.
Proof. intros Hc. unfold Rminus. rewrite exp_plus, exp_Ropp, exp_ln by exact Hc. reflexivity. Qed.

Lemma uniform_proposal N : (0 < N)%nat -> proposal N (uniform N).
Proof.
  intros HN. pose proof (lt_0_INR N HN). unfold uniform. split; [intros; apply Rinv_0_lt_compat; assumption|].
  rewrite sum_const. apply Rinv_r. lra.
Qed.

(** Two classes, of scores 0 and of the chances 1/2 each. *)
Lemma two_zeros v n : mean_partition 2 (uniform 2) n (fun _ => 0) 0 v = 1 + INR n * (/ 2 * (v 0%nat + v 1%nat)).
Proof.
  rewrite mean_partition_value by (apply uniform_proposal; lia). unfold uniform. simpl. rewrite exp_0. lra.
Qed.

Lemma partition_two_zeros : partition 2 (fun _ => 0) = 2.
Proof. unfold partition. simpl. rewrite exp_0. lra. Qed.

(** Claim: rg.eq9.partition.repair
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With draws of y left out and log(n q_j) subtracted from the score of every other draw, the partition function
      has the mean Z, for every n, q, scores and set of positives: which draws are positives does not enter.
    Gap: Real numbers, not floating point.
    Mutant: `ln (INR n * q j)` becomes `ln (INR N * q j)`; refuted by the theorem catalogue_size_is_biased
    Mutant: `ln (INR n * q j)` becomes `ln (INR (n + 1) * q j)`; refuted by the theorem one_more_draw_is_biased
    Mutant: `ln (INR n * q j)` becomes `ln (q j)`; refuted by the theorem no_count_is_biased
    Mutant: `if Nat.eqb j y then 0 else` becomes ``; refuted by the theorem kept_hits_are_biased
*)
Theorem partition_unbiased : forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  mean_partition N q n o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))) = partition N o.
Proof.
  intros N n q o y Hn Hy [_ H1] Hq. pose proof (lt_0_INR n Hn) as HI.
  rewrite mean_partition_value, <- sum_scal by exact H1. unfold partition.
  rewrite <- (sum_pick N y (fun j => exp (o j)) Hy), <- sum_plus. apply sum_ext. intros j Hj. unfold one_hot.
  destruct (Nat.eqb_spec j y) as [->|Hne]; [ring|].
  specialize (Hq j Hj Hne). rewrite corrected by (apply Rmult_lt_0_compat; assumption). field. lra.
Qed.

Lemma two_zeros_chances : simplex 2 (uniform 2) /\ reaches 2 (uniform 2) 0.
Proof.
  pose proof (uniform_proposal 2 ltac:(lia)) as [P S]. split; [split|]; [|exact S|].
  - intros j Hj. apply Rlt_le, P. exact Hj.
  - intros j Hj _. apply P. exact Hj.
Qed.

Lemma catalogue_size_is_biased : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  mean_partition N q n o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR N * q j))) = partition N o).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) C Q).
  rewrite two_zeros, partition_two_zeros in H. simpl Nat.eqb in H.
  rewrite ?corrected, ?exp_0 in H by (unfold uniform; simpl; lra).
  unfold uniform in H. simpl in H. lra.
Qed.

Lemma one_more_draw_is_biased : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  mean_partition N q n o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR (n + 1) * q j))) = partition N o).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) C Q).
  rewrite two_zeros, partition_two_zeros in H. simpl Nat.eqb in H.
  rewrite ?corrected, ?exp_0 in H by (unfold uniform; simpl; lra).
  unfold uniform in H. simpl in H. lra.
Qed.

Lemma no_count_is_biased : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  mean_partition N q n o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (q j))) = partition N o).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 2%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) C Q).
  rewrite two_zeros, partition_two_zeros in H. simpl Nat.eqb in H.
  rewrite ?corrected, ?exp_0 in H by (unfold uniform; simpl; lra).
  unfold uniform in H. simpl in H. lra.
Qed.

Lemma kept_hits_are_biased : ~ (forall N n q o y,
  (0 < n)%nat -> (y < N)%nat -> simplex N q -> reaches N q y ->
  mean_partition N q n o y (fun j => exp (o j - ln (INR n * q j))) = partition N o).
Proof.
  intros H. destruct two_zeros_chances as [C Q].
  specialize (H 2%nat 1%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) C Q).
  rewrite two_zeros, partition_two_zeros in H. simpl Nat.eqb in H.
  rewrite ?corrected, ?exp_0 in H by (unfold uniform; simpl; lra).
  unfold uniform in H. simpl in H. lra.
Qed.

(** Claim: rg.eq9.partition.mean
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: What the partition function is on average, with S the sum of exp(o_j) over the items that are no observed
      positives: (a) if an observed positive that is drawn keeps its score, (b) if every draw is corrected by log(N q),
      (c) if draws are from the negatives only.
    Gap: Real numbers, not floating point. In (a) and (b) q is positive at y too, in (c) on all negatives; with q_y =
      0 reading (b) would have Z less exp(o_y) for Z.
    Mutant: `exp (o y) + INR n / INR N * partition N o` becomes `INR n / INR N * partition N o`; refuted by the theorem
      positive_has_its_own_term
    Mutant: `exp (o y) + INR n / INR N * partition N o` becomes `exp (o y) + INR n * partition N o`; refuted by the
      theorem mean_divides_by_size
*)
Theorem partition_mean : forall N n q o y positive,
  (y < N)%nat -> positive y = true -> let S := sum N (fun j => if positive j then 0 else exp (o j)) in
  (proposal N q ->
    mean_partition N q n o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j)))
      = exp (o y) + INR n * sum N (fun j => if positive j then q j * exp (o j) else 0) + INR n / INR N * S
    /\ mean_partition N q n o y (fun j => exp (o j - ln (INR N * q j))) = exp (o y) + INR n / INR N * partition N o)
  /\ (sum N q = 1 -> (forall j, (j < N)%nat -> if positive j then q j = 0 else 0 < q j) ->
    mean_partition N q n o y (fun i => exp (o i - ln (INR N * q i))) = exp (o y) + INR n / INR N * S).
Proof.
  intros N n q o y positive Hy _ S. assert (HN : 0 < INR N) by (apply lt_0_INR; lia). split.
  - intros [Hq H1]. rewrite !mean_partition_value by exact H1. split.
    + rewrite Rplus_assoc. f_equal. unfold Rdiv, S. rewrite (Rmult_assoc (INR n)), <- Rmult_plus_distr_l. f_equal.
      rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros j Hj. specialize (Hq j Hj).
      destruct (positive j); [ring|]. rewrite corrected by (apply Rmult_lt_0_compat; lra). field. lra.
    + f_equal. unfold Rdiv, partition. rewrite (Rmult_assoc (INR n)). f_equal. rewrite <- sum_scal.
      apply sum_ext. intros j Hj. specialize (Hq j Hj).
      rewrite corrected by (apply Rmult_lt_0_compat; lra). field. lra.
  - intros H1 Hq. rewrite mean_partition_value by exact H1. f_equal. unfold Rdiv, S. rewrite (Rmult_assoc (INR n)).
    f_equal. rewrite <- sum_scal. apply sum_ext. intros j Hj. specialize (Hq j Hj).
    destruct (positive j); [rewrite Hq; ring|]. rewrite corrected by (apply Rmult_lt_0_compat; lra). field. lra.
Qed.

Lemma two_zeros_corrected n :
  mean_partition 2 (uniform 2) n (fun _ => 0) 0 (fun j => exp (0 - ln (INR 2 * uniform 2 j))) = 1 + INR n.
Proof.
  rewrite two_zeros, !corrected, exp_0 by (unfold uniform; simpl; lra). unfold uniform. simpl. field.
Qed.

(** Claim: rg.eq9.partition
    Role: refutes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With the logits of Eq. 9 the partition function of Eq. 8 does not have the mean Z, read in any of three ways:
      (a) an observed positive that is drawn keeps its score, (b) every draw is corrected, (c) draws are from the
      negatives only.
    Gap: Real numbers, not floating point. Each witness has one positive and two classes.
    Mutant: `fun j => exp (o j - ln (INR N * q j))` becomes `fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n *
      q j))`; refuted by the theorem left_out_and_counted
*)
Theorem partition_biased :
  ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true -> proposal N q ->
    mean_partition N q n o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))) = partition N o)
  /\ ~ (forall N n q o y, (0 < n)%nat -> (y < N)%nat -> proposal N q ->
    mean_partition N q n o y (fun j => exp (o j - ln (INR N * q j))) = partition N o)
  /\ ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true ->
    sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) ->
    mean_partition N q n o y (fun i => exp (o i - ln (INR N * q i))) = partition N o).
Proof.
  pose proof (uniform_proposal 2 ltac:(lia)) as P. repeat split; intros H.
  - specialize (H 2%nat 2%nat _ (fun _ => 0) 0%nat (Nat.eqb 0) ltac:(lia) ltac:(lia) eq_refl P).
    rewrite partition_two_zeros, two_zeros in H. simpl Nat.eqb in H. cbv iota in H.
    rewrite corrected, !exp_0 in H by (unfold uniform; simpl; lra). unfold uniform in H. simpl in H. lra.
  - specialize (H 2%nat 2%nat _ (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) P).
    rewrite two_zeros_corrected, partition_two_zeros in H. simpl in H. lra.
  - specialize (H 2%nat 1%nat (fun i => if Nat.eqb 0 i then 0 else 1) (fun _ => 0) 0%nat (Nat.eqb 0)
      ltac:(lia) ltac:(lia) eq_refl ltac:(simpl; lra)).
    rewrite partition_two_zeros, mean_partition_value in H by (simpl; lra).
    cbn [sum INR Nat.eqb] in H. rewrite (corrected 0 ((1 + 1) * 1)), exp_0 in H by lra.
    enough (1 + 1 * (0 + 0 * exp (0 - ln ((1 + 1) * 0)) + 1 * (1 / ((1 + 1) * 1))) = 2) by lra.
    apply H. intros [|i] Hi; simpl; lra.
Qed.

Lemma left_out_and_counted : ~ (
  ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true -> proposal N q ->
    mean_partition N q n o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j))) = partition N o)
  /\ ~ (forall N n q o y, (0 < n)%nat -> (y < N)%nat -> proposal N q ->
    mean_partition N q n o y (fun j => if Nat.eqb j y then 0 else exp (o j - ln (INR n * q j))) = partition N o)
  /\ ~ (forall N n q o y positive, (0 < n)%nat -> (y < N)%nat -> positive y = true ->
    sum N q = 1 -> (forall i, (i < N)%nat -> if positive i then q i = 0 else 0 < q i) ->
    mean_partition N q n o y (fun i => exp (o i - ln (INR N * q i))) = partition N o)).
Proof.
  intros (_ & H & _). apply H. intros N n q o y Hn Hy P.
  apply partition_unbiased; [exact Hn|exact Hy|split; [|apply P]|].
  - intros j Hj. apply (proposal_nonneg N); assumption.
  - intros j Hj _. apply P. exact Hj.
Qed.

(** Claim: rg.eq9.uniform.unbiased.repair
    Role: establishes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With uniform draws, draws of y left out and all others multiplied by N/n, the partition function has the mean
      Z, for every n, scores and set of positives, which does not enter.
    Gap: Real numbers, not floating point.
    Mutant: `INR N / INR n * exp (o j)` becomes `exp (o j)`; refuted by the theorem unadjusted_is_biased
    Mutant: `INR N / INR n` becomes `INR (N - 1) / INR n`; refuted by the theorem one_item_less_is_biased
    Mutant: `INR N / INR n` becomes `INR N / INR (n + 1)`; refuted by the theorem divisor_is_the_draws
*)
Theorem uniform_partition_unbiased : forall N n o y,
  (0 < n)%nat -> (y < N)%nat ->
  mean_partition N (uniform N) n o y (fun j => if Nat.eqb j y then 0 else INR N / INR n * exp (o j)) = partition N o.
Proof.
  intros N n o y Hn Hy. assert (HN : 0 < INR N) by (apply lt_0_INR; lia). pose proof (lt_0_INR n Hn) as HI.
  rewrite mean_partition_value, <- sum_scal by (apply uniform_proposal; lia). unfold partition.
  rewrite <- (sum_pick N y (fun j => exp (o j)) Hy), <- sum_plus. apply sum_ext. intros j Hj. unfold one_hot, uniform.
  destruct (Nat.eqb_spec j y) as [->|Hne]; [ring|]. field. lra.
Qed.

(** Claim: rg.eq9.uniform.unbiased
    Role: refutes
    Place: RG, s. 3.3, Eq. 8-9
    Says: With uniform draws and no adjustment the partition function of Eq. 8 does not have the mean Z, drawing (a)
      from all items or (b) from the items but y.
    Gap: Real numbers, not floating point. In (b) y is the one positive; the witnesses have two classes.
    Mutant: `fun j => exp (o j)` becomes `fun j => if Nat.eqb j y then 0 else INR N / INR n * exp (o j)`; refuted by the
      theorem uniform_adjusted
*)
Theorem uniform_partition_biased :
  ~ (forall N n o y, (0 < n)%nat -> (y < N)%nat ->
    mean_partition N (uniform N) n o y (fun j => exp (o j)) = partition N o)
  /\ ~ (forall N n o y, (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat ->
    mean_partition N (fun i => if Nat.eqb i y then 0 else / INR (N - 1)) n o y (fun i => exp (o i)) = partition N o).
Proof.
  split; intros H.
  - specialize (H 2%nat 2%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia)).
    rewrite partition_two_zeros, two_zeros, exp_0 in H. simpl in H. lra.
  - specialize (H 2%nat 2%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia) ltac:(lia)).
    rewrite partition_two_zeros, mean_partition_value in H by (simpl; lra). simpl in H. rewrite exp_0 in H. lra.
Qed.

Lemma uniform_adjusted : ~ (
  ~ (forall N n o y, (0 < n)%nat -> (y < N)%nat ->
    mean_partition N (uniform N) n o y (fun j => if Nat.eqb j y then 0 else INR N / INR n * exp (o j)) = partition N o)
  /\ ~ (forall N n o y, (0 < n)%nat -> (1 < N)%nat -> (y < N)%nat ->
    mean_partition N (fun i => if Nat.eqb i y then 0 else / INR (N - 1)) n o y (fun i => exp (o i)) = partition N o)).
Proof. intros [H _]. apply H, uniform_partition_unbiased. Qed.

Lemma unadjusted_is_biased : ~ (forall N n o y,
  (0 < n)%nat -> (y < N)%nat ->
  mean_partition N (uniform N) n o y (fun j => if Nat.eqb j y then 0 else exp (o j)) = partition N o).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia)).
  rewrite two_zeros, partition_two_zeros, exp_0 in H. simpl in H. lra.
Qed.

Lemma one_item_less_is_biased : ~ (forall N n o y,
  (0 < n)%nat -> (y < N)%nat ->
  mean_partition N (uniform N) n o y (fun j => if Nat.eqb j y then 0 else INR (N - 1) / INR n * exp (o j))
    = partition N o).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia)).
  rewrite two_zeros, partition_two_zeros, exp_0 in H. simpl in H. lra.
Qed.

Lemma divisor_is_the_draws : ~ (forall N n o y,
  (0 < n)%nat -> (y < N)%nat ->
  mean_partition N (uniform N) n o y (fun j => if Nat.eqb j y then 0 else INR N / INR (n + 1) * exp (o j))
    = partition N o).
Proof.
  intros H. specialize (H 2%nat 1%nat (fun _ => 0) 0%nat ltac:(lia) ltac:(lia)).
  rewrite two_zeros, partition_two_zeros, exp_0 in H. simpl in H. lra.
Qed.

Lemma positive_has_its_own_term : ~ (forall N n q o y positive,
  (y < N)%nat -> positive y = true -> let S := sum N (fun j => if positive j then 0 else exp (o j)) in
  (proposal N q ->
    mean_partition N q n o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j)))
      = exp (o y) + INR n * sum N (fun j => if positive j then q j * exp (o j) else 0) + INR n / INR N * S
    /\ mean_partition N q n o y (fun j => exp (o j - ln (INR N * q j))) = INR n / INR N * partition N o)
  /\ (sum N q = 1 -> (forall j, (j < N)%nat -> if positive j then q j = 0 else 0 < q j) ->
    mean_partition N q n o y (fun i => exp (o i - ln (INR N * q i))) = exp (o y) + INR n / INR N * S)).
Proof.
  intros H. destruct (H 2%nat 1%nat (uniform 2) (fun _ => 0) 0%nat (Nat.eqb 0) ltac:(lia) eq_refl) as [T _].
  destruct (T (uniform_proposal 2 ltac:(lia))) as [_ E].
  rewrite two_zeros_corrected, partition_two_zeros in E. simpl in E. rewrite ?exp_0 in E. lra.
Qed.

Lemma mean_divides_by_size : ~ (forall N n q o y positive,
  (y < N)%nat -> positive y = true -> let S := sum N (fun j => if positive j then 0 else exp (o j)) in
  (proposal N q ->
    mean_partition N q n o y (fun j => exp (if positive j then o j else o j - ln (INR N * q j)))
      = exp (o y) + INR n * sum N (fun j => if positive j then q j * exp (o j) else 0) + INR n / INR N * S
    /\ mean_partition N q n o y (fun j => exp (o j - ln (INR N * q j))) = exp (o y) + INR n * partition N o)
  /\ (sum N q = 1 -> (forall j, (j < N)%nat -> if positive j then q j = 0 else 0 < q j) ->
    mean_partition N q n o y (fun i => exp (o i - ln (INR N * q i))) = exp (o y) + INR n / INR N * S)).
Proof.
  intros H. destruct (H 2%nat 1%nat (uniform 2) (fun _ => 0) 0%nat (Nat.eqb 0) ltac:(lia) eq_refl) as [T _].
  destruct (T (uniform_proposal 2 ltac:(lia))) as [_ E].
  rewrite two_zeros_corrected, partition_two_zeros in E. simpl in E. rewrite ?exp_0 in E. lra.
Qed.
