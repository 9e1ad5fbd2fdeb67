(** Noise-contrastive estimation with its normaliser clamped at 1 and one class of fixed odds. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Nce.
Open Scope R_scope.

(** The reference class y has the odds 1; the others are free. *)
Definition clamped_minimiser (n k : nat) (p q : nat -> R) (y : nat) (t : nat -> R) : Prop :=
  all_positive n t /\ t y = 1 /\
  forall u, all_positive n u -> u y = 1 -> nce_risk n k p q t <= nce_risk n k p q u.

(** The data's chances, but at the reference class. *)
Definition clamped (p : nat -> R) (y i : nat) : R := if Nat.eqb i y then 1 else p i.

Lemma clamped_positive n p y : all_positive n p -> all_positive n (clamped p y).
Proof. intros P i Hi. unfold clamped. destruct (Nat.eqb i y); [lra|exact (P i Hi)]. Qed.

Lemma clamped_least n k p q y t : (0 < k)%nat -> all_positive n p -> all_positive n q -> all_positive n t -> t y = 1 ->
  nce_risk n k p q (clamped p y) <= nce_risk n k p q t /\
  (nce_risk n k p q t <= nce_risk n k p q (clamped p y) -> forall i, (i < n)%nat -> t i = clamped p y i).
Proof.
  intros K P Q T Y.
  set (gap := fun i => p i * ln (h k q (clamped p y) i) + INR k * q i * ln (1 - h k q (clamped p y) i)
    - (p i * ln (h k q t i) + INR k * q i * ln (1 - h k q t i))).
  assert (G : forall i, (i < n)%nat -> 0 <= gap i /\ (t i <> clamped p y i -> 0 < gap i)).
  { intros i Hi. unfold gap, h, clamped. destruct (Nat.eqb_spec i y) as [->|N].
    - rewrite Y. split; [lra|]. intros F. contradiction F. reflexivity.
    - destruct (class_risk k p q t i K (P i Hi) (Q i Hi) (T i Hi)) as [A B]. unfold h in A, B.
      split; [lra|]. intros F. specialize (B F). lra. }
  assert (S : sum n gap = nce_risk n k p q t - nce_risk n k p q (clamped p y)).
  { unfold gap, nce_risk. rewrite sum_minus. ring. }
  pose proof (sum_nonneg n gap ltac:(intros i Hi; apply (G i Hi))). split; [lra|].
  intros L i Hi. destruct (Req_dec (t i) (clamped p y i)) as [E|E]; [exact E|exfalso].
  pose proof (term_le_sum n gap i ltac:(intros j Hj; apply (G j Hj)) Hi). pose proof (proj2 (G i Hi) E). lra.
Qed.

Lemma clamped_sum n p y : simplex n p -> (y < n)%nat -> sum n (clamped p y) = 2 - p y.
Proof.
  intros [_ S] Hy. rewrite (sum_ext n _ (fun i => p i + one_hot y i * (1 - p y))).
  - rewrite sum_plus, S, (sum_pick n y (fun _ => 1 - p y) Hy). ring.
  - intros i _. unfold clamped, one_hot. destruct (Nat.eqb_spec i y) as [->|_]; ring.
Qed.

Lemma clamped_chance n k p q y t : (0 < k)%nat -> simplex n p -> all_positive n p -> all_positive n q -> (y < n)%nat ->
  clamped_minimiser n k p q y t -> learned n t y = / (2 - p y).
Proof.
  intros K S P Q Hy (T & Y & L).
  assert (C : clamped p y y = 1) by (unfold clamped; rewrite Nat.eqb_refl; reflexivity).
  pose proof (proj2 (clamped_least n k p q y t K P Q T Y) (L _ (clamped_positive n p y P) C)) as E.
  unfold learned. rewrite Y, (sum_ext n t _ E), (clamped_sum n p y S Hy). unfold Rdiv. ring.
Qed.

Definition thirds (i : nat) : R := if Nat.eqb i 0 then 1 / 3 else 2 / 3.

Lemma thirds_facts : simplex 2 thirds /\ all_positive 2 thirds /\
  clamped_minimiser 2 1 thirds thirds 0 (clamped thirds 0).
Proof.
  assert (P : all_positive 2 thirds) by (intros i _; unfold thirds; destruct (Nat.eqb i 0); lra).
  split; [split; [intros i Hi; apply Rlt_le, P; exact Hi|unfold thirds; simpl; lra]|]. split; [exact P|].
  split; [exact (clamped_positive 2 thirds 0 P)|]. split; [reflexivity|]. intros u U Y.
  exact (proj1 (clamped_least 2 1 thirds thirds 0 u ltac:(lia) P P U Y)).
Qed.

(** Claim: none
    Says: With a free normaliser the chance of every class is learned as it is.
*)
Theorem a_free_normaliser_learns_the_chance : ~ ~ (forall n k p q y t, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> (y < n)%nat -> minimiser n k p q t ->
  (forall i, (i < n)%nat -> q i = p i) -> learned n t y = p y).
Proof.
  intros H. apply H. intros n k p q y t K S P Q Hy M _.
  pose proof (proj1 (nce_minimiser n k p q K P Q t (proj1 M)) M) as E.
  unfold learned. rewrite (sum_ext n t p E), (proj2 S), (E y Hy). field.
Qed.

(** Claim: sf.nce.js.clamped
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: With the normaliser clamped the learned distribution is not off by a multiple of a divergence of P from Q: it
      is off where Q = P; with the chance 1/3 in the data and in the noise the reference class is off by 4/15.
    Gap: A multiple of a divergence is read as: 0 where Q = P.
    Mutant: `clamped_minimiser n k p q y t` becomes `minimiser n k p q t`; refuted by the theorem
      a_free_normaliser_learns_the_chance
*)
Theorem clamped_nce_is_off_without_divergence : ~ (forall n k p q y t, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> (y < n)%nat -> clamped_minimiser n k p q y t ->
  (forall i, (i < n)%nat -> q i = p i) -> learned n t y = p y).
Proof.
  intros H. destruct thirds_facts as (S & P & M).
  specialize (H 2%nat 1%nat thirds thirds 0%nat _ ltac:(lia) S P P ltac:(lia) M ltac:(reflexivity)).
  rewrite (clamped_chance 2 1 thirds thirds 0 _ ltac:(lia) S P P ltac:(lia) M) in H. unfold thirds in H. simpl in H.
  lra.
Qed.

(** Claim: none
    Says: With the chance 1/3 the excess is 4/15 and not 2/5.
*)
Theorem the_excess_is_a_square : ~ (forall n k p q y t, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> (y < n)%nat -> clamped_minimiser n k p q y t ->
  (forall i, (i < n)%nat -> t i = if Nat.eqb i y then 1 else p i) /\
  learned n t y = / (2 - p y) /\ learned n t y - p y = (1 - p y) / (2 - p y)).
Proof.
  intros H. destruct thirds_facts as (S & P & M).
  destruct (H 2%nat 1%nat thirds thirds 0%nat _ ltac:(lia) S P P ltac:(lia) M) as (_ & A & B).
  rewrite A in B. unfold thirds in B. simpl in B. lra.
Qed.

(** Claim: sf.nce.js.clamped.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: With the normaliser clamped the minimiser has the odds p_i, and 1 for the reference class of chance r; its
      learned chance is 1/(2 - r), too large by (1 - r)^2/(2 - r), for every n, k >= 1 and q > 0, q = p included.
    Gap: That there is a minimiser is not in it (clamped_least). Real numbers; positive p.
    Mutant: `(1 - p y) ^ 2` becomes `(1 - p y)`; refuted by the theorem the_excess_is_a_square
*)
Theorem clamped_nce : forall n k p q y t, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> (y < n)%nat -> clamped_minimiser n k p q y t ->
  (forall i, (i < n)%nat -> t i = if Nat.eqb i y then 1 else p i) /\
  learned n t y = / (2 - p y) /\ learned n t y - p y = (1 - p y) ^ 2 / (2 - p y).
Proof.
  intros n k p q y t K S P Q Hy M. pose proof (clamped_chance n k p q y t K S P Q Hy M) as A.
  destruct M as (T & Y & L). split; [|split; [exact A|]].
  - apply (clamped_least n k p q y t K P Q T Y). apply L; [exact (clamped_positive n p y P)|].
    unfold clamped. rewrite Nat.eqb_refl. reflexivity.
  - rewrite A. pose proof (term_le_sum n p y (proj1 S) Hy) as U. rewrite (proj2 S) in U. field. lra.
Qed.
