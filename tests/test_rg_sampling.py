"""The counterexamples of the claims about sampling, each number that they state once by hand."""

from fractions import Fraction
from functools import partial

import pytest
from soundness_sampling import HALVES

from paper_checks import registry

CLAIMS = registry.claims()

COUNTEREXAMPLES = [
    ("rg.eq9.partition", HALVES),
    ("rg.eq9.loss", HALVES),
    ("rg.eq9.gradient", HALVES),
    ("rg.eq9.uniform.unbiased", HALVES | {"n": "2"}),
    ("rg.eq19.ratio", {"N": "4", "n": "2", "m": "1"}),
    ("rg.eq18.rg2", {"o": "1, 0", "o2": "0, 1", "n": "2", "m": "1"}),
    ("rg.closer_than_wsl.rg2", {"o": "2/3, 2/3", "m": "1", "alpha": "1"}),
    ("rg.closer_than_wsl.rgx", {"o": "3, 0", "m": "1", "alpha": "0"}),
    ("rg.closer_than_wsl.rgx", {"o": "3, 0", "m": "1", "alpha": "40"}),
]


@pytest.mark.parametrize(("id", "values"), COUNTEREXAMPLES)
def test_counterexamples_by_hand(id, values):
    """Two items with odds 1 and 2: 5/2 or 2 for 3, with two draws 4 or 5; four items and two draws: 3 for 4/3."""
    assert CLAIMS[id].violates(CLAIMS[id].subject, values)


def test_a_common_offset_can_make_wsl_exact_and_rg2_not_for_every_alpha():
    violates = partial(CLAIMS["rg.closer_than_wsl.rg2"].violates, CLAIMS["rg.closer_than_wsl.rg2"].subject)
    for N in (2, 5, 9):
        for alpha in (Fraction(0), Fraction(1, 2), Fraction(8)):
            offset = (alpha + 1) / (N + alpha)
            assert violates({"o": ", ".join([str(offset)] * N), "m": "1", "alpha": str(alpha)})


def test_what_is_biased_for_every_n_can_be_right_for_one():
    """Uncorrected draws from the only negative, as many as there are; and Eq. 19's ratio for 12 items, 2 positive."""
    alone = CLAIMS["rg.eq9.uniform.unbiased"]
    assert not alone.violates(alone.subject[1:], HALVES)
    assert alone.violates(alone.subject[1:], HALVES | {"n": "2"})
    ratio = CLAIMS["rg.eq19.ratio"]
    assert not ratio.violates(ratio.subject[:1], {"N": "12", "n": "2", "m": "2"})
    assert ratio.violates(ratio.subject[:1], {"N": "12", "n": "4", "m": "2"})
