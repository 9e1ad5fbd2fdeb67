"""Maps, losses and calibration of the softmax family.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks.sf.classification import Cost
from paper_checks.sf.fenchel_young import Margin
from paper_checks.sf.minimisers import Minimisers
from paper_checks.sf.order import ALPHAS, Order
from paper_checks.sf.rg_bias import Minimiser
from paper_checks.sf.support import Least


def entmax_cost(a, b, m, f):
    return m * f(a) + f(b) - (m + 1) * f((m * a + b) / (m + 1))


def tsallis(x, alpha, log):
    return x * log(x) if alpha == 1 else (x**alpha - x) / (alpha * (alpha - 1))


def jump(x):
    """Its derivative is 0 wherever it has one."""
    return sp.Piecewise((1, sp.Lt(x, sp.Rational(1, 1000))), (0, True))


WRONG = [
    ("sf.order.entmax", Order("alpha", ALPHAS, lambda p, _q, _a: p == 0 or p == Fraction(1, 7))),
    ("sf.order.entmax", Order("alpha", ALPHAS, lambda p, _q, alpha: p == 0 and alpha != 7)),
    ("sf.order.rankmax.adapted", Order("target", (), lambda p, _q, y: p == 0 and y < 40)),
    ("sf.order.entmax.strict", lambda alpha, N: alpha == 1 or N <= 2 or alpha == 7),
    ("sf.order.entmax.strict", lambda alpha, N: alpha == 1 or N <= 2 or N == 70),
    ("sf.calibration.classification.rankmax.adapted.repair", lambda N: N <= 5 or N == 8),
    ("sf.fy.rankmax.adapted.integrable", lambda N: N <= 2 or N == 50),
    (
        "sf.calibration.classification.entmax.minimisers",
        Minimisers(lambda alpha, zeros: alpha > 1 or zeros == 0, lambda _alpha, zeros: zeros in (0, 20)),
    ),
    (
        "sf.calibration.classification.entmax",
        Cost("alpha", ALPHAS, lambda a, b, m, f: entmax_cost(a, b, m, f) * (1 + (m - 1) * (m - 2) * (m - 3))),
    ),
    ("sf.fy.identities.map", lambda x, alpha, log: tsallis(x, alpha, log) + jump(x)),
    ("sf.rg.bias.minimiser.repair", Minimiser(lambda size, eta, _: size * eta - 1 + jump(eta))),
    ("sf.rg.bias.minimiser.repair", Minimiser(lambda size, eta, _: size * eta + 5)),
    ("sf.fy.rankmax.adapted.convex.repair", lambda S, _log: S**2),
    ("sf.fy.rankmax.adapted.convex.repair", lambda S, _log: S + 1),
    ("sf.fy.rankmax.adapted.convex.repair", lambda _S, _log: sp.Integer(1)),
    ("sf.fy.identities.zero", Margin(lambda alpha: 1 / (alpha - 1) if alpha != 1 else 10**6)),
    (
        "sf.support_separation.top",
        Least("top", lambda alpha, N: (N - 1) ** (1 - alpha) / (alpha - 1) + Fraction(1, 10**40)),
    ),
]

NO_COUNTEREXAMPLES = [
    ("sf.order.sparsemax", {"z": "1, 0", "alpha": "1"}),
    ("sf.order.rankmax.fixed", {"z": "1, 0", "scale": "-1"}),
    ("sf.order.entmax", {"z": "0, -1/3, -5", "alpha": "0"}),
    ("sf.order.rankmax.adapted", {"z": "0, -1", "target": "0"}),
    ("sf.order.entmax.strict", {"alpha": "1/2", "N": "3"}),
    ("sf.fy.identities.gradient", {"z": "0, -1", "y": "0", "alpha": "2"}),
    ("sf.fy.identities.value", {"z": "0, -1", "y": "1", "alpha": "1/2"}),
    ("sf.ece.repair", {"eta 1": "1/2, 1/2", "p 1": "1/2, 1/2", "k": "0"}),
    ("sf.ece.order", {"eta 1": "1/2, 1/2", "p 1": "1/2, 1/2", "k": "2"}),
    ("sf.fy.bregman.repair", {"z": "0, 1", "q": "1/2, 1/3", "alpha": "2"}),
    ("sf.fy.identities.shannon", {"odds": "-1, 2"}),
    ("sf.fy.identities.map", {"p": "1/2, 1/3", "alpha": "2"}),
    ("sf.fy.identities.zero", {"N": "1", "lead": "0", "alpha": "2"}),
    ("sf.fy.rankmax.fixed", {"z": "0, 1", "c": "-1"}),
    ("sf.fy.rankmax.adapted.repair", {"z": "0, -1/2, -2", "y": "0"}),
    ("sf.fy.rankmax.adapted.repair", {"z": "0, -1/2", "y": "3"}),
    ("sf.fy.rankmax.adapted.repair", {"z": "0, -1", "y": "1"}),
    ("sf.calibration.classification.entmax", {"eta": "2/3, 1/3", "alpha": "1/2", "z": "0, 0"}),
    ("sf.calibration.classification.rankmax.fixed", {"eta": "2/3, 1/3", "scale": "-1", "z": "0, 0"}),
    ("sf.calibration.classification.softmax", {"eta": "1/2, 1/2", "alpha": "1", "z": "1, 0"}),
    ("sf.calibration.classification.softmax", {"eta": "2/3, 1/3", "alpha": "1", "z": "1, 0"}),
    ("sf.calibration.classification.softmax", {"eta": "2/3, 1/3", "alpha": "2", "z": "0, 0"}),
    ("sf.calibration.classification.rankmax.adapted.repair", {"eta": "1/2, 1/3"}),
    ("sf.calibration.classification.rankmax.adapted.repair", {"N": "6"}),
    ("sf.calibration.classification.entmax.regret", {"eta": "3/4, 1/4", "alpha": "3", "z": "0, 0"}),
    ("sf.calibration.classification.entmax.minimisers", {"eta": "2/3, 1/3", "alpha": "2", "z": "1, 0", "w": "0, 0"}),
    ("sf.support_separation.top", {"N": "3", "alpha": "2", "z": "0, 0"}),
]
