"""Whether NCE is robust to the proposal: its minimiser, its gradient's noise, its asymptotic variance, lost support."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.nce_js import ODDS
from paper_checks.sf.nce_orders import CHECKS, COMMON, SETTING, VIOLATES, Order
from verify.profile import Profile

Bound = Callable[[Any, Any], Any]
"""An upper bound of the ratio of variances, a function of rho = max p/q and k."""

VARIANCES = tuple(
    {"p": p, "q": q, "f": f, "k": k}
    for p, q, f in (
        ("1/2, 1/2", "1/2, 1/2", "1, -1"),
        ("1/2, 1/2", "1/100, 99/100", "1, -1"),
        ("1/4, 1/2, 1/4", "1/4, 1/2, 1/4", "1, 0, -1"),
        ("1/2, 1/4, 1/4", "1/50, 48/50, 1/50", "1, -1, -1"),
        ("1/10, 1/5, 3/10, 2/5", "2/5, 3/10, 1/5, 1/10", "2, 1, 0, -1"),
    )
    for k in ("1", "2", "10", "1000")
)


def check_variance(subject: Bound, _: Profile) -> Iterator[Evidence]:
    """The exact ratio to maximum likelihood's asymptotic variance; then the best bound in rho and k, for every N."""
    import sympy as sp

    from theory.nce_sums import K
    from theory.nce_variance import EXCESS, ratio_steps

    tried, wrong = first(VARIANCES, lambda values: violates_variance(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(VARIANCES)} cases of rational $P$, $Q$ and statistic, 2 to 4 classes, $k$ = 1 to 1000",
        detail="The ratio of the asymptotic variances in rational arithmetic, against 1 and against the bound.",
        exercised=tried,
        counterexample=_larger(subject, wrong) if wrong else None,
    )
    if wrong is None:
        margin = sp.simplify(subject(1 + EXCESS, K) - 1 - (1 + EXCESS) / K)
        yield proof(ratio_steps(), "this is the claimed bound", margin == 0, EVERYTHING)


EVERYTHING = "every $N$, $k$, positive $P$ and $Q$ and statistic $f$"


def violates_variance(subject: Bound, values: Mapping[str, str]) -> bool:
    """Whether the ratio of variances is below 1 or above the bound."""
    found = _ratio(values)
    return found is not None and bool(found[0] < 1 or found[0] > subject(found[1], int(values["k"])))


def _ratio(values: Mapping[str, str]) -> tuple[Any, Any] | None:
    """The ratio and rho; None where a hypothesis is missed."""
    from theory.intervals import rationals
    from theory.nce_variance import variance_ratio

    p, q, f = (rationals(values[name]) for name in ("p", "q", "f"))
    ratio = variance_ratio(p, q, f, int(values["k"]))
    return None if ratio is None else (ratio, max(a / b for a, b in zip(p, q, strict=True)))


def _larger(subject: Bound, values: Mapping[str, str]) -> Counterexample:
    found = _ratio(values)
    assert found is not None
    at = f"$P = ({values['p']})$, $Q = ({values['q']})$, $f = ({values['f']})$, $k = {values['k']}$"
    bound = float(subject(found[1], int(values["k"])))
    return Counterexample(
        f"at {at} the variance is {float(found[0]):.4g} times maximum likelihood's, above {bound:.4g}", values
    )


NOISES = tuple(
    {"p": p, "q": q, "k": k} for p in ("1/2", "1/10", "9/10") for q in ("1/2", "1/100") for k in ("1", "3", "50")
)


def check_noise(subject: Callable[[Any], Any], _: Profile) -> Iterator[Evidence]:
    """The exact variance of an entry of the stochastic gradient; then its largest value, for every N, P and Q."""
    import sympy as sp

    from theory.nce_sums import K
    from theory.nce_variance import noise_steps

    tried, wrong = first(NOISES, lambda values: violates_noise(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(NOISES)} rational chances of a class in the data and in the noise, $k$ = 1 to 50",
        detail="The variance of the gradient's entry over one label and its $k$ draws, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(
            f"for a class of chance ${wrong['p']}$ in the data, ${wrong['q']}$ in the noise and $k = {wrong['k']}$ the "
            f"variance is ${_noise(wrong)}$, above ${subject(int(wrong['k']))}$",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        agrees = sp.simplify(subject(K) - K / (4 * (K + 1))) == 0
        yield proof(noise_steps(), "this is the claimed bound", agrees, "every $N$, $k$, $P$ and $Q > 0$")


def violates_noise(subject: Callable[[Any], Any], values: Mapping[str, str]) -> bool:
    """Whether the variance is above the bound."""
    noise = _noise(values)
    return noise is not None and bool(noise > subject(int(values["k"])))


def _noise(values: Mapping[str, str]) -> Any:
    from fractions import Fraction

    from theory.nce_variance import entry_variance

    p, q, k = Fraction(values["p"]), Fraction(values["q"]), int(values["k"])
    return entry_variance(p, q, k) if 0 < p < 1 and 0 < q < 1 and k >= 1 else None


def check_support(subject: Callable[[Any], bool], _: Profile) -> Iterator[Evidence]:
    """Whether a class's score enters the risk: with noise on the class it does, without it does not."""
    from theory.nce_sums import Q
    from theory.nce_variance import support_steps

    cases = [{"q": q} for q in ("0", "1/1000", "1/3", "999/1000")]
    tried, wrong = first(cases, lambda values: violates_support(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="chances of a class in the noise, 0 among them",
        detail="The derivative of the risk by the class's score, for symbolic odds.",
        exercised=tried,
        counterexample=Counterexample(
            f"where $q = {wrong['q']}$ the derivative by the class's score is "
            f"{'0 at all odds' if wrong['q'] == '0' else '0 at $t = p$ only'}",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        agrees = not subject(0) and bool(subject(Q) == True)  # noqa: E712
        yield proof(support_steps(), "the claim says so", agrees, "every $N$, $k$, $P$ and $Q$")


def violates_support(subject: Callable[[Any], bool], values: Mapping[str, str]) -> bool:
    """Whether the claim says that the risk determines the odds where its derivative is always 0, or the opposite."""
    from theory.intervals import rationals
    from theory.nce import gradient
    from theory.nce_sums import Q

    (q,) = rationals(values["q"])
    return 0 <= q < 1 and (gradient().subs(Q, q) != 0) != subject(q)


ROBUST = {"where": "summary, Design tradeoffs", "source": Source.SUMMARY, **COMMON}
BEYOND = {"where": "beyond the summary, Design tradeoffs", "source": Source.BEYOND, **COMMON}
VARIANCE: dict[str, Any] = {"check": check_variance, "violates": violates_variance}
SUPPORT: dict[str, Any] = {"check": check_support, "violates": violates_support}

CLAIMS = (
    Claim(
        id="sf.nce.robust.minimiser",
        title="NCE is robust to the proposal: the learned odds do not depend on it",
        statement=r"Over all scores the minimiser of NCE's risk is $t = p$ for every $Q > 0$ and every $k$.",
        assumptions=SETTING,
        subject=lambda p, _q, _k: p,
        mutants=(
            Mutant("the odds of data and noise together", lambda p, q, k: (p + q / k) / (1 + 1 / k)),
            Mutant("an importance weight left over", lambda p, q, k: p * q / (q + p / k)),
            Mutant("the noise where k = 1", lambda p, q, k: q if k == 1 else p),
        ),
        **ODDS,
        **ROBUST,
    ),
    Claim(
        id="sf.nce.robust.support",
        title="NCE is robust to a proposal that misses classes",
        statement="The risk determines the odds of every class, whatever its chance in the noise.",
        assumptions=("Every class has a positive chance in $P$; some may have none in $Q$.", *SETTING[1:]),
        subject=lambda _: True,
        repaired_by="sf.nce.robust.support.repair",
        **SUPPORT,
        **ROBUST,
    ),
    Claim(
        id="sf.nce.robust.support.repair",
        title="NCE learns the odds of those classes that the noise can draw, and of no others",
        statement="The risk determines the odds of a class if and only if $q > 0$; for $q = 0$ they do not enter it.",
        assumptions=("Every class has a positive chance in $P$; some may have none in $Q$.", *SETTING[1:]),
        subject=lambda q: q > 0,
        mutants=(
            Mutant("every class", lambda q: q >= 0),
            Mutant("classes with at least 1 % of the noise", lambda q: q >= 0.01),
            Mutant("no class that is rare or likely", lambda q: 0 < q < 0.5),
        ),
        **SUPPORT,
        **BEYOND,
    ),
    Claim(
        id="sf.nce.robust.noise",
        title="NCE's stochastic gradient is bounded in variance whatever the proposal",
        statement=(
            r"At the truth each entry of the gradient over one label and its $k$ draws has a variance of at most "
            r"$\tfrac{k}{4(k+1)}$, for every $N$, $P$ and $Q$; it is attained at $p = q = \tfrac12$."
        ),
        assumptions=SETTING,
        subject=lambda k: _over(k, 4 * (k + 1)),
        mutants=(
            Mutant("1 % tighter", lambda k: _over(99 * k, 400 * (k + 1))),
            Mutant("1/(4k), falling with k", lambda k: _over(1, 4 * k)),
            Mutant("k + 2 for k + 1", lambda k: _over(k, 4 * (k + 2))),
            Mutant("1/8 for every k", lambda _: _over(1, 8)),
        ),
        check=check_noise,
        violates=violates_noise,
        **ROBUST,
    ),
    Claim(
        id="sf.nce.robust.variance",
        title="NCE's asymptotic variance does not suffer from a bad proposal",
        statement=(
            r"For every $Q > 0$ the asymptotic variance is at most $1 + \tfrac1k$ times that of maximum likelihood, "
            r"as it is for $Q = P$."
        ),
        assumptions=SETTING,
        subject=lambda _, k: 1 + _over(1, k),
        repaired_by="sf.nce.robust.variance.repair",
        **VARIANCE,
        **ROBUST,
    ),
    Claim(
        id="sf.nce.robust.variance.repair",
        title="NCE's asymptotic variance is at most 1 + max(p/q)/k times that of maximum likelihood; no bound is lower",
        statement=(
            r"For every $N$, $k$ and statistic, with a free normaliser and a right model, $1 \le V_{\mathrm{NCE}}/"
            r"V_{\mathrm{ML}} \le 1 + \rho/k$ with $\rho = \max p/q$; the upper one is attained for every $k$ and "
            r"$\rho \ge 1$, the lower one in the limit of $k$. Two classes: the ratio is "
            r"$1 + \tfrac{p_1p_2}{k q_1q_2}$, without bound as $q_1 \to 0$."
        ),
        assumptions=SETTING,
        subject=lambda rho, k: 1 + _over(rho, k),
        mutants=(
            Mutant("1 % tighter", lambda rho, k: 1 + _over(rho, k) * 99 / 100),
            Mutant("k + 1 for k", lambda rho, k: 1 + _over(rho, k + 1)),
            Mutant("k squared", lambda rho, k: 1 + _over(rho, k**2)),
            Mutant("no rho", lambda _, k: 1 + _over(1, k)),
            Mutant("half of rho", lambda rho, k: 1 + _over(rho, 2 * k)),
        ),
        uses=("sf.nce.js.variance.repair",),
        **VARIANCE,
        **BEYOND,
    ),
    Claim(
        id="sf.nce.robust.misspecified",
        title="For a wrong model NCE's minimiser does not depend on the proposal",
        statement=r"For $o = a + \theta f$, $a$ fixed, $f$ not constant, that does not contain $P$, "
        r"$k(\theta_k - \theta_\infty) \to 0$ whatever $Q$ is.",
        assumptions=SETTING,
        subject=Order(1, lambda _: 0),
        check=CHECKS["misspecified"],
        violates=VIOLATES["misspecified"],
        repaired_by="sf.nce.js.misspecified.repair",
        **ROBUST,
    ),
)


def _over(a: Any, b: Any) -> Any:
    from sympy import Rational, sympify

    return sympify(a) * Rational(1) / b
