(** RG as an approximation of softmax: the scores of least risk, and the distributions that they give back. *)

From Coq Require Import Reals Ranalysis5 Lra Lia.
From softproof Require Import Sums Logarithm Draws Derivatives Jensen Softmax Quadratic.
Open Scope R_scope.

Definition least (risk : (nat -> R) -> R) (o : nat -> R) : Prop := forall u, risk o <= risk u.

Lemma least_where f v P o b : least_exactly f v P -> P b -> (least f o <-> P o).
Proof.
  intros L B. destruct (L o) as [A E]. destruct (L b) as [_ Eb]. split.
  - intros M. apply E. apply Rle_antisym; [|exact A]. rewrite <- (proj2 Eb B). apply M.
  - intros Q u. rewrite (proj2 E Q). apply L.
Qed.

Lemma rg2_least N eta o : (0 < N)%nat -> simplex N eta ->
  (least (risk N rg2 eta) o <-> forall j, (j < N)%nat -> o j = INR N * eta j - 1).
Proof.
  intros HN S. apply (least_where _ _ _ _ (fun j => INR N * eta j - 1) (proj2 (rg2_minimiser N eta HN S))). reflexivity.
Qed.

Lemma rgx_least N eta o : (0 < N)%nat -> simplex N eta ->
  (least (risk N rgx eta) o <-> exists c, forall j, (j < N)%nat -> o j = INR N * eta j - 1 + c).
Proof.
  intros HN S.
  pose proof (least_where _ _ _ o (fun j => INR N * eta j) (proj2 (rgx_minimiser N eta HN S))) as H. cbv beta in H.
  rewrite H by (exists 0; intros; ring). split; intros [c E].
  - exists (c + 1). intros j Hj. rewrite (E j Hj). ring.
  - exists (c - 1). intros j Hj. rewrite (E j Hj). ring.
Qed.

Lemma ln_3 : 1 < ln 3.
Proof.
  pose proof (ln_below (/ (6 / 5)) ltac:(lra)) as B. rewrite ln_Rinv in B by lra.
  pose proof (ln_increasing ((6 / 5) ^ 6) 3 ltac:(lra) ltac:(lra)) as L. rewrite ln_pow in L by lra. simpl in L. lra.
Qed.

Lemma uneven_pair : simplex 2 uneven /\ (forall i, (i < 2)%nat -> 0 < uneven i).
Proof. split; [split; [intros i; apply proposal_nonneg|]; apply uneven_proposal|apply uneven_proposal]. Qed.

(** Claim: none
    Says: At N eta the risk of RGx is least, and that of RG2 up to an offset.
*)
Theorem at_the_chances_it_is_least : ~ ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> let best i := INR N * eta i in
  (exists c, least (risk N rg2 eta) (fun i => best i + c)) \/
  (exists c, least (risk N rgx eta) (fun i => best i + c))).
Proof.
  intros H. apply H. intros N eta HN S _ best. left. exists (-1). apply rg2_least; [lia|exact S|].
  intros. unfold best. ring.
Qed.

(** Claim: sf.rg.bias.minimiser
    Role: refutes
    Place: SF, novelty report, contribution 2
    Says: Neither the conditional risk of RG2 nor that of RGx is least where that of softmax is, at log eta up to a
      common offset: not for eta = (1/4, 3/4), as log 3 is not 1.
    Gap: Real numbers. That softmax's risk is least there is not in it.
    Mutant: `ln (eta i)` becomes `INR N * eta i`; refuted by the theorem at_the_chances_it_is_least
*)
Theorem rg_is_not_least_where_softmax_is : ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> let best i := ln (eta i) in
  (exists c, least (risk N rg2 eta) (fun i => best i + c)) \/
  (exists c, least (risk N rgx eta) (fun i => best i + c))).
Proof.
  intros H. destruct uneven_pair as [S P]. pose proof ln_3 as L.
  assert (E : ln (3 / 4) = ln 3 + ln (1 / 4)) by (rewrite <- ln_mult by lra; f_equal; field).
  destruct (H 2%nat uneven ltac:(lia) S P) as [[c A]|[c A]].
  - pose proof (proj1 (rg2_least 2 uneven _ ltac:(lia) S) A) as B. pose proof (B 0%nat ltac:(lia)) as A0.
    pose proof (B 1%nat ltac:(lia)) as A1. unfold uneven in A0, A1. simpl in A0, A1. lra.
  - destruct (proj1 (rgx_least 2 uneven _ ltac:(lia) S) A) as [d B]. pose proof (B 0%nat ltac:(lia)) as A0.
    pose proof (B 1%nat ltac:(lia)) as A1. unfold uneven in A0, A1. simpl in A0, A1. lra.
Qed.

(** Claim: none
    Says: For eta = (1/4, 3/4) the risk of RG2 is not least at 2 eta.
*)
Theorem rg2_needs_its_offset : ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> let best i := INR N * eta i in
  (forall o, least (risk N rg2 eta) o <-> forall i, (i < N)%nat -> o i = best i) /\
  (forall o, least (risk N rgx eta) o <-> exists c, forall i, (i < N)%nat -> o i = best i + c) /\
  forall i j, (i < N)%nat -> (j < N)%nat -> (best i < best j <-> eta i < eta j)).
Proof.
  intros H. destruct uneven_pair as [S P]. destruct (H 2%nat uneven ltac:(lia) S P) as [A _].
  pose proof (proj2 (A (fun i => INR 2 * uneven i)) ltac:(reflexivity)) as B.
  pose proof (proj1 (rg2_least 2 uneven _ ltac:(lia) S) B 0%nat ltac:(lia)). cbv beta in *. lra.
Qed.

(** Claim: none
    Says: For eta = (1/4, 3/4) the risk of RG2 is not least at eta - 1.
*)
Theorem rg2_needs_its_size : ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> let best i := eta i - 1 in
  (forall o, least (risk N rg2 eta) o <-> forall i, (i < N)%nat -> o i = best i) /\
  (forall o, least (risk N rgx eta) o <-> exists c, forall i, (i < N)%nat -> o i = best i + c) /\
  forall i j, (i < N)%nat -> (j < N)%nat -> (best i < best j <-> eta i < eta j)).
Proof.
  intros H. destruct uneven_pair as [S P]. destruct (H 2%nat uneven ltac:(lia) S P) as [A _].
  pose proof (proj2 (A (fun i => uneven i - 1)) ltac:(reflexivity)) as B.
  pose proof (proj1 (rg2_least 2 uneven _ ltac:(lia) S) B 0%nat ltac:(lia)) as E.
  unfold uneven in E. simpl in E. lra.
Qed.

(** Claim: sf.rg.bias.minimiser.repair
    Role: establishes
    Place: SF, novelty report, contribution 2
    Says: For every N >= 2 and every eta > 0 the conditional risk of RG2 is least at N eta - 1 alone, that of RGx there
      and at its offsets alone, and the order of these scores is that of eta.
    Gap: Real numbers.
    Mutant: `INR N * eta i - 1` becomes `INR N * eta i`; refuted by the theorem rg2_needs_its_offset
    Mutant: `INR N * eta i - 1` becomes `eta i - 1`; refuted by the theorem rg2_needs_its_size
*)
Theorem rg_is_least_at_the_chances : forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> let best i := INR N * eta i - 1 in
  (forall o, least (risk N rg2 eta) o <-> forall i, (i < N)%nat -> o i = best i) /\
  (forall o, least (risk N rgx eta) o <-> exists c, forall i, (i < N)%nat -> o i = best i + c) /\
  forall i j, (i < N)%nat -> (j < N)%nat -> (best i < best j <-> eta i < eta j).
Proof.
  intros N eta HN S _ best. split; [intros; apply rg2_least; [lia|exact S]|].
  split; [intros; apply rgx_least; [lia|exact S]|]. intros i j _ _. unfold best.
  pose proof (lt_0_INR N ltac:(lia)) as K. split; intros L.
  - apply (Rmult_lt_reg_l (INR N)); lra.
  - apply (Rmult_lt_compat_l _ _ _ K) in L. lra.
Qed.

(** The distribution is what softmax makes of RG's minimiser. *)
Definition given_back (N : nat) (eta : nat -> R) : Prop :=
  forall i, (i < N)%nat -> softmax N (fun j => INR N * eta j) i = eta i.

Lemma two_classes y : 0 < y < 1 -> 2 * y < ln (1 + y) - ln (1 - y).
Proof.
  intros Y. destruct (log_third 1 (1 + y) ltac:(lra) ltac:(lra)) as [_ A].
  destruct (log_third (1 - y) (1 - y) ltac:(lra) ltac:(lra)) as [B _].
  replace (1 + y - 1) with y in A by ring. replace (1 - y - 1) with (- y) in B by ring.
  assert (0 < y ^ 3) by (apply pow_lt; lra). assert (y ^ 4 <= y ^ 3 * 1) by (simpl pow at 1 2; nra).
  replace ((- y) ^ 2) with (y ^ 2) in B by ring. replace ((- y) ^ 3) with (- y ^ 3) in B by ring. lra.
Qed.

Lemma pair_given_back eta : simplex 2 eta -> (forall i, (i < 2)%nat -> 0 < eta i) -> given_back 2 eta ->
  forall i, (i < 2)%nat -> eta i = 1 / 2.
Proof.
  intros [_ S] P G. simpl in S. pose proof (P 0%nat ltac:(lia)) as P0. pose proof (P 1%nat ltac:(lia)) as P1.
  pose proof (G 0%nat ltac:(lia)) as G0. pose proof (G 1%nat ltac:(lia)) as G1. unfold softmax in G0, G1.
  pose proof (Softmax.partition_pos 2 (fun j => INR 2 * eta j) ltac:(lia)) as Z.
  set (z := Softmax.partition 2 (fun j => INR 2 * eta j)) in *. simpl INR in *.
  assert (E : forall a x, exp a / z = x -> 0 < x -> ln x = a - ln z).
  { intros a x <- _. unfold Rdiv. rewrite ln_mult, ln_Rinv, ln_exp; [ring|exact Z|apply exp_pos|].
    apply Rinv_0_lt_compat, Z. }
  apply E in G0; [|exact P0]. apply E in G1; [|exact P1].
  assert (D : forall a b, 0 < a -> 0 < b -> a + b = 1 -> ln b - ln a = 2 * (b - a) -> b <= a).
  { intros a b A B AB L. destruct (Rle_lt_dec b a) as [Q|Q]; [exact Q|exfalso].
    pose proof (two_classes (b - a) ltac:(lra)) as T. replace (1 + (b - a)) with (2 * b) in T by lra.
    replace (1 - (b - a)) with (2 * a) in T by lra. rewrite !ln_mult in T by lra. lra. }
  pose proof (D _ _ P0 P1 ltac:(lra) ltac:(lra)). pose proof (D _ _ P1 P0 ltac:(lra) ltac:(lra)).
  intros [|[|i]] Hi; [lra|lra|lia].
Qed.

(** N - 1 classes of the chance a and one of the chance b. *)
Definition but_one (N : nat) (a b : R) (i : nat) : R := if Nat.ltb i (N - 1) then a else b.

Lemma sum_but_one N (g : R -> R) a b : (1 <= N)%nat ->
  sum N (fun i => g (but_one N a b i)) = INR (N - 1) * g a + g b.
Proof.
  intros H. destruct N as [|n]; [lia|]. replace (S n - 1)%nat with n by lia. simpl sum.
  rewrite (sum_ext n _ (fun _ => g a)), sum_const.
  - unfold but_one. replace (S n - 1)%nat with n by lia. rewrite Nat.ltb_irrefl. reflexivity.
  - intros i Hi. unfold but_one. replace (S n - 1)%nat with n by lia. apply Nat.ltb_lt in Hi. rewrite Hi. reflexivity.
Qed.

Lemma crossing m : 2 <= m -> exists y, 0 < y < 1 /\ ln (1 + m * y) - ln (1 - y) = (m + 1) * y.
Proof.
  intros M. set (f := fun y => ln (1 + m * y) - ln (1 - y) - (m + 1) * y).
  assert (Q : 0 < / (2 * m) <= 1 / 4).
  { split; [apply Rinv_0_lt_compat; lra|]. replace (1 / 4) with (/ (2 * 2)) by field. apply Rinv_le_contravar; lra. }
  assert (X : exp (- (m + 1)) <= 1 / 4).
  { rewrite exp_Ropp. replace (1 / 4) with (/ 4) by field. apply Rinv_le_contravar; [lra|].
    pose proof (exp_ineq1_le (m + 1)). lra. }
  pose proof (exp_pos (- (m + 1))) as X0. set (e := exp (- (m + 1))) in *.
  assert (L : f (/ (2 * m)) < 0).
  { unfold f. set (y := / (2 * m)) in *. replace (m * y) with (1 / 2) by (unfold y; field; lra).
    destruct (log_third 1 (1 + 1 / 2) ltac:(lra) ltac:(lra)) as [A _].
    destruct (log_first (3 / 4) (1 - y) ltac:(lra) ltac:(lra)) as [B _].
    replace (1 - y - 1) with (- y) in B by ring. replace ((- y) ^ 2 / (2 * (3 / 4))) with (2 / 3 * y * y) in B by field.
    replace ((m + 1) * y) with (1 / 2 + y) by (unfold y; field; lra).
    pose proof (Rmult_le_compat_l y _ _ ltac:(lra) (proj2 Q)). lra. }
  assert (U : 0 < f (1 - e)).
  { unfold f. replace (1 - (1 - e)) with e by ring. unfold e at 2. rewrite ln_exp.
    assert (0 <= ln (1 + m * (1 - e))).
    { rewrite <- ln_1. apply ln_le; [lra|]. pose proof (Rmult_le_pos m (1 - e)). lra. }
    pose proof (Rmult_lt_0_compat (m + 1) e). lra. }
  destruct (IVT_interv f (/ (2 * m)) (1 - e)) as (y & Y & F); [|lra|exact L|exact U|].
  - intros a A. apply derivable_continuous_pt. exists (/ (1 + m * a) * m - / (1 - a) * -1 - (m + 1)).
    unfold derivable_pt_abs. apply derivable_pt_lim_minus; [apply derivable_pt_lim_minus|].
    + apply (derivable_pt_lim_comp (fun x => 1 + m * x) ln).
      * apply (derive_ext (fun t => 1 + t * m)); [intros; ring|apply derive_line].
      * apply derivable_pt_lim_ln. pose proof (Rmult_le_pos m a). lra.
    + apply (derivable_pt_lim_comp (fun x => 1 - x) ln).
      * apply (derive_ext (fun t => 1 + t * -1)); [intros; ring|apply derive_line].
      * apply derivable_pt_lim_ln. lra.
    + apply (derive_ext (fun t => 0 + t * (m + 1))); [intros; ring|apply derive_line].
  - exists y. split; [lra|]. unfold f in F. lra.
Qed.

Lemma another_is_given_back N : (3 <= N)%nat -> exists a b, 0 < a < / INR N /\ / INR N < b /\
  simplex N (but_one N a b) /\ given_back N (but_one N a b).
Proof.
  intros H. set (m := INR (N - 1)). assert (M : 2 <= m) by (apply (le_INR 2); lia).
  assert (E : INR N = m + 1) by (unfold m; rewrite minus_INR by lia; simpl; ring).
  destruct (crossing m M) as (y & Y & C). exists ((1 - y) / INR N), ((1 + m * y) / INR N). rewrite E in *.
  pose proof (Rmult_lt_0_compat m y ltac:(lra) (proj1 Y)) as MY.
  pose proof (Rinv_0_lt_compat (m + 1) ltac:(lra)) as I.
  assert (A0 : 0 < (1 - y) / (m + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (B0 : 0 < (1 + m * y) / (m + 1)) by (apply Rdiv_lt_0_compat; lra).
  repeat split; try exact A0.
  - unfold Rdiv. pose proof (Rmult_lt_compat_r _ (1 - y) 1 I). lra.
  - unfold Rdiv. pose proof (Rmult_lt_compat_r _ 1 (1 + m * y) I). lra.
  - intros i _. unfold but_one. destruct (Nat.ltb i (N - 1)); lra.
  - rewrite (sum_but_one N (fun x => x)) by lia. fold m. field. lra.
  - intros i Hi. unfold softmax, Softmax.partition. rewrite E.
    rewrite (sum_but_one N (fun x => exp ((m + 1) * x))) by lia. fold m.
    assert (X : exp ((m + 1) * ((1 + m * y) / (m + 1)))
      = exp ((m + 1) * ((1 - y) / (m + 1))) * ((1 + m * y) / (1 - y))).
    { replace ((1 + m * y) / (1 - y)) with (exp ((m + 1) * y)).
      - rewrite <- exp_plus. f_equal. field. lra.
      - rewrite <- C. unfold Rminus at 1. rewrite exp_plus, exp_Ropp, !exp_ln by lra. reflexivity. }
    pose proof (exp_pos ((m + 1) * ((1 - y) / (m + 1)))) as P. set (x := exp ((m + 1) * ((1 - y) / (m + 1)))) in *.
    assert (D : m * x + x * ((1 + m * y) / (1 - y)) = x * ((m + 1) / (1 - y))) by (field; lra).
    rewrite X, D. unfold but_one. destruct (Nat.ltb i (N - 1)); fold x; rewrite ?X; field; lra.
Qed.

Lemma thirds_not_back : exists eta, simplex 3 eta /\ (forall i, (i < 3)%nat -> 0 < eta i) /\ given_back 3 eta /\
  eta 0%nat <> / INR 3.
Proof.
  destruct (another_is_given_back 3 ltac:(lia)) as (a & b & A & B & S & G). exists (but_one 3 a b).
  split; [exact S|]. split; [|split; [exact G|unfold but_one; simpl in *; lra]].
  intros i _. pose proof (Rinv_0_lt_compat (INR 3) ltac:(simpl; lra)). unfold but_one.
  destruct (Nat.ltb i (3 - 1)); lra.
Qed.

(** Claim: none
    Says: Of two classes the uniform distribution alone is given back.
*)
Theorem of_two_the_uniform_alone : ~ ~ (forall N eta, N = 2%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> given_back N eta -> forall i, (i < N)%nat -> eta i = / INR N).
Proof.
  intros H. apply H. intros N eta -> S P G i Hi. rewrite (pair_given_back eta S P G i Hi). simpl. field.
Qed.

(** Claim: sf.rg.bias.uniform
    Role: refutes
    Place: SF, novelty report, contribution 2
    Says: The uniform distribution is not the only one that is the softmax of RG's minimiser N eta: for three classes
      another one (a, a, b) is.
    Gap: Real numbers. There is such an a, by the intermediate value theorem; it is not computed.
    Mutant: `(2 <= N)%nat` becomes `N = 2%nat`; refuted by the theorem of_two_the_uniform_alone
*)
Theorem rg_gives_back_another : ~ (forall N eta, (2 <= N)%nat -> simplex N eta ->
  (forall i, (i < N)%nat -> 0 < eta i) -> given_back N eta -> forall i, (i < N)%nat -> eta i = / INR N).
Proof.
  intros H. destruct thirds_not_back as (eta & S & P & G & D). apply D. apply (H 3%nat eta); try assumption; lia.
Qed.

Lemma uniform_pair_back : given_back 2 (fun _ => 1 / 2).
Proof.
  intros i _. unfold softmax, Softmax.partition. simpl.
  pose proof (exp_pos ((1 + 1) * (1 / 2))). field. lra.
Qed.

(** Claim: none
    Says: Of two classes there is no other.
*)
Theorem two_have_no_other : ~ (
  (forall eta, simplex 2 eta -> (forall i, (i < 2)%nat -> 0 < eta i) ->
    (given_back 2 eta <-> forall i, (i < 2)%nat -> eta i = 1 / 2)) /\
  forall N, (2 <= N)%nat -> exists a b, 0 < a < / INR N /\ / INR N < b /\
    simplex N (but_one N a b) /\ given_back N (but_one N a b)).
Proof.
  intros [_ H]. destruct (H 2%nat ltac:(lia)) as (a & b & A & B & S & G).
  pose proof (Rinv_0_lt_compat (INR 2) ltac:(simpl; lra)) as I.
  assert (P : forall i, (i < 2)%nat -> 0 < but_one 2 a b i).
  { intros i _. unfold but_one. destruct (Nat.ltb i (2 - 1)); lra. }
  pose proof (pair_given_back _ S P G 0%nat ltac:(lia)) as E. unfold but_one in E. simpl in *. lra.
Qed.

(** Claim: sf.rg.bias.uniform.repair
    Role: establishes
    Place: SF, novelty report, contribution 2
    Says: softmax(N eta) = eta for N = 2 at the uniform eta alone, and for every N >= 3 also at some (a, ..., a, b) with
      a < 1/N < b.
    Gap: Real numbers; positive eta. That the uniform distribution is given back for N >= 3 too is not in it.
    Mutant: `(3 <= N)%nat` becomes `(2 <= N)%nat`; refuted by the theorem two_have_no_other
*)
Theorem what_rg_gives_back :
  (forall eta, simplex 2 eta -> (forall i, (i < 2)%nat -> 0 < eta i) ->
    (given_back 2 eta <-> forall i, (i < 2)%nat -> eta i = 1 / 2)) /\
  forall N, (3 <= N)%nat -> exists a b, 0 < a < / INR N /\ / INR N < b /\
    simplex N (but_one N a b) /\ given_back N (but_one N a b).
Proof.
  split; [|exact another_is_given_back]. intros eta S P. split; [apply pair_given_back; assumption|].
  intros E i Hi. rewrite (E i Hi), <- (uniform_pair_back i Hi). unfold softmax, Softmax.partition.
  rewrite (sum_ext 2 (fun j => exp (INR 2 * eta j)) (fun j => exp (INR 2 * (1 / 2)))), (E i Hi);
    [reflexivity|intros j Hj; rewrite (E j Hj); reflexivity].
Qed.
