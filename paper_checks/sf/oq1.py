"""Open Question 1: from top-k calibration to NDCG@K; what can be proved, and what is impossible."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from theory.surrogates import ENTMAX, SPARSEMAX, Separable
from verify.profile import Profile

Sizes = Callable[[Any], tuple[Any, Any]]
"""For a cutoff K, the least and the largest k for which the top k is to be preserved."""


def check_bridge(subject: Sizes, profile: Profile) -> Iterator[Evidence]:
    """All weak orderings of gains and scores; then every N, K, gains and scores."""
    largest = profile.pick(3, 4)
    tried, wrong = first(_orderings(largest), lambda case: violates_bridge(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"all weak orderings of $N = 2$ to ${largest}$ gains and scores, every $K \\le N$",
        detail=r"Whether the top $k$ are preserved for the stated $k < N$, against the sign of the DCG@K regret.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"gains $({wrong['gains']})$, scores $({wrong['s']})$, $K = {wrong['K']}$: whether the stated top $k$ are "
            "preserved does not decide whether the regret is 0",
            wrong,
        ),
    )
    if wrong is None:
        yield _bridge_for_every_n(subject)


def _orderings(largest: int) -> Iterator[dict[str, str]]:
    from theory.order import weak_orderings

    for n in (*range(3, largest + 1), 2):
        for cutoff in (*range(2, n), 1, n):
            for gains, s in product(tuple(weak_orderings(n)), repeat=2):
                yield {"gains": ", ".join(map(str, gains)), "s": ", ".join(map(str, s)), "K": str(cutoff)}


def violates_bridge(subject: Sizes, values: Mapping[str, str]) -> bool:
    """Whether preserving the stated top k does not go with zero regret at K, for these gains and scores."""
    from theory.intervals import rational, rationals, sign
    from theory.order import preserves
    from theory.reductions import cutoff_regret

    gains, s, cutoff = rationals(values["gains"]), rationals(values["s"]), int(values["K"])
    if len(gains) != len(s) or not 1 <= cutoff <= len(s) or min(gains) < 0:
        return False
    least, largest = subject(cutoff)
    kept = all(preserves(s, gains, k) for k in range(max(least, 1), min(largest, len(s) - 1) + 1))
    ranks = [sum(x > other for other in s) for x in s]
    return kept is not (sign(cutoff_regret(ranks, [rational(g) for g in gains], cutoff)) == 0)


def _bridge_for_every_n(subject: Sizes) -> Evidence:
    import sympy as sp

    from theory.reductions import bridge_argument

    cutoff = sp.Symbol("K", integer=True, positive=True)
    agrees = [sp.expand(x) for x in subject(cutoff)] == [1, cutoff]
    return proof(bridge_argument().steps, "the stated k are 1 to K", agrees, "every $N$, $K$, gains and scores")


AtCutoff = Callable[[Any, Any, Callable[[Any, Any], Any]], Any]
"""A function of (m, K, IDCG@K of m relevant items as a function of m and K)."""


@dataclass(frozen=True)
class AtK:
    r"""The loss $\sum_{y\in R} w\,L(s; y)$ and the metric $E[d\,\mathrm{DCG@}K]$."""

    loss: Separable
    weight: AtCutoff
    metric: AtCutoff


def check_weighted(subject: AtK, profile: Profile) -> Iterator[Evidence]:
    """Search exact laws and cutoffs; then every N, K and law."""
    from theory.relevance import laws, literal

    largest, finest = profile.pick((3, 6), (4, 8))
    cases = (
        {"N": str(n), "K": str(cutoff), "law": literal(law)}
        for n in range(2, largest + 1)
        for law in laws(n, finest)
        for cutoff in range(1, n + 1)
    )
    tried, wrong = first(cases, lambda case: violates_weighted(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"laws of two or three relevant sets, denominators up to {finest}, $N = 2$ to ${largest}$, $K \\le N$",
        detail="The regret at K of the scores of least risk, ties against them; logarithms by intervals.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$N = {wrong['N']}$, $K = {wrong['K']}$, relevant sets with chances {wrong['law']}: the scores of least "
            "risk have a positive regret",
            wrong,
        ),
    )
    if wrong is None:
        yield _weighted_for_every_n(subject)


def violates_weighted(subject: AtK, values: Mapping[str, str]) -> bool:
    """Whether, under this law, scores of least risk have a positive regret at the cutoff."""
    from theory.intervals import sign
    from theory.least_risk import orders
    from theory.reductions import attained_ideal, cutoff_regret, labels, shares
    from theory.relevance import law

    n, cutoff = int(values["N"]), int(values["K"])
    if not 1 <= cutoff <= n:
        return False
    chances = law(values["law"], n)
    gains = shares(chances, n, lambda m: subject.metric(m, cutoff, attained_ideal))
    eta = labels(chances, n, lambda m: subject.weight(m, cutoff, attained_ideal))
    return any(sign(cutoff_regret(s, gains, cutoff)) == 1 for s in orders(subject.loss, eta))


def _weighted_for_every_n(subject: AtK) -> Evidence:
    import sympy as sp

    from theory.pooling import argument
    from theory.reductions import bridge_argument, positive, reduction_step

    m, cutoff = sp.symbols("m K", integer=True, positive=True)
    ideal = sp.Function("I", positive=True)
    weight = sp.sympify(subject.weight(m, cutoff, ideal))
    ratio = sp.simplify(weight / sp.sympify(subject.metric(m, cutoff, ideal)))
    claimed = (
        r"$w/d$ is positive and does not depend on $m$, so $\eta$ and the gains have one order; once the excess risk "
        r"is small no pair is out of order, every top $k$ is preserved, and the regret at $K$ is 0"
    )
    agrees = m not in ratio.free_symbols and positive(ratio)
    steps = [reduction_step(weight), *argument(subject.loss).steps, *bridge_argument().steps]
    return proof(steps, claimed, agrees, "every $N$, every $K$ and every law")


def normalised(m: Any, cutoff: Any, ideal: Any) -> Any:
    """1/IDCG@K."""
    return 1 / ideal(m, cutoff)


def unweighted(_m: Any, _cutoff: Any, _ideal: Any) -> Any:
    """The sum over the relevant items."""
    return 1


Alike = Callable[[Any], tuple[Any, Any]]
r"""For N items, the least and the largest m for which $w(m)\,\mathrm{IDCG@}K(m)$ has to be the same."""


def check_necessary(subject: Alike, profile: Profile) -> Iterator[Evidence]:
    """Tables of weights against laws built to break them; then every N >= 3, K and table."""
    largest = profile.pick(4, 5)
    tried, wrong = first(_tables(largest), lambda case: violates_necessary(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"$N = 3$ to ${largest}$, $K \\le N$, $w(m) = u_m/\\mathrm{{IDCG@}}b(m)$, $u_m = 1$ but for one $m$",
        detail="A law with the items of one pair of sizes nearly equal, for every pair; its regret at K by intervals.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(
            rf"$N = {wrong['N']}$, $K = {wrong['K']}$, $w(m) = u_m/\mathrm{{IDCG@}}{wrong['b']}(m)$ with $u = "
            rf"({wrong['u']})$: the condition and the laws disagree",
            wrong,
        ),
    )
    if wrong is None:
        yield _necessary_for_every_n(subject)


def _tables(largest: int) -> Iterator[dict[str, str]]:
    for n in range(3, largest + 1):
        for cutoff in range(1, n + 1):
            for base in range(1, n + 1):
                for odd in range(n + 1):
                    u = ", ".join("9/8" if m == odd else "1" for m in range(1, n + 1))
                    yield {"N": str(n), "K": str(cutoff), "b": str(base), "u": u}


def violates_necessary(subject: Alike, values: Mapping[str, str]) -> bool:
    """Whether the condition calls weights good that a law breaks, or bad ones that no law can break."""
    from theory.cutoff_weights import breaking_law, products
    from theory.intervals import rationals, sign

    n, cutoff, base, u = int(values["N"]), int(values["K"]), int(values["b"]), rationals(values["u"])
    if n < 3 or len(u) != n or min(u) <= 0 or not (1 <= cutoff <= n and 1 <= base <= n):
        return False
    least, largest = subject(n)
    alike = products(u, cutoff, base)[least - 1 : largest]
    return all(sign(x - alike[0]) == 0 for x in alike) is (breaking_law(u, n, cutoff, base) is not None)


def _necessary_for_every_n(subject: Alike) -> Evidence:
    import sympy as sp

    from theory.cutoff_weights import necessity_argument
    from theory.pooling import argument
    from theory.reductions import bridge_argument

    n = sp.Symbol("N", integer=True, positive=True)
    agrees = [sp.expand(x) for x in subject(n)] == [1, n - 1]
    steps = [*necessity_argument().steps, *argument(SPARSEMAX).steps, *bridge_argument().steps]
    domain = r"every $N \ge 3$, every $K$ and all weights"
    return proof(steps, r"the stated sizes are $m = 1$ to $N - 1$", agrees, domain)


GAINS = r"DCG@K of gains $g \ge 0$, ties against the scores; $P_k$ as in the definition of top-k calibration; "
SETS = r"Relevant sets $R$ at random, $m = |R| \ge 1$, $\mathrm{IDCG@}K(m) = \sum_{i \le \min(m, K)} c_i$; "
NO_GAP = "The paper says that there is a gap, and asks for a bridge; this is what it would be for there to be none."
COMMON: dict[str, Any] = {"paper": Paper.SF, "where": "Open Question 1"}
BRIDGE: dict[str, Any] = COMMON | {
    "check": check_bridge,
    "violates": violates_bridge,
    "bibtex": ("pu2026softmax", "yang2020topk"),
}
WEIGHTED: dict[str, Any] = COMMON | {
    "check": check_weighted,
    "violates": violates_weighted,
    "bibtex": ("pu2026softmax", "ravikumar2011ndcg", "menon2019multilabel"),
}

CLAIMS = (
    Claim(
        id="sf.oq1.top_k",
        source=Source.BEYOND,
        title="Scores that preserve the top K lose no NDCG@K: top-K calibration leaves no gap to it",
        statement=GAINS + r"$P_K(s, g)$, $K < N$, exactly if the regret of $s$ at $K$ is 0",
        assumptions=(NO_GAP,),
        subject=lambda cutoff: (cutoff, cutoff),
        repaired_by="sf.oq1.bridge",
        **BRIDGE,
    ),
    Claim(
        id="sf.oq1.bridge",
        source=Source.BEYOND,
        title="Scores lose no DCG at K exactly if they preserve the top k for every k up to K",
        statement=GAINS
        + r"the regret at $K$ is $\sum_{j<K}(c_j - c_{j+1})T_j + c_KT_K$, $T_j$ the regret of the top $j$; it is 0 "
        r"exactly if $P_k(s, g)$ for every $k \le K$, $k < N$. So a loss is calibrated for DCG@K of its label "
        "distribution exactly if it is top-k calibrated for these $k$",
        subject=lambda cutoff: (1, cutoff),
        mutants=(
            Mutant("k = K only", lambda cutoff: (cutoff, cutoff)),
            Mutant("k from 2 on", lambda cutoff: (2, cutoff)),
            Mutant("k below K", lambda cutoff: (1, cutoff - 1)),
            Mutant("one k more", lambda cutoff: (1, cutoff + 1)),
        ),
        **BRIDGE,
    ),
    Claim(
        id="sf.oq1.unnormalised",
        source=Source.BEYOND,
        title="Losses that are top-k calibrated for every k, summed over relevant items, are consistent with NDCG@K",
        statement=SETS + r"$E\sum_{y\in R} L(s; y)$, $L$ of the entmax family, is consistent with $E[\mathrm{NDCG@}K]$",
        assumptions=(NO_GAP,),
        subject=AtK(ENTMAX, unweighted, normalised),
        uses=("sf.topk.entmax",),
        repaired_by="sf.oq1.weighted",
        **WEIGHTED,
    ),
    Claim(
        id="sf.oq1.weighted",
        source=Source.BEYOND,
        title="Weighting each context by one over its ideal DCG at K makes the losses consistent with NDCG@K",
        statement=SETS
        + r"$E\,\frac{1}{\mathrm{IDCG@}K(m)}\sum_{y\in R} L(s; y)$, $L$ of the entmax family, $\alpha > 1$, is "
        r"consistent with $E[\mathrm{NDCG@}K]$, ties against the scores, for every $N$, $K$ and law",
        subject=AtK(ENTMAX, normalised, normalised),
        mutants=(
            Mutant("no weight", AtK(ENTMAX, unweighted, normalised)),
            Mutant("the ideal DCG without the cutoff", AtK(ENTMAX, lambda m, _k, ideal: 1 / ideal(m, 9), normalised)),
            Mutant("IDCG@K for its inverse", AtK(ENTMAX, lambda m, k, ideal: ideal(m, k), normalised)),
            Mutant("consistent with DCG@K as well", AtK(ENTMAX, normalised, unweighted)),
        ),
        uses=("sf.oq1.bridge", "sf.topk.entmax"),
        **WEIGHTED,
    ),
    Claim(
        id="sf.oq1.necessary",
        source=Source.BEYOND,
        title="No other weights serve NDCG@K, so no weighting serves two cutoffs below N - 1",
        statement=SETS
        + r"for $N \ge 3$ and positive weights, $E\,w(m)\sum_{y\in R} L(s; y)$ with the sparsemax loss is consistent "
        r"with $E[\mathrm{NDCG@}K]$ exactly if $w(m)\,\mathrm{IDCG@}K(m)$ is the same for $m = 1, \ldots, N - 1$: "
        "$w = 1$ serves $K = 1$ only, and $w = 1/m$ serves no $K$",
        subject=lambda n: (1, n - 1),
        check=check_necessary,
        violates=violates_necessary,
        mutants=(
            Mutant("for m = N as well", lambda n: (1, n)),
            Mutant("for m up to N - 2", lambda n: (1, n - 2)),
            Mutant("for m from 2 on", lambda n: (2, n - 1)),
            Mutant("any positive weights", lambda _n: (1, 1)),
        ),
        uses=("sf.oq1.bridge", "sf.topk.sparsemax"),
        bibtex=("pu2026softmax", "ravikumar2011ndcg", "menon2019multilabel"),
        **COMMON,
    ),
)
