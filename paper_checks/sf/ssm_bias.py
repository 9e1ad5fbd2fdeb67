"""The bias of the sampled log-partition: its expansion in 1/k."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.cases import Values, decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile

Formula = Callable[[Any], Any]
"""A coefficient or a limit, a function of E: `E(f)` is the mean of f(W), W = p_y / q_y under Q (`theory.partition`)."""

Distribution = tuple[Fraction, ...]

HALF = Fraction(1, 2)
PAIRS: tuple[tuple[Distribution, Distribution], ...] = (
    ((Fraction(1, 4), Fraction(3, 4)), (HALF, HALF)),
    ((Fraction(1, 40), Fraction(39, 40)), (Fraction(1, 20), Fraction(19, 20))),
    ((Fraction(1, 100), Fraction(99, 100)), (HALF, HALF)),
    ((Fraction(9, 10), Fraction(1, 10)), (Fraction(99, 100), Fraction(1, 100))),
    ((Fraction(1001, 2000), Fraction(999, 2000)), (HALF, HALF)),
    ((HALF, Fraction(1, 3), Fraction(1, 6)), (Fraction(1, 6), Fraction(1, 3), HALF)),
)
"""P and Q: moderate, skewed each way, far apart, close together, and with three classes."""

FALSE_ALARM = 1e-6
FIXED = "every $N$, finite scores and positive $Q$"
CONVENTIONS = (
    "$y_1, \\dots, y_k$ are independent draws from $Q$, with replacement; the estimator is "
    "$\\hat Z = \\tfrac1k\\sum_i e^{o_{y_i}}/q_{y_i}$ and the bias is $E\\log\\hat Z - \\log Z$.",
    "$P = \\operatorname{softmax}(o)$ at finite scores and $Q$ are fixed, $Q(y) > 0$ wherever $P(y) > 0$: without it "
    "the chi-square is infinite and the sentence says nothing (see sf.ssm.bias.support).",
    "The summary's -1/2k is read as $-1/(2k)$; check the PDF.",
)


def chi_square(E: Any) -> Any:
    """The chi-square divergence of P from Q, the variance of W."""
    return E(lambda w: (w - 1) ** 2)


def third_moment(E: Any) -> Any:
    """The third central moment of W."""
    return E(lambda w: (w - 1) ** 3)


@dataclass(frozen=True)
class Coefficient:
    """The coefficient of k^-order in the expansion of the bias."""

    order: int
    formula: Formula


def check_coefficient(subject: Coefficient, profile: Profile) -> Iterator[Evidence]:
    """The coefficient against the one that follows from the definition: at rational P and Q, and for every N."""
    from theory.partition import ANY, bias_coefficients, expansion_steps

    yield at_pairs(lambda values: violates_coefficient(subject, values), lambda values: _says(subject, values))
    yield for_every_n(subject, bias_coefficients(ANY, subject.order)[-1], expansion_steps(subject.order))
    yield from _measured(subject, profile)


def at_pairs(is_wrong: Callable[[Values], bool], says: Callable[[Values], str]) -> Evidence:
    """A coefficient at rational P and Q, pair by pair."""
    return decided(
        map(literals, PAIRS),
        is_wrong,
        f"{len(PAIRS)} rational pairs $P$, $Q$ with 2 or 3 classes",
        "The coefficient from the exact moments of the ratio, in rational arithmetic.",
        says,
    )


def for_every_n(subject: Coefficient, reference: Any, steps: Sequence[Any]) -> Evidence:
    """A coefficient against the one, in moments of the ratio, that the steps derive."""
    import sympy as sp

    from theory.partition import ANY

    claimed = (
        f"the coefficient of $k^{{-{subject.order}}}$ is ${sp.latex(reference)}$, $\\mu_r = E_Q(W-1)^r$, as claimed"
    )
    agrees = sp.expand(reference - subject.formula(ANY)) == 0
    return proof(steps, claimed, agrees, f"{FIXED}, $k \\to \\infty$")


def literals(pair: tuple[Distribution, Distribution]) -> dict[str, str]:
    """The text of P and Q."""
    from theory.intervals import literal

    return {"p": literal(pair[0]), "q": literal(pair[1])}


def _says(subject: Coefficient, values: Values) -> str:
    import sympy as sp

    from theory.intervals import rationals
    from theory.partition import RationalRatio, bias_coefficients

    E = RationalRatio(rationals(values["p"]), rationals(values["q"]))
    true, claimed = map(sp.latex, (bias_coefficients(E, subject.order)[-1], subject.formula(E)))
    return f"for $P = ({values['p']})$, $Q = ({values['q']})$ the coefficient is ${true}$, not ${claimed}$"


def violates_coefficient(subject: Coefficient, values: Mapping[str, str]) -> bool:
    """Whether the claimed coefficient surely differs from the one of these P and Q, positive as the claim asks."""
    from theory.intervals import rationals, sign
    from theory.partition import RationalRatio, bias_coefficients

    p, q = rationals(values["p"]), rationals(values["q"])
    if min(*p, *q) <= 0:
        return False
    E = RationalRatio(p, q)
    return sign(bias_coefficients(E, subject.order)[-1] - subject.formula(E)) in (-1, 1)


def _measured(subject: Coefficient, profile: Profile) -> Iterator[Evidence]:
    """The coefficient by quadrature at a large k, and quadrature itself by Monte Carlo at a small one."""
    import numpy as np
    from scipy.special import ndtri

    from theory.partition import RationalRatio, bias_coefficients
    from verify.log_partition import Sampler, expected_log_partition, simulate

    k, order, pair = 4096, subject.order, PAIRS[-1]
    E = RationalRatio(*pair)
    p, q = (np.log(np.array([float(x) for x in d])) for d in pair)
    *lower, _, following = (float(a) for a in bias_coefficients(E, order + 1))
    bias = float(expected_log_partition(p, q, [k])[0])
    value = k**order * (bias - sum(a / k**r for r, a in enumerate(lower, 1)))
    claimed, slack = float(subject.formula(E)), 2 * abs(following) / k + 1e-15 * k**order
    yield Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if abs(value - claimed) <= slack else None,
        domain=f"{len(p)} classes, $k = {k}$",
        detail=f"${'k' if order == 1 else f'k^{order}'}$ times what the lower orders leave of the bias, by quadrature; "
        "within twice the next term.",
        exercised=1,
        value=value,
        bound=claimed,
        interval=(value - slack, value + slack),
    )
    size, n, name = 8, profile.pick(20_000, 1_000_000), "sf.ssm.bias"
    estimate = simulate(Sampler(p, q, name), "plain", size, n)
    exact = float(expected_log_partition(p, q, [size])[0])
    half = -float(ndtri(FALSE_ALARM / 2)) * estimate.standard_error
    yield Evidence(
        kind=Kind.MEASUREMENT,
        holds=True if abs(estimate.mean - exact) <= half else None,
        domain=f"{len(p)} classes, $k = {size}$",
        detail=f"Monte Carlo agrees with quadrature, at a false-alarm rate of {FALSE_ALARM:g}.",
        exercised=n,
        value=estimate.mean,
        bound=exact,
        interval=(estimate.mean - half, estimate.mean + half),
        n=n,
        seed=name,
    )


CLAIMS = (
    Claim(
        id="sf.ssm.bias",
        paper=Paper.SF,
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The bias of sampled softmax's log-partition vanishes as chi-square over 2k",
        statement=(
            r"$k(E\log\hat Z - \log Z) \to -\tfrac12\chi^2(P\|Q)$ as $k \to \infty$: the bias scales as "
            r"$-\chi^2(P\|Q)/(2k)$ and vanishes."
        ),
        subject=Coefficient(1, lambda E: -chi_square(E) / 2),
        check=check_coefficient,
        violates=violates_coefficient,
        assumptions=CONVENTIONS,
        mutants=(
            Mutant("chi-square over k, the 1/2 lost", Coefficient(1, lambda E: -chi_square(E))),
            Mutant("a positive bias", Coefficient(1, lambda E: chi_square(E) / 2)),
            Mutant("P and Q exchanged in the chi-square", Coefficient(1, lambda E: (1 - E(lambda w: 1 / w)) / 2)),
            Mutant("KL for half the chi-square", Coefficient(1, lambda E: -E(lambda w: w * E.log(w)))),
            Mutant("the second moment for the variance", Coefficient(1, lambda E: -E(lambda w: w**2) / 2)),
        ),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
    ),
    Claim(
        id="sf.ssm.bias.next",
        paper=Paper.SF,
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="The next term of the bias",
        statement=(
            r"$E\log\hat Z - \log Z = -\tfrac{\mu_2}{2k} + \bigl(\tfrac{\mu_3}3 - \tfrac{3\mu_2^2}4\bigr)\tfrac1{k^2} "
            r"+ O(k^{-3})$ with $\mu_r = E_Q(P/Q - 1)^r$, $\mu_2 = \chi^2(P\|Q)$."
        ),
        subject=Coefficient(2, lambda E: third_moment(E) / 3 - 3 * chi_square(E) ** 2 / 4),
        check=check_coefficient,
        violates=violates_coefficient,
        assumptions=CONVENTIONS[:2],
        mutants=(
            Mutant("3/2 for 3/4", Coefficient(2, lambda E: third_moment(E) / 3 - 3 * chi_square(E) ** 2 / 2)),
            Mutant(
                "1/4 for 3/4, the kurtosis left out",
                Coefficient(2, lambda E: third_moment(E) / 3 - chi_square(E) ** 2 / 4),
            ),
            Mutant("1/2 for 1/3", Coefficient(2, lambda E: third_moment(E) / 2 - 3 * chi_square(E) ** 2 / 4)),
            Mutant(
                "minus the third moment", Coefficient(2, lambda E: -third_moment(E) / 3 - 3 * chi_square(E) ** 2 / 4)
            ),
            Mutant("k + 1 for k in the first term, and no second one", Coefficient(2, lambda E: chi_square(E) / 2)),
        ),
        uses=("sf.ssm.bias",),
        bibtex=("bengio2008adaptive",),
    ),
)
