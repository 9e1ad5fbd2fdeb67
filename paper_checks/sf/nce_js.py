"""The Jensen-Shannon term of NCE: what it is in the minimum of the risk, and that it is no bias of the minimiser."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

from paper_checks.claim import Claim, Mutant, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.proof import proof
from paper_checks.search import first
from paper_checks.sf.nce_orders import COMMON, SETTING, chi_square, kullback_leibler
from verify.profile import Profile

Divergence = Callable[[Any, Any], Any]
"""A quantity of P, Q and k, as a function of (S, k), where S sums over the classes."""

PAIRS = (
    {"p": "1/4, 3/4", "q": "1/2, 1/2"},
    {"p": "1/2, 1/4, 1/4", "q": "1/4, 1/4, 1/2"},
    {"p": "1/10, 1/5, 3/10, 2/5", "q": "2/5, 3/10, 1/5, 1/10"},
    {"p": "1/100, 99/100", "q": "99/100, 1/100"},
    {"p": "1/3, 2/3", "q": "1/3, 2/3"},
)
SIZES = (1, 2, 5, 100)
EVERYTHING = r"every $N$, $k$, positive $P$ and $Q$"


def check(subject: Any, _: Profile, wrong_at: Any, steps: Any, agrees: Any, says: Any) -> Iterator[Evidence]:
    """Every rational pair at every k of the list; then the argument for all, if it ends in the subject."""
    cases = [pair | {"k": str(k)} for k, pair in product(SIZES, PAIRS)]
    tried, wrong = first(cases, lambda values: wrong_at(subject, values))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"{len(PAIRS)} rational pairs $P$, $Q$, $k$ = {', '.join(map(str, SIZES))}",
        detail="Rational arithmetic; signs of logarithms by intervals.",
        exercised=tried,
        counterexample=Counterexample(
            f"at $P = ({wrong['p']})$, $Q = ({wrong['q']})$, $k = {wrong['k']}$ {says(subject, wrong)}", wrong
        )
        if wrong
        else None,
    )
    if wrong is None:
        yield proof(steps(), "this is as claimed", agrees(subject), EVERYTHING)


def _case(values: Mapping[str, str]) -> tuple[Any, int] | None:
    """The sums over the classes, with the model at the data's chances, and k; None if a hypothesis is missed."""
    from theory.intervals import rationals
    from theory.nce_sums import RationalClasses

    p, q, k = rationals(values["p"]), rationals(values["q"]), int(values["k"])
    try:
        return (RationalClasses(p, q, p, p, centred=False), k) if k >= 1 else None
    except ValueError:
        return None


def violates_value(subject: Divergence, values: Mapping[str, str]) -> bool:
    """Whether the risk at its minimum surely differs from the constant minus the claimed divergence."""
    from theory.intervals import sign

    case = _case(values)
    return case is not None and sign(_missing(*case) - subject(*case)) in (-1, 1)


def _missing(S: Any, k: int) -> Any:
    """What the minimum is below the constant."""
    from sympy import Integer

    from theory.nce import constant, risk
    from theory.nce_sums import K, P, Q

    minimum = S(lambda c: risk(P).subs({P: c.p, Q: c.q, K: k}))
    return constant(Integer(k)) - minimum


def _value_says(subject: Divergence, values: Mapping[str, str]) -> str:
    case = _case(values)
    assert case is not None
    return f"the minimum is ${float(_missing(*case)):.6f}$ below it, not ${float(subject(*case)):.6f}$"


def _value_agrees(subject: Divergence) -> bool:
    """Whether the claimed divergence is the one of the argument, one class at a time."""
    import sympy as sp

    from theory.nce_sums import ONE_CLASS, K

    claimed = subject(lambda summand: summand(ONE_CLASS), K)
    return bool(sp.simplify(claimed - _skewed(ONE_CLASS, K, 1 / (1 + K))) == 0)


def _value_steps() -> Any:
    from theory.nce import value_steps

    return value_steps()


VALUE: dict[str, Any] = {
    "check": partial(check, wrong_at=violates_value, steps=_value_steps, agrees=_value_agrees, says=_value_says),
    "violates": violates_value,
}


def _skewed(*arguments: Any) -> Any:
    from theory.nce import skewed_divergence

    return skewed_divergence(*arguments)


def divergence(weight: Callable[[Any], Any], scale: Callable[[Any], Any] = lambda k: 1 + k) -> Divergence:
    """`scale` times the Jensen-Shannon divergence with this weight on P."""
    return lambda S, k: scale(k) * S(lambda c: _skewed(c, k, weight(k))) / (1 + k)


def _half(_: Any) -> Any:
    from sympy import Rational

    return Rational(1, 2)


def _share(k: Any) -> Any:
    from sympy import Integer

    return Integer(1) / (1 + k)


def violates_minimiser(subject: Divergence, values: Mapping[str, str]) -> bool:
    """Whether the claimed KL(P || learned) is surely not 0, which it is: the gradient vanishes at t = p alone."""
    import sympy as sp

    from theory.intervals import sign
    from theory.nce import gradient
    from theory.nce_sums import K, P, Q, T

    case = _case(values)
    if case is None:
        return False
    S, k = case
    stationary = all(gradient().subs({P: c.p, Q: c.q, T: c.p, K: k}) == 0 for c in S.classes)
    return stationary and sign(sp.sympify(subject(S, k))) in (-1, 1)


def _minimiser_says(subject: Divergence, values: Mapping[str, str]) -> str:
    case = _case(values)
    assert case is not None
    return f"the learned distribution is $P$; its divergence is 0, not a multiple of ${float(subject(*case)):.6f}$"


def _nothing(subject: Divergence) -> bool:
    """Whether it is 0 for every N, P, Q and k."""
    import sympy as sp

    from theory.nce_sums import AnyClasses, K

    return bool(sp.simplify(subject(AnyClasses(fitted=True, centred=False), K)) == 0)


def _minimiser_steps() -> Any:
    from theory.nce import minimiser_steps

    return minimiser_steps()


MINIMISER: dict[str, Any] = {
    "check": partial(
        check,
        wrong_at=violates_minimiser,
        steps=_minimiser_steps,
        agrees=_nothing,
        says=_minimiser_says,
    ),
    "violates": violates_minimiser,
}


def violates_odds(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether the gradient of the risk is not 0 at the claimed odds."""
    from theory.nce import gradient
    from theory.nce_sums import K, P, Q, T

    case = _case(values)
    if case is None:
        return False
    S, k = case
    return any(gradient().subs({P: c.p, Q: c.q, T: subject(c.p, c.q, k), K: k}) != 0 for c in S.classes)


def _odds_says(subject: Any, values: Mapping[str, str]) -> str:
    case = _case(values)
    assert case is not None
    claimed = ", ".join(str(subject(c.p, c.q, case[1])) for c in case[0].classes)
    return f"the gradient is not 0 at the odds $({claimed})$"


def _odds_agree(subject: Any) -> bool:
    import sympy as sp

    from theory.nce_sums import K, P, Q

    return bool(sp.simplify(subject(P, Q, K) - P) == 0)


ODDS: dict[str, Any] = {
    "check": partial(check, wrong_at=violates_odds, steps=_minimiser_steps, agrees=_odds_agree, says=_odds_says),
    "violates": violates_odds,
}


def violates_growth(subject: Any, values: Mapping[str, str]) -> bool:
    """Whether at k the term is surely above the claimed limit, or below it by more than half chi-square over k."""
    from theory.intervals import sign

    case = _case(values)
    if case is None:
        return False
    S, k = case
    gap = subject(S) - S(lambda c: _skewed(c, k, _share(k)))
    return sign(gap) == -1 or sign(gap - chi_square(S) / (2 * k)) == 1


def _growth_says(subject: Any, values: Mapping[str, str]) -> str:
    case = _case(values)
    assert case is not None
    S, k = case
    term = S(lambda c: _skewed(c, k, _share(k)))
    return (
        f"the term is ${float(term):.6f}$ and its limit at most ${float(chi_square(S)) / (2 * k):.6f}$ more, "
        f"not ${float(subject(S)):.6f}$"
    )


def _growth_steps() -> Any:
    from theory.nce import growth_steps

    return growth_steps()


def _growth_agrees(subject: Any) -> bool:
    import sympy as sp

    from theory.nce_sums import AnyClasses

    S = AnyClasses(fitted=True, centred=False)
    return bool(sp.simplify(subject(S) - kullback_leibler(S)) == 0)


GROWTH: dict[str, Any] = {
    "check": partial(check, wrong_at=violates_growth, steps=_growth_steps, agrees=_growth_agrees, says=_growth_says),
    "violates": violates_growth,
}

CLAIMS = (
    Claim(
        id="sf.nce.js.value.literal",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="NCE's risk is a constant minus 1 + k times the Jensen-Shannon divergence at its minimum",
        statement=(
            r"$\min R_k = (1+k)\log(1+k) - k\log k - (1+k)\,\mathrm{JS}(P\|Q)$ with the Jensen-Shannon divergence as "
            r"it is usually meant, the mixture $(P + Q)/2$ and equal weights."
        ),
        assumptions=SETTING,
        subject=divergence(_half),
        repaired_by="sf.nce.js.value.intended",
        **VALUE,
        **COMMON,
    ),
    Claim(
        id="sf.nce.js.value.intended",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="NCE's risk is a constant minus 1 + k times a skewed Jensen-Shannon divergence at its minimum",
        statement=(
            r"$\min R_k = (1+k)\log(1+k) - k\log k - (1+k)\,\mathrm{JS}_\pi(P\|Q)$ with $\pi = \tfrac1{1+k}$, "
            r"$\mathrm{JS}_\pi = \pi\,\mathrm{KL}(P\|M) + (1-\pi)\,\mathrm{KL}(Q\|M)$, $M = \pi P + (1-\pi)Q$: an "
            r"identity for every $k$. It is a value of the risk, attained where the model is exactly $P$."
        ),
        assumptions=SETTING,
        subject=divergence(_share),
        mutants=(
            Mutant("the weights exchanged", divergence(lambda k: 1 - _share(k))),
            Mutant("k for 1 + k in front", divergence(_share, lambda k: k)),
            Mutant("the weight 1/k", divergence(lambda k: 1 / (k + _half(k)))),
            Mutant("equal weights", divergence(_half)),
            Mutant("its limit KL(P||Q) for every k", lambda S, _: kullback_leibler(S)),
        ),
        **VALUE,
        **COMMON,
    ),
    Claim(
        id="sf.nce.js.value.grows",
        where="summary, Mechanism 2",
        source=Source.SUMMARY,
        title="The Jensen-Shannon term does not vanish as k grows: it rises to KL(P||Q)",
        statement=(
            r"$(1+k)\,\mathrm{JS}_{1/(1+k)}(P\|Q)$ does not fall with $k$: its derivative is $\mathrm{KL}(Q\|M) \ge "
            r"0$, and it tends to $\mathrm{KL}(P\|Q)$, from which it is at most $\chi^2(P\|Q)/(2k)$ away. It is 0 for "
            r"$P = Q$ only."
        ),
        assumptions=SETTING,
        subject=kullback_leibler,
        mutants=(
            Mutant("it vanishes", lambda S: 0 * S(lambda c: c.p)),
            Mutant("KL(Q||P)", lambda S: _reversed(S)),
            Mutant("half of KL(P||Q)", lambda S: kullback_leibler(S) / 2),
            Mutant("half the chi-square", lambda S: chi_square(S) / 2),
        ),
        uses=("sf.nce.js.value.intended",),
        **GROWTH,
        **COMMON,
    ),
    Claim(
        id="sf.nce.js.minimiser",
        where="summary, Key results and Mechanism 2",
        source=Source.SUMMARY,
        title="What NCE learns differs from the data by a multiple of (1 + k) JS",
        statement=(
            r"The bias read of the learned distribution $\hat P_k$, the minimiser over all scores: "
            r"$\mathrm{KL}(P\|\hat P_k) = \kappa\,(1+k)\,\mathrm{JS}(P\|Q)$, $\kappa > 0$."
        ),
        assumptions=SETTING,
        subject=divergence(_share),
        repaired_by="sf.nce.js.minimiser.repair",
        **MINIMISER,
        **COMMON,
    ),
    Claim(
        id="sf.nce.js.minimiser.repair",
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="What NCE learns is exactly the data's distribution, for every k and every positive Q",
        statement=r"$\mathrm{KL}(P\|\hat P_k) = 0$ for every $k \ge 1$: over all scores the minimiser has no bias.",
        assumptions=SETTING,
        subject=lambda _S, _k: 0,
        mutants=(
            Mutant("a bias that vanishes as 1/k", lambda S, k: chi_square(S) / (2 * k)),
            Mutant("KL(P||Q)/k", lambda S, k: kullback_leibler(S) / k),
            Mutant("the skewed divergence itself", divergence(_share, lambda k: 1 + 0 * k)),
            Mutant("what the value still lacks", lambda S, k: kullback_leibler(S) - divergence(_share)(S, k)),
        ),
        uses=("sf.nce.js.minimiser.odds",),
        **MINIMISER,
        **COMMON,
    ),
    Claim(
        id="sf.nce.js.minimiser.odds",
        where="beyond the summary, Mechanism 2",
        source=Source.BEYOND,
        title="The only minimiser of NCE's risk is the normalised log-probability",
        statement=r"Over all odds $t = e^{o-c}$ the risk is least at $t = p$ and nowhere else, for every $k$.",
        assumptions=SETTING,
        subject=lambda p, _q, _k: p,
        mutants=(
            Mutant("the density ratio p/q", lambda p, q, _: p / q),
            Mutant("p/(kq), as for negative sampling", lambda p, q, k: p / (k * q)),
            Mutant("the classifier's chance p/(p + kq)", lambda p, q, k: p / (p + k * q)),
            Mutant("the mixture", lambda p, q, k: (p + k * q) / (1 + k)),
        ),
        **ODDS,
        **COMMON,
    ),
)


def _reversed(S: Any) -> Any:
    import sympy as sp

    return S(lambda c: c.q * sp.log(c.q / c.p))
