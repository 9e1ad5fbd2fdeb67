"""NCE with a normaliser that is not free: clamped to a constant, or shared between contexts. Its bias no k removes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.nce_orders import COMMON
from verify.profile import Profile

Formula = Callable[[Any, Any], Any]
"""A function of the reference class's chances in the contexts, in the data and in the noise."""


@dataclass(frozen=True)
class Bias:
    """What its learned chance in the first context is too large by, for large k; or, if `proportional`, a multiple."""

    formula: Formula
    proportional: bool = False


ONE = (
    {"r": "1/3", "q": "1/3"},
    {"r": "1/3", "q": "1/2"},
    {"r": "1/10", "q": "9/10"},
    {"r": "4/5", "q": "4/5"},
)
TWO = (
    {"r": "1/4, 3/4", "q": "1/4, 3/4"},
    {"r": "1/4, 3/4", "q": "1/2, 1/2"},
    {"r": "3/4, 1/4", "q": "1/2, 1/2"},
    {"r": "1/10, 1/5", "q": "1/3, 2/3"},
)


def kullback_leibler(r: Any, q: Any) -> Any:
    """KL(P||Q) of two classes, one with the chance r in the data and q in the noise."""
    from sympy import log

    return r * log(r / q) + (1 - r) * log((1 - r) / (1 - q))


def check(subject: Bias, _: Profile, clamped: bool) -> Iterator[Evidence]:
    """The bias in rational contexts, at its limit and at finite k; then for every N and all chances."""
    import sympy as sp

    from theory.nce_normaliser import R, clamped_steps, shared_steps

    wrong_at = partial(violates, subject, clamped=clamped)
    tried, wrong = first(ONE if clamped else TWO, wrong_at)
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{tried} cases of rational chances of the reference class, in the data and in the noise",
        detail="The odds at which the gradient vanishes, exactly.",
        exercised=tried,
        counterexample=Counterexample(_says(subject, wrong, clamped), wrong) if wrong else None,
    )
    if wrong is None:
        from theory.nce_normaliser import learned_clamped, learned_shared

        if clamped:
            agrees = sp.simplify(learned_clamped(R[0]) - R[0] - subject.formula((R[0],), None)) == 0
            yield proof(clamped_steps(), "the bias is the claimed one", agrees, "every $N$, $k$, $P$ and $Q > 0$")
        else:
            agrees = sp.simplify(learned_shared(*R) - R[0] - subject.formula(R, None)) == 0
            yield proof(
                shared_steps(), "the bias is the claimed one", agrees, r"every $N$, $P$, $Q > 0$, $k \to \infty$"
            )


def violates(subject: Bias, values: Mapping[str, str], clamped: bool) -> bool:
    """Whether the learned chance of the reference class is off by another amount, or off where the divergence is 0."""
    from theory.intervals import sign

    found = _true_and_claimed(subject, values, clamped)
    if found is None:
        return False
    true, claimed = found
    if subject.proportional:
        return sign(claimed) == 0 and sign(true) in (-1, 1)
    return sign(true - claimed) in (-1, 1)


def _true_and_claimed(subject: Bias, values: Mapping[str, str], clamped: bool) -> tuple[Any, Any] | None:
    from theory.intervals import rational, rationals
    from theory.nce_normaliser import learned_clamped, learned_shared

    r, q = ([rational(x) for x in rationals(values[name])] for name in ("r", "q"))
    if not all(0 < x < 1 for x in (*r, *q)) or not len(r) == len(q) == (1 if clamped else 2):
        return None
    learned = learned_clamped(*r) if clamped else learned_shared(*r)
    return learned - r[0], subject.formula(r, q)


def _says(subject: Bias, values: Mapping[str, str], clamped: bool) -> str:
    found = _true_and_claimed(subject, values, clamped)
    assert found is not None
    where = "one context" if clamped else "two contexts"
    claimed = "a multiple of 0" if subject.proportional else f"{float(found[1]):.6f}"
    return (
        f"in {where} where the reference class has the chance ${values['r']}$ in the data and ${values['q']}$ in the "
        f"noise its learned chance is off by ${found[0]}$, not by {claimed}"
    )


def mean_divergence(r: Any, q: Any) -> Any:
    """What the sentence ties the bias to: KL(P||Q), the limit of the divergence term, averaged over the contexts."""
    from sympy import Integer

    return sum((kullback_leibler(a, b) for a, b in zip(r, q, strict=True)), Integer(0)) / len(r)


def _clamped(r: Any, _: Any) -> Any:
    return (1 - r[0]) ** 2 / (2 - r[0])


def _shared(r: Any, _: Any) -> Any:
    mean = (r[0] + r[1]) / 2
    return (mean - r[0]) * (1 - r[0]) / (1 - r[0] + mean)


SENTENCE = (
    r"The bias, proportional to $(1+k)\,\mathrm{JS}$, read of the learned distribution with the normaliser clamped or "
    r"shared: 0 where $Q = P$, for there the divergence is 0, and a positive multiple of it elsewhere.",
)
REFERENCE = (
    "Every class but one, the reference class, has a score of its own in every context; the reference class's is 0. "
    "With a free normaliser, or under softmax, every distribution is in this model.",
    r"Labels from $P > 0$ and $k \ge 1$ draws from a fixed $Q > 0$ in every context.",
)


def _claims(
    id: str,
    clamped: bool,
    titles: tuple[str, str],
    statements: tuple[str, str],
    formula: Formula,
    mutants: dict[str, Formula],
) -> tuple[Claim, Claim]:
    both: dict[str, Any] = COMMON | {
        "check": partial(check, clamped=clamped),
        "violates": partial(violates, clamped=clamped),
    }
    return (
        Claim(
            id=id,
            where="summary, Key results and Mechanism 2",
            source=Source.SUMMARY,
            title=titles[0],
            statement=statements[0],
            subject=Bias(mean_divergence, proportional=True),
            assumptions=(*REFERENCE, *SENTENCE),
            repaired_by=f"{id}.repair",
            **both,
        ),
        Claim(
            id=f"{id}.repair",
            where="beyond the summary, Mechanism 2",
            source=Source.BEYOND,
            title=titles[1],
            statement=statements[1],
            subject=Bias(formula),
            assumptions=REFERENCE,
            mutants=tuple(Mutant(what, Bias(slip)) for what, slip in mutants.items()),
            **both,
        ),
    )


CLAIMS = (
    *_claims(
        "sf.nce.js.clamped",
        True,
        (
            "With a clamped normaliser the bias is a multiple of (1 + k) JS",
            "With a clamped normaliser the bias is the same for every k and every Q, and depends on the model",
        ),
        (
            "With $c = 0$ the learned distribution is off by a multiple of the divergence of $P$ from $Q$.",
            r"With $c = 0$ the minimiser has the odds $p_i$, and 1 for the reference class, of chance $r$; its learned "
            r"chance is $\tfrac1{2-r}$, too large by $\tfrac{(1-r)^2}{2-r}$ for every $k$ and $Q > 0$, $Q = P$ "
            r"included.",
        ),
        _clamped,
        {
            "r(1 - r) for (1 - r)^2": lambda r, _: r[0] * (1 - r[0]) / (2 - r[0]),
            "1 + r for 2 - r": lambda r, _: (1 - r[0]) ** 2 / (1 + r[0]),
            "no bias, as with a free normaliser": lambda _r, _q: 0,
            "a smaller chance": lambda r, q: -_clamped(r, q),
        },
    ),
    *_claims(
        "sf.nce.js.shared",
        False,
        (
            "With a normaliser shared between contexts the bias is a multiple of (1 + k) JS",
            "With a normaliser shared between contexts the bias tends to a limit that Q does not enter",
        ),
        (
            r"With one $c$ for all contexts the learned distributions are off by a multiple of the divergence of $P$ "
            r"from $Q$.",
            r"Two contexts of equal weight share $c$; the reference class has the chances $r$, $r'$. As $k \to "
            r"\infty$ its odds $e^{-c}$ tend to $m = (r + r')/2$, and its learned chance in the first context is too "
            r"large by $\tfrac{(m-r)(1-r)}{1-r+m}$ in the limit, whatever $Q > 0$. In general, for contexts of "
            r"positive weights, the least risk over $c$, less $1 + E\sum_i p_i\log kq_i$, which diverges, tends "
            r"to that of softmax plus $\log E Z_x - E\log Z_x$ over the contexts, which is 0 only where all $Z_x$ "
            r"are equal.",
        ),
        _shared,
        {
            "m - r, the odds read as chances": lambda r, _: (r[1] - r[0]) / 2,
            "no bias, as with a normaliser of each context's own": lambda _r, _q: 0,
            "the geometric mean for the arithmetic": lambda r, _: _geometric(r),
            "the other sign": lambda r, q: -_shared(r, q),
        },
    ),
)


def _geometric(r: Any) -> Any:
    from sympy import Rational

    mean = (r[0] * r[1]) ** Rational(1, 2)
    return (mean - r[0]) * (1 - r[0]) / (1 - r[0] + mean)
