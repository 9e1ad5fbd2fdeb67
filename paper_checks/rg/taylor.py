"""Eq. 13-14: the second-order expansion of the softmax loss at zero, and its completed square."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.search import first
from verify.profile import Profile

Expansion = Callable[[Any, Any, Any, Any, Any], Any]
"""A right-hand side: (N, log, o_y, 1'o, form) to a value, where form(a, b) is o'(a I + b 11')o."""


def check(subject: Expansion, profile: Profile) -> Iterator[Evidence]:
    """Evaluate on small rational scores; then derive the expansion for symbolic N and compare."""
    yield _on_cases(subject, profile)
    yield _for_every_n(subject)


def violates(subject: Expansion, values: Mapping[str, str]) -> bool:
    """Whether the right-hand side differs at these scores from the series computed on the numbers themselves."""
    from theory.expansion import second_order
    from theory.intervals import rational, rationals, sign

    scores = rationals(values["o"])
    rest, n = second_order(scores, int(values["y"]))
    return sign(_at(subject, scores, int(values["y"])) - rational(rest) - _log(n)) in (-1, 1)


def _at(subject: Expansion, scores: Any, y: int) -> Any:
    from theory.intervals import rational

    o = [rational(score) for score in scores]
    total, squares = sum(o), sum(score**2 for score in o)
    return subject(rational(len(o)), _log, o[y - 1], total, lambda a, b: a * squares + b * total**2)


def _log(x: Any) -> Any:
    import sympy as sp

    return sp.log(x)


SCORES = (0, 1, -2)


def _on_cases(subject: Expansion, profile: Profile) -> Evidence:
    from itertools import product

    largest = profile.pick(3, 5)
    cases = (o for n in range(2, largest + 1) for o in product(SCORES, repeat=n))
    tried, witness = first(cases, lambda o: violates(subject, _values(o)))
    return Evidence(
        kind=Kind.EXACT,
        holds=witness is None,
        domain=f"scores {', '.join(map(str, SCORES))}, $N = 2$ to ${largest}$, $y = 1$",
        detail="The right-hand side against the truncated power series of the same numbers, in rationals and "
        "$\\log N$.",
        exercised=tried,
        counterexample=None if witness is None else _counterexample(subject, witness),
    )


def _values(o: tuple[int, ...]) -> dict[str, str]:
    return {"o": ", ".join(map(str, o)), "y": "1"}


def _counterexample(subject: Expansion, o: tuple[int, ...]) -> Counterexample:
    from theory.expansion import second_order
    from theory.intervals import rational

    exact = tuple(map(Fraction, o))
    rest, n = second_order(exact, 1)
    stated, true = (float(value) for value in (_at(subject, exact, 1), rational(rest) + _log(n)))
    where = f"at $N={len(o)}$, $y=1$, $o=({', '.join(map(str, o))})$"
    return Counterexample(f"{where} the right-hand side is {stated:.6g}, the expansion {true:.6g}", _values(o))


def _for_every_n(subject: Expansion) -> Evidence:
    import sympy as sp

    from theory.expansion import O_Y, N, mean, ray_derivatives

    derived = sum(d / sp.factorial(r) for r, d in enumerate(ray_derivatives(2)))
    claimed = subject(N, sp.log, O_Y, N * mean(1), lambda a, b: a * N * mean(2) + b * (N * mean(1)) ** 2)
    difference = sp.simplify(sp.expand_log(claimed - derived))
    return Evidence(
        kind=Kind.PROOF,
        holds=True if difference == 0 else None,
        domain="every $N$ and every $o$",
        detail=(
            r"Eq. 5 along the ray $to$, with a symbolic number $N$ of terms, is differentiated twice under the sum; at "
            r"$t=0$ its coefficients are polynomials in $o_y$ and the means of $o_j$ and $o_j^2$. A second-order "
            r"Taylor polynomial is fixed by its values on rays, so these coefficients fix it. "
            f"Right-hand side minus derived polynomial: ${sp.latex(difference)}$."
        ),
        exercised=1,
    )


def _printed(N: Any, log: Any, o_y: Any, total: Any, form: Any) -> Any:
    return log(N) - o_y + total / N + form(1, -1 / N) / (2 * N)


def _completed(N: Any, log: Any, o_y: Any, total: Any, form: Any) -> Any:
    return log(N) - HALF - o_y + _square(N, total, form) - _mixed(N, form)


def _square(N: Any, total: Any, form: Any) -> Any:
    return (form(1, 0) + 2 * total + N) / (2 * N)


def _mixed(N: Any, form: Any) -> Any:
    return form(0, 1) / (2 * N**2)


HALF = Fraction(1, 2)

CLAIMS = (
    Claim(
        id="rg.eq13",
        paper=Paper.RG,
        where="s. 4.1, Eq. 13",
        source=Source.FULL_TEXT,
        title="Second-order expansion of the softmax loss at zero",
        statement=(
            r"$\ell(o) \overset{\text{Taylor}}{=} \log N - o_y + \frac1N \mathbf 1^\top o "
            r"+ \frac1{2N}\, o^\top\left(I - \frac1N \mathbf 1\mathbf 1^\top\right) o$, "
            r"where $\ell(o) = -\log\frac{\exp(o_y)}{\sum_{j=1}^N \exp(o_j)}$"
        ),
        subject=_printed,
        check=check,
        violates=violates,
        mutants=(
            Mutant(r"$\frac1N$ for $\frac1{2N}$", lambda N, log, o_y, s, q: log(N) - o_y + s / N + q(1, -1 / N) / N),
            Mutant(
                r"$N-1$ for $N$ in the quadratic term",
                lambda N, log, o_y, s, q: log(N) - o_y + s / N + q(1, -1 / N) / (2 * (N - 1)),
            ),
            Mutant(r"$+o_y$", lambda N, log, o_y, s, q: log(N) + o_y + s / N + q(1, -1 / N) / (2 * N)),
            Mutant(
                r"$\frac1N$ dropped in the centring matrix",
                lambda N, log, o_y, s, q: log(N) - o_y + s / N + q(1, -1) / (2 * N),
            ),
            Mutant("the centring matrix dropped", lambda N, log, o_y, s, q: log(N) - o_y + s / N + q(1, 0) / (2 * N)),
            Mutant(r"$\log(N-1)$", lambda N, log, o_y, s, q: log(N - 1) - o_y + s / N + q(1, -1 / N) / (2 * N)),
            Mutant(
                "the linear term over the negatives only",
                lambda N, log, o_y, s, q: log(N) - o_y + (s - o_y) / N + q(1, -1 / N) / (2 * N),
            ),
        ),
        bibtex=("pu2025rg",),
    ),
    Claim(
        id="rg.eq14",
        paper=Paper.RG,
        where="s. 4.1, Eq. 14",
        source=Source.FULL_TEXT,
        title="The expansion with its square completed, and the constant that is dropped",
        statement=(
            r"$\ell(o) \overset{\text{Taylor}}{=} \left(\log N - \frac12\right) - o_y + \frac1{2N}\|o + \mathbf 1\|^2 "
            r"- \frac1{2N^2}(\mathbf 1^\top o)^2$; the last line, after $\propto$, drops $\log N - \frac12$, which "
            r"depends neither on $o$ nor on $y$"
        ),
        assumptions=(r"$\propto$ stands for equality up to an additive constant.",),
        subject=_completed,
        check=check,
        violates=violates,
        mutants=(
            Mutant(
                r"$\log N + \frac12$", lambda N, log, o_y, s, q: log(N) + HALF - o_y + _square(N, s, q) - _mixed(N, q)
            ),
            Mutant(r"the constant $\log N$", lambda N, log, o_y, s, q: log(N) - o_y + _square(N, s, q) - _mixed(N, q)),
            Mutant("the interaction term left out", lambda N, log, o_y, s, q: log(N) - HALF - o_y + _square(N, s, q)),
            Mutant(
                r"$\frac1{N^2}$ for $\frac1{2N^2}$",
                lambda N, log, o_y, s, q: _completed(N, log, o_y, s, q) - _mixed(N, q),
            ),
            Mutant(
                r"$\|o - \mathbf 1\|^2$",
                lambda N, log, o_y, s, q: log(N) - HALF - o_y + _square(N, -s, q) - _mixed(N, q),
            ),
            Mutant(
                r"$\frac1{2N}\|o + \frac1N\mathbf 1\|^2$",
                lambda N, log, o_y, s, q: _completed(N, log, o_y, s, q) - _square(N, s, q) + _square(N, s / N, q),
            ),
        ),
        uses=("rg.eq13",),
        bibtex=("pu2025rg",),
    ),
)
