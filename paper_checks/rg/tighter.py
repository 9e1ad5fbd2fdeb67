"""After Eq. 17: in which sense RGx approximates the softmax loss more tightly than RG2, reading by reading."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Sense = Literal["value", "near zero", "worst", "gradient"]
Loss = Callable[[Any, Any, Any, Any, Any], Any]
"""A loss `(N, log, o_y, total, squares)` of the scores, target 1."""


@dataclass(frozen=True)
class Tighter:
    """Two losses, the first of which is said to be the closer one to the softmax loss.

    `value`: no farther at any o; `near zero`: closer at t o for small t > 0 if the scores of o do not add up to 0;
    `worst`: no farther at any o than the second is at the centred o;
    `gradient`: closer at every o whose scores do not add up to 0, as close at the others.
    """

    near: Loss
    far: Loss
    sense: Sense


def check(subject: Tighter, profile: Profile) -> Iterator[Evidence]:
    """Exact scores, errors in intervals; then every N and every o."""
    largest = profile.pick(3, 4)
    tried, wrong = first(_scores(largest), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores on a grid of step $\\frac12$, $N = 2$ to ${largest}$",
        detail=f"Errors enclosed in intervals ({subject.sense}).",
        exercised=tried,
        counterexample=wrong and Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)


def _scores(largest: int) -> Iterator[dict[str, str]]:
    from itertools import combinations_with_replacement

    levels = [Fraction(x, 2) for x in (0, -1, 1, 3, -4)]
    for n in range(2, largest + 1):
        for target in levels:
            for others in combinations_with_replacement(levels, n - 1):
                yield {"o": ", ".join(map(str, (target, *others)))}


def violates(subject: Tighter, values: Mapping[str, str]) -> bool:
    """Whether at these scores the first loss is surely not the closer one, in the subject's sense."""
    from theory.intervals import rationals, sign
    from theory.pair_loss import centred, error, gradient_error, leading_error

    o = rationals(values["o"])
    if len(o) < 2:
        return False
    match subject.sense:
        case "value":
            return sign(_size(error(subject.near, o)) - _size(error(subject.far, o))) == 1
        case "worst":
            return sign(_size(error(subject.near, o)) - _size(error(subject.far, centred(o)))) == 1
        case "gradient":
            farther = sign(gradient_error(subject.near, o) - gradient_error(subject.far, o))
            return farther in ((1, -1) if sum(o) == 0 else (1, 0))
        case "near zero":
            near, far = leading_error(subject.near, o), leading_error(subject.far, o)
            if sum(o) == 0 or near is None:
                return False
            return far is None or near[0] < far[0] or (near[0] == far[0] and sign(near[1] - far[1]) in (0, 1))


def _size(value: Any) -> Any:
    from theory.intervals import sign

    return -value if sign(value) == -1 else value


def _says(subject: Tighter, case: Mapping[str, str]) -> str:
    from theory.intervals import enclose, rationals
    from theory.pair_loss import error, gradient_error

    o = rationals(case["o"])
    measure = gradient_error if subject.sense == "gradient" else error
    near, far = (float(enclose(measure(loss, o)).mid()) for loss in (subject.near, subject.far))
    what = "squared error of the gradient" if subject.sense == "gradient" else "softmax loss minus loss"
    return f"$o=({case['o']})$: {what} is {near:.6g} for the first, {far:.6g} for the second"


def _for_every_n(subject: Tighter) -> Evidence:
    from theory.pair_loss import centring_argument, gradient_argument, local_argument

    arguments = {"near zero": local_argument, "worst": centring_argument, "gradient": gradient_argument}
    if subject.sense not in arguments:
        return _undecided()
    argument = arguments[subject.sense](subject.near, subject.far)
    return proof(argument.steps, "this is the stated sense", True, "every $N \\ge 2$, every target and every $o$")


def _undecided() -> Evidence:
    detail = "No argument for every score is known."
    return Evidence(kind=Kind.PROOF, holds=None, domain="every $N$", detail=detail, exercised=1)


def _rg2(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return log(N) - Fraction(1, 2) - o_y + (squares + 2 * total + N) / (2 * N)


def _rgx(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - total**2 / (2 * N**2)


def _diagonal(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - squares / (2 * N**2)


def _unhalved(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - total**2 / N**2


def _inside(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - total**2 / (2 * N)


def _mutants(sense: Sense) -> tuple[Mutant, ...]:
    return (
        Mutant("the losses exchanged", Tighter(_rg2, _rgx, sense)),
        Mutant("the diagonal of the interaction term only, as in Eq. 31", Tighter(_diagonal, _rg2, sense)),
        Mutant("the interaction term within the sum, as Eq. 17 prints it", Tighter(_inside, _rg2, sense)),
        Mutant(r"$\frac1{N^2}$ for $\frac1{2N^2}$", Tighter(_unhalved, _rg2, sense)),
    )


READ = r"RG$^\times$ appears to approximate SM more tightly than RG$^2$ (both with the constants of Eq. 14). Read: "
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, after Eq. 17",
    "source": Source.FULL_TEXT,
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.tighter.value",
        title="The value of RGx is at least as close to the softmax loss as that of RG2, at all scores",
        statement=READ + r"$|\mathrm{RG}^\times(o) - \ell(o)| \le |\mathrm{RG}^2(o) - \ell(o)|$ for every $N$ and $o$.",
        subject=Tighter(_rgx, _rg2, "value"),
        repaired_by="rg.tighter.gradient",
        **COMMON,
    ),
    Claim(
        id="rg.tighter.near_zero",
        title="The value of RGx is closer to the softmax loss than that of RG2 at all small scores",
        statement=READ
        + r"for every $N$ and every $o$ with $\mathbf 1^\top o \ne 0$, $|\mathrm{RG}^\times(to) - \ell(to)| < "
        r"|\mathrm{RG}^2(to) - \ell(to)|$ for all small $t > 0$.",
        subject=Tighter(_rgx, _rg2, "near zero"),
        mutants=_mutants("near zero"),
        uses=("rg.eq14",),
        **COMMON,
    ),
    Claim(
        id="rg.tighter.worst",
        title="The greatest error of RGx over a ball is no larger than that of RG2",
        statement=READ
        + r"with $c = o - \bar o\mathbf 1$, $|\mathrm{RG}^\times(o) - \ell(o)| \le |\mathrm{RG}^2(c) - \ell(c)|$ for "
        r"every $N$ and $o$, so $\sup_{\|o\| \le R}|\mathrm{RG}^\times - \ell| \le \sup_{\|o\| \le R}|\mathrm{RG}^2 - "
        r"\ell|$ for every $R$.",
        subject=Tighter(_rgx, _rg2, "worst"),
        mutants=_mutants("worst"),
        **COMMON,
    ),
    Claim(
        id="rg.tighter.gradient",
        title="The gradient of RGx is closer to the softmax loss's than that of RG2, at all scores",
        statement=READ
        + r"$\|\nabla\mathrm{RG}^\times(o) - \nabla\ell(o)\|^2 = \|\nabla\mathrm{RG}^2(o) - \nabla\ell(o)\|^2 - "
        r"\frac{(\mathbf 1^\top o)^2}{N^3}$ for every $N$ and $o$: closer, unless the scores add up to 0.",
        subject=Tighter(_rgx, _rg2, "gradient"),
        mutants=_mutants("gradient"),
        **COMMON,
    ),
)
