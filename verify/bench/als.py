"""Speed of finding RG2's optimum: one truncated singular value decomposition, against alternating least squares."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from jaxtyping import Float
from torch import Tensor

from verify.bench.case import Case, Contender
from verify.bench.scores import OURS
from verify.recsys import als, als_rate, datasets, splits
from verify.recsys.lists import UserLists
from verify.recsys.recipes import recipe
from verify.recsys.rg2_svd import decompose
from verify.seeds import generator

DATASET, FACTORS, MOST = "online-retail", 64, 200
GAPS = (1e-2, 1e-3)
"""How far above its minimum the objective may be, relative to that of zero factors."""


@dataclass(frozen=True)
class Problem:
    """Training pairs, lambda, a random start, and the number of sweeps to each of the `GAPS`."""

    train: UserLists
    start: Float[Tensor, "n k"]
    regularisation: float
    sweeps: dict[float, int]


def problem(dim: int) -> Problem:
    """The data set with its tuned lambda; ValueError if `MOST` sweeps do not close a gap."""
    parts = splits.split(datasets.load(DATASET), "ratio", 0)
    lam = recipe(DATASET, "mf", "rg2")["regularisation"]
    start = als_rate.random_start(parts.n_items, dim, generator("bench.als"))
    gap = als_rate.gaps(parts.train, decompose(parts.train, parts.n_items, dim), start, lam, MOST)
    if gap[-1] > min(GAPS):
        raise ValueError(f"after {MOST} sweeps the gap is {gap[-1]}, not {min(GAPS)}")
    return Problem(parts.train, start, lam, {one: int(np.argmax(gap <= one)) + 1 for one in GAPS})


def cases() -> Iterator[Case]:
    """The optimal factors in float64, and what alternating least squares takes to come near."""
    users, items, _ = datasets.lookup(DATASET).counts
    yield Case(
        "rg2_optimum",
        {"dataset": DATASET, "rows": users, "classes": items, "factors": FACTORS, "dtype": "float64"},
        unit=8 * FACTORS * (users + items),
        inputs=partial(problem, FACTORS),
        small=partial(problem, 2),
        contenders={OURS: Contender("ours", _decompose)}
        | {f"ALS, gap {one:g}": Contender("peer", partial(_als, gap=one)) for one in GAPS},
    )


def _decompose(x: Problem) -> object:
    return decompose(x.train, len(x.start), x.start.shape[1]).factors(x.regularisation)


def _als(x: Problem, gap: float) -> object:
    data, Q = als.TrainingSet(x.train, len(x.start)), x.start
    for _ in range(x.sweeps[gap]):
        P = als.solve_users(Q, data, x.regularisation)
        Q = als.solve_items(P, data, x.regularisation)
    return P, Q
