"""The summary's Open Question 1: RG2 with graded relevance, and NDCG."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Graded:
    r"""RG2 with labels $\ell(r)$ orders the items as the metric with gains $2^r - 1$ asks.

    Targets $\ell_yN/L - 1$ and the weight `weight(L, ideal)`, where L is the sum of the labels and `ideal` the largest
    DCG of the context. The metric is DCG or, if `normalised`, NDCG.
    """

    label: Callable[[Any], Any]
    weight: Callable[[Any, Any], Any]
    normalised: bool


def check(subject: Graded, profile: Profile) -> Iterator[Evidence]:
    """Exact minimisers for small distributions of grades 0, 1, 2; then every N, grade and discount."""
    tried, wrong = first(_distributions(profile.pick(5, 8)), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="two vectors of grades 0, 1, 2 of N = 2 items and some of N = 3, with small fractions as probabilities",
        detail="The minimiser of the conditional risk, exact, against the expected gains; discounts 1, 1/2, 1/3.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)


def _for_every_n(subject: Graded) -> Evidence:
    import sympy as sp

    from theory.label_weights import order_argument

    r, total, ideal = sp.symbols("r L Z", positive=True)
    asked = (2**r - 1) / (ideal if subject.normalised else 1)
    ratio = sp.simplify(subject.weight(total, ideal) * subject.label(r) / total / asked)
    return proof(
        order_argument().steps,
        r"$w\ell_y/L$ is a constant positive multiple of the gain $2^{r_y} - 1$, over the largest DCG for NDCG, and "
        "the expected metric is the sum of the discounted expected gains",
        not ratio.free_symbols and ratio.is_positive is True,
        "every $N$, all grades, all strictly falling positive discounts, every distribution of grades not all 0",
    )


def violates(subject: Graded, values: Mapping[str, str]) -> bool:
    """Whether the minimiser fails to put one item above another that has a smaller expected gain."""
    from theory.order import discordant

    grades = _parse(values)
    if sum(grades.values()) != 1 or min(grades.values()) < 0 or not all(map(any, grades)):
        return False
    return min(min(row) for row in grades) >= 0 and bool(discordant(*_both(subject, grades)))


def _both(subject: Graded, grades: dict[tuple[int, ...], Fraction]) -> tuple[list[Fraction], list[Fraction]]:
    """The minimiser of the risk, and the expected gains."""
    from theory.label_weights import expected, minimiser

    of = {tuple(Fraction(subject.label(r)) for r in row): row for row in grades}
    draws = {labels: grades[row] for labels, row in of.items()}
    scores = minimiser(draws, lambda labels: subject.weight(sum(labels), _ideal(of[labels])))
    gains = expected(draws, lambda labels: _gains(of[labels], subject.normalised))
    return scores, gains


def _ideal(row: tuple[int, ...]) -> Fraction:
    best = sorted(row, reverse=True)
    return sum((Fraction(2**r - 1, place) for place, r in enumerate(best, 1)), Fraction(0))


def _gains(row: tuple[int, ...], normalised: bool) -> list[Fraction]:
    return [(2**r - 1) / (_ideal(row) if normalised else Fraction(1)) for r in row]


def _parse(values: Mapping[str, str]) -> dict[tuple[int, ...], Fraction]:
    names = {name: name.removeprefix("P(r = (").removesuffix("))") for name in values}
    return {tuple(map(int, inside.split(", "))): Fraction(values[name]) for name, inside in names.items()}


def _distributions(parts: int) -> Iterator[dict[str, str]]:
    rows = [row for row in product(range(3), repeat=2) if any(row)] + [
        (1, 0, 0),
        (0, 1, 1),
        (2, 0, 0),
        (0, 2, 1),
        (2, 2, 0),
    ]
    for one, other in combinations(rows, 2):
        if len(one) == len(other):
            for part in range(1, parts):
                names = [f"P(r = ({', '.join(map(str, row))}))" for row in (one, other)]
                yield dict(zip(names, (f"{part}/{parts}", f"{parts - part}/{parts}"), strict=True))


def _says(subject: Graded, values: Mapping[str, str]) -> str:
    scores, gains = (", ".join(map(str, numbers)) for numbers in _both(subject, _parse(values)))
    drawn = ", ".join(f"{name} = {text}" for name, text in values.items())
    return f"{drawn}: the risk is least at o = ({scores}), the expected gains are ({gains})"


def _grade(r: Any) -> Any:
    return r


def _gain(r: Any) -> Any:
    return 2**r - 1


def _total(total: Any, _ideal: Any) -> Any:
    return total


def _per_ideal(total: Any, ideal: Any) -> Any:
    return total / ideal


GRADES = Graded(_grade, _total, normalised=False)
GAINS = Graded(_gain, _total, normalised=False)
NDCG_AS_IS = Graded(_gain, _total, normalised=True)
NDCG = Graded(_gain, _per_ideal, normalised=True)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "summary, Open Question 1; Def. 1, Eq. 16",
    "assumptions": ("Every context has an item of positive relevance; the gain is that of Def. 1, 2^r - 1.",),
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.oq1.grades",
        source=Source.SUMMARY,
        title="RG2 with the grades themselves as labels is DCG-consistent",
        statement=r"With $r_{x,y} \in \{0, 1, 2, \dots\}$ in Eq. 16 and $\sum_y r_{x,y}$ for $|\mathcal I_x|$, the "
        r"minimiser of the conditional risk orders the items as $\mathbb E[2^{r_{x,y}} - 1 \mid x]$.",
        subject=GRADES,
        repaired_by="rg.oq1.gains",
        **COMMON,
    ),
    Claim(
        id="rg.oq1.gains",
        source=Source.BEYOND,
        title="RG2 with the gains 2^r - 1 as labels is DCG-consistent, for all grades",
        statement=r"With $g_y = 2^{r_{x,y}} - 1$ for $r_{x,y}$ and $G = \sum_y g_y$ for $|\mathcal I_x|$ in Eq. 16, "
        r"which is the expansion of $\sum_y g_y\,\ell(o, y)$ by A.2, the minimiser of the conditional risk orders the "
        r"items as $\mathbb E[g_y \mid x]$.",
        subject=GAINS,
        mutants=(
            Mutant("the grades as labels", GRADES),
            Mutant("a constant weight", Graded(_gain, lambda _total, _ideal: 1, normalised=False)),
            Mutant("NDCG for DCG", NDCG_AS_IS),
            Mutant("the gains squared", Graded(lambda r: (2**r - 1) ** 2, _total, normalised=False)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.oq1.ndcg",
        source=Source.SUMMARY,
        title="RG2 with gains as labels is NDCG-consistent for graded relevance",
        statement=r"With the same labels and weights, the minimiser of the conditional risk orders the items as "
        r"$\mathbb E[g_y/\max_\pi\mathrm{DCG} \mid x]$.",
        subject=NDCG_AS_IS,
        repaired_by="rg.oq1.ndcg.repair",
        **COMMON,
    ),
    Claim(
        id="rg.oq1.ndcg.repair",
        source=Source.BEYOND,
        title="RG2 with gains as labels is NDCG-consistent once a context's weight is divided by its largest DCG",
        statement=r"With $G/\max_\pi\mathrm{DCG}$ for $|\mathcal I_x|$ as the weight, and $g_yN/G - 1$ as the targets, "
        r"the minimiser of the conditional risk orders the items as $\mathbb E[g_y/\max_\pi\mathrm{DCG} \mid x]$.",
        subject=NDCG,
        mutants=(
            Mutant("not divided", NDCG_AS_IS),
            Mutant(
                "1 over the largest DCG for G over it", Graded(_gain, lambda _total, ideal: 1 / ideal, normalised=True)
            ),
            Mutant("the grades as labels", Graded(_grade, _per_ideal, normalised=True)),
            Mutant("divided twice", Graded(_gain, lambda total, ideal: total / ideal**2, normalised=True)),
        ),
        **COMMON,
    ),
)
