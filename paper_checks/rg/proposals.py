"""The summary's Open Question 2: the weights and the order of RG2 under a non-uniform proposal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile


@dataclass(frozen=True)
class Squares:
    r"""$\frac1{2n+2}\sum_y w_y(o_y - t_y)^2$, w and t as functions of (r_y, |I|, n, q_y), is sampled RG2 + const."""

    weight: Callable[[Any, Any, Any, Any], Any]
    target: Callable[[Any, Any, Any, Any], Any]


def check_squares(subject: Squares, profile: Profile) -> Iterator[Evidence]:
    """Every draw enumerated for small sizes; then every size."""
    largest = profile.pick(2, 3)
    proposals = ("1/2, 1/2", "1/3, 2/3", "1/2, 1/3, 1/6")
    cases = [
        {"q": q, "o": o, "n": str(n), "positives": positives}
        for q, o, n, positives in product(
            proposals, ("1, 0, 2", "-3, 1/2, 1"), range(1, largest + 1), ("1", "2", "1, 2")
        )
    ]
    tried, wrong = first(cases, lambda case: violates_squares(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"q = ({'), ('.join(proposals)}), n up to {largest}, one and two positives",
        detail="The expectation over all draws, enumerated, minus the squares, at o and at 0.",
        exercised=tried,
        counterexample=None
        if wrong is None
        else Counterexample(f"q = ({wrong['q']}), n = {wrong['n']}: not the same up to a constant", wrong),
    )
    if wrong is None:
        yield _squares_for_every_n(subject)


def _squares_for_every_n(subject: Squares) -> Evidence:
    import sympy as sp

    from theory.proposal_weights import weights_argument

    r, size, n, q = sp.symbols("r s n q", positive=True)
    w = r + size * n * q
    same = sp.simplify(subject.weight(r, size, n, q) - w) == 0
    same = same and sp.simplify(subject.target(r, size, n, q) - (r * (n + 1) / w - 1)) == 0
    domain = "every $N$, $n$, set of positives, $q$ with $q_y > 0$"
    return proof(weights_argument().steps, "these are the claimed weights and targets", same, domain)


def violates_squares(subject: Squares, values: Mapping[str, str]) -> bool:
    """Whether the enumerated expectation minus the squares is not the same at o and at 0."""
    from theory.intervals import rationals
    from theory.proposal_weights import by_enumeration

    q, n = rationals(values["q"]), int(values["n"])
    o = rationals(values["o"])[: len(q)]
    positives = [int(y) - 1 for y in values["positives"].split(", ")]
    if sum(q) != 1 or min(q) <= 0 or len(o) < len(q) or not set(positives) <= set(range(len(q))) or n < 1:
        return False

    def difference(scores: tuple[Fraction, ...]) -> Fraction:
        squares = Fraction(0)
        for y, (score, chance) in enumerate(zip(scores, q, strict=True)):
            given = Fraction(y in positives), Fraction(len(positives)), Fraction(n), chance
            squares += subject.weight(*given) * (score - subject.target(*given)) ** 2
        return by_enumeration(scores, positives, q, n) - squares / (2 * n + 2)

    return difference(o) != difference((Fraction(0),) * len(q))


THREE = ("1/2, 1/3, 1/6", "3/5, 1/10, 3/10", "2/5, 1/50, 29/50", "1/3, 1/3, 1/3")
Key = Callable[[Any, Any], Any]


def check_order(subject: Key, profile: Profile) -> Iterator[Evidence]:
    """Exact minimisers for two items; then every size."""
    parts = profile.pick(5, 8)
    shares = [f"{a}/{parts}, {parts - a}/{parts}" for a in range(1, parts)]
    pairs = [*product(shares, shares), *product(THREE, THREE)]
    cases = [{"eta": eta, "q": q, "n": str(n)} for (eta, q), n in product(pairs, (1, 10))]
    tried, wrong = first(cases, lambda case: violates_order(subject, case))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(pairs)} pairs of a distribution of the positive and a proposal, N = 2 and 3, n = 1 and 10",
        detail="The exact minimiser of the conditional risk, against the key that it is said to order by.",
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(_says(wrong), wrong),
    )
    if wrong is None:
        yield _order_for_every_n(subject)


def _order_for_every_n(subject: Key) -> Evidence:
    import sympy as sp

    from theory.proposal_weights import minimiser_argument

    t, q = sp.symbols("t q", positive=True)
    key = sp.simplify(subject(t * q, q))
    agrees = not key.has(q) and sp.simplify(sp.diff(key, t)).is_positive is True
    claimed = r"the claimed key, too, is a function of $\eta/q$ that rises with it"
    return proof(minimiser_argument().steps, claimed, agrees, r"every $N$, $n$, $\eta > 0$, $q > 0$")


def violates_order(subject: Key, values: Mapping[str, str]) -> bool:
    """Whether the minimiser and the key order two items differently, ties included."""
    from theory.intervals import rationals
    from theory.order import discordant

    eta, q = rationals(values["eta"]), rationals(values["q"])
    if sum(eta) != 1 or sum(q) != 1 or min((*eta, *q)) <= 0 or len(eta) != len(q) or int(values["n"]) < 1:
        return False
    scores = _minimisers(values)
    keys = [subject(a, b) for a, b in zip(eta, q, strict=True)]
    return bool(discordant(scores, keys) or discordant(keys, scores))


def _minimisers(values: Mapping[str, str]) -> list[Fraction]:
    from theory.intervals import rationals
    from theory.proposal_weights import minimiser

    pairs = zip(rationals(values["eta"]), rationals(values["q"]), strict=True)
    return [minimiser(eta, q, int(values["n"])) for eta, q in pairs]


def _says(values: Mapping[str, str]) -> str:
    scores = ", ".join(map(str, _minimisers(values)))
    return f"eta = ({values['eta']}), q = ({values['q']}), n = {values['n']}: the risk is least at ({scores})"


def _weight(r: Any, size: Any, n: Any, q: Any) -> Any:
    return r + size * n * q


def _target(r: Any, size: Any, n: Any, q: Any) -> Any:
    return r * (n + 1) / _weight(r, size, n, q) - 1


SQUARES = Squares(_weight, _target)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "summary, Open Question 2; Eq. 18-19",
    "bibtex": ("pu2025rg",),
}
UNCORRECTED = "The logits of the draws are not corrected as in Eq. 9; draws are with replacement and may hit positives."
ORDERED: dict[str, Any] = COMMON | {
    "check": check_order,
    "violates": violates_order,
    "assumptions": (UNCORRECTED, "One positive a context, eta > 0."),
}

CLAIMS = (
    Claim(
        id="rg.oq2.weights",
        source=Source.BEYOND,
        title="Under any proposal the expansion of sampled softmax is a weighted squared loss, item by item",
        statement=r"For draws from $q$, the expectation of Eq. 18's first line is, per context and up to a constant, "
        r"$\frac1{2n+2}\sum_y w_y\big(o_y + 1 - r_y\frac{n+1}{w_y}\big)^2$ with $w_y = r_y + |\mathcal I_x|nq_y$: the "
        "weights of negatives follow the proposal, the targets of positives too.",
        assumptions=(UNCORRECTED,),
        subject=SQUARES,
        check=check_squares,
        violates=violates_squares,
        mutants=(
            Mutant("n + 1 for n in the weight", replace(SQUARES, weight=lambda r, s, n, q: r + s * (n + 1) * q)),
            Mutant(
                "the positives' own draws lost", replace(SQUARES, weight=lambda r, s, n, q: r + (1 - r) * s * n * q)
            ),
            Mutant(
                "n for n + 1 in the target", replace(SQUARES, target=lambda r, s, n, q: r * n / _weight(r, s, n, q) - 1)
            ),
            Mutant(
                "the target N/|I| of uniform full sums", replace(SQUARES, target=lambda r, s, _n, q: r / (q * s) - 1)
            ),
            Mutant("|I| lost", replace(SQUARES, weight=lambda r, _s, n, q: r + n * q)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.oq2.order",
        source=Source.SUMMARY,
        title="RG2 under a non-uniform proposal orders the items by their probability, as DCG asks",
        statement=r"The consistency of RG$^2$ extends to importance sampling: for every proposal $q$, the minimiser of "
        r"the conditional risk orders the items as $\eta$.",
        subject=lambda eta, _q: eta,
        repaired_by="rg.oq2.order.repair",
        **ORDERED,
    ),
    Claim(
        id="rg.oq2.order.repair",
        source=Source.BEYOND,
        title="RG2 under a proposal q orders the items by eta/q: it is DCG-consistent exactly for the uniform one",
        statement=r"The minimiser of the conditional risk is $\frac{(n+1)\eta_y}{\eta_y+nq_y} - 1$, which rises with "
        r"$\eta_y/q_y$ for every $n$: it orders as $\eta$ for every $\eta$ exactly if $q$ is uniform.",
        subject=lambda eta, q: eta / q,
        mutants=(
            Mutant("the probability alone", lambda eta, _q: eta),
            Mutant("eta times q", lambda eta, q: eta * q),
            Mutant("eta less q", lambda eta, q: eta - q),
            Mutant("the correction by the square root of q, squared", lambda eta, q: eta**2 / q),
        ),
        **ORDERED,
    ),
)
