"""Prop. 15: from the bound of the risk to a bound of the DCG, line by line."""

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
class Optimum:
    r"""The least DCG risk: a sum over ranks, plus a multiple of the mean ideal DCG.

    `term` is a function of $(\eta_{[k]}, \eta_{[N+1-k]}, c_k, k)$.
    """

    term: Callable[[Any, Any, Any, Any], Any]
    ideal: int = 0


@dataclass(frozen=True)
class Bound:
    r"""The smallest DCG that line 1 of Eq. 34 and Thm 14 leave possible.

    A function of $-\mathcal L^*_{\mathrm{DCG}}$, the mean ideal DCG, C, $b = \hat R + \mathcal T - \Phi^*$ and sqrt.
    """

    value: Callable[[Any, Any, Any, Any, Any], Any]


def check_optimum(subject: Optimum, profile: Profile) -> Iterator[Evidence]:
    """Every order of the items, for small distributions of sets; then every distribution."""
    tried, wrong = first(_sets(profile), lambda case: violates_optimum(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"distributions of sets of relevant items, $N = 2$ to {profile.pick(3, 4)}",
        detail="The least risk over all orders, exactly, against the stated value in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_optimum_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _optimum_proof(subject)


def violates_optimum(subject: Optimum, values: Mapping[str, str]) -> bool:
    """Whether the least risk over all orders surely differs from the stated value."""
    from theory.dcg_optimum import least_risk
    from theory.intervals import sign

    sets, n = _read(values)
    if sum(sets.values()) != 1 or min(sets.values()) < 0:
        return False
    return sign(least_risk(sets, n) - _stated(subject, sets, n)) in (-1, 1)


def _stated(subject: Optimum, sets: Any, n: int) -> Any:
    from theory.dcg_optimum import discount, ideal, marginals
    from theory.intervals import rational

    chances = [rational(p) for p in sorted(marginals(sets, n), reverse=True)]
    ranked = zip(chances, reversed(chances), range(1, n + 1), strict=True)
    return sum(subject.term(p, q, discount(k), k) for p, q, k in ranked) + subject.ideal * ideal(sets)


def _read(values: Mapping[str, str]) -> tuple[dict[frozenset[int], Fraction], int]:
    """The chance of each set of items, from 0 here and from 1 in the text."""
    named = [(name, Fraction(chance)) for name, chance in values.items() if name != "N"]
    return {frozenset(int(y) - 1 for y in name.split("+")): chance for name, chance in named}, int(values["N"])


def _sets(profile: Profile) -> Iterator[dict[str, str]]:
    yield {"N": "2", "1": "1/2", "2": "1/2"}
    yield {"N": "2", "1": "1"}
    yield {"N": "3", "1": "1/5", "2": "3/10", "3": "1/2"}
    yield {"N": "3", "1+2": "1/2", "3": "1/2"}
    yield {"N": "3", "1": "1/4", "2+3": "1/2", "1+2": "1/4"}
    if profile.pick(False, True):
        yield {"N": "4", "1": "1/10", "2+3": "2/5", "1+4": "1/5", "2+3+4": "3/10"}


def _optimum_says(subject: Optimum, case: Mapping[str, str]) -> str:
    from theory.dcg_optimum import least_risk

    sets, n = _read(case)
    shown = ", ".join(rf"$\{{{','.join(str(y + 1) for y in sorted(s))}\}}$ with chance {p}" for s, p in sets.items())
    least, stated = float(least_risk(sets, n)), float(_stated(subject, sets, n))
    return f"{n} items, relevant sets {shown}: the least risk is {least:.6g}, not {stated:.6g}"


def _optimum_proof(subject: Optimum) -> Evidence:
    import sympy as sp

    from theory.dcg_optimum import sorted_argument

    p, q, c, k = sp.symbols("p q c k", positive=True)
    same = subject.ideal == 0 and sp.expand(subject.term(p, q, c, k) + p * c) == 0
    return proof(sorted_argument().steps, "the stated value is this one", same, "every $N$ and distribution of sets")


def check_bound(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """Numbers that line 1 of Eq. 34 and Thm 14 allow; then all of them."""
    del profile
    tried, wrong = first(_allowed(), lambda case: violates_bound(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"both orders of two items, the first relevant with chance {' or '.join(CHANCES)}, "
        rf"$\hat R + \mathcal T - \Phi^* = {', '.join(SURPLUSES)}$",
        detail="The stated bound against the DCG, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_bound_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _bound_proof(subject)


def violates_bound(subject: Bound, values: Mapping[str, str]) -> bool:
    r"""Whether the bound is surely above a DCG that line 1 of Eq. 34 and Thm 14 allow.

    Two items, one of which is relevant, the first with chance p > 1/2, and $0 \le a = R - \Phi^* \le b$. With a = 0 the
    order is the best one, for the given C; with a > 0 it is the other one, and C makes line 1 an equality.
    """
    from theory.intervals import sign

    p, a, b = (Fraction(values[name]) for name in ("p", "a", "b"))
    if not (Fraction(1, 2) < p <= 1 and 0 <= a <= b) or ("C" in values) is not (a == 0):
        return False
    reached, bound, _ = _reached(subject, values)
    return sign(bound - reached) == 1


def _reached(subject: Bound, values: Mapping[str, str]) -> tuple[Any, Any, Any]:
    """The DCG, the stated bound and C."""
    import sympy as sp

    from theory.dcg import discount
    from theory.dcg_optimum import ideal, least_risk
    from theory.intervals import rational

    p, a, b = (Fraction(values[name]) for name in ("p", "a", "b"))
    sets = {frozenset({0}): p, frozenset({1}): 1 - p}
    best = -least_risk(sets, 2)
    worst = (rational(p) * discount(2) + rational(1 - p) * discount(1)) * sp.log(2)
    c = rational(Fraction(values["C"])) if a == 0 else (best - worst) / sp.sqrt(rational(a))
    return (worst if a else best), subject.value(best, ideal(sets), c, rational(b), sp.sqrt), c


CHANCES, SURPLUSES = ("9/10", "3/4"), ("8/25", "1/8", "1", "4", "1/1000000")


def _allowed() -> Iterator[dict[str, str]]:
    for p, b in product(CHANCES, SURPLUSES):
        yield from ({"p": p, "C": c, "a": "0", "b": b} for c in ("1", "1/2", "100"))
        yield {"p": p, "a": b, "b": b}


def _bound_says(subject: Bound, case: Mapping[str, str]) -> str:
    p = Fraction(case["p"])
    reached, bound, c = map(float, _reached(subject, case))
    order = "the best order" if case["a"] == "0" else "the order that puts the second item first"
    return (
        rf"two items, one of them relevant, with chances {p} and {1 - p}; $C = {c:.6g}$, $R - \Phi^* = {case['a']}$, "
        rf"$\hat R + \mathcal T - \Phi^* = {case['b']}$: {order} has the mean DCG {reached:.6g} (base 2), and "
        f"it is said to be at least {bound:.6g}"
    )


def _bound_proof(subject: Bound) -> Evidence:
    import sympy as sp

    from theory.argument import Step

    best, mean_ideal, c, a, b, z = sp.symbols("best ideal C a b z", positive=True)
    rise = sp.expand((sp.sqrt(a + z) - sp.sqrt(a)) * (sp.sqrt(a + z) + sp.sqrt(a)))
    steps = [
        Step(
            r"Thm 14 gives $a = R - \Phi^* \le b$, and $\sqrt b - \sqrt a = (b - a)/(\sqrt b + \sqrt a) \ge 0$",
            sp.simplify(rise - z) == 0,
        ),
        Step(
            r"so line 1 of Eq. 34 gives a DCG of at least $-\mathcal L^* - C\sqrt a = -\mathcal L^* - C\sqrt b + "
            r"C(\sqrt b - \sqrt a)$",
            sp.expand((best - c * sp.sqrt(a)) - (best - c * sp.sqrt(b)) - c * (sp.sqrt(b) - sp.sqrt(a))) == 0,
        ),
    ]
    same = sp.simplify(subject.value(best, mean_ideal, c, b, sp.sqrt) - (best - c * sp.sqrt(b))) == 0
    return proof(steps, "the stated bound is this one", same, "every $C > 0$ and $b \\ge 0$")


def _best(p: Any, _q: Any, c: Any, _k: Any) -> Any:
    return -p * c


def _nothing(_p: Any, _q: Any, _c: Any, _k: Any) -> int:
    return 0


LINE = (
    r"If $-\mathbb E\,\mathrm{DCG} \le C(R - \Phi^*)^{1/2} + \mathcal L^*_{\mathrm{DCG}}$ and "
    r"$R \le \hat R + \mathcal T$, then "
)
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 4.4, Prop. 15, Eq. 34-35", "bibtex": ("pu2025rg",)}
LEAST: dict[str, Any] = COMMON | {
    "check": check_optimum,
    "violates": violates_optimum,
    "assumptions": ("One context; logarithms to base 2.",),
}
BELOW: dict[str, Any] = COMMON | {"check": check_bound, "violates": violates_bound}

CLAIMS = (
    Claim(
        id="rg.prop15.optimum",
        source=Source.FULL_TEXT,
        title="The least DCG risk is the mean ideal DCG",
        statement=r"$\mathcal L^*_{\mathrm{DCG}} = \mathbb E_{\mathcal D}[\mathrm{IDCG}(o^{(x)}, D)]$, as printed "
        "before Eq. 35, which has the minus",
        subject=Optimum(_nothing, 1),
        slip=True,
        repaired_by="rg.prop15.optimum.repair",
        **LEAST,
    ),
    Claim(
        id="rg.prop15.optimum.sign",
        source=Source.FULL_TEXT,
        title="The least DCG risk is minus the mean ideal DCG",
        statement=r"$\mathcal L^*_{\mathrm{DCG}} = -\mathbb E_{\mathcal D}[\mathrm{IDCG}(o^{(x)}, D)]$, as in Eq. 35",
        subject=Optimum(_nothing, -1),
        repaired_by="rg.prop15.optimum.repair",
        **LEAST,
    ),
    Claim(
        id="rg.prop15.optimum.repair",
        source=Source.BEYOND,
        title="The least DCG risk, from the items' chances of relevance",
        statement=(
            r"$\mathcal L^*_{\mathrm{DCG}} = -\sum_k c_k\,\eta_{[k]}$ with $\eta_y = \mathbb E[r_{x,y} \mid x]$ and "
            r"$c_k = "
            r"1/\log_2(1+k)$; one order serves all $D$, while the ideal DCG has one for each"
        ),
        subject=Optimum(_best),
        mutants=(
            Mutant("the sign lost", Optimum(lambda p, _q, c, _k: p * c)),
            Mutant("minus the mean ideal DCG", Optimum(_nothing, -1)),
            Mutant("sorted the other way", Optimum(lambda _p, q, c, _k: -q * c)),
            Mutant("the best item only", Optimum(lambda p, _q, c, k: -p * c if k == 1 else 0)),
        ),
        **LEAST,
    ),
    Claim(
        id="rg.prop15.eq34",
        source=Source.FULL_TEXT,
        title="The second line of Eq. 34, without the square root",
        statement=LINE
        + r"$-\mathbb E\,\mathrm{DCG} \le C(\hat R + \mathcal T - \Phi^*) + \mathcal L^*_{\mathrm{DCG}}$",
        subject=Bound(lambda best, _i, c, b, _s: best - c * b),
        repaired_by="rg.prop15.repair",
        **BELOW,
    ),
    Claim(
        id="rg.prop15.eq35",
        source=Source.FULL_TEXT,
        title="Eq. 35: the DCG is within a multiple of the excess of the mean ideal DCG",
        statement=LINE + r"$\mathbb E\,\mathrm{DCG} \ge \mathbb E\,\mathrm{IDCG} - C(\hat R - \inf_h R + \mathcal T)$",
        subject=Bound(lambda _best, mean_ideal, c, b, _s: mean_ideal - c * b),
        repaired_by="rg.prop15.repair",
        **BELOW,
    ),
    Claim(
        id="rg.prop15.repair",
        source=Source.BEYOND,
        title="What follows for the DCG: the root stays, and the best order takes the ideal one's place",
        statement=LINE + r"$\mathbb E\,\mathrm{DCG} \ge \sum_k c_k\eta_{[k]} - C(\hat R + \mathcal T - \Phi^*)^{1/2}$",
        subject=Bound(lambda best, _i, c, b, root: best - c * root(b)),
        mutants=(
            Mutant("the root lost", Bound(lambda best, _i, c, b, _s: best - c * b)),
            Mutant("the mean ideal DCG", Bound(lambda _best, i, c, b, root: i - c * root(b))),
            Mutant("$C/2$ for $C$", Bound(lambda best, _i, c, b, root: best - c * root(b) / 2)),
            Mutant(r"$\sqrt C$ for $C$", Bound(lambda best, _i, c, b, root: best - root(c * b))),
        ),
        uses=("rg.prop15.optimum.repair",),
        **BELOW,
    ),
)
