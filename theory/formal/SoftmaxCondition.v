(** The largest condition number of softmax's Jacobian, orthogonally to 1, for scores of a given range. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Jacobian SoftmaxJacobian Lemma23 ConditionNumber.
Open Scope R_scope.

(** The scores (B, B, 0, ..., 0). *)
Definition two_leaders (B : R) (i : nat) : R := if Nat.ltb i 2 then B else 0.

Lemma condition_unique N J c d : condition_number N J c -> condition_number N J d -> c = d.
Proof.
  intros C D. apply Rle_antisym; [apply (C d), (D d)|apply (D c), (C c)]; lra.
Qed.

Lemma two_leaders_range N B i j : 0 <= B -> (i < N)%nat -> (j < N)%nat -> two_leaders B i - two_leaders B j <= B.
Proof. intros H _ _. unfold two_leaders. destruct (Nat.ltb i 2), (Nat.ltb j 2); lra. Qed.

(** The difference of two classes of equal chances. *)
Lemma form_of_a_pair N s J i j : (i < N)%nat -> (j < N)%nat -> i <> j -> s i = s j -> jacobian N (softmax N) s J ->
  sum N (fun k => one_hot i k - one_hot j k) = 0 /\ sum N (fun k => (one_hot i k - one_hot j k) ^ 2) = 2 /\
  form N J (fun k => one_hot i k - one_hot j k) = 2 * softmax N s i.
Proof.
  intros Hi Hj Ne E HJ. assert (P : softmax N s j = softmax N s i) by (unfold softmax; rewrite E; reflexivity).
  assert (Q : forall k, (one_hot i k - one_hot j k) ^ 2 = one_hot i k * 1 + one_hot j k * 1).
  { intros k. unfold one_hot. destruct (Nat.eqb_spec k i) as [->|]; [|destruct (Nat.eqb k j); ring].
    destruct (Nat.eqb_spec i j); [contradiction|ring]. }
  split; [|split].
  - rewrite sum_minus, !sum_one_hot by assumption. ring.
  - rewrite (sum_ext N _ _ (fun k _ => Q k)), sum_plus, !sum_pick by assumption. ring.
  - rewrite (form_expanded N s J _ ltac:(lia) HJ).
    rewrite (sum_ext N (fun k => softmax N s k * (one_hot i k - one_hot j k))
      (fun k => one_hot i k * softmax N s k - one_hot j k * softmax N s k)) by (intros; ring).
    rewrite (sum_ext N _ (fun k => one_hot i k * softmax N s k + one_hot j k * softmax N s k))
      by (intros; rewrite Q; ring).
    rewrite sum_plus, sum_minus, !sum_pick, P by assumption. ring.
Qed.

Lemma four_or_more N B J d : (4 <= N)%nat -> jacobian N (softmax N) (two_leaders B) J -> conditioned_by N J d ->
  exp B <= d.
Proof.
  intros HN HJ C. assert (P : 0 < partition N (two_leaders B)) by (apply partition_pos; lia).
  destruct (form_of_a_pair N (two_leaders B) J 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl HJ) as (V & V2 & V3).
  destruct (form_of_a_pair N (two_leaders B) J 2 3 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl HJ) as (U & U2 & U3).
  specialize (C _ _ V U). cbv beta in C. rewrite V2, V3, U2, U3 in C.
  change (softmax N (two_leaders B) 0) with (exp B / partition N (two_leaders B)) in C.
  change (softmax N (two_leaders B) 2) with (exp 0 / partition N (two_leaders B)) in C. rewrite exp_0 in C.
  apply Rmult_le_reg_r with (/ partition N (two_leaders B)); [apply Rinv_0_lt_compat, P|]. lra.
Qed.

Lemma exactly_three B J d : jacobian 3 (softmax 3) (two_leaders B) J -> conditioned_by 3 J d ->
  (2 * exp B + 1) / 3 <= d.
Proof.
  intros HJ C.
  destruct (form_of_a_pair 3 (two_leaders B) J 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl HJ) as (V & V2 & V3).
  specialize (C _ (fun i => match i with 2%nat => - 2 | _ => 1 end) V ltac:(simpl; ring)).
  cbv beta in C. rewrite V2, V3, (form_expanded 3 _ J _ ltac:(lia) HJ) in C.
  unfold softmax, partition, two_leaders in C. simpl in C. rewrite exp_0 in C.
  pose proof (exp_pos B) as R. set (r := exp B) in *.
  assert (I : 0 < / (2 * r + 1)) by (apply Rinv_0_lt_compat; lra).
  apply Rmult_le_reg_l with (36 * (r * / (2 * r + 1) ^ 2)).
  - apply Rmult_lt_0_compat; [lra|]. apply Rmult_lt_0_compat; [exact R|]. apply Rinv_0_lt_compat, pow_lt. lra.
  - match type of C with ?a <= ?b => replace (36 * (r * / (2 * r + 1) ^ 2) * ((2 * r + 1) / 3)) with a by (field; lra);
      replace (36 * (r * / (2 * r + 1) ^ 2) * d) with b by (field; lra) end. exact C.
Qed.

Lemma exactly_two B J d : jacobian 2 (softmax 2) (two_leaders B) J -> conditioned_by 2 J d -> 1 <= d.
Proof.
  intros HJ C.
  destruct (form_of_a_pair 2 (two_leaders B) J 0 1 ltac:(lia) ltac:(lia) ltac:(lia) eq_refl HJ) as (V & V2 & V3).
  specialize (C _ _ V V). cbv beta in C. rewrite V2, V3 in C. pose proof (softmax_pos 2 (two_leaders B) 0 ltac:(lia)).
  apply Rmult_le_reg_l with (4 * softmax 2 (two_leaders B) 0); lra.
Qed.

Lemma conditioned_by_more N s J c d : (0 < N)%nat -> jacobian N (softmax N) s J -> conditioned_by N J c -> c <= d ->
  conditioned_by N J d.
Proof.
  intros HN HJ C L v u V U. eapply Rle_trans; [apply (C v u V U)|]. apply Rmult_le_compat_r; [|exact L].
  apply Rmult_le_pos; [apply (form_nonneg N s J u HN HJ)|apply squares_nonneg].
Qed.

(** Claim: sf.jacobian.well_conditioned.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 1
    Says: Over all scores of a range of at most B, with R = e^B, the largest condition number of softmax's Jacobian
      orthogonally to 1 is 1 for N = 2, (2R + 1)/3 for N = 3 and R for every N of at least 4, each attained at
      (B, B, 0, ..., 0): the Jacobian is conditioned by that number at all these scores, and it is the condition number
      there. Without a bound on the scores there is none for N of at least 3.
    Gap: Real numbers, not floating point. The condition number is the least c such that v'Jv / v'v is at most c times
      u'Ju / u'u for all u and v that add up to 0; that this is the ratio of two eigenvalues is not stated.
    Mutant: `if Nat.eqb N 3 then (2 * R + 1) / 3` becomes `if Nat.eqb N 3 then R`; refuted by the theorem
      not_the_ratio_for_three
    Mutant: `else R in` becomes `else (2 * R + 1) / 3 in`; refuted by the theorem not_two_thirds_for_four
    Mutant: `else R in` becomes `else INR N * R / (R + INR N - 1) in`; refuted by the theorem not_one_leader
    Mutant: `else R in` becomes `else 99 / 100 * R in`; refuted by the theorem no_less_than_the_ratio
    Mutant: `((3 <= N)%nat ->` becomes `((2 <= N)%nat ->`; refuted by the theorem two_classes_need_no_range
*)
Theorem softmax_condition_number : forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else R in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((3 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K).
Proof.
  intros N HN.
  assert (A : forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else R in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)).
  { intros B HB R largest.
    assert (U : forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) ->
      jacobian N (softmax N) s J -> conditioned_by N J largest).
    { intros s J H HJ. unfold largest. destruct (Nat.eqb_spec N 2) as [->|N2]; [exact (two_classes s J HJ)|].
      destruct (Nat.eqb_spec N 3) as [->|N3]; [exact (three_classes s B J H HJ)|].
      apply (conditioned_by_ratio N s B J); [lia|exact H|exact HJ]. }
    split; [exact U|]. intros J HJ d. split.
    - intros C. unfold largest. destruct (Nat.eqb_spec N 2) as [->|N2]; [exact (exactly_two B J d HJ C)|].
      destruct (Nat.eqb_spec N 3) as [->|N3]; [exact (exactly_three B J d HJ C)|].
      apply (four_or_more N B J d); [lia|exact HJ|exact C].
    - apply (conditioned_by_more N (two_leaders B) J); [lia|exact HJ|]. apply (U (two_leaders B)); [|exact HJ].
      intros i j Hi Hj. exact (two_leaders_range N B i j HB Hi Hj). }
  split; [exact A|]. intros N3 [K H]. pose proof (Rabs_pos K) as P. pose proof (Rle_abs K) as Q.
  assert (L : 0 <= ln (2 * Rabs K + 1)).
  { destruct P as [P| <-]; [|rewrite Rmult_0_r, Rplus_0_l, ln_1; lra].
    rewrite <- ln_1. apply Rlt_le, ln_increasing; lra. }
  destruct (A _ L) as [_ C]. pose proof (softmax_jacobian N (two_leaders (ln (2 * Rabs K + 1))) ltac:(lia)) as HJ.
  pose proof (proj1 (C _ HJ K) (H _ _ HJ)) as M. rewrite exp_ln in M by lra.
  destruct (Nat.eqb_spec N 2); [lia|]. destruct (Nat.eqb_spec N 3); lra.
Qed.

Lemma ln_4_positive : 0 <= ln 4.
Proof. rewrite <- ln_1. apply Rlt_le, ln_increasing; lra. Qed.

(** For N of at least 3 and R = 4 it is 3 or 4. *)
Lemma of_ratio_4 N J c : (3 <= N)%nat -> (jacobian N (softmax N) (two_leaders (ln 4)) J -> condition_number N J c) ->
  J = softmax_matrix (softmax N (two_leaders (ln 4))) -> c = if Nat.eqb N 3 then 3 else 4.
Proof.
  intros HN C ->. pose proof (softmax_jacobian N (two_leaders (ln 4)) ltac:(lia)) as HJ.
  destruct (proj1 (softmax_condition_number N ltac:(lia)) (ln 4) ln_4_positive) as [_ D].
  rewrite (condition_unique N _ _ _ (C HJ) (D _ HJ)), exp_ln by lra.
  destruct (Nat.eqb_spec N 2); [lia|]. destruct (Nat.eqb N 3); lra.
Qed.

(** Claim: none
    Says: For three classes and R = 4 it is 3 and not 4.
*)
Theorem not_the_ratio_for_three : ~ (forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then R else R in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((3 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K)).
Proof.
  intros H. destruct (proj1 (H 3%nat ltac:(lia)) (ln 4) ln_4_positive) as [_ C].
  pose proof (of_ratio_4 3 _ _ ltac:(lia) (C _) eq_refl) as E. rewrite exp_ln in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: For four classes and R = 4 it is 4 and not 3.
*)
Theorem not_two_thirds_for_four : ~ (forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else (2 * R + 1) / 3 in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((3 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K)).
Proof.
  intros H. destruct (proj1 (H 4%nat ltac:(lia)) (ln 4) ln_4_positive) as [_ C].
  pose proof (of_ratio_4 4 _ _ ltac:(lia) (C _) eq_refl) as E. rewrite exp_ln in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: For four classes and R = 4 it is 4 and not 16/7, that of one leading class.
*)
Theorem not_one_leader : ~ (forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else INR N * R / (R + INR N - 1) in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((3 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K)).
Proof.
  intros H. destruct (proj1 (H 4%nat ltac:(lia)) (ln 4) ln_4_positive) as [_ C].
  pose proof (of_ratio_4 4 _ _ ltac:(lia) (C _) eq_refl) as E. rewrite exp_ln in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: For four classes and R = 4 it is 4, and not 1 % less.
*)
Theorem no_less_than_the_ratio : ~ (forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else 99 / 100 * R in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((3 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K)).
Proof.
  intros H. destruct (proj1 (H 4%nat ltac:(lia)) (ln 4) ln_4_positive) as [_ C].
  pose proof (of_ratio_4 4 _ _ ltac:(lia) (C _) eq_refl) as E. rewrite exp_ln in E by lra. simpl in E. lra.
Qed.

(** Claim: none
    Says: For two classes the condition number is 1 at all scores.
*)
Theorem two_classes_need_no_range : ~ (forall N, (2 <= N)%nat ->
  (forall B, 0 <= B -> let R := exp B in
   let largest := if Nat.eqb N 2 then 1 else if Nat.eqb N 3 then (2 * R + 1) / 3 else R in
   (forall s J, (forall i j, (i < N)%nat -> (j < N)%nat -> s i - s j <= B) -> jacobian N (softmax N) s J ->
      conditioned_by N J largest) /\
   (forall J, jacobian N (softmax N) (two_leaders B) J -> condition_number N J largest)) /\
  ((2 <= N)%nat -> ~ exists K, forall s J, jacobian N (softmax N) s J -> conditioned_by N J K)).
Proof.
  intros H. apply (proj2 (H 2%nat ltac:(lia)) ltac:(lia)). exists 1. exact two_classes.
Qed.
