"""Def. 1: where DCG and NDCG are defined, and what the base of the logarithm changes."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product
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
        yield from ({"r": ", ".join(map(str, r))} for r in product((0, 1), repeat=n) if any(r))


def binary(values: Mapping[str, str]) -> list[int]:
    """The list of a counterexample; ValueError if it is no list of zeros and ones with a one."""
    r = [int(x) for x in values["r"].split(",")]
    if not any(r) or not set(r) <= {0, 1}:
        raise ValueError(f"expected zeros and ones with a one, got {values['r']!r}")
    return r


def evidence(tried: int, wrong: dict[str, str] | None, domain: str, detail: str, says: str) -> Evidence:
    """Exact evidence from a search over small cases."""
    case = "" if wrong is None else ", ".join(f"{name} = ({value})" for name, value in wrong.items())
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain,
        detail=detail,
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(f"{case}: {says}", wrong),
    )


def check_base(subject: Term, profile: Profile) -> Iterator[Evidence]:
    """NDCG of small lists to the bases 2, e^3 and 10; then the ratio of discounts for every rank and base."""
    import sympy as sp

    from theory.argument import Step

    tried, wrong = first(lists(profile.pick(4, 5)), lambda case: violates_base(subject, case))
    yield evidence(tried, wrong, "lists of up to 4 items", "Intervals.", "NDCG depends on the base")
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
    import sympy as sp

    from theory.intervals import sign

    r = binary(values)

    def ndcg(base: int) -> Any:
        discounts = [subject(sp.Integer(rank), sp.Integer(base), sp.log) for rank in range(1, len(r) + 1)]
        return sum(d * x for d, x in zip(discounts, r, strict=True)) / sum(discounts[: sum(r)])

    return any(sign(ndcg(base) - ndcg(2)) in (-1, 1) for base in (3, 10))


SCORES = (Fraction(0), Fraction(1, 10**12), Fraction(10**12))


def check_ties(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """Every tie-break of small cases; then every N, by exchanging two tied items."""
    from theory.argument import Step
    from theory.dcg import sorting_argument
    from theory.order import Place, same_condition

    sizes = range(2, profile.pick(3, 4) + 1)
    cases = (
        {"o": ", ".join(map(str, o)), "r": ", ".join(map(str, r))}
        for n in sizes
        for o in product(SCORES, repeat=n)
        for r in product((0, 1), repeat=n)
    )
    tried, wrong = first(cases, lambda case: violates_ties(subject, case))
    says = "whether the orders that sort the scores have one DCG is not as stated"
    yield evidence(tried, wrong, f"$N = 2$ to {sizes[-1]}", "The gains at each rank under every tie-break.", says)
    if wrong is None:
        pairs = [(Place("score", a), Place("score", b), r, s) for a, b, r, s in product((0, 1), repeat=4)]
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


def violates_ties(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the condition, asked of all pairs, and there being one value of DCG, are not the same."""
    from theory.intervals import rationals

    o, r = rationals(values["o"]), [int(x) for x in values["r"].split(",")]
    n = len(o)
    orders = (p for p in permutations(range(n)) if all(o[p[i]] >= o[p[i + 1]] for i in range(n - 1)))
    one_value = len({tuple(r[y] for y in p) for p in orders}) == 1
    said = all(subject(o[a], o[b], r[a], r[b]) for a in range(n) for b in range(a))
    return said != one_value and _different(o, r)


def _different(o: tuple[Fraction, ...], r: list[int]) -> bool:
    return len(o) == len(r) >= 2 and set(r) <= {0, 1}


def check_defined(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """The ideal DCG of m relevant items; then of any number."""
    import sympy as sp

    from theory.argument import Step
    from theory.dcg import discount
    from theory.order import From, same_condition

    tried, wrong = first([{"m": str(m)} for m in range(profile.pick(5, 10))], lambda c: violates_defined(subject, c))
    yield evidence(tried, wrong, "$m = 0$ to 4", "The ideal DCG.", "whether NDCG is defined is not as stated")
    if wrong is None:
        rank = sp.Symbol("rho", positive=True)
        step = Step(
            r"the ideal DCG is a sum of $m$ positive discounts: 0 for $m = 0$, where NDCG is $0/0$, and positive from "
            r"$m = 1$ on, where NDCG is above 0 and at most 1",
            bool(discount(rank).is_positive),
        )
        agrees = same_condition(subject, lambda m: m >= 1, [(0,), (From(1),)])
        yield proof([step], "this is the stated condition, for $m = 0$ and for all $m \\ge 1$", agrees, "every $N$")


def violates_defined(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the answer differs from: the ideal DCG of m relevant items is not 0."""
    from theory.dcg import ideal

    m = int(values["m"])
    return m >= 0 and bool(subject(m)) != bool(ideal(m) != 0)


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
