"""The time of sparse maps against the number of classes: ours, the entmax package's, softmax's and the memory's."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, LINES, MARKERS
from verify.bench import documents, ratios
from verify.bench.maps import SOFTMAX
from verify.bench.scores import OURS, SORT, STREAM, TOP_K, TORCH_PATH
from verify.profile import Profile

MAPS = {"sparsemax": "sparsemax", "entmax15": "1.5-entmax"}
LABELS = {
    OURS: "softproof, compiled",
    TORCH_PATH: "softproof, torch path",
    SORT: "entmax package",
    TOP_K: "entmax package, k=100",
    SOFTMAX: "torch softmax",
    STREAM: "memory: read once, write once",
}
YARDSTICKS = (SOFTMAX, STREAM)


def compute(profile: Profile) -> Data:  # noqa: ARG001
    """The quartiles of every contender at every size, and how many times ours the others take at the largest."""
    document = documents.load("maps")
    records = sorted(document["records"], key=lambda record: record["settings"]["classes"])
    panels = []
    for name in MAPS:
        for scale in sorted({r["settings"]["scale"] for r in records}, reverse=True):
            panels.append(panel([r for r in records if r["case"] == name and r["settings"]["scale"] == scale]))
    machine = document["environment"]
    return {
        "rows": records[0]["settings"]["rows"],
        "panels": panels,
        "cpu": machine["cpu"],
        "threads": machine["threads"],
    }


def panel(records: list[Data]) -> Data:
    """What is drawn of one map at one scale of the scores."""
    largest = records[-1]
    return {
        "map": largest["case"],
        "scale": largest["settings"]["scale"],
        "classes": [record["settings"]["classes"] for record in records],
        "milliseconds": {
            name: [[1e3 * t for t in ratios.quartiles(record, name)] for record in records]
            for name in LABELS
            if name in largest["contenders"]
        },
        "over_ours": {name: ratios.slower(largest, name, OURS) for name in LABELS if name in largest["contenders"]},
    }


def scores(scale: float) -> str:
    """In words: what the scores are."""
    return "standard normal scores" if scale == 1 else rf"scores of ${scale:g}\,N(0, 1)$"


def draw(data: Data, canvas: Canvas) -> None:
    """A row for each map, a column for each scale of the scores; bars from the lower to the upper quartile."""
    axes = canvas.subplots(2, 2, sharex=True, sharey=True)
    for one, place in zip(data["panels"], axes.flat, strict=True):
        _draw_panel(one, place)
        place.set_title(f"{MAPS[one['map']]}, {scores(one['scale'])}")
    for place in axes[:, 0]:
        place.set_ylabel("milliseconds")
    for place in axes[1]:
        place.set_xlabel("classes")
    handles, labels = axes.flat[0].get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=3)


def _draw_panel(one: Data, axes: Axes) -> None:
    """Maps with filled markers, what they are measured by thin and with open ones."""
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(one["classes"], [f"{n:,}" for n in one["classes"]])
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.margins(x=0.1)
    for i, (name, label) in enumerate(LABELS.items()):
        if name not in one["milliseconds"]:
            continue
        low, median, high = np.transpose(one["milliseconds"][name])
        thin = name in YARDSTICKS
        axes.errorbar(
            one["classes"],
            median,
            [median - low, high - median],
            color=COLOURS[i],
            ls=LINES[i % len(LINES)],
            marker=MARKERS[i],
            capsize=3,
            label=label,
            lw=1.2 if thin else 2.2,
            mfc="white" if thin else COLOURS[i],
        )


def caption(data: Data) -> str:
    """How many times the others take at the largest size."""
    classes = data["panels"][0]["classes"][-1]
    found = ", ".join(
        f"{one['over_ours'][SORT]:.3g} for {MAPS[one['map']]} ({scores(one['scale'])})"
        for one in data["panels"]
        if SORT in one["over_ours"]
    )
    softmax = [one["over_ours"][SOFTMAX] for one in data["panels"]]
    return (
        f"Forward and backward of {data['rows']} rows in float32, medians and quartiles of interleaved rounds. At "
        f"{classes:,} classes the sorting maps of the entmax package take this many times our time: {found}; torch's "
        f"softmax takes {min(softmax):.2g} to {max(softmax):.2g} times. {data['cpu']}, {data['threads']} threads."
    )


FIGURE = Figure(
    name="map_speed",
    title="The time of sparsemax and 1.5-entmax against the number of classes",
    claims=(),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(9.0, 7.6),
    reads=tuple(documents.RECORDS.glob("maps.json")),
)

if __name__ == "__main__":
    main(FIGURE)
