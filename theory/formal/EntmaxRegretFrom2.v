(** What a wrong top class costs under the loss of entmax, alpha from 2 on, whatever the number of classes. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Prop7.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxIdentities EntmaxMinimisers EntmaxRegret.
Open Scope R_scope.

(** The costs of scores that have a class on top whose chance is below the largest by e, for any number of classes. *)
Definition cost_of_regret (a e d : R) : Prop := exists n f eta z low i k, topped a n f eta z low i k /\
  eta k - eta i = e /\ d = entmax_risk a n f eta z - low.

(** Powers from 1 on are convex. *)
Lemma power_convex b x y : 1 <= b -> 0 <= x -> 0 <= y -> 2 * power b ((x + y) / 2) <= power b x + power b y.
Proof.
  intros [Hb|<-] Hx Hy; [|rewrite !power_1; lra]. set (m := (x + y) / 2).
  pose proof (proj1 (EntmaxRelevant.power_tangent b x m Hb Hx ltac:(unfold m; lra))) as P.
  pose proof (proj1 (EntmaxRelevant.power_tangent b y m Hb Hy ltac:(unfold m; lra))) as Q.
  set (k := b * power (b - 1) m) in *.
  assert (Z : k * (x - m) + k * (y - m) = 0) by (unfold m; field). lra.
Qed.

(** The cost of the pair b and b + e, but for its factor; it rises with b. *)
Definition pair_excess (a b e : R) : R := power a (b + e) + power a b - 2 * power a (b + e / 2).

Lemma pair_term a b e : 1 < a -> entropy_term a (b + e) + entropy_term a b - 2 * entropy_term a (b + e / 2)
  = / (a * (a - 1)) * pair_excess a b e.
Proof. intros Ha. unfold entropy_term, pair_excess. destruct (Req_EM_T a 1); [lra|]. field. lra. Qed.

Lemma derive_shift a c d : 1 < a -> derivable_pt_lim (fun x => power a (x + d)) c (a * power (a - 1) (c + d)).
Proof.
  intros Ha. replace (a * power (a - 1) (c + d)) with (a * power (a - 1) (c + d) * 1) by ring.
  apply (derivable_pt_lim_comp (fun x => x + d) (power a)); [|apply power_derivative; right; lra].
  replace 1 with (1 + 0) by ring. apply (derivable_pt_lim_plus id (fun _ => d)); [apply derivable_pt_lim_id|].
  apply derivable_pt_lim_const.
Qed.

Lemma derive_pair a e c : 1 < a -> derivable_pt_lim (fun b => pair_excess a b e) c
  (a * power (a - 1) (c + e) + a * power (a - 1) c - 2 * (a * power (a - 1) (c + e / 2))).
Proof.
  intros Ha. apply (derivable_pt_lim_minus (fun x => power a (x + e) + power a x) (fun x => 2 * power a (x + e / 2))).
  - apply (derivable_pt_lim_plus (fun x => power a (x + e)) (power a)); [apply derive_shift, Ha|].
    apply power_derivative. right. lra.
  - apply (derivable_pt_lim_scal (fun x => power a (x + e / 2))), derive_shift, Ha.
Qed.

Lemma pair_rises a b e : 2 <= a -> 0 <= b -> 0 <= e -> pair_excess a 0 e <= pair_excess a b e.
Proof.
  intros Ha [Hb|<-] He; [|lra].
  destruct (MVT_cor2 (fun b => pair_excess a b e) _ 0 b Hb (fun c _ => derive_pair a e c ltac:(lra))) as (c & M & C).
  pose proof (power_convex (a - 1) (c + e) c ltac:(lra) ltac:(lra) ltac:(lra)) as V.
  replace ((c + e + c) / 2) with (c + e / 2) in V by field.
  pose proof (Rmult_le_pos a (power (a - 1) (c + e) + power (a - 1) c - 2 * power (a - 1) (c + e / 2)) ltac:(lra)
    ltac:(lra)) as W.
  pose proof (Rmult_le_pos _ (b - 0) W ltac:(lra)) as X. lra.
Qed.

Lemma power_product b x y : 0 < x -> 0 < y -> power b (x * y) = power b x * power b y.
Proof.
  intros Hx Hy. pose proof (Rmult_lt_0_compat x y Hx Hy). unfold power. destruct (Rlt_dec 0 (x * y)); [|contradiction].
  destruct (Rlt_dec 0 x); [|contradiction]. destruct (Rlt_dec 0 y); [|contradiction]. symmetry.
  apply Rpower_mult_distr; assumption.
Qed.

Lemma lone_excess a e : 1 < a -> 0 <= e -> pair_excess a 0 e = (1 - Rpower 2 (1 - a)) * power a e.
Proof.
  intros Ha He. unfold pair_excess. rewrite (power_0 a 0), !Rplus_0_l by lra.
  destruct He as [He|<-]; [|replace (0 / 2) with 0 by field; rewrite power_0 by lra; ring].
  replace (e / 2) with (/ 2 * e) by field. rewrite power_product by lra.
  replace (power a (/ 2)) with (/ 2 * Rpower 2 (1 - a)); [field|].
  unfold power. destruct (Rlt_dec 0 (/ 2)) as [_|N]; [|lra]. unfold Rpower. rewrite ln_Rinv by lra.
  replace (/ 2) with (exp (- ln 2)) by (rewrite exp_Ropp, exp_ln; lra). rewrite <- exp_plus. f_equal. ring.
Qed.

Lemma least_cost_from_2 a n f eta z low i k : 2 <= a -> topped a n f eta z low i k ->
  / (a * (a - 1)) * pair_excess a 0 (eta k - eta i) <= entmax_risk a n f eta z - low.
Proof.
  intros Ha T. assert (C := pair_below_cost a n f eta z low i k ltac:(lra) T).
  destruct T as (_ & [P _] & _ & Hi & _ & T).
  rewrite (pair_term a (eta i) (eta k - eta i)) in C by lra. eapply Rle_trans; [|exact C].
  apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra|].
  apply pair_rises; [exact Ha|apply P, Hi|]. destruct (T i Hi). lra.
Qed.

(** Scores that cost no more than the pair: those of the chances with the pair levelled. *)
Lemma levelled_cost a n f eta i k : 1 < a -> (forall w, argmax n w (omega a n) (f w)) -> simplex n eta ->
  (i < n)%nat -> (k < n)%nat -> i <> k -> (forall j, (j < n)%nat -> j <> k -> eta j <= eta i) -> eta i <= eta k ->
  exists z low, topped a n f eta z low i k /\
  entmax_risk a n f eta z - low = / (a * (a - 1)) * pair_excess a (eta i) (eta k - eta i).
Proof.
  intros Ha F E Hi Hk N Li Lk. pose proof (levelled n eta i k E Hi Hk N Lk) as P.
  set (p := fun j => eta j + (eta k - eta i) / 2 * (one_hot i j - one_hot k j)) in P.
  pose proof (scores_of_chances a n p P (or_introl Ha)) as O. set (z := fun j => slope a (p j)) in O.
  assert (Pi : p i = (eta i + eta k) / 2).
  { unfold p, one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec i k); [contradiction|field]. }
  assert (Pk : p k = (eta i + eta k) / 2).
  { unfold p, one_hot. rewrite Nat.eqb_refl. destruct (Nat.eqb_spec k i); [congruence|field]. }
  exists z, (- omega a n eta). split.
  - split; [exact F|]. split; [exact E|]. split; [apply infimum_is_omega; [lra|exact F|exact E|reflexivity]|].
    split; [exact Hi|]. split; [exact Hk|]. intros j Hj. split.
    + apply (same_argmax a n z 0 p i ltac:(lra) O Hi); [|exact Hj]. intros m Hm.
      destruct (Nat.eq_dec m k) as [->|B]; [lra|]. destruct (Nat.eq_dec m i) as [->|C]; [lra|].
      unfold p at 1, one_hot. destruct (Nat.eqb_spec m i), (Nat.eqb_spec m k); try contradiction.
      pose proof (Li m Hm B). lra.
    + destruct (Nat.eq_dec j k) as [->|B]; [lra|]. pose proof (Li j Hj B). lra.
  - rewrite (risk_as_loss a n f eta z E). pose proof (at_the_optimum a n f p z 0 ltac:(lra) F O) as V.
    rewrite <- pair_term by exact Ha. replace (eta i + (eta k - eta i)) with (eta k) by ring.
    replace (eta i + (eta k - eta i) / 2) with ((eta i + eta k) / 2) by field.
    rewrite <- (omega_levelled a n eta i k Hi Hk N). fold p. unfold loss, objective.
    rewrite (omega_terms a n (f z)), (sum_ext n (fun j => entropy_term a (f z j)) (fun j => entropy_term a (p j)))
      by (intros j Hj; rewrite (V j Hj); reflexivity). rewrite <- omega_terms.
    rewrite (sum_ext n (fun j => z j * f z j) (fun j => z j * eta j +
      (eta k - eta i) / 2 * (z j * one_hot i j - z j * one_hot k j)))
      by (intros j Hj; rewrite (V j Hj); unfold p; ring).
    rewrite sum_plus, sum_scal, sum_minus, !sum_at by assumption. unfold z. rewrite Pi, Pk. ring.
Qed.

(** One class ahead of the others by e. *)
Definition one_ahead (e : R) (n i : nat) : R := (1 - e) / INR n + one_hot 0 i * e.

Lemma many_classes a e n : 1 < a -> 0 <= e <= 1 -> (2 <= n)%nat ->
  cost_of_regret a e (/ (a * (a - 1)) * pair_excess a ((1 - e) / INR n) e).
Proof.
  intros Ha He Hn. assert (N : 0 < INR n) by (apply (lt_INR 0); lia).
  destruct (map_exists a n ltac:(lra) ltac:(lia)) as [f F].
  assert (B : 0 <= (1 - e) / INR n) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, N]).
  assert (E : simplex n (one_ahead e n)).
  { unfold one_ahead. split.
    - intros j _. unfold one_hot. destruct (Nat.eqb j 0); lra.
    - rewrite sum_plus, sum_const, (sum_pick n 0 (fun _ => e)) by lia. field. lra. }
  destruct (levelled_cost a n f (one_ahead e n) 1 0 Ha F E ltac:(lia) ltac:(lia) ltac:(lia)) as (z & low & T & C).
  - intros j _ D. unfold one_ahead, one_hot. destruct (Nat.eqb_spec j 0); [contradiction|]. simpl. lra.
  - unfold one_ahead, one_hot. simpl. lra.
  - exists n, f, (one_ahead e n), z, low, 1%nat, 0%nat. split; [exact T|].
    assert (D : one_ahead e n 0 - one_ahead e n 1 = e) by (unfold one_ahead, one_hot; simpl; ring).
    split; [exact D|]. rewrite C, D. unfold one_ahead, one_hot. simpl. do 2 f_equal. ring.
Qed.

Lemma infimum_of_costs a e : 2 <= a -> 0 <= e <= 1 ->
  infimum (fun d : {d | cost_of_regret a e d} => proj1_sig d)
    ((1 - Rpower 2 (1 - a)) / (a * (a - 1)) * power a e).
Proof.
  intros Ha He. assert (K : 0 < / (a * (a - 1))) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
  replace ((1 - Rpower 2 (1 - a)) / (a * (a - 1)) * power a e) with (/ (a * (a - 1)) * pair_excess a 0 e)
    by (rewrite lone_excess by lra; field; lra). split.
  - intros [d (n & f & eta & z & low & i & k & T & D & ->)]. simpl. rewrite <- D.
    exact (least_cost_from_2 _ _ _ _ _ _ _ _ Ha T).
  - intros b B. apply Rnot_lt_le. intros L. set (x := b - / (a * (a - 1)) * pair_excess a 0 e).
    assert (X : 0 < x * (a * (a - 1))) by (apply Rmult_lt_0_compat; [unfold x; lra|apply Rmult_lt_0_compat; lra]).
    destruct (derivable_continuous_pt _ 0 (exist _ _ (derive_pair a e 0 ltac:(lra))) _ X) as (d & Hd & C). simpl in C.
    unfold R_dist in C. destruct (archimed_cor1 d Hd) as (m & Hm & M). set (n := S (S m)).
    assert (N : 0 < INR n) by (apply (lt_INR 0); unfold n; lia).
    assert (Q : (1 - e) / INR n < d).
    { apply Rle_lt_trans with (/ INR m); [|exact Hm]. unfold Rdiv. apply Rle_trans with (1 * / INR n).
      - apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, N|lra].
      - rewrite Rmult_1_l. apply Rinv_le_contravar; [apply (lt_INR 0), M|apply le_INR; unfold n; lia]. }
    assert (Q0 : 0 <= (1 - e) / INR n) by (apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat, N]).
    pose proof (B (exist _ _ (many_classes a e n ltac:(lra) He ltac:(unfold n; lia)))) as V. simpl in V.
    change (b <= / (a * (a - 1)) * pair_excess a ((1 - e) / INR n) e) in V.
    assert (W : pair_excess a ((1 - e) / INR n) e < pair_excess a 0 e + x * (a * (a - 1))).
    { destruct Q0 as [Q0|Q0]; [|rewrite <- Q0; lra].
      specialize (C ((1 - e) / INR n)). rewrite Rminus_0_r in C.
      assert (A : Rabs ((1 - e) / INR n) < d) by (rewrite Rabs_right; lra).
      specialize (C (conj (conj I (Rlt_not_eq _ _ Q0)) A)). apply Rabs_def2 in C. lra. }
    apply (Rmult_lt_compat_l _ _ _ K) in W.
    replace (/ (a * (a - 1)) * (pair_excess a 0 e + x * (a * (a - 1))))
      with (/ (a * (a - 1)) * pair_excess a 0 e + x) in W by (field; lra). unfold x in W. lra.
Qed.

Lemma infimum_unique {A : Type} (F : A -> R) x y : infimum F x -> infimum F y -> x = y.
Proof. intros [L G] [L' G']. apply Rle_antisym; [apply G', L|apply G, L']. Qed.

(** Claim: none
    Says: At alpha = 2 and e = 1 the infimum is 1/4, and not 3/8.
*)
Theorem one_power_of_two_too_many : ~ (forall a e, 2 <= a -> 0 <= e <= 1 ->
  let bound := (1 - Rpower 2 (- a)) / (a * (a - 1)) * power a e in
  bound = entropy_term a e - 2 * entropy_term a (e / 2) /\
  infimum (fun d : {d | cost_of_regret a e d} => proj1_sig d) bound).
Proof.
  intros H. destruct (H 2 1 ltac:(lra) ltac:(lra)) as [_ B].
  pose proof (infimum_unique _ _ _ B (infimum_of_costs 2 1 ltac:(lra) ltac:(lra))) as E. rewrite !power_of_1 in E.
  replace (1 - 2) with (- (1)) in E by ring. rewrite !Rpower_Ropp, Rpower_1 in E by lra.
  replace (Rpower 2 2) with 4 in E; [lra|]. replace 2 with (INR 2) at 2 by (simpl; ring).
  rewrite Rpower_pow by lra. simpl. ring.
Qed.

(** Claim: none
    Says: At alpha = 3 and e = 1/2 the infimum is 1/64, and not 1/32.
*)
Theorem not_the_square_of_the_regret : ~ (forall a e, 2 <= a -> 0 <= e <= 1 ->
  let bound := (1 - Rpower 2 (1 - a)) / (a * (a - 1)) * power 2 e in
  bound = entropy_term a e - 2 * entropy_term a (e / 2) /\
  infimum (fun d : {d | cost_of_regret a e d} => proj1_sig d) bound).
Proof.
  intros H. destruct (H 3 (1 / 2) ltac:(lra) ltac:(lra)) as [_ B].
  pose proof (infimum_unique _ _ _ B (infimum_of_costs 3 (1 / 2) ltac:(lra) ltac:(lra))) as E.
  rewrite power_2, power_3 in E by lra.
  pose proof (Rpower_lt 2 (1 - 3) 0 ltac:(lra) ltac:(lra)) as P. rewrite Rpower_O in P by lra.
  pose proof (Rdiv_lt_0_compat (1 - Rpower 2 (1 - 3)) (3 * (3 - 1)) ltac:(lra) ltac:(lra)).
  set (q := (1 - Rpower 2 (1 - 3)) / (3 * (3 - 1))) in *. lra.
Qed.

(** Claim: sf.calibration.classification.entmax.regret_from_2
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: For alpha-entmax, alpha >= 2, and every e of [0, 1]: over all n, eta and scores with a class on top whose
      chance is below the largest by e, the infimum of the excess risk is f(e) - 2 f(e/2), f the term of Omega, which
      is (1 - 2^(1 - alpha))/(alpha (alpha - 1)) e^alpha.
    Gap: Real numbers, not floating point.
    Mutant: `Rpower 2 (1 - a)` becomes `Rpower 2 (- a)`; refuted by the theorem one_power_of_two_too_many
    Mutant: `power a e in` becomes `power 2 e in`; refuted by the theorem not_the_square_of_the_regret
*)
Theorem the_cost_of_regret_from_two_on : forall a e, 2 <= a -> 0 <= e <= 1 ->
  let bound := (1 - Rpower 2 (1 - a)) / (a * (a - 1)) * power a e in
  bound = entropy_term a e - 2 * entropy_term a (e / 2) /\
  infimum (fun d : {d | cost_of_regret a e d} => proj1_sig d) bound.
Proof.
  intros a e Ha He bound. split; [|exact (infimum_of_costs a e Ha He)].
  pose proof (pair_term a 0 e ltac:(lra)) as P. rewrite lone_excess, !Rplus_0_l in P by lra.
  replace (entropy_term a 0) with 0 in P
    by (unfold entropy_term; destruct (Req_EM_T a 1); [lra|rewrite power_0 by lra; unfold Rdiv; ring]).
  rewrite Rplus_0_r in P. rewrite P. unfold bound. field. lra.
Qed.
