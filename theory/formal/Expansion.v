(** The second-order expansion of the softmax loss at zero, its error, and what RG2 and RGx keep of it. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Quadratic.
Open Scope R_scope.

(** Eq. 13, where one_hot i j is the identity matrix. *)
Definition expansion (N : nat) (o : nat -> R) (y : nat) : R :=
  ln (INR N) - o y + / INR N * sum N o
  + / (2 * INR N) * sum N (fun i => sum N (fun j => o i * (one_hot i j - / INR N) * o j)).

Lemma centred_form N o : (0 < N)%nat ->
  sum N (fun i => sum N (fun j => o i * (one_hot i j - / INR N) * o j))
  = sum N (fun i => o i ^ 2) - / INR N * sum N o ^ 2.
Proof.
  intros HN. replace (sum N o ^ 2) with (sum N o * sum N o) by ring. rewrite sum_square.
  rewrite <- sum_scal, <- sum_minus. apply sum_ext. intros i Hi.
  rewrite (sum_ext N _ (fun j => one_hot i j * (o i * o j) - / INR N * (o i * o j))) by (intros; ring).
  rewrite sum_minus, (sum_pick N i (fun j => o i * o j) Hi), sum_scal. ring.
Qed.

Lemma expansion_eq N o y : (y < N)%nat ->
  expansion N o y = ln (INR N) - / 2 - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2)
    - / (2 * INR N ^ 2) * sum N o ^ 2.
Proof.
  intros Hy. assert (HN : (0 < N)%nat) by lia. unfold expansion. rewrite centred_form by exact HN.
  rewrite (sum_ext N (fun j => (o j + 1) ^ 2) (fun j => o j ^ 2 + 2 * o j + 1)) by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. apply lt_0_INR in HN. field. lra.
Qed.

(** ** Bounds near zero *)

(** A function that is 0 at 0 is of one order more than its derivative. *)
Lemma order_of_integral f f' c k r : 0 <= c -> f 0 = 0 ->
  (forall x, Rabs x <= r -> derivable_pt_lim f x (f' x)) ->
  (forall x, Rabs x <= r -> Rabs (f' x) <= c * Rabs x ^ k) ->
  forall x, Rabs x <= r -> Rabs (f x) <= c * Rabs x ^ S k.
Proof.
  intros C Z D B x Hx.
  assert (M : exists z, f x = f' z * x /\ Rabs z <= Rabs x).
  { destruct (Rtotal_order x 0) as [N|[E|P]].
    - destruct (MVT_cor2 f f' x 0 N) as [z [E I]].
      + intros z I. apply D. rewrite Rabs_left1 in * by lra. lra.
      + exists z. split; [lra|]. rewrite !Rabs_left1 by lra. lra.
    - exists 0. rewrite E, Z, Rabs_R0. split; lra.
    - destruct (MVT_cor2 f f' 0 x P) as [z [E I]].
      + intros z I. apply D. rewrite Rabs_pos_eq in * by lra. lra.
      + exists z. split; [lra|]. rewrite !Rabs_pos_eq by lra. lra. }
  destruct M as [z [E Hz]]. rewrite E, Rabs_mult. simpl.
  assert (Hc : c * Rabs z ^ k <= c * Rabs x ^ k).
  { apply Rmult_le_compat_l; [exact C|apply pow_incr; split; [apply Rabs_pos|exact Hz]]. }
  specialize (B z (Rle_trans _ _ _ Hz Hx)).
  replace (c * (Rabs x * Rabs x ^ k)) with (c * Rabs x ^ k * Rabs x) by ring.
  apply Rmult_le_compat_r; [apply Rabs_pos|lra].
Qed.

Lemma exp_quarter x : Rabs x <= 1 / 4 -> 0 < exp x <= 4 / 3.
Proof.
  intros H. split; [apply exp_pos|]. pose proof (exp_ineq1_le (- x)) as L. pose proof (Rle_abs x) as A.
  assert (E : exp x * exp (- x) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  pose proof (exp_pos x). nra.
Qed.

Lemma exp_order_1 x : Rabs x <= 1 / 4 -> Rabs (exp x - 1) <= 4 / 3 * Rabs x ^ 1.
Proof.
  revert x. apply order_of_integral with (f' := exp); [lra|rewrite exp_0; ring| |].
  - intros x _. replace (exp x) with (exp x - 0) by ring.
    apply (derivable_pt_lim_minus exp (fun _ => 1)); [apply derivable_pt_lim_exp|apply derivable_pt_lim_const].
  - intros x H. destruct (exp_quarter x H). rewrite Rabs_pos_eq by lra. simpl. lra.
Qed.

Lemma exp_order_2 x : Rabs x <= 1 / 4 -> Rabs (exp x - 1 - x) <= 4 / 3 * Rabs x ^ 2.
Proof.
  revert x. apply order_of_integral with (f' := fun x => exp x - 1); [lra|rewrite exp_0; ring| |exact exp_order_1].
  intros x _. replace (exp x - 1) with (exp x - 0 - 1) by ring.
  apply (derivable_pt_lim_minus (fun x => exp x - 1) id); [|apply derivable_pt_lim_id].
  apply (derivable_pt_lim_minus exp (fun _ => 1)); [apply derivable_pt_lim_exp|apply derivable_pt_lim_const].
Qed.

Lemma half_square_derivative x : derivable_pt_lim (fun z => z ^ 2 / 2) x x.
Proof.
  replace x with (/ 2 * (INR 2 * x ^ 1)) at 2 by (simpl; field).
  apply derivable_pt_lim_ext with (fun z => / 2 * z ^ 2); [intros z; field|].
  apply (derivable_pt_lim_scal (fun z => z ^ 2)), (derivable_pt_lim_pow x 2).
Qed.

Lemma exp_order_3 x : Rabs x <= 1 / 4 -> Rabs (exp x - 1 - x - x ^ 2 / 2) <= 4 / 3 * Rabs x ^ 3.
Proof.
  revert x. apply order_of_integral with (f' := fun x => exp x - 1 - x);
    [lra|rewrite exp_0; field| |exact exp_order_2].
  intros x _. apply (derivable_pt_lim_minus (fun x => exp x - 1 - x)); [|apply half_square_derivative].
  replace (exp x - 1) with (exp x - 0 - 1) by ring.
  apply (derivable_pt_lim_minus (fun x => exp x - 1) id); [|apply derivable_pt_lim_id].
  apply (derivable_pt_lim_minus exp (fun _ => 1)); [apply derivable_pt_lim_exp|apply derivable_pt_lim_const].
Qed.

Lemma ln_order_3 u : Rabs u <= 1 / 3 -> Rabs (ln (1 + u) - u + u ^ 2 / 2) <= 3 / 2 * Rabs u ^ 3.
Proof.
  revert u. apply order_of_integral with (f' := fun u => / (1 + u) - 1 + u); [lra| | |].
  - rewrite Rplus_0_r, ln_1. field.
  - intros u H. pose proof (Rle_abs (- u)) as A. rewrite Rabs_Ropp in A.
    apply (derivable_pt_lim_plus (fun u => ln (1 + u) - u)); [|apply half_square_derivative].
    apply (derivable_pt_lim_minus (fun u => ln (1 + u)) id); [|apply derivable_pt_lim_id].
    replace (/ (1 + u)) with (/ (1 + u) * (0 + 1)) by ring.
    apply (derivable_pt_lim_comp (fun u => 1 + u) ln); [|apply derivable_pt_lim_ln; lra].
    apply (derivable_pt_lim_plus (fun _ => 1) id); [apply derivable_pt_lim_const|apply derivable_pt_lim_id].
  - intros u H. pose proof (Rle_abs (- u)) as A. rewrite Rabs_Ropp in A.
    replace (/ (1 + u) - 1 + u) with (/ (1 + u) * u ^ 2) by (field; lra).
    assert (I : 0 < / (1 + u) <= 3 / 2).
    { split; [apply Rinv_0_lt_compat; lra|]. replace (3 / 2) with (/ (2 / 3)) by field.
      apply Rinv_le_contravar; lra. }
    rewrite Rabs_mult, <- RPow_abs, Rabs_pos_eq by lra. apply Rmult_le_compat_r; [apply pow_le, Rabs_pos|lra].
Qed.

Lemma mean_bound N f c : (0 < N)%nat -> (forall j, (j < N)%nat -> Rabs (f j) <= c) -> Rabs (/ INR N * sum N f) <= c.
Proof.
  intros HN H. apply lt_0_INR in HN. rewrite Rabs_mult, Rabs_pos_eq by (apply Rlt_le, Rinv_0_lt_compat; exact HN).
  apply Rle_trans with (/ INR N * (INR N * c)); [|right; field; lra].
  apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat; exact HN|].
  rewrite <- sum_const. apply Rle_trans with (1 := sum_abs N f). apply sum_le, H.
Qed.

(** Of the log of a mean of exponentials, from the moments up to the second. *)
Lemma log_moments m w d b : 0 <= b <= 1 / 4 -> Rabs m <= b -> Rabs w <= b ^ 2 -> Rabs d <= 4 / 3 * b ^ 3 ->
  Rabs (ln (1 + (m + w / 2 + d)) - (m + w / 2 - m ^ 2 / 2)) <= 5 * b ^ 3.
Proof.
  intros Hb Hm Hw Hd. set (v := w / 2 + d). set (u := m + v).
  assert (Hv : Rabs v <= 5 / 6 * b ^ 2).
  { unfold v. pose proof (Rabs_triang (w / 2) d) as T. unfold Rdiv in T at 2.
    rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) in T by lra. nra. }
  assert (Hu : Rabs u <= 29 / 24 * b) by (unfold u; pose proof (Rabs_triang m v); nra).
  pose proof (ln_order_3 u ltac:(lra)) as L.
  assert (P : Rabs u ^ 3 <= (29 / 24 * b) ^ 3) by (apply pow_incr; split; [apply Rabs_pos|exact Hu]).
  assert (Q : Rabs ((u ^ 2 - m ^ 2) / 2) <= 1 / 2 * (5 / 6 * b ^ 2 * (53 / 24 * b))).
  { replace ((u ^ 2 - m ^ 2) / 2) with (1 / 2 * (v * (m + u))) by (unfold u; field).
    rewrite !Rabs_mult, (Rabs_pos_eq (1 / 2)) by lra. apply Rmult_le_compat_l; [lra|].
    apply Rmult_le_compat; try apply Rabs_pos; [exact Hv|]. pose proof (Rabs_triang m u). lra. }
  replace (ln (1 + (m + w / 2 + d)) - (m + w / 2 - m ^ 2 / 2))
    with ((ln (1 + u) - u + u ^ 2 / 2) + (- ((u ^ 2 - m ^ 2) / 2) + d))
    by (unfold u, v; replace (m + (w / 2 + d)) with (m + w / 2 + d) by ring; field).
  pose proof (Rabs_triang (ln (1 + u) - u + u ^ 2 / 2) (- ((u ^ 2 - m ^ 2) / 2) + d)) as T1.
  pose proof (Rabs_triang (- ((u ^ 2 - m ^ 2) / 2)) d) as T2. rewrite Rabs_Ropp in T2.
  assert (0 <= b ^ 3) by (apply pow_le; lra). nra.
Qed.

Lemma softmax_loss_eq N o y : (y < N)%nat ->
  softmax_loss N o y = ln (INR N) - o y + ln (/ INR N * sum N (fun j => exp (o j))).
Proof.
  intros Hy. unfold softmax_loss, softmax, partition.
  assert (S : 0 < sum N (fun j => exp (o j))) by (apply sum_pos; [lia|intros; apply exp_pos]).
  assert (HN : 0 < INR N) by (apply lt_0_INR; lia).
  unfold Rdiv. rewrite ln_mult, ln_exp, ln_Rinv, (ln_mult (/ INR N)), ln_Rinv
    by (try apply Rinv_0_lt_compat; try apply exp_pos; assumption). ring.
Qed.

Lemma expansion_error N o y b : (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) ->
  Rabs (softmax_loss N o y - expansion N o y) <= 5 * b ^ 3.
Proof.
  intros Hy Hb H. assert (HN : (0 < N)%nat) by lia. assert (Hn : 0 < INR N) by (apply lt_0_INR; lia).
  assert (B : 0 <= b) by (apply Rle_trans with (2 := H y Hy); apply Rabs_pos).
  set (m := / INR N * sum N o). set (w := / INR N * sum N (fun j => o j ^ 2)).
  set (d := / INR N * sum N (fun j => exp (o j) - 1 - o j - o j ^ 2 / 2)).
  rewrite softmax_loss_eq by exact Hy. unfold expansion. rewrite centred_form by exact HN. fold m.
  replace (/ (2 * INR N) * (sum N (fun i => o i ^ 2) - / INR N * sum N o ^ 2)) with (w / 2 - m ^ 2 / 2)
    by (unfold w, m; field; lra).
  replace (/ INR N * sum N (fun j => exp (o j))) with (1 + (m + w / 2 + d)).
  - replace (ln (INR N) - o y + ln (1 + (m + w / 2 + d)) - (ln (INR N) - o y + m + (w / 2 - m ^ 2 / 2)))
      with (ln (1 + (m + w / 2 + d)) - (m + w / 2 - m ^ 2 / 2)) by ring.
    apply log_moments; [lra|apply mean_bound; assumption| |].
    + apply mean_bound; [exact HN|]. intros j Hj. rewrite <- RPow_abs.
      apply pow_incr. split; [apply Rabs_pos|apply H, Hj].
    + apply mean_bound; [exact HN|]. intros j Hj. specialize (H j Hj).
      apply Rle_trans with (1 := exp_order_3 (o j) (Rle_trans _ _ _ H Hb)).
      apply Rmult_le_compat_l; [lra|]. apply pow_incr. split; [apply Rabs_pos|exact H].
  - unfold m, w, d.
    rewrite (sum_ext N (fun j => exp (o j)) (fun j => (exp (o j) - 1 - o j - o j ^ 2 / 2) + 1 + o j + o j ^ 2 * / 2))
      by (intros; field).
    rewrite !(sum_plus N _ _), sum_scal_r, sum_const. field. lra.
Qed.

(** ** The theorems *)

(** Claim: rg.eq13
    Role: establishes
    Place: RG, s. 4.1, Eq. 13
    Says: where all scores are at most b <= 1/4 in size, the softmax loss differs by at most 5 b^3 from log N - o_y +
      1'o/N + o'(I - 11'/N)o/(2N), so that this is its second-order expansion at zero.
    Gap: real numbers. The expansion is recognised by its third-order error, not by derivatives at zero.
    Mutant: `- o y + / INR N` becomes `+ o y + / INR N`; refuted by the theorem expansion_needs_its_sign
    Mutant: `/ (2 * INR N) *` becomes `/ INR N *`; refuted by the theorem expansion_needs_its_half
    Mutant: `(one_hot i j - / INR N)` becomes `one_hot i j`; refuted by the mutant "the centring matrix dropped" of
      rg.eq13
*)
Theorem softmax_loss_expanded : forall N o y b,
  (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) ->
  Rabs (softmax_loss N o y - (ln (INR N) - o y + / INR N * sum N o
    + / (2 * INR N) * sum N (fun i => sum N (fun j => o i * (one_hot i j - / INR N) * o j)))) <= 5 * b ^ 3.
Proof. exact expansion_error. Qed.

(** Two polynomials that both follow the softmax loss to third order are near one another. *)
Lemma near_expansion N o y b z : (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) ->
  Rabs (softmax_loss N o y - z) <= 5 * b ^ 3 -> Rabs (z - expansion N o y) <= 10 * b ^ 3.
Proof.
  intros Hy Hb H Z. pose proof (expansion_error N o y b Hy Hb H) as E.
  pose proof (Rabs_triang (softmax_loss N o y - expansion N o y) (- (softmax_loss N o y - z))) as T.
  rewrite Rabs_Ropp in T.
  replace (softmax_loss N o y - expansion N o y + - (softmax_loss N o y - z)) with (z - expansion N o y) in T by ring.
  lra.
Qed.

(** Claim: none
    Says: the score of the target is taken away, not added: one item with the score 1/4 tells.
*)
Theorem expansion_needs_its_sign : ~ (forall N o y b,
  (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) ->
  Rabs (softmax_loss N o y - (ln (INR N) + o y + / INR N * sum N o
    + / (2 * INR N) * sum N (fun i => sum N (fun j => o i * (one_hot i j - / INR N) * o j)))) <= 5 * b ^ 3).
Proof.
  intros F. assert (B : forall j, (j < 1)%nat -> Rabs (1 / 4) <= 1 / 4) by (intros; rewrite Rabs_pos_eq; lra).
  specialize (F 1%nat (fun _ => 1 / 4) 0%nat (1 / 4) ltac:(lia) ltac:(lra) B).
  apply near_expansion in F; [|lia|lra|exact B].
  pose proof (Rle_trans _ _ _ (Rle_abs _) F) as G. unfold expansion, one_hot in G. simpl in G. lra.
Qed.

(** Claim: none
    Says: the quadratic term has the factor 1/(2N), not 1/N: two items with the scores 1/100 and -1/100 tell.
*)
Theorem expansion_needs_its_half : ~ (forall N o y b,
  (y < N)%nat -> b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) ->
  Rabs (softmax_loss N o y - (ln (INR N) - o y + / INR N * sum N o
    + / INR N * sum N (fun i => sum N (fun j => o i * (one_hot i j - / INR N) * o j)))) <= 5 * b ^ 3).
Proof.
  intros F. set (o := fun j => / 100 * (2 * one_hot 0 j - 1)).
  assert (B : forall j, (j < 2)%nat -> Rabs (o j) <= / 100).
  { intros j _. unfold o, one_hot. apply Rabs_le. destruct (Nat.eqb j 0); lra. }
  specialize (F 2%nat o 0%nat (/ 100) ltac:(lia) ltac:(lra) B).
  apply near_expansion in F; [|lia|lra|exact B].
  pose proof (Rle_trans _ _ _ (Rle_abs _) F) as G. unfold expansion, o, one_hot in G. simpl in G. lra.
Qed.

(** Claim: rg.eq14
    Role: establishes
    Place: RG, s. 4.1, Eq. 14
    Says: where all scores are at most b <= 1/4 in size, the softmax loss differs by at most 5 b^3 from (log N - 1/2) -
      o_y + ||o + 1||^2/(2N) - (1'o)^2/(2N^2), which is Eq. 13's polynomial at all scores; log N - 1/2 depends on N
      only.
    Gap: real numbers. The expansion is recognised by its third-order error, not by derivatives at zero.
    Mutant: `(ln (INR N) - / 2) - o y` becomes `ln (INR N) - o y`; refuted by the theorem square_needs_its_constant
    Mutant: `/ (2 * INR N ^ 2)` becomes `/ INR N ^ 2`; refuted by the mutant "$\frac1{N^2}$ for $\frac1{2N^2}$" of
      rg.eq14
*)
Theorem softmax_loss_with_square_completed : forall N o y, (y < N)%nat ->
  exists z, z = (ln (INR N) - / 2) - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2)
    - / (2 * INR N ^ 2) * sum N o ^ 2 /\
  z = expansion N o y /\
  forall b, b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) -> Rabs (softmax_loss N o y - z) <= 5 * b ^ 3.
Proof.
  intros N o y Hy. eexists. split; [reflexivity|]. split; [symmetry; apply expansion_eq, Hy|].
  intros b Hb H. rewrite <- expansion_eq by exact Hy. apply expansion_error; assumption.
Qed.

(** Claim: none
    Says: without -1/2 the completed square is not the expansion.
*)
Theorem square_needs_its_constant : ~ (forall N o y, (y < N)%nat ->
  exists z, z = ln (INR N) - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2)
    - / (2 * INR N ^ 2) * sum N o ^ 2 /\
  z = expansion N o y /\
  forall b, b <= 1 / 4 -> (forall j, (j < N)%nat -> Rabs (o j) <= b) -> Rabs (softmax_loss N o y - z) <= 5 * b ^ 3).
Proof.
  intros F. destruct (F 1%nat (fun _ => 0) 0%nat ltac:(lia)) as [z [E [G _]]].
  rewrite E, expansion_eq in G by lia. lra.
Qed.

(** Claim: rg.eq15.rgx
    Role: establishes
    Place: RG, s. 4.1, Eq. 15
    Says: the expansion without log N - 1/2 is RG2 less (1'o)^2/(2N^2), which is RGx.
    Gap: real numbers.
    Mutant: `- / (2 * INR N ^ 2) * sum N o ^ 2` becomes ``; refuted by the theorem rg2_is_not_the_expansion
    Mutant: `/ (2 * INR N ^ 2)` becomes `/ (2 * INR N)`; refuted by the mutant "$\frac1{2N}$ for $\frac1{2N^2}$" of
      rg.eq15.rgx
*)
Theorem rgx_is_the_expansion : forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) = rg2 N o y - / (2 * INR N ^ 2) * sum N o ^ 2 /\
  rgx N o y = expansion N o y - (ln (INR N) - / 2).
Proof. intros N o y Hy. unfold rgx, rg2. rewrite expansion_eq by exact Hy. split; ring. Qed.

(** Claim: none
    Says: RG2 is not the whole expansion: one item with the score 1 tells.
*)
Theorem rg2_is_not_the_expansion : ~ (forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) = rg2 N o y /\
  rgx N o y = expansion N o y - (ln (INR N) - / 2)).
Proof.
  intros F. destruct (F 1%nat (fun _ => 1) 0%nat ltac:(lia)) as [E _].
  destruct (rgx_is_the_expansion 1 (fun _ => 1) 0%nat ltac:(lia)) as [G _]. rewrite G in E. simpl in E. lra.
Qed.

(** The products of the scores of different items, summed over all ordered pairs. *)
Definition different_items (N : nat) (o : nat -> R) : R :=
  sum N (fun i => sum N (fun j => if Nat.eqb i j then 0 else o i * o j)).

(** Claim: rg.eq15.interaction
    Role: refutes
    Place: RG, s. 4.1, Eq. 15
    Says: taking only the terms of different items, and the constant, from the expansion does not always leave RG2.
    Gap: real numbers.
    Mutant: `different_items N o` becomes `sum N o ^ 2`; refuted by the theorem rg2_is_the_rest
*)
Theorem rg2_ignores_more_than_interactions : ~ (forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) - (- / (2 * INR N ^ 2) * different_items N o)
    = - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2)).
Proof.
  intros F. specialize (F 2%nat (one_hot 0) 0%nat ltac:(lia)). rewrite expansion_eq in F by lia.
  unfold different_items, one_hot in F. simpl in F. lra.
Qed.

(** Claim: rg.eq15.interaction.repair
    Role: establishes
    Place: RG, s. 4.1, Eq. 15
    Says: without -(1'o)^2/(2N^2) and log N - 1/2 the expansion is RG2; (1'o)^2 holds the squares of the scores besides
      the products of different ones.
    Gap: real numbers.
    Mutant: `(- / (2 * INR N ^ 2) * sum N o ^ 2)` becomes `(- / (2 * INR N ^ 2) * different_items N o)`; refuted by the
      theorem squares_are_ignored_too
    Mutant: `(- / (2 * INR N ^ 2)` becomes `(- / INR N ^ 2`; refuted by the mutant "$\frac1{N^2}$ for $\frac1{2N^2}$" of
      rg.eq15.interaction.repair
*)
Theorem rg2_is_the_expansion_without_the_sum : forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) - (- / (2 * INR N ^ 2) * sum N o ^ 2)
    = - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2) /\
  sum N o ^ 2 = sum N (fun j => o j ^ 2) + different_items N o.
Proof.
  intros N o y Hy. rewrite expansion_eq by exact Hy. split; [ring|].
  replace (sum N o ^ 2) with (sum N o * sum N o) by ring. unfold different_items.
  rewrite sum_square, <- sum_plus. apply sum_ext. intros i Hi.
  replace (o i ^ 2) with (sum N (fun j => one_hot i j * (o i * o j)))
    by (rewrite (sum_pick N i (fun j => o i * o j) Hi); ring).
  rewrite <- sum_plus. apply sum_ext. intros j _. unfold one_hot. rewrite (Nat.eqb_sym j i).
  destruct (Nat.eqb i j); ring.
Qed.

(** Claim: none
    Says: the products of different scores are not the whole square of the sum.
*)
Theorem squares_are_ignored_too : ~ (forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) - (- / (2 * INR N ^ 2) * different_items N o)
    = - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2) /\
  sum N o ^ 2 = sum N (fun j => o j ^ 2) + different_items N o).
Proof. intros F. apply rg2_ignores_more_than_interactions. intros N o y Hy. apply (F N o y Hy). Qed.

(** Claim: none
    Says: without the whole square of the sum RG2 is what is left.
*)
Theorem rg2_is_the_rest : ~ ~ (forall N o y, (y < N)%nat ->
  expansion N o y - (ln (INR N) - / 2) - (- / (2 * INR N ^ 2) * sum N o ^ 2)
    = - o y + / (2 * INR N) * sum N (fun j => (o j + 1) ^ 2)).
Proof. intros F. apply F. intros N o y Hy. apply (rg2_is_the_expansion_without_the_sum N o y Hy). Qed.
