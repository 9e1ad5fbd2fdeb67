"""What no estimator of log Z can do with a fixed budget of draws or scores."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from paper_checks.claim import Claim, Mutant
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.log_partition import BEYOND, NONE, Least
from verify.profile import Profile

Enough = Callable[[Any], Any]
"""The least k for which an unbiased estimator of log Z exists, a function of N."""


def check_reading(subject: Enough, _: Profile) -> Iterator[Evidence]:
    """Each N and k of a table; then every N and k."""
    import sympy as sp

    from theory.log_partition import reading_steps

    cases = [{"N": str(n), "k": str(k)} for n in range(1, 13) for k in range(1, 15)]
    tried, wrong = first(cases, lambda values: violates_reading(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="$N = 1$ to 12 and $k = 1$ to 14",
        detail="Alternating sums of $\\log Z$ over the scores in $\\{0, \\log 2\\}^N$, enclosed; chances of seeing "
        "all classes, exactly.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $N = {wrong['N']}$ and $k = {wrong['k']}$ one "
            + ("exists" if int(wrong["k"]) >= int(wrong["N"]) else "does not exist"),
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        N = sp.Symbol("N", integer=True, positive=True)
        agrees = sp.simplify(subject(N) - N) == 0
        yield proof(reading_steps(), "the claim says so", agrees, "every $N$ and $k$, all scores, any fixed $Q > 0$")


def violates_reading(subject: Enough, values: Mapping[str, str]) -> bool:
    """Whether the claim has an estimator where k < N and the difference is surely not 0, or none where k >= N."""
    from theory.log_partition import cube_difference

    n, k = int(values["N"]), int(values["k"])
    if n < 1 or k < 1:
        return False
    if k >= n:
        return bool(k < subject(n))
    return bool(k >= subject(n)) and cube_difference(n) in (-1, 1)


def check_blind(subject: Least, _: Profile) -> Iterator[Evidence]:
    """Each k of a list; then every k."""
    from theory.log_partition import blind_steps

    tried, wrong = first([{"k": str(k)} for k in range(1, 21)], lambda values: violates_blind(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="$k = 1$ to 20, two classes",
        detail="The difference of order $k + 1$ of $\\log(1 + r)$, enclosed in intervals.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $k = {wrong['k']}$ the mean is a polynomial of this degree in $r$, and $\\log Z = \\log(1 + r)$ is "
            f"not",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        yield proof(blind_steps(), "the claim has none for any $k$", subject == NONE, "every $k$, two classes and more")


def violates_blind(subject: Least, values: Mapping[str, str]) -> bool:
    """Whether the claim has an unbiased estimator for a k where the difference of order k + 1 is surely not 0."""
    from theory.log_partition import blind_difference

    k = int(values["k"])
    return k >= max(1, subject) and blind_difference(k) in (-1, 1)


ROUNDING = 1e-6
Share = Callable[[Any], Any]
"""The least worst bias over the size of the alternating sum of log Z, a function of N."""


def check_worst(subject: Share, _: Profile) -> Iterator[Evidence]:
    """The least worst bias for small N, found without the claim; then every N."""
    import sympy as sp

    from theory.log_partition import worst_bias_steps

    cases = [{"N": str(n), "x": x} for n in range(1, 6) for x in ("1/2", "1/1000")]
    tried, wrong = first(cases, lambda values: violates_worst(subject, values))
    yield Evidence(
        kind=Kind.MEASUREMENT,
        holds=wrong is None,
        domain="$N = 1$ to 5, odds $1/2$ and $1/1000$",
        detail="The least worst bias over all means that such estimators can have, by linear programming in float64.",
        exercised=tried,
        counterexample=Counterexample(
            f"for $N = {wrong['N']}$ and odds 1 or ${wrong['x']}$ the least worst bias of an estimator from "
            "$N - 1$ scores is another",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        N = sp.Symbol("N", integer=True, positive=True)
        agrees = sp.simplify(subject(N) - 2 ** (-N)) == 0
        yield proof(worst_bias_steps(), "this is the claimed share", agrees, "every $N$ and $0 < x < 1$")


def violates_worst(subject: Share, values: Mapping[str, str]) -> bool:
    """Whether the least worst bias differs from the claimed share of the alternating sum by more than rounding."""
    from theory.intervals import rational
    from theory.log_partition import alternating_sum
    from verify.log_partition import least_worst_bias

    n, x = int(values["N"]), Fraction(values["x"])
    if n < 1 or not 0 < x < 1:
        return False
    whole = abs(float(alternating_sum(n, rational(x)).evalf(30)))
    return bool(abs(least_worst_bias(n, float(x)) / whole - float(subject(n))) > ROUNDING)


def _power_of_half(n: Any) -> Any:
    from sympy import Rational

    return Rational(1, 2) ** n


CLAIMS = (
    Claim(
        id="sf.oq3.impossible",
        title="No estimator from k weights is unbiased, for any k",
        statement=(
            r"For no $k$ is there a function of the weights $e^{o_{y_i}}/q_{y_i}$ of $k$ independent draws, and of "
            r"chance, whose mean is $\log Z$ for all scores and proposals; two classes are enough."
        ),
        assumptions=(
            "Fixed: $k$. Any scores and any positive $Q$; the estimator sees the weights, as the plain one, the "
            "jackknife and extrapolations do, not which classes were drawn.",
        ),
        subject=NONE,
        check=check_blind,
        violates=violates_blind,
        mutants=(
            Mutant("two draws are enough, as for a variance", 2),
            Mutant("more draws than classes", 3),
            Mutant("more than ten draws", 11),
        ),
        bibtex=("paninski2003",),
        **BEYOND,
    ),
    Claim(
        id="sf.oq3.impossible.reads",
        title="An unbiased estimator that reads at most k scores exists if and only if k is at least N",
        statement=(
            r"For a fixed $Q > 0$: an estimator that reads at most $k$ of the $N$ scores, chosen in any way, by "
            r"chance or by what it has read, and knows the classes and $Q$, can have the mean $\log Z$ at all scores "
            r"if and only if $k \ge N$. At some scores one that is unbiased reads all of them with a positive chance."
        ),
        assumptions=("Fixed: $N$, $k$ and $Q$, which the estimator knows. Any scores.",),
        subject=lambda n: n,
        mutants=(
            Mutant("all but one", lambda n: n - 1),
            Mutant("never", lambda _: NONE),
            Mutant("more draws than classes", lambda n: n + 1),
            Mutant("two draws, as for a square", lambda _: 2),
        ),
        bibtex=("paninski2003",),
        check=check_reading,
        violates=violates_reading,
        **BEYOND,
    ),
    Claim(
        id="sf.oq3.impossible.worst",
        title="Reading all scores but one, the worst bias over all scores cannot even be bounded",
        statement=(
            r"Let each of the $N$ odds be 1 or $x < 1$, and $D$ the size of the alternating sum of $\log Z$ over these "
            r"$2^N$ vectors. The least possible worst bias of an estimator that reads at most $N - 1$ scores is "
            r"exactly $2^{-N}D$; it is a lower bound for fewer reads, and as $x \to 0$ it tends to infinity."
        ),
        assumptions=("Fixed: $N$, $x$ and how many scores are read. The estimator may know the classes, $x$ and $Q$.",),
        subject=_power_of_half,
        check=check_worst,
        violates=violates_worst,
        mutants=(
            Mutant("half of the vectors", lambda n: 2 * _power_of_half(n)),
            Mutant("N + 1 for N", lambda n: _power_of_half(n + 1)),
            Mutant("one over N", lambda n: 2 * _power_of_half(1) / n),
            Mutant("the sum itself", lambda n: 1 + 0 * n),
        ),
        uses=("sf.oq3.impossible.reads",),
        bibtex=("paninski2003",),
        **BEYOND,
    ),
)
