"""Eq. 25 and the sentence before Cor. 11: which orders are best for DCG, and what leaves DCG alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from operator import gt
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Expected:
    """Sorting E[score(r)] maximises the expected DCG of Eq. 1, for grades r = 0, ..., `highest` (None: any number)."""

    score: Callable[[Any], Any]
    highest: int | None


def check_expected(subject: Expected, profile: Profile) -> Iterator[Evidence]:
    """Two items with exact laws of grades; then for every N and every law."""
    highest, finest = subject.highest or 2, profile.pick(5, 8)
    chances = [c for d in range(1, finest + 1) for c in product(range(d + 1), repeat=highest + 1) if sum(c) == d]
    texts = [", ".join(str(Fraction(x, sum(c))) for x in c) for c in chances]
    tried, wrong = first(
        ({"first": a, "second": b} for a in texts for b in texts), lambda case: violates_expected(subject, case)
    )
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$, chances of the grades 0 to {highest} with denominators up to {finest}",
        detail=r"Expected scores and expected gains $E[2^r - 1]$ in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_expected(subject, wrong), wrong),
    )
    if wrong is None:
        yield _expected_for_every_n(subject)


def violates_expected(subject: Expected, values: Mapping[str, str]) -> bool:
    """Whether the item with the larger expected gain has no larger expected score."""
    (score_a, gain_a), (score_b, gain_b) = (_means(subject, values[item]) for item in ("first", "second"))
    return gain_a > gain_b and score_a <= score_b


def _means(subject: Expected, text: str) -> tuple[Fraction, Fraction]:
    from theory.intervals import rationals

    chances = rationals(text)
    if sum(chances) != 1 or min(chances) < 0 or (subject.highest is not None and len(chances) != subject.highest + 1):
        raise ValueError(f"expected the chances of the grades, got {text!r}")
    grades = [Fraction(r) for r in range(len(chances))]
    score = sum((c * subject.score(r) for c, r in zip(chances, grades, strict=True)), Fraction(0))
    return score, sum((c * (Fraction(2) ** int(r) - 1) for c, r in zip(chances, grades, strict=True)), Fraction(0))


def _says_expected(subject: Expected, case: Mapping[str, str]) -> str:
    (score_a, gain_a), (score_b, gain_b) = (_means(subject, case[item]) for item in ("first", "second"))
    return (
        rf"two items with the grades 0, 1, ... with chances ({case['first']}) and ({case['second']}): expected gains "
        f"{gain_a} > {gain_b}, expected scores {score_a} and {score_b}"
    )


def _expected_for_every_n(subject: Expected) -> Evidence:
    import sympy as sp

    from theory.dcg import sorting_argument

    r = sp.Symbol("r", integer=True, positive=True)
    grades = [sp.Integer(1)] if subject.highest == 1 else [r]
    slopes = [sp.simplify((subject.score(g) - subject.score(sp.Integer(0))) / (2**g - 1)) for g in grades]
    agrees = all(not s.free_symbols and bool(s.is_positive) for s in slopes)
    claimed = r"score$(r)$ is $a + k(2^r - 1)$ with $k > 0$ on all grades, so both expectations have the same order"
    domain = "every $N$ and every law of the grades, items dependent or not"
    return proof(sorting_argument().steps, claimed, agrees, domain)


Allowed = Callable[[Any, Any], bool]
"""What is asked of g(s_i) and g(s_j) where s_i > s_j."""


VALUES = (Fraction(0), Fraction(1, 10**12), Fraction(1), Fraction(10**12))
"""Values of g, near each other and far apart."""


def check_invariance(subject: Allowed, profile: Profile) -> Iterator[Evidence]:
    """Every weak ordering of a few scores and maps of its levels to a few values; then for every N and all scores."""
    from theory.order import weak_orderings

    n = profile.pick(3, 4)
    cases = (
        {"o": _text(o), "g": _text([g[x] for x in o]), "r": _text(r)}
        for o in weak_orderings(n)
        for g in product(VALUES, repeat=max(o) + 1)
        for r in product((0, 1), repeat=n)
    )
    tried, wrong = first(cases, lambda case: violates_invariance(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{n} items, every weak ordering, its levels mapped to {_text(VALUES)}",
        detail="The regret before and after the map, ties against the scores.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_invariance(wrong), wrong),
    )
    if wrong is None:
        yield _invariance_for_every_n(subject)


def violates_invariance(subject: Allowed, values: Mapping[str, str]) -> bool:
    """Whether g is a function of the score, allowed, and changes the DCG with ties against the scores."""
    from theory.dcg import regret
    from theory.intervals import rationals, sign

    o, g, r = (rationals(values[name]) for name in ("o", "g", "r"))
    pairs = [(i, j) for i in range(len(o)) for j in range(len(o))]
    if any(o[i] == o[j] and g[i] != g[j] for i, j in pairs):
        return False
    if not all(subject(g[i], g[j]) for i, j in pairs if o[i] > o[j]):
        return False
    return sign(regret(o, r) - regret(g, r)) in (-1, 1)


def _says_invariance(case: Mapping[str, str]) -> str:
    from theory.dcg import against
    from theory.intervals import rationals

    o, g, r = (rationals(case[name]) for name in ("o", "g", "r"))
    before, after = ([r[y] for y in against(scores, r)] for scores in (o, g))
    return (
        f"scores ({case['o']}) are mapped to ({case['g']}), relevances are ({case['r']}): with ties against the scores "
        f"the relevances by rank are ({_text(before)}) before and ({_text(after)}) after"
    )


def _invariance_for_every_n(subject: Allowed) -> Evidence:
    from theory.argument import Step
    from theory.dcg import against
    from theory.order import Place, same_condition, weak_orderings

    orders = [[Place("score", a), Place("score", b)] for a, b in product(range(2), repeat=2)]
    strict = same_condition(subject, gt, orders)
    rising = [(x, g) for x in weak_orderings(3) for g in product(range(4), repeat=3) if g[0] < g[1] < g[2]]
    steps = [
        Step(
            r"one of $s_i < s_j$, $s_i = s_j$, $s_i > s_j$ holds. If $s_i > s_j$ gives $g(s_i) > g(s_j)$, so does the "
            r"first with $i$ and $j$ exchanged, and the second gives equality as $g$ is a function: all comparisons "
            r"stay, so under each rule for ties that does not look at the size of scores every item keeps its rank, "
            r"and DCG is a function of ranks and relevances (also tried on all weak orderings of 3 items and 4 values)",
            all(against([g[s] for s in x], r) == against(x, r) for x, g in rising for r in product((0, 1), repeat=3)),
        ),
    ]
    claimed = "this is what is asked of $g$, which compares two values and does not look at their size"
    return proof(steps, claimed, strict, "every $N$, all scores, ties included")


def _text(values: Any) -> str:
    return ", ".join(map(str, values))


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
EXPECTED: dict[str, Any] = COMMON | {"where": "Eq. 24-25", "check": check_expected, "violates": violates_expected}
INVARIANT: dict[str, Any] = COMMON | {
    "where": "before Cor. 11",
    "check": check_invariance,
    "violates": violates_invariance,
}
SORTS = r"maximises the expected DCG, $E[\sum_y (2^{r_{x,y}} - 1)/\log(1+\pi_y)]$, "
INVARIANCE = r"$\mathrm{DCG}(f) = \mathrm{DCG}(g(f))$ for every order-preserving $g: \mathbb R \to \mathbb R$, "

CLAIMS = (
    Claim(
        id="rg.eq25",
        source=Source.FULL_TEXT,
        title="Sorting by the expected relevance maximises the expected DCG",
        statement=r"$f_B(x,y) = E_{\mathcal D}[r_{x,y} \mid x]$ " + SORTS + r"for $r \in \{0, 1\}$",
        subject=Expected(lambda r: r, 1),
        mutants=(
            Mutant("the chance of being irrelevant", Expected(lambda r: 1 - r, 1)),
            Mutant("the variance's $r(1-r)$", Expected(lambda r: r * (1 - r), 1)),
            Mutant("a constant", Expected(lambda r: 1 + 0 * r, 1)),
        ),
        **EXPECTED,
    ),
    Claim(
        id="rg.eq25.graded",
        source=Source.FULL_TEXT,
        title="Sorting by the expected relevance maximises the expected DCG for graded relevances too",
        statement=(
            r"$f_B(x,y) = E_{\mathcal D}[r_{x,y} \mid x]$ " + SORTS + r"for any grades $r \in \{0, 1, 2, \ldots\}$, as "
            "after Thm 10 the relevances are not restricted to two values"
        ),
        subject=Expected(lambda r: r, None),
        repaired_by="rg.eq25.graded.repair",
        **EXPECTED,
    ),
    Claim(
        id="rg.eq25.graded.repair",
        source=Source.BEYOND,
        title="Sorting by the expected gain maximises the expected DCG for graded relevances",
        statement=r"$f(x,y) = E_{\mathcal D}[2^{r_{x,y}} - 1 \mid x]$ " + SORTS + "for any grades",
        subject=Expected(lambda r: 2**r - 1, None),
        mutants=(
            Mutant("the grade itself", Expected(lambda r: r, None)),
            Mutant("the grade squared", Expected(lambda r: r**2, None)),
            Mutant("$2^{r-1}$ without the gain of grade 0", Expected(lambda r: 2 ** (r - 1) if r > 0 else 0 * r, None)),
            Mutant("base 3 for base 2", Expected(lambda r: 3**r - 1, None)),
        ),
        **EXPECTED,
    ),
    Claim(
        id="rg.order_invariance.strict",
        source=Source.FULL_TEXT,
        title="DCG does not change under a strictly order-preserving map of the scores",
        statement=INVARIANCE + r"read with Def. 21: $s_i > s_j$ implies $g(s_i) > g(s_j)$",
        subject=lambda a, b: a > b,
        mutants=(
            Mutant("not decreasing", lambda a, b: a >= b),
            Mutant("one to one", lambda a, b: a != b),
            Mutant("strictly decreasing", lambda a, b: a < b),
            Mutant("increasing up to rounding", lambda a, b: a > b - Fraction(1, 10**9)),
            Mutant("clipped at 10", lambda a, b: a > b or a == b >= 10),
            Mutant("increasing below a ceiling", lambda a, b: a > b or b > 10**6),
        ),
        **INVARIANT,
    ),
    Claim(
        id="rg.order_invariance.weak",
        source=Source.FULL_TEXT,
        title="DCG does not change under a non-decreasing map of the scores",
        statement=INVARIANCE + r"read weakly: $s_i \ge s_j$ implies $g(s_i) \ge g(s_j)$",
        subject=lambda a, b: a >= b,
        repaired_by="rg.order_invariance.strict",
        **INVARIANT,
    ),
)
