(** Merge sort, its comparisons counted, and sparsemax with it. *)

From Coq Require Import Reals Lia List Permutation.
From softproof Require Import MapCosts.
Import ListNotations.
Open Scope nat_scope.

(** Two lists of scores, largest first, merged by comparing their first ones; n is the number of scores. *)
Fixpoint merge (n : nat) (l r : list R) : counted (list R) :=
  match n, l, r with
  | S k, x :: l', y :: r' => bind (less x y) (fun b => if b : bool
      then bind (merge k l r') (fun s => free (y :: s)) else bind (merge k l' r) (fun s => free (x :: s)))
  | _, _, _ => free (l ++ r)
  end.

(** Halves sorted, by as many levels as allowed, and merged. *)
Fixpoint sort_halves (levels : nat) (l : list R) : counted (list R) :=
  match levels with
  | 0 => free l
  | S k => if length l <=? 1 then free l else
      bind (sort_halves k (firstn (length l / 2) l)) (fun a =>
      bind (sort_halves k (skipn (length l / 2) l)) (fun b => merge (length l) a b))
  end.

(** Merge sort: there are fewer levels than scores. *)
Definition merge_sort (l : list R) : counted (list R) := sort_halves (length l) l.

(** The scores less than 1 below the largest. *)
Definition candidates (z : list R) : list R := fst (select (less (fst (largest z) - 1)%R) z).

Lemma merge_permutes n : forall l r, Permutation (l ++ r) (fst (merge n l r)).
Proof.
  induction n as [|n IH]; intros l r; [apply Permutation_refl|].
  destruct l as [|x l]; [apply Permutation_refl|]. destruct r as [|y r]; [apply Permutation_refl|].
  cbn [merge]. rewrite bind_result. destruct (fst (less x y)); rewrite bind_result; cbn [free fst].
  - apply Permutation_sym, Permutation_cons_app, Permutation_sym, IH.
  - apply (perm_skip x), IH.
Qed.

Lemma merge_cost n : forall l r, snd (merge n l r) <= length l + length r.
Proof.
  induction n as [|n IH]; intros l r; [simpl; lia|]. destruct l as [|x l]; [simpl; lia|].
  destruct r as [|y r]; [simpl; lia|]. cbn [merge]. rewrite bind_cost. cbn [snd less op].
  destruct (fst (less x y)); rewrite bind_cost; cbn [snd free].
  - specialize (IH (x :: l) r). cbn [length] in *. lia.
  - specialize (IH l (y :: r)). cbn [length] in *. lia.
Qed.

Lemma sort_permutes levels : forall l, Permutation l (fst (sort_halves levels l)).
Proof.
  induction levels as [|k IH]; intros l; [apply Permutation_refl|]. cbn [sort_halves].
  destruct (length l <=? 1); [apply Permutation_refl|]. rewrite !bind_result.
  rewrite <- merge_permutes, <- (IH (firstn _ l)), <- (IH (skipn _ l)), firstn_skipn. apply Permutation_refl.
Qed.

Lemma half_logarithm m h : 2 <= m -> 1 <= h -> 2 * h <= m + 1 -> S (Nat.log2_up h) <= Nat.log2_up m.
Proof.
  intros Hm Hh H. pose proof (Nat.log2_up_pos m ltac:(lia)). pose proof (Nat.log2_up_spec m ltac:(lia)) as [_ U].
  destruct (Nat.log2_up m) as [|L]; [lia|]. apply le_n_S, Nat.log2_up_le_pow2; [lia|]. simpl in U. lia.
Qed.

Lemma sort_cost levels : forall l, snd (sort_halves levels l) <= length l * Nat.log2_up (length l).
Proof.
  induction levels as [|k IH]; intros l; [simpl; lia|]. cbn [sort_halves].
  destruct (Nat.leb_spec (length l) 1) as [H|H]; [simpl; lia|]. rewrite !bind_cost.
  set (h := length l / 2). assert (Hh : h * 2 <= length l < h * 2 + 2).
  { pose proof (Nat.div_mod (length l) 2). pose proof (Nat.mod_upper_bound (length l) 2). unfold h. lia. }
  pose proof (IH (firstn h l)) as A. pose proof (IH (skipn h l)) as B. rewrite firstn_length_le in A by lia.
  rewrite skipn_length in B.
  pose proof (merge_cost (length l) (fst (sort_halves k (firstn h l))) (fst (sort_halves k (skipn h l)))) as M.
  rewrite <- !(Permutation_length (sort_permutes k _)), firstn_length_le, skipn_length in M by lia.
  pose proof (half_logarithm (length l) h ltac:(lia) ltac:(lia) ltac:(lia)) as L.
  pose proof (half_logarithm (length l) (length l - h) ltac:(lia) ltac:(lia) ltac:(lia)) as L'.
  apply (Nat.mul_le_mono_l _ _ h) in L. apply (Nat.mul_le_mono_l _ _ (length l - h)) in L'.
  replace (length l * Nat.log2_up (length l))
    with (h * Nat.log2_up (length l) + (length l - h) * Nat.log2_up (length l))
    by (rewrite <- Nat.mul_add_distr_r; f_equal; lia).
  lia.
Qed.

Lemma threshold_cost l : forall total size last, snd (threshold_scan total size last l) <= 4 * length l.
Proof.
  induction l as [|v l IH]; intros total size last; [simpl; lia|]. cbn [threshold_scan].
  rewrite !bind_cost. cbn [snd fst op less length]. destruct (Rlt_dec _ v); [|simpl; lia].
  match goal with |- context [threshold_scan ?a ?b ?c l] => specialize (IH a b c) end. lia.
Qed.
