"""What every map and every loss of the family does with special inputs, compiled and not."""

import pytest
import torch
import torch.autograd.forward_ad as forward_ad
from family import ALL, DTYPES, FAMILY, PATHS, subjects

from verify.seeds import generator

NAN, INF = torch.nan, torch.inf


@pytest.fixture(**subjects(ALL))
def member(request):
    name, path = request.param
    with PATHS[path]():
        yield ALL[name]


@pytest.fixture(**subjects(FAMILY))
def full(request):
    """A member with cross_entropy's signature."""
    name, path = request.param
    with PATHS[path]():
        yield FAMILY[name]


def batch(*shape, scale=1.0, dtype=torch.float64):
    random = generator("family.batch")
    scores = torch.from_numpy(scale * random.standard_normal(shape)).to(dtype)
    return scores, torch.from_numpy(random.integers(shape[-1], size=shape[:-1]))


def slope(loss, scores, *arguments, **options):
    scores = scores.detach().requires_grad_()
    return torch.autograd.grad(loss(scores, *arguments, **options).sum(), scores)[0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.01, 1, 100])
def test_a_masked_class_has_no_effect(member, dtype, scale):
    scores, target = batch(5, 9, scale=scale, dtype=dtype)
    masked = torch.cat([scores[:, :4], torch.full((5, 1), -INF, dtype=dtype), scores[:, 4:]], 1)
    moved = target + (target >= 4)
    p = member.map(masked, moved)
    assert (p[:, 4] == 0).all()
    rest = [i for i in range(10) if i != 4]
    torch.testing.assert_close(p[:, rest], member.map(scores, target))
    torch.testing.assert_close(member.loss(masked, moved), member.loss(scores, target))
    found = slope(member.loss, masked, moved)
    assert (found[:, 4] == 0).all()
    torch.testing.assert_close(found[:, rest], slope(member.loss, scores, target))


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_masked_target_costs_infinity_and_spoils_no_gradient(member, dtype):
    scores = torch.tensor([[0.3, -INF, 0.2]], dtype=dtype)
    assert member.loss(scores, torch.tensor([1])).item() == INF
    assert slope(member.loss, scores, torch.tensor([1])).isfinite().all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_all_classes_but_one_masked(member, dtype):
    scores = torch.tensor([[-INF, 3.0, -INF]], dtype=dtype)
    assert member.map(scores, torch.tensor([1])).tolist() == [[0, 1, 0]]
    assert member.loss(scores, torch.tensor([1])).item() == 0
    assert (slope(member.loss, scores, torch.tensor([1])) == 0).all()
    assert member.loss(scores, torch.tensor([0])).item() == INF


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("row", [[NAN, 0.0, 1.0], [0.0, 1.0, NAN], [0.0, INF, 1.0], [INF, INF, 0.0], [-INF] * 3])
def test_without_a_distribution_all_is_nan_and_only_there(member, dtype, row):
    scores = torch.tensor([row, [0.1, 0.2, 0.3]], dtype=dtype)
    target = torch.tensor([2, 1])
    p, loss = member.map(scores, target), member.loss(scores, target, reduction="none")
    found = slope(member.loss, scores, target, reduction="none")
    for values in (p, loss, found):
        assert values[0].isnan().all()
        assert values[1].isfinite().all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_class(member, dtype):
    scores = torch.tensor([[7.0], [-1e4]], dtype=dtype)
    target = torch.zeros(2, dtype=torch.long)
    assert member.map(scores, target).tolist() == [[1], [1]]
    assert member.loss(scores, target, reduction="none").tolist() == [0, 0]
    assert slope(member.loss, scores, target).tolist() == [[0], [0]]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("margin", [1 / 3, 1.0, 2.0])
def test_ties_exactly_at_the_threshold(member, dtype, margin):
    """1 is where sparsemax ends the support, 2 is 1.5-entmax's, 1/3, rounded, that of Rankmax with scale 3."""
    scores = torch.tensor([[margin, 0.0, 0.0, margin - 0.25], [0.0, margin, margin, margin]], dtype=dtype)
    target = torch.tensor([0, 1])
    p = member.map(scores, target).double()
    torch.testing.assert_close(p, member.map(scores.double(), target), rtol=0, atol=torch.finfo(dtype).eps)
    assert p[0, 1] == p[0, 2]
    assert p[1, 1] == p[1, 2] == p[1, 3]
    alone = torch.tensor([[margin, 0.0, 0.0]], dtype=dtype)
    loss = member.loss(alone, torch.tensor([0])).item()
    assert loss >= 0


@pytest.mark.parametrize("shape", [(0, 4), (2, 0, 4), (3, 4), (2, 3, 4), (4,)])
def test_shapes_and_empty_batches(member, shape):
    scores, target = batch(*shape)
    assert member.map(scores, target).shape == shape
    assert member.loss(scores, target, reduction="none").shape == shape[:-1]
    assert member.loss(scores, target, reduction="sum").shape == ()
    assert slope(member.loss, scores, target, reduction="sum").shape == shape
    assert member.loss(scores, target).isnan() == (scores.numel() == 0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_memory_order_and_axis_change_only_rounding(member, dtype):
    scores, target = batch(4, 5, 6, dtype=dtype)
    expected, cost = member.map(scores, target), member.loss(scores, target)
    close = {"rtol": torch.finfo(dtype).eps * (1 if dtype == torch.bfloat16 else 64), "atol": 0}
    for axis in (0, 1, -1):
        moved = scores.movedim(-1, axis).contiguous()
        torch.testing.assert_close(member.map(moved, target, dim=axis).movedim(axis, -1), expected, **close)
        strided = moved.movedim(axis, -1)
        torch.testing.assert_close(member.map(strided, target), expected, **close)
        torch.testing.assert_close(member.loss(strided, target), cost, **close)
        torch.testing.assert_close(slope(member.loss, strided, target), slope(member.loss, scores, target), **close)


@pytest.mark.parametrize("dtype", DTYPES)
def test_rows_do_not_depend_on_their_batch(member, dtype):
    scores, target = batch(64, 700, dtype=dtype)
    together, costs = member.map(scores, target), member.loss(scores, target, reduction="none")
    slopes = slope(member.loss, scores, target, reduction="none")
    eps = torch.finfo(dtype).eps
    close = {"rtol": 8 * eps, "atol": eps / 2}
    for row in (0, 31, 63):
        alone = scores[row : row + 1]
        torch.testing.assert_close(member.map(alone, target[row : row + 1])[0], together[row], **close)
        torch.testing.assert_close(member.loss(alone, target[row : row + 1]), costs[row], **close)
        torch.testing.assert_close(slope(member.loss, alone, target[row : row + 1])[0], slopes[row], **close)


def test_ignored_rows_have_no_loss_no_gradient_and_no_say_in_the_mean(member):
    scores, target = batch(6, 5)
    ignored = target.clone()
    ignored[[1, 4]] = -1
    scores[4] = NAN
    kept = [0, 2, 3, 5]
    found = member.loss(scores, ignored, ignore_index=-1, reduction="none")
    assert (found[[1, 4]] == 0).all()
    for reduction in ("mean", "sum"):
        torch.testing.assert_close(
            member.loss(scores, ignored, ignore_index=-1, reduction=reduction),
            member.loss(scores[kept], target[kept], reduction=reduction),
        )
    slopes = slope(member.loss, scores, ignored, ignore_index=-1)
    assert (slopes[[1, 4]] == 0).all()
    torch.testing.assert_close(slopes[kept], slope(member.loss, scores[kept], target[kept]))
    assert member.loss(scores, torch.full_like(target, -100)).isnan()


def test_a_class_can_be_the_one_to_ignore(member):
    scores, target = batch(8, 3)
    target[:] = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
    kept = target != 0
    torch.testing.assert_close(member.loss(scores, target, ignore_index=0), member.loss(scores[kept], target[kept]))


@pytest.mark.parametrize("dtype", DTYPES)
def test_results_have_the_dtype_of_the_scores(member, dtype):
    scores, target = batch(3, 4, dtype=dtype)
    assert member.map(scores, target).dtype == dtype
    assert member.loss(scores, target).dtype == dtype
    assert slope(member.loss, scores, target).dtype == dtype


def test_derivatives_of_the_map(member):
    scores, target = batch(2, 4)
    scores.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: member.map(x, target), scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(lambda x: member.map(x, target), scores)


@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_derivatives_of_the_loss(member, reduction):
    scores, target = batch(2, 4)
    target[1] = -100
    scores.requires_grad_()
    assert torch.autograd.gradcheck(
        lambda x: member.loss(x, target, reduction=reduction), scores, check_forward_ad=True
    )
    assert torch.autograd.gradgradcheck(lambda x: member.loss(x, target, reduction=reduction), scores)


def test_forward_mode_over_a_backward_pass(member):
    """Without create_graph: the tangent of the gradient is the Hessian's product, as by double backward."""
    scores, target = batch(3, 5)
    direction = torch.from_numpy(generator("family.direction").standard_normal((3, 5)))
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(scores.requires_grad_(), direction)
        (gradient,) = torch.autograd.grad(member.loss(dual, target, reduction="sum"), dual)
        found = forward_ad.unpack_dual(gradient).tangent
    _, expected = torch.autograd.functional.hvp(lambda x: member.loss(x, target, reduction="sum"), scores, direction)
    torch.testing.assert_close(found, expected)


def test_functional_transforms(full):
    scores, target = batch(3, 5)

    def loss(x):
        return full.loss(x, target)

    torch.testing.assert_close(torch.func.grad(loss)(scores), slope(full.loss, scores, target))
    direction = torch.ones_like(scores)
    _, change = torch.func.jvp(loss, (scores,), (direction,))
    torch.testing.assert_close(change, (slope(full.loss, scores, target) * direction).sum())
    product = torch.func.vjp(lambda x: full.map(x, target), scores)[1](direction)[0]
    torch.testing.assert_close(product, slope(lambda x: full.map(x, target), scores))


def test_the_graph_can_be_kept(member):
    scores, target = batch(3, 6)
    scores.requires_grad_()
    loss = member.loss(scores, target)
    first, second = (torch.autograd.grad(loss, scores, retain_graph=True)[0] for _ in range(2))
    assert torch.equal(first, second)


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        (torch.tensor([0, 5]), ValueError, "target: expected classes from 0 to 3 or ignore_index -100, got 5"),
        (torch.tensor([0, -1]), ValueError, "target: .* got -1"),
        (torch.tensor([0]), ValueError, r"target: expected classes of shape \(2,\), got \(1,\)"),
    ],
)
def test_bad_targets(full, target, error, message):
    with pytest.raises(error, match=message):
        full.loss(torch.zeros(2, 4), target)


def test_bad_scores_and_options(full):
    target = torch.tensor([0, 1])
    with pytest.raises(TypeError, match=r"expected a floating-point tensor, got torch\.int64"):
        full.loss(torch.zeros(2, 4, dtype=torch.long), target)
    with pytest.raises(TypeError, match=r"expected a floating-point tensor, got torch\.int64"):
        full.map(torch.zeros(2, 4, dtype=torch.long), target)
    with pytest.raises(ValueError, match="expected at least one class"):
        full.loss(torch.zeros(2, 0), target)
    with pytest.raises(ValueError, match="dim: expected an axis of x, which has 2, got 2"):
        full.map(torch.zeros(2, 4), target, dim=2)
    with pytest.raises(ValueError, match="unknown reduction 'avg'"):
        full.loss(torch.zeros(2, 4), target, reduction="avg")
