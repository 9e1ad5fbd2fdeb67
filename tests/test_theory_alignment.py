"""Gradients and their angles, against torch; the conditions on the line, against angles in floats."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
import torch

from theory.alignment import T, closer, gradient, line_steps, on_line, rg2_steps, rgx_steps, zero_steps
from theory.draws import m
from theory.expansion import N
from verify.losses import softmax_loss
from verify.seeds import generator

METHODS = ("softmax", "rg2", "rgx", "wsl")


def by_torch(method, scores, positives, alpha):
    """The gradient of the loss of Eq. 5, 15 or 11, summed over the positives, written on a vector."""
    o = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    size = len(scores)
    if method == "wsl":
        r = (torch.arange(size) < positives).double()
        value = ((1 + alpha * r) * (o - r) ** 2).sum()
    elif method == "softmax":
        value = sum(softmax_loss(o[None], torch.tensor([y])) for y in range(positives))
    else:
        value = sum(-o[y] + ((o + 1) ** 2).sum() / (2 * size) for y in range(positives))
        value = value - (positives * o.sum() ** 2 / (2 * size**2) if method == "rgx" else 0)
    value.backward()
    return o.grad.numpy()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("positives", [1, 2, 3])
def test_gradients_are_torchs(method, positives):
    scores = [Fraction(1, 2), Fraction(-2), Fraction(3), Fraction(0)]
    exact = [float(x) for x in gradient(method, scores, positives, Fraction(3, 2))]
    np.testing.assert_allclose(exact, by_torch(method, [float(x) for x in scores], positives, 1.5), rtol=0, atol=1e-14)


@pytest.mark.parametrize("method", METHODS)
def test_on_the_line_the_gradient_is_that_of_the_vector(method):
    t = Fraction(5, 4)
    exact = gradient(method, [t, t, Fraction(0), Fraction(0), Fraction(0)], 2, Fraction(2))
    at = {N: 5, m: 2, T: sp.Rational(5, 4), sp.Symbol("alpha", nonnegative=True): 2}
    high, low = (value.subs(at) for value in on_line(method))
    assert all(sp.simplify(x - (high if i < 2 else low)) == 0 for i, x in enumerate(exact))


@pytest.mark.parametrize("steps", [line_steps(), rg2_steps(), rgx_steps(), zero_steps()])
def test_every_step_holds(steps):
    assert [step.says for step in steps if not step.holds] == []


def test_closer_agrees_with_angles_in_floats():
    random = generator("alignment")
    for _ in range(20):
        size = int(random.integers(2, 5))
        scores = [Fraction(int(x), 4) for x in random.integers(-8, 9, size)]
        positives, alpha = int(random.integers(1, size)), Fraction(int(random.integers(0, 5)))
        vectors = {k: by_torch(k, [float(x) for x in scores], positives, float(alpha)) for k in METHODS}
        cosines = {
            k: vectors["softmax"] @ v / (np.linalg.norm(v) * np.linalg.norm(vectors["softmax"]))
            for k, v in vectors.items()
            if np.linalg.norm(v) > 1e-12
        }
        for method in ("rg2", "rgx"):
            found = closer(method, "wsl", scores, positives, alpha)
            if method in cosines and "wsl" in cosines and abs(cosines[method] - cosines["wsl"]) > 1e-9:
                assert found == np.sign(cosines[method] - cosines["wsl"])


def test_where_a_gradient_is_zero_there_is_no_angle():
    assert closer("rg2", "wsl", [Fraction(1), Fraction(0)], 1, Fraction(1)) is None
    assert closer("rgx", "wsl", [Fraction(2), Fraction(0)], 1, Fraction(1)) is None
