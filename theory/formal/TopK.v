(** The k-th largest entry, top-k preservation, and the softmax map. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax.
Open Scope R_scope.

Definition above (s : nat -> R) (v : R) (i : nat) : bool := if Rlt_dec v (s i) then true else false.
Definition at_least (s : nat -> R) (v : R) (i : nat) : bool := if Rle_dec v (s i) then true else false.

(** v is the k-th largest of N entries, s_[k]: fewer than k entries are above it, and k or more are at least it. *)
Definition kth_largest (N : nat) (s : nat -> R) (k : nat) (v : R) : Prop :=
  (exists i, (i < N)%nat /\ s i = v) /\ (count N (above s v) < k <= count N (at_least s v))%nat.

(** Def. 18: eta_n > eta_[k+1] implies s_n > s_[k+1], and eta_n < eta_[k] implies s_n < s_[k]. *)
Definition top_k_preserving (N k : nat) (s eta : nat -> R) : Prop :=
  exists sk sk1 etak etak1,
    kth_largest N s k sk /\ kth_largest N s (S k) sk1 /\ kth_largest N eta k etak /\ kth_largest N eta (S k) etak1 /\
    forall n, (n < N)%nat -> (eta n > etak1 -> s n > sk1) /\ (eta n < etak -> s n < sk).

Lemma count_le N p q : (forall i, (i < N)%nat -> p i = true -> q i = true) -> (count N p <= count N q)%nat.
Proof.
  induction N as [|N IH]; intros H; simpl; [lia|].
  assert (count N p <= count N q)%nat by (apply IH; intros i Hi; apply H; lia).
  pose proof (H N (Nat.lt_succ_diag_r N)) as Q. destruct (p N); [rewrite (Q eq_refl)|destruct (q N)]; lia.
Qed.

Lemma count_all N p : (forall i, (i < N)%nat -> p i = true) -> count N p = N.
Proof.
  induction N as [|N IH]; intros H; simpl; [reflexivity|].
  rewrite IH, (H N) by (intros; try apply H; lia). lia.
Qed.

Lemma count_pos N p : (0 < count N p)%nat -> exists i, (i < N)%nat /\ p i = true.
Proof.
  induction N as [|N IH]; simpl; [lia|]. intros H. destruct (p N) eqn:E; [exists N; split; [lia|exact E]|].
  destruct IH as [i [Hi Pi]]; [lia|]. exists i. split; [lia|exact Pi].
Qed.

(** Of the entries that pass a test one is largest. *)
Lemma largest N (s : nat -> R) p : (exists i, (i < N)%nat /\ p i = true) ->
  exists i, (i < N)%nat /\ p i = true /\ forall j, (j < N)%nat -> p j = true -> s j <= s i.
Proof.
  induction N as [|N IH]; intros [i [Hi Pi]]; [lia|].
  destruct (p N) eqn:E.
  - destruct (count N p) eqn:M.
    + exists N. split; [lia|split; [exact E|]]. intros j Hj Pj.
      destruct (Nat.eq_dec j N) as [->|Hne]; [lra|exfalso].
      assert (Hk : (count (S j) p <= count N p)%nat).
      { clear - Hj Hne. assert (L : (S j <= N)%nat) by lia. induction L; simpl; [lia|]. simpl in *. lia. }
      simpl in Hk. rewrite Pj in Hk. lia.
    + destruct IH as [m [Hm [Pm Lm]]]; [apply count_pos; lia|].
      destruct (Rle_lt_dec (s N) (s m)) as [C|C].
      * exists m. split; [lia|split; [exact Pm|]]. intros j Hj Pj.
        destruct (Nat.eq_dec j N) as [->|Hne]; [exact C|apply Lm; [lia|exact Pj]].
      * exists N. split; [lia|split; [exact E|]]. intros j Hj Pj.
        destruct (Nat.eq_dec j N) as [->|Hne]; [lra|]. apply Rle_trans with (s m); [apply Lm; [lia|exact Pj]|lra].
  - destruct IH as [m [Hm [Pm Lm]]].
    + exists i. split; [|exact Pi]. destruct (Nat.eq_dec i N) as [->|Hne]; [congruence|lia].
    + exists m. split; [lia|split; [exact Pm|]]. intros j Hj Pj.
      destruct (Nat.eq_dec j N) as [->|Hne]; [congruence|apply Lm; [lia|exact Pj]].
Qed.

Lemma above_true s v i : above s v i = true <-> v < s i.
Proof.
  unfold above. destruct (Rlt_dec v (s i)); split; intros; [assumption|reflexivity|discriminate|contradiction].
Qed.

Lemma at_least_true s v i : at_least s v i = true <-> v <= s i.
Proof.
  unfold at_least. destruct (Rle_dec v (s i)); split; intros; [assumption|reflexivity|discriminate|contradiction].
Qed.

(** There is a k-th largest entry. *)
Lemma kth_largest_exists N s k : (1 <= k <= N)%nat -> exists i, (i < N)%nat /\ kth_largest N s k (s i).
Proof.
  intros Hk. set (enough := fun i => Nat.leb k (count N (at_least s (s i)))).
  assert (E : exists i, (i < N)%nat /\ enough i = true).
  { destruct (largest N (fun i => - s i) (fun _ => true)) as [i [Hi [_ L]]]; [exists 0%nat; split; [lia|reflexivity]|].
    exists i. split; [exact Hi|]. apply Nat.leb_le. rewrite count_all; [lia|].
    intros j Hj. apply at_least_true. specialize (L j Hj eq_refl). lra. }
  destruct (largest N s enough E) as [i [Hi [Pi L]]]. exists i. split; [exact Hi|].
  split; [exists i; split; [exact Hi|reflexivity]|]. apply Nat.leb_le in Pi. split; [|exact Pi].
  destruct (le_lt_dec k (count N (above s (s i)))) as [C|C]; [exfalso|exact C].
  destruct (largest N (fun j => - s j) (above s (s i))) as [u [Hu [Pu Lu]]]; [apply count_pos; lia|].
  apply above_true in Pu. assert (enough u = true) as Q.
  { apply Nat.leb_le. apply Nat.le_trans with (1 := C). apply count_le. intros j Hj Pj.
    apply at_least_true. specialize (Lu j Hj Pj). lra. }
  specialize (L u Hu Q). lra.
Qed.

Lemma softmax_order N o i j : (0 < N)%nat -> (softmax N o i < softmax N o j <-> o i < o j).
Proof.
  intros HN. pose proof (partition_pos N o HN) as S. unfold softmax, Rdiv. split; intros H.
  - apply exp_lt_inv. apply Rmult_lt_reg_r with (/ partition N o); [apply Rinv_0_lt_compat, S|exact H].
  - apply Rmult_lt_compat_r; [apply Rinv_0_lt_compat, S|apply exp_increasing, H].
Qed.

(** The softmax map keeps the places of the entries. *)
Lemma softmax_kth N o k i : (0 < N)%nat -> (i < N)%nat ->
  kth_largest N o k (o i) -> kth_largest N (softmax N o) k (softmax N o i).
Proof.
  intros HN Hi [_ [A B]]. split; [exists i; split; [exact Hi|reflexivity]|]. split.
  - apply Nat.le_lt_trans with (2 := A). apply count_le. intros j _. rewrite !above_true. apply softmax_order, HN.
  - apply Nat.le_trans with (1 := B). apply count_le. intros j _. rewrite !at_least_true. intros L.
    apply Rnot_lt_le. intros C. apply softmax_order in C; [lra|exact HN].
Qed.

(** Claim: rg.prop5.inverse_topk
    Role: establishes
    Place: RG, Prop. 5, Def. 18-19
    Says: for every k < N the scores are top-k preserving with respect to their softmax probabilities.
    Gap: real numbers. An order statistic is given by the numbers of entries above it and at least it, which fix it.
    Mutant: `(softmax N o)` becomes `(softmax N (fun y => - o y))`; refuted by the theorem energies_do_not_preserve
*)
Theorem softmax_is_inverse_top_k_preserving : forall N k o, (1 <= k < N)%nat -> top_k_preserving N k o (softmax N o).
Proof.
  intros N k o Hk. assert (HN : (0 < N)%nat) by lia.
  destruct (kth_largest_exists N o k ltac:(lia)) as [i [Hi A]].
  destruct (kth_largest_exists N o (S k) ltac:(lia)) as [j [Hj B]].
  exists (o i), (o j), (softmax N o i), (softmax N o j).
  repeat (split; [assumption || (apply softmax_kth; assumption)|]).
  intros n Hn. unfold Rgt. split; apply softmax_order; exact HN.
Qed.

(** Claim: none
    Says: probabilities in proportion to exp(-o_y) do not keep the largest of two scores.
*)
Theorem energies_do_not_preserve : ~ (forall N k o, (1 <= k < N)%nat ->
  top_k_preserving N k o (softmax N (fun y => - o y))).
Proof.
  intros F. destruct (F 2%nat 1%nat (one_hot 0) ltac:(lia)) as [sk [sk1 [ek [ek1 [_ [[[i [Hi Ei]] _] [_ [E H]]]]]]]].
  set (eta := softmax 2 (fun y => - one_hot 0 y)) in *.
  assert (L : eta 0%nat < eta 1%nat) by (apply softmax_order; [lia|unfold one_hot; simpl; lra]).
  assert (Low : eta 1%nat > ek1).
  { destruct E as [[j [Hj Ej]] [_ C]]. destruct j as [|[|j]]; [lra| |lia]. exfalso. rewrite <- Ej in C.
    simpl in C. unfold at_least in C. destruct (Rle_dec (eta 1%nat) (eta 0%nat)); [lra|].
    destruct (Rle_dec (eta 1%nat) (eta 1%nat)); lia. }
  destruct (H 1%nat ltac:(lia)) as [U _]. specialize (U Low). rewrite <- Ei in U. unfold one_hot in U.
  simpl in U. destruct i as [|[|i]]; simpl in U; lra || lia.
Qed.
