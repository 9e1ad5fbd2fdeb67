"""B.2: the signs of the baseline losses as printed."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Loss = Callable[[Any, Any, Any], Any]
"""A loss of one positive and one negative as a function of their scores and of the parts that `_exact` lists."""

Losses = Mapping[str, Loss]
SCORES = tuple(Fraction(x) for x in ("-20", "-2", "-1/3", "0", "1/2", "1", "5"))


def check(subject: Losses, profile: Profile) -> Iterator[Evidence]:
    """The right order against the wrong one at exact scores; then the sign of both slopes."""
    del profile
    cases = [
        {"loss": name, "higher": str(a), "lower": str(b)} for name, a, b in product(subject, SCORES, SCORES) if a > b
    ]
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"{len(cases)} exact pairs of scores of {', '.join(subject)}",
        detail="The loss with the higher score on the positive, against the loss with the two scores exchanged, in "
        "intervals; b_x = 1/3, margins 1 and 1/2, weight 1/2, d(y, y-) = 2.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield proof(
            _slope_steps(subject),
            "so a loss never rises when the positive's score is raised or the negative's lowered, and the right order "
            "costs no more than the wrong one",
            True,
            "every pair of scores, every boundary, margin and distance, every weight of at least 0",
        )


def violates(subject: Losses, values: Mapping[str, str]) -> bool:
    """Whether the loss is surely greater with the higher score on the positive than with it on the negative."""
    from theory.intervals import sign

    high, low = Fraction(values["higher"]), Fraction(values["lower"])
    return values["loss"] in subject and high > low and sign(_gap(subject[values["loss"]], high, low)) == 1


def _gap(loss: Loss, high: Fraction, low: Fraction) -> Any:
    from theory.intervals import rational

    right, wrong = (loss(rational(a), rational(b), _exact()) for a, b in ((high, low), (low, high)))
    return right - wrong


def _says(subject: Losses, values: Mapping[str, str]) -> str:
    high, low = values["higher"], values["lower"]
    gap = float(_gap(subject[values["loss"]], Fraction(high), Fraction(low)))
    return (
        f"{values['loss']}: with the score {high} on the positive and {low} on the negative the loss is {gap:.6g} more "
        "than with the scores exchanged"
    )


def _exact() -> SimpleNamespace:
    """The parts of the losses as numbers."""
    import sympy as sp

    half = sp.Rational(1, 2)
    return SimpleNamespace(
        log_sigma=lambda t: -sp.log(1 + sp.exp(-t)),
        hinge=lambda t: sp.Max(t, 0),
        squares=_squares,
        b=sp.Rational(1, 3),
        m=sp.Integer(1),
        n=half,
        weight=half,
        apart=sp.Integer(2),
    )


def _squares(a: Any, b: Any) -> Any:
    """Half the sum of o^2 - tau^2 over the support of sparsemax, plus a half, for two scores."""
    from theory.intervals import rational
    from theory.maps import sparsemax_exact

    scores = [Fraction(int(x.p), int(x.q)) for x in (a, b)]
    p = sparsemax_exact(scores)
    support = [(o, o - mass) for o, mass in zip(scores, p, strict=True) if mass > 0]
    return rational((sum((o**2 - tau**2 for o, tau in support), Fraction(0)) + 1) / 2)


def _slope_steps(subject: Losses) -> Iterator[Any]:
    """One step a loss: its derivative is at most 0 in the positive's score and at least 0 in the negative's."""
    import sympy as sp

    from theory.argument import Step

    a, b, boundary = sp.symbols("a b b_x", real=True)
    m, n, weight, apart, u = sp.symbols("m n w d u", nonnegative=True)
    share = 1 / (1 + u)
    step = sp.Function("step", nonnegative=True)
    hinge = type("hinge", (sp.Function,), {"fdiff": lambda self, _=1: step(self.args[0])})
    support = type("support", (sp.Function,), {"fdiff": lambda _, i=1: share if i == 1 else 1 - share})
    parts = SimpleNamespace(
        log_sigma=lambda t: -sp.log(1 + sp.exp(-t)),
        hinge=hinge,
        squares=support,
        b=boundary,
        m=m,
        n=n,
        weight=weight,
        apart=apart,
    )
    yield _support_step()
    for name, loss in subject.items():
        slopes = [sp.factor(sp.diff(loss(a, b, parts), score)) for score in (a, b)]
        yield Step(
            f"{name}: the slope in the positive's score is at most 0, in the negative's at least 0",
            slopes[0].is_nonpositive is True and slopes[1].is_nonnegative is True,
        )


def _support_step() -> Any:
    """The slope of the support's squares in a score is the probability that sparsemax gives it."""
    import sympy as sp

    from theory.argument import Step

    o, size, others = sp.symbols("o s r", positive=True)
    tau = (o + others - 1) / size
    slope = sp.diff(o**2 / 2 - size * tau**2 / 2, o)
    return Step(
        r"with a support of $s$ items and $\tau = (\sum_S o - 1)/s$, $\frac12\sum_S(o^2-\tau^2)$ has the slope $o_j - "
        r"\tau$ in $o_j$, the probability of $j$, which is within [0, 1]; so it is on the others, with slope 0",
        sp.simplify(slope - (o - tau)) == 0,
    )


PRINTED: dict[str, Loss] = {
    "BPR": lambda a, b, f: -f.log_sigma(a - b),
    "BCE": lambda a, b, f: -f.log_sigma(a) - f.log_sigma(-b),
    "Sparsemax": lambda a, b, f: -(-a + f.squares(a, b)),
    "UIB, softplus": lambda a, b, f: -f.log_sigma(a - f.b) - f.log_sigma(f.b - b),
    "UIB, hinge": lambda a, b, f: f.hinge(f.b - a + f.m) + f.hinge(b - f.b + f.m),
    "SML": lambda a, b, f: f.hinge(b - a + f.m) + f.weight * f.hinge(-a - f.apart + f.n),
}
SOUND = PRINTED | {"Sparsemax": lambda a, b, f: -a + f.squares(a, b)}
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "B.2",
    "assumptions": (
        r"UIB's $\phi$, which B.2 calls MarginLoss, is non-decreasing: $\log(1+e^t)$, or $[t+m]_+$.",
        "SML's scores are minus the distances from x; its margins and the distances of items are fixed.",
        r"BCE's $1-\sigma(o)$ is written $\sigma(-o)$.",
    ),
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg", "martins2016sparsemax"),
}

CLAIMS = (
    Claim(
        id="rg.baselines",
        source=Source.FULL_TEXT,
        title="Each baseline loss that B.2 prints is smaller if the positive has the higher score",
        statement=r"$\mathcal L_{BPR}$, $\mathcal L_{BCE}$, $\mathcal L_{Sparse}$, $\mathcal L_{UIB}$, $\mathcal "
        "L_{SML}$, which are minimised, do not rise when a positive's score is raised or a negative's lowered.",
        subject=PRINTED,
        repaired_by="rg.baselines.repair",
        **COMMON,
    ),
    Claim(
        id="rg.baselines.repair",
        source=Source.BEYOND,
        title="So they are, once the leading minus of the printed Sparsemax loss is dropped",
        statement=r"BPR, BCE, UIB and SML as printed, and $\sum_{(x,y)\in D}\big(-o_y + \frac12\sum_{y'\in S(x)}"
        r"(o_{y'}^2 - \tau(x)^2) + \frac12\big)$, do not rise when a positive's score is raised or a "
        "negative's lowered.",
        subject=SOUND,
        mutants=(
            Mutant("the minus of Sparsemax as printed", PRINTED),
            Mutant("the minus of BPR lost", SOUND | {"BPR": lambda a, b, f: f.log_sigma(a - b)}),
            Mutant("the scores of BPR exchanged", SOUND | {"BPR": lambda a, b, f: -f.log_sigma(b - a)}),
            Mutant(
                "BCE with the negatives' sigma for 1 - sigma",
                SOUND | {"BCE": lambda a, b, f: -f.log_sigma(-a) - f.log_sigma(b)},
            ),
            Mutant(
                "UIB's boundary on the other side",
                SOUND | {"UIB, hinge": lambda a, b, f: f.hinge(a - f.b + f.m) + f.hinge(f.b - b + f.m)},
            ),
            Mutant(
                "SML's distances exchanged",
                SOUND | {"SML": lambda a, b, f: f.hinge(a - b + f.m) + f.weight * f.hinge(a - f.apart + f.n)},
            ),
        ),
        **COMMON,
    ),
)
