r"""Means of sampled softmax for every number of classes, positives and draws; `theory.schemes` has them on numbers."""

from collections.abc import Sequence
from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.draws import Group, m, moment, n, total
from theory.expansion import J, N
from theory.intervals import rational
from theory.partition import X, taylor_steps
from theory.schemes import IMPORTANCE, Case, Item, Role, Scheme, Totals, as_softmax, outcomes

ODDS, Q = sp.IndexedBase("e", positive=True), sp.IndexedBase("q", positive=True)
Z, E_Y = sp.symbols("Z e_y", positive=True)
TOTALS = Totals(N=N, negatives=N - m, Z=Z, target=E_Y, negative=sp.Symbol("q_-", positive=True))


def loss_bias(case: Case, scheme: Scheme) -> sp.Expr:
    """The mean sampled loss minus the softmax loss, a sum of logarithms."""
    return sum(rational(c) * sp.log(rational(sum(added) / case.Z)) for c, added in outcomes(case, scheme))


def derived_mean(scheme: Scheme) -> sp.Expr:
    """The mean of the estimate for symbolic N, n and m, from the generating function of the draws."""
    return moment(1, ODDS[1], [_group(scheme, *place) for place in PLACES])


PLACES = ((Role.TARGET, 1, 1), (Role.POSITIVE, 2, m), (Role.NEGATIVE, m + 1, N))


def _group(scheme: Scheme, role: Role, first: Any, last: Any) -> Group:
    chance = sp.sympify(scheme.law(Item(role, ODDS[J], Q[J]), TOTALS))
    counted = scheme.factor(role, N, n, chance) * ODDS[J] if chance != 0 else sp.S.Zero
    return chance, counted, first, last


def weighted_sum(weights: Sequence[Any]) -> sp.Expr:
    """The sum over all classes of their odds, each times the weight of its role; the form is that of `derived_mean`."""
    sums = (total(weight * ODDS[J], first, last) for weight, (_, first, last) in zip(weights, PLACES, strict=True))
    return sp.expand(sum(sums))


def jensen_argument() -> Argument:
    r"""Why, under `IMPORTANCE`, loss and gradient are unbiased for one proposal only; for every N, n and $o$."""
    x = sp.Symbol("x", positive=True)
    own, rest, chance = sp.symbols("e_y e_j q_j", positive=True)
    o = sp.Symbol("o_y", real=True)
    found = sp.solve(own + n * rest / (n * chance) - Z, chance)
    return Argument(
        (
            Step(
                r"$E\hat Z = Z$ for every $q$ that is positive off $y$: the mean of the draws, from their generating "
                "function with symbolic $N$ and $n$",
                sp.expand(derived_mean(IMPORTANCE) - weighted_sum((1, 1, 1))) == 0,
            ),
            Step(
                r"the loss is $\log\hat Z - o_y$ and its derivative in $o_y$ is $e^{o_y}/\hat Z - 1$, where "
                r"$\hat Z = e^{o_y} + R$; so an unbiased loss says $E\log\hat Z = \log E\hat Z$, and an unbiased "
                r"gradient says $E[1/\hat Z] = 1/E\hat Z$",
                sp.simplify(sp.diff(sp.log(sp.exp(o) + x) - o, o) - (sp.exp(o) / (sp.exp(o) + x) - 1)) == 0,
            ),
            Step(
                r"$\log$ is strictly concave and $1/x$ strictly convex for $x > 0$: by Jensen either holds only if "
                r"$\hat Z$ is the same whatever is drawn, that is, $\hat Z = Z$",
                sp.diff(sp.log(x), x, 2).is_negative is True and sp.diff(1 / x, x, 2).is_positive is True,
            ),
            Step(
                r"if $q_y > 0$, all draws may be $y$, and then $\hat Z = e^{o_y} < Z$; if $q_y = 0$, all may be the "
                r"same $j \ne y$, and $e^{o_y} + e^{o_j}/q_j = Z$ says $q_j = e^{o_j}/(Z - e^{o_y})$",
                len(found) == 1 and sp.simplify(found[0] - rest / (Z - own)) == 0,
            ),
            *unbiased_steps(Scheme(as_softmax, IMPORTANCE.factor)),
        )
    )


def unbiased_steps(scheme: Scheme) -> tuple[Step, ...]:
    """Why loss and gradient are unbiased if classes but y are drawn as by softmax and y is not."""
    others = [_group(scheme, *place) for place in PLACES[1:]]
    return (
        Step(
            r"with $q_j = e^{o_j}/(Z - e^{o_y})$ and $q_y = 0$ each draw adds $(Z - e^{o_y})/n$, so that $\hat Z = Z$, "
            "and loss is loss",
            _group(scheme, *PLACES[0])[0] == 0
            and all(sp.simplify(n * counted - (Z - E_Y)) == 0 for _, counted, _, _ in others),
        ),
        Step(
            r"the mean derivative in $o_j$, $j \ne y$, is $n q_j$ times a draw's term over $Z$, which is $e^{o_j}/Z$",
            all(sp.simplify(n * chance * counted - ODDS[J]) == 0 for chance, counted, _, _ in others),
        ),
    )


def bound_argument() -> Argument:
    r"""Under `IMPORTANCE` the mean loss is below the softmax loss, by at most $V/(2np_y)$; for every N, n, q and o.

    $V = \sum_{j \ne y} p_j^2/q_j - (1-p_y)^2$.
    """
    groups: list[Group] = [(Q[J], sp.S.Zero, 1, 1), (Q[J], ODDS[J] / (n * Q[J]), 2, N)]
    rest, squares = total(ODDS[J], 2, N), total(ODDS[J] ** 2 / Q[J], 2, N)
    mean, square = (moment(r, sp.S.Zero, groups) for r in (1, 2))
    p, v = sp.symbols("p_y V", positive=True)
    lower = sp.Poly(X - X**2 / (2 * p), X)
    return Argument(
        (
            Step(
                r"$\hat Z - e^{o_y}$ has the mean $\sum_{j\ne y} e^{o_j}$ and the variance "
                r"$\frac1n(\sum_{j\ne y} e^{2o_j}/q_j - (\sum_{j\ne y} e^{o_j})^2)$: first and second derivative of "
                "the generating function of the draws, with symbolic $N$ and $n$",
                mean == rest and sp.expand(square - mean**2 - (squares - rest**2) / n) == 0,
            ),
            Step(
                r"with $\hat Z = Z(1+\delta)$, $Z = e^{o_y} + \sum_{j\ne y} e^{o_j}$: $E\delta = 0$, $E\delta^2 = "
                r"V/n$, $1+\delta \ge p_y$, as $\hat Z \ge e^{o_y}$, and the loss's bias is $E\log(1+\delta)$",
                sp.expand(ODDS[1] + mean - weighted_sum((1, 1, 1)).subs(m, 1).doit()) == 0,
            ),
            *taylor_steps(1),
            Step(
                r"take expectations with $w = p_y$: $0 \ge E\log(1+\delta) \ge -E\delta^2/(2p_y) = -V/(2np_y)$",
                lower.coeff_monomial(1) == 0 and sp.simplify(lower.coeff_monomial(X**2) * v / n + v / (2 * n * p)) == 0,
            ),
        )
    )
