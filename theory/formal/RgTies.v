(** When the DCG of Definition 1 is one number: ties in the scores. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgRanking RgOrder.
Open Scope R_scope.

Lemma ranks_exist : forall n o, exists pi, ranks n o pi.
Proof.
  induction n as [|n IH]; intros o.
  - exists (fun y => y). split; [apply permutation_id|intros; lia].
  - destruct (IH o) as [pi [[place Hp] Hs]].
    (* Item n goes to the first rank k whose item has a lower score. *)
    assert (F : exists k, (k <= n)%nat /\ (forall i, (i < n)%nat -> o n < o i -> (pi i < k)%nat) /\
      (forall i, (i < n)%nat -> o i < o n -> (k <= pi i)%nat)).
    { assert (G : forall m, (m <= n)%nat -> (forall i, (i < n)%nat -> (m <= pi i)%nat -> o i <= o n) \/
        exists k, (m < k <= n)%nat /\ o n < o (place (k - 1)%nat) /\
          forall i, (i < n)%nat -> (k <= pi i)%nat -> o i <= o n).
      { induction m as [m IHm] using (well_founded_induction (Wf_nat.well_founded_ltof nat (fun m => n - m)%nat)).
        intros Hm. destruct (Nat.eq_dec m n) as [->|D].
        - left. intros i Hi L. destruct (Hp i Hi). lia.
        - destruct (IHm (S m)) as [L|(k & Hk & A & B)]; [unfold Wf_nat.ltof; lia|lia| |].
          + destruct (Rlt_le_dec (o n) (o (place m))) as [E|E].
            * right. exists (S m). split; [lia|]. split; [|exact L].
              replace (S m - 1)%nat with m by lia. exact E.
            * left. intros i Hi L'. destruct (Nat.eq_dec (pi i) m) as [Q|Q].
              -- destruct (Hp i Hi) as (_ & _ & Z & _). rewrite <- Z, Q. exact E.
              -- apply L; [exact Hi|lia].
          + right. exists k. split; [lia|]. split; assumption. }
      destruct (G 0%nat ltac:(lia)) as [L|(k & Hk & A & B)].
      - exists 0%nat. split; [lia|]. split; [|intros; lia]. intros i Hi E. specialize (L i Hi ltac:(lia)). lra.
      - exists k. split; [lia|]. split.
        + intros i Hi E. apply Nat.nle_gt. intros Q. specialize (B i Hi Q). lra.
        + intros i Hi E. apply Nat.nlt_ge. intros Q. destruct (Hp (k - 1)%nat ltac:(lia)) as (_ & P & _ & Z).
          pose proof (Hs (place (k - 1)%nat) i P Hi ltac:(lra)). lia. }
    destruct F as (k & Hk & A & B).
    exists (fun y => if Nat.eqb y n then k else if Nat.ltb (pi y) k then pi y else S (pi y)). split.
    + exists (fun z => if Nat.eqb z k then n else if Nat.ltb z k then place z else place (z - 1)%nat).
      intros i Hi.
      assert (X : forall j, (j < n)%nat -> (pi j < n)%nat /\ (place j < n)%nat /\ place (pi j) = j /\ pi (place j) = j)
        by exact Hp.
      repeat split.
      * destruct (Nat.eqb_spec i n); [lia|]. destruct (X i ltac:(lia)). destruct (Nat.ltb_spec (pi i) k); lia.
      * destruct (Nat.eqb_spec i k); [lia|]. destruct (Nat.ltb_spec i k).
        -- destruct (X i ltac:(lia)). lia.
        -- destruct (X (i - 1)%nat ltac:(lia)). lia.
      * destruct (Nat.eqb_spec i n) as [->|D]; [rewrite Nat.eqb_refl; reflexivity|].
        destruct (X i ltac:(lia)) as (_ & _ & Z & _). destruct (Nat.ltb_spec (pi i) k) as [L|L].
        -- destruct (Nat.eqb_spec (pi i) k); [lia|]. rewrite (proj2 (Nat.ltb_lt _ _) L). exact Z.
        -- destruct (Nat.eqb_spec (S (pi i)) k); [lia|]. rewrite (proj2 (Nat.ltb_ge _ _)) by lia.
           replace (S (pi i) - 1)%nat with (pi i) by lia. exact Z.
      * destruct (Nat.eqb_spec i k) as [->|D]; [rewrite Nat.eqb_refl; reflexivity|].
        destruct (Nat.ltb_spec i k) as [L|L].
        -- destruct (X i ltac:(lia)) as (_ & Y & _ & Z). destruct (Nat.eqb_spec (place i) n); [lia|]. rewrite Z.
           rewrite (proj2 (Nat.ltb_lt _ _) L). reflexivity.
        -- destruct (X (i - 1)%nat ltac:(lia)) as (_ & Y & _ & Z).
           destruct (Nat.eqb_spec (place (i - 1)%nat) n); [lia|].
           rewrite Z. destruct (Nat.ltb_spec (i - 1)%nat k); lia.
    + intros a b Ha Hb E. destruct (Nat.eqb_spec a n) as [->|Da], (Nat.eqb_spec b n) as [->|Db]; [lra| | |].
      * pose proof (B b ltac:(lia) E). destruct (Nat.ltb_spec (pi b) k); lia.
      * pose proof (A a ltac:(lia) E). destruct (Nat.ltb_spec (pi a) k); lia.
      * pose proof (Hs a b ltac:(lia) ltac:(lia) E).
        destruct (Nat.ltb_spec (pi a) k), (Nat.ltb_spec (pi b) k); lia.
Qed.

Lemma two_equal_scores x : x = discount 0 \/ x = discount 1 -> dcg_of 2 (fun _ => 0) (only 1) x.
Proof.
  intros [-> | ->].
  - exists (fun y => 1 - y)%nat. split; [split; [apply permutation_exchange|intros; lra]|].
    unfold dcg, hit, only. simpl. ring.
  - exists (fun y => y). split; [split; [apply permutation_id|intros; lra]|]. unfold dcg, hit, only. simpl. ring.
Qed.

(** Claim: rg.def1.ties
    Role: part
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
  intros H. specialize (H 2%nat (fun _ => 0) (only 1) (discount 1) (discount 0)).
  pose proof (discount_falls 0). assert (discount 1 = discount 0); [|lra]. apply H; apply two_equal_scores; auto.
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
  ranks N o pi -> ranks N o pi' -> dcg N pi r = dcg N pi' r.
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
    sum N (fun y => v y * discount (pi y)) = sum N (fun y => v y * discount (pi' y))).
  { intros v V V'. assert (F : forall k, discount (S k) <= discount k) by (intros k; apply Rlt_le, discount_falls).
    apply Rle_antisym; apply sorted_is_best; try assumption; [apply V|apply V']. }
  pose proof (S o Hr Hr') as O. pose proof (S u (U pi Hr) (U pi' Hr')) as Q.
  assert (D : forall p, sum N (fun y => u y * discount (p y))
    = sum N (fun y => o y * discount (p y)) + e / 2 * dcg N p r).
  { intros p. unfold dcg. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros y _. unfold u. ring. }
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
  intros Ha Hb E [[place Hp] Hs].
  assert (L : forall y, (y < N)%nat -> (exchanged a b y < N)%nat).
  { intros y Hy. unfold exchanged. destruct (Nat.eqb y a); [exact Hb|]. destruct (Nat.eqb y b); assumption. }
  assert (O : forall y, o (exchanged a b y) = o y).
  { intros y. unfold exchanged. destruct (Nat.eqb_spec y a) as [->|_]; [symmetry; exact E|].
    destruct (Nat.eqb_spec y b) as [->|_]; [exact E|reflexivity]. }
  split.
  - exists (fun k => exchanged a b (place k)). intros i Hi. destruct (Hp i Hi) as (_ & P & _ & Q).
    destruct (Hp _ (L i Hi)) as (P' & _ & Q' & _).
    split; [exact P'|split; [apply L, P|split]].
    + rewrite Q'. apply exchanged_twice.
    + rewrite exchanged_twice. exact Q.
  - intros i j Hi Hj D. apply Hs; try (apply L; assumption). rewrite !O. exact D.
Qed.

Lemma exchanged_dcg N pi r a b : (a < N)%nat -> (b < N)%nat -> a <> b ->
  dcg N (fun y => pi (exchanged a b y)) r - dcg N pi r = (hit r a - hit r b) * (discount (pi b) - discount (pi a)).
Proof.
  intros Ha Hb D. unfold dcg. rewrite <- sum_minus.
  rewrite (sum_ext N _ (fun y => one_hot a y * (hit r y * (discount (pi b) - discount (pi a)))
    + one_hot b y * (hit r y * (discount (pi a) - discount (pi b))))).
  - rewrite sum_plus, !sum_pick by assumption. ring.
  - intros y _. unfold exchanged, one_hot. destruct (Nat.eqb_spec y a) as [->|A].
    + rewrite (proj2 (Nat.eqb_neq a b) D). ring.
    + destruct (Nat.eqb_spec y b) as [->|B]; ring.
Qed.

Lemma discount_below k l : (k < l)%nat -> discount l < discount k.
Proof.
  induction 1 as [|l L IH]; [apply discount_falls|]. apply Rlt_trans with (2 := IH), discount_falls.
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
  intros N o r. destruct (ranks_exist N o) as [pi Hr]. split.
  - intros (x & _ & U) a b Ha Hb E. destruct (Nat.eq_dec a b) as [->|D]; [reflexivity|].
    pose proof (U _ (ex_intro _ pi (conj Hr eq_refl))) as X.
    pose proof (U _ (ex_intro _ _ (conj (exchanged_ranks N o pi a b Ha Hb E Hr) eq_refl))) as X'.
    pose proof (exchanged_dcg N pi r a b Ha Hb D) as Q. rewrite <- X, <- X', Rminus_diag_eq in Q by reflexivity.
    assert (P : discount (pi b) - discount (pi a) <> 0).
    { destruct Hr as [[place Hp] _]. destruct (Hp a Ha) as (_ & _ & A & _). destruct (Hp b Hb) as (_ & _ & B & _).
      destruct (Nat.lt_total (pi a) (pi b)) as [L|[L|L]]; [pose proof (discount_below _ _ L); lra|congruence|].
      pose proof (discount_below _ _ L). lra. }
    symmetry in Q. apply Rmult_integral in Q. destruct Q as [Q|Q]; [|contradiction].
    unfold hit in Q. destruct (r a), (r b); try reflexivity; lra.
  - intros T. exists (dcg N pi r). split; [exists pi; split; [exact Hr|reflexivity]|].
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
    Mutant: `a <> b ->` becomes `(a + 1 < b)%nat ->`; refuted by the theorem neighbours_may_not_be_tied
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
    Says: Items that are next to each other may not be tied either.
*)
Theorem neighbours_may_not_be_tied : ~ forall N o r,
  (forall a b, (a < N)%nat -> (b < N)%nat -> (a + 1 < b)%nat -> o a <> o b) -> exists! x, dcg_of N o r x.
Proof.
  intros H. destruct (H 2%nat (fun _ => 0) (only 1)) as (x & _ & U); [intros; lia|]. pose proof (discount_falls 0).
  pose proof (U (discount 1) (two_equal_scores _ (or_intror eq_refl))).
  pose proof (U (discount 0) (two_equal_scores _ (or_introl eq_refl))). lra.
Qed.
