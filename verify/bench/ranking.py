"""Speed and memory of full ranking with factors, and of metrics of given lists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from verify.bench import peers
from verify.bench.case import Case, Contender
from verify.bench.scores import OURS
from verify.recsys import chunks, metrics
from verify.recsys.lists import UserLists
from verify.recsys.ranking import DotProducts, full_ranking, listed_ranks
from verify.recsys.top_k import top_k
from verify.seeds import generator

USERS, ITEMS, SEEN, HELD_OUT = 29_858, 40_981, 810_128, 217_242
"""The sizes of Gowalla, in the split of He et al. (2020), arXiv 2002.02126."""
VIEWERS, MOVIES, JUDGED = 6_040, 3_706, 100_021
"""The sizes of MovieLens-1M, with a tenth of its pairs held out."""
FACTORS, CUTOFF = 64, 20
LONG = 30.0
"""Seconds for what takes several a round."""
IMPLICIT = "implicit"
PRODUCT = "the matrix product"
TREC_EVAL = "pytrec_eval"
MEASURES = ("ndcg_cut", "P", "recall", "map_cut")


@dataclass(frozen=True)
class Problem:
    """Factors, and random lists of seen and held-out items, as ours and as implicit's; `model` is None without it."""

    score: DotProducts
    seen: UserLists
    held_out: UserLists
    model: Any
    seen_matrix: Any
    held_out_matrix: Any


def problem(users: int, items: int, seen: int, held_out: int) -> Problem:
    """Factors N(0, 1/K); pairs drawn uniformly, of which the few that are drawn twice are left out."""
    random = generator("bench.ranking")
    P, Q = (random.standard_normal((rows, FACTORS), "float32") / np.float32(FACTORS**0.5) for rows in (users, items))
    parts = _lists(random, users, items, seen, held_out)
    ones = [np.ones(len(part.values), dtype=np.float32) for part in parts]
    matrices = [csr_matrix((x, p.values, p.start), shape=(users, items)) for x, p in zip(ones, parts, strict=True)]
    return Problem(DotProducts(P, Q), parts[0], parts[1], _model(P, Q), *matrices)


def _model(P: Float[np.ndarray, "users k"], Q: Float[np.ndarray, "items k"]) -> Any:
    """The model of implicit with these factors; it would warn if BLAS had several threads."""
    implicit = peers.library("implicit.cpu.als")
    if implicit is None:
        return None
    with threadpool_limits(1, "blas"):
        model = implicit.AlternatingLeastSquares(factors=FACTORS)
    model.user_factors, model.item_factors = P, Q
    return model


def _lists(random: np.random.Generator, users: int, items: int, *sizes: int) -> list[UserLists]:
    """Disjoint lists of about so many pairs each."""
    pairs = random.permutation(np.unique(random.integers(users * items, size=sum(sizes))))
    parts = np.split(pairs, np.cumsum(sizes)[:-1])
    return [UserLists.of(part // items, part % items, users) for part in parts]


@dataclass(frozen=True)
class Lists:
    """Each user's first items and held-out items, as ours and as pytrec_eval's; `judge` is None without it."""

    first: Int[np.ndarray, "users k"]
    held_out: UserLists
    run: dict[str, dict[str, float]]
    judge: Any


def lists(users: int, items: int, held_out: int) -> Lists:
    """Random ones."""
    random = generator("bench.lists")
    (judged,) = _lists(random, users, items, held_out)
    first = top_k(random.standard_normal((users, items), "float32"), CUTOFF)
    scores = [float(CUTOFF - place) for place in range(CUTOFF)]
    run = {str(user): dict(zip(map(str, row), scores, strict=True)) for user, row in enumerate(first.tolist())}
    given = {str(user): dict.fromkeys(map(str, judged[user].tolist()), 1) for user in range(users) if len(judged[user])}
    trec_eval = peers.library(TREC_EVAL)
    judge = trec_eval and trec_eval.RelevanceEvaluator(given, {f"{name}.{CUTOFF}" for name in MEASURES})
    return Lists(first, judged, run, judge)


def cases() -> Iterator[Case]:
    """From factors to the metrics of all users; and from their lists of first items."""
    settings = {"rows": USERS, "classes": ITEMS, "factors": FACTORS, "held out": HELD_OUT, "cutoff": CUTOFF}
    yield Case(
        "full_ranking",
        settings | {"dtype": "float32"},
        unit=4 * USERS * ITEMS,
        inputs=partial(problem, USERS, ITEMS, SEEN, HELD_OUT),
        small=partial(problem, 30, 40, 90, 60),
        contenders={
            OURS: Contender("ours", _ours),
            **_implicit(),
            PRODUCT: Contender("yardstick", _product),
        },
        budget=LONG,
    )
    yield Case(
        "listed_ranks",
        {"rows": VIEWERS, "classes": MOVIES, "held out": JUDGED, "cutoff": CUTOFF},
        unit=8 * VIEWERS * CUTOFF,
        inputs=partial(lists, VIEWERS, MOVIES, JUDGED),
        small=partial(lists, 30, 40, 60),
        contenders={OURS: Contender("ours", _metrics), **_trec_eval()},
    )


def _ours(x: Problem) -> dict[str, float]:
    ranks = full_ranking(x.score, x.held_out, x.seen, depth=CUTOFF)
    return metrics.average(metrics.per_user(ranks, [CUTOFF]))


def _product(x: Problem) -> None:
    """The scores in the chunks and threads of ours, and nothing else."""

    def scores(first: int, last: int) -> None:
        x.score(first, last)

    chunks.over(len(x.score.P), chunks.size(len(x.score.Q)), scores)


@peers.of("implicit.evaluation")
def _implicit(evaluation: ModuleType, /) -> dict[str, Contender]:
    return {IMPLICIT: Contender("peer", partial(_evaluate, evaluation.ranking_metrics_at_k))}


def _evaluate(evaluate: Callable[..., dict[str, float]], x: Problem) -> dict[str, float]:
    """Metrics of four kinds. It advises BLAS in one thread: with more it is slower and warns that it may hang."""
    settings = {"K": CUTOFF, "show_progress": False, "num_threads": torch.get_num_threads()}
    with threadpool_limits(1, "blas"):
        return evaluate(x.model, x.seen_matrix, x.held_out_matrix, **settings)


def _metrics(x: Lists) -> dict[str, Float[np.ndarray, " users"]]:
    return metrics.per_user(listed_ranks(x.first, x.held_out), [CUTOFF])


@peers.of(TREC_EVAL)
def _trec_eval(_: ModuleType, /) -> dict[str, Contender]:
    return {TREC_EVAL: Contender("peer", _judge)}


def _judge(x: Lists) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = x.judge.evaluate(x.run)
    return found
