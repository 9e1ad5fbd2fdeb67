"""Lemma 23: the quadratic majorant, what A must dominate, and where."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Where = Literal["everywhere", "between", "at x and y"]


@dataclass(frozen=True)
class Lemma:
    r"""A majorant, and where A is asked to dominate the Hessian for it.

    `bound` is a function of $(f(x), \nabla f(x)(y-x), \nabla f(y)(y-x), (y-x)^\top A(y-x))$.
    """

    where: Where
    bound: Callable[[Any, Any, Any, Any], Any]


def check(subject: Lemma, _profile: Profile) -> Iterator[Evidence]:
    """The softmax loss and polynomials at exact points; then every twice differentiable function."""
    tried, wrong = first(_cases(), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain="the softmax loss of 2 and 3 scores with $A = aI$, and polynomials of one variable",
        detail="The hypothesis by exact elimination and real root counts, the inequality by intervals.",
        exercised=tried,
        counterexample=wrong and Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_function(subject)


def _cases() -> Iterator[dict[str, str]]:
    from itertools import product

    for a in ("1/3", "1/2", "1"):
        yield {"softmax at odds": "1, 1", "to odds": "4, 1/4", "a": a}
        yield {"softmax at odds": "1, 1, 1", "to odds": "4, 1/2, 1/2", "a": a}
    polynomials = ("0, 0, 1", "0, 0, -1", "0, 0, 0, 1", "0, 0, 0, 1/6, -1/12", "0, 0, 0, 0, -1", "0, 1, 1/2, 0, -1/4")
    for f, level, (x, y) in product(polynomials, (-2, 0, 1, 2), ((0, 1), (1, 0), (0, -1), (-1, 2))):
        yield {"f": f, "x": str(x), "y": str(y), "A": str(level)}


def violates(subject: Lemma, values: Mapping[str, str]) -> bool:
    """Whether the hypothesis is met and the inequality surely fails."""
    from theory.intervals import sign

    if "f" in values:
        if not _polynomial_hypothesis(subject.where, values):
            return False
        left, right = _polynomial_sides(values)
    else:
        if not _softmax_hypothesis(subject.where, values):
            return False
        left, right = _softmax_sides(values)
    return sign(left - subject.bound(*right)) == 1


def _polynomial_hypothesis(where: Where, values: Mapping[str, str]) -> bool:
    """Whether A - f'' >= 0 where the lemma asks it."""
    from theory.intervals import rational, rationals
    from theory.remainder import is_nonnegative, polynomial

    x, y = sorted(rational(Fraction(values[name])) for name in "xy")
    surplus = rational(Fraction(values["A"])) - polynomial(rationals(values["f"])).diff().diff()
    if x == y:
        return False
    match where:
        case "everywhere":
            return is_nonnegative(surplus)
        case "between":
            return is_nonnegative(surplus, x, y)
        case "at x and y":
            return bool(surplus.eval(x) >= 0 and surplus.eval(y) >= 0)


def _polynomial_sides(values: Mapping[str, str]) -> tuple[Any, tuple[Any, Any, Any, Any]]:
    from theory.intervals import rational, rationals
    from theory.remainder import polynomial

    f = polynomial(rationals(values["f"]))
    x, y, a = (rational(Fraction(values[name])) for name in ("x", "y", "A"))
    slope = f.diff()
    return f.eval(y), (f.eval(x), slope.eval(x) * (y - x), slope.eval(y) * (y - x), a * (y - x) ** 2)


def _softmax_hypothesis(where: Where, values: Mapping[str, str]) -> bool:
    """Whether a I dominates the softmax Hessian there; everywhere, and between as far as is tried, from 1/2 on."""
    from theory.majorant import negative_direction

    a = Fraction(values["a"])
    if where != "at x and y":
        return a >= Fraction(1, 2)
    ends = (_distribution(values[name]) for name in ("softmax at odds", "to odds"))
    return all(negative_direction(_surplus(p, a)) is None for p in ends)


def _surplus(p: tuple[Fraction, ...], a: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    r"""$aI - \mathrm{diag}\,p + pp^\top$."""
    return tuple(tuple(u * v + (a - u if i == j else 0) for j, v in enumerate(p)) for i, u in enumerate(p))


def _distribution(odds: str) -> tuple[Fraction, ...]:
    from theory.intervals import rationals

    w = rationals(odds)
    if min(w) <= 0:
        raise ValueError(f"odds {odds}: expected positive numbers")
    return tuple(x / sum(w) for x in w)


def _softmax_sides(values: Mapping[str, str]) -> tuple[Any, tuple[Any, Any, Any, Any]]:
    """The loss of target 1 at the second point, and what its bound from the first is made of."""
    import sympy as sp

    from theory.intervals import rational, rationals

    x, y = (rationals(values[name]) for name in ("softmax at odds", "to odds"))
    p, q = (_distribution(values[name]) for name in ("softmax at odds", "to odds"))
    v = [sp.log(rational(b / a)) for a, b in zip(x, y, strict=True)]
    slopes = [sum(rational(u) * d for u, d in zip(w, v, strict=True)) - v[0] for w in (p, q)]
    square = rational(Fraction(values["a"])) * sum(d**2 for d in v)
    return -sp.log(rational(q[0])), (-sp.log(rational(p[0])), *slopes, square)


def _says(subject: Lemma, case: Mapping[str, str]) -> str:
    if "f" in case:
        what = f"$f$ with coefficients ({case['f']}), $A = {case['A']}$, $x = {case['x']}$, $y = {case['y']}$"
        left, right = _polynomial_sides(case)
    else:
        ends = f"$x = \\log({case['softmax at odds']})$, $y = \\log({case['to odds']})$"
        what = f"the softmax loss of target 1, $A = {case['a']}\\,I$, {ends}"
        left, right = _softmax_sides(case)
    return f"{what}: $f(y)$ is {float(left):.6g}, the bound from $x$ {float(subject.bound(*right)):.6g}"


def _for_every_function(subject: Lemma) -> Evidence:
    import sympy as sp

    from theory.remainder import majorant_argument

    value, at_x, at_y, square = sp.symbols("f g_x g_y q")
    same = sp.expand(subject.bound(value, at_x, at_y, square) - (value + at_x + square / 2)) == 0
    claimed = "the stated bound is this one, and A dominates at least between $x$ and $y$"
    asked = subject.where in ("everywhere", "between")
    domain = "every $N$, every twice differentiable $f$, every $x$ and $y$"
    return proof(majorant_argument().steps, claimed, same and asked, domain)


def check_exact(subject: Fraction, _profile: Profile) -> Iterator[Evidence]:
    """Quadratics, for which the inequality is decided for all x and y; then every twice differentiable function."""
    from theory.remainder import exact_argument

    cases = [
        {"second derivative": str(c), "A": str(Fraction(a) * scale)}
        for c in (1, 2, -1)
        for a in (c, 0)
        for scale in (Fraction(1, 2), Fraction(99, 100), Fraction(1), Fraction(2))
    ]
    tried, wrong = first(cases, lambda case: violates_exact(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="quadratics of one variable",
        detail=r"$f(y) - f(x) - f'(x)(y-x) = \frac{f''}2(y-x)^2$, so the inequality is $f'' \le A$.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"$f'' = {wrong['second derivative']}$, $A = {wrong['A']}$: one holds, the other not", wrong
        ),
    )
    if wrong is None:
        domain = "every $N$ and every twice differentiable $f$"
        yield proof(exact_argument().steps, "the stated multiple of the Hessian is 1", subject == 1, domain)


def violates_exact(subject: Fraction, values: Mapping[str, str]) -> bool:
    """Whether, for a quadratic of one variable, the inequality for all x and y and the condition differ."""
    c, a = Fraction(values["second derivative"]), Fraction(values["A"])
    return (c <= a) != (subject * c <= a)


def _printed(value: Any, at_x: Any, _at_y: Any, square: Any) -> Any:
    return value + at_x + square / 2


def _mutants(where: Where) -> tuple[Mutant, ...]:
    return (
        Mutant("A dominates at $x$ and $y$ only", Lemma("at x and y", _printed)),
        Mutant(r"$\frac14$ for $\frac12$", Lemma(where, lambda f, g, _h, q: f + g + q / 4)),
        Mutant(r"$\frac12$ lost", Lemma(where, lambda f, g, _h, q: f + g + q)),
        Mutant("the gradient at $y$", Lemma(where, lambda f, _g, h, q: f + h + q / 2)),
        Mutant("the gradient's term lost", Lemma(where, lambda f, _g, _h, q: f + q / 2)),
        Mutant("the quadratic term lost", Lemma(where, lambda f, g, _h, _q: f + g)),
    )


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "A.3, Lemma 23", "bibtex": ("pu2025rg",)}
LEMMA: dict[str, Any] = COMMON | {"check": check, "violates": violates}
INEQUALITY = r"$f(y) \le f(x) + \nabla f(x)(y-x) + \frac12(y-x)^\top A(y-x)$"

CLAIMS = (
    Claim(
        id="rg.lemma23",
        source=Source.FULL_TEXT,
        title="A quadratic with a matrix that dominates the Hessian everywhere is a majorant from every point",
        statement=rf"If $A$ is symmetric and $A \succeq \nabla^2 f$ everywhere, then {INEQUALITY} for all $x, y$",
        assumptions=("The $M$ of the lemma is its $A$.", "$f$ is twice differentiable."),
        subject=Lemma("everywhere", _printed),
        mutants=_mutants("everywhere"),
        **LEMMA,
    ),
    Claim(
        id="rg.lemma23.ends",
        source=Source.FULL_TEXT,
        title="For the majorant it is enough that A dominates the Hessian at x and at y",
        statement=(
            r"As the proof of Prop. 7 applies Lemma 23, where $p$ is uniform and where it is concentrated: if $A "
            r"\succeq "
            rf"\nabla^2 f(x)$ and $A \succeq \nabla^2 f(y)$, then {INEQUALITY}"
        ),
        subject=Lemma("at x and y", _printed),
        repaired_by="rg.lemma23.between",
        **LEMMA | {"where": "A.3, proof of Prop. 7"},
    ),
    Claim(
        id="rg.lemma23.between",
        source=Source.BEYOND,
        title="For the majorant it is enough that A dominates the Hessian between x and y, along y - x",
        statement=(
            r"If $(y-x)^\top\nabla^2 f(\xi)(y-x) \le (y-x)^\top A(y-x)$ at every $\xi$ strictly between $x$ and $y$, "
            r"then " + INEQUALITY
        ),
        assumptions=("$f$ is twice differentiable.",),
        subject=Lemma("between", _printed),
        mutants=_mutants("between"),
        **LEMMA,
    ),
    Claim(
        id="rg.lemma23.exact",
        source=Source.BEYOND,
        title="From every point a majorant, exactly if A dominates the Hessian everywhere",
        statement=rf"{INEQUALITY} for all $x, y$ exactly if $A \succeq \kappa\nabla^2 f$ everywhere, with $\kappa = 1$",
        assumptions=("$f$ is twice differentiable.",),
        subject=Fraction(1),
        check=check_exact,
        violates=violates_exact,
        mutants=(
            Mutant(r"$\kappa = \frac12$", Fraction(1, 2)),
            Mutant(r"$\kappa = 2$", Fraction(2)),
            Mutant("1 % less", Fraction(99, 100)),
            Mutant("1 % more", Fraction(101, 100)),
        ),
        uses=("rg.lemma23.between",),
        **COMMON,
    ),
)
