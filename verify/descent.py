"""Gradient descent on exact conditional risks: each loss, a label distribution, a step, and what becomes of the run."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from jaxtyping import Float

from theory import step_threshold
from theory.deformed import log_alpha
from theory.maps import entmax, rankmax_fixed
from theory.step_threshold import Loss

SCALE = Fraction(2, 5)
DIVERGED = 1e100
LOSSES: dict[str, Loss] = {
    "softmax": step_threshold.entmax(Fraction(1)),
    "1.5-entmax": step_threshold.entmax(Fraction(3, 2)),
    "sparsemax": step_threshold.entmax(Fraction(2)),
    "Rankmax": step_threshold.rankmax(SCALE),
    "RG2": step_threshold.rg2(),
    "RGx": step_threshold.rgx(),
}
"""Rankmax has the fixed scale 2/5."""

Scores = Float[np.ndarray, " n"]


@dataclass(frozen=True)
class Risk:
    """The exact conditional risk of a loss: its gradient, a minimiser and the Hessian there."""

    gradient: Callable[[Scores], Scores]
    minimiser: Scores
    hessian: Float[np.ndarray, "n n"]

    @property
    def threshold(self) -> float:
        """2 over the Hessian's largest eigenvalue: the predicted bound of stable steps; infinite for a zero Hessian."""
        top = float(np.linalg.eigvalsh(self.hessian)[-1])
        return 2 / top if top > 1e-12 else np.inf


def risk(name: str, eta: tuple[Fraction, ...]) -> Risk:
    """The risk of a loss of `LOSSES` under label probabilities; for softmax they are positive.

    Raises KeyError for another loss, and ValueError for 1.5-entmax unless the probabilities are squares.
    """
    loss, q, n = LOSSES[name], np.array([float(x) for x in eta]), len(eta)
    hessian = np.array(loss.curvature(eta), dtype=np.float64)
    if name == "RG2":
        return Risk(lambda s: (s + 1) / n - q, n * q - 1, hessian)
    if name == "RGx":
        return Risk(lambda s: 1 / n + (s - s.mean()) / n - q, n * q - 1, hessian)
    if loss.alpha is None:
        return Risk(lambda s: rankmax_fixed(s, float(SCALE)) - q, _inside(q, 2.0) / float(SCALE), hessian)
    alpha = float(loss.alpha)
    return Risk(lambda s: entmax(s, alpha) - q, _inside(q, alpha), hessian)


def _inside(q: Scores, alpha: float) -> Scores:
    """Scores that entmax maps to q, those of classes without mass below the threshold."""
    return np.asarray(log_alpha(q, alpha) - (q == 0))


@dataclass(frozen=True)
class Run:
    """The scores of a run of descent, first to last, and the norms of the gradient there."""

    scores: Float[np.ndarray, "steps n"]
    residuals: Float[np.ndarray, " steps"]


def descend(given: Risk, start: Scores, step: float, steps: int) -> Run:
    """So many steps of gradient descent with a constant step; fewer where the gradient's norm passes 1e100."""
    scores, residuals, s = [], [], start
    for _ in range(steps + 1):
        slope = given.gradient(s)
        scores.append(s)
        residuals.append(float(np.linalg.norm(slope)))
        if residuals[-1] > DIVERGED:
            break
        s = s - step * slope
    return Run(np.array(scores), np.array(residuals))


def nearby(given: Risk, distance: float = 1e-3) -> Scores:
    """The minimiser, moved along the direction of the largest curvature."""
    return np.asarray(given.minimiser + distance * np.linalg.eigh(given.hessian)[1][:, -1])


def settles(given: Risk, step: float, steps: int = 2000) -> bool:
    """Whether descent from nearby the minimiser reaches a gradient of norm below 1e-9."""
    return bool(descend(given, nearby(given), step, steps).residuals[-1] < 1e-9)


def last_settling_step(given: Risk, low: float, high: float, halvings: int, steps: int) -> tuple[float, float]:
    """A bracket, by bisection, of the step at which descent from nearby ceases to settle in so many steps."""
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (middle, high) if settles(given, middle, steps) else (low, middle)
    return low, high
