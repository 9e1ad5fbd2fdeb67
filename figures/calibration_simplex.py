"""Where on the simplex the scores of least risk keep the order of three classes' chances, loss by loss."""

from fractions import Fraction

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, MARKERS
from theory.rankmax_risk import least
from verify.profile import Profile
from verify.topk_calibration import LOSSES, least_risk, order_kept

Point = tuple[Fraction, Fraction, Fraction]

TOLERANCE = 1e-3
STARTS = [(x, y, 0.0) for x in (-1.7, -0.6, 0.5, 1.6) for y in (-1.7, -0.6, 0.5, 1.6)]
KEPT, TIED, REVERSED = "kept", "tied", "reversed"
FILLS = {KEPT: COLOURS[0], TIED: COLOURS[1]}
SIGNS = {KEPT: MARKERS[0], TIED: MARKERS[1], REVERSED: MARKERS[5]}


def grid(denominator: int) -> list[Point]:
    """All distributions of the denominator on three classes, those with chances of 0 included."""
    parts = [(i, j, denominator - i - j) for i in range(denominator + 1) for j in range(denominator + 1 - i)]
    return [(Fraction(a, denominator), Fraction(b, denominator), Fraction(c, denominator)) for a, b, c in parts]


def without_ties(side: int) -> list[Point]:
    """Distributions that fill the simplex and have three different positive chances each."""
    whole = 7 * (side + 1)
    return [
        (Fraction(7 * i + 1, whole), Fraction(7 * j + 2, whole), Fraction(7 * (side - i - j) + 4, whole))
        for i in range(side + 1)
        for j in range(side + 1 - i)
    ]


def predicted(name: str, eta: Point) -> str:
    """What is proved: a strictly convex regulariser keeps the order; the others have ties at least risk."""
    if name == "perceptron":
        levels = [tuple(int(x > 0) for x in eta)]
    elif name == "Rankmax, scale adapted":
        levels = least(eta)
    else:
        return KEPT
    kept = [all(s[a] > s[b] for a in range(3) for b in range(3) if eta[a] > eta[b]) for s in levels]
    return KEPT if all(kept) else TIED


def compute(profile: Profile) -> Data:
    """Predicted regions on a fine grid of distributions, and what pattern search finds on a coarse one."""
    coarse, fine = grid(profile.pick(16, 24)), without_ties(profile.pick(70, 140))
    eta = np.array([[float(x) for x in point] for point in coarse])
    panels = [
        {
            "loss": name,
            "measured": _measured(name, eta),
            "predicted": [predicted(name, point) for point in coarse],
            "region": [predicted(name, point) for point in fine],
        }
        for name in LOSSES
    ]
    corners = np.array([[float(x) for x in point] for point in fine])
    return {"eta": eta.tolist(), "fine": corners.tolist(), "starts": len(STARTS), "panels": panels}


def _measured(name: str, eta: Float[np.ndarray, "m 3"]) -> list[str]:
    found = least_risk(LOSSES[name], eta, np.array(STARTS))
    return [order_kept(s, p, TOLERANCE) for s, p in zip(found.scores, eta, strict=True)]


def on_plane(eta: Float[np.ndarray, "m 3"]) -> Float[np.ndarray, "m 2"]:
    """The triangle with the first class at the left, the second at the right and the third at the top."""
    return np.asarray(eta @ np.array([[0, 0], [1, 0], [0.5, np.sqrt(3) / 2]]))


def draw(data: Data, canvas: Canvas) -> None:
    """A triangle for each loss: the proved region filled, the search's outcomes as markers."""
    grid_of_axes = canvas.subplots(2, 3)
    for axes, panel in zip(grid_of_axes.flat, data["panels"], strict=True):
        _triangle(axes, panel, on_plane(np.array(data["eta"])), on_plane(np.array(data["fine"])))
    handles: list[object] = [
        Patch(color=FILLS[KEPT], alpha=0.3, label="proved: order kept"),
        Patch(color=FILLS[TIED], alpha=0.45, label="proved: classes tied"),
    ]
    for outcome, text in ((KEPT, "found: order kept"), (TIED, "found: classes tied")):
        handles += canvas.axes[0].plot([], [], SIGNS[outcome], color=INK, mfc=_face(outcome), ms=6, label=text)
    canvas.legend(handles=handles, loc="outside lower center", ncols=4)


def _face(outcome: str) -> str:
    return INK if outcome == TIED else "white"


def _triangle(axes: Axes, panel: Data, points: Float[np.ndarray, "m 2"], fine: Float[np.ndarray, "f 2"]) -> None:
    region = np.array(panel["region"])
    codes = (region == TIED).astype(float)
    axes.tricontourf(
        fine[:, 0], fine[:, 1], codes, levels=[-0.5, 0.5, 1.5], colors=[FILLS[KEPT], FILLS[TIED]], alpha=0.35
    )
    measured = np.array(panel["measured"])
    for outcome, marker in SIGNS.items():
        at = points[measured == outcome]
        axes.plot(at[:, 0], at[:, 1], marker, color=INK, mfc=_face(outcome), ms=4.5, mew=0.8, ls="")
    axes.plot([0, 1, 0.5, 0], [0, 0, np.sqrt(3) / 2, 0], color=INK, lw=1.2)
    for label, x, y in ((r"$\eta_1=1$", 0, -0.09), (r"$\eta_2=1$", 1, -0.09), (r"$\eta_3=1$", 0.5, 0.92)):
        axes.text(x, y, label, ha="center", va="center", fontsize=10)
    axes.set(title=panel["loss"], aspect="equal", xlim=(-0.12, 1.12), ylim=(-0.16, 1.0))
    axes.title.set_position((0.5, 1.0))
    axes.axis("off")


def caption(data: Data) -> str:
    """The finding, with counts."""
    panels = {p["loss"]: p for p in data["panels"]}
    agree = sum(m == p for panel in panels.values() for m, p in zip(panel["measured"], panel["predicted"], strict=True))
    total = sum(len(panel["measured"]) for panel in panels.values())
    tied = panels["Rankmax, scale adapted"]["region"].count(TIED) / len(data["fine"])
    return (
        r"Label distributions $\eta$ on three classes. A strictly convex regulariser is enough: the scores of least "
        r"risk of softmax, sparsemax, 1.5-entmax and Rankmax with a fixed scale (2) have the order of $\eta$ "
        "everywhere, however weakly their maps keep the order of the scores. Rankmax with its scale adapted to the "
        f"label ties classes of different chances on {tied:.0%} of the simplex (equal chances may be tied); the "
        "perceptron loss, which has no regulariser and a weakly order-preserving map, ties all classes of positive "
        f"chance. Markers: the least risk that pattern search found from {data['starts']} starts, as predicted at "
        f"{agree} of {total} distributions."
    )


FIGURE = Figure(
    name="calibration_simplex",
    title="Which losses put three classes in the order of their chances",
    claims=(
        "sf.topk.softmax",
        "sf.topk.sparsemax",
        "sf.topk.entmax",
        "sf.topk.rankmax.fixed",
        "sf.topk.rankmax.adapted",
        "sf.topk.sparsemax.weak_order",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 7.4),
)

if __name__ == "__main__":
    main(FIGURE)
