(** After Eq. 17: the gradient of RGx is closer to that of the softmax loss than RG2's is. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Convexity Softmax Quadratic Majorant.
Open Scope R_scope.

Lemma parabola_slope a b q : derivable_pt_lim (fun t => a + t * b + t ^ 2 * q) 0 b.
Proof.
  intros eps He. assert (P : 0 < eps / (Rabs q + 1)) by (pose proof (Rabs_pos q); apply Rdiv_lt_0_compat; lra).
  exists (mkposreal _ P). simpl. intros h Hh Hd. pose proof (Rabs_pos q) as Q.
  replace ((a + (0 + h) * b + (0 + h) * ((0 + h) * 1) * q - (a + 0 * b + 0 * (0 * 1) * q)) / h - b) with (h * q)
    by (field; exact Hh).
  rewrite Rabs_mult. apply Rmult_lt_compat_r with (r := Rabs q + 1) in Hd; [|lra].
  unfold Rdiv in Hd. rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hd by lra. pose proof (Rabs_pos h). lra.
Qed.

Lemma rg2_gradient N o y : (y < N)%nat ->
  gradient N (fun u => rg2 N u y) o (fun j => / INR N * (o j + 1) - one_hot y j).
Proof.
  intros Hy v. assert (P : 0 < INR N) by (apply lt_0_INR; lia).
  replace (fun t => rg2 N (fun k => o k + t * v k) y) with (fun t => rg2 N o y
    + t * dot N (fun j => / INR N * (o j + 1) - one_hot y j) v + t ^ 2 * (/ (2 * INR N) * sum N (fun j => v j ^ 2)));
    [apply parabola_slope|].
  apply functional_extensionality. intros t. unfold dot, rg2.
  rewrite (sum_ext N (fun i => (/ INR N * (o i + 1) - one_hot y i) * v i)
    (fun i => / INR N * ((o i + 1) * v i) - one_hot y i * v i)) by (intros; ring).
  rewrite sum_minus, sum_scal, (sum_pick N y v Hy).
  rewrite (sum_ext N (fun j => (o j + t * v j + 1) ^ 2)
    (fun j => (o j + 1) ^ 2 + (2 * t * ((o j + 1) * v j) + t ^ 2 * v j ^ 2))) by (intros; ring).
  rewrite !sum_plus, !sum_scal. field. lra.
Qed.

Lemma rgx_gradient N o y : (y < N)%nat ->
  gradient N (fun u => rgx N u y) o (fun j => / INR N * (o j + 1) - one_hot y j - sum N o / INR N ^ 2).
Proof.
  intros Hy v. assert (P : 0 < INR N) by (apply lt_0_INR; lia).
  replace (dot N _ v) with (dot N (fun j => / INR N * (o j + 1) - one_hot y j) v - sum N o / INR N ^ 2 * sum N v).
  - apply (derivable_pt_lim_minus (fun t => rg2 N (fun k => o k + t * v k) y)
      (fun t => / (2 * INR N ^ 2) * sum N (fun k => o k + t * v k) ^ 2)); [apply rg2_gradient, Hy|].
    replace (fun t => / (2 * INR N ^ 2) * sum N (fun k => o k + t * v k) ^ 2)
      with (fun t => / (2 * INR N ^ 2) * sum N o ^ 2 + t * (sum N o / INR N ^ 2 * sum N v)
        + t ^ 2 * (/ (2 * INR N ^ 2) * sum N v ^ 2)); [apply parabola_slope|].
    apply functional_extensionality. intros t. rewrite sum_plus, sum_scal.
    replace (sum N (fun i => o i)) with (sum N o) by reflexivity.
    replace (sum N (fun i => v i)) with (sum N v) by reflexivity. field. lra.
  - unfold dot. rewrite <- sum_scal, <- sum_minus. apply sum_ext. intros; ring.
Qed.

Lemma gradient_entry N f o g h i : (i < N)%nat -> gradient N f o g -> gradient N f o h -> g i = h i.
Proof.
  intros Hi G H. pose proof (gradient_unique N f o g h (one_hot i) G H) as E. unfold dot in E.
  rewrite (sum_ext N (fun k => g k * one_hot i k) (fun k => one_hot i k * g k)) in E by (intros; ring).
  rewrite (sum_ext N (fun k => h k * one_hot i k) (fun k => one_hot i k * h k)) in E by (intros; ring).
  rewrite !sum_pick in E by exact Hi. exact E.
Qed.

(** Claim: rg.tighter.gradient
    Role: establishes
    Place: RG, s. 4.1, after Eq. 17
    Says: ||grad RGx - grad l||^2 = ||grad RG2 - grad l||^2 - (1'o)^2 / N^3 at all scores o, for every N: closer,
      unless the scores add up to 0.
    Gap: real numbers. The constants of Eq. 14 have no gradient and are left out.
    Mutant: `/ INR N ^ 3` becomes `/ INR N ^ 2`; refuted by the theorem gradient_gap_is_over_the_cube
    Mutant: `- sum N o ^ 2` becomes `+ sum N o ^ 2`; refuted by the theorem gradient_of_rgx_is_the_closer_one
*)
Theorem gradient_of_rgx_is_closer : forall N o y gx g2 g, (y < N)%nat ->
  gradient N (fun u => rgx N u y) o gx -> gradient N (fun u => rg2 N u y) o g2 ->
  gradient N (fun u => softmax_loss N u y) o g ->
  sum N (fun j => (gx j - g j) ^ 2) = sum N (fun j => (g2 j - g j) ^ 2) - sum N o ^ 2 / INR N ^ 3.
Proof.
  intros N o y gx g2 g Hy Hx H2 H. assert (P : 0 < INR N) by (apply lt_0_INR; lia).
  set (a := fun j => / INR N * (o j + 1) - softmax N o j). set (s := sum N o / INR N ^ 2).
  assert (E : forall j, (j < N)%nat -> g2 j - g j = a j /\ gx j - g j = a j - s).
  { intros j Hj. rewrite (gradient_entry N _ o _ _ j Hj Hx (rgx_gradient N o y Hy)).
    rewrite (gradient_entry N _ o _ _ j Hj H2 (rg2_gradient N o y Hy)).
    rewrite (gradient_entry N _ o _ _ j Hj H (softmax_loss_gradient N y o Hy)). unfold a, s. lra. }
  rewrite (sum_ext N (fun j => (gx j - g j) ^ 2) (fun j => a j ^ 2 + (- 2 * s * a j + s ^ 2)))
    by (intros j Hj; rewrite (proj2 (E j Hj)); ring).
  rewrite (sum_ext N (fun j => (g2 j - g j) ^ 2) (fun j => a j ^ 2)) by (intros j Hj; rewrite (proj1 (E j Hj)); ring).
  assert (A : sum N a = sum N o / INR N).
  { unfold a. rewrite sum_minus, sum_scal, sum_plus, sum_const.
    replace (sum N (fun i => softmax N o i)) with (sum N (softmax N o)) by reflexivity.
    rewrite (softmax_sum N o ltac:(lia)). replace (sum N (fun i => o i)) with (sum N o) by reflexivity. field. lra. }
  rewrite !sum_plus, sum_scal, sum_const. replace (sum N (fun i => a i)) with (sum N a) by reflexivity.
  rewrite A. unfold s. field. lra.
Qed.

(** Claim: none
    Says: N^2 for N^3 is wrong for two scores of 1.
*)
Theorem gradient_gap_is_over_the_cube : ~ (forall N o y gx g2 g, (y < N)%nat ->
  gradient N (fun u => rgx N u y) o gx -> gradient N (fun u => rg2 N u y) o g2 ->
  gradient N (fun u => softmax_loss N u y) o g ->
  sum N (fun j => (gx j - g j) ^ 2) = sum N (fun j => (g2 j - g j) ^ 2) - sum N o ^ 2 / INR N ^ 2).
Proof.
  intros H. set (o := fun _ : nat => 1). pose proof (rgx_gradient 2 o 0 ltac:(lia)) as Gx.
  pose proof (rg2_gradient 2 o 0 ltac:(lia)) as G2. pose proof (softmax_loss_gradient 2 0 o ltac:(lia)) as G.
  pose proof (H 2%nat o 0%nat _ _ _ ltac:(lia) Gx G2 G) as A.
  pose proof (eq_trans (eq_sym A) (gradient_of_rgx_is_closer 2 o 0 _ _ _ ltac:(lia) Gx G2 G)) as E.
  match type of E with ?z - _ = _ => set (Z := z) in E end. unfold o in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: the gradient of RGx is the closer one, not RG2's.
*)
Theorem gradient_of_rgx_is_the_closer_one : ~ (forall N o y gx g2 g, (y < N)%nat ->
  gradient N (fun u => rgx N u y) o gx -> gradient N (fun u => rg2 N u y) o g2 ->
  gradient N (fun u => softmax_loss N u y) o g ->
  sum N (fun j => (gx j - g j) ^ 2) = sum N (fun j => (g2 j - g j) ^ 2) + sum N o ^ 2 / INR N ^ 3).
Proof.
  intros H. set (o := fun _ : nat => 1). pose proof (rgx_gradient 2 o 0 ltac:(lia)) as Gx.
  pose proof (rg2_gradient 2 o 0 ltac:(lia)) as G2. pose proof (softmax_loss_gradient 2 0 o ltac:(lia)) as G.
  pose proof (H 2%nat o 0%nat _ _ _ ltac:(lia) Gx G2 G) as A.
  pose proof (eq_trans (eq_sym A) (gradient_of_rgx_is_closer 2 o 0 _ _ _ ltac:(lia) Gx G2 G)) as E.
  match type of E with ?z + _ = _ => set (Z := z) in E end. unfold o in E. simpl in E. lra.
Qed.
