"""S. 4.1: the expansion of the sampled softmax loss at zero, line by line."""

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
class Line:
    r"""A printed line, a function of (n, log, o_y, s, r) for the sample's sum $s$ and sum of squares $r$.

    `constant`: its constant is stated, too; else it is known up to one.
    """

    value: Callable[[Any, Any, Any, Any, Any], Any]
    constant: bool = True


SCORES = (0, 1, -2)


def check(subject: Line, profile: Profile) -> Iterator[Evidence]:
    """Against the power series of the numbers of a sample; then for symbolic n."""
    largest = profile.pick(3, 4)
    cases = ({"sample": ", ".join(map(str, o))} for n in range(1, largest + 1) for o in product(SCORES, repeat=n + 1))
    tried, wrong = first(cases, lambda values: violates(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"scores {', '.join(map(str, SCORES))}, $n = 1$ to {largest}",
        detail=r"The line against the truncated power series of the same numbers, in rationals and $\log(n+1)$.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_n(subject)


def violates(subject: Line, values: Mapping[str, str]) -> bool:
    """Whether the line surely differs from the expansion at a sample of the positive's score and the draws'."""
    from theory.intervals import rationals, sign

    sample = rationals(values["sample"])
    return len(sample) > 1 and sign(_stated(subject, sample) - _expansion(sample, subject.constant)) in (-1, 1)


def _expansion(sample: tuple[Fraction, ...], constant: bool) -> Any:
    from sympy import log

    from theory.expansion import second_order
    from theory.intervals import rational

    rest, size = second_order(sample, 1)
    return rational(rest) + (log(size) if constant else 0)


def _stated(subject: Line, sample: tuple[Fraction, ...]) -> Any:
    from sympy import log

    from theory.intervals import rational

    def at(scores: list[Any]) -> Any:
        return subject.value(rational(len(scores) - 1), log, scores[0], sum(scores), sum(o**2 for o in scores))

    scores = [rational(o) for o in sample]
    return at(scores) - (0 if subject.constant else at([rational(0)] * len(scores)))


def _says(subject: Line, values: dict[str, str]) -> str:
    from theory.intervals import rationals

    sample = rationals(values["sample"])
    known = "" if subject.constant else ", without their values at zero"
    stated, true = (float(x) for x in (_stated(subject, sample), _expansion(sample, subject.constant)))
    return f"$n = {len(sample) - 1}$, $o_{{[n]}} = ({values['sample']})$: {stated:.6g} for {true:.6g}{known}"


def _for_every_n(subject: Line) -> Evidence:
    import sympy as sp

    from theory.draws import n
    from theory.expansion import O_Y, N, mean, ray_derivatives

    derived = sum(d / sp.factorial(r) for r, d in enumerate(ray_derivatives(2))).subs(N, n + 1)
    claimed = subject.value(n, sp.log, O_Y, (n + 1) * mean(1), (n + 1) * mean(2))
    difference = sp.simplify(sp.expand_log(claimed - derived))
    same = difference == 0 if subject.constant else not difference.free_symbols & {O_Y, mean(1), mean(2)}
    return proof(
        (),
        r"Eq. 8 is softmax over the $n+1$ scores of the sample: its loss along the ray $to_{[n]}$, differentiated "
        r"twice under the sum with $n+1$ symbolic, has polynomials in $o_y$ and the means of $o_j$ and $o_j^2$ as "
        r"coefficients. "
        f"Line minus derived polynomial: ${sp.latex(difference)}$",
        same,
        "every $n$, every sample and its scores",
    )


def _line(quadratic: Callable[[Any], Any]) -> Line:
    return Line(lambda n, log, y, s, r: log(n + 1) - y + s / (n + 1) + (r - s**2 / (n + 1)) / quadratic(n))


def _square(norm: Callable[[Any], Any], interaction: Callable[[Any], Any]) -> Line:
    return Line(lambda n, _log, y, s, r: -y + (r + 2 * s + n + 1) / norm(n) - s**2 / interaction(n), constant=False)


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, before Eq. 18",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
    "assumptions": (
        r"$o_{[n]}$ has the positive's score and those of $n$ draws, $n \ge 1$; a draw may repeat, or be the positive; "
        "no correction, as with uniform draws.",
    ),
}

CLAIMS = (
    Claim(
        id="rg.ssm_taylor.expansion",
        source=Source.FULL_TEXT,
        slip=True,
        title="The expansion of sampled softmax has the quadratic term over 2n",
        statement=(
            r"$\tilde\ell(o) \overset{\text{Taylor}}{=} \log(n+1) - o_y + \frac1{n+1}\mathbf 1_{n+1}^\top o_{[n]} + "
            r"\frac1{2n}\,o_{[n]}^\top\bigl(I_{n+1} - \frac1{n+1}\mathbf 1\mathbf 1^\top\bigr)o_{[n]}$"
        ),
        subject=_line(lambda n: 2 * n),
        repaired_by="rg.ssm_taylor.expansion.repair",
        **COMMON,
    ),
    Claim(
        id="rg.ssm_taylor.expansion.repair",
        source=Source.BEYOND,
        title="The expansion of sampled softmax has the quadratic term over 2(n+1), its other coefficients as printed",
        statement=(
            r"$\tilde\ell(o) \overset{\text{Taylor}}{=} \log(n+1) - o_y + \frac1{n+1}\mathbf 1_{n+1}^\top o_{[n]} + "
            r"\frac1{2(n+1)}\,o_{[n]}^\top\bigl(I_{n+1} - \frac1{n+1}\mathbf 1\mathbf 1^\top\bigr)o_{[n]}$"
        ),
        subject=_line(lambda n: 2 * (n + 1)),
        mutants=(
            Mutant(r"$\frac1{n+1}$ for $\frac1{2(n+1)}$", _line(lambda n: n + 1)),
            Mutant(r"$\frac1{2(n+2)}$", _line(lambda n: 2 * (n + 2))),
            Mutant(
                r"$\log n$ for $\log(n+1)$",
                Line(lambda n, log, y, s, r: log(n) - y + s / (n + 1) + (r - s**2 / (n + 1)) / (2 * n + 2)),
            ),
            Mutant(
                r"$\frac1n$ in the linear term",
                Line(lambda n, log, y, s, r: log(n + 1) - y + s / n + (r - s**2 / (n + 1)) / (2 * n + 2)),
            ),
            Mutant(
                r"$\frac1n$ in the centring matrix",
                Line(lambda n, log, y, s, r: log(n + 1) - y + s / (n + 1) + (r - s**2 / n) / (2 * n + 2)),
            ),
            Mutant(
                "the linear term over the draws only",
                Line(lambda n, log, y, s, r: log(n + 1) - y + (s - y) / (n + 1) + (r - s**2 / (n + 1)) / (2 * n + 2)),
            ),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.ssm_taylor.square",
        source=Source.FULL_TEXT,
        title="The completed square of the expansion of sampled softmax is right as printed, up to a constant",
        statement=(
            r"The expansion is $\propto -o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1_{n+1}\|^2 - "
            r"\frac1{2(n+1)^2}(\mathbf 1_{n+1}^\top o_n)^2$; read: up to an additive constant, with $o_n = o_{[n]}$"
        ),
        subject=_square(lambda n: 2 * n + 2, lambda n: 2 * (n + 1) ** 2),
        mutants=(
            Mutant(r"$\frac1{2n}$ for $\frac1{2n+2}$", _square(lambda n: 2 * n, lambda n: 2 * (n + 1) ** 2)),
            Mutant(r"$\frac1{2n^2}$ in the interaction", _square(lambda n: 2 * n + 2, lambda n: 2 * n**2)),
            Mutant(r"$\frac1{(n+1)^2}$ in the interaction", _square(lambda n: 2 * n + 2, lambda n: (n + 1) ** 2)),
            Mutant(
                "the interaction of the $n$ draws only",
                Line(
                    lambda n, _log, y, s, r: -y + (r + 2 * s + n + 1) / (2 * n + 2) - (s - y) ** 2 / (2 * (n + 1) ** 2),
                    constant=False,
                ),
            ),
        ),
        **COMMON,
    ),
)
