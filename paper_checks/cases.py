"""Evidence from cases that are decided one by one, and what a yes-or-no subject says of all numbers above one."""

from collections.abc import Callable, Iterable, Mapping
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


def says(subject: Callable[..., Any], *arguments: Any) -> bool | None:
    """What a yes-or-no subject answers for all numbers that the arguments stand for; None if they differ."""
    try:
        return bool(subject(*arguments))
    except TypeError:
        return None
