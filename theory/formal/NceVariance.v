(** How noisy noise-contrastive estimation's estimate of one coefficient is, beside maximum likelihood's. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Nce.
Open Scope R_scope.

(** What the weights w leave of the variance of the statistic f once the normaliser is free: an information. *)
Definition information (n : nat) (w f : nat -> R) : R :=
  sum n (fun i => w i * f i ^ 2) - sum n (fun i => w i * f i) ^ 2 / sum n w.

(** The asymptotic variances of the coefficient of f, by maximum likelihood and by NCE with k draws of q. *)
Definition variance_ml (n : nat) (p f : nat -> R) : R := / information n p f.
Definition variance_nce (n k : nat) (p q f : nat -> R) : R :=
  / information n (fun i => p i * (INR k * q i / (p i + INR k * q i))) f.

(** The information is the least of the weighted squares about a centre. *)
Lemma about n w f c : 0 < sum n w ->
  sum n (fun i => w i * (f i - c) ^ 2) = information n w f + sum n w * (c - sum n (fun i => w i * f i) / sum n w) ^ 2.
Proof.
  intros W. unfold information.
  rewrite (sum_ext n _ (fun i => w i * f i ^ 2 - (2 * c) * (w i * f i) + c ^ 2 * w i)) by (intros; ring).
  rewrite sum_plus, sum_minus, !sum_scal. field. lra.
Qed.

Lemma information_mono n w u f a : (0 < n)%nat -> 0 < a -> (forall i, (i < n)%nat -> 0 < w i /\ a * w i <= u i) ->
  a * information n w f <= information n u f.
Proof.
  intros N A H. assert (W : 0 < sum n w) by (apply sum_pos; [exact N|intros; apply H; assumption]).
  assert (U : 0 < sum n u).
  { apply sum_pos; [exact N|]. intros i Hi. destruct (H i Hi). pose proof (Rmult_lt_0_compat a (w i)). lra. }
  set (c := sum n (fun i => u i * f i) / sum n u).
  pose proof (about n w f c W) as E. pose proof (about n u f c U) as F. fold c in F.
  assert (L : a * sum n (fun i => w i * (f i - c) ^ 2) <= sum n (fun i => u i * (f i - c) ^ 2)).
  { rewrite <- sum_scal. apply sum_le. intros i Hi. rewrite <- Rmult_assoc.
    apply Rmult_le_compat_r; [apply pow2_ge_0|apply H; exact Hi]. }
  rewrite E, F in L. replace ((c - c) ^ 2) with 0 in L by ring.
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ W) (pow2_ge_0 (c - sum n (fun i => w i * f i) / sum n w))) as S.
  pose proof (Rmult_le_pos _ _ (Rlt_le _ _ A) S). lra.
Qed.

(** Of two classes and the statistic (1, -1) the information is 4 w0 w1/(w0 + w1). *)
Definition plus_minus (i : nat) : R := if Nat.eqb i 0 then 1 else -1.

Lemma pair_information w : 0 < w 0%nat -> 0 < w 1%nat ->
  information 2 w plus_minus = 4 * (w 0%nat * w 1%nat) / (w 0%nat + w 1%nat).
Proof. intros A B. unfold information, plus_minus. simpl. field. lra. Qed.

Lemma nce_variance_bounds : forall n k p q f rho, (0 < k)%nat -> simplex n p -> all_positive n p ->
  all_positive n q -> 0 < information n p f -> 0 < rho -> (forall i, (i < n)%nat -> p i <= rho * q i) ->
  variance_ml n p f <= variance_nce n k p q f <= (1 + rho / INR k) * variance_ml n p f.
Proof.
  intros n k p q f rho K [_ S] P Q I R0 B. apply lt_INR in K. simpl in K.
  assert (N : (0 < n)%nat) by (destruct n; [simpl in S; lra|lia]). unfold variance_nce, variance_ml.
  set (c := INR k) in *. set (w := fun i => p i * (c * q i / (p i + c * q i))).
  assert (A : 0 < c / (c + rho)) by (apply Rdiv_lt_0_compat; lra).
  assert (C : forall i, (i < n)%nat -> 0 < c * q i) by (intros i Hi; apply Rmult_lt_0_compat; [exact K|exact (Q i Hi)]).
  assert (L : c / (c + rho) * information n p f <= information n w f).
  { apply information_mono; [exact N|exact A|]. intros i Hi. pose proof (P i Hi) as p0. pose proof (C i Hi).
    split; [exact p0|]. unfold w. rewrite Rmult_comm. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_reg_r ((c + rho) * (p i + c * q i))); [apply Rmult_lt_0_compat; lra|].
    replace (c / (c + rho) * ((c + rho) * (p i + c * q i))) with (c * (p i + c * q i)) by (field; lra).
    replace (c * q i / (p i + c * q i) * ((c + rho) * (p i + c * q i))) with (c * q i * (c + rho)) by (field; lra).
    pose proof (Rmult_le_compat_l c _ _ (Rlt_le _ _ K) (B i Hi)). lra. }
  assert (U : 1 * information n w f <= information n p f).
  { apply information_mono; [exact N|lra|]. intros i Hi. pose proof (P i Hi) as p0. pose proof (C i Hi). unfold w.
    split; [apply Rmult_lt_0_compat; [exact p0|apply Rdiv_lt_0_compat; lra]|]. rewrite Rmult_1_l.
    rewrite <- (Rmult_1_r (p i)) at 3. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_reg_r (p i + c * q i)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  rewrite Rmult_1_l in U. pose proof (Rmult_lt_0_compat _ _ A I) as D. split.
  - apply Rinv_le_contravar; [lra|exact U].
  - apply Rinv_le_contravar in L; [|exact D].
    replace ((1 + rho / c) * / information n p f) with (/ (c / (c + rho) * information n p f)); [exact L|].
    field. lra.
Qed.
