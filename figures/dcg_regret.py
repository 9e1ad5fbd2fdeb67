"""DCG regret against excess risk for softmax and RG2, with the best bounds, and how their constants depend on N."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.special import log_softmax, rel_entr

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.profile import Profile
from verify.seeds import generator

ITEMS = 4
SIZES = (2, 3, 4, 5, 6, 8, 10, 14, 20, 32, 50, 100, 200, 500, 1000)
NAMES = {"softmax": "softmax", "rg2": "RG²"}
Vector = Float[np.ndarray, " n"]


def discounts(n: int) -> Vector:
    """1 / log_2(1 + i), i = 1 to n."""
    return np.asarray(1 / np.log2(1 + np.arange(1, n + 1)))


def regret(o: Vector, eta: Vector) -> float:
    """The expected DCG of the best order less that of the scores, ties against them."""
    c = discounts(len(o))
    return float(c @ np.sort(eta)[::-1] - c @ eta[np.lexsort((eta, -o))])


def excess(loss: str, o: Vector, eta: Vector) -> float:
    """The conditional risk (Eq. 5, or RG2 of Eq. 15, of arXiv 2506.09454) above its infimum."""
    if loss == "rg2":
        return float(((o + 1 - len(o) * eta) ** 2).sum() / (2 * len(o)))
    return float(rel_entr(eta, np.exp(log_softmax(o))).sum())


def constants(n: int) -> dict[str, float]:
    """C of regret <= C (excess risk)^(1/2): best, by Pinsker's inequality, and by Lemma 9 as printed."""
    best = [2 * ((c - c[::-1]) ** 2).mean() for c in map(discounts, range(2, n + 1))]
    c = discounts(n)
    return {
        "softmax": float(np.sqrt(max(best))),
        "rg2": float(np.sqrt(best[-1])),
        "pinsker": float(np.sqrt(2) * (c[0] - c[-1])),
        "lemma9": float(np.sqrt(2 / n * 2 * (c**2).sum())),
    }


def compute(profile: Profile) -> Data:
    """Random points and the worst family for N = 4; the constants for many N."""
    random = generator("figures.dcg_regret")
    clouds = {loss: cloud(loss, random, profile.pick(1500, 6000)) for loss in NAMES}
    rows = [constants(n) for n in SIZES]
    return {
        "items": ITEMS,
        "clouds": clouds,
        "worst": {loss: worst(loss) for loss in NAMES},
        "N": list(SIZES),
        "constants": {name: [row[name] for row in rows] for name in rows[0]},
    }


def cloud(loss: str, random: np.random.Generator, count: int) -> Data:
    """Excess risk and regret, where positive, of scores about the minimiser for random distributions."""
    points: list[tuple[float, float]] = []
    while len(points) < count:
        eta = random.dirichlet(np.full(ITEMS, 10.0 ** random.uniform(-0.5, 3)))
        best = np.log(eta) if loss == "softmax" else ITEMS * eta - 1
        o = (best - best.mean()) * random.uniform(-0.3, 1, ITEMS) + random.choice([0, 0.01, 0.1]) * random.normal(
            size=ITEMS
        )
        lost = regret(o, eta)
        if lost > 0:
            points.append((excess(loss, o, eta), lost))
    found = np.array(points)
    return {"excess": found[:, 0], "regret": found[:, 1]}


def worst(loss: str) -> Data:
    """Equal scores under chances that fall from the first item to the last by multiples of the reversed discounts."""
    v = discounts(ITEMS) - discounts(ITEMS)[::-1]
    largest = 1.2 if loss == "softmax" else 1.7
    chances = [(1 + epsilon * v) / ITEMS for epsilon in largest * np.geomspace(0.005, 1, 12)]
    zeros = np.zeros(ITEMS)
    return {
        "excess": [excess(loss, zeros, eta) for eta in chances],
        "regret": [regret(zeros, eta) for eta in chances],
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Left the points and the bound, right the constants."""
    left, right = canvas.subplots(1, 2, width_ratios=(1.1, 1))
    _draw_points(data, left)
    _draw_constants(data, right)


def _draw_points(data: Data, axes: Axes) -> None:
    at = data["N"].index(data["items"])
    risk = np.geomspace(1e-5, 3, 50)
    for i, (loss, name) in enumerate(NAMES.items()):
        points, family = data["clouds"][loss], data["worst"][loss]
        axes.loglog(points["excess"], points["regret"], MARKERS[i], color=COLOURS[i], ms=2.2, alpha=0.35, mew=0)
        axes.loglog(family["excess"], family["regret"], MARKERS[i], color=COLOURS[i], mec=INK, label=f"{name}, worst")
    best, printed = data["constants"]["rg2"][at], data["constants"]["lemma9"][at]
    axes.loglog(risk, best * np.sqrt(risk), color=INK, lw=1.6, label=rf"${best:.3f}\,\sqrt{{\mathrm{{excess}}}}$, best")
    axes.loglog(risk, printed * np.sqrt(risk), LINES[3], color=INK, lw=1.6, label=f"Lemma 9 (RG²): {printed:.2f}")
    axes.set(xlim=(1e-5, 3), ylim=(1e-4, 30))
    axes.set(title=f"$N = {data['items']}$: nothing above the line", xlabel="excess risk", ylabel="DCG regret")
    axes.legend(loc="upper left", fontsize=10, markerscale=0.9)


def _draw_constants(data: Data, axes: Axes) -> None:
    rows = {
        "lemma9": ("RG², Lemma 9 as printed", COLOURS[1], LINES[3]),
        "pinsker": ("softmax, Pinsker", COLOURS[0], LINES[3]),
        "softmax": ("softmax, best", COLOURS[0], LINES[0]),
        "rg2": ("RG², best", COLOURS[1], LINES[1]),
    }
    for name, (label, colour, line) in rows.items():
        marker = MARKERS[list(NAMES).index(name)] if name in NAMES else None
        axes.loglog(data["N"], data["constants"][name], color=colour, ls=line, marker=marker, ms=5, label=label)
    axes.set(title="The constants against $N$", xlabel="number of items $N$", ylabel="$C$ (logarithms to the base 2)")
    axes.legend(loc="lower left", fontsize=10)


def caption(data: Data) -> str:
    """The finding."""
    at, last = data["N"].index(data["items"]), data["N"][-1]
    c = data["constants"]
    return (
        rf"DCG regret (base 2) is at most $C$ times the root of the excess risk. For $N = {data['items']}$ the best "
        rf"$C$ is "
        f"{c['softmax'][at]:.3f} for softmax and {c['rg2'][at]:.3f} for RG²; equal scores, with ties against them, "
        f"reach it (RG²) or tend to it (softmax), while Lemma 9 as printed gives {c['lemma9'][at]:.2f} for RG². From "
        f"$N = 4$ on "
        rf"softmax's best constant stays what it is; RG²'s falls to {c['rg2'][-1]:.3f} at $N = {last:,}$, where Lemma "
        rf"9 gives "
        f"{c['lemma9'][-1]:.3f}. Small points: random distributions and scores."
    )


FIGURE = Figure(
    name="dcg_regret",
    title="How much DCG an excess of risk can cost",
    claims=("rg.prop6.bound", "rg.thm12.rg2", "rg.lemma9.best"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 4.8),
)

if __name__ == "__main__":
    main(FIGURE)
