(** The log-loss of what noise-contrastive estimation and maximum likelihood learn from many labels. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax Convexity Jacobian TighterGradient Draws RgSynthetic.
From softproof Require Import LinearModel MEstimator NceSandwich MlSandwich NceAsymptotic.
Open Scope R_scope.

(** x is the mean of what m times the excess of a loss tends to in law, with m observations: half the trace of H C,
    where sqrt m times the error of the parameters has the asymptotic covariance C about s, at which the loss has the
    gradient 0 and the Hessian H. *)
Definition asymptotic_excess (d : nat) (loss : (nat -> R) -> R) (s : nat -> R) (C : nat -> nat -> R) (x : R) : Prop :=
  exists (G : (nat -> R) -> nat -> R) (H : nat -> nat -> R),
  (forall u, gradient d loss u (G u)) /\ (forall i, (i < d)%nat -> G s i = 0) /\ jacobian d G s H /\
  x = 1 / 2 * sum d (fun i => product d H C i i).

(** The log-loss of the distribution that softmax makes of a model's scores. *)
Definition log_loss (n : nat) (p : nat -> R) (d : nat) (a : nat -> R) (F : nat -> nat -> R) (u : nat -> R) : R :=
  mean n p (softmax_loss n (linear_scores d a F u)).

(** The asymptotic mean of the excess log-loss of the saturated model, estimated by NCE: all n scores are free. *)
Definition nce_excess (n k : nat) (p q : nat -> R) (x : R) : Prop := exists s C,
  let a := fun _ => 0 in
  right_model n p n a one_hot s /\ nce_covariance n k p q n a one_hot s C /\
  asymptotic_excess n (log_loss n p n a one_hot) s C x.

(** The same, estimated by maximum likelihood: the last score is 0, for a common offset does not matter. *)
Definition ml_excess (n : nat) (p : nat -> R) (x : R) : Prop := exists s C,
  let a := fun _ => 0 in
  (forall i, (i < n)%nat -> softmax n (linear_scores (n - 1) a one_hot s) i = p i) /\
  ml_covariance n p (n - 1) a one_hot s C /\ asymptotic_excess (n - 1) (log_loss n p (n - 1) a one_hot) s C x.

Lemma one_hot_sym i j : one_hot i j = one_hot j i.
Proof. unfold one_hot. rewrite Nat.eqb_sym. reflexivity. Qed.

Lemma product_diagonal d x A i j : (i < d)%nat ->
  product d (fun i j => one_hot i j * x i) A i j = x i * A i j.
Proof.
  intros Hi. unfold product. rewrite (sum_ext d _ (fun l => one_hot i l * (x i * A l j))) by (intros; ring).
  exact (sum_pick d i (fun l => x i * A l j) Hi).
Qed.

Lemma product_diagonal_r d x A i j : (j < d)%nat ->
  product d A (fun i j => one_hot i j * x i) i j = A i j * x j.
Proof.
  intros Hj. unfold product. rewrite (sum_ext d _ (fun l => one_hot j l * (A i l * x l)))
    by (intros; rewrite one_hot_sym; ring).
  exact (sum_pick d j (fun l => A i l * x l) Hj).
Qed.

Lemma moments_of_items n w i j : (i < n)%nat ->
  second_moments n w one_hot i j = one_hot i j * w i /\ first_moments n w one_hot i = w i.
Proof.
  intros Hi. split.
  - unfold second_moments. rewrite (sum_ext n _ (fun y => one_hot i y * (w y * one_hot y j)))
      by (intros y _; rewrite (one_hot_sym y i); ring).
    rewrite (sum_pick n i (fun y => w y * one_hot y j) Hi). ring.
  - unfold first_moments. rewrite (sum_ext n _ (fun y => one_hot i y * w y)) by (intros; rewrite one_hot_sym; ring).
    exact (sum_pick n i w Hi).
Qed.

(** The Hessian of the log-loss, and so its excess. *)
Lemma excess_of n p d a F s C x : proposal n p ->
  (forall i, (i < n)%nat -> softmax n (linear_scores d a F s) i = p i) ->
  (asymptotic_excess d (log_loss n p d a F) s C x <-> x = 1 / 2 * sum d (fun i =>
    product d (fun i j => second_moments n p F i j - first_moments n p F i * first_moments n p F j) C i i)).
Proof.
  intros [P P1] M. assert (N : (0 < n)%nat) by (destruct n; [simpl in P1; lra|lia]).
  pose proof (ml_hessian n p d a F s N M) as J. split.
  - intros (G & H & DG & _ & JG & ->). f_equal. apply sum_ext. intros i Hi. apply product_ext; [|reflexivity].
    intros l Hl. apply (jacobian_entry d G _ s H _ i l (fun u r Hr =>
      gradient_entry d _ u _ _ r Hr (DG u) (ml_gradient n p d a F u N P1)) JG J Hi Hl).
  - intros ->. eexists. eexists. split; [intros u; exact (ml_gradient n p d a F u N P1)|].
    split; [|split; [exact J|reflexivity]]. intros i _. apply sum_eq_0. intros y Hy. rewrite (M y Hy). ring.
Qed.

Lemma saturated_scores n s i : (i < n)%nat -> linear_scores n (fun _ => 0) one_hot s i = s i.
Proof.
  intros Hi. unfold linear_scores, dot. rewrite Rplus_0_l, (sum_ext n _ (fun j => one_hot i j * s j)) by (intros; ring).
  exact (sum_pick n i s Hi).
Qed.

Lemma saturated_covariance n k p q s : (0 < k)%nat -> proposal n p -> proposal n q ->
  right_model n p n (fun _ => 0) one_hot s -> exists C, nce_covariance n k p q n (fun _ => 0) one_hot s C /\
    forall i j, (i < n)%nat -> (j < n)%nat -> C i j = one_hot i j / nce_weight k p q i - (1 + / INR k).
Proof.
  intros K P Q M. pose proof (nce_weight_positive n k p q K (proj1 P) (proj1 Q)) as W. set (w := nce_weight k p q) in *.
  set (B := fun i j => one_hot i j * / w i). eexists. split.
  - apply (nce_covariance_is n k p q n (fun _ => 0) one_hot s B K P Q M); fold w; intros i j Hi Hj; specialize (W i Hi).
    + unfold B. rewrite product_diagonal_r by exact Hj. destruct (moments_of_items n w i j Hi) as [-> _].
      unfold one_hot. destruct (Nat.eqb_spec j i) as [->|]; [field; lra|ring].
    + unfold B. rewrite product_diagonal by exact Hi. destruct (moments_of_items n w i j Hi) as [-> _]. field. lra.
  - intros i j Hi Hj. fold w. unfold B. rewrite product_diagonal_r, product_diagonal by assumption.
    destruct (moments_of_items n w i j Hi) as [-> ->]. destruct (moments_of_items n w j j Hj) as [_ ->].
    pose proof (W i Hi). pose proof (W j Hj). unfold one_hot. apply lt_0_INR in K.
    destruct (Nat.eqb_spec j i) as [->|]; field; lra.
Qed.

Lemma nce_excess_is n k p q x : (0 < k)%nat -> proposal n p -> proposal n q ->
  (nce_excess n k p q x <->
   x = (INR n - 1) / 2 + 1 / (2 * INR k) * sum n (fun i => p i * (1 - p i) / q i)).
Proof.
  intros K P Q.
  assert (R : forall s, right_model n p n (fun _ => 0) one_hot s ->
    forall i, (i < n)%nat -> softmax n (linear_scores n (fun _ => 0) one_hot s) i = p i).
  { intros s M i Hi. unfold softmax, partition. rewrite <- (M i Hi), (sum_ext n _ p), (proj2 P).
    - field.
    - intros j Hj. symmetry. exact (M j Hj). }
  assert (E : forall s C y, right_model n p n (fun _ => 0) one_hot s ->
    nce_covariance n k p q n (fun _ => 0) one_hot s C ->
    (asymptotic_excess n (log_loss n p n (fun _ => 0) one_hot) s C y <->
     y = (INR n - 1) / 2 + 1 / (2 * INR k) * sum n (fun i => p i * (1 - p i) / q i))).
  { intros s C y M H. rewrite (excess_of n p n _ one_hot s C y P (R s M)).
    destruct (saturated_covariance n k p q s K P Q M) as (C' & H' & E).
    set (w := nce_weight k p q) in *. set (c := 1 + / INR k) in *.
    replace (sum n _) with (sum n (fun i => (1 - p i) + / INR k * (p i * (1 - p i) / q i))).
    - rewrite sum_plus, sum_minus, sum_const, sum_scal, (proj2 P). apply lt_0_INR in K.
      replace (1 / 2 * _) with ((INR n - 1) / 2 + 1 / (2 * INR k) * sum n (fun i => p i * (1 - p i) / q i))
        by (field; lra). reflexivity.
    - apply sum_ext. intros i Hi. unfold product.
      rewrite (sum_ext n _ (fun j => one_hot i j * (p i / w i - p i * p i / w i - p i * c) + p i * c * p j)).
      + rewrite sum_plus, sum_scal, (proj2 P), (sum_pick n i (fun _ => _) Hi). apply lt_0_INR in K.
        pose proof (proj1 P i Hi). pose proof (proj1 Q i Hi) as q0. pose proof (Rmult_lt_0_compat _ _ K q0).
        unfold w, nce_weight. field. lra.
      + intros j Hj. rewrite (nce_covariance_unique n k p q n _ one_hot s C C' j i H H' Hj Hi), (E j i Hj Hi).
        destruct (moments_of_items n p i j Hi) as [-> ->]. destruct (moments_of_items n p j j Hj) as [_ ->].
        unfold one_hot. destruct (Nat.eqb_spec j i) as [->|N]; [rewrite Nat.eqb_refl; unfold Rdiv; ring|].
        destruct (Nat.eqb_spec i j) as [->|_]; [lia|]. unfold Rdiv. ring. }
  split.
  - intros (s & C & M & H & X). exact (proj1 (E s C x M H) X).
  - intros X. assert (M : right_model n p n (fun _ => 0) one_hot (fun i => ln (p i))).
    { intros i Hi. rewrite saturated_scores, exp_ln by (try apply P; exact Hi). reflexivity. }
    destruct (saturated_covariance n k p q _ K P Q M) as (C & H & _).
    exists (fun i => ln (p i)), C. split; [exact M|split; [exact H|exact (proj2 (E _ C x M H) X)]].
Qed.

Lemma ml_covariance_inverse n p d s : proposal n p -> (n = S d)%nat ->
  (forall i, (i < n)%nat -> softmax n (linear_scores d (fun _ => 0) one_hot s) i = p i) ->
  let H i j := second_moments n p one_hot i j - first_moments n p one_hot i * first_moments n p one_hot j in
  exists C, ml_covariance n p d (fun _ => 0) one_hot s C /\
    forall i, (i < d)%nat -> product d H C i i = 1.
Proof.
  intros P N M H. set (r := p d). assert (r0 : 0 < r) by (apply (proj1 P); lia).
  assert (S : sum d p = 1 - r) by (pose proof (proj2 P) as E; rewrite N in E; simpl in E; unfold r; lra).
  set (B := fun i j => one_hot i j * / p i + / r).
  assert (E : forall i j, (i < d)%nat -> (j < d)%nat -> H i j = one_hot i j * p i - p i * p j).
  { intros i j Hi Hj. unfold H. destruct (moments_of_items n p i j ltac:(lia)) as [-> ->].
    destruct (moments_of_items n p j j ltac:(lia)) as [_ ->]. reflexivity. }
  assert (I : inverse d H B).
  { intros i j Hi Hj. unfold product. pose proof (proj1 P i ltac:(lia)) as p0.
    rewrite (sum_ext d _ (fun l => one_hot i l * (p i * B l j) - p i * (one_hot j l * 1) - p i / r * p l)).
    - rewrite !sum_minus, !sum_scal, (sum_pick d i (fun l => p i * B l j) Hi), (sum_pick d j (fun _ => 1) Hj), S.
      unfold B. field. lra.
    - intros l Hl. rewrite (E i l Hi Hl). pose proof (proj1 P l ltac:(lia)). unfold B. rewrite (one_hot_sym i l).
      rewrite (one_hot_sym j l). field. lra. }
  assert (J : inverse d B H).
  { intros i j Hi Hj. rewrite one_hot_sym, <- (I j i Hj Hi). unfold product. apply sum_ext. intros l Hl.
    rewrite (E l j Hl Hj), (E j l Hj Hl). unfold B. rewrite (one_hot_sym l i), (one_hot_sym l j).
    pose proof (proj1 P l ltac:(lia)). pose proof (proj1 P i ltac:(lia)). pose proof (proj1 P j ltac:(lia)).
    unfold one_hot. destruct (Nat.eqb_spec l i), (Nat.eqb_spec l j); subst; field; lra. }
  eexists. split; [exact (ml_covariance_is n p d (fun _ => 0) one_hot s B P M I J)|]. fold H. intros i Hi.
  rewrite (product_ext d H H _ B i i).
  - rewrite (I i i Hi Hi). unfold one_hot. rewrite Nat.eqb_refl. reflexivity.
  - reflexivity.
  - intros k Hk. rewrite <- (product_one d B k i Hk). apply product_ext; [intros l Hl; exact (J k l Hk Hl)|reflexivity].
Qed.

Lemma ml_excess_is n p x : proposal n p -> (ml_excess n p x <-> x = (INR n - 1) / 2).
Proof.
  intros P.
  assert (N : exists d, n = S d) by (destruct n as [|d]; [destruct P as [_ P]; simpl in P; lra|exists d; auto]).
  destruct N as [d N]. assert (D : (n - 1 = d)%nat) by lia. unfold ml_excess. rewrite D.
  assert (X : forall s C y,
    (forall i, (i < n)%nat -> softmax n (linear_scores d (fun _ => 0) one_hot s) i = p i) ->
    ml_covariance n p d (fun _ => 0) one_hot s C ->
    (asymptotic_excess d (log_loss n p d (fun _ => 0) one_hot) s C y <-> y = (INR n - 1) / 2)).
  { intros s C y M H. rewrite (excess_of n p d _ one_hot s C y P M).
    destruct (ml_covariance_inverse n p d s P N M) as (C' & H' & E).
    rewrite (sum_ext d _ (fun _ => 1)).
    - rewrite sum_const, N, S_INR. replace (1 / 2 * (INR d * 1)) with ((INR d + 1 - 1) / 2) by field. reflexivity.
    - intros i Hi. rewrite <- (E i Hi). apply product_ext; [reflexivity|]. intros k Hk.
      exact (ml_covariance_unique n p d _ one_hot s C C' k i H H' Hk Hi). }
  split.
  - intros (s & C & M & H & Y). exact (proj1 (X s C x M H) Y).
  - intros Y. set (s := fun i => ln (p i) - ln (p d)).
    assert (O : forall i, (i < n)%nat -> linear_scores d (fun _ => 0) one_hot s i = ln (p i) + - ln (p d)).
    { intros i Hi. destruct (Nat.eq_dec i d) as [->|Ne].
      - unfold linear_scores, dot. rewrite sum_eq_0; [ring|]. intros j Hj. unfold one_hot.
        destruct (Nat.eqb_spec j d); [lia|ring].
      - apply saturated_scores. lia. }
    assert (M : forall i, (i < n)%nat -> softmax n (linear_scores d (fun _ => 0) one_hot s) i = p i).
    { assert (U : forall i, (i < n)%nat -> exp (linear_scores d (fun _ => 0) one_hot s i) = p i * exp (- ln (p d)))
        by (intros i Hi; rewrite (O i Hi), exp_plus, exp_ln by (apply P, Hi); reflexivity).
      intros i Hi. unfold softmax, partition. rewrite (sum_ext n _ _ U), (U i Hi), sum_scal_r, (proj2 P).
      pose proof (exp_pos (- ln (p d))). field. lra. }
    destruct (ml_covariance_inverse n p d s P N M) as (C & H & _).
    exists s, C. split; [exact M|split; [exact H|exact (proj2 (X s C x M H) Y)]].
Qed.
