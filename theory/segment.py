r"""The softmax Hessian on the segment from zero scores to $N e_y - \mathbf 1$, and softmax at its far end.

There $p$ has one entry x and N - 1 equal ones, $1/N \le x \le p_{\max}$.
"""

from fractions import Fraction

import sympy as sp

from theory.argument import Argument, Step
from theory.expansion import N
from theory.intervals import rational, sign
from theory.majorant import Vector

X = sp.Symbol("x", positive=True)
REST = (1 - X) / (N - 1)


def distribution(n: int, x: Fraction) -> Vector:
    """The distribution with first entry x and n - 1 equal others."""
    return (x, *((1 - x) / (n - 1) for _ in range(n - 1)))


def on_segment(n: int, x: Fraction) -> bool:
    """Whether x is at least 1/n and surely at most softmax's first entry at the far end."""
    return x >= Fraction(1, n) and sign(1 / (1 + (n - 1) * sp.exp(-n)) - rational(x)) == 1


def spread_eigenvalue() -> sp.Expr:
    r"""The eigenvalue of $\mathrm{diag}\,p - pp^\top$ along $(N-1, -1, ..., -1)$, from the product with that vector."""
    inner = X * (N - 1) - (N - 1) * REST
    first, other = X * (N - 1) - X * inner, -REST - REST * inner
    if sp.simplify(first + (N - 1) * other) != 0:
        raise ArithmeticError("the vector is no eigenvector")
    return sp.factor(first / (N - 1))


def curvature_argument() -> Argument:
    r"""For every N: the largest eigenvalue of the Hessian on the segment is $\frac{N}{4(N-1)}$, at x = 1/2."""
    top = spread_eigenvalue()
    excess = sp.simplify(N / (4 * (N - 1)) - top)
    return Argument(
        (
            Step(
                rf"with first entry $x$ and others $y=\frac{{1-x}}{{N-1}}$, $\mathrm{{diag}}\,p-pp^\top$ has the "
                rf"eigenvalues 0 (along $\mathbf 1$), ${sp.latex(top)}$ (along $(N-1,-1,\ldots,-1)$) and $y$",
                sp.simplify(X * (1 - X - (N - 1) * REST)) == 0,
            ),
            Step(
                r"$y$ is not the larger one where $x \ge 1/N$",
                sp.simplify((top - REST) * (N - 1) - (1 - X) * (N * X - 1)) == 0,
            ),
            Step(
                r"$\frac{N}{4(N-1)}$ minus the second is $\frac{N(2x-1)^2}{4(N-1)} \ge 0$, zero at $x=\frac12$",
                sp.simplify(excess - N * (2 * X - 1) ** 2 / (4 * (N - 1))) == 0,
            ),
            Step(
                r"$x=\frac12$ is on the segment: $1/N \le \frac12$, and at its end $x = 1/(1+(N-1)e^{-N}) \ge \frac12$ "
                r"since $e^N \ge 1 + N > N-1$",
                _far_end() and sp.expand((1 + N) - (N - 1)).is_positive,
            ),
        )
    )


def far_end_argument() -> Argument:
    r"""For every N: at $N e_y - \mathbf 1$, $p_{\max} \le \frac1N + \sum_j p_j^2$, and A is positive semidefinite."""
    z = sp.Symbol("z", nonnegative=True)
    exponential = sum(N**k / sp.factorial(k) for k in range(4))
    surplus = sp.Poly(sp.expand((exponential - N * (N - 1)).subs(N, 2 + z)), z)
    r = sp.Symbol("r", positive=True)
    largest = 1 / (1 + (N - 1) * sp.exp(-N))
    return Argument(
        (
            Step(r"by the definition $p_{\max} = 1/(1+r)$ with $r = (N-1)e^{-N}$", _far_end()),
            Step(
                r"$1 - p_{\max} = \frac{r}{1+r} \le r$, and $Nr = N(N-1)e^{-N} \le 1$ for $N \ge 2$, since "
                r"$e^N \ge 1 + N + \frac{N^2}2 + \frac{N^3}6 \ge N(N-1)$",
                sp.simplify(r - (1 - 1 / (1 + r)) - r**2 / (1 + r)) == 0 and all(c > 0 for c in surplus.all_coeffs()),
            ),
            Step(
                r"so $p_{\max}(1-p_{\max}) \le \frac1N$, which gives the inequality, and $p_{\max} \ge 1 - \frac1N$, "
                r"where the largest eigenvalue of the Hessian, $\frac{N x (1-x)}{N-1}$ at $x = p_{\max}$, is at most "
                r"$\frac1N$ (it falls for $x \ge \frac12$ and equals $\frac1N$ at $1 - \frac1N$)",
                sp.simplify(spread_eigenvalue().subs(X, 1 - 1 / N) - 1 / N) == 0,
            ),
            Step(r"$p_{\max} \to 1$ as $N \to \infty$", sp.limit(largest, N, sp.oo) == 1),
        )
    )


def _far_end() -> bool:
    high, low = sp.exp(N - 1), sp.exp(-1)
    return bool(sp.simplify(high / (high + (N - 1) * low) - 1 / (1 + (N - 1) * sp.exp(-N))) == 0)
