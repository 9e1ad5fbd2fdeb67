"""Prop. 7: whether RG2 bounds the softmax loss from above, reading by reading, and a quadratic that does."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Where = Literal["optimum", "ray", "minima", "everywhere"]


@dataclass(frozen=True)
class Reading:
    """A bound `(N, log, o_y, 1'o, |o|^2)` and where it is said to lie above the loss (target 1).

    `optimum`: at $N e_y - 1$; `ray`: at $t (N e_y - 1)$, $0 < t <= 1$; `everywhere`: at every o;
    `minima`: the bound's minimum is at least the loss's infimum, which is zero.
    """

    bound: Callable[[Any, Any, Any, Any, Any], Any]
    where: Where


def check(subject: Reading, profile: Profile) -> Iterator[Evidence]:
    """Search exact scores for one where the loss is proved to be above; then settle the reading for every N."""
    found = _search(subject, profile)
    yield found
    if found.holds:
        yield _for_every_score(subject)
    else:
        yield _for_large_n(subject, found)


def violates(subject: Reading, values: Mapping[str, str]) -> bool:
    """Whether the loss at these scores is above the bound, proved by intervals around exact numbers."""
    from theory.intervals import rationals
    from theory.upper_bound import on_ray, optimum

    o = rationals(values["o"])
    if subject.where == "optimum" and o != optimum(len(o)):
        return False
    if subject.where == "ray" and not on_ray(o):
        return False
    return _margin_sign(subject, o) == -1


def _margin_sign(subject: Reading, o: tuple[Any, ...]) -> int | None:
    from theory.intervals import sign
    from theory.upper_bound import softmax_loss, value

    return sign(value(subject.bound, o) - (0 if subject.where == "minima" else softmax_loss(o)))


def _search(subject: Reading, profile: Profile) -> Evidence:
    from theory.upper_bound import optimum, rays, spread

    largest = profile.pick(4, 8)
    if subject.where == "optimum":
        points = [optimum(n) for n in range(2, largest + 1)]
    else:
        points = list(rays(largest) if subject.where in ("ray", "minima") else spread(largest))
    tried, worst = first(points, lambda o: violates(subject, _values(o)))
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=worst is None,
        domain=f"{WHERE[subject.where]}: exact scores, $N = 2$ to ${largest}$",
        detail="Loss against bound by interval arithmetic, smallest N first.",
        exercised=tried,
        counterexample=None if worst is None else _counterexample(subject, worst),
    )


def _values(o: tuple[Any, ...]) -> dict[str, str]:
    from theory.intervals import literal

    return {"o": literal(o)}


def _counterexample(subject: Reading, o: tuple[Any, ...]) -> Counterexample:
    from theory.intervals import enclose
    from theory.upper_bound import softmax_loss, value

    bound = float(enclose(value(subject.bound, o)).mid())
    loss = 0.0 if subject.where == "minima" else float(enclose(softmax_loss(o)).mid())
    named = "the loss's infimum" if subject.where == "minima" else "the loss"
    says = f"$N={len(o)}$, $o=({_values(o)['o']})$: {named} is {loss:.6g}, the bound {bound:.6g}"
    return Counterexample(says, _values(o))


def _for_large_n(subject: Reading, found: Evidence) -> Evidence:
    from theory.intervals import rationals

    assert found.counterexample is not None
    first = len(rationals(found.counterexample.values["o"]))
    shown, text = (_near_zero if subject.where in ("ray", "everywhere") else _at_optimum)(subject, first)
    return Evidence(
        kind=Kind.PROOF,
        holds=False if shown else None,
        domain=f"every $N \\ge {first}$",
        detail=text,
        exercised=1,
        counterexample=found.counterexample,
    )


def _near_zero(subject: Reading, first: int) -> tuple[bool, str]:
    import sympy as sp

    from theory.expansion import N
    from theory.upper_bound import leading_gap

    order, gap = leading_gap(subject.bound)
    z = sp.Symbol("z", nonnegative=True)
    shown = bool(sp.expand(gap.subs(N, first + z)).is_negative)
    return shown, (
        rf"Along $t(Ne_y-\mathbf 1)$, by the series of log-sum-exp, bound minus loss is ${_latex(gap)}\,t^{order}$ to "
        rf"leading order; {'this is' if shown else 'not shown'} negative near 0 for every $N \ge {first}$."
    )


def _at_optimum(subject: Reading, first: int) -> tuple[bool, str]:
    from theory.expansion import N
    from theory.intervals import sign
    from theory.upper_bound import T, along_ray, never_rises_from, optimum

    bound = along_ray(subject.bound).subs(T, 1)
    enough = (-1,) if subject.where == "minima" else (-1, 0)
    shown = sign(bound.subs(N, first)) in enough and never_rises_from(bound, first)
    below = [n for n in range(2, first) if _margin_sign(subject, optimum(n)) == 1]
    return shown, (
        rf"At $Ne_y-\mathbf 1$ the bound is ${_latex(bound)}$; from $N={first}$ on it is below the loss, which is "
        rf"positive with infimum zero: at most zero there and never rising ({'shown' if shown else 'not shown'}). "
        rf"Smaller $N$ at which it is above: {', '.join(map(str, below)) or 'none'}."
    )


def _latex(expression: Any) -> str:
    import sympy as sp

    return str(sp.latex(expression))


def _for_every_score(subject: Reading) -> Evidence:
    from theory.upper_bound import curvature_argument, exceeds_curvature

    claimed = r"the stated bound has the loss's value and gradient at 0 and at least $\frac14\|o\|^2$"
    domain = "every $N$, every target and every $o$"
    return proof(curvature_argument().steps, claimed, exceeds_curvature(subject.bound), domain)


def _literal(N: Any, _log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return -o_y + (squares + 2 * total + N) / (2 * N)


def _with_constants(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return log(N) - Fraction(1, 2) - o_y + (squares + 2 * total + N) / (2 * N)


def _squares(N: Any, _log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return (squares + 2 * total + N - 2 * N * (o_y + 1) + N**2) / (2 * N)


def _quarter(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return log(N) - o_y + total / N + squares / 4


WHERE: dict[Where, str] = {
    "optimum": r"at $Ne_y - \mathbf 1$",
    "ray": r"on the ray $t(Ne_y - \mathbf 1)$",
    "minima": "the minima",
    "everywhere": "every $o$",
}
PROP7 = (
    r"Under single click, $\mathcal L_{\mathrm{SM}}$ is upper bounded by $\mathcal L_{\mathrm{RG}^2}$ "
    r"as they converge to their optimum. "
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "Prop. 7, A.3",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}


def _reading(part: str, title: str, reading: str, subject: Reading) -> Claim:
    return Claim(
        id=f"rg.prop7.{part}",
        source=Source.FULL_TEXT,
        title=title,
        statement=PROP7 + reading,
        subject=subject,
        uses=("rg.eq13", "rg.a3.psd", "rg.a3.psd.segment"),
        repaired_by="rg.prop7.repair",
        **COMMON,
    )


CLAIMS = (
    _reading(
        "literal",
        "RG2 of Eq. 15, without constants, bounds the softmax loss at RG2's optimum",
        r"Read: $-\log p_y \le -o_y + \frac1{2N}\|o+\mathbf 1\|^2$ at $o^* = Ne_y - \mathbf 1$, for every $N$.",
        Reading(_literal, "optimum"),
    ),
    _reading(
        "constants",
        "RG2 with the constants of Eq. 14 bounds the softmax loss at RG2's optimum",
        r"Read: $-\log p_y \le \log N - \frac12 - o_y + \frac1{2N}\|o+\mathbf 1\|^2$ at $o^* = Ne_y - \mathbf 1$, "
        "for every $N$.",
        Reading(_with_constants, "optimum"),
    ),
    _reading(
        "squares",
        "RG2 as the square of Eq. 16 bounds the softmax loss at RG2's optimum",
        r"Read, with $|\mathcal I_x| = 1$ in the last lines of A.2: "
        r"$-\log p_y \le \frac1{2N}\|o + \mathbf 1 - N e_y\|^2$ at $o^* = Ne_y - \mathbf 1$, for every $N$.",
        Reading(_squares, "optimum"),
    ),
    _reading(
        "minima",
        "The minimum of RG2, with constants, is at least the infimum of the softmax loss",
        r"Read: $\inf_o -\log p_y \le \min_o \log N - \frac12 - o_y + \frac1{2N}\|o+\mathbf 1\|^2$, for every $N$.",
        Reading(_with_constants, "minima"),
    ),
    _reading(
        "ray",
        "RG2 with constants bounds the softmax loss at every ridge-regularised optimum",
        r"Read: $-\log p_y \le \log N - \frac12 - o_y + \frac1{2N}\|o+\mathbf 1\|^2$ at $t(Ne_y-\mathbf 1)$ for "
        r"$0 < t \le 1$, where $t = \frac1{1+2\lambda N}$ is the optimum with a ridge $\lambda\|o\|^2$, for every $N$.",
        Reading(_with_constants, "ray"),
    ),
    _reading(
        "global",
        "RG2 with constants bounds the softmax loss at all scores",
        r"Read: $-\log p_y \le \log N - \frac12 - o_y + \frac1{2N}\|o+\mathbf 1\|^2$ for every $o$ and $N$.",
        Reading(_with_constants, "everywhere"),
    ),
    Claim(
        id="rg.prop7.repair",
        source=Source.BEYOND,
        title="A quadratic that bounds the softmax loss at all scores, for every N",
        statement=r"$-\log p_y \le \log N - o_y + \frac1N\mathbf 1^\top o + \frac14\|o\|^2$ for every $N$, $y$ and $o$",
        uses=("rg.eq13", "sf.jacobian.softmax"),
        subject=Reading(_quarter, "everywhere"),
        mutants=(
            Mutant(
                r"$\frac1{2N}$ for $\frac14$",
                Reading(lambda N, log, y, s, q: log(N) - y + s / N + q / (2 * N), "everywhere"),
            ),
            Mutant(
                r"a constant 1 % below $\frac14$",
                Reading(lambda N, log, y, s, q: log(N) - y + s / N + 99 * q / 400, "everywhere"),
            ),
            Mutant(
                r"$\frac18$ for $\frac14$",
                Reading(lambda N, log, y, s, q: log(N) - y + s / N + q / 8, "everywhere"),
            ),
            Mutant("$+o_y$", Reading(lambda N, log, y, s, q: log(N) + y + s / N + q / 4, "everywhere")),
            Mutant(r"$\log N$ dropped", Reading(lambda N, _log, y, s, q: -y + s / N + q / 4, "everywhere")),
            Mutant(
                r"$\log(N-1)$",
                Reading(lambda N, log, y, s, q: log(N - 1) - y + s / N + q / 4, "everywhere"),
            ),
            Mutant("the sum's term dropped", Reading(lambda N, log, y, _s, q: log(N) - y + q / 4, "everywhere")),
        ),
        paper=Paper.RG,
        where="Prop. 7, A.3",
        check=check,
        violates=violates,
        bibtex=("pu2025rg", "bohning1992multinomial", "popoviciu1935"),
    ),
)
