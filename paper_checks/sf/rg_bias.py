"""RG as an approximation of the softmax loss: what is biased, and what fluctuates."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from paper_checks.cases import Values, decided
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Evidence, Kind
from paper_checks.proof import proof
from verify.profile import Profile


@dataclass(frozen=True)
class Minimiser:
    """A score as a function of (N, eta_i, log); with `offset` up to a common offset."""

    score: Callable[[Any, Any, Any], Any]
    offset: bool = False


ETAS = ("2/3, 1/3", "1/2, 1/3, 1/6", "1/2, 1/2", "3/5, 1/5, 1/5", "4/7, 2/7, 1/14, 1/14")


def check_minimiser(subject: Minimiser, profile: Profile) -> Iterator[Evidence]:
    """The slope of the conditional risk at the claimed scores, and the minimiser derived for every N."""
    del profile
    from theory.rg_bias import minimiser_steps

    found = decided(
        ({"eta": eta} for eta in ETAS),
        lambda values: violates_minimiser(subject, values),
        domain=f"{len(ETAS)} rational label distributions, 2 to 4 classes",
        detail="The slopes of RG2's conditional risk at the claimed scores, compared item by item, in intervals.",
        says=lambda values: _slope(subject, values["eta"]),
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        steps = minimiser_steps(subject.score, subject.offset)
        yield proof(steps, "this is the claimed minimiser", True, r"every $N \ge 2$ and every positive $\eta$")


def _slopes(subject: Minimiser, eta: Sequence[Fraction]) -> list[Any]:
    """N times RG2's slopes that are not known to be 0: in single scores, or in differences of two."""
    from theory.rg_bias import slopes

    found = slopes(subject.score, eta)
    return [a - b for a, b in combinations(found, 2)] if subject.offset else found


def _slope(subject: Minimiser, eta: str) -> str:
    import sympy as sp

    from theory.intervals import rationals, sign

    slope = next(slope for slope in _slopes(subject, rationals(eta)) if sign(slope) in (-1, 1))
    where = "as one score rises and another one falls" if subject.offset else "as one score rises"
    return (
        rf"for $\eta = ({eta})$, at the claimed scores, $N$ times the slope of RG2's risk is not 0 {where}, but "
        rf"${sp.latex(slope)} \approx {float(slope):.4g}$"
    )


def violates_minimiser(subject: Minimiser, values: Values) -> bool:
    """Whether a slope is surely not 0 there, for a positive label distribution."""
    from theory.intervals import rationals, sign

    eta = rationals(values["eta"])
    if sum(eta) != 1 or min(eta) <= 0:
        return False
    return any(sign(slope) in (-1, 1) for slope in _slopes(subject, eta))


@dataclass(frozen=True)
class Unbiased:
    """The least N for which another distribution than the uniform one is the softmax of RG's minimiser, if any."""

    least: float


def check_unbiased(subject: Unbiased, profile: Profile) -> Iterator[Evidence]:
    """Two classes by an argument, more by a change of sign between two rationals."""
    from theory.rg_bias import unbiased_steps

    sizes = range(2, profile.pick(8, 40))
    found = decided(
        map(_bracket, sizes),
        lambda values: violates_unbiased(subject, values),
        domain=rf"$N = 2$ to ${sizes[-1]}$, $\eta = (a, \dots, a, b)$",
        detail=r"The sign of $\log\frac ba - N(b - a)$ at two rational $a$, in intervals; for $N = 2$ by its slope.",
        says=_bracketed,
        kind=Kind.CERTIFICATE,
    )
    yield found
    if found.holds:
        yield _unbiased_for_every_n(subject, unbiased_steps())


def _unbiased_for_every_n(subject: Unbiased, steps: Any) -> Evidence:
    from theory.rg_bias import two_class_steps

    claimed = "the claim is: for two classes the uniform distribution alone, for three and more another one too"
    return proof((*two_class_steps(), *steps), claimed, subject.least == 3, "every $N \\ge 2$")


def _bracket(n: int) -> dict[str, str]:
    """Where the sign changes: the root is near exp(-N), and the function negative just below 1/N."""
    return {"N": str(n), "from": str(Fraction(1, 3**n)), "to": str(Fraction(999, 1000 * n))}


def _bracketed(case: Values) -> str:
    between = f"between $a = {case['from']}$ and $a = {case['to']}$"
    if case["N"] == "2":
        return "for $N = 2$ no distribution but the uniform one is the softmax of RG's minimiser"
    return (
        rf"for $N = {case['N']}$ and $\eta = (a, \dots, a, b)$, $\log\frac ba - N(b - a)$ changes its sign {between}: "
        r"a distribution that is not uniform is the softmax of $N\eta$"
    )


def violates_unbiased(subject: Unbiased, values: Values) -> bool:
    """Whether the answer for N is surely wrong: by a change of sign below 1/N, or for N = 2 by the slope."""
    from theory.intervals import rationals, sign
    from theory.rg_bias import two_class_steps, unbiased_gap

    n = int(values["N"])
    low, high = (rationals(values[name])[0] for name in ("from", "to"))
    if not (n >= 2 and 0 < low < high < Fraction(1, n)):
        return False
    if n == 2:
        return subject.least <= n and all(step.holds for step in two_class_steps())
    changes = {sign(unbiased_gap(n, low)), sign(unbiased_gap(n, high))} == {-1, 1}
    return changes and n < subject.least


@dataclass(frozen=True)
class Series:
    r"""Softmax loss less (loss + log N - 1/2) along t o: coefficients of $t^2, t^3$ in $(m_1, m_2, m_3)$."""

    centred: bool
    second: Callable[[Any, Any, Any], Any]
    third: Callable[[Any, Any, Any], Any]


RAYS = ("1, 0", "2, -1, 0", "1, 1, -3", "3, 0, 0, 1")


def check_series(subject: Series, profile: Profile) -> Iterator[Evidence]:
    """The expansion on numbers, exactly; then for symbolic N."""
    del profile
    found = decided(
        ({"o": o} for o in RAYS),
        lambda values: violates_series(subject, values),
        domain=f"{len(RAYS)} rational score vectors, 2 to 4 items",
        detail="The coefficients of the softmax loss along the ray from its power series, less those of Eq. 15.",
        says=lambda values: _says_series(subject, values["o"]),
    )
    yield found
    if found.holds:
        yield _series_proof(subject)


def _series_proof(subject: Series) -> Evidence:
    import sympy as sp

    from theory.argument import Step
    from theory.expansion import mean
    from theory.rg_bias import quadratic_agrees, quadratic_series, value_series

    gaps = [sp.expand(a - b) for a, b in zip(value_series(), quadratic_series(subject.centred), strict=True)]
    means = [mean(r) for r in (1, 2, 3)]
    steps = [
        Step(
            r"the loss of Eq. 15 plus its constant is the claimed polynomial in the means (multiplied out for $N$ up "
            r"to 5; for every $N$ it is made of $N$, $o_y$, $\sum_jo_j$ and $\sum_jo_j^2$)",
            quadratic_agrees(subject.centred),
        ),
        Step(
            r"the softmax loss along $to$, with a symbolic number of terms, is differentiated under the sum; the "
            "coefficients of $t^0$ and $t^1$ agree",
            gaps[0] == gaps[1] == 0,
        ),
    ]
    agrees = all(
        sp.expand(gap - part(*means)) == 0 for gap, part in zip(gaps[2:], (subject.second, subject.third), strict=True)
    )
    return proof(steps, "those of $t^2$ and $t^3$ are the claimed ones", agrees, "every $N$ and every $o$")


def _gap(o: str, centred: bool) -> tuple[Fraction, Fraction]:
    """The coefficients of t^2 and t^3, on numbers."""
    from theory.expansion import base_coefficients
    from theory.intervals import rationals
    from theory.quadratic import rg2, rgx

    scores = rationals(o)
    size = len(scores)
    _, second, third = base_coefficients([Fraction(1, size)] * size, scores, 1, 3)
    loss = rgx if centred else rg2
    at = {t: Fraction(loss([t * x for x in scores], 0)) for t in (-1, 0, 1)}
    return second - (at[1] + at[-1] - 2 * at[0]) / 2, third


def _says_series(subject: Series, o: str) -> str:
    second, third = _gap(o, subject.centred)
    return f"along $o = ({o})$ the coefficients of $t^2$, $t^3$ are ${second}$ and ${third}$"


def violates_series(subject: Series, values: Values) -> bool:
    """Whether a coefficient on these scores is another than the claimed one."""
    from theory.intervals import rationals

    scores = rationals(values["o"])
    if len(scores) < 2:
        return False
    means = [sum((x**r for x in scores), Fraction(0)) / len(scores) for r in (1, 2, 3)]
    return _gap(values["o"], subject.centred) != (subject.second(*means), subject.third(*means))


Variance = Callable[[Any, Any], Any]
"""The variance of sampled RG2 as a function of (n, V), V that of (o_j + 1)^2 over a uniform item."""

SAMPLES = tuple({"o": o, "n": str(n)} for o in ("0, 1", "0, 1, 2", "1/2, -1, 0") for n in (1, 2, 3))


def check_variance(subject: Variance, profile: Profile) -> Iterator[Evidence]:
    """Every outcome of few draws, then every N and n."""
    del profile
    found = decided(
        SAMPLES,
        lambda values: violates_variance(subject, values),
        domain="1 to 3 draws from 2 and 3 items",
        detail="All outcomes of the draws enumerated, in rational arithmetic.",
        says=lambda values: _says_variance(subject, values),
    )
    yield found
    if found.holds:
        yield _variance_proof(subject)


def _variance_proof(subject: Variance) -> Evidence:
    import sympy as sp

    from theory.rg_bias import DRAWS, M2, M4, variance_steps

    derived, steps = variance_steps()
    agrees = sp.simplify(derived - subject(DRAWS, M4 - M2**2)) == 0
    return proof(steps, "this is the claimed variance", agrees, "every $N$, $n$ and $o$")


def _values(case: Values) -> tuple[tuple[Fraction, ...], int, Fraction]:
    """The scores, n and the variance of (o_j + 1)^2 over a uniform item."""
    from theory.intervals import rationals

    scores = rationals(case["o"])
    squares = [(x + 1) ** 2 for x in scores]
    centre = sum(squares, Fraction(0)) / len(scores)
    return scores, int(case["n"]), sum(((x - centre) ** 2 for x in squares), Fraction(0)) / len(scores)


def _says_variance(subject: Variance, case: Values) -> str:
    from theory.rg_bias import sampled_variance

    scores, n, spread = _values(case)
    found, said = sampled_variance(scores, 0, n), subject(n, spread)
    return f"for $o = ({case['o']})$ and $n = {n}$ the variance is ${found}$, not ${said}$"


def violates_variance(subject: Variance, values: Values) -> bool:
    """Whether the enumerated variance is another than the claimed one."""
    from theory.rg_bias import sampled_variance

    scores, n, spread = _values(values)
    return n >= 1 and len(scores) >= 2 and sampled_variance(scores, 0, n) != subject(n, spread)


def _third(m1: Any, m2: Any, m3: Any) -> Any:
    return (m3 - 3 * m1 * m2 + 2 * m1**3) * Fraction(1, 6)


WHERE = "novelty report, contribution 2"
NO_FORMULA = "The paper decomposes RG's error into bias and variance; no formula of it is known here: these are ours."
COMMON: dict[str, Any] = {"paper": Paper.SF, "where": WHERE, "source": Source.BEYOND}

CLAIMS = (
    Claim(
        id="sf.rg.bias.minimiser",
        title="RG's minimiser is that of softmax",
        statement=r"For every label distribution $\eta > 0$ the conditional risk of RG2, and that of RGx, is least "
        r"where that of softmax is: at $o_i = \log\eta_i$ up to a common offset.",
        assumptions=(NO_FORMULA, "Scores are free, one for each item; no regulariser."),
        subject=Minimiser(lambda _, eta, log: log(eta), offset=True),
        check=check_minimiser,
        violates=violates_minimiser,
        bibtex=("pu2026softmax", "pu2025rg"),
        repaired_by="sf.rg.bias.minimiser.repair",
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.minimiser.repair",
        title="RG's minimiser is N times the true probabilities: its probabilities are biased, its order is not",
        statement=r"For every $N \ge 2$ and every $\eta > 0$ the conditional risk of RG2 is least at $o_i = N\eta_i - "
        r"1$ alone, that of RGx there and at its offsets; the order of these scores is that of $\eta$.",
        assumptions=(NO_FORMULA, "Scores are free, one for each item; no regulariser."),
        subject=Minimiser(lambda size, eta, _: size * eta - 1),
        check=check_minimiser,
        violates=violates_minimiser,
        mutants=(
            Mutant(r"$\eta_i$ for $N\eta_i$", Minimiser(lambda _, eta, __: eta, offset=True)),
            Mutant("softmax's minimiser", Minimiser(lambda _, eta, log: log(eta), offset=True)),
            Mutant(r"$(N - 1)\eta_i$", Minimiser(lambda size, eta, _: (size - 1) * eta, offset=True)),
            Mutant("the sign of the labels lost", Minimiser(lambda size, eta, _: -size * eta, offset=True)),
            Mutant("without the offset of $-1$", Minimiser(lambda size, eta, _: size * eta)),
        ),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.uniform",
        title="RG's probabilities are unbiased at the uniform distribution only",
        statement=r"Beyond the uniform distribution no $\eta$ is the softmax of RG's minimiser $N\eta$.",
        subject=Unbiased(math.inf),
        check=check_unbiased,
        violates=violates_unbiased,
        uses=("sf.rg.bias.minimiser.repair",),
        bibtex=("pu2025rg",),
        repaired_by="sf.rg.bias.uniform.repair",
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.uniform.repair",
        title="Of two classes the uniform distribution alone is unbiased; of three and more another one is too",
        statement=r"$\mathrm{softmax}(N\eta) = \eta$ for $N = 2$ at the uniform $\eta$ alone; for every $N \ge 3$ also "
        r"at some $\eta = (a, \dots, a, b)$ with $a < \frac1N < b$.",
        subject=Unbiased(3),
        check=check_unbiased,
        violates=violates_unbiased,
        mutants=(
            Mutant("uniform alone, for every N", Unbiased(math.inf)),
            Mutant("another one for two classes too", Unbiased(2)),
            Mutant("from four classes on", Unbiased(4)),
        ),
        uses=("sf.rg.bias.minimiser.repair",),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.value.rgx",
        title="The bias of RGx's value is of third order in the scores, a sixth of their third cumulant",
        statement=r"Along $to$ the softmax loss less $\mathrm{RG}^\times + \log N - \frac12$ is "
        r"$\frac{t^3}6\kappa_3 + O(t^4)$, $\kappa_3 = \frac1N\sum_j(o_j - \bar o)^3$, for every $N$.",
        subject=Series(centred=True, second=lambda *_: 0, third=_third),
        check=check_series,
        violates=violates_series,
        mutants=(
            Mutant("a third for a sixth", Series(True, lambda *_: 0, lambda *m: 2 * _third(*m))),
            Mutant("the moment for the cumulant", Series(True, lambda *_: 0, lambda _, __, m3: m3 * Fraction(1, 6))),
            Mutant("RG2 for RGx", Series(False, lambda *_: 0, _third)),
            Mutant("no third order", Series(True, lambda *_: 0, lambda *_: 0)),
        ),
        uses=("rg.eq14",),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.value.rg2",
        title="The bias of RG2's value is of second order in the scores: half of their squared mean",
        statement=r"Along $to$ the softmax loss less $\mathrm{RG}^2 + \log N - \frac12$ is $-\frac{t^2}2\bar o^2 + "
        r"\frac{t^3}6\kappa_3 + O(t^4)$, for every $N$.",
        subject=Series(centred=False, second=lambda m1, *_: -(m1**2) * Fraction(1, 2), third=_third),
        check=check_series,
        violates=violates_series,
        mutants=(
            Mutant("the sign of the second order", Series(False, lambda m1, *_: m1**2 * Fraction(1, 2), _third)),
            Mutant("the half lost", Series(False, lambda m1, *_: -(m1**2), _third)),
            Mutant("no second order", Series(False, lambda *_: 0, _third)),
        ),
        uses=("rg.eq14",),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
    Claim(
        id="sf.rg.bias.variance",
        title="RG over all items does not fluctuate; sampled RG2 does, by 1/n",
        statement=r"RG2 is a function of the scores, without draws. Over $n$ uniform draws with replacement, "
        r"$-o_y + \frac1{2n+2}\|o_{[n]} + \mathbf 1\|^2$ has the variance $\frac n{4(n+1)^2}\mathrm{Var}(o_j+1)^2$ "
        r"for a uniform $j$.",
        subject=lambda n, spread: n * spread * Fraction(1, 4) / (n + 1) ** 2,
        check=check_variance,
        violates=violates_variance,
        mutants=(
            Mutant(r"$\frac1{4n}$", lambda n, spread: spread * Fraction(1, 4) / n),
            Mutant("the square of the factor lost", lambda n, spread: n * spread * Fraction(1, 2) / (n + 1)),
            Mutant("no variance", lambda *_: 0),
            Mutant(r"$n + 1$ draws", lambda n, spread: spread * Fraction(1, 4) / (n + 1)),
        ),
        uses=("rg.eq18.rg2",),
        bibtex=("pu2025rg",),
        **COMMON,
    ),
)
