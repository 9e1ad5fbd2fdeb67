"""Prop. 6 with one relevant item a context: the softmax loss is DCG-consistent, with the best constant."""

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

SCORES = (0, 1, -1)


def check_link(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """Chances that a score vector fits exactly; then every N, o and distribution."""
    largest = profile.pick(3, 4)
    cases = ({"o": ", ".join(map(str, o))} for n in range(2, largest + 1) for o in product(SCORES, repeat=n))
    tried, wrong = first(cases, lambda case: violates_link(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"scores {', '.join(map(str, SCORES))}, $N = 2$ to ${largest}$, the label distribution that they fit",
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


@dataclass(frozen=True)
class Constants:
    r"""$C^2$ as functions of $c_1, c_2$ for N = 2, $c_1, c_2, c_3$ for N = 3, $c_1, ..., c_4, c_N$ from N = 4 on."""

    two: Callable[[Any, Any], Any]
    three: Callable[[Any, Any, Any], Any]
    more: Callable[[Any, Any, Any, Any, Any], Any]

    def at(self, n: int) -> Any:
        """The value for n items."""
        from theory.dcg_regret import discounts

        c = discounts(n)
        if n == 2:
            return self.two(c[0], c[1])
        return self.three(c[0], c[1], c[2]) if n == 3 else self.more(c[0], c[1], c[2], c[3], c[-1])


def check_constant(subject: Constants, profile: Profile) -> Iterator[Evidence]:
    """Against distributions near uniform ones, N by N; then for every N."""
    import sympy as sp

    from theory.dcg_regret import softmax_argument

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
        c, last = sp.symbols("c_1:5", positive=True), sp.Symbol("c_N", positive=True)
        said = (subject.two(c[0], c[1]), subject.three(c[0], c[1], c[2]), subject.more(c[0], c[1], c[2], c[3], last))
        best = [2 * sum((a - b) ** 2 for a, b in zip(c[:m], c[:m][::-1], strict=True)) / m for m in (2, 3, 4)]
        same = all(sp.expand(x - y) == 0 for x, y in zip(said, best, strict=True))
        yield proof(softmax_argument().steps, "these are the stated constants", same, "every $N$, $o$ and distribution")


def violates_constant(subject: Constants, values: Mapping[str, str]) -> bool:
    """Whether near the uniform distribution more is lost, or the constant is surely above the proved least one."""
    from theory.dcg_regret import near_uniform, softmax_constant, softmax_ratio
    from theory.intervals import sign

    n, epsilon = int(values["N"]), Fraction(values["epsilon"])
    if n < 2 or not 0 < epsilon < Fraction(1, 2):
        return False
    stated = subject.at(n)
    return sign(stated - softmax_ratio(*near_uniform(n, epsilon))) == -1 or sign(stated - softmax_constant(n)) == 1


def _says_constant(subject: Constants, case: Mapping[str, str]) -> str:
    from theory.dcg_regret import near_uniform, softmax_constant, softmax_ratio

    n = int(case["N"])
    found = float(softmax_ratio(*near_uniform(n, Fraction(case["epsilon"]))))
    return (
        rf"$N = {n}$: near the uniform distribution regret squared over excess risk is {found:.6g}, the least constant "
        rf"{float(softmax_constant(n)):.6g}; $C^2$ is said to be {float(subject.at(n)):.6g}"
    )


def _scaled(percent: int) -> Constants:
    """The best constants times a percentage."""
    return Constants(
        lambda a, b: percent * 2 * (a - b) ** 2 / 100,
        lambda a, _b, c: percent * 4 * (a - c) ** 2 / 300,
        lambda a, b, c, d, _last: percent * ((a - d) ** 2 + (b - c) ** 2) / 100,
    )


def _pinsker(factor: int) -> Constants:
    """A factor times the squared range of the discounts."""
    return Constants(
        lambda a, b: factor * (a - b) ** 2,
        lambda a, _b, c: factor * (a - c) ** 2,
        lambda a, _b, _c, _d, last: factor * (a - last) ** 2,
    )


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg", "ravikumar2011ndcg")}

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
        subject=_scaled(100),
        check=check_constant,
        violates=violates_constant,
        mutants=(
            Mutant("1 % less", _scaled(99)),
            Mutant("1 % more", _scaled(101)),
            Mutant(r"Pinsker's inequality: $2(c_1-c_N)^2$", _pinsker(2)),
            Mutant("the 2 of Pinsker's inequality lost", _pinsker(1)),
        ),
        uses=("rg.prop6.single",),
        **COMMON,
    ),
)
