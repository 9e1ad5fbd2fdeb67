"""Coq source as text: comments, sentences, what no file may have, and errors that name file, line and remedy.

Forbidden is what assumes instead of proving, what lets a statement read otherwise than it is (notations), and what
reaches beyond the file that it stands in (hints, options).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from verify.errors import UsageError

FORBIDDEN = (
    *("Admitted", "admit", "give_up", "Axiom", "Axioms", "Parameter", "Parameters", "Conjecture", "Conjectures"),
    *("Hypothesis", "Hypotheses", "Variable", "Variables", "Context", "Section", "Module", "Declare", "Primitive"),
    *("Notation", "Infix", "Reserved", "Coercion", "Canonical", "Instance"),
    *("where", "Unset", "Obligation", "Obligations", "Program", "bypass_check"),
    *("Load", "Redirect", "Cd", "Add", "Fail"),
)
COMMANDS = (
    *("From", "Import", "Open", "Arguments", "Ltac", "Definition", "Fixpoint", "Inductive", "Record"),
    *("Lemma", "Theorem", "Proof", "Qed"),
)
_FORBIDDEN = re.compile(rf"(?<![\w'])(?:{'|'.join(FORBIDDEN)})(?![\w'])|::=")
_SENTENCE = re.compile(r"[^\s{}+*-].*?(?:\.(?=\s)|\Z)", re.DOTALL)
_COMMAND = re.compile(r"[A-Z#]\w*")
_TOKEN = re.compile(r'\(\*|\*\)|"')


class Text:
    """The text of one file; `code` is the same, character by character, with comments and strings blanked.

    Raises `UsageError` for a comment, a string or a sentence that does not end, for a forbidden word, and for a
    sentence that is neither one of `COMMANDS` nor a tactic.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.comments: list[tuple[int, int]] = []
        code, end = [], 0
        for start, stop in self._apart():
            if self.text.startswith("(*", start):
                self.comments.append((start, stop))
            code += [self.text[end:start], re.sub(r"[^\n]", " ", self.text[start:stop])]
            end = stop
        self.code = "".join([*code, self.text[end:]])
        if word := _FORBIDDEN.search(self.code):
            raise self.error(word.start(), f"{word[0]!r} is forbidden", "prove it, from the definitions alone")
        for sentence in _SENTENCE.finditer(f"{self.code}\n"):
            self._allow(sentence)

    def error(self, place: int, wrong: str, remedy: str) -> UsageError:
        """The error for what is wrong at a place of the text."""
        return UsageError(f"{self.path}:{self.line(place)}: {wrong}; {remedy}")

    def line(self, place: int) -> int:
        """The number of the line that a place is in, from 1."""
        return self.text.count("\n", 0, place) + 1

    def _allow(self, sentence: re.Match[str]) -> None:
        if not sentence[0].endswith("."):
            raise self.error(sentence.start(), "a sentence that does not end", "close it with a full stop")
        command = _COMMAND.match(sentence[0])
        if command and command[0] not in COMMANDS:
            raise self.error(
                sentence.start(), f"the command {command[0]} is not allowed", f"use only {', '.join(COMMANDS)}"
            )

    def _apart(self) -> Iterator[tuple[int, int]]:
        """Where each comment, and each string outside comments, begins and ends."""
        start, depth, quoted = 0, 0, False
        for token in _TOKEN.finditer(self.text):
            outside = not depth and not quoted
            if token[0] == '"':
                quoted = not quoted
            elif not quoted:
                depth = max(0, depth + (1 if token[0] == "(*" else -1))
            if outside:
                start = token.start()
            elif not depth and not quoted:
                yield start, token.end()
        if depth or quoted:
            raise self.error(start, "a comment or a string that does not end", "close it")


def is_term(text: str) -> bool:
    """Whether a text can stand in a statement: one term at most, without strings, comments and forbidden words."""
    depth = 0
    for bracket in re.findall(r"[()\[\]{}]", text):
        depth += 1 if bracket in "([{" else -1
        if depth < 0:
            return False
    return not depth and not re.search(r'"|\(\*|\*\)|\.(?:\s|$)', text) and not _FORBIDDEN.search(text)


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text)
