"""The popularity baseline: every user gets the items in the order of their number of training users."""

import numpy as np
import torch

from verify.recsys.learner import State
from verify.recsys.lists import UserLists
from verify.recsys.ranking import Scorer


class Popularity:
    """Scores each item by its number of training users."""

    def __init__(self, train: UserLists, n_items: int) -> None:
        self.train, self.n_items = train, n_items
        self.counts = torch.zeros(n_items)

    def epoch(self) -> float:
        """Count; returns the mean over positives of -log(count / sum of counts)."""
        found = np.bincount(self.train.values, minlength=self.n_items)
        self.counts = torch.from_numpy(found).float()
        shares = found[found > 0] / len(self.train.values)
        return -float((shares * np.log(shares)).sum())

    def warm_up(self) -> None:
        """Nothing to load."""

    def scorer(self, seen: UserLists) -> Scorer:  # noqa: ARG002
        """The counts, once for each user."""
        counts = self.counts.numpy()
        return lambda start, stop: np.broadcast_to(counts, (stop - start, len(counts)))

    def weights(self) -> State:
        """The counts."""
        return {"counts": self.counts}

    def load_weights(self, weights: State) -> None:
        """Put the counts in place."""
        self.counts = weights["counts"]

    def state(self) -> State:
        """The counts."""
        return self.weights()

    def restore(self, state: State, epochs: int) -> None:  # noqa: ARG002
        """Put the counts in place."""
        self.load_weights(state)
