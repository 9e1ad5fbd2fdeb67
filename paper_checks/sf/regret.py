"""How the excess risk of the Fenchel-Young losses bounds the misclassification regret, for every number of classes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any, Literal

from paper_checks.cases import decided, named
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Bound = Callable[[Any, Any], Any]
"""A function of (epsilon, f), f Tsallis' term."""

ALPHAS = tuple(map(Fraction, ("1", "3/2", "2", "5/2", "4")))
EPSILONS = (Fraction(1, 10), Fraction(1, 2), Fraction(9, 10))


@dataclass(frozen=True)
class Regret:
    r"""A lower bound of the excess risk of scores whose top has a class of chance $\max\eta - \epsilon$.

    It is said to hold for every number of classes and alpha from `smallest` to `largest`, and to be the best one:
    attained with two classes, or in the limit of many.
    """

    bound: Bound
    smallest: Fraction
    largest: Fraction | None
    best: Literal["two", "many"]

    def covers(self, alpha: Fraction) -> bool:
        """Whether it is said to hold for this alpha."""
        return self.smallest <= alpha and (self.largest is None or alpha <= self.largest)


def check(subject: Regret, profile: Profile) -> Iterator[Evidence]:
    """Scores that cost less, and whether a better bound holds; then for every N."""
    found = decided(
        (
            case
            for alpha in ALPHAS
            if subject.covers(alpha)
            for case in (*_best(alpha), *(case for eta in _chances(profile) for case in _wrong(eta, alpha)))
        ),
        lambda values: violates(subject, values),
        rf"chances of small integers over their sum, $N = 2$ to ${profile.pick(3, 4)}$, and nearly uniform ones on 9",
        "The excess risk of scores with a wrong class level at the top, and the infimum, in balls.",
        lambda values: f"at {named(values)} the excess risk is " + ("less" if "z" in values else "always more"),
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def _best(alpha: Fraction) -> Iterator[dict[str, str]]:
    yield from ({"alpha": str(alpha), "epsilon": str(epsilon)} for epsilon in EPSILONS)


def _chances(profile: Profile) -> Iterator[tuple[Fraction, ...]]:
    for n in range(2, profile.pick(3, 4) + 1):
        for parts in combinations_with_replacement((3, 2, 1, 0), n):
            if len(set(parts)) > 1:
                yield tuple(Fraction(part, sum(parts)) for part in parts)
    yield (Fraction(1, 5), *[Fraction(1, 10)] * 8)


def _wrong(eta: tuple[Fraction, ...], alpha: Fraction) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.merging import cheap_scores

    for z in {tuple(z) for z in cheap_scores(eta, alpha)}:
        yield {"alpha": str(alpha), "eta": literal(eta), "z": literal(z)}


def violates(subject: Regret, values: Mapping[str, str]) -> bool:
    """Whether scores surely cost less than the bound; or, at an epsilon, the best bound surely is above it."""
    from flint import ctx

    from theory.fenchel_young_argument import loss_enclosure
    from theory.intervals import enclose, rational, rationals
    from theory.merging import regret_argument
    from theory.optimality import term

    alpha = Fraction(values["alpha"])
    if alpha < 1 or not subject.covers(alpha):
        return False

    def at(bound: Bound, epsilon: Fraction) -> Any:
        return enclose(bound(rational(epsilon), lambda x: term(x, rational(alpha))))

    with ctx.workprec(256):
        if "z" in values:
            eta, z = rationals(values["eta"]), rationals(values["z"])
            if sum(eta) != 1 or min(eta) < 0 or len(z) != len(eta):
                return False
            regret = max(eta) - min(e for e, x in zip(eta, z, strict=True) if x == max(z))
            return bool(loss_enclosure(z, eta, alpha) < at(subject.bound, regret))
        epsilon = Fraction(values["epsilon"])
        best = _halves if alpha <= 2 else _alone
        return 0 < epsilon < 1 and bool(at(subject.bound, epsilon) < at(best, epsilon)) and regret_argument().holds


def _for_every_n(subject: Regret) -> Evidence:
    import sympy as sp

    from theory.merging import regret_argument
    from theory.optimality import POWER, term

    e = sp.Symbol("epsilon", positive=True)
    right, model = (_halves, UP_TO_2) if subject.best == "two" else (_alone, FROM_2)
    agrees = all(
        sp.simplify((subject.bound(e, f) - right(e, f)).doit()) == 0
        for f in (lambda x: term(x, 1 + POWER), lambda x: term(x, 1))
    )
    return proof(
        regret_argument().steps,
        "this is the claimed bound, for the claimed alpha",
        agrees and subject == replace(model, bound=subject.bound),
        r"every $N$, every $\eta$, all scores",
    )


def _halves(epsilon: Any, f: Any) -> Any:
    return f((1 + epsilon) / 2) + f((1 - epsilon) / 2) - 2 * f(Fraction(1, 2))


def _alone(epsilon: Any, f: Any) -> Any:
    return f(epsilon) - 2 * f(epsilon / 2)


UP_TO_2 = Regret(_halves, Fraction(1), Fraction(2), "two")
FROM_2 = Regret(_alone, Fraction(2), None, "many")
COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "beyond the summary, Key results",
    "source": Source.BEYOND,
    "check": check,
    "violates": violates,
    "uses": ("sf.calibration.classification.entmax",),
    "bibtex": ("blondel2020fenchel",),
}
IF_WRONG = (
    r"every $N$, $\eta$ and $z$: if a class of the argmax has $\eta_i = \max\eta - \epsilon$, the excess risk is at "
    r"least "
)

CLAIMS = (
    Claim(
        id="sf.calibration.classification.entmax.regret",
        title="Up to alpha = 2 the excess risk bounds the misclassification regret as it does for two classes",
        statement=(
            r"For $1 \le \alpha \le 2$, "
            + IF_WRONG
            + r"$\psi(\epsilon) = f(\frac{1+\epsilon}2) + f(\frac{1-\epsilon}2) - 2f(\frac12)$, which two classes "
            r"attain: $\frac{\epsilon^2}4$ for sparsemax, $\log2 - h(\frac{1+\epsilon}2)$ for softmax, $h$ the binary "
            r"entropy."
        ),
        subject=UP_TO_2,
        mutants=(
            Mutant("up to alpha = 4", replace(UP_TO_2, largest=Fraction(4))),
            Mutant("twice as much", replace(UP_TO_2, bound=lambda e, f: 2 * _halves(e, f))),
            Mutant("a quarter of the square for every alpha", replace(UP_TO_2, bound=lambda e, _f: e**2 / 4)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.calibration.classification.entmax.regret_from_2",
        title="From alpha = 2 on the best bound for every number of classes is as the power alpha of the regret",
        statement=(
            r"For $\alpha \ge 2$, "
            + IF_WRONG
            + r"$f(\epsilon) - 2f(\frac\epsilon2) = \frac{1 - 2^{1-\alpha}}{\alpha(\alpha-1)}\epsilon^\alpha$, the "
            r"infimum over all $N$."
        ),
        subject=FROM_2,
        mutants=(
            Mutant("that of two classes", replace(FROM_2, bound=_halves)),
            Mutant("from alpha = 1 on", replace(FROM_2, smallest=Fraction(1))),
            Mutant("half of it", replace(FROM_2, bound=lambda e, f: _alone(e, f) / 2)),
            Mutant("a quarter of the square for every alpha", replace(FROM_2, bound=lambda e, _f: e**2 / 4)),
        ),
        **COMMON,
    ),
)
