(** The rows of A.6's equation in closed form, and when line 9 of Algorithm 1 has a result. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Squares RgNormalEquations RgUpdates RgPrintedUpdates RgSylvester RgAlgorithm RgScoreRidge.
Open Scope R_scope.

(** ** With the eigenvalues of Q'Q *)

(** U is orthogonal, and Q'Q = U Lambda U' with the diagonal Lambda. *)
Definition orthogonal (K : nat) (U : nat -> nat -> R) : Prop :=
  (forall i j, (i < K)%nat -> (j < K)%nat -> sum K (fun k => U k i * U k j) = one_hot i j) /\
  forall i j, (i < K)%nat -> (j < K)%nat -> sum K (fun k => U i k * U j k) = one_hot i j.

Definition diagonalises (N K : nat) (U : nat -> nat -> R) (Lambda : nat -> R) (Q : nat -> nat -> R) : Prop :=
  orthogonal K U /\ forall k l, (k < K)%nat -> (l < K)%nat ->
    sum N (fun y => Q y k * Q y l) = sum K (fun j => U k j * Lambda j * U l j).

(** Q'Q U = U Lambda. *)
Lemma eigenvectors N K U Lambda Q : diagonalises N K U Lambda Q -> forall l j, (l < K)%nat -> (j < K)%nat ->
  sum K (fun k => sum N (fun y => Q y l * Q y k) * U k j) = Lambda j * U l j.
Proof.
  intros [[O _] D] l j Hl Hj.
  rewrite (sum_ext K _ (fun k => sum K (fun i => U l i * Lambda i * (U k i * U k j)))).
  - rewrite sum_exchange. rewrite (sum_ext K _ (fun i => one_hot j i * (Lambda i * U l i))).
    + rewrite sum_pick by exact Hj. reflexivity.
    + intros i Hi. rewrite sum_scal, O by assumption. rewrite one_hot_sym. ring.
  - intros k Hk. rewrite D by assumption. rewrite <- sum_scal_r. apply sum_ext. intros; ring.
Qed.

Lemma eigenvalues_nonneg N K U Lambda Q : diagonalises N K U Lambda Q -> forall j, (j < K)%nat -> 0 <= Lambda j.
Proof.
  intros D j Hj. pose proof (eigenvectors N K U Lambda Q D) as E. destruct D as [[O _] _].
  assert (A : sum N (fun y => dot K (fun l => U l j) (Q y) ^ 2) = Lambda j).
  { transitivity (sum K (fun l => U l j * (Lambda j * U l j))).
    - rewrite (sum_ext K _ (fun l => sum N (fun y => U l j * Q y l * dot K (fun l => U l j) (Q y)))).
      + rewrite sum_exchange. apply sum_ext. intros y _. rewrite sum_scal_r. unfold dot. ring.
      + intros l Hl. rewrite <- (E l j Hl Hj). unfold dot.
        rewrite <- sum_scal, (sum_ext K _ (fun k => sum N (fun y => U l j * Q y l * (U k j * Q y k)))).
        * rewrite sum_exchange. apply sum_ext. intros y _. rewrite sum_scal. reflexivity.
        * intros k _. rewrite <- Rmult_assoc, Rmult_comm, <- Rmult_assoc, <- sum_scal. apply sum_ext. intros; ring.
    - rewrite (sum_ext K _ (fun l => Lambda j * (U l j * U l j))) by (intros; ring). rewrite sum_scal, O by assumption.
      unfold one_hot. rewrite Nat.eqb_refl. ring. }
  rewrite <- A. apply sum_nonneg. intros; apply pow2_ge_0.
Qed.

(** The entry (x, j) of P U. *)
Definition turned (K : nat) (U P : nat -> nat -> R) (x j : nat) : R := sum K (fun k => P x k * U k j).

(** Claim: rg.eq47.closed.repair
    Role: establishes
    Place: RG, A.6, after Eq. 46, repaired
    Says: For lambda > 0 and diagonal W >= 0 the closed form P_x = W_x S_x Q (W_x Q'Q + lambda I)^-1 exists and is the
      only solution of W P Q'Q + lambda P = W S Q; with Q'Q = U Lambda U' it is the P with P_x U = W_x S_x Q U (W_x
      Lambda + lambda I)^-1.
    Gap: Real numbers; the first inverse is written as the equation that it solves; factors are compared in their rows
      and entries. That Q'Q has an orthogonal U and a diagonal Lambda is the spectral theorem, which is not proved here.
    Mutant: `/ (w x * Lambda j + lam)` becomes `/ (Lambda j + lam)`; refuted by the theorem eigenvalues_need_the_weight
*)
Theorem closed_form_by_eigenvalues : forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, closed_form M N K w S lam P Q) /\
  (forall P P', closed_form M N K w S lam P Q ->
    (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P' Q x k = right_side N w S Q x k) -> same M K P' P)
  /\ (forall P U Lambda, diagonalises N K U Lambda Q -> closed_form M N K w S lam P Q ->
    forall x j, (x < M)%nat -> (j < K)%nat ->
      turned K U P x j = turned K U (right_side N w S Q) x j / (w x * Lambda j + lam)).
Proof.
  intros M N K w S lam Q Hl Hw. destruct (closed_form_is_the_only_solution M N K w S lam Q Hl Hw) as [E1 E2].
  split; [exact E1|split; [exact E2|]]. intros P U Lambda D HP x j Hx Hj.
  pose proof (eigenvalues_nonneg N K U Lambda Q D j Hj) as PL. pose proof (Rmult_le_pos _ _ (Hw x Hx) PL) as PW.
  assert (E : turned K U (right_side N w S Q) x j = turned K U P x j * (w x * Lambda j + lam));
    [|rewrite E; field; lra].
  unfold turned at 1. rewrite (sum_ext K _ (fun k => sum K (fun l => P x l * (w x *
    (sum N (fun y => Q y l * Q y k) * U k j)) + lam * (one_hot k l * (P x l * U k j))))).
  - rewrite (sum_ext K _ (fun k => sum K (fun l => P x l * (w x * (sum N (fun y => Q y l * Q y k) * U k j)))
      + lam * (P x k * U k j))).
    + rewrite sum_plus, sum_scal, sum_exchange. fold (turned K U P x j).
      rewrite (sum_ext K _ (fun l => w x * Lambda j * (P x l * U l j))).
      * rewrite sum_scal. fold (turned K U P x j). ring.
      * intros l Hl'. rewrite sum_scal, sum_scal, (eigenvectors N K U Lambda Q D) by assumption. ring.
    + intros k Hk. rewrite sum_plus, sum_scal. f_equal. f_equal.
      apply (sum_pick K k (fun l => P x l * U k j) Hk).
  - intros k Hk. rewrite <- (HP x k Hx Hk). unfold dot. rewrite <- sum_scal_r. apply sum_ext. intros l _.
    rewrite (sum_ext N (fun y => w x * Q y l * Q y k) (fun y => w x * (Q y l * Q y k))) by (intros; ring).
    rewrite sum_scal. ring.
Qed.

(** Claim: none
    Says: Without the weight the formula with the eigenvalues is wrong: one context and item, W = 2, S = Q = lambda = 1.
*)
Theorem eigenvalues_need_the_weight :
  ~ forall M N K w S lam Q, 0 < lam -> (forall x, (x < M)%nat -> 0 <= w x) ->
  (exists P, closed_form M N K w S lam P Q) /\
  (forall P P', closed_form M N K w S lam P Q ->
    (forall x k, (x < M)%nat -> (k < K)%nat -> sylvester N K w lam P' Q x k = right_side N w S Q x k) -> same M K P' P)
  /\ (forall P U Lambda, diagonalises N K U Lambda Q -> closed_form M N K w S lam P Q ->
    forall x j, (x < M)%nat -> (j < K)%nat ->
      turned K U P x j = turned K U (right_side N w S Q) x j / (Lambda j + lam)).
Proof.
  intros H. destruct (H 1%nat 1%nat 1%nat (fun _ => 2) (fun _ _ => 1) 1 (fun _ _ => 1) ltac:(lra) ltac:(intros; lra))
    as (_ & _ & E).
  specialize (E (fun _ _ => 2 / 3) (fun _ _ => 1) (fun _ => 1)).
  refine (_ (E _ _ 0%nat 0%nat _ _)); [| | |lia|lia].
  - unfold turned, right_side. simpl. lra.
  - split; [split|]; intros i j Hi Hj; destruct i; [|lia| |lia| |lia]; (destruct j; [|lia]); unfold one_hot; simpl; lra.
  - intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia]. unfold dot, right_side, one_hot. simpl. lra.
Qed.

(** Claim: rg.eq47.closed
    Role: refutes
    Place: RG, A.6, after Eq. 46
    Says: There are no M, N, K, weights, targets, lambda > 0 and Q for which P_x = W_x S_x Q (W_x Q'Q + lambda I)^-1
      does not solve W P Q'Q + lambda P = W S Q.
    Gap: Real numbers; that closed forms need another regulariser is read as: the closed form of this one is no
      solution, for some data; the inverse is written as the equation that it solves.
    Mutant: `closed_form M N K w S lam P Q` becomes `closed_form M N K w S (INR N * lam) P Q`; refuted by the theorem
      the_ridge_of_eq36_is_another
*)
Theorem the_closed_form_never_fails : ~ exists M N K w S lam P Q, 0 < lam /\ closed_form M N K w S lam P Q /\
  exists x k, (x < M)%nat /\ (k < K)%nat /\ sylvester N K w lam P Q x k <> right_side N w S Q x k.
Proof.
  intros (M & N & K & w & S & lam & P & Q & _ & C & x & k & Hx & Hk & D). apply D.
  apply (proj1 (closed_is_sylvester M N K w S lam P Q) C x k Hx Hk).
Qed.

(** Claim: none
    Says: With N lambda for lambda, as in the ridge of Eq. 36, there are: one context, two items, Q = (1; 1), lambda =
      1.
*)
Theorem the_ridge_of_eq36_is_another :
  ~ ~ exists M N K w S lam P Q, 0 < lam /\ closed_form M N K w S (INR N * lam) P Q /\
  exists x k, (x < M)%nat /\ (k < K)%nat /\ sylvester N K w lam P Q x k <> right_side N w S Q x k.
Proof.
  intros H. apply H. exists 1%nat, 2%nat, 1%nat, (fun _ => 1), (fun _ _ => 1), 1, (fun _ _ => 1 / 2), (fun _ _ => 1).
  split; [lra|split].
  - intros x k Hx Hk. destruct x; [|lia]. destruct k; [|lia]. unfold dot, right_side, one_hot. simpl. lra.
  - exists 0%nat, 0%nat. split; [lia|split; [lia|]]. unfold sylvester, right_side, dot. simpl. lra.
Qed.

(** ** Algorithm 1, line 9 *)

(** A matrix of zeros and ones; contexts may be empty. *)
Definition binary (M N : nat) (r : nat -> nat -> R) : Prop :=
  forall x y, (x < M)%nat -> (y < N)%nat -> r x y = 0 \/ r x y = 1.

Lemma positives_from_entries M N r x y : binary M N r -> (x < M)%nat -> (y < N)%nat -> r x y <= positives N (r x).
Proof.
  intros B Hx Hy. apply (term_le_sum N (r x) y); [|exact Hy]. intros j Hj. destruct (B x j Hx Hj) as [->| ->]; lra.
Qed.

Lemma not_positive_is_zero M N r x : binary M N r -> (x < M)%nat -> ~ 0 < positives N (r x) -> positives N (r x) = 0.
Proof.
  intros B Hx H. apply sum_eq_0. intros y Hy. pose proof (positives_from_entries M N r x y B Hx Hy).
  destruct (B x y Hx Hy) as [E|E]; lra.
Qed.

Lemma inverse_of_row M N K W rho lam Q x : (x < M)%nat -> rho = lam * sum N (fun y => W x y) ->
  positive_definite K (row_matrix N (W x) (fun _ => 0) rho Q) ->
  exists B, forall i k, (i < K)%nat -> (k < K)%nat ->
    sum K (fun l => B i l * (sum N (fun y => W x y * Q y l * Q y k) + lam * sum N (fun y => W x y) * one_hot k l))
    = one_hot i k.
Proof.
  intros Hx -> PD. destruct (all_rows_solvable K (fun i p => forall k, (k < K)%nat -> dot K p (fun l =>
    row_matrix N (W x) (fun _ => 0) (lam * sum N (fun y => W x y)) Q l k) = one_hot i k)) as [B HB].
  - intros i Hi. apply (solvable K _ (one_hot i) PD).
  - exists B. intros i k Hi Hk. rewrite <- (HB i Hi k Hk). apply sum_ext. intros l _. unfold row_matrix.
    do 2 f_equal. apply sum_ext. intros; ring.
Qed.

(** Claim: rg.alg1.defined.repair
    Role: establishes
    Place: RG, Algorithm 1, line 9, Eq. 36, repaired
    Says: For every R in {0,1}^(M x N), Q and lambda >= 0 line 9 with Eq. 36 has a result if and only if no context is
      empty, and lambda > 0 or Q has rank K.
    Gap: Real numbers; a result is an inverse from the left of each context's matrix; there is a context and a factor.
      N / |I_x| of an empty context plays no part: its weights are 0, and its matrix has no inverse.
    Mutant: `(0 < lam \/ full_column_rank N K Q)` becomes `0 < lam`; refuted by the theorem rank_is_enough_for_line9
    Mutant: `(0 < lam \/ full_column_rank N K Q)` becomes `(0 <= lam \/ full_column_rank N K Q)`; refuted by the theorem
      line9_needs_a_ridge_or_rank
*)
Theorem when_line9_has_a_result : forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ (0 < lam \/ full_column_rank N K Q)).
Proof.
  intros M N K r lam Q HM HK HB Hl. split.
  - intros H. split.
    + intros x Hx. destruct (Rlt_dec 0 (positives N (r x))) as [P|P]; [exact P|exfalso].
      pose proof (not_positive_is_zero M N r x HB Hx P) as Z. destruct (H x Hx) as [B E].
      specialize (E 0%nat 0%nat HK HK). rewrite sum_eq_0 in E; [unfold one_hot in E; simpl in E; lra|]. intros l _.
      unfold W16. rewrite Z, sum_zero, (sum_eq_0 N (fun y => 0 * Q y l * Q y 0%nat)) by (intros; ring). ring.
    + destruct (Req_dec lam 0) as [Z|Z]; [right|left; lra]. intros c HC i Hi. destruct (H 0%nat HM) as [B E].
      rewrite <- (sum_pick K i c Hi). rewrite (sum_ext K _ (fun k => sum K (fun l => B i l *
        sum N (fun y => W16 N r 0 y * Q y l * (c k * Q y k))))).
      * rewrite sum_exchange. apply sum_eq_0. intros l _. rewrite sum_scal, sum_exchange.
        rewrite (sum_eq_0 N); [ring|]. intros y Hy. rewrite sum_scal.
        transitivity (W16 N r 0 y * Q y l * dot K c (Q y)); [reflexivity|]. rewrite (HC y Hy). ring.
      * intros k Hk. rewrite <- (E i k Hi Hk), Z, <- sum_scal_r. apply sum_ext. intros l _.
        rewrite (sum_ext N (fun y => W16 N r 0 y * Q y l * (c k * Q y k))
          (fun y => W16 N r 0 y * Q y l * Q y k * c k)) by (intros; ring). rewrite sum_scal_r. ring.
  - intros [HP HQ] x Hx. specialize (HP x Hx).
    assert (PN : 0 < INR N).
    { apply lt_0_INR. destruct N; [unfold positives in HP; simpl in HP; lra|lia]. }
    apply (inverse_of_row M N K (W16 N r) _ lam Q x Hx eq_refl). destruct (Req_dec lam 0) as [Z|Z].
    + rewrite Z, Rmult_0_l. destruct HQ as [HQ|HQ]; [lra|].
      apply rank_positive_definite; [exact HQ|]. intros y _. unfold W16. exact HP.
    + apply row_positive_definite. split.
      * unfold W16. rewrite sum_const. repeat apply Rmult_lt_0_compat; lra.
      * intros y _. unfold W16. lra.
Qed.

Lemma one_click : binary 1 1 (fun _ _ => 1) /\ forall x, (x < 1)%nat -> 0 < positives 1 (fun _ _ => 1) x.
Proof. split; [intros x y _ _; right; reflexivity|intros x _; unfold positives; simpl; lra]. Qed.

(** Claim: none
    Says: Without a ridge factors of full rank are enough: one context and item, Q = 1, lambda = 0.
*)
Theorem rank_is_enough_for_line9 : ~ forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ 0 < lam).
Proof.
  intros H. destruct one_click as [B P].
  destruct (H 1%nat 1%nat 1%nat (fun _ _ => 1) 0 (fun _ _ => 1) ltac:(lia) ltac:(lia) B ltac:(lra)) as [E _].
  apply (Rlt_irrefl 0), E, when_line9_has_a_result; [lia|lia|exact B|lra|]. split; [exact P|right].
  intros c Z k Hk. specialize (Z 0%nat ltac:(lia)). unfold dot in Z. simpl in Z. destruct k; [lra|lia].
Qed.

(** Claim: none
    Says: Without a ridge and with Q = 0 there is no result.
*)
Theorem line9_needs_a_ridge_or_rank :
  ~ forall M N K r lam Q, (0 < M)%nat -> (0 < K)%nat -> binary M N r -> 0 <= lam ->
  (line9_has_a_result M N K (W16 N r) lam Q <->
   (forall x, (x < M)%nat -> 0 < positives N (r x)) /\ (0 <= lam \/ full_column_rank N K Q)).
Proof.
  intros H. destruct one_click as [B P].
  destruct (H 1%nat 1%nat 1%nat (fun _ _ => 1) 0 (fun _ _ => 0) ltac:(lia) ltac:(lia) B ltac:(lra)) as [_ E].
  specialize (E (conj P (or_introl (Rle_refl 0)))).
  apply when_line9_has_a_result in E; [|lia|lia|exact B|lra]. destruct E as [_ [E|E]]; [lra|].
  specialize (E (fun _ => 1)). assert (1 = 0); [|lra]. apply (E ltac:(intros; unfold dot; simpl; ring) 0%nat). lia.
Qed.
