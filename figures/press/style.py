"""One look for every figure: colour-blind palette, distinct markers and lines, type that the back row can read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns

COLOURS: tuple[str, ...] = tuple(sns.color_palette("colorblind").as_hex())
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES = ("-", "--", "-.", ":")
INK = "#222222"

RC: dict[Any, Any] = {
    "axes.edgecolor": INK,
    "axes.grid": True,
    "axes.labelsize": 13,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 14,
    "figure.dpi": 110,
    "figure.titlesize": 15,
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "grid.alpha": 0.3,
    "grid.linewidth": 0.6,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "lines.markersize": 7,
    "pdf.fonttype": 42,
    "savefig.dpi": 160,
    "svg.fonttype": "path",
    "svg.hashsalt": "softproof",
    "text.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
}


@contextmanager
def applied() -> Iterator[None]:
    """The style, for the length of a `with` block; the caller's own settings come back afterwards."""
    with mpl.rc_context(RC):
        yield
