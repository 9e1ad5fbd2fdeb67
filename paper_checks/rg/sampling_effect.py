"""After Eq. 19, beyond the paper: what the number of negatives changes in the mean of sampled RG2."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.sampled_squares import EVERYWHERE
from paper_checks.rg.sampled_weights import Value, cases, true_value
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Mixture:
    """The mean as share(n) times RG2 plus the sum over positives of a o_y^2 + b o_y, plus a constant."""

    share: Callable[[Any], Any]
    a: Callable[[Any], Any]
    b: Callable[[Any], Any] = lambda _n: 0

    def __call__(self, s: Any) -> Any:
        """The value in the sums of scores."""
        rg2 = s.squares(s.m, s.m, s.N / s.m) / (2 * s.N)
        return self.share(s.n) * rg2 + self.a(s.n) * s.P2 + self.b(s.n) * s.P1


def check_mixture(subject: Mixture, profile: Profile) -> Iterator[Evidence]:
    """Differences of the mean over all draws, in rationals; then for symbolic N, n and m."""
    from sympy import Poly, cancel

    from theory.sampled_squares import POWERS, SYMBOLS, derived, derived_step

    points = [values | {"o": o} for values in cases(profile) for o in _points(int(values["N"]))]
    tried, wrong = first(points, lambda values: violates_mixture(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {profile.pick(4, 6)}, $n = 1$ to {profile.pick(4, 5)}, $m < N$, scores -1, 0 and 1",
        detail="Differences to zero scores of the mean over all draws, in rationals.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"$o = ({wrong['o']})$, $n = {wrong['n']}$, {wrong['m']} positive: not the mean's change from zero scores",
            wrong,
        ),
    )
    if wrong is None:
        rest = Poly(subject(SYMBOLS) - derived("all"), *POWERS)
        same = all(cancel(c) == 0 for powers, c in rest.terms() if any(powers))
        yield proof((derived_step("all"),), "this is the stated sum, but for a constant", same, EVERYWHERE)


def violates_mixture(subject: Mixture, values: Mapping[str, str]) -> bool:
    """Whether the stated sum and the mean differ by another amount at these scores than at zero."""
    from theory.intervals import rationals
    from theory.sampled_squares import mean_expansion, sums

    scores, n, m = rationals(values["o"]), int(values["n"]), int(values["m"])
    if not 1 <= m < len(scores) or n < 1:
        return False
    zero = (Fraction(0),) * len(scores)
    claimed = subject(sums(scores, m, n)) - subject(sums(zero, m, n))
    return bool(claimed != mean_expansion(scores, m, n, "all") - mean_expansion(zero, m, n, "all"))


def _points(N: int) -> list[str]:
    return [", ".join(str(step * (i == at)) for i in range(N)) for at in (0, N - 1) for step in (1, -1)]


def check_trend(subject: Value, profile: Profile) -> Iterator[Evidence]:
    """The ratio by enumeration, above 1 and falling; then its differences and its limit for every N and m."""
    import sympy as sp

    from theory.argument import Step
    from theory.draws import m, n
    from theory.expansion import N
    from theory.sampled_squares import MORE, derived_step, ratio

    tried, wrong = first(cases(profile), lambda values: violates_trend(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {profile.pick(4, 6)}, $n = 1$ to {profile.pick(4, 5)}, $m < N$",
        detail="The ratio at $n$ and $n+1$ against the mean over all draws; whether it falls and stays above 1.",
        exercised=tried,
        counterexample=wrong
        and Counterexample(
            f"$N = {wrong['N']}$, $n = {wrong['n']}$, {wrong['m']} positive: not the ratio, or it does not fall, or it "
            "is not above 1",
            wrong,
        ),
    )
    if wrong is None:
        stated = subject(N, n, m).subs(N, m + MORE)
        steps = (
            derived_step("all"),
            Step("the stated ratio is that of its coefficients", sp.cancel(subject(N, n, m) - ratio("all")) == 0),
            Step("it falls from $n$ to $n + 1$", sp.factor(stated.subs(n, n + 1) - stated).is_negative is True),
            Step("it is above 1", sp.factor(stated - 1).is_positive is True),
        )
        limit = sp.limit(subject(N, n, m), n, sp.oo) == 1
        yield proof(steps, r"it tends to 1 as $n \to \infty$", limit, EVERYWHERE)


def violates_trend(subject: Value, values: Mapping[str, str]) -> bool:
    """Whether it is not the ratio, does not fall to the next n, or is not above 1."""
    N, n, m = (int(values[name]) for name in ("N", "n", "m"))
    if not 1 <= m < N or n < 1:
        return False
    here, there = (subject(*map(Fraction, (N, size, m))) for size in (n, n + 1))
    return bool(here != true_value("all", N, n, m, "ratio") or there >= here or here <= 1)


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.1, after Eq. 19",
    "source": Source.BEYOND,
    "assumptions": (
        "For one context with $m = |\\mathcal I_x|$ positives, $1 \\le m < N$; draws are uniform with replacement, "
        "from all items.",
    ),
    "bibtex": ("pu2025rg",),
}


def _share(n: Any) -> Any:
    return n / (n + 1)


def _half(n: Any) -> Any:
    return 1 / (2 * (n + 1))


CLAIMS = (
    Claim(
        id="rg.sampling_is_weighting.mixture",
        title="Sampled RG2 is on average RG2 and a ridge on the positives' scores, as n/(n+1) to 1/(n+1)",
        statement=(
            r"$\sum_{y \in \mathcal I_x}E_{[n]}\bigl[-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2\bigr] = "
            r"\frac n{n+1}\sum_{y \in \mathcal I_x}\bigl(-o_y + \frac1{2N}\|o + \mathbf 1\|^2\bigr) + "
            r"\frac1{n+1}\sum_{y \in \mathcal I_x}\frac{o_y^2}2 + \text{const}$, drawing from all items"
        ),
        subject=Mixture(_share, _half),
        check=check_mixture,
        violates=violates_mixture,
        mutants=(
            Mutant(r"the ridge at $o_y = -1$, like other items'", Mixture(_share, _half, lambda n: 1 / (n + 1))),
            Mutant(r"$\frac1n$ for $\frac1{n+1}$", Mixture(_share, lambda n: 1 / (2 * n))),
            Mutant(r"RG$^2$ with its full weight", Mixture(lambda _n: 1, _half)),
            Mutant(r"$\frac12$ lost", Mixture(_share, lambda n: 1 / (n + 1))),
            Mutant("no ridge: the weight of all items changes alike", Mixture(_share, lambda _n: 0)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.sampling_is_weighting.direction",
        title="More negatives bring the positive's weight down towards that of another item, and never below it",
        statement=(
            r"Drawing from all items, the ratio of weights $1 + \frac N{mn}$ falls as $n$ grows, stays above 1 and "
            r"tends to 1"
        ),
        subject=lambda N, n, m: 1 + N / (m * n),
        check=check_trend,
        violates=violates_trend,
        mutants=(
            Mutant(r"Eq. 19's $\frac N{n+1}$", lambda N, n, _m: N / (n + 1)),
            Mutant(r"$1 + \frac{mn}N$, the other way up", lambda N, n, m: 1 + m * n / N),
            Mutant(r"$1 + \frac Nm$, no effect of $n$", lambda N, _n, m: 1 + N / m),
            Mutant("the ratio for negatives only", lambda N, n, m: (N - m) / (m * n)),
        ),
        uses=("rg.eq19.ratio.repair",),
        **COMMON,
    ),
)
