"""What the training loop asks of a learner."""

import copy
from typing import Protocol, runtime_checkable

from torch import Tensor

from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.lists import UserLists
from verify.recsys.ranking import DotProducts, Scorer

State = dict[str, Tensor]
"""Tensors by name."""


@runtime_checkable
class Learner(Protocol):
    """A model and what trains it."""

    def epoch(self) -> float:
        """One pass over the training pairs; returns the mean loss per positive. `DivergedError` if it is not finite."""

    def warm_up(self) -> None:
        """Do, on a copy, what an epoch does, so that libraries are loaded before the clock starts."""

    def scorer(self, seen: UserLists) -> Scorer:
        """The scores of the model as it is now, for users who have seen these items."""

    def weights(self) -> State:
        """What the scores depend on."""

    def load_weights(self, weights: State) -> None:
        """Put these weights in place."""

    def state(self) -> State:
        """All that an epoch depends on, beside the number of epochs done and the configuration."""

    def restore(self, state: State, epochs: int) -> None:
        """Go on as after so many epochs, which left this state."""


class DivergedError(ArithmeticError):
    """Training met a number that is not finite; the text says where."""


class FactorLearner:
    """A learner whose state is the factors P and Q of a matrix factorisation."""

    model: MatrixFactorisation

    def epoch(self) -> float:
        """One pass over the training pairs."""
        raise NotImplementedError

    def warm_up(self) -> None:
        """One epoch of a copy."""
        copy.deepcopy(self).epoch()

    def scorer(self, seen: UserLists) -> Scorer:  # noqa: ARG002
        """The inner products of the factors as they are now."""
        P, Q = (factor.detach().numpy().copy() for factor in (self.model.P, self.model.Q))
        return DotProducts(P, Q)

    def weights(self) -> State:
        """P and Q."""
        return {"P": self.model.P.detach(), "Q": self.model.Q.detach()}

    def load_weights(self, weights: State) -> None:
        """Put P and Q in place."""
        self.model.load_state_dict(weights)

    def state(self) -> State:
        """P and Q."""
        return self.weights()

    def restore(self, state: State, epochs: int) -> None:  # noqa: ARG002
        """Put P and Q in place."""
        self.load_weights(state)
