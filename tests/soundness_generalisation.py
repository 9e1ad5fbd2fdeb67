"""The generalisation bound.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

import sympy as sp

from paper_checks.rg.deviation import Tail
from paper_checks.rg.factor import Constant
from paper_checks.rg.generalisation import Baseline
from paper_checks.rg.lipschitz import Lipschitz
from paper_checks.rg.rates import Kept, Power


def beyond(x, limit, right, wrong):
    return sp.Piecewise((right, sp.sympify(x) <= limit), (wrong, True))


def doubled(N, c, i, _sqrt, larger):
    return beyond(N, 1000, 2 * (i * c + larger(i, N - i)), 4 * (i * c + larger(i, N - i)))


def halved(m, epsilon, b, covering, exp):
    right = 4 * covering * exp(-m * epsilon**2 / (32 * b**2))
    return beyond(m, 10**6, right, right / 2)


def shrunk(N, c, m, delta, log, sqrt):
    right = 4 * c * (N - 1) + (N - 1 + c) ** 2 * sqrt(log(1 / delta) / (2 * m))
    return beyond(m, 10**6, right, right / 2)


def kept_from(least):
    """The stated square with another number for the 0 of its maximum."""

    def square(d, b, slope, m, delta, log, larger):
        wide = log(16) + 1 + log(slope) + log(m) / 2 - log(32) / 2 - log(b)
        return 32 * b**2 / m * (1 + d * larger(least, wide) + log(4) + 1 + log(d + 1) - log(delta))

    return Kept(square)


WRONG = [
    ("rg.rates.kept", kept_from(-7)),
    ("rg.rates.kept", kept_from(-sp.Rational(1, 10**6))),
    ("rg.remark13.rg2.repair", Lipschitz(doubled, "rg2", least=True)),
    ("rg.lemma25.repair", Tail(halved, "nonnegative")),
    ("rg.thm14.no_learning", Baseline(shrunk)),
    ("rg.eq45.repair", Constant(lambda d: beyond(d, 1000, 16 * 2 ** (-1 / (d + 2)), 16), least=True)),
    ("rg.rates.interactions", Power(lambda d: beyond(d, 1000, -1 / (d + 2), -1 / d), "|D|")),
]

WITNESSES = [
    ("rg.rates.kept", kept_from(-7), {"d": "2", "B": "281", "L": "1", "m": "1", "delta": "1/20"}),
    ("rg.rates.kept", kept_from(-7), {"d": "100", "B": "281", "L": "1", "m": "1", "delta": "1/20"}),
]

NO_COUNTEREXAMPLES = [
    ("rg.rates.kept", {"d": "100", "B": "8", "L": "1", "m": "1", "delta": "1810"}),
    ("rg.rates.kept", {"d": "1", "B": "8", "L": "1", "m": "1", "delta": "1"}),
    ("rg.remark13.rg2.repair", {"o": "9, 9", "I": "1", "c": "1", "r": "1"}),
    ("rg.remark13.rg2.repair", {"o": "1, 1", "I": "2", "c": "1", "r": "1"}),
    ("rg.lemma25.repair", {"class": "coin", "m": "1", "B": "1", "epsilon": "0"}),
    ("rg.lemma25.squared", {"class": "sets", "m": "200", "B": "10", "epsilon": "100"}),
    ("rg.eq44.cover.repair", {"d": "1", "B": "1", "L": "1", "epsilon": "1000"}),
    ("rg.eq45.repair", {"d": "0"}),
    ("rg.thm14", {"N": "256", "delta": "3/5"}),
    ("rg.thm14.no_learning", {"class": "coin", "N": "9", "c": "9", "m": "1", "delta": "1/4"}),
    ("rg.thm14.informative", {"data set": "Wiki", "left": "1", "right": "1", "interactions": "1"}),
    ("rg.risks.pairs", {"o": "0, 0", "chances": "1, 1", "draws": "1"}),
    ("rg.prop15.eq34", {"p": "1/2", "C": "1", "a": "1", "b": "1/4"}),
    ("rg.prop15.optimum", {"N": "2", "1": "1/2", "2": "1"}),
    ("rg.prop24.binary", {"K": "9", "M": "3", "N": "3"}),
    ("rg.finding3.gain.literal", {"Steam MRR@10": "WRMF 0.1, RG2 0.9, RGx 0.9"}),
]
