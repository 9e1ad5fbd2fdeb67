(** The top K in order, and no regret in DCG@K: the one does not say the other. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank SortedScores RgRanking RelevantSets TopK.
Open Scope R_scope.

(** DCG@K of gains. *)
Definition gained (K n : nat) (g : nat -> R) (pi : nat -> nat) : R :=
  sum n (fun y => g y * (top K (pi y) * discount (pi y))).

(** The k-th largest of a few by the numbers above and at least it. *)
Ltac kth i := split; [exists i; split; [lia|simpl; reflexivity || lra]|unfold above, at_least; simpl;
  repeat (destruct (Rlt_dec _ _); try lra); repeat (destruct (Rle_dec _ _); try lra); lia].

Definition last_gains (i : nat) : R := match i with 2%nat => 1 | _ => 0 end.
Definition first_loses (i : nat) : R := match i with O => 0 | _ => 1 end.

Lemma top_two_in_order : top_k_preserving 3 2 first_loses last_gains.
Proof.
  exists 1, 0, 0, 0. unfold first_loses, last_gains. split; [kth 1%nat|]. split; [kth 0%nat|]. split; [kth 0%nat|].
  split; [kth 0%nat|]. intros [|[|[|n]]] H; simpl; lra || lia.
Qed.

Lemma one_passes N p i : (i < N)%nat -> p i = true -> (1 <= count N p)%nat.
Proof.
  induction N as [|N IH]; intros H P; [lia|]. simpl. destruct (Nat.eq_dec i N) as [->|E]; [rewrite P; lia|].
  specialize (IH ltac:(lia) P). lia.
Qed.

Lemma two_pass N p i j : (i < j < N)%nat -> p i = true -> p j = true -> (2 <= count N p)%nat.
Proof.
  induction N as [|N IH]; intros H P P'; [lia|]. simpl. destruct (Nat.eq_dec j N) as [->|E].
  - rewrite P'. pose proof (one_passes N p i ltac:(lia) P). lia.
  - specialize (IH ltac:(lia) P P'). lia.
Qed.

Lemma another_passes N p m : (2 <= count N p)%nat -> exists j, (j < N)%nat /\ j <> m /\ p j = true.
Proof.
  intros H. destruct (count N (fun i => andb (p i) (negb (Nat.eqb i m)))) eqn:E.
  - exfalso. assert (L : (count N p <= count N (fun i => Nat.eqb i m))%nat).
    { apply count_le. intros i Hi P. destruct (Nat.eqb i m) eqn:D; [reflexivity|].
      pose proof (one_passes N (fun i => andb (p i) (negb (Nat.eqb i m))) i Hi) as O. cbv beta in O.
      rewrite P, D in O. specialize (O eq_refl). lia. }
    assert (S : forall n, (count n (fun i => Nat.eqb i m) <= if Nat.ltb m n then 1 else 0)%nat).
    { induction n as [|n IH]; [simpl; lia|]. simpl count. destruct (Nat.eqb_spec n m), (Nat.ltb_spec m n),
        (Nat.ltb_spec m (S n)); lia. }
    specialize (S N). destruct (Nat.ltb m N); lia.
  - destruct (count_pos N (fun i => andb (p i) (negb (Nat.eqb i m))) ltac:(lia)) as (j & Hj & P).
    apply andb_prop in P. destruct P as [P Q]. exists j. split; [exact Hj|]. split; [|exact P].
    intros ->. rewrite Nat.eqb_refl in Q. discriminate.
Qed.

Lemma first_place n g pi : (0 < n)%nat -> ranking n pi ->
  exists y, (y < n)%nat /\ pi y = 1%nat /\ gained 1 n g pi = g y * discount 1.
Proof.
  intros Hn R. destruct (rank_is_taken n pi 1 R ltac:(lia)) as (y & Hy & E). exists y. split; [exact Hy|].
  split; [exact E|]. rewrite <- (sum_pick n y (fun i => g i * discount 1) Hy). apply sum_ext. intros i Hi.
  unfold one_hot. destruct (Nat.eqb_spec i y) as [->|D]; [rewrite E, top_in by lia; ring|].
  rewrite top_out; [ring|]. pose proof (proj1 R i Hi). destruct (Nat.eq_dec (pi i) 1) as [P|P]; [|lia].
  exfalso. apply D, (proj2 R); congruence.
Qed.

Lemma some_leads n s y : (y < n)%nat -> (forall x, (x < n)%nat -> s x <= s y) ->
  exists pi, ranks n s pi /\ pi y = 1%nat.
Proof.
  intros Hy M. destruct (every_score_can_be_sorted n (fun i => s i + one_hot y i)) as (pi & R & S). exists pi.
  unfold one_hot in S. split; [split; [exact R|]|].
  - intros a b Ha Hb L. apply S; try assumption. pose proof (M a Ha).
    destruct (Nat.eqb_spec b y) as [->|_], (Nat.eqb_spec a y); lra.
  - destruct (rank_is_taken n pi 1 R ltac:(lia)) as (z & Hz & E). destruct (Nat.eq_dec z y) as [->|D]; [exact E|].
    assert (L : (pi y < pi z)%nat); [|pose proof (proj1 R y Hy); lia]. apply S; try assumption. rewrite Nat.eqb_refl.
    destruct (Nat.eqb_spec z y); [contradiction|]. specialize (M z Hz). lra.
Qed.

(** No regret at the first place: what has the largest score has the largest gain. *)
Lemma best_at_one n g s : (0 < n)%nat -> (best_ranking n (gained 1 n g) s <->
  forall y z, (y < n)%nat -> (z < n)%nat -> (forall x, (x < n)%nat -> s x <= s y) -> g z <= g y).
Proof.
  intros Hn. pose proof (discount_pos 1 (le_n 1)) as D. split.
  - intros B y z Hy Hz M. destruct (some_leads n s y Hy M) as (pi & R & E).
    destruct (some_leads n (one_hot z) z Hz) as (pi' & [R' _] & E').
    { intros x _. unfold one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb x z); lra. }
    specialize (B pi pi' R R'). destruct (first_place n g pi Hn (proj1 R)) as (a & Ha & Ea & F).
    destruct (first_place n g pi' Hn R') as (b & Hb & Eb & G). rewrite F, G in B. apply Rmult_le_reg_r in B; [|exact D].
    rewrite (proj2 (proj1 R) y a Hy Ha) by congruence. rewrite (proj2 R' z b Hz Hb) by congruence. exact B.
  - intros C pi pi' [R S] R'. destruct (first_place n g pi Hn R) as (y & Hy & E & ->).
    destruct (first_place n g pi' Hn R') as (z & Hz & _ & ->). apply Rmult_le_compat_r; [lra|]. apply C; try assumption.
    intros x Hx. apply Rnot_lt_le. intros L. specialize (S x y Hx Hy L). pose proof (proj1 R x Hx). lia.
Qed.

Lemma largest_is_above n s v i : kth_largest n s 1 v -> (i < n)%nat -> s i <= v.
Proof.
  intros [_ [A _]] Hi. apply Rnot_lt_le. intros L. apply above_true in L.
  pose proof (one_passes n (above s v) i Hi L). lia.
Qed.

Lemma top_one n s g : (1 < n)%nat -> (top_k_preserving n 1 s g <->
  forall y z, (y < n)%nat -> (z < n)%nat -> (forall x, (x < n)%nat -> s x <= s y) -> g z <= g y).
Proof.
  intros Hn. split.
  - intros (sk & sk1 & gk & gk1 & A & _ & C & _ & H) y z Hy Hz M. apply Rnot_lt_le. intros L.
    pose proof (largest_is_above n g gk z C Hz). destruct (H y Hy) as [_ P]. specialize (P ltac:(lra)).
    destruct A as [(i & Hi & <-) _]. specialize (M i Hi). lra.
  - intros C. destruct (kth_largest_exists n s 1 ltac:(lia)) as (a & Ha & A).
    destruct (kth_largest_exists n s 2 ltac:(lia)) as (b & Hb & B).
    destruct (kth_largest_exists n g 1 ltac:(lia)) as (c & Hc & G).
    destruct (kth_largest_exists n g 2 ltac:(lia)) as (d & Hd & D).
    exists (s a), (s b), (g c), (g d). do 4 (split; [assumption|]). intros m Hm. unfold Rgt. split; intros L.
    + apply Rnot_le_lt. intros Q. destruct (another_passes n _ m (proj2 (proj2 B))) as (j & Hj & N & J).
      apply at_least_true in J. destruct (largest n s (fun i => negb (Nat.eqb i m))) as (u & Hu & U & X).
      { exists j. split; [exact Hj|]. apply Nat.eqb_neq in N. rewrite N. reflexivity. }
      assert (M : forall x, (x < n)%nat -> s x <= s u).
      { assert (s j <= s u) by (apply X; [exact Hj|]; apply Nat.eqb_neq in N; rewrite N; reflexivity).
        intros x Hx. destruct (Nat.eqb_spec x m) as [->|E]; [lra|].
        apply X; [exact Hx|]. apply Nat.eqb_neq in E. rewrite E. reflexivity. }
      pose proof (C u m Hu Hm M) as Z. assert (E : u <> m) by (intros ->; rewrite Nat.eqb_refl in U; discriminate).
      assert (Pm : above g (g d) m = true) by (apply above_true; exact L).
      assert (Pu : above g (g d) u = true) by (apply above_true; lra). destruct D as [_ [D _]].
      destruct (Nat.lt_total u m) as [O|[O|O]]; [|contradiction|].
      * pose proof (two_pass n (above g (g d)) u m ltac:(lia) Pu Pm). lia.
      * pose proof (two_pass n (above g (g d)) m u ltac:(lia) Pm Pu). lia.
    + apply Rnot_le_lt. intros Q. assert (g c <= g m); [|lra]. apply C; try assumption.
      intros x Hx. pose proof (largest_is_above n s (s a) x A Hx). lra.
Qed.

(** Claim: none
    Says: Of the first place alone it is so.
*)
Theorem so_it_is_at_the_first_place : ~ ~ (forall n K g s, K = 1%nat -> (1 <= K < n)%nat ->
  (forall i, (i < n)%nat -> 0 <= g i) -> (top_k_preserving n K s g <-> best_ranking n (gained K n g) s)).
Proof.
  intros H. apply H. intros n K g s -> HK _. rewrite (top_one n s g ltac:(lia)), (best_at_one n g s ltac:(lia)).
  reflexivity.
Qed.

(** Claim: sf.oq1.top_k
    Role: refutes
    Place: SF, Open Question 1
    Says: That scores preserve the top K of the gains does not say that they lose no DCG@K, ties against them: of the
      gains (0, 0, 1) the scores (0, 1, 1) preserve the top 2, and the item that gains may come second.
    Gap: K < N, where the top K is defined. An order statistic is given by the numbers of entries above it and at least
      it, which fix it.
    Mutant: `(1 <= K < n)%nat` becomes `K = 1%nat -> (1 <= K < n)%nat`; refuted by the theorem
      so_it_is_at_the_first_place
*)
Theorem the_top_k_is_not_the_regret_at_k : ~ (forall n K g s, (1 <= K < n)%nat ->
  (forall i, (i < n)%nat -> 0 <= g i) -> (top_k_preserving n K s g <-> best_ranking n (gained K n g) s)).
Proof.
  intros H. destruct (H 3%nat 2%nat last_gains first_loses ltac:(lia)) as [B _].
  { intros [|[|[|i]]] Hi; simpl; lra || lia. }
  set (second := fun y => match y with O => 3 | S O => 2 | S (S O) => 1 | _ => S y end%nat).
  assert (S : ranks 3 first_loses first_last).
  { split; [exact ranking_first_last|]. intros [|[|[|y]]] [|[|[|z]]] Hy Hz; simpl; lia || lra. }
  assert (R : ranking 3 second).
  { unfold second. split; [intros [|[|[|y]]] Hy; lia|]. intros [|[|[|y]]] [|[|[|z]]]; lia. }
  specialize (B top_two_in_order first_last second S R). unfold gained, second, top in B. simpl in B.
  pose proof first_discounts. lra.
Qed.
