"""Means of sampled softmax: the oracle of `theory.sampled`, brute force over ordered draws, Monte Carlo with torch."""

from fractions import Fraction
from itertools import product
from math import log, prod

import numpy as np
import pytest
import sympy as sp
import torch

from theory import bookkeeping as books
from theory import sampled
from theory.draws import moment, n, total
from theory.expansion import J, N
from theory.proposals import counts
from theory.sampled_partition import (
    ODDS,
    Q,
    bound_argument,
    derived_mean,
    jensen_argument,
    loss_bias,
    unbiased_steps,
    weighted_sum,
)
from theory.schemes import (
    IMPORTANCE,
    Case,
    Role,
    Scheme,
    as_softmax,
    from_all,
    from_negatives,
    gradient_bias,
    mean_partition,
    uniformly,
    uniformly_from_negatives,
)
from verify.seeds import generator

EQ_9 = Scheme(from_all, lambda role, N, n, q: 1 / (N * q))  # noqa: ARG005
ODD = tuple(map(Fraction, (1, 3, 2, 7)))
SKEW = tuple(Fraction(i, 10) for i in (2, 1, 3, 4))


def case(m=1, n=2, q=SKEW):
    return Case(ODD, q, n, m)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_counts_are_those_of_all_ordered_draws(size):
    q = (Fraction(1, 2), Fraction(0), Fraction(1, 3), Fraction(1, 6))
    expected = {}
    for draws in product(range(4), repeat=size):
        key = tuple(draws.count(j) for j in range(4))
        expected[key] = expected.get(key, 0) + prod(q[j] for j in draws)
    assert {c: p for p, c in counts(q, size)} == {c: p for c, p in expected.items() if p}


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(
    ("scheme", "bookkeeping"), [(EQ_9, books.RG_EQ_9), (IMPORTANCE, books.IMPORTANCE)], ids=["eq9", "importance"]
)
def test_means_are_those_of_the_bookkeepings(scheme, bookkeeping, size):
    example = case(n=size)
    assert mean_partition(example, scheme) == sampled.expected_partition(ODD, SKEW, 0, size, bookkeeping)
    bias = 0.0
    for draws in product(range(4), repeat=size):
        estimate = sampled.partition_estimate(ODD, SKEW, 0, draws, bookkeeping)
        bias += float(prod(SKEW[j] for j in draws)) * log(estimate / sum(ODD))
    assert float(loss_bias(example, scheme)) == pytest.approx(bias, abs=1e-14)


@pytest.mark.parametrize("scheme", [EQ_9, IMPORTANCE, Scheme(from_negatives, EQ_9.factor)])
def test_the_mean_gradient_is_torchs_averaged_over_all_draws(scheme):
    """The loss as Eq. 8-10 write it, differentiated by torch for each ordered pair of draws."""
    example = case(m=2)
    law = example.chances(scheme.law)
    total_gradient = np.zeros(4)
    for draws in product([j for j in range(4) if law[j]], repeat=2):
        o = torch.tensor([log(x) for x in ODD], dtype=torch.float64, requires_grad=True)
        roles = [item.role for item in example.items()]
        factors = [float(scheme.factor(roles[j], Fraction(4), Fraction(2), law[j])) for j in draws]
        corrected = [o[j] + log(f) for j, f in zip(draws, factors, strict=True) if f]
        (torch.logsumexp(torch.stack([o[0], *corrected]), 0) - o[0]).backward()
        total_gradient += float(prod(law[j] for j in draws)) * o.grad.numpy()
    exact = np.array([float(e) for e in ODD]) / float(sum(ODD)) - np.eye(4)[0]
    np.testing.assert_allclose(
        [float(x) for x in gradient_bias(example, scheme)], total_gradient - exact, rtol=0, atol=1e-14
    )


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("law", [from_all, from_negatives, uniformly, uniformly_from_negatives, as_softmax])
def test_laws_are_distributions_on_what_they_draw(law, m):
    chances = case(m=m).chances(law)
    assert sum(chances) == 1
    drawn = {from_negatives: range(m, 4), uniformly_from_negatives: range(m, 4), as_softmax: range(1, 4)}
    assert [j for j in range(4) if chances[j]] == list(drawn.get(law, range(4)))


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize(
    "scheme", [EQ_9, IMPORTANCE, Scheme(from_negatives, EQ_9.factor), Scheme(uniformly, EQ_9.factor)]
)
def test_the_derived_mean_is_the_enumerated_one(scheme, m):
    example = case(m=m)
    symbol = derived_mean(scheme).subs({N: 4, n: 2, sp.Symbol("m", integer=True, positive=True): m}).doit()
    values = {ODDS[j + 1]: sp.Rational(str(e)) for j, e in enumerate(ODD)}
    values |= {Q[j + 1]: sp.Rational(str(q)) for j, q in enumerate(SKEW)}
    negative = sum(SKEW[m:], Fraction(0))
    found = symbol.subs(values).subs(sp.Symbol("q_-", positive=True), sp.Rational(str(negative)))
    assert found == sp.Rational(str(mean_partition(example, scheme)))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_moments_for_symbolic_n_are_those_of_enumerated_draws(order):
    groups = [(Q[J], ODDS[J], 1, 1), (Q[J], 1 / ODDS[J], 2, N)]
    derived = moment(order, sp.Integer(5), groups)
    f = [ODD[0], *(1 / e for e in ODD[1:])]
    for size in (1, 3):
        symbolic = derived.subs({N: 4, n: size}).doit()
        values = {ODDS[j + 1]: sp.Rational(str(e)) for j, e in enumerate(ODD)}
        values |= {Q[j + 1]: sp.Rational(str(q)) for j, q in enumerate(SKEW)}
        mean = sum(p * (5 + sum(c * x for c, x in zip(k, f, strict=True))) ** order for p, k in counts(SKEW, size))
        assert symbolic.subs(values) == sp.Rational(str(mean))


def test_a_sum_has_its_constant_factors_in_front():
    assert total(n * Q[J] / N, 2, N) == n * sp.Sum(Q[J], (J, 2, N)) / N
    assert total(n * Q[J], 1, 1) == n * Q[1]


@pytest.mark.parametrize("argument", [jensen_argument(), bound_argument()])
def test_every_step_of_the_arguments_holds(argument):
    assert [step.says for step in argument.steps if not step.holds] == []


def test_steps_fail_for_what_they_do_not_prove():
    """Another correction, or a proposal that draws y too."""
    assert not all(step.holds for step in unbiased_steps(Scheme(as_softmax, EQ_9.factor)))
    assert not all(step.holds for step in unbiased_steps(IMPORTANCE))
    assert sp.expand(derived_mean(EQ_9) - weighted_sum((1, 1, 1))) != 0


def test_the_bound_holds_for_random_scores_and_proposals():
    """Beyond the ledger's rational grid: up to five classes, scores spread over e^10, floats with a margin of 1e-9."""
    random = generator("sampled partition bound")
    for _ in range(60):
        size, draws = int(random.integers(2, 6)), int(random.integers(1, 4))
        odds = [Fraction(float(x)) for x in np.exp(random.normal(scale=2, size=size))]
        weights = [Fraction(int(x)) for x in random.integers(1, 20, size)]
        example = Case(tuple(odds), tuple(w / sum(weights) for w in weights), draws, 1)
        p = [e / example.Z for e in odds]
        spread = sum(a**2 / b for a, b in zip(p[1:], example.q[1:], strict=True)) - (1 - p[0]) ** 2
        shortfall = -float(loss_bias(example, IMPORTANCE))
        assert -1e-9 <= shortfall <= float(spread / (2 * draws * p[0])) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("odds", "q", "size", "m"),
    [
        ((1, 2), (1, 1), 1, 1),
        ((1, -2), (Fraction(1, 2),) * 2, 1, 1),
        ((1, 2), (Fraction(1, 2),) * 2, 0, 1),
        ((1, 2), (Fraction(1, 2),) * 2, 1, 2),
        ((1, 2, 3), (Fraction(1, 2),) * 2, 1, 1),
        ((1, 2, 3), (Fraction(1, 2), Fraction(1, 2), Fraction(0)), 1, 1),
    ],
)
def test_cases_that_miss_a_hypothesis_are_refused(odds, q, size, m):
    with pytest.raises(ValueError, match="expected"):
        Case(tuple(map(Fraction, odds)), tuple(map(Fraction, q)), size, m)


def test_roles_are_in_order():
    assert [item.role for item in case(m=2).items()] == [Role.TARGET, Role.POSITIVE, Role.NEGATIVE, Role.NEGATIVE]
