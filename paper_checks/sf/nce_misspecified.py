"""NCE with a wrong model at every k, the smallest too: two classes that the model cannot tell apart."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.nce_orders import COMMON, SETTING
from verify.profile import Profile

Slope = Callable[..., Any]
"""The derivative of NCE's risk at maximum likelihood's odds, a function of (p, p', q, q', k)."""

CASES = tuple(
    {"p": p, "q": q, "k": k}
    for p, q in (
        ("1/2, 1/4", "1/4, 1/2"),
        ("1/2, 1/4", "1/4, 1/4"),
        ("1/3, 1/3", "1/6, 1/2"),
        ("1/10, 3/5", "1/5, 1/10"),
    )
    for k in ("1", "2", "100")
)


def check(subject: Slope, _: Profile) -> Iterator[Evidence]:
    """The slope at rational chances, from k = 1 on; then at all."""
    import sympy as sp

    from theory.nce_misspecified import PAIR, slope_at_maximum_likelihood, tied_steps
    from theory.nce_sums import K

    tried, wrong = first(CASES, lambda values: violates(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(CASES)} cases of rational chances of the two classes, $k$ = 1, 2, 100",
        detail="The derivative of the risk by the common score, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $p, p' = {wrong['p']}$, $q, q' = {wrong['q']}$ and $k = {wrong['k']}$ the derivative is "
            f"${_slopes(subject, wrong)[0]}$",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        agrees = sp.simplify(subject(*PAIR, K) - slope_at_maximum_likelihood()) == 0
        yield proof(tied_steps(), "this is the claimed derivative", agrees, "every $N$, $k$, $P$ and $Q > 0$")


def violates(subject: Slope, values: Mapping[str, str]) -> bool:
    """Whether the derivative is another, at positive chances that leave some to other classes."""
    from theory.intervals import rationals

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0 or sum(p) > 1 or sum(q) > 1 or int(values["k"]) < 1:
        return False
    true, claimed = _slopes(subject, values)
    return bool(true != claimed)


def _slopes(subject: Slope, values: Mapping[str, str]) -> tuple[Any, Any]:
    from theory.intervals import rational, rationals
    from theory.nce_misspecified import PAIR, slope_at_maximum_likelihood
    from theory.nce_sums import K

    chances = [rational(x) for name in ("p", "q") for x in rationals(values[name])]
    k = rational(int(values["k"]))
    at = dict(zip((*PAIR, K), (*chances, k), strict=True))
    return slope_at_maximum_likelihood().subs(at), subject(*chances, k)


def _slope(p: Any, other: Any, q: Any, its: Any, k: Any) -> Any:
    mean = (p + other) / 2
    return k * mean * (q - its) * (other - p) / (2 * (mean + k * q) * (mean + k * its))


CLAIMS = (
    Claim(
        id="sf.nce.js.misspecified.finite",
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="For a wrong model NCE's minimiser is not maximum likelihood's at any finite k, and depends on Q",
        statement=(
            r"Two classes of chances $p$, $p'$ share a score, the others have their own, $c$ is free. At maximum "
            r"likelihood's odds $m = (p + p')/2$ the derivative of NCE's risk by that score is $\tfrac{k\,m\,(q - q')"
            r"(p' - p)}{2(m + kq)(m + kq')}$: the minimiser is another for every $k \ge 1$, unless $p = p'$ or $q = "
            r"q'$."
        ),
        assumptions=SETTING,
        subject=_slope,
        check=check,
        violates=violates,
        mutants=(
            Mutant("the other sign", lambda p, r, q, s, k: -_slope(p, r, q, s, k)),
            Mutant("no bias", lambda *_: 0),
            Mutant("k left out in front", lambda p, r, q, s, k: _slope(p, r, q, s, k) / k),
            Mutant("the 1/2 lost", lambda p, r, q, s, k: 2 * _slope(p, r, q, s, k)),
            Mutant("p for the mean", lambda p, r, q, s, k: _slope(p, r, q, s, k) * 2 * p / (p + r)),
        ),
        **COMMON,
    ),
)
