"""How far label-adapted Rankmax can favour a level top over a single one: a linear programme over the chances."""

import numpy as np
from jaxtyping import Float
from scipy.optimize import linprog

from theory.rankmax_calibration import compositions, levels_of
from theory.rankmax_risk import excess_sums


def level_top_margin(size: int) -> float:
    """The most, over sorted chances of `size` classes, by which the best level top undercuts the best single one.

    It is negative where no chances favour scores that put two classes or more on top. The risk of a composition is
    linear in the chances, and those, sorted, are mixtures of the uniform ones on the first k classes. Raises ValueError
    for fewer than two classes.
    """
    if size < 2:
        raise ValueError(f"size: expected at least 2 classes, got {size}")
    corners = np.array([np.arange(size) < k for k in range(1, size + 1)]).T / np.arange(1, size + 1)
    risks = {c: np.log([float(s) for s in excess_sums(levels_of(c))]) @ corners for c in compositions(size)}
    single = np.array([risk for c, risk in risks.items() if c[0] == 1])
    return max(_margin(risk, single) for c, risk in risks.items() if c[0] > 1)


def _margin(level: Float[np.ndarray, " n"], single: Float[np.ndarray, "m n"]) -> float:
    size = level.size
    above = np.hstack([level - single, np.ones((len(single), 1))])
    mixture = np.append(np.ones(size), 0)[None]
    bounds = [*[(0, None)] * size, (None, None)]
    found = linprog(np.append(np.zeros(size), -1), above, np.zeros(len(single)), mixture, [1.0], bounds)
    return float(np.asarray(found.x)[-1])
