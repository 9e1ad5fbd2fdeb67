(** Which order is best for the expected DCG where grades have no bound: RG, Eq. 24 and 25.

    One context. Its relevances have outcomes d = 0, 1, 2, ... of chances P d; r d y is the relevance of item y then. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Rearrangement Eq25.
Open Scope R_scope.

Lemma series_plus a b l m : infinite_sum a l -> infinite_sum b m -> infinite_sum (fun d => a d + b d) (l + m).
Proof.
  intros A B. pose proof (CV_plus _ _ _ _ A B) as C. intros eps He. destruct (C eps He) as [n Hn]. exists n.
  intros k Hk. rewrite plus_sum. exact (Hn k Hk).
Qed.

Lemma series_scal a l c : infinite_sum a l -> infinite_sum (fun d => a d * c) (c * l).
Proof.
  intros A. assert (K : Un_cv (fun _ => c) c).
  { intros eps He. exists 0%nat. intros n _. unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; [exact He|reflexivity]. }
  pose proof (CV_mult _ _ _ _ K A) as C. intros eps He. destruct (C eps He) as [n Hn]. exists n. intros k Hk.
  rewrite <- scal_sum. exact (Hn k Hk).
Qed.

Lemma series_ext a b l : (forall d, a d = b d) -> infinite_sum a l -> infinite_sum b l.
Proof.
  intros E A eps He. destruct (A eps He) as [n Hn]. exists n. intros k Hk.
  rewrite <- (sum_eq a b k) by (intros; apply E). exact (Hn k Hk).
Qed.

(** The expectation of a sum over the items. *)
Lemma series_of_items N a l : (forall y, (y < N)%nat -> infinite_sum (fun d => a d y) (l y)) ->
  infinite_sum (fun d => sum N (a d)) (sum N l).
Proof.
  induction N as [|N IH]; intros H; simpl.
  - intros eps He. exists 0%nat. intros n _. rewrite sum_eq_R0 by reflexivity.
    unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; [exact He|reflexivity].
  - apply series_plus; [apply IH; intros y Hy; apply H; lia|apply H; lia].
Qed.

Lemma expected_dcg_as_series N P r gain pi :
  (forall y, (y < N)%nat -> infinite_sum (fun d => P d * (2 ^ r d y - 1)) (gain y)) ->
  infinite_sum (fun d => P d * dcg N (r d) pi) (sum N (fun y => discount (pi y) * gain y)).
Proof.
  intros G. apply (series_ext (fun d => sum N (fun y => P d * (2 ^ r d y - 1) * discount (pi y)))).
  - intros d. unfold dcg. rewrite <- sum_scal. apply sum_ext. intros; ring.
  - apply series_of_items. intros y Hy. apply series_scal, G, Hy.
Qed.

(** Claim: rg.eq25.graded.repair
    Role: establishes
    Place: RG, Eq. 25, for graded relevances
    Says: A ranking that sorts the expected gains of the items, E[2^r - 1], whatever it does with ties, has at least the
      expected DCG of any other ranking, for every number of items and every law of the relevances 0, 1, 2, ..., bounded
      or not, under which the gains have an expectation.
    Gap: Real numbers, one context, natural logarithm in the discount. An expectation is a convergent series over the
      outcomes, at most countably many, as tuples of whole numbers are.
    Mutant: `2 ^ r d y - 1` becomes `INR (r d y)`; refuted by the theorem sorting_grades_of_any_law_is_not_best
    Mutant: `sorts N gain best` becomes `sorts N (fun y => - gain y) best`; refuted by the theorem
      the_worst_first_is_not_best_for_any_law
    Mutant: `ranking N pi -> ` becomes ``; refuted by the theorem ranks_of_their_own_are_needed_for_any_law
*)
Theorem sorting_gains_of_any_law_is_best : forall N P r gain pi best, (forall d, 0 <= P d) -> infinite_sum P 1 ->
  (forall y, (y < N)%nat -> infinite_sum (fun d => P d * (2 ^ r d y - 1)) (gain y)) ->
  ranking N pi -> ranking N best -> sorts N gain best ->
  exists x x', infinite_sum (fun d => P d * dcg N (r d) pi) x /\ infinite_sum (fun d => P d * dcg N (r d) best) x' /\
    x <= x'.
Proof.
  intros N P r gain pi best _ _ G Hp Hb Hs. exists (sum N (fun y => discount (pi y) * gain y)).
  exists (sum N (fun y => discount (best y) * gain y)).
  split; [apply expected_dcg_as_series, G|split; [apply expected_dcg_as_series, G|]].
  apply rearrangement; try assumption. apply discount_falls.
Qed.

(** ** A law of finitely many outcomes *)

Definition cut (M : nat) (P : nat -> R) (d : nat) : R := if Nat.ltb d M then P d else 0.

Lemma finite_series M P (h : nat -> R) : infinite_sum (fun d => cut M P d * h d) (mean M P h).
Proof.
  assert (F : forall n, sum_f_R0 (fun d => cut M P d * h d) n = sum (S n) (fun d => cut M P d * h d)).
  { induction n as [|n IH]; simpl; [ring|]. rewrite IH. reflexivity. }
  assert (G : forall n, sum (M + n) (fun d => cut M P d * h d) = mean M P h).
  { induction n as [|n IH].
    - rewrite Nat.add_0_r. apply sum_ext. intros d Hd. unfold cut. rewrite (proj2 (Nat.ltb_lt d M) Hd). reflexivity.
    - rewrite Nat.add_succ_r. simpl. rewrite IH. unfold cut. rewrite (proj2 (Nat.ltb_ge (M + n) M)) by lia. ring. }
  intros eps He. exists M. intros n Hn. rewrite F. replace (S n) with (M + (S n - M))%nat by lia. rewrite G.
  unfold R_dist. rewrite Rminus_diag_eq, Rabs_R0; [exact He|reflexivity].
Qed.

Lemma cut_law M P : simplex M P -> (forall d, 0 <= cut M P d) /\ infinite_sum (cut M P) 1.
Proof.
  intros [HP H1]. split.
  - intros d. unfold cut. destruct (Nat.ltb_spec d M) as [L|L]; [exact (HP d L)|lra].
  - assert (E : mean M P (fun _ => 1) = 1) by (transitivity (sum M P); [apply sum_ext; intros; ring|exact H1]).
    pose proof (finite_series M P (fun _ => 1)) as F. rewrite E in F.
    apply (series_ext _ _ _ (fun d => Rmult_1_r (cut M P d)) F).
Qed.

(** Claim: none
    Says: Sorting by E[r] is not best.
*)
Theorem sorting_grades_of_any_law_is_not_best : ~ (
  forall N P r gain pi best, (forall d, 0 <= P d) -> infinite_sum P 1 ->
  (forall y, (y < N)%nat -> infinite_sum (fun d => P d * (INR (r d y))) (gain y)) ->
  ranking N pi -> ranking N best -> sorts N gain best ->
  exists x x', infinite_sum (fun d => P d * dcg N (r d) pi) x /\ infinite_sum (fun d => P d * dcg N (r d) best) x' /\
    x <= x').
Proof.
  intros H. apply sorting_grades_is_not_best. intros N M P r pi best HP Hp Hb Hs. destruct (cut_law M P HP) as [A B].
  destruct (H N (cut M P) r (f_B M P r) pi best A B ltac:(intros; apply finite_series) Hp Hb Hs)
    as (x & x' & X & X' & L).
  rewrite (uniqueness_sum _ _ _ X (finite_series M P _)), (uniqueness_sum _ _ _ X' (finite_series M P _)) in L. exact L.
Qed.

(** Claim: none
    Says: Sorting by the negative expected gain is not best.
*)
Theorem the_worst_first_is_not_best_for_any_law : ~ (
  forall N P r gain pi best, (forall d, 0 <= P d) -> infinite_sum P 1 ->
  (forall y, (y < N)%nat -> infinite_sum (fun d => P d * (2 ^ r d y - 1)) (gain y)) ->
  ranking N pi -> ranking N best -> sorts N (fun y => - gain y) best ->
  exists x x', infinite_sum (fun d => P d * dcg N (r d) pi) x /\ infinite_sum (fun d => P d * dcg N (r d) best) x' /\
    x <= x').
Proof.
  intros H. apply the_worst_first_is_not_best. intros N M P r pi best HP Hp Hb Hs. destruct (cut_law M P HP) as [A B].
  destruct (H N (cut M P) r (expected_gain M P r) pi best A B ltac:(intros; apply finite_series) Hp Hb Hs)
    as (x & x' & X & X' & L).
  rewrite (uniqueness_sum _ _ _ X (finite_series M P _)), (uniqueness_sum _ _ _ X' (finite_series M P _)) in L. exact L.
Qed.

(** Claim: none
    Says: Two items cannot share the first rank.
*)
Theorem ranks_of_their_own_are_needed_for_any_law : ~ (
  forall N P r gain pi best, (forall d, 0 <= P d) -> infinite_sum P 1 ->
  (forall y, (y < N)%nat -> infinite_sum (fun d => P d * (2 ^ r d y - 1)) (gain y)) ->
  ranking N best -> sorts N gain best ->
  exists x x', infinite_sum (fun d => P d * dcg N (r d) pi) x /\ infinite_sum (fun d => P d * dcg N (r d) best) x' /\
    x <= x').
Proof.
  intros H. apply ranks_of_their_own_are_needed. intros N M P r pi best HP Hb Hs. destruct (cut_law M P HP) as [A B].
  destruct (H N (cut M P) r (expected_gain M P r) pi best A B ltac:(intros; apply finite_series) Hb Hs)
    as (x & x' & X & X' & L).
  rewrite (uniqueness_sum _ _ _ X (finite_series M P _)), (uniqueness_sum _ _ _ X' (finite_series M P _)) in L. exact L.
Qed.
