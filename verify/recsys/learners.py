"""Builds the learner of a configuration; only the modules that it needs are loaded."""

from verify.errors import UsageError
from verify.recsys.backbones.mf import MatrixFactorisation
from verify.recsys.config import Config
from verify.recsys.learner import FactorLearner, Learner
from verify.recsys.methods import ADAM, COUNT, NEWTON
from verify.recsys.splits import Split


def build(config: Config, split: Split) -> Learner:
    """The model and what trains it, before the first epoch.

    Raises `UsageError` for a backbone without the order in time that it needs, a device that is not there, and the
    oracle of data whose true scores are not known.
    """
    if config.solver == COUNT:
        return _untrained(config, split)
    if config.solver == ADAM:
        return _adam(config, split)
    model = MatrixFactorisation(split.train, split.n_items, config.dim, config.seed)
    return _solver(config, split, model)


def _untrained(config: Config, split: Split) -> Learner:
    if config.loss == "popularity":
        from verify.recsys.popularity import Popularity

        return Popularity(split.train, split.n_items)
    from verify.recsys.oracle import DATASET, Oracle

    if config.dataset != DATASET:
        raise UsageError(f"the true scores of {config.dataset} are not known; the oracle is for {DATASET}")
    return Oracle(split)


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


def _solver(config: Config, split: Split, model: MatrixFactorisation) -> FactorLearner:
    if config.loss == "wrmf":
        from verify.recsys.wrmf import WRMF

        return WRMF(model, split, config.alpha, config.regularisation)
    if config.solver == NEWTON:
        from verify.recsys.newton_cg import NewtonCG

        return NewtonCG(model, split, config.regularisation)
    from verify.recsys.als import AlternatingLeastSquares
    from verify.recsys.rg_forms import form

    chosen = form(config.loss, config.weights, config.alpha, config.beta)
    return AlternatingLeastSquares(model, split, config.regularisation, chosen)
