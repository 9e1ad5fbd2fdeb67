"""Jacobians of the softmax family.

Wrong subjects that are right on every case that their check tries, and values that miss a hypothesis.
"""

from fractions import Fraction

from paper_checks.sf.entmax_jacobian import Comparison
from paper_checks.sf.entmax_supremum import all_classes, two_classes

NO_COUNTEREXAMPLES = [
    ("sf.jacobian.entmax", {"alpha": "3/2", "N": "1"}),
    ("sf.jacobian.entmax.sup", {"alpha": "5/2", "N": "3", "level": "1/2"}),
    ("sf.jacobian.entmax.sup", {"alpha": "3/2", "counts": "1, 99", "p": "901/1000, 1/1000", "x": "99, -1", "N": "3"}),
    ("sf.jacobian.entmax.growth", {"alpha": "3/2", "digits": "2"}),
    ("sf.jacobian.entmax.above_two", {"alpha": "3/2", "least": "1/10", "N": "3"}),
    ("sf.jacobian.entmax.above_two", {"alpha": "3", "least": "1/2", "N": "3"}),
    ("sf.jacobian.entmax.pointwise", {"alpha": "2", "gap": "1/2"}),
    ("sf.jacobian.entmax.pointwise.repair", {"alpha": "2", "p": "3/2"}),
    ("sf.jacobian.ssm", {"odds": "1, 1", "q": "1/2, 1/3", "y": "0", "draws": "1", "book": "importance", "v": "1, -1"}),
    ("sf.jacobian.nce.normaliser", {"q": "1/2, 1/2", "y": "0", "draws": "1, 1"}),
    ("sf.jacobian.hsm.map", {"tree": "balanced 2", "odds": "-1"}),
    ("sf.jacobian.rg", {"N": "1"}),
    ("sf.jacobian.rg.lowest", {"N": "1"}),
    ("sf.jacobian.rankmax.fixed", {"scale": "-1", "z": "0, 1"}),
    ("sf.jacobian.sop_implies_bound", {"beta": "-2", "p": "1/2, 1/2", "v": "1, -1"}),
]

WRONG = [
    ("sf.jacobian.entmax.sup", (two_classes, all_classes, lambda a, n: a / 2 + 0 * n)),
    ("sf.jacobian.entmax.pointwise.repair", Comparison("probabilities", lambda a: 1 + (a - 1) / 100)),
    ("sf.jacobian.hsm.map", Fraction(1, 7)),
    ("sf.jacobian.rankmax.adapted", lambda n, _: n + 1),
    ("sf.jacobian.ssm", lambda full, _: full / full * Fraction(51, 100)),
]
