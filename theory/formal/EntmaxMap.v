(** alpha-entmax, for every alpha, is the only argmax of <z, p> - Omega(p); it exists, and it has a threshold. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Softmax Prop5 Sparsemax EntmaxRelevant EntmaxLoss.
Open Scope R_scope.

(** f(x), of which Omega is the sum over the classes. *)
Definition entropy_term (a x : R) : R := if Req_EM_T a 1 then x * ln x else (power a x - x) / (a * (a - 1)).

(** Where p is positive its slopes are the scores z less c; elsewhere they are not below. *)
Definition optimal (a : R) (n : nat) (z : nat -> R) (c : R) (p : nat -> R) : Prop :=
  simplex n p /\ forall i, (i < n)%nat ->
  (0 < p i /\ z i = slope a (p i) + c) \/ (1 < a /\ p i = 0 /\ z i <= slope a 0 + c).

Lemma omega_terms a n p : omega a n p = sum n (fun i => entropy_term a (p i)).
Proof. unfold omega, entropy_term. destruct (Req_EM_T a 1); reflexivity. Qed.

Lemma power_pos b x : 0 < x -> 0 < power b x.
Proof. intros H. unfold power. destruct (Rlt_dec 0 x); [apply exp_pos|contradiction]. Qed.

Lemma power_0 b x : x <= 0 -> power b x = 0.
Proof. intros H. unfold power. destruct (Rlt_dec 0 x); [lra|reflexivity]. Qed.

Lemma power_lt b x y : 0 < b -> 0 < y -> x < y -> power b x < power b y.
Proof.
  intros Hb Hy H. destruct (Rlt_le_dec 0 x) as [X|X].
  - unfold power. destruct (Rlt_dec 0 x), (Rlt_dec 0 y); try lra.
    apply exp_increasing, Rmult_lt_compat_l, ln_increasing; assumption.
  - rewrite (power_0 b x X). apply power_pos, Hy.
Qed.

Lemma power_le b x y : 0 < b -> x <= y -> power b x <= power b y.
Proof.
  intros Hb [H| ->]; [|lra]. destruct (Rlt_le_dec 0 y) as [Y|Y]; [apply Rlt_le, power_lt; assumption|].
  rewrite !power_0; lra.
Qed.

Lemma power_power b c x : 0 < x -> power b (power c x) = power (c * b) x.
Proof.
  intros H. pose proof (power_pos c x H) as P. unfold power at 1. destruct (Rlt_dec 0 (power c x)); [|contradiction].
  unfold power. destruct (Rlt_dec 0 x); [|contradiction]. apply Rpower_mult.
Qed.

Lemma power_1 x : 0 <= x -> power 1 x = x.
Proof. intros [H|<-]; [unfold power; destruct (Rlt_dec 0 x); [apply Rpower_1, H|contradiction]|apply power_0; lra]. Qed.

Lemma derive_near f g x l d : 0 < d -> (forall t, Rabs (t - x) < d -> f t = g t) ->
  derivable_pt_lim f x l -> derivable_pt_lim g x l.
Proof.
  intros Hd E D eps He. destruct (D eps He) as [delta H].
  exists (mkposreal _ (Rmin_pos _ _ Hd (cond_pos delta))). simpl. intros h Hh Hs.
  pose proof (Rmin_l d delta). pose proof (Rmin_r d delta).
  rewrite <- !E; [apply H; [exact Hh|lra]|rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact Hd|].
  replace (x + h - x) with h by ring. lra.
Qed.

Lemma power_derivative b x : x <> 0 \/ 1 < b -> derivable_pt_lim (power b) x (b * power (b - 1) x).
Proof.
  intros H. destruct (Rtotal_order x 0) as [X|[X|X]].
  - rewrite power_0 by lra. rewrite Rmult_0_r. apply (derive_near (fun _ => 0) _ x 0 (- x)); [lra| |apply
      derivable_pt_lim_const].
    intros t Ht. apply Rabs_def2 in Ht. symmetry. apply power_0. lra.
  - subst x. destruct H as [H|H]; [lra|]. rewrite (power_0 (b - 1)) by lra. rewrite Rmult_0_r. intros eps He.
    exists (mkposreal _ (power_pos (1 / (b - 1)) eps He)). simpl. intros h Hh Hs.
    rewrite Rplus_0_l, (power_0 b 0), !Rminus_0_r by lra. destruct (Rlt_le_dec 0 h) as [P|P].
    + rewrite Rabs_right in Hs by lra. assert (E : power b h / h = power (b - 1) h).
      { unfold power. destruct (Rlt_dec 0 h); [|contradiction]. apply Rmult_eq_reg_r with h; [|lra].
        unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. rewrite <- (Rpower_1 h) at 3 by exact P.
        rewrite <- Rpower_plus. f_equal. ring. }
      rewrite E, Rabs_right by (apply Rle_ge, power_nonneg). replace eps with (power (b - 1) (power (1 / (b - 1)) eps)).
      * apply power_lt; [lra| |exact Hs]. apply power_pos, He.
      * rewrite power_power by exact He. replace (1 / (b - 1) * (b - 1)) with 1 by (field; lra). apply power_1. lra.
    + rewrite power_0 by exact P. unfold Rdiv. rewrite Rmult_0_l, Rabs_R0. exact He.
  - unfold power at 2. destruct (Rlt_dec 0 x); [|lra].
    apply (derive_near (fun t => Rpower t b) _ x _ x); [exact X| |apply derivable_pt_lim_power, X].
    intros t Ht. apply Rabs_def2 in Ht. unfold power. destruct (Rlt_dec 0 t); [reflexivity|lra].
Qed.

Lemma power_continuous b : 0 < b -> continuity (power b).
Proof.
  intros Hb x. destruct (Req_dec x 0) as [->|N].
  - intros eps He. exists (power (1 / b) eps). split; [apply power_pos, He|]. intros y [_ Hy]. simpl in *.
    unfold R_dist in *. rewrite Rminus_0_r in Hy. rewrite (power_0 b 0), Rminus_0_r by lra.
    rewrite Rabs_right by (apply Rle_ge, power_nonneg). apply Rle_lt_trans with (power b (Rabs y)).
    + apply power_le; [exact Hb|apply Rle_abs].
    + replace eps with (power b (power (1 / b) eps)).
      * apply power_lt; [exact Hb|apply power_pos, He|exact Hy].
      * rewrite power_power by exact He. replace (1 / b * b) with 1 by (field; lra). apply power_1. lra.
  - apply derivable_continuous_pt. exists (b * power (b - 1) x). apply power_derivative. left. exact N.
Qed.

Lemma threshold_exists a n z : 1 < a -> (0 < n)%nat ->
  {tau | sum n (fun i => power (1 / (a - 1)) ((a - 1) * (z i - tau))) = 1}.
Proof.
  intros Ha Hn. set (b := sum n (fun i => Rabs (z i))). assert (P : 0 < 1 / (a - 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (Hb : forall i, (i < n)%nat -> - b <= z i <= b).
  { intros i Hi. pose proof (term_le_sum n (fun i => Rabs (z i)) i ltac:(intros; apply Rabs_pos) Hi) as T.
    fold b in T. cbv beta in T. unfold Rabs in T. destruct (Rcase_abs (z i)); lra. }
  set (F := fun i t => power (1 / (a - 1)) ((a - 1) * (z i - t))).
  assert (C : continuity (fun t => 1 - sum n (fun i => F i t))).
  { apply (continuity_minus (fun _ => 1)); [apply continuity_const; intros x y; reflexivity|].
    apply continuous_sum. intros i. apply (continuity_comp (fun t => (a - 1) * (z i - t)) (power (1 / (a - 1))));
      [|apply power_continuous, P].
    apply (continuity_scal (fun t => z i - t)), (continuity_minus (fun _ => z i) (fun t => t)).
    - apply continuity_const. intros x y. reflexivity.
    - apply derivable_continuous, derivable_id. }
  pose proof (Hb 0%nat Hn) as Z0.
  destruct (IVT_cor _ (- b - 1 / (a - 1)) b C) as [t [_ Ht]]; [lra| |exists t; unfold F in Ht; lra].
  assert (U : sum n (fun i => F i b) = 0).
  { apply sum_eq_0. intros i Hi. pose proof (Hb i Hi). apply power_0. rewrite <- (Rmult_0_r (a - 1)).
    apply Rmult_le_compat_l; lra. }
  assert (V : 1 <= sum n (fun i => F i (- b - 1 / (a - 1)))).
  { apply Rle_trans with (F 0%nat (- b - 1 / (a - 1))).
    - replace 1 with (power (1 / (a - 1)) 1) at 1.
      + apply power_le; [exact P|]. apply Rle_trans with ((a - 1) * (1 / (a - 1))); [right; field; lra|].
        apply Rmult_le_compat_l; lra.
      + unfold power. destruct (Rlt_dec 0 1); [|lra]. unfold Rpower. rewrite ln_1, Rmult_0_r. apply exp_0.
    - apply (term_le_sum n (fun i => F i _)); [intros; apply power_nonneg|exact Hn]. }
  rewrite U. lra.
Qed.

Lemma entmax_exists a n z : 1 < a -> (0 < n)%nat -> exists tau p, entmax a n z tau p.
Proof.
  intros Ha Hn. destruct (threshold_exists a n z Ha Hn) as [tau H].
  exists tau, (fun i => power (1 / (a - 1)) ((a - 1) * (z i - tau))). split; [split; [|exact H]|reflexivity].
  intros. apply power_nonneg.
Qed.

(** f is above its tangents. *)
Lemma term_tangent a x y : 1 <= a -> 0 <= x -> 0 <= y -> (a = 1 -> 0 < y) -> x <> y ->
  entropy_term a y + slope a y * (x - y) < entropy_term a x.
Proof.
  intros Ha Hx Hy H1 N. unfold entropy_term, slope. destruct (Req_EM_T a 1) as [E|E].
  - apply x_ln_x_tangent; [exact Hx|apply H1, E|exact N].
  - pose proof (proj2 (EntmaxRelevant.power_tangent a x y ltac:(lra) Hx Hy) N) as T.
    assert (P : 0 < / (a * (a - 1))) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
    apply (Rmult_lt_compat_l _ _ _ P) in T.
    replace ((power a y - y) / (a * (a - 1)) + (a * power (a - 1) y - 1) / (a * (a - 1)) * (x - y))
      with (/ (a * (a - 1)) * (power a y + a * power (a - 1) y * (x - y)) - / (a * (a - 1)) * x) by (field; lra).
    unfold Rdiv. lra.
Qed.

Lemma divergence_terms a n q p : divergence a n q p
  = sum n (fun i => entropy_term a (q i) - entropy_term a (p i) - slope a (p i) * (q i - p i)).
Proof. unfold divergence. rewrite !omega_terms, !sum_minus. reflexivity. Qed.

(** The loss is at least the divergence, and so 0 at the map alone. *)
Lemma optimal_loss a n z c p q : 1 <= a -> optimal a n z c p -> simplex n q ->
  0 <= loss a n z p q /\ (loss a n z p q = 0 <-> forall i, (i < n)%nat -> q i = p i).
Proof.
  intros Ha [[P Sp] O] [Q Sq].
  set (d := fun i => entropy_term a (q i) - entropy_term a (p i) - slope a (p i) * (q i - p i)).
  assert (L : loss a n z p q = sum n (fun i => d i + (slope a (p i) - z i + c) * (q i - p i))).
  { rewrite loss_less_divergence, divergence_terms. fold d. rewrite sum_plus.
    rewrite (sum_ext n (fun i => (slope a (p i) - z i + c) * (q i - p i))
      (fun i => (slope a (p i) - z i) * (q i - p i) + c * (q i - p i))) by (intros; ring).
    rewrite sum_plus, sum_scal, sum_minus, Sp, Sq. ring. }
  assert (T : forall i, (i < n)%nat -> 0 <= (slope a (p i) - z i + c) * (q i - p i)).
  { intros i Hi. destruct (O i Hi) as [[_ E]|[_ [E B]]]; [rewrite E; right; ring|]. rewrite E.
    apply Rmult_le_pos; [lra|]. pose proof (Q i Hi). lra. }
  assert (D : forall i, (i < n)%nat -> 0 <= d i /\ (q i <> p i -> 0 < d i)).
  { intros i Hi. unfold d.
    assert (H : a = 1 -> 0 < p i) by (intros E; destruct (O i Hi) as [[B _]|[B _]]; lra).
    destruct (Req_dec (q i) (p i)) as [E|N].
    - rewrite E. split; [right; ring|lra].
    - pose proof (term_tangent a (q i) (p i) Ha (Q i Hi) (P i Hi) H N). lra. }
  rewrite L. split; [|split].
  - apply sum_nonneg. intros i Hi. pose proof (T i Hi). pose proof (D i Hi). lra.
  - intros Z i Hi. destruct (Req_dec (q i) (p i)) as [E|N]; [exact E|exfalso].
    pose proof (term_le_sum n (fun i => d i + (slope a (p i) - z i + c) * (q i - p i)) i
      ltac:(intros j Hj; pose proof (T j Hj); pose proof (D j Hj); lra) Hi) as M. cbv beta in M.
    pose proof (T i Hi). pose proof (proj2 (D i Hi) N). lra.
  - intros E. apply sum_eq_0. intros i Hi. unfold d. rewrite (E i Hi). ring.
Qed.

Lemma entmax_optimal a n z tau p : 1 < a -> entmax a n z tau p -> optimal a n z (tau + 1 / (a * (a - 1))) p.
Proof.
  intros Ha [S E]. split; [exact S|]. intros i Hi. destruct (entmax_slope a (z i) tau (p i) Ha (E i Hi)) as [V _].
  destruct (proj1 S i Hi) as [P|P].
  - left. split; [exact P|]. rewrite V. rewrite (E i Hi) in P. assert (tau < z i).
    { apply Rnot_le_lt. intros C. rewrite power_0 in P; [lra|]. rewrite <- (Rmult_0_r (a - 1)).
      apply Rmult_le_compat_l; lra. }
    rewrite Rmax_left; lra.
  - right. split; [exact Ha|]. split; [symmetry; exact P|]. rewrite <- P in V. rewrite V.
    pose proof (Rmax_l (z i - tau) 0). lra.
Qed.

Lemma softmax_optimal n z : (0 < n)%nat -> optimal 1 n z (ln (partition n z) - 1) (softmax n z).
Proof.
  intros Hn. pose proof (partition_pos n z Hn) as Z. split; [apply softmax_simplex, Hn|]. intros i Hi. left.
  split; [apply softmax_pos, Hn|]. unfold slope. destruct (Req_EM_T 1 1) as [_|N]; [|lra]. unfold softmax, Rdiv.
  rewrite ln_mult, ln_exp, ln_Rinv; [ring|exact Z|apply exp_pos|apply Rinv_0_lt_compat, Z].
Qed.

Lemma optimal_exists a n z : 1 <= a -> (0 < n)%nat -> exists c p, optimal a n z c p.
Proof.
  intros [Ha|<-] Hn.
  - destruct (entmax_exists a n z Ha Hn) as (tau & p & E). exists (tau + 1 / (a * (a - 1))), p.
    apply entmax_optimal; assumption.
  - exists (ln (partition n z) - 1), (softmax n z). apply softmax_optimal, Hn.
Qed.

Lemma optimal_argmax a n z c p : 1 <= a -> optimal a n z c p -> argmax n z (omega a n) p.
Proof.
  intros Ha O. split; [exact (proj1 O)|]. intros q Q. destruct (optimal_loss a n z c p q Ha O Q) as [L _].
  unfold loss, objective in L. lra.
Qed.

(** The map as a function of the scores. *)
Lemma map_exists a n : 1 <= a -> (0 < n)%nat -> exists f, forall w, argmax n w (omega a n) (f w).
Proof.
  intros [Ha|<-] Hn.
  - set (T := fun w => threshold_exists a n w Ha Hn).
    exists (fun w i => power (1 / (a - 1)) ((a - 1) * (w i - proj1_sig (T w)))). intros w.
    apply (optimal_argmax a n w (proj1_sig (T w) + 1 / (a * (a - 1)))); [lra|]. apply entmax_optimal; [exact Ha|].
    split; [split; [intros; apply power_nonneg|exact (proj2_sig (T w))]|reflexivity].
  - exists (softmax n). intros w. exact (optimal_argmax 1 n w _ _ ltac:(lra) (softmax_optimal n w Hn)).
Qed.

(** The map is the only argmax. *)
Lemma argmax_only a n z c p q : 1 <= a -> optimal a n z c p ->
  (argmax n z (omega a n) q <-> forall i, (i < n)%nat -> q i = p i).
Proof.
  intros Ha O. split.
  - intros [Q M]. specialize (M p (proj1 O)). destruct (optimal_loss a n z c p q Ha O Q) as [L E]. apply E.
    unfold loss, objective in *. lra.
  - intros E. destruct O as [[P S] O]. split.
    + split; [intros i Hi; rewrite (E i Hi); apply P, Hi|]. rewrite (sum_ext n q p E). exact S.
    + intros r R. pose proof (proj2 (optimal_argmax a n z c p Ha (conj (conj P S) O)) r R) as M.
      rewrite !omega_terms in *. rewrite (sum_ext n (fun i => z i * q i) (fun i => z i * p i)),
        (sum_ext n (fun i => entropy_term a (q i)) (fun i => entropy_term a (p i))); [exact M| |];
        intros i Hi; rewrite (E i Hi); reflexivity.
Qed.

Lemma argmax_optimal a n z p : 1 <= a -> argmax n z (omega a n) p -> exists c, optimal a n z c p.
Proof.
  intros Ha M. destruct (optimal_exists a n z Ha (simplex_nonempty n p (proj1 M))) as (c & r & O).
  pose proof (proj1 (argmax_only a n z c r p Ha O) M) as E. exists c. split; [exact (proj1 M)|].
  intros i Hi. rewrite (E i Hi). apply O, Hi.
Qed.
