"""Speed of alternating least squares: an epoch of WRMF and of RG2, and RG2's optimum by a decomposition instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from types import ModuleType
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from scipy.sparse import csr_matrix
from threadpoolctl import ThreadpoolController
from torch import Tensor

from verify.bench import peers
from verify.bench.case import Case, Contender
from verify.bench.scores import OURS
from verify.recsys import als, als_rate, datasets, splits, wrmf
from verify.recsys.lists import UserLists
from verify.recsys.recipes import recipe
from verify.recsys.rg2_svd import decompose
from verify.seeds import generator

DATASET, FACTORS, MOST = "online-retail", 64, 200
GAPS = (1e-2, 1e-3)
"""How far above its minimum the objective may be, relative to that of zero factors."""
CHOLESKY, IRSPACK, SUMS = "implicit, Cholesky", "irspack, Cholesky", "two sparse sums"
SIZES = {"MovieLens-1M": (6_040, 3_706, 1_000_209), "Gowalla": (29_858, 40_981, 810_128)}
"""Users, items and pairs of data sets; the Gowalla of He et al. (2020), arXiv 2002.02126, its training part."""
SPREAD = 1.3
"""Of the logarithms of how active users and how popular items are."""
ALPHA, REGULARISATION = 4.0, 1.0
LONG = 10.0


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
    """The optimal factors in float64 against sweeps that come near; then an epoch in float32, at the `SIZES`."""
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
    for name in SIZES:
        yield epoch("wrmf_epoch", name, {OURS: Contender("ours", _wrmf)} | _implicit() | _irspack())
        sums = {SUMS: Contender("yardstick", _sums)}
        yield epoch("rg2_epoch", name, {OURS: Contender("ours", _rg2)} | _implicit() | sums)


def _decompose(x: Problem) -> object:
    return decompose(x.train, len(x.start), x.start.shape[1]).factors(x.regularisation)


def _als(x: Problem, gap: float) -> object:
    data, Q = als.TrainingSet(x.train, len(x.start)), x.start
    for _ in range(x.sweeps[gap]):
        P = als.solve_users(Q, data, x.regularisation)
        Q = als.solve_items(P, data, x.regularisation)
    return P, Q


class Pairs:
    """Random pairs from both sides in the formats of all contenders, and factors N(0, 1/K) to start from."""

    def __init__(self, users: int, items: int, pairs: int, dim: int) -> None:
        random = generator("bench.als.pairs")
        left, right = random_pairs(random, users, items, pairs)
        self.by_user, self.by_item = UserLists.of(left, right, users), UserLists.of(right, left, items)
        self.P, self.Q = (random.standard_normal((rows, dim), "float32") / dim**0.5 for rows in (users, items))
        self.training = als.TrainingSet(self.by_user, items)

    @cached_property
    def matrix(self) -> Any:
        """The 0-1 matrix of the pairs."""
        ones = np.ones(len(self.by_user.values), np.float32)
        shape = self.by_user.n_users, self.by_item.n_users
        return csr_matrix((ones, self.by_user.values, self.by_user.start), shape=shape)

    @cached_property
    def confidence(self) -> tuple[Any, Any]:
        """The weights of the pairs, 1 + alpha, from both sides."""
        weighted = (1 + ALPHA) * self.matrix
        return weighted, weighted.T.tocsr()

    @cached_property
    def trainer(self) -> Any:
        """Irspack's trainer of the same objective."""
        ials = peers.library("irspack.recommenders.ials")
        assert ials is not None
        return ials.IALSTrainer(
            X=ALPHA * self.matrix, n_components=self.P.shape[1], alpha0=1.0, reg=REGULARISATION, nu=0.0, init_std=0.1,
            solver_type=ials.str_to_solver_type("CHOLESKY"), max_cg_steps=3, ialspp_subspace_dimension=64,
            loss_type=ials.str_to_loss_type("ORIGINAL"), random_seed=0, n_threads=torch.get_num_threads(),
            prediction_time_max_cg_steps=5, prediction_time_ialspp_iteration=7,
        )  # fmt: skip


def random_pairs(random: np.random.Generator, users: int, items: int, pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """So many distinct pairs, every user in one; users and items are drawn in proportion to log-normal numbers."""
    active, popular = (random.lognormal(sigma=SPREAD, size=size) for size in (users, items))
    found = np.arange(users) * items + random.integers(items, size=users)
    while len(found) < pairs:
        left = random.choice(users, size=pairs, p=active / active.sum())
        right = random.choice(items, size=pairs, p=popular / popular.sum())
        drawn = np.setdiff1d(left * items + right, found)
        found = np.concatenate([found, random.permutation(drawn)[: pairs - len(found)]])
    return found // items, found % items


def epoch(case: str, name: str, contenders: dict[str, Contender]) -> Case:
    """Both half-steps, on random pairs of the size of a data set."""
    users, items, pairs = SIZES[name]
    settings = {"sizes of": name, "rows": users, "classes": items, "pairs": pairs, "factors": FACTORS}
    return Case(
        case,
        settings | {"dtype": "float32"},
        unit=4 * FACTORS * (users + items),
        inputs=partial(Pairs, users, items, pairs, FACTORS),
        small=partial(Pairs, 20, 10, 60, 2),
        contenders=contenders,
        budget=LONG,
    )


def _wrmf(x: Pairs) -> object:
    P = wrmf.solve(torch.from_numpy(x.Q), x.by_user, ALPHA, REGULARISATION)
    return P, wrmf.solve(P, x.by_item, ALPHA, REGULARISATION)


def _rg2(x: Pairs) -> object:
    P = als.solve_users(torch.from_numpy(x.Q), x.training, REGULARISATION)
    return P, als.solve_items(P, x.training, REGULARISATION)


def _sums(x: Pairs) -> object:
    """The sum of the factors of each row's members, on both sides: the least that reads every pair."""
    data, bag = x.training, torch.nn.functional.embedding_bag
    by_user = bag(data.items, torch.from_numpy(x.Q), data.item_start, mode="sum")
    return by_user, bag(data.users, torch.from_numpy(x.P), data.user_start, mode="sum")


@peers.of("implicit.cpu.als")
def _implicit(module: ModuleType, /) -> dict[str, Contender]:
    del module
    return {CHOLESKY: Contender("peer", _by_implicit)}


def _by_implicit(x: Pairs) -> object:
    module = peers.library("implicit.cpu.als")
    assert module is not None
    P, Q, threads = x.P.copy(), x.Q.copy(), torch.get_num_threads()
    with _blas().limit(limits=1, user_api="blas"):
        solver = module.AlternatingLeastSquares(factors=P.shape[1], use_cg=False).solver
        solver(x.confidence[0], P, Q, REGULARISATION, num_threads=threads)
        solver(x.confidence[1], Q, P, REGULARISATION, num_threads=threads)
    return torch.from_numpy(P), torch.from_numpy(Q)


@cache
def _blas() -> ThreadpoolController:
    """Of the libraries that are loaded by then: implicit is fastest with one thread of BLAS for each of its own."""
    return ThreadpoolController()


@peers.of("irspack.recommenders.ials")
def _irspack(module: ModuleType, /) -> dict[str, Contender]:
    del module
    return {IRSPACK: Contender("peer", _by_irspack)}


def _by_irspack(x: Pairs) -> object:
    core = x.trainer.core_trainer
    core.user, core.item = x.P.copy(), x.Q.copy()
    x.trainer.run_epoch()
    return torch.from_numpy(core.user), torch.from_numpy(core.item)
