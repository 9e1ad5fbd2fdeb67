"""RG2, RGx and WRMF in batches against the exact reference, and the factorised ones against those of all scores."""

from fractions import Fraction

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode
from transforms import assert_transforms

from theory import quadratic as reference
from verify.errors import UsageError
from verify.losses import quadratic
from verify.recsys import als
from verify.recsys.lists import UserLists
from verify.seeds import generator

ALPHA = 3.0


def wrmf(scores, rows, columns):
    return quadratic.wrmf_loss(scores, rows, columns, ALPHA)


def linear_wrmf(contexts, items, rows, columns):
    return quadratic.linear_wrmf_loss(contexts, items, rows, columns, ALPHA)


DENSE = (quadratic.rg2_loss, quadratic.rgx_loss, wrmf)
LINEAR = (quadratic.linear_rg2_loss, quadratic.linear_rgx_loss, linear_wrmf)
every_dense = pytest.mark.parametrize("loss", DENSE)
every_linear = pytest.mark.parametrize(("linear", "dense"), list(zip(LINEAR, DENSE, strict=True)))


def pairs_of(random, batch, n, pairs):
    places = torch.from_numpy(random.choice(batch * n, size=pairs, replace=False))
    return places // n, places % n


def problem(name="quadratic", batch=5, n=8, pairs=12, scale=1.0, dtype=torch.float64):
    random = generator(name)
    scores = torch.from_numpy(random.normal(scale=scale, size=(batch, n))).to(dtype)
    return scores, *pairs_of(random, batch, n, pairs)


def factors(name="quadratic.factors", batch=5, n=8, k=3, pairs=12, scale=1.0, dtype=torch.float64):
    """Factors whose products have standard deviation `scale`."""
    random = generator(name)
    P, Q = (torch.from_numpy(random.normal(scale=(scale / k**0.5) ** 0.5, size=(rows, k))) for rows in (batch, n))
    return P.to(dtype), Q.to(dtype), *pairs_of(random, batch, n, pairs)


def exact(loss, scores, rows, columns):
    """By the reference, in fractions of the rounded scores: the loss, and the size of the terms that it is a sum of."""
    total, size = Fraction(0), Fraction(0)
    for x, row in enumerate(scores.double().tolist()):
        o, n = [Fraction(value) for value in row], len(row)
        positives = columns[rows == x].tolist()
        if loss is wrmf:
            total += reference.wrmf(o, positives, Fraction(ALPHA))
            size += sum((abs(value) + 1) ** 2 for value in o) * Fraction(ALPHA + 1)
        else:
            pair = reference.rg2 if loss is quadratic.rg2_loss else reference.rgx
            total += sum(pair(o, y) for y in positives)
            size += len(positives) * (2 + sum((abs(value) + 1) ** 2 for value in o) / n)
    return torch.tensor(float(total), dtype=torch.float64), float(size)


def allowed(dtype, size, terms):
    """Each of the terms is rounded a few times in float32 at least, and a sum adds less than one rounding a term."""
    wide = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    return {"rtol": torch.finfo(dtype).eps, "atol": (5 + terms) * size * wide}


@every_dense
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_equal_to_the_reference(loss, scale, dtype):
    scores, rows, columns = problem(scale=scale, dtype=dtype)
    got = loss(scores, rows, columns)
    expected, size = exact(loss, scores, rows, columns)
    assert got.dtype == dtype
    torch.testing.assert_close(got.double(), expected, **allowed(dtype, size, 8))


@given(st.lists(st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=4, max_size=4), max_size=4))
def test_equal_to_the_reference_on_any_sets_of_positives(table):
    values = torch.tensor(table, dtype=torch.float64).reshape(-1, 4, 2)
    scores, (rows, columns) = values[..., 0], values[..., 1].nonzero().T
    for loss in DENSE:
        expected, size = exact(loss, scores, rows, columns)
        got = loss(scores, rows, columns)
        torch.testing.assert_close(got, expected, **allowed(got.dtype, size, 4))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("offset", [1e4, 1e6])
def test_a_common_offset_only_rounds_the_inputs_of_rgx(offset, dtype):
    scores, rows, columns = problem(dtype=dtype)
    scores = scores + offset
    expected, _ = exact(quadratic.rgx_loss, scores, rows, columns)
    _, size = exact(quadratic.rgx_loss, scores.double() - offset, rows, columns)
    got = quadratic.rgx_loss(scores, rows, columns)
    torch.testing.assert_close(got.double(), expected, **allowed(dtype, 4 * size, 8))


@every_linear
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_linear_losses_have_the_value_and_the_gradient_of_the_dense_ones(linear, dense, scale, dtype):
    """The bound for the scores holds for the absolute values of the factors, and for a slope times its factor."""
    P, Q, rows, columns = factors(scale=scale, dtype=dtype)
    ours = linear(P.requires_grad_(), Q.requires_grad_(), rows, columns)
    wide = [value.detach().double().requires_grad_() for value in (P, Q)]
    theirs = dense(wide[0] @ wide[1].T, rows, columns)
    assert ours.dtype == dtype
    _, size = exact(dense, wide[0].detach().abs() @ wide[1].detach().abs().T, rows, columns)
    torch.testing.assert_close(ours.double(), theirs, **allowed(dtype, size, 8 + 3))
    slopes = zip(torch.autograd.grad(ours, [P, Q]), torch.autograd.grad(theirs, wide), (P, Q), strict=True)
    for got, expected, factor in slopes:
        least = 2 * size / float(factor.detach().double().abs().pow(2).mean() ** 0.5)
        torch.testing.assert_close(got.double(), expected, **allowed(dtype, least, 8 + 3))


@every_dense
def test_derivatives(loss):
    scores, rows, columns = problem(batch=3, n=4, pairs=5)
    scores.requires_grad_()
    assert torch.autograd.gradcheck(lambda o: loss(o, rows, columns), scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(lambda o: loss(o, rows, columns), scores, check_fwd_over_rev=True)


@pytest.mark.parametrize("linear", LINEAR)
def test_derivatives_in_the_factors(linear):
    P, Q, rows, columns = factors(batch=3, n=4, k=2, pairs=5)
    inputs = (P.requires_grad_(), Q.requires_grad_())
    assert torch.autograd.gradcheck(lambda p, q: linear(p, q, rows, columns), inputs, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(lambda p, q: linear(p, q, rows, columns), inputs, check_fwd_over_rev=True)


class Largest(TorchDispatchMode):
    """Notes the most entries that any tensor has which is made."""

    entries = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        made = func(*args, **(kwargs or {}))
        for value in made if isinstance(made, (tuple, list)) else [made]:
            self.entries = max(self.entries, value.numel() if isinstance(value, torch.Tensor) else 0)
        return made


@every_linear
def test_linear_losses_never_form_the_scores(linear, dense):
    P, Q, rows, columns = factors(batch=60, n=70, k=3, pairs=100)
    inputs = [P.requires_grad_(), Q.requires_grad_()]
    with Largest() as mode:
        torch.autograd.grad(linear(*inputs, rows, columns), inputs)
    assert mode.entries == 3 * 100
    with Largest() as mode:
        torch.autograd.grad(dense(P @ Q.T, rows, columns), inputs)
    assert mode.entries >= 60 * 70


def test_linear_rg2_is_the_objective_of_als():
    """Its sum of weighted squares is 2 N times the loss, plus N^2 - 2 N |I_x| for each context."""
    P, Q, *_ = factors()
    n, positive = len(Q), torch.from_numpy(generator("quadratic.als").random((len(P), len(Q))) < 0.4)
    positive[:, 2] = True
    rows, columns = positive.nonzero().T
    lists = UserLists.of(rows.numpy(), columns.numpy(), len(P))
    loss = quadratic.linear_rg2_loss(P, Q, rows, columns)
    constant = n**2 * len(P) - 2 * n * len(rows)
    assert als.squared_error(P, Q, als.TrainingSet(lists, n)) == pytest.approx(
        float(2 * n * loss) + constant, rel=1e-12
    )


@every_dense
def test_contexts_add_up(loss):
    """A loss is the sum of those of its contexts alone, in any order."""
    scores, rows, columns = problem()
    parts = [loss(scores[x : x + 1], 0 * rows[rows == x], columns[rows == x]) for x in range(len(scores))]
    torch.testing.assert_close(sum(parts), loss(scores, rows, columns), rtol=1e-13, atol=1e-13)
    order, mixed = torch.tensor([3, 0, 4, 1, 2]), torch.arange(len(rows) - 1, -1, -1)
    moved = loss(scores[order], order.argsort()[rows][mixed], columns[mixed])
    torch.testing.assert_close(moved, loss(scores, rows, columns), rtol=1e-13, atol=1e-13)


def test_no_positives_and_no_contexts():
    scores, rows, _ = problem()
    P, Q, *_ = factors()
    none = rows[:0]
    for dense, linear in zip(DENSE, LINEAR, strict=True):
        squares = (scores.square().sum(), (P @ Q.T).square().sum()) if dense is wrmf else torch.zeros(2).double()
        torch.testing.assert_close(dense(scores, none, none), squares[0])
        torch.testing.assert_close(linear(P, Q, none, none), squares[1])
        assert dense(scores[:0], none, none) == linear(P[:0], Q, none, none) == 0


@every_dense
def test_strides_do_not_matter(loss):
    scores, rows, columns = problem()
    strided = [torch.stack([value] * 2, -1)[..., 0] for value in (scores, rows, columns)]
    torch.testing.assert_close(loss(*strided), loss(scores, rows, columns))
    torch.testing.assert_close(loss(scores.T.contiguous().T, rows.int(), columns.int()), loss(scores, rows, columns))


def test_a_positive_given_twice_counts_twice():
    scores, rows, columns = problem(pairs=3)
    for loss in DENSE[:2]:
        torch.testing.assert_close(loss(scores, rows.repeat(2), columns.repeat(2)), 2 * loss(scores, rows, columns))


def test_wrmf_refuses_a_pair_given_twice():
    scores, P, Q = torch.ones(2, 4), torch.ones(2, 3), torch.ones(4, 3)
    rows, columns = torch.tensor([0, 1, 0, 1]), torch.tensor([1, 2, 3, 2])
    for call in (lambda: wrmf(scores, rows, columns), lambda: linear_wrmf(P, Q, rows, columns)):
        with pytest.raises(UsageError, match=r"rows, columns: expected every pair once, got \(1, 2\) more than once"):
            call()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -1.5])
def test_an_alpha_that_is_none(bad):
    scores, P, Q = torch.ones(2, 4), torch.ones(2, 3), torch.ones(4, 3)
    for call in (
        lambda: quadratic.wrmf_loss(scores, INDICES, INDICES, bad),
        lambda: quadratic.linear_wrmf_loss(P, Q, INDICES, INDICES, bad),
    ):
        with pytest.raises(UsageError, match=rf"alpha: expected a finite number of at least -1\.0, got {bad}"):
            call()


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int8, torch.int16, torch.uint16, torch.int32])
def test_pairs_in_every_format_of_integers(dtype):
    """300 items are more than 8 bits count, and uint8 is a mask to torch."""
    scores, rows, columns = problem(n=300)
    P, Q, *_ = factors(n=300)
    columns = columns % 128
    narrow = rows.to(dtype), columns.to(dtype)
    for dense, linear in zip(DENSE, LINEAR, strict=True):
        assert torch.equal(dense(scores, *narrow), dense(scores, rows, columns))
        assert torch.equal(linear(P, Q, *narrow), linear(P, Q, rows, columns))


@pytest.mark.parametrize("far", [1e30, -torch.inf, torch.nan])
@pytest.mark.parametrize("loss", DENSE[:2] + LINEAR[:2])
def test_a_context_without_positives_may_hold_anything(loss, far):
    given, rows, columns = factors(dtype=torch.float32)[:2], torch.tensor([0, 2]), torch.tensor([1, 1])
    if loss in DENSE:
        given = ((given[0] @ given[1].T),)
    expected = loss(*given, rows, columns)
    given[0][1] = far
    given[0].requires_grad_()
    got = loss(*given, rows, columns)
    torch.testing.assert_close(got, expected, rtol=0, atol=0)
    (slope,) = torch.autograd.grad(got, given[0])
    assert slope.isfinite().all()
    assert not slope[1].any()


@pytest.mark.parametrize(("linear", "dense"), list(zip(LINEAR, DENSE, strict=True)))
def test_function_transforms(linear, dense):
    P, Q, rows, columns = factors(pairs=6)
    P, Q = torch.stack([P, P.flip(0)]), torch.stack([Q, -Q])
    assert_transforms(lambda o: dense(o, rows, columns), P @ Q.mT)
    assert_transforms(lambda p, q: linear(p, q, rows, columns), P, Q)


INDICES = torch.tensor([0, 1])


@pytest.mark.parametrize("loss", DENSE)
@pytest.mark.parametrize(
    ("scores", "rows", "columns", "error", "fault"),
    [
        (torch.ones(2, 3).long(), INDICES, INDICES, TypeError, "scores: .* got torch.int64"),
        (torch.ones(2, 3).to(torch.float8_e5m2), INDICES, INDICES, TypeError, "scores: .* got torch.float8_e5m2"),
        (torch.ones(2, 3), INDICES.float(), INDICES, TypeError, "rows: .* got torch.float32"),
        (torch.ones(2, 3), INDICES, INDICES.bool(), TypeError, "columns: .* got torch.bool"),
        (torch.ones(3), INDICES, INDICES, UsageError, r"scores: expected the shape \(batch, n\), .* got \(3,\)"),
        (torch.ones(2, 0), INDICES, INDICES, UsageError, r"scores: .* got \(2, 0\)"),
        (torch.ones(2, 3), INDICES, INDICES[:1], UsageError, r"columns: .* each pair, \(2,\), got \(1,\)"),
        (torch.ones(2, 3), INDICES[None], INDICES[None], UsageError, r"rows: .* got \(1, 2\)"),
        (torch.ones(2, 3), INDICES + 1, INDICES, UsageError, "rows: expected indices from 0 to 1, got 2"),
        (torch.ones(2, 3), INDICES, INDICES - 1, UsageError, "columns: expected indices from 0 to 2, got -1"),
    ],
)
def test_bad_input_is_named(loss, scores, rows, columns, error, fault):
    with pytest.raises(error, match=fault):
        loss(scores, rows, columns)


@pytest.mark.parametrize("loss", LINEAR)
def test_bad_factors_are_named(loss):
    P, Q = torch.ones(2, 3), torch.ones(4, 3)
    for arguments, error, fault in (
        ((P, Q[:, :2], INDICES, INDICES), UsageError, "items: expected .* with 3 factors each"),
        ((P[0], Q, INDICES, INDICES), UsageError, r"contexts: expected the shape \(batch, K\), .* got \(3,\)"),
        ((P, Q.long(), INDICES, INDICES), TypeError, "items: .* got torch.int64"),
        ((P, Q, INDICES, INDICES + 3), UsageError, "columns: expected indices from 0 to 3, got 4"),
    ):
        with pytest.raises(error, match=fault):
            loss(*arguments)
