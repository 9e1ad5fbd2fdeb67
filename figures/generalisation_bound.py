"""Thm 14's bound of the RG paper against the number of interactions, beside what holds without learning."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES
from theory.counts import COUNTS
from theory.generalisation import dimension, kept_exponential, largest_loss, lipschitz, log_excess, no_learning, swing
from verify.profile import Profile

LATENT, SCORE, DELTA = 64, 1.0, 0.05
LEGEND = {"eq33": "Eq. 33 of the paper", "kept": "its chain, repaired", "free": "no learning"}


def compute(profile: Profile) -> Data:
    """For each data set the three bounds over a range of sample sizes, in units of what the scores can change."""
    m = np.logspace(2, 20, profile.pick(73, 361))
    return {"m": m, "panels": [panel(name, m) for name in COUNTS]}


def panel(name: str, m: np.ndarray) -> Data:
    """The bounds of one data set, and their values at its own size and at all cells."""
    left, n, interactions = COUNTS[name]
    return {
        "name": name,
        "interactions": interactions,
        "cells": left * n,
        "curves": {key: [bounds(name, float(x))[key] for x in m] for key in LEGEND},
        "own": bounds(name, float(interactions)),
        "all_cells": bounds(name, float(left * n)),
        "largest_loss": largest_loss(n, SCORE) / swing(n, SCORE),
    }


def bounds(name: str, m: float) -> dict[str, float]:
    """The three bounds at m interactions, over 4c(N - 1)."""
    left, n, _ = COUNTS[name]
    d, slope = float(dimension(LATENT, left, n)), float(lipschitz(n, SCORE))
    bound = largest_loss(n, SCORE)
    found = {
        "eq33": math.exp(log_excess(d, bound, slope, m, DELTA)),
        "kept": kept_exponential(d, bound, slope, m, DELTA),
        "free": float(no_learning(n, SCORE, m, DELTA)),
    }
    return {key: value / swing(n, SCORE) for key, value in found.items()}


def draw(data: Data, canvas: Canvas) -> None:
    """One panel a data set: its own size and the size of its whole matrix are marked."""
    for axes, p in zip(canvas.subplots(2, 2, sharex=True, sharey=True).flat, data["panels"], strict=True):
        _panel(axes, data["m"], p)
    canvas.supxlabel("interactions $|D|$", x=0.3, fontsize=13)
    canvas.supylabel("bound of $R - \\hat R$, in units of $4c(N-1)$,\nall that scores in range can change", fontsize=12)
    handles, labels = canvas.axes[0].get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=5, columnspacing=1.2, handlelength=1.9)


def _panel(axes: Axes, m: list[float], p: Data) -> None:
    for (key, label), colour, line in zip(LEGEND.items(), (COLOURS[3], COLOURS[2], COLOURS[0]), (1, 2, 0), strict=True):
        axes.plot(m, p["curves"][key], LINES[line], color=colour, label=label)
    for key, colour, marker in (("eq33", COLOURS[3], "s"), ("free", COLOURS[0], "o")):
        axes.plot(p["interactions"], p["own"][key], marker, color=colour, markeredgecolor=INK)
    axes.axhline(p["largest_loss"], color=INK, linewidth=1.3, label="largest loss")
    axes.axvline(p["cells"], color=INK, linestyle=":", linewidth=1.3, label="all cells")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_ylim(0.3, 1e5)
    axes.set_xticks([1e3, 1e6, 1e9, 1e12, 1e15, 1e18])
    times = p["own"]["eq33"] / p["own"]["free"]
    axes.set_title(f"{p['name']}: Eq. 33 is {times:.3g} × no learning", fontsize=12)


def caption(data: Data) -> str:
    """The finding."""
    panels = data["panels"]
    times = ", ".join(f"{p['own']['eq33'] / p['own']['free']:.3g} ({p['name']})" for p in panels)
    flat = max(p["own"]["eq33"] / p["all_cells"]["eq33"] - 1 for p in panels)
    shares = [p["own"]["eq33"] / p["largest_loss"] for p in panels]
    crossing = min(_first_below(data["m"], p) for p in panels)
    return (
        "What Thm 14 adds to the empirical risk of RG² (dashed), at the data sizes of Table 5 (squares; $K = 64$, "
        r"$c = 1$, $\delta = 0.05$, single click). It is "
        f"{100 * min(shares):.2g} to {100 * max(shares):.2g} % of the largest loss, yet {times} times what holds for "
        "all scores in range by Hoeffding's inequality alone (solid; circles). It does not fall with the data: with "
        f"all cells of the matrix observed it would be less by {flat:.0e} of itself. The repaired chain, its "
        "exponential kept (dash-dotted), says that scores matter less than their range allows (below 1) only from "
        f"about $10^{{{math.log10(crossing):.0f}}}$ interactions on."
    )


def _first_below(m: list[float], p: Data) -> float:
    return next(float(x) for x, value in zip(m, p["curves"]["kept"], strict=True) if value < 1)


FIGURE = Figure(
    name="generalisation_bound",
    title="The generalisation bound at the data sizes",
    claims=("rg.thm14.informative", "rg.thm14.no_learning", "rg.thm14.repair"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(8.6, 6.6),
)

if __name__ == "__main__":
    main(FIGURE)
