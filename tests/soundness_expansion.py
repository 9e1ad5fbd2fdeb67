"""Eq. 12-17, Prop. 7 and Lemma 23.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction
from itertools import product
from math import prod

import sympy as sp

from paper_checks import registry
from paper_checks.rg.context_sum import Constants
from paper_checks.rg.pair_loss import Dropped, Offset
from paper_checks.rg.taylor_base import Derivatives
from paper_checks.rg.tighter import Tighter

CLAIMS = registry.claims()
TRIED = {Fraction(w[0], sum(w)) for n in (2, 3, 4) for w in product((1, 2, 3), repeat=n)}
"""The probabilities that the checks of Eq. 12 try."""


def least(N, log):
    return (N - 2) / (4 * (N - 1) * log(N - 1))


def up_to(limit, right, wrong):
    return lambda n, *rest: sp.Piecewise((right(n, *rest), sp.Lt(n, limit)), (wrong(n, *rest), True))


def dented(N, log, y, s, q):
    rgx = CLAIMS["rg.tighter.gradient"].subject.near(N, log, y, s, q)
    return sp.Piecewise((rgx, sp.Lt(q, 10**6)), (rgx + 1, True))


WRONG = [
    ("rg.x.majorant", up_to(500, least, lambda N, log: least(N, log) * sp.Piecewise((2, sp.Lt(N, 900)), (1, True)))),
    ("rg.x.majorant.any", lambda N: N - 1 + prod(N - k for k in range(3, 13))),
    ("rg.x.majorant.every_base", up_to(500, lambda _N, _log: sp.Rational(1, 4), lambda _N, _log: sp.Integer(1))),
    ("rg.prop7.minima.ridge.repair", up_to(500, least, lambda N, _log: 1 / (2 * N))),
    ("rg.eq12.derivatives", Derivatives(lambda p, t: p - t + prod(p - x for x in TRIED), lambda p, q, d: p * (d - q))),
    ("rg.eq15.offset.rgx", Offset(dented, lambda _N, _s, _c: 0)),
    ("rg.eq15.rgx", Dropped(dented, lambda _N, _s, _q: 0)),
    ("rg.tighter.gradient", Tighter(dented, CLAIMS["rg.tighter.gradient"].subject.far, "gradient")),
    ("rg.eq16.constants", Constants(up_to(50, lambda N: 1 / (2 * N), lambda N: 1 / N), lambda N, I: I - N / 2)),
    ("rg.eq16.lambda.repair", up_to(50, lambda N: 2 * N, lambda N: N)),
    ("rg.eq17.bounded", up_to(500, lambda N: 1 / N, lambda N: 2 / N)),
]

NO_COUNTEREXAMPLES = [
    ("rg.x.majorant", {"N": "3", "k": "3", "odds": "4"}),
    ("rg.x.majorant", {"N": "3", "k": "1", "odds": "-4"}),
    ("rg.x.majorant.any", {"N": "2"}),
    ("rg.x.majorant.every_base", {"p": "1/2, 1/4", "odds": "9, 1/9"}),
    ("rg.prop7.minima.ridge", {"N": "3", "ridge": "-1", "t": "1/10"}),
    ("rg.prop7.minima.ridge", {"N": "1", "ridge": "1", "t": "1/10"}),
    ("rg.prop7.minima.ridge", {"N": "3", "ridge": "1/100", "t": "1/2"}),
    ("rg.prop7.minima.ridge.exact", {"N": "2", "ridge": "1", "t": "1/10"}),
    ("rg.prop7.ssm.draw", {"draw": "30, -10, -10, -10"}),
    ("rg.prop7.ssm.draw", {"N": "6", "n": "7"}),
    ("rg.prop7.ssm.mean", {"draw": "3, -1, -1, -1"}),
    ("rg.tighter.value", {"o": "1"}),
    ("rg.eq15.minimiser.rg2", {"\\eta": "2, -1", "d": "1, 0"}),
    ("rg.eq15.minimiser.rg2", {"\\eta": "1, 0", "d": "0, 0"}),
    ("rg.eq16.lambda", {"N": "3", "I": "4", "ridge": "1"}),
    ("rg.eq17.bounded.literal", {"N": "1"}),
    ("rg.lemma23.ends", {"f": "0, 0, 0, 1", "x": "0", "y": "1", "A": "0"}),
    ("rg.lemma23.ends", {"softmax at odds": "1, 1, 1", "to odds": "4, 1/2, 1/2", "a": "1/4"}),
    ("rg.near_zero.ridge", {"N": "3", "ridge": "0"}),
    ("rg.near_zero.factors", {"ridge": "1/10", "a": "100"}),
]
