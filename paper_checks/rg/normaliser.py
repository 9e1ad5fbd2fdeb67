"""Remark 22: the weights that normalisation gives to contexts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Weight = Callable[[Any, Any], Any]
"""A context's weight 1/IDCG as a function of (m, log)."""


@dataclass(frozen=True)
class Normaliser:
    """The weights of contexts with m = 1, ..., `most` relevant items (None: any number); to the base 2."""

    weight: Weight
    most: int | None


SINGLE = "every context has one relevant item (single click)"
LARGEST = 20


def check_normaliser(subject: Normaliser, profile: Profile) -> Iterator[Evidence]:
    """One over the ideal DCG, m by m; then for every m; where it is wrong, for m = 1 alone."""
    found = _search(subject, profile.pick(6, LARGEST))
    yield found
    if found.holds and not found.complete:
        yield _for_every_number(subject)
    alone = replace(subject, most=1)
    if not found.holds and subject.most != 1 and _search(alone, 1).holds:
        yield replace(_search(alone, 1), under=SINGLE)


def _search(subject: Normaliser, largest: int) -> Evidence:
    most = largest if subject.most is None else min(subject.most, LARGEST)
    tried, wrong = first([{"m": str(m)} for m in range(1, most + 1)], lambda case: violates_normaliser(subject, case))
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="$m = 1$" if most == 1 else f"$m = 1$ to {most}",
        detail=r"$1/\sum_{i\le m} 1/\log_2(1+i)$ enclosed in intervals.",
        exercised=tried,
        complete=subject.most == most,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )


def _says(subject: Normaliser, case: Mapping[str, str]) -> str:
    import sympy as sp

    m = int(case["m"])
    true, stated = (float(weight(sp.Integer(m), sp.log)) for weight in (_one_over_ideal, subject.weight))
    ideal = " + ".join(rf"1/\log_2 {rank + 1}" for rank in range(1, m + 1))
    return f"a context with $m = {m}$ relevant items has the weight $1/({ideal}) = {true:.6g}$, not {stated:.6g}"


def _for_every_number(subject: Normaliser) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.dcg import ideal

    m, i = sp.Symbol("m", integer=True, positive=True), sp.Symbol("i", integer=True, positive=True)
    stated = sp.simplify(sp.log(2) * subject.weight(m, sp.log) * ideal(m))
    step = Step(
        r"the best order of $m$ relevant items has them at ranks 1 to $m$, so IDCG is $\sum_{i\le m} 1/\log_2(1+i)$, "
        r"whose terms are positive: it rises strictly in $m$, and weights are equal exactly where $m$ is",
        bool((1 / sp.log(1 + i)).is_positive),
    )
    return proof([step], "one over it is the stated weight", stated == 1, "every $m$")


def violates_normaliser(subject: Normaliser, values: Mapping[str, str]) -> bool:
    """Whether the stated weight times the ideal DCG to the base 2 is surely not 1."""
    import sympy as sp

    from theory.dcg import ideal
    from theory.intervals import sign

    m = int(values["m"])
    if m < 1 or (subject.most is not None and m > subject.most):
        return False
    return sign(subject.weight(sp.Integer(m), sp.log) * ideal(m) * sp.log(2) - 1) in (-1, 1)


def _one_over_ideal(m: Any, log: Any) -> Any:
    import sympy as sp

    from theory.dcg import ideal

    return 1 / (log(2) * ideal(int(m) if isinstance(m, sp.Integer) else m))


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
REMARK: dict[str, Any] = COMMON | {"where": "Remark 22", "check": check_normaliser, "violates": violates_normaliser}

CLAIMS = (
    Claim(
        id="rg.remark22.single",
        source=Source.FULL_TEXT,
        title="Under single click every context has the weight one",
        statement=r"binary relevance, one relevant item a context: $1/\mathrm{IDCG} = 1$",
        assumptions=("logarithms to the base 2; to another base all weights are one other constant",),
        subject=Normaliser(lambda _m, _log: 1, 1),
        mutants=(
            Mutant("natural logarithms in the weight", Normaliser(lambda _m, log: log(2), 1)),
            Mutant("up to two relevant items", Normaliser(lambda _m, _log: 1, 2)),
            Mutant(r"ranks from 0: $\log_2 3$", Normaliser(lambda _m, log: log(3) / log(2), 1)),
            Mutant("up to 50 relevant items", Normaliser(lambda _m, _log: 1, 50)),
        ),
        **REMARK,
    ),
    Claim(
        id="rg.remark22.binary",
        source=Source.FULL_TEXT,
        title="With binary relevance alone every context has the weight one",
        statement=(
            r"$r \in \{0, 1\}$: $1/\mathrm{IDCG}(m) = 1$; read without the words single click, for any number "
            r"$m \ge 1$ of relevant items"
        ),
        assumptions=("logarithms to the base 2",),
        subject=Normaliser(lambda _m, _log: 1, None),
        repaired_by="rg.remark22.repair",
        **REMARK,
    ),
    Claim(
        id="rg.remark22.repair",
        source=Source.BEYOND,
        title="With binary relevance a context's weight falls with its number of relevant items",
        statement=(
            r"$r \in \{0, 1\}$: $1/\mathrm{IDCG}(m) = 1/\sum_{i \le m} \frac1{\log_2(1+i)}$, so normalisation is "
            r"trivial exactly where all contexts have the same number of relevant items"
        ),
        subject=Normaliser(_one_over_ideal, None),
        mutants=(
            Mutant("one", Normaliser(lambda _m, _log: 1, None)),
            Mutant("$1/m$", Normaliser(lambda m, _log: 1 / m, None)),
            Mutant("the discount of rank $m$", Normaliser(lambda m, log: log(2) / log(1 + m), None)),
            Mutant("natural logarithms", Normaliser(lambda m, log: log(2) * _one_over_ideal(m, log), None)),
        ),
        **REMARK,
    ),
)
