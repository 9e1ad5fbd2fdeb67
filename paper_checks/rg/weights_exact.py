"""The end of s. 4.2: exactly which weights and labels keep a squared loss DCG-consistent."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.squared_consistency import SETS
from paper_checks.search import first
from verify.profile import Profile

Expressions = Callable[[Any, Any, Any, Any], tuple[Any, ...]]
"""Functions of (w_1, w_0, s_1, s_0), subscript 1 for relevant items."""


@dataclass(frozen=True)
class Criterion:
    """Consistent for every law exactly if `fixed` do not depend on m, `zero` are 0 and `positive` positive, m < N."""

    fixed: Expressions
    zero: Expressions
    positive: Expressions


def check_criterion(subject: Criterion, profile: Profile) -> Iterator[Evidence]:
    """Losses by their numbers, each with a law that breaks it or a proof that none does; then for every N >= 3."""
    cases = _cases(profile)
    tried, wrong = first(cases, lambda case: violates_criterion(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} losses on 3 or 4 items",
        detail="Each with a law that breaks the order, found by search, or proved consistent; against the criterion.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_criterion(wrong), wrong),
    )
    if wrong is None:
        yield _criterion_for_every_n(subject)


@cache
def _cases(profile: Profile) -> list[dict[str, str]]:
    from theory.intervals import literal
    from theory.relevance import laws
    from theory.relevance import literal as law_literal
    from theory.squared_consistency import breaks, constants

    cases = []
    for table in (table for n in profile.pick((3,), (3, 4)) for table in _tables(n)):
        numbers = {name: literal(getattr(table, name)) for name in ("w1", "w0", "s1", "s0")}
        found = next((law for law in laws(table.n, 13) if breaks(table.loss, law, table.n, constants({}))), None)
        if (found is None) is not table.consistent:
            raise AssertionError(f"neither a law breaks {table} nor is it proved consistent")
        cases.append(numbers | ({} if found is None else {"law": law_literal(found)}))
    return cases


def _tables(n: int) -> Iterator[Any]:
    from theory.squared_consistency import Table

    m = [Fraction(k) for k in range(1, n)]
    one, zero = [Fraction(1)] * len(m), [Fraction(0)] * len(m)
    rg1, rg0 = [n / k - 1 for k in m], [Fraction(-1)] * len(m)
    rows = [
        (m, m, rg1, rg0),
        ([5 * x for x in one], one, one, zero),
        (m, [Fraction(2, n) * k for k in m], rg1, rg0),
        (m, [k + 2 for k in m], rg1, rg0),
        (one, one, rg1, rg0),
        (m, m, one, zero),
        ([1 / k for k in m], [1 / k for k in m], m, zero),
        (m, one, one, zero),
        (m, one, [1 / k for k in m], zero),
        (m, m, [k + 1 / k for k in m], m),
        (m, m, zero, [1 / k for k in m]),
        ([2 * x for x in one], [3 * x for x in one], m, zero),
        ([2 * k for k in m], [2 * k - 1 for k in m], [1 / k for k in m], zero),
    ]
    yield from (Table(*(tuple(column) for column in row)) for row in rows)


def violates_criterion(subject: Criterion, values: Mapping[str, str]) -> bool:
    """Whether a loss called consistent is broken by the law, or one called inconsistent is proved consistent."""
    from theory.intervals import rationals
    from theory.relevance import law
    from theory.squared_consistency import Table, breaks, constants

    table = Table(*(rationals(values[name]) for name in ("w1", "w0", "s1", "s0")))
    rows = list(zip(table.w1, table.w0, table.s1, table.s0, strict=True))
    said = (
        len({tuple(subject.fixed(*row)) for row in rows}) == 1
        and all(x == 0 for row in rows for x in subject.zero(*row))
        and all(x > 0 for row in rows for x in subject.positive(*row))
    )
    if "law" in values:
        return said and breaks(table.loss, law(values["law"], table.n), table.n, constants({}))
    return not said and table.consistent


def _says_criterion(case: Mapping[str, str]) -> str:
    numbers = ", ".join(rf"${name[0]}_{name[1]} = ({case[name]})$" for name in ("w1", "w0", "s1", "s0"))
    if "law" in case:
        return f"{numbers} for $m = 1, 2, \\ldots$ meet the criterion, yet the law {case['law']} breaks the order"
    return f"{numbers} for $m = 1, 2, \\ldots$ miss the criterion, yet the loss is consistent for every law"


def _criterion_for_every_n(subject: Criterion) -> Evidence:
    import sympy as sp

    from theory.squared_consistency import necessity

    w1, w0, s1, s0 = sp.symbols("w_1 w_0 s_1 s_0")
    fixed = {sp.expand(e) for e in subject.fixed(w1, w0, s1, s0)}
    positive = {sp.expand(e) for e in subject.positive(w1, w0, s1, s0)}
    agrees = (
        fixed == {sp.expand(w1 * s1 - w0 * s0), w1 - w0}
        and positive == {w1, w0, s1 - s0}
        and not any(subject.zero(w1, w0, s1, s0))
    )
    claimed = (
        r"if $A$ and $C$ are constants the minimiser is $\frac{A\eta_y + \bar B}{C\eta_y + \bar D}$, strictly rising "
        r"in $\eta_y$, so with positive weights and $s_1 > s_0$ this is also sufficient; these are the stated "
        r"conditions"
    )
    domain = "every $N \\ge 3$, positive weights, $s_1 > s_0$, sets of 1 to $N-1$ items"
    return proof(necessity().steps, claimed, agrees, domain)


END: dict[str, Any] = {"where": "end of s. 4.2"}

CLAIMS = (
    Claim(
        id="rg.weights_disrupt.uniform",
        paper=Paper.RG,
        source=Source.BEYOND,
        title="Consistency of a squared loss relies on weights that are uniform across a context's items",
        statement=SETS
        + r"Positive weights and labels $s_1 > s_0$ that depend on $m$: the loss is DCG-consistent for every law "
        r"exactly if $w_1 = w_0$",
        subject=Criterion(lambda *_: (), lambda w1, w0, *_: (w1 - w0,), lambda w1, w0, s1, s0: (w1, w0, s1 - s0)),
        check=check_criterion,
        violates=violates_criterion,
        repaired_by="rg.weights_disrupt.exact",
        bibtex=("pu2025rg",),
        **END,
    ),
    Claim(
        id="rg.weights_disrupt.exact",
        paper=Paper.RG,
        source=Source.BEYOND,
        title="Exactly which weights and labels keep a squared loss DCG-consistent",
        statement=SETS
        + r"Positive weights and labels $s_1 > s_0$ that depend on $m$, relevant sets of 1 to $N-1$ items, $N \ge 3$: "
        r"the loss is DCG-consistent for every law exactly if $w_1s_1 - w_0s_0$ and $w_1 - w_0$ do not depend on $m$",
        subject=Criterion(
            lambda w1, w0, s1, s0: (w1 * s1 - w0 * s0, w1 - w0),
            lambda *_: (),
            lambda w1, w0, s1, s0: (w1, w0, s1 - s0),
        ),
        check=check_criterion,
        violates=violates_criterion,
        mutants=(
            Mutant(
                "uniform weights",
                Criterion(lambda *_: (), lambda a, b, *_: (a - b,), lambda a, b, s, t: (a, b, s - t)),
            ),
            Mutant(
                "the first condition alone",
                Criterion(lambda a, b, s, t: (a * s - b * t,), lambda *_: (), lambda a, b, s, t: (a, b, s - t)),
            ),
            Mutant(
                "the second condition alone",
                Criterion(lambda a, b, *_: (a - b,), lambda *_: (), lambda a, b, s, t: (a, b, s - t)),
            ),
            Mutant(
                "constant weights",
                Criterion(lambda a, b, s, t: (a, b, s, t), lambda *_: (), lambda a, b, s, t: (a, b, s - t)),
            ),
            Mutant(
                "a constant weight times gap",
                Criterion(lambda a, _b, s, t: (a * (s - t),), lambda *_: (), lambda a, b, s, t: (a, b, s - t)),
            ),
            Mutant(
                "the order of the labels not asked",
                Criterion(lambda a, b, s, t: (a * s - b * t, a - b), lambda *_: (), lambda a, b, *_: (a, b)),
            ),
        ),
        bibtex=("pu2025rg",),
        **END,
    ),
)
