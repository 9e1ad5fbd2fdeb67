(** The top K in order, and no regret in DCG@K: the one does not say the other. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Rank RgRanking RelevantSets TopK.
Open Scope R_scope.

(** DCG@K of gains. *)
Definition gained (K n : nat) (g : nat -> R) (pi : nat -> nat) : R :=
  sum n (fun y => g y * (top K (pi y) * discount (pi y))).

Lemma kth_unique N s k v v' : kth_largest N s k v -> kth_largest N s k v' -> v = v'.
Proof.
  intros [_ [A B]] [_ [A' B']]. destruct (Rtotal_order v v') as [L|[E|L]]; [|exact E|].
  - assert (count N (at_least s v') <= count N (above s v))%nat; [|lia].
    apply count_le. intros i _. rewrite at_least_true, above_true. lra.
  - assert (count N (at_least s v) <= count N (above s v'))%nat; [|lia].
    apply count_le. intros i _. rewrite at_least_true, above_true. lra.
Qed.

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

Lemma first_of_two s : kth_largest 2 s 1 (Rmax (s 0%nat) (s 1%nat)).
Proof.
  unfold Rmax. destruct (Rle_dec (s 0%nat) (s 1%nat)); [kth 1%nat|kth 0%nat].
Qed.

Lemma second_of_two s : kth_largest 2 s 2 (Rmin (s 0%nat) (s 1%nat)).
Proof.
  unfold Rmin. destruct (Rle_dec (s 0%nat) (s 1%nat)); [kth 0%nat|kth 1%nat].
Qed.

(** Of two items the better one first is best. *)
Lemma best_of_two gain g c s : c 2%nat <= c 1%nat ->
  (forall pi, ranking 2 pi -> gain pi = g 0%nat * c (pi 0%nat) + g 1%nat * c (pi 1%nat)) ->
  (g 1%nat < g 0%nat -> s 1%nat < s 0%nat) -> (g 0%nat < g 1%nat -> s 0%nat < s 1%nat) -> best_ranking 2 gain s.
Proof.
  intros H G A B pi pi' [R S] R'. rewrite (G pi R), (G pi' R').
  assert (C : forall q, ranking 2 q -> q 0%nat = 1%nat /\ q 1%nat = 2%nat \/ q 0%nat = 2%nat /\ q 1%nat = 1%nat).
  { intros q [Q1 Q2]. pose proof (Q1 0%nat ltac:(lia)). pose proof (Q1 1%nat ltac:(lia)).
    pose proof (Q2 0%nat 1%nat ltac:(lia) ltac:(lia)). lia. }
  pose proof (S 0%nat 1%nat ltac:(lia) ltac:(lia)) as O. pose proof (S 1%nat 0%nat ltac:(lia) ltac:(lia)) as O'.
  assert (D : forall x y, x <= y -> 0 <= (y - x) * (c 1%nat - c 2%nat)) by (intros; apply Rmult_le_pos; lra).
  destruct (C pi R) as [[E0 E1]|[E0 E1]], (C pi' R') as [[F0 F1]|[F0 F1]]; rewrite E0, E1 in *; rewrite F0, F1;
    try lra.
  - destruct (Rlt_le_dec (g 0%nat) (g 1%nat)) as [L|L]; [specialize (O' (B L)); lia|specialize (D _ _ L); lra].
  - destruct (Rlt_le_dec (g 1%nat) (g 0%nat)) as [L|L]; [specialize (O (A L)); lia|specialize (D _ _ L); lra].
Qed.

(** The ranking of two items that has the item y first. *)
Definition led_by (y i : nat) : nat := if Nat.eqb i y then 1%nat else 2%nat.

Lemma led_by_ranking y : (y < 2)%nat -> ranking 2 (led_by y).
Proof.
  unfold led_by. intros H. split.
  - intros i _. destruct (Nat.eqb i y); lia.
  - intros i j Hi Hj. destruct (Nat.eqb_spec i y), (Nat.eqb_spec j y); lia.
Qed.

Lemma top_one_of_two s g : top_k_preserving 2 1 s g <->
  (g 1%nat < g 0%nat -> s 1%nat < s 0%nat) /\ (g 0%nat < g 1%nat -> s 0%nat < s 1%nat).
Proof.
  split.
  - intros (a & b & c & d & A & B & C & D & H).
    rewrite (kth_unique _ _ _ _ _ A (first_of_two s)), (kth_unique _ _ _ _ _ B (second_of_two s)),
      (kth_unique _ _ _ _ _ C (first_of_two g)), (kth_unique _ _ _ _ _ D (second_of_two g)) in H.
    destruct (H 0%nat ltac:(lia)) as [H1 _]. destruct (H 1%nat ltac:(lia)) as [H3 _].
    unfold Rmax, Rmin in *. destruct (Rle_dec (s 0%nat) (s 1%nat)), (Rle_dec (g 0%nat) (g 1%nat)); split; intros; lra.
  - intros [A B]. exists (Rmax (s 0%nat) (s 1%nat)), (Rmin (s 0%nat) (s 1%nat)), (Rmax (g 0%nat) (g 1%nat)),
      (Rmin (g 0%nat) (g 1%nat)). repeat split; try apply first_of_two; try apply second_of_two;
      intros; destruct n as [|[|n]]; try lia; unfold Rmax, Rmin in *;
      destruct (Rle_dec (s 0%nat) (s 1%nat)), (Rle_dec (g 0%nat) (g 1%nat)); lra.
Qed.

(** Claim: none
    Says: Of two items the first is in order exactly if the first place loses nothing.
*)
Theorem so_it_is_for_two_items : ~ ~ (forall n K g s, n = 2%nat -> (1 <= K < n)%nat ->
  (forall i, (i < n)%nat -> 0 <= g i) -> (top_k_preserving n K s g <-> best_ranking n (gained K n g) s)).
Proof.
  intros H. apply H. intros n K g s -> HK _. assert (E : K = 1%nat) by lia. rewrite E, top_one_of_two.
  pose proof first_discounts as D. split.
  - intros [A B]. apply (best_of_two _ g (fun k => top 1 k * discount k) s); [unfold top; simpl; lra| |exact A|exact B].
    intros pi _. unfold gained. simpl. ring.
  - intros B. assert (C : forall y, (y < 2)%nat -> s (1 - y)%nat <= s y -> g (1 - y)%nat <= g y).
    { intros y Hy L. assert (Q : gained 1 2 g (led_by (1 - y)) <= gained 1 2 g (led_by y)).
      { apply B; [split; [apply led_by_ranking, Hy|]|apply led_by_ranking; lia]. unfold led_by.
        destruct y as [|[|y]]; [| |lia]; intros [|[|a]] [|[|b]] Ha Hb; simpl in *; lia || lra. }
      unfold gained, led_by, top in Q. destruct y as [|[|y]]; [| |lia]; simpl in Q |- *;
        apply (Rmult_le_reg_r (discount 1)); lra. }
    split; intros L; apply Rnot_le_lt; intros N.
    + specialize (C 1%nat ltac:(lia) N). simpl in C. lra.
    + specialize (C 0%nat ltac:(lia) N). simpl in C. lra.
Qed.

(** Claim: sf.oq1.top_k
    Role: refutes
    Place: SF, beyond the summary, Open Question 1
    Says: That scores preserve the top K of the gains does not say that they lose no DCG@K, ties against them: of the
      gains (0, 0, 1) the scores (0, 1, 1) preserve the top 2, and the item that gains may come second.
    Gap: K < N, where the top K is defined. An order statistic is given by the numbers of entries above it and at least
      it, which fix it.
    Mutant: `(1 <= K < n)%nat` becomes `n = 2%nat -> (1 <= K < n)%nat`; refuted by the theorem so_it_is_for_two_items
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
