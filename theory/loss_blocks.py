r"""The building blocks of losses of a positive's score against a negative's, as numbers and as functions with slopes.

`Exact` has them for exact numbers; `Sloped` has them as functions of which only the signs of the slopes are known,
proved in `slopes_argument`, so that sympy differentiates a loss and signs its slopes for all scores at once.
"""

from typing import Any

import sympy as sp

from theory.argument import Argument, Step


class Exact:
    """The blocks for exact numbers."""

    def softplus(self, t: Any) -> Any:
        r"""$\log(1 + e^t)$, which is $-\log\sigma(-t)$."""
        return sp.log(1 + sp.exp(t))

    def hinge(self, t: Any) -> Any:
        """The positive part of t."""
        return sp.Max(0, t)

    def support(self, a: Any, b: Any) -> Any:
        r"""$\frac12\sum_{j \in S}(o_j^2 - \tau^2)$ of sparsemax's support S and threshold, for two scores."""
        if abs(a - b) < 1:
            threshold = (a + b - 1) / 2
            return (a**2 + b**2) / 2 - threshold**2
        top = sp.Max(a, b)
        return (top**2 - (top - 1) ** 2) / 2


class _Positive(sp.Function):
    """A slope that is positive wherever it is."""

    is_positive = True


class _Nonnegative(sp.Function):
    """A slope that is not negative."""

    is_nonnegative = True


class _Softplus(sp.Function):
    def fdiff(self, argindex: int = 1) -> sp.Expr:  # noqa: ARG002
        return _Positive(self.args[0])


class _Hinge(sp.Function):
    def fdiff(self, argindex: int = 1) -> sp.Expr:  # noqa: ARG002
        return _Nonnegative(self.args[0])


class _Support(sp.Function):
    """Its slopes are sparsemax's two probabilities, 1/(1 + q) and q/(1 + q) with q not negative."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        odds = _Nonnegative(*self.args)
        return 1 / (1 + odds) if argindex == 1 else odds / (1 + odds)


class Sloped:
    """The blocks as functions of which only the slopes' signs are known."""

    softplus, hinge, support = _Softplus, _Hinge, _Support


def slopes_argument() -> Argument:
    """The slopes that `Sloped` supposes, where the functions have them."""
    t = sp.Symbol("t", real=True)
    n, total, o = sp.symbols("n total o", positive=True)
    threshold = (total + o - 1) / n
    slope = sp.diff(o**2 / 2 - n * threshold**2 / 2, o)
    return Argument(
        (
            Step(r"$\log(1 + e^t)$ has the slope $\sigma(t) > 0$", bool(sp.diff(sp.log(1 + sp.exp(t)), t).is_positive)),
            Step(r"the positive part has the slopes 0 and 1", sp.Max(0, -1) == 0 and sp.Max(0, 1) == 1),
            Step(
                r"for a support of $n$ scores, $\tau = (\sum_S o_j - 1)/n$ and $\frac12\sum_S(o_j^2 - \tau^2)$ has "
                r"the slope "
                r"$o_j - \tau$, sparsemax's probability: not negative, of sum 1, zero off the support; the function is "
                "continuous where the support changes",
                sp.simplify(slope - (o - threshold)) == 0,
            ),
        )
    )
