"""One script, one figure: a prediction and the measurement that tests it."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from figures.press import Figure


@cache
def names() -> tuple[str, ...]:
    """The names of all figure scripts: the modules of this package."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg))


def load(name: str) -> "Figure":
    """The figure of the script `figures/NAME.py`."""
    figure: Figure = import_module(f"figures.{name}").FIGURE
    return figure


def all_figures() -> list["Figure"]:
    """Every figure, by name."""
    return [load(name) for name in names()]
