"""The summary's "3 to 5 times faster": whether the paper says it, and what is measured here."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from paper_checks import trained
from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.trained import Ratio, Runs, alike, exchanged, planted_on
from verify.profile import Profile

TEXT = "cbb87f3fee4b32b3a225c288302852d2beef2e0b1e734279f4adbac272eb6c4b"
"""SHA-256 of the full text of arXiv 2506.09454 that was searched."""

FACTOR, MULTIPLE, SPEEDUP, FASTER = (
    r"\b(3|three)\s*(-|–|to)\s*(5|five)(?!\d)",
    r"\d\s*(x|×|-?fold|times)(?!\w)",
    r"\bspeed-?ups?\b",
    r"\bfaster\b",
)
IN_WORDS = {
    FACTOR: "'3 to 5' (in figures or words)",
    MULTIPLE: "a number with 'x', 'fold' or 'times'",
    SPEEDUP: "'speed-up'",
    FASTER: "'faster'",
}
SEARCHED = {FACTOR: 0, MULTIPLE: 0, SPEEDUP: 0, FASTER: 1}
"""How often each regular expression, case ignored, occurs in that text; a test counts again where the text is there."""


@dataclass(frozen=True)
class Wording:
    """Which patterns the text is said to have, and which not."""

    occurring: tuple[str, ...]
    absent: tuple[str, ...] = ()


def check_wording(subject: Wording, profile: Profile) -> Iterator[Evidence]:
    """The recorded counts of each pattern."""
    del profile
    cases = [{"pattern": pattern, "count": str(SEARCHED[pattern])} for pattern in (*subject.occurring, *subject.absent)]
    wrong = next((case for case in cases if violates_wording(subject, case)), None)
    yield Evidence(
        kind=Kind.EXACT,
        holds=wrong is None,
        domain=f"the full text of SHA-256 {TEXT[:12]}..., appendices and captions included",
        detail="; ".join(map(_says_wording, cases)),
        exercised=len(cases),
        complete=True,
        counterexample=None if wrong is None else Counterexample(f"in the full text {_says_wording(wrong)}", wrong),
    )


def _says_wording(case: Mapping[str, str]) -> str:
    return f"{IN_WORDS[case['pattern']]} occurs {case['count']} times"


def violates_wording(subject: Wording, values: Mapping[str, str]) -> bool:
    """Whether this is the count of a pattern, and it is 0 for one that is said to occur or above for an absent one."""
    pattern, count = values["pattern"], int(values["count"])
    if SEARCHED.get(pattern) != count:
        return False
    return (pattern in subject.occurring and count == 0) or (pattern in subject.absent and count > 0)


def ratios(datasets: tuple[str, ...], low: float, high: float) -> tuple[Ratio, ...]:
    """The time of softmax to 99 % of its own final NDCG@10 over that of RG2, on each data set."""
    pairs = [(Runs(name, "softmax"), Runs(name, "rg2")) for name in datasets]
    return tuple(Ratio("seconds to 99 %", softmax, rg2, low, high) for softmax, rg2 in pairs)


AS_SAID = Wording((FACTOR,))
AS_PRINTED = Wording((FASTER,), (FACTOR, MULTIPLE, SPEEDUP))
ON_RETAIL, RETAIL_REPAIR = ratios(("online-retail",), 3.0, 5.0), ratios(("online-retail",), 5.0, math.inf)
ELSEWHERE = ratios(("ml1m", "electronics-10core"), 3.0, 5.0)
MEASURED: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "summary, Key Results",
    "assumptions": (
        "Read: training time to 99 % of a method's own final validation NDCG@10, RG2 by alternating least squares "
        "against softmax by Adam, on one machine.",
        "Matrix factorisation, each method tuned with as many points, not for time.",
    ),
    "universal": False,
    "bibtex": ("pu2025rg",),
}
WORDED: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "summary, Key Results; s. 5.3",
    "assumptions": ("Figure 1 has no text; its curves were not read.",),
    "check": check_wording,
    "violates": violates_wording,
    "universal": False,
    "bibtex": ("pu2025rg",),
}


def _ruled(planted: Mapping[str, float]) -> dict[str, Any]:
    return MEASURED | {
        "check": partial(trained.check, planted=planted),
        "violates": partial(trained.violates, planted=planted),
    }


CLAIMS = (
    Claim(
        id="rg.speedup.printed",
        source=Source.SUMMARY,
        title="The paper says that ALS converges 3 to 5 times faster than SGD",
        statement="The summary has, as a result of the paper: ALS-based optimisation converges 3-5x faster than "
        "SGD-based methods.",
        subject=AS_SAID,
        repaired_by="rg.speedup.printed.repair",
        **WORDED,
    ),
    Claim(
        id="rg.speedup.printed.repair",
        source=Source.BEYOND,
        title="The paper says that ALS converges faster, and gives no factor",
        statement="The full text says 'faster' once, of the convergence speed in Fig. 1, and has no '3 to 5', no "
        "multiple and no speed-up.",
        subject=AS_PRINTED,
        mutants=(
            Mutant("a multiple is printed", Wording((FASTER, MULTIPLE))),
            Mutant("a speed-up is printed", Wording((FASTER, SPEEDUP), (FACTOR,))),
            Mutant("'faster' is absent too", Wording((), (FASTER, FACTOR))),
        ),
        **WORDED,
    ),
    Claim(
        id="rg.speedup.retail",
        source=Source.SUMMARY,
        title="On Online Retail RG2 by ALS converges 3 to 5 times faster than softmax by Adam",
        statement="The ratio of the two training times on Online Retail is between 3 and 5.",
        subject=ON_RETAIL,
        repaired_by="rg.speedup.retail.repair",
        mutants=(
            Mutant("the labels of the two methods exchanged", exchanged(ON_RETAIL, "rg2", "softmax")),
            Mutant("softmax's records under both labels", alike(ON_RETAIL)),
            Mutant("more than 5", RETAIL_REPAIR),
        ),
        **_ruled(planted_on(ON_RETAIL, 40.0, 10.0)),
    ),
    Claim(
        id="rg.speedup.retail.repair",
        source=Source.BEYOND,
        title="On Online Retail RG2 by ALS converges more than 5 times faster than softmax by Adam",
        statement="The ratio of the two training times on Online Retail is above 5; each method has its own level, and "
        "that of softmax is higher (rg.fig1.softmax_level).",
        subject=RETAIL_REPAIR,
        uses=("rg.fig1",),
        mutants=(
            Mutant("between 3 and 5", ON_RETAIL),
            Mutant("the labels of the two methods exchanged", exchanged(RETAIL_REPAIR, "rg2", "softmax")),
            Mutant("softmax's records under both labels", alike(RETAIL_REPAIR)),
        ),
        **_ruled(planted_on(RETAIL_REPAIR, 100.0, 10.0)),
    ),
    Claim(
        id="rg.speedup.measured",
        source=Source.SUMMARY,
        title="On MovieLens-1M and Amazon Electronics RG2 by ALS converges 3 to 5 times faster than softmax by Adam",
        statement="The ratio of the two training times is between 3 and 5 on both data sets.",
        subject=ELSEWHERE,
        mutants=(
            Mutant("the labels of the two methods exchanged", exchanged(ELSEWHERE, "rg2", "softmax")),
            Mutant("softmax's records under both labels", alike(ELSEWHERE)),
            Mutant("5 to 10 times", tuple(replace(r, low=5.0, high=10.0) for r in ELSEWHERE)),
        ),
        settle="python -m verify.recsys.record_all --dataset ml1m && "
        "python -m verify.recsys.record_all --dataset electronics-10core && softproof check rg.speedup",
        **_ruled(planted_on(ELSEWHERE, 40.0, 10.0)),
    ),
)
