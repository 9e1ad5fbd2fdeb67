r"""The largest stable step of descent on exact conditional risks: 2 over the Hessian's norm at the minimiser.

The risk of a loss under label distribution $\eta$ has the gradient $\hat p(s) - \eta$ for a Fenchel-Young loss, and its
Hessian at the minimiser, where $\hat p = \eta$, is the Jacobian of the map there: not the largest one that there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np
import sympy as sp

from theory.argument import Argument, Step
from theory.jacobian import softmax_bound_steps
from theory.majorant import Matrix, Vector, negative_direction


@dataclass(frozen=True)
class Loss:
    r"""A loss: its Hessian at the minimiser for $\eta$, and what is known of the least upper bound of its norms.

    `alpha`: it is the Fenchel-Young loss of alpha-entmax; the bound grows with alpha. `norm`: the bound for N >= 3
    classes, where it is known exactly.
    """

    name: str
    curvature: Callable[[Vector], Matrix]
    alpha: Fraction | None = None
    norm: Callable[[int], Fraction] | None = None


def centred(weights: Sequence[Fraction], scale: Fraction = Fraction(1)) -> Matrix:
    r"""The matrix scale $(\mathrm{diag}\,w - ww^\top/\sum w)$."""
    total = sum(weights)
    return tuple(
        tuple(scale * (a * int(i == j) - a * b / total) for j, b in enumerate(weights)) for i, a in enumerate(weights)
    )


def exact_root(value: Fraction) -> Fraction:
    """The square root of the square of a rational number; ValueError for another number."""
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    if root**2 != value:
        raise ValueError(f"value: expected a square, got {value}")
    return root


def entmax(alpha: Fraction) -> Loss:
    """The loss of alpha-entmax, for alpha 1 (softmax), 3/2 or 2 (sparsemax); exact where the powers are rational."""
    powers: dict[Fraction, Callable[[Fraction], Fraction]] = {
        Fraction(1): Fraction,
        Fraction(3, 2): exact_root,
        Fraction(2): lambda q: Fraction(q > 0),
    }
    power = powers[alpha]
    norm = {Fraction(1): Fraction(1, 2), Fraction(2): Fraction(1)}.get(alpha)
    return Loss(
        f"{alpha}-entmax",
        lambda eta: centred([power(q) for q in eta]),
        alpha,
        (lambda _: norm) if norm is not None else None,
    )


def rankmax(scale: Fraction) -> Loss:
    """Rankmax with a fixed scale, whose Jacobian is the scale times that of sparsemax."""
    return Loss(
        f"Rankmax of scale {scale}",
        lambda eta: centred([Fraction(q > 0) for q in eta], scale),
        norm=lambda _: scale,
    )


def rg2() -> Loss:
    r"""RG2, whose Hessian is $\frac1N I$ everywhere."""
    return Loss(
        "RG2",
        lambda eta: tuple(tuple(Fraction(int(i == j), len(eta)) for j in range(len(eta))) for i in range(len(eta))),
        norm=lambda N: Fraction(1, N),
    )


def rgx() -> Loss:
    r"""RGx, whose Hessian is $\frac1N(I - \frac1N\mathbf 1\mathbf 1^\top)$ everywhere."""
    return Loss("RGx", lambda eta: centred([Fraction(1, len(eta))] * len(eta)), norm=lambda N: Fraction(1, N))


def smaller_norm(one: Loss, other: Loss, size: int) -> bool:
    """Whether the least upper bound of the norms is known to be smaller for `one`."""
    if one.alpha is not None and other.alpha is not None:
        return one.alpha < other.alpha
    return one.norm is not None and other.norm is not None and one.norm(size) < other.norm(size)


def top(A: Matrix) -> float:
    """The largest eigenvalue of a symmetric matrix, in floating point."""
    return float(np.linalg.eigvalsh(np.array(A, dtype=np.float64))[-1])


def surely_larger(A: Matrix, B: Matrix) -> bool:
    """Whether the largest eigenvalue of A is above that of B, by exact elimination at a level between the two."""
    level = Fraction((top(A) + top(B)) / 2).limit_denominator(10**6)
    return negative_direction(_below(level, A)) is not None and negative_direction(_below(level, B)) is None


def _below(level: Fraction, A: Matrix) -> Matrix:
    return tuple(tuple(level * int(i == j) - a for j, a in enumerate(row)) for i, row in enumerate(A))


def order_argument() -> Argument:
    r"""For every N, $\eta$ and $1 \le \alpha < \beta$: the Hessian at the minimiser grows with alpha."""
    c, first, second, total, lam = sp.symbols("c E1 E2 S lambda")
    q, alpha, depth = sp.symbols("q alpha l", positive=True)
    log_alpha = (q ** (alpha - 1) - 1) / (alpha - 1)
    slope = sp.diff(log_alpha, q)
    spread = total * second - 2 * c * total * first + c**2 * total
    growth = sp.diff(sp.exp(-depth * (2 - alpha)), alpha)
    return Argument(
        (
            softmax_bound_steps()[0],
            Step(
                r"on the support of $p = \alpha$-entmax$(s)$, $\log_\alpha p_i = s_i - \lambda$ with "
                r"$\log_\alpha' p = p^{\alpha-2}$; so $dp_i = w_i(ds_i - d\lambda)$ with $w_i = p_i^{2-\alpha}$, and "
                r"$\sum_i dp_i = 0$ gives $d\lambda = \sum_i w_ids_i/\sum_i w_i$: "
                r"$J_\alpha = \mathrm{diag}\,w - ww^\top/\sum_i w_i$, for $\alpha = 1$ that of softmax",
                sp.simplify(slope - q ** (alpha - 2)) == 0
                and sp.solve(total * first - lam * total, lam) == [first]
                and sp.simplify(slope.subs(alpha, sp.Rational(3, 2)) ** -2 - q) == 0,
            ),
            Step(
                r"$v^\top J_\alpha v = \min_c \sum_i w_i(v_i - c)^2$, attained at $c = \sum_i w_iv_i/\sum_i w_i$",
                sp.expand(spread - total * (second - first**2) - total * (c - first) ** 2) == 0,
            ),
            Step(
                r"at the minimiser $p = \eta$ for every $\alpha$, and $w_i = \eta_i^{2-\alpha}$ rises with $\alpha$ "
                r"where "
                r"$0 < \eta_i = e^{-l} < 1$: $J_\alpha(\eta) \preceq J_\beta(\eta)$. The largest eigenvalues are in "
                r"this "
                r"order for every $\eta$, and so are their least upper bounds; the steps $2/\lambda_{\max}$ are in the "
                r"reverse one, strictly where two classes or more have mass, for there $w_i \le rw_i'$ with one $r < "
                r"1$ "
                r"and the largest eigenvalue is positive",
                growth.is_positive is True,
            ),
        )
    )
