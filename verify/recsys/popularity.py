"""The popularity baseline: every user gets the items in the order of their number of training users."""

import numpy as np
from jaxtyping import Float

from verify.recsys.splits import Split


class Popularity:
    """Scores each item by its number of training users."""

    def __init__(self, split: Split) -> None:
        self.split = split
        self.counts = np.zeros(split.n_items, dtype=np.float32)

    def epoch(self) -> float:
        """Count; returns the mean over positives of -log(count / sum of counts)."""
        self.counts = np.bincount(self.split.train.values, minlength=self.split.n_items).astype(np.float32)
        shares = self.counts[self.counts > 0] / len(self.split.train.values)
        return -float((shares * np.log(shares)).sum())

    def scores(self, start: int, stop: int) -> Float[np.ndarray, "chunk items"]:
        """The counts, once for each user of start, ..., stop - 1."""
        return np.broadcast_to(self.counts, (stop - start, len(self.counts)))
