r"""RG2 and RGx as Bregman divergences, Eq. 29-30 of arXiv 2506.09454, for every N and every set of relevant items.

A generator is a function of (m, N, squares, total) with squares $= \|o\|^2$, total $= \mathbf 1^\top o$, linear in the
first and of degree two in the second; a link is a function of (m, N, o_y, total), the same for every entry; m is the
number of relevant items. The divergence has the argument order of Def. 4.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.argument import Argument, Step

Generator = Callable[[Any, Any, Any, Any], Any]
Link = Callable[[Any, Any, Any, Any], Any]

M, N = sp.symbols("m N", positive=True)
Q, T, U = sp.symbols("Q T U", real=True)
"""The sums of o^2, of o, and of o over the relevant items."""


def divergence(generator: Generator, m: int, s: Sequence[Fraction], t: Sequence[Fraction]) -> Fraction:
    r"""$\phi(t) - \phi(s) - \langle\nabla\phi(s), t - s\rangle$ for exact vectors of shape (N,)."""

    def phi(squares: Any, total: Any) -> Any:
        return generator(Fraction(m), Fraction(len(s)), squares, total)

    at_s, at_t = ((sum(x * x for x in v), sum(v)) for v in (s, t))
    by_square = phi(Fraction(1), Fraction(0)) - phi(Fraction(0), Fraction(0))
    by_total = (phi(Fraction(0), at_s[1] + 1) - phi(Fraction(0), at_s[1] - 1)) / 2
    moved = sum(((2 * by_square * a + by_total) * (b - a) for a, b in zip(s, t, strict=True)), Fraction(0))
    return Fraction(phi(*at_t) - phi(*at_s) - moved)


def linked(link: Link, m: int, scores: Sequence[Fraction]) -> list[Fraction]:
    """The link's image of exact scores."""
    total = sum(scores, Fraction(0))
    return [link(Fraction(m), Fraction(len(scores)), o, total) for o in scores]


def curvature(generator: Generator, m: int, v: Sequence[Fraction]) -> Fraction:
    r"""$v^\top\nabla^2\phi\,v$, exactly."""
    n = len(v)
    return 2 * divergence(generator, m, [Fraction(0)] * n, list(v))


def form_argument(loss: str) -> Argument:
    r"""What the divergence to $\eta_y = r_yN/m - 1$ is compared with: the sums that it is made of."""
    r = sp.Symbol("r")
    eta = r * N / M - 1
    total = sp.expand(M * eta.subs(r, 1) + (N - M) * eta.subs(r, 0))
    squares = sp.simplify(M * eta.subs(r, 1) ** 2 + (N - M) * eta.subs(r, 0) ** 2 - (N**2 / M - N))
    o = sp.Symbol("o")
    product = sp.expand(o * eta - (N / M * o * r - o))
    target = _loss(loss)
    return Argument(
        (
            Step(
                r"$m$ entries of $\eta$ are $N/m - 1$ and $N - m$ are $-1$: $\mathbf 1^\top\eta = 0$, "
                r"$\|\eta\|^2 = N^2/m - N$, $o^\top\eta = \frac Nm\sum_{y \in \mathcal I} o_y - \mathbf 1^\top o$",
                total == 0 and squares == 0 and product == 0,
            ),
            Step(
                rf"so the loss is ${sp.latex(sp.expand(target))}$ with $Q = \|o\|^2$, $T = \mathbf 1^\top o$, "
                r"$U = \sum_{y \in \mathcal I} o_y$",
                sp.expand(target.subs({Q: 0, T: 0, U: 0}) - M * (N**2 / M - N)) == 0,
            ),
        )
    )


def form_difference(loss: str, generator: Generator, link: Link) -> sp.Expr:
    """The divergence of the linked scores to eta minus the loss, for symbolic m, N and sums of the scores."""
    o = sp.Symbol("o", real=True)
    image = sp.Poly(sp.expand(link(M, N, o, T)), o, T)
    a, b = image.coeff_monomial(o), image.coeff_monomial(T)
    if sp.expand(image.as_expr() - a * o - b * T) != 0:
        raise ValueError(f"the link {image.as_expr()} is not linear")
    s_total = (a + b * N) * T
    s_squares = a**2 * Q + 2 * a * b * T**2 + N * b**2 * T**2
    eta_squares = N**2 / M - N
    s_eta = a * (N / M * U - T)
    phi = generator(M, N, Q, T)
    by_square, by_total = sp.diff(phi, Q), sp.diff(phi, T).subs(T, s_total)
    moved = 2 * by_square * (s_eta - s_squares) + by_total * (0 - s_total)
    found = generator(M, N, eta_squares, sp.Integer(0)) - generator(M, N, s_squares, s_total) - moved
    return sp.simplify(found - _loss(loss))


def _loss(loss: str) -> sp.Expr:
    squares = M * (Q - 2 * (N / M * U - T) + N**2 / M - N)
    return squares - (M * T**2 / N if loss == "rgx" else 0)


def eigenvalues(generator: Generator) -> tuple[sp.Expr, sp.Expr]:
    """Of the Hessian: on vectors of sum 0, and along the vector of ones."""
    phi = generator(M, N, Q, T)
    across = 2 * sp.diff(phi, Q)
    return sp.simplify(across), sp.simplify(across + N * sp.diff(phi, T, 2))


def hessian_argument() -> Argument:
    """Why two numbers decide convexity, for every N >= 2."""
    a, b, first, second, rest, squares = sp.symbols("a b o_1 o_2 T Q")
    phi = a * (first**2 + second**2 + squares) + b * (first + second + rest) ** 2
    entries = sp.diff(phi, first, 2) - (2 * a + 2 * b), sp.diff(phi, first, second) - 2 * b
    return Argument(
        (
            Step(
                r"$\phi = a\|o\|^2 + b(\mathbf 1^\top o)^2$ is differentiable and has the Hessian "
                r"$2aI + 2b\mathbf 1\mathbf 1^\top$: $2a$ on vectors of sum 0, $2a + 2bN$ along $\mathbf 1$, and no "
                r"others",
                [sp.expand(e) for e in entries] == [0, 0],
            ),
        )
    )


def mean_argument() -> Argument:
    r"""For every convex differentiable phi: $E[D_\phi(s, T)]$ is least at $s = E[T]$, in the order of Def. 4."""
    f = sp.Function("f")
    s, mean, average = sp.symbols("s m F")
    risk = average - f(s) - sp.diff(f(s), s) * (mean - s)
    excess = sp.expand(risk - (average - f(mean)) - (f(mean) - f(s) - sp.diff(f(s), s) * (mean - s)))
    return Argument(
        (
            Step(
                r"$\phi(T)$ and $T$ enter linearly, so $E[D_\phi(s,T)] = E\phi(T) - \phi(s) - "
                r"\langle\nabla\phi(s), E T - s\rangle = (E\phi(T) - \phi(ET)) + D_\phi(s, ET)$ (executed for one "
                r"coordinate and any function $f$)",
                excess == 0,
            ),
            Step(
                r"$D_\phi(s, ET) \ge 0$ is that a convex function lies above its tangents, with equality at $s = ET$, "
                r"and only there if it is strictly convex",
                sp.expand((f(mean) - f(s) - sp.diff(f(s), s) * (mean - s)).subs(mean, s)) == 0,
            ),
        )
    )
