(** What a wrong class on top costs under the loss of entmax, for every alpha, every number of classes and chances. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Sparsemax.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxMinimisers.
Open Scope R_scope.

(** x is the largest of the chances eta, that of m classes, and y the second largest value. *)
Definition two_largest (n : nat) (eta : nat -> R) (x y : R) (m : nat) : Prop :=
  y < x /\ (forall i, (i < n)%nat -> eta i = x \/ eta i <= y) /\ (exists i, (i < n)%nat /\ eta i = y) /\
  m = count n (fun i => if Rlt_dec y (eta i) then true else false) /\ (0 < m)%nat.

(** A class whose chance is below the largest, x, has the top score. *)
Definition wrong_top (n : nat) (eta : nat -> R) (x : R) (z : nat -> R) : Prop :=
  exists i, (i < n)%nat /\ eta i < x /\ forall j, (j < n)%nat -> z j <= z i.

(** The classes of the chance x. *)
Definition best (eta : nat -> R) (y : R) (i : nat) : R := if Rlt_dec y (eta i) then 1 else 0.

Lemma count_best n eta y : INR (count n (fun i => if Rlt_dec y (eta i) then true else false)) = sum n (best eta y).
Proof.
  induction n as [|n IH]; [reflexivity|]. simpl count. simpl sum. rewrite plus_INR, IH. f_equal. unfold best.
  destruct (Rlt_dec y (eta n)); reflexivity.
Qed.

(** f is convex, where the point between is not 0. *)
Lemma term_between a u v w : 1 <= a -> 0 <= u -> u <= v <= w -> 0 < v ->
  (w - u) * entropy_term a v <= (w - v) * entropy_term a u + (v - u) * entropy_term a w.
Proof.
  intros Ha Hu H Hv.
  assert (T : forall t, 0 <= t -> entropy_term a v + slope a v * (t - v) <= entropy_term a t).
  { intros t Ht. destruct (Req_dec t v) as [->|N]; [lra|]. apply Rlt_le, term_tangent; lra. }
  pose proof (Rmult_le_compat_l (w - v) _ _ ltac:(lra) (T u Hu)) as P.
  pose proof (Rmult_le_compat_l (v - u) _ _ ltac:(lra) (T w ltac:(lra))) as Q. lra.
Qed.

(** The cost of levelling a class of the chance t with the m best. *)
Definition level_cost (a m x t : R) : R :=
  m * entropy_term a x + entropy_term a t - (m + 1) * entropy_term a ((m * x + t) / (m + 1)).

Lemma level_cost_pos a m x t : 1 <= a -> 0 < m -> 0 <= t < x -> 0 < level_cost a m x t.
Proof.
  intros Ha Hm H. unfold level_cost. set (u := (m * x + t) / (m + 1)).
  assert (E : (m + 1) * u = m * x + t) by (unfold u; field; lra).
  pose proof (Rmult_lt_compat_l m t x Hm ltac:(lra)) as M.
  assert (U : t < u < x) by (split; apply Rmult_lt_reg_l with (m + 1); lra).
  pose proof (term_tangent a x u Ha ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as P.
  pose proof (term_tangent a t u Ha ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)) as Q.
  apply (Rmult_lt_compat_l m) in P; [|exact Hm].
  assert (Z : slope a u * (m * (x - u) + (t - u)) = 0) by (replace (m * (x - u) + (t - u)) with 0 by lra; ring). lra.
Qed.

Lemma level_cost_falls a m x t y : 1 <= a -> 0 < m -> 0 <= t <= y -> y < x -> level_cost a m x y <= level_cost a m x t.
Proof.
  intros Ha Hm [Ht [L| ->]] H; [|lra]. unfold level_cost.
  set (u := (m * x + t) / (m + 1)). set (v := (m * x + y) / (m + 1)).
  assert (Eu : (m + 1) * u = m * x + t) by (unfold u; field; lra).
  assert (Ev : (m + 1) * v = m * x + y) by (unfold v; field; lra).
  pose proof (Rmult_lt_compat_l m t x Hm ltac:(lra)) as M. pose proof (Rmult_lt_compat_l m y x Hm ltac:(lra)) as M'.
  assert (U : t < u) by (apply Rmult_lt_reg_l with (m + 1); lra).
  assert (V : y < v) by (apply Rmult_lt_reg_l with (m + 1); lra).
  assert (W : u < v) by (apply Rmult_lt_reg_l with (m + 1); lra).
  pose proof (term_between a t y v Ha Ht ltac:(lra) ltac:(lra)) as P.
  pose proof (term_between a t u v Ha Ht ltac:(lra) ltac:(lra)) as Q.
  apply (Rmult_le_compat_l (m + 1)) in Q; [|lra].
  assert (X : (v - t) * (entropy_term a y + (m + 1) * entropy_term a u)
    <= (v - t) * (entropy_term a t + (m + 1) * entropy_term a v)).
  { replace ((v - t) * (entropy_term a t + (m + 1) * entropy_term a v))
      with ((v - y) * entropy_term a t + (y - t) * entropy_term a v +
        ((m + 1) * ((v - u) * entropy_term a t + (u - t) * entropy_term a v)
        + (((m + 1) * (u - v) + (y - t)) * (entropy_term a t - entropy_term a v)))) by ring.
    replace ((m + 1) * (u - v) + (y - t)) with 0 by lra. lra. }
  apply Rmult_le_reg_l in X; lra.
Qed.

(** eta with the chance of i and the m best ones replaced by their mean. *)
Definition merged_with_best (eta : nat -> R) (x y m : R) (i j : nat) : R :=
  eta j + (best eta y j * (((m * x + eta i) / (m + 1)) - x) + one_hot i j * ((m * x + eta i) / (m + 1) - eta i)).

Lemma merging n eta x y i : two_largest n eta x y (count n (fun i => if Rlt_dec y (eta i) then true else false)) ->
  simplex n eta -> (i < n)%nat -> eta i <= y -> let m := sum n (best eta y) in let p := merged_with_best eta x y m i in
  0 < m /\ simplex n p /\ p i = (m * x + eta i) / (m + 1) /\
  (forall j, (j < n)%nat -> eta j = x -> p j = p i) /\
  (forall j, (j < n)%nat -> eta j <= y -> j <> i -> p j = eta j) /\
  forall g : R -> R, sum n (fun j => g (eta j)) - sum n (fun j => g (p j))
    = m * g x + g (eta i) - (m + 1) * g ((m * x + eta i) / (m + 1)).
Proof.
  intros (Hyx & Two & _ & _ & Hm) [P S] Hi Li m p. apply (lt_INR 0) in Hm. rewrite count_best in Hm. fold m in Hm.
  simpl in Hm. set (u := (m * x + eta i) / (m + 1)).
  assert (U : (m + 1) * u = m * x + eta i) by (unfold u; field; lra).
  assert (Bi : best eta y i = 0) by (unfold best; destruct (Rlt_dec y (eta i)); lra).
  assert (Pi : p i = u).
  { unfold p, merged_with_best. fold u. rewrite Bi. unfold one_hot. rewrite Nat.eqb_refl. ring. }
  assert (Px : forall j, (j < n)%nat -> eta j = x -> p j = u).
  { intros j Hj E. unfold p, merged_with_best, best, one_hot. fold u. destruct (Nat.eqb_spec j i) as [->|_]; [lra|].
    destruct (Rlt_dec y (eta j)); [rewrite E; ring|lra]. }
  assert (Pj : forall j, (j < n)%nat -> eta j <= y -> j <> i -> p j = eta j).
  { intros j Hj E N. unfold p, merged_with_best, best, one_hot. destruct (Nat.eqb_spec j i); [contradiction|].
    destruct (Rlt_dec y (eta j)); [lra|ring]. }
  pose proof (P i Hi) as Ei. assert (U0 : 0 <= u).
  { apply Rmult_le_reg_l with (m + 1); [lra|]. pose proof (Rmult_le_pos m x ltac:(lra) ltac:(lra)). lra. }
  split; [exact Hm|]. split; [split|].
  - intros j Hj. destruct (Two j Hj) as [E|E]; [rewrite (Px j Hj E); exact U0|].
    destruct (Nat.eq_dec j i) as [->|N]; [rewrite Pi; exact U0|rewrite (Pj j Hj E N); apply P, Hj].
  - unfold p, merged_with_best. fold u.
    rewrite sum_plus, sum_plus, sum_scal_r, (sum_pick n i (fun _ => u - eta i) Hi), S. fold m.
    lra.
  - split; [exact Pi|]. split; [intros j Hj E; rewrite Pi; exact (Px j Hj E)|]. split; [exact Pj|]. intros g. fold u.
    rewrite <- sum_minus.
    rewrite (sum_ext n _ (fun j => best eta y j * (g x - g u) + one_hot i j * (g (eta i) - g u))).
    + rewrite sum_plus, sum_scal_r, (sum_pick n i (fun _ => g (eta i) - g u) Hi). fold m. ring.
    + intros j Hj. destruct (Nat.eq_dec j i) as [->|N].
      { rewrite Pi, Bi. unfold one_hot. rewrite Nat.eqb_refl. ring. }
      destruct (Two j Hj) as [E|E].
      * rewrite (Px j Hj E). unfold best, one_hot. destruct (Nat.eqb_spec j i); [contradiction|].
        destruct (Rlt_dec y (eta j)); [rewrite E; ring|lra].
      * rewrite (Pj j Hj E N). unfold best, one_hot. destruct (Nat.eqb_spec j i); [contradiction|].
        destruct (Rlt_dec y (eta j)); [lra|ring].
Qed.

Lemma merged_inner n eta x y m i z : (i < n)%nat -> sum n (fun j => z j * merged_with_best eta x y m i j) =
  sum n (fun j => z j * eta j) + ((m * x + eta i) / (m + 1) - x) * sum n (fun j => best eta y j * z j)
  + ((m * x + eta i) / (m + 1) - eta i) * z i.
Proof.
  intros Hi. set (u := (m * x + eta i) / (m + 1)). unfold merged_with_best. fold u.
  rewrite (sum_ext n _ (fun j => z j * eta j + (u - x) * (best eta y j * z j) + one_hot i j * ((u - eta i) * z j)))
    by (intros; ring). rewrite !sum_plus, sum_scal, (sum_pick n i (fun j => (u - eta i) * z j) Hi). reflexivity.
Qed.

Lemma wrong_class_bound a n f eta x y m z : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  two_largest n eta x y m -> wrong_top n eta x z ->
  level_cost a (INR m) x y <= entmax_risk a n f eta z - - omega a n eta.
Proof.
  intros Ha F E T (i & Hi & Li & Z). pose proof T as (Hyx & Two & (k & Hk & Ek) & -> & _).
  assert (Ly : eta i <= y) by (destruct (Two i Hi); lra).
  destruct (merging n eta x y i T E Hi Ly) as (Hm & Sp & _ & _ & _ & G). rewrite count_best.
  set (m := sum n (best eta y)) in *. pose proof (merged_inner n eta x y m i z Hi) as I.
  set (u := (m * x + eta i) / (m + 1)) in *. assert (U : (m + 1) * u = m * x + eta i) by (unfold u; field; lra).
  assert (Ux : u <= x).
  { apply Rmult_le_reg_l with (m + 1); [lra|]. pose proof (Rmult_le_compat_l m (eta i) x). lra. }
  assert (B : sum n (fun j => best eta y j * z j) <= m * z i).
  { unfold m. rewrite <- sum_scal_r. apply sum_le. intros j Hj. specialize (Z j Hj). unfold best.
    destruct (Rlt_dec y (eta j)); lra. }
  pose proof (Rmult_le_pos (x - u) (m * z i - sum n (fun j => best eta y j * z j)) ltac:(lra) ltac:(lra)) as Q.
  pose proof (proj2 (F z) _ Sp) as M. cbv beta in M. rewrite I in M. specialize (G (entropy_term a)).
  rewrite <- !omega_terms in G.
  change (omega a n eta - omega a n (merged_with_best eta x y m i) = level_cost a m x (eta i)) in G.
  assert (D : u - eta i = m * (x - u)) by lra. rewrite D in M.
  pose proof (level_cost_falls a m x (eta i) y Ha Hm (conj (proj1 E i Hi) Ly) Hyx).
  rewrite (risk_as_loss a n f eta z E). unfold loss, objective.
  lra.
Qed.

Lemma wrong_class_approached a n f eta x y m c : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  two_largest n eta x y m -> 0 < c ->
  exists z, wrong_top n eta x z /\ entmax_risk a n f eta z - - omega a n eta < level_cost a (INR m) x y + c.
Proof.
  intros Ha F E T Hc. pose proof T as (Hyx & Two & (i & Hi & Ei) & -> & _).
  destruct (merging n eta x y i T E Hi ltac:(lra)) as (Hm & Sp & Pi & Px & Pj & G). rewrite count_best.
  set (m := sum n (best eta y)) in *. set (p := merged_with_best eta x y m i) in *.
  set (u := (m * x + eta i) / (m + 1)) in *. assert (U : (m + 1) * u = m * x + eta i) by (unfold u; field; lra).
  assert (Uy : y <= u).
  { apply Rmult_le_reg_l with (m + 1); [lra|]. pose proof (Rmult_le_compat_l m y x). lra. }
  destruct (loss_approached a n f p c Ha F Sp Hc) as (h & Mono & L). set (z := fun j => h (p j)) in L.
  exists z. split.
  - exists i. split; [exact Hi|]. split; [lra|]. intros j Hj. unfold z. apply Mono. split; [apply Sp, Hj|].
    destruct (Two j Hj) as [X|X]; [rewrite (Px j Hj X); lra|]. destruct (Nat.eq_dec j i) as [->|N]; [lra|].
    rewrite (Pj j Hj X N), Pi. lra.
  - pose proof (merged_inner n eta x y m i z Hi) as I. fold p u in I.
    assert (B : sum n (fun j => best eta y j * z j) = m * z i).
    { unfold m. rewrite <- sum_scal_r. apply sum_ext. intros j Hj. unfold z, best.
      destruct (Rlt_dec y (eta j)) as [R|R]; [|ring]. destruct (Two j Hj) as [X|X]; [|lra]. rewrite (Px j Hj X). ring. }
    rewrite B in I. specialize (G (entropy_term a)). rewrite <- !omega_terms in G.
    change (omega a n eta - omega a n p = level_cost a m x (eta i)) in G. rewrite Ei in G.
    rewrite (risk_as_loss a n f eta z E). unfold loss in *.
    assert (D : (u - x) * (m * z i) + (u - eta i) * z i = 0).
    { replace ((u - x) * (m * z i) + (u - eta i) * z i) with (((m + 1) * u - (m * x + eta i)) * z i) by ring.
      rewrite U. ring. }
    lra.
Qed.
