"""Runs of descent at long steps, and the bound of their scores."""

from fractions import Fraction

import numpy as np
import pytest

from theory import descent_bound
from verify.descent import descend, risk

ETA = (Fraction(9, 16), Fraction(1, 4), Fraction(3, 16))


def test_the_run_in_rationals_is_the_run_in_floating_point():
    scores, _ = descent_bound.sparsemax_run(ETA, Fraction(5, 2), 6)
    run = descend(risk("sparsemax", ETA), np.zeros(3), 2.5, 6)
    np.testing.assert_allclose(run.scores, [[float(x) for x in s] for s in scores], atol=1e-12)


@pytest.mark.parametrize("step", [1.0, 6.0, 40.0, 1000.0])
def test_softmax_stays_within_the_radius_and_its_mean_tends_to_the_labels(step):
    given = risk("softmax", ETA)
    run = descend(given, np.zeros(3), step, 4000)
    radius = np.sqrt(3) * (np.log(3) + step) / float(min(ETA)) + np.sqrt(2) * step
    assert np.linalg.norm(run.scores, axis=1).max() <= radius
    mean = np.mean([given.gradient(s) for s in run.scores[:-1]], axis=0)
    np.testing.assert_allclose(mean, (run.scores[0] - run.scores[-1]) / (step * 4000), atol=1e-12)
    assert np.abs(mean).max() <= 2 * radius / (step * 4000)


def test_every_step_of_the_argument_holds():
    assert all(step.holds for step in descent_bound.bounded_argument().steps)
