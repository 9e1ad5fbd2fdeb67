(** RG, B.2-B.3: RGx with constants alpha and beta for W and V in Eq. 31, and whether it has a lower bound. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums RgUpdates.
Import ListNotations.
Open Scope R_scope.

(** The values that B.3 tunes over, in thousandths. *)
Definition grid : list Z := [0; 1000; 500; 100; 50; 10; 5; 1]%Z.
Definition thousandths (a : Z) : R := IZR a / 1000.

(** The pairs of different values. *)
Definition grid_pairs : list (Z * Z) :=
  filter (fun p => negb (Z.eqb (fst p) (snd p))) (list_prod grid grid).

(** RGx of M contexts, N items and K factors with W = alpha and V = beta has a lower bound. *)
Definition bounded_below (M N K : nat) (S : nat -> nat -> R) (alpha beta lam : R) : Prop :=
  exists c, forall P Q, c <= eq31 M N K (fun _ _ => alpha) S (fun _ => beta) lam P Q.

Lemma frobenius_nonneg M K P : 0 <= frobenius M K P.
Proof. apply sum_nonneg. intros x _. apply sum_nonneg. intros k _. apply pow2_ge_0. Qed.

Lemma bounded_if_above M N K S alpha beta lam : 0 <= lam -> beta < alpha -> bounded_below M N K S alpha beta lam.
Proof.
  intros Hl Hab. exists (sum M (fun x => sum N (fun y => - (alpha * beta / (alpha - beta)) * S x y ^ 2))). intros P Q.
  unfold eq31, squares, interaction. pose proof (frobenius_nonneg M K P). pose proof (frobenius_nonneg N K Q).
  assert (0 <= lam * (frobenius M K P + frobenius N K Q)) by (apply Rmult_le_pos; lra).
  enough (sum M (fun x => sum N (fun y => - (alpha * beta / (alpha - beta)) * S x y ^ 2))
    <= sum M (fun x => sum N (fun y => alpha * (S x y - scores K P Q x y) ^ 2))
      - sum M (fun x => beta * sum N (fun y => scores K P Q x y ^ 2))) by lra.
  rewrite <- sum_minus. apply sum_le. intros x _. rewrite <- sum_scal, <- sum_minus. apply sum_le. intros y _.
  set (s := S x y). set (o := scores K P Q x y).
  replace (alpha * (s - o) ^ 2 - beta * o ^ 2) with
    ((alpha - beta) * (o - alpha * s / (alpha - beta)) ^ 2 - alpha * beta / (alpha - beta) * s ^ 2) by (field; lra).
  assert (0 <= (alpha - beta) * (o - alpha * s / (alpha - beta)) ^ 2)
    by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). lra.
Qed.

(** Factors of which the first column alone is not zero, and is t: all scores are t^2. *)
Definition first_column (t : R) (x k : nat) : R := t * one_hot 0 k.

Lemma first_column_scores K t x y : (0 < K)%nat -> scores K (first_column t) (first_column t) x y = t ^ 2.
Proof.
  intros HK. unfold scores, dot, first_column. rewrite (sum_ext K _ (fun k => one_hot 0 k * (t ^ 2 * one_hot 0 k)))
    by (intros; ring).
  rewrite sum_pick by exact HK. unfold one_hot. simpl. ring.
Qed.

Lemma first_column_norm M K t : (0 < K)%nat -> frobenius M K (first_column t) = INR M * t ^ 2.
Proof.
  intros HK. unfold frobenius, first_column. rewrite <- sum_const. apply sum_ext. intros x _.
  rewrite (sum_ext K _ (fun k => one_hot 0 k * (t ^ 2 * one_hot 0 k))) by (intros; ring).
  rewrite sum_pick by exact HK. unfold one_hot. simpl. ring.
Qed.

(** The objective there, a quadratic function of t^2. *)
Lemma first_column_value M N K S alpha beta lam t : (0 < K)%nat ->
  eq31 M N K (fun _ _ => alpha) S (fun _ => beta) lam (first_column t) (first_column t)
  = (alpha - beta) * (INR M * INR N) * t ^ 4
    + (lam * (INR M + INR N) - 2 * alpha * sum M (fun x => sum N (S x))) * t ^ 2
    + alpha * sum M (fun x => sum N (fun y => S x y ^ 2)).
Proof.
  intros HK. unfold eq31, squares, interaction. rewrite !first_column_norm by exact HK.
  rewrite (sum_ext M (fun x => beta * _) (fun _ => beta * (INR N * t ^ 4))).
  - rewrite sum_const. rewrite (sum_ext M _ (fun x => alpha * sum N (fun y => S x y ^ 2)
      + (- 2 * alpha * t ^ 2 * sum N (S x) + alpha * INR N * t ^ 4))).
    + rewrite !sum_plus, !sum_scal, sum_const. ring.
    + intros x _. rewrite (sum_ext N _ (fun y => alpha * S x y ^ 2 + (- 2 * alpha * t ^ 2 * S x y + alpha * t ^ 4)))
        by (intros; rewrite first_column_scores by exact HK; ring).
      rewrite !sum_plus, !sum_scal, sum_const. ring.
  - intros x _. rewrite (sum_ext N _ (fun _ => t ^ 4)), sum_const; [reflexivity|].
    intros y _. rewrite first_column_scores by exact HK. ring.
Qed.

(** A quadratic function of a negative leading coefficient has no lower bound. *)
Lemma falls_without_end A B C c : 0 < A -> exists t, - A * t ^ 4 + B * t ^ 2 + C < c.
Proof.
  intros HA. set (u := 1 + (Rabs B + Rabs (C - c)) / A). pose proof (Rabs_pos B). pose proof (Rabs_pos (C - c)).
  pose proof (Rle_abs B). pose proof (Rle_abs (C - c)).
  assert (U : 1 <= u). { assert (0 <= (Rabs B + Rabs (C - c)) / A); [|unfold u; lra].
    apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, HA]. }
  exists (sqrt u). replace (sqrt u ^ 4) with (u * u).
  - rewrite pow2_sqrt by lra. assert (E : A * u = A + Rabs B + Rabs (C - c)) by (unfold u; field; lra).
    assert (u * (A * u - B) >= A * u - B) by nra. lra.
  - replace (sqrt u ^ 4) with (sqrt u ^ 2 * sqrt u ^ 2) by ring. rewrite pow2_sqrt by lra. reflexivity.
Qed.

Lemma unbounded_if_below M N K S alpha beta lam : (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> alpha < beta ->
  ~ bounded_below M N K S alpha beta lam.
Proof.
  intros HM HN HK Hab [c H]. apply lt_0_INR in HM. apply lt_0_INR in HN.
  assert (A : 0 < (beta - alpha) * (INR M * INR N)) by (repeat apply Rmult_lt_0_compat; lra).
  destruct (falls_without_end _ (lam * (INR M + INR N) - 2 * alpha * sum M (fun x => sum N (S x)))
    (alpha * sum M (fun x => sum N (fun y => S x y ^ 2))) c A) as [t T].
  specialize (H (first_column t) (first_column t)). rewrite first_column_value in H by exact HK. lra.
Qed.

Lemma thousandths_lt a b : thousandths b < thousandths a <-> (b < a)%Z.
Proof.
  unfold thousandths. split; intros H.
  - apply lt_IZR. lra.
  - apply IZR_lt in H. lra.
Qed.

Lemma grid_pairs_differ a b : In (a, b) grid_pairs -> a <> b.
Proof. unfold grid_pairs. rewrite filter_In. simpl. intros [_ H] ->. rewrite Z.eqb_refl in H. discriminate. Qed.

(** Claim: rg.b2.alpha_beta.grid.repair
    Role: establishes
    Place: RG, B.2, B.3, Eq. 31-32
    Says: For different alpha and beta in B.3's grid RGx with W = alpha and V = beta is bounded below exactly if
      alpha > beta, whatever the sizes, the data and lambda >= 0; these are 28 of the 56 pairs.
    Gap: Real numbers, not floating point. The grid is written in thousandths.
    Mutant: `(b < a)%Z)` becomes `(a < b)%Z)`; refuted by the theorem not_the_other_way_round
    Mutant: `(b < a)%Z)` becomes `(0 < a)%Z)`; refuted by the theorem positive_is_not_enough
    Mutant: `(b < a)%Z)` becomes `(b <= 2 * a)%Z)`; refuted by the theorem twice_is_too_much
*)
Theorem bounded_exactly_if_above :
  (forall M N K S lam a b, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam -> In (a, b) grid_pairs ->
    bounded_below M N K S (thousandths a) (thousandths b) lam <-> (b < a)%Z) /\
  length grid_pairs = 56%nat /\ length (filter (fun p => Z.ltb (snd p) (fst p)) grid_pairs) = 28%nat.
Proof.
  split; [|split; reflexivity]. intros M N K S lam a b HM HN HK Hl Hp. apply grid_pairs_differ in Hp. split; intros H.
  - destruct (Z.lt_ge_cases b a) as [L|L]; [exact L|exfalso]. revert H. apply unbounded_if_below; try assumption.
    apply thousandths_lt. lia.
  - apply bounded_if_above; [exact Hl|]. apply thousandths_lt, H.
Qed.

(** Claim: rg.b2.alpha_beta.grid
    Role: refutes
    Place: RG, B.2, B.3, Eq. 31-32
    Says: Not for all different alpha and beta in B.3's grid RGx with W = alpha and V = beta is bounded below, whatever
      the sizes, the data and lambda.
    Gap: Real numbers, not floating point. The grid is written in thousandths.
    Mutant: `In (a, b) grid_pairs` becomes `In (a, b) grid_pairs -> (b < a)%Z`; refuted by the theorem
      bounded_if_alpha_is_larger
*)
Theorem grid_has_unbounded_losses : forall M N K S lam, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam ->
  ~ (forall a b, In (a, b) grid_pairs -> bounded_below M N K S (thousandths a) (thousandths b) lam).
Proof.
  intros M N K S lam HM HN HK _ H. apply (unbounded_if_below M N K S (thousandths 0) (thousandths 1000) lam HM HN HK).
  - apply thousandths_lt. lia.
  - apply H. simpl. tauto.
Qed.

Lemma bounded_if_alpha_is_larger :
  ~ (forall M N K S lam, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam ->
  ~ (forall a b, In (a, b) grid_pairs -> (b < a)%Z ->
    bounded_below M N K S (thousandths a) (thousandths b) lam)).
Proof.
  intros H. apply (H 1%nat 1%nat 1%nat (fun _ _ => 0) 0); try lia; try lra. intros a b _ L.
  apply bounded_if_above; [lra|]. apply thousandths_lt, L.
Qed.

Lemma not_the_other_way_round : ~ (
  (forall M N K S lam a b, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam -> In (a, b) grid_pairs ->
    bounded_below M N K S (thousandths a) (thousandths b) lam <-> (a < b)%Z) /\
  length grid_pairs = 56%nat /\ length (filter (fun p => Z.ltb (snd p) (fst p)) grid_pairs) = 28%nat).
Proof.
  intros [H _]. specialize (H 1%nat 1%nat 1%nat (fun _ _ => 0) 0 1000%Z 0%Z).
  assert (B : bounded_below 1 1 1 (fun _ _ => 0) (thousandths 1000) (thousandths 0) 0)
    by (apply bounded_if_above; [lra|apply thousandths_lt; lia]).
  apply H in B; try lia; try lra. simpl. tauto.
Qed.

Lemma positive_is_not_enough : ~ (
  (forall M N K S lam a b, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam -> In (a, b) grid_pairs ->
    bounded_below M N K S (thousandths a) (thousandths b) lam <-> (0 < a)%Z) /\
  length grid_pairs = 56%nat /\ length (filter (fun p => Z.ltb (snd p) (fst p)) grid_pairs) = 28%nat).
Proof.
  intros [H _]. apply (unbounded_if_below 1 1 1 (fun _ _ => 0) (thousandths 500) (thousandths 1000) 0); try lia.
  - apply thousandths_lt. lia.
  - apply H; try lia; try lra. simpl. tauto.
Qed.

Lemma twice_is_too_much : ~ (
  (forall M N K S lam a b, (0 < M)%nat -> (0 < N)%nat -> (0 < K)%nat -> 0 <= lam -> In (a, b) grid_pairs ->
    bounded_below M N K S (thousandths a) (thousandths b) lam <-> (b <= 2 * a)%Z) /\
  length grid_pairs = 56%nat /\ length (filter (fun p => Z.ltb (snd p) (fst p)) grid_pairs) = 28%nat).
Proof.
  intros [H _]. apply (unbounded_if_below 1 1 1 (fun _ _ => 0) (thousandths 500) (thousandths 1000) 0); try lia.
  - apply thousandths_lt. lia.
  - apply H; try lia; try lra. simpl. tauto.
Qed.
