(** Which whole scores can have the least risk of adapted Rankmax: sorted as the chances are, without gaps. *)

From Coq Require Import Reals Lra Lia.
From softproof Require RankmaxRisk.
From softproof Require Import Sums Logarithm Rank Rearrangement SortedScores Rankmax RankmaxWhole.
Open Scope R_scope.

(** ** Sorting *)

Lemma finite_choice n (P : nat -> nat -> Prop) : (forall i, (i < n)%nat -> exists y, P i y) ->
  exists f, forall i, (i < n)%nat -> P i (f i).
Proof.
  induction n as [|n IH]; intros H; [exists (fun i => i); intros; lia|].
  destruct IH as [f Hf]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [y Hy].
  exists (fun i => if Nat.eqb i n then y else f i). intros i Hi. destruct (Nat.eqb_spec i n) as [->|D]; [exact Hy|].
  apply Hf. lia.
Qed.

(** Ranks that sort, and the list of the items in their order. *)
Lemma sorted_list N g : exists pi item, ranking N pi /\ sorts N g pi /\ falling_list N g item /\
  forall i, (i < N)%nat -> pi (item i) = S i.
Proof.
  destruct (every_score_can_be_sorted N g) as (pi & R & So).
  destruct (finite_choice N (fun i y => (y < N)%nat /\ pi y = S i)) as (item & HI).
  { intros i Hi. apply rank_is_taken; [exact R|lia]. }
  exists pi, item. split; [exact R|split; [exact So|split; [|apply HI]]]. split; [|split].
  - apply HI.
  - intros i j Hi Hj E. destruct (HI i Hi) as [_ A]. destruct (HI j Hj) as [_ B]. rewrite E in A. lia.
  - intros i j Hij. apply Rnot_lt_le. intros C. destruct (HI i ltac:(lia)) as [Li A].
    destruct (HI j ltac:(lia)) as [Lj B]. specialize (So _ _ Lj Li C). lia.
Qed.

Lemma in_list N g item y : falling_list N g item -> (y < N)%nat -> exists i, (i < N)%nat /\ item i = y.
Proof.
  intros (Lr & Li & _) Hy. assert (R : ranking N (fun i => S (item i))).
  { split; [intros i H; specialize (Lr i H); lia|]. intros i j A B E. apply Li; try assumption. lia. }
  destruct (rank_is_taken N _ (S y) R ltac:(lia)) as (i & Hi & E). exists i. split; [exact Hi|lia].
Qed.

Lemma sum_opp n f : sum n (fun i => - f i) = - sum n f.
Proof. induction n as [|n IH]; simpl; lra. Qed.

Lemma scale_falls n z x y : z x <= z y -> scale n z y <= scale n z x.
Proof. intros H. apply sum_le. intros i _. unfold part. apply Rle_max_compat_r. lra. Qed.

(** Where the chances fall, scores in their order have no greater risk. *)
Lemma sorting_lowers n eta v : (forall i j, (i <= j)%nat -> eta j <= eta i) ->
  exists item, falling_list n (whole v) item /\
  mean n eta (rankmax_loss n (whole (fun i => v (item i)))) <= mean n eta (rankmax_loss n (whole v)).
Proof.
  intros F. destruct (sorted_list n (whole v)) as (pi & item & R & So & Li & E). exists item. split; [exact Li|].
  set (w := fun i => v (item i)).
  set (g := fun y => - rankmax_loss n (whole v) y).
  assert (Q : mean n eta (rankmax_loss n (whole w)) = - sum n (fun y => eta (pi y - 1)%nat * g y)).
  { rewrite (sum_listed n (whole v) item _ Li), <- sum_opp. apply sum_ext. intros i Hi. rewrite (E i Hi).
    replace (S i - 1)%nat with i by lia. unfold g, rankmax_loss, scale.
    rewrite (sum_listed n (whole v) item (part (whole v) (item i)) Li). unfold part, whole, w. ring. }
  rewrite Q. replace (mean n eta (rankmax_loss n (whole v))) with (- sum n (fun y => eta (S y - 1)%nat * g y)).
  - apply Ropp_le_contravar. apply (rearrangement n (fun k => eta (k - 1)%nat) g S pi).
    + intros j k Hjk. apply F. lia.
    + apply ranking_forward.
    + exact R.
    + intros y z Hy Hz C. apply So; [exact Hy|exact Hz|]. apply Rnot_le_lt. intros D.
      apply (scale_falls n) in D. apply ln_le in D; [unfold g, rankmax_loss in C; lra|].
      pose proof (scale_at_least_one n (whole v) z Hz). pose proof (scale_at_least_one n (whole v) y Hy). lra.
  - rewrite <- sum_opp. apply sum_ext. intros y _. unfold g. replace (S y - 1)%nat with y by lia. ring.
Qed.

Lemma sorted_is_enough n eta L : (forall i j, (i <= j)%nat -> eta j <= eta i) ->
  (forall w, (forall i j, (i <= j < n)%nat -> (w j <= w i)%Z) -> L <= mean n eta (rankmax_loss n (whole w))) ->
  forall v, L <= mean n eta (rankmax_loss n (whole v)).
Proof.
  intros F H v. destruct (sorting_lowers n eta v F) as (item & (_ & _ & Lf) & S).
  eapply Rle_trans; [|exact S]. apply H. intros i j Hij. apply le_IZR, (Lf i j Hij).
Qed.

(** ** Levels *)

(** Scores that fall by 1 where the flag says so, and stay otherwise. *)
Fixpoint levels (flag : nat -> bool) (i : nat) : Z :=
  match i with
  | O => 0
  | S k => levels flag k - (if flag k then 1 else 0)
  end.

(** Where sorted scores fall. *)
Definition falls (w : nat -> Z) (k : nat) : bool := Z.ltb (w (S k)) (w k).

Lemma levels_fall_less n w i j : (forall i j, (i <= j < n)%nat -> (w j <= w i)%Z) -> (i <= j < n)%nat ->
  (0 <= levels (falls w) i - levels (falls w) j <= w i - w j)%Z /\
  ((w j < w i)%Z -> (levels (falls w) j < levels (falls w) i)%Z).
Proof.
  intros F [Hij Hj]. induction Hij as [|j Hij IH]; [lia|]. specialize (IH ltac:(lia)).
  specialize (F j (S j) ltac:(lia)).
  change (levels (falls w) (S j)) with (levels (falls w) j - (if falls w j then 1 else 0))%Z.
  set (l := levels (falls w)) in *. unfold falls. destruct (Z.ltb_spec (w (S j)) (w j)); lia.
Qed.

Lemma levels_scale n w y : (forall i j, (i <= j < n)%nat -> (w j <= w i)%Z) -> (y < n)%nat ->
  scale n (whole (levels (falls w))) y <= scale n (whole w) y.
Proof.
  intros F Hy. apply sum_le. intros i Hi. rewrite !part_whole. apply IZR_le.
  destruct (Nat.le_ge_cases i y) as [C|C].
  - pose proof (levels_fall_less n w i y F ltac:(lia)). lia.
  - pose proof (levels_fall_less n w y i F ltac:(lia)). lia.
Qed.

(** Gaps add to the risk. *)
Lemma levels_are_enough n eta w : (forall y, (y < n)%nat -> 0 <= eta y) ->
  (forall i j, (i <= j < n)%nat -> (w j <= w i)%Z) ->
  mean n eta (rankmax_loss n (whole (levels (falls w)))) <= mean n eta (rankmax_loss n (whole w)).
Proof.
  intros He F. apply sum_le. intros y Hy. apply Rmult_le_compat_l; [apply He, Hy|].
  apply ln_le; [|apply levels_scale; assumption].
  pose proof (scale_at_least_one n (whole (levels (falls w))) y Hy). lra.
Qed.

(** ** Risks in integers *)

Fixpoint total (n : nat) (f : nat -> Z) : Z := match n with O => 0 | S m => total m f + f m end.
Fixpoint product (n : nat) (f : nat -> Z) : Z := match n with O => 1 | S m => product m f * f m end.

(** The scale of label y at whole scores, and the product of the scales to the powers k. *)
Definition whole_scale (n : nat) (v : nat -> Z) (y : nat) : Z := total n (fun i => Z.max (v i - v y + 1) 0).
Definition scales (n : nat) (k v : nat -> Z) : Z := product n (fun y => whole_scale n v y ^ k y)%Z.

Lemma total_sum n f : IZR (total n f) = sum n (fun i => IZR (f i)).
Proof. induction n as [|n IH]; [reflexivity|]. simpl. rewrite plus_IZR, IH. reflexivity. Qed.

Lemma whole_scale_is n v y : scale n (whole v) y = IZR (whole_scale n v y).
Proof. unfold whole_scale. rewrite total_sum. apply sum_ext. intros i _. apply part_whole. Qed.

Lemma log_of_power c k : 1 <= IZR c -> (0 <= k)%Z -> ln (IZR (c ^ k)) = IZR k * ln (IZR c).
Proof.
  intros C K. destruct (Z_of_nat_complete k K) as [m ->]. rewrite <- pow_IZR, <- INR_IZR_INZ.
  apply RankmaxRisk.ln_power. lra.
Qed.

Lemma product_log n (k c : nat -> Z) : (forall y, (y < n)%nat -> 1 <= IZR (c y) /\ (0 <= k y)%Z) ->
  let P := product n (fun y => c y ^ k y)%Z in
  (0 < P)%Z /\ ln (IZR P) = sum n (fun y => IZR (k y) * ln (IZR (c y))).
Proof.
  induction n as [|n IH]; intros H P; [split; [reflexivity|apply ln_1]|].
  destruct IH as [A B]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [C K].
  assert (Q : (0 < c n ^ k n)%Z) by (apply Z.pow_pos_nonneg; [apply lt_IZR; lra|exact K]).
  unfold P. simpl product. split; [lia|].
  rewrite mult_IZR, ln_mult, B by (apply (IZR_lt 0); assumption). simpl sum. f_equal.
  apply log_of_power; assumption.
Qed.

(** The risk for chances in proportion to k. *)
Lemma risk_by_scales n T k v : (forall y, (y < n)%nat -> (0 <= k y)%Z) ->
  (0 < scales n k v)%Z /\
  mean n (fun y => IZR (k y) / T) (rankmax_loss n (whole v)) = / T * ln (IZR (scales n k v)).
Proof.
  intros K. destruct (product_log n k (whole_scale n v)) as [P E].
  - intros y Hy. split; [|apply K, Hy]. rewrite <- whole_scale_is. apply scale_at_least_one, Hy.
  - split; [exact P|]. unfold scales. rewrite E, <- sum_scal. apply sum_ext. intros y _. unfold rankmax_loss.
    rewrite whole_scale_is. unfold Rdiv. ring.
Qed.
