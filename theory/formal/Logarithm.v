(** Inequalities of the natural logarithm. *)

From Coq Require Import Reals Lra.
Open Scope R_scope.

Lemma ln_pos x : 1 < x -> 0 < ln x.
Proof. intros H. rewrite <- ln_1. apply ln_increasing; lra. Qed.

Lemma ln_le x y : 0 < x -> x <= y -> ln x <= ln y.
Proof. intros Hx [L| ->]; [apply Rlt_le, ln_increasing; assumption|apply Rle_refl]. Qed.

Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof. intros H. pose proof (exp_ineq1_le (ln x)) as L. rewrite exp_ln in L by exact H. lra. Qed.

Lemma ln_below_strictly x : 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros H N. assert (E : ln x <> 0) by (intros E; apply N, ln_inv; [exact H|lra|rewrite ln_1; exact E]).
  pose proof (exp_ineq1 (ln x) E) as L. rewrite exp_ln in L by exact H. lra.
Qed.
