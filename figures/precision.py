"""The errors of maps and losses in float32, ours and other libraries', under offsets, masks and margins."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, MARKERS
from theory.decimals import DIGITS
from verify.bench import documents, precision
from verify.profile import Profile

DTYPE, ROUNDING = "float32", 2.0**-24
MEMBERS = ("softmax", "sparsemax", "1.5-entmax")
SHOWN = {"map": "largest error of a probability", "loss": "largest relative error of the loss"}
LIBRARIES = ("softproof", "entmax", "torch", "jaxopt")
EXACT, UNDEFINED = 1e-10, 1e3
TICKS = {EXACT: "0", 1e-8: "$10^{-8}$", 1e-4: "$10^{-4}$", 1.0: "1", UNDEFINED: "no\nnumber"}
"""Where no error and no number are drawn; the rest is a logarithmic axis."""


def compute(profile: Profile) -> Data:  # noqa: ARG001
    """The rows of the recorded precision table in one dtype."""
    records = documents.load("precision")["records"]
    rows = [row for row in records if row["dtype"] == DTYPE and row["member"] in MEMBERS]
    return {"conditions": list(dict.fromkeys(row["condition"] for row in rows)), "rows": rows}


def draw(data: Data, canvas: Canvas) -> None:
    """A column for each map, a row for each error; a marker for each library and condition."""
    axes = canvas.subplots(len(SHOWN), len(MEMBERS), sharex=True, sharey=True)
    for (measure, words), line in zip(SHOWN.items(), axes, strict=True):
        for member, place in zip(MEMBERS, line, strict=True):
            _draw_panel([row for row in data["rows"] if row["member"] == member], measure, data["conditions"], place)
            place.set_title(member if measure == "map" else "")
        line[1].set_xlabel(words)
    for i, name in enumerate(LIBRARIES):
        if any(row["library"] == name for row in data["rows"]):
            axes[0, 0].plot([], [], **_marker(i), label=name)
    axes[0, 0].plot([], [], color=INK, ls=":", label="half a unit in the last place of 1")
    canvas.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=5)


def _draw_panel(rows: list[Data], measure: str, conditions: list[str], axes: Axes) -> None:
    axes.axvline(ROUNDING, color=INK, ls=":", lw=1.2)
    axes.set_xscale("log")
    axes.set_xticks(list(TICKS), list(TICKS.values()), minor=False)
    axes.minorticks_off()
    axes.tick_params(labelbottom=True)
    axes.set_xlim(EXACT / 4, UNDEFINED * 4)
    axes.set_yticks(range(len(conditions)), conditions)
    axes.set_ylim(len(conditions) - 0.5, -0.5)
    shown = [name for name in LIBRARIES if any(row["library"] == name for row in rows)]
    for row in rows:
        height = conditions.index(row["condition"]) + 0.22 * (shown.index(row["library"]) - (len(shown) - 1) / 2)
        axes.plot(_place(row.get(measure)), height, **_marker(LIBRARIES.index(row["library"])))


def _place(error: float | None) -> float:
    return UNDEFINED if error is None else max(error, EXACT)


def _marker(i: int) -> Data:
    """Ours filled, theirs open."""
    return {"marker": MARKERS[i], "color": COLOURS[i], "mfc": COLOURS[i] if i == 0 else "white", "ls": "", "mew": 1.8}


def caption(data: Data) -> str:
    """The worst error of each library, and where it gives no number."""
    found = [f"{name} {_worst(data, name)}" for name in LIBRARIES if _rows(data, name)]
    return (
        f"Errors in {DTYPE} against {DIGITS} digits on the rounded scores, the largest over {precision.ROWS} rows of "
        f"{precision.CLASSES} classes. The worst relative error of a loss: {'; '.join(found)}."
    )


def _rows(data: Data, name: str) -> list[Data]:
    return [row for row in data["rows"] if row["library"] == name]


def _worst(data: Data, name: str) -> str:
    """In words: the worst of a library's numbers, and in how many of its rows there is none."""
    errors = [row.get("loss") for row in _rows(data, name)]
    numbers = [error for error in errors if error is not None]
    missing = len(errors) - len(numbers)
    none = f", and no number in {missing} of {len(errors)} cases" if missing else ""
    return f"{max(numbers):.2g}{none}" if numbers else "no number"


FIGURE = Figure(
    name="precision",
    title="The errors of maps and losses under offsets, masks and margins",
    claims=(),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(10.8, 8.4),
    reads=tuple(documents.RECORDS.glob("precision.json")),
)

if __name__ == "__main__":
    main(FIGURE)
