(** The dimension of the vectors that are 0 off a set of items and add up to 0. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums TopK.
Open Scope R_scope.

(** The items of a set but one. *)
Definition without (test : nat -> bool) (k i : nat) : bool := if Nat.eqb i k then false else test i.

Lemma without_none n test k : (n <= k)%nat -> count n (without test k) = count n test.
Proof.
  induction n as [|n IH]; intros H; simpl; [reflexivity|]. rewrite IH by lia. unfold without.
  destruct (Nat.eqb_spec n k); [lia|reflexivity].
Qed.

Lemma count_without n test k : (k < n)%nat -> test k = true -> count n test = S (count n (without test k)).
Proof.
  intros Hk T. induction n as [|n IH]; [lia|]. simpl. destruct (Nat.eq_dec k n) as [->|Ne].
  - rewrite without_none by lia. unfold without. rewrite Nat.eqb_refl, T. lia.
  - rewrite IH by lia. unfold without at 3. destruct (Nat.eqb_spec n k); [lia|]. lia.
Qed.

(** A pivot of a row in a set, or none. *)
Lemma pivot_or_none n (test : nat -> bool) (r : nat -> R) :
  (exists k, (k < n)%nat /\ test k = true /\ r k <> 0) \/ forall k, (k < n)%nat -> test k = true -> r k = 0.
Proof.
  induction n as [|n IH]; [right; intros; lia|].
  destruct IH as [[k [Hk H]]|IH]; [left; exists k; split; [lia|exact H]|].
  destruct (test n) eqn:T; [destruct (Req_dec (r n) 0) as [Z|Z]|].
  - right. intros k Hk Tk. destruct (Nat.eq_dec k n) as [->|Ne]; [exact Z|apply IH; [lia|exact Tk]].
  - left. exists n. repeat split; [lia|exact T|exact Z].
  - right. intros k Hk Tk. destruct (Nat.eq_dec k n) as [->|Ne]; [congruence|apply IH; [lia|exact Tk]].
Qed.

(** Fewer equations than unknowns have a solution that is not 0. *)
Lemma underdetermined n : forall d (test : nat -> bool) (A : nat -> nat -> R), (d < count n test)%nat ->
  exists x, not_zero n x /\ (forall i, (i < n)%nat -> test i = false -> x i = 0) /\
  forall k, (k < d)%nat -> sum n (fun i => A k i * x i) = 0.
Proof.
  induction d as [|d IH]; intros test A H.
  - destruct (count_pos n test H) as [i [Hi T]]. exists (one_hot i). split; [|split; [|intros; lia]].
    + exists i. split; [exact Hi|]. unfold one_hot. rewrite Nat.eqb_refl. lra.
    + intros j Hj F. unfold one_hot. destruct (Nat.eqb_spec j i) as [->|]; [congruence|reflexivity].
  - destruct (pivot_or_none n test (A d)) as [[p [Hp [Tp Z]]]|Z].
    + rewrite (count_without n test p Hp Tp) in H.
      destruct (IH (without test p) (fun k i => A k i - A k p / A d p * A d i) ltac:(lia))
        as (x & [j [Hj Xj]] & X0 & E).
      assert (Xp : x p = 0) by (apply X0; [exact Hp|unfold without; rewrite Nat.eqb_refl; reflexivity]).
      set (s := sum n (fun i => A d i * x i)). exists (fun i => x i - one_hot p i * (s / A d p)).
      assert (S : forall r, sum n (fun i => r i * (x i - one_hot p i * (s / A d p)))
        = sum n (fun i => r i * x i) - r p * (s / A d p)).
      { intros r. rewrite (sum_ext n _ (fun i => r i * x i - one_hot p i * (r i * (s / A d p)))) by (intros; ring).
        rewrite sum_minus, (sum_pick n p (fun i => r i * (s / A d p)) Hp). reflexivity. }
      split; [|split].
      * exists j. split; [exact Hj|]. unfold one_hot. destruct (Nat.eqb_spec j p) as [->|]; [contradiction|lra].
      * intros i Hi F. unfold one_hot. destruct (Nat.eqb_spec i p) as [->|]; [congruence|].
        rewrite X0; [ring|exact Hi|]. unfold without. destruct (Nat.eqb i p); [reflexivity|exact F].
      * intros k Hk. rewrite S. destruct (Nat.eq_dec k d) as [->|Ne]; [fold s; field; exact Z|].
        specialize (E k ltac:(lia)).
        rewrite (sum_ext n _ (fun i => A k i * x i - A k p / A d p * (A d i * x i))) in E by (intros; ring).
        rewrite sum_minus, sum_scal in E. fold s in E. rewrite <- E. field. exact Z.
    + destruct (IH test A ltac:(lia)) as (x & X & X0 & E). exists x. split; [exact X|]. split; [exact X0|].
      intros k Hk. destruct (Nat.eq_dec k d) as [->|Ne]; [|apply E; lia]. apply sum_eq_0. intros i Hi.
      destruct (test i) eqn:T; [rewrite (Z i Hi T)|rewrite (X0 i Hi T)]; ring.
Qed.

(** As many vectors as items span what is 0 off them. *)
Lemma spanned n test : exists b : nat -> nat -> R, forall w, (forall i, (i < n)%nat -> test i = false -> w i = 0) ->
  exists c : nat -> R, forall i, (i < n)%nat -> w i = sum (count n test) (fun l => c l * b l i).
Proof.
  induction n as [|n [b H]]; [exists (fun _ _ => 0); intros w _; exists (fun _ => 0); intros; lia|]. simpl.
  set (m := count n test) in *.
  exists (fun l i => if Nat.eqb i n then one_hot m l else if Nat.eqb l m then 0 else b l i).
  intros w W. destruct (H w ltac:(intros i Hi; apply W; lia)) as [c C].
  exists (fun l => if Nat.eqb l m then w n else c l). intros i Hi.
  assert (Low : sum m (fun l => (if Nat.eqb l m then w n else c l) *
    (if Nat.eqb i n then one_hot m l else if Nat.eqb l m then 0 else b l i)) = if Nat.eqb i n then 0 else w i).
  { destruct (Nat.eqb_spec i n) as [->|Ne].
    - apply sum_eq_0. intros l Hl. unfold one_hot. destruct (Nat.eqb_spec l m); [lia|ring].
    - rewrite (C i ltac:(lia)). apply sum_ext. intros l Hl. destruct (Nat.eqb_spec l m); [lia|reflexivity]. }
  destruct (test n) eqn:T.
  - replace (m + 1)%nat with (S m) by lia. simpl. rewrite Low, Nat.eqb_refl.
    destruct (Nat.eqb_spec i n) as [->|Ne]; [unfold one_hot; rewrite Nat.eqb_refl; ring|ring].
  - rewrite Nat.add_0_r, Low. destruct (Nat.eqb_spec i n) as [->|Ne]; [apply W; [lia|exact T]|reflexivity].
Qed.

(** One fewer spans those of them that add up to 0. *)
Lemma spanned_sum_zero n test k : (k < n)%nat -> test k = true -> exists b : nat -> nat -> R, forall w,
  (forall i, (i < n)%nat -> test i = false -> w i = 0) -> sum n w = 0 ->
  exists c : nat -> R, forall i, (i < n)%nat -> w i = sum (count n test - 1) (fun l => c l * b l i).
Proof.
  intros Hk T. destruct (spanned n (without test k)) as [b H]. rewrite (count_without n test k Hk T).
  replace (S (count n (without test k)) - 1)%nat with (count n (without test k)) by lia.
  set (m := count n (without test k)) in *. exists (fun l i => b l i - one_hot k i * sum n (b l)). intros w W S.
  destruct (H (fun i => w i - one_hot k i * w k)) as [c C].
  { intros i Hi F. unfold without in F. unfold one_hot. destruct (Nat.eqb_spec i k) as [->|Ne]; [ring|].
    rewrite (W i Hi F). ring. }
  exists c. intros i Hi.
  rewrite (sum_ext m _ (fun l => c l * b l i - one_hot k i * (c l * sum n (b l)))) by (intros; ring).
  rewrite sum_minus, sum_scal, <- (C i Hi).
  rewrite (sum_ext m (fun l => c l * sum n (b l)) (fun l => sum n (fun j => c l * b l j)))
    by (intros; rewrite sum_scal; reflexivity).
  rewrite sum_exchange, <- (sum_ext n _ _ C), sum_minus, S, (sum_pick n k (fun _ => w k) Hk). ring.
Qed.

(** No fewer do. *)
Lemma not_spanned n test k d b : (k < n)%nat -> test k = true -> (d < count n test - 1)%nat ->
  ~ (forall w, (forall i, (i < n)%nat -> test i = false -> w i = 0) -> sum n w = 0 ->
     exists c : nat -> R, forall i, (i < n)%nat -> w i = sum d (fun l => c l * b l i)).
Proof.
  intros Hk T Hd H. rewrite (count_without n test k Hk T) in Hd.
  destruct (underdetermined n d (without test k) b ltac:(lia)) as (x & [j [Hj Xj]] & X0 & E).
  assert (Xk : x k = 0) by (apply X0; [exact Hk|unfold without; rewrite Nat.eqb_refl; reflexivity]).
  assert (Tj : test j = true).
  { destruct (test j) eqn:F; [reflexivity|]. destruct Xj. apply X0; [exact Hj|]. unfold without.
    destruct (Nat.eqb j k); [reflexivity|exact F]. }
  destruct (H (fun i => one_hot j i - one_hot k i)) as [c C].
  - intros i Hi F. unfold one_hot. destruct (Nat.eqb_spec i j) as [->|]; [congruence|].
    destruct (Nat.eqb_spec i k) as [->|]; [congruence|ring].
  - rewrite sum_minus, !sum_one_hot by assumption. ring.
  - apply Xj. transitivity (sum n (fun i => (one_hot j i - one_hot k i) * x i)).
    + rewrite (sum_ext n _ (fun i => one_hot j i * x i - one_hot k i * x i)) by (intros; ring).
      rewrite sum_minus, !sum_pick, Xk by assumption. ring.
    + rewrite (sum_ext n _ (fun i => sum d (fun l => c l * (b l i * x i)))).
      * rewrite sum_exchange. apply sum_eq_0. intros l Hl. rewrite sum_scal, (E l Hl). ring.
      * intros i Hi. rewrite (C i Hi), <- sum_scal_r. apply sum_ext. intros; ring.
Qed.
