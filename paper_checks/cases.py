"""Evidence from cases that are decided one by one, and what a yes-or-no subject says of all numbers above one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from paper_checks.evidence import Counterexample, Evidence, Kind
from paper_checks.search import first

Values = Mapping[str, str]


def decided(
    cases: Iterable[Values],
    is_wrong: Callable[[Values], bool],
    domain: str,
    detail: str,
    says: Callable[[Values], str],
    kind: Kind = Kind.EXACT,
) -> Evidence:
    """Evidence against the statement with the first wrong case as its counterexample, or for it on these cases."""
    tried, wrong = first(cases, is_wrong)
    return Evidence(
        kind=kind,
        holds=wrong is None,
        domain=domain,
        detail=detail,
        exercised=tried,
        counterexample=None if wrong is None else Counterexample(says(wrong), wrong),
    )


def named(values: Values) -> str:
    """The values of a case, one after the other."""
    return ", ".join(f"{name} = ({text})" if "," in text else f"{name} = {text}" for name, text in values.items())


class UnsettledError(TypeError):
    """A comparison that depends on more than what is known of a number."""


@dataclass(frozen=True, eq=False)
class From:
    """Any number from `least` on, or, if not `attained`, above it: comparisons that this does not settle raise."""

    least: int | Fraction
    attained: bool = True

    def _is_above(self, other: Any) -> bool:
        if isinstance(other, int | float | Fraction) and (
            other < self.least or (other == self.least and not self.attained)
        ):
            return True
        raise UnsettledError(f"a number from {self.least} on against {other}")

    def _reaches(self, other: Any) -> bool:
        return (isinstance(other, int | float | Fraction) and other <= self.least) or self._is_above(other)

    def __eq__(self, other: object) -> bool:
        return not self._is_above(other)

    def __gt__(self, other: Any) -> bool:
        return self._is_above(other)

    def __le__(self, other: Any) -> bool:
        return not self._is_above(other)

    def __ge__(self, other: Any) -> bool:
        return self._reaches(other)

    def __lt__(self, other: Any) -> bool:
        return not self._reaches(other)

    __hash__ = None  # type: ignore[assignment]


def says(subject: Callable[..., Any], *arguments: Any) -> bool | None:
    """What a yes-or-no subject answers for all numbers that the arguments stand for; None if they differ."""
    try:
        return bool(subject(*arguments))
    except TypeError:
        return None
