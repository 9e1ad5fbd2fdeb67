(** The regularisers of entmax, sparsemax and Rankmax with a fixed scale are continuous and strictly convex, and their
    maps keep the order of the scores weakly. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Convexity Sparsemax SeveralRelevant StrictRegulariser.
From softproof Require Import EntmaxLoss EntmaxMap EntmaxArgmax EntmaxMinimisers.
Open Scope R_scope.

(** Continuous and strictly convex on the simplex, with a map that keeps the order of the scores weakly. *)
Definition regular (n : nat) (Omega : (nat -> R) -> R) : Prop :=
  continuous_on_simplex n Omega /\ strictly_convex_on n (simplex n) Omega /\
  forall s p i j, argmax n s Omega p -> (i < n)%nat -> (j < n)%nat -> s j <= s i -> p j <= p i.

Lemma regular_map n Omega f : regular n Omega -> (forall s, argmax n s Omega (f s)) -> weakly_ordered_map n Omega f.
Proof. intros (_ & _ & O) F. split; [exact F|]. intros s i j Hi Hj L. exact (O s (f s) i j (F s) Hi Hj L). Qed.

(** ** Entmax *)

Lemma near_point g x eps : continuity_pt g x -> 0 < eps ->
  exists d, 0 < d /\ forall y, Rabs (y - x) < d -> Rabs (g y - g x) < eps.
Proof.
  intros C He. destruct (C eps He) as (d & Hd & D). exists d. split; [exact Hd|]. intros y Hy.
  destruct (Req_dec y x) as [->|N]; [rewrite Rminus_diag_eq, Rabs_R0 by reflexivity; exact He|].
  apply D. split; [split; [exact I|auto]|exact Hy].
Qed.

Lemma sum_near g n p eps : continuity g -> 0 < eps -> exists d, 0 < d /\
  forall q, (forall i, (i < n)%nat -> Rabs (q i - p i) < d) ->
  Rabs (sum n (fun i => g (q i)) - sum n (fun i => g (p i))) < eps.
Proof.
  intros C. revert eps. induction n as [|n IH]; intros eps He.
  - exists 1. split; [lra|]. intros q _. simpl. rewrite Rminus_diag_eq, Rabs_R0 by reflexivity. exact He.
  - destruct (IH (eps / 2) ltac:(lra)) as (d & Hd & D).
    destruct (near_point g (p n) (eps / 2) (C (p n)) ltac:(lra)) as (d' & Hd' & D').
    exists (Rmin d d'). split; [apply Rmin_pos; assumption|]. intros q Q. simpl.
    specialize (D q ltac:(intros i Hi; eapply Rlt_le_trans; [apply Q; lia|apply Rmin_l])).
    specialize (D' (q n) ltac:(eapply Rlt_le_trans; [apply Q; lia|apply Rmin_r])).
    pose proof (Rabs_triang (sum n (fun i => g (q i)) - sum n (fun i => g (p i))) (g (q n) - g (p n))) as T.
    replace (sum n (fun i => g (q i)) - sum n (fun i => g (p i)) + (g (q n) - g (p n)))
      with (sum n (fun i => g (q i)) + g (q n) - (sum n (fun i => g (p i)) + g (p n))) in T by ring. lra.
Qed.

Lemma entropy_term_continuous a : 1 < a -> continuity (entropy_term a).
Proof.
  intros Ha x. unfold entropy_term. destruct (Req_EM_T a 1); [lra|].
  apply (continuity_pt_mult (fun y => power a y - y) (fun _ => / (a * (a - 1)))).
  - apply (continuity_pt_minus (power a) id); [apply power_continuous; lra|].
    apply derivable_continuous_pt, derivable_pt_id.
  - apply continuity_pt_const. intros y z. reflexivity.
Qed.

Lemma omega_strict a n : 1 < a -> strictly_convex_on n (simplex n) (omega a n).
Proof.
  intros Ha p q t [P Sp] [Q Sq] (j & Hj & N) Ht. rewrite !omega_terms.
  set (m := fun i => t * p i + (1 - t) * q i). set (e := entropy_term a).
  set (gap := fun i => t * (e (p i) - e (m i) - slope a (m i) * (p i - m i))
    + (1 - t) * (e (q i) - e (m i) - slope a (m i) * (q i - m i))).
  assert (M : forall i, (i < n)%nat -> 0 <= m i).
  { intros i Hi. pose proof (Rmult_le_pos t (p i) ltac:(lra) (P i Hi)).
    pose proof (Rmult_le_pos (1 - t) (q i) ltac:(lra) (Q i Hi)). unfold m. lra. }
  assert (T : forall i x, (i < n)%nat -> 0 <= x -> 0 <= e x - e (m i) - slope a (m i) * (x - m i) /\
    (x <> m i -> 0 < e x - e (m i) - slope a (m i) * (x - m i))).
  { intros i x Hi Hx. destruct (Req_dec x (m i)) as [->|D]; [split; [right; ring|tauto]|].
    pose proof (term_tangent a x (m i) ltac:(lra) Hx (M i Hi) ltac:(intros; lra) D). unfold e.
    split; [lra|intros _; lra]. }
  assert (G : forall i, (i < n)%nat -> 0 <= gap i).
  { intros i Hi. destruct (T i (p i) Hi (P i Hi)) as [A _]. destruct (T i (q i) Hi (Q i Hi)) as [B _].
    pose proof (Rmult_le_pos t _ ltac:(lra) A). pose proof (Rmult_le_pos (1 - t) _ ltac:(lra) B). unfold gap. lra. }
  assert (Gj : 0 < gap j).
  { destruct (T j (p j) Hj (P j Hj)) as [_ A]. destruct (T j (q j) Hj (Q j Hj)) as [B _].
    assert (D : p j <> m j).
    { unfold m. intros E. apply N. apply (Rmult_eq_reg_l (1 - t)); lra. }
    pose proof (Rmult_lt_0_compat t _ ltac:(lra) (A D)). pose proof (Rmult_le_pos (1 - t) _ ltac:(lra) B).
    unfold gap. lra. }
  pose proof (term_le_sum n gap j G Hj) as S.
  change (sum n (fun i => e (m i)) < t * sum n (fun i => e (p i)) + (1 - t) * sum n (fun i => e (q i))).
  enough (sum n gap = t * sum n (fun i => e (p i)) + (1 - t) * sum n (fun i => e (q i)) - sum n (fun i => e (m i)))
    by lra.
  rewrite <- !sum_scal, <- sum_plus, <- sum_minus. apply sum_ext. intros i _. unfold gap, m. ring.
Qed.

Lemma omega_regular a n : 1 < a -> regular n (omega a n).
Proof.
  intros Ha. split; [|split; [exact (omega_strict a n Ha)|]].
  - intros p _ eps He. destruct (sum_near (entropy_term a) n p eps (entropy_term_continuous a Ha) He) as (d & Hd & D).
    exists d. split; [exact Hd|]. intros q _ Q. rewrite !omega_terms. exact (D q Q).
  - intros s p i j A Hi Hj L. destruct (argmax_optimal a n s p ltac:(lra) A) as [c O]. apply Rnot_lt_le. intros B.
    pose proof (optimal_order a n s c p i j ltac:(lra) O Hi Hj B). lra.
Qed.

(** ** Regularisers that agree on the simplex, or have another scale *)

Lemma regular_ext n Omega Omega' : (forall q, simplex n q -> Omega q = Omega' q) -> regular n Omega -> regular n Omega'.
Proof.
  intros E (C & S & O). split; [|split].
  - intros p P eps He. destruct (C p P eps He) as (d & Hd & D). exists d. split; [exact Hd|]. intros q Q N.
    rewrite <- !E by assumption. exact (D q Q N).
  - intros p q t P Q N Ht. rewrite <- !E; [exact (S p q t P Q N Ht)|exact Q|exact P|].
    apply (mixture_simplex n t p q ltac:(lra) P Q).
  - intros s p i j A. apply O, (argmax_ext n s Omega Omega' p E), A.
Qed.

Lemma regular_scaled n c Omega : 0 < c -> regular n Omega -> regular n (fun p => c * Omega p).
Proof.
  intros Hc (C & S & O). split; [|split].
  - intros p P eps He. destruct (C p P (eps / c) ltac:(apply Rdiv_lt_0_compat; assumption)) as (d & Hd & D).
    exists d. split; [exact Hd|]. intros q Q N. rewrite <- Rmult_minus_distr_l, Rabs_mult, (Rabs_pos_eq c) by lra.
    replace eps with (c * (eps / c)) by (field; lra). apply Rmult_lt_compat_l; [exact Hc|exact (D q Q N)].
  - intros p q t P Q N Ht. pose proof (Rmult_lt_compat_l c _ _ Hc (S p q t P Q N Ht)). lra.
  - intros s p i j [P M] Hi Hj L. apply (O (fun k => / c * s k) p i j); [|exact Hi|exact Hj|].
    + split; [exact P|]. intros q Q. specialize (M q Q). apply Rmult_le_reg_l with c; [exact Hc|].
      assert (E : forall r, c * sum n (fun k => / c * s k * r k) = sum n (fun k => s k * r k)).
      { intros r. rewrite <- sum_scal. apply sum_ext. intros k _. field. lra. }
      rewrite !Rmult_minus_distr_l, !E. exact M.
    + apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, Hc|exact L].
Qed.

Lemma tsallis_is_omega a n q : 1 < a -> simplex n q -> omega a n q = tsallis a n q.
Proof.
  intros Ha [_ S]. unfold omega, tsallis. destruct (Req_EM_T a 1); [lra|]. unfold Rdiv.
  rewrite sum_scal_r, sum_minus, S. ring.
Qed.

Lemma tsallis_regular a n : 1 < a -> regular n (tsallis a n).
Proof.
  intros Ha. apply (regular_ext n (omega a n)); [|apply omega_regular, Ha].
  intros q. exact (tsallis_is_omega a n q Ha).
Qed.

Lemma scaled_gini_regular c n : 0 < c -> regular n (scaled_gini c n).
Proof.
  intros Hc. apply (regular_ext n (fun p => / c * omega 2 n p)).
  - intros q Q. rewrite (omega_2 n q Q). unfold scaled_gini, gini. field. lra.
  - apply regular_scaled; [apply Rinv_0_lt_compat, Hc|apply omega_regular; lra].
Qed.

Lemma gini_regular n : regular n (gini n).
Proof. apply (regular_ext n (omega 2 n)); [exact (omega_2 n)|apply omega_regular; lra]. Qed.

(** ** They have maps *)

Lemma tsallis_map a n : 1 < a -> (0 < n)%nat -> exists f, forall s, argmax n s (tsallis a n) (f s).
Proof.
  intros Ha Hn. destruct (map_exists a n ltac:(lra) Hn) as (f & F). exists f. intros s.
  apply (argmax_ext n s (omega a n)); [|apply F]. intros q. exact (tsallis_is_omega a n q Ha).
Qed.

Lemma gini_map n : (0 < n)%nat -> exists f, forall s, argmax n s (gini n) (f s).
Proof.
  intros Hn. destruct (map_exists 2 n ltac:(lra) Hn) as (f & F). exists f. intros s.
  apply (argmax_ext n s (omega 2 n)); [exact (omega_2 n)|apply F].
Qed.

Lemma scaled_gini_map n : (0 < n)%nat -> exists f, forall s, argmax n s (scaled_gini 1 n) (f s).
Proof.
  intros Hn. destruct (gini_map n Hn) as (f & F). exists f. intros s.
  apply (argmax_ext n s (gini n)); [|apply F]. intros q _. unfold scaled_gini, gini. lra.
Qed.
