(** The Fenchel-Young losses of softmax and entmax beside the Bregman divergences of their maps, for every alpha. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax.
Open Scope R_scope.

(** x^a for x >= 0 and a > 0. *)
Definition power (a x : R) : R := if Rlt_dec 0 x then Rpower x a else 0.

(** Omega, its partial derivatives, and its Bregman divergence. *)
Definition omega (a : R) (n : nat) (p : nat -> R) : R :=
  if Req_EM_T a 1 then sum n (fun i => p i * ln (p i)) else sum n (fun i => (power a (p i) - p i) / (a * (a - 1))).
Definition slope (a x : R) : R := if Req_EM_T a 1 then ln x + 1 else (a * power (a - 1) x - 1) / (a * (a - 1)).
Definition divergence (a : R) (n : nat) (q p : nat -> R) : R :=
  omega a n q - omega a n p - sum n (fun i => slope a (p i) * (q i - p i)).

(** The map is the argmax of <z, p> - Omega(p) over the simplex; its value there is the conjugate of Omega at z. *)
Definition objective (a : R) (n : nat) (z p : nat -> R) : R := sum n (fun i => z i * p i) - omega a n p.
Definition loss (a : R) (n : nat) (z p q : nat -> R) : R :=
  objective a n z p + omega a n q - sum n (fun i => z i * q i).

(** p is the a-entmax of z with the threshold tau, for a > 1. *)
Definition entmax (a : R) (n : nat) (z : nat -> R) (tau : R) (p : nat -> R) : Prop :=
  simplex n p /\ forall i, (i < n)%nat -> p i = power (1 / (a - 1)) ((a - 1) * (z i - tau)).

Lemma power_nonneg a x : 0 <= power a x.
Proof. unfold power. destruct (Rlt_dec 0 x); [apply Rlt_le, exp_pos|lra]. Qed.

Lemma entmax_slope a z tau p : 1 < a -> p = power (1 / (a - 1)) ((a - 1) * (z - tau)) ->
  slope a p = Rmax (z - tau) 0 - 1 / (a * (a - 1)) /\ p * Rmax (tau - z) 0 = 0.
Proof.
  intros Ha ->. unfold slope. destruct (Req_EM_T a 1) as [E|_]; [lra|].
  destruct (Rlt_dec 0 ((a - 1) * (z - tau))) as [L|L].
  - assert (T : 0 < z - tau) by (apply Rmult_lt_reg_l with (a - 1); lra).
    assert (X : power (a - 1) (power (1 / (a - 1)) ((a - 1) * (z - tau))) = (a - 1) * (z - tau)).
    { unfold power. destruct (Rlt_dec 0 ((a - 1) * (z - tau))) as [_|N]; [|lra].
      destruct (Rlt_dec 0 (Rpower ((a - 1) * (z - tau)) (1 / (a - 1)))) as [_|N]; [|destruct N; apply exp_pos].
      rewrite Rpower_mult. replace (1 / (a - 1) * (a - 1)) with 1 by (field; lra). apply Rpower_1, L. }
    rewrite X, Rmax_left, Rmax_right by lra. split; [field; lra|ring].
  - assert (T : z - tau <= 0).
    { apply Rnot_lt_le. intros T. apply L, Rmult_lt_0_compat; lra. }
    assert (Z : power (1 / (a - 1)) ((a - 1) * (z - tau)) = 0) by (unfold power; destruct (Rlt_dec 0 _); lra).
    assert (Z' : power (a - 1) 0 = 0) by (unfold power; destruct (Rlt_dec 0 0); lra).
    rewrite Z, Z', (Rmax_right (z - tau)) by lra. split; [field; lra|ring].
Qed.

Lemma loss_less_divergence a n z p q :
  loss a n z p q = divergence a n q p + sum n (fun i => (slope a (p i) - z i) * (q i - p i)).
Proof.
  unfold loss, objective, divergence.
  rewrite (sum_ext n (fun i => (slope a (p i) - z i) * (q i - p i))
    (fun i => slope a (p i) * (q i - p i) - (z i * q i - z i * p i))) by (intros; ring).
  rewrite !sum_minus. ring.
Qed.

Lemma entmax_loss a n z tau p q : 1 < a -> entmax a n z tau p -> simplex n q ->
  loss a n z p q = divergence a n q p + sum n (fun i => q i * Rmax (tau - z i) 0).
Proof.
  intros Ha [[_ Sp] E] [_ Sq]. rewrite loss_less_divergence. f_equal. set (c := - tau - 1 / (a * (a - 1))).
  rewrite (sum_ext n _ (fun i => c * (q i - p i) + q i * Rmax (tau - z i) 0)).
  - rewrite sum_plus, sum_scal, sum_minus, Sp, Sq. ring.
  - intros i Hi. destruct (entmax_slope a (z i) tau (p i) Ha (E i Hi)) as [S P]. rewrite S.
    assert (M : Rmax (z i - tau) 0 = z i - tau + Rmax (tau - z i) 0).
    { unfold Rmax. destruct (Rle_dec (z i - tau) 0), (Rle_dec (tau - z i) 0); lra. }
    rewrite M. unfold c. replace ((z i - tau + Rmax (tau - z i) 0 - 1 / (a * (a - 1)) - z i) * (q i - p i))
      with ((- tau - 1 / (a * (a - 1))) * (q i - p i) + q i * Rmax (tau - z i) 0 - p i * Rmax (tau - z i) 0) by ring.
    rewrite P. ring.
Qed.

(** x^a lies above its tangent at y. *)
Lemma power_tangent a x y : 1 < a -> 0 <= x -> 0 <= y -> 0 <= power a x - power a y - a * power (a - 1) y * (x - y).
Proof.
  intros Ha Hx [Hy|<-].
  2: { unfold power at 2 3. destruct (Rlt_dec 0 0); [lra|]. pose proof (power_nonneg a x). lra. }
  assert (Y : power a y = power (a - 1) y * y).
  { unfold power. destruct (Rlt_dec 0 y); [|lra]. rewrite <- (Rpower_1 y Hy) at 3. rewrite <- Rpower_plus.
    f_equal. ring. }
  pose proof (power_nonneg (a - 1) y) as P. destruct Hx as [Hx|<-].
  - assert (X : power a x = power a y * exp (a * ln (x / y))).
    { unfold power. destruct (Rlt_dec 0 x); [|lra]. destruct (Rlt_dec 0 y); [|lra]. unfold Rpower. rewrite <- exp_plus.
      f_equal. unfold Rdiv. rewrite ln_mult, ln_Rinv; [ring|exact Hy|exact Hx|apply Rinv_0_lt_compat, Hy]. }
    assert (D : 0 < x / y) by (apply Rdiv_lt_0_compat; assumption). set (b := ln (x / y)) in *.
    assert (B : exp b = x / y) by (apply exp_ln, D).
    assert (T : 0 <= exp (a * b) - 1 - a * (exp b - 1)).
    { pose proof (exp_ineq1_le (a * b - b)) as U. pose proof (exp_ineq1_le (- b)) as V. pose proof (exp_pos b) as W.
      apply (Rmult_le_compat_l (exp b)) in U; [|lra]. apply (Rmult_le_compat_l (exp b)) in V; [|lra].
      rewrite <- exp_plus in U, V. replace (b + (a * b - b)) with (a * b) in U by ring.
      replace (b + - b) with 0 in V by ring. rewrite exp_0 in V.
      pose proof (Rmult_le_compat_l (a - 1) _ _ ltac:(lra) V) as V'. lra. }
    rewrite X, Y. replace (power (a - 1) y * y * exp (a * b) - power (a - 1) y * y - a * power (a - 1) y * (x - y))
      with (power (a - 1) y * (y * (exp (a * b) - 1 - a * (exp b - 1)))) by (rewrite B; field; lra).
    apply Rmult_le_pos; [exact P|apply Rmult_le_pos; lra].
  - unfold power at 1. destruct (Rlt_dec 0 0); [lra|]. rewrite Y.
    replace (0 - power (a - 1) y * y - a * power (a - 1) y * (0 - y)) with ((a - 1) * (power (a - 1) y * y)) by ring.
    apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra].
Qed.

Lemma divergence_nonneg a n q p : 1 < a -> simplex n q -> simplex n p -> 0 <= divergence a n q p.
Proof.
  intros Ha [Q _] [P _]. unfold divergence, omega, slope. destruct (Req_EM_T a 1); [lra|]. rewrite <- !sum_minus.
  apply sum_nonneg. intros i Hi. pose proof (power_tangent a (q i) (p i) Ha (Q i Hi) (P i Hi)) as T.
  replace (_ - _ - _) with ((power a (q i) - power a (p i) - a * power (a - 1) (p i) * (q i - p i)) * / (a * (a - 1)))
    by (field; lra).
  apply Rmult_le_pos; [exact T|]. apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra.
Qed.

Lemma entropy_divergence_nonneg n q p : simplex n q -> (forall i, (i < n)%nat -> 0 < p i) -> 0 <= divergence 1 n q p.
Proof.
  intros [Q _] P. unfold divergence, omega, slope. destruct (Req_EM_T 1 1); [|lra]. rewrite <- !sum_minus.
  apply sum_nonneg. intros i Hi. specialize (P i Hi). destruct (Q i Hi) as [H|<-]; [|lra].
  pose proof (exp_ineq1_le (ln (p i / q i))) as L.
  rewrite exp_ln in L by (apply Rdiv_lt_0_compat; assumption). unfold Rdiv in L.
  rewrite ln_mult, ln_Rinv in L by (assumption || apply Rinv_0_lt_compat, H).
  apply (Rmult_le_compat_l (q i)) in L; [|lra]. replace (q i * (p i * / q i)) with (p i) in L by (field; lra). lra.
Qed.

Lemma slack_nonneg n (q s : nat -> R) : simplex n q -> 0 <= sum n (fun i => q i * Rmax (s i) 0).
Proof. intros [Q _]. apply sum_nonneg. intros i Hi. apply Rmult_le_pos; [apply Q, Hi|apply Rmax_r]. Qed.

(** Claim: sf.fy.bregman.repair
    Role: establishes
    Place: SF, beyond the summary
    Says: For every alpha > 1 alpha-entmax with the threshold tau is an argmax of <z, p> - Omega(p), its loss is the
      divergence plus the sum of q_i max(tau - z_i, 0), and so it is the divergence exactly if every class with q_i > 0
      has z_i >= tau; softmax is one at alpha = 1, and its loss is the divergence.
    Gap: Real numbers; 0 log 0 counts as 0. That every z has a threshold, and that the argmax is the only one, is not in
      it.
    Mutant: `tau - z i` becomes `- z i`; refuted by the theorem the_slack_is_from_the_threshold
    Mutant: `tau <= z i` becomes `tau < z i`; refuted by the theorem the_threshold_itself_is_enough
*)
Theorem loss_is_divergence_and_slack :
  (forall a n z tau p q, 1 < a -> entmax a n z tau p -> simplex n q ->
    objective a n z q <= objective a n z p /\
    loss a n z p q = divergence a n q p + sum n (fun i => q i * Rmax (tau - z i) 0) /\
    (loss a n z p q = divergence a n q p <-> forall i, (i < n)%nat -> 0 < q i -> tau <= z i)) /\
  forall n z q, (0 < n)%nat -> simplex n q -> let p := softmax n z in
    objective 1 n z q <= objective 1 n z p /\ loss 1 n z p q = divergence 1 n q p.
Proof.
  split.
  - intros a n z tau p q Ha E Q. pose proof (entmax_loss a n z tau p q Ha E Q) as L.
    pose proof (divergence_nonneg a n q p Ha Q (proj1 E)) as D.
    pose proof (slack_nonneg n q (fun i => tau - z i) Q) as K. split; [|split; [exact L|]].
    + unfold loss in L. unfold objective at 1. lra.
    + rewrite L. destruct Q as [Q _]. split.
      * intros F i Hi Qi. apply Rnot_lt_le. intros N.
        pose proof (term_le_sum n (fun i => q i * Rmax (tau - z i) 0) i
          ltac:(intros; apply Rmult_le_pos; [apply Q; assumption|apply Rmax_r]) Hi) as T. cbv beta in T.
        rewrite Rmax_left in T by lra. pose proof (Rmult_lt_0_compat (q i) (tau - z i) Qi ltac:(lra)). lra.
      * intros F. rewrite sum_eq_0; [ring|]. intros i Hi. destruct (Q i Hi) as [Qi|<-]; [|ring].
        rewrite Rmax_right; [ring|]. pose proof (F i Hi Qi). lra.
  - intros n z q N Q p. assert (P : forall i, (i < n)%nat -> 0 < p i) by (intros; apply softmax_pos, N).
    assert (L : loss 1 n z p q = divergence 1 n q p).
    { rewrite loss_less_divergence. rewrite (sum_ext n _ (fun i => (1 - ln (partition n z)) * (q i - p i))).
      - rewrite sum_scal, sum_minus, (proj2 Q). unfold p. rewrite softmax_sum by exact N. ring.
      - intros i _. f_equal. unfold slope, p, softmax. destruct (Req_EM_T 1 1); [|lra]. unfold Rdiv.
        pose proof (partition_pos n z N) as Z. rewrite ln_mult, ln_exp, ln_Rinv; [ring|exact Z|apply exp_pos|].
        apply Rinv_0_lt_compat, Z. }
    split; [|exact L]. pose proof (entropy_divergence_nonneg n q p Q P). unfold loss in L. unfold objective at 1. lra.
Qed.

(** Sparsemax, alpha = 2, of the scores (0, - 1 - d), and the label of the second class. *)
Lemma two_scores d : 0 <= d -> entmax 2 2 (fun i => if Nat.eqb i 0 then 0 else - (1 + d)) (-1) (one_hot 0).
Proof.
  intros Hd. assert (Z : simplex 2 (one_hot 0)).
  { split; [intros i _; unfold one_hot; destruct (Nat.eqb i 0); lra|apply sum_one_hot; lia]. }
  split; [exact Z|]. intros [|[|i]] Hi; [| |lia]; unfold one_hot, power; simpl.
  - destruct (Rlt_dec 0 ((2 - 1) * (0 - -1))); [|lra]. unfold Rpower.
    replace ((2 - 1) * (0 - -1)) with 1 by ring. rewrite ln_1, Rmult_0_r, exp_0. reflexivity.
  - destruct (Rlt_dec 0 ((2 - 1) * (- (1 + d) - -1))); lra.
Qed.

Lemma second_label : simplex 2 (one_hot 1).
Proof. split; [intros i _; unfold one_hot; destruct (Nat.eqb i 1); lra|apply sum_one_hot; lia]. Qed.

(** Claim: none
    Says: At z = (0, -9), q = (0, 1) the loss of sparsemax is above the divergence by 8 and not by 9.
*)
Theorem the_slack_is_from_the_threshold : ~ (
  (forall a n z tau p q, 1 < a -> entmax a n z tau p -> simplex n q ->
    objective a n z q <= objective a n z p /\
    loss a n z p q = divergence a n q p + sum n (fun i => q i * Rmax (- z i) 0) /\
    (loss a n z p q = divergence a n q p <-> forall i, (i < n)%nat -> 0 < q i -> tau <= z i)) /\
  forall n z q, (0 < n)%nat -> simplex n q -> let p := softmax n z in
    objective 1 n z q <= objective 1 n z p /\ loss 1 n z p q = divergence 1 n q p).
Proof.
  intros [H _]. pose proof (two_scores 8 ltac:(lra)) as E.
  destruct (H 2 2%nat _ _ _ (one_hot 1) ltac:(lra) E second_label) as (_ & F & _).
  rewrite (entmax_loss 2 2 _ _ _ _ ltac:(lra) E second_label) in F.
  assert (Z : sum 2 (fun i => one_hot 1 i * Rmax (-1 - (if Nat.eqb i 0 then 0 else - (1 + 8))) 0) = 8).
  { unfold one_hot. simpl. rewrite (Rmax_left (-1 - - (1 + 8))) by lra. ring. }
  assert (Z' : sum 2 (fun i => one_hot 1 i * Rmax (- (if Nat.eqb i 0 then 0 else - (1 + 8))) 0) = 9).
  { unfold one_hot. simpl. rewrite (Rmax_left (- - (1 + 8))) by lra. ring. }
  rewrite Z, Z' in F. lra.
Qed.

(** Claim: none
    Says: At z = (0, -1), q = (0, 1) the second score is the threshold, and the loss of sparsemax is the divergence.
*)
Theorem the_threshold_itself_is_enough : ~ (
  (forall a n z tau p q, 1 < a -> entmax a n z tau p -> simplex n q ->
    objective a n z q <= objective a n z p /\
    loss a n z p q = divergence a n q p + sum n (fun i => q i * Rmax (tau - z i) 0) /\
    (loss a n z p q = divergence a n q p <-> forall i, (i < n)%nat -> 0 < q i -> tau < z i)) /\
  forall n z q, (0 < n)%nat -> simplex n q -> let p := softmax n z in
    objective 1 n z q <= objective 1 n z p /\ loss 1 n z p q = divergence 1 n q p).
Proof.
  intros [H _]. pose proof (two_scores 0 ltac:(lra)) as E.
  destruct (H 2 2%nat _ _ _ (one_hot 1) ltac:(lra) E second_label) as (_ & F & [I _]).
  assert (Z : sum 2 (fun i => one_hot 1 i * Rmax (-1 - (if Nat.eqb i 0 then 0 else - (1 + 0))) 0) = 0).
  { unfold one_hot. simpl. rewrite (Rmax_right (-1 - - (1 + 0))) by lra. ring. }
  rewrite F, Z in I. specialize (I ltac:(ring) 1%nat ltac:(lia)). unfold one_hot in I. simpl in I. lra.
Qed.
