(** The rearrangement inequality, and why sorting is best for the expected DCG: RG, Eq. 24 and 25. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank.
Open Scope R_scope.

(** A falling weight is its last value plus its steps down from each rank to the next. *)
Lemma weight_by_steps N c k :
  (1 <= k <= N)%nat -> c k = c N + sum N (fun j => (c j - c (S j)) * top j k).
Proof.
  intros [Hk HN]. induction HN as [|N HN IH].
  - rewrite sum_eq_0; [lra|]. intros j Hj. rewrite top_out by lia. lra.
  - simpl sum. rewrite top_in by lia. lra.
Qed.

(** Of the items at the first j ranks, sorted ones have the greatest sum. *)
Lemma top_of_sorted N g pi best j :
  ranking N pi -> ranking N best -> sorts N g best -> (1 <= j <= N)%nat ->
  sum N (fun y => g y * top j (pi y)) <= sum N (fun y => g y * top j (best y)).
Proof.
  intros Hp Hb Hs Hj. destruct (rank_is_taken N best j Hb Hj) as [last [Hl El]].
  assert (L : sum N (fun y => (g y - g last) * top j (pi y)) <= sum N (fun y => (g y - g last) * top j (best y))).
  { apply sum_le. intros y Hy. unfold top at 1.
    destruct (Nat.leb_spec (best y) j) as [In|Out].
    - rewrite (top_in _ _ In).
      assert (g last <= g y) by (apply Rnot_lt_le; intros C; specialize (Hs last y Hl Hy C); lia).
      destruct (Nat.leb (pi y) j); lra.
    - rewrite (top_out _ _ Out).
      assert (g y <= g last) by (apply Rnot_lt_le; intros C; specialize (Hs y last Hy Hl C); lia).
      destruct (Nat.leb (pi y) j); lra. }
  assert (E : forall rho, ranking N rho ->
    sum N (fun y => (g y - g last) * top j (rho y)) = sum N (fun y => g y * top j (rho y)) - g last * INR j).
  { intros rho Hr. rewrite <- (count_top N rho j Hr) by lia.
    rewrite <- sum_scal, <- sum_minus. apply sum_ext. intros y _. ring. }
  rewrite !E in L by assumption. lra.
Qed.

(** A falling weight of the ranks gives most to a sorted list. *)
Lemma rearrangement N c g pi best :
  (forall j k, (1 <= j <= k)%nat -> c k <= c j) ->
  ranking N pi -> ranking N best -> sorts N g best ->
  sum N (fun y => c (pi y) * g y) <= sum N (fun y => c (best y) * g y).
Proof.
  intros Hc Hp Hb Hs.
  assert (E : forall rho, ranking N rho -> sum N (fun y => c (rho y) * g y)
    = c N * sum N g + sum N (fun j => (c j - c (S j)) * sum N (fun y => g y * top j (rho y)))).
  { intros rho [Hr _].
    rewrite <- sum_scal. rewrite (sum_ext N (fun j => _ * sum N _) (fun j => sum N (fun y =>
      (c j - c (S j)) * (g y * top j (rho y))))) by (intros; symmetry; apply sum_scal).
    rewrite sum_exchange, <- sum_plus. apply sum_ext. intros y Hy.
    rewrite (weight_by_steps N c (rho y) (Hr y Hy)) at 1.
    rewrite Rmult_plus_distr_r. f_equal. rewrite <- sum_scal_r. apply sum_ext. intros j _. ring. }
  rewrite !E by assumption. apply Rplus_le_compat_l, sum_le. intros j Hj.
  destruct j as [|j].
  - assert (Z : forall rho, ranking N rho -> sum N (fun y => g y * top 0 (rho y)) = 0).
    { intros rho [Hr _]. apply sum_eq_0. intros y Hy. rewrite top_out; [lra|]. specialize (Hr y Hy). lia. }
    rewrite !Z by assumption. lra.
  - apply Rmult_le_compat_l; [|apply top_of_sorted; try assumption; lia].
    specialize (Hc (S j) (S (S j)) ltac:(lia)). lra.
Qed.
