"""Eq. 3 and the sentence after it: are SM, SSM and WSL losses of one score, with values in the positive reals."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Loss = Callable[[Any, Any, Any, Any, Any], Any]
"""A function of (o_y, o_j, rest, exp, log): the positive's score, another one, the others' part, at least 0."""

SCORES, RESTS = (0, 1, -1), (0, 1)
GRID = [{"o_y": str(a), "o_j": str(b), "rest": str(c)} for a, b, c in product(SCORES, SCORES, RESTS)]


@dataclass(frozen=True)
class Depends:
    """A loss said to depend on `one` score, to be a `sum` of functions of single scores, or to be neither anywhere."""

    loss: Loss
    on: Literal["one", "sum", "neither"]


def check_depends(subject: Depends, profile: Profile) -> Iterator[Evidence]:
    """First and mixed differences at small scores; then the derivatives for every N."""
    del profile
    detail = "Differences of the loss, in intervals around exact numbers."
    yield _search(lambda case: violates_depends(subject, case), lambda case: _says_depends(subject, case), detail)
    yield _depends_for_every_n(subject)


def violates_depends(subject: Depends, values: Mapping[str, str]) -> bool:
    """Whether a step of 1 in o_j (and in o_y, for a mixed difference) surely contradicts the statement."""
    from theory.intervals import sign

    if int(values["rest"]) < 0:
        return False
    here, beside, above, both = _corners(subject, values)
    if subject.on == "one":
        return sign(beside - here) in (-1, 1)
    mixed = sign(both - above - beside + here)
    return mixed in (-1, 1) if subject.on == "sum" else mixed == 0


def _corners(subject: Depends, values: Mapping[str, str]) -> list[Any]:
    """The loss at the scores, with o_j raised by 1, with o_y, and with both."""
    import sympy as sp

    y, j, rest = (sp.Rational(values[name]) for name in ("o_y", "o_j", "rest"))
    return [subject.loss(y + up, j + beside, rest, sp.exp, sp.log) for up, beside in product((0, 1), repeat=2)]


def _says_depends(subject: Depends, case: Mapping[str, str]) -> str:
    here, beside, above, both = (f"{float(value):.6g}" for value in _corners(subject, case))
    if subject.on == "one":
        return f"{_point(case)}: the loss is {here}, and {beside} where $o_j$ is larger by 1"
    return f"{_point(case)}: the loss is {here}; {beside} with $o_j + 1$, {above} with $o_y + 1$, {both} with both"


def _depends_for_every_n(subject: Depends) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.smooth import is_smooth

    y, j = sp.symbols("o_y o_j", real=True)
    rest = sp.Symbol("R", nonnegative=True)
    loss = subject.loss(y, j, rest, sp.exp, sp.log)
    mixed = sp.factor(sp.simplify(sp.diff(loss, y, j)))
    other = sp.simplify(sp.diff(loss, j))
    holds = {"one": other == 0, "sum": mixed == 0, "neither": mixed.is_negative is True or mixed.is_positive is True}
    step = Step(
        rf"with the other scores in $R$, the loss is ${sp.latex(loss)}$; its derivative in $o_j$ is "
        rf"${sp.latex(other)}$, its mixed one ${sp.latex(mixed)}$",
        is_smooth(loss),
    )
    said = {
        "one": "the first is 0",
        "sum": "the mixed one is 0",
        "neither": "the mixed one has one sign and is never 0",
    }
    return proof([step], said[subject.on], bool(holds[subject.on]), "every $N \\ge 2$ and all scores")


@dataclass(frozen=True)
class Sign:
    """Losses said to be at least 0, or (`strict`) above 0."""

    losses: tuple[Loss, ...]
    strict: bool = False


def check_sign(subject: Sign, profile: Profile) -> Iterator[Evidence]:
    """Signs at small scores; then for every N."""
    del profile
    detail = "The sign of each loss, by intervals around exact numbers."
    yield _search(lambda case: violates_sign(subject, case), lambda case: _says_sign(subject, case), detail)
    yield _sign_for_every_n(subject)


def violates_sign(subject: Sign, values: Mapping[str, str]) -> bool:
    """Whether one of the losses is surely negative, or exactly 0 where that is excluded."""
    from theory.intervals import sign

    wrong = (-1, 0) if subject.strict else (-1,)
    return int(values["rest"]) >= 0 and any(sign(value) in wrong for value in _values(subject, values))


def _values(subject: Sign, values: Mapping[str, str]) -> list[Any]:
    import sympy as sp

    y, j, rest = (sp.Rational(values[name]) for name in ("o_y", "o_j", "rest"))
    return [loss(y, j, rest, sp.exp, sp.log) for loss in subject.losses]


def _says_sign(subject: Sign, case: Mapping[str, str]) -> str:
    found = _values(subject, case)
    shown = ", ".join(f"{float(value):.6g}" for value in found)
    what = "not above 0" if subject.strict else "below 0"
    return f"{_point(case)}: {f'the loss is {shown},' if len(found) == 1 else f'of the losses {shown} one is'} {what}"


def _sign_for_every_n(subject: Sign) -> Evidence:
    import sympy as sp

    from theory.argument import Step

    y, j = sp.symbols("o_y o_j", real=True)
    rest = sp.Symbol("R", nonnegative=True)
    forms = [_as_logarithm(loss(y, j, rest, sp.exp, sp.log)) for loss in subject.losses]
    steps = [
        Step(
            rf"the loss is ${sp.latex(form)}$: a logarithm of 1 plus what is not negative, or a sum of squares and "
            rf"what is not negative",
            form.is_nonnegative is True,
        )
        for form in forms
    ]
    strictly = not subject.strict or all(form.is_positive is True for form in forms)
    return proof(steps, "this is the stated sign", strictly, "every $N \\ge 2$ and all scores")


def _as_logarithm(loss: Any) -> Any:
    """Minus a logarithm of a fraction as the logarithm of its inverse, multiplied out."""
    import sympy as sp

    if loss.could_extract_minus_sign() and isinstance(-loss, sp.log):
        return sp.log(sp.expand(sp.simplify(1 / (-loss).args[0])))
    return loss


def _search(is_wrong: Callable[[Any], bool], says: Callable[[Any], str], detail: str) -> Evidence:
    tried, wrong = first(GRID, is_wrong)
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores {SCORES}, others' part {RESTS}",
        detail=detail,
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


def _point(case: Mapping[str, str]) -> str:
    others = "two items" if case["rest"] == "0" else f"others' part {case['rest']}"
    return f"{others}, $o_y = {case['o_y']}$, $o_j = {case['o_j']}$"


def _softmax(o_y: Any, o_j: Any, rest: Any, exp: Any, log: Any) -> Any:
    return -log(exp(o_y) / (exp(o_y) + exp(o_j) + rest))


def _twice(o_y: Any, o_j: Any, rest: Any, exp: Any, log: Any) -> Any:
    return -log(exp(o_y) / (exp(o_y) + 2 * exp(o_j) + rest))


def _squared(o_y: Any, o_j: Any, rest: Any, _exp: Any, _log: Any) -> Any:
    return (o_y - 1) ** 2 + o_j**2 + rest


def _rg2(o_y: Any, o_j: Any, rest: Any, _exp: Any, _log: Any) -> Any:
    return -o_y + ((o_y + 1) ** 2 + (o_j + 1) ** 2 + rest) / 8


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "Eq. 3", "bibtex": ("pu2025rg",)}
DEPENDS: dict[str, Any] = COMMON | {"check": check_depends, "violates": violates_depends}
SIGN: dict[str, Any] = COMMON | {"check": check_sign, "violates": violates_sign}
POINTWISE = r"point-wise, $\mathcal L = E_{(x,y)}[\ell(o_y^{(x)})]$ with $\ell$ a function of one score: "

CLAIMS = (
    Claim(
        id="rg.eq3.softmax",
        source=Source.FULL_TEXT,
        title="The softmax loss is a function of one score",
        statement=POINTWISE + r"SM, Eq. 5, written $\ell(o_y)$ there",
        subject=Depends(_softmax, "one"),
        repaired_by="rg.eq3.repair",
        **DEPENDS,
    ),
    Claim(
        id="rg.eq3.sampled",
        source=Source.FULL_TEXT,
        title="The sampled softmax loss is a function of one score",
        statement=POINTWISE + "SSM, Eq. 8 and 10, for given draws (here an item drawn twice)",
        subject=Depends(_twice, "one"),
        repaired_by="rg.eq3.repair",
        **DEPENDS,
    ),
    Claim(
        id="rg.eq3.squared",
        source=Source.FULL_TEXT,
        title="A context's weighted squared loss is a sum of functions of single scores",
        statement=POINTWISE + "WSL, Eq. 11, a sum over all pairs of a function of the pair's own score",
        subject=Depends(_squared, "sum"),
        mutants=(
            Mutant("one score", Depends(_squared, "one")),
            Mutant("the softmax loss", Depends(_softmax, "sum")),
            Mutant(
                "RGx's interaction term", Depends(lambda y, j, r, *_: (y - 1) ** 2 + j**2 + r - (y + j) ** 2, "sum")
            ),
        ),
        **DEPENDS,
    ),
    Claim(
        id="rg.eq3.repair",
        source=Source.BEYOND,
        title="The softmax losses are not even sums of functions of single scores, anywhere",
        statement=(
            r"$\frac{\partial^2}{\partial o_y\partial o_j}(-\log p_y) = -p_yp_j < 0$ for every $N \ge 2$ and $o$; SSM "
            r"is the softmax loss of the scores drawn"
        ),
        subject=Depends(_softmax, "neither"),
        mutants=(
            Mutant("a function of one score", Depends(_softmax, "one")),
            Mutant("a sum of functions of single scores", Depends(_softmax, "sum")),
            Mutant("the squared loss", Depends(_squared, "neither")),
        ),
        **DEPENDS,
    ),
    Claim(
        id="rg.eq3.nonnegative",
        source=Source.FULL_TEXT,
        title="SM, SSM and WSL are never negative",
        statement=r"$\ell: \mathbb R \to \mathbb R^+$, read: at least 0, for SM, SSM and WSL",
        subject=Sign((_softmax, _twice, _squared)),
        mutants=(
            Mutant("above 0", Sign((_softmax, _twice, _squared), strict=True)),
            Mutant("RG2 of Eq. 15, $N = 4$", Sign((_rg2,))),
            Mutant("log-likelihood for the loss", Sign((lambda *a: -_softmax(*a),))),
            Mutant("the denominator lost", Sign((lambda y, _j, _r, exp, log: -log(exp(y)),))),
        ),
        **SIGN,
    ),
    Claim(
        id="rg.eq3.positive",
        source=Source.FULL_TEXT,
        title="SM, SSM and WSL are positive",
        statement=r"$\ell: \mathbb R \to \mathbb R^+$, read: above 0, for SM, SSM and WSL ($N \ge 2$)",
        subject=Sign((_softmax, _twice, _squared), strict=True),
        repaired_by="rg.eq3.nonnegative",
        **SIGN,
    ),
)
