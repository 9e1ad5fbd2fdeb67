"""Binary trees: what is a tree, and which one is the best for given weights."""

from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_checks.sf.hsm_jacobian import tree_of
from theory.trees import Tree, balanced, huffman

weights = st.lists(st.fractions(0, 3, max_denominator=6), min_size=1, max_size=9)


@st.composite
def any_children(draw, most=12):
    """Those of any tree over up to `most` classes: some pair of subtrees is joined until one is left."""
    n = draw(st.integers(1, most))
    parts, children = [~c for c in draw(st.permutations(range(n)))], [None] * (n - 1)
    for node in [*draw(st.permutations(range(1, n - 1))), 0][: n - 1]:
        pair = [parts.pop(draw(st.integers(0, len(parts) - 1))) for _ in range(2)]
        children[node] = pair
        parts.append(node)
    return np.array(children, dtype=np.int64).reshape(-1, 2)


@given(any_children())
def test_each_path_leads_from_the_root_to_its_class(children):
    tree = Tree(children)
    for target in range(tree.n_items):
        nodes, signs = tree.path(target)
        assert len(nodes) == len(signs) == tree.depths[target]
        place = 0 if len(nodes) else ~target
        for node, sign in zip(nodes, signs, strict=True):
            assert place == node
            place = tree.children[node][{1: 0, -1: 1}[sign]]
        assert place == ~target


@given(any_children())
def test_depths_meet_krafts_equality(children):
    tree = Tree(children)
    assert sum(Fraction(1, 2 ** int(depth)) for depth in tree.depths) == 1


@given(any_children())
def test_levels_hold_every_inner_node_once(children):
    tree = Tree(children)
    nodes = [node for level in tree.levels for node in level]
    assert sorted(nodes) == list(range(tree.n_items - 1))
    for above, level in zip(tree.levels, tree.levels[1:], strict=False):
        assert set(tree.parents[level]) <= set(above)


@pytest.mark.parametrize("n", [*range(1, 34), 1000, 1 << 12])
def test_balanced_depths_differ_by_at_most_one(n):
    tree = balanced(n)
    assert tree.n_items == n
    assert set(tree.depths) <= {n.bit_length() - 1, (n - 1).bit_length()}
    assert sum(Fraction(1, 2 ** int(depth)) for depth in tree.depths) == 1


def least_cost(parts):
    """The least sum of w_c depth_c over all trees: over every way to join the parts, two by two."""
    if len(parts) == 1:
        return 0
    costs = []
    for a, b in combinations(range(len(parts)), 2):
        joined = parts[a] + parts[b]
        rest = [part for i, part in enumerate(parts) if i not in (a, b)]
        costs.append(joined + least_cost([*rest, joined]))
    return min(costs)


@given(st.lists(st.fractions(0, 3, max_denominator=6), min_size=1, max_size=5))
def test_huffman_is_the_best_of_all_trees(w):
    assert sum(x * int(depth) for x, depth in zip(w, huffman(w).depths, strict=True)) == least_cost(w)


@given(weights)
def test_huffman_is_a_tree_in_which_the_heavier_is_never_deeper(w):
    depths = huffman(w).depths
    assert sum(Fraction(1, 2 ** int(depth)) for depth in depths) == 1
    assert not any(w[a] > w[b] and depths[a] > depths[b] for a, b in permutations(range(len(w)), 2))


@given(weights)
def test_huffman_is_the_same_for_the_same_numbers_in_another_type(w):
    whole = [int(x * 60) for x in w]
    for other in (whole, [float(x) for x in whole], np.array(whole)):
        np.testing.assert_array_equal(huffman(other).children, huffman(w).children)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 100])
def test_equal_weights_make_a_shallow_tree(n):
    for weight in (0, 1):
        assert sorted(huffman([weight] * n).depths) == sorted(balanced(n).depths)


def chain(n):
    return Tree(np.array([(~i, i + 1 if i < n - 2 else ~(n - 1)) for i in range(n - 1)]))


def test_a_chain_of_thousands_of_classes():
    for tree in (chain(5000), huffman([1 << i for i in range(4999, -1, -1)])):
        np.testing.assert_array_equal(tree.depths, np.minimum(np.arange(1, 5001), 4999))
        assert len(tree.path(4999)[0]) == 4999


def test_one_class_has_no_decisions():
    for tree in (balanced(1), huffman([Fraction(1, 3)]), Tree(np.empty((0, 2)))):
        assert tree.n_items == 1
        assert tree.levels == ()
        assert tree.depths.tolist() == [0]
        assert [len(part) for part in tree.path(0)] == [0, 0]


def test_a_tree_cannot_be_changed():
    children = np.array([[~0, ~1]])
    tree = Tree(children)
    children[0, 0] = ~1
    assert tree.children.tolist() == [[~0, ~1]]
    with pytest.raises(ValueError, match="read-only"):
        tree.children[0, 0] = 5


@pytest.mark.parametrize(
    ("children", "fault"),
    [
        ([[~0, ~2]], "class 2 is neither"),
        ([[1, ~0], [0, ~1]], "inner node 0 is neither"),
        ([[1, ~0], [2, ~1]], "inner node 2 is neither"),
        ([[~0, ~0]], "class 0 is a child more than once"),
        ([[1, 1], [~0, ~1]], "inner node 1 is a child more than once"),
        ([[~0, ~1], [1, ~2]], "got 1 that hang from a cycle"),
        ([[~0, ~1], [2, ~2], [1, ~3]], "got 2 that hang from a cycle"),
        ([~0, ~1], r"expected the shape \(N - 1, 2\), got \(2,\)"),
        ([[~0, ~1, ~2]], r"expected the shape \(N - 1, 2\), got \(1, 3\)"),
    ],
)
def test_what_is_no_tree_is_named(children, fault):
    with pytest.raises(ValueError, match=fault):
        Tree(np.array(children))


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: balanced(0), "n: expected at least 1 class, got 0"),
        (lambda: huffman([]), "weights: .* got none"),
        (lambda: huffman([1, Fraction(-1, 2)]), "weights: .* got -1/2 for class 1"),
        (lambda: huffman([1.0, float("nan")]), "weights: .* got nan for class 1"),
        (lambda: huffman([float("inf")]), "weights: .* got inf for class 0"),
        (lambda: balanced(3).path(3), "target: expected a class from 0 to 2, got 3"),
        (lambda: balanced(3).path(-1), "target: expected a class from 0 to 2, got -1"),
    ],
)
def test_bad_input_is_named(make, fault):
    with pytest.raises(ValueError, match=fault):
        make()


def test_numbers_of_nodes_are_whole():
    with pytest.raises(TypeError):
        Tree(np.array([[-1.0, -2.5]]))


def test_small_integer_types_do_not_overflow():
    weights = [20_000] * 5 + [1, 2]
    assert huffman(np.array(weights, dtype=np.int16)).depths.tolist() == huffman(weights).depths.tolist()


def test_trees_by_name():
    assert tree_of("caterpillar 5").depths.tolist() == [1, 2, 3, 4, 4]
    assert tree_of("balanced 4").depths.tolist() == [2, 2, 2, 2]
    assert tree_of("huffman 1, 1, 2").depths.tolist() == [2, 2, 1]
    with pytest.raises(ValueError, match="tree"):
        tree_of("oak 3")
