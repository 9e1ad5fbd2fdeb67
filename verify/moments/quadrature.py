r"""The moments by quadrature, for any number of classes and many sizes at once.

With S = c + the mean of n terms v, m = E S and phi(t) = E exp(-t v), one grid of log t serves every n and class:

- E log(S/m) is the integral over log t of exp(-n t m) - exp(-n t c) phi(t)^n (Frullani), and E log(S/m)^2 is
  -2 gamma E log(S/m) - 2 times the same integral with the weight log(n t m), from the expansion of
  Gamma(s) S^-s about s = 0;
- 1/S and 1/S^2 are the integrals of exp(-t S) and t exp(-t S), so that means of shares and of their squares are
  integrals of powers of phi times exp(-t v_j), by the symmetry of the draws.

The integrands are analytic for |Im log t| < pi/2: the trapezoid rule of step h errs by O(exp(-pi^2/h)).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from verify.moments.estimator import Estimator, Moments, Size, mixture

STEP = 0.25
TOLERANCE = 1e-17
NODES = 32
BLOCK = 8192
OVERFLOW = 300.0


@dataclass(frozen=True)
class Grid:
    """log t and log phi on it, in units where the mean term is 1."""

    log_t: Float[np.ndarray, " nodes"]
    log_phi: Float[np.ndarray, " nodes"]


def integrate_moments(estimator: Estimator, k: Sequence[int]) -> list[Moments]:
    """Mean and variance of loss and shares for each k, with the stated errors.

    The error of the loss's moments is the square of the difference to twice the step, which is what halving the step
    does to such an integrand, and the rounding of its sum; that of the shares is by how much their means miss the
    sum 1. Raises `UsageError` for k < 1.
    """
    sizes = {size: estimator.sizes(size) for size in k}
    drawn = [s for found in sizes.values() for s in found if s.n]
    grid = _grid(estimator, drawn)
    values = {s: _value(grid, s, estimator.log_mean) for s in set(drawn)}
    shares = _shares(estimator, grid, list(sizes.values()))
    return [_moments(size, found, values, shares[:, :, i]) for i, (size, found) in enumerate(sizes.items())]


def _grid(estimator: Estimator, drawn: Sequence[Size]) -> Grid:
    """From where n t is negligible for the largest n to where exp(-n t c) phi^n is for every n."""
    kept = np.isfinite(estimator.log_law)
    log_v, law = estimator.log_terms[kept] - estimator.log_mean, np.exp(estimator.log_law[kept])
    start = np.log(TOLERANCE) - np.log(max(s.n for s in drawn))
    log_t, log_phi = np.empty(0), np.empty(0)
    while not log_t.size or max(_log_transform(s, log_t[-1], log_phi[-1], estimator) for s in drawn) > np.log(
        TOLERANCE
    ):
        nodes = start + STEP * (log_t.size + np.arange(NODES))
        log_t, log_phi = np.append(log_t, nodes), np.append(log_phi, _log_phi(log_v, law, nodes))
    return Grid(log_t, log_phi)


def _log_transform(size: Size, log_t: float, log_phi: float, estimator: Estimator) -> float:
    return float(size.n * (log_phi - np.exp(min(log_t + size.log_fixed - estimator.log_mean, OVERFLOW))))


def _log_phi(
    log_v: Float[np.ndarray, " n"], law: Float[np.ndarray, " n"], log_t: Float[np.ndarray, " nodes"]
) -> Float[np.ndarray, " nodes"]:
    """Log phi, accurate even where phi is near 1."""
    below = np.zeros(log_t.size)
    phi = np.zeros(log_t.size)
    for start in range(0, log_v.size, BLOCK):
        part = slice(start, start + BLOCK)
        exponent = _exponent(log_v[part], log_t)
        below += law[part] @ np.expm1(exponent)
        phi += law[part] @ np.exp(exponent)
    return np.where(below > -0.5, np.log1p(np.maximum(below, -0.5)), np.log(np.maximum(phi, np.finfo(float).tiny)))


def _exponent(log_v: Float[np.ndarray, " n"], log_t: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, "n nodes"]:
    return np.asarray(-np.exp(np.minimum(log_v[:, None] + log_t, OVERFLOW)))


def _value(grid: Grid, size: Size, log_mean: float) -> tuple[float, float, float, float]:
    """Mean and variance of the loss for this n, and their errors."""
    fixed = np.exp(size.log_fixed - log_mean)
    log_nt = np.log(size.n) + grid.log_t
    nt = np.exp(np.minimum(log_nt, OVERFLOW))
    log_m = np.log1p(fixed)
    transform = np.exp(-nt * fixed + size.n * grid.log_phi)
    gap = STEP * transform * np.expm1(-np.maximum(nt + size.n * grid.log_phi, 0))
    terms = np.array([gap, (log_nt + log_m) * gap])
    (first, second), (rough, rougher) = terms.sum(1), 2 * terms[:, ::2].sum(1)
    weights = np.array([np.ones_like(nt), np.abs(log_nt + log_m)])
    lost = -size.n * grid.log_phi * transform + nt * np.exp(-nt * (1 + fixed))
    rounding = 4 * np.finfo(float).eps * STEP * (lost * weights).sum(1)
    mean = size.offset + log_mean + log_m + first
    variance = -2 * np.euler_gamma * first - 2 * second - first**2
    at_mean = (first - rough) ** 2 + rounding[0]
    at_variance = 2 * ((second - rougher) ** 2 + rounding[1] + (np.euler_gamma + abs(first)) * at_mean)
    addition = 2 * np.finfo(float).eps * (abs(size.offset) + abs(log_mean) + abs(log_m))
    return float(mean), float(variance), float(at_mean + addition), float(at_variance)


def _shares(estimator: Estimator, grid: Grid, sizes: Sequence[Sequence[Size]]) -> Float[np.ndarray, "2 n sizes"]:
    """The means of the shares and of their squares, by class and k."""
    kernels = [sum((s.probability * _kernels(grid, s, estimator) for s in found if s.n), start=0.0) for found in sizes]
    one, two, own, squared, cross = np.stack(kernels, axis=-1)
    log_v, law, y = estimator.log_terms - estimator.log_mean, np.exp(estimator.log_law), estimator.target
    found = np.empty((2, log_v.size, len(sizes)))
    for start in range(0, log_v.size, BLOCK):
        part = slice(start, start + BLOCK)
        q = law[part][:, None]
        x = -_exponent(log_v[part], grid.log_t)
        pull = x * np.exp(-x)
        found[0, part] = q * (pull @ one)
        found[1, part] = q * ((x * pull) @ one) + q**2 * (pull**2 @ two)
    x = -_exponent(log_v[y : y + 1], grid.log_t)[0]
    found[0, y] += own.sum(0)
    found[1, y] += squared.sum(0) + law[y] * ((x * np.exp(-x)) @ cross)
    found[:, y] += [sum(s.probability for s in size if not s.n) for size in sizes]
    return found


def _kernels(grid: Grid, size: Size, estimator: Estimator) -> Float[np.ndarray, "5 nodes"]:
    """What t v_j exp(-t v_j) and its square are integrated against, and, for the fixed term c, what is integrated."""
    n = size.n
    fixed = np.exp(np.minimum(np.log(n) + grid.log_t + size.log_fixed - estimator.log_mean, OVERFLOW))
    powers = [np.exp(max(n - lost, 0) * grid.log_phi - fixed) for lost in (0, 1, 2)]
    return STEP * np.stack(
        [
            n * powers[1],
            n * (n - 1) * powers[2],
            fixed * powers[0],
            fixed**2 * powers[0],
            2 * fixed * n * powers[1],
        ]
    )


def _moments(
    k: int,
    sizes: Sequence[Size],
    values: dict[Size, tuple[float, float, float, float]],
    shares: Float[np.ndarray, "2 n"],
) -> Moments:
    none = (0.0, 0.0, 0.0, 0.0)
    parts = [(s.probability, *(values[s] if s.n else none)) for s in sizes]
    mean, variance = mixture([part[:3] for part in parts])
    errors = tuple(sum(part[0] * part[i] for part in parts) for i in (3, 4))
    means, squares = shares
    return Moments(k, mean, variance, means, squares - means**2, (errors[0], errors[1]), float(abs(means.sum() - 1)))
