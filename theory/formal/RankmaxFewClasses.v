(** Rankmax with its scale adapted to the label is classification-calibrated for five classes at most. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Logarithm SortedScores Rankmax SoftmaxRisk TopKCalibration.
From softproof Require Import RankmaxWhole RankmaxSorted RankmaxClassification RankmaxLevels.
Import ListNotations.
Open Scope R_scope.

Lemma scale_on_top n z i : (forall j, (j < n)%nat -> z j <= z i) -> scale n z i <= INR n.
Proof.
  intros T. replace (INR n) with (sum n (fun _ => 1)) by (rewrite sum_const; ring). apply sum_le. intros j Hj.
  specialize (T j Hj). unfold part. apply Rmax_lub; lra.
Qed.

(** The loss of a class below the top is greater by more than 1/(n + 1). *)
Lemma loss_below n v i j : (i < n)%nat -> (forall k, (k < n)%nat -> (v k <= v i)%Z) -> (v j < v i)%Z ->
  / (INR n + 1) <= rankmax_loss n (whole v) j - rankmax_loss n (whole v) i.
Proof.
  intros Hi T H. assert (D : whole v j + 1 <= whole v i) by (unfold whole; rewrite <- succ_IZR; apply IZR_le; lia).
  pose proof (scale_falls_by n (whole v) i j Hi ltac:(lra)) as B.
  pose proof (scale_on_top n (whole v) i ltac:(intros; apply IZR_le; auto)) as U.
  pose proof (scale_at_least_one n (whole v) i Hi) as O. unfold rankmax_loss.
  set (a := scale n (whole v) i) in *. set (b := scale n (whole v) j) in *.
  apply (Rle_trans (a + 1)) in B; [|lra]. apply ln_le in B; [|lra].
  pose proof (ln_below (a / (a + 1)) ltac:(apply Rdiv_lt_0_compat; lra)) as L.
  unfold Rdiv in L. rewrite ln_mult, ln_Rinv in L by (try apply Rinv_0_lt_compat; lra).
  assert (E : a * / (a + 1) = 1 - / (a + 1)) by (field; lra). rewrite E in L.
  pose proof (Rinv_le_contravar (a + 1) (INR n + 1) ltac:(lra) ltac:(lra)). lra.
Qed.

(** ** Two classes level on top *)

(** The product of the first k scales to the power p. *)
Definition power_product (n k : nat) (p : Z) (l : list bool) : Z :=
  product k (fun y => whole_scale n (of_flags l) y ^ p)%Z.

(** The mean of the risks of a and b, in eighths, is below that of l where the first k classes share the chance. *)
Definition better (n : nat) (l : list bool) (mixture : list bool * list bool * Z) : bool :=
  let '(a, b, p) := mixture in
  ((0 <=? p) && (p <=? 8) &&
  forallb (fun k => power_product n k p a * power_product n k (8 - p) b <? power_product n k 8 l) (seq 1 n))%Z%bool.

Definition mixtures (n : nat) : list (list bool * list bool * Z) :=
  match n with
  | 2%nat => [([true], [true], 8%Z)]
  | 3%nat => [([true; true], [true; true], 8%Z)]
  | 4%nat => [([true; true; true], [true; false; true], 1%Z)]
  | _ => [([true; true; false; true], [true; false; true; false], 1%Z);
      ([true; true; false; true], [true; false; false; true], 4%Z)]
  end.

Lemma level_top_is_beaten n : (2 <= n <= 5)%nat ->
  forallb (fun l => existsb (better n (false :: l)) (mixtures n)) (all_flags (n - 2)) = true.
Proof. intros H. do 6 (destruct n as [|n]; [try lia; vm_compute; reflexivity|]). lia. Qed.

Lemma ln_power_product n k p l : (k <= n)%nat -> (0 <= p)%Z -> (0 < power_product n k p l)%Z /\
  ln (IZR (power_product n k p l)) = IZR p * sum k (rankmax_loss n (whole (of_flags l))).
Proof.
  intros Hk Hp. destruct (product_log k (fun _ => p) (whole_scale n (of_flags l))) as [P E].
  - intros y Hy. split; [|exact Hp]. rewrite <- whole_scale_is. apply scale_at_least_one. lia.
  - split; [exact P|]. unfold power_product. rewrite E, <- sum_scal. apply sum_ext. intros y _.
    unfold rankmax_loss. rewrite whole_scale_is. reflexivity.
Qed.

(** Where no partial sum of d is below g, the mean of d with falling weights is at least that of g at 0. *)
Lemma by_partial_sums n e d g : (forall i j, (i <= j)%nat -> e j <= e i) ->
  (forall k, (k < S n)%nat -> g <= sum (S k) d) -> g * e 0%nat + e n * (sum (S n) d - g) <= mean (S n) e d.
Proof.
  intros F. unfold mean. induction n as [|n IH]; intros H; [simpl; lra|].
  specialize (IH ltac:(intros; apply H; lia)). specialize (H n ltac:(lia)). specialize (F n (S n) ltac:(lia)).
  change (sum (S (S n)) (fun i => e i * d i)) with (sum (S n) (fun i => e i * d i) + e (S n) * d (S n)).
  change (sum (S (S n)) d) with (sum (S n) d + d (S n)).
  pose proof (Rmult_le_compat_r (sum (S n) d - g) _ _ ltac:(lra) F). lra.
Qed.

Lemma first_chance n eta : simplex n eta -> (forall i j, (i <= j)%nat -> eta j <= eta i) -> 0 < eta 0%nat.
Proof.
  intros [_ E] F. apply Rnot_le_lt. intros C. enough (sum n eta <= sum n (fun _ => 0)) by (rewrite sum_zero in *; lra).
  apply sum_le. intros i _. specialize (F 0%nat i ltac:(lia)). lra.
Qed.

Lemma better_is_lower n eta l a b p : simplex n eta -> (forall i j, (i <= j)%nat -> eta j <= eta i) ->
  better n l (a, b, p) = true -> let risk l := mean n eta (rankmax_loss n (whole (of_flags l))) in
  0 <= IZR p <= 8 /\ IZR p * risk a + (8 - IZR p) * risk b < 8 * risk l.
Proof.
  intros E F B risk. unfold better in B. rewrite !Bool.andb_true_iff, !Z.leb_le, forallb_forall in B.
  destruct B as [Hp B]. split; [split; apply IZR_le; lia|].
  pose proof (first_chance n eta E F) as P0. destruct E as [E0 E1].
  destruct n as [|n]; [simpl in E1; lra|].
  set (loss l := rankmax_loss (S n) (whole (of_flags l))).
  set (d y := 8 * loss l y - IZR p * loss a y - (8 - IZR p) * loss b y).
  assert (D : forall k, sum k d = 8 * sum k (loss l) - IZR p * sum k (loss a) - (8 - IZR p) * sum k (loss b)).
  { intros k. unfold d. rewrite !sum_minus, !sum_scal. reflexivity. }
  assert (Pos : forall k, (k < S n)%nat -> True -> 0 < sum (S k) d).
  { intros k Hk _. specialize (B (S k) ltac:(apply in_seq; lia)). apply Z.ltb_lt, IZR_lt in B. rewrite mult_IZR in B.
    destruct (ln_power_product (S n) (S k) 8 l ltac:(lia) ltac:(lia)) as [Pl El].
    destruct (ln_power_product (S n) (S k) p a ltac:(lia) ltac:(lia)) as [Pa Ea].
    destruct (ln_power_product (S n) (S k) (8 - p) b ltac:(lia) ltac:(lia)) as [Pb Eb].
    apply IZR_lt in Pl, Pa, Pb. apply ln_increasing in B; [|apply Rmult_lt_0_compat; assumption].
    rewrite ln_mult, El, Ea, Eb, minus_IZR in B by assumption. rewrite D. unfold loss. lra. }
  destruct (positive_bound (S n) (fun _ => True) _ ltac:(tauto) Pos) as (g & Hg & G).
  pose proof (by_partial_sums n eta d g F ltac:(intros; apply G; tauto)) as A.
  pose proof (Rmult_lt_0_compat _ _ Hg P0). specialize (G n ltac:(lia) I).
  pose proof (Rmult_le_pos (eta n) (sum (S n) d - g) ltac:(apply E0; lia) ltac:(lra)).
  assert (M : mean (S n) eta d = 8 * risk l - IZR p * risk a - (8 - IZR p) * risk b).
  { unfold risk, mean, d. rewrite <- !sum_scal, <- !sum_minus. apply sum_ext. intros y _. unfold loss. ring. }
  lra.
Qed.

Definition calibrated (n : nat) (eta : nat -> R) : Prop :=
  let risk z := mean n eta (rankmax_loss n z) in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z.

(** Sorted whole scores whose first two are level have a risk above the least by a fixed amount. *)
Lemma level_top_costs m eta : (S (S m) <= 5)%nat -> simplex (S (S m)) eta ->
  (forall i j, (i <= j)%nat -> eta j <= eta i) -> let risk z := mean (S (S m)) eta (rankmax_loss (S (S m)) z) in
  exists best c, 0 < c /\ (forall u, risk (whole best) <= risk u) /\
  forall w, (forall i j, (i <= j < S (S m))%nat -> (w j <= w i)%Z) -> w 1%nat = w 0%nat ->
  risk (whole best) + c <= risk (whole w).
Proof.
  intros Hm E F risk. set (of l := risk (whole (of_flags l))).
  destruct (flags_of_least_risk (S m) eta E F) as (best & Lower).
  change (forall u, of best <= risk u) in Lower.
  destruct (least_of_list (fun l => of (false :: l)) (all_flags m) (all_flags_some _)) as (level & Il & Level).
  exists (of_flags best), (of (false :: level) - of best). split; [|split; [exact Lower|]].
  - pose proof (level_top_is_beaten (S (S m)) ltac:(lia)) as B. rewrite forallb_forall in B.
    replace (S (S m) - 2)%nat with m in B by lia. specialize (B level Il).
    apply existsb_exists in B. destruct B as ([[a b] p] & _ & B).
    destruct (better_is_lower _ eta (false :: level) a b p E F B) as [Hp Q]. fold risk in Q.
    change (IZR p * of a + (8 - IZR p) * of b < 8 * of (false :: level)) in Q.
    pose proof (Lower (whole (of_flags a))) as La. pose proof (Lower (whole (of_flags b))) as Lb.
    fold (of a) in La. fold (of b) in Lb.
    pose proof (Rmult_le_compat_l (IZR p) _ _ ltac:(lra) La).
    pose proof (Rmult_le_compat_l (8 - IZR p) _ _ ltac:(lra) Lb). lra.
  - intros w Fw W. pose proof (flags_lower (S m) eta w (proj1 E) Fw) as L. simpl seq in L. simpl map in L.
    assert (Z : falls w 0 = false) by (apply Z.ltb_ge; lia). rewrite Z in L.
    pose proof (Level (map (falls w) (seq 1 m))) as Q. rewrite <- seq_shift, map_map in *.
    specialize (Q (all_flags_complete m (fun k => falls w (S k)))). unfold of, risk in *. lra.
Qed.

Lemma sorted_few_classes n eta : (n <= 5)%nat -> simplex n eta -> (forall i j, (i <= j)%nat -> eta j <= eta i) ->
  calibrated n eta.
Proof.
  intros Hn E F. destruct n as [|[|m]].
  - destruct E as [_ E]. simpl in E. lra.
  - exists eta, 1. split; [lra|]. intros z (i & k & Hi & Hk & D & _). replace i with k in D by lia. lra.
  - set (n := S (S m)) in *. pose proof (level_top_costs m eta Hn E F) as Q. fold n in Q.
    cbv beta zeta in Q. destruct Q as (best & c & Hc & Least & Level).
    destruct (positive_bound n (fun i => eta i < eta 0%nat) (fun i => eta 0%nat - eta i)) as (d & Hd & D).
    { intros i. destruct (Rlt_dec (eta i) (eta 0%nat)); tauto. }
    { intros i _ H. cbv beta in *. lra. }
    pose proof (pos_INR n) as N0. assert (I0 : 0 < / (INR n + 1)) by (apply Rinv_0_lt_compat; fold n in N0; lra).
    assert (C0 : 0 < d * / (INR n + 1)) by (apply Rmult_lt_0_compat; assumption).
    exists (whole best), (Rmin c (d * / (INR n + 1))). split; [apply Rmin_pos; assumption|].
    intros z (i & k & Hi & Hk & W & T). cbv beta zeta. apply whole_in_order_is_enough; [exact E|].
    intros v O.
    assert (Top : forall j, (j < n)%nat -> (v j <= v i)%Z) by (intros j Hj; apply O, T, Hj).
    assert (W0 : eta i < eta 0%nat) by (specialize (F 0%nat k ltac:(lia)); lra).
    assert (Hi0 : (0 < i)%nat) by (destruct i; [lra|lia]).
    pose proof (Rmin_l c (d * / (INR n + 1))). pose proof (Rmin_r c (d * / (INR n + 1))).
    destruct (Z.lt_ge_cases (v 0%nat) (v i)) as [B|B].
    + pose proof (exchange_gains n eta (whole v) 0 i ltac:(lia) Hi ltac:(lia)) as G.
      pose proof (Least (fun j => whole v (exchanged 0 i j))) as L. rewrite G in L.
      pose proof (Rmult_le_compat _ _ _ _ (Rlt_le _ _ Hd) (Rlt_le _ _ I0) (D i Hi W0) (loss_below n v i 0 Hi Top B)).
      lra.
    + destruct (sorting_lowers n eta v F) as (item & Li & Lower). pose proof Li as (Lr & Lu & Lf).
      set (w := fun j => v (item j)) in *.
      assert (Fw : forall a b, (a <= b < n)%nat -> (w b <= w a)%Z) by (intros a b H'; apply le_IZR, (Lf a b H')).
      destruct (in_list n _ item 0 Li ltac:(lia)) as (a & Ha & Ea).
      destruct (in_list n _ item i Li Hi) as (b & Hb & Eb).
      assert (W1 : w 1%nat = w 0%nat).
      { pose proof (Fw 0%nat 1%nat ltac:(lia)). pose proof (Top (item 0%nat) (Lr 0%nat ltac:(lia))) as T0.
        pose proof (Top 0%nat ltac:(lia)). unfold w in *. destruct a as [|a].
        - destruct b as [|b]; [lia|]. pose proof (Fw 1%nat (S b) ltac:(lia)). rewrite Eb in *. lia.
        - pose proof (Fw 1%nat (S a) ltac:(lia)). rewrite Ea in *. lia. }
      pose proof (Level w Fw W1). unfold whole, w in *. lra.
Qed.

Lemma few_classes n eta : (n <= 5)%nat -> simplex n eta -> calibrated n eta.
Proof.
  intros Hn E. destruct (in_order_of_chance n eta E) as (e & rank & item & F & Ee & Li & At & Risk).
  destruct (sorted_few_classes n e Hn Ee F) as (u & c & Hc & B). exists (fun y => u (rank y)), c.
  split; [exact Hc|]. intros z (i & k & Hi & Hk & D & T). rewrite Risk, (Risk z).
  rewrite (loss_of_first n e (fun j => u (rank (item j))) u) by (intros j Hj; rewrite (proj2 (At j Hj)); reflexivity).
  apply B. destruct (in_list _ _ _ i Li Hi) as (a & Ha & <-). destruct (in_list _ _ _ k Li Hk) as (b & Hb & <-).
  exists a, b. rewrite (proj1 (At a Ha)), (proj1 (At b Hb)). repeat split; try assumption. intros j Hj. apply T, Li, Hj.
Qed.

(** ** Six classes and more *)

Lemma sum_beyond m n f : (m <= n)%nat -> (forall i, (m <= i < n)%nat -> f i = 0) -> sum n f = sum m f.
Proof.
  intros H Z. induction H as [|n H IH]; [reflexivity|]. simpl. rewrite IH, Z by (intros; try apply Z; lia). lra.
Qed.

Lemma sum_rises m n f : (m <= n)%nat -> (forall i, 0 <= f i) -> sum m f <= sum n f.
Proof. intros H P. induction H as [|n H IH]; [lra|]. simpl. specialize (P n). lra. Qed.

(** The six classes of the witness, and others of no chance, one below them. *)
Definition padded (y : nat) : R := if Nat.ltb y 6 then witness y else 0.
Definition padded_top (y : nat) : Z := if Nat.ltb y 6 then level_top y else (-3)%Z.

Lemma padded_mean n f : (6 <= n)%nat -> mean n padded f = mean 6 witness f.
Proof.
  intros Hn. unfold mean. rewrite (sum_beyond 6 n); [reflexivity|exact Hn|].
  intros i Hi. unfold padded. destruct (Nat.ltb_spec i 6); [lia|ring].
Qed.

Lemma padded_scale n y : (6 <= n)%nat -> (y < 6)%nat -> scale n (whole padded_top) y = scale 6 (whole level_top) y.
Proof.
  intros Hn Hy. unfold scale. rewrite (sum_beyond 6 n); [|exact Hn|].
  - apply sum_ext. intros i Hi. rewrite !part_whole. unfold padded_top.
    rewrite !(proj2 (Nat.ltb_lt _ 6)) by assumption. reflexivity.
  - intros i Hi. rewrite part_whole. unfold padded_top. rewrite (proj2 (Nat.ltb_lt y 6) Hy).
    destruct (Nat.ltb_spec i 6); [lia|]. do 6 (destruct y as [|y]; [reflexivity|]). lia.
Qed.

Lemma many_classes n : (6 <= n)%nat -> simplex n padded /\ ~ calibrated n padded.
Proof.
  intros Hn. destruct witness_simplex as [W0 W1]. split.
  - split.
    + intros i _. unfold padded. destruct (Nat.ltb_spec i 6); [apply W0; assumption|lra].
    + rewrite (sum_beyond 6 n), <- W1; [reflexivity|exact Hn|].
      intros i Hi. unfold padded. destruct (Nat.ltb_spec i 6); [lia|reflexivity].
  - intros (u & c & Hc & B). specialize (B (whole padded_top)). rewrite !padded_mean in B by exact Hn.
    assert (L : mean 6 witness (rankmax_loss n (whole padded_top)) <= mean 6 witness (rankmax_loss n u)).
    { eapply Rle_trans; [|eapply Rle_trans; [apply (level_top_is_least u)|]]; apply sum_le; intros y Hy;
        (apply Rmult_le_compat_l; [apply W0, Hy|]); unfold rankmax_loss.
      - rewrite padded_scale by assumption. lra.
      - pose proof (scale_at_least_one 6 u y Hy). apply ln_le; [lra|]. apply sum_rises; [exact Hn|].
        intros i. apply Rmax_r. }
    enough (wrong_top n padded (whole padded_top)) as W by (specialize (B W); lra).
    destruct level_top_is_wrong as (i & m & Hi & Hm & D & T). exists i, m.
    unfold padded, padded_top, whole in *. rewrite !(proj2 (Nat.ltb_lt _ 6)) by assumption.
    repeat split; [lia|lia|exact D|]. intros j Hj. destruct (Nat.ltb_spec j 6); [apply T; assumption|].
    apply IZR_le. do 6 (destruct i as [|i]; [vm_compute; discriminate|]). lia.
Qed.

(** Claim: none
    Says: For six classes adapted Rankmax is not calibrated.
*)
Theorem not_for_six_classes : ~ forall n, (forall eta, simplex n eta ->
  let risk z := mean n eta (rankmax_loss n z) in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z) <-> (n <= 6)%nat.
Proof.
  intros H. destruct (many_classes 6 ltac:(lia)) as [E N]. apply N. exact (proj2 (H 6%nat) ltac:(lia) padded E).
Qed.

(** Claim: none
    Says: For five classes too it is calibrated.
*)
Theorem not_for_four_classes_alone : ~ forall n, (forall eta, simplex n eta ->
  let risk z := mean n eta (rankmax_loss n z) in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z) <-> (n <= 4)%nat.
Proof.
  intros H. enough (5 <= 4)%nat by lia. apply (H 5%nat). intros eta E. exact (few_classes 5 eta ltac:(lia) E).
Qed.

(** Claim: none
    Says: The softmax loss is calibrated for more than five classes too.
*)
Theorem softmax_needs_no_few_classes : ~ forall n, (forall eta, simplex n eta ->
  let risk z := softmax_risk n eta z in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z) <-> (n <= 5)%nat.
Proof.
  intros H. apply softmax_is_classification_calibrated. intros S. enough (6 <= 5)%nat by lia. apply (H 6%nat).
  exact (S 6%nat).
Qed.

(** Claim: sf.calibration.classification.rankmax.adapted.repair
    Role: establishes
    Place: SF, beyond the summary, Key results
    Says: If and only if there are at most five classes, the risk of adapted Rankmax has, for every eta, a greater
      infimum over the scores whose argmax holds a class of less than the largest chance than over all scores.
    Gap: Real numbers. That the infimum over some scores is greater is said by a score vector u whose risk is below
      those of all of them by some c > 0, which may depend on eta; where there are none, as for equal chances, any does.
      For n = 0 there is no eta.
    Mutant: `(n <= 5)` becomes `(n <= 6)`; refuted by the theorem not_for_six_classes
    Mutant: `(n <= 5)` becomes `(n <= 4)`; refuted by the theorem not_for_four_classes_alone
    Mutant: `mean n eta (rankmax_loss n z)` becomes `softmax_risk n eta z`; refuted by the theorem
      softmax_needs_no_few_classes
*)
Theorem adapted_rankmax_is_calibrated_up_to_five_classes : forall n, (forall eta, simplex n eta ->
  let risk z := mean n eta (rankmax_loss n z) in
  exists u c, 0 < c /\ forall z, wrong_top n eta z -> risk u + c <= risk z) <-> (n <= 5)%nat.
Proof.
  intros n. split; [|intros Hn eta; apply few_classes, Hn]. intros H. apply Nat.nlt_ge. intros C.
  destruct (many_classes n C) as [E N]. apply N, H, E.
Qed.
