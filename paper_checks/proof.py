"""Evidence from a written-out argument that a theory module executes."""

from collections.abc import Iterable

from paper_checks.evidence import Evidence, Kind
from theory.argument import Argument, Step


def proof(steps: Iterable[Step], claimed: str, agrees: bool, domain: str) -> Evidence:
    """Proof if every step holds and what they derive agrees with the subject; else undecided.

    `claimed` says, as the last step, how the derived statement gives the claimed one; `agrees` is whether it does.
    """
    argument = Argument([*steps, Step(claimed, agrees)])
    return Evidence(
        kind=Kind.PROOF,
        holds=True if argument.holds else None,
        domain=domain,
        detail=argument.text,
        exercised=len(argument.steps),
    )
