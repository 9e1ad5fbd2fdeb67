(** After Eq. 17: the greatest error of RGx over a ball of scores is no larger than that of RG2. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Quadratic Jacobian LeastMajorant Tighter.
Open Scope R_scope.

Lemma centred_norm N o : (0 < N)%nat -> norm N (fun i => o i + - (sum N o / INR N)) <= norm N o.
Proof.
  intros HN. assert (P : 0 < INR N) by (apply lt_0_INR, HN). set (m := sum N o / INR N).
  apply Rsqr_incr_0_var; [|apply norm_nonneg]. rewrite !Rsqr_pow2, !norm_pow.
  rewrite (sum_ext N (fun i => (o i + - m) * (o i + - m)) (fun i => o i * o i + (- 2 * m * o i + m * m)))
    by (intros; ring).
  rewrite !sum_plus, sum_scal, sum_const. replace (sum N (fun i => o i)) with (sum N o) by reflexivity.
  replace (sum N o) with (INR N * m) by (unfold m; field; lra).
  assert (0 <= INR N * (m * m)) by (apply Rmult_le_pos; [lra|apply Rle_0_sqr]). lra.
Qed.

Lemma error_of_centred N o y : (y < N)%nat -> let c := fun i => o i + - (sum N o / INR N) in
  rgx N o y - softmax_loss N o y = rg2 N c y - softmax_loss N c y.
Proof.
  intros Hy c. rewrite rgx_of_centred, <- (softmax_loss_offset N o y (- (sum N o / INR N))) by lia. reflexivity.
Qed.

(** Claim: rg.tighter.worst
    Role: establishes
    Place: RG, s. 4.1, after Eq. 17
    Says: with c = o less its mean, |RGx(o) - l(o)| <= |RG2(c) - l(c)| for every N and o, both losses with log N -
      1/2; so a bound of RG2's error over a ball of scores is one of RGx's.
    Gap: real numbers. That the supremum is no larger is said by its bounds b.
    Mutant: `error (rg2 N) c` becomes `error (rg2 N) o`; refuted by the theorem not_without_centring
*)
Theorem rgx_is_tighter_at_worst : forall N o y, (y < N)%nat ->
  let c := fun i => o i + - (sum N o / INR N) in
  let error := fun (f : (nat -> R) -> nat -> R) u => Rabs (ln (INR N) - / 2 + f u y - softmax_loss N u y) in
  error (rgx N) o <= error (rg2 N) c /\
  forall R b, (forall u, norm N u <= R -> error (rg2 N) u <= b) -> forall u, norm N u <= R -> error (rgx N) u <= b.
Proof.
  intros N o y Hy c error.
  assert (E : forall u, error (rgx N) u = error (rg2 N) (fun i => u i + - (sum N u / INR N))).
  { intros u. unfold error. f_equal. pose proof (error_of_centred N u y Hy) as Q. cbv zeta in Q. lra. }
  split; [rewrite E; apply Rle_refl|]. intros R b H u Hu. rewrite E. apply H.
  apply Rle_trans with (2 := Hu), centred_norm. lia.
Qed.

(** Claim: none
    Says: at the same scores RG2 may be closer.
*)
Theorem not_without_centring : ~ (forall N o y, (y < N)%nat ->
  let c := fun i => o i + - (sum N o / INR N) in
  let error := fun (f : (nat -> R) -> nat -> R) u => Rabs (ln (INR N) - / 2 + f u y - softmax_loss N u y) in
  error (rgx N) o <= error (rg2 N) o /\
  forall R b, (forall u, norm N u <= R -> error (rg2 N) u <= b) -> forall u, norm N u <= R -> error (rgx N) u <= b).
Proof. intros H. apply rgx_is_not_always_closer. intros N o y Hy. apply (H N o y Hy). Qed.
