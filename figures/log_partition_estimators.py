"""Estimators of log Z without memory: their bias against k, and their variance against what they cost."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.special import log_softmax, logsumexp, ndtri

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.log_partition import (
    Moments,
    Sampler,
    expected_log_partition,
    jackknife_bias,
    multilevel_draws,
    simulate,
    simulate_multilevel,
)
from verify.profile import Profile

ITEMS = 1000
SAMPLED = (4, 32, 256)
RATIO = 2**-1.5
"""Between 1/4 and 1/2, where variance and cost are finite; the third moment is not."""
CONFIDENCE = 0.999
NAMES = ("plain", "jackknife", "multilevel")


def scores() -> Float[np.ndarray, " items"]:
    """A catalogue whose scores fall with the logarithm of the rank."""
    return -np.log(np.arange(1, ITEMS + 1))


def compute(profile: Profile) -> Data:
    """For uniform draws: exact and predicted biases, simulated ones, and variances with the mean number of draws."""
    o = scores()
    log_q = np.full(ITEMS, -np.log(ITEMS))
    log_p = log_softmax(o)
    weights = np.exp(log_p - log_q)
    second, third = (float(np.mean((weights - 1) ** r)) for r in (2, 3))
    sizes = [2**e for e in range(1, profile.pick(17, 20))]
    k = np.array(sizes, dtype=float)
    return {
        "k": sizes,
        "confidence": CONFIDENCE,
        "chi_square": second,
        "exact": {
            "plain": (expected_log_partition(o, log_q, sizes) - logsumexp(o)).tolist(),
            "jackknife": jackknife_bias(o, log_q, sizes).tolist(),
        },
        "predicted": {
            "plain": (-second / (2 * k)).tolist(),
            "jackknife": ((3 * second**2 / 4 - third / 3) / k**2).tolist(),
        },
        "simulated": {name: _simulated(o, log_q, name, profile.pick(20_000, 400_000)) for name in NAMES},
        "multilevel": {
            "ratio": RATIO,
            "draws": [multilevel_draws(m, RATIO) for m in sizes],
            "variance": [multilevel_variance(m, second) for m in sizes],
        },
    }


def multilevel_variance(m: int, second: float) -> float:
    """Its leading terms for large m: chi-square/m, and levels of second moment 3 chi-square^2 / (16 (2^n m)^2)."""
    levels = 3 * second**2 / (16 * m**2 * (1 - RATIO)) / (1 - 1 / (4 * RATIO))
    return second / m + levels


def _simulated(
    o: Float[np.ndarray, " items"], log_q: Float[np.ndarray, " items"], name: str, replicates: int
) -> list[Data]:
    log_z, half = float(logsumexp(o)), float(ndtri((1 + CONFIDENCE) / 2))
    found = []
    for size in SAMPLED:
        sampler = Sampler(o, log_q, f"log_partition_estimators {name} {size}")
        m: Moments = (
            simulate_multilevel(sampler, size, RATIO, replicates)
            if name == "multilevel"
            else simulate(sampler, name, size, replicates)
        )
        found.append(
            {"bias": m.mean - log_z, "half_width": half * m.standard_error, "variance": m.variance, "draws": m.draws}
        )
    return found


def draw(data: Data, canvas: Canvas) -> None:
    """Left the bias against k, right the variance against the mean number of draws."""
    left, right = canvas.subplots(1, 2)
    _draw_bias(data, left)
    _draw_variance(data, right)


def _draw_bias(data: Data, axes: Axes) -> None:
    for i, name in enumerate(NAMES):
        simulated = data["simulated"][name]
        if name in data["exact"]:
            axes.loglog(data["k"], np.abs(data["exact"][name]), color=COLOURS[i], ls=LINES[i])
            axes.loglog(data["k"], np.abs(data["predicted"][name]), color=COLOURS[i], ls=":", lw=1.2)
        draws, biases, half = (np.array([row[key] for row in simulated]) for key in ("draws", "bias", "half_width"))
        resolved = np.abs(biases) > half
        shown = np.abs(biases) + np.where(resolved, 0, half)
        axes.errorbar(
            draws,
            shown,
            np.where(resolved, half, shown * 0.6),
            fmt=MARKERS[i],
            color=COLOURS[i],
            mfc="white",
            capsize=4,
            uplims=~resolved,
            label=name,
        )
    axes.loglog([], [], color=INK, ls=":", lw=1.2, label="predicted: leading term")
    axes.set(
        title="The bias: first order, second, none",
        xlabel="draws (multilevel: mean)",
        ylabel=r"$|$bias of the estimate of $\log Z\,|$",
        ylim=(1e-8, 30),
    )
    axes.legend(loc="lower left", fontsize=10)


def _draw_variance(data: Data, axes: Axes) -> None:
    k = np.array(data["k"], dtype=float)
    axes.loglog(k, data["chi_square"] / k, color=COLOURS[0], ls=":", lw=1.2)
    axes.loglog(data["multilevel"]["draws"], data["multilevel"]["variance"], color=COLOURS[2], ls=":", lw=1.2)
    axes.loglog([], [], color=INK, ls=":", lw=1.2, label="predicted: leading terms")
    for i, name in enumerate(NAMES):
        rows = data["simulated"][name]
        axes.loglog(
            [row["draws"] for row in rows],
            [row["variance"] for row in rows],
            MARKERS[i] + LINES[i],
            color=COLOURS[i],
            mfc="white",
            label=name,
        )
    axes.set(
        title="What no bias costs",
        xlabel="draws (multilevel: mean)",
        ylabel="variance of one estimate",
        xlim=(3, 3000),
        ylim=(0.02, 200),
    )
    axes.legend(loc="upper right", fontsize=10)


def caption(data: Data) -> str:
    """What each estimator's bias is at the same cost, and the price in variance."""
    exact, at = data["exact"], data["k"].index(1024)
    plain, unbiased = data["simulated"]["plain"][-1], data["simulated"]["multilevel"][-1]
    price = unbiased["variance"] * unbiased["draws"] / (plain["variance"] * plain["draws"])
    return (
        rf"Uniform draws from {ITEMS} items, $\chi^2 = {data['chi_square']:.1f}$. With 1,024 draws the plain estimate "
        rf"of $\log Z$ is off by {exact['plain'][at]:.1e} on average, the jackknife by {exact['jackknife'][at]:.1e}: "
        "first and second order, as predicted once $k$ is well above the chi-square, and neither keeps anything about "
        "a query. The antithetic multilevel estimate has no bias (arrows: where the "
        f"{data['confidence']:.1%} interval holds 0, its end), but its variance times its draws is {price:.1f} times "
        "the plain one's, at the largest sizes drawn; its third moment is infinite, and so its intervals are rough."
    )


FIGURE = Figure(
    name="log_partition_estimators",
    title="Estimators of log Z without memory per query",
    claims=("sf.oq3.known", "sf.oq3.jackknife", "sf.oq3.multilevel"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 4.6),
)

if __name__ == "__main__":
    main(FIGURE)
