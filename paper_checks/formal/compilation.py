"""Compiling files, several as modules of one, so that the real numbers are loaded once for them.

A file knows nothing that the others of its group define, but may find what they load of Coq's library; that each
compiles without is tested.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from paper_checks.formal.coq import Coq, StoppedError
from paper_checks.formal.library import Library

Group: TypeAlias = tuple[str, ...]

FILES_TOGETHER = 20


@dataclass(frozen=True)
class Compiled:
    """What came of compiling a file.

    `error`: why it was refused, None if it was not. `within`: the compiled file that has it, itself where it was
    compiled alone, or refused. `times`: the bytes of the file at which sentences end, with their seconds; those before
    its first or after its last byte are of other files.
    """

    error: str | None
    within: str
    times: list[tuple[int, float]]


def groups(library: Library, files: set[str], workers: int) -> list[Group]:
    """Files, in groups to compile one after the other: no file uses another of its group, or of one that follows."""
    levels: dict[str, int] = {}
    for name, source in library.sources.items():
        if name in files:
            levels[name] = 1 + max((levels[used] for used in source.uses), default=-1)
    found = []
    for level in sorted(set(levels.values())):
        members = tuple(name for name, its in levels.items() if its == level)
        count = max(min(workers, len(members)), math.ceil(len(members) / FILES_TOGETHER))
        found += [members[first::count] for first in range(count)]
    return found


def requiring(library: Library, files: Iterable[str], done: Mapping[str, Compiled]) -> str:
    """Vernacular that loads files, and all that they use, so that each is known as a module by its name."""
    names = (_required(name, done[name].within) for name in library.closure(files))
    return "".join(f"From softproof Require {name}.\n" for name in dict.fromkeys(names))


def _required(name: str, within: str) -> str:
    return name if name == within else f"Import {within}"


def compile_group(
    library: Library, group: Group, coq: Coq, folder: Path, done: Mapping[str, Compiled]
) -> dict[str, Compiled]:
    """Files of one group in `folder`: together or, where Coq refuses that, each alone, so that the faulty one is told.

    `done` has what they use.
    """
    found = {}
    for file in group:
        if broken := [used for used in library.sources[file].uses if done[used].error]:
            found[file] = Compiled(f"{file} uses {broken[0]}, which Coq does not accept", file, [])
    sound = [file for file in group if file not in found]
    together = _together(library, sound, coq, folder, done)
    return found | (together or {file: _alone(library, file, coq, folder, done) for file in sound})


def _together(
    library: Library, files: Sequence[str], coq: Coq, folder: Path, done: Mapping[str, Compiled]
) -> dict[str, Compiled]:
    """Files as modules of one, if there are several and Coq accepts them; else nothing."""
    if len(files) < 2:
        return {}
    text, starts = requiring(library, library.used(files), done), dict[str, int]()
    for file in files:
        text += f"Module {file}.\n"
        starts[file] = len(text.encode())
        text += f"{library.sources[file].module}\nEnd {file}.\n"
    found = _accepted(coq, f"Together_{files[0]}", text, folder)
    return {} if found.error else {file: _from(found, start) for file, start in starts.items()}


def _alone(library: Library, file: str, coq: Coq, folder: Path, done: Mapping[str, Compiled]) -> Compiled:
    before = requiring(library, library.used([file]), done)
    return _from(_accepted(coq, file, before + library.sources[file].module, folder), len(before))


def _from(compiled: Compiled, start: int) -> Compiled:
    """The same, with the places of its sentences told from `start`."""
    return replace(compiled, times=[(end - start, seconds) for end, seconds in compiled.times])


def _accepted(coq: Coq, name: str, text: str, folder: Path) -> Compiled:
    (folder / f"{name}.v").write_text(text, encoding="utf-8")
    try:
        error, times = coq.compile(name, folder)
    except StoppedError as stopped:
        error, times = str(stopped), []
    return Compiled(error, name, times)
