"""Where RG2 with its constants lies below the softmax loss, for scores of two values, and what curvature it lacks."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES
from theory.least_curvature import least_curvature
from verify.profile import Profile

SIZES = (3, 4, 10, 100)
Curve = Float[np.ndarray, " t"]


def excess(n: int, t: Curve) -> Curve:
    r"""The softmax loss above its tangent at zero, if the target's score is t above all others, at any offset."""
    return np.asarray(np.logaddexp(t, np.log(n - 1)) - np.log(n) - t / n)


def needed(n: int, t: Curve) -> Curve:
    r"""The c with which $c\|o\|^2$ meets the loss there, for scores of mean zero: $\|o\|^2 = t^2(1 - \frac1N)$."""
    return np.asarray(excess(n, t) / (t**2 * (1 - 1 / n)))


def half_width(n: int, t: Curve) -> Curve:
    r"""RG2, to which a mean score m adds $\frac12m^2$, is below the loss for m within this of zero; 0 if nowhere."""
    return np.asarray(np.sqrt(np.maximum(2 * (excess(n, t) - t**2 * (1 - 1 / n) / (2 * n)), 0)))


def compute(profile: Profile) -> Data:
    """Region and needed curvature of each N, and what they say of RG2's optimum and of the proved bound."""
    return {"panels": [panel(n, np.geomspace(0.1, 4 * n, profile.pick(1001, 4001))) for n in SIZES]}


def panel(n: int, t: Curve) -> Data:
    """What is drawn of one N; `below` is the share of the path of ridge optima, 0 < t <= N, in the region."""
    width, path = half_width(n, t), np.linspace(0, n, 1001)[1:]
    return {
        "N": n,
        "t": t,
        "half_width": width,
        "needed": needed(n, t),
        "rg2": 1 / (2 * n),
        "least": float(least_curvature(n)),
        "touches_at": float(2 * np.log(n - 1)),
        "ends_at": float(t[width > 0].max()),
        "below": float(np.mean(half_width(n, path) > 0)),
        "optimum_below": bool(half_width(n, np.array([float(n)]))[0] > 0),
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Above the region of each N, below the needed curvature over the same axis."""
    grid = canvas.subplots(2, len(data["panels"]), sharex="col")
    for column, p in enumerate(data["panels"]):
        _region(grid[0, column], p)
        _curvature(grid[1, column], p)
    grid[0, 0].set_ylabel("mean score")
    grid[1, 0].set_ylabel(r"curvature $c$ in $c\,\|o\|^2$")
    canvas.supxlabel("target's score minus that of all others (log scale)", fontsize=13)
    handles, labels = (a + b for a, b in zip(*(grid[r, 0].get_legend_handles_labels() for r in (0, 1)), strict=True))
    canvas.legend(handles, labels, loc="outside upper center", ncols=4)


def _region(axes: Axes, p: Data) -> None:
    t, width = np.array(p["t"]), np.array(p["half_width"])
    inside = width > 0
    axes.fill_between(
        t, -width, width, where=list(inside), color=COLOURS[3], alpha=0.25, label="RG² below softmax loss"
    )
    outline = np.concatenate([width[inside], -width[inside][::-1], width[inside][:1]])
    around = np.concatenate([t[inside], t[inside][::-1], t[inside][:1]])
    axes.plot(around, outline, LINES[0], color=COLOURS[3], linewidth=1.6)
    axes.plot([t[0], p["N"]], [0, 0], LINES[0], color=INK, linewidth=1.6, label="path of RG²'s ridge optima")
    axes.plot(p["N"], 0, "o", color="white", markeredgecolor=INK, markeredgewidth=1.6, label="RG²'s optimum")
    axes.set_xscale("log")
    axes.set_ylim(-1.35 * width.max(), 1.35 * width.max())
    axes.set_title(f"$N={p['N']}$")


def _curvature(axes: Axes, p: Data) -> None:
    axes.plot(p["t"], p["needed"], LINES[0], color=INK, label="needed at mean score 0")
    axes.axhline(p["rg2"], linestyle=LINES[1], color=COLOURS[3], label=r"RG²: $\frac{1}{2N}$")
    axes.axhline(p["least"], linestyle=LINES[2], color=COLOURS[2], label="least bound, proved: $c_N$")
    axes.plot(p["touches_at"], p["least"], "*", color=COLOURS[2], markeredgecolor=INK, markersize=13)
    axes.set_ylim(0, 1.25 * p["least"])


def caption(data: Data) -> str:
    """The finding."""
    panels = {p["N"]: p for p in data["panels"]}
    ends = ", ".join(f"{p['ends_at']:.3g} ($N={n}$)" for n, p in panels.items())
    ratios = ", ".join(f"{p['least'] / p['rg2']:.2f} ($N={n}$)" for n, p in panels.items())
    outside = ", ".join(str(n) for n, p in panels.items() if not p["optimum_below"])
    return (
        r"Scores with one value for the target and another for all others. Above: RG$^2$ with its constants lies below "
        r"the softmax loss in the shaded region, which begins at zero scores and ends at a difference of "
        f"{ends}; it contains RG$^2$'s optimum for each N shown but {outside}. Below: the curvature that a quadratic "
        r"with the loss's value and gradient at zero needs there. It is greatest, $c_N = \frac{N-2}{4(N-1)\log(N-1)}$, "
        r"at the star, where the difference is $2\log(N-1)$, and that serves all scores; RG$^2$ has too little by a "
        f"factor of {ratios}."
    )


FIGURE = Figure(
    name="rg2_region",
    title="RG² lies below the softmax loss around its own path, for want of curvature",
    claims=("rg.prop7.global", "rg.prop7.ray", "rg.x.majorant"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 6.0),
)

if __name__ == "__main__":
    main(FIGURE)
