from fractions import Fraction
from itertools import product
from typing import ClassVar

import jaxtyping
import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transforms import assert_transforms

from theory import bookkeeping as books
from theory import sampled as theory
from theory.bookkeeping import Bookkeeping
from verify.losses.grouped_sampled import grouped_sampled_softmax_loss
from verify.losses.sampled import sampled_softmax_loss
from verify.seeds import generator

EVERY = [
    Bookkeeping(positive, hits, correction)
    for positive in (True, False)
    for hits in ("keep", "remove")
    for correction in ("none", "kq", "nq", "Nq", "q")
]
WITH_POSITIVE = [b for b in EVERY if b.positive]
N, K = 7, 5
DTYPES = [torch.float64, torch.float32, torch.bfloat16]


class Case:
    """Scores of `rows` contexts over N classes, rounded to the dtype, with K draws a row, some but not all hits."""

    def __init__(self, name, dtype=torch.float64, scale=1.0, offset=0.0, rows=9):
        random = generator(name)
        self.scores = torch.from_numpy(random.normal(scale=scale, size=(rows, N)) + offset).to(dtype)
        self.log_q = torch.from_numpy(np.log(random.dirichlet(np.ones(N) * 3)))
        self.y = torch.from_numpy(random.integers(N, size=rows))
        self.draws = torch.from_numpy(random.choice(N, p=self.log_q.exp().numpy(), size=(rows, K)))
        self.draws[0, :2], self.draws[:, 2] = self.y[0], (self.y + 1) % N
        self.hits = self.draws == self.y[:, None]

    def loss(self, bookkeeping, scores=None, reduction="none"):
        scores = self.scores if scores is None else scores
        return sampled_softmax_loss(
            scores.gather(-1, self.y[:, None])[:, 0],
            scores.gather(-1, self.draws),
            self.log_q[self.draws],
            bookkeeping,
            hits=self.hits,
            log_q_positive=self.log_q[self.y],
            n_items=N,
            reduction=reduction,
        )

    def rounding(self, exact):
        """A bound of the error: of the gaps, the divisors and their difference, of K terms, and of the result.

        Each of the first three is off by half an eps of its size, the exponentials and their sum by another K + 2 eps.
        """
        wide = torch.promote_types(self.scores.dtype, torch.float32)
        gap = (self.scores - self.scores.gather(-1, self.y[:, None])).double().abs().amax(-1)
        divisor = 2 * self.log_q.abs().max() + np.log(N)
        bound = torch.finfo(wide).eps * (2 * gap + 2 * divisor + K + 4)
        return bound + torch.finfo(self.scores.dtype).eps * exact.abs()


@pytest.mark.parametrize("bookkeeping", EVERY)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_it_is_the_reference_row_by_row(bookkeeping, dtype, scale):
    case = Case("losses.sampled.reference", dtype, scale)
    q = case.log_q.exp().numpy()
    expected = torch.tensor(
        [
            theory.sampled_softmax_loss(row.double().numpy(), q, int(y), draws.tolist(), bookkeeping)
            for row, y, draws in zip(case.scores, case.y, case.draws, strict=True)
        ],
        dtype=torch.float64,
    )
    ours = case.loss(bookkeeping)
    assert ours.dtype == dtype
    assert ((ours.double() - expected).abs() <= case.rounding(expected)).all()


@pytest.mark.parametrize("bookkeeping", EVERY)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("offset", [1e4, 1e6])
def test_a_common_offset_leaves_the_error_at_rounding_level(bookkeeping, dtype, offset):
    case = Case("losses.sampled.offset", dtype, scale=30.0, offset=offset)
    wide = torch.promote_types(dtype, torch.float32)
    with mpmath.workdps(60):
        q = [mpmath.exp(mpmath.mpf(v)) for v in case.log_q.to(wide).tolist()]
        expected = torch.tensor(
            [
                float(exactly([mpmath.mpf(v) for v in row], q, y, draws, bookkeeping))
                for row, y, draws in zip(case.scores.tolist(), case.y.tolist(), case.draws.tolist(), strict=True)
            ],
            dtype=torch.float64,
        )
    assert ((case.loss(bookkeeping).double() - expected).abs() <= case.rounding(expected)).all()


def fractions(values):
    return [Fraction(v) for v in values.tolist()]


def exactly(scores, q, y, draws, bookkeeping):
    left = bookkeeping.left(draws, y)
    terms = [
        mpmath.exp(scores[j] - scores[y]) / bookkeeping.divisor(q[j], q[y], len(draws), len(left), N) for j in left
    ]
    return mpmath.log(mpmath.fsum(terms) + (1 if bookkeeping.positive else 0))


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_mean_normaliser_over_all_draws_is_the_exact_one(bookkeeping):
    """And with the wrong sign of log q it is not, wherever log q is in it."""
    scores = torch.tensor([0.5, -1.0, 1.5], dtype=torch.float64)
    q, y, k = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64), 0, 3
    draws = torch.tensor(list(product(range(3), repeat=k)))

    def mean_normaliser(sign):
        loss = sampled_softmax_loss(
            scores[y].expand(len(draws)),
            scores[draws],
            sign * q.log()[draws],
            bookkeeping,
            hits=draws == y,
            log_q_positive=sign * q.log()[y],
            n_items=3,
            reduction="none",
        )
        return float((q[draws].prod(-1) * (loss + scores[y]).exp()).sum())

    expected = float(theory.expected_partition(*map(fractions, (scores.exp(), q)), y, k, bookkeeping))
    assert mean_normaliser(+1) == pytest.approx(expected, rel=1e-13)
    if bookkeeping.correction != "none":
        assert abs(mean_normaliser(-1) / expected - 1) > 0.1
    z = float(scores.exp().sum())
    if books.is_unbiased(bookkeeping, k, 3):
        assert expected == pytest.approx(z, rel=1e-14)


def test_importance_sampling_is_the_grouped_loss():
    scores = Case("losses.sampled.grouped").scores
    draws, rows, y = torch.tensor([2, 0, 2, 5]), torch.arange(len(scores)), torch.arange(len(scores)) % N
    hits = draws == y[:, None]
    ours = sampled_softmax_loss(
        scores[rows, y],
        scores[:, draws],
        torch.full((4,), -np.log(N)),
        books.IMPORTANCE,
        hits=hits,
        reduction="sum",
    )
    grouped = grouped_sampled_softmax_loss(scores[rows, y], scores[:, draws], rows, y, draws, N)
    torch.testing.assert_close(ours, grouped, rtol=1e-6, atol=0)  # log q is float32


def test_every_class_once_is_the_full_softmax():
    case = Case("losses.sampled.full")
    own = case.scores.gather(-1, case.y[:, None])[:, 0]
    log_q = torch.full((N,), -np.log(N), dtype=torch.float64)
    full = torch.nn.functional.cross_entropy(case.scores, case.y)
    hits = torch.arange(N) == case.y[:, None]
    torch.testing.assert_close(sampled_softmax_loss(own, case.scores, log_q, books.NEGATIVES_ONLY), full)
    torch.testing.assert_close(sampled_softmax_loss(own, case.scores, log_q, books.IMPORTANCE, hits=hits), full)


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_gradients_of_each_order_and_mode(bookkeeping):
    case = Case("losses.sampled.gradient", rows=3)
    scores = case.scores.requires_grad_()

    def loss(x):
        return case.loss(bookkeeping, x)

    assert torch.autograd.gradcheck(loss, scores, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(loss, scores, check_fwd_over_rev=True)


@pytest.mark.parametrize("bookkeeping", EVERY)
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_gradient_is_each_draws_share_of_the_normaliser(bookkeeping, scale):
    case = Case("losses.sampled.share", scale=scale)
    positive = case.scores.gather(-1, case.y[:, None])[:, 0].requires_grad_()
    negatives = case.scores.gather(-1, case.draws).requires_grad_()
    loss = sampled_softmax_loss(
        positive,
        negatives,
        case.log_q[case.draws],
        bookkeeping,
        hits=case.hits,
        log_q_positive=case.log_q[case.y],
        n_items=N,
        reduction="none",
    )
    to_positive, to_negatives = torch.autograd.grad(loss.sum(), (positive, negatives))
    q = case.log_q.exp().tolist()
    odds = (negatives - positive[:, None] - loss[:, None]).exp().detach()
    for row in range(len(loss)):
        y, draws = int(case.y[row]), case.draws[row].tolist()
        left = bookkeeping.left(draws, y)
        share = [
            float(odds[row, i]) / bookkeeping.divisor(q[j], q[y], K, len(left), N) if j in left else 0.0
            for i, j in enumerate(draws)
        ]
        assert to_negatives[row].tolist() == pytest.approx(share, rel=1e-11, abs=1e-15)
        assert float(to_positive[row]) == pytest.approx(-sum(share), rel=1e-11, abs=1e-15)


def test_a_tiny_loss_keeps_its_digits():
    loss = sampled_softmax_loss(
        torch.tensor([0.0], dtype=torch.float64),
        torch.tensor([[-100.0, -101.0]], dtype=torch.float64),
        torch.tensor(np.log([0.5, 0.5])),
        books.IMPORTANCE,
        hits=torch.zeros(1, 2, dtype=torch.bool),
    )
    assert float(loss) == pytest.approx(np.exp(-100.0) + np.exp(-101.0), rel=1e-13, abs=0)


@pytest.mark.parametrize("bookkeeping", WITH_POSITIVE)
@given(
    rows=st.lists(
        st.tuples(st.floats(-300, 300, width=32), st.floats(-300, 300, width=32), st.booleans()), min_size=1, max_size=4
    ),
    offset=st.sampled_from([0.0, 1e4, 1e6]),
    dtype=st.sampled_from(DTYPES),
)
def test_never_negative_with_the_positive(bookkeeping, rows, offset, dtype):
    positive, negative, hit = (torch.tensor(column) for column in zip(*rows, strict=True))
    loss = sampled_softmax_loss(
        (positive + offset).to(dtype),
        (negative + offset).to(dtype)[:, None],
        torch.tensor([-1.0]),
        bookkeeping,
        hits=hit[:, None],
        log_q_positive=torch.tensor(-2.0),
        n_items=9,
        reduction="none",
    )
    assert (loss >= 0).all()


@pytest.mark.parametrize("bookkeeping", [b for b in EVERY if b.hits == "remove"])
def test_where_all_draws_are_hits(bookkeeping):
    positive = torch.tensor([2.0, 2.0], requires_grad=True)
    negatives = torch.tensor([[2.0, 2.0], [1.0, 2.0]], requires_grad=True)
    hits = torch.tensor([[True, True], [False, True]])
    loss = sampled_softmax_loss(
        positive,
        negatives,
        torch.tensor([-1.0, -1.0]),
        bookkeeping,
        hits=hits,
        log_q_positive=torch.tensor(-1.0),
        n_items=5,
        reduction="none",
    )
    assert loss[0] == (0 if bookkeeping.positive else -torch.inf)
    to_positive, to_negatives = torch.autograd.grad(loss[1], (positive, negatives), retain_graph=True)
    assert to_positive[0] == 0
    assert (to_negatives == 0).tolist() == [[True, True], [False, True]]
    of_empty_row = torch.autograd.grad(loss[0], (positive, negatives))
    assert all((slope == 0).all() for slope in of_empty_row)


@pytest.mark.parametrize("bookkeeping", [books.IMPORTANCE, books.NEGATIVES_ONLY, books.LOG_Q_BOTH, books.RG_EQ_9])
class TestInfinities:
    arguments: ClassVar = {
        "hits": torch.zeros(1, 3, dtype=torch.bool),
        "log_q_positive": torch.tensor(-1.0),
        "n_items": 5,
        "reduction": "none",
    }
    log_q = torch.tensor([-1.0, -1.0, -1.0])

    def slopes(self, positive, negatives, bookkeeping):
        positive, negatives = torch.tensor([positive]).requires_grad_(), torch.tensor([negatives]).requires_grad_()
        loss = sampled_softmax_loss(positive, negatives, self.log_q, bookkeeping, **self.arguments)
        return loss.item(), *torch.autograd.grad(loss.sum(), (positive, negatives), create_graph=True)

    def test_a_masked_negative_changes_nothing(self, bookkeeping):
        loss, to_positive, to_negatives = self.slopes(0.5, [1.0, -torch.inf, 0.0], bookkeeping)
        far, far_positive, far_negatives = self.slopes(0.5, [1.0, -500.0, 0.0], bookkeeping)
        assert loss == far
        assert torch.equal(to_positive, far_positive)
        assert torch.equal(to_negatives, far_negatives)

    def test_all_negatives_masked(self, bookkeeping):
        loss, to_positive, to_negatives = self.slopes(0.5, [-torch.inf] * 3, bookkeeping)
        assert loss == (0 if bookkeeping.positive else -torch.inf)
        assert to_positive.item() == 0
        assert (to_negatives == 0).all()

    def test_a_masked_positive_costs_infinitely_much(self, bookkeeping):
        loss, to_positive, to_negatives = self.slopes(-torch.inf, [1.0, -torch.inf, 1.0], bookkeeping)
        assert loss == torch.inf
        assert to_positive.item() == -1
        torch.testing.assert_close(to_negatives, torch.tensor([[0.5, 0.0, 0.5]]))

    @pytest.mark.parametrize("bad", [torch.nan, torch.inf])
    def test_nan_and_infinity_give_nan(self, bookkeeping, bad):
        assert np.isnan(self.slopes(bad, [1.0, 0.0, 0.0], bookkeeping)[0])
        assert np.isnan(self.slopes(1.0, [1.0, bad, 0.0], bookkeeping)[0])
        assert np.isnan(self.slopes(-torch.inf, [1.0, bad, 0.0], bookkeeping)[0])
        assert np.isnan(self.slopes(-torch.inf, [-torch.inf] * 3, bookkeeping)[0])

    def test_second_derivatives_are_finite_where_a_negative_is_masked(self, bookkeeping):
        positive, negatives = torch.tensor([0.5]).requires_grad_(), torch.tensor([[1.0, -torch.inf, 0.0]])
        negatives.requires_grad_()
        loss = sampled_softmax_loss(positive, negatives, self.log_q, bookkeeping, **self.arguments)
        slope = torch.cat(
            [g.flatten() for g in torch.autograd.grad(loss.sum(), (positive, negatives), create_graph=True)]
        )
        for entry in slope:
            for second in torch.autograd.grad(entry, (positive, negatives), retain_graph=True):
                assert second.isfinite().all()


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_rows_do_not_depend_on_their_batch(bookkeeping):
    case = Case("losses.sampled.rows")
    every = case.loss(bookkeeping)
    for row in range(len(every)):
        alone = sampled_softmax_loss(
            case.scores[row, case.y[row]],
            case.scores[row, case.draws[row]],
            case.log_q[case.draws[row]],
            bookkeeping,
            hits=case.hits[row],
            log_q_positive=case.log_q[case.y[row]],
            n_items=N,
        )
        assert alone.shape == ()
        assert torch.equal(alone, every[row])


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_the_order_of_draws_and_the_layout_do_not_matter(bookkeeping):
    case = Case("losses.sampled.order")
    expected = case.loss(bookkeeping)
    order = torch.from_numpy(generator("losses.sampled.permutation").permutation(K))
    case.draws, case.hits = case.draws[:, order], case.hits[:, order]
    torch.testing.assert_close(case.loss(bookkeeping), expected, rtol=0, atol=K * 1e-15 * float(expected.abs().max()))
    case.scores = case.scores.mT.contiguous().mT
    case.draws, case.hits = case.draws.mT.contiguous().mT, case.hits.mT.contiguous().mT
    torch.testing.assert_close(case.loss(bookkeeping), expected, rtol=0, atol=K * 1e-15 * float(expected.abs().max()))


def test_reductions_and_empty_batches():
    case = Case("losses.sampled.reductions")
    each = case.loss(books.RG_EQ_8)
    torch.testing.assert_close(case.loss(books.RG_EQ_8, reduction="sum"), each.sum())
    torch.testing.assert_close(case.loss(books.RG_EQ_8, reduction="mean"), each.mean())
    empty = Case("losses.sampled.empty", rows=9)
    empty.scores, empty.y, empty.draws, empty.hits = (t[:0] for t in (case.scores, case.y, case.draws, case.hits))
    for bookkeeping in EVERY:
        assert empty.loss(bookkeeping).shape == (0,)
        assert empty.loss(bookkeeping, reduction="sum") == 0


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_shared_draws_are_broadcast(bookkeeping):
    case = Case("losses.sampled.shared")
    case.draws = case.draws[2:3].expand(len(case.y), K)
    case.hits = case.draws == case.y[:, None]
    shared = sampled_softmax_loss(
        case.scores.gather(-1, case.y[:, None])[:, 0],
        case.scores[:, case.draws[0]],
        case.log_q[case.draws[0]],
        bookkeeping,
        hits=case.hits,
        log_q_positive=case.log_q[case.y],
        n_items=N,
    )
    torch.testing.assert_close(shared, case.loss(bookkeeping, reduction="mean"))


def test_bad_input():
    positive, negatives, log_q = torch.zeros(2), torch.zeros(2, 3), torch.zeros(3)

    def loss(positive=positive, negatives=negatives, log_q=log_q, bookkeeping=books.NEGATIVES_ONLY, **others):
        return sampled_softmax_loss(positive, negatives, log_q, bookkeeping, **others)

    with pytest.raises(TypeError, match=r"positive: expected a floating-point tensor, got torch\.int64"):
        loss(positive=positive.long())
    with pytest.raises(TypeError, match=r"negatives: .*torch\.int32"):
        loss(negatives=negatives.int())
    with pytest.raises(TypeError, match=r"hits: expected a boolean mask, got torch\.int64"):
        loss(bookkeeping=books.IMPORTANCE, hits=negatives.long())
    for shape in ((3, 3), (2,), (2, 0), (1, 2, 3), ()):
        with pytest.raises(ValueError, match=r"negatives: expected the shape \(2,\)"):
            loss(negatives=torch.zeros(shape))
    with pytest.raises(ValueError, match=r"log_q: expected a shape that broadcasts to \(2, 3\), got \(2,\)"):
        loss(log_q=torch.zeros(2))
    with pytest.raises(ValueError, match="log_q: expected a tensor"):
        loss(log_q=None)
    with pytest.raises(ValueError, match=r"hits: .* broadcasts to \(2, 3\), got \(4,\)"):
        loss(bookkeeping=books.IMPORTANCE, hits=torch.zeros(4, dtype=torch.bool))
    with pytest.raises(ValueError, match="hits: expected a tensor"):
        loss(bookkeeping=books.IMPORTANCE)
    with pytest.raises(ValueError, match="log_q_positive: expected a tensor"):
        loss(bookkeeping=books.LOG_Q_BOTH)
    with pytest.raises(ValueError, match=r"n_items: expected the number of classes, .* got None"):
        loss(bookkeeping=books.RG_EQ_9)
    with pytest.raises(ValueError, match="n_items: expected at least 1, got 0"):
        loss(bookkeeping=books.RG_EQ_9, n_items=0)
    with pytest.raises(ValueError, match="unknown reduction 'average'"):
        loss(reduction="average")
    assert loss(log_q=None, bookkeeping=books.RG_EQ_8) == pytest.approx(np.log(4), rel=1e-6)


WRONG_TYPES = {
    "positive list": ({"positive": [0.0, 0.0]}, "positive: expected a floating-point tensor, got list"),
    "positive float8": (
        {"positive": torch.zeros(2).to(torch.float8_e4m3fn)},
        r"positive: .* got torch\.float8_e4m3fn; formats are torch\.float64, .*torch\.bfloat16",
    ),
    "negatives float8": (
        {"negatives": torch.zeros(2, 3).to(torch.float8_e5m2)},
        r"negatives: .* got torch\.float8_e5m2",
    ),
    "log_q list": ({"log_q": [0.0] * 3}, "log_q: expected a floating-point tensor, got list"),
    "log_q int": ({"log_q": torch.zeros(3).long()}, r"log_q: .* got torch\.int64"),
    "log_q bool": ({"log_q": torch.zeros(3).bool()}, r"log_q: .* got torch\.bool"),
    "log_q_positive bool": (
        {"log_q_positive": torch.zeros(2).bool(), "bookkeeping": books.LOG_Q_BOTH},
        r"log_q_positive: .* got torch\.bool",
    ),
    "hits list": ({"hits": [[True]], "bookkeeping": books.IMPORTANCE}, r"hits: expected a boolean mask, got \[\["),
    "n_items float": ({"n_items": 5.5, "bookkeeping": books.RG_EQ_9}, "n_items: expected a whole number .* got 5.5"),
    "n_items NaN": ({"n_items": np.nan, "bookkeeping": books.RG_EQ_9}, "n_items: .* got nan"),
    "n_items bool": ({"n_items": True, "bookkeeping": books.RG_EQ_9}, "n_items: .* got True"),
    "bookkeeping": ({"bookkeeping": "kq"}, "bookkeeping: expected a Bookkeeping, .* got 'kq'"),
}


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_wrong_types_are_named(monkeypatch, name):
    """By the loss itself: users do not run the type checker of the tests."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    wrong, message = WRONG_TYPES[name]
    right = {"positive": torch.zeros(2), "negatives": torch.zeros(2, 3), "log_q": torch.zeros(3)}
    with pytest.raises(TypeError, match=message):
        sampled_softmax_loss(**{**right, "bookkeeping": books.NEGATIVES_ONLY, **wrong})


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_function_transforms(bookkeeping):
    case = Case("losses.sampled.func", rows=4)
    s_y, s = case.scores.gather(-1, case.y[:, None])[:, 0], case.scores.gather(-1, case.draws)
    hits, log_q = case.hits[0], case.log_q[case.draws[0]]

    def loss(positive, negatives):
        return sampled_softmax_loss(
            positive, negatives, log_q, bookkeeping, hits=hits, log_q_positive=torch.tensor(-1.0), n_items=N
        )

    assert_transforms(loss, s_y, s)


FAR = [1e30, -1e30, 1e6, 1e6 + 1, 1e4, -1e4, 700.0, -745.0, 88.0, -104.0, 0.5, 1e-30, 0.0]


@pytest.mark.parametrize("bookkeeping", EVERY)
@pytest.mark.parametrize("dtype", DTYPES)
def test_scores_that_are_far_apart(bookkeeping, dtype):
    """Every pair out of `FAR`: one rounding of the gap and one of each term; finite slopes; never negative."""
    values = torch.tensor(FAR, dtype=torch.float64).to(dtype)
    positive, negative = (v.flatten().requires_grad_() for v in torch.meshgrid(values, values, indexing="ij"))
    kept = torch.zeros(1, dtype=torch.bool)
    loss = sampled_softmax_loss(
        positive,
        negative[:, None],
        torch.tensor([-1.5]),
        bookkeeping,
        hits=kept,
        log_q_positive=torch.tensor(-0.5),
        n_items=N,
        reduction="none",
    )
    q = np.exp([-1.5, -0.5])
    with mpmath.workdps(60):
        d = mpmath.mpf(bookkeeping.divisor(*q, 1, 1, N))
        gaps = [mpmath.mpf(b) - mpmath.mpf(a) for a, b in zip(positive.tolist(), negative.tolist(), strict=True)]
        terms = [mpmath.exp(gap) / d for gap in gaps]
        exact = [mpmath.log1p(z) if bookkeeping.positive else mpmath.log(z) for z in terms]
    eps = torch.finfo(torch.promote_types(dtype, torch.float32)).eps
    for got, expected in zip(loss.tolist(), exact, strict=True):
        assert abs(got - expected) <= torch.finfo(dtype).eps * abs(expected) + 8 * eps * (1 + abs(expected))
        assert got >= 0 or not bookkeeping.positive
    slopes = torch.autograd.grad(loss.sum(), (positive, negative))
    assert all(slope.isfinite().all() for slope in slopes)


@pytest.mark.parametrize("bookkeeping", EVERY)
def test_a_gap_that_the_format_cannot_hold(bookkeeping):
    """Below the positive it is a masked class, above it NaN: the loss would be larger than the largest number."""
    loss = sampled_softmax_loss(
        torch.tensor([3e38, -3e38]),
        torch.tensor([[-3e38, -3e38], [3e38, 0.0]]),
        torch.tensor([-1.0, -1.0]),
        bookkeeping,
        hits=torch.zeros(2, 2, dtype=torch.bool),
        log_q_positive=torch.tensor(-1.0),
        n_items=N,
        reduction="none",
    )
    assert loss[0] == (0 if bookkeeping.positive else -torch.inf)
    assert loss[1].isnan()


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("bookkeeping", EVERY)
def test_the_same_on_a_gpu(bookkeeping):
    case = Case("losses.sampled.gpu")
    expected = case.loss(bookkeeping)
    for name in ("scores", "log_q", "y", "draws", "hits"):
        setattr(case, name, getattr(case, name).cuda())
    assert ((case.loss(bookkeeping).cpu() - expected).abs() <= 2 * case.rounding(expected.cuda()).cpu()).all()


@pytest.mark.parametrize("bad", [-torch.inf, torch.inf, torch.nan])
def test_a_proposal_without_a_probability_for_what_was_drawn(bad):
    log_q = torch.tensor([-1.0, bad])
    with pytest.raises(ValueError, match="log_q: expected finite logs"):
        sampled_softmax_loss(torch.zeros(1), torch.zeros(1, 2), log_q, books.IMPORTANCE, hits=torch.zeros(1, 2).bool())
    with pytest.raises(ValueError, match="log_q_positive: expected finite logs"):
        sampled_softmax_loss(
            torch.zeros(1),
            torch.zeros(1, 2),
            torch.tensor([-1.0]),
            books.LOG_Q_BOTH,
            log_q_positive=torch.tensor([bad]),
        )
