r"""The softmax family as surrogate losses, by name: separable regularisers and Rankmax with its scale adapted.

A separable regulariser $\Omega(p) = \sum_y \phi_y(p_y)$ is given by the slope of its terms; its loss is
$L(s; y) = \Omega^*(s) - s_y + \Omega(e_y)$ (Blondel, Martins and Niculae 2020, arXiv 1901.02324).
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Slope = Callable[[Any, Any, Any, Any], Any]
r"""$\phi_y'(x)$, a function of (x, y, t, log): t > 0 is the free parameter of a family."""


@dataclass(frozen=True)
class Separable:
    """A Fenchel-Young loss with convex terms; `samples`: values of t for cases that are tried one by one."""

    slope: Slope
    samples: tuple[Fraction, ...] = (Fraction(1),)

    def __post_init__(self) -> None:
        if not self.samples:
            raise ValueError("samples: expected at least one value of t, got none")


@dataclass(frozen=True)
class Adapted:
    r"""Rankmax with its scale adapted to the label: $L(s; y) = \log\sum_j\max(s_j - s_y + 1, 0)$."""


Surrogate = Separable | Adapted

SOFTMAX = Separable(lambda x, _y, _t, log: log(x))
SPARSEMAX = Separable(lambda x, _y, _t, _log: x)
ENTMAX = Separable(lambda x, _y, t, _log: x**t / t, (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2)))
r"""Entmax with $\alpha = 1 + t$."""
RANKMAX = Separable(lambda x, _y, t, _log: x / t, (Fraction(1, 2), Fraction(3)))
"""Rankmax with the fixed scale t."""
ADAPTED = Adapted()
PERCEPTRON = Separable(lambda x, _y, _t, _log: 0 * x)
r"""No regulariser: $L(s; y) = \max_j s_j - s_y$."""
