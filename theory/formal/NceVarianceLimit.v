(** The asymptotic variance of noise-contrastive estimation against that of maximum likelihood, as the draws grow. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Derivatives Draws NceVariance NceLimits NceMisspecified NceSandwich NceAsymptotic.
Open Scope R_scope.

Lemma variance_positive n p f : proposal n p -> varies n f -> 0 < variance n p f.
Proof.
  intros [P P1] V. rewrite <- (information_is_variance n p f P1). exact (proj2 (information_positive n p f V P)).
Qed.

Lemma nce_variance_tends n p q f v : proposal n p -> proposal n q -> varies n f ->
  (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) -> Un_cv v (/ variance n p f).
Proof.
  intros P Q V H. apply (tends_ext (fun k => / information n (nce_weight k p q) f)).
  - intros k K. symmetry. exact (proj1 (nce_variance_is n k p q f (v k) K P Q V) (H k K)).
  - apply tends_inverse; [apply Rgt_not_eq, (variance_positive n p f P V)|].
    exact (proj2 (information_tends n p q f P Q)).
Qed.

Lemma excess_tends n p q f v : proposal n p -> proposal n q -> varies n f -> mean n p f = 0 ->
  (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
  Un_cv (fun k => INR k * (v k - / variance n p f))
    (sum n (fun i => p i ^ 2 / q i * f i ^ 2) / sum n (fun i => p i * f i ^ 2) ^ 2).
Proof.
  intros P Q V C H. pose proof (variance_positive n p f P V) as I.
  set (w := fun k => nce_weight k p q). set (A := fun g k => sum n (fun i => INR k * (p i - w k i) * g i)).
  set (m := fun k => sum n (fun i => w k i * f i) / sum n (w k)).
  assert (E : variance n p f = sum n (fun i => p i * f i ^ 2)) by (unfold variance; rewrite C; unfold mean; ring).
  apply (tends_ext (fun k => (A (fun i => f i ^ 2) k - A f k * m k) * (v k * / variance n p f))).
  - intros k K. rewrite (proj1 (nce_variance_is n k p q f (v k) K P Q V) (H k K)).
    change (variance_nce n k p q f) with (/ information n (w k) f).
    destruct (information_positive n (w k) f V (nce_weight_positive n k p q K (proj1 P) (proj1 Q))) as [S J].
    replace (INR k * (/ information n (w k) f - / variance n p f))
      with (INR k * (variance n p f - information n (w k) f) * (/ information n (w k) f * / variance n p f))
      by (field; lra). f_equal.
    assert (D : forall g, A g k = INR k * (sum n (fun i => p i * g i) - sum n (fun i => w k i * g i))).
    { intros g. unfold A. rewrite <- sum_minus, <- sum_scal. apply sum_ext. intros; ring. }
    rewrite !D, E. change (sum n (fun i => p i * f i)) with (mean n p f). rewrite C. unfold information, m. field. lra.
  - rewrite <- E.
    replace (_ / variance n p f ^ 2) with ((sum n (fun i => p i ^ 2 / q i * f i ^ 2)
      - sum n (fun i => p i ^ 2 / q i * f i) * mean n p f) * (/ variance n p f * / variance n p f))
      by (rewrite C; field; lra).
    apply CV_mult.
    + apply CV_minus; [exact (proj1 (masses_tend n p q _ (proj1 P) (proj1 Q)))|].
      apply CV_mult; [exact (proj1 (masses_tend n p q f (proj1 P) (proj1 Q)))|].
      exact (proj1 (information_tends n p q f P Q)).
    + apply CV_mult; [exact (nce_variance_tends n p q f v P Q V H)|apply constant_tends].
Qed.

(** Claim: none
    Says: In a right model NCE's asymptotic variance tends to that of maximum likelihood.
*)
Theorem the_variance_tends : ~ ~ (forall n p q f v u, proposal n p -> proposal n q -> varies n f ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
  ml_asymptotic_variance n p f u -> Un_cv v u).
Proof.
  intros H. apply H. intros n p q f v u P Q V _ N M. rewrite (proj1 (ml_variance_is n p f u P V) M).
  exact (nce_variance_tends n p q f v P Q V N).
Qed.

Lemma plus_minus_varies : varies 2 plus_minus.
Proof. exists 0%nat, 1%nat. repeat split; try lia. unfold plus_minus. simpl. lra. Qed.

(** Claim: sf.nce.js.variance
    Role: refutes
    Place: SF, summary, Key results and Mechanism 2
    Says: It is not so that in a right model with one statistic the asymptotic variance of NCE stays away from that of
      maximum likelihood as k grows, wherever Q differs from P: at p = (1/4, 3/4), q = (1/2, 1/2), f = (1, -1) it tends
      to it.
    Gap: Real numbers; positive p and q, and f is not constant. The asymptotic variance is the sandwich formula's; that
      there are estimates, whose error tends in law to a normal one of this variance over many labels, is not in it. By
      the mutant's refutation it tends to it everywhere.
    Mutant: `~ Un_cv v u` becomes `Un_cv v u`; refuted by the theorem the_variance_tends
*)
Theorem nce_variance_keeps_no_distance : ~ (forall n p q f v u, proposal n p -> proposal n q -> varies n f ->
  (exists i, (i < n)%nat /\ p i <> q i) -> (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
  ml_asymptotic_variance n p f u -> ~ Un_cv v u).
Proof.
  intros H. pose proof uneven_proposal as P. pose proof half_proposal as Q. pose proof plus_minus_varies as V.
  assert (N : forall k, (0 < k)%nat ->
    nce_asymptotic_variance 2 k uneven half plus_minus (variance_nce 2 k uneven half plus_minus))
    by (intros k K; apply nce_variance_is; auto).
  apply (H 2%nat uneven half plus_minus (fun k => variance_nce 2 k uneven half plus_minus)
    (/ variance 2 uneven plus_minus) P Q V); [|exact N|apply ml_variance_is; auto|].
  - exists 0%nat. split; [lia|unfold uneven, half; simpl; lra].
  - exact (nce_variance_tends _ _ _ _ _ P Q V N).
Qed.

(** A statistic whose mean is 0 at the chances (1/4, 3/4): there k times the excess tends to 1/4. *)
Definition three_and_minus_one (i : nat) : R := if Nat.eqb i 0 then 3 else -1.

Lemma three_varies : varies 2 three_and_minus_one.
Proof. exists 0%nat, 1%nat. repeat split; try lia. unfold three_and_minus_one. simpl. lra. Qed.

Lemma three_centred : mean 2 uneven three_and_minus_one = 0.
Proof. unfold mean, uneven, three_and_minus_one. simpl. field. Qed.

Lemma three_variances k : (0 < k)%nat -> nce_asymptotic_variance 2 k uneven half three_and_minus_one
  (variance_nce 2 k uneven half three_and_minus_one).
Proof.
  intros K. apply nce_variance_is; [exact K|exact uneven_proposal|exact half_proposal|exact three_varies|reflexivity].
Qed.

Lemma three_excess : Un_cv (fun k => INR k * (variance_nce 2 k uneven half three_and_minus_one
  - / variance 2 uneven three_and_minus_one)) (1 / 4).
Proof.
  pose proof (excess_tends _ _ _ _ _ uneven_proposal half_proposal three_varies three_centred three_variances) as L.
  replace (1 / 4) with (sum 2 (fun i => uneven i ^ 2 / half i * three_and_minus_one i ^ 2)
    / sum 2 (fun i => uneven i * three_and_minus_one i ^ 2) ^ 2); [exact L|].
  unfold uneven, half, three_and_minus_one. simpl. field.
Qed.

(** Claim: none
    Says: With q for p^2/q the limit is another: 5/9 for 1/4 at p = (1/4, 3/4), q = (1/2, 1/2), f = (3, -1).
*)
Theorem the_noise_by_its_own_chance : ~ (forall n p q f, proposal n p -> proposal n q -> varies n f ->
  (forall k v, (0 < k)%nat -> let w i := INR k * q i / (p i + INR k * q i) in (nce_asymptotic_variance n k p q f v <->
    v = 1 / (sum n (fun i => p i * w i * f i ^ 2) - sum n (fun i => p i * w i * f i) ^ 2
      / sum n (fun i => p i * w i)))) /\
  (forall u, ml_asymptotic_variance n p f u <-> u = 1 / variance n p f) /\
  (mean n p f = 0 -> forall v, (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
    Un_cv (fun k => INR k * (v k - 1 / variance n p f))
      (sum n (fun i => q i * f i ^ 2) / sum n (fun i => p i * f i ^ 2) ^ 2))).
Proof.
  intros H. destruct (H _ _ _ _ uneven_proposal half_proposal three_varies) as (_ & _ & L).
  specialize (L three_centred _ three_variances). unfold Rdiv at 1 in L. rewrite Rmult_1_l in L.
  pose proof (UL_sequence _ _ _ L three_excess) as E. unfold uneven, half, three_and_minus_one in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: With one power of the variance lost the limit is another: 3/4 for 1/4 at p = (1/4, 3/4), q = (1/2, 1/2),
      f = (3, -1).
*)
Theorem the_variance_is_squared : ~ (forall n p q f, proposal n p -> proposal n q -> varies n f ->
  (forall k v, (0 < k)%nat -> let w i := INR k * q i / (p i + INR k * q i) in (nce_asymptotic_variance n k p q f v <->
    v = 1 / (sum n (fun i => p i * w i * f i ^ 2) - sum n (fun i => p i * w i * f i) ^ 2
      / sum n (fun i => p i * w i)))) /\
  (forall u, ml_asymptotic_variance n p f u <-> u = 1 / variance n p f) /\
  (mean n p f = 0 -> forall v, (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
    Un_cv (fun k => INR k * (v k - 1 / variance n p f))
      (sum n (fun i => p i ^ 2 / q i * f i ^ 2) / sum n (fun i => p i * f i ^ 2)))).
Proof.
  intros H. destruct (H _ _ _ _ uneven_proposal half_proposal three_varies) as (_ & _ & L).
  specialize (L three_centred _ three_variances). unfold Rdiv at 1 in L. rewrite Rmult_1_l in L.
  pose proof (UL_sequence _ _ _ L three_excess) as E. unfold uneven, half, three_and_minus_one in E. simpl in E. lra.
Qed.

(** Claim: none
    Says: The variance is not that of a known normaliser: at k = 1, p = (1/4, 3/4), q = (1/2, 1/2), f = (1, -1).
*)
Theorem the_normaliser_costs : ~ (forall n p q f, proposal n p -> proposal n q -> varies n f ->
  (forall k v, (0 < k)%nat -> let w i := INR k * q i / (p i + INR k * q i) in (nce_asymptotic_variance n k p q f v <->
    v = 1 / (sum n (fun i => p i * w i * f i ^ 2)))) /\
  (forall u, ml_asymptotic_variance n p f u <-> u = 1 / variance n p f) /\
  (mean n p f = 0 -> forall v, (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
    Un_cv (fun k => INR k * (v k - 1 / variance n p f))
      (sum n (fun i => p i ^ 2 / q i * f i ^ 2) / sum n (fun i => p i * f i ^ 2) ^ 2))).
Proof.
  intros H. destruct (H _ _ _ _ uneven_proposal half_proposal plus_minus_varies) as (L & _ & _).
  specialize (L 1%nat (variance_nce 2 1 uneven half plus_minus) Nat.lt_0_1). cbv zeta in L.
  pose proof (proj1 L (proj2 (nce_variance_is 2 1 _ _ _ _ Nat.lt_0_1 uneven_proposal half_proposal plus_minus_varies)
    eq_refl)) as E. unfold variance_nce in E. rewrite pair_information in E.
  - unfold uneven, half, plus_minus in E. simpl in E. revert E. lra.
  - unfold uneven, half. simpl. lra.
  - unfold uneven, half. simpl. lra.
Qed.

(** Claim: sf.nce.js.variance.repair
    Role: establishes
    Place: SF, beyond the summary, Mechanism 2
    Says: In a right model with the statistic f NCE's asymptotic variance is 1/(sum p w f^2 - (sum p w f)^2/sum p w)
      with w = kq/(p + kq), that of maximum likelihood 1/Var_P f, and k times their difference, for f of mean 0, tends
      to sum (p^2/q) f^2/(sum p f^2)^2, for every number of classes.
    Gap: Real numbers; positive p and q, and f is not constant. The asymptotic variance is the sandwich formula's; that
      there are estimates, whose error tends in law to a normal one of this variance over many labels, is not in it.
    Mutant: `p i ^ 2 / q i * f i ^ 2` becomes `q i * f i ^ 2`; refuted by the theorem the_noise_by_its_own_chance
    Mutant: `sum n (fun i => p i * f i ^ 2) ^ 2` becomes `sum n (fun i => p i * f i ^ 2)`; refuted by the theorem
      the_variance_is_squared
    Mutant: ` - sum n (fun i => p i * w i * f i) ^ 2 / sum n (fun i => p i * w i)` becomes ``; refuted by the theorem
      the_normaliser_costs
*)
Theorem nce_variance_expanded : forall n p q f, proposal n p -> proposal n q -> varies n f ->
  (forall k v, (0 < k)%nat -> let w i := INR k * q i / (p i + INR k * q i) in (nce_asymptotic_variance n k p q f v <->
    v = 1 / (sum n (fun i => p i * w i * f i ^ 2) - sum n (fun i => p i * w i * f i) ^ 2
      / sum n (fun i => p i * w i)))) /\
  (forall u, ml_asymptotic_variance n p f u <-> u = 1 / variance n p f) /\
  (mean n p f = 0 -> forall v, (forall k, (0 < k)%nat -> nce_asymptotic_variance n k p q f (v k)) ->
    Un_cv (fun k => INR k * (v k - 1 / variance n p f))
      (sum n (fun i => p i ^ 2 / q i * f i ^ 2) / sum n (fun i => p i * f i ^ 2) ^ 2)).
Proof.
  intros n p q f P Q V. split; [|split].
  - intros k v K w. rewrite (nce_variance_is n k p q f v K P Q V).
    replace (variance_nce n k p q f) with (1 / (sum n (fun i => p i * w i * f i ^ 2)
      - sum n (fun i => p i * w i * f i) ^ 2 / sum n (fun i => p i * w i))); [reflexivity|].
    unfold variance_nce, information, Rdiv. rewrite Rmult_1_l. reflexivity.
  - intros u. rewrite (ml_variance_is n p f u P V). unfold Rdiv. rewrite Rmult_1_l. reflexivity.
  - intros C v H. unfold Rdiv at 1. rewrite Rmult_1_l. exact (excess_tends n p q f v P Q V C H).
Qed.
