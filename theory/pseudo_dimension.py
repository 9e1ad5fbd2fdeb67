r"""The pseudo-dimension of matrices of rank at most K: Prop. 24 of arXiv 2506.09454, cited there.

It is the largest number of entries for which there are thresholds such that every pattern of "above" and "below" is
that of a matrix of the class. Bounds on the lengths of the factors do not matter: thresholds scale with the entries.
"""

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.intervals import rational, sign

Entry = tuple[int, int]


def shattered(k: int, left: int, right: int) -> int:
    """K(M + N - K), the number of entries in the first K rows or the first K columns, for K <= min(M, N)."""
    return k * (left + right - k)


def pattern(k: int, left: int, right: int, above: Mapping[Entry, bool]) -> sp.Matrix:
    r"""A matrix of rank K whose first K rows and columns are above or below their thresholds as `above` says.

    The thresholds are 1 on the first K diagonal entries and 0 elsewhere. With $A$ the first K x K block, within
    $\frac1{2K}$ of the unit matrix and so invertible, the matrix is $(A\ B; C\ CA^{-1}B)$.
    """
    step = Fraction(1, 2 * k)

    def rows(start: int, stop: int, columns: int) -> sp.Matrix:
        values = [
            rational((i == j) + (step if above[i, j] else -step)) for i in range(start, stop) for j in range(columns)
        ]
        return sp.Matrix(stop - start, columns, values)

    top, low = rows(0, k, right), rows(k, left, k)
    return top.col_join(low * top[:, :k].inv() * top)


def binary_argument() -> Argument:
    r"""From Warren's theorem: at most $K(M+N)\log_2\frac{16eM}K$, for every $1 \le K \le \min(M, N)$."""
    return Argument((_count_step(), _cells_step()))


def natural_argument() -> Argument:
    r"""From Warren's theorem: at most $7.4\,K(M+N)$, so at most $K(M+N)\log\frac{16eM}K$ for $M \ge 38K$."""
    u = sp.Symbol("u", positive=True)
    excess, at = 2**u - 8 * sp.E * u, sp.Rational(37, 5)
    rises = sign(sp.log(2) * 2**at - 8 * sp.E) == 1 and bool(sp.diff(excess, u, 2).is_positive)
    return Argument(
        (
            _count_step(),
            Step(
                "$2^u - 8eu$ is convex, and at 7.4 positive and rising, so $u < 7.4$",
                sign(excess.subs(u, at)) == 1 and rises,
            ),
            Step(r"$\log(16e\cdot38) > 7.4$", sign(sp.log(16 * sp.E * 38) - at) == 1),
        )
    )


def _count_step() -> Step:
    d, n = sp.symbols("d n", positive=True)
    u = sp.Symbol("u", positive=True)
    warren = (4 * sp.E * 2 * d / n) ** n
    return Step(
        r"the entries of $PQ^\top$ less their thresholds are polynomials of degree 2 in $n = K(M+N)$ variables; "
        r"Warren's "
        r"theorem gives $d \ge n$ of them at most $(4e\cdot2d/n)^n$ patterns, and $2^d$ are needed, so $u = d/n$ has "
        r"$2^u \le 8eu$ (or $u < 1$)",
        sp.simplify(sp.log(warren.subs(d, u * n)) / n - sp.log(8 * sp.E * u)) == 0,
    )


def _cells_step() -> Step:
    k, m, n = sp.symbols("K M N", positive=True)
    share = m * n / (k * (m + n))
    return Step(
        r"$d \le MN$, so $u \le \frac{MN}{K(M+N)} < \frac MK$ and $u \le \log_2(8eu) < \log_2\frac{16eM}K$; this is "
        r"above 1",
        bool(sp.simplify(m / k - share - m**2 / (k * (m + n))) == 0) and sign(sp.log(16 * sp.E) - sp.log(2)) == 1,
    )
