(** After Eq. 17: the greatest error of RGx over a ball of scores is no larger than that of RG2. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Quadratic Jacobian LeastMajorant Prop7 Tighter.
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
    Mutant: `error (rg2 N) u <= b) -> forall u, norm N u <= R -> error (rgx N) u <= b` becomes `error (rgx N) u <= b)
      -> forall u, norm N u <= R -> error (rg2 N) u <= b`; refuted by the theorem not_the_other_way_round
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

(** Claim: none
    Says: for one item RGx has no error, RG2 has.
*)
Theorem not_the_other_way_round : ~ (forall N o y, (y < N)%nat ->
  let c := fun i => o i + - (sum N o / INR N) in
  let error := fun (f : (nat -> R) -> nat -> R) u => Rabs (ln (INR N) - / 2 + f u y - softmax_loss N u y) in
  error (rgx N) o <= error (rg2 N) c /\
  forall R b, (forall u, norm N u <= R -> error (rgx N) u <= b) -> forall u, norm N u <= R -> error (rg2 N) u <= b).
Proof.
  intros H. destruct (H 1%nat (fun _ => 0) 0%nat ltac:(lia)) as [_ K].
  specialize (K (norm 1 (fun _ => 1)) 0). cbv zeta in K.
  assert (Z : forall u, norm 1 u <= norm 1 (fun _ => 1) ->
    Rabs (ln (INR 1) - / 2 + rgx 1 u 0 - softmax_loss 1 u 0) <= 0).
  { intros u _. rewrite softmax_loss_one_item. simpl INR. rewrite ln_1. unfold rgx, rg2. simpl.
    match goal with |- Rabs ?x <= 0 => replace x with 0 by field end. rewrite Rabs_R0. lra. }
  specialize (K Z (fun _ => 1) (Rle_refl _)). rewrite softmax_loss_one_item in K. simpl INR in K.
  rewrite ln_1 in K. unfold rg2 in K. simpl in K. pose proof (Rle_trans _ _ _ (Rle_abs _) K). lra.
Qed.
