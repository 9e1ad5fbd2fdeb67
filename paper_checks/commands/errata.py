"""`softproof errata`: what does not hold as printed in a paper, by severity, each with its correction."""

import argparse
import re
from collections.abc import Callable, Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from paper_checks.commands import options
from paper_checks.severity import Severity

if TYPE_CHECKING:
    from paper_checks.errata import Correction, Entry, Errata

WIDTH = 100
LEVELS = "\n".join(fill(f"  {s}: {s.meaning}", WIDTH, subsequent_indent="    ") for s in Severity)
EXAMPLES = f"""  softproof check rg && softproof errata rg      from the verdicts of the whole paper
  softproof errata sf --format markdown > errata.md

levels, worst first:
{LEVELS}"""

Say = Callable[[str, str], str]


def register(commands: options.Commands) -> None:
    """Add the command's parser."""
    summary = "list a paper's slips and false statements by severity, each with its correction"
    parser = options.command(commands, "errata", summary, EXAMPLES)
    parser.add_argument("paper", choices=("rg", "sf"), metavar="PAPER", help="rg or sf")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", metavar="FORMAT", help="text (default) or markdown"
    )
    options.results(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the list."""
    from paper_checks import errata, ledger
    from paper_checks.claim import Paper
    from verify.errors import UsageError

    paper = Paper(arguments.paper.upper())
    remedy = errata.remedy(paper)
    found = errata.errata(ledger.read(arguments.results, remedy), paper)
    if not sum(found.counts.values()):
        raise UsageError(f"{arguments.results / ledger.NAME} has no claims about {paper}; run: {remedy}")
    print("\n\n".join({"text": _text, "markdown": _markdown}[arguments.format](found)))
    return 0


def _text(found: "Errata") -> Iterator[str]:
    yield f"Errata of {found.paper}: {found.paper.full_title}, arXiv {found.paper.arxiv}"
    yield from (_wrapped(text) for text in _preamble(found))
    for level, entries in found.levels.items():
        yield _wrapped(f"{level.heading.upper()}: {level.meaning}")
        for number, entry in entries:
            yield "\n".join([f"{number}. {entry.place}", *_lines(entry, _labelled)])


def _labelled(label: str, text: str) -> str:
    return _wrapped(f"{label}: {text}", "   ", "     ")


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _markdown(found: "Errata") -> Iterator[str]:
    yield f"# Errata of {found.paper}: {found.paper.full_title}"
    yield f"[arXiv {found.paper.arxiv}](https://arxiv.org/abs/{found.paper.arxiv})"
    yield from (_escaped(text) for text in _preamble(found))
    for level, entries in found.levels.items():
        yield f"## {level.heading}\n\n{level.meaning[0].upper()}{level.meaning[1:]}."
        for number, entry in entries:
            yield "\n\n".join([f"### {number}. {_escaped(entry.place)}", *_lines(entry, _bold)])


def _bold(label: str, text: str) -> str:
    return f"**{label}:** {_escaped(text)}"


def _escaped(text: str) -> str:
    """Text in which Markdown finds no markup of its own; what stands between dollar signs is left to it."""
    formula_or_mark = r"(\\\$|\$\$.+?\$\$|\$(?:\\.|[^$\\])+\$)|([*<`])"
    return re.sub(formula_or_mark, lambda match: match[1] or f"\\{match[2]}", text, flags=re.DOTALL)


def _preamble(found: "Errata") -> Iterator[str]:
    yield found.summary
    yield found.made
    yield from (f"Note: {note}." for note in found.notes)


def _lines(entry: "Entry", say: Say) -> Iterator[str]:
    for correction in entry.corrections:
        yield from _correction(correction, say)
    for claim in entry.holds:
        yield say(f"Holds as printed, {claim['id']}", claim["title"])
    if entry.conventions:
        yield say("Conventions", " ".join(_sentence(text) for text in entry.conventions))
    yield say("To reproduce", "; ".join(entry.commands))


def _correction(correction: "Correction", say: Say) -> Iterator[str]:
    from paper_checks import errata

    for claim in correction.statements:
        yield say(claim["id"], claim["title"])
        yield say(errata.STATED[claim["source"]], claim["statement"])
        if condition := errata.needs(claim):
            yield say("Needs an assumption", condition)
        yield say("What is wrong", _sentence(claim["reason"]))
    if correction.repair:
        label = f"True instead, {correction.repair['id']}, {errata.strength(correction.repair)}"
        yield say(label, f"{_sentence(correction.repair['title'])} {correction.repair['statement']}")
    elif correction.repaired_by:
        yield say("True instead", f"{correction.repaired_by}, which is not in this ledger")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
