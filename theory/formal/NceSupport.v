(** Noise that lacks some of the classes: the odds of a class are determined exactly where it has noise. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Nce.
Open Scope R_scope.

Lemma determined n k p q t i : (0 < k)%nat -> all_positive n p -> (forall j, (j < n)%nat -> 0 <= q j) -> (i < n)%nat ->
  0 < q i -> minimiser n k p q t -> t i = p i.
Proof.
  intros K P Q Hi Qi [T L]. specialize (L p P). destruct (Req_dec (t i) (p i)) as [E|E]; [exact E|exfalso].
  set (gap := fun j => p j * ln (h k q p j) + INR k * q j * ln (1 - h k q p j)
    - (p j * ln (h k q t j) + INR k * q j * ln (1 - h k q t j))).
  assert (W : forall j, (j < n)%nat -> 0 <= gap j).
  { intros j Hj. exact (class_risk_weak k p q t j K (P j Hj) (Q j Hj) (T j Hj)). }
  assert (S : sum n gap = nce_risk n k p q t - nce_risk n k p q p) by (unfold gap, nce_risk; rewrite sum_minus; ring).
  pose proof (term_le_sum n gap i W Hi) as M. unfold gap at 1 in M.
  pose proof (proj2 (class_risk k p q t i K (P i Hi) Qi (T i Hi)) E). lra.
Qed.

(** Claim: none
    Says: Where the noise has every class, the risk does determine the odds.
*)
Theorem full_support_determines : ~ ~ (forall n k p q t u i, (0 < k)%nat -> simplex n p -> all_positive n p ->
  simplex n q -> all_positive n q -> (i < n)%nat -> minimiser n k p q t -> minimiser n k p q u -> t i = u i).
Proof.
  intros H. apply H. intros n k p q t u i K _ P _ Q Hi T U.
  assert (W : forall j, (j < n)%nat -> 0 <= q j) by (intros j Hj; apply Rlt_le, Q; exact Hj).
  rewrite (determined n k p q t i K P W Hi (Q i Hi) T). symmetry. exact (determined n k p q u i K P W Hi (Q i Hi) U).
Qed.

Lemma odds_without_noise n k p q t u i : q i = 0 -> all_positive n t -> all_positive n u -> (i < n)%nat ->
  (forall j, (j < n)%nat -> j <> i -> t j = u j) -> nce_risk n k p q t = nce_risk n k p q u.
Proof.
  intros Z T U Hi E. unfold nce_risk. f_equal. apply sum_ext. intros j Hj. unfold h.
  destruct (Nat.eq_dec j i) as [->|N]; [|rewrite (E j Hj N); reflexivity].
  rewrite Z. pose proof (T i Hi). pose proof (U i Hi). replace (t i / (t i + INR k * 0)) with 1 by (field; lra).
  replace (u i / (u i + INR k * 0)) with 1 by (field; lra). reflexivity.
Qed.

Lemma free_odds n k p q i : (0 < k)%nat -> all_positive n p -> (forall j, (j < n)%nat -> 0 <= q j) -> (i < n)%nat ->
  q i = 0 -> minimiser n k p q (fun j => if Nat.eqb j i then 2 * p i else p j).
Proof.
  intros K P Q Hi Z. set (t := fun j => if Nat.eqb j i then 2 * p i else p j).
  assert (T : all_positive n t).
  { intros j Hj. unfold t. pose proof (P i Hi). destruct (Nat.eqb j i); [lra|exact (P j Hj)]. }
  split; [exact T|]. intros u U. rewrite (odds_without_noise n k p q t p i Z T P Hi).
  - exact (proj2 (data_minimiser n k p q K P Q) u U).
  - intros j _ N. unfold t. apply Nat.eqb_neq in N. rewrite N. reflexivity.
Qed.

(** Claim: sf.nce.robust.support
    Role: refutes
    Place: SF, summary, Tradeoffs
    Says: The risk of NCE does not determine the odds of a class that the noise never draws, q = 0: at p = (1/2, 1/2)
      and q = (0, 1) the odds 1/2 and 1 of the first both have the least risk.
    Gap: Determined is read as: any two minimisers agree. Real numbers; 0 log 0 counts as 0.
    Mutant: `simplex n q -> ` becomes `simplex n q -> all_positive n q -> `; refuted by the theorem
      full_support_determines
*)
Theorem no_noise_no_odds : ~ (forall n k p q t u i, (0 < k)%nat -> simplex n p -> all_positive n p ->
  simplex n q -> (i < n)%nat -> minimiser n k p q t -> minimiser n k p q u -> t i = u i).
Proof.
  intros H. assert (S : simplex 2 (fun _ => 1 / 2)) by (split; [intros; lra|simpl; lra]).
  assert (P : all_positive 2 (fun _ => 1 / 2)) by (intros i _; lra).
  assert (Q : simplex 2 (one_hot 1)).
  { split; [intros [|[|i]] Hi; unfold one_hot; simpl; lra|apply sum_one_hot; lia]. }
  pose proof (H 2%nat 1%nat _ _ _ _ 0%nat ltac:(lia) S P Q ltac:(lia) (data_minimiser 2 1 _ _ ltac:(lia) P (proj1 Q))
    (free_odds 2 1 _ _ 0 ltac:(lia) P (proj1 Q) ltac:(lia) eq_refl)) as E.
  simpl in E. lra.
Qed.

(** Claim: none
    Says: With q = 0 two minimisers differ.
*)
Theorem a_class_without_noise_is_free : ~ (forall n k p q i, (0 < k)%nat -> simplex n p -> all_positive n p ->
  simplex n q -> (i < n)%nat ->
  ((forall t u, minimiser n k p q t -> minimiser n k p q u -> t i = u i) <-> 0 <= q i) /\
  (q i = 0 -> forall t u, all_positive n t -> all_positive n u ->
    (forall j, (j < n)%nat -> j <> i -> t j = u j) -> nce_risk n k p q t = nce_risk n k p q u)).
Proof.
  intros H. apply no_noise_no_odds. intros n k p q t u i K S P Q Hi T U.
  exact (proj2 (proj1 (H n k p q i K S P Q Hi)) (proj1 Q i Hi) t u T U).
Qed.

(** Claim: sf.nce.robust.support.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: The risk of NCE determines the odds of a class, in that any two minimisers agree on them, if and only if its
      chance in the noise is positive; where it is 0, odds that differ in this class alone have the same risk.
    Gap: Real numbers; 0 log 0 counts as 0.
    Mutant: `<-> 0 < q i` becomes `<-> 0 <= q i`; refuted by the theorem a_class_without_noise_is_free
*)
Theorem noise_determines_odds : forall n k p q i, (0 < k)%nat -> simplex n p -> all_positive n p ->
  simplex n q -> (i < n)%nat ->
  ((forall t u, minimiser n k p q t -> minimiser n k p q u -> t i = u i) <-> 0 < q i) /\
  (q i = 0 -> forall t u, all_positive n t -> all_positive n u ->
    (forall j, (j < n)%nat -> j <> i -> t j = u j) -> nce_risk n k p q t = nce_risk n k p q u).
Proof.
  intros n k p q i K _ P [Q _] Hi. split; [split|].
  - intros A. destruct (Q i Hi) as [L|Z]; [exact L|exfalso].
    pose proof (A _ _ (data_minimiser n k p q K P Q) (free_odds n k p q i K P Q Hi (eq_sym Z))) as E.
    cbv beta in E. rewrite Nat.eqb_refl in E. pose proof (P i Hi). lra.
  - intros L t u T U. rewrite (determined n k p q t i K P Q Hi L T).
    symmetry. exact (determined n k p q u i K P Q Hi L U).
  - intros Z t u T U E. exact (odds_without_noise n k p q t u i Z T U Hi E).
Qed.
