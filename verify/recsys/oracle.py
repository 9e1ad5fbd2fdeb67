"""The ranking by the true scores, for data that were drawn from them: what no method can better, but by chance."""

import numpy as np
import torch

from verify.recsys import synthetic
from verify.recsys.learner import State
from verify.recsys.lists import UserLists
from verify.recsys.ranking import DotProducts, Scorer
from verify.recsys.splits import Split

DATASET = "synthetic-low-rank"


class Oracle:
    """Scores each item by what the clicks of `verify.recsys.synthetic.low_rank` were drawn from."""

    def __init__(self, split: Split) -> None:
        P, Q = synthetic.factors()
        self.P, self.Q = P if split.users is None else P[split.users], Q
        self.split = split

    def epoch(self) -> float:
        """Nothing to learn; returns the mean over positives of the softmax loss of the true scores."""
        scores = self.P @ self.Q.T
        top = scores.max(1, keepdims=True)
        log_z = top[:, 0] + np.log(np.exp(scores - top).sum(1))
        train = self.split.train
        return float((log_z[train.users] - scores[train.users, train.values]).mean())

    def warm_up(self) -> None:
        """Nothing to load."""

    def scorer(self, seen: UserLists) -> Scorer:  # noqa: ARG002
        """The true scores."""
        return DotProducts(self.P, self.Q)

    def weights(self) -> State:
        """The factors of the true scores."""
        return {"P": torch.from_numpy(self.P), "Q": torch.from_numpy(self.Q)}

    def load_weights(self, weights: State) -> None:
        """The factors are what they are."""

    def state(self) -> State:
        """The factors of the true scores."""
        return self.weights()

    def restore(self, state: State, epochs: int) -> None:
        """The factors are what they are."""
