"""Lemma 25: the chance that some hypothesis has an empirical risk far from its risk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Tail:
    r"""A bound (m, $\varepsilon$, B, covering number, exp) of the chance of $|R - \hat R| \ge \varepsilon$ for some h.

    `loss`: in [-B, B], in [0, B], or the square of a difference of at most B.
    """

    bound: Callable[[Any, Any, Any, Any, Any], Any]
    loss: Literal["symmetric", "nonnegative", "squared"]


def check(subject: Tail, profile: Profile) -> Iterator[Evidence]:
    """One hypothesis with two-valued losses, and all indicators of finite sets; then every class and m."""
    tried, wrong = first(_cases(profile), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$m = {_list(DRAWS)}$, $B = {_list(BOUNDS)}$, two classes whose deviations are known exactly",
        detail="The exact chance against the bound enclosed in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_class(subject)


def violates(subject: Tail, values: Mapping[str, str]) -> bool:
    """Whether the exact chance is surely above the bound.

    `coin`: one hypothesis, its losses fair draws from the ends of their interval; its covering number is 1. `sets`: no
    point of the domain has a chance of its own, and H is the indicators of finite sets, whose losses are the two ends:
    the indicator of the sample deviates by the whole interval with certainty, and the covering number is at most 4^m;
    only bounds that rise with it are decided there. Squares need B <= 1, for H maps into [0, 1].
    """
    from theory.intervals import rational, sign

    m, b, epsilon = int(values["m"]), Fraction(values["B"]), Fraction(values["epsilon"])
    if m < 1 or b <= 0 or epsilon <= 0:
        return False
    if values["class"] != "coin" and (not _rises(subject) or (subject.loss == "squared" and b > 1)):
        return False
    chance, bound = _chance_and_bound(subject, values)
    return sign(bound - rational(chance)) == -1


def _chance_and_bound(subject: Tail, values: Mapping[str, str]) -> tuple[Fraction, Any]:
    import sympy as sp

    from theory.deviation import coin_tail, ends
    from theory.intervals import rational

    m, b, epsilon = int(values["m"]), Fraction(values["B"]), Fraction(values["epsilon"])
    if values["class"] == "coin":
        chance, covering = coin_tail(subject.loss, m, b, epsilon), sp.Integer(1)
    else:
        low, high = ends(subject.loss, b)
        chance, covering = Fraction(epsilon <= high - low), sp.Integer(4) ** m
    return chance, subject.bound(sp.Integer(m), rational(epsilon), rational(b), covering, sp.exp)


def _rises(subject: Tail) -> bool:
    import sympy as sp

    from theory.deviation import EPSILON, B, M

    covering = sp.Symbol("n", positive=True)
    return bool(sp.diff(subject.bound(M, EPSILON, B, covering, sp.exp), covering).is_nonnegative)


DRAWS, BOUNDS = (1, 2, 3, 10, 200), tuple(map(Fraction, ("1/7", "1", "10", "1/10000", "10000")))


def _list(values: tuple[Any, ...]) -> str:
    return ", ".join(map(str, values))


def _cases(profile: Profile) -> Iterator[dict[str, str]]:
    for m in DRAWS:
        for b in BOUNDS:
            for size in (b, b**2) if b != 1 else (b,):
                for epsilon in (*(size * j / 4 for j in range(profile.pick(4, 8), 0, -1)), size / 1000):
                    case = {"m": str(m), "B": str(b), "epsilon": str(epsilon)}
                    yield case | {"class": "coin"}
                    yield case | {"class": "sets"}


def _says(subject: Tail, case: Mapping[str, str]) -> str:
    what = (
        "one hypothesis whose loss is a fair draw from the ends of its interval"
        if case["class"] == "coin"
        else r"the indicators of finite sets, of covering number at most $4^m$"
    )
    chance, bound = map(float, _chance_and_bound(subject, case))
    return (
        rf"{what}, $m = {case['m']}$, $B = {case['B']}$, $\varepsilon = {case['epsilon']}$: the chance is "
        f"{chance:.6g}, the bound {bound:.6g}"
    )


def _for_every_class(subject: Tail) -> Evidence:
    import sympy as sp

    from theory.deviation import EPSILON, B, M, symmetrisation_argument, tail_bound

    covering = sp.Symbol("n", positive=True)
    stated = subject.bound(M, EPSILON, B, covering, sp.exp)
    same = sp.simplify(stated / tail_bound(subject.loss, M, EPSILON, B, covering)) == 1
    claimed = "with the length of the losses' interval this is the stated bound"
    return proof(symmetrisation_argument().steps, claimed, same, "every class, distribution and $m$")


def _printed(m: Any, epsilon: Any, b: Any, covering: Any, exp: Any) -> Any:
    return 4 * covering * exp(-m * epsilon**2 / (32 * b**4))


def _repaired(m: Any, epsilon: Any, b: Any, covering: Any, exp: Any) -> Any:
    return 4 * covering * exp(-m * epsilon**2 / (32 * b**2))


CHANCE = r"$P^m(\exists h \in \mathcal H: |R(h) - \hat R(h)| \ge \varepsilon) \le "
COVER = r"4\mathcal N_1(\frac\varepsilon{8L}, \mathcal H, 2m)\exp(-\frac{m\varepsilon^2}"
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "A.5, Lemma 25, Eq. 43",
    "check": check,
    "violates": violates,
    "assumptions": (
        r"$\hat R$ is the mean loss of $m$ independent draws; $\mathcal H$ maps into $[0, 1]$; $\ell$ is $L$-Lipschitz "
        "in $h(x)$; the event is measurable.",
    ),
    "bibtex": ("pu2025rg", "anthony1999neural"),
}

CLAIMS = (
    Claim(
        id="rg.lemma25",
        source=Source.FULL_TEXT,
        title="Deviations of losses bounded by B have chances below the bound with B to the fourth power",
        statement=CHANCE + COVER + r"{32B^4})$ for every loss with $|\ell| \le B$ that is $L$-Lipschitz",
        subject=Tail(_printed, "symmetric"),
        repaired_by="rg.lemma25.repair",
        **COMMON,
    ),
    Claim(
        id="rg.lemma25.squared",
        source=Source.BEYOND,
        title="The fourth power is right for squared losses of differences bounded by B",
        statement=CHANCE + COVER + r"{32B^4})$ for $\ell = (h(x) - y)^2$ with $|h(x) - y| \le B$ and $L = 2B$",
        subject=Tail(_printed, "squared"),
        mutants=(
            Mutant("$B^2$ for $B^4$", Tail(_repaired, "squared")),
            Mutant(
                r"$\varepsilon$ for $\varepsilon^2$",
                Tail(lambda m, e, b, n, exp: 4 * n * exp(-m * e / (32 * b**4)), "squared"),
            ),
            Mutant("the factor 4 lost", Tail(lambda m, e, b, n, exp: n * exp(-m * e**2 / (32 * b**4)), "squared")),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.lemma25.repair",
        source=Source.BEYOND,
        title="Deviations of losses between 0 and B have chances below the bound with B squared",
        statement=CHANCE + COVER + r"{32B^2})$ for every $L$-Lipschitz loss with $0 \le \ell \le B$",
        subject=Tail(_repaired, "nonnegative"),
        mutants=(
            Mutant("$B^4$, as printed", Tail(_printed, "nonnegative")),
            Mutant("$B$ for $B^2$", Tail(lambda m, e, b, n, exp: 4 * n * exp(-m * e**2 / (32 * b)), "nonnegative")),
            Mutant(
                r"$\varepsilon$ for $\varepsilon^2$",
                Tail(lambda m, e, b, n, exp: 4 * n * exp(-m * e / (32 * b**2)), "nonnegative"),
            ),
            Mutant("the factor 4 lost", Tail(lambda m, e, b, n, exp: n * exp(-m * e**2 / (32 * b**2)), "nonnegative")),
            Mutant("32 above", Tail(lambda m, e, b, n, exp: 4 * n * exp(-32 * m * e**2 / b**2), "nonnegative")),
            Mutant(
                "the covering number lost",
                Tail(lambda m, e, b, _n, exp: 4 * exp(-m * e**2 / (32 * b**2)), "nonnegative"),
            ),
        ),
        **COMMON,
    ),
)
