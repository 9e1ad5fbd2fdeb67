"""The least conditional risk of label-adapted Rankmax, against minimisers found by other means."""

import numpy as np
import pytest
from scipy.optimize import minimize

from theory import rankmax_calibration
from theory.fenchel_young import rankmax_loss
from verify.seeds import generator


def risk(z, eta):
    return sum(e * rankmax_loss(z, y) for y, e in enumerate(eta))


@pytest.mark.parametrize("eta", [(0.5, 0.3, 0.2), (0.4, 0.3, 0.2, 0.1), (1 / 3, 1 / 3, 1 / 3), (0.7, 0.3)])
def test_no_descent_from_anywhere_goes_below_the_best_weak_ordering(eta):
    random = generator(f"rankmax risk {eta}")
    best = min(risk(np.array(list(map(float, rankmax_calibration.levels_of(c)))), eta) for c in COMPOSITIONS[len(eta)])
    starts = (random.normal(scale=2, size=len(eta)) for _ in range(20))
    found = min(minimize(risk, start, (eta,), method="Nelder-Mead", options={"maxiter": 2000}).fun for start in starts)
    assert found >= best - 1e-12


COMPOSITIONS = {n: list(rankmax_calibration.compositions(n)) for n in (2, 3, 4)}


def test_two_likeliest_classes_are_put_level_at_the_witness():
    """And the descent from the minimiser with the two split ends no lower."""
    eta = [float(e) for e in rankmax_calibration.WITNESS]
    assert eta[0] > eta[1]
    level = risk(np.array([2.0, 2.0, 1.0, 1.0, 1.0, 0.0]), eta)
    random = generator("rankmax witness")
    for start in ([4, 3, 2, 2, 2, 1], [3, 2, 2, 2, 2, 1], [2, 1, 1, 1, 1, 0]):
        z = np.array(start, dtype=float) + 0.1 * random.normal(size=6)
        found = minimize(risk, z, (eta,), method="Nelder-Mead", options={"maxiter": 4000})
        assert found.fun >= level - 1e-12


def test_up_to_five_classes_are_certified_and_six_are_not():
    assert [rankmax_calibration.certified(n) for n in (2, 3, 4, 5, 6)] == [True, True, True, True, False]


def test_every_step_of_the_argument_holds():
    assert rankmax_calibration.calibrated_argument().holds


def test_the_best_orderings_are_named():
    assert rankmax_calibration.best(rankmax_calibration.WITNESS, False)[0] == "2, 2, 1, 1, 1, 0"
    level, single = (rankmax_calibration.best(rankmax_calibration.WITNESS, is_single)[1] for is_single in (False, True))
    assert level < single
