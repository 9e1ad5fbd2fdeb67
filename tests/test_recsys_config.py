"""Configurations, and which methods, backbones and solvers go together."""

import pytest

from verify.errors import UsageError
from verify.recsys.config import BACKBONES, Config
from verify.recsys.methods import METHODS, SOLVERS, refusal

WRONG = {
    "loss": ("softmaxx", "unknown loss 'softmaxx'; did you mean softmax"),
    "backbone": ("mff", "unknown backbone 'mff'; did you mean mf"),
    "dataset": ("online-retial", "did you mean online-retail"),
    "learning_rate": (float("nan"), "learning_rate is nan"),
    "regularisation": (-1.0, "regularisation is -1.0"),
    "margin": (1e38, r"margin is 1e\+38; it must be a positive number of at most 1e\+30"),
    "device": ("meta", "device is meta, which holds no numbers"),
    "cutoffs": ((10, 0), "cutoffs is 0"),
    "epochs": (0, "epochs is 0"),
    "dim": (0, "dim is 0"),
    "seed": (-1, "seed is -1"),
    "negatives": (0, "negatives is 0"),
    "batch_contexts": (0, "batch_contexts is 0"),
    "patience": (0, "patience is 0"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_senseless_configuration_is_refused(name):
    value, message = WRONG[name]
    with pytest.raises(UsageError, match=message):
        Config(**{name: value})


def test_cutoffs_must_be_given_once_each():
    for cutoffs in ((), (10, 10)):
        with pytest.raises(UsageError, match="at least one, each once"):
            Config(cutoffs=cutoffs)


def test_rg2_needs_regularisation():
    with pytest.raises(UsageError, match="positive"):
        Config(loss="rg2", regularisation=0.0)
    assert Config(loss="softmax", regularisation=0.0).regularisation == 0


def test_every_loss_has_a_solver_and_an_objective_goes_with_every_backbone():
    for loss, method in METHODS.items():
        assert method.solvers
        assert Config(loss=loss).solver == method.solvers[0]
        for backbone in BACKBONES:
            trained = [solver for solver in SOLVERS if refusal(loss, backbone, solver) is None]
            assert trained or loss in ("popularity", "oracle")
            if method.objective:
                assert "adam" in trained


REFUSED = {
    "solver of another loss": ({"loss": "softmax", "solver": "als"}, "softmax is not trained by als; choose from adam"),
    "als on a graph": ({"loss": "rg2", "solver": "als", "backbone": "lightgcn"}, "als solves for the factors of two"),
    "counting on sequences": ({"loss": "popularity", "backbone": "sasrec"}, "has no model to train"),
    "unused": ({"negatives": 7}, "negatives is 7, but softmax on mf by adam does not use it; leave it out"),
    "unused of a backbone": ({"max_length": 7}, "max_length is 7, but softmax on mf"),
    "unused by a solver": ({"loss": "rg2", "learning_rate": 0.5}, "rg2 on mf by als does not use it"),
    "pool": ({"loss": "bpr", "pool": 3}, "pool is 3, but bpr on mf"),
    "heads": ({"backbone": "sasrec", "heads": 5}, "heads is 5; it must divide dim, 64"),
    "dropout": ({"backbone": "sasrec", "dropout": 1.0}, "dropout is 1.0"),
    "truth": ({"dim": True}, "dim is True"),
    "proposal": ({"loss": "nce", "proposal": "unifrom"}, "did you mean uniform"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_go_together_is_refused_with_the_reason(case):
    given, message = REFUSED[case]
    with pytest.raises(UsageError, match=message):
        Config(**given)


def test_rg2_on_other_backbones_is_descended():
    assert Config(loss="rg2", backbone="lightgcn").solver == "adam"
    assert Config(loss="rg2").solver == "als"
