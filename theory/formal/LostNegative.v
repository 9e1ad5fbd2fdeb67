(** A negative that outranks the target and gets no gradient under entmax, for every alpha. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Sparsemax.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxIdentities EntmaxGradient EntmaxNegatives.
Open Scope R_scope.

(** The scores of the target, of a negative above it, and of a third class. *)
Definition outranked (third : R) (i : nat) : R := match i with O => 0 | S O => 1 / 2 | _ => third end.

Lemma third_has_all a f : 1 < a -> (forall w, argmax 3 w (omega a 3) (f w)) ->
  forall i, (i < 3)%nat -> f (outranked (1 / 2 + 1 / (a - 1))) i = one_hot 2 i.
Proof.
  intros Ha F. set (z := outranked (1 / 2 + 1 / (a - 1))).
  assert (M : 0 < 1 / (a - 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (E : entmax a 3 z (z 2%nat - 1 / (a - 1)) (one_hot 2)).
  { apply margin_entmax; [exact Ha|lia|]. intros [|[|[|j]]] Hj N; [| |lia|lia]; unfold z, outranked; lra. }
  exact (proj1 (argmax_only a 3 z _ _ _ ltac:(lra) (entmax_optimal a 3 z _ _ Ha E)) (F z)).
Qed.

Lemma sparsemax_values f z tau p : (forall w, argmax 3 w (omega 2 3) (f w)) -> threshold 3 z tau p ->
  f z 1%nat = p 1%nat.
Proof.
  intros F T. apply entmax_2 in T.
  exact (proj1 (argmax_only 2 3 z _ p _ ltac:(lra) (entmax_optimal 2 3 z tau p ltac:(lra) T)) (F z) 1%nat ltac:(lia)).
Qed.

(** Claim: none
    Says: At alpha = 2 with the third class 1 % of the margin lower the negative has a gradient.
*)
Theorem a_third_class_a_little_lower : ~ (forall a f g, 1 < a -> (forall w, argmax 3 w (omega a 3) (f w)) ->
  let z := outranked (1 / 2 + 99 / 100 / (a - 1)) in
  gradient 3 (fun w => loss a 3 w (f w) (one_hot 0)) z g ->
  z 0%nat < z 1%nat /\ loss a 3 z (f z) (one_hot 0) <> 0 /\ g 1%nat = 0).
Proof.
  intros H. destruct (map_exists 2 3 ltac:(lra) ltac:(lia)) as [f F].
  set (z := outranked (1 / 2 + 99 / 100 / (2 - 1))).
  pose proof (loss_gradient 2 3 f z 0 ltac:(lra) F ltac:(lia)) as G.
  destruct (H 2 f _ ltac:(lra) F G) as (_ & _ & Z).
  assert (T : threshold 3 z (99 / 200) (fun i => match i with O => 0 | S O => 1 / 200 | _ => 199 / 200 end)).
  { unfold z, outranked. replace (2 - 1) with 1 by ring. split; [|simpl; lra].
    intros [|[|[|i]]] Hi; [rewrite Rmax_right|rewrite Rmax_left|rewrite Rmax_left|lia]; lra. }
  rewrite (sparsemax_values f z _ _ F T) in Z. unfold one_hot in Z. simpl in Z. lra.
Qed.

(** Claim: none
    Says: At alpha = 2 with the third class above the target alone by the margin the negative has a gradient.
*)
Theorem a_third_class_above_the_target_alone : ~ (forall a f g, 1 < a -> (forall w, argmax 3 w (omega a 3) (f w)) ->
  let z := outranked (1 / (a - 1)) in
  gradient 3 (fun w => loss a 3 w (f w) (one_hot 0)) z g ->
  z 0%nat < z 1%nat /\ loss a 3 z (f z) (one_hot 0) <> 0 /\ g 1%nat = 0).
Proof.
  intros H. destruct (map_exists 2 3 ltac:(lra) ltac:(lia)) as [f F]. set (z := outranked (1 / (2 - 1))).
  pose proof (loss_gradient 2 3 f z 0 ltac:(lra) F ltac:(lia)) as G.
  destruct (H 2 f _ ltac:(lra) F G) as (_ & _ & Z).
  assert (T : threshold 3 z (1 / 4) (fun i => match i with O => 0 | S O => 1 / 4 | _ => 3 / 4 end)).
  { unfold z, outranked. replace (2 - 1) with 1 by ring. split; [|simpl; lra].
    intros [|[|[|i]]] Hi; [rewrite Rmax_right|rewrite Rmax_left|rewrite Rmax_left|lia]; lra. }
  rewrite (sparsemax_values f z _ _ F T) in Z. unfold one_hot in Z. simpl in Z. lra.
Qed.

(** Claim: sf.hard_negatives.sparse
    Role: establishes
    Place: SF, summary, Mechanism 1
    Says: For every alpha > 1: at the scores 0 of the target, 1/2 of a negative and 1/2 + 1/(alpha - 1) of a third
      class the loss of alpha-entmax is not 0, and the negative gets no gradient, though it outranks the target.
    Gap: Real numbers, not floating point; a gradient gives the derivative in every direction. That there is one is
      sf.fy.identities.gradient.
    Mutant: `1 / 2 + 1 / (a - 1)` becomes `1 / 2 + 99 / 100 / (a - 1)`; refuted by the theorem
      a_third_class_a_little_lower
    Mutant: `1 / 2 + 1 / (a - 1)` becomes `1 / (a - 1)`; refuted by the theorem
      a_third_class_above_the_target_alone
*)
Theorem a_negative_that_outranks_the_target_is_lost : forall a f g, 1 < a ->
  (forall w, argmax 3 w (omega a 3) (f w)) -> let z := outranked (1 / 2 + 1 / (a - 1)) in
  gradient 3 (fun w => loss a 3 w (f w) (one_hot 0)) z g ->
  z 0%nat < z 1%nat /\ loss a 3 z (f z) (one_hot 0) <> 0 /\ g 1%nat = 0.
Proof.
  intros a f g Ha F z G. split; [unfold z, outranked; lra|]. pose proof (third_has_all a f Ha F) as P.
  fold z in P. split.
  - rewrite (loss_zero_at_the_label a 3 z (f z) 0 ltac:(lra) (F z) ltac:(lia)). intros E.
    specialize (E 0%nat ltac:(lia)). rewrite (P 0%nat ltac:(lia)) in E. unfold one_hot in E. simpl in E. lra.
  - rewrite (entry_of_a_negative a 3 f z 0 1 g Ha F ltac:(lia) ltac:(lia) ltac:(lia) G). apply P. lia.
Qed.
