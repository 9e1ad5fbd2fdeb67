"""How a figure is made: its parts, its style, and the run that writes it with its data."""

from figures.press.figure import Data, Figure
from figures.press.run import main, render

__all__ = ["Data", "Figure", "main", "render"]
