"""Full binary trees over N classes: every inner node has two children, and the leaves are the classes.

A node is a whole number: i >= 0 is inner node i, with 0 the root, and ~c = -1 - c is the leaf of class c. An array
over all 2N - 1 nodes, inner ones first and the classes last in reverse, is indexed by either.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Int, Real, Shaped


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree given by the left and right child of each inner node, shape (N - 1, 2); one class is a root without any.

    Raises ValueError for children that do not make a tree with root 0 over the classes 0, ..., N - 1, and TypeError
    for numbers that are not whole.
    """

    children: Shaped[np.ndarray, "..."]

    def __post_init__(self) -> None:
        children = np.array(self.children)
        if children.ndim != 2 or children.shape[1] != 2:
            raise ValueError(f"children: expected the shape (N - 1, 2), got {children.shape}")
        if children.size and not np.issubdtype(children.dtype, np.integer):
            raise TypeError(f"children: expected whole numbers, got {children.dtype}")
        children = children.astype(np.int64)
        children.flags.writeable = False
        object.__setattr__(self, "children", children)
        if len(children):
            self._require_one_parent_each()
        if unreached := len(children) - sum(map(len, self.levels)):
            raise ValueError(f"children: expected all below the root, got {unreached} that hang from a cycle")

    def _require_one_parent_each(self) -> None:
        found, times = np.unique(self.children, return_counts=True)
        strange = found[(found < -self.n_items) | (found == 0) | (found >= len(self.children))]
        for nodes, fault in (
            (strange, "is neither a class nor below the root"),
            (found[times > 1], "is a child more than once"),
        ):
            if len(nodes):
                raise ValueError(f"children: {_name(int(nodes[0]))} {fault}, for N = {self.n_items} classes")

    @property
    def n_items(self) -> int:
        """The number N of classes."""
        return len(self.children) + 1

    @cached_property
    def levels(self) -> tuple[Int[np.ndarray, " nodes"], ...]:
        """The inner nodes at distance 0, 1, ... from the root."""
        levels = []
        level = np.arange(min(len(self.children), 1))
        while len(level):
            levels.append(level)
            level = self.children[level].ravel()
            level = level[level >= 0]
        return tuple(levels)

    @cached_property
    def parents(self) -> Int[np.ndarray, " nodes"]:
        """The parent of each node; the root's is itself."""
        return self._below(np.arange(len(self.children))[:, None])

    @cached_property
    def signs(self) -> Int[np.ndarray, " nodes"]:
        """1 for a left child, -1 for a right child, 0 for the root."""
        return self._below(np.array([[1, -1]]))

    def _below(self, values: Int[np.ndarray, "#inner #two"]) -> Int[np.ndarray, " nodes"]:
        nodes = np.zeros(2 * self.n_items - 1, dtype=np.int64)
        nodes[self.children] = values
        return nodes

    @cached_property
    def depths(self) -> Int[np.ndarray, " n"]:
        """The number of inner nodes above each class."""
        depths = np.zeros(2 * self.n_items - 1, dtype=np.int64)
        for level in self.levels:
            depths[self.children[level]] = depths[level][:, None] + 1
        return depths[~np.arange(self.n_items)]

    def path(self, target: int) -> tuple[Int[np.ndarray, " depth"], Int[np.ndarray, " depth"]]:
        """The inner nodes from the root to a class, and the sign of the child taken at each (1 left, -1 right).

        Raises ValueError for a target outside 0, ..., N - 1.
        """
        if not 0 <= target < self.n_items:
            raise ValueError(f"target: expected a class from 0 to {self.n_items - 1}, got {target}")
        nodes, signs, node = [], [], ~target
        for _ in range(self.depths[target]):
            signs.append(self.signs[node])
            node = self.parents[node]
            nodes.append(node)
        return np.array(nodes[::-1], dtype=np.int64), np.array(signs[::-1], dtype=np.int64)


def balanced(n: int) -> Tree:
    """The tree over n classes that is filled level by level: depths are log2(n) rounded down or up.

    Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"n: expected at least 1 class, got {n}")
    places = np.arange(1, 2 * n - 1).reshape(-1, 2)
    return Tree(np.where(places < n - 1, places, n - 2 - places))


def huffman(weights: Sequence[Any] | Real[np.ndarray, " n"]) -> Tree:
    """A tree of least expected depth sum_c w_c depth_c / sum_c w_c, for w_c >= 0 (whole numbers, fractions, floats).

    The two lightest subtrees are joined until one is left, the lighter on the left; of equal ones the older first,
    where classes in their order are older than joined subtrees, which keeps the tree shallow. Huffman (1952),
    doi 10.1109/JRPROC.1952.273898. Raises ValueError for no weights and for one that is negative or not finite.
    """
    weights = weights.tolist() if isinstance(weights, np.ndarray) else weights
    if len(weights) == 0:
        raise ValueError("weights: expected one for each of at least 1 class, got none")
    for c, weight in enumerate(weights):
        if not (weight >= 0 and weight - weight == 0):
            raise ValueError(f"weights: expected finite numbers of at least 0, got {weight} for class {c}")
    last = len(weights) - 2
    heap = [(weight, age, ~age) for age, weight in enumerate(weights)]
    heapq.heapify(heap)
    children = np.empty((last + 1, 2), dtype=np.int64)
    for node in range(last, -1, -1):
        left, right = heapq.heappop(heap), heapq.heappop(heap)
        children[node] = left[2], right[2]
        heapq.heappush(heap, (left[0] + right[0], 2 * last + 2 - node, node))
    return Tree(children)


def _name(node: int) -> str:
    return f"inner node {node}" if node >= 0 else f"class {~node}"
