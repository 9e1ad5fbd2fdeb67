(** Dynamic negatives beside uniform ones: the variance of sampled softmax's gradient. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Draws LogBias Importance DynamicNegatives BestProposal.
Open Scope R_scope.

(** Classes are numbered by ascending score; the highest of m uniform draws of N, and one uniform draw. *)
Definition ascending (N : nat) (o : nat -> R) : Prop := forall i j, (i <= j < N)%nat -> o i <= o j.

Lemma dynamic_proposal N m : (2 <= N)%nat -> (1 <= m)%nat -> proposal N (dynamic N m).
Proof.
  intros H M. split; [intros; apply dynamic_pos; lia|apply dynamic_simplex; lia].
Qed.

Lemma softmax_ascending N o : (0 < N)%nat -> ascending N o -> DynamicNegatives.ascending N (softmax N o).
Proof.
  intros H A. destruct (softmax_proposal N o H) as [P S].
  split; [split; [intros; apply Rlt_le, P; assumption|exact S]|].
  split; [exact P|]. intros i j L. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat, partition_pos, H.
  - destruct (A i j L) as [B| ->]; [apply Rlt_le, exp_increasing, B|lra].
Qed.

Lemma pair_ascending : ascending 2 (odds 2 3).
Proof.
  intros i j L. pose proof (ln_increasing 2 3 ltac:(lra) ltac:(lra)).
  destruct i as [|[|i]], j as [|[|j]]; try lia; simpl; lra.
Qed.

Lemma dynamic_raises m o : (2 <= m)%nat -> ascending 2 o ->
  gradient_variance 2 (softmax 2 o) (uniform 2) < gradient_variance 2 (softmax 2 o) (dynamic 2 m).
Proof. intros M A. apply pair_is_higher; [exact M|]. apply softmax_ascending; [lia|exact A]. Qed.

(** Claim: sf.sampling.dns.gradient
    Role: refutes
    Place: SF, summary, first experiments 3
    Says: The limit of k times the total variance of the gradient is not always lower for dynamic negatives than for
      uniform ones: for P = (2/5, 3/5) and m = 2 it is 384/625, and 288/625 for uniform ones.
    Gap: Real numbers; the positive's own term is out of Z^, and draws are corrected for. The partial derivatives are
      taken as the shares less the label.
    Mutant: `V < W` becomes `(forall i j, (i < N)%nat -> (j < N)%nat -> o i = o j) -> W < V`; refuted by the theorem
      at_equal_scores_it_is_higher
*)
Theorem dynamic_negatives_need_not_lower_the_gradient_variance : ~ (forall N m o V W, (2 <= N)%nat -> (2 <= m)%nat ->
  ascending N o -> limit N o (dynamic N m) V -> limit N o (uniform N) W -> V < W).
Proof.
  intros H. specialize (H 2%nat 2%nat _ _ _ ltac:(lia) ltac:(lia) pair_ascending
    (spread_is_limit _ _ _ (dynamic_proposal 2 2 ltac:(lia) ltac:(lia)))
    (spread_is_limit _ _ _ (uniform_proposal 2 ltac:(lia)))).
  pose proof (dynamic_raises 2 (odds 2 3) ltac:(lia) pair_ascending). lra.
Qed.

(** Claim: none
    Says: A pool of one is a uniform draw, and raises nothing.
*)
Theorem a_pool_of_one_raises_nothing : ~ (forall N m o V W, (2 <= N)%nat -> (1 <= m)%nat -> ascending N o ->
  limit N o (dynamic N m) V -> limit N o (uniform N) W ->
  ((forall i j, (i < N)%nat -> (j < N)%nat -> o i = o j) -> W < V) /\
  (N = 2%nat -> W < V /\ forall q U, proposal 2 q -> limit 2 o q U -> W <= U)).
Proof.
  intros H. pose proof (uniform_proposal 2 ltac:(lia)) as U.
  assert (E : gradient_variance 2 (softmax 2 (odds 2 3)) (dynamic 2 1)
    = gradient_variance 2 (softmax 2 (odds 2 3)) (uniform 2)).
  { unfold gradient_variance, uniform. apply sum_ext. intros j _.
    rewrite one_draw. reflexivity. }
  destruct (H 2%nat 1%nat _ _ _ ltac:(lia) ltac:(lia) pair_ascending
    (spread_is_limit _ _ _ (dynamic_proposal 2 1 ltac:(lia) ltac:(lia))) (spread_is_limit _ _ _ U)) as [_ B].
  destruct (B eq_refl) as [L _]. lra.
Qed.

(** Claim: sf.sampling.dns.gradient.repair
    Role: establishes
    Place: SF, beyond the summary, first experiments 3
    Says: The limit of k times the total variance of the gradient is higher for dynamic negatives than for uniform ones
      if P is uniform, for every number of classes, and if there are two classes, for every P, since there the uniform
      law is the best of all.
    Gap: Real numbers; the positive's own term is out of Z^, and draws are corrected for. The partial derivatives are
      taken as the shares less the label.
    Mutant: `(2 <= m)%nat` becomes `(1 <= m)%nat`; refuted by the theorem a_pool_of_one_raises_nothing
*)
Theorem where_dynamic_negatives_raise_the_variance_of_the_gradient : forall N m o V W,
  (2 <= N)%nat -> (2 <= m)%nat -> ascending N o ->
  limit N o (dynamic N m) V -> limit N o (uniform N) W ->
  ((forall i j, (i < N)%nat -> (j < N)%nat -> o i = o j) -> W < V) /\
  (N = 2%nat -> W < V /\ forall q U, proposal 2 q -> limit 2 o q U -> W <= U).
Proof.
  intros N m o V W HN M A LV LW.
  rewrite (limit_is_spread _ _ _ _ (dynamic_proposal N m HN ltac:(lia)) LV),
    (limit_is_spread _ _ _ _ (uniform_proposal N ltac:(lia)) LW). split.
  - intros F. assert (E : forall q, gradient_variance N (softmax N o) q
      = gradient_variance N (uniform N) q).
    { intros q. assert (S : forall i, (i < N)%nat -> softmax N o i = uniform N i).
      { intros i Hi. unfold softmax, partition, uniform. rewrite (sum_ext N _ (fun _ => exp (o i))).
        - rewrite sum_const. pose proof (exp_pos (o i)). pose proof (lt_0_INR N ltac:(lia)). field. lra.
        - intros j Hj. rewrite (F j i Hj Hi). reflexivity. }
      unfold gradient_variance.
      rewrite (sum_ext N (fun i => softmax N o i ^ 2) (fun i => uniform N i ^ 2))
        by (intros i Hi; rewrite (S i Hi); reflexivity).
      apply sum_ext. intros j Hj. rewrite (S j Hj). reflexivity. }
    rewrite !E. apply where_dynamic_negatives_raise_the_gradient_variance; assumption.
  - intros ->. split; [apply dynamic_raises; assumption|]. intros q U P L. rewrite (limit_is_spread _ _ _ _ P L).
    destruct (softmax_proposal 2 o ltac:(lia)) as [_ S]. simpl in S. unfold uniform.
    destruct (flatter_is_best 2 o q ltac:(lia) P) as [B _]. eapply Rle_trans; [|exact B]. apply Req_le.
    unfold gradient_variance. apply sum_ext. intros j Hj. rewrite flatter_of_two by exact Hj.
    unfold uniform. simpl. field.
Qed.

(** Claim: none
    Says: At equal scores it is higher for dynamic negatives.
*)
Theorem at_equal_scores_it_is_higher : ~ ~ (forall N m o V W, (2 <= N)%nat -> (2 <= m)%nat ->
  ascending N o -> limit N o (dynamic N m) V -> limit N o (uniform N) W ->
  (forall i j, (i < N)%nat -> (j < N)%nat -> o i = o j) -> W < V).
Proof.
  intros H. apply H. intros N m o V W HN M A LV LW.
  apply (where_dynamic_negatives_raise_the_variance_of_the_gradient N m o V W HN M A LV LW).
Qed.
