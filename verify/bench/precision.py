"""The errors of maps and losses in float64, float32 and bfloat16, ours and other libraries', against 100 digits.

The references are of the scores as the dtype rounds them, so that an error is the library's own.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from importlib import import_module
from itertools import groupby
from types import ModuleType
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from theory import decimals
from verify import losses, maps
from verify.bench import peers
from verify.bench.scores import OURS
from verify.progress import progress
from verify.seeds import generator

ROWS, CLASSES = 20, 50
DTYPES = {"float64": torch.float64, "float32": torch.float32, "bfloat16": torch.bfloat16}
MEASURES = {
    "map": "largest error of a probability",
    "sum": "largest distance of the sum of the probabilities from 1",
    "loss": "largest error of the loss, relative where the exact loss is not 0",
    "least": "least loss",
}
CONDITIONS = (
    *("scores times 0.01", "scores N(0, 1)", "scores times 100", "offset 1e4", "offset 1e6"),
    *("one class masked", "all but one masked", "margin 20"),
)

Function = Callable[[Tensor, Tensor], Tensor]
Libraries = dict[str, tuple[Function, Function]]
Exact = tuple[list[Decimal], Decimal]
Row = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """A map with its loss: exact, of a row and its target, and each library's, of `(rows, n)` and `(rows,)`."""

    exact: Callable[[Sequence[Decimal], int], Exact]
    libraries: Libraries


def members() -> dict[str, Member]:
    """The maps that are compared, with the libraries that have them and are installed."""
    alpha = Fraction(5, 4)
    scale = 3
    torch_loss = torch.nn.CrossEntropyLoss(reduction="none")
    bisect = _ours(maps.entmax_bisect, losses.entmax_bisect_loss, alpha=float(alpha))
    rankmax: Libraries = {OURS: (maps.rankmax, partial(losses.rankmax_loss, reduction="none"))}
    return {
        "softmax": Member(
            decimals.softmax,
            _ours(maps.softmax, losses.softmax_loss)
            | {"torch": (_of_scores(partial(torch.softmax, dim=-1)), torch_loss)}
            | _jaxopt("jax.nn", "softmax", "multiclass_logistic_loss"),
        ),
        "sparsemax": Member(
            partial(decimals.entmax, alpha=Fraction(2)),
            _ours(maps.sparsemax, losses.sparsemax_loss)
            | _entmax("sparsemax")
            | _jaxopt("jaxopt.projection", "projection_simplex", "multiclass_sparsemax_loss"),
        ),
        "1.5-entmax": Member(
            partial(decimals.entmax, alpha=Fraction(3, 2)),
            _ours(maps.entmax15, losses.entmax15_loss) | _entmax("entmax15"),
        ),
        f"entmax-{float(alpha)}": Member(
            partial(decimals.entmax, alpha=alpha), bisect | _entmax("entmax_bisect", alpha=float(alpha))
        ),
        "Rankmax": Member(decimals.rankmax, rankmax),
        f"Rankmax, scale {scale}": Member(
            partial(decimals.rankmax_fixed, scale=scale),
            _ours(maps.rankmax_fixed, losses.rankmax_fixed_loss, scale=float(scale)),
        ),
    }


def _ours(map_: Callable[..., Tensor], loss: Callable[..., Tensor], **settings: float) -> Libraries:
    return {OURS: (_of_scores(partial(map_, **settings)), partial(loss, reduction="none", **settings))}


def _of_scores(map_: Callable[[Tensor], Tensor]) -> Function:
    """A map that looks at the scores only, as a function of scores and targets."""
    return lambda x, _: map_(x)


@peers.of("entmax")
def _entmax(entmax: ModuleType, /, name: str, **settings: float) -> Libraries:
    map_, loss = (partial(getattr(entmax, f"{name}{end}"), **settings) for end in ("", "_loss"))
    return {"entmax": (_of_scores(map_), loss)}


@peers.of("jaxopt.loss")
def _jaxopt(jaxopt_loss: ModuleType, /, module: str, map_: str, loss: str) -> Libraries:
    their_map, their_loss = getattr(import_module(module), map_), getattr(jaxopt_loss, loss)
    return {"jaxopt": (lambda x, _: _on_jax(their_map, x), lambda x, target: _on_jax(their_loss, target, x))}


def _on_jax(function: Callable[..., Any], *arguments: Tensor) -> Tensor:
    """A function of one row, given to JAX for all rows, in the dtype of the scores, which come last."""
    import jax
    import jax.numpy as jnp

    with jax.enable_x64(True):
        arrays = [jnp.asarray(x.double().numpy(), dtype=str(x.dtype).removeprefix("torch.")) for x in arguments]
        return torch.from_numpy(np.array(jax.vmap(function)(*arrays), dtype=np.float64))


def conditions() -> Iterator[tuple[str, Float[np.ndarray, "rows n"], Int[np.ndarray, " rows"]]]:
    """Each condition's name, scores and targets: the class of the median score, but the last two have the top one."""
    base = generator("bench.precision").normal(size=(ROWS, CLASSES))
    ordered = base.argsort(1)
    rows, top, median = np.arange(ROWS), ordered[:, -1], ordered[:, CLASSES // 2]
    masked, alone, ahead = base.copy(), np.full_like(base, -np.inf), base.copy()
    masked[rows, top] = -np.inf
    alone[rows, top] = base[rows, top]
    ahead[rows, top] = base[rows, ordered[:, -2]] + 20
    shown = (0.01 * base, base, 100 * base, base + 1e4, base + 1e6, masked, alone, ahead)
    for name, scores in zip(CONDITIONS, shown, strict=True):
        yield name, scores, top if scores is alone or scores is ahead else median


def measure() -> list[Row]:
    """A row for each member, dtype, condition and library: the `MEASURES`, or `raised`, what the library said."""
    found = []
    for (name, member), dtype in progress([(m, d) for m in members().items() for d in DTYPES], "precision"):
        for condition, scores, targets in conditions():
            x, target = torch.from_numpy(scores).to(DTYPES[dtype]), torch.from_numpy(targets)
            true = [member.exact([Decimal(z) for z in row], int(y)) for row, y in zip(x.tolist(), targets, strict=True)]
            for library_, functions in member.libraries.items():
                place = {"member": name, "dtype": dtype, "condition": condition, "library": library_}
                found.append(place | _errors(functions, x, target, true))
    return found


def _errors(functions: tuple[Function, Function], x: Tensor, target: Tensor, true: list[Exact]) -> Row:
    try:
        p, loss = (result.double().tolist() for result in (function(x, target) for function in functions))
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"}
    pairs = list(zip(p, loss, true, strict=True))
    return {
        "map": _worst(_distance(*both) for row, _, (exact_p, _) in pairs for both in zip(row, exact_p, strict=True)),
        "sum": _worst(abs(math.fsum(row) - 1) for row in p),
        "loss": _worst(_distance(found, exact_loss) / float(exact_loss or 1) for _, found, (_, exact_loss) in pairs),
        "least": float(np.min(loss)) + 0.0,
    }


def _worst(errors: Iterator[float]) -> float:
    """The largest error; NaN if there is one."""
    return float(np.max(list(errors)))


def _distance(found: float, true: Decimal) -> float:
    return float(abs(Decimal(found) - true))


def lost(row: Row, measure: str) -> bool:
    """Whether a number of a row is none, or an error of more than half of the dtype's digits, or a loss below 0."""
    value = row.get(measure)
    if value is None or math.isnan(value):
        return True
    return bool(value < 0 if measure == "least" else value > torch.finfo(DTYPES[row["dtype"]]).eps ** 0.5)


def lines(rows: list[Row]) -> Iterator[str]:
    """The rows as plain text: a block for each member and dtype, a line for each condition."""
    yield from (f"{name:5} {meaning}" for name, meaning in MEASURES.items())
    for (member, dtype), block in groupby(rows, key=lambda row: (row["member"], row["dtype"])):
        by_condition = {c: list(group) for c, group in groupby(block, key=lambda row: row["condition"])}
        libraries = [row["library"] for row in next(iter(by_condition.values()))]
        yield ""
        yield (f"{f'{member}, {dtype}':26}" + "".join(f"  {name:^35}" for name in libraries)).rstrip()
        yield f"{'':26}" + f"  {''.join(f'{measure:>9}' for measure in MEASURES)[1:]}" * len(libraries)
        for condition, group in by_condition.items():
            yield (f"{condition:26}" + "".join(f"  {_cells(row):35}" for row in group)).rstrip()
    yield ""


def _cells(row: Row) -> str:
    if "raised" in row:
        return f"{row['raised']:.35}"
    return "".join(f"{row[name]:9.1e}" for name in MEASURES)[1:]
