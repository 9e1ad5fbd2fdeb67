"""The definitions of files of theorems, and which of them a statement uses: Coq is asked, for names can be shadowed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from paper_checks.formal.lexical import Text, one_line

_DEFINITION = re.compile(
    r"^(?:Definition|Fixpoint|Inductive|Record)\s+([^\W\d][\w']*).*?\.(?=\s|\Z)", re.DOTALL | re.MULTILINE
)
_QUALIFIED = re.compile(r"(?<![\w'.])(?:[^\W\d][\w']*\.)+[^\W\d][\w']*")


@dataclass(frozen=True)
class Definition:
    """A definition as its file has it: `text` is the whole sentence, `comment` what stands directly above it."""

    file: str
    name: str
    comment: str
    text: str

    @property
    def key(self) -> str:
        """Its name with its file's, as Coq qualifies it."""
        return f"{self.file}.{self.name}"

    def makes(self, name: str) -> bool:
        """Whether it is a type, and a name of its file is that of a constructor or a field of it."""
        if not self.text.startswith(("Inductive", "Record")):
            return False
        return name == f"Build_{self.name}" or bool(re.search(rf"(?<![\w'.]){re.escape(name)}(?![\w'])", self.text))


def read(text: Text) -> Iterator[Definition]:
    """The definitions of a file, in its order."""
    comments = {stop: start for start, stop in text.comments}
    for match in _DEFINITION.finditer(text.code):
        above = match.start() - 1
        comment = re.sub(r"^\(\*+\s*|\s*\*+\)$", "", text.text[comments.get(above, above) : max(above, 0)])
        yield Definition(text.path.stem, match[1], one_line(comment), text.text[match.start() : match.end()])


def question(folder: str, definitions: Iterable[Definition], theorems: Iterable[str]) -> str:
    """Commands that print these definitions, and the statements of these theorems, by key, without notations.

    They are for a session that has imported nothing: what is from a file is then printed with the file's name.
    """
    lines = ["Set Printing All."]
    for key in (definition.key for definition in definitions):
        lines.append(f'Redirect "{folder}/name.{key}" Check @{key}.')
        lines.append(f'Redirect "{folder}/body.{key}" Print {key}.')
    lines += [f'Redirect "{folder}/type.{key}" Check {key}.' for key in theorems]
    return "\n".join([*lines, "Unset Printing All."])


class Uses:
    """What the definitions and statements of `question` use, by what was printed into a folder.

    Coq prints an object under the shortest name that means it and no other: the one that `Check` begins with.
    """

    def __init__(self, folder: Path, definitions: Sequence[Definition], files: Iterable[str]) -> None:
        self._folder = folder
        self._definitions = definitions
        self._files = frozenset(files)
        self._keys = {self._said("name", d.key).split()[0].lstrip("@"): d.key for d in definitions}
        self._direct = {d.key: self._names(self._said("body", d.key).partition("\nArguments ")[0]) for d in definitions}

    def of(self, theorem: str) -> tuple[str, ...]:
        """The definitions that a theorem's statement uses, each after those that it uses; all by key."""
        reached = self._reached(theorem)
        return tuple(key for key in self._direct if key in reached)

    def strangers(self, theorem: str) -> list[str]:
        """What the statement uses of the files that is none of their definitions."""
        return sorted(self._reached(theorem) - self._direct.keys())

    def _said(self, kind: str, name: str) -> str:
        return (self._folder / f"{kind}.{name}.out").read_text(encoding="utf-8")

    def _reached(self, theorem: str) -> set[str]:
        waiting = self._names(self._said("type", theorem).partition(":")[2])
        reached = set[str]()
        while waiting:
            reached |= waiting
            waiting = {used for key in waiting for used in self._direct.get(key, ())} - reached
        return reached

    def _names(self, printed: str) -> set[str]:
        """What a printed term has from the files: keys of definitions, and names that are none of theirs."""
        found = (self._key(name) for name in set(_QUALIFIED.findall(printed)))
        return {name for name in found if name}

    def _key(self, name: str) -> str | None:
        if name in self._keys:
            return self._keys[name]
        *_, file, own = name.split(".")
        if file not in self._files:
            return None
        return next((d.key for d in self._definitions if d.file == file and d.makes(own)), name)
