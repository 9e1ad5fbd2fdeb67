(** Scores can be sorted: some ranking puts the greater ones first. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Rank.
Open Scope R_scope.

(** By falling score, and of equal scores the smaller number first. *)
Definition before (f : nat -> R) (y z : nat) : Prop := f z < f y \/ (f z = f y /\ (y < z)%nat).

Definition before_bool (f : nat -> R) (y z : nat) : bool :=
  if Rlt_dec (f z) (f y) then true else if Req_EM_T (f z) (f y) then Nat.ltb y z else false.

Lemma before_spec f y z : before_bool f y z = true <-> before f y z.
Proof.
  unfold before_bool, before. destruct (Rlt_dec (f z) (f y)); [tauto|].
  destruct (Req_EM_T (f z) (f y)); [rewrite Nat.ltb_lt; tauto|]. split; [discriminate|tauto].
Qed.

Definition rank_of (N : nat) (f : nat -> R) (y : nat) : nat :=
  S (length (filter (fun x => before_bool f x y) (seq 0 N))).

Lemma rank_of_before N f y z : (y < N)%nat -> before f y z -> (rank_of N f y < rank_of N f z)%nat.
Proof.
  intros Hy B. unfold rank_of. apply -> Nat.succ_lt_mono.
  apply (NoDup_incl_length (l := y :: filter (fun x => before_bool f x y) (seq 0 N))).
  - constructor; [|apply NoDup_filter, seq_NoDup].
    rewrite filter_In, before_spec. intros [_ [C|[_ C]]]; [apply (Rlt_irrefl _ C)|lia].
  - intros x [<-|Hx]; apply filter_In; [split; [apply in_seq; lia|apply before_spec, B]|].
    apply filter_In in Hx. destruct Hx as [Hx C]. apply before_spec in C. split; [exact Hx|].
    apply before_spec. unfold before in *. destruct B as [B|[B B']]; destruct C as [C|[C C']].
    + left. lra.
    + left. lra.
    + left. lra.
    + right. split; [lra|lia].
Qed.

Lemma rank_of_bounds N f y : (y < N)%nat -> (1 <= rank_of N f y <= N)%nat.
Proof.
  intros Hy. split; [unfold rank_of; lia|]. unfold rank_of.
  rewrite <- (seq_length N 0) at 2.
  apply (NoDup_incl_length (l := y :: filter (fun x => before_bool f x y) (seq 0 N))).
  - constructor; [|apply NoDup_filter, seq_NoDup].
    rewrite filter_In, before_spec. intros [_ [C|[_ C]]]; [apply (Rlt_irrefl _ C)|lia].
  - intros x [<-|Hx]; [apply in_seq; lia|]. apply filter_In in Hx. apply Hx.
Qed.

Lemma before_total f y z : y <> z -> before f y z \/ before f z y.
Proof.
  intros H. unfold before. destruct (Rtotal_order (f y) (f z)) as [L|[E|L]]; [tauto| |tauto].
  destruct (Nat.lt_total y z) as [L|[C|L]]; [left|contradiction|right]; right; split; (exact L || lra).
Qed.

(** A list of all items by falling g: item i stands at the rank i + 1. *)
Definition falling_list (N : nat) (g : nat -> R) (item : nat -> nat) : Prop :=
  (forall i, (i < N)%nat -> (item i < N)%nat) /\
  (forall i j, (i < N)%nat -> (j < N)%nat -> item i = item j -> i = j) /\
  (forall i j, (i <= j < N)%nat -> g (item j) <= g (item i)).

Lemma sum_listed N g item h : falling_list N g item -> sum N h = sum N (fun i => h (item i)).
Proof.
  intros [Hr [Hi _]].
  assert (RI : ranking N (fun i => S (item i))).
  { split; [intros i H; specialize (Hr i H); lia|]. intros i j A B E. apply Hi; try assumption. lia. }
  pose proof (sum_ranks N _ (fun k => h (k - 1)%nat) RI) as Q. cbn beta in Q.
  rewrite (sum_ext N h (fun i => h (i + 1 - 1)%nat)) by (intros y _; f_equal; lia). rewrite <- Q.
  apply sum_ext. intros i _. f_equal. lia.
Qed.

(** Claim: rg.eq25
    Role: part
    Place: RG, Eq. 25
    Says: For all scores, such as f_B, there is a ranking that sorts them.
    Gap: Which of several such rankings, with equal scores, is left open.
    Mutant: `sorts N f pi` becomes `forall y z, (y < N)%nat -> (z < N)%nat -> f z <= f y -> (pi y < pi z)%nat`; refuted
      by the theorem equal_scores_cannot_both_come_first
    Mutant: `exists pi, ` becomes `forall pi, `; refuted by the theorem not_everything_sorts
*)
Theorem every_score_can_be_sorted :
  forall N f, exists pi, ranking N pi /\ sorts N f pi.
Proof.
  intros N f. exists (rank_of N f). split; [split|].
  - intros y Hy. apply rank_of_bounds, Hy.
  - intros y z Hy Hz E. destruct (Nat.eq_dec y z) as [|Hne]; [assumption|exfalso].
    destruct (before_total f y z Hne) as [B|B]; apply (rank_of_before N) in B; (assumption || lia).
  - intros y z Hy Hz L. apply rank_of_before; [exact Hy|]. left. exact L.
Qed.

(** Claim: none
    Says: No item stands before itself.
*)
Theorem equal_scores_cannot_both_come_first :
  ~ (forall N f, exists pi, ranking N pi /\
  forall y z, (y < N)%nat -> (z < N)%nat -> f z <= f y -> (pi y < pi z)%nat).
Proof.
  intros H. destruct (H 1%nat (fun _ => 0)) as [pi [_ S]].
  specialize (S 0%nat 0%nat ltac:(lia) ltac:(lia) (Rle_refl 0)). lia.
Qed.

(** Claim: none
    Says: Not every function is a ranking that sorts.
*)
Theorem not_everything_sorts :
  ~ (forall N f, forall pi, ranking N pi /\ sorts N f pi).
Proof.
  intros H. destruct (H 1%nat (fun _ => 0) (fun _ => O)) as [[R _] _]. specialize (R 0%nat ltac:(lia)). lia.
Qed.
