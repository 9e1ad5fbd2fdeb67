"""The ledger: every outcome as one JSON document, `results/ledger.json`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import figures
from paper_checks import registry
from paper_checks.claim import Claim
from paper_checks.evidence import Evidence
from paper_checks.formal.entry import described, glossary
from paper_checks.run import Outcome, Trial, trials
from paper_checks.verdict import Verdict
from verify.errors import UsageError
from verify.files import jsonable, read_json, write_json
from verify.profile import Profile
from verify.schema import fault

LIBRARIES = ("softproof", "matplotlib", "numpy", "python-flint", "scipy", "sympy", "torch")
NAME = "ledger.json"


def versions() -> dict[str, str]:
    """Versions of what the verdicts rest on: softproof, its code (a digest of all sources) and the libraries."""
    return {"code": _code_digest()} | {library: version(library) for library in LIBRARIES}


@cache
def _code_digest() -> str:
    packages = [Path(str(files(name))) for name in ("theory", "verify", "figures", "paper_checks")]
    sources = [path for package in packages for end in ("py", "v") for path in sorted(package.rglob(f"*.{end}"))]
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:12]


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of the ledger."""
    text = files("paper_checks").joinpath("ledger.schema.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def update(outcomes: Mapping[str, Outcome], profile: Profile, results: Path) -> Path:
    """Write these outcomes into `results/ledger.json`, beside others from the same profile and versions."""
    path = results / NAME
    try:
        past = read(results)
    except UsageError:  # there is none, or it is damaged: it is made anew
        past = {}
    same = past.get("profile") == profile and past.get("versions") == versions()
    kept = {entry["id"]: entry for entry in past["claims"] if entry["id"] in registry.claims()} if same else {}
    return write(kept | entries(outcomes, profile), profile, path)


def write(found: Mapping[str, dict[str, Any]], profile: Profile, path: Path) -> Path:
    """Write a ledger of these entries, each with its transitive status, and what their theorems' statements use."""
    verdicts = {id: entry["verdict"] for id, entry in found.items()}
    ordered = [found[id] | {"status": status(id, verdicts)} for id in sorted(found)]
    definitions = glossary(theorem for entry in ordered for theorem in entry["theorems"])
    document = {"versions": versions(), "profile": str(profile), "claims": ordered, "definitions": definitions}
    return write_json(path, document)


def entries(outcomes: Mapping[str, Outcome], profile: Profile) -> dict[str, dict[str, Any]]:
    """The ledger's entry of each outcome, but for its status."""
    claims = registry.claims()
    return {id: description(claims[id]) | result(outcome, trials(id, profile)) for id, outcome in outcomes.items()}


def description(claim: Claim) -> dict[str, Any]:
    """What is known of a claim before it is run."""
    return {
        "id": claim.id,
        "paper": str(claim.paper),
        "where": claim.where,
        "source": str(claim.source),
        "title": claim.title,
        "statement": claim.statement,
        "assumptions": list(claim.assumptions),
        "uses": list(claim.uses),
        "command": claim.command,
        "repaired_by": claim.repaired_by,
        "repairs": [c.id for c in registry.claims().values() if c.repaired_by == claim.id],
        "bibtex": list(claim.bibtex),
        "slip": claim.slip,
        "theorems": described([claim.id]),
    }


def result(outcome: Outcome, tried: Iterable[Trial]) -> dict[str, Any]:
    """What came out of a claim."""
    return {
        "verdict": str(outcome.ruling.verdict),
        "reason": outcome.ruling.reason,
        "decided_by": outcome.ruling.decided_by,
        "counterexample": jsonable(asdict(outcome.counterexample)) if outcome.counterexample else None,
        "evidence": [finding(e) for e in sorted(outcome.evidence, key=lambda e: e.kind.rank)],
        "mutants": [asdict(trial) for trial in tried],
        "theorems": [*outcome.theorems] or described([outcome.id]),
        "figures": figures_of_claims().get(outcome.id, []),
        "seconds": round(outcome.seconds, 4),
    }


def finding(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence, as JSON; its counterexample stands with the claim."""
    document = {name: value for name, value in asdict(evidence).items() if name != "counterexample"}
    found: dict[str, Any] = jsonable(document | {"kind": str(evidence.kind), "complete": evidence.covers_domain})
    return found


def status(id: str, verdicts: Mapping[str, str]) -> dict[str, Any]:
    """Whether a claim and everything that it builds on hold, and which ids are in the way: not run is in the way."""
    line = [id, *registry.ancestors(id)]
    because = [id for id in line if id not in verdicts or not Verdict(verdicts[id]).stands]
    return {"stands": not because, "because": because}


@cache
def figures_of_claims() -> dict[str, list[str]]:
    """Names of the figures that show each claim."""
    shown: dict[str, list[str]] = {}
    for figure in figures.all_figures():
        for id in figure.claims:
            shown.setdefault(id, []).append(figure.name)
    return shown


def read(results: Path, remedy: str = "softproof check") -> dict[str, Any]:
    """Read `results/ledger.json`; `UsageError` with the remedy if it is missing or not what its schema says."""
    path = results / NAME
    document = read_json(path, remedy)
    wrong = fault(document, schema()) or _twins(document["claims"]) or _undefined(document)
    if wrong:
        raise UsageError(f"{path}: {wrong}; run: {remedy}")
    return document


def _twins(claims: list[dict[str, Any]]) -> str | None:
    counts = Counter(claim["id"] for claim in claims)
    return next((f"claim {id!r} is there twice" for id, count in counts.items() if count > 1), None)


def _undefined(document: dict[str, Any]) -> str | None:
    known = {definition["name"] for definition in document["definitions"]}
    theorems = [theorem for claim in document["claims"] for theorem in claim["theorems"]]
    lost = (name for theorem in theorems for name in theorem["definitions"] if name not in known)
    return next((f"definition {name!r} is not there" for name in lost), None)
