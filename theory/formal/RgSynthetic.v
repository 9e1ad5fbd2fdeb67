(** What a known low-rank matrix determines, and when alternating least squares has found it. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgNormalEquations RgUpdates.
Open Scope R_scope.

(** The product of a matrix of K columns and one of K rows. *)
Definition product (K : nat) (P A : nat -> nat -> R) (x k : nat) : R := sum K (fun l => P x l * A l k).
Definition transpose (A : nat -> nat -> R) (k l : nat) : R := A l k.
Definition inverse (K : nat) (A B : nat -> nat -> R) : Prop :=
  forall k l, (k < K)%nat -> (l < K)%nat -> product K A B k l = one_hot k l.

(** The Gram matrix PP'. *)
Definition gram (K : nat) (P : nat -> nat -> R) (x z : nat) : R := dot K (P x) (P z).

Lemma product_scores K A B P Q x y : inverse K A B ->
  dot K (product K P A x) (product K Q (transpose B) y) = dot K (P x) (Q y).
Proof.
  intros I. unfold dot, product, transpose.
  rewrite (sum_ext K _ (fun k => sum K (fun l => sum K (fun m => P x l * Q y m * (A l k * B k m))))).
  - rewrite sum_exchange. apply sum_ext. intros l Hl. rewrite sum_exchange.
    rewrite (sum_ext K _ (fun m => one_hot l m * (P x l * Q y m))).
    + apply (sum_pick K l (fun m => P x l * Q y m) Hl).
    + intros m Hm. rewrite sum_scal. change (sum K (fun k => A l k * B k m)) with (product K A B l m).
      rewrite (I l m Hl Hm). ring.
  - intros k _. rewrite sum_times. apply sum_ext. intros l _. apply sum_ext. intros m _. ring.
Qed.

(** One factor, one row of each, of the score 1; and twice and half of it. *)
Lemma twice_and_half : inverse 1 (number 2) (number (/ 2)).
Proof. intros [|k] [|l] Hk Hl; try lia. unfold product, number, one_hot. simpl. field. Qed.

Lemma square_of_sum K (u v : nat -> R) : sum K (fun k => (u k + v k) ^ 2) = dot K u u + 2 * dot K u v + dot K v v.
Proof.
  unfold dot. rewrite <- sum_scal. rewrite <- !sum_plus. apply sum_ext. intros k _. ring.
Qed.
Lemma norm_kept_if_orthogonal K A :
  (forall M P, frobenius M K (product K P A) = frobenius M K P) <-> inverse K A (transpose A).
Proof.
  split.
  - intros H a b Ha Hb.
    assert (G : forall a b, (a < K)%nat -> (b < K)%nat ->
      dot K (A a) (A a) + 2 * dot K (A a) (A b) + dot K (A b) (A b)
      = dot K (one_hot a) (one_hot a) + 2 * dot K (one_hot a) (one_hot b) + dot K (one_hot b) (one_hot b)).
    { intros i j Hi Hj. rewrite <- !square_of_sum. specialize (H 1%nat (fun _ k => one_hot i k + one_hot j k)).
      unfold frobenius in H. cbn [sum] in H. rewrite !Rplus_0_l in H. rewrite <- H. apply sum_ext. intros k _.
      f_equal. unfold product.
      rewrite (sum_ext K _ (fun l => one_hot i l * A l k + one_hot j l * A l k)) by (intros; ring).
      rewrite sum_plus, !sum_pick by assumption. reflexivity. }
    assert (O : forall i j, (i < K)%nat -> dot K (one_hot i) (one_hot j) = one_hot j i).
    { intros i j Hi. unfold dot. apply (sum_pick K i (one_hot j)), Hi. }
    change (product K A (transpose A) a b) with (dot K (A a) (A b)).
    pose proof (G a b Ha Hb) as E. pose proof (G a a Ha Ha) as Ea. pose proof (G b b Hb Hb) as Eb.
    rewrite (O a a Ha), (O a b Ha), (O b b Hb) in E. rewrite (O a a Ha) in Ea. rewrite (O b b Hb) in Eb.
    rewrite (one_hot_sym a b). lra.
  - intros I M P. apply sum_ext. intros x _. pose proof (product_scores K A (transpose A) P P x x I) as E.
    unfold dot in E.
    rewrite (sum_ext K _ (fun k => product K P A x k * product K P A x k)) by (intros; ring).
    rewrite (sum_ext K (fun k => P x k ^ 2) (fun k => P x k * P x k)) by (intros; ring). exact E.
Qed.

(** Claim: rg.exp.synthetic.factors.repair
    Role: establishes
    Place: summary, experiment 1
    Says: PQ' is the same for PA and Q A^-T with every invertible A; P is not, nor Q, nor PP', nor the norm of P. The
      norm of PA is that of P for every P exactly if A is orthogonal; then PP' is the same too.
    Gap: Real numbers, not floating point. B is the inverse of A. Of the ridge only P's part; that it is the same for
      all factors only for orthogonal A follows with Q = 0.
    Mutant: `(product K Q (transpose B)) x y` becomes `(product K Q A) x y`; refuted by the theorem not_the_same_basis
    Mutant: `(product K Q (transpose B)) x y` becomes `(product K Q B) x y`; refuted by the theorem
      the_inverse_is_transposed
*)
Theorem scores_alone_are_determined :
  (forall K A B, inverse K A B -> forall P Q x y,
    scores K (product K P A) (product K Q (transpose B)) x y = scores K P Q x y) /\
  ~ (forall M K A B, inverse K A B -> forall P, same M K (product K P A) P) /\
  ~ (forall N K A B, inverse K A B -> forall Q, same N K (product K Q (transpose B)) Q) /\
  ~ (forall K A B, inverse K A B -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  ~ (forall M K A B, inverse K A B -> forall P, frobenius M K (product K P A) = frobenius M K P) /\
  (forall K A, inverse K A (transpose A) -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  (forall K A, (forall M P, frobenius M K (product K P A) = frobenius M K P) <-> inverse K A (transpose A)).
Proof.
  repeat split.
  - intros K A B I P Q x y. apply product_scores, I.
  - intros H. specialize (H 1%nat 1%nat _ _ twice_and_half (number 1) 0%nat 0%nat ltac:(lia) ltac:(lia)).
    unfold product, number in H. simpl in H. lra.
  - intros H. specialize (H 1%nat 1%nat _ _ twice_and_half (number 1) 0%nat 0%nat ltac:(lia) ltac:(lia)).
    unfold product, transpose, number in H. simpl in H. lra.
  - intros H. specialize (H 1%nat _ _ twice_and_half (number 1) 0%nat 0%nat).
    unfold gram, dot, product, number in H. simpl in H. lra.
  - intros H. specialize (H 1%nat 1%nat _ _ twice_and_half (number 1)).
    unfold frobenius, product, number in H. simpl in H. lra.
  - intros K A I P x z. apply (product_scores K A (transpose A) P P x z I).
  - apply norm_kept_if_orthogonal.
  - apply norm_kept_if_orthogonal.
Qed.

Lemma same_basis_scores : ~ (forall K A B, inverse K A B -> forall P Q x y,
  scores K (product K P A) (product K Q A) x y = scores K P Q x y).
Proof.
  intros H. specialize (H 1%nat _ _ twice_and_half (number 1) (number 1) 0%nat 0%nat).
  unfold scores, dot, product, number in H. simpl in H. lra.
Qed.

Lemma not_the_same_basis : ~ (
  (forall K A B, inverse K A B -> forall P Q x y,
    scores K (product K P A) (product K Q A) x y = scores K P Q x y) /\
  ~ (forall M K A B, inverse K A B -> forall P, same M K (product K P A) P) /\
  ~ (forall N K A B, inverse K A B -> forall Q, same N K (product K Q (transpose B)) Q) /\
  ~ (forall K A B, inverse K A B -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  ~ (forall M K A B, inverse K A B -> forall P, frobenius M K (product K P A) = frobenius M K P) /\
  (forall K A, inverse K A (transpose A) -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  (forall K A, (forall M P, frobenius M K (product K P A) = frobenius M K P) <-> inverse K A (transpose A))).
Proof. intros [H _]. apply same_basis_scores, H. Qed.

(** A shear and its inverse. *)
Definition shear (a : R) (k l : nat) : R := match k, l with O, S O => a | _, _ => one_hot k l end.

Lemma shear_inverse : inverse 2 (shear 1) (shear (-1)).
Proof. intros [|[|k]] [|[|l]] Hk Hl; try lia; unfold product, shear, one_hot; simpl; ring. Qed.

Lemma the_inverse_is_transposed : ~ (
  (forall K A B, inverse K A B -> forall P Q x y,
    scores K (product K P A) (product K Q B) x y = scores K P Q x y) /\
  ~ (forall M K A B, inverse K A B -> forall P, same M K (product K P A) P) /\
  ~ (forall N K A B, inverse K A B -> forall Q, same N K (product K Q (transpose B)) Q) /\
  ~ (forall K A B, inverse K A B -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  ~ (forall M K A B, inverse K A B -> forall P, frobenius M K (product K P A) = frobenius M K P) /\
  (forall K A, inverse K A (transpose A) -> forall P x z, gram K (product K P A) x z = gram K P x z) /\
  (forall K A, (forall M P, frobenius M K (product K P A) = frobenius M K P) <-> inverse K A (transpose A))).
Proof.
  intros [H _]. specialize (H 2%nat _ _ shear_inverse (number 1) (number 1) 0%nat 0%nat).
  unfold scores, dot, product, shear, number, one_hot in H. simpl in H. lra.
Qed.

(** The columns of the first N rows are linearly independent. *)
Definition full_rank (N K : nat) (Q : nat -> nat -> R) : Prop :=
  forall v, (forall y, (y < N)%nat -> dot K v (Q y) = 0) -> forall k, (k < K)%nat -> v k = 0.

(** Claim: rg.exp.synthetic.factors
    Role: refutes
    Place: summary, experiment 1
    Says: P is not determined by PQ': there are factors, all of full column rank, of the same scores and with another P.
    Gap: Real numbers, not floating point.
    Mutant: `full_rank N K Q'` becomes `same N K Q Q'`; refuted by the theorem determined_if_the_other_is_known
*)
Theorem factors_are_not_determined : ~ (forall M N K P P' Q Q',
  full_rank M K P -> full_rank M K P' -> full_rank N K Q -> full_rank N K Q' ->
  (forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q x y = scores K P' Q' x y) -> same M K P P').
Proof.
  intros H. assert (F : forall a, a <> 0 -> full_rank 1 1 (number a)).
  { intros a Ha v E [|k] Hk; [|lia]. specialize (E 0%nat ltac:(lia)). unfold dot, number in E. simpl in E.
    apply (Rmult_eq_reg_r a); [lra|exact Ha]. }
  specialize (H 1%nat 1%nat 1%nat (number 1) (number 2) (number 1) (number (/ 2)) (F 1 ltac:(lra)) (F 2 ltac:(lra))
    (F 1 ltac:(lra)) (F (/ 2) ltac:(lra))).
  assert (S : same 1 1 (number 1) (number 2)) by (apply H; intros; unfold scores, dot, number; simpl; field).
  specialize (S 0%nat 0%nat ltac:(lia) ltac:(lia)). unfold number in S. lra.
Qed.

Lemma determined_if_the_other_is_known : ~ ~ (forall M N K P P' Q Q',
  full_rank M K P -> full_rank M K P' -> full_rank N K Q -> same N K Q Q' ->
  (forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q x y = scores K P' Q' x y) -> same M K P P').
Proof.
  intros H. apply H. intros M N K P P' Q Q' _ _ F S E x k Hx Hk.
  enough (P x k - P' x k = 0) by lra. apply (F (fun k => P x k - P' x k)); [|exact Hk]. intros y Hy.
  specialize (E x y Hx Hy). unfold scores, dot in *.
  rewrite (sum_ext K (fun l => P' x l * Q' y l) (fun l => P' x l * Q y l)) in E
    by (intros l Hl; rewrite (S y l Hy Hl); reflexivity).
  rewrite (sum_ext K _ (fun l => P x l * Q y l - P' x l * Q y l)) by (intros; ring). rewrite sum_minus. lra.
Qed.
