"""alpha-entmax and its loss for every alpha, against the readable reference and the entmax package."""

import entmax as package
import numpy as np
import pytest
import torch

from theory.fenchel_young import entmax_loss
from theory.map_jacobians import entmax_alpha_derivative
from theory.maps import entmax
from verify import losses, maps
from verify.seeds import generator

ALPHAS = [1.0, 1.0 + 1e-9, 1.01, 1.25, 1.5, 1.9, 2.0, 2.5, 3.0, 10.0]


def scores(name, *shape, scale=1.0):
    return torch.from_numpy(generator(name).normal(scale=scale, size=shape))


@pytest.mark.parametrize("alpha", ALPHAS)
@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0])
def test_the_reference(alpha, scale):
    x = scores("entmax.alpha", 5, 40, scale=scale)
    p, loss = maps.entmax_bisect(x, alpha), losses.entmax_bisect_loss(x, torch.arange(5), alpha, reduction="none")
    q = torch.from_numpy(generator("entmax.q").dirichlet(np.ones(40), 5))
    fitted = losses.entmax_bisect_loss(x, q, alpha, reduction="none")
    for row in range(5):
        z = x[row].numpy()
        np.testing.assert_allclose(p[row], entmax(z, alpha), rtol=0, atol=1e-15)
        assert loss[row].item() == pytest.approx(entmax_loss(z, row, alpha), rel=1e-14, abs=1e-15)
        entropy = -float(torch.special.xlogy(q[row], q[row]).sum()) if alpha == 1 else 0
        expected = entmax_loss(z, q[row].numpy(), alpha) + entropy
        assert fitted[row].item() == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(("n", "alpha"), [(4, 1000.0), (1000, 120.0), (100_000, 60.0)])
def test_no_power_of_a_small_probability_is_lost(n, alpha):
    """n^-(alpha - 1) is below the least number of float64."""
    p = maps.entmax_bisect(torch.zeros(n, dtype=torch.float64), alpha)
    torch.testing.assert_close(p, torch.full((n,), 1 / n, dtype=torch.float64), rtol=1e-12, atol=0)
    np.testing.assert_allclose(entmax(np.zeros(n), alpha), 1 / n, rtol=1e-12)


@pytest.mark.parametrize(("alpha", "gap"), [(1.001, 800.0), (1.0 + 1e-9, 1e4), (1.01, 50.0)])
def test_the_loss_of_a_label_whose_probability_is_below_every_number(alpha, gap):
    """It is the gap less what log_alpha p of the largest is short of 0, which is next to nothing here."""
    x = torch.tensor([[0.0, -gap]], dtype=torch.float64)
    found = losses.entmax_bisect_loss(x, torch.tensor([1]), alpha).item()
    assert found == pytest.approx(entmax_loss(x[0].numpy(), 1, alpha), rel=1e-14)
    q = torch.tensor([[0.25, 0.75]], dtype=torch.float64)
    fitted = losses.entmax_bisect_loss(x, q, alpha).item()
    assert fitted == pytest.approx(entmax_loss(x[0].numpy(), q[0].numpy(), alpha), rel=1e-13)


def test_the_gradient_where_a_power_of_a_probability_is_beyond_every_number():
    """alpha = 100: p^-98 of the second class is 10^490, and the Jacobian that of 2^98 s_1 alone."""
    p = torch.tensor([[0.5, 1e-5]], dtype=torch.float64)
    gap = float((p[0, 0] ** 99 - p[0, 1] ** 99) / 99)
    x = torch.tensor([[gap, 0.0]], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(maps.entmax_bisect(x, 100.0)[0, 0], x)
    assert slope.isfinite().all()
    assert slope.sum() == 0


def test_two_classes_and_a_large_alpha():
    """p^999 - q^999 = 999 * 0.0005 and p + q = 1, with q^999 far below rounding: p = 0.4995^(1 / 999)."""
    p = maps.entmax_bisect(torch.tensor([5e-4, 0.0], dtype=torch.float64), 1000.0)
    assert p[0].item() == pytest.approx(0.4995 ** (1 / 999), rel=1e-12)


@pytest.mark.parametrize("alpha", [1.25, 1.5, 1.75])
def test_the_package(alpha):
    x = scores("entmax.package", 20, 50)
    torch.testing.assert_close(maps.entmax_bisect(x, alpha), package.entmax_bisect(x, alpha, n_iter=60))
    target = torch.arange(20)
    torch.testing.assert_close(
        losses.entmax_bisect_loss(x, target, alpha, reduction="none"), package.entmax_bisect_loss(x, target, alpha)
    )


def test_the_named_members_are_special_cases():
    x = scores("entmax.special", 4, 9)
    for alpha, member in ((1.0, maps.softmax), (1.5, maps.entmax15), (2.0, maps.sparsemax)):
        torch.testing.assert_close(maps.entmax_bisect(x, alpha), member(x), rtol=0, atol=1e-15)


def test_each_row_may_have_an_alpha_of_its_own():
    x, alpha = scores("entmax.rows", 3, 4, 6), torch.tensor([[1.0], [1.3], [2.0], [5.0]], dtype=torch.float64)
    p = maps.entmax_bisect(x, alpha)
    for row, own in enumerate(alpha[:, 0].tolist()):
        torch.testing.assert_close(p[:, row], maps.entmax_bisect(x[:, row], own))
    along_first = maps.entmax_bisect(x.movedim(-1, 0), alpha[:, 0], dim=0)
    torch.testing.assert_close(along_first.movedim(0, -1), p)


@pytest.mark.parametrize("alpha", [1.0, 1.001, 1.25, 1.5, 2.0, 3.0])
def test_the_derivative_in_alpha(alpha):
    x = scores("entmax.derivative", 7)
    value = torch.tensor(alpha, dtype=torch.float64, requires_grad=True)
    weights = scores("entmax.weights", 7)
    (slope,) = torch.autograd.grad((maps.entmax_bisect(x, value) * weights).sum(), value)
    expected = entmax_alpha_derivative(x.numpy(), alpha) @ weights.numpy()
    assert slope.item() == pytest.approx(expected, rel=1e-9)


def test_derivatives():
    x = scores("entmax.gradcheck", 3, 5).requires_grad_()
    alpha = torch.tensor([[1.2], [1.6], [2.5]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(maps.entmax_bisect, (x, alpha), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(maps.entmax_bisect, (x, alpha))


@pytest.mark.parametrize("alpha", [0.999, -1.0, torch.nan, torch.inf])
def test_an_alpha_that_is_none(alpha):
    for call in (
        lambda: maps.entmax_bisect(torch.zeros(3), alpha),
        lambda: losses.entmax_bisect_loss(torch.zeros(1, 3), torch.tensor([0]), alpha),
    ):
        with pytest.raises(ValueError, match="alpha: expected finite numbers of at least 1, got"):
            call()


def test_an_alpha_of_another_shape():
    with pytest.raises(ValueError, match=r"alpha: expected .* a tensor that broadcasts to \(4, 1\), got shape"):
        maps.entmax_bisect(torch.zeros(4, 3), torch.full((3, 1), 1.5))
