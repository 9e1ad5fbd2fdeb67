"""Evidence: what one argument, computation or experiment says about one subject, and how strongly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

AS_PRINTED = None


class Kind(StrEnum):
    """Kinds of evidence, strongest first."""

    FORMAL = "formal"
    PROOF = "proof"
    CERTIFICATE = "certificate"
    EXACT = "exact"
    MEASUREMENT = "measurement"
    EXPERIMENT = "experiment"

    @property
    def rank(self) -> int:
        """0 for the strongest kind."""
        return list(Kind).index(self)

    @property
    def words(self) -> str:
        """What decided, after "by"."""
        return {Kind.FORMAL: "formal proof", Kind.EXACT: "exact arithmetic"}.get(self, str(self))


class VacuousEvidenceError(AssertionError):
    """A check that tried no case at all: its outcome says nothing."""


@dataclass(frozen=True)
class Counterexample:
    """A small, readable case that violates a statement, as exact text that anybody can check again.

    `says` is a sentence (LaTeX between dollars); `values` maps names to literals such as "2/5, 2/5, 1/5",
    from which the claim's `violates` decides again, without the search that found them.
    """

    says: str
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One finding.

    `holds`: True, False, or None where it decides nothing. `under`: None if it is about the statement as printed,
    else the named extra assumption. `complete`: it covers the whole domain of the statement (a proof always does).
    `exercised`: the number of cases that satisfied the hypotheses and were really tried.
    `interval`: a confidence or enclosure interval of `value`; `bound`: what `value` was compared with, decided
    before looking. Raises `VacuousEvidenceError` if `exercised` is zero, ValueError if what decides against the
    statement as printed names no counterexample.
    """

    kind: Kind
    holds: bool | None
    domain: str
    detail: str
    exercised: int
    under: str | None = AS_PRINTED
    complete: bool = False
    value: float | str | None = None
    bound: float | str | None = None
    interval: tuple[float, float] | None = None
    n: int | None = None
    seed: str | None = None
    counterexample: Counterexample | None = None
    seconds: float = field(default=0.0, compare=False)

    def __post_init__(self) -> None:
        if self.exercised < 1:
            raise VacuousEvidenceError(f"no case was exercised: {self.detail}")
        if self.holds is False and self.counterexample is None:
            raise ValueError(f"a refutation names its counterexample: {self.detail}")

    @property
    def covers_domain(self) -> bool:
        """Whether it speaks of every case of the statement."""
        return self.complete or self.kind in (Kind.FORMAL, Kind.PROOF)

    @property
    def refutes(self) -> bool:
        """Whether it contradicts the statement; a case that meets an extra assumption is a case all the same."""
        return self.holds is False

    def establishes(self, universal: bool) -> bool:
        """Whether it settles a statement; a universal one is never settled by measurement or experiment."""
        if self.holds is not True:
            return False
        if self.kind in (Kind.MEASUREMENT, Kind.EXPERIMENT):
            return not universal
        return self.covers_domain
