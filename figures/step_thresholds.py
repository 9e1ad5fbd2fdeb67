"""The largest stable step of gradient descent: predicted from the curvature at the minimiser, and found by descent."""

from fractions import Fraction

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import NullFormatter

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.descent import LOSSES, SCALE, descend, last_settling_step, nearby, risk
from verify.profile import Profile

ETA = (Fraction(4, 9), Fraction(4, 9), Fraction(1, 9))
TRIPLES = ((2, 1), (5, 2), (3, 1), (4, 1), (6, 1), (8, 1), (12, 1))
"""Whole numbers m, n whose (m^2 - 2 n^2)^2 + 2 (2 m n)^2 is a square: label distributions of squares."""
TWO = Fraction(7, 10)
LABELS = {
    "softmax": (5, (-8, 2), "right"),
    "1.5-entmax": (3, (0, -19), "center"),
    "sparsemax": (3, (0, 7), "center"),
    "Rankmax": (3, (0, -19), "center"),
    "RG2": (1, (0, 7), "center"),
}
"""Where the middle panel names each loss: beside which distribution, by how many points, and aligned how."""
SHOWN = tuple(LABELS)


def compute(profile: Profile) -> Data:
    """Residuals about the threshold, thresholds along a family of distributions, and two classes beyond it."""
    ratios = np.linspace(0.9, 1.1, profile.pick(21, 81))
    steps = profile.pick(300, 1000)
    return {
        "ratio": ratios.tolist(),
        "steps": steps,
        "residual": {name: [_residual(name, float(r), steps) for r in ratios] for name in SHOWN},
        "family": _family(profile),
        "beyond": _beyond(profile),
    }


def _residual(name: str, ratio: float, steps: int) -> float:
    given = risk(name, ETA)
    return float(descend(given, nearby(given), ratio * given.threshold, steps).residuals[-1])


def _family(profile: Profile) -> Data:
    etas = [_eta(m, n) for m, n in TRIPLES]
    (halvings, steps), measured = profile.pick((5, 600), (10, 4000)), {}
    dense = np.linspace(float(etas[0][0]), float(etas[-1][0]), 200)
    for name in SHOWN:
        given = [risk(name, eta) for eta in etas]
        measured[name] = {
            "curve": [_predicted(name, float(x)) for x in dense],
            "predicted": [r.threshold for r in given],
            "found": [last_settling_step(r, 0.5 * r.threshold, 1.7 * r.threshold, halvings, steps) for r in given],
        }
    return {"x": [float(eta[0]) for eta in etas], "dense": dense.tolist(), "losses": measured}


def _predicted(name: str, x: float) -> float:
    """2 over the norm at the minimiser for eta = (x, (1-x)/2, (1-x)/2), which need not be rational."""
    loss = LOSSES[name]
    if loss.alpha is None:
        return risk(name, ETA).threshold
    w = np.array([x, (1 - x) / 2, (1 - x) / 2]) ** (2 - float(loss.alpha))
    return 2 / float(np.linalg.eigvalsh(np.diag(w) - np.outer(w, w) / w.sum())[-1])


def _eta(m: int, n: int) -> tuple[Fraction, ...]:
    total = (m**2 + 2 * n**2) ** 2
    return (Fraction((m**2 - 2 * n**2) ** 2, total), *(Fraction((2 * m * n) ** 2, total),) * 2)


def _beyond(profile: Profile) -> Data:
    """The last values of p_1 for softmax and two classes, their mean, and the predicted cycle of two."""
    given, eta = risk("softmax", (TWO, 1 - TWO)), float(TWO)
    steps = np.linspace(3.5, 18, profile.pick(70, 500))
    burn, kept = profile.pick((300, 30), (3000, 200))
    last, mean = [], []
    for step in steps:
        s = descend(given, nearby(given), float(step), burn + kept).scores
        p = 1 / (1 + np.exp(s[:, 1] - s[:, 0]))
        last.append(p[-kept:].tolist())
        mean.append(float(p.mean()))
    delta = np.linspace(0.001, min(eta, 1 - eta) - 0.001, 100)
    odds = (eta + delta) * (1 - eta + delta) / ((1 - eta - delta) * (eta - delta))
    cycle = {"step": (np.log(odds) / (2 * delta)).tolist(), "delta": delta.tolist()}
    return {
        "eta": eta, "threshold": given.threshold, "step": steps.tolist(), "last": last, "mean": mean,
        "length": burn + kept, "cycle": cycle,
    }  # fmt: skip


def draw(data: Data, canvas: Canvas) -> None:
    """Three panels."""
    left, middle, right = canvas.subplots(1, 3, width_ratios=(1, 1.15, 1.15))
    _draw_residuals(data, left)
    _draw_family(data["family"], middle)
    _draw_beyond(data["beyond"], right)


def _draw_residuals(data: Data, axes: Axes) -> None:
    for i, (name, values) in enumerate(data["residual"].items()):
        axes.semilogy(
            data["ratio"], np.maximum(values, 1e-17), color=COLOURS[i], ls=LINES[i % 4], marker=MARKERS[i], markevery=4,
            label=name,
        )  # fmt: skip
    axes.axvline(1, color=INK, lw=1.2, ls=":")
    axes.legend(loc="upper left", fontsize=10)
    axes.set(title="It settles below,\nnot above", xlabel=r"step $\,/\,$ predicted threshold")
    axes.set_ylabel(f"gradient after {data['steps']} steps")


def _draw_family(family: Data, axes: Axes) -> None:
    for i, (name, curve) in enumerate(family["losses"].items()):
        axes.plot(family["dense"], curve["curve"], color=COLOURS[i], ls=LINES[i % 4])
        low, high = np.array(curve["found"]).T
        axes.errorbar(
            family["x"], (low + high) / 2, (high - low) / 2, fmt=MARKERS[i], color=COLOURS[i], mfc="white", capsize=3
        )
        place, offset, side = LABELS[name]
        at = family["x"][place], curve["predicted"][place]
        axes.annotate(name, at, xytext=offset, textcoords="offset points", color=COLOURS[i], ha=side, fontsize=11)
    axes.set(title="The order of norms\nis not that of steps", xlabel=r"$\eta_1$, of $\eta = (\eta_1, \eta_2, \eta_2)$")
    axes.set(ylabel="largest stable step", yscale="log", yticks=[2, 5, 10, 20], yticklabels=["2", "5", "10", "20"])
    axes.yaxis.set_minor_formatter(NullFormatter())


def _draw_beyond(beyond: Data, axes: Axes) -> None:
    kept = len(beyond["last"][0])
    axes.plot(np.repeat(beyond["step"], kept), np.ravel(beyond["last"]), ".", ms=1.6, color=COLOURS[0])
    delta, step = np.array(beyond["cycle"]["delta"]), np.array(beyond["cycle"]["step"])
    for sign in (-1, 1):
        axes.plot(step, beyond["eta"] + sign * delta, color=COLOURS[1], lw=1.6, ls="--")
    axes.plot(beyond["step"], beyond["mean"], color=COLOURS[2], lw=1.8)
    axes.axvline(beyond["threshold"], color=INK, lw=1.2, ls=":")
    axes.text(beyond["step"][-1], beyond["eta"] + 0.015, "mean of the run", color=COLOURS[2], ha="right", va="bottom")
    axes.text(beyond["threshold"] + 0.2, 0.06, "threshold", va="bottom")
    axes.text(9.6, 0.42, "cycle of two, predicted", color=COLOURS[1], ha="left", va="bottom", fontsize=11)
    axes.set(title="Softmax, two classes:\nbeyond, it cycles", xlabel="step", ylabel="$p_1$, last steps")
    axes.set(xlim=(beyond["step"][0], beyond["step"][-1]), ylim=(0, 1.02))


def caption(data: Data) -> str:
    """What is predicted, where the order fails, and what happens beyond."""
    family, beyond = data["family"], data["beyond"]
    first, last = (
        {name: curve["predicted"][i] for name, curve in family["losses"].items()} for i in (0, len(family["x"]) - 1)
    )
    drift = max(abs(mean - beyond["eta"]) for mean in beyond["mean"])
    keep = "keep" if keeps_order(family) else "do not keep"
    low, high = opening(beyond)
    where = "where" if low <= beyond["threshold"] <= high else "not where"
    return (
        r"Gradient descent on exact conditional risks settles up to $2/\lambda_{\max}$ of the Hessian at the minimiser "
        r"(left, $\eta = (4, 4, 1)/9$). That is not the largest Hessian there is: RG2 has the smaller norm, "
        rf"$\frac13$ against $\frac12$, and its step of {first['RG2']:.0f} is the longer one at "
        rf"$\eta_1 = {family['x'][0]:.2f}$ (softmax {first['softmax']:.1f}), but the shorter one at "
        rf"$\eta_1 = {family['x'][-1]:.2f}$ (softmax {last['softmax']:.1f}); softmax, entmax and sparsemax {keep} "
        f"their order (open markers: brackets found by bisection; Rankmax has the fixed scale {SCALE}). Right: above "
        f"its threshold of {beyond['threshold']:.2f} softmax does not diverge: a cycle of two opens between the "
        rf"steps {low:.2f} and {high:.2f}, {where} it is predicted, and "
        rf"at longer steps more than that, while the mean of $p_1$ stays within {drift:.3f} of $\eta_1$."
    )


def keeps_order(family: Data) -> bool:
    """Whether softmax's step is longer than 1.5-entmax's and that than sparsemax's, predicted and found, everywhere."""
    entmax = [family["losses"][name] for name in ("softmax", "1.5-entmax", "sparsemax")]
    steps = np.array([[curve["predicted"], np.mean(curve["found"], axis=1)] for curve in entmax])
    return bool((np.diff(steps, axis=0) < 0).all())


def opening(beyond: Data) -> tuple[float, float]:
    """The last step whose run settles to 0.005 in $p_1$ before the first one whose run does not, and that one."""
    first = int(np.argmax(np.ptp(beyond["last"], axis=1) > 0.005))
    return beyond["step"][first - 1], beyond["step"][first]


FIGURE = Figure(
    name="step_thresholds",
    title="The largest stable step, predicted and found",
    claims=(
        "sf.lr_threshold",
        "sf.lr_threshold.sparse",
        "sf.lr_threshold.measured",
        "sf.lr_threshold.cycle",
        "sf.lr_threshold.beyond",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(13.0, 4.6),
)

if __name__ == "__main__":
    main(FIGURE)
