"""Hierarchical softmax for one example: the class is found by binary decisions from the root of a tree down.

At inner node i, with score s_i, the left child is taken with probability sigma(s_i) and the right one with
sigma(-s_i) = 1 - sigma(s_i). Morin and Bengio (2005), AISTATS; Mnih and Hinton (2008), NIPS, "A Scalable Hierarchical
Distributed Language Model", Eq. 4-5.
"""

import numpy as np
from jaxtyping import Float

from theory.trees import Tree


def log_probabilities(scores: Float[np.ndarray, " inner"], tree: Tree) -> Float[np.ndarray, " n"]:
    """The log p of every class: the sum of log sigma(sign s_i) along its path; ValueError as for `loss`."""
    return np.array([-loss(scores, target, tree) for target in range(tree.n_items)])


def loss(scores: Float[np.ndarray, " inner"], target: int, tree: Tree) -> float:
    """Minus log p of the target: the sum of log(1 + exp(-sign s_i)) along its path; 0 for one class.

    Raises ValueError unless there is one score for each inner node, and for a target that is no class.
    """
    _require_scores(scores, tree)
    nodes, signs = tree.path(target)
    return float(np.logaddexp(0, -signs * scores[nodes]).sum())


def log_jacobian(scores: Float[np.ndarray, " inner"], tree: Tree) -> Float[np.ndarray, "n inner"]:
    """The derivatives of log p_c in s_i: sign sigma(-sign s_i) on the path of class c, else 0."""
    _require_scores(scores, tree)
    jacobian = np.zeros((tree.n_items, len(scores)))
    for target in range(tree.n_items):
        nodes, signs = tree.path(target)
        jacobian[target, nodes] = signs * np.exp(-np.logaddexp(0, signs * scores[nodes]))
    return jacobian


def _require_scores(scores: Float[np.ndarray, " inner"], tree: Tree) -> None:
    if scores.shape != (tree.n_items - 1,):
        raise ValueError(f"scores: expected the shape ({tree.n_items - 1},), one a node, got {scores.shape}")
