"""Cor. 11, Eq. 16 and 19, and the end of s. 4.2: which weights and labels keep a squared loss DCG-consistent."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Value = Callable[[Any, Any, Any, Any, Any], Any]


@dataclass(frozen=True)
class Loss:
    r"""$\sum_y w\,(o_y - s)^2$, weight and label functions of (r, m, N, y, constants), r = 1 for a relevant item.

    `one_size`: every context has the same number m of relevant items.
    """

    weight: Value
    label: Value
    one_size: bool = False


def check(subject: Loss, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws of relevant sets; then the minimiser of the risk for every N and every law."""
    from theory.relevance import laws, literal
    from theory.squared_consistency import Squared, samples

    largest, finest = profile.pick((3, 13), (4, 13))
    cases = (
        sample | {"N": str(n), "law": literal(law)}
        for n in range(2, largest + 1)
        for law in laws(n, finest, one_size=subject.one_size)
        for sample in samples(Squared(subject.weight, subject.label))
    )
    tried, wrong = _clearest(subject, cases)
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of two or three relevant sets, denominators up to {finest}, $N = 2$ to ${largest}$",
        detail="The minimiser $E[ws]/E[w]$ of the conditional risk in rationals, against $E[r]$, ties against it.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)


def _clearest(subject: Loss, cases: Iterator[dict[str, str]]) -> tuple[int, dict[str, str] | None]:
    """The first case whose least risk reverses two items, else the first that leaves it to the tie-break."""
    from theory.relevance import law
    from theory.squared_consistency import Squared, constants, reverses

    loss, tied, tried = Squared(subject.weight, subject.label), None, 0
    for tried, case in enumerate(cases, 1):
        if violates(subject, case):
            if reverses(loss, law(case["law"], int(case["N"])), int(case["N"]), constants(case)):
                return tried, case
            tied = tied or case
    return tried, tied


def violates(subject: Loss, values: Mapping[str, str]) -> bool:
    """Whether, under this law, the least risk goes with scores that do not sort E[r]."""
    from theory.relevance import law
    from theory.squared_consistency import Squared, breaks, constants

    n = int(values["N"])
    chances = law(values["law"], n)
    if subject.one_size and len(set(map(len, chances))) > 1:
        return False
    return breaks(Squared(subject.weight, subject.label), chances, n, constants(values))


def _says(subject: Loss, case: Mapping[str, str]) -> str:
    from theory.intervals import literal
    from theory.relevance import law, relevance
    from theory.squared_consistency import Squared, constants, minimiser

    n = int(case["N"])
    chances = law(case["law"], n)
    best = minimiser(Squared(subject.weight, subject.label), chances, n, constants(case))
    given = ", ".join(f"{name} = {case[name]}" for name in case if name not in ("N", "law"))
    return (
        rf"$N = {n}$, relevant sets with chances {case['law']}"
        + (f" ({given})" if given else "")
        + f": $E[r] = ({literal(relevance(chances, n))})$, "
        + (f"least risk at $o = ({literal(best)})$" if best else "and the risk has no single minimiser")
    )


def _for_every_n(subject: Loss) -> Evidence:
    from theory.squared_consistency import Squared, sufficiency

    steps = sufficiency(Squared(subject.weight, subject.label), subject.one_size).steps
    claimed = "this is the stated loss, and its minimiser's order is that of $E[r]$, the best for DCG"
    scope = "with one number of relevant items" if subject.one_size else "of relevant sets"
    return proof(steps, claimed, True, f"every $N$ and every law {scope}")


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
        r"in "
        r"$\eta_y$, so with positive weights and $s_1 > s_0$ this is also sufficient; these are the stated conditions"
    )
    domain = "every $N \\ge 3$, positive weights, $s_1 > s_0$, sets of 1 to $N-1$ items"
    return proof(necessity().steps, claimed, agrees, domain)


def _rg(r: Any, m: Any, N: Any, _y: Any, _k: Any) -> Any:
    return r * Fraction(N, m) - 1 if isinstance(N, int) else r * N / m - 1


def _eq19(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    return m * (r + (1 - r) * (k.n + 1) / N)


def _binary(r: Any, _m: Any, _N: Any, _y: Any, k: Any) -> Any:
    return k.low + k.gap * r


def _two(r: Any, _m: Any, _N: Any, _y: Any, k: Any) -> Any:
    return k.alpha * r + k.beta * (1 - r)


def _sampled_weight(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    return m + r * N / k.n


def _sampled_label(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    return r * N * (k.n + 1) / (k.n * m + N) - 1


def _w(_r: Any, m: Any, _N: Any, _y: Any, k: Any) -> Any:
    return k.w(m)


COMMON: dict[str, Any] = {"paper": Paper.RG, "check": check, "violates": violates, "bibtex": ("pu2025rg",)}
SETS = r"Relevant sets at random, $m = |\mathcal I_x| \ge 1$, conditional risk given $x$. "
COR = (
    SETS + r"$\phi = \sum_y w_x (f(x,y) - s_{x,y})^2$ is DCG-consistent (DCG of the binary relevance) if $w_x > 0$ and "
)
UNIFORM = Loss(lambda _r, m, *_: m, _rg)
ONE: Value = lambda *_: Fraction(1)  # noqa: E731
PER_CONTEXT = Loss(lambda _r, m, *_: Fraction(1, m) if isinstance(m, int) else 1 / m, _binary)
EQ19 = Loss(_eq19, _rg)
B2 = Loss(lambda _r, _m, _N, _y, k: k.alpha, _rg)
END: dict[str, Any] = {"where": "end of s. 4.2"}

CLAIMS = (
    Claim(
        id="rg.cor11.constant",
        where="Cor. 11",
        source=Source.FULL_TEXT,
        title="A squared loss with a constant weight and two constant labels is DCG-consistent",
        statement=COR + r"$s_{x,y} = a$ for relevant items, $b < a$ for others; read: $w, a, b$ are constants",
        subject=Loss(lambda _r, _m, _N, _y, k: k.alpha, _binary),
        mutants=(
            Mutant("labels exchanged", Loss(ONE, lambda r, _m, _N, _y, k: k.low - k.gap * r)),
            Mutant("equal labels", Loss(ONE, lambda _r, _m, _N, _y, k: k.low)),
            Mutant("a negative weight", Loss(lambda _r, _m, _N, _y, k: -k.alpha, _binary)),
            Mutant("weight 0 on the others", Loss(lambda r, *_: Fraction(r) if isinstance(r, int) else r, _binary)),
        ),
        uses=("rg.eq25", "rg.thm10.bound"),
        **COMMON,
    ),
    Claim(
        id="rg.cor11.labels",
        where="Cor. 11",
        source=Source.FULL_TEXT,
        title="A squared loss is DCG-consistent with any labels that are larger for relevant items",
        statement=COR
        + r"$\min_{(x,y)\in D} s_{x,y} > \max_{(x,y)\notin D} s_{x,y}$; read: labels may depend on the item, as do "
        "$s = y$ for a relevant item $y \\ge 1$ and 0 for others",
        subject=Loss(ONE, lambda r, _m, _N, y, _k: r * y),
        repaired_by="rg.cor11.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.cor11.weights",
        where="Cor. 11",
        source=Source.FULL_TEXT,
        title="A squared loss is DCG-consistent with any positive weight of the context",
        statement=COR
        + r"labels $a > b$; read: $w_x$ may depend on the relevant set that was drawn, as $w_x = 1/|\mathcal I_x|$ "
        r"does",
        subject=PER_CONTEXT,
        repaired_by="rg.cor11.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.cor11.repair",
        where="Cor. 11",
        source=Source.BEYOND,
        title="A squared loss is DCG-consistent if the weight times the gap of the labels is constant",
        statement=COR
        + r"$s = b + r\,K/w_x$: labels may depend on the context's draw as $w_x = w(m)$ does, if $w_x(a_x - b) = K > "
        r"0$",
        subject=Loss(_w, lambda r, m, _N, _y, k: k.low + k.gap * r / k.w(m)),
        mutants=(
            Mutant("constant labels for a weight that varies", Loss(_w, _binary)),
            Mutant("the gap times the weight", Loss(_w, lambda r, m, _N, _y, k: k.low + k.gap * r * k.w(m))),
            Mutant("a gap that varies with a constant weight", Loss(ONE, lambda r, m, _N, _y, k: r * k.gap / k.w(m))),
            Mutant("labels of the items' own", Loss(_w, lambda r, m, _N, y, k: y * r / k.w(m))),
            Mutant("labels exchanged", Loss(_w, lambda r, m, _N, _y, k: k.low - k.gap * r / k.w(m))),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.thm12.eq16",
        where="Thm 12, Eq. 16",
        source=Source.FULL_TEXT,
        title="RG2 with the weights and labels of Eq. 16 is DCG-consistent for random relevant sets",
        statement=SETS + r"$\sum_y |\mathcal I_x| (o_y + 1 - r_y N/|\mathcal I_x|)^2$ is DCG-consistent",
        subject=UNIFORM,
        mutants=(
            Mutant("the weight lost", Loss(ONE, _rg)),
            Mutant(r"$1/|\mathcal I_x|$ for $|\mathcal I_x|$", Loss(PER_CONTEXT.weight, _rg)),
            Mutant("binary labels", Loss(UNIFORM.weight, _binary)),
            Mutant("the weights of Eq. 19", EQ19),
        ),
        uses=("rg.cor11.repair",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.wsl",
        source=Source.BEYOND,
        title="No constant weights on relevant and other items disrupt consistency",
        statement=SETS
        + r"$\sum_y (\alpha r_y + \beta(1-r_y))(o_y - s_y)^2$ with constants $\alpha, \beta > 0$ and labels $a > b$ "
        r"(WSL, "
        r"WRMF) is DCG-consistent: $o_y = \frac{\alpha a\eta_y + \beta b(1-\eta_y)}{\alpha\eta_y + \beta(1-\eta_y)}$ "
        r"rises "
        r"strictly in $\eta_y = E[r_y]$",
        subject=Loss(_two, _binary),
        mutants=(
            Mutant("weights that vary with the context", Loss(lambda r, m, N, y, k: m * _two(r, m, N, y, k), _binary)),
            Mutant("relevant items' weight varies", Loss(lambda r, m, _N, _y, k: k.alpha * r * m + 1 - r, _binary)),
            Mutant("weights of the items' own", Loss(lambda r, _m, _N, y, _k: r * y + 1 - r, _binary)),
            Mutant("RG's labels (B.2)", Loss(_two, _rg)),
        ),
        uses=("rg.eq25",),
        **END,
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.eq19",
        where="Eq. 18-19, s. 4.2",
        source=Source.FULL_TEXT,
        title="RG2 with the sampled weights of Eq. 19 is DCG-consistent",
        statement=SETS
        + r"$\sum_y w_{x,y}(o_y + 1 - r_yN/|\mathcal I_x|)^2$ with $w = |\mathcal I_x|$ on relevant items and "
        r"$|\mathcal I_x|\frac{n+1}N$ on others is DCG-consistent, as the RG losses are said to be",
        subject=EQ19,
        repaired_by="rg.weights_disrupt.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.b2",
        where="B.2, Eq. 32",
        source=Source.FULL_TEXT,
        title="RG2 with a tuned constant for its weights is DCG-consistent",
        statement=SETS
        + r"$\sum_y \alpha\,(o_y + 1 - r_yN/|\mathcal I_x|)^2$ with a constant $\alpha > 0$ is DCG-consistent",
        subject=B2,
        repaired_by="rg.weights_disrupt.repair",
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.repair",
        source=Source.BEYOND,
        title="With RG's labels, weights A m on relevant and A m + B on other items keep RG2 DCG-consistent",
        statement=SETS
        + r"$\sum_y w\,(o_y + 1 - r_yN/m)^2$ with $w = Am$ on relevant items and $Am + B$ on others, $A > 0$, $B \ge "
        r"0$, is "
        "DCG-consistent; among weights that depend on $m$ only there are no others but with $B < 0$, $A + B > 0$",
        subject=Loss(lambda r, m, _N, _y, k: k.gap * m + (1 - r) * k.beta, _rg),
        mutants=(
            Mutant("Eq. 19's weights", EQ19),
            Mutant("constant weights (B.2)", B2),
            Mutant("B on the relevant items", Loss(lambda r, m, _N, _y, k: k.gap * m + r * k.beta, _rg)),
            Mutant("$A$ for $Am$", Loss(lambda r, _m, _N, _y, k: k.gap + (1 - r) * k.beta, _rg)),
        ),
        uses=("rg.eq25", "rg.weights_disrupt.exact"),
        **END,
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.eq19.one_size",
        where="Eq. 18-19, s. 4.2",
        source=Source.BEYOND,
        title="With the same number of relevant items in every context Eq. 19's weights keep DCG-consistency",
        statement=SETS + r"If $m$ is the same in all contexts (single click), the loss of Eq. 18-19 is DCG-consistent.",
        subject=Loss(_eq19, _rg, one_size=True),
        mutants=(
            Mutant("for any numbers of relevant items", EQ19),
            Mutant("weights of the items' own", Loss(lambda r, m, _N, y, _k: m * (r * y + 1 - r), _rg, True)),
            Mutant("the label's sign lost", Loss(_eq19, lambda r, m, N, y, k: -_rg(r, m, N, y, k), True)),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.sampled",
        where="Eq. 18-19, s. 4.1",
        source=Source.BEYOND,
        title="The exact expectation of the sampled RG2 is DCG-consistent, unlike Eq. 18-19",
        statement=SETS + r"Over $n$ uniform draws with replacement, the sampled RG2 is, up to a factor and a constant, "
        r"$\sum_y w\,(o_y - s_y)^2$ with $w = m + r_y\frac Nn$ and $s_y = r_y\frac{N(n+1)}{nm + N} - 1$; it is "
        "DCG-consistent",
        subject=Loss(_sampled_weight, _sampled_label),
        mutants=(
            Mutant("Eq. 19's weights and label", EQ19),
            Mutant("Eq. 19's weights", Loss(_eq19, _sampled_label)),
            Mutant("Eq. 18's label", Loss(_sampled_weight, _rg)),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.weights_disrupt.uniform",
        paper=Paper.RG,
        source=Source.FULL_TEXT,
        title="Consistency of a squared loss relies on weights that are uniform across a context's items",
        statement=SETS
        + r"Positive weights and labels $s_1 > s_0$ that depend on $m$: the loss is DCG-consistent for every law "
        r"exactly "
        r"if $w_1 = w_0$",
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
        r"the "
        r"loss is DCG-consistent for every law exactly if $w_1s_1 - w_0s_0$ and $w_1 - w_0$ do not depend on $m$",
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
