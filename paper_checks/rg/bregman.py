"""Prop. 5, the parts about the form: a Bregman divergence, its generator, and the softmax map."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.search import first
from verify.profile import Profile

Term = Callable[[Any, Any], Any]
"""One coordinate's share of the generator, a function of (x, log)."""


@dataclass(frozen=True)
class Form:
    r"""$-\log p_y$ as $D_\phi(g(o), e_y)$, or with the label first."""

    term: Term
    label_first: bool = False


@dataclass(frozen=True)
class Generator:
    """A generator that is said to be strictly convex on the simplex, and differentiable there or inside."""

    term: Term
    differentiable_on_the_boundary: bool


SIZES, GRID = (2, 3, 4), tuple(Fraction(i, 4) for i in range(5))


def _list(values: tuple[Any, ...]) -> str:
    return ", ".join(map(str, values))


def check_form(subject: Form, profile: Profile) -> Iterator[Evidence]:
    """Both sides on rational softmax outputs; then the divergence by Def. 4 for symbolic N."""
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    finest = profile.pick(4, 8)
    points = (p for n in SIZES for d in range(n, n + finest) for p in rational_simplex(n, d))
    tried, p = first(points, lambda p: violates_form(subject, {"p": literal(p)}))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=p is None,
        domain=f"softmax outputs $p$ with denominators below $N + {finest}$ ($o = \\log p$), $y = 1$, "
        f"$N = {_list(SIZES)}$",
        detail="Def. 4 term by term on exact numbers, both sides enclosed in intervals.",
        exercised=tried,
        counterexample=None if p is None else Counterexample(_says_form(subject, p), {"p": literal(p)}),
    )
    if not subject.label_first:
        yield _form_for_every_n(subject)


def violates_form(subject: Form, values: Mapping[str, str]) -> bool:
    """Whether p is a softmax output and its divergence to the first label is infinite or surely not -log p_1."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign

    p = rationals(values["p"])
    if sum(p) != 1 or min(p) <= 0:
        return False
    found = _to_label(subject, p)
    return bool(found.has(sp.oo, sp.nan, sp.zoo)) or sign(found + sp.log(rational(p[0]))) in (-1, 1)


def _to_label(subject: Form, p: tuple[Fraction, ...]) -> Any:
    import sympy as sp

    from theory.bregman import divergence
    from theory.intervals import rational

    output, label = [rational(x) for x in p], [sp.Integer(1), *(sp.Integer(0) for _ in p[1:])]
    return divergence(subject.term, *((label, output) if subject.label_first else (output, label)))


def _says_form(subject: Form, p: tuple[Fraction, ...]) -> str:
    from math import log

    from theory.intervals import literal

    found = _to_label(subject, p)
    shown = f"{float(found):.6g}" if found.is_finite else "infinite"
    return f"at $p = ({literal(p)})$, $y=1$ the divergence is {shown}, $-\\log p_1$ is {-log(p[0]):.6g}"


def _form_for_every_n(subject: Form) -> Evidence:
    import sympy as sp

    from theory.bregman import TARGET, to_label

    difference = sp.simplify(to_label(subject.term) + sp.log(TARGET))
    return Evidence(
        kind=Kind.PROOF,
        holds=True if difference == 0 else None,
        domain="every $N$, every $y$ and every $o$",
        detail=(
            r"$D_\phi(p, e_y) = \phi(e_y) - \phi(p) - \langle\nabla\phi(p), e_y - p\rangle$ is written out for a "
            r"symbolic number of terms, the gradient by differentiation, $0\log0 = 0$ as a limit, and simplified under "
            r"the sum with $\sum_j p_j = 1$, which every softmax output meets. "
            f"Divergence minus $-\\log p_y$: ${sp.latex(difference)}$."
        ),
        exercised=1,
    )


def check_map(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """Def. 19 on small score vectors; then for every N and k by the sign of the weight's derivative."""
    from itertools import product

    largest = profile.pick(3, 4)
    cases = ((o, k) for n in range(2, largest + 1) for o in product((0, 1, -1), repeat=n) for k in range(1, n))
    tried, case = first(cases, lambda c: violates_map(subject, {"o": _text(c[0]), "k": str(c[1])}))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=case is None,
        domain=f"scores in $\\{{-1, 0, 1\\}}$, $N = 2$ to ${largest}$, every $k < N$",
        detail="Def. 18 with the order of the map's values proved by intervals.",
        exercised=tried,
        counterexample=None
        if case is None
        else Counterexample(
            f"$o = ({_text(case[0])})$, $k={case[1]}$: $P_k(o, g(o))$ fails", {"o": _text(case[0]), "k": str(case[1])}
        ),
    )
    if case is None:
        yield _map_for_every_n(subject)


def violates_map(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether $P_k(o, g(o))$ fails, the order of the weights proved."""
    import sympy as sp

    from theory.intervals import rational, rationals, sign
    from theory.order import preserves, ranks

    o = rationals(values["o"])
    weights = [sp.sympify(subject(rational(x), sp.exp)) for x in o]
    return not preserves(o, ranks(weights, sign), int(values["k"]))


def _text(o: tuple[int, ...]) -> str:
    return ", ".join(map(str, o))


def _map_for_every_n(subject: Any) -> Evidence:
    import sympy as sp

    from theory.smooth import is_smooth

    x = sp.Symbol("x", real=True)
    weight = subject(x, sp.exp)
    rises = is_smooth(weight) and bool(weight.is_positive) and bool(sp.diff(weight, x).is_positive)
    return Evidence(
        kind=Kind.PROOF,
        holds=True if rises else None,
        domain="every $N$, every $k < N$ and every $o$, ties included",
        detail=(
            r"The weight of a score, a smooth function, is positive and has a positive derivative at every real score "
            r"(by sympy), and all weights are divided by one positive sum: $p_i > p_j$ exactly if $o_i > o_j$. So $p$ "
            r"and $o$ have the same order statistics' indices, and each hypothesis of Def. 18, "
            r"$p_n > p_{[k+1]}$ or $p_n < p_{[k]}$, is "
            r"its own conclusion $o_n > o_{[k+1]}$ or $o_n < o_{[k]}$."
        ),
        exercised=1,
    )


def check_generator(subject: Generator, profile: Profile) -> Iterator[Evidence]:
    """Midpoints and difference quotients at exact points; then the second derivative and the limit at 0."""
    del profile
    cases = [{"x": str(x), "z": str(z)} for x in GRID for z in GRID if x < z]
    cases += [{"x": str(x)} for x in GRID[:-1]]
    tried, case = first(cases, lambda values: violates_generator(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=case is None,
        domain=f"coordinates {_list(GRID)}",
        detail="The value at a midpoint against the mean, and the limit of the difference quotient.",
        exercised=tried,
        counterexample=None if case is None else Counterexample(_says(case), case),
    )
    if case is None:
        yield _generator_everywhere(subject)
    elif subject.differentiable_on_the_boundary:
        yield replace(_generator_everywhere(subject), under="differentiability is asked where every $o_y > 0$ only")


def _says(case: Mapping[str, str]) -> str:
    if "z" in case:
        return f"between $x={case['x']}$ and $z={case['z']}$ the value at the midpoint is not below the mean"
    return rf"where a coordinate is $x={case['x']}$, $(\phi(x+h)-\phi(x))/h$ has no finite limit as $h \downarrow 0$"


def violates_generator(subject: Generator, values: Mapping[str, str]) -> bool:
    """Whether strict convexity fails at a midpoint in [0, 1], or the derivative where it is said to exist."""
    import sympy as sp

    from theory.bregman import at_zero
    from theory.intervals import rational, sign

    def f(point: Any) -> Any:
        return subject.term(point, sp.log) if point != 0 else at_zero(subject.term)

    x, z = (rational(Fraction(values.get(name, "1"))) for name in ("x", "z"))
    if not 0 <= x < z <= 1:
        return False
    if "z" in values:
        excess = f(x) + f(z) - 2 * f((x + z) / 2)
        return not excess.is_finite or sign(excess) in (-1, 0)
    if x == 0 and not subject.differentiable_on_the_boundary:
        return False
    h = sp.Symbol("h", positive=True)
    return not sp.limit((f(x + h) - f(x)) / h, h, 0, "+").is_finite


def _generator_everywhere(subject: Generator) -> Evidence:
    import sympy as sp

    from theory.bregman import X, at_zero
    from theory.smooth import is_smooth

    term = subject.term(X, sp.log)
    curved = is_smooth(term) and bool(sp.diff(term, X, 2).is_positive)
    smooth = sp.singularities(sp.diff(term, X), X, sp.Interval.open(0, sp.oo)) == sp.EmptySet
    return Evidence(
        kind=Kind.PROOF,
        holds=True if curved and smooth and at_zero(subject.term).is_finite else None,
        domain="every $N$",
        detail=(
            r"$\phi$ is a sum of one term a coordinate. The term's second derivative is "
            f"${sp.latex(sp.diff(term, X, 2))} > 0$ for $x > 0$ and the term is continuous at 0 with value "
            f"${sp.latex(at_zero(subject.term))}$, so it is strictly convex on $[0, 1]$, and a sum of strictly convex "
            f"functions of the single coordinates is strictly convex; its derivative ${sp.latex(sp.diff(term, X))}$ "
            r"exists for every $x > 0$, and softmax outputs have only such coordinates."
        ),
        exercised=1,
    )


def _entropy(x: Any, log: Any) -> Any:
    return x * log(x)


PROP5: dict[str, Any] = {"paper": Paper.RG, "where": "Prop. 5", "bibtex": ("pu2025rg", "yang2020topk")}

CLAIMS = (
    Claim(
        id="rg.prop5.bregman",
        source=Source.FULL_TEXT,
        title="The softmax loss is a Bregman divergence, in the argument order of Def. 4",
        statement=(
            r"$-\log p(o_y) = D_\phi(g(o), e_y)$, $\phi(o) = \sum_y o_y\log o_y$, $g$ the softmax map, "
            r"$D_\phi(s,t) = \phi(t) - \phi(s) - \langle\nabla\phi(s), t-s\rangle$"
        ),
        assumptions=(r"$0\log 0 = 0$",),
        subject=Form(_entropy),
        check=check_form,
        violates=violates_form,
        mutants=(
            Mutant("the label first, as in the usual order", Form(_entropy, label_first=True)),
            Mutant("the wrong sign: the entropy itself", Form(lambda x, log: -x * log(x))),
            Mutant("logarithm to the base 2", Form(lambda x, log: x * log(x) / log(2))),
            Mutant(r"$\frac12\|o\|^2$ for the negative entropy", Form(lambda x, _log: x**2 / 2)),
            Mutant(r"$-\sum\log o_y$ for the negative entropy", Form(lambda x, log: -log(x))),
        ),
        **PROP5,
    ),
    Claim(
        id="rg.prop5.inverse_topk",
        source=Source.FULL_TEXT,
        title="The softmax map is inverse top-k preserving",
        statement=r"$P_k(o, g(o))$ for all $o$ (Def. 18-19), $g(o)_y = \exp(o_y)/\sum_{y'}\exp(o_{y'})$",
        subject=lambda x, exp: exp(x),
        check=check_map,
        violates=violates_map,
        mutants=(
            Mutant("energies: $\\exp(-o_y)$", lambda x, exp: exp(-x)),
            Mutant("squared scores: $\\exp(o_y^2)$", lambda x, exp: exp(x**2)),
            Mutant("both signs: $\\exp(o_y) + \\exp(-o_y)$", lambda x, exp: exp(x) + exp(-x)),
        ),
        **PROP5,
    ),
    Claim(
        id="rg.prop5.generator",
        source=Source.FULL_TEXT,
        title="The generator is strictly convex and differentiable on its natural domain, the closed orthant",
        statement=r"$\phi(o) = \sum_y o_y\log o_y$ is strictly convex and differentiable",
        assumptions=(r"$0\log 0 = 0$, without which $\phi(e_y)$ in Prop. 5 has no value",),
        subject=Generator(_entropy, differentiable_on_the_boundary=True),
        check=check_generator,
        violates=violates_generator,
        repaired_by="rg.prop5.generator.repair",
        **PROP5,
    ),
    Claim(
        id="rg.prop5.generator.repair",
        source=Source.BEYOND,
        title="The generator is strictly convex on the closed simplex and differentiable inside it",
        statement=(
            r"$\phi(o) = \sum_y o_y\log o_y$ is strictly convex on the closed simplex and differentiable where every "
            r"$o_y > 0$, as at every softmax output"
        ),
        assumptions=(r"$0\log 0 = 0$",),
        subject=Generator(_entropy, differentiable_on_the_boundary=False),
        check=check_generator,
        violates=violates_generator,
        mutants=(
            Mutant("differentiable on the boundary too", Generator(_entropy, True)),
            Mutant("the wrong sign: the entropy itself", Generator(lambda x, log: -x * log(x), False)),
            Mutant("the factor $o_y$ lost: $\\sum\\log o_y$", Generator(lambda x, log: log(x), False)),
            Mutant("the logarithm lost: $\\sum o_y$", Generator(lambda x, _log: x, False)),
        ),
        **PROP5,
    ),
)
