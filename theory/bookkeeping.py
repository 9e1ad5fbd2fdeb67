"""How sampled softmax is kept: what is in the estimate of the normaliser, and how draws are corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Hits = Literal["keep", "remove"]
Correction = Literal["none", "kq", "nq", "Nq", "q"]


@dataclass(frozen=True)
class Bookkeeping:
    """How sampled softmax, log Z^ - o_y, estimates the normaliser: Z^ = [positive] exp(o_y) + sum_j exp(o_j) / d_j.

    - `positive`: whether the positive's own term is in Z^.
    - `hits`: "keep" them, so that n = k draws are in the sum, or "remove" them, so that n <= k are left.
    - `correction`: the d_j of a draw j, whose log is subtracted from the draws' scores alone: 1 for "none", k q_j for
      "kq", n q_j for "nq", N q_j for "Nq"; or q_j / q_y for "q", which is log q subtracted from every score, the
      positive's too.

    Raises ValueError for any other value.
    """

    positive: bool
    hits: Hits
    correction: Correction

    def __post_init__(self) -> None:
        allowed = {"positive": (True, False), "hits": get_args(Hits), "correction": get_args(Correction)}
        for name, values in allowed.items():
            if (value := getattr(self, name)) not in values:
                raise ValueError(f"{name}: expected one of {', '.join(map(repr, values))}, got {value!r}")

    def left(self, draws: Sequence[int], y: int) -> list[int]:
        """The draws that are in the sum."""
        return [j for j in draws if self.hits == "keep" or j != y]

    def divisor(self, q_j: Any, q_y: Any, k: Any, n: Any, N: Any) -> Any:
        """d_j, in the arithmetic of q."""
        match self.correction:
            case "none":
                return 1
            case "kq":
                return k * q_j
            case "nq":
                return n * q_j
            case "Nq":
                return N * q_j
            case "q":
                return q_j / q_y


IMPORTANCE = Bookkeeping(positive=True, hits="remove", correction="kq")
"""Importance sampling of all classes but y, whose term is known: E Z^ = Z."""

NEGATIVES_ONLY = Bookkeeping(positive=False, hits="keep", correction="kq")
"""Importance sampling of all classes: E Z^ = Z. Bengio and Senecal (2008), doi:10.1109/TNN.2007.912312."""

RG_EQ_8 = Bookkeeping(positive=True, hits="keep", correction="none")
"""Eq. 8 of arXiv 2506.09454, without correction; also Wu et al. (2022), arXiv 2201.02327."""

RG_EQ_9 = Bookkeeping(positive=True, hits="keep", correction="Nq")
"""Eq. 8-10 of arXiv 2506.09454, with the correction of its Eq. 9."""

LOG_Q_BOTH = Bookkeeping(positive=True, hits="keep", correction="q")
"""log q subtracted from every score, as RecStudio does."""


def is_unbiased(bookkeeping: Bookkeeping, k: int, N: int) -> bool:
    """Whether E Z^ = Z for all scores, every positive q and each y, for k draws from N >= 2 classes.

    The positive must be counted once: by its own term, or by its hits. Then log(kq) makes the others right, log(nq)
    does as long as n = k or k = 1, and log(Nq) does if k = N; no correction, and log q on both sides, do not.
    """
    once = bookkeeping.positive == (bookkeeping.hits == "remove")
    right = {"kq": True, "nq": bookkeeping.hits == "keep" or k == 1, "Nq": k == N}
    return once and right.get(bookkeeping.correction, False)
