"""Measured and predicted rates on data small enough to see many sweeps."""

import numpy as np
import pytest

from verify.recsys import als_rate
from verify.recsys.lists import UserLists
from verify.recsys.rg2_svd import decompose
from verify.seeds import generator

M, N = 40, 30


@pytest.fixture(scope="module")
def train():
    """Four groups of users, each with a group of items of its own that it prefers."""
    random = generator("test.als_rate")
    same = np.arange(M)[:, None] % 4 == np.arange(N) % 4
    relevant = random.random((M, N)) < np.where(same, 0.7, 0.1)
    relevant[~relevant.any(1), 0] = True
    users, items = relevant.nonzero()
    return UserLists.of(users, items, M)


@pytest.mark.parametrize(("K", "share"), [(1, 0.1), (2, 0.3), (3, 0.1), (3, 0.3)])
def test_the_measured_rate_is_the_predicted_one(train, K, share):
    known = decompose(train, N, K + 1)
    regularisation = share * known.values[K - 1] / known.threshold(1.0)
    predicted = als_rate.predicted(known.values, known.threshold(regularisation))
    sweeps = int(np.log(1e-13) / np.log(predicted)) + 5
    start = als_rate.random_start(N, K, generator("test.als_rate.start", K))
    measured = als_rate.measured(als_rate.gaps(train, known.cut(K), start, regularisation, sweeps))
    assert np.log(measured.value) / np.log(predicted) == pytest.approx(1, abs=0.1)
    assert measured.lowest <= measured.value <= measured.highest < 1


def test_a_prediction_needs_a_gap_between_the_singular_values():
    assert als_rate.predicted(np.array([4.0, 2.0]), 1.0) == pytest.approx(0.5**4)
    assert als_rate.predicted(np.array([4.0, 0.0]), 0.5) == pytest.approx(((3.5**2 - 0.25) / 16) ** 4)
    for values, tau in (([4.0, 4.0], 1.0), ([4.0, 2.0], 4.0)):
        with pytest.raises(ValueError, match="is not above the last"):
            als_rate.predicted(np.array(values), tau)


def test_a_rate_needs_sweeps_in_the_window():
    gap = 0.1 ** np.arange(1, 15.0)
    assert als_rate.measured(gap).value == pytest.approx(0.1)
    with pytest.raises(ValueError, match="0 sweeps are within"):
        als_rate.measured(np.ones(5))
