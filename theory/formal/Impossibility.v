(** No estimator of log Z that reads fewer than all scores is unbiased. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality Classical_Prop.
From softproof Require Import Softmax AlternatingSum.
Import ListNotations.
Open Scope R_scope.

(** An estimator whose chance is fixed: it answers, or reads the score of a class and goes on as that score tells it. *)
Inductive reader : Type :=
  | Answer (v : R)
  | Read (i : nat) (next : R -> reader).

Fixpoint answer (r : reader) (o : nat -> R) : R :=
  match r with
  | Answer v => v
  | Read i next => answer (next (o i)) o
  end.

(** The classes whose scores it reads. *)
Fixpoint read (r : reader) (o : nat -> R) : list nat :=
  match r with
  | Answer _ => []
  | Read i next => i :: read (next (o i)) o
  end.

Definition reads_at_most (k : nat) (r : reader) : Prop :=
  forall o, (length (nodup Nat.eq_dec (read r o)) <= k)%nat.

Definition all_in (F G : list nat) : bool := forallb (fun i => if in_dec Nat.eq_dec i G then true else false) F.
Definition reads_all (N : nat) (r : reader) (o : nat -> R) : bool := all_in (seq 0 N) (read r o).

(** What is used of an expectation over chance: linear, and what happens with the chance 0 does not count. *)
Record expectation {chance : Type} (E : (chance -> R) -> R) : Prop := {
  of_one : E (fun _ => 1) = 1;
  of_combination : forall a b f g, E (fun c => a * f c + b * g c) = a * E f + b * E g;
  of_event : forall A : chance -> bool, 0 <= E (fun c => if A c then 1 else 0);
  of_null : forall (A : chance -> bool) f,
    E (fun c => if A c then 1 else 0) = 0 -> E (fun c => if A c then f c else 0) = 0
}.

Definition unbiased (N : nat) {chance : Type} (E : (chance -> R) -> R) (r : chance -> reader) : Prop :=
  forall o, E (fun c => answer (r c) o) = ln (partition N o).

Lemma all_in_incl F G : all_in F G = true <-> incl F G.
Proof.
  unfold all_in. rewrite forallb_forall. split; intros H i Hi; specialize (H i Hi); destruct (in_dec Nat.eq_dec i G);
    congruence || assumption || reflexivity || contradiction.
Qed.

Lemma all_in_eq F G F' G' : (incl F G <-> incl F' G') -> all_in F G = all_in F' G'.
Proof. intros H. apply Bool.eq_iff_eq_true. rewrite !all_in_incl. exact H. Qed.

(** What a reader answers where it has not read all of F cancels in the alternating sum. *)
Lemma unread_cancels t r : forall F o, NoDup F ->
  mixed t F (fun p => if all_in F (read r p) then 0 else answer r p) o = 0.
Proof.
  induction r as [v|i next IH]; intros F o HF.
  - destruct F as [|i F]; [reflexivity|]. simpl read.
    rewrite (mixed_ext t _ _ (fun _ => v)); [apply mixed_constant; discriminate|]. reflexivity.
  - simpl read. destruct (in_dec Nat.eq_dec i F) as [Hi|Hi].
    + destruct (in_split i F Hi) as (F1 & F2 & ->).
      pose proof (NoDup_remove_1 _ _ _ HF) as HN. pose proof (NoDup_remove_2 _ _ _ HF) as Hout.
      rewrite mixed_move by (intros X; apply Hout, in_or_app; left; exact X). cbn [mixed].
      assert (Each : forall x, mixed t (F1 ++ F2) (fun p => if all_in (F1 ++ i :: F2) (i :: read (next (p i)) p) then 0
        else answer (Read i next) p) (set o i x) = 0).
      { intros x. etransitivity; [|apply (IH x (F1 ++ F2) (set o i x) HN)]. apply (mixed_outside t _ _ _ _ i Hout).
        intros p Hp. rewrite set_same in Hp. simpl answer. rewrite Hp.
        rewrite (all_in_eq (F1 ++ i :: F2) (i :: read (next x) p) (F1 ++ F2) (read (next x) p)); [reflexivity|].
        split; intros H j Hj.
        - destruct (H j) as [<-|Y]; [|contradiction|exact Y].
          apply in_app_or in Hj. apply in_or_app. destruct Hj; [left|right; right]; assumption.
        - destruct (Nat.eq_dec i j) as [->|Hne]; [left; reflexivity|right; apply H].
          apply in_app_or in Hj. apply in_or_app.
          destruct Hj as [Y|[Y|Y]]; [left; exact Y|contradiction|right; exact Y]. }
      rewrite !Each. ring.
    + etransitivity; [|apply (IH (o i) F o HF)]. apply (mixed_outside t _ _ _ _ i Hi). intros p Hp.
      simpl answer. rewrite Hp.
      rewrite (all_in_eq F (i :: read (next (o i)) p) F (read (next (o i)) p)); [reflexivity|].
      split; intros H j Hj; [|right; apply H; exact Hj].
      destruct (H j Hj) as [<-|Y]; [contradiction|exact Y].
Qed.

Lemma mean_of_zero {chance : Type} (E : (chance -> R) -> R) : expectation E -> E (fun _ => 0) = 0.
Proof.
  intros HE. pose proof (of_combination E HE 0 0 (fun _ => 1) (fun _ => 1)) as H. cbv beta in H.
  replace (0 * 1 + 0 * 1) with 0 in H by ring. lra.
Qed.

Lemma mixed_mean t F {chance : Type} (E : (chance -> R) -> R) f o :
  expectation E -> mixed t F (fun p => E (fun c => f c p)) o = E (fun c => mixed t F (f c) o).
Proof.
  intros HE. revert o. induction F as [|i F IH]; intros o; simpl; [reflexivity|].
  rewrite !IH. replace (E _ - E _) with (1 * E (fun c => mixed t F (f c) (set o i 0))
    + -1 * E (fun c => mixed t F (f c) (set o i t))) by ring.
  rewrite <- (of_combination E HE). f_equal. apply functional_extensionality. intros. ring.
Qed.

(** If all scores are never read, the alternating sum of the mean is 0. *)
Lemma mean_cancels t N {chance : Type} (E : (chance -> R) -> R) r o :
  expectation E -> (forall p, E (fun c => if reads_all N (r c) p then 1 else 0) = 0) ->
  mixed t (seq 0 N) (fun p => E (fun c => answer (r c) p)) o = 0.
Proof.
  intros HE H.
  rewrite (mixed_ext t _ _ (fun p => E (fun c => if reads_all N (r c) p then 0 else answer (r c) p))).
  - rewrite (mixed_mean t _ E (fun c p => if reads_all N (r c) p then 0 else answer (r c) p)) by exact HE.
    etransitivity; [|apply (mean_of_zero E HE)]. f_equal. apply functional_extensionality. intros c.
    apply unread_cancels, seq_NoDup.
  - intros p. pose proof (of_null E HE (fun c => reads_all N (r c) p) (fun c => answer (r c) p) (H p)) as Z.
    replace (E (fun c => if reads_all N (r c) p then 0 else answer (r c) p))
      with (1 * E (fun c => if reads_all N (r c) p then 0 else answer (r c) p)
        + 1 * E (fun c => if reads_all N (r c) p then answer (r c) p else 0)) by (rewrite Z; ring).
    rewrite <- (of_combination E HE).
    f_equal. apply functional_extensionality. intros c. destruct (reads_all N (r c) p); ring.
Qed.

(** Who is unbiased reads all scores with a positive chance, at some scores. *)
Lemma unbiased_reads_all : forall N (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
  expectation E -> unbiased N E r -> exists o, 0 < E (fun c => if reads_all N (r c) o then 1 else 0).
Proof.
  intros N chance E r HE U. apply NNPP. intros H.
  assert (Z : forall p, E (fun c => if reads_all N (r c) p then 1 else 0) = 0).
  { intros p. pose proof (of_event E HE (fun c => reads_all N (r c) p)).
    destruct (Rle_lt_or_eq_dec _ _ H0) as [L|L]; [exfalso; apply H; exists p; exact L|symmetry; exact L]. }
  destruct (Nat.eq_dec N 0) as [->|HN].
  - pose proof (Z (fun _ => 0)) as Z0. cbn in Z0. rewrite (of_one E HE) in Z0. lra.
  - destruct (mixed_log_partition_large N 0 ltac:(lia)) as (t & _ & M).
    specialize (M t (fun _ => 0) (Rle_refl t)).
    rewrite (mixed_ext t _ _ (fun p => E (fun c => answer (r c) p))) in M by (intros p; symmetry; apply U).
    rewrite mean_cancels, Rabs_R0 in M by assumption. lra.
Qed.

(** The estimator that reads the classes below n and answers the logarithm of their exponentials, added to z. *)
Fixpoint read_below (n : nat) (z : R) : reader :=
  match n with
  | O => Answer (ln z)
  | S m => Read m (fun x => read_below m (z + exp x))
  end.

Lemma read_below_answer n : forall z o, answer (read_below n z) o = ln (z + partition n o).
Proof.
  induction n as [|n IH]; intros z o; unfold partition in *; simpl; [f_equal; ring|]. rewrite IH. f_equal. ring.
Qed.

Lemma read_below_length n : forall z o, length (read (read_below n z) o) = n.
Proof. induction n as [|n IH]; intros z o; simpl; [reflexivity|]. rewrite IH. reflexivity. Qed.

Lemma certain_expectation : expectation (fun f : unit -> R => f tt).
Proof.
  split; [reflexivity|reflexivity| |].
  - intros A. destruct (A tt); lra.
  - intros A f H. destruct (A tt); [lra|reflexivity].
Qed.

Lemma few_reads_miss N k r o : reads_at_most k r -> (k < N)%nat -> reads_all N r o = false.
Proof.
  intros H Hk. apply Bool.not_true_is_false. intros A. apply all_in_incl in A.
  pose proof (NoDup_incl_length (seq_NoDup N 0) (fun i Hi => proj2 (nodup_In Nat.eq_dec (read r o) i) (A i Hi))) as L.
  rewrite seq_length in L. specialize (H o). lia.
Qed.

(** Claim: sf.oq3.impossible.reads
    Role: establishes
    Place: beyond SF, Open Question 3
    Says: An estimator of log Z that reads at most k of the N scores, chosen by chance or by what it has read, and that
      is unbiased at all scores exists if and only if k is at least N; one that is unbiased reads all scores with a
      positive chance, at some scores.
    Gap: Real numbers, not floating point. Chance is drawn before the first score is read. Its expectation is any linear
      functional on all functions of chance that is 1 at 1, not negative on events, and blind to events of chance 0;
      an integral extends to one. At all scores the last sentence would be false (lemma not_at_all_scores).
    Mutant: `(N <= k)` becomes `(N <= k + 1)`; refuted by the theorem all_but_one_are_too_few
    Mutant: `(N <= k)` becomes `(N + 1 <= k)`; refuted by the theorem all_are_enough
    Mutant: `(N <= k)` becomes `(2 <= k)`; refuted by the theorem two_are_too_few
    Mutant: `exists o, 0` becomes `forall o : nat -> R, 0`; refuted by the theorem not_at_all_scores
*)
Theorem unbiased_needs_all_scores : forall N k,
  ((exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
    expectation E /\ (forall c, reads_at_most k (r c)) /\ unbiased N E r) <-> (N <= k)%nat)
  /\ (forall (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader), expectation E -> unbiased N E r ->
    exists o, 0 < E (fun c => if reads_all N (r c) o then 1 else 0)).
Proof.
  intros N k. split; [|apply unbiased_reads_all]. split.
  - intros (chance & E & r & HE & Hr & U). destruct (le_lt_dec N k) as [L|L]; [exact L|exfalso].
    destruct (unbiased_reads_all N chance E r HE U) as (o & Ho).
    replace (fun c => if reads_all N (r c) o then 1 else 0) with (fun _ : chance => 0) in Ho.
    + rewrite mean_of_zero in Ho by exact HE. lra.
    + apply functional_extensionality. intros c. rewrite (few_reads_miss N k) by (exact L || apply Hr). reflexivity.
  - intros H. exists unit, (fun f => f tt), (fun _ => read_below N 0). split; [apply certain_expectation|]. split.
    + intros _ o. eapply Nat.le_trans; [|exact H]. rewrite <- (read_below_length N 0 o) at 2.
      apply NoDup_incl_length; [apply NoDup_nodup|]. intros i Hi. apply nodup_In in Hi. exact Hi.
    + intros o. rewrite read_below_answer. f_equal. ring.
Qed.

Lemma all_but_one_are_too_few : ~ (forall N k,
  ((exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
    expectation E /\ (forall c, reads_at_most k (r c)) /\ unbiased N E r) <-> (N <= k + 1)%nat)
  /\ (forall (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader), expectation E -> unbiased N E r ->
    exists o, 0 < E (fun c => if reads_all N (r c) o then 1 else 0))).
Proof.
  intros H. specialize (H 1%nat 0%nat). pose proof (unbiased_needs_all_scores 1 0) as T.
  apply proj1 in H, T. rewrite T in H. lia.
Qed.

Lemma all_are_enough : ~ (forall N k,
  ((exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
    expectation E /\ (forall c, reads_at_most k (r c)) /\ unbiased N E r) <-> (N + 1 <= k)%nat)
  /\ (forall (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader), expectation E -> unbiased N E r ->
    exists o, 0 < E (fun c => if reads_all N (r c) o then 1 else 0))).
Proof.
  intros H. specialize (H 1%nat 1%nat). pose proof (unbiased_needs_all_scores 1 1) as T.
  apply proj1 in H, T. rewrite T in H. lia.
Qed.

Lemma two_are_too_few : ~ (forall N k,
  ((exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
    expectation E /\ (forall c, reads_at_most k (r c)) /\ unbiased N E r) <-> (2 <= k)%nat)
  /\ (forall (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader), expectation E -> unbiased N E r ->
    exists o, 0 < E (fun c => if reads_all N (r c) o then 1 else 0))).
Proof.
  intros H. specialize (H 3%nat 2%nat). pose proof (unbiased_needs_all_scores 3 2) as T.
  apply proj1 in H, T. rewrite T in H. lia.
Qed.

(** Two classes; a coin tells which is read first. A first score of 0 is answered with log 2, and the other order of
    reading makes up for it. At the scores (0, 0) neither order reads both. *)
Definition is_zero (x : R) : bool := if Req_EM_T x 0 then true else false.
Definition log_of (x y : R) : R := ln (exp x + exp y).
Definition coin (f : bool -> R) : R := (f true + f false) / 2.
Definition hasty (first : bool) : reader :=
  Read (if first then 0 else 1) (fun x => if is_zero x then Answer (ln 2) else
    Read (if first then 1 else 0) (fun y => Answer (if is_zero y then 2 * log_of y x - ln 2 else log_of x y))).

Lemma coin_expectation : expectation coin.
Proof.
  unfold coin. split; [lra|intros; lra| |].
  - intros A. destruct (A true), (A false); lra.
  - intros A f H. destruct (A true), (A false); lra.
Qed.

Lemma hasty_unbiased : unbiased 2 coin hasty.
Proof.
  intros o. unfold coin, hasty, partition, is_zero, log_of. simpl. rewrite Rplus_0_l.
  destruct (Req_EM_T (o 0%nat) 0) as [E0|N0], (Req_EM_T (o 1%nat) 0) as [E1|N1]; simpl;
    rewrite ?E0, ?E1, ?exp_0.
  - replace (1 + 1) with 2 by ring. lra.
  - destruct (Req_EM_T 0 0); [lra|congruence].
  - destruct (Req_EM_T 0 0); [|congruence]. rewrite (Rplus_comm 1). lra.
  - destruct (Req_EM_T (o 0%nat) 0), (Req_EM_T (o 1%nat) 0); try contradiction.
    rewrite (Rplus_comm (exp (o 1%nat))). lra.
Qed.

Lemma not_at_all_scores : ~ (forall N k,
  ((exists (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader),
    expectation E /\ (forall c, reads_at_most k (r c)) /\ unbiased N E r) <-> (N <= k)%nat)
  /\ (forall (chance : Type) (E : (chance -> R) -> R) (r : chance -> reader), expectation E -> unbiased N E r ->
    forall o : nat -> R, 0 < E (fun c => if reads_all N (r c) o then 1 else 0))).
Proof.
  intros H. destruct (H 2%nat 2%nat) as [_ T].
  specialize (T bool coin hasty coin_expectation hasty_unbiased (fun _ => 0)).
  unfold coin, hasty, is_zero, reads_all in T. simpl in T.
  destruct (Req_EM_T 0 0); [|congruence]. simpl in T. lra.
Qed.
