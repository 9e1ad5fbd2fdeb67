"""Text in which every line is a row of numbers."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float, Int

from verify.errors import UsageError
from verify.recsys.loaders.rows import require_rows


def numbers(
    lines: Iterable[str], columns: int, what: str, delimiter: str | None = None
) -> Float[np.ndarray, "rows columns"]:
    """The numbers of each line; `UsageError` for a line with another count, or with something else than a number.

    Lines that are empty are passed over; without `delimiter` any white space parts the numbers.
    """
    try:
        table = np.loadtxt(_some(lines, what), ndmin=2, delimiter=delimiter, comments=None)
    except UsageError:
        raise
    except ValueError as error:
        raise UsageError(f"cannot read {what}: {str(error).splitlines()[0]}; is it the right file?") from error
    if table.shape[1] != columns or not np.isfinite(table).all():
        raise UsageError(f"{what} must have {columns} finite numbers a line; is it the right file?")
    return table


def _some(lines: Iterable[str], what: str) -> Iterable[str]:
    """The lines, of which at least one and not too many must hold something."""
    count = 0
    for line in lines:
        if line:
            count += 1
            if not count % 1_000_000:
                require_rows(count, what)
            yield line
    require_rows(count, what)


def whole(column: Float[np.ndarray, " rows"], what: str) -> Int[np.ndarray, " rows"]:
    """A column of whole numbers of at least 0 as integers; `UsageError` if it is something else."""
    if (column != np.floor(column)).any() or column.min() < 0 or column.max() > 1 << 53:
        raise UsageError(f"{what} must be whole numbers of at least 0; is it the right file?")
    return column.astype(np.int64)
