"""The libraries that ours is compared with, each optional: where one is missing, `INSTALL` gets it."""

import warnings
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from types import ModuleType
from typing import Concatenate, ParamSpec, TypeVar

INSTALL = "pip install -c constraints.txt -e '.[bench]'"
"""In a checkout."""

P = ParamSpec("P")
T = TypeVar("T")


@cache
def library(name: str) -> ModuleType | None:
    """The module `name` (`entmax`, `jaxopt.loss`), or None if it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return import_module(name)
    except ModuleNotFoundError:
        return None


def of(
    name: str,
) -> Callable[[Callable[Concatenate[ModuleType, P], dict[str, T]]], Callable[P, dict[str, T]]]:
    """Decorate a function of the module `name`, whose first argument it is; without it the result is empty."""

    def decorate(function: Callable[Concatenate[ModuleType, P], dict[str, T]]) -> Callable[P, dict[str, T]]:
        @wraps(function)
        def given(*arguments: P.args, **settings: P.kwargs) -> dict[str, T]:
            module = library(name)
            return {} if module is None else function(module, *arguments, **settings)

        return given

    return decorate
