"""Adam on any objective and any backbone, by batches of contexts.

One step takes a batch B of users with all their training pairs D_B and descends

    1/|D_B| sum_{(x,y) in D_B} loss(o^(x), y) + lambda/2 penalty,

where the penalty is the backbone's. Adam: Kingma and Ba (2015), arXiv 1412.6980.
"""

import copy
import math

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from verify.recsys.backbones.base import Backbone
from verify.recsys.learner import DivergedError, State
from verify.recsys.lists import UserLists
from verify.recsys.objectives.base import Objective
from verify.recsys.ranking import Scorer
from verify.seeds import generator


class Adam:
    """Trains a backbone by an objective; one epoch visits every user once, in an order that seed and epoch set."""

    def __init__(
        self,
        backbone: Backbone,
        objective: Objective,
        train: UserLists,
        *,
        learning_rate: float,
        batch_contexts: int,
        regularisation: float,
        seed: int,
    ) -> None:
        self.model = torch.nn.ModuleDict({"backbone": backbone, "objective": objective})
        self.backbone, self.objective, self.train = backbone, objective, train
        self.learning_rate, self.batch_contexts = learning_rate, batch_contexts
        self.regularisation, self.seed = regularisation, seed
        self.epochs = 0
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=learning_rate)

    def epoch(self) -> float:
        """One pass over the users; returns the mean loss per positive, without the penalty, along the way."""
        self._begin()
        users, size = self._order(), self.batch_contexts
        total, pairs = 0.0, 0
        for number, at in enumerate(range(0, len(users), size), 1):
            loss, count = self._step(users[at : at + size], number)
            total, pairs = total + loss, pairs + count
        self.epochs += 1
        return total / pairs

    def warm_up(self) -> None:
        """One step of a copy."""
        other = copy.deepcopy(self)
        other._begin()
        other._step(other._order()[: other.batch_contexts], 1)

    def scorer(self, seen: UserLists) -> Scorer:
        """The objective's scores of the backbone's vectors as they are now."""
        encoding = self.backbone.encode(seen)

        def scores(start: int, stop: int) -> Float[np.ndarray, "chunk items"]:
            with torch.no_grad():
                values: np.ndarray = self.objective.scores(encoding.contexts(start, stop), encoding.items).cpu().numpy()
            return values

        return scores

    def weights(self) -> State:
        """The parameters of backbone and objective."""
        return dict(self.model.state_dict())

    def load_weights(self, weights: State) -> None:
        """Put these parameters in place."""
        self.model.load_state_dict(weights)

    def state(self) -> State:
        """The parameters and Adam's moments."""
        moments = {
            f"adam.{index}.{name}": value
            for index, values in self.optimiser.state_dict()["state"].items()
            for name, value in values.items()
        }
        return self.weights() | moments

    def restore(self, state: State, epochs: int) -> None:
        """Go on as after so many epochs, which left this state."""
        self.load_weights({name: value for name, value in state.items() if not name.startswith("adam.")})
        content = self.optimiser.state_dict()
        for name, value in state.items():
            if name.startswith("adam."):
                _, index, key = name.split(".")
                content["state"].setdefault(int(index), {})[key] = value
        self.optimiser.load_state_dict(content)
        self.epochs = epochs

    def _begin(self) -> None:
        for part in (self.backbone, self.objective):
            part.train()
            part.begin_epoch(self.epochs)

    def _order(self) -> Int[np.ndarray, " users"]:
        return generator(f"recsys.adam.order.{self.epochs}", self.seed).permutation(self.train.n_users)

    def _step(self, users: Int[np.ndarray, " batch"], number: int) -> tuple[float, int]:
        """The sum of the losses and the number of the pairs; nothing is stepped where a batch has no pair."""
        batch = self.backbone.batch(users)
        pairs = len(batch.rows)
        if not pairs:
            return 0.0, 0
        loss: Tensor = self.objective(batch) / pairs
        value = loss.item()
        self.optimiser.zero_grad()
        (loss + self.regularisation / 2 * batch.penalty).backward()
        if not math.isfinite(value):
            raise DivergedError(self._where(number, value))
        self.optimiser.step()
        self.objective.after_step()
        return value * pairs, pairs

    def _where(self, number: int, value: float) -> str:
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        sizes = [float(torch.nn.utils.get_total_norm(found)) for found in (list(self.model.parameters()), gradients)]
        return (
            f"the loss is {value} at step {number} of epoch {self.epochs + 1}: learning rate {self.learning_rate:g}, "
            f"norm of the parameters {sizes[0]:.4g}, of the gradient {sizes[1]:.4g}"
        )
