"""Prop. 3: the softmax loss bounds the mean log NDCG."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


def _discount(rank: Any, log: Any) -> Any:
    return 1 / log(1 + rank)


def _mean_log(p: list[Any], log: Any) -> Any:
    return sum(map(log, p)) / len(p)


@dataclass(frozen=True)
class LogBound:
    r"""log NDCG >= `exponent` times `share` of the relevant items' probabilities; ranks after `cutoff` do not count.

    `best`: no smaller exponent serves, as log-probabilities are negative.
    """

    exponent: Callable[[Any], Any]
    discount: Callable[[Any, Any], Any] = _discount
    share: Callable[[list[Any], Any], Any] = _mean_log
    cutoff: int | None = None
    best: bool = False


def check(subject: LogBound, profile: Profile) -> Iterator[Evidence]:
    """Exact odds and every set of relevant items, ties against the scores; then every N, set and score vector."""
    import sympy as sp

    from theory.intervals import sign
    from theory.log_ndcg import RANK, argument, exponent

    largest = profile.pick(3, 4)
    tried, wrong = first(_cases(largest), lambda case: violates(subject, case))
    yield Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"odds $e^{{o_y}}$ of {', '.join(map(str, ODDS))}, every set of relevant items, $N = 2$ to ${largest}$",
        detail="NDCG and softmax enclosed in intervals.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )
    if wrong is None:
        x, y = sp.symbols("x y", positive=True)
        spare = sign(subject.exponent(sp.log) - exponent())
        same = (
            sp.simplify(subject.discount(RANK, sp.log) / subject.discount(sp.Integer(1), sp.log) * sp.log(1 + RANK))
            == sp.log(2)
            and sp.expand(subject.share([x, y], sp.log) - (sp.log(x) + sp.log(y)) / 2) == 0
            and subject.cutoff is None
        )
        enough = sp.simplify(subject.exponent(sp.log) - exponent()) == 0 if subject.best else spare != -1
        claimed = "the stated bound is this one, or, as the logarithm of a probability is not positive, a weaker one"
        domain = "every $N$, every non-empty set of relevant items, all scores, every tie-break and base of logarithms"
        yield proof(argument().steps, claimed, same and bool(enough), domain)


ODDS = (1, 2, 10**6)


def _cases(largest: int) -> Iterator[dict[str, str]]:
    for n in range(2, largest + 1):
        for odds in product(ODDS, repeat=n):
            for m in range(1, n + 1):
                for items in combinations(range(1, n + 1), m):
                    yield {"odds": ", ".join(map(str, odds)), "relevant": " ".join(map(str, items))}


def violates(subject: LogBound, values: Mapping[str, str]) -> bool:
    """Whether the bound surely fails at these scores, or (if called best) is surely not attained at a tie of two."""
    import sympy as sp

    from theory.intervals import sign

    sides = _sides(subject, values)
    if sides is None:
        return False
    ndcg, bound = sides
    if ndcg == 0:
        return True
    spare = sign(sp.log(ndcg) - bound)
    attained = values["odds"] == "1, 1" and values["relevant"] == "1"
    return spare == -1 or (subject.best and attained and spare == 1)


def _sides(subject: LogBound, values: Mapping[str, str]) -> tuple[Any, Any] | None:
    import sympy as sp

    from theory.intervals import rational, rationals
    from theory.log_ndcg import ranks_against

    odds, relevant = rationals(values["odds"]), [int(y) for y in values["relevant"].split()]
    if min(odds) <= 0 or not relevant or len(set(relevant)) < len(relevant) or not set(relevant) <= _items(odds):
        return None
    last = subject.cutoff or len(odds)

    def gain(ranks: list[int]) -> Any:
        return sum(subject.discount(sp.Integer(rank), sp.log) for rank in ranks if rank <= last)

    p = [rational(odds[y - 1] / sum(odds)) for y in relevant]
    ndcg = gain(ranks_against(odds, relevant)) / gain(list(range(1, len(relevant) + 1)))
    return ndcg, subject.exponent(sp.log) * subject.share(p, sp.log)


def _items(odds: tuple[Fraction, ...]) -> set[int]:
    return set(range(1, len(odds) + 1))


def _says(subject: LogBound, case: Mapping[str, str]) -> str:
    import sympy as sp

    sides = _sides(subject, case)
    assert sides is not None
    where = rf"$e^o = ({case['odds']})$, relevant items {case['relevant']}, ties against them"
    if sides[0] == 0:
        return f"{where}: NDCG is 0, its logarithm has no finite value"
    return f"{where}: $\\log$ NDCG is {float(sp.log(sides[0])):.6g}, the bound {float(sides[1]):.6g}"


def _kappa(log: Any) -> Any:
    return log(log(3) / log(2)) / log(2)


def _part(percent: int) -> Any:
    import sympy as sp

    return sp.Rational(percent, 100)


def _one(_log: Any) -> int:
    return 1


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "Prop. 3, Eq. 7",
    "check": check,
    "violates": violates,
    "bibtex": ("pu2025rg", "bruch2019softmax"),
}
SIDES = (
    r"for binary relevance with any non-empty set $R_x$ of relevant items, $E$ over contexts with any weights (those "
    r"of the pairs of $D$), on the right $y$ equally likely in $R_x$; any base, any tie-break"
)

CLAIMS = (
    Claim(
        id="rg.prop3",
        source=Source.FULL_TEXT,
        title="The mean log NDCG is at least the mean log-probability of the relevant items",
        statement=r"$E_{\mathcal D}[\log\mathrm{NDCG}] \ge E_{\mathcal D}[\log p_{\mathrm{SM}}(o_y^{(x)})]$, " + SIDES,
        assumptions=("the same weight for a context on both sides; no cutoff",),
        subject=LogBound(_one),
        mutants=(
            Mutant("a square root of the probability", LogBound(lambda _log: _part(50))),
            Mutant("NDCG@1 for NDCG", LogBound(_one, cutoff=1)),
            Mutant("discounts $1/\\rho^2$", LogBound(_one, discount=lambda rank, _log: 1 / rank**2)),
            Mutant("the total probability of the relevant items", LogBound(_one, share=lambda p, log: log(sum(p)))),
            Mutant("a constant 1 % below the best", LogBound(lambda log: _part(99) * _kappa(log))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.prop3.best",
        source=Source.BEYOND,
        title="The mean log NDCG is at least 0.664 times the mean log-probability, and no smaller bound holds",
        statement=(
            r"$E[\log\mathrm{NDCG}] \ge \kappa\,E[\log p_{\mathrm{SM}}(o_y^{(x)})]$ with $\kappa = \log_2\log_2 3$, "
            r"and with "
            r"no smaller $\kappa$, " + SIDES
        ),
        subject=LogBound(_kappa, best=True),
        mutants=(
            Mutant("the printed exponent", LogBound(_one, best=True)),
            Mutant("1 % less", LogBound(lambda log: _part(99) * _kappa(log), best=True)),
            Mutant("1 % more", LogBound(lambda log: _part(101) * _kappa(log), best=True)),
            Mutant(r"$\log_2 3 - 1$", LogBound(lambda log: log(3) / log(2) - 1, best=True)),
        ),
        uses=("rg.prop3",),
        **COMMON,
    ),
)
