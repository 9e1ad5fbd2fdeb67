r"""RG2 and RGx with Eq. 16's weights (arXiv 2506.09454) are one problem, because every row of S sums to zero."""

from collections.abc import Callable
from dataclasses import replace

import sympy as sp

from theory.argument import Argument, Step
from theory.factorisation import diagonal_interaction, letters, squares, weighted
from theory.updates import centred_step
from theory.words import EYE, ZERO, Words, trace

M = letters("P")
N = M.n_items
P, Q, S, W, J = M.U, M.B, M.S, M.W, M.J
CENTRED = Q - J * Q * (1 / N)


def _known(expression: Words) -> Words:
    r"""With $S\mathbf{11}^\\top = 0$ and $(\\mathbf{11}^\\top)^2 = N\\mathbf{11}^\\top$."""
    return expression.where(S * J, ZERO).where(J * J, N * J)


def _same(first: Words, second: Words) -> bool:
    return trace(_known(first - second)) == ZERO


def minima_argument() -> Argument:
    r"""For every $V_x$ from 0 to $W_x/N$ the objective has the same minimum and minimisers; above it has no minimum."""
    return Argument((centred_step(), _splitting_step(), _ridge_step(), _conclusion_step(), _unbounded_step()))


def _splitting_step() -> Step:
    E, centred = S - P * Q.T, S - P * CENTRED.T
    O = P * Q.T
    return Step(
        r"with $C = I - \frac1N\mathbf{11}^\top$: $\mathrm{tr}\,(S-PQ^\top)^\top W(S-PQ^\top) = "
        r"\mathrm{tr}\,(S-P(CQ)^\top)^\top W(S-P(CQ)^\top) + \frac1N\sum_x W_x(\mathbf 1^\top o^{(x)})^2$, $O = "
        r"PQ^\top$",
        _same(W * E * E.T, W * centred * centred.T + W * O * J * O.T * (1 / N)),
    )


def _ridge_step() -> Step:
    return Step(
        r"$\|Q\|^2 - \|CQ\|^2 = \frac1N\|Q^\top\mathbf 1\|^2 \ge 0$",
        _same(Q.T * Q - CENTRED.T * CENTRED, Q.T * J * Q * (1 / N)),
    )


def _conclusion_step() -> Step:
    O = P * CENTRED.T
    return Step(
        r"so with $V_x = \kappa W_x$, $0 \le \kappa \le \frac1N$, the objective at $(P, Q)$ is RG$^2$'s at $(P, CQ)$ "
        r"plus "
        r"$(\frac1N - \kappa)\sum_x W_x(\mathbf 1^\top o^{(x)})^2 + \lambda c\frac1N\|Q^\top\mathbf 1\|^2$, $c > 0$ "
        r"the ridge of "
        r"an item; at $(P, CQ)$ itself both extra terms vanish, and they vanish at a minimiser: there $\mathbf "
        r"1^\top Q = 0$",
        _known(O * J) == ZERO and _known(CENTRED.T * J) == ZERO,
    )


def _unbounded_step() -> Step:
    n, u, w, kappa, linear, rest = sp.symbols("N u W kappa s q")
    along = sp.Poly(w * (n * u**4 - 2 * u**2 * linear + rest) - kappa * w * (n * u**2) ** 2, u)
    return Step(
        r"with one column of equal entries $u$ in $P$ and $Q$, the others zero, a context's part is of degree 4 in $u$ "
        r"with the coefficient $W_xN(1 - \kappa N)$, and the ridge of degree 2: for $\kappa > \frac1N$ it tends to "
        r"$-\infty$",
        sp.expand(along.coeff_monomial(u**4) - w * n * (1 - kappa * n)) == 0,
    )


def iterates_argument() -> Argument:
    """Exact alternating least squares on RGx from Q is that on RG2 from the centred Q, step for step."""
    gram, own = Q.T * (EYE - J * (1 / N)) * Q, CENTRED.T * CENTRED
    user = Step(
        r"the context's step of RGx has the matrix $W_x(Q^\top Q - \frac1N Q^\top\mathbf{11}^\top Q) + \lambda "
        r"NW_xI$ and the right "
        r"side $W_xS_xQ$: those of RG$^2$ at $CQ$, for $Q^\top CQ = (CQ)^\top CQ$ and $S_xCQ = S_xQ$",
        trace(_known(gram - own)) == ZERO and _known(gram - own) == ZERO and _known(S * CENTRED - S * Q) == ZERO,
    )
    item = Step(
        r"the items' step of RGx is Eq. 37 (rg.eq39.interaction.repair), after which $\mathbf 1^\top Q = 0$ and $CQ "
        r"= Q$",
        _known(J * (S.T * W * P)) == ZERO,
    )
    return Argument((centred_step(), user, item))


def printed_argument(factor: Callable[[sp.Expr], sp.Expr]) -> Argument:
    """Eq. 31's RGx at factors scaled by the root of `factor` is `factor` times RG2's objective, up to a constant."""
    c = factor(N)
    root = sp.Symbol("r", positive=True)
    scaled = replace(M, U=root * P, B=root * Q)
    printed = squares(scaled, "P") - diagonal_interaction(scaled, "P") + M.lam * weighted(scaled, "P")
    rg2 = squares(M, "P") + M.lam * weighted(M, "P")
    constant = trace(S.T * W * S)
    difference = (printed - constant) - c * (rg2 - constant)
    left = [sp.simplify(coefficient.subs(root, sp.sqrt(c))) for coefficient in difference.terms.values()]
    return Argument(
        [
            Step(
                r"with $V_x = W_x/N$ in $-\sum_xV_xP_xQ^\top QP_x^\top$: at $(\sqrt cP, \sqrt cQ)$ Eq. 31's RGx, "
                r"ridge weighted, is "
                r"$c$ times RG$^2$ at $(P, Q)$, up to a constant, as $c^2(1 - \frac1N) = c$",
                not any(left),
            )
        ]
    )
