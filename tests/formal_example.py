"""A small file of theorems for the tests: numbers that Coq counts with, so that it compiles at once."""

import pytest

from paper_checks.formal import coq
from paper_checks.formal.library import load

NEEDS_COQ = pytest.mark.skipif(coq.find() is None, reason=f"Coq is not installed: {coq.INSTALL}")

HEADER = "From Coq Require Import Lia.\n"
REFUTATION = """
(** Claim: none
    Says: No number is below itself.
*)
Theorem not_below_itself : ~ (forall n : nat, n < n).
Proof. intros H. specialize (H 0). lia. Qed.
"""
COMMENT = """
(** Claim: rg.eq25
    Role: establishes
    Place: RG, Eq. 25
    Says: A number is below
      the next.
    Gap: Nothing.
    Mutant: `S n` becomes `n`; refuted by the theorem not_below_itself
*)"""
THEOREM = """
Theorem below_the_next : forall n : nat, n < S n.
Proof. intros n. lia. Qed.
"""
FILE = HEADER + REFUTATION + COMMENT + THEOREM


def library(folder, **files):
    """A library of these files in `folder`, by name; `Next` is the example unless it is given."""
    folder.mkdir(exist_ok=True)
    for name, text in ({"Next": FILE} | files).items():
        (folder / f"{name}.v").write_text(text, encoding="utf-8")
    return load(folder)
