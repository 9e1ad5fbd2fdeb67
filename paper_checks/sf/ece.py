"""Next check 3 of the summary: whether the expected calibration error tests top-k calibration."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from paper_checks.cases import Values, decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from verify.profile import Profile

ZERO, ORDER, EQUAL = "the error is 0", "the top k is in order", "the probabilities are the true ones"


@dataclass(frozen=True)
class Implies:
    """The first property of predicted probabilities brings the others with it, for every k."""

    premise: str
    conclusions: tuple[str, ...]


def check(subject: Implies, profile: Profile) -> Iterator[Evidence]:
    """Every pair of contexts on a grid of distributions, exactly; then any contexts."""
    from theory.calibration_error import cases

    grids = ((2, profile.pick(3, 5), 1), (3, profile.pick(2, 3), 1), (3, profile.pick(2, 3), 2))
    models = chain.from_iterable(
        ((contexts, k) for contexts in cases(size, denominator)) for size, denominator, k in grids
    )
    found = decided(
        (_values(*model) for model in models),
        lambda values: violates(subject, values),
        domain="two contexts with distributions on a grid: " + "; ".join(f"$N = {n}$, $k = {k}$" for n, _, k in grids),
        detail="The error with a bin for every predicted value, and the order, in rational arithmetic.",
        says=lambda values: _says(subject, values),
    )
    yield found
    if found.holds:
        yield _proof(subject)


def _proof(subject: Implies) -> Evidence:
    from theory.calibration_error import exact_steps

    derived = subject.premise == EQUAL and {*subject.conclusions} <= {ZERO, ORDER}
    return proof(
        exact_steps(), "these are the claimed conclusions", derived, "every number of contexts, $N$ and $k < N$"
    )


def _values(contexts: Any, k: int) -> dict[str, str]:
    from theory.intervals import literal

    named = {f"{name} {i}": literal(getattr(context, name)) for i, context in enumerate(contexts, 1) for name in PARTS}
    return {**named, "k": str(k)}


PARTS = ("eta", "p")


def _says(subject: Implies, values: Values) -> str:
    said = ", ".join(
        rf"$\eta = ({values[f'eta {i}']})$ predicted as $p = ({values[f'p {i}']})$"
        for i in range(1, len(values) // 2 + 1)
    )
    missing = " and ".join(subject.conclusions)
    return (
        f"in two equally likely contexts, {said}: at $k = {values['k']}$ {subject.premise}, but it is not true that "
        f"{missing}"
    )


def violates(subject: Implies, values: Values) -> bool:
    """Whether these contexts have the premise and lack a conclusion, by exact arithmetic."""
    from theory import calibration_error as ece
    from theory.intervals import rationals

    count = (len(values) - 1) // 2
    contexts = [ece.Context(*(rationals(values[f"{name} {i}"]) for name in PARTS)) for i in range(1, count + 1)]
    distributions = [d for context in contexts for d in (context.eta, context.p)]
    k = int(values["k"])
    if len({len(d) for d in distributions}) != 1 or any(sum(d) != 1 or min(d) < 0 for d in distributions):
        return False
    if not 1 <= k < len(distributions[0]):
        return False
    meaning = {ZERO: ece.calibrated, ORDER: ece.ordered, EQUAL: ece.exact}
    return meaning[subject.premise](contexts, k) and not all(meaning[c](contexts, k) for c in subject.conclusions)


CONVENTIONS = (
    "The error is that of the k < N items ranked first in each context, each a prediction that its item is clicked; it "
    "is taken in expectation, with one bin for every predicted value. With wider bins it is no larger.",
    "In order: top-k preservation in the sense of Yang and Koyejo (2020), ties included.",
    "The sentence is about an experiment on the top 20; as theory it is read as: the error being 0 and the top k being "
    "in order go together.",
)


def _claim(id: str, title: str, statement: str, subject: Implies, **fields: Any) -> Claim:
    return Claim(
        id=id,
        paper=Paper.SF,
        where="summary, next check 3",
        title=title,
        statement=statement,
        assumptions=CONVENTIONS,
        subject=subject,
        check=check,
        violates=violates,
        bibtex=("pu2026softmax", "naeini2015calibrated", "yang2020topk"),
        **fields,
    )


CLAIMS = (
    _claim(
        "sf.ece.order",
        "Probabilities without calibration error put the top k in order",
        "If the expected calibration error of the items ranked first is 0, the predicted probabilities preserve the "
        "top k of the true ones in every context.",
        Implies(ZERO, (ORDER,)),
        source=Source.SUMMARY,
        repaired_by="sf.ece.repair",
    ),
    _claim(
        "sf.ece.converse",
        "Probabilities that put the top k in order have no calibration error",
        "If the predicted probabilities preserve the top k of the true ones in every context, the expected calibration "
        "error of the items ranked first is 0.",
        Implies(ORDER, (ZERO,)),
        source=Source.BEYOND,
        repaired_by="sf.ece.repair",
    ),
    _claim(
        "sf.ece.repair",
        "True probabilities have both, so that an error above 0 shows that they are not true, and no more",
        "Where the predicted probabilities are the true ones, the expected calibration error is 0 and the top k is in "
        "order in every context, for every k below N.",
        Implies(EQUAL, (ZERO, ORDER)),
        source=Source.BEYOND,
        mutants=(
            Mutant("no calibration error is enough", Implies(ZERO, (ORDER,))),
            Mutant("the order is enough", Implies(ORDER, (ZERO,))),
            Mutant("no calibration error makes the probabilities the true ones", Implies(ZERO, (EQUAL,))),
            Mutant("the order makes the probabilities the true ones", Implies(ORDER, (EQUAL,))),
        ),
    ),
)
