(** How far the minimiser of a mean loss over many observations is from the truth: the sandwich formula. *)

From Coq Require Import Reals.
From softproof Require Import Sums Derivatives Convexity Jacobian TighterGradient RgSynthetic.
Open Scope R_scope.

(** The sandwich formula of M-estimation. The estimates are the d parameters of the least mean loss over m independent
    observations z, of which those `seen` occur, and s are the true ones: the expected loss has the gradient 0 there. C
    is the asymptotic covariance of sqrt m times the error, H^-1 V H^-1, where H is the Hessian of the expected loss at
    s, B its inverse, and V the covariance of the gradient g of the loss of one observation. *)
Definition asymptotic_covariance {Z : Type} (d : nat) (seen : Z -> Prop) (expect : (Z -> R) -> R)
  (loss : (nat -> R) -> Z -> R) (s : nat -> R) (C : nat -> nat -> R) : Prop :=
  exists (g : Z -> nat -> R) (G : (nat -> R) -> nat -> R) (H B : nat -> nat -> R),
  (forall z, seen z -> gradient d (fun u => loss u z) s (g z)) /\
  (forall u, gradient d (fun u => expect (loss u)) u (G u)) /\ (forall i, (i < d)%nat -> G s i = 0) /\
  jacobian d G s H /\ inverse d H B /\ inverse d B H /\
  forall i j, (i < d)%nat -> (j < d)%nat ->
  C i j = product d (product d B (fun k l => expect (fun z => g z k * g z l))) B i j.

Lemma jacobian_entry d G G' s H H' i j : (forall u i, (i < d)%nat -> G u i = G' u i) ->
  jacobian d G s H -> jacobian d G' s H' -> (i < d)%nat -> (j < d)%nat -> H i j = H' i j.
Proof.
  intros E J J' Hi Hj.
  pose proof (derive_ext _ _ _ _ (fun t => E (fun k => s k + t * one_hot j k) i Hi) (J (one_hot j) i Hi)) as D.
  pose proof (derive_unique _ _ _ _ D (J' (one_hot j) i Hi)) as U. unfold times in U.
  rewrite (sum_ext d _ (fun k => one_hot j k * H i k)), sum_pick in U; [|exact Hj|].
  - rewrite (sum_ext d _ (fun k => one_hot j k * H' i k)), sum_pick in U; [exact U|exact Hj|].
    intros k _. unfold one_hot. rewrite Nat.eqb_sym. ring.
  - intros k _. unfold one_hot. rewrite Nat.eqb_sym. ring.
Qed.

Lemma product_ext d A A' B B' i j : (forall k, (k < d)%nat -> A i k = A' i k) ->
  (forall k, (k < d)%nat -> B k j = B' k j) -> product d A B i j = product d A' B' i j.
Proof. intros E F. apply sum_ext. intros k Hk. rewrite E, F by exact Hk. reflexivity. Qed.

Lemma product_assoc d A B D i j : product d (product d A B) D i j = product d A (product d B D) i j.
Proof.
  unfold product. rewrite (sum_ext d _ (fun l => sum d (fun k => A i k * B k l * D l j))).
  - rewrite sum_exchange. apply sum_ext. intros k _. rewrite <- sum_scal. apply sum_ext. intros; ring.
  - intros l _. symmetry. apply sum_scal_r.
Qed.

Lemma product_one d B i j : (i < d)%nat -> product d one_hot B i j = B i j.
Proof. exact (sum_pick d i (fun l => B l j)). Qed.

Lemma product_one_r d B i j : (j < d)%nat -> product d B one_hot i j = B i j.
Proof.
  intros Hj. unfold product. rewrite (sum_ext d _ (fun l => one_hot j l * B i l)).
  - exact (sum_pick d j (fun l => B i l) Hj).
  - intros l _. unfold one_hot. rewrite Nat.eqb_sym. ring.
Qed.

Lemma inverse_unique d H H' B B' i j : (forall i j, (i < d)%nat -> (j < d)%nat -> H i j = H' i j) ->
  inverse d H B -> inverse d B' H' -> (i < d)%nat -> (j < d)%nat -> B i j = B' i j.
Proof.
  intros E I I' Hi Hj. rewrite <- (product_one d B i j Hi), <- (product_one_r d B' i j Hj).
  transitivity (product d (product d B' H') B i j).
  - apply product_ext; [intros k Hk; symmetry; exact (I' i k Hi Hk)|reflexivity].
  - rewrite product_assoc. apply product_ext; [reflexivity|]. intros k Hk. rewrite <- (I k j Hk Hj).
    apply product_ext; [intros l Hl; symmetry; exact (E k l Hk Hl)|reflexivity].
Qed.

(** There is one asymptotic covariance at most. *)
Lemma covariance_unique {Z : Type} d (seen : Z -> Prop) (expect : (Z -> R) -> R) loss s C C' i j :
  (forall f g, (forall z, seen z -> f z = g z) -> expect f = expect g) ->
  asymptotic_covariance d seen expect loss s C -> asymptotic_covariance d seen expect loss s C' ->
  (i < d)%nat -> (j < d)%nat -> C i j = C' i j.
Proof.
  intros Ext (g & G & H & B & Dg & DG & _ & J & I1 & I2 & E) (g' & G' & H' & B' & Dg' & DG' & _ & J' & I1' & I2' & E')
    Hi Hj.
  assert (Hg : forall z k, seen z -> (k < d)%nat -> g z k = g' z k)
    by (intros z k S Hk; exact (gradient_entry d _ s _ _ k Hk (Dg z S) (Dg' z S))).
  assert (HG : forall u k, (k < d)%nat -> G u k = G' u k)
    by (intros u k Hk; exact (gradient_entry d _ u _ _ k Hk (DG u) (DG' u))).
  assert (HH : forall k l, (k < d)%nat -> (l < d)%nat -> H k l = H' k l)
    by (intros k l Hk Hl; exact (jacobian_entry d G G' s H H' k l HG J J' Hk Hl)).
  assert (HB : forall k l, (k < d)%nat -> (l < d)%nat -> B k l = B' k l)
    by (intros k l Hk Hl; exact (inverse_unique d H H' B B' k l HH I1 I2' Hk Hl)).
  rewrite E, E' by assumption. apply product_ext; [|intros; apply HB; assumption]. intros k Hk.
  apply product_ext; [intros; apply HB; assumption|]. intros l Hl. apply Ext. intros z S. rewrite !Hg by assumption.
  reflexivity.
Qed.
