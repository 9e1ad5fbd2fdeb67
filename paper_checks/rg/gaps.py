"""The order of the methods in Tables 3 and 4, predicted for models trained here, data set by data set."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.rg.tables import TABLES
from paper_checks.trained import Prediction, Ratio, Runs, check, exchanged, violates

NAMES = {
    "BPR": "bpr",
    "BCE": "bce",
    "SSM": "sampled-softmax",
    "Sparsemax": "sparsemax",
    "UIB": "uib",
    "SML": "sml",
    "WRMF": "wrmf",
    "SM": "softmax",
    "RG2": "rg2",
    "RGx": "rgx",
}
"""The paper's name of each method, and the harness's."""

AT_LEAST = 0.99
"""The ratio that stands for "at least as high": not more than 1 % below."""

SAMPLED = ("bpr", "bce", "sampled-softmax", "uib", "sml")
Pairs = tuple[tuple[str, str, float], ...]
"""Two losses and the least ratio of their metrics."""

DATASETS = {"ml1m": "MovieLens", "electronics-10core": "Electronics", "steam-sample": "Steam", "wikispeedia": "Wiki"}
"""The data sets trained on here, and the columns of the paper's that each stands in for."""

ROWS: Pairs = (
    ("rgx", "rg2", AT_LEAST),
    ("rg2", "softmax", AT_LEAST),
    *(("softmax", loss, 1.0) for loss in SAMPLED),
    ("rgx", "wrmf", 1.0),
    ("rg2", "wrmf", 1.0),
    *((loss, "sparsemax", 1.0) for loss in (*SAMPLED, "wrmf", "softmax", "rg2", "rgx")),
)
LINKS: Pairs = (
    ("softmax", "rgx", 1.0),
    ("rgx", "rg2", AT_LEAST),
    *(("rg2", loss, 1.0) for loss in ("sampled-softmax", "bce", "bpr")),
)


def predicted(dataset: str, metrics: Mapping[str, Pairs]) -> Prediction:
    """The ratios of each metric on a data set."""
    return tuple(
        Ratio(metric, Runs(dataset, first), Runs(dataset, second), low)
        for metric, pairs in metrics.items()
        for first, second, low in pairs
    )


def printed(dataset: str) -> dict[str, float]:
    """The entries of the paper's columns, as figures of the data set that stands in for it."""
    columns = {c.split()[1].lower(): entries for c, entries in TABLES.items() if c.split()[0] == DATASETS[dataset]}
    return {
        f"{Runs(dataset, NAMES[method])} {metric}": float(entry)
        for metric, entries in columns.items()
        for method, entry in entries.items()
    }


def gap(id: str, dataset: str, title: str, statement: str, subject: Prediction) -> Claim:
    """The claim that models trained on this data set are ordered as predicted, with the labels exchanged as mutants."""
    table = "Table 4" if dataset == "wikispeedia" else "Table 3"
    planted = printed(dataset)
    return Claim(
        id=id,
        paper=Paper.RG,
        where=f"s. 5.2, {table}, {DATASETS[dataset]}",
        source=Source.FULL_TEXT,
        title=title,
        statement=statement,
        assumptions=(
            f"Trained here on {dataset}, which stands in for the paper's data set; its own columns are the prediction.",
            "Matrix factorisation, each method tuned with as many points for validation NDCG@20, one split a seed.",
            "'At least' allows 1 % less; 'above' allows nothing.",
        ),
        subject=subject,
        check=partial(check, planted=planted),
        violates=partial(violates, planted=planted),
        mutants=(
            Mutant("the labels of RG2 and softmax exchanged", exchanged(subject, "rg2", "softmax")),
            Mutant("the labels of softmax and sampled softmax exchanged", exchanged(subject, "softmax", SAMPLED[2])),
            Mutant("the labels of RGx and BPR exchanged", exchanged(subject, "rgx", "bpr")),
            Mutant("the labels of RGx and softmax exchanged", exchanged(subject, "rgx", "softmax")),
        ),
        universal=False,
        bibtex=("pu2025rg",),
        settle=f"python -m verify.recsys.record_all --dataset {dataset} && softproof check {id}",
    )


def _swapped(pairs: Pairs, first: str, second: str) -> Pairs:
    return tuple(
        (second, first, low) if (one, other) == (first, second) else (one, other, low) for one, other, low in pairs
    )


ORDER = (
    r"In test NDCG@10 and MRR@10, RG$^\times$ is at least RG$^2$, which is at least softmax; softmax is above BPR, "
    r"BCE, sampled softmax, UIB and SML; both RG losses are above WRMF; "
)
MOVIES = predicted("ml1m", {"mrr@10": ROWS, "ndcg@10": ROWS})
ELECTRONICS = predicted("electronics-10core", {"mrr@10": _swapped(ROWS, "sml", "sparsemax"), "ndcg@10": ROWS})
GAMES = predicted("steam-sample", {"mrr@10": ROWS, "ndcg@10": ROWS})
WIKI = predicted("wikispeedia", {"map@10": LINKS, "mrr@10": LINKS})

RETAIL = "online-retail"
EVERY_COLUMN: Pairs = (
    ("rg2", "softmax", AT_LEAST),
    ("softmax", "sampled-softmax", 1.0),
    ("rg2", "sparsemax", 1.0),
    ("softmax", "sparsemax", 1.0),
    ("sampled-softmax", "sparsemax", 1.0),
)
MEASURED: Pairs = (
    ("softmax", "rg2", 1.0),
    ("softmax", "sampled-softmax", 1.0),
    ("softmax", "sparsemax", 1.0),
)
ON_RETAIL = predicted(RETAIL, {"mrr@10": EVERY_COLUMN, "ndcg@10": EVERY_COLUMN})
ON_RETAIL_MEASURED = predicted(RETAIL, {"ndcg@10": MEASURED})
RETAIL_CHECK, RETAIL_VIOLATES = partial(check, planted={}), partial(violates, planted={})
RETAIL_COMMON: dict[str, Any] = {
    "paper": Paper.RG,
    "where": "s. 5.2, Table 3",
    "source": Source.BEYOND,
    "assumptions": (
        "Matrix factorisation on Online Retail, which the paper does not use; each method tuned with as many points.",
    ),
    "check": RETAIL_CHECK,
    "violates": RETAIL_VIOLATES,
    "universal": False,
    "bibtex": ("pu2025rg", "chen2015retail"),
}

CLAIMS = (
    gap(
        "rg.gaps.movielens",
        "ml1m",
        "On MovieLens-1M the methods are ordered as in the MovieLens columns of Table 3",
        ORDER + "sparsemax is below all of them, on MovieLens-1M.",
        MOVIES,
    ),
    gap(
        "rg.gaps.electronics",
        "electronics-10core",
        "On Amazon Electronics (10-core) the methods are ordered as in the Electronics columns of Table 3",
        ORDER + "sparsemax is below all of them, but above SML in MRR@10, on Amazon Electronics, 10-core.",
        ELECTRONICS,
    ),
    gap(
        "rg.gaps.steam",
        "steam-sample",
        "On a sample of Steam the methods are ordered as in the Steam columns of Table 3",
        ORDER + "sparsemax is below all of them, on a sample of Steam's reviews.",
        GAMES,
    ),
    gap(
        "rg.gaps.wiki",
        "wikispeedia",
        "On the links of Wikispeedia the methods are ordered as in Table 4",
        r"In test MAP@10 and MRR@10, softmax is above RG$^\times$, which is at least RG$^2$, which is above sampled "
        r"softmax, BCE and BPR, on the links of Wikispeedia.",
        WIKI,
    ),
    Claim(
        id="rg.x.gaps_retail",
        title="On Online Retail, SM, RG2, SSM and Sparsemax are ordered as in all six columns of Table 3",
        statement=r"In test NDCG@10 and MRR@10 on Online Retail, RG$^2$ is at least softmax (up to 1 %), softmax is "
        r"above sampled softmax, and sparsemax is below the three, as in every column of Table 3.",
        subject=ON_RETAIL,
        repaired_by="rg.x.gaps_retail.repair",
        **RETAIL_COMMON,
    ),
    Claim(
        id="rg.x.gaps_retail.repair",
        title="On Online Retail, softmax is above RG2, sampled softmax and sparsemax in NDCG@10",
        statement=r"In test NDCG@10 on Online Retail, softmax is above RG$^2$, sampled softmax and "
        r"sparsemax.",
        subject=ON_RETAIL_MEASURED,
        mutants=(
            Mutant("the order of Table 3", ON_RETAIL),
            Mutant("the labels of softmax and RG2 exchanged", exchanged(ON_RETAIL_MEASURED, "softmax", "rg2")),
            Mutant(
                "the labels of softmax and sparsemax exchanged", exchanged(ON_RETAIL_MEASURED, "softmax", "sparsemax")
            ),
            Mutant(
                "the labels of softmax and sampled softmax exchanged",
                exchanged(ON_RETAIL_MEASURED, "softmax", "sampled-softmax"),
            ),
        ),
        **RETAIL_COMMON,
    ),
)
