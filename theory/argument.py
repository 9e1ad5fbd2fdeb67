"""A written-out argument whose every step is executed: sympy or exact arithmetic decides each `holds`."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step: a sentence (LaTeX between dollars) and what its execution returned."""

    says: str
    holds: bool


@dataclass(frozen=True)
class Argument:
    """Steps that together prove a statement for every N; it holds if each of them does."""

    steps: tuple[Step, ...]

    def __init__(self, steps: Iterable[Step]) -> None:
        object.__setattr__(self, "steps", tuple(steps))
        if not self.steps:
            raise ValueError("an argument has at least one step")

    @property
    def holds(self) -> bool:
        """Whether every step was executed and came out true."""
        return all(step.holds for step in self.steps)

    @property
    def text(self) -> str:
        """The steps in order, numbered; a step that failed says so."""
        marks = ("" if step.holds else " (this step fails)" for step in self.steps)
        return " ".join(
            f"({i}) {step.says}{mark}." for i, (step, mark) in enumerate(zip(self.steps, marks, strict=True), 1)
        )
