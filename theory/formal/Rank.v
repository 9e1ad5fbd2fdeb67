(** Rankings of N items, and DCG.

    Items are 0, ..., N - 1. Ranks are 1, ..., N, as in RG: the first item of a list has rank 1. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import Sums Logarithm.
Open Scope R_scope.

(** Each item has a rank of its own. *)
Definition ranking (N : nat) (pi : nat -> nat) : Prop :=
  (forall y, (y < N)%nat -> (1 <= pi y <= N)%nat) /\
  (forall y z, (y < N)%nat -> (z < N)%nat -> pi y = pi z -> y = z).

(** An item with a greater score comes first. Items with equal scores may stand in any order. *)
Definition sorts (N : nat) (score : nat -> R) (pi : nat -> nat) : Prop :=
  forall y z, (y < N)%nat -> (z < N)%nat -> score z < score y -> (pi y < pi z)%nat.

(** The weight of a rank, c_k of RG. *)
Definition discount (k : nat) : R := 1 / ln (1 + INR k).

(** RG, Eq. 1, with the relevance r y = 0, 1, 2, ... of each item. *)
Definition dcg (N : nat) (r : nat -> nat) (pi : nat -> nat) : R :=
  sum N (fun y => (2 ^ r y - 1) * discount (pi y)).

(** Only the first item is relevant, in each context. *)
Definition first_only (x y : nat) : nat := match y with O => 1 | S _ => 0 end.

(** I is the ideal DCG: that of some ranking, and of no ranking is it greater. *)
Definition ideal_dcg (N : nat) (r : nat -> nat) (I : R) : Prop :=
  (exists best, ranking N best /\ dcg N r best = I) /\ forall pi, ranking N pi -> dcg N r pi <= I.

Lemma rank_pos k : (1 <= k)%nat -> 1 <= INR k.
Proof. intros H. apply le_INR in H. exact H. Qed.

Lemma discount_pos k : (1 <= k)%nat -> 0 < discount k.
Proof.
  intros H. apply rank_pos in H. apply Rdiv_lt_0_compat; [lra|]. apply ln_pos. lra.
Qed.

Lemma discount_falls j k : (1 <= j <= k)%nat -> discount k <= discount j.
Proof.
  intros [Hj Hk]. apply rank_pos in Hj. apply le_INR in Hk. unfold discount, Rdiv.
  apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [apply ln_pos; lra|].
  destruct Hk as [L|E]; [|rewrite E; lra]. apply Rlt_le, ln_increasing; lra.
Qed.

Lemma discount_falls_strictly j k : (1 <= j < k)%nat -> discount k < discount j.
Proof.
  intros [Hj Hk]. apply rank_pos in Hj. apply lt_INR in Hk. unfold discount, Rdiv.
  apply Rmult_lt_compat_l; [lra|]. apply Rinv_lt_contravar; [|apply ln_increasing; lra].
  apply Rmult_lt_0_compat; apply ln_pos; lra.
Qed.

Lemma first_discounts : 0 < discount 3 < discount 2 /\ discount 2 < discount 1.
Proof. repeat split; [apply discount_pos|apply discount_falls_strictly..]; lia. Qed.

(** Every rank is taken once, so sums over items are sums over ranks. *)

Definition sum_list (l : list R) : R := fold_right Rplus 0 l.

Lemma sum_list_permutation l l' : Permutation l l' -> sum_list l = sum_list l'.
Proof. unfold sum_list. intros H. induction H; simpl; lra. Qed.

Lemma sum_of_list n f : sum n f = sum_list (map f (seq 0 n)).
Proof.
  assert (A : forall l x, sum_list (l ++ x :: nil) = sum_list l + x).
  { unfold sum_list. induction l as [|z l IH]; intros x; simpl; [lra|]. rewrite IH. lra. }
  induction n as [|n IH]; [reflexivity|].
  rewrite seq_S, map_app. simpl. rewrite A, IH. reflexivity.
Qed.

Lemma nodup_map (f : nat -> nat) l :
  (forall x y, In x l -> In y l -> f x = f y -> x = y) -> NoDup l -> NoDup (map f l).
Proof.
  intros Hf H. induction H as [|x l Hx Hl IH]; simpl; constructor.
  - intros Hin. apply in_map_iff in Hin. destruct Hin as [y [E Hy]].
    apply Hx. rewrite (Hf x y); simpl; auto.
  - apply IH. intros a b Ha Hb. apply Hf; simpl; auto.
Qed.

Lemma ranking_permutation N pi : ranking N pi -> Permutation (map pi (seq 0 N)) (seq 1 N).
Proof.
  intros [Hr Hi]. apply NoDup_Permutation_bis.
  - apply nodup_map; [|apply seq_NoDup]. intros x y Hx Hy. apply in_seq in Hx, Hy. apply Hi; lia.
  - rewrite map_length, !seq_length. lia.
  - intros k Hk. apply in_map_iff in Hk. destruct Hk as [y [<- Hy]].
    apply in_seq in Hy. apply in_seq. specialize (Hr y). lia.
Qed.

Lemma sum_ranks N pi h : ranking N pi -> sum N (fun y => h (pi y)) = sum N (fun i => h (i + 1)%nat).
Proof.
  intros H. apply ranking_permutation in H.
  rewrite (sum_ext N (fun i => h (i + 1)%nat) (fun i => h (S i))) by (intros; rewrite Nat.add_1_r; reflexivity).
  rewrite !sum_of_list, <- (map_map pi h), <- (map_map S h), seq_shift.
  apply sum_list_permutation, Permutation_map, H.
Qed.

Lemma rank_is_taken N pi k : ranking N pi -> (1 <= k <= N)%nat -> exists y, (y < N)%nat /\ pi y = k.
Proof.
  intros H Hk. apply ranking_permutation, Permutation_sym in H.
  assert (I : In k (map pi (seq 0 N))) by (apply (Permutation_in k H), in_seq; lia).
  apply in_map_iff in I. destruct I as [y [E Hy]]. apply in_seq in Hy. exists y. split; [lia|exact E].
Qed.

(** One if the rank k is among the first j. *)
Definition top (j k : nat) : R := if Nat.leb k j then 1 else 0.

Lemma top_in j k : (k <= j)%nat -> top j k = 1.
Proof. intros H. unfold top. apply Nat.leb_le in H. rewrite H. reflexivity. Qed.

Lemma top_out j k : (j < k)%nat -> top j k = 0.
Proof. intros H. unfold top. apply Nat.leb_gt in H. rewrite H. reflexivity. Qed.

Lemma sum_top n j : (j <= n)%nat -> sum n (fun i => top j (i + 1)) = INR j.
Proof.
  intros H. induction n as [|n IH]; simpl sum.
  - replace j with O by lia. reflexivity.
  - destruct (Nat.eq_dec j (S n)) as [->|Hne].
    + rewrite top_in by lia. rewrite (sum_ext n _ (fun _ => 1)); [|intros i Hi; apply top_in; lia].
      rewrite sum_const, S_INR. lra.
    + rewrite top_out, IH by lia. lra.
Qed.

(** There are j ranks among the first j. *)
Lemma count_top N pi j : ranking N pi -> (j <= N)%nat -> sum N (fun y => top j (pi y)) = INR j.
Proof. intros H Hj. rewrite (sum_ranks N pi (top j) H). apply sum_top, Hj. Qed.

(** Items by their numbers, in the opposite order, and the opposite of a ranking. *)

Lemma ranking_forward N : ranking N S.
Proof. split; intros; lia. Qed.

Lemma ranking_backward N : ranking N (fun y => (N - y)%nat).
Proof. split; intros; lia. Qed.

Lemma ranking_reversed N pi : ranking N pi -> ranking N (fun y => (N + 1 - pi y)%nat).
Proof.
  intros [Hr Hi]. split.
  - intros y Hy. specialize (Hr y Hy). lia.
  - intros y z Hy Hz E. pose proof (Hr y Hy). pose proof (Hr z Hz). apply Hi; try assumption. lia.
Qed.
