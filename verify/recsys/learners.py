"""Builds the learner of a configuration; only the modules that it needs are loaded."""

from verify.recsys.config import Config
from verify.recsys.learner import Learner
from verify.recsys.methods import ADAM, ALS, COUNT
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Learner:
    """The model and what trains it, before the first epoch."""
    if config.solver == COUNT:
        from verify.recsys.popularity import Popularity

        return Popularity(split.train, split.n_items)
    if config.solver == ADAM:
        return _adam(config, split)
    from verify.recsys.backbones.mf import MatrixFactorisation

    model = MatrixFactorisation(split.train, split.n_items, config.dim, config.seed)
    if config.solver == ALS:
        from verify.recsys.als import AlternatingLeastSquares

        return AlternatingLeastSquares(model, split, config.regularisation)
    raise NotImplementedError(config.solver)


def _adam(config: Config, split: Split) -> Learner:
    from verify.recsys import backbones, objectives
    from verify.recsys.adam import Adam

    return Adam(
        backbones.build(config, split),
        objectives.build(config, split),
        split.train,
        learning_rate=config.learning_rate,
        batch_contexts=config.batch_contexts,
        regularisation=config.regularisation,
        seed=config.seed,
    )
