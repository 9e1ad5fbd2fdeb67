"""Eq. 24-25, Remark 22 and the sentence before Cor. 11: which orders are best for DCG, and what leaves DCG alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
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


def check_invariance(subject: Allowed, profile: Profile) -> Iterator[Evidence]:
    """Every weak ordering of three scores and small maps of its levels; then for every N."""
    from theory.order import weak_orderings

    levels = range(profile.pick(3, 4))
    cases = (
        {"o": _text(o), "g": _text([g[x] for x in o]), "r": _text(r)}
        for o in weak_orderings(3)
        for g in product(levels, repeat=3)
        for r in product((0, 1), repeat=3)
    )
    tried, wrong = first(cases, lambda case: violates_invariance(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="3 items, every weak ordering, maps of its levels",
        detail="The regret before and after the map, ties against the scores.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            f"scores ({wrong['o']}) are mapped to ({wrong['g']}); with relevances ({wrong['r']}) and ties against the "
            "scores their DCG differs",
            wrong,
        ),
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


def _invariance_for_every_n(subject: Allowed) -> Evidence:
    from theory.argument import Step
    from theory.dcg import against
    from theory.order import weak_orderings

    strict = all(bool(subject(a, b)) == (a > b) for a, b in product(range(3), repeat=2))
    rising = [(x, g) for x in weak_orderings(3) for g in product(range(4), repeat=3) if g[0] < g[1] < g[2]]
    steps = [
        Step(
            r"one of $s_i < s_j$, $s_i = s_j$, $s_i > s_j$ holds. If $s_i > s_j$ gives $g(s_i) > g(s_j)$, so does the "
            r"first with $i$ and $j$ exchanged, and the second gives equality as $g$ is a function: all comparisons "
            r"stay, "
            "so under each rule for ties that does not look at the size of scores every item keeps its rank, and DCG "
            "is "
            "a function of ranks and relevances (also tried on all weak orderings of 3 items and 4 values)",
            all(against([g[s] for s in x], r) == against(x, r) for x, g in rising for r in product((0, 1), repeat=3)),
        ),
    ]
    return proof(steps, "this is what is asked of $g$", strict, "every $N$, all scores, ties included")


def _text(values: Any) -> str:
    return ", ".join(map(str, values))


Weight = Callable[[Any, Any], Any]
"""A context's weight 1/IDCG as a function of (m, log)."""


@dataclass(frozen=True)
class Normaliser:
    """The weights of contexts with m = 1, ..., `most` relevant items (None: any number); to the base 2."""

    weight: Weight
    most: int | None


def check_normaliser(subject: Normaliser, profile: Profile) -> Iterator[Evidence]:
    """One over the ideal DCG, m by m; then for every m."""
    import sympy as sp

    from theory.dcg import ideal

    sizes = range(1, min(subject.most or profile.pick(6, 20), 20) + 1)
    tried, wrong = first([{"m": str(m)} for m in sizes], lambda case: violates_normaliser(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$m$ up to {sizes[-1]}",
        detail=r"$1/\sum_{i\le m} 1/\log_2(1+i)$ enclosed in intervals.",
        exercised=tried,
        complete=subject.most is not None,
        counterexample=None
        if wrong is None
        else Counterexample(rf"a context with $m = {wrong['m']}$ relevant items has another weight", wrong),
    )
    if wrong is None and subject.most is None:
        from theory.argument import Step

        m, i = sp.Symbol("m", integer=True, positive=True), sp.Symbol("i", integer=True, positive=True)
        stated = sp.simplify(sp.log(2) * subject.weight(m, sp.log) * ideal(m))
        step = Step(
            r"the best order of $m$ relevant items has them at ranks 1 to $m$, so IDCG is $\sum_{i\le m} "
            r"1/\log_2(1+i)$, "
            "whose terms are positive: it rises strictly in $m$, and weights are equal exactly where $m$ is",
            bool((1 / sp.log(1 + i)).is_positive),
        )
        yield proof([step], "one over it is the stated weight", stated == 1, "every $m$")


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
    from theory.dcg import ideal

    return 1 / (log(2) * ideal(int(m) if m.is_Integer else m))


Attained = Callable[[Any], Any]
"""What is asked of each chance."""


def check_attained(subject: Attained, profile: Profile) -> Iterator[Evidence]:
    """Small label distributions; then for every N."""
    from theory.intervals import rationals

    finest = profile.pick(4, 6)
    etas = (
        [Fraction(x, d) for x in parts]
        for n in (2, 3, 4)
        for d in range(1, finest + 1)
        for parts in product(range(d + 1), repeat=n)
        if sum(parts) == d
    )
    tried, wrong = first(({"eta": _text(eta)} for eta in etas), lambda case: violates_attained(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"label distributions with denominators up to {finest}, $N = 2$ to 4",
        detail="The minimum is attained exactly where some softmax output is the distribution.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"for $\eta = ({wrong['eta']})$ the infimum of the softmax risk is "
            + ("not attained" if all(map(subject, rationals(wrong["eta"]))) else r"attained, at $\log\eta$"),
            wrong,
        ),
    )
    if wrong is None:
        yield _attained_for_every_n(subject)


def violates_attained(subject: Attained, values: Mapping[str, str]) -> bool:
    """Whether the answer differs from: the scores log(eta), which alone fit eta, are finite."""
    import sympy as sp

    from theory.intervals import rational, rationals

    eta = rationals(values["eta"])
    finite = all(sp.log(rational(e)).is_finite for e in eta)
    return sum(eta) == 1 and min(eta) >= 0 and len(eta) > 1 and all(map(subject, eta)) != finite


def _attained_for_every_n(subject: Attained) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.dcg_regret import softmax_argument

    o, x = sp.Symbol("o", real=True), sp.Symbol("x", positive=True)
    gap = x - 1 - sp.log(x)
    steps = [
        softmax_argument().steps[0],
        Step(
            r"$\mathrm{KL}(\eta\|p) = 0$ only for $p = \eta$, as $\log x < x - 1$ for $x \ne 1$ (strictly convex, zero "
            r"slope at 1), and $\mathrm{KL} \to 0$ along $p \to \eta$",
            sp.diff(gap, x).subs(x, 1) == 0 and bool(sp.diff(gap, x, 2).is_positive),
        ),
        Step(
            r"softmax outputs are all positive, and every positive $\eta$ is one, of $\log\eta$: so the infimum is "
            r"attained exactly if every $\eta_y > 0$",
            bool(sp.exp(o).is_positive) and sp.exp(sp.log(x)) == x,
        ),
    ]
    agrees = subject(x) in (True, sp.true) and not subject(sp.Integer(0))
    return proof(steps, "this is asked of each chance", agrees, "every $N \\ge 2$ and every distribution")


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
EXPECTED: dict[str, Any] = COMMON | {"where": "Eq. 24-25", "check": check_expected, "violates": violates_expected}
INVARIANT: dict[str, Any] = COMMON | {
    "where": "before Cor. 11",
    "check": check_invariance,
    "violates": violates_invariance,
}
REMARK: dict[str, Any] = COMMON | {"where": "Remark 22", "check": check_normaliser, "violates": violates_normaliser}
ATTAINED: dict[str, Any] = COMMON | {"where": "Def. 8", "check": check_attained, "violates": violates_attained}
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
        ),
        **REMARK,
    ),
    Claim(
        id="rg.remark22.binary",
        source=Source.FULL_TEXT,
        title="With binary relevance alone every context has the weight one",
        statement=r"$r \in \{0, 1\}$, any number $m \ge 1$ of relevant items: $1/\mathrm{IDCG}(m) = 1$",
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
            r"trivial "
            "exactly where all contexts have the same number of relevant items"
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
    Claim(
        id="rg.def8.attained",
        source=Source.FULL_TEXT,
        title="The softmax risk attains its minimum, as Def. 8 assumes",
        statement=r"$\Phi^* = \min_o \Phi(o)$ is attained for $\phi = -\log p(o_y)$ and every label distribution",
        subject=lambda _eta: True,
        repaired_by="rg.def8.attained.repair",
        **ATTAINED,
    ),
    Claim(
        id="rg.def8.attained.repair",
        source=Source.BEYOND,
        title="The softmax risk attains its minimum exactly where every item has a positive chance",
        statement=(
            r"$\inf_o \Phi(o)$ is attained, for $N \ge 2$, exactly if $\eta_y > 0$ for every $y$; with the infimum for "
            r"the "
            "minimum Def. 8 speaks of every distribution"
        ),
        subject=lambda eta: eta > 0,
        mutants=(
            Mutant("always", lambda _eta: True),
            Mutant("unless one item is certain", lambda eta: eta < 1),
            Mutant("only if no chance is above one half", lambda eta: (eta > 0) & (2 * eta <= 1)),
        ),
        **ATTAINED,
    ),
)
