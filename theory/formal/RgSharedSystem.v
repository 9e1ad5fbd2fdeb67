(** With the weights of Eq. 16 one K x K matrix serves all contexts in Eq. 36 and 38, and one all items in Eq. 37
    and 39. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgUpdates RgCoupledSteps.
Open Scope R_scope.

(** P_x (share Q'Q + lambda N I) = S_x Q for each context x: the matrix is the same for all. *)
Definition shared_contexts (M N K : nat) (share : R) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => share * sum N (fun y => Q y l * Q y k) + lam * INR N * one_hot k l)
    = sum N (fun y => S x y * Q y k).

(** Q_y (share P'WP + lambda (sum_x W_x) I) = S_y' W P for each item y, with W_x the positives of x: the matrix is the
    same for all. *)
Definition shared_items (M N K : nat) (share : R) (r S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall y k, (y < N)%nat -> (k < K)%nat ->
    dot K (Q y) (fun l => share * sum M (fun x => positives N (r x) * P x l * P x k)
      + lam * sum M (fun x => positives N (r x)) * one_hot k l)
    = sum M (fun x => S x y * positives N (r x) * P x k).

(** Eq. 36-39 with Eq. 16's weights and V: they hold where one system for all contexts does, and one for all items. *)
Definition shared_systems (V : nat -> (nat -> nat -> R) -> nat -> R) (share : nat -> R) : Prop :=
  forall M N K r S lam P Q, (0 < N)%nat -> clicks M N r ->
    (eq38 M N K (W16 N r) S (V N r) lam P Q <-> shared_contexts M N K (share N) S lam P Q) /\
    (eq39 M N K (W16 N r) S (V N r) lam P Q <-> shared_items M N K (share N) r S lam P Q).

Lemma contexts_share M N K share r S V lam P Q : clicks M N r ->
  (forall x, V x = (1 - share) * positives N (r x)) ->
  eq38 M N K (W16 N r) S V lam P Q <-> shared_contexts M N K share S lam P Q.
Proof.
  intros [_ C] HV.
  assert (E : forall x k,
    dot K (P x) (fun l => sum N (fun y => (W16 N r x y - V x) * Q y l * Q y k)
      + lam * sum N (fun y => W16 N r x y) * one_hot k l)
    = positives N (r x) * dot K (P x) (fun l => share * sum N (fun y => Q y l * Q y k) + lam * INR N * one_hot k l) /\
    sum N (fun y => S x y * W16 N r x y * Q y k) = positives N (r x) * sum N (fun y => S x y * Q y k)).
  { intros x k. unfold dot, W16. split; rewrite <- (sum_scal _ (positives N (r x))); apply sum_ext; intros l _; [|ring].
    rewrite HV, sum_const, (sum_ext N _ (fun y => positives N (r x) * share * (Q y l * Q y k))) by (intros; ring).
    rewrite sum_scal. ring. }
  split; intros H x k Hx Hk; specialize (H x k Hx Hk); destruct (E x k) as [A B].
  - rewrite A, B in H. apply Rmult_eq_reg_l in H; [exact H|]. specialize (C x Hx). lra.
  - rewrite A, B, H. reflexivity.
Qed.

Lemma items_share M N K share r S V lam P Q : (forall x, V x = (1 - share) * positives N (r x)) ->
  eq39 M N K (W16 N r) S V lam P Q <-> shared_items M N K share r S lam P Q.
Proof.
  intros HV.
  assert (E : forall y k,
    dot K (Q y) (fun l => sum M (fun x => (W16 N r x y - V x) * P x l * P x k)
      + lam * sum M (fun x => W16 N r x y) * one_hot k l)
    = dot K (Q y) (fun l => share * sum M (fun x => positives N (r x) * P x l * P x k)
      + lam * sum M (fun x => positives N (r x)) * one_hot k l)).
  { intros y k. unfold dot, W16. apply sum_ext. intros l _. f_equal. f_equal. rewrite <- sum_scal.
    apply sum_ext. intros x _. rewrite HV. ring. }
  split; intros H y k Hy Hk; specialize (H y k Hy Hk).
  - rewrite <- E. exact H.
  - rewrite E. exact H.
Qed.

Lemma systems_are_shared V share :
  (forall N r x, (0 < N)%nat -> V N r x = (1 - share N) * positives N (r x)) -> shared_systems V share.
Proof.
  intros H M N K r S lam P Q HN C. assert (HV : forall x, V N r x = (1 - share N) * positives N (r x)) by auto.
  split; [apply contexts_share|apply items_share]; assumption.
Qed.

Lemma rg_shares : shared_systems (fun _ _ => none) (fun _ => 1).
Proof. apply systems_are_shared. intros. unfold none. ring. Qed.

Lemma rgx_shares : shared_systems V16 (fun N => 1 - 1 / INR N).
Proof. apply systems_are_shared. intros N r x HN. apply lt_0_INR in HN. unfold V16. field. lra. Qed.

Lemma rgx_shares_less : ~ shared_systems V16 (fun _ => 1).
Proof.
  intros H. set (one := fun _ _ : nat => 1). assert (C : clicks 1 1 one).
  { split; [intros; right; reflexivity|intros; unfold positives, one, sum; lra]. }
  destruct (H 1%nat 1%nat 1%nat one one 1 one one Nat.lt_0_1 C) as [[E _] _].
  assert (T : eq38 1 1 1 (W16 1 one) one (V16 1 one) 1 one one).
  { intros x k _ Hk. replace k with 0%nat by lia. unfold W16, V16, positives, dot, sum, one_hot, one. simpl. lra. }
  specialize (E T 0%nat 0%nat Nat.lt_0_1 Nat.lt_0_1). unfold dot, sum, one_hot, one in E. simpl in E. lra.
Qed.

(** P_x (Q'Q - Q'11'Q / N + lambda N I) = S_x Q for each context x: the matrix is the same for all. *)
Definition centred_contexts (M N K : nat) (S : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall x k, (x < M)%nat -> (k < K)%nat ->
    dot K (P x) (fun l => sum N (fun y => Q y l * Q y k)
      - 1 / INR N * sum N (fun y => Q y l) * sum N (fun y => Q y k) + lam * INR N * one_hot k l)
    = sum N (fun y => S x y * Q y k).

Lemma contexts_share_a_centred_system M N K r S lam P Q : (0 < N)%nat -> clicks M N r ->
  coupled_context_step M N K (W16 N r) S (V16 N r) lam P Q <-> centred_contexts M N K S lam P Q.
Proof.
  intros HN [_ C]. apply lt_0_INR in HN.
  assert (E : forall x k,
    dot K (P x) (fun l => sum N (fun y => W16 N r x y * Q y l * Q y k)
      - V16 N r x * sum N (fun y => Q y l) * sum N (fun y => Q y k) + lam * sum N (fun y => W16 N r x y) * one_hot k l)
    = positives N (r x) * dot K (P x) (fun l => sum N (fun y => Q y l * Q y k)
      - 1 / INR N * sum N (fun y => Q y l) * sum N (fun y => Q y k) + lam * INR N * one_hot k l) /\
    sum N (fun y => S x y * W16 N r x y * Q y k) = positives N (r x) * sum N (fun y => S x y * Q y k)).
  { intros x k. unfold dot, W16, V16. split; rewrite <- (sum_scal _ (positives N (r x))); apply sum_ext;
      intros l _; [|ring].
    rewrite sum_const, (sum_ext N _ (fun y => positives N (r x) * (Q y l * Q y k))) by (intros; ring).
    rewrite sum_scal. field. lra. }
  split; intros H x k Hx Hk; specialize (H x k Hx Hk); destruct (E x k) as [A B].
  - rewrite A, B in H. apply Rmult_eq_reg_l in H; [exact H|]. specialize (C x Hx). lra.
  - rewrite A, B, H. reflexivity.
Qed.

Lemma systems_of_the_interaction M N K r S lam P Q : (0 < N)%nat -> clicks M N r ->
  (coupled_context_step M N K (W16 N r) S (V16 N r) lam P Q <-> centred_contexts M N K S lam P Q) /\
  (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q).
Proof.
  intros HN C. split; [exact (contexts_share_a_centred_system M N K r S lam P Q HN C)|].
  exact (proj2 (rg_shares M N K r S lam P Q HN C)).
Qed.

(** One context, item and factor, all 1. *)
Lemma the_interaction_counts : ~ forall M N K r S lam P Q, (0 < N)%nat -> clicks M N r ->
  (coupled_context_step M N K (W16 N r) S none lam P Q <-> centred_contexts M N K S lam P Q) /\
  (eq39 M N K (W16 N r) S none lam P Q <-> shared_items M N K 1 r S lam P Q).
Proof.
  intros H. set (one := fun _ _ : nat => 1). assert (C : clicks 1 1 one).
  { split; [intros; right; reflexivity|intros; unfold positives, one, sum; lra]. }
  destruct (H 1%nat 1%nat 1%nat one one 1 one one Nat.lt_0_1 C) as [[_ E] _].
  assert (T : centred_contexts 1 1 1 one 1 one one).
  { intros x k _ Hk. replace k with 0%nat by lia. unfold dot, sum, one_hot, one. simpl. lra. }
  specialize (E T 0%nat 0%nat Nat.lt_0_1 Nat.lt_0_1).
  unfold W16, none, positives, dot, sum, one_hot, one in E. simpl in E. lra.
Qed.
