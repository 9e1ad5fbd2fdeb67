"""Key results: softmax, sparsemax, entmax and Rankmax are top-k calibrated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from theory.order import Condition, top_k
from theory.surrogates import (
    ADAPTED,
    ENTMAX,
    PERCEPTRON,
    RANKMAX,
    SOFTMAX,
    SPARSEMAX,
    Adapted,
    Separable,
    Surrogate,
)
from verify.profile import Profile


@dataclass(frozen=True)
class TopK:
    r"""A loss, and what $P_k$ asks of each entry."""

    loss: Surrogate
    condition: Condition = top_k


def check(subject: TopK, profile: Profile) -> Iterator[Evidence]:
    r"""Scores of least risk for exact distributions, zeros and ties included; then every N, k and $\eta$."""
    largest, finest = profile.pick((3, 12), (4, 12))
    found = decided(
        cases(largest, finest),
        lambda case: violates(subject, case),
        f"distributions with denominators up to {finest}, $N = 2$ to ${largest}$, zeros included",
        _detail(subject),
        lambda case: _says(subject, case),
        Kind.CERTIFICATE if isinstance(subject.loss, Adapted) else Kind.EXACT,
    )
    yield found
    if found.holds and isinstance(subject.loss, Separable):
        yield _for_every_n(subject, subject.loss)


def cases(largest: int, finest: int) -> Iterator[dict[str, str]]:
    """Distributions on up to `largest` classes with denominators up to `finest`, falling, with every k."""
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    for n in range(2, largest + 1):
        for denominator in range(2, finest + 1):
            for support in range(1, n + 1):
                for positive in rational_simplex(support, denominator):
                    eta = (*positive, *(Fraction(0) for _ in range(n - support)))
                    yield from ({"eta": literal(eta), "k": str(k)} for k in range(1, n))


def violates(subject: TopK, values: Mapping[str, str]) -> bool:
    r"""Whether scores of least risk break $P_k$, so that the infimum over scores that do is no larger."""
    from theory.intervals import rationals
    from theory.least_risk import orders
    from theory.order import preserves

    eta, k = rationals(values["eta"]), int(values["k"])
    if sum(eta) != 1 or min(eta) < 0 or not 1 <= k < len(eta):
        return False
    return any(not preserves(s, eta, k, subject.condition) for s in orders(subject.loss, eta))


def _detail(subject: TopK) -> str:
    if isinstance(subject.loss, Adapted):
        from theory.least_risk import argument

        return rf"Intervals of the risks of all weak orderings, one of which has the least: {argument(ADAPTED).text}"
    return r"The scores $\phi'(\eta)$ of least risk, exact; the largest allowed ones where $\eta_y = 0$."


def _says(subject: TopK, case: Mapping[str, str]) -> str:
    from theory.intervals import rationals
    from theory.least_risk import orders
    from theory.order import preserves

    eta, k = rationals(case["eta"]), int(case["k"])
    s = next(s for s in orders(subject.loss, eta) if not preserves(s, eta, k, subject.condition))
    order = ", ".join(map(str, s))
    return (
        rf"$\eta = ({case['eta']})$, $k = {k}$: scores in the order of $({order})$ have the least risk and break $P_k$"
    )


def _for_every_n(subject: TopK, loss: Separable) -> Evidence:
    from theory.bregman import pigeonhole_step
    from theory.order import is_top_k
    from theory.pooling import argument

    claimed = (
        r"the stated $P_k$ asks what top-k preservation asks, for every order of its arguments, so the infimum of the "
        r"excess risk over scores that break it is positive; only $p_a > p_b \Rightarrow s_a > s_b$ was used of the map"
    )
    domain = r"every $N$, every $k < N$ and every distribution, zeros and ties included"
    return proof([pigeonhole_step(), *argument(loss).steps], claimed, is_top_k(subject.condition), domain)


def _with(loss: Surrogate) -> tuple[Mutant, ...]:
    r"""Slips in $P_k$."""
    return (
        Mutant(
            r"$\eta_n \ge \eta_{[k+1]}$ for $\eta_n > \eta_{[k+1]}$",
            TopK(loss, lambda s, s_k, t, e, e_k, f: (e < f or s > t) and (e >= e_k or s < s_k)),
        ),
        Mutant(
            r"$\eta_n \le \eta_{[k]}$ for $\eta_n < \eta_{[k]}$",
            TopK(loss, lambda s, s_k, t, e, e_k, f: (e <= f or s > t) and (e > e_k or s < s_k)),
        ),
        Mutant(
            r"$s_n > s_{[k]}$ for $s_n > s_{[k+1]}$",
            TopK(loss, lambda s, s_k, _t, e, e_k, f: (e <= f or s > s_k) and (e >= e_k or s < s_k)),
        ),
    )


PRIOR = Separable(lambda x, y, _t, log: log(x) + log(y))
WEIGHTED = Separable(lambda x, y, _t, _log: x * y)


def _dead_zone(x: Any, _y: Any, _t: Any, _log: Any) -> Any:
    from sympy import Max, Rational

    return Max(x - Rational(1, 3), 0)


DEAD_ZONE = Separable(_dead_zone)

STATEMENT = (
    r"$\inf_{s: \neg P_k(s,\eta)} L(s,\eta) > \inf_s L(s,\eta)$ for all $\eta \in \Delta_N$ and $k < N$, "
    r"$L(s,\eta) = \sum_y \eta_y L(s; y)$; $P_k(s, \eta)$: $\eta_n > \eta_{[k+1]} \Rightarrow s_n > s_{[k+1]}$ and "
    r"$\eta_n < \eta_{[k]} \Rightarrow s_n < s_{[k]}$; "
)
COMMON: dict[str, Any] = {
    "paper": Paper.SF,
    "where": "Key results, Mechanism 3",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2026softmax", "yang2020topk", "blondel2020fenchel", "kong2020rankmax"),
}
RANKMAX_AT = "novelty report, consistency analysis"

CLAIMS = (
    Claim(
        id="sf.topk.softmax",
        source=Source.SUMMARY,
        title="The softmax loss is top-k calibrated for every k and every number of classes",
        statement=STATEMENT + r"$L(s; y) = -\log \mathrm{softmax}(s)_y$",
        subject=TopK(SOFTMAX),
        mutants=(
            *_with(SOFTMAX),
            Mutant("scores adjusted by the log of a prior proportional to y", TopK(PRIOR)),
        ),
        uses=("rg.prop5.calibrated.repair",),
        **COMMON,
    ),
    Claim(
        id="sf.topk.sparsemax",
        source=Source.SUMMARY,
        title="The sparsemax loss is top-k calibrated for every k and every number of classes",
        statement=STATEMENT + r"$L$ the Fenchel-Young loss of $\Omega(p) = \frac12(\|p\|^2 - 1)$",
        subject=TopK(SPARSEMAX),
        mutants=(
            *_with(SPARSEMAX),
            Mutant(r"class weights in the regulariser, $\frac12\sum_y y\,p_y^2$", TopK(WEIGHTED)),
            Mutant(r"a dead zone, $\Omega = \frac12\sum_y\max(p_y - \frac13, 0)^2$", TopK(DEAD_ZONE)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.topk.entmax",
        source=Source.SUMMARY,
        title="The loss of entmax is top-k calibrated for every alpha above 1, every k and every number of classes",
        statement=STATEMENT
        + r"$L$ the Fenchel-Young loss of $\Omega(p) = \frac{\sum_y p_y^\alpha - 1}{\alpha(\alpha-1)}$, $\alpha > 1$",
        subject=TopK(ENTMAX),
        mutants=(
            *_with(ENTMAX),
            Mutant(
                r"class weights in the regulariser, $\sum_y y\,p_y^\alpha$",
                TopK(Separable(lambda x, y, t, _log: y * x**t / t, ENTMAX.samples)),
            ),
            Mutant(r"the limit $\alpha \to \infty$, the perceptron loss", TopK(PERCEPTRON)),
        ),
        **COMMON,
    ),
    Claim(
        id="sf.topk.rankmax.fixed",
        source=Source.SUMMARY,
        title="Rankmax with a fixed scale is top-k calibrated for every scale, every k and every number of classes",
        statement=STATEMENT + r"$L$ the Fenchel-Young loss of $\Omega(p) = \frac1{2\gamma}(\|p\|^2 - 1)$, $\gamma > 0$",
        subject=TopK(RANKMAX),
        mutants=(
            *_with(RANKMAX),
            Mutant("a scale of each class's own, $1/y$", TopK(WEIGHTED)),
            Mutant("the scale adapted to the label", TopK(ADAPTED)),
        ),
        **COMMON | {"where": RANKMAX_AT},
    ),
    Claim(
        id="sf.topk.rankmax.adapted",
        source=Source.SUMMARY,
        title="Rankmax with its scale adapted to the label is top-k calibrated",
        statement=STATEMENT + r"$L(s; y) = \log\sum_j\max(s_j - s_y + 1, 0)$",
        subject=TopK(ADAPTED),
        uses=("sf.topk.rankmax.levels",),
        repaired_by="sf.topk.rankmax.fixed",
        **COMMON | {"where": RANKMAX_AT},
    ),
)
