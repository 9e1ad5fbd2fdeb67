r"""Matrices of any size: polynomials in letters that do not commute, and the gradient of a trace.

An identity between such polynomials holds for matrices of every size, because it uses nothing but distributivity,
associativity and $(XY)^\top = Y^\top X^\top$. Scalars are sympy expressions and commute with everything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import sympy as sp

Scalar: TypeAlias = sp.Expr | int


class Letter(NamedTuple):
    """A matrix or its transpose; a symmetric one is its own."""

    name: str
    symmetric: bool = False
    transposed: bool = False

    @property
    def T(self) -> "Letter":  # noqa: N802
        """The transpose."""
        return self if self.symmetric else self._replace(transposed=not self.transposed)


Word = tuple[Letter, ...]


@dataclass(frozen=True)
class Words:
    """A sum of scalars times words; the empty word is the identity matrix. `==` decides equality of the sums."""

    terms: Mapping[Word, sp.Expr]

    def __add__(self, other: "Words") -> "Words":
        return _collect([*self.terms.items(), *other.terms.items()])

    def __sub__(self, other: "Words") -> "Words":
        return self + -other

    def __neg__(self) -> "Words":
        return -1 * self

    def __mul__(self, other: "Words | Scalar") -> "Words":
        if not isinstance(other, Words):
            return _collect([(word, c * other) for word, c in self.terms.items()])
        return _collect([(u + v, a * b) for u, a in self.terms.items() for v, b in other.terms.items()])

    def __rmul__(self, scalar: Scalar) -> "Words":
        return self * scalar

    @property
    def T(self) -> "Words":  # noqa: N802
        """The transpose."""
        return _collect([(_transpose(word), c) for word, c in self.terms.items()])

    def put(self, letter: "Words", value: "Words") -> "Words":
        """With `value` in place of a letter, and its transpose in place of the letter's transpose."""
        ((target,),) = letter.terms
        total = ZERO
        for word, c in self.terms.items():
            product = c * EYE
            for x in word:
                product = product * (value if x == target else value.T if x == target.T else _word((x,)))
            total = total + product
        return total

    def where(self, product: "Words", value: "Words") -> "Words":
        """With the value of a product of letters that is known, wherever the product or its transpose occurs."""
        (known,) = product.terms
        before, found = None, self
        while found != before:
            before = found
            for part, whole in ((known, value), (_transpose(known), value.T)):
                found = sum((c * _rewritten(word, part, whole) for word, c in found.terms.items()), ZERO)
        return found


def matrix(name: str) -> Words:
    """A matrix of any shape."""
    return _word((Letter(name),))


def symmetric(name: str) -> Words:
    """A symmetric matrix of any size."""
    return _word((Letter(name, symmetric=True),))


def trace(expression: Words) -> Words:
    """The trace, as the sum with each word replaced by one that stands for all of the same trace."""
    return _collect([(min(_same_trace(word)), c) for word, c in expression.terms.items()])


def gradient(expression: Words, letter: Words) -> Words:
    r"""The matrix of derivatives of tr(`expression`) in the entries of a letter that is not symmetric.

    $\mathrm{tr}(X R)$ changes by $\mathrm{tr}(E R) = \langle E, R^\top\rangle$, and $\mathrm{tr}(X^\top R)$ by
    $\langle E, R\rangle$; so each occurrence is turned to the front.
    """
    ((x,),) = letter.terms
    found = ZERO
    for word, c in expression.terms.items():
        for i, occurrence in enumerate(word):
            rest = c * _word(word[i + 1 :] + word[:i])
            if occurrence == x:
                found = found + rest.T
            elif occurrence == x.T:
                found = found + rest
    return found


def _word(word: Word) -> Words:
    return Words({word: sp.Integer(1)})


def _collect(terms: list[tuple[Word, Scalar]]) -> Words:
    total: dict[Word, sp.Expr] = {}
    for word, c in terms:
        total[word] = total.get(word, sp.Integer(0)) + c
    simple = {word: sp.cancel(c) for word, c in total.items()}
    return Words({word: c for word, c in simple.items() if c != 0})


def _transpose(word: Word) -> Word:
    return tuple(letter.T for letter in reversed(word))


def _same_trace(word: Word) -> Iterator[Word]:
    for same in (word, _transpose(word)):
        yield from (same[i:] + same[:i] for i in range(max(1, len(same))))


def _rewritten(word: Word, part: Word, value: Words) -> Words:
    for i in range(len(word) - len(part) + 1):
        if word[i : i + len(part)] == part:
            return _word(word[:i]) * value * _rewritten(word[i + len(part) :], part, value)
    return _word(word)


ZERO = Words({})
EYE = _word(())
