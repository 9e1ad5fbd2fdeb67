r"""Prop. 3 of arXiv 2506.09454: log NDCG against the mean log-probability of the relevant items, for every N."""

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import sign

RANK = sp.Symbol("rho", positive=True)


def exponent() -> sp.Expr:
    r"""$\kappa = \log_2\log_2 3 = 0.664\ldots$, the least exponent for which `argument` holds."""
    return sp.log(sp.log(3) / sp.log(2)) / sp.log(2)


def ranks_against(odds: Sequence[Fraction], relevant: Sequence[int]) -> list[int]:
    """Ranks of the relevant items (numbered from 1), of equal odds the others first."""
    order = sorted(range(1, len(odds) + 1), key=lambda y: (-odds[y - 1], y in relevant))
    return sorted(order.index(y) + 1 for y in relevant)


def argument() -> Argument:
    r"""$\log\mathrm{NDCG} \ge \kappa\,\frac1m\sum_{y \in R}\log p_y$ for every N, R and o, with equality somewhere."""
    return Argument((_rank_step(), _mean_step(), _discount_step(), _attained_step()))


def _rank_step() -> Step:
    odds = sp.Symbol("e", positive=True)
    extra = sp.Symbol("x", nonnegative=True)
    slack = sp.factor(1 / RANK - odds / (RANK * odds + extra))
    return Step(
        r"under every tie-break the $\rho$ items at ranks 1 to $\rho$ have at least the odds $e^{o_y}$ of the one at "
        r"$\rho$, so $\sum_j e^{o_j} \ge \rho e^{o_y}$ and $p_y \le 1/\rho$",
        bool(slack.is_nonnegative),
    )


def _mean_step() -> Step:
    x, i = sp.symbols("x i", positive=True)
    return Step(
        r"with the relevant items at ranks $\rho_1, \ldots, \rho_m$, $\mathrm{NDCG} = \frac{\sum_i c_{\rho_i}}{\sum_{i "
        r"\le m} c_i} \ge \frac1m\sum_i \frac{c_{\rho_i}}{c_1}$, as $c$ falls, and the logarithm of a mean is at least "
        r"the mean of the logarithms (it is concave)",
        bool(sp.diff(1 / sp.log(1 + i), i).is_negative) and bool(sp.diff(sp.log(x), x, 2).is_negative),
    )


def _discount_step() -> Step:
    z = sp.Symbol("z", positive=True)
    slope = z * sp.diff(sp.log(sp.log(1 + z) / sp.log(2)), z)
    falls = sp.diff(slope, z) - (sp.log(1 + z) - z) / ((1 + z) ** 2 * sp.log(1 + z) ** 2)
    below = z - sp.log(1 + z)
    return Step(
        r"as a function of $t = \log\rho$, $h = \log\log_2(1 + \rho) = -\log(c_\rho/c_1)$ is 0 at 0 and concave: its "
        r"slope $\frac{\rho}{(1+\rho)\log(1+\rho)}$ falls, as $\log(1+\rho) < \rho$. So $h/t$ falls, and from the "
        r"second rank on $h \le \kappa t$ with $\kappa = h(\log 2)/\log 2 = \log_2\log_2 3$: $c_\rho/c_1 \ge "
        r"\rho^{-\kappa} \ge p_y^\kappa$",
        sp.simplify(falls) == 0
        and bool(sp.diff(below, z).is_positive)
        and below.subs(z, 0) == 0
        and sp.simplify(sp.log(sp.log(3) / sp.log(2)) / sp.log(2) - exponent()) == 0,
    )


def _attained_step() -> Step:
    lost = sp.log(sp.log(2) / sp.log(3)) - exponent() * sp.log(sp.Rational(1, 2))
    return Step(
        r"two equal scores with the tie against the relevant item have $\mathrm{NDCG} = 1/\log_2 3$ and "
        r"$p_y = \frac12$: equality, so no smaller exponent serves; $0 < \kappa < 1$ and $\log p \le 0$, so the bound "
        "with 1 follows",
        sp.simplify(sp.expand_log(lost, force=True)) == 0 and sign(exponent()) == 1 and sign(1 - exponent()) == 1,
    )
