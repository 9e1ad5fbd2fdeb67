"""Tables 3 and 4: the bold and underlined entries, and the abbreviations of the caption, against the entries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paper_checks.claim import Claim, Mutant, Paper, Source
from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.rg.tables import LINKS, METHODS, RECOMMENDATION, TABLES
from verify.profile import Profile

Marks = dict[str, tuple[str, ...]]
"""By column, the methods by rank, from the first: as many as are marked or named."""


def check_marks(subject: Marks, profile: Profile) -> Iterator[Evidence]:
    """Each column sorted by its printed entries."""
    del profile
    wrong = [column for column in subject if violates_marks(subject, _column(column))]
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain=", ".join(subject),
        detail=f"Ranks from the printed entries: {'; '.join(map(_text, subject))}.",
        exercised=len(subject),
        complete=True,
        counterexample=Counterexample(
            f"{wrong[0]}: said to begin {', '.join(subject[wrong[0]])}, the entries {', '.join(_ranked(wrong[0]))}",
            _column(wrong[0]),
        )
        if wrong
        else None,
    )


def violates_marks(subject: Marks, values: Mapping[str, str]) -> bool:
    """Whether these are the entries of a column in which a method is marked that has not the rank, or has a tie."""
    column = values["column"]
    if values != _column(column) or column not in subject:
        return False
    entries = TABLES[column]
    order = [entries[method] for method in _ranked(column)]
    named = [entries[method] for method in subject[column]]
    return named != order[: len(named)] or any(order.count(entry) > 1 for entry in named)


def _ranked(column: str) -> list[str]:
    return sorted(TABLES[column], key=lambda method: -TABLES[column][method])


def _text(column: str) -> str:
    return f"{column} {', '.join(_ranked(column))}"


def _column(column: str) -> dict[str, str]:
    return {"column": column} | {method: f"{float(entry):.4f}" for method, entry in TABLES[column].items()}


@dataclass(frozen=True)
class Names:
    """The names that a caption explains, and the printed rows it is the caption of."""

    explained: tuple[str, ...]


def check_names(subject: Names, profile: Profile) -> Iterator[Evidence]:
    """Each name against the rows of Table 3."""
    del profile
    wrong = [name for name in subject.explained if violates_names(subject, {"name": name})]
    yield Evidence(
        kind=Kind.EXACT,
        holds=not wrong,
        domain=f"the names {', '.join(subject.explained)}",
        detail=f"The rows of Table 3 are {', '.join(METHODS)}.",
        exercised=len(subject.explained),
        complete=True,
        counterexample=Counterexample(f"no row is called {wrong[0]}", {"name": wrong[0]}) if wrong else None,
    )


def violates_names(subject: Names, values: Mapping[str, str]) -> bool:
    """Whether the caption explains this name and no row has it."""
    return values["name"] in subject.explained and values["name"] not in METHODS


TABLE3: Marks = dict.fromkeys(RECOMMENDATION, ("RGx", "RG2"))
TABLE4: Marks = dict.fromkeys(LINKS, ("SM", "RGx"))
RANKS: Marks = {
    "MovieLens MRR@10": ("RGx", "RG2", "SM", "WRMF", "UIB", "SSM", "BCE", "BPR", "SML", "Sparsemax"),
    "MovieLens NDCG@10": ("RGx", "RG2", "SM", "WRMF", "UIB", "SSM", "BCE", "BPR", "SML", "Sparsemax"),
    "Electronics MRR@10": ("RGx", "RG2", "SM", "WRMF", "BPR", "SSM", "UIB", "BCE", "Sparsemax", "SML"),
    "Electronics NDCG@10": ("RGx", "RG2", "SM", "WRMF", "BPR", "SSM", "UIB", "BCE", "SML", "Sparsemax"),
    "Steam MRR@10": ("RGx", "RG2", "SM", "SSM", "WRMF", "BCE", "BPR", "UIB", "SML", "Sparsemax"),
    "Steam NDCG@10": ("RGx", "RG2", "SM", "SSM", "WRMF", "BCE", "BPR", "UIB", "SML", "Sparsemax"),
}
BY_METRIC = {column: ranks for column, ranks in RANKS.items() if column.endswith("MRR@10")}
COMMON: dict[str, Any] = {"paper": Paper.RG, "universal": False, "bibtex": ("pu2025rg",)}
MARKED: dict[str, Any] = COMMON | {"check": check_marks, "violates": violates_marks}

CLAIMS = (
    Claim(
        id="rg.table3",
        where="Table 3",
        source=Source.FULL_TEXT,
        title="In Table 3 the bold entries (RGx) are the best and the underlined (RG2) the second-best of every column",
        statement="Bold and underlined numbers represent the best and the second-best results: RG$^\\times$ and RG$^2$ "
        "in all six columns.",
        subject=TABLE3,
        mutants=(
            Mutant("bold and underlined exchanged", dict.fromkeys(RECOMMENDATION, ("RG2", "RGx"))),
            Mutant("SM underlined", dict.fromkeys(RECOMMENDATION, ("RGx", "SM"))),
            Mutant("exchanged in one column", TABLE3 | {"Steam NDCG@10": ("RG2", "RGx")}),
            Mutant("SM bold on Electronics, as on Wiki", TABLE3 | {"Electronics MRR@10": ("SM", "RGx")}),
        ),
        **MARKED,
    ),
    Claim(
        id="rg.table3.metrics",
        where="Table 3",
        source=Source.BEYOND,
        title="In Table 3 the two metrics rank the methods alike on every data set",
        statement="Asked of the table, for the paper does not say it: the order of the ten methods by NDCG@10 is that "
        "by MRR@10, on each data set.",
        subject=RANKS | {column.replace("MRR", "NDCG"): ranks for column, ranks in BY_METRIC.items()},
        repaired_by="rg.table3.metrics.repair",
        **MARKED,
    ),
    Claim(
        id="rg.table3.metrics.repair",
        where="Table 3",
        source=Source.BEYOND,
        title="The two metrics rank the ten methods alike but for the last two on Electronics",
        statement="The order of the methods by NDCG@10 is that by MRR@10 on MovieLens and Steam; on Electronics "
        "Sparsemax and SML, the last two, are exchanged. No two entries of a column are equal.",
        subject=RANKS,
        mutants=(
            Mutant(
                "the order by MRR@10 for NDCG@10 on Electronics",
                RANKS | {"Electronics NDCG@10": RANKS["Electronics MRR@10"]},
            ),
            Mutant("WRMF above SSM on Steam, as elsewhere", RANKS | {"Steam MRR@10": RANKS["MovieLens MRR@10"]}),
            Mutant(
                "UIB above SSM on Electronics",
                RANKS | {"Electronics MRR@10": ("RGx", "RG2", "SM", "WRMF", "BPR", "UIB")},
            ),
        ),
        **MARKED,
    ),
    Claim(
        id="rg.table3.caption",
        where="Table 3, caption",
        source=Source.FULL_TEXT,
        slip=True,
        title="The caption's abbreviations, S-Softmax and Softmax, are rows of Table 3",
        statement="S-Softmax and Softmax are the abbreviations of Sampled Softmax and Softmax loss functions.",
        subject=Names(("S-Softmax", "Softmax")),
        check=check_names,
        violates=violates_names,
        repaired_by="rg.table3.caption.repair",
        **COMMON,
    ),
    Claim(
        id="rg.table3.caption.repair",
        where="Table 3, caption",
        source=Source.BEYOND,
        title="The rows that the caption means are called SSM and SM",
        statement="SSM and SM are the abbreviations of Sampled Softmax and Softmax loss functions.",
        subject=Names(("SSM", "SM")),
        check=check_names,
        violates=violates_names,
        mutants=(
            Mutant("as printed", Names(("S-Softmax", "Softmax"))),
            Mutant("Sampled-Softmax, as in s. 5.3", Names(("Sampled-Softmax", "SM"))),
            Mutant("CCE, as in s. 3.2", Names(("SSM", "CCE"))),
        ),
        **COMMON,
    ),
    Claim(
        id="rg.table4",
        where="Table 4",
        source=Source.FULL_TEXT,
        title="In Table 4 the bold entries (SM) are the best and the underlined (RGx) the second-best of both columns",
        statement="Bold and underlined numbers represent the best and the second-best results: SM and RG$^\\times$ in "
        "both columns of Wiki.",
        subject=TABLE4,
        mutants=(
            Mutant("as in Table 3", dict.fromkeys(LINKS, ("RGx", "RG2"))),
            Mutant("RG2 underlined", dict.fromkeys(LINKS, ("SM", "RG2"))),
            Mutant("SM underlined in MRR@10", TABLE4 | {"Wiki MRR@10": ("RGx", "SM")}),
        ),
        **MARKED,
    ),
)
