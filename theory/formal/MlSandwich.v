(** Maximum likelihood as an M-estimator, and the asymptotic covariance of its parameters. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality.
From softproof Require Import Sums Softmax Derivatives Convexity Jacobian Majorant Draws RgSynthetic LinearModel
  MEstimator.
Open Scope R_scope.

(** The asymptotic covariance C of the parameters estimated by maximum likelihood, with the softmax loss of a label. *)
Definition ml_covariance (n : nat) (p : nat -> R) (d : nat) (a : nat -> R) (F : nat -> nat -> R) (s : nat -> R)
  (C : nat -> nat -> R) : Prop :=
  asymptotic_covariance d (fun y => (y < n)%nat) (mean n p) (fun u => softmax_loss n (linear_scores d a F u)) s C.

(** Maximum likelihood: the gradient of a label's loss and of the expected one, and the Hessian of the latter. *)
Lemma ml_score n d a F u y : (y < n)%nat ->
  gradient d (fun u => softmax_loss n (linear_scores d a F u) y) u
    (fun j => sum n (fun i => (softmax n (linear_scores d a F u) i - one_hot y i) * F i j)).
Proof.
  intros Hy v. apply (derive_ext (fun t => softmax_loss n (fun i => linear_scores d a F u i + t * dot d v (F i)) y)).
  - intros t. f_equal. apply functional_extensionality. intros i. symmetry. apply scores_line.
  - rewrite (dot_features n d (fun i => softmax n (linear_scores d a F u) i - one_hot y i) F v).
    exact (softmax_loss_gradient n y (linear_scores d a F u) Hy (fun i => dot d v (F i))).
Qed.

Lemma ml_gradient n p d a F u : (0 < n)%nat -> sum n p = 1 ->
  gradient d (fun u => mean n p (softmax_loss n (linear_scores d a F u))) u
    (fun j => sum n (fun i => (softmax n (linear_scores d a F u) i - p i) * F i j)).
Proof.
  intros N P v. set (z := softmax n (linear_scores d a F u)).
  rewrite (dot_features n d (fun i => z i - p i) F v). set (x := fun i => dot d v (F i)).
  change (sum n (fun i => (z i - p i) * dot d v (F i))) with (sum n (fun i => (z i - p i) * x i)).
  replace (sum n (fun i => (z i - p i) * x i)) with (sum n (fun y => p y * (sum n (fun i => z i * x i) - x y))).
  - apply (derive_sum n (fun y t => p y * softmax_loss n (linear_scores d a F (fun j => u j + t * v j)) y)).
    intros y Hy. apply derivable_pt_lim_scal. pose proof (ml_score n d a F u y Hy v) as D. cbv beta in D.
    fold z in D. rewrite (dot_features n d (fun i => z i - one_hot y i) F v) in D.
    rewrite (sum_ext n _ (fun i => z i * x i - one_hot y i * x i)) in D by (intros; unfold x; ring).
    rewrite sum_minus, (sum_pick n y x Hy) in D. exact D.
  - rewrite (sum_ext n _ (fun y => p y * sum n (fun i => z i * x i) - p y * x y)) by (intros; ring).
    rewrite sum_minus, sum_scal_r, P, (sum_ext n (fun i => (z i - p i) * x i) (fun i => z i * x i - p i * x i))
      by (intros; ring). rewrite sum_minus. ring.
Qed.

Lemma ml_hessian n p d a F s : (0 < n)%nat ->
  (forall i, (i < n)%nat -> softmax n (linear_scores d a F s) i = p i) ->
  jacobian d (fun u j => sum n (fun i => (softmax n (linear_scores d a F u) i - p i) * F i j)) s
    (fun i j => second_moments n p F i j - first_moments n p F i * first_moments n p F j).
Proof.
  intros N M v j _. set (x := fun i => dot d v (F i)).
  replace (times d _ v j) with (sum n (fun i => F i j * (p i * (x i - sum n (fun l => p l * x l)) - 0))).
  - apply (derive_sum n (fun i t => (softmax n (linear_scores d a F (fun l => s l + t * v l)) i - p i) * F i j)).
    intros i Hi. apply (derive_ext (fun t => F i j * (softmax n (fun l => linear_scores d a F s l + t * x l) i - p i))).
    + intros t. rewrite Rmult_comm. do 2 f_equal. f_equal. apply functional_extensionality. intros l. symmetry.
      apply scores_line.
    + apply derivable_pt_lim_scal, derivable_pt_lim_minus; [|apply derivable_pt_lim_const].
      pose proof (derive_softmax n (linear_scores d a F s) x i N) as D. rewrite (M i Hi) in D.
      rewrite (sum_ext n _ (fun l => p l * x l)) in D by (intros l Hl; rewrite (M l Hl); reflexivity). exact D.
  - unfold times. rewrite (sum_ext d _ (fun l => second_moments n p F j l * v l
      - first_moments n p F j * (first_moments n p F l * v l))) by (intros; ring).
    rewrite sum_minus, sum_scal. change (sum d (fun l => second_moments n p F j l * v l))
      with (times d (second_moments n p F) v j). rewrite times_moments.
    change (sum d (fun l => first_moments n p F l * v l)) with (dot d (first_moments n p F) v).
    rewrite (dot_features n d p F v : dot d (first_moments n p F) v = sum n (fun i => p i * x i)).
    change (first_moments n p F j) with (sum n (fun y => p y * F y j)).
    rewrite <- sum_scal_r, <- sum_minus. apply sum_ext. intros i _. unfold x. ring.
Qed.

Lemma ml_covariance_is n p d a F s B : proposal n p ->
  (forall i, (i < n)%nat -> softmax n (linear_scores d a F s) i = p i) ->
  let H i j := second_moments n p F i j - first_moments n p F i * first_moments n p F j in
  inverse d H B -> inverse d B H -> ml_covariance n p d a F s (product d (product d B H) B).
Proof.
  intros [P P1] M H I J. assert (N : (0 < n)%nat) by (destruct n; [simpl in P1; lra|lia]).
  exists (fun y j => sum n (fun i => (softmax n (linear_scores d a F s) i - one_hot y i) * F i j)).
  exists (fun u j => sum n (fun i => (softmax n (linear_scores d a F u) i - p i) * F i j)). exists H, B.
  split; [|split; [|split; [|split; [|split; [exact I|split; [exact J|]]]]]].
  - intros y Hy. exact (ml_score n d a F s y Hy).
  - intros u. exact (ml_gradient n p d a F u N P1).
  - intros i _. apply sum_eq_0. intros y Hy. rewrite (M y Hy). ring.
  - exact (ml_hessian n p d a F s N M).
  - intros i j _ _. apply product_ext; [|reflexivity]. intros l _. apply product_ext; [reflexivity|].
    intros l' _. unfold H, mean. set (A := first_moments n p F).
    assert (E : forall y m, (y < n)%nat ->
      sum n (fun i => (softmax n (linear_scores d a F s) i - one_hot y i) * F i m) = A m - F y m).
    { intros y m Hy. rewrite (sum_ext n _ (fun i => p i * F i m - one_hot y i * F i m))
        by (intros r Hr; rewrite (M r Hr); ring). rewrite sum_minus, (sum_pick n y (fun i => F i m) Hy). reflexivity. }
    rewrite (sum_ext n (fun y => p y * (_ * _)) (fun y => A l' * A l * p y - A l' * (p y * F y l) - A l * (p y * F y l')
      + p y * (F y l' * F y l))) by (intros y Hy; rewrite !E by exact Hy; ring).
    rewrite sum_plus, !sum_minus, !sum_scal, P1. fold (first_moments n p F l) (first_moments n p F l').
    fold (A l) (A l'). unfold second_moments. fold (A l) (A l').
    change (first_moments n p F) with A. ring.
Qed.

Lemma ml_covariance_unique n p d a F s C C' i j : ml_covariance n p d a F s C -> ml_covariance n p d a F s C' ->
  (i < d)%nat -> (j < d)%nat -> C i j = C' i j.
Proof. apply covariance_unique. intros f g E. apply sum_ext. intros y Hy. rewrite (E y Hy). reflexivity. Qed.
