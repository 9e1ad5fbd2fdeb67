r"""Losses against label distributions: the scores of least conditional risk, and what scores in a wrong order cost.

The conditional risk of scores s is $\sum_y \eta_y L(s; y)$. Nothing here is told what the theory says of the losses.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations

import numpy as np
import torch
from jaxtyping import Float
from scipy.optimize import LinearConstraint, minimize
from torch import Tensor

from theory.order import kth_largest
from theory.reductions import ideal_dcg, labels
from theory.regularisers import tsallis
from theory.relevance import Law
from verify.losses import entmax15_loss, rankmax_fixed_loss, rankmax_loss, softmax_loss, sparsemax_loss
from verify.seeds import generator

Loss = Callable[[Tensor, Tensor], Tensor]
"""Of scores (m, n) and classes (m,), the loss of each."""

Distribution = Float[np.ndarray, " n"]

STEP, SMALLEST_STEP, ITERATIONS = 1.0, 1e-7, 100


def perceptron_loss(scores: Tensor, target: Tensor) -> Tensor:
    """max_j s_j - s_y: the Fenchel-Young loss without a regulariser."""
    return scores.max(-1).values - scores.gather(-1, target[:, None])[:, 0]


LOSSES: dict[str, Loss] = {
    "softmax": partial(softmax_loss, reduction="none"),
    "sparsemax": partial(sparsemax_loss, reduction="none"),
    "1.5-entmax": partial(entmax15_loss, reduction="none"),
    "Rankmax, fixed scale": partial(rankmax_fixed_loss, scale=2.0, reduction="none"),
    "Rankmax, scale adapted": partial(rankmax_loss, reduction="none"),
    "perceptron": perceptron_loss,
}

REDUCTIONS: dict[str, Callable[[int], object]] = {
    "sum over the relevant items": lambda _m: 1,
    "mean over the relevant items": lambda m: Fraction(1, m),
    "sum over the ideal DCG": lambda m: 1 / ideal_dcg(m),
}
"""Weights of a context with m relevant items."""


def label_distribution(law: Law, n: int, reduction: str) -> Distribution:
    """The label distribution of a law of relevant sets under a named reduction, shape (n,)."""
    return np.array([float(x) for x in labels(law, n, REDUCTIONS[reduction])])


def conditional_risk(
    loss: Loss, scores: Float[np.ndarray, "*batch n"], eta: Float[np.ndarray, "*batch n"]
) -> Float[np.ndarray, "*batch"]:
    """The risk of each row of scores under its label distribution."""
    rows = torch.from_numpy(np.ascontiguousarray(scores).reshape(-1, scores.shape[-1]))
    by_label = [loss(rows, torch.full((len(rows),), y)).numpy() for y in range(scores.shape[-1])]
    return np.asarray((np.stack(by_label, -1).reshape(scores.shape) * eta).sum(-1))


@dataclass(frozen=True)
class Least:
    """For each label distribution the least risk that was found, and the scores, of mean zero, that have it."""

    risk: Float[np.ndarray, " m"]
    scores: Float[np.ndarray, "m n"]


def least_risk(loss: Loss, eta: Float[np.ndarray, "m n"], starts: Float[np.ndarray, "starts n"]) -> Least:
    """By pattern search from each start: it needs no gradient, and stops at kinks as well as at smooth minima.

    Each step tries moving one class, or one against another; where nothing helps the step is halved. It ends when the
    steps are small, or after 100 of them, for a risk that falls for ever as scores go to minus infinity.
    """
    m, n = eta.shape
    directions = np.array(list(_directions(n)))
    s = np.tile(starts, (m, 1, 1))
    wide = np.broadcast_to(eta[:, None, None], (m, len(starts), len(directions), n))
    value = conditional_risk(loss, s, wide[:, :, 0])
    step = np.full((m, len(starts)), STEP)
    for _ in range(ITERATIONS):
        trial = s[:, :, None] + step[:, :, None, None] * directions
        risks = conditional_risk(loss, trial, wide)
        best = risks.argmin(-1)[..., None]
        found = np.take_along_axis(risks, best, -1)[..., 0]
        better = found < value
        s = np.where(better[..., None], np.take_along_axis(trial, best[..., None], 2)[:, :, 0], s)
        value, step = np.where(better, found, value), np.where(better, step, step / 2)
        if (step < SMALLEST_STEP).all():
            break
    start = value.argmin(-1)
    chosen = s[np.arange(m), start]
    return Least(value[np.arange(m), start], chosen - chosen.mean(-1, keepdims=True))


def _directions(n: int) -> Iterator[Distribution]:
    unit = np.eye(n)
    for i in range(n):
        yield unit[i]
        yield -unit[i]
        yield from (unit[i] - unit[j] for j in range(n) if j != i)


def order_kept(scores: Distribution, eta: Distribution, tolerance: float) -> str:
    """`kept` if every class of a larger chance has a score that is larger by the tolerance, else `tied` or `reversed`.

    A pair is reversed if the class of the larger chance has a score that is smaller by the tolerance.
    """
    gaps = [scores[a] - scores[b] for a in range(len(eta)) for b in range(len(eta)) if eta[a] > eta[b] + tolerance]
    worst = min(gaps, default=np.inf)
    return "kept" if worst > tolerance else "tied" if worst >= -tolerance else "reversed"


def violation_infimum(eta: Distribution, k: int, alpha: float) -> float:
    r"""The infimum of the excess risk of entmax's loss over scores that break $P_k$; infinite if none do.

    What $\Omega$ loses where classes are pooled: $\eta_{[k]}$ with $\eta_{[k+1]}$; where these are equal to t, the
    least larger chance with as many t as leave it out of some top k, or the largest smaller one with as many t as let
    it in.
    """
    upper, lower = kth_largest(list(eta), k), kth_largest(list(eta), k + 1)
    if upper > lower:
        return _pooled([upper, lower], eta, alpha)
    above, below = eta[eta > upper], eta[eta < upper]
    costs = []
    if above.size:
        costs.append(_pooled([above.min(), *[upper] * (k + 1 - above.size)], eta, alpha))
    if below.size:
        costs.append(_pooled([below.max(), *[upper] * (eta.size - below.size - k + 1)], eta, alpha))
    return min(costs, default=np.inf)


def _pooled(entries: list[float], eta: Distribution, alpha: float) -> float:
    omega = tsallis(alpha)
    merged = list(eta)
    for entry in entries:
        merged.remove(entry)
    return float(omega(eta) - omega(np.array([*merged, *[np.mean(entries)] * len(entries)])))


def searched_violation(loss: Loss, eta: Distribution, k: int, name: str) -> float:
    r"""The least risk of scores that break $P_k$, by minimisation under each way to break it; for convex losses.

    Either a class of more than $\eta_{[k+1]}$ is not above k others, or one of less than $\eta_{[k]}$ is not below
    N - k others. Infinite if there is no such class.
    """
    start = generator(name).normal(size=eta.size)
    ends = (_constrained(loss, eta, start, below, above) for below, above in _ways(eta, k))
    return min(ends, default=np.inf)


def _ways(eta: Distribution, k: int) -> Iterator[tuple[list[int], list[int]]]:
    """Classes that are not above other classes."""
    upper, lower = kth_largest(list(eta), k), kth_largest(list(eta), k + 1)
    for entry in range(eta.size):
        rest = [j for j in range(eta.size) if j != entry]
        if eta[entry] > lower:
            yield from (([entry], list(others)) for others in combinations(rest, k))
        if eta[entry] < upper:
            yield from ((list(others), [entry]) for others in combinations(rest, eta.size - k))


def _constrained(loss: Loss, eta: Distribution, start: Distribution, below: list[int], above: list[int]) -> float:
    """The least risk of scores in which none of the first classes is above one of the second."""
    normals = np.array([np.eye(eta.size)[b] - np.eye(eta.size)[a] for a in below for b in above])
    end = minimize(
        _with_gradient,
        start,
        args=(loss, eta),
        jac=True,
        method="SLSQP",
        constraints=[LinearConstraint(normals, 0, np.inf)],
        tol=1e-14,
        options={"maxiter": 1000},
    )
    return float(end.fun)


def _with_gradient(scores: Distribution, loss: Loss, eta: Distribution) -> tuple[float, Distribution]:
    s = torch.from_numpy(scores).requires_grad_()
    risk = loss(s.expand(eta.size, -1), torch.arange(eta.size)) @ torch.from_numpy(eta)
    (gradient,) = torch.autograd.grad(risk, s)
    return risk.item(), gradient.numpy()
