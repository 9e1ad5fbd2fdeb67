"""Prop. 6 and the title: whether the softmax loss is consistent with DCG, and with NDCG."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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


def check_order(subject: Ranking, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws of relevant sets; then compare the two orders for every N and every law."""
    from theory.relevance import laws, literal

    largest, finest = profile.pick((3, 8), (4, 8))
    sizes = range(2, largest + 1)
    cases = ({"N": str(n), "law": literal(law)} for n in sizes for law in laws(n, finest, one_size=subject.one_size))
    tried, wrong = first(cases, lambda case: violates_order(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of two or three relevant sets, denominators up to {finest}, $N = 2$ to ${largest}$",
        detail="Expected shares of loss and metric, exact; the signs of differences of IDCGs by intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_order(subject, wrong), wrong),
    )
    if wrong is None:
        yield _same_order(subject)


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
    shares = _shares(subject, case)
    assert shares is not None
    loss, metric = ([f"{float(x):.3g}" for x in share] for share in shares)
    return (
        rf"$N = {case['N']}$, relevant sets with chances {case['law']}: the risk's minimiser sorts "
        f"({', '.join(loss)}), the metric wants ({', '.join(metric)}) sorted"
    )


def _same_order(subject: Ranking) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.dcg import ideal, sorting_argument
    from theory.dcg_regret import softmax_argument

    m = sp.Symbol("m", integer=True, positive=True)
    weight, metric = sp.sympify(subject.weight(m, ideal)), sp.sympify(subject.metric(m, ideal))
    ratio = sp.simplify(weight / metric)
    free = subject.one_size or m not in ratio.free_symbols
    steps = [
        Step(
            r"the loss's conditional risk is $\sum_y E[w r_y]\,(-\log p_y)$, a positive multiple of the risk under the "
            r"label distribution $\eta \propto E[w r]$; so what is proved for one label a context holds with this "
            r"$\eta$",
            _positive(weight),
        ),
        *softmax_argument().steps,
        *sorting_argument().steps,
    ]
    claimed = (
        r"$w(m)/d(m)$ is a positive constant"
        + (r", as $m$ is the same in all contexts" if subject.one_size else "")
        + r", so $E[w r]$ and $E[d r]$ have the same order, and excess risk to 0 means regret to 0"
    )
    return proof(steps, claimed, free and _positive(ratio), "every $N$ and every law of relevant sets")


def _positive(expression: Any) -> bool:
    """Whether it is positive, given that sums of positive terms are."""
    import sympy as sp

    sums = {s: sp.Dummy(positive=True) for s in expression.atoms(sp.Sum) if s.function.is_positive}
    return bool(expression.subs(sums).is_positive)


def check_link(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """Chances that a score vector fits exactly; then every N, o and distribution."""
    from itertools import product

    largest = profile.pick(3, 4)
    cases = ({"o": ", ".join(map(str, o))} for n in range(2, largest + 1) for o in product((0, 1, -1), repeat=n))
    tried, wrong = first(cases, lambda case: violates_link(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores in $\\{{-1, 0, 1\\}}$, $N = 2$ to ${largest}$, the label distribution that they fit",
        detail="Under $\\eta = p(o)$ the scores have the least risk; their order against that of $\\eta$.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"under $\eta = p(o)$ the scores $o = ({wrong['o']})$ have the least risk and a positive DCG regret", wrong
        ),
    )
    if wrong is None:
        yield _link_for_every_n(subject)


def violates_link(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether scores that fit their own distribution exactly fail to sort it, ties against them."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign

    o = rationals(values["o"])
    weights = [sp.sympify(subject(rational(x), sp.exp)) for x in o]
    if any(sign(w) != 1 for w in weights):
        return False
    pairs = ((a, b) for a in range(len(o)) for b in range(len(o)))
    return any(o[a] <= o[b] and sign(weights[a] - weights[b]) == 1 for a, b in pairs)


def _link_for_every_n(subject: Any) -> Evidence:
    import sympy as sp

    from theory.dcg_regret import softmax_argument
    from theory.smooth import is_smooth

    x = sp.Symbol("x", real=True)
    weight = subject(x, sp.exp)
    rises = is_smooth(weight) and bool(weight.is_positive) and bool(sp.diff(weight, x).is_positive)
    fits = sp.limit(weight, x, -sp.oo) == 0 and sp.limit(weight, x, sp.oo) == sp.oo
    claimed = (
        "a score's weight is positive, rises strictly and takes every positive value, so the outputs have the order of "
        "the scores, the excess risk is this divergence, and where it tends to 0 so does the regret"
    )
    domain = "every $N$, every $o$ and every distribution, zeros and ties included"
    return proof(softmax_argument().steps, claimed, rises and fits, domain)


Squared = Callable[[int], Any]
"""C^2 as a function of N."""


def check_constant(subject: Squared, profile: Profile) -> Iterator[Evidence]:
    """Against distributions near uniform ones, N by N; then for every N."""
    from theory.dcg_regret import softmax_argument, softmax_constant
    from theory.intervals import sign

    sizes = range(2, profile.pick(8, 12))
    cases = [{"N": str(n), "epsilon": "1/10"} for n in sizes]
    tried, wrong = first(cases, lambda case: violates_constant(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${sizes[-1]}$, distributions near the uniform one on $\\min(N, 4)$ items",
        detail="Regret and divergence from their definitions, enclosed in intervals; and the proved least constant.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_constant(subject, wrong), wrong),
    )
    if wrong is None:
        same = all(sign(subject(n) - softmax_constant(n)) in (0, None) for n in range(2, 40))
        yield proof(softmax_argument().steps, "these are the stated constants", same, "every $N$, $o$ and distribution")


def violates_constant(subject: Squared, values: Mapping[str, str]) -> bool:
    """Whether near the uniform distribution more is lost, or the constant is surely above the proved least one."""
    from theory.dcg_regret import near_uniform, softmax_constant, softmax_ratio
    from theory.intervals import sign

    n, epsilon = int(values["N"]), Fraction(values["epsilon"])
    if n < 2 or not 0 < epsilon < Fraction(1, 2):
        return False
    stated = subject(n)
    return sign(stated - softmax_ratio(*near_uniform(n, epsilon))) == -1 or sign(stated - softmax_constant(n)) == 1


def _says_constant(subject: Squared, case: Mapping[str, str]) -> str:
    from theory.dcg_regret import near_uniform, softmax_constant, softmax_ratio

    n = int(case["N"])
    found = float(softmax_ratio(*near_uniform(n, Fraction(case["epsilon"]))))
    return (
        rf"$N = {n}$: near the uniform distribution regret squared over excess risk is {found:.6g}, the least constant "
        rf"{float(softmax_constant(n)):.6g}; $C^2$ is said to be {float(subject(n)):.6g}"
    )


def _best(n: int) -> Any:
    from theory.dcg_regret import discounts

    m = min(n, 4)
    c = discounts(m)
    return sum((a - b) ** 2 for a, b in zip(c, reversed(c), strict=True)) * 2 / m


def _range(n: int) -> Any:
    from theory.dcg_regret import discounts

    c = discounts(n)
    return 2 * (c[0] - c[-1]) ** 2


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
        id="rg.prop6.single",
        where="Prop. 6, A.1.2",
        source=Source.FULL_TEXT,
        title="The softmax loss is DCG-consistent with one relevant item a context",
        statement=(
            r"$\Phi(o_n) \to \Phi^*$ implies $\mathcal L_{\mathrm{DCG}}(o_n) \to \mathcal L^*_{\mathrm{DCG}}$ for "
            r"$\phi = -\log p(o_y)$, $p(o)_y = \exp(o_y)/\sum_{y'}\exp(o_{y'})$, $\Phi^*$ the infimum"
        ),
        assumptions=("single click; ties broken in any way",),
        subject=lambda x, exp: exp(x),
        check=check_link,
        violates=violates_link,
        mutants=(
            Mutant(r"energies: $\exp(-o_y)$", lambda x, exp: exp(-x)),
            Mutant(r"squared scores: $\exp(o_y^2)$", lambda x, exp: exp(x**2)),
            Mutant("both signs", lambda x, exp: exp(x) + exp(-x)),
        ),
        uses=("rg.eq25",),
        **COMMON,
    ),
    Claim(
        id="rg.prop6.bound",
        where="Prop. 6",
        source=Source.BEYOND,
        title="How much DCG an excess of softmax risk can cost, with the best constant for every N",
        statement=(
            r"$\mathcal L_{\mathrm{DCG}}(o) - \mathcal L^*_{\mathrm{DCG}} \le C_N\,(\mathcal L_{\mathrm{SM}}(o) - "
            r"\inf\mathcal L_{\mathrm{SM}})^{1/2}$ with $C_2^2 = 2(c_1-c_2)^2$, $C_3^2 = \frac43(c_1-c_3)^2$ and "
            r"$C_N^2 = (c_1-c_4)^2 + (c_2-c_3)^2$ for every $N \ge 4$; no smaller constant serves"
        ),
        assumptions=(r"single click, $\lambda = 0$",),
        subject=_best,
        check=check_constant,
        violates=violates_constant,
        mutants=(
            Mutant("1 % less", lambda n: 99 * _best(n) / 100),
            Mutant("1 % more", lambda n: 101 * _best(n) / 100),
            Mutant(r"Pinsker's inequality: $2(c_1-c_N)^2$", _range),
            Mutant("the 2 of Pinsker's inequality lost", lambda n: _range(n) / 2),
        ),
        uses=("rg.prop6.single",),
        **COMMON,
    ),
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
        title="The softmax loss, and with it RG2 and RGx, is consistent with NDCG",
        statement=RISK + r"a loss whose minimiser sorts $E[r_y]$ (softmax summed over pairs; RG2 and RGx of Eq. 16) is "
        r"NDCG-consistent",
        subject=Ranking(_one, _normalised),
        repaired_by="rg.title.repair",
        uses=("rg.prop6.many",),
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
