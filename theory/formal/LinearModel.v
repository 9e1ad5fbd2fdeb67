(** Models of scores with an offset and linear features: what their gradients and Hessians are made of. *)

From Coq Require Import Reals.
From softproof Require Import Sums Jacobian.
Open Scope R_scope.

(** Scores: an offset a and d features F, of which the item i has F i, with the parameters s as coefficients. *)
Definition linear_scores (d : nat) (a : nat -> R) (F : nat -> nat -> R) (s : nat -> R) (i : nat) : R :=
  a i + dot d s (F i).

(** The model is right at s: the chances p are the exponentials of its scores. *)
Definition right_model (n : nat) (p : nat -> R) (d : nat) (a : nat -> R) (F : nat -> nat -> R) (s : nat -> R) : Prop :=
  forall i, (i < n)%nat -> p i = exp (linear_scores d a F s i).

(** The second moments of the features, a matrix, and the first, where the item y has the weight w y. *)
Definition second_moments (n : nat) (w : nat -> R) (F : nat -> nat -> R) (i j : nat) : R :=
  sum n (fun y => w y * (F y i * F y j)).
Definition first_moments (n : nat) (w : nat -> R) (F : nat -> nat -> R) (i : nat) : R := sum n (fun y => w y * F y i).

Lemma scores_line d a F u v t i :
  linear_scores d a F (fun j => u j + t * v j) i = linear_scores d a F u i + t * dot d v (F i).
Proof.
  unfold linear_scores, dot. rewrite <- sum_scal, Rplus_assoc, <- sum_plus. f_equal. apply sum_ext. intros; ring.
Qed.

Lemma dot_features n d c F v :
  dot d (fun j => sum n (fun i => c i * F i j)) v = sum n (fun i => c i * dot d v (F i)).
Proof.
  unfold dot. rewrite (sum_ext d _ (fun j => sum n (fun i => c i * F i j * v j))).
  - rewrite sum_exchange. apply sum_ext. intros i _. rewrite <- sum_scal. apply sum_ext. intros; ring.
  - intros j _. symmetry. apply sum_scal_r.
Qed.

Lemma times_moments n w d F v i :
  times d (second_moments n w F) v i = sum n (fun y => dot d v (F y) * (w y * F y i)).
Proof.
  rewrite (sum_ext n _ (fun y => w y * F y i * dot d v (F y))) by (intros; ring).
  rewrite <- (dot_features n d (fun y => w y * F y i) F v). unfold times, second_moments, dot.
  apply sum_ext. intros j _. f_equal. apply sum_ext. intros; ring.
Qed.
