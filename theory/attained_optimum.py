r"""Whether factors are a global optimum, decided from the objective's definition and semidefinite matrices alone.

For factorised RG2 with Eq. 16's weights (`theory.rg2_optimum` has the coordinates) and for A.6's objective of arXiv
2506.09454. No formula of the optimum is used: a bound that holds for all factors is met by the given ones.
"""

from dataclasses import replace
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import Entries, Stage, exact, scores_squared, squares, weighted
from theory.intervals import rational
from theory.majorant import negative_direction
from theory.rg2_optimum import objective
from theory.words import ZERO, matrix, trace


def at(R: Entries, lam: Fraction, P: Entries, Q: Entries) -> Stage:
    """The stage of these factors; ValueError if their shapes do not fit."""
    m = exact("P", R, Q, lam)
    if (len(P), len(P[0]), m.B.rows) != (len(R), m.B.cols, len(R[0])):
        raise ValueError("the factors' shapes fit neither each other nor the data")
    return replace(m, U=sp.Matrix([[rational(x) for x in row] for row in P]))


def rg2_value(m: Stage) -> sp.Expr:
    """RG2 with the regulariser of Eq. 36-37, from its definition."""
    return squares(m, "P") + m.lam * weighted(m, "P")


def rg2_is_least(m: Stage) -> bool:
    """Whether the factors meet a bound of `bounds_argument`, so that no others are better; else it is not decided."""
    E, value, square = m.S - m.U * m.B.T, rg2_value(m), m.lam**2 * m.n_items * m.total
    met = (E.T * m.W * (2 * m.S - E)).trace() == value
    if met and _semidefinite(square * m.W.inv() - E * E.T):
        return True
    gain = (m.S.T * m.W * m.S).trace() - value
    root = sp.sqrt(square * gain)
    if m.U.cols > 1 or not root.is_rational:
        return False
    return _semidefinite((square + gain + 2 * root) * m.W.inv() - m.S * m.S.T)


def squared_scores_value(m: Stage) -> sp.Expr:
    """A.6's objective, with its regulariser of the scores, from its definition."""
    return squares(m, "P") + m.lam * scores_squared(m, "P")


def squared_scores_is_least(m: Stage) -> bool:
    r"""Whether the factors meet a bound, so that no others are better; else it is not decided.

    With $G = W + \lambda I$ the objective is $\|G^{1/2}(O - G^{-1}WS)\|^2$ and a constant, at least the constant; for
    one column at least the constant and $\|T\|^2 - s^2$, $T = G^{-1/2}WS$, for every $s^2I \succeq TT^\top$.
    """
    G = m.W + m.lam * m.unit
    square = (m.S.T * m.W * G.inv() * m.W * m.S).trace()
    above = squared_scores_value(m) - ((m.S.T * m.W * m.S).trace() - square)
    if above == 0:
        return True
    return m.U.cols == 1 and _semidefinite((square - above) * G - m.W * m.S * m.S.T * m.W)


def bounds_argument() -> Argument:
    """For every size: two bounds that no factors go below."""
    A, Q, T, Z = (matrix(name) for name in "AQTZ")
    a, b, s, u, tau = sp.symbols("a b s u tau", positive=True)
    rest = trace(A * A.T) * a + trace(Q * Q.T) * b - 2 * trace(Z.T * A * Q.T)
    near = T - A * Q.T - Z
    dual = objective(A, Q, T, a, b) - (trace(near * near.T) + trace(Z.T * (2 * T - Z)) + rest)
    x, y = sp.symbols("x y", positive=True)
    mean = a * x**2 + b * y**2 - 2 * sp.sqrt(a * b) * x * y
    one = u**2 - 2 * (s - tau) * u + (s - tau) ** 2
    return Argument(
        (
            Step(
                r"for every $Z$ the objective is $\|T-AQ^\top-Z\|^2 + \mathrm{tr}\,Z^\top(2T-Z)$ and $a\|A\|^2 + "
                r"b\|Q\|^2 - 2\,\mathrm{tr}\,Z^\top AQ^\top$, which is not negative where $ZZ^\top \preceq ab\,I$: "
                r"$a_k^\top Zq_k \le \sqrt{ab}\,xy$ for columns of lengths $x$, $y$, and $ax^2 + by^2 - 2\sqrt{ab}\,xy "
                r"= (\sqrt ax - \sqrt by)^2$; so no factors go below $\mathrm{tr}\,Z^\top(2T-Z)$",
                dual == ZERO and sp.expand(mean - (sp.sqrt(a) * x - sp.sqrt(b) * y) ** 2) == 0,
            ),
            Step(
                r"for one column, of lengths $x$, $y$ with $u = xy$, and $TT^\top \preceq s^2I$, $s \ge \tau = "
                r"\sqrt{ab}$, the objective is at least $\|T\|^2 - 2su + u^2 + 2\tau u \ge \|T\|^2 - (s-\tau)^2$",
                sp.expand(one - (u - (s - tau)) ** 2) == 0
                and sp.expand(-2 * s * u + u**2 + 2 * tau * u + (s - tau) ** 2 - one) == 0,
            ),
        )
    )


def _semidefinite(A: sp.Matrix) -> bool:
    rows = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in A.row(i)) for i in range(A.rows))
    return negative_direction(rows) is None
