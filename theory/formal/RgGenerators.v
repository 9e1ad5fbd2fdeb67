(** The generators of RG2's and RGx's divergences: convexity, links, and the mean label (Definition 4, Eq. 29-30). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Squares RgBregman.
Open Scope R_scope.

(** ** Eq. 29 *)

Lemma spread_phi2 N m s t a : a * phi2 N m s + (1 - a) * phi2 N m t - phi2 N m (fun y => a * s y + (1 - a) * t y)
  = m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2).
Proof. unfold phi2. rewrite <- !sum_scal, <- sum_plus, <- sum_minus. apply sum_ext. intros; ring. Qed.

Lemma distance_pos N s t y : (y < N)%nat -> s y <> t y -> 0 < sum N (fun j => (s j - t j) ^ 2).
Proof.
  intros Hy E. apply Rlt_le_trans with ((s y - t y) ^ 2); [rewrite <- Rsqr_pow2; apply Rsqr_pos_lt; lra|].
  apply (term_le_sum N (fun j => (s j - t j) ^ 2) y); [intros; apply pow2_ge_0|exact Hy].
Qed.

(** Claim: rg.eq29.generator
    Role: establishes
    Place: RG, Eq. 29, s. 4.2
    Says: phi_2(o) = |I_x| |o|^2 is strictly convex and differentiable, and the link g_2(o) = 2 |I_x| o keeps every
      order, both ways (Definition 21), for every N.
    Gap: Real numbers; differentiable says that all directional derivatives exist and are linear in the direction.
    Mutant: `0 < m ->` becomes `0 <= m ->`; refuted by the theorem generator_needs_a_positive
*)
Theorem generator_of_rg2 : forall N m, 0 < m ->
  strictly_convex N (phi2 N m) /\ (exists grad, gradient_map N (phi2 N m) grad) /\
  (forall o a b, g2 m o b < g2 m o a <-> o b < o a).
Proof.
  intros N m Hm. split; [|split].
  - intros s t a _ _ (y & Hy & E) Ha. pose proof (spread_phi2 N m s t a) as S.
    assert (0 < m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2)); [|lra].
    apply Rmult_lt_0_compat; [|apply (distance_pos N s t y Hy E)]. repeat apply Rmult_lt_0_compat; lra.
  - exists (g2 m). apply gradient_phi2.
  - intros o a b. unfold g2. split; intros E.
    + apply Rmult_lt_reg_l with (2 * m); [lra|exact E].
    + apply Rmult_lt_compat_l; [lra|exact E].
Qed.

(** Claim: none
    Says: With |I_x| = 0 the generator is constant.
*)
Theorem generator_needs_a_positive : ~ forall N m, 0 <= m ->
  strictly_convex N (phi2 N m) /\ (exists grad, gradient_map N (phi2 N m) grad) /\
  (forall o a b, g2 m o b < g2 m o a <-> o b < o a).
Proof.
  intros H. destruct (H 1%nat 0 ltac:(lra)) as (_ & _ & E).
  destruct (E INR 1%nat 0%nat) as [_ E']. unfold g2 in E'. simpl in E'. lra.
Qed.

(** ** Eq. 30 *)

Lemma spread_phix N m s t a : a * phix N m s + (1 - a) * phix N m t - phix N m (fun y => a * s y + (1 - a) * t y)
  = m * (a * (1 - a)) * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2).
Proof.
  unfold phix. rewrite sum_plus, !sum_scal.
  rewrite (sum_ext N (fun y => (a * s y + (1 - a) * t y) ^ 2)
    (fun y => a * s y ^ 2 + (1 - a) * t y ^ 2 - a * (1 - a) * (s y - t y) ^ 2)) by (intros; ring).
  rewrite sum_minus, sum_plus, !sum_scal. ring.
Qed.

(** The square of a sum is at most N times the sum of squares. *)
Lemma square_of_sum N f : (0 < N)%nat -> / INR N * sum N f ^ 2 <= sum N (fun y => f y ^ 2).
Proof.
  intros HN. assert (P : 0 < INR N) by (apply lt_0_INR; exact HN).
  pose proof (cauchy_schwarz N f (fun _ => 1)) as C. cbv beta in C.
  rewrite (sum_ext N (fun i => f i * 1) f) in C by (intros; ring).
  rewrite (sum_ext N (fun i => f i * f i) (fun i => f i ^ 2)) in C by (intros; ring).
  rewrite (sum_ext N (fun _ => 1 * 1) (fun _ => 1)) in C by (intros; ring). rewrite (sum_const N 1) in C.
  apply Rmult_le_reg_l with (INR N); [exact P|].
  replace (INR N * (/ INR N * sum N f ^ 2)) with (sum N f * sum N f) by (field; lra). lra.
Qed.

(** Claim: rg.eq30.generator
    Role: establishes
    Place: RG, Eq. 30, s. 4.2
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is convex and differentiable, and the link g_x(o) = 2 |I_x| (I - 11'/N) o
      keeps every order, both ways (Definition 21), for every N.
    Gap: Real numbers; differentiable says that all directional derivatives exist and are linear in the direction.
    Mutant: `convex (phix N m) /\` becomes `strictly_convex N (phix N m) /\`; refuted by the theorem
      generator_of_rgx_is_not_strict
*)
Theorem generator_of_rgx : forall N m, (0 < N)%nat -> 0 < m ->
  convex (phix N m) /\ (exists grad, gradient_map N (phix N m) grad) /\
  (forall o a b, gx N m o b < gx N m o a <-> o b < o a).
Proof.
  intros N m HN Hm. split; [|split].
  - intros s t a Ha. pose proof (spread_phix N m s t a) as S.
    pose proof (square_of_sum N (fun y => s y - t y) HN) as Q. rewrite sum_minus in Q.
    assert (0 <= m * (a * (1 - a)) * (sum N (fun y => (s y - t y) ^ 2) - / INR N * (sum N s - sum N t) ^ 2)); [|lra].
    apply Rmult_le_pos; [|lra]. apply Rlt_le. repeat apply Rmult_lt_0_compat; lra.
  - exists (gx N m). apply gradient_phix.
  - intros o a b. unfold gx. split; intros E.
    + apply Rmult_lt_reg_l in E; lra.
    + apply Rmult_lt_compat_l; lra.
Qed.

(** Claim: none
    Says: The generator of RGx is constant along (1, 1).
*)
Theorem generator_of_rgx_is_not_strict : ~ forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex N (phix N m) /\ (exists grad, gradient_map N (phix N m) grad) /\
  (forall o a b, gx N m o b < gx N m o a <-> o b < o a).
Proof.
  intros H. destruct (H 2%nat 1 ltac:(lia) ltac:(lra)) as (S & _).
  specialize (S (fun _ => 1) (fun _ => 0) (1 / 2) I I). unfold phix in S. simpl in S.
  assert (E : exists y, (y < 2)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]).
  specialize (S E ltac:(lra)). lra.
Qed.

Lemma strict_on_sum_zero N m : 0 < m -> strictly_convex_on N (fun o => sum N o = 0) (phix N m).
Proof.
  intros Hm s t a Hs Ht (y & Hy & E) Ha. pose proof (spread_phix N m s t a) as S. rewrite Hs, Ht in S.
  assert (0 < m * (a * (1 - a)) * sum N (fun y => (s y - t y) ^ 2)); [|lra].
  apply Rmult_lt_0_compat; [|apply (distance_pos N s t y Hy E)]. repeat apply Rmult_lt_0_compat; lra.
Qed.

(** Claim: rg.eq30.strict
    Role: establishes under only vectors of sum 0 are asked, as $\eta$ and the values of the link are
    Place: RG, Eq. 30 with Prop. 6
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is strictly convex on the vectors of sum 0, and for no N on all vectors: it
      is constant along 1.
    Gap: Real numbers.
    Mutant: `sum N o = 0` becomes `0 <= sum N o`; refuted by the theorem generator_of_rgx_needs_sum_zero
*)
Theorem generator_of_rgx_is_strict_on_sum_zero : forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex_on N (fun o => sum N o = 0) (phix N m) /\ ~ strictly_convex N (phix N m).
Proof.
  intros N m HN Hm. split; [apply strict_on_sum_zero, Hm|]. intros S.
  specialize (S (fun _ => 1) (fun _ => 0) (1 / 2) I I).
  assert (E : exists y, (y < N)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]). specialize (S E ltac:(lra)).
  pose proof (spread_phix N m (fun _ => 1) (fun _ => 0) (1 / 2)) as Q. cbv beta in Q.
  rewrite (sum_ext N (fun y => (1 - 0) ^ 2) (fun _ => 1)) in Q by (intros; ring). rewrite !sum_const in Q.
  assert (P : INR N <> 0) by (apply not_0_INR; lia).
  replace (INR N * 1 - / INR N * (INR N * 1 - INR N * 0) ^ 2) with 0 in Q by (field; exact P). lra.
Qed.

(** Claim: none
    Says: A sum that is at least 0 is not enough.
*)
Theorem generator_of_rgx_needs_sum_zero : ~ forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex_on N (fun o => 0 <= sum N o) (phix N m) /\ ~ strictly_convex N (phix N m).
Proof.
  intros F. destruct (F 2%nat 1 ltac:(lia) ltac:(lra)) as [H _]. specialize (H (fun _ => 1) (fun _ => 0) (1 / 2)).
  unfold phix in H. simpl in H.
  assert (E : exists y, (y < 2)%nat /\ 1 <> 0) by (exists 0%nat; split; [lia|lra]).
  specialize (H ltac:(lra) ltac:(lra) E ltac:(lra)). lra.
Qed.

(** Claim: rg.eq30.strict.repair
    Role: establishes
    Place: RG, Eq. 30 with Prop. 6, repaired
    Says: phi_x(o) = |I_x| o' (I - 11'/N) o is strictly convex on the vectors of sum 0, to which eta = r N / |I_x| - 1
      and the values of g_x belong, for every N.
    Gap: Real numbers.
    Mutant: `sum N (gx N m o) = 0` becomes `sum N (g2 m o) = 0`; refuted by the theorem the_link_of_rg2_has_any_sum
*)
Theorem labels_and_links_have_sum_zero : forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex_on N (fun o => sum N o = 0) (phix N m) /\
  forall r o, counted_labels N m r -> sum N (target N r) = 0 /\ sum N (gx N m o) = 0.
Proof.
  intros N m HN Hm. split; [apply strict_on_sum_zero, Hm|]. intros r o (_ & Hr & _).
  assert (P : INR N <> 0) by (apply not_0_INR; lia). split.
  - unfold target. rewrite sum_minus, sum_scal_r, sum_const. fold (positives N r). rewrite Hr. field. lra.
  - unfold gx. rewrite sum_scal, sum_minus, sum_const. field. exact P.
Qed.

(** Claim: none
    Says: The values of the link of RG2 have any sum.
*)
Theorem the_link_of_rg2_has_any_sum : ~ forall N m, (0 < N)%nat -> 0 < m ->
  strictly_convex_on N (fun o => sum N o = 0) (phix N m) /\
  forall r o, counted_labels N m r -> sum N (target N r) = 0 /\ sum N (g2 m o) = 0.
Proof.
  intros H. destruct (H 2%nat 1 ltac:(lia) ltac:(lra)) as [_ F]. destruct (F (one_hot 0) (one_hot 0)) as [_ E].
  - unfold counted_labels, labels, positives, one_hot. simpl. split; [|lra]. intros y _. destruct (Nat.eqb y 0); auto.
  - unfold g2, one_hot in E. simpl in E. lra.
Qed.

(** ** Definition 4 *)

(** Claim: rg.def4
    Role: part
    Place: RG, Definition 4
    Says: In the paper's order of the arguments, with labels T k of chances p k, E[D(s, T)] - E[D(E T, T)] = D(s, E T)
      >= 0 for every convex phi with a gradient: the mean label is the best first argument.
    Gap: For labels of finitely many values; phi is convex on the whole space; a gradient is the one of all
      directional derivatives.
    Mutant: `bregman_map N phi grad s (T k)) - sum` becomes `bregman_map N phi grad (T k) s) - sum`;
      refuted by
      the theorem the_usual_order_fails
*)
Theorem mean_label_is_best : forall N K p (T : nat -> nat -> R) phi grad s, simplex K p -> convex phi ->
  (forall o o', (forall y, (y < N)%nat -> o y = o' y) -> phi o = phi o') -> gradient_map N phi grad ->
  let ET := fun y => sum K (fun k => p k * T k y) in
  sum K (fun k => p k * bregman_map N phi grad s (T k)) - sum K (fun k => p k * bregman_map N phi grad ET (T k))
    = bregman_map N phi grad s ET /\ 0 <= bregman_map N phi grad s ET.
Proof.
  intros N K p T phi grad s [Hp H1] Hc Hext HG ET.
  assert (M : forall u, sum K (fun k => p k * bregman_map N phi grad u (T k)) = sum K (fun k => p k * phi (T k)) - phi u
    - sum N (fun y => grad u y * (ET y - u y))).
  { intros u. unfold bregman_map, bregman, dot.
    rewrite (sum_ext K _ (fun k => p k * phi (T k) - phi u * p k - sum N (fun y => p k * (grad u y * (T k y - u y)))))
      by (intros; rewrite sum_scal; ring).
    rewrite !sum_minus, sum_scal, H1, sum_exchange. f_equal; [ring|]. apply sum_ext. intros y _. unfold ET.
    rewrite (sum_ext K _ (fun k => grad u y * (p k * T k y) - grad u y * u y * p k)) by (intros; ring).
    rewrite sum_minus, !sum_scal, H1. ring. }
  split.
  - rewrite !M. unfold bregman_map, bregman, dot. rewrite (sum_eq_0 N (fun y => grad ET y * (ET y - ET y)));
      [ring|intros; ring].
  - unfold bregman_map, bregman, dot. set (v := fun y => ET y - s y). set (g := sum N (fun y => grad s y * v y)).
    apply Rnot_lt_le. intros Neg. set (e := - (phi ET - phi s - g)). assert (Pe : 0 < e) by (unfold e, g, v; lra).
    destruct (HG s v e Pe) as [d Hd]. set (h := Rmin (d / 2) (1 / 2)). pose proof (cond_pos d) as Pd.
    assert (Ph : 0 < h) by (unfold h; apply Rmin_glb_lt; lra).
    assert (Lh : h < d) by (apply Rle_lt_trans with (d / 2); [apply Rmin_l|lra]).
    assert (Lh' : h < 1) by (apply Rle_lt_trans with (1 / 2); [apply Rmin_r|lra]).
    specialize (Hd h ltac:(lra) ltac:(rewrite Rabs_right; lra)).
    pose proof (Hc ET s h ltac:(lra)) as C.
    rewrite (Hext (fun y => h * ET y + (1 - h) * s y) (fun y => s y + (0 + h) * v y)) in C by
      (intros; unfold v; ring).
    rewrite (Hext (fun y => s y + 0 * v y) s) in Hd by (intros; ring).
    unfold dot in Hd. fold g in Hd.
    apply Rabs_def2 in Hd. destruct Hd as [_ Hd].
    assert (C' : (phi (fun y => s y + (0 + h) * v y) - phi s) / h <= phi ET - phi s).
    { apply Rmult_le_reg_r with h; [exact Ph|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    rewrite Rplus_0_l in *. unfold e in Hd. lra.
Qed.

Lemma fourth_power_is_convex : convex (fun o => o 0%nat ^ 4).
Proof.
  intros s t a Ha. set (x := s 0%nat). set (y := t 0%nat). set (u := (a * x + (1 - a) * y) ^ 2).
  set (w := a * x ^ 2 + (1 - a) * y ^ 2).
  assert (Q : 0 <= a * (1 - a)) by (apply Rmult_le_pos; lra).
  assert (A : u <= w).
  { pose proof (Rmult_le_pos _ _ Q (pow2_ge_0 (x - y))). unfold u, w. lra. }
  assert (B : w ^ 2 <= a * (x ^ 2) ^ 2 + (1 - a) * (y ^ 2) ^ 2).
  { pose proof (Rmult_le_pos _ _ Q (pow2_ge_0 (x ^ 2 - y ^ 2))). unfold w. lra. }
  assert (C : u ^ 2 <= w ^ 2) by (apply pow_incr; split; [apply pow2_ge_0|exact A]).
  replace ((a * x + (1 - a) * y) ^ 4) with (u ^ 2) by (unfold u; ring). lra.
Qed.

Lemma gradient_of_fourth_power : gradient_map 1 (fun o => o 0%nat ^ 4) (fun o _ => 4 * o 0%nat ^ 3).
Proof.
  intros s v. unfold dot. replace (sum 1 (fun y => 4 * s 0%nat ^ 3 * v y))
    with (INR 4 * (s 0%nat + 0 * v 0%nat) ^ pred 4 * v 0%nat) by (simpl; ring).
  apply (derivable_pt_lim_comp (fun h => s 0%nat + h * v 0%nat) (fun x => x ^ 4)); [|apply derivable_pt_lim_pow].
  apply quadratic_derivative with (a := s 0%nat) (c := 0). intros; ring.
Qed.

(** Claim: none
    Says: With the first divergence in the usual order the excess is another number: phi(x) = x^4, labels 0 and 1 of
      chance 1/2, s = 0.
*)
Theorem the_usual_order_fails : ~ forall N K p (T : nat -> nat -> R) phi grad s, simplex K p -> convex phi ->
  (forall o o', (forall y, (y < N)%nat -> o y = o' y) -> phi o = phi o') -> gradient_map N phi grad ->
  let ET := fun y => sum K (fun k => p k * T k y) in
  sum K (fun k => p k * bregman_map N phi grad (T k) s) - sum K (fun k => p k * bregman_map N phi grad ET (T k))
    = bregman_map N phi grad s ET /\ 0 <= bregman_map N phi grad s ET.
Proof.
  intros H. destruct (H 1%nat 2%nat (fun _ => 1 / 2) (fun k _ => INR k) (fun o => o 0%nat ^ 4)
    (fun o _ => 4 * o 0%nat ^ 3) (fun _ => 0)) as [E _].
  - split; [intros; lra|simpl; lra].
  - apply fourth_power_is_convex.
  - intros o o' E. rewrite (E 0%nat) by lia. reflexivity.
  - apply gradient_of_fourth_power.
  - unfold bregman_map, bregman, dot in E. simpl in E. lra.
Qed.
