"""Sums over a context for symbolic N and I, against explicit items and the losses of `theory.quadratic`."""

from fractions import Fraction

import pytest
import sympy as sp

from theory import context_sum as theory
from theory import quadratic
from theory.expansion import N
from theory.pair_loss import Q, S

SCORES = sp.symbols("a b c d", real=True)


def rg2(n, _log, o_y, total, squares):
    return -o_y + (squares + 2 * total + n) / (2 * n)


def rgx(n, log, o_y, total, squares):
    return rg2(n, log, o_y, total, squares) - total**2 / (2 * n**2)


def term(o, r, n, size, _s):
    return size * (o + 1 - r * n / size) ** 2


def nothing(_n, _size, _s):
    return 0


def interaction(n, size, s):
    return -size * s**2 / n


def explicit(expression, positives):
    chosen = [SCORES[y] for y in positives]
    sums = {theory.P: sum(chosen), theory.P_SQUARES: sum(x**2 for x in chosen), S: sum(SCORES)}
    sums |= {Q: sum(x**2 for x in SCORES), N: 4, theory.I: len(positives)}
    return sp.expand(expression.subs(sums))


@pytest.mark.parametrize("positives", [[0], [1, 3], [0, 1, 2]])
@pytest.mark.parametrize(
    ("loss", "once", "pair", "squares"),
    [(rg2, nothing, quadratic.rg2, quadratic.rg2_squares), (rgx, interaction, quadratic.rgx, quadratic.rgx_squares)],
)
def test_sums_are_those_of_explicit_items(positives, loss, once, pair, squares):
    pairs = sum(pair(SCORES, y) for y in positives)
    assert sp.expand(explicit(theory.pairs(loss), positives) - pairs) == 0
    assert sp.expand(explicit(theory.squares(term, once), positives) - squares(SCORES, positives)) == 0


@pytest.mark.parametrize(("loss", "once"), [(rg2, nothing), (rgx, interaction)])
def test_factor_and_constant(loss, once):
    assert theory.affine(loss, term, once) == (1 / (2 * N), theory.I - N / 2)
    assert theory.affine_argument(loss, term, once).holds


def test_the_interaction_term_within_the_sum_is_refused():
    def within(o, r, n, size, s):
        return size * ((o + 1 - r * n / size) ** 2 - s**2 / n)

    assert not theory.affine_argument(rgx, within, nothing).holds


def test_the_printed_rgx_falls_without_bound_and_the_intended_one_is_never_negative():
    for c in (10, 1000):
        scores = [Fraction(c)] * 4
        assert quadratic.rgx_squares_printed(scores, [1]) < -(c**2)
        assert quadratic.rgx_squares(scores, [1]) >= 0


def test_every_step_of_the_arguments_holds():
    assert theory.bounded_argument().holds
    assert theory.ridge_argument().holds
