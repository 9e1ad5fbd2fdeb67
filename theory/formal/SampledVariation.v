(** How much sampled softmax's gradient varies: after one draw, and at most. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Softmax Draws LogBias Importance Fluctuation SampledMinimiser SampledPartials.
Import ListNotations.
Open Scope R_scope.

Lemma variation_of_one q y N o V : proposal N q -> (y < N)%nat ->
  (partials_vary_by N 1 q (draws_loss false true by_kq N q y) o V <-> V = 1 - sum N (fun j => q j ^ 2)).
Proof.
  intros P Hy. rewrite vary_as_shares, one_draw_varies by
    (try assumption; intros ys Y; apply (estimate_positive false true by_kq N 1); auto). split; intros H; lra.
Qed.

Lemma variation_at_most own hits c N k q o y : own = true \/ hits = true -> proposal N q -> (0 < k)%nat ->
  (y < N)%nat -> exists V, partials_vary_by N k q (draws_loss own hits c N q y) o V /\ V <= 1 - / INR N.
Proof.
  intros B P Hk Hy. eexists. split.
  - apply vary_as_shares; [|reflexivity]. intros ys Y. apply (estimate_positive own hits c N k); assumption.
  - apply (variance_of_gradient_bounded N ltac:(lia)).
    + split; [intros i Hi; apply (proposal_nonneg N); assumption|apply P].
    + intros ys Y. apply (shares_simplex own hits c N k); assumption.
Qed.

Lemma variation_attained N o y : (y < N)%nat ->
  partials_vary_by N 1 (uniform N) (draws_loss false true by_kq N (uniform N) y) o (1 - / INR N).
Proof.
  intros Hy. assert (HN : (0 < N)%nat) by lia. pose proof (lt_0_INR N HN) as I.
  apply variation_of_one; [apply uniform_proposal, HN|exact Hy|]. unfold uniform. rewrite sum_const. field. lra.
Qed.

Lemma one_variation_of_two V : partials_vary_by 2 1 (uniform 2) (draws_loss false true by_kq 2 (uniform 2) 0)
  (fun _ => 0) V -> V = 1 / 2.
Proof.
  intros H. apply variation_of_one in H; [|apply uniform_proposal; lia|lia]. rewrite H. unfold uniform. simpl. lra.
Qed.

(** Claim: none
    Says: The variances do not add up to what the chances of the target would give.
*)
Theorem one_draw_is_not_of_the_target : ~ (forall N q o y V, proposal N q -> (y < N)%nat ->
  (partials_vary_by N 1 q (draws_loss false true by_kq N q y) o V <-> V = 1 - sum N (fun j => softmax N o j ^ 2))).
Proof.
  intros H. assert (P : proposal 2 third) by (apply pair_proposal; lra).
  pose proof (proj2 (variation_of_one third 0 2 (odds 1 1) _ P ltac:(lia)) eq_refl) as V.
  apply (H 2%nat third (odds 1 1) 0%nat _ P ltac:(lia)) in V. simpl in V. rewrite !odds_softmax in V by lra.
  simpl in V. lra.
Qed.

(** Claim: none
    Says: The chances of the proposal are squared, and not multiplied by those of the target.
*)
Theorem one_draw_is_of_the_proposal : ~ (forall N q o y V, proposal N q -> (y < N)%nat ->
  (partials_vary_by N 1 q (draws_loss false true by_kq N q y) o V <-> V = 1 - sum N (fun j => q j * softmax N o j))).
Proof.
  intros H. assert (P : proposal 2 third) by (apply pair_proposal; lra).
  pose proof (proj2 (variation_of_one third 0 2 (odds 1 1) _ P ltac:(lia)) eq_refl) as V.
  apply (H 2%nat third (odds 1 1) 0%nat _ P ltac:(lia)) in V. simpl in V. rewrite !odds_softmax in V by lra.
  simpl in V. lra.
Qed.

(** Claim: sf.ssm.variance.gradient.one
    Role: establishes
    Place: SF, beyond the novelty report, contribution 2
    Says: For one draw, with Z^ its exponential over its chance, the variances of the partial derivatives of the loss
      add up to 1 less the sum of the q_j^2, for every number of classes, proposal, label and scores.
    Gap: Real numbers; positive q.
    Mutant: `q j ^ 2` becomes `softmax N o j ^ 2`; refuted by the theorem one_draw_is_not_of_the_target
    Mutant: `q j ^ 2` becomes `q j * softmax N o j`; refuted by the theorem one_draw_is_of_the_proposal
*)
Theorem one_draw_varies_with_the_proposal_alone : forall N q o y V, proposal N q -> (y < N)%nat ->
  (partials_vary_by N 1 q (draws_loss false true by_kq N q y) o V <-> V = 1 - sum N (fun j => q j ^ 2)).
Proof. intros N q o y V P Hy. exact (variation_of_one q y N o V P Hy). Qed.

(** Claim: none
    Says: One uniform draw from two classes has half, more than 99 % of a half.
*)
Theorem the_greatest_variation_is_no_less : ~ (forall own hits c N k q o y, own = true \/ hits = true ->
  proposal N q -> (0 < k)%nat -> (y < N)%nat ->
  (exists V, partials_vary_by N k q (draws_loss own hits c N q y) o V /\ V <= 99 / 100 * (1 - / INR N)) /\
  partials_vary_by N 1 (uniform N) (draws_loss false true by_kq N (uniform N) y) o (1 - / INR N)).
Proof.
  intros H. destruct (H false true by_kq 2%nat 1%nat (uniform 2) (fun _ => 0) 0%nat (or_intror eq_refl)
    (uniform_proposal 2 ltac:(lia)) (le_n 1) ltac:(lia)) as [(V & D & L) _].
  apply one_variation_of_two in D. simpl in L. lra.
Qed.

(** Claim: none
    Says: Nor is it less than a quarter, as that of one share is at most.
*)
Theorem all_shares_vary_more_than_one : ~ (forall own hits c N k q o y, own = true \/ hits = true -> proposal N q ->
  (0 < k)%nat -> (y < N)%nat ->
  (exists V, partials_vary_by N k q (draws_loss own hits c N q y) o V /\ V <= / 4) /\
  partials_vary_by N 1 (uniform N) (draws_loss false true by_kq N (uniform N) y) o (1 - / INR N)).
Proof.
  intros H. destruct (H false true by_kq 2%nat 1%nat (uniform 2) (fun _ => 0) 0%nat (or_intror eq_refl)
    (uniform_proposal 2 ltac:(lia)) (le_n 1) ltac:(lia)) as [(V & D & L) _].
  apply one_variation_of_two in D. lra.
Qed.

(** Claim: none
    Says: Nor is it 1 - 2/N at most.
*)
Theorem one_class_is_taken_off : ~ (forall own hits c N k q o y, own = true \/ hits = true -> proposal N q ->
  (0 < k)%nat -> (y < N)%nat ->
  (exists V, partials_vary_by N k q (draws_loss own hits c N q y) o V /\ V <= 1 - 2 / INR N) /\
  partials_vary_by N 1 (uniform N) (draws_loss false true by_kq N (uniform N) y) o (1 - / INR N)).
Proof.
  intros H. destruct (H false true by_kq 2%nat 1%nat (uniform 2) (fun _ => 0) 0%nat (or_intror eq_refl)
    (uniform_proposal 2 ltac:(lia)) (le_n 1) ltac:(lia)) as [(V & D & L) _].
  apply one_variation_of_two in D. simpl in L. lra.
Qed.

(** Claim: sf.ssm.explodes.gradient
    Role: establishes
    Place: SF, beyond the summary, failure signatures
    Says: For every bookkeeping but the positive out with hits removed, every number of classes, k >= 1, q, label and
      scores the variances over the draws of the loss's partial derivatives in the scores add up to at most 1 - 1/N, and
      to that for one uniform draw, the positive out and hits kept.
    Gap: Real numbers; positive q. With the positive out and its hits removed the estimate of Z may be 0, and the loss
      then has no gradient. The variances are over the draws, the label given; over the label too they can be larger.
    Mutant: `V <= 1 - / INR N` becomes `V <= 99 / 100 * (1 - / INR N)`; refuted by the theorem
      the_greatest_variation_is_no_less
    Mutant: `V <= 1 - / INR N` becomes `V <= / 4`; refuted by the theorem all_shares_vary_more_than_one
    Mutant: `V <= 1 - / INR N` becomes `V <= 1 - 2 / INR N`; refuted by the theorem one_class_is_taken_off
*)
Theorem the_gradient_never_explodes : forall own hits c N k q o y, own = true \/ hits = true -> proposal N q ->
  (0 < k)%nat -> (y < N)%nat ->
  (exists V, partials_vary_by N k q (draws_loss own hits c N q y) o V /\ V <= 1 - / INR N) /\
  partials_vary_by N 1 (uniform N) (draws_loss false true by_kq N (uniform N) y) o (1 - / INR N).
Proof.
  intros own hits c N k q o y B P Hk Hy. split; [apply variation_at_most; assumption|apply variation_attained, Hy].
Qed.
