"""Eq. 18-19: sampled RG2 and RGx as weighted sums of squares."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.sampled_squares import Pool

Formula = Callable[[Any], Any]
"""A function of the sums of scores, `theory.sampled_squares.Sums`."""

EVERYWHERE = "every $N$, $n$, number of positives $m < N$ and scores"


@dataclass(frozen=True)
class Reading:
    """An objective for one context, and the mean that it is proportional to, up to a constant."""

    formula: Formula
    pool: "Pool"
    interaction: bool = False


Readings = tuple[Reading, ...]
"""At least one of these is right."""


def check(subject: Readings, profile: Profile) -> Iterator[Evidence]:
    """Two score vectors at a time against the mean over all draws; then for symbolic N, n and m."""
    from theory.sampled_squares import SYMBOLS, derived_step, proportional

    tried, wrong = first(_cases(profile), lambda values: violates(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"scores -1, 0 and 1, $N = 2$ to {profile.pick(3, 4)}, $n = 1$ to {profile.pick(3, 4)}, every $m < N$",
        detail="Differences to zero scores must be in proportion to those of the mean over all draws, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        for one in subject:
            same = proportional(one.formula(SYMBOLS), one.pool, one.interaction)
            step = derived_step(one.pool, one.interaction)
            yield proof((step,), "the objective is that, times a positive factor, plus a constant", same, EVERYWHERE)


def violates(subject: Readings, values: Mapping[str, str]) -> bool:
    """Whether in every reading two differences of the objective are not in positive proportion to the mean's."""
    from theory.intervals import rationals

    one, other = rationals(values["o"]), rationals(values["o2"])
    n, m = int(values["n"]), int(values["m"])
    if len(one) != len(other) or not 1 <= m < len(one) or n < 1:
        return False
    return all(_differ(_differences(reading, (one, other), m, n)) for reading in subject)


def _differ(pairs: tuple[tuple[Fraction, Fraction], ...]) -> bool:
    (claimed, mean), (claimed2, mean2) = pairs
    return claimed * mean2 != claimed2 * mean or claimed * mean < 0 or claimed2 * mean2 < 0


def _differences(
    reading: Reading, points: tuple[tuple[Fraction, ...], ...], m: int, n: int
) -> tuple[tuple[Fraction, Fraction], ...]:
    from theory.sampled_squares import mean_expansion, sums

    def values(scores: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
        return reading.formula(sums(scores, m, n)), mean_expansion(scores, m, n, reading.pool, reading.interaction)

    base = values((Fraction(0),) * len(points[0]))
    at = [values(point) for point in points]
    return tuple((claimed - base[0], mean - base[1]) for claimed, mean in at)


def _cases(profile: Profile) -> Iterator[dict[str, str]]:
    from theory.intervals import literal

    for size, n in product(range(2, profile.pick(3, 4) + 1), range(1, profile.pick(3, 4) + 1)):
        units = [tuple(Fraction(sign * (i in at)) for i in range(size)) for at, sign in _directions(size)]
        pairs = [(units[0], unit) for unit in units[1:]] + [(units[1], unit) for unit in units[2:]]
        for m, (one, other) in product(range(1, size), pairs):
            yield {"o": literal(one), "o2": literal(other), "n": str(n), "m": str(m)}


def _directions(size: int) -> list[tuple[set[int], int]]:
    return [({0}, 1), ({0}, -1), ({size - 1}, 1), ({size - 1}, -1), ({0, size - 1}, 1), ({0, 1}, -1)]


def _says(subject: Readings, values: dict[str, str]) -> str:
    from theory.intervals import rationals

    points = rationals(values["o"]), rationals(values["o2"])
    found = [_differences(reading, points, int(values["m"]), int(values["n"])) for reading in subject]
    texts = (f"${a}$ and ${b}$, the mean by ${c}$ and ${d}$" for (a, c), (b, d) in found)
    return (
        f"$n = {values['n']}$, {values['m']} positive: from zero scores to $({values['o']})$ and to $({values['o2']})$ "
        f"the objective rises by {'; or by '.join(texts)}"
    )


def _rg2(s: Any) -> Any:
    return s.squares(s.m, s.m * (s.n + 1) / s.N, s.N / s.m)


def _rgx_literal(s: Any) -> Any:
    weights = s.m * s.m + (s.N - s.m) * s.m * (s.n + 1) / s.N
    return _rg2(s) - weights * (s.n + 1) / s.N**2 * (s.P1 + s.R1) ** 2


def _rgx_once(s: Any) -> Any:
    return _rg2(s) - s.m * (s.n + 1) / s.N**2 * (s.P1 + s.R1) ** 2


def _weighted(extra: Any, target: Any) -> Formula:
    return lambda s: s.squares(s.m + extra(s), s.m, target(s))


def _extra(s: Any) -> Any:
    return s.N / s.n


def _target(s: Any) -> Any:
    return s.N * (s.n + 1) / (s.N + s.m * s.n)


def _spread(s: Any) -> Any:
    total = s.P1 + s.R1
    pairs = 2 * s.n / s.N * total * s.P1 + s.m * s.n * (s.n - 1) / s.N**2 * total**2
    return s.P2 + pairs + s.m * s.n / s.N * (s.P2 + s.R2)


def _rgx(factor: Any, spread: Any = _spread) -> Formula:
    return lambda s: _weighted(_extra, _target)(s) - factor(s) * spread(s)


def _scale(s: Any) -> Any:
    return s.N / (s.n * (s.n + 1))


def _one(formula: Formula, pool: "Pool" = "all", interaction: bool = False) -> Readings:
    return (Reading(formula, pool, interaction),)


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 4.1, Eq. 18-19", "check": check, "violates": violates}
PAPER: dict[str, Any] = {"bibtex": ("pu2025rg",)}
UP_TO = (
    "$\\propto$ is read as: times a positive factor, plus a constant, for one context; $\\mathcal I_x$ has $m$ items, "
    "$1 \\le m < N$.",
)
DRAWS = "Draws are uniform with replacement, from all items, as $\\mathrm{Unif}[Y]$ says, or from the negatives only."

CLAIMS = (
    Claim(
        id="rg.eq18.rg2",
        source=Source.FULL_TEXT,
        title="Sampled RG2 is on average the weighted sum of squares of Eq. 18-19",
        statement=(
            r"$\sum_{y \in \mathcal I_x} E_{[n]}\bigl[-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2\bigr] \propto "
            r"\sum_y w_{x,y}\bigl(o_y + 1 - r_{x,y}\frac N{|\mathcal I_x|}\bigr)^2$, $w_{x,y} = |\mathcal I_x|$ on "
            r"positives, $|\mathcal I_x|\frac{n+1}N$ elsewhere"
        ),
        assumptions=(*UP_TO, DRAWS),
        subject=(Reading(_rg2, "all"), Reading(_rg2, "negatives")),
        repaired_by="rg.eq18.rg2.repair",
        **COMMON,
        **PAPER,
    ),
    Claim(
        id="rg.eq18.rg2.repair",
        source=Source.BEYOND,
        title="Drawn from all items, the weights are m + N/n and m, and the positives' target is N(n+1)/(N+mn)",
        statement=(
            r"With $m = |\mathcal I_x|$: $\sum_{y \in \mathcal I_x} E_{[n]}\bigl[-o_y + \frac1{2n+2}"
            r"\|o_{[n]} + \mathbf 1\|^2\bigr] \propto \sum_{y \in \mathcal I_x}\bigl(m + \frac Nn\bigr)"
            r"\bigl(o_y + 1 - \frac{N(n+1)}{N+mn}\bigr)^2 + \sum_{y \notin \mathcal I_x} m(o_y + 1)^2$"
        ),
        assumptions=UP_TO,
        subject=_one(_weighted(_extra, _target)),
        mutants=(
            Mutant("the target of Eq. 16", _one(_weighted(_extra, lambda s: s.N / s.m))),
            Mutant("the weights of Eq. 16", _one(_weighted(lambda _s: 0, _target))),
            Mutant(r"$\frac N{n+1}$ for $\frac Nn$", _one(_weighted(lambda s: s.N / (s.n + 1), _target))),
            Mutant(r"$\frac{N-1}n$: hits forgotten", _one(_weighted(lambda s: (s.N - 1) / s.n, _target))),
            Mutant(
                "the single-click target for any number of positives",
                _one(_weighted(_extra, lambda s: s.N * (s.n + 1) / (s.N + s.n))),
            ),
            Mutant("draws from the negatives only", _one(_weighted(_extra, _target), "negatives")),
        ),
        **COMMON,
        **PAPER,
    ),
    Claim(
        id="rg.eq18.rg2.negatives",
        source=Source.BEYOND,
        title="Drawn from the negatives only, the weights are N - m and mn, and the positives' target is n + 1",
        statement=(
            r"With $m = |\mathcal I_x|$ and draws from $Y \setminus \mathcal I_x$ the mean is $\propto "
            r"\sum_{y \in \mathcal I_x}(N-m)(o_y - n)^2 + \sum_{y \notin \mathcal I_x} mn(o_y + 1)^2$"
        ),
        assumptions=UP_TO,
        subject=_one(lambda s: s.squares(s.N - s.m, s.m * s.n, s.n + 1), "negatives"),
        mutants=(
            Mutant("$N - 1$ for $N - m$", _one(lambda s: s.squares(s.N - 1, s.m * s.n, s.n + 1), "negatives")),
            Mutant("$N$ for $N - m$", _one(lambda s: s.squares(s.N, s.m * s.n, s.n + 1), "negatives")),
            Mutant("$n + 1$ for $n$", _one(lambda s: s.squares(s.N - s.m, s.m * (s.n + 1), s.n + 1), "negatives")),
            Mutant("target $n$", _one(lambda s: s.squares(s.N - s.m, s.m * s.n, s.n), "negatives")),
            Mutant("$m$ lost", _one(lambda s: s.squares(s.N - s.m, s.n, s.n + 1), "negatives")),
        ),
        **COMMON,
        **PAPER,
    ),
    Claim(
        id="rg.eq18.rgx",
        source=Source.FULL_TEXT,
        title="Sampled RGx is on average Eq. 18's squares minus its interaction term",
        statement=(
            r"$\sum_{y \in \mathcal I_x} E_{[n]}\bigl[-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2 - "
            r"\frac1{2(n+1)^2}(\mathbf 1^\top o_{[n]})^2\bigr] \propto \sum_y w_{x,y}\Bigl(\bigl(o_y + 1 - r_{x,y}"
            r"\frac N{|\mathcal I_x|}\bigr)^2 - \frac{n+1}{N^2}(\mathbf 1^\top o)^2\Bigr)$, or with the last term once "
            r"a context, times $|\mathcal I_x|$"
        ),
        assumptions=(*UP_TO, DRAWS),
        subject=tuple(
            Reading(formula, pool, interaction=True)
            for formula in (_rgx_literal, _rgx_once)
            for pool in ("all", "negatives")
        ),
        repaired_by="rg.eq18.rgx.repair",
        **COMMON,
        **PAPER,
    ),
    Claim(
        id="rg.eq18.rgx.repair",
        source=Source.BEYOND,
        title="Drawn from all items, sampled RGx also has interactions of each positive with all items",
        statement=(
            r"With $m = |\mathcal I_x|$, $s = \mathbf 1^\top o$ the mean is $\propto "
            r"\sum_{y \in \mathcal I_x}\bigl(m + \frac Nn\bigr)\bigl(o_y + 1 - \frac{N(n+1)}{N+mn}\bigr)^2 "
            r"+ \sum_{y \notin \mathcal I_x} m(o_y + 1)^2 - \frac N{n(n+1)}\bigl(\sum_{y \in \mathcal I_x} o_y^2 "
            r"+ \frac{2n}N s\sum_{y \in \mathcal I_x} o_y + \frac{mn}N\|o\|^2 + \frac{mn(n-1)}{N^2}s^2\bigr)$"
        ),
        assumptions=UP_TO,
        subject=_one(_rgx(_scale), interaction=True),
        mutants=(
            Mutant(
                r"$s^2$ alone: the mean of a square taken for the square of the mean",
                _one(_rgx(_scale, lambda s: s.m * (s.n / s.N) ** 2 * (s.P1 + s.R1) ** 2), interaction=True),
            ),
            Mutant(
                "$n^2$ for $n(n-1)$: independent draws taken for one",
                _one(
                    _rgx(_scale, lambda s: _spread(s) + s.m * s.n / s.N**2 * (s.P1 + s.R1) ** 2),
                    interaction=True,
                ),
            ),
            Mutant(
                "2 lost in the cross term",
                _one(_rgx(_scale, lambda s: _spread(s) - s.n / s.N * (s.P1 + s.R1) * s.P1), interaction=True),
            ),
            Mutant(r"$\frac N{n^2}$ for $\frac N{n(n+1)}$", _one(_rgx(lambda s: s.N / s.n**2), interaction=True)),
            Mutant(
                "the positives' own squares lost",
                _one(_rgx(_scale, lambda s: _spread(s) - s.P2), interaction=True),
            ),
        ),
        **COMMON,
        **PAPER,
    ),
)
