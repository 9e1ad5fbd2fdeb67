"""Convergence where the gradient is biased and noisy at once, as sampled losses have it."""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from verify.profile import Profile

Floor = Callable[[Any, Any, Any, Any, Any], Any]
"""A bound of the gap's limit, a function of (L, mu, eta, beta, sigma)."""

EVERY = r"every $L$-smooth $f$ with $|\nabla f|^2 \ge 2\mu(f - f^*)$, $\eta \le 1/L$, any dimension"
NAMES = ("L", "mu", "eta", "beta", "sigma", "a")
CASES = tuple(
    dict(zip(NAMES, (smooth, mu, eta, beta, sigma, a), strict=True))
    for smooth, mu, eta, a in (
        ("1", "1", "1", "1"),
        ("4", "1", "1/4", "4"),
        ("4", "1", "1/4", "1"),
        ("2", "2", "1/8", "2"),
    )
    for beta, sigma in product(("0", "1", "3"), repeat=2)
)


def check_floor(subject: Floor, _: Profile) -> Iterator[Evidence]:
    """Quadratics whose limit is known exactly; then every smooth objective with the Polyak-Lojasiewicz inequality."""
    import sympy as sp

    from theory.biased_descent import BETA, ETA, MU, SIGMA, L, floor_steps

    tried, wrong = first(CASES, lambda values: violates_floor(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(CASES)} rational settings of $\\tfrac a2x^2$ with a constant bias and independent noise",
        detail="The exact limit of the mean gap against the bound.",
        exercised=tried,
        counterexample=_above(subject, wrong) if wrong else None,
    )
    if wrong is None:
        margin = sp.expand(subject(L, MU, ETA, BETA, SIGMA) - (BETA**2 + L * ETA * SIGMA**2) / (2 * MU))
        agrees = margin.is_nonnegative is True
        attained = sp.simplify(margin.subs({L: MU, ETA: 1 / MU})) == 0
        claimed = "the claimed bound is not smaller, and the same where that quadratic attains it"
        yield proof(floor_steps(), claimed, agrees and attained, EVERY)


def check_noise(subject: Floor, _: Profile) -> Iterator[Evidence]:
    """The same quadratics without a bias; then every objective."""
    import sympy as sp

    from theory.biased_descent import ETA, MU, SIGMA, L, noise_steps

    cases = [case for case in CASES if case["beta"] == "0"]
    tried, wrong = first(cases, lambda values: violates_noise(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(cases)} rational settings of $\tfrac a2x^2$ with independent noise",
        detail="The exact limit of the mean gap against the bound.",
        exercised=tried,
        counterexample=_above(subject, wrong) if wrong else None,
    )
    if wrong is None:
        margin = subject(L, MU, ETA, sp.Integer(0), SIGMA) - L * ETA * SIGMA**2 / (2 * MU * (2 - L * ETA))
        yield proof(noise_steps(), "this is the claimed bound", sp.simplify(margin) == 0, EVERY)


def violates_noise(subject: Floor, values: Mapping[str, str]) -> bool:
    """Whether a quadratic without a bias has a limit above the bound."""
    return values["beta"] == "0" and violates_floor(subject, values)


def violates_floor(subject: Floor, values: Mapping[str, str]) -> bool:
    """Whether a quadratic with mu <= a <= L and eta <= 1/L has a limit above the bound."""
    found = _limits(subject, values)
    return found is not None and bool(found[0] > found[1])


def _limits(subject: Floor, values: Mapping[str, str]) -> tuple[Any, Any] | None:
    from sympy import Rational

    from theory.biased_descent import quadratic_floor

    smooth, mu, eta, beta, sigma, a = (Rational(values[name]) for name in NAMES)
    if not (0 < mu <= a <= smooth and 0 < eta * smooth <= 1 and beta >= 0 and sigma >= 0):
        return None
    return quadratic_floor(a, eta, beta, sigma**2), subject(smooth, mu, eta, beta, sigma)


def _above(subject: Floor, values: Mapping[str, str]) -> Counterexample:
    found = _limits(subject, values)
    assert found is not None
    at = ", ".join(f"{name} = {values[name]}" for name in NAMES)
    return Counterexample(f"at {at} the mean gap tends to ${found[0]}$, above ${found[1]}$", values)


GRADIENTS = tuple(
    {"p": p, "q": q, "odds": odds}
    for p, q in (("1/3, 2/3", "1/2, 1/2"), ("1/2, 1/3, 1/6", "1/6, 1/3, 1/2"))
    for odds in (("1, 1", "1, 2", "5, 1") if p.count(",") == 1 else ("1, 1, 1", "3, 2, 1"))
)


def check_one_draw(subject: Callable[[Any, Any, Any], Any], _: Profile) -> Iterator[Evidence]:
    """Every outcome of label and draw at rational odds; then every N and all scores."""
    import sympy as sp

    from theory.biased_descent import one_draw_steps

    tried, wrong = first(GRADIENTS, lambda values: violates_one_draw(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(GRADIENTS)} rational $P$, $Q$ and odds, 2 or 3 classes",
        detail="The gradient summed over all labels and draws, in rational arithmetic.",
        exercised=tried,
        counterexample=Counterexample(
            f"at $P = ({wrong['p']})$, $Q = ({wrong['q']})$ and the odds $({wrong['odds']})$ the mean gradient is "
            f"another",
            wrong,
        )
        if wrong
        else None,
    )
    if wrong is None:
        p, q, s = sp.symbols("p q s", positive=True)
        agrees = sp.expand(subject(p, q, s) - (q - p)) == 0
        yield proof(one_draw_steps(), "this is the claimed gradient", agrees, "every $N$, $P$, $Q > 0$ and all scores")


def violates_one_draw(subject: Callable[[Any, Any, Any], Any], values: Mapping[str, str]) -> bool:
    """Whether the mean gradient is not the claimed one, a function of the class's p, q and softmax chance."""
    from theory.biased_descent import one_draw_gradient
    from theory.intervals import rationals

    p, q, odds = (rationals(values[name]) for name in ("p", "q", "odds"))
    if min(*p, *q, *odds) <= 0 or sum(p) != 1 or sum(q) != 1 or not len(p) == len(q) == len(odds):
        return False
    claimed = [subject(a, b, t / sum(odds)) for a, b, t in zip(p, q, odds, strict=True)]
    return one_draw_gradient(p, q, odds) != claimed


def _half(x: Any) -> Any:
    from sympy import Rational

    return x * Rational(1, 2)


def _floor(smooth: Any, mu: Any, eta: Any, beta: Any, sigma: Any) -> Any:
    return _half(beta**2) / mu + _half(smooth * eta * sigma**2) / mu


def _noise_floor(smooth: Any, mu: Any, eta: Any, _beta: Any, sigma: Any) -> Any:
    return _half(smooth * eta * sigma**2) / (mu * (2 - smooth * eta))


CLAIMS = (
    Claim(
        id="sf.oq2.no_guarantee",
        paper=Paper.SF,
        where="summary, Open Question 2",
        source=Source.SUMMARY,
        title="Sampling methods guarantee no equal or faster convergence: one draw leaves nothing to converge to",
        statement=(
            r"Sampled softmax with the loss $\log\hat Z - o_y$ and $k = 1$ has the mean gradient $q - p$ at all "
            r"scores: for $Q \ne P$ its risk has no minimum, and no step size makes descent on it converge as "
            r"softmax's does."
        ),
        assumptions=(
            "The sentence denies a guarantee for all sampling methods and sizes: one case without is enough.",
            "One context; every class is in the draws, hits kept, the positive not added.",
        ),
        subject=lambda p, q, _: q - p,
        check=check_one_draw,
        violates=violates_one_draw,
        mutants=(
            Mutant("softmax's gradient", lambda p, _, s: s - p),
            Mutant("softmax for the data", lambda _p, q, s: q - s),
            Mutant("the sign", lambda p, q, _: p - q),
            Mutant("the proposal weighted by softmax", lambda p, q, s: q * s - p),
        ),
        bibtex=("pu2026softmax", "bengio2008adaptive"),
    ),
    Claim(
        id="sf.oq2.theorem",
        paper=Paper.SF,
        where="beyond the summary, Open Question 2",
        source=Source.BEYOND,
        title="With bias and noise the gap falls to a floor: the bias squared, and the noise times the step",
        statement=(
            r"$E[f(x_T) - f^*] \le (1 - \eta\mu)^T(f(x_0) - f^*) + \tfrac{\beta^2}{2\mu} + "
            r"\tfrac{L\eta\sigma^2}{2\mu}$ for $\eta \le 1/L$; for $L = \mu$ and $\eta = 1/L$ both are "
            r"attained at once. Where $k$ draws give "
            r"$\beta = B/k$ and $\sigma^2 = V_0 + V/k$: a bias of the gradient of order $1/k$ leaves "
            r"$\tfrac{B^2}{2\mu k^2}$ whatever the step, the draws' noise $\tfrac{L\eta V}{2\mu k}$, which a smaller "
            r"step removes."
        ),
        assumptions=(
            r"$f$ is $L$-smooth with $|\nabla f|^2 \ge 2\mu(f - f^*)$ wherever the iterates are; the step's gradient "
            r"is $\nabla f + b + n$, $|b| \le \beta$, $E[n] = 0$ and $E|n|^2 \le \sigma^2$ given the past.",
        ),
        subject=_floor,
        check=check_floor,
        violates=violates_floor,
        mutants=(
            Mutant("the bias's floor halved", lambda s, m, e, b, d: _floor(s, m, e, b, d) - _half(_half(b**2)) / m),
            Mutant(
                "the noise's floor halved", lambda s, m, e, b, d: _floor(s, m, e, b, d) - _half(_half(s * e * d**2)) / m
            ),
            Mutant(
                "a smaller step removes the bias", lambda s, m, e, b, d: e * _half(b**2) / m + _half(s * e * d**2) / m
            ),
            Mutant("1 % tighter", lambda s, m, e, b, d: _floor(s, m, e, b, d) * 99 / 100),
            Mutant("mu squared under the bias", lambda s, m, e, b, d: _half(b**2) / m**2 + _half(s * e * d**2) / m),
        ),
        bibtex=("ajalloeian2020biased",),
    ),
    Claim(
        id="sf.oq2.theorem.noise",
        paper=Paper.SF,
        where="beyond the summary, Open Question 2",
        source=Source.BEYOND,
        title="Without a bias the floor is up to a factor two lower",
        statement=(
            r"For $\beta = 0$ and $\eta \le 1/L$ the gap's limit is at most $\tfrac{L\eta\sigma^2}{2\mu(2 - L\eta)}$, "
            r"attained for $L = \mu$ at every $\eta$."
        ),
        assumptions=(
            r"$f$ is $L$-smooth with $|\nabla f|^2 \ge 2\mu(f - f^*)$ wherever the iterates are; the step's gradient "
            r"is $\nabla f + n$, $E[n] = 0$ and $E|n|^2 \le \sigma^2$ given the past.",
        ),
        subject=_noise_floor,
        check=check_noise,
        violates=violates_noise,
        mutants=(
            Mutant("half of the bound with a bias", lambda s, m, e, _b, d: _half(_half(s * e * d**2)) / m),
            Mutant("2 for 2 - L eta", lambda s, m, e, _b, d: _half(s * e * d**2) / (2 * m)),
            Mutant("2 + L eta", lambda s, m, e, _b, d: _half(s * e * d**2) / (m * (2 + s * e))),
            Mutant("1 % tighter", lambda s, m, e, b, d: _noise_floor(s, m, e, b, d) * 99 / 100),
        ),
        uses=("sf.oq2.theorem",),
        bibtex=("ajalloeian2020biased",),
    ),
)
