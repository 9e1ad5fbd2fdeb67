(** Ranks, the metrics of Definition 1 for relevant sets, and the consistency of Definition 8. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank.
Open Scope R_scope.

(** A relevant set is a Boolean for each item. *)
Definition hit (r : nat -> bool) (y : nat) : R := if r y then 1 else 0.

(** The number of relevant items, |I_x|. *)
Definition size (n : nat) (r : nat -> bool) : R := sum n (hit r).

(** The ranks sort the scores; ties are broken in any way. *)
Definition ranks (n : nat) (o : nat -> R) (pi : nat -> nat) : Prop := ranking n pi /\ sorts n o pi.

(** The context has a positive. *)
Definition nonempty (n : nat) (r : nat -> bool) : Prop := 1 <= size n r.

(** The DCG of a relevant set: the grades are 1 and 0. *)
Definition binary_dcg (n : nat) (pi : nat -> nat) (r : nat -> bool) : R :=
  dcg n (fun y => if r y then 1 else 0)%nat pi.

(** The largest DCG of m relevant items: they have the ranks 1, ..., m. *)
Definition ideal (m : nat) : R := sum m (fun i => discount (i + 1)).

Definition ndcg (n : nat) (pi : nat -> nat) (q : nat -> bool) : R := binary_dcg n pi q / ideal (count n q).

(** A law of the relevant set of a context: finitely many sets r 0, r 1, ... with their chances. (A is the type
    of the sets, or of the grades of the items.) *)
Definition law {A : Type} (K : nat) (chance : nat -> R) (r : nat -> A) (admitted : A -> Prop) : Prop :=
  simplex K chance /\ forall k, (k < K)%nat -> admitted (r k).

Definition expected {A : Type} (K : nat) (chance : nat -> R) (r : nat -> A) (f : A -> R) : R :=
  mean K chance (fun k => f (r k)).

(** Definition 8, with infimum and supremum: if the risks of score vectors o 0, o 1, ... tend to the least
    risk, then the metrics of their ranks tend to the largest one, whatever the law of the relevant set. *)
Definition consistent {A : Type} (n : nat) (admitted : A -> Prop)
    (metric : (nat -> nat) -> A -> R) (loss : (nat -> R) -> A -> R) : Prop :=
  forall K chance r o pi, law K chance r admitted -> (forall t, ranks n (o t) (pi t)) ->
  (forall eps, 0 < eps -> exists T, forall t, (T <= t)%nat -> forall o',
    expected K chance r (loss (o t)) <= expected K chance r (loss o') + eps) ->
  (forall eps, 0 < eps -> exists T, forall t, (T <= t)%nat -> forall pi', ranking n pi' ->
    expected K chance r (metric pi') - eps <= expected K chance r (metric (pi t))).

Lemma binary_dcg_hits n pi r : binary_dcg n pi r = sum n (fun y => hit r y * discount (pi y)).
Proof. apply sum_ext. intros y _. unfold hit. destruct (r y); simpl; ring. Qed.

Lemma discounts_are_close : discount 1 < 2 * discount 2.
Proof.
  unfold discount. simpl. replace (1 + 1) with 2 by ring. replace (1 + 2) with 3 by ring.
  assert (P : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (Q : ln 3 < ln 2 + ln 2) by (rewrite <- ln_mult by lra; apply ln_increasing; lra).
  assert (S : 0 < ln 3) by (rewrite <- ln_1; apply ln_increasing; lra).
  apply Rmult_lt_reg_r with (ln 2 * ln 3); [apply Rmult_lt_0_compat; assumption|].
  replace (1 / ln 2 * (ln 2 * ln 3)) with (ln 3) by (field; lra).
  replace (2 * (1 / ln 3) * (ln 2 * ln 3)) with (ln 2 + ln 2) by (field; lra). exact Q.
Qed.

(** ** Expectations *)

Lemma expected_sum {A} K chance (r : nat -> A) n (f : A -> nat -> R) :
  expected K chance r (fun s => sum n (f s)) = sum n (fun y => expected K chance r (fun s => f s y)).
Proof.
  unfold expected, mean. rewrite sum_exchange. apply sum_ext. intros k _. rewrite sum_scal. reflexivity.
Qed.

Lemma expected_plus {A} K chance (r : nat -> A) f g :
  expected K chance r (fun s => f s + g s) = expected K chance r f + expected K chance r g.
Proof. unfold expected, mean. rewrite <- sum_plus. apply sum_ext. intros; ring. Qed.

Lemma expected_scal_r {A} K chance (r : nat -> A) f c : expected K chance r
  (fun s => f s * c) = expected K chance r f * c.
Proof. unfold expected, mean. rewrite <- sum_scal_r. apply sum_ext. intros; ring. Qed.

Lemma expected_ext {A} K chance (r : nat -> A) admitted f g : law K chance r admitted -> (forall s, admitted s -> f s =
  g s) ->
  expected K chance r f = expected K chance r g.
Proof.
  intros [_ Ha] H. unfold expected, mean. apply sum_ext. intros k Hk. rewrite (H _ (Ha k Hk)). reflexivity.
Qed.

Lemma expected_const {A} K chance (r : nat -> A) admitted c : law K chance r admitted ->
  expected K chance r (fun _ => c) = c.
Proof. intros [[_ H1] _]. unfold expected, mean. rewrite sum_scal_r, H1. ring. Qed.

Lemma expected_nonneg {A} K chance (r : nat -> A) admitted f : law K chance r admitted -> (forall s, admitted s ->
  0 <= f s) ->
  0 <= expected K chance r f.
Proof.
  intros [[Hc _] Ha] H. apply sum_nonneg. intros k Hk. apply Rmult_le_pos; [apply Hc, Hk|apply H, Ha, Hk].
Qed.

Lemma expected_pos {A} K chance (r : nat -> A) admitted f : law K chance r admitted -> (forall s, admitted s ->
  0 < f s) ->
  0 < expected K chance r f.
Proof.
  intros L H. destruct (expected_nonneg K chance r admitted f L) as [P|P]; [intros s Hs; apply Rlt_le, H, Hs|exact P|].
  exfalso. destruct L as [[Hc H1] Ha].
  assert (Z : forall j, (j < K)%nat -> chance j = 0).
  { intros j Hj. assert (B : chance j * f (r j) <= 0).
    { rewrite P. apply (term_le_sum K (fun k => chance k * f (r k)) j); [|exact Hj].
      intros k Hk. apply Rmult_le_pos; [apply Hc, Hk|apply Rlt_le, H, Ha, Hk]. }
    pose proof (Hc j Hj). pose proof (H _ (Ha j Hj)). nra. }
  rewrite (sum_eq_0 K chance Z) in H1. lra.
Qed.

(** ** What shows consistency, and what refutes it *)

Lemma eventually_all n (P : nat -> nat -> Prop) :
  (forall a, (a < n)%nat -> exists T, forall t, (T <= t)%nat -> P a t) ->
  exists T, forall t, (T <= t)%nat -> forall a, (a < n)%nat -> P a t.
Proof.
  induction n as [|n IH]; intros H; [exists 0%nat; intros; lia|].
  destruct IH as [T HT]; [intros a Ha; apply H; lia|]. destruct (H n) as [T' HT']; [lia|].
  exists (Nat.max T T'). intros t Ht a Ha. destruct (Nat.eq_dec a n) as [->|E]; [apply HT'; lia|apply HT; lia].
Qed.

Lemma not_consistent {A} n (admitted : A -> Prop) metric loss K chance r o pi pi' :
  law K chance r admitted -> ranks n o pi -> ranking n pi' ->
  (forall o', expected K chance r (loss o) <= expected K chance r (loss o')) ->
  expected K chance r (metric pi) < expected K chance r (metric pi') ->
  ~ consistent n admitted metric loss.
Proof.
  intros L Hr Hp Ho Hm C.
  destruct (C K chance r (fun _ => o) (fun _ => pi) L) with (eps := (expected K chance r (metric pi')
    - expected K chance r (metric pi)) / 2) as [T HT].
  - intros _. exact Hr.
  - intros eps He. exists 0%nat. intros _ _ o'. specialize (Ho o'). lra.
  - lra.
  - specialize (HT T (Nat.le_refl T) pi' Hp). lra.
Qed.

Lemma consistent_ext n (admitted : (nat -> bool) -> Prop) metric (loss loss' : (nat -> R) -> (nat -> bool) -> R) :
  (forall o q, admitted q -> loss o q = loss' o q) ->
  consistent n admitted metric loss' -> consistent n admitted metric loss.
Proof.
  intros E C K chance r o pi L Hr Ho. apply (C K chance r o pi L Hr). intros eps He.
  destruct (Ho eps He) as [T HT]. exists T. intros t Ht o'. specialize (HT t Ht o').
  rewrite (expected_ext K chance r admitted (loss (o t)) (loss' (o t)) L),
    (expected_ext K chance r admitted (loss o') (loss' o') L) in HT by (intros; apply E; assumption). exact HT.
Qed.

(** ** Counterexamples: laws of two sets *)

Definition only (y j : nat) : bool := Nat.eqb j y.

Definition but (y j : nat) : bool := negb (Nat.eqb j y).

Definition two_chances (p : R) (k : nat) : R := match k with O => p | _ => 1 - p end.

Definition two_sets {A : Type} (a b : A) (k : nat) : A := match k with O => a | _ => b end.

Lemma two_law {A} p a b (admitted : A -> Prop) : 0 <= p <= 1 -> admitted a -> admitted b ->
  law 2 (two_chances p) (two_sets a b) admitted.
Proof.
  intros Hp Ha Hb. split; [split|].
  - intros k Hk. destruct k; simpl; lra.
  - simpl. ring.
  - intros k Hk. destruct k; assumption.
Qed.

Lemma expected_two {A} p (a b : A) f : expected 2 (two_chances p) (two_sets a b) f = p * f a + (1 - p) * f b.
Proof. unfold expected, mean. simpl. ring. Qed.

(** The first item alone is relevant, or the two others are. *)
Lemma one_or_many_is_law p : 0 <= p <= 1 -> law 2 (two_chances p) (two_sets (only 0) (but 0)) (nonempty 3).
Proof. intros Hp. apply two_law; unfold nonempty, size, hit, only, but; simpl; lra. Qed.

(** The ranks that put the first of three items last. *)
Definition first_last (y : nat) : nat := match y with O => 3 | 1 => 1 | 2 => 2 | _ => y end.

Lemma ranking_first_last : ranking 3 first_last.
Proof.
  split; [intros [|[|[|y]]] H; simpl; lia|]. intros [|[|[|y]]] [|[|[|z]]] Hy Hz E; simpl in E; lia.
Qed.
