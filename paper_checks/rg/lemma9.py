"""Lemma 9, Thm 10 and Thm 12: how much DCG an excess of squared risk can cost, with the best constants."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

EPSILON = Fraction(1, 10)
"""How far the chances tried are from equal ones; every such distance has the same exact ratio."""


@dataclass(frozen=True)
class Constant:
    r"""$C^2 = \sum_y$ `summand`$(c_y, c_{N+1-y})$; `best`: no smaller one serves."""

    summand: Callable[[Any, Any], Any]
    best: bool = False


def check_lemma(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """Against the scores and chances that lose most, N by N; then A.4's chain for every N."""
    from theory.dcg_regret import lemma_argument

    yield from _constant(subject, profile, list(lemma_argument().steps))


def check_squared_loss(subject: Constant, profile: Profile) -> Iterator[Evidence]:
    """As for Lemma 9, after the excess of the squared risk is computed."""
    from theory.dcg_regret import lemma_argument, squared_risk_argument

    yield from _constant(subject, profile, [*squared_risk_argument().steps, *lemma_argument().steps])


def _constant(subject: Constant, profile: Profile, steps: list[Any]) -> Iterator[Evidence]:
    import sympy as sp

    sizes = range(2, profile.pick(9, 24))
    tried, wrong = first(
        [{"N": str(n), "epsilon": str(EPSILON)} for n in sizes], lambda case: violates_constant(subject, case)
    )
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${sizes[-1]}$, equal scores, ties against them",
        detail=r"$f = \frac12$, $f_B = \frac12 + \epsilon(c_y - c_{N+1-y})$: regret squared over squared distance.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_constant(subject, wrong), wrong),
    )
    if wrong is None:
        x, y = sp.symbols("x y", positive=True)
        spare = sp.expand((subject.summand(x, y) + subject.summand(y, x)) / 2 - (x - y) ** 2)
        claimed = "the stated constant is $S_N$" if subject.best else "the stated constant is at least $S_N$"
        agrees = spare == 0 if subject.best else bool(spare.is_nonnegative)
        yield proof(steps, claimed, agrees, "every $N$, every $f$ and $f_B$, every tie-break")


def violates_constant(subject: Constant, values: Mapping[str, str]) -> bool:
    """Whether those scores lose surely more, or (if it is called best) the proved supremum is surely less."""
    from theory.dcg_regret import discounts, lemma_ratio
    from theory.intervals import sign

    n, epsilon = int(values["N"]), Fraction(values["epsilon"])
    if n < 2 or not 0 < epsilon <= Fraction(1, 4):
        return False
    c = discounts(n)
    spare = sign(sum(map(subject.summand, c, reversed(c))) - lemma_ratio(n, epsilon))
    return spare == -1 or (subject.best and spare == 1)


def _says_constant(subject: Constant, case: Mapping[str, str]) -> str:
    from theory.dcg_regret import discounts, lemma_ratio

    n, epsilon = int(case["N"]), Fraction(case["epsilon"])
    c = discounts(n)
    stated = float(sum(map(subject.summand, c, reversed(c))))
    return (
        rf"$N = {n}$, $f = \frac12$, $f_B = \frac12 + {epsilon}\,(c_y - c_{{N+1-y}})$: regret squared over squared "
        f"distance is {float(lemma_ratio(n, epsilon)):.6g}, $C^2$ is said to be {stated:.6g}"
    )


@dataclass(frozen=True)
class Risk:
    """Of one item with P(r = 1) = eta: the squared risk at f, and its least value; None where nothing is said."""

    risk: Callable[[Any, Any], Any] | None = None
    least: Callable[[Any], Any] | None = None


def check_risk(subject: Risk, profile: Profile) -> Iterator[Evidence]:
    """Both against the expectation itself at fractions; then for every f and eta."""
    import sympy as sp

    from theory.dcg_regret import squared_risk_argument

    finest = profile.pick(4, 8)
    grid = [Fraction(i, d) for d in range(1, finest + 1) for i in range(d + 1)]
    cases = [{"f": str(f), "eta": str(eta)} for f in grid for eta in grid]
    tried, wrong = first(cases, lambda case: violates_risk(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"one item, $f$ and $\\eta$ in $[0, 1]$ with denominators up to {finest}",
        detail=r"$\eta(f-1)^2 + (1-\eta)f^2$ and its value at $f = \eta$, in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_risk(subject, wrong), wrong),
    )
    if wrong is None:
        f, eta = sp.symbols("f eta", real=True)
        truth = eta * (f - 1) ** 2 + (1 - eta) * f**2
        said = [
            sp.expand(subject.risk(f, eta) - truth) if subject.risk else 0,
            sp.expand(subject.least(eta) - truth.subs(f, eta)) if subject.least else 0,
        ]
        yield proof(squared_risk_argument().steps, "these are the stated ones", said == [0, 0], "every $N$ and $f$")


def violates_risk(subject: Risk, values: Mapping[str, str]) -> bool:
    """Whether the stated risk at f, or the stated least risk, is not the expectation's."""
    return bool(_wrong(subject, Fraction(values["f"]), Fraction(values["eta"])))


def _wrong(subject: Risk, f: Fraction, eta: Fraction) -> list[str]:
    """What is said of the risk at f, and of the least risk, and is not so, in words."""
    if not 0 <= eta <= 1:
        return []
    at_f, least = (eta * (at - 1) ** 2 + (1 - eta) * at**2 for at in (f, eta))
    found = []
    if subject.risk is not None and subject.risk(f, eta) != at_f:
        found.append(f"at $f = {f}$ the expected squared loss is {at_f}, not {subject.risk(f, eta)}")
    if subject.least is not None and subject.least(eta) != least:
        found.append(f"the least expected squared loss is {least}, at $f = {eta}$, not {subject.least(eta)}")
    return found


def _says_risk(subject: Risk, case: Mapping[str, str]) -> str:
    wrong = _wrong(subject, Fraction(case["f"]), Fraction(case["eta"]))
    return rf"$N=1$, $P(r=1) = {case['eta']}$: {'; '.join(wrong)}"


@dataclass(frozen=True)
class Bound:
    """The least $C^2$ for RG2 or RGx as a function of (N, S_N); `every_n`: of (4, S_4), and it serves every N."""

    loss: str
    squared: Callable[[Any, Any], Any]
    every_n: bool = False


def check_bound(subject: Bound, profile: Profile) -> Iterator[Evidence]:
    """Against the exact ratio at zero scores, N by N; then for every N, o and distribution."""
    import sympy as sp

    from theory.dcg_regret import N, every_n_argument, rg_argument

    sizes = range(2, profile.pick(7, 16))
    tried, wrong = first(
        [{"N": str(n), "epsilon": str(EPSILON / n)} for n in sizes], lambda case: violates_bound(subject, case)
    )
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${sizes[-1]}$, $o = 0$, ties against it",
        detail=r"Risk and DCG from their definitions under $\eta = \frac1N + \epsilon(c_y - c_{N+1-y})$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_bound(subject, wrong), wrong),
    )
    if wrong is None:
        S = sp.Symbol("S", positive=True)
        size = sp.Integer(4) if subject.every_n else N
        steps = [*rg_argument(subject.loss).steps, *(every_n_argument().steps if subject.every_n else ())]
        same = sp.simplify(subject.squared(size, S) - 2 * S / size) == 0
        yield proof(steps, "this is the stated constant", same, "every $N$, every $o$ and every distribution")


def violates_bound(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether zero scores lose surely more, or the constant is surely not the least one (at N = 4 for every N)."""
    import sympy as sp

    from theory.dcg_regret import mirrored, reversing, rg_ratio
    from theory.intervals import rational, sign

    n, epsilon = int(values["N"]), Fraction(values["epsilon"])
    if n < 2 or epsilon <= 0 or any(sign(sp.Rational(1, n) + rational(epsilon) * v) != 1 for v in reversing(n)):
        return False
    size = 4 if subject.every_n else n
    spare = sign(subject.squared(sp.Integer(size), mirrored(size)) - rg_ratio(subject.loss, n, epsilon))
    return spare == -1 or (n == size and spare == 1)


def _says_bound(subject: Bound, case: Mapping[str, str]) -> str:
    import sympy as sp

    from theory.dcg_regret import mirrored, rg_ratio

    n = int(case["N"])
    size = 4 if subject.every_n else n
    stated = float(subject.squared(sp.Integer(size), mirrored(size)))
    return (
        rf"$N = {n}$, $o = 0$, $\eta_y = \frac1N + {case['epsilon']}\,(c_y - c_{{N+1-y}})$: regret squared over excess "
        f"risk is {float(rg_ratio(subject.loss, n, Fraction(case['epsilon']))):.6g}, $C^2$ is said to be {stated:.6g}"
    )


def _difference(x: Any, y: Any) -> Any:
    return (x - y) ** 2


def _rg(N: Any, S: Any) -> Any:
    return 2 * S / N


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg", "cossock2006subset")}
LEMMA: dict[str, Any] = COMMON | {"where": "Lemma 9, A.4", "check": check_lemma, "violates": violates_constant}
RISK: dict[str, Any] = COMMON | {"where": "Thm 10", "check": check_risk, "violates": violates_risk}
BOUND: dict[str, Any] = COMMON | {"where": "Thm 12, Eq. 15", "check": check_bound, "violates": violates_bound}
S_N = r"$S_N = \sum_i (c_i - c_{N+1-i})^2$"
TIGHTER = (
    Mutant("1 % below the best constant", Constant(lambda x, y: 99 * (x - y) ** 2 / 100)),
    Mutant("each pair of ranks counted once", Constant(lambda x, y: (x - y) ** 2 / 2)),
    Mutant("differences of squares", Constant(lambda x, y: x**2 - y**2)),
)


def _bounds(loss: str, name: str) -> Claim:
    return Claim(
        id=f"rg.thm12.{loss}",
        source=Source.FULL_TEXT,
        title=f"{name} bounds the DCG regret with one constant for all scores and distributions",
        statement=(
            rf"$\mathcal L_{{\mathrm{{DCG}}}}(o) - \mathcal L^*_{{\mathrm{{DCG}}}} \le C\,(\mathcal L(o) - \mathcal "
            rf"L^*)^{{1/2}}$ for {name} of Eq. 15, uniformly in $o$ (so also with a $C$ that may depend on $o$, as Thm "
            rf"12 "
            r"is printed); the least such $C$ is $\sqrt{2S_N/N}$, " + S_N
        ),
        assumptions=(r"single click, $\lambda = 0$",),
        subject=Bound(loss, _rg),
        mutants=(
            Mutant("1 % less", Bound(loss, lambda N, S: 198 * S / (100 * N))),
            Mutant("the 2 lost", Bound(loss, lambda N, S: S / N)),
            Mutant("the constant of Lemma 9, without the scale of Eq. 15", Bound(loss, lambda N, S: S + 0 * N)),
            Mutant("$N-1$ for $N$", Bound(loss, lambda N, S: 2 * S / (N - 1))),
        ),
        uses=("rg.lemma9.best", "rg.eq25"),
        **BOUND,
    )


CLAIMS = (
    Claim(
        id="rg.lemma9",
        source=Source.FULL_TEXT,
        title="The DCG gap is bounded by the distance of the scores from the expected relevances",
        statement=(
            r"$\mathcal L_{\mathrm{DCG}}(\pi) - \mathcal L^*_{\mathrm{DCG}} \le (2\sum_y c_y^2)^{1/2}"
            r"(\sum_y (f(x,y) - f_B(x,y))^2)^{1/2}$, every line of A.4"
        ),
        assumptions=(r"$\pi$ sorts $f$, ties broken in any way",),
        subject=Constant(lambda x, _y: 2 * x**2),
        mutants=TIGHTER,
        uses=("rg.eq25",),
        **LEMMA,
    ),
    Claim(
        id="rg.lemma9.best",
        source=Source.BEYOND,
        title="The best constant of Lemma 9, attained for every N",
        statement=(
            r"Lemma 9 holds with $S_N^{1/2}$ in place of $(2\sum_y c_y^2)^{1/2}$, " + S_N + ", and with nothing smaller"
        ),
        subject=Constant(_difference, best=True),
        mutants=(
            Mutant("the printed constant", Constant(lambda x, _y: 2 * x**2, best=True)),
            Mutant("1 % more", Constant(lambda x, y: 101 * (x - y) ** 2 / 100, best=True)),
            *(replace(mutant, subject=replace(mutant.subject, best=True)) for mutant in TIGHTER),
        ),
        uses=("rg.lemma9",),
        **LEMMA,
    ),
    Claim(
        id="rg.thm10.bound",
        where="Thm 10, Eq. 27",
        source=Source.FULL_TEXT,
        title="The squared loss is DCG-consistent, with the printed constant",
        statement=(
            r"$\mathcal L_{\mathrm{DCG}}(\pi) - \mathcal L^*_{\mathrm{DCG}} \le (2\sum_y c_y^2)^{1/2}"
            r"(\Phi_B(f) - \Phi_B^*)^{1/2}$ with $\Phi_B(f) = E[\sum_y (f(x,y) - r_{x,y})^2]$ and $\Phi_B^*$ its "
            r"minimum"
        ),
        subject=Constant(lambda x, _y: 2 * x**2),
        check=check_squared_loss,
        violates=violates_constant,
        mutants=TIGHTER,
        uses=("rg.lemma9", "rg.thm10.repair"),
        **COMMON,
    ),
    Claim(
        id="rg.thm10.risk",
        source=Source.FULL_TEXT,
        title="The expected squared loss is the squared distance from the expected relevances",
        statement=r"$\Phi_B(f) = E_{\mathcal D}[\sum_y (f(x,y) - r_{x,y})^2] = \sum_y (f(x,y) - f_B(x,y))^2$",
        subject=Risk(risk=lambda f, eta: (f - eta) ** 2),
        repaired_by="rg.thm10.repair",
        **RISK | {"where": "s. 4.2, before Thm 10"},
    ),
    Claim(
        id="rg.thm10.minimum",
        source=Source.FULL_TEXT,
        title="The least expected squared loss is zero",
        statement=(
            r"$\Phi_B^* = \min_f E_{\mathcal D}[\sum_y (f(x,y) - r_{x,y})^2] = 0$ where $f_B$ is in the hypothesis "
            r"space; Eq. 27 holds with the true $\Phi_B^*$"
        ),
        subject=Risk(least=lambda eta: 0 * eta),
        repaired_by="rg.thm10.repair",
        **RISK,
    ),
    Claim(
        id="rg.thm10.repair",
        source=Source.BEYOND,
        title="The expected squared loss is the squared distance plus the variance of the labels",
        statement=(
            r"$\Phi_B(f) = \sum_y (f(x,y) - f_B(x,y))^2 + \Phi_B^*$, $\Phi_B^* = \sum_y f_B(x,y)(1 - f_B(x,y))$, which "
            r"is zero exactly where every label is certain"
        ),
        subject=Risk(lambda f, eta: (f - eta) ** 2 + eta * (1 - eta), lambda eta: eta * (1 - eta)),
        mutants=(
            Mutant("the printed risk", Risk(risk=lambda f, eta: (f - eta) ** 2)),
            Mutant("the printed minimum", Risk(least=lambda eta: 0 * eta)),
            Mutant("the second moment for the variance", Risk(risk=lambda f, eta: (f - eta) ** 2 + eta)),
            Mutant("half the variance", Risk(least=lambda eta: eta * (1 - eta) / 2)),
            Mutant("the squared chance", Risk(least=lambda eta: eta**2)),
        ),
        **RISK,
    ),
    _bounds("rg2", "RG2"),
    _bounds("rgx", "RGx"),
    Claim(
        id="rg.thm12.every_n",
        source=Source.BEYOND,
        title="One constant bounds the DCG regret by RG2 for every number of items",
        statement=(
            r"$\mathcal L_{\mathrm{DCG}}(o) - \mathcal L^*_{\mathrm{DCG}} \le C\,(\mathcal L_{\mathrm{RG}^2}(o) - "
            r"\mathcal L^*_{\mathrm{RG}^2})^{1/2}$ for every $N$ and $o$, with $C^2 = (c_1-c_4)^2 + (c_2-c_3)^2$, the "
            r"least one, attained for $N = 4$"
        ),
        assumptions=(r"single click, $\lambda = 0$",),
        subject=Bound("rg2", lambda _four, S: S / 2, every_n=True),
        mutants=(
            Mutant("1 % less", Bound("rg2", lambda _four, S: 99 * S / 200, every_n=True)),
            Mutant("1 % more", Bound("rg2", lambda _four, S: 101 * S / 200, every_n=True)),
            Mutant("the half lost", Bound("rg2", lambda _four, S: S, every_n=True)),
        ),
        uses=("rg.thm12.rg2",),
        **BOUND,
    ),
)
