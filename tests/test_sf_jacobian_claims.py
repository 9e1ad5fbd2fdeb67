"""The checks of the Jacobian claims: what meets no hypothesis contradicts nothing, and what is wrong does not stand."""

from fractions import Fraction

import pytest

from paper_checks import registry, run
from paper_checks.sf.entmax_jacobian import Comparison
from paper_checks.sf.entmax_supremum import all_classes, two_classes
from paper_checks.sf.hsm_jacobian import tree_of
from paper_checks.verdict import rule
from verify.profile import Profile

CLAIMS = registry.claims()

NO_COUNTEREXAMPLES = [
    ("sf.jacobian.entmax", {"alpha": "3/2", "N": "1"}),
    ("sf.jacobian.entmax.sup", {"alpha": "5/2", "N": "3", "level": "1/2"}),
    ("sf.jacobian.entmax.sup", {"alpha": "3/2", "counts": "1, 99", "p": "901/1000, 1/1000", "x": "99, -1", "N": "3"}),
    ("sf.jacobian.entmax.growth", {"alpha": "3/2", "digits": "2"}),
    ("sf.jacobian.entmax.above_two", {"alpha": "3/2", "least": "1/10", "N": "3"}),
    ("sf.jacobian.entmax.above_two", {"alpha": "3", "least": "1/2", "N": "3"}),
    ("sf.jacobian.entmax.pointwise", {"alpha": "2", "gap": "1/2"}),
    ("sf.jacobian.entmax.pointwise.repair", {"alpha": "2", "p": "3/2"}),
    ("sf.jacobian.entmax.pointwise.repair", {"alpha": "1/2", "p": "1/3"}),
    ("sf.jacobian.entmax.pointwise", {"alpha": "5", "gap": "1/2"}),
    ("sf.jacobian.rank", {"map": "softmax", "at": "0, 1, 2"}),
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


@pytest.mark.parametrize(("id", "values"), NO_COUNTEREXAMPLES)
def test_values_that_miss_a_hypothesis_contradict_nothing(id, values):
    assert not CLAIMS[id].violates(CLAIMS[id].subject, values)


@pytest.mark.parametrize(("id", "subject"), WRONG)
def test_a_wrong_or_a_looser_subject_does_not_stand(id, subject):
    assert not rule(run.gather(CLAIMS[id], subject, Profile.QUICK), CLAIMS[id].universal).verdict.stands


def test_trees_by_name():
    assert tree_of("caterpillar 5").depths.tolist() == [1, 2, 3, 4, 4]
    assert tree_of("balanced 4").depths.tolist() == [2, 2, 2, 2]
    assert tree_of("huffman 1, 1, 2").depths.tolist() == [2, 2, 1]
    with pytest.raises(ValueError, match="tree"):
        tree_of("oak 3")
