"""The weights and the target that sampling gives RG2: exact, by enumeration and Monte Carlo, and as Eq. 18-19 print."""

import numpy as np
from jaxtyping import Int
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.special import ndtri

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from theory.draws import m, n
from theory.expansion import N
from theory.sampled_squares import enumerated_ratio, enumerated_target, ratio, target
from verify.profile import Profile
from verify.seeds import generator

ITEMS = (4, 1000)
LARGEST = 4096
SAMPLED = (1, 8, 64, 512, 4096)
ENUMERATED = (1, 2, 3, 4)
CONFIDENCE = 0.999
CELLS = 1 << 21


def compute(profile: Profile) -> Data:
    """For one positive of N items and n uniform draws: ratio of weights and target, exact, printed and measured."""
    sizes = sorted({round(2 ** (e / 2)) for e in range(2 * int(np.log2(LARGEST)) + 1)})
    draws = profile.pick(2_000_000, 40_000_000)
    return {
        "n": sizes,
        "confidence": CONFIDENCE,
        "items": {str(items): _curves(items, sizes, draws) for items in ITEMS},
    }


def _curves(items: int, sizes: list[int], draws: int) -> Data:
    at = {N: items, m: 1}
    return {
        "ratio": {
            "exact": [float(ratio("all").subs(at | {n: k})) for k in sizes],
            "printed": [items / (k + 1) for k in sizes],
        },
        "target": {
            "exact": [float(target("all").subs(at | {n: k})) for k in sizes],
            "printed": [float(items) for _ in sizes],
        },
        "sampled": [_sampled(items, k, max(2000, min(draws // k, 200_000))) for k in SAMPLED],
        "enumerated": [_enumerated(items, k) for k in ENUMERATED] if items == min(ITEMS) else [],
    }


def _enumerated(items: int, size: int) -> Data:
    found = enumerated_ratio("all", items, 1, size), enumerated_target("all", items, 1, size)
    return {"n": size, "ratio": float(found[0]), "target": float(found[1])}


def _sampled(items: int, size: int, replicates: int) -> Data:
    """Both from the mean number h of draws that hit the positive, whose square then stands 1 + h times in the sum.

    Another item's stands (n - h) / (N - 1) times on average; the half widths follow h's by the slope in h.
    """
    hits = _hits(items, size, replicates)
    h, half = float(hits.mean()), float(ndtri((1 + CONFIDENCE) / 2) * hits.std(ddof=1) / np.sqrt(hits.size))
    return {
        "n": size,
        "replicates": replicates,
        "ratio": (1 + h) * (items - 1) / (size - h),
        "ratio_half": half * (items - 1) * (size + 1) / (size - h) ** 2,
        "target": (size + 1) / (1 + h),
        "target_half": half * (size + 1) / (1 + h) ** 2,
    }


def _hits(items: int, size: int, replicates: int) -> Int[np.ndarray, " replicates"]:
    random = generator(f"sampled_weights {items} {size}")
    step = max(1, CELLS // size)
    blocks = [
        (random.integers(items, size=(min(step, replicates - start), size)) == 0).sum(1)
        for start in range(0, replicates, step)
    ]
    return np.concatenate(blocks)


def draw(data: Data, canvas: Canvas) -> None:
    """Left the ratio of weights, right the target; a colour and a marker for each N."""
    left, right = canvas.subplots(1, 2)
    for i, (items, curves) in enumerate(data["items"].items()):
        _draw(data["n"], curves, "ratio", left, i, items)
        _draw(data["n"], curves, "target", right, i, items)
    left.axhline(1, color=INK, lw=1)
    left.text(1, 0.012, "below 1: the positive weighs\nless than another item", va="top", fontsize=11)
    left.plot([], [], color=INK, ls="-", label="exact")
    left.plot([], [], color=INK, ls="--", lw=1.6, label="as printed")
    left.plot([], [], "x", color=INK, label="all draws enumerated")
    handles, labels = left.get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=5)
    left.set(title="The printed weights are too small", ylabel="weight of the positive\n/ weight of another item")
    right.set(title="The printed targets are too large", ylabel=r"target of the positive's $o_y + 1$")
    for axes in (left, right):
        axes.set_xlabel("negatives drawn, $n$")


def _draw(sizes: list[int], curves: Data, what: str, axes: Axes, i: int, items: str) -> None:
    axes.loglog(sizes, curves[what]["exact"], LINES[0], color=COLOURS[i])
    axes.loglog(sizes, curves[what]["printed"], LINES[1], color=COLOURS[i], lw=1.6)
    points = curves["sampled"]
    axes.errorbar(
        [p["n"] for p in points],
        [p[what] for p in points],
        [p[f"{what}_half"] for p in points],
        fmt=MARKERS[i],
        color=COLOURS[i],
        mfc="white",
        ls="none",
        capsize=4,
        label=f"$N = {items}$, Monte Carlo" if what == "ratio" else None,
    )
    axes.plot([p["n"] for p in curves["enumerated"]], [p[what] for p in curves["enumerated"]], "x", color=INK, zorder=3)


def caption(data: Data) -> str:
    """What the printed weights miss, in numbers."""
    small, large = (data["items"][str(items)] for items in ITEMS)
    two = next(p for p in small["enumerated"] if p["n"] == 2)
    below = next(k for k, r in zip(data["n"], large["ratio"]["printed"], strict=True) if r < 1)
    return (
        "For one positive the mean of sampled RG$^2$ weighs the positive's square $1 + N/n$ times as much as another "
        "item's, with the target $N(n+1)/(N+n)$; Eq. 18-19 print $N/(n+1)$ and $N$. With $N = 4$ and $n = 2$ that is "
        f"{two['ratio']:.3g} and {two['target']:.3g}, printed {small['ratio']['printed'][data['n'].index(2)]:.3g} and "
        f"4. With $N = 1000$ the printed weight of the positive is less than that of another item at $n = {below}$; "
        f"the true one is {large['ratio']['exact'][-1]:.3f} times it at $n = {data['n'][-1]}$, and never less. Draws "
        f"are uniform from all items. Open markers: Monte Carlo, {data['confidence']:.1%} confidence; crosses: every "
        "outcome of the draws, in rationals."
    )


FIGURE = Figure(
    name="sampled_weights",
    title="The exact sampled weights against the printed ones",
    claims=(
        "rg.eq19.ratio",
        "rg.eq18.rg2.repair",
        "rg.sampling_is_weighting.target",
        "rg.sampling_is_weighting.direction",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 4.8),
)

if __name__ == "__main__":
    main(FIGURE)
