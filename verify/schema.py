"""Documents held against a JSON schema: the fault that matters most, in one line with its place."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

WIDTH = 160


def fault(document: Any, schema: Mapping[str, Any]) -> str | None:
    """What is wrong with a JSON document, such as `claims[3].verdict: 'true' is not one of ...`; None if nothing is."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(schema).iter_errors(document))
    if error is None:
        return None
    place = error.json_path.removeprefix("$").removeprefix(".")
    return shorten(f"{place or 'the document'}: {error.message}", WIDTH, placeholder=" ...")
