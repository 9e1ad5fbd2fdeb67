"""Coq itself, as processes: is it here, does a file compile, what does it answer to a row of commands."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Event
from time import monotonic

from verify.errors import UsageError

INSTALL = "apt install coq (Debian, Ubuntu), brew install coq (macOS) or opam install coq"
SECONDS = 300
OPENING = "opening"
_HEAP = "o=1000"
_PATIENCE = 0.2
_TIMED = re.compile(rb"^Chars (\d+) - (\d+) \[.*\] ([\d.]+) secs", re.MULTILINE)
_ERROR = re.compile(r"^(?:Error:|Anomaly)\s*(.*?)(?:\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)


class StoppedError(Exception):
    """Coq was stopped: it had taken too long."""


@dataclass(frozen=True)
class Step:
    """Vernacular that is to go through as a whole, as `name`."""

    name: str
    text: str


@dataclass(frozen=True)
class Coq:
    """An installed Coq: the paths of its programs, its version, and the seconds after which it is stopped.

    `modules` are the names of its library's files. Once `halted` is set, what runs is stopped and no more is begun.
    """

    coqc: str
    coqtop: str
    version: str
    limit: float = SECONDS
    modules: frozenset[str] = frozenset()
    halted: Event = field(default_factory=Event, compare=False)

    def compile(self, name: str, folder: Path) -> tuple[str | None, list[tuple[int, float]]]:
        """Compile a file of `folder`: the error, if it is refused, and where each sentence ends (bytes), with seconds.

        Raises `StoppedError` after the limit.
        """
        arguments = [self.coqc, "-q", "-time", "-w", "none", "-Q", ".", "softproof", f"{name}.v"]
        status, said = _run(arguments, folder, "", self.limit, self.halted)
        times = [(int(match[2]), float(match[3])) for match in _TIMED.finditer(said)]
        return (_error(_plain(said)) if status else None), times

    def session(
        self, opening: str, parts: Mapping[str, Sequence[Step]], folder: Path, root: Path, step_limit: int
    ) -> dict[str, dict[str, str | None]]:
        """What Coq says against each step of each part, None where it went through; the opening is a part, and a step.

        A step that fails leaves nothing behind, nor does a part that is over: each starts where the opening ends. What
        says that a step began or ended has a word that no step knows.
        Compiled files lie in `root`; `folder` is where Coq works, with a folder for each part. A step of a part stops
        after `step_limit` seconds with "Timeout!". Raises `StoppedError` after as many limits as there are parts.
        """
        first, word = Step(OPENING, opening), token_hex()
        lines = [*_loading(folder, OPENING, [first], word), f"Set Default Timeout {step_limit}."]
        for part, steps in parts.items():
            lines += [
                "Definition softproof_clean := I.",
                *_loading(folder, part, steps, word),
                "Reset softproof_clean.",
            ]
        parts = {OPENING: [first], **parts}
        arguments = [self.coqtop, "-q", "-w", "none", "-Q", str(root), "softproof"]
        script = "\n".join([*lines, "Quit.\n"])
        status, said = _run(arguments, folder, script, self.limit * len(parts), self.halted)
        text = _plain(said)
        marks = list(re.finditer(rf"^{word} begins (\S+)$|^{word} ends (\S+)$", text, re.MULTILINE))
        ended = {mark[2] for mark in marks if mark[2]}
        begun = {mark[1]: mark.end() for mark in marks if mark[1]}
        if len(begun) < sum(map(len, parts.values())):
            raise UsageError(f"coqtop ended with status {status} and left out steps: {_error(text)}; run again")
        return {
            part: {
                s.name: None if (path := f"{part}/{s.name}") in ended else _error(text[begun[path] :]) for s in steps
            }
            for part, steps in parts.items()
        }


def find() -> Coq | None:
    """The Coq on the path, or None; `UsageError` if what is there does not tell its version."""
    coqc, coqtop = shutil.which("coqc"), shutil.which("coqtop")
    if not coqc or not coqtop:
        return None
    try:
        _, said = _run([coqc, "--print-version"], Path.cwd(), "", 60, Event())
        _, where = _run([coqc, "-where"], Path.cwd(), "", 60, Event())
    except (OSError, StoppedError) as error:
        raise UsageError(f"{coqc} does not answer ({error}); mend it ({INSTALL}) or take it off the path") from error
    version = re.match(rb"\d[\w.+~-]*", said)
    if not version:
        raise UsageError(f"{coqc} tells no version; mend it ({INSTALL}) or take it off the path")
    modules = frozenset(path.stem for path in Path(where.decode().strip()).rglob("*.vo"))
    return Coq(coqc, coqtop, version[0].decode(), modules=modules)


def _loading(folder: Path, part: str, steps: Sequence[Step], word: str) -> list[str]:
    """Commands that load the steps of a part, each between two marks, from the files that are written here."""
    (folder / part).mkdir(parents=True)
    lines = []
    for step in steps:
        path = f"{part}/{step.name}"
        ends = f'Goal True. idtac "{word} ends {path}". Abort.'
        (folder / f"{path}.v").write_text(f"{step.text}\n{ends}\n", encoding="utf-8")
        lines += [f'Goal True. idtac "{word} begins {path}". Abort.', f'Load "{path}".']
    return lines


def _run(arguments: list[str], folder: Path, said: str, limit: float, halted: Event) -> tuple[int, bytes]:
    """The status of a process and all that it says; stopped early, it is killed with what it started.

    Its heap may grow before it is collected: these processes end before that pays.
    """
    with subprocess.Popen(
        arguments,
        cwd=folder,
        env={"OCAMLRUNPARAM": _HEAP} | os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            return _answer(process, said, limit, halted)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise


def _answer(process: subprocess.Popen[bytes], said: str, limit: float, halted: Event) -> tuple[int, bytes]:
    end, unsaid = monotonic() + limit, iter([said.encode()])
    while not halted.is_set() and (left := end - monotonic()) > 0:
        with suppress(subprocess.TimeoutExpired):
            output, _ = process.communicate(next(unsaid, None), timeout=min(left, _PATIENCE))
            return process.returncode, output
    raise StoppedError("halted" if halted.is_set() else f"stopped after {limit:g} seconds")


def _plain(said: bytes) -> str:
    """Output as text, without what is said of timing and loading, and without prompts."""
    text = re.sub(r"^(?:Coq < )+", "", said.decode(errors="replace"), flags=re.MULTILINE)
    return re.sub(r"^(?:Chars \d|Fetching opaque|\[Loading|Skipping rcfile).*\n", "", text, flags=re.MULTILINE)


def _error(text: str) -> str:
    """The first error of an output, on one line."""
    match = _ERROR.search(text)
    return re.sub(r"\s+", " ", match[1] if match else text[-300:]).strip() or "no reason given"
