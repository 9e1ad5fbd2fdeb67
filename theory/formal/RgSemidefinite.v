(** When I/N - (diag(p) - p p') is positive semidefinite (A.3, Eq. 42). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax.
Open Scope R_scope.

(** v' (a I - (diag(p) - p p')) v, where diag(p) - p p' is the Hessian of the softmax loss. *)
Definition remainder (N : nat) (a : R) (p v : nat -> R) : R :=
  a * sum N (fun y => v y ^ 2) - (sum N (fun y => p y * v y ^ 2) - sum N (fun y => p y * v y) ^ 2).

Definition semidefinite (N : nat) (a : R) (p : nat -> R) : Prop := forall v, 0 <= remainder N a p v.

Lemma softmax_two_one y : (y < 3)%nat -> softmax 3 two_one y = match y with O => 1 / 2 | _ => 1 / 4 end.
Proof.
  intros Hy. unfold softmax, partition, two_one. simpl. rewrite exp_0, exp_ln by lra.
  destruct y; [rewrite exp_ln by lra|rewrite exp_0]; field.
Qed.

Lemma remainder_two_one :
  remainder 3 (/ INR 3) (softmax 3 two_one) (fun y => match y with O => - (3 / 2) | 1%nat => 1 | _ => 0 end)
    = - (1 / 24).
Proof. unfold remainder. simpl. rewrite !softmax_two_one by lia. field. Qed.

(** ** The printed conditions *)

(** Claim: rg.a3.psd
    Role: refutes
    Place: RG, A.3, Eq. 42
    Says: 1/N - sum p^3 / sum p^2 + sum p^2 >= 0 is not sufficient for I/N - diag(p) + p p' to be positive
      semidefinite, p a softmax output: p = (1/2, 1/4, 1/4) meets it, and v = (-3/2, 1, 0) has v' A v = -1/24.
    Gap: Real numbers.
    Mutant: `semidefinite N (/ INR N) (softmax N o)` becomes `0 <= remainder N (/ INR N) (softmax N o) (softmax N o)`;
      refuted by the theorem eq42_serves_one_direction
*)
Theorem eq42_is_not_sufficient : ~ forall N o, (0 < N)%nat ->
  0 <= / INR N - sum N (fun y => softmax N o y ^ 3) / sum N (fun y => softmax N o y ^ 2)
    + sum N (fun y => softmax N o y ^ 2) ->
  semidefinite N (/ INR N) (softmax N o).
Proof.
  intros H. specialize (H 3%nat two_one ltac:(lia)).
  assert (C : 0 <= - (1 / 24)); [|lra]. rewrite <- remainder_two_one. apply H.
  simpl. rewrite !softmax_two_one by lia. lra.
Qed.

(** Claim: none
    Says: The condition of Eq. 42 is right for v = p, which is where it comes from.
*)
Theorem eq42_serves_one_direction : ~ ~ forall N o, (0 < N)%nat ->
  0 <= / INR N - sum N (fun y => softmax N o y ^ 3) / sum N (fun y => softmax N o y ^ 2)
    + sum N (fun y => softmax N o y ^ 2) ->
  0 <= remainder N (/ INR N) (softmax N o) (softmax N o).
Proof.
  intros H. apply H. intros N o HN C. clear H. unfold remainder.
  rewrite (sum_ext N (fun y => softmax N o y * softmax N o y ^ 2) (fun y => softmax N o y ^ 3)) by (intros; ring).
  rewrite (sum_ext N (fun y => softmax N o y * softmax N o y) (fun y => softmax N o y ^ 2)) by (intros; ring).
  set (s2 := sum N (fun y => softmax N o y ^ 2)) in *. set (s3 := sum N (fun y => softmax N o y ^ 3)) in *.
  assert (P : 0 < s2) by (apply sum_pos; [exact HN|intros; apply pow_lt, softmax_pos, HN]).
  assert (PN : INR N <> 0) by (apply not_0_INR; lia). assert (P' : s2 <> 0) by lra.
  replace (/ INR N * s2 - (s3 - s2 ^ 2)) with (s2 * (/ INR N - s3 / s2 + s2)) by (field; auto).
  apply Rmult_le_pos; lra.
Qed.

(** Claim: rg.a3.psd.relaxed
    Role: refutes
    Place: RG, A.3, after Eq. 42
    Says: The relaxed condition p_max <= 1/N + sum p^2 is not sufficient for I/N - diag(p) + p p' to be positive
      semidefinite, p a softmax output: p = (1/2, 1/4, 1/4) meets it, and v = (-3/2, 1, 0) has v' A v = -1/24.
    Gap: Real numbers; the maximum is written as a bound on every entry.
    Mutant: `<= / INR N + sum N (fun j => softmax N o j ^ 2)` becomes `<= / INR N`; refuted by the theorem
      uniform_probabilities_are_sufficient
*)
Theorem relaxed_condition_is_not_sufficient : ~ forall N o, (0 < N)%nat ->
  (forall y, (y < N)%nat -> softmax N o y <= / INR N + sum N (fun j => softmax N o j ^ 2)) ->
  semidefinite N (/ INR N) (softmax N o).
Proof.
  intros H. specialize (H 3%nat two_one ltac:(lia)).
  assert (C : 0 <= - (1 / 24)); [|lra]. rewrite <- remainder_two_one. apply H.
  intros y Hy. simpl sum. rewrite !softmax_two_one by lia. simpl. destruct y; lra.
Qed.

Lemma none_above_suffices N a p : (forall y, (y < N)%nat -> p y <= a) -> semidefinite N a p.
Proof.
  intros C v. unfold remainder. rewrite <- sum_scal.
  assert (H : 0 <= sum N (fun y => (a - p y) * v y ^ 2)).
  { apply sum_nonneg. intros y Hy. specialize (C y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  rewrite (sum_ext N _ (fun y => a * v y ^ 2 - p y * v y ^ 2)), sum_minus in H by (intros; ring).
  pose proof (pow2_ge_0 (sum N (fun y => p y * v y))). lra.
Qed.

(** Claim: none
    Says: No entry above 1/N is sufficient.
*)
Theorem uniform_probabilities_are_sufficient : ~ ~ forall N o, (0 < N)%nat ->
  (forall y, (y < N)%nat -> softmax N o y <= / INR N) -> semidefinite N (/ INR N) (softmax N o).
Proof.
  intros H. apply H. intros N o _ C. apply none_above_suffices. exact C.
Qed.

(** ** The exact condition *)

(** The sum over the items other than k. *)
Definition sum_but (N k : nat) (f : nat -> R) : R := sum N (fun y => if Nat.eqb y k then 0 else f y).

Lemma sum_apart N k f : (k < N)%nat -> sum N f = f k + sum_but N k f.
Proof.
  intros Hk. unfold sum_but. rewrite <- (sum_pick N k f Hk), <- sum_plus. apply sum_ext. intros y _. unfold one_hot.
  destruct (Nat.eqb y k); ring.
Qed.

Lemma sum_but_ext N k f g : (forall y, (y < N)%nat -> y <> k -> f y = g y) -> sum_but N k f = sum_but N k g.
Proof. intros H. apply sum_ext. intros y Hy. destruct (Nat.eqb_spec y k); auto. Qed.

Lemma sum_but_nonneg N k f : (forall y, (y < N)%nat -> y <> k -> 0 <= f y) -> 0 <= sum_but N k f.
Proof. intros H. apply sum_nonneg. intros y Hy. destruct (Nat.eqb_spec y k); [lra|auto]. Qed.

Lemma sum_but_scal N k c f : sum_but N k (fun y => c * f y) = c * sum_but N k f.
Proof.
  unfold sum_but. rewrite <- sum_scal. apply sum_ext. intros y _. destruct (Nat.eqb y k); ring.
Qed.

Lemma remainder_apart N a p v k : (k < N)%nat -> remainder N a p v
  = (a - p k) * v k ^ 2 + sum_but N k (fun y => (a - p y) * v y ^ 2) + (p k * v k + sum_but N k (fun y => p y * v y))
    ^ 2.
Proof.
  intros Hk. unfold remainder. rewrite <- (sum_apart N k (fun y => p y * v y) Hk), <- sum_scal.
  rewrite <- (sum_apart N k (fun y => (a - p y) * v y ^ 2) Hk).
  rewrite (sum_ext N (fun y => (a - p y) * v y ^ 2) (fun y => a * v y ^ 2 - p y * v y ^ 2)) by (intros; ring).
  rewrite sum_minus. ring.
Qed.

(** Cauchy and Schwarz over the others. *)
Lemma sum_but_schwarz N k d p v : (forall y, (y < N)%nat -> y <> k -> 0 < d y) ->
  sum_but N k (fun y => p y * v y) ^ 2 <= sum_but N k (fun y => p y ^ 2 / d y) * sum_but N k (fun y => d y * v y ^ 2).
Proof.
  intros Hd. pose proof (cauchy_schwarz_weighted N (fun y => if Nat.eqb y k then 0 else d y) (fun y => p y / d y) v)
    as C.
  assert (A : forall y, (y < N)%nat -> 0 <= if Nat.eqb y k then 0 else d y).
  { intros y Hy. destruct (Nat.eqb_spec y k); [lra|]. apply Rlt_le. auto. }
  specialize (C A). cbv beta in C. unfold sum_but.
  rewrite (sum_ext N (fun y => if Nat.eqb y k then 0 else p y * v y)
    (fun y => (if Nat.eqb y k then 0 else d y) * (p y / d y * v y))),
    (sum_ext N (fun y => if Nat.eqb y k then 0 else p y ^ 2 / d y)
    (fun y => (if Nat.eqb y k then 0 else d y) * (p y / d y * (p y / d y)))),
    (sum_ext N (fun y => if Nat.eqb y k then 0 else d y * v y ^ 2)
    (fun y => (if Nat.eqb y k then 0 else d y) * (v y * v y))).
  - simpl. rewrite Rmult_1_r. exact C.
  - intros y _. destruct (Nat.eqb y k); ring.
  - intros y Hy. destruct (Nat.eqb_spec y k) as [E|E]; [ring|]. specialize (Hd y Hy E). field. lra.
  - intros y Hy. destruct (Nat.eqb_spec y k) as [E|E]; [ring|]. specialize (Hd y Hy E). field. lra.
Qed.

(** The exact condition of rg.a3.psd.repair. *)
Definition one_above (N : nat) (p : nat -> R) (k : nat) : Prop :=
  / INR N < p k /\ (forall y, (y < N)%nat -> y <> k -> p y < / INR N) /\
  (p k - / INR N) * (1 + sum_but N k (fun y => p y ^ 2 / (/ INR N - p y))) <= p k ^ 2.

Lemma one_above_suffices N p k : (k < N)%nat -> 0 < p k -> one_above N p k -> semidefinite N (/ INR N) p.
Proof.
  intros Hk Pk (Hp & Hd & C) v. rewrite (remainder_apart N _ p v k Hk). set (a := / INR N) in *.
  set (S := sum_but N k (fun y => p y ^ 2 / (a - p y))) in *.
  pose proof (sum_but_schwarz N k (fun y => a - p y) p v) as Sch. cbv beta in Sch. fold S in Sch.
  specialize (Sch ltac:(intros y Hy E; specialize (Hd y Hy E); lra)).
  set (D := sum_but N k (fun y => (a - p y) * v y ^ 2)) in *. set (T := sum_but N k (fun y => p y * v y)) in *.
  assert (PS : 0 <= S).
  { apply sum_but_nonneg. intros y Hy E. specialize (Hd y Hy E). apply Rmult_le_pos; [apply pow2_ge_0|].
    apply Rlt_le, Rinv_0_lt_compat. lra. }
  assert (PD : 0 <= D).
  { apply sum_but_nonneg. intros y Hy E. specialize (Hd y Hy E). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  set (x := v k). set (c := p k - a) in *. replace (a - p k) with (- c) by (unfold c; ring).
  assert (Q : 0 <= (1 + S) * (D - c * x ^ 2 + (p k * x + T) ^ 2)).
  { pose proof (Rmult_le_compat_r (x ^ 2) _ _ (pow2_ge_0 x) C) as E1.
    assert (Q : 0 <= S * (p k * x) ^ 2 + 2 * (1 + S) * (p k * x) * T + (1 + S) * T ^ 2 + (1 + S) * D); [|lra].
    destruct PS as [PS|ZS].
    - apply Rmult_le_reg_l with S; [exact PS|]. rewrite Rmult_0_r.
      replace (S * (S * (p k * x) ^ 2 + 2 * (1 + S) * (p k * x) * T + (1 + S) * T ^ 2 + (1 + S) * D))
        with ((S * (p k * x) + (1 + S) * T) ^ 2 + (1 + S) * (S * D - T ^ 2)) by ring.
      apply Rplus_le_le_0_compat; [apply pow2_ge_0|apply Rmult_le_pos; lra].
    - rewrite <- ZS in *. assert (Z : T = 0).
      { apply Rsqr_0_uniq. rewrite Rsqr_pow2. pose proof (pow2_ge_0 T). lra. }
      rewrite Z. lra. }
  replace (- c * x ^ 2 + D + (p k * x + T) ^ 2) with (D - c * x ^ 2 + (p k * x + T) ^ 2) by ring.
  apply Rmult_le_reg_l with (1 + S); [lra|]. lra.
Qed.

Lemma semidefinite_is_one_above N p : (0 < N)%nat -> (forall y, (y < N)%nat -> 0 < p y) -> sum N p = 1 ->
  semidefinite N (/ INR N) p ->
  (forall y, (y < N)%nat -> p y = / INR N) \/ exists k, (k < N)%nat /\ one_above N p k.
Proof.
  intros HN Pp H1 SD. set (a := / INR N) in *.
  assert (Sa : sum N (fun _ => a) = 1).
  { rewrite sum_const. unfold a. field. apply not_0_INR. lia. }
  assert (Cases : forall b, (forall y, (y < N)%nat -> p y <= b) \/ exists k, (k < N)%nat /\ b < p k).
  { clear. intros b. induction N as [|N IH]; [left; intros; lia|]. destruct IH as [L|(k & Hk & E)].
    - destruct (Rle_lt_dec (p N) b) as [E|E]; [left|right; exists N; split; [lia|exact E]].
      intros y Hy. destruct (Nat.eq_dec y N) as [->|D]; [exact E|apply L; lia].
    - right. exists k. split; [lia|exact E]. }
  destruct (Cases a) as [L|(k & Hk & E)].
  - left. intros y Hy. apply Rle_antisym; [apply L, Hy|].
    pose proof (term_le_sum N (fun j => a - p j) y) as T. cbv beta in T. rewrite sum_minus, Sa, H1 in T.
    assert (a - p y <= 1 - 1); [|lra]. apply T; [|exact Hy]. intros i Hi. specialize (L i Hi). lra.
  - right. exists k. split; [exact Hk|]. fold a. unfold one_above. fold a.
    assert (Lt : forall y, (y < N)%nat -> y <> k -> p y < a).
    { intros y Hy D. apply Rnot_le_lt. intros G.
      specialize (SD (fun i => p y * one_hot k i - p k * one_hot y i)).
      assert (V : remainder N a p (fun i => p y * one_hot k i - p k * one_hot y i)
        = (a - p k) * p y ^ 2 + (a - p y) * p k ^ 2).
      { unfold remainder. rewrite (sum_ext N (fun i => (p y * one_hot k i - p k * one_hot y i) ^ 2)
          (fun i => p y ^ 2 * (one_hot k i * 1) + p k ^ 2 * (one_hot y i * 1))).
        - rewrite (sum_ext N (fun i => p i * (p y * one_hot k i - p k * one_hot y i) ^ 2)
            (fun i => p y ^ 2 * (one_hot k i * p i) + p k ^ 2 * (one_hot y i * p i))).
          + rewrite (sum_ext N (fun i => p i * (p y * one_hot k i - p k * one_hot y i))
              (fun i => p y * (one_hot k i * p i) - p k * (one_hot y i * p i))) by (intros; ring).
            rewrite sum_minus, !sum_plus, !sum_scal, !sum_pick by assumption. ring.
          + intros i _. unfold one_hot. destruct (Nat.eqb_spec i k), (Nat.eqb_spec i y); try ring; congruence.
        - intros i _. unfold one_hot. destruct (Nat.eqb_spec i k), (Nat.eqb_spec i y); try ring; congruence. }
      rewrite V in SD. pose proof (pow_lt (p y) 2 (Pp y Hy)). pose proof (pow_lt (p k) 2 (Pp k Hk)).
      assert ((a - p k) * p y ^ 2 < 0) by nra. assert ((a - p y) * p k ^ 2 <= 0) by nra. lra. }
    split; [exact E|split; [exact Lt|]]. set (S := sum_but N k (fun y => p y ^ 2 / (a - p y))).
    assert (PS : 0 <= S).
    { apply sum_but_nonneg. intros y Hy D. specialize (Lt y Hy D). apply Rmult_le_pos; [apply pow2_ge_0|].
      apply Rlt_le, Rinv_0_lt_compat. lra. }
    specialize (SD (fun i => if Nat.eqb i k then 1 + S else - p k * (p i / (a - p i)))).
    rewrite (remainder_apart N a p _ k Hk) in SD. rewrite Nat.eqb_refl in SD.
    rewrite (sum_but_ext N k (fun y => (a - p y) * (if Nat.eqb y k then 1 + S else - p k * (p y / (a - p y))) ^ 2)
      (fun y => p k ^ 2 * (p y ^ 2 / (a - p y)))) in SD.
    + rewrite (sum_but_ext N k (fun y => p y * (if Nat.eqb y k then 1 + S else - p k * (p y / (a - p y))))
        (fun y => - p k * (p y ^ 2 / (a - p y)))) in SD.
      * rewrite !sum_but_scal in SD. fold S in SD.
        assert (Q : 0 <= (1 + S) * (p k ^ 2 - (p k - a) * (1 + S))) by lra.
        assert (0 <= p k ^ 2 - (p k - a) * (1 + S)); [|lra].
        apply Rmult_le_reg_l with (1 + S); [lra|]. lra.
      * intros y Hy D. specialize (Lt y Hy D). destruct (Nat.eqb_spec y k); [congruence|]. field. lra.
    + intros y Hy D. specialize (Lt y Hy D). destruct (Nat.eqb_spec y k); [congruence|]. field. lra.
Qed.

(** Claim: rg.a3.psd.repair
    Role: establishes
    Place: RG, A.3, Eq. 42, repaired
    Says: For every N and every softmax output p, I/N - diag(p) + p p' is positive semidefinite exactly if p is
      uniform, or one entry p_k > 1/N, all others are below 1/N, and (p_k - 1/N) (1 + sum over the others of p_i^2 /
      (1/N - p_i)) <= p_k^2.
    Gap: Real numbers.
    Mutant: `(softmax N o k - / INR N) * (1 + sum_but N k` becomes `(softmax N o k - / INR N) * (0 + sum_but N k`;
      refuted by the theorem one_must_be_added
    Mutant: `<= softmax N o k ^ 2` becomes `<= softmax N o k`; refuted by the theorem the_square_is_needed
*)
Theorem exact_condition : forall N o, (0 < N)%nat ->
  (semidefinite N (/ INR N) (softmax N o) <->
   (forall y, (y < N)%nat -> softmax N o y = / INR N) \/
   exists k, (k < N)%nat /\ / INR N < softmax N o k /\
     (forall y, (y < N)%nat -> y <> k -> softmax N o y < / INR N) /\
     (softmax N o k - / INR N) * (1 + sum_but N k (fun y => softmax N o y ^ 2 / (/ INR N - softmax N o y)))
       <= softmax N o k ^ 2).
Proof.
  intros N o HN. split.
  - intros SD. apply (semidefinite_is_one_above N (softmax N o) HN); [|apply softmax_sum, HN|exact SD].
    intros y _. apply softmax_pos, HN.
  - intros [U|(k & Hk & C)].
    + apply none_above_suffices. intros y Hy. rewrite (U y Hy). lra.
    + apply (one_above_suffices N (softmax N o) k Hk); [apply softmax_pos, HN|exact C].
Qed.

Lemma two_one_is_not : ~ semidefinite 3 (/ INR 3) (softmax 3 two_one).
Proof.
  intros SD. assert (C : 0 <= - (1 / 24)); [|lra]. rewrite <- remainder_two_one. apply SD.
Qed.

Lemma two_one_sum : sum_but 3 0 (fun y => softmax 3 two_one y ^ 2 / (/ INR 3 - softmax 3 two_one y)) = 3 / 2.
Proof. unfold sum_but. simpl. rewrite !softmax_two_one by lia. field. Qed.

(** Claim: none
    Says: Without the 1 the condition is met by (1/2, 1/4, 1/4).
*)
Theorem one_must_be_added : ~ forall N o, (0 < N)%nat ->
  (semidefinite N (/ INR N) (softmax N o) <->
   (forall y, (y < N)%nat -> softmax N o y = / INR N) \/
   exists k, (k < N)%nat /\ / INR N < softmax N o k /\
     (forall y, (y < N)%nat -> y <> k -> softmax N o y < / INR N) /\
     (softmax N o k - / INR N) * (0 + sum_but N k (fun y => softmax N o y ^ 2 / (/ INR N - softmax N o y)))
       <= softmax N o k ^ 2).
Proof.
  intros H. destruct (H 3%nat two_one ltac:(lia)) as [_ C]. apply two_one_is_not, C. right.
  exists 0%nat. rewrite two_one_sum. split; [lia|]. split; [|split].
  - rewrite softmax_two_one by lia. simpl. lra.
  - intros y Hy D. rewrite softmax_two_one by lia. destruct y; [congruence|]. simpl. lra.
  - rewrite softmax_two_one by lia. simpl. lra.
Qed.

(** Claim: none
    Says: With p_k for its square the condition is met by (1/2, 1/4, 1/4).
*)
Theorem the_square_is_needed : ~ forall N o, (0 < N)%nat ->
  (semidefinite N (/ INR N) (softmax N o) <->
   (forall y, (y < N)%nat -> softmax N o y = / INR N) \/
   exists k, (k < N)%nat /\ / INR N < softmax N o k /\
     (forall y, (y < N)%nat -> y <> k -> softmax N o y < / INR N) /\
     (softmax N o k - / INR N) * (1 + sum_but N k (fun y => softmax N o y ^ 2 / (/ INR N - softmax N o y)))
       <= softmax N o k).
Proof.
  intros H. destruct (H 3%nat two_one ltac:(lia)) as [_ C]. apply two_one_is_not, C. right.
  exists 0%nat. rewrite two_one_sum. split; [lia|]. split; [|split].
  - rewrite softmax_two_one by lia. simpl. lra.
  - intros y Hy D. rewrite softmax_two_one by lia. destruct y; [congruence|]. simpl. lra.
  - rewrite softmax_two_one by lia. simpl. lra.
Qed.
