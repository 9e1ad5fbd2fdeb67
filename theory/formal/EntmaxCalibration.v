(** The losses of entmax are calibrated for classification, for every alpha: the infimum of what a wrong class costs. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Sparsemax Prop7 EntmaxLoss EntmaxMap EntmaxArgmax EntmaxMinimisers.
From softproof Require Import EntmaxRegret EntmaxRegretFrom2 EntmaxWrongClass.
Open Scope R_scope.

Lemma infimum_of_wrong_classes a n f eta low x y m : 1 <= a -> (forall w, argmax n w (omega a n) (f w)) ->
  simplex n eta -> infimum (entmax_risk a n f eta) low -> two_largest n eta x y m ->
  0 < level_cost a (INR m) x y /\
  infimum (fun z : {z | wrong_top n eta x z} => entmax_risk a n f eta (proj1_sig z) - low) (level_cost a (INR m) x y).
Proof.
  intros Ha F E I T. apply (infimum_is_omega a n f eta low Ha F E) in I. subst low. split; [|split].
  - destruct T as (Hyx & _ & (i & Hi & Ei) & _ & Hm). pose proof (proj1 E i Hi).
    apply level_cost_pos; [exact Ha|apply (lt_INR 0), Hm|lra].
  - intros [z W]. simpl. exact (wrong_class_bound a n f eta x y m z Ha F E T W).
  - intros b B. apply Rnot_lt_le. intros L.
    destruct (wrong_class_approached a n f eta x y m (b - level_cost a (INR m) x y) Ha F E T ltac:(lra)) as (z & W & C).
    specialize (B (exist _ z W)). simpl in B. lra.
Qed.

(** Two best classes of the chance 2/5, and one of 1/5. *)
Definition two_of_three (i : nat) : R := if Nat.eqb i 2 then 1 / 5 else 2 / 5.

Lemma two_of_three_simplex : simplex 3 two_of_three.
Proof. unfold two_of_three. split; [intros i _; destruct (Nat.eqb i 2); lra|simpl; lra]. Qed.

Lemma two_of_three_largest : two_largest 3 two_of_three (2 / 5) (1 / 5) 2.
Proof.
  unfold two_of_three. split; [lra|]. split; [intros i _; destruct (Nat.eqb i 2); lra|].
  split; [exists 2%nat; simpl; split; [lia|reflexivity]|]. split; [|lia]. simpl.
  destruct (Rlt_dec (1 / 5) (2 / 5)); [|lra]. destruct (Rlt_dec (1 / 5) (1 / 5)); [lra|reflexivity].
Qed.

Lemma its_cost c : (forall f, (forall w, argmax 3 w (omega 2 3) (f w)) ->
    infimum (entmax_risk 2 3 f two_of_three) (- omega 2 3 two_of_three) ->
    infimum (fun z : {z | wrong_top 3 two_of_three (2 / 5) z} => entmax_risk 2 3 f two_of_three (proj1_sig z)
      - - omega 2 3 two_of_three) c) -> c = 1 / 75.
Proof.
  intros H. destruct (map_exists 2 3 ltac:(lra) ltac:(lia)) as [f F]. pose proof two_of_three_simplex as E.
  pose proof (proj2 (infimum_is_omega 2 3 f two_of_three _ ltac:(lra) F E) eq_refl) as I.
  destruct (infimum_of_wrong_classes 2 3 f two_of_three _ _ _ _ ltac:(lra) F E I two_of_three_largest) as [_ J].
  rewrite (infimum_unique _ _ _ (H f F I) J). unfold level_cost, entropy_term. simpl INR.
  destruct (Req_EM_T 2 1) as [C|_]; [lra|]. rewrite !power_2 by lra. field.
Qed.

(** Claim: none
    Says: At alpha = 2 and the chances 2/5, 2/5 and 1/5 the infimum is 1/75, as the mean is one of three chances.
*)
Theorem the_mean_is_of_all_levelled : ~ (forall a n f eta low x y m, 1 <= a ->
  (forall w, argmax n w (omega a n) (f w)) -> simplex n eta -> infimum (entmax_risk a n f eta) low ->
  two_largest n eta x y m ->
  let cost := INR m * entropy_term a x + entropy_term a y
    - (INR m + 1) * entropy_term a ((x + y) / 2) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => entmax_risk a n f eta (proj1_sig z) - low) cost).
Proof.
  intros H. eassert (C : _ = 1 / 75).
  { apply its_cost. intros f F I. exact (proj2 (H 2 3%nat f _ _ _ _ _ ltac:(lra) F two_of_three_simplex I
      two_of_three_largest)). }
  unfold entropy_term in C. simpl INR in C. destruct (Req_EM_T 2 1) as [D|_]; [lra|]. rewrite !power_2 in C by lra.
  lra.
Qed.

(** Claim: none
    Says: At alpha = 2 and the chances 2/5, 2/5 and 1/5 the infimum is 1/75, as two classes lose some chance.
*)
Theorem all_best_classes_count : ~ (forall a n f eta low x y m, 1 <= a ->
  (forall w, argmax n w (omega a n) (f w)) -> simplex n eta -> infimum (entmax_risk a n f eta) low ->
  two_largest n eta x y m ->
  let cost := entropy_term a x + entropy_term a y
    - (INR m + 1) * entropy_term a ((INR m * x + y) / (INR m + 1)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => entmax_risk a n f eta (proj1_sig z) - low) cost).
Proof.
  intros H. eassert (C : _ = 1 / 75).
  { apply its_cost. intros f F I. exact (proj2 (H 2 3%nat f _ _ _ _ _ ltac:(lra) F two_of_three_simplex I
      two_of_three_largest)). }
  unfold entropy_term in C. simpl INR in C. destruct (Req_EM_T 2 1) as [D|_]; [lra|]. rewrite !power_2 in C by lra.
  replace ((2 * (2 / 5) + 1 / 5) / (2 + 1)) with (1 / 3) in C by field. lra.
Qed.

(** Claim: sf.calibration.classification.entmax
    Role: establishes
    Place: SF, summary, Key results
    Says: For alpha-entmax f, every alpha >= 1 and n, and chances whose largest is x, of m classes, and whose second
      largest value is y: over the scores with a class of a chance below x on top, the infimum of the excess risk is
      m f(x) + f(y) - (m + 1) f((m x + y)/(m + 1)), f the term of Omega, which is positive.
    Gap: Real numbers, not floating point; 0 log 0 counts as 0.
    Mutant: `(INR m * x + y) / (INR m + 1)` becomes `(x + y) / 2`; refuted by the theorem the_mean_is_of_all_levelled
    Mutant: `INR m * entropy_term a x` becomes `entropy_term a x`; refuted by the theorem all_best_classes_count
*)
Theorem the_cost_of_a_wrong_class : forall a n f eta low x y m, 1 <= a ->
  (forall w, argmax n w (omega a n) (f w)) -> simplex n eta -> infimum (entmax_risk a n f eta) low ->
  two_largest n eta x y m ->
  let cost := INR m * entropy_term a x + entropy_term a y
    - (INR m + 1) * entropy_term a ((INR m * x + y) / (INR m + 1)) in
  0 < cost /\ infimum (fun z : {z | wrong_top n eta x z} => entmax_risk a n f eta (proj1_sig z) - low) cost.
Proof. exact infimum_of_wrong_classes. Qed.
