"""Hierarchical softmax in batches against the reference, and the two functions against each other."""

import jaxtyping
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transforms import assert_transforms

from theory import hierarchical as reference
from theory.trees import Tree, balanced, huffman
from verify.errors import UsageError
from verify.losses.hierarchical import TreeTensors, hierarchical_log_probabilities, hierarchical_softmax_loss
from verify.seeds import generator

K = 5


def chain(n):
    return Tree(np.array([(~i, i + 1 if i < n - 2 else ~(n - 1)) for i in range(n - 1)]))


def skewed(n):
    return huffman([2 * n // (c + 1) for c in range(n)])


TREES = {"balanced": balanced(11), "Huffman": skewed(17), "chain": chain(9), "two": balanced(2), "one": balanced(1)}
every_tree = pytest.mark.parametrize("tree", TREES.values(), ids=TREES)


def problem(tree, name="hierarchical", rows=7, scale=1.0, dtype=torch.float64):
    """Factors whose products have standard deviation `scale`, and a target for each row."""
    random = generator(name)
    contexts = torch.from_numpy(random.normal(scale=scale / K**0.5, size=(rows, K))).to(dtype)
    nodes = torch.from_numpy(random.normal(size=(tree.n_items - 1, K))).to(dtype)
    return contexts, nodes, torch.from_numpy(random.integers(tree.n_items, size=rows))


def by_reference(contexts, nodes, tree):
    scores = (contexts.double() @ nodes.double().T).numpy()
    return torch.from_numpy(np.stack([reference.log_probabilities(row, tree) for row in scores]))


def tolerance(contexts, nodes, tree, dtype):
    """K products and up to `depth` sums a class, each rounded in float32 at least, and the result rounded once."""
    size = 1 + float((contexts.double().abs() @ nodes.double().abs().T).max()) if len(nodes) else 1.0
    wide = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    depth = int(tree.depths.max())
    return {"rtol": torch.finfo(dtype).eps, "atol": depth * (K + depth) * size * wide}


@every_tree
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_equal_to_the_reference(tree, scale, dtype):
    contexts, nodes, target = problem(tree, scale=scale, dtype=dtype)
    expected, allowed = by_reference(contexts, nodes, tree), tolerance(contexts, nodes, tree, dtype)
    log_p = hierarchical_log_probabilities(contexts, nodes, TreeTensors(tree))
    loss = hierarchical_softmax_loss(contexts, nodes, target, TreeTensors(tree), reduction="none")
    assert log_p.dtype == loss.dtype == dtype
    assert (loss >= 0).all()
    torch.testing.assert_close(log_p.double(), expected, **allowed)
    torch.testing.assert_close(loss.double(), -expected[torch.arange(7), target], **allowed)


@every_tree
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_probabilities_sum_to_one(tree, scale):
    contexts, nodes, _ = problem(tree, scale=scale)
    log_p = hierarchical_log_probabilities(contexts, nodes, TreeTensors(tree))
    allowed = tolerance(contexts, nodes, tree, torch.float64)["atol"]
    torch.testing.assert_close(log_p.exp().sum(1), torch.ones(7).double(), rtol=0, atol=allowed + 1e-14)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.integers(0, 11))
def test_paths_lead_up_to_the_root(weights, target):
    tree = huffman(weights)
    targets = torch.tensor([target % len(weights), 0])
    nodes, signs = TreeTensors(tree).paths(targets)
    assert nodes.shape[1] == tree.depths[targets.numpy()].max()
    for row, target in enumerate(targets.tolist()):
        up = slice(None, None, -1)
        assert [part[up].tolist() for part in tree.path(target)] == [
            part[row, : tree.depths[target]].tolist() for part in (nodes, signs)
        ]
        assert not nodes[row, tree.depths[target] :].any()
        assert not signs[row, tree.depths[target] :].any()


@pytest.mark.parametrize("tree", [tree for tree in TREES.values() if tree.n_items > 1])
def test_derivatives(tree):
    contexts, nodes, target = problem(tree, rows=3)
    factors, tensors = (contexts.requires_grad_(), nodes.requires_grad_()), TreeTensors(tree)
    for function in (
        lambda c, n: hierarchical_softmax_loss(c, n, target, tensors),
        lambda c, n: hierarchical_softmax_loss(c, n, target, tensors, "none", ignore_index=int(target[1])),
        lambda c, n: hierarchical_log_probabilities(c, n, tensors),
    ):
        assert torch.autograd.gradcheck(function, factors, check_forward_ad=True)
        assert torch.autograd.gradgradcheck(function, factors, check_fwd_over_rev=True)


@every_tree
def test_both_have_the_same_gradient(tree):
    contexts, nodes, target = problem(tree)
    factors, tensors = [contexts.requires_grad_(), nodes.requires_grad_()], TreeTensors(tree)
    loss = hierarchical_softmax_loss(contexts, nodes, target, tensors)
    full = torch.nn.functional.nll_loss(hierarchical_log_probabilities(contexts, nodes, tensors), target)
    torch.testing.assert_close(loss, full)
    torch.testing.assert_close(torch.autograd.grad(loss, factors), torch.autograd.grad(full, factors))


def test_gradient_touches_the_path_only():
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree, rows=1)
    loss = hierarchical_softmax_loss(contexts, nodes.requires_grad_(), target, TreeTensors(tree))
    (slope,) = torch.autograd.grad(loss, nodes)
    assert sorted(slope.abs().sum(1).nonzero()[:, 0].tolist()) == sorted(tree.path(int(target))[0].tolist())


def test_reductions_and_ignored_rows_are_as_in_cross_entropy():
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree)
    tensors = TreeTensors(tree)
    log_p = hierarchical_log_probabilities(contexts, nodes, tensors)
    target[2:4] = -100
    nothing = torch.full_like(target, 3)
    for reduction in ("none", "mean", "sum"):
        for labels, ignored in ((target, -100), (target.clamp(min=3), 3), (nothing, 3)):
            ours = hierarchical_softmax_loss(contexts, nodes, labels, tensors, reduction, ignored)
            theirs = torch.nn.functional.nll_loss(log_p, labels, reduction=reduction, ignore_index=ignored)
            torch.testing.assert_close(ours, theirs, equal_nan=True)


def test_an_ignored_row_may_hold_anything():
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree)
    contexts[2] = torch.nan
    target[2] = -100
    loss = hierarchical_softmax_loss(contexts.requires_grad_(), nodes.requires_grad_(), target, TreeTensors(tree))
    slopes = torch.autograd.grad(loss, [contexts, nodes])
    assert all(value.isfinite().all() for value in (loss, *slopes))
    assert not slopes[0][2].any()


@every_tree
def test_a_row_does_not_depend_on_its_batch(tree):
    contexts, nodes, target = problem(tree)
    tensors, allowed = TreeTensors(tree), tolerance(contexts, nodes, tree, torch.float64)
    each = hierarchical_softmax_loss(contexts, nodes, target, tensors, "none")
    for row in range(7):
        one = slice(row, row + 1)
        alone = hierarchical_softmax_loss(contexts[one], nodes, target[one], tensors, "none")
        torch.testing.assert_close(alone, each[one], **allowed)


@every_tree
def test_empty_and_strided_batches(tree):
    contexts, nodes, target = problem(tree)
    tensors = TreeTensors(tree)
    each = hierarchical_softmax_loss(contexts, nodes, target, tensors, "none")
    strided = [torch.stack([value] * 2, -1)[..., 0] for value in (contexts, nodes, target)]
    torch.testing.assert_close(hierarchical_softmax_loss(*strided, tensors, "none"), each)
    torch.testing.assert_close(hierarchical_softmax_loss(contexts, nodes, target.int(), tensors, "none"), each)
    assert hierarchical_softmax_loss(contexts[:0], nodes, target[:0], tensors, "none").shape == (0,)
    assert hierarchical_softmax_loss(contexts[:0], nodes, target[:0], tensors, "sum") == 0
    assert hierarchical_log_probabilities(contexts[:0], nodes, tensors).shape == (0, tree.n_items)


def test_one_class_is_certain():
    contexts, nodes, target = problem(TREES["one"])
    factors, tensors = [contexts.requires_grad_(), nodes.requires_grad_()], TreeTensors(TREES["one"])
    loss = hierarchical_softmax_loss(contexts, nodes, target, tensors, "none")
    log_p = hierarchical_log_probabilities(contexts, nodes, tensors)
    assert log_p.shape == (7, 1)
    for value in (loss, log_p):
        assert not value.any()
        assert not any(slope.any() for slope in torch.autograd.grad(value.sum(), factors, materialize_grads=True))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_extreme_scores(dtype):
    """At 1e4 a decision costs nothing or 1e4; -inf and +inf are certain."""
    nodes, target = torch.ones(1, 1, dtype=dtype), torch.tensor([0, 1])
    tensors = TreeTensors(TREES["two"])
    for score, expected in ((1e4, [0.0, 1e4]), (-1e4, [1e4, 0.0]), (torch.inf, [0.0, torch.inf])):
        contexts = torch.full((2, 1), score, dtype=dtype)
        loss = hierarchical_softmax_loss(contexts, nodes, target, tensors, "none")
        torch.testing.assert_close(loss, torch.tensor(expected, dtype=dtype), rtol=0, atol=0)


def test_a_chain_of_thousands_of_classes():
    tree = chain(5000)
    contexts, nodes, _ = problem(tree, rows=2, scale=0.01)
    target = torch.tensor([4999, 3])
    tensors = TreeTensors(tree)
    log_p = hierarchical_log_probabilities(contexts, nodes, tensors)
    loss = hierarchical_softmax_loss(contexts, nodes, target, tensors, "none")
    torch.testing.assert_close(loss, -log_p[[0, 1], target], rtol=1e-10, atol=0)
    torch.testing.assert_close(log_p.exp().sum(1), torch.ones(2).double())


FACTORS = torch.zeros(4, 3), torch.zeros(1, 3), torch.zeros(4, dtype=torch.int64)


@pytest.mark.parametrize(
    ("place", "value", "error", "fault"),
    [
        (
            0,
            torch.zeros(4, 3, dtype=torch.int64),
            TypeError,
            "contexts: expected a floating-point tensor, got torch.int64",
        ),
        (
            1,
            torch.zeros(1, 3, dtype=torch.int32),
            TypeError,
            "nodes: expected a floating-point tensor",
        ),
        (2, torch.zeros(4), TypeError, "target: expected integers, got torch.float32"),
        (0, torch.zeros(3), UsageError, r"contexts: expected the shape \(batch, K\), got \(3,\)"),
        (1, torch.zeros(2, 3), UsageError, r"nodes: expected the shape \(N - 1, K\) = \(1, 3\), got \(2, 3\)"),
        (1, torch.zeros(1, 4), UsageError, r"nodes: .* got \(1, 4\)"),
        (2, torch.zeros(5, dtype=torch.int64), UsageError, r"target: expected classes of shape \(4,\), got \(5,\)"),
        (2, torch.tensor([0, 1, 2, 0]), UsageError, "target: expected classes from 0 to 1 .*, got 2"),
        (2, torch.tensor([0, 1, -1, 0]), UsageError, "target: expected classes from 0 to 1 .*, got -1"),
    ],
)
def test_bad_input_is_named(place, value, error, fault):
    arguments = list(FACTORS)
    arguments[place] = value
    with pytest.raises(error, match=fault):
        hierarchical_softmax_loss(*arguments, TreeTensors(TREES["two"]))
    if place < 2:
        with pytest.raises(error, match=fault):
            hierarchical_log_probabilities(*arguments[:2], TreeTensors(TREES["two"]))


def test_an_unknown_reduction_is_named():
    with pytest.raises(UsageError, match="unknown reduction 'max'"):
        hierarchical_softmax_loss(*FACTORS, TreeTensors(TREES["two"]), reduction="max")


def test_wrong_types_are_named(monkeypatch):
    """By the losses themselves: users do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    contexts, nodes, target = FACTORS
    tensors, eight_bits = TreeTensors(TREES["two"]), torch.zeros(4, 3).to(torch.float8_e5m2)
    for call, message in (
        (lambda: hierarchical_softmax_loss(*FACTORS, TREES["two"]), "tree: expected TreeTensors, got Tree"),
        (lambda: hierarchical_log_probabilities(contexts, nodes, None), "tree: expected TreeTensors, got NoneType"),
        (lambda: TreeTensors([[-1, -2]]), r"tree: expected a theory\.trees\.Tree, got list"),
        (lambda: hierarchical_softmax_loss(contexts, nodes, [0] * 4, tensors), "target: expected integers, got list"),
        (lambda: hierarchical_softmax_loss(contexts.tolist(), nodes, target, tensors), "contexts: .* got list"),
        (lambda: hierarchical_softmax_loss(eight_bits, nodes, target, tensors), "contexts: .* got torch.float8_e5m2"),
        (lambda: tensors.paths(torch.zeros(2)), "target: expected integers, got torch.float32"),
    ):
        with pytest.raises(TypeError, match=message):
            call()


@pytest.mark.parametrize("wrong", [-1, 2, 7])
def test_paths_of_no_class(wrong):
    with pytest.raises(UsageError, match=f"target: expected classes from 0 to 1, got {wrong}"):
        TreeTensors(TREES["two"]).paths(torch.tensor([0, wrong]))


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.int32])
def test_targets_in_every_format_of_integers(dtype):
    """300 classes are more than 8 bits count, and uint8 is a mask to torch."""
    tree = balanced(300)
    contexts, nodes, target = problem(tree)
    target, tensors = target % 128, TreeTensors(tree)
    expected = hierarchical_softmax_loss(contexts, nodes, target, tensors)
    assert torch.equal(hierarchical_softmax_loss(contexts, nodes, target.to(dtype), tensors), expected)
    for ours, theirs in zip(tensors.paths(target.to(dtype)), tensors.paths(target), strict=True):
        assert torch.equal(ours, theirs)


def test_function_transforms():
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree, rows=4)
    contexts, nodes, tensors = contexts.view(2, 2, K), torch.stack([nodes, nodes.flip(0)]), TreeTensors(tree)
    assert_transforms(lambda c, n: hierarchical_softmax_loss(c, n, target[:2], tensors), contexts, nodes)
    assert_transforms(lambda c, n: hierarchical_log_probabilities(c, n, tensors)[0, 3], contexts, nodes)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_slopes_are_finite_however_large_the_scores(dtype):
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree, dtype=dtype)
    contexts = (1e30 * contexts).requires_grad_()
    loss = hierarchical_softmax_loss(contexts, nodes.requires_grad_(), target, TreeTensors(tree), "none")
    assert (loss >= 0).all()
    for value in (loss, *torch.autograd.grad(loss.sum(), (contexts, nodes))):
        assert value.isfinite().all()


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_the_same_on_a_gpu():
    tree = TREES["Huffman"]
    contexts, nodes, target = problem(tree)
    here, there = TreeTensors(tree), TreeTensors(tree, "cuda")
    moved = [value.cuda() for value in (contexts, nodes, target)]
    torch.testing.assert_close(
        hierarchical_softmax_loss(*moved, there).cpu(), hierarchical_softmax_loss(contexts, nodes, target, here)
    )
    torch.testing.assert_close(
        hierarchical_log_probabilities(*moved[:2], there).cpu(), hierarchical_log_probabilities(contexts, nodes, here)
    )
