(** Where the mean of sampled RG2 is least, under uniform draws and under any proposal. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Quadratic Squares SampledSquares Importance Ridge.
Open Scope R_scope.

(** The conditional risk of sampled RG2: the one positive is y with the chance eta y, the draws are from q. *)
Definition conditional_risk (N : nat) (eta q : nat -> R) (n : nat) (o : nat -> R) : R :=
  sum N (fun y => eta y * mean_draws N q n (sampled_rg2 n o y)).

Lemma sum_of_squares_zero N a t o : (forall j, (j < N)%nat -> 0 < a j) ->
  sum N (fun j => a j * (o j - t j) ^ 2) <= 0 -> forall j, (j < N)%nat -> o j = t j.
Proof.
  intros A S j Hj. assert (T : a j * (o j - t j) ^ 2 <= 0).
  { eapply Rle_trans; [|exact S]. apply (term_le_sum N (fun j => a j * (o j - t j) ^ 2) j); [|exact Hj].
    intros i Hi. apply Rmult_le_pos; [apply Rlt_le, A, Hi|apply pow2_ge_0]. }
  specialize (A j Hj). destruct (Req_dec (o j) (t j)) as [E|E]; [exact E|exfalso].
  assert (0 < (o j - t j) ^ 2) by (pose proof (pow_nonzero (o j - t j) 2 ltac:(lra));
    pose proof (pow2_ge_0 (o j - t j)); lra).
  pose proof (Rmult_lt_0_compat _ _ A H). lra.
Qed.

(** A weighted sum of squares is least where each is zero, and there only. *)
Lemma least_squares N a t k f o : (forall j, (j < N)%nat -> 0 < a j) ->
  (forall s, f s = sum N (fun j => a j * (s j - t j) ^ 2) + k) ->
  (minimises f o <-> forall j, (j < N)%nat -> o j = t j).
Proof.
  intros A E. split.
  - intros M. apply (sum_of_squares_zero N a t o A). specialize (M t). rewrite !E in M.
    rewrite (sum_eq_0 N (fun j => a j * (t j - t j) ^ 2)) in M by (intros; ring). lra.
  - intros H s. rewrite !E. rewrite (sum_eq_0 N (fun j => a j * (o j - t j) ^ 2)).
    + assert (0 <= sum N (fun j => a j * (s j - t j) ^ 2)); [|lra]. apply sum_nonneg. intros j Hj.
      apply Rmult_le_pos; [apply Rlt_le, A, Hj|apply pow2_ge_0].
    + intros j Hj. rewrite (H j Hj). ring.
Qed.

Lemma sampled_least N r q n o : sum N q = 1 ->
  (forall j, (j < N)%nat -> 0 < r j + positives N r * INR n * q j) ->
  (minimises (mean_rg2 N r q n) o <-> forall j, (j < N)%nat ->
    o j = (INR n + 1) * r j / (r j + positives N r * INR n * q j) - 1).
Proof.
  intros Hq A. pose proof (pos_INR n) as Hn. set (a := fun j => r j + positives N r * INR n * q j) in *.
  apply (least_squares N (fun j => / (2 * INR n + 2) * a j) (fun j => (INR n + 1) * r j / a j - 1)
    (sum N (fun j => r j - (INR n + 1) * r j ^ 2 / (2 * a j)))).
  - intros j Hj. apply Rmult_lt_0_compat; [apply Rinv_0_lt_compat; lra|apply A, Hj].
  - intros s. rewrite mean_rg2_items by exact Hq. rewrite <- sum_plus. apply sum_ext. intros j Hj.
    specialize (A j Hj). unfold a in *. set (b := r j + positives N r * INR n * q j) in *. field. lra.
Qed.

(** ** The targets of positives, with uniform draws *)

Lemma pool_weights N r n j pool : pool = from_all \/ pool = from_negatives ->
  labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat -> (j < N)%nat ->
  sum N (pool N r) = 1 /\ 0 < r j + positives N r * INR n * pool N r j.
Proof.
  intros Hp L HI Hn Hj. apply lt_0_INR in Hn. assert (P : 0 < positives N r * INR n) by (apply Rmult_lt_0_compat; lra).
  destruct Hp as [->| ->].
  - split; [apply from_all_sum; lia|]. unfold from_all.
    assert (0 < positives N r * INR n * / INR N) by (apply Rmult_lt_0_compat; [exact P|apply Rinv_0_lt_compat; lra]).
    destruct (L j Hj); lra.
  - split; [apply from_negatives_sum; lra|]. unfold from_negatives, Rdiv.
    assert (0 < positives N r * INR n * / (INR N - positives N r))
      by (apply Rmult_lt_0_compat; [exact P|apply Rinv_0_lt_compat; lra]).
    destruct (L j Hj) as [->| ->]; lra.
Qed.

Lemma some_positive N r : labels N r -> 0 < positives N r -> exists y, (y < N)%nat /\ r y = 1.
Proof.
  induction N as [|N IH]; intros L P; [unfold positives in P; simpl in P; lra|].
  destruct (L N (Nat.lt_succ_diag_r N)) as [E|E]; [|exists N; split; [lia|exact E]].
  destruct IH as [y [Hy Ey]]; [intros y Hy; apply L; lia| |exists y; split; [lia|exact Ey]].
  unfold positives in *. simpl in P. lra.
Qed.

Lemma target_differs N m n : 0 < m < N -> 0 < n -> N * (n + 1) / (N + m * n) - 1 <> N / m - 1.
Proof.
  intros Hm Hn E. assert (P : 0 < m * n) by (apply Rmult_lt_0_compat; lra).
  assert (F : N * (n + 1) / (N + m * n) * (m * (N + m * n)) = N / m * (m * (N + m * n))) by (f_equal; lra).
  replace (N * (n + 1) / (N + m * n) * (m * (N + m * n))) with (N * (n + 1) * m) in F by (field; lra).
  replace (N / m * (m * (N + m * n))) with (N * (N + m * n)) in F by (field; lra). nra.
Qed.

(** Claim: rg.sampling_is_weighting.target.repair
    Role: establishes
    Place: RG, s. 4.1, after Eq. 19
    Says: Drawing from all items, the mean of sampled RG2 is least exactly at the scores N(n+1)/(N+mn) - 1 on positives
      and -1 elsewhere, and the former is not N/m - 1; with no positive weights is it, up to a factor and a constant,
      the sum of squares whose targets are those of RG2.
    Gap: Real numbers, not floating point. One context, with m positives and fewer than N.
    Mutant: `INR N * (INR n + 1)` becomes `INR N * INR n`; refuted by the theorem target_counts_the_positive
    Mutant: `(INR n + 1) / (INR N + positives N r * INR n)` becomes `(INR n + 1) / (INR N + INR n)`; refuted by the
      theorem target_counts_all_positives
*)
Theorem sampled_target : forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (forall o, minimises (mean_rg2 N r (from_all N r) n) o <-> forall y, (y < N)%nat ->
    (r y = 1 -> o y = INR N * (INR n + 1) / (INR N + positives N r * INR n) - 1 /\
      o y <> INR N / positives N r - 1) /\
    (r y = 0 -> o y = -1)) /\
  ~ (exists w a c, (forall y, (y < N)%nat -> 0 < w y) /\ 0 < a /\ forall o, mean_rg2 N r (from_all N r) n o
    = a * sum N (fun y => w y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c).
Proof.
  intros N r n L HI Hn. pose proof (lt_0_INR n Hn) as Hn'.
  assert (W : forall j, (j < N)%nat ->
    sum N (from_all N r) = 1 /\ 0 < r j + positives N r * INR n * from_all N r j).
  { intros j Hj. apply (pool_weights N r n j from_all); try assumption. left. reflexivity. }
  assert (Q : sum N (from_all N r) = 1) by (apply from_all_sum, INR_lt; simpl; lra).
  assert (P : 0 < positives N r * INR n) by (apply Rmult_lt_0_compat; lra).
  assert (M : forall o, minimises (mean_rg2 N r (from_all N r) n) o <-> forall y, (y < N)%nat ->
    (r y = 1 -> o y = INR N * (INR n + 1) / (INR N + positives N r * INR n) - 1 /\
      o y <> INR N / positives N r - 1) /\
    (r y = 0 -> o y = -1)).
  { intros o. rewrite (sampled_least N r _ n o Q) by (intros; apply W; assumption).
    split; intros H y Hy; specialize (H y Hy); unfold from_all in *.
    - split; intros E; rewrite H, E.
      + assert (T : (INR n + 1) * 1 / (1 + positives N r * INR n * / INR N) - 1
          = INR N * (INR n + 1) / (INR N + positives N r * INR n) - 1) by (field; lra).
        rewrite T. split; [reflexivity|]. apply target_differs; lra.
      + unfold Rdiv. ring.
    - destruct H as [H1 H0]. destruct (L y Hy) as [E|E]; rewrite E in *.
      + rewrite (H0 eq_refl). unfold Rdiv. ring.
      + destruct (H1 eq_refl) as [-> _]. field. lra. }
  split; [exact M|]. intros (w & a & c & Hw & Ha & E).
  destruct (some_positive N r L ltac:(lra)) as [y [Hy Ey]].
  set (s := fun y => r y * (INR N / positives N r) - 1).
  assert (S : minimises (mean_rg2 N r (from_all N r) n) s).
  { apply (least_squares N (fun y => a * w y) s c); [|intros o|intros; reflexivity].
    - intros j Hj. apply Rmult_lt_0_compat; [exact Ha|apply Hw, Hj].
    - rewrite E, <- sum_scal. f_equal. apply sum_ext. intros j _. unfold s. ring. }
  pose proof (proj1 (M s) S) as S'. destruct (S' y Hy) as [T _]. destruct (T Ey) as [_ D]. apply D. unfold s.
  rewrite Ey. ring.
Qed.

(** Claim: rg.sampling_is_weighting.target
    Role: refutes
    Place: RG, s. 4.1, after Eq. 19
    Says: The mean of sampled RG2 is not always least at N/m - 1 on positives, neither if all items are drawn from nor
      if the negatives are: the losses differ in more than the weights.
    Gap: Real numbers, not floating point. One context.
    Mutant: `INR N / positives N r` becomes `INR N * (INR n + 1) / (INR N + positives N r * INR n)`; refuted by the
      theorem target_from_all
*)
Theorem sampled_target_is_not_rg2 : forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n o, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  minimises (mean_rg2 N r (pool N r) n) o -> forall y, (y < N)%nat -> r y = 1 -> o y = INR N / positives N r - 1).
Proof.
  intros pool Hp F. destruct one_of_two as [L P]. pose proof fewer_than_two as H2.
  set (t := fun j => (INR 2 + 1) * one_hot 0 j
    / (one_hot 0 j + positives 2 (one_hot 0) * INR 2 * pool 2%nat (one_hot 0) j) - 1).
  assert (M : minimises (mean_rg2 2 (one_hot 0) (pool 2%nat (one_hot 0)) 2) t).
  { apply sampled_least; [|intros j Hj|intros; reflexivity].
    - apply (pool_weights 2 (one_hot 0) 2 0 pool Hp L H2); lia.
    - apply (pool_weights 2 (one_hot 0) 2 j pool Hp L H2); lia. }
  specialize (F 2%nat (one_hot 0) 2%nat t L H2 ltac:(lia) M 0%nat ltac:(lia) eq_refl).
  unfold t in F. destruct Hp as [->| ->]; unfold from_all, from_negatives in F; rewrite P in F;
    unfold one_hot in F; simpl in F; lra.
Qed.

Lemma target_from_all : ~ (forall pool, pool = from_all \/ pool = from_negatives ->
  ~ (forall N r n o, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  minimises (mean_rg2 N r (pool N r) n) o -> forall y, (y < N)%nat -> r y = 1 ->
  o y = INR N * (INR n + 1) / (INR N + positives N r * INR n) - 1)).
Proof.
  intros F. apply (F from_all (or_introl eq_refl)). intros N r n o L HI Hn M y Hy E.
  destruct (sampled_target N r n L HI Hn) as [T _]. apply (proj1 (T o) M y Hy). exact E.
Qed.

(** The scores of least risk of N items, the first m of which are positive. *)
Lemma some_target v : (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (forall o, minimises (mean_rg2 N r (from_all N r) n) o <-> forall y, (y < N)%nat ->
    (r y = 1 -> o y = v (INR N) (positives N r) (INR n) - 1 /\ o y <> INR N / positives N r - 1) /\
    (r y = 0 -> o y = -1)) /\
  ~ (exists w a c, (forall y, (y < N)%nat -> 0 < w y) /\ 0 < a /\ forall o, mean_rg2 N r (from_all N r) n o
    = a * sum N (fun y => w y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c)) ->
  forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  v (INR N) (positives N r) (INR n) = INR N * (INR n + 1) / (INR N + positives N r * INR n).
Proof.
  intros H N r n L HI Hn. destruct (some_positive N r L ltac:(lra)) as [y [Hy Ey]].
  set (o := fun y => (INR n + 1) * r y / (r y + positives N r * INR n * from_all N r y) - 1).
  assert (M : minimises (mean_rg2 N r (from_all N r) n) o).
  { apply sampled_least; [apply from_all_sum; lia| |intros; reflexivity]. intros j Hj.
    apply (pool_weights N r n j from_all); try assumption. left. reflexivity. }
  pose proof (proj1 (proj1 (H N r n L HI Hn) o) M) as A.
  pose proof (proj1 (proj1 (sampled_target N r n L HI Hn) o) M) as B.
  destruct (A y Hy) as [A' _]. destruct (B y Hy) as [B' _].
  destruct (A' Ey) as [A'' _]. destruct (B' Ey) as [B'' _]. lra.
Qed.

Lemma target_counts_the_positive : ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (forall o, minimises (mean_rg2 N r (from_all N r) n) o <-> forall y, (y < N)%nat ->
    (r y = 1 -> o y = INR N * INR n / (INR N + positives N r * INR n) - 1 /\
      o y <> INR N / positives N r - 1) /\
    (r y = 0 -> o y = -1)) /\
  ~ (exists w a c, (forall y, (y < N)%nat -> 0 < w y) /\ 0 < a /\ forall o, mean_rg2 N r (from_all N r) n o
    = a * sum N (fun y => w y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c)).
Proof.
  intros H. destruct one_of_two as [L P].
  pose proof (some_target (fun N m n => N * n / (N + m * n)) H 2 (one_hot 0) 1 L fewer_than_two (le_n 1)) as E.
  cbv beta in E. rewrite P in E. simpl in E. lra.
Qed.

(** Three items, of which the first two are positive. *)
Definition first_two (j : nat) : R := match j with 2%nat => 0 | _ => 1 end.

Lemma target_counts_all_positives : ~ (forall N r n, labels N r -> 0 < positives N r < INR N -> (1 <= n)%nat ->
  (forall o, minimises (mean_rg2 N r (from_all N r) n) o <-> forall y, (y < N)%nat ->
    (r y = 1 -> o y = INR N * (INR n + 1) / (INR N + INR n) - 1 /\
      o y <> INR N / positives N r - 1) /\
    (r y = 0 -> o y = -1)) /\
  ~ (exists w a c, (forall y, (y < N)%nat -> 0 < w y) /\ 0 < a /\ forall o, mean_rg2 N r (from_all N r) n o
    = a * sum N (fun y => w y * (o y + 1 - r y * (INR N / positives N r)) ^ 2) + c)).
Proof.
  intros H. assert (P : positives 3 first_two = 2) by (unfold positives; simpl; lra).
  assert (L : labels 3 first_two) by (intros [|[|[|y]]] _; simpl; lra).
  pose proof (some_target (fun N m n => N * (n + 1) / (N + n)) H 3 first_two 1 L
    ltac:(rewrite P; simpl; lra) (le_n 1)) as E.
  cbv beta in E. rewrite P in E. simpl in E. lra.
Qed.

(** ** Any proposal, one positive *)

(** The scores order the items as the keys do, ties included. *)
Definition orders_as (N : nat) (o key : nat -> R) : Prop :=
  forall y z, (y < N)%nat -> (z < N)%nat -> (key y < key z <-> o y < o z).

Lemma conditional_least N eta q n o : proposal N eta -> proposal N q ->
  (minimises (conditional_risk N eta q n) o <-> forall y, (y < N)%nat ->
    o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1).
Proof.
  intros [E0 E1] [Q0 Q1]. pose proof (pos_INR n) as Hn. change (conditional_risk N eta q n) with (mean_rg2 N eta q n).
  rewrite sampled_least; unfold positives; rewrite ?E1; [|exact Q1|].
  - split; intros H y Hy; rewrite (H y Hy), Rmult_1_l; reflexivity.
  - intros j Hj. specialize (E0 j Hj). specialize (Q0 j Hj). nra.
Qed.

Lemma best_score_rises n a b p q : 0 < n -> 0 < a -> 0 < b -> 0 < p -> 0 < q ->
  (a / p < b / q <-> (n + 1) * a / (a + n * p) - 1 < (n + 1) * b / (b + n * q) - 1).
Proof.
  intros Hn Ha Hb Hp Hq. assert (A : 0 < a + n * p) by nra. assert (B : 0 < b + n * q) by nra.
  assert (D : b / q - a / p = (b * p - a * q) / (p * q)) by (field; lra).
  assert (D' : (n + 1) * b / (b + n * q) - (n + 1) * a / (a + n * p)
    = (b * p - a * q) * (n * (n + 1)) / ((a + n * p) * (b + n * q))) by (field; lra).
  assert (P : 0 < / (p * q)) by (apply Rinv_0_lt_compat; nra).
  assert (P' : 0 < n * (n + 1) / ((a + n * p) * (b + n * q))) by (apply Rdiv_lt_0_compat; nra).
  unfold Rdiv in *. split; intros H; nra.
Qed.

(** Claim: rg.oq2.order.repair
    Role: establishes
    Place: summary, Open Question 2; RG, Eq. 18-19
    Says: Under a proposal q the conditional risk of sampled RG2 is least exactly at (n+1) eta_y / (eta_y + n q_y) - 1,
      which orders the items as eta_y / q_y, ties included; it orders them as eta for every eta exactly if q is uniform.
    Gap: Real numbers, not floating point. Draws are with replacement and their logits are not corrected, as in the
      claim.
    Mutant: `(INR n + 1) * eta y` becomes `INR n * eta y`; refuted by the theorem best_score_counts_the_positive
    Mutant: `(fun y => eta y / q y)` becomes `eta`; refuted by the theorem best_scores_are_not_the_chances
*)
Theorem order_under_a_proposal : forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N).
Proof.
  intros N n q Hn Q. pose proof (lt_0_INR n Hn) as Hn'.
  assert (O : forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)).
  { intros eta o E M y z Hy Hz. rewrite (conditional_least N eta q n o E Q) in M. rewrite (M y Hy), (M z Hz).
    apply best_score_rises; try exact Hn'; try (apply E; assumption); apply Q; assumption. }
  split; [intros eta o E; apply conditional_least; assumption|]. split; [exact O|]. split.
  - intros H. assert (C : forall y z, (y < N)%nat -> (z < N)%nat -> q z <= q y).
    { intros y z Hy Hz. apply Rnot_lt_le. intros L.
      assert (HN : 0 < INR N) by (apply lt_0_INR; lia). pose proof (Rinv_0_lt_compat _ HN) as HI.
      assert (U : proposal N (uniform N)) by (apply uniform_proposal; lia).
      set (o := fun y => (INR n + 1) * uniform N y / (uniform N y + INR n * q y) - 1).
      assert (M : minimises (conditional_risk N (uniform N) q n) o)
        by (apply conditional_least; [exact U|exact Q|reflexivity]).
      pose proof (proj1 (O _ o U M z y Hz Hy)) as A. pose proof (proj2 (H _ o U M z y Hz Hy)) as B.
      unfold uniform in B. assert (F : o z < o y); [|specialize (B F); lra]. apply A. unfold uniform, Rdiv.
      apply Rmult_lt_compat_l; [exact HI|]. apply Rinv_lt_contravar; [|exact L].
      apply Rmult_lt_0_compat; apply Q; assumption. }
    intros y Hy. assert (HN : 0 < INR N) by (apply lt_0_INR; lia).
    assert (E : sum N q = INR N * q y) by (rewrite <- sum_const; apply sum_ext; intros z Hz; apply Rle_antisym;
      apply C; assumption).
    rewrite (proj2 Q) in E. apply (Rmult_eq_reg_l (INR N)); [|lra]. rewrite Rinv_r by lra. lra.
  - intros U eta o E M y z Hy Hz. rewrite <- (O eta o E M y z Hy Hz), (U y Hy), (U z Hz). unfold Rdiv.
    rewrite Rinv_inv. assert (HN : 0 < INR N) by (apply lt_0_INR; lia). split; intros L; nra.
Qed.

(** Claim: rg.oq2.order
    Role: refutes
    Place: summary, Open Question 2; RG, Eq. 18-19
    Says: It is not so that for every proposal q the scores of least conditional risk order the items as eta: there are
      items of different chances that they do not order.
    Gap: Real numbers, not floating point. Draws are with replacement and their logits are not corrected, as in the
      claim.
    Mutant: `proposal N q ->` becomes `q = uniform N -> proposal N q ->`; refuted by the theorem
      uniform_draws_order_as_chances
*)
Theorem proposals_change_the_order : ~ (forall N n eta q o, (1 <= n)%nat -> proposal N eta ->
  proposal N q -> minimises (conditional_risk N eta q n) o ->
  forall y z, (y < N)%nat -> (z < N)%nat -> eta y < eta z -> o y < o z).
Proof.
  intros H. set (eta := fun y : nat => match y with O => 1 / 5 | _ => 4 / 5 end).
  assert (P : proposal 2 eta) by (split; [intros [|y] _; simpl; lra|simpl; lra]).
  assert (M : minimises (conditional_risk 2 eta eta 1) (fun _ => 0)).
  { apply conditional_least; [exact P|exact P|]. intros [|y] _; simpl; field. }
  specialize (H 2%nat 1%nat eta eta _ (le_n 1) P P M 0%nat 1%nat ltac:(lia) ltac:(lia)). simpl in H. lra.
Qed.

Lemma uniform_draws_order_as_chances : ~ ~ (forall N n eta q o, (1 <= n)%nat -> proposal N eta ->
  q = uniform N -> proposal N q -> minimises (conditional_risk N eta q n) o ->
  forall y z, (y < N)%nat -> (z < N)%nat -> eta y < eta z -> o y < o z).
Proof.
  intros H. apply H. intros N n eta q o Hn E -> Q M y z Hy Hz L.
  destruct (order_under_a_proposal N n (uniform N) Hn Q) as (_ & _ & O).
  apply (proj2 O (fun _ _ => eq_refl) eta o E M y z Hy Hz). exact L.
Qed.

Lemma two_uniform : proposal 2 (uniform 2).
Proof. apply uniform_proposal. lia. Qed.

Lemma best_score_counts_the_positive : ~ (forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = INR n * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o (fun y => eta y / q y)) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N)).
Proof.
  intros H. destruct (H 2%nat 1%nat _ (le_n 1) two_uniform) as [A _].
  assert (M : minimises (conditional_risk 2 (uniform 2) (uniform 2) 1) (fun _ => 0)).
  { apply conditional_least; try apply two_uniform. intros y _. unfold uniform. simpl. field. }
  pose proof (proj1 (A _ _ two_uniform) M 0%nat ltac:(lia)) as B. unfold uniform in B. simpl in B. lra.
Qed.

Lemma best_scores_are_not_the_chances : ~ (forall N n q, (1 <= n)%nat -> proposal N q ->
  (forall eta o, proposal N eta -> (minimises (conditional_risk N eta q n) o <->
    forall y, (y < N)%nat -> o y = (INR n + 1) * eta y / (eta y + INR n * q y) - 1)) /\
  (forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o ->
    orders_as N o eta) /\
  ((forall eta o, proposal N eta -> minimises (conditional_risk N eta q n) o -> orders_as N o eta) <->
    forall y, (y < N)%nat -> q y = / INR N)).
Proof.
  intros H. apply proposals_change_the_order. intros N n eta q o Hn E Q M y z Hy Hz L.
  destruct (H N n q Hn Q) as (_ & O & _). apply (O eta o E M y z Hy Hz). exact L.
Qed.
