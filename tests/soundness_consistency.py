"""Consistency with DCG.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks import registry
from paper_checks.rg.calibration import Calibration
from paper_checks.rg.dcg_consistency import Ranking
from paper_checks.rg.dcg_order import Expected
from paper_checks.rg.lemma9 import Bound, Constant
from paper_checks.rg.prop3 import LogBound
from paper_checks.rg.softmax_regret import Constants
from paper_checks.rg.squared_consistency import Loss

CLAIMS = registry.claims()


def late(x, start):
    """0 below a threshold and 1 from it on."""
    return int(x >= start) if isinstance(x, int | Fraction) else sp.Heaviside(x - start, 1)


def weight(m, ideal):
    return (1 + late(m, 9)) / ideal(m)


def with_a_hole(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next) and (eta >= eta_k or s < s_k) and s != 99


BEST = CLAIMS["rg.prop6.bound"].subject
WRONG = [
    ("rg.title.repair", Ranking(weight, CLAIMS["rg.title.repair"].subject.metric)),
    (
        "rg.cor11.constant",
        Loss(lambda _r, _m, _N, y, k: k.alpha + late(y, 50), CLAIMS["rg.cor11.constant"].subject.label),
    ),
    ("rg.eq25.graded.repair", Expected(lambda r: 2**r - 1 + late(r, 5), None)),
    (
        "rg.prop6.bound",
        Constants(BEST.two, BEST.three, lambda a, b, c, d, last: BEST.more(a, b, c, d, last) + last**200),
    ),
    ("rg.lemma9.best", Constant(lambda x, y: (x - y) ** 2 + (x * y) ** 400 / 10**400, best=True)),
    ("rg.thm12.rg2", Bound("rg2", lambda N, S: 2 * S / N + late(N, 90))),
    ("rg.order_invariance.strict", lambda a, b: a > b or a == b == Fraction(7, 3)),
    ("rg.def1.ties.repair", lambda o_a, o_b, r_a, r_b: o_a != o_b or r_a == r_b or o_a == Fraction(7, 3)),
    ("rg.def1.positives.repair", lambda m: m >= 1 and m != 99),
    ("rg.prop5.calibrated.repair", Calibration(with_a_hole, nonnegative=True)),
    ("rg.prop3", LogBound(lambda _log: 1, discount=lambda rank, log: (1 + late(rank, 30)) / log(1 + rank))),
]

NO_COUNTEREXAMPLES = [
    ("rg.def8.attained.repair", {"eta": "1/2, 1/3"}),
    ("rg.eq30.strict.repair", {"m": "1", "v": "1, 1"}),
    ("rg.eq30.strict.repair", {"m": "1", "v": "0, 0"}),
    ("rg.lemma9.best", {"N": "1", "epsilon": "1/10"}),
    ("rg.order_invariance.strict", {"o": "0, 0", "g": "0, 1", "r": "1, 0"}),
    ("rg.prop3", {"odds": "1, 0", "relevant": "1"}),
    ("rg.prop3", {"odds": "1, 1", "relevant": "3"}),
    ("rg.prop6.bound", {"N": "1", "epsilon": "1/10"}),
    ("rg.prop6.bound", {"N": "3", "epsilon": "1"}),
    ("rg.thm10.risk", {"f": "0", "eta": "2"}),
    ("rg.thm12.rg2", {"N": "3", "epsilon": "10"}),
    ("rg.title.single", {"N": "3", "law": "1: 2/5; 2 3: 3/5"}),
    ("rg.weights_disrupt.eq19.one_size", {"N": "3", "law": "1: 7/13; 2 3: 6/13", "n": "5"}),
]
