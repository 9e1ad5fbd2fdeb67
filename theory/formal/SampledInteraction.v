(** The mean of sampled RGx over n independent draws: weighted squares less interactions. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Squares SampledSquares.
Import ListNotations.
Open Scope R_scope.

(** What stands under the mean of Eq. 18 for RGx, for the positive y and n drawn items; its mean over the draws, summed
    over the positives of a context. *)
Definition sampled_rgx (n : nat) (o : nat -> R) (y : nat) (drawn : list nat) : R :=
  sampled_rg2 n o y drawn - / (2 * (INR n + 1) ^ 2) * total o (y :: drawn) ^ 2.
Definition mean_rgx (N : nat) (r q : nat -> R) (n : nat) (o : nat -> R) : R :=
  over_positives N r (fun y => mean_draws N q n (sampled_rgx n o y)).

Lemma mean_draws_minus N q n : forall f g,
  mean_draws N q n (fun l => f l - g l) = mean_draws N q n f - mean_draws N q n g.
Proof.
  induction n as [|n IH]; intros f g; simpl; [reflexivity|].
  rewrite <- sum_minus. apply sum_ext. intros i _.
  rewrite (IH (fun l => f (i :: l)) (fun l => g (i :: l))). ring.
Qed.

(** The mean of the square of a sum over the draws. *)
Lemma mean_total_square N q n f : sum N q = 1 -> forall a,
  mean_draws N q n (fun l => (a + total f l) ^ 2)
  = a ^ 2 + 2 * a * INR n * sum N (fun i => q i * f i) + INR n * sum N (fun i => q i * f i ^ 2)
    + INR n * (INR n - 1) * sum N (fun i => q i * f i) ^ 2.
Proof.
  intros Hq. induction n as [|n IH]; intros a; [simpl; ring|].
  cbn [mean_draws]. rewrite S_INR.
  set (F := sum N (fun i => q i * f i)) in *. set (G := sum N (fun i => q i * f i ^ 2)) in *.
  rewrite (sum_ext N _ (fun i => q i * (a ^ 2 + INR n * (2 * a * F + G + (INR n - 1) * F ^ 2))
    + (2 * a + 2 * INR n * F) * (q i * f i) + q i * f i ^ 2)).
  - rewrite !sum_plus, sum_scal_r, Hq, sum_scal. fold F G. ring.
  - intros i _. rewrite (mean_draws_ext N q n _ (fun l => ((a + f i) + total f l) ^ 2)) by (intros l _; simpl; ring).
    rewrite IH. ring.
Qed.

Lemma mean_rgx_rg2 N r q n o : sum N q = 1 -> mean_rgx N r q n o
  = mean_rg2 N r q n o - / (2 * (INR n + 1) ^ 2) *
      (over_positives N r (fun y => o y ^ 2)
       + 2 * INR n * sum N (fun i => q i * o i) * over_positives N r o
       + positives N r * (INR n * sum N (fun i => q i * o i ^ 2)
         + INR n * (INR n - 1) * sum N (fun i => q i * o i) ^ 2)).
Proof.
  intros Hq. unfold mean_rgx, mean_rg2, over_positives, positives.
  set (h := / (2 * (INR n + 1) ^ 2)). set (F := sum N (fun i => q i * o i)).
  set (G := INR n * sum N (fun i => q i * o i ^ 2) + INR n * (INR n - 1) * F ^ 2).
  rewrite <- (sum_scal_r N G r), <- (sum_scal N (2 * INR n * F)), <- !sum_plus, <- (sum_scal N h), <- sum_minus.
  apply sum_ext. intros y _. unfold sampled_rgx. rewrite mean_draws_minus, mean_draws_scal.
  rewrite (mean_draws_ext N q n (fun l => total o (y :: l) ^ 2) (fun l => (o y + total o l) ^ 2)) by reflexivity.
  rewrite (mean_total_square N q n o Hq). fold F h. unfold G. ring.
Qed.

(** Claim: rg.eq18.rgx.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 18-19
    Says: with m positives, n draws from all items and s the sum of the scores the mean of sampled RGx, summed over the
      positives, is a positive factor times the squares of the mean of sampled RG2 less interactions of each positive
      with all items, plus a constant; factor and constant are given.
    Gap: real numbers.
    Mutant: `INR n * (INR n - 1)` becomes `INR n * INR n`; refuted by the theorem draws_are_independent
    Mutant: `2 * INR n / INR N * sum N o` becomes `INR n / INR N * sum N o`; refuted by the mutant "2 lost in the cross
      term" of rg.eq18.rgx.repair
*)
Theorem sampled_rgx_from_all : forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rgx N r (from_all N r) n o
    = INR n / (2 * INR N * (INR n + 1)) *
        (over_positives N r (fun y => (positives N r + INR N / INR n) *
           (o y + 1 - INR N * (INR n + 1) / (INR N + positives N r * INR n)) ^ 2)
         + over_others N r (fun y => positives N r * (o y + 1) ^ 2)
         - INR N / (INR n * (INR n + 1)) *
             (over_positives N r (fun y => o y ^ 2)
              + 2 * INR n / INR N * sum N o * over_positives N r o
              + positives N r * INR n / INR N * sum N (fun y => o y ^ 2)
              + positives N r * (INR n * (INR n - 1)) / INR N ^ 2 * sum N o ^ 2))
      + positives N r * (1 - INR N * (INR n + 1) / (2 * (INR N + positives N r * INR n))).
Proof.
  intros N r n o L HI Hn. assert (HN : (0 < N)%nat) by (apply INR_lt; simpl; lra).
  rewrite mean_rgx_rg2 by (apply from_all_sum; exact HN). rewrite sampled_rg2_from_all by assumption.
  unfold from_all. rewrite !sum_scal. apply lt_0_INR in Hn. assert (0 < INR N + positives N r * INR n) by nra.
  field. lra.
Qed.

(** Claim: none
    Says: with the square of the mean of n draws for the mean of the square the factor would be n^2: two items, one
      positive and one draw show that it is not.
*)
Theorem draws_are_independent : ~ (forall N r n o,
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  mean_rgx N r (from_all N r) n o
    = INR n / (2 * INR N * (INR n + 1)) *
        (over_positives N r (fun y => (positives N r + INR N / INR n) *
           (o y + 1 - INR N * (INR n + 1) / (INR N + positives N r * INR n)) ^ 2)
         + over_others N r (fun y => positives N r * (o y + 1) ^ 2)
         - INR N / (INR n * (INR n + 1)) *
             (over_positives N r (fun y => o y ^ 2)
              + 2 * INR n / INR N * sum N o * over_positives N r o
              + positives N r * INR n / INR N * sum N (fun y => o y ^ 2)
              + positives N r * (INR n * INR n) / INR N ^ 2 * sum N o ^ 2))
      + positives N r * (1 - INR N * (INR n + 1) / (2 * (INR N + positives N r * INR n)))).
Proof.
  intros F. destruct one_of_two as [L P].
  specialize (F 2%nat (one_hot 0) 1%nat (fun _ => 1) L fewer_than_two (le_n 1)).
  rewrite sampled_rgx_from_all in F by (exact L || exact fewer_than_two || exact (le_n 1)).
  unfold over_positives, over_others in F. rewrite P in F. unfold one_hot in F. simpl in F. lra.
Qed.

(** What Eq. 18 takes the interaction times: the weights, which it stands under the sum with, or I, once a context. *)
Definition to_the_letter (N : nat) (r : nat -> R) (n : nat) : R := sum N (eq19_weight N r n).
Definition once_a_context (N : nat) (r : nat -> R) (n : nat) : R := positives N r.

(** Claim: rg.eq18.rgx
    Role: refutes
    Place: RG, s. 4.1, Eq. 18-19
    Says: the mean of sampled RGx, summed over the positives, is not Eq. 18's sum of squares less its interaction,
      whatever the positive factor and the constant, with the interaction under the sum or once a context, and with
      draws from all items or from the negatives.
    Gap: real numbers.
    Mutant: `exists a c, 0 < a /\ forall o, mean` becomes `forall o, exists a c, 0 < a /\ mean`; refuted by the theorem
      one_score_vector_tells_nothing_of_rgx
*)
Theorem sampled_rgx_is_not_eq18 : forall pool times, pool = from_all \/ pool = from_negatives ->
  times = to_the_letter \/ times = once_a_context ->
  ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  exists a c, 0 < a /\ forall o, mean_rgx N r (pool N r) n o
    = a * (sum N (fun y => eq19_weight N r n y * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
           - times N r n * ((INR n + 1) / INR N ^ 2 * sum N o ^ 2)) + c).
Proof.
  intros pool times Hp Ht F. destruct one_of_three as [L P].
  destruct (F 3%nat (one_hot 0) 1%nat L ltac:(rewrite P; simpl; lra) (le_n 1)) as [a [c [Ha E]]].
  assert (Hq : sum 3 (pool 3%nat (one_hot 0)) = 1)
    by (destruct Hp as [->| ->]; [apply from_all_sum; lia|apply from_negatives_sum; rewrite P; simpl; lra]).
  set (q := pool 3%nat (one_hot 0)) in *. clearbody q.
  assert (T : 0 < times 3%nat (one_hot 0) 1%nat).
  { destruct Ht as [->| ->]; unfold to_the_letter, once_a_context, eq19_weight; rewrite P; [|lra].
    unfold one_hot. simpl. lra. }
  set (t := times 3%nat (one_hot 0) 1%nat) in *. clearbody t.
  assert (M : forall u v, mean_rgx 3 (one_hot 0) q 1 (fun j => u * one_hot 1 j + v * one_hot 2 j)
    = a * (1 / 3 * 12 + 2 / 3 * (u + 1) ^ 2 + 2 / 3 * (v + 1) ^ 2 - t * (2 / 9 * (u + v) ^ 2)) + c).
  { intros u v. rewrite E. unfold eq19_weight. rewrite P. unfold one_hot. simpl. field. }
  assert (D : forall u v, mean_rgx 3 (one_hot 0) q 1 (fun j => u * one_hot 1 j + v * one_hot 2 j)
    = / 4 * (1 + q 0%nat + q 1%nat * (u + 1) ^ 2 + q 2%nat * (v + 1) ^ 2)
      - / 8 * (q 1%nat * u ^ 2 + q 2%nat * v ^ 2)).
  { intros u v. rewrite mean_rgx_rg2, mean_rg2_items by exact Hq. unfold over_positives. rewrite P.
    unfold one_hot. simpl. field. }
  pose proof (M 1 1) as M1. pose proof (M 1 0) as M2. pose proof (M 0 1) as M3. pose proof (M 0 0) as M4.
  rewrite D in M1, M2, M3, M4. assert (a * t = 0) by lra. nra.
Qed.

(** Claim: none
    Says: at a single vector of scores any two values are a positive factor and a constant apart.
*)
Theorem one_score_vector_tells_nothing_of_rgx : ~ (forall pool times, pool = from_all \/ pool = from_negatives ->
  times = to_the_letter \/ times = once_a_context ->
  ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  forall o, exists a c, 0 < a /\ mean_rgx N r (pool N r) n o
    = a * (sum N (fun y => eq19_weight N r n y * (o y + 1 - r y * (INR N / positives N r)) ^ 2)
           - times N r n * ((INR n + 1) / INR N ^ 2 * sum N o ^ 2)) + c)).
Proof.
  intros F. apply (F from_negatives once_a_context (or_intror eq_refl) (or_intror eq_refl)). intros N r n _ _ _ o.
  exists 1. eexists (_ - _). split; [lra|]. rewrite Rmult_1_l. symmetry. apply Rplus_minus.
Qed.
