(** Two classes of uneven chances: the labels of several counterexamples. *)

From Coq Require Import Reals Lra Lia.
From softproof Require Import Sums Draws.
Open Scope R_scope.

Definition uneven (i : nat) : R := if Nat.eqb i 0 then 1 / 4 else 3 / 4.

Lemma uneven_proposal : proposal 2 uneven.
Proof. split; [intros i _; unfold uneven; destruct (Nat.eqb i 0); lra|unfold uneven; simpl; lra]. Qed.
