(** Logarithms of rational numbers, enclosed by the first terms of ln((1+z)/(1-z)) = 2z + 2z^3/3 + 2z^5/5 + ... *)

From Coq Require Import Reals Lra.
From softproof Require Import Derivatives.
Open Scope R_scope.

Lemma derive_monomial a n z : derivable_pt_lim (fun z => a * z ^ n) z (a * (INR n * z ^ pred n)).
Proof. apply (derivable_pt_lim_scal (fun z => z ^ n)), derivable_pt_lim_pow. Qed.

Lemma derive_terms k z :
  derivable_pt_lim (fun z => 2 * z ^ 1 + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + k * z ^ 7) z
    (2 + 2 * z ^ 2 + 2 * z ^ 4 + 7 * k * z ^ 6).
Proof.
  replace (2 + 2 * z ^ 2 + 2 * z ^ 4 + 7 * k * z ^ 6) with (2 * (INR 1 * z ^ pred 1) + 2 / 3 * (INR 3 * z ^ pred 3)
    + 2 / 5 * (INR 5 * z ^ pred 5) + k * (INR 7 * z ^ pred 7)) by (simpl; field).
  apply (derivable_pt_lim_plus (fun z => 2 * z ^ 1 + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5) (fun z => k * z ^ 7));
    [|apply derive_monomial].
  apply (derivable_pt_lim_plus (fun z => 2 * z ^ 1 + 2 / 3 * z ^ 3) (fun z => 2 / 5 * z ^ 5)); [|apply derive_monomial].
  apply (derivable_pt_lim_plus (fun z => 2 * z ^ 1) (fun z => 2 / 3 * z ^ 3)); apply derive_monomial.
Qed.

Lemma derive_logs z : -1 < z < 1 -> derivable_pt_lim (fun z => ln (1 + z * 1) - ln (1 + z * -1)) z (2 / (1 - z ^ 2)).
Proof.
  intros Hz. replace (2 / (1 - z ^ 2)) with (/ (1 + z * 1) * 1 - / (1 + z * -1) * -1) by (field; nra).
  apply (derivable_pt_lim_minus (fun z => ln (1 + z * 1)) (fun z => ln (1 + z * -1)));
    apply (derivable_pt_lim_comp (fun z => 1 + z * _) ln);
    try apply derive_line; apply derivable_pt_lim_ln; lra.
Qed.

(** What is left of the logarithm after the terms. *)
Lemma rest_of_series k z : 0 <= z <= 1 / 7 -> exists c, 0 <= c <= 1 / 7 /\
  ln ((1 + z) / (1 - z)) - (2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + k * z ^ 7)
  = (2 / (1 - c ^ 2) - 7 * k) * c ^ 6 * z.
Proof.
  intros Hz. assert (E : ln ((1 + z) / (1 - z)) = ln (1 + z * 1) - ln (1 + z * -1)).
  { replace (1 + z * 1) with (1 + z) by ring. replace (1 + z * -1) with (1 - z) by ring.
    unfold Rdiv. rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; lra). ring. }
  rewrite E. destruct (Req_dec z 0) as [->|N].
  { exists 0. split; [lra|]. replace (1 + 0 * 1) with (1 + 0 * -1) by ring. ring. }
  set (f := fun z => ln (1 + z * 1) - ln (1 + z * -1) - (2 * z ^ 1 + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + k * z ^ 7)).
  destruct (MVT_cor2 f (fun c => 2 / (1 - c ^ 2) - (2 + 2 * c ^ 2 + 2 * c ^ 4 + 7 * k * c ^ 6)) 0 z) as (c & C & I).
  - lra.
  - intros c Hc. apply (derivable_pt_lim_minus (fun z => ln (1 + z * 1) - ln (1 + z * -1))
      (fun z => 2 * z ^ 1 + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + k * z ^ 7)); [apply derive_logs; lra|apply derive_terms].
  - exists c. split; [lra|]. assert (F : f 0 = 0).
    { unfold f. replace (1 + 0 * 1) with (1 + 0 * -1) by ring. ring. }
    rewrite F in C. assert (f z = (2 / (1 - c ^ 2) - 7 * k) * c ^ 6 * z); [|unfold f in H; rewrite <- H; ring].
    replace (f z) with (f z - 0) by ring. rewrite C. field. nra.
Qed.

Lemma ln_series z : 0 <= z <= 1 / 7 ->
  2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 <= ln ((1 + z) / (1 - z))
  <= 2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + 3 / 10 * z ^ 7.
Proof.
  intros Hz. split.
  - destruct (rest_of_series 0 z Hz) as (c & Hc & E). assert (S : 0 <= c ^ 6) by (apply pow_le; lra).
    assert (Q : 0 < 2 / (1 - c ^ 2)) by (apply Rdiv_lt_0_compat; nra).
    assert (0 <= (2 / (1 - c ^ 2) - 7 * 0) * c ^ 6 * z) by (repeat apply Rmult_le_pos; lra). lra.
  - destruct (rest_of_series (3 / 10) z Hz) as (c & Hc & E). assert (S : 0 <= c ^ 6) by (apply pow_le; lra).
    assert (Q : 2 / (1 - c ^ 2) <= 21 / 10).
    { assert (0 < 1 - c ^ 2) by nra. apply Rmult_le_reg_r with (1 - c ^ 2); [assumption|].
      replace (2 / (1 - c ^ 2) * (1 - c ^ 2)) with 2 by (field; lra). nra. }
    assert (0 <= (7 * (3 / 10) - 2 / (1 - c ^ 2)) * c ^ 6 * z) by (repeat apply Rmult_le_pos; lra). lra.
Qed.

(** The series at x >= 1, with z = (x - 1) / (x + 1). *)
Lemma ln_by_series x z : 0 <= z <= 1 / 7 -> x * (1 - z) = 1 + z ->
  2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 <= ln x <= 2 * z + 2 / 3 * z ^ 3 + 2 / 5 * z ^ 5 + 3 / 10 * z ^ 7.
Proof.
  intros Hz E. replace x with ((1 + z) / (1 - z)); [apply ln_series, Hz|]. rewrite <- E. field. lra.
Qed.

(** Four thirds and nine eighths: their logarithms make those of 2, 3/2 and, with five quarters, 10. *)
Lemma logs_of_2_3_10 : 0.693146 <= ln 2 <= 0.693148 /\ 1.098611 <= ln 3 <= 1.098614 /\ 2.302582 <= ln 10 <= 2.302587.
Proof.
  pose proof (ln_by_series (4 / 3) (1 / 7) ltac:(lra) ltac:(lra)) as A.
  pose proof (ln_by_series (9 / 8) (1 / 17) ltac:(lra) ltac:(lra)) as B.
  pose proof (ln_by_series (5 / 4) (1 / 9) ltac:(lra) ltac:(lra)) as C.
  assert (E2 : ln 2 = 2 * ln (4 / 3) + ln (9 / 8)).
  { replace 2 with ((4 / 3) * (4 / 3) * (9 / 8)) at 1 by field. rewrite !ln_mult by lra. ring. }
  assert (E3 : ln 3 = ln 2 + (ln (4 / 3) + ln (9 / 8))).
  { replace 3 with (2 * ((4 / 3) * (9 / 8))) at 1 by field. rewrite !ln_mult by lra. ring. }
  assert (E10 : ln 10 = 3 * ln 2 + ln (5 / 4)).
  { replace 10 with (2 * 2 * 2 * (5 / 4)) by field. rewrite !ln_mult by lra. ring. }
  rewrite E10, E3, E2. lra.
Qed.
