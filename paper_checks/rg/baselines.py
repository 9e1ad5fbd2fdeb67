"""B.2: whether the printed baseline losses fall as a positive's score rises, and rise with a negative's."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Loss = Callable[[Any, Any, Any], Any]
"""A function of the positive's score, the negative's and the blocks of `theory.loss_blocks`."""


def check(subject: Loss, profile: Profile) -> Iterator[Evidence]:
    """A grid of exact scores, each moved up; then the signs of both slopes."""
    tried, wrong = first(_cases(profile), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores from -{LARGEST} to {LARGEST} of one positive and one negative",
        detail="The loss before and after one score rises, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_score(subject)


def violates(subject: Loss, values: Mapping[str, str]) -> bool:
    """Whether the loss surely rises with the positive's score, or surely falls as the negative's rises.

    Or whether it does not move at all where the negative is above the positive by 2 or more. Scores are within
    `LARGEST` of 0, where every hinge of B.2 moves then.
    """
    from theory.intervals import sign

    a, b, rise = (Fraction(values[name]) for name in ("positive", "negative", "rise"))
    if rise <= 0 or max(abs(a), abs(b)) > LARGEST or values["moves"] not in ("positive", "negative"):
        return False
    before, after = _losses(subject, values)
    change, right = sign(after - before), 1 if values["moves"] == "negative" else -1
    return change == -right or (change == 0 and b - a - rise >= 2)


def _losses(subject: Loss, values: Mapping[str, str]) -> tuple[Any, Any]:
    """Before and after the one score rises."""
    from theory.intervals import rational
    from theory.loss_blocks import Exact

    a, b, rise = (rational(Fraction(values[name])) for name in ("positive", "negative", "rise"))
    moved = (a, b + rise) if values["moves"] == "negative" else (a + rise, b)
    return subject(a, b, Exact()), subject(*moved, Exact())


LARGEST = 3


def _cases(profile: Profile) -> Iterator[dict[str, str]]:
    steps = profile.pick(2, 4)
    grid = [str(Fraction(k, steps)) for k in range(-LARGEST * steps, LARGEST * steps + 1)]
    for a, b, moves in product(grid, grid, ("positive", "negative")):
        yield {"positive": a, "negative": b, "rise": "1/4", "moves": moves}


def _says(subject: Loss, case: Mapping[str, str]) -> str:
    before, after = _losses(subject, case)
    return (
        f"a positive at {case['positive']}, a negative at {case['negative']}: as the {case['moves']}'s score rises by "
        f"{case['rise']}, the loss goes from {float(before):.6g} to {float(after):.6g}"
    )


def _for_every_score(subject: Loss) -> Evidence:
    import sympy as sp

    from theory.loss_blocks import Sloped, slopes_argument

    a, b = sp.symbols("a b", real=True)
    loss = subject(a, b, Sloped())
    falls, rises = (sp.factor(sp.diff(loss, score)) for score in (a, b))
    signed = bool(falls.is_nonpositive and rises.is_nonnegative)
    claimed = "so the loss never rises with the positive's score and never falls with the negative's"
    return proof(slopes_argument().steps, claimed, signed, "all scores of one positive and one negative")


def _bpr(a: Any, b: Any, f: Any) -> Any:
    return f.softplus(-(a - b))


def _bce(a: Any, b: Any, f: Any) -> Any:
    return f.softplus(-a) + f.softplus(b)


def _uib(a: Any, b: Any, f: Any) -> Any:
    return f.hinge(1 - a) + f.hinge(b + 1)


def _uib_margin(a: Any, b: Any, f: Any) -> Any:
    return f.hinge(1 + a) + f.hinge(1 - b)


def _sparsemax(a: Any, b: Any, f: Any) -> Any:
    return -a + f.support(a, b) + Fraction(1, 2)


RIGHT = "falls as a positive's score rises and rises with a negative's: "
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "B.2",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.baselines.bpr",
        source=Source.FULL_TEXT,
        title="The printed BPR loss has the right signs",
        statement=RIGHT + r"$-\log\sigma(o_y - o_{y^-})$",
        subject=_bpr,
        mutants=(
            Mutant("the minus lost", lambda a, b, f: -_bpr(a, b, f)),
            Mutant("exchanged", lambda a, b, f: _bpr(b, a, f)),
            Mutant("the sum for the difference", lambda a, b, f: f.softplus(-(a + b))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.baselines.bce",
        source=Source.FULL_TEXT,
        title="The printed binary cross-entropy has the right signs",
        statement=RIGHT + r"$-\log\sigma(o_y) - \log(1 - \sigma(o_{y^-}))$",
        subject=_bce,
        mutants=(
            Mutant(r"$\sigma$ for $1 - \sigma$", lambda a, b, f: f.softplus(-a) + f.softplus(-b)),
            Mutant("the minus lost", lambda a, b, f: -_bce(a, b, f)),
            Mutant("plus before the second sum", lambda a, b, f: f.softplus(-a) - f.softplus(b)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.baselines.uib.margin",
        source=Source.FULL_TEXT,
        title="The printed UIB loss has the right signs with the margin loss max(0, m - t)",
        statement=RIGHT + r"$\phi(b_x - o_y) + \phi(o_{y^-} - b_x)$, $\phi(t) = \max(0, 1 - t)$, at $b_x = 0$",
        subject=_uib_margin,
        repaired_by="rg.baselines.uib",
        **COMMON,
    ),
    Claim(
        id="rg.baselines.uib",
        source=Source.FULL_TEXT,
        title="The printed UIB loss has the right signs with a margin loss that rises, max(0, m + t)",
        statement=RIGHT + r"$\phi(b_x - o_y) + \phi(o_{y^-} - b_x)$, $\phi(t) = \max(0, 1 + t)$, at $b_x = 0$",
        subject=_uib,
        mutants=(
            Mutant(r"$\max(0, 1 - t)$", _uib_margin),
            Mutant("minus before the second sum", lambda a, b, f: f.hinge(1 - a) - f.hinge(1 + b)),
            Mutant("one sign in both", lambda a, b, f: f.hinge(1 - a) + f.hinge(1 - b)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.baselines.sparsemax",
        source=Source.FULL_TEXT,
        slip=True,
        title="The printed sparsemax loss has the right signs",
        statement=RIGHT + r"$-\left(-o_y + \frac12\sum_{j \in S}(o_j^2 - \tau^2) + \frac12\right)$, as printed",
        subject=lambda a, b, f: -_sparsemax(a, b, f),
        repaired_by="rg.baselines.sparsemax.repair",
        **COMMON,
    ),
    Claim(
        id="rg.baselines.sparsemax.repair",
        source=Source.BEYOND,
        title="Without the leading minus the sparsemax loss has the right signs",
        statement=RIGHT + r"$-o_y + \frac12\sum_{j \in S}(o_j^2 - \tau^2) + \frac12$",
        subject=_sparsemax,
        mutants=(
            Mutant("the leading minus, as printed", lambda a, b, f: -_sparsemax(a, b, f)),
            Mutant("$+o_y$", lambda a, b, f: a + f.support(a, b) + Fraction(1, 2)),
            Mutant("minus the sum", lambda a, b, f: -a - f.support(a, b) + Fraction(1, 2)),
        ),
        **COMMON,
    ),
)
