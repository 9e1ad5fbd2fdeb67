"""Asking Coq: every theorem, what it rests on, and whether the errors planted in its statement are refused."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TypeAlias

from paper_checks.formal.compilation import Compiled, Group, compile_group, groups, requiring
from paper_checks.formal.coq import OPENING, Coq, Step, StoppedError
from paper_checks.formal.definition import Definition, Uses, question
from paper_checks.formal.finding import AXIOMS_OF_THE_REALS, Finding, Tried, recall, store
from paper_checks.formal.library import Library
from paper_checks.formal.schedule import in_order
from paper_checks.formal.source import Mutant, Theorem
from verify.errors import UsageError
from verify.progress import progress

Found: TypeAlias = dict[str, dict[str, Finding]]
"""What is found of files: of each, by its theorems' names."""

STEP_SECONDS = 40
FILES_A_SESSION = 24
PRINTING = "Set Printing Width 110.\nSet Printing Depth 100000.\n"


def check(library: Library, files: Iterable[str], coq: Coq, cache: Path, workers: int) -> dict[str, Finding]:
    """What Coq says of every theorem of these files, by key; from `cache` where nothing that it rests on has changed.

    Files are compiled in a folder of their own, as many at a time as there are `workers`.
    """
    _refuse_names(library, coq)
    program = _program(coq)
    keys = {file: _key(library, file, program) for file in files if library.sources[file].theorems}
    found = {file: recall(cache / f"{file}.json", key, _names(library, file)) for file, key in keys.items()}
    stale = [file for file, known in found.items() if known is None]
    if stale:
        with TemporaryDirectory(prefix="softproof.") as folder, ThreadPoolExecutor(workers) as pool:
            fresh = _fresh(library, stale, coq, Path(folder), pool, workers)
            try:
                for file, findings in progress(fresh, "files of theorems", len(stale)):
                    store(cache / f"{file}.json", keys[file], findings)
                    found[file] = findings
            except BaseException:
                coq.halted.set()
                raise
    return {f"{file}.{name}": finding for file, known in found.items() for name, finding in (known or {}).items()}


def _refuse_names(library: Library, coq: Coq) -> None:
    """Raise `UsageError` for a file named as one of Coq's library is, whose name could mean either."""
    if taken := sorted(library.sources.keys() & coq.modules):
        raise UsageError(f"{library.folder / taken[0]}.v has the name of a file of Coq's library; rename it")


def _names(library: Library, file: str) -> frozenset[str]:
    return frozenset(theorem.name for theorem in library.sources[file].theorems)


def _program(coq: Coq) -> str:
    """What all findings depend on: Coq's version, and this package."""
    package = [path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.py"))]
    return "\0".join([coq.version, *package])


def _key(library: Library, file: str, program: str) -> str:
    """A digest of all that the findings of a file depend on: the program, and sources."""
    parts = [program, *(f"{name}\n{library.sources[name].text}" for name in sorted(library.needs([file])))]
    return sha256("\0".join(parts).encode()).hexdigest()


def _fresh(
    library: Library, stale: list[str], coq: Coq, folder: Path, pool: ThreadPoolExecutor, workers: int
) -> Iterator[tuple[str, dict[str, Finding]]]:
    """What is found of each stale file, once all that it needs is compiled; compiling goes before asking."""
    compiled: dict[str, Compiled] = {}

    def compile_(group: Group) -> Found:
        compiled.update(compile_group(library, group, coq, folder, compiled))
        return {}

    def examine(group: Group) -> Found:
        return _examine(library, group, coq, folder, compiled)

    compiling = groups(library, set(library.needs(stale)), workers)
    home = {name: (compile_, group) for group in compiling for name in group}
    needs = {(compile_, group): {home[name] for name in library.used(group)} for group in compiling}
    needs |= {(examine, group): {home[name] for name in library.needs(group)} for group in _sessions(stale, workers)}
    for found in in_order({(run, group): partial(run, group) for run, group in needs}, needs, pool, workers):
        yield from found.items()


def _sessions(stale: Sequence[str], workers: int) -> list[Group]:
    """The files to be asked about in one session each: as many of these for each worker as for the others."""
    count = workers * math.ceil(len(stale) / workers / FILES_A_SESSION)
    ends = [len(stale) * place // count for place in range(count + 1)]
    return [tuple(stale[start:stop]) for start, stop in pairwise(ends) if start < stop]


def _examine(library: Library, group: Sequence[str], coq: Coq, folder: Path, done: Mapping[str, Compiled]) -> Found:
    """What is found of some files; those that Coq accepts are asked about in one session."""
    refused = {file: f"Coq does not accept {file}.v: {done[file].error}" for file in group if done[file].error}
    sound = [file for file in group if file not in refused]
    found = {file: _all_refused(library, file, why) for file, why in refused.items()}
    return found | (_ask(library, sound, coq, folder, done) if sound else {})


def _ask(library: Library, group: Sequence[str], coq: Coq, shared: Path, done: Mapping[str, Compiled]) -> Found:
    """What is found of files in one session: to load the real numbers, and to ask for axioms, takes longest.

    Where something is wrong with several together, each is asked about alone.
    """
    folder = Path(mkdtemp(prefix="session.", dir=shared))
    try:
        parts = {file: _part(library, file) for file in group}
        said = coq.session(_opening(library, group, done), parts, folder, shared, STEP_SECONDS)
        common = _wrong_together(said[OPENING][OPENING], folder / OPENING)
    except StoppedError as error:
        said, common = {}, f"the session was {error}"
    if common and len(group) > 1:
        alone = [_ask(library, [file], coq, shared, done) for file in group]
        return {file: found for each in alone for file, found in each.items()}
    if common:
        return {file: _all_refused(library, file, f"{file}.v cannot be examined: {common}") for file in group}
    uses = Uses(folder / OPENING, _definitions(library, group), library.needs(group))
    return {file: _findings(library, file, said[file], done[file], folder / file, uses) for file in group}


def _wrong_together(error: str | None, folder: Path) -> str | None:
    """What is wrong with the opening of a session, or with the axioms that it was told."""
    if error:
        return error
    foreign = [axiom for axiom in _axioms(folder / "together.out") if axiom not in AXIOMS_OF_THE_REALS]
    return f"a theorem there, or what refutes a mutant, rests on {', '.join(foreign)}" if foreign else None


def _findings(
    library: Library, file: str, said: Mapping[str, str | None], compiled: Compiled, folder: Path, uses: Uses
) -> dict[str, Finding]:
    if why := said["header"]:
        return _all_refused(library, file, f"{file}.v cannot be examined: {why}")
    return {t.name: _finding(t, said, compiled, folder, uses) for t in library.sources[file].theorems}


def _part(library: Library, file: str) -> list[Step]:
    """What is asked about the theorems of a file."""
    source = library.sources[file]
    header = Step("header", f"{source.header}\nImport {file}.")
    return [header, *(step for t in source.theorems for step in _steps(library, t))]


def _definitions(library: Library, group: Sequence[str]) -> list[Definition]:
    """The definitions that the statements of these files can use."""
    return [definition for name in library.needs(group) for definition in library.sources[name].definitions]


def _opening(library: Library, group: Sequence[str], done: Mapping[str, Compiled]) -> str:
    """What is asked before any import, so that Coq tells the names in full.

    What the statements use; and what all theorems of these files, and all that refute their mutants, rest on: one
    question for all, because Coq walks through the construction of the real numbers for each.
    """
    theorems = [theorem for file in group for theorem in library.sources[file].theorems]
    refuting = {_refuting(library, t, m) for t in theorems for m in t.mutants if m.refuter.theorem}
    every = " ".join(f"let _ := @{name} in" for name in sorted({theorem.key for theorem in theorems} | refuting))
    required = requiring(library, library.needs(group), done)
    asked = question(OPENING, _definitions(library, group), [theorem.key for theorem in theorems])
    together = f"Definition softproof_together := {every} I.\n"
    rests = f'Redirect "{OPENING}/together" Print Assumptions softproof_together.'
    return f"{PRINTING}{required}{asked}\n{together}{rests}"


def _steps(library: Library, theorem: Theorem) -> list[Step]:
    """The theorem, where it has mutants by its proof again; each mutant: as a statement, by that proof, and negated."""
    name, own = theorem.name, theorem.key
    again = f"{_proved(f'control_{name}', theorem.statement, theorem)}\n" if theorem.mutants else ""
    shown = f'{_exactly(theorem.statement, own)}\nRedirect "{theorem.file}/statement_{name}" Check {own}.'
    steps = [Step(f"control_{name}", again + shown)]
    for place, mutant in enumerate(theorem.mutants):
        mutated = mutant.of(theorem.statement)
        steps.append(Step(f"typed_{name}_{place}", f"Check (({mutated}) : Prop)."))
        steps.append(Step(f"script_{name}_{place}", _proved(f"mutant_{name}_{place}", mutated, theorem)))
        if mutant.refuter.theorem:
            negation = _exactly(f"~ ({mutated})", _refuting(library, theorem, mutant))
            steps.append(Step(f"refuted_{name}_{place}", negation))
    return steps


def _refuting(library: Library, theorem: Theorem, mutant: Mutant) -> str:
    return f"{library.home(theorem, mutant.refuter)}.{mutant.refuter.theorem}"


def _proved(name: str, statement: str, theorem: Theorem) -> str:
    return f"Theorem softproof_{name} : {statement}.\n{theorem.script}"


def _exactly(statement: str, name: str) -> str:
    return f"Goal {statement}.\nProof. exact (@{name}). Qed."


def _refused(theorem: Theorem, why: str) -> Finding:
    return Finding(False, theorem.statement, 0.0, (), why)


def _all_refused(library: Library, file: str, why: str) -> dict[str, Finding]:
    return {theorem.name: _refused(theorem, why) for theorem in library.sources[file].theorems}


def _finding(theorem: Theorem, said: Mapping[str, str | None], compiled: Compiled, folder: Path, uses: Uses) -> Finding:
    name, (start, stop) = theorem.name, theorem.span
    if broken := said[f"control_{name}"]:
        return _refused(theorem, f"its proof does not go through again on its own: {broken}")
    strangers = ", ".join(uses.strangers(theorem.key))
    unfound = f"its statement uses {strangers}, of which no definition is found; define it so that a reader finds it"
    return Finding(
        accepted=not strangers,
        statement=_statement(folder / f"statement_{name}.out"),
        seconds=round(sum(seconds for end, seconds in compiled.times if start < end <= stop), 3),
        mutants=tuple(_tried(name, place, mutant, said) for place, mutant in enumerate(theorem.mutants)),
        fault=unfound if strangers else None,
        definitions=uses.of(theorem.key),
    )


def _tried(name: str, place: int, mutant: Mutant, said: Mapping[str, str | None]) -> Tried:
    typed, script = said[f"typed_{name}_{place}"], said[f"script_{name}_{place}"]
    refused = said.get(f"refuted_{name}_{place}")
    refuted = refused is None if mutant.refuter.theorem else None
    fault = None
    if typed:
        fault = f"the mutated statement is none: {typed}"
    elif script is None:
        fault = "the proof proves the mutated statement as well"
    elif script == "Timeout!" and not refuted:
        fault = f"the proof was stopped after {STEP_SECONDS} seconds, which decides nothing"
    elif refused:
        fault = f"{mutant.refuter.words} does not refute it: {refused}"
    return Tried(mutant.what, not typed and script is not None, refuted, fault)


def _axioms(path: Path) -> list[str]:
    """The names in what Print Assumptions printed: those that begin a line."""
    said = path.read_text(encoding="utf-8").strip()
    if said == "Closed under the global context":
        return []
    return re.findall(r"^(?!Axioms:$)(\S.*?)\s*(?::.*)?$", said, re.MULTILINE)


def _statement(path: Path) -> str:
    """What Check printed after the name, moved to the left."""
    _, _, statement = path.read_text(encoding="utf-8").partition(":")
    return "\n".join(line.removeprefix(" " * 7) for line in statement.strip().splitlines())
