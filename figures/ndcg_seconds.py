"""Validation NDCG@20 against training seconds for four losses, and when each reaches 99 % of its final NDCG@10."""

import statistics

from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.profile import Profile
from verify.recsys import convergence, records
from verify.recsys.convergence import DATASET, SHARE

LABELS = {
    "softmax": "softmax, Adam",
    "sampled-softmax": "sampled softmax, Adam",
    "sparsemax": "sparsemax, Adam",
    "rg2": "RG², ALS",
}


def compute(profile: Profile) -> Data:  # noqa: ARG001
    """The curves of every seed, the median time to 99 % of the final NDCG@10, and popularity's level."""
    found = records.load_all()
    popularity = convergence.of_loss(found, DATASET, "popularity")
    return {
        "dataset": DATASET,
        "popularity": statistics.median(r["best"]["ndcg@20"] for r in popularity.values()),
        "methods": {loss: method(convergence.of_loss(found, DATASET, loss)) for loss in LABELS},
    }


def method(runs: dict[int, convergence.Record]) -> Data:
    """What is drawn of one loss."""
    first = [convergence.seconds_to(r, SHARE * convergence.final(r)) for r in runs.values()]
    times = [seconds for seconds in first if seconds is not None]
    return {
        "seeds": list(runs),
        "seconds": [r["curve"]["seconds"] for r in runs.values()],
        "ndcg": [r["curve"]["ndcg@20"] for r in runs.values()],
        "times": times,
        "time": statistics.median(times),
        "final": statistics.median(r["best"]["ndcg@20"] for r in runs.values()),
        "test": statistics.fmean(r["test"]["ndcg@20"] for r in runs.values()),
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Every seed a line; a marker where 99 % is reached; the methods named at their ends."""
    axes = canvas.subplots()
    axes.axhline(data["popularity"], color=INK, linestyle=":", linewidth=1.5)
    axes.annotate(
        "popularity", (0.01, data["popularity"]), xycoords=("axes fraction", "data"), va="bottom", fontsize=11
    )
    for i, (loss, m) in enumerate(data["methods"].items()):
        colour = COLOURS[i]
        for seconds, ndcg in zip(m["seconds"], m["ndcg"], strict=True):
            axes.plot(seconds, ndcg, color=colour, linestyle=LINES[i], linewidth=1.3, alpha=0.8)
        axes.errorbar(
            m["time"], SHARE * m["final"], xerr=[[m["time"] - min(m["times"])], [max(m["times"]) - m["time"]]],
            fmt=MARKERS[i], color=colour, markeredgecolor=INK, markersize=11, ecolor=INK, capsize=4, zorder=5,
            label=f"{LABELS[loss]}: {m['time']:.2g} s",
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("training time, seconds (log scale, without evaluation)")
    axes.set_ylabel("validation NDCG@20, full ranking")
    title = "median time to 99 % of its own final NDCG@10 (bar: all seeds)"
    canvas.legend(title=title, title_fontsize=12, loc="outside upper center", ncols=2)


def caption(data: Data) -> str:
    """The finding."""
    methods = data["methods"]
    rg2, softmax = methods["rg2"], methods["softmax"]
    first = min(methods, key=lambda loss: methods[loss]["time"])
    return (
        f"Matrix factorisation on {data['dataset']}, {len(softmax['seeds'])} seeds, each a line. RG$^2$ by ALS reaches "
        f"99 % of its own final NDCG@10 after {rg2['time']:.2g} s (median), softmax by Adam, grouped by context, of "
        f"its own after {softmax['time']:.2g} s; {LABELS[first]} is the first to do so. The final validation NDCG@20 "
        f"of the two: {rg2['final']:.4f} and {softmax['final']:.4f}; of popularity: {data['popularity']:.4f}."
    )


FIGURE = Figure(
    name="ndcg_seconds",
    title="NDCG@20 against seconds of training",
    claims=("rg.fig1", "rg.fig1.rg2_level", "rg.fig1.softmax_level"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(7.6, 5.0),
    reads=tuple(sorted(records.RECORDS.glob("*.json"))),
)

if __name__ == "__main__":
    main(FIGURE)
