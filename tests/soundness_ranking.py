"""Top-k calibration of the softmax family, and its consistency with DCG.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

import sympy as sp

from paper_checks.sf.dcg import Reduction, one
from paper_checks.sf.topk import TopK
from theory.surrogates import SOFTMAX, SPARSEMAX, Separable

TINY = Fraction(1, 10**9)


def with_tolerance(s, s_k, s_next, eta, eta_k, eta_next):
    return (eta <= eta_next or s > s_next + TINY) and (eta >= eta_k or s < s_k - TINY)


def flat_in_between(x, _y, _t, _log):
    """Flat on a stretch that no small denominator has an end in."""
    low, high = sp.Rational(41, 100), sp.Rational(415, 1000)
    return sp.Min(x, low) + sp.Max(x - high, 0)


def last_item_differs(x, y, _t, _log):
    return x * sp.Piecewise((1, sp.Lt(y, 50)), (2, True))


WRONG = [
    ("sf.topk.sparsemax", TopK(SPARSEMAX, with_tolerance)),
    ("sf.topk.sparsemax", TopK(Separable(flat_in_between))),
    ("sf.topk.softmax", TopK(Separable(last_item_differs))),
    ("sf.dcg.sparsemax.pick_all", Reduction(Separable(last_item_differs), one, one)),
    ("sf.dcg.softmax.pick_all", Reduction(SOFTMAX, lambda m, _ideal: 1 + sp.floor(m / 9) / sp.Integer(5), one)),
]

NO_COUNTEREXAMPLES = [
    ("sf.topk.softmax", {"eta": "1/2, 1/3", "k": "1"}),
    ("sf.topk.softmax", {"eta": "1/2, 1/2", "k": "2"}),
    ("sf.topk.rankmax.adapted", {"eta": "3/2, -1/4, -1/4", "k": "2"}),
    ("sf.topk.rankmax.levels", {"eta": "1/2, 1/2", "s": "1"}),
    ("sf.dcg.rankmax.adapted", {"N": "3", "law": "1 2: 2/5; 3: 3/5"}),
    ("sf.dcg.full_ndcg.single", {"N": "3", "law": "2 3: 3/5; 1: 2/5"}),
    ("sf.oq1.bridge", {"gains": "0, 1", "s": "1", "K": "1"}),
    ("sf.oq1.unnormalised", {"N": "3", "K": "0", "law": "2 3: 3/5; 1: 2/5"}),
    ("sf.oq1.necessary", {"N": "2", "K": "2", "b": "1", "u": "1, 1"}),
    ("sf.dcg.sparsemax.weak_order", {"loss": "perceptron", "eta": "1/2, 1/3"}),
    ("sf.dcg.sparsemax.weak_order", {"loss": "softmax with a prior", "eta": "3/5, 2/5"}),
    ("sf.topk.entmax.gap", {"alpha": "2", "eta": "3/5, 2/5", "p": "3/5, 2/5", "k": "1"}),
    ("sf.topk.entmax.gap", {"alpha": "1/2", "eta": "3/5, 2/5", "p": "1/2, 1/2", "k": "1"}),
    ("sf.topk.entmax.regret", {"m": "1", "alpha": "3", "d": "1/10"}),
    ("sf.dcg.sparsemax.bound", {"N": "1", "epsilon": "1/100"}),
]
