"""A figure: a prediction, the measurement that tests it, and the sentence that says what came out."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Canvas

from verify.profile import Profile

Data = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure script's parts.

    `name` is the script's file name; `claims` are ids of the ledger, none for a comparison of libraries;
    `compute(profile)` returns JSON-able data with everything that is drawn; `draw(data, canvas)` draws that data and
    nothing else; `caption(data)` states the finding with numbers from the data (LaTeX between dollars); `reads` are
    data files besides the code.
    `size` is in inches (width, height).
    """

    name: str
    title: str
    claims: tuple[str, ...]
    compute: Callable[[Profile], Data]
    draw: Callable[[Data, Canvas], None]
    caption: Callable[[Data], str]
    reads: tuple[Path, ...] = ()
    size: tuple[float, float] = (7.2, 4.4)
