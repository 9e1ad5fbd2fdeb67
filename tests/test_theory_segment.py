"""The Hessian's largest eigenvalue on the segment, against NumPy, and the arguments, step by step."""

from fractions import Fraction

import numpy as np
import pytest

from theory import segment
from theory.expansion import N


@pytest.mark.parametrize("n", [2, 3, 4, 7])
@pytest.mark.parametrize("x", [Fraction(1, 2), Fraction(3, 5), Fraction(9, 10)])
def test_the_eigenvalue_is_the_largest_one(n, x):
    p = np.array(segment.distribution(n, x), dtype=float)
    largest = np.linalg.eigvalsh(np.diag(p) - np.outer(p, p)).max()
    assert float(segment.spread_eigenvalue().subs({N: n, segment.X: x})) == pytest.approx(largest)


def test_the_segment_ends_at_the_softmax_of_the_optimum():
    end = 1 / (1 + 2 * np.exp(-3))
    assert segment.on_segment(3, Fraction(end - 1e-9))
    assert not segment.on_segment(3, Fraction(end + 1e-9))
    assert not segment.on_segment(3, Fraction(1, 4))


def test_every_step_holds():
    assert segment.curvature_argument().holds
    assert segment.far_end_argument().holds
