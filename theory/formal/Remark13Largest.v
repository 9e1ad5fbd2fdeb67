(** Remark 13: Lipschitz constants of the terms of RGx, where no score moves by more than some amount. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Remark13.
Open Scope R_scope.

(** A term of RGx as a function of all scores of a context; the item is y, its label r; I of N items are relevant. *)
Definition rgx_term (N I : nat) (r : R) (y : nat) (o : nat -> R) : R :=
  INR I * ((o y + 1 - r * (INR N / INR I)) ^ 2 - 1 / INR N * sum N o ^ 2).

Definition in_box (N : nat) (c : R) (o : nat -> R) : Prop := forall j, (j < N)%nat -> - c <= o j <= c.

(** L is a Lipschitz constant of f for scores in [-c, c], of which none moves by more than e. *)
Definition lipschitz_in_largest (N : nat) (c L : R) (f : (nat -> R) -> R) : Prop :=
  forall o p e, in_box N c o -> in_box N c p -> (forall j, (j < N)%nat -> Rabs (o j - p j) <= e) ->
  Rabs (f o - f p) <= L * e.

(** The slope of y's score and of the others' where their mean values are m and M / N. *)
Definition slope (N I : nat) (r : R) (y : nat) (m M : R) (j : nat) : R :=
  2 * (one_hot y j * (INR I * m + (INR I - r * INR N)) - INR I / INR N * M).

Lemma rgx_term_step N I r y o p : (1 <= I < N)%nat -> (y < N)%nat ->
  rgx_term N I r y o - rgx_term N I r y p
  = sum N (fun j => slope N I r y ((o y + p y) / 2) ((sum N o + sum N p) / 2) j * (o j - p j)).
Proof.
  intros HI Hy. destruct (sizes N I HI) as [P1 PN]. unfold slope.
  set (a := INR I * ((o y + p y) / 2) + (INR I - r * INR N)). set (M := (sum N o + sum N p) / 2).
  rewrite (sum_ext N _ (fun j => one_hot y j * (2 * a * (o j - p j)) - 2 * (INR I / INR N * M) * (o j - p j)))
    by (intros; ring).
  rewrite sum_minus, sum_scal, (sum_pick N y (fun j => 2 * a * (o j - p j)) Hy), sum_minus.
  replace (sum N (fun i => o i)) with (sum N o) by reflexivity.
  replace (sum N (fun i => p i)) with (sum N p) by reflexivity.
  unfold rgx_term, a, M. field. lra.
Qed.

(** The mean values lie in the box, too. *)
Lemma middle_in_box N c y o p : (y < N)%nat -> in_box N c o -> in_box N c p ->
  let m := (o y + p y) / 2 in let M := (sum N o + sum N p) / 2 in
  - c <= m <= c /\ - ((INR N - 1) * c) <= M - m <= (INR N - 1) * c.
Proof.
  intros Hy Ho Hp m M. split; [specialize (Ho y Hy); specialize (Hp y Hy); unfold m; lra|].
  assert (E : M = sum N (fun j => (o j + p j) / 2)).
  { unfold M, Rdiv. rewrite sum_scal_r, sum_plus. reflexivity. }
  assert (B : forall s, sum N (fun j => one_hot y j * ((o j + p j) / 2 - s) + s) = m - s + INR N * s)
    by (intros s; rewrite sum_plus, sum_const, (sum_pick N y (fun j => (o j + p j) / 2 - s) Hy); reflexivity).
  rewrite E. split.
  - cut (sum N (fun j => one_hot y j * ((o j + p j) / 2 - - c) + - c) <= sum N (fun j => (o j + p j) / 2));
      [rewrite B; lra|].
    apply sum_le. intros j Hj. specialize (Ho j Hj). specialize (Hp j Hj). unfold one_hot. destruct (Nat.eqb j y); lra.
  - cut (sum N (fun j => (o j + p j) / 2) <= sum N (fun j => one_hot y j * ((o j + p j) / 2 - c) + c));
      [rewrite B; lra|].
    apply sum_le. intros j Hj. specialize (Ho j Hj). specialize (Hp j Hj). unfold one_hot. destruct (Nat.eqb j y); lra.
Qed.

Lemma corner_of_slopes u x R c : 1 <= u -> - c <= x <= c -> - (u * c) <= R <= u * c ->
  Rabs (u * x - R) + u * Rabs (x + R) <= u * (u + 1) * c.
Proof.
  intros Hu Hx HR.
  assert (A1 : (u - 1) * R <= (u - 1) * (u * c)) by (apply Rmult_le_compat_l; lra).
  assert (A2 : (u - 1) * - R <= (u - 1) * (u * c)) by (apply Rmult_le_compat_l; lra).
  assert (A3 : (u + 1) * R <= (u + 1) * (u * c)) by (apply Rmult_le_compat_l; lra).
  assert (A4 : (u + 1) * - R <= (u + 1) * (u * c)) by (apply Rmult_le_compat_l; lra).
  assert (A5 : u * x <= u * c) by (apply Rmult_le_compat_l; lra).
  assert (A6 : u * - x <= u * c) by (apply Rmult_le_compat_l; lra).
  unfold Rabs. destruct (Rcase_abs (u * x - R)), (Rcase_abs (x + R)); lra.
Qed.

Lemma label_part N I r : (1 <= I < N)%nat -> binary r -> Rabs (INR I - r * INR N) <= Rmax (INR I) (INR N - INR I).
Proof.
  intros HI Hr. destruct (sizes N I HI). pose proof (Rmax_l (INR I) (INR N - INR I)).
  pose proof (Rmax_r (INR I) (INR N - INR I)). apply Rabs_le. destruct Hr as [-> | ->]; lra.
Qed.

Lemma sum_of_slopes N I r y c o p : (1 <= I < N)%nat -> (y < N)%nat -> 0 < c -> binary r ->
  in_box N c o -> in_box N c p ->
  sum N (fun j => Rabs (slope N I r y ((o y + p y) / 2) ((sum N o + sum N p) / 2) j))
  <= 2 * (Rmax (INR I) (INR N - INR I) + (INR N - 1) * INR I * c).
Proof.
  intros HI Hy Hc Hr Ho Hp. destruct (sizes N I HI) as [P1 PN]. pose proof (label_part N I r HI Hr) as HD.
  destruct (middle_in_box N c y o p Hy Ho Hp) as [Bm BM].
  set (m := (o y + p y) / 2) in *. set (M := (sum N o + sum N p) / 2) in *. set (K := INR I - r * INR N) in *.
  unfold slope. fold K. set (b := INR I / INR N * M).
  rewrite (sum_ext N _ (fun j => one_hot y j * (2 * (Rabs (INR I * m + K - b) - Rabs b)) + 2 * Rabs b)).
  - rewrite sum_plus, sum_const, (sum_pick N y (fun _ => 2 * (Rabs (INR I * m + K - b) - Rabs b)) Hy).
    pose proof (corner_of_slopes (INR N - 1) m (M - m) c ltac:(lra) Bm BM) as C.
    replace (m + (M - m)) with M in C by ring.
    assert (Q : 0 < INR I / INR N) by (apply Rdiv_lt_0_compat; lra).
    pose proof (Rabs_triang K (INR I / INR N * ((INR N - 1) * m - (M - m)))) as T.
    replace (K + INR I / INR N * ((INR N - 1) * m - (M - m))) with (INR I * m + K - b) in T by (unfold b; field; lra).
    rewrite Rabs_mult, (Rabs_pos_eq (INR I / INR N)) in T by lra.
    replace (Rabs b) with (INR I / INR N * Rabs M) by (unfold b; rewrite Rabs_mult, (Rabs_pos_eq (INR I / INR N)); lra).
    apply Rmult_le_compat_l with (r := INR I / INR N) in C; [|lra].
    replace (INR I / INR N * ((INR N - 1) * (INR N - 1 + 1) * c)) with ((INR N - 1) * INR I * c) in C by (field; lra).
    lra.
  - intros j _. unfold one_hot. rewrite Rabs_mult, (Rabs_pos_eq 2) by lra. destruct (Nat.eqb j y).
    + rewrite Rmult_1_l. ring.
    + rewrite Rmult_0_l, Rminus_0_l, Rabs_Ropp. ring.
Qed.

(** The steps that attain it, near the corner where all scores are c. *)
Lemma steepest_in_largest N I y c L h : (1 <= I < N)%nat -> (y < N)%nat -> 0 < h <= c ->
  (forall r, binary r -> lipschitz_in_largest N c L (rgx_term N I r y)) ->
  2 * (INR I + (INR N - 1) * INR I * (c - h / 2)) <= L /\
  2 * (INR N - INR I + (INR N - 1) * INR I * (c - h / 2)) <= L.
Proof.
  intros HI Hy Hh H. destruct (sizes N I HI) as [P1 PN].
  assert (S : forall s t, sum N (fun j => s + t * one_hot y j) = INR N * s + t).
  { intros s t. rewrite sum_plus, sum_const, sum_scal, sum_one_hot by exact Hy. ring. }
  split.
  - specialize (H 0 (or_introl eq_refl) (fun j => c - h + h * one_hot y j) (fun j => c + - h * one_hot y j) h).
    assert (B : Rabs (rgx_term N I 0 y (fun j => c - h + h * one_hot y j)
      - rgx_term N I 0 y (fun j => c + - h * one_hot y j)) <= L * h).
    { apply H; intros j _; unfold one_hot; [destruct (Nat.eqb j y); lra..|]. apply Rabs_le.
      destruct (Nat.eqb j y); lra. }
    unfold rgx_term in B. rewrite !S in B. unfold one_hot in B. rewrite Nat.eqb_refl in B.
    pose proof (Rle_trans _ _ _ (Rle_abs _) B) as G. apply Rmult_le_reg_r with h; [lra|].
    eapply Rle_trans; [|exact G]. right. field. lra.
  - specialize (H 1 (or_intror eq_refl) (fun j => c - h + 0 * one_hot y j) (fun j => c + 0 * one_hot y j) h).
    assert (B : Rabs (rgx_term N I 1 y (fun j => c - h + 0 * one_hot y j)
      - rgx_term N I 1 y (fun j => c + 0 * one_hot y j)) <= L * h).
    { apply H; intros j _; [lra..|]. apply Rabs_le. lra. }
    unfold rgx_term in B. rewrite !S in B.
    pose proof (Rle_trans _ _ _ (Rle_abs _) B) as G. apply Rmult_le_reg_r with h; [lra|].
    eapply Rle_trans; [|exact G]. right. field. lra.
Qed.

(** Claim: rg.remark13.rgx.largest.repair
    Role: establishes
    Place: RG, s. 4.4, Remark 13
    Says: 2 (max(I, N - I) + (N - 1) I c) is the least Lipschitz constant of the terms I ((o_y + 1 - r N/I)^2 -
      (1'o)^2 / N) of RGx, r = 0 and 1, for scores in [-c, c] of which none moves by more than some amount, 1 <= I <
      N: L is one exactly if it is not less.
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `(INR N - 1) * INR I * c` becomes `INR N * INR I * c`; refuted by the theorem rgx_slope_is_of_the_others
    Mutant: `2 * (Rmax` becomes `99 / 100 * 2 * (Rmax`; refuted by the theorem rgx_largest_is_tight
    Mutant: `(INR N - 1) * INR I * c` becomes `INR I * c`; refuted by the theorem rgx_interaction_counts
*)
Theorem least_constant_of_rgx_in_largest : forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz_in_largest N c L (rgx_term N I r y))
   <-> 2 * (Rmax (INR I) (INR N - INR I) + (INR N - 1) * INR I * c) <= L).
Proof.
  intros N I y c L HI Hy Hc. destruct (sizes N I HI) as [P1 PN].
  assert (Q : 0 <= (INR N - 1) * INR I) by (apply Rmult_le_pos; lra). split.
  - intros H. assert (B : 2 * (INR I + (INR N - 1) * INR I * c) <= L /\
      2 * (INR N - INR I + (INR N - 1) * INR I * c) <= L).
    { split; (apply (limit_of_slopes _ ((INR N - 1) * INR I) L c Hc Q); intros h Hh;
        destruct (steepest_in_largest N I y c L h HI Hy Hh H); lra). }
    destruct B. unfold Rmax. destruct (Rle_dec _ _); lra.
  - intros HL r Hr o p e Ho Hp He. rewrite (rgx_term_step N I r y o p HI Hy).
    pose proof (sum_of_slopes N I r y c o p HI Hy Hc Hr Ho Hp) as S.
    assert (E : 0 <= e) by (apply Rle_trans with (2 := He y Hy), Rabs_pos).
    apply Rle_trans with (1 := sum_abs N _). apply Rle_trans with
      (sum N (fun j => Rabs (slope N I r y ((o y + p y) / 2) ((sum N o + sum N p) / 2) j)) * e).
    + rewrite <- sum_scal_r. apply sum_le. intros j Hj. rewrite Rabs_mult.
      apply Rmult_le_compat_l; [apply Rabs_pos|apply He, Hj].
    + apply Rmult_le_compat_r; lra.
Qed.

(** Claim: none
    Says: N for N - 1 is not the least.
*)
Theorem rgx_slope_is_of_the_others : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz_in_largest N c L (rgx_term N I r y))
   <-> 2 * (Rmax (INR I) (INR N - INR I) + INR N * INR I * c) <= L)).
Proof.
  intros H. pose proof (proj2 (least_constant_of_rgx_in_largest 2 1 0 1 _ ltac:(lia) ltac:(lia) Rlt_0_1)
    (Rle_refl _)) as K. apply (H 2%nat 1%nat 0%nat 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) in K. simpl INR in K. lra.
Qed.

(** Claim: none
    Says: a constant 1 % less is none.
*)
Theorem rgx_largest_is_tight : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz_in_largest N c L (rgx_term N I r y))
   <-> 99 / 100 * 2 * (Rmax (INR I) (INR N - INR I) + (INR N - 1) * INR I * c) <= L)).
Proof.
  intros H. pose proof (proj2 (H 2%nat 1%nat 0%nat 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (least_constant_of_rgx_in_largest 2 1 0 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) in K.
  pose proof (Rmax_l (INR 1) (INR 2 - INR 1)). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: the constant of RG2 is too small for three items.
*)
Theorem rgx_interaction_counts : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  ((forall r, binary r -> lipschitz_in_largest N c L (rgx_term N I r y))
   <-> 2 * (Rmax (INR I) (INR N - INR I) + INR I * c) <= L)).
Proof.
  intros H. pose proof (proj2 (H 3%nat 1%nat 0%nat 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply (least_constant_of_rgx_in_largest 3 1 0 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) in K. simpl INR in *. lra.
Qed.

(** Claim: rg.remark13.rgx.largest
    Role: refutes
    Place: RG, s. 4.4, Remark 13
    Says: it is not so for every N, 1 <= I < N and c > 0 that every L > 2 (2 sqrt(N) c + 1 + N) is a Lipschitz
      constant of the terms of RGx for scores in [-c, c] of which none moves by more than some amount.
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `2 * (2 * sqrt (INR N) * c + 1 + INR N)` becomes `2 * (INR N + (INR N - 1) * INR I * c)`; refuted by the
      theorem a_larger_constant_serves_rgx
*)
Theorem printed_constant_does_not_serve_rgx_in_largest : ~ (forall N I y c L r, (1 <= I < N)%nat -> (y < N)%nat ->
  0 < c -> 2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz_in_largest N c L (rgx_term N I r y)).
Proof.
  intros H. assert (K : forall r, binary r -> lipschitz_in_largest 9 2 45 (rgx_term 9 1 r 0)).
  { intros r. apply H; [lia|lia|lra|]. rewrite root_of_nine. simpl INR. lra. }
  apply (least_constant_of_rgx_in_largest 9 1 0 2 45 ltac:(lia) ltac:(lia) ltac:(lra)) in K.
  pose proof (Rmax_r (INR 1) (INR 9 - INR 1)). simpl INR in *. lra.
Qed.

(** Claim: none
    Says: with the number of the others, and of the positives, for 2 sqrt(N) it is so.
*)
Theorem a_larger_constant_serves_rgx : ~ ~ (forall N I y c L r, (1 <= I < N)%nat -> (y < N)%nat ->
  0 < c -> 2 * (INR N + (INR N - 1) * INR I * c) < L -> binary r -> lipschitz_in_largest N c L (rgx_term N I r y)).
Proof.
  intros H. apply H. intros N I y c L r HI Hy Hc HL.
  apply (least_constant_of_rgx_in_largest N I y c L HI Hy Hc). destruct (sizes N I HI).
  assert (Rmax (INR I) (INR N - INR I) <= INR N) by (apply Rmax_lub; lra). lra.
Qed.
