(** The top K in order, and no regret in DCG@K: the one does not say the other. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RelevantSets RankmaxDcg TopK.
Open Scope R_scope.

(** DCG@K of gains. *)
Definition gained (K : nat) (g : nat -> R) (r : nat -> nat) : R := sum K (fun j => g (r j) * discount j).

Lemma kth_unique N s k v v' : kth_largest N s k v -> kth_largest N s k v' -> v = v'.
Proof.
  intros [_ [A B]] [_ [A' B']]. destruct (Rtotal_order v v') as [L|[E|L]]; [|exact E|].
  - assert (number N (at_least s v') <= number N (above s v))%nat; [|lia].
    apply number_le. intros i _. rewrite at_least_true, above_true. lra.
  - assert (number N (at_least s v) <= number N (above s v'))%nat; [|lia].
    apply number_le. intros i _. rewrite at_least_true, above_true. lra.
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

(** The ranking of two items that has the item y first. *)
Definition led_by (y j : nat) : nat := match j with O => y | _ => (1 - y)%nat end.

Lemma led_by_ranking y : (y < 2)%nat -> ranking 2 (led_by y).
Proof.
  intros H. split.
  - intros [|j] _; destruct y as [|[|y]]; simpl; lia.
  - intros i Hi. exists (if Nat.eqb i y then 0%nat else 1%nat).
    destruct y as [|[|y]], i as [|[|i]]; simpl; lia.
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
  (forall i, (i < n)%nat -> 0 <= g i) -> (top_k_preserving n K s g <-> best n (gained K g) s)).
Proof.
  intros H. apply H. intros n K g s -> HK _. assert (E : K = 1%nat) by lia. rewrite E, top_one_of_two.
  destruct discounts as (_ & _ & _ & D2 & D1 & D0 & _). split.
  - intros [A B]. apply (best_of_two _ g (discount 0) 0 s); [lra| |exact A|exact B].
    intros r _. unfold gained. simpl. ring.
  - intros B. assert (C : forall y, (y < 2)%nat -> s (1 - y)%nat <= s y -> g (1 - y)%nat <= g y).
    { intros y Hy L. pose proof (B (led_by y) (led_by (1 - y)) (led_by_ranking y Hy)) as Q. unfold gained in Q. simpl
      in Q.
      apply (Rmult_le_reg_r (discount 0)); [lra|]. rewrite !Rplus_0_l in Q. apply Q.
      - intros [|[|j]] [|[|k]] J; try lia. exact L.
      - apply led_by_ranking. destruct y as [|[|y]]; lia. }
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
  (forall i, (i < n)%nat -> 0 <= g i) -> (top_k_preserving n K s g <-> best n (gained K g) s)).
Proof.
  intros H. destruct (H 3%nat 2%nat last_gains first_loses ltac:(lia)) as [B _].
  { intros [|[|[|i]]] Hi; simpl; lra || lia. }
  specialize (B top_two_in_order second_first (fun j => match j with O => 2 | S O => 1 | _ => 0 end)%nat
    second_first_ranking).
  destruct discounts as (_ & _ & _ & D2 & D1 & D0 & _). unfold gained in B. simpl in B.
  assert (L : 0 + 1 * discount 0 + 0 * discount 1 <= 0 + 0 * discount 0 + 1 * discount 1); [|lra]. apply B.
  - intros [|[|[|j]]] [|[|[|k]]] J; try lia; simpl; lra.
  - split; [intros [|[|j]] J; lia|]. intros [|[|[|i]]] I; [exists 2%nat|exists 1%nat|exists 0%nat|lia]; lia.
Qed.
