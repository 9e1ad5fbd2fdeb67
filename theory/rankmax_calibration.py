r"""For how many classes label-adapted Rankmax is classification-calibrated: certificates, and chances where it is not.

Its risk is least at a weak ordering (`theory.rankmax_risk`), sorted as the chances are: a composition of N.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, product
from math import prod

from theory.argument import Argument, Step
from theory.order import discordant, weak_orderings
from theory.rankmax_risk import excess_sums, least, levels_argument, risk, risk_ball, swap_argument

CERTIFIED = 5
WITNESS = tuple(Fraction(x, 278) for x in (64, 63, 43, 43, 43, 22))
r"""Chances of six labels at which the least risk puts the first two level."""

EIGHTHS = 8


def is_wrong(scores: Sequence[Fraction | int], eta: Sequence[Fraction]) -> bool:
    """Whether a class with the largest score does not have the largest chance."""
    return any(z == max(scores) and e < max(eta) for z, e in zip(scores, eta, strict=True))


def least_is_wrong(eta: tuple[Fraction, ...]) -> bool:
    """Whether some wrong scores have no larger risk than all scores, decided over all weak orderings."""
    return any(is_wrong(levels, eta) for levels in least(eta))


def compositions(n: int) -> Iterator[tuple[int, ...]]:
    """The ordered partitions of n, the top level's size first."""
    if n == 0:
        yield ()
    for top in range(1, n + 1):
        yield from ((top, *rest) for rest in compositions(n - top))


def levels_of(composition: Sequence[int]) -> tuple[Fraction, ...]:
    """The scores of a composition, sorted downwards."""
    top = len(composition) - 1
    return tuple(Fraction(top - k) for k, size in enumerate(composition) for _ in range(size))


def best(eta: Sequence[Fraction], is_single: bool) -> tuple[str, float]:
    """The sorted weak ordering of least risk, with one class on top or several, as text, and its risk."""
    allowed = [c for c in compositions(len(eta)) if (c[0] == 1) == is_single]
    risks = {levels_of(c): float(risk_ball(levels_of(c), eta).mid()) for c in allowed}
    scores = min(risks, key=risks.__getitem__)
    return ", ".join(map(str, scores)), risks[scores]


@cache
def certified(n: int) -> bool:
    r"""Whether, for all sorted chances of n classes, every level top is surely beaten by a single one.

    For each composition with a level top, a mixture of the risks of two with a single top, in eighths, is below its
    risk at $\eta$ uniform on the first k classes for each k, and so, both being linear, at every sorted $\eta$.
    """
    sums = {c: [int(s) for s in excess_sums(levels_of(c))] for c in compositions(n)}
    single = [s for c, s in sums.items() if c[0] == 1]
    return all(_beaten(s, single) for c, s in sums.items() if c[0] > 1)


def _beaten(level: Sequence[int], single: Sequence[Sequence[int]]) -> bool:
    return any(
        all(
            prod(a[:k]) ** weight * prod(b[:k]) ** (EIGHTHS - weight) < prod(level[:k]) ** EIGHTHS
            for k in range(1, len(level) + 1)
        )
        for a, b in combinations_with_replacement(single, 2)
        for weight in range(1, EIGHTHS)
    )


def finite_argument() -> tuple[Step, ...]:
    """For every N: why weak orderings decide, and among them the sorted ones."""
    return (
        *levels_argument().steps,
        Step(
            r"whether a class of less than the largest chance has the largest score is a matter of the order of the "
            r"scores, so these wrong scores are a union of closed cells: they have a risk above the infimum iff "
            r"every wrong weak ordering is above the least one",
            all(is_wrong(z, e) == is_wrong([Fraction(x, 3) for x in z], e) for z, e in _pairs(3)),
        ),
        *swap_argument().steps,
        Step(
            r"so the least orderings are sorted as $\eta$ is, and one of them is wrong iff its top level has two "
            r"classes or more with $\eta_{[1]} > \eta_{[2]}$ among them",
            all(is_wrong(z, e) == _differ_on_top(z, e) for z, e in _pairs(3) if _sorted(z, e)),
        ),
    )


def _pairs(n: int) -> Iterator[tuple[tuple[int, ...], tuple[Fraction, ...]]]:
    """Every order of scores with chances in every order."""
    for z, e in product(weak_orderings(n), repeat=2):
        if any(e):
            yield z, tuple(Fraction(x, sum(e)) for x in e)


def _sorted(scores: Sequence[int], eta: Sequence[Fraction]) -> bool:
    return all(scores[a] == scores[b] for a, b in discordant(scores, eta))


def _differ_on_top(scores: Sequence[int], eta: Sequence[Fraction]) -> bool:
    return len({e for z, e in zip(scores, eta, strict=True) if z == max(scores)}) > 1


def _continuous(scores: Sequence[int]) -> bool:
    """Raising the second class by d changes no sum by more than N d, for some small d."""
    steps = [Fraction(1, 10**k) for k in range(1, 6)]
    raised = ([z + d * (i == 1) for i, z in enumerate(scores)] for d in steps)
    sums = excess_sums(scores)
    return all(
        abs(a - b) <= len(scores) * d
        for z, d in zip(raised, steps, strict=True)
        for a, b in zip(excess_sums(z), sums, strict=True)
    )


def _no_lower(levels: Sequence[int]) -> bool:
    """The sums of all classes but the last are no less beside it than without it."""
    return all(a >= b for a, b in zip(excess_sums(levels), excess_sums(levels[:-1]), strict=False))


def calibrated_argument() -> Argument:
    """Calibrated up to five classes, and not from six on."""
    padded = (*WITNESS, Fraction(0))
    (wrong,) = least(WITNESS)
    below = (*(z + 1 for z in wrong), 0)
    return Argument(
        (
            *finite_argument(),
            Step(
                rf"for $N = 2$ to {CERTIFIED} every composition with a level top is beaten at every sorted $\eta$ by "
                r"a mixture of two with a single top, decided in integers at the extreme points of sorted chances",
                all(certified(n) for n in range(2, CERTIFIED + 1)),
            ),
            Step(
                rf"for $N = {len(WITNESS)}$ and $\eta = ({', '.join(map(str, WITNESS))})$ a wrong weak ordering has "
                r"the least risk of all",
                least_is_wrong(WITNESS),
            ),
            Step(
                r"the risk is continuous: scores beside these put a wrong class alone on top with a risk as near to "
                r"the least one as one likes, so no rule for ties mends it",
                _continuous(wrong),
            ),
            Step(
                r"further classes with chance 0, put one below the bottom or lower, change no other $C_y$; and scores "
                r"that are not wrong have at least the risk of their first six: so it is for every larger $N$",
                excess_sums(below)[:-1] == excess_sums(wrong)
                and risk(below, padded) == risk(wrong, WITNESS)
                and all(_no_lower(levels) for levels in weak_orderings(4)),
            ),
        )
    )
