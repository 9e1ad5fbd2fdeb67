r"""What hierarchical softmax (`theory.hierarchical`) can represent: every distribution, but not every softmax model.

A node whose left subtree has the mass l and whose right one the mass r takes its left child with the chance
$\frac{l}{l + r}$ if its score is $\log\frac lr$: the odds of the node are the ratio of the masses.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from theory.argument import Step
from theory.trees import Tree

Odds = Callable[[Any, Any], Any]
"""The odds of a node's left child as a function of the masses of its left and its right subtree."""

CONTEXTS = (-1, 0, 1)
"""The contexts x of the one-dimensional models."""


def trees(n: int) -> Iterator[Tree]:
    """Every full binary tree over the classes 0, ..., n - 1; a tree and its mirror image count once."""
    for nested in _nested(tuple(range(n))):
        yield _numbered(nested)


def _nested(classes: tuple[int, ...]) -> Iterator[Any]:
    """Trees as nested pairs, the first class always on the left."""
    if len(classes) == 1:
        yield classes[0]
        return
    first, *rest = classes
    for mask in range(2 ** len(rest) - 1):
        left = (first, *(c for i, c in enumerate(rest) if mask >> i & 1))
        right = tuple(c for i, c in enumerate(rest) if not mask >> i & 1)
        yield from ((a, b) for a in _nested(left) for b in _nested(right))


def _numbered(nested: Any) -> Tree:
    children: list[list[int]] = []

    def number(node: Any) -> int:
        if not isinstance(node, tuple):
            return ~int(node)
        place = len(children)
        children.append([0, 0])
        children[place] = [number(node[0]), number(node[1])]
        return place

    number(nested)
    return Tree(np.array(children).reshape(-1, 2))


def masses(tree: Tree, eta: Sequence[Any]) -> list[tuple[Any, Any]]:
    """The masses of the left and of the right subtree of every inner node."""
    found: list[tuple[Any, Any]] = [(0, 0)] * len(tree.children)
    for target, share in enumerate(eta):
        for node, side in zip(*tree.path(target), strict=True):
            left, right = found[node]
            found[node] = (left + share, right) if side == 1 else (left, right + share)
    return found


def probabilities(tree: Tree, odds: Odds, eta: Sequence[Fraction]) -> list[Fraction]:
    """The chance of every class where each node has the claimed odds, exactly."""
    ratios = [odds(left, right) for left, right in masses(tree, eta)]
    chances = [Fraction(ratio) / (1 + ratio) for ratio in ratios]
    found = []
    for target in range(tree.n_items):
        chance = Fraction(1)
        for node, side in zip(*tree.path(target), strict=True):
            chance *= chances[node] if side == 1 else 1 - chances[node]
        found.append(chance)
    return found


def exact_steps(odds: Odds) -> tuple[Step, ...]:
    """The odds make the tree's distribution the given one, and are the only minimiser of its conditional risk."""
    left, right = sp.symbols("l r", positive=True)
    s = sp.Symbol("s", real=True)
    claimed = odds(left, right)
    share = claimed / (1 + claimed)
    part = left * sp.log(1 + sp.exp(-s)) + right * sp.log(1 + sp.exp(s))
    return (
        Step(
            r"with the claimed odds a node takes its left child with the chance $\frac l{l + r}$ and its right one "
            r"with $\frac r{l + r}$; along a path each numerator is the next denominator, the first denominator is 1, "
            r"and the last numerator $\eta_c$: the product is $\eta_c$, whatever the tree",
            sp.simplify(share - left / (left + right)) == 0 and sp.simplify(1 - share - right / (left + right)) == 0,
        ),
        Step(
            r"the conditional risk $-\sum_c \eta_c \log p_c$ is the sum over nodes of $l\log(1 + e^{-s}) + r\log(1 + "
            r"e^s)$, for class c enters at the nodes of its path with its own sign; each term is strictly convex and "
            r"least at $s = \log\frac lr$ alone",
            sp.simplify(sp.diff(part, s).subs(s, sp.log(left / right))) == 0
            and sp.simplify(sp.diff(part, s, 2) - (left + right) * sp.exp(s) / (1 + sp.exp(s)) ** 2) == 0,
        ),
    )


def node_scores(tree: Tree, model: Sequence[Fraction], x: int) -> list[sp.Expr]:
    r"""The node scores that represent softmax of $o_c = a_c x$: the logarithms of the ratios of the masses."""
    odds = [sp.exp(sp.Rational(a.numerator, a.denominator) * x) for a in model]
    return [sp.log(left) - sp.log(right) for left, right in masses(tree, odds)]


def bends(tree: Tree, model: Sequence[Fraction]) -> list[sp.Expr]:
    r"""$s(1) + s(-1) - 2s(0)$ of every node: all 0 exactly if scores $w_i x + b_i$ represent the model."""
    below, at, above = (node_scores(tree, model, x) for x in CONTEXTS)
    return [a + b - 2 * c for a, b, c in zip(above, below, at, strict=True)]
