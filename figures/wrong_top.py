"""What a wrong top costs: the excess risk against the regret, and where label-adapted Rankmax asks no price."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.optimize import minimize

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from theory.fenchel_young import entmax_loss
from theory.maps import entmax
from theory.regularisers import tsallis
from verify.profile import Profile
from verify.rankmax_level_tops import level_top_margin
from verify.seeds import generator

ALPHAS = {"softmax": 1.0, "1.5-entmax": 1.5, "sparsemax": 2.0, "3-entmax": 3.0}
CLASSES = (3, 10, 30)
Vector = Float[np.ndarray, " n"]


def bound(alpha: float, epsilon: float) -> float:
    """The best lower bound of the excess risk for every number of classes."""
    f = tsallis(alpha).term
    ends = ((1 + epsilon) / 2, (1 - epsilon) / 2) if alpha <= 2 else (epsilon, 0.0)
    return float(f(np.array(ends)).sum() - 2 * f(np.array([sum(ends) / 2]))[0])


def chances(size: int, epsilon: float, share: float) -> Vector:
    """The largest chance by epsilon above the second, which lies between its least and its largest; the rest level.

    For three classes or more; the share is 0 for the least, 1 for the largest.
    """
    low, high = (1 - epsilon) / size, (1 - epsilon) / 2
    second = low + share * (high - low)
    rest = max((1 - 2 * second - epsilon) / (size - 2), 0)
    return np.array([second + epsilon, second, *[rest] * (size - 2)])


def cheapest(eta: Vector, alpha: float, starts: list[Vector]) -> float:
    """The least excess risk that L-BFGS-B finds among scores with the second class on top, from these starts."""

    def risk(x: Vector) -> tuple[float, Vector]:
        z = -(x**2)
        z[1] = 0
        slope = -2 * x * (entmax(z, alpha) - eta)
        slope[1] = 0
        return entmax_loss(z, eta, alpha), slope

    return min(float(minimize(risk, x, jac=True, method="L-BFGS-B", options={"maxiter": 80}).fun) for x in starts)


def compute(profile: Profile) -> Data:
    """For each alpha the bound, and the least excess risk found at random chances; then the margins of Rankmax."""
    grid = np.linspace(0.02, 0.98, 49)
    return {
        "epsilon": grid.tolist(),
        "losses": {
            name: {"bound": [bound(alpha, e) for e in grid], "found": _found(name, alpha, profile.pick(3, 25))}
            for name, alpha in ALPHAS.items()
        },
        "N": list(range(2, profile.pick(9, 12))),
        "margin": [level_top_margin(n) for n in range(2, profile.pick(9, 12))],
    }


def _found(name: str, alpha: float, count: int) -> Data:
    random, rows = generator(f"figures.wrong_top {name}"), []
    for size in CLASSES:
        for epsilon in random.uniform(0.05, 0.95, size=count):
            eta = chances(size, float(epsilon), float(random.choice([0.0, 0.5, 1.0])))
            starts = [random.normal(size=size) for _ in range(2)]
            least = cheapest(eta, alpha, starts)
            rows.append({"N": size, "epsilon": float(eta[0] - eta[1]), "excess": least, "bound": bound(alpha, epsilon)})
    return {key: [row[key] for row in rows] for key in rows[0]}


def draw(data: Data, canvas: Canvas) -> None:
    """Left the bounds and what an adversary finds, right the margins."""
    left, right = canvas.subplots(1, 2, width_ratios=(1.25, 1))
    for i, (name, loss) in enumerate(data["losses"].items()):
        left.loglog(data["epsilon"], loss["bound"], color=COLOURS[i], ls=LINES[i], label=name)
        left.plot(loss["found"]["epsilon"], loss["found"]["excess"], MARKERS[i], color=COLOURS[i], mfc="white", ms=5)
    left.plot([], [], "o", color=INK, mfc="white", ms=5, label="cheapest found")
    left.legend(title="best bound for all $N$", alignment="left", loc="lower right", fontsize=10)
    left.set(
        title="Fenchel-Young losses: a wrong top costs",
        xlabel=r"regret of the top $\epsilon$",
        ylabel="excess risk",
    )
    _draw_margins(data, right)


def _draw_margins(data: Data, axes: Axes) -> None:
    sizes, margin = np.array(data["N"]), np.array(data["margin"])
    wins = margin > 0
    axes.axhline(0, color=INK, lw=1.2, ls=":")
    axes.plot(sizes, margin, color=COLOURS[7], lw=1.2)
    axes.plot(sizes[~wins], margin[~wins], MARKERS[0], color=COLOURS[0], label="a single top wins")
    axes.plot(sizes[wins], margin[wins], MARKERS[1], color=COLOURS[3], label="a level top can win")
    axes.legend(loc="lower right", fontsize=10)
    axes.set(
        title="Label-adapted Rankmax: free from $N = 6$",
        xlabel="number of classes $N$",
        ylabel="risk, single less level top",
    )


def caption(data: Data) -> str:
    """Where the bounds are met, and from where on Rankmax has none."""
    ratios = {name: np.divide(x["found"]["excess"], x["found"]["bound"]) for name, x in data["losses"].items()}
    first = data["N"][int(np.argmax(np.array(data["margin"]) > 0))]
    return (
        rf"Scores whose top has a class of chance $\epsilon$ below the largest cost at least the line, for every "
        rf"number of classes: the cheapest that an optimiser finds, for up to {max(CLASSES)} classes, are from "
        rf"{min(r.min() for r in ratios.values()):.4f} times it upwards. For softmax and sparsemax the line falls as "
        rf"$\epsilon^2$, for 3-entmax as $\epsilon^3$. The risk of label-adapted Rankmax, whose best scores are found "
        rf"among finitely many, can be least where two classes of different chance are level on top from $N = {first}$ "
        rf"on (by up to {data['margin'][first - 2]:.4f} there): then a wrong top costs nothing."
    )


FIGURE = Figure(
    name="wrong_top",
    title="What a wrong top costs under the losses of the softmax family",
    claims=(
        "sf.calibration.classification.entmax.regret",
        "sf.calibration.classification.entmax.regret_from_2",
        "sf.calibration.classification.rankmax.adapted",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 4.6),
)

if __name__ == "__main__":
    main(FIGURE)
