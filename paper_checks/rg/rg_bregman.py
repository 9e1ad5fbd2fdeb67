"""Def. 4 and Eq. 29-30: the argument order of the divergence, and RG2 and RGx in its form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

OfSums = Callable[[Any, Any, Any, Any], Any]
"""A function of (m, N, x, total): of $\\|o\\|^2$ for a generator, of one entry for a link."""


@dataclass(frozen=True)
class Form:
    r"""`loss`, "rg2" or "rgx" of Eq. 16-17, as $D_\phi(g(o), \eta)$."""

    loss: str
    generator: OfSums
    link: OfSums


SCORES = (0, 1, -2)


def check_form(subject: Form, profile: Profile) -> Iterator[Evidence]:
    """Both sides on small exact scores; then for every N, every set of relevant items and all scores."""
    from theory.rg_bregman import form_argument, form_difference

    largest = profile.pick(3, 4)
    cases = (
        {"o": ", ".join(map(str, o)), "relevant": " ".join(map(str, items))}
        for n in range(2, largest + 1)
        for m in range(1, n + 1)
        for items in combinations(range(1, n + 1), m)
        for o in product(SCORES, repeat=n)
    )
    tried, wrong = first(cases, lambda case: violates_form(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"scores {', '.join(map(str, SCORES))}, every relevant set, $N = 2$ to ${largest}$",
        detail="The loss of the context and Def. 4 in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_form(subject, wrong), wrong),
    )
    if wrong is None:
        same = form_difference(subject.loss, subject.generator, subject.link) == 0
        claimed = "Def. 4 with the stated generator and link, written out in the same sums, is the loss"
        yield proof(form_argument(subject.loss).steps, claimed, same, "every $N$, every relevant set, all scores")


def _sides(subject: Form, values: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    from theory import quadratic
    from theory.intervals import rationals
    from theory.rg_bregman import divergence, linked

    o, items = rationals(values["o"]), {int(y) - 1 for y in values["relevant"].split()}
    of = {"rg2": quadratic.rg2_squares, "rgx": quadratic.rgx_squares}[subject.loss]
    eta = quadratic.targets(o, items)
    return of(o, items), divergence(subject.generator, len(items), linked(subject.link, len(items), o), eta)


def violates_form(subject: Form, values: Mapping[str, str]) -> bool:
    """Whether the divergence is not the loss at these scores."""
    loss, found = _sides(subject, values)
    return loss != found


def _says_form(subject: Form, case: Mapping[str, str]) -> str:
    loss, found = _sides(subject, case)
    return f"$o = ({case['o']})$, relevant items {case['relevant']}: the loss is {loss}, the divergence {found}"


@dataclass(frozen=True)
class Shape:
    """A generator said to be convex (or strictly) everywhere or on vectors of sum 0, and a link that keeps orders."""

    generator: OfSums
    link: OfSums
    strict: bool = False
    zero_sum: bool = False


ENTRIES = (0, 1, -1, 2)
SUM_ZERO = r"only vectors of sum 0 are asked, as $\eta$ and the values of the link are"


def check_shape(subject: Shape, profile: Profile) -> Iterator[Evidence]:
    """Exact curvatures and images on small vectors; then the Hessian for every N, of vectors of sum 0 if it must."""
    largest = profile.pick(3, 4)
    found = _shape_search(subject, largest)
    yield found
    alone = replace(subject, zero_sum=True)
    if found.holds:
        yield _shape_for_every_n(subject)
    elif not subject.zero_sum and _shape_search(alone, largest).holds:
        yield replace(_shape_for_every_n(alone), under=SUM_ZERO)


def _shape_search(subject: Shape, largest: int) -> Evidence:
    cases = (
        {"m": str(m), "v": ", ".join(map(str, v))}
        for n in range(2, largest + 1)
        for m in range(1, n + 1)
        for v in product(ENTRIES, repeat=n)
    )
    tried, wrong = first(cases, lambda case: violates_shape(subject, case))
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"vectors with entries {', '.join(map(str, sorted(ENTRIES)))}, $N = 2$ to ${largest}$",
        detail=r"$v^\top\nabla^2\phi\,v$ and the order of $g(v)$ in rationals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says_shape(subject, wrong), wrong),
    )


def _says_shape(subject: Shape, case: Mapping[str, str]) -> str:
    from theory.intervals import literal, rationals
    from theory.rg_bregman import curvature, linked

    m, v = int(case["m"]), rationals(case["v"])
    bends, image = curvature(subject.generator, m, v), literal(linked(subject.link, m, v))
    return rf"$v = ({case['v']})$, $|\mathcal I_x| = {m}$: $v^\top\nabla^2\phi\,v = {bends}$, $g(v) = ({image})$"


def violates_shape(subject: Shape, values: Mapping[str, str]) -> bool:
    """Whether the curvature along v is negative (or 0, if strict), or the link does not keep v's order."""
    from theory.intervals import rationals
    from theory.order import discordant
    from theory.rg_bregman import curvature, linked

    m, v = int(values["m"]), rationals(values["v"])
    if not any(v) or not 1 <= m <= len(v):
        return False
    bends = curvature(subject.generator, m, v)
    flat = (bends <= 0 if subject.strict else bends < 0) and not (subject.zero_sum and sum(v) != 0)
    return flat or bool(discordant(linked(subject.link, m, v), v))


def _shape_for_every_n(subject: Shape) -> Evidence:
    import sympy as sp

    from theory.rg_bregman import M, N, T, eigenvalues, hessian_argument

    across, along = eigenvalues(subject.generator)
    slope = sp.diff(subject.link(M, N, sp.Symbol("o"), T), sp.Symbol("o"))
    enough = [across.is_positive, subject.zero_sum or along.is_positive] if subject.strict else []
    enough += [across.is_nonnegative, subject.zero_sum or along.is_nonnegative, slope.is_positive]
    claimed = (
        rf"here these are ${sp.latex(across)}$ and ${sp.latex(along)}$, as stated, and the link has the slope "
        rf"${sp.latex(slope)} > 0$ in its own entry and the same offset for all"
    )
    return proof(hessian_argument().steps, claimed, all(x is True for x in enough), "every $N$ and every $m$")


Divergence = Callable[[Any, Any, Any, Any], Any]
"""A function of (f, f', s, t), one coordinate."""


def check_order(subject: Divergence, profile: Profile) -> Iterator[Evidence]:
    """Two equally likely T and the entropy; then every generator and every law."""
    import sympy as sp

    from theory.rg_bregman import mean_argument

    grid = [Fraction(i, profile.pick(4, 8)) for i in range(1, profile.pick(4, 8) + 1)]
    cases = [{"t": f"{a}, {b}", "s": str(s)} for a in grid for b in grid for s in grid if a <= b]
    tried, wrong = first(cases, lambda case: violates_order(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=r"$\phi = x\log x$, $T$ one of two fractions with chance $\frac12$",
        detail="The expected divergence at s and at the mean, enclosed in intervals.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$\phi = x\log x$, $T \in \{{{wrong['t']}\}}$ with equal chances: the expected divergence at "
            rf"$s = {wrong['s']}$ is below that at the mean",
            wrong,
        ),
    )
    if wrong is None:
        f = sp.Function("f")
        s, t = sp.symbols("s t")
        difference = subject(f, lambda x: sp.Derivative(f(x), x), s, t) - (f(t) - f(s) - sp.diff(f(s), s) * (t - s))
        claimed = "the stated divergence is this one"
        yield proof(mean_argument().steps, claimed, sp.expand(difference.doit()) == 0, r"every $N$, $\phi$, law of $T$")


def violates_order(subject: Divergence, values: Mapping[str, str]) -> bool:
    """Whether the expected entropy divergence at s is surely below that at the mean of T."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign

    ends, s = [rational(x) for x in rationals(values["t"])], rational(Fraction(values["s"]))
    if min(*ends, s) <= 0:
        return False

    def risk(at: Any) -> Any:
        return sum(subject(lambda x: x * sp.log(x), lambda x: sp.log(x) + 1, at, t) for t in ends)

    return sign(risk(s) - risk(sum(ends) / len(ends))) == -1


def _phi_2(m: Any, _N: Any, squares: Any, _total: Any) -> Any:
    return m * squares


def _phi_x(m: Any, N: Any, squares: Any, total: Any) -> Any:
    return m * (squares - total**2 / N)


def _g_2(m: Any, _N: Any, o: Any, _total: Any) -> Any:
    return 2 * m * o


def _g_x(m: Any, N: Any, o: Any, total: Any) -> Any:
    return 2 * m * (o - total / N)


def _identity(_m: Any, _N: Any, o: Any, _total: Any) -> Any:
    return o


def _centred(_m: Any, N: Any, o: Any, total: Any) -> Any:
    return o - total / N


def _def4(f: Any, slope: Any, s: Any, t: Any) -> Any:
    return f(t) - f(s) - slope(s) * (t - s)


COMMON: dict[str, Any] = {"paper": Paper.RG, "bibtex": ("pu2025rg",)}
FORM: dict[str, Any] = COMMON | {"check": check_form, "violates": violates_form}
SHAPE: dict[str, Any] = COMMON | {"check": check_shape, "violates": violates_shape}
ETA = r", $\eta_y = r_{x,y}N/|\mathcal I_x| - 1$, the loss of one context, Eq. 16 without $\lambda$ and $1/|D|$"
PHI_2 = r"$\phi_2(o) = |\mathcal I_x|\,\|o\|^2$"
PHI_X = r"$\phi_\times(o) = |\mathcal I_x|\,o^\top(I - \frac1N\mathbf 1\mathbf 1^\top)o$"
G_2 = r"$g_2(o) = 2|\mathcal I_x|\,o$"
G_X = r"$g_\times(o) = 2|\mathcal I_x|(I - \frac1N\mathbf 1\mathbf 1^\top)o$"

CLAIMS = (
    Claim(
        id="rg.def4",
        where="Def. 4",
        source=Source.FULL_TEXT,
        title="The argument order of Def. 4 is the one that consistency needs: the mean is the best first argument",
        statement=(
            r"With $D_\phi(s,t) = \phi(t) - \phi(s) - \langle\nabla\phi(s), t - s\rangle$, for every convex "
            r"differentiable $\phi$ and every random $T$: $E[D_\phi(s,T)] - E[D_\phi(ET,T)] = D_\phi(s, ET) \ge 0$, as "
            r"Prop. 5-6 need of $s = g(o)$ and labels $T$"
        ),
        subject=_def4,
        check=check_order,
        violates=violates_order,
        mutants=(
            Mutant("the usual order", lambda f, d, s, t: _def4(f, d, t, s)),
            Mutant("the gradient at t", lambda f, d, s, t: f(t) - f(s) - d(t) * (t - s)),
            Mutant("the sign of the last term", lambda f, d, s, t: f(t) - f(s) + d(s) * (t - s)),
        ),
        uses=("rg.prop5.bregman",),
        **COMMON,
    ),
    Claim(
        id="rg.eq29.form",
        where="Eq. 29",
        source=Source.FULL_TEXT,
        title="RG2 is the Bregman divergence of the printed generator and link",
        statement=r"$\mathcal L_{\mathrm{RG}^2} = D_{\phi_2}(g_2(o), \eta)$, " + f"{PHI_2}, {G_2}{ETA}",
        subject=Form("rg2", _phi_2, _g_2),
        repaired_by="rg.eq29.repair",
        **FORM,
    ),
    Claim(
        id="rg.eq29.repair",
        where="Eq. 29",
        source=Source.BEYOND,
        title="RG2 is the Bregman divergence of the printed generator with the identity for a link",
        statement=r"$\mathcal L_{\mathrm{RG}^2} = D_{\phi_2}(o, \eta)$, " + f"{PHI_2}{ETA}",
        subject=Form("rg2", _phi_2, _identity),
        mutants=(
            Mutant("the printed link", Form("rg2", _phi_2, _g_2)),
            Mutant("half the generator", Form("rg2", lambda m, _N, q, _t: m * q / 2, _identity)),
            Mutant("the weight lost", Form("rg2", lambda _m, _N, q, _t: q, _identity)),
            Mutant("RGx for RG2", Form("rgx", _phi_2, _identity)),
        ),
        **FORM,
    ),
    Claim(
        id="rg.eq29.generator",
        where="Eq. 29, s. 4.2",
        source=Source.FULL_TEXT,
        title="The generator of RG2 is strictly convex and differentiable, and its link keeps orders",
        statement=f"{PHI_2} is strictly convex and differentiable; {G_2} is inverse order-preserving",
        subject=Shape(_phi_2, _g_2, strict=True),
        mutants=(
            Mutant("the generator's sign", Shape(lambda m, _N, q, _t: -m * q, _g_2, strict=True)),
            Mutant("the link's sign", Shape(_phi_2, lambda m, _N, o, _t: -2 * m * o, strict=True)),
            Mutant("RGx's generator", Shape(_phi_x, _g_2, strict=True)),
        ),
        **SHAPE,
    ),
    Claim(
        id="rg.eq30.form",
        where="Eq. 30",
        source=Source.FULL_TEXT,
        title="RGx is the Bregman divergence of the printed generator and link",
        statement=r"$\mathcal L_{\mathrm{RG}^\times} = D_{\phi_\times}(g_\times(o), \eta)$, "
        + f"{PHI_X}, {G_X}{ETA}, the interaction term of Eq. 17 once a context, as in Eq. 15",
        subject=Form("rgx", _phi_x, _g_x),
        repaired_by="rg.eq30.repair",
        **FORM,
    ),
    Claim(
        id="rg.eq30.repair",
        where="Eq. 30",
        source=Source.BEYOND,
        title="RGx is the Bregman divergence of the printed generator with centring for a link",
        statement=r"$\mathcal L_{\mathrm{RG}^\times} = D_{\phi_\times}(o - \bar o\mathbf 1, \eta)$, "
        + f"{PHI_X}{ETA}, the interaction term of Eq. 17 once a context, as in Eq. 15",
        subject=Form("rgx", _phi_x, _centred),
        mutants=(
            Mutant("the printed link", Form("rgx", _phi_x, _g_x)),
            Mutant("RG2 for RGx", Form("rg2", _phi_x, _centred)),
            Mutant("RG2's generator, scores not centred", Form("rgx", _phi_2, _identity)),
            Mutant("$1/N^2$ for $1/N$", Form("rgx", lambda m, N, q, t: m * (q - t**2 / N**2), _identity)),
        ),
        **FORM,
    ),
    Claim(
        id="rg.eq30.generator",
        where="Eq. 30, s. 4.2",
        source=Source.FULL_TEXT,
        title="The generator of RGx is convex and differentiable, and its link keeps orders",
        statement=f"{PHI_X} is convex and differentiable; {G_X} is inverse order-preserving",
        subject=Shape(_phi_x, _g_x),
        mutants=(
            Mutant("strictly convex", Shape(_phi_x, _g_x, strict=True)),
            Mutant("the interaction term without $1/N$", Shape(lambda m, _N, q, t: m * (q - t**2), _g_x)),
            Mutant("the link's sign", Shape(_phi_x, lambda m, N, o, t: -_g_x(m, N, o, t))),
        ),
        **SHAPE,
    ),
    Claim(
        id="rg.eq30.strict",
        where="Eq. 30, Prop. 6",
        source=Source.FULL_TEXT,
        title="The generator of RGx is strictly convex, as the argument of Prop. 6 asks",
        statement=f"Read with Prop. 6, whose form of argument is used again: {PHI_X} is strictly convex",
        subject=Shape(_phi_x, _g_x, strict=True),
        repaired_by="rg.eq30.strict.repair",
        **SHAPE,
    ),
    Claim(
        id="rg.eq30.strict.repair",
        where="Eq. 30, Prop. 6",
        source=Source.BEYOND,
        title="The generator of RGx is strictly convex on vectors of sum zero, where links and labels lie",
        statement=f"{PHI_X} is strictly convex on vectors of sum 0, as $\\eta$ and the values of $g_\\times$ are",
        subject=Shape(_phi_x, _g_x, strict=True, zero_sum=True),
        mutants=(
            Mutant("everywhere", Shape(_phi_x, _g_x, strict=True)),
            Mutant("the generator's sign", Shape(lambda m, N, q, t: -_phi_x(m, N, q, t), _g_x, True, True)),
            Mutant("squares lost", Shape(lambda m, N, _q, t: m * t**2 / N, _g_x, True, True)),
        ),
        **SHAPE,
    ),
)
