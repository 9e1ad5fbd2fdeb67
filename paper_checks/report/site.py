"""The site: pages from templates, written beside the old site and then put in its place."""

import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from paper_checks.claim import Paper
from paper_checks.errata import STATED, Errata, errata, needs, strength
from paper_checks.questions import QUESTIONS
from paper_checks.report import inputs, mathml, views
from paper_checks.report.bench import Bench
from verify.bench import table
from verify.errors import UsageError
from verify.files import write_bytes, write_text


def build(results: Path) -> Path:
    """Make `results/report/` anew from the result files under `results`; the path of its `index.html`.

    The site is the same, byte for byte, for the same result files; on an error the old one stays as it was.
    Raises `UsageError` if the ledger is missing, a file is faulty or a formula cannot be converted.
    """
    content = inputs.read(results)
    report = results / "report"
    try:
        with tempfile.TemporaryDirectory(dir=results, prefix=".report.") as scratch:
            _write(Path(scratch, "new"), pages(content), results, content)
            if report.exists():
                report.rename(Path(scratch, "old"))
            Path(scratch, "new").rename(report)
    except OSError as error:
        raise UsageError(f"cannot write {report}: {error}; choose another folder with --results DIR") from error
    return report / "index.html"


def pages(content: inputs.Inputs) -> dict[str, str]:
    """Every page and asset of the site as text, by its path in the site."""
    papers = _errata(content)
    environment = _environment(content, papers)
    claims = content.claims
    texts = {name: _asset(environment, name) for name in ("style.css", "filter.js")}
    template = environment.get_template("claim.html")
    for place, claim in enumerate(claims):
        texts[f"claims/{claim['id']}.html"] = template.render(
            root="../",
            claim=claim,
            before=claims[place - 1] if place else None,
            after=claims[place + 1] if place + 1 < len(claims) else None,
            figures=_figures_of(claim, content.figures),
        )
    template = environment.get_template("errata.html")
    for paper, found in papers.items():
        texts[f"errata/{paper.lower()}.html"] = template.render(root="../", found=found)
    for name in ("index.html", "theorems.html", "questions.html", "bench.html"):
        texts[name] = environment.get_template(name).render(root="", inputs=content)
    return texts


def _environment(content: inputs.Inputs, papers: dict[Paper, Errata]) -> Environment:
    environment = Environment(
        loader=PackageLoader("paper_checks.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    named: dict[str, Any] = {
        "prose": mathml.prose,
        "plain": mathml.plain,
        "number": views.number,
        "settings": views.settings,
        "strongest_first": views.strongest_first,
        "theorem_id": views.theorem_id,
        "ticked": views.ticked,
        "obstacles": views.obstacles,
        "needs": needs,
        "strength": strength,
        "words": table.words,
    }
    environment.filters.update(named)
    environment.globals.update(
        bench=Bench(content.bench),
        answered=[(question, question.claims(content.claims)) for question in QUESTIONS],
        by_id={claim["id"]: claim for claim in content.claims},
        definitions={definition["name"]: definition for definition in content.ledger["definitions"]},
        counts=views.verdict_counts(content.claims),
        errata=papers,
        drawn={figure["name"] for figure in content.figures},
        graph=views.Graph(content.claims),
        kinds=inputs.KINDS,
        references=content.references,
        standing=views.standing,
        stated=STATED,
        theorems=views.Theorems(content.claims),
        run_tables=views.runs_by_protocol(content.runs),
        verdicts=inputs.VERDICTS,
    )
    return environment


def _errata(content: inputs.Inputs) -> dict[Paper, Errata]:
    """The errata of each paper that the ledger has a claim about."""
    papers = {claim["paper"] for claim in content.claims}
    return {paper: errata(content.ledger, paper) for paper in Paper if paper in papers}


def _asset(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _figures_of(claim: inputs.Record, figures: list[inputs.Record]) -> list[inputs.Record]:
    return [figure for figure in figures if figure["name"] in claim["figures"] or claim["id"] in figure["claims"]]


def _write(site: Path, texts: dict[str, str], results: Path, content: inputs.Inputs) -> None:
    for path, text in texts.items():
        write_text(site / path, text)
    copies = ["ledger.json"]
    copies += [f"figures/{figure['name']}{end}" for figure in content.figures for end in (".json", ".svg", ".png")]
    for path in copies:
        write_bytes(site / path, (results / path).read_bytes())
