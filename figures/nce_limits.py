"""NCE against the number of draws: its Jensen-Shannon term, what it learns, and its variance."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from scipy.stats import chi2

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.nce_limits import asymptotic_covariance, estimates, learned, minimiser, risk
from verify.profile import Profile
from verify.seeds import generator

CLASSES = 50
LABELS = 20_000
SAMPLED = (1, 4, 16)
CONFIDENCE = 0.999
Vector = Float[np.ndarray, " n"]


def data_and_noise() -> tuple[Vector, dict[str, Vector]]:
    """Labels by Zipf's law, and proposals: the same, uniform, and its reverse."""
    p = 1 / np.arange(1, CLASSES + 1)
    p /= p.sum()
    return p, {"popularity, $Q = P$": p, "uniform": np.full(CLASSES, 1 / CLASSES), "rare items first": p[::-1].copy()}


def compute(profile: Profile) -> Data:
    """Three panels' data over k = 1, 2, 4, ...: the value, the learned distributions, the variance."""
    p, noises = data_and_noise()
    sizes = [2**e for e in range(profile.pick(15, 21))]
    q = noises["rare items first"]
    return {
        "k": sizes,
        "confidence": CONFIDENCE,
        "value": _value(p, q, sizes),
        "learned": _learned(p, q, sizes),
        "variance": {name: _variance(p, noise, sizes, profile, name) for name, noise in noises.items()},
    }


def _value(p: Vector, q: Vector, sizes: list[int]) -> Data:
    """The term (1 + k) JS with weight 1/(1 + k), from the minimum of the risk, and its limit and rate."""
    minima = [risk(np.log(p), p, q, float(k)) for k in sizes]
    constants = [np.log1p(k) + k * np.log1p(1 / k) for k in sizes]
    return {
        "term": [c - m for c, m in zip(constants, minima, strict=True)],
        "limit": float(p @ np.log(p / q)),
        "chi_square": float(((p - q) ** 2 / q).sum()),
    }


def _learned(p: Vector, q: Vector, sizes: list[int]) -> dict[str, Data]:
    """Total variation between what NCE learns and what maximum likelihood does, with its predicted limit or rate."""
    ones = np.ones((CLASSES, 1))
    rank = np.linspace(1, -1, CLASSES)
    free = np.eye(CLASSES)
    reference = free[:, 1:]
    wrong = np.hstack([rank[:, None], ones])
    t = learned(wrong @ minimiser(p, q, np.inf, wrong))
    centred = rank - t @ rank
    rate = (centred * (t - p) * t / q).sum() / (t * centred**2).sum()
    r = p[0]
    shared = [_common(p, q, float(k)) for k in sizes]
    clamped = [learned(reference @ minimiser(p, q, float(k), reference)) for k in sizes]
    return {
        "right model": {
            "distance": [_distance(learned(minimiser(p, q, float(k), free)), p) for k in sizes],
            "predicted": [0.0 for _ in sizes],
        },
        "wrong model": {
            "distance": [_distance(learned(wrong @ minimiser(p, q, float(k), wrong)), t) for k in sizes],
            "predicted": [float(abs(rate) * np.abs(t * centred).sum() / 2 / k) for k in sizes],
        },
        "normaliser clamped": {
            "distance": [_distance(found, p) for found in clamped],
            "predicted": [float((1 - r) ** 2 / (2 - r)) for _ in sizes],
        },
        "normaliser shared": {
            "distance": [_shared(p, q, float(k)) for k in sizes],
            "predicted": [float(abs(odds - r) * (1 - r) / (1 - r + odds)) for odds in shared],
            "limit": float(abs(p[-1] - r) * (1 - r) / (2 - r + p[-1])),
        },
    }


def _shared(p: Vector, q: Vector, k: float) -> float:
    """The distance in the first of two contexts, P with Q and P reversed with a uniform proposal.

    The first class is the reference of both.
    """
    rows = np.eye(CLASSES)[:, 1:]
    none = np.zeros_like(rows)
    one = np.ones((2 * CLASSES, 1))
    design = np.hstack([np.vstack([rows, none]), np.vstack([none, rows]), one])
    u = design @ minimiser(np.concatenate([p, p[::-1]]), np.concatenate([q, _other(q)]), k, design)
    return _distance(learned(u[:CLASSES]), p)


def _other(q: Vector) -> Vector:
    """The second context's proposal."""
    return np.full_like(q, 1 / len(q))


def _common(p: Vector, q: Vector, k: float) -> float:
    """The odds t that the two contexts' first classes share: where a quadratic is 0, near the mean of the chances.

    All other classes have the odds p, so that t solves the sum over both of kq(t - p) / (t + kq) = 0.
    """
    r, last, a, b = p[0], p[-1], k * q[0], k * _other(q)[0]
    return float(np.roots([a + b, 2 * a * b - a * r - b * last, -a * b * (r + last)]).max())


def _distance(a: Vector, b: Vector) -> float:
    return float(np.abs(a - b).sum() / 2)


def _variance(p: Vector, q: Vector, sizes: list[int], profile: Profile, name: str) -> Data:
    """NCE's asymptotic variance over maximum likelihood's, less 1; simulated with a confidence interval."""
    design = np.stack([np.linspace(1, -1, CLASSES), np.ones(CLASSES)], axis=1)
    limit = asymptotic_covariance(p, q, np.inf, design)[0, 0]
    replicates = profile.pick(6000, 60_000)
    tails = [float(chi2.ppf(level, replicates - 1)) for level in ((1 + CONFIDENCE) / 2, (1 - CONFIDENCE) / 2)]
    spread = [
        LABELS * estimates(p, q, k, design, LABELS, replicates, generator(f"nce_limits {name}", k))[:, 0].var(ddof=1)
        for k in SAMPLED
    ]
    return {
        "excess": [float(asymptotic_covariance(p, q, float(k), design)[0, 0] / limit - 1) for k in sizes],
        "bound": [float((p / q).max() / k) for k in sizes],
        "sampled": {
            "k": list(SAMPLED),
            "excess": [float(s / limit - 1) for s in spread],
            "interval": [[float(s / limit * (replicates - 1) / tail - 1) for tail in tails] for s in spread],
        },
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Left the term of the value, in the middle what is learned, right the variance."""
    left, middle, right = canvas.subplots(1, 3)
    _draw_value(data, left)
    _draw_learned(data, middle)
    _draw_variance(data, right)
    for axes in (left, middle, right):
        axes.set_xlabel("noise draws $k$ for each label")


def _draw_value(data: Data, axes: Axes) -> None:
    k, value = np.array(data["k"]), data["value"]
    axes.semilogx(k, value["term"], MARKERS[0] + LINES[0], color=COLOURS[0], label=r"$(1+k)\,\mathrm{JS}$")
    axes.axhline(value["limit"], color=INK, ls=":", lw=1.2, label=r"$\mathrm{KL}(P\|Q)$")
    low = value["limit"] - value["chi_square"] / (2 * k)
    axes.semilogx(k[low > 0], low[low > 0], ls="--", lw=1.2, color=INK, label=r"$\mathrm{KL} - \chi^2/(2k)$")
    axes.set(title="The term is a value: it grows", ylabel="nats", ylim=(0, None))
    axes.legend(loc="lower right")


def _draw_learned(data: Data, axes: Axes) -> None:
    for i, (name, curve) in enumerate(data["learned"].items()):
        shown = np.maximum(curve["distance"], 1e-9)
        axes.loglog(data["k"], shown, MARKERS[i], ls="", color=COLOURS[i], label=name, mfc="white")
        if name != "right model":
            axes.loglog(data["k"], curve["predicted"], color=COLOURS[i], ls=LINES[i], lw=1.5)
    axes.text(data["k"][-1], 2e-9, "0: shown at $10^{-9}$", ha="right", va="bottom", fontsize=10)
    axes.set(title="Bias: none, falling, or for good", ylabel="distance from maximum likelihood", ylim=(4e-10, 3))
    axes.legend(loc="center left", fontsize=10, bbox_to_anchor=(0, 0.34))


def _draw_variance(data: Data, axes: Axes) -> None:
    for i, (name, curve) in enumerate(data["variance"].items()):
        axes.loglog(data["k"], curve["excess"], color=COLOURS[i], ls=LINES[i], label=name)
        sampled = curve["sampled"]
        half = np.abs(np.array(sampled["interval"]).T - np.array(sampled["excess"]))
        axes.errorbar(sampled["k"], sampled["excess"], half, fmt=MARKERS[i], color=COLOURS[i], mfc="white", capsize=4)
    axes.set(title="Its variance falls to softmax's", ylabel="variance over the best, minus 1")
    axes.legend(title="proposal $Q$", fontsize=10, loc="lower left")


def caption(data: Data) -> str:
    """What grows, what stays and what falls, with numbers."""
    value, last = data["value"], data["k"][-1]
    at_last = {name: curve["distance"][-1] for name, curve in data["learned"].items()}
    exact = max(data["learned"]["right model"]["distance"])
    worst = 1 + data["variance"]["rare items first"]["excess"][0]
    return (
        rf"The Jensen-Shannon term rises with $k$ from {value['term'][0]:.2f} to {value['term'][-1]:.2f} nats, its "
        rf"limit $\mathrm{{KL}}(P\|Q)$ being {value['limit']:.2f}; it is a value of the risk, for a right model learns "
        f"the data at every $k$ (to {exact:.0e}). A wrong model's distance from maximum likelihood falls as $1/k$, to "
        f"{at_last['wrong model']:.1e} at $k = {last:,}$. What no $k$ removes is the bias of a normaliser "
        "clamped while one class has score 0, "
        f"{at_last['normaliser clamped']:.2f}, and of a shared one, {at_last['normaliser shared']:.3f}. The variance "
        f"falls to softmax's as $1/k$, but at $k = 1$ it is {worst:.1f} times that for a proposal that prefers rare "
        f"items. Left: the term, computed, and its predicted limit. Lines: predicted; markers: minimised "
        f"numerically (middle), simulated with {data['confidence']:.1%} intervals (right)."
    )


FIGURE = Figure(
    name="nce_limits",
    title="NCE as the number of draws grows: value, bias and variance",
    claims=("sf.nce.js.value.grows", "sf.nce.js.misspecified.repair", "sf.nce.robust.variance.repair"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(14.0, 4.6),
)

if __name__ == "__main__":
    main(FIGURE)
