(** Every moment of a sum of independent draws of mean 0 is a polynomial in their number, of at most half its order. *)

From Coq Require Import Reals Lra Lia List.
From softproof Require Import Sums Draws.
Import ListNotations.
Open Scope R_scope.

(** The number of ways to choose i of k, as a real number. *)
Fixpoint choose (i k : nat) {struct k} : R :=
  match i, k with
  | O, _ => 1
  | S _, O => 0
  | S j, S m => choose i m + choose j m
  end.

(** A combination of the first d + 1 of these, and a polynomial of the degree d. *)
Definition counted (d : nat) (f : nat -> R) : Prop :=
  exists a, forall k, f k = sum (S d) (fun i => a i * choose i k).
Definition polynomial (d : nat) (f : nat -> R) : Prop :=
  exists a, forall k, f k = sum (S d) (fun i => a i * INR k ^ i).

Lemma choose_0 k : choose 0 k = 1.
Proof. destruct k; reflexivity. Qed.

Lemma choose_next i k : INR (S i) * choose (S i) k = (INR k - INR i) * choose i k.
Proof.
  revert i. induction k as [|k IH]; intros i.
  - destruct i; simpl; ring.
  - change (choose (S i) (S k)) with (choose (S i) k + choose i k). rewrite Rmult_plus_distr_l, IH.
    destruct i as [|i]; [rewrite !choose_0, (S_INR k); simpl (INR 0); simpl (INR 1); ring|].
    change (choose (S i) (S k)) with (choose (S i) k + choose i k). pose proof (IH i) as E.
    rewrite !S_INR in *. lra.
Qed.

Lemma sum_first n f : sum (S n) f = f 0%nat + sum n (fun i => f (S i)).
Proof. induction n as [|n IH]; [simpl; ring|]. simpl sum in *. rewrite IH. ring. Qed.

Lemma sum_tail n m f : (n <= m)%nat -> (forall i, (n <= i)%nat -> f i = 0) -> sum m f = sum n f.
Proof.
  intros L Z. induction L as [|m L IH]; [reflexivity|]. simpl. rewrite IH, Z by exact L. ring.
Qed.

(** The same coefficients with those past d set to 0. *)
Lemma more_terms d e : (d <= e)%nat -> forall a : nat -> R, exists a',
  forall x : nat -> R, sum (S d) (fun i => a i * x i) = sum (S e) (fun i => a' i * x i).
Proof.
  intros L a. exists (fun i => if Nat.ltb d i then 0 else a i). intros x.
  rewrite (sum_tail (S d) (S e)) by (lia || (intros i Hi; destruct (Nat.ltb_spec d i); [ring|lia])).
  apply sum_ext. intros i Hi. destruct (Nat.ltb_spec d i); [lia|reflexivity].
Qed.

Lemma counted_more d e f : (d <= e)%nat -> counted d f -> counted e f.
Proof.
  intros L [a H]. destruct (more_terms d e L a) as [a' E]. exists a'. intros k. rewrite H.
  apply (E (fun i => choose i k)).
Qed.

Lemma counted_sum d n w (f : nat -> nat -> R) : (forall i, (i < n)%nat -> counted d (f i)) ->
  counted d (fun k => sum n (fun i => w i * f i k)).
Proof.
  induction n as [|n IH]; intros H.
  - exists (fun _ => 0). intros k. symmetry. apply sum_eq_0. intros. ring.
  - destruct IH as [a A]; [intros; apply H; lia|]. destruct (H n ltac:(lia)) as [b B].
    exists (fun i => a i + w n * b i). intros k.
    change (sum (S n) (fun i => w i * f i k)) with (sum n (fun i => w i * f i k) + w n * f n k).
    rewrite A, B, <- sum_scal, <- sum_plus.
    apply sum_ext. intros i _. ring.
Qed.

(** Whose differences are of the degree d is of the degree d + 1. *)
Lemma counted_differences d f g : counted d g -> (forall k, f (S k) = f k + g k) -> counted (S d) f.
Proof.
  intros [a A] H. exists (fun i => match i with O => f 0%nat | S j => a j end). intros k. rewrite sum_first.
  induction k as [|k IH].
  - rewrite choose_0, sum_eq_0 by (intros; simpl; ring). ring.
  - rewrite H, IH, A, !choose_0, Rplus_assoc, <- sum_plus. f_equal. apply sum_ext. intros i _. simpl. ring.
Qed.

Lemma polynomial_more d e f : (d <= e)%nat -> polynomial d f -> polynomial e f.
Proof.
  intros L [a H]. destruct (more_terms d e L a) as [a' E]. exists a'. intros k. rewrite H.
  apply (E (fun i => INR k ^ i)).
Qed.

Lemma polynomial_plus d f g u v : polynomial d f -> polynomial d g -> polynomial d (fun k => u * f k + v * g k).
Proof.
  intros [a A] [b B]. exists (fun i => u * a i + v * b i). intros k.
  rewrite A, B, <- !sum_scal, <- sum_plus. apply sum_ext. intros i _. ring.
Qed.

Lemma polynomial_times d f : polynomial d f -> polynomial (S d) (fun k => INR k * f k).
Proof.
  intros [a A]. exists (fun i => match i with O => 0 | S j => a j end). intros k. rewrite sum_first, A, <- sum_scal.
  rewrite Rmult_0_l, Rplus_0_l. apply sum_ext. intros i _. simpl. ring.
Qed.

Lemma choose_polynomial i : polynomial i (choose i).
Proof.
  induction i as [|i IH]; [exists (fun _ => 1); intros k; rewrite choose_0; simpl; ring|].
  pose proof (polynomial_times i _ IH) as T. pose proof (polynomial_more i (S i) _ ltac:(lia) IH) as M.
  destruct (polynomial_plus (S i) _ _ (/ INR (S i)) (- INR i / INR (S i)) T M) as [a A]. exists a. intros k.
  rewrite <- A.
  pose proof (choose_next i k) as E. pose proof (lt_0_INR (S i) ltac:(lia)) as I.
  apply (Rmult_eq_reg_l (INR (S i))); [|lra]. rewrite E. field. lra.
Qed.

Lemma counted_polynomial d f : counted d f -> polynomial d f.
Proof.
  intros [a A].
  assert (G : forall n, (n <= S d)%nat -> polynomial d (fun k => sum n (fun i => a i * choose i k))).
  { induction n as [|n IH]; intros L; [exists (fun _ => 0); intros k; symmetry; apply sum_eq_0; intros; ring|].
    destruct (polynomial_plus d _ _ 1 (a n) (IH ltac:(lia)) (polynomial_more n d _ ltac:(lia) (choose_polynomial n)))
      as [b B]. exists b. intros k. rewrite <- B. simpl. ring. }
  destruct (G (S d) (le_n _)) as [b B]. exists b. intros k. rewrite A. apply B.
Qed.

Lemma sum_as_std n f : sum_f_R0 f n = sum (S n) f.
Proof. induction n as [|n IH]; [simpl; ring|]. simpl sum_f_R0. rewrite IH. reflexivity. Qed.

Lemma mean_of_sum N q k n w (f : nat -> list nat -> R) :
  mean_draws N q k (fun ys => sum n (fun i => w i * f i ys)) = sum n (fun i => w i * mean_draws N q k (f i)).
Proof.
  induction n as [|n IH]; simpl.
  - transitivity (mean_draws N q k (fun _ => 0 * 0)); [apply mean_draws_ext; intros; ring|].
    rewrite (mean_draws_scal N q k 0 (fun _ => 0)). ring.
  - rewrite mean_draws_plus, IH, mean_draws_scal. reflexivity.
Qed.

Lemma moment_counted N q c : sum N q = 1 -> sum N (fun i => q i * c i) = 0 -> forall s,
  counted (Nat.div2 s) (fun k => mean_draws N q k (fun ys => total c ys ^ s)).
Proof.
  intros Q Z s. induction s as [s IH] using (well_founded_induction Wf_nat.lt_wf).
  destruct s as [|[|s]].
  - exists (fun _ => 1). intros k. simpl. rewrite mean_draws_const, choose_0 by exact Q. ring.
  - exists (fun _ => 0). intros k. simpl Nat.div2. rewrite (mean_draws_ext N q k _ (total c)) by (intros; ring).
    rewrite mean_total, Z by exact Q. simpl. ring.
  - set (mu := fun i => sum N (fun j => q j * c j ^ i)).
    set (M := fun s k => mean_draws N q k (fun ys => total c ys ^ s)).
    change (Nat.div2 (S (S s))) with (S (Nat.div2 s)).
    apply (counted_differences _ _ (fun k => sum (S s)
      (fun i => (C (S (S s)) (S (S i)) * mu (S (S i))) * M (s - i)%nat k))).
    + apply counted_sum. intros i Hi. apply (counted_more (Nat.div2 (s - i))); [|apply IH; lia].
      rewrite !Nat.div2_div. apply Nat.div_le_mono; lia.
    + intros k. cbn [mean_draws].
      transitivity (sum (S (S (S s))) (fun i => C (S (S s)) i * mu i * M (S (S s) - i)%nat k)).
      * rewrite (sum_ext N _ (fun j => sum (S (S (S s)))
          (fun i => q j * (C (S (S s)) i * c j ^ i * M (S (S s) - i)%nat k)))).
        -- rewrite sum_exchange. apply sum_ext. intros i _. unfold mu. rewrite Rmult_assoc, (Rmult_comm (sum N _)).
           rewrite <- sum_scal, <- sum_scal. apply sum_ext. intros j _. ring.
        -- intros j _. rewrite sum_scal. f_equal. unfold M.
           rewrite <- (mean_of_sum N q k _ (fun i => C (S (S s)) i * c j ^ i)). apply mean_draws_ext. intros ys _.
           cbn [total]. rewrite binomial, sum_as_std. reflexivity.
      * rewrite sum_first, sum_first. unfold mu at 1 2.
        rewrite (sum_ext N (fun j => q j * c j ^ 0) q), Q by (intros; ring).
        rewrite (sum_ext N (fun j => q j * c j ^ 1) (fun j => q j * c j)), Z by (intros; ring).
        assert (C0 : C (S (S s)) 0 = 1).
        { unfold C. rewrite Nat.sub_0_r. change (INR (fact 0)) with 1. field. apply INR_fact_neq_0. }
        rewrite C0, Nat.sub_0_r. change (mean_draws N q k (fun ys => total c ys ^ S (S s))) with (M (S (S s)) k).
        rewrite Rmult_0_r, Rmult_0_l, !Rmult_1_l, Rplus_0_l. reflexivity.
Qed.
