(** The operations of matrix products and of Gaussian elimination, counted as they run. *)

From Coq Require Import Reals Lia List.
From softproof Require Import MapCosts Operations.
Import ListNotations.
Open Scope nat_scope.

(** a_1 b_1 + ... + a_n b_n, added from the left. *)
Definition inner (a b : list R) : counted R :=
  bind (each (fun p => op (fst p * snd p)%R) (combine a b)) (fun ab =>
  through (fun t x => op (t + x)%R) (hd 0%R ab) (tl ab)).

(** The product of a matrix, by its rows, and one given by its columns. *)
Definition matrix_product (rows columns : list (list R)) : counted (list (list R)) :=
  each (fun a => each (inner a) columns) rows.

(** A row less so many times another. *)
Definition less_times (factor : R) (row other : list R) : counted (list R) :=
  each (fun p => bind (op (snd p * factor)%R) (fun m => op (fst p - m)%R)) (combine row other).

(** Gaussian elimination of equations, each with its coefficients and then its right-hand sides; the solution has a row
    for each unknown. The first unknown leaves the other equations, these are solved, and it follows from the first. *)
Fixpoint solve (K : nat) (equations : list (list R)) : counted (list (list R)) :=
  match K, equations with
  | S k, (pivot :: first) :: others =>
      bind (each (fun row => bind (op (hd 0%R row / pivot)%R) (fun factor => less_times factor (tl row) first)) others)
        (fun fewer => bind (solve k fewer) (fun found =>
      bind (through (fun rest p => less_times (fst p) rest (snd p)) (skipn k first) (combine (firstn k first) found))
        (fun rest => bind (each (fun b => op (b / pivot)%R) rest) (fun x => free (x :: found)))))
  | _, _ => free []
  end.

(** m rows of n numbers. *)
Definition shape (m n : nat) (rows : list (list R)) : Prop :=
  length rows = m /\ Forall (fun row => length row = n) rows.

Lemma each_total {A B} (f : A -> counted B) k l : (forall x, In x l -> snd (f x) = k) -> snd (each f l) = k * length l.
Proof.
  induction l as [|x l IH]; intros H; [simpl; lia|]. cbn [each]. rewrite !bind_cost, (H x (or_introl eq_refl)).
  rewrite IH by (intros y I; apply H; right; exact I). cbn [snd free length]. lia.
Qed.

Lemma each_map {A B} (f : A -> counted B) l : fst (each f l) = map (fun x => fst (f x)) l.
Proof.
  induction l as [|x l IH]; [reflexivity|]. cbn [each map]. rewrite !bind_result, IH. reflexivity.
Qed.

Lemma inner_operations a b n : length a = n -> length b = n -> operations (inner a b) = n + (n - 1).
Proof.
  intros Ha Hb. unfold operations, inner. rewrite bind_cost. cbv beta.
  rewrite (each_total _ 1), (through_cost _ 1), tail_length, each_map, map_length, combine_length by reflexivity. lia.
Qed.

Lemma less_times_operations c a b n : length a = n -> length b = n ->
  snd (less_times c a b) = 2 * n /\ length (fst (less_times c a b)) = n.
Proof.
  intros Ha Hb. unfold less_times. rewrite each_map, map_length, combine_length.
  rewrite (each_total _ 2) by reflexivity. rewrite combine_length. lia.
Qed.

Lemma back_substitution r : forall pairs b, length b = r -> (forall p, In p pairs -> length (snd p) = r) ->
  snd (through (fun rest p => less_times (fst p) rest (snd p)) b pairs) = 2 * r * length pairs /\
  length (fst (through (fun rest p => less_times (fst p) rest (snd p)) b pairs)) = r.
Proof.
  induction pairs as [|p pairs IH]; intros b Hb H; [simpl; lia|]. cbn [through]. rewrite bind_cost, bind_result.
  destruct (less_times_operations (fst p) b (snd p) r Hb (H p (or_introl eq_refl))) as [C L].
  destruct (IH _ L (fun q I => H q (or_intror I))) as [C' L']. rewrite C, C', L'. cbn [length]. lia.
Qed.

Lemma eliminated k pivot first others n : shape k (S n) others -> length first = n ->
  snd (each (fun row => bind (op (hd 0%R row / pivot)%R) (fun factor => less_times factor (tl row) first)) others)
    = (1 + 2 * n) * k /\
  shape k n
    (fst (each (fun row => bind (op (hd 0%R row / pivot)%R) (fun factor => less_times factor (tl row) first)) others)).
Proof.
  intros [Hk HF] Hn. rewrite Forall_forall in HF.
  assert (T : forall row, In row others -> length (tl row) = n) by (intros row I; rewrite tail_length, (HF row I); lia).
  split; [|split].
  - rewrite (each_total _ (1 + 2 * n)), Hk; [reflexivity|]. intros row I. rewrite bind_cost.
    rewrite (proj1 (less_times_operations _ _ _ n (T row I) Hn)). reflexivity.
  - rewrite each_map, map_length. exact Hk.
  - rewrite each_map. apply Forall_map, Forall_forall. intros row I. rewrite bind_result.
    apply (less_times_operations _ _ _ n (T row I) Hn).
Qed.

Lemma solve_operations r : forall K equations, shape K (K + r) equations ->
  operations (solve K equations) = elimination K r /\ shape K r (fst (solve K equations)).
Proof.
  induction K as [|k IH]; intros equations [HK HF]; [split; [reflexivity|]; split; [reflexivity|constructor]|].
  destruct equations as [|[|pivot first] others]; [discriminate| |]; inversion HF as [|row rows Hf Ho]; [discriminate|].
  injection HK as HK. injection Hf as Hf.
  destruct (eliminated k pivot first others (k + r) (conj HK Ho) Hf) as [C HS]. destruct (IH _ HS) as [C' [L F]].
  unfold operations in *. cbn [solve]. rewrite !bind_cost, !bind_result, C, C'. cbv beta.
  set (found := fst (solve k _)) in *. rewrite Forall_forall in F.
  assert (P : forall p, In p (combine (firstn k first) found) -> length (snd p) = r).
  { intros [c xs] I. apply in_combine_r in I. apply F, I. }
  assert (Hs : length (skipn k first) = r) by (rewrite skipn_length; lia).
  destruct (back_substitution r _ (skipn k first) Hs P) as [B LB]. rewrite B, combine_length, firstn_length_le by lia.
  rewrite (each_total _ 1) by reflexivity. rewrite LB. cbn [snd fst free elimination]. split; [rewrite L; lia|].
  split; [cbn [length]; lia|]. constructor; [rewrite each_map, map_length; exact LB|apply Forall_forall; exact F].
Qed.

(** Claim: none
    Says: One equation with two right-hand sides takes two quotients.
*)
Theorem each_right_hand_side_counts : ~ (forall K r equations, shape K (K + r) equations ->
  operations (solve K equations) = elimination K 1).
Proof.
  intros H. specialize (H 1 2 [[1%R; 0%R; 0%R]]). assert (HS : shape 1 (1 + 2) [[1%R; 0%R; 0%R]]).
  { split; [reflexivity|]. constructor; [reflexivity|constructor]. }
  specialize (H HS). rewrite (proj1 (solve_operations 2 1 _ HS)) in H. discriminate H.
Qed.

(** Claim: rg.complexity.tight.repair
    Role: part
    Place: RG, Sect. 4.4.2
    Says: Gaussian elimination, counted as it runs on K equations with r right-hand sides, takes as many operations as
      the orders count for it.
    Gap: That the result solves the equations is not in the statement; a zero pivot is divided by.
    Mutant: `elimination K r` becomes `elimination K 1`; refuted by the theorem each_right_hand_side_counts
*)
Theorem elimination_as_it_runs : forall K r equations, shape K (K + r) equations ->
  operations (solve K equations) = elimination K r.
Proof. intros K r equations H. apply (solve_operations r K equations H). Qed.

Lemma product_operations m n k rows columns : shape m n rows -> shape k n columns ->
  operations (matrix_product rows columns) = product m n k.
Proof.
  intros [Hm Fm] [Hk Fk]. rewrite Forall_forall in Fm, Fk. unfold operations, matrix_product, product.
  rewrite (each_total _ (k * (n + (n - 1)))), Hm; [lia|]. intros a Ia.
  rewrite (each_total _ (n + (n - 1))), Hk; [lia|]. intros b Ib. apply inner_operations; [apply Fm, Ia|apply Fk, Ib].
Qed.

(** Claim: none
    Says: Two rows of two numbers have one sum, and not two.
*)
Theorem first_product_is_not_added : ~ (forall m n k rows columns, shape m n rows -> shape k n columns ->
  operations (matrix_product rows columns) = 2 * (m * n * k)).
Proof.
  intros H. specialize (H 1 2 1 [[0%R; 0%R]] [[0%R; 0%R]]). assert (HS : shape 1 2 [[0%R; 0%R]]).
  { split; [reflexivity|]. constructor; [reflexivity|constructor]. }
  specialize (H HS HS). rewrite (product_operations 1 2 1 _ _ HS HS) in H. discriminate H.
Qed.

(** Claim: rg.complexity.rows.repair
    Role: part
    Place: RG, Sect. 4.4.2
    Says: The product of an m x n and an n x k matrix, counted as it runs, takes as many operations as the orders count
      for it.
    Gap: Real numbers; every entry is a sum from the left.
    Mutant: `product m n k` becomes `2 * (m * n * k)`; refuted by the theorem first_product_is_not_added
*)
Theorem product_as_it_runs : forall m n k rows columns, shape m n rows -> shape k n columns ->
  operations (matrix_product rows columns) = product m n k.
Proof. intros m n k rows columns. apply product_operations. Qed.
