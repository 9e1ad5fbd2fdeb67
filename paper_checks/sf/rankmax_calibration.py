"""Rankmax with its scale adapted to the label: classification-calibrated for few classes only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paper_checks.cases import decided, says
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from theory.order import From
from verify.profile import Profile

Calibrated = Callable[[Any], Any]
"""Whether the loss is said to be calibrated, a function of N."""


def check(subject: Calibrated, _profile: Profile) -> Iterator[Evidence]:
    """The claim at chances of six classes and at the certificates for fewer; then every N."""
    from theory.intervals import literal
    from theory.rankmax_calibration import CERTIFIED, WITNESS

    cases = [{"eta": literal(WITNESS)}, *({"N": str(n)} for n in range(2, CERTIFIED + 1))]
    found = decided(
        cases,
        lambda values: violates(subject, values),
        rf"every $\eta$ for $N = 2$ to ${CERTIFIED}$, one $\eta$ for $N = {len(WITNESS)}$",
        "Risks at all weak orderings, by intervals; certificates in integers.",
        _says,
        Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _for_every_n(subject)


def violates(subject: Calibrated, values: Mapping[str, str]) -> bool:
    """Whether it says calibrated where wrong scores have the least risk, or not calibrated where a certificate says so.

    At chances of at most six classes, or at a number of classes.
    """
    from theory.argument import Argument
    from theory.intervals import rationals
    from theory.rankmax_calibration import CERTIFIED, certified, finite_argument, least_is_wrong

    if "eta" in values:
        eta = rationals(values["eta"])
        return sum(eta) == 1 and min(eta) >= 0 and bool(subject(len(eta))) and least_is_wrong(eta)
    n = int(values["N"])
    return 2 <= n <= CERTIFIED and not subject(n) and certified(n) and Argument(finite_argument()).holds


def _says(values: Mapping[str, str]) -> str:
    from theory.intervals import rationals
    from theory.rankmax_calibration import best

    if "eta" not in values:
        return rf"for $N = {values['N']}$ it is calibrated, by certificate for every $\eta$"
    eta = rationals(values["eta"])
    (level, low), (single, high) = (best(eta, is_single) for is_single in (False, True))
    return (
        rf"$\eta = ({values['eta']})$: at $z = ({level})$, where the two likeliest classes are level, the risk is "
        rf"{low:.6f}; with one class on top it is at least {high:.6f}, at $z = ({single})$"
    )


def _for_every_n(subject: Calibrated) -> Evidence:
    from theory.rankmax_calibration import CERTIFIED, calibrated_argument

    few = all(subject(n) for n in range(2, CERTIFIED + 1))
    agrees = few and says(subject, From(CERTIFIED + 1)) is False
    return proof(calibrated_argument().steps, "the claim says this", agrees, r"every $N \ge 2$ and every $\eta$")


COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "check": check,
    "violates": violates,
    "bibtex": ("pu2026softmax", "kong2020rankmax"),
}
CALIBRATED = (
    "The report says that all the losses are top-k calibrated, Rankmax among them; for k = 1 it is this. It does not "
    "say which form of Rankmax is meant; of this one it holds for few classes, "
    "sf.calibration.classification.rankmax.adapted.repair."
)
SLIPS = (
    Mutant("six classes at most", lambda N: N <= 6),
    Mutant("four classes at most", lambda N: N <= 4),
    Mutant("two classes at most, as for a hinge", lambda N: N <= 2),
)
STATEMENT = (
    r"For $L_y(z) = -\log p_y$, $p_i = \max(z_i - z_y + 1, 0)/\sum_j\max(z_j - z_y + 1, 0)$, and every $\eta$: the "
    r"risk $\sum_y\eta_yL_y(z)$ has a greater infimum over scores whose argmax holds a class with $\eta_i < \max\eta$ "
    r"than over all scores"
)

CLAIMS = (
    Claim(
        id="sf.calibration.classification.rankmax.adapted",
        where="novelty report, consistency analysis",
        source=Source.SUMMARY,
        title="Rankmax with its scale adapted to the label is classification-calibrated",
        statement=STATEMENT + ", for every $N$.",
        assumptions=(CALIBRATED,),
        subject=lambda _: True,
        mutants=SLIPS,
        repaired_by="sf.calibration.classification.rankmax.fixed",
        **COMMON,
    ),
    Claim(
        id="sf.calibration.classification.rankmax.adapted.repair",
        where="beyond the summary, Key results",
        source=Source.BEYOND,
        title="Rankmax with its scale adapted to the label is classification-calibrated for five classes at most",
        statement=STATEMENT + r", exactly for $N \le 5$.",
        subject=lambda N: N <= 5,
        uses=("sf.topk.rankmax.levels", "sf.topk.rankmax.adapted.order"),
        mutants=(Mutant("for every N", lambda _: True), *SLIPS),
        **COMMON,
    ),
)
