"""Prop. 6 and the title: whether the softmax loss is consistent with DCG, and with NDCG."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

PerContext = Callable[[Any, Callable[[Any], Any]], Any]
"""A function of (m, IDCG), m the number of relevant items, IDCG the ideal DCG of that many."""


@dataclass(frozen=True)
class Ranking:
    r"""A loss whose least conditional risk sorts $E[w(m)\,r_y]$, and a metric $E[d(m)\,\mathrm{DCG}]$.

    `one_size`: every context has the same number of relevant items.
    """

    weight: PerContext
    metric: PerContext
    one_size: bool = False


ONE_SIZE = "every context has the same number of relevant items (single click: one)"


def check_order(subject: Ranking, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws of relevant sets; then compare the two orders for every N and every law, or for one size."""
    found = _search(subject, profile)
    yield found
    alone = replace(subject, one_size=True)
    if found.holds:
        yield _same_order(subject)
    elif not subject.one_size and _search(alone, profile).holds:
        yield replace(_same_order(alone), under=ONE_SIZE)


def _search(subject: Ranking, profile: Profile) -> Evidence:
    from theory.relevance import laws, literal

    largest, finest = profile.pick((3, 8), (4, 8))
    sizes = range(2, largest + 1)
    cases = ({"N": str(n), "law": literal(law)} for n in sizes for law in laws(n, finest, one_size=subject.one_size))
    tried, wrong = first(cases, lambda case: violates_order(subject, case))
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of two or three relevant sets, denominators up to {finest}, $N = 2$ to ${largest}$",
        detail="Expected shares of loss and metric, exact; the signs of differences of IDCGs by intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_order(subject, wrong), wrong),
    )


def violates_order(subject: Ranking, values: Mapping[str, str]) -> bool:
    """Whether, under this law, the risk's minimiser puts an item surely below one that the metric wants below it."""
    from theory.intervals import sign

    shares = _shares(subject, values)
    if shares is None:
        return False
    loss, metric = shares
    pairs = ((a, b) for a in range(len(loss)) for b in range(len(loss)))
    return any(sign(metric[a] - metric[b]) == 1 and sign(loss[a] - loss[b]) == -1 for a, b in pairs)


def _shares(subject: Ranking, values: Mapping[str, str]) -> tuple[Any, Any] | None:
    from theory.dcg import ideal
    from theory.intervals import rational
    from theory.relevance import law, mean

    n = int(values["N"])
    chances = law(values["law"], n)
    if subject.one_size and len(set(map(len, chances))) > 1:
        return None
    exact = {items: rational(chance) for items, chance in chances.items()}
    return (
        mean(exact, n, lambda r, m, _y: r * subject.weight(m, ideal)),
        mean(exact, n, lambda r, m, _y: r * subject.metric(m, ideal)),
    )


def _says_order(subject: Ranking, case: Mapping[str, str]) -> str:
    from theory.relevance import in_words, law

    shares = _shares(subject, case)
    assert shares is not None
    loss, metric = (", ".join(f"{float(x):.3g}" for x in share) for share in shares)
    sets = in_words(law(case["law"], int(case["N"])))
    return (
        f"$N = {case['N']}$, relevant sets {sets}: the risk's minimiser sorts the items as ({loss}), the metric wants "
        f"them as ({metric})"
    )


def _same_order(subject: Ranking) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.dcg import ideal, sorting_argument
    from theory.dcg_regret import softmax_argument
    from theory.reductions import positive

    m = sp.Symbol("m", integer=True, positive=True)
    weight, metric = sp.sympify(subject.weight(m, ideal)), sp.sympify(subject.metric(m, ideal))
    ratio = sp.simplify(weight / metric)
    free = subject.one_size or m not in ratio.free_symbols
    steps = [
        Step(
            r"the loss's conditional risk is $\sum_y E[w r_y]\,(-\log p_y)$, a positive multiple of the risk under the "
            r"label distribution $\eta \propto E[w r]$; so what is proved for one label a context holds with this "
            r"$\eta$",
            positive(weight),
        ),
        *softmax_argument().steps,
        *sorting_argument().steps,
    ]
    claimed = (
        r"$w(m)/d(m)$ is a positive constant"
        + (r", as $m$ is the same in all contexts" if subject.one_size else "")
        + r", so $E[w r]$ and $E[d r]$ have the same order, and excess risk to 0 means regret to 0"
    )
    return proof(steps, claimed, free and positive(ratio), "every $N$ and every law of relevant sets")


def _one(_m: Any, _ideal: Any) -> Any:
    return 1


def _per_item(m: Any, _ideal: Any) -> Any:
    return Fraction(1, m) if isinstance(m, int) else 1 / m


def _normalised(m: Any, ideal: Any) -> Any:
    return 1 / ideal(m)


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg", "ravikumar2011ndcg")}
ORDER: dict[str, Any] = COMMON | {"check": check_order, "violates": violates_order}
RISK = r"relevant sets $R_x$ at random, $m = |R_x| \ge 1$; minimisers of the conditional risk; "

CLAIMS = (
    Claim(
        id="rg.prop6.many",
        where="Prop. 6, Eq. 16",
        source=Source.FULL_TEXT,
        title="Summed over the pairs of a data set, the softmax loss is DCG-consistent for random relevant sets",
        statement=RISK
        + r"$\frac1{|D|}\sum_{(x,y)\in D} -\log p(o_y^{(x)})$ is DCG-consistent: its minimiser sorts $E[r_y]$",
        subject=Ranking(_one, _one),
        mutants=(
            Mutant("the mean over a context's items", Ranking(_per_item, _one)),
            Mutant("weighted by the number of items", Ranking(lambda m, _ideal: m, _one)),
            Mutant("consistent with NDCG as well", Ranking(_one, _normalised)),
        ),
        uses=("rg.prop6.single",),
        **ORDER,
    ),
    Claim(
        id="rg.prop6.many.per_context",
        where="Prop. 6, Eq. 5-6",
        source=Source.FULL_TEXT,
        title="With an item drawn from each context's relevant ones, the softmax loss is DCG-consistent",
        statement=RISK
        + r"$E_x E_{y \sim R_x}[-\log p(o_y^{(x)})]$, $y$ drawn from $R_x$ with equal chances, is DCG-consistent",
        subject=Ranking(_per_item, _one),
        repaired_by="rg.prop6.many",
        uses=("rg.prop6.single",),
        **ORDER,
    ),
    Claim(
        id="rg.title.consistent",
        where="title, abstract",
        source=Source.FULL_TEXT,
        title="The softmax loss, and with it RG2, is consistent with NDCG",
        statement=RISK + r"a loss whose minimiser sorts $E[r_y]$ (softmax summed over pairs; RG2 of Eq. 16) is "
        r"NDCG-consistent",
        subject=Ranking(_one, _normalised),
        repaired_by="rg.title.repair",
        uses=("rg.prop6.many", "rg.thm12.eq16"),
        **ORDER,
    ),
    Claim(
        id="rg.title.single",
        where="title, abstract, Remark 22",
        source=Source.FULL_TEXT,
        title="Where every context has the same number of relevant items, the softmax loss is consistent with NDCG",
        statement=RISK + r"if $m$ is the same in all contexts (single click: $m = 1$), softmax is NDCG-consistent",
        subject=Ranking(_one, _normalised, one_size=True),
        mutants=(
            Mutant("for any numbers of relevant items", Ranking(_one, _normalised)),
            Mutant("the mean over a context's items, any numbers", Ranking(_per_item, _normalised)),
            Mutant("weighted by the number of items, any numbers", Ranking(lambda m, _ideal: m, _normalised)),
        ),
        uses=("rg.prop6.many",),
        **ORDER,
    ),
    Claim(
        id="rg.title.repair",
        where="title, abstract, Remark 22",
        source=Source.BEYOND,
        title="Weighting each context by one over its ideal DCG makes the softmax loss consistent with NDCG",
        statement=RISK
        + r"$\sum_{y \in R_x} -\log p(o_y)$ weighted by $1/\mathrm{IDCG}(m)$, $\mathrm{IDCG}(m) = \sum_{i\le m} c_i$, "
        r"is "
        "NDCG-consistent: its minimiser sorts the shares $E[r_y/\\mathrm{IDCG}]$ of the expected NDCG",
        subject=Ranking(_normalised, _normalised),
        mutants=(
            Mutant("unweighted", Ranking(_one, _normalised)),
            Mutant("weighted by $1/m$", Ranking(_per_item, _normalised)),
            Mutant("IDCG for 1/IDCG", Ranking(lambda m, ideal: ideal(m), _normalised)),
            Mutant("consistent with DCG as well", Ranking(_normalised, _one)),
        ),
        uses=("rg.prop6.many",),
        **ORDER,
    ),
)
