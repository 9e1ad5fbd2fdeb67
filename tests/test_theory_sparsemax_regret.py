"""The constant between sparsemax's excess risk and DCG regret, against random scores and the float loss."""

from fractions import Fraction

import numpy as np
import pytest

from theory.dcg_regret import mirrored, reversing
from theory.fenchel_young import entmax_loss
from theory.pooling import entmax_excess, regret_argument
from theory.sparsemax_regret import argument, ratio, sizes
from verify.seeds import generator


def test_every_step_holds():
    assert argument().holds
    assert regret_argument().holds


def test_the_ratio_is_the_one_of_the_float_loss():
    v = np.array([float(x) for x in reversing(4)])
    eta = 0.25 + 0.01 * v
    lost = eta @ v
    assert float(ratio(4, Fraction(1, 100))) == pytest.approx(lost**2 / entmax_loss(np.zeros(4), eta, 2.0), rel=1e-9)


def test_no_random_scores_lose_more():
    random, c = generator("sparsemax regret"), 1 / np.log(np.arange(2, 8))
    bound = 2 * float(mirrored(6))
    for _ in range(500):
        eta, s = random.dirichlet(np.ones(6)), random.normal(scale=random.choice([0.01, 0.1, 1.0]), size=6)
        regret = c @ np.sort(eta)[::-1] - c @ eta[np.argsort(-s)]
        assert regret**2 <= bound * entmax_loss(s, eta, 2.0) + 1e-12


def test_the_constant_grows():
    values = [float(x.mid()) for x in sizes().values()]
    assert values == sorted(values)
    assert values[0] == pytest.approx(2 * float(mirrored(10)), rel=1e-12)


@pytest.mark.parametrize("alpha", ["3/2", "2", "3"])
def test_the_exact_excess_is_the_float_loss_at_its_scores(alpha):
    eta, p = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), (Fraction(1, 4), Fraction(1, 2), Fraction(1, 4))
    power = float(Fraction(alpha)) - 1
    s = np.array([float(x) for x in p]) ** power / power
    expected = entmax_loss(s, np.array([float(x) for x in eta]), power + 1)
    assert float(entmax_excess(eta, p, Fraction(alpha))) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_no_random_scores_lose_more_in_the_top_k(k):
    random, m = generator(f"top-k regret {k}"), min(k, 5 - k)
    for alpha in (1.0, 1.3, 1.5, 2.0):
        for _ in range(150):
            eta, s = random.dirichlet(np.ones(5)), random.normal(scale=random.choice([0.01, 0.3]), size=5)
            lost = np.sort(eta)[::-1][:k].sum() - eta[np.argsort(-s)[:k]].sum()
            assert lost**2 <= 2**alpha * m ** (alpha - 1) * entmax_loss(s, eta, alpha) + 1e-12
