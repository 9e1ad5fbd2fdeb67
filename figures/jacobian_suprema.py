"""The largest norm of entmax's Jacobian against the number of classes: proved, and found by search."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from theory.entmax_supremum import all_classes, supremum, two_classes
from verify.profile import Profile
from verify.spectra import worst_distribution, worst_of_three

ALPHAS = (1.1, 1.25, 1.5, 1.75)
LARGEST = 100_000
STYLES = (*LINES[:3], (0, (7, 2)))


def compute(profile: Profile) -> Data:
    """For each alpha the proved supremum, where it turns, and the best of each search, all p or all but two alike."""
    sizes = sorted({2, 3, *np.geomspace(2, LARGEST, 120).astype(int).tolist()})
    searched = profile.pick([2, 3, 10, 60], [2, 3, 6, 10, 25, 60, 200])
    beyond = np.geomspace(500, LARGEST, profile.pick(5, 9)).astype(int).tolist()
    starts = profile.pick(3, 9)
    return {
        "N": sizes,
        "starts": starts,
        "every": searched,
        "three": beyond,
        "alphas": {str(alpha): _curve(alpha, sizes, searched, beyond, starts) for alpha in ALPHAS},
    }


def _curve(alpha: float, sizes: list[int], searched: list[int], beyond: list[int], starts: int) -> Data:
    turned = [n for n in range(3, LARGEST + 1) if all_classes(alpha, n) > two_classes(alpha, n)]
    name = f"jacobian_suprema {alpha}"
    return {
        "proved": [supremum(alpha, n) for n in sizes],
        "turn": turned[0] if turned else None,
        "every": [worst_distribution(n, alpha, starts, f"{name} {n}").value for n in searched],
        "three": [worst_of_three(n, alpha, 2 * starts, f"{name} {n}") for n in beyond],
        "every proved": [supremum(alpha, n) for n in searched],
        "three proved": [supremum(alpha, n) for n in beyond],
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Left the supremum, right its distance from 1."""
    left, right = canvas.subplots(1, 2, width_ratios=(1.25, 1))
    for i, (alpha, curve) in enumerate(data["alphas"].items()):
        left.semilogx(data["N"], curve["proved"], color=COLOURS[i], ls=STYLES[i])
        right.loglog(data["N"], 1 - np.array(curve["proved"]), color=COLOURS[i], ls=STYLES[i])
        for kind, face in (("every", COLOURS[i]), ("three", "white")):
            found = np.array(curve[kind])
            left.plot(data[kind], found, MARKERS[i], color=COLOURS[i], mfc=face)
            right.plot(data[kind], 1 - found, MARKERS[i], color=COLOURS[i], mfc=face)
        left.text(data["N"][-1] * 1.4, curve["proved"][-1], rf"$\alpha = {alpha}$", color=COLOURS[i], va="center")
        if curve["turn"]:
            left.plot(curve["turn"], 2 ** (float(alpha) - 2), "|", color=INK, markersize=16)
        _draw_rate(float(alpha), data["N"], right)
    for level, name in ((0.5, r"softmax, $\alpha = 1$: 1/2 for every $N$"), (1.0, r"sparsemax, $\alpha = 2$: 1")):
        left.plot([2, LARGEST], [level, level], color=INK, lw=1, ls=":")
        left.text(2, level + (0.01 if level == 1 else -0.01), name, va="bottom" if level == 1 else "top")
    left.set(title="Largest norm over all scores", xlabel="number of classes $N$", ylabel="norm", ylim=(0.44, 1.06))
    left.set_xlim(1.6, LARGEST * 9)
    right.set(title="Distance from 1, and its limit law", xlabel="number of classes $N$", ylabel="1 - norm")
    _legend(right)


def _draw_rate(alpha: float, sizes: list[int], axes: Axes) -> None:
    """The limit law where it is below 1/2."""
    far = np.array([n for n in sizes if (3 - alpha) * n ** (-(alpha - 1) / (3 - alpha)) < 0.3], dtype=np.float64)
    axes.loglog(far, (3 - alpha) * far ** (-(alpha - 1) / (3 - alpha)), color=INK, lw=1.2, ls=":")


def _legend(axes: Axes) -> None:
    axes.plot([], [], color=INK, label="proved")
    axes.plot([], [], color=INK, lw=1.2, ls=":", label=r"$(3-\alpha)\,N^{-(\alpha-1)/(3-\alpha)}$")
    axes.plot([], [], "o", color=INK, label="search over all $p$")
    axes.plot([], [], "o", color=INK, mfc="white", label="all but two classes alike")
    axes.legend(loc="lower left", fontsize=10)


def caption(data: Data) -> str:
    """The finding, with the numbers of the data."""
    middle = data["alphas"]["1.5"]
    late = [alpha for alpha, curve in data["alphas"].items() if curve["turn"] is None]
    return (
        r"The largest norm of $\alpha$-entmax's Jacobian is $2^{\alpha-2}$, at two equal classes, only while there are "
        rf"few classes: for $\alpha = 1.5$ up to {middle['turn'] - 1}, where the bar is. From there on one class "
        rf"against all others is worse, and the norm goes to sparsemax's 1; at $N = {data['N'][-1]:,}$ it is "
        f"{middle['proved'][-1]:.3f}, not {middle['proved'][0]:.3f}. "
        rf"For $\alpha = {', '.join(late)}$ this would show beyond {data['N'][-1]:,} classes only. "
        f"Markers: the best of {data['starts']} starts of a search, {_distance(data)}."
    )


def _distance(data: Data) -> str:
    """How far below and above the proved values the searches come; rounding is below 1e-12."""
    gaps = [
        found / proved - 1
        for curve in data["alphas"].values()
        for kind in ("every", "three")
        for found, proved in zip(curve[kind], curve[f"{kind} proved"], strict=True)
    ]
    above, below = max(*gaps, 0), max(0, -min(gaps))
    rounding = ", which is rounding" if 0 < above < 1e-12 else ""
    return f"at most {below:.0e} below what is proved and {above:.0e} above{rounding}"


FIGURE = Figure(
    name="jacobian_suprema",
    title="The largest norm of entmax's Jacobian, by alpha and by the number of classes",
    claims=("sf.jacobian.entmax", "sf.jacobian.entmax.sup", "sf.jacobian.entmax.growth"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.5, 4.8),
)

if __name__ == "__main__":
    main(FIGURE)
