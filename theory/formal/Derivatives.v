(** Derivatives of sums, and of the logarithm of a sum of exponentials. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Softmax.
Open Scope R_scope.

Lemma derive_sum n (f : nat -> R -> R) d x : (forall i, (i < n)%nat -> derivable_pt_lim (f i) x (d i)) ->
  derivable_pt_lim (fun t => sum n (fun i => f i t)) x (sum n d).
Proof.
  intros H. induction n as [|n IH]; simpl; [exact (derivable_pt_lim_const 0 x)|].
  apply (derivable_pt_lim_plus (fun t => sum n (fun i => f i t)) (f n)).
  - apply IH. intros i Hi. apply H. lia.
  - apply H. lia.
Qed.

Lemma derive_ext f g x d : (forall t, f t = g t) -> derivable_pt_lim f x d -> derivable_pt_lim g x d.
Proof.
  intros E H eps Heps. destruct (H eps Heps) as [delta D]. exists delta.
  intros h Hh Hd. rewrite <- !E. exact (D h Hh Hd).
Qed.

Lemma derive_unique f x a b : derivable_pt_lim f x a -> derivable_pt_lim f x b -> a = b.
Proof. exact (uniqueness_limite f x a b). Qed.

(** D is the second derivative of f at x. *)
Definition second_derivative (f : R -> R) (x D : R) : Prop :=
  exists g, (forall t, derivable_pt_lim f t (g t)) /\ derivable_pt_lim g x D.

Lemma second_unique f x C D : second_derivative f x C -> second_derivative f x D -> C = D.
Proof.
  intros (g & G & A) (k & K & B). apply (derive_unique k x); [|exact B].
  apply (derive_ext g); [|exact A]. intros t. exact (derive_unique f t _ _ (G t) (K t)).
Qed.

Lemma derive_line a b x : derivable_pt_lim (fun t => a + t * b) x b.
Proof.
  intros eps Heps. exists (mkposreal 1 Rlt_0_1). intros h Hh _.
  replace ((a + (x + h) * b - (a + x * b)) / h - b) with 0 by (field; exact Hh). rewrite Rabs_R0. exact Heps.
Qed.

Lemma derive_exp a b t : derivable_pt_lim (fun t => exp (a + t * b)) t (b * exp (a + t * b)).
Proof.
  replace (b * exp (a + t * b)) with (exp (a + t * b) * b) by ring.
  apply (derivable_pt_lim_comp (fun t => a + t * b) exp).
  - apply derive_line.
  - apply derivable_pt_lim_exp.
Qed.

Lemma derive_exps n a b c t :
  derivable_pt_lim (fun t => sum n (fun j => c j * exp (a j + t * b j))) t
    (sum n (fun j => c j * (b j * exp (a j + t * b j)))).
Proof.
  apply (derive_sum n (fun j t => c j * exp (a j + t * b j))). intros j _.
  apply (derivable_pt_lim_scal (fun t => exp (a j + t * b j))). apply derive_exp.
Qed.

Lemma sum_softmax n a f :
  sum n (fun j => softmax n a j * f j) = sum n (fun j => exp (a j) * f j) / partition n a.
Proof. unfold Rdiv. rewrite <- sum_scal_r. apply sum_ext. intros j _. unfold softmax, partition, Rdiv. ring. Qed.

(** The variance of b, where j has the chance w j. *)
Definition variance (n : nat) (w b : nat -> R) : R :=
  mean n w (fun j => b j ^ 2) - mean n w b ^ 2.

(** Along a line the second derivative of log sum exp is a variance. *)
Lemma second_log_sum_exp n a b y d : (0 < n)%nat ->
  second_derivative (fun t => ln (sum n (fun j => exp (a j + t * b j))) - (y + t * d)) 0 (variance n (softmax n a) b).
Proof.
  intros N. set (Z := fun t => sum n (fun j => 1 * exp (a j + t * b j))).
  set (B := fun t => sum n (fun j => b j * exp (a j + t * b j))).
  assert (HZ : forall t, 0 < Z t).
  { intros t. apply sum_pos; [exact N|]. intros. rewrite Rmult_1_l. apply exp_pos. }
  assert (E : forall t, Z t = sum n (fun j => exp (a j + t * b j))) by (intros; apply sum_ext; intros; ring).
  assert (DZ : forall t, derivable_pt_lim Z t (B t)).
  { intros t. replace (B t) with (sum n (fun j => 1 * (b j * exp (a j + t * b j)))); [apply derive_exps|].
    apply sum_ext. intros. ring. }
  exists (fun t => B t / Z t - d). split.
  - intros t. apply (derivable_pt_lim_minus (fun t => ln (sum n (fun j => exp (a j + t * b j)))) (fun t => y + t * d)).
    + apply (derive_ext (fun t => ln (Z t))); [intros u; rewrite E; reflexivity|].
      replace (B t / Z t) with (/ Z t * B t) by (unfold Rdiv; ring).
      apply (derivable_pt_lim_comp Z ln); [apply DZ|apply derivable_pt_lim_ln, HZ].
    + apply derive_line.
  - replace (variance n (softmax n a) b)
      with ((sum n (fun j => b j * (b j * exp (a j + 0 * b j))) * Z 0 - B 0 * B 0) / Rsqr (Z 0) - 0).
    + apply (derivable_pt_lim_minus (fun t => B t / Z t) (fun _ => d)); [|apply derivable_pt_lim_const].
      apply (derivable_pt_lim_div B Z); [apply derive_exps|apply DZ|]. pose proof (HZ 0). lra.
    + unfold variance, mean. rewrite !sum_softmax.
      assert (F : forall f, sum n (fun j => exp (a j) * f j) = sum n (fun j => f j * exp (a j + 0 * b j))).
      { intros f. apply sum_ext. intros j _. rewrite Rmult_0_l, Rplus_0_r. ring. }
      assert (G : Z 0 = partition n a).
      { rewrite E. apply sum_ext. intros j _. rewrite Rmult_0_l, Rplus_0_r. reflexivity. }
      rewrite !F, <- G. fold (B 0). pose proof (HZ 0).
      rewrite (sum_ext n (fun j => b j ^ 2 * exp (a j + 0 * b j)) (fun j => b j * (b j * exp (a j + 0 * b j))))
        by (intros; ring).
      unfold Rsqr. field. lra.
Qed.

(** The derivative of softmax along a line. *)
Lemma derive_softmax n a b i : (0 < n)%nat ->
  derivable_pt_lim (fun t => softmax n (fun j => a j + t * b j) i) 0
    (softmax n a i * (b i - sum n (fun j => softmax n a j * b j))).
Proof.
  intros N. set (Z := fun t => sum n (fun j => 1 * exp (a j + t * b j))).
  assert (G : Z 0 = partition n a).
  { apply sum_ext. intros j _. rewrite Rmult_0_l, Rplus_0_r. ring. }
  pose proof (partition_pos n a N) as P.
  assert (D : derivable_pt_lim (fun t => exp (a i + t * b i) / Z t) 0
    ((b i * exp (a i + 0 * b i) * Z 0 - sum n (fun j => 1 * (b j * exp (a j + 0 * b j))) * exp (a i + 0 * b i))
      / Rsqr (Z 0))).
  { apply (derivable_pt_lim_div (fun t => exp (a i + t * b i)) Z); [apply derive_exp|apply derive_exps|].
    rewrite G. lra. }
  replace (softmax n a i * (b i - sum n (fun j => softmax n a j * b j)))
    with ((b i * exp (a i + 0 * b i) * Z 0 - sum n (fun j => 1 * (b j * exp (a j + 0 * b j))) * exp (a i + 0 * b i))
      / Rsqr (Z 0)).
  - apply (derive_ext _ _ _ _ (fun t => f_equal (fun x => exp (a i + t * b i) / x)
      (sum_ext n _ (fun j => exp (a j + t * b j)) (fun j _ => Rmult_1_l _)))). exact D.
  - rewrite sum_softmax, G. unfold softmax, Rsqr. rewrite Rmult_0_l, Rplus_0_r.
    rewrite (sum_ext n (fun j => 1 * (b j * exp (a j + 0 * b j))) (fun j => exp (a j) * b j)).
    + field. lra.
    + intros j _. rewrite Rmult_0_l, Rplus_0_r. ring.
Qed.
