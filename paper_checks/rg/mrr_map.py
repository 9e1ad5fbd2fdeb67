"""Def. 2: whether the printed sums are MRR and MAP, and the normaliser with a cutoff."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence
from paper_checks.proof import proof
from paper_checks.rg.metrics import binary, evidence, lists
from paper_checks.search import first
from verify.profile import Profile

Term = Callable[[Any, Any, Any], Any]


def check_mrr(subject: Term, profile: Profile) -> Iterator[Evidence]:
    """Every list of a few items; then rank by rank for any length."""
    import sympy as sp

    from theory.argument import Step

    longest = profile.pick(6, 10)
    tried, wrong = first(lists(longest), lambda case: violates_mrr(subject, case))
    domain = f"every list of up to {longest} items"
    yield evidence(tried, wrong, domain, "In rationals.", lambda case: _says_mrr(subject, case))
    if wrong is None:
        i, rel = sp.Symbol("i", integer=True, positive=True), sp.Symbol("rel")
        found = [subject(i, sp.Integer(0), sp.Integer(1)), subject(i, sp.Integer(1), sp.Integer(1)) - 1 / i]
        step = Step(
            r"$\prod_{j<i}(1 - \mathrm{rel}_j)$ is 1 up to the first hit and 0 after it; so the terms are 0 before the "
            r"first hit, $1/i$ at it and 0 after it, in sum $1/i$ (0 without a hit)",
            [sp.simplify(x) for x in found] == [0, 0] and sp.simplify(subject(i, rel, sp.Integer(0))) == 0,
        )
        yield proof([step], "these are the stated terms", True, "every $N$ and every list")


def violates_mrr(subject: Term, values: Mapping[str, str]) -> bool:
    """Whether the sum of the terms is not one over the rank of the first relevant item."""
    found, usual = _mrr(subject, binary(values))
    return bool(found != usual)


def _mrr(subject: Term, r: list[int]) -> tuple[Any, Fraction]:
    """The sum of the terms, and one over the rank of the first relevant item."""
    before = [int(not any(r[:i])) for i in range(len(r))]
    found = sum(subject(Fraction(i + 1), r[i], before[i]) for i in range(len(r)))
    return found, Fraction(1, r.index(1) + 1)


def _says_mrr(subject: Term, case: Mapping[str, str]) -> str:
    found, usual = _mrr(subject, binary(case))
    return f"relevances ({case['r']}) by rank: the sum is {found}, one over the rank of the first hit is {usual}"


def check_map(subject: Term, profile: Profile) -> Iterator[Evidence]:
    """Every list of a few items; then term by term for any length."""
    import sympy as sp

    from theory.argument import Step

    longest = profile.pick(6, 9)
    tried, wrong = first(lists(longest), lambda case: violates_map(subject, case))
    domain = f"every list of up to {longest} items"
    yield evidence(tried, wrong, domain, "In rationals.", lambda case: _says_map(subject, case))
    if wrong is None:
        i, hits = sp.symbols("i h", positive=True)
        step = Step(
            r"a rank without a relevant item adds 0, one with a relevant item the share $h/i$ of relevant items in the "
            r"first $i$: the sum is over the $|\mathcal I_x|$ relevant items, and divided by their number it is the "
            r"mean",
            sp.simplify(subject(i, sp.Integer(0), hits)) == 0
            and sp.simplify(subject(i, sp.Integer(1), hits) - hits / i) == 0,
        )
        yield proof([step], "these are the stated terms", True, "every $N$ and every list with a relevant item")


def violates_map(subject: Term, values: Mapping[str, str]) -> bool:
    """Whether the terms do not sum to the precisions at the ranks of the relevant items."""
    found, usual = _map(subject, binary(values))
    return bool(found != usual)


def _map(subject: Term, r: list[int]) -> tuple[Any, Fraction]:
    """The sum of the terms, and of the precisions at the ranks of the relevant items."""
    usual = sum((Fraction(sum(r[: i + 1]), i + 1) for i in range(len(r)) if r[i]), Fraction(0))
    return sum(subject(Fraction(i + 1), r[i], sum(r[: i + 1])) for i in range(len(r))), usual


def _says_map(subject: Term, case: Mapping[str, str]) -> str:
    found, usual = _map(subject, binary(case))
    return f"relevances ({case['r']}) by rank: the sum is {found}, the precisions at the relevant items add to {usual}"


WITHIN = r"no context has more relevant items than the cutoff, $|\mathcal I_x| \le K$"


def check_cutoff(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """The best order of m relevant items at small cutoffs; then every m and K; where it fails, those with m <= K."""
    import sympy as sp

    from theory.argument import Step

    largest = profile.pick(6, 12)
    cases = [{"m": str(m), "K": str(k)} for m in range(1, largest) for k in range(1, largest)]
    tried, wrong = first(cases, lambda case: violates_cutoff(subject, case))
    yield evidence(tried, wrong, f"$m, K < {largest}$", "In rationals.", lambda case: _says_cutoff(subject, case))
    i, m, k, more = (sp.Symbol(name, integer=True, positive=True) for name in ("i", "m", "K", "d"))
    step = Step(
        r"the best order has relevant items at ranks 1 to $\min(m, K)$, each with precision $i/i = 1$, and no "
        r"other relevant item up to $K$",
        sp.simplify(i / i) == 1,
    )
    within = [subject(m, m + more) - m, subject(m, m) - m]
    if wrong is None:
        same = all(sp.simplify(x) == 0 for x in (*within, subject(k + more, k) - k))
        yield proof([step], "the stated normaliser is $\\min(m, K)$", same, "every $m$ and $K$")
    elif all(sp.simplify(x) == 0 for x in within):
        found = proof([step], "the stated normaliser is $m$, which is $\\min(m, K)$", True, "every $m \\le K$")
        yield replace(found, under=WITHIN)


def violates_cutoff(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the best order's sum of precisions at the cutoff is not the normaliser."""
    m, k = int(values["m"]), int(values["K"])
    return min(m, k) >= 1 and _best(m, k) != subject(m, k)


def _best(m: int, k: int) -> Fraction:
    """The best order's sum of precisions up to rank k."""
    r = [1] * m + [0] * k
    return sum((Fraction(sum(r[: i + 1]), i + 1) * r[i] for i in range(k)), Fraction(0))


def _says_cutoff(subject: Any, case: Mapping[str, str]) -> str:
    m, k = int(case["m"]), int(case["K"])
    return (
        f"$m = {m}$ relevant items, $K = {k}$: the best order's precisions up to rank $K$ add to {_best(m, k)}, "
        f"and are divided by {subject(m, k)}"
    )


def _least(m: Any, k: Any) -> Any:
    import sympy as sp

    return sp.Min(m, k)


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
CUTOFF: dict[str, Any] = COMMON | {"where": "Def. 2, s. 5.1", "check": check_cutoff, "violates": violates_cutoff}

CLAIMS = (
    Claim(
        id="rg.def2.mrr",
        where="Def. 2",
        source=Source.FULL_TEXT,
        title="The printed sum of products is the mean reciprocal rank",
        statement=(
            r"$\sum_{i=1}^N \frac{\mathrm{rel}_i}i \prod_{j=1}^{i-1}(1 - \mathrm{rel}_j)$ is one over the rank of the "
            r"first relevant item, and 0 without one"
        ),
        subject=lambda i, rel, before: rel * before / i,
        check=check_mrr,
        violates=violates_mrr,
        mutants=(
            Mutant("$i + 1$ for $i$", lambda i, rel, before: rel * before / (i + 1)),
            Mutant("the product lost", lambda i, rel, _before: rel / i),
            Mutant("the product up to $i$", lambda i, rel, before: rel * (1 - rel) * before / i),
            Mutant("the relevance lost", lambda i, _rel, before: before / i),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.def2.map",
        where="Def. 2",
        source=Source.FULL_TEXT,
        title="The printed sum is the mean average precision",
        statement=(
            r"$\frac1{|\mathcal I_x|}\sum_{i=1}^N \frac{\sum_{m\le i}\mathrm{rel}_m}i\,\mathrm{rel}_i$ is the mean, "
            r"over the relevant items, of the precision at their ranks"
        ),
        assumptions=("a relevant item exists; without one it is 0/0, while MRR is 0",),
        subject=lambda i, rel, hits: hits * rel / i,
        check=check_map,
        violates=violates_map,
        mutants=(
            Mutant("the last factor lost", lambda i, _rel, hits: hits / i),
            Mutant("the hits before $i$", lambda i, rel, hits: (hits - rel) * rel / i),
            Mutant("the reciprocal rank of each hit", lambda i, rel, _hits: rel / i),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.def2.map.cutoff",
        source=Source.FULL_TEXT,
        title="With a cutoff K the MAP of Def. 2 is 1 for the best order",
        statement=r"Def. 2's sum over $i \le K$ (MAP@K), still divided by $|\mathcal I_x|$, is 1 for the best order",
        assumptions=("s. 5.1 does not say what MAP@K divides by",),
        subject=lambda m, _k: m,
        repaired_by="rg.def2.map.cutoff.repair",
        **CUTOFF,
    ),
    Claim(
        id="rg.def2.map.cutoff.repair",
        source=Source.BEYOND,
        title="With a cutoff K the normaliser with which the best order has MAP 1 is min(m, K)",
        statement=r"Def. 2's sum over $i \le K$ is $\min(|\mathcal I_x|, K)$ for the best order",
        subject=_least,
        mutants=(
            Mutant("$m$", lambda m, _k: m),
            Mutant("$K$", lambda _m, k: k),
            Mutant("their mean", lambda m, k: (m + k) / 2),
        ),
        **CUTOFF,
    ),
)
