"""The checks that the losses share: labels, target distributions and pairs."""

import jaxtyping
import pytest
import torch

from verify import losses
from verify.losses.arguments import require_distribution, require_number, require_pairs
from verify.maps.shape import labels
from verify.seeds import generator

MILLION = 1_000_000
INTEGERS = [torch.uint8, torch.int8, torch.int16, torch.uint16, torch.int32, torch.int64]


@pytest.mark.parametrize("dtype", INTEGERS)
def test_labels_in_every_format_of_integers(dtype):
    """300 classes are more than 8 bits count."""
    classes = labels(torch.tensor([[0, 127], [3, 4]], dtype=dtype), (2, 2), 300, ignore_index=3)
    assert torch.equal(classes, torch.tensor([0, 127, -1, 4]))


def test_none_ignores_no_class():
    assert labels(torch.tensor([0, 2]), (2,), 3, ignore_index=None).tolist() == [0, 2]
    for wrong in (3, -1, -100):
        with pytest.raises(ValueError, match=rf"^target: expected classes from 0 to 2, got {wrong}$"):
            labels(torch.tensor([0, wrong]), (2,), 3, ignore_index=None)
    with pytest.raises(ValueError, match=r"^target: expected classes from 0 to 2 or ignore_index -1, got 3$"):
        labels(torch.tensor([-1, 3]), (2,), 3, ignore_index=-1)


@pytest.mark.parametrize("target", [[0], torch.tensor([0.0]), torch.tensor([True])], ids=["list", "float", "bool"])
def test_targets_that_are_no_integers(monkeypatch, target):
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)
    with pytest.raises(TypeError, match=r"target: expected integers, got (list|torch\.float32|torch\.bool)"):
        labels(target, (1,), 2, None)


def softmax_rows(n):
    """Softmax in float32 of normal scores, of equal ones, and of one that stands out: their sum rounds one way."""
    scores = torch.from_numpy(generator("losses.arguments.softmax").normal(size=(4, n))).float()
    scores[1:] = torch.tensor([0.0, -0.35, -2.302585])[:, None]
    scores[2:, 0] = 0
    return scores.softmax(-1)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 1000, 100_000, MILLION])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_rounded_distributions_are_accepted(dtype, n):
    """Computed in float32 and cast, computed in the format itself, and smoothed labels."""
    q = softmax_rows(n)
    narrow = q.log().to(dtype).softmax(-1)
    smooth = torch.full((4, n), 0.1 / n, dtype=dtype)
    smooth[:, 0] += 0.9
    for target in (q.to(dtype), narrow, smooth):
        require_distribution(target, target)


@pytest.mark.parametrize("n", [1, 2, 1000, MILLION])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_what_is_off_by_more_is_refused(dtype, n):
    """Nothing, a half missing, and an entry too much, among rows that are right."""
    q = softmax_rows(n).to(dtype)
    too_much = q.clone()
    too_much[3, 0] += 0.2
    for wrong in (torch.zeros_like(q), q / 4, too_much, torch.cat([q[:3], 0 * q[3:]])):
        with pytest.raises(ValueError, match=r"target: expected probabilities that sum to 1 .* missed by .* allowed"):
            require_distribution(wrong, q)


def test_zeros_are_no_distribution_however_many():
    """In float16 the roundings of 3 * 10^7 probabilities alone could add up to 1."""
    zeros = torch.zeros(1, 1, dtype=torch.float16).expand(1, 30 * MILLION)
    with pytest.raises(ValueError, match=r"target: expected probabilities that sum to 1 .* missed by 1, 0\.5 allowed"):
        require_distribution(zeros, zeros)


def test_the_tolerance_is_of_the_stored_format():
    """A percent is a rounding of bfloat16, but an error in float32 and float64, where 1e-6 is a rounding, 1e-4 not."""
    for dtype, right, wrong in (
        (torch.bfloat16, 0.01, 0.05),
        (torch.float32, 4e-7, 1e-5),
        (torch.float64, 4e-7, 1e-5),
    ):
        require_distribution(torch.tensor([0.5, 0.5 + right], dtype=dtype), torch.zeros(2))
        with pytest.raises(ValueError, match="missed by"):
            require_distribution(torch.tensor([0.5, 0.5 + wrong], dtype=dtype), torch.zeros(2))


def test_a_loss_takes_a_softmax_that_was_cast():
    scores = torch.from_numpy(generator("losses.arguments.cast").normal(size=(3, 50)))
    q = scores.float().softmax(-1)
    torch.testing.assert_close(losses.softmax_loss(scores, q.double()), losses.softmax_loss(scores, q))


def test_targets_in_a_format_of_eight_bits():
    q = torch.tensor([[0.5, 0.5]]).to(torch.float8_e5m2)
    with pytest.raises(TypeError, match=r"target: .* got torch\.float8_e5m2"):
        require_distribution(q, torch.zeros(1, 2))


@pytest.mark.parametrize("dtype", INTEGERS)
def test_pairs_in_every_format_of_integers(dtype):
    rows, columns = require_pairs(torch.tensor([1, 0], dtype=dtype), torch.tensor([127, 3], dtype=dtype), 2, 300)
    assert rows.dtype == columns.dtype == torch.int64
    assert (rows.tolist(), columns.tolist()) == ([1, 0], [127, 3])


def test_numbers():
    for good in (0, 1, 2.5):
        require_number("alpha", good, 0.0)
    for bad in (True, "1", None, torch.tensor(1.0), [1.0]):
        with pytest.raises(TypeError, match="alpha: expected a number, got"):
            require_number("alpha", bad)
    for bad in (float("nan"), float("inf"), -1):
        with pytest.raises(ValueError, match=rf"alpha: expected a finite number of at least 0\.0, got {bad}"):
            require_number("alpha", bad, 0.0)
