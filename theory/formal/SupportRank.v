(** The rank of the Jacobians of softmax, sparsemax and entmax: one less than the classes in the support. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums TopK Softmax Jacobian SparsemaxJacobian EntmaxJacobian EntmaxDifferentiable
  JacobianRank SparseRank Dimension.
Open Scope R_scope.

(** The rank of J is r: r vectors, and no fewer, are enough to write every J v. *)
Definition rank (N : nat) (J : nat -> nat -> R) (r : nat) : Prop := forall d, rank_at_most N J d <-> (r <= d)%nat.

Lemma rank_unique N J r r' : rank N J r -> rank N J r' -> r = r'.
Proof. intros H H'. apply Nat.le_antisymm; [apply H, H'|apply H', H]; lia. Qed.

Lemma entmax_from_1_simplex a N z p : is_entmax_from_1 a N z p -> simplex N p.
Proof.
  intros [[_ [P _]]|[_ [HN F]]]; [exact P|]. pose proof (softmax_simplex N z HN) as [P S].
  split; [intros i Hi; rewrite F by exact Hi; apply P, Hi|rewrite (sum_ext N p (softmax N z) F); exact S].
Qed.

Lemma off_support p i : 0 <= p i -> above p 0 i = false <-> p i = 0.
Proof. intros P. unfold above. destruct (Rlt_dec 0 (p i)); split; intros; lra || congruence || reflexivity. Qed.

Lemma more_vectors N J d e : (d <= e)%nat -> rank_at_most N J d -> rank_at_most N J e.
Proof.
  intros L [b B]. exists b. intros v. destruct (B v) as [c C]. exists (fun l => if Nat.ltb l d then c l else 0).
  intros i Hi. rewrite (C i Hi). clear - L. induction e as [|e IH].
  - replace d with 0%nat by lia. reflexivity.
  - simpl. destruct (Nat.eq_dec d (S e)) as [->|Ne].
    + rewrite (proj2 (Nat.ltb_lt e (S e))) by lia. simpl. f_equal. apply sum_ext. intros l Hl.
      rewrite (proj2 (Nat.ltb_lt l (S e))) by lia. reflexivity.
    + rewrite IH by lia. destruct (Nat.ltb_spec e d); [lia|ring].
Qed.

Lemma support_rank a N f z J : (forall u, is_entmax_from_1 a N u (f u)) -> jacobian N f z J ->
  rank N J (count N (above (f z) 0) - 1).
Proof.
  intros Hf HJ. pose proof (jacobian_image a N f z J Hf HJ) as Im.
  destruct (entmax_from_1_simplex a N z (f z) (Hf z)) as [P S].
  assert (Off : forall w, (forall i, (i < N)%nat -> above (f z) 0 i = false -> w i = 0) <->
    (forall i, (i < N)%nat -> f z i = 0 -> w i = 0))
    by (intros w; split; intros H i Hi F; apply H; auto; apply (off_support (f z) i (P i Hi)), F).
  destruct (some_positive N (f z) ltac:(lra)) as [k [Hk Pk]].
  assert (T : above (f z) 0 k = true) by (unfold above; destruct (Rlt_dec 0 (f z k)); [reflexivity|contradiction]).
  intros d. split.
  - intros [b B]. apply Nat.nlt_ge. intros L. apply (not_spanned N (above (f z) 0) k d b Hk T L). intros w W W0.
    destruct (proj2 (Im w)) as [v V]; [split; [apply Off, W|exact W0]|]. destruct (B v) as [c C].
    exists c. intros i Hi. rewrite <- (V i Hi). exact (C i Hi).
  - intros L. apply (more_vectors N J _ d L). destruct (spanned_sum_zero N (above (f z) 0) k Hk T) as [b B].
    exists b. intros v. destruct (proj1 (Im (times N J v))) as [W W0]; [exists v; reflexivity|].
    apply B; [apply Off, W|exact W0].
Qed.

(** Claim: sf.jacobian.rank
    Role: establishes
    Place: SF, summary, Mechanism 1
    Says: for softmax, sparsemax and a-entmax, a at least 1, with n classes in the support the Jacobian has the rank
      n - 1 wherever there is one; n is N for softmax; and a sparse map stays the same as scores off the support fall.
    Gap: real numbers; sparsemax is a = 2; entmax is its threshold form, and that every score vector has one is a
      premise here, and proved in EntmaxMap.v (entmax_exists). The rank is the least number of vectors that span what J
      reaches. That there is a Jacobian where no score ties with the threshold is entmax_has_jacobian for a > 1 and
      softmax_jacobian for a = 1; it is not in the statement.
    Mutant: `rank N J (n - 1)` becomes `rank N J n`; refuted by the theorem the_common_offset_counts
    Mutant: `rank N J (n - 1)` becomes `rank N J (N - 1)`; refuted by the theorem the_support_counts
    Mutant: `rank N J (n - 1)` becomes `rank N J (N - n)`; refuted by the theorem not_the_classes_outside
    Mutant: `z' i <= z i` becomes `z i <= z' i`; refuted by the theorem rising_scores_enter
*)
Theorem rank_of_the_support : forall a N f z, (forall u, is_entmax_from_1 a N u (f u)) ->
  let n := count N (above (f z) 0) in
  (forall J, jacobian N f z J -> rank N J (n - 1)) /\ (1 <= n <= N)%nat /\ (a = 1 -> n = N) /\
  (1 < a -> forall z', (forall i, (i < N)%nat -> 0 < f z i -> z' i = z i) ->
    (forall i, (i < N)%nat -> f z i = 0 -> z' i <= z i) -> forall i, (i < N)%nat -> f z' i = f z i).
Proof.
  intros a N f z Hf n. destruct (entmax_from_1_simplex a N z (f z) (Hf z)) as [P S].
  destruct (some_positive N (f z) ltac:(lra)) as [k [Hk Pk]].
  split; [intros J HJ; exact (support_rank a N f z J Hf HJ)|]. split; [|split].
  - assert (T : above (f z) 0 k = true) by (unfold above; destruct (Rlt_dec 0 (f z k)); [reflexivity|contradiction]).
    unfold n. split; [rewrite (count_without N _ k Hk T); lia|].
    pose proof (count_le N (above (f z) 0) (fun _ => true) (fun _ _ _ => eq_refl)) as L.
    rewrite (count_all N (fun _ => true)) in L by reflexivity. exact L.
  - intros ->. apply count_all. intros i Hi. unfold above. destruct (Rlt_dec 0 (f z i)) as [|F]; [reflexivity|].
    destruct F. destruct (Hf z) as [[A _]|[_ [HN E]]]; [lra|]. rewrite (E i Hi). apply softmax_pos, HN.
  - intros A z' On Off i Hi.
    assert (Z : forall w, is_entmax a N w (f w)) by (intros w; destruct (Hf w) as [[_ E]|[E _]]; [exact E|lra]).
    apply (entmax_unique a N z' (f z') (f z) i A (Z z')); [|exact Hi]. destruct (Z z) as [_ [tau T]].
    split; [split; assumption|]. exists tau. intros j Hj. specialize (T j Hj).
    destruct (Rle_lt_or_eq_dec 0 (f z j) (P j Hj)) as [L|L].
    + rewrite (On j Hj L). exact T.
    + specialize (Off j Hj (eq_sym L)). destruct (Rlt_dec tau ((a - 1) * z' j)) as [Q|Q]; [|lra].
      pose proof (Rmult_le_compat_l (a - 1) _ _ ltac:(lra) Off). rewrite <- L in T.
      destruct (Rlt_dec tau ((a - 1) * z j)) as [Q'|Q']; [|lra].
      pose proof (exp_pos (1 / (a - 1) * ln ((a - 1) * z j - tau))).
      unfold Rpower in T. lra.
Qed.

Lemma flat_support : sparsemax2 (fun k => 2 * one_hot 0 k) 0 = 1 /\ sparsemax2 (fun k => 2 * one_hot 0 k) 1 = 0.
Proof. unfold sparsemax2, one_hot. simpl. rewrite Rmin_left, Rmax_right by lra. lra. Qed.

Lemma one_class_of_two : count 2 (above (sparsemax2 (fun k => 2 * one_hot 0 k)) 0) = 1%nat.
Proof.
  destruct flat_support as [E0 E1]. unfold above. cbn [count]. rewrite E0, E1. destruct (Rlt_dec 0 1); [|lra].
  destruct (Rlt_dec 0 0); [lra|]. reflexivity.
Qed.

(** Claim: none
    Says: Of two scores, one of which is out of the support, the rank of sparsemax is 0, and not 1.
*)
Theorem the_common_offset_counts : ~ (forall a N f z, (forall u, is_entmax_from_1 a N u (f u)) ->
  let n := count N (above (f z) 0) in
  (forall J, jacobian N f z J -> rank N J n) /\ (1 <= n <= N)%nat /\ (a = 1 -> n = N) /\
  (1 < a -> forall z', (forall i, (i < N)%nat -> 0 < f z i -> z' i = z i) ->
    (forall i, (i < N)%nat -> f z i = 0 -> z' i <= z i) -> forall i, (i < N)%nat -> f z' i = f z i)).
Proof.
  intros H. destruct (H 2 2%nat sparsemax2 (fun k => 2 * one_hot 0 k) sparsemax2_from_1) as [R _].
  pose proof (rank_unique _ _ _ _ (R _ sparsemax2_flat)
    (support_rank 2 2 sparsemax2 _ _ sparsemax2_from_1 sparsemax2_flat)) as E.
  rewrite one_class_of_two in E. lia.
Qed.

(** Claim: none
    Says: Of two scores, one of which is out of the support, the rank of sparsemax is 0, and not N - 1.
*)
Theorem the_support_counts : ~ (forall a N f z, (forall u, is_entmax_from_1 a N u (f u)) ->
  let n := count N (above (f z) 0) in
  (forall J, jacobian N f z J -> rank N J (N - 1)) /\ (1 <= n <= N)%nat /\ (a = 1 -> n = N) /\
  (1 < a -> forall z', (forall i, (i < N)%nat -> 0 < f z i -> z' i = z i) ->
    (forall i, (i < N)%nat -> f z i = 0 -> z' i <= z i) -> forall i, (i < N)%nat -> f z' i = f z i)).
Proof.
  intros H. destruct (H 2 2%nat sparsemax2 (fun k => 2 * one_hot 0 k) sparsemax2_from_1) as [R _].
  pose proof (rank_unique _ _ _ _ (R _ sparsemax2_flat)
    (support_rank 2 2 sparsemax2 _ _ sparsemax2_from_1 sparsemax2_flat)) as E.
  rewrite one_class_of_two in E. lia.
Qed.

(** Claim: none
    Says: Of two scores, one of which is out of the support, the rank of sparsemax is 0, and not N - n.
*)
Theorem not_the_classes_outside : ~ (forall a N f z, (forall u, is_entmax_from_1 a N u (f u)) ->
  let n := count N (above (f z) 0) in
  (forall J, jacobian N f z J -> rank N J (N - n)) /\ (1 <= n <= N)%nat /\ (a = 1 -> n = N) /\
  (1 < a -> forall z', (forall i, (i < N)%nat -> 0 < f z i -> z' i = z i) ->
    (forall i, (i < N)%nat -> f z i = 0 -> z' i <= z i) -> forall i, (i < N)%nat -> f z' i = f z i)).
Proof.
  intros H. destruct (H 2 2%nat sparsemax2 (fun k => 2 * one_hot 0 k) sparsemax2_from_1) as [R _].
  pose proof (rank_unique _ _ _ _ (R _ sparsemax2_flat)
    (support_rank 2 2 sparsemax2 _ _ sparsemax2_from_1 sparsemax2_flat)) as E.
  rewrite one_class_of_two in E. lia.
Qed.

(** Claim: none
    Says: A score off the support that rises enters it.
*)
Theorem rising_scores_enter : ~ (forall a N f z, (forall u, is_entmax_from_1 a N u (f u)) ->
  let n := count N (above (f z) 0) in
  (forall J, jacobian N f z J -> rank N J (n - 1)) /\ (1 <= n <= N)%nat /\ (a = 1 -> n = N) /\
  (1 < a -> forall z', (forall i, (i < N)%nat -> 0 < f z i -> z' i = z i) ->
    (forall i, (i < N)%nat -> f z i = 0 -> z i <= z' i) -> forall i, (i < N)%nat -> f z' i = f z i)).
Proof.
  intros H. destruct flat_support as [E0 E1].
  destruct (H 2 2%nat sparsemax2 (fun k => 2 * one_hot 0 k) sparsemax2_from_1) as (_ & _ & _ & C).
  specialize (C ltac:(lra) (fun _ => 2)). clear H.
  assert (F : sparsemax2 (fun _ => 2) 1 = 1 / 2) by (unfold sparsemax2; simpl; rewrite Rmin_right, Rmax_right; lra).
  rewrite C in F; [lra| | |lia].
  - intros [|[|i]] Hi Q; [|lra|lia]. unfold one_hot. simpl. ring.
  - intros [|[|i]] Hi Q; [lra| |lia]. unfold one_hot. simpl. lra.
Qed.
