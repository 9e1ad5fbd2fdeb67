(** What the Jacobians of softmax, sparsemax and entmax reach: changes on the support that add up to zero. *)

From Coq Require Import Reals Lra.
From softproof Require Import Sums Softmax Jacobian EntmaxJacobian.
Open Scope R_scope.

(** J is diag s - s s' / (sum of s) for weights s that are positive on the support and 0 off it. *)
Lemma entmax_weights a N f z J : (forall u, is_entmax_from_1 a N u (f u)) -> jacobian N f z J ->
  exists s, 0 < sum N s /\ (forall i, (i < N)%nat -> s i = 0 <-> f z i = 0) /\
  forall v i, (i < N)%nat -> times N J v i = times N (covariance N s) v i.
Proof.
  intros Hf HJ. destruct (Hf z) as [[Ha [P _]]|[Ha [HN F]]].
  - exists (entmax_weight a (f z)). split; [apply entmax_weight_sum, P|]. split.
    + intros i Hi. destruct P as [P _]. specialize (P i Hi). unfold entmax_weight.
      destruct (Rlt_dec 0 (f z i)) as [L|L]; [|split; lra].
      pose proof (exp_pos ((2 - a) * ln (f z i))). unfold Rpower. split; lra.
    + intros v i Hi. apply (entmax_jacobian_spread a N f z J v i Ha); [|exact HJ|exact Hi].
      intros u. destruct (Hf u) as [[_ H]|[H _]]; [exact H|lra].
  - exists (f z). split; [|split].
    + rewrite (sum_ext N _ (softmax N z) F), softmax_sum by exact HN. lra.
    + intros i _. reflexivity.
    + intros v i Hi. apply (softmax_times a N f z J v i Ha Hf HJ Hi).
Qed.

(** What J reaches is 0 off the support and adds up to 0. *)
Lemma jacobian_image :
  forall a N f z J, (forall u, is_entmax_from_1 a N u (f u)) -> jacobian N f z J ->
  forall w, (exists v, forall i, (i < N)%nat -> times N J v i = w i) <->
            (forall i, (i < N)%nat -> f z i = 0 -> w i = 0) /\ sum N w = 0.
Proof.
  intros a N f z J Hf HJ w. destruct (entmax_weights a N f z J Hf HJ) as [s [HS [S0 E]]]. split.
  - intros [v Hv]. assert (W : forall i, (i < N)%nat -> w i = s i * (v i - average N s v))
      by (intros i Hi; rewrite <- Hv, E by exact Hi; apply times_covariance, Hi).
    split.
    + intros i Hi Z. rewrite W by exact Hi. apply S0 in Z; [|exact Hi]. rewrite Z. ring.
    + rewrite (sum_ext N w _ W). apply centred_sum. lra.
  - intros [W0 W1]. exists (fun i => w i / s i). intros i Hi. rewrite E, times_covariance by exact Hi.
    assert (X : forall k, (k < N)%nat -> s k * (w k / s k) = w k).
    { intros k Hk. destruct (Req_dec (s k) 0) as [Z|Z]; [|field; exact Z].
      rewrite Z, (W0 k Hk) by (apply S0; assumption). ring. }
    replace (average N s (fun i => w i / s i)) with 0; [rewrite Rminus_0_r; apply X, Hi|].
    unfold average. rewrite (sum_ext N _ w X), W1. field. lra.
Qed.
