"""Def. 1: where DCG and NDCG are defined, and what the base of the logarithm changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations, product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Term = Callable[[Any, Any, Any], Any]


def lists(longest: int) -> Iterator[dict[str, str]]:
    """Every list of zeros and ones with a one, shortest first."""
    for n in range(1, longest + 1):
        yield from ({"r": literal(r)} for r in product((0, 1), repeat=n) if any(r))


def binary(values: Mapping[str, str]) -> list[int]:
    """The list of a counterexample; ValueError if it is no list of zeros and ones with a one."""
    r = [int(x) for x in values["r"].split(",")]
    if not any(r) or not set(r) <= {0, 1}:
        raise ValueError(f"expected zeros and ones with a one, got {values['r']!r}")
    return r


def literal(values: Sequence[Any]) -> str:
    """The text of some numbers."""
    return ", ".join(map(str, values))


def evidence(
    tried: int, wrong: dict[str, str] | None, domain: str, detail: str, says: Callable[[Mapping[str, str]], str]
) -> Evidence:
    """Exact evidence from a search over small cases; `says` puts a case into words."""
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain,
        detail=detail,
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


BASES = (2, 3, 10)


def check_base(subject: Term, profile: Profile) -> Iterator[Evidence]:
    """NDCG of small lists to a few bases; then the ratio of discounts for every rank and base."""
    import sympy as sp

    from theory.argument import Step

    longest = profile.pick(4, 5)
    tried, wrong = first(lists(longest), lambda case: violates_base(subject, case))
    domain = f"lists of up to {longest} items, bases {', '.join(map(str, BASES))}"
    yield evidence(tried, wrong, domain, "Intervals.", lambda case: _says_base(subject, case))
    if wrong is None:
        rank, b = sp.symbols("rho b", positive=True)
        ratio = sp.simplify(subject(rank, b, sp.log) / subject(rank, sp.Integer(2), sp.log))
        step = Step(
            rf"the discount to the base $b$ is ${sp.latex(ratio)}$ times that to the base 2, the same for every rank: "
            rf"DCG is multiplied by it, and NDCG, a ratio of two DCGs, is not changed",
            rank not in ratio.free_symbols,
        )
        named = sp.simplify(subject(rank, b, sp.log) - sp.log(b) / sp.log(1 + rank)) == 0
        yield proof([step], r"the discount is $1/\log_b(1+\rho)$", named, "every $N$, all grades, every base above 1")


def violates_base(subject: Term, values: Mapping[str, str]) -> bool:
    """Whether NDCG surely differs between two of the bases."""
    from theory.intervals import sign

    known, *others = (_ndcg(subject, binary(values), base) for base in BASES)
    return any(sign(other - known) in (-1, 1) for other in others)


def _ndcg(subject: Term, r: list[int], base: int) -> Any:
    import sympy as sp

    discounts = [subject(sp.Integer(rank), sp.Integer(base), sp.log) for rank in range(1, len(r) + 1)]
    return sum(d * x for d, x in zip(discounts, r, strict=True)) / sum(discounts[: sum(r)])


def _says_base(subject: Term, case: Mapping[str, str]) -> str:
    found = (f"{float(_ndcg(subject, binary(case), base)):.6g} to the base {base}" for base in BASES)
    return f"relevances ({case['r']}) by rank: NDCG is {', '.join(found)}"


SCORES = (Fraction(0), Fraction(1, 10**12), Fraction(10**12))
"""Equal, near each other and far apart."""


def check_ties(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """Every tie-break of small cases; then every N, by exchanging two tied items; where it fails, without ties."""
    from theory.argument import Step
    from theory.dcg import sorting_argument
    from theory.order import Place, same_condition

    sizes = range(2, profile.pick(3, 4) + 1)
    cases = (
        {"o": literal(o), "r": literal(r)}
        for n in sizes
        for o in product(SCORES, repeat=n)
        for r in product((0, 1), repeat=n)
    )
    tried, wrong = first(cases, lambda case: violates_ties(subject, case))
    domain = f"$N = 2$ to {sizes[-1]}, scores {literal(SCORES)}"
    says = "The gains at each rank under every tie-break."
    yield evidence(tried, wrong, domain, says, lambda case: _says_ties(subject, case))
    pairs = [(Place("score", a), Place("score", b), r, s) for a, b, r, s in product((0, 1), repeat=4)]
    if wrong is None:
        same = same_condition(subject, lambda a, b, r, s: a != b or r == s, pairs)
        steps = [
            *sorting_argument().steps[1:3],
            Step(
                "orders that sort the scores differ by exchanges of tied items: of equal relevance these change "
                "nothing, of different relevance one changes the DCG by the product of that step, which is not 0 "
                "(executed for two items)",
                violates_ties(lambda *_: True, {"o": "0, 0", "r": "0, 1"}),
            ),
        ]
        claimed = "the stated condition asks this of every two items, and does not look at the size of scores"
        yield proof(steps, claimed, same, "every $N$ and all scores")
        return
    step = Step(
        "one order sorts scores that all differ (executed for three)",
        all(len(_sorted_orders(o)) == 1 for o in permutations(SCORES)),
    )
    always = same_condition(subject, lambda *_: True, [pair for pair in pairs if pair[0] != pair[1]])
    alone = proof([step], "then DCG is said to be one number", always, "every $N$ and all scores that differ")
    yield replace(alone, under="no two scores are equal")


def violates_ties(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the condition, asked of all pairs, and there being one value of DCG, are not the same."""
    from theory.intervals import rationals

    o, r = rationals(values["o"]), [int(x) for x in values["r"].split(",")]
    if not len(o) == len(r) >= 2 or not set(r) <= {0, 1}:
        return False
    return _said_one(subject, o, r) != (len(_gains(o, r)) == 1)


def _said_one(subject: Any, o: tuple[Fraction, ...], r: list[int]) -> bool:
    return all(subject(o[a], o[b], r[a], r[b]) for a in range(len(o)) for b in range(a))


def _sorted_orders(o: tuple[Fraction, ...]) -> list[tuple[int, ...]]:
    """The orders that sort the scores, every tie-break."""
    return [p for p in permutations(range(len(o))) if all(o[a] >= o[b] for a, b in pairwise(p))]


def _gains(o: tuple[Fraction, ...], r: list[int]) -> list[tuple[int, ...]]:
    """The relevances by rank that orders which sort the scores can have."""
    return sorted({tuple(r[y] for y in p) for p in _sorted_orders(o)})


def _says_ties(subject: Any, case: Mapping[str, str]) -> str:
    from math import log2

    from theory.intervals import rationals

    o, r = rationals(case["o"]), [int(x) for x in case["r"].split(",")]
    found = (sum(x / log2(1 + rank) for rank, x in enumerate(gains, 1)) for gains in _gains(o, r))
    said = "one number" if _said_one(subject, o, r) else "not one number"
    return (
        f"scores ({case['o']}), relevances ({case['r']}): the orders that sort the scores have the DCG "
        f"{' or '.join(f'{dcg:.6g}' for dcg in found)} (base 2), which is said to be {said}"
    )


def check_defined(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """The ideal DCG of m relevant items; then of any number; where it fails, of any number but 0."""
    import sympy as sp

    from theory.argument import Step
    from theory.dcg import discount
    from theory.order import From, same_condition

    most = profile.pick(4, 9)
    cases = [{"m": str(m)} for m in range(most + 1)]
    tried, wrong = first(cases, lambda case: violates_defined(subject, case))
    yield evidence(tried, wrong, f"$m = 0$ to {most}", "The ideal DCG.", _says_defined)
    step = Step(
        r"the ideal DCG is a sum of $m$ positive discounts: 0 for $m = 0$, where NDCG is $0/0$, and positive from "
        r"$m = 1$ on, where NDCG is above 0 and at most 1",
        bool(discount(sp.Symbol("rho", positive=True)).is_positive),
    )
    if wrong is None:
        agrees = same_condition(subject, lambda m: m >= 1, [(0,), (From(1),)])
        yield proof([step], "this is the stated condition, for $m = 0$ and for all $m \\ge 1$", agrees, "every $N$")
    elif same_condition(subject, lambda m: m >= 1, [(From(1),)]):
        found = proof([step], "this is stated for all $m \\ge 1$", True, "every $N$")
        yield replace(found, under="every context has a relevant item")


def violates_defined(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the answer differs from: the ideal DCG of m relevant items is not 0."""
    from theory.dcg import ideal

    m = int(values["m"])
    return m >= 0 and bool(subject(m)) != bool(ideal(m) != 0)


def _says_defined(case: Mapping[str, str]) -> str:
    from theory.dcg import ideal

    best = float(ideal(int(case["m"])))
    what = (
        "so NDCG is $0/0$, and is said to be a number" if best == 0 else "so NDCG is a number, and is said to be none"
    )
    return f"$m = {case['m']}$ relevant items: the largest DCG is {best:.6g} (natural logarithms), {what}"


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
BASE: dict[str, Any] = COMMON | {"where": "Def. 1", "check": check_base, "violates": violates_base}
TIES: dict[str, Any] = COMMON | {"where": "Def. 1", "check": check_ties, "violates": violates_ties}
DEFINED: dict[str, Any] = COMMON | {"where": "Def. 1", "check": check_defined, "violates": violates_defined}

CLAIMS = (
    Claim(
        id="rg.def1.base",
        source=Source.FULL_TEXT,
        title="The base of the logarithm changes DCG by one factor and NDCG not at all",
        statement=r"In Eq. 1-2 the base, which is not named, does not matter: discounts $1/\log_b(1+\pi_y)$",
        subject=lambda rank, b, log: log(b) / log(1 + rank),
        mutants=(
            Mutant(r"$1/\log_b(b - 1 + \pi_y)$", lambda rank, b, log: log(b) / log(b - 1 + rank)),
            Mutant(r"$1/(1 + \log_b\pi_y)$", lambda rank, b, log: 1 / (1 + log(rank) / log(b))),
            Mutant(r"$1/\log_b(1+\pi_y)$ plus a constant", lambda rank, b, log: 1 + log(b) / log(1 + rank)),
        ),
        **BASE,
    ),
    Claim(
        id="rg.def1.ties",
        source=Source.FULL_TEXT,
        title="DCG is a function of the scores and the relevant items",
        statement=r"$\mathrm{DCG}(o, D)$ of Eq. 1 is one number for every $o$, ties included, without a rule for ties",
        subject=lambda *_: True,
        repaired_by="rg.def1.ties.repair",
        **TIES,
    ),
    Claim(
        id="rg.def1.ties.repair",
        source=Source.BEYOND,
        title="DCG is a function of scores and relevant items exactly where tied items are equally relevant",
        statement=r"$\mathrm{DCG}(o, D)$ is the same under every tie-break exactly if $o_a = o_b$ implies $r_a = r_b$",
        subject=lambda o_a, o_b, r_a, r_b: o_a != o_b or r_a == r_b,
        mutants=(
            Mutant("always", lambda *_: True),
            Mutant("only without ties", lambda o_a, o_b, *_: o_a != o_b),
            Mutant("unless both are relevant", lambda o_a, o_b, r_a, r_b: o_a != o_b or r_a * r_b == 0),
            Mutant("tied up to rounding", lambda o_a, o_b, r_a, r_b: abs(o_a - o_b) > 10**-9 or r_a == r_b),
            Mutant("or the scores are large", lambda o_a, o_b, r_a, r_b: o_a != o_b or r_a == r_b or o_a > 10**6),
        ),
        **TIES,
    ),
    Claim(
        id="rg.def1.positives",
        source=Source.FULL_TEXT,
        title="NDCG is defined for every context",
        statement=r"$\mathrm{NDCG} = \mathrm{DCG}/\max_o\mathrm{DCG}$ is a number for every set of relevant items",
        subject=lambda _m: True,
        repaired_by="rg.def1.positives.repair",
        **DEFINED,
    ),
    Claim(
        id="rg.def1.positives.repair",
        source=Source.BEYOND,
        title="NDCG is defined exactly for the contexts with a relevant item",
        statement=r"$\mathrm{NDCG}$ is a number, in $(0, 1]$, exactly if $m \ge 1$ items are relevant; else $0/0$",
        subject=lambda m: m >= 1,
        mutants=(
            Mutant("always", lambda _m: True),
            Mutant("from two relevant items on", lambda m: m >= 2),
            Mutant("unless one item is relevant", lambda m: m != 1),
        ),
        **DEFINED,
    ),
)
