"""Eq. 12: the expansion of the softmax loss at any point, its gradient and Hessian, and the terms of order 3 and 4."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Series = Callable[[Any, Any, Any, Any, Any], Any]
r"""A right-hand side: (loss, slope, form, o, o0) to a value; `slope(u)` is $\nabla\ell(o_0)^\top u$, `form(u)` is
$u^\top\nabla^2\ell(o_0)u$, and o and o0 can be added and subtracted."""

Terms = Callable[[Any, Any, Any, Any, Any, Any], Any]
r"""A right-hand side: (loss, v_y, mean, mu_2, mu_3, mu_4) to a value, with the mean and the central moments of v
under $p = \mathrm{softmax}(o_0)$."""


@dataclass(frozen=True)
class Derivatives:
    """Entries of the gradient, a function of (p_j, delta_jy), and of the Hessian, of (p_i, p_j, delta_ij)."""

    gradient: Callable[[Any, Any], Any]
    hessian: Callable[[Any, Any, Any], Any]


DOMAIN = "every $N$, every target, every base point and every $o$"


def _cases(largest: int) -> Iterator[dict[str, str]]:
    """Base points log w and steps v, v = 0 first: odds w of small integers, target 1."""
    from itertools import product

    for n in range(2, largest + 1):
        for v in ((0,) * n, *product((1, 0, -2), repeat=n)):
            for w in product((2, 1, 3), repeat=n):
                yield {"odds": ", ".join(map(str, w)), "v": ", ".join(map(str, v)), "y": "1"}


def _numbers(values: Mapping[str, str]) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...], tuple[Fraction, ...], int]:
    """Odds, softmax, step and target of a case."""
    from theory.intervals import rationals

    odds, v = rationals(values["odds"]), rationals(values["v"])
    if min(odds) <= 0 or len(odds) != len(v) or not 1 <= int(values["y"]) <= len(v):
        raise ValueError(f"{dict(values)}: expected positive odds, as many steps, and a target among them")
    return odds, tuple(w / sum(odds) for w in odds), v, int(values["y"])


def _on_cases(
    violated: Callable[[Mapping[str, str]], bool], says: Callable[[Mapping[str, str]], str], profile: Profile
) -> Evidence:
    tried, wrong = first(_cases(profile.pick(3, 4)), violated)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"base points $\\log w$, $w \\in \\{{1,2,3\\}}^N$, $N = 2$ to ${profile.pick(3, 4)}$, $y = 1$",
        detail="Against the truncated power series of the same numbers.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"$o_0 = \\log({wrong['odds']})$, $o - o_0 = ({wrong['v']})$, $y = 1$: {says(wrong)}", wrong
        ),
    )


def check_series(subject: Series, profile: Profile) -> Iterator[Evidence]:
    """Exact base points; then the right-hand side with the derived gradient and Hessian, for every N."""
    import sympy as sp

    from theory.expansion import BASE_LOSS, base_argument, base_derivatives

    found = _on_cases(
        lambda case: violates_series(subject, case),
        lambda case: "the right-hand side is {:.6g}, the expansion {:.6g}".format(*map(float, _series(subject, case))),
        profile,
    )
    yield found
    if found.holds:
        loss, slope, bend = base_derivatives(2)
        base, step = sp.symbols("o_0 v")
        claimed = subject(BASE_LOSS, _linear(slope), _quadratic(bend), base + step, base)
        same = sp.expand(claimed - (loss + slope + bend / 2)) == 0
        yield proof(base_argument(2).steps, "the right-hand side is the polynomial of order 2", same, DOMAIN)


def _linear(slope: Any) -> Callable[[Any], Any]:
    """The gradient as a linear form of vectors written in the symbols o_0 and v, of which only v has its value."""
    import sympy as sp

    step = sp.Symbol("v")
    return lambda u: sp.expand(u).coeff(step) * slope + sp.Symbol("slope_0") * sp.expand(u).coeff(sp.Symbol("o_0"))


def _quadratic(bend: Any) -> Callable[[Any], Any]:
    import sympy as sp

    base, step = sp.symbols("o_0 v")

    def form(u: Any) -> Any:
        square = sp.Poly(sp.expand(u) ** 2, base, step)
        known = {step**2: bend, base * step: sp.Symbol("mixed"), base**2: sp.Symbol("bend_0")}
        return sum(square.coeff_monomial(m) * value for m, value in known.items())

    return form


def violates_series(subject: Series, values: Mapping[str, str]) -> bool:
    """Whether the right-hand side at these numbers is surely not the value of the second-order Taylor polynomial."""
    import sympy as sp

    from theory.intervals import sign

    claimed, known = _series(subject, values)
    return sign(sp.expand(claimed - known)) in (-1, 1)


def _series(subject: Series, values: Mapping[str, str]) -> tuple[Any, Any]:
    """The right-hand side, and the second-order Taylor polynomial."""
    import sympy as sp

    from theory.expansion import base_coefficients
    from theory.intervals import rational

    odds, p, v, y = _numbers(values)
    weights, step = [rational(x) for x in p], sp.Matrix([rational(x) for x in v])
    base = sp.Matrix([sp.log(rational(w)) for w in odds])

    def average(u: Any, power: int) -> Any:
        return sum(q * x**power for q, x in zip(weights, u, strict=True))

    loss = -sp.log(weights[y - 1])
    claimed = subject(
        loss, lambda u: average(u, 1) - u[y - 1], lambda u: average(u, 2) - average(u, 1) ** 2, base + step, base
    )
    return claimed, loss + sum(map(rational, base_coefficients(p, v, y, 2)))


def check_derivatives(subject: Derivatives, profile: Profile) -> Iterator[Evidence]:
    """The stated entries along exact steps; then for every N and every step."""
    from theory.expansion import base_argument, base_derivatives

    found = _on_cases(
        lambda case: violates_derivatives(subject, case),
        lambda case: "the entries give the derivatives {}, {}, true are {}, {}".format(*_along(subject, case)),
        profile,
    )
    yield found
    if found.holds:
        _, slope, bend = base_derivatives(2)
        same = _summed(subject) == (slope, bend)
        claimed = (
            "the stated entries, summed against $v_j$ and $v_iv_j$, give the first two; a linear and a quadratic form "
            "fix their entries"
        )
        yield proof(base_argument(2).steps, claimed, same, DOMAIN)


def _summed(subject: Derivatives) -> tuple[Any, Any]:
    r"""$g^\top v$ and $v^\top Hv$ for polynomial entries, N symbolic, in v_y and the $\sum_j p_j^a v_j^b$."""
    import sympy as sp

    from theory.expansion import V_Y, moment

    p, q, p_y = sp.symbols("p_i p_j p_y")

    def total(a: int, b: int) -> Any:
        return moment(b) if a == 1 else sp.Symbol(f"P{a}_{b}")

    def one(expression: Any, b: int) -> Any:
        return sum(c * total(a, b) for (a,), c in sp.Poly(expression, p).terms())

    gradient, hessian = subject.gradient, subject.hessian
    first_form = one(gradient(p, 0), 1) + (gradient(p_y, 1) - gradient(p_y, 0)) * V_Y
    pairs = sp.Poly(hessian(p, q, 0), p, q).terms()
    second_form = sum(c * total(a, 1) * total(b, 1) for (a, b), c in pairs) + one(
        hessian(p, p, 1) - hessian(p, p, 0), 2
    )
    return sp.expand(first_form), sp.expand(second_form)


def violates_derivatives(subject: Derivatives, values: Mapping[str, str]) -> bool:
    """Whether the entries' derivatives along the step differ from those of the truncated power series."""
    slope, bend, first_order, second_order = _along(subject, values)
    return bool(slope != first_order or bend != second_order)


def _along(subject: Derivatives, values: Mapping[str, str]) -> tuple[Any, Any, Fraction, Fraction]:
    """The first two derivatives along the step, from the entries and from the truncated power series."""
    from theory.expansion import base_coefficients

    _, p, v, y = _numbers(values)
    indices = range(len(p))
    slope = sum(subject.gradient(p[j], int(j == y - 1)) * v[j] for j in indices)
    bend = sum(subject.hessian(p[i], p[j], int(i == j)) * v[i] * v[j] for i in indices for j in indices)
    first_order, second_order = base_coefficients(p, v, y, 2)
    return slope, bend, first_order, 2 * second_order


def check_terms(subject: Terms, profile: Profile) -> Iterator[Evidence]:
    """Exact base points; then the polynomial of order 4 for every N."""
    import sympy as sp

    from theory.expansion import BASE_LOSS, V_Y, base_argument, base_derivatives, moment

    found = _on_cases(
        lambda case: violates_terms(subject, case),
        lambda case: "less the loss at $o_0$ the right-hand side is {}, the expansion {}".format(
            *_terms(subject, case)
        ),
        profile,
    )
    yield found
    if found.holds:
        derived = sum(d / sp.factorial(r) for r, d in enumerate(base_derivatives(4)))
        claimed = subject(BASE_LOSS, V_Y, *_central([moment(r) for r in range(1, 5)]))
        same = sp.expand(claimed - derived) == 0
        yield proof(base_argument(4).steps, "the right-hand side is the polynomial of order 4", same, DOMAIN)


def violates_terms(subject: Terms, values: Mapping[str, str]) -> bool:
    """Whether the right-hand side, without the loss at the base point, differs from the truncated power series."""
    stated, true = _terms(subject, values)
    return bool(stated != true)


def _terms(subject: Terms, values: Mapping[str, str]) -> tuple[Any, Fraction]:
    from theory.expansion import base_coefficients

    _, p, v, y = _numbers(values)
    moments = [sum((q * x**r for q, x in zip(p, v, strict=True)), Fraction(0)) for r in range(1, 5)]
    return subject(Fraction(0), v[y - 1], *_central(moments)), sum(base_coefficients(p, v, y, 4), Fraction(0))


def _central(m: list[Any]) -> tuple[Any, Any, Any, Any]:
    """The mean and the central moments of order 2 to 4, from raw ones."""
    from math import comb

    raw = [1, *m]
    central = [sum(comb(r, i) * raw[i] * (-m[0]) ** (r - i) for i in range(r + 1)) for r in range(2, 5)]
    return m[0], central[0], central[1], central[2]


EQ12: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, Eq. 12",
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.eq12",
        source=Source.FULL_TEXT,
        slip=True,
        title="The second-order expansion of the softmax loss at any point, in powers of the scores themselves",
        statement=(
            r"$\ell(o) \overset{\text{Taylor}}{=} \ell(o_0) + \nabla\ell(o_0)^\top o + \frac12 "
            r"o^\top\nabla^2\ell(o_0)o + o(\|o - o_0\|^2)$ for every $o_0$; away from $o_0 = 0$, where Eq. 13 uses it"
        ),
        subject=lambda loss, slope, form, o, _base: loss + slope(o) + form(o) / 2,
        check=check_series,
        violates=violates_series,
        repaired_by="rg.eq12.repair",
        **EQ12,
    ),
    Claim(
        id="rg.eq12.repair",
        source=Source.BEYOND,
        title="The second-order expansion of the softmax loss at any point, in powers of the difference",
        statement=(
            r"$\ell(o) = \ell(o_0) + \nabla\ell(o_0)^\top(o - o_0) + \frac12(o - o_0)^\top\nabla^2\ell(o_0)(o - o_0) + "
            r"o(\|o - o_0\|^2)$ for every $N$ and $o_0$"
        ),
        subject=lambda loss, slope, form, o, base: loss + slope(o - base) + form(o - base) / 2,
        check=check_series,
        violates=violates_series,
        mutants=(
            Mutant("$o$ in the linear term", lambda loss, g, h, o, base: loss + g(o) + h(o - base) / 2),
            Mutant("$o$ in the quadratic term", lambda loss, g, h, o, base: loss + g(o - base) + h(o) / 2),
            Mutant(r"$\frac12$ lost", lambda loss, g, h, o, base: loss + g(o - base) + h(o - base)),
            Mutant("$o_0 - o$", lambda loss, g, h, o, base: loss + g(base - o) + h(base - o) / 2),
            Mutant("the quadratic term dropped", lambda loss, g, _h, o, base: loss + g(o - base)),
        ),
        **EQ12,
    ),
    Claim(
        id="rg.eq12.derivatives",
        source=Source.FULL_TEXT,
        title="Gradient and Hessian of the softmax loss at any point",
        statement=(
            r"$\nabla\ell(o_0) = [p_1, \ldots, p_i - 1, \ldots, p_N]^\top$ with $-1$ at the target $i = y$, and "
            r"$[\nabla^2\ell(o_0)]_{y,y'} = p_y(\delta_{y,y'} - p_{y'})$, $p = \mathrm{softmax}(o_0)$"
        ),
        subject=Derivatives(lambda p, target: p - target, lambda p, q, same: p * (same - q)),
        check=check_derivatives,
        violates=violates_derivatives,
        mutants=(
            Mutant("$1 - p_y$ at the target", Derivatives(lambda p, t: p - 2 * t * p + t, lambda p, q, d: p * (d - q))),
            Mutant("no $-1$ at the target", Derivatives(lambda p, _t: p, lambda p, q, d: p * (d - q))),
            Mutant("the Hessian's sign", Derivatives(lambda p, t: p - t, lambda p, q, d: p * (q - d))),
            Mutant("its diagonal only", Derivatives(lambda p, t: p - t, lambda p, q, d: d * p * (1 - q))),
            Mutant("$p_yp_{y'}$ on its diagonal too", Derivatives(lambda p, t: p - t, lambda p, q, _d: -p * q)),
        ),
        **EQ12,
    ),
    Claim(
        id="rg.eq12.order4",
        source=Source.BEYOND,
        title="The expansion of the softmax loss to order 4, at any point, for every N",
        statement=(
            r"With $v = o - o_0$, its mean $\bar v = \sum_j p_jv_j$ and central moments $\mu_r = \sum_j p_j(v_j - \bar "
            r"v)^r$ under $p = \mathrm{softmax}(o_0)$: $\ell(o) = \ell(o_0) - v_y + \bar v + \frac{\mu_2}2 + "
            r"\frac{\mu_3}6 + \frac{\mu_4 - 3\mu_2^2}{24} + O(\|v\|^5)$; at $o_0 = 0$, $p$ is uniform"
        ),
        subject=lambda loss, v_y, mean, m2, m3, m4: loss - v_y + mean + m2 / 2 + m3 / 6 + (m4 - 3 * m2**2) / 24,
        check=check_terms,
        violates=violates_terms,
        mutants=(
            Mutant(r"$\mu_4$ without $3\mu_2^2$", lambda f, y, m, a, b, c: f - y + m + a / 2 + b / 6 + c / 24),
            Mutant(r"$\frac{\mu_3}3$", lambda f, y, m, a, b, c: f - y + m + a / 2 + b / 3 + (c - 3 * a**2) / 24),
            Mutant(r"$-\frac{\mu_3}6$", lambda f, y, m, a, b, c: f - y + m + a / 2 - b / 6 + (c - 3 * a**2) / 24),
            Mutant("order 2 only", lambda f, y, m, a, _b, _c: f - y + m + a / 2),
            Mutant(r"$\mu_4 - \mu_2^2$", lambda f, y, m, a, b, c: f - y + m + a / 2 + b / 6 + (c - a**2) / 24),
        ),
        **EQ12,
    ),
)
