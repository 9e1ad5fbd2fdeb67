(** Where the norm of softmax's Jacobian is 1/2: at two classes with half the mass each, and nowhere else. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian SoftmaxJacobian.
Open Scope R_scope.

Lemma found_or_not n (g : nat -> R) c :
  (exists i, (i < n)%nat /\ g i = c) \/ (forall i, (i < n)%nat -> g i <> c).
Proof.
  induction n as [|n [[i [Hi E]]|H]]; [right; intros; lia|left; exists i; split; [lia|exact E]|].
  destruct (Req_dec (g n) c) as [E|E]; [left; exists n; split; [lia|exact E]|].
  right. intros i Hi. destruct (Nat.eq_dec i n) as [->|]; [exact E|apply H; lia].
Qed.

(** Of finitely many numbers below c the largest is below c. *)
Lemma below_strictly n (g : nat -> R) c : 0 < c -> (forall i, (i < n)%nat -> g i < c) ->
  exists m, 0 <= m < c /\ forall i, (i < n)%nat -> g i <= m.
Proof.
  intros Hc. induction n as [|n IH]; intros H; [exists 0; split; [lra|intros; lia]|].
  destruct IH as [m [Hm B]]; [intros; apply H; lia|]. exists (Rmax m (g n)).
  pose proof (H n ltac:(lia)). pose proof (Rmax_l m (g n)). pose proof (Rmax_r m (g n)). split.
  - split; [lra|]. apply Rmax_lub_lt; lra.
  - intros i Hi. destruct (Nat.eq_dec i n) as [->|]; [lra|]. specialize (B i ltac:(lia)). lra.
Qed.

(** No probability is one half. *)
Lemma no_half_below n p : simplex n p -> (forall i, (i < n)%nat -> p i <> 1 / 2) ->
  exists c, 0 <= c < 1 / 2 /\ forall v, norm n (times n (covariance n p) v) <= c * norm n v.
Proof.
  intros P H. destruct (below_strictly n (fun i => 2 * (p i * (1 - p i))) (1 / 2) ltac:(lra)) as [c [Hc B]].
  - intros i Hi. specialize (H i Hi). assert (Q : 0 < Rsqr (p i - 1 / 2)) by (apply Rlt_0_sqr; lra).
    unfold Rsqr in Q. lra.
  - exists c. split; [exact Hc|]. intros v. apply covariance_norm; [apply P|destruct P; lra|lra|].
    intros u. eapply Rle_trans; [apply variance_bound, P|]. rewrite <- sum_scal. apply sum_le.
    intros i Hi. apply Rmult_le_compat_r; [apply Rle_0_sqr|apply B, Hi].
Qed.

(** One probability is one half, no other one is. *)
Lemma one_half_below n p a : simplex n p -> (a < n)%nat -> p a = 1 / 2 ->
  (forall i, (i < n)%nat -> i <> a -> p i <> 1 / 2) ->
  exists c, 0 <= c < 1 / 2 /\ forall v, norm n (times n (covariance n p) v) <= c * norm n v.
Proof.
  intros P Ha Ea H. set (q := fun i => p i - 1 / 2 * one_hot a i).
  assert (S : sum n q = 1 / 2).
  { unfold q. rewrite sum_minus, sum_scal, sum_one_hot by exact Ha. destruct P as [_ ->]. field. }
  assert (Q0 : forall i, (i < n)%nat -> 0 <= q i).
  { intros i Hi. unfold q, one_hot. destruct (Nat.eqb_spec i a) as [->|]; [lra|]. destruct P as [P _].
    specialize (P i Hi). lra. }
  destruct (below_strictly n q (1 / 2) ltac:(lra)) as [m [Hm Q1]].
  { intros i Hi. pose proof (term_le_sum n q i Q0 Hi) as T. rewrite S in T.
    destruct (Nat.eq_dec i a) as [->|Hne]; [unfold q, one_hot; rewrite Nat.eqb_refl; lra|].
    specialize (H i Hi Hne). revert T. unfold q, one_hot. destruct (Nat.eqb_spec i a); [contradiction|]. lra. }
  set (r := 2 * (1 - m)). assert (Hr : 1 < r <= 2) by (unfold r; lra).
  set (c1 := (1 + / r) / 4). set (c2 := m * (1 + r) / 2).
  assert (R1 : / r < 1) by (rewrite <- Rinv_1; apply Rinv_lt_contravar; lra).
  assert (R0 : 0 < / r) by (apply Rinv_0_lt_compat; lra).
  assert (C2 : 0 <= c2 < 1 / 2).
  { unfold c2, r. split; [apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra]|].
    assert (0 < (1 / 2 - m) * (1 - m)) by (apply Rmult_lt_0_compat; lra). lra. }
  exists (Rmax c1 c2). pose proof (Rmax_l c1 c2) as M1. pose proof (Rmax_r c1 c2) as M2.
  split; [split; [lra|apply Rmax_lub_lt; [unfold c1; lra|lra]]|].
  intros v. apply covariance_norm; [apply P|destruct P; lra|lra|]. intros u.
  rewrite covariance_expand by (destruct P; lra). unfold average. destruct P as [_ ->].
  set (W := u a). set (x := sum n (fun i => q i * u i)). set (e := sum n (fun i => q i * (u i * u i))).
  set (V := sum n (fun i => u i * u i)).
  assert (E1 : sum n (fun i => p i * (u i * u i)) = W * W / 2 + e).
  { unfold e, q. rewrite (sum_ext n _ (fun i => one_hot a i * (u i * u i / 2)
      + (p i - 1 / 2 * one_hot a i) * (u i * u i))) by (intros; field).
    rewrite sum_plus, sum_pick by exact Ha. reflexivity. }
  assert (E2 : sum n (fun i => p i * u i) = W / 2 + x).
  { unfold x, q. rewrite (sum_ext n _ (fun i => one_hot a i * (u i / 2) + (p i - 1 / 2 * one_hot a i) * u i))
      by (intros; field).
    rewrite sum_plus, sum_pick by exact Ha. reflexivity. }
  rewrite E1, E2.
  assert (X : x * x <= e / 2).
  { pose proof (cauchy_schwarz_weighted n q (fun _ => 1) u Q0) as C. cbv beta in C.
    rewrite (sum_ext n (fun i => q i * (1 * u i)) (fun i => q i * u i)) in C by (intros; ring).
    rewrite (sum_ext n (fun i => q i * (1 * 1)) (fun i => q i)) in C by (intros; ring).
    replace (sum n (fun i => q i)) with (1 / 2) in C by (symmetry; exact S). fold x e in C. lra. }
  assert (Eb : e <= m * (V - W * W)).
  { unfold e, V, W. rewrite <- (sum_pick n a (fun i => u i * u i) Ha), <- sum_minus, <- sum_scal.
    apply sum_le. intros i Hi. unfold q, one_hot. destruct (Nat.eqb_spec i a) as [->|Hne].
    - rewrite Ea. replace ((1 / 2 - 1 / 2 * 1) * (u a * u a)) with 0 by ring.
      replace (m * (u a * u a - 1 * (u a * u a))) with 0 by ring. lra.
    - replace (m * (u i * u i - 0 * (u i * u i))) with (m * (u i * u i)) by ring.
      apply Rmult_le_compat_r; [apply Rle_0_sqr|]. specialize (Q1 i Hi). revert Q1. unfold q, one_hot.
      destruct (Nat.eqb_spec i a); [contradiction|]. lra. }
  assert (AG : 0 <= / r * (W / 2 + r * x) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  replace (/ r * (W / 2 + r * x) ^ 2) with (W * W / 4 * / r + W * x + r * (x * x)) in AG by (field; lra).
  assert (Bx : (r - 1) * (x * x) <= (r - 1) * (e / 2)) by (apply Rmult_le_compat_l; lra).
  assert (B1 : W * W / 2 + e - 1 * ((W / 2 + x) / 1) ^ 2 <= c1 * (W * W) + (1 + r) / 2 * e).
  { unfold c1. replace (1 * ((W / 2 + x) / 1) ^ 2) with (W * W / 4 + W * x + x * x) by field. lra. }
  assert (B2 : (1 + r) / 2 * e <= c2 * (V - W * W)).
  { unfold c2. replace (m * (1 + r) / 2 * (V - W * W)) with ((1 + r) / 2 * (m * (V - W * W))) by field.
    apply Rmult_le_compat_l; lra. }
  assert (B3 : c1 * (W * W) <= Rmax c1 c2 * (W * W)) by (apply Rmult_le_compat_r; [apply Rle_0_sqr|exact M1]).
  assert (VW : 0 <= V - W * W).
  { pose proof (term_le_sum n (fun i => u i * u i) a (fun i _ => Rle_0_sqr (u i)) Ha) as T. cbv beta in T.
    fold W V in T. lra. }
  assert (B4 : c2 * (V - W * W) <= Rmax c1 c2 * (V - W * W)) by (apply Rmult_le_compat_r; assumption).
  lra.
Qed.

Lemma below_half_or_two_halves n p : simplex n p ->
  (exists a b, (a < n)%nat /\ (b < n)%nat /\ a <> b /\ p a = 1 / 2 /\ p b = 1 / 2) \/
  (exists c, 0 <= c < 1 / 2 /\ forall v, norm n (times n (covariance n p) v) <= c * norm n v).
Proof.
  intros P. destruct (found_or_not n p (1 / 2)) as [[a [Ha Ea]]|H]; [|right; apply no_half_below; assumption].
  destruct (found_or_not n (fun i => p i - one_hot a i) (1 / 2)) as [[b [Hb Eb]]|H].
  - left. exists a, b. unfold one_hot in Eb. destruct (Nat.eqb_spec b a) as [->|Hne]; [lra|].
    repeat split; auto. lra.
  - right. apply (one_half_below n p a P Ha Ea). intros i Hi Hne. specialize (H i Hi). revert H.
    unfold one_hot. destruct (Nat.eqb_spec i a); [contradiction|]. intros H E. apply H. lra.
Qed.

Lemma matrix_norm n p v : simplex n p ->
  norm n (times n (softmax_matrix p) v) = norm n (times n (covariance n p) v).
Proof. intros P. apply norm_ext. intros i _. apply times_ext. intros j _. apply covariance_simplex, P. Qed.

(** Claim: sf.jacobian.softmax.equality
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: for p on the simplex the norm of diag(p) - p p' is 1/2 exactly if two classes have half the mass each; and at
      finite scores, for N of at least 3, the norm of softmax's Jacobian is less than 1/2.
    Gap: real numbers, not floating point.
    Mutant: `p a = 1 / 2 /\ p b = 1 / 2` becomes `p a = 1 / 2`; refuted by the theorem equality_needs_both
    Mutant: `p a = 1 / 2 /\ p b = 1 / 2` becomes `p a = p b /\ 0 < p a`; refuted by the theorem equality_needs_halves
    Mutant: `(3 <= N)%nat` becomes `(2 <= N)%nat`; refuted by the theorem equality_for_two_classes
*)
Theorem softmax_norm_equality :
  forall N,
  (forall p, simplex N p ->
     operator_norm N (softmax_matrix p) (1 / 2) <->
     exists a b, (a < N)%nat /\ (b < N)%nat /\ a <> b /\ p a = 1 / 2 /\ p b = 1 / 2) /\
  ((3 <= N)%nat -> forall s, exists c, c < 1 / 2 /\
     forall J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v).
Proof.
  intros N. split.
  - intros p P. split.
    + intros H. destruct (below_half_or_two_halves N p P) as [T|[c [Hc B]]]; [exact T|exfalso].
      assert (1 / 2 <= c) by (apply (H c); intros v; rewrite matrix_norm by exact P; apply B). lra.
    + intros [a [b [Ha [Hb [Hab [Ea Eb]]]]]] d. split; intros H.
      * destruct (covariance_pair N p a b Ha Hb Hab ltac:(lra)) as [E Q].
        specialize (H (fun k => one_hot a k - one_hot b k)). rewrite matrix_norm, E, Ea in H by exact P.
        rewrite Rabs_right in H by lra. apply Rmult_le_reg_r in H; assumption.
      * intros v. rewrite matrix_norm by exact P. apply Rle_trans with (1 / 2 * norm N v).
        -- apply covariance_norm; [apply P|destruct P; lra|lra|]. intros u. apply variance_half, P.
        -- apply Rmult_le_compat_r; [apply norm_nonneg|exact H].
  - intros HN s. assert (P : simplex N (softmax N s)) by (apply softmax_simplex; lia).
    destruct (below_half_or_two_halves N _ P) as [[a [b [Ha [Hb [Hab [Ea Eb]]]]]]|[c [Hc B]]].
    + exfalso. assert (exists k, (k < N)%nat /\ k <> a /\ k <> b) as [k [Hk [Hka Hkb]]].
      { destruct a as [|[|a]], b as [|[|b]]; try lia; first
          [exists 0%nat; lia|exists 1%nat; lia|exists 2%nat; lia]. }
      assert (T : 0 <= sum N (fun i => softmax N s i - one_hot a i * (1 / 2) - one_hot b i * (1 / 2))
        - softmax N s k).
      { pose proof (term_le_sum N (fun i => softmax N s i - one_hot a i * (1 / 2) - one_hot b i * (1 / 2)) k) as T.
        cbv beta in T.
        assert (Z : one_hot a k = 0 /\ one_hot b k = 0).
        { unfold one_hot. destruct (Nat.eqb_spec k a); [contradiction|].
          destruct (Nat.eqb_spec k b); [contradiction|]. split; reflexivity. }
        destruct Z as [Za Zb]. rewrite Za, Zb in T.
        cut (softmax N s k - 0 * (1 / 2) - 0 * (1 / 2) <=
          sum N (fun i => softmax N s i - one_hot a i * (1 / 2) - one_hot b i * (1 / 2))); [lra|].
        apply T; [|exact Hk]. intros i Hi. pose proof (proj1 P i Hi). unfold one_hot.
        destruct (Nat.eqb_spec i a) as [E1|]; destruct (Nat.eqb_spec i b) as [E2|];
          [exfalso; lia|rewrite E1; lra|rewrite E2; lra|lra]. }
      rewrite !sum_minus, !sum_scal_r, !sum_one_hot in T by assumption.
      rewrite softmax_sum in T by lia.
      pose proof (softmax_pos N s k ltac:(lia)). lra.
    + exists c. split; [lra|]. intros J v HJ. rewrite (norm_ext N _ (times N (covariance N (softmax N s)) v));
        [apply B|].
      intros i Hi. rewrite (jacobian_unique _ _ _ _ _ v i HJ (softmax_jacobian N s ltac:(lia)) Hi).
      apply times_ext. intros j _. apply covariance_simplex, P.
Qed.

(** The list x, y, z of probabilities. *)
Definition three (x y z : R) (i : nat) : R := match i with 0%nat => x | 1%nat => y | _ => z end.

Lemma three_simplex x y z : 0 <= x -> 0 <= y -> 0 <= z -> x + y + z = 1 -> simplex 3 (three x y z).
Proof. intros Hx Hy Hz H. split; [intros [|[|i]] _; simpl; lra|simpl; lra]. Qed.

(** Claim: none
    Says: one class with half the mass is not enough, where the rest is spread.
*)
Theorem equality_needs_both :
  ~ (forall N,
  (forall p, simplex N p ->
     operator_norm N (softmax_matrix p) (1 / 2) <->
     exists a b, (a < N)%nat /\ (b < N)%nat /\ a <> b /\ p a = 1 / 2) /\
  ((3 <= N)%nat -> forall s, exists c, c < 1 / 2 /\
     forall J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 3%nat) as [K _]. pose proof (three_simplex (1 / 2) (1 / 4) (1 / 4)) as P.
  specialize (P ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  specialize (proj2 (K _ P)). intros L.
  assert (O : operator_norm 3 (softmax_matrix (three (1 / 2) (1 / 4) (1 / 4))) (1 / 2)).
  { apply L. exists 0%nat, 1%nat. simpl. repeat split; lia || lra. }
  apply (proj1 (softmax_norm_equality 3) _ P) in O. destruct O as [a [b [_ [_ [Hab [Ea Eb]]]]]].
  destruct a as [|[|a]], b as [|[|b]]; simpl in *; lra || lia.
Qed.

(** Claim: none
    Says: two equal classes are not enough.
*)
Theorem equality_needs_halves :
  ~ (forall N,
  (forall p, simplex N p ->
     operator_norm N (softmax_matrix p) (1 / 2) <->
     exists a b, (a < N)%nat /\ (b < N)%nat /\ a <> b /\ p a = p b /\ 0 < p a) /\
  ((3 <= N)%nat -> forall s, exists c, c < 1 / 2 /\
     forall J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 3%nat) as [K _]. pose proof (three_simplex (2 / 5) (2 / 5) (1 / 5)) as P.
  specialize (P ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)).
  specialize (proj2 (K _ P)). intros L.
  assert (O : operator_norm 3 (softmax_matrix (three (2 / 5) (2 / 5) (1 / 5))) (1 / 2)).
  { apply L. exists 0%nat, 1%nat. simpl. repeat split; lia || lra. }
  apply (proj1 (softmax_norm_equality 3) _ P) in O. destruct O as [a [b [_ [_ [_ [Ea _]]]]]].
  destruct a as [|[|a]]; simpl in *; lra.
Qed.

(** Claim: none
    Says: for two classes the norm is 1/2 at equal scores.
*)
Theorem equality_for_two_classes :
  ~ (forall N,
  (forall p, simplex N p ->
     operator_norm N (softmax_matrix p) (1 / 2) <->
     exists a b, (a < N)%nat /\ (b < N)%nat /\ a <> b /\ p a = 1 / 2 /\ p b = 1 / 2) /\
  ((2 <= N)%nat -> forall s, exists c, c < 1 / 2 /\
     forall J v, jacobian N (softmax N) s J -> norm N (times N J v) <= c * norm N v)).
Proof.
  intros H. destruct (H 2%nat) as [_ K]. destruct (K ltac:(lia) (fun _ => 0)) as [c [Hc B]].
  destruct (covariance_pair 2 (softmax 2 (fun _ => 0)) 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl) as [E Q].
  specialize (B _ (fun k => one_hot 0 k - one_hot 1 k) (softmax_jacobian 2 (fun _ => 0) ltac:(lia))).
  assert (P : simplex 2 (softmax 2 (fun _ => 0))) by (apply softmax_simplex; lia).
  change (norm 2 (times 2 (softmax_matrix (softmax 2 (fun _ => 0))) (fun k => one_hot 0 k - one_hot 1 k))
    <= c * norm 2 (fun k => one_hot 0 k - one_hot 1 k)) in B.
  rewrite matrix_norm, E in B by exact P. apply Rmult_le_reg_r in B; [|exact Q].
  assert (F : softmax 2 (fun _ => 0) 0 = 1 / 2) by (unfold softmax, partition; simpl; rewrite exp_0; field).
  rewrite F, Rabs_right in B by lra. lra.
Qed.
