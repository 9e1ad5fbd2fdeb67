(** How near a class off the support of entmax can be to one on it, for every alpha. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Prop7 EntmaxLoss EntmaxMap EntmaxIdentities EntmaxSupport.
Open Scope R_scope.

(** d is the distance of the score of a class on the support from that of one off it. *)
Definition support_gap (a : R) (n : nat) (d : R) : Prop :=
  exists z p i j, argmax n z (omega a n) p /\ (i < n)%nat /\ (j < n)%nat /\ 0 < p i /\ p j = 0 /\ d = z i - z j.

(** low is the infimum of these distances. *)
Definition least_gap (a : R) (n : nat) (low : R) : Prop :=
  infimum (fun d : {d | support_gap a n d} => proj1_sig d) low.

Lemma gap_by_probability a n d : 1 < a -> support_gap a n d -> exists p i, simplex n p /\ (i < n)%nat /\ 0 < p i /\
  (exists j, (j < n)%nat /\ p j = 0) /\ power (a - 1) (p i) / (a - 1) <= d.
Proof.
  intros Ha (z & p & i & j & M & Hi & Hj & Pi & Pj & D). destruct (argmax_entmax a n z p Ha M) as [tau E].
  destruct (proj1 (the_support_is_apart n z) a tau p i j Ha E Hi Hj Pi Pj) as (_ & L & _).
  exists p, i. split; [exact (proj1 M)|]. split; [exact Hi|]. split; [exact Pi|]. split; [exists j; auto|lra].
Qed.

Lemma gap_pos a n d : 1 < a -> support_gap a n d -> 0 < d.
Proof.
  intros Ha G. destruct (gap_by_probability a n d Ha G) as (p & i & _ & _ & P & _ & L).
  pose proof (Rdiv_lt_0_compat _ (a - 1) (power_pos (a - 1) (p i) P) ltac:(lra)). lra.
Qed.

Lemma gap_of_two a : 1 < a -> least_gap a 2 (1 / (a - 1)).
Proof.
  intros Ha. split.
  - intros [d G]. simpl. destruct (gap_by_probability a 2 d Ha G) as (p & i & [_ S] & Hi & P & (j & Hj & Z) & L).
    assert (E : p i = 1).
    { simpl in S. destruct i as [|[|i]], j as [|[|j]]; try lia; lra. }
    rewrite E, power_of_1 in L. exact L.
  - intros b B. assert (G : support_gap a 2 (1 / (a - 1))).
    { exists (fun i => 1 / (a - 1) * one_hot 0 i), (one_hot 0), 0%nat, 1%nat. split; [apply ahead, Ha|].
      unfold one_hot. simpl. split; [lia|]. split; [lia|]. split; [lra|]. split; [reflexivity|ring]. }
    exact (B (exist _ _ G)).
Qed.

(** A class with the probability d, one at the threshold, and one with the rest. *)
Lemma small_gap a n d : 1 < a -> (3 <= n)%nat -> 0 < d < 1 -> support_gap a n (power (a - 1) d / (a - 1)).
Proof.
  intros Ha Hn Hd. set (p := fun i => (1 - d) * one_hot 0 i + d * one_hot 1 i).
  set (z := fun i => power (a - 1) (p i) / (a - 1)).
  assert (P : forall i, 0 <= p i).
  { intros i. unfold p, one_hot. destruct (Nat.eqb i 0), (Nat.eqb i 1); lra. }
  assert (E : entmax a n z 0 p).
  { split; [split; [intros; apply P|]|].
    - unfold p. rewrite sum_plus, !sum_scal, !sum_one_hot by lia. ring.
    - intros i _. unfold z. replace ((a - 1) * (power (a - 1) (p i) / (a - 1) - 0)) with (power (a - 1) (p i))
        by (field; lra). destruct (P i) as [Q|<-].
      + rewrite power_power by exact Q. replace ((a - 1) * (1 / (a - 1))) with 1 by (field; lra). symmetry.
        apply power_1. lra.
      + rewrite (power_0 (a - 1)) by lra. symmetry. apply power_0. lra. }
  exists z, p, 1%nat, 2%nat. split; [exact (entmax_argmax a n z 0 p Ha E)|]. split; [lia|]. split; [lia|].
  assert (P1 : p 1%nat = d) by (unfold p, one_hot; simpl; ring).
  assert (P2 : p 2%nat = 0) by (unfold p, one_hot; simpl; ring).
  split; [lra|]. split; [exact P2|]. unfold z. rewrite P1, P2, (power_0 _ 0) by lra. field. lra.
Qed.

Lemma gap_of_three a n : 1 < a -> (3 <= n)%nat -> least_gap a n 0.
Proof.
  intros Ha Hn. split.
  - intros [d G]. simpl. apply Rlt_le, (gap_pos a n d Ha G).
  - intros b B. apply Rnot_lt_le. intros Hb. set (x := power (1 / (a - 1)) ((a - 1) * (b / 2))).
    assert (Y : 0 < (a - 1) * (b / 2)) by (apply Rmult_lt_0_compat; lra).
    assert (X : 0 < x) by (apply power_pos, Y). set (d := Rmin x (1 / 2)).
    assert (D : 0 < d /\ d <= x /\ d <= 1 / 2)
      by (unfold d; split; [apply Rmin_pos; lra|]; split; [apply Rmin_l|apply Rmin_r]).
    pose proof (B (exist _ _ (small_gap a n d Ha Hn ltac:(lra)))) as L. simpl in L.
    pose proof (power_le (a - 1) d x ltac:(lra) ltac:(lra)) as U. unfold x in U. rewrite power_power in U by exact Y.
    replace (1 / (a - 1) * (a - 1)) with 1 in U by (field; lra). rewrite power_1 in U by lra.
    apply (Rmult_le_compat_r (/ (a - 1))) in U; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    replace ((a - 1) * (b / 2) * / (a - 1)) with (b / 2) in U by (field; lra). unfold Rdiv at 1 in L. lra.
Qed.

(** Claim: none
    Says: For two classes the infimum is not 0: at alpha = 2 it is 1.
*)
Theorem two_classes_are_uniformly_apart : ~ (forall a n, 1 < a -> (2 <= n)%nat ->
  (n = 2%nat -> least_gap a n (1 / (a - 1))) /\
  ((2 <= n)%nat -> least_gap a n 0 /\ forall d, support_gap a n d -> 0 < d)).
Proof.
  intros H. destruct (H 2 2%nat ltac:(lra) ltac:(lia)) as [_ B]. destruct (B ltac:(lia)) as [[_ G] _].
  pose proof (G _ (proj1 (gap_of_two 2 ltac:(lra)))). lra.
Qed.

(** Claim: none
    Says: For two classes the infimum at alpha = 3 is 1/2, and not 1.
*)
Theorem the_margin_depends_on_alpha : ~ (forall a n, 1 < a -> (2 <= n)%nat ->
  (n = 2%nat -> least_gap a n 1) /\
  ((3 <= n)%nat -> least_gap a n 0 /\ forall d, support_gap a n d -> 0 < d)).
Proof.
  intros H. destruct (H 3 2%nat ltac:(lra) ltac:(lia)) as [B _]. destruct (B eq_refl) as [L _].
  pose proof (proj2 (gap_of_two 3 ltac:(lra)) 1 L). lra.
Qed.

(** Claim: sf.support_separation.uniform
    Role: establishes
    Place: SF, beyond the summary, Mechanism 3
    Says: For alpha-entmax, every alpha > 1, the infimum of z_i - z_j over all scores with p_i > 0 = p_j is
      1/(alpha - 1) for two classes and 0 from three on, where each single distance is positive.
    Gap: Real numbers, not floating point.
    Mutant: `(3 <= n)%nat -> least_gap` becomes `(2 <= n)%nat -> least_gap`; refuted by the theorem
      two_classes_are_uniformly_apart
    Mutant: `least_gap a n (1 / (a - 1))` becomes `least_gap a n 1`; refuted by the theorem the_margin_depends_on_alpha
*)
Theorem no_distance_serves_all_scores : forall a n, 1 < a -> (2 <= n)%nat ->
  (n = 2%nat -> least_gap a n (1 / (a - 1))) /\
  ((3 <= n)%nat -> least_gap a n 0 /\ forall d, support_gap a n d -> 0 < d).
Proof.
  intros a n Ha Hn. split; [intros ->; exact (gap_of_two a Ha)|]. intros H. split; [exact (gap_of_three a n Ha H)|].
  intros d G. exact (gap_pos a n d Ha G).
Qed.
