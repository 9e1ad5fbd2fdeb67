"""Cor. 11 and Thm 12 for random relevant sets: which weights and labels keep a squared loss DCG-consistent."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
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


ONE_SIZE = "every context has the same number of relevant items (single click: one)"


def check(subject: Loss, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws of relevant sets; then the minimiser of the risk for every N and every law, or for one size."""
    found = _search(subject, profile)
    yield found
    alone = replace(subject, one_size=True)
    if found.holds:
        yield _for_every_n(subject)
    elif not subject.one_size and _search(alone, profile).holds:
        yield replace(_for_every_n(alone), under=ONE_SIZE)


def _search(subject: Loss, profile: Profile) -> Evidence:
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
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of two or three relevant sets, denominators up to {finest}, $N = 2$ to ${largest}$",
        detail="The minimiser $E[ws]/E[w]$ of the conditional risk in rationals, against $E[r]$, ties against it.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )


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

    n, k = int(case["N"]), constants(case)
    chances = law(case["law"], n)
    best = minimiser(Squared(subject.weight, subject.label), chances, n, k)

    def items(of: Value, relevant: frozenset[int]) -> str:
        return literal([Fraction(of(int(y in relevant), len(relevant), n, y, k)) for y in range(1, n + 1)])

    sets = "; ".join(
        rf"$\{{{', '.join(map(str, sorted(relevant)))}\}}$ with chance {chance}, "
        f"weights ({items(subject.weight, relevant)}) and labels ({items(subject.label, relevant)})"
        for relevant, chance in chances.items()
    )
    found = f"least risk at $o = ({literal(best)})$" if best else "and the risk has no single minimiser"
    return f"$N = {n}$, relevant sets {sets}: $E[r] = ({literal(relevance(chances, n))})$, {found}"


def _for_every_n(subject: Loss) -> Evidence:
    from theory.squared_consistency import Squared, sufficiency

    steps = sufficiency(Squared(subject.weight, subject.label), subject.one_size).steps
    claimed = "this is the stated loss, and its minimiser's order is that of $E[r]$, the best for DCG"
    scope = "with one number of relevant items" if subject.one_size else "of relevant sets"
    return proof(steps, claimed, True, f"every $N$ and every law {scope}")


Expressions = Callable[[Any, Any, Any, Any], tuple[Any, ...]]
"""Functions of (w_1, w_0, s_1, s_0), subscript 1 for relevant items."""


def rg_label(r: Any, m: Any, N: Any, _y: Any, _k: Any) -> Any:
    """The label of Eq. 16: r N / m - 1."""
    return r * Fraction(N, m) - 1 if isinstance(N, int) else r * N / m - 1


def eq19_weight(r: Any, m: Any, N: Any, _y: Any, k: Any) -> Any:
    """The weight of Eq. 19: m for a relevant item and m (n + 1) / N for another."""
    return m * (r + (1 - r) * (k.n + 1) / N)


def binary_label(r: Any, _m: Any, _N: Any, _y: Any, k: Any) -> Any:
    """Two constant labels, b and b + K."""
    return k.low + k.gap * r


def _w(_r: Any, m: Any, _N: Any, _y: Any, k: Any) -> Any:
    return k.w(m)


COMMON: dict[str, Any] = {"paper": Paper.RG, "check": check, "violates": violates, "bibtex": ("pu2025rg",)}
SETS = r"Relevant sets at random, $m = |\mathcal I_x| \ge 1$, conditional risk given $x$. "
COR = (
    SETS + r"$\phi = \sum_y w_x (f(x,y) - s_{x,y})^2$ is DCG-consistent (DCG of the binary relevance) if $w_x > 0$ and "
)
UNIFORM = Loss(lambda _r, m, *_: m, rg_label)
ONE: Value = lambda *_: Fraction(1)  # noqa: E731
PER_CONTEXT = Loss(lambda _r, m, *_: Fraction(1, m) if isinstance(m, int) else 1 / m, binary_label)
EQ19 = Loss(eq19_weight, rg_label)

CLAIMS = (
    Claim(
        id="rg.cor11.constant",
        where="Cor. 11",
        source=Source.FULL_TEXT,
        title="A squared loss with a constant weight and two constant labels is DCG-consistent",
        statement=COR + r"$s_{x,y} = a$ for relevant items, $b < a$ for others; read: $w, a, b$ are constants",
        subject=Loss(lambda _r, _m, _N, _y, k: k.alpha, binary_label),
        mutants=(
            Mutant("labels exchanged", Loss(ONE, lambda r, _m, _N, _y, k: k.low - k.gap * r)),
            Mutant("equal labels", Loss(ONE, lambda _r, _m, _N, _y, k: k.low)),
            Mutant("a negative weight", Loss(lambda _r, _m, _N, _y, k: -k.alpha, binary_label)),
            Mutant("weight 0 on the others", Loss(lambda r, _m, _N, _y, k: k.alpha * r, binary_label)),
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
        statement=COR + r"labels $a > b$; read: $w_x$ may depend on the size of the relevant set that was drawn, as "
        r"$w_x = 1/|\mathcal I_x|$ does",
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
            Mutant("constant labels for a weight that varies", Loss(_w, binary_label)),
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
            Mutant("the weight lost", Loss(ONE, rg_label)),
            Mutant(r"$1/|\mathcal I_x|$ for $|\mathcal I_x|$", Loss(PER_CONTEXT.weight, rg_label)),
            Mutant("binary labels", Loss(UNIFORM.weight, binary_label)),
            Mutant("the weights of Eq. 19", EQ19),
        ),
        uses=("rg.cor11.repair",),
        **COMMON,
    ),
)
