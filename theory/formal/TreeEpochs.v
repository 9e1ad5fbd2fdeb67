(** An epoch of hierarchical softmax, the depths of its trees, and perfect trees and chains. *)

From Coq Require Import Arith Lia List.
From softproof Require Import Operations Epochs EpochOrders.
Import ListNotations.

(** A full binary tree whose leaves are the items. *)
Inductive item_tree : Type := item | decision (left right : item_tree).

(** The numbers of decisions on the ways to the items, from left to right. *)
Fixpoint depths (t : item_tree) : list nat :=
  match t with item => [0] | decision l r => map S (depths l ++ depths r) end.

(** The number C of items. *)
Definition items (t : item_tree) : nat := length (depths t).

(** No way is longer than another by more than 1. *)
Definition balanced (t : item_tree) : Prop := forall n m, In n (depths t) -> In m (depths t) -> n <= S m.

(** One step is one on the decisions on the way, with the sigmoid of each score: an exponential, a sum, a quotient. *)
Definition path_step (depth d : nat) : nat := step depth d + 3 * depth.

(** An epoch with d factors, of one step for each pair; `pairs` are the positive items. *)
Definition tree_epoch (a : item_tree * nat * list nat) : nat :=
  let '(t, d, pairs) := a in list_sum (map (fun y => path_step (nth y (depths t) 0) d) pairs).

(** Two items at least, a factor and a pair. *)
Definition tree_sizes (t : item_tree) (d : nat) (pairs : list nat) : Prop :=
  2 <= items t /\ 1 <= d /\ 1 <= length pairs /\ Forall (fun y => y < items t) pairs.

(** Each item is the positive one of as many pairs as any other. *)
Definition equally_frequent (t : item_tree) (pairs : list nat) : Prop :=
  forall y z, y < items t -> z < items t -> count_occ Nat.eq_dec pairs y = count_occ Nat.eq_dec pairs z.

Lemma items_decision l r : items (decision l r) = items l + items r.
Proof. unfold items. simpl. rewrite map_length, app_length. reflexivity. Qed.

Lemma in_decision n l r : In n (depths (decision l r)) -> exists m, n = S m /\ (In m (depths l) \/ In m (depths r)).
Proof. simpl. rewrite in_map_iff. intros [m [E I]]. exists m. apply in_app_or in I. auto. Qed.

Lemma in_children m l r : In m (depths l) \/ In m (depths r) -> In (S m) (depths (decision l r)).
Proof. intros I. simpl. apply in_map, in_or_app, I. Qed.

Lemma a_depth t : exists n, In n (depths t).
Proof. induction t as [|l [n Hn] r _]; [exists 0; left; reflexivity|]. exists (S n). apply in_children. auto. Qed.

Lemma depth_below_items t : forall n, In n (depths t) -> n < items t.
Proof.
  induction t as [|l IHl r IHr]; intros n I; [destruct I as [<-|[]]; unfold items; simpl; lia|].
  destruct (in_decision _ _ _ I) as (m & -> & [H|H]); rewrite items_decision.
  - specialize (IHl _ H). destruct (a_depth r) as [x Hx]. specialize (IHr x Hx). lia.
  - specialize (IHr _ H). destruct (a_depth l) as [x Hx]. specialize (IHl x Hx). lia.
Qed.

Lemma deep_trees t : forall m, (forall n, In n (depths t) -> m <= n) -> 2 ^ m <= items t.
Proof.
  induction t as [|l IHl r IHr]; intros m H.
  { specialize (H 0 (or_introl eq_refl)). replace m with 0 by lia. reflexivity. }
  rewrite items_decision.
  destruct m as [|m]; [destruct (a_depth l) as [n I]; apply depth_below_items in I; simpl; lia|].
  assert (2 ^ m <= items l) by (apply IHl; intros n I; specialize (H (S n) (in_children _ _ _ (or_introl I))); lia).
  assert (2 ^ m <= items r) by (apply IHr; intros n I; specialize (H (S n) (in_children _ _ _ (or_intror I))); lia).
  simpl. lia.
Qed.

Lemma flat_trees t : forall m, (forall n, In n (depths t) -> n <= m) -> items t <= 2 ^ m.
Proof.
  induction t as [|l IHl r IHr]; intros m H; [unfold items; simpl; pose proof (Nat.pow_nonzero 2 m); lia|].
  rewrite items_decision. destruct m as [|m].
  - destruct (a_depth l) as [n I]. specialize (H (S n) (in_children _ _ _ (or_introl I))). lia.
  - assert (items l <= 2 ^ m) by (apply IHl; intros n I; specialize (H (S n) (in_children _ _ _ (or_introl I))); lia).
    assert (items r <= 2 ^ m) by (apply IHr; intros n I; specialize (H (S n) (in_children _ _ _ (or_intror I))); lia).
    simpl. lia.
Qed.

Lemma balanced_depth t n : balanced t -> 2 <= items t -> In n (depths t) ->
  n <= 2 * Nat.log2_up (items t) /\ Nat.log2_up (items t) <= 2 * n.
Proof.
  intros B H2 I.
  assert (L : 2 ^ (n - 1) <= items t) by (apply deep_trees; intros m Im; specialize (B n m I Im); lia).
  assert (U : items t <= 2 ^ S n) by (apply flat_trees; intros m Im; apply (B m n Im I)).
  apply Nat.log2_up_le_mono in U. apply Nat.log2_up_le_mono in L. rewrite Nat.log2_up_pow2 in U, L by lia.
  assert (n <> 0); [|pose proof (Nat.log2_up_pos (items t)); lia]. intros ->.
  destruct t as [|l r]; [unfold items in H2; simpl in H2; lia|].
  apply in_decision in I. destruct I as (m & E & _). discriminate.
Qed.

Lemma path_step_bounds n d : 1 <= d -> n * d <= path_step n d <= 9 * (n * d) + d.
Proof. intros Hd. unfold path_step, step, update, product. destruct d as [|d]; [lia|]. lia. Qed.

Lemma tree_epoch_between t d pairs low high : Forall (fun y => y < items t) pairs ->
  (forall n, In n (depths t) -> low <= path_step n d <= high) ->
  length pairs * low <= tree_epoch (t, d, pairs) <= length pairs * high.
Proof.
  intros HF H. unfold tree_epoch. rewrite Forall_forall in HF.
  split; [apply epoch_at_least|apply epoch_at_most]; apply Forall_forall; intros y Iy;
    apply (H (nth y (depths t) 0)), nth_In, HF, Iy.
Qed.

(** A tree of which all ways take m decisions. *)
Fixpoint perfect (m : nat) : item_tree := match m with 0 => item | S k => decision (perfect k) (perfect k) end.

Lemma perfect_depths m : forall n, In n (depths (perfect m)) -> n = m.
Proof.
  induction m as [|m IH]; intros n I; [destruct I as [<-|[]]; reflexivity|].
  apply in_decision in I. destruct I as (k & -> & [I|I]); rewrite (IH _ I); reflexivity.
Qed.

Lemma perfect_items m : items (perfect m) = 2 ^ m.
Proof. induction m as [|m IH]; [reflexivity|]. simpl perfect. rewrite items_decision, IH. simpl. lia. Qed.

Lemma perfect_balanced m : balanced (perfect m).
Proof. intros n k In Ik. apply perfect_depths in In, Ik. lia. Qed.

Lemma power_above c : exists j, c * j + c < 2 ^ j.
Proof.
  exists (2 * (2 * c + 1)). set (i := 2 * c + 1). pose proof (Nat.pow_gt_lin_r 2 i ltac:(lia)) as H.
  replace (2 * i) with (i + i) by lia. rewrite Nat.pow_add_r.
  assert (S i * S i <= 2 ^ i * 2 ^ i) by (apply Nat.mul_le_mono; exact H). unfold i in *. nia.
Qed.

Lemma perfect_sizes m d : 1 <= m -> 1 <= d -> tree_sizes (perfect m) d [0].
Proof.
  intros Hm Hd. pose proof (Nat.pow_le_mono_r 2 1 m ltac:(lia) Hm) as H2. simpl in H2.
  unfold tree_sizes. rewrite perfect_items. split; [exact H2|]. split; [exact Hd|]. split; [simpl; lia|].
  constructor; [lia|constructor].
Qed.

Lemma perfect_epoch m d : 1 <= m -> 1 <= d -> m * d <= tree_epoch (perfect m, d, [0]) <= 10 * (m * d).
Proof.
  intros Hm Hd. destruct (perfect_sizes m d Hm Hd) as (_ & _ & _ & HF).
  pose proof (tree_epoch_between (perfect m) d [0] (m * d) (10 * (m * d)) HF) as H. simpl length in H.
  assert (m * d <= tree_epoch (perfect m, d, [0]) <= 10 * (m * d)); [|assumption].
  rewrite !Nat.mul_1_l in H. apply H. intros n I. apply perfect_depths in I. subst n.
  pose proof (path_step_bounds m d Hd). nia.
Qed.

(** A chain: one item hangs at each decision. *)
Fixpoint chain (m : nat) : item_tree := match m with 0 => item | S k => decision item (chain k) end.

Lemma chain_items m : items (chain m) = S m.
Proof. induction m as [|m IH]; [reflexivity|]. simpl chain. rewrite items_decision, IH. reflexivity. Qed.

Lemma sum_of_successors l : list_sum (map S l) = length l + list_sum l.
Proof. induction l as [|x l IH]; simpl; lia. Qed.

Lemma chain_depths m : m * S m <= 2 * list_sum (depths (chain m)).
Proof.
  induction m as [|m IH]; [simpl; lia|]. pose proof (chain_items m) as E. unfold items in E.
  cbn [chain depths app]. rewrite sum_of_successors. simpl. lia.
Qed.

Lemma all_of_a_list l : map (fun y => nth y l 0) (seq 0 (length l)) = l.
Proof.
  induction l as [|x l IH]; [reflexivity|]. simpl. f_equal. rewrite <- seq_shift, map_map. exact IH.
Qed.

Lemma each_item_once t d : 1 <= d -> list_sum (depths t) * d <= tree_epoch (t, d, seq 0 (items t)).
Proof.
  intros Hd. unfold tree_epoch, items.
  rewrite <- (map_map (fun y => nth y (depths t) 0) (fun n => path_step n d)), all_of_a_list.
  induction (depths t) as [|n l IH]; [reflexivity|]. simpl. pose proof (path_step_bounds n d Hd). lia.
Qed.

Lemma all_items_once t : equally_frequent t (seq 0 (items t)).
Proof.
  intros y z Hy Hz. rewrite !(proj1 (NoDup_count_occ' Nat.eq_dec _) (seq_NoDup _ _)); [reflexivity| |];
    apply in_seq; lia.
Qed.
