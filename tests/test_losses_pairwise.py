"""BPR, BCE, UIB and SML in batches against the reference, one example at a time."""

import jaxtyping
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transforms import assert_transforms

from theory import pairwise as reference
from verify.errors import UsageError
from verify.losses.pairwise import bce_loss, bpr_loss, project_margins_, sml_loss, uib_loss
from verify.seeds import generator

SML = {"weight": 0.6, "reward": 0.3}
DTYPES = [torch.float64, torch.float32, torch.bfloat16]


def normal(name, *shape, scale=1.0, dtype=torch.float64):
    return torch.from_numpy(generator(name).normal(scale=scale, size=shape)).to(dtype)


def score_arguments(loss, name, rows=6, k=4, scale=1.0, dtype=torch.float64):
    shapes = [(rows,), (rows, k)] + [(rows,)] * (loss is uib_loss)
    return [normal(f"{name}.{i}", *shape, scale=scale, dtype=dtype) for i, shape in enumerate(shapes)]


def embedding_arguments(name, rows=6, k=4, dim=3, scale=1.0, dtype=torch.float64):
    shapes = [(rows, dim), (rows, dim), (rows, k, dim), (rows,), (rows,)]
    parts = [normal(f"{name}.{i}", *shape, scale=scale, dtype=dtype) for i, shape in enumerate(shapes)]
    return [*parts[:3], parts[3].abs(), parts[4].abs()]


def sml(*arguments, reduction="mean"):
    return sml_loss(*arguments, **SML, reduction=reduction)


def plain(value):
    return value.item() if value.ndim == 0 else value.double().numpy()


def row_by_row(loss, arguments):
    """The reference on each row, of the inputs as they are rounded."""
    name = {bpr_loss: "bpr_loss", bce_loss: "bce_loss", uib_loss: "uib_loss", sml: "sml_loss"}[loss]
    keywords = SML if loss is sml else {}
    wide = [value.double() for value in arguments]
    rows = [getattr(reference, name)(*map(plain, row), **keywords) for row in zip(*wide, strict=True)]
    return torch.tensor(rows, dtype=torch.float64)


LOSSES = {
    bpr_loss: lambda *a, **k: score_arguments(bpr_loss, *a, **k),
    bce_loss: lambda *a, **k: score_arguments(bce_loss, *a, **k),
    uib_loss: lambda *a, **k: score_arguments(uib_loss, *a, **k),
    sml: embedding_arguments,
}
every_loss = pytest.mark.parametrize("loss", LOSSES)


@every_loss
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_equal_to_the_reference(loss, scale, dtype):
    """About 20 roundings in float32 at least, of terms no larger than the largest input, for SML its square; one more
    at the end.
    """
    arguments = LOSSES[loss]("pairwise.reference", scale=scale, dtype=dtype)
    got, expected = loss(*arguments, reduction="none"), row_by_row(loss, arguments)
    assert got.dtype == dtype
    size = 5 + max(float(value.abs().max()) for value in arguments) ** (2 if loss is sml else 1)
    wide = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    torch.testing.assert_close(got.double(), expected, rtol=torch.finfo(dtype).eps, atol=40 * wide * size)


@every_loss
def test_reductions(loss):
    arguments = LOSSES[loss]("pairwise.reductions")
    each = loss(*arguments, reduction="none")
    torch.testing.assert_close(loss(*arguments), each.mean())
    torch.testing.assert_close(loss(*arguments, reduction="sum"), each.sum())


@every_loss
def test_derivatives(loss):
    """On a grid of 1/8, margins 1/128 above it: each hinge is that far from its corner at least."""
    arguments = [(8 * value).round() / 8 for value in LOSSES[loss]("pairwise.slope", rows=2, k=3)]
    arguments[3:] = [margin + 1 / 128 for margin in arguments[3:]]
    arguments = [value.requires_grad_() for value in arguments]
    assert torch.autograd.gradcheck(loss, arguments, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(loss, arguments, check_fwd_over_rev=True)


@every_loss
def test_a_row_does_not_depend_on_its_batch(loss):
    arguments = LOSSES[loss]("pairwise.rows")
    each = loss(*arguments, reduction="none")
    for row in range(len(each)):
        alone = loss(*(value[row : row + 1] for value in arguments), reduction="none")
        torch.testing.assert_close(alone, each[row : row + 1], rtol=1e-14, atol=1e-14)


@every_loss
def test_shapes(loss):
    """No rows, no batch axis, two batch axes, and strides of any kind."""
    arguments = LOSSES[loss]("pairwise.shapes")
    each = loss(*arguments, reduction="none")
    assert loss(*(value[:0] for value in arguments), reduction="none").shape == (0,)
    assert loss(*(value[:0] for value in arguments), reduction="sum") == 0
    torch.testing.assert_close(loss(*(value[2] for value in arguments), reduction="none"), each[2])
    two = loss(*(value.unflatten(0, (2, 3)) for value in arguments), reduction="none")
    torch.testing.assert_close(two, each.view(2, 3))
    strided = loss(*(torch.stack([value] * 2, -1)[..., 0] for value in arguments), reduction="none")
    torch.testing.assert_close(strided, each)


scores = st.floats(-1e4, 1e4)


@given(scores, st.lists(scores, min_size=1, max_size=4), scores)
def test_score_losses_of_any_scores(positive, negatives, boundary):
    values = [torch.tensor([positive]), torch.tensor([negatives]), torch.tensor([boundary])]
    wide = [value.double() for value in values]
    for loss, arguments in ((bpr_loss, wide[:2]), (bce_loss, wide[:2]), (uib_loss, wide)):
        got = loss(*arguments, reduction="none")
        assert (got >= 0).all()
        torch.testing.assert_close(got, row_by_row(loss, arguments), rtol=1e-14, atol=0)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("offset", [1e4, 1e6])
@pytest.mark.parametrize("loss", [bpr_loss, uib_loss])
def test_a_common_offset_only_rounds_the_inputs(loss, offset, dtype):
    """A difference of two of the rounded scores has one rounding, of the size of the difference."""
    arguments = [value + offset for value in LOSSES[loss]("pairwise.offset", dtype=dtype)]
    shifted = [value.double() - offset for value in arguments]
    got = loss(*arguments, reduction="none").double()
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(got, row_by_row(loss, shifted), rtol=20 * eps, atol=20 * eps)


@pytest.mark.parametrize("loss", [bpr_loss, bce_loss, uib_loss])
@pytest.mark.parametrize("dtype", DTYPES)
def test_extreme_scores(loss, dtype):
    positive = torch.tensor([1e4, -1e4, 1.0, -torch.inf, -torch.inf, torch.inf, 0.0, torch.nan], dtype=dtype)
    negatives = torch.tensor([-1e4, 1e4, -torch.inf, 1.0, 0.0, 0.0, torch.inf, 0.0], dtype=dtype)[:, None]
    boundary = [torch.zeros(8, dtype=dtype)] * (loss is uib_loss)
    got = loss(positive.requires_grad_(), negatives, *boundary, reduction="none")
    assert got[0] == 0
    assert got[1] == torch.tensor(2e4, dtype=dtype)
    far = negatives.masked_fill(negatives.isneginf(), -1e4)
    torch.testing.assert_close(got[2], loss(positive, far, *boundary, reduction="none")[2])
    assert got[3:5].isposinf().all()
    assert got[5:].isnan().all()
    (slope,) = torch.autograd.grad(got[:5].sum(), positive)
    assert slope[:5].isfinite().all()


def test_a_masked_negative_costs_nothing_even_under_a_masked_positive():
    got = bpr_loss(
        torch.tensor([-torch.inf, -torch.inf]),
        torch.tensor([[-torch.inf, 0.0], [-torch.inf, -torch.inf]]),
        reduction="none",
    )
    assert got.tolist() == [torch.inf, 0.0]


def test_alpha_weighs_the_negatives():
    arguments = score_arguments(uib_loss, "pairwise.alpha")
    expected = [reference.uib_loss(*map(plain, row), alpha=3.0) for row in zip(*arguments, strict=True)]
    got = uib_loss(*arguments, alpha=3.0, reduction="none")
    torch.testing.assert_close(got, torch.tensor(expected, dtype=torch.float64), rtol=1e-14, atol=0)


def test_margins_and_boundary_may_be_shared():
    user, positive, negatives, m, n = embedding_arguments("pairwise.shared")
    shared = sml(user, positive, negatives, m[:1], n[0])
    torch.testing.assert_close(shared, sml(user, positive, negatives, m[:1].expand(6), n[0].expand(6)))
    s_y, s = score_arguments(bpr_loss, "pairwise.shared")
    torch.testing.assert_close(uib_loss(s_y, s, torch.tensor(0.0)), bce_loss(s_y, s))


def test_margins_are_clipped_in_place():
    margins = torch.tensor([-0.5, 0.0, 0.7, 2.0], requires_grad=True)
    project_margins_(margins, 1.5)
    assert margins.tolist() == [0.0, 0.0, pytest.approx(0.7), 1.5]
    assert margins.requires_grad


def test_hinges_that_are_met_have_no_slope():
    user = torch.zeros(1, 2, requires_grad=True)
    m = torch.ones(1, requires_grad=True)
    loss = sml(user, torch.zeros(1, 2), torch.full((1, 3, 2), 50.0), m, torch.ones(1))
    slopes = torch.autograd.grad(loss, [user, m])
    assert [slope.tolist() for slope in slopes] == [[[0.0, 0.0]], [pytest.approx(-SML["reward"])]]


@every_loss
def test_an_unknown_reduction_is_named(loss):
    with pytest.raises(UsageError, match="unknown reduction 'max'"):
        loss(*LOSSES[loss]("pairwise.wrong"), reduction="max")


@every_loss
@pytest.mark.parametrize(("place", "name"), [(0, "positive|user"), (1, "negatives|positive")])
def test_whole_numbers_are_refused(loss, place, name):
    arguments = LOSSES[loss]("pairwise.wrong")
    arguments[place] = arguments[place].long()
    with pytest.raises(TypeError, match=f"({name}): expected a floating-point tensor, got torch.int64"):
        loss(*arguments)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda: bpr_loss(torch.zeros(3), torch.zeros(2, 4)), r"negatives: .*\(3,\).*got \(2, 4\)"),
        (lambda: bpr_loss(torch.zeros(3), torch.zeros(3, 0)), r"negatives: .*at least one draw, got \(3, 0\)"),
        (lambda: uib_loss(torch.zeros(3), torch.zeros(3, 4), torch.zeros(2)), r"boundary: .*\(3,\), got \(2,\)"),
        (lambda: sml(*[torch.zeros(2, 3)] * 3, torch.ones(2), torch.ones(2)), r"negatives: .*got \(2, 3\)"),
        (
            lambda: sml(torch.zeros(2, 3), torch.zeros(2, 4), torch.zeros(2, 5, 3), torch.ones(2), torch.ones(2)),
            r"positive: expected the shape \(2, 3\) of user, got \(2, 4\)",
        ),
        (
            lambda: sml(torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 5, 3), torch.ones(5), torch.ones(2)),
            r"user_margin: .*\(2,\), got \(5,\)",
        ),
        (
            lambda: sml(torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(2, 0, 3), torch.ones(2), torch.ones(2)),
            r"negatives: .* at least one draw before the last, got \(2, 0, 3\)",
        ),
        (lambda: project_margins_(torch.ones(2), 0.0), "largest: expected a margin above 0, got 0.0"),
        *(
            (lambda bad=bad: project_margins_(torch.ones(2), bad), f"largest: expected a finite number, got {bad}")
            for bad in (float("nan"), float("inf"))
        ),
    ],
)
def test_bad_shapes_are_named(wrong, fault):
    with pytest.raises(UsageError, match=fault):
        wrong()


@pytest.mark.parametrize("bad", [-0.5, float("nan"), float("inf")])
def test_weights_that_are_none(bad):
    with pytest.raises(UsageError, match=f"alpha: expected a finite number of at least 0.0, got {bad}"):
        uib_loss(torch.zeros(1), torch.zeros(1, 2), torch.zeros(1), alpha=bad)
    for name in SML:
        with pytest.raises(UsageError, match=f"{name}: expected a finite number of at least 0.0, got {bad}"):
            sml_loss(*embedding_arguments("pairwise.weights"), **{**SML, name: bad})


FLOAT8 = torch.zeros(2, 3).to(torch.float8_e5m2)
WRONG_TYPES = {
    "positive": (lambda: bpr_loss([0.0], torch.zeros(1, 2)), "positive: .* got list"),
    "negatives": (lambda: bce_loss(torch.zeros(2), FLOAT8), "negatives: .* got torch.float8_e5m2"),
    "boundary": (lambda: uib_loss(torch.zeros(2), torch.zeros(2, 3), 0.0), "boundary: .* got float"),
    "boundary int": (
        lambda: uib_loss(torch.zeros(2), torch.zeros(2, 3), torch.tensor(1)),
        "boundary: .* got torch.int64",
    ),
    "boundary bool": (
        lambda: uib_loss(torch.zeros(2), torch.zeros(2, 3), torch.tensor(True)),
        "boundary: .* got torch.bool",
    ),
    "alpha": (
        lambda: uib_loss(torch.zeros(2), torch.zeros(2, 3), torch.tensor(0.0), alpha="1"),
        "alpha: expected a number, got '1'",
    ),
    "user": (lambda: sml(FLOAT8, *embedding_arguments("pairwise.wrong")[1:]), "user: .* got torch.float8_e5m2"),
    "item_margin": (
        lambda: sml(*embedding_arguments("pairwise.wrong")[:4], torch.tensor(True)),
        "item_margin: .* got torch.bool",
    ),
    "margins": (lambda: project_margins_(torch.ones(2).long(), 1.0), "margins: .* got torch.int64"),
    "largest": (lambda: project_margins_(torch.ones(2), True), "largest: expected a number, got True"),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_wrong_types_are_named(monkeypatch, name):
    """By the losses themselves: users do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    call, message = WRONG_TYPES[name]
    with pytest.raises(TypeError, match=message):
        call()


@every_loss
def test_function_transforms(loss):
    assert_transforms(loss, *LOSSES[loss]("pairwise.func", rows=3))


FAR = [1e30, -1e30, 1e6, 1e6 + 1, 1e4, -1e4, 700.0, -745.0, 88.0, -104.0, 0.5, 1e-30, 0.0]


@pytest.mark.parametrize("loss", [bpr_loss, bce_loss, uib_loss])
@pytest.mark.parametrize("dtype", DTYPES)
def test_scores_that_are_far_apart(loss, dtype):
    """A difference of the rounded scores is rounded once; finite slopes; never negative."""
    values = torch.tensor(FAR, dtype=torch.float64).to(dtype)
    positive, negative = (v.flatten().requires_grad_() for v in torch.meshgrid(values, values, indexing="ij"))
    boundary = [torch.full((len(positive),), 3.0, dtype=dtype)] * (loss is uib_loss)
    got = loss(positive, negative[:, None], *boundary, reduction="none")
    expected = row_by_row(loss, [positive.detach(), negative.detach()[:, None], *boundary])
    wide = torch.finfo(torch.promote_types(dtype, torch.float32))
    allowed = {"rtol": torch.finfo(dtype).eps + 4 * wide.eps, "atol": 2 * wide.smallest_normal}
    torch.testing.assert_close(got.double(), expected, **allowed)
    assert (got >= 0).all()
    assert all(slope.isfinite().all() for slope in torch.autograd.grad(got.sum(), (positive, negative)))
