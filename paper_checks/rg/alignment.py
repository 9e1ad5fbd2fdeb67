"""S. 4, 4.1: whether the gradients of RG2 and RGx are closer to softmax's than those of the weighted squared loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.alignment import Method

EVERYWHERE = r"every $N$, $m < N$, $\alpha \ge 0$"


@dataclass(frozen=True)
class Closer:
    """Where a method's gradient is at least as close to softmax's as WSL's, in angle.

    `up_to` is None for: at all scores. Else it is a function of (N, m): at scores t on the m positives and 0 elsewhere,
    t not 1, exactly if t is at most that, or (`again`) above 1.
    """

    method: "Method"
    up_to: Callable[[Any, Any], Any] | None = None
    again: bool = False


def check(subject: Closer, profile: Profile) -> Iterator[Evidence]:
    """Angles at rational scores, enclosed in intervals; on the line then for every N and m."""
    cases = _on_line(profile) if subject.up_to else (*_offsets(profile), *_on_line(profile))
    tried, wrong = first(cases, lambda values: violates(subject, values))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"rational scores, $N = 2$ to {profile.pick(4, 5)}, every $m < N$, several $\\alpha$",
        detail="Cosines of the gradients, differentiated from the definitions, in intervals around exact numbers.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None and subject.up_to:
        yield _on_the_line(subject)


def violates(subject: Closer, values: Mapping[str, str]) -> bool:
    """Whether the method is surely less close than WSL; on the line, whether that is so exactly where it is stated."""
    from theory.alignment import closer

    scores, m, alpha = _read(values)
    if not 1 <= m < len(scores) or alpha < 0:
        return False
    found = closer(subject.method, "wsl", scores, m, alpha)
    if found is None:
        return False
    if subject.up_to is None:
        return found == -1
    if len({*scores[:m]}) > 1 or any(scores[m:]):
        return False
    t, bound = scores[0], subject.up_to(Fraction(len(scores)), Fraction(m))
    return bool((found >= 0) != (t <= bound or (subject.again and t > 1)))


def _read(values: Mapping[str, str]) -> tuple[tuple[Fraction, ...], int, Fraction]:
    from theory.intervals import rationals

    return rationals(values["o"]), int(values["m"]), Fraction(values["alpha"])


def _on_line(profile: Profile) -> Iterator[dict[str, str]]:
    levels = [Fraction(x) for x in ("0", "3/4", "1/2", "-1", "3/2", "3", "9/10", "5/8", "5")]
    for N in range(2, profile.pick(4, 5) + 1):
        for m, t, alpha in product(range(1, N), levels, (Fraction(0), Fraction(8))):
            yield _case([t] * m + [Fraction(0)] * (N - m), m, alpha)


def _offsets(profile: Profile) -> Iterator[dict[str, str]]:
    for N, alpha in product(range(2, profile.pick(4, 5) + 1), (Fraction(1), Fraction(1, 2), Fraction(8))):
        for m in range(1, N):
            yield _case([(alpha + 1) / (N + alpha)] * N, m, alpha)


def _case(scores: list[Fraction], m: int, alpha: Fraction) -> dict[str, str]:
    from theory.intervals import literal

    return {"o": literal(scores), "m": str(m), "alpha": str(alpha)}


def _says(subject: Closer, values: dict[str, str]) -> str:
    from math import acos, degrees, sqrt

    from theory.alignment import gradient

    scores, m, alpha = _read(values)
    softmax, own, wsl = (
        [float(x) for x in gradient(name, scores, m, alpha)] for name in ("softmax", subject.method, "wsl")
    )

    def angle(one: list[float], other: list[float]) -> float:
        inner, *squares = (sum(map(float.__mul__, a, b)) for a, b in ((one, other), (one, one), (other, other)))
        return degrees(acos(max(-1.0, min(1.0, inner / sqrt(squares[0] * squares[1])))))

    return (
        f"$o = ({values['o']})$, the first {m} positive, $\\alpha = {alpha}$: {subject.method}'s gradient is at "
        f"{angle(softmax, own):.1f} degrees to softmax's, WSL's at {angle(softmax, wsl):.1f} degrees"
    )


def _on_the_line(subject: Closer) -> Evidence:
    from sympy import simplify

    from theory.alignment import rg2_steps, rgx_steps
    from theory.draws import m
    from theory.expansion import N

    assert subject.up_to is not None
    steps, bound, again = (rg2_steps(), N / (2 * m), True) if subject.method == "rg2" else (rgx_steps(), N / m, False)
    same = simplify(subject.up_to(N, m) - bound) == 0 and subject.again == again
    return proof(steps, "the stated condition is this one", same, f"{EVERYWHERE}, every $t \\ne 1$")


def check_zero(subject: Callable[[Any, Any], Any], profile: Profile) -> Iterator[Evidence]:
    """The gradients at zero scores, exactly; then for every N and m."""
    from sympy import simplify

    from theory.alignment import zero_steps
    from theory.draws import m
    from theory.expansion import N

    sizes = range(2, profile.pick(6, 9))
    cases = [{"N": str(N), "m": str(m), "alpha": a} for N in sizes for m in range(1, N) for a in ("0", "1", "40")]
    tried, wrong = first(cases, lambda values: violates_zero(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {sizes[-1]}, every $m < N$, three $\\alpha$",
        detail="Gradients differentiated from the definitions, in rationals.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"$N = {wrong['N']}$, {wrong['m']} positive: not the squared cosine of WSL's and softmax's gradients at 0",
            wrong,
        ),
    )
    if wrong is None:
        same = simplify(subject(N, m) - (1 - m / N)) == 0
        yield proof(zero_steps(), "the stated squared cosine of WSL's is that of the second step", same, EVERYWHERE)


def violates_zero(subject: Callable[[Any, Any], Any], values: Mapping[str, str]) -> bool:
    """Whether RG2's or RGx's gradient at zero scores is not softmax's, or WSL's has another squared cosine with it."""
    from theory.alignment import gradient
    from theory.intervals import rational

    N, m, alpha = int(values["N"]), int(values["m"]), Fraction(values["alpha"])
    if not 1 <= m < N or alpha < 0:
        return False
    zero = [Fraction(0)] * N
    softmax, rg2, rgx, wsl = (gradient(name, zero, m, alpha) for name in ("softmax", "rg2", "rgx", "wsl"))
    if not softmax == rg2 == rgx:
        return True
    pairs = (softmax, wsl), (softmax, softmax), (wsl, wsl)
    inner, own, other = (sum(a * b for a, b in zip(x, y, strict=True)) for x, y in pairs)
    return bool(inner**2 != rational(subject(Fraction(N), Fraction(m))) * own * other)


def _half(N: Any, m: Any) -> Any:
    return N / (2 * m)


COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 4, s. 4.1 after Eq. 19", "bibtex": ("pu2025rg",)}
ANGLES: dict[str, Any] = {"check": check, "violates": violates}
WSL = (
    r"WSL is Eq. 11 with the weight $\alpha + 1$ on the $m$ positives of a context and 1 elsewhere, $\alpha \ge 0$; "
    r"losses are summed over the positives, $1 \le m < N$; closer means: at a smaller angle, or the same, "
    "where no gradient is 0.",
)
SAID = r"RG$^2$ exhibits a closer alignment with the gradient direction of SM, in contrast to WSL; read: "

CLAIMS = (
    Claim(
        id="rg.closer_than_wsl.zero",
        source=Source.FULL_TEXT,
        title="At zero scores RG2's and RGx's gradients are softmax's, WSL's is at an angle of arcsin sqrt(m/N) to it",
        statement=(
            SAID + r"at $o = 0$ the gradients of SM, RG$^2$ and RG$^\times$ are equal, and that of WSL has the squared "
            r"cosine $1 - \frac mN$ with them, for every $\alpha$"
        ),
        assumptions=WSL,
        subject=lambda N, m: 1 - m / N,
        check=check_zero,
        violates=violates_zero,
        mutants=(
            Mutant(r"$1 - \frac1N$, for one positive only", lambda N, _m: 1 - 1 / N),
            Mutant(r"$(1 - \frac mN)^2$", lambda N, m: (1 - m / N) ** 2),
            Mutant(r"$\frac mN$, sine for cosine", lambda N, m: m / N),
            Mutant("1: no angle", lambda _N, _m: 1),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.rg2",
        source=Source.FULL_TEXT,
        title="RG2's gradient is closer to softmax's than WSL's at all scores",
        statement=SAID + "at every $o$.",
        assumptions=WSL,
        subject=Closer("rg2"),
        repaired_by="rg.closer_than_wsl.rg2.repair",
        **ANGLES,
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.rg2.repair",
        source=Source.BEYOND,
        title="Along the positives' direction RG2 is closer than WSL but for N/(2m) < t < 1: always, if m <= N/2",
        statement=(
            r"At scores $t$ on the $m$ positives and 0 elsewhere, $t \ne 1$, RG$^2$'s gradient is at least as close to "
            r"SM's as WSL's exactly if $t \le \frac N{2m}$ or $t > 1$, for every $\alpha$"
        ),
        assumptions=WSL,
        subject=Closer("rg2", _half, again=True),
        mutants=(
            Mutant(r"$\frac Nm$ for $\frac N{2m}$", Closer("rg2", lambda N, m: N / m, again=True)),
            Mutant(r"$\frac N2$, for one positive only", Closer("rg2", lambda N, _m: N / 2, again=True)),
            Mutant(r"$\frac{N-m}{2m}$", Closer("rg2", lambda N, m: (N - m) / (2 * m), again=True)),
            Mutant("$t > 1$ forgotten", Closer("rg2", _half)),
            Mutant(r"RG$^\times$ for RG$^2$", Closer("rgx", _half, again=True)),
        ),
        **ANGLES,
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.rgx",
        source=Source.FULL_TEXT,
        title="RGx's gradient is closer to softmax's than WSL's at all scores",
        statement=r"Unlike WSL's, the gradient of the proposed RG losses is more accurate; read for RG$^\times$: at "
        "every $o$ it is closer to SM's than WSL's.",
        assumptions=WSL,
        subject=Closer("rgx"),
        repaired_by="rg.closer_than_wsl.rgx.repair",
        **ANGLES,
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.rgx.repair",
        source=Source.BEYOND,
        title="Along the positives' direction RGx has softmax's direction up to t = N/m, and the opposite one beyond",
        statement=(
            r"At scores $t$ on the $m$ positives and 0 elsewhere RG$^\times$'s gradient is $\frac{N-mt}{N^2}$ times "
            r"$-(N-m)$ on positives and $m$ elsewhere, SM's direction; it is at least as close to it as WSL's "
            r"($t \ne 1$) exactly if $t < \frac Nm$; at $t = \frac Nm$ it is null"
        ),
        assumptions=WSL,
        subject=Closer("rgx", lambda N, m: N / m),
        mutants=(
            Mutant(r"$\frac N{2m}$, as for RG$^2$", Closer("rgx", _half)),
            Mutant("$N$, for one positive only", Closer("rgx", lambda N, _m: N)),
            Mutant(r"$\frac{N-m}m$, its minimiser less one", Closer("rgx", lambda N, m: (N - m) / m)),
            Mutant("beyond 1 too", Closer("rgx", lambda N, m: N / m, again=True)),
        ),
        **ANGLES,
        **COMMON,
    ),
)
