(** What it costs to level two chances that are apart by e: for alpha up to 2 least where they add up to 1. *)

From Coq Require Import Reals Lra.
From softproof Require Import Prop5 EntmaxLoss EntmaxMap EntmaxArgmax.
Open Scope R_scope.

(** psi(e) = f((1 + e)/2) + f((1 - e)/2) - 2 f(1/2), f the term of Omega. *)
Definition psi (a e : R) : R :=
  entropy_term a ((1 + e) / 2) + entropy_term a ((1 - e) / 2) - 2 * entropy_term a (1 / 2).

Lemma power_inverse b x : 0 < b -> 0 <= x -> power (1 / b) (power b x) = x.
Proof.
  intros Hb [H|<-]; [|rewrite (power_0 b 0) by lra; apply power_0; lra]. rewrite power_power by exact H.
  replace (b * (1 / b)) with 1 by (field; lra).
  apply power_1. lra.
Qed.

(** Powers up to 1 are concave. *)
Lemma power_concave b x y : 0 < b <= 1 -> 0 <= x -> 0 <= y -> power b x + power b y <= 2 * power b ((x + y) / 2).
Proof.
  intros [Hb [B| ->]] Hx Hy; [|rewrite !power_1; lra].
  set (u := power b x). set (v := power b y). assert (U : 0 <= u) by apply power_nonneg.
  assert (V : 0 <= v) by apply power_nonneg. set (m := (u + v) / 2).
  assert (G : 1 < 1 / b) by (apply Rmult_lt_reg_r with b; [exact Hb|]; replace (1 / b * b) with 1 by (field; lra); lra).
  pose proof (proj1 (EntmaxRelevant.power_tangent (1 / b) u m G U ltac:(unfold m; lra))) as P.
  pose proof (proj1 (EntmaxRelevant.power_tangent (1 / b) v m G V ltac:(unfold m; lra))) as Q.
  unfold u at 2 in P. unfold v at 2 in Q.
  rewrite power_inverse in P, Q by assumption. set (k := 1 / b * power (1 / b - 1) m) in *.
  assert (Z : k * (u - m) + k * (v - m) = 0) by (unfold m; field).
  pose proof (power_le b (power (1 / b) m) ((x + y) / 2) Hb ltac:(lra)) as L.
  pose proof (power_inverse (1 / b) m ltac:(lra) ltac:(unfold m; lra)) as I.
  replace (1 / (1 / b)) with b in I by (field; lra). rewrite I in L. unfold m in L. lra.
Qed.

Lemma pair_cost_above_1 a b e : 1 < a <= 2 -> 0 <= b -> 0 <= e -> 2 * b + e <= 1 ->
  psi a e <= entropy_term a (b + e) + entropy_term a b - 2 * entropy_term a (b + e / 2).
Proof.
  intros Ha Hb He H. assert (K : 0 < / (a * (a - 1))) by (apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra).
  set (D := fun b => power a (b + e) + power a b - 2 * power a (b + e / 2)).
  assert (E : forall b, entropy_term a (b + e) + entropy_term a b - 2 * entropy_term a (b + e / 2)
    = / (a * (a - 1)) * D b).
  { intros x. unfold entropy_term, D. destruct (Req_EM_T a 1); [lra|]. field. lra. }
  assert (P : psi a e = / (a * (a - 1)) * D ((1 - e) / 2)).
  { rewrite <- E. unfold psi. replace ((1 - e) / 2 + e) with ((1 + e) / 2) by field.
    replace ((1 - e) / 2 + e / 2) with (1 / 2) by field. reflexivity. }
  rewrite P, E. apply Rmult_le_compat_l; [lra|]. destruct (Rle_lt_dec ((1 - e) / 2) b) as [L|L].
  - replace b with ((1 - e) / 2) by lra. lra.
  - set (D' := fun b => a * (power (a - 1) (b + e) + power (a - 1) b - 2 * power (a - 1) (b + e / 2))).
    destruct (MVT_cor2 D D' b ((1 - e) / 2) L) as (c & M & C).
    + intros c _. unfold D'.
      replace (a * (power (a - 1) (c + e) + power (a - 1) c - 2 * power (a - 1) (c + e / 2)))
        with (a * power (a - 1) (c + e) * 1 + a * power (a - 1) c - 2 * (a * power (a - 1) (c + e / 2) * 1)) by ring.
      assert (S : forall d, derivable_pt_lim (fun x => power a (x + d)) c (a * power (a - 1) (c + d) * 1)).
      { intros d. apply (derivable_pt_lim_comp (fun x => x + d) (power a)); [|apply power_derivative; right; lra].
        replace 1 with (1 + 0) by ring. apply (derivable_pt_lim_plus id (fun _ => d)); [apply derivable_pt_lim_id|].
        apply derivable_pt_lim_const. }
      apply (derivable_pt_lim_minus (fun x => power a (x + e) + power a x) (fun x => 2 * power a (x + e / 2))).
      * apply (derivable_pt_lim_plus (fun x => power a (x + e)) (power a)); [apply S|].
        apply power_derivative. right. lra.
      * apply (derivable_pt_lim_scal (fun x => power a (x + e / 2))), S.
    + pose proof (power_concave (a - 1) (c + e) c ltac:(lra) ltac:(lra) ltac:(lra)) as V.
      replace ((c + e + c) / 2) with (c + e / 2) in V by field.
      pose proof (Rmult_le_pos a (2 * power (a - 1) (c + e / 2) - (power (a - 1) (c + e) + power (a - 1) c)) ltac:(lra)
        ltac:(lra)) as W.
      pose proof (Rmult_le_pos _ ((1 - e) / 2 - b) W ltac:(lra)) as X. unfold D' in M. lra.
Qed.

Lemma x_ln_x_weakly_convex x y t : 0 <= x -> 0 <= y -> 0 <= t <= 1 ->
  (t * x + (1 - t) * y) * ln (t * x + (1 - t) * y) <= t * (x * ln x) + (1 - t) * (y * ln y).
Proof.
  intros Hx Hy Ht. destruct (Req_dec t 0) as [->|N]; [rewrite Rmult_0_l, Rplus_0_l, Rminus_0_r, !Rmult_1_l; lra|].
  destruct (Req_dec t 1) as [->|M]; [rewrite Rminus_diag_eq, !Rmult_0_l, !Rplus_0_r, !Rmult_1_l by reflexivity; lra|].
  destruct (Req_dec x y) as [->|D]; [replace (t * y + (1 - t) * y) with y by ring; lra|].
  apply Rlt_le, x_ln_x_convex; lra.
Qed.

Lemma x_ln_x_scale s x : 0 < s -> 0 <= x -> (s * x) * ln (s * x) = s * (x * ln x) + x * (s * ln s).
Proof. intros Hs [H|<-]; [rewrite ln_mult by assumption; ring|ring]. Qed.

Lemma pair_cost_at_1 b e : 0 <= b -> 0 <= e -> 2 * b + e <= 1 ->
  psi 1 e <= entropy_term 1 (b + e) + entropy_term 1 b - 2 * entropy_term 1 (b + e / 2).
Proof.
  intros Hb He H. unfold psi, entropy_term. destruct (Req_EM_T 1 1) as [_|C]; [|lra].
  destruct (Req_dec (2 * b + e) 0) as [Z|Z].
  { replace e with 0 by lra. replace b with 0 by lra. replace ((1 + 0) / 2) with (1 / 2) by field.
    replace ((1 - 0) / 2) with (1 / 2) by field. lra. }
  set (s := 2 * b + e) in *. set (x := (b + e) / s). set (y := b / s).
  assert (Hs : 0 < s <= 1) by (unfold s in *; lra).
  assert (X : 0 <= x) by (unfold x, Rdiv; apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]).
  assert (Y : 0 <= y) by (unfold y, Rdiv; apply Rmult_le_pos; [lra|apply Rlt_le, Rinv_0_lt_compat; lra]).
  assert (Sx : s * x = b + e) by (unfold x; field; lra). assert (Sy : s * y = b) by (unfold y; field; lra).
  assert (XY : x + y = 1) by (unfold x, y, s in *; field; lra).
  pose proof (x_ln_x_weakly_convex x (1 / 2) s X ltac:(lra) ltac:(lra)) as P.
  pose proof (x_ln_x_weakly_convex y (1 / 2) s Y ltac:(lra) ltac:(lra)) as Q.
  replace (s * x + (1 - s) * (1 / 2)) with ((1 + e) / 2) in P by (rewrite Sx; unfold s; field).
  replace (s * y + (1 - s) * (1 / 2)) with ((1 - e) / 2) in Q by (rewrite Sy; unfold s; field).
  pose proof (x_ln_x_scale s x ltac:(lra) X) as A. pose proof (x_ln_x_scale s y ltac:(lra) Y) as B.
  pose proof (x_ln_x_scale s (1 / 2) ltac:(lra) ltac:(lra)) as M. rewrite Sx in A. rewrite Sy in B.
  replace (s * (1 / 2)) with (b + e / 2) in M by (unfold s; field).
  assert (W : x * (s * ln s) + y * (s * ln s) = s * ln s) by (rewrite <- Rmult_plus_distr_r, XY; ring). lra.
Qed.

Lemma pair_cost a b e : 1 <= a <= 2 -> 0 <= b -> 0 <= e -> 2 * b + e <= 1 ->
  psi a e <= entropy_term a (b + e) + entropy_term a b - 2 * entropy_term a (b + e / 2).
Proof.
  intros [[L|<-] U] Hb He H; [apply pair_cost_above_1; lra|apply pair_cost_at_1; assumption].
Qed.

Lemma psi_of_sparsemax e : 0 <= e <= 1 -> psi 2 e = e ^ 2 / 4.
Proof.
  intros He. unfold psi, entropy_term. destruct (Req_EM_T 2 1) as [C|_]; [lra|]. rewrite !power_2 by lra. field.
Qed.

Lemma psi_of_softmax e : 0 <= e <= 1 ->
  psi 1 e = ln 2 - - ((1 + e) / 2 * ln ((1 + e) / 2) + (1 - (1 + e) / 2) * ln (1 - (1 + e) / 2)).
Proof.
  intros He. unfold psi, entropy_term. destruct (Req_EM_T 1 1) as [_|C]; [|lra].
  replace (1 - (1 + e) / 2) with ((1 - e) / 2) by field. replace (1 / 2) with (/ 2) by field.
  rewrite (ln_Rinv 2) by lra. field.
Qed.
