"""All files of theorems together: in an order in which they compile, and held against the ledger's claims."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path

from paper_checks.claim import Claim
from paper_checks.formal.definition import Definition
from paper_checks.formal.lexical import one_line
from paper_checks.formal.source import Refuter, Source, Theorem, read
from verify.errors import UsageError, unknown

FOLDER = Path(str(files("theory"))) / "formal"


@dataclass(frozen=True)
class Library:
    """The files by name, each after those that it uses."""

    folder: Path
    sources: Mapping[str, Source]

    @property
    def theorems(self) -> list[Theorem]:
        """All theorems, in the order of the files."""
        return [theorem for source in self.sources.values() for theorem in source.theorems]

    @property
    def definitions(self) -> dict[str, Definition]:
        """All definitions by key, each after those that it uses."""
        return {definition.key: definition for source in self.sources.values() for definition in source.definitions}

    def about(self, ids: Iterable[str]) -> list[Theorem]:
        """The theorems that are about these claims."""
        wanted = set(ids)
        return [theorem for theorem in self.theorems if theorem.claim in wanted]

    def home(self, theorem: Theorem, refuter: Refuter) -> str | None:
        """The file of the theorem that refutes: the theorem's own, if there is one of the name, or the only other."""
        homes = [name for name, source in self.sources.items() if refuter.theorem in source.named]
        return theorem.file if theorem.file in homes else homes[0] if len(homes) == 1 else None

    def needs(self, files: Iterable[str]) -> list[str]:
        """What the theorems of files are checked with, in order: they, what refutes their mutants, what these use."""
        found = set(files)
        theorems = [theorem for file in found for theorem in self.sources[file].theorems]
        homes = {self.home(t, m.refuter) for t in theorems for m in t.mutants if m.refuter.theorem}
        return self.closure(found | {home for home in homes if home})

    def used(self, files: Iterable[str]) -> list[str]:
        """What each of these files imports of the others; what several import is there as often."""
        return [name for file in files for name in self.sources[file].uses]

    def closure(self, files: Iterable[str]) -> list[str]:
        """Files and all that they use, in order."""
        waiting, found = [*files], set[str]()
        while waiting:
            name = waiting.pop()
            found.add(name)
            waiting.extend(set(self.sources[name].uses) - found)
        return [name for name in self.sources if name in found]


@cache
def library() -> Library:
    """The project's own."""
    return load(FOLDER)


def load(folder: Path) -> Library:
    """Parse every file of a folder; `UsageError` for what is malformed, and where one names what it does not use."""
    found = {path.stem: read(path) for path in sorted(folder.glob("*.v"))}
    for source in found.values():
        for used in source.uses:
            if used not in found:
                raise UsageError(f"{folder / source.name}.v: {unknown('file', used, found)}")
    try:
        order = list(TopologicalSorter({name: source.uses for name, source in found.items()}).static_order())
    except CycleError as error:
        circle = " and ".join(sorted(set(error.args[1])))
        raise UsageError(f"{folder}: {circle} import each other; break the circle") from None
    read_in = Library(folder, {name: found[name] for name in order})
    for name, source in found.items():
        if unused := source.qualifying & found.keys() - read_in.closure([name]):
            other = min(unused)
            raise UsageError(f"{folder / name}.v names a thing of {other} and does not use that file; import {other}")
    return read_in


def hold_against(library: Library, claims: Mapping[str, Claim]) -> None:
    """Raise `UsageError` for a claim, a planted error or a refuting theorem that a comment names and nobody has."""
    for theorem in library.theorems:
        if wrong := _wrong(library, theorem, claims):
            raise UsageError(f"{library.folder / theorem.file}.v:{theorem.line}: {theorem.name}: {wrong}")


def _wrong(library: Library, theorem: Theorem, claims: Mapping[str, Claim]) -> str | None:
    """What is wrong with what a theorem's comment names, with the remedy."""
    if theorem.claim and theorem.claim not in claims:
        return str(unknown("claim", theorem.claim, claims))
    for refuter in (mutant.refuter for mutant in theorem.mutants):
        if refuter.theorem and library.home(theorem, refuter) is None:
            return f"not one file has the theorem {refuter.theorem}; name the refuting theorem, and it alone, so"
        if refuter.claim and refuter.claim not in claims:
            return str(unknown("claim", refuter.claim, claims))
        if refuter.claim and refuter.mutant:
            planted = [one_line(mutant.what) for mutant in claims[refuter.claim].mutants]
            if refuter.mutant not in planted:
                return f"{refuter.claim}: {unknown('mutant', refuter.mutant, planted)}"
    return None
