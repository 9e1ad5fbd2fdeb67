(** Eq. 36-39 do not minimise Eq. 31 with its own regulariser, lambda times the squared norms of the factors. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic Squares Interaction HalfSteps.
Open Scope R_scope.

(** The weights, the targets and the V of Eq. 32 that follow Eq. 16, for the labels r. *)
Definition full_weights (N : nat) (r : nat -> nat -> R) (x y : nat) : R := positives N (r x).
Definition full_targets (N : nat) (r : nat -> nat -> R) (x y : nat) : R := target N (r x) y.
Definition full_v (N : nat) (r : nat -> nat -> R) (x : nat) : R := positives N (r x) / INR N.

(** Every context has a positive. *)
Definition data (M N : nat) (r : nat -> nat -> R) : Prop :=
  forall x, (x < M)%nat -> labels N (r x) /\ 0 < positives N (r x).

(** Eq. 31, with the regulariser lambda (||P||^2 + ||Q||^2). *)
Definition eq31_rg2 (M N K : nat) (lambda : R) (r : nat -> nat -> R) : (nat -> nat -> R) -> (nat -> nat -> R) -> R :=
  rg2_objective M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r) (full_targets N r).
Definition eq31_rgx (M N K : nat) (lambda : R) (r : nat -> nat -> R) : (nat -> nat -> R) -> (nat -> nat -> R) -> R :=
  rgx_objective M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r) (full_targets N r) (full_v N r).

Lemma full_v_small M N r x y : data M N r -> (x < M)%nat -> full_v N r x <= full_weights N r x y.
Proof.
  intros D Hx. destruct (D x Hx) as [_ P]. pose proof (positives_items N (r x) P) as HN.
  assert (H1 : 1 <= INR N) by (apply (le_INR 1), INR_lt; simpl; lra).
  unfold full_v, full_weights. apply Rmult_le_reg_r with (INR N); [exact HN|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

Lemma plain_context_rg2 M N K lambda r P Q x p : 0 < lambda -> (x < M)%nat -> data M N r ->
  (solves N K lambda (full_weights N r x) Q (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p <->
   only_minimiser K (fun p => eq31_rg2 M N K lambda r (with_row P x p) Q) p).
Proof.
  intros Hl Hx D. destruct (rgx_row M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r) (full_targets N r)
    (fun _ => 0) P Q x Hx) as [c E].
  destruct (step_of N K lambda (full_weights N r x) (fun _ => 0) (full_targets N r x) Q
    (fun p => eq31_rg2 M N K lambda r (with_row P x p) Q) c) as [_ B].
  - exact Hl.
  - intros y _. apply Rlt_le, (D x Hx).
  - intros u. unfold eq31_rg2. rewrite rg2_as_rgx. apply E.
  - rewrite <- B. apply solves_ext. intros y. ring.
Qed.

Lemma plain_context_rgx M N K lambda r P Q x p : 0 < lambda -> (x < M)%nat -> data M N r ->
  (solves N K lambda (fun y => full_weights N r x y - full_v N r x) Q
    (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p <->
   only_minimiser K (fun p => eq31_rgx M N K lambda r (with_row P x p) Q) p).
Proof.
  intros Hl Hx D. destruct (rgx_row M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r) (full_targets N r)
    (full_v N r) P Q x Hx) as [c E].
  apply (step_of N K lambda (full_weights N r x) (fun _ => full_v N r x) (full_targets N r x) Q _ c Hl); [|exact E].
  intros y _. apply (full_v_small M N r x y D Hx).
Qed.

(** One context of two items, the first positive, and one factor, 1 for that item and 0 for the other. *)
Lemma small_data : data 1 2 (fun _ => one_hot 0).
Proof. intros x _. destruct one_of_two as [L P]. rewrite P. split; [exact L|lra]. Qed.

Ltac small := unfold weighted_targets, full_weights, full_targets, full_v, target; rewrite ?(proj2 one_of_two);
  unfold one_hot; simpl; lra.

(** Claim: rg.eq36
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 36
    Says: the solution of the linear system of Eq. 36 need not minimise Eq. 31 in P_x: one context of two items, one of
      them positive, and one factor are enough.
    Gap: real numbers. The weights are those that follow Eq. 16.
    Mutant: `(lambda * sum N (full_weights N r x))` becomes `lambda`; refuted by the theorem plain_system
*)
Theorem eq36_is_not_the_minimiser : ~ (forall M N K lambda r P Q x p,
  0 < lambda -> (x < M)%nat -> data M N r ->
  solves N K (lambda * sum N (full_weights N r x)) (full_weights N r x) Q
    (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p ->
  only_minimiser K (fun p => eq31_rg2 M N K lambda r (with_row P x p) Q) p).
Proof.
  intros F. specialize (F 1%nat 2%nat 1%nat 1 (fun _ => one_hot 0) (fun _ _ => 0) (fun y _ => one_hot 0 y) 0%nat
    (fun _ => 1 / 3) ltac:(lra) (le_n 1) small_data).
  apply plain_context_rg2 in F; [|lra|lia|exact small_data|].
  - specialize (F 0%nat (le_n 1)). revert F. small.
  - intros k Hk. replace k with 0%nat by lia. small.
Qed.

(** Claim: none
    Says: with lambda alone in its system Eq. 36 minimises Eq. 31.
*)
Theorem plain_system : ~ ~ (forall M N K lambda r P Q x p,
  0 < lambda -> (x < M)%nat -> data M N r ->
  solves N K lambda (full_weights N r x) Q
    (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p ->
  only_minimiser K (fun p => eq31_rg2 M N K lambda r (with_row P x p) Q) p).
Proof.
  intros F. apply F. intros M N K lambda r P Q x p Hl Hx D. apply plain_context_rg2; assumption.
Qed.

(** Claim: rg.eq38
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 38
    Says: the solution of the linear system of Eq. 38 need not minimise Eq. 31 for RGx in P_x: one context of two items,
      one of them positive, and one factor are enough.
    Gap: real numbers. The weights are those that follow Eq. 16.
    Mutant: `(lambda * sum N (full_weights N r x))` becomes `lambda`; refuted by the theorem plain_system_rgx
*)
Theorem eq38_is_not_the_minimiser : ~ (forall M N K lambda r P Q x p,
  0 < lambda -> (x < M)%nat -> data M N r ->
  solves N K (lambda * sum N (full_weights N r x)) (fun y => full_weights N r x y - full_v N r x) Q
    (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p ->
  only_minimiser K (fun p => eq31_rgx M N K lambda r (with_row P x p) Q) p).
Proof.
  intros F. specialize (F 1%nat 2%nat 1%nat 1 (fun _ => one_hot 0) (fun _ _ => 0) (fun y _ => one_hot 0 y) 0%nat
    (fun _ => 2 / 5) ltac:(lra) (le_n 1) small_data).
  apply plain_context_rgx in F; [|lra|lia|exact small_data|].
  - specialize (F 0%nat (le_n 1)). revert F. small.
  - intros k Hk. replace k with 0%nat by lia. small.
Qed.

(** Claim: none
    Says: with lambda alone in its system Eq. 38 minimises Eq. 31 for RGx.
*)
Theorem plain_system_rgx : ~ ~ (forall M N K lambda r P Q x p,
  0 < lambda -> (x < M)%nat -> data M N r ->
  solves N K lambda (fun y => full_weights N r x y - full_v N r x) Q
    (weighted_targets N (full_weights N r x) (full_targets N r x) Q) p ->
  only_minimiser K (fun p => eq31_rgx M N K lambda r (with_row P x p) Q) p).
Proof.
  intros F. apply F. intros M N K lambda r P Q x p Hl Hx D. apply plain_context_rgx; assumption.
Qed.

(** ** The items' steps *)

Lemma plain_item_rg2 M N K lambda r P Q y q : 0 < lambda -> (y < N)%nat -> data M N r ->
  (solves M K lambda (transposed (full_weights N r) y) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q <->
   only_minimiser K (fun q => eq31_rg2 M N K lambda r P (with_row Q y q)) q).
Proof.
  intros Hl Hy D. destruct (rgx_column M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r)
    (full_targets N r) (fun _ => 0) P Q y Hy) as [c E].
  destruct (step_of M K lambda (transposed (full_weights N r) y) (fun _ => 0) (transposed (full_targets N r) y) P
    (fun q => eq31_rg2 M N K lambda r P (with_row Q y q)) c) as [_ B].
  - exact Hl.
  - intros x Hx. apply Rlt_le, (D x Hx).
  - intros u. unfold eq31_rg2. rewrite rg2_as_rgx. apply E.
  - rewrite <- B. apply solves_ext. intros x. ring.
Qed.

Lemma plain_item_rgx M N K lambda r P Q y q : 0 < lambda -> (y < N)%nat -> data M N r ->
  (solves M K lambda (fun x => transposed (full_weights N r) y x - full_v N r x) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q <->
   only_minimiser K (fun q => eq31_rgx M N K lambda r P (with_row Q y q)) q).
Proof.
  intros Hl Hy D. destruct (rgx_column M N K (fun _ => lambda) (fun _ => lambda) (full_weights N r)
    (full_targets N r) (full_v N r) P Q y Hy) as [c E].
  apply (step_of M K lambda (transposed (full_weights N r) y) (full_v N r) (transposed (full_targets N r) y) P _ c Hl);
    [|exact E].
  intros x Hx. apply (full_v_small M N r x y D Hx).
Qed.

(** Two contexts of two items, the first of them positive for both. *)
Lemma small_data_2 : data 2 2 (fun _ => one_hot 0).
Proof. intros x _. exact (small_data 0%nat (le_n 1)). Qed.

(** Claim: rg.eq37
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 37
    Says: the solution of the linear system of Eq. 37 need not minimise Eq. 31 in Q_y: two contexts with the same
      positive of two items, and one factor are enough.
    Gap: real numbers. The weights are those that follow Eq. 16.
    Mutant: `(lambda * sum M (transposed (full_weights N r) y))` becomes `lambda`; refuted by the theorem
      plain_system_of_items
*)
Theorem eq37_is_not_the_minimiser : ~ (forall M N K lambda r P Q y q,
  0 < lambda -> (y < N)%nat -> data M N r ->
  solves M K (lambda * sum M (transposed (full_weights N r) y)) (transposed (full_weights N r) y) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q ->
  only_minimiser K (fun q => eq31_rg2 M N K lambda r P (with_row Q y q)) q).
Proof.
  intros F. specialize (F 2%nat 2%nat 1%nat 1 (fun _ => one_hot 0) (fun _ _ => 1) (fun _ _ => 0) 0%nat
    (fun _ => 1 / 2) ltac:(lra) ltac:(lia) small_data_2).
  apply plain_item_rg2 in F; [|lra|lia|exact small_data_2|].
  - specialize (F 0%nat (le_n 1)). unfold transposed in F. revert F. small.
  - intros k Hk. replace k with 0%nat by lia. unfold transposed. small.
Qed.

(** Claim: none
    Says: with lambda alone in its system Eq. 37 minimises Eq. 31.
*)
Theorem plain_system_of_items : ~ ~ (forall M N K lambda r P Q y q,
  0 < lambda -> (y < N)%nat -> data M N r ->
  solves M K lambda (transposed (full_weights N r) y) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q ->
  only_minimiser K (fun q => eq31_rg2 M N K lambda r P (with_row Q y q)) q).
Proof.
  intros F. apply F. intros M N K lambda r P Q y q Hl Hy D. apply plain_item_rg2; assumption.
Qed.

(** Claim: rg.eq39
    Role: refutes
    Place: RG, s. 4.4.1, Eq. 39
    Says: the solution of the linear system of Eq. 39 need not minimise Eq. 31 for RGx in Q_y: two contexts with the
      same positive of two items, and one factor are enough.
    Gap: real numbers. The weights are those that follow Eq. 16.
    Mutant: `(lambda * sum M (transposed (full_weights N r) y))` becomes `lambda`; refuted by the theorem
      plain_system_of_items_rgx
*)
Theorem eq39_is_not_the_minimiser : ~ (forall M N K lambda r P Q y q,
  0 < lambda -> (y < N)%nat -> data M N r ->
  solves M K (lambda * sum M (transposed (full_weights N r) y))
    (fun x => transposed (full_weights N r) y x - full_v N r x) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q ->
  only_minimiser K (fun q => eq31_rgx M N K lambda r P (with_row Q y q)) q).
Proof.
  intros F. specialize (F 2%nat 2%nat 1%nat 1 (fun _ => one_hot 0) (fun _ _ => 1) (fun _ _ => 0) 0%nat
    (fun _ => 2 / 3) ltac:(lra) ltac:(lia) small_data_2).
  apply plain_item_rgx in F; [|lra|lia|exact small_data_2|].
  - specialize (F 0%nat (le_n 1)). unfold transposed in F. revert F. small.
  - intros k Hk. replace k with 0%nat by lia. unfold transposed. small.
Qed.

(** Claim: none
    Says: with lambda alone in its system Eq. 39 minimises Eq. 31 for RGx.
*)
Theorem plain_system_of_items_rgx : ~ ~ (forall M N K lambda r P Q y q,
  0 < lambda -> (y < N)%nat -> data M N r ->
  solves M K lambda
    (fun x => transposed (full_weights N r) y x - full_v N r x) P
    (weighted_targets M (transposed (full_weights N r) y) (transposed (full_targets N r) y) P) q ->
  only_minimiser K (fun q => eq31_rgx M N K lambda r P (with_row Q y q)) q).
Proof.
  intros F. apply F. intros M N K lambda r P Q y q Hl Hy D. apply plain_item_rgx; assumption.
Qed.
