"""The exact calibration error against one summed over random clicks, and against wider bins."""

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from theory.calibration_error import Context, calibration_error, cases
from verify.seeds import generator

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def test_a_temperature_keeps_the_order_and_costs_calibration():
    assert calibration_error(
        [Context((Fraction(3, 5), Fraction(2, 5)), (Fraction(4, 5), Fraction(1, 5)))], 1
    ) == Fraction(1, 5)


def test_items_tied_at_the_last_place_count_in_proportion():
    context = Context((HALF, Fraction(0), HALF), (THIRD, THIRD, THIRD))
    assert calibration_error([context], 1) == 0
    assert calibration_error([context], 2) == 0
    assert calibration_error([Context((HALF, HALF, Fraction(0)), (HALF, Fraction(1, 4), Fraction(1, 4)))], 2) == 0


def clicked(contexts, k, rng, draws):
    """The error estimated from sampled contexts and clicks, with a bin for every predicted value."""
    bins = {}
    for which in rng.integers(len(contexts), size=draws):
        p, eta = (np.array(values, dtype=float) for values in (contexts[which].p, contexts[which].eta))
        label = rng.choice(len(p), p=eta)
        for item in np.lexsort((rng.random(len(p)), -p))[:k]:
            bins[p[item]] = bins.get(p[item], 0) + (item == label) - p[item]
    return sum(map(abs, bins.values())) / (k * draws)


@pytest.mark.parametrize("k", [1, 2])
def test_it_is_what_clicks_show(k):
    rng = generator("test calibration error", k)
    for contexts in islice(cases(3, 3), 7, None, 150):
        assert clicked(contexts, k, rng, 4000) == pytest.approx(float(calibration_error(contexts, k)), abs=0.1)


def test_one_bin_for_all_is_never_larger():
    for contexts in islice(cases(3, 3), 0, None, 11):
        together = sum(
            max(c.p) - sum(e for e, p in zip(c.eta, c.p, strict=True) if p == max(c.p)) / c.p.count(max(c.p))
            for c in contexts
        )
        assert abs(together) / len(contexts) <= calibration_error(contexts, 1)
