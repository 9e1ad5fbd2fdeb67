"""The end of s. 4.2: that some unequal weights on relevant and other items disrupt DCG-consistency."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.squared_consistency import SETS, Loss, binary_label, rg_label
from verify.profile import Profile


@dataclass(frozen=True)
class Disrupting:
    """A loss with unequal positive weights, and a law of relevant sets of n items under which it is said to fail."""

    loss: Loss
    law: str
    n: int = 3


def check(subject: Disrupting, profile: Profile) -> Iterator[Evidence]:  # noqa: ARG001
    """The minimiser of the risk under the law, in rationals, and that of the same labels with equal weights.

    Whether weights and labels are the stated ones is compared for every m and N.
    """
    case = {"N": str(subject.n), "law": subject.law}
    wrong = violates(subject, case)
    yield Evidence(
        kind=Kind.EXACT,
        holds=False if wrong else _stated(subject.loss) or None,
        domain="one law of relevant sets, which is all that the statement needs",
        detail=f"{_says(subject)}. With the weight $m$ on all items the order is right.",
        exercised=1,
        complete=True,
        counterexample=Counterexample(_says(subject), case) if wrong else None,
    )


def _stated(loss: Loss) -> bool:
    """Whether weights are m and a third of it, and labels RG's, for every m and N."""
    import sympy as sp

    from theory.squared_consistency import FREE, M, N, Y

    differences = [
        ours(r, M, N, Y, FREE) - stated(r, M, N, Y, FREE)
        for ours, stated in ((loss.weight, _third), (loss.label, rg_label))
        for r in (0, 1)
    ]
    return all(sp.simplify(difference) == 0 for difference in differences)


def violates(subject: Disrupting, values: Mapping[str, str]) -> bool:
    """Whether these are the subject's law and items, and yet its weights are equal there or disrupt nothing.

    They disrupt where the least risk has an item strictly above a more relevant one, and has not with the weight m.
    """
    from theory.relevance import law
    from theory.squared_consistency import Squared, breaks, constants, reverses

    n = int(values["N"])
    chances = law(values["law"], n)
    if n != subject.n or chances != law(subject.law, n):
        return False
    loss, free = Squared(subject.loss.weight, subject.loss.label), constants({})
    weights = [[Fraction(loss.weight(r, len(items), n, 1, free)) for r in (0, 1)] for items in chances]
    unequal = any(other != relevant for other, relevant in weights) and min(map(min, weights)) > 0
    equal = replace(loss, weight=lambda _r, m, *_: m)
    return not (unequal and reverses(loss, chances, n, free) and not breaks(equal, chances, n, free))


def _says(subject: Disrupting) -> str:
    from theory.intervals import literal
    from theory.relevance import law, relevance
    from theory.squared_consistency import Squared, constants, minimiser

    chances = law(subject.law, subject.n)
    best = minimiser(Squared(subject.loss.weight, subject.loss.label), chances, subject.n, constants({}))
    return (
        rf"$N = {subject.n}$, relevant sets with chances {subject.law}: $E[r] = "
        rf"({literal(relevance(chances, subject.n))})$, least risk at $o = ({literal(best or [])})$"
    )


def _third(r: Any, m: Any, _N: Any, _y: Any, _k: Any) -> Any:
    return m * Fraction(1 + 2 * r, 3)


LAW = "2 3: 3/5; 1: 2/5"

CLAIMS = (
    Claim(
        id="rg.weights_disrupt.some",
        paper=Paper.RG,
        where="end of s. 4.2",
        source=Source.FULL_TEXT,
        title="Different weights on relevant and other items may disrupt DCG-consistency",
        statement=SETS
        + r"Some positive weights that differ between relevant and other items make RG$^2$, which is DCG-consistent "
        r"with the weight $m$ on all items, inconsistent: with $m$ on relevant items and $\frac m3$ on others the "
        "least risk has an item above a more relevant one",
        subject=Disrupting(Loss(_third, rg_label), LAW),
        check=check,
        violates=violates,
        mutants=(
            Mutant("the weight $m$ on all items", Disrupting(Loss(lambda _r, m, *_: m, rg_label), LAW)),
            Mutant(
                "$m$ on relevant items, $m + 2$ on others",
                Disrupting(Loss(lambda r, m, *_: m + 2 - 2 * r, rg_label), LAW),
            ),
            Mutant(
                "two constant labels and weights (WSL)", Disrupting(Loss(lambda r, *_: 1 + 2 * r, binary_label), LAW)
            ),
            Mutant("contexts with one relevant item", Disrupting(Loss(_third, rg_label), "2: 3/5; 1: 2/5")),
            Mutant("another law", Disrupting(Loss(_third, rg_label), "2 3: 3/4; 1: 1/4")),
        ),
        uses=("rg.thm12.eq16", "rg.eq25"),
        bibtex=("pu2025rg",),
    ),
)
