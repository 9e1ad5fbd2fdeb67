"""Coq source as text: comments, the words that no file may have, and errors that name file, line and remedy.

Forbidden is what assumes instead of proving, and what lets a statement read otherwise than it is (notations).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from verify.errors import UsageError

FORBIDDEN = (
    *("Admitted", "admit", "give_up", "Axiom", "Axioms", "Parameter", "Parameters", "Conjecture", "Conjectures"),
    *("Hypothesis", "Hypotheses", "Variable", "Variables", "Context", "Section", "Module", "Declare", "Primitive"),
    *("Notation", "Infix", "Reserved", "Coercion", "Canonical", "Instance"),
    *("Unset", "Obligation", "Obligations", "Program", "bypass_check", "Load", "Redirect", "Cd", "Add", "Fail"),
)
_FORBIDDEN = re.compile(rf"(?<![\w'])(?:{'|'.join(FORBIDDEN)})(?![\w'])")
_TOKEN = re.compile(r'\(\*|\*\)|"')


class Text:
    """The text of one file; `code` is the same, character by character, with comments and strings blanked.

    Raises `UsageError` for a comment or a string that does not end, and for a forbidden word.
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

    def error(self, place: int, wrong: str, remedy: str) -> UsageError:
        """The error for what is wrong at a place of the text."""
        return UsageError(f"{self.path}:{self.line(place)}: {wrong}; {remedy}")

    def line(self, place: int) -> int:
        """The number of the line that a place is in, from 1."""
        return self.text.count("\n", 0, place) + 1

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


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text)
