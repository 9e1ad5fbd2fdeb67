(** The alternating sum of a function over the scores that are 0 or t: that of log Z has no bound. *)

From Coq Require Import Reals Lra Lia List FunctionalExtensionality.
From softproof Require Import Sums Logarithm Softmax.
Import ListNotations.
Open Scope R_scope.

Definition set (o : nat -> R) (i : nat) (x : R) (j : nat) : R := if Nat.eqb j i then x else o j.

(** The alternating sum of f over the scores that are 0 or t at the classes in F, and as in o elsewhere. *)
Fixpoint mixed (t : R) (F : list nat) (f : (nat -> R) -> R) (o : nat -> R) : R :=
  match F with
  | [] => f o
  | i :: rest => mixed t rest f (set o i 0) - mixed t rest f (set o i t)
  end.

Lemma set_swap o i j x y : i <> j -> set (set o i x) j y = set (set o j y) i x.
Proof.
  intros H. apply functional_extensionality. intros l. unfold set.
  destruct (Nat.eqb_spec l j), (Nat.eqb_spec l i); congruence.
Qed.

Lemma set_same o i x : set o i x i = x.
Proof. unfold set. rewrite Nat.eqb_refl. reflexivity. Qed.

Lemma set_other o i j x : j <> i -> set o i x j = o j.
Proof. intros H. unfold set. destruct (Nat.eqb_spec j i); congruence. Qed.

Lemma mixed_ext t F f g o : (forall p, f p = g p) -> mixed t F f o = mixed t F g o.
Proof.
  intros H. revert o. induction F as [|i F IH]; intros o; simpl; [apply H|]. rewrite !IH. reflexivity.
Qed.

Lemma mixed_combination t F a b f g o :
  mixed t F (fun p => a * f p + b * g p) o = a * mixed t F f o + b * mixed t F g o.
Proof. revert o. induction F as [|i F IH]; intros o; simpl; [reflexivity|]. rewrite !IH. ring. Qed.

(** What happens first at a class can happen last. *)
Lemma mixed_move t F G i f o :
  ~ In i F -> mixed t (F ++ i :: G) f o = mixed t (i :: F ++ G) f o.
Proof.
  revert o. induction F as [|j F IH]; intros o H; [reflexivity|].
  assert (Hj : i <> j) by (intros ->; apply H; left; reflexivity).
  assert (Hi : ~ In i F) by (intros X; apply H; right; exact X).
  simpl in *. rewrite !IH by exact Hi. simpl.
  rewrite !(set_swap o i j) by exact Hj. ring.
Qed.

(** Outside of F the scores are those of o. *)
Lemma mixed_outside t F f g o i :
  ~ In i F -> (forall p, p i = o i -> f p = g p) -> mixed t F f o = mixed t F g o.
Proof.
  revert o. induction F as [|j F IH]; intros o H E; simpl; [apply E; reflexivity|].
  assert (Hj : i <> j) by (intros ->; apply H; left; reflexivity).
  assert (Hi : ~ In i F) by (intros X; apply H; right; exact X).
  f_equal; apply IH; try exact Hi; intros p Hp; apply E; rewrite set_other in Hp by exact Hj; exact Hp.
Qed.

Lemma mixed_constant t F v o : F <> [] -> mixed t F (fun _ => v) o = 0.
Proof.
  destruct F as [|i F]; [congruence|]. intros _. revert o i.
  induction F as [|j F IH]; intros o i; [simpl; ring|]. cbn [mixed] in *. rewrite !IH. ring.
Qed.

(** The alternating sum of log Z is not 0: where all scores are t < 0 log Z is log N + t, elsewhere in [0, log N]. *)
Fixpoint product (t : R) (F : list nat) (p : nat -> R) : R :=
  match F with
  | [] => 1
  | i :: rest => p i / t * product t rest p
  end.

Lemma mixed_product t F o : t <> 0 -> NoDup F -> mixed t F (product t F) o = (-1) ^ length F.
Proof.
  intros Ht HF. revert o. induction HF as [|i F Hi _ IH]; intros o; [reflexivity|].
  cbn [mixed length].
  rewrite (mixed_outside t F _ (fun p => 0 * product t F p + 0 * 0) (set o i 0) i Hi).
  - rewrite (mixed_outside t F _ (fun p => 1 * product t F p + 0 * 0) (set o i t) i Hi).
    + rewrite !(mixed_combination t F _ 0 (product t F) (fun _ => 0)), !IH. simpl. ring.
    + intros p Hp. rewrite set_same in Hp. simpl. rewrite Hp. field. exact Ht.
  - intros p Hp. rewrite set_same in Hp. simpl. rewrite Hp. field. exact Ht.
Qed.

Lemma product_cases t F p : t <> 0 -> (forall i, In i F -> p i = 0 \/ p i = t) ->
  (product t F p = 1 /\ forall i, In i F -> p i = t) \/ (product t F p = 0 /\ exists i, In i F /\ p i = 0).
Proof.
  intros Ht H. induction F as [|i F IH]; [left; split; [reflexivity|intros i []]|]. simpl.
  destruct (H i (or_introl eq_refl)) as [Hi|Hi]; rewrite Hi.
  - right. split; [field; exact Ht|exists i; split; [left; reflexivity|exact Hi]].
  - destruct IH as [[Hp Ha]|(Hp & j & Hj & H0)]; [intros j Hj; apply H; right; exact Hj|left|right]; rewrite Hp.
    + split; [field; exact Ht|]. intros j [<-|Hj]; [exact Hi|apply Ha; exact Hj].
    + split; [field; exact Ht|]. exists j. split; [right; exact Hj|exact H0].
Qed.

Lemma mixed_bounded t F f o : exists p, (forall i, In i F -> p i = 0 \/ p i = t) /\
  (forall i, ~ In i F -> p i = o i) /\ Rabs (mixed t F f o) <= 2 ^ length F * Rabs (f p).
Proof.
  revert o. induction F as [|i F IH]; intros o.
  - exists o. repeat split; [intros i []|]. simpl. lra.
  - assert (Each : forall x, x = 0 \/ x = t -> exists p, (forall j, In j (i :: F) -> p j = 0 \/ p j = t) /\
      (forall j, ~ In j (i :: F) -> p j = o j) /\ Rabs (mixed t F f (set o i x)) <= 2 ^ length F * Rabs (f p)).
    { intros x Hx. destruct (IH (set o i x)) as (p & P1 & P2 & P3). exists p. repeat split; [| |exact P3].
      - intros j [<-|Hj]; [|apply P1; exact Hj]. destruct (in_dec Nat.eq_dec i F) as [Hi|Hi]; [apply P1; exact Hi|].
        rewrite P2, set_same by exact Hi. exact Hx.
      - intros j Hj. rewrite P2 by (intros X; apply Hj; right; exact X).
        apply set_other. intros ->. apply Hj. left. reflexivity. }
    destruct (Each 0 (or_introl eq_refl)) as (p & P1 & P2 & P3).
    destruct (Each t (or_intror eq_refl)) as (p' & P1' & P2' & P3').
    pose proof (Rabs_triang (mixed t F f (set o i 0)) (- mixed t F f (set o i t))) as T. rewrite Rabs_Ropp in T.
    pose proof (pow_lt 2 (length F) ltac:(lra)) as W. cbn [mixed length]. unfold Rminus.
    destruct (Rle_lt_dec (Rabs (f p)) (Rabs (f p'))) as [L|L].
    + exists p'. split; [exact P1'|]. split; [exact P2'|]. simpl pow. nra.
    + exists p. split; [exact P1|]. split; [exact P2|]. simpl pow. nra.
Qed.

Lemma partition_within N p : (forall i, (i < N)%nat -> p i <= 0) -> partition N p <= INR N.
Proof.
  intros H. rewrite <- (Rmult_1_r (INR N)), <- sum_const. apply sum_le. intros i Hi. rewrite <- exp_0.
  destruct (H i Hi) as [L| ->]; [apply Rlt_le, exp_increasing; exact L|lra].
Qed.

Lemma mixed_log_partition t N o : (0 < N)%nat -> t < 0 ->
  - t - 2 ^ N * ln (INR N) <= Rabs (mixed t (seq 0 N) (fun p => ln (partition N p)) o).
Proof.
  intros HN Ht. pose proof (lt_0_INR N HN) as HI. set (F := seq 0 N).
  assert (HF : forall i, In i F <-> (i < N)%nat) by (intros i; unfold F; rewrite in_seq; lia).
  destruct (mixed_bounded t F (fun p => 1 * ln (partition N p) + - t * product t F p) o) as (p & Hp & _ & B).
  assert (V : Rabs (1 * ln (partition N p) + - t * product t F p) <= ln (INR N)).
  { clear B.
    assert (Hle : forall i, (i < N)%nat -> p i <= 0) by (intros i Hi; apply HF in Hi; destruct (Hp i Hi); lra).
    assert (L0 : 0 <= ln (INR N)).
    { rewrite <- ln_1. apply ln_le; [lra|apply (le_INR 1); lia]. }
    destruct (product_cases t F p ltac:(lra) Hp) as [[-> Ha]|(-> & i & Hi & H0)].
    - assert (E : partition N p = INR N * exp t).
      { unfold partition. rewrite <- sum_const. apply sum_ext. intros i Hi. rewrite Ha by (apply HF; exact Hi).
        reflexivity. }
      rewrite E, ln_mult, ln_exp by (exact HI || apply exp_pos).
      replace (1 * (ln (INR N) + t) + - t * 1) with (ln (INR N)) by ring. rewrite Rabs_right; lra.
    - assert (1 <= partition N p).
      { rewrite <- exp_0, <- H0. apply (term_le_sum N (fun j => exp (p j)) i); [|apply HF; exact Hi].
        intros. apply Rlt_le, exp_pos. }
      pose proof (partition_within N p Hle).
      replace (1 * ln (partition N p) + - t * 0) with (ln (partition N p)) by ring.
      assert (0 <= ln (partition N p)) by (rewrite <- ln_1; apply ln_le; lra).
      rewrite Rabs_right by lra. apply ln_le; lra. }
  assert (HL : length F = N) by apply seq_length.
  pose proof (pow_lt 2 N ltac:(lra)) as W. apply (Rmult_le_compat_l (2 ^ N)) in V; [|lra].
  rewrite mixed_combination, mixed_product, Rmult_1_l, HL in B by (lra || apply seq_NoDup).
  set (m := mixed t F (fun p => ln (partition N p)) o) in *.
  pose proof (Rabs_triang (m + - t * (-1) ^ N) (- m)) as T. rewrite Rabs_Ropp in T.
  replace (m + - t * (-1) ^ N + - m) with (- t * (-1) ^ N) in T by ring.
  rewrite Rabs_mult, pow_1_abs, Rabs_right in T by lra. lra.
Qed.

(** Scores low enough that the alternating sum of log Z is above b. *)
Lemma mixed_log_partition_large N b : (0 < N)%nat -> exists t, t < 0 /\
  forall s o, s <= t -> b < Rabs (mixed s (seq 0 N) (fun p => ln (partition N p)) o).
Proof.
  intros HN. set (c := 2 ^ N * ln (INR N)). exists (- (Rabs b + Rabs c + 1)).
  pose proof (Rabs_pos b). pose proof (Rabs_pos c). split; [lra|]. intros s o Hs.
  pose proof (mixed_log_partition s N o HN ltac:(lra)) as M. fold c in M.
  pose proof (Rle_abs b). pose proof (Rle_abs c). lra.
Qed.
