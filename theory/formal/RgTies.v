(** When the DCG of Definition 1 is one number: ties in the scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank Rearrangement SortedScores RgRanking RgOrder.
Open Scope R_scope.

Lemma two_equal_scores x : x = discount 1 \/ x = discount 2 -> dcg_of 2 (fun _ => 0) (only 1) x.
Proof.
  intros [-> | ->].
  - exists (fun y => 2 - y)%nat. split; [split; [apply (ranking_backward 2)|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
  - exists S. split; [split; [apply ranking_forward|intros y z _ _ L; lra]|].
    unfold binary_dcg, dcg, only. simpl. ring.
Qed.

(** Claim: rg.def1.ties
    Role: refutes
    Place: RG, Definition 1
    Says: The DCG of Eq. 1 is not one number for every o without a rule for ties: the scores (0, 0), the second item
      relevant, have the DCGs 1 / log 3 and 1 / log 2.
    Gap: The condition under which the claim holds is the theorem without_ties_the_dcg_is_one_number; natural
      logarithms.
    Mutant: `forall N o r x x', ` becomes `forall N o r x x', (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> o a
      <> o b) -> `; refuted by the theorem different_scores_have_one_dcg
*)
Theorem with_ties_the_dcg_is_not_one_number : ~ forall N o r x x', dcg_of N o r x -> dcg_of N o r x' -> x = x'.
Proof.
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 2) (discount 1)).
  pose proof first_discounts. assert (discount 2 = discount 1); [|lra]. apply H; apply two_equal_scores; auto.
Qed.

Lemma positive_gap n (f : nat -> R) : exists e, 0 < e /\ forall i, (i < n)%nat -> 0 < f i -> e <= f i.
Proof.
  induction n as [|n (e & E & H)]; [exists 1; split; [lra|intros; lia]|].
  exists (if Rlt_dec 0 (f n) then Rmin e (f n) else e). destruct (Rlt_dec 0 (f n)) as [L|L].
  - split; [apply Rmin_pos; assumption|]. intros i Hi P. destruct (Nat.eq_dec i n) as [->|D]; [apply Rmin_r|].
    apply Rle_trans with e; [apply Rmin_l|apply H; [lia|exact P]].
  - split; [exact E|]. intros i Hi P. destruct (Nat.eq_dec i n) as [->|D]; [lra|apply H; [lia|exact P]].
Qed.

Lemma least_gap n (o : nat -> R) :
  exists e, 0 < e /\ forall a b, (a < n)%nat -> (b < n)%nat -> o b < o a -> e <= o a - o b.
Proof.
  assert (G : forall m, exists e, 0 < e /\ forall a b, (a < m)%nat -> (b < n)%nat -> o b < o a -> e <= o a - o b).
  { induction m as [|m (e & E & H)]; [exists 1; split; [lra|intros; lia]|].
    destruct (positive_gap n (fun b => o m - o b)) as (e' & E' & H'). exists (Rmin e e').
    split; [apply Rmin_pos; assumption|]. intros a b Ha Hb L. destruct (Nat.eq_dec a m) as [->|D].
    - apply Rle_trans with e'; [apply Rmin_r|apply H'; [exact Hb|lra]].
    - apply Rle_trans with e; [apply Rmin_l|apply H; [lia|exact Hb|exact L]]. }
  exact (G n).
Qed.

(** Ranks that sort the scores sort them with a little of the relevance added, if ties are equally relevant. *)
Lemma one_dcg N o r pi pi' : (forall a b, (a < N)%nat -> (b < N)%nat -> o a = o b -> r a = r b) ->
  ranks N o pi -> ranks N o pi' -> binary_dcg N pi r = binary_dcg N pi' r.
Proof.
  intros T Hr Hr'. destruct (least_gap N o) as (e & E & G). set (u := fun y => o y + e / 2 * hit r y).
  assert (U : forall p, ranks N o p -> ranks N u p).
  { intros p [Hp Hs]. split; [exact Hp|]. intros a b Ha Hb L. apply Hs; try assumption. unfold u in L.
    assert (A : 0 <= hit r a <= 1) by (unfold hit; destruct (r a); lra).
    assert (B : 0 <= hit r b <= 1) by (unfold hit; destruct (r b); lra).
    assert (A' : e / 2 * hit r a <= e / 2) by nra. assert (B' : 0 <= e / 2 * hit r b) by nra.
    destruct (Rtotal_order (o a) (o b)) as [O|[O|O]]; [|exfalso|exact O].
    - pose proof (G b a Hb Ha O). lra.
    - unfold hit in L. rewrite (T a b Ha Hb O), O in L. lra. }
  assert (S : forall v, ranks N v pi -> ranks N v pi' ->
    sum N (fun y => discount (pi y) * v y) = sum N (fun y => discount (pi' y) * v y)).
  { intros v [V W] [V' W']. apply Rle_antisym; apply rearrangement; auto using discount_falls. }
  pose proof (S o Hr Hr') as O. pose proof (S u (U pi Hr) (U pi' Hr')) as Q.
  assert (D : forall p, sum N (fun y => discount (p y) * u y)
    = sum N (fun y => discount (p y) * o y) + e / 2 * binary_dcg N p r).
  { intros p. rewrite binary_dcg_hits, <- sum_scal, <- sum_plus. apply sum_ext. intros y _. unfold u. ring. }
  rewrite !D in Q. apply (Rmult_eq_reg_l (e / 2)); lra.
Qed.

(** a and b exchanged. *)
Definition exchanged (a b y : nat) : nat := if Nat.eqb y a then b else if Nat.eqb y b then a else y.

Lemma exchanged_twice a b y : exchanged a b (exchanged a b y) = y.
Proof.
  unfold exchanged. destruct (Nat.eqb_spec y a) as [->|A].
  - destruct (Nat.eqb_spec b a) as [->|B]; [reflexivity|rewrite Nat.eqb_refl; reflexivity].
  - destruct (Nat.eqb_spec y b) as [->|B]; [rewrite Nat.eqb_refl; reflexivity|].
    rewrite (proj2 (Nat.eqb_neq y a) A), (proj2 (Nat.eqb_neq y b) B). reflexivity.
Qed.

Lemma exchanged_ranks N o pi a b : (a < N)%nat -> (b < N)%nat -> o a = o b -> ranks N o pi ->
  ranks N o (fun y => pi (exchanged a b y)).
Proof.
  intros Ha Hb E [[Hp Hi] Hs].
  assert (L : forall y, (y < N)%nat -> (exchanged a b y < N)%nat).
  { intros y Hy. unfold exchanged. destruct (Nat.eqb y a); [exact Hb|]. destruct (Nat.eqb y b); assumption. }
  assert (O : forall y, o (exchanged a b y) = o y).
  { intros y. unfold exchanged. destruct (Nat.eqb_spec y a) as [->|_]; [symmetry; exact E|].
    destruct (Nat.eqb_spec y b) as [->|_]; [exact E|reflexivity]. }
  split.
  - split; [intros y Hy; apply Hp, L, Hy|]. intros y z Hy Hz Q.
    rewrite <- (exchanged_twice a b y), <- (exchanged_twice a b z). f_equal. apply Hi; auto.
  - intros i j Ki Kj D. apply Hs; try (apply L; assumption). rewrite !O. exact D.
Qed.

Lemma exchanged_dcg N pi r a b : (a < N)%nat -> (b < N)%nat -> a <> b ->
  binary_dcg N (fun y => pi (exchanged a b y)) r - binary_dcg N pi r
    = (hit r a - hit r b) * (discount (pi b) - discount (pi a)).
Proof.
  intros Ha Hb D. rewrite !binary_dcg_hits, <- sum_minus.
  rewrite (sum_ext N _ (fun y => one_hot a y * (hit r y * (discount (pi b) - discount (pi a)))
    + one_hot b y * (hit r y * (discount (pi a) - discount (pi b))))).
  - rewrite sum_plus, !sum_pick by assumption. ring.
  - intros y _. unfold exchanged, one_hot. destruct (Nat.eqb_spec y a) as [->|A].
    + rewrite (proj2 (Nat.eqb_neq a b) D). ring.
    + destruct (Nat.eqb_spec y b) as [->|B]; ring.
Qed.

(** Claim: rg.def1.ties.repair
    Role: establishes
    Place: RG, Definition 1, repaired
    Says: The DCG of Eq. 1 is one number, the same under every way to break ties, exactly if items of equal scores are
      equally relevant.
    Gap: Real numbers; binary relevance; natural logarithms.
    Mutant: `r a = r b)` becomes `r a = false \/ r b = false)`; refuted by the theorem two_relevant_items_may_be_tied
    Mutant: `o a = o b -> r a = r b)` becomes `a <> b -> o a <> o b)`; refuted by the theorem some_ties_do_no_harm
*)
Theorem ties_of_equal_relevance_do_no_harm : forall N o r, (exists! x, dcg_of N o r x) <->
  (forall a b, (a < N)%nat -> (b < N)%nat -> o a = o b -> r a = r b).
Proof.
  intros N o r. destruct (every_score_can_be_sorted N o) as (pi & Hr).
  change (ranks N o pi) in Hr. split.
  - intros (x & _ & U) a b Ha Hb E. destruct (Nat.eq_dec a b) as [->|D]; [reflexivity|].
    pose proof (U _ (ex_intro _ pi (conj Hr eq_refl))) as X.
    pose proof (U _ (ex_intro _ _ (conj (exchanged_ranks N o pi a b Ha Hb E Hr) eq_refl))) as X'.
    pose proof (exchanged_dcg N pi r a b Ha Hb D) as Q. rewrite <- X, <- X', Rminus_diag_eq in Q by reflexivity.
    assert (P : discount (pi b) - discount (pi a) <> 0).
    { destruct Hr as [[Hp Hi] _]. pose proof (Hp a Ha). pose proof (Hp b Hb).
      destruct (Nat.lt_total (pi a) (pi b)) as [L|[L|L]]; [|destruct (D (Hi a b Ha Hb L))|];
        [pose proof (discount_falls_strictly (pi a) (pi b) ltac:(lia))
        |pose proof (discount_falls_strictly (pi b) (pi a) ltac:(lia))]; lra. }
    symmetry in Q. apply Rmult_integral in Q. destruct Q as [Q|Q]; [|contradiction].
    unfold hit in Q. destruct (r a), (r b); try reflexivity; lra.
  - intros T. exists (binary_dcg N pi r). split; [exists pi; split; [exact Hr|reflexivity]|].
    intros x (pi' & Hr' & <-). exact (one_dcg N o r pi pi' T Hr Hr').
Qed.

Lemma two_relevant_items : exists! x, dcg_of 2 (fun _ => 0) (fun _ => true) x.
Proof. apply ties_of_equal_relevance_do_no_harm. intros; reflexivity. Qed.

(** Claim: none
    Says: Two relevant items may be tied.
*)
Theorem two_relevant_items_may_be_tied : ~ forall N o r, (exists! x, dcg_of N o r x) <->
  (forall a b, (a < N)%nat -> (b < N)%nat -> o a = o b -> r a = false \/ r b = false).
Proof.
  intros H. destruct (proj1 (H 2%nat _ _) two_relevant_items 0%nat 1%nat ltac:(lia) ltac:(lia) eq_refl); discriminate.
Qed.

(** Claim: none
    Says: The DCG may be one number although there are ties.
*)
Theorem some_ties_do_no_harm : ~ forall N o r, (exists! x, dcg_of N o r x) <->
  (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> o a <> o b).
Proof.
  intros H. exact (proj1 (H 2%nat _ _) two_relevant_items 0%nat 1%nat ltac:(lia) ltac:(lia) ltac:(lia) eq_refl).
Qed.

(** Claim: rg.def1.ties
    Role: establishes under no two scores are equal
    Place: RG, Definition 1
    Says: Where no two scores are equal, the DCG of Eq. 1 is one number.
    Gap: Real numbers; binary relevance; natural logarithms.
    Mutant: `a <> b ->` becomes `a <> b -> r a = true -> r b = true ->`; refuted by the theorem
      untied_relevant_items_are_not_enough
*)
Theorem without_ties_the_dcg_is_one_number : forall N o r,
  (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> o a <> o b) -> exists! x, dcg_of N o r x.
Proof.
  intros N o r D. apply ties_of_equal_relevance_do_no_harm. intros a b Ha Hb E.
  destruct (Nat.eq_dec a b) as [->|N']; [reflexivity|]. destruct (D a b Ha Hb N' E).
Qed.

(** Claim: none
    Says: Scores that differ have one DCG.
*)
Theorem different_scores_have_one_dcg : ~ ~ forall N o r x x', (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> o a
  <> o b) -> dcg_of N o r x -> dcg_of N o r x' -> x = x'.
Proof.
  intros H. apply H. intros N o r x x' D X X'. destruct (without_ties_the_dcg_is_one_number N o r D) as (z & _ & U).
  rewrite <- (U x X). exact (U x' X').
Qed.

(** Claim: none
    Says: That no two relevant items are tied is not enough.
*)
Theorem untied_relevant_items_are_not_enough : ~ forall N o r,
  (forall a b, (a < N)%nat -> (b < N)%nat -> a <> b -> r a = true -> r b = true -> o a <> o b) ->
  exists! x, dcg_of N o r x.
Proof.
  intros H. destruct (H 2%nat (fun _ => 0) (only 1)) as (x & _ & U).
  - intros a b _ _ D A B. unfold only in A, B. apply Nat.eqb_eq in A. apply Nat.eqb_eq in B. lia.
  - pose proof first_discounts. pose proof (U (discount 2) (two_equal_scores _ (or_intror eq_refl))).
    pose proof (U (discount 1) (two_equal_scores _ (or_introl eq_refl))). lra.
Qed.
