(** Where the mean of sampled RG2 is least, and where under uniform draws. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares SampledSquares Ridge.
Open Scope R_scope.

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
