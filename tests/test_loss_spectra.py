"""Spectra of the losses' Hessians without matrices, against the exact Hessians."""

from fractions import Fraction

import numpy as np
import pytest

from theory import bookkeeping as books
from theory.loss_hessians import hsm_hessian, nce_hessian, ssm_hessian
from theory.trees import balanced
from verify.loss_spectra import hsm_curvatures, nce_curvatures, sampled_probabilities
from verify.spectra import eigenvalue

ODDS = [Fraction(1), Fraction(2), Fraction(1, 3), Fraction(3, 2)]
Q = [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8)]
SCORES = np.log(np.array([float(x) for x in ODDS]))
PROPOSAL = np.array([float(x) for x in Q])


def top(matrix):
    """The largest eigenvalue of an exact matrix."""
    return float(np.linalg.eigvalsh(np.array(matrix.tolist(), dtype=float))[-1])


@pytest.mark.parametrize("book", [books.IMPORTANCE, books.NEGATIVES_ONLY, books.RG_EQ_9, books.LOG_Q_BOTH])
@pytest.mark.parametrize("draws", [[1], [2, 2], [0, 2], [1, 2, 3, 3]])
def test_sampled_softmax(book, draws):
    p = sampled_probabilities(SCORES, PROPOSAL, 0, draws, book)
    assert float(eigenvalue(p, 0)) == pytest.approx(top(ssm_hessian(ODDS, Q, 0, draws, book)), abs=1e-14)


def test_sampled_softmax_without_a_term_is_refused():
    with pytest.raises(ValueError, match="draws"):
        sampled_probabilities(SCORES, PROPOSAL, 0, [0], books.Bookkeeping(False, "remove", "kq"))


@pytest.mark.parametrize("draws", [[1], [2, 2], [0, 2], [1, 2, 3, 3]])
def test_nce(draws):
    expected = top(nce_hessian(ODDS, Q, 0, draws, "items"))
    assert nce_curvatures(SCORES, PROPOSAL, 0, draws).max() == pytest.approx(expected, abs=1e-15)


def test_hierarchical_softmax():
    tree = balanced(5)
    assert hsm_curvatures(SCORES, tree, 3).max() == pytest.approx(top(hsm_hessian(ODDS, tree, 3)), abs=1e-15)
