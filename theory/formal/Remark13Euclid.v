(** Remark 13: Lipschitz constants of the terms of RGx in the Euclidean distance of the scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Jacobian LeastMajorant Remark13 Remark13Largest.
Open Scope R_scope.

(** L is a Lipschitz constant of f, in the Euclidean distance, for scores in [-c, c]. *)
Definition lipschitz_in_norm (N : nat) (c L : R) (f : (nat -> R) -> R) : Prop :=
  forall o p, in_box N c o -> in_box N c p -> Rabs (f o - f p) <= L * norm N (fun j => o j - p j).

Lemma square_bound x d : Rabs x <= d -> x ^ 2 <= d ^ 2.
Proof. intros H. rewrite <- (pow2_abs x). apply pow_incr. split; [apply Rabs_pos|exact H]. Qed.

(** ** The constant serves *)

Lemma corner_of_squares K a u m T c D : 0 <= a -> 1 <= u -> Rabs K <= D -> - c <= m <= c ->
  - (u * c) <= T <= u * c ->
  (K + a * (u * m - T)) ^ 2 + u * (a * (m + T)) ^ 2
  <= D ^ 2 + 4 * D * a * u * c + a ^ 2 * (u + 1) ^ 2 * u * c ^ 2.
Proof.
  intros Ha Hu HK Hm HT.
  assert (K2 : K ^ 2 <= D ^ 2) by (apply square_bound, HK).
  assert (m2 : m ^ 2 <= c ^ 2) by (apply square_bound, Rabs_le; lra).
  assert (T2 : T ^ 2 <= (u * c) ^ 2) by (apply square_bound, Rabs_le; lra).
  assert (KX : K * (u * m - T) <= D * (2 * u * c)).
  { apply Rle_trans with (1 := Rle_abs _). rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [exact HK|].
    assert (- (u * c) <= u * m <= u * c)
      by (split; [rewrite Ropp_mult_distr_r|]; apply Rmult_le_compat_l; lra).
    apply Rabs_le. lra. }
  assert (um : u * m ^ 2 <= u * c ^ 2) by (apply Rmult_le_compat_l; lra).
  assert (Q : (u + 1) * (u * m ^ 2 + T ^ 2) <= (u + 1) * (u * c ^ 2 + (u * c) ^ 2)) by (apply Rmult_le_compat_l; lra).
  pose proof (Rmult_le_compat_l (a ^ 2) _ _ (pow2_ge_0 a) Q) as Q'.
  pose proof (Rmult_le_compat_l (2 * a) _ _ ltac:(lra) KX) as X'.
  replace ((K + a * (u * m - T)) ^ 2 + u * (a * (m + T)) ^ 2)
    with (K ^ 2 + 2 * a * (K * (u * m - T)) + a ^ 2 * ((u + 1) * (u * m ^ 2 + T ^ 2))) by ring.
  replace (a ^ 2 * (u + 1) ^ 2 * u * c ^ 2) with (a ^ 2 * ((u + 1) * (u * c ^ 2 + (u * c) ^ 2))) by ring. lra.
Qed.

Lemma squares_of_slopes N I r y c o p : (1 <= I < N)%nat -> (y < N)%nat -> binary r -> in_box N c o -> in_box N c p ->
  let D := Rmax (INR I) (INR N - INR I) in
  let g := slope N I r y ((o y + p y) / 2) ((sum N o + sum N p) / 2) in
  sum N (fun j => g j * g j)
  <= 4 * (D ^ 2 + 4 * D * INR I * c * ((INR N - 1) / INR N) + (INR N - 1) * INR I ^ 2 * c ^ 2).
Proof.
  intros HI Hy Hr Ho Hp D g. destruct (sizes N I HI) as [P1 PN]. pose proof (label_part N I r HI Hr) as HD.
  destruct (middle_in_box N c y o p Hy Ho Hp) as [Bm BM]. unfold g, slope.
  set (m := (o y + p y) / 2) in *. set (M := (sum N o + sum N p) / 2) in *. set (K := INR I - r * INR N) in *.
  set (a := INR I / INR N). assert (Pa : 0 <= a) by (apply Rlt_le, Rdiv_lt_0_compat; lra).
  rewrite (sum_ext N _ (fun j => one_hot y j * (4 * ((INR I * m + K - a * M) ^ 2 - (a * M) ^ 2)) + 4 * (a * M) ^ 2))
    by (intros j _; unfold one_hot; destruct (Nat.eqb j y); ring).
  rewrite sum_plus, sum_const, (sum_pick N y (fun _ => 4 * ((INR I * m + K - a * M) ^ 2 - (a * M) ^ 2)) Hy).
  pose proof (corner_of_squares K a (INR N - 1) m (M - m) c D Pa ltac:(lra) HD Bm BM) as C.
  replace (m + (M - m)) with M in C by ring.
  replace (K + a * ((INR N - 1) * m - (M - m))) with (INR I * m + K - a * M) in C by (unfold a; field; lra).
  replace (4 * D * a * (INR N - 1) * c) with (4 * D * INR I * c * ((INR N - 1) / INR N)) in C by (unfold a; field; lra).
  replace (a ^ 2 * (INR N - 1 + 1) ^ 2 * (INR N - 1) * c ^ 2) with ((INR N - 1) * INR I ^ 2 * c ^ 2) in C
    by (unfold a; field; lra). lra.
Qed.

(** ** No smaller one does *)

(** A term of RGx with k for 1 - r N/I. *)
Definition term_of (N I : nat) (k : R) (y : nat) (o : nat -> R) : R :=
  INR I * ((o y + k) ^ 2 - 1 / INR N * sum N o ^ 2).

Lemma norm_pos_root N v t S : 0 <= t -> 0 <= S -> sum N (fun j => v j * v j) = t ^ 2 * S -> norm N v = t * sqrt S.
Proof.
  intros Ht HS E. rewrite <- norm_pow in E. pose proof (norm_nonneg N v).
  apply Rsqr_inj; [assumption|apply Rmult_le_pos; [exact Ht|apply sqrt_pos]|].
  rewrite Rsqr_mult, Rsqr_sqrt, !Rsqr_pow2, E by exact HS. ring.
Qed.

Lemma steepest_in_norm N I k y c L : (1 <= I < N)%nat -> (y < N)%nat -> 0 < c -> 0 <= k ->
  lipschitz_in_norm N c L (term_of N I k y) ->
  2 * sqrt ((INR I * k) ^ 2 + 4 * (INR I * k) * INR I * c * ((INR N - 1) / INR N)
    + (INR N - 1) * INR I ^ 2 * c ^ 2) <= L.
Proof.
  intros HI Hy Hc Hk H. destruct (sizes N I HI) as [P1 PN]. set (S := _ + _ + _).
  set (A := INR I * k + 2 * INR I * c * ((INR N - 1) / INR N)). set (B := INR I * c * ((INR N - 2) / INR N)).
  set (C := INR I / 2 * (A ^ 2 + ((INR N - 1) ^ 2 * B ^ 2 - A ^ 2) / INR N)).
  assert (ES : S = A ^ 2 + (INR N - 1) * B ^ 2) by (unfold S, A, B; field; lra).
  assert (Pc : 0 < INR I * c) by (apply Rmult_lt_0_compat; lra).
  assert (PA : 0 < A).
  { unfold A. assert (0 <= INR I * k) by (apply Rmult_le_pos; lra).
    assert (0 < 2 * INR I * c * ((INR N - 1) / INR N)); [|lra].
    apply Rmult_lt_0_compat; [lra|apply Rdiv_lt_0_compat; lra]. }
  assert (PB : 0 <= B).
  { apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]. }
  assert (PA2 : 0 < A ^ 2) by (apply pow_lt, PA). pose proof (pow2_ge_0 B) as PB2.
  assert (PS : 0 < S) by (rewrite ES; assert (0 <= (INR N - 1) * B ^ 2) by (apply Rmult_le_pos; lra); lra).
  assert (PC : 0 <= C).
  { unfold C. apply Rmult_le_pos; [lra|].
    replace (A ^ 2 + ((INR N - 1) ^ 2 * B ^ 2 - A ^ 2) / INR N)
      with (((INR N - 1) * A ^ 2 + (INR N - 1) ^ 2 * B ^ 2) / INR N) by (field; lra).
    apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    assert (0 <= (INR N - 1) * A ^ 2) by (apply Rmult_le_pos; lra).
    assert (0 <= (INR N - 1) ^ 2 * B ^ 2) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]). lra. }
  assert (G : 2 * S <= L * sqrt S).
  { apply (limit_of_slopes _ (2 * C) _ (2 * c / (A + B + 1))); [apply Rdiv_lt_0_compat; lra|lra|]. intros t [Ht Ht1].
    apply Rmult_le_compat_r with (r := A + B + 1) in Ht1; [|lra]. unfold Rdiv in Ht1.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Ht1 by lra.
    assert (TA : 0 < t * A) by (apply Rmult_lt_0_compat; assumption).
    assert (TB : 0 <= t * B) by (apply Rmult_le_pos; lra).
    set (o := fun j => - c + t * B + (2 * c - t * B) * one_hot y j).
    set (p := fun j => - c + (2 * c - t * A) * one_hot y j).
    assert (Sum : forall s z, sum N (fun j => s + z * one_hot y j) = INR N * s + z).
    { intros s z. rewrite sum_plus, sum_const, sum_scal, sum_one_hot by exact Hy. ring. }
    assert (E : norm N (fun j => o j - p j) = t * sqrt S).
    { apply norm_pos_root; [lra|lra|].
      rewrite (sum_ext N _ (fun j => (t * B) ^ 2 + ((t * A) ^ 2 - (t * B) ^ 2) * one_hot y j)).
      - rewrite Sum, ES. ring.
      - intros j _. unfold o, p, one_hot. destruct (Nat.eqb j y); ring. }
    assert (In : in_box N c o /\ in_box N c p).
    { split; intros j _; unfold o, p, one_hot; destruct (Nat.eqb j y); lra. }
    destruct In as [Io Ip]. specialize (H o p Io Ip). rewrite E in H.
    pose proof (Rle_trans _ _ _ (Rle_abs _) H) as V. unfold term_of, o, p in V. rewrite !Sum in V.
    unfold one_hot in V. rewrite Nat.eqb_refl in V. apply Rmult_le_reg_r with t; [exact Ht|].
    replace (L * sqrt S * t) with (L * (t * sqrt S)) by ring. apply Rle_trans with (2 := V).
    right. rewrite ES. unfold C, A, B. field. lra. }
  apply Rmult_le_reg_r with (sqrt S); [apply sqrt_lt_R0, PS|]. rewrite Rmult_assoc, sqrt_sqrt by lra. exact G.
Qed.

Lemma lipschitz_opposite N I k y c L : lipschitz_in_norm N c L (term_of N I k y) ->
  lipschitz_in_norm N c L (term_of N I (- k) y).
Proof.
  intros H o p Ho Hp.
  assert (E : forall u, term_of N I (- k) y u = term_of N I k y (fun j => -1 * u j))
    by (intros u; unfold term_of; rewrite sum_scal; replace (sum N (fun i => u i)) with (sum N u) by reflexivity; ring).
  rewrite !E. specialize (H (fun j => -1 * o j) (fun j => -1 * p j)).
  replace (norm N (fun j => o j - p j)) with (norm N (fun j => -1 * o j - -1 * p j)).
  - apply H; intros j Hj; [specialize (Ho j Hj)|specialize (Hp j Hj)]; lra.
  - unfold norm. f_equal. apply sum_ext. intros; ring.
Qed.

(** Claim: rg.remark13.rgx.repair
    Role: establishes
    Place: RG, s. 4.4, Remark 13
    Says: 2 sqrt(D^2 + 4 D I c (N - 1)/N + (N - 1) I^2 c^2), D = max(I, N - I), is the least Lipschitz constant in the
      Euclidean distance of the terms I ((o_y + 1 - r N/I)^2 - (1'o)^2 / N) of RGx, r = 0 and 1, for scores in [-c,
      c], 1 <= I < N: L is one exactly if it is not less.
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `(INR N - 1) * INR I ^ 2` becomes `INR N * INR I ^ 2`; refuted by the theorem rgx_norm_is_of_the_others
    Mutant: `4 * D` becomes `2 * D`; refuted by the theorem rgx_norm_has_the_whole_cross_term
    Mutant: `2 * sqrt` becomes `99 / 100 * 2 * sqrt`; refuted by the theorem rgx_norm_is_tight
*)
Theorem least_constant_of_rgx_in_norm : forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  let D := Rmax (INR I) (INR N - INR I) in
  ((forall r, binary r -> lipschitz_in_norm N c L (rgx_term N I r y)) <->
   2 * sqrt (D ^ 2 + 4 * D * INR I * c * ((INR N - 1) / INR N) + (INR N - 1) * INR I ^ 2 * c ^ 2) <= L).
Proof.
  intros N I y c L HI Hy Hc D. destruct (sizes N I HI) as [P1 PN]. split.
  - intros H. assert (E : forall r u, rgx_term N I r y u = term_of N I (1 - r * (INR N / INR I)) y u)
      by (intros r u; unfold rgx_term, term_of; f_equal; f_equal; ring).
    assert (H' : forall r, binary r -> lipschitz_in_norm N c L (term_of N I (1 - r * (INR N / INR I)) y))
      by (intros r Hr o p Ho Hp; rewrite <- !E; apply H; assumption).
    pose proof (H' 0 (or_introl eq_refl)) as H0.
    pose proof (lipschitz_opposite _ _ _ _ _ _ (H' 1 (or_intror eq_refl))) as H1.
    assert (K1 : 0 <= - (1 - 1 * (INR N / INR I))).
    { replace (- (1 - 1 * (INR N / INR I))) with ((INR N - INR I) / INR I) by (field; lra).
      apply Rlt_le, Rdiv_lt_0_compat; lra. }
    apply steepest_in_norm in H0; [|assumption|assumption|assumption|lra].
    apply steepest_in_norm in H1; [|assumption..].
    replace (INR I * (1 - 0 * (INR N / INR I))) with (INR I) in H0 by ring.
    replace (INR I * - (1 - 1 * (INR N / INR I))) with (INR N - INR I) in H1 by (field; lra).
    unfold D, Rmax. destruct (Rle_dec _ _); assumption.
  - intros HL r Hr o p Ho Hp. rewrite (rgx_term_step N I r y o p HI Hy).
    pose proof (squares_of_slopes N I r y c o p HI Hy Hr Ho Hp) as S. cbv zeta in S. fold D in S.
    set (Q := D ^ 2 + 4 * D * INR I * c * ((INR N - 1) / INR N) + (INR N - 1) * INR I ^ 2 * c ^ 2) in *.
    set (g := slope N I r y ((o y + p y) / 2) ((sum N o + sum N p) / 2)) in *.
    pose proof (cauchy_schwarz N g (fun j => o j - p j)) as C.
    assert (PQ : 0 <= Q).
    { assert (0 <= sum N (fun j => g j * g j)) by (apply sum_nonneg; intros; apply Rle_0_sqr). lra. }
    apply Rle_trans with (2 * sqrt Q * norm N (fun j => o j - p j));
      [|apply Rmult_le_compat_r; [apply norm_nonneg|exact HL]].
    pose proof (sqrt_pos Q) as PR. apply Rsqr_incr_0_var; [|apply Rmult_le_pos; [lra|apply norm_nonneg]].
    rewrite <- Rsqr_abs, !Rsqr_mult, Rsqr_sqrt by exact PQ. unfold Rsqr. rewrite norm_sq.
    apply Rle_trans with (1 := C). apply Rmult_le_compat_r; [|lra].
    apply sum_nonneg. intros. apply Rle_0_sqr.
Qed.

(** At N = 2, I = 1, c = 1 the number under the root is 4. *)
Lemma root_of_four_serves : forall r, binary r -> lipschitz_in_norm 2 1 4 (rgx_term 2 1 r 0).
Proof.
  apply (least_constant_of_rgx_in_norm 2 1 0 1 4 ltac:(lia) ltac:(lia) Rlt_0_1).
  rewrite Rmax_left by (simpl; lra).
  replace (_ + _ + _) with (2 * 2) by (simpl; field). rewrite sqrt_square; lra.
Qed.

Lemma four_is_least L : (forall r, binary r -> lipschitz_in_norm 2 1 L (rgx_term 2 1 r 0)) -> 4 <= L.
Proof.
  intros H. apply (least_constant_of_rgx_in_norm 2 1 0 1 L ltac:(lia) ltac:(lia) Rlt_0_1) in H.
  rewrite Rmax_left in H by (simpl; lra).
  replace (_ + _ + _) with (2 * 2) in H by (simpl; field). rewrite sqrt_square in H; lra.
Qed.

(** Claim: none
    Says: N for N - 1 is not the least.
*)
Theorem rgx_norm_is_of_the_others : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  let D := Rmax (INR I) (INR N - INR I) in
  ((forall r, binary r -> lipschitz_in_norm N c L (rgx_term N I r y)) <->
   2 * sqrt (D ^ 2 + 4 * D * INR I * c * ((INR N - 1) / INR N) + INR N * INR I ^ 2 * c ^ 2) <= L)).
Proof.
  intros H. pose proof (proj1 (H 2%nat 1%nat 0%nat 1 4 ltac:(lia) ltac:(lia) Rlt_0_1) root_of_four_serves) as K.
  rewrite Rmax_left in K by (simpl; lra). replace (_ + _ + _) with 5 in K by (simpl; field).
  assert (S : sqrt (2 * 2) < sqrt 5) by (apply sqrt_lt_1; lra). rewrite sqrt_square in S; lra.
Qed.

(** Claim: none
    Says: half the product of the two slopes is too small.
*)
Theorem rgx_norm_has_the_whole_cross_term : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  let D := Rmax (INR I) (INR N - INR I) in
  ((forall r, binary r -> lipschitz_in_norm N c L (rgx_term N I r y)) <->
   2 * sqrt (D ^ 2 + 2 * D * INR I * c * ((INR N - 1) / INR N) + (INR N - 1) * INR I ^ 2 * c ^ 2) <= L)).
Proof.
  intros H. pose proof (proj2 (H 2%nat 1%nat 0%nat 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply four_is_least in K. rewrite Rmax_left in K by (simpl; lra). replace (_ + _ + _) with 3 in K by (simpl; field).
  assert (S : sqrt 3 < sqrt (2 * 2)) by (apply sqrt_lt_1; lra). rewrite sqrt_square in S; lra.
Qed.

(** Claim: none
    Says: a constant 1 % less is none.
*)
Theorem rgx_norm_is_tight : ~ (forall N I y c L, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  let D := Rmax (INR I) (INR N - INR I) in
  ((forall r, binary r -> lipschitz_in_norm N c L (rgx_term N I r y)) <->
   99 / 100 * 2 * sqrt (D ^ 2 + 4 * D * INR I * c * ((INR N - 1) / INR N) + (INR N - 1) * INR I ^ 2 * c ^ 2) <= L)).
Proof.
  intros H. pose proof (proj2 (H 2%nat 1%nat 0%nat 1 _ ltac:(lia) ltac:(lia) Rlt_0_1) (Rle_refl _)) as K.
  apply four_is_least in K. rewrite Rmax_left in K by (simpl; lra).
  replace (_ + _ + _) with (2 * 2) in K by (simpl; field). rewrite sqrt_square in K; lra.
Qed.

(** Claim: rg.remark13.rgx
    Role: refutes
    Place: RG, s. 4.4, Remark 13
    Says: it is not so for every N, 1 <= I < N and c > 0 that every L > 2 (2 sqrt(N) c + 1 + N) is a Lipschitz
      constant of the terms of RGx, in the Euclidean distance, for scores in [-c, c].
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `(1 <= I < N)%nat ->` becomes `(1 <= I < N)%nat -> I = 1%nat ->`; refuted by the theorem
      printed_constant_serves_rgx_for_one_click
*)
Theorem printed_constant_does_not_serve_rgx : ~ (forall N I y c L r, (1 <= I < N)%nat -> (y < N)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz_in_norm N c L (rgx_term N I r y)).
Proof.
  intros H. assert (K : forall r, binary r -> lipschitz_in_norm 4 3 36 (rgx_term 4 3 r 0)).
  { intros r. apply H; [lia|lia|lra|]. replace (INR 4) with (2 * 2) by (simpl; ring). rewrite sqrt_square; lra. }
  apply (least_constant_of_rgx_in_norm 4 3 0 3 36 ltac:(lia) ltac:(lia) ltac:(lra)) in K.
  rewrite Rmax_left in K by (simpl; lra). replace (_ + _ + _) with 333 in K by (simpl; field).
  assert (S : sqrt (18 * 18) < sqrt 333) by (apply sqrt_lt_1; lra). rewrite sqrt_square in S; lra.
Qed.

(** Claim: rg.remark13.rgx
    Role: establishes under $|\mathcal I_x| = 1$ (single click)
    Place: RG, s. 4.4, Remark 13
    Says: with one relevant item every L > 2 (2 sqrt(N) c + 1 + N) is a Lipschitz constant of the terms of RGx, in the
      Euclidean distance, for scores in [-c, c].
    Gap: real numbers; c stands for C_P C_Q.
    Mutant: `I = 1%nat` becomes `(1 <= I)%nat`; refuted by the theorem printed_constant_needs_one_click_for_rgx
*)
Theorem printed_constant_for_rgx : forall N I y c L r, (I < N)%nat -> I = 1%nat -> (y < N)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz_in_norm N c L (rgx_term N I r y).
Proof.
  intros N I y c L r HI -> Hy Hc HL. apply (least_constant_of_rgx_in_norm N 1 y c L ltac:(lia) Hy Hc).
  destruct (sizes N 1 ltac:(lia)) as [_ PN]. simpl (INR 1) in *. pose proof (root_at_least_one N ltac:(lia)) as S.
  rewrite Rmax_right by lra. set (s := sqrt (INR N)) in *. set (n := INR N) in *.
  assert (Q : s * s = n) by (apply sqrt_sqrt; lra).
  apply Rle_trans with (2 * (2 * s * c + 1 + n)); [|lra]. apply Rmult_le_compat_l; [lra|].
  assert (P : 0 <= 2 * s * c + 1 + n) by (assert (0 <= s * c) by (apply Rmult_le_pos; lra); lra).
  rewrite <- (sqrt_square _ P). apply sqrt_le_1_alt.
  assert (F : (n - 1) / n <= 1).
  { apply Rmult_le_reg_r with n; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (X : 0 <= (n - 1) * c) by (apply Rmult_le_pos; lra).
  pose proof (Rmult_le_compat_l ((n - 1) * c) _ _ X F) as FX.
  assert (Y : (n - 1) * c <= s * (c * (n + 1))).
  { apply Rle_trans with (1 * (c * (n + 1))); [lra|]. apply Rmult_le_compat_r; [|exact S].
    apply Rmult_le_pos; lra. }
  assert (W : 0 <= n * c ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]). pose proof (pow2_ge_0 c).
  replace ((2 * s * c + 1 + n) * (2 * s * c + 1 + n))
    with (4 * (s * s) * c ^ 2 + 4 * (s * (c * (n + 1))) + (n + 1) ^ 2) by ring. rewrite Q.
  replace (4 * (n - 1) * 1 * c * ((n - 1) / n)) with (4 * ((n - 1) * c * ((n - 1) / n))) by ring. lra.
Qed.

(** Claim: none
    Says: with one relevant item it serves.
*)
Theorem printed_constant_serves_rgx_for_one_click : ~ ~ (forall N I y c L r, (1 <= I < N)%nat -> I = 1%nat ->
  (y < N)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz_in_norm N c L (rgx_term N I r y)).
Proof. intros H. apply H. intros N I y c L r HI. apply printed_constant_for_rgx. lia. Qed.

(** Claim: none
    Says: with more it need not.
*)
Theorem printed_constant_needs_one_click_for_rgx : ~ (forall N I y c L r, (I < N)%nat -> (1 <= I)%nat ->
  (y < N)%nat -> 0 < c ->
  2 * (2 * sqrt (INR N) * c + 1 + INR N) < L -> binary r -> lipschitz_in_norm N c L (rgx_term N I r y)).
Proof.
  intros H. apply printed_constant_does_not_serve_rgx. intros N I y c L r HI. apply H; lia.
Qed.
