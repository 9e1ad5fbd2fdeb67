r"""The exact means of sampled softmax's partition function, loss and gradient: what is drawn, and how it is corrected.

$\hat Z = e^{o_y} + \sum_i f\,e^{o_{j_i}}$ over n independent draws $j_i$; subtracting $\log d$ from a draw's score
makes its factor f equal to 1/d, leaving it out makes it 0. Classes are ordered: y first, then the other positives, m
positives in all, then the negatives. Eq. 8-10 of arXiv 2506.09454.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from theory.proposals import counts


class Role(StrEnum):
    """What a class is to the example."""

    TARGET = "the target"
    POSITIVE = "another positive"
    NEGATIVE = "a negative"


@dataclass(frozen=True)
class Item:
    """A class: its role, its odds exp(o_j) and its chance q_j in a proposal over all classes."""

    role: Role
    odds: Any
    q: Any


@dataclass(frozen=True)
class Totals:
    """N; the number of negatives; Z, the sum of all odds; the target's odds; the chance of a negative."""

    N: Any
    negatives: Any
    Z: Any
    target: Any
    negative: Any


Law = Callable[[Item, Totals], Any]
"""The chance with which a class is drawn."""

Factor = Callable[[Role, Any, Any, Any], Any]
"""What exp(o_j) is multiplied by when j is drawn: a function of (role, N, n, chance of j)."""


@dataclass(frozen=True)
class Scheme:
    """What is drawn, and what a draw counts."""

    law: Law
    factor: Factor


def from_all(item: Item, totals: Totals) -> Any:  # noqa: ARG001
    """Draws from q over all classes."""
    return item.q


def from_negatives(item: Item, totals: Totals) -> Any:
    """Draws from q over the negatives."""
    return item.q / totals.negative if item.role is Role.NEGATIVE else 0


def uniformly(item: Item, totals: Totals) -> Any:  # noqa: ARG001
    """Uniform draws from all classes."""
    return 1 / totals.N


def uniformly_from_negatives(item: Item, totals: Totals) -> Any:
    """Uniform draws from the negatives."""
    return 1 / totals.negatives if item.role is Role.NEGATIVE else 0


def as_softmax(item: Item, totals: Totals) -> Any:
    """Draws of the classes but y, as softmax itself would draw them."""
    return 0 if item.role is Role.TARGET else item.odds / (totals.Z - totals.target)


IMPORTANCE = Scheme(from_all, lambda role, N, n, q: 0 if role is Role.TARGET else 1 / (n * q))  # noqa: ARG005
"""Draws of y are left out, and log(n q) is subtracted from the scores of the others."""


@dataclass(frozen=True)
class Case:
    """Rational odds and q of shape (N,), of which the first m are positives and the first is the target; n draws.

    Raises ValueError if one is no such thing.
    """

    odds: tuple[Fraction, ...]
    q: tuple[Fraction, ...]
    n: int
    m: int

    def __post_init__(self) -> None:
        if len(self.q) != len(self.odds) or min(self.odds) <= 0 or min(self.q[1:]) <= 0 or self.q[0] < 0 or self.n < 1:
            raise ValueError("expected positive odds, as many chances (positive but for the target) and draws")
        if sum(self.q) != 1 or not 1 <= self.m < len(self.q):
            raise ValueError("expected chances that sum to 1, and a positive and a negative at least")

    @property
    def Z(self) -> Fraction:  # noqa: N802
        """The partition function."""
        return sum(self.odds, Fraction(0))

    def items(self) -> list[Item]:
        """The classes."""
        roles = [Role.TARGET, *[Role.POSITIVE] * (self.m - 1), *[Role.NEGATIVE] * (len(self.q) - self.m)]
        return [Item(*item) for item in zip(roles, self.odds, self.q, strict=True)]

    def chances(self, law: Law) -> list[Fraction]:
        """The chance of each class to be drawn."""
        negatives = self.q[self.m :]
        size = (Fraction(len(self.q)), Fraction(len(negatives)))
        totals = Totals(*size, self.Z, self.odds[0], sum(negatives, Fraction(0)))
        return [Fraction(law(item, totals)) for item in self.items()]


def outcomes(case: Case, scheme: Scheme) -> Iterator[tuple[Fraction, list[Fraction]]]:
    """Each outcome of the draws: its chance, and what each class adds to the estimate, which is their sum."""
    chances = case.chances(scheme.law)
    terms = [
        Fraction(scheme.factor(item.role, Fraction(len(case.q)), Fraction(case.n), q)) * item.odds if q else Fraction(0)
        for item, q in zip(case.items(), chances, strict=True)
    ]
    for chance, drawn in counts(chances, case.n):
        added = [c * term for c, term in zip(drawn, terms, strict=True)]
        yield chance, [case.odds[0] + added[0], *added[1:]]


def mean_partition(case: Case, scheme: Scheme) -> Fraction:
    """The mean of the estimate."""
    return sum((chance * sum(added) for chance, added in outcomes(case, scheme)), Fraction(0))


def gradient_bias(case: Case, scheme: Scheme) -> tuple[Fraction, ...]:
    """The mean gradient of the sampled loss in the scores minus that of the softmax loss."""
    mean = [Fraction(0)] * len(case.q)
    for chance, added in outcomes(case, scheme):
        estimate = sum(added)
        mean = [total + chance * term / estimate for total, term in zip(mean, added, strict=True)]
    return tuple(share - odds / case.Z for share, odds in zip(mean, case.odds, strict=True))
