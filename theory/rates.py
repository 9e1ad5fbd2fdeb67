r"""The orders of the term of Eq. 33 (arXiv 2506.09454) in the number of interactions m and the pseudo-dimension d."""

from typing import Any

import sympy as sp

from theory.argument import Argument, Step
from theory.deviation import EPSILON, B, L, M, tail_bound
from theory.generalisation import DELTA, D, log_excess


def log_tail(d: Any, bound: Any, slope: Any, m: Any, epsilon: Any) -> Any:
    r"""The logarithm of $4e(d+1)(16eL/\varepsilon)^d e^{-m\varepsilon^2/(32B^2)}$, where the repaired chain starts."""
    cover = sp.log(4) + 1 + sp.log(d + 1) + d * (sp.log(16) + 1 + sp.log(slope) - sp.log(epsilon))
    return cover - m * epsilon**2 / (32 * bound**2)


def kept_square(d: Any, bound: Any, slope: Any, m: Any, delta: Any, larger: Any = sp.Max) -> Any:
    r"""$\frac{32B^2}m\left(1 + d\max(0, \log\frac{16eL\sqrt m}{\sqrt{32}B}) + \log\frac{4e(d+1)}\delta\right)$."""
    wide = sp.log(16) + 1 + sp.log(slope) + sp.log(m) / 2 - sp.log(32) / 2 - sp.log(bound)
    return 32 * bound**2 / m * (1 + d * larger(0, wide) + sp.log(4) + 1 + sp.log(d + 1) - sp.log(delta))


def log_error(constant: Any, gap: Any, d: Any, bound: Any, slope: Any, m: Any, delta: Any) -> Any:
    r"""The logarithm of the error of Eq. 35, $C(g + \mathcal T)$ with the term of Eq. 33 and $g = \hat R - \inf R$."""
    return sp.log(constant * (gap + sp.exp(log_excess(d, bound, slope, m, delta))))


def constant_argument() -> Argument:
    """For every d: multiplying the C of Prop. 15 by t multiplies the error of Eq. 35 by t."""
    constant, gap, t = sp.symbols("C g t", positive=True)
    before, after = (log_error(c, gap, D, B, L, M, DELTA) for c in (constant, t * constant))
    return Argument(
        (
            Step(
                r"the logarithm of $C(\hat R - \inf R + \mathcal T)$, $\mathcal T$ of Eq. 33, rises by $\log t$ as $C$ "
                r"becomes $tC$",
                sp.simplify(sp.expand_log(after - before, force=True) - sp.log(t)) == 0,
            ),
        )
    )


def interactions_argument() -> Argument:
    """For every d: multiplying m by t multiplies the term of Eq. 33 by t to the power -1/(d + 2)."""
    t = sp.Symbol("t", positive=True)
    change = log_excess(D, B, L, t * M, DELTA) - log_excess(D, B, L, M, DELTA)
    return Argument(
        (
            Step(
                r"the logarithm of the term falls by $\frac{\log t}{d+2}$ as $m$ becomes $tm$",
                sp.simplify(sp.expand_log(change, force=True) + sp.log(t) / (D + 2)) == 0,
            ),
        )
    )


def dimension_argument() -> Argument:
    r"""For every $d > 0$: the term of Eq. 33 is at most $A(d+1)^{1/(d+2)}(eL)^{1-1/(d+2)}$, A without d."""
    order = sp.log(D + 1) / (D + 2) + (1 - 1 / (D + 2)) * (1 + sp.log(L))
    rest = sp.log(16) + (4 * sp.log(B) - sp.log(L) - sp.log(M) - sp.log(DELTA)) / (D + 2)
    share = sp.simplify(1 - 1 / (D + 2))
    return Argument(
        (
            Step(
                r"the term is $(d+1)^{1/(d+2)}(eL)^{1-1/(d+2)}\cdot16\left(\frac{B^4}{Lm\delta}\right)^{1/(d+2)}$",
                sp.simplify(sp.expand(log_excess(D, B, L, M, DELTA) - order - rest)) == 0,
            ),
            Step(
                r"and $x^{1/(d+2)} \le \max(1, x)$, for $0 < \frac1{d+2} < 1$",
                bool(share.is_positive and (1 / (D + 2)).is_positive),
            ),
        )
    )


def kept_argument() -> Argument:
    r"""For every d, m and $0 < \delta < 1$: at the root of `kept_square` the tail is below $\delta$."""
    z, top = sp.symbols("z t", nonnegative=True)
    over = kept_square(D, B, L, M, 1 / (1 + sp.Symbol("u", positive=True)), larger=lambda *_: top) * M / (32 * B**2)
    square = kept_square(D, B, L, M, DELTA, larger=lambda _zero, wide: wide + z)
    floor = sp.sqrt(32) * B / sp.sqrt(M)
    cover = log_tail(D, B, L, M, floor) + M * floor**2 / (32 * B**2)
    left = sp.expand(sp.expand_log(cover - M * square / (32 * B**2) - sp.log(DELTA), force=True))
    tail = sp.expand_log(sp.log(tail_bound("nonnegative", M, EPSILON, B, 1)), force=True)
    return Argument(
        (
            Step(
                r"for $\delta < 1$ the square is at least $\frac{32B^2}m$, as neither "
                r"$\log\frac{4e(d+1)}\delta$ nor the maximum is negative, so $\log(16eL/\varepsilon)$ is at most its "
                r"value at "
                r"$\sqrt{32/m}\,B$, which is at most its maximum with 0",
                sp.simplify(floor**2 - 32 * B**2 / M) == 0 and bool(sp.expand(over - 1).is_positive),
            ),
            Step(
                r"the logarithm of the tail is then at most $\log\delta - 1 - dz$ with $z \ge 0$",
                sp.simplify(left + 1 + D * z) == 0
                and sp.simplify(tail - sp.log(4) + M * EPSILON**2 / (32 * B**2)) == 0,
            ),
        )
    )
