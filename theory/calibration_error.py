r"""The expected calibration error of probabilities, exactly, on contexts whose label distributions are known.

Of each context the k items ranked first are predicted to be clicked with probability $p_i$; they are with $\eta_i$.
Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import sympy as sp

from theory.argument import Step
from theory.order import kth_largest, preserves, top_k

Distribution = tuple[Fraction, ...]


@dataclass(frozen=True)
class Context:
    r"""The label distribution $\eta$ of a context and the predicted one p."""

    eta: Distribution
    p: Distribution


def calibration_error(contexts: Sequence[Context], k: int) -> Fraction:
    r"""$\frac1{k\,\#x}\sum_v |\sum_{x,\,i:\,p_i = v} (\eta_i - p_i)|$ over the first items of equally likely contexts.

    The bins hold one predicted value v each. Wider bins put the absolute value around sums of these, so that by the
    triangle inequality their error is no larger. Items tied at the k-th place count in proportion.
    """
    bins: dict[Fraction, Fraction] = {}
    for context in contexts:
        for value, share, eta in _first(context, k):
            bins[value] = bins.get(value, Fraction(0)) + share * (eta - value)
    return sum(map(abs, bins.values()), Fraction(0)) / (k * len(contexts))


def _first(context: Context, k: int) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """The (p, share, eta) of the items ranked first: share 1, and less for those tied at the k-th place."""
    last = kth_largest(context.p, k)
    above = sum(p > last for p in context.p)
    tied = Fraction(k - above, context.p.count(last))
    for p, eta in zip(context.p, context.eta, strict=True):
        if p >= last:
            yield p, Fraction(1) if p > last else tied, eta


def calibrated(contexts: Sequence[Context], k: int) -> bool:
    """Whether the expected calibration error is 0."""
    return calibration_error(contexts, k) == 0


def ordered(contexts: Sequence[Context], k: int) -> bool:
    r"""Whether p preserves the top k of $\eta$ in every context (`theory.order.preserves`)."""
    return all(preserves(context.p, context.eta, k) for context in contexts)


def exact(contexts: Sequence[Context], k: int) -> bool:  # noqa: ARG001
    r"""Whether p is $\eta$ in every context."""
    return all(context.p == context.eta for context in contexts)


def cases(size: int, denominator: int) -> Iterator[tuple[Context, Context]]:
    """Two contexts with all distributions on `size` classes that are multiples of 1 / denominator."""
    grid = [
        tuple(Fraction(b - a, denominator) for a, b in zip((0, *cuts), (*cuts, denominator), strict=True))
        for cuts in _cuts(size - 1, denominator)
    ]
    contexts = [Context(eta, p) for p in grid for eta in grid]
    return combinations(contexts, 2)


def _cuts(parts: int, denominator: int) -> Iterator[tuple[int, ...]]:
    """Non-decreasing cuts of 0, ..., denominator."""
    return (
        tuple(place - i for i, place in enumerate(places)) for places in combinations(range(denominator + parts), parts)
    )


def exact_steps() -> tuple[Step, ...]:
    r"""Where p is $\eta$, the error is 0 and every top k is preserved, for any contexts, N and k."""
    p, eta, share = sp.symbols("p eta s", nonnegative=True)
    places = [(n, kth, 1) for n in range(5) for kth in (1, 3)]
    return (
        Step(
            r"every term of every bin, $s(\eta_i - p_i)$ with a share $s$, is 0 at $\eta_i = p_i$, and so is the sum "
            "of any bins",
            (share * (eta - p)).subs(eta, p) == 0,
        ),
        Step(
            r"$\eta_i > \eta_{[k+1]}$ implies $p_i > p_{[k+1]}$, and $\eta_i < \eta_{[k]}$ implies $p_i < p_{[k]}$: "
            "tried on every order that an entry can have to its k-th and next, the same on both sides",
            all(top_k(*place, *place) for place in places),
        ),
    )
