"""RG, A.3: what Lemma 23 needs on the way from zero scores to RG2's optimum, and softmax at that optimum."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Curvature:
    r"""A constant $a(N)$ with $aI \succeq \nabla^2\ell$ on the segment; `least`: it is said to be the least one."""

    constant: Callable[[Any], Any]
    least: bool = False


def check_curvature(subject: Curvature, profile: Profile) -> Iterator[Evidence]:
    """Exact semidefiniteness at rational points of the segment; then the largest eigenvalue for every N."""
    from theory.segment import on_segment

    largest = profile.pick(5, 8)
    twelfths = [Fraction(i, 12) for i in range(1, 12)]
    cases = [{"N": str(n), "x": str(x)} for n in range(2, largest + 1) for x in twelfths if on_segment(n, x)]
    tried, wrong = first(cases, lambda case: violates_curvature(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"twelfths on the segment, $N = 2$ to ${largest}$",
        detail=r"$aI - \mathrm{diag}\,p + pp^\top$ by exact elimination; at $x = \frac12$ also if $a$ could be less.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _curvature_for_every_n(subject)


def violates_curvature(subject: Curvature, values: Mapping[str, str]) -> bool:
    """Whether a I fails to dominate the Hessian at (x, y, ..., y), or at x = 1/2 is not the least that dominates."""
    from theory.majorant import negative_direction
    from theory.segment import on_segment

    n, x = int(values["N"]), Fraction(values["x"])
    a = subject.constant(Fraction(n))
    if not on_segment(n, x):
        return False
    if negative_direction(_matrix(n, x, a)) is not None:
        return True
    loose = x == Fraction(1, 2) and negative_direction(_matrix(n, x, a * (1 - Fraction(1, 10**6)))) is None
    return subject.least and loose


def _matrix(n: int, x: Fraction, a: Fraction) -> Any:
    from theory.segment import distribution

    p = distribution(n, x)
    return tuple(tuple(u * v + (a - u if i == j else 0) for j, v in enumerate(p)) for i, u in enumerate(p))


def _says(subject: Curvature, case: Mapping[str, str]) -> str:
    from theory.intervals import literal
    from theory.majorant import negative_direction
    from theory.segment import distribution

    n, x = int(case["N"]), Fraction(case["x"])
    a = subject.constant(Fraction(n))
    v = negative_direction(_matrix(n, x, a))
    where = rf"$N = {n}$, $p = ({literal(distribution(n, x))})$, $a = {a}$"
    if v is None:
        return f"{where}: a smaller $a$ dominates the Hessian here too, where the most is asked of it"
    value = sum(v[i] * v[j] * entry for i, row in enumerate(_matrix(n, x, a)) for j, entry in enumerate(row))
    return rf"{where}: $v = ({literal(v)})$ has $v^\top(aI - \nabla^2\ell)v = {value}$"


def _curvature_for_every_n(subject: Curvature) -> Evidence:
    import sympy as sp

    from theory.expansion import N
    from theory.segment import curvature_argument

    same = sp.simplify(subject.constant(N) - N / (4 * (N - 1))) == 0
    return proof(curvature_argument().steps, "the stated constant is this maximum", same, "every $N \\ge 2$")


def check_far_end(subject: Any, profile: Profile) -> Iterator[Evidence]:
    """The printed entries against softmax at N e_y - 1 and the relaxed condition; then for every N."""
    cases = [{"N": str(n)} for n in range(2, profile.pick(8, 30))]
    tried, wrong = first(cases, lambda case: violates_far_end(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 2$ to ${cases[-1]['N']}$",
        detail="Printed entries, softmax and the condition enclosed in intervals.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(rf"$N = {wrong['N']}$: the entries are not softmax's at $Ne_y - \mathbf 1$", wrong),
    )
    if wrong is None:
        yield _far_end_for_every_n(subject)


def violates_far_end(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether, for an N >= 2, an entry is surely not softmax's, or the condition surely fails."""
    import sympy as sp

    from theory.intervals import sign

    n = sp.Integer(values["N"])
    if n < 2:
        return False
    top, rest = subject(n, sp.exp)
    weight = (n - 1) * sp.exp(-n)
    known = sign(top * (1 + weight) - 1), sign(rest * (1 + weight) - sp.exp(-n))
    condition = sign(1 / n + top**2 + (n - 1) * rest**2 - top)
    return any(found in (-1, 1) for found in known) or condition == -1


def _far_end_for_every_n(subject: Any) -> Evidence:
    import sympy as sp

    from theory.expansion import N
    from theory.segment import far_end_argument

    top, rest = subject(N, sp.exp)
    total = 1 + (N - 1) * sp.exp(-N)
    same = sp.simplify(top - 1 / total) == 0 and sp.simplify(rest - sp.exp(-N) / total) == 0
    return proof(far_end_argument().steps, "the printed entries are these", same, "every $N \\ge 2$")


def _printed(N: Any, exp: Any) -> Any:
    return _ratio(exp(N - 1), exp(-1), N - 1)


def _ratio(top: Any, rest: Any, others: Any) -> Any:
    return top / (top + others * rest), rest / (top + others * rest)


A3: dict[str, Any] = {"paper": Paper.RG, "where": "A.3, proof of Prop. 7", "bibtex": ("pu2025rg",)}
CURVATURE: dict[str, Any] = A3 | {"check": check_curvature, "violates": violates_curvature}

CLAIMS = (
    Claim(
        id="rg.a3.psd.optimum",
        source=Source.FULL_TEXT,
        title="At RG2's optimum the softmax output is as printed and meets the relaxed condition",
        statement=(
            r"$p_{\max} \le \frac1N + \sum_j p_j^2$ is satisfied when $p$ is highly concentrated: "
            r"$p_{\max} = \frac{\exp(N-1)}{\exp(N-1)+(N-1)\exp(-1)} \to 1$, "
            r"$p_j = \frac{\exp(-1)}{\exp(N-1)+(N-1)\exp(-1)} \to 0$"
        ),
        subject=_printed,
        check=check_far_end,
        violates=violates_far_end,
        mutants=(
            Mutant(r"$\exp(N)$ for $\exp(N-1)$", lambda N, exp: _ratio(exp(N), exp(-1), N - 1)),
            Mutant(r"$N$ for $N-1$ others", lambda N, exp: _ratio(exp(N - 1), exp(-1), N)),
            Mutant(r"$\exp(1)$ for $\exp(-1)$", lambda N, exp: _ratio(exp(N - 1), exp(1), N - 1)),
            Mutant(r"others at 0: $\exp(0)$ for $\exp(-1)$", lambda N, exp: _ratio(exp(N - 1), exp(0), N - 1)),
        ),
        **A3,
    ),
    Claim(
        id="rg.a3.psd.segment",
        source=Source.FULL_TEXT,
        title="I/N dominates the Hessian all the way from zero scores to RG2's optimum, as Lemma 23 needs",
        statement=(
            r"Read: with $A = \frac1N I$, the hypothesis $A \succeq \nabla^2\ell(\xi)$ of Lemma 23 holds at every "
            r"$\xi$ between $0$ and $o^* = Ne_y - \mathbf 1$."
        ),
        subject=Curvature(lambda N: 1 / N),
        repaired_by="rg.a3.psd.segment.repair",
        **CURVATURE,
    ),
    Claim(
        id="rg.a3.psd.segment.repair",
        source=Source.BEYOND,
        title="The least constant that dominates the Hessian on that segment, for every N",
        statement=(
            r"$aI \succeq \nabla^2\ell(\xi)$ at every $\xi$ between $0$ and $Ne_y - \mathbf 1$ exactly if "
            r"$a \ge \frac{N}{4(N-1)}$"
        ),
        subject=Curvature(lambda N: N / (4 * (N - 1)), least=True),
        mutants=(
            Mutant(r"$\frac1N$", Curvature(lambda N: 1 / N, least=True)),
            Mutant(r"$\frac14$", Curvature(lambda N: N / (4 * N), least=True)),
            Mutant(r"$\frac12$, which serves every $p$", Curvature(lambda N: N / (2 * N), least=True)),
            Mutant("1 % less", Curvature(lambda N: 99 * N / (400 * (N - 1)), least=True)),
            Mutant(r"$\frac{N-1}{4N}$", Curvature(lambda N: (N - 1) / (4 * N), least=True)),
        ),
        **CURVATURE,
    ),
)
