"""The moments of sampled softmax: enumeration, quadrature, Monte Carlo and the first order in 1/k agree."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.stats import binom

from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY, Bookkeeping
from theory.sampled_risk import BOOKKEEPINGS, mean_shares
from theory.sampled_variance import total_variance
from verify.errors import UsageError
from verify.moments import Estimator, enumerate_moments, integrate_moments, predict, stream_moments
from verify.moments.__main__ import example, main
from verify.moments.streaming import Problem
from verify.seeds import sequence

FINITE = [b for b in BOOKKEEPINGS if b.positive or b.hits == "keep"]
SIZES = [2**i for i in range(13)]
FALSE_ALARM = 1 - 1e-7
"""A confidence for each of a few intervals, together over 1 - 1e-6."""
TAIL = 1e-8
"""The chance that one count is too low or too high; there are a few dozen."""


def small(bookkeeping, classes=4):
    random = np.random.default_rng(3)
    log_q = random.normal(size=classes)
    return Estimator(2 * random.normal(size=classes), log_q - np.logaddexp.reduce(log_q), 1, bookkeeping)


def apart(one, other):
    loss = abs(one.mean - other.mean), abs(one.variance - other.variance)
    shares = np.abs(one.shares - other.shares).max(), np.abs(one.share_variances - other.share_variances).max()
    return max(*loss, *shares)


@pytest.mark.parametrize("bookkeeping", FINITE)
def test_quadrature_is_enumeration(bookkeeping):
    estimator = small(bookkeeping)
    for found in integrate_moments(estimator, [1, 2, 5]):
        assert apart(found, enumerate_moments(estimator, found.k)) < 1e-13
        assert max(*found.error, found.share_error) < 1e-13


def test_enumeration_is_that_of_exact_arithmetic():
    q, odds = [Fraction(1, 8), Fraction(3, 8), Fraction(1, 2)], [Fraction(1), Fraction(4), Fraction(2)]
    for bookkeeping in FINITE:
        estimator = Estimator(np.log([1.0, 4.0, 2.0]), np.log([0.125, 0.375, 0.5]), 2, bookkeeping)
        found = enumerate_moments(estimator, 3)
        exact = [float(x) for x in mean_shares(odds, q, 2, 3, bookkeeping)]
        np.testing.assert_allclose(found.shares, exact, rtol=1e-13)
        total = float(total_variance(odds, q, 2, 3, bookkeeping))
        assert found.share_variances.sum() == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("bookkeeping", FINITE)
def test_many_draws_are_as_predicted_to_the_first_order(bookkeeping):
    estimator = small(bookkeeping)
    found = integrate_moments(estimator, [1 << 12, 1 << 14])
    gaps = [
        (
            abs(m.mean - p.mean),
            abs(m.variance / p.variance - 1),
            np.abs(m.shares - p.shares).max(),
            np.abs(m.share_variances / p.share_variances - 1).max(),
        )
        for m, p in ((m, predict(estimator, m.k)) for m in found)
    ]
    for (coarse, fine), least in zip(zip(*gaps, strict=True), (1e-12, 1e-6, 1e-12, 1e-6), strict=True):
        assert fine < max(0.3 * coarse, least)


@pytest.mark.parametrize("classes", [10, 1_000, 100_000])
@pytest.mark.parametrize("name", ["negatives only", "log q on both sides"])
def test_the_engines_agree(name, classes):
    estimator = example(classes, name)
    for found in integrate_moments(estimator, [1, 64, 4096]):
        drawn = stream_moments(
            estimator, found.k, f"test engines {name} {classes} {found.k}", precision=0.05, most=1 << 16
        )
        half = drawn.half_width(FALSE_ALARM)
        assert abs(drawn.mean - found.mean) < half[0] + found.error[0]
        assert abs(drawn.variance - found.variance) < half[1] + found.error[1]
        if found.k == 4096:
            bias = np.diff([estimator.softmax_loss(), found.mean])[0] if name == "negatives only" else 1.0
            assert drawn.mean_error < 0.01 * abs(bias)
        if classes <= 1_000 and found.k == 1:
            assert apart(found, enumerate_moments(estimator, 1)) < 1e-12


def test_without_controls_the_engines_agree_too():
    estimator = small(Bookkeeping(True, "remove", "nq"))
    found = integrate_moments(estimator, [16])[0]
    drawn = stream_moments(estimator, 16, "test random n", most=1 << 18)
    half = drawn.half_width(FALSE_ALARM)
    assert abs(drawn.mean - found.mean) < half[0]
    assert abs(drawn.variance - found.variance) < half[1]
    assert abs(drawn.share - found.shares[1]) < half[2]


def test_halving_the_step_changes_nothing(monkeypatch):
    estimator = small(IMPORTANCE, 50)
    coarse = integrate_moments(estimator, SIZES)
    monkeypatch.setattr("verify.moments.quadrature.STEP", 0.125)
    assert (
        max(apart(one, other) for one, other in zip(coarse, integrate_moments(estimator, SIZES), strict=True)) < 1e-13
    )


def test_extreme_scores():
    log_q = np.full(3, -np.log(3))
    found = integrate_moments(Estimator(np.array([0.0, -2000.0, 5.0]), log_q, 2, NEGATIVES_ONLY), [1])[0]
    assert found.mean == pytest.approx(-1995 / 3 + np.log(3) - 5, abs=1e-9)
    np.testing.assert_allclose(found.shares, 1 / 3, atol=1e-13)


def test_an_interrupted_run_ends_as_one_that_was_not(tmp_path, monkeypatch):
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    estimator, chunk = small(LOG_Q_BOTH), 1 << 17
    whole = stream_moments(estimator, 4, "test resume", precision=1e-9, most=12 * chunk)
    file = tmp_path / "state.json"
    stream_moments(estimator, 4, "test resume", precision=1e-9, most=5 * chunk, checkpoint=file, every=2)
    assert (
        stream_moments(estimator, 4, "test resume", precision=1e-9, most=12 * chunk, checkpoint=file, every=7) == whole
    )
    with pytest.raises(UsageError, match="another task"):
        stream_moments(estimator, 5, "test resume", checkpoint=file)


@pytest.mark.parametrize("bookkeeping", [LOG_Q_BOTH, Bookkeeping(True, "remove", "nq")])
def test_intervals_cover_what_they_say(bookkeeping, monkeypatch):
    """How many of the 90 % intervals contain the value is binomial; coverage may be 1 % off. No outcome is rare."""
    estimator = Estimator(np.array([0.0, 1.0, -0.5]), np.log([0.3, 0.4, 0.3]), 1, bookkeeping)
    k, replicates, confidence = 3, 200, 0.9
    monkeypatch.setattr("verify.moments.streaming.CELLS", k << 11)
    exact = enumerate_moments(estimator, k) if bookkeeping in FINITE else integrate_moments(estimator, [k])[0]
    truth = exact.mean, exact.variance, exact.shares[1]
    hits = np.zeros(3)
    for i in range(replicates):
        drawn = stream_moments(estimator, k, f"test coverage {i}", precision=1e-9, most=1 << 14)
        found = drawn.mean, drawn.variance, drawn.share
        hits += np.abs(np.subtract(found, truth)) <= drawn.half_width(confidence)
    assert binom.ppf(TAIL, replicates, confidence - 0.01) <= hits.min()
    assert hits.max() <= binom.isf(TAIL, replicates, confidence + 0.01)


def test_chunks_do_not_share_draws_where_their_32_bit_seeds_coincide(monkeypatch):
    """torch's CPU generator keeps 32 bits of a seed; among some 10^5 chunks two are then likely to be the same."""
    monkeypatch.delenv("SOFTPROOF_FRESH_SEEDS", raising=False)
    name, pair = "test collision", (9735, 114844)
    seeds = [int(sequence(name, i).generate_state(1, np.uint64)[0]) >> 1 for i in pair]
    assert len({seed % 2**32 for seed in seeds}) == 1
    first, second = (torch.rand(3, generator=torch.Generator().manual_seed(seed)) for seed in seeds)
    assert torch.equal(first, second)
    monkeypatch.setattr("verify.moments.streaming.CELLS", 1)
    problem = Problem(small(LOG_Q_BOTH), 4, name, torch.device("cpu"))
    chunks = [problem.chunk(i)[0] for i in pair]
    assert not np.array_equal(*chunks)
    np.testing.assert_array_equal(problem.chunk(pair[0])[0], chunks[0])


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_gpu_agrees_with_quadrature():
    estimator = example(100_000, "negatives only")
    found = integrate_moments(estimator, [4096])[0]
    drawn = stream_moments(estimator, 4096, "test gpu", most=1 << 14, device="cuda")
    half = drawn.half_width(FALSE_ALARM)
    assert abs(drawn.mean - found.mean) < half[0]
    assert abs(drawn.variance - found.variance) < half[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scores": np.array([0.0, np.inf])}, "scores"),
        ({"log_q": np.zeros(2)}, "log_q"),
        ({"target": 2}, "target"),
        ({"bookkeeping": Bookkeeping(False, "remove", "kq")}, "bookkeeping"),
    ],
)
def test_bad_input_is_named(change, says):
    given = {"scores": np.zeros(2), "log_q": np.full(2, -np.log(2)), "target": 0, "bookkeeping": IMPORTANCE}
    with pytest.raises(UsageError, match=says):
        Estimator(**(given | change))


def test_bad_sizes_are_named():
    for engine in (
        lambda e: integrate_moments(e, [0]),
        lambda e: enumerate_moments(e, 60),
        lambda e: stream_moments(e, 1, "", most=1),
    ):
        with pytest.raises(UsageError):
            engine(small(IMPORTANCE, 9))


def test_the_table_says_whether_they_agree(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("verify.moments.__main__.CLASSES", (10,))
    monkeypatch.setattr("verify.moments.__main__.SIZES", (1, 64))
    monkeypatch.setattr("sys.argv", ["moments", "--precision", "0.1", "--checkpoints", str(tmp_path)])
    assert main() == 0
    assert "12 of 12 agree" in capsys.readouterr().out
    monkeypatch.setattr("verify.moments.__main__.CONFIDENCE", 1e-6)
    assert main() == 1
