"""Eq. 15: what RG2 and RGx leave out of the expansion, their minimisers, and what a common offset does to them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Loss = Callable[[Any, Any, Any, Any, Any], Any]
"""A loss `(N, log, o_y, total, squares)` of the scores, target 1."""


@dataclass(frozen=True)
class Dropped:
    """What a loss leaves out of the expansion without its constant: a function of (N, s, q)."""

    loss: Loss
    part: Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Minimum:
    r"""Where and how low the risk $\sum_y \eta_y$ loss is least.

    `entry`: a minimiser's score, of (N, eta_j); `least`: the risk there, of (N, sum of eta_j^2); `unique`: whether it
    is the only minimiser, or the minimisers are its common offsets.
    """

    loss: Loss
    entry: Callable[[Any, Any], Any]
    least: Callable[[Any, Any], Any]
    unique: bool


@dataclass(frozen=True)
class Offset:
    """How a loss changes if c is added to every score: a function of (N, s, c)."""

    loss: Loss
    change: Callable[[Any, Any, Any], Any]


EVERY = "every $N \\ge 2$, every target and every $o$"


SCORES, LARGEST = (1, 0, -2), 3
VECTORS = f"scores {', '.join(map(str, SCORES))}, $N = 2$ to {LARGEST}"


def _vectors() -> Iterator[str]:
    from itertools import product

    for n in range(2, LARGEST + 1):
        yield from (", ".join(map(str, o)) for o in product(SCORES, repeat=n))


def _on_cases(
    cases: Iterable[dict[str, str]], violated: Callable[[Any], bool], says: Callable[[Any], str], domain: str
) -> Evidence:
    tried, wrong = first(cases, violated)
    return Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=domain,
        detail="In rationals.",
        exercised=tried,
        counterexample=wrong and Counterexample(says(wrong), wrong),
    )


def _value(loss: Loss, o: tuple[Fraction, ...], target: Fraction) -> Any:
    import sympy as sp

    from theory.intervals import rational

    total, squares = rational(sum(o)), rational(sum(x**2 for x in o))
    return loss(sp.Integer(len(o)), sp.log, rational(target), total, squares)


def check_dropped(subject: Dropped, _profile: Profile) -> Iterator[Evidence]:
    """Exact scores; then the derived expansion, for every N."""
    import sympy as sp

    from theory.expansion import N
    from theory.pair_loss import Q, S, symbolic

    found = _on_cases(
        ({"o": o} for o in _vectors()),
        lambda case: violates_dropped(subject, case),
        lambda case: _says_dropped(subject, case),
        VECTORS,
    )
    yield found
    if found.holds:
        from theory.pair_loss import second_order_argument, second_order_expansion

        constant = sp.log(N) - sp.Rational(1, 2)
        rest = second_order_expansion() - constant - symbolic(subject.loss) - subject.part(N, S, Q)
        claimed = r"without $\log N - \frac12$ it is the loss and the stated part"
        yield proof(second_order_argument().steps, claimed, sp.simplify(sp.expand_log(rest)) == 0, EVERY)


def violates_dropped(subject: Dropped, values: Mapping[str, str]) -> bool:
    """Whether loss and part are not the truncated series without log N - 1/2, at these scores."""
    from theory.intervals import rationals

    o = rationals(values["o"])
    if len(o) < 2:
        return False
    expansion, loss, part = _parts(subject, o)
    return bool(loss + part != expansion)


def _parts(subject: Dropped, o: tuple[Fraction, ...]) -> tuple[Any, Any, Any]:
    """The truncated series without log N - 1/2, the loss, and what it is said to leave out."""
    from theory.expansion import second_order
    from theory.intervals import rational

    expansion = rational(second_order(o, 1)[0] + Fraction(1, 2))
    n, total, squares = (rational(x) for x in (len(o), sum(o), sum(x**2 for x in o)))
    return expansion, _value(subject.loss, o, o[0]), subject.part(n, total, squares)


def _says_dropped(subject: Dropped, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals

    expansion, loss, part = _parts(subject, rationals(case["o"]))
    return (
        rf"$o = ({case['o']})$, target 1: Eq. 14 without $\log N - \frac12$ is {expansion}, the loss is {loss}, and "
        f"what it is said to leave out is {part}"
    )


def check_minimum(subject: Minimum, _profile: Profile) -> Iterator[Evidence]:
    """Exact label distributions; then the minimum for every N and every distribution."""
    import sympy as sp

    from theory.expansion import N
    from theory.pair_loss import minimum_argument

    cases = list(_distributions())
    found = _on_cases(
        cases,
        lambda case: violates_minimum(subject, case),
        lambda case: _says_minimum(subject, case),
        f"{len(cases)} distributions and steps, $N = 2$ to 3",
    )
    yield found
    if found.holds:
        least = subject.least(N, sp.Symbol("E", positive=True))
        argument = minimum_argument(subject.loss, subject.entry, least, subject.unique)
        claimed = "a convex function is least where its gradient is zero"
        yield proof(argument.steps, claimed, True, "every $N \\ge 2$ and every label distribution $\\eta$")


def _distributions() -> Iterator[dict[str, str]]:
    from theory.intervals import literal

    steps = {2: ("1, 0", "1, 1", "0, -2"), 3: ("1, 0, 0", "1, 1, 1", "1, -2, 1")}
    for eta in ((1, 0), (Fraction(2, 3), Fraction(1, 3)), (1, 0, 0), (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))):
        exact = [Fraction(x) for x in eta]
        yield from ({"\\eta": literal(exact), "d": d} for d in steps[len(exact)])


def violates_minimum(subject: Minimum, values: Mapping[str, str]) -> bool:
    r"""Whether the stated scores plus a step $d \ne 0$ tell: a lower risk, as low a one if unique, or another value."""
    from theory.intervals import rationals

    eta, d = rationals(values["\\eta"]), rationals(values["d"])
    if sum(eta) != 1 or min(eta) < 0 or len(eta) < 2 or len(d) != len(eta) or not any(d):
        return False
    _, at, away, stated = _risks(subject, eta, d)
    if at != stated:
        return True
    offset = len(set(d)) == 1
    return bool(
        away < at or (away == at and (subject.unique or not offset)) or (away > at and offset and not subject.unique)
    )


def _risks(subject: Minimum, eta: tuple[Fraction, ...], d: tuple[Fraction, ...]) -> tuple[Any, Any, Any, Any]:
    """The stated scores, the risk there and a step away, and the stated least risk."""
    from theory.intervals import rational

    n = Fraction(len(eta))
    o = tuple(subject.entry(n, e) for e in eta)

    def risk(scores: tuple[Fraction, ...]) -> Any:
        return sum(rational(e) * _value(subject.loss, scores, score) for e, score in zip(eta, scores, strict=True))

    away = tuple(x + y for x, y in zip(o, d, strict=True))
    return o, risk(o), risk(away), rational(subject.least(n, sum(e**2 for e in eta)))


def _says_minimum(subject: Minimum, case: Mapping[str, str]) -> str:
    from theory.intervals import literal, rationals

    eta, d = case["\\eta"], case["d"]
    o, at, away, stated = _risks(subject, rationals(eta), rationals(d))
    return (
        rf"$\eta = ({eta})$: the risk is {at} at $o = ({literal(o)})$, where it is said to be {stated} and "
        f"least, and {away} at $o + ({d})$"
    )


def check_offset(subject: Offset, _profile: Profile) -> Iterator[Evidence]:
    """Exact scores and offsets; then every N."""
    import sympy as sp

    from theory.expansion import N
    from theory.pair_loss import S, offset_argument, offset_change

    offsets = ("1", "-1/2")
    found = _on_cases(
        ({"o": o, "c": c} for o in _vectors() for c in offsets),
        lambda case: violates_offset(subject, case),
        lambda case: _says_offset(subject, case),
        f"{VECTORS}, $c = {', '.join(offsets)}$",
    )
    yield found
    if found.holds:
        c = sp.Symbol("c", real=True)
        same = sp.simplify(offset_change(subject.loss) - subject.change(N, S, c)) == 0
        yield proof(offset_argument().steps, "the loss changes by the stated amount", same, EVERY)


def violates_offset(subject: Offset, values: Mapping[str, str]) -> bool:
    """Whether adding c to these scores changes the loss otherwise."""
    from theory.intervals import rationals

    o, c = rationals(values["o"]), Fraction(values["c"])
    change, stated = _changes(subject, o, c)
    return len(o) >= 2 and bool(change != stated)


def _changes(subject: Offset, o: tuple[Fraction, ...], c: Fraction) -> tuple[Any, Any]:
    """How the loss changes, and how it is said to."""
    from theory.intervals import rational

    moved = tuple(x + c for x in o)
    change = _value(subject.loss, moved, moved[0]) - _value(subject.loss, o, o[0])
    return change, subject.change(rational(len(o)), rational(sum(o)), rational(c))


def _says_offset(subject: Offset, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals

    change, stated = _changes(subject, rationals(case["o"]), Fraction(case["c"]))
    return f"$o = ({case['o']})$, $c = {case['c']}$: the loss changes by {change}, not {stated}"


def _rg2(N: Any, _log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return -o_y + (squares + 2 * total + N) / (2 * N)


def _rgx(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _rg2(N, log, o_y, total, squares) - total**2 / (2 * N**2)


def _unit(N: Any, _log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return -o_y + (squares + 2 * total + N) / 2


def _least(N: Any, E: Any) -> Any:
    return 1 - N * E / 2


def _at(N: Any, eta: Any) -> Any:
    return N * eta - 1


EQ15: dict[str, Any] = {"paper": Paper.RG, "where": "s. 4.1, Eq. 15", "bibtex": ("pu2025rg",)}
DROPPED: dict[str, Any] = {"check": check_dropped, "violates": violates_dropped}
MINIMUM: dict[str, Any] = {"check": check_minimum, "violates": violates_minimum, "source": Source.BEYOND}
SHIFT: dict[str, Any] = {"check": check_offset, "violates": violates_offset, "source": Source.BEYOND}
RG2 = r"$\mathrm{RG}^2 = -o_y + \frac1{2N}\|o + \mathbf 1\|^2$"
RGX = r"$\mathrm{RG}^\times = \mathrm{RG}^2 - \frac1{2N^2}(\mathbf 1^\top o)^2$"
FOR_ETA = r" Under labels of distribution $\eta$ the risk $\sum_y \eta_y\,"

CLAIMS = (
    Claim(
        id="rg.eq15.interaction",
        source=Source.FULL_TEXT,
        title="RG2 is the expansion without its interaction terms between scores of different objects",
        statement=(
            r"Ignoring the interaction terms between the scores of different objects, $-\frac1{2N^2}\sum_{i \ne j} "
            r"o_io_j$, and the constant, Eq. 14 becomes " + RG2
        ),
        subject=Dropped(_rg2, lambda N, s, q: -(s**2 - q) / (2 * N**2)),
        repaired_by="rg.eq15.interaction.repair",
        **EQ15,
        **DROPPED,
    ),
    Claim(
        id="rg.eq15.interaction.repair",
        source=Source.BEYOND,
        title="RG2 is the expansion without the whole square of the sum of the scores",
        statement=(
            r"Without $-\frac1{2N^2}(\mathbf 1^\top o)^2$, which holds $-\frac1{2N^2}\sum_j o_j^2$ too, and without "
            r"$\log N - \frac12$, Eq. 14 is " + RG2
        ),
        subject=Dropped(_rg2, lambda N, s, _q: -(s**2) / (2 * N**2)),
        mutants=(
            Mutant("the terms of different objects only", Dropped(_rg2, lambda N, s, q: -(s**2 - q) / (2 * N**2))),
            Mutant(r"$\frac1{N^2}$ for $\frac1{2N^2}$", Dropped(_rg2, lambda N, s, _q: -(s**2) / N**2)),
            Mutant(r"$\frac1{2N}$ for $\frac1{2N^2}$", Dropped(_rg2, lambda N, s, _q: -(s**2) / (2 * N))),
            Mutant("nothing is dropped", Dropped(_rg2, lambda _N, _s, _q: 0)),
            Mutant(r"$\frac12$ for $\frac1{2N}$ in RG2", Dropped(_unit, lambda N, s, _q: -(s**2) / (2 * N**2))),
        ),
        uses=("rg.eq14",),
        **EQ15,
        **DROPPED,
    ),
    Claim(
        id="rg.eq15.rgx",
        source=Source.FULL_TEXT,
        title="RGx is the expansion with all its parts, but for the constant",
        statement=r"Taking all parts into consideration, Eq. 14 without $\log N - \frac12$ is " + RGX,
        subject=Dropped(_rgx, lambda _N, _s, _q: 0),
        mutants=(
            Mutant("RG2", Dropped(_rg2, lambda _N, _s, _q: 0)),
            Mutant(
                "the diagonal of the interaction term only",
                Dropped(lambda N, log, y, s, q: _rg2(N, log, y, s, q) - q / (2 * N**2), lambda _N, _s, _q: 0),
            ),
            Mutant(
                r"$\frac1{2N}$ for $\frac1{2N^2}$",
                Dropped(lambda N, log, y, s, q: _rg2(N, log, y, s, q) - s**2 / (2 * N), lambda _N, _s, _q: 0),
            ),
        ),
        uses=("rg.eq14",),
        **EQ15,
        **DROPPED,
    ),
    Claim(
        id="rg.eq15.minimiser.rg2",
        title="RG2 is strictly convex, and least at N times the label distribution minus one",
        statement=RG2
        + FOR_ETA
        + r"\mathrm{RG}^2$ is strictly convex, least only at $o = N\eta - \mathbf 1$, and $1 - \frac N2\|\eta\|^2$ "
        r"there; for a single click at $Ne_y - \mathbf 1$, where it is $1 - \frac N2$",
        subject=Minimum(_rg2, _at, _least, unique=True),
        mutants=(
            Mutant(r"at $N\eta$", Minimum(_rg2, lambda N, eta: N * eta, _least, True)),
            Mutant(r"at $\eta$", Minimum(_rg2, lambda _N, eta: eta, _least, True)),
            Mutant("offsets are minimisers too", Minimum(_rg2, _at, _least, False)),
            Mutant(r"$1 - N\|\eta\|^2$", Minimum(_rg2, _at, lambda N, E: 1 - N * E, True)),
            Mutant("RGx", Minimum(_rgx, _at, _least, True)),
        ),
        **EQ15,
        **MINIMUM,
    ),
    Claim(
        id="rg.eq15.minimiser.rgx",
        title="RGx is convex, not strictly, and least at the same scores up to a common offset",
        statement=RGX
        + FOR_ETA
        + r"\mathrm{RG}^\times$ is convex, least exactly at the $o = N\eta + c\mathbf 1$, and $1 - \frac N2\|\eta\|^2$ "
        "there",
        subject=Minimum(_rgx, _at, _least, unique=False),
        mutants=(
            Mutant("one minimiser only", Minimum(_rgx, _at, _least, True)),
            Mutant(r"at $\eta + c\mathbf 1$", Minimum(_rgx, lambda _N, eta: eta, _least, False)),
            Mutant(r"at $(N-1)\eta + c\mathbf 1$", Minimum(_rgx, lambda N, eta: (N - 1) * eta, _least, False)),
            Mutant("RG2", Minimum(_rg2, _at, _least, False)),
            Mutant(r"$-\frac N2\|\eta\|^2$", Minimum(_rgx, _at, lambda N, E: -N * E / 2, False)),
        ),
        **EQ15,
        **MINIMUM,
    ),
    Claim(
        id="rg.eq15.offset.rg2",
        title="RG2 is not invariant under a common offset, as the softmax loss is: it grows with it quadratically",
        statement=r"$\mathrm{RG}^2(o + c\mathbf 1) = \mathrm{RG}^2(o) + \frac cN\mathbf 1^\top o + \frac{c^2}2$",
        subject=Offset(_rg2, lambda N, s, c: c * s / N + c**2 / 2),
        mutants=(
            Mutant("invariant", Offset(_rg2, lambda _N, _s, _c: 0)),
            Mutant(r"$\frac{c^2}{2N}$", Offset(_rg2, lambda N, s, c: c * s / N + c**2 / (2 * N))),
            Mutant("the mixed term lost", Offset(_rg2, lambda _N, _s, c: c**2 / 2)),
        ),
        **EQ15,
        **SHIFT,
    ),
    Claim(
        id="rg.eq15.offset.rgx",
        title="RGx is invariant under a common offset, as the softmax loss is",
        statement=r"$\mathrm{RG}^\times(o + c\mathbf 1) = \mathrm{RG}^\times(o)$",
        subject=Offset(_rgx, lambda _N, _s, _c: 0),
        mutants=(
            Mutant("RG2", Offset(_rg2, lambda _N, _s, _c: 0)),
            Mutant(
                "the diagonal of the interaction term only, as in Eq. 31",
                Offset(lambda N, log, y, s, q: _rg2(N, log, y, s, q) - q / (2 * N**2), lambda _N, _s, _c: 0),
            ),
            Mutant(
                "the interaction term within the sum, as Eq. 17 prints it",
                Offset(lambda N, log, y, s, q: _rg2(N, log, y, s, q) - s**2 / (2 * N), lambda _N, _s, _c: 0),
            ),
        ),
        **EQ15,
        **SHIFT,
    ),
)
