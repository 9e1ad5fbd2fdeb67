"""S. 4.1 at the scores of trained models: their size, and whose gradient is closer to softmax's."""

import math
from collections.abc import Iterator, Mapping
from functools import cache, partial
from statistics import fmean
from typing import Any, Literal

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from verify.profile import Profile

FALSE_ALARM = 1e-6
Of = Literal["size", "angle"]


@cache
def probes() -> dict[int, dict[str, Any]]:
    """The probes of trained softmax by seed, each verified against the present code and data; ValueError if stale."""
    from verify.recsys import probe, records

    found = {record["config"]["seed"]: record for record in records.load_all(probe.PROBES)}
    for seed, record in found.items():
        if reason := records.stale(record):
            raise ValueError(f"the probe of seed {seed} is stale: {reason}; run: python -m verify.recsys.probe")
    if len(found) < 2:
        raise ValueError("there are fewer than two probes; run: python -m verify.recsys.probe")
    return found


def sizes(bound: float) -> dict[int, float]:
    """By seed, how far the mean absolute score is below the bound."""
    return {seed: bound - record["mean_absolute_score"] for seed, record in sorted(probes().items())}


def leads(methods: tuple[str, str]) -> dict[int, float]:
    """By seed, by how many degrees the first method's angle to softmax is less than the second's; WSL at its best."""
    angles = {seed: record["degrees"] for seed, record in sorted(probes().items())}
    return {seed: _angle(found, methods[1]) - _angle(found, methods[0]) for seed, found in angles.items()}


def _angle(degrees: Mapping[str, float], method: str) -> float:
    return min(value for name, value in degrees.items() if name.split()[0] == method)


MEASURES: dict[Of, Any] = {"size": sizes, "angle": leads}


def check(subject: Any, profile: Profile, of: Of) -> Iterator[Evidence]:  # noqa: ARG001
    """The mean over seeds of what must be positive, with its interval."""
    from scipy import stats

    margins = MEASURES[of](subject)
    mean = fmean(margins.values())
    half = float(stats.sem(list(margins.values())) * stats.t.isf(FALSE_ALARM / 2, len(margins) - 1))
    low, high = mean - half, mean + half
    holds = True if low > 0 else False if high <= 0 else None
    yield Evidence(
        kind=Kind.EXPERIMENT,
        holds=holds,
        domain="matrix factorisation on online-retail, tuned; not the paper's data sets",
        detail=f"{_detail(subject, of)} {len(margins)} seeds, t interval with false alarm {FALSE_ALARM:g}.",
        exercised=len(margins),
        value=mean,
        bound=0.0,
        interval=(low, high),
        n=len(margins),
        counterexample=None if holds else _witness(subject, margins, of),
    )


def _detail(subject: Any, of: Of) -> str:
    if of == "size":
        found = fmean(record["mean_absolute_score"] for record in probes().values())
        return rf"The mean absolute score is {found:.3g}; the value is {subject:g} less that."
    means = {m: fmean(_angle(record["degrees"], m) for record in probes().values()) for m in ("rg2", "rgx", "wsl")}
    listed = ", ".join(f"{name} {angle:.3g}" for name, angle in means.items())
    return f"Mean angles to softmax's gradient in degrees: {listed}; the value is {subject[1]}'s less {subject[0]}'s."


def _witness(subject: Any, margins: Mapping[int, float], of: Of) -> Counterexample:
    listed = ", ".join(f"{value:.3g}" for value in margins.values())
    what = f"{subject:g} less the mean absolute score" if of == "size" else f"{subject[1]}'s angle less {subject[0]}'s"
    return Counterexample(f"{what}, seed by seed: {listed}", {f"seed {s}": repr(v) for s, v in margins.items()})


def violates(subject: Any, values: Mapping[str, str], of: Of) -> bool:
    """Whether these are the margins of the probes, and their mean is not positive."""
    quoted = {int(name.split()[1]): float(text) for name, text in values.items()}
    found = MEASURES[of](subject)
    return quoted == found and math.fsum(found.values()) <= 0


COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "bibtex": ("pu2025rg", "chen2015retail"),
    "universal": False,
    "settle": "python -m verify.recsys.probe && softproof check rg.near_zero.trained rg.closer_than_wsl.trained",
}
SIZE: dict[str, Any] = {"check": partial(check, of="size"), "violates": partial(violates, of="size")}
ANGLE: dict[str, Any] = {"check": partial(check, of="angle"), "violates": partial(violates, of="angle")}
TUNED = "On Online Retail (5-core), not one of the paper's data sets; $\\lambda$ is tuned for validation NDCG@20."
WSL = r"WSL is Eq. 11 with the weight $\alpha + 1$ on positives, at the best of $\alpha = 0, 1, 10, 100$."
CLOSER = r"At the scores of a trained softmax model, on average over contexts, the angle to softmax's gradient is "

CLAIMS = (
    Claim(
        id="rg.near_zero.trained",
        where="s. 4.1, after Eq. 13",
        source=Source.FULL_TEXT,
        title="The scores of a softmax model trained with the tuned regulariser are of size at most 1 on average",
        statement=r"The optimal solution is typically constrained close to the zero vector due to regularisation; "
        r"read: $\frac1{MN}\sum_{x,y}|o_y^{(x)}| \le 1$, up to where $1 + o + \frac{o^2}2$ is within 8 % of $e^o$",
        assumptions=(TUNED,),
        subject=1.0,
        mutants=(
            Mutant("the scores are within 0.1, where the expansion is good to 0.02 %", 0.1),
            Mutant("the scores are within one half", 0.5),
        ),
        **SIZE,
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.trained",
        where="s. 4, s. 4.1 after Eq. 19",
        source=Source.FULL_TEXT,
        title="At the scores of a trained softmax model RG2's gradient is closer to softmax's than WSL's",
        statement=CLOSER + r"smaller for RG$^2$ than for WSL.",
        assumptions=(TUNED, WSL),
        subject=("rg2", "wsl"),
        mutants=(
            Mutant(r"the labels of RG$^2$ and WSL exchanged", ("wsl", "rg2")),
            Mutant("WSL under both labels", ("wsl", "wsl")),
        ),
        **ANGLE,
        **COMMON,
    ),
    Claim(
        id="rg.closer_than_wsl.trained_rgx",
        where="s. 4, s. 4.1 after Eq. 19",
        source=Source.FULL_TEXT,
        title="At the scores of a trained softmax model RGx's gradient is closer to softmax's than WSL's",
        statement=CLOSER + r"smaller for RG$^\times$ than for WSL.",
        assumptions=(TUNED, WSL),
        subject=("rgx", "wsl"),
        mutants=(
            Mutant(r"the labels of RG$^\times$ and WSL exchanged", ("wsl", "rgx")),
            Mutant("WSL under both labels", ("wsl", "wsl")),
        ),
        **ANGLE,
        **COMMON,
    ),
)
