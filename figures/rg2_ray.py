"""Softmax loss, RG2 and a proved majorant along the ray from zero scores to RG2's optimum, for several N."""

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from figures.press import Data, Figure, main
from figures.press.style import COLOURS, INK, LINES
from verify.profile import Profile

SIZES = (3, 4, 10, 100)
Curve = Float[np.ndarray, " t"]


def softmax_loss(n: int, t: Curve) -> Curve:
    r"""$-\log p_y$ at the scores $t\,(N e_y - \mathbf 1)$."""
    return np.asarray(np.log1p((n - 1) * np.exp(-n * t)))


def quadratic(n: int, t: Curve, c: float) -> Curve:
    r"""$\log N - o_y + \frac1N\mathbf 1^\top o + c\|o\|^2$ at $t\,(N e_y - \mathbf 1)$, with $\mathbf 1^\top o = 0$."""
    return np.asarray(np.log(n) - (n - 1) * t + c * n * (n - 1) * t**2)


def compute(profile: Profile) -> Data:
    """The three curves of each N, where RG2 is below the softmax loss, and the values at t = 1."""
    t = np.linspace(0, 1.3, profile.pick(521, 2081))
    return {"t": t, "panels": [panel(n, t) for n in SIZES]}


def panel(n: int, t: Curve) -> Data:
    """What is drawn of one N; `below` counts grid points with 0 < t <= 1."""
    loss, rg2, majorant = softmax_loss(n, t), quadratic(n, t, 1 / (2 * n)), quadratic(n, t, 1 / 4)
    path = (t > 0) & (t <= 1)
    one = int(np.argmin(np.abs(t - 1)))
    return {
        "N": n,
        "softmax": loss,
        "rg2": rg2,
        "majorant": majorant,
        "below": float(np.mean(rg2[path] < loss[path])),
        "at_optimum": {"softmax": loss[one], "rg2": rg2[one]},
    }


def draw(data: Data, canvas: Canvas) -> None:
    """One panel an N; RG2's shortfall is shaded, its optimum marked."""
    t = np.array(data["t"])
    for axes, p in zip(canvas.subplots(2, 2, sharex=True).flat, data["panels"], strict=True):
        _curves(axes, t, p)
        axes.set_title(_heading(p), fontsize=12)
    canvas.supxlabel(r"$t$ in the scores $t\,(N e_y - 1)$; dotted: RG²'s optimum", x=0.38, fontsize=13)
    canvas.supylabel("loss, nats", fontsize=13)
    handles, labels = canvas.axes[0].get_legend_handles_labels()
    canvas.legend(handles, labels, loc="outside upper center", ncols=4)


def _curves(axes: Axes, t: Curve, p: Data) -> None:
    loss, rg2 = np.array(p["softmax"]), np.array(p["rg2"])
    axes.plot(t, loss, LINES[0], color=COLOURS[0], label="softmax loss")
    axes.plot(t, rg2, LINES[1], color=COLOURS[3], label="RG² (claimed bound)")
    axes.plot(t, p["majorant"], LINES[2], color=COLOURS[2], label="proved bound")
    axes.fill_between(t, rg2, loss, where=list(rg2 < loss), color=COLOURS[3], alpha=0.22, label="RG² below softmax")
    axes.axvline(1, color=INK, linestyle=":", linewidth=1.3)
    axes.plot(1, p["at_optimum"]["rg2"], "o", color=COLOURS[3], markeredgecolor=INK)
    height = loss[0]
    axes.set_ylim(min(rg2.min(), 0) - 0.12 * (height - rg2.min()), 1.25 * height)


def _heading(p: Data) -> str:
    at = p["at_optimum"]
    values = f"at $t=1$: RG² {at['rg2']:.3f}, softmax {at['softmax']:.3f}".replace("-", "−")
    return f"$N={p['N']}$: RG² below on {100 * p['below']:.0f} % of $0<t\\leq1$\n{values}"


def caption(data: Data) -> str:
    """The finding."""
    at = {p["N"]: p["at_optimum"] for p in data["panels"]}
    shares = ", ".join(f"{100 * p['below']:.0f} % ($N={p['N']}$)" for p in data["panels"])
    return (
        r"Along the ray $t\,(N e_y - \mathbf 1)$, which ends at RG$^2$'s optimum $t = 1$ and is the path of its "
        r"ridge-regularised optima, RG$^2$ with its constants lies below the softmax loss near $t = 0$ for each N "
        f"shown, and on {shares} of the path. At the optimum it is above for $N = 3$ ({at[3]['rg2']:.3f} against "
        f"{at[3]['softmax']:.3f}) and below from $N = 4$ on ({at[4]['rg2']:.3f} against {at[4]['softmax']:.3f}). "
        r"With $\frac14\|o\|^2$ in place of $\frac1{2N}\|o\|^2$ the quadratic bounds the softmax loss at all scores."
    )


FIGURE = Figure(
    name="rg2_ray",
    title="RG² falls below the softmax loss that it is said to bound",
    claims=("rg.prop7.ray", "rg.prop7.constants", "rg.prop7.repair"),
    compute=compute,
    draw=draw,
    caption=caption,
    size=(8.4, 6.4),
)

if __name__ == "__main__":
    main(FIGURE)
