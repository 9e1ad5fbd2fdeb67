"""After Eq. 9: whether uniform sampling needs an adjustment, to the letter and as a constant that may be dropped."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.rg.sampled_partition import CHECKS, CONVENTIONS, VIOLATES, one, reading, zero
from paper_checks.search import first
from theory.schemes import uniformly, uniformly_from_negatives
from verify.profile import Profile

Divisor = Callable[[Any, Any, Any], Any]
"""A function d of (N, n, q_j), whose log a correction subtracts."""


@dataclass(frozen=True)
class Effect:
    r"""What subtracting log c from every draw's score changes, as functions of $p = p_{SSM}$ and c.

    The loss becomes larger by the log of `factor`; the pull on the positive's score, $1 - p$, becomes `pull`.
    """

    factor: Callable[[Any, Any], Any]
    pull: Callable[[Any, Any], Any]


def check_divisor(subject: Divisor, profile: Profile) -> Iterator[Evidence]:
    """The divisor at q = 1/N, in rationals, then for every N and n."""
    from sympy import simplify

    from theory.draws import n
    from theory.expansion import N

    items, draws = range(2, profile.pick(12, 60)), range(1, profile.pick(6, 30))
    sizes = product(items, draws)
    tried, wrong = first(({"N": str(a), "n": str(b)} for a, b in sizes), lambda v: violates_divisor(subject, v))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"$N = 2$ to {items[-1]}, $n = 1$ to {draws[-1]}",
        detail=r"What is subtracted is $\log d$: whether $d = 1$ at $q = \frac1N$.",
        exercised=tried,
        counterexample=wrong and Counterexample(_divisor_says(subject, wrong), wrong),
    )
    if wrong is None:
        yield proof((), r"$d = 1$ at $q = \frac1N$", simplify(subject(N, n, 1 / N)) == 1, "every $N$ and $n$")


def _divisor_says(subject: Divisor, case: Mapping[str, str]) -> str:
    N, n = Fraction(case["N"]), Fraction(case["n"])
    return f"$N = {N}$, $n = {n}$: $\\log({subject(N, n, 1 / N)})$ is subtracted, not 0"


def violates_divisor(subject: Divisor, values: Mapping[str, str]) -> bool:
    """Whether the divisor is not 1 at q = 1/N."""
    N, n = Fraction(values["N"]), Fraction(values["n"])
    return bool(N >= 1 and n >= 1 and subject(N, n, 1 / N) != 1)


def check_effect(subject: Effect, profile: Profile) -> Iterator[Evidence]:
    """Rational odds of positive and draws, then symbols."""
    import sympy as sp

    from theory.argument import Step

    odds = [Fraction(a, b) for a, b in ((1, 1), (2, 1), (1, 3), (10, 1))][: profile.pick(3, 4)]
    cases = ({"positive": str(a), "draws": str(b), "c": str(c)} for a, b, c in product(odds, odds, odds[1:]))
    tried, wrong = first(cases, lambda values: violates_effect(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"odds {', '.join(map(str, odds))} of the positive and of all draws, "
        f"$c = {', '.join(map(str, odds[1:]))}$",
        detail="Loss and pull with the draws' odds divided by $c$, against those without, in rational arithmetic.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_effect_says(wrong), wrong),
    )
    if wrong is None:
        o, rest, c = sp.Symbol("o_y", real=True), sp.Symbol("S", positive=True), sp.Symbol("c", positive=True)
        before, after = (sp.log(sp.exp(o) + s) - o for s in (rest, rest / c))
        p = 1 + sp.diff(before, o)
        same = (
            sp.simplify(sp.exp(after - before) - subject.factor(p, c)) == 0
            and sp.simplify(-sp.diff(after, o) - subject.pull(p, c)) == 0
        )
        alone = Step(
            r"without the positive's own term the loss is $\log S - o_y$, and $\log\frac Sc = \log S - \log c$",
            sp.expand_log(sp.log(rest / c) - sp.log(rest) + sp.log(c)) == 0,
        )
        says = r"both losses, $\log(e^{o_y} + S) - o_y$ and the same with $S/c$, and their derivatives in $o_y$"
        yield proof((alone,), says, same, "every $n$, every draws and scores, every $c > 0$")


def violates_effect(subject: Effect, values: Mapping[str, str]) -> bool:
    """Whether the loss's change or the new pull on the positive differs from what is stated."""
    own, draws, c = (Fraction(values[name]) for name in ("positive", "draws", "c"))
    if min(own, draws, c) <= 0:
        return False
    p = own / (own + draws)
    changed = (own + draws / c) / (own + draws)
    return bool(changed != subject.factor(p, c) or 1 - own / (own + draws / c) != subject.pull(p, c))


def _effect_says(values: dict[str, str]) -> str:
    own, draws, c = (Fraction(values[name]) for name in ("positive", "draws", "c"))
    before, after = own / (own + draws), own / (own + draws / c)
    return (
        f"odds {own} of the positive and {draws} of all draws, $c = {c}$: $p$ goes from ${before}$ to ${after}$, "
        f"the pull on the positive from ${1 - before}$ to ${1 - after}$"
    )


def _factor(p: Any, c: Any) -> Any:
    return p + (1 - p) / c


def _pull(p: Any, c: Any) -> Any:
    return (1 - p) / (1 + (c - 1) * p)


UNBIASED: dict[str, Any] = {"check": CHECKS["partition"], "violates": VIOLATES["partition"], "assumptions": CONVENTIONS}
COMMON: dict[str, Any] = {"paper": Paper.RG, "where": "s. 3.3, after Eq. 9", "bibtex": ("pu2025rg",)}

CLAIMS = (
    Claim(
        id="rg.eq9.uniform.literal",
        source=Source.FULL_TEXT,
        title="With uniform draws the correction of Eq. 9 is zero",
        statement=r"With $q_y = \frac1N$ no logit is adjusted: $\log(Nq_y) = 0$",
        subject=lambda N, _n, q: N * q,
        check=check_divisor,
        violates=violates_divisor,
        mutants=(
            Mutant(r"$\log(nq)$, which makes $\hat Z$ unbiased", lambda _N, n, q: n * q),
            Mutant(r"$\log q$", lambda _N, _n, q: q),
            Mutant(r"$\log((N-1)q)$", lambda N, _n, q: (N - 1) * q),
            Mutant(r"$\log((n+1)q)$", lambda _N, n, q: (n + 1) * q),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq9.uniform.cancels",
        source=Source.BEYOND,
        title="What uniform draws would need is a constant that changes the loss by a constant and no gradient",
        statement=(
            r"A reason that could be given for leaving uniform draws as they are: subtracting a constant $\log c$ from "
            r"all draws' scores, such as $\log\frac nN$, changes the loss by the constant $-\log c$ and its gradient "
            "not at all."
        ),
        subject=Effect(lambda _p, c: 1 / c, lambda p, _c: 1 - p),
        check=check_effect,
        violates=violates_effect,
        repaired_by="rg.eq9.uniform.cancels.repair",
        **COMMON,
    ),
    Claim(
        id="rg.eq9.uniform.cancels.repair",
        source=Source.BEYOND,
        title="Beside the positive's own term a constant does not cancel: it changes loss and gradient",
        statement=(
            r"Subtracting $\log c$ from all draws' scores changes $-\log p$, $p = p_{\mathrm{SSM}}(o_y)$, by "
            r"$\log\bigl(p + \frac{1-p}c\bigr)$ and the pull $1 - p$ on the positive's score to "
            r"$\frac{1-p}{1+(c-1)p}$ (it does cancel, as $-\log c$, where the positive has no term of its own)"
        ),
        subject=Effect(_factor, _pull),
        check=check_effect,
        violates=violates_effect,
        mutants=(
            Mutant(r"$c$ for $\frac1c$", Effect(lambda p, c: p + (1 - p) * c, _pull)),
            Mutant(r"$p$ and $1-p$ exchanged", Effect(lambda p, c: 1 - p + p / c, _pull)),
            Mutant(r"the pull divided by $c$", Effect(_factor, lambda p, c: (1 - p) / c)),
            Mutant(r"$c\,p$ for $(c-1)p$", Effect(_factor, lambda p, c: (1 - p) / (1 + c * p))),
            Mutant("the pull unchanged", Effect(_factor, lambda p, _c: 1 - p)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.eq9.uniform.unbiased",
        source=Source.FULL_TEXT,
        title="With uniform draws the partition function of Eq. 8 has the mean Z without any adjustment",
        statement=(
            r"Uniform sampling does not require any adjustments with $q_y = \frac1N$; read: "
            r"$E\bigl[e^{o_y} + \sum_{y' \in [n]} e^{o_{y'}}\bigr] = Z$, drawing (a) from all items or (b) from the "
            "negatives."
        ),
        subject=(*reading(uniformly, one, one), *reading(uniformly_from_negatives, one, one)),
        repaired_by="rg.eq9.uniform.unbiased.repair",
        **UNBIASED,
        **COMMON,
    ),
    Claim(
        id="rg.eq9.uniform.unbiased.repair",
        source=Source.BEYOND,
        title="Uniform draws need log(n/N) subtracted, and draws of y left out",
        statement=(
            r"With $j_i$ uniform over all items, $E\bigl[e^{o_y} + \frac Nn\sum_{i : j_i \ne y} e^{o_{j_i}}\bigr] = Z$ "
            r"for every $o$, $n$ and set of positives"
        ),
        subject=reading(uniformly, zero, lambda N, n, _q: N / n),
        mutants=(
            Mutant("no adjustment", reading(uniformly, zero, one)),
            Mutant(r"$\frac{N-1}n$ for $\frac Nn$", reading(uniformly, zero, lambda N, n, _q: (N - 1) / n)),
            Mutant(r"$\frac N{n+1}$ for $\frac Nn$", reading(uniformly, zero, lambda N, n, _q: N / (n + 1))),
            Mutant("draws of $y$ kept", reading(uniformly, lambda N, n, _q: N / n, lambda N, n, _q: N / n)),
        ),
        **UNBIASED,
        **COMMON,
    ),
)
