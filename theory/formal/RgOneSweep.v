(** Alternating least squares without ridge on a known low-rank matrix: when it has found it. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgUpdates RgSynthetic.
Open Scope R_scope.

(** One weight a context. *)
Definition of_context (w : nat -> R) (x y : nat) : R := w x.

(** After both half-steps: P, from Q0, solves Eq. 36, and Q, from P, solves Eq. 37. *)
Definition one_sweep (M N K : nat) (w : nat -> R) (S : nat -> nat -> R) (Q0 P Q : nat -> nat -> R) : Prop :=
  eq38 M N K (of_context w) S none 0 P Q0 /\ eq39 M N K (of_context w) S none 0 P Q.

(** V'Q0, K by K. *)
Definition overlap (N : nat) (V Q0 : nat -> nat -> R) (l k : nat) : R := sum N (fun y => V y l * Q0 y k).

(** Of the first half-step: U = P C for some C. *)
Lemma first_half_step M N K w U V B Q0 P : (forall x, (x < M)%nat -> 0 < w x) ->
  inverse K (overlap N V Q0) B -> eq38 M N K (of_context w) (scores K U V) none 0 P Q0 ->
  exists C, forall x k, (x < M)%nat -> (k < K)%nat -> U x k = product K P C x k.
Proof.
  intros Hw I E. exists (product K (fun l k => sum N (fun y => Q0 y l * Q0 y k)) B). intros x k Hx Hk.
  assert (F : forall j, (j < K)%nat -> dot K (P x) (fun l => sum N (fun y => Q0 y l * Q0 y j))
    = dot K (U x) (fun l => overlap N V Q0 l j)).
  { intros j Hj. specialize (E x j Hx Hj). unfold of_context, none in E. apply (Rmult_eq_reg_l (w x)).
    2: { specialize (Hw x Hx). lra. }
    transitivity (dot K (P x) (fun l => sum N (fun y => (w x - 0) * Q0 y l * Q0 y j)
      + 0 * sum N (fun _ => w x) * one_hot j l)).
    - unfold dot. rewrite <- sum_scal. apply sum_ext. intros l _.
      rewrite (sum_ext N (fun y => (w x - 0) * Q0 y l * Q0 y j) (fun y => w x * (Q0 y l * Q0 y j)))
        by (intros; ring).
      rewrite sum_scal. ring.
    - rewrite E. unfold dot, overlap, scores, dot.
      rewrite (sum_ext N _ (fun y => sum K (fun l => w x * (U x l * (V y l * Q0 y j)))))
        by (intros y _; rewrite Rmult_assoc, <- sum_scal_r; apply sum_ext; intros; ring).
      rewrite sum_exchange, <- sum_scal. apply sum_ext. intros l _. rewrite !sum_scal. reflexivity. }
  unfold product at 1. rewrite <- (sum_pick K k (U x) Hk).
  rewrite (sum_ext K _ (fun l => sum K (fun j => U x l * (overlap N V Q0 l j * B j k)))).
  - rewrite sum_exchange.
    rewrite (sum_ext K _ (fun j => sum K (fun l => P x l * (sum N (fun y => Q0 y l * Q0 y j) * B j k)))).
    + rewrite sum_exchange. apply sum_ext. intros l _. unfold product. rewrite <- sum_scal. reflexivity.
    + intros j Hj. specialize (F j Hj). unfold dot in F.
      transitivity (sum K (fun l => U x l * overlap N V Q0 l j) * B j k).
      * rewrite <- sum_scal_r. apply sum_ext. intros. ring.
      * rewrite <- F, <- sum_scal_r. apply sum_ext. intros. ring.
  - intros l Hl. rewrite sum_scal. change (sum K (fun j => overlap N V Q0 l j * B j k))
      with (product K (overlap N V Q0) B l k). rewrite (I l k Hl Hk). unfold one_hot.
    rewrite (Nat.eqb_sym l k). ring.
Qed.

Lemma weighted_squares_zero M w e : (forall x, (x < M)%nat -> 0 < w x) -> sum M (fun x => w x * e x ^ 2) = 0 ->
  forall x, (x < M)%nat -> e x = 0.
Proof.
  intros Hw S x Hx. destruct (Req_dec (e x) 0) as [E|E]; [exact E|exfalso].
  pose proof (pow_nonzero (e x) 2 E). pose proof (pow2_ge_0 (e x)). pose proof (Hw x Hx).
  assert (0 < w x * e x ^ 2) by (apply Rmult_lt_0_compat; lra).
  assert (w x * e x ^ 2 <= sum M (fun x => w x * e x ^ 2)); [|lra].
  apply (term_le_sum M (fun x => w x * e x ^ 2)); [|exact Hx]. intros i Hi.
  apply Rmult_le_pos; [apply Rlt_le, Hw, Hi|apply pow2_ge_0].
Qed.

Lemma second_half_step M N K w U V C P Q : (forall x, (x < M)%nat -> 0 < w x) ->
  (forall x k, (x < M)%nat -> (k < K)%nat -> U x k = product K P C x k) ->
  eq39 M N K (of_context w) (scores K U V) none 0 P Q ->
  forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q x y = scores K U V x y.
Proof.
  intros Hw HU E x y Hx Hy. set (v := fun l => sum K (fun j => C l j * V y j)).
  assert (S : forall x, (x < M)%nat -> scores K U V x y = dot K (P x) v).
  { intros z Hz. unfold scores, dot, v.
    rewrite (sum_ext K _ (fun j => sum K (fun l => P z l * (C l j * V y j)))).
    - rewrite sum_exchange. apply sum_ext. intros l _. rewrite sum_scal. reflexivity.
    - intros j Hj. rewrite (HU z j Hz Hj). unfold product. rewrite <- sum_scal_r. apply sum_ext. intros. ring. }
  set (e := fun x => dot K (P x) (fun l => Q y l - v l)).
  assert (D : forall z, dot K (P z) (Q y) = dot K (P z) v + e z).
  { intros z. unfold e, dot. rewrite <- sum_plus. apply sum_ext. intros. ring. }
  unfold scores at 1. rewrite D, <- (S x Hx). enough (e x = 0) by lra.
  apply (weighted_squares_zero M w e Hw); [|exact Hx].
  rewrite (sum_ext M _ (fun z => sum K (fun k => (Q y k - v k) * (w z * e z * P z k)))).
  - rewrite sum_exchange. apply sum_eq_0. intros k Hk. rewrite sum_scal.
    enough (sum M (fun z => w z * e z * P z k) = 0) as -> by ring.
    specialize (E y k Hy Hk). unfold of_context, none in E.
    rewrite (sum_ext M (fun z => scores K U V z y * w z * P z k) (fun z => dot K (P z) v * w z * P z k)) in E
      by (intros z Hz; rewrite (S z Hz); reflexivity).
    rewrite (sum_ext M _ (fun z => dot K (P z) (Q y) * w z * P z k - dot K (P z) v * w z * P z k))
      by (intros z _; rewrite D; ring).
    rewrite sum_minus, <- E. unfold dot at 2.
    rewrite (sum_ext K _ (fun l => sum M (fun z => P z l * Q y l * (w z * P z k)))).
    + rewrite sum_exchange. apply Rminus_diag_eq, sum_ext. intros z _. unfold dot. rewrite sum_scal_r. ring.
    + intros l _. rewrite Rmult_0_l, Rmult_0_l, Rplus_0_r, <- sum_scal. apply sum_ext. intros. ring.
  - intros z _. rewrite (sum_ext K (fun k => (Q y k - v k) * (w z * e z * P z k))
      (fun k => (w z * e z) * (P z k * (Q y k - v k)))) by (intros; ring).
    rewrite sum_scal. change (sum K (fun k => P z k * (Q y k - v k))) with (e z). ring.
Qed.

(** Two items, of the factors a and 3 a. *)
Definition one_three (a : R) (y k : nat) : R := match y with O => a | _ => 3 * a end.

Lemma one_three_overlap : inverse 1 (overlap 2 (one_three 1) (number 1)) (number (/ 4)).
Proof. intros [|k] [|l] Hk Hl; try lia. unfold product, overlap, number, one_three, one_hot. simpl. field. Qed.

Lemma one_three_P a q : (forall y k, q y k = 1) \/ q = one_three (/ 2) -> a = 2 ->
  eq38 1 2 1 (of_context (fun _ => 1)) (scores 1 (number 1) (one_three 1)) none 0 (number a) q.
Proof.
  intros Hq -> [|x] [|k] Hx Hk; try lia. unfold scores, dot, of_context, none, number, one_hot. simpl.
  destruct Hq as [H| ->]; [rewrite !H|]; unfold one_three; field.
Qed.

Lemma one_three_sweep q : (forall y k, q y k = 1) \/ q = one_three (/ 2) ->
  one_sweep 1 2 1 (fun _ => 1) (scores 1 (number 1) (one_three 1)) q (number 2) (one_three (/ 2)).
Proof.
  intros Hq. split; [apply one_three_P; [exact Hq|reflexivity]|].
  intros [|[|y]] [|k] Hy Hk; try lia; unfold scores, dot, of_context, none, number, one_three, one_hot; simpl; field.
Qed.

Lemma one_full_rank : full_rank 1 1 (number 1).
Proof.
  intros v E [|k] Hk; [|lia]. specialize (E 0%nat ltac:(lia)). unfold dot, number in E. simpl in E. lra.
Qed.

(** Claim: rg.exp.synthetic.rate.repair
    Role: establishes
    Place: summary, experiment 1
    Says: If S = UV' and V'Q is invertible at the start, then after both half-steps of alternating least squares without
      ridge PQ' = S, for every size and all positive weights; not, in general, after the first.
    Gap: Real numbers, not floating point. One weight a context; P and Q are any solutions of Eq. 36 and 37, so that the
      rank of S need not be assumed.
    Mutant: `scores K P Q x y = scores K U V x y) /\` becomes `scores K P Q0 x y = scores K U V x y) /\`; refuted by the
      theorem one_half_step_is_not_enough
    Mutant: `inverse K (overlap N V Q0) B -> one_sweep` becomes `one_sweep`; refuted by the theorem the_start_matters
*)
Theorem one_sweep_recovers :
  (forall M N K w U V (B : nat -> nat -> R) Q0 P Q, (forall x, (x < M)%nat -> 0 < w x) ->
    inverse K (overlap N V Q0) B -> one_sweep M N K w (scores K U V) Q0 P Q ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q x y = scores K U V x y) /\
  ~ (forall M N K w U V B Q0 P, (forall x, (x < M)%nat -> 0 < w x) ->
    full_rank M K U -> inverse K (overlap N V Q0) B /\ eq38 M N K (of_context w) (scores K U V) none 0 P Q0 ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q0 x y = scores K U V x y).
Proof.
  split.
  - intros M N K w U V B Q0 P Q Hw I [E F]. destruct (first_half_step M N K w U V B Q0 P Hw I E) as [C HC].
    apply (second_half_step M N K w U V C P Q Hw HC F).
  - intros H. specialize (H 1%nat 2%nat 1%nat (fun _ => 1) (number 1) (one_three 1) (number (/ 4)) (number 1)
      (number 2) ltac:(intros; lra) one_full_rank).
    assert (E : scores 1 (number 2) (number 1) 0 0 = scores 1 (number 1) (one_three 1) 0 0).
    { apply H; try lia. split; [apply one_three_overlap|]. apply one_three_P; [left|]; reflexivity. }
    unfold scores, dot, number, one_three in E. simpl in E. lra.
Qed.

(** Claim: rg.exp.synthetic.rate
    Role: refutes
    Place: summary, experiment 1
    Says: It is not so that alternating least squares on a low-rank matrix reaches its scores only in the limit: there
      are runs that have them after a sweep.
    Gap: Real numbers, not floating point. No ridge, one weight a context, as in the claim. That every such run
      arrives, not only some, is the theorem one_sweep_recovers.
    Mutant: `exists x y, (x < M)%nat /\ (y < N)%nat /\ scores K (P (S t)) (Q (S t)) x y <> scores K U V x y` becomes
      `forall x y, (x < M)%nat -> (y < N)%nat -> scores K (P 1%nat) (Q 1%nat) x y = scores K U V x y`; refuted by the
      theorem every_run_arrives
*)
Theorem not_only_in_the_limit : ~ (forall M N K w U V B P Q, (forall x, (x < M)%nat -> 0 < w x) ->
  full_rank M K U -> full_rank N K V -> inverse K (overlap N V (Q 0%nat)) B ->
  (forall t, one_sweep M N K w (scores K U V) (Q t) (P (S t)) (Q (S t))) ->
  (exists x y, (x < M)%nat /\ (y < N)%nat /\ scores K (P 1%nat) (Q 0%nat) x y <> scores K U V x y) ->
  forall t : nat, exists x y, (x < M)%nat /\ (y < N)%nat /\ scores K (P (S t)) (Q (S t)) x y <> scores K U V x y).
Proof.
  intros H. set (run := fun t : nat => match t with O => number 1 | _ => one_three (/ 2) end).
  destruct (H 1%nat 2%nat 1%nat (fun _ => 1) (number 1) (one_three 1) (number (/ 4)) (fun _ => number 2) run)
    with (t := O) as (x & y & Hx & Hy & D).
  - intros. lra.
  - intros v E [|k] Hk; [|lia]. specialize (E 0%nat ltac:(lia)). unfold dot, number in E. simpl in E. lra.
  - intros v E [|k] Hk; [|lia]. specialize (E 0%nat ltac:(lia)). unfold dot, one_three in E. simpl in E. lra.
  - apply one_three_overlap.
  - intros [|t]; apply one_three_sweep; [left|right]; reflexivity.
  - exists 0%nat, 0%nat. unfold scores, dot, run, number, one_three. simpl. repeat split; try lia. lra.
  - apply D. destruct y as [|[|y]]; try lia; unfold scores, dot, run, number, one_three; simpl; field.
Qed.

Lemma every_run_arrives : ~ ~ (forall M N K w U V B P Q, (forall x, (x < M)%nat -> 0 < w x) ->
  full_rank M K U -> full_rank N K V -> inverse K (overlap N V (Q 0%nat)) B ->
  (forall t, one_sweep M N K w (scores K U V) (Q t) (P (S t)) (Q (S t))) ->
  (exists x y, (x < M)%nat /\ (y < N)%nat /\ scores K (P 1%nat) (Q 0%nat) x y <> scores K U V x y) ->
  forall t : nat, forall x y, (x < M)%nat -> (y < N)%nat -> scores K (P 1%nat) (Q 1%nat) x y = scores K U V x y).
Proof.
  intros H. apply H. intros M N K w U V B P Q Hw _ _ I E _ _.
  apply (proj1 one_sweep_recovers M N K w U V B (Q 0%nat)); [exact Hw|exact I|apply E].
Qed.

Lemma one_half_step_is_not_enough : ~ (
  (forall M N K w U V (B : nat -> nat -> R) Q0 P Q, (forall x, (x < M)%nat -> 0 < w x) ->
    inverse K (overlap N V Q0) B -> one_sweep M N K w (scores K U V) Q0 P Q ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q0 x y = scores K U V x y) /\
  ~ (forall M N K w U V B Q0 P, (forall x, (x < M)%nat -> 0 < w x) ->
    full_rank M K U -> inverse K (overlap N V Q0) B /\ eq38 M N K (of_context w) (scores K U V) none 0 P Q0 ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q0 x y = scores K U V x y)).
Proof.
  intros [H _]. specialize (H 1%nat 2%nat 1%nat (fun _ => 1) (number 1) (one_three 1) (number (/ 4)) (number 1)
    (number 2) (one_three (/ 2)) ltac:(intros; lra) one_three_overlap
    (one_three_sweep (number 1) (or_introl (fun _ _ => eq_refl))) 0%nat 0%nat
    ltac:(lia) ltac:(lia)).
  unfold scores, dot, number, one_three in H. simpl in H. lra.
Qed.

(** From the factor 0 nothing is found. *)
Lemma the_start_matters : ~ (
  (forall M N K w U V (B : nat -> nat -> R) Q0 P Q, (forall x, (x < M)%nat -> 0 < w x) ->
    one_sweep M N K w (scores K U V) Q0 P Q ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q x y = scores K U V x y) /\
  ~ (forall M N K w U V B Q0 P, (forall x, (x < M)%nat -> 0 < w x) ->
    full_rank M K U -> inverse K (overlap N V Q0) B /\ eq38 M N K (of_context w) (scores K U V) none 0 P Q0 ->
    forall x y, (x < M)%nat -> (y < N)%nat -> scores K P Q0 x y = scores K U V x y)).
Proof.
  intros [H _].
  assert (E : one_sweep 1 1 1 (fun _ => 1) (scores 1 (number 1) (number 1)) (number 0) (number 0) (number 0)).
  { split; intros [|x] [|k] Hx Hk; try lia; unfold scores, dot, of_context, none, number, one_hot; simpl; field. }
  specialize (H 1%nat 1%nat 1%nat (fun _ => 1) (number 1) (number 1) (number 0) (number 0) (number 0) (number 0)
    ltac:(intros; lra) E 0%nat 0%nat ltac:(lia) ltac:(lia)).
  unfold scores, dot, number in H. simpl in H. lra.
Qed.
