(** Systems of normal equations: a positive definite one has a solution, which is the only minimiser. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums.
Open Scope R_scope.

Definition positive_definite (K : nat) (A : nat -> nat -> R) : Prop :=
  (forall i j, A i j = A j i) /\
  forall p, not_zero K p -> 0 < sum K (fun i => sum K (fun j => p i * A i j * p j)).

Lemma solvable K : forall A b, positive_definite K A ->
  exists p, forall k, (k < K)%nat -> dot K p (fun l => A l k) = b k.
Proof.
  unfold dot. induction K as [|K IH]; intros A b [Sym Pos]; [exists (fun _ => 0); intros; lia|].
  assert (PD : positive_definite K A).
  { split; [exact Sym|]. intros p (k & Hk & Hp).
    specialize (Pos (fun i => if Nat.ltb i K then p i else 0)). simpl in Pos.
    rewrite Nat.ltb_irrefl in Pos. rewrite (sum_ext K _ (fun i => sum K (fun j => p i * A i j * p j))) in Pos.
    - rewrite (sum_eq_0 K (fun j => 0 * A K j * (if Nat.ltb j K then p j else 0))) in Pos by (intros; ring).
      assert (Q : 0 < sum K (fun i => sum K (fun j => p i * A i j * p j)) + (0 + 0 * A K K * 0)); [|lra].
      apply Pos. exists k. rewrite (proj2 (Nat.ltb_lt k K) Hk). split; [lia|exact Hp].
    - intros i Hi. rewrite (proj2 (Nat.ltb_lt i K) Hi), Rmult_0_r, Rplus_0_r. apply sum_ext. intros j Hj.
      rewrite (proj2 (Nat.ltb_lt j K) Hj). reflexivity. }
  destruct (IH A (fun k => A K k) PD) as [z Hz]. destruct (IH A b PD) as [w Hw].
  set (alpha := A K K - sum K (fun l => z l * A l K)).
  assert (Pa : 0 < alpha).
  { specialize (Pos (fun i => if Nat.ltb i K then - z i else 1)). simpl in Pos. rewrite Nat.ltb_irrefl in Pos.
    rewrite (sum_ext K _ (fun i => - (z i * A i K) + sum K (fun j => z i * A i j * z j))) in Pos.
    - rewrite (sum_ext K (fun j => 1 * A K j * (if Nat.ltb j K then - z j else 1)) (fun j => - (z j * A j K))) in Pos.
      + rewrite sum_plus, sum_exchange in Pos.
        rewrite (sum_ext K (fun j => sum K (fun i => z i * A i j * z j)) (fun j => z j * A j K)) in Pos.
        * rewrite (sum_ext K (fun j => - (z j * A j K)) (fun j => - (1) * (z j * A j K))), sum_scal in Pos
            by (intros; ring).
          unfold alpha. assert (Q : 0 < - (1) * sum K (fun j => z j * A j K) + sum K (fun j => z j * A j K)
            + (- (1) * sum K (fun j => z j * A j K) + 1 * A K K * 1)); [|lra].
          apply Pos. exists K. rewrite Nat.ltb_irrefl. split; [lia|lra].
        * intros j Hj. rewrite sum_scal_r, Hz by exact Hj. rewrite (Sym K j). ring.
      + intros j Hj. rewrite (proj2 (Nat.ltb_lt j K) Hj), (Sym K j). ring.
    - intros i Hi. rewrite (proj2 (Nat.ltb_lt i K) Hi).
      rewrite (sum_ext K (fun j => - z i * A i j * (if Nat.ltb j K then - z j else 1)) (fun j => z i * A i j * z j));
        [ring|]. intros j Hj. rewrite (proj2 (Nat.ltb_lt j K) Hj). ring. }
  set (t := (b K - sum K (fun l => w l * A l K)) / alpha).
  exists (fun l => if Nat.ltb l K then w l - t * z l else t). intros k Hk. simpl. rewrite Nat.ltb_irrefl.
  rewrite (sum_ext K _ (fun l => w l * A l k - t * (z l * A l k))).
  - rewrite sum_minus, sum_scal. destruct (Nat.eq_dec k K) as [->|E].
    + replace (A K K) with (alpha + sum K (fun l => z l * A l K)) by (unfold alpha; ring). unfold t. field. lra.
    + rewrite Hz, Hw by lia. ring.
  - intros l Hl. rewrite (proj2 (Nat.ltb_lt l K) Hl). ring.
Qed.

(** ** The loss of one row *)

(** Squares with weights w and targets s of the products with the rows of q, less v times the squares of the
    products, with the ridge rho. *)
Definition row_loss (N K : nat) (w v s : nat -> R) (rho : R) (q : nat -> nat -> R) (p : nat -> R) : R :=
  sum N (fun y => w y * (s y - dot K p (q y)) ^ 2 - v y * dot K p (q y) ^ 2) + rho * sum K (fun k => p k ^ 2).

Definition row_matrix (N : nat) (w v : nat -> R) (rho : R) (q : nat -> nat -> R) (l k : nat) : R :=
  sum N (fun y => (w y - v y) * q y l * q y k) + rho * one_hot k l.

Definition row_equation (N K : nat) (w v s : nat -> R) (rho : R) (q : nat -> nat -> R) (p : nat -> R) : Prop :=
  forall k, (k < K)%nat ->
    dot K p (fun l => row_matrix N w v rho q l k) = sum N (fun y => s y * w y * q y k).

Lemma one_hot_sym i j : one_hot i j = one_hot j i.
Proof. unfold one_hot. rewrite Nat.eqb_sym. reflexivity. Qed.

Lemma dot_row N K w v rho q d k : (k < K)%nat -> dot K d (fun l => row_matrix N w v rho q l k)
  = sum N (fun y => (w y - v y) * dot K d (q y) * q y k) + rho * d k.
Proof.
  intros Hk. unfold dot, row_matrix.
  rewrite (sum_ext K _ (fun l => sum N (fun y => (w y - v y) * q y k * (d l * q y l)) + rho * (one_hot k l * d l))).
  - rewrite sum_plus, sum_scal, sum_pick by exact Hk. rewrite sum_exchange. f_equal. apply sum_ext. intros y _.
    rewrite sum_scal. ring.
  - intros l _. rewrite Rmult_plus_distr_l, <- sum_scal. f_equal; [apply sum_ext; intros; ring|ring].
Qed.

Lemma quadratic_form N K w v rho q p :
  sum K (fun i => sum K (fun j => p i * row_matrix N w v rho q i j * p j))
  = sum N (fun y => (w y - v y) * dot K p (q y) ^ 2) + rho * sum K (fun k => p k ^ 2).
Proof.
  rewrite sum_exchange. rewrite (sum_ext K _ (fun j => sum N (fun y => (w y - v y) * dot K p (q y) * (p j * q y j))
    + rho * p j ^ 2)).
  - rewrite sum_plus, sum_scal, sum_exchange. f_equal. apply sum_ext. intros y _. rewrite sum_scal.
    unfold dot. ring.
  - intros j Hj. rewrite sum_scal_r. fold (dot K p (fun i => row_matrix N w v rho q i j)).
    rewrite dot_row by exact Hj. rewrite Rmult_plus_distr_r, <- sum_scal_r. f_equal; [apply sum_ext; intros; ring|ring].
Qed.

(** How much a row's loss rises from a solution of its equations. *)
Lemma rise N K w v s rho q p p' : row_equation N K w v s rho q p ->
  row_loss N K w v s rho q p' - row_loss N K w v s rho q p
  = sum N (fun y => (w y - v y) * dot K (fun k => p' k - p k) (q y) ^ 2) + rho * sum K (fun k => (p' k - p k) ^ 2).
Proof.
  intros H. set (d := fun k => p' k - p k).
  assert (D : forall y, dot K p' (q y) = dot K p (q y) + dot K d (q y)).
  { intros y. unfold dot, d. rewrite <- sum_plus. apply sum_ext. intros; ring. }
  assert (C : sum N (fun y => (w y - v y) * dot K p (q y) * dot K d (q y)) + rho * sum K (fun k => p k * d k)
    = sum N (fun y => s y * w y * dot K d (q y))).
  { transitivity (sum K (fun k => dot K p (fun l => row_matrix N w v rho q l k) * d k)).
    - symmetry.
      rewrite (sum_ext K _ (fun k => sum N (fun y => (w y - v y) * dot K p (q y) * (d k * q y k)) + rho * (p k * d k))).
      + rewrite sum_plus, sum_scal, sum_exchange. f_equal. apply sum_ext. intros y _. rewrite sum_scal. reflexivity.
      + intros k Hk. rewrite dot_row by exact Hk. rewrite Rmult_plus_distr_r, <- sum_scal_r.
        f_equal; [apply sum_ext; intros; ring|ring].
    - rewrite (sum_ext K _ (fun k => sum N (fun y => s y * w y * (d k * q y k)))).
      + rewrite sum_exchange. apply sum_ext. intros y _. rewrite sum_scal. reflexivity.
      + intros k Hk. rewrite H by exact Hk. rewrite <- sum_scal_r. apply sum_ext. intros; ring. }
  unfold row_loss.
  rewrite (sum_ext N (fun y => w y * (s y - dot K p' (q y)) ^ 2 - v y * dot K p' (q y) ^ 2)
    (fun y => (w y * (s y - dot K p (q y)) ^ 2 - v y * dot K p (q y) ^ 2)
      + 2 * ((w y - v y) * dot K p (q y) * dot K d (q y)) - 2 * (s y * w y * dot K d (q y))
      + (w y - v y) * dot K d (q y) ^ 2)) by (intros; rewrite D; ring).
  rewrite (sum_ext K (fun k => p' k ^ 2) (fun k => p k ^ 2 + 2 * (p k * d k) + d k ^ 2)) by (intros; unfold d; ring).
  rewrite !sum_plus, sum_minus, sum_plus, !sum_scal, <- C. unfold d. ring.
Qed.

(** The conditions under which a row has one best value: the interaction is at most the weight. *)
Definition row_is_convex (N : nat) (w v : nat -> R) (rho : R) : Prop :=
  0 < rho /\ forall y, (y < N)%nat -> v y <= w y.

Lemma row_positive_definite N K w v rho q : row_is_convex N w v rho -> positive_definite K (row_matrix N w v rho q).
Proof.
  intros [Hr Hv]. split.
  - intros i j. unfold row_matrix. rewrite one_hot_sym. f_equal. apply sum_ext. intros; ring.
  - intros p (k & Hk & Hp). rewrite quadratic_form.
    assert (0 <= sum N (fun y => (w y - v y) * dot K p (q y) ^ 2)).
    { apply sum_nonneg. intros y Hy. specialize (Hv y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
    assert (0 < sum K (fun k => p k ^ 2)).
    { apply Rlt_le_trans with (p k ^ 2); [rewrite <- Rsqr_pow2; apply Rsqr_pos_lt, Hp|].
      apply (term_le_sum K (fun k => p k ^ 2) k); [intros; apply pow2_ge_0|exact Hk]. }
    assert (0 < rho * sum K (fun k => p k ^ 2)) by (apply Rmult_lt_0_compat; assumption). lra.
Qed.

Lemma row_solvable N K w v s rho q : row_is_convex N w v rho -> exists p, row_equation N K w v s rho q p.
Proof. intros C. apply solvable, row_positive_definite, C. Qed.

Lemma row_least N K w v s rho q p p' : row_is_convex N w v rho -> row_equation N K w v s rho q p ->
  row_loss N K w v s rho q p <= row_loss N K w v s rho q p' /\
  (row_loss N K w v s rho q p' <= row_loss N K w v s rho q p -> forall k, (k < K)%nat -> p' k = p k).
Proof.
  intros [Hr Hv] H. pose proof (rise N K w v s rho q p p' H) as E.
  assert (A : 0 <= sum N (fun y => (w y - v y) * dot K (fun k => p' k - p k) (q y) ^ 2)).
  { apply sum_nonneg. intros y Hy. specialize (Hv y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  assert (B : 0 <= sum K (fun k => (p' k - p k) ^ 2)) by (apply sum_nonneg; intros; apply pow2_ge_0).
  pose proof (Rmult_le_pos rho _ (Rlt_le _ _ Hr) B). split; [lra|]. intros L k Hk.
  assert (Z : sum K (fun k => (p' k - p k) ^ 2) = 0).
  { apply Rle_antisym; [|exact B]. apply Rmult_le_reg_l with rho; [exact Hr|]. lra. }
  pose proof (term_le_sum K (fun k => (p' k - p k) ^ 2) k ltac:(intros; apply pow2_ge_0) Hk) as T. cbv beta in T.
  pose proof (pow2_ge_0 (p' k - p k)). assert (S : (p' k - p k) ^ 2 = 0) by lra.
  assert (p' k - p k = 0); [|lra]. apply Rsqr_0_uniq. rewrite Rsqr_pow2. exact S.
Qed.
