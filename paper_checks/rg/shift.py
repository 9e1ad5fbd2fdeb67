"""Prop. 7 up to a constant: what must be added to RG2, which Eq. 14 and A.2 know only up to one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Constant = Callable[[Any, Any], Any]
"""A function of (N, log)."""


@dataclass(frozen=True)
class Shift:
    """Bounds of the least constant that lifts RG2 above the softmax loss: above `low`, at most `high`."""

    low: Constant
    high: Constant


def check(subject: Shift, profile: Profile) -> Iterator[Evidence]:
    """The bounds against what is proved for single N, then for every N."""
    import sympy as sp

    from theory.expansion import N
    from theory.shift import ceiling, shift_argument

    sizes = (*range(2, profile.pick(20, 100)), 1_000, 10_000)
    tried, wrong = first([{"N": str(n)} for n in sizes], lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"{len(sizes)} values of $N$ from 2 to {sizes[-1]}",
        detail=r"The gap at $Ne_y - \mathbf 1$ and the proved ceiling, enclosed in intervals, against both bounds.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, int(wrong["N"])), wrong),
    )
    if wrong is None:
        low, high = (sp.expand(bound(N, sp.log)) for bound in (subject.low, subject.high))
        same = sp.expand(low - (N / 2 - 1)) == 0 == sp.expand(high - ceiling(N))
        yield proof(shift_argument().steps, "these are the claimed bounds", same, "every $N \\ge 2$, $y$ and $o$")


def violates(subject: Shift, values: Mapping[str, str]) -> bool:
    """Whether RG2 raised by `high` is surely below the loss at its optimum, or `low` not below the ceiling."""
    import sympy as sp

    from theory.intervals import sign
    from theory.shift import ceiling, gap_at_optimum

    n = sp.Integer(values["N"])
    if n < 2:
        return False
    low, high = subject.low(n, sp.log), subject.high(n, sp.log)
    return sign(high - gap_at_optimum(n)) == -1 or sign(low - ceiling(n)) in (0, 1)


def _says(subject: Shift, n: int) -> str:
    import sympy as sp

    from theory.shift import ceiling, gap_at_optimum

    low, high = (float(bound(sp.Integer(n), sp.log)) for bound in (subject.low, subject.high))
    within = f"[{float(gap_at_optimum(n)):.6g}, {float(ceiling(n)):.6g}]"
    return f"$N = {n}$: the least constant is within {within}, but said to be above {low:.6g}, at most {high:.6g}"


def _low(N: Any, _log: Any) -> Any:
    return N / 2 - 1


def _high(N: Any, log: Any) -> Any:
    return N / 2 - 1 + log(N)


CLAIMS = (
    Claim(
        id="rg.prop7.shift",
        paper=Paper.RG,
        where="Prop. 7, Eq. 14-16",
        source=Source.BEYOND,
        title="RG2 bounds the softmax loss at all scores only after a constant of about N/2 is added",
        statement=(
            r"The least $C_N$ with $-\log p_y \le -o_y + \frac1{2N}\|o+\mathbf 1\|^2 + C_N$ for every $o$ is above "
            r"$\frac N2 - 1$ and at most $\frac N2 - 1 + \log N$, for every $N \ge 2$; the constant that Eq. 14 drops "
            r"is $\log N - \frac12$."
        ),
        subject=Shift(_low, _high),
        check=check,
        violates=violates,
        mutants=(
            Mutant("the constant of Eq. 14 suffices", Shift(_low, lambda N, log: log(N) - Fraction(1, 2))),
            Mutant(r"$\log N$ lost above", Shift(_low, lambda N, _log: N / 2 - 1)),
            Mutant(r"$N/2$ 1 % smaller above", Shift(_low, lambda N, log: 99 * N / 200 - 1 + log(N))),
            Mutant("$N$ for $N/2$ below", Shift(lambda N, _log: N - 1, _high)),
            Mutant("the $-1$ lost below", Shift(lambda N, _log: N / 2, _high)),
        ),
        bibtex=("pu2025rg",),
    ),
)
