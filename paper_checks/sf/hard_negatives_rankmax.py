"""Whether Rankmax keeps the signal on hard negatives and focuses on them: with its scale adapted, and with it fixed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Gradient = Callable[[Any, Any, Any], Any]
"""The gradient in a negative's score, a function of (1 if it is above z_y - 1, its excess z_j - z_y + 1, S)."""

Order = Callable[[Any, Any], bool]
"""What is said of the gradients (harder, easier) of two negatives above z_y - 1."""

LEVELS = tuple(map(Fraction, ("-5/2", "-1/2", "0", "1", "2", "10")))
SCALES = tuple(map(Fraction, ("1/10", "1/2", "1", "4")))


@dataclass(frozen=True)
class Lost:
    """A negative is said to get no gradient if the sum of (z_i - z_j)_+ is at least `least(scale)`; `strict`: above."""

    least: Callable[[Any], Any]
    strict: bool = False


def _scores(profile: Profile) -> Iterator[str]:
    """Scores of the target, 0, and of one to three negatives."""
    for n in range(1, profile.pick(2, 3) + 1):
        for z in product(LEVELS, repeat=n):
            yield ", ".join(map(str, (Fraction(0), *z)))


def check_adapted(subject: Gradient, profile: Profile) -> Iterator[Evidence]:
    """Exact difference quotients of the sum on a grid of scores; then every N."""
    import sympy as sp

    from theory.vanishing_gradient import rankmax_argument

    found = decided(
        [{"z": z} for z in _scores(profile)],
        lambda case: violates_adapted(subject, case),
        domain=f"negatives at {len(LEVELS)} levels about the target's score, {profile.pick(3, 4)} classes at most",
        detail="Difference quotients of the sum of excesses, which is affine between its kinks.",
        says=lambda values: f"at $z = ({values['z']})$, target first, a gradient differs",
    )
    yield found
    if found.holds:
        e, S = sp.symbols("e S", positive=True)
        same = sp.simplify(subject(1, e, S) - 1 / S) == 0 and sp.simplify(subject(0, -e, S)) == 0
        yield proof(
            rankmax_argument().steps, "these are the claimed gradients", same, "every $N$ and $z$ off the kinks"
        )


def violates_adapted(subject: Gradient, values: Mapping[str, str]) -> bool:
    """Whether the gradient in some negative's score is not the claimed one; the target is the first class."""
    from theory.intervals import rationals
    from theory.vanishing_gradient import rankmax_gradient

    z = rationals(values["z"])
    total = sum((max(x - z[0] + 1, Fraction(0)) for x in z), Fraction(0))
    found = rankmax_gradient(z, 0)
    return any(found[j] != subject(int(z[j] > z[0] - 1), z[j] - z[0] + 1, total) for j in range(1, len(z)))


def check_focus(subject: Order, profile: Profile) -> Iterator[Evidence]:
    """Pairs of negatives above z_y - 1 that differ in score; then every N."""
    import sympy as sp

    from theory.vanishing_gradient import rankmax_argument

    found = decided(
        [{"z": z} for z in _scores(profile)],
        lambda case: violates_focus(subject, case),
        domain=f"negatives at {len(LEVELS)} levels about the target's score, {profile.pick(3, 4)} classes at most",
        detail="The exact gradients of every two negatives within the margin.",
        says=lambda values: f"at $z = ({values['z']})$, target first: {_gradients(values)}",
    )
    yield found
    if found.holds:
        S = sp.Symbol("S", positive=True)
        equal = bool(subject(1 / S, 1 / S)) and not any(subject(a, b) for a, b in ((2, 1), (1, 2)))
        yield proof(rankmax_argument().steps, "this is the claimed order", equal, "every $N$ and $z$ off the kinks")


def violates_focus(subject: Order, values: Mapping[str, str]) -> bool:
    """Whether what is said is false of two negatives above z_y - 1, one harder than the other; the target is first."""
    from theory.intervals import rationals
    from theory.vanishing_gradient import rankmax_gradient

    z = rationals(values["z"])
    found, inside = rankmax_gradient(z, 0), [j for j in range(1, len(z)) if z[j] > z[0] - 1]
    return any(z[i] > z[j] and not subject(found[i], found[j]) for i in inside for j in inside)


def _gradients(case: Mapping[str, str]) -> str:
    from theory.intervals import rationals
    from theory.vanishing_gradient import rankmax_gradient

    return "the gradients of the negatives are " + ", ".join(map(str, rankmax_gradient(rationals(case["z"]), 0)[1:]))


def check_fixed(subject: Lost, profile: Profile) -> Iterator[Evidence]:
    """Negatives of a grid of scores and four scales, exactly; then every N and scale."""
    import sympy as sp

    from theory.vanishing_gradient import criterion_argument

    cases = [{"z": z, "scale": str(scale)} for z in _scores(profile) for scale in SCALES]
    tried, wrong = first(cases, lambda case: violates_fixed(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"scales {', '.join(map(str, SCALES))}, negatives at {len(LEVELS)} levels",
        detail="Whether the probability of a negative that outranks the target is zero, exactly.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"scale {wrong['scale']}, $z = ({wrong['z']})$, target first: an outranking negative", wrong
        ),
    )
    if wrong is None:
        scale = sp.Symbol("theta", positive=True)
        same = not subject.strict and sp.simplify(sp.sympify(subject.least(scale)) - 1 / scale) == 0
        claimed = "at the scores times the scale, with $\\alpha = 2$, this is the claimed rule"
        yield proof(criterion_argument().steps, claimed, same, "every $N$, $z$ and scale")


def violates_fixed(subject: Lost, values: Mapping[str, str]) -> bool:
    """Whether a negative that outranks the target loses its gradient and is not said to, or the other way round."""
    from theory.intervals import rationals
    from theory.maps import sparsemax_exact

    z, scale = rationals(values["z"]), Fraction(values["scale"])
    if scale <= 0:
        return False
    p = sparsemax_exact([scale * x for x in z])
    outranking = [j for j in range(1, len(z)) if z[j] > z[0]]
    return any((p[j] == 0) != _said(subject, sum(max(x - z[j], Fraction(0)) for x in z), scale) for j in outranking)


def _said(subject: Lost, above: Any, scale: Fraction) -> bool:
    least = subject.least(scale)
    return bool(above > least if subject.strict else above >= least)


TRADEOFFS = "summary, Design tradeoffs"
ADAPTED = "The form with its scale adapted to the target: $p_j = (z_j - z_y + 1)_+/S$, $S = \\sum_i (z_i - z_y + 1)_+$."
FIXED = "The form with one scale for all examples, $\\theta$: sparsemax at $\\theta z$."
FOCUS: dict[str, Any] = {
    "paper": Paper.SF,
    "assumptions": (ADAPTED,),
    "check": check_focus,
    "violates": violates_focus,
    "bibtex": ("pu2026softmax", "kong2020rankmax"),
}
KEPT: dict[str, Any] = {
    "paper": Paper.SF,
    "assumptions": (FIXED,),
    "check": check_fixed,
    "violates": violates_fixed,
    "bibtex": ("pu2026softmax", "kong2020rankmax"),
}

CLAIMS = (
    Claim(
        id="sf.hard_negatives.rankmax",
        paper=Paper.SF,
        where=TRADEOFFS,
        source=Source.SUMMARY,
        title="Rankmax keeps a gradient on every negative that outranks the target",
        statement=(
            "Rankmax mitigates the vanishing gradient on hard negatives; read: the gradient of its loss in the score "
            "of "
            r"a negative is $\frac1S > 0$ if $z_j > z_y - 1$, and so for each that outranks the target, and 0 if "
            r"$z_j < z_y - 1$."
        ),
        assumptions=(ADAPTED,),
        subject=lambda inside, _excess, S: inside / S,
        check=check_adapted,
        violates=violates_adapted,
        mutants=(
            Mutant("the probability, as for a Fenchel-Young loss", lambda inside, excess, S: inside * excess / S),
            Mutant("the target's own excess lost", lambda inside, _, S: inside / (S - 1) if S != 1 else 0 * S),
            Mutant("each negative, within the margin or not", lambda _inside, _, S: 1 / S),
            Mutant("only negatives that outrank the target", lambda inside, e, S: inside / S if e > 1 else 0 * S),
        ),
        bibtex=("pu2026softmax", "kong2020rankmax"),
    ),
    Claim(
        id="sf.hard_negatives.rankmax.focus",
        where=TRADEOFFS,
        source=Source.SUMMARY,
        title="Rankmax focuses its gradient on the harder of two negatives",
        statement=(
            "Rankmax focuses gradients on hard negatives; read: of two negatives within the margin, above $z_y - 1$, "
            "the "
            "harder one has the larger gradient."
        ),
        subject=lambda harder, easier: harder > easier,
        repaired_by="sf.hard_negatives.rankmax.focus.repair",
        **FOCUS,
    ),
    Claim(
        id="sf.hard_negatives.rankmax.focus.repair",
        where="beyond the summary, Design tradeoffs",
        source=Source.BEYOND,
        title="Rankmax gives all negatives within the margin the same gradient",
        statement=(
            r"All negatives above $z_y - 1$ have the same gradient $\frac1S$, those below none; that of the "
            r"only one above, $\frac1{2 + u}$ with $u = z_j - z_y$, falls to 0 as it gets harder."
        ),
        subject=lambda harder, easier: harder == easier,
        mutants=(
            Mutant("more on the harder one", lambda harder, easier: harder > easier),
            Mutant("less on the harder one", lambda harder, easier: harder < easier),
            Mutant("not the same", lambda harder, easier: harder != easier),
        ),
        uses=("sf.hard_negatives.rankmax",),
        **FOCUS,
    ),
    Claim(
        id="sf.hard_negatives.rankmax.fixed",
        where=TRADEOFFS,
        source=Source.SUMMARY,
        title="Rankmax with a fixed scale keeps a gradient on every negative that outranks the target",
        statement=(
            "Rankmax mitigates the vanishing gradient on hard negatives; read: with a fixed scale too, a negative that "
            "outranks the target has a gradient."
        ),
        subject=Lost(lambda _: inf),
        repaired_by="sf.hard_negatives.rankmax.fixed.repair",
        **KEPT,
    ),
    Claim(
        id="sf.hard_negatives.rankmax.fixed.repair",
        where="beyond the summary, Design tradeoffs",
        source=Source.BEYOND,
        title="With a fixed scale Rankmax loses negatives as sparsemax does, at scores times the scale",
        statement=(
            r"With the fixed scale $\theta$ a negative gets no gradient exactly if $\sum_i (z_i - z_j)_+ \ge "
            r"\frac1\theta$, whether it outranks the target or not."
        ),
        subject=Lost(lambda scale: 1 / scale),
        mutants=(
            Mutant("sparsemax's rule at every scale", Lost(lambda scale: scale / scale)),
            Mutant(r"$\theta$ for $\frac1\theta$", Lost(lambda scale: scale)),
            Mutant("> for >=", Lost(lambda scale: 1 / scale, strict=True)),
        ),
        uses=("sf.hard_negatives.sparse.criterion",),
        **KEPT,
    ),
)
