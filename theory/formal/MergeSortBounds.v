(** Merge sort takes no fewer than a quarter of m log m comparisons, m the number of scores, in whatever order. *)

From Coq Require Import Reals Lra Lia List Permutation.
From softproof Require Import Logarithm MapCosts MergeSort.
Import ListNotations.
Open Scope nat_scope.

Lemma merge_at_least n : forall l r, length l + length r <= n -> Nat.min (length l) (length r) <= snd (merge n l r).
Proof.
  induction n as [|n IH]; intros l r H; [lia|]. destruct l as [|x l]; [simpl; lia|].
  destruct r as [|y r]; [simpl; lia|]. cbn [merge]. rewrite bind_cost. cbn [snd less op].
  destruct (fst (less x y)); rewrite bind_cost; cbn [snd free].
  - specialize (IH (x :: l) r). cbn [length] in *. lia.
  - specialize (IH l (y :: r)). cbn [length] in *. lia.
Qed.

(** Any lower bound that the halves keep. *)
Lemma sort_at_least (bound : nat -> R) : (forall m, m <= 1 -> (bound m <= 0)%R) ->
  (forall m h, 2 <= m -> h * 2 <= m < h * 2 + 2 -> (bound m <= bound h + bound (m - h)%nat + INR h)%R) ->
  forall levels l, length l <= S levels -> (bound (length l) <= INR (snd (sort_halves levels l)))%R.
Proof.
  intros H1 H2. induction levels as [|k IH]; intros l Hl; [apply (H1 _ Hl)|]. cbn [sort_halves].
  destruct (Nat.leb_spec (length l) 1) as [H|H]; [apply (H1 _ H)|]. rewrite !bind_cost.
  set (h := length l / 2). assert (Hh : h * 2 <= length l < h * 2 + 2).
  { pose proof (Nat.div_mod (length l) 2). pose proof (Nat.mod_upper_bound (length l) 2). unfold h. lia. }
  assert (Ef : length (firstn h l) = h) by (apply firstn_length_le; lia). pose proof (skipn_length h l) as Es.
  pose proof (IH (firstn h l) ltac:(lia)) as A. pose proof (IH (skipn h l) ltac:(lia)) as B. rewrite Ef in A.
  rewrite Es in B. pose proof (H2 (length l) h H Hh) as C.
  pose proof (Permutation_length (sort_permutes k (firstn h l))) as Pf. rewrite Ef in Pf.
  pose proof (Permutation_length (sort_permutes k (skipn h l))) as Ps. rewrite Es in Ps.
  pose proof (merge_at_least (length l) (fst (sort_halves k (firstn h l))) (fst (sort_halves k (skipn h l)))) as M.
  rewrite <- Pf, <- Ps in M. assert (Hm : h <= Nat.min h (length l - h)) by lia. specialize (M ltac:(lia)).
  apply (Nat.le_trans _ _ _ Hm) in M. apply le_INR in M. rewrite !plus_INR. lra.
Qed.

Lemma entropy_of_halves a b : (0 < a)%R -> (0 < b)%R ->
  ((a + b) * (ln (a + b) - ln 2) <= a * ln a + b * ln b)%R.
Proof.
  intros Ha Hb.
  assert (T : forall x, (0 < x)%R -> (x * ln ((a + b) / 2) - x * ln x <= (a + b) / 2 - x)%R).
  { intros x Hx. set (q := ((a + b) / 2 / x)%R). assert (0 < q)%R by (unfold q; apply Rdiv_lt_0_compat; lra).
    pose proof (ln_below q ltac:(assumption)) as E.
    assert (Q : (ln q = ln ((a + b) / 2) - ln x)%R).
    { unfold q. unfold Rdiv at 1. rewrite ln_mult, ln_Rinv; try lra. apply Rinv_0_lt_compat. lra. }
    rewrite Q in E.
    apply (Rmult_le_compat_l x) in E; [|lra]. assert (x * q = (a + b) / 2)%R by (unfold q; field; lra). lra. }
  assert (Q : (ln ((a + b) / 2) = ln (a + b) - ln 2)%R) by (unfold Rdiv; rewrite ln_mult, ln_Rinv; lra).
  pose proof (T a Ha) as A. pose proof (T b Hb) as B. rewrite Q in A, B. lra.
Qed.

(** A quarter of m times the binary logarithm of m. *)
Definition quarter_log (m : nat) : R := (INR m * (ln (INR m) / ln 2) / 4)%R.

Lemma quarter_log_of_halves m h : 2 <= m -> h * 2 <= m < h * 2 + 2 ->
  (quarter_log m <= quarter_log h + quarter_log (m - h)%nat + INR h)%R.
Proof.
  intros Hm H. assert (Hh : 1 <= h) by lia. apply le_INR in Hh. simpl (INR 1) in Hh.
  assert (Hq : m <= 4 * h) by lia. apply le_INR in Hq. rewrite mult_INR in Hq. simpl (INR 4) in Hq.
  assert (Hd : 1 <= m - h) by lia. apply le_INR in Hd. rewrite minus_INR in Hd by lia. simpl (INR 1) in Hd.
  pose proof (entropy_of_halves (INR h) (INR m - INR h) ltac:(lra) ltac:(lra)) as E.
  replace (INR h + (INR m - INR h))%R with (INR m) in E by ring. unfold quarter_log. rewrite minus_INR by lia.
  pose proof (ln_pos 2 ltac:(lra)) as L.
  apply (Rmult_le_reg_r (4 * ln 2)); [lra|].
  replace (INR m * (ln (INR m) / ln 2) / 4 * (4 * ln 2))%R with (INR m * ln (INR m))%R by (field; lra).
  replace ((INR h * (ln (INR h) / ln 2) / 4 + (INR m - INR h) * (ln (INR m - INR h) / ln 2) / 4 + INR h) * (4 * ln 2))%R
    with (INR h * ln (INR h) + (INR m - INR h) * ln (INR m - INR h) + 4 * INR h * ln 2)%R by (field; lra).
  assert (INR m * ln 2 <= 4 * INR h * ln 2)%R by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma merge_sort_at_least l : (quarter_log (length l) <= INR (snd (merge_sort l)))%R.
Proof.
  apply (sort_at_least quarter_log); [|exact quarter_log_of_halves|lia]. intros m H. unfold quarter_log.
  destruct m as [|[|m]]; [simpl; lra| |lia]. simpl INR. rewrite ln_1. lra.
Qed.
