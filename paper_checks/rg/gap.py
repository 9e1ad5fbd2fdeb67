"""How much risk a wrong top k costs: the constant behind the calibration of Prop. 5."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Cost = Callable[[Any, Any, Any], Any]
r"""A function of $(\eta_{[k]}, \eta_{[k+1]}, \log)$."""


def check(subject: Cost, profile: Profile) -> Iterator[Evidence]:
    """Exact distributions and scores against the bound; then the bound and its attainment for every N and k."""
    found = _search(subject, profile)
    yield found
    if found.holds:
        yield _for_every_n(subject)


def violates(subject: Cost, values: Mapping[str, str]) -> bool:
    r"""Whether scores $\log p$ that break $P_k$ cost surely less than the bound, or merging the pair surely more.

    $\eta$ is a sorted distribution, p a positive one.
    """
    import sympy as sp

    from theory.bregman import excess_risk
    from theory.intervals import rational, rationals, sign
    from theory.order import kth_largest, preserves

    eta, p, k = rationals(values["eta"]), rationals(values["p"]), int(values["k"])
    if sum(eta) != 1 or min(eta) < 0 or sum(p) != 1 or min(p) <= 0 or sorted(eta, reverse=True) != list(eta):
        return False
    if preserves(p, eta, k):
        return False
    bound = subject(rational(kth_largest(eta, k)), rational(kth_largest(eta, k + 1)), sp.log)
    surplus = sign(excess_risk(eta, p) - bound)
    return surplus == -1 or (surplus == 1 and p == _merged(eta, k))


def _merged(eta: tuple[Any, ...], k: int) -> tuple[Any, ...] | None:
    """A sorted distribution with its entries k and k+1 replaced by their mean, if they differ."""
    mean = (eta[k - 1] + eta[k]) / 2
    return (*eta[: k - 1], mean, mean, *eta[k + 1 :]) if eta[k - 1] > eta[k] else None


def _search(subject: Cost, profile: Profile) -> Evidence:
    largest, finest = profile.pick((3, 7), (4, 9))
    tried, wrong = first(_cases(largest, finest), lambda case: violates(subject, case))
    return Evidence(
        kind=Kind.CERTIFICATE,
        holds=wrong is None,
        domain=f"sorted distributions with denominators up to {finest}, $N = 2$ to ${largest}$, every $k < N$",
        detail="Against each: the merged distribution and all ascending ones, by intervals around exact numbers.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )


def _cases(largest: int, finest: int) -> Iterator[dict[str, str]]:
    from theory.intervals import literal
    from theory.majorant import rational_simplex

    for n in range(2, largest + 1):
        simplex = [p for d in range(n, finest + 1) for p in rational_simplex(n, d)]
        for eta, k in ((eta, k) for eta in simplex for k in range(1, n)):
            candidates = filter(None, (_merged(eta, k), *(p[::-1] for p in simplex)))
            yield from ({"eta": literal(eta), "k": str(k), "p": literal(p)} for p in candidates)


def _says(case: Mapping[str, str]) -> str:
    return (
        rf"$\eta = ({case['eta']})$, $k = {case['k']}$, $p = ({case['p']})$: the excess risk is below the bound, or "
        "above it where the bound should be attained"
    )


def _for_every_n(subject: Cost) -> Evidence:
    import sympy as sp

    from theory.bregman import calibration_argument, merge_argument, merge_cost

    a, b = sp.symbols("a b", positive=True)
    same = sp.expand(sp.expand_log(subject(a, b, sp.log) - merge_cost(a, b, sp.log))) == 0
    steps = (*calibration_argument().steps, *merge_argument().steps)
    return proof(steps, "the stated bound is this cost", same, "every $N$, every $k < N$ and every distribution")


def _cost(a: Any, b: Any, log: Any) -> Any:
    return a * log(2 * a / (a + b)) + b * log(2 * b / (a + b))


CLAIMS = (
    Claim(
        id="rg.prop5.calibrated.gap",
        paper=Paper.RG,
        where="Prop. 5, Def. 20",
        source=Source.BEYOND,
        title="What a wrong top k costs in softmax risk, with the best constant",
        statement=(
            r"If $P_k(s,\eta)$ fails, then $L(s,\eta) - \inf L \ge a\log\frac{2a}{a+b} + b\log\frac{2b}{a+b}$ "
            r"with $a = \eta_{[k]}$, $b = \eta_{[k+1]}$, with equality for some such $s$ if $a > b$ and all "
            r"$\eta_y > 0$ (with zeros in $\eta$ it is the infimum)"
        ),
        assumptions=(r"$0\log 0 = 0$",),
        subject=_cost,
        check=check,
        violates=violates,
        mutants=(
            Mutant("1 % more", lambda a, b, log: 101 * _cost(a, b, log) / 100),
            Mutant("1 % less", lambda a, b, log: 99 * _cost(a, b, log) / 100),
            Mutant("the first term only", lambda a, b, log: a * log(2 * a / (a + b))),
            Mutant("the factor 2 lost", lambda a, b, log: a * log(a / (a + b)) + b * log(b / (a + b))),
            Mutant("Pinsker's quadratic bound", lambda a, b, _log: (a - b) ** 2 / (2 * (a + b))),
        ),
        uses=("rg.prop5.calibrated.repair",),
        bibtex=("pu2025rg", "yang2020topk"),
    ),
)
