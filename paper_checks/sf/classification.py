"""Classification calibration of the Fenchel-Young losses: what scores with a wrong top cost, exactly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, Literal

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Value = Callable[[Any, Any, Any, Any], Any]
"""A function of (a, b, m, f), f Tsallis' term; of (a, b, m, c) for Rankmax of scale c."""


@dataclass(frozen=True)
class Cost:
    r"""The infimum of the excess risk over scores whose top has a class of less than the largest chance.

    `a` is the largest chance, `m` the number of classes that have it, `b` the second largest value. `over` are the
    values of alpha, or of the scale, that are tried, of which entmax's alpha and the scale may be any, unless one is
    `only`.
    """

    parameter: Literal["alpha", "scale"]
    over: tuple[Fraction, ...]
    value: Value
    only: bool = False

    def at(self, a: Any, b: Any, m: Any, parameter: Any) -> Any:
        """The value for one alpha or scale."""
        from theory.optimality import term

        return self.value(a, b, m, parameter if self.parameter == "scale" else lambda x: term(x, parameter))

    def covers(self, value: Fraction) -> bool:
        """Whether the statement is about this alpha or scale."""
        if self.only:
            return value in self.over
        return value >= 1 if self.parameter == "alpha" else value > 0


def check(subject: Cost, profile: Profile) -> Iterator[Evidence]:
    """Scores that cost less, and the bound that none costs less, at small exact chances; then for every N."""
    found = decided(
        (case for eta in _chances(profile) for value in subject.over for case in _candidates(subject, eta, value)),
        lambda values: violates(subject, values),
        f"chances of small integers over their sum, zeros and ties included, $N = 2$ to ${profile.pick(3, 4)}$",
        r"The excess risk of scores with the merged classes level, and $\Omega(\eta) - \Omega(\eta')$, in balls.",
        lambda values: (
            f"at {named(values)} " + ("wrong scores cost less" if "z" in values else "all wrong scores cost more")
        ),
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def _chances(profile: Profile) -> Iterator[tuple[Fraction, ...]]:
    for n in range(2, profile.pick(3, 4) + 1):
        for parts in combinations_with_replacement((3, 2, 1, 0), n):
            if len(set(parts)) > 1:
                yield tuple(Fraction(part, sum(parts)) for part in parts)


def _candidates(subject: Cost, eta: Sequence[Fraction], value: Fraction) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.merging import cheap_scores

    case = {"eta": literal(tuple(eta)), subject.parameter: str(value)}
    yield case
    for z in cheap_scores(eta, value if subject.parameter == "alpha" else Fraction(2)):
        yield case | {"z": literal([x / value for x in z] if subject.parameter == "scale" else z)}


def violates(subject: Cost, values: Mapping[str, str]) -> bool:
    """Whether wrong scores surely cost less than claimed or, without scores, all wrong ones surely more."""
    from flint import ctx

    from theory.fenchel_young_argument import loss_enclosure
    from theory.intervals import ball, enclose, rational, rationals
    from theory.merging import excess_at_least, wrong_classes

    eta, value = rationals(values["eta"]), Fraction(values[subject.parameter])
    if not subject.covers(value) or sum(eta) != 1 or min(eta) < 0 or not wrong_classes(eta):
        return False
    alpha, scale = (value, Fraction(1)) if subject.parameter == "alpha" else (Fraction(2), value)
    a, b = max(eta), max(eta[i] for i in wrong_classes(eta))
    with ctx.workprec(256):
        claimed = enclose(subject.at(rational(a), rational(b), eta.count(a), rational(value)))
        if "z" not in values:
            return bool(excess_at_least(eta, alpha) / ball(scale) > claimed)
        z = rationals(values["z"])
        if len(z) != len(eta) or not any(z[i] == max(z) for i in wrong_classes(eta)):
            return False
        return bool(loss_enclosure([scale * x for x in z], eta, alpha) / ball(scale) < claimed)


def _for_every_n(subject: Cost) -> Evidence:
    import sympy as sp

    from theory.merging import cost_argument, mixing_cost
    from theory.optimality import POWER

    a, b, m, c = sp.symbols("a b m c", positive=True)
    if subject.parameter == "scale":
        pairs = [(c, mixing_cost(a, b, m, sp.Integer(2)) / c)]
    else:
        alphas = [sp.sympify(x) for x in subject.over] if subject.only else [sp.Integer(1), 1 + POWER]
        pairs = [(alpha, mixing_cost(a, b, m, alpha)) for alpha in alphas]
    agrees = all(sp.simplify(subject.at(a, b, m, value) - derived) == 0 for value, derived in pairs)
    claimed = "this is the claimed cost" + ("; the loss is $L(cz)/c$" if subject.parameter == "scale" else "")
    return proof(cost_argument().steps, claimed, agrees, r"every $N$, every $\eta$ that is not uniform, all scores")


def _mixing(a: Any, b: Any, m: Any, f: Any) -> Any:
    return m * f(a) + f(b) - (m + 1) * f((m * a + b) / (m + 1))


ALPHAS = (Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3))
COMMON: dict[str, Any] = {"paper": Paper.SF, "check": check, "violates": violates}
INFIMUM = (
    r"For every $N$ and every $\eta$ that is not uniform, with largest chance $a$ on $m$ classes and second largest "
    r"value $b$: over scores whose argmax holds a class with $\eta_i < a$, the risk $\sum_y\eta_yL(z; e_y)$ exceeds "
    r"its infimum over all scores by at least "
)
BEST = r", which is positive, and by no more than that in the infimum"


def _claim(id: str, title: str, formula: str, subject: Cost, *mutants: Mutant) -> Claim:
    rankmax = "rankmax" in id
    return Claim(
        id=f"sf.calibration.classification.{id}",
        where="novelty report, consistency analysis" if rankmax else "summary, Key results",
        source=Source.SUMMARY,
        title=title,
        statement=INFIMUM + formula + BEST + ".",
        assumptions=("The summary says calibrated; how much a wrong top costs at least, is ours.",),
        subject=subject,
        mutants=mutants,
        uses=("sf.fy.identities.zero",),
        bibtex=("pu2026softmax", "blondel2020fenchel", *(["kong2020rankmax"] if rankmax else [])),
        **COMMON,
    )


def _wrong_ways(right: Cost) -> tuple[Mutant, ...]:
    def cost(value: Value) -> Cost:
        return replace(right, value=value)

    return (
        Mutant("one largest chance, however many there are", cost(lambda a, b, _m, f: right.value(a, b, 1, f))),
        Mutant("each of the largest pays by itself", cost(lambda a, b, m, f: m * right.value(a, b, 1, f))),
        Mutant("no cost, as if not calibrated", cost(lambda a, _b, _m, _f: 0 * a)),
    )


def _sparse(a: Any, b: Any, m: Any, _f: Any) -> Any:
    return m * (a - b) ** 2 / (2 * (m + 1))


def _scaled(a: Any, b: Any, m: Any, c: Any) -> Any:
    return m * (a - b) ** 2 / (2 * c * (m + 1))


SOFTMAX = Cost("alpha", (Fraction(1),), _mixing, only=True)
SPARSEMAX = Cost("alpha", (Fraction(2),), _sparse, only=True)
ENTMAX = Cost("alpha", ALPHAS, _mixing)
RANKMAX = Cost("scale", (Fraction(1, 2), Fraction(1), Fraction(3)), _scaled)

CLAIMS = (
    _claim(
        "softmax",
        "The softmax loss is classification-calibrated, and what a wrong top costs",
        r"$ma\log a + b\log b - (ma + b)\log\frac{ma+b}{m+1}$",
        SOFTMAX,
        *_wrong_ways(SOFTMAX),
    ),
    _claim(
        "sparsemax",
        "The sparsemax loss is classification-calibrated, and what a wrong top costs",
        r"$\frac m{m+1}\frac{(a-b)^2}2$",
        SPARSEMAX,
        *_wrong_ways(SPARSEMAX),
        Mutant("half of it", replace(SPARSEMAX, value=lambda a, b, m, f: _sparse(a, b, m, f) / 2)),
    ),
    _claim(
        "entmax",
        "The losses of entmax are classification-calibrated for every alpha, and what a wrong top costs",
        r"$mf(a) + f(b) - (m+1)f(\frac{ma+b}{m+1})$, $f(x) = \frac{x^\alpha - x}{\alpha(\alpha-1)}$ ($x\log x$ at "
        r"$\alpha = 1$), for every $\alpha \ge 1$",
        ENTMAX,
        *_wrong_ways(ENTMAX),
        Mutant("that of sparsemax for every alpha", replace(ENTMAX, value=_sparse)),
    ),
    _claim(
        "rankmax.fixed",
        "Rankmax with a fixed scale is classification-calibrated, and what a wrong top costs",
        r"$\frac m{m+1}\frac{(a-b)^2}{2c}$, for $L(cz; e_y)/c$, $L$ sparsemax's, whose map is the sparsemax of $cz$, "
        r"and every $c > 0$",
        RANKMAX,
        *_wrong_ways(RANKMAX),
        Mutant("c for 1/c", replace(RANKMAX, value=lambda a, b, m, c: _scaled(a, b, m, 1 / c))),
    ),
)
