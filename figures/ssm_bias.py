"""The bias of the sampled log-partition against k: exact, by Monte Carlo, and as chi-square over 2k has it."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.special import log_softmax, logsumexp, ndtri

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.log_partition import Sampler, expected_log_partition, simulate
from verify.profile import Profile

ITEMS = 1000
DEAD_SCORE = -10.0
TEMPERATURES = {"popularity": 0.5, "uniform": 0.0, "rare items first": -0.75}
SAMPLED = (1, 4, 16)
CONFIDENCE = 0.999


def scores() -> Float[np.ndarray, " items"]:
    """A catalogue: half of it live, with scores that fall with the rank, and half of it all but dead."""
    live = -0.5 * np.log(np.arange(1, ITEMS // 2 + 1))
    return np.concatenate([live, np.full(ITEMS - live.size, DEAD_SCORE)])


def compute(profile: Profile) -> Data:
    """For each proposal Q proportional to exp(temperature * o): chi-square, exact biases, Monte Carlo biases."""
    o = scores()
    sizes = [int(2**e) for e in range(profile.pick(21, 24))]
    replicates = profile.pick(8_000, 200_000)
    curves = {name: _curve(o, log_softmax(t * o), sizes, replicates, name) for name, t in TEMPERATURES.items()}
    return {"k": sizes, "replicates": replicates, "confidence": CONFIDENCE, "proposals": curves}


def _curve(
    o: Float[np.ndarray, " items"], log_q: Float[np.ndarray, " items"], sizes: list[int], replicates: int, name: str
) -> Data:
    log_p, log_z = log_softmax(o), float(logsumexp(o))
    chi_square = float(np.expm1(logsumexp(2 * log_p - log_q)))
    estimates = [simulate(Sampler(o, log_q, f"ssm_bias {name} {k}"), "plain", k, replicates) for k in SAMPLED]
    half = float(ndtri((1 + CONFIDENCE) / 2))
    return {
        "chi_square": chi_square,
        "bias": (expected_log_partition(o, log_q, sizes) - log_z).tolist(),
        "predicted": [-chi_square / (2 * k) for k in sizes],
        "sampled": {
            "k": list(SAMPLED),
            "bias": [e.mean - log_z for e in estimates],
            "half_width": [half * e.standard_error for e in estimates],
        },
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Left the bias itself, right its ratio to the prediction."""
    left, right = canvas.subplots(1, 2, width_ratios=(1.25, 1))
    for i, (name, curve) in enumerate(data["proposals"].items()):
        _draw_bias(data["k"], curve, left, i, name)
        ratio = np.array(curve["bias"]) / np.array(curve["predicted"])
        right.loglog(data["k"], ratio, color=COLOURS[i], ls=LINES[i])
        right.plot(data["k"][::3], ratio[::3], MARKERS[i], color=COLOURS[i])
    left.loglog([], [], color=INK, lw=1.2, ls=":", label=r"predicted $\chi^2/(2k)$")
    left.errorbar([], [], yerr=[], fmt="o", mfc="white", color=INK, capsize=4, label="Monte Carlo, 99.9 %")
    left.legend(title="proposal $Q$, exact", alignment="left", loc="lower left", fontsize=10)
    left.set(
        title="The line is right for large $k$ only", xlabel="sample size $k$", ylabel=r"$|$bias of $\log\hat Z\,|$"
    )
    right.axhline(1, color=INK, lw=1.2, ls=":")
    right.text(data["k"][-1], 1.3, "above 1: the line is no bound", ha="right", va="bottom")
    right.text(data["k"][-1], 0.05, "below 1: the line\nis far too large", ha="right", va="top")
    right.set(title="Bias over prediction", xlabel="sample size $k$", ylabel=r"$|$bias$|\,/\,(\chi^2/2k)$")


def _draw_bias(sizes: list[int], curve: Data, axes: Axes, i: int, name: str) -> None:
    sampled = curve["sampled"]
    axes.loglog(sizes, np.abs(curve["bias"]), color=COLOURS[i], ls=LINES[i], label=name)
    axes.loglog(sizes, np.abs(curve["predicted"]), color=COLOURS[i], lw=1.2, ls=":")
    axes.errorbar(
        sampled["k"],
        np.abs(sampled["bias"]),
        sampled["half_width"],
        fmt=MARKERS[i],
        color=COLOURS[i],
        mfc="white",
        capsize=4,
    )


def caption(data: Data) -> str:
    """What the line gets right and where it goes wrong, with numbers."""
    first = {name: c["bias"][0] / c["predicted"][0] for name, c in data["proposals"].items()}
    last = {name: c["bias"][-1] / c["predicted"][-1] for name, c in data["proposals"].items()}
    return (
        rf"The bias of $\log\hat Z$ tends to $-\chi^2(P\|Q)/(2k)$: at $k = {data['k'][-1]:,}$ its ratio to that is "
        f"between {min(last.values()):.3f} and {max(last.values()):.3f}. At $k = 1$ the formula is neither exact nor a "
        f"bound: the bias is {first['uniform']:.1f} times it for the uniform proposal, which wastes half of its draws "
        f"on dead items, and {first['rare items first']:.2g} times it for one that prefers rare items. Open markers: "
        f"Monte Carlo, {data['replicates']:,} replicates, {data['confidence']:.1%} confidence."
    )


FIGURE = Figure(
    name="ssm_bias",
    title="The bias of sampled softmax's log-partition, exact and predicted",
    claims=("sf.ssm.bias", "sf.ssm.bias.exact", "sf.ssm.bias.bound"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(11.0, 4.6),
)

if __name__ == "__main__":
    main(FIGURE)
