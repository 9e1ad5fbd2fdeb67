r"""How fast alternating least squares on RG2 closes the gap to the known minimum, and how fast theory says it does.

The minimum comes from `verify.recsys.rg2_svd`, the rate from `theory.als_rate`: near the optimum a sweep multiplies the
gap by the square of the largest of $(\sigma_{K+1}/\sigma_K)^2$ and $((\tau^2 - s_is_k)/(\sigma_i\sigma_k))^2$ for
$i \le k \le K$, $s = \sigma - \tau$.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from verify.recsys import als
from verify.recsys.lists import UserLists
from verify.recsys.rg2_svd import Decomposition

WINDOW = (1e-11, 1e-6)
"""The relative gaps between which a rate is read: near the optimum, far above rounding."""


@dataclass(frozen=True)
class Rate:
    """By what a sweep multiplies the gap: the slope of its logarithm, and the range over the single sweeps."""

    value: float
    lowest: float
    highest: float
    sweeps: int


def predicted(values: Float[np.ndarray, " k_and_one"], tau: float) -> float:
    """The rate for K factors from the K + 1 largest singular values.

    Raises ValueError unless the Kth is above the next and above tau.
    """
    kept, following = values[:-1], values[-1]
    if not kept[-1] > max(tau, following):
        raise ValueError(f"the singular value before the last of {values} is not above the last and {tau}")
    s = kept - tau
    within = np.abs(tau**2 - np.outer(s, s)) / np.outer(kept, kept)
    return float(max(following / kept[-1], within.max()) ** 4)


def gaps(
    train: UserLists, known: Decomposition, start: Float[Tensor, "n k"], regularisation: float, sweeps: int
) -> Float[np.ndarray, " sweeps"]:
    """The objective above its minimum after each sweep, relative to that of zero factors; in float64."""
    data, Q = als.TrainingSet(train, len(start)), start.double()
    found = []
    for _ in range(sweeps):
        P = als.solve_users(Q, data, regularisation)
        Q = als.solve_items(P, data, regularisation)
        found.append(als.squared_error(P, Q, data) + regularisation * als.penalty(P, Q, data))
    least = known.minimum(regularisation)
    return (np.array(found) - least) / (known.total - least)


def measured(gap: Float[np.ndarray, " sweeps"]) -> Rate:
    """The rate within `WINDOW`; ValueError if fewer than five sweeps are in it."""
    inside = np.flatnonzero((gap > WINDOW[0]) & (gap < WINDOW[1]))
    if len(inside) < 5:
        raise ValueError(f"{len(inside)} sweeps are within {WINDOW}; run more of them, or a slower problem")
    logs = np.log(gap[inside])
    ratios = np.exp(np.diff(logs))
    slope = float(np.polyfit(inside, logs, 1)[0])
    return Rate(float(np.exp(slope)), float(ratios.min()), float(ratios.max()), len(inside))


def random_start(n_items: int, dim: int, random: np.random.Generator) -> Float[Tensor, "n k"]:
    """Independent normal factors."""
    return torch.from_numpy(random.normal(size=(n_items, dim)))
