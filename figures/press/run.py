"""Running a figure: data, picture and caption, written side by side and only when an input changed."""

import argparse
import json
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from figures.press import style
from figures.press.figure import Figure
from figures.press.inputs import digests
from verify import script
from verify.files import jsonable, require_folder, write_bytes, write_json
from verify.profile import Profile

FORMATS = ("svg", "png", "pdf")
ABOVE_STAMP = (0.0, 0.025, 1.0, 0.975)
METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def render(figure: Figure, folder: Path, profile: Profile, formats: tuple[str, ...] = ("svg", "png")) -> bool:
    """Write `folder/NAME.json` and one picture per format; False if all were there, made from the same inputs.

    Pictures in other formats that are there already are drawn again too, so that all show the same data.
    """
    if not changes(figure, folder, profile) and all((folder / f"{figure.name}.{f}").exists() for f in formats):
        return False
    formats = tuple(f for f in FORMATS if f in formats or (folder / f"{figure.name}.{f}").exists())
    data = jsonable(figure.compute(profile))
    pictures = {extension: picture(figure, data, extension) for extension in formats}
    for extension, content in pictures.items():
        write_bytes(folder / f"{figure.name}.{extension}", content)
    write_json(folder / f"{figure.name}.json", sheet(figure, data, profile))
    return True


def sheet(figure: Figure, data: Any, profile: Profile) -> dict[str, Any]:
    """What stands beside the picture: title, claims, caption, data and the digests of its inputs."""
    return {
        "name": figure.name,
        "title": figure.title,
        "claims": list(figure.claims),
        "caption": figure.caption(data),
        "profile": str(profile),
        "script": f"figures/{figure.name}.py",
        "inputs": digests(figure),
        "data": data,
    }


def picture(figure: Figure, data: Any, extension: str) -> bytes:
    """The picture as bytes, the same for the same data and versions."""
    stream = BytesIO()
    with style.applied():
        canvas = Canvas(figsize=figure.size, layout=ConstrainedLayoutEngine(rect=ABOVE_STAMP))
        FigureCanvasAgg(canvas)
        figure.draw(data, canvas)
        digest = sha256(json.dumps(data).encode()).hexdigest()[:8]
        stamp = (", ".join(figure.claims), f"{figure.name} {digest}")
        canvas.text(0.995, 0.004, " · ".join(filter(None, stamp)), ha="right", va="bottom", fontsize=6, alpha=0.7)
        canvas.savefig(stream, format=extension, metadata=METADATA[extension])
    return stream.getvalue()


def changes(figure: Figure, folder: Path, profile: Profile) -> list[str]:
    """Which inputs differ from those of the last run, in words; empty if none does."""
    written = folder / f"{figure.name}.json"
    if not written.exists():
        return [f"{written} is not there yet"]
    try:
        sheet = json.loads(written.read_text(encoding="utf-8"))
        past, drawn_in = dict(sheet["inputs"]), sheet["profile"]
    except (OSError, ValueError, TypeError, KeyError):
        return [f"{written} is damaged"]
    now = digests(figure)
    found = [f"{name} changed" for name in sorted(now) if past.get(name) != now[name]]
    found += [f"{name} is no longer read" for name in sorted(past) if name not in now]
    if drawn_in != profile:
        found.append(f"profile {drawn_in} -> {profile}")
    return found


def main(figure: Figure) -> None:
    """The command line of one figure script run alone: `python -m figures.NAME`."""
    parser = argparse.ArgumentParser(prog=f"python -m figures.{figure.name}", description=figure.title)
    script.results(parser)
    script.profile(parser)
    arguments = parser.parse_args()
    sys.exit(script.status(figure.name, lambda: draw(figure, arguments.results / "figures", arguments.profile)))


def draw(figure: Figure, folder: Path, profile: Profile, formats: tuple[str, ...] = ("svg", "png")) -> int:
    """Render a figure, if an input changed, and print where it is."""
    drawn = render(figure, require_folder(folder), profile, formats)
    print(f"{folder / figure.name}.{formats[-1]}  {'drawn' if drawn else 'up to date'}")
    return 0
