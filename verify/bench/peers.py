"""The libraries that ours is compared with, each optional: where one is missing, its row says how to get it."""

import warnings
from functools import cache
from importlib import import_module
from types import ModuleType

INSTALL = "pip install 'softproof[bench]'"


@cache
def library(name: str) -> ModuleType | None:
    """The module `name` (`entmax`, `jaxopt.loss`), or None if it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "JAXopt is no longer maintained", DeprecationWarning)
            return import_module(name)
    except ModuleNotFoundError:
        return None
