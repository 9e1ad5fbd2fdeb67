(** One factor of RG2: its optima, the first pair of singular vectors among them, and where they are flat. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives RgUpdates RgSingularPairs RgFlatOptimum Ridge.
From softproof Require Import RgRotations RgSingularValues RgSecondOrder.
Open Scope R_scope.

(** No factors have a smaller objective than P and Q. *)
Definition optimal (M N K : nat) (r : nat -> nat -> R) (lam : R) (P Q : nat -> nat -> R) : Prop :=
  forall P' Q', rg2_factored M N K r lam P Q <= rg2_factored M N K r lam P' Q'.

(** P + t A. *)
Definition along (P A : nat -> nat -> R) (t : R) (i k : nat) : R := P i k + t * A i k.

(** The objective of one factor is least at multiples of the first pair of singular vectors. *)
Lemma first_pair M N r lam J u v sigma : clicks M N r -> 0 < lam ->
  singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat -> 0 < INR N -> 0 < pairs M N r ->
  let al := sqrt (lam * INR N) in let be := sqrt (lam * pairs M N r) in let s := sigma 0%nat - al * be in
  0 <= s -> exists P Q,
    dot N (column Q) (column Q) + lam * INR N = sigma 0%nat * (al / be) /\
    dot M (weighted_column N r P) (weighted_column N r P) + lam * pairs M N r = sigma 0%nat * (be / al) /\
    (forall A B, dot M (weighted_column N r P) A * dot N (column Q) B = s * (dot M A (u 0%nat) * dot N B (v 0%nat))) /\
    reduced M N J u v sigma (lam * INR N) (lam * pairs M N r) (weighted_column N r P) (column Q) = - s ^ 2.
Proof.
  intros C L S HJ HN HD al be s Hs.
  assert (Al : 0 < al) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
  assert (Be : 0 < be) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
  assert (A2 : al * al = lam * INR N) by (apply sqrt_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
  assert (B2 : be * be = lam * pairs M N r) by (apply sqrt_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
  set (x0 := sqrt (s * (be / al))). set (y0 := sqrt (s * (al / be))).
  assert (X0 : x0 * x0 = s * (be / al))
    by (apply sqrt_sqrt, Rmult_le_pos; [exact Hs|apply Rlt_le, Rdiv_lt_0_compat; assumption]).
  assert (Y0 : y0 * y0 = s * (al / be))
    by (apply sqrt_sqrt, Rmult_le_pos; [exact Hs|apply Rlt_le, Rdiv_lt_0_compat; assumption]).
  assert (XY : x0 * y0 = s).
  { unfold x0, y0. rewrite <- sqrt_mult_alt.
    - replace (s * (be / al) * (s * (al / be))) with (s * s) by (field; lra). apply sqrt_square, Hs.
    - apply Rmult_le_pos; [exact Hs|apply Rlt_le, Rdiv_lt_0_compat; assumption]. }
  exists (unweighted N r (fun x => x0 * u 0%nat x)), (fun y _ => y0 * v 0%nat y).
  set (X := weighted_column N r _). set (Y := column _).
  assert (DX : forall A, dot M X A = x0 * dot M A (u 0%nat)).
  { intros A. unfold dot. rewrite <- sum_scal. apply sum_ext. intros x Hx. unfold X.
    rewrite (weighted_again M N r _ x C Hx). ring. }
  assert (DY : forall A, dot N Y A = y0 * dot N A (v 0%nat)).
  { intros A. unfold dot. rewrite <- sum_scal. apply sum_ext. intros y Hy. unfold Y, column. ring. }
  destruct S as (U & V & _).
  assert (OU : forall j, (j < J)%nat -> dot M X (u j) = x0 * one_hot 0 j)
    by (intros j Hj; rewrite DX, (U j 0%nat Hj HJ), one_hot_sym; reflexivity).
  assert (OV : forall j, (j < J)%nat -> dot N Y (v j) = y0 * one_hot 0 j)
    by (intros j Hj; rewrite DY, (V j 0%nat Hj HJ), one_hot_sym; reflexivity).
  assert (O1 : one_hot 0 0 = 1) by reflexivity.
  assert (XX : dot M X X = s * (be / al)).
  { rewrite DX, (OU 0%nat HJ), O1. lra. }
  assert (YY : dot N Y Y = s * (al / be)) by (rewrite DY, (OV 0%nat HJ), O1; lra).
  split; [rewrite YY, <- A2; unfold s; field; lra|]. split; [rewrite XX, <- B2; unfold s; field; lra|].
  split; [intros A B; rewrite DX, DY, <- XY; ring|].
  assert (BL : bilinear M N J u v sigma X Y = sigma 0%nat * s).
  { unfold bilinear. rewrite (sum_ext J _ (fun j => one_hot 0 j * (sigma j * (x0 * y0)))).
    - rewrite (sum_pick J 0 (fun j => sigma j * (x0 * y0)) HJ), XY. reflexivity.
    - intros j Hj. rewrite (OU j Hj), (OV j Hj). unfold one_hot. destruct (Nat.eqb j 0); ring. }
  unfold reduced. rewrite BL, XX, YY, <- A2, <- B2. unfold s. field. lra.
Qed.

Lemma sizes M N r J u v sigma : clicks M N r -> singular_values M N (weighted_targets N r) J u v sigma ->
  (0 < J)%nat -> 0 < INR N /\ 0 < pairs M N r.
Proof.
  intros [_ C] (U & V & _) HJ.
  assert (HM : (0 < M)%nat).
  { destruct M; [|lia]. specialize (U 0%nat 0%nat HJ HJ). unfold dot, one_hot in U. simpl in U. lra. }
  assert (HN : (0 < N)%nat).
  { destruct N; [|lia]. specialize (V 0%nat 0%nat HJ HJ). unfold dot, one_hot in V. simpl in V. lra. }
  split; [apply lt_0_INR, HN|]. apply sum_pos; [exact HM|]. intros x Hx. specialize (C x Hx). lra.
Qed.

(** The objective is its least value where the reduced one is. *)
Lemma optimal_iff M N r lam J u v sigma : clicks M N r -> 0 < lam ->
  singular_values M N (weighted_targets N r) J u v sigma -> (0 < J)%nat ->
  (forall j, (0 < j < J)%nat -> sigma j <= sigma 0%nat) ->
  let al := sqrt (lam * INR N) in let be := sqrt (lam * pairs M N r) in let s := sigma 0%nat - al * be in
  0 <= s -> forall P Q, optimal M N 1 r lam P Q <->
    reduced M N J u v sigma (al ^ 2) (be ^ 2) (weighted_column N r P) (column Q) <= - s ^ 2.
Proof.
  intros C L S HJ Top al be s Hs P Q. destruct (sizes M N r J u v sigma C S HJ) as [HN HD].
  assert (A2 : al ^ 2 = lam * INR N) by (apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
  assert (B2 : be ^ 2 = lam * pairs M N r) by (apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
  assert (S' : forall j, (j < J)%nat -> 0 <= sigma j <= sigma 0%nat).
  { intros j Hj. split; [exact (proj1 (proj2 (proj2 S)) j Hj)|]. destruct j as [|j]; [lra|apply Top; lia]. }
  set (T2 := sum M (fun x => sum N (fun y => weighted_targets N r x y ^ 2))).
  assert (F : forall P Q, rg2_factored M N 1 r lam P Q
    = T2 + reduced M N J u v sigma (al ^ 2) (be ^ 2) (weighted_column N r P) (column Q)).
  { intros P' Q'. rewrite (one_factor M N r lam P' Q' J u v sigma C S). cbv zeta. fold T2. unfold reduced.
    rewrite A2, B2. ring. }
  split.
  - intros O. destruct (first_pair M N r lam J u v sigma C L S HJ HN HD Hs) as (P' & Q' & _ & _ & _ & E).
    fold al be s in E. specialize (O P' Q'). rewrite (F P Q), (F P' Q') in O. rewrite A2, B2 in *. lra.
  - intros R P' Q'. rewrite (F P Q), (F P' Q').
    pose proof (proj1 (reduced_least M N J u v sigma al be (weighted_column N r P') (column Q') (proj1 S)
      (proj1 (proj2 S)) S' HJ)) as G. fold s in G. lra.
Qed.

Lemma tau_product lam n d : 0 < lam -> 0 <= n -> 0 <= d -> sqrt (lam * n) * sqrt (lam * d) = lam * sqrt (n * d).
Proof.
  intros L N D. rewrite <- sqrt_mult_alt by (apply Rmult_le_pos; lra).
  replace (lam * n * (lam * d)) with (lam ^ 2 * (n * d)) by ring.
  rewrite sqrt_mult_alt by apply pow2_ge_0. f_equal. apply sqrt_pow2. lra.
Qed.

Lemma some_column M N r A : clicks M N r -> some_entry M 1 A -> not_zero M (weighted_column N r A).
Proof.
  intros [_ C] [x [Hx [k [Hk F]]]]. exists x. split; [exact Hx|]. replace k with 0%nat in F by lia.
  apply Rmult_integral_contrapositive. split; [|exact F]. specialize (C x Hx).
  apply Rgt_not_eq, sqrt_lt_R0. lra.
Qed.

(** At an optimum the second derivative is 0 along a further pair of the largest singular value, and along the first
    where the optimum is 0. *)
Lemma flat_direction M N r lam J u v sigma j y : clicks M N r -> 0 < lam ->
  singular_values M N (weighted_targets N r) J u v sigma -> (j < J)%nat -> (y < N)%nat -> v j y <> 0 ->
  (forall i, (0 < i < J)%nat -> sigma i <= sigma 0%nat) -> sigma j = sigma 0%nat ->
  let s := sigma 0%nat - lam * sqrt (INR N * pairs M N r) in 0 <= s -> j <> 0%nat \/ s = 0 ->
  exists P Q A B, optimal M N 1 r lam P Q /\ some_entry N 1 B /\
    second_derivative (fun t => rg2_factored M N 1 r lam (along P A t) (along Q B t)) 0 0.
Proof.
  intros C L S Hj Hy Vy Top E s Hs Z. assert (HJ : (0 < J)%nat) by lia.
  destruct (sizes M N r J u v sigma C S HJ) as [HN HD]. unfold s in Hs, Z.
  rewrite <- (tau_product lam) in Hs, Z by lra.
  destruct (first_pair M N r lam J u v sigma C L S HJ HN HD Hs) as (P & Q & G1 & G2 & G3 & G).
  set (al := sqrt (lam * INR N)) in *. set (be := sqrt (lam * pairs M N r)) in *.
  assert (Al : 0 < al) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
  assert (Be : 0 < be) by (apply sqrt_lt_R0, Rmult_lt_0_compat; assumption).
  exists P, Q, (unweighted N r (fun x => be * u j x)), (fun y _ => al * v j y). split; [|split].
  - apply (optimal_iff M N r lam J u v sigma C L S HJ Top Hs). fold al be.
    replace (al ^ 2) with (lam * INR N) by (symmetry; apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
    replace (be ^ 2) with (lam * pairs M N r) by (symmetry; apply pow2_sqrt, Rlt_le, Rmult_lt_0_compat; assumption).
    rewrite G. lra.
  - exists y. split; [exact Hy|]. exists 0%nat. split; [lia|]. apply Rmult_integral_contrapositive.
    split; [lra|exact Vy].
  - pose proof (second_of_one_factor M N r lam P Q (unweighted N r (fun x => be * u j x)) (fun y _ => al * v j y)
      J u v sigma C S) as D. cbv zeta in D. rewrite G1, G2, (Rmult_assoc 4), G3 in D.
    set (A := weighted_column N r _) in D. set (B := column _) in D. destruct S as (U & V & _).
    assert (DA : forall w, dot M A w = be * dot M (u j) w).
    { intros w. unfold dot. rewrite <- sum_scal. apply sum_ext. intros x Hx. unfold A.
      rewrite (weighted_again M N r _ x C Hx). ring. }
    assert (DB : forall w, dot N B w = al * dot N (v j) w).
    { intros w. unfold dot. rewrite <- sum_scal. apply sum_ext. intros x _. unfold B, column. ring. }
    assert (OU : forall i, (i < J)%nat -> dot M A (u i) = be * one_hot j i)
      by (intros i Hi; rewrite DA, (U j i Hj Hi); reflexivity).
    assert (OV : forall i, (i < J)%nat -> dot N B (v i) = al * one_hot j i)
      by (intros i Hi; rewrite DB, (V j i Hj Hi); reflexivity).
    assert (O1 : one_hot j j = 1) by (unfold one_hot; rewrite Nat.eqb_refl; reflexivity).
    assert (AA : dot M A A = be * be).
    { rewrite DA. replace (dot M (u j) A) with (dot M A (u j)) by (apply sum_ext; intros; ring).
      rewrite (OU j Hj), O1. ring. }
    assert (BB : dot N B B = al * al).
    { rewrite DB. replace (dot N (v j) B) with (dot N B (v j)) by (apply sum_ext; intros; ring).
      rewrite (OV j Hj), O1. ring. }
    assert (BL : bilinear M N J u v sigma A B = sigma 0%nat * (al * be)).
    { unfold bilinear. rewrite (sum_ext J _ (fun i => one_hot j i * (sigma i * (al * be)))).
      - rewrite (sum_pick J j (fun i => sigma i * (al * be)) Hj), E. reflexivity.
      - intros i Hi. rewrite (OU i Hi), (OV i Hi). unfold one_hot. destruct (Nat.eqb i j); ring. }
    rewrite AA, BB, BL, (OU 0%nat HJ), (OV 0%nat HJ) in D.
    assert (Z0 : (sigma 0%nat - al * be) * (be * one_hot j 0 * (al * one_hot j 0)) = 0).
    { destruct Z as [Z|Z]; [|rewrite Z; ring]. unfold one_hot. destruct (Nat.eqb_spec 0 j); [lia|ring]. }
    rewrite Z0 in D. match type of D with second_derivative _ _ ?x => replace x with 0 in D by (field; lra) end.
    exact D.
Qed.
