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
from scipy.special import logsumexp

from verify.moments.estimator import Estimator, Moments, Size

STEP = 0.25
TOLERANCE = 1e-17
NODES = 32
BLOCK = 1024
OVERFLOW = 300.0


@dataclass(frozen=True)
class Grid:
    """log t and log phi on it, in units where the mean term is 1."""

    log_t: Float[np.ndarray, " nodes"]
    log_phi: Float[np.ndarray, " nodes"]


@dataclass(frozen=True)
class Value:
    """Mean and variance of the loss, and the stated absolute errors of both."""

    mean: float
    variance: float
    error: tuple[float, float]


def integrate_values(estimator: Estimator, k: Sequence[int]) -> list[Value]:
    """Mean and variance of the loss alone for each k, with the stated errors; `UsageError` for k < 1.

    The error is the square of the difference to twice the step, which is what halving the step does to such an
    integrand, and the rounding of its sum.
    """
    sizes = [estimator.sizes(size) for size in k]
    return _values(estimator, _grid(estimator, sizes, shares=False), sizes)


def integrate_moments(estimator: Estimator, k: Sequence[int]) -> list[Moments]:
    """Mean and variance of loss and shares for each k, with the stated errors; `UsageError` for k < 1.

    The error of the shares is by how much their means miss the sum 1; for that of the loss see `integrate_values`.
    """
    sizes = [estimator.sizes(size) for size in k]
    grid = _grid(estimator, sizes, shares=True)
    means, squares = _shares(estimator, grid, sizes)
    return [
        Moments(
            size,
            value.mean,
            value.variance,
            means[:, i],
            squares[:, i] - means[:, i] ** 2,
            value.error,
            float(abs(means[:, i].sum() - 1)),
        )
        for i, (size, value) in enumerate(zip(k, _values(estimator, grid, sizes), strict=True))
    ]


def _values(estimator: Estimator, grid: Grid, sizes: Sequence[Sequence[Size]]) -> list[Value]:
    """The mixtures over n of the moments of the loss, which is 0 for n = 0."""
    none = Value(0.0, 0.0, (0.0, 0.0))
    found = []
    for choices in sizes:
        values = [_value(grid, s, estimator.log_mean) if s.n else none for s in choices]
        weights = np.array([s.probability for s in choices])
        means, variances, errors = (
            np.array([getattr(v, name) for v in values]) for name in ("mean", "variance", "error")
        )
        mean = float(weights @ means)
        variance = float(weights @ (variances + (means - mean) ** 2))
        found.append(Value(mean, variance, tuple((weights @ errors).tolist())))
    return found


def _grid(estimator: Estimator, sizes: Sequence[Sequence[Size]], shares: bool) -> Grid:
    """From where the integrands are negligible for the largest n to where exp(-n t c) phi^n is for every n.

    On the left those of the shares are of the order n t, and those of the loss of the order n t^2 E v^2.
    """
    drawn = [s for choices in sizes for s in choices if s.n]
    kept = np.isfinite(estimator.log_law)
    log_v, law = estimator.log_terms[kept] - estimator.log_mean, np.exp(estimator.log_law[kept])
    log_n = np.log(max(s.n for s in drawn))
    start = np.log(TOLERANCE) - log_n
    if not shares:
        second = float(logsumexp(2 * log_v, b=law))
        start = max(start, (np.log(TOLERANCE) - log_n - second) / 2)
    log_t, log_phi = np.empty(0), np.empty(0)
    while not log_t.size or max(_log_transform(s, log_t[-1], log_phi[-1], estimator) for s in drawn) > np.log(
        TOLERANCE
    ):
        near_one = not log_phi.size or bool(log_phi[-1] > np.log(0.5))
        nodes = start + STEP * (log_t.size + np.arange(NODES))
        log_t, log_phi = np.append(log_t, nodes), np.append(log_phi, _log_phi(log_v, law, nodes, near_one))
    return Grid(log_t, log_phi)


def _log_transform(size: Size, log_t: float, log_phi: float, estimator: Estimator) -> float:
    return float(size.n * (log_phi - np.exp(min(log_t + size.log_fixed - estimator.log_mean, OVERFLOW))))


def _log_phi(
    log_v: Float[np.ndarray, " n"], law: Float[np.ndarray, " n"], log_t: Float[np.ndarray, " nodes"], near_one: bool
) -> Float[np.ndarray, " nodes"]:
    """The log of phi, accurate even where phi is near 1 if it is so at the left of these nodes."""
    if near_one:
        below = _mean(np.expm1, log_v, law, log_t)
        if below[-1] > -0.5:
            return np.asarray(np.log1p(below))
    phi = np.log(np.maximum(_mean(np.exp, log_v, law, log_t), np.finfo(float).tiny))
    return np.where(below > -0.5, np.log1p(np.maximum(below, -0.5)), phi) if near_one else np.asarray(phi)


def _mean(
    function: np.ufunc,
    log_v: Float[np.ndarray, " n"],
    law: Float[np.ndarray, " n"],
    log_t: Float[np.ndarray, " nodes"],
) -> Float[np.ndarray, " nodes"]:
    found = np.zeros(log_t.size)
    for start in range(0, log_v.size, BLOCK):
        part = slice(start, start + BLOCK)
        exponent = _exponent(log_v[part], log_t)
        found += law[part] @ function(exponent, out=exponent)
    return found


def _exponent(log_v: Float[np.ndarray, " n"], log_t: Float[np.ndarray, " nodes"]) -> Float[np.ndarray, "n nodes"]:
    buffer = np.add.outer(log_v, log_t)
    np.exp(np.minimum(buffer, OVERFLOW, out=buffer), out=buffer)
    return np.asarray(np.negative(buffer, out=buffer))


def _value(grid: Grid, size: Size, log_mean: float) -> Value:
    """Mean and variance of the loss for this n."""
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
    return Value(float(mean), float(variance), (float(at_mean + addition), float(at_variance)))


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
