(** The optimum of the factorised RG2: a strict one for one factor, and never for two or more. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares Derivatives RgUpdates RgSingularPairs RgFlatOptimum Ridge RgRotations
  RgSingularValues RgSecondOrder RgOneFactor.
Open Scope R_scope.

(** Claim: rg.eq49.newton.repair
    Role: establishes
    Place: RG, A.7
    Says: RG2 with the weights of Eq. 16 and the ridge of Eq. 36-37, T = W^(1/2) S with any singular value
      decomposition, of values sigma_k, tau = lambda sqrt(N |D|): for K = 1 and sigma_1 > max(sigma_2, tau) there is an
      optimum, and at every optimum the second derivative of the objective is positive along every direction; for K of
      at least 2 every rotation G leaves the objective of (PG, QG) what it was, and as near to factors that are not 0 as
      one likes there are others (PG, QG).
    Gap: Real numbers. The singular values are those of any decomposition of T into orthonormal singular vectors; that
      every T has one, a textbook theorem, is a premise. Where there are none but sigma_1, sigma_2 is 0. tau > 0 is
      lambda > 0, as no context is empty. G may be a reflection.
    Mutant: `sigma j < sigma 0%nat` becomes `sigma j <= sigma 0%nat`; refuted by the theorem two_equal_singular_values
    Mutant: `pairs M N r) < sigma 0%nat` becomes `pairs M N r) <= sigma 0%nat`; refuted by the theorem
      the_ridge_at_the_singular_value
    Mutant: `(2 <= K)%nat` becomes `(1 <= K)%nat`; refuted by the theorem one_factor_is_isolated
*)
Theorem strict_for_one_factor_only :
  (forall M N r lam J u v sigma, clicks M N r -> 0 < lam ->
    singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat ->
    (forall j, (0 < j < J)%nat -> sigma j < sigma 0%nat) -> lam * sqrt (INR N * pairs M N r) < sigma 0%nat ->
    (exists P Q, optimal M N 1 r lam P Q) /\
    forall P Q, optimal M N 1 r lam P Q -> forall A B, some_entry M 1 A \/ some_entry N 1 B -> exists D,
      second_derivative (fun t => rg2_factored M N 1 r lam (along P A t) (along Q B t)) 0 D /\ 0 < D) /\
  (forall M N K r lam P Q, (2 <= K)%nat -> some_entry M K P \/ some_entry N K Q ->
    (forall G, orthogonal K G ->
      rg2_factored M N K r lam (turned_by K G P) (turned_by K G Q) = rg2_factored M N K r lam P Q) /\
    forall eps, 0 < eps -> exists G, orthogonal K G /\
      near M K eps P (turned_by K G P) /\ near N K eps Q (turned_by K G Q) /\
      ~ (same M K P (turned_by K G P) /\ same N K Q (turned_by K G Q))).
Proof.
  split.
  - intros M N r lam J u v sigma C L S HJ Top T. destruct (sizes M N r J u v sigma C S HJ) as [HN HD].
    set (al := sqrt (lam * INR N)). set (be := sqrt (lam * pairs M N r)).
    assert (Al : 0 < al) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
    assert (Be : 0 < be) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
    rewrite <- (tau_product lam) in T by lra. fold al be in T.
    pose proof (Rmult_lt_0_compat _ _ Al Be) as AB.
    assert (Top' : forall j, (0 < j < J)%nat -> sigma j <= sigma 0%nat) by (intros j Hj; apply Rlt_le, Top, Hj).
    assert (O : forall P Q, optimal M N 1 r lam P Q <-> reduced M N J u v sigma (al ^ 2) (be ^ 2)
      (weighted_column N r P) (column Q) <= - (sigma 0%nat - al * be) ^ 2)
      by (apply (optimal_iff M N r lam J u v sigma C L S HJ Top'); fold al be; lra).
    assert (A2 : al ^ 2 = lam * INR N) by (apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
    assert (B2 : be ^ 2 = lam * pairs M N r) by (apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption). split.
    + destruct (first_pair M N r lam J u v sigma C L S HJ HN HD) as (P & Q & _ & _ & _ & E); [fold al be; lra|].
      exists P, Q. apply O. rewrite A2, B2. fold al be in E. lra.
    + intros P Q Op A B Z. apply O in Op. pose proof S as (U & V & S0 & _).
      destruct (at_optimum M N J u v sigma al be _ _ U V Al Be S0 HJ Top T Op) as (G1 & G2 & G3).
      eexists. split; [exact (second_of_one_factor M N r lam P Q A B J u v sigma C S)|].
      rewrite A2 in G1. rewrite B2 in G2. rewrite G1, G2. apply Rmult_lt_0_compat; [lra|].
      rewrite (Rmult_assoc 4), G3. apply second_order_positive; auto.
      * apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; assumption].
      * apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; assumption].
      * field. lra.
      * lra.
      * destruct Z as [Z|[y [Hy [k [Hk F]]]]]; [left; exact (some_column M N r A C Z)|right; exists y].
        split; [exact Hy|]. replace k with 0%nat in F by lia. exact F.
  - intros M N K r lam P Q HK Z. split; [intros G O; exact (turned_objective M N K r lam G P Q O)|].
    intros eps He. exact (not_isolated M N K P Q eps HK Z He).
Qed.

(** Of four items the first context has the first two and the second the first and the third. *)
Definition two_contexts (x y : nat) : R :=
  match x, y with O, O => 1 | O, 1%nat => 1 | O, _ => 0 | _, O => 1 | _, 2%nat => 1 | _, _ => 0 end.

Lemma two_contexts_facts : clicks 2 4 two_contexts /\ pairs 2 4 two_contexts = 4 /\
  singular_values 2 4 (weighted_targets 4 two_contexts) 2 one_hot (fun j y => two_contexts j y - 1 / 2)
    (fun _ => 2 * sqrt 2).
Proof.
  assert (P : forall x, positives 4 (two_contexts x) = 2) by (intros [|x]; unfold positives; simpl; lra).
  split; [|split].
  - split; [intros [|x] [|[|[|y]]] _ _; simpl; lra|]. intros x _. rewrite P. lra.
  - unfold pairs. rewrite (sum_ext 2 _ (fun _ => 2)) by (intros; apply P). simpl. lra.
  - split; [|split; [|split]].
    + intros [|[|i]] [|[|j]] Hi Hj; try lia; unfold dot, one_hot; simpl; lra.
    + intros [|[|i]] [|[|j]] Hi Hj; try lia; unfold dot, one_hot; simpl; lra.
    + intros _ _. pose proof (sqrt_pos 2). lra.
    + intros [|[|x]] [|[|[|[|y]]]] Hx Hy; try lia; unfold weighted_targets, S16; rewrite P; unfold one_hot;
        simpl; field.
Qed.

(** Claim: none
    Says: Of two contexts of which each has two of four items, one in common, the two singular values are equal, and
      a second derivative at an optimum is 0.
*)
Theorem two_equal_singular_values : ~ (
  (forall M N r lam J u v sigma, clicks M N r -> 0 < lam ->
    singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat ->
    (forall j, (0 < j < J)%nat -> sigma j <= sigma 0%nat) -> lam * sqrt (INR N * pairs M N r) < sigma 0%nat ->
    (exists P Q, optimal M N 1 r lam P Q) /\
    forall P Q, optimal M N 1 r lam P Q -> forall A B, some_entry M 1 A \/ some_entry N 1 B -> exists D,
      second_derivative (fun t => rg2_factored M N 1 r lam (along P A t) (along Q B t)) 0 D /\ 0 < D) /\
  (forall M N K r lam P Q, (2 <= K)%nat -> some_entry M K P \/ some_entry N K Q ->
    (forall G, orthogonal K G ->
      rg2_factored M N K r lam (turned_by K G P) (turned_by K G Q) = rg2_factored M N K r lam P Q) /\
    forall eps, 0 < eps -> exists G, orthogonal K G /\
      near M K eps P (turned_by K G P) /\ near N K eps Q (turned_by K G Q) /\
      ~ (same M K P (turned_by K G P) /\ same N K Q (turned_by K G Q)))).
Proof.
  intros [H _]. destruct two_contexts_facts as (C & D & S).
  assert (T : 1 / 2 * sqrt (INR 4 * pairs 2 4 two_contexts) < 2 * sqrt 2).
  { rewrite D. replace (INR 4 * 4) with (4 * 4) by (simpl; ring). rewrite sqrt_square by lra.
    pose proof (sqrt_lt_1 1 2 ltac:(lra) ltac:(lra) ltac:(lra)) as L. rewrite sqrt_1 in L. lra. }
  destruct (flat_direction 2 4 two_contexts (1 / 2) 2 _ _ _ 1 0 C ltac:(lra) S ltac:(lia) ltac:(lia) ltac:(simpl; lra)
    ltac:(intros; lra) eq_refl ltac:(lra) ltac:(left; lia)) as (P & Q & A & B & O & Z & E).
  destruct (H 2%nat 4%nat two_contexts (1 / 2) 2%nat _ _ _ C ltac:(lra) S ltac:(lia) ltac:(intros; lra) T) as [_ G].
  destruct (G P Q O A B (or_intror Z)) as (x & X & L). rewrite (second_unique _ _ _ _ X E) in L. lra.
Qed.

Lemma first_positive_facts : pairs 1 2 first_positive = 1 /\ singular_values 1 2 (weighted_targets 2 first_positive) 1
  (fun _ _ => 1) (fun _ y => match y with O => / sqrt 2 | _ => - / sqrt 2 end) (fun _ => sqrt 2).
Proof.
  pose proof (sqrt_lt_R0 2 ltac:(lra)) as S. pose proof (sqrt_sqrt 2 ltac:(lra)) as E.
  assert (P : forall x, positives 2 (first_positive x) = 1) by (intros x; unfold positives, first_positive; simpl; lra).
  split; [unfold pairs; rewrite (sum_ext 1 _ (fun _ => 1)) by (intros; apply P); simpl; lra|].
  split; [|split; [|split]].
  - intros [|i] [|j] Hi Hj; try lia. unfold dot, one_hot. simpl. lra.
  - intros [|i] [|j] Hi Hj; try lia. unfold dot, one_hot. simpl.
    apply Rmult_eq_reg_l with (sqrt 2 * sqrt 2); [|lra]. rewrite E at 2. field. lra.
  - intros _ _. lra.
  - intros [|x] [|[|y]] Hx Hy; try lia; unfold weighted_targets, S16; rewrite P, sqrt_1; simpl; field; lra.
Qed.

(** Claim: none
    Says: At lambda = 1 and one context with the first of two items the optimum is 0, and a second derivative too.
*)
Theorem the_ridge_at_the_singular_value : ~ (
  (forall M N r lam J u v sigma, clicks M N r -> 0 < lam ->
    singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat ->
    (forall j, (0 < j < J)%nat -> sigma j < sigma 0%nat) -> lam * sqrt (INR N * pairs M N r) <= sigma 0%nat ->
    (exists P Q, optimal M N 1 r lam P Q) /\
    forall P Q, optimal M N 1 r lam P Q -> forall A B, some_entry M 1 A \/ some_entry N 1 B -> exists D,
      second_derivative (fun t => rg2_factored M N 1 r lam (along P A t) (along Q B t)) 0 D /\ 0 < D) /\
  (forall M N K r lam P Q, (2 <= K)%nat -> some_entry M K P \/ some_entry N K Q ->
    (forall G, orthogonal K G ->
      rg2_factored M N K r lam (turned_by K G P) (turned_by K G Q) = rg2_factored M N K r lam P Q) /\
    forall eps, 0 < eps -> exists G, orthogonal K G /\
      near M K eps P (turned_by K G P) /\ near N K eps Q (turned_by K G Q) /\
      ~ (same M K P (turned_by K G P) /\ same N K Q (turned_by K G Q)))).
Proof.
  intros [H _]. pose proof first_positive_clicks as C. destruct first_positive_facts as (D & S).
  assert (T : 1 * sqrt (INR 2 * pairs 1 2 first_positive) = sqrt 2).
  { rewrite D. replace (INR 2 * 1) with 2 by (simpl; ring). ring. }
  destruct (flat_direction 1 2 first_positive 1 1 _ _ _ 0 0 C ltac:(lra) S ltac:(lia) ltac:(lia)
    ltac:(apply Rinv_neq_0_compat, Rgt_not_eq, sqrt_lt_R0; lra) ltac:(intros; lia) eq_refl ltac:(lra) ltac:(right; lra))
    as (P & Q & A & B & O & Z & E).
  destruct (H 1%nat 2%nat first_positive 1 1%nat _ _ _ C ltac:(lra) S ltac:(lia) ltac:(intros; lia) ltac:(lra))
    as [_ G].
  destruct (G P Q O A B (or_intror Z)) as (x & X & L). rewrite (second_unique _ _ _ _ X E) in L. lra.
Qed.

(** Claim: none
    Says: Of one factor the only rotations are 1 and -1, and so none is near.
*)
Theorem one_factor_is_isolated : ~ (
  (forall M N r lam J u v sigma, clicks M N r -> 0 < lam ->
    singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat ->
    (forall j, (0 < j < J)%nat -> sigma j < sigma 0%nat) -> lam * sqrt (INR N * pairs M N r) < sigma 0%nat ->
    (exists P Q, optimal M N 1 r lam P Q) /\
    forall P Q, optimal M N 1 r lam P Q -> forall A B, some_entry M 1 A \/ some_entry N 1 B -> exists D,
      second_derivative (fun t => rg2_factored M N 1 r lam (along P A t) (along Q B t)) 0 D /\ 0 < D) /\
  (forall M N K r lam P Q, (1 <= K)%nat -> some_entry M K P \/ some_entry N K Q ->
    (forall G, orthogonal K G ->
      rg2_factored M N K r lam (turned_by K G P) (turned_by K G Q) = rg2_factored M N K r lam P Q) /\
    forall eps, 0 < eps -> exists G, orthogonal K G /\
      near M K eps P (turned_by K G P) /\ near N K eps Q (turned_by K G Q) /\
      ~ (same M K P (turned_by K G P) /\ same N K Q (turned_by K G Q)))).
Proof.
  intros [_ H]. destruct (H 1%nat 0%nat 1%nat (fun _ _ => 0) 0 (fun _ _ => 1) (fun _ _ => 0) ltac:(lia)) as [_ G].
  { left. exists 0%nat. split; [lia|]. exists 0%nat. split; [lia|lra]. }
  destruct (G 1 ltac:(lra)) as (W & O & A & _ & Ne). apply Ne.
  specialize (O 0%nat 0%nat ltac:(lia) ltac:(lia)). specialize (A 0%nat 0%nat ltac:(lia) ltac:(lia)).
  unfold dot, turned_by, one_hot in O, A. simpl in O, A. apply Rabs_def2 in A.
  assert (E : (W 0%nat 0%nat - 1) * (W 0%nat 0%nat + 1) = 0) by lra.
  destruct (Rmult_integral _ _ E) as [F|F]; [|lra]. split; [|intros x k Hx; lia].
  intros x k Hx Hk. replace k with 0%nat by lia. unfold turned_by. simpl. lra.
Qed.
