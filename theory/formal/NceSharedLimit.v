(** What noise-contrastive estimation learns in the limit of many draws if contexts share one normaliser. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Draws Nce NceMisspecified NceShared NceSharedOdds NceSharedRisk.
Open Scope R_scope.

Lemma softmax_part n p o : proposal n p -> risk n softmax_loss p o = ln (partition n o) + - sum n (fun i => p i * o i).
Proof.
  intros P. unfold risk. rewrite (sum_ext n _ (fun i => p i * ln (partition n o) - p i * o i)).
  - rewrite sum_minus, sum_scal_r, (proj2 P). ring.
  - intros i Hi. rewrite softmax_loss_partition by lia. ring.
Qed.

(** Claim: sf.nce.js.shared.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: Two contexts of equal weight share a normaliser c; the reference class has the chances r and r'. As k grows
      its odds e^-c tend to m = (r + r')/2, and its learned chance in the first context is too large by
      (m - r)(1 - r)/(1 - r + m) in the limit, whatever Q > 0; there are such minimisers at every k. For any contexts,
      weights and scores the limit of NCE's risk, least over c, and less what does not depend on the scores, is that of
      softmax plus log E Z_x - E log Z_x, which is not negative, and 0 only where all Z_x are equal.
    Gap: Real numbers; positive chances in data and noise, and contexts of positive weight. The reference class is 0.
      The limit is that of the infimum over c.
    Mutant: `(r + p' 0%nat) / 2` becomes `sqrt (r * p' 0%nat)`; refuted by the theorem not_the_geometric_mean
    Mutant: `(m - r) * (1 - r) / (1 - r + m)` becomes `m - r`; refuted by the theorem the_odds_are_no_chance
    Mutant: `((m - r) *` becomes `((r - m) *`; refuted by the theorem not_too_small
    Mutant: `(o x)) + excess)` becomes `(o x)))`; refuted by the theorem not_softmax_alone
*)
Theorem shared_normaliser_in_the_limit :
  (forall n p q p' q', proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
    (forall k, (0 < k)%nat -> exists t t', shared_minimiser n k p q p' q' t t') /\
    forall t t', (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
    let r := p 0%nat in let m := (r + p' 0%nat) / 2 in
    Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) ((m - r) * (1 - r) / (1 - r + m))) /\
  (forall M n w p q o, simplex M w -> all_positive M w ->
    (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
    let Z x := partition n (o x) in
    let excess := ln (mean M w Z) - mean M w (fun x => ln (Z x)) in
    infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
      (mean M w (fun x => risk n softmax_loss (p x) (o x)) + excess) /\
    0 <= excess /\ (excess = 0 <-> forall x x', (x < M)%nat -> (x' < M)%nat -> Z x = Z x')).
Proof.
  split.
  - intros n p q p' q' P Q P' Q'. split; [|exact (fun t t' => shared_limits n p q p' q' t t' P Q P' Q')].
    intros k K. do 2 eexists. exact (there_is_a_minimiser n k p q p' q' K P Q P' Q').
  - intros M n w p q o S W H Z excess.
    assert (ZP : all_positive M Z) by (intros x Hx; apply partition_pos, (size_of_proposal n (p x)), H, Hx).
    assert (MP : 0 < sum M (fun x => w x * Z x)) by (apply mean_positive; assumption).
    split; [|split; [|split]].
    + replace (_ + excess) with (ln (mean M w Z) + mean M w (fun x => - sum n (fun i => p x i * o x i)));
        [exact (shared_infimum M n w p q o S W H)|].
      unfold excess. replace (mean M w (fun x => risk n softmax_loss (p x) (o x)))
        with (mean M w (fun x => ln (Z x) + - sum n (fun i => p x i * o x i))); [rewrite mean_plus; ring|].
      apply sum_ext. intros x Hx. rewrite softmax_part by apply H, Hx. reflexivity.
    + pose proof (log_of_a_mean M w Z S ZP MP). unfold excess, mean. lra.
    + intros E x x' Hx Hx'. unfold excess, mean in E.
      rewrite (log_of_a_mean_equal M w Z x S W ZP MP ltac:(lra) Hx).
      rewrite (log_of_a_mean_equal M w Z x' S W ZP MP ltac:(lra) Hx'). reflexivity.
    + intros E. assert (M0 : (0 < M)%nat) by (destruct S as [_ S]; destruct M; [simpl in S; lra|lia]).
      unfold excess. replace (mean M w Z) with (Z 0%nat).
      * replace (mean M w (fun x => ln (Z x))) with (ln (Z 0%nat)); [ring|].
        rewrite <- (mean_constant M w (ln (Z 0%nat)) S) at 1. apply sum_ext. intros x Hx.
        rewrite (E x 0%nat Hx M0). reflexivity.
      * rewrite <- (mean_constant M w (Z 0%nat) S) at 1. apply sum_ext. intros x Hx.
        rewrite (E x 0%nat Hx M0). reflexivity.
Qed.

(** The chances of the reference class are 1/4 and 3/4; the minimisers at every k. *)
Definition odds_of_the_two (p : nat -> R) (k : nat) : nat -> R :=
  with_odds (shared_odds k (1 / 4) (1 / 4) (3 / 4) (3 / 4)) p.

Lemma minimisers_of_the_two k : (0 < k)%nat ->
  shared_minimiser 2 k uneven uneven reversed reversed (odds_of_the_two uneven k) (odds_of_the_two reversed k).
Proof.
  intros K. exact (there_is_a_minimiser 2 k uneven uneven reversed reversed K uneven_proposal uneven_proposal
    reversed_proposal reversed_proposal).
Qed.

Lemma limits_of_the_two : Un_cv (fun k => odds_of_the_two uneven k 0%nat) (1 / 2) /\
  Un_cv (fun k => learned 2 (odds_of_the_two uneven k) 0 - 1 / 4) (3 / 20).
Proof.
  destruct (shared_limits 2 uneven uneven reversed reversed _ _ uneven_proposal uneven_proposal
    reversed_proposal reversed_proposal minimisers_of_the_two) as [A B].
  unfold uneven at 2 3 4 5 6 7, reversed in B. unfold uneven at 2, reversed in A. simpl in A, B. split.
  - replace (1 / 2) with ((1 / 4 + 3 / 4) / 2) by field. exact A.
  - match type of B with Un_cv _ ?x => replace (3 / 20) with x by field end. exact B.
Qed.

(** Claim: none
    Says: Of the chances 1/4 and 3/4 the odds tend to 1/2, and not to the geometric mean.
*)
Theorem not_the_geometric_mean : ~ (
  (forall n p q p' q', proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
    (forall k, (0 < k)%nat -> exists t t', shared_minimiser n k p q p' q' t t') /\
    forall t t', (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
    let r := p 0%nat in let m := sqrt (r * p' 0%nat) in
    Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) ((m - r) * (1 - r) / (1 - r + m))) /\
  (forall M n w p q o, simplex M w -> all_positive M w ->
    (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
    let Z x := partition n (o x) in
    let excess := ln (mean M w Z) - mean M w (fun x => ln (Z x)) in
    infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
      (mean M w (fun x => risk n softmax_loss (p x) (o x)) + excess) /\
    0 <= excess /\ (excess = 0 <-> forall x x', (x < M)%nat -> (x' < M)%nat -> Z x = Z x'))).
Proof.
  intros [H _]. destruct (H 2%nat uneven uneven reversed reversed uneven_proposal uneven_proposal reversed_proposal
    reversed_proposal) as [_ L]. destruct (L _ _ minimisers_of_the_two) as [A B]. clear L.
  destruct limits_of_the_two as [A' B'].
  pose proof (UL_sequence _ _ _ A A') as E. unfold uneven, reversed in E. simpl in E.
  pose proof (sqrt_sqrt (1 / 4 * (3 / 4)) ltac:(lra)) as S. rewrite E in S. lra.
Qed.

(** Claim: none
    Says: Of the chances 1/4 and 3/4 the first is too large by 3/20 in the limit, and not by 1/4.
*)
Theorem the_odds_are_no_chance : ~ (
  (forall n p q p' q', proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
    (forall k, (0 < k)%nat -> exists t t', shared_minimiser n k p q p' q' t t') /\
    forall t t', (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
    let r := p 0%nat in let m := (r + p' 0%nat) / 2 in
    Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) (m - r)) /\
  (forall M n w p q o, simplex M w -> all_positive M w ->
    (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
    let Z x := partition n (o x) in
    let excess := ln (mean M w Z) - mean M w (fun x => ln (Z x)) in
    infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
      (mean M w (fun x => risk n softmax_loss (p x) (o x)) + excess) /\
    0 <= excess /\ (excess = 0 <-> forall x x', (x < M)%nat -> (x' < M)%nat -> Z x = Z x'))).
Proof.
  intros [H _]. destruct (H 2%nat uneven uneven reversed reversed uneven_proposal uneven_proposal reversed_proposal
    reversed_proposal) as [_ L]. destruct (L _ _ minimisers_of_the_two) as [A B]. clear L.
  destruct limits_of_the_two as [A' B'].
  pose proof (UL_sequence _ _ _ B B') as E. unfold uneven, reversed in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: Of the chances 1/4 and 3/4 the first is too large by 3/20 in the limit, and not too small.
*)
Theorem not_too_small : ~ (
  (forall n p q p' q', proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
    (forall k, (0 < k)%nat -> exists t t', shared_minimiser n k p q p' q' t t') /\
    forall t t', (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
    let r := p 0%nat in let m := (r + p' 0%nat) / 2 in
    Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) ((r - m) * (1 - r) / (1 - r + m))) /\
  (forall M n w p q o, simplex M w -> all_positive M w ->
    (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
    let Z x := partition n (o x) in
    let excess := ln (mean M w Z) - mean M w (fun x => ln (Z x)) in
    infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
      (mean M w (fun x => risk n softmax_loss (p x) (o x)) + excess) /\
    0 <= excess /\ (excess = 0 <-> forall x x', (x < M)%nat -> (x' < M)%nat -> Z x = Z x'))).
Proof.
  intros [H _]. destruct (H 2%nat uneven uneven reversed reversed uneven_proposal uneven_proposal reversed_proposal
    reversed_proposal) as [_ L]. destruct (L _ _ minimisers_of_the_two) as [A B]. clear L.
  destruct limits_of_the_two as [A' B'].
  pose proof (UL_sequence _ _ _ B B') as E. unfold uneven, reversed in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: In two contexts of one class, where Z is 1 and 2, the limit is above the risk of softmax.
*)
Theorem not_softmax_alone : ~ (
  (forall n p q p' q', proposal n p -> proposal n q -> proposal n p' -> proposal n q' ->
    (forall k, (0 < k)%nat -> exists t t', shared_minimiser n k p q p' q' t t') /\
    forall t t', (forall k, (0 < k)%nat -> shared_minimiser n k p q p' q' (t k) (t' k)) ->
    let r := p 0%nat in let m := (r + p' 0%nat) / 2 in
    Un_cv (fun k => t k 0%nat) m /\ Un_cv (fun k => learned n (t k) 0 - r) ((m - r) * (1 - r) / (1 - r + m))) /\
  (forall M n w p q o, simplex M w -> all_positive M w ->
    (forall x, (x < M)%nat -> proposal n (p x) /\ proposal n (q x)) ->
    let Z x := partition n (o x) in
    let excess := ln (mean M w Z) - mean M w (fun x => ln (Z x)) in
    infimum_tends (fun k c => shared_risk M n w p q o k c - growth M n w p q k)
      (mean M w (fun x => risk n softmax_loss (p x) (o x))) /\
    0 <= excess /\ (excess = 0 <-> forall x x', (x < M)%nat -> (x' < M)%nat -> Z x = Z x'))).
Proof.
  intros [_ H]. destruct shared_normaliser_in_the_limit as [_ G].
  assert (O : proposal 1 (fun _ => 1)) by (split; [intros; lra|simpl; lra]).
  assert (S : simplex 2 half) by (split; [intros; unfold half; lra|unfold half; simpl; lra]).
  assert (W : all_positive 2 half) by (intros i _; unfold half; lra).
  set (o := fun x _ : nat => if Nat.eqb x 0 then 0 else ln 2).
  specialize (H 2%nat 1%nat half (fun _ _ => 1) (fun _ _ => 1) o S W (fun _ _ => conj O O)).
  specialize (G 2%nat 1%nat half (fun _ _ => 1) (fun _ _ => 1) o S W (fun _ _ => conj O O)). cbv zeta in G, H.
  destruct G as (A & _ & [B _]), H as (C & _). pose proof (infimum_unique _ _ _ A C) as E.
  specialize (B ltac:(lra) 0%nat 1%nat ltac:(lia) ltac:(lia)). unfold partition, o in B. simpl in B.
  rewrite exp_0, exp_ln in B; lra.
Qed.
