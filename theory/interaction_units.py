"""RGx as Eq. 31 of arXiv 2506.09454 prints it, with constants for its weights: RG2 in other units."""

import sympy as sp

from theory.argument import Argument, Step


def units_argument() -> Argument:
    r"""RGx of Eq. 31 with constants $\alpha > \beta \ge 0$ is RG2 with $\alpha$ in other units, for every size.

    $F_\times(P, Q) = \alpha\|S - PQ^\top\|^2 - \beta\|PQ^\top\|^2 + \lambda(\|P\|^2 + \|Q\|^2)$.
    """
    o, s, p, c, cross = sp.symbols("o s p c x", real=True)
    alpha, beta, lam = sp.symbols("alpha beta lambda", positive=True)
    factor = alpha / (alpha - beta)

    def rgx(score: sp.Expr, squares: sp.Expr) -> sp.Expr:
        return alpha * (s - score) ** 2 - beta * score**2 + lam * squares

    def rg2(score: sp.Expr, squares: sp.Expr) -> sp.Expr:
        return alpha * (s - score) ** 2 + lam * squares

    scaled = rgx(factor * o, factor * p) - factor * rg2(o, p)
    return Argument(
        (
            Step(
                r"with $c = \alpha/(\alpha-\beta)$ and $P = \sqrt c\,P'$, $Q = \sqrt c\,Q'$, all scores and both "
                r"squared norms are $c$ times those of $P'$, $Q'$",
                sp.expand((sp.sqrt(factor) * c) * (sp.sqrt(factor) * cross) - factor * c * cross) == 0,
            ),
            Step(
                r"so, entry by entry, $F_\times(P, Q) = c\,F_2(P', Q') + (1-c)\alpha\|S\|^2$",
                sp.simplify(sp.diff(scaled, o)) == 0
                and sp.simplify(sp.diff(scaled, p)) == 0
                and sp.simplify(scaled - (1 - factor) * alpha * s**2) == 0,
            ),
            Step(
                r"$c > 0$ exactly if $\alpha > \beta$; then the map is a bijection that takes minimisers, critical "
                r"points and least-squares half-steps of one to those of the other, and a positive factor of all "
                r"scores changes no rank",
                sp.simplify((1 / factor) - (alpha - beta) / alpha) == 0,
            ),
        )
    )
