r"""What the scores of trained models are like: their size, and the angles of other losses' gradients to softmax's.

    python -m verify.recsys.probe [--seeds 10] [--force]

For a context with the indicator r of its m training items, the gradients in its scores o of the losses summed over the
positives (RG paper, arXiv 2506.09454, Eq. 5, 15 and 11) are $m\,\mathrm{softmax}(o) - r$,
RG2: $\frac mN(o + 1) - r$, RGx: $\frac mN(o + 1 - \bar o) - r$ and WSL: $(1 + \alpha r)(o - r)$, up to a factor.

A record, `records/probes/*.json`, has the fields `schema`, `config`, `data`, `code`, `environment` and `digest` of
`verify.recsys.records`, and `mean_absolute_score`, over all contexts and items, and `degrees`: the mean angle over
contexts of each method, for WSL by alpha.
"""

import argparse
import dataclasses
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Float
from scipy.special import softmax

from verify.progress import progress
from verify.recsys import datasets, records, splits
from verify.recsys.config import Config
from verify.recsys.ranking import Scorer
from verify.recsys.record_all import configurations
from verify.recsys.train import counts, fit, surroundings
from verify.script import status

DATASET, LOSS = "online-retail", "softmax"
ALPHAS = (0.0, 1.0, 10.0, 100.0)
PROBES = records.RECORDS / "probes"
CHUNK = 512
"""Contexts at a time."""

Scores = Float[np.ndarray, "contexts items"]


def probe(config: Config) -> dict[str, Any]:
    """Train, and describe the scores of the epoch that is best on validation."""
    data = datasets.load(config.dataset)
    split = splits.split(data, str(config.split), config.split_seed)
    learner, _ = fit(config, data, split)
    resolved = dataclasses.asdict(config)
    return {
        "schema": records.SCHEMA,
        "config": resolved,
        "data": counts(data, split, config.dataset),
        "code": records.code_of(resolved),
        "environment": surroundings(),
        **describe(learner.scorer(split.train), split),
    }


def describe(scorer: Scorer, split: splits.Split) -> dict[str, Any]:
    """The mean absolute score, and the mean angle in degrees of each method's gradient to softmax's."""
    parts = [(abs(o).mean(1), degrees(o, r)) for o, r in _contexts(scorer, split)]
    names = parts[0][1]
    angles = {name: float(np.concatenate([found[name] for _, found in parts]).mean()) for name in names}
    return {"mean_absolute_score": float(np.concatenate([size for size, _ in parts]).mean()), "degrees": angles}


def degrees(o: Scores, r: Scores) -> dict[str, Float[np.ndarray, " contexts"]]:
    """The angle of each method's gradient to softmax's, for scores o and indicators r of the positives."""
    share = r.mean(1, keepdims=True)
    reference = r.sum(1, keepdims=True) * softmax(o, axis=1) - r
    gradients = {"rg2": share * (o + 1) - r, "rgx": share * (o + 1 - o.mean(1, keepdims=True)) - r}
    gradients |= {f"wsl {alpha:g}": (1 + alpha * r) * (o - r) for alpha in ALPHAS}
    return {name: _angle(gradient, reference) for name, gradient in gradients.items()}


def _angle(one: Scores, other: Scores) -> Float[np.ndarray, " contexts"]:
    """By the tangent of the half angle, which keeps small angles."""
    one, other = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (one, other))
    half = np.arctan2(np.linalg.norm(one - other, axis=1), np.linalg.norm(one + other, axis=1))
    return np.asarray(np.degrees(2 * half))


def _contexts(scorer: Scorer, split: splits.Split) -> Iterator[tuple[Scores, Scores]]:
    """The scores and indicators of the contexts, some at a time; every context has a training item."""
    for start in range(0, split.train.n_users, CHUNK):
        stop = min(start + CHUNK, split.train.n_users)
        users = np.arange(start, stop)
        r = np.zeros((len(users), split.n_items))
        r[np.repeat(users - start, split.train.counts[users]), split.train.gather(users)] = 1
        yield scorer(start, stop).astype(np.float64), r


def main() -> int:
    """The script; exit code 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m verify.recsys.probe", description="Record the size of trained scores and angles of gradients."
    )
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds 0, ..., N-1 (default: 10)")
    parser.add_argument("--force", action="store_true", help="make up-to-date records again")
    options = parser.parse_args()
    return status("probe", lambda: make(options.seeds, options.force))


def make(seeds: int, force: bool) -> int:
    """Make the records that are missing or stale, or all of them by `force`."""
    chosen = [config for config in configurations(DATASET, seeds) if config.loss == LOSS]
    wanted = [config for config in chosen if force or not records.fresh(config, PROBES)]
    for config in progress(wanted, "probes"):
        print(records.save(probe(config), PROBES))
    return 0


if __name__ == "__main__":
    sys.exit(main())
