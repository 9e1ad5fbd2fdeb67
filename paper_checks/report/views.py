"""What the pages say of a claim beyond its record: order, counts, standing, and what builds on what."""

import json
import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from paper_checks.evidence import Kind
from paper_checks.formal.coq import INSTALL
from paper_checks.formal.source import Role
from paper_checks.report.inputs import KINDS, VERDICTS, Record
from paper_checks.verdict import Verdict


def strongest_first(evidence: list[Record]) -> list[Record]:
    """The evidence by kind, `formal` first; rows of one kind keep their order."""
    return sorted(evidence, key=lambda row: KINDS.index(row["kind"]))


def obstacles(claim: Record) -> list[str]:
    """The ids, other than the claim's own, that keep it from standing."""
    return [id for id in claim["status"]["because"] if id != claim["id"]]


def standing(claim: Record, known: Container[str]) -> str:
    """Whether the claim and all it builds on hold, in words; `known` are the ids of the ledger."""
    if claim["status"]["stands"]:
        return "stands"
    if claim["verdict"] == Verdict.FAILS:
        return "does not stand"
    if claim["verdict"] == Verdict.OPEN:
        return "undecided"
    return "undermined" if any(id in known for id in obstacles(claim)) else "not checked throughout"


def verdict_counts(claims: list[Record]) -> dict[str, dict[str, int]]:
    """For each paper, and last for all of them, how many claims have each verdict."""
    papers = sorted({claim["paper"] for claim in claims})
    counts = Counter((claim["paper"], claim["verdict"]) for claim in claims)
    table = {paper: {verdict: counts[paper, verdict] for verdict in VERDICTS} for paper in papers}
    table["all"] = {verdict: sum(row[verdict] for row in table.values()) for verdict in VERDICTS}
    return table


def number(value: float | str | None, digits: int = 10) -> str:
    """A number in at most so many significant digits; a text as it is; a dash for None."""
    if value is None:
        return "–"
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Node:
    """A claim that another builds on, with what it builds on in turn; `seen` if that is shown further up."""

    id: str
    children: list["Node"]
    seen: bool


class Graph:
    """Which claim builds on which, through any number of steps; ids that the ledger lacks are kept."""

    def __init__(self, claims: list[Record]) -> None:
        self._uses: dict[str, list[str]] = {claim["id"]: claim["uses"] for claim in claims}

    def ancestors(self, name: str) -> list[Node]:
        """Everything that `name` builds on, as a forest in which each claim is unfolded once."""
        return self._unfold(name, {name})

    def descendants(self, name: str) -> list[str]:
        """Everything that builds on `name`, in the ledger's order."""
        return [other for other in self._uses if other != name and name in self._closure(other)]

    def _unfold(self, name: str, seen: set[str]) -> list[Node]:
        nodes = []
        for used in self._uses.get(name, []):
            again = used in seen
            seen.add(used)
            nodes.append(Node(used, [] if again else self._unfold(used, seen), again))
        return nodes

    def _closure(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            fresh = set(self._uses.get(waiting.pop(), [])) - found
            found |= fresh
            waiting.extend(fresh)
        return found


WITHOUT_THEOREM = {
    Kind.PROOF: "by an argument whose steps are computed; as a theorem it is still to be written.",
    Kind.CERTIFICATE: "by finitely many inequalities in exact or interval arithmetic; it too is still to be written.",
    Kind.EXACT: "by exact arithmetic with given numbers.",
    Kind.MEASUREMENT: "by numbers that were measured or printed: there is nothing to prove.",
    Kind.EXPERIMENT: "by what trained models did: there is nothing to prove.",
}


class Theorems:
    """The machine-checked theorems of the ledger, each in a pair with its claim, and claims without one."""

    install = INSTALL

    def __init__(self, claims: list[Record]) -> None:
        self.pairs = [(claim, theorem) for claim in claims for theorem in claim["theorems"]]
        self.claims = len({claim["id"] for claim, _ in self.pairs})
        self.accepted = sum(theorem["accepted"] is True for _, theorem in self.pairs)
        self.not_run = sum(theorem["coq"] is None for _, theorem in self.pairs)
        self.risen = sum(claim["decided_by"] == Kind.FORMAL for claim in claims)
        accepted = [theorem for _, theorem in self.pairs if theorem["accepted"]]
        self.axioms = sorted({axiom for theorem in accepted for axiom in theorem["assumptions"]})
        told = {claim["id"] for claim, theorem in self.pairs if theorem["role"] != Role.PART}
        others = [claim for claim in claims if claim["id"] not in told]
        self.open = [claim for claim in others if claim["verdict"] == Verdict.OPEN]
        self.others = [
            (kind.words, why, [claim for claim in others if claim["decided_by"] == kind and claim not in self.open])
            for kind, why in WITHOUT_THEOREM.items()
        ]


def theorem_id(theorem: Record) -> str:
    """The id of a theorem on a page: its file and its name."""
    return f"{theorem['file'].rpartition('/')[2].removesuffix('.v')}.{theorem['name']}"


def ticked(text: str) -> Markup:
    """`text` with what stands between backticks as code; nothing between them is called so."""
    return Markup(re.sub(r"`([^`]*)`", lambda match: f"<code>{match[1] or '(nothing)'}</code>", escape(text)))


def runs_by_protocol(runs: list[Record]) -> list[dict[str, Any]]:
    """The training runs in tables: each has one protocol, as terms and their words, and one list of metrics."""
    tables: dict[str, dict[str, Any]] = {}
    for run in runs:
        key = json.dumps([run["protocol"], sorted(run["test"])], sort_keys=True)
        empty = {"protocol": _terms(run["protocol"]), "metrics": list(run["test"]), "runs": []}
        tables.setdefault(key, empty)["runs"].append(run)
    return list(tables.values())


def settings(config: Record) -> str:
    """The hyper-parameters of a training run, in words; what its table has columns for is left out."""
    shown = ("dataset", "backbone", "loss", "seed", "cutoffs")
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in config.items() if name not in shown)


def _terms(protocol: Record) -> list[tuple[str, str]]:
    terms: list[tuple[str, str]] = []
    for name, words in protocol.items():
        terms += _terms(words) if isinstance(words, dict) else [(name.replace("_", " "), str(words))]
    return terms
