"""s. 5.3: how many scores an epoch of a sampled loss computes, against softmax's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

from paper_checks import trained
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.search import first
from paper_checks.trained import Ratio, Runs, alike, exchanged, planted_on
from theory.counts import COUNTS
from verify.profile import Profile

NEGATIVES = {
    "BPR": {"MovieLens": 10, "Electronics": 20, "Steam": 10, "Wiki": 20},
    "SSM": {"MovieLens": 100, "Electronics": 200, "Steam": 100, "Wiki": 1000},
}
"""B.3: negatives a positive."""

TRAINING_SHARE = Fraction(4, 5)


@dataclass(frozen=True)
class Saving:
    """An epoch of a sampled loss computes fewer scores than softmax's, by the largest factors on `largest`.

    Softmax scores all N items once a training pair or, if `grouped`, once a context.
    """

    largest: tuple[str, ...]
    grouped: bool = False


def check(subject: Saving, profile: Profile) -> Iterator[Evidence]:
    """The factors from the counts of Table 5 and the numbers of negatives of B.3, in rationals."""
    del profile
    cases = [{"loss": loss, "data set": a, "other": b} for loss, a, b in product(NEGATIVES, COUNTS, COUNTS)]
    tried, wrong = first(cases, lambda case: violates(subject, case))
    rows = "; ".join(map(partial(_row, subject), NEGATIVES))
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain="BPR and SSM on the four data sets",
        detail=f"Scores of a softmax epoch over those of the sampled loss: {rows}.",
        exercised=tried,
        complete=True,
        counterexample=None if wrong is None else Counterexample(_says(subject, wrong), wrong),
    )


def violates(subject: Saving, values: Mapping[str, str]) -> bool:
    """Whether the loss saves nothing on a data set, or no more on one of `largest` than on another."""
    loss, one, other = values["loss"], values["data set"], values["other"]
    factor, against = (saving(loss, name, subject.grouped) for name in (one, other))
    return factor <= 1 or (one in subject.largest and other not in subject.largest and factor <= against)


def saving(loss: str, name: str, grouped: bool) -> Fraction:
    """Scores of a softmax epoch over those of the loss, which computes its positive's and n others a training pair."""
    left, right, interactions = COUNTS[name]
    passes = Fraction(left) / (TRAINING_SHARE * interactions) if grouped else Fraction(1)
    return passes * right / (NEGATIVES[loss][name] + 1)


def _row(subject: Saving, loss: str) -> str:
    return f"{loss} " + ", ".join(f"{name} {float(saving(loss, name, subject.grouped)):.4g}" for name in COUNTS)


def _says(subject: Saving, values: Mapping[str, str]) -> str:
    loss, names = values["loss"], dict.fromkeys((values["data set"], values["other"]))
    factors = (f"{float(saving(loss, name, subject.grouped)):.4g} on {name}" for name in names)
    return f"{loss} saves a factor of {', '.join(factors)}"


PAIRS = Saving(("Electronics", "Wiki"))
GROUPED = Saving(("Electronics", "Wiki"), grouped=True)
COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 5.3, B.3, Table 5",
    "assumptions": ("Counted are scores o_xy; each costs the same, forward and back, in every loss.",),
    "check": check,
    "violates": violates,
    "universal": False,
    "bibtex": ("pu2025rg",),
}
MEASURED = tuple(
    Ratio("seconds an epoch", Runs(name, "softmax"), Runs(name, loss))
    for name in ("ml1m", "electronics-10core")
    for loss in ("sampled-softmax", "bpr")
)
PLANTED = planted_on(MEASURED, 10.0, 2.0)

CLAIMS = (
    Claim(
        id="rg.epoch_time.counted",
        source=Source.FULL_TEXT,
        title="Sampled losses compute fewer scores an epoch than softmax, the most so on Electronics and Wiki",
        statement="Sampling-based approaches such as BPR and Sampled-Softmax reduce the training time of an epoch "
        "compared with softmax, especially for data sets with more items, such as Electronics and Wiki; read: the "
        "number of scores, softmax computing all N for each training pair.",
        subject=PAIRS,
        mutants=(
            Mutant("softmax grouped by context", GROUPED),
            Mutant("Steam for Wiki", replace(PAIRS, largest=("Electronics", "Steam"))),
            Mutant("Wiki alone, which has the most items", replace(PAIRS, largest=("Wiki",))),
            Mutant("MovieLens for Wiki", replace(PAIRS, largest=("Electronics", "MovieLens"))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.epoch_time.grouped",
        source=Source.BEYOND,
        title="The same where softmax scores the items once for all positives of a context",
        statement="The same with softmax grouped by context, whose normaliser all positives of a context share: still "
        "especially on Electronics and Wiki.",
        subject=GROUPED,
        repaired_by="rg.epoch_time.grouped.repair",
        **COMMON,
    ),
    Claim(
        id="rg.epoch_time.grouped.repair",
        source=Source.BEYOND,
        title="With softmax grouped by context the savings are largest on Electronics and Steam",
        statement="With softmax grouped by context, BPR and SSM still compute fewer scores on each data set, by the "
        "largest factors on Electronics and Steam; SSM on MovieLens by less than 4 %.",
        subject=Saving(("Electronics", "Steam"), grouped=True),
        mutants=(
            Mutant("as with a pass for each pair", GROUPED),
            Mutant("Steam above Electronics", Saving(("Steam",), grouped=True)),
            Mutant("MovieLens for Steam", Saving(("Electronics", "MovieLens"), grouped=True)),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.epoch_time.measured",
        paper=Paper.RG,
        where="s. 5.3",
        source=Source.FULL_TEXT,
        title="An epoch of BPR or sampled softmax takes less time than one of softmax, measured",
        statement="On MovieLens-1M and Amazon Electronics (10-core), an epoch of sampled softmax and of BPR takes less "
        "training time than one of softmax.",
        assumptions=(
            "Wall-clock training time without evaluation, on one machine; softmax is grouped by context.",
            "Matrix factorisation, each method tuned with as many points.",
        ),
        subject=MEASURED,
        check=partial(trained.check, planted=PLANTED),
        violates=partial(trained.violates, planted=PLANTED),
        mutants=(
            Mutant("the labels of the two exchanged", exchanged(MEASURED, "softmax", "sampled-softmax")),
            Mutant("the labels of softmax and BPR exchanged", exchanged(MEASURED, "softmax", "bpr")),
            Mutant("softmax's records under both labels", alike(MEASURED)),
        ),
        universal=False,
        bibtex=("pu2025rg",),
        settle="python -m verify.recsys.record_all --dataset electronics-10core && softproof check rg.epoch_time",
    ),
)
