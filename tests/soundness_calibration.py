"""Prop. 5-7, the tables, and SF.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks.rg.bregman import Generator
from paper_checks.rg.calibration import Calibration
from paper_checks.rg.findings import RECOMMENDATION, SAMPLING, STEAM, Beats
from paper_checks.rg.upper_bound import Reading

TINY, THIRD = Fraction(1, 10**9), sp.Rational(1, 3)


def kinked(x, _log):
    return sp.Piecewise((x**2, sp.Lt(x, THIRD)), (x**2 - (x - THIRD) / 100, True))


def with_tolerance(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next + TINY) and (eta >= eta_k or s < s_k - TINY)


def with_a_ceiling(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next) and (eta >= eta_k or s < s_k) and s < 10


def undefined_above_50(N, log, y, s, q):
    return log(N) - y + s / N + q / 4 - log((50 - y) ** 2) + 2 * log(50 - y)


def undefined_above_7(N, log, y, s, q):
    return log(N) - y + s / N + q(1, -1 / N) / (2 * N) + log((7 - y) ** 2) - 2 * log(7 - y)


WRONG = [
    ("rg.prop5.inverse_topk", lambda x, exp: sp.Piecewise((2 + exp(x), sp.Lt(x, 5)), (1 + exp(x), True))),
    ("rg.prop5.generator.repair", Generator(kinked, differentiable_on_the_boundary=False)),
    ("rg.prop5.calibrated.repair", Calibration(with_tolerance, nonnegative=True)),
    ("rg.prop5.calibrated.repair", Calibration(with_a_ceiling, nonnegative=True)),
    ("rg.eq13", undefined_above_7),
    ("rg.prop7.repair", Reading(undefined_above_50, "everywhere")),
    (
        "rg.finding1.nonsampling.repair",
        Beats(("WRMF", "SM", "RG2", "RGx"), SAMPLING, RECOMMENDATION, STEAM | {("SM", "Wiki MAP@10")}),
    ),
]

NO_COUNTEREXAMPLES = [
    ("rg.prop5.bregman", {"p": "1/2, 1/3"}),
    ("rg.prop5.bregman", {"p": "0, 1"}),
    ("rg.prop5.generator.repair", {"x": "1/2", "z": "1/2"}),
    ("rg.prop5.calibrated.gap", {"eta": "3/5, 2/5", "p": "10, 10", "k": "1"}),
    ("rg.prop5.calibrated.gap", {"eta": "1/10, 2/5, 1/5, 3/10", "p": "1/10, 3/10, 3/10, 3/10", "k": "2"}),
    ("rg.a3.psd.optimum", {"N": "-1"}),
    ("rg.finding1.gain", {"any column": "SM 0.9, BPR 0.1"}),
    ("rg.finding1.softmax", {"winner": "BPR", "column": "Steam MRR@10"}),
    ("rg.table5.sparsity", {"data set": "Wiki", "left": "10", "right": "10", "interactions": "50"}),
    ("rg.table5.single_click.repair", {"data set": "Wiki", "left": "10", "right": "10", "interactions": "50"}),
    ("sf.jacobian.softmax.equality", {"p": "1, 1/3"}),
    ("sf.jacobian.softmax.sharp", {"N": "1", "level": "1/4"}),
    ("sf.ssm.bias", {"p": "1/2, 1/2", "q": "1, 0"}),
    ("sf.ssm.bias.next", {"p": "1/2, 1/2", "q": "1, 0"}),
    ("sf.ssm.bias.bound.repair", {"p": "1/2, 1/2", "q": "1, 0", "k": "3"}),
    ("sf.ssm.bias.exact.repair", {"p": "1/2, 1/2", "q": "1, 0", "k": "3"}),
]
