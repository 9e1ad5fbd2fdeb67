(** Functions of N numbers: gradients, convexity, and Bregman divergences. *)

From Coq Require Import Reals.
From softproof Require Import Sums.
Open Scope R_scope.

(** g is the gradient of f at x: in every direction v, f changes at the rate g' v. *)
Definition gradient (N : nat) (f : (nat -> R) -> R) (x g : nat -> R) : Prop :=
  forall v, derivable_pt_lim (fun t => f (fun i => x i + t * v i)) 0 (dot N g v).

Definition convex (f : (nat -> R) -> R) : Prop :=
  forall a b t, 0 < t < 1 -> f (fun j => t * a j + (1 - t) * b j) <= t * f a + (1 - t) * f b.

(** f is strictly convex at the vectors that the domain admits, or at all; others are those that differ in an item. *)
Definition strictly_convex_on (N : nat) (domain : (nat -> R) -> Prop) (f : (nat -> R) -> R) : Prop :=
  forall a b t, domain a -> domain b -> (exists j, (j < N)%nat /\ a j <> b j) -> 0 < t < 1 ->
  f (fun j => t * a j + (1 - t) * b j) < t * f a + (1 - t) * f b.
Definition strictly_convex (N : nat) (f : (nat -> R) -> R) : Prop := strictly_convex_on N (fun _ => True) f.

(** RG, Definition 4, in its order of the arguments, g the gradient of phi at s: phi(t) - phi(s) - g' (t - s). *)
Definition bregman (N : nat) (phi : (nat -> R) -> R) (g s t : nat -> R) : R :=
  phi t - phi s - dot N g (fun j => t j - s j).
