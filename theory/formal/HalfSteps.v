(** The half-steps of alternating least squares, Eq. 36-39: what their linear systems minimise. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Quadratic Squares Interaction.
Open Scope R_scope.

(** What Eq. 31 has of one row p of a factor, with ridge times its squared norm: weighted squares of targets less
    scores, less the squares of the scores with the weights v. The scores are p times the rows of the other factor. *)
Definition row_loss (N K : nat) (ridge : R) (w v s : nat -> R) (q : nat -> nat -> R) (p : nat -> R) : R :=
  sum N (fun y => w y * (s y - score K p q y) ^ 2) - sum N (fun y => v y * score K p q y ^ 2)
  + ridge * sum K (fun k => p k ^ 2).

(** The linear system p (q' Diag(u) q + ridge I) = b, and the right-hand side s Diag(w) q of Eq. 36-39. *)
Definition solves (N K : nat) (ridge : R) (u : nat -> R) (q : nat -> nat -> R) (b p : nat -> R) : Prop :=
  forall k, (k < K)%nat ->
  sum K (fun l => p l * (sum N (fun y => q y l * u y * q y k) + ridge * one_hot k l)) = b k.
Definition weighted_targets (N : nat) (w s : nat -> R) (q : nat -> nat -> R) (k : nat) : R :=
  sum N (fun y => s y * w y * q y k).

(** f is least at p, and elsewhere only at what agrees with p in the first K entries. *)
Definition only_minimiser (K : nat) (f : (nat -> R) -> R) (p : nat -> R) : Prop :=
  forall p', f p <= f p' /\ (f p' = f p -> forall k, (k < K)%nat -> p' k = p k).

Lemma system_row N K ridge u q p k : (k < K)%nat ->
  sum K (fun l => p l * (sum N (fun y => q y l * u y * q y k) + ridge * one_hot k l))
  = sum N (fun y => u y * score K p q y * q y k) + ridge * p k.
Proof.
  intros Hk.
  rewrite (sum_ext K _ (fun l => sum N (fun y => u y * (p l * q y l) * q y k) + ridge * (one_hot k l * p l))).
  - rewrite sum_plus, sum_scal, (sum_pick K k p Hk), (sum_exchange K N). f_equal. apply sum_ext. intros y _.
    unfold score. rewrite sum_scal_r, sum_scal. reflexivity.
  - intros l _. rewrite (sum_ext N (fun y => u y * (p l * q y l) * q y k) (fun y => p l * (q y l * u y * q y k)))
      by (intros; ring). rewrite sum_scal. ring.
Qed.

Lemma score_plus K p h q y : score K (fun k => p k + h k) q y = score K p q y + score K h q y.
Proof. unfold score. rewrite <- sum_plus. apply sum_ext. intros k _. ring. Qed.

(** The loss after a step h: the gradient is twice the difference of the system's sides. *)
Lemma row_loss_step N K ridge w v s q p h :
  row_loss N K ridge w v s q (fun k => p k + h k) = row_loss N K ridge w v s q p
  + 2 * sum K (fun k => h k *
      (sum K (fun l => p l * (sum N (fun y => q y l * (w y - v y) * q y k) + ridge * one_hot k l))
       - weighted_targets N w s q k))
  + (sum N (fun y => (w y - v y) * score K h q y ^ 2) + ridge * sum K (fun k => h k ^ 2)).
Proof.
  rewrite (sum_ext K (fun k => h k * _) (fun k => sum N (fun y => ((w y - v y) * score K p q y - s y * w y)
    * (h k * q y k)) + ridge * (p k * h k))).
  - rewrite sum_plus, sum_scal, (sum_exchange K N).
    rewrite (sum_ext N (fun y => sum K _) (fun y => ((w y - v y) * score K p q y - s y * w y) * score K h q y))
      by (intros; rewrite sum_scal; reflexivity).
    unfold row_loss.
    rewrite (sum_ext K (fun k => (p k + h k) ^ 2) (fun k => p k ^ 2 + 2 * (p k * h k) + h k ^ 2)) by (intros; ring).
    rewrite !sum_plus, sum_scal.
    rewrite (sum_ext N (fun y => w y * (s y - score K (fun k => p k + h k) q y) ^ 2)
      (fun y => w y * (s y - score K p q y) ^ 2
        + 2 * (((w y - v y) * score K p q y - s y * w y) * score K h q y)
        + (w y - v y) * score K h q y ^ 2
        + (v y * (score K p q y + score K h q y) ^ 2 - v y * score K p q y ^ 2)))
      by (intros; rewrite score_plus; ring).
    rewrite !sum_plus, sum_minus, sum_scal.
    rewrite (sum_ext N (fun y => v y * score K (fun k => p k + h k) q y ^ 2)
      (fun y => v y * (score K p q y + score K h q y) ^ 2)) by (intros; rewrite score_plus; reflexivity).
    ring.
  - intros k Hk. rewrite (system_row N K ridge (fun y => w y - v y) q p k Hk). unfold weighted_targets.
    rewrite (sum_ext N (fun y => ((w y - v y) * score K p q y - s y * w y) * (h k * q y k))
      (fun y => h k * ((w y - v y) * score K p q y * q y k) - h k * (s y * w y * q y k))) by (intros; ring).
    rewrite sum_minus, !sum_scal. ring.
Qed.

Lemma row_loss_moved N K ridge w v s q p p' :
  row_loss N K ridge w v s q p' = row_loss N K ridge w v s q (fun k => p k + (p' k - p k)).
Proof.
  assert (S : forall y, score K p' q y = score K (fun k => p k + (p' k - p k)) q y)
    by (intros y; apply sum_ext; intros; ring).
  unfold row_loss. f_equal; [f_equal|f_equal]; apply sum_ext; intros; rewrite ?S; [reflexivity|reflexivity|ring].
Qed.

Lemma half_step N K ridge w v s q p : 0 < ridge -> (forall y, (y < N)%nat -> v y <= w y) ->
  (solves N K ridge (fun y => w y - v y) q (weighted_targets N w s q) p <->
   only_minimiser K (row_loss N K ridge w v s q) p).
Proof.
  intros Hr Hw.
  assert (C : forall h, 0 <= sum N (fun y => (w y - v y) * score K h q y ^ 2)).
  { intros h. apply sum_nonneg. intros y Hy. specialize (Hw y Hy). apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
  split.
  - intros H p'. set (h := fun k => p' k - p k).
    assert (M : row_loss N K ridge w v s q p' = row_loss N K ridge w v s q (fun k => p k + h k))
      by apply row_loss_moved.
    rewrite M, (row_loss_step N K ridge w v s q p h). rewrite (sum_eq_0 K (fun k => h k * _))
      by (intros k Hk; rewrite (H k Hk); ring).
    specialize (C h). pose proof (sum_squares_nonneg K h) as P. split; [nra|].
    intros E k Hk. destruct (Req_dec (h k) 0) as [Z|Z]; [unfold h in Z; lra|exfalso].
    pose proof (sum_squares_pos K h k Hk Z). nra.
  - intros H k Hk. set (d := fun k => sum K (fun l => p l * (sum N (fun y => q y l * (w y - v y) * q y k)
      + ridge * one_hot k l)) - weighted_targets N w s q k).
    destruct (Req_dec (d k) 0) as [Z|Z]; [unfold d in Z; lra|exfalso].
    pose proof (sum_squares_pos K d k Hk Z) as S. specialize (C d).
    set (c := sum N (fun y => (w y - v y) * score K d q y ^ 2) + ridge * sum K (fun k => d k ^ 2)).
    assert (P : 0 < c) by (unfold c; nra).
    set (t := sum K (fun k => d k ^ 2) / c). assert (T : 0 < t) by (apply Rdiv_lt_0_compat; assumption).
    destruct (H (fun k => p k + - t * d k)) as [L _]. rewrite row_loss_step in L.
    rewrite (sum_ext K (fun k => - t * d k * _) (fun k => - t * d k ^ 2)) in L by (intros; unfold d; ring).
    rewrite (sum_ext K (fun k => (- t * d k) ^ 2) (fun k => t ^ 2 * d k ^ 2)) in L by (intros; ring).
    rewrite (sum_ext N (fun y => (w y - v y) * score K (fun k => - t * d k) q y ^ 2)
      (fun y => t ^ 2 * ((w y - v y) * score K d q y ^ 2))) in L.
    + rewrite !sum_scal in L. assert (E : t * c = sum K (fun k => d k ^ 2)) by (unfold t; field; lra).
      assert (F : t ^ 2 * c = t * sum K (fun k => d k ^ 2)) by (rewrite <- E; ring). unfold c in F. nra.
    + intros y _. replace (score K (fun k => - t * d k) q y) with (- t * score K d q y); [ring|].
      unfold score. rewrite <- sum_scal. apply sum_ext. intros; ring.
Qed.

(** ** The system has a solution *)

(** A symmetric matrix with a positive form has a solution for every right-hand side: by elimination. *)
Lemma positive_form_solvable K : forall a : nat -> nat -> R,
  (forall k l, a k l = a l k) ->
  (forall x, (exists k, (k < K)%nat /\ x k <> 0) -> 0 < sum K (fun k => x k * sum K (fun l => x l * a l k))) ->
  forall b, exists p, forall k, (k < K)%nat -> sum K (fun l => p l * a l k) = b k.
Proof.
  induction K as [|K IH]; intros a Sy Po b; [exists (fun _ => 0); intros k Hk; lia|].
  assert (Po' : forall x, (exists k, (k < K)%nat /\ x k <> 0) ->
    0 < sum K (fun k => x k * sum K (fun l => x l * a l k))).
  { intros x [k [Hk Hx]]. set (x' := fun i => if Nat.eqb i K then 0 else x i).
    assert (E : forall i, (i < K)%nat -> x' i = x i)
      by (intros i Hi; unfold x'; destruct (Nat.eqb_spec i K); [lia|reflexivity]).
    assert (Z : x' K = 0) by (unfold x'; rewrite Nat.eqb_refl; reflexivity).
    assert (X : x' k <> 0) by (rewrite E by exact Hk; exact Hx).
    specialize (Po x' (ex_intro _ k (conj (Nat.lt_lt_succ_r _ _ Hk) X))).
    simpl in Po. rewrite Z in Po.
    rewrite (sum_ext K _ (fun k => x k * sum K (fun l => x l * a l k))) in Po; [lra|].
    intros i Hi. rewrite (E i Hi), (sum_ext K (fun l => x' l * a l i) (fun l => x l * a l i)); [ring|].
    intros l Hl. rewrite (E l Hl). reflexivity. }
  destruct (IH a Sy Po' (fun k => a K k)) as [u U]. destruct (IH a Sy Po' b) as [z Z].
  set (c := a K K - sum K (fun l => u l * a l K)).
  assert (C : 0 < c).
  { set (x := fun i => if Nat.eqb i K then 1 else - u i).
    assert (E : forall i, (i < K)%nat -> x i = - u i)
      by (intros i Hi; unfold x; destruct (Nat.eqb_spec i K); [lia|reflexivity]).
    assert (One : x K = 1) by (unfold x; rewrite Nat.eqb_refl; reflexivity).
    assert (X : x K <> 0) by (rewrite One; lra).
    specialize (Po x (ex_intro _ K (conj (Nat.lt_succ_diag_r K) X))).
    simpl in Po. rewrite One in Po.
    rewrite (sum_eq_0 K (fun k => x k * _)) in Po.
    - rewrite (sum_ext K (fun l => x l * a l K) (fun l => -1 * (u l * a l K))) in Po
        by (intros l Hl; rewrite (E l Hl); ring).
      rewrite sum_scal in Po. unfold c. lra.
    - intros k Hk. rewrite (sum_ext K (fun l => x l * a l k) (fun l => -1 * (u l * a l k)))
        by (intros l Hl; rewrite (E l Hl); ring).
      rewrite sum_scal, (U k Hk). ring. }
  set (t := (b K - sum K (fun l => z l * a l K)) / c).
  exists (fun i => if Nat.eqb i K then t else z i - t * u i). intros k Hk. simpl. rewrite Nat.eqb_refl.
  rewrite (sum_ext K _ (fun l => z l * a l k - t * (u l * a l k))).
  - rewrite sum_minus, sum_scal. destruct (Nat.eq_dec k K) as [->|Hne].
    + assert (T : t * c = b K - sum K (fun l => z l * a l K)) by (unfold t; field; lra). unfold c in T. lra.
    + rewrite Z, U by lia. ring.
  - intros l Hl. destruct (Nat.eqb_spec l K); [lia|ring].
Qed.

Lemma system_solvable N K ridge u q b : 0 < ridge -> (forall y, (y < N)%nat -> 0 <= u y) ->
  exists p, solves N K ridge u q b p.
Proof.
  intros Hr Hu. apply (positive_form_solvable K
    (fun l k => sum N (fun y => q y l * u y * q y k) + ridge * one_hot k l)).
  - intros k l. unfold one_hot. rewrite (Nat.eqb_sym l k). f_equal. apply sum_ext. intros y _. ring.
  - intros x [k [Hk Hx]].
    rewrite (sum_ext K _ (fun k => sum N (fun y => u y * score K x q y * (x k * q y k)) + ridge * x k ^ 2)).
    + rewrite sum_plus, sum_scal, (sum_exchange K N).
      rewrite (sum_ext N _ (fun y => u y * score K x q y ^ 2))
        by (intros; rewrite sum_scal; unfold score; ring).
      pose proof (sum_squares_pos K x k Hk Hx).
      assert (0 <= sum N (fun y => u y * score K x q y ^ 2)).
      { apply sum_nonneg. intros y Hy. apply Rmult_le_pos; [apply Hu, Hy|apply pow2_ge_0]. }
      nra.
    + intros i Hi. rewrite (system_row N K ridge u q x i Hi).
      rewrite (sum_ext N (fun y => u y * score K x q y * (x i * q y i))
        (fun y => x i * (u y * score K x q y * q y i))) by (intros; ring).
      rewrite sum_scal. ring.
Qed.

(** ** The objectives of Eq. 31 *)

(** RG2 with M contexts, N items and K factors, weights w, targets s and the ridges a x ||P_x||^2 and b y ||Q_y||^2. *)
Definition rg2_objective (M N K : nat) (a b : nat -> R) (w s P Q : nat -> nat -> R) : R :=
  sum M (fun x => sum N (fun y => w x y * (s x y - score K (P x) Q y) ^ 2))
  + sum M (fun x => a x * sum K (fun k => P x k ^ 2)) + sum N (fun y => b y * sum K (fun k => Q y k ^ 2)).

(** RGx has less: the sum of the V_x P_x Q^T Q P_x^T, as Eq. 31 prints it. *)
Definition rgx_objective (M N K : nat) (a b : nat -> R) (w s : nat -> nat -> R) (v : nat -> R)
  (P Q : nat -> nat -> R) : R :=
  rg2_objective M N K a b w s P Q - sum M (fun x => v x * printed_interaction N K (P x) Q).

Definition with_row (P : nat -> nat -> R) (x : nat) (p : nat -> R) : nat -> nat -> R :=
  fun i => if Nat.eqb i x then p else P i.

(** The ridge of Sect. 4.4.1: lambda times the sum of a row's weights. *)
Definition row_weights (N : nat) (lambda : R) (w : nat -> nat -> R) (x : nat) : R := lambda * sum N (w x).
Definition transposed (w : nat -> nat -> R) : nat -> nat -> R := fun y x => w x y.

Lemma sum_but n x f : (x < n)%nat -> sum n f = f x + sum n (fun i => if Nat.eqb i x then 0 else f i).
Proof.
  intros Hx. rewrite <- (sum_pick n x f Hx), <- sum_plus. apply sum_ext. intros i _. unfold one_hot.
  destruct (Nat.eqb i x); ring.
Qed.

Lemma sum_with_row M x (f : nat -> (nat -> R) -> R) P p : (x < M)%nat ->
  sum M (fun i => f i (with_row P x p i)) = f x p + sum M (fun i => if Nat.eqb i x then 0 else f i (P i)).
Proof.
  intros Hx. rewrite (sum_but M x _ Hx). unfold with_row at 1. rewrite Nat.eqb_refl. f_equal.
  apply sum_ext. intros i _. unfold with_row. destruct (Nat.eqb i x); reflexivity.
Qed.

Lemma rgx_row M N K a b w s v P Q x : (x < M)%nat -> exists c, forall p,
  rgx_objective M N K a b w s v (with_row P x p) Q = row_loss N K (a x) (w x) (fun _ => v x) (s x) Q p + c.
Proof.
  intros Hx. set (f := fun i p => sum N (fun y => w i y * (s i y - score K p Q y) ^ 2)
    + a i * sum K (fun k => p k ^ 2) - v i * printed_interaction N K p Q).
  exists (sum M (fun i => if Nat.eqb i x then 0 else f i (P i)) + sum N (fun y => b y * sum K (fun k => Q y k ^ 2))).
  intros p. transitivity (sum M (fun i => f i (with_row P x p i)) + sum N (fun y => b y * sum K (fun k => Q y k ^ 2))).
  - unfold rgx_objective, rg2_objective, f. rewrite sum_minus, sum_plus. ring.
  - rewrite (sum_with_row M x f P p Hx). unfold f at 1, row_loss.
    rewrite printed_interaction_is_diagonal, sum_scal. ring.
Qed.

Lemma rg2_as_rgx M N K a b w s P Q : rg2_objective M N K a b w s P Q = rgx_objective M N K a b w s (fun _ => 0) P Q.
Proof. unfold rgx_objective. rewrite (sum_eq_0 M (fun x => 0 * _)) by (intros; ring). ring. Qed.

Lemma only_minimiser_shift K f g c p : (forall p, f p = g p + c) -> (only_minimiser K f p <-> only_minimiser K g p).
Proof.
  intros E. unfold only_minimiser. split; intros H p'; destruct (H p') as [L U]; rewrite !E in *;
    (split; [lra|intros F; apply U; rewrite ?E; lra]).
Qed.

Lemma step_of N K ridge w v s q f c : 0 < ridge -> (forall y, (y < N)%nat -> v y <= w y) ->
  (forall p, f p = row_loss N K ridge w v s q p + c) ->
  (exists p, only_minimiser K f p) /\
  forall p, solves N K ridge (fun y => w y - v y) q (weighted_targets N w s q) p <-> only_minimiser K f p.
Proof.
  intros Hr Hw E. assert (I : forall p,
    solves N K ridge (fun y => w y - v y) q (weighted_targets N w s q) p <-> only_minimiser K f p).
  { intros p. rewrite (half_step N K ridge w v s q p Hr Hw). symmetry. apply only_minimiser_shift with (1 := E). }
  split; [|exact I].
  destruct (system_solvable N K ridge (fun y => w y - v y) q (weighted_targets N w s q) Hr) as [p H].
  - intros y Hy. specialize (Hw y Hy). lra.
  - exists p. apply I, H.
Qed.

Lemma solves_ext N K ridge u u' q b p : (forall y, u y = u' y) ->
  (solves N K ridge u q b p <-> solves N K ridge u' q b p).
Proof.
  intros E. unfold solves. split; intros H k Hk; rewrite <- (H k Hk); apply sum_ext; intros l _;
    do 2 f_equal; apply sum_ext; intros y _; rewrite E; reflexivity.
Qed.

Lemma score_transposed K P Q x y : score K (Q y) P x = score K (P x) Q y.
Proof. apply sum_ext. intros k _. ring. Qed.

Lemma rgx_column M N K a b w s v P Q y : (y < N)%nat -> exists c, forall q,
  rgx_objective M N K a b w s v P (with_row Q y q)
  = row_loss M K (b y) (transposed w y) v (transposed s y) P q + c.
Proof.
  intros Hy. set (f := fun j q => sum M (fun x => w x j * (s x j - score K q P x) ^ 2)
    + b j * sum K (fun k => q k ^ 2) - sum M (fun x => v x * score K q P x ^ 2)).
  exists (sum N (fun j => if Nat.eqb j y then 0 else f j (Q j)) + sum M (fun x => a x * sum K (fun k => P x k ^ 2))).
  intros q. transitivity (sum N (fun j => f j (with_row Q y q j)) + sum M (fun x => a x * sum K (fun k => P x k ^ 2))).
  - unfold rgx_objective, rg2_objective, f. rewrite sum_minus, sum_plus, !(sum_exchange N M).
    rewrite (sum_ext M (fun x => v x * printed_interaction N K (P x) (with_row Q y q))
      (fun x => sum N (fun j => v x * score K (with_row Q y q j) P x ^ 2))).
    + rewrite (sum_ext M (fun x => sum N (fun j => w x j * (s x j - score K (with_row Q y q j) P x) ^ 2))
        (fun x => sum N (fun j => w x j * (s x j - score K (P x) (with_row Q y q) j) ^ 2))); [ring|].
      intros x _. apply sum_ext. intros j _. rewrite score_transposed. reflexivity.
    + intros x _. rewrite printed_interaction_is_diagonal, <- sum_scal. apply sum_ext. intros j _.
      rewrite score_transposed. reflexivity.
  - rewrite (sum_with_row N y f Q q Hy). unfold f at 1, row_loss, transposed. ring.
Qed.

(** ** The theorems *)

(** Claim: rg.eq36.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 36
    Says: for lambda > 0 the linear system of Eq. 36 has one solution P_x, and this is the only minimiser in P_x of RG2
      with every row's ridge weighted by the sum of its weights.
    Gap: real numbers. The closed form is read as the solution of its linear system. Any targets, and weights of x that
      are not negative and not all 0.
    Mutant: `(lambda * sum N (w x))` becomes `lambda`; refuted by the theorem context_ridge_needs_its_weights
    Mutant: `weighted_targets N (w x) (s x) Q` becomes `weighted_targets N (fun _ => 1) (s x) Q`; refuted by the mutant
      "the weights dropped on the right" of rg.eq36.repair
*)
Theorem context_half_step : forall M N K lambda w s P Q x f,
  0 < lambda -> (x < M)%nat -> (forall y, (y < N)%nat -> 0 <= w x y) -> 0 < sum N (w x) ->
  f = (fun p => rg2_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s
    (with_row P x p) Q) ->
  (exists p, only_minimiser K f p) /\
  forall p, solves N K (lambda * sum N (w x)) (w x) Q (weighted_targets N (w x) (s x) Q) p <-> only_minimiser K f p.
Proof.
  intros M N K lambda w s P Q x f Hl Hx Hw Hs ->.
  destruct (rgx_row M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s (fun _ => 0) P Q x Hx)
    as [c E].
  destruct (step_of N K (lambda * sum N (w x)) (w x) (fun _ => 0) (s x) Q (fun p => rg2_objective M N K
    (row_weights N lambda w) (row_weights M lambda (transposed w)) w s (with_row P x p) Q) c) as [A B].
  - apply Rmult_lt_0_compat; assumption.
  - exact Hw.
  - intros p. rewrite rg2_as_rgx. apply E.
  - split; [exact A|]. intros p. rewrite <- B. apply solves_ext. intros y. ring.
Qed.

(** Claim: rg.eq37.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 37
    Says: for lambda > 0 the linear system of Eq. 37 has one solution Q_y, and this is the only minimiser in Q_y of RG2
      with every row's ridge weighted by the sum of its weights.
    Gap: real numbers. The closed form is read as the solution of its linear system. Any targets, and weights of y that
      are not negative and not all 0.
    Mutant: `(lambda * sum M (transposed w y))` becomes `lambda`; refuted by the theorem item_ridge_needs_its_weights
    Mutant: `weighted_targets M (transposed w y)` becomes `weighted_targets M (fun _ => 1)`; refuted by the mutant
      "the weights dropped on the right" of rg.eq37.repair
*)
Theorem item_half_step : forall M N K lambda w s P Q y f,
  0 < lambda -> (y < N)%nat -> (forall x, (x < M)%nat -> 0 <= w x y) -> 0 < sum M (transposed w y) ->
  f = (fun q => rg2_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s
    P (with_row Q y q)) ->
  (exists q, only_minimiser K f q) /\
  forall q, solves M K (lambda * sum M (transposed w y)) (transposed w y) P
    (weighted_targets M (transposed w y) (transposed s y) P) q <-> only_minimiser K f q.
Proof.
  intros M N K lambda w s P Q y f Hl Hy Hw Hs ->.
  destruct (rgx_column M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s (fun _ => 0) P Q y Hy)
    as [c E].
  destruct (step_of M K (lambda * sum M (transposed w y)) (transposed w y) (fun _ => 0) (transposed s y) P
    (fun q => rg2_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s
      P (with_row Q y q)) c) as [A B].
  - apply Rmult_lt_0_compat; assumption.
  - exact Hw.
  - intros p. rewrite rg2_as_rgx. apply E.
  - split; [exact A|]. intros p. rewrite <- B. apply solves_ext. intros x. ring.
Qed.

(** Claim: rg.eq38.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 38
    Says: for lambda > 0 and V_x at most the weights of x, as in Eq. 32, the linear system of Eq. 38 has one solution
      P_x, and this is the only minimiser in P_x of RGx as Eq. 31 prints its interaction, with every row's ridge
      weighted by the sum of its weights.
    Gap: real numbers. The closed form is read as the solution of its linear system. The weights of Eq. 16, and those of
      Eq. 19 with n < N, are at least V_x by weights_outweigh_v.
    Mutant: `(fun y => w x y - v x)` becomes `(fun y => w x y)`; refuted by the theorem interaction_moves_the_minimiser
    Mutant: `(lambda * sum N (w x))` becomes `lambda`; refuted by the mutant "$\lambda I$ for $\lambda(\sum W)I$" of
      rg.eq38.repair
*)
Theorem context_half_step_rgx : forall M N K lambda w v s P Q x f,
  0 < lambda -> (x < M)%nat -> (forall y, (y < N)%nat -> 0 <= v x <= w x y) -> 0 < sum N (w x) ->
  f = (fun p => rgx_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v
    (with_row P x p) Q) ->
  (exists p, only_minimiser K f p) /\
  forall p, solves N K (lambda * sum N (w x)) (fun y => w x y - v x) Q (weighted_targets N (w x) (s x) Q) p
    <-> only_minimiser K f p.
Proof.
  intros M N K lambda w v s P Q x f Hl Hx Hw Hs ->.
  destruct (rgx_row M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v P Q x Hx) as [c E].
  apply (step_of N K (lambda * sum N (w x)) (w x) (fun _ => v x) (s x) Q _ c); [| |exact E].
  - apply Rmult_lt_0_compat; assumption.
  - intros y Hy. apply (Hw y Hy).
Qed.

(** Claim: rg.eq39.repair
    Role: establishes
    Place: RG, s. 4.4.1, Eq. 39
    Says: for lambda > 0 and V_x at most the weights of x, as in Eq. 32, the linear system of Eq. 39 has one solution
      Q_y, and this is the only minimiser in Q_y of RGx as Eq. 31 prints its interaction, with every row's ridge
      weighted by the sum of its weights.
    Gap: real numbers. The closed form is read as the solution of its linear system. The weights of Eq. 16, and those of
      Eq. 19 with n < N, are at least V_x by weights_outweigh_v.
    Mutant: `(fun x => transposed w y x - v x)` becomes `(transposed w y)`; refuted by the theorem
      interaction_moves_the_item
    Mutant: `(lambda * sum M (transposed w y))` becomes `lambda`; refuted by the mutant "$\lambda I$ for $\lambda(\sum
      W)I$" of rg.eq39.repair
*)
Theorem item_half_step_rgx : forall M N K lambda w v s P Q y f,
  0 < lambda -> (y < N)%nat -> (forall x, (x < M)%nat -> 0 <= v x <= w x y) -> 0 < sum M (transposed w y) ->
  f = (fun q => rgx_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v
    P (with_row Q y q)) ->
  (exists q, only_minimiser K f q) /\
  forall q, solves M K (lambda * sum M (transposed w y)) (fun x => transposed w y x - v x) P
    (weighted_targets M (transposed w y) (transposed s y) P) q <-> only_minimiser K f q.
Proof.
  intros M N K lambda w v s P Q y f Hl Hy Hw Hs ->.
  destruct (rgx_column M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v P Q y Hy) as [c E].
  apply (step_of M K (lambda * sum M (transposed w y)) (transposed w y) v (transposed s y) P _ c); [| |exact E].
  - apply Rmult_lt_0_compat; assumption.
  - intros x Hx. apply (Hw x Hx).
Qed.

Definition all (c : R) (_ _ : nat) : R := c.

(** The numbers of one context, one item and one factor: weights 2, V = 1, lambda, targets and factors 1. *)
Ltac numbers := intros; unfold transposed, all; simpl; try split; lra.
Ltac one_by_one :=
  intros k Hk; replace k with 0%nat by lia; unfold weighted_targets, transposed, all, one_hot; simpl; lra.

(** Claim: none
    Says: with lambda alone in the system of Eq. 36 its solution is not the minimiser.
*)
Theorem context_ridge_needs_its_weights : ~ (forall M N K lambda w s P Q x f,
  0 < lambda -> (x < M)%nat -> (forall y, (y < N)%nat -> 0 <= w x y) -> 0 < sum N (w x) ->
  f = (fun p => rg2_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s
    (with_row P x p) Q) ->
  (exists p, only_minimiser K f p) /\
  forall p, solves N K lambda (w x) Q (weighted_targets N (w x) (s x) Q) p <-> only_minimiser K f p).
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat 1 (all 2) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ B].
  destruct (context_half_step 1%nat 1%nat 1%nat 1 (all 2) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ A].
  specialize (proj2 (A (fun _ => 2 / 3)) (proj1 (B (fun _ => 2 / 3)) ltac:(one_by_one))). intros S.
  specialize (S 0%nat (le_n 1)). unfold weighted_targets, transposed, all, one_hot in S. simpl in S. lra.
Qed.

(** Claim: none
    Says: with lambda alone in the system of Eq. 37 its solution is not the minimiser.
*)
Theorem item_ridge_needs_its_weights : ~ (forall M N K lambda w s P Q y f,
  0 < lambda -> (y < N)%nat -> (forall x, (x < M)%nat -> 0 <= w x y) -> 0 < sum M (transposed w y) ->
  f = (fun q => rg2_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s
    P (with_row Q y q)) ->
  (exists q, only_minimiser K f q) /\
  forall q, solves M K lambda (transposed w y) P
    (weighted_targets M (transposed w y) (transposed s y) P) q <-> only_minimiser K f q).
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat 1 (all 2) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ B].
  destruct (item_half_step 1%nat 1%nat 1%nat 1 (all 2) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ A].
  specialize (proj2 (A (fun _ => 2 / 3)) (proj1 (B (fun _ => 2 / 3)) ltac:(one_by_one))). intros S.
  specialize (S 0%nat (le_n 1)). unfold weighted_targets, transposed, all, one_hot in S. simpl in S. lra.
Qed.

(** Claim: none
    Says: without V in the system of Eq. 38 its solution is not the minimiser.
*)
Theorem interaction_moves_the_minimiser : ~ (forall M N K lambda w v s P Q x f,
  0 < lambda -> (x < M)%nat -> (forall y, (y < N)%nat -> 0 <= v x <= w x y) -> 0 < sum N (w x) ->
  f = (fun p => rgx_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v
    (with_row P x p) Q) ->
  (exists p, only_minimiser K f p) /\
  forall p, solves N K (lambda * sum N (w x)) (fun y => w x y) Q (weighted_targets N (w x) (s x) Q) p
    <-> only_minimiser K f p).
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat 1 (all 2) (fun _ => 1) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ B].
  destruct (context_half_step_rgx 1%nat 1%nat 1%nat 1 (all 2) (fun _ => 1) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ A].
  specialize (proj2 (A (fun _ => 1 / 2)) (proj1 (B (fun _ => 1 / 2)) ltac:(one_by_one))). intros S.
  specialize (S 0%nat (le_n 1)). unfold weighted_targets, transposed, all, one_hot in S. simpl in S. lra.
Qed.

(** Claim: none
    Says: without V in the system of Eq. 39 its solution is not the minimiser.
*)
Theorem interaction_moves_the_item : ~ (forall M N K lambda w v s P Q y f,
  0 < lambda -> (y < N)%nat -> (forall x, (x < M)%nat -> 0 <= v x <= w x y) -> 0 < sum M (transposed w y) ->
  f = (fun q => rgx_objective M N K (row_weights N lambda w) (row_weights M lambda (transposed w)) w s v
    P (with_row Q y q)) ->
  (exists q, only_minimiser K f q) /\
  forall q, solves M K (lambda * sum M (transposed w y)) (transposed w y) P
    (weighted_targets M (transposed w y) (transposed s y) P) q <-> only_minimiser K f q).
Proof.
  intros F. destruct (F 1%nat 1%nat 1%nat 1 (all 2) (fun _ => 1) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ B].
  destruct (item_half_step_rgx 1%nat 1%nat 1%nat 1 (all 2) (fun _ => 1) (all 1) (all 1) (all 1) 0%nat _
    ltac:(lra) (le_n 1) ltac:(numbers) ltac:(numbers) eq_refl) as [_ A].
  specialize (proj2 (A (fun _ => 1 / 2)) (proj1 (B (fun _ => 1 / 2)) ltac:(one_by_one))). intros S.
  specialize (S 0%nat (le_n 1)). unfold weighted_targets, transposed, all, one_hot in S. simpl in S. lra.
Qed.
