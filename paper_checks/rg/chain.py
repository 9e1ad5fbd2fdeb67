"""Eq. 44: the chain from Lemma 25 to the term of Thm 14, inequality by inequality."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.argument import Step

Formula = Callable[[Any, Any, Any, Any, Any], Any]
r"""A function of $(d, B, L, \varepsilon, e)$."""


@dataclass(frozen=True)
class Cover:
    r"""A bound of $\mathcal N_1(\varepsilon/(8L), \mathcal H, n)$; `domain` says for which $(B, L, \varepsilon)$."""

    bound: Formula
    domain: Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Tail:
    r"""A claim that `before` $e^{-x} \le$ `after` $/x$ with $x = m\varepsilon^2/(32B^4)$."""

    before: Formula
    after: Formula


def check_cover(subject: Cover, profile: Profile) -> Iterator[Evidence]:
    """Classes whose covering numbers are known well enough; then the covering bound at this radius, for every d."""
    del profile
    found = _search(
        subject,
        _cover_cases(),
        violates_cover,
        f"classes of steps with $d$ heights, $d = {_list(DIMENSIONS)}$",
        _cover_says,
    )
    yield found
    if found.holds:
        yield _cover_proof(subject)
    else:
        narrow = Cover(subject.bound, lambda b, slope, eps: (slope <= 2 * b) & (eps <= 8 * slope))
        if not any(violates_cover(narrow, case) for case in _cover_cases()):
            yield replace(_cover_proof(narrow, _own_step()), under=r"$L \le 2B$ and $\varepsilon \le 8L$")


def violates_cover(subject: Cover, values: Mapping[str, str]) -> bool:
    r"""Whether d steps of free heights in [0, 1] need surely more functions than the bound says.

    The class of functions that are constant on each of d parts of the domain has pseudo-dimension d. On d points, one
    a part, it is $[0, 1]^d$, and a ball of radius $\varrho$ in mean absolute difference has volume at most $(2\varrho
    d)^d/d!$, so at least $d!/(2\varrho d)^d$ functions are needed, and at least one.
    """
    from theory.intervals import sign

    d, (b, slope, epsilon) = int(values["d"]), (Fraction(values[name]) for name in ("B", "L", "epsilon"))
    if d < 1 or min(b, slope, epsilon) <= 0 or not subject.domain(b, slope, epsilon):
        return False
    needed, bound = _functions(subject, values)
    return sign(bound - needed) == -1


def _functions(subject: Cover, values: Mapping[str, str]) -> tuple[Any, Any]:
    """How many functions are surely needed, and how many the bound allows."""
    import sympy as sp

    from theory.intervals import rational

    d, (b, slope, epsilon) = sp.Integer(values["d"]), (rational(Fraction(values[x])) for x in ("B", "L", "epsilon"))
    needed = sp.Max(1, sp.factorial(d) / (2 * epsilon / (8 * slope) * d) ** d)
    return needed, subject.bound(d, b, slope, epsilon, sp.E)


DIMENSIONS = (1, 2, 16)


def _cover_cases() -> Iterator[dict[str, str]]:
    for d in DIMENSIONS:
        for b, slope in ((1, 1), (1, 2), (1, 3), (1, 200), (100, 20)):
            for share in (1000, 40, 8, 1, 10**6):
                yield {"d": str(d), "B": str(b), "L": str(slope), "epsilon": str(Fraction(8 * slope, share))}
        yield {"d": str(d), "B": "1", "L": "1", "epsilon": "100"}


def _cover_says(subject: Cover, case: Mapping[str, str]) -> str:
    needed, bound = _functions(subject, case)
    return (
        rf"$d = {case['d']}$ free heights in $[0, 1]$, $B = {case['B']}$, $L = {case['L']}$, "
        rf"$\varepsilon = {case['epsilon']}$: at least {float(needed):.6g} functions are needed, the bound says "
        f"{float(bound):.6g}"
    )


def _own_step() -> "Step":
    """Where the sizes of RG2's own terms meet the condition."""
    import sympy as sp

    from theory.argument import Step

    z = sp.Symbol("z", positive=True)
    b, slope = z**4, 2 * (2 * z + 1 + z**2)
    return Step(
        r"RG$^2$'s own terms under single click, scores in $[-1, 1]$, have $B = N^2$ and Remark 13's $L = 2(2\sqrt N + "
        r"1 + N)$: with $z = \sqrt N$, $B - \frac L2 = (z^2 - z - 1)(z^2 + z + 1) > 0$ from $N = 3$ on, and not for "
        r"$N = 2$",
        sp.expand(b - slope / 2 - (z**2 - z - 1) * (z**2 + z + 1)) == 0
        and [bool(sp.sqrt(2) < root) and bool(root < sp.sqrt(3)) for root in sp.solve(z**2 - z - 1, z)] == [True],
    )


def _cover_proof(subject: Cover, *more: "Step") -> Evidence:
    import sympy as sp

    from theory.argument import Step

    d, b, slope, eps, z = sp.symbols("d B L epsilon z", positive=True)
    derived = sp.E * (d + 1) * (2 * sp.E / (eps / (8 * slope))) ** d
    stated = subject.bound(d, b, slope, eps, sp.E)
    larger = sp.expand_log(sp.log(stated / derived), force=True).subs(b, slope / 2 + z)
    same = sp.simplify(sp.expand_log(sp.log(stated / derived), force=True)) == 0
    never_less = same or sp.simplify(larger - d * sp.log(1 + 2 * z / slope)) == 0
    steps = [
        Step(
            r"where the covering bound $\mathcal N_1(\varrho) \le e(d+1)(2e/\varrho)^d$ holds, $\varrho \le 1$, it "
            r"gives $e(d+1)(16eL/\varepsilon)^d$ at $\varrho = \varepsilon/(8L)$",
            sp.simplify(sp.log(derived) - sp.log(sp.E * (d + 1) * (16 * sp.E * slope / eps) ** d)) == 0,
        )
    ]
    claimed = "the stated bound is this one, or larger by the factor $(2B/L)^d$ with $L \\le 2B$"
    asked = sp.And.make_args(sp.sympify(subject.domain(b, slope, eps)))
    inside = sp.Le(eps, 8 * slope) in asked and (same or sp.Le(slope, 2 * b) in asked)
    return proof([*steps, *more], claimed, never_less and inside, r"every $d$, $B$, $L$ and $\varepsilon \le 8L$")


def check_tail(subject: Tail, profile: Profile) -> Iterator[Evidence]:
    """The sizes of RG2's terms under single click; then every size."""
    del profile
    domain = f"$B$ and $L$ of RG2, $N = {_list(SIZES)}$, $c = 1$"
    found = _search(subject, _tail_cases(), violates_tail, domain, _tail_says)
    yield found
    if found.holds:
        yield _tail_proof(subject)


def violates_tail(subject: Tail, values: Mapping[str, str]) -> bool:
    """Whether, at these positive numbers, the left-hand side is surely above the right-hand one."""
    from theory.intervals import sign

    if min(Fraction(values[name]) for name in SYMBOLS) <= 0:
        return False
    left, right = _tail_sides(subject, values)
    return sign(right - left) == -1


def _tail_sides(subject: Tail, values: Mapping[str, str]) -> tuple[Any, Any]:
    import sympy as sp

    from theory.intervals import rational

    d, b, slope, epsilon, m = (rational(Fraction(values[name])) for name in SYMBOLS)
    x, at = m * epsilon**2 / (32 * b**4), (d, b, slope, epsilon, sp.E)
    return subject.before(*at) * sp.exp(-x), subject.after(*at) / x


SIZES = (2, 3, 10, 1000)


def _tail_cases() -> Iterator[dict[str, str]]:
    from math import isqrt

    for n in SIZES:
        b, slope = n**2, 2 * (2 * (isqrt(n) + 1) + 1 + n)
        for d in (1, 5, 50):
            for x in (Fraction(1), Fraction(1, 4), Fraction(8)):
                yield {"d": str(d), "B": str(b), "L": str(slope), "epsilon": str(b), "m": str(32 * b**2 * x)}


def _tail_says(subject: Tail, case: Mapping[str, str]) -> str:
    import sympy as sp

    named = ", ".join(rf"${symbol} = {case[name]}$" for name, symbol in SYMBOLS.items())
    left, right = (sp.N(side, 6) for side in _tail_sides(subject, case))
    return f"{named}: the left-hand side is {left}, the right-hand side {right}"


def _list(values: tuple[int, ...]) -> str:
    return ", ".join(map(str, values))


def _tail_proof(subject: Tail) -> Evidence:
    import sympy as sp

    from theory.argument import Step

    d, b, slope, eps, x = sp.symbols("d B L epsilon x", positive=True)
    surplus = x - sp.log(x)
    ratio = sp.log(subject.after(d, b, slope, eps, sp.E) / subject.before(d, b, slope, eps, sp.E))
    step = Step(
        r"$x - \log x$ is convex and 1, with slope 0, at $x = 1$, so $e^{-x} \le \frac1{ex} < \frac1x$ for $x > 0$",
        bool(sp.diff(surplus, x, 2).is_positive) and surplus.subs(x, 1) == 1 and sp.diff(surplus, x).subs(x, 1) == 0,
    )
    rest = sp.simplify(sp.expand_log(ratio, force=True))
    agrees = bool((rest + 1).is_nonnegative)
    return proof([step], "the two factors are equal, or the second is at least 1/e of the first", agrees, "every size")


def _search(subject: Any, cases: Iterator[dict[str, str]], violates: Any, domain: str, says: Any) -> Evidence:
    tried, wrong = first(cases, lambda case: violates(subject, case))
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=domain,
        detail="Both sides at exact numbers, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(subject, wrong), wrong),
    )


def _by_slope(d: Any, _b: Any, slope: Any, eps: Any, e: Any) -> Any:
    return e * (d + 1) * (16 * e * slope / eps) ** d


def _by_bound(d: Any, b: Any, _slope: Any, eps: Any, e: Any) -> Any:
    return e * (d + 1) * (32 * e * b / eps) ** d


def _always(_b: Any, _slope: Any, _eps: Any) -> bool:
    return True


def _within(_b: Any, slope: Any, eps: Any) -> Any:
    return eps <= 8 * slope


SYMBOLS = {"d": "d", "B": "B", "L": "L", "epsilon": r"\varepsilon", "m": "|D|"}
TAIL = r"\exp\left(-\frac{|D|\varepsilon^2}{32B^4}\right) \le "
AFTER = r"4e(d+1)\left(\frac{16eL}\varepsilon\right)^d\frac{32B^4}{|D|\varepsilon^2}"
COVERING = (
    r"$\mathcal N_1(\varrho, \mathcal H, n) \le e(d+1)(2e/\varrho)^d$ for $0 < \varrho \le 1$ (Haussler 1995), "
    "which A.5 prints without a range; where one function is a cover it is below 1 for large radii."
)
CLASS = (
    r"$\mathcal H$ is any class of functions into $[0, 1]$, and the loss any with $|\ell| \le B$ that is "
    r"$L$-Lipschitz, as in Lemma 25; $d$ is the pseudo-dimension of $\mathcal H$."
)
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "A.5, Eq. 44", "bibtex": ("pu2025rg", "haussler1995packing")}
COVERED: dict[str, Any] = COMMON | {"check": check_cover, "violates": violates_cover, "assumptions": (CLASS, COVERING)}
TAILED: dict[str, Any] = COMMON | {"check": check_tail, "violates": violates_tail}

CLAIMS = (
    Claim(
        id="rg.eq44.cover",
        source=Source.FULL_TEXT,
        title="The second inequality of Eq. 44: the covering number in terms of B",
        statement=(
            r"$4\mathcal N_1(\frac\varepsilon{8L}, \mathcal H, 2m) \le 4e(d+1)\left(\frac{32eB}\varepsilon\right)^d$"
        ),
        subject=Cover(_by_bound, _always),
        repaired_by="rg.eq44.cover.repair",
        **COVERED,
    ),
    Claim(
        id="rg.eq44.cover.repair",
        source=Source.BEYOND,
        title="The covering number in terms of the Lipschitz constant",
        statement=(
            r"$4\mathcal N_1(\frac\varepsilon{8L}, \mathcal H, 2m) \le 4e(d+1)\left(\frac{16eL}\varepsilon\right)^d$ "
            r"for $\varepsilon \le 8L$"
        ),
        subject=Cover(_by_slope, _within),
        mutants=(
            Mutant("in terms of $B$, as printed", Cover(_by_bound, _within)),
            Mutant(r"no range of $\varepsilon$", Cover(_by_slope, _always)),
            Mutant(
                "the exponent $d - 1$", Cover(lambda d, _b, s, x, e: e * (d + 1) * (16 * e * s / x) ** (d - 1), _within)
            ),
            Mutant("$L$ lost", Cover(lambda d, _b, _s, x, e: e * (d + 1) * (16 * e / x) ** d, _within)),
            Mutant("$16e$ lost", Cover(lambda d, _b, s, x, e: e * (d + 1) * (s / x) ** d, _within)),
        ),
        **COVERED,
    ),
    Claim(
        id="rg.eq44.last",
        source=Source.FULL_TEXT,
        title="The last inequality of Eq. 44, from powers of B to powers of L",
        statement=r"$4e(d+1)\left(\frac{32eB}\varepsilon\right)^d" + TAIL + AFTER + "$",
        subject=Tail(_by_bound, _by_slope),
        repaired_by="rg.eq44.last.repair",
        **TAILED,
    ),
    Claim(
        id="rg.eq44.last.repair",
        source=Source.BEYOND,
        title="The last inequality of Eq. 44 with the same power on both sides, and a better constant",
        statement=r"$4e(d+1)\left(\frac{16eL}\varepsilon\right)^d" + TAIL + r"\frac1e " + AFTER + "$",
        subject=Tail(_by_slope, lambda *v: _by_slope(*v) / v[-1]),
        mutants=(
            Mutant("$B$ on the left, as printed", Tail(_by_bound, lambda *v: _by_slope(*v) / v[-1])),
            Mutant("1 % less", Tail(_by_slope, lambda *v: 99 * _by_slope(*v) / (100 * v[-1]))),
            Mutant(r"$\frac1{e^2}$ for $\frac1e$", Tail(_by_slope, lambda *v: _by_slope(*v) / v[-1] ** 2)),
        ),
        **TAILED,
    ),
)
