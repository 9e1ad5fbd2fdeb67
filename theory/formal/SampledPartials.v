(** The partial derivatives of the sampled softmax loss, whatever its bookkeeping, and how they vary. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws Derivatives Fluctuation SampledCourse.
From softproof Require Import SampledMinimiser.
Import ListNotations.
Open Scope R_scope.

(** The loss log Z^ - o_y of the label y and the draws ys, in the scores u. *)
Definition draws_loss (own hits : bool) (c : correction) (N : nat) (q : nat -> R) (y : nat) (ys : list nat)
  (u : nat -> R) : R := ln (Z_hat own hits c N q u y ys) - u y.

(** g has the partial derivatives of f by the N scores, at o. *)
Definition partials (N : nat) (f : (nat -> R) -> R) (o g : nat -> R) : Prop :=
  forall i, (i < N)%nat -> derivable_pt_lim (fun s => f (fun j => o j + s * one_hot i j)) 0 (g i).

(** The variances of the loss's partial derivatives over k draws from q add up to V. *)
Definition partials_vary_by (N k : nat) (q : nat -> R) (loss : list nat -> (nat -> R) -> R) (o : nat -> R)
  (V : R) : Prop := exists g, (forall ys, drawn N k ys -> partials N (loss ys) o (g ys)) /\
  sum N (fun i => variance_draws N q k (fun ys => g ys i)) = V.

(** The share of the class i in the estimate. *)
Definition share_in (own hits : bool) (c : correction) (N : nat) (q o : nat -> R) (y : nat) (ys : list nat)
  (i : nat) : R :=
  let l := kept hits y ys in
  (own_term own o y * one_hot i y
    + total (fun j => exp (o j) / divisor c N (length ys) (length l) q y j * one_hot i j) l)
  / Z_hat own hits c N q o y ys.

Lemma loss_partials own hits c N q o y ys : 0 < Z_hat own hits c N q o y ys ->
  partials N (draws_loss own hits c N q y ys) o (fun i => share_in own hits c N q o y ys i - one_hot i y).
Proof.
  intros P i _. set (f := one_hot i). unfold draws_loss. apply derivable_pt_lim_minus; [|apply derive_line].
  set (l := kept hits y ys) in *. set (a := fun j => exp (o j) / divisor c N (length ys) (length l) q y j).
  set (z := fun s => own_term own o y * exp (s * f y) + total (fun j => a j * exp (s * f j)) l).
  assert (E : forall s, Z_hat own hits c N q (fun j => o j + s * f j) y ys = z s).
  { intros s. unfold Z_hat, z. fold l. f_equal.
    - unfold own_term. destruct own; [apply exp_plus|ring].
    - f_equal. apply FunctionalExtensionality.functional_extensionality. intros j. unfold a. rewrite exp_plus.
      unfold Rdiv. ring. }
  assert (E0 : Z_hat own hits c N q o y ys = z 0).
  { rewrite <- E. f_equal. apply FunctionalExtensionality.functional_extensionality. intros j. ring. }
  apply (derive_ext (fun s => ln (z s))); [intros s; rewrite E; reflexivity|].
  unfold share_in. fold l. rewrite E0 in P |- *. unfold Rdiv at 1. rewrite Rmult_comm.
  apply (derivable_pt_lim_comp z ln); [|apply derivable_pt_lim_ln, P].
  apply (derivable_pt_lim_plus (fun s => own_term own o y * exp (s * f y))); [apply derive_scaled|apply derive_total].
Qed.

Lemma estimate_positive own hits c N k q o y ys : own = true \/ hits = true -> proposal N q -> (0 < k)%nat ->
  (y < N)%nat -> drawn N k ys -> 0 < Z_hat own hits c N q o y ys /\
  forall j, In j (kept hits y ys) -> (j < N)%nat /\ 0 < divisor c N (length ys) (length (kept hits y ys)) q y j.
Proof.
  intros B [Q _] Hk Hy [L D]. set (l := kept hits y ys).
  assert (A : forall j, In j l -> (j < N)%nat /\ 0 < divisor c N (length ys) (length l) q y j).
  { intros j Hj. assert (J : (j < N)%nat).
    { apply filter_In in Hj. rewrite Forall_forall in D. apply D, Hj. }
    pose proof (Q j J) as qj. pose proof (Q y Hy) as qy. split; [exact J|].
    assert (K : 0 < INR (length ys)) by (rewrite L; apply lt_0_INR, Hk).
    assert (LL : 0 < INR (length l)) by (apply lt_0_INR; destruct l; [contradiction|simpl; lia]).
    assert (NN : 0 < INR N) by (apply lt_0_INR; lia).
    destruct c; simpl; try lra; try (apply Rmult_lt_0_compat; lra). apply Rdiv_lt_0_compat; lra. }
  split; [|exact A]. unfold Z_hat. fold l. set (a := fun j => _ / _).
  assert (T : forall j, In j l -> 0 < a j) by (intros j Hj; apply Rdiv_lt_0_compat; [apply exp_pos|apply A, Hj]).
  assert (T0 : 0 <= total a l) by (apply total_nonneg; intros j Hj; apply Rlt_le, T, Hj).
  unfold own_term. destruct own; [pose proof (exp_pos (o y)); lra|]. destruct B as [B| ->]; [discriminate|].
  unfold l in *. rewrite kept_all in *. destruct ys as [|j ys]; [simpl in L; lia|]. simpl in *. rewrite Rplus_0_l.
  apply Rplus_lt_le_0_compat; [apply T; auto|]. apply total_nonneg. intros i Hi. apply Rlt_le, T. auto.
Qed.

Lemma total_one_hot N a l : Forall (fun j => (j < N)%nat) l ->
  sum N (fun i => total (fun j => a j * one_hot i j) l) = total a l.
Proof.
  intros D. induction D as [|j l Hj _ IH]; simpl; [apply sum_zero|]. rewrite sum_plus, IH. f_equal.
  rewrite sum_scal, (sum_ext N _ (one_hot j)), sum_one_hot by (exact Hj || (intros i _; unfold one_hot;
    rewrite (Nat.eqb_sym j i); reflexivity)). ring.
Qed.

Lemma shares_simplex own hits c N k q o y ys : own = true \/ hits = true -> proposal N q -> (0 < k)%nat ->
  (y < N)%nat -> drawn N k ys -> simplex N (share_in own hits c N q o y ys).
Proof.
  intros B P Hk Hy Y. destruct (estimate_positive own hits c N k q o y ys B P Hk Hy Y) as [Z A].
  assert (O : 0 <= own_term own o y) by (unfold own_term; destruct own; [apply Rlt_le, exp_pos|lra]).
  unfold share_in. set (l := kept hits y ys) in *. split.
  - intros i _. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, Z].
    assert (H : forall j, 0 <= one_hot i j) by (intros j; unfold one_hot; destruct (Nat.eqb j i); lra).
    apply Rplus_le_le_0_compat; [apply Rmult_le_pos; [exact O|apply H]|]. apply total_nonneg. intros j Hj.
    apply Rmult_le_pos; [|apply H]. apply Rlt_le, Rdiv_lt_0_compat; [apply exp_pos|apply A, Hj].
  - unfold Rdiv at 1. rewrite sum_scal_r, sum_plus, sum_scal.
    rewrite (sum_ext N _ (one_hot y)), sum_one_hot by (exact Hy || (intros i _; unfold one_hot;
      rewrite (Nat.eqb_sym y i); reflexivity)).
    rewrite (total_one_hot N (fun j => exp (o j) / divisor c N (length ys) (length l) q y j)).
    + rewrite Rmult_1_r. fold (Z_hat own hits c N q o y ys). apply Rinv_r. lra.
    + apply Forall_forall. intros j Hj. apply (A j Hj).
Qed.

(** The partial derivatives are the shares less the label. *)
Lemma vary_as_shares own hits c N k q o y V : (forall ys, drawn N k ys -> 0 < Z_hat own hits c N q o y ys) ->
  (partials_vary_by N k q (draws_loss own hits c N q y) o V <->
    sum N (fun i => variance_draws N q k (fun ys => share_in own hits c N q o y ys i - one_hot y i)) = V).
Proof.
  intros P. set (d := fun ys i => share_in own hits c N q o y ys i - one_hot y i).
  assert (D : forall ys, drawn N k ys -> partials N (draws_loss own hits c N q y ys) o (d ys)).
  { intros ys Y i Hi. pose proof (loss_partials own hits c N q o y ys (P ys Y) i Hi) as D. unfold d.
    replace (one_hot y i) with (one_hot i y) by (unfold one_hot; rewrite Nat.eqb_sym; reflexivity). exact D. }
  assert (Ext : forall g, (forall ys, drawn N k ys -> partials N (draws_loss own hits c N q y ys) o (g ys)) ->
    sum N (fun i => variance_draws N q k (fun ys => g ys i))
    = sum N (fun i => variance_draws N q k (fun ys => d ys i))).
  { intros g G. apply sum_ext. intros i Hi. unfold variance_draws.
    assert (E : forall ys, drawn N k ys -> g ys i = d ys i)
      by (intros ys Y; exact (derive_unique _ _ _ _ (G ys Y i Hi) (D ys Y i Hi))).
    rewrite (mean_draws_ext N q k (fun ys => g ys i) _ E). apply mean_draws_ext. intros ys Y. rewrite (E ys Y).
    reflexivity. }
  split.
  - intros (g & G & <-). symmetry. apply Ext, G.
  - intros <-. exists d. split; [exact D|]. reflexivity.
Qed.

Lemma share_of_single c N q o y i j : proposal N q -> (y < N)%nat -> (j < N)%nat ->
  share_in false true c N q o y [j] i = one_hot i j.
Proof.
  intros P Hy Hj. assert (Y : drawn N 1 [j]) by (split; [reflexivity|repeat constructor; exact Hj]).
  destruct (estimate_positive false true c N 1 q o y [j] (or_intror eq_refl) P (le_n 1) Hy Y) as [Z _].
  unfold share_in, Z_hat, own_term in *. rewrite kept_all in *. simpl in *. rewrite !Rplus_0_r, !Rplus_0_l in *.
  set (x := exp (o j) / _) in *. field. lra.
Qed.

Lemma one_draw_varies c N q o y : proposal N q -> (y < N)%nat ->
  sum N (fun i => variance_draws N q 1 (fun ys => share_in false true c N q o y ys i - one_hot y i))
  = 1 - sum N (fun j => q j ^ 2).
Proof.
  intros P Hy. rewrite <- (variance_of_one_gradient N o q y P). apply sum_ext. intros i Hi.
  assert (E : forall ys, drawn N 1 ys -> share_in false true c N q o y ys i - one_hot y i
    = share o q i ys - one_hot y i).
  { intros [|j [|j' ys]] [L D]; try discriminate. apply Forall_cons_iff in D. destruct D as [Hj _].
    rewrite share_of_single, (share_of_one N) by assumption. reflexivity. }
  unfold variance_draws. rewrite (mean_draws_ext N q 1 _ _ E). apply mean_draws_ext. intros ys Y. rewrite (E ys Y).
  reflexivity.
Qed.
