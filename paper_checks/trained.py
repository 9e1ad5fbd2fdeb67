"""Predictions about trained models, ruled by run records: the ratio of two methods' figures over the seeds."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from statistics import fmean, median
from typing import Any

from paper_checks.claim import Claim, Paper
from paper_checks.evidence import Counterexample, Evidence, Kind
from verify.errors import UsageError
from verify.files import jsonable
from verify.profile import Profile

FALSE_ALARM = 1e-6
TUNED = "Each method is tuned with as many points for validation NDCG@20; one split a seed."
"""An assumption of claims about trained models."""

SYMBOLS = {
    "regularisation": "lambda",
    "learning_rate": "rate",
    "negatives": "k",
    "dim": "rank",
    "proposal": "q",
    "weights": "weights",
    "start": "start",
}
"""The parameters that a sweep may set otherwise than as tuned, and what they are called in a text."""

Record = dict[str, Any]
Figures = Mapping[str, tuple[float, ...]]
"""The figure of each seed, by the name of the runs and the quantity."""


@dataclass(frozen=True)
class Runs:
    """The runs of one method on one data set, one a seed: tuned, or of a sweep with this value of a parameter."""

    dataset: str
    loss: str
    backbone: str = "mf"
    regularisation: float | None = None
    learning_rate: float | None = None
    negatives: int | None = None
    dim: int | None = None
    proposal: str | None = None
    weights: str | None = None
    start: str | None = None

    @property
    def swept(self) -> dict[str, Any]:
        """The parameters that are not as tuned."""
        values = {name: getattr(self, name) for name in SYMBOLS}
        return {name: value for name, value in values.items() if value is not None}

    def __str__(self) -> str:
        swept = "".join(f" {SYMBOLS[name]}={value}" for name, value in self.swept.items())
        return f"{self.dataset} {self.backbone} {self.loss}{swept}"


@dataclass(frozen=True)
class Ratio:
    """The geometric mean over the seeds of `first` over `second`, in a quantity, is between `low` and `high`.

    Read with `first` and `second` of the same seed. The bounds are excluded.
    """

    quantity: str
    first: Runs
    second: Runs
    low: float = 1.0
    high: float = math.inf

    @property
    def names(self) -> tuple[str, str]:
        """Under which names the figures of both stand."""
        return f"{self.first} {self.quantity}", f"{self.second} {self.quantity}"


Prediction = tuple[Ratio, ...]
"""Ratios that must all be as stated."""


def exchanged(prediction: Prediction, one: str, other: str) -> Prediction:
    """The prediction with the labels of two losses exchanged."""
    labels = {one: other, other: one}
    return tuple(
        replace(ratio, first=_relabelled(ratio.first, labels), second=_relabelled(ratio.second, labels))
        for ratio in prediction
    )


def turned(prediction: Prediction) -> Prediction:
    """The prediction with the two sides of every ratio exchanged."""
    return tuple(replace(ratio, first=ratio.second, second=ratio.first) for ratio in prediction)


def alike(prediction: Prediction) -> Prediction:
    """The prediction with the same runs on both sides of every ratio."""
    return tuple(replace(ratio, second=ratio.first) for ratio in prediction)


def planted_on(prediction: Prediction, first: float, second: float) -> dict[str, float]:
    """One figure for the first side of every ratio and one for the second."""
    return {name: figure for ratio in prediction for name, figure in zip(ratio.names, (first, second), strict=True)}


def _relabelled(runs: Runs, labels: Mapping[str, str]) -> Runs:
    return replace(runs, loss=labels.get(runs.loss, runs.loss))


def experiment(id: str, paper: Paper, key: str, planted: Mapping[str, float], **fields: Any) -> Claim:
    """The claim that records, or before there are any the planted figures, are as predicted.

    `key` is the paper's in `references.bib`; `planted` as in `check`.
    """
    made = " && ".join(_commands(fields["subject"]))
    return Claim(
        id=id,
        paper=paper,
        check=partial(check, planted=planted),
        violates=partial(violates, planted=planted),
        universal=False,
        bibtex=(key,),
        settle=f"{made} && softproof check {id}",
        **fields,
    )


def _commands(prediction: Prediction) -> Iterator[str]:
    """What tunes and trains everything that a prediction asks for, data set by data set."""
    asked = {runs: None for ratio in prediction for runs in (ratio.first, ratio.second)}
    for dataset, backbone in dict.fromkeys((runs.dataset, runs.backbone) for runs in asked):
        these = [runs for runs in asked if (runs.dataset, runs.backbone) == (dataset, backbone)]
        starts = [runs.start for runs in these if runs.start is not None]
        losses = " ".join(dict.fromkeys([*starts, *(runs.loss for runs in these if runs.loss != "oracle")]))
        yield f"python -m verify.recsys.tune --dataset {dataset} --backbone {backbone} --loss {losses}"
        for runs in these:
            changed = " ".join(f"{name}={value}" for name, value in runs.swept.items())
            method = f"--dataset {dataset} --method {backbone} {runs.loss}"
            yield f"python -m verify.recsys.record_all {method}{' --set ' * bool(changed)}{changed}"


def check(prediction: Prediction, profile: Profile, planted: Mapping[str, float]) -> Iterator[Evidence]:  # noqa: ARG001
    """Every ratio on the records that there are.

    `planted` are figures for which the statement is true by its words, one a name, such as the entries of the paper's
    table: a prediction that is not fulfilled on them does not say what the statement says.
    """
    rehearsal = _planted(planted)
    if rehearsal and (wrong := _refuted(prediction, rehearsal)):
        yield _refutation(prediction, wrong, rehearsal, Kind.EXACT, "figures that fulfil the statement")
        return
    found = figures(prediction)
    known = [ratio for ratio in prediction if found.keys() >= set(ratio.names)]
    if wrong := _refuted(known, found, len(prediction)):
        yield _refutation(prediction, wrong, found, Kind.EXPERIMENT, _domain(prediction))
        return
    rulings = [(ratio, *rule(ratio, found, len(prediction))) for ratio in known]
    undecided = [_text(ratio, value, interval) for ratio, value, interval, holds in rulings if holds is None]
    absent = _absent(prediction, found)
    says = [f"no records of {', '.join(absent)}"] if absent else []
    says += [f"the interval meets the bound: {'; '.join(undecided)}"] if undecided else []
    says += [f"as stated: {_text(*ruling[:3])}" for ruling in rulings if ruling[3]]
    single = rulings[0] if len(rulings) == len(prediction) == 1 else None
    yield Evidence(
        kind=Kind.EXPERIMENT,
        holds=None if absent or undecided else True,
        domain=_domain(prediction),
        detail=f"{len(known)} of {len(prediction)} ratios have records; {'; '.join(says)}. {METHOD}",
        exercised=len(prediction),
        value=single[1] if single else None,
        bound=f"{prediction[0].low:g} to {prediction[0].high:g}" if single else None,
        interval=single[2] if single else None,
        n=min((len(found[name]) for ratio in known for name in ratio.names), default=None),
    )


METHOD = (
    "Each ratio is the geometric mean over the seeds with its t interval (the median and the range where a run never "
    f"reaches its level); the false alarm {FALSE_ALARM:g} is shared out among the ratios."
)


def violates(prediction: Prediction, values: Mapping[str, str], planted: Mapping[str, float]) -> bool:
    """Whether these figures are planted or recorded ones, and on them a ratio is not as stated."""
    given = {name: tuple(map(float, text.split(", "))) for name, text in values.items()}
    if not any(given.items() <= source.items() for source in (_planted(planted), figures(prediction))):
        return False
    known = [ratio for ratio in prediction if given.keys() >= set(ratio.names)]
    return _refuted(known, given, len(prediction)) is not None


def _planted(planted: Mapping[str, float]) -> dict[str, tuple[float, ...]]:
    """Two seeds with the same figure, so that there is an interval."""
    return {name: (value, value) for name, value in planted.items()}


def rule(ratio: Ratio, found: Figures, of: int) -> tuple[float, tuple[float, float], bool | None]:
    """The mean ratio, its interval (with the false alarm of one of `of`), and whether it is as stated, if decided."""
    pairs = dict(enumerate(zip(*(found[name] for name in ratio.names), strict=True)))
    value, (least, most) = summary(pairs, FALSE_ALARM / of)
    within, outside = ratio.low < least and most < ratio.high, most <= ratio.low or least >= ratio.high
    if most == math.inf == ratio.high:
        within = ratio.low < least
    return value, (least, most), True if within else False if outside else None


def summary(pairs: Mapping[int, tuple[float, ...]], alarm: float = FALSE_ALARM) -> tuple[float, tuple[float, float]]:
    """Geometric mean of the ratios of the two figures of a seed, and its t interval; median and range if one is inf.

    One seed alone has no interval: it is (0, inf).
    """
    from scipy import stats

    ratios = sorted(1.0 if first == second else first / second for first, second in pairs.values())
    if len(ratios) < 2:
        return ratios[0], (0.0, math.inf)
    if any(math.isinf(figure) for pair in pairs.values() for figure in pair):
        return median(ratios), (ratios[0], ratios[-1])
    logs = [math.log(ratio) for ratio in ratios]
    half = float(stats.sem(logs) * stats.t.isf(alarm / 2, len(logs) - 1))
    return math.exp(fmean(logs)), (math.exp(fmean(logs) - half), math.exp(fmean(logs) + half))


def _refuted(ratios: Sequence[Ratio], found: Figures, of: int | None = None) -> Ratio | None:
    return next((r for r in ratios if rule(r, found, of or len(ratios))[2] is False), None)


def _refutation(prediction: Prediction, wrong: Ratio, found: Figures, kind: Kind, domain: str) -> Evidence:
    value, interval, _ = rule(wrong, found, len(prediction))
    return Evidence(
        kind=kind,
        holds=False,
        domain=domain,
        detail=METHOD,
        exercised=len(prediction),
        value=value,
        bound=f"{wrong.low:g} to {wrong.high:g}",
        interval=interval,
        n=len(found[wrong.names[0]]),
        counterexample=Counterexample(
            f"{_text(wrong, value, interval)}, said to be between {wrong.low:g} and {wrong.high:g}",
            {name: ", ".join(map(repr, found[name])) for name in wrong.names},
        ),
    )


def _text(ratio: Ratio, value: float, interval: tuple[float, float]) -> str:
    within = f"[{interval[0]:.4g}, {interval[1]:.4g}]"
    return f"{ratio.quantity}, {ratio.first} over {ratio.second}: {value:.4g} in {within}"


def _absent(prediction: Prediction, found: Figures) -> list[str]:
    sides = [
        (str(r), name) for ratio in prediction for r, name in zip((ratio.first, ratio.second), ratio.names, strict=True)
    ]
    return sorted({runs for runs, name in sides if name not in found})


def _domain(prediction: Prediction) -> str:
    names = {runs.dataset: None for ratio in prediction for runs in (ratio.first, ratio.second)}
    return f"models trained on {', '.join(names)}, tuned equally, one split a seed"


def figures(prediction: Prediction) -> dict[str, tuple[float, ...]]:
    """The recorded figures that a prediction asks for, by seed; names without records are absent.

    Raises ValueError if the two sides of a ratio have different seeds, or times that were taken on different machines.
    """
    found: dict[str, tuple[float, ...]] = {}
    for ratio in prediction:
        both = [_by_seed(runs) for runs in (ratio.first, ratio.second)]
        if all(both):
            _require_comparable(ratio, *both)
        for name, runs in zip(ratio.names, both, strict=True):
            if runs:
                found[name] = tuple(QUANTITIES[ratio.quantity](runs[seed]) for seed in sorted(runs))
    return found


def _require_comparable(ratio: Ratio, first: Mapping[int, Record], second: Mapping[int, Record]) -> None:
    which = f"{ratio.first} and {ratio.second}"
    if set(first) != set(second):
        raise ValueError(f"{which} have records of different seeds; run: python -m verify.recsys.record_all")
    machines = [record["environment"] for runs in (first, second) for record in runs.values()]
    if "seconds" in ratio.quantity and any(machine != machines[0] for machine in machines):
        raise ValueError(f"{which} were timed on different machines; run: python -m verify.recsys.record_all --force")


def _by_seed(runs: Runs) -> dict[int, Record]:
    wanted = [runs.dataset, runs.loss, runs.backbone]
    store = sweeps() if runs.swept else records()
    found = [r for r in store if [r["config"][key] for key in ("dataset", "loss", "backbone")] == wanted]
    if runs.swept:
        found = [record for record in found if record["config"] == _configuration(runs, record["config"]["seed"])]
    by_seed = {record["config"]["seed"]: record for record in found}
    if len(by_seed) < len(found):
        raise ValueError(f"there are two records of {runs} with one seed; keep the one that is meant")
    return by_seed


def _configuration(runs: Runs, seed: int) -> dict[str, Any]:
    """That of a run of a sweep: as tuned now, but for what is swept."""
    from verify.recsys.config import Config
    from verify.recsys.recipes import recipe

    method = (runs.dataset, runs.backbone, runs.loss)
    config = Config(*method, seed=seed, split_seed=seed, **recipe(*method) | runs.swept)
    return dict(jsonable(asdict(config)))


@cache
def records() -> list[Record]:
    """The quoted records, each verified against the present code, data and tuning; ValueError for a stale one."""
    from verify.recsys import records as store

    return _verified(store.load_all(store.RECORDS), lambda record: store.stale(record) or _untuned(record["config"]))


@cache
def sweeps() -> list[Record]:
    """The records of the sweeps, verified in the same way; those that are not as tuned count for no prediction."""
    from verify.recsys import records as store

    return _verified(store.load_all(store.RECORDS / store.SWEEPS), store.stale)


def _verified(found: list[Record], reason: Callable[[Record], str | None]) -> list[Record]:
    for record in found:
        if why := reason(record):
            which = f"the record of {record['config']['loss']}, seed {record['config']['seed']}"
            raise UsageError(f"{which}, is stale: {why}; run: python -m verify.recsys.record_all")
    return found


def _untuned(config: Mapping[str, Any]) -> str | None:
    from verify.recsys.recipes import recipe

    chosen = recipe(config["dataset"], config["backbone"], config["loss"])
    return next((f"{k} is {config[k]}, tuned {v}" for k, v in chosen.items() if config[k] != v), None)


def _tested(metric: str, record: Record) -> float:
    return float(record["test"][metric])


def _seconds_to_own(record: Record) -> float:
    from verify.recsys.convergence import SHARE, final, seconds_to

    reached = seconds_to(record, SHARE * final(record))
    return math.inf if reached is None else reached


def _epochs_to_own(record: Record) -> float:
    from verify.recsys.convergence import SHARE, final

    curve, level = record["curve"], SHARE * final(record)
    return float(next(e for e, value in zip(curve["epoch"], curve["ndcg@10"], strict=True) if value >= level))


def _seconds_an_epoch(record: Record) -> float:
    return float(record["curve"]["seconds"][-1]) / len(record["curve"]["epoch"])


def _kept_at_the_end(record: Record) -> float:
    curve = record["curve"]["ndcg@20"]
    return float(curve[-1] / max(curve))


def _mean_absolute_logit(record: Record) -> float:
    return float(record["logits"]["mean_absolute"])


def _calibration_error(record: Record) -> float:
    return float(record["calibration"]["ece@20"])


METRICS = ("ndcg@10", "mrr@10", "map@10", "ndcg@20", "precision@20", "recall@20")
QUANTITIES: dict[str, Callable[[Record], float]] = {
    **{metric: partial(_tested, metric) for metric in METRICS},
    "seconds to 99 %": _seconds_to_own,
    "epochs to 99 %": _epochs_to_own,
    "seconds an epoch": _seconds_an_epoch,
    "share of its best kept at the end": _kept_at_the_end,
    "mean absolute logit": _mean_absolute_logit,
    "ece@20": _calibration_error,
}
"""Test metrics of the epoch kept; training to 99 % of the run's own final validation NDCG@10; the last validation
NDCG@20 over the best; the mean of |o_xy|; the expected calibration error of the 20 items ranked first."""
