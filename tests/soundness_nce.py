"""NCE and log Z.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction
from math import inf

import sympy as sp

from paper_checks import registry
from paper_checks.sf.log_partition import Range
from paper_checks.sf.nce_orders import Order, chi_square
from paper_checks.sf.negative_sampling import Odds
from paper_checks.sf.ssm_bias import Coefficient

CLAIMS = registry.claims()
TINY = sp.Rational(1, 10**30)
LATE = 10**6


def hidden(k, true, other):
    """`true` for every k that a check is likely to try, `other` from a million on."""
    return sp.Piecewise((true, sp.Lt(k, LATE)), (other, True))


WRONG = [
    ("sf.nce.js.value.bias.repair", Order(1, lambda S: chi_square(S) / 2 + S(lambda c: c.p - c.q) * 0 + TINY)),
    ("sf.nce.js.value.intended", lambda S, k: S(lambda c: hidden(k, _skewed(c, k), 0))),
    ("sf.nce.js.minimiser.odds", lambda p, q, k: hidden(k, p, q)),
    ("sf.nce.js.minimiser.repair", lambda _S, k: 0 if k is None else hidden(k, 0, 1) + TINY),
    (
        "sf.nce.js.minimiser.repair",
        lambda S, k: sp.Integer(0) if S is None else (k - 1) * (k - 2) * (k - 5) * (k - 100) * chi_square(S),
    ),
    ("sf.oq2.theorem", lambda L, mu, eta, beta, sigma: (beta**2 + L * eta * sigma**2) / mu),
    ("sf.nce.robust.minimiser", lambda p, q, k: hidden(k, p, p / q)),
    ("sf.nce.robust.variance.repair", lambda rho, k: 1 + 2 * rho / k),
    ("sf.nce.robust.variance.repair", lambda rho, k: 1 + hidden(k, rho, 1) / k),
    ("sf.nce.negative_sampling.loss.repair", lambda k, q: hidden(sp.sympify(k), 1, 2) / (k * q)),
    ("sf.nce.negative_sampling.learned.repair", Odds(lambda p, q, k: hidden(k, p, q) / (k * q))),
    ("sf.oq3.known.repair", LATE),
    ("sf.oq3.impossible", LATE),
    ("sf.oq3.impossible.reads", lambda n: sp.Piecewise((n, sp.Lt(n, LATE)), (n - 1, True)) if n != inf else n),
    ("sf.oq3.multilevel", Range(Fraction(1, 4) - Fraction(1, 10**9), Fraction(1, 2))),
    ("sf.oq3.jackknife", Coefficient(2, lambda E: CLAIMS["sf.oq3.jackknife"].subject.formula(E) + TINY)),
]


def _skewed(c, k):
    from theory.nce import skewed_divergence

    return skewed_divergence(c, k, sp.Integer(1) / (1 + k))


NO_COUNTEREXAMPLES = [
    ("sf.nce.js.value.literal", {"p": "1/2, 1/3", "q": "1/2, 1/2", "k": "2"}),
    ("sf.nce.js.value.literal", {"p": "1/2, 1/2", "q": "1, 0", "k": "2"}),
    ("sf.nce.js.value.literal", {"p": "1/4, 3/4", "q": "1/2, 1/2", "k": "1"}),
    ("sf.nce.js.minimiser", {"p": "1/3, 2/3", "q": "1/3, 2/3", "k": "3"}),
    ("sf.nce.js.misspecified", {"p": "1/3, 2/3", "q": "1/2, 1/2", "t": "1/2, 1/2", "f": "2, -1"}),
    ("sf.nce.js.variance", {"p": "1/3, 2/3", "q": "1/2, 1/2", "t": "1/3, 2/3", "f": "1, 1"}),
    ("sf.nce.js.clamped", {"r": "1", "q": "1/2"}),
    ("sf.nce.js.shared", {"r": "1/3, 1/3", "q": "1/3, 1/3"}),
    ("sf.nce.js.clamped", {"r": "1/2, 1/3", "q": "1/2, 1/2"}),
    ("sf.nce.js.shared", {"r": "1/3", "q": "1/3"}),
    ("sf.nce.negative_sampling.loss", {"odds": "1, 2", "q": "1/2, 1/2", "y": "5", "draws": "1, 0"}),
    ("sf.nce.robust.variance", {"p": "1/2, 1/2", "q": "1/100, 99/100", "f": "1, 1", "k": "1"}),
    ("sf.nce.robust.variance", {"p": "1/2, 1/2", "q": "1/100, 1/100", "f": "1, -1", "k": "1"}),
    ("sf.nce.negative_sampling.loss", {"odds": "1, 2", "q": "1/2, 1/2", "y": "0", "draws": "1, 0"}),
    ("sf.nce.negative_sampling.learned", {"p": "1/3, 2/3", "q": "1/2, 1/2", "k": "1"}),
    ("sf.oq3.known", {"p": "1/2, 1/2", "q": "1, 0", "r": "1"}),
    ("sf.oq3.known", {"p": "1/2, 1/2", "q": "1/2, 1/2", "r": "0"}),
    ("sf.oq2.theorem", {"L": "1", "mu": "1", "eta": "2", "beta": "1", "sigma": "1", "a": "1"}),
    ("sf.oq2.theorem.noise", {"L": "1", "mu": "1", "eta": "1", "beta": "1", "sigma": "1", "a": "1"}),
]
