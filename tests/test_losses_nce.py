import jaxtyping
import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transforms import assert_transforms

from theory import sampled as theory
from verify.losses.nce import nce_loss, negative_sampling_loss
from verify.seeds import generator

N, K, ROWS = 7, 5, 6
DTYPES = [torch.float64, torch.float32, torch.bfloat16]


class Case:
    """Scores of ROWS contexts over N classes, rounded to the dtype, with a positive and K draws a row."""

    def __init__(self, name, dtype=torch.float64, scale=1.0, offset=0.0):
        random = generator(name)
        self.scores = torch.from_numpy(random.normal(scale=scale, size=(ROWS, N)) + offset).to(dtype)
        self.log_q = torch.from_numpy(np.log(random.dirichlet(np.ones(N) * 3)))
        self.y = torch.from_numpy(random.integers(N, size=ROWS))
        self.draws = torch.from_numpy(random.integers(N, size=(ROWS, K)))
        self.positive = self.scores.gather(-1, self.y[:, None])[:, 0]
        self.negatives = self.scores.gather(-1, self.draws)

    def nce(self, log_normaliser=0.0, reduction="none"):
        return nce_loss(
            self.positive,
            self.negatives,
            self.log_q[self.draws],
            self.log_q[self.y],
            log_normaliser=log_normaliser,
            reduction=reduction,
        )

    def rounding(self, exact, c=0.0):
        """A bound of the error: K + 1 terms, each off by half an eps of its three summands and by 3 of its own."""
        wide = torch.promote_types(self.scores.dtype, torch.float32)
        size = (self.scores.double() - c).abs().amax(-1) + self.log_q.abs().max() + np.log(K)
        bound = torch.finfo(wide).eps * (K + 1) * (2 * size + 3)
        return bound + torch.finfo(self.scores.dtype).eps * exact.abs()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("c", [0.0, 2.5])
def test_it_is_the_reference_row_by_row(dtype, scale, c):
    case = Case("losses.nce.reference", dtype, scale)
    rows = list(zip(case.scores.double().numpy(), case.y.tolist(), case.draws.tolist(), strict=True))
    q = case.log_q.exp().numpy()
    for ours, expected in (
        (case.nce(c), [theory.nce_loss(row, q, y, draws, c) for row, y, draws in rows]),
        (
            negative_sampling_loss(case.positive, case.negatives, reduction="none"),
            [theory.negative_sampling_loss(row, y, draws) for row, y, draws in rows],
        ),
    ):
        exact = torch.tensor(expected, dtype=torch.float64)
        assert ours.dtype == dtype
        assert ((ours.double() - exact).abs() <= case.rounding(exact, c)).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("offset", [1e4, 1e6])
def test_an_offset_that_the_normaliser_takes_up_leaves_the_error_at_rounding_level(dtype, offset):
    """And one that nothing takes up, with scores of +-1e4, is no harm either."""
    case = Case("losses.nce.offset", dtype, scale=30.0, offset=offset)
    wide = torch.promote_types(dtype, torch.float32)
    for c in (0.0, offset):
        with mpmath.workdps(60):
            log_kq = [mpmath.mpf(v) + mpmath.log(K) for v in case.log_q.to(wide).tolist()]
            expected = []
            for row, y, draws in zip(case.scores.tolist(), case.y.tolist(), case.draws.tolist(), strict=True):
                x = [mpmath.mpf(s) - mpmath.mpf(c) - shift for s, shift in zip(row, log_kq, strict=True)]
                terms = [mpmath.log1p(mpmath.exp(-x[y])), *(mpmath.log1p(mpmath.exp(x[j])) for j in draws)]
                expected.append(float(mpmath.fsum(terms)))
        exact = torch.tensor(expected, dtype=torch.float64)
        assert ((case.nce(c).double() - exact).abs() <= case.rounding(exact, c)).all()


def test_hand_computed_extremes():
    positive, negatives = torch.tensor([1e4, -1e4]), torch.tensor([[-1e4, -1e4], [1e4, -1e4]])
    assert negative_sampling_loss(positive, negatives, reduction="none").tolist() == [0.0, 2e4]
    tiny = negative_sampling_loss(torch.tensor([50.0]).double(), torch.tensor([[-60.0]]).double())
    assert float(tiny) == pytest.approx(np.exp(-50.0) + np.exp(-60.0), rel=1e-14, abs=0)


def test_negative_sampling_is_nce_where_kq_is_1():
    case = Case("losses.nce.negative_sampling")
    log_q = torch.tensor(-np.log(K))
    ours = nce_loss(case.positive, case.negatives, log_q, log_q, reduction="none")
    torch.testing.assert_close(
        ours, negative_sampling_loss(case.positive, case.negatives, reduction="none"), rtol=0, atol=1e-13
    )
    other = nce_loss(case.positive, case.negatives, log_q - 1, log_q - 1, reduction="none")
    assert not torch.isclose(ours, other, rtol=1e-2).any()


@pytest.mark.parametrize("shape", [(), (ROWS,)], ids=["shared", "a row"])
def test_gradients_of_each_order_and_mode_of_the_normaliser_too(shape):
    case = Case("losses.nce.gradient")
    log_q, log_q_positive = case.log_q[case.draws], case.log_q[case.y]
    arguments = (case.positive, case.negatives, torch.zeros(shape, dtype=torch.float64))
    arguments = tuple(t.detach().requires_grad_() for t in arguments)

    def loss(positive, negatives, c):
        return nce_loss(positive, negatives, log_q, log_q_positive, log_normaliser=c)

    assert torch.autograd.gradcheck(loss, arguments, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(loss, arguments, check_fwd_over_rev=True)


def test_gradient_is_the_chance_of_a_wrong_answer():
    case = Case("losses.nce.posterior")
    case.positive.requires_grad_(), case.negatives.requires_grad_()
    to_positive, to_negatives = torch.autograd.grad(case.nce().sum(), (case.positive, case.negatives))
    noise, noise_positive = K * case.log_q[case.draws].exp(), K * case.log_q[case.y].exp()
    u, u_positive = case.negatives.detach().exp(), case.positive.detach().exp()
    torch.testing.assert_close(to_positive, -noise_positive / (u_positive + noise_positive))
    torch.testing.assert_close(to_negatives, u / (u + noise))


def test_the_free_normaliser_of_the_data_law_is_log_z():
    """At scores log p + log Z, with p the data's law, the mean loss is stationary in c at c = log Z: by enumeration."""
    p, q = torch.tensor([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6]], dtype=torch.float64)
    log_z, k = 1.7, 4
    c = torch.tensor(log_z, dtype=torch.float64, requires_grad=True)
    scores, noise = p.log() + log_z, q.log()
    total = sum(
        p[y] * q[j] * nce_loss(scores[y], scores[j].expand(k), noise[j].expand(k), noise[y], log_normaliser=c)
        for y in range(3)
        for j in range(3)
    )
    (slope,) = torch.autograd.grad(total, c)
    assert abs(float(slope)) < 1e-14


@given(
    scores=st.lists(st.floats(-1e4, 1e4, width=32), min_size=2, max_size=6),
    dtype=st.sampled_from(DTYPES),
)
def test_never_negative(scores, dtype):
    positive, *negatives = scores
    positive, negatives = torch.tensor([positive]).to(dtype), torch.tensor([negatives]).to(dtype)
    log_q = torch.tensor(-2.0)
    assert negative_sampling_loss(positive, negatives) >= 0
    assert nce_loss(positive, negatives, log_q, log_q) >= 0


@pytest.mark.parametrize(
    "loss",
    [negative_sampling_loss, lambda s_y, s: nce_loss(s_y, s, torch.tensor(-1.0), torch.tensor(-2.0))],
    ids=["negative sampling", "nce"],
)
def test_infinities(loss):
    def slopes(positive, negatives):
        positive, negatives = torch.tensor([positive]).requires_grad_(), torch.tensor([negatives]).requires_grad_()
        value = loss(positive, negatives)
        first = torch.autograd.grad(value, (positive, negatives), create_graph=True)
        second = torch.autograd.grad(sum(g.sum() for g in first), (positive, negatives))
        return value.item(), first, second

    masked, first, second = slopes(0.5, [1.0, -torch.inf])
    far, far_first, _ = slopes(0.5, [1.0, -500.0])
    assert masked == far
    assert all(torch.equal(a, b) for a, b in zip(first, far_first, strict=True))
    assert all(g.isfinite().all() for g in second)
    value, (to_positive, to_negatives), _ = slopes(-torch.inf, [1.0, 0.0])
    assert value == torch.inf
    assert to_positive == -1
    assert to_negatives.isfinite().all()
    for bad in (torch.nan, torch.inf):
        assert loss(torch.tensor([bad]), torch.tensor([[0.0]])).isnan()
        assert loss(torch.tensor([0.0]), torch.tensor([[0.0, bad]])).isnan()


def test_reductions_layouts_and_empty_batches():
    case = Case("losses.nce.layout")
    each = case.nce()
    torch.testing.assert_close(case.nce(reduction="sum"), each.sum())
    torch.testing.assert_close(case.nce(reduction="mean"), each.mean())
    alone = nce_loss(case.positive[2], case.negatives[2], case.log_q[case.draws[2]], case.log_q[case.y[2]])
    assert torch.equal(alone, each[2])
    case.negatives = case.negatives.mT.contiguous().mT
    torch.testing.assert_close(case.nce(), each, rtol=4 * K * torch.finfo(torch.float64).eps, atol=0)
    empty = nce_loss(case.positive[:0], case.negatives[:0], case.log_q[:1], case.log_q[0], reduction="none")
    assert empty.shape == (0,)
    assert negative_sampling_loss(case.positive[:0], case.negatives[:0], reduction="sum") == 0


def test_bad_input():
    positive, negatives, log_q = torch.zeros(2), torch.zeros(2, 3), torch.zeros(3)
    with pytest.raises(TypeError, match=r"positive: expected a floating-point tensor, got torch\.int64"):
        negative_sampling_loss(positive.long(), negatives)
    with pytest.raises(ValueError, match=r"negatives: expected the shape \(2,\)"):
        negative_sampling_loss(positive, negatives.mT)
    with pytest.raises(ValueError, match="unknown reduction 'max'"):
        negative_sampling_loss(positive, negatives, reduction="max")
    with pytest.raises(ValueError, match=r"log_q: .* broadcasts to \(2, 3\), got \(2,\)"):
        nce_loss(positive, negatives, positive, positive)
    with pytest.raises(ValueError, match=r"log_q_positive: .* broadcasts to \(2,\), got \(3,\)"):
        nce_loss(positive, negatives, log_q, log_q)
    with pytest.raises(ValueError, match=r"log_normaliser: .* broadcasts to \(2,\), got \(3,\)"):
        nce_loss(positive, negatives, log_q, positive, log_normaliser=log_q)
    for wrong in (np.nan, np.inf, -np.inf):
        with pytest.raises(ValueError, match=f"log_normaliser: expected a finite number, got {wrong}"):
            nce_loss(positive, negatives, log_q, positive, log_normaliser=wrong)
        with pytest.raises(ValueError, match=f"log_q: expected finite logs, .* got {wrong}"):
            nce_loss(positive, negatives, log_q + wrong, positive)
        with pytest.raises(ValueError, match=f"log_q_positive: expected finite logs, .* got {wrong}"):
            nce_loss(positive, negatives, log_q, positive + wrong)


WRONG_TYPES = {
    "positive list": ({"positive": [0.0, 0.0]}, "positive: expected a floating-point tensor, got list"),
    "negatives float8": (
        {"negatives": torch.zeros(2, 3).to(torch.float8_e5m2)},
        r"negatives: .* got torch\.float8_e5m2",
    ),
    "log_q int": ({"log_q": torch.zeros(3).long()}, r"log_q: .* got torch\.int64"),
    "log_q_positive list": ({"log_q_positive": [0.0]}, "log_q_positive: .* got list"),
    "log_normaliser list": ({"log_normaliser": [1.0, 2.0]}, r"log_normaliser: expected a number, got \[1\.0, 2\.0\]"),
    "log_normaliser text": ({"log_normaliser": "a"}, "log_normaliser: expected a number, got 'a'"),
    "log_normaliser bool": ({"log_normaliser": True}, "log_normaliser: expected a number, got True"),
    "log_normaliser ints": ({"log_normaliser": torch.tensor([1, 2])}, r"log_normaliser: .* got torch\.int64"),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_wrong_types_are_named(monkeypatch, name):
    """By the loss itself: users do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    wrong, message = WRONG_TYPES[name]
    right = {"positive": torch.zeros(2), "negatives": torch.zeros(2, 3), "log_q": torch.zeros(3)}
    with pytest.raises(TypeError, match=message):
        nce_loss(**{**right, "log_q_positive": torch.zeros(2), **wrong})


def test_function_transforms():
    case = Case("losses.nce.func")
    log_q, log_q_positive = case.log_q[case.draws[0]], case.log_q[case.y[0]]
    c = torch.linspace(-1, 1, ROWS, dtype=torch.float64)

    def loss(positive, negatives, c):
        return nce_loss(positive, negatives, log_q, log_q_positive, log_normaliser=c)

    assert_transforms(loss, case.positive, case.negatives, c)
    assert_transforms(negative_sampling_loss, case.positive, case.negatives)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("c", [0.0, 1e6])
def test_scores_that_are_far_apart(dtype, c):
    """Finite slopes, and two roundings of each term: of c + log(k q), and of the score less that."""
    far = [1e30, -1e30, 1e6, 1e6 + 1, 1e4, -1e4, 700.0, -745.0, 88.0, -104.0, 0.5, 1e-30, 0.0]
    values = torch.tensor(far, dtype=torch.float64).to(dtype)
    positive, negative = (v.flatten().requires_grad_() for v in torch.meshgrid(values, values, indexing="ij"))
    log_q = torch.tensor(-1.5)
    loss = nce_loss(positive, negative[:, None], log_q, log_q, log_normaliser=c, reduction="none")
    with mpmath.workdps(60):
        s_y, s = ([mpmath.mpf(v) - c + mpmath.mpf(1.5) for v in x.tolist()] for x in (positive, negative))
        exact = [softplus(-a) + softplus(b) for a, b in zip(s_y, s, strict=True)]
    eps = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    for got, expected in zip(loss.tolist(), exact, strict=True):
        assert got >= 0
        assert abs(got - expected) <= torch.finfo(dtype).eps * abs(expected) + 4 * eps * (3 + abs(expected))
    assert all(slope.isfinite().all() for slope in torch.autograd.grad(loss.sum(), (positive, negative)))


def softplus(t):
    return t + mpmath.log1p(mpmath.exp(-t)) if t > 0 else mpmath.log1p(mpmath.exp(t))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_the_same_on_a_gpu():
    case = Case("losses.nce.gpu")
    expected = case.nce()
    bound = 2 * case.rounding(expected)
    for name in ("log_q", "y", "draws", "positive", "negatives"):
        setattr(case, name, getattr(case, name).cuda())
    assert ((case.nce().cpu() - expected).abs() <= bound).all()
