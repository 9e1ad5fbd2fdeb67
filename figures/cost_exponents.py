"""The operations of one training step for each loss, counted as it runs, and the exponents of their growth."""

from dataclasses import asdict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.cost_exponents import METHODS, doublings, exponents, predicted, step_cost
from verify.profile import Profile

NAMES = {
    "softmax": "softmax",
    "sparsemax": "sparsemax, sorted",
    "entmax": "entmax, bisected",
    "rankmax": "Rankmax, adapted",
    "ssm": "sampled softmax",
    "nce": "NCE",
    "hsm": "hierarchical",
    "rg": "RG2, a pair's share",
}
FACTORS, K = 8, 8


def compute(profile: Profile) -> Data:
    """Operations against the number of items, and exponents in C, d and k with the range of the local slopes."""
    items = doublings(16, profile.pick(256, 4096))
    sizes, others = doublings(16, profile.pick(128, 512)), profile.pick(8, 16)
    return {
        "items": items,
        "operations": {name: [step_cost(name, n, FACTORS, K) for n in items] for name in METHODS},
        "sizes": sizes,
        "others": others,
        "exponents": {
            name: {size: asdict(fit) for size, fit in exponents(name, sizes, others).items()} for name in METHODS
        },
        "predicted": {name: predicted(name) for name in METHODS},
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Counts on the left, exponents on the right."""
    left, right = canvas.subplots(1, 2, width_ratios=(1, 1.25))
    for i, (name, values) in enumerate(data["operations"].items()):
        left.loglog(data["items"], values, color=COLOURS[i], marker=MARKERS[i], ls=LINES[i % 4], label=NAMES[name])
    left.set(title="Operations of one step, counted", xlabel="number of items $C$", ylabel="operations")
    left.set_xscale("log", base=2)
    left.legend(loc="upper left", fontsize=10, ncols=2)
    left.set_ylim(top=left.get_ylim()[1] * 20)
    _draw_exponents(data, right)


def _draw_exponents(data: Data, axes: Axes) -> None:
    names = list(data["exponents"])
    for j, size in enumerate(("C", "d", "k")):
        fits = [data["exponents"][name][size] for name in names]
        value = np.array([fit["value"] for fit in fits])
        spread = np.array([[fit["value"] - fit["low"], fit["high"] - fit["value"]] for fit in fits]).T
        rows = np.arange(len(names)) + (j - 1) * 0.22
        axes.errorbar(value, rows, xerr=np.maximum(spread, 0), fmt=MARKERS[j], color=COLOURS[j], capsize=3, ls="")
        axes.plot([], [], MARKERS[j], color=COLOURS[j], label=f"in ${size}$")
        axes.plot([data["predicted"][n][size] for n in names], rows, "|", color=INK, ms=13, mew=1.6)
    axes.plot([], [], "|", color=INK, ms=13, mew=1.6, label="limit, by the claimed order")
    axes.set_yticks(range(len(names)), [NAMES[name] for name in names])
    axes.invert_yaxis()
    axes.legend(loc="upper right")
    axes.set(title="Exponents of growth, one size varied", xlabel="exponent, with its least and largest local slope")


def caption(data: Data) -> str:
    """What grows with the number of items, and what does not."""
    growth = {name: round(fits["C"]["value"], 2) + 0.0 for name, fits in data["exponents"].items()}
    last = data["items"][-1]
    costs = {name: values[-1] for name, values in data["operations"].items()}
    return (
        f"Operations of one step of training, counted as it runs ($d = {FACTORS}$ factors, $k = {K}$ negatives or "
        f"halvings). At {last} items sampled softmax takes {costs['softmax'] / costs['ssm']:.0f} times fewer than "
        f"softmax, hierarchical softmax {costs['softmax'] / costs['hsm']:.0f} times, sparsemax by sorting "
        f"{costs['sparsemax'] / costs['softmax']:.2f} times as many. The exponents in the number of items are "
        f"{growth['softmax']:.2f} for softmax, {growth['sparsemax']:.2f} for sparsemax (a "
        f"logarithm above 1), {growth['ssm']:.2f} for sampled softmax and {growth['hsm']:.2f} "
        "for hierarchical softmax (a logarithm above 0); bars reach from the least to the largest slope between "
        "neighbouring sizes, and ticks mark the limits by the claimed orders, in which logarithms count as 0."
    )


FIGURE = Figure(
    name="cost_exponents",
    title="The cost of one training step, counted",
    claims=(
        "sf.complexity.softmax",
        "sf.complexity.sparsemax",
        "sf.complexity.entmax",
        "sf.complexity.rankmax",
        "sf.complexity.ssm",
        "sf.complexity.nce",
        "sf.complexity.hsm",
        "sf.complexity.rg",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(12.5, 5.0),
)

if __name__ == "__main__":
    main(FIGURE)
