"""The part of JSON Schema that the ledger's schema uses, so that a damaged ledger is named without another library."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "array": list,
    "boolean": bool,
    "integer": int,
    "null": type(None),
    "number": (int, float),
    "object": dict,
    "string": str,
}


def faults(value: Any, rule: Mapping[str, Any], defs: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """What is wrong with a JSON value, one sentence a fault, each with its place: `claims[3].verdict`.

    `rule` is a schema of the keywords `$ref` (into `defs`), `anyOf`, `type`, `enum`, `pattern`, `required`,
    `properties` and `items`; all others are passed over.
    """
    if "$ref" in rule:
        rule = defs[rule["$ref"].removeprefix("#/$defs/")]
    choices = rule.get("anyOf")
    if choices and all(any(faults(value, choice, defs)) for choice in choices):
        yield f"{place} is none of what it may be"
    kinds = rule.get("type", list(TYPES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, TYPES[kind]) for kind in kinds):
        yield f"{place or 'it'} is not of type {' or '.join(kinds)}"
        return
    if "enum" in rule and value not in rule["enum"]:
        yield f"{place} is {value!r}, not one of {', '.join(map(str, rule['enum']))}"
    if "pattern" in rule and not re.search(rule["pattern"], value):
        yield f"{place} is {value!r}, not of the form {rule['pattern']}"
    if isinstance(value, dict):
        yield from _members(value, rule, defs, place)
    if isinstance(value, list) and "items" in rule:
        for position, item in enumerate(value):
            yield from faults(item, rule["items"], defs, f"{place}[{position}]")


def _members(value: dict[str, Any], rule: Mapping[str, Any], defs: Mapping[str, Any], place: str) -> Iterator[str]:
    missing = [name for name in rule.get("required", ()) if name not in value]
    if missing:
        yield f"{place or 'it'} lacks {', '.join(missing)}"
    for name, inner in rule.get("properties", {}).items():
        if name in value:
            yield from faults(value[name], inner, defs, f"{place}.{name}".lstrip("."))
