(** Independent draws with replacement, and what a sum over them is on average. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums.
Import ListNotations.
Open Scope R_scope.

(** The mean of f over k independent draws from q: a list of draws has the product of their chances. *)
Fixpoint mean_draws (N : nat) (q : nat -> R) (k : nat) (f : list nat -> R) : R :=
  match k with
  | O => f []
  | S m => sum N (fun i => q i * mean_draws N q m (fun ys => f (i :: ys)))
  end.

(** The sum of v over the draws ys. *)
Fixpoint total (v : nat -> R) (ys : list nat) : R :=
  match ys with
  | [] => 0
  | y :: rest => v y + total v rest
  end.

(** The estimate of the partition from draws: the mean of their weights exp(o_y) / q_y. *)
Definition estimate (o q : nat -> R) (ys : list nat) : R :=
  total (fun y => exp (o y) / q y) ys / INR (length ys).

(** The variance of f over k independent draws from q. *)
Definition variance_draws (N : nat) (q : nat -> R) (k : nat) (f : list nat -> R) : R :=
  mean_draws N q k (fun ys => (f ys - mean_draws N q k f) ^ 2).

(** The chi-square of p from q. *)
Definition chi_square (N : nat) (p q : nat -> R) : R := sum N (fun i => (p i - q i) ^ 2 / q i).

(** Positive chances of N classes. *)
Definition proposal (N : nat) (q : nat -> R) : Prop := (forall i, (i < N)%nat -> 0 < q i) /\ sum N q = 1.

(** What can be drawn: k of the N classes. *)
Definition drawn (N k : nat) (ys : list nat) : Prop := length ys = k /\ Forall (fun y => (y < N)%nat) ys.

Lemma drawn_cons N k i ys : (i < N)%nat -> drawn N k ys -> drawn N (S k) (i :: ys).
Proof. intros Hi [H1 H2]. split; [simpl; lia|constructor; assumption]. Qed.

Lemma mean_draws_le N q k : forall f g,
  (forall i, (i < N)%nat -> 0 <= q i) ->
  (forall ys, drawn N k ys -> f ys <= g ys) -> mean_draws N q k f <= mean_draws N q k g.
Proof.
  induction k as [|k IH]; intros f g Hq H; simpl.
  - apply H. split; [reflexivity|constructor].
  - apply sum_le. intros i Hi. apply Rmult_le_compat_l; [apply Hq; exact Hi|].
    apply IH; [exact Hq|]. intros ys Hys. apply H, drawn_cons; assumption.
Qed.

(** Draws of the chance 0 do not count. *)
Lemma mean_draws_support N q k : forall f g,
  (forall ys, drawn N k ys -> Forall (fun y => q y <> 0) ys -> f ys = g ys) ->
  mean_draws N q k f = mean_draws N q k g.
Proof.
  induction k as [|k IH]; intros f g H; simpl.
  - apply H; [split; [reflexivity|]|]; constructor.
  - apply sum_ext. intros i Hi. destruct (Req_dec (q i) 0) as [Z|Z]; [rewrite Z; ring|]. f_equal.
    apply IH. intros ys Hys Q. apply H; [apply drawn_cons; assumption|constructor; assumption].
Qed.

Lemma mean_draws_ext N q k f g :
  (forall ys, drawn N k ys -> f ys = g ys) -> mean_draws N q k f = mean_draws N q k g.
Proof. intros H. apply mean_draws_support. intros ys D _. apply H. exact D. Qed.

Lemma mean_draws_plus N q k : forall f g,
  mean_draws N q k (fun ys => f ys + g ys) = mean_draws N q k f + mean_draws N q k g.
Proof.
  induction k as [|k IH]; intros f g; simpl; [reflexivity|].
  rewrite <- sum_plus. apply sum_ext. intros i _. rewrite IH. ring.
Qed.

Lemma mean_draws_scal N q k : forall c f, mean_draws N q k (fun ys => c * f ys) = c * mean_draws N q k f.
Proof.
  induction k as [|k IH]; intros c f; simpl; [reflexivity|].
  rewrite <- sum_scal. apply sum_ext. intros i _. rewrite IH. ring.
Qed.

Lemma mean_draws_const N q k c : sum N q = 1 -> mean_draws N q k (fun _ => c) = c.
Proof.
  intros Hq. induction k as [|k IH]; simpl; [reflexivity|].
  rewrite (sum_ext N _ (fun i => q i * c)) by (intros; rewrite IH; reflexivity).
  rewrite sum_scal_r, Hq. ring.
Qed.

(** A polynomial of s has the mean that the moments of s give it. *)
Lemma mean_quartic N q k s a b c d e : sum N q = 1 ->
  mean_draws N q k (fun ys => a + b * s ys + c * s ys ^ 2 + d * s ys ^ 3 + e * s ys ^ 4)
  = a + b * mean_draws N q k s + c * mean_draws N q k (fun ys => s ys ^ 2)
    + d * mean_draws N q k (fun ys => s ys ^ 3) + e * mean_draws N q k (fun ys => s ys ^ 4).
Proof.
  intros Hq. rewrite !mean_draws_plus, !mean_draws_scal, mean_draws_const by exact Hq. reflexivity.
Qed.

(** The sum over k draws has k times the mean of one. *)
Lemma mean_total N q k v : sum N q = 1 -> mean_draws N q k (total v) = INR k * sum N (fun i => q i * v i).
Proof.
  intros Hq. induction k as [|k IH]; [simpl; ring|]. rewrite S_INR. simpl mean_draws.
  rewrite (sum_ext N _ (fun i => q i * v i + q i * (INR k * sum N (fun i => q i * v i)))).
  - rewrite sum_plus, sum_scal_r, Hq. ring.
  - intros i _. change (fun ys => total v (i :: ys)) with (fun ys => v i + total v ys).
    rewrite (mean_draws_plus N q k (fun _ => v i) (total v)), IH, mean_draws_const by exact Hq. ring.
Qed.

(** The second, third and fourth moment of a sum of independent draws of mean 0. *)
Lemma total_moments N q c k :
  sum N q = 1 -> sum N (fun i => q i * c i) = 0 ->
  mean_draws N q k (total c) = 0
  /\ mean_draws N q k (fun ys => total c ys ^ 2) = INR k * sum N (fun i => q i * c i ^ 2)
  /\ mean_draws N q k (fun ys => total c ys ^ 3) = INR k * sum N (fun i => q i * c i ^ 3)
  /\ mean_draws N q k (fun ys => total c ys ^ 4)
     = INR k * sum N (fun i => q i * c i ^ 4)
       + 3 * (INR k * (INR k - 1)) * sum N (fun i => q i * c i ^ 2) ^ 2.
Proof.
  intros Hq Hc.
  assert (M1 : forall k, mean_draws N q k (total c) = 0) by (intros; rewrite mean_total, Hc by exact Hq; ring).
  set (m2 := sum N (fun i => q i * c i ^ 2)). set (m3 := sum N (fun i => q i * c i ^ 3)).
  set (m4 := sum N (fun i => q i * c i ^ 4)).
  assert (Sum : forall A B C D E,
    sum N (fun i => q i * (A + B * c i + C * c i ^ 2 + D * c i ^ 3 + E * c i ^ 4)) = A + C * m2 + D * m3 + E * m4).
  { intros A B C D E.
    rewrite (sum_ext N _ (fun i => A * q i + B * (q i * c i) + C * (q i * c i ^ 2) + D * (q i * c i ^ 3)
      + E * (q i * c i ^ 4))) by (intros; ring).
    rewrite !sum_plus, !sum_scal, Hq, Hc. fold m2 m3 m4. ring. }
  split; [apply M1|].
  induction k as [|k (M2 & M3 & M4)]; [simpl; lra|]. rewrite S_INR.
  assert (Step : forall r a b d e g (f : R -> R -> R),
    (forall x t, (x + t) ^ r = f x t) ->
    (forall x t, f x t = a x + b x * t + d x * t ^ 2 + e x * t ^ 3 + g x * t ^ 4) ->
    mean_draws N q (S k) (fun ys => total c ys ^ r)
    = sum N (fun i => q i * (a (c i) + d (c i) * (INR k * m2) + e (c i) * (INR k * m3)
      + g (c i) * (INR k * m4 + 3 * (INR k * (INR k - 1)) * m2 ^ 2)))).
  { intros r a b d e g f F G. cbn [mean_draws]. apply sum_ext. intros i _. f_equal.
    rewrite <- M2, <- M3, <- M4, (mean_draws_ext N q k _ (fun ys => a (c i) + b (c i) * total c ys
      + d (c i) * total c ys ^ 2 + e (c i) * total c ys ^ 3 + g (c i) * total c ys ^ 4)).
    - rewrite mean_quartic, M1 by exact Hq. ring.
    - intros ys _. cbn [total]. rewrite F, G. reflexivity. }
  repeat split.
  - rewrite (Step 2%nat (fun x => x ^ 2) (fun x => 2 * x) (fun _ => 1) (fun _ => 0) (fun _ => 0)
      (fun x t => (x + t) ^ 2)) by (intros; ring).
    rewrite (sum_ext N _ (fun i => q i * (INR k * m2 + 0 * c i + 1 * c i ^ 2 + 0 * c i ^ 3 + 0 * c i ^ 4)))
      by (intros; ring).
    rewrite Sum. ring.
  - rewrite (Step 3%nat (fun x => x ^ 3) (fun x => 3 * x ^ 2) (fun x => 3 * x) (fun _ => 1) (fun _ => 0)
      (fun x t => (x + t) ^ 3)) by (intros; ring).
    rewrite (sum_ext N _ (fun i => q i * (INR k * m3 + 3 * (INR k * m2) * c i + 0 * c i ^ 2 + 1 * c i ^ 3
      + 0 * c i ^ 4))) by (intros; ring).
    rewrite Sum. ring.
  - rewrite (Step 4%nat (fun x => x ^ 4) (fun x => 4 * x ^ 3) (fun x => 6 * x ^ 2) (fun x => 4 * x) (fun _ => 1)
      (fun x t => (x + t) ^ 4)) by (intros; ring).
    rewrite (sum_ext N _ (fun i => q i * (INR k * m4 + 3 * (INR k * (INR k - 1)) * m2 ^ 2 + 4 * (INR k * m3) * c i
      + 6 * (INR k * m2) * c i ^ 2 + 0 * c i ^ 3 + 1 * c i ^ 4))) by (intros; ring).
    rewrite Sum. ring.
Qed.

(** What of a list of draws is the same for all of them counts as often as there are draws. *)
Lemma total_const a ys : total (fun _ => a) ys = INR (length ys) * a.
Proof. induction ys as [|y ys IH]; [simpl; ring|]. cbn [total length]. rewrite IH, S_INR. ring. Qed.

Lemma total_plus u v ys : total (fun y => u y + v y) ys = total u ys + total v ys.
Proof. induction ys as [|y ys IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma total_scal a v ys : total (fun y => a * v y) ys = a * total v ys.
Proof. induction ys as [|y ys IH]; simpl; [ring|]. rewrite IH. ring. Qed.

Lemma total_le N k u v ys :
  drawn N k ys -> (forall i, (i < N)%nat -> u i <= v i) -> total u ys <= total v ys.
Proof.
  intros [_ H] Huv. induction H as [|y ys Hy _ IH]; simpl; [lra|]. specialize (Huv y Hy). lra.
Qed.

Lemma total_ext N k u v ys :
  drawn N k ys -> (forall i, (i < N)%nat -> u i = v i) -> total u ys = total v ys.
Proof.
  intros [_ H] Huv. induction H as [|y ys Hy _ IH]; simpl; [reflexivity|]. rewrite (Huv y Hy), IH. reflexivity.
Qed.

Lemma chi_square_as_squares N p q : (forall i, (i < N)%nat -> 0 < q i) -> sum N p = 1 -> sum N q = 1 ->
  chi_square N p q = sum N (fun i => p i ^ 2 / q i) - 1.
Proof.
  intros Q P1 Q1. replace 1 with (2 * sum N p - sum N q) by lra. unfold chi_square.
  rewrite <- sum_scal, <- sum_minus, <- sum_minus. apply sum_ext. intros i Hi. specialize (Q i Hi). field. lra.
Qed.

Lemma proposal_nonneg N q i : proposal N q -> (i < N)%nat -> 0 <= q i.
Proof. intros [H _] Hi. apply Rlt_le, H. exact Hi. Qed.

(** Two classes of uneven chances: the labels of several counterexamples. *)
Definition uneven (i : nat) : R := if Nat.eqb i 0 then 1 / 4 else 3 / 4.

Lemma uneven_proposal : proposal 2 uneven.
Proof. split; [intros i _; unfold uneven; destruct (Nat.eqb i 0); lra|unfold uneven; simpl; lra]. Qed.
