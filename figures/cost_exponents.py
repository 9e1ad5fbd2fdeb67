"""One training step for each loss: operations counted as it runs, seconds measured, exponents of their growth."""

from dataclasses import asdict
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from verify.bench import cost, documents
from verify.bench.case import Record
from verify.bench.losses import FACTORS as TIMED_FACTORS
from verify.cost_exponents import METHODS, doublings, exponent, exponents, predicted, step_cost
from verify.profile import Profile

NAMES = {
    "softmax": "softmax",
    "sparsemax": "sparsemax, sorted",
    "entmax": "entmax, bisected",
    "rankmax": "Rankmax, adapted",
    "ssm": "sampled softmax",
    "nce": "NCE",
    "hsm": "hierarchical",
    "rg": "RG2, a pair's share",
}
FACTORS, K = 8, 8


def compute(profile: Profile) -> Data:
    """Operations against the number of items, exponents in C, d and k with the range of the local slopes; seconds."""
    items = doublings(16, profile.pick(256, 4096))
    sizes, others = doublings(16, profile.pick(128, 512)), profile.pick(8, 16)
    return {
        "items": items,
        "operations": {name: [step_cost(name, n, FACTORS, K) for n in items] for name in METHODS},
        "sizes": sizes,
        "others": others,
        "exponents": {
            name: {size: asdict(fit) for size, fit in exponents(name, sizes, others).items()} for name in METHODS
        },
        "predicted": {name: predicted(name) for name in METHODS},
        "measured": measured(profile),
    }


def measured(profile: Profile) -> Data:
    """The recorded seconds of a pair, their exponents in C, and that of the operations counted at the same sizes."""
    document = documents.load("cost")
    records = {record["case"]: record for record in document["records"]}
    machine = document["environment"]
    return {
        "methods": {name: _method(name, records[cost.case_name(name)], profile) for name in METHODS},
        "cpu": machine["cpu"],
        "threads": machine["threads"],
    }


def _method(name: str, record: Record, profile: Profile) -> Data:
    """Quartiles of the seconds at each size; exponents over all sizes and, `last`, over the two largest.

    Operations are counted at the same sizes, or, quickly, at a hundredth of them.
    """
    sizes = record["settings"]["classes"]
    counted = [n // profile.pick(100, 1) for n in sizes]
    return {
        "sizes": sizes,
        "counted_sizes": counted,
        "seconds": [cost.quartiles(record, n) for n in sizes],
        "all": asdict(cost.growth(record, sizes)),
        "last": asdict(cost.growth(record, sizes[-2:])),
        "counted": exponent(counted, [step_cost(name, n, FACTORS, K) for n in counted]).value,
    }


def draw(data: Data, canvas: Canvas) -> None:
    """Above what is counted, below what is measured; sizes on the left, exponents on the right."""
    (counts, growth), (seconds, beside) = canvas.subplots(2, 2, width_ratios=(1, 1.25))
    for i, (name, values) in enumerate(data["operations"].items()):
        counts.loglog(data["items"], values, color=COLOURS[i], marker=MARKERS[i], ls=LINES[i % 4], label=NAMES[name])
    counts.set(title="Operations of one step, counted", xlabel="number of items $C$", ylabel="operations")
    counts.set_xscale("log", base=2)
    counts.legend(loc="upper left", fontsize=10, ncols=2)
    counts.set_ylim(top=counts.get_ylim()[1] * 20)
    _draw_exponents(data, growth)
    _draw_seconds(data["measured"]["methods"], seconds)
    _draw_measured(data["measured"]["methods"], beside)


def _draw_seconds(methods: Data, axes: Axes) -> None:
    for i, (name, one) in enumerate(methods.items()):
        low, median, high = np.transpose(one["seconds"])
        bars = [median - low, high - median]
        style: dict[str, Any] = {"color": COLOURS[i], "marker": MARKERS[i], "ls": LINES[i % 4]}
        axes.errorbar(one["sizes"], median, bars, capsize=3, label=NAMES[name], **style)
    axes.set(title="Seconds of one step, measured", xlabel="number of items $C$", ylabel="seconds a pair")
    axes.set(xscale="log", yscale="log")


def _draw_measured(methods: Data, axes: Axes) -> None:
    rows = np.arange(len(methods))
    for j, (key, words) in enumerate({"all": "seconds", "last": "seconds, two largest $C$"}.items()):
        value, low, high = np.array(
            [[one[key][part] for part in ("value", "low", "high")] for one in methods.values()]
        ).T
        places = rows + (j - 0.5) * 0.26
        style: dict[str, Any] = {"color": COLOURS[j], "mfc": COLOURS[j] if j == 0 else "white", "capsize": 3, "ls": ""}
        axes.errorbar(value, places, xerr=[value - low, high - value], fmt=MARKERS[j], label=words, **style)
    axes.plot([one["counted"] for one in methods.values()], rows, "|", color=INK, ms=22, mew=1.6, label="operations")
    axes.set_yticks(rows, [NAMES[name] for name in methods])
    axes.set_ylim(len(methods) - 0.5, -2.2)
    axes.legend(loc="upper center", ncols=3, fontsize=10)
    axes.set(title="Exponents in $C$, measured and counted", xlabel="exponent, with its quartiles over the rounds")


def _draw_exponents(data: Data, axes: Axes) -> None:
    names = list(data["exponents"])
    for j, size in enumerate(("C", "d", "k")):
        varied = [i for i, name in enumerate(names) if size in data["exponents"][name]]
        fits = [data["exponents"][names[i]][size] for i in varied]
        value = np.array([fit["value"] for fit in fits])
        spread = np.array([[fit["value"] - fit["low"], fit["high"] - fit["value"]] for fit in fits]).T
        rows = np.array(varied) + (j - 1) * 0.22
        axes.errorbar(value, rows, xerr=np.maximum(spread, 0), fmt=MARKERS[j], color=COLOURS[j], capsize=3, ls="")
        axes.plot([], [], MARKERS[j], color=COLOURS[j], label=f"in ${size}$")
        axes.plot([data["predicted"][names[i]][size] for i in varied], rows, "|", color=INK, ms=13, mew=1.6)
    axes.plot([], [], "|", color=INK, ms=13, mew=1.6, label="limit, by the claimed order")
    axes.set_yticks(range(len(names)), [NAMES[name] for name in names])
    axes.invert_yaxis()
    axes.legend(loc="upper right")
    axes.set(title="Exponents of growth, one size varied", xlabel="exponent, with its least and largest local slope")


def caption(data: Data) -> str:
    """What grows with the number of items, and what does not."""
    growth = {name: round(fits["C"]["value"], 2) + 0.0 for name, fits in data["exponents"].items()}
    last = data["items"][-1]
    costs = {name: values[-1] for name, values in data["operations"].items()}
    return (
        f"Operations of one step of training, counted as it runs ($d = {FACTORS}$ factors, $k = {K}$ negatives or "
        f"halvings). At {last} items sampled softmax takes {costs['softmax'] / costs['ssm']:.0f} times fewer than "
        f"softmax, hierarchical softmax {costs['softmax'] / costs['hsm']:.0f} times, sparsemax by sorting "
        f"{costs['sparsemax'] / costs['softmax']:.2f} times as many. The exponents in the number of items are "
        f"{growth['softmax']:.2f} for softmax, {growth['sparsemax']:.2f} for sparsemax (a "
        f"logarithm above 1), {growth['ssm']:.2f} for sampled softmax and {growth['hsm']:.2f} "
        "for hierarchical softmax (a logarithm above 0); bars reach from the least to the largest slope between "
        "neighbouring sizes, and ticks mark the limits by the claimed orders, in which logarithms count as 0. "
        + _measured_caption(data["measured"])
    )


def _measured_caption(measured: Data) -> str:
    """Where the seconds grow as the operations do, and where they do not."""
    methods = measured["methods"]
    slower = [name for name, one in methods.items() if one["all"]["high"] < one["counted"]]
    faster = [name for name, one in methods.items() if one["all"]["low"] > one["counted"]]
    same = [name for name in methods if name not in slower + faster]
    sizes, counted = methods["softmax"]["sizes"], methods["softmax"]["counted_sizes"]
    values = "; ".join(
        f"{NAMES[name]} {_number(one['all']['value'])}, counted {_number(one['counted'])}"
        for name, one in methods.items()
    )
    later = [name for name in slower + same if methods[name]["last"]["low"] > methods[name]["counted"]]
    cached = ", as where fewer of the factors and scores stay in a cache"
    dense = ", and hierarchical softmax writes a gradient for every node, on the way or not" if "hsm" in faster else ""
    parts = [
        ("The count lies within the quartiles for", same, ""),
        ("Seconds grow more slowly for", slower, ": a call has an overhead that does not grow with the items"),
        ("They grow faster for", faster, cached + dense),
        (f"From {sizes[-2]:,} items on they grow faster for", later, " too"),
    ]
    said = [f"{words} {_names(names)}{reason}." for words, names, reason in parts if names]
    return " ".join(
        [
            f"Below, seconds of a pair at {sizes[0]:,} to {sizes[-1]:,} items with {TIMED_FACTORS} factors and "
            f"{cost.NEGATIVES} negatives ({measured['cpu']}, {measured['threads']} threads), medians and quartiles; "
            f"their exponents beside those of the operations at {counted[0]:,} to {counted[-1]:,} items: {values}.",
            *said,
        ]
    )


def _names(methods: list[str]) -> str:
    named = [NAMES[name].partition(",")[0] for name in methods]
    return " and ".join([", ".join(named[:-1])] * (len(named) > 1) + named[-1:])


def _number(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}"


FIGURE = Figure(
    name="cost_exponents",
    title="The cost of one training step, counted and measured",
    claims=(
        "sf.complexity.softmax",
        "sf.complexity.sparsemax",
        "sf.complexity.entmax",
        "sf.complexity.rankmax",
        "sf.complexity.ssm",
        "sf.complexity.nce",
        "sf.complexity.hsm",
        "sf.complexity.rg",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(12.5, 10.0),
    reads=tuple(documents.RECORDS.glob("cost.json")),
)

if __name__ == "__main__":
    main(FIGURE)
