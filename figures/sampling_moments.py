"""Bias and variance of sampled softmax's value and gradient against k, in every kind of bookkeeping."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.special import log_softmax

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, MARKERS
from theory.bookkeeping import IMPORTANCE, LOG_Q_BOTH, NEGATIVES_ONLY, RG_EQ_8, RG_EQ_9, Bookkeeping
from verify.moments import Estimator, Moments, Streamed, integrate_moments, predict, stream_moments
from verify.profile import Profile

ITEMS = 1000
TARGET = 0
BOOKKEEPINGS = {
    "positive out, log kq": NEGATIVES_ONLY,
    "positive in, hits out, log kq": IMPORTANCE,
    "positive in, hits in, log kq": Bookkeeping(True, "keep", "kq"),
    "positive in, hits out, log nq": Bookkeeping(True, "remove", "nq"),
    "positive in, hits in, log Nq": RG_EQ_9,
    "positive in, hits in, log q on both": LOG_Q_BOTH,
    "positive in, hits in, uncorrected": RG_EQ_8,
}
PANELS = {
    "value": r"$|$bias of the loss$|$",
    "variance": "variance of the loss",
    "slope": r"$|$bias of the slope in $o_y|$",
    "spread": "variance of the gradient",
}
SAMPLED = (4, 64, 1024)
CONFIDENCE = 0.999


def estimator(name: str) -> Estimator:
    """A catalogue with scores -log(rank), a proposal as the root of softmax, and the top item as the positive."""
    scores = -np.log(np.arange(1, ITEMS + 1))
    return Estimator(scores, log_softmax(scores / 2), TARGET, BOOKKEEPINGS[name])


def compute(profile: Profile) -> Data:
    """Each panel's quantity by bookkeeping: by quadrature, to the first order in 1/k, and by Monte Carlo."""
    sizes = [2**e for e in range(profile.pick(15, 18))]
    return {
        "k": sizes,
        "confidence": CONFIDENCE,
        "curves": {name: _curve(name, sizes, profile.pick(1 << 14, 1 << 18)) for name in BOOKKEEPINGS},
    }


def _curve(name: str, sizes: list[int], rows: int) -> Data:
    chosen = estimator(name)
    exact = integrate_moments(chosen, sizes)
    drawn = {k: stream_moments(chosen, k, f"sampling_moments {name} {k}", precision=1e-3, most=rows) for k in SAMPLED}
    return {
        "exact": {panel: [_quantity(chosen, m, panel) for m in exact] for panel in PANELS},
        "predicted": {panel: [_quantity(chosen, predict(chosen, k), panel) for k in sizes] for panel in PANELS},
        "sampled": {
            panel: [_sampled(chosen, m, panel) for m in drawn.values()] for panel in PANELS if panel != "spread"
        },
    }


def _quantity(chosen: Estimator, found: Moments, panel: str) -> float:
    match panel:
        case "value":
            return found.mean - chosen.softmax_loss()
        case "variance":
            return found.variance
        case "slope":
            return float(found.shares[TARGET] - chosen.softmax()[TARGET])
        case _:
            return float(found.share_variances.sum())


def _sampled(chosen: Estimator, found: Streamed, panel: str) -> tuple[float, float]:
    halves = dict(zip(("value", "variance", "slope"), found.half_width(CONFIDENCE), strict=True))
    values = {
        "value": found.mean - chosen.softmax_loss(),
        "variance": found.variance,
        "slope": found.share - float(chosen.softmax()[TARGET]),
    }
    return values[panel], halves[panel]


def draw(data: Data, canvas: Canvas) -> None:
    """A panel for each quantity; a colour and a marker for each bookkeeping."""
    axes = canvas.subplots(2, 2)
    for place, (panel, label) in zip(axes.flat, PANELS.items(), strict=True):
        for i, curve in enumerate(data["curves"].values()):
            _draw(data["k"], curve, panel, place, i)
        place.set(xscale="log", yscale="log", xlabel="draws $k$", ylabel=label)
    axes[0, 0].set_title("Value: two tend to softmax's, three grow as $\\log k$", fontsize=13)
    axes[0, 1].set_title("Its variance may rise first, and falls as $1/k$", fontsize=13)
    axes[1, 0].set_title("Gradient: four tend to softmax's, three do not", fontsize=13)
    axes[1, 1].set_title("The gradient's variance: the same, and below 1", fontsize=13)
    for place, least in zip(axes.flat, (1e-5, 1e-6, 1e-6, 1e-5), strict=True):
        place.set_ylim(bottom=least)
    for i, name in enumerate(data["curves"]):
        axes[0, 0].plot([], [], MARKERS[i], color=COLOURS[i], label=name)
    axes[0, 0].plot([], [], ":", color=INK, lw=1.4, label="predicted, to the order $1/k$")
    axes[0, 0].errorbar(
        [], [], yerr=[], fmt="o", mfc="white", color=INK, capsize=4, label=f"Monte Carlo, {data['confidence']:.1%}"
    )
    handles, labels = axes[0, 0].get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=3, fontsize=10)


def _draw(sizes: list[int], curve: Data, panel: str, axes: Axes, i: int) -> None:
    axes.plot(sizes, np.abs(curve["predicted"][panel]), ":", color=COLOURS[i], lw=1.4)
    axes.plot(sizes, np.abs(curve["exact"][panel]), MARKERS[i], color=COLOURS[i], ms=4.5)
    for k, (value, half) in zip(SAMPLED, curve["sampled"].get(panel, ()), strict=False):
        axes.errorbar(k, abs(value), half, fmt=MARKERS[i], color=COLOURS[i], mfc="white", ms=8, capsize=4, lw=1.2)


def caption(data: Data) -> str:
    """What the bookkeepings tend to, with numbers."""
    curves, k = data["curves"], data["k"]
    last = {name: curve["exact"]["slope"][-1] for name, curve in curves.items()}
    both = curves["positive in, hits in, log q on both"]["exact"]["value"]
    return (
        f"Seven kinds of bookkeeping at the same scores and proposal, {ITEMS:,} items, by quadrature (filled), to the "
        f"first order in $1/k$ (dotted) and by Monte Carlo (open, {data['confidence']:.1%} confidence; not the "
        "gradient's variance); where a bias changes its sign there is a dip. At "
        f"$k = {k[-1]:,}$ the slope in the positive's score is off by {abs(last['positive out, log kq']):.1e} with "
        r"$\log kq$ and the positive out, but for ever by "
        f"{abs(last['positive in, hits in, log kq']):.2f} where it is counted twice, by "
        f"{abs(last['positive in, hits in, uncorrected']):.2f} without correction and by "
        f"{abs(last['positive in, hits out, log nq']):.4f} with " + r"$\log nq$. With $\log q$ on both sides the value "
        f"is off by {both[-1]:.1f} and grows as " + r"$\log k$, and yet the gradient tends to that of softmax."
    )


FIGURE = Figure(
    name="sampling_moments",
    title="Four questions to seven bookkeepings of sampled softmax",
    claims=(
        "sf.ssm.mle.any.repair",
        "sf.ssm.mle.limits",
        "sf.ssm.variance.value",
        "sf.ssm.variance.gradient",
        "sf.ssm.explodes.value",
        "sf.ssm.explodes.gradient",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 9.2),
)

if __name__ == "__main__":
    main(FIGURE)
