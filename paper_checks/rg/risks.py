"""S. 4.4: which risk the empirical risk of RG2 estimates."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Estimate:
    r"""The mean of $\hat R$ plus $\frac1{|D|}\sum$ `correction` is the mean of `risk` over one draw.

    Of an item of the context that was drawn, `risk` is a function of its score, whether it was drawn (1 or 0), N and M,
    and is summed over the items; `correction` is a function of $(n, I, N)$.
    """

    risk: Callable[[Any, int, Any, Any], Any]
    correction: Callable[[Any, Any, Any], Any]


def check(subject: Estimate, profile: Profile) -> Iterator[Evidence]:
    """Every sample of small spaces; then every space, by the item's own terms."""
    tried, wrong = first(_cases(profile), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(SPACES)} spaces of one and two contexts, one to {_draws(profile)} draws",
        detail=r"The mean of $\hat R$ over all samples, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_space(subject)


def violates(subject: Estimate, values: Mapping[str, str]) -> bool:
    """Whether, over all samples, the mean of the corrected empirical risk differs from that of the risk."""
    from theory.intervals import rationals

    chances = rationals(values["chances"])
    if sum(chances) != 1 or min(chances) < 0:
        return False
    estimated, meant = _means(subject, values)
    return estimated != meant


def _means(subject: Estimate, values: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    from theory.intervals import rationals
    from theory.risk import counted, empirical_risk, samples

    scores = [rationals(row) for row in values["o"].split(";")]
    chances = _chances(values["chances"], len(scores[0]))
    draws = int(values["draws"])
    estimated = sum(
        chance
        * (
            empirical_risk(scores, sample)
            + Fraction(sum(subject.correction(*c) for c in counted(scores, sample)), draws)
        )
        for sample, chance in samples(chances, draws)
    )
    meant = sum(
        chance * subject.risk(o, int(j == y), len(scores[x]), len(scores))
        for (x, y), chance in chances.items()
        for j, o in enumerate(scores[x])
    )
    return Fraction(estimated), Fraction(meant)


def _chances(text: str, items: int) -> dict[tuple[int, int], Fraction]:
    from theory.intervals import rationals

    return {(k // items, k % items): chance for k, chance in enumerate(rationals(text)) if chance}


SPACES = (
    ("0, 0", "1, 0"),
    ("0, 0", "1/2, 1/2"),
    ("1, -2", "1/3, 2/3"),
    ("1, 0, 2", "1/2, 1/4, 1/4"),
    ("0, 1; 2, -1", "1/4, 1/4, 1/3, 1/6"),
    ("1/2, 0; -1, 3", "1/2, 0, 0, 1/2"),
)


def _draws(profile: Profile) -> int:
    return profile.pick(3, 5)


def _cases(profile: Profile) -> Iterator[dict[str, str]]:
    for draws in range(1, _draws(profile) + 1):
        for o, chances in SPACES:
            yield {"o": o, "chances": chances, "draws": str(draws)}


def _says(subject: Estimate, case: Mapping[str, str]) -> str:
    estimated, meant = _means(subject, case)
    return (
        f"scores $({case['o']})$, chances $({case['chances']})$ of the pairs, {case['draws']} draws: the mean of the "
        f"estimate is {estimated}, the risk {meant}"
    )


def _for_every_space(subject: Estimate) -> Evidence:
    import sympy as sp

    from theory.risk import unbiased_argument

    o, n, weight, size, contexts = sp.symbols("o n I N M", positive=True)
    same = sp.simplify(subject.correction(n, weight, size) - size**2 * (n - n**2 / weight)) == 0
    own = all(sp.simplify(subject.risk(o, r, size, contexts) - (o + 1 - r * size) ** 2) == 0 for r in (0, 1))
    claimed = "the stated correction is this one, and the stated risk the mean of a draw's own loss"
    return proof(unbiased_argument().steps, claimed, same and own, "every number of items, contexts and draws")


def _none(_n: Any, _i: Any, _size: Any) -> Fraction:
    return Fraction(0)


def _row(o: Any, drawn: int, size: Any, _contexts: Any) -> Any:
    return (o + 1 - drawn * size) ** 2


def _pair(o: Any, drawn: int, size: Any, contexts: Any) -> Any:
    return drawn * _row(o, drawn, size, contexts)


def _uniform(o: Any, drawn: int, size: Any, contexts: Any) -> Any:
    return _row(o, drawn, size, contexts) * Fraction(1) / (contexts * size)


def _repeated(n: Any, i: Any, size: Any) -> Any:
    return size**2 * (n - n**2 * Fraction(1) / i)


EMPIRICAL = (
    r"$\hat R = \frac1{|D|}\sum_{x,y=1}^{M,N}|\mathcal I_x|(o_y^{(x)} + 1 - r_{x,y}\frac N{|\mathcal I_x|})^2$ "
    "estimates "
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.4, before Remark 13",
    "check": check,
    "violates": violates,
    "assumptions": ("D is independent draws of pairs, as in s. 3.1; contexts without a draw have no weight.",),
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.risks.pairs",
        source=Source.FULL_TEXT,
        title="The empirical risk estimates the mean term of an observed pair",
        statement=EMPIRICAL + r"$R = \mathbb E_{(x,y)\sim\mathcal D}[(o_y + 1 - N)^2]$, without bias (single click)",
        subject=Estimate(_pair, _none),
        repaired_by="rg.risks.repair",
        **COMMON,
    ),
    Claim(
        id="rg.risks.uniform",
        source=Source.FULL_TEXT,
        title="The empirical risk estimates the mean term of a uniform pair",
        statement=EMPIRICAL + r"$R$, the mean of the terms over all $MN$ pairs, without bias (single click)",
        subject=Estimate(_uniform, _none),
        repaired_by="rg.risks.repair",
        **COMMON,
    ),
    Claim(
        id="rg.risks.repair",
        source=Source.BEYOND,
        title="The empirical risk estimates the mean of a draw's loss over all items, up to what no score changes",
        statement=(
            r"With $r_{x,y}$ the number of times that a pair was drawn, $\hat R + \frac{N^2}{|D|}\sum_{x,y}(r_{x,y} - "
            r"r_{x,y}^2/|\mathcal I_x|)$ estimates $\mathbb E_{(x,y)\sim\mathcal D}\|o^{(x)} + \mathbf 1 - Ne_y\|^2$ "
            "without bias, for all scores and every number of draws"
        ),
        subject=Estimate(_row, _repeated),
        mutants=(
            Mutant("no correction", Estimate(_row, _none)),
            Mutant("the observed pair's term", Estimate(_pair, _repeated)),
            Mutant("$N$ for $N^2$", Estimate(_row, lambda n, i, size: _repeated(n, i, size) / size)),
            Mutant("$r$ for $r^2$", Estimate(_row, lambda n, i, size: size**2 * (n - n * Fraction(1) / i))),
            Mutant("a uniform pair's term", Estimate(_uniform, _repeated)),
        ),
        **COMMON,
    ),
)
