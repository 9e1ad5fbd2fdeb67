(** Weights of relevant and other items that keep or break the consistency of RG2 (end of s. 4.2). *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums RgRanking RgSquaredConsistency RgWeights RgConsistency RgBestScores.
Open Scope R_scope.

(** The weights of Eq. 19: |I_x| on relevant items, |I_x| (n + 1) / N on others. *)
Definition eq19 (N : nat) (n : R) (r : nat -> bool) (y : nat) : R :=
  if r y then size N r else size N r * (n + 1) / INR N.

(** Claim: rg.weights_disrupt.eq19.one_size
    Role: establishes
    Place: RG, Eq. 18-19 with s. 4.2
    Says: Where every relevant set has m items (single click: one), the loss of Eq. 18-19 is DCG-consistent, for every
      N and n.
    Gap: Real numbers; n is any positive real; minima are infima (Definition 8); the logarithm is natural.
    Mutant: `size N r = m` becomes `m <= size N r`; refuted by the theorem eq19_needs_sets_of_one_size
*)
Theorem eq19_is_consistent_for_one_size : forall N n m, 0 < n -> 1 <= m ->
  consistent N (fun r => size N r = m) (binary_dcg N) (squared_loss_of N (eq19 N n) (rg_label N)).
Proof.
  intros N n m Hn Hm. apply sorting_is_dcg_consistency.
  - intros q y Hq _. assert (0 < INR N) by (apply (size_gives_items N q); unfold nonempty; lra).
    unfold eq19. rewrite Hq. destruct (q y); [lra|]. apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra.
  - intros K chance r i j L Hi Hj E. destruct (law_has_a_set _ _ _ _ L) as [q Hq].
    assert (PN : 0 < INR N) by (apply (size_gives_items N q); unfold nonempty; lra).
    assert (T : forall y, mean_target K chance r (eq19 N n) (rg_label N) y
      = (INR N - m + m * (n + 1) / INR N) * expected K chance r (fun q => hit q y)
        + (- (m * (n + 1) / INR N)) * expected K chance r (fun _ => 1)).
    { intros y. apply (expected_linear K chance r (fun r => size N r = m)); [exact L|].
      intros q' Hq'. unfold eq19, rg_label, hit. rewrite Hq'. destruct (q' y); field; lra. }
    assert (W : forall y, mean_weight K chance r (eq19 N n) y
      = (m - m * (n + 1) / INR N) * expected K chance r (fun q => hit q y)
        + m * (n + 1) / INR N * expected K chance r (fun _ => 1)).
    { intros y. apply (expected_linear K chance r (fun r => size N r = m)); [exact L|].
      intros q' Hq'. unfold eq19, hit. rewrite Hq'. destruct (q' y); field; lra. }
    rewrite !T, !W, (expected_const K chance r _ 1 L). set (v := m * (n + 1) / INR N).
    assert (0 < v) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra).
    clearbody v.
    set (hi := expected K chance r (fun q => hit q i)) in *. set (hj := expected K chance r (fun q => hit q j)) in *.
    assert (0 < INR N * v * (hi - hj)) by (repeat apply Rmult_lt_0_compat; lra). nra.
Qed.

(** Claim: none
    Says: With sets of several sizes the loss of Eq. 18-19 is not consistent.
*)
Theorem eq19_needs_sets_of_one_size : ~ forall N n m, 0 < n -> 1 <= m ->
  consistent N (fun r => m <= size N r) (binary_dcg N) (squared_loss_of N (eq19 N n) (rg_label N)).
Proof.
  intros H. apply weights_of_eq19_disrupt. intros N draws Hd. apply (H N (INR draws) 1); [apply lt_0_INR; lia|lra].
Qed.

(** Claim: none
    Says: With sets of m items or more the loss of Eq. 18-19 is not consistent.
*)
Theorem eq19_is_not_consistent_for_several_sizes : ~ (
  (forall N n m, (1 <= n)%nat -> 1 <= m ->
    consistent N (fun r => m <= size N r) (binary_dcg N) (squared_loss_of N (eq19 N (INR n)) (rg_label N))) /\
  ~ forall N n, (1 <= n < N)%nat ->
    consistent N (nonempty N) (binary_dcg N) (squared_loss_of N (eq19 N (INR n)) (rg_label N))).
Proof. intros [H F]. apply F. intros N n Hn. apply (H N n 1 (proj1 Hn)). lra. Qed.

(** Claim: rg.weights_disrupt.eq19
    Role: establishes under every context has the same number of relevant items (single click: one)
    Place: RG, Eq. 18-19 with s. 4.2
    Says: The loss of Eq. 18-19 is DCG-consistent where every relevant set has m items, for every N, n >= 1 and m, and
      is not, even for n < N, where the sets differ in size: N = 3, n = 1, {2, 3} with chance 13/25 and {1} with 12/25
      put item 1 first.
    Gap: Real numbers; minima are infima (Definition 8); the logarithm is natural.
    Mutant: `size N r = m` becomes `m <= size N r`; refuted by the theorem eq19_is_not_consistent_for_several_sizes
*)
Theorem eq19_is_consistent_for_one_size_alone :
  (forall N n m, (1 <= n)%nat -> 1 <= m ->
    consistent N (fun r => size N r = m) (binary_dcg N) (squared_loss_of N (eq19 N (INR n)) (rg_label N))) /\
  ~ forall N n, (1 <= n < N)%nat ->
    consistent N (nonempty N) (binary_dcg N) (squared_loss_of N (eq19 N (INR n)) (rg_label N)).
Proof.
  split; [|exact weights_of_eq19_disrupt]. intros N n m Hn Hm. apply eq19_is_consistent_for_one_size; [|exact Hm].
  apply lt_0_INR. lia.
Qed.

(** Claim: rg.weights_disrupt.b2
    Role: establishes under every context has the same number of relevant items (single click: one)
    Place: RG, B.2 with Eq. 32
    Says: With a constant weight alpha > 0 RG2 is DCG-consistent where every relevant set has m items.
    Gap: Real numbers; minima are infima (Definition 8); the logarithm is natural.
    Mutant: `size n r = m` becomes `m <= size n r`; refuted by the theorem b2_needs_sets_of_one_size
*)
Theorem a_constant_weight_serves_one_size : forall n alpha m, 0 < alpha -> 1 <= m ->
  consistent n (fun r => size n r = m) (binary_dcg n) (squared_loss_of n (fun _ _ => alpha) (rg_label n)).
Proof.
  intros n alpha m Hal Hm. apply sorting_is_dcg_consistency; [intros q y _ _; exact Hal|].
  intros K chance r i j L Hi Hj E. destruct (law_has_a_set _ _ _ _ L) as [q Hq].
  assert (PN : 0 < INR n) by (apply (size_gives_items n q); unfold nonempty; lra).
  assert (T : forall y, mean_target K chance r (fun _ _ => alpha) (rg_label n) y
    = alpha * (INR n / m) * expected K chance r (fun q => hit q y) + (- alpha) * expected K chance r (fun _ => 1)).
  { intros y. apply (expected_linear K chance r (fun r => size n r = m)); [exact L|].
    intros q' Hq'. unfold rg_label. rewrite Hq'. field. lra. }
  rewrite !T. unfold mean_weight. rewrite (expected_const K chance r _ alpha L).
  assert (0 < INR n / m) by (apply Rdiv_lt_0_compat; lra).
  assert (0 < alpha * (alpha * (INR n / m))) by (apply Rmult_lt_0_compat; [|apply Rmult_lt_0_compat]; lra). nra.
Qed.

(** Claim: none
    Says: With sets of several sizes RG2 with a constant weight is not consistent.
*)
Theorem b2_needs_sets_of_one_size : ~ forall n alpha m, 0 < alpha -> 1 <= m ->
  consistent n (fun r => m <= size n r) (binary_dcg n) (squared_loss_of n (fun _ _ => alpha) (rg_label n)).
Proof.
  intros H. apply a_constant_weight_disrupts. intros n alpha Hal. apply (H n alpha 1 Hal). lra.
Qed.

(** Claim: rg.weights_disrupt.repair
    Role: establishes
    Place: RG, end of s. 4.2, repaired
    Says: RG2 with the weight A m on relevant and A m + B on other items, A > 0 and B >= 0, m = |I_x|, is
      DCG-consistent; Eq. 16 has B = 0.
    Gap: Real numbers; conditional on one context; minima are infima (Definition 8); the logarithm is natural.
    Mutant: `then A * size n r else A * size n r + B` becomes `then A * size n r + B else A * size n r`; refuted by
      the theorem more_weight_on_relevant_items_disrupts
*)
Theorem more_weight_on_other_items_is_consistent : forall n A B, 0 < A -> 0 <= B ->
  consistent n (nonempty n) (binary_dcg n)
  (squared_loss_of n (fun r y => if r y then A * size n r else A * size n r + B) (rg_label n)).
Proof.
  intros n A B HA HB. apply sorting_is_dcg_consistency.
  - intros q y Hq _. unfold nonempty in Hq. assert (0 < A * size n q) by (apply Rmult_lt_0_compat; lra).
    destruct (q y); lra.
  - intros K chance r i j L Hi Hj E. destruct (law_has_a_set _ _ _ _ L) as [q Hq].
    pose proof (size_gives_items n q Hq) as PN. pose proof (expected_size_positive n K chance r L) as PS.
    assert (T : forall y, mean_target K chance r (fun r y => if r y then A * size n r else A * size n r + B)
      (rg_label n) y
      = 1 * expected K chance r (fun q => (A * INR n + B) * hit q y - B) + (- A) * expected K chance r
        (fun q => size n q)).
    { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|].
      intros q' Hq'. unfold rg_label, hit. pose proof (size_not_zero n q' Hq'). destruct (q' y); field; lra. }
    assert (T' : forall y, expected K chance r (fun q => (A * INR n + B) * hit q y - B)
      = (A * INR n + B) * expected K chance r (fun q => hit q y) + (- B) * expected K chance r (fun _ => 1)).
    { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q' _. ring. }
    assert (W : forall y, mean_weight K chance r (fun r y => if r y then A * size n r else A * size n r + B) y
      = 1 * expected K chance r (fun q => B - B * hit q y) + A * expected K chance r (fun q => size n q)).
    { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|].
      intros q' _. unfold hit. destruct (q' y); ring. }
    assert (W' : forall y, expected K chance r (fun q => B - B * hit q y)
      = B * expected K chance r (fun _ => 1) + (- B) * expected K chance r (fun q => hit q y)).
    { intros y. apply (expected_linear K chance r (nonempty n)); [exact L|]. intros q' _. ring. }
    rewrite !T, !T', !W, !W', (expected_const K chance r _ 1 L).
    set (S := expected K chance r (fun q => size n q)) in *.
    set (hi := expected K chance r (fun q => hit q i)) in *. set (hj := expected K chance r (fun q => hit q j)) in *.
    assert (P : 0 < INR n * A * (A * S + B) * (hi - hj)).
    { assert (0 < A * S) by (apply Rmult_lt_0_compat; lra). repeat apply Rmult_lt_0_compat; lra. }
    nra.
Qed.

(** Claim: none
    Says: More weight on the relevant items, A = 1 and B = 10, is not consistent.
*)
Theorem more_weight_on_relevant_items_disrupts : ~ forall n A B, 0 < A -> 0 <= B ->
  consistent n (nonempty n) (binary_dcg n)
  (squared_loss_of n (fun r y => if r y then A * size n r + B else A * size n r) (rg_label n)).
Proof.
  intros H. specialize (H 3%nat 1 10 ltac:(lra) ltac:(lra)). revert H. apply refuted_by_many_or_one with
    (m := fun y => match y with O => 19 / 14 | 1%nat => 8 / 19 | _ => 8 / 19 end); [|lra|lra|].
  - intros q y Hq _. unfold nonempty in Hq. destruct (q y); lra.
  - intros y Hy. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field.
Qed.

(** Claim: rg.weights_disrupt.some
    Role: establishes
    Place: RG, end of s. 4.2
    Says: RG2 with the weight m on all items is DCG-consistent; with m on relevant and m / 3 on other items, RG2 on
      three items is not, and its least risk may have an item above a more relevant one.
    Gap: Real numbers; the logarithm is natural.
    Mutant: `size 3 r / 3` becomes `size 3 r + 2`; refuted by the theorem two_more_on_other_items_is_consistent
*)
Theorem a_third_on_other_items_disrupts :
  let w := fun (r : nat -> bool) y => if r y then size 3 r else size 3 r / 3 in
  (forall n, consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => size n r) (rg_label n))) /\
  ~ consistent 3 (nonempty 3) (binary_dcg 3) (squared_loss_of 3 w (rg_label 3)) /\
  exists K chance r o a b, law K chance r (nonempty 3) /\ best_scores 3 K chance r w (rg_label 3) o /\
    (a < 3)%nat /\ (b < 3)%nat /\ expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) /\
    o a < o b.
Proof.
  intros w. assert (P : positive_weights 3 (nonempty 3) w).
  { intros q y Hq _. unfold nonempty in Hq. unfold w. destruct (q y); lra. }
  set (o := fun y => match y with O => 1 / 2 | 1%nat => 7 / 20 | _ => 7 / 20 end).
  assert (C : centre 3 2 (two_chances (3 / 5)) (two_sets (but 0) (only 0)) w (rg_label 3) o).
  { intros y Hy. unfold w, o. destruct y as [|[|[|y]]]; [| | |lia]; compute_means; field. }
  split; [exact rg2_is_consistent|split].
  - apply refuted_by_many_or_one with (4 := C); [exact P|unfold o; lra|unfold o; lra].
  - exists 2%nat, (two_chances (3 / 5)), (two_sets (but 0) (only 0)), o, 1%nat, 0%nat.
    split; [apply many_or_one_is_law|split; [|split; [lia|split; [lia|split]]]].
    + intros o'. apply (least_risk 3 _ _ _ (nonempty 3)); [apply many_or_one_is_law|exact P|exact C].
    + rewrite !expected_two. unfold hit, only, but. simpl. lra.
    + unfold o. lra.
Qed.

(** Claim: none
    Says: With m on relevant and m + 2 on other items RG2 is consistent.
*)
Theorem two_more_on_other_items_is_consistent : ~ (
  let w := fun (r : nat -> bool) y => if r y then size 3 r else size 3 r + 2 in
  (forall n, consistent n (nonempty n) (binary_dcg n) (squared_loss_of n (fun r _ => size n r) (rg_label n))) /\
  ~ consistent 3 (nonempty 3) (binary_dcg 3) (squared_loss_of 3 w (rg_label 3)) /\
  exists K chance r o a b, law K chance r (nonempty 3) /\ best_scores 3 K chance r w (rg_label 3) o /\
    (a < 3)%nat /\ (b < 3)%nat /\ expected K chance r (fun q => hit q b) < expected K chance r (fun q => hit q a) /\
    o a < o b).
Proof.
  intros (_ & H & _). apply H. apply consistent_ext with
    (loss' := squared_loss_of 3 (fun (r : nat -> bool) y => if r y then 1 * size 3 r else 1 * size 3 r + 2)
      (rg_label 3)).
  - intros o q _. apply sum_ext. intros y _. rewrite Rmult_1_l. reflexivity.
  - apply more_weight_on_other_items_is_consistent; lra.
Qed.

(** Claim: rg.weights_disrupt.uniform
    Role: refutes
    Place: RG, end of s. 4.2
    Says: It is false that a squared loss with positive weights and labels s_1 > s_0 that depend on |I_x| is
      DCG-consistent exactly if relevant and other items have the same weight: weights 5 and 1 with labels 1 and 0 are
      consistent.
    Gap: Real numbers; conditional on one context; minima are infima (Definition 8).
    Mutant: `(forall m, (1 <= m)%nat -> w1 (INR m) = w0 (INR m)) <->` becomes `(forall m, 1 <= m ->
      w1 m = w1 1 /\ w0 m = w0 1 /\ s1 m = s1 1 /\ s0 m = s0 1) ->`; refuted by the theorem constants_suffice
*)
Theorem uniform_weights_are_not_needed : ~ forall (w1 w0 s1 s0 : R -> R),
  (forall m, 1 <= m -> 0 < w1 m) -> (forall m, 1 <= m -> 0 < w0 m) -> (forall m, 1 <= m -> s0 m < s1 m) ->
  ((forall m, (1 <= m)%nat -> w1 (INR m) = w0 (INR m)) <-> forall n, consistent n (nonempty n) (binary_dcg n)
    (squared_loss_of n (fun r y => if r y then w1 (size n r) else w0 (size n r))
      (fun r y => if r y then s1 (size n r) else s0 (size n r)))).
Proof.
  intros H. specialize (H (fun _ => 5) (fun _ => 1) (fun _ => 1) (fun _ => 0)).
  destruct H as [_ H]; try (intros; lra).
  assert (E : 5 = 1); [|lra].
  apply (H (fun n => wsl_is_consistent n 5 1 1 0 ltac:(lra) ltac:(lra) ltac:(lra)) 1%nat). lia.
Qed.

(** Claim: none
    Says: Without a weight on the items that are not relevant it is false.
*)
Theorem other_items_need_a_positive_weight : ~ (forall n alpha beta a b, 0 < alpha -> 0 <= beta -> b < a ->
  let w := fun (r : nat -> bool) y => if r y then alpha else beta in
  let s := fun (r : nat -> bool) y => if r y then a else b in
  let score := fun eta => (alpha * a * eta + beta * b * (1 - eta)) / (alpha * eta + beta * (1 - eta)) in
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n w s) /\
  (forall K chance r o, law K chance r (nonempty n) -> best_scores n K chance r w s o -> forall y, (y < n)%nat ->
    o y = score (expected K chance r (fun q => hit q y))) /\
  forall eta eta', 0 <= eta < eta' -> eta' <= 1 -> score eta < score eta').
Proof.
  intros H. apply other_items_need_a_weight. intros n alpha beta a b Ha Hb Hab. apply (H n alpha beta a b Ha Hb Hab).
Qed.

(** Claim: rg.weights_disrupt.wsl
    Role: establishes
    Place: RG, end of s. 4.2
    Says: A weighted squared loss with constants alpha > 0 on relevant and beta > 0 on other items, and labels a > b,
      as WSL and WRMF have it, is DCG-consistent: the best score is the weighted mean of the labels at eta = E[r_y], and
      rises strictly in eta.
    Gap: Real numbers; conditional on one context; minima are infima (Definition 8); the logarithm is natural.
    Mutant: `0 < beta` becomes `0 <= beta`; refuted by the theorem other_items_need_a_positive_weight
*)
Theorem constant_weights_do_not_disrupt : forall n alpha beta a b, 0 < alpha -> 0 < beta -> b < a ->
  let w := fun (r : nat -> bool) y => if r y then alpha else beta in
  let s := fun (r : nat -> bool) y => if r y then a else b in
  let score := fun eta => (alpha * a * eta + beta * b * (1 - eta)) / (alpha * eta + beta * (1 - eta)) in
  consistent n (nonempty n) (binary_dcg n) (squared_loss_of n w s) /\
  (forall K chance r o, law K chance r (nonempty n) -> best_scores n K chance r w s o -> forall y, (y < n)%nat ->
    o y = score (expected K chance r (fun q => hit q y))) /\
  forall eta eta', 0 <= eta < eta' -> eta' <= 1 -> score eta < score eta'.
Proof.
  intros n alpha beta a b Ha Hb Hab w s score. split; [apply wsl_is_consistent; assumption|split].
  - intros K chance r o L B y Hy. assert (P : positive_weights n (nonempty n) w)
      by (intros q i _ _; unfold w; destruct (q i); assumption).
    pose proof (best_is_centre n K chance r (nonempty n) w s o L P B y Hy) as C.
    pose proof (expected_hit_bounds n K chance r y L) as E. set (eta := expected K chance r (fun q => hit q y)) in *.
    assert (T : mean_target K chance r w s y = alpha * a * eta + beta * b * (1 - eta)).
    { unfold mean_target. rewrite (expected_linear K chance r (nonempty n) _ (alpha * a - beta * b) (fun q => hit q y)
        (beta * b) (fun _ => 1) L) by (intros q _; unfold w, s, hit; destruct (q y); ring).
      rewrite (expected_const K chance r (nonempty n) 1 L). fold eta. ring. }
    assert (W : mean_weight K chance r w y = alpha * eta + beta * (1 - eta)).
    { unfold mean_weight. rewrite (expected_linear K chance r (nonempty n) _ (alpha - beta) (fun q => hit q y)
        beta (fun _ => 1) L) by (intros q _; unfold w, hit; destruct (q y); ring).
      rewrite (expected_const K chance r (nonempty n) 1 L). fold eta. ring. }
    pose proof (mean_weight_positive n K chance r (nonempty n) w y L P Hy) as Q. rewrite W in Q, C. rewrite T in C.
    unfold score. rewrite <- C. field. lra.
  - intros eta eta' He He'. unfold score.
    assert (D : forall x, 0 <= x <= 1 -> 0 < alpha * x + beta * (1 - x)).
    { intros x Hx. destruct (Req_dec x 0) as [->|N]; [lra|].
      pose proof (Rmult_lt_0_compat alpha x Ha ltac:(lra)).
      pose proof (Rmult_le_pos beta (1 - x) ltac:(lra) ltac:(lra)).
      lra. }
    pose proof (D eta ltac:(lra)) as D1. pose proof (D eta' ltac:(lra)) as D2.
    set (d := alpha * eta + beta * (1 - eta)) in *. set (d' := alpha * eta' + beta * (1 - eta')) in *.
    apply Rmult_lt_reg_r with (d * d'); [apply Rmult_lt_0_compat; assumption|].
    replace ((alpha * a * eta + beta * b * (1 - eta)) / d * (d * d'))
      with ((alpha * a * eta + beta * b * (1 - eta)) * d') by (field; lra).
    replace ((alpha * a * eta' + beta * b * (1 - eta')) / d' * (d * d'))
      with ((alpha * a * eta' + beta * b * (1 - eta')) * d) by (field; lra).
    pose proof (Rmult_lt_0_compat (alpha * beta) ((a - b) * (eta' - eta)) ltac:(apply Rmult_lt_0_compat; lra)
      ltac:(apply Rmult_lt_0_compat; lra)) as X. unfold d, d'. lra.
Qed.

(** Claim: none
    Says: Weights and labels that do not depend on the relevant set suffice.
*)
Theorem constants_suffice : ~ ~ forall (w1 w0 s1 s0 : R -> R),
  (forall m, 1 <= m -> 0 < w1 m) -> (forall m, 1 <= m -> 0 < w0 m) -> (forall m, 1 <= m -> s0 m < s1 m) ->
  ((forall m, 1 <= m -> w1 m = w1 1 /\ w0 m = w0 1 /\ s1 m = s1 1 /\ s0 m = s0 1) ->
    forall n, consistent n (nonempty n) (binary_dcg n) (squared_loss_of n
    (fun r y => if r y then w1 (size n r) else w0 (size n r)) (fun r y => if r y then s1 (size n r) else s0 (size n
      r)))).
Proof.
  intros H. apply H. intros w1 w0 s1 s0 H1 H0 Hs C n. apply consistent_ext with
    (loss' := squared_loss_of n (fun (r : nat -> bool) y => if r y then w1 1 else w0 1) (fun r y => if r y then s1 1
      else s0 1)).
  - intros o q Hq. destruct (C _ Hq) as (E1 & E0 & F1 & F0). apply sum_ext. intros y _.
    rewrite E1, E0, F1, F0. reflexivity.
  - apply wsl_is_consistent; [apply H1|apply H0|apply Hs]; lra.
Qed.
