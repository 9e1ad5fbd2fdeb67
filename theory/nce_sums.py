"""Sums over the classes of one context, for any number of them or for given ones.

A context has N classes, data chances p, noise chances q, a model's odds t = exp(o - c), where c is the log of the
normaliser, and a statistic f. Arguments about one class's part of a sum, with symbols p, q, t and f, are arguments for
every N.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from theory.intervals import rational

P, Q, T, K = sp.symbols("p q t k", positive=True)
E = sp.Symbol("epsilon", positive=True)
F = sp.Symbol("f", real=True)
SUM = sp.Function("S", real=True)
"""The sum over the classes of its argument, a product of p, q, t and f."""


@dataclass(frozen=True)
class Class:
    """One class: its chance in the data and in the noise, the model's odds, which sum to 1, and a statistic f."""

    p: Any
    q: Any
    t: Any
    f: Any


Summand = Callable[[Class], Any]
ONE_CLASS = Class(P, Q, T, F)


class AnyClasses:
    """Sums over any number of classes, of which only sum p = sum q = sum t = 1 is known, and sum p f = sum t f = 0.

    `fitted`: the odds are the data's chances. `centred`: the sums with f are known.
    """

    def __init__(self, fitted: bool, centred: bool) -> None:
        self.fitted = fitted
        self.one = Class(P, Q, P if fitted else T, F)
        ones = dict.fromkeys((P, Q, T), sp.Integer(1))
        self.known = ones | (dict.fromkeys((P * F, T * F), sp.Integer(0)) if centred else {})

    def __call__(self, summand: Summand) -> sp.Expr:
        """The sum; every product of p, q, t and f whose sum is not known stands for it as `SUM` of that product."""
        expanded = sp.expand(sp.sympify(summand(self.one)))
        return sp.Add(*[self._sum(term) for term in sp.Add.make_args(expanded)])

    def _sum(self, term: sp.Expr) -> sp.Expr:
        factor, product = term.as_independent(P, Q, T, F)
        if product == 1 and factor != 0:
            raise ValueError(f"a sum of constants depends on N: {term}")
        return factor * self.known.get(product, SUM(product))


class RationalClasses:
    """Sums over classes with rational p, q, odds t and f, exactly.

    Raises ValueError where p, q or t is no positive distribution and, if `centred`, where f has not the mean 0 under p
    and t.
    """

    def __init__(
        self,
        p: Sequence[Fraction],
        q: Sequence[Fraction],
        t: Sequence[Fraction],
        f: Sequence[Fraction],
        centred: bool,
    ) -> None:
        for name, values in (("p", p), ("q", q), ("t", t)):
            if len(values) != len(f) or min(values) <= 0 or sum(values) != 1:
                raise ValueError(f"{name}: expected positive chances, as many as in f, got {tuple(map(str, values))}")
            if centred and name != "q" and sum(a * b for a, b in zip(values, f, strict=True)) != 0:
                raise ValueError(f"f: expected the mean 0 under {name}")
        columns = ([rational(x) for x in values] for values in (p, q, t, f))
        self.classes = [Class(*row) for row in zip(*columns, strict=True)]

    def __call__(self, summand: Summand) -> sp.Expr:
        """The sum, exactly."""
        return sp.Add(*[summand(c) for c in self.classes])

    def value(self, expression: sp.Expr) -> sp.Expr:
        """An expression in sums of `AnyClasses`, for these classes."""
        return expression.replace(
            SUM, lambda product: self(lambda c: product.subs({P: c.p, Q: c.q, T: c.t, F: c.f}, simultaneous=True))
        )


Sums = AnyClasses | RationalClasses
Formula = Callable[[Any], Any]
"""A quantity as a function of S, which sums over the classes."""
