"""Section 6: whether RG2 bounds the sampled softmax loss too, draw by draw and on average."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Where = Literal["optimum of the draw", "optimum of the mean", "every draw"]
Bound = Callable[[Any, Any, Any, Any, Any], Any]
"""A function (n + 1, log, o_y, total, squares) of the positive's and the n drawn scores; n + 1 = 2 is its limit."""


@dataclass(frozen=True)
class Sampled:
    """A bound of the sampled softmax loss, and where it is said to lie above it.

    `optimum of the draw`: at (n + 1) e_y - 1, for n draws that are not the positive; `every draw`: at all drawn scores;
    `optimum of the mean`: on average over uniform draws with replacement, at the scores where that of RG2 is least.
    """

    bound: Bound
    where: Where


def check(subject: Sampled, profile: Profile) -> Iterator[Evidence]:
    """Exact draws, or exact means over all draws, in intervals; then every n, every proposal and every score."""
    cases = list(_cases(subject.where, profile.pick(4, 6)))
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"{subject.where}, {len(cases)} exact cases, fewest scores first",
        detail=_detail(subject.where),
        exercised=tried,
        counterexample=wrong and Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_draw(subject)


def _detail(where: Where) -> str:
    from theory.sampled_bound import optimum_argument

    if where != "optimum of the mean":
        return "Loss and bound enclosed in intervals."
    return f"Means over the number of draws that are the positive, in intervals. {optimum_argument().text}"


def _cases(where: Where, largest: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.upper_bound import optimum, spread

    if where == "optimum of the mean":
        for n_items in range(2, 2 * largest):
            yield from ({"N": str(n_items), "n": str(n)} for n in range(1, 3 * largest))
    elif where == "optimum of the draw":
        yield from ({"draw": literal(optimum(n))} for n in range(2, 2 * largest))
    else:
        yield from ({"draw": literal(o)} for o in spread(largest))
        yield from ({"touching": str(n)} for n in range(3, 2 * largest))


def violates(subject: Sampled, values: Mapping[str, str]) -> bool:
    """Whether the loss, or its mean, is surely above the bound there."""
    from theory.intervals import rationals, sign
    from theory.upper_bound import optimum

    if (subject.where == "optimum of the mean") != ("N" in values):
        return False
    if subject.where == "optimum of the draw":
        o = rationals(values["draw"])
        if o != optimum(len(o)):
            return False
    loss, bound = _sides(subject, values)
    return sign(loss - bound) == 1


def _sides(subject: Sampled, values: Mapping[str, str]) -> tuple[Any, Any]:
    """Loss and bound: means for N and n, else for a draw, its first score the positive's."""
    import sympy as sp

    from theory.intervals import rational, rationals
    from theory.sampled_bound import mean_loss, mean_of, mean_optimum
    from theory.upper_bound import softmax_loss

    if "N" in values:
        n_items, n = int(values["N"]), int(values["n"])
        high = mean_optimum(n_items, n)
        bound = mean_of(lambda *sums: _at(subject.bound, n + 1, *sums), n_items, n, high)
        return mean_loss(n_items, n, high), bound
    if "touching" in values:
        size = int(values["touching"])
        gap = 2 * sp.log(size - 1)
        loss = sp.log(1 + (size - 1) * sp.Rational(1, (size - 1) ** 2))
        return loss, _at(subject.bound, size, gap - gap / size, sp.Integer(0), gap**2 * (1 - sp.Rational(1, size)))
    o = [rational(x) for x in rationals(values["draw"])]
    return softmax_loss(rationals(values["draw"])), _at(subject.bound, len(o), o[0], sum(o), sum(x**2 for x in o))


def _at(bound: Bound, size: int, *sums: Any) -> Any:
    from theory.least_curvature import at_size

    return at_size(lambda N, log: bound(N, log, *sums), size)


def _says(subject: Sampled, case: Mapping[str, str]) -> str:
    from theory.intervals import enclose

    loss, bound = (float(enclose(x).mid()) for x in _sides(subject, case))
    if "N" in case:
        return f"$N = {case['N']}$, $n = {case['n']}$: the mean loss is {loss:.6g}, the mean of the bound {bound:.6g}"
    draw = case.get("draw") or rf"2\log({case['touching']}-1)(e_y - \frac1{{{case['touching']}}}\mathbf 1)"
    return f"drawn scores $({draw})$, the positive's first: the loss is {loss:.6g}, the bound {bound:.6g}"


def _for_every_draw(subject: Sampled) -> Evidence:
    import sympy as sp

    from theory.least_curvature import least_curvature, least_curvature_argument

    m, o_y, total, squares = sp.symbols("m o_y s q", positive=True)
    known = sp.log(m) - o_y + total / m + least_curvature(m) * squares
    same = sp.simplify(sp.expand_log(subject.bound(m, sp.log, o_y, total, squares) - known)) == 0
    claimed = (
        r"the stated bound is this one for $N = n + 1$, and the sampled loss is the softmax loss of the positive's "
        r"score "
        "and the drawn ones, corrected or not, repeated or not; so it holds for every draw, and then on average"
    )
    domain = "every $n \\ge 1$, every proposal, every draw and every $o$"
    return proof(least_curvature_argument().steps, claimed, same and subject.where == "every draw", domain)


def _rg2(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return log(N) - Fraction(1, 2) - o_y + (squares + 2 * total + N) / (2 * N)


def _least(N: Any, log: Any, o_y: Any, total: Any, squares: Any) -> Any:
    return _with(N, log, o_y, total, (N - 2) / (4 * (N - 1) * log(N - 1)) * squares)


def _with(N: Any, log: Any, o_y: Any, total: Any, rest: Any) -> Any:
    return log(N) - o_y + total / N + rest


S6 = (
    "RG upper bounds SSM through Taylor expansion. Read, under single click, with $o_{[n]}$ the positive's score and "
    "those of n draws, and with the constant $\\log(n+1) - \\frac12$ that the expansion drops: "
)
RG2 = r"$-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2$ is above the sampled softmax loss "
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 6; s. 4.1, before Eq. 18",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg",),
}

CLAIMS = (
    Claim(
        id="rg.prop7.ssm.draw",
        source=Source.FULL_TEXT,
        title="RG2 of a draw bounds the sampled softmax loss of that draw, at the optimum of the draw",
        statement=S6 + RG2 + r"at $o_{[n]} = (n+1)e_y - \mathbf 1$, for every $n$.",
        subject=Sampled(_rg2, "optimum of the draw"),
        repaired_by="rg.prop7.ssm.repair",
        **COMMON,
    ),
    Claim(
        id="rg.prop7.ssm.mean",
        source=Source.FULL_TEXT,
        title="RG2 bounds the sampled softmax loss on average over uniform draws, at the optimum of the average",
        statement=S6
        + RG2
        + r"on average over $n$ uniform draws with replacement, at the scores where that average of RG2 is least, for "
        r"every $N$ and $n$.",
        subject=Sampled(_rg2, "optimum of the mean"),
        repaired_by="rg.prop7.ssm.repair",
        **COMMON,
    ),
    Claim(
        id="rg.prop7.ssm.repair",
        source=Source.BEYOND,
        title="A quadratic that bounds the sampled softmax loss for every draw, every proposal and every score",
        statement=(
            r"$-\log p_{\mathrm{SSM}} \le \log(n+1) - o_y + \frac1{n+1}\mathbf 1^\top o_{[n]} + c_{n+1}\|o_{[n]}\|^2$ "
            r"with $c_N = \frac{N-2}{4(N-1)\log(N-1)}$, $c_2 = \frac14$, for every $n \ge 1$ and every $o_{[n]}$, "
            r"corrected by Eq. 9 or not; so on average over any draws too"
        ),
        uses=("rg.x.majorant",),
        subject=Sampled(_least, "every draw"),
        mutants=(
            Mutant("RG2 with constants", Sampled(_rg2, "every draw")),
            Mutant(
                r"$c_{n+2}$",
                Sampled(lambda N, log, y, s, q: _with(N, log, y, s, (N - 1) / (4 * N * log(N)) * q), "every draw"),
            ),
            Mutant(
                "1 % less",
                Sampled(
                    lambda N, log, y, s, q: _with(N, log, y, s, 99 * (N - 2) / (400 * (N - 1) * log(N - 1)) * q),
                    "every draw",
                ),
            ),
            Mutant(
                r"$\log n$ for $\log(n+1)$",
                Sampled(lambda N, log, y, s, q: _least(N, log, y, s, q) - log(N) + log(N - 1), "every draw"),
            ),
            Mutant(
                "the mean of the draws alone",
                Sampled(lambda N, log, y, s, q: _least(N, log, y, s, q) - s / N + (s - y) / (N - 1), "every draw"),
            ),
        ),
        **COMMON,
    ),
)
