"""Key results: the losses of the family are DCG-consistent. With one relevant item, and with several by reductions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from theory.surrogates import (
    ADAPTED,
    ENTMAX,
    PERCEPTRON,
    RANKMAX,
    SOFTMAX,
    SPARSEMAX,
    Adapted,
    Separable,
    Surrogate,
)
from verify.profile import Profile

PerContext = Callable[[Any, Callable[[Any], Any]], Any]
"""A function of (m, IDCG), m the number of relevant items, IDCG the ideal DCG of that many."""


@dataclass(frozen=True)
class Reduction:
    r"""The loss $\sum_{y \in R} w(m)\,L(s; y)$ and the metric $E[d(m)\,\mathrm{DCG}]$; `single`: m = 1 always."""

    loss: Surrogate
    weight: PerContext
    metric: PerContext
    single: bool = False


def check(subject: Reduction, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws of relevant sets; then every N and every law."""
    largest, finest = profile.pick((3, 8), (4, 8))
    tried, wrong = _clearest(subject, _cases(subject, largest, finest))
    yield Evidence(
        kind=Kind.CERTIFICATE if isinstance(subject.loss, Adapted) else Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of one to three relevant sets, denominators up to {finest}, single items up to {finest + 4}, "
        f"$N = 2$ to ${largest}$",
        detail="The order of the scores of least risk against that of the expected gains, ties against the scores; "
        "logarithms by intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None and isinstance(subject.loss, Separable):
        yield _for_every_n(subject, subject.loss)


def _cases(subject: Reduction, largest: int, finest: int) -> Iterator[dict[str, str]]:
    from theory.majorant import rational_simplex
    from theory.relevance import laws, literal

    for n in range(2, largest + 1):
        for denominator in range(2, finest + 5):
            for support in range(2, n + 1):
                for eta in rational_simplex(support, denominator):
                    singles = {frozenset((y,)): chance for y, chance in enumerate(eta, 1)}
                    yield {"N": str(n), "law": literal(singles)}
        if not subject.single:
            yield from ({"N": str(n), "law": literal(law)} for law in laws(n, finest))


def _clearest(subject: Reduction, cases: Iterator[dict[str, str]]) -> tuple[int, dict[str, str] | None]:
    """The first case whose least risk demands a wrong order, else the first that leaves one to the tie-break."""
    tied, tried = None, 0
    for tried, case in enumerate(cases, 1):
        found = _wrong(subject, case)
        if any(s[a] < s[b] for s, _, pairs in found for a, b in pairs):
            return tried, case
        tied = tied or (case if found else None)
    return tried, tied


def violates(subject: Reduction, values: Mapping[str, str]) -> bool:
    """Whether under this law scores of least risk do not put an item above one of surely smaller expected gain."""
    return bool(_wrong(subject, values))


def _wrong(subject: Reduction, values: Mapping[str, str]) -> list[tuple[Any, Any, Any]]:
    """Orders of least risk with their expected gains and wrong pairs."""
    from theory.least_risk import orders
    from theory.reductions import ideal_dcg, labels, shares, wrong_pairs
    from theory.relevance import law

    n = int(values["N"])
    chances = law(values["law"], n)
    if subject.single and any(len(items) > 1 for items in chances):
        return []
    gains = shares(chances, n, lambda m: subject.metric(m, ideal_dcg))
    eta = labels(chances, n, lambda m: subject.weight(m, ideal_dcg))
    found = ((s, wrong_pairs(s, gains)) for s in orders(subject.loss, eta))
    return [(s, gains, pairs) for s, pairs in found if pairs]


def _says(subject: Reduction, case: Mapping[str, str]) -> str:
    scores, gains, _ = _wrong(subject, case)[0]
    return (
        rf"$N = {case['N']}$, relevant sets with chances {case['law']}: the expected gains are "
        f"({', '.join(f'{float(g):.3g}' for g in gains)}), scores of least risk have the order of "
        f"({', '.join(map(str, scores))})"
    )


def _for_every_n(subject: Reduction, loss: Separable) -> Evidence:
    import sympy as sp

    from theory.dcg import ideal, sorting_argument
    from theory.pooling import argument
    from theory.reductions import positive, reduction_step

    m = sp.Integer(1) if subject.single else sp.Symbol("m", integer=True, positive=True)
    weight, metric = sp.sympify(subject.weight(m, ideal)), sp.sympify(subject.metric(m, ideal))
    ratio = sp.simplify(weight / metric)
    claimed = (
        r"$w(m)/d(m)$ is a positive constant, so $\eta \propto E[w r]$ and the gains $E[d r]$ have one order; as the "
        "excess risk tends to 0, from some point on no pair is out of order, and the regret is 0"
    )
    agrees = m not in ratio.free_symbols and positive(ratio)
    steps = [reduction_step(weight), *argument(loss).steps, *sorting_argument().steps]
    return proof(steps, claimed, agrees, "every $N$ and every law" + (" of one item" if subject.single else ""))


def one(_m: Any, _ideal: Any) -> Any:
    """W = 1: the sum over the relevant items."""
    return 1


def per_item(m: Any, _ideal: Any) -> Any:
    """W = 1/m: the mean over the relevant items."""
    return Fraction(1, m) if isinstance(m, int) else 1 / m


def normalised(m: Any, ideal: Any) -> Any:
    """W = 1/IDCG(m)."""
    return 1 / ideal(m)


COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "Key results, Mechanism 3",
    "check": check,
    "violates": violates,
    "source": Source.SUMMARY,
}
RANKMAX_AT = "novelty report, consistency analysis"
DCG = (
    r"$\mathcal L(s_n) \to \inf \mathcal L$ implies that the DCG regret tends to 0, ties against the scores, for every "
    r"law of the relevant set $R$, $m = |R| \ge 1$; "
)


def _three(id: str, name: str, loss: Separable, keys: tuple[str, ...], formula: str) -> tuple[Claim, ...]:
    """One relevant item; the sum over several; their mean, which is one drawn from them."""
    common = COMMON | {"bibtex": ("pu2026softmax", "menon2019multilabel", *keys)}
    if loss is RANKMAX:
        common["where"] = RANKMAX_AT
    wrong = Separable(lambda x, y, t, log: loss.slope(x, y, t, log) * y, loss.samples)
    if loss is SOFTMAX:
        wrong = Separable(lambda x, y, _t, log: log(x) + log(y))
    slips = (
        Mutant("scores that depend on the item's number as well, as by a prior or weights", Reduction(wrong, one, one)),
        Mutant("no regulariser: the perceptron loss", Reduction(PERCEPTRON, one, one)),
    )
    return (
        Claim(
            id=f"{id}.single",
            title=f"The {name} is DCG-consistent with one relevant item a context",
            statement=DCG + rf"here $m = 1$ and $\mathcal L = E[L(s; y)]$, {formula}",
            subject=Reduction(loss, one, one, single=True),
            mutants=(
                *(Mutant(slip.what, Reduction(slip.subject.loss, one, one, single=True)) for slip in slips),
                Mutant("the mean over any number of relevant items", Reduction(loss, per_item, one)),
            ),
            **common,
        ),
        Claim(
            id=f"{id}.pick_all",
            title=f"The {name}, summed over the relevant items, is DCG-consistent",
            statement=DCG + rf"$\mathcal L = E\sum_{{y \in R}} L(s; y)$, {formula}",
            subject=Reduction(loss, one, one),
            mutants=(
                *slips,
                Mutant("the mean over the relevant items", Reduction(loss, per_item, one)),
                Mutant("weighted by their number", Reduction(loss, lambda m, _ideal: m, one)),
                Mutant("consistent with NDCG as well", Reduction(loss, one, normalised)),
            ),
            uses=(f"{id}.single",),
            **common,
        ),
        Claim(
            id=f"{id}.mean",
            title=f"The {name}, averaged over the relevant items or at one drawn from them, is DCG-consistent",
            statement=DCG + rf"$\mathcal L = E\,\frac1m\sum_{{y \in R}} L(s; y)$, {formula}",
            subject=Reduction(loss, per_item, one),
            repaired_by=f"{id}.pick_all",
            **common,
        ),
    )


CLAIMS = (
    *_three("sf.dcg.softmax", "softmax loss", SOFTMAX, ("ravikumar2011ndcg",), r"$L = -\log\mathrm{softmax}(s)_y$"),
    *_three(
        "sf.dcg.sparsemax", "sparsemax loss", SPARSEMAX, ("blondel2020fenchel",), r"$\Omega = \frac12(\|p\|^2 - 1)$"
    ),
    *_three(
        "sf.dcg.entmax",
        "loss of entmax with any alpha above 1",
        ENTMAX,
        ("blondel2020fenchel",),
        r"$\Omega = \frac{1}{\alpha(\alpha-1)}(\sum_y p_y^\alpha - 1)$",
    ),
    *_three(
        "sf.dcg.rankmax.fixed",
        "loss of Rankmax with a fixed scale",
        RANKMAX,
        ("kong2020rankmax",),
        r"$\Omega = \frac1{2\gamma}(\|p\|^2 - 1)$",
    ),
    Claim(
        id="sf.dcg.rankmax.adapted",
        title="Rankmax with its scale adapted to the label is DCG-consistent with one relevant item a context",
        statement=DCG + r"here $m = 1$ and $\mathcal L = E[L(s; y)]$, $L(s; y) = \log\sum_j\max(s_j - s_y + 1, 0)$",
        subject=Reduction(ADAPTED, one, one, single=True),
        uses=("sf.topk.rankmax.levels",),
        repaired_by="sf.dcg.rankmax.fixed.single",
        bibtex=("pu2026softmax", "kong2020rankmax"),
        **COMMON | {"where": RANKMAX_AT},
    ),
)
