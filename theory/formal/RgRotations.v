(** Rotations of the factors of RG2 leave its objective alone, and small ones leave the factors near. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgUpdates RgFlatOptimum.
Open Scope R_scope.

(** G G' = I: a rotation or a reflection of K dimensions. *)
Definition orthogonal (K : nat) (G : nat -> nat -> R) : Prop :=
  forall i j, (i < K)%nat -> (j < K)%nat -> dot K (G i) (G j) = one_hot i j.

(** The matrix P G, of K columns. *)
Definition turned_by (K : nat) (G P : nat -> nat -> R) (x k : nat) : R := sum K (fun i => P x i * G i k).

(** Some entry of the M rows and K columns is not 0. *)
Definition some_entry (M K : nat) (P : nat -> nat -> R) : Prop := exists x, (x < M)%nat /\ not_zero K (P x).

Lemma one_hot_sym i j : one_hot i j = one_hot j i.
Proof. unfold one_hot. rewrite Nat.eqb_sym. reflexivity. Qed.

Lemma turned_products K G P Q x y : orthogonal K G ->
  dot K (turned_by K G P x) (turned_by K G Q y) = dot K (P x) (Q y).
Proof.
  intros O. unfold dot at 1, turned_by.
  rewrite (sum_ext K _ (fun k => sum K (fun i => sum K (fun j => P x i * Q y j * (G i k * G j k))))).
  - rewrite sum_exchange. unfold dot. apply sum_ext. intros i Hi. rewrite sum_exchange.
    rewrite (sum_ext K _ (fun j => one_hot i j * (P x i * Q y j))).
    + apply (sum_pick K i (fun j => P x i * Q y j) Hi).
    + intros j Hj. rewrite sum_scal. change (sum K (fun k => G i k * G j k)) with (dot K (G i) (G j)).
      rewrite (O i j Hi Hj). ring.
  - intros k _. rewrite sum_times. apply sum_ext. intros i _. apply sum_ext. intros j _. ring.
Qed.

Lemma turned_objective M N K r lam G P Q : orthogonal K G ->
  rg2_factored M N K r lam (turned_by K G P) (turned_by K G Q) = rg2_factored M N K r lam P Q.
Proof.
  intros O. assert (S : forall A x, sum K (fun k => turned_by K G A x k ^ 2) = sum K (fun k => A x k ^ 2)).
  { intros A x. rewrite (sum_ext K _ (fun k => turned_by K G A x k * turned_by K G A x k)) by (intros; ring).
    rewrite (sum_ext K (fun k => A x k ^ 2) (fun k => A x k * A x k)) by (intros; ring).
    exact (turned_products K G A A x x O). }
  unfold rg2_factored, weighted_eq31, squares, interaction, scores.
  f_equal; [f_equal; [|f_equal; f_equal]|]; apply sum_ext; intros x _; rewrite ?S; try reflexivity;
    [|f_equal]; apply sum_ext; intros y _; rewrite (turned_products K G P Q x y O); reflexivity.
Qed.

(** The rotation of the columns a and b whose cosine and sine are c and s. *)
Definition plane_rotation (a b : nat) (c s : R) (i j : nat) : R :=
  one_hot i j + (one_hot a i * (c - 1) - one_hot b i * s) * one_hot a j
    + (one_hot a i * s + one_hot b i * (c - 1)) * one_hot b j.

Lemma plane_rotation_sum K a b c s i f : (a < K)%nat -> (b < K)%nat -> (i < K)%nat ->
  sum K (fun j => plane_rotation a b c s i j * f j) =
  f i + (one_hot a i * (c - 1) - one_hot b i * s) * f a + (one_hot a i * s + one_hot b i * (c - 1)) * f b.
Proof.
  intros A B I. unfold plane_rotation.
  rewrite (sum_ext K _ (fun j => one_hot i j * f j + (one_hot a i * (c - 1) - one_hot b i * s) * (one_hot a j * f j)
    + (one_hot a i * s + one_hot b i * (c - 1)) * (one_hot b j * f j))) by (intros; ring).
  rewrite !sum_plus, !sum_scal, !sum_pick by assumption. reflexivity.
Qed.

Lemma two_columns a b : a <> b -> one_hot a a = 1 /\ one_hot b b = 1 /\ one_hot a b = 0 /\ one_hot b a = 0.
Proof.
  intros Ne. unfold one_hot. rewrite !Nat.eqb_refl.
  destruct (Nat.eqb_spec b a), (Nat.eqb_spec a b); repeat split; congruence.
Qed.

Lemma plane_rotation_orthogonal K a b c s : (a < K)%nat -> (b < K)%nat -> a <> b -> c ^ 2 + s ^ 2 = 1 ->
  orthogonal K (plane_rotation a b c s).
Proof.
  intros A B Ne E i j Hi Hj. unfold dot. rewrite (plane_rotation_sum K a b c s i _ A B Hi).
  destruct (two_columns a b Ne) as (AA & BB & AB & BA). unfold plane_rotation. rewrite AA, BB, AB, BA.
  rewrite (one_hot_sym j i), (one_hot_sym j a), (one_hot_sym j b).
  assert (S : s * s = 1 - c * c) by lra.
  set (p := one_hot a i). set (q := one_hot b i). set (p' := one_hot a j). set (q' := one_hot b j).
  transitivity (one_hot i j + (p * p' + q * q') * (c * c - 1 + s * s)); [ring|]. rewrite S. ring.
Qed.

Lemma plane_rotation_turns K a b c s P x k : (a < K)%nat -> (b < K)%nat -> a <> b -> (k < K)%nat ->
  turned_by K (plane_rotation a b c s) P x k = P x k
    + one_hot a k * (P x a * (c - 1) - P x b * s) + one_hot b k * (P x a * s + P x b * (c - 1)).
Proof.
  intros A B Ne Hk. unfold turned_by, plane_rotation.
  rewrite (sum_ext K _ (fun i => one_hot k i * P x i
    + (one_hot a i * ((c - 1) * one_hot a k * P x i) - one_hot b i * (s * one_hot a k * P x i))
    + (one_hot a i * (s * one_hot b k * P x i) + one_hot b i * ((c - 1) * one_hot b k * P x i))))
    by (intros; rewrite (one_hot_sym k); ring).
  rewrite !sum_plus, sum_minus, (sum_pick K k (P x) Hk), !(sum_pick K a), !(sum_pick K b) by assumption. ring.
Qed.

Lemma entry_below M K P x k : (x < M)%nat -> (k < K)%nat ->
  Rabs (P x k) <= sum M (fun x => sum K (fun k => Rabs (P x k))).
Proof.
  intros Hx Hk. apply Rle_trans with (sum K (fun k => Rabs (P x k))).
  - apply (term_le_sum K (fun k => Rabs (P x k))); [intros; apply Rabs_pos|exact Hk].
  - apply (term_le_sum M (fun x => sum K (fun k => Rabs (P x k)))); [|exact Hx].
    intros; apply sum_nonneg; intros; apply Rabs_pos.
Qed.

Lemma turned_near M K a b c s e P eps : (a < K)%nat -> (b < K)%nat -> a <> b -> 0 < s < e -> Rabs (c - 1) < e ->
  4 * e * (sum M (fun x => sum K (fun k => Rabs (P x k))) + 1) <= eps ->
  near M K eps P (turned_by K (plane_rotation a b c s) P).
Proof.
  intros A B Ne S C L x k Hx Hk. rewrite (plane_rotation_turns K a b c s P x k A B Ne Hk).
  set (big := sum M (fun x => sum K (fun k => Rabs (P x k)))) in *.
  pose proof (entry_below M K P x a Hx A) as Pa. pose proof (entry_below M K P x b Hx B) as Pb. fold big in Pa, Pb.
  assert (T : forall u v, Rabs u <= e -> Rabs v <= e -> Rabs (P x a * u + P x b * v) <= 2 * e * big).
  { intros u v U V. eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos (P x a)) (Rabs_pos u) Pa U).
    pose proof (Rmult_le_compat _ _ _ _ (Rabs_pos (P x b)) (Rabs_pos v) Pb V). lra. }
  assert (S' : Rabs s <= e) by (rewrite Rabs_right; lra).
  pose proof (T (c - 1) (- s) ltac:(lra) ltac:(rewrite Rabs_Ropp; exact S')) as T1.
  pose proof (T s (c - 1) S' ltac:(lra)) as T2.
  assert (E : 0 < e) by lra. assert (Z : 0 <= big) by (pose proof (Rabs_pos (P x a)); lra).
  pose proof (Rmult_le_pos e big ltac:(lra) Z).
  replace (P x a * (c - 1) - P x b * s) with (P x a * (c - 1) + P x b * - s) by ring.
  set (t1 := P x a * (c - 1) + P x b * - s) in *. set (t2 := P x a * s + P x b * (c - 1)) in *.
  replace (P x k + one_hot a k * t1 + one_hot b k * t2 - P x k) with (one_hot a k * t1 + one_hot b k * t2) by ring.
  eapply Rle_lt_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
  assert (O : forall i, Rabs (one_hot i k) <= 1)
    by (intros i; unfold one_hot; destruct (Nat.eqb k i); rewrite ?Rabs_R1, ?Rabs_R0; lra).
  pose proof (Rmult_le_compat_r (Rabs t1) _ _ (Rabs_pos t1) (O a)).
  pose proof (Rmult_le_compat_r (Rabs t2) _ _ (Rabs_pos t2) (O b)). lra.
Qed.

(** A plane rotation by an angle moves whatever has a part in the plane. *)
Lemma turned_moves M K a b c s P x : (a < K)%nat -> (b < K)%nat -> a <> b -> 0 < s -> c ^ 2 + s ^ 2 = 1 ->
  (x < M)%nat -> P x a <> 0 -> ~ same M K P (turned_by K (plane_rotation a b c s) P).
Proof.
  intros A B Ne S E Hx Z H. pose proof (H x a Hx A) as Ha. pose proof (H x b Hx B) as Hb.
  rewrite (plane_rotation_turns K a b c s P x a A B Ne A) in Ha.
  rewrite (plane_rotation_turns K a b c s P x b A B Ne B) in Hb.
  destruct (two_columns a b Ne) as (AA & BB & AB & BA). rewrite AA, BA in Ha. rewrite AB, BB in Hb.
  assert (E1 : P x a * (c - 1) = P x b * s) by lra. assert (E2 : P x a * s = P x b * (1 - c)) by lra.
  assert (Q : P x a * (s * s + (c - 1) * (c - 1)) = 0).
  { replace (P x a * (s * s + (c - 1) * (c - 1))) with (P x a * s * s + P x a * (c - 1) * (c - 1)) by ring.
    rewrite E2, E1. ring. }
  destruct (Rmult_integral _ _ Q) as [F|F]; [contradiction|].
  pose proof (Rle_0_sqr (c - 1)) as C. unfold Rsqr in C. pose proof (Rmult_lt_0_compat s s S S). lra.
Qed.

(** With two factors or more no others than 0 are isolated. *)
Lemma not_isolated M N K P Q eps : (2 <= K)%nat -> some_entry M K P \/ some_entry N K Q -> 0 < eps ->
  exists G, orthogonal K G /\ near M K eps P (turned_by K G P) /\ near N K eps Q (turned_by K G Q) /\
    ~ (same M K P (turned_by K G P) /\ same N K Q (turned_by K G Q)).
Proof.
  intros HK Z He.
  set (p := sum M (fun x => sum K (fun k => Rabs (P x k)))). set (q := sum N (fun x => sum K (fun k => Rabs (Q x k)))).
  assert (B : 0 <= p /\ 0 <= q)
    by (split; apply sum_nonneg; intros; apply sum_nonneg; intros; apply Rabs_pos).
  assert (D : 0 < / (4 * (p + q + 1))) by (apply Rinv_0_lt_compat; lra).
  set (e := eps * / (4 * (p + q + 1))). assert (E : 0 < e) by (apply Rmult_lt_0_compat; assumption).
  assert (EE : 4 * e * (p + q + 1) = eps) by (unfold e; field; lra).
  pose proof (Rmult_le_pos e p ltac:(lra) (proj1 B)). pose proof (Rmult_le_pos e q ltac:(lra) (proj2 B)).
  destruct (small_turn (e / 2) ltac:(lra)) as (c & s & U & S0 & S1 & C).
  assert (C' : Rabs (c - 1) < e).
  { replace (c - 1) with (2 * (c / 2 - 1 / 2)) by field. rewrite Rabs_mult, (Rabs_right 2) by lra. lra. }
  assert (A : exists a, (a < K)%nat /\
    ((exists x, (x < M)%nat /\ P x a <> 0) \/ (exists y, (y < N)%nat /\ Q y a <> 0))).
  { destruct Z as [[x [Hx [a [Ha F]]]]|[y [Hy [a [Ha F]]]]]; exists a; eauto. }
  destruct A as (a & Ha & A). set (b := if Nat.eqb a 0 then 1%nat else 0%nat).
  assert (Hb : (b < K)%nat /\ a <> b) by (unfold b; destruct (Nat.eqb_spec a 0); lia). destruct Hb as [Hb Ne].
  exists (plane_rotation a b c s). split; [apply plane_rotation_orthogonal; assumption|].
  split; [apply (turned_near M K a b c s e); auto; [lra|fold p; lra]|].
  split; [apply (turned_near N K a b c s e); auto; [lra|fold q; lra]|].
  intros [F G]. destruct A as [[x [Hx A]]|[y [Hy A]]].
  - exact (turned_moves M K a b c s P x Ha Hb Ne S0 U Hx A F).
  - exact (turned_moves N K a b c s Q y Ha Hb Ne S0 U Hy A G).
Qed.
