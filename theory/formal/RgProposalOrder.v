(** How the best scores of sampled RG2 order the items under a proposal. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws Squares SampledSquares Importance Ridge RgSampledBest.
Open Scope R_scope.

(** The conditional risk of sampled RG2: the one positive is y with the chance eta y, the draws are from q. *)
Definition conditional_risk (N : nat) (eta q : nat -> R) (n : nat) (o : nat -> R) : R :=
  sum N (fun y => eta y * mean_draws N q n (sampled_rg2 n o y)).

(** The scores order the items as the keys do, ties included. *)
Definition orders_as (N : nat) (o key : nat -> R) : Prop :=
  forall y z, (y < N)%nat -> (z < N)%nat -> (key y < key z <-> o y < o z).

Lemma conditional_least N eta q n o : proposal N eta -> proposal N q ->
  (minimises (conditional_risk N eta q n) o <-> forall y, (y < N)%nat ->
    o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1).
Proof.
  intros [E0 E1] [Q0 Q1]. pose proof (pos_INR n) as Hn. change (conditional_risk N eta q n) with (mean_rg2 N eta q n).
  rewrite sampled_least; unfold positives; rewrite ?E1; [|exact Q1|].
  - split; intros H y Hy; rewrite (H y Hy), Rmult_1_l; reflexivity.
  - intros j Hj. specialize (E0 j Hj). specialize (Q0 j Hj). nra.
Qed.

Lemma best_score_rises n a b p q : 0 < n -> 0 < a -> 0 < b -> 0 < p -> 0 < q ->
  (a / p < b / q <-> (n + 1) * a / (a + n * p) - 1 < (n + 1) * b / (b + n * q) - 1).
Proof.
  intros Hn Ha Hb Hp Hq. assert (A : 0 < a + n * p) by nra. assert (B : 0 < b + n * q) by nra.
  assert (D : b / q - a / p = (b * p - a * q) / (p * q)) by (field; lra).
  assert (D' : (n + 1) * b / (b + n * q) - (n + 1) * a / (a + n * p)
    = (b * p - a * q) * (n * (n + 1)) / ((a + n * p) * (b + n * q))) by (field; lra).
  assert (P : 0 < / (p * q)) by (apply Rinv_0_lt_compat; nra).
  assert (P' : 0 < n * (n + 1) / ((a + n * p) * (b + n * q))) by (apply Rdiv_lt_0_compat; nra).
  unfold Rdiv in *. split; intros H; nra.
Qed.

(** Claim: rg.oq2.order.repair
    Role: establishes
    Place: summary, Open Question 2; RG, Eq. 18-19
    Says: Under a proposal q the conditional risk of sampled RG2 is least exactly at (n+1) eta_y / (eta_y + n q_y) - 1,
      which orders the items as eta_y / q_y, ties included; it orders them as eta for every eta exactly if q is uniform.
    Gap: Real numbers, not floating point. Draws are with replacement and their logits are not corrected, as in the
      claim.
    Mutant: `(INR n + 1) * eta y` becomes `INR n * eta y`; refuted by the theorem best_score_counts_the_positive
    Mutant: `(fun y => eta y / q y)` becomes `eta`; refuted by the theorem best_scores_are_not_the_chances
*)
Theorem order_under_a_proposal : forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N).
Proof.
  intros N n q Hn Q. pose proof (lt_0_INR n Hn) as Hn'.
  assert (O : forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)).
  { intros eta o E M y z Hy Hz. rewrite (conditional_least N eta q n o E Q) in M. rewrite (M y Hy), (M z Hz).
    apply best_score_rises; try exact Hn'; try (apply E; assumption); apply Q; assumption. }
  split; [intros eta o E; apply conditional_least; assumption|]. split; [exact O|]. split.
  - intros H. assert (C : forall y z, (y < N)%nat -> (z < N)%nat -> q z <= q y).
    { intros y z Hy Hz. apply Rnot_lt_le. intros L.
      assert (HN : 0 < INR N) by (apply lt_0_INR; lia). pose proof (Rinv_0_lt_compat _ HN) as HI.
      assert (U : proposal N (uniform N)) by (apply uniform_proposal; lia).
      set (o := fun y => (INR n + 1) * uniform N y / (uniform N y + INR n * q y) - 1).
      assert (M : minimises (conditional_risk N (uniform N) q n) o)
        by (apply conditional_least; [exact U|exact Q|reflexivity]).
      pose proof (proj1 (O _ o U M z y Hz Hy)) as A. pose proof (proj2 (H _ o U M z y Hz Hy)) as B.
      unfold uniform in B. assert (F : o z < o y); [|specialize (B F); lra]. apply A. unfold uniform, Rdiv.
      apply Rmult_lt_compat_l; [exact HI|]. apply Rinv_lt_contravar; [|exact L].
      apply Rmult_lt_0_compat; apply Q; assumption. }
    intros y Hy. assert (HN : 0 < INR N) by (apply lt_0_INR; lia).
    assert (E : sum N q = INR N * q y) by (rewrite <- sum_const; apply sum_ext; intros z Hz; apply Rle_antisym;
      apply C; assumption).
    rewrite (proj2 Q) in E. apply (Rmult_eq_reg_l (INR N)); [|lra]. rewrite Rinv_r by lra. lra.
  - intros U eta o E M y z Hy Hz. rewrite <- (O eta o E M y z Hy Hz), (U y Hy), (U z Hz). unfold Rdiv.
    rewrite Rinv_inv. assert (HN : 0 < INR N) by (apply lt_0_INR; lia). split; intros L; nra.
Qed.

(** Claim: rg.oq2.order
    Role: refutes
    Place: summary, Open Question 2; RG, Eq. 18-19
    Says: It is not so that for every proposal q the scores of least conditional risk order the items as eta: there are
      items of different chances that they do not order.
    Gap: Real numbers, not floating point. Draws are with replacement and their logits are not corrected, as in the
      claim.
    Mutant: `proposal N q ->` becomes `q = uniform N -> proposal N q ->`; refuted by the theorem
      uniform_draws_order_as_chances
*)
Theorem proposals_change_the_order : ~ (forall N n eta q o, (1 <= n)%nat -> proposal N eta ->
  proposal N q -> minimises (conditional_risk N eta q n) o ->
  forall y z, (y < N)%nat -> (z < N)%nat -> eta y < eta z -> o y < o z).
Proof.
  intros H. set (eta := fun y : nat => match y with O => 1 / 5 | _ => 4 / 5 end).
  assert (P : proposal 2 eta) by (split; [intros [|y] _; simpl; lra|simpl; lra]).
  assert (M : minimises (conditional_risk 2 eta eta 1) (fun _ => 0)).
  { apply conditional_least; [exact P|exact P|]. intros [|y] _; simpl; field. }
  specialize (H 2%nat 1%nat eta eta _ (le_n 1) P P M 0%nat 1%nat ltac:(lia) ltac:(lia)). simpl in H. lra.
Qed.

Lemma uniform_draws_order_as_chances : ~ ~ (forall N n eta q o, (1 <= n)%nat -> proposal N eta ->
  q = uniform N -> proposal N q -> minimises (conditional_risk N eta q n) o ->
  forall y z, (y < N)%nat -> (z < N)%nat -> eta y < eta z -> o y < o z).
Proof.
  intros H. apply H. intros N n eta q o Hn E -> Q M y z Hy Hz L.
  destruct (order_under_a_proposal N n (uniform N) Hn Q) as (_ & _ & O).
  apply (proj2 O (fun _ _ => eq_refl) eta o E M y z Hy Hz). exact L.
Qed.

Lemma two_uniform : proposal 2 (uniform 2).
Proof. apply uniform_proposal. lia. Qed.

Lemma best_score_counts_the_positive : ~ (forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = INR n * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N)).
Proof.
  intros H. destruct (H 2%nat 1%nat _ (le_n 1) two_uniform) as [A _].
  assert (M : minimises (conditional_risk 2 (uniform 2) (uniform 2) 1) (fun _ => 0)).
  { apply conditional_least; try apply two_uniform. intros y _. unfold uniform. simpl. field. }
  pose proof (proj1 (A _ _ two_uniform) M 0%nat ltac:(lia)) as B. unfold uniform in B. simpl in B. lra.
Qed.

Lemma best_scores_are_not_the_chances : ~ (forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o eta) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N)).
Proof.
  intros H. apply proposals_change_the_order. intros N n eta q o Hn E Q M y z Hy Hz L.
  destruct (H N n q Hn Q) as (_ & O & _). apply (O eta o E M y z Hy Hz). exact L.
Qed.
