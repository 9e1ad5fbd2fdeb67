"""Hessians of the sampled, hierarchical and RG losses: every step, and exact values against difference quotients."""

from fractions import Fraction

import numpy as np
import pytest

from theory import bookkeeping as books
from theory import hierarchical, loss_hessians, sampled
from theory.loss_hessians import hsm_hessian, hsm_jacobian, nce_hessian, quadratic_form, rg_hessian, ssm_hessian
from theory.trees import balanced, huffman

ODDS = [Fraction(1), Fraction(2), Fraction(1, 3), Fraction(3, 2)]
Q = [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8)]
SCORES = np.log(np.array([float(x) for x in ODDS]))
PROPOSAL = np.array([float(x) for x in Q])
STEP = 1e-4


@pytest.mark.parametrize(
    "steps",
    [
        loss_hessians.ssm_steps,
        loss_hessians.nce_steps,
        loss_hessians.normaliser_steps,
        loss_hessians.hsm_steps,
        loss_hessians.features_steps,
        loss_hessians.map_steps,
        lambda: loss_hessians.rg_steps("rg2"),
        lambda: loss_hessians.rg_steps("rgx"),
    ],
)
def test_every_step_is_executed_and_holds(steps):
    assert all(step.holds for step in steps())


def second_differences(loss, x):
    """The Hessian of a loss by central differences."""
    e = STEP * np.eye(x.size)
    return np.array(
        [
            [(loss(x + a + b) - loss(x + a - b) - loss(x - a + b) + loss(x - a - b)) / (4 * STEP**2) for b in e]
            for a in e
        ]
    )


def floats(matrix):
    """An exact matrix as floats."""
    return np.array(matrix.tolist(), dtype=float)


@pytest.mark.parametrize("book", [books.IMPORTANCE, books.NEGATIVES_ONLY, books.RG_EQ_8, books.LOG_Q_BOTH])
@pytest.mark.parametrize("draws", [[1], [1, 1], [0, 2], [1, 2, 3]])
def test_sampled_softmax_with_repeated_draws_and_hits(book, draws):
    found = second_differences(lambda o: sampled.sampled_softmax_loss(o, PROPOSAL, 0, draws, book), SCORES)
    np.testing.assert_allclose(floats(ssm_hessian(ODDS, Q, 0, draws, book)), found, atol=1e-6)


def test_sampled_softmax_without_a_term_is_refused():
    with pytest.raises(ValueError, match="draws"):
        ssm_hessian(ODDS, Q, 0, [0], books.Bookkeeping(positive=False, hits="remove", correction="kq"))


@pytest.mark.parametrize("draws", [[1], [1, 1], [0, 2], [1, 2, 3]])
def test_nce_in_the_items_scores_and_with_its_normaliser(draws):
    found = second_differences(lambda o: sampled.nce_loss(o, PROPOSAL, 0, draws), SCORES)
    np.testing.assert_allclose(floats(nce_hessian(ODDS, Q, 0, draws, "items")), found, atol=1e-6)
    found = second_differences(lambda x: sampled.nce_loss(x[:-1], PROPOSAL, 0, draws, x[-1]), np.append(SCORES, 0.0))
    np.testing.assert_allclose(floats(nce_hessian(ODDS, Q, 0, draws, "items and normaliser")), found, atol=1e-6)


def test_nce_in_the_logits_of_its_terms_adds_up_to_that_in_the_items_scores():
    draws = [1, 1, 0]
    own = floats(nce_hessian(ODDS, Q, 0, draws, "terms"))
    gather = np.eye(4)[[0, *draws]]
    np.testing.assert_allclose(gather.T @ own @ gather, floats(nce_hessian(ODDS, Q, 0, draws, "items")), atol=1e-15)


@pytest.mark.parametrize("tree", [balanced(5), huffman([1, 2, 4, 8, 16])])
def test_hierarchical_softmax(tree):
    found = second_differences(lambda s: hierarchical.loss(s, 3, tree), SCORES)
    np.testing.assert_allclose(floats(hsm_hessian(ODDS, tree, 3)), found, atol=1e-6)
    p = np.exp(hierarchical.log_probabilities(SCORES, tree))
    expected = p[:, None] * hierarchical.log_jacobian(SCORES, tree)
    np.testing.assert_allclose(floats(hsm_jacobian(ODDS, tree)), expected, atol=1e-14)


def test_no_tree_and_no_scores_found_have_a_map_with_a_larger_jacobian():
    rng = np.random.default_rng(7)
    for _ in range(300):
        n = int(rng.integers(2, 12))
        tree, scores = huffman(rng.exponential(size=n) ** 3), rng.normal(scale=4, size=n - 1)
        p = np.exp(hierarchical.log_probabilities(scores, tree))
        norm = np.linalg.norm(p[:, None] * hierarchical.log_jacobian(scores, tree), 2)
        assert norm <= np.sqrt(1 / 8) + 1e-12


def test_the_rg_losses():
    np.testing.assert_allclose(floats(rg_hessian("rg2", 4)), np.eye(4) / 4)
    np.testing.assert_allclose(floats(rg_hessian("rgx", 4)), (np.eye(4) - 1 / 4) / 4)


def test_the_quotient_needs_a_direction_of_the_right_length():
    assert quadratic_form(rg_hessian("rg2", 2), (Fraction(3), Fraction(1))) == Fraction(1, 2)
    for v in ((Fraction(1),), (Fraction(0), Fraction(0))):
        with pytest.raises(ValueError, match="v: expected"):
            quadratic_form(rg_hessian("rg2", 2), v)
