"""One example of sampled softmax, in any bookkeeping, as a mean of independent terms and a fixed one."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.special import logsumexp
from scipy.stats import binom

from theory.bookkeeping import Bookkeeping
from verify.errors import UsageError

NEGLIGIBLE = 1e-18


@dataclass(frozen=True)
class Moments:
    """Mean and variance of the loss over the draws, and of the share of each class in Z^, for k draws.

    The gradient of the loss in the scores is the shares less 1 at the target. `error` is the stated absolute error of
    the loss's mean and of its variance, `share_error` that of the shares' means.
    """

    k: int
    mean: float
    variance: float
    shares: Float[np.ndarray, " n"]
    share_variances: Float[np.ndarray, " n"]
    error: tuple[float, float] = (0.0, 0.0)
    share_error: float = 0.0


@dataclass(frozen=True)
class Size:
    """A number n of draws in the sum, its probability, and S = exp(offset) (exp(fixed) + mean of n terms)."""

    n: int
    probability: float
    log_fixed: float
    offset: float


@dataclass(frozen=True)
class Estimator:
    """Scores (n,) and a normalised log_q (n,), the target class y, and how Z^ is estimated from k draws.

    The loss is log S for S = Z^ / exp(o_y) = c + s (v_1 + ... + v_k): `log_terms` are log v by class, drawn from
    `log_law`. A hit that is removed adds 0; under log(nq) it is not drawn at all, and the number of draws is random.
    What log_q lacks to be normalised is not in the errors that the engines state.
    Raises `UsageError` for NaN or infinite scores, log_q that is not normalised or of a class that is never drawn,
    another target, and a bookkeeping whose Z^ can be 0.
    """

    scores: Float[np.ndarray, " n"]
    log_q: Float[np.ndarray, " n"]
    target: int
    bookkeeping: Bookkeeping

    def __post_init__(self) -> None:
        for name, values in (("scores", self.scores), ("log_q", self.log_q)):
            if not np.isfinite(values).all():
                raise UsageError(f"{name}: expected finite numbers, got {values[~np.isfinite(values)][0]}")
        if len(self.scores) != len(self.log_q) or abs(np.exp(self.log_q).sum() - 1) > 1e-9:
            raise UsageError("log_q: expected the logarithm of a probability for each class; normalise it")
        if not 0 <= self.target < len(self.scores):
            raise UsageError(f"target: expected a class from 0 to {len(self.scores) - 1}, got {self.target}")
        if not self.bookkeeping.positive and self.bookkeeping.hits == "remove":
            raise UsageError("bookkeeping: without the positive's own term and without hits the loss can be -inf")

    @property
    def conditional(self) -> bool:
        """Whether a hit is as if it had not been drawn, n being random."""
        return self.bookkeeping.hits == "remove" and self.bookkeeping.correction == "nq"

    @cached_property
    def log_terms(self) -> Float[np.ndarray, " n"]:
        """Log v of each class."""
        correction: dict[str, Any] = {
            "none": 0.0,
            "kq": -self.log_q,
            "nq": -self.log_q,
            "Nq": -self.log_q - np.log(len(self.scores)),
            "q": self.log_q[self.target] - self.log_q,
        }
        found = self.scores - self.scores[self.target] + correction[self.bookkeeping.correction]
        if self.bookkeeping.hits == "remove":
            found[self.target] = -np.inf
        return np.asarray(found)

    @cached_property
    def log_law(self) -> Float[np.ndarray, " n"]:
        """The log of the law of a draw that is in the sum."""
        if not self.conditional:
            return self.log_q
        found = self.log_q.copy()
        found[self.target] = -np.inf
        return np.asarray(found - logsumexp(found))

    @cached_property
    def log_mean(self) -> float:
        """The log of the mean term."""
        return float(logsumexp(self.log_terms + self.log_law))

    def sizes(self, k: int) -> list[Size]:
        """The numbers of draws in the sum with their probabilities, but for the negligible; `UsageError` for k < 1."""
        if k != int(k) or k < 1:
            raise UsageError(f"k: expected whole numbers of at least 1, got {k}")
        if not self.conditional:
            return [self.size(k, k, 1.0)]
        numbers = np.arange(k + 1)
        chances = binom.pmf(numbers, k, -np.expm1(self.log_q[self.target]))
        return [self.size(k, int(n), float(p)) for n, p in zip(numbers, chances, strict=True) if p > NEGLIGIBLE]

    def size(self, k: int, n: int, probability: float) -> Size:
        """How S follows from the mean of n terms; S is the fixed term where n = 0."""
        offset = 0.0 if self.bookkeeping.correction in ("kq", "nq") else float(np.log(k))
        log_fixed = -offset if self.bookkeeping.positive else -np.inf
        return Size(n, probability, log_fixed, offset)

    def softmax_loss(self) -> float:
        """Log Z - o_y."""
        return float(logsumexp(self.scores) - self.scores[self.target])

    def softmax(self) -> Float[np.ndarray, " n"]:
        """The shares in Z."""
        return np.asarray(np.exp(self.scores - logsumexp(self.scores)))
