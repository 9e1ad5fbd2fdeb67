"""Orders of the scores of least conditional risk, for each surrogate loss of the family."""

from collections.abc import Iterator

from theory import pooling, rankmax_risk
from theory.argument import Argument
from theory.surrogates import Adapted, Surrogate


def orders(loss: Surrogate, eta: pooling.Chances) -> Iterator[tuple[int, ...]]:
    """Orders of scores that have the least risk for labels drawn from eta, as whole numbers that sort alike.

    For a separable regulariser one for each sample; for label-adapted Rankmax every weak ordering of least risk.
    """
    if isinstance(loss, Adapted):
        yield from rankmax_risk.least(tuple(eta))
    else:
        yield from pooling.orders(loss, eta)


def argument(loss: Surrogate) -> Argument:
    """For a separable regulariser: excess risk to 0 sorts eta. For adapted Rankmax: why a weak ordering is least."""
    return rankmax_risk.levels_argument() if isinstance(loss, Adapted) else pooling.argument(loss)
