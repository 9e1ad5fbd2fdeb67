"""The minimisers of the conditional risk: whether there are any, whether they are unique, and their argmax."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided, named, says
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from theory.order import From
from verify.profile import Profile

Says = Callable[[Any, Any], Any]
"""A function of (alpha, the number of classes with chance 0)."""


@dataclass(frozen=True)
class Minimisers:
    """Whether scores attain the least risk, and whether there is then exactly one but for a common offset."""

    attained: Says
    unique: Says


def check(subject: Minimisers, _profile: Profile) -> Iterator[Evidence]:
    """Chances with and without zeros; then for every N."""
    found = decided(
        (
            {"alpha": str(alpha), "eta": eta, **more}
            for alpha in (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3))
            for eta, pair in PAIRS.items()
            for more in ({}, pair)
        ),
        lambda values: violates(subject, values),
        r"$\alpha \in \{1, \frac32, 2, 3\}$, chances with and without zeros",
        r"Scores with $\hat p(z) = \eta$ exactly, where there are rational ones; else the conditions of optimality.",
        lambda values: f"at {named(values)} it is otherwise",
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def violates(subject: Minimisers, values: Mapping[str, str]) -> bool:
    """Whether two given score vectors attain the least risk, which the claim denies or calls one; or conversely.

    Without scores: whether the claim says attained, or exactly one, where a class of chance 0 has a positive
    probability at all scores, or not exactly one where no class has chance 0.
    """
    from theory.intervals import rationals
    from theory.merging import minimiser_argument

    eta, alpha = rationals(values["eta"]), Fraction(values["alpha"])
    if alpha < 1 or sum(eta) != 1 or min(eta) < 0:
        return False
    attained, unique = subject.attained(alpha, eta.count(0)), subject.unique(alpha, eta.count(0))
    if "z" not in values:
        impossible = alpha == 1 and 0 in eta and (attained or unique)
        return bool(impossible or (0 not in eta and not unique)) and minimiser_argument().holds
    z, w = rationals(values["z"]), rationals(values["w"])
    if not (_has_map(z, eta, alpha) and _has_map(w, eta, alpha)):
        return False
    return not attained or bool(unique and len({a - b for a, b in zip(z, w, strict=True)}) > 1)


def _has_map(z: tuple[Fraction, ...], eta: tuple[Fraction, ...], alpha: Fraction) -> bool:
    """Whether the map surely is eta: in rationals for sparsemax, or where one class has all."""
    from theory.optimality import entmax_exact

    p = entmax_exact(z, alpha)
    if alpha == 2:
        return tuple(p) == eta
    return max(eta) == 1 and all(q == 0 for q, e in zip(p, eta, strict=True) if e == 0)


def _for_every_n(subject: Minimisers) -> Evidence:
    from theory.merging import minimiser_argument

    sparse, some = From(1, attained=False), From(1)
    yes = [says(subject.attained, *case) for case in ((1, 0), (sparse, 0), (sparse, some))]
    yes += [says(subject.unique, alpha, 0) for alpha in (1, sparse)]
    no = [says(subject.attained, 1, some), says(subject.unique, 1, some), says(subject.unique, sparse, some)]
    agrees = all(x is True for x in yes) and all(x is False for x in no)
    return proof(minimiser_argument().steps, "the claim says this", agrees, r"every $N$, every $\eta$")


PAIRS = {
    "1, 0": {"z": "10, 0", "w": "11, 0"},
    "1, 0, 0": {"z": "10, 0, 0", "w": "10, 0, -1"},
    "1/2, 1/2, 0": {"z": "1/2, 1/2, -1", "w": "1/2, 1/2, -2"},
    "2/3, 1/3": {"z": "2/3, 1/3", "w": "5/3, 4/3"},
}

CLAIMS = (
    Claim(
        id="sf.calibration.classification.entmax.minimisers",
        paper=Paper.SF,
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="Where the conditional risk has minimisers, and that their argmax is that of the chances",
        statement=(
            r"For $\alpha$-entmax, every $\alpha \ge 1$, $N$ and $\eta$: the minimisers of $\sum_y\eta_yL(z; e_y)$ are "
            r"the scores with $\hat p(z) = \eta$; there are some iff $\alpha > 1$ or $\eta > 0$; there is exactly one "
            r"but for a common offset iff $\eta > 0$; and each has $\operatorname{argmax} z = "
            r"\operatorname{argmax}\eta$, ties included."
        ),
        subject=Minimisers(lambda alpha, zeros: alpha > 1 or zeros == 0, lambda _alpha, zeros: zeros == 0),
        check=check,
        violates=violates,
        mutants=(
            Mutant("always attained", Minimisers(lambda _alpha, _zeros: True, lambda _alpha, zeros: zeros == 0)),
            Mutant(
                "attained inside the simplex only",
                Minimisers(lambda _alpha, zeros: zeros == 0, lambda _alpha, zeros: zeros == 0),
            ),
            Mutant(
                "always unique but for an offset",
                Minimisers(lambda alpha, zeros: alpha > 1 or zeros == 0, lambda _alpha, _zeros: True),
            ),
            Mutant(
                "unique for softmax whatever the chances",
                Minimisers(lambda alpha, zeros: alpha > 1 or zeros == 0, lambda alpha, zeros: alpha == 1 or zeros == 0),
            ),
            Mutant(
                "unique for softmax only",
                Minimisers(
                    lambda alpha, zeros: alpha > 1 or zeros == 0, lambda alpha, zeros: alpha == 1 and zeros == 0
                ),
            ),
        ),
        uses=("sf.fy.identities.zero", "sf.order.entmax"),
        bibtex=("blondel2020fenchel",),
    ),
)
