(** Hierarchical softmax with node scores that are affine in the context: a softmax model that no tree represents. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import Sums Softmax.
Import ListNotations.
Open Scope R_scope.

(** A full binary tree over classes; its nodes have the scores w x + b in the context x. *)
Inductive tree : Type :=
  | leaf (class : nat)
  | node (w b : R) (left right : tree).

Fixpoint leaves (t : tree) : list nat :=
  match t with leaf c => [c] | node _ _ l r => leaves l ++ leaves r end.

Definition sigmoid (s : R) : R := / (1 + exp (- s)).

(** The chance of a class in the context x: a node takes its left child with the chance sigmoid (w x + b). *)
Fixpoint chance (t : tree) (x : R) (c : nat) : R :=
  match t with
  | leaf d => one_hot d c
  | node w b l r => sigmoid (w * x + b) * chance l x c + (1 - sigmoid (w * x + b)) * chance r x c
  end.

(** The tree is over the classes 0, 1 and 2, and has the distributions of the softmax of o x, x = -1, 0, 1. *)
Definition represents (t : tree) (o : R -> nat -> R) : Prop :=
  Permutation (leaves t) [0; 1; 2]%nat /\
  forall x c, x = -1 \/ x = 0 \/ x = 1 -> (c < 3)%nat -> chance t x c = softmax 3 (o x) c.

Lemma leaves_not_nil t : (1 <= length (leaves t))%nat.
Proof. induction t; simpl; [lia|]. rewrite app_length. lia. Qed.

Lemma one_leaf t : length (leaves t) = 1%nat -> exists c, t = leaf c.
Proof.
  destruct t as [c|w b l r]; [exists c; reflexivity|]. simpl. rewrite app_length.
  pose proof (leaves_not_nil l). pose proof (leaves_not_nil r). lia.
Qed.

Lemma no_leaf_no_chance t x c : ~ In c (leaves t) -> chance t x c = 0.
Proof.
  induction t as [d|w b l IHl r IHr]; simpl; intros H.
  - unfold one_hot. destruct (Nat.eqb_spec c d) as [->|]; [tauto|reflexivity].
  - rewrite in_app_iff in H. rewrite IHl, IHr by tauto. ring.
Qed.

Lemma sigmoid_odds s : sigmoid s * exp (- s) = 1 - sigmoid s.
Proof. unfold sigmoid. pose proof (exp_pos (- s)). field. lra. Qed.

(** The odds of affine scores are bent nowhere. *)
Lemma odds_straight w b : (1 - sigmoid (w * 1 + b)) * (1 - sigmoid (w * -1 + b)) * sigmoid (w * 0 + b) ^ 2
  = sigmoid (w * 1 + b) * sigmoid (w * -1 + b) * (1 - sigmoid (w * 0 + b)) ^ 2.
Proof.
  rewrite <- !sigmoid_odds. set (u := sigmoid (w * 1 + b)). set (v := sigmoid (w * -1 + b)).
  set (c := sigmoid (w * 0 + b)).
  replace (u * exp (- (w * 1 + b)) * (v * exp (- (w * -1 + b))) * c ^ 2)
    with (u * v * c ^ 2 * (exp (- (w * 1 + b)) * exp (- (w * -1 + b)))) by ring.
  replace (u * v * (c * exp (- (w * 0 + b))) ^ 2)
    with (u * v * c ^ 2 * (exp (- (w * 0 + b)) * exp (- (w * 0 + b)))) by ring.
  f_equal. rewrite <- !exp_plus. f_equal. ring.
Qed.

(** A tree over three classes parts one of them from the two others at its root. *)
Lemma root_parts_one t : Permutation (leaves t) [0; 1; 2]%nat ->
  exists c w b, (c < 3)%nat /\ ((forall x, chance t x c = sigmoid (w * x + b)) \/
    forall x, chance t x c = 1 - sigmoid (w * x + b)).
Proof.
  intros P. pose proof (Permutation_length P) as L. pose proof (Permutation_sym P) as Q.
  assert (ND : NoDup (leaves t)) by (apply (Permutation_NoDup Q); repeat constructor; simpl; lia).
  destruct t as [d|w b l r]; [simpl in L; lia|]. simpl in L, ND, P. rewrite app_length in L. simpl in L.
  pose proof (leaves_not_nil l). pose proof (leaves_not_nil r).
  assert (C : length (leaves l) = 1%nat \/ length (leaves r) = 1%nat) by lia. destruct C as [C|C];
    destruct (one_leaf _ C) as [c ->]; exists c, w, b.
  - assert (I : In c [0; 1; 2]%nat) by (apply (Permutation_in _ P); simpl; tauto).
    split; [simpl in I; lia|]. left. intros x. simpl. simpl in ND. inversion ND; subst.
    rewrite no_leaf_no_chance by assumption. unfold one_hot. rewrite Nat.eqb_refl. ring.
  - assert (I : In c [0; 1; 2]%nat) by (apply (Permutation_in _ P), in_or_app; simpl; tauto).
    split; [simpl in I; lia|]. right. intros x. simpl. simpl in ND.
    assert (A : ~ In c (leaves l)).
    { intros B. apply NoDup_remove_2 with (l := leaves l) (l' := []) (a := c); [exact ND|].
      rewrite app_nil_r. exact B. }
    rewrite (no_leaf_no_chance l) by exact A. unfold one_hot. rewrite Nat.eqb_refl. ring.
Qed.

Lemma chances_straight t o c : represents t o -> (c < 3)%nat ->
  (exists w b, (forall x, chance t x c = sigmoid (w * x + b)) \/ forall x, chance t x c = 1 - sigmoid (w * x + b)) ->
  (1 - softmax 3 (o 1) c) * (1 - softmax 3 (o (-1)) c) * softmax 3 (o 0) c ^ 2
  = softmax 3 (o 1) c * softmax 3 (o (-1)) c * (1 - softmax 3 (o 0) c) ^ 2.
Proof.
  intros [_ S] Hc (w & b & E). rewrite <- !S by tauto. pose proof (odds_straight w b) as O.
  destruct E as [E|E]; rewrite !E; [exact O|]. nra.
Qed.

Lemma bend a b Z W : 0 < Z -> 0 < W ->
  (1 - a / Z) * (1 - b / W) * (1 / 3) ^ 2 = a / Z * (b / W) * (1 - 1 / 3) ^ 2 -> (Z - a) * (W - b) = 4 * (a * b).
Proof.
  intros HZ HW H. replace (1 - a / Z) with ((Z - a) * / Z) in H by (field; lra).
  replace (1 - b / W) with ((W - b) * / W) in H by (field; lra).
  apply (Rmult_eq_reg_r (/ Z * / W)); [unfold Rdiv in H; lra|].
  apply Rgt_not_eq, Rmult_lt_0_compat; apply Rinv_0_lt_compat; assumption.
Qed.

(** The scores x, -x and 0. *)
Definition opposed (x : R) (c : nat) : R := match c with O => x | S O => - x | _ => 0 end.

Lemma opposed_is_bent c : (c < 3)%nat ->
  (1 - softmax 3 (opposed 1) c) * (1 - softmax 3 (opposed (-1)) c) * softmax 3 (opposed 0) c ^ 2
  <> softmax 3 (opposed 1) c * softmax 3 (opposed (-1)) c * (1 - softmax 3 (opposed 0) c) ^ 2.
Proof.
  intros Hc. assert (F : softmax 3 (opposed 0) c = 1 / 3).
  { unfold softmax, partition, opposed. simpl. rewrite Ropp_0, exp_0.
    destruct c as [|[|[|c]]]; [| | |lia]; rewrite ?exp_0; field. }
  rewrite F. unfold softmax. intros H. apply bend in H; try (apply partition_pos; lia).
  pose proof (exp_ineq1 1 ltac:(lra)) as K. pose proof (exp_pos (-1)) as M.
  assert (R : exp 1 * exp (-1) = 1) by (rewrite <- exp_plus; replace (1 + -1) with 0 by ring; exact exp_0).
  set (k := exp 1) in *. set (m := exp (-1)) in *. assert (A : 2 < k + m) by lra.
  assert (V : exp (- (1)) = m /\ exp (- -1) = k) by (split; unfold m, k; f_equal; ring). destruct V as [V1 V2].
  destruct c as [|[|[|c]]]; [| | |lia]; unfold partition, opposed in H; simpl in H; fold k in H; fold m in H;
    rewrite ?V1, ?V2, exp_0 in H; [lra|lra|].
  assert (B : (k + m) * (k + m) = 4) by lra. nra.
Qed.

(** Claim: none
    Says: Two classes with the same scores have a tree: they share a node, and the root has the score x + log 2.
*)
Theorem classes_alike_have_a_tree : ~ ~ (exists t, represents t (fun x c => match c with O => x | S O => x | _ => 0
  end)).
Proof.
  intros H. apply H. exists (node 1 (ln 2) (node 0 0 (leaf 0) (leaf 1)) (leaf 2)). split; [apply Permutation_refl|].
  intros x c _ Hc. pose proof (exp_pos x) as P.
  assert (A : sigmoid (1 * x + ln 2) = 2 * exp x / (1 + 2 * exp x)).
  { unfold sigmoid. replace (- (1 * x + ln 2)) with (- x + - ln 2) by ring.
    rewrite exp_plus, !exp_Ropp, exp_ln by lra. field. lra. }
  assert (B : sigmoid (0 * x + 0) = 1 / 2).
  { unfold sigmoid. replace (- (0 * x + 0)) with 0 by ring. rewrite exp_0. field. }
  simpl chance. rewrite A, B. unfold softmax, partition, one_hot. simpl. rewrite exp_0.
  destruct c as [|[|[|c]]]; [| | |lia]; simpl; rewrite ?exp_0; field; lra.
Qed.

(** Claim: sf.hsm.bias
    Role: establishes
    Place: SF, novelty report, contribution 2
    Says: No full binary tree over three classes with node scores w x + b has, at x = -1, 0 and 1, the distributions of
      the softmax of (x, -x, 0).
    Gap: Real numbers.
    Mutant: `- x` becomes `x`; refuted by the theorem classes_alike_have_a_tree
*)
Theorem no_tree_represents_opposed_scores :
  ~ (exists t, represents t (fun x c => match c with O => x | S O => - x | _ => 0 end)).
Proof.
  intros [t H]. destruct (root_parts_one t (proj1 H)) as (c & w & b & Hc & E).
  apply (opposed_is_bent c Hc), (chances_straight t opposed c H Hc). exists w, b. exact E.
Qed.
