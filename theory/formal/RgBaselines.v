(** RG, B.2: whether printed losses of the baselines fall as a positive's score rises, and rise with a negative's. *)

From Coq Require Import Reals Psatz.
From softproof Require Import Sums.
Open Scope R_scope.

(** ** UIB: one positive of the score a, one negative of the score b *)

Definition uib (phi : R -> R) (b_x a b : R) : R := phi (b_x - a) + phi (b - b_x).

(** The loss never rises with the positive's score and never falls as the negative's rises. *)
Definition right_signs (loss : R -> R -> R) : Prop :=
  forall a b rise, 0 < rise -> loss (a + rise) b <= loss a b /\ loss a b <= loss a (b + rise).

(** Claim: rg.baselines.uib
    Role: establishes
    Place: RG, B.2
    Says: With phi(t) = max(0, 1 + t) the printed UIB loss never rises with the positive's score and never falls as the
      negative's rises, for every boundary b_x.
    Gap: Real numbers, not floating point; one positive and one negative; falls is read as never rises, which a loss
      that never moves would meet; this one is flat for a positive of b_x + 1 or more and a negative of b_x - 1 or less.
    Mutant: `1 + t` becomes `1 - t`; refuted by the theorem some_margin_has_wrong_signs
*)
Theorem rising_margin_has_right_signs : forall b_x, right_signs (uib (fun t => Rmax 0 (1 + t)) b_x).
Proof.
  intros b_x a b rise H. unfold uib. split.
  - apply Rplus_le_compat_r, Rle_max_compat_l. lra.
  - apply Rplus_le_compat_l, Rle_max_compat_l. lra.
Qed.

(** Claim: rg.baselines.uib.margin
    Role: refutes
    Place: RG, B.2
    Says: With the margin loss phi(t) = max(0, 1 - t) the printed UIB loss does not have the right signs, whatever the
      boundary b_x.
    Gap: Real numbers, not floating point; one positive and one negative.
    Mutant: `1 - t` becomes `1 + t`; refuted by the theorem no_margin_is_wrong
*)
Theorem margin_has_wrong_signs : forall b_x, ~ right_signs (uib (fun t => Rmax 0 (1 - t)) b_x).
Proof.
  intros b_x H. destruct (H b_x (b_x - 3) 1 ltac:(lra)) as [_ F]. unfold uib in F.
  apply Rplus_le_reg_l in F. rewrite !Rmax_right in F by lra. lra.
Qed.

Lemma some_margin_has_wrong_signs : ~ (forall b_x, right_signs (uib (fun t => Rmax 0 (1 - t)) b_x)).
Proof. intros H. apply (margin_has_wrong_signs 0 (H 0)). Qed.

Lemma no_margin_is_wrong : ~ (forall b_x, ~ right_signs (uib (fun t => Rmax 0 (1 + t)) b_x)).
Proof. intros H. apply (H 0), rising_margin_has_right_signs. Qed.

(** ** Sparsemax: any number of items, of which y is the positive *)

(** The threshold of sparsemax; its support S is the items above. *)
Definition threshold (N : nat) (o : nat -> R) (tau : R) : Prop := sum N (fun j => Rmax (o j - tau) 0) = 1.

Definition sparsemax_loss (N : nat) (o : nat -> R) (y : nat) (tau : R) : R :=
  - o y + 1 / 2 * sum N (fun j => if Rlt_dec tau (o j) then o j ^ 2 - tau ^ 2 else 0) + 1 / 2.

(** The score of j alone rises. *)
Definition raised (N j : nat) (o o' : nat -> R) : Prop :=
  o j < o' j /\ forall i, (i < N)%nat -> i <> j -> o' i = o i.

(** The sum over the support is the largest value of <q, o> - |q|^2 / 2 over the simplex, that of o's own sparsemax. *)
Lemma support_sum_is_value N o tau : threshold N o tau ->
  1 / 2 * sum N (fun j => if Rlt_dec tau (o j) then o j ^ 2 - tau ^ 2 else 0)
  = sum N (fun j => Rmax (o j - tau) 0 * o j - 1 / 2 * Rmax (o j - tau) 0 ^ 2).
Proof.
  intros _. rewrite <- sum_scal. apply sum_ext. intros j _.
  destruct (Rlt_dec tau (o j)); [rewrite Rmax_left by lra|rewrite Rmax_right by lra]; field.
Qed.

Lemma support_sum_is_largest N o tau q : threshold N o tau -> simplex N q ->
  sum N (fun j => q j * o j - 1 / 2 * q j ^ 2)
  <= 1 / 2 * sum N (fun j => if Rlt_dec tau (o j) then o j ^ 2 - tau ^ 2 else 0).
Proof.
  intros T [Q0 Q1]. rewrite (support_sum_is_value N o tau T).
  assert (H : sum N (fun j => q j * o j - 1 / 2 * q j ^ 2 - tau * q j)
    <= sum N (fun j => Rmax (o j - tau) 0 * o j - 1 / 2 * Rmax (o j - tau) 0 ^ 2 - tau * Rmax (o j - tau) 0)).
  { apply sum_le. intros j Hj. specialize (Q0 j Hj).
    destruct (Rlt_dec tau (o j)) as [G|G]; [rewrite Rmax_left by lra|rewrite Rmax_right by lra].
    - pose proof (pow2_ge_0 (o j - tau - q j)). lra.
    - apply Rnot_lt_le in G. pose proof (pow2_ge_0 (q j)). nra. }
  rewrite (sum_minus N (fun j => q j * o j - 1 / 2 * q j ^ 2)) in H.
  rewrite (sum_minus N (fun j => Rmax (o j - tau) 0 * o j - 1 / 2 * Rmax (o j - tau) 0 ^ 2)) in H.
  rewrite !sum_scal, Q1, T in H. lra.
Qed.

Lemma sparsemax_simplex N o tau : threshold N o tau -> simplex N (fun j => Rmax (o j - tau) 0).
Proof. intros T. split; [intros; apply Rmax_r|exact T]. Qed.

(** One score moves: the value changes by at least that move times the old chance, and at most times the new one. *)
Lemma support_sum_moves N j o o' tau q : threshold N o tau -> simplex N q -> (j < N)%nat ->
  (forall i, (i < N)%nat -> i <> j -> o' i = o i) ->
  sum N (fun i => q i * o' i - 1 / 2 * q i ^ 2) - q j * (o' j - o j)
  <= 1 / 2 * sum N (fun i => if Rlt_dec tau (o i) then o i ^ 2 - tau ^ 2 else 0).
Proof.
  intros T Q Hj E. eapply Rle_trans; [right|exact (support_sum_is_largest N o tau q T Q)].
  rewrite <- (sum_pick N j (fun i => q i * (o' i - o i)) Hj), <- sum_minus. apply sum_ext. intros i Hi.
  unfold one_hot. destruct (Nat.eqb_spec i j) as [->|Ne]; [ring|]. rewrite (E i Hi Ne). ring.
Qed.

(** Claim: rg.baselines.sparsemax.repair
    Role: establishes
    Place: RG, B.2
    Says: Without the leading minus the sparsemax loss never rises with the positive's score, and falls where the
      positive's chance is below 1 after the move; it never falls as another item's score rises, and rises where that
      item was in the support. For every number of items.
    Gap: Real numbers, not floating point; one positive; tau is any solution of the equation of the threshold.
    Mutant: `sparsemax_loss N o' y tau' <= sparsemax_loss N o y tau /\` becomes `- sparsemax_loss N o' y tau' <= -
      sparsemax_loss N o y tau /\`; refuted by the theorem the_minus_is_wrong
    Mutant: `o' y - tau' < 1` becomes `tau' < o' y`; refuted by the theorem no_fall_at_certainty
*)
Theorem sparsemax_has_right_signs : forall N y j o o' tau tau',
  (y < N)%nat -> (j < N)%nat -> threshold N o tau -> threshold N o' tau' -> raised N j o o' ->
  (j = y -> sparsemax_loss N o' y tau' <= sparsemax_loss N o y tau /\
    (o' y - tau' < 1 -> sparsemax_loss N o' y tau' < sparsemax_loss N o y tau)) /\
  (j <> y -> sparsemax_loss N o y tau <= sparsemax_loss N o' y tau' /\
    (tau < o j -> sparsemax_loss N o y tau < sparsemax_loss N o' y tau')).
Proof.
  intros N y j o o' tau tau' Hy Hj T T' [Up E]. unfold sparsemax_loss.
  pose proof (support_sum_moves N j o o' tau _ T (sparsemax_simplex N o' tau' T') Hj E) as A.
  assert (E' : forall i, (i < N)%nat -> i <> j -> o i = o' i) by (intros; symmetry; apply E; assumption).
  pose proof (support_sum_moves N j o' o tau' _ T' (sparsemax_simplex N o tau T) Hj E') as B.
  cbv beta in A, B. rewrite <- (support_sum_is_value N o' tau' T') in A.
  rewrite <- (support_sum_is_value N o tau T) in B.
  pose proof (term_le_sum N (fun i => Rmax (o' i - tau') 0) j (fun i _ => Rmax_r _ _) Hj) as C. cbv beta in A, B, C.
  unfold threshold in T'. rewrite T' in C.
  set (G := 1 / 2 * sum N _) in *. set (G' := 1 / 2 * sum N (fun i => if Rlt_dec tau' (o' i) then _ else 0)) in *.
  pose proof (Rmax_r (o j - tau) 0) as D. split; intros Ej.
  - subst y. split; [nra|]. intros L. assert (Rmax (o' j - tau') 0 < 1) by (apply Rmax_lub_lt; lra). nra.
  - rewrite (E y Hy (not_eq_sym Ej)). split; [nra|]. intros L. assert (0 < Rmax (o j - tau) 0)
      by (rewrite Rmax_left; lra). nra.
Qed.

(** Two items of the score 0, of which the first rises to 1: the loss falls from 3/4 - 0 to 0, and stays there. *)
Lemma two_items : threshold 2 (fun _ => 0) (- (1 / 2)) /\ threshold 2 (one_hot 0) 0 /\
  threshold 2 (fun i => 2 * one_hot 0 i) 1 /\ raised 2 0 (fun _ => 0) (one_hot 0) /\
  raised 2 0 (one_hot 0) (fun i => 2 * one_hot 0 i).
Proof.
  unfold threshold, raised, one_hot. simpl. repeat split; rewrite ?Rmax_left by lra; rewrite ?Rmax_right by lra;
    try lra; intros [|i] _ Ne; try contradiction; simpl; lra.
Qed.

Lemma two_items_losses : sparsemax_loss 2 (fun _ => 0) 0 (- (1 / 2)) = 1 / 4 /\
  sparsemax_loss 2 (one_hot 0) 0 0 = 0 /\ sparsemax_loss 2 (fun i => 2 * one_hot 0 i) 0 1 = 0.
Proof.
  unfold sparsemax_loss, one_hot. simpl. repeat split;
    repeat match goal with |- context [Rlt_dec ?a ?b] => destruct (Rlt_dec a b) end; lra.
Qed.

(** Claim: rg.baselines.sparsemax
    Role: refutes
    Place: RG, B.2
    Says: With the leading minus, as printed, the sparsemax loss does not fall as the positive's score rises and rise
      with another item's.
    Gap: Real numbers, not floating point; falls is read as never rises.
    Mutant: `:= - sparsemax_loss` becomes `:= sparsemax_loss`; refuted by the theorem not_wrong_without_the_minus
*)
Theorem printed_sparsemax_has_wrong_signs : ~ (forall N y j o o' tau tau',
  (y < N)%nat -> (j < N)%nat -> threshold N o tau -> threshold N o' tau' -> raised N j o o' ->
  let printed scores t := - sparsemax_loss N scores y t in
  (j = y -> printed o' tau' <= printed o tau) /\ (j <> y -> printed o tau <= printed o' tau')).
Proof.
  intros H. destruct two_items as (T & T' & _ & U & _). destruct two_items_losses as (A & B & _).
  destruct (H 2%nat 0%nat 0%nat _ _ _ _ ltac:(lia) ltac:(lia) T T' U) as [F _].
  specialize (F eq_refl). cbv beta in F. rewrite A, B in F. lra.
Qed.

Lemma not_wrong_without_the_minus : ~ ~ (forall N y j o o' tau tau',
  (y < N)%nat -> (j < N)%nat -> threshold N o tau -> threshold N o' tau' -> raised N j o o' ->
  let printed scores t := sparsemax_loss N scores y t in
  (j = y -> printed o' tau' <= printed o tau) /\ (j <> y -> printed o tau <= printed o' tau')).
Proof.
  intros H. apply H. intros N y j o o' tau tau' Hy Hj T T' U. cbv beta zeta.
  destruct (sparsemax_has_right_signs N y j o o' tau tau' Hy Hj T T' U) as [A B].
  split; intros E; [apply A|apply B]; exact E.
Qed.

Lemma the_minus_is_wrong : ~ (forall N y j o o' tau tau',
  (y < N)%nat -> (j < N)%nat -> threshold N o tau -> threshold N o' tau' -> raised N j o o' ->
  (j = y -> - sparsemax_loss N o' y tau' <= - sparsemax_loss N o y tau /\
    (o' y - tau' < 1 -> sparsemax_loss N o' y tau' < sparsemax_loss N o y tau)) /\
  (j <> y -> sparsemax_loss N o y tau <= sparsemax_loss N o' y tau' /\
    (tau < o j -> sparsemax_loss N o y tau < sparsemax_loss N o' y tau'))).
Proof.
  intros H. destruct two_items as (T & T' & _ & U & _). destruct two_items_losses as (A & B & _).
  destruct (H 2%nat 0%nat 0%nat _ _ _ _ ltac:(lia) ltac:(lia) T T' U) as [F _].
  destruct (F eq_refl) as [L _]. rewrite A, B in L. lra.
Qed.

Lemma no_fall_at_certainty : ~ (forall N y j o o' tau tau',
  (y < N)%nat -> (j < N)%nat -> threshold N o tau -> threshold N o' tau' -> raised N j o o' ->
  (j = y -> sparsemax_loss N o' y tau' <= sparsemax_loss N o y tau /\
    (tau' < o' y -> sparsemax_loss N o' y tau' < sparsemax_loss N o y tau)) /\
  (j <> y -> sparsemax_loss N o y tau <= sparsemax_loss N o' y tau' /\
    (tau < o j -> sparsemax_loss N o y tau < sparsemax_loss N o' y tau'))).
Proof.
  intros H. destruct two_items as (_ & T & T' & _ & U). destruct two_items_losses as (_ & A & B).
  destruct (H 2%nat 0%nat 0%nat _ _ _ _ ltac:(lia) ltac:(lia) T T' U) as [F _].
  destruct (F eq_refl) as [_ L]. rewrite A, B in L. unfold one_hot in L. simpl in L. lra.
Qed.
