r"""The conditional risk of Rankmax with its scale adapted to the label, least at finitely many scores, for every N.

$R(z) = \sum_y \eta_y \log S_y(z)$ with $S_y(z) = 1 + \sum_{j \ne y} \max(1 - z_y + z_j, 0)$. Scores whose values are
integers without a gap are weak orderings, given by levels 0, 1, ...; sorted downwards they are compositions of N.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, permutations, product
from math import lcm, log, prod

from theory.argument import Argument, Step
from theory.order import weak_orderings

CERTIFIED = 5
WITNESS = tuple(Fraction(x, 278) for x in (64, 63, 43, 43, 43, 22))
r"""Chances of six labels at which the least risk puts the first two level."""

EIGHTHS = 8


def odds_sums(scores: Sequence[Fraction]) -> list[Fraction]:
    """S_y, whose logarithm is the loss of label y, for each y."""
    return [sum((max(1 - own + z, Fraction(0)) for z in scores), Fraction(0)) for own in scores]


def _product(scores: Sequence[Fraction], eta: Sequence[Fraction]) -> Fraction:
    common = lcm(*(e.denominator for e in eta))
    return prod((s ** int(e * common) for s, e in zip(odds_sums(scores), eta, strict=True)), start=Fraction(1))


def is_wrong(scores: Sequence[Fraction | int], eta: Sequence[Fraction]) -> bool:
    """Whether a class with the largest score does not have the largest chance."""
    return any(z == max(scores) and e < max(eta) for z, e in zip(scores, eta, strict=True))


@cache
def least_is_wrong(eta: tuple[Fraction, ...]) -> bool:
    """Whether some wrong scores have no larger risk than all scores, decided over all weak orderings."""
    best: dict[bool, Fraction] = {}
    for levels in weak_orderings(len(eta)):
        kind, risk = is_wrong(levels, eta), _product([Fraction(x) for x in levels], eta)
        best[kind] = min(risk, best.get(kind, risk))
    return True in best and best[True] <= best[False]


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
    scores = levels_of(min(allowed, key=lambda c: _product(levels_of(c), eta)))
    risk = sum(float(e) * log(s) for e, s in zip(eta, odds_sums(scores), strict=True))
    return ", ".join(map(str, scores)), risk


@cache
def certified(n: int) -> bool:
    r"""Whether, for all sorted chances of n classes, every level top is surely beaten by a single one.

    For each composition with a level top, a mixture of the risks of two with a single top, in eighths, is below its
    risk at $\eta$ uniform on the first k classes for each k, and so, both being linear, at every sorted $\eta$.
    """
    sums = {c: [int(s) for s in odds_sums(levels_of(c))] for c in compositions(n)}
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
    small = [levels for n in (2, 3, 4) for levels in weak_orderings(n)]
    return (
        Step(
            r"on each closed cell of the hyperplanes $z_i - z_j \in \{-1, 0, 1\}$ every $S_y \ge 1$ is affine, and so "
            r"$R \ge 0$ is concave, as the logarithm is (also tried from each weak ordering of up to 4 classes)",
            all(_affine_beside(levels) for levels in small),
        ),
        Step(
            r"modulo a common offset a cell holds no line, for $z_i = z_j$ are among the hyperplanes: it is the hull "
            r"of its vertices plus rays, along which a concave function that is bounded below does not fall, so its "
            r"least value is at a vertex; there equations $z_i - z_j \in \{-1, 0, 1\}$ join all classes, and the "
            r"scores are integers without a gap: weak orderings (also joined in all ways, up to 4 classes)",
            all(_joined(n) == set(weak_orderings(n)) for n in (2, 3, 4)),
        ),
        Step(
            r"whether a class of less than the largest chance has the largest score is a matter of the order of the "
            r"scores, so these wrong scores are a union of closed cells: they have a risk above the infimum iff "
            r"every wrong weak ordering is above the least one",
            all(is_wrong(z, _chances(e)) == is_wrong([x / 3 for x in z], _chances(e)) for z, e in _pairs(3)),
        ),
        Step(
            r"$S_y$ falls strictly as the level rises, so exchanging two classes with $\eta_a > \eta_b$ and $z_a < "
            r"z_b$ lowers the risk: the least orderings are sorted as $\eta$ is, and one of them is wrong iff its top "
            r"level has two classes or more with $\eta_{[1]} > \eta_{[2]}$ among them",
            all(_falls(levels) for levels in small),
        ),
    )


def _affine_beside(levels: Sequence[int]) -> bool:
    """On a segment into a cell at a weak ordering, S at the middle is the mean of the ends."""
    z = [Fraction(x) for x in levels]
    middle, end = ([x + Fraction(i, parts * (len(z) + 1)) for i, x in enumerate(z)] for parts in (2, 1))
    return odds_sums(middle) == [(a + b) / 2 for a, b in zip(odds_sums(z), odds_sums(end), strict=True)]


def _joined(n: int) -> set[tuple[int, ...]]:
    """The levels of n classes, put in some order each at most one from an earlier one, with the least of them at 0."""
    found: set[tuple[int, ...]] = {(0,)}
    for _ in range(n - 1):
        found = {(*z, x + step) for z in found for x in z for step in (-1, 0, 1)}
    return {tuple(x - min(z) for x in order) for z in found for order in permutations(z)}


def _pairs(n: int) -> Iterator[tuple[tuple[Fraction, ...], tuple[int, ...]]]:
    for z in weak_orderings(n):
        yield from ((tuple(map(Fraction, z)), e) for e in weak_orderings(n) if any(e))


def _chances(levels: Sequence[int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(x, sum(levels)) for x in levels)


def _continuous(scores: Sequence[Fraction]) -> bool:
    """Raising the second class by d changes no S by more than N d, for some small d."""
    steps = [Fraction(1, 10**k) for k in range(1, 6)]
    raised = ([z + d * (i == 1) for i, z in enumerate(scores)] for d in steps)
    sums = odds_sums(scores)
    return all(
        abs(a - b) <= len(scores) * d
        for z, d in zip(raised, steps, strict=True)
        for a, b in zip(odds_sums(z), sums, strict=True)
    )


def _no_lower(levels: Sequence[int]) -> bool:
    """The S of all classes but the last are no less beside it than without it."""
    z = [Fraction(x) for x in levels]
    return all(a >= b for a, b in zip(odds_sums(z), odds_sums(z[:-1]), strict=False))


def _falls(levels: Sequence[int]) -> bool:
    both = list(zip(levels, odds_sums([Fraction(x) for x in levels]), strict=True))
    return all((z > w) == (s < t) for (z, s), (w, t) in product(both, repeat=2))


def calibrated_argument() -> Argument:
    """Calibrated up to five classes, and not from six on."""
    padded = (*WITNESS, Fraction(0))
    least = min(compositions(len(WITNESS)), key=lambda c: _product(levels_of(c), WITNESS))
    below = (*(z + 1 for z in levels_of(least)), Fraction(0))
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
                r"$R$ is continuous: scores beside these put a wrong class alone on top with a risk as near to the "
                r"least one as one likes, so no rule for ties mends it",
                _continuous(levels_of(least)),
            ),
            Step(
                r"further classes with chance 0, put one below the bottom or lower, change no other $S_y$; and scores "
                r"that are not wrong have at least the risk of their first six: so it is for every larger $N$",
                odds_sums(below)[:-1] == odds_sums(levels_of(least))
                and _product(below, padded) == _product(levels_of(least), WITNESS)
                and all(_no_lower(levels) for levels in weak_orderings(4)),
            ),
        )
    )
