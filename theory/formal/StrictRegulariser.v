(** Fenchel-Young losses of strictly convex regularisers whose map keeps the order weakly: near the least risk the
    scores are sorted as the chances are. *)

From Coq Require Import Reals Lra Lia Classical.
From softproof Require Import Sums Convexity Sparsemax SeveralRelevant.
Open Scope R_scope.

Definition continuous_on_simplex (n : nat) (Omega : (nat -> R) -> R) : Prop :=
  forall p, simplex n p -> forall eps, 0 < eps -> exists d, 0 < d /\ forall q, simplex n q ->
  (forall i, (i < n)%nat -> Rabs (q i - p i) < d) -> Rabs (Omega q - Omega p) < eps.

(** f is a choice of the map of Omega, and keeps the order of the scores weakly. *)
Definition weakly_ordered_map (n : nat) (Omega : (nat -> R) -> R) (f : (nat -> R) -> nat -> R) : Prop :=
  (forall s, argmax n s Omega (f s)) /\
  forall s a b, (a < n)%nat -> (b < n)%nat -> s b <= s a -> f s b <= f s a.

Lemma mixture_simplex n t p q : 0 <= t <= 1 -> simplex n p -> simplex n q -> simplex n (mixture t p q).
Proof.
  intros Ht [P SP] [Q SQ]. unfold mixture. split.
  - intros i Hi. pose proof (Rmult_le_pos t (p i) ltac:(lra) (P i Hi)).
    pose proof (Rmult_le_pos (1 - t) (q i) ltac:(lra) (Q i Hi)). lra.
  - rewrite sum_plus, !sum_scal, SP, SQ. ring.
Qed.

Lemma at_most_1 n p i : simplex n p -> (i < n)%nat -> p i <= 1.
Proof. intros [P S] Hi. rewrite <- S. apply term_le_sum; assumption. Qed.

(** Of points in a box, of which there are some for every c, some limit is near to ones for every c. *)
Lemma adherent n (A : R -> (nat -> R) -> Prop) : (forall c c' p, 0 < c -> c <= c' -> A c p -> A c' p) ->
  (forall c, 0 < c -> exists p, A c p) -> (forall c p, A c p -> forall i, (i < n)%nat -> 0 <= p i <= 1) ->
  forall m, (m <= n)%nat -> exists l, forall c, 0 < c -> exists p, A c p /\ forall i, (i < m)%nat -> Rabs (p i - l i)
    < c.
Proof.
  intros M Ex Box. induction m as [|m IH]; intros Hm.
  - exists (fun _ => 0). intros c Hc. destruct (Ex c Hc) as [p P]. exists p. split; [exact P|intros; lia].
  - destruct IH as [l L]; [lia|].
    set (E := fun t => forall c, 0 < c -> exists p, A c p /\ (forall i, (i < m)%nat -> Rabs (p i - l i) < c) /\ t <= p
      m).
    destruct (completeness E) as [x [Up Lub]].
    + exists 1. intros t T. destruct (T 1 ltac:(lra)) as (p & P & _ & Q). pose proof (Box 1 p P m ltac:(lia)). lra.
    + exists 0. intros c Hc. destruct (L c Hc) as (p & P & Q). exists p. repeat split; try assumption.
      apply (Box c p P m). lia.
    + exists (fun i => if Nat.eqb i m then x else l i). intros c Hc.
      assert (T : exists t, E t /\ x - c < t).
      { apply NNPP. intros N. assert (x <= x - c); [|lra]. apply Lub. intros t Et. apply Rnot_lt_le. intros C.
        apply N. exists t. split; assumption. }
      destruct T as (t & Et & Ht).
      assert (U : exists c0, 0 < c0 /\ forall p, A c0 p -> (forall i, (i < m)%nat -> Rabs (p i - l i) < c0) ->
        p m < x + c / 2).
      { apply NNPP. intros N. assert (E (x + c / 2)); [|specialize (Up _ H); lra]. intros c0 Hc0. apply NNPP. intros K.
        apply N. exists c0. split; [exact Hc0|]. intros p P Q. apply Rnot_le_lt. intros C. apply K. exists p. auto. }
      destruct U as (c0 & Hc0 & U). pose proof (Rmin_l c c0). pose proof (Rmin_r c c0).
      assert (Hm0 : 0 < Rmin c c0) by (apply Rmin_pos; assumption). destruct (Et (Rmin c c0) Hm0) as (p & P & Q & Tp).
      exists p. split; [apply (M (Rmin c c0)); assumption|]. intros i Hi. destruct (Nat.eqb_spec i m) as [->|D].
      * specialize (U p ltac:(apply (M (Rmin c c0)); assumption) ltac:(intros k Hk; specialize (Q k Hk); lra)).
        apply Rabs_def1; lra.
      * specialize (Q i ltac:(lia)). lra.
Qed.

(** The limit of distributions is one. *)
Lemma limit_simplex n l : (forall c, 0 < c -> exists p, simplex n p /\ forall i, (i < n)%nat -> Rabs (p i - l i) < c) ->
  simplex n l.
Proof.
  intros H. split.
  - intros i Hi. apply Rnot_lt_le. intros C. destruct (H (- l i) ltac:(lra)) as (p & [P _] & Q).
    specialize (P i Hi). specialize (Q i Hi). apply Rabs_def2 in Q. lra.
  - destruct (Req_dec (sum n l) 1) as [E|E]; [exact E|exfalso]. pose proof (pos_INR n) as N.
    assert (D : 0 < Rabs (1 - sum n l)) by (apply Rabs_pos_lt; lra).
    set (c := Rabs (1 - sum n l) / (INR n + 1)). assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; lra).
    destruct (H c Hc) as (p & [_ S] & Q). pose proof (sum_abs n (fun i => p i - l i)) as B. rewrite sum_minus, S in B.
    assert (K : sum n (fun i => Rabs (p i - l i)) <= INR n * c).
    { rewrite <- sum_const. apply sum_le. intros i Hi. apply Rlt_le, Q, Hi. }
    assert (Rabs (1 - sum n l) = c * (INR n + 1)) by (unfold c; field; lra). lra.
Qed.

(** Distributions that put a no higher than b are away from eta, which puts it higher. *)
Lemma gap n Omega eta a b : continuous_on_simplex n Omega -> strictly_convex_on n (simplex n) Omega -> simplex n eta ->
  (a < n)%nat -> (b < n)%nat -> eta b < eta a -> exists c, 0 < c /\ forall p, simplex n p -> p a <= p b ->
  c <= Omega eta + Omega p - 2 * Omega (mixture (1 / 2) eta p).
Proof.
  intros C S He Ha Hb L. apply NNPP. intros N.
  set (F := fun p => Omega eta + Omega p - 2 * Omega (mixture (1 / 2) eta p)).
  assert (Ex : forall c, 0 < c -> exists p, simplex n p /\ p a <= p b /\ F p < c).
  { intros c Hc. apply NNPP. intros K. apply N. exists c. split; [exact Hc|]. intros p P Q. apply Rnot_lt_le. intros T.
    apply K. exists p. auto. }
  destruct (adherent n (fun c p => simplex n p /\ p a <= p b /\ F p < c)) with (m := n) as [l Hl];
    [intros c c' p _ Hc (P & Q & T); repeat split; try apply P; lra|exact Ex| |lia|].
  { intros c p (P & _) i Hi. split; [apply P, Hi|apply (at_most_1 n), Hi; exact P]. }
  assert (Sl : simplex n l).
  { apply limit_simplex. intros c Hc. destruct (Hl c Hc) as (p & (P & _) & Q). exists p. auto. }
  assert (Ol : l a <= l b).
  { apply Rnot_lt_le. intros K. destruct (Hl ((l a - l b) / 2) ltac:(lra)) as (p & (_ & O & _) & Q).
    pose proof (Rabs_def2 _ _ (Q a Ha)). pose proof (Rabs_def2 _ _ (Q b Hb)). lra. }
  assert (D : exists i, (i < n)%nat /\ eta i <> l i).
  { destruct (Req_dec (eta a) (l a)); [exists b|exists a]; split; try assumption; lra. }
  pose proof (S eta l (1 / 2) He Sl D ltac:(lra)) as G.
  change (Omega (mixture (1 / 2) eta l) < 1 / 2 * Omega eta + (1 - 1 / 2) * Omega l) in G.
  set (e := F l / 4). assert (E : 0 < e) by (unfold e, F; lra).
  destruct (C l Sl e E) as (d1 & D1 & C1).
  destruct (C _ (mixture_simplex n (1 / 2) eta l ltac:(lra) He Sl) e E) as (d2 & D2 & C2).
  destruct (Hl (Rmin e (Rmin d1 d2)) ltac:(repeat apply Rmin_pos; assumption)) as (p & (P & O & T) & Q).
  pose proof (Rmin_l e (Rmin d1 d2)). pose proof (Rmin_r e (Rmin d1 d2)). pose proof (Rmin_l d1 d2). pose proof
    (Rmin_r d1 d2).
  pose proof (Rabs_def2 _ _ (C1 p P ltac:(intros i Hi; specialize (Q i Hi); lra))) as K1.
  assert (K2 : Rabs (Omega (mixture (1 / 2) eta p) - Omega (mixture (1 / 2) eta l)) < e).
  { apply C2; [apply mixture_simplex; auto; lra|]. intros i Hi. specialize (Q i Hi). unfold mixture.
    replace (1 / 2 * eta i + (1 - 1 / 2) * p i - (1 / 2 * eta i + (1 - 1 / 2) * l i)) with (1 / 2 * (p i - l i)) by
      field.
    rewrite Rabs_mult, (Rabs_right (1 / 2)) by lra. pose proof (Rabs_pos (p i - l i)). lra. }
  apply Rabs_def2 in K2. unfold e, F in *. lra.
Qed.

Lemma bounded_below n Omega : continuous_on_simplex n Omega -> exists B, forall p, simplex n p -> B <= Omega p.
Proof.
  intros C. apply NNPP. intros N.
  destruct (adherent n (fun c p => simplex n p /\ Omega p < - / c)) with (m := n) as [l Hl].
  - intros c c' p K Hc (P & Q). split; [exact P|]. pose proof (Rinv_le_contravar c c' K Hc). lra.
  - intros c Hc. apply NNPP. intros K. apply N. exists (- / c). intros p P. apply Rnot_lt_le. intros Q. apply K.
    exists p. auto.
  - intros c p (P & _) i Hi. split; [apply P, Hi|apply (at_most_1 n), Hi; exact P].
  - lia.
  - assert (Sl : simplex n l).
    { apply limit_simplex. intros c Hc. destruct (Hl c Hc) as (p & (P & _) & Q). exists p. auto. }
    destruct (C l Sl 1 ltac:(lra)) as (d & D & K). pose proof (Rabs_pos (Omega l)) as A.
    set (c := / (Rabs (Omega l) + 1)). assert (Hc : 0 < c) by (apply Rinv_0_lt_compat; lra).
    destruct (Hl (Rmin c d) ltac:(apply Rmin_pos; assumption)) as (p & (P & T) & Q).
    pose proof (Rmin_l c d). pose proof (Rmin_r c d).
    specialize (K p P ltac:(intros i Hi; specialize (Q i Hi); lra)). apply Rabs_def2 in K.
    assert (I : / c <= / Rmin c d) by (apply Rinv_le_contravar; [apply Rmin_pos; assumption|assumption]).
    unfold c in I at 1. rewrite Rinv_inv in I. pose proof (Rle_abs (- Omega l)) as Z. rewrite Rabs_Ropp in Z. lra.
Qed.

(** Any distribution is nearly the map of some scores: the scores that a quadratic term about it gives. *)
Lemma near_scores n Omega f eta : continuous_on_simplex n Omega -> strictly_convex_on n (simplex n) Omega ->
  simplex n eta -> (forall s, argmax n s Omega (f s)) -> forall c, 0 < c -> exists u, fy_loss n Omega u (f u) eta < c.
Proof.
  intros C S He F c Hc. destruct (bounded_below n Omega C) as [B HB].
  destruct (C eta He (c / 2) ltac:(lra)) as (d & D & K). pose proof (HB eta He) as Be.
  set (lam := 4 * (Omega eta - B + 1) / (d * d)).
  assert (D2 : 0 < d * d) by (apply Rmult_lt_0_compat; assumption).
  assert (L : 0 < lam) by (apply Rdiv_lt_0_compat; lra).
  assert (EL : lam * (d * d) = 4 * (Omega eta - B + 1)) by (unfold lam; field; lra).
  set (t := Rmin (1 / 2) (c / (2 * (lam + 1) + 1))).
  assert (Ht : 0 < t <= 1 / 2 /\ (lam + 1) * t < c / 2).
  { assert (0 < c / (2 * (lam + 1) + 1)) by (apply Rdiv_lt_0_compat; lra). unfold t. split.
    - split; [apply Rmin_pos; lra|apply Rmin_l].
    - pose proof (Rmin_r (1 / 2) (c / (2 * (lam + 1) + 1))) as R. fold t in R |- *.
      apply (Rmult_le_compat_r (2 * (lam + 1) + 1)) in R; [|lra]. unfold Rdiv in R. rewrite Rmult_assoc, Rinv_l in R
        by lra.
      assert (0 < t) by (apply Rmin_pos; lra). lra. }
  set (G := fun p => Omega p + lam / 2 * sum n (fun i => (p i - eta i) ^ 2)).
  assert (Sq : forall p, 0 <= sum n (fun i => (p i - eta i) ^ 2)) by (intros; apply sum_nonneg; intros; apply
    pow2_ge_0).
  assert (M : exists q, simplex n q /\ forall p, simplex n p -> G q <= G p + t * t).
  { destruct (completeness (fun x => exists p, simplex n p /\ x = - G p)) as [x [Up Lub]].
    - exists (- B). intros x (p & P & ->). pose proof (HB p P). pose proof (Rmult_le_pos (lam / 2) _ ltac:(lra) (Sq p)).
      unfold G. lra.
    - exists (- G eta), eta. auto.
    - apply NNPP. intros N. assert (x <= x - t * t); [|pose proof (Rmult_lt_0_compat t t); lra].
      apply Lub. intros y (q & Q & ->). apply Rnot_lt_le. intros V. apply N. exists q. split; [exact Q|]. intros p P.
      pose proof (Up (- G p) (ex_intro _ p (conj P eq_refl))). lra. }
  destruct M as (q & Q & M). set (u := fun i => lam * (eta i - q i)). exists u.
  assert (T : forall p, simplex n p -> sum n (fun i => u i * (p i - q i)) - (lam + 1) * t <= Omega p - Omega q).
  { intros p P. set (m := mixture t p q). pose proof (M m (mixture_simplex n t p q ltac:(lra) P Q)) as V. unfold G in V.
    set (X := sum n (fun i => u i * (p i - q i))). set (Y := sum n (fun i => (p i - q i) ^ 2)).
    assert (E : lam / 2 * sum n (fun i => (m i - eta i) ^ 2)
      = lam / 2 * sum n (fun i => (q i - eta i) ^ 2) - t * X + lam / 2 * (t * t) * Y).
    { unfold X, Y. rewrite <- !sum_scal, <- sum_minus, <- sum_plus. apply sum_ext. intros i _. unfold m, mixture, u.
      field. }
    assert (Y2 : Y <= 2).
    { apply Rle_trans with (sum n (fun i => p i + q i)).
      - apply sum_le. intros i Hi. pose proof (at_most_1 n p i P Hi). pose proof (at_most_1 n q i Q Hi).
        pose proof (proj1 P i Hi). pose proof (proj1 Q i Hi). nra.
      - rewrite sum_plus, (proj2 P), (proj2 Q). lra. }
    assert (W : Omega m <= t * Omega p + (1 - t) * Omega q).
    { destruct (classic (exists i, (i < n)%nat /\ p i <> q i)) as [H|H].
      - apply Rlt_le. apply S; try assumption. lra.
      - assert (Z : forall i, (i < n)%nat -> q i = p i).
        { intros i Hi. apply NNPP. intros O. apply H. exists i. auto. }
        assert (U : forall g h, simplex n g -> simplex n h -> (forall i, (i < n)%nat -> g i = h i) -> Omega g = Omega
          h).
        { intros g h Hg Hh O. apply NNPP. intros A. destruct (C h Hh (Rabs (Omega g - Omega h))) as (r & R & V2).
          - apply Rabs_pos_lt. lra.
          - specialize (V2 g Hg). assert (Rabs (Omega g - Omega h) < Rabs (Omega g - Omega h)); [|lra].
            apply V2. intros i Hi. rewrite (O i Hi), Rminus_diag_eq, Rabs_R0 by reflexivity. exact R. }
        rewrite (U m q), (U p q); try assumption; [lra|intros; symmetry; auto| |].
        + apply mixture_simplex; auto; lra.
        + intros i Hi. unfold m, mixture. rewrite (Z i Hi). ring. }
    rewrite E in V. apply (Rmult_le_reg_l t); [lra|].
    assert (A : lam / 2 * (t * t) * Y <= lam * (t * t)).
    { replace (lam * (t * t)) with (lam / 2 * (t * t) * 2) by field. apply Rmult_le_compat_l; [|exact Y2].
      apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra. }
    lra. }
  pose proof (F u) as [Pu _]. pose proof (T (f u) Pu) as V. unfold fy_loss.
  assert (E : sum n (fun i => u i * (f u i - q i)) = sum n (fun i => u i * f u i) - sum n (fun i => u i * q i))
    by (rewrite <- sum_minus; apply sum_ext; intros; ring).
  assert (E2 : sum n (fun i => u i * q i) - sum n (fun i => u i * eta i) = - (lam * sum n (fun i => (q i - eta i) ^
    2))).
  { rewrite <- sum_minus, <- sum_scal.
    rewrite (sum_ext n _ (fun i => -1 * (lam * (q i - eta i) ^ 2))) by (intros; unfold u; ring). rewrite sum_scal.
      ring. }
  pose proof (M eta He) as Me. unfold G in Me.
  rewrite (sum_eq_0 n (fun i => (eta i - eta i) ^ 2)) in Me by (intros; ring).
  pose proof (HB q Q) as Bq. assert (t * t <= 1) by (pose proof (Rmult_le_compat t (1 / 2) t (1 / 2)); lra).
  assert (Z : Rabs (Omega q - Omega eta) < c / 2).
  { apply K; [exact Q|]. intros i Hi. apply Rnot_le_lt. intros O.
    pose proof (term_le_sum n (fun i => (q i - eta i) ^ 2) i ltac:(intros; apply pow2_ge_0) Hi) as R. cbv beta in R.
    assert (O2 : d * d <= (q i - eta i) ^ 2).
    { rewrite <- Rsqr_pow2, Rsqr_abs. unfold Rsqr. apply Rmult_le_compat; lra. }
    pose proof (Rmult_le_compat_l lam _ _ ltac:(lra) (Rle_trans _ _ _ O2 R)). lra. }
  apply Rabs_def2 in Z. pose proof (Rmult_le_pos lam _ ltac:(lra) (Sq q)). lra.
Qed.

(** Near the least risk no pair is out of order. *)
Lemma sorted_near_the_least n Omega f eta : continuous_on_simplex n Omega ->
  strictly_convex_on n (simplex n) Omega -> simplex n eta -> weakly_ordered_map n Omega f ->
  exists c, 0 < c /\ forall s, fy_loss n Omega s (f s) eta < c ->
  forall a b, (a < n)%nat -> (b < n)%nat -> eta b < eta a -> s b < s a.
Proof.
  intros C S He [F W].
  assert (P : forall a b, (a < n)%nat -> (b < n)%nat -> exists c, 0 < c /\ (eta b < eta a -> forall s,
    fy_loss n Omega s (f s) eta < c -> s b < s a)).
  { intros a b Ha Hb. destruct (Rlt_le_dec (eta b) (eta a)) as [L|L]; [|exists 1; split; [lra|intros; lra]].
    destruct (gap n Omega eta a b C S He Ha Hb L) as (c & Hc & G). exists c. split; [exact Hc|]. intros _ s Q.
    apply Rnot_le_lt. intros O. pose proof (F s) as [Ps A]. specialize (G (f s) Ps (W s b a Hb Ha O)).
    pose proof (A _ (mixture_simplex n (1 / 2) eta (f s) ltac:(lra) He Ps)) as V.
    assert (E : sum n (fun i => s i * mixture (1 / 2) eta (f s) i)
      = 1 / 2 * sum n (fun i => s i * eta i) + 1 / 2 * sum n (fun i => s i * f s i)).
    { rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros i _. unfold mixture. field. }
    unfold fy_loss in Q. lra. }
  assert (Row : forall m, (m <= n)%nat -> forall a, (a < n)%nat -> exists c, 0 < c /\ forall s,
    fy_loss n Omega s (f s) eta < c -> forall b, (b < m)%nat -> eta b < eta a -> s b < s a).
  { induction m as [|m IH]; intros Hm a Ha; [exists 1; split; [lra|intros; lia]|].
    destruct (IH ltac:(lia) a Ha) as (c & Hc & Q). destruct (P a m Ha ltac:(lia)) as (c' & Hc' & Q').
    exists (Rmin c c'). split; [apply Rmin_pos; assumption|]. pose proof (Rmin_l c c'). pose proof (Rmin_r c c').
    intros s V b Hb L. destruct (Nat.eq_dec b m) as [->|N]; [apply (Q' L); lra|apply Q; try assumption; [lra|lia]]. }
  assert (All : forall m, (m <= n)%nat -> exists c, 0 < c /\ forall s,
    fy_loss n Omega s (f s) eta < c -> forall a b, (a < m)%nat -> (b < n)%nat -> eta b < eta a -> s b < s a).
  { induction m as [|m IH]; intros Hm; [exists 1; split; [lra|intros; lia]|].
    destruct (IH ltac:(lia)) as (c & Hc & Q). destruct (Row n ltac:(lia) m ltac:(lia)) as (c' & Hc' & Q').
    exists (Rmin c c'). split; [apply Rmin_pos; assumption|]. pose proof (Rmin_l c c'). pose proof (Rmin_r c c').
    intros s V a b Ha Hb L. destruct (Nat.eq_dec a m) as [->|N]; [apply Q'; try assumption; lra|apply Q; try
      assumption; [lra|lia]]. }
  destruct (All n ltac:(lia)) as (c & Hc & Q). exists c. split; [exact Hc|]. intros s V a b Ha Hb. apply Q; assumption.
Qed.
