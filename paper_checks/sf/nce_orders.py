"""NCE against softmax as the number of draws grows: value, gradient, variance and a wrong model's minimiser.

The summary says of "bias" neither what is biased nor by how much; each object is a claim, and the sentence is false of
each: the deviation is of the order 1/k, and none has the limit that a multiple of (1 + k) JS has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

if TYPE_CHECKING:
    from theory.nce_orders import Quantity
    from theory.nce_sums import Formula


@dataclass(frozen=True)
class Order:
    """k^order times the deviation tends to this, a function of S; if `proportional`, to a multiple that is not 0."""

    order: int
    formula: "Formula"
    proportional: bool = False


CASES = (
    {"p": "1/2, 1/4, 1/4", "q": "1/4, 1/4, 1/2", "t": "1/2, 1/8, 3/8", "f": "1, -1, -1"},
    {"p": "1/3, 2/3", "q": "1/2, 1/2", "t": "1/3, 2/3", "f": "2, -1"},
    {"p": "1/10, 1/5, 3/10, 2/5", "q": "1/4, 1/4, 1/4, 1/4", "t": "1/8, 1/4, 1/8, 1/2", "f": "2, 1, 0, -1"},
    {"p": "1/10, 1/5, 3/10, 2/5", "q": "2/5, 3/10, 1/5, 1/10", "t": "1/8, 1/4, 1/8, 1/2", "f": "2, 1, 0, -1"},
    {"p": "1/2, 1/4, 1/4", "q": "1/2, 1/4, 1/4", "t": "1/2, 1/8, 3/8", "f": "1, -1, -1"},
)
NAMES: dict["Quantity", str] = {
    "value": "minimum of the risk",
    "gradient": "gradient along $f$",
    "variance": "asymptotic variance of the coefficient of $f$",
    "misspecified": "coefficient of $f$ at the minimum",
    "excess": "excess log-loss",
}
DOMAIN = r"every $N$, positive $P$ and $Q$, $k \to \infty$"


def check(subject: Order, _: Profile, of: "Quantity") -> Iterator[Evidence]:
    """The limit against the coefficients that follow from the definition: at rational chances, and for every N."""
    import sympy as sp

    from theory.nce_orders import coefficients, steps, sums

    tried, wrong = first(CASES, lambda values: violates(subject, values, of))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(CASES)} rational quadruples of data, noise, odds and statistic, 2 to 4 classes",
        detail=f"The {NAMES[of]} against softmax's, at the orders $k^0$ and $k^{{-1}}$.",
        exercised=tried,
        counterexample=Counterexample(_says(subject, wrong, of), wrong) if wrong else None,
    )
    if wrong is None:
        reference = coefficients(of)
        agrees = reference[0] == 0 and sp.simplify(reference[subject.order] - subject.formula(sums(of))) == 0
        claimed = (
            f"$k$ times the deviation tends to ${sp.latex(reference[1])}$, $S$ the sum over the classes, as claimed"
        )
        yield proof(steps(of), claimed, agrees and subject.order == 1, DOMAIN)


def violates(subject: Order, values: Mapping[str, str], of: "Quantity") -> bool:
    """Whether the limit surely differs from the claimed one, at chances and a statistic as the claim asks for."""
    from theory.intervals import sign

    pair = _true_and_claimed(subject, values, of)
    if pair is None:
        return False
    true, claimed = pair
    if not subject.proportional:
        return sign(true - claimed) in (-1, 1)
    signs = [sign(x) for x in pair]
    return None not in signs and (signs[0] == 0) != (signs[1] == 0)


def _true_and_claimed(subject: Order, values: Mapping[str, str], of: "Quantity") -> tuple[Any, Any] | None:
    from theory.intervals import rationals
    from theory.nce_orders import coefficients, is_centred, sums
    from theory.nce_sums import RationalClasses

    p, q, t, f = (rationals(values[name]) for name in ("p", "q", "t", "f"))
    try:
        S = RationalClasses(p, q, p if sums(of).fitted else t, f, is_centred(of))
    except ValueError:
        return None
    return S.value(coefficients(of)[subject.order]), subject.formula(S)


def _says(subject: Order, values: Mapping[str, str], of: "Quantity") -> str:
    pair = _true_and_claimed(subject, values, of)
    assert pair is not None
    what = "a multiple of " if subject.proportional else ""
    at = ", ".join(f"${name} = ({values[name]})$" for name in ("p", "q", "t", "f"))
    times = "$k$ times the" if subject.order else "the"
    return f"at {at} {times} deviation of the {NAMES[of]} tends to ${pair[0]}$, not {what}${float(pair[1]):.4g}$"


def kullback_leibler(S: Any) -> Any:
    """KL(P||Q), to which (1 + k) JS tends."""
    import sympy as sp

    return S(lambda c: c.p * sp.log(c.p / c.q))


def chi_square(S: Any) -> Any:
    """The chi-square divergence of P from Q."""
    return S(lambda c: (c.p - c.q) ** 2 / c.q)


CHECKS: dict["Quantity", Any] = {of: partial(check, of=of) for of in NAMES}
VIOLATES: dict["Quantity", Any] = {of: partial(violates, of=of) for of in NAMES}

PRINTED = Order(0, kullback_leibler, proportional=True)
SETTING = (
    r"One context with $N$ classes, exact population risks: labels from $P > 0$, $k \ge 1$ draws from a fixed $Q > 0$ "
    "for each.",
    r"The classifier is $h = t/(t + kq)$, $t = e^{o - c}$, with $k$ and $q$ known to it; the normaliser $c$ is free.",
)
READ = (
    "The bias proportional to $(1+k)$ JS that does not vanish as $k$ grows, read of this object: its deviation tends "
    r"to a multiple of $\lim (1+k)\mathrm{JS} = \mathrm{KL}(P\|Q)$ that is not 0 for $P \ne Q$ (JS weighted by "
    r"$\tfrac1{1+k}$ on $P$; with equal weights the limit is infinite, which is not met either).",
)
COMMON: dict[str, Any] = {"paper": Paper.SF, "bibtex": ("pu2026softmax", "gutmann2012nce", "mnih2012nce")}


def pair(
    of: "Quantity",
    id: str,
    titles: tuple[str, str],
    statements: tuple[str, str],
    formula: "Formula",
    mutants: dict[str, Order],
    where: str = "summary, Key results and Mechanism 2",
    **fields: Any,
) -> tuple[Claim, Claim]:
    """The sentence read of one object, which fails, and what is true of it."""
    both = COMMON | {"check": CHECKS[of], "violates": VIOLATES[of]} | fields
    printed = Claim(
        id=id,
        where=where,
        source=Source.SUMMARY,
        title=titles[0],
        statement=statements[0],
        subject=PRINTED,
        assumptions=(*SETTING, *READ),
        repaired_by=f"{id}.repair",
        **both,
    )
    repair = Claim(
        id=f"{id}.repair",
        where=f"beyond the {where}",
        source=Source.BEYOND,
        title=titles[1],
        statement=statements[1],
        subject=Order(1, formula),
        assumptions=SETTING,
        mutants=tuple(Mutant(what, subject) for what, subject in mutants.items()),
        **both,
    )
    return printed, repair


def _gradient(S: Any) -> Any:
    return -S(lambda c: c.f * (c.t - c.p) * c.t / c.q)


def _variance(S: Any) -> Any:
    return S(lambda c: c.p**2 / c.q * c.f**2) / S(lambda c: c.p * c.f**2) ** 2


def _misspecified(S: Any) -> Any:
    return S(lambda c: (c.t - c.p) * c.t / c.q * c.f) / S(lambda c: c.t * c.f**2)


def _excess(S: Any) -> Any:
    return S(lambda c: c.p * (1 - c.p) / c.q) / 2


def _times(factor: Any, formula: "Formula") -> Order:
    return Order(1, lambda S: factor * formula(S))


CLAIMS = (
    *pair(
        "value",
        "sf.nce.js.value.bias",
        ("NCE's minimum misses softmax's by an amount that does not vanish", "NCE's minimum tends to softmax's as 1/k"),
        (
            r"With the terms that do not depend on the model taken off, $\min R_k - (1+k)\log(1+k) + k\log k - "
            r"\sum p\log q$ does not tend to the entropy of $P$, the minimum of the softmax loss.",
            r"$k\bigl(\min R_k - (1+k)\log(1+k) + k\log k - \sum p\log q - H(P)\bigr) \to \tfrac12\chi^2(P\|Q)$: as "
            "much as sampled softmax's log-partition is off, with the other sign.",
        ),
        lambda S: chi_square(S) / 2,
        {
            "a negative deviation, as that of sampled softmax": _times(-1, lambda S: chi_square(S) / 2),
            "the 1/2 lost": _times(1, chi_square),
            "P and Q exchanged": Order(1, lambda S: S(lambda c: (c.p - c.q) ** 2 / c.p) / 2),
            "the second moment for the variance": Order(1, lambda S: S(lambda c: c.p**2 / c.q) / 2),
            "KL for half the chi-square": Order(1, kullback_leibler),
        },
        uses=("sf.nce.js.value.intended",),
    ),
    *pair(
        "gradient",
        "sf.nce.js.gradient",
        ("NCE's gradient keeps a bias for every k", "NCE's gradient tends to softmax's as 1/k"),
        (
            "At normalised odds $t$ the gradient of NCE's risk along $f$ does not tend to that of softmax's as "
            r"$k \to \infty$.",
            r"For $\sum t = 1$ the derivative by a score is $\tfrac{kq}{t + kq}(t - p)$, and $k$ times its deviation "
            r"from softmax's $t - p$, along any $f$, tends to $-\sum f\,(t - p)\,t/q$. At the truth both are 0.",
        ),
        _gradient,
        {
            "a positive deviation": _times(-1, _gradient),
            "the data's chance for the model's": Order(1, lambda S: -S(lambda c: c.f * (c.t - c.p) * c.p / c.q)),
            "t for t/q": Order(1, lambda S: -S(lambda c: c.f * (c.t - c.p) * c.t)),
            "a shrinkage by 1/k": Order(1, lambda S: -S(lambda c: c.f * (c.t - c.p))),
        },
    ),
    *pair(
        "variance",
        "sf.nce.js.variance",
        (
            "NCE's asymptotic variance keeps a distance from maximum likelihood's",
            "NCE's asymptotic variance tends to maximum likelihood's as 1/k",
        ),
        (
            "For a right model with one statistic $f$ the asymptotic variance of NCE's estimate does not tend to that "
            r"of maximum likelihood, $1/\operatorname{Var}_P f$, as $k \to \infty$.",
            r"The asymptotic variance of $\sqrt n\,\hat\theta$ is $1/(\sum pwf^2 - (\sum pwf)^2/\sum pw)$ with $w = "
            r"kq/(p + kq)$; with $f$ centred, $k$ times its excess over $1/\operatorname{Var}_P f$ tends to "
            r"$\sum (p^2/q) f^2 / (\sum pf^2)^2$.",
        ),
        _variance,
        {
            "the factor 1 + 1/k of Q = P for every Q": Order(1, lambda S: 1 / S(lambda c: c.p * c.f**2)),
            "a smaller variance": _times(-1, _variance),
            "one power of the variance lost": Order(
                1, lambda S: S(lambda c: c.p**2 / c.q * c.f**2) / S(lambda c: c.p * c.f**2)
            ),
            "q for p^2/q, noise by its own chance": Order(
                1, lambda S: S(lambda c: c.q * c.f**2) / S(lambda c: c.p * c.f**2) ** 2
            ),
        },
    ),
    *pair(
        "misspecified",
        "sf.nce.js.misspecified",
        (
            "For a wrong model NCE's minimiser keeps a distance from maximum likelihood's",
            "For a wrong model NCE's minimiser tends to maximum likelihood's as 1/k",
        ),
        (
            r"For the model $o = a + \theta f$, $a$ fixed, $f$ not constant, which does not contain $P$, the minimiser "
            r"$\theta_k$ of NCE's risk does not tend to the maximum-likelihood $\theta$ as $k \to \infty$.",
            r"$k(\theta_k - \theta_\infty) \to \sum f\,(t - p)\,t/q \,/ \sum tf^2$, where $\theta_\infty$ is the "
            "maximum-likelihood parameter, $t$ its softmax and $f$ centred under it.",
        ),
        _misspecified,
        {
            "the other sign": _times(-1, _misspecified),
            "no bias at finite k": Order(1, lambda _: 0),
            "the data's chance for the model's": Order(
                1, lambda S: S(lambda c: (c.t - c.p) * c.p / c.q * c.f) / S(lambda c: c.t * c.f**2)
            ),
            "the curvature left out": Order(1, lambda S: S(lambda c: (c.t - c.p) * c.t / c.q * c.f)),
        },
        uses=("sf.nce.js.gradient.repair",),
    ),
    *pair(
        "excess",
        "sf.sampling.plateau.nce",
        ("NCE flattens early: its excess loss stops falling as k grows", "NCE's excess loss falls as 1/k for every k"),
        (
            r"As $k \to \infty$ the log-loss of the distribution learned from many labels does not fall, in its "
            r"asymptotic mean, to that of maximum likelihood: it flattens above it.",
            r"For the saturated model $n$ times the excess log-loss over the entropy tends in law, as $n \to \infty$, "
            r"and the mean of the limit is $\tfrac{N-1}2$, as for maximum likelihood, plus exactly "
            r"$\tfrac1{2k}\sum p(1-p)/q$: it falls with every $k$, at the rate $1/k$ of sampled softmax's bias.",
        ),
        _excess,
        {
            "the 1/2 lost": _times(2, _excess),
            "p/q, the constant direction left in": Order(1, lambda S: S(lambda c: c.p / c.q) / 2),
            "P and Q exchanged, right for Q = P only": Order(1, lambda S: S(lambda c: c.q * (1 - c.p) / c.p) / 2),
            "half the chi-square, as for the value": Order(1, lambda S: chi_square(S) / 2),
        },
        where="summary, first experiments 2 and Failure signatures",
        uses=("sf.nce.js.variance.repair", "sf.ssm.bias"),
    ),
)
