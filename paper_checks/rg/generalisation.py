"""Thm 14: the term that bounds the risk by the empirical risk."""

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
class Excess:
    r"""What is added to the empirical risk: the largest of some terms, by their logarithms.

    `logs` is a function of $(d, B, L, m, \delta, \log)$.
    """

    logs: Callable[[Any, Any, Any, Any, Any, Any], tuple[Any, ...]]


@dataclass(frozen=True)
class Baseline:
    r"""What is added for every score in [-c, c]: a function of $(N, c, m, \delta, \log, \sqrt{})$."""

    term: Callable[[Any, Any, Any, Any, Any, Any], Any]


def check(subject: Excess, profile: Profile) -> Iterator[Evidence]:
    """A pair whose label is a fair coin, drawn once; then every class and number of draws."""
    sizes = (3, 10, 100, *range(192, 208), 256, 1_000, profile.pick(10_000, 1_000_000))
    cases = [{"N": str(n), "delta": delta} for n in sizes for delta in ("1/4", "1/20")]
    tried, wrong = first(cases, lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"RG2, one draw of one pair whose label is a fair coin, {len(sizes)} values of $N$ from {min(sizes)}",
        detail=r"Scores of 0; $L$ of Remark 13, $d$ of Thm 14 for $M = K = 1$, $c = \frac12$; logarithms in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_class(subject)


def violates(subject: Excess, values: Mapping[str, str]) -> bool:
    r"""Whether $R - \hat R$ is surely above the excess with a chance above $\delta$.

    One context, one item drawn once, r a fair coin, score 0, single click: the term of RG2 is $(N-1)^2$ or 1, so with
    chance 1/2 it is $N(N-2)/2$ below its mean. $d = (1+N)\log 16e$; L is a number above $2(\sqrt N + 1 + N)$;
    $B = (N - \frac12)^2$, the largest term of a score in $[-\frac12, \frac12]$.
    """
    import sympy as sp

    from theory.intervals import rational, sign

    n, delta = int(values["N"]), Fraction(values["delta"])
    if n < 3 or not 0 < delta < Fraction(1, 2):
        return False
    gap = sp.log(sp.Rational(n * (n - 2), 2))
    return all(sign(gap - term) == 1 for term in _coin_terms(subject, n, rational(delta)))


def _coin_terms(subject: Excess, n: int, delta: Any) -> tuple[Any, ...]:
    from math import isqrt

    import sympy as sp

    from theory.generalisation import dimension, largest_loss

    d, bound = dimension(sp.Integer(1), sp.Integer(1), sp.Integer(n)), largest_loss(sp.Integer(n), sp.Rational(1, 2))
    return subject.logs(d, bound, sp.Integer(2 * (isqrt(n) + 2 + n)), sp.Integer(1), delta, sp.log)


def _says(subject: Excess, case: Mapping[str, str]) -> str:
    from math import exp

    from theory.intervals import rational

    n = int(case["N"])
    added = exp(max(float(term) for term in _coin_terms(subject, n, rational(Fraction(case["delta"])))))
    return (
        rf"$N = {n}$, $\delta = {case['delta']}$, one draw of a pair whose label is a fair coin: with chance 1/2 the "
        f"risk is {n * (n - 2) / 2:.6g} above the empirical risk, and the bound adds {added:.6g}"
    )


def _for_every_class(subject: Excess) -> Evidence:
    import sympy as sp

    from theory.deviation import B, L, M
    from theory.generalisation import DELTA, D, coarse_excess, log_covered_excess, repair_argument

    def plain(x: Any) -> Any:
        return sp.expand(sp.expand_log(sp.expand(x), force=True))

    derived = (log_covered_excess(D, B, L, M, DELTA), sp.log(coarse_excess(B, M, DELTA)))
    stated = subject.logs(D, B, L, M, DELTA, sp.log)
    same = len(stated) == 2 and all(sp.simplify(plain(a - b)) == 0 for a, b in zip(stated, derived, strict=True))
    claimed = "the larger of the two is the stated term"
    return proof(repair_argument().steps, claimed, same, "every class, distribution, $m$ and $\\delta$")


def check_baseline(subject: Baseline, profile: Profile) -> Iterator[Evidence]:
    """The fair coin, and scores that know which contexts were drawn; then every distribution and number of draws."""
    tried, wrong = first(_baseline_cases(profile), lambda case: violates_baseline(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"RG2 under single click, two distributions, $N = {', '.join(map(str, _sizes(profile)))}$, "
        f"$c = {', '.join(RANGES)}$",
        detail="Deviations known exactly against the bound, in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_baseline_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield _for_every_score(subject)


def violates_baseline(subject: Baseline, values: Mapping[str, str]) -> bool:
    r"""Whether $R - \hat R$ is surely above the bound with a chance above $\delta$.

    `coin`: one pair drawn m times with fair labels, score -c; with chance 2^-m no label is 1. `memory`: M contexts
    with one positive each, one of these pairs drawn, score c for its context and -c elsewhere, certainly.
    """
    from theory.intervals import rational, sign

    n, c, delta, m = int(values["N"]), Fraction(values["c"]), Fraction(values["delta"]), int(values["m"])
    if n < 2 or not 0 < c <= 1 or not 0 < delta < 1 or m < 1:
        return False
    gap, chance = _deviation(values)
    return chance > delta and sign(rational(gap) - _baseline_bound(subject, values)) == 1


def _deviation(values: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    """By how much the risk is above the empirical risk, and with which chance."""
    n, c, m = int(values["N"]), Fraction(values["c"]), int(values["m"])
    if values["class"] == "coin":
        return ((n - 1 + c) ** 2 - (1 - c) ** 2) / 2, Fraction(1, 2**m)
    contexts = int(values["M"])
    return (1 - Fraction(1, contexts)) * ((n - 1 + c) ** 2 - (n - 1 - c) ** 2), Fraction(m == 1)


def _baseline_bound(subject: Baseline, values: Mapping[str, str]) -> Any:
    import sympy as sp

    from theory.intervals import rational

    c, delta = (rational(Fraction(values[name])) for name in ("c", "delta"))
    return subject.term(sp.Integer(values["N"]), c, sp.Integer(values["m"]), delta, sp.log, sp.sqrt)


RANGES = ("1", "1/10")


def _sizes(profile: Profile) -> tuple[int, ...]:
    return (2, 3, 10, 100, profile.pick(10_000, 1_000_000))


def _baseline_cases(profile: Profile) -> Iterator[dict[str, str]]:
    for n in _sizes(profile):
        for c in RANGES:
            case = {"N": str(n), "c": c}
            for m in (1, 10):
                yield case | {"class": "coin", "m": str(m), "delta": str(Fraction(49, 100 * 2 ** (m - 1)))}
            yield case | {"class": "memory", "m": "1", "M": "10000", "delta": str(1 - Fraction(1, 10**20))}


def _baseline_says(subject: Baseline, case: Mapping[str, str]) -> str:
    what = (
        "the labels of one pair are fair coins"
        if case["class"] == "coin"
        else (f"of {case['M']} contexts the scores know the one that was drawn")
    )
    gap, chance = _deviation(case)
    delta = rf"$\delta \approx {float(Fraction(case['delta'])):.4g}$"
    return (
        f"$N = {case['N']}$, $c = {case['c']}$, $m = {case['m']}$, {delta}, {what}: with chance {chance} the risk is "
        f"{float(gap):.6g} above the empirical risk, and the bound adds {float(_baseline_bound(subject, case)):.6g}"
    )


def _for_every_score(subject: Baseline) -> Evidence:
    import sympy as sp

    from theory.deviation import M
    from theory.generalisation import DELTA, no_learning, no_learning_argument

    n, c = sp.symbols("N c", positive=True)
    same = sp.simplify(subject.term(n, c, M, DELTA, sp.log, sp.sqrt) - no_learning(n, c, M, DELTA)) == 0
    domain = r"every $N \ge 2$, $0 < c \le 1$, distribution of $(x, y, r)$, $m$ and $\delta$"
    return proof(no_learning_argument().steps, "their sum is the stated bound", same, domain)


def _power(terms: Callable[..., Any]) -> Callable[..., Any]:
    def logs(d: Any, b: Any, slope: Any, m: Any, delta: Any, log: Any) -> Any:
        return log(16) + terms(d, b, slope, m, delta, log) / (d + 2)

    return logs


@_power
def _printed(d: Any, b: Any, slope: Any, m: Any, delta: Any, log: Any) -> Any:
    return log(d + 1) + 4 * log(b) + d + 1 + d * log(slope) - log(m) - log(delta)


@_power
def _covered(d: Any, b: Any, slope: Any, m: Any, delta: Any, log: Any) -> Any:
    return log(d + 1) + 2 * log(b) + d + d * log(slope) - log(2) - log(m) - log(delta)


def _coarse(b: Any, m: Any, delta: Any, log: Any) -> Any:
    return log(b) + (log(32) + log(log(4 / delta)) - log(m)) / 2


def _swing(N: Any, c: Any) -> Any:
    return 4 * c * (N - 1)


def _hoeffding(N: Any, c: Any, m: Any, delta: Any, log: Any, sqrt: Any) -> Any:
    return (N - 1 + c) ** 2 * sqrt(log(1 / delta) / (2 * m))


DRAWS = (
    r"$\hat R$ is the mean loss of $m$ independent draws of a pair and its label from any distribution, as in Lemma "
    "25; so a pair's label may be random."
)
SAMPLE = (
    DRAWS,
    r"$\mathcal H$ maps into an interval of length 1 or less, such as $[-\frac12, \frac12]$, and contains 0; the event "
    "is measurable.",
)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 4.4, Thm 14, Eq. 33",
    "bibtex": ("pu2025rg", "anthony1999neural", "haussler1995packing"),
}

CLAIMS = (
    Claim(
        id="rg.thm14",
        source=Source.FULL_TEXT,
        title="The risk of RG2 is above the empirical risk by no more than the term of Eq. 33",
        statement=(
            r"If $|\hat R(h)| \le B$ for all $h$, then with probability at least $1-\delta$ $R(h) \le \hat R(h) + "
            r"16\sqrt[d+2]{\frac{(d+1)B^4e^{d+1}L^d}{|D|\delta}}$, $d = K(M+N)\log\frac{16eM}K$, $L$ of Remark 13"
        ),
        assumptions=SAMPLE,
        subject=Excess(lambda *v: (_printed(*v),)),
        check=check,
        violates=violates,
        repaired_by="rg.thm14.repair",
        **COMMON,
    ),
    Claim(
        id="rg.thm14.repair",
        source=Source.BEYOND,
        title="What the chain behind Thm 14 gives for losses between 0 and B",
        statement=(
            r"For $0 \le \ell \le B$, with probability at least $1-\delta$, for all $h$: "
            r"$R(h) \le \hat R(h) + \max\left(16\sqrt[d+2]{\frac{(d+1)B^2e^dL^d}{2m\delta}}, "
            r"B\sqrt{\frac{32\log(4/\delta)}m}\right)$"
        ),
        assumptions=(
            *SAMPLE,
            r"$\mathcal N_1(\varrho, \mathcal H, n) \le e(d+1)(2e/\varrho)^d$ for $0 < \varrho \le 1$, which Haussler "
            "(1995) proves where $d$ is the pseudo-dimension.",
        ),
        subject=Excess(lambda d, b, s, m, t, log: (_covered(d, b, s, m, t, log), _coarse(b, m, t, log))),
        check=check,
        violates=violates,
        mutants=(
            Mutant("Eq. 33 as printed", Excess(lambda *v: (_printed(*v),))),
            Mutant("the first term only", Excess(lambda *v: (_covered(*v),))),
            Mutant("Eq. 33 with $B^2$", Excess(lambda d, b, *v: (_printed(d, b, *v) - 2 * v[-1](b) / (d + 2),))),
            Mutant(
                "the constant 32 lost",
                Excess(lambda d, b, s, m, t, log: (_covered(d, b, s, m, t, log), _coarse(b, m, t, log) - log(32))),
            ),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.thm14.no_learning",
        source=Source.BEYOND,
        title="What bounds the risk of RG2 for all scores in range at once, without covering numbers",
        statement=(
            r"Under single click, with probability at least $1-\delta$, for all scores in $[-c, c]$, $0 < c \le 1$, "
            r"and $N \ge 2$: $R \le \hat R + 4c(N-1) + (N-1+c)^2\sqrt{\frac{\log(1/\delta)}{2m}}$"
        ),
        assumptions=(DRAWS,),
        subject=Baseline(lambda N, c, *v: _swing(N, c) + _hoeffding(N, c, *v)),
        check=check_baseline,
        violates=violates_baseline,
        mutants=(
            Mutant("half the swing", Baseline(lambda N, c, *v: _swing(N, c) / 2 + _hoeffding(N, c, *v))),
            Mutant("1 % less swing", Baseline(lambda N, c, *v: 99 * _swing(N, c) / 100 + _hoeffding(N, c, *v))),
            Mutant("$8m$ for $2m$", Baseline(lambda N, c, *v: _swing(N, c) + _hoeffding(N, c, *v) / 2)),
            Mutant(
                "the root lost",
                Baseline(lambda N, c, m, t, log, _s: _swing(N, c) + (N - 1 + c) ** 2 * log(1 / t) / (2 * m)),
            ),
            Mutant("$m^2$ for $m$", Baseline(lambda N, c, m, *v: _swing(N, c) + _hoeffding(N, c, m**2, *v))),
        ),
        **COMMON,
    ),
)
