"""Jacobian spectra of softmax and sparsemax: over the simplex, along a path, and as the classes grow."""

from fractions import Fraction

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.tri import Triangulation

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES, MARKERS
from theory.jacobian import sparsemax_jacobian_exact
from theory.maps import softmax
from verify.profile import Profile
from verify.spectra import families, largest_eigenvalue

DIRECTION = (Fraction(1), Fraction(2, 3), Fraction(1, 3), Fraction(0))
MIDPOINTS = ((0.5, 0.5, 0.0), (0.5, 0.0, 0.5), (0.0, 0.5, 0.5))


def compute(profile: Profile) -> Data:
    """The largest eigenvalue for three classes, all four along s = t (3, 2, 1, 0) / 3, the largest for each N."""
    cells = profile.pick(60, 160)
    corners = np.array([(i, j, cells - i - j) for i in range(cells + 1) for j in range(cells + 1 - i)]) / cells
    times = [Fraction(t).limit_denominator(997) for t in np.geomspace(0.1, 10, 120).tolist()]
    sizes = [int(n) for n in np.geomspace(3, 100_000, profile.pick(10, 28))]
    norms = [{name: float(largest_eigenvalue(p)) for name, p in families(n).items()} for n in sizes]
    return {
        "simplex": {"p": corners.tolist(), "norm": largest_eigenvalue(corners).tolist()},
        "path": {
            "t": [float(t) for t in times],
            "softmax": [_softmax_spectrum(t) for t in times],
            "sparsemax": [_sparsemax_spectrum(t) for t in times],
        },
        "sizes": sizes,
        "families": {name: [norm[name] for norm in norms] for name in norms[0]},
    }


def _softmax_spectrum(t: Fraction) -> list[float]:
    p = softmax(np.array([float(t * d) for d in DIRECTION]))
    return [float(x) for x in np.linalg.eigvalsh(np.diag(p) - np.outer(p, p))]


def _sparsemax_spectrum(t: Fraction) -> list[int]:
    """A projection's eigenvalues: as many ones as its rank, the rest zeros."""
    rank = sparsemax_jacobian_exact([t * d for d in DIRECTION]).rank()
    return [0] * (len(DIRECTION) - rank) + [1] * rank


def draw(data: Data, canvas: Canvas) -> None:
    """Three panels."""
    simplex, path, growth = canvas.subplots(1, 3, width_ratios=(1.0, 1.2, 1.25))
    _draw_simplex(data["simplex"], simplex)
    _draw_path(data["path"], path)
    _draw_growth(data, growth)


def _draw_simplex(data: Data, axes: Axes) -> None:
    triangles = Triangulation(*_plane(np.array(data["p"])))
    axes.tricontourf(triangles, data["norm"], levels=np.linspace(0, 0.5, 11), cmap="Greys", vmax=0.75)
    lines = axes.tricontour(triangles, data["norm"], levels=[0.1, 0.2, 0.3, 0.4], colors=INK, linewidths=1.2)
    axes.clabel(lines, fmt="%.1f", fontsize=10)
    axes.plot(*_plane(np.array(MIDPOINTS)), "*", color=COLOURS[1], markersize=18, markeredgecolor=INK, clip_on=False)
    for name, corner, height in zip("123", np.eye(3), (-0.03, -0.03, 0.02), strict=True):
        (cx,), (cy,) = _plane(corner[None, :])
        axes.text(cx, cy + height, f"$p_{name} = 1$", ha="center", va="bottom" if height > 0 else "top")
    axes.set(title="Norm for softmax, 3 classes:\n1/2 at the stars only", aspect="equal", ylim=(-0.12, 1.0))
    axes.set_axis_off()


def _plane(p: Float[np.ndarray, "points 3"]) -> tuple[Float[np.ndarray, " points"], Float[np.ndarray, " points"]]:
    """Barycentric coordinates in the plane, class 3 at the top."""
    return p[:, 1] + p[:, 2] / 2, p[:, 2] * np.sqrt(3) / 2


def _draw_path(data: Data, axes: Axes) -> None:
    t, sparse = np.array(data["t"]), np.array(data["sparsemax"])
    axes.semilogx(t, sparse[:, -1], color=COLOURS[1], drawstyle="steps-mid", lw=2.6)
    for i, curve in enumerate(np.array(data["softmax"]).T[1:]):
        axes.plot(t, curve, color=COLOURS[0], ls=LINES[2 - i])
    axes.axhline(0.5, color=INK, lw=1, ls=":")
    ranks = sparse.sum(1)
    for rank in sorted(set(ranks.tolist()), reverse=True):
        axes.text(
            np.exp(np.log(t[ranks == rank]).mean()), 1.03, f"{rank}×", color=COLOURS[1], ha="center", weight="bold"
        )
    axes.text(0.11, 0.96, "sparsemax: 1 or 0\n(1 as often as said)", color=COLOURS[1], va="top")
    axes.text(0.11, 0.51, "bound 1/2 for softmax", va="bottom")
    axes.text(0.11, 0.38, "softmax: all above 0", color=COLOURS[0], va="bottom")
    axes.set(title="Non-trivial eigenvalues,\nfrom uniform to one class", ylabel="eigenvalue", ylim=(-0.02, 1.15))
    axes.set_xlabel(r"$t$, scores $t\,(3, 2, 1, 0)/3$")


def _draw_growth(data: Data, axes: Axes) -> None:
    sizes = data["sizes"]
    axes.axhline(0.5, color=INK, lw=1, ls=":")
    for i, (name, values) in enumerate(data["families"].items()):
        axes.loglog(sizes, values, color=COLOURS[i], marker=MARKERS[i], markevery=3, ls=LINES[i % 4])
        va = "top" if values[-1] > 0.4 else "center"
        axes.text(sizes[-1] * 1.7, values[-1] * (0.9 if va == "top" else 1), name, color=COLOURS[i], va=va)
    axes.text(3, 0.62, "bound 1/2, for every $N$", va="bottom")
    axes.set(title="Norm for softmax,\nup to 100,000 classes", xlabel="number of classes $N$", ylabel="norm")
    axes.set(xlim=(2.5, 3e7), ylim=(5e-6, 2), xticks=[10, 1000, 100_000])


def caption(data: Data) -> str:
    """The finding in one sentence a panel."""
    top = max(row[-1] for row in data["path"]["softmax"])
    zipf = data["families"]["Zipf"][-1]
    ranks = [sum(row) for row in data["path"]["sparsemax"]]
    return (
        r"The norm of softmax's Jacobian is at most $\tfrac12$, and that only where two classes have half the mass "
        f"each (stars). Along a path from uniform to one class softmax's eigenvalues are at most {top:.3f}, all but "
        "the one for a common offset are positive; those of sparsemax are ones and zeros, and the number of ones falls "
        f"from {ranks[0]} to {ranks[-1]} as classes leave the support. The bound does not improve with N: two classes "
        f"come as near as one likes at {data['sizes'][-1]:,} classes too, while a Zipf distribution has {zipf:.3f} "
        "there."
    )


FIGURE = Figure(
    name="jacobian_spectra",
    title="Jacobian spectra: 1/2 for softmax, 1 or 0 for sparsemax",
    claims=(
        "sf.jacobian.softmax",
        "sf.jacobian.softmax.equality",
        "sf.jacobian.softmax.sharp",
        "sf.jacobian.sparsemax.attained",
        "sf.jacobian.sparsemax.rank",
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(12.0, 4.4),
)

if __name__ == "__main__":
    main(FIGURE)
