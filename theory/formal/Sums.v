(** Finite sums over the items 0, ..., n - 1, and what the other files need of them. *)

From Coq Require Import Reals Lra Lia.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with
  | O => 0
  | S m => sum m f + f m
  end.

(** A list of n probabilities. *)
Definition simplex (n : nat) (p : nat -> R) : Prop :=
  (forall i, (i < n)%nat -> 0 <= p i) /\ sum n p = 1.

(** A label: one at the item y, zero elsewhere. *)
Definition one_hot (y i : nat) : R := if Nat.eqb i y then 1 else 0.

(** The mixture of p and q with the weight w on p. *)
Definition mixture (w : R) (p q : nat -> R) (i : nat) : R := w * p i + (1 - w) * q i.

(** The mean of f, where i has the chance p i; equal chances of n items, and of two. *)
Definition mean (n : nat) (p f : nat -> R) : R := sum n (fun i => p i * f i).
Definition uniform (n i : nat) : R := / INR n.
Definition half (i : nat) : R := 1 / 2.

(** The scalar product, and vectors whose first n entries are not all zero. *)
Definition dot (n : nat) (u v : nat -> R) : R := sum n (fun i => u i * v i).
Definition not_zero (n : nat) (u : nat -> R) : Prop := exists i, (i < n)%nat /\ u i <> 0.

(** How many of the items pass a test. *)
Fixpoint count (n : nat) (test : nat -> bool) : nat :=
  match n with
  | O => O
  | S m => count m test + (if test m then 1 else 0)
  end.

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|].
  rewrite (H n) by lia. rewrite IH; [reflexivity|]. intros i Hi. apply H. lia.
Qed.

Lemma sum_zero n : sum n (fun _ => 0) = 0.
Proof. induction n as [|n IH]; simpl; lra. Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; ring|]. rewrite S_INR. simpl sum. rewrite IH. ring. Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n as [|n IH]; simpl; lra. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n as [|n IH]; simpl; lra. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma sum_scal_r n c f : sum n (fun i => f i * c) = sum n f * c.
Proof. induction n as [|n IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma sum_nonneg n f : (forall i, (i < n)%nat -> 0 <= f i) -> 0 <= sum n f.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (0 <= sum n f) by (apply IH; intros; apply H; lia).
  assert (0 <= f n) by (apply H; lia). lra.
Qed.

Lemma squares_nonneg n f : 0 <= sum n (fun i => f i ^ 2).
Proof. apply sum_nonneg. intros i _. apply pow2_ge_0. Qed.

Lemma sum_pos n f : (0 < n)%nat -> (forall i, (i < n)%nat -> 0 < f i) -> 0 < sum n f.
Proof.
  destruct n as [|n]; [lia|]. intros _ H. simpl.
  assert (0 <= sum n f) by (apply sum_nonneg; intros; apply Rlt_le, H; lia).
  assert (0 < f n) by (apply H; lia). lra.
Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros H; simpl; [lra|].
  assert (sum n f <= sum n g) by (apply IH; intros; apply H; lia).
  assert (f n <= g n) by (apply H; lia). lra.
Qed.

Lemma sum_eq_0 n f : (forall i, (i < n)%nat -> f i = 0) -> sum n f = 0.
Proof. intros H. rewrite (sum_ext n f (fun _ => 0)) by exact H. apply sum_zero. Qed.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun i => Rabs (f i)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  pose proof (Rabs_triang (sum n f) (f n)). lra.
Qed.

(** The sums of rows are the sums of columns. *)
Lemma sum_exchange m n f : sum m (fun i => sum n (fun j => f i j)) = sum n (fun j => sum m (fun i => f i j)).
Proof.
  induction m as [|m IH]; simpl; [symmetry; apply sum_zero|].
  rewrite IH, <- sum_plus. reflexivity.
Qed.

Lemma sum_times m n f g : sum m f * sum n g = sum m (fun i => sum n (fun j => f i * g j)).
Proof.
  rewrite <- sum_scal_r. apply sum_ext. intros i _. symmetry. apply sum_scal.
Qed.

(** Only the item y counts. *)
Lemma sum_pick n y f : (y < n)%nat -> sum n (fun i => one_hot y i * f i) = f y.
Proof.
  unfold one_hot. induction n as [|n IH]; intros Hy; [lia|]. simpl.
  destruct (Nat.eq_dec y n) as [->|Hne].
  - rewrite Nat.eqb_refl, (sum_eq_0 n); [lra|].
    intros i Hi. destruct (Nat.eqb_spec i n); [lia|lra].
  - rewrite IH by lia. destruct (Nat.eqb_spec n y); [lia|lra].
Qed.

Lemma sum_one_hot n y : (y < n)%nat -> sum n (one_hot y) = 1.
Proof.
  intros Hy. rewrite <- (sum_pick n y (fun _ => 1) Hy).
  apply sum_ext. intros i _. lra.
Qed.

Lemma one_hot_simplex n y : (y < n)%nat -> simplex n (one_hot y).
Proof.
  intros Hy. split; [|apply sum_one_hot, Hy]. intros i _. unfold one_hot. destruct (Nat.eqb i y); lra.
Qed.

(** A term is at most the sum, where none is negative. *)
Lemma term_le_sum n f y : (forall i, (i < n)%nat -> 0 <= f i) -> (y < n)%nat -> f y <= sum n f.
Proof.
  intros H Hy. rewrite <- (sum_pick n y f Hy).
  apply sum_le. intros i Hi. specialize (H i Hi). unfold one_hot.
  destruct (Nat.eqb i y); lra.
Qed.

Lemma sum_square n f : sum n f * sum n f = sum n (fun i => sum n (fun j => f i * f j)).
Proof. apply sum_times. Qed.

(** Cauchy and Schwarz, with weights. *)
Lemma cauchy_schwarz_weighted n w f g :
  (forall i, (i < n)%nat -> 0 <= w i) ->
  sum n (fun i => w i * (f i * g i)) * sum n (fun i => w i * (f i * g i))
  <= sum n (fun i => w i * (f i * f i)) * sum n (fun i => w i * (g i * g i)).
Proof.
  intros Hw.
  set (A := sum n (fun i => w i * (f i * f i))).
  set (B := sum n (fun i => w i * (f i * g i))).
  set (C := sum n (fun i => w i * (g i * g i))).
  assert (Q : forall s t, 0 <= s * s * A + 2 * (s * t) * B + t * t * C).
  { intros s t.
    replace (s * s * A + 2 * (s * t) * B + t * t * C)
      with (sum n (fun i => w i * ((s * f i + t * g i) * (s * f i + t * g i)))).
    - apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Hw; exact Hi|apply Rle_0_sqr].
    - unfold A, B, C. rewrite <- !sum_scal, <- !sum_plus. apply sum_ext. intros i _. ring. }
  assert (0 <= A) by (specialize (Q 1 0); lra).
  assert (0 <= C) by (specialize (Q 0 1); lra).
  destruct (Req_dec C 0) as [Z|Z].
  - assert (HB : B = 0).
    { destruct (Req_dec B 0) as [E|E]; [exact E|exfalso].
      pose proof (Q 1 (- (A + 1) / (2 * B))) as L. rewrite Z in L.
      replace (2 * (1 * (- (A + 1) / (2 * B))) * B) with (- (A + 1)) in L by (field; exact E). lra. }
    rewrite HB, Z. lra.
  - pose proof (Q C (- B)). assert (0 < C) by lra. nra.
Qed.

Lemma cauchy_schwarz n f g :
  sum n (fun i => f i * g i) * sum n (fun i => f i * g i)
  <= sum n (fun i => f i * f i) * sum n (fun i => g i * g i).
Proof.
  pose proof (cauchy_schwarz_weighted n (fun _ => 1) f g ltac:(intros; lra)) as H.
  rewrite (sum_ext n (fun i => f i * g i) (fun i => 1 * (f i * g i))) by (intros; ring).
  rewrite (sum_ext n (fun i => f i * f i) (fun i => 1 * (f i * f i))) by (intros; ring).
  rewrite (sum_ext n (fun i => g i * g i) (fun i => 1 * (g i * g i))) by (intros; ring).
  exact H.
Qed.
